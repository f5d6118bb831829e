"""What workers do with office documents: make them ready for LibreOffice, and convert them.

LibreOffice is given copies in folders of ours, with the suffix that belongs to the content, so
that no wrong suffix decides how a file is read. They keep their names, because some print them.
"""

import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pikepdf
from lxml import etree  # type: ignore[import-untyped]

from docgen.issues.errors import FontError
from docgen.issues.issue import Issue
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import lost, noted
from docgen.model.electronic_invoice import ElectronicInvoice
from docgen.model.page_facts import Facts, Told
from docgen.office.alt_chunks import find_rich_texts
from docgen.office.column_widths import has_hashes, widen_columns
from docgen.office.document_words import read_words
from docgen.office.embedded_pictures import find_unprinted
from docgen.office.external_links import cut_pointers
from docgen.office.libreoffice import CHINESE, Component
from docgen.office.missing_glyphs import find_boxes, find_missing, list_characters
from docgen.office.package_parts import Parts
from docgen.office.plain_text import write_document
from docgen.office.repairs import repair
from docgen.office.sheet_scaling import fit_to_width
from docgen.office.symbol_font_use import has_symbol_letters
from docgen.office.text_loss import find_missing_pieces, say_missing
from docgen.office.workshop import Fate, Workshop, hand_over
from docgen.pdf.mupdf import load_mupdf
from docgen.sources.locked_files import (
    Lock,
    refuse_locked_package,
    unlock_office,
)
from docgen.sources.office_program import safe_stem
from docgen.sources.pdf_files import prepare_pdf
from docgen.system.file_types import Kind, is_package, recognise

_OPENED: Mapping[Kind, tuple[Component, str, str]] = {
    Kind.WORD: (Component.WRITER, ".docx", ".doc"),
    Kind.EXCEL: (Component.CALC, ".xlsx", ".xls"),
    Kind.POWERPOINT: (Component.IMPRESS, ".pptx", ".ppt"),
    Kind.RTF: (Component.WRITER, ".rtf", ".rtf"),
    Kind.WORDPERFECT: (Component.WRITER, ".wpd", ".wpd"),
    Kind.OPEN_TEXT: (Component.WRITER, ".odt", ".fodt"),
    Kind.OPEN_SHEET: (Component.CALC, ".ods", ".fods"),
    Kind.OPEN_SLIDES: (Component.IMPRESS, ".odp", ".fodp"),
    Kind.OPEN_DRAWING: (Component.IMPRESS, ".odg", ".fodg"),
    Kind.EXCEL_XML: (Component.CALC, ".xml", ".xls"),
    Kind.WORD_XML: (Component.WRITER, ".xml", ".doc"),
}
"""What opens a kind, and the suffix it is opened under: of a ZIP, of anything else."""

_TEXTS = frozenset((Kind.WORD, Kind.RTF, Kind.OPEN_TEXT))


def _write_web_sheet(content: bytes, stem: str) -> tuple[Path, Told]:
    from docgen.office.web_documents import write_sheet_of  # noqa: PLC0415 - slow, and rarely used

    return write_sheet_of(content, stem)


def _write_web_word(content: bytes, stem: str) -> tuple[Path, Told]:
    from docgen.office.web_documents import write_word_of  # noqa: PLC0415 - as above

    return write_word_of(content, stem)


def _write_mail(content: bytes, stem: str) -> tuple[Path, Told]:
    from docgen.office.mail_documents import write_mail  # noqa: PLC0415 - as above

    return write_mail(content, stem)


_WRITTEN: Mapping[Kind, Callable[[bytes, str], tuple[Path, Told]]] = {
    Kind.TEXT: write_document,
    Kind.WEB_SHEET: _write_web_sheet,
    Kind.WEB_WORD: _write_web_word,
    Kind.MAIL: _write_mail,
}
"""What turns a kind that is no document into one: takes its content and a name without suffix."""

_COMPONENTS = {
    ".fodt": Component.WRITER,
    ".docx": Component.WRITER,
    ".fods": Component.CALC,
    ".xlsx": Component.CALC,
}

_MOST_ENTRIES = 20_000
_MOST_UNPACKED = 2 << 30
_MOST_XML = 256 << 20
"""A sheet of a million rows has half of it."""
_DECLARATIONS = 64 * 1024
_ENTITY = tuple("<!ENTITY".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))

_DRAWS = re.compile(rb"T[jJ](?!\w)|(?<!\S)(?:Do|f\*?|S|B\*?|sh)(?!\S)")

_FATES = {
    Fate.REFUSED: "source-damaged",
    Fate.HUNG: "source-timeout",
    Fate.CRASHED: "source-crash",
}


@dataclass(frozen=True)
class Ready:
    """A document as LibreOffice is given it, in a folder of its own."""

    path: str
    component: Component
    unlocked: bool = False
    losses: tuple[Issue, ...] = ()
    notes: tuple[Issue, ...] = ()
    by_way_of_word: bool = False
    """Whether it must become a .docx first, for its symbols to be shown."""
    rich_texts: tuple[tuple[str, str], ...] = ()
    """Rich texts it imports: where each lies by itself, and the part it is in the document."""
    invoices: tuple[ElectronicInvoice, ...] = ()
    """What it brings as data."""


@dataclass(frozen=True)
class Conversion:
    """The PDF LibreOffice made of a document, and the file it was made of at last."""

    pdf: str
    printed: str
    notes: tuple[Issue, ...] = ()
    losses: tuple[Issue, ...] = ()


def make_ready(source: str, folder: str, kind: Kind, passwords: Sequence[str]) -> Ready:
    """A copy of a document in a new `folder`: unlocked, and looked through for traps.

    UnusableSourceError where LibreOffice should not or cannot be given it.
    """
    Path(folder).mkdir()
    stem = str(Path(folder, safe_stem(Path(source))))
    write = _WRITTEN.get(kind)
    if kind is Kind.INVOICE_DATA:
        return _make_invoice_ready(source, stem)
    if write is not None:
        made, told = write(Path(source).read_bytes(), stem)
        return Ready(str(made), _COMPONENTS[made.suffix], losses=told.losses, notes=told.notes)
    open_copy = f"{stem}.unlocked"
    lock = unlock_office(source, open_copy, passwords)
    if lock is Lock.NONE:
        shutil.copyfile(source, open_copy)
    else:
        kind = recognise(Path(open_copy))
    if kind not in _OPENED:
        raise UnusableSourceError("source-format", "as_pdf", name=kind.format.name)
    component, in_package, otherwise = _OPENED[kind]
    packed = is_package(Path(open_copy))
    with _told_as_damaged():
        _refuse_traps(open_copy)
        losses = cut_pointers(Path(open_copy))
        said = _repair(Path(open_copy), kind)
    path = stem + (in_package if packed else otherwise)
    Path(open_copy).replace(path)
    symbols = kind in _TEXTS and not path.endswith(".docx") and has_symbol_letters(Path(path))
    losses = (*losses, *said.losses)
    rich = tuple(_lay_out_rich_texts(Path(path))) if path.endswith(".docx") else ()
    return Ready(path, component, lock is Lock.OPENED, losses, said.notes, symbols, rich)


def _make_invoice_ready(source: str, stem: str) -> Ready:
    # python-docx, for a rarity.
    from docgen.sources.invoice_pages import write_invoice_page  # noqa: PLC0415

    made, told, invoice = write_invoice_page(Path(source).read_bytes(), stem)
    return Ready(str(made), Component.WRITER, notes=told.notes, invoices=(invoice,))


def _lay_out_rich_texts(document: Path) -> Iterator[tuple[str, str]]:
    """Write the rich texts that a Word document imports as files beside it, made ready."""
    with Parts(document) as parts:
        main = next(parts.related("", "officeDocument"), "")
        for number, part in enumerate(find_rich_texts(parts, main)):
            text = document.with_name(f"imported-{document.parent.name}-{number}.rtf")
            text.write_bytes(parts.read(part))
            cut_pointers(text)
            _repair(text, Kind.RTF)
            yield str(text), part


_ODD: tuple[type[Exception], ...] = (
    *(ValueError, LookupError, AttributeError, TypeError, ArithmeticError, OSError),
    *(struct.error, etree.LxmlError, zipfile.BadZipFile),
)
"""What is raised by parts of a document that are not as they should be."""


def _repair(document: Path, kind: Kind) -> Told:
    """What is said of the repairs; a document too odd for them is converted as it is."""
    try:
        return repair(document, kind)
    except _ODD:
        return Told(losses=(lost("unrepaired"),))


def _find_lost_words(printed: Path, words: Sequence[str]) -> tuple[Issue, ...]:
    """What is said of words that no page shows."""
    try:
        return say_missing(find_missing_pieces(read_words(printed), words))
    except _ODD:
        return (lost("uncompared"),)


def _find_lost_pictures(source: Path, made: Any) -> tuple[Issue, ...]:  # noqa: ANN401 - untyped
    """What is said of pictures of a document that no page of `made`, opened by MuPDF, shows."""

    def read() -> Iterator[bytes]:
        for page in made:
            for shown in page.get_image_info(xrefs=True):
                yield made.extract_image(shown["xref"])["image"] if shown["xref"] else b""

    try:
        return find_unprinted(source, sum(len(p.get_image_info()) for p in made), read)
    except _ODD:
        return (lost("uncompared"),)


@contextmanager
def _told_as_damaged() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError) as error:
        raise UnusableSourceError("source-damaged", "archive") from error


def _refuse_traps(path: str) -> None:
    """Refuse archives that would swell, and XML that declares entities: no office program does."""
    if not is_package(Path(path)):
        swelling = _swells(path)
    else:
        with zipfile.ZipFile(path) as package:
            refuse_locked_package(package)
            swelling = _package_swells(package)
    if swelling:
        raise UnusableSourceError("source-bomb", "document")


def _swells(path: str) -> bool:
    """Whether an XML file that is no package is very large or declares entities."""
    with Path(path).open("rb") as opened:
        start = opened.read(_DECLARATIONS)
    if not start.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0").startswith(b"<"):
        return False
    return Path(path).stat().st_size > _MOST_XML or any(mark in start for mark in _ENTITY)


def _package_swells(package: zipfile.ZipFile) -> bool:
    entries = package.infolist()
    xml = [e for e in entries if e.filename.lower().endswith((".xml", ".rels", ".vml"))]
    return (
        len(entries) > _MOST_ENTRIES
        or sum(entry.file_size for entry in entries) > _MOST_UNPACKED
        or any(entry.file_size > _MOST_XML for entry in xml)
        or any(_declares_entities(package, entry) for entry in xml)
    )


def _declares_entities(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    with package.open(entry) as content:
        start = content.read(_DECLARATIONS)
    return any(mark in start for mark in _ENTITY)


def convert_documents(
    soffice: str, documents: Sequence[Ready], folder: str, seconds: float
) -> list[Conversion | UnusableSourceError]:
    """The PDF of each document, or why there is none. Few calls of LibreOffice, in `folder`.

    `seconds` is how long LibreOffice may work on one without a sign of life.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="office-", dir=folder) as scratch:
            workshop = Workshop.set_up(Path(scratch) / "shop", Path(soffice), CHINESE)
            return _convert(workshop, documents, seconds)
    except FontError as error:
        refused = UnusableSourceError("source-font", cause=error.said)
        return [refused for _ in documents]


@dataclass(frozen=True)
class _Given:
    """What is printed of a document: itself, or the workbook made of it; and what is said of it."""

    path: Path
    notes: tuple[Issue, ...] = ()
    losses: tuple[Issue, ...] = ()


def _convert(
    workshop: Workshop, documents: Sequence[Ready], seconds: float
) -> list[Conversion | UnusableSourceError]:
    given = {document.path: _Given(Path(document.path)) for document in documents}
    sheets = [Path(d.path) for d in documents if d.component is Component.CALC]
    # Whatever is no OpenDocument becomes one: only there every sheet's page can be set.
    for sheet, made in _convert_each(workshop, sheets, "ods", seconds).items():
        if isinstance(made, Path):
            given[str(sheet)] = _Given(made, _fit(made, sheet.name))
    texts = [Path(d.path) for d in documents if d.by_way_of_word]
    rich = [Path(text) for d in documents for text, _ in d.rich_texts]
    words = _convert_each(workshop, [*texts, *rich], "docx", seconds)
    for text in texts:
        made = words[text]
        if isinstance(made, Path):
            given[str(text)] = _Given(made, losses=_repair(made, Kind.WORD).losses)
    for document in (d for d in documents if d.rich_texts):
        told = _merge_rich_texts(document, words)
        given[document.path] = _Given(Path(document.path), told.notes, told.losses)
    pdfs = _convert_each(workshop, [one.path for one in given.values()], "pdf", seconds)
    books = [str(sheet) for sheet in sheets if given[str(sheet)].path != sheet]
    for blank in [path for path in books if _is_blank(pdfs[given[path].path])]:
        # What was changed may have hidden it all, so it is printed as it came.
        given[blank] = _Given(Path(blank))
        pdfs |= _convert_each(workshop, [given[blank].path], "pdf", seconds)
    narrow = [path for path in books if _shows_hashes(pdfs[given[path].path], given[path].path)]
    widened = {path: _widen(given[path]) for path in narrow}
    pdfs |= _convert_each(workshop, [one.path for one, _ in widened.values()], "pdf", seconds)
    for path, (wider, cells) in widened.items():
        narrow_still = _shows_hashes(pdfs[wider.path], wider.path)
        given[path] = replace(wider, losses=_say_hashes(cells) if narrow_still else ())
    return [_conclude(d, pdfs[given[d.path].path], given[d.path]) for d in documents]


def _merge_rich_texts(document: Ready, words: Mapping[Path, Path | Fate]) -> Told:
    """Put the rich texts that a document imports in their places; what is said of it anew."""
    with Parts(Path(document.path)) as parts:
        for text, part in document.rich_texts:
            made = words[Path(text)]
            # What is empty is said to be not merged.
            parts.write(part, b"" if isinstance(made, Fate) else made.read_bytes())
        parts.save()
    said = _repair(Path(document.path), Kind.WORD)
    notes = tuple(note for note in said.notes if note not in document.notes)
    losses = tuple(loss for loss in said.losses if loss not in document.losses)
    return Told(notes, losses)


def _shows_hashes(made: Path | Fate, workbook: Path) -> bool:
    """Whether numbers did not fit their columns."""
    if isinstance(made, Fate) or not is_package(workbook):
        return False
    with load_mupdf().open(made) as document:
        texts = (page.get_text() for page in document)
        return has_hashes(texts, workbook)


def _widen(book: _Given) -> tuple[_Given, tuple[str, ...]]:
    """The book with wider columns, and the cells that need them."""
    notes, cells = widen_columns(book.path)
    return replace(book, notes=(*book.notes, *notes)), tuple(cell.place for cell in cells)


def _say_hashes(cells: tuple[str, ...]) -> tuple[Issue, ...]:
    return (lost("hashes", cells=cells) if cells else lost("hashes_somewhere"),)


def _convert_each(
    workshop: Workshop, documents: Sequence[Path], to: Literal["pdf", "ods", "docx"], seconds: float
) -> dict[Path, Path | Fate]:
    """What became of each document, in a folder beside it. One call, where no two are namesakes."""
    results: dict[Path, Path | Fate] = {}
    waiting = list(documents)
    while waiting:
        call = list({document.stem.casefold(): document for document in waiting}.values())
        for document, made in workshop.convert_each(call, to, seconds).items():
            results[document] = made
            if isinstance(made, Path):
                target = document.parent / to / made.name
                target.parent.mkdir(exist_ok=True)
                results[document] = made.replace(target)
        waiting = [document for document in waiting if document not in results]
    return results


def _fit(workbook: Path, name: str) -> tuple[Issue, ...]:
    try:
        return fit_to_width(workbook, name)
    except (zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError, MemoryError):
        # It is printed as it is: more pages, but nothing is lost.
        return ()


def _is_blank(made: Path | Fate) -> bool:
    """Whether nothing is drawn on any page of a PDF."""
    if isinstance(made, Fate):
        return False
    with pikepdf.open(made) as pdf:
        streams = (page.obj.get("/Contents") for page in pdf.pages)
        return not any(s is not None and _DRAWS.search(s.read_bytes()) for s in streams)


def _conclude(
    document: Ready, made: Path | Fate, given: _Given
) -> Conversion | UnusableSourceError:
    if isinstance(made, Path):
        pdf = hand_over(made, made.with_name("converted.pdf"))
        return Conversion(str(pdf), str(given.path), given.notes, given.losses)
    return UnusableSourceError(_FATES[made], "unlocked_office" if document.unlocked else "office")


def prepare_converted(conversion: Conversion, ready: Ready, scratch: str) -> Facts:
    """The pages of a converted document, their looks not yet taken."""
    facts = prepare_pdf(conversion.pdf, scratch)
    with load_mupdf().open(conversion.pdf) as document:
        boxed = {*find_boxes(document), *find_missing(document, Path(ready.path))}
        words = [page.get_text() for page in document]
        missing = (
            *_find_lost_words(Path(conversion.printed), words),
            *_find_lost_pictures(Path(ready.path), document),
        )
    faceless = [lost("faceless", characters=list_characters(boxed))] if boxed else []
    opened = (noted("with_password"),) if ready.unlocked else ()
    notes = (noted("converted", count=len(facts.pages)), *conversion.notes)
    return replace(
        facts,
        pdf=facts.pdf or conversion.pdf,
        notes=(*opened, *ready.notes, *notes, *facts.notes),
        losses=(*ready.losses, *conversion.losses, *missing, *faceless, *facts.losses),
        unlocked=ready.unlocked,
        invoices=ready.invoices,
    )
