"""studio.xlsx: what is written can be filled in, and whatever people do to it is read or told."""

import datetime
import functools
import io
import re
import shutil
import subprocess
import warnings
import zipfile
from pathlib import Path

import pytest
from doing import check_workspace
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from docgen.issues.errors import WorkspaceError
from docgen.issues.finding import Level
from docgen.model.submission import StudioFile
from docgen.office.libreoffice import find_soffice
from docgen.text.loose_input import read_date
from docgen.workspace.convert import convert_data
from docgen.workspace.load import load_scheme, load_workspace
from docgen.workspace.new_workspace import write_workspace
from docgen.workspace.validation import Fitted, fit
from docgen.workspace.workbook_headings import (
    FORMS,
    TABLES,
    UNREAD_SHEETS,
    bare,
    by_name,
    form_headings,
    names_of,
)
from docgen.workspace.workbook_template import write_book
from docgen.workspace.workbook_tree import read_book

ROOT = Path(__file__).parent.parent
SCHEME = load_scheme("weihai-2025", near=None)
HEAD = 3


def read(book: Workbook | bytes, folder: Path) -> Fitted[StudioFile]:
    file = folder / "studio.xlsx"
    if isinstance(book, bytes):
        file.write_bytes(book)
    else:
        book.save(file)
    return fit(read_book(file, "studio.xlsx", WorkspaceError), StudioFile)


@functools.cache
def fresh(submission: str) -> bytes:
    return write_book(SCHEME, submission, "weihai-2025")


def blank(submission: str = "assessment", data: StudioFile | None = None) -> Workbook:
    content = write_book(SCHEME, submission, "weihai-2025", data) if data else fresh(submission)
    return load_workbook(io.BytesIO(content))


def column(sheet, title: str, row: int = HEAD) -> int:
    return next(c.column for c in sheet[row] if bare(c.value).startswith(bare(title)))


def line(sheet, title: str) -> int:
    return next(r for r in range(1, 60) if bare(sheet.cell(r, 1).value).startswith(bare(title)))


def put(book: Workbook, sheet: str, title: str, value: object, row: int = HEAD + 2) -> str:
    """Fill in a cell as a clerk does, and return its place."""
    there = book[sheet]
    if sheet in FORMS:
        cell = there.cell(line(there, title), 2)
    else:
        cell = there.cell(row, column(there, title))
    cell.value = value
    return f"studio.xlsx {sheet}!{cell.coordinate}"


def codes(fitted: Fitted[StudioFile]) -> list[tuple[str, str]]:
    return [(f.code, f.where) for f in fitted.findings]


# ── the two samples, and a new one ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sample", ["application", "assessment", "example-city"])
def test_a_sample_is_the_same_as_a_workbook(sample, tmp_path):
    there = load_workspace(ROOT / "samples" / sample)
    key = there.data.submission
    fitted = read(write_book(there.scheme, key, there.data.scheme, there.data), tmp_path)
    assert fitted.findings == ()
    assert fitted.value == there.data


@pytest.mark.parametrize("submission", ["application", "assessment"])
def test_a_new_workbook_is_asked_for_all_that_is_required(submission, tmp_path):
    write_workspace(tmp_path, SCHEME, submission, as_book=True)
    assert not (tmp_path / "studio.yaml").exists()
    assert "studio.xlsx" in (tmp_path / "说明.txt").read_text("utf-8")
    assert "studio.yaml" not in (tmp_path / "说明.txt").read_text("utf-8")
    workspace = load_workspace(tmp_path)
    assert {f.code for f in workspace.findings} == {"F221"}
    findings = [f for f in check_workspace(tmp_path).findings if f.level is Level.ERROR]
    missing = [f for f in findings if f.code == "C101"]
    required = SCHEME.submissions[submission].form.required
    assert len(missing) == len(required)
    for finding in missing:
        # Each points at the very cell: there its title stands to the left.
        assert re.fullmatch(r"studio\.xlsx (单位|领办人|工作室|团队)![A-Z]+\d+", finding.where)
        book = load_workbook(tmp_path / "studio.xlsx")
        sheet, cell = finding.where.removeprefix("studio.xlsx ").split("!")
        if sheet in FORMS:
            title = bare(book[sheet].cell(book[sheet][cell].row, 1).value).partition("(必填")[0]
            assert title in bare(finding.what)
    # Nobody who fills in a workbook is told of keys.
    for finding in findings:
        assert "studio.yaml" not in finding.what + finding.remedy
        assert not re.search(r"\b(choice|measure|counts|kind|quantity)\b", finding.remedy)


def test_nothing_is_overwritten_by_init(tmp_path):
    write_workspace(tmp_path, SCHEME, "assessment")
    before = (tmp_path / "studio.yaml").read_bytes()
    started = write_workspace(tmp_path, SCHEME, "assessment", as_book=True)
    assert "studio.yaml" in started.kept
    assert not (tmp_path / "studio.xlsx").exists()
    assert (tmp_path / "studio.yaml").read_bytes() == before


def test_two_data_files_are_refused(tmp_path):
    write_workspace(tmp_path, SCHEME, "assessment")
    (tmp_path / "studio.xlsx").write_bytes(write_book(SCHEME, "assessment", "weihai-2025"))
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(tmp_path)
    assert "studio.yaml 和 studio.xlsx 都有" in caught.value.what
    assert "docgen convert" in caught.value.remedy


def test_titles_are_told_apart():
    for sheet in FORMS:
        names = [name for heading in form_headings(sheet) for name in names_of(heading)]
        assert len(names) == len(set(names)), sheet
    for sheet, headings in TABLES.items():
        titles = [bare(heading.title) for heading in headings]
        assert len(titles) == len(set(titles)), sheet
        assert set(titles) <= set(by_name(headings))


def test_cells_are_made_for_what_they_hold(tmp_path):
    book = blank("application")
    leader = book["领办人"]
    row = line(leader, "身份证号码")
    assert leader.cell(row, 2).number_format == "@"
    assert leader.cell(row, 2).fill.fgColor.rgb == "FFFFF4CC"
    assert leader.freeze_panes == "B4"
    assert leader.cell(row, 1).alignment.wrap_text
    lists = {
        str(rule.sqref): rule.formula1 for s in book for rule in s.data_validations.dataValidation
    }
    assert f"B{line(leader, '性别')}" in lists
    for formula in lists.values():
        target = book.defined_names[formula.removeprefix("=")].attr_text
        assert target.startswith("'选项'!")
    assert book["选项"].sheet_state == "hidden"
    assert [s.title for s in book][-1] == "选项"
    team = book["团队"]
    assert team.cell(HEAD, 2).comment is None or team.cell(HEAD, 2).comment.text
    assert book["佐证"].cell(HEAD, column(book["佐证"], "文件")).comment.text
    assert all(s.page_setup.fitToWidth == 1 for s in book if s.title != "选项")


def test_the_same_data_gives_the_same_bytes():
    first = write_book(SCHEME, "assessment", "weihai-2025")
    assert first == write_book(SCHEME, "assessment", "weihai-2025")


# ── what people write ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024年6月", "2024-06"),
        ("2024年6月18日", "2024-06-18"),
        ("2024年06月18号", "2024-06-18"),
        ("2024.6.18", "2024-06-18"),
        ("2024/6/18", "2024-06-18"),
        ("２０２４－６－１８", "2024-06-18"),
        ("20240618", "2024-06-18"),
        ("2024-6", "2024-06"),
        ("2024.06", "2024-06"),
        ("二〇二四年六月", "2024-06"),
        ("二零二四年十二月三十一日", "2024-12-31"),
        ("二○二四年廿月", "2024-20"),
        ("2024 年 6 月 18 日 ", "2024-06-18"),
        ("2024年6月\xa018日\xa0", "2024-06-18"),
        ("2024年6月18日（星期二）", "2024-06-18"),
        ("2024-06-18 00:00:00", "2024-06-18"),
        ("2024—06—18", "2024-06-18"),
        ("2024年", "2024"),
        ("2024年度", "2024"),
        ("24.6.18", "24.6.18"),
        ("去年", "去年"),
    ],
)
def test_dates_are_read_as_people_write_them(written, meant):
    assert read_date(written) == meant


@pytest.mark.parametrize(
    ("value", "number_format", "meant"),
    [
        (datetime.datetime(2024, 6, 18), "yyyy-mm-dd", "2024-06-18"),
        (datetime.datetime(2024, 6, 1), 'yyyy"年"m"月"', "2024-06"),
        (datetime.datetime(2024, 6, 1), "mmm-yy", "2024-06"),
        (datetime.datetime(2024, 6, 18), "m/d/yyyy", "2024-06-18"),
        (45461, "General", "2024-06-18"),
        (20240618, "General", "2024-06-18"),
        (2024.6, "General", "2024-06"),
        (2024.12, "General", "2024-12"),
        (2024, "General", "2024"),
        (2024, "yyyy-mm-dd", "2024"),
        (2024.6, "yyyy-mm-dd", "2024-06"),
        ("2024年6月18日", "@", "2024-06-18"),
    ],
)
def test_dates_of_excel_are_as_exact_as_they_show(value, number_format, meant, tmp_path):
    book = blank("assessment")
    put(book, "工作室", "评估时间", value)
    book["工作室"].cell(line(book["工作室"], "评估时间"), 2).number_format = number_format
    fitted = read(book, tmp_path)
    assert fitted.findings == ()
    assert str(fitted.value.assessment.date) == meant


def test_what_excel_has_spoilt_is_told(tmp_path):
    data = load_workspace(ROOT / "samples" / "application").data
    book = blank("application", data)
    number = put(book, "领办人", "身份证号码", 3.7109919780412e17)
    born = put(book, "领办人", "出生年月", 1978.1)
    pages = put(book, "佐证", "页", datetime.datetime(2024, 1, 3))
    items = put(book, "佐证", "支撑项目", 1.5)
    awarded = put(book, "领办人", "取证时间", 20240618)
    book["领办人"].cell(line(book["领办人"], "取证时间"), 2).number_format = "yyyy-mm-dd"
    formula = put(book, "单位", "高级技师", "=1+1")
    broken = put(book, "单位", "技师", "#REF!")
    book["单位"].cell(line(book["单位"], "技师"), 2).data_type = "e"
    fitted = read(book, tmp_path)
    assert sorted(codes(fitted)) == sorted(
        [
            ("Y123", number),
            ("Y127", born),
            ("Y127", awarded),
            ("Y127", pages),
            ("Y102", items),
            ("Y120", formula),
            ("Y128", broken),
        ]
    )
    assert all(f.remedy for f in fitted.findings)
    assert not any("3710991978" in f.what for f in fitted.findings)
    # They were written, so nobody says besides that they are missing.
    assert fitted.places.is_spoilt("leader", "id_number")
    assert fitted.value.leader.name == data.leader.name


def test_values_are_read_as_they_are_meant(tmp_path):
    book = blank("application")
    put(book, "单位", "是否技师工作站", "√")
    put(book, "单位", "高级工", "１２ ")
    put(book, "单位", "其他技能人才", "1,028")
    put(book, "单位", "联系电话", 6315190816)
    put(book, "单位", "开户银行及账号", "=不是公式\xa0")
    book["单位"].cell(line(book["单位"], "开户银行及账号"), 2).data_type = "s"
    put(book, "领办人", "是否一线工作人员", True)
    put(book, "领办人", "领办人姓名", "  张三　")
    put(book, "工作室", "工作室面积", "８６．８")
    sheet = book["工作室"]
    sheet.append(["工作室类别", "乡村特色技能大师工作室（rural）、other"])
    fitted = read(book, tmp_path)
    assert fitted.findings == ()
    unit, leader, studio = fitted.value.unit, fitted.value.leader, fitted.value.studio
    assert unit.technician_station is True
    assert (unit.workforce.advanced_worker, unit.workforce.other) == (12, 1028)
    assert unit.phone == "6315190816"
    assert unit.bank_account == "=不是公式"
    assert leader.front_line is True
    assert leader.name == "张三"
    assert str(studio.area_m2) == "86.8"
    assert studio.traits == ("rural", "other")


@pytest.mark.parametrize(
    "written", ["13、18", "13，18", "13, 18", "13;18", "13\n18", "第13项、第18项"]
)
def test_lists_are_separated_as_people_do(written, tmp_path):
    book = blank()
    put(book, "佐证", "文件", "13-新产品新成果/发明专利/1 甲、乙的专利.pdf")
    put(book, "佐证", "支撑项目", written)
    fitted = read(book, tmp_path)
    assert fitted.findings == ()
    row = fitted.value.evidence[0]
    assert row.items == (13, 18)
    assert [file.file for file in row.files] == ["13-新产品新成果/发明专利/1 甲、乙的专利.pdf"]


def test_files_with_pages_are_read(tmp_path):
    book = blank()
    put(
        book, "佐证", "文件", "a/1 名单.pdf〔页：1-3〕\na/2 名单.pdf [页 5；转向 90]、a/3、名单.pdf"
    )
    fitted = read(book, tmp_path)
    assert fitted.findings == ()
    files = fitted.value.evidence[0].files
    assert [(f.file, f.pages, f.turn) for f in files] == [
        ("a/1 名单.pdf", "1-3", None),
        ("a/2 名单.pdf [页 5；转向 90]、a/3、名单.pdf", "", None),
    ]
    put(book, "佐证", "文件", "a/1 名单.pdf、a/2 名单.pdf；a/3.jpg")
    assert len(read(book, tmp_path).value.evidence[0].files) == 3


def test_a_wrong_value_is_told_with_its_cell_and_in_words_of_a_workbook(tmp_path):
    book = blank()
    area = put(book, "项目自评", "数量", "868000元", row=HEAD + 1)
    layout = put(book, "佐证", "拼版", 3)
    put(book, "佐证", "文件", "a.pdf")
    fitted = read(book, tmp_path)
    assert codes(fitted) == [("Y102", area), ("Y102", layout)]
    assert fitted.findings[0].what == "各项自评 › 第 1 项 › 数量应是数字，写的是「868000元」"
    assert "只写数字" in fitted.findings[0].remedy


def test_a_row_without_its_file_is_told(tmp_path):
    book = blank()
    put(book, "佐证", "标题", "没有文件的一行")
    (finding,) = read(book, tmp_path).findings
    assert finding.code == "Y103"
    assert finding.where.startswith("studio.xlsx 佐证!")
    assert "文件" in finding.what


def test_claims_have_counts_and_deductions(tmp_path):
    book = blank()
    sheet = book["项目自评"]
    counted, figure = column(sheet, "计数内容"), column(sheet, "数量")
    for row in range(HEAD + 1, sheet.max_row + 1):
        text = str(sheet.cell(row, counted).value)
        if "nation）" in text:
            sheet.cell(row, figure).value = 2
        if "leader_change" in text:
            sheet.cell(row, figure).value = 1
    put(book, "项目自评", "自评档次", "随便写的（full）", row=HEAD + 4)
    fitted = read(book, tmp_path)
    assert fitted.findings == ()
    claims = fitted.value.claims
    assert {k: int(v) for k, v in claims[16].counts.items()} == {"nation": 2}
    assert claims[2].deductions == {"leader_change": 1}
    assert claims[3].choice == "full"
    assert set(claims) == {2, 3, 16}
    # What nobody has filled in can be pointed at all the same.
    assert str(fitted.places.at("claims", 5, "choice")).startswith("studio.xlsx 项目自评!I")


def test_a_choice_may_be_typed_by_its_name(tmp_path):
    book = blank()
    sheet = book["项目自评"]
    row = next(r for r in range(4, 60) if sheet.cell(r, 1).value == 6)
    put(book, "项目自评", "自评档次", " 制度健全", row=row)
    put(book, "工作室", "工作室类别", "乡村特色技能大师工作室")
    fitted = read(book, tmp_path)
    assert fitted.value.claims[6].choice == "sound"
    assert fitted.value.studio.traits == ("rural",)


def test_an_item_said_twice_is_told(tmp_path):
    book = blank()
    put(book, "项目自评", "工作落实情况", "一", row=HEAD + 1)
    sheet = book["项目自评"]
    last = sheet.max_row + 1
    sheet.cell(last, 1).value = 1
    again = put(book, "项目自评", "工作落实情况", "二", row=last)
    assert codes(read(book, tmp_path)) == [("Y104", again)]


# ── what people do to a workbook ──────────────────────────────────────────────────────────────


def sample_book() -> tuple[Workbook, StudioFile]:
    data = load_workspace(ROOT / "samples" / "assessment").data
    return blank("assessment", data), data


def rebuild(book: Workbook, name: str, order: list[int], above: int = 0) -> None:
    """Move the columns of a table about and put rows above it."""
    old = book[name]
    grid = [[c.value for c in row] for row in old.iter_rows()]
    formats = [[c.number_format for c in row] for row in old.iter_rows()]
    merged = [str(area) for area in old.merged_cells.ranges]
    assert not merged
    index = book.sheetnames.index(name)
    book.remove(old)
    new = book.create_sheet(name, index)
    for r, row in enumerate(grid, 1):
        for c, source in enumerate(order, 1):
            if source < len(row):
                cell = new.cell(r + above, c)
                cell.value = row[source]
                cell.number_format = formats[r - 1][source]
                if isinstance(cell.value, str):
                    cell.data_type = "s"


def test_columns_may_be_moved_and_rows_put_above(tmp_path):
    book, data = sample_book()
    width = len(TABLES["佐证"])
    rebuild(book, "佐证", [99, *reversed(range(width))], above=4)
    book["佐证"].cell(2, 3).value = "单位自己加的标题"
    fitted = read(book, tmp_path)
    assert fitted.findings == ()
    assert fitted.value == data


def test_columns_and_rows_may_be_inserted(tmp_path):
    book, data = sample_book()
    sheet = book["佐证"]
    sheet.insert_cols(3)
    for row in (HEAD + 3, HEAD + 3, HEAD + 9):
        sheet.insert_rows(row)
    sheet.cell(HEAD, 3).value = "经办人"
    sheet.cell(HEAD + 2, 3).value = "李四"
    fitted = read(book, tmp_path)
    assert codes(fitted) == [("Y121", f"studio.xlsx 佐证!C{HEAD}")]
    assert fitted.findings[0].level is Level.WARNING
    assert fitted.value == data


def test_headings_may_be_merged_over_two_rows(tmp_path):
    book = Workbook()
    team = book.active
    team.title = "团队"
    for at, text in {"A2": "姓名", "B2": "基本信息", "B3": "工种", "C3": "职业技能 等级"}.items():
        team[at] = text
    team["D2"] = "专长、研究成果应用\n及获奖情况（可写多行）"
    for area in ("A2:A3", "B2:C2", "D2:D3", "B4:B5"):
        team.merge_cells(area)
    for row, values in enumerate((("张三", "焊工", "技师"), ("李四", None, "高级工")), 4):
        for place, value in enumerate(values, 1):
            if value:
                team.cell(row, place).value = value
    unit = book.create_sheet("单位")
    for row, pair in enumerate((("方案", "weihai-2025"), ("报送种类", "application")), 1):
        unit.append(pair)
        assert unit.cell(row, 1).value == pair[0]
    fitted = read(book, tmp_path)
    assert fitted.findings == ()
    members = fitted.value.studio.members
    assert [(m.name, m.trade, m.grade) for m in members] == [
        ("张三", "焊工", "技师"),
        ("李四", "焊工", "高级工"),
    ]


def test_duplicate_headings_and_lines_are_told(tmp_path):
    book, data = sample_book()
    sheet = book["佐证"]
    free = len(TABLES["佐证"]) + 1
    sheet.cell(HEAD, free).value = "标题"
    sheet.cell(HEAD + 2, free).value = "另一个标题"
    leader = book["领办人"]
    leader.cell(40, 1).value = "领办人姓名（必填）"
    leader.cell(40, 2).value = "李四"
    fitted = read(book, tmp_path)
    assert codes(fitted) == [
        ("Y122", "studio.xlsx 领办人!A40"),
        ("Y122", f"studio.xlsx 佐证!{get_column_letter(free)}{HEAD}"),
    ]
    assert fitted.value == data


def test_hidden_rows_are_read_and_told(tmp_path):
    book, data = sample_book()
    book["佐证"].row_dimensions[HEAD + 2].hidden = True
    book["佐证"].column_dimensions["G"].hidden = True
    fitted = read(book, tmp_path)
    (finding,) = fitted.findings
    assert (finding.code, finding.level) == ("Y124", Level.NOTE)
    assert fitted.value == data


def test_unknown_sheets_lines_and_stray_cells_are_told(tmp_path):
    book, data = sample_book()
    book.create_sheet("草稿")["B2"] = "随手记的"
    book["单位"].cell(50, 1).value = "邮政编码"
    book["单位"].cell(50, 2).value = "264200"
    book["领办人"].cell(line(book["领办人"], "领办人姓名"), 6).value = "旁边的字"
    book["佐证"].cell(HEAD + 3, 30).value = "游离的字"
    fitted = read(book, tmp_path)
    assert {
        (f.code, f.where.removeprefix("studio.xlsx ").partition("!")[0]) for f in fitted.findings
    } == {
        ("Y125", "草稿"),
        ("Y121", "单位"),
        ("Y121", "领办人"),
        ("Y121", "佐证"),
    }
    assert all(f.level is Level.WARNING for f in fitted.findings)
    assert fitted.value == data


@pytest.mark.parametrize(
    ("change", "code", "remedy"),
    [
        (lambda ws: setattr(ws.cell(HEAD, column(ws, "数量")), "value", "数目"), "Y121", "“数量”"),
        (lambda ws: setattr(ws, "title", "佐证 表"), "Y125", "“佐证”"),
    ],
)
def test_what_was_called_otherwise_is_an_error(tmp_path, change, code, remedy):
    """Else its cause would be a warning below all that is missing for it."""
    book, _ = sample_book()
    change(book["佐证"])
    (finding,) = read(book, tmp_path).findings
    assert (finding.code, finding.level) == (code, Level.ERROR)
    assert remedy in finding.remedy


def test_an_example_is_no_data_until_somebody_writes_over_it(tmp_path):
    assert read(blank(), tmp_path).value.evidence == ()
    book = blank()
    put(book, "佐证", "标题", "我的证书", row=HEAD + 1)
    (finding,) = read(book, tmp_path).findings
    assert (finding.code, finding.level) == ("Y126", Level.ERROR)
    put(book, "佐证", "序号", None, row=HEAD + 1)
    assert read(book, tmp_path).value.evidence[0].title == "我的证书"


def test_a_table_without_its_main_column_is_told(tmp_path):
    book, _ = sample_book()
    book["佐证"].cell(HEAD, column(book["佐证"], "文件")).value = "文档"
    fitted = read(book, tmp_path)
    assert [f.code for f in fitted.findings] == ["Y129"]
    assert "“文件”" in fitted.findings[0].what


def test_cached_values_of_formulas_are_read(tmp_path):
    """Written by hand as Excel writes it: openpyxl keeps no cached values."""
    book = blank()
    put(book, "项目自评", "数量", "=40+46.8", row=HEAD + 1)
    book.save(tmp_path / "a.xlsx")
    changed = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            content = re.sub(rb"(<f>40\+46\.8</f>)<v ?/>", rb"\1<v>86.8</v>", content)
            content = re.sub(rb"(<f>40\+46\.8</f>)(<v></v>)?(?!<v>)", rb"\1<v>86.8</v>", content)
            new.writestr(entry, content)
    fitted = read(changed.getvalue(), tmp_path)
    assert fitted.findings == ()
    assert str(fitted.value.claims[1].measure) == "86.8"


# ── LibreOffice ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
@pytest.mark.parametrize("submission", ["application", "assessment"])
def test_saved_again_by_calc_it_reads_the_same(submission, tmp_path):
    data = load_workspace(ROOT / "samples" / submission).data
    source = tmp_path / "in" / "studio.xlsx"
    source.parent.mkdir()
    source.write_bytes(write_book(SCHEME, submission, "weihai-2025", data))
    subprocess.run(
        [
            str(find_soffice()),
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    fitted = read((tmp_path / "studio.xlsx").read_bytes(), tmp_path)
    assert fitted.findings == ()
    assert fitted.value == data
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(tmp_path / "studio.xlsx")
    assert set(UNREAD_SHEETS) < set(book.sheetnames)
    assert book["领办人"].data_validations.dataValidation


# ── what is not opened ────────────────────────────────────────────────────────────────────────


def refused(content: bytes, folder: Path) -> WorkspaceError:
    with pytest.raises(WorkspaceError) as caught:
        read(content, folder)
    assert caught.value.where == "studio.xlsx"
    assert caught.value.remedy
    return caught.value


def repack(content: bytes, changes: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name, old.read(name)))
        for name, extra in changes.items():
            new.writestr(name, extra)
    return target.getvalue()


def test_what_is_no_workbook_is_refused_by_name(tmp_path):
    good = fresh("assessment")
    assert (
        "旧格式的 .xls" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), tmp_path).what
    )
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    locked += "EncryptedPackage".encode("utf-16-le")
    assert "密码" in refused(locked, tmp_path).what
    assert "损坏" in refused(good[: len(good) // 2], tmp_path).what
    assert "损坏" in refused(b"<html><table></table></html>", tmp_path).what
    assert "损坏" in refused(b"", tmp_path).what
    ods = repack(good, {"content.xml": b"<x/>"})
    with zipfile.ZipFile(io.BytesIO(ods)) as package:
        bare_ods = io.BytesIO()
        with zipfile.ZipFile(bare_ods, "w") as new:
            new.writestr("content.xml", package.read("content.xml"))
    assert ".ods" in refused(bare_ods.getvalue(), tmp_path).what


def test_traps_are_not_opened(tmp_path):
    good = fresh("assessment")
    bomb = repack(good, {"xl/worksheets/sheet2.xml": b"<worksheet>" + b" " * 70_000_000})
    assert len(bomb) < 1_000_000
    assert "压缩炸弹" in refused(bomb, tmp_path).what
    entity = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    )
    assert "外部" in refused(repack(good, {"xl/sharedStrings.xml": entity}), tmp_path).what
    many = b"<worksheet><sheetData>" + b'<row><c r="A1"/></row>' * 100_001
    assert "单元格" in refused(repack(good, {"xl/worksheets/sheet2.xml": many}), tmp_path).what
    for area in ("mergeCell", "hyperlink"):
        wide = (
            f'<worksheet><sheetData/><{area}s><{area} ref="A1:XFD1048576"/></{area}s></worksheet>'
        )
        trap = repack(good, {"xl/worksheets/sheet2.xml": wide.encode()})
        assert "单元格" in refused(trap, tmp_path).what
    foreign = "<worksheet/>".encode("utf-16")
    assert "XML" in refused(repack(good, {"xl/worksheets/sheet2.xml": foreign}), tmp_path).what
    broken = repack(good, {"xl/workbook.xml": b"<workbook"})
    assert "读不出来" in refused(broken, tmp_path).what
    assert "太大" in refused(good + bytes(20_000_001), tmp_path).what


def test_other_workbooks_lying_there_are_named(tmp_path):
    (tmp_path / "studio.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(tmp_path)
    assert "studio.xls" in caught.value.remedy
    assert "另存为" in caught.value.remedy


def test_a_workbook_of_something_else_is_refused(tmp_path):
    book = Workbook()
    book.active["A1"] = "工资表"
    book.save(tmp_path / "b.xlsx")
    assert "佐证" in refused((tmp_path / "b.xlsx").read_bytes(), tmp_path).what


def test_findings_name_the_cell_and_choices_as_the_list_shows_them(tmp_path):
    folder = tmp_path / "w"
    shutil.copytree(ROOT / "samples" / "assessment", folder)
    convert_data(folder)
    book = load_workbook(folder / "studio.xlsx")
    claims, rows = book["项目自评"], book["佐证"]
    heads = {sheet.title: {c.value: c.column_letter for c in sheet[HEAD]} for sheet in book}
    (at,) = [cell.row for cell in claims["A"] if cell.value == 3]
    choice = f"{heads['项目自评']['自评档次']}{at}"
    offered = claims[choice].value
    claims[choice].value = None
    file = heads["佐证"]["文件（必填）"]
    (paid,) = [c.row for c in rows[file] if "1 第一笔拨款银行回单" in str(c.value)]
    quantity = f"{heads['佐证']['数量']}{paid}"
    rows[quantity].value = None
    book.save(folder / "studio.xlsx")
    found = {f.code: f for f in check_workspace(folder).findings}
    assert found["C401"].where == f"studio.xlsx 项目自评!{choice}"
    assert offered in found["C401"].remedy
    assert found["C304"].where == f"studio.xlsx 佐证!{quantity}"
    said = "".join(f.what + f.remedy for f in found.values())
    assert not re.search(r"claims|choice|statement|studio\.yaml|quantity|\bkind\b|holder", said)


def test_a_workbook_that_is_open_is_said_by_the_check(tmp_path):
    write_workspace(tmp_path, SCHEME, "assessment", as_book=True)
    (tmp_path / "~$studio.xlsx").touch()
    day = datetime.date(2025, 6, 1)
    (found,) = [f for f in check_workspace(tmp_path, today=day).findings if f.code == "F241"]
    assert "保存" in found.remedy
    # A package does not depend on it.
    assert not [f for f in check_workspace(tmp_path).findings if f.code == "F241"]
