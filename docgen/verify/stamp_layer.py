"""The stamps of evidence pages drawn once more from the manifest, and what differs.

What a page is stamped with follows from the manifest; where, followed from its ink, which is not
known here. So every stamp is drawn again where it stands, and the layer that docgen drew must come
out the same to the last operator: nothing else in it, and nothing over it.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from docgen.bundle.page_mark import draw_identity, draw_small_type
from docgen.bundle.page_space import Area
from docgen.bundle.stamps import (
    FRAME_HEIGHT,
    FRAME_WIDTH,
    NUMBER_SIZE,
    REFERENCE_SIZE,
    Order,
    area_of_line,
    draw_stamps,
    list_places,
    write_page_number,
)
from docgen.model.evidence import Evidence
from docgen.package.manifest import EvidencePart
from docgen.pdf.primitives import Link, Mark
from docgen.pdf.qr_symbol import SYMBOL_MODULES
from docgen.text.flattening import flatten
from docgen.text.line_breaking import Measure
from docgen.verify.drawn_content import StampedPage

_PICTURE = rb"(?:/OC /\S+ BDC )?q [-\d. ]+ cm /\S+ Do Q\n(?:EMC\n)?"
_LAYER = re.compile(
    rb"(?:\nQ\n|q /Source Do n Q\n)(?:%s)*q (?P<matrix>[-\d. ]+) cm\n(?P<marks>.*)Q\n" % _PICTURE,
    re.DOTALL,
)
"""The last stream on a page of a source: pictures of its annotations, then docgen's marks."""
_MARK = re.compile(
    rb"q BT [\d. ]+ rg [-\d. ]+ (?P<x>[-\d.]+) (?P<y>[-\d.]+) Tm\n"
    rb"(?:/(?P<prefix>Dg+)F\d+ (?P<size>[\d.]+) Tf <[0-9A-F]*> Tj\n)+ET Q\n"
    rb"|q (?P<side>[\d.]+) 0 0 [\d.]+ (?P<left>[-\d.]+) (?P<foot>[-\d.]+) cm 0 g\n[\d re\n]*f Q\n"
    rb"|[\d. ]+ RG [\d.]+ w (?P<x0>[-\d.]+) (?P<y0>[-\d.]+) [\d.]+ [\d.]+ re S\n"
)
_FRAME_MARKS = 5
_SMALL_TYPE = b"4.5"
"""As content says the size of the small type, which nothing else has."""
_OF_ONE_PAGE = {".jpg", ".jpeg", ".png", ".heic", ".webp", ".bmp"}
_NEAR = 0.1
"""Points."""


@dataclass(frozen=True)
class Stamping:
    """What a page of evidence must be stamped with."""

    order: Order
    marks: tuple[int, ...]
    """How many marks its identity may have: three, or what a page without room for them has."""


class LayerError(Exception):
    """What is wrong with a page's layer of stamps: the case of its sentence, and its slots.

    `code` is what it is said under.
    """

    code = "V117"

    def __init__(self, case: str, **slots: str) -> None:
        super().__init__(case, slots)
        self.case, self.slots = case, slots


class OverlaidError(LayerError):
    """The last that is drawn on a page is no stamp."""

    code = "V230"


class ShapeError(LayerError):
    """The page has not the shape that it was stamped in."""

    code = "V231"


@dataclass(frozen=True)
class StampLayer:
    """The marks of a page, as they are found: captions first."""

    marks: tuple[re.Match[bytes], ...]
    height: float

    @property
    def prefix(self) -> str:
        """What begins the names of faces on this page."""
        named = (mark["prefix"] for mark in self.marks if mark["prefix"])
        return next(named, b"Dg").decode("ascii")

    @classmethod
    def read(cls, page: StampedPage) -> "StampLayer":
        """Take a page's layer apart. LayerError where docgen did not write it so."""
        found = _LAYER.fullmatch(page.layer)
        if found is None:
            raise OverlaidError("overlaid")
        matrix = [float(value) for value in found["matrix"].split()]
        pairs = zip(matrix, page.box.to_user_space, strict=False)
        if len(matrix) != 6 or any(abs(a - b) > _NEAR for a, b in pairs):
            raise ShapeError("skewed")
        marks = tuple(_MARK.finditer(found["marks"]))
        if sum(len(mark[0]) for mark in marks) != len(found["marks"]):
            raise LayerError("beside")
        return cls(marks, page.box.height_pt)

    def line(self, mark: re.Match[bytes], width: float, size: float) -> Area:
        """The area of a line of text. LayerError where it is none."""
        if mark["x"] is None:
            raise LayerError("no_number")
        return area_of_line(float(mark["x"]), self.height - float(mark["y"]), width, size)

    def frame(self, mark: re.Match[bytes]) -> Area:
        """The area of the frame whose box a mark is. LayerError where it is none."""
        if mark["x0"] is None:
            raise LayerError("no_frame")
        top = self.height - float(mark["y0"]) - FRAME_HEIGHT
        return Area(float(mark["x0"]), top, FRAME_WIDTH, FRAME_HEIGHT)


def split(layer: StampLayer, stamping: Stamping, *, titled: bool) -> int:
    """How many marks of a layer are captions, if it may have any (`titled`).

    LayerError where marks are missing, or there are too many.
    """
    fewest, most = min(stamping.marks), max(stamping.marks)
    small = bool(layer.marks) and layer.marks[-1]["size"] == _SMALL_TYPE
    stamps = 2 + (_FRAME_MARKS if stamping.order.frame else 0) + (most if small else fewest)
    if len(layer.marks) < stamps:
        raise LayerError("incomplete")
    if len(layer.marks) > stamps and not titled:
        raise LayerError("besides")
    return len(layer.marks) - stamps


@dataclass(frozen=True)
class Restamped:
    """The stamps of a page drawn once more where they stand."""

    drawn: tuple[tuple[Mark, ...], ...]
    """All that they may be: the mark of the page's identity has two forms."""
    links: tuple[Link, ...]
    placed: bool
    """Whether number and reference stand where docgen puts them on some page of this size."""


def restamp(
    page: StampedPage, layer: StampLayer, captions: int, stamping: Stamping, measure: Measure
) -> Restamped:
    """Draw the stamps of a page once more. LayerError where they are none."""
    order, marks = stamping.order, layer.marks[captions:]
    number = measure(write_page_number(order.number), NUMBER_SIZE, False)
    reference = measure(order.reference, REFERENCE_SIZE, False)
    areas = [layer.line(marks[0], number, NUMBER_SIZE)]
    areas.append(layer.line(marks[1], reference, REFERENCE_SIZE))
    if order.frame:
        areas.append(layer.frame(marks[2]))
    stamps, links = draw_stamps(order, areas, measure)
    known = list_places(page.box.width_pt, page.box.height_pt, order, measure)
    placed = all(
        any(_is_near(area, place) for place in places)
        for area, places in zip(areas[:2], known, strict=True)
    )
    rest = marks[len(stamps) :]
    drawn = tuple((*stamps, *identity) for identity in _identify(rest, layer, order, measure))
    return Restamped(drawn, links, placed)


def _identify(
    marks: tuple[re.Match[bytes], ...], layer: StampLayer, order: Order, measure: Measure
) -> Iterator[tuple[Mark, ...]]:
    """What the mark of a page's identity may be."""
    if not marks or order.identity is None:
        yield ()
    elif marks[0]["side"] is not None:
        side, left, foot = (float(marks[0][part]) for part in ("side", "left", "foot"))
        side *= SYMBOL_MODULES
        yield from draw_identity(order.identity, left, layer.height - foot - side, side, measure)
    elif marks[0]["x"] is not None:
        x, y = float(marks[0]["x"]), layer.height - float(marks[0]["y"])
        yield (draw_small_type(order.identity, x, y),)


def _is_near(area: Area, place: Area) -> bool:
    return abs(area.x - place.x) < _NEAR and abs(area.y - place.y) < _NEAR


def are_captions_of(evidence: Evidence, pictures: Collection[str], said: str) -> bool:
    """Whether a piece of evidence may have such captions, all in one: those of its pictures.

    `pictures` are paths of files that surely are one; of others that is not known here.
    """
    each = "".join(
        rf"(?:{re.escape(flatten(file.title or file.name))}(?:\(第\d+页\))?)"
        + ("+" if file.path in pictures else "*")
        for file in evidence.files
    )
    return re.fullmatch(each if evidence.layout is not None else "", flatten(said)) is not None


def list_pictures(piece: EvidencePart) -> frozenset[str]:
    """The files of a piece of evidence that are photographs of one page."""
    return frozenset(
        source.file
        for source in piece.sources
        if source.likenesses and PurePosixPath(source.file).suffix.lower() in _OF_ONE_PAGE
    )
