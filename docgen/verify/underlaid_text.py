"""The invisible text under pages of a bundle, taken off before what is seen of them is read.

It is what docgen read of a picture, so it may say anything, and nothing that is looked for on a
page is proved by it.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary

from docgen.pdf.invisible_text import split_invisible

if TYPE_CHECKING:
    import pymupdf

_FONT = re.compile("/Dg+T")
_LARGEST = 4 << 20
"""Bytes of a layer. A page full of small print has 20,000."""


def take_layers_off(shown: "pymupdf.Document", pages: Sequence[Dictionary]) -> set[int]:
    """Take the text layers of pages off in the same file as MuPDF has it open.

    The places, among these, of the pages that have one. What can be seen stays.
    """
    found = {}
    for place, page in enumerate(pages):
        stream = _find_first_stream(page) if _has_font(page) else None
        if stream is not None and len(data := stream.read_bytes()) < _LARGEST:
            layer, rest = split_invisible(data)
            if layer:
                found[place] = (stream.objgen[0], rest)
    for number, rest in found.values():
        shown.update_stream(number, rest or b" ", compress=False)  # type: ignore[no-untyped-call]
    return set(found)


def _has_font(page: Dictionary) -> bool:
    resources = page.get("/Resources")
    fonts = resources.get("/Font") if isinstance(resources, Dictionary) else None
    return isinstance(fonts, Dictionary) and any(map(_FONT.fullmatch, fonts.keys()))


def _find_first_stream(page: Dictionary) -> pikepdf.Stream | None:
    contents = page.get("/Contents")
    first = contents[0] if isinstance(contents, Array) and len(contents) else None
    small = isinstance(first, pikepdf.Stream) and len(first.get_raw_stream_buffer()) < _LARGEST
    return first if isinstance(first, pikepdf.Stream) and small else None
