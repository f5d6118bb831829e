"""Large pictures of a page left blank in what MuPDF has opened, so that none is ever unpacked.

A blank one is as large, as opaque and at the same place as the picture: whatever lies below it is
hidden by it, and whatever lies above it is seen. What the picture shows is gone, so who needs that
opens the file once more.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name

if TYPE_CHECKING:
    import pymupdf

_FEWEST_PIXELS = 100_000
"""Smaller ones are unpacked in less time than it takes to look at them here."""
_LARGEST_SIDE = 1 << 16
_NOT_PLAIN = ("/SMask", "/Mask", "/ImageMask", "/SMaskInData", "/OC")
"""Of these, what shows through depends on what the picture holds, or on a layer."""
_DEEPEST = 4
_BLANK = (
    "<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1"
    "/ColorSpace/DeviceGray/Decode[1 0]/Length 0>>"
)
"""Where data is missing MuPDF takes noughts, which are white so."""


def blank_pictures(shown: "pymupdf.Document", pages: Iterable[Dictionary]) -> None:
    """Blank the large pictures that pages draw, in the same file as MuPDF has it open."""
    seen = set[int]()
    for page in pages:
        for number, width, height in _list_pictures(page.get("/Resources"), seen, _DEEPEST):
            shown.update_object(number, _BLANK % (width, height))  # type: ignore[no-untyped-call]
            shown.update_stream(number, b" ", compress=False)  # type: ignore[no-untyped-call]


def _list_pictures(resources: object, seen: set[int], depth: int) -> Iterator[tuple[int, int, int]]:
    """Number and size in pixels of what is drawn with resources, if it was not seen yet."""
    drawn = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    for thing in drawn.values() if isinstance(drawn, Dictionary) else ():
        if not isinstance(thing, pikepdf.Stream) or thing.objgen[0] in seen:
            continue
        seen.add(thing.objgen[0])
        if thing.get("/Subtype") == Name.Form and depth:
            yield from _list_pictures(thing.get("/Resources"), seen, depth - 1)
        elif thing.get("/Subtype") == Name.Image and _is_plain(thing):
            width, height = (_read_side(thing.get(key)) for key in ("/Width", "/Height"))
            if width * height >= _FEWEST_PIXELS:
                yield thing.objgen[0], width, height


def _read_side(value: object) -> int:
    return value if isinstance(value, int) and 0 < value < _LARGEST_SIDE else 0


def _is_plain(picture: pikepdf.Stream) -> bool:
    coding = picture.get("/Filter")
    codings = list(coding) if isinstance(coding, Array) else [coding]
    # Of JPEG 2000 the picture itself says how large it is.
    return Name.JPXDecode not in codings and not any(key in picture for key in _NOT_PLAIN)
