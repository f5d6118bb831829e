"""What documents are packed with, and what there is to say of each once it is packed."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from docgen.bundle.bundle_pdf import Metadata, write_booklet
from docgen.bundle.marked_copy import Marking, plan_copy
from docgen.checks.run_checks import sift
from docgen.issues.finding import Finding
from docgen.model.prepared import Prepared
from docgen.model.scheme import SubmissionSpec
from docgen.package.manifest import (
    Document,
    FingerprintsPart,
    Pages,
    PrintedPart,
    SigningPart,
)
from docgen.package.staging import Staging
from docgen.pdf.page_fingerprints import Fingerprints, read_fingerprints
from docgen.pdf.page_import import read_bookmarks
from docgen.pdf.typeface import Typography
from docgen.system.file_hashes import hash_file
from docgen.system.settings import Settings
from docgen.text.wording import gather_pages
from docgen.usecases.plan_bundle import Edition
from docgen.usecases.workspace_findings import unmarked_findings
from docgen.verify.reread import Output


@dataclass(frozen=True)
class Desk:
    """What documents are written with, and the folder they go into."""

    typography: Typography
    staging: Staging
    settings: Settings


@dataclass(frozen=True)
class Packed:
    """Documents in their folder, and what is to be said of them. Two of these add up."""

    documents: tuple[Document, ...] = ()
    beside: tuple[str, ...] = ()
    """Names of files that are no documents: the manifest and the archive."""
    findings: tuple[Finding, ...] = ()
    unbuilt: tuple[str, ...] = ()
    """What could not be made here, and what to do about it, in Chinese."""
    outputs: tuple[Output, ...] = ()
    """The PDFs that were planned page by page."""
    printed: tuple[PrintedPart, ...] = ()
    """Documents that are on paper, with the state of the package they are from."""

    def __add__(self, other: "Packed") -> "Packed":
        return Packed(
            self.documents + other.documents,
            self.beside + other.beside,
            self.findings + other.findings,
            self.unbuilt + other.unbuilt,
            self.outputs + other.outputs,
            self.printed + other.printed,
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all files, documents first."""
        return (*(document.file for document in self.documents), *self.beside)


def describe_document(
    spec: SubmissionSpec,
    role: str,
    path: Path,
    *,
    taken: Fingerprints | None = None,
    sha256: str | None = None,
    first_page: int | None = None,
    unmarked: tuple[int, ...] | None = None,
    with_text_layer: Iterable[int] = (),
) -> Document:
    """A packed file as the manifest tells of it.

    Its fingerprints are `taken`, and `sha256` is given, where they are known already.
    """
    if taken is None and path.suffix == ".pdf":
        taken = read_fingerprints(path)
    fingerprints = _tell_fingerprints(taken) if taken else None
    copies, sign = _on_paper(spec, role)
    return Document(
        role=role,
        file=path.name,
        sha256=sha256 or hash_file(path),
        pages=None if fingerprints is None else len(fingerprints.pages),
        first_page=first_page,
        copies=copies,
        sign=sign,
        unmarked=unmarked,
        text_layer=tuple(Pages(first=p.first, last=p.last) for p in gather_pages(with_text_layer))
        or None,
        fingerprints=fingerprints,
    )


def _tell_fingerprints(taken: Fingerprints) -> FingerprintsPart:
    return FingerprintsPart(document=taken.document, pages=tuple(map(str, taken.pages)))


def _on_paper(spec: SubmissionSpec, role: str) -> tuple[int | None, tuple[SigningPart, ...]]:
    """How many of a document are printed, and what is signed and sealed on them."""
    printed = {
        "form_pdf": (spec.form.copies, spec.form.sign),
        "report": (1, spec.report.sign),
        "bundle": (1, spec.bundle.sign),
    }
    copies, sign = printed.get(role, (None, ()))
    return copies, tuple(SigningPart(what=s.what, where=s.where) for s in sign)


@dataclass(frozen=True)
class MarkedCopy:
    """A copy that is packed with its pages marked."""

    role: str
    name: str
    title: str
    source: Prepared
    marking: Marking


def pack_copy(copy: MarkedCopy, edition: Edition, desk: Desk) -> Packed:
    """Pack the copy of a document, its pages marked and its bookmarks kept."""
    spec, off = edition.checked.workspace.spec, edition.checked.off
    bookmarks = read_bookmarks(copy.source.pdf)
    booklet = plan_copy(copy.source, copy.marking, desk.typography.width, bookmarks)
    path = desk.staging.path(copy.name)
    metadata = Metadata(copy.title, edition.checked.public_data.unit.name)
    write_booklet(booklet, path, desk.typography, metadata)
    taken = read_fingerprints(path)
    outputs = (Output(booklet, path, taken.foreign),)
    if copy.marking.package is None:
        return Packed((describe_document(spec, copy.role, path, taken=taken),), outputs=outputs)
    document = describe_document(spec, copy.role, path, taken=taken, unmarked=booklet.unmarked)
    said = sift(unmarked_findings(copy.name, booklet.pages), off)
    return Packed((document,), findings=said, outputs=outputs)


def pack_contents(role: str, name: str, contents: bytes, edition: Edition, desk: Desk) -> Packed:
    """Pack a document as it is."""
    path = desk.staging.write(name, contents)
    return Packed((describe_document(edition.checked.workspace.spec, role, path),))
