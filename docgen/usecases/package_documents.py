"""The documents of a package, written one after the other into its folder."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from docgen.bundle.bundle_pdf import Metadata, write_volume
from docgen.bundle.frozen_numbers import (
    find_changed,
    print_pages,
)
from docgen.bundle.marked_copy import Marking, plan_copy
from docgen.bundle.page_identity import DocumentKind, PackageId
from docgen.bundle.plan import Plan
from docgen.checks.run_checks import sift, write_report
from docgen.forms.form_pdf import check_form_pdf
from docgen.forms.values import FormValues, form_contract, printed_texts
from docgen.issues.errors import (
    FindingsError,
    FontError,
    OfficeError,
)
from docgen.issues.finding import Finding
from docgen.issues.issue import issue, render
from docgen.issues.unplaced import NOWHERE
from docgen.model.prepared import Prepared
from docgen.office.conversion_cache import convert_once
from docgen.office.libreoffice import find_soffice
from docgen.package.manifest import (
    CROSS_REFERENCE_NAME,
    MANIFEST_NAME,
    REPORT_NAME,
    REPORT_PAGE_NAME,
    Document,
    FingerprintsPart,
    Pages,
    PrintedPart,
    SigningPart,
    archive_name,
    list_changed,
    make_manifest,
    publish,
    write_manifest,
)
from docgen.package.report_page import write_report_page
from docgen.package.staging import Staging
from docgen.pdf.page_fingerprints import read_fingerprints
from docgen.pdf.page_import import read_bookmarks
from docgen.pdf.typeface import Typography
from docgen.sources.prepare import prepare
from docgen.system.file_hashes import hash_file
from docgen.system.file_types import Kind, recognise
from docgen.system.machine import blame_disk, find_lack
from docgen.system.progress import CONVERT_WORD
from docgen.system.settings import Settings
from docgen.text.wording import gather_pages
from docgen.usecases.check import (
    Checked,
    refuse_errors,
)
from docgen.usecases.plan_bundle import (
    describe_bundle,
    fill_form,
    values_of_form,
)
from docgen.usecases.workspace_findings import (
    report_key,
    unmarked_findings,
)
from docgen.verify.reread import Output, refuse_unread

Part = Literal["bundle", "forms"]


_MANY_PAGES = 2_000
"""The plan of more takes the memory that workers took before."""


def take_fingerprints(path: Path) -> FingerprintsPart:
    """The fingerprints of a document, as the manifest has them."""
    taken = read_fingerprints(path)
    return FingerprintsPart(document=taken.document, pages=tuple(map(str, taken.pages)))


class Press:
    """Writes the documents of one package into its staging folder, and remembers them."""

    def __init__(
        self,
        checked: Checked,
        plan: Plan,
        package: PackageId,
        typography: Typography,
        staging: Staging,
        draft: bool,
        settings: Settings,
        findings: list[Finding],
    ) -> None:
        self._checked = checked
        self._plan = plan
        self._package = package
        self._typography = typography
        self._staging = staging
        self._draft = draft
        self._settings = settings
        self._spec = checked.workspace.spec
        self._unmarked: dict[str, tuple[int, ...]] = {}
        """Of each copy that carries its identity: the pages that had no room for it."""
        self._earlier: dict[DocumentKind, PackageId] = {}
        """The documents that are on paper, and the state of the package they are from."""
        self._outputs: list[Output] = []
        """The PDFs that were planned page by page."""
        self.documents: list[Document] = []
        self.findings = findings
        self.names: list[str] = []
        self.unbuilt: list[str] = []

    def write(self, only: Part | None) -> None:
        """Write the whole package, or a part of it."""
        if only != "bundle":
            self._write_word_documents(with_report=only is None)
        if only != "forms":
            self._write_bundle()
            self._write_cross_reference()
        refuse_unread(self._outputs, self._typography, progress=self._settings.report)
        self._write_report()
        self._write_manifest(only)
        if only is None:
            self._write_archive()

    def _add(self, role: str, name: str) -> None:
        path = self._staging.path(name)
        fingerprints = take_fingerprints(path) if path.suffix == ".pdf" else None
        copies, sign = self._on_paper(role)
        document = Document(
            role=role,
            file=name,
            sha256=hash_file(path),
            pages=None if fingerprints is None else len(fingerprints.pages),
            copies=copies,
            sign=sign,
            unmarked=self._unmarked.get(name),
            fingerprints=fingerprints,
        )
        self._note(document)

    def _note(self, document: Document) -> None:
        self.documents.append(document)
        self.names.append(document.file)

    def _on_paper(self, role: str) -> tuple[int | None, tuple[SigningPart, ...]]:
        """How many of a document are printed, and what is signed and sealed on them."""
        spec = self._spec
        printed = {"form_pdf": (spec.form.copies, spec.form.sign), "report": (1, spec.report.sign),
                   "bundle": (1, spec.bundle.sign)}  # fmt: skip
        copies, sign = printed.get(role, (None, ()))
        return copies, tuple(SigningPart(what=s.what, where=s.where) for s in sign)

    def _write_word_documents(self, *, with_report: bool) -> None:
        """Write the form in Word and in PDF, and the report."""
        spec, workspace = self._spec, self._checked.workspace
        form, form_pdf = spec.form.name + ".docx", spec.form.name + ".pdf"
        filled = fill_form(self._checked, self._plan, draft=self._draft)
        path = self._staging.write(form, filled)
        with tempfile.TemporaryDirectory(prefix="docgen-") as scratch:
            for converted in self._convert([path], Path(scratch)):
                self._write_form(converted, form_pdf)
                self._check_form(form_pdf, values_of_form(self._checked, self._plan))
        if workspace.report is not None and with_report:
            self._pack_report(workspace.report)
        names = {
            "report": spec.report.name + ".pdf",
            "report_word": spec.report.name + ".docx",
            "form": form,
            "form_pdf": form_pdf,
        }
        # The names begin with the notice's own order.
        for role, name in sorted(names.items(), key=lambda named: named[1]):
            if self._staging.path(name).exists():
                self._add(role, name)

    def _convert(self, documents: Sequence[Path], folder: Path) -> list[Path]:
        """Turn Word documents into PDF; where LibreOffice is missing, say what stays unmade."""
        try:
            find_soffice()
        except OfficeError as error:
            said = issue("output", NOWHERE, "word_only", cause=error.said)
            self.unbuilt.append(render(said).what)
            return []
        self._settings.report(CONVERT_WORD.at(0, len(documents)))
        try:
            converted = convert_once(documents, folder, self._settings.cache)
        except (OfficeError, FontError) as error:
            # A full disk or too little memory makes LibreOffice fail without a word of why.
            raise blame_disk(error) or find_lack(self._settings.cache) or error from error
        self._settings.report(CONVERT_WORD.at(len(documents), len(documents)))
        return converted

    def _issue(self, document: DocumentKind, made_from: Path) -> PackageId:
        """The id that the pages of a document carry: what is on paper keeps its own."""
        frozen = self._checked.workspace.frozen
        earlier = frozen.issue(document, hash_file(made_from)) if frozen else None
        if earlier:
            self._earlier[document] = earlier
        return earlier or self._package

    def _list_printed(self) -> tuple[PrintedPart, ...]:
        """What is on paper as it is, with the identity it carries there."""
        by_package: dict[PackageId, list[int]] = {}
        for number, package in self._plan.issued.items():
            by_package.setdefault(package, []).append(number)
        bundle = (
            PrintedPart(
                document="bundle",
                package=str(package),
                pages=tuple(Pages(first=p.first, last=p.last) for p in gather_pages(numbers)),
            )
            for package, numbers in by_package.items()
        )
        others = (
            PrintedPart(document=document, package=str(package))
            for document, package in self._earlier.items()
        )
        return (*others, *bundle)

    def _write_form(self, converted: Path, name: str) -> None:
        """Write the form's PDF. Of a draft, 草稿 stands on its pages already."""
        if not self._spec.form.page_mark:
            self._staging.write(name, converted.read_bytes())
            return
        word = self._staging.path(self._spec.form.name + ".docx")
        marking = Marking("form", self._issue("form", word), draft=False)
        self._write_copy(self._prepare(converted), name, self._spec.form.name, marking)

    def _pack_report(self, report: Path) -> None:
        """Pack a report as a PDF with marked pages; as it is, where no page is to be marked.

        One in Word that nothing here converts is packed in Word.
        """
        spec, prepared = self._spec.report, self._checked.sources.get(report_key(report))
        name = spec.name + ".pdf"
        if not isinstance(prepared, Prepared):
            self._staging.write(spec.name + report.suffix.lower(), report.read_bytes())
        elif spec.page_mark or self._draft:
            package = self._issue("report", report) if spec.page_mark else None
            self._write_copy(prepared, name, spec.title, Marking("report", package, self._draft))
        else:
            as_it_is = recognise(report) is Kind.PDF and not prepared.unlocked
            made = report if as_it_is else Path(prepared.pdf)
            self._staging.write(name, made.read_bytes())

    def _prepare(self, pdf: Path) -> Prepared:
        """A document just converted, looked at as evidence is: what is printed where."""
        made = prepare([(pdf.name, pdf)], cache=self._settings.cache)[pdf.name]
        if isinstance(made, Finding):
            raise FindingsError((made,))
        return made

    def _write_copy(self, prepared: Prepared, name: str, title: str, marking: Marking) -> None:
        """Write a copy of a document with its pages marked."""
        bookmarks = read_bookmarks(prepared.pdf)
        plan = plan_copy(prepared, title, marking, self._typography.width, bookmarks)
        (volume,) = plan.volumes
        metadata = Metadata(title, self._checked.public_data.unit.name)
        path = self._staging.path(name)
        write_volume(plan, volume, path, self._typography, metadata)
        self._outputs.append(Output(plan, volume, path))
        if marking.package:
            self._unmarked[name] = plan.unmarked(volume)
            self.findings += sift(unmarked_findings(name, plan.pages), self._checked.off)

    def _check_form(self, name: str, values: FormValues) -> None:
        """Look at the form's PDF; what is wrong with it stops anything but a draft."""
        form = self._spec.form
        texts = printed_texts(values, form_contract(self._spec), form.omits)
        pdf = self._staging.path(name)
        found = check_form_pdf(pdf, self._spec.form.paper, texts)
        self.findings += sift(found, self._checked.off)
        refuse_errors(found, draft=self._draft)

    def _write_bundle(self) -> None:
        metadata = describe_bundle(self._checked, self._plan.title)
        for volume in self._plan.volumes:
            path = self._staging.path(volume.file)
            digest = write_volume(
                self._plan, volume, path, self._typography, metadata, self._settings.report
            )
            self._outputs.append(Output(self._plan, volume, path))
            marked = self._spec.bundle.page_mark
            copies, sign = self._on_paper("bundle")
            document = Document(
                role="bundle",
                file=volume.file,
                sha256=digest,
                pages=len(self._plan.pages_of(volume)),
                first_page=volume.first,
                copies=copies,
                sign=sign,
                unmarked=self._plan.unmarked(volume) if marked else None,
                fingerprints=take_fingerprints(path),
            )
            self._note(document)

    def _write_cross_reference(self) -> None:
        # Checking needs no workbook, which takes a tenth of the time to start and 10 MB.
        from docgen.package.crossref_workbook import write_cross_reference  # noqa: PLC0415

        contents = write_cross_reference(
            self._spec,
            self._checked.public_data,
            self._checked.printed_scores,
            self._plan.cross_reference,
            words=self._checked.workspace.scheme.words,
            draft=self._draft,
        )
        self._staging.write(CROSS_REFERENCE_NAME, contents)
        self._add("cross_reference", CROSS_REFERENCE_NAME)

    def _write_report(self) -> None:
        heading = "【草稿】不作报送用\n\n" if self._draft else ""
        moved = ["", "【章戳移位】", *self._plan.moved, ""] if self._plan.moved else []
        report = heading + write_report(self.findings) + "\n".join(moved)
        self._staging.write(REPORT_NAME, report.encode())
        self._add("check_report", REPORT_NAME)
        subject = self._checked.subject(self._plan.cross_reference)
        page = write_report_page(self.findings, subject, moved=self._plan.moved, draft=self._draft)
        self._staging.write(REPORT_PAGE_NAME, page)
        self._add("check_page", REPORT_PAGE_NAME)

    def _write_manifest(self, only: Part | None) -> None:
        report = self._checked.workspace.report
        manifest = make_manifest(
            self._checked.workspace.scheme,
            self._checked.public_data,
            self._checked.printed_scores,
            self._plan.cross_reference,
            self._checked.sources,
            documents=self.documents,
            findings=self.findings,
            draft=self._draft,
        )
        more = {
            "package": str(self._package),
            "part": only,
            "report": hash_file(report) if report else None,
            "moved": tuple(map(publish, self._plan.moved)),
        }
        manifest = manifest.model_copy(update=more)
        frozen = self._checked.workspace.frozen
        if frozen:
            prints = print_pages(self._plan.pages, self._checked.sources)
            manifest = list_changed(manifest, find_changed(frozen, prints), self._list_printed())
        self._staging.write(MANIFEST_NAME, write_manifest(manifest))
        self.names.append(MANIFEST_NAME)

    def _write_archive(self) -> None:
        name = archive_name(
            self._checked.workspace.scheme, self._checked.public_data, draft=self._draft
        )
        self._staging.write_archive(name)
        self.names.append(name)
