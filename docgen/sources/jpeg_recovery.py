"""Photographs in a PDF whose data is spoilt in the middle, encoded anew as far as they go.

Every reader makes something else of such data, and complains of it. What is left of the picture is
shown the same everywhere once it is encoded again.
"""

import io
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Name, Page, Stream

from docgen.images import jpeg
from docgen.images.pixels import load
from docgen.issues.refusal import UnusableSourceError

_QUALITY = 92
_FULL_COLOUR = 0


def encode_spoilt(pdf: str, target: str, pages: Sequence[int]) -> bool:
    """Write a PDF to `target` whose pages of these numbers show whole pictures.

    Whether there was one to encode; where there was none, nothing is written.
    """
    with pikepdf.open(pdf, suppress_warnings=True) as document:
        changed = False
        for number in pages:
            for picture in _list_jpegs(document.pages[number - 1]):
                changed |= _encode(picture)
        if changed:
            document.save(target, deterministic_id=True)
    return changed


def _list_jpegs(page: Page) -> Iterator[Stream]:
    """The pictures of a page that are JPEG data and nothing around it."""
    for picture in page.images.values():
        coding = picture.stream_dict.get("/Filter")
        if isinstance(coding, Array) and len(coding) == 1:
            coding = coding[0]
        if isinstance(picture, Stream) and coding == Name.DCTDecode:
            yield picture


def _encode(picture: Stream) -> bool:
    """Encode a picture anew where it is not whole. Whether it was not."""
    try:
        parts = jpeg.take_apart(picture.read_raw_bytes())
        image, whole = load(parts.decodable, to_the_end=parts.sequential)
    except (ValueError, UnusableSourceError):
        # Nothing can be seen of it, so nothing can be made of it.
        return False
    if whole or image.mode not in {"L", "RGB"}:
        return False
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY, subsampling=_FULL_COLOUR)
    data = jpeg.take_apart(buffer.getvalue()).data
    picture.write(data, filter=Name.DCTDecode)
    return True
