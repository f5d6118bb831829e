"""A first Word template, drawn from a scheme: every placeholder in its place, official faces.

The author of a scheme then makes it look like the notice's own form in Word. The same scheme
gives the same bytes.
"""

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from docgen.forms.values import Placeholder, form_contract, is_omitted
from docgen.model.scheme import Category, Item, Scheme, SubmissionSpec
from docgen.system.reproducible_zip import normalise_office_zip
from docgen.text.wording import write_date, write_figure

BODY, LABEL, HEADING = "仿宋_GB2312", "黑体", "方正小标宋简体"
_LATIN = "Times New Roman"

_MOMENT = datetime.datetime(2000, 1, 1)
_KEPT_STYLES = frozenset(
    {"Normal", "Title", "Heading 1", "Header", "Footer", "Table Grid"}
    | {"Default Paragraph Font", "Normal Table", "No List"}
)
_MEMBERS = "studio.members[]."


@dataclass(frozen=True)
class _Sheet:
    """How large the paper is (mm), its margins, and the widths of the assessment's columns."""

    width: float
    height: float
    margin: float
    columns: tuple[float, ...]
    size: float

    @property
    def room(self) -> float:
        return self.width - 2 * self.margin


_SHEETS = {
    "A4": _Sheet(210, 297, 15, (19, 24, 12, 47, 52, 13, 13), 10.5),
    "A3 landscape": _Sheet(420, 297, 22, (32, 54, 18, 108, 124, 20, 20), 12),
}
_HEADS = ("考核项目", "考核内容", "分值", "评分标准", "完成情况", "自评分", "考核分")


def draw_form(scheme: Scheme, spec: SubmissionSpec) -> bytes:
    """Return a Word template for a submission's form that fulfils its contract."""
    sheet = _SHEETS[spec.form.paper]
    document = _start(sheet)
    mark, title = _titles(spec)
    if mark:
        _write(document.add_paragraph(), mark, LABEL, 14)
    _title(document, title)
    if spec.form.kind == "assessment":
        _draw_assessment(document, scheme, spec, sheet)
    else:
        _draw_application(document, scheme, spec, sheet)
    _add_page_numbers(document)
    return _save(document, title, scheme.issuer)


def draw_report(scheme: Scheme, spec: SubmissionSpec) -> bytes:
    """Return the Word skeleton of a submission's report."""
    document = _start(_Sheet(210, 297, 27, (), 16))
    _title(document, spec.report.title)
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(line, "{{ studio.name }}", "楷体_GB2312", 16)
    for heading in spec.report.headings:
        document.add_paragraph(style="Heading 1")
        _write(document.paragraphs[-1], heading, LABEL, 16)
        _indented(document, "（填写提示：写清做了什么、数量和结果，写好后删去这一段。）")
    for text in ("{{ unit.name }}（盖章）", "年　　月　　日"):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _write(paragraph, text, BODY, 16)
    _add_page_numbers(document)
    return _save(document, spec.report.title, scheme.issuer)


def _titles(spec: SubmissionSpec) -> tuple[str, str]:
    """What stands over a form: 附表一, and the whole title."""
    name = re.sub(r"^\d+\s*[-.、_]\s*", "", spec.form.name)
    mark = re.match(r"(附[件表]\s*[\d一二三四五六七八九十]*)\s+(.+)", name)
    kind = "评分表" if spec.form.kind == "assessment" else "申报表"
    about = spec.bundle.title.removesuffix("佐证材料").removesuffix("申报")
    return (mark[1] if mark else "", f"{about}{kind}")


# ── the assessment ────────────────────────────────────────────────────────────────────────────


def _draw_assessment(
    document: WordDocument, scheme: Scheme, spec: SubmissionSpec, sheet: _Sheet
) -> None:
    _draw_facts(document, _facts(scheme, spec), sheet)
    _gap(document)
    table = _table(document, sheet.columns)
    head = _row(table, 9)
    _repeat(head)
    for cell, text in zip(head.cells, _HEADS, strict=True):
        _cell(cell, text, LABEL, sheet.size, centred=True)
    for category in spec.categories:
        _draw_category(table, category, sheet.size)
    _draw_end(document, scheme, spec, sheet)
    for number, remark in enumerate(_remarks(spec), start=1):
        paragraph = document.add_paragraph()
        _write(paragraph, f"{'备注：' if number == 1 else '　　　'}{number}.{remark}", BODY, 10.5)


def _facts(scheme: Scheme, spec: SubmissionSpec) -> list[tuple[str, str]]:
    """The rows above the table: what the form must say of studio, unit and leader, and the day."""
    titles = {p.path: p.title for p in form_contract(spec)}
    paths = dict.fromkeys(["studio.name", "unit.name", "leader.name", "leader.phone"])
    paths |= dict.fromkeys(spec.form.required)
    single = [p for p in paths if p in titles and not p.startswith("assessment.")]
    facts = [(scheme.words.put(titles[p]), f"{{{{ {p} }}}}") for p in single]
    if spec.period:
        start, end = write_date(spec.period.start), write_date(spec.period.end)
        facts.append(("考核期", f"{start}至{end}"))
    day = "{{ assessment.year }}年{{ assessment.month }}月{{ assessment.day }}日"
    return [*facts, ("填表日期", day)]


def _draw_facts(document: WordDocument, facts: Sequence[tuple[str, str]], sheet: _Sheet) -> None:
    """Two facts a row; the last has the row to itself where the number is odd."""
    part = sheet.room / 180
    table = _table(document, (32 * part, 58 * part, 32 * part, 58 * part))
    for start in range(0, len(facts), 2):
        row, pair = _row(table, 9), facts[start : start + 2]
        for place, (label, value) in enumerate(pair):
            _cell(row.cells[2 * place], label, LABEL, sheet.size, centred=True)
            _cell(row.cells[2 * place + 1], value, BODY, sheet.size)
        if len(pair) == 1:
            row.cells[1].merge(row.cells[3])


def _draw_category(table: Table, category: Category, size: float) -> None:
    first = len(table.rows)
    for item in category.items:
        row = _row(table, 16)
        _keep_whole(row)
        for place, (text, centred) in enumerate(_item_cells(item), start=1):
            _cell(row.cells[place], text, BODY, size, centred=centred)
    points = "" if category.points is None else f"\n（{write_figure(category.points)}分）"
    merged = table.cell(first, 0).merge(table.cell(len(table.rows) - 1, 0))
    _cell(merged, category.title + points, LABEL, size, centred=True)


def _item_cells(item: Item) -> Iterator[tuple[str, bool]]:
    points = "—" if item.points is None else f"{write_figure(item.points)}分"
    yield from ((f"{item.number}．{item.title}", False), (points, True), (item.standard, False))
    yield f"{{{{ item[{item.number}].work }}}}", False
    yield f"{{{{ item[{item.number}].score }}}}", True
    yield "", True


def _draw_end(document: WordDocument, scheme: Scheme, spec: SubmissionSpec, sheet: _Sheet) -> None:
    """Veto, total, grade, opinions: a table of its own, without column heads over it."""
    _gap(document)
    label = sum(sheet.columns[:2])
    table = _table(document, (label, sum(sheet.columns) - label))
    veto = (
        "无（{{ assessment.veto_no }}）　有（{{ assessment.veto_yes }}）　"
        "具体情形：{{ assessment.veto }}"
    )
    if not is_omitted("assessment.veto", spec.form.omits):
        _closing(table, f"有无{scheme.words.veto}", veto, sheet, 12)
    _closing(table, "自评总分", "{{ score.summary }}", sheet, 11)
    if spec.grades:
        _closing(table, "自评等次", "{{ score.grade }}", sheet, 11)
    for who in (scheme.words.unit, "主管部门"):
        _closing(table, f"{who}意见", "\n\n（盖章）　　　　年　　月　　日", sheet, 26, right=True)


def _closing(
    table: Table, label: str, text: str, sheet: _Sheet, height: float, *, right: bool = False
) -> None:
    """A row of the last table."""
    row = _row(table, height)
    _keep_whole(row)
    _cell(row.cells[0], label, LABEL, sheet.size, centred=True)
    _cell(row.cells[1], text, BODY, sheet.size, right=right)


def _remarks(spec: SubmissionSpec) -> Iterator[str]:
    if spec.full_points is not None:
        yield f"各项总分为{write_figure(spec.full_points)}分，附加分另计。"
    if spec.grades:
        yield "、".join(_range(spec, place) for place in range(len(spec.grades))) + "。"
    elif spec.pass_mark is not None:
        yield f"合格分为{write_figure(spec.pass_mark)}分。"
    if spec.veto:
        yield spec.veto


def _range(spec: SubmissionSpec, place: int) -> str:
    """A grade with its points: 75分及以上不足90分为良好."""
    grade = spec.grades[place]
    above = spec.grades[place - 1].at_least if place else None
    low = f"{write_figure(grade.at_least)}分及以上" if grade.at_least else ""
    high = f"不足{write_figure(above)}分" if above is not None else ""
    return f"{low}{high}为{grade.name}"


# ── the application ───────────────────────────────────────────────────────────────────────────


def _draw_application(
    document: WordDocument, scheme: Scheme, spec: SubmissionSpec, sheet: _Sheet
) -> None:
    """A row for each value, and the team's table behind them."""
    wanted = [p for p in form_contract(spec) if not is_omitted(p.path, spec.form.omits)]
    part = sheet.room / 180
    table = _table(document, (50 * part, 130 * part))
    for placeholder in (p for p in wanted if not p.path.startswith(_MEMBERS)):
        row = _row(table, 10)
        _cell(row.cells[0], scheme.words.put(placeholder.title), LABEL, sheet.size, centred=True)
        _cell(row.cells[1], f"{{{{ {placeholder.path} }}}}", BODY, sheet.size)
    members = [p for p in wanted if p.path.startswith(_MEMBERS)]
    if members:
        _draw_members(document, members, sheet)


def _draw_members(document: WordDocument, members: Sequence[Placeholder], sheet: _Sheet) -> None:
    _gap(document)
    table = _table(document, (sheet.room / len(members),) * len(members))
    head = _row(table, 9)
    _repeat(head)
    for cell, placeholder in zip(head.cells, members, strict=True):
        _cell(cell, placeholder.title, LABEL, sheet.size, centred=True)
    _cell(_row(table, 5).cells[0], "{%tr for member in studio.members %}", BODY, sheet.size)
    row = _row(table, 10)
    for cell, placeholder in zip(row.cells, members, strict=True):
        name = placeholder.path.removeprefix(_MEMBERS)
        _cell(cell, f"{{{{ member.{name} }}}}", BODY, sheet.size)
    _cell(_row(table, 5).cells[0], "{%tr endfor %}", BODY, sheet.size)


# ── Word ──────────────────────────────────────────────────────────────────────────────────────


def _start(sheet: _Sheet) -> WordDocument:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    if sheet.width > sheet.height:
        section._sectPr.get_or_add_pgSz().set(qn("w:orient"), "landscape")
    section.left_margin = section.right_margin = Mm(sheet.margin)
    # Above the first table there is room for the mark of a page's identity.
    section.top_margin, section.bottom_margin = Mm(25), Mm(18)
    section.header_distance = section.footer_distance = Mm(10)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    _set_styles(document, sheet.size)
    return document


def _set_styles(document: WordDocument, size: float) -> None:
    """Official faces in every style there is; what is not used goes."""
    for style in list(document.styles):
        if style.name not in _KEPT_STYLES:
            style.delete()
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        _name_faces(fonts, BODY)
    normal = _paragraph_style(document, "Normal")
    _dress(normal, BODY, size)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = Pt(round(size * 1.5))
    _dress(_paragraph_style(document, "Title"), HEADING, 20)
    _dress(_paragraph_style(document, "Heading 1"), LABEL, 16)


def _paragraph_style(document: WordDocument, name: str) -> ParagraphStyle:
    style: BaseStyle = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is no paragraph style")
    return style


def _dress(style: ParagraphStyle, face: str, size: float) -> None:
    style.font.size, style.font.bold = Pt(size), False
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    _name_faces(properties.get_or_add_rFonts(), face)
    for kerning in properties.findall(qn("w:kern")) + properties.findall(qn("w:spacing")):
        properties.remove(kerning)
    layout = style.element.get_or_add_pPr()
    for border in layout.findall(qn("w:pBdr")) + layout.findall(qn("w:contextualSpacing")):
        layout.remove(border)


def _name_faces(fonts: BaseOxmlElement, face: str) -> None:
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), _LATIN)
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:hint"), "eastAsia")


def _title(document: WordDocument, text: str) -> None:
    paragraph = document.add_paragraph(style="Title")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(30)
    layout.space_before, layout.space_after = Pt(4), Pt(10)
    _write(paragraph, text, HEADING, 20)


def _indented(document: WordDocument, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(32)
    _write(paragraph, text, BODY, 16)


def _write(paragraph: Paragraph, text: str, face: str, size: float) -> None:
    """Add a run that names its face itself: what is typed into it in Word keeps it."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _name_faces(run._r.get_or_add_rPr().get_or_add_rFonts(), face)


def _gap(document: WordDocument) -> None:
    """The paragraph Word wants between two tables, hardly to be seen."""
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _table(document: WordDocument, widths: Sequence[float]) -> Table:
    table: Table = document.add_table(0, len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    _pad_cells(table)
    return table


def _pad_cells(table: Table) -> None:
    """Keep texts off the rules: twentieths of a point, above and below 2.5 pt, beside 4 pt."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 50), ("left", 80), ("bottom", 50), ("right", 80)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        table._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)


def _row(table: Table, height: float) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    for cell, column in zip(row.cells, table.columns, strict=True):
        cell.width = Length(column.width or 0)
    return row


def _repeat(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _cell(
    cell: _Cell, text: str, face: str, size: float, *, centred: bool = False, right: bool = False
) -> None:
    """Fill a cell, a paragraph a line; what merging left in it goes."""
    for extra in cell.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    middle = OxmlElement("w:vAlign")
    middle.set(qn("w:val"), "center")
    properties = cell._tc.get_or_add_tcPr()
    if properties.find(qn("w:vAlign")) is None:
        properties.append(middle)
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        if centred or right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.CENTER
        _write(paragraph, line, face, size)


def _add_page_numbers(document: WordDocument) -> None:
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"), (" 页", "")):
        _write(footer, text, BODY, 9)
        if field:
            _add_field(footer, field)


def _add_field(paragraph: Paragraph, name: str) -> None:
    for kind in ("begin", "", "separate", "text", "end"):
        run = paragraph.add_run("1" if kind == "text" else "")
        run.font.size = Pt(9)
        _name_faces(run._r.get_or_add_rPr().get_or_add_rFonts(), BODY)
        if kind == "text":
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = name
        run._r.append(element)


def _save(document: WordDocument, title: str, author: str) -> bytes:
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, author, "zh-CN"
    properties.created = properties.modified = _MOMENT
    properties.comments, properties.last_modified_by, properties.revision = "", author, 1
    target = io.BytesIO()
    document.save(target)
    return normalise_office_zip(target.getvalue())
