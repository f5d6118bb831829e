"""Invisible text: nobody sees it, and every viewer finds, marks and copies it."""

import base64
import math
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pymupdf
import pytest
import uharfbuzz as hb
from pypdf import PdfReader
from readers import complaints

from docgen.model.page_text import PlacedLine
from docgen.pdf.file_writer import PdfFile
from docgen.pdf.geometry import PageBox
from docgen.pdf.invisible_text import InvisibleFont, draw_invisible
from docgen.pdf.objects import array, dictionary, numbers, reference, text
from docgen.web.rendering import STATIC_PATH

if TYPE_CHECKING:
    from playwright.sync_api import Page

_WIDTH, _HEIGHT = 595.0, 842.0


def set_line(said: str, x: float, y: float, size: float, turn: float = 0, stretch: float = 1):
    """A line from a place on, turned clockwise by so many degrees about it."""
    length = stretch * size * sum(0.5 if character.isascii() else 1 for character in said)
    right, down = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    ahead, below = (right * length, down * length), (-down * size, right * size)
    return PlacedLine(
        said,
        (
            (x, y),
            (x + ahead[0], y + ahead[1]),
            (x + ahead[0] + below[0], y + ahead[1] + below[1]),
            (x + below[0], y + below[1]),
        ),
    )


LINES = (
    set_line("威海市高技能人才工作室张三丰", 60, 60, 12),
    set_line("证书编号：ZL 2021 1 0001234.5 of Docgen Ltd.", 60, 90, 12, stretch=1.1),
    set_line("这一行是歪的，持证人欧阳修远同志，职业技能等级高级技师", 60, 150, 14, turn=5),
    set_line("下一行也是歪的，证书号码 AB-1234 颁发单位人社局", 60, 180, 14, turn=5),
    set_line("往下的文字王小明", 500, 100, 12, turn=90),
    set_line("倒着的文字李四光", 300, 500, 12, turn=180),
    set_line("往上的文字赵六七", 520, 700, 12, turn=-90),
    set_line("生僻字𬭎𠮷名", 60, 400, 12),
    set_line("很扁的标题中华人民共和国", 60, 430, 12, stretch=0.5),
    set_line("很宽的标题荣誉证书", 60, 460, 20, stretch=2.5),
)
NAMES = (
    "张三丰", "ZL 2021 1 0001234.5", "欧阳修远", "AB-1234", "人社局", "高级技师", "王小明",
    "李四光", "赵六七", "𬭎", "人民共和国", "荣誉证书",
)  # fmt: skip


def place_of(name: str) -> tuple[float, float]:
    """Where the middle of a name is."""
    line = next(line for line in LINES if name in line.text)
    (left, top), (right, end), _, (x, foot) = line.corners
    widths = [0.5 if character.isascii() else 1 for character in line.text]
    start = line.text.index(name)
    middle = sum(widths[:start]) + sum(widths[start : start + len(name)]) / 2
    along = middle / sum(widths)
    across = ((x - left) / 2, (foot - top) / 2)
    return left + (right - left) * along + across[0], top + (end - top) * along + across[1]


def write_page(file: Path, lines: tuple[PlacedLine, ...], box: PageBox) -> Path:
    """A page that has such lines, and a grey box that can be seen."""
    with PdfFile(file) as pdf:
        font, tree, page = InvisibleFont(pdf), pdf.reserve(), pdf.reserve()
        drawn = draw_invisible(lines, box.height_pt, box.to_user_space, font, "T")
        content = pdf.add_stream(drawn + b"0.5 g 100 100 50 50 re f")
        fonts = dictionary(Font=dictionary(T=font.reference)) if drawn else dictionary()
        body = dictionary(
            Type=b"/Page", Parent=reference(tree), Contents=reference(content), Resources=fonts,
            MediaBox=numbers((box.left, box.bottom, box.right, box.top)),
            Rotate=box.rotate, UserUnit=box.user_unit,
        )  # fmt: skip
        pdf.write(page, body)
        kids = array([reference(page)])
        pdf.write(tree, dictionary(Type=b"/Pages", Count=1, Kids=kids))
        font.write()
        root = pdf.add(dictionary(Type=b"/Catalog", Pages=reference(tree)))
        pdf.finish(root, pdf.add(dictionary(Producer=text("docgen"))))
    return file


_UPRIGHT = PageBox(0, 0, _WIDTH, _HEIGHT)
_BOXES = (
    _UPRIGHT,
    PageBox(-30, 40, _WIDTH - 30, _HEIGHT + 40),
    PageBox(10, 20, _HEIGHT + 10, _WIDTH + 20, rotate=90),
    PageBox(0, 0, _WIDTH, _HEIGHT, rotate=180),
    PageBox(0, 0, _HEIGHT / 2, _WIDTH / 2, rotate=270, user_unit=2),
)


@pytest.fixture(scope="module")
def upright(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page(tmp_path_factory.mktemp("pdf") / "text.pdf", LINES, _UPRIGHT)


@pytest.mark.parametrize("box", _BOXES)
def test_names_are_found_where_they_stand(tmp_path: Path, box: PageBox) -> None:
    file = write_page(tmp_path / "text.pdf", LINES, box)

    assert not complaints(file)
    with pymupdf.open(file) as document:
        for name in NAMES:
            (quad,) = document[0].search_for(name, quads=True)
            turn = document[0].rotation_matrix
            # PyMuPDF turns about a corner that is reckoned without UserUnit, MuPDF with it.
            turn.e, turn.f = turn.e * box.user_unit, turn.f * box.user_unit
            middle = (quad.ul + quad.lr) / 2 * turn
            seen = (middle.x, middle.y)
            assert math.dist(seen, place_of(name)) < 0.5, name


def test_lines_are_copied_as_they_are(upright: Path) -> None:
    with pymupdf.open(upright) as document:
        assert document[0].get_text().splitlines() == [line.text for line in LINES]

    assert PdfReader(upright).pages[0].extract_text().splitlines() == [n.text for n in LINES]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
@pytest.mark.parametrize("options", [(), ("-layout",), ("-raw",)])
def test_poppler_breaks_no_name(upright: Path, options: tuple[str, ...]) -> None:
    run = subprocess.run(["pdftotext", *options, upright, "-"], capture_output=True, check=True)
    said = run.stdout.decode()

    assert not run.stderr
    for name in NAMES:
        assert said.count(name) == 1, name


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_poppler_finds_skewed_names_near_where_they_stand(upright: Path) -> None:
    """It takes a piece that leans for upright, so it is no more than a line's height off."""
    run = subprocess.run(["pdftotext", "-bbox", upright, "-"], capture_output=True, check=True)
    pattern = r'xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">持证人欧阳修远'
    (word,) = re.findall(pattern, run.stdout.decode())
    left, top, right, foot = map(float, word)
    x, y = place_of("欧阳修远")

    assert left < x < right
    assert abs((top + foot) / 2 - y) < 14


_FIND = r"""async ([vendor, data, names]) => {
  const pdfjs = await import(vendor + "build/pdf.min.mjs");
  globalThis.pdfjsLib = pdfjs;
  pdfjs.GlobalWorkerOptions.workerSrc = vendor + "build/pdf.worker.min.mjs";
  const { EventBus, PDFLinkService, PDFFindController } =
    await import(vendor + "web/pdf_viewer.mjs");
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  const pdf = await pdfjs.getDocument({ data: bytes, isEvalSupported: false }).promise;
  const eventBus = new EventBus();
  const linkService = new PDFLinkService({ eventBus });
  linkService.setDocument(pdf);
  linkService.setViewer({ pagesCount: pdf.numPages, currentPageNumber: 1 });
  const finder = new PDFFindController({ linkService, eventBus });
  finder.setDocument(pdf);
  const counts = [];
  for (const query of names) {
    const told = new Promise((tell) => {
      const listen = (event) => {
        if (event.state === 3) return; // still looking
        eventBus.off("updatefindcontrolstate", listen);
        tell(finder.pageMatches[0].length);
      };
      eventBus.on("updatefindcontrolstate", listen);
    });
    eventBus.dispatch("find", { type: "", query, caseSensitive: false, entireWord: false });
    counts.push(await told);
  }
  const page = await pdf.getPage(1);
  const { items } = await page.getTextContent();
  return [counts, items.map((one) => one.str + (one.hasEOL ? "\n" : "")).join("")];
}"""


def test_pdf_js_finds_names_and_copies_lines(page: "Page", upright: Path) -> None:
    data = base64.b64encode(upright.read_bytes()).decode()
    counts, said = page.evaluate(_FIND, [f"{STATIC_PATH}/vendor/pdfjs-dist/", data, NAMES])

    assert counts == [1] * len(NAMES)
    assert [line for line in said.splitlines() if line] == [line.text for line in LINES]


def test_nothing_of_it_is_seen(tmp_path: Path) -> None:
    bare = write_page(tmp_path / "bare.pdf", (), _UPRIGHT)
    with_text = write_page(tmp_path / "text.pdf", LINES, _UPRIGHT)

    assert _show_with_mupdf(bare) == _show_with_mupdf(with_text)
    if shutil.which("pdftoppm"):
        assert _show_with_poppler(bare) == _show_with_poppler(with_text)


def _show_with_mupdf(file: Path) -> bytes:
    with pymupdf.open(file) as document:
        return document[0].get_pixmap(dpi=100).samples


def _show_with_poppler(file: Path) -> bytes:
    command = ["pdftoppm", "-r", "100", file]
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_what_cannot_be_set_is_left_out(tmp_path: Path) -> None:
    lines = (
        set_line("甲\u0000\ufeff\udc80乙\u3000丙", 60, 60, 12),
        PlacedLine("没有地方", ((60, 90), (60, 90), (60, 90), (60, 90))),
        set_line("", 60, 120, 12),
    )
    file = write_page(tmp_path / "text.pdf", lines, _UPRIGHT)

    assert not complaints(file)
    with pymupdf.open(file) as document:
        assert document[0].get_text().splitlines() == ["甲乙 丙"]


def test_a_page_without_lines_has_no_font(tmp_path: Path) -> None:
    file = write_page(tmp_path / "text.pdf", (), _UPRIGHT)

    with pikepdf.open(file) as pdf:
        assert not [one for one in pdf.objects if getattr(one, "Type", None) == "/Font"]


def test_the_font_is_small_and_its_widths_are_told_alike(upright: Path) -> None:
    """Whoever makes archives of it holds both against each other (ISO 19005-2, 6.2.11.5)."""
    with pikepdf.open(upright) as pdf:
        (font,) = [one for one in pdf.objects if getattr(one, "Subtype", None) == "/CIDFontType2"]
        program = font.FontDescriptor.FontFile2.read_bytes()
        glyphs = font.CIDToGIDMap.read_bytes()
        widths = list(font.W)
    face = hb.Font(hb.Face(program))

    assert len(program) < 500
    told = {code: width for first, last, width in _by_threes(widths) for code in (first, last)}
    told |= dict.fromkeys(map(ord, "张·—𬭎"[:3]), int(font.DW))
    for code, width in told.items():
        glyph = int.from_bytes(glyphs[2 * code : 2 * code + 2])
        assert face.get_glyph_h_advance(glyph) == width
        # PDFium passes over what takes up nothing.
        extents = face.get_glyph_extents(glyph)
        assert (extents.width, -extents.height) == (width, 1000)


def _by_threes(values: list[Any]) -> Iterator[tuple[int, int, int]]:
    return zip(*(map(int, values[nth::3]) for nth in range(3)), strict=True)
