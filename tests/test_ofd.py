"""OFD (GB/T 33190): told apart from other archives, drawn as it says, and refused by name."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pymupdf
import pytest

from docgen.issues.issue import render
from docgen.model.prepared import Prepared
from docgen.sources.prepare import prepare
from docgen.system.file_types import Kind, recognise
from tests.ofd_writer import Ofd, filled, font, pack, path, text

DPI = 127
"""Five pixels a millimetre."""
RED, GREEN, BLUE, WHITE, BLACK = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255,) * 3, (0,) * 3
SONG = font(3, "宋体")


def made(folder: Path, ofd: Ofd | Path) -> Prepared:
    """An OFD as a source."""
    file = ofd if isinstance(ofd, Path) else ofd.write(folder / "凭证.ofd")
    found = prepare([("凭证", file)], cache=folder / "cache")["凭证"]
    assert isinstance(found, Prepared), found
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


# --- what it is -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["发票.ofd", "发票.zip", "发票.pdf", "发票"])
@pytest.mark.parametrize("attached", [0, 200_000])
def test_an_ofd_is_known_by_its_content(tmp_path: Path, name: str, attached: int) -> None:
    """`attached` bytes of seal stand before its root, as some writers do."""
    parts = Ofd([path("M 0 0 L 50 50")]).parts()
    with zipfile.ZipFile(tmp_path / name, "w") as package:
        package.writestr("Doc_0/Signs/Sign_0/SignedValue.dat", b"PK" * attached)
        for part, content in parts.items():
            package.writestr(part, content)
    assert recognise(tmp_path / name) is Kind.OFD
    assert len(made(tmp_path, tmp_path / name).pages) == 1


def test_an_archive_that_holds_an_ofd_is_an_archive(tmp_path: Path) -> None:
    inner = Ofd([""]).write(tmp_path / "发票.ofd")
    pack(tmp_path / "a.zip", {"发票.ofd": inner.read_bytes()})
    assert recognise(tmp_path / "a.zip") is Kind.ZIP


# --- what it shows --------------------------------------------------------------------------------


def test_pages_have_their_size_and_order(tmp_path: Path) -> None:
    found = made(
        tmp_path, Ofd([filled("M 0 0 L 9 0 L 9 9 C", "0 0 255"), ""], box=(10, 20, 90, 60))
    )
    sizes = [(round(p.box.width_pt), round(p.box.height_pt)) for p in found.pages]
    assert sizes == [(255, 170), (255, 170)]


def test_paths_are_filled_and_stroked_where_they_lie(tmp_path: Path) -> None:
    shown = seen(
        tmp_path,
        Ofd([
            filled("M 0 0 L 20 0 L 20 20 L 0 20 C", "255 0 0", (5, 5, 20, 20))
            + path("M 0 0 L 30 0", (40, 10, 30, 1), "<StrokeColor Value='0 0 255'/>", LineWidth=2)
        ]),
    )  # fmt: skip
    assert shown.colour(15, 15) == RED
    assert shown.colour(26, 15) == WHITE
    assert shown.colour(55, 10) == BLUE
    assert shown.colour(55, 12) == WHITE


def test_text_stands_where_its_deltas_put_it(tmp_path: Path) -> None:
    shown = seen(tmp_path, Ofd([text("金额合计", 5, 20, deltas="g 2 8 12")], SONG))
    assert [c for c, *_ in shown.places()] == list("金额合计")
    assert [round(x) for _, x, _ in shown.places()] == [5, 13, 21, 33]
    assert {round(y) for *_, y in shown.places()} == {20}
    assert shown.words() == "金额合计"
