"""The text of pages: their own, or read from their pictures, at its place and kept by content."""

import json
import math
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pymupdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from docgen import api
from docgen.model.page_text import PageText, restore_page_text, store_page_text
from docgen.model.prepared import usable
from docgen.model.source_keys import EvidenceKey
from docgen.ocr import models as models_module
from docgen.ocr.line_recognition import LineRecogniser
from docgen.ocr.models import find_models
from docgen.ocr.regions import find_regions, fit_rectangle
from docgen.pdf.system_fonts import installed_faces
from docgen.sources import page_texts
from docgen.sources.page_texts import PageTexts, read_page_texts, turned_as_read
from docgen.sources.prepare import prepare
from docgen.web.live_workspace import LiveState, LiveWorkspace

pytestmark = pytest.mark.reads
needs_engine = pytest.mark.skipif(find_models() is None, reason="docgen[read] is not installed")

LINES = (
    "职业技能等级证书",
    "姓名  林知远",
    "证书编号 S000037109924300123",
    "二〇二四年六月二十二日",
)
WORDS = ("职业技能等级证书", "林知远", "S000037109924300123", "二〇二四年六月二十二日")


def draw_sheet(lines: tuple[str, ...] = LINES, dpi: int = 200) -> Image.Image:
    """A sheet of A4 with lines of 18 pt, the first 50 mm below its head and 40 mm from its left."""
    sheet = Image.new("RGB", (round(8.27 * dpi), round(11.69 * dpi)), "white")
    pen, font = ImageDraw.Draw(sheet), draw_font(18, dpi)
    for number, line in enumerate(lines):
        top = (50 + 15 * number) / 25.4 * dpi
        pen.text((40 / 25.4 * dpi, top), line, "black", font)
    return sheet


def draw_font(points: float, dpi: int) -> ImageFont.FreeTypeFont:
    face = next(f for f in installed_faces().values() if "NotoSerifCJK" in str(f.path))
    return ImageFont.truetype(str(face.path), round(points * dpi / 72), index=face.index)


def save(folder: Path, sheet: Image.Image, name: str = "sheet.jpg", dpi: int = 200) -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    sheet.save(folder / name, dpi=(dpi, dpi), quality=90)
    return folder / name


def read(cache: Path, *files: Path, **how: bool) -> PageTexts:
    sources = usable(prepare([(EvidenceKey(f.name), f) for f in files], cache=cache))
    return read_page_texts(sources, cache, **how)


def only_page(texts: PageTexts) -> PageText:
    (pages,) = texts.values()
    (page,) = pages
    return page


# --- regions --------------------------------------------------------------------------------------


def test_regions_that_touch_at_a_corner_are_one():
    mask = np.zeros((12, 24), bool)
    mask[1:5, 1:5] = mask[5:9, 5:9] = True
    mask[1:9, 14:16] = mask[7:9, 16:22] = True
    found = sorted(len(cells.x) for cells in find_regions(mask))
    assert found == [28, 32]


def test_a_region_that_closes_below_is_one():
    mask = np.zeros((8, 20), bool)
    mask[1:6, 1:3] = mask[1:6, 9:11] = mask[1:6, 17:19] = mask[6, 1:19] = True
    (cells,) = find_regions(mask)
    assert len(cells.x) == mask.sum()


@pytest.mark.parametrize("degrees", [-80, -44, -10, 0, 3, 30, 46, 89])
def test_the_rectangle_lies_as_its_region_does(degrees: int):
    rows, columns = np.mgrid[:200, :200]
    angle = math.radians(degrees)
    along = (columns - 100) * math.cos(angle) + (rows - 90) * math.sin(angle)
    aside = (rows - 90) * math.cos(angle) - (columns - 100) * math.sin(angle)
    (cells,) = find_regions((abs(along) < 60) & (abs(aside) < 10))
    box = fit_rectangle(cells)
    assert box.x == pytest.approx(100.5, abs=1)
    assert box.y == pytest.approx(90.5, abs=1)
    assert math.degrees(box.angle) == pytest.approx(degrees, abs=1)
    assert (box.half_length, box.half_height) == pytest.approx((60, 10), abs=1.5)


# --- reading --------------------------------------------------------------------------------------


@needs_engine
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_read_whichever_way_it_lies(tmp_path: Path, turn: int):
    upright = draw_sheet()
    page = only_page(read(tmp_path / "c", save(tmp_path, upright.rotate(turn, expand=True))))
    assert page.recognised
    assert page.turn == turn
    assert [word for word in WORDS if word not in "".join(line.text for line in page.lines)] == []
    title = next(line for line in page.lines if line.text == WORDS[0])
    (left, top), (right, _), _, (_, foot) = (turned_back(c, turn) for c in title.corners)
    # It begins 40 mm from the left and is eight characters of 18 pt long.
    assert left == pytest.approx(40 * 72 / 25.4, abs=6)
    assert right - left == pytest.approx(8 * 18, abs=10)
    assert top < 50 * 72 / 25.4 + 13 < foot


def turned_back(place: tuple[float, float], turn: int) -> tuple[float, float]:
    """A place on the page that was turned against the clock, as it is on the upright page."""
    x, y = place
    wide, high = 8.27 * 72, 11.69 * 72
    return {0: (x, y), 90: (wide - y, x), 180: (wide - x, high - y), 270: (y, high - x)}[turn]


@needs_engine
def test_a_page_that_leans_is_read_with_its_lines_leaning(tmp_path: Path):
    leaning = draw_sheet().rotate(-4, Image.Resampling.BICUBIC, fillcolor="white")
    page = only_page(read(tmp_path / "c", save(tmp_path, leaning)))
    title = next(line for line in page.lines if line.text == WORDS[0])
    (left, top), (right, other), *_ = title.corners
    assert math.degrees(math.atan2(other - top, right - left)) == pytest.approx(4, abs=1)


@needs_engine
def test_text_that_is_written_downwards_is_no_page_that_lies(tmp_path: Path):
    sheet = draw_sheet(())
    for column, said in enumerate(("土地整治与土壤修复研究中心", "华南农业大学资源环境学院")):
        pen, font = ImageDraw.Draw(sheet), draw_font(30, 200)
        for row, character in enumerate(said):
            pen.text((1000 - 300 * column, 300 + 110 * row), character, "black", font)
    page = only_page(read(tmp_path / "c", save(tmp_path, sheet)))
    assert page.turn == 0
    assert "土地整治与土壤修复研究中心" in [line.text for line in page.lines]
    (x, top), (x_end, foot), *_ = page.lines[0].corners
    assert abs(x - x_end) < 10
    assert foot - top > 300


@needs_engine
def test_places_are_in_points_of_the_paper_whatever_the_unit(tmp_path: Path):
    plain = save(tmp_path, draw_sheet())
    made = tmp_path / "large.pdf"
    with pymupdf.open() as document:
        document.new_page(width=595, height=842).insert_image((0, 0, 595, 842), filename=plain)
        document.save(made)
    with pikepdf.open(made, allow_overwriting_input=True) as document:
        document.pages[0].UserUnit = 2
        document.save(made)
    one, other = (only_page(read(tmp_path / "c", f)).lines[0] for f in (plain, made))
    assert one.text == other.text
    assert other.frame.x == pytest.approx(2 * one.frame.x, rel=0.03)


def test_a_page_keeps_the_text_that_it_has(tmp_path: Path):
    made = tmp_path / "text.pdf"
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_text((72, 100), "Name", fontsize=12)
        page.insert_text((200, 100), "Value of it", fontsize=12)
        page.insert_text((72, 300), "turned", fontsize=12, rotate=90)
        document.save(made)
    page = only_page(read(tmp_path / "c", made))
    assert not page.recognised
    assert [line.text for line in page.lines] == ["Name", "Value of it", "turned"]
    assert page.lines[1].frame.x == pytest.approx(200, abs=1)
    (x, y), (ahead, up), *_ = page.lines[2].corners
    assert (ahead, up < y) == (pytest.approx(x), True)


@needs_engine
@pytest.mark.parametrize("said", ["\ue001\ue002", "ÎÄ¼þ", "\u4e44\u72a1", "\u0d15\u0d38"])
def test_text_without_meaning_is_read_from_what_it_looks_like(tmp_path: Path, said: str):
    made = tmp_path / "nonsense.pdf"
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        page.insert_image((0, 0, 595, 842), filename=save(tmp_path, draw_sheet()))
        page.insert_text((72, 700), "AAAA " * 30, fontsize=8)
        document.save(made)
    with pikepdf.open(made, allow_overwriting_input=True) as document:
        (font,) = document.pages[0].Resources.Font.values()
        drawn = f"1 beginbfchar <41> <{said.encode('utf-16-be').hex()}> endbfchar"
        space = "1 begincodespacerange <00> <FF> endcodespacerange"
        font.ToUnicode = document.make_stream(f"begincmap {space} {drawn} endcmap".encode())
        document.save(made)
    page = only_page(read(tmp_path / "c", made))
    assert page.recognised
    assert WORDS[0] in [line.text for line in page.lines]


def test_an_empty_page_has_nothing_to_read(tmp_path: Path):
    made = tmp_path / "empty.pdf"
    with pymupdf.open() as document:
        document.new_page()
        document.save(made)
    assert only_page(read(tmp_path / "c", made)) == PageText(())


@needs_engine
def test_pages_lie_as_their_text_was_read(tmp_path: Path):
    sheet = save(tmp_path, draw_sheet().rotate(90, expand=True))
    (source,) = usable(prepare([(EvidenceKey("s"), sheet)], cache=tmp_path / "c")).values()
    wrong = replace(source, pages=(replace(source.pages[0], turns=(180,)),))
    texts = read_page_texts({EvidenceKey("s"): source}, tmp_path / "c")
    assert turned_as_read(wrong, texts.states(EvidenceKey("s"))).pages[0].turns == (90,)
    # A word or two tell nothing, and what was known before is left.
    (page,) = texts[EvidenceKey("s")]
    few = (replace(page, lines=page.lines[:1]).state,)
    assert turned_as_read(wrong, few).pages[0].turns == (180,)


# --- kept -----------------------------------------------------------------------------------------


@needs_engine
def test_what_was_read_once_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    sheet = save(tmp_path, draw_sheet())
    first = only_page(read(tmp_path / "c", sheet))
    copied = save(tmp_path / "elsewhere", draw_sheet(), "another name.jpg")
    copied.write_bytes(sheet.read_bytes())
    monkeypatch.setattr(page_texts, "Workers", None)
    assert only_page(read(tmp_path / "c", copied)) == first
    (tmp_path / "c" / f"readings-{page_texts.VERSION}").rename(tmp_path / "gone")
    with pytest.raises(TypeError):
        read(tmp_path / "c", sheet)


@needs_engine
def test_who_cannot_wait_gets_what_is_known(tmp_path: Path):
    old, new = (save(tmp_path, draw_sheet((f"第{n}号",)), f"{n}.jpg") for n in "12")
    read(tmp_path / "c", old)
    texts = read(tmp_path / "c", old, new, only_known=True)
    assert list(texts) == [EvidenceKey("1.jpg")]
    assert texts.incomplete
    assert not read(tmp_path / "c", old, new).incomplete


def test_a_text_that_is_damaged_is_read_again_by_the_next_run(tmp_path: Path):
    made = tmp_path / "text.pdf"
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 100), "Name", fontsize=12)
        document.save(made)
    first = only_page(read(tmp_path / "c", made))
    (entry,) = (tmp_path / "c" / f"readings-{page_texts.VERSION}").glob("??/*.json")
    entry.write_bytes(entry.read_bytes()[:-9])
    assert [*read(tmp_path / "c", made).values()] == [()]
    assert only_page(read(tmp_path / "c", made)) == first


def test_the_state_of_a_page_is_that_of_its_text(tmp_path: Path):
    files = [tmp_path / "text.pdf", save(tmp_path, draw_sheet().rotate(90, expand=True))]
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 100), "Name", fontsize=12)
        document.save(files[0])
    for texts in (read(tmp_path / "c", *files), read(tmp_path / "c", *files)):
        of_text = {key: tuple(page.state for page in pages) for key, pages in texts.items()}
        assert of_text == {key: texts.states(key) for key in texts}
        assert len(of_text) == len(files)


def test_texts_are_the_same_when_they_are_read_back(tmp_path: Path):
    made = tmp_path / "text.pdf"
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 100), "Name", fontsize=12)
        document.save(made)
    page = only_page(read(tmp_path / "c", made))
    assert restore_page_text(store_page_text(page)) == page
    doubted = replace(page, lines=tuple(replace(n, doubts=((1, 0.5),)) for n in page.lines))
    assert restore_page_text(json.loads(json.dumps(store_page_text(doubted)))) == doubted


def test_without_the_engine_pages_are_said_to_be_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(models_module, "_ENGINE", "nowhere_at_all")
    page = only_page(read(tmp_path / "c", save(tmp_path, draw_sheet())))
    assert page == PageText((), unread=True)


@needs_engine
def test_a_page_on_which_the_engine_fails_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    sheets = [draw_sheet(("第一页在此",)), draw_sheet(("出错的一页",)), draw_sheet(("最后的一页",))]
    sheets[0].save(tmp_path / "three.tiff", save_all=True, append_images=sheets[1:], dpi=(200, 200))
    real: Callable[..., object] = LineRecogniser.read
    monkeypatch.setattr(LineRecogniser, "read", fail_once(real, on_call=4))
    (pages,) = read(tmp_path / "c", tmp_path / "three.tiff").values()
    assert sorted(page.unread for page in pages) == [False, False, True]


def fail_once(real: Callable[..., object], on_call: int) -> Callable[..., object]:
    calls = iter(range(1, 10_000))

    def read(*given: object) -> object:
        if next(calls) == on_call:
            raise RuntimeError("the engine gave up")
        return real(*given)

    return read


# --- whoever cannot wait --------------------------------------------------------------------------


@needs_engine
def test_the_page_shows_a_check_before_scans_are_read_and_again_after(tmp_path: Path):
    folder = tmp_path / "w"
    api.init(folder)
    (item,) = (folder / "evidence").glob("02-*")
    save(item, draw_sheet().rotate(90, expand=True), "证书.jpg")
    seen: list[LiveState] = []
    done = threading.Event()

    def listen(state: LiveState) -> None:
        seen.append(state)
        if state.checked and not state.checking:
            done.set()

    live = LiveWorkspace(folder, api.Settings(tmp_path / "c"))
    try:
        live.listen(listen)
        assert done.wait(60)
    finally:
        live.close()
    checked = [state.checked for state in seen if state.checked and not state.is_first]
    assert checked[0].has_unread_scans
    assert not checked[-1].has_unread_scans
    assert [state.progress.step for state in seen if state.progress].count("read-scans") >= 1
    # What was read tells which way the page lies.
    lying = [one for one in checked[-1].findings if one.code == "F113"]
    assert len(lying) == 1
