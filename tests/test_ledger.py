"""The evidence table is brought up to date, and whatever anybody typed stays as it is."""

import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from doing import check_workspace
from openpyxl import load_workbook
from openpyxl.comments import Comment

from docgen.issues.errors import OutputError, WorkspaceError
from docgen.workspace.convert import convert_data
from docgen.workspace.data_file import DATA_FILES
from docgen.workspace.discover import title_of
from docgen.workspace.ledger import update_ledger
from docgen.workspace.load import load_scheme, load_workspace
from docgen.workspace.moved_files import MEMORY_FILE
from docgen.workspace.new_workspace import write_workspace

ROOT = Path(__file__).parent.parent
SCHEME = load_scheme("weihai-2025", near=None)
HEAD = 3


@pytest.fixture(scope="module")
def as_book(tmp_path_factory) -> bytes:
    """The sample's data as a workbook."""
    folder = tmp_path_factory.mktemp("book")
    shutil.copy(ROOT / "samples" / "assessment" / "studio.yaml", folder)
    convert_data(folder)
    return (folder / "studio.xlsx").read_bytes()


@pytest.fixture(params=DATA_FILES)
def workspace(request, as_book, tmp_path) -> Path:
    folder = tmp_path / "w"
    shutil.copytree(ROOT / "samples" / "assessment", folder)
    if request.param == "studio.xlsx":
        (folder / "studio.yaml").unlink()
        (folder / "studio.xlsx").write_bytes(as_book)
    return folder


def evidence(folder: Path) -> list[object]:
    """All that a build makes of the evidence, wherever it was said."""
    return [
        (e.id, e.title, e.files, e.supports, e.kind, e.date, e.quantity, e.holder, e.number, e.note)
        for e in load_workspace(folder).evidence
    ]


def data_file(folder: Path) -> Path:
    return next(folder / name for name in DATA_FILES if (folder / name).exists())


def test_new_files_get_a_row_and_nothing_else_changes(workspace):
    before, data = evidence(workspace), load_workspace(workspace).data
    updated = update_ledger(workspace)
    assert updated.changed
    assert updated.missing == ()
    after = load_workspace(workspace)
    assert evidence(workspace) == before
    assert after.data.evidence[: len(data.evidence)] == data.evidence
    assert len(after.data.evidence) == len(data.evidence) + len(updated.added)
    # Every file has a row now, that says what its place says.
    assert not any(str(e.where).startswith("evidence/") for e in after.evidence)
    row = next(r for r in after.data.evidence if "外观" in r.title or r.kind == "论文")
    assert row.files[0].file.startswith(f"{row.items[0]:02d}-")
    assert after.data.model_copy(update={"evidence": ()}) == data.model_copy(
        update={"evidence": ()}
    )


def test_a_second_run_changes_nothing(workspace):
    update_ledger(workspace)
    content = data_file(workspace).read_bytes()
    again = update_ledger(workspace)
    assert (again.changed, again.added, again.missing) == (False, (), ())
    assert data_file(workspace).read_bytes() == content


def test_files_that_are_gone_are_marked_until_they_are_back(workspace):
    update_ledger(workspace)
    file = next((workspace / "evidence").glob("11-*/培训取证/1 *"))
    kept = workspace.parent / file.name
    full = data_file(workspace).read_bytes()
    file.rename(kept)
    updated = update_ledger(workspace)
    assert [Path(name).name for name in updated.missing] == [file.name]
    assert updated.added == ()
    assert _marks(workspace) == 1
    assert update_ledger(workspace).changed is False
    data = load_workspace(workspace).data
    assert any(file.name in row.files[0].file and row.quantity == 120 for row in data.evidence)
    kept.rename(file)
    assert update_ledger(workspace).changed
    assert _marks(workspace) == 0
    if data_file(workspace).suffix == ".yaml":
        assert data_file(workspace).read_bytes() == full


def _marks(folder: Path) -> int:
    file = data_file(folder)
    if file.suffix == ".yaml":
        return file.read_text("utf-8").count("找不到文件")
    cells = (cell.value for row in load_workbook(file)["佐证"].iter_rows() for cell in row)
    return sum(value == "找不到文件" for value in cells)


@pytest.mark.parametrize("in_sheets", [False, True])
def test_a_new_workspace_is_filled_from_its_folders(in_sheets, tmp_path):
    write_workspace(tmp_path, SCHEME, "assessment", as_book=in_sheets)
    place = tmp_path / "evidence/13-新产品新成果/发明专利"
    place.mkdir()
    (place / "2 甲、乙的专利.pdf").write_bytes(b"%PDF-")
    (tmp_path / "evidence/散.pdf").write_bytes(b"%PDF-")
    updated = update_ledger(tmp_path)
    assert updated.added == ("13-新产品新成果/发明专利/2 甲、乙的专利.pdf",)
    assert [f.code for f in updated.astray] == ["F201"]
    (row,) = load_workspace(tmp_path).data.evidence
    assert (row.title, row.kind, row.items) == ("甲、乙的专利", "发明专利", (13,))


def test_the_yaml_keeps_every_byte_it_had(tmp_path):
    shutil.copytree(ROOT / "samples" / "assessment", tmp_path / "w")
    file = tmp_path / "w" / "studio.yaml"
    before = file.read_text("utf-8")
    update_ledger(tmp_path / "w")
    after = file.read_text("utf-8")
    assert after.startswith(before)


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "evidence:\n",
        "evidence: []  # 还没有\n",
        "evidence:\n- files: 01-工作室专用场地/1 a.pdf  # 平面图\n"
        "  note: |\n    一\n\n    二\n\n# 末尾\n",
        "evidence:\n    - {files: 01-工作室专用场地/1 a.pdf, note: '一'}\nreport: x.docx # 报告\n",
        "evidence:\n  - files:\n      - 01-工作室专用场地/1 a.pdf\n\n\nleader: {name: 张三}",
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_yaml_may_be_written_in_many_ways(tail, ending, encoding, tmp_path):
    folder = tmp_path / "evidence/01-工作室专用场地"
    folder.mkdir(parents=True)
    (folder / "1 a.pdf").write_bytes(b"%PDF-")
    (folder / "2 b.pdf").write_bytes(b"%PDF-")
    text = f"# 注释\nscheme: weihai-2025\nsubmission: assessment\n{tail}".replace("\n", ending)
    file = tmp_path / "studio.yaml"
    file.write_bytes(text.encode(encoding))
    before = load_workspace(tmp_path).data
    update_ledger(tmp_path)
    after = load_workspace(tmp_path).data
    assert after.evidence[: len(before.evidence)] == before.evidence
    assert len(after.evidence) == 2
    assert (after.leader, after.report) == (before.leader, before.report)
    written = file.read_bytes().decode(encoding)
    for line in text.replace(" []", "").split(ending):
        assert line in written
    assert not re.search("(?<!\r)\n", written) if ending == "\r\n" else "\r" not in written


def test_a_list_on_one_line_is_changed_on_its_line(tmp_path):
    write_workspace(tmp_path, SCHEME, "assessment")
    folder = tmp_path / "evidence/12-技术革新"
    for name in ("1 b.pdf", "2 c.pdf"):
        (folder / name).write_bytes(b"%PDF-" + name.encode())
    head, tail = "scheme: weihai-2025\nsubmission: assessment\n", "\nreport: x.docx # 报告\n"
    row = "{files: 12-技术革新/1 b.pdf, note: 一}"
    (tmp_path / "studio.yaml").write_text(f"{head}evidence: [{row}]{tail}", "utf-8")
    update_ledger(tmp_path)
    text = (tmp_path / "studio.yaml").read_text("utf-8")
    assert text.startswith(f"{head}evidence: [{row}, {{files: ")
    assert text.endswith(f"}}]{tail}")
    assert [e.title for e in load_workspace(tmp_path).data.evidence] == ["", "c"]
    for name in ("1 b.pdf", "2 c.pdf"):
        (folder / name).unlink()
    updated = update_ledger(tmp_path)
    assert (updated.missing, updated.dropped) == (
        ("12-技术革新/1 b.pdf",),
        ("12-技术革新/2 c.pdf",),
    )
    left = (tmp_path / "studio.yaml").read_text("utf-8")
    assert left == f"{head}evidence: [{row}]{tail}"
    assert not update_ledger(tmp_path).changed


def test_a_row_with_a_note_of_somebodys_is_marked_when_its_file_is_gone(tmp_path):
    """Nothing is typed into the row, but the note stands at one of its cells."""
    write_workspace(tmp_path, SCHEME, "assessment", as_book=True)
    folder = tmp_path / "evidence/12-技术革新"
    for name in ("1 b.pdf", "2 c.pdf", "3 d.pdf"):
        (folder / name).write_bytes(b"%PDF-" + name.encode())
    update_ledger(tmp_path)
    book = load_workbook(tmp_path / "studio.xlsx")
    (cell,) = [c for row in book["佐证"].iter_rows() for c in row if c.value == "c"]
    cell.comment = Comment("问一下李四", "张三")
    book.save(tmp_path / "studio.xlsx")
    for name in ("1 b.pdf", "2 c.pdf"):
        (folder / name).unlink()
    updated = update_ledger(tmp_path)
    assert (updated.missing, updated.dropped) == (
        ("12-技术革新/2 c.pdf",),
        ("12-技术革新/1 b.pdf",),
    )
    assert _marks(tmp_path) == 1
    sheet = load_workbook(tmp_path / "studio.xlsx")["佐证"]
    assert sheet[cell.coordinate].comment.text == "问一下李四"
    assert not update_ledger(tmp_path).changed


def test_a_row_that_cannot_be_read_stops_the_ledger(workspace):
    file = data_file(workspace)
    if file.suffix == ".yaml":
        text = file.read_text("utf-8").replace("quantity: 120", "quantity: 很多")
        file.write_text(text, "utf-8")
    else:
        book = load_workbook(file)
        book["佐证"].cell(HEAD + 2, 8).value = "很多"
        book.save(file)
    before = file.read_bytes()
    with pytest.raises(WorkspaceError) as caught:
        update_ledger(workspace)
    assert "很多" in caught.value.what
    assert file.read_bytes() == before


def test_an_open_workbook_is_not_written(tmp_path):
    write_workspace(tmp_path, SCHEME, "assessment", as_book=True)
    (tmp_path / ".~lock.studio.xlsx#").write_text("x")
    with pytest.raises(OutputError) as caught:
        update_ledger(tmp_path)
    assert "开着" in caught.value.what


def test_all_else_in_the_workbook_stays_as_it_was(tmp_path):
    write_workspace(tmp_path, SCHEME, "assessment", as_book=True)
    file = tmp_path / "studio.xlsx"
    book = load_workbook(file)
    sheet = book["佐证"]
    sheet.move_range("C3:N50", cols=1)
    sheet["C3"].value = "经办人"
    sheet.column_dimensions["C"].width = 33
    book.create_sheet("草稿")["A1"] = "我的草稿"
    book.save(file)
    (tmp_path / "evidence/12-技术革新/1 革新.pdf").write_bytes(b"%PDF-")
    before = _parts(file)
    update_ledger(tmp_path)
    after = _parts(file)
    changed = {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys()
    assert len(changed) == 1
    assert changed.pop().startswith("xl/worksheets/sheet")
    again = load_workbook(file)["佐证"]
    titles = {cell.value: cell.column for cell in again[HEAD]}
    row = next(r for r in range(HEAD + 2, 60) if again.cell(r, titles["标题"]).value == "革新")
    assert again.cell(row, titles["支撑项目"]).value == "12"
    assert again.cell(row, titles["核对"]).value == "新增"
    assert again.cell(row, titles["序号"]).value == 1
    assert again.cell(row, titles["经办人"]).value is None
    assert again.column_dimensions["C"].width == 33
    assert again.freeze_panes == "C4"
    assert again.cell(HEAD, titles["序号"]).comment.text
    lists = [rule.formula1 for rule in again.data_validations.dataValidation]
    assert any("kind" in formula for formula in lists)
    # A cell that was there keeps its look.
    assert again.cell(row, titles["序号"]).border.left.style == "thin"


def _parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as package:
        return {name: package.read(name) for name in package.namelist()}


# ── files that move ───────────────────────────────────────────────────────────────────────────


def facts(folder: Path) -> list[tuple[object, ...]]:
    """What is said of each piece of evidence, whatever its files are called."""
    return sorted(
        (e.item, e.title, e.kind, str(e.date), str(e.quantity), e.holder, e.number, e.note)
        for e in load_workspace(folder).evidence
    )


def codes(folder: Path) -> set[str]:
    return {finding.code for finding in load_workspace(folder).findings}


def test_a_renamed_folder_takes_its_rows_along(workspace):
    update_ledger(workspace)
    before, rows = facts(workspace), len(load_workspace(workspace).data.evidence)
    (workspace / "evidence" / "12-技术革新").rename(workspace / "evidence" / "12-革新")
    patents = sorted((workspace / "evidence" / "13-新产品新成果").rglob("*.*"))
    for number, file in enumerate(patents):
        file.rename(file.with_name(f"{number:03d} {title_of(file.name)}{file.suffix}"))
    assert facts(workspace) == before
    assert codes(workspace) == {"F240"}
    updated = update_ledger(workspace)
    assert updated.added == updated.missing == updated.dropped == ()
    assert len(updated.moved) > 5
    after = load_workspace(workspace)
    assert (facts(workspace), after.findings) == (before, ())
    assert len(after.data.evidence) == rows
    assert not update_ledger(workspace).changed


def test_a_file_moved_to_another_item_takes_its_evidence_along(workspace):
    update_ledger(workspace)
    (piece,) = [e for e in load_workspace(workspace).evidence if e.title == "机械设计操作法"] or [
        next(e for e in load_workspace(workspace).evidence if e.item == 17 and e.kind == "论文")
    ]
    file = workspace / "evidence" / piece.files[0].path
    target = workspace / "evidence" / "16-媒体宣传与活动" / "市级媒体" / f"搬来的{file.suffix}"
    file.rename(target)
    for again in range(2):
        (moved,) = [e for e in load_workspace(workspace).evidence if e.title == "搬来的"]
        assert (moved.item, moved.supports, moved.kind) == (16, (16,), "市级媒体"), again
        update_ledger(workspace)
    assert codes(workspace) == set()


def test_what_folder_and_name_said_of_a_row_goes_with_its_file(workspace):
    """Renaming a photograph, or moving a file out of its kind's folder, is all that is asked."""
    (workspace / "evidence" / "15-推广技术创新成果" / "IMG_5195.JPG").write_bytes(b"x")
    update_ledger(workspace)
    listed = load_workspace(workspace)
    piece = next(e for e in listed.evidence if e.item == 17 and e.kind == "论文")
    file = workspace / "evidence" / piece.files[0].path
    file.rename(workspace / "evidence" / "15-推广技术创新成果" / file.name)
    photograph = workspace / "evidence" / "15-推广技术创新成果" / "IMG_5195.JPG"
    photograph.rename(photograph.with_name("3 交流会现场.JPG"))
    for again in range(2):
        found = load_workspace(workspace)
        titles = {e.title: e for e in found.evidence}
        assert (titles[piece.title].item, titles[piece.title].kind) == (15, ""), again
        assert "交流会现场" in titles, again
        assert "IMG_5195" not in titles, again
        said = [f.what for f in found.findings if f.code == "F240"]
        assert all(f"不计数：“{piece.title}”" in what for what in said)
        assert len(said) == 1 - again
        updated = update_ledger(workspace)
        assert updated.unkinded == ((piece.title,) if not again else ())


def test_rows_of_deleted_files_go_or_get_a_mark_and_nothing_listed_is_proposed(workspace):
    update_ledger(workspace)
    data = load_workspace(workspace).data
    shutil.rmtree(workspace / "evidence" / "13-新产品新成果")
    (found,) = [f for f in load_workspace(workspace).findings if f.code == "F203"]
    assert "13-新产品新成果" in found.what
    listed = {part.file for row in data.evidence for part in row.files}
    assert not any(name in found.remedy for name in listed)
    updated = update_ledger(workspace)
    assert updated.dropped
    assert updated.missing
    gone = {*updated.dropped, *updated.missing}
    assert all(name.startswith("13-") for name in gone)
    after = load_workspace(workspace).data.evidence
    assert len(after) == len(data.evidence) - len(updated.dropped)
    assert not update_ledger(workspace).changed


def test_a_deleted_file_is_no_reason_to_name_another_twice(workspace):
    update_ledger(workspace)
    patents = sorted((workspace / "evidence" / "13-新产品新成果").rglob("*.*"))
    patents[1].unlink()
    lost = [f for f in load_workspace(workspace).findings if f.code == "F203"]
    assert lost
    names = {path.name for path in (workspace / "evidence").rglob("*.*")}
    assert not any(name in f.remedy for f in lost for name in names)


def test_a_changed_file_in_a_renamed_folder_is_followed_too(workspace):
    update_ledger(workspace)
    before = facts(workspace)
    folder = workspace / "evidence" / "17-奖项与论文专著" / "论文"
    changed = sorted(folder.iterdir())[0]
    changed.write_bytes(changed.read_bytes() + b"\n")
    folder.rename(folder.with_name("论文 新"))
    assert facts(workspace) == before


def test_without_memory_a_renamed_folder_is_known_by_its_names(workspace):
    update_ledger(workspace)
    before = facts(workspace)
    (workspace / MEMORY_FILE).unlink()
    folder = workspace / "evidence" / "17-奖项与论文专著" / "论文"
    folder.rename(folder.with_name("论文 新"))
    assert facts(workspace) == before


def test_one_file_counts_once_in_an_item_whatever_rows_say(tmp_path):
    """A row whose file is gone names the file of another: one more title, no more points."""
    folder = tmp_path / "w"
    shutil.copytree(ROOT / "samples" / "assessment", folder)
    update_ledger(folder)
    before = count(folder, 13)
    patents = folder / "evidence" / "13-新产品新成果" / "实用新型专利"
    first, second, *_ = sorted(patents.iterdir())
    text = (folder / "studio.yaml").read_text(encoding="utf-8")
    (folder / "studio.yaml").write_text(text.replace(first.name, second.name), encoding="utf-8")
    first.unlink()
    assert count(folder, 13) == before - 1
    (left,) = [f for f in check_workspace(folder).findings if f.code == "C310"]
    assert "同样的文件" in left.what
    # The same under another name is no second one either.
    shutil.copy(second, patents / "9 另存的一份.pdf")
    assert count(folder, 13) == before - 1


def count(folder: Path, number: int) -> int:
    measure = check_workspace(folder).scores.item(number).measures[0]
    return int(measure.derived or 0)
