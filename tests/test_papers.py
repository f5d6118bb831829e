"""Workbook and Word form, tampered with in many ways at once: each is found, and nothing else."""

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.shared import Pt, RGBColor
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from packing import Piece, claims_of, make_package

from docgen.issues.issue import render
from docgen.model.scheme import Scheme
from docgen.office.libreoffice import find_soffice
from docgen.package.manifest import Manifest, read_manifest
from docgen.verify.documents import Origin, check_form, check_workbook
from docgen.verify.form_text import compare_prints
from docgen.verify.word_contents import WordRead, read_word
from docgen.verify.workbook_contents import SpoiltError

BOOK = "对照表.xlsx"


@dataclass(frozen=True)
class Made:
    """A package, and what its papers are held against."""

    folder: Path
    manifest: Manifest
    scheme: Scheme | None

    @property
    def form(self) -> Path:
        """Its Word form."""
        (form,) = self.folder.glob("*.docx")
        return form


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, weihai: Scheme) -> Made:
    folder = tmp_path_factory.mktemp("made") / "甲"
    pieces = [Piece(number=f"Z-2024-00{n}", title=f"=第 {n} 件证书") for n in range(1, 5)]
    make_package(folder, weihai, "威海市林海生技能大师工作室", claims_of("16.5"), pieces=pieces)
    return Made(folder, read_manifest((folder / "manifest.json").read_bytes()), weihai)


@pytest.fixture
def made(whole: Made, tmp_path: Path) -> Made:
    """A copy to tamper with."""
    folder = Path(shutil.copytree(whole.folder, tmp_path / "甲"))
    return Made(folder, whole.manifest, whole.scheme)


def said_of_book(made: Made) -> list[tuple[str, str]]:
    checked = check_workbook(Origin(made.manifest, made.scheme), str(made.folder / BOOK))
    return [(said.code, render(said).what) for said in checked.said]


def said_of_form(made: Made) -> list[tuple[str, str]]:
    checked = check_form(Origin(made.manifest, made.scheme), str(made.form))
    return [(said.code, render(said).what) for said in checked.said]


def expect(found: list[tuple[str, str]], wanted: list[tuple[str, str]]) -> None:
    """Every message is wanted, and every wanted one is there."""
    for code, words in wanted:
        assert any(code == c and words in what for c, what in found), (code, words, found)
    for code, what in found:
        assert any(code == c and words in what for c, words in wanted), (code, what)


# --- the workbook ------------------------------------------------------------------------------


def edit_book(made: Made, change: Callable[[Workbook], None]) -> None:
    book = load_workbook(made.folder / BOOK)
    change(book)
    book.save(made.folder / BOOK)


def column(sheet: Worksheet, head: str) -> int:
    (found,) = (cell.column for cell in sheet[3] if cell.value == head)
    return int(found)


def row(sheet: Worksheet, first: object) -> int:
    return next(r[0].row for r in sheet.iter_rows(min_row=4) if r[0].value == first)


def in_cells(book: Workbook) -> None:
    items, pieces = book.worksheets
    claimed, full = column(items, "自评"), column(items, "满分")
    items.cell(row(items, 3), claimed).value = 2
    items.cell(row(items, 5), claimed).value = "2"
    items.cell(row(items, 6), claimed).number_format = '"4"'
    items.cell(row(items, 7), claimed).font = Font(color="FFFFFFFF")
    items.cell(row(items, 9), claimed).font = Font(color=Color(theme=0))
    items.cell(row(items, 10), claimed).fill = PatternFill("solid", fgColor="FF000000")
    items.cell(row(items, 10), full).font = Font(size=1)
    items.cell(row(items, 11), full).value = "=5+5"
    items.cell(row(items, 12), full).hyperlink = "http://example.com/3-佐证材料.pdf"
    items.cell(row(items, 13), 1).hyperlink.location = "page=2"
    items.cell(row(items, 14), full).font = Font(strike=True)
    items["Z9"] = "已定"
    pieces.cell(row(pieces, "3-2"), column(pieces, "证书或文件号")).value = "Z-2024-009"


IN_CELLS = [
    ("V402", "（3 自评）是 2，应是 3"),
    ("V402", "（5 自评）是 2（写成了文字），应是 2"),
    ("V404", '（6 自评）的数字格式是“"4"”'),
    ("V404", "字与底色差不多，看不见：“3”"),
    ("V404", "字与底色差不多，看不见：“2.5”"),
    ("V404", "字小得看不见"),
    ("V404", "字上有删除线"),
    ("V402", "（11 满分）是 =5+5，应是 10"),
    ("V405", "“http://example.com/3-佐证材料.pdf”，应是（没有链接）"),
    ("V405", "（13 编号）的链接通向“3-佐证材料.pdf#page=2”"),
    ("V402", "是 已定，应是 空的"),
    ("V402", "（3-2 证书或文件号）是 Z-2024-009，应是 Z-2024-001"),
]


def around_cells(book: Workbook) -> None:
    items, pieces = book.worksheets
    items.row_dimensions[6].hidden = True
    items.row_dimensions[8].height = 0.5
    items.column_dimensions["C"].hidden = True
    pieces.merge_cells("C6:D6")
    items["B7"].comment = Comment("应得满分", "x")
    items.conditional_formatting.add(
        "D4:D20", CellIsRule(operator="greaterThan", formula=["0"], font=Font(color="FFFFFF"))
    )
    rule = DataValidation(type="decimal", prompt="给 3 分", promptTitle="x", showInputMessage=True)
    rule.add("I5")
    items.add_data_validation(rule)
    book.defined_names["x"] = DefinedName("x", attr_text="1")
    items.oddHeader.center.text = "已由市局审定"
    items.sheet_view.showZeros = False


AROUND_CELLS = [
    ("V404", "藏着第 6、8 行"),
    ("V404", "藏着 C 列"),
    ("V404", "合并的格与生成时不一样（C6:D6）"),
    ("V402", "按佐证!D6"),
    ("V404", "工作簿里有批注"),
    ("V404", "有批注或控件"),
    ("V404", "有条件格式"),
    ("V404", "点到格子才显示的提示"),
    ("V404", "定义的名称"),
    ("V402", "页眉页脚是“已由市局审定"),
    ("V404", "不显示零"),
]


def false_sheet(book: Workbook) -> None:
    items = book.worksheets[0]
    name = items.title
    copy = book.copy_worksheet(items)
    items.sheet_state, items.title, copy.title = "veryHidden", "旧", name
    copy.cell(row(copy, 3), column(copy, "自评")).value = 9


FALSE_SHEET = [
    ("V404", "工作表“旧”是隐藏的"),
    ("V402", "工作表是 旧、按佐证、按项目，应是 按项目、按佐证"),
    ("V402", "页眉页脚是“”"),
    ("V402", "（3 自评）是 9，应是 3"),
]


@pytest.mark.parametrize(
    ("plant", "wanted"),
    [(in_cells, IN_CELLS), (around_cells, AROUND_CELLS), (false_sheet, FALSE_SHEET)],
)
def test_faults_of_a_workbook(
    made: Made, plant: Callable[[Workbook], None], wanted: list[tuple[str, str]]
) -> None:
    edit_book(made, plant)
    expect(said_of_book(made), wanted)


def edit_part(file: Path, part: str, old: bytes, new: bytes) -> None:
    """Change a part of an Office file; one that is not there is added."""
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    former = parts.get(part, b"")
    assert old in former
    parts[part] = former.replace(old, new, 1) if old else new
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, contents in parts.items():
            package.writestr(name, contents)


SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_a_picture_laid_over_and_a_link_to_another_workbook(made: Made) -> None:
    file = made.folder / BOOK
    drawing = b'<drawing xmlns:r="%b" r:id="rIdX"/></worksheet>' % OFFICE
    edit_part(file, SHEET, b"</worksheet>", drawing)
    relation = b'<Relationship Id="rIdX" Type="%b/drawing" Target="../drawings/d.xml"/>' % OFFICE
    edit_part(file, RELATIONS, b"</Relationships>", relation + b"</Relationships>")
    anchors = b'<x:wsDr xmlns:x="urn:x"><x:twoCellAnchor/></x:wsDr>'
    edit_part(file, "xl/drawings/d.xml", b"", anchors)
    edit_part(file, "xl/externalLinks/externalLink1.xml", b"", b"<externalLink/>")
    wanted = [("V404", "图片或图形"), ("V404", "对别的工作簿的引用")]
    expect(said_of_book(made), wanted)


def fill_in(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.cell(row(sheet, 3), column(sheet, "评审得分")).value = 2.5
    sheet.cell(row(sheet, 3), column(sheet, "评审备注")).value = "设备台账缺一页"
    sheet.cell(row(sheet, 5), column(sheet, "评审得分")).value = 2


FILLED = [("V407", "填了 3 格")]


def test_a_reviewer_s_points_are_no_fault(made: Made) -> None:
    edit_book(made, fill_in)
    expect(said_of_book(made), FILLED)
    assert check_workbook(Origin(made.manifest, made.scheme), str(made.folder / BOOK)).resaved


def test_libreoffice_saves_it_all_anew_and_that_is_no_fault(made: Made, tmp_path: Path) -> None:
    edit_book(made, fill_in)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    file = made.folder / BOOK
    # Over itself it would not be written, and what is written elsewhere has links from there.
    for source, kind in ((file, "ods"), (file.with_suffix(".ods"), "xlsx")):
        to = ("--convert-to", kind, "--outdir", made.folder)
        command = [find_soffice(), profile, "--headless", *to, source]
        subprocess.run(command, check=True, capture_output=True)
        source.unlink()
    expect(said_of_book(made), FILLED)


def test_saved_elsewhere_its_links_lead_there(made: Made) -> None:
    """Alike for all links, as a program does it; one that is led elsewhere is somebody's work."""

    def lead(book: Workbook, way: str, most: int) -> None:
        cells = [c for s in book.worksheets for r in s.iter_rows() for c in r if c.hyperlink]
        for cell in cells[:most]:
            cell.hyperlink.target = way + cell.hyperlink.target

    edit_book(made, lambda book: lead(book, "../收到/", 10_000))
    expect(said_of_book(made), [("V411", "链接都成了“../收到/…”")])
    edit_book(made, lambda book: lead(book, "x/", 1))
    assert {code for code, _ in said_of_book(made)} == {"V405"}


def test_sorted_and_filtered_it_says_the_same(made: Made) -> None:
    def turn_over(book: Workbook) -> None:
        sheet = book.worksheets[1]
        rows = list(sheet.iter_rows(min_row=4))
        held = [[(c.value, c.number_format, deepcopy(c.hyperlink)) for c in r] for r in rows]
        for cells, values in zip(rows, reversed(held), strict=True):
            for cell, (value, written, link) in zip(cells, values, strict=True):
                cell.value, cell.number_format = value, written
                if isinstance(value, str):
                    cell.data_type = "s"
                if link:
                    cell.hyperlink.location, cell.hyperlink.tooltip = link.location, link.tooltip

    edit_book(made, turn_over)
    assert said_of_book(made) == []

    def sift(book: Workbook) -> None:
        sheet = book.worksheets[1]
        sheet.auto_filter.add_filter_column(0, ["3-1"])
        sheet.row_dimensions[6].hidden = True

    edit_book(made, sift)
    expect(said_of_book(made), [("V408", "有 1 行没有显示")])


def test_without_its_scheme_figures_and_looks_are_held_against_the_manifest(made: Made) -> None:
    unknown = Made(made.folder, made.manifest, None)
    assert said_of_book(unknown) == []
    edit_book(unknown, in_cells)
    found = said_of_book(unknown)
    assert ("V402", "第 3 项的自评是 2，清单是 3") in found
    assert sum(code == "V404" for code, _ in found) == 5


# --- traps -------------------------------------------------------------------------------------


def far_cell(file: Path) -> None:
    cell = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    edit_part(file, SHEET, b"</sheetData>", cell + b"</sheetData>")


def test_a_cell_at_the_far_end_is_one_cell(made: Made) -> None:
    far_cell(made.folder / BOOK)
    expect(said_of_book(made), [("V402", "XFD1048576")])


@pytest.mark.parametrize(
    ("part", "old", "new", "what"),
    [
        (SHEET, b"</mergeCells>", b'<mergeCell ref="A9:XFD1048576"/></mergeCells>', "单元格"),
        (SHEET, b"<sheetData>", b"<sheetData>" + b"<row/>" * 2_000_000, "多得不像"),
        (SHEET, b"<cols>", b"<cols>" + b'<col min="1" max="16384"/>' * 6_000, "多得不像"),
        (SHEET, b"<cols>", b'<cols a="' + b"A1:XFD9 " * 20_000 + b'">', "属性极长"),
        ("xl/x.xml", b"", b" " * 100_000_000, "压缩炸弹"),
        (SHEET, b"<worksheet", b'<!DOCTYPE a [<!ENTITY a "b">]><worksheet', "声明外部内容"),
        (SHEET, b"<sheetData>", b"<sheetData>" + b"<a>" * 1_000, "已损坏"),
        (SHEET, b'r="A5"', b'r="55555"', "不合规范"),
        ("xl/workbook.xml", b"<sheets>", b"<sheets", "已损坏"),
    ],
)
def test_a_workbook_that_means_harm_is_refused(
    made: Made, part: str, old: bytes, new: bytes, what: str
) -> None:
    edit_part(made.folder / BOOK, part, old, new)
    with pytest.raises(SpoiltError, match=what):
        said_of_book(made)


@pytest.mark.parametrize(
    ("new", "what"),
    [
        (b'<!DOCTYPE a [<!ENTITY a "b">]>', "声明外部内容"),
        (b"<w:p/>" * 2_000_000, "多得不像"),
        (b" " * 100_000_000, "压缩炸弹"),
    ],
)
def test_a_form_that_means_harm_is_refused(made: Made, new: bytes, what: str) -> None:
    edit_part(made.form, "word/document.xml", b"<w:document", new + b"<w:document")
    with pytest.raises(SpoiltError, match=what):
        said_of_form(made)


# --- the form ----------------------------------------------------------------------------------


def edit_form(made: Made, change: Callable[[Document], None]) -> None:
    document = docx.Document(str(made.form))
    change(document)
    document.save(str(made.form))


def cell(document: Document, title: str, place: int) -> Any:
    rows = (r for table in document.tables for r in table.rows)
    return next(r for r in rows if title in r.cells[1].text).cells[place]


def in_form(document: Document) -> None:
    cell(document, "3 有供工作室", 4).paragraphs[0].runs[0].text = "到做了。"
    cell(document, "5 有明显的", -1).paragraphs[0].runs[0].text = "1"
    hidden = cell(document, "6 建立", 4).paragraphs[0].add_run("另有 3 项")
    hidden.font.hidden = True
    white = cell(document, "7 制定", 4).paragraphs[0].add_run("满分")
    white.font.color.rgb = RGBColor(255, 255, 255)


IN_FORM = [
    ("V401", "（3有供工作室使用的设施设备）写的是“到做了。"),
    ("V401", "（5有明显的工作室标识牌"),
    ("V401", "另有3项"),
    ("V401", "（7制定年度工作计划"),
    ("V409", "多了隐藏的字 1 处"),
    ("V409", "多了白色或很浅的字 1 处"),
]


def more_in_form(document: Document) -> None:
    line = next(r for r in document.tables[0].rows if "9 建立" in r.cells[1].text)._tr
    line.addnext(deepcopy(line))
    document.add_paragraph("经核定得 100 分")


@pytest.mark.parametrize(
    ("plant", "wanted"),
    [
        (in_form, IN_FORM),
        (more_in_form, [("V401", "多了“")]),
    ],
)
def test_faults_of_a_form(
    made: Made, plant: Callable[[Document], None], wanted: list[tuple[str, str]]
) -> None:
    edit_form(made, plant)
    expect(said_of_form(made), wanted)


def test_what_is_only_set_otherwise(made: Made) -> None:
    """A figure made white, a head of a page, another size: the text is the same."""

    def change(document: Document) -> None:
        cell(document, "5 有明显的", -1).paragraphs[0].runs[0].font.size = Pt(1)

    edit_form(made, change)
    expect(said_of_form(made), [("V410", "word/document.xml"), ("V410", "")])


def test_changes_that_are_tracked(made: Made) -> None:
    run = '<w:del w:id="1" w:author="x"><w:r><w:delText>旧</w:delText></w:r></w:del>'.encode()
    edit_part(made.form, "word/document.xml", b"<w:r>", run + b"<w:r>")
    expect(said_of_form(made), [("V409", "修订（删去的字）")])


# --- its PDF -----------------------------------------------------------------------------------


def word_of(*texts: str, counts: bool = False) -> WordRead:
    return WordRead(tuple((f"第 {n} 格", t) for n, t in enumerate(texts)), {}, {}, (), counts)


@pytest.mark.parametrize(
    ("pages", "wrong"),
    [
        (("编号内容", "一共438人得9分"), ()),
        (("编号内容一共438", "编号内容人得9分"), ()),
        (("编号内容一共4", "38人得9分"), ()),
        (("编号内容", "一共834人得9分"), ("一共438人得9分", "一共834人得9分")),
        (("编号内容", "一共438人得9分99"), ("第 2 页多了“99”",)),
        (("编号内容",), ("一共438人得9分",)),
    ],
)
def test_what_a_form_s_pdf_prints(pages: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    word = word_of("编号内容", "一共438人得9分")
    found = [render(said).what for said in compare_prints("x.pdf", word, pages)]
    assert len(found) == len(wrong)
    for words in wrong:
        assert any(words in what for what in found)


def test_a_form_reads_the_same_twice(whole: Made) -> None:
    assert read_word(whole.form) == read_word(whole.form.read_bytes())
    assert said_of_form(whole) == said_of_book(whole) == []
