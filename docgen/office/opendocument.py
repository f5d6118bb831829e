"""OpenDocument files: fields and formulas become what the file stores for them.

LibreOffice puts the day of the conversion, the name of our copy and its own user in the place of
what a field showed when the document was saved (OpenDocument 1.3, part 3, 7).
"""

import re
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from docgen.issues.issue import Issue
from docgen.issues.unplaced import noted
from docgen.office.package_parts import Parts

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_SPAN = f"{_TEXT}span"
_NAMES = """
    author-initials author-name bookmark-ref conditional-text creation-date creation-time creator
    database-display database-name database-row-number dde-connection description editing-cycles
    editing-duration expression file-name initial-creator keywords modification-date
    modification-time note-ref print-date print-time printed-by reference-ref sender-city
    sender-company sender-country sender-email sender-fax sender-firstname sender-initials
    sender-lastname sender-phone-private sender-phone-work sender-position sender-postal-code
    sender-state-or-province sender-street sender-title sequence sequence-ref subject
    template-name text-input title user-defined user-field-get user-field-input variable-get
    variable-input variable-set
"""
_LIVE = frozenset(f"{_TEXT}{name}" for name in _NAMES.split())
"""Fields that show what is stored elsewhere; page numbers are left alive."""
_CLOCKS = frozenset(f"{_TEXT}{name}" for name in ("date", "time"))
_CELL = re.compile(rb"""<table:(?:covered-)?table-cell(?=\s)(?:[^>"']|"[^"]*"|'[^']*')*>""")
_FORMULA = re.compile(rb"""\stable:formula=(?:"([^"]*)"|'([^']*)')""")
_MATRIX = re.compile(rb"""\stable:number-matrix-(?:columns|rows)-spanned=(?:"[^"]*"|'[^']*')""")
_OF_TODAY = re.compile(rb"\b(?:TODAY|NOW|RAND|RANDBETWEEN)\(")


def freeze_fields(parts: Parts) -> tuple[Issue, ...]:
    """Turn the fields of texts and slides into text; returns what is noted."""
    dated = False
    for name in ("content.xml", "styles.xml"):
        root = parts.read_tree(name)
        if root is None:
            continue
        changed = False
        for field in list(root.iter(*_LIVE, *_CLOCKS)):
            changed = True
            dated |= _freeze(field)
        if changed:
            parts.write_tree(name, root)
    return (noted("dates_stored"),) if dated else ()


def _freeze(field: etree._Element) -> bool:
    """Let a field be plain text; whether it would have shown another day or hour."""
    told = field.tag in _CLOCKS and field.get(f"{_TEXT}fixed") != "true"
    field.tag = _SPAN
    field.attrib.clear()
    return told


def find_hidden_pages(root: etree._Element) -> dict[int, etree._Element]:
    """The hidden slides of a presentation's content, by their numbers."""
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for looks in style.iter(f"{_STYLE}drawing-page-properties")
        if looks.get(f"{_PRESENTATION}visibility") == "hidden"
    }
    pages = enumerate(root.iter(f"{_DRAW}page"), start=1)
    return {n: page for n, page in pages if page.get(f"{_DRAW}style-name") in hidden}


def first_words(page: etree._Element) -> str:
    """The first text on a slide."""
    texts = ("".join(text.itertext()).strip() for text in page.iter(f"{_TEXT}p"))
    return next(filter(None, texts), "")


def freeze_formulas(parts: Parts) -> tuple[Issue, ...]:
    """Take the formulas out of the cells of a workbook; returns what is noted.

    A cell that stores no value shows nothing, and keeps its formula.
    """
    raw = parts.read("content.xml") if parts.has("content.xml") else b""
    of_today = 0

    def freeze(cell: re.Match[bytes]) -> bytes:
        nonlocal of_today
        if b"table:formula=" not in cell[0] or b"office:value-type=" not in cell[0]:
            return cell[0]
        of_today += bool(_OF_TODAY.search(cell[0]))
        return _MATRIX.sub(b"", _FORMULA.sub(b"", cell[0]))

    changed = _CELL.sub(freeze, raw)
    if changed != raw:
        parts.write("content.xml", changed)
    notes = [noted("formulas_stored", count=of_today)] if of_today else []
    return (*notes, *_drop_header_dates(parts))


def _drop_header_dates(parts: Parts) -> Iterator[Issue]:
    """Headers of sheets store no date: LibreOffice writes zeros there."""
    root = parts.read_tree("styles.xml")
    clocks = [f for f in root.iter(*_CLOCKS) if not _is_fixed(f)] if root is not None else []
    for field in clocks:
        field.tag, field.text = _SPAN, ""
        field.attrib.clear()
    if clocks:
        parts.write_tree("styles.xml", root)
        yield noted("header_date")


def _is_fixed(field: etree._Element) -> bool:
    return bool(field.get(f"{_TEXT}fixed") == "true")
