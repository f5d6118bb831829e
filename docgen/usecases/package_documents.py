"""The documents of a package, packed one after the other. Their order stands in `pack_all`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from docgen.bundle.bundle_pdf import write_booklet
from docgen.bundle.frozen_numbers import find_changed, print_pages
from docgen.bundle.page_identity import PackageId
from docgen.bundle.plan import Volume
from docgen.checks.run_checks import write_report
from docgen.issues.finding import Finding
from docgen.package.file_names import CROSS_REFERENCE_NAME, REPORT_NAME, REPORT_PAGE_NAME
from docgen.package.manifest import (
    MANIFEST_NAME,
    Manifest,
    Pages,
    PrintedPart,
    archive_name,
    list_changed,
    make_manifest,
    write_manifest,
)
from docgen.package.report_page import write_report_page
from docgen.pdf.page_fingerprints import read_fingerprints
from docgen.pdf.stream_digests import StreamDigests
from docgen.system.file_hashes import hash_file
from docgen.system.process_setup import give_back_memory
from docgen.system.worker_server import dismiss
from docgen.text.masking import publish
from docgen.text.wording import gather_pages
from docgen.usecases.packing import Desk, Packed, describe_document, pack_contents
from docgen.usecases.plan_bundle import Edition
from docgen.usecases.word_documents import pack_form, pack_report
from docgen.verify.reread import Output, refuse_unread

Part = Literal["bundle", "forms"]

MANY_PAGES = 4_000
"""The plan of more, and their workbook, take the memory that workers took before; of fewer, a
second server costs more than it spares."""


def pack_all(edition: Edition, only: Part | None, desk: Desk) -> Packed:
    """Pack the whole package, or a part of it, in the order in which the manifest tells of it.

    The findings are those of the edition and of all that was packed.
    """
    packed = Packed(findings=edition.findings)
    if only != "bundle":
        packed += _pack_word_documents(edition, desk, with_report=only is None)
    if only != "forms":
        packed += _pack_bundle(edition, desk)
    _have_read_again(packed, edition, desk)
    if only != "forms":
        packed += _pack_cross_reference(edition, desk)
    packed += _pack_check_report(edition, packed.findings, desk)
    packed += _pack_manifest(edition, packed, only, desk)
    if only is None:
        packed += _pack_archive(edition, desk)
    return packed


def _have_read_again(packed: Packed, edition: Edition, desk: Desk) -> None:
    """Let second readers read what was packed, before a workbook takes as much memory as they."""
    settings = desk.settings
    give_back_memory()
    refuse_unread(packed.outputs, desk.typography, cache=settings.cache, progress=settings.report)
    if len(edition.plan.pages) > MANY_PAGES:
        dismiss()


def _pack_word_documents(edition: Edition, desk: Desk, *, with_report: bool) -> Packed:
    packed = pack_form(edition, desk)
    if with_report:
        packed += pack_report(edition, desk)
    # The names begin with the notice's own order.
    documents = sorted(packed.documents, key=lambda document: document.file)
    return replace(packed, documents=tuple(documents))


def _pack_bundle(edition: Edition, desk: Desk) -> Packed:
    packed = Packed()
    for volume in edition.plan.volumes:
        packed += _pack_volume(volume, edition, desk)
    return packed


def _pack_volume(volume: Volume, edition: Edition, desk: Desk) -> Packed:
    spec, booklet = edition.checked.workspace.spec, edition.plan.booklet(volume)
    path, report = desk.staging.path(volume.file), desk.settings.report
    typography, metadata = desk.typography, edition.metadata
    written = write_booklet(booklet, path, typography, metadata, report, edition.layers)
    unmarked = booklet.unmarked if spec.bundle.page_mark else None
    with StreamDigests(desk.settings.cache, written.copied, written.own) as known:
        taken, first = read_fingerprints(path, known), volume.first
    document = describe_document(
        spec,
        "bundle",
        path,
        taken=taken,
        sha256=written.sha256,
        first_page=first,
        unmarked=unmarked,
        with_text_layer=booklet.with_text_layer,
    )
    return Packed((document,), outputs=(Output(booklet, path, taken.foreign),))


def _pack_cross_reference(edition: Edition, desk: Desk) -> Packed:
    # Checking needs no workbook, which takes a tenth of the time to start and 10 MB.
    from docgen.package.crossref_workbook import write_cross_reference  # noqa: PLC0415

    contents = write_cross_reference(
        edition.checked.workspace.spec,
        edition.checked.public_data,
        edition.checked.printed_scores,
        edition.plan.cross_reference,
        words=edition.checked.workspace.scheme.words,
        draft=edition.draft,
    )
    return pack_contents("cross_reference", CROSS_REFERENCE_NAME, contents, edition, desk)


# --- what tells of all the others ----------------------------------------------------------------


def _pack_check_report(edition: Edition, findings: Sequence[Finding], desk: Desk) -> Packed:
    """What the check found, as text and as a page."""
    heading = "【草稿】不作报送用\n\n" if edition.draft else ""
    stamps = edition.plan.moved
    moved = ["", "【章戳移位】", *stamps, ""] if stamps else []
    report = heading + write_report(findings) + "\n".join(moved)
    subject = edition.checked.subject(edition.plan.cross_reference)
    page = write_report_page(findings, subject, moved=stamps, draft=edition.draft)
    written = pack_contents("check_report", REPORT_NAME, report.encode(), edition, desk)
    return written + pack_contents("check_page", REPORT_PAGE_NAME, page, edition, desk)


def _pack_manifest(edition: Edition, packed: Packed, only: Part | None, desk: Desk) -> Packed:
    """The manifest of what is `packed` so far."""
    manifest = _make_manifest(edition, packed, only)
    frozen = edition.checked.workspace.frozen
    if frozen:
        prints = print_pages(edition.plan.pages, edition.checked.sources)
        printed = (*packed.printed, *_list_printed(edition))
        manifest = list_changed(manifest, find_changed(frozen, prints), printed)
    desk.staging.write(MANIFEST_NAME, write_manifest(manifest))
    return Packed(beside=(MANIFEST_NAME,))


def _make_manifest(edition: Edition, packed: Packed, only: Part | None) -> Manifest:
    checked = edition.checked
    manifest = make_manifest(
        checked.workspace.scheme,
        checked.public_data,
        checked.printed_scores,
        edition.plan.cross_reference,
        checked.sources,
        documents=packed.documents,
        findings=packed.findings,
        draft=edition.draft,
    )
    report = checked.workspace.report
    more = {
        "package": str(edition.package),
        "part": only,
        "report": hash_file(report) if report else None,
        "moved": tuple(map(publish, edition.plan.moved)),
    }
    return manifest.model_copy(update=more)


def _list_printed(edition: Edition) -> list[PrintedPart]:
    """The pages of the bundle that are on paper as they are, with the identity they carry there."""
    by_package: dict[PackageId, list[int]] = {}
    for number, package in edition.plan.issued.items():
        by_package.setdefault(package, []).append(number)
    return [
        PrintedPart(
            document="bundle",
            package=str(package),
            pages=tuple(Pages(first=p.first, last=p.last) for p in gather_pages(numbers)),
        )
        for package, numbers in by_package.items()
    ]


def _pack_archive(edition: Edition, desk: Desk) -> Packed:
    scheme, data = edition.checked.workspace.scheme, edition.checked.public_data
    name = archive_name(scheme, data, draft=edition.draft)
    desk.staging.write_archive(name)
    return Packed(beside=(name,))
