"""A report in Word: real styles with Chinese faces, the same bytes every time.

The title may have several lines.
"""

import datetime
import io
import zipfile

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

_MOMENT = datetime.datetime(2025, 5, 28, 9, 0, 0)
_BODY = "仿宋_GB2312"


def write_report(text: str, *, title: str, author: str) -> bytes:
    """The report as a .docx from marked lines: `## ` heading, `> ` at the right, `~ ` no indent."""
    document = Document()
    _set_page(document)
    _set_styles(document)
    document.add_paragraph(title, style="Title")
    for line in text.strip().splitlines():
        _add_line(document, line)
    _add_page_number(document)
    _set_properties(document, title, author)
    out = io.BytesIO()
    document.save(out)
    return _timeless(out.getvalue())


def _set_page(document: WordDocument) -> None:
    """A4 with the margins of official papers (GB/T 9704)."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)


def _set_styles(document: WordDocument) -> None:
    body = _style(document, "Normal")
    _dress(body, _BODY, 16)
    layout = body.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
    layout.space_after = Pt(0)
    _indent_first_line(body)
    heading = _style(document, "Heading 1")
    _dress(heading, "黑体", 16)
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(0)
    heading.paragraph_format.keep_with_next = True
    title = _style(document, "Title")
    _dress(title, "方正小标宋简体", 22)
    _plain_title(title)
    for name in ("落款", "称谓"):
        added = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        added.base_style = body
        _indent_first_line(added, 0)
    closing = _style(document, "落款").paragraph_format
    closing.alignment, closing.keep_together = WD_ALIGN_PARAGRAPH.RIGHT, True


def _style(document: WordDocument, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is no paragraph style")
    return style


def _dress(style: ParagraphStyle, face: str, size: float) -> None:
    """Give the style its Chinese face, Times New Roman for the rest, and black ink."""
    style.font.name, style.font.size = "Times New Roman", Pt(size)
    style.font.bold, style.font.color.rgb = False, RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), face)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(language)


def _indent_first_line(style: ParagraphStyle, characters: int = 2) -> None:
    """Indent by characters, as Word counts them in Chinese text; points for other programs."""
    style.paragraph_format.first_line_indent = Pt(16 * characters)
    indent = style.element.get_or_add_pPr().find(qn("w:ind"))
    indent.set(qn("w:firstLineChars"), str(characters * 100))


def _plain_title(style: ParagraphStyle) -> None:
    layout = style.paragraph_format
    layout.alignment = WD_ALIGN_PARAGRAPH.CENTER
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(36)
    layout.space_after = Pt(20)
    _indent_first_line(style, 0)
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _add_line(document: WordDocument, line: str) -> None:
    mark, _, rest = line.partition(" ")
    if mark == "##":
        document.add_paragraph(rest, style="Heading 1")
    elif mark == ">":
        document.add_paragraph(rest, style="落款")
    elif mark == "~":
        document.add_paragraph(rest, style="称谓")
    else:
        document.add_paragraph(line)


def _add_page_number(document: WordDocument) -> None:
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.paragraph_format.first_line_indent = Pt(0)
    footer.add_run("— ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = footer.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    footer.add_run(" —")


def _set_properties(document: WordDocument, title: str, author: str) -> None:
    properties = document.core_properties
    properties.title = title.replace("\n", "")
    properties.author = properties.last_modified_by = author
    properties.created = properties.modified = _MOMENT
    properties.comments, properties.revision = "", 1


def _timeless(data: bytes) -> bytes:
    """The same package with one fixed date on every member."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            member = zipfile.ZipInfo(name, (2025, 5, 28, 9, 0, 0))
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(member, source.read(name))
    return out.getvalue()
