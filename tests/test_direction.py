"""What stands sideways is said, and turned on request."""

from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from making import (
    A4,
    MM,
    Sheet,
    bind,
    by_path,
    differs,
    make_evidence,
    make_matter,
    make_pdf,
    read_ink,
    typography,
    without_stamps,
)
from making import prepare as prepare_as_is
from making import render as picture_of
from PIL import Image, ImageChops, ImageDraw, ImageFont

from docgen.bundle.page_remarks import remark
from docgen.bundle.photo_layout import find_runs
from docgen.bundle.photo_sheets import make_sheets
from docgen.images.ink_map import InkMap, turn_frame
from docgen.images.picture_direction import find_turns
from docgen.images.picture_placement import BOTTOM_MARGIN, TOP_MARGIN
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import render
from docgen.model.evidence import SourceFile
from docgen.model.prepared import Prepared, Source
from docgen.pdf.geometry import Rect
from docgen.pdf.primitives import Text
from docgen.sources.prepare import prepare

SAMPLES = Path(__file__).parent.parent / "samples"
LINE = "工作室全年组织高级工培训三期，参训职工二百六十三人，考核合格率百分之九十六。"
TURNS = (0, 90, 180, 270)


def lettered(size: tuple[int, int] = (1240, 1754), lines: int = 30) -> Image.Image:
    """A scanned page of text."""
    (run,) = typography().text.runs("字")
    face = ImageFont.truetype(run.face.face.path, 28, index=run.face.face.index)
    page = Image.new("L", size, 245)
    draw = ImageDraw.Draw(page)
    for number in range(lines):
        draw.text((130, 160 + number * 46), LINE[: 33 - number % 9], font=face, fill=30)
    return page


def lay(picture: Image.Image, turn: int) -> Image.Image:
    """The picture laid so that this turn (degrees clockwise) sets it upright."""
    back = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180}
    back[270] = Image.Transpose.ROTATE_270
    return picture.transpose(back[turn]) if turn else picture


def write_text(path: Path, turn: int, rotate: int = 0, *, upright: int = 0) -> Path:
    """A PDF whose text stands after a turn; `upright` more lines stand already."""
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=400, height=400)
        # The text itself is turned against what the page's rotation does.
        against = (turn + rotate) % 360
        for number in range(6):
            places = {
                0: (40, 40 + 20 * number),
                90: (40 + 20 * number, 360),
                180: (360, 360 - 20 * number),
                270: (360 - 20 * number, 40),
            }
            page.insert_text(places[against], "Certificate of training", rotate=against)
        for number in range(upright):
            page.insert_text((40, 200 + 12 * number), "Certificate of training")
        page.set_rotation(rotate)
        pdf.save(path)
    return path


def turns_of(file: Path, folder: Path) -> tuple[int, ...]:
    source = prepare([(file.name, file)], cache=folder)[file.name]
    assert isinstance(source, Prepared), source
    return source.pages[0].turns


@pytest.mark.parametrize("rotate", TURNS)
def test_the_turn_of_text_is_known(rotate: int, tmp_path: Path) -> None:
    files = [write_text(tmp_path / f"{turn}.pdf", turn, rotate) for turn in TURNS]
    sources = prepare([(file.name, file) for file in files], cache=tmp_path / "cache")
    for turn in TURNS:
        source = sources[f"{turn}.pdf"]
        assert isinstance(source, Prepared)
        assert source.pages[0].turns == (turn,)
        assert source.pages[0].lies == (turn != 0)
        # Turned as was said, it is the page that stands.
        with pymupdf.open(source.pdf) as pdf:
            pdf[0].set_rotation((rotate + turn) % 360)
            turned = picture_of(pdf[0])
        with pymupdf.open(write_text(tmp_path / "standing.pdf", 0)) as pdf:
            assert not differs(turned, picture_of(pdf[0]), by=90)


def test_a_few_lines_askew_or_turned_do_not_turn_a_page(tmp_path: Path) -> None:
    file = write_text(tmp_path / "mixed.pdf", 90, upright=14)
    assert turns_of(file, tmp_path / "cache") == ()
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        point = pymupdf.Point(100, 500)
        page.insert_text(point, "DRAFT " * 12, morph=(point, pymupdf.Matrix(45)))
        pdf.save(tmp_path / "askew.pdf")
    assert turns_of(tmp_path / "askew.pdf", tmp_path / "cache") == ()


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("kind", ["jpg", "pdf"])
def test_a_scan_on_its_side_is_told(turn: int, kind: str, tmp_path: Path) -> None:
    lay(lettered(), turn).save(tmp_path / f"scan.{kind}", dpi=(150, 150), resolution=150)
    turns = turns_of(tmp_path / f"scan.{kind}", tmp_path / "cache")
    assert turns == ((90, 270) if turn % 180 else ())


def test_a_scan_a_little_askew_is_told_too() -> None:
    small = lettered().resize((315, 446), Image.Resampling.BOX)
    for angle in (-1.5, 1.5):
        askew = small.rotate(angle, fillcolor=245)
        assert find_turns(askew) == ()
        assert find_turns(askew.transpose(Image.Transpose.ROTATE_90)) == (90, 270)


def test_no_photo_or_page_of_the_samples_is_called_sideways(tmp_path: Path) -> None:
    files = [f for f in SAMPLES.glob("*/evidence/**/*") if f.suffix in {".jpg", ".png", ".pdf"}]
    assert len(files) > 60
    sources = prepare([(str(file), file) for file in files], cache=tmp_path / "cache")
    pages = [(path, page) for path, s in sources.items() for page in s.pages]  # type: ignore[union-attr]
    assert [path for path, page in pages if page.lies] == []
    assert sum(page.turns == (0,) for _, page in pages) > 60


# --- what is said ----------------------------------------------------------------------------


def said(files: list[SourceFile], sources: dict[str, Source]) -> list[Finding]:
    spec = make_matter().spec
    found = remark(spec, [make_evidence(1, 1, *files)], by_path(sources))
    return [render(one) for one in found]


def test_the_finding_has_the_page_and_the_remedy(tmp_path: Path) -> None:
    with pymupdf.open() as whole:
        for turn in (0, 270, 0, 270, 270):
            with pymupdf.open(write_text(tmp_path / f"{turn}.pdf", turn)) as part:
                whole.insert_pdf(part)
        whole.save(tmp_path / "all.pdf")
    sources = prepare([("all.pdf", tmp_path / "all.pdf")], cache=tmp_path / "cache")
    (finding,) = said([SourceFile("all.pdf")], sources)
    assert (finding.level, finding.code) == (Level.WARNING, "F113")
    assert "第 2、4、5 页" in finding.what
    assert 'pages: "2,4-5", turn: 270' in finding.remedy
    parts = [
        SourceFile("all.pdf", ((1, 1), (3, 3))),
        SourceFile("all.pdf", ((2, 2), (4, 5)), turn=270),
    ]
    assert said(parts, sources) == []
    # A turn that makes it worse is said as well, with the one that is right.
    (wrong, _) = said(
        [SourceFile("all.pdf", ((2, 2),), turn=90), SourceFile("all.pdf", ((1, 1),), turn=180)],
        sources,
    )
    assert "上下颠倒" in wrong.what
    assert "turn: 270" in wrong.remedy


def test_of_a_scan_it_is_only_supposed(tmp_path: Path) -> None:
    lay(lettered(), 90).save(tmp_path / "scan.jpg", dpi=(150, 150))
    sources = prepare([("scan.jpg", tmp_path / "scan.jpg")], cache=tmp_path / "cache")
    (finding,) = said([SourceFile("scan.jpg")], sources)
    assert finding.level is Level.NOTE
    assert "看上去" in finding.what
    assert "turn: 90" in finding.remedy
    assert "270" in finding.remedy
    for turn in (90, 270):
        assert said([SourceFile("scan.jpg", turn=turn)], sources) == []


# --- what is turned --------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_stamped_as_they_are_seen(turn: Any, tmp_path: Path) -> None:
    """On pages of any rotation, crop, origin and unit, beside the same pages made that way."""
    size = (148.0, 210.0)
    sheets = [
        Sheet(size, rotate=rotate, crop=crop, origin=(-40, 25), user_unit=unit)
        for rotate in TURNS
        for crop, unit in (("none", 1.0), ("offset", 2.0))
    ]
    source = make_pdf(tmp_path / "a.pdf", sheets)
    evidence = [make_evidence(1, 1, SourceFile("a.pdf", turn=turn))]
    bundle = bind(tmp_path / "b.pdf", evidence, {"a.pdf": prepare_as_is(source)})
    with pikepdf.open(bundle.path) as pdf, pymupdf.open(bundle.path) as seen:
        for sheet, number in zip(sheets, bundle.evidence_pages(), strict=True):
            planned = bundle.plan.pages[number - 1]
            assert int(pdf.pages[number - 1].Rotate) == (sheet.rotate + turn) % 360
            page = seen[number - 1]
            assert (page.rect.width, page.rect.height) == (
                pytest.approx((planned.width_pt, planned.height_pt), abs=0.1)
            )
            picture = picture_of(page)
            square = _blue(picture)
            grown = (planned.width_pt - _turned(sheet, turn)[0]) / 2
            assert grown >= 0
            corner = {90: (1, 0), 180: (1, 1), 270: (0, 1)}[turn]
            middle = ((square[0] + square[2]) / 2, (square[1] + square[3]) / 2)
            assert (middle[0] > picture.width / 2, middle[1] > picture.height / 2) == tuple(
                bool(side) for side in corner
            )
            stamp = next(
                m for m in planned.marks if isinstance(m, Text) and m.text == f"— {number} —"
            )
            area = picture.crop(
                (int(stamp.x), int(stamp.y - 8), int(stamp.x + 30), int(stamp.y) + 1)
            )
            assert area.convert("L").getextrema()[0] < 160


def _turned(sheet: Sheet, turn: int) -> tuple[float, float]:
    width, height = (side * MM for side in sheet.size)
    return (height, width) if turn % 180 else (width, height)


def _blue(picture: Image.Image) -> tuple[int, int, int, int]:
    red, _, blue = picture.split()
    mask = Image.eval(red, lambda v: 255 if v < 80 else 0)
    bright = Image.eval(blue, lambda v: 255 if v > 180 else 0)
    box = Image.composite(mask, Image.new("L", picture.size, 0), bright).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_the_ink_of_a_turned_page_is_that_of_the_page_made_so(turn: int, tmp_path: Path) -> None:
    """No inked cell is lost, and hardly any is added."""
    write_text(tmp_path / "a.pdf", 0)
    with pymupdf.open(tmp_path / "a.pdf") as pdf:
        before = read_ink(pdf[0])
        pdf[0].set_rotation(turn)
        after = read_ink(pdf[0])
    ours = before.turned(turn, 400, 400)
    missing = [
        cell
        for cell, inked in enumerate(after.cells)
        if inked and not _near(ours, *divmod(cell, after.columns))
    ]
    assert not missing
    assert sum(ours.cells) < 3 * sum(after.cells)


def _near(ink: InkMap, row: int, column: int) -> bool:
    cell = ink.cell_pt
    return not ink.is_blank(column * cell, row * cell, cell * 0.9, cell * 0.9)


def test_four_turns_are_none() -> None:
    frame, size = Rect(3, 5, 20, 10), (100.0, 60.0)
    place = frame
    for _ in range(4):
        place, size = turn_frame(place, 90, *size), (size[1], size[0])
    assert place == frame
    once = turn_frame(turn_frame(frame, 90, 100, 60), 180, 60, 100)
    assert once == turn_frame(frame, 270, 100, 60)


def test_a_photo_is_fitted_anew_and_a_scan_keeps_its_size(tmp_path: Path) -> None:
    lay(lettered(), 90).save(tmp_path / "scan.jpg", dpi=(150, 150))
    photo = Image.new("RGB", (1200, 800), "orange")
    ImageDraw.Draw(photo).rectangle((0, 0, 300, 200), fill="blue")
    photo.save(tmp_path / "photo.jpg")
    names = ["scan.jpg", "photo.jpg"]
    sources = prepare([(name, tmp_path / name) for name in names], cache=tmp_path / "cache")
    evidence = [make_evidence(1, n, SourceFile(f, turn=90)) for n, f in enumerate(names, start=1)]
    sheets = make_sheets(find_runs(evidence, by_path(sources)), cache=tmp_path / "cache")
    bundle = bind(tmp_path / "b.pdf", evidence, sources, sheets=sheets)
    scan, turned = (bundle.plan.pages[number - 1] for number in bundle.evidence_pages())
    assert (scan.width_pt / MM, scan.height_pt / MM) == pytest.approx(A4, abs=0.2)
    assert (turned.width_pt / MM, turned.height_pt / MM) == pytest.approx(A4, abs=0.2)
    assert turned.grown is None
    with pymupdf.open(bundle.path) as pdf:
        picture = without_stamps(picture_of(pdf[turned.number - 1]), turned)
    left, top, right, bottom = _blue(picture)
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    assert box is not None
    # What was at the upper left is at the upper right; the bands of the stamps stay free.
    assert (right, top) == pytest.approx((box[2], box[1]), abs=2)
    assert bottom - top > right - left
    assert box[1] >= TOP_MARGIN - 2
    assert box[3] <= turned.height_pt - BOTTOM_MARGIN + 2
