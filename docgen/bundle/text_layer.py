"""The text that was read of a page's picture, on the page of the bundle that shows the picture.

It lies under the page as invisible text. Places are those of the source's own page, whichever way
the bundle turns that page, crops it or adds white paper: its user space stays what it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from docgen.bundle.contact_sheet import ContactPage, lay_out
from docgen.bundle.photo_layout import PhotoRun, Shot
from docgen.bundle.plan import Plan, PlannedPage, SourcePage
from docgen.model.page_text import PageText, PlacedLine
from docgen.model.prepared import Prepared, Sources
from docgen.model.source_keys import SheetsKey, SourceKey
from docgen.pdf.geometry import PageBox, Rect
from docgen.pdf.invisible_text import is_findable
from docgen.text.masking import mask_numbers

Texts = Mapping[SourceKey, Sequence[PageText]]
"""The texts of the pages of sources, in their order. Each access may read a file."""

_NONE = PageText(())


@dataclass(frozen=True)
class UnderlaidText:
    """The lines that lie under a page, on the page of its source as it is seen there."""

    lines: tuple[PlacedLine, ...]
    box: PageBox


class TextLayers:
    """What was read of the pages of sources. One source at a time is held."""

    def __init__(self, sources: Sources, texts: Texts, runs: Iterable[PhotoRun] = ()) -> None:
        """`runs` are the photographs that share pages: their texts are those of each alone."""
        self._sources = sources
        self._texts = texts
        self._runs: dict[SourceKey, PhotoRun] = {run.key: run for run in runs}
        self._held: tuple[SourceKey, Sequence[PageText]] | None = None
        self._known: dict[tuple[SourceKey, int], bool] = {}

    def has(self, page: SourcePage) -> bool:
        """Whether anything lies under a page."""
        place = (page.key, page.index)
        if place not in self._known:
            self._known[place] = self.find(page) is not None
        return self._known[place]

    def find(self, page: SourcePage) -> UnderlaidText | None:
        """What lies under a page; None where nothing was read of its picture."""
        source = self._sources.get(page.key)
        if not isinstance(source, Prepared):
            return None
        lines = tuple(self._list_lines(page))
        return UnderlaidText(lines, source.pages[page.index - 1].box) if lines else None

    def _list_lines(self, page: SourcePage) -> Iterator[PlacedLine]:
        if not isinstance(page.key, SheetsKey):
            yield from self._read(page.key, page.index)
        elif page.key in self._runs:
            sheet = _find_sheet(self._runs[page.key], page.index)
            for shot, picture in zip(sheet.shots, sheet.pictures, strict=True):
                place = partial(_place_on_sheet, shot=shot, picture=picture)
                yield from map(place, self._read(shot.key, shot.index))

    def _read(self, key: SourceKey, index: int) -> tuple[PlacedLine, ...]:
        """The lines read of a picture; nothing where the page has text of its own."""
        if self._held is None or self._held[0] != key:
            self._held = (key, self._texts.get(key, ()))
        texts = self._held[1]
        text = texts[index - 1] if index <= len(texts) else _NONE
        return tuple(_publish(text.lines)) if text.recognised else ()


def _publish(lines: Iterable[PlacedLine]) -> Iterator[PlacedLine]:
    """The lines that can be found, numbers of people hidden in them.

    The picture shows such a number, but nobody is to find it in a bundle by searching.
    """
    for line in filter(is_findable, lines):
        shown = mask_numbers(line.text)
        yield line if shown == line.text else replace(line, text=shown)


NO_LAYERS = TextLayers({}, {})


def _find_sheet(run: PhotoRun, index: int) -> ContactPage:
    return list(lay_out(run))[index - 1]


def _place_on_sheet(line: PlacedLine, shot: Shot, picture: Rect) -> PlacedLine:
    """A line of a picture where the sheet shows it, turned as the picture is."""
    a, b, c, d = (_place_point(point, shot, picture) for point in line.corners)
    return replace(line, corners=(a, b, c, d))


def _place_point(point: tuple[float, float], shot: Shot, picture: Rect) -> tuple[float, float]:
    across = (point[0] - shot.frame.x) / shot.frame.width
    down = (point[1] - shot.frame.y) / shot.frame.height
    match shot.turn:
        case 90:
            across, down = 1 - down, across
        case 180:
            across, down = 1 - across, 1 - down
        case 270:
            across, down = down, 1 - across
    return picture.x + across * picture.width, picture.y + down * picture.height


def lay_under(plan: Plan, layers: TextLayers) -> Plan:
    """Return the plan with the pages known that get a text layer."""
    return replace(plan, pages=tuple(_lay_page(page, layers) for page in plan.pages))


def _lay_page(page: PlannedPage, layers: TextLayers) -> PlannedPage:
    found = page.source is not None and layers.has(page.source)
    return replace(page, text_layer=True) if found else page
