"""Whole packages in no time: everything but the PDFs is what a build writes.

What sums over packages opens no PDF, so a line stands in place of each.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from docgen.bundle.front_matter import evidence_reference
from docgen.bundle.plan import CrossReference, EvidenceEntry, ItemEntry, Volume
from docgen.checks.case import Case
from docgen.checks.run_checks import check, write_report
from docgen.forms.values import form_values
from docgen.forms.word_template import fill_template
from docgen.issues.finding import Level
from docgen.issues.location import Location
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.field_locations import Places
from docgen.model.prepared import Prepared
from docgen.model.scheme import Scheme
from docgen.model.scoring import score
from docgen.model.submission import StudioFile
from docgen.package.crossref_workbook import write_cross_reference
from docgen.package.manifest import Document, Manifest, SigningPart, make_manifest, write_manifest
from docgen.package.package_id import identify_manifest
from docgen.package.report_page import Subject, write_report_page
from docgen.system.file_hashes import hash_file
from docgen.text.wording import PageRange

BUNDLE = "3-佐证材料.pdf"


@dataclass(frozen=True)
class Piece:
    """More evidence, of the first item that is claimed."""

    number: str = ""
    sha256: str = ""
    title: str = "证书"


def make_package(
    folder: Path,
    scheme: Scheme,
    studio: str,
    claims: Mapping[int, Mapping[str, Any]],
    *,
    pieces: Sequence[Piece] = (),
    veto: str = "",
    draft: bool = False,
    unit: str = "",
) -> Path:
    """Write the package of an assessment into a folder that is not there yet."""
    folder.mkdir(parents=True)
    spec = scheme.submissions["assessment"]
    data = StudioFile.model_validate(
        {
            "scheme": scheme.id,
            "submission": "assessment",
            "unit": {"name": unit or f"{studio}的单位"},
            "studio": {"name": studio},
            "claims": claims,
            "assessment": {"veto": veto},
        }
    )
    proofs = [(item, Piece(title=TITLES.get(item, f"第 {item} 项的证明"))) for item in claims]
    evidence, sources = [], {}
    for item, piece in (*proofs, *((next(iter(claims)), piece) for piece in pieces)):
        order = 1 + sum(known.item == item for known in evidence)
        name = f"{item}-{order}.pdf"
        file = (SourceFile(name),)
        evidence.append(
            Evidence(item, order, piece.title, file, (item,), Location(name), number=piece.number)
        )
        digest = piece.sha256 or hashlib.sha256(f"{studio}{name}".encode()).hexdigest()
        sources[file[0].key] = Prepared(digest, "", ())
    evidence.sort(key=lambda piece: (piece.item, piece.order))
    scores = score(spec, data, evidence)
    # What the form wants filled in is an error of the data, which is no matter here.
    said = check(Case(scheme, spec, data, tuple(evidence), scores, Places()))
    findings = [finding for finding in said if finding.level is not Level.ERROR]
    cross = _number(scheme, evidence)
    values = form_values(spec, data, scores, cross)
    files = {
        ("form", f"{spec.form.name}.docx"): fill_template(
            scheme.folder / spec.form.template, values, draft=draft
        ),
        ("bundle", BUNDLE): f"%PDF {studio}".encode(),
        ("cross_reference", "对照表.xlsx"): write_cross_reference(
            spec, data, scores, cross, words=scheme.words, draft=draft
        ),
        ("check_report", "检查报告.txt"): write_report(findings).encode(),
        ("check_page", "检查报告.html"): write_report_page(
            findings, Subject(scheme, spec, data, tuple(evidence), scores, cross), draft=draft
        ),
    }
    documents = []
    for (role, name), contents in files.items():
        (folder / name).write_bytes(contents)
        documents.append(_describe(folder, role, name, cross, scheme))
    manifest = make_manifest(
        scheme, data, scores, cross, sources, documents=documents, findings=findings, draft=draft
    )
    write_identified(folder, manifest)
    return folder


CHOSEN = {3: "full", 5: "both", 6: "sound", 7: "both", 9: "itemised", 10: "proper"}
"""The answers of weihai-2025 that need no quantity to count, and give 3 points, the second 2."""
TITLES = {7: "2024年度工作总结和2025年工作计划"}
"""Of the papers that an answer rests on."""


def claims_of(total: str) -> dict[int, dict[str, Any]]:
    """Claims of weihai-2025 that come to so many points, at most 17: lowered by hand."""
    left, claims = Decimal(total), dict[int, dict[str, Any]]()
    for number, choice in CHOSEN.items():
        points = min(left, Decimal(2 if number == 5 else 3))
        claims[number] = {"choice": choice, "statement": "做到了。", "points": str(points)}
        left -= points
    assert not left, total
    return claims


def write_identified(folder: Path, manifest: Manifest) -> None:
    """Write a manifest with the id that follows from what it says."""
    package = str(identify_manifest(manifest, ""))
    contents = write_manifest(manifest.model_copy(update={"package": package}))
    (folder / "manifest.json").write_bytes(contents)


def _number(scheme: Scheme, evidence: Sequence[Evidence]) -> CrossReference:
    """Cover, index, and per item a divider and its evidence of two pages each."""
    spec, page = scheme.submissions["assessment"], 3
    entries, items = [], []
    for item in spec.items:
        divider, page = page, page + 1
        own = []
        for piece in (e for e in evidence if e.item == item.number):
            reference = evidence_reference(spec, piece)
            own.append(EvidenceEntry(piece, reference, PageRange(page, page + 1)))
            page += 2
        ranges = (PageRange(divider + 1, page - 1),) if own else ()
        items.append(ItemEntry(item.number, divider, tuple(own), ranges))
        entries += own
    numbers = tuple(item.number for item in spec.items)
    volume = Volume(1, BUNDLE, numbers, 1, page - 1)
    return CrossReference(tuple(items), tuple(entries), (volume,))


def _describe(
    folder: Path, role: str, name: str, cross: CrossReference, scheme: Scheme
) -> Document:
    document = Document(role=role, file=name, sha256=hash_file(folder / name))
    if role != "bundle":
        return document
    (volume,) = cross.volumes
    spec = scheme.submissions["assessment"].bundle
    more = {"pages": volume.last, "first_page": 1, "copies": 1, "unmarked": ()}
    sign = tuple(SigningPart(what=s.what, where=s.where) for s in spec.sign)
    return document.model_copy(update={**more, "sign": sign})
