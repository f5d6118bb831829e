"""What LibreOffice would change or lose of office documents, and how it is kept."""

import io
import re
import shutil
import struct
import sys
import zipfile
from pathlib import Path

import docx
import olefile  # type: ignore[import-untyped]
import openpyxl
import pikepdf
import pillow_heif
import pymupdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from telling import advice, words
from test_office_sources import Run, convert, write_open_document

from docgen.issues.issue import render
from docgen.model.prepared import Prepared
from docgen.office.alt_chunks import lay_out
from docgen.office.doc_binary import freeze_old_text
from docgen.office.document_words import DocumentWords, read_words
from docgen.office.embedded_pictures import find_unprinted
from docgen.office.equations import read_field
from docgen.office.html_markup import MarkupTable, read_page
from docgen.office.number_formats import mend_format
from docgen.office.repairs import repair
from docgen.office.symbol_characters import show_symbol
from docgen.office.text_loss import find_missing_pieces, say_missing
from docgen.office.workbook_parts import read_place, write_place
from docgen.office.xls_binary import freeze_old_workbook
from docgen.office.xlsb_binary import freeze_binary_sheet
from docgen.sources.office_files import make_ready
from docgen.sources.pdf_files import prepare_pdf
from docgen.system.file_types import Kind, recognise

CASES = Path(__file__).parents[2] / "shared/cases"

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("soffice"), reason="LibreOffice in the path"
)

CELL_IMAGES = (
    '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
    ' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="ID_A1"/></xdr:nvPicPr>'
    '<xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></etc:cellImage>'
    "</etc:cellImages>"
)
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://x/relationships/image" Target="media/image1.png"/>'
    "</Relationships>"
)


def change(package: Path, edits: dict[str, tuple[str, str]], **parts: bytes) -> Path:
    """Replace a pattern in the parts whose name ends so, and add parts by their names."""
    with zipfile.ZipFile(package) as old:
        held = {name: old.read(name) for name in old.namelist()}
    for ending, (pattern, new) in edits.items():
        name = next(name for name in held if name.endswith(ending))
        changed = re.sub(pattern, new, held[name].decode())
        assert changed != held[name].decode()
        held[name] = changed.encode()
    with zipfile.ZipFile(package, "w") as new_package:
        for name, content in {**held, **parts}.items():
            new_package.writestr(name, content)
    return package


def read(package: Path, ending: str) -> str:
    with zipfile.ZipFile(package) as opened:
        name = next(name for name in opened.namelist() if name.endswith(ending))
        return opened.read(name).decode()


def write_workbook(path: Path, formulas: dict[str, tuple[str, str]]) -> Path:
    """A workbook whose cells have formulas and store values that LibreOffice would not reckon."""
    book = openpyxl.Workbook()
    for place, (formula, _) in formulas.items():
        book.active[place] = formula
    book.save(path)
    for place, (_, value) in formulas.items():
        kind = "n" if re.fullmatch(r"[\d.]+", value) else "e" if value[:1] == "#" else "str"
        cell = rf'<c r="{place}"([^>]*)>(<f>.*?</f>)<v ?/?>(?:</v>)?</c>'
        stored = rf'<c r="{place}"\1 t="{kind}">\2<v>{value}</v></c>' if value else None
        if stored:
            change(path, {"sheet1.xml": (cell, stored)})
    return path


def write_picture_cell(path: Path, cell: str = 'DISPIMG("ID_A1",1)') -> Path:
    """A workbook as WPS writes one: a formula in B2 shows a picture of the workbook."""
    book = openpyxl.Workbook()
    book.active["A2"], book.active["B2"] = "张三", f"=_xlfn.{cell}"
    book.active.row_dimensions[2].height = 80
    book.active.column_dimensions["B"].width = 30
    book.save(path)
    picture = io.BytesIO()
    Image.new("RGB", (60, 30), "navy").save(picture, "PNG")
    relation = '<Relationship Id="rIdW" Target="cellimages.xml" Type="http://wps/cellImage"/></R'
    shown = (r'(<c r="B2"[^>]*?)>(<f>.*?</f>)<v ?/?>(?:</v>)?', rf'\1 t="str">\2<v>={cell}</v>')
    return change(
        path,
        {"workbook.xml.rels": ("</R", relation), "sheet1.xml": shown},
        **{
            "xl/cellimages.xml": CELL_IMAGES.encode(),
            "xl/_rels/cellimages.xml.rels": RELATION.encode(),
            "xl/media/image1.png": picture.getvalue(),
        },
    )


def field_of(instruction: str, result: str | None) -> str:
    """A complex field as Word writes it; without a result where that is None."""
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    shown = f"{char.format('separate')}<w:r><w:t>{result}</w:t></w:r>" if result else ""
    code = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return char.format("begin") + code + shown + char.format("end")


def write_word(path: Path, *paragraphs: str) -> Path:
    """A Word document of paragraphs given as what stands in them."""
    document = docx.Document()
    for paragraph in paragraphs:
        element = parse_xml(f"<w:p {nsdecls('w', 'r', 'm')}>{paragraph}</w:p>")
        document.element.body.insert(len(document.element.body) - 1, element)
    document.save(str(path))
    return path


def text_of(package: Path) -> str:
    return re.sub(r"<[^>]+>", "", read(package, "word/document.xml"))


# ── workbooks ─────────────────────────────────────────────────────────────────────────────────

FORMULAS = {
    "A1": ("='[other.xlsx]Sheet1'!A1", "438"),
    "A2": ("=TODAY()", "45352"),
    "A3": ('=_xlfn.XLOOKUP("a",B1:B2,C1:C2)', "高级技师"),
    "A4": ("=1+1", "868"),
    "A5": ("=1/0", "#SPILL!"),
    "A6": ("=2+2", ""),
}


def test_cells_keep_their_stored_values_and_those_without_are_named(tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "甲.xlsx", FORMULAS)
    told = repair(book, Kind.EXCEL)
    sheet = openpyxl.load_workbook(book).active
    shown = [sheet[place].value for place in FORMULAS]
    assert shown == [438, 45352, "高级技师", 868, "#SPILL!", "=2+2"]
    (note,) = words(told.notes)
    assert " A2 " in note
    (loss,) = told.losses
    assert " A6 " in render(loss).what
    assert "保存一次" in advice(loss)


def test_a_workbook_without_formulas_is_left_alone(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", 1, "=x"])
    book.active["C1"].data_type = "s"
    book.save(tmp_path / "甲.xlsx")
    before = (tmp_path / "甲.xlsx").read_bytes()
    told = repair(tmp_path / "甲.xlsx", Kind.EXCEL)
    assert not told.notes
    assert not told.losses
    assert (tmp_path / "甲.xlsx").read_bytes() == before


def test_a_shared_formula_stays_where_a_cell_needs_it(tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "甲.xlsx", {"A1": ("=1", "5"), "A2": ("=1", "6")})
    shared = '<f t="shared" ref="A1:A2" si="0">1+1</f>'
    edits = {"sheet1.xml": (r'(r="A1"[^>]*>)<f>1</f>', rf"\1{shared}")}
    change(book, edits)
    change(book, {"sheet1.xml": (r'(r="A2"[^>]*>)<f>1</f><v>6</v>', r'\1<f t="shared" si="0"/>')})
    assert " A2 " in words(repair(book, Kind.EXCEL).losses)[0]
    assert 'ref="A1:A2"' in read(book, "sheet1.xml")


def test_a_missing_cell_picture_is_named(tmp_path: Path) -> None:
    book = write_picture_cell(tmp_path / "甲.xlsx", 'DISPIMG("ID_B2",1)')
    (loss,) = words(repair(book, Kind.EXCEL).losses)
    assert " B2 " in loss


@pytest.mark.parametrize(("place", "row", "column"), [("A1", 0, 0), ("Z9", 8, 25), ("AA10", 9, 26)])
def test_places(place: str, row: int, column: int) -> None:
    assert read_place(place) == (row, column)
    assert write_place(row, column) == place


def test_open_workbooks_keep_their_stored_values(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell table:formula="of:=TODAY()+&quot;&gt;&quot;" office:value-type="float"'
        ' office:value="438"><text:p>438</text:p></table:table-cell>'
    )
    table = f'<table:table table:name="一"><table:table-row>{cell}</table:table-row></table:table>'
    book = write_open_document(tmp_path / "甲.ods", "spreadsheet", table)
    assert len(repair(book, Kind.OPEN_SHEET).notes) == 1
    content = read(book, "content.xml")
    assert "formula" not in content
    assert 'office:value="438"' in content


def test_excel_2003_xml_keeps_its_stored_values(tmp_path: Path) -> None:
    book = tmp_path / "甲.xls"
    book.write_bytes(
        '<?xml version="1.0" encoding="GB2312"?><Workbook'
        ' xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table>'
        '<Row><Cell ss:Formula="=NOW()"><Data ss:Type="Number">438</Data></Cell>'
        '<Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table></Worksheet></Workbook>'.encode(
            "gb2312"
        )
    )
    assert recognise(book) is Kind.EXCEL_XML
    assert len(repair(book, Kind.EXCEL_XML).notes) == 1
    text = book.read_text("utf-8")
    assert "Formula" not in text
    assert '"String">TRUE<' in text
    assert 'ss:Name="表"' in text


def test_symbols_in_cells_and_header_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["A3"] = "R", "R", "x"
    sheet["A1"].font = Font(name="Wingdings 2")
    sheet["A3"] = CellRichText("男", TextBlock(InlineFont(rFont="Wingdings 2"), "R"))
    sheet.oddHeader.center.text = "甲&&D&D&P"
    book.save(tmp_path / "甲.xlsx")
    told = repair(tmp_path / "甲.xlsx", Kind.EXCEL)
    shown = openpyxl.load_workbook(tmp_path / "甲.xlsx").active
    assert [cell.value for (cell,) in shown["A1:A3"]] == ["☑", "R", "男☑"]
    assert "&amp;&amp;D&amp;P<" in read(tmp_path / "甲.xlsx", "sheet1.xml")
    assert len(told.notes) == 1


# ── Word ──────────────────────────────────────────────────────────────────────────────────────


def test_fields_become_what_they_showed(tmp_path: Path) -> None:
    inner = field_of("MERGEFIELD 数", "7")
    nested = field_of("IF 1 = 1 是 否", "是").replace("1 = 1", f"1 = </w:instrText></w:r>{inner}"
        '<w:r><w:instrText xml:space="preserve">')  # fmt: skip
    simple = '<w:fldSimple w:instr=" SAVEDATE "><w:r><w:t>三月二日</w:t></w:r></w:fldSimple>'
    document = write_word(
        tmp_path / "甲.docx",
        field_of("DATE", "三月一日"),
        nested,
        simple,
        field_of("PAGE", "3"),
        field_of("DATE", None),
    )
    told = repair(document, Kind.WORD)
    assert text_of(document).split() == ["三月一日是三月二日", "PAGE", "3"]
    assert "DATE、" in words(told.notes)[0]
    assert "DATE 域没有存结果" in words(told.losses)[0]


def test_form_fields_show_what_they_hold(tmp_path: Path) -> None:
    box = field_of("FORMCHECKBOX", None).replace(
        '"begin"/>',
        '"begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'
        "</w:ffData></w:fldChar>",
    )
    choice = field_of("FORMDROPDOWN", None).replace(
        '"begin"/>',
        '"begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="否"/>'
        '<w:listEntry w:val="是"/></w:ddList></w:ffData></w:fldChar>',
    )
    control = (
        "<w:sdt><w:sdtPr><w:date/></w:sdtPr><w:sdtContent><w:r><w:t>五月</w:t></w:r>"
        "</w:sdtContent></w:sdt>"
    )
    document = write_word(tmp_path / "甲.docx", box, choice, control)
    assert repair(document, Kind.WORD).losses == ()
    assert text_of(document).strip() == "☒是五月"
    assert "w:sdt" not in read(document, "word/document.xml")


@pytest.mark.parametrize(
    ("instruction", "shown"),
    [
        (r"eq \f(438,500)", "438/500"),
        (r"EQ \f(a+b;2)", "(a+b)/2"),
        (r"eq \r(3,27)", "3√27"),
        (r"eq \r(,2)", "√2"),
        (r"eq \i\su(i=1,n,x)", "∑i=1nx"),
        (r"eq \x(密)", "密"),
        (r'eq \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(yán),闫)', "闫yán"),
        (r"eq \b\bc\[(\f(\(1\),3))", "(((1))/3)"),
    ],
)
def test_equation_fields_in_one_line(instruction: str, shown: str) -> None:
    assert "".join(piece.text for piece in read_field(instruction)) == shown


def test_a_character_in_a_ring_is_drawn_and_what_is_not_understood_is_said(tmp_path: Path) -> None:
    (piece,) = read_field(r"eq \o\ac(○,密)")
    assert (piece.text, piece.ring) == ("密", "○")
    with pytest.raises(ValueError, match="ab"):
        read_field(r"eq \o(a,b)")
    odd = "<w:r><w:t>甲方</w:t></w:r>" + field_of(r"EQ \o(a,b)", None)
    document = write_word(tmp_path / "甲.docx", field_of(r"EQ \o\ac(□,秘)", None), odd)
    told = repair(document, Kind.WORD)
    assert 'prst="rect"' in read(document, "word/document.xml")
    assert ["“甲方”一段里的公式" in loss for loss in words(told.losses)] == [True]


def test_office_math_is_written_where_nothing_draws_it(tmp_path: Path) -> None:
    def run(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    power = f"<m:sSup><m:e>{run('x')}</m:e><m:sup>{run('2')}</m:sup></m:sSup>"
    fraction = f"<m:f><m:num>{power}</m:num><m:den>{run('500')}</m:den></m:f>"
    document = write_word(
        tmp_path / "甲.docx", f"<m:oMathPara><m:oMath>{fraction}</m:oMath></m:oMathPara>"
    )
    from docgen.office.package_parts import Parts  # noqa: PLC0415
    from docgen.office.word_parts import repair_word  # noqa: PLC0415

    with Parts(document) as parts:
        told = repair_word(parts, draws_math=False)
        parts.save()
    assert text_of(document).strip() == "(x2)/500"
    assert "(x2)/500" in words(told.losses)[0]


@pytest.mark.parametrize(
    ("font", "letters", "shown"),
    [
        ("Wingdings 2", "R£\uf052", "☑☐☑"),
        ("Wingdings", "þ¨ü", "☑☐✓"),
        ("webdings", "a", "✔"),
        ("Symbol", "±a\uf0b3", "±α≥"),
        ("宋体", "R", None),
    ],
)
def test_letters_of_symbol_fonts(font: str, letters: str, shown: str | None) -> None:
    found = [show_symbol(font, letter) for letter in letters]
    assert found == ([*shown] if shown else [None])


def test_runs_in_symbol_fonts_become_characters(tmp_path: Path) -> None:
    fonts = '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'
    run = f"<w:r><w:rPr>{fonts}</w:rPr><w:t>R</w:t></w:r>"
    symbol = '<w:r><w:t>是</w:t><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>否</w:t></w:r>'
    document = write_word(tmp_path / "甲.docx", run, symbol)
    told = repair(document, Kind.WORD)
    assert text_of(document).strip() == "☑是☑否"
    assert "Wingdings" not in read(document, "word/document.xml")
    assert told.losses == ()


def test_letters_in_a_symbol_font_by_style_become_characters(tmp_path: Path) -> None:
    style = '<w:style w:type="character" w:styleId="勾"><w:rPr><w:rFonts w:ascii="Wingdings 2"/>'
    run = '<w:r><w:rPr><w:rStyle w:val="勾"/></w:rPr><w:t>R</w:t></w:r>'
    document = write_word(tmp_path / "甲.docx", run)
    change(document, {"styles.xml": ("</w:styles>", f"{style}</w:rPr></w:style></w:styles>")})
    repair(document, Kind.WORD)
    assert text_of(document).strip() == "☑"


def test_what_is_imported_stands_in_its_place(tmp_path: Path) -> None:
    document = write_word(tmp_path / "甲.docx", "<w:r><w:t>前</w:t></w:r>")
    chunks = {
        "a.html": "<p>中<b>心</b></p><table><tr><td>438</td></tr></table>",
        "b.docx": "PK x",
        "c.rtf": "{\\rtf1 x}",
    }
    relations = "".join(
        f'<Relationship Id="r{name[0]}" Target="{name}" Type="http://x/aFChunk"/>'
        for name in chunks
    )
    change(
        document,
        {
            "document.xml.rels": ("</R", f"{relations}</R"),
            "word/document.xml": (
                "(<w:sectPr)",
                r'<w:altChunk r:id="ra"/><w:altChunk r:id="rb"/><w:altChunk r:id="rc"/>\1',
            ),
        },
        **{f"word/{name}": text.encode() for name, text in chunks.items()},
    )
    told = repair(document, Kind.WORD)
    assert text_of(document).strip() == "前中心438"
    assert ["b.docx" in loss for loss in words(told.losses)] == [True]
    # LibreOffice makes a document of it first.
    assert read(document, "word/document.xml").count("altChunk") == 1
    assert "<w:b/>" in read(document, "word/document.xml")


def test_cells_of_a_web_page_that_reach_down() -> None:
    page = read_page(
        b"<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr>"
        b"<tr style='display:none'><td>x</td></tr><tr><td colspan=2>d</td></tr></table>"
    )
    (table,) = page.blocks
    assert isinstance(table, MarkupTable)
    rows = [[(cell.text, begins) for cell, begins in row] for row in lay_out(table)]
    assert rows == [[("a", True), ("b", True)], [("a", False), ("c", True)], [("d", True)]]


# ── a PDF held against its document ──────────────────────────────────────────────────────────

PRINTED = ("威海众诚精密机械\n制造有限公司 2024 1 2\n年月日 共 438 人次，Annual report", "第二页")


@pytest.mark.parametrize(
    ("text", "in_cell", "missing"),
    [
        ("威海众诚精密机械制造有限公司", True, False),
        ("2024年1月2日", True, False),
        ("共 438 人次", False, False),
        ("共 834 人次", False, True),
        ("annual REPORT", False, False),
        ("环翠区人力资源和社会保障局", False, True),
        ("438 2024", False, False),
        ("威海众诚精密机械制造及环翠分公司", True, True),
        ("甲", False, False),
        ("—— ……", False, False),
    ],
)
def test_pieces_that_no_page_shows(text: str, *, in_cell: bool, missing: bool) -> None:
    found = find_missing_pieces([DocumentWords(text, cell="A1" if in_cell else "")], PRINTED)
    assert bool(found) is missing
    assert bool(say_missing(found)) is missing


def test_what_a_document_says_is_read_without_what_it_hides(tmp_path: Path) -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
    deleted = '<w:del w:id="1" w:author="甲"><w:r><w:delText>删</w:delText></w:r></w:del>'
    document = write_word(
        tmp_path / "甲.docx", f"<w:r><w:t>见</w:t></w:r>{hidden}{deleted}", hidden
    )
    assert [said.text for said in read_words(document)] == ["见"]
    pages = f"<w:r><w:t>共</w:t></w:r>{field_of('NUMPAGES', '834')}<w:r><w:t>页</w:t></w:r>"
    assert [said.text for said in read_words(write_word(document, pages))] == ["共 页"]


def test_diagrams_say_something(tmp_path: Path) -> None:
    document = write_word(tmp_path / "甲.docx", "<w:r><w:t>图</w:t></w:r>")
    relation = '<Relationship Id="rD" Target="d.xml" Type="http://x/diagramData"/></R'
    model = "<a:p><a:r><a:t>负责人</a:t></a:r></a:p>"
    main = "http://schemas.openxmlformats.org/drawingml/2006/main"
    part = f'<m xmlns:a="{main}">{model}</m>'.encode()
    change(document, {"document.xml.rels": ("</R", relation)}, **{"word/d.xml": part})
    assert [said.text for said in read_words(document)] == ["图", "负责人"]


def test_numbers_of_pages_in_a_table_of_contents_are_seen(tmp_path: Path) -> None:
    number = "<w:r><w:rPr><w:webHidden/></w:rPr><w:t>7</w:t></w:r>"
    document = write_word(tmp_path / "甲.docx", number)
    repair(document, Kind.WORD)
    assert "webHidden" not in read(document, "word/document.xml")


# ── slides, rich texts, forms ────────────────────────────────────────────────────────────────


def write_slides(path: Path) -> Path:
    """Three slides, the second hidden."""
    page = (
        '<draw:page draw:name="{0}" draw:style-name="{1}"><draw:frame svg:x="2cm" svg:y="2cm"'
        ' svg:width="15cm" svg:height="3cm"><draw:text-box><text:p>{0}</text:p></draw:text-box>'
        "</draw:frame></draw:page>"
    )
    hidden = (
        '<style:style style:name="h" style:family="drawing-page"><style:drawing-page-properties'
        ' xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"'
        ' presentation:visibility="hidden"/></style:style>'
    )
    body = page.format("第一张", "s") + page.format("藏着的", "h") + page.format("第三张", "s")
    return write_open_document(path, "presentation", body, hidden)


def test_fields_of_rich_texts_keep_what_they_stored(tmp_path: Path) -> None:
    field = rb"{\field{\*\fldinst {\rtlch %b}}{\fldrslt 1999}}"
    text = tmp_path / "甲.rtf"
    text.write_bytes(rb"{\rtf1 DATE " + field % b"Date" + field % b"PAGE" + b"}")
    (note,) = words(repair(text, Kind.RTF).notes)
    assert "（DATE）" in note
    assert text.read_bytes() == rb"{\rtf1 DATE " + field % b"Xate" + field % b"PAGE" + b"}"
    assert repair(text, Kind.RTF).notes == ()


def test_words_of_rich_texts(tmp_path: Path) -> None:
    document = tmp_path / "甲.rtf"
    document.write_bytes(
        rb"{\rtf1\ansi{\fonttbl{\f0\fcharset134 x;}}{\*\gen a}{\header b}\uc1\u24352?"
        rb"\'c8\'fd{\v c}{\field{\*\fldinst DATE}{\fldrslt\revdttm1201164939 438}}\par"
        b"{\\pict\\bin3 }}}ff}\\trowd d\\cell e\\tab f\\cell\\row}"
    )
    assert [said.text for said in read_words(document)] == ["张三438", "d", "e f"]


def test_chinese_values_of_form_fields_are_drawn(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 400))
    values = (("威海众诚精密机械", 0), ("技术攻关四十二项。" * 6, 1 << 12), ("371099", 1 << 24))
    widgets = [
        pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=String(f"f{n}"),
                V=String(value),
                Ff=flags,
                MaxLen=8,
                Rect=Array([20, 300 - 80 * n, 220, 360 - 80 * n]),
                F=4,
            )
        )
        for n, (value, flags) in enumerate(values)
    ]
    page.obj.Annots = Array(widgets)
    pdf.Root.AcroForm = Dictionary(Fields=Array(widgets), NeedAppearances=True)
    pdf.save(tmp_path / "form.pdf")
    facts = prepare_pdf(str(tmp_path / "form.pdf"), str(tmp_path / "made.pdf"))
    assert facts.losses == ()
    with pymupdf.open(facts.pdf) as document:
        shown = "".join(document[0].get_text().split())
    assert shown == "".join(value for value, _ in values)


# ── pictures ──────────────────────────────────────────────────────────────────────────────────


def write_picture(kind: str, color: str = "teal") -> bytes:
    pillow_heif.register_heif_opener()
    picture = io.BytesIO()
    Image.new("RGB", (60, 30), color).save(picture, kind)
    return picture.getvalue()


def write_pictures(path: Path, *pictures: bytes) -> Path:
    """A Word document of one picture a paragraph: rId9, rId10 …"""
    document = docx.Document()
    for number in range(len(pictures)):
        own = io.BytesIO(write_picture("PNG", f"#0000{number:02x}"))
        document.add_paragraph(f"第{number}张").add_run().add_picture(own, width=900_000)
    document.save(str(path))
    parts = {f"word/media/image{n}.png": content for n, content in enumerate(pictures, start=1)}
    return change(path, {}, **parts)


def test_pictures_are_made_drawable_and_those_that_cannot_be_are_named(tmp_path: Path) -> None:
    sound, phone, broken = write_picture("PNG"), write_picture("HEIF"), b"\x89PNG\r\n\x1a\n..."
    document = write_pictures(tmp_path / "甲.docx", sound, phone, broken, sound)
    change(document, {"document.xml.rels": ('Id="rId12"', 'Id="rNone"')})
    (loss,) = words(repair(document, Kind.WORD).losses)
    assert re.findall("第.张", loss) == ["第2张", "第3张"]
    with zipfile.ZipFile(document) as package:
        assert package.read("word/media/image1.png") == sound
        made = package.read("word/media/image2.png")
    with Image.open(io.BytesIO(made)) as opened:
        assert (opened.format, opened.size) == ("PNG", (60, 30))


def test_a_picture_an_open_document_lacks_is_named(tmp_path: Path) -> None:
    frame = '<draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame>'
    write_open_document(tmp_path / "甲.odt", "text", f"<text:p>证书{frame}</text:p>")
    (loss,) = words(repair(tmp_path / "甲.odt", Kind.OPEN_TEXT).losses)
    assert "“证书”一段里的图片" in loss


def test_what_is_drawn_for_newer_programs_is_the_picture_kept_of_it(tmp_path: Path) -> None:
    names = (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    ink = (
        f'<w:p><w:r><w:t>{{}}</w:t><mc:AlternateContent{names}><mc:Choice Requires="wpi">'
        "<w14:contentPart/></mc:Choice>{}</mc:AlternateContent></w:r></w:p>"
    )
    kept = '<mc:Fallback><a:blip r:embed="rId9"/></mc:Fallback>'
    document = write_pictures(tmp_path / "甲.docx", write_picture("PNG"))
    inks = ink.format("签名", kept) + ink.format("没存图", "")
    change(document, {"word/document.xml": ("(<w:sectPr)", rf"{inks}\1")})
    assert ["“没存图”" in loss for loss in words(repair(document, Kind.WORD).losses)] == [True]
    raw = read(document, "word/document.xml")
    assert (raw.count("Fallback"), raw.count('r:embed="rId9"')) == (0, 2)


@pytest.mark.parametrize(
    ("columns", "layout", "said"),
    [(8, "fixed", True), (8, "autofit", False), (4, "fixed", False)],
)
def test_a_table_wider_than_the_paper_is_named(
    tmp_path: Path, columns: int, layout: str, *, said: bool
) -> None:
    document = docx.Document()
    table = document.add_table(1, columns)
    table.cell(0, 0).text = "序号"
    table.autofit = layout == "autofit"
    for column in (*table.columns, *table.rows[0].cells):
        column.width = 2_500 * 635
    document.save(str(tmp_path / "甲.docx"))
    losses = words(repair(tmp_path / "甲.docx", Kind.WORD).losses)
    assert ["“序号”开头的表格比纸宽" in loss for loss in losses] == [True] * said


def test_enclosed_numbers_keep_what_encloses_them(tmp_path: Path) -> None:
    document = write_word(tmp_path / "甲.docx", "<w:r><w:t>项</w:t></w:r>")
    level = '<w:numFmt w:val="decimalEnclosedParen"/><w:lvlText w:val="%1.%2"/>'
    level = f'<w:lvl w:ilvl="1">{level}</w:lvl>'
    added = f'<w:abstractNum w:abstractNumId="990">{level}</w:abstractNum>'
    change(document, {"numbering.xml": (r"(<w:numbering [^>]*>)", rf"\1{added}")})
    repair(document, Kind.WORD)
    raw = read(document, "numbering.xml")
    assert '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1.(%2)"/>' in raw


def test_a_picture_that_no_page_shows_is_named(tmp_path: Path) -> None:
    dark, light = write_picture("PNG", "navy"), write_picture("JPEG", "ivory")
    document = write_pictures(tmp_path / "甲.docx", dark, light)
    assert find_unprinted(document, 2, list) == ()
    (loss,) = words(find_unprinted(document, 1, lambda: [write_picture("JPEG", "navy")]))
    assert "有 2 张" in loss
    assert "只有 1 张，没有印的多半是“第1张”" in loss
    change(document, {"document.xml": ("<w:r>(?=<w:drawing>)", "<w:r><w:rPr><w:vanish/></w:rPr>")})
    assert find_unprinted(document, 0, list) == ()


def test_embedded_objects_show_what_is_stored_of_them(tmp_path: Path) -> None:
    held = (
        '<w:r><w:t>{0}</w:t><w:object xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office"><v:shape><v:imagedata r:id="{1}"/>'
        '</v:shape><o:OLEObject ProgID="{2}" DrawAspect="{3}" r:id="rO"/></w:object></w:r>'
    )
    shown = held.format("表", "rId9", "Excel.Sheet.12", "Content")
    icon = held.format("附件", "rId9", "Package", "Icon")
    bare = held.format("无图", "rNone", "Excel.Sheet.12", "Content")
    equation = held.format("式", "rId9", "Equation.3", "Content")
    document = write_pictures(tmp_path / "甲.docx", write_picture("PNG"))
    paragraphs = f"<w:p>{shown}</w:p><w:p>{icon}</w:p><w:p>{bare}</w:p><w:p>{equation}</w:p>"
    change(document, {"word/document.xml": ("(<w:sectPr)", rf"{paragraphs}\1")})
    told = repair(document, Kind.WORD)
    assert ["“附件”" in note for note in words(told.notes)] == [True]
    assert ["“无图”" in loss for loss in words(told.losses)] == [True]
    raw = read(document, "word/document.xml")
    assert [raw.count(tag) for tag in ("<w:pict", "<w:object", "<o:OLEObject")] == [2, 2, 2]


def write_slide(path: Path, shapes: str, *animated: int) -> Path:
    """A presentation of one slide, as far as it is looked at before it is converted."""
    names = (
        ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    timing = "".join(f'<p:spTgt spid="{number}"/>' for number in animated)
    slide = f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld><p:timing>{timing}</p:timing>"
    relation = RELATION.replace("media/image1.png", "{1}").replace("/image", "/{0}")
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("_rels/.rels", relation.format("officeDocument", "ppt/p.xml"))
        package.writestr("ppt/_rels/p.xml.rels", relation.format("slide", "s.xml"))
        package.writestr("ppt/p.xml", f'<p:x{names}><p:sldId r:id="rId1"/></p:x>')
        package.writestr("ppt/s.xml", f"<p:sld{names}>{slide}</p:sld>")
    return path


def test_what_an_animation_covers_is_named(tmp_path: Path) -> None:
    shape = (
        '<p:sp><p:nvSpPr><p:cNvPr id="{0}" name="x"/></p:nvSpPr><p:spPr><a:xfrm>'
        '<a:off x="{1}" y="0"/><a:ext cx="100" cy="100"/></a:xfrm>{2}</p:spPr>'
        "<p:txBody><a:p><a:r><a:t>{3}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    fill = "<a:solidFill/>"
    under, over = shape.format(2, 0, "", "先有的"), shape.format(3, 10, fill, "后来的")
    aside, clear = shape.format(3, 90, fill, "旁边的"), shape.format(3, 0, "", "透明的")
    said = repair(write_slide(tmp_path / "甲.pptx", under + over, 3), Kind.POWERPOINT)
    assert ["先有的" in loss for loss in words(said.losses)] == [True]
    for above, animated in ((over, ()), (aside, (3,)), (clear, (3,))):
        slides = write_slide(tmp_path / "甲.pptx", under + above, *animated)
        assert repair(slides, Kind.POWERPOINT).losses == ()


# ── formats and binary workbooks ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "mended"),
    [
        ('0!.0,"万"', '0\\.0,"万"'),
        ('"好!"0', '"好!"0'),
        ("上午/下午h", "AM/PMh"),
        ('G/通用格式"人"', 'General"人"'),
        ("&quot;上午/下午!&quot;0\\!", "&quot;上午/下午!&quot;0\\!"),
        ("[红]0_!", "[红]0_!"),
    ],
)
def test_formats_of_chinese_programs(code: str, mended: str) -> None:
    assert mend_format(code) == mended


def test_formats_of_a_workbook_are_mended(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = 1_000_000, 0.5
    book.active["A1"].number_format, book.active["A2"].number_format = '0!.0,"万"', "上午/下午h"
    book.save(tmp_path / "甲.xlsx")
    repair(tmp_path / "甲.xlsx", Kind.EXCEL)
    styles = openpyxl.load_workbook(tmp_path / "甲.xlsx").active
    assert styles["A1"].number_format == '0\\.0,"万"'
    assert styles["A2"].number_format == "[$-804]AM/PMh"


def record(number: int, body: bytes) -> bytes:
    """A record of a binary workbook, of less than 128 bytes."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    return head + bytes([len(body)]) + body


def test_formulas_of_binary_workbooks_become_their_values() -> None:
    cell, today = struct.pack("<II", 2, 0), b"\0\0" + struct.pack("<I", 3) + b"\x21\xdd\0"
    text = struct.pack("<I", 2) + "张三".encode("utf-16-le")
    number = struct.pack("<d", 438.0)
    raw = (
        record(0, struct.pack("<I", 4))
        + record(9, cell + number + today)
        + record(8, cell + text + b"\0\0\x03")
        + record(427, b"x")
        + record(11, cell + b"\x07\0\0")
        + record(10, cell + b"\x01\0\0")
        + record(7, cell + b"\0\0\0\0")
    )
    frozen, of_today = freeze_binary_sheet(raw)
    error = struct.pack("<I", 7) + "#DIV/0!".encode("utf-16-le")
    assert frozen == (
        record(0, struct.pack("<I", 4))
        + record(5, cell + number)
        + record(6, cell + text)
        + record(6, cell + error)
        + record(4, cell + b"\x01")
        + record(7, cell + b"\0\0\0\0")
    )
    assert of_today == ["C5"]


def test_a_picture_in_a_header_is_said_to_be_missing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active.oddHeader.center.text = "甲", "&G"
    book.save(tmp_path / "甲.xlsx")
    relation = RELATION.replace("media/image1.png", "d.vml").replace("/image", "/vmlDrawing")
    parts = {"xl/worksheets/_rels/sheet1.xml.rels": relation.encode(), "xl/worksheets/d.vml": b""}
    change(tmp_path / "甲.xlsx", {}, **parts)
    assert ["页眉" in x for x in words(repair(tmp_path / "甲.xlsx", Kind.EXCEL).losses)] == [True]


# ── what comes out ────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    made = Run(tmp_path_factory.mktemp("documents"))
    folder = made.folder
    write_workbook(folder / "值.xlsx", FORMULAS)
    write_picture_cell(folder / "图.xlsx")
    profile = tmp_path_factory.mktemp("profile")
    write_narrow(folder / "窄.xlsx")
    write_linked(folder / "链接.odt")
    convert(profile, write_slides(folder / "藏页.odp"), "ppt")
    convert(profile, folder / "链接.odt", "doc")
    text = f"<w:r><w:t>签发</w:t></w:r>{field_of('AUTHOR', '王五')}{field_of('DATE', '某日')}"
    convert(profile, write_word(folder / "旧域.docx", text), "doc")
    font = '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'
    ticked = f"<w:r><w:t>男</w:t></w:r><w:r><w:rPr>{font}</w:rPr><w:t>R</w:t></w:r>"
    convert(profile, write_word(folder / "旧勾.docx", ticked), "doc")
    old = write_workbook(folder / "旧.xlsx", {"A1": ("=NOW()*0", ""), "A2": ("=1/0", "")})
    convert(profile, old, "xls")
    old.unlink()
    set_results(folder / "旧.xls", 834.0)
    (folder / "导出.xls").write_text(
        "<table><tr><td>张三</td><td>00438</td><td>371000190001010000</td></tr></table>", "utf-8"
    )
    write_word(folder / "域.docx", field_of("DATE", "三月一日"), field_of(r"EQ \o\ac(○,密)", None))
    write_rich_import(folder / "导入.docx")
    for case in CASES.glob("*.[dxop]*[xt]"):
        shutil.copy(case, folder)
    made.prepare(tmp_path_factory.mktemp("cache"))
    return made


def write_rich_import(path: Path) -> None:
    """A Word document that imports a rich text with a row of a table."""
    write_word(path, "<w:r><w:t>前文</w:t></w:r>")
    rich = b"{\\rtf1\\ansi Trained: 438\\par\\trowd\\cellx2000\\cellx4000 Lee\\cell 868\\cell\\row}"
    chunk = (r"(<w:sectPr)", r'<w:altChunk r:id="rC"/>\1')
    relation = '<Relationship Id="rC" Target="c.rtf" Type="http://x/aFChunk"/></R'
    changes = {"word/document.xml": chunk, "document.xml.rels": ("</R", relation)}
    change(path, changes, **{"word/c.rtf": rich})


def write_narrow(path: Path) -> None:
    """A sheet with a column too narrow for its numbers, and one for its words."""
    book = openpyxl.Workbook()
    book.active.title = "经费"
    book.active.append(["工作室全年经费明细以及说明（第 2024001 号）", 1234567.89])
    book.active.insert_rows(1)
    book.active["B2"].number_format = "#,##0.00"
    book.active.column_dimensions["B"].width = 5
    book.save(path)


def write_linked(path: Path) -> None:
    """A text with a picture that is not in it."""
    frame = (
        '<text:p>照片<draw:frame text:anchor-type="as-char" svg:width="5cm" svg:height="5cm">'
        '<draw:image xlink:href="file:///不在/证书%20照片.png" xlink:type="simple"/></draw:frame>'
        "</text:p>"
    )
    write_open_document(path, "text", frame)


def set_results(book: Path, value: float) -> None:
    """Let all formulas of an old workbook that store a number store this one."""
    with olefile.OleFileIO(str(book), write_mode=True) as file:
        raw, place = bytearray(file.openstream("Workbook").read()), 0
        while place + 4 <= len(raw):
            kind, length = struct.unpack_from("<HH", raw, place)
            if kind == 6 and raw[place + 16 : place + 18] != b"\xff\xff":
                raw[place + 10 : place + 18] = struct.pack("<d", value)
            place += 4 + length
        file.write_stream("Workbook", bytes(raw))


def pictures_of(run: Run, name: str) -> int:
    with pymupdf.open(run.result[name].pdf) as document:
        return sum(len(page.get_image_info()) for page in document)


def test_stored_values_are_printed(run: Run) -> None:
    (page,) = run.texts("值.xlsx")
    for value in ("438", "45352", "高级技师", "868", "#SPILL!"):
        assert value in page
    (page,) = run.texts("旧.xls")
    assert page.strip() == "834#DIV/0!"


@pytest.mark.parametrize("suffix", ["odt", "doc"])
def test_linked_pictures_are_named(run: Run, suffix: str) -> None:
    assert ["（证书 照片.png）" in loss for loss in words(run.result[f"链接.{suffix}"].losses)] == [
        True
    ]


def test_fields_of_old_documents_keep_what_they_stored(run: Run, tmp_path: Path) -> None:
    document = tmp_path / "旧域.doc"
    shutil.copy(run.folder / "旧域.doc", document)
    said = freeze_old_text(document)
    assert said.frozen == ("AUTHOR", "DATE")
    assert said.paragraphs[0].startswith("签发王五")
    assert freeze_old_text(document).frozen == ()
    shown = "".join(said.paragraphs[0].split())
    assert run.texts("旧域.doc")[0].strip() == shown
    assert any("AUTHOR、DATE" in note for note in words(run.result["旧域.doc"].notes))


def test_numbers_that_do_not_fit_get_wider_columns(run: Run) -> None:
    (page,) = run.texts("窄.xlsx")
    assert "###" not in page
    assert "1,234,567.89" in page
    (note,) = [note for note in words(run.result["窄.xlsx"].notes) if "太窄" in note]
    assert "“经费”的 B 列" in note


def test_a_cell_that_is_cut_off_is_named(run: Run) -> None:
    (loss,) = run.result["窄.xlsx"].losses
    assert render(loss).what.endswith("经费!A2")
    assert "拉宽" in advice(loss)


def test_symbols_of_old_documents_are_shown(run: Run) -> None:
    assert run.texts("旧勾.doc")[0].strip() == "男☑"
    assert run.texts("旧勾.docx")[0].strip() == "男☑"


def test_a_picture_in_a_cell_is_printed(run: Run) -> None:
    assert "DISPIMG" not in run.texts("图.xlsx")[0]
    assert pictures_of(run, "图.xlsx") == 1


def test_an_exported_page_is_printed_letter_by_letter(run: Run) -> None:
    assert run.texts("导出.xls")[0].strip() == "张三00438371000190001010000"
    assert any("网页" in note for note in words(run.result["导出.xls"].notes))


@pytest.mark.parametrize("suffix", ["odp", "ppt"])
def test_hidden_slides_are_named(run: Run, suffix: str) -> None:
    assert run.texts(f"藏页.{suffix}") == ["第一张", "第三张"]
    said = [note for note in words(run.result[f"藏页.{suffix}"].notes) if "隐藏" in note]
    assert ["第 2 张幻灯片（藏着的）" in note for note in said] == [True]
    assert run.result[f"藏页.{suffix}"].losses == ()


def test_an_imported_rich_text_is_printed(run: Run) -> None:
    assert run.texts("导入.docx")[0].strip() == "前文Trained:438Lee868"
    assert any("c.rtf" in note for note in words(run.result["导入.docx"].notes))
    assert run.result["导入.docx"].losses == ()


def test_words_of_old_documents_are_held_against_the_pages(run: Run) -> None:
    assert [said.text for said in read_words(run.folder / "藏页.ppt")] == ["第一张", "第三张"]
    (said,) = read_words(run.folder / "旧域.doc")
    assert said.text.startswith("签发王五")
    assert find_missing_pieces([said], ["空白"]) == [said]
    assert run.result["旧域.doc"].losses == ()


def test_an_odd_document_is_printed_and_said_to_be_odd(tmp_path: Path) -> None:
    book = write_picture_cell(tmp_path / "甲.xlsx")
    change(book, {"sheet1.xml": ('ht="80"', 'ht="许多"')})
    ready = make_ready(str(book), str(tmp_path / "甲"), Kind.EXCEL, ())
    assert ["不合规范" in loss for loss in words(ready.losses)] == [True]
    assert Path(ready.path).read_bytes() == book.read_bytes()


def test_fields_and_rings_are_printed(run: Run) -> None:
    page = run.texts("域.docx")[0]
    assert "三月一日" in page
    assert "密" in page


RIGHT = {
    "xlsx-external-link.xlsx": ["438"],
    "lookup-excel.xlsx": ["高级技师", "438"],
    "formulas-wps.xlsx": ["45352", "2024-03-01", "外部值438", "2元"],
    "altchunk-mht.docx": ["Trained:438"],
    "wingdings2.docx": ["男☑", "女☐", "是☑☐", "✓", "✔"],
    "date-field.docx": ["2024年3月1日", "原文件名.docx", "第三条", "IF：是"],
    "eq-field.docx": ["密", "438/500", "√27"],
    "testODTStyles3.odt": ["Houthalen"],
    "xlsx-smartart-cells.xlsx": ["SmartArttext#3."],
}


@pytest.mark.skipif(not CASES.is_dir(), reason="no shared cases")
@pytest.mark.parametrize("name", RIGHT)
def test_the_cases_show_what_was_handed_in(run: Run, name: str) -> None:
    assert isinstance(run.result[name], Prepared)
    shown = "".join(run.texts(name))
    assert [text for text in RIGHT[name] if text not in shown] == []


@pytest.mark.skipif(not CASES.is_dir(), reason="no shared cases")
def test_the_cases_with_pictures_and_hidden_slides(run: Run) -> None:
    assert pictures_of(run, "wps-dispimg.xlsx") == 1
    assert pictures_of(run, "excel-incell-picture.xlsx") == 1
    hidden = [note for note in words(run.result["hidden-slide.pptx"].notes) if "隐藏" in note]
    assert ["第 2 张" in note for note in hidden] == [True]


def test_old_workbooks_name_what_changes_by_the_day(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "旧.xls"
    shutil.copy(run.folder / "旧.xls", book)
    (sheet,) = freeze_old_workbook(book)
    assert sheet.frozen.of_today == ["A1"]
    before = book.read_bytes()
    assert freeze_old_workbook(book)[0].frozen.of_today == []
    assert book.read_bytes() == before
