"""OFD files made into sources, and what is seen on their pages."""

from collections.abc import Sequence
from pathlib import Path

import pymupdf

from docgen.issues.finding import Finding
from docgen.issues.issue import render
from docgen.model.prepared import Prepared, Source
from docgen.sources.prepare import prepare
from tests.ofd_writer import Ofd, font

DPI = 127
"""Five pixels a millimetre."""
RED, GREEN, BLUE, WHITE, BLACK = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255,) * 3, (0,) * 3
SONG = font(3, "宋体")


def opened(folder: Path, ofd: Ofd | Path) -> Source:
    """What becomes of an OFD."""
    file = ofd if isinstance(ofd, Path) else ofd.write(folder / "凭证.ofd")
    return prepare([("凭证", file)], cache=folder / "cache")["凭证"]


def made(folder: Path, ofd: Ofd | Path) -> Prepared:
    """An OFD as a source."""
    found = opened(folder, ofd)
    assert isinstance(found, Prepared), found
    return found


def refused(folder: Path, ofd: Ofd | Path) -> Finding:
    """Why an OFD is none."""
    found = opened(folder, ofd)
    assert isinstance(found, Finding), found
    return found


def said(source: Prepared) -> list[str]:
    """What is said of a source."""
    return [render(one).what for one in (*source.notes, *source.losses)]


class Seen:
    """The pages of a source as MuPDF shows them; places are in millimetres from the upper left."""

    def __init__(self, source: Prepared) -> None:
        self._document = pymupdf.open(source.pdf, filetype="pdf")
        self._pixels = [page.get_pixmap(dpi=DPI) for page in self._document]

    def colour(self, x: float, y: float, page: int = 1) -> tuple[int, int, int]:
        """The colour at a place."""
        return self._pixels[page - 1].pixel(round(x * 5), round(y * 5))

    def samples(self, page: int = 1) -> bytes:
        """All pixels of a page."""
        return bytes(self._pixels[page - 1].samples)

    def is_inked(self, box: Sequence[float], page: int = 1) -> bool:
        """Whether anything dark is in a box."""
        left, top, right, bottom = (round(side * 5) for side in box)
        places = ((x, y) for x in range(left, right) for y in range(top, bottom))
        return any(sum(self._pixels[page - 1].pixel(*place)) < 380 for place in places)

    def words(self, page: int = 1) -> str:
        """The text as it is copied, without blanks."""
        return "".join(self._document[page - 1].get_text().split())

    def places(self, page: int = 1) -> list[tuple[str, float, float]]:
        """Each character and its origin."""
        return [
            (one["c"], one["origin"][0] * 25.4 / 72, one["origin"][1] * 25.4 / 72)
            for block in self._document[page - 1].get_text("rawdict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            for one in span["chars"]
        ]


def seen(folder: Path, ofd: Ofd | Path) -> Seen:
    """An OFD as its pages show it, nothing of it being lost."""
    source = made(folder, ofd)
    assert not source.losses, said(source)
    return Seen(source)


def near(colour: Sequence[int], wanted: Sequence[int]) -> bool:
    """Whether two colours are one but for rounding."""
    return all(abs(one - other) <= 6 for one, other in zip(colour, wanted, strict=True))
