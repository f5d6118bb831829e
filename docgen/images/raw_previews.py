"""The picture a camera puts beside its raw data, for whoever only looks: a JPEG somewhere inside.

Each make has a directory of its own for it, and all write it as one JPEG in one piece. So what
looks like one is taken for one where it is: baseline, whole and large.
"""

import re
from collections.abc import Iterator

from docgen.images import jpeg

_START = re.compile(rb"\xff\xd8\xff[\xc0-\xc2\xc4\xdb\xdd\xe0-\xef\xfe]")
_LEAST_SIDE = 640
"""Pixels of the longer side: a thumbnail on the camera's screen has fewer."""
_MOST_ODD = 20
"""What only begins like a picture or has no end, which may take reading to the end of the file.
Bytes of raw data do so by chance, once in a hundred million."""


def list_previews(content: bytes, raw_data: frozenset[int]) -> list[jpeg.Jpeg]:
    """The pictures in a camera's file, the largest first; those of thumbnails are left out.

    `raw_data` is where pieces of raw data begin that may be JPEGs themselves.
    """
    found = [
        one
        for one in _find_pictures(content, raw_data)
        if one.fits_pdf and max(one.width, one.height) >= _LEAST_SIDE
    ]
    return sorted(found, key=lambda one: one.width * one.height, reverse=True)


def _find_pictures(content: bytes, raw_data: frozenset[int]) -> Iterator[jpeg.Jpeg]:
    odd = place = 0
    while odd < _MOST_ODD and (start := _START.search(content, place)):
        try:
            one = jpeg.take_apart(content, start.start())
        except ValueError:
            one = None
        if one and one.complete:
            if start.start() not in raw_data:
                yield one
            # Pictures within it are thumbnails of its own.
            place = start.start() + len(one.data)
        else:
            odd += 1
            place = start.end()


def find_orientation(content: bytes, preview: jpeg.Jpeg) -> int:
    """The EXIF orientation of a preview: its own, or else that of the file around it."""
    if preview.orientation != 1:
        return preview.orientation
    if content[4:8] == b"ftyp":
        # Canon keeps the first directory of a TIFF in a box of its own.
        box = content.find(b"CMT1")
        return jpeg.read_orientation(content[box + 4 : box + 4096]) if box > 0 else 1
    return jpeg.read_orientation(content)
