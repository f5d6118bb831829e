"""manifest.json: a package as a machine sees it, and the base of `docgen verify`.

It is made from the same plan as the documents and holds no clock, no user and no path of the
machine, so the same inputs give the same bytes. Figures are decimals written as texts: exact, and
in one way only ("3", "0.5").
"""

import base64
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from docgen import __version__
from docgen.bundle.page_identity import DocumentKind
from docgen.bundle.plan import CrossReference, EvidenceEntry, ItemEntry
from docgen.issues.errors import OutputError
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.issues.unplaced import NOWHERE
from docgen.model.counting import Reason, holders_of
from docgen.model.evidence import Evidence, SourceFile, Turn
from docgen.model.prepared import Prepared, Source, Sources
from docgen.model.scheme import Category, Item, Scheme, SubmissionKey, SubmissionSpec, digest_scheme
from docgen.model.scoring import ItemScore, Measure, Scores, add_up
from docgen.model.submission import Claim, PartialDate, StudioFile
from docgen.model.verdict import Verdict, judge
from docgen.system.file_hashes import hash_file
from docgen.system.filenames import make_file_name
from docgen.system.json_guard import UnfitJsonError, look_over, read_bounded
from docgen.text.masking import publish
from docgen.text.wording import PageRange, write_figure

MANIFEST_NAME = "manifest.json"
SIGNATURE_NAME = "manifest.json.p7s"
"""Beside the manifest of a package that was signed: its signature (CMS, detached)."""


MARKED: Mapping[str, DocumentKind] = {"form_pdf": "form", "report": "report", "bundle": "bundle"}
"""The roles of documents whose pages carry marks of their identity, and what these call them."""

_LARGEST_EXPONENT = 30


def _keep_writable(figure: Decimal) -> Decimal:
    """Refuse 1e999999, which would be a million digits when it is written."""
    if abs(figure.adjusted()) > _LARGEST_EXPONENT or len(figure.as_tuple().digits) > 40:
        raise PydanticCustomError("figure", "数字大得或小得不像样")
    return figure


ExactFigure = Annotated[
    Decimal,
    AfterValidator(_keep_writable),
    PlainSerializer(write_figure, return_type=str, when_used="json"),
]


def _write_data(data: StudioFile | None) -> dict[str, Any] | None:
    return None if data is None else data.model_dump(mode="json", exclude_defaults=True)


PublicData = Annotated[StudioFile | None, PlainSerializer(_write_data, when_used="json")]
"""What a studio said, without what stands at its default."""


class Part(BaseModel):
    """Base of everything in the manifest: frozen, and an unknown field is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Pages(Part):
    """Pages of the bundle, both included, counted from 1."""

    first: int
    last: int


class SigningPart(Part):
    """What is put on a printed document by hand, and where."""

    what: str
    where: str


class FingerprintsPart(Part):
    """What a PDF was made of when it was built, by `bundle.fingerprints`."""

    document: str = Field(description="Of bookmarks, names, labels, layers and the way it opens")
    pages: tuple[str, ...] = Field(
        description="Of every page: of its size and turn, of what is drawn, of links and notes, "
        "and of the text under its picture where there is some"
    )


class Document(Part):
    """One file of the package."""

    role: str = Field(description="What it is: form, form_pdf, report, bundle, cross_reference …")
    file: str = Field(description="Name inside the package")
    sha256: str
    pages: int | None = Field(None, description="Pages on paper; null where there are none")
    first_page: int | None = Field(
        None, description="Of a volume of the bundle: the number of its first page; else null"
    )
    copies: int | None = Field(
        None, description="How many are handed in on paper or printed to be scanned; else null"
    )
    sign: tuple[SigningPart, ...] = Field((), description="What to sign and to seal on paper")
    unmarked: tuple[int, ...] | None = Field(
        None,
        description="Numbers of the pages that had no room for the QR code of their identity (all "
        "others carry one); null: no page of the document carries any. Pages of a bundle have "
        "their printed numbers, others their place in the file",
    )
    text_layer: tuple[Pages, ...] | None = Field(
        None,
        description="Pages under whose picture lies text, to be searched and copied: read by a "
        "machine and typed by nobody, it may be wrong; null: no page. Numbers as in `unmarked`",
    )
    fingerprints: FingerprintsPart | None = Field(None, description="null: it is no PDF")


class ManifestSource(Part):
    """One file of the workspace's evidence folder that a piece of evidence is made of."""

    file: str = Field(description="Relative to evidence/; personal numbers are hidden")
    sha256: str | None = Field(description="null: it could not be used, and a page says so")
    likenesses: tuple[str, ...] = Field(
        (),
        description="Its photographs, by which they are known again when cropped or saved anew:"
        " 32 rows of 32 bytes of grey each, in base64",
    )
    pages: tuple[tuple[int, int], ...] | None = Field(
        None, description="Ranges of its pages that are used, in their order; null: all"
    )
    title: str = Field("", description="What its name says: the caption of a picture")
    turn: Turn = Field(0, description="Degrees clockwise that its pages are turned")


class PiecePart(Part):
    """One piece of evidence as it was handed in."""

    id: str
    title: str
    sources: tuple[ManifestSource, ...]
    supports: tuple[int, ...] = Field(description="Numbers of the items it supports")
    kind: str
    date: str | None = Field(description="2024, 2024-06 or 2024-06-18")
    quantity: ExactFigure | None
    holder: str
    number: str
    holders: tuple[str, ...] = Field(
        (), description="The people it is of: as the holder names them, or the title"
    )
    achievement: str = Field("", description="What won the award: awards of one count once")
    organiser: str = ""
    in_period: bool = Field(
        False, description="The studio says that it belongs into the period, whatever its date"
    )
    note: str = Field("", description="What the studio says of it, as the divider prints it")
    layout: int | None = Field(None, description="Pictures to a page; null: no captions")
    supplement: int = Field(0, description="Which supplement it stands in; 0: at its item")


class EvidencePart(PiecePart):
    """One piece of evidence and its pages in the bundle."""

    first_page: int
    last_page: int
    reference: str = Field("", description="As stamped on its pages: 项目11 佐证3")
    printed_as: str = Field(
        "", description="The reference stamped there, where its pages are those of another piece"
    )


class TermPart(Part):
    """What one piece of evidence adds to a figure."""

    evidence: str
    quantity: ExactFigure


class LeftOutPart(Part):
    """Evidence of a kind that counts which does not, or not with all of it."""

    evidence: str
    quantity: ExactFigure = Field(description="What it would have added")
    reason: Reason
    why: str = Field(description="In words, as the divider prints it")


class MeasurePart(Part):
    """A counted figure: as typed, as the evidence adds up, and as used."""

    key: str
    name: str
    unit: str
    typed: ExactFigure | None
    derived: ExactFigure | None
    value: ExactFigure | None
    terms: tuple[TermPart, ...]
    left_out: tuple[LeftOutPart, ...] = ()


class DeductedPart(Part):
    """A defect the studio reports, and how often."""

    key: str = Field(description="As the scheme calls it")
    times: int


class ManifestItem(Part):
    """One item of the rubric: points, figures, and where its evidence is."""

    number: int
    reference: str = Field("", description="How the item is called everywhere: 项目11")
    title: str
    points: ExactFigure | None = Field(description="Full points; null for a bonus or no points")
    bonus: bool
    claimed: ExactFigure | None
    computed: ExactFigure | None
    typed: ExactFigure | None = Field(None, description="Points as typed; null: computed")
    choice: str = Field("", description="The chosen answer, as the scheme calls it")
    deducted: tuple[DeductedPart, ...] = ()
    measure: str = Field(description="The figures in words, as every document prints them")
    measures: tuple[MeasurePart, ...]
    evidence: tuple[str, ...]
    divider: int = Field(description="Page of the item's divider")
    pages: tuple[Pages, ...]


class Totals(Part):
    """The self-score."""

    base: ExactFigure
    bonus: ExactFigure
    total: ExactFigure


class FindingPart(Part):
    """What the check said."""

    level: Level
    code: str
    where: str
    what: str
    remedy: str


class SchemePart(Part):
    """Which notice the package answers."""

    id: str
    version: str
    sha256: str = Field("", description="Digest of all that the scheme says")
    title: str = Field("", description="Title of the notice")
    submission: str = Field("", description="What the notice calls the submission")
    template: str = Field("", description="sha256 of the form's template")


class CategoryPart(Part):
    """The self-score of a category of items."""

    title: str
    points: ExactFigure | None = Field(description="Full points; null for a bonus or no points")
    claimed: ExactFigure
    items: tuple[int, ...]


class Outcome(Part):
    """What the self-score comes to by the notice's own marks."""

    full_points: ExactFigure | None
    pass_mark: ExactFigure | None
    passed: bool | None = Field(description="null where the notice has no pass mark")
    grade: str = Field(description="Empty where the notice gives no grades by points")
    vetoed: bool | None = Field(description="null: the studio does not say")


class ReadingPart(Part):
    """A place where the wording allows another reading of this studio's figures."""

    item: int
    text: str
    computed: ExactFigure | None
    other_points: ExactFigure | None = Field(
        description="The item's points under the other reading; null where the notice gives none"
    )


class PrintedPart(Part):
    """Pages that are on paper as they are, with the identity of the state they were printed in."""

    document: DocumentKind
    package: str
    pages: tuple[Pages, ...] | None = Field(None, description="null: the whole document")


class Manifest(Part):
    """The whole of manifest.json."""

    format: Literal[1] = Field(1, description="Changes when an older reader could misread the file")
    docgen: str
    scheme: SchemePart
    submission: SubmissionKey
    studio: str
    unit: str
    traits: tuple[str, ...] = Field((), description="Kinds of studio the rules treat apart")
    draft: bool
    part: Literal["bundle", "forms"] | None = Field(
        None, description="Which part of the package was built alone; null: all of it"
    )
    data: PublicData = Field(
        None,
        description="What form, index and dividers were drawn from, besides the evidence: as in"
        " studio.yaml, without what stands at its default; personal numbers are hidden",
    )
    report: str | None = Field(None, description="sha256 of the report as it was handed in")
    package: str = Field(
        "", description="Id of the package and its state, as on every page: 7K2Q-M4XRTD"
    )
    archive: str = Field(description="Name of the .zip that holds all of the package")
    documents: tuple[Document, ...]
    evidence: tuple[EvidencePart, ...]
    items: tuple[ManifestItem, ...]
    totals: Totals | None = Field(
        description="null where the submission has no points, or is vetoed and not assessed"
    )
    categories: tuple[CategoryPart, ...] = Field((), description="Empty without points")
    outcome: Outcome | None = Field(None, description="null where the submission has no points")
    readings: tuple[ReadingPart, ...] = ()
    supplements: tuple[Pages, ...] = Field(
        (), description="Of each supplement the pages before its evidence"
    )
    changed: tuple[Pages, ...] | None = Field(
        None,
        description="Pages of the bundle that are new or other than on paper, since numbers were "
        "frozen; null where they are not",
    )
    printed: tuple[PrintedPart, ...] = Field(
        (), description="What was printed before numbers were frozen and has not changed since"
    )
    findings: tuple[FindingPart, ...]
    moved: tuple[str, ...] = Field(
        (), description="What stamps had to leave their usual place, as the check report lists it"
    )


def has_points(manifest: Manifest) -> bool:
    """Return whether the submission is one that gets points, vetoed or not."""
    return manifest.totals is not None or manifest.outcome is not None


def is_made_here(manifest: Manifest) -> bool:
    """Return whether this version of docgen made a package, by what its manifest says."""
    return manifest.docgen == __version__


def package_of(manifest: Manifest, document: DocumentKind, page: int) -> str:
    """Return the id that a page's mark is to carry: that of the state it was printed in."""
    for printed in manifest.printed:
        within = printed.pages is None or any(p.first <= page <= p.last for p in printed.pages)
        if printed.document == document and within:
            return printed.package
    return manifest.package


def make_manifest(
    scheme: Scheme,
    data: StudioFile,
    scores: Scores | None,
    cross_reference: CrossReference,
    sources: Sources,
    *,
    documents: Iterable[Document],
    findings: Iterable[Finding],
    draft: bool,
) -> Manifest:
    """Return the manifest of one package.

    `scores` is None for a submission without points. `sources` has every evidence file; a finding
    there means that its pages are missing. KeyError where the scheme
    has no such submission.
    """
    key = cast("SubmissionKey", data.submission)
    spec = scheme.submissions[key]
    return Manifest(
        docgen=__version__,
        scheme=_describe_scheme(scheme, spec),
        submission=key,
        studio=publish(data.studio.name),
        unit=publish(data.unit.name),
        traits=data.studio.traits,
        draft=draft,
        data=public_part(data, scheme),
        archive=archive_name(scheme, data, draft=draft),
        documents=tuple(documents),
        evidence=tuple(_describe_evidence(e, sources, data) for e in cross_reference.evidence),
        supplements=tuple(_describe_pages(front) for front in cross_reference.supplements),
        findings=tuple(_describe_finding(finding) for finding in findings),
        **describe_results(spec, data, scores, cross_reference),
    )


def describe_results(
    spec: SubmissionSpec,
    data: StudioFile,
    scores: Scores | None,
    cross_reference: CrossReference,
) -> dict[str, Any]:
    """Return what of a manifest follows from all the rest, by the names of its fields."""
    verdict = judge(spec, data, scores) if scores else None
    return {
        "items": tuple(_describe_items(spec, data, scores, cross_reference)),
        "totals": _add_up(verdict) if verdict else None,
        "categories": tuple(_describe_category(c, scores) for c in spec.categories)
        if scores
        else (),
        "outcome": _describe_outcome(spec, verdict) if verdict else None,
        "readings": tuple(_describe_readings(scores)) if scores else (),
    }


def public_part(data: StudioFile, scheme: Scheme) -> StudioFile:
    """Return what of public data the manifest holds: evidence has a place of its own there.

    What the scheme is called in the data may be a path of the machine.
    """
    return data.model_copy(update={"scheme": scheme.id, "evidence": ()})


def _describe_scheme(scheme: Scheme, spec: SubmissionSpec) -> SchemePart:
    return SchemePart(
        id=scheme.id,
        version=scheme.version,
        sha256=digest_scheme(scheme),
        title=scheme.title,
        submission=spec.name,
        template=hash_file(scheme.folder / spec.form.template),
    )


def list_changed(
    manifest: Manifest, pages: Iterable[PageRange], printed: Iterable[PrintedPart]
) -> Manifest:
    """Return the manifest with the pages that are not on paper yet, or are other there.

    `printed` is what carries the identity of an earlier state.
    """
    changed = tuple(map(_describe_pages, pages))
    return manifest.model_copy(update={"changed": changed, "printed": tuple(printed)})


def archive_name(scheme: Scheme, data: StudioFile, *, draft: bool) -> str:
    """Return the name of the package's .zip: studio and submission."""
    spec = scheme.submissions[cast("SubmissionKey", data.submission)]
    stem = f"{data.studio.name} {spec.name}".strip()
    return make_file_name(stem + ("（草稿）" if draft else ""), ".zip")


def write_manifest(manifest: Manifest) -> bytes:
    """Return the bytes of manifest.json: UTF-8, indented, with a newline at the end."""
    return manifest.model_dump_json(indent=2).encode() + b"\n"


def load_manifest(folder: Path) -> tuple[Manifest, str]:
    """Return the manifest in a package's folder, and the sha256 of its file.

    OutputError where it is none: it may come from anybody. OSError where the disk does not give it.
    """
    file = folder / MANIFEST_NAME
    if file.is_symlink():
        raise _refusal(issue("manifest-fault", NOWHERE, "link"), str(file))
    try:
        contents = read_bounded(file)
    except UnfitJsonError as error:
        said = issue("manifest", Location(str(file)), "no_file", why=error.said)
        raise refuse(OutputError, said) from error
    return read_manifest(contents, str(file)), hashlib.sha256(contents).hexdigest()


def read_manifest(contents: bytes, where: str = MANIFEST_NAME) -> Manifest:
    """Return the manifest in `contents`. OutputError names what is wrong where it is none."""
    try:
        _refuse_crowds(look_over(contents))
        manifest = Manifest.model_validate_json(contents)
    except ValidationError as error:
        raise _refusal(_explain(error), where) from error
    except UnfitJsonError as error:
        raise _refusal(error.said, where) from error
    pages = [document.pages or 0 for document in manifest.documents]
    if sum(pages) > _MOST_PAGES or min(pages, default=0) < 0:
        raise _refusal(issue("manifest-fault", NOWHERE, "pages", count=sum(pages)), where)
    return manifest


def _refusal(why: Issue, where: str) -> OutputError:
    return refuse(OutputError, issue("manifest", Location(where), "unfit", why=why))


def _refuse_crowds(said: object) -> None:
    """Refuse a list longer than any that is made: each of it would be held against the model."""
    for listed, value in said.items() if isinstance(said, dict) else ():
        if isinstance(value, list) and len(value) > _MOST.get(listed, _MOST_OTHERS):
            raise UnfitJsonError("crowd", name=listed[:40], count=len(value))


_MOST_PAGES = 40_000
"""Of all documents. The mark of a page counts to 32767."""
_MOST = {
    "documents": 200,
    "evidence": 10_000,
    "findings": 20_000,
    "printed": 100,
    "moved": _MOST_PAGES,
}
_MOST_OTHERS = 1_000
"""Of what a manifest lists. More than any package that can be handed in."""


_MISTAKES = {
    "missing": "missing",
    "extra_forbidden": "extra",
    "json_invalid": "json",
    "figure": "figure",
}
"""Cases of `manifest`, by what pydantic calls them."""


def _explain(error: ValidationError) -> Issue:
    """The first mistake, by its place, and how many there are."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    case, count = _MISTAKES.get(first["type"], "written"), error.error_count()
    return issue(
        "manifest-fault", NOWHERE, case, place=first["loc"], count=count if count > 1 else None
    )


def _describe_evidence(entry: EvidenceEntry, sources: Sources, data: StudioFile) -> EvidencePart:
    piece = describe_piece(entry.evidence, sources, people_of(data))
    return EvidencePart(
        **dict(piece),
        first_page=entry.pages.first,
        last_page=entry.pages.last,
        reference=entry.reference,
        printed_as=entry.printed_as,
    )


def people_of(data: StudioFile) -> tuple[str, ...]:
    """Return the names of the leader and the team."""
    return (data.leader.name, *(member.name for member in data.studio.members))


def describe_piece(evidence: Evidence, sources: Sources, people: Collection[str]) -> PiecePart:
    """Return a piece of evidence as the manifest has it, pages apart."""
    return PiecePart(
        id=evidence.id,
        title=publish(evidence.title),
        sources=tuple(_describe_source(file, sources[file.key]) for file in evidence.files),
        supports=evidence.supports,
        kind=publish(evidence.kind),
        date=_write_date(evidence.date),
        quantity=evidence.quantity,
        holder=publish(evidence.holder),
        number=publish(evidence.number),
        holders=tuple(publish(name) for name in holders_of(evidence, people)),
        achievement=publish(evidence.achievement),
        organiser=publish(evidence.organiser),
        in_period=evidence.in_period,
        note=publish(evidence.note),
        layout=evidence.layout,
        supplement=evidence.supplement,
    )


def _describe_source(file: SourceFile, source: Source) -> ManifestSource:
    pages = source.pages if isinstance(source, Prepared) else ()
    return ManifestSource(
        file=publish(file.path),
        sha256=source.sha256 if isinstance(source, Prepared) else None,
        likenesses=tuple(
            base64.b64encode(page.likeness).decode() for page in pages if page.likeness
        ),
        pages=file.pages,
        title=publish(file.title),
        turn=file.turn,
    )


def _write_date(date: PartialDate | None) -> str | None:
    return None if date is None else str(date)


def _describe_items(
    spec: SubmissionSpec, data: StudioFile, scores: Scores | None, cross_reference: CrossReference
) -> Iterator[ManifestItem]:
    for item in spec.items:
        own = scores.item(item.number) if scores else None
        claim = data.claims.get(item.number, Claim()) if scores else Claim()
        called = spec.bundle.call_item(item.number)
        yield _describe_item(called, item, claim, own, cross_reference.item(item.number))


def _describe_item(
    called: str, item: Item, claim: Claim, score: ItemScore | None, entry: ItemEntry
) -> ManifestItem:
    return ManifestItem(
        number=item.number,
        reference=called,
        title=item.title,
        points=item.points,
        bonus=item.bonus,
        claimed=score.claimed if score else None,
        computed=score.computed if score else None,
        typed=claim.points,
        choice=claim.choice,
        deducted=tuple(
            DeductedPart(key=key, times=times) for key, times in claim.deductions.items() if times
        ),
        measure=publish(score.measure_text) if score else "",
        measures=tuple(_describe_measure(measure) for measure in score.measures) if score else (),
        evidence=tuple(e.evidence.id for e in entry.evidence),
        divider=entry.divider,
        pages=tuple(_describe_pages(pages) for pages in entry.ranges),
    )


def _describe_pages(pages: PageRange) -> Pages:
    return Pages(first=pages.first, last=pages.last)


def _describe_measure(measure: Measure) -> MeasurePart:
    return MeasurePart(
        key=measure.key,
        name=measure.name,
        unit=measure.unit,
        typed=measure.typed,
        derived=measure.derived,
        value=measure.value,
        terms=tuple(TermPart(evidence=t.evidence_id, quantity=t.quantity) for t in measure.terms),
        left_out=tuple(
            LeftOutPart(
                evidence=left.evidence_id,
                quantity=left.quantity,
                reason=left.reason,
                why=publish(left.why),
            )
            for left in measure.left_out
        ),
    )


def _add_up(verdict: Verdict) -> Totals | None:
    points = verdict.points
    return Totals(base=points.base, bonus=points.bonus, total=points.total) if points else None


def _describe_category(category: Category, scores: Scores) -> CategoryPart:
    points = add_up(category, scores)
    return CategoryPart(
        title=category.title,
        points=points.full,
        claimed=points.claimed,
        items=tuple(item.number for item in category.items),
    )


def _describe_outcome(spec: SubmissionSpec, verdict: Verdict) -> Outcome:
    return Outcome(
        full_points=spec.full_points,
        pass_mark=spec.pass_mark,
        passed=verdict.passed,
        grade=verdict.grade,
        vetoed=verdict.vetoed,
    )


def _describe_readings(scores: Scores) -> Iterator[ReadingPart]:
    for score in scores.items:
        for doubt in score.doubts:
            yield ReadingPart(
                item=score.number,
                text=doubt.text,
                computed=score.computed,
                other_points=doubt.other_points,
            )


def _describe_finding(finding: Finding) -> FindingPart:
    return FindingPart(
        level=finding.level,
        code=finding.code,
        where=publish(finding.where),
        what=publish(finding.what),
        remedy=publish(finding.remedy),
    )
