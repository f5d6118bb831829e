"""The form and the report, each in Word and as PDF, as they go into the package."""

import tempfile
from dataclasses import replace
from pathlib import Path

from docgen.bundle.marked_copy import Marking
from docgen.bundle.page_identity import DocumentKind, PackageId
from docgen.checks.run_checks import sift
from docgen.forms.form_pdf import check_form_pdf
from docgen.forms.values import form_contract, printed_texts
from docgen.issues.errors import FindingsError, FontError, OfficeError
from docgen.issues.finding import Finding
from docgen.issues.issue import issue, render
from docgen.issues.unplaced import NOWHERE
from docgen.model.prepared import Prepared
from docgen.model.source_keys import FormKey, ReportKey
from docgen.office.conversion_cache import convert_once
from docgen.office.libreoffice import find_soffice
from docgen.package.manifest import PrintedPart
from docgen.sources.prepare import prepare
from docgen.system.file_hashes import hash_file
from docgen.system.file_types import Kind, recognise
from docgen.system.machine import blame_disk, find_lack
from docgen.system.progress import CONVERT_WORD
from docgen.usecases.check import refuse_errors
from docgen.usecases.packing import Desk, MarkedCopy, Packed, pack_contents, pack_copy
from docgen.usecases.plan_bundle import Edition, fill_form, values_of_form


def pack_form(edition: Edition, desk: Desk) -> Packed:
    """The form in Word, and as PDF where LibreOffice is here.

    FindingsError where the PDF is not as it should be and this is no draft.
    """
    name = edition.checked.workspace.spec.form.name
    filled = fill_form(edition.checked, edition.plan, draft=edition.draft)
    packed = pack_contents("form", f"{name}.docx", filled, edition, desk)
    try:
        find_soffice()
    except OfficeError as error:
        unbuilt = render(issue("output", NOWHERE, "word_only", cause=error.said)).what
        return replace(packed, unbuilt=(unbuilt,))
    with tempfile.TemporaryDirectory(prefix="docgen-") as scratch:
        word = desk.staging.path(f"{name}.docx")
        packed += _pack_form_pdf(word, _convert(word, Path(scratch), desk), edition, desk)
    found = _check_form(edition, desk)
    refuse_errors(found, draft=edition.draft)
    return packed + Packed(findings=sift(found, edition.checked.off))


def _convert(word: Path, folder: Path, desk: Desk) -> Path:
    """The PDF of a Word document."""
    desk.settings.report(CONVERT_WORD.at(0, 1))
    try:
        (converted,) = convert_once([word], folder, desk.settings.cache)
    except (OfficeError, FontError) as error:
        # A full disk or too little memory makes LibreOffice fail without a word of why.
        raise blame_disk(error) or find_lack(desk.settings.cache) or error from error
    desk.settings.report(CONVERT_WORD.at(1, 1))
    return converted


def _pack_form_pdf(word: Path, converted: Path, edition: Edition, desk: Desk) -> Packed:
    """The form's PDF. Of a draft, 草稿 stands on its pages already."""
    form, name = edition.checked.workspace.spec.form, f"{word.stem}.pdf"
    if not form.page_mark:
        return pack_contents("form_pdf", name, converted.read_bytes(), edition, desk)
    key = FormKey(converted.name)
    package, printed = _issue("form", word, edition)
    marking = Marking("form", key, package, draft=False)
    copy = MarkedCopy("form_pdf", name, form.name, _prepare_form(key, converted, desk), marking)
    return pack_copy(copy, edition, desk) + printed


def _prepare_form(key: FormKey, pdf: Path, desk: Desk) -> Prepared:
    """A form just converted, looked at as evidence is: what is printed where."""
    made = prepare([(key, pdf)], cache=desk.settings.cache)[key]
    if isinstance(made, Finding):
        raise FindingsError((made,))
    return made


def _check_form(edition: Edition, desk: Desk) -> tuple[Finding, ...]:
    """What is wrong with the form's PDF."""
    spec = edition.checked.workspace.spec
    values = values_of_form(edition.checked, edition.plan)
    texts = printed_texts(values, form_contract(spec), spec.form.omits)
    return tuple(check_form_pdf(desk.staging.path(f"{spec.form.name}.pdf"), spec.form.paper, texts))


def pack_report(edition: Edition, desk: Desk) -> Packed:
    """The report as a PDF with marked pages; as it is, where no page is to be marked.

    One in Word that nothing here converts is packed in Word.
    """
    spec, report = edition.checked.workspace.spec.report, edition.checked.workspace.report
    if report is None:
        return Packed()
    key, name = ReportKey(report.name), f"{spec.name}.pdf"
    prepared = edition.checked.sources.get(key)
    if not isinstance(prepared, Prepared):
        return _pack_unread(report, edition, desk)
    if not (spec.page_mark or edition.draft):
        as_it_is = recognise(report) is Kind.PDF and not prepared.unlocked
        made = report if as_it_is else Path(prepared.pdf)
        return pack_contents("report", name, made.read_bytes(), edition, desk)
    package, printed = _issue("report", report, edition) if spec.page_mark else (None, Packed())
    marking = Marking("report", key, package, edition.draft)
    copy = MarkedCopy("report", name, spec.title, prepared, marking)
    return pack_copy(copy, edition, desk) + printed


def _pack_unread(report: Path, edition: Edition, desk: Desk) -> Packed:
    """The report as it is. Of a draft, one neither PDF nor Word lies beside all documents."""
    suffix = report.suffix.lower()
    name = edition.checked.workspace.spec.report.name + suffix
    role = {".pdf": "report", ".docx": "report_word"}.get(suffix)
    if role:
        return pack_contents(role, name, report.read_bytes(), edition, desk)
    desk.staging.write(name, report.read_bytes())
    return Packed()


def _issue(document: DocumentKind, made_from: Path, edition: Edition) -> tuple[PackageId, Packed]:
    """The id that the pages of a document carry: what is on paper keeps its own, and is said so."""
    frozen = edition.checked.workspace.frozen
    earlier = frozen.issue(document, hash_file(made_from)) if frozen else None
    if earlier is None:
        return edition.package, Packed()
    part = PrintedPart(document=document, package=str(earlier))
    return earlier, Packed(printed=(part,))
