"""Suggestions are noted beside rows and taken over; files that wait are put where they belong."""

import io
import shutil
from collections.abc import Mapping
from pathlib import Path

import pymupdf
import pytest
from conftest import ROOT
from openpyxl import load_workbook
from PIL import Image
from test_history import tree

from docgen import api
from docgen.cli.commands import run
from docgen.issues.errors import ChangeConflictError, EditConflictError, SourceError
from docgen.issues.finding import Level
from docgen.model.submission import EvidenceRow, PartialDate
from docgen.usecases.suggesting import plain_values
from docgen.workspace.convert import convert_data
from docgen.workspace.data_edits import plain_data
from docgen.workspace.data_file import DATA_FILES, find_data_file
from docgen.workspace.evidence_changes import move_pieces, remove_pieces
from docgen.workspace.evidence_places import Place
from docgen.workspace.history import undo
from docgen.workspace.ledger import update_ledger
from docgen.workspace.load import load_workspace
from docgen.workspace.suggested_changes import (
    Placing,
    note_suggestions,
    place_files,
    take_values,
)

HOME = "13-新产品新成果"
YAML = f"""\
scheme: weihai-2025
submission: assessment
leader: {{name: 丛林}}
evidence:
  # 专利
  - files: {HOME}/发明专利/扫描1.pdf
    title: 扫描1
    kind: 发明专利
    holder: 丛林   # 核对过
  - files: {HOME}/说明.pdf
    note: 说明
"""
FIRST, SECOND, THIRD = f"{HOME}/发明专利/扫描1.pdf", f"{HOME}/说明.pdf", f"{HOME}/没有写的.pdf"
WAITING = ("待分类/扫描7.pdf", "待分类/扫描8.pdf")


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    folder = tmp_path_factory.mktemp("data")
    (folder / "studio.yaml").write_text(YAML, "utf-8")
    convert_data(folder)
    return {"studio.yaml": YAML.encode(), "studio.xlsx": (folder / "studio.xlsx").read_bytes()}


@pytest.fixture(params=DATA_FILES)
def studio(request: pytest.FixtureRequest, tmp_path: Path, contents: Mapping[str, bytes]) -> Path:
    (tmp_path / request.param).write_bytes(contents[request.param])
    for path in (FIRST, SECOND, THIRD, *WAITING):
        file = tmp_path / "evidence" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(path.encode())
    return tmp_path


def rows(folder: Path) -> list[Mapping[str, object]]:
    file = find_data_file(folder)
    found = plain_data(file.read_bytes(), file.name)["evidence"]
    assert isinstance(found, list)
    return found


def _filled(row: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if value is not None}


def noted(folder: Path) -> dict[str, str]:
    """What is noted beside rows, by their files."""
    file = find_data_file(folder)
    if file.suffix == ".yaml":
        found: dict[str, str] = {}
        said: list[str] = []
        for line in file.read_text("utf-8").splitlines():
            if line.strip().startswith("# 识别建议 "):
                said.append(line.strip().removeprefix("# 识别建议 "))
            elif line.strip().startswith("- files: ") and said:
                found[line.partition("files: ")[2]] = "\n".join(said)
                said = []
        assert not said
        return found
    sheet = load_workbook(file)["佐证"]
    lines = [*sheet.iter_rows(values_only=True)]
    head = next(line for line in lines if "识别建议" in line)
    at, files = (
        head.index("识别建议"),
        next(i for i, t in enumerate(head) if str(t).startswith("文件")),
    )
    below = lines[lines.index(head) + 1 :]
    return {str(line[files]): str(line[at]) for line in below if line[at]}


def test_what_a_clerk_left_open_is_filled_and_nothing_else(studio: Path) -> None:
    before = tree(studio)
    taken = {
        FIRST: {"title": "一种夹具", "date": "2024-03-15", "number": "ZL 2021 1 9990013.5"},
        THIRD: {"date": "2024-06", "quantity": 12},
    }
    changed = take_values(studio, taken)
    assert changed.step is not None
    first, second, third = (EvidenceRow.model_validate(_filled(row)) for row in rows(studio))
    assert (first.title, str(first.date), first.number) == (
        "一种夹具",
        "2024-03-15",
        "ZL 2021 1 9990013.5",
    )
    assert (first.kind, first.holder) == ("发明专利", "丛林")
    assert second.model_dump(exclude_defaults=True).keys() == {"files", "note"}
    assert (third.files[0].file, str(third.date), third.quantity) == (THIRD, "2024-06", 12)
    evidence = {piece.files[0].path: piece for piece in load_workspace(studio).evidence}
    assert evidence[FIRST].date == PartialDate(2024, 3, 15)
    assert evidence[THIRD].quantity == 12
    undo(studio)
    assert tree(studio) == before


def test_what_somebody_wrote_is_never_overwritten(studio: Path) -> None:
    before = tree(studio)
    with pytest.raises(EditConflictError):
        take_values(studio, {FIRST: {"date": "2024-03-15", "holder": "于海"}})
    with pytest.raises(ChangeConflictError):
        take_values(studio, {FIRST: {"date": "2024-03-15"}, "没有.pdf": {"date": "2024"}})
    assert tree(studio) == before
    assert take_values(studio, {}).step is None


def test_suggestions_stand_beside_their_rows_and_are_no_data(studio: Path) -> None:
    plain = rows(studio)
    notes = {FIRST: {"date": "2024-03-15（第 1 页）", "number": "ZL 1"}, SECOND: {"date": "2023"}}
    assert note_suggestions(studio, notes)
    assert noted(studio) == {
        FIRST: "日期：2024-03-15（第 1 页）\n编号：ZL 1",
        SECOND: "日期：2023",
    }
    assert rows(studio) == plain
    assert not note_suggestions(studio, notes)
    # The next run has other ones.
    note_suggestions(studio, {SECOND: {"date": "2022"}})
    assert noted(studio) == {SECOND: "日期：2022"}
    assert rows(studio) == plain
    note_suggestions(studio, {})
    assert noted(studio) == {}


def test_in_yaml_nothing_is_left_of_suggestions_that_are_gone(
    tmp_path: Path, contents: Mapping[str, bytes]
) -> None:
    (tmp_path / "studio.yaml").write_bytes(contents["studio.yaml"].replace(b"\n", b"\r\n"))
    (tmp_path / "evidence" / FIRST).parent.mkdir(parents=True)
    (tmp_path / "evidence" / FIRST).write_bytes(b"1")
    before = (tmp_path / "studio.yaml").read_bytes()
    note_suggestions(tmp_path, {FIRST: {"date": "2024"}})
    assert "  # 识别建议 日期：2024\r\n  - files:" in (
        (tmp_path / "studio.yaml").read_bytes().decode()
    )
    note_suggestions(tmp_path, {})
    assert (tmp_path / "studio.yaml").read_bytes() == before


def test_a_workbook_without_a_place_for_them_gets_one(
    tmp_path: Path, contents: Mapping[str, bytes]
) -> None:
    for path in (FIRST, SECOND):
        (tmp_path / "evidence" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "evidence" / path).write_bytes(path.encode())
    file = tmp_path / "studio.xlsx"
    file.write_bytes(contents["studio.xlsx"])
    book = load_workbook(file)
    sheet = book["佐证"]
    (place,) = (c for line in sheet.iter_rows() for c in line if c.value == "识别建议")
    sheet.delete_cols(place.column)
    book.save(file)
    note_suggestions(tmp_path, {FIRST: {"date": "2024"}})
    assert noted(tmp_path) == {FIRST: "日期：2024"}
    said = [f.what for f in load_workspace(tmp_path).findings if f.level is Level.ERROR]
    assert said == ["没有找到报告"]


def test_a_suggestion_that_is_taken_is_gone_and_comes_back_when_that_is_undone(
    studio: Path,
) -> None:
    note_suggestions(studio, {FIRST: {"date": "2024-03-15", "number": "ZL 1"}})
    before = tree(studio)
    take_values(studio, {FIRST: {"date": "2024-03-15"}})
    assert noted(studio) == {FIRST: "编号：ZL 1"}
    undo(studio)
    assert tree(studio) == before


def test_suggestions_go_where_their_row_goes(studio: Path) -> None:
    note_suggestions(studio, {SECOND: {"date": "2024"}})
    remove_pieces(studio, [SECOND])
    assert noted(studio) == {}
    undo(studio)
    move_pieces(studio, [SECOND], Place(12))
    assert list(noted(studio).values()) == ["日期：2024"]
    update_ledger(studio)
    assert list(noted(studio).values()) == ["日期：2024"]


def test_files_that_wait_are_put_into_folders_with_their_rows(studio: Path) -> None:
    before = tree(studio)
    one, other = WAITING
    (studio / "evidence" / HOME / "发明专利" / "扫描7.pdf").write_bytes(b"taken")
    before = tree(studio)
    placings = (
        Placing(one, Place(13, "发明专利"), (13, 18), {"title": "一种装置", "date": "2024-05"}),
        Placing(other, Place(7), (7,), {}),
    )
    changed = place_files(studio, placings)
    assert changed.moved == {
        one: f"{HOME}/发明专利/扫描7 (2).pdf",
        other: "07-年度计划与总结/扫描8.pdf",
    }
    workspace = load_workspace(studio)
    assert workspace.unsorted == ()
    pieces = {piece.files[0].path: piece for piece in workspace.evidence}
    put = pieces[changed.moved[one]]
    assert (put.title, put.kind, put.supports) == ("一种装置", "发明专利", (13, 18))
    assert put.date == PartialDate(2024, 5)
    # What its folder says of the other is all there is to say.
    assert not pieces[changed.moved[other]].has_row
    undo(studio)
    assert tree(studio) == before


def test_nothing_is_moved_where_one_of_them_cannot_be(studio: Path) -> None:
    before = tree(studio)
    one = Placing(WAITING[0], Place(7))
    for wrong in (Placing("待分类/没有.pdf", Place(7)), Placing(WAITING[1], Place(99))):
        with pytest.raises(ChangeConflictError):
            place_files(studio, (one, wrong))
        assert tree(studio) == before
    assert place_files(studio, ()).step is None


# ── from papers to rows ───────────────────────────────────────────────────────────────────────

SAMPLE = ROOT / "samples" / "assessment" / "evidence"
PATENT = SAMPLE / HOME / "发明专利" / "2 一种薄板分段焊接变形的分区预控方法.pdf"
PLAN = SAMPLE / "07-年度计划与总结" / "3 2025年度工作计划.pdf"
ROSTER = SAMPLE / "14-职业技能竞赛" / "参赛名单" / "1 市级竞赛推荐名单（12人）.pdf"


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """Papers with a text of their own, under names that say nothing."""
    waiting = tmp_path / "evidence" / "待分类"
    waiting.mkdir(parents=True)
    for number, file in enumerate((PATENT, PLAN, ROSTER), 1):
        shutil.copyfile(file, waiting / f"扫描{number:04d}.pdf")
    head = "scheme: weihai-2025\nsubmission: assessment\nleader: {name: 丛海川}\n"
    (tmp_path / "studio.yaml").write_text(head, "utf-8")
    return tmp_path


@pytest.mark.reads
def test_papers_are_sorted_by_what_stands_on_them(
    scans: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(scans)
    assert run(["sort", str(scans)]) == 0
    said = capsys.readouterr().out
    assert "项目13、项目18 发明专利：发明专利证书，ZL 2022 1 9990248.9" in said
    assert tree(scans) == before
    assert run(["sort", str(scans), "--take"]) == 0
    found = load_workspace(scans)
    pieces = {
        piece.title: (piece.kind, piece.supports, str(piece.date), piece.number, piece.quantity)
        for piece in found.evidence
    }
    assert found.unsorted == ()
    assert pieces == {
        "一种薄板分段焊接变形的分区预控方法": (
            "发明专利", (13, 18), "2024-07-19", "ZL 2022 1 9990248.9", None,
        ),
        "丛海川技能大师工作室2025年度工作计划": ("", (7,), "None", "", None),
        "参赛职工推荐名单": ("参赛名单", (14,), "2024-06-18", "", 12),
    }  # fmt: skip
    undo(scans)
    assert tree(scans) == before


@pytest.mark.reads
def test_the_table_gets_suggestions_and_takes_them(
    scans: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = scans / "evidence" / HOME
    shutil.move(scans / "evidence" / "待分类", folder)
    assert run(["ledger", str(scans), "--suggest"]) == 0
    said = capsys.readouterr().out
    assert "编号 ZL 2022 1 9990248.9（第 1 页）" in said
    first = f"{HOME}/扫描0001.pdf"
    assert "标题：一种薄板分段焊接变形的分区预控方法" in noted(scans)[first]
    # The folder says no kind, the paper does.
    assert "种类：发明专利" in noted(scans)[first]
    assert rows(scans)[0]["title"] == "扫描0001"
    assert run(["ledger", str(scans), "--take"]) == 0
    assert noted(scans) == {}
    piece = next(p for p in load_workspace(scans).evidence if p.files[0].path == first)
    assert (piece.title, piece.kind) == ("一种薄板分段焊接变形的分区预控方法", "发明专利")
    assert piece.number == "ZL 2022 1 9990248.9"
    checked = api.check(scans)
    # What is taken is suggested no more.
    assert first not in api.suggest(checked).pieces


@pytest.mark.reads
def test_a_name_and_a_row_that_say_something_are_left_alone(scans: Path) -> None:
    waiting = scans / "evidence" / "待分类"
    (waiting / "扫描0001.pdf").rename(waiting / "我们的专利.pdf")
    advice = api.suggest(api.check(scans))
    named = advice.by_path["待分类/我们的专利.pdf"]
    assert "title" not in plain_values(named.values)
    assert plain_values(named.values)["date"] == "2024-07-19"
    assert api.suggest(api.check(scans), api.Settings(reading="none")) == type(advice)()


def test_a_cutout_shows_what_stands_in_its_frame(tmp_path: Path) -> None:
    with pymupdf.open() as document:
        page = document.new_page(width=300, height=400)
        page.draw_rect(pymupdf.Rect(100, 200, 160, 220), fill=(0, 0, 0))
        document.save(tmp_path / "page.pdf")

    def cut(turn: int, frame: tuple[float, float, float, float]) -> Image.Image:
        drawn = api.draw_cutout(tmp_path / "page.pdf", 1, frame, turn)
        return Image.open(io.BytesIO(drawn)).convert("L")

    lying, upright = (cut(turn, (100, 200, 60, 20)) for turn in (0, 90))
    assert lying.width > 2 * lying.height
    assert lying.size == upright.size[::-1]
    for picture in (lying, upright):
        assert picture.getpixel((picture.width // 2, picture.height // 2)) < 30
        assert picture.getpixel((2, 2)) > 220
    # A frame that reaches beyond the page ends with it; one that is all of it stays small.
    assert max(cut(0, (-50, -50, 9000, 9000)).size) <= 900
    with pytest.raises(SourceError):
        api.draw_cutout(tmp_path / "page.pdf", 2, (0, 0, 10, 10))
    with pytest.raises(SourceError):
        api.draw_cutout(tmp_path / "page.pdf", 1, (900, 900, 10, 10))
