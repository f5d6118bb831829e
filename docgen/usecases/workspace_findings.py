"""What there is to say of a workspace's files, pages, templates and texts before they are bound."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from docgen.bundle.photo_layout import PhotoRun
from docgen.bundle.plan import Plan, PlannedPage
from docgen.forms.known_forms import KnownForms
from docgen.forms.values import (
    FormValues,
    Placeholder,
    PrintedText,
    form_contract,
    form_values,
    printed_texts,
)
from docgen.issues.errors import (
    FontError,
    SourceError,
)
from docgen.issues.finding import Finding
from docgen.issues.issue import issue, render
from docgen.issues.location import Location
from docgen.model.evidence import Evidence
from docgen.model.prepared import Sources
from docgen.model.privacy import mask_data, mask_for_form
from docgen.model.scoring import Scores
from docgen.model.source_keys import EVIDENCE_FOLDER, ReportKey, SourceKey
from docgen.model.submission import StudioFile
from docgen.ocr.models import find_models
from docgen.office.libreoffice import identify_fonts
from docgen.package.file_names import REPORT_NAME
from docgen.pdf.system_fonts import identify_faces
from docgen.sources.page_texts import PageTexts
from docgen.system.file_hashes import hash_file
from docgen.text.masking import mask_numbers
from docgen.workspace.dialects import tell
from docgen.workspace.load import Workspace

_MORE_PAGES = 2
"""Than the notice's own form has: fewer may be an error of reckoning, or a line too many."""


_LONGEST_TEXTS = 3


def source_findings(sources: Sources) -> Iterator[Finding]:
    """What became of files when they were made ready."""
    for key, source in sources.items():
        where = str(key)
        if isinstance(source, Finding):
            if not _is_kept_in_word(key, source):
                yield replace(source, location=Location(where))
            continue
        for said in (*source.losses, *source.notes):
            yield render(replace(said, location=Location(where)))


def _is_kept_in_word(key: SourceKey, found: Finding) -> bool:
    """Whether a file is a report that is handed in as it is, because nothing here converts it."""
    report = isinstance(key, ReportKey) and key.name.lower().endswith(".docx")
    return report and found.code in {"source-office", "source-font"}


def at_file(finding: Finding) -> Finding:
    """A finding about a file below `evidence/`, with its place from the workspace's folder."""
    return replace(finding, location=Location(f"{EVIDENCE_FOLDER}/{finding.where}"))


def page_findings(evidence: Iterable[Evidence], sources: Sources) -> Iterator[Finding]:
    """Say where pages are asked for that the file does not have."""
    for piece in evidence:
        for file in piece.files:
            source = sources[file.key]
            if isinstance(source, Finding):
                continue
            count = len(source.pages)
            beyond = [f"{a}–{b}" for a, b in file.pages or () if b > count]
            if beyond:
                said = issue("F102", piece.where, file=file.path, beyond=beyond, count=count)
                yield render(said)


def unread_findings(sources: Sources, texts: PageTexts) -> Iterator[Finding]:
    """Say of which pages the text could not be read; all together where nothing reads here."""
    unread = {
        key: [number for number, page in enumerate(texts.states(key), start=1) if page.unread]
        for key in sources
        if key in texts
    }
    if find_models() is None:
        if count := sum(map(len, unread.values())):
            yield render(issue("F122", Location(EVIDENCE_FOLDER), "no_engine", count=count))
        return
    for key, pages in unread.items():
        if pages:
            yield render(issue("F122", Location(str(key)), "given_up", pages=pages))


def template_findings(workspace: Workspace, known: KnownForms) -> tuple[Finding, ...]:
    """Say what is wrong with the templates that are to be filled."""
    form = workspace.spec.form
    template = workspace.scheme.folder / form.template
    contract, omits = tuple(form_contract(workspace.spec)), tuple(form.omits)
    try:
        sha256 = hash_file(template)
    except OSError:
        sha256 = ""
    causes = ("template", sha256, repr(contract), repr(omits))
    if sha256 and known.get(*causes) is not None:
        return ()
    found = _check_contents(template, sha256, contract, omits)
    if sha256 and not found:
        known.put(*causes, number=0)
    return found


@lru_cache(maxsize=8)
def _check_contents(
    template: Path, _sha256: str, contract: tuple[Placeholder, ...], omits: tuple[str, ...]
) -> tuple[Finding, ...]:
    """As `check_template`: the same template is looked through once, however often it is asked."""
    # What fills forms takes a tenth of a second to load, and is seldom asked for.
    from docgen.forms.word_template import check_template  # noqa: PLC0415

    return check_template(template, contract, omits)


def _reckon_filled(template: Path, values: FormValues, known: KnownForms) -> int:
    """How many pages a filled form takes."""
    causes = ("pages", hash_file(template), repr(values))
    pages = known.get(*causes)
    if pages is None:
        from docgen.forms.word_template import fill_template, reckon_pages  # noqa: PLC0415

        pages = reckon_pages(fill_template(template, values))
        known.put(*causes, number=pages)
    return pages


def length_findings(workspace: Workspace, scores: Scores, known: KnownForms) -> Iterator[Finding]:
    """Say that the form becomes much longer than the notice's own. All of it is printed."""
    spec, form = workspace.spec, workspace.spec.form
    if form.pages is None:
        return
    data = mask_for_form(_without_rows(workspace), confidential=form.kind == "application")
    values = form_values(spec, data, scores, None)
    template = workspace.scheme.folder / form.template
    pages = _reckon_filled(template, values, known)
    if pages < form.pages + _MORE_PAGES:
        return
    texts = printed_texts(values, form_contract(spec), form.omits)
    longest = sorted(texts, key=lambda text: -len(text.text))[:_LONGEST_TEXTS]
    named = [f"{text.title}（{len(text.text)} 字）" for text in longest]
    place = workspace.places.at(*longest[0].field)
    slots = {"form": form.name, "pages": pages, "usual": form.pages, "longest": named}
    yield render(issue("F121", place, **slots))


def character_findings(
    workspace: Workspace, scores: Scores, known: KnownForms
) -> Iterator[Finding]:
    """Say which characters of the form and of the bundle's own pages no face here has."""
    spec, data = workspace.spec, mask_data(_without_rows(workspace))
    values = form_values(spec, data, scores, None)
    texts = printed_texts(values, form_contract(spec), spec.form.omits)
    printed = [_words_of(piece) for piece in workspace.evidence]
    names = "".join((data.studio.name, data.unit.name))
    claims = "".join(claim.statement for claim in data.claims.values())
    try:
        faces = identify_faces()
    except FontError as error:
        yield from _form_characters(workspace, texts)
        yield render(issue("F103", Location(workspace.places.file), "no_face", cause=error.said))
        return
    everything = "".join((*(text.text for text in texts), *printed, names, claims))
    causes = ("characters", faces, repr(identify_fonts()), "".join(sorted({*everything})))
    if known.get(*causes) is None:
        found = (
            *_form_characters(workspace, texts),
            *_bundle_characters(workspace, printed, names + claims),
        )
        yield from found
        if not found:
            known.put(*causes, number=0)


def _form_characters(workspace: Workspace, texts: Sequence[PrintedText]) -> Iterator[Finding]:
    # To ask for faces and to open them takes longer than to know that they have it all.
    from docgen.forms.form_pdf import check_characters  # noqa: PLC0415

    for found in check_characters(texts):
        place = workspace.places.at(*found.location.field)
        yield tell(replace(found, location=place), workspace.places)


def _bundle_characters(
    workspace: Workspace, printed: Sequence[str], said: str
) -> Iterator[Finding]:
    """What faces lack of the words of each piece of evidence, and of what the data says."""
    from docgen.pdf.typeface import Typography  # noqa: PLC0415 - as above

    face = Typography().text
    # Few have any, so all are looked at together first.
    if face.missing("".join(set("".join(printed)))):
        for piece, words in zip(workspace.evidence, printed, strict=True):
            yield from _missing_characters(face.missing(words), mask_data(piece.where))
    yield from _missing_characters(face.missing(said), Location(workspace.places.file))


def _without_rows(workspace: Workspace) -> StudioFile:
    """The data a form is filled with: rows of evidence stand in none."""
    return workspace.data.model_copy(update={"evidence": ()})


def _words_of(piece: Evidence) -> str:
    """What the bundle prints of a piece."""
    captions = (file.title for file in piece.files if piece.layout)
    words = (piece.title, piece.kind, piece.holder, piece.number, piece.note, *captions)
    return "".join(map(mask_numbers, words))


def _missing_characters(missing: str, where: Location) -> Iterator[Finding]:
    if missing:
        yield render(issue("F103", where, "missing", missing="".join(missing)))


def say_uncopied(where: str, failure: SourceError, pdf: Path, cache: Path) -> Finding:
    """Say which file could not be copied into the bundle."""
    if _left_cache(pdf, cache):
        return render(issue("F150", Location(where), "cache"))
    return render(issue("F150", Location(where), "told", cause=failure.said))


def say_sheet_uncopied(run: PhotoRun, failure: SourceError, pdf: Path, cache: Path) -> Finding:
    """Say which pictures cannot be bound together: they are bound one by one."""
    where, count = Location(f"{EVIDENCE_FOLDER}/{run.shots[0].name}"), len(run.shots)
    if _left_cache(pdf, cache):
        return render(issue("F150", where, "sheet_cache", count=count))
    return render(issue("F150", where, "sheet", count=count, cause=failure.said))


def _left_cache(pdf: Path, cache: Path) -> bool:
    return not pdf.exists() and pdf.is_relative_to(cache)


def stamp_findings(plan: Plan) -> Iterator[Finding]:
    """Say where stamps gave way to what is on the page."""
    if plan.moved:
        slots = {"count": len(plan.moved), "report": REPORT_NAME}
        yield render(issue("F104", Location(plan.title), **slots))


def unmarked_findings(where: str, pages: Iterable[PlannedPage]) -> Iterator[Finding]:
    """Say which pages had no room for the mark of their identity."""
    unmarked = [page.number for page in pages if page.unmarked]
    if unmarked:
        yield render(issue("F119", Location(where), pages=unmarked))
