"""HEIF files become PDFs, a page for each picture: phones keep several in one file.

What belongs to a picture (its thumbnail, its depth, the map of its lights) is none of its own, nor
is what shows the same pixels again.
"""

import hashlib
from pathlib import Path

from PIL import Image

from docgen.images.embedded_films import holds_film
from docgen.images.picture_placement import place_picture, say_if_flat, turned
from docgen.images.pixels import (
    CUT_SHORT,
    find_orientation,
    lay_on_white,
    load,
    look_into,
    read_dpi,
    without_empty_alpha,
)
from docgen.images.webp_heif import find_codecs, has_whole_boxes
from docgen.issues.issue import Issue
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import lost, noted
from docgen.model.page_facts import Facts
from docgen.sources.scanned_pdf import PicturePages, store_photo
from docgen.sources.single_images import HOLDS_FILM

_KNOWN = frozenset({"hvc1", "hev1", "av01", "avc1", "jpeg"})
"""Encodings of pictures that are opened, or fail by name."""
_MOST_PICTURES = 200
"""A burst has thirty."""

_ROWS = 256
"""Looked at together: all at once would take the memory of the picture again."""


def prepare_heif(source: str, scratch: str) -> Facts:
    """A HEIF file as a PDF at `scratch`: the main picture first, the others in their order."""
    import pillow_heif  # noqa: PLC0415 - 20 MB that most runs do not need

    pillow_heif.register_heif_opener(
        thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
    )
    content = Path(source).read_bytes()
    try:
        with PicturePages(scratch) as pages:
            return _Pictures(content, pages).add_all()
    except UnusableSourceError as error:
        codecs = find_codecs(content)
        whole = has_whole_boxes(content)
        if not whole or error.code != "source-damaged" or not codecs or "hvc1" in codecs:
            raise
        raise UnusableSourceError("source-picture-codec", "heif", codecs=tuple(codecs)) from error


class _Pictures:
    """The pictures of a file on their way into a PDF, and what has to be said of them."""

    def __init__(self, content: bytes, pages: PicturePages) -> None:
        self._content = content
        self._made = pages
        self._count = 0
        self._seen: set[bytes] = set()
        self._notes: list[Issue] = []
        self._cut_short: list[int] = []

    def add_all(self) -> Facts:
        """The facts, once every picture is in or named. The first one's error where none is."""
        main = look_into(self._content)
        count, first = getattr(main, "n_frames", 1), main.tell()
        order = [first, *(frame for frame in range(count) if frame != first)]
        left_out: dict[int, UnusableSourceError] = {}
        for number, frame in enumerate(order[:_MOST_PICTURES], start=1):
            try:
                self._add(frame, alone=count == 1)
            except UnusableSourceError as error:
                left_out[number] = error
        if not self._count:
            raise left_out[1]
        losses = [lost("picture_left_out", number=n, why=e.said) for n, e in left_out.items()]
        # libheif passes over them without a word.
        unread = [name for name in find_codecs(self._content, shown=True) if name not in _KNOWN]
        if unread:
            losses.append(lost("pictures_unread", codecs=tuple(unread)))
        if count > _MOST_PICTURES:
            losses.append(lost("pictures_beyond", count=count, most=_MOST_PICTURES))
        return self._made.finish(self._say(), (*losses, *self._say_cut_short()))

    def _add(self, frame: int, *, alone: bool) -> None:
        # libheif does the turns the file demands, and EXIF then says 1.
        image = look_into(self._content, frame)
        orientation = find_orientation(image)
        found, complete = load(self._content, frame=frame)
        flat = lay_on_white(without_empty_alpha(found))
        if not alone and _is_known(flat, self._seen):
            return
        self._count += 1
        placement = place_picture(*turned(image.size, orientation), read_dpi(image))
        stored = store_photo(flat)
        self._made.add(stored, flat, orientation, placement)
        recoded = stored.filter == "/DCTDecode"
        said = (
            *say_if_flat(placement, turned(flat.size, orientation)[0]),
            *((noted("recoded", coding="HEIC"),) if recoded else ()),
        )
        self._notes += (note for note in said if note not in self._notes)
        if not complete:
            self._cut_short.append(self._count)

    def _say(self) -> tuple[Issue, ...]:
        several = (noted("several_pictures", count=self._count),) if self._count > 1 else ()
        film = (HOLDS_FILM,) if holds_film(self._content) else ()
        return (*several, *self._notes, *film)

    def _say_cut_short(self) -> tuple[Issue, ...]:
        if self._count > 1 and self._cut_short:
            return (lost("cut_short", pages=tuple(self._cut_short)),)
        whole = not self._cut_short and has_whole_boxes(self._content)
        return () if whole else (CUT_SHORT,)


def _is_known(image: Image.Image, seen: set[bytes]) -> bool:
    """Whether the same pixels were seen before; now they were."""
    digest = hashlib.sha256(f"{image.mode}{image.size}".encode())
    for top in range(0, image.height, _ROWS):
        digest.update(image.crop((0, top, image.width, min(top + _ROWS, image.height))).tobytes())
    known = digest.digest() in seen
    seen.add(digest.digest())
    return known
