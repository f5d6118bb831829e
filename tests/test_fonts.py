"""Faces found, measured and embedded so that every reader finds the text again."""

import shutil
from pathlib import Path

import pikepdf
import pymupdf
import pypdf
import pytest
from making import run_tool, typography

from docgen.bundle.bundle_pdf import Metadata, write_booklet
from docgen.bundle.plan import Booklet, PageKind, PlannedPage
from docgen.issues.errors import FontError
from docgen.pdf import system_fonts
from docgen.pdf.geometry import MM
from docgen.pdf.primitives import Text
from docgen.pdf.system_fonts import HEADING_FAMILIES, TEXT_FAMILIES, find_faces, installed_faces
from docgen.pdf.typeface import LoadedFace, Typeface, Typography

RARE = "玥喆堃㎡𠮷镕旸"
UNKNOWN = "😀\U0010fffd"


def test_installed_faces_are_real_files() -> None:
    for wanted in (TEXT_FAMILIES, HEADING_FAMILIES):
        faces = find_faces(wanted)
        assert faces
        assert all(Path(face.path).is_file() for face in faces)
        order = [wanted.index((face.family, face.style)) for face in faces]
        assert order == sorted(order)


def test_no_face_is_an_error_with_a_way_out() -> None:
    with pytest.raises(FontError) as error:
        find_faces((("No Such Family", "Regular"),))
    assert "fonts-noto-cjk" in error.value.remedy


def test_no_fontconfig_is_an_error_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system_fonts.sys, "platform", "linux")
    with pytest.raises(FontError) as error:
        installed_faces.__wrapped__()
    assert "fontconfig" in error.value.remedy


def test_windows_faces_are_those_in_the_fonts_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "Fonts").mkdir()
    (tmp_path / "Fonts" / "simsun.ttc").touch()
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    monkeypatch.setattr(system_fonts.sys, "platform", "win32")
    faces = installed_faces.__wrapped__()
    assert list(faces) == [("SimSun", "Regular")]


def test_what_no_face_has_is_named() -> None:
    for role in (typography().text, typography().heading):
        assert role.missing(f"佐证{UNKNOWN}材料{UNKNOWN}") == UNKNOWN
        assert role.missing(RARE + " \t\u3000\xa0佐证—（）①Ⅱ℃") == ""


def test_runs_keep_the_text_and_its_width() -> None:
    text = f"项目11 佐证3 (2/5) {RARE}{UNKNOWN}"
    for role in (typography().text, typography().heading):
        assert "".join(run.text for run in role.runs(text)) == text
        widths = [role.width(character, 12) for character in text]
        assert role.width(text, 12) == pytest.approx(sum(widths))
        assert role.width("佐证", 12) == pytest.approx(24)
        assert role.width("\t", 12) == role.width(" ", 12) > 0


def _draw(target: Path, texts: list[str], faces: Typography, bold: bool = False) -> Path:
    """One drawn page with a line for every text, at 20 pt, 40 pt apart."""
    marks = tuple(Text(50, 60 + 40 * n, 20, text, bold) for n, text in enumerate(texts))
    page = PlannedPage(1, PageKind.COVER, 210 * MM, 297 * MM, marks, ())
    write_booklet(Booklet((page,)), target, faces, Metadata("试", "试"))
    return target


def _only(*families: str) -> Typography:
    """Faces of these families only, in this order, for both roles."""
    found = [face for face in installed_faces().values() if face.family in families]
    if {face.family for face in found} != set(families):
        pytest.skip(f"{'、'.join(families)} is not installed")
    first = {family: next(f for f in found if f.family == family) for family in families}
    faces = Typography()
    faces.text = faces.heading = Typeface(LoadedFace(first[family]) for family in families)
    return faces


def _assert_read(path: Path, texts: list[str]) -> None:
    """pypdf, MuPDF and poppler find the texts."""
    found = [pypdf.PdfReader(path, strict=True).pages[0].extract_text()]
    with pymupdf.open(path) as pdf:
        found.append(pdf[0].get_text())
    if shutil.which("pdftotext"):
        found.append(run_tool("pdftotext", path, "-")[0])
    for reading in found:
        for text in texts:
            assert "".join(text.split()) in "".join(reading.split())


TEXTS = ["佐证材料目录", f"生僻字{RARE}", "Latin ABC, 0123456789 %", "— 12 —（第 3–5 页）"]


@pytest.mark.parametrize("bold", [False, True])
def test_text_is_found_again(tmp_path: Path, bold: bool) -> None:
    _assert_read(_draw(tmp_path / "t.pdf", TEXTS, typography(), bold), TEXTS)


def test_truetype_faces_are_embedded_and_read(tmp_path: Path) -> None:
    """A TrueType face becomes a CIDFontType2 with a map of its renumbered glyphs."""
    faces = _only("LXGW WenKai")
    path = _draw(tmp_path / "t.pdf", TEXTS, faces)
    _assert_read(path, TEXTS)
    with pikepdf.open(path) as pdf:
        (font,) = (pdf.pages[0].Resources.Font[name] for name in pdf.pages[0].Resources.Font)
        assert font.DescendantFonts[0].Subtype == "/CIDFontType2"
        assert len(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()) < 100_000
    assert _looks_like(path, _draw(tmp_path / "n.pdf", TEXTS, typography()))


def _looks_like(one: Path, other: Path) -> bool:
    """Whether two drawings have ink on the same lines, to about the same amount."""
    amounts = []
    for path in (one, other):
        with pymupdf.open(path) as pdf:
            clips = (pymupdf.Rect(0, 36 + 40 * n, 595, 72 + 40 * n) for n in range(len(TEXTS)))
            pictures = [pdf[0].get_pixmap(clip=clip, colorspace=pymupdf.csGRAY) for clip in clips]
            amounts.append([sum(255 - v for v in picture.samples) for picture in pictures])
    return all(0.4 < a / b < 2.5 for a, b in zip(*amounts, strict=True))


def test_fallback_mixes_faces_in_one_line(tmp_path: Path) -> None:
    """What the first face lacks comes from the next, in the same line, readable."""
    faces = _only("Liberation Serif", "LXGW WenKai", "Noto Serif CJK SC")
    text = "A佐证B材料C"
    assert len(faces.text.runs(text)) == 5
    path = _draw(tmp_path / "t.pdf", [text], faces)
    _assert_read(path, [text])
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages[0].Resources.Font) == 2


def test_unknown_characters_are_seen_as_boxes(tmp_path: Path) -> None:
    """They must not vanish: each leaves ink, and the text around them its place."""
    path = _draw(tmp_path / "t.pdf", [f"{UNKNOWN}字"], typography())
    width = typography().text.width("😀", 20)
    with pymupdf.open(path) as pdf:
        for nth in range(2):
            box = pymupdf.Rect(50 + nth * width, 40, 50 + (nth + 1) * width, 66)
            assert min(pdf[0].get_pixmap(clip=box, colorspace=pymupdf.csGRAY).samples) < 100
        assert "字" in pdf[0].get_text()


def test_odd_spaces_are_blank(tmp_path: Path) -> None:
    path = _draw(tmp_path / "t.pdf", ["\t\xa0\u2003\u3000"], typography())
    with pymupdf.open(path) as pdf:
        assert min(pdf[0].get_pixmap(colorspace=pymupdf.csGRAY).samples) == 255
