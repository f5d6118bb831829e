"""Office documents that reach out: for the network, for files elsewhere, for a chance to act.

Each is made of the few parts its trap needs. `{url}` is a server that notes who calls, `{near}` a
folder outside the workspace with secrets in it, `{mark}` a file that a macro would write.
"""

import base64
import gzip
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from PIL import Image

SENTENCE = "工作室技术革新说明"
SECRET_WORD = "TOPSECRET42"
SECRET_COLOUR = (255, 0, 255)

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_TYPES = "application/vnd.openxmlformats-officedocument"


def _bare(target: str) -> str:
    """An address as a path."""
    return target.removeprefix("file://")


@dataclass(frozen=True)
class Places:
    """What the traps reach for."""

    url: str
    near: Path
    mark: Path

    def file(self, name: str) -> str:
        """The address of a file that is none of the workspace's."""
        return (self.near / name).as_uri()


def write_secrets(folder: Path) -> None:
    """A picture and texts that must get into no PDF."""
    Image.new("RGB", (60, 60), SECRET_COLOUR).save(folder / "secret.png")
    (folder / "secret.txt").write_text(SECRET_WORD)
    (folder / "secret.csv").write_text(f"{SECRET_WORD},1\n")
    (folder / "secret.html").write_text(
        f"<html><body><table><tr><td>{SECRET_WORD}</td></tr></table></body></html>"
    )
    (folder / "secret.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60">'
        '<rect width="60" height="60" fill="#ff00ff"/></svg>'
    )
    write_open(folder / "secret.odt", "text", f"<text:p>{SECRET_WORD}</text:p>")
    cell = f"<table:table-cell office:value-type='string'><text:p>{SECRET_WORD}</text:p>"
    row = f"<table:table-row>{cell}</table:table-cell></table:table-row>"
    write_open(
        folder / "secret.ods", "spreadsheet", f"<table:table table:name='S'>{row}</table:table>"
    )


# ── Office Open XML ───────────────────────────────────────────────────────────────────────────


_OUTSIDE = ' TargetMode="External"'


def _relations(rows: Mapping[str, tuple[str, str, bool]]) -> str:
    relations = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"'
        f"{_OUTSIDE if outside else ''}/>"
        for key, (kind, target, outside) in rows.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _write_package(path: Path, main: str, main_type: str, parts: Mapping[str, str | bytes]) -> Path:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{content_type}"/>'
        for name, content_type in ((main, main_type), *_TYPES_OF.items())
        if name in parts
    )
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="svg" ContentType="image/svg+xml"/>'
        f"{overrides}</Types>"
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("_rels/.rels", _relations({"r": ("officeDocument", main, False)}))
        for name, content in parts.items():
            package.writestr(name, content)
    return path


_TYPES_OF = {
    "word/settings.xml": f"{_TYPES}.wordprocessingml.settings+xml",
    "xl/worksheets/sheet1.xml": f"{_TYPES}.spreadsheetml.worksheet+xml",
    "xl/externalLinks/externalLink1.xml": f"{_TYPES}.spreadsheetml.externalLink+xml",
    "xl/connections.xml": f"{_TYPES}.spreadsheetml.connections+xml",
    "xl/queryTables/queryTable1.xml": f"{_TYPES}.spreadsheetml.queryTable+xml",
    "xl/drawings/drawing1.xml": f"{_TYPES}.drawing+xml",
    "ppt/slides/slide1.xml": f"{_TYPES}.presentationml.slide+xml",
}

_NAMES = (
    f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml"'
    f' xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:a="{_DRAWING}/main"'
    f' xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:pic="{_DRAWING}/picture"'
    f' xmlns:p="{_SLIDES}"'
)


def _write_word(
    path: Path, body: str, rows: Mapping[str, tuple[str, str, bool]] = {}, **more
) -> Path:
    text = f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"
    document = f"<w:document {_NAMES}><w:body>{body}{text}</w:body></w:document>"
    parts = {"word/document.xml": document, "word/_rels/document.xml.rels": _relations(rows)}
    main_type = f"{_TYPES}.wordprocessingml.document.main+xml"
    return _write_package(path, "word/document.xml", main_type, {**parts, **more.get("parts", {})})


def _picture(blip: str) -> str:
    size = 'cx="1800000" cy="1800000"'
    return (
        f'<w:p><w:r><w:drawing><wp:inline><wp:extent {size}/><wp:docPr id="1" name="p"/><a:graphic>'
        f'<a:graphicData uri="{_DRAWING}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1"'
        ' name="p"/><pic:cNvPicPr/></pic:nvPicPr>'
        f"<pic:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch>"
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )


def _field(code: str) -> str:
    code = code.replace("&", "&amp;").replace('"', "&quot;")
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>-</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def _link_picture(path: Path, target: str) -> None:
    _write_word(path, _picture('<a:blip r:link="x"/>'), {"x": ("image", target, True)})


def _vml_picture(path: Path, target: str) -> None:
    body = (
        '<w:p><w:r><w:pict><v:shape style="width:100pt;height:100pt" type="#_x0000_t75">'
        '<v:imagedata r:id="x"/></v:shape></w:pict></w:r></w:p>'
    )
    _write_word(path, body, {"x": ("image", target, True)})


def write_svg(target: str) -> str:
    """An SVG picture that shows the one at `target`."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="100" height="100"><image xlink:href="{target}" width="100" height="100"/></svg>'
    )


def write_holder(path: Path, part: str, content: str | bytes) -> None:
    """A Word document that holds a picture."""
    blip, parts = '<a:blip r:embed="x"/>', {f"word/media/{part}": content}
    _write_word(path, _picture(blip), {"x": ("image", f"media/{part}", False)}, parts=parts)


def _svg_picture(path: Path, target: str) -> None:
    write_holder(path, "a.svg", write_svg(target))


def _packed_svg(path: Path, target: str) -> None:
    write_holder(path, "a.png", gzip.compress(write_svg(target).encode()))


def _nested_svg(path: Path, target: str) -> None:
    inner = base64.b64encode(write_svg(target).encode()).decode()
    write_holder(path, "a.svg", write_svg(f"data:image/png;base64,{inner}"))


def _ole_link(path: Path, target: str) -> None:
    body = (
        '<w:p><w:r><w:object><v:shape id="s" style="width:100pt;height:100pt"/>'
        '<o:OLEObject Type="Link" ProgID="Word.Document.12" ShapeID="s" DrawAspect="Content"'
        ' r:id="x" UpdateMode="Always"/></w:object></w:r></w:p>'
    )
    _write_word(path, body, {"x": ("oleObject", target, True)})


def _attached_template(path: Path, target: str) -> None:
    settings = f'<w:settings {_NAMES}><w:attachedTemplate r:id="x"/><w:linkStyles/></w:settings>'
    parts = {
        "word/settings.xml": settings,
        "word/_rels/settings.xml.rels": _relations({"x": ("attachedTemplate", target, True)}),
    }
    _write_word(path, "", {"s": ("settings", "settings.xml", False)}, parts=parts)


def _sub_document(path: Path, target: str) -> None:
    _write_word(path, '<w:p><w:subDoc r:id="x"/></w:p>', {"x": ("subDocument", target, True)})


def _alternative_chunk(path: Path, target: str) -> None:
    _write_word(path, '<w:altChunk r:id="x"/>', {"x": ("aFChunk", target, True)})


def _fields(path: Path, target: str) -> None:
    shown = _bare(target)
    codes = (
        f'INCLUDEPICTURE "{target}" \\d',
        f'INCLUDETEXT "{target}"',
        f'INCLUDETEXT "{shown}" \\c PlainText',
        f'DDEAUTO soffice "{shown}" A1',
        f'LINK Excel.Sheet.12 "{target}" Sheet1!A1 \\a \\f 4',
        f'RD "{target}"',
    )
    _write_word(path, "".join(map(_field, codes)))


def _write_workbook(
    path: Path, cells: str, rows=None, parts=None, tail: str = "", after: str = ""
) -> Path:
    rows = {"s": ("worksheet", "worksheets/sheet1.xml", False), **(rows or {})}
    text = f'<row r="9"><c r="A9" t="inlineStr"><is><t>{SENTENCE}</t></is></c></row>'
    sheet = (
        f'<worksheet xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheetData>{cells}{text}</sheetData>'
        f"{after}</worksheet>"
    )
    book = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="一" sheetId="1"'
        f' r:id="s"/></sheets>{tail}<calcPr calcId="0" fullCalcOnLoad="1"/></workbook>'
    )
    whole = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _relations(rows),
        "xl/worksheets/sheet1.xml": sheet,
        **(parts or {}),
    }
    return _write_package(path, "xl/workbook.xml", f"{_TYPES}.spreadsheetml.sheet.main+xml", whole)


def _formulas(path: Path, target: str) -> None:
    formulas = (
        f'_xlfn.WEBSERVICE("{target}")',
        f"'{target}'#$S.A1",
        f"INDIRECT(\"'{target}'#$S.A1\")",
        f'HYPERLINK("{target}","x")',
        f'DDE("soffice","{_bare(target)}","A1")',
        f'_xlfn.FILTERXML(_xlfn.WEBSERVICE("{target}"),"//td")',
    )
    cells = "".join(
        f'<row r="{n}"><c r="A{n}"><f>{f.replace("&", "&amp;")}</f></c></row>'
        for n, f in enumerate(formulas, start=1)
    )
    _write_workbook(path, cells)


def _external_book(path: Path, target: str) -> None:
    link = (
        f'<externalLink xmlns="{_SHEET}"><externalBook xmlns:r="{_OFFICE}" r:id="x"><sheetNames>'
        '<sheetName val="S"/></sheetNames></externalBook></externalLink>'
    )
    parts = {
        "xl/externalLinks/externalLink1.xml": link,
        "xl/externalLinks/_rels/externalLink1.xml.rels": _relations(
            {"x": ("externalLinkPath", target, True)}
        ),
    }
    _write_workbook(
        path,
        '<row r="1"><c r="A1"><f>[1]S!A1</f></c></row>',
        {"e": ("externalLink", "externalLinks/externalLink1.xml", False)},
        parts,
        '<externalReferences><externalReference r:id="e"/></externalReferences>',
    )


def _web_query(path: Path, target: str) -> None:
    connections = (
        f'<connections xmlns="{_SHEET}"><connection id="1" name="c" type="4" refreshedVersion="4"'
        f' refreshOnLoad="1" background="0"><webPr sourceData="1" parsePre="1" consecutive="1"'
        f' xl2000="1" url="{target}"/></connection></connections>'
    )
    query = f'<queryTable xmlns="{_SHEET}" name="q" connectionId="1" refreshOnLoad="1"/>'
    parts = {
        "xl/connections.xml": connections,
        "xl/queryTables/queryTable1.xml": query,
        "xl/worksheets/_rels/sheet1.xml.rels": _relations(
            {"q": ("queryTable", "../queryTables/queryTable1.xml", False)}
        ),
    }
    name = '<definedName name="q" localSheetId="0">一!$A$1:$B$2</definedName>'
    names = f"<definedNames>{name}</definedNames>"
    rows = {"c": ("connections", "connections.xml", False)}
    _write_workbook(path, "", rows, parts, names)


def _sheet_picture(path: Path, target: str) -> None:
    anchor = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
        f' xmlns:a="{_DRAWING}/main" xmlns:r="{_OFFICE}"><xdr:oneCellAnchor><xdr:from><xdr:col>1'
        "</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff>"
        '</xdr:from><xdr:ext cx="1800000" cy="1800000"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2"'
        ' name="p"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:link="x"/><a:stretch>'
        '<a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext'
        ' cx="1800000" cy="1800000"/></a:xfrm><a:prstGeom prst="rect"/></xdr:spPr></xdr:pic>'
        "<xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"
    )
    parts = {
        "xl/drawings/drawing1.xml": anchor,
        "xl/drawings/_rels/drawing1.xml.rels": _relations({"x": ("image", target, True)}),
        "xl/worksheets/_rels/sheet1.xml.rels": _relations(
            {"d": ("drawing", "../drawings/drawing1.xml", False)}
        ),
    }
    _write_workbook(path, "", {}, parts, after='<drawing r:id="d"/>')


def _slide_picture(path: Path, target: str) -> None:
    shape = (
        '<p:pic><p:nvPicPr><p:cNvPr id="2" name="p"/><p:cNvPicPr/><p:nvPr>{}</p:nvPr></p:nvPicPr>'
        '<p:blipFill><a:blip r:link="x"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr>'
        '<a:xfrm><a:off x="900000" y="900000"/><a:ext cx="1800000" cy="1800000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )
    text = (
        '<p:sp><p:nvSpPr><p:cNvPr id="9" name="t"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        '<p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="4000000" cy="800000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/>'
        f"<a:p><a:r><a:t>{SENTENCE}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    shapes = shape.format("") + shape.format('<a:videoFile r:link="v"/>')
    tree = (
        '<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/>'
        f"</p:nvGrpSpPr><p:grpSpPr/>{text}{shapes}</p:spTree></p:cSld>"
    )
    parts = {
        "ppt/presentation.xml": (
            f'<p:presentation {_NAMES}><p:sldIdLst><p:sldId id="256" r:id="s"/></p:sldIdLst>'
            '<p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>'
            "</p:presentation>"
        ),
        "ppt/_rels/presentation.xml.rels": _relations({"s": ("slide", "slides/slide1.xml", False)}),
        "ppt/slides/slide1.xml": f"<p:sld {_NAMES}>{tree}</p:sld>",
        "ppt/slides/_rels/slide1.xml.rels": _relations(
            {"x": ("image", target, True), "v": ("video", target, True)}
        ),
    }
    main_type = f"{_TYPES}.presentationml.presentation.main+xml"
    _write_package(path, "ppt/presentation.xml", main_type, parts)


# ── OpenDocument ──────────────────────────────────────────────────────────────────────────────

_OPEN_NAMES = " ".join(
    f'xmlns:{prefix}="{_OASIS}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("table", "table"),
        ("text", "text"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
        ("script", "script"),
        ("presentation", "presentation"),
    )
) + (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dom="http://www.w3.org/2001/xml-events"'
    ' xmlns:ooo="http://openoffice.org/2004/office"'
)


_MEDIA = {"drawing": "graphics"}


def write_open(
    path: Path,
    kind: str,
    body: str,
    automatic: str = "",
    *,
    head: str = "",
    parts: Mapping[str, str] | None = None,
) -> Path:
    """An OpenDocument file; `head` stands before the styles, `parts` are further files."""
    mimetype = f"application/vnd.oasis.opendocument.{_MEDIA.get(kind, kind)}"
    names = {"/": mimetype, "content.xml": "text/xml", **dict.fromkeys(parts or {}, "text/xml")}
    entries = "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type="{media}"/>'
        for name, media in names.items()
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", mimetype)
        package.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{_OASIS}:manifest:1.0" m:version="1.3">{entries}</m:manifest>',
        )
        package.writestr(
            "content.xml",
            f'<office:document-content {_OPEN_NAMES} office:version="1.3">{head}'
            f"<office:automatic-styles>{automatic}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
            "</office:document-content>",
        )
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return path


_TEXT = f"<text:p>{SENTENCE}</text:p>"


def _frame(inside: str) -> str:
    return (
        '<text:p><draw:frame text:anchor-type="as-char" svg:width="5cm" svg:height="5cm">'
        f"{inside}</draw:frame></text:p>"
    )


def _link(element: str, target: str, more: str = "") -> str:
    return (
        f'<{element} xlink:href="{target}" xlink:type="simple" xlink:show="embed"'
        f' xlink:actuate="onLoad" {more}/>'
    )


def _open_picture(path: Path, target: str) -> None:
    write_open(path, "text", _frame(_link("draw:image", target)) + _TEXT)


def _open_svg(path: Path, target: str) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="100" height="100"><image xlink:href="{target}" width="100" height="100"/>'
        f'<style>@import url("{target}");</style></svg>'
    )
    parts = {"Pictures/a.svg": svg}
    write_open(path, "text", _frame(_link("draw:image", "Pictures/a.svg")) + _TEXT, parts=parts)


def _open_objects(path: Path, target: str) -> None:
    frames = (
        _link("draw:object", target),
        _link("draw:object-ole", target),
        _link("draw:floating-frame", target),
        _link("draw:plugin", target, 'draw:mime-type="application/vnd.sun.star.media"'),
        _link("draw:applet", target, 'draw:code="a" draw:archive="a"'),
    )
    write_open(path, "text", "".join(map(_frame, frames)) + _TEXT)


def _open_section(path: Path, target: str) -> None:
    section = (
        '<text:section text:name="s{}"><text:section-source xlink:href="{}" xlink:type="simple"'
        " {}/><text:p/></text:section>"
    )
    filters = ("", 'text:filter-name="Text"', 'text:filter-name="writer8"')
    body = "".join(section.format(n, target, f) for n, f in enumerate(filters))
    dde = (
        '<text:section text:name="d"><office:dde-source office:dde-application="soffice"'
        f' office:dde-topic="{_bare(target)}" office:dde-item="A1"'
        ' office:automatic-update="true"/><text:p/></text:section>'
    )
    write_open(path, "text", body + dde + _TEXT)


def _open_styles(path: Path, target: str) -> None:
    automatic = (
        '<style:style style:name="P" style:family="paragraph"><style:paragraph-properties>'
        f"{_link('style:background-image', target)}</style:paragraph-properties></style:style>"
        f'<text:list-style style:name="L"><text:list-level-style-image text:level="1"'
        f' xlink:href="{target}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad">'
        '<style:list-level-properties fo:width="2cm" fo:height="2cm"/>'
        "</text:list-level-style-image></text:list-style>"
    )
    faces = (
        '<office:font-face-decls><style:font-face style:name="F" svg:font-family="F">'
        f'<svg:font-face-src><svg:font-face-uri xlink:href="{target}" xlink:type="simple">'
        '<svg:font-face-format svg:string="truetype"/></svg:font-face-uri></svg:font-face-src>'
        "</style:font-face></office:font-face-decls>"
    )
    body = (
        '<text:list text:style-name="L"><text:list-item><text:p>1</text:p></text:list-item>'
        f'</text:list><text:p text:style-name="P">{SENTENCE}</text:p>'
    )
    write_open(path, "text", body, automatic, head=faces)


def _open_fill(path: Path, target: str) -> None:
    fill = _link("draw:fill-image", target, 'draw:name="f"')
    styles = (
        f"<office:document-styles {_OPEN_NAMES}><office:styles>"
        f"{fill}</office:styles></office:document-styles>"
    )
    automatic = (
        '<style:style style:name="g" style:family="graphic"><style:graphic-properties'
        ' draw:fill="bitmap" draw:fill-image-name="f"/></style:style>'
    )
    body = (
        '<draw:page draw:name="1"><draw:rect draw:style-name="g" svg:x="1cm" svg:y="1cm"'
        f' svg:width="9cm" svg:height="9cm">{_TEXT}</draw:rect></draw:page>'
    )
    write_open(path, "drawing", body, automatic, parts={"styles.xml": styles})


def _open_sheet(path: Path, target: str) -> None:
    row = "<table:table-row><table:table-cell {}/></table:table-row>"
    formulas = (
        f'table:formula="of:=WEBSERVICE(&quot;{target}&quot;)"',
        f"table:formula=\"of:=['{target}'#$S.A1]\" office:value-type='string'",
        f'table:formula="of:=DDE(&quot;soffice&quot;;&quot;{target}&quot;;&quot;A1&quot;)"',
    )
    area = (
        "<table:table-row><table:table-cell><table:cell-range-source"
        f' table:name="HTML_all" xlink:href="{target}" xlink:type="simple"'
        ' xlink:actuate="onRequest" table:filter-name="calc_HTML_WebQuery"'
        ' table:last-column-spanned="1" table:last-row-spanned="1" table:refresh-delay="PT1S"/>'
        "</table:table-cell></table:table-row>"
    )
    text = (
        f"<table:table-row><table:table-cell office:value-type='string'>{_TEXT}</table:table-cell>"
        "</table:table-row>"
    )
    linked = (
        '<table:table table:name="二"><table:table-source xlink:href="{}" xlink:type="simple"'
        ' table:table-name="S" table:mode="copy-all"/>{}</table:table>'
    )
    rows = "".join(row.format(f) for f in formulas)
    body = f'<table:table table:name="一">{rows}{area}{text}</table:table>'
    write_open(path, "spreadsheet", body + linked.format(target, text))


def _macro_parts(mark: Path) -> dict[str, str]:
    code = (
        "Sub Main\n"
        f'f = FreeFile\nOpen "{mark}" For Output As #f\nPrint #f, "ran"\nClose #f\n'
        f'Shell("/usr/bin/touch", 0, "{mark}", True)\nEnd Sub\n'
    ).replace('"', "&quot;")
    library = "http://openoffice.org/2000/library"
    script = "http://openoffice.org/2000/script"
    return {
        "Basic/script-lc.xml": (
            f'<l:libraries xmlns:l="{library}" xmlns:xlink="http://www.w3.org/1999/xlink">'
            '<l:library l:name="Standard" l:link="false"/></l:libraries>'
        ),
        "Basic/Standard/script-lb.xml": (
            f'<l:library xmlns:l="{library}" l:name="Standard" l:readonly="false"'
            ' l:passwordprotected="false"><l:element l:name="M"/></l:library>'
        ),
        "Basic/Standard/M.xml": (
            f'<s:module xmlns:s="{script}" s:name="M" s:language="StarBasic">{code}</s:module>'
        ),
    }


_EVENTS = (
    "<office:scripts><office:script script:language='ooo:Basic'/><office:event-listeners>{}"
    "</office:event-listeners></office:scripts>"
)


def _macro(kind: str, body: str) -> Callable[[Path, Path], None]:
    def write(path: Path, mark: Path) -> None:
        address = "vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document"
        listeners = "".join(
            f'<script:event-listener script:language="ooo:script" script:event-name="{event}"'
            f' xlink:href="{address}" xlink:type="simple"/>'
            for event in ("dom:load", "office:load-finished", "office:print", "dom:unload")
        )
        parts = _macro_parts(mark)
        write_open(path, kind, body, head=_EVENTS.format(listeners), parts=parts)

    return write


# ── the rest ──────────────────────────────────────────────────────────────────────────────────


def _rich_text(path: Path, target: str) -> None:
    shown = _bare(target)
    fields = "".join(
        f"{{\\field\\fldedit{{\\*\\fldinst {code}}}{{\\fldrslt -}}}}"
        for code in (
            f'INCLUDEPICTURE "{target}" \\\\d',
            f'INCLUDETEXT "{target}"',
            f'DDEAUTO soffice "{shown}" A1',
        )
    )
    words = "".join(f"\\u{ord(c)}?" for c in SENTENCE)
    object_ = "{\\object\\objautlink\\objupdate{\\*\\objclass Word.Document}{\\*\\objdata 01}}"
    path.write_text(
        f"{{\\rtf1\\ansi{{\\*\\template {target}}}{fields}{object_}{words}}}",
        encoding="ascii",
    )


_Writer = Callable[[Path, str], object]

WRITERS: Mapping[str, tuple[_Writer, str]] = {
    "图.docx": (_link_picture, "png"),
    "旧图.docx": (_vml_picture, "png"),
    "矢量.docx": (_svg_picture, "png"),
    "压缩.docx": (_packed_svg, "png"),
    "套叠.docx": (_nested_svg, "png"),
    "对象.docx": (_ole_link, "odt"),
    "模板.docx": (_attached_template, "odt"),
    "子文档.docx": (_sub_document, "odt"),
    "块.docx": (_alternative_chunk, "html"),
    "域.docx": (_fields, "txt"),
    "域图.docx": (_fields, "png"),
    "公式.xlsx": (_formulas, "ods"),
    "外部簿.xlsx": (_external_book, "ods"),
    "网页查询.xlsx": (_web_query, "html"),
    "图.xlsx": (_sheet_picture, "png"),
    "图.pptx": (_slide_picture, "png"),
    "图.odt": (_open_picture, "png"),
    "矢量图.odt": (_open_picture, "svg"),
    "矢量.odt": (_open_svg, "png"),
    "对象.odt": (_open_objects, "odt"),
    "框.odt": (_open_objects, "html"),
    "节.odt": (_open_section, "odt"),
    "文本节.odt": (_open_section, "txt"),
    "样式.odt": (_open_styles, "png"),
    "填充.odg": (_open_fill, "png"),
    "链接.ods": (_open_sheet, "ods"),
    "网页.ods": (_open_sheet, "html"),
    "富文本.doc": (_rich_text, "png"),
    "富文本域.doc": (_rich_text, "txt"),
}
"""What writes a trap by the name of its document, and the kind of file it reaches for."""

MACROS: Mapping[str, Callable[[Path, Path], None]] = {
    "宏.odt": _macro("text", _TEXT),
}


def write_traps(folder: Path, places: Places) -> dict[str, Path]:
    """Every trap by its name: each writer's once for the network, once for the disk."""
    made = {}
    for name, (write, suffix) in WRITERS.items():
        for where, target in (
            ("网-", f"{places.url}/{quote(name)}/x.{suffix}"),
            ("盘-", places.file(f"secret.{suffix}")),
        ):
            made[where + name] = folder / (where + name)
            write(made[where + name], target)
    for name, write in MACROS.items():
        made[name] = folder / name
        write(made[name], places.mark)
    return made
