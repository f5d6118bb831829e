"""What LibreOffice would not keep of a document is repaired in the copy it is given.

Each repair says what it could not do. A package that is not as it should be goes as it is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import olefile  # type: ignore[import-untyped]

from docgen.issues.issue import Issue
from docgen.issues.unplaced import lost, noted, place_in
from docgen.model.page_facts import Told
from docgen.office.cell_pictures import draw_pictures, find_pictures
from docgen.office.doc_binary import OldText, freeze_old_text
from docgen.office.embedded_pictures import mend_pictures
from docgen.office.external_links import find_instructed, say_linked
from docgen.office.libreoffice import Component, find_soffice
from docgen.office.number_formats import mend_formats
from docgen.office.opendocument import (
    find_hidden_pages,
    first_words,
    freeze_fields,
    freeze_formulas,
)
from docgen.office.package_parts import Parts
from docgen.office.ppt_binary import find_hidden_slides
from docgen.office.rtf import freeze_rich_text
from docgen.office.sheet_diagrams import draw_diagrams
from docgen.office.sheet_symbols import (
    find_symbol_styles,
    read_strings,
    show_cell_symbols,
    show_rich_symbols,
)
from docgen.office.slides import repair_slides, say_hidden
from docgen.office.stored_values import (
    drop_header_dates,
    freeze_sheet,
    freeze_xml_workbook,
)
from docgen.office.word_fields import begin_of
from docgen.office.word_parts import repair_word
from docgen.office.workbook_parts import SheetPart, find_sheets, find_workbook
from docgen.office.xls_binary import freeze_old_workbook
from docgen.office.xlsb_binary import freeze_binary_workbook
from docgen.system.file_types import Kind, is_package

_SIZELESS = re.compile(rb"""(<(?:\w+:)?ext )cx=["']0["'] cy=["']0["']""")
_CHART_SIZE = b'cx="9304421" cy="6079958"'
"""As Excel has it, on A4."""
_SOUND = re.compile(r"\\o\s*(?:\\a[a-z]\s*)?\(\s*\\s\s*\\up", re.IGNORECASE)
"""The sound above a character, which LibreOffice draws."""


def repair(document: Path, kind: Kind) -> Told:
    """Repair the document at a path in place; what is said of it."""
    if kind is Kind.EXCEL_XML:
        return freeze_xml_workbook(document)
    if kind is Kind.RTF:
        return freeze_rich_text(document)
    if olefile.isOleFile(str(document)):
        old = _OLD.get(kind)
        return old(document) if old else Told()
    if not is_package(document):
        return Told()
    mend = _MENDED.get(kind)
    if mend is None:
        return Told()
    with Parts(document) as parts:
        said = mend(parts)
        pictures = mend_pictures(parts)
        parts.save()
    return Told((*said.notes, *pictures.notes), (*said.losses, *pictures.losses))


def _repair_workbook(parts: Parts) -> Told:
    workbook = find_workbook(parts)
    if workbook is None:
        return Told()
    if workbook.casefold().endswith(".bin"):
        return freeze_binary_workbook(parts, workbook)
    for name in parts.related(workbook, "styles"):
        parts.write_changed(name, mend_formats(parts.read(name)))
    _show_chart_sheets(parts, workbook)
    pictures = find_pictures(parts, workbook)
    styles = find_symbol_styles(parts, workbook)
    strings = read_strings(parts, workbook) if styles else []
    for name in parts.related(workbook, "sharedStrings"):
        parts.write_changed(name, show_rich_symbols(parts.read(name)))
    notes: list[Issue] = []
    losses: list[Issue] = []
    for sheet in find_sheets(parts, workbook):
        missing = draw_pictures(parts, sheet.part, pictures)
        frozen = freeze_sheet(parts, sheet.part)
        raw, dated = drop_header_dates(parts.read(sheet.part))
        parts.write_changed(sheet.part, show_cell_symbols(show_rich_symbols(raw), styles, strings))
        undrawn = draw_diagrams(parts, sheet.part)
        if sheet.hidden:
            continue
        losses += [lost("diagram", sheet=sheet.name, name=name) for name in undrawn]
        losses += _list_undrawn(parts, sheet, raw)
        if missing:
            losses.append(lost("cell_pictures", sheet=sheet.name, cells=tuple(missing)))
        if dated:
            notes.append(noted("header_date"))
        if frozen.of_today:
            notes.append(noted("cells_stored", sheet=sheet.name, cells=tuple(frozen.of_today)))
        if frozen.not_stored:
            losses.append(lost("not_stored", sheet=sheet.name, cells=tuple(frozen.not_stored)))
    return Told(tuple(dict.fromkeys(notes)), tuple(losses))


def _list_undrawn(parts: Parts, sheet: SheetPart, raw: bytes) -> Iterator[Issue]:
    """What of a sheet LibreOffice does not know and nothing here draws in its place."""
    drawings = parts.related(sheet.part, "drawing")
    if any(r.kind == "chartEx" for drawing in drawings for r in parts.relations(drawing)):
        yield lost("chart", where=place_in("sheet", sheet=sheet.name))
    if any(True for _ in parts.related(sheet.part, "vmlDrawing")) and b"&amp;G" in raw:
        yield lost("header_picture", sheet=sheet.name)


def _show_chart_sheets(parts: Parts, workbook: str) -> None:
    """Give charts that fill a sheet a size: programs other than Excel write none there."""
    for sheet in parts.related(workbook, "chartsheet"):
        for drawing in parts.related(sheet, "drawing"):
            sized = _SIZELESS.sub(rb"\1" + _CHART_SIZE, parts.read(drawing))
            parts.write_changed(drawing, sized)


def _repair_old_workbook(document: Path) -> Told:
    sheets = freeze_old_workbook(document)
    shown = [sheet for sheet in sheets if not sheet.hidden]
    dated = [(s.name, tuple(s.frozen.of_today)) for s in shown if s.frozen.of_today]
    pictures = [(s.name, tuple(s.pictures)) for s in shown if s.pictures]
    return Told(
        tuple(noted("cells_stored", sheet=name, cells=cells) for name, cells in dated),
        tuple(lost("only_wps", sheet=name, cells=cells) for name, cells in pictures),
    )


def _repair_old_text(document: Path) -> Told:
    old = freeze_old_text(document)
    linked = [find_instructed(instruction) for instruction, _ in old.instructions]
    shapes = (lost("linked_shapes"),) if old.has_linked_shapes else ()
    losses = (*say_linked(target for target in linked if target), *shapes)
    notes = (noted("fields_stored", names=tuple(old.frozen)),) if old.frozen else ()
    return Told(notes, (*losses, *_say_equations(old)))


def _say_equations(old: OldText) -> Iterator[Issue]:
    """LibreOffice draws of the fields of an old document only what it understands of them."""
    for instruction, paragraph in old.instructions:
        if instruction[:2].casefold() == "eq" and not _SOUND.search(instruction):
            yield lost("old_equation", words=begin_of(paragraph), instruction=instruction)


def _repair_open_sheet(parts: Parts) -> Told:
    return Told(freeze_formulas(parts))


def _repair_open_text(parts: Parts) -> Told:
    return Told(freeze_fields(parts))


def _repair_open_slides(parts: Parts) -> Told:
    root = parts.read_tree("content.xml")
    hidden = find_hidden_pages(root) if root is not None else {}
    said = (say_hidden(number, first_words(page)) for number, page in hidden.items())
    return Told((*freeze_fields(parts), *said))


def _repair_word(parts: Parts) -> Told:
    return repair_word(parts, draws_math=Component.MATH.is_here(find_soffice()))


def _look_at_old_slides(document: Path) -> Told:
    hidden = find_hidden_slides(document)
    return Told(tuple(say_hidden(number, title) for number, title in hidden))


_OLD: Mapping[Kind, Callable[[Path], Told]] = {
    Kind.EXCEL: _repair_old_workbook,
    Kind.WORD: _repair_old_text,
    Kind.POWERPOINT: _look_at_old_slides,
}
"""What repairs documents of before 2007, which are no packages."""

_MENDED: Mapping[Kind, Callable[[Parts], Told]] = {
    Kind.EXCEL: _repair_workbook,
    Kind.WORD: _repair_word,
    Kind.POWERPOINT: repair_slides,
    Kind.OPEN_SHEET: _repair_open_sheet,
    Kind.OPEN_TEXT: _repair_open_text,
    Kind.OPEN_SLIDES: _repair_open_slides,
    Kind.OPEN_DRAWING: _repair_open_text,
}
