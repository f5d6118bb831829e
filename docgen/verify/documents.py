"""Whether the Word form, its PDF and the workbook say what the manifest says. In a worker.

Where the scheme is known both are drawn again from the manifest and compared; where it is not, they
are held against the manifest's figures.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from lxml import etree  # type: ignore[import-untyped]

from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.scheme import Scheme
from docgen.package.manifest import Manifest, ManifestItem, has_points, is_made_here
from docgen.package.restoring import Restored, restore
from docgen.pdf.mupdf import load_mupdf, mupdf_errors
from docgen.system.file_hashes import hash_file
from docgen.text.flattening import flatten
from docgen.text.printable import keep_steady
from docgen.text.wording import PageRange, write_figure, write_ranges
from docgen.verify import form_text
from docgen.verify.certainty import settle
from docgen.verify.visible_text import visible_text
from docgen.verify.word_contents import WordRead, read_word
from docgen.verify.workbook_contents import SpoiltError, read_book

_LONGEST_TEXT = 200_000
"""Characters of a form that are told further."""
_MOST_PAGES = 500
"""Of a form's PDF."""


@dataclass(frozen=True)
class CheckedFile:
    """What was found out about a document beside the bundle."""

    said: tuple[Issue, ...]
    resaved: bool = False
    """Whether it is a workbook that was compared with one drawn again, so that it may have been
    saved by whoever filled in the reviewer's columns."""
    text: str = ""
    """All that a form says."""


@dataclass(frozen=True)
class Origin:
    """What a package was made of, as its manifest says: documents are held against it."""

    manifest: Manifest
    scheme: Scheme | None
    """Its scheme, where that is known."""

    @cached_property
    def restored(self) -> Restored | None:
        """What the package was made of; None where no scheme is known.

        Nor can it be told where a manifest holds no data or contradicts itself.
        """
        try:
            return None if self.scheme is None else restore(self.manifest, self.scheme)
        except ValueError:
            return None


# --- the workbook ------------------------------------------------------------------------------


def check_workbook(origin: Origin, path: str) -> CheckedFile:
    """Hold the workbook against the one that the manifest gives. For a worker."""
    from docgen.package.crossref_workbook import write_cross_reference  # noqa: PLC0415 - slow to load
    from docgen.verify import workbook_comparison  # noqa: PLC0415 - loads the former

    file, manifest, restored = Path(path), origin.manifest, origin.restored
    if restored is None or not restored.cross_reference.volumes:
        found = _open(read_book, file)
        return CheckedFile(tuple(workbook_comparison.check_values(manifest, file.name, found)))
    drawn = write_cross_reference(
        restored.spec,
        restored.data,
        restored.scores,
        restored.cross_reference,
        words=restored.scheme.words,
        draft=manifest.draft,
    )
    made_here = is_made_here(manifest)
    if made_here and _holds(file, drawn):
        return CheckedFile((), resaved=True)
    found = _open(read_book, file)
    said = workbook_comparison.compare_books(file.name, read_book(drawn), found)
    if made_here:
        return CheckedFile(tuple(said), resaved=True)
    plain = tuple(workbook_comparison.check_values(manifest, file.name, found))
    # What is hidden or covered is told by itself, whoever drew the workbook.
    unsure = settle(manifest, (one for one in said if one not in plain))
    return CheckedFile((*plain, *unsure), resaved=True)


def _holds(file: Path, drawn: bytes) -> bool:
    """Whether a file is, byte for byte, what was drawn: most are, and need not be read twice."""
    return file.stat().st_size == len(drawn) and file.read_bytes() == drawn


# --- the form ----------------------------------------------------------------------------------


def read_form(path: str) -> WordRead:
    """What is in a Word form. SpoiltError where it cannot be read. For a worker."""
    return _open(read_word, Path(path))


def check_form(origin: Origin, path: str, found: WordRead | None = None) -> CheckedFile:
    """Hold the Word form against the one that the manifest gives. For a worker.

    `found` is what is in it, where that is known.
    """
    from docgen.forms.values import form_values  # noqa: PLC0415 - slow to load
    from docgen.forms.word_template import fill_template  # noqa: PLC0415

    file, manifest, restored = Path(path), origin.manifest, origin.restored
    found = found or read_form(path)
    if restored is None or not _has_template(restored, manifest):
        said = (*_check_rows(manifest, file), *form_text.list_hidden(file.name, found))
        return CheckedFile(said, text=found.text[:_LONGEST_TEXT])
    template = restored.scheme.folder / restored.spec.form.template
    values = form_values(restored.spec, restored.data, restored.scores, restored.cross_reference)
    drawn = read_word(fill_template(template, values, draft=manifest.draft))
    compared = list(form_text.compare_forms(file.name, drawn, found))
    # Another docgen may set the same words otherwise.
    set_otherwise = [one for one in compared if one.code == form_text.SET_OTHERWISE]
    words = [one for one in compared if one.code != form_text.SET_OTHERWISE]
    said = (*words, *settle(manifest, set_otherwise))
    return CheckedFile(said, text=found.text[:_LONGEST_TEXT])


def _has_template(restored: Restored, manifest: Manifest) -> bool:
    """Whether the template here is the one that was filled in."""
    template = restored.scheme.folder / restored.spec.form.template
    return hash_file(template) == manifest.scheme.template


def check_form_pdf(word: str, pdf: str, found: WordRead | None = None) -> CheckedFile:
    """Hold the PDF of a form against its Word version. For a worker.

    `found` is what is in the latter, where that is known.
    """
    found, seen = found or read_form(word), _read_form_pdf(pdf)
    name, pages = Path(pdf).name, tuple(map(flatten, seen))
    said = tuple(form_text.compare_prints(name, found, pages))
    if said:
        # Once more without what readers of a PDF find out of its place.
        steady = _open(lambda file: read_word(file, keep_steady), Path(word))
        words = tuple(flatten(keep_steady(page)) for page in seen)
        lost = form_text.list_lost(name, found.text, "".join(pages))
        said = (*form_text.compare_prints(name, steady, words), *lost)
    return CheckedFile(said)


def _read_form_pdf(path: str) -> tuple[str, ...]:
    """The text of each page that can be seen, in the order it was drawn."""
    with load_mupdf().open(path, filetype="pdf") as document:
        if len(document) > _MOST_PAGES:
            raise SpoiltError("pages", count=len(document))
        return tuple(visible_text(page) for page in document)


def _check_rows(manifest: Manifest, form: Path) -> Iterator[Issue]:
    """The Word form has each item's points and pages in the item's row."""
    from docx import Document  # noqa: PLC0415 - slow, and most rules do without

    if not has_points(manifest):
        return
    rows = [
        [flatten(cell.text) for cell in row.cells]
        for table in Document(str(form)).tables
        for row in table.rows
    ]
    place = Location(form.name)
    for item in manifest.items:
        row = next((r for r in rows if any(flatten(item.title) in cell for cell in r)), None)
        yield from _check_row(item, row, place)
    if manifest.totals is None:
        return
    total = write_figure(manifest.totals.total)
    # Beside its label in one cell (总得分：93), or in the next one (自评总分 | 93).
    printed = re.compile(rf"总得?分:?{re.escape(total)}(?!\d|\.\d)")
    if not any(printed.search(":".join(row)) for row in rows):
        yield issue("V401", place, "total", total=manifest.totals.total)


def _check_row(item: ManifestItem, row: list[str] | None, place: Location) -> Iterator[Issue]:
    if row is None:
        yield issue("V401", place, "no_item", item=item.number)
        return
    claimed = write_figure(item.claimed)
    if claimed and claimed not in row:
        yield issue("V401", place, "points", item=item.number, claimed=item.claimed)
    for measure in item.measures:
        text = f"{measure.name} {write_figure(measure.value)} {measure.unit}"
        if measure.value is not None and not any(flatten(text) in cell for cell in row):
            yield issue("V401", place, "measure", item=item.number, wanted=text)
    pages = write_ranges(PageRange(pages.first, pages.last) for pages in item.pages)
    if pages and not any(flatten(f"第 {pages} 页") in cell for cell in row):
        yield issue("V401", place, "pages", item=item.number, pages=pages)


# --- what cannot be opened ---------------------------------------------------------------------


Read = TypeVar("Read")

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, etree.LxmlError)


def reading_errors() -> tuple[type[Exception], ...]:
    """What reading a damaged PDF of a form raises."""
    return (*mupdf_errors(), ValueError, OSError)


def _open(read: Callable[[Path], Read], file: Path) -> Read:
    """Read a file. SpoiltError, whatever it is that is wrong with it."""
    try:
        return read(file)
    except _DAMAGED as error:
        raise SpoiltError("damaged") from error
    except (RuntimeError, ArithmeticError, LookupError, AttributeError, ValueError) as error:
        if isinstance(error, SpoiltError):
            raise
        raise SpoiltError("odd", reason=type(error).__name__) from error
