"""What there is to say of a workspace's files, pages, templates and texts before they are bound."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from docgen.bundle.photo_layout import PhotoRun
from docgen.bundle.plan import Plan, PlannedPage
from docgen.forms.form_pdf import check_characters
from docgen.forms.values import form_contract, form_values, printed_texts
from docgen.forms.word_template import check_template, fill_template, reckon_pages
from docgen.issues.errors import (
    FontError,
    SourceError,
)
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.evidence import Evidence
from docgen.model.prepared import Prepared
from docgen.model.privacy import mask_data, mask_for_form
from docgen.model.scoring import Scores
from docgen.package.manifest import (
    REPORT_NAME,
)
from docgen.pdf.typeface import Typography
from docgen.text.wording import gather_pages, write_pages
from docgen.workspace.discover import FOLDER
from docgen.workspace.load import Workspace

_MORE_PAGES = 2
"""Than the notice's own form has: fewer may be an error of reckoning, or a line too many."""


_LONGEST_TEXTS = 3


def report_key(report: Path) -> str:
    """The key of the report among the sources."""
    # No path below evidence/ begins like this, so the report cannot be taken for evidence.
    return f"../{report.name}"


def source_findings(sources: Mapping[str, Prepared | Finding]) -> Iterator[Finding]:
    """What became of files when they were made ready."""
    for path, source in sources.items():
        where = place_of_source(path)
        if isinstance(source, Finding):
            if not _is_kept_in_word(path, source):
                yield replace(source, location=Location(where))
            continue
        for loss in source.losses:
            # Most of what may be missing has a remedy of its own.
            what, own, remedy = loss.partition("；请")
            remedy = f"请{remedy}" if own else "与原件逐页核对；缺了就换一份完整的"
            yield Finding(Level.WARNING, "F105", Location(where), what, remedy)
        for note in source.notes:
            yield Finding(
                Level.NOTE, "F101", Location(where), note, "一般不用改；在佐证材料里看一眼即可"
            )


def _is_kept_in_word(path: str, found: Finding) -> bool:
    """Whether a file is a report that is handed in as it is, because nothing here converts it."""
    report = path.startswith("../") and path.lower().endswith(".docx")
    return report and found.code in {"source-office", "source-font"}


def place_of_source(path: str) -> str:
    """The place of a source, from the workspace's folder."""
    return (PurePosixPath(FOLDER) / path).as_posix().removeprefix(f"{FOLDER}/../")


def at_file(finding: Finding) -> Finding:
    """A finding about a file below `evidence/`, with its place from the workspace's folder."""
    return replace(finding, location=Location(f"{FOLDER}/{finding.where}"))


def page_findings(
    evidence: Iterable[Evidence], sources: Mapping[str, Prepared | Finding]
) -> Iterator[Finding]:
    """Say where pages are asked for that the file does not have."""
    for piece in evidence:
        for file in piece.files:
            source = sources[file.path]
            if isinstance(source, Finding):
                continue
            beyond = [f"{a}–{b}" for a, b in file.pages or () if b > len(source.pages)]
            if beyond:
                yield Finding(
                    Level.ERROR,
                    "F102",
                    piece.where,
                    f"要 {file.path} 的第 {'、'.join(beyond)} 页，这个文件只有"
                    f" {len(source.pages)} 页",
                    f"页码不要超过 {len(source.pages)}，或换成页数完整的文件",
                )


def template_findings(workspace: Workspace) -> tuple[Finding, ...]:
    """Say what is wrong with the templates that are to be filled."""
    form = workspace.spec.form
    template = workspace.scheme.folder / form.template
    return check_template(template, form_contract(workspace.spec), form.omits)


def length_findings(workspace: Workspace, scores: Scores) -> Iterator[Finding]:
    """Say that the form becomes much longer than the notice's own. All of it is printed."""
    spec, form = workspace.spec, workspace.spec.form
    if form.pages is None:
        return
    data = mask_for_form(workspace.data, confidential=form.kind == "application")
    values = form_values(spec, data, scores, None)
    pages = reckon_pages(fill_template(workspace.scheme.folder / form.template, values))
    if pages < form.pages + _MORE_PAGES:
        return
    texts = printed_texts(values, form_contract(spec), form.omits)
    longest = sorted(texts, key=lambda text: -len(text.text))[:_LONGEST_TEXTS]
    named = "、".join(f"{text.title}（{len(text.text)} 字）" for text in longest)
    yield Finding(
        Level.WARNING,
        "F121",
        workspace.places.at(*_keys_of(longest[0].path)),
        f"{form.name}写得长，约有 {pages} 页，通知的样表是 {form.pages} 页；最长的是{named}",
        "内容都会印全，要这么长就不必改；嫌长的，细节写进佐证的说明或报告，这里只留要点",
    )


def character_findings(workspace: Workspace, scores: Scores) -> Iterator[Finding]:
    """Say which characters of the form and of the bundle's own pages no face here has."""
    spec, places, data = workspace.spec, workspace.places, mask_data(workspace.data)
    values = form_values(spec, data, scores, None)
    texts = printed_texts(values, form_contract(spec), spec.form.omits)
    for found in check_characters(texts):
        yield replace(found, location=places.at(*_keys_of(found.where)))
    try:
        typography = Typography()
    except FontError as error:
        yield Finding(Level.WARNING, "F103", Location(places.file), error.what, error.remedy)
        return
    for piece in mask_data(workspace.evidence):
        captions = (file.title for file in piece.files if piece.layout)
        words = (piece.title, piece.kind, piece.holder, piece.number, piece.note, *captions)
        text = "".join(words)
        yield from _missing_characters(text, piece.where, typography)
    names = "".join((data.studio.name, data.unit.name))
    claims = "".join(claim.statement for claim in data.claims.values())
    yield from _missing_characters(names + claims, Location(places.file), typography)


def _keys_of(path: str) -> list[str]:
    """The keys of the data that a value of the form is made of: `studio.members[0].name`."""
    keys = [key for key in re.split(r"[.\[\]]+", path) if key]
    return ["claims", keys[1], "statement"] if keys[0] == "item" else keys


def _missing_characters(text: str, where: Location, typography: Typography) -> Iterator[Finding]:
    missing = typography.text.missing(text)
    if missing:
        codes = "、".join(f"{c}（U+{ord(c):04X}）" for c in missing)
        yield Finding(
            Level.WARNING,
            "F103",
            where,
            f"已装的字体里没有这些字：{codes}，目录和分隔页上会印成空框",
            "换一个写法，或安装收字更全的字体（如 fonts-noto-cjk、花园明朝）",
        )


def say_uncopied(where: str, failure: SourceError, pdf: Path, cache: Path) -> Finding:
    """Say which file could not be copied into the bundle."""
    what, remedy = failure.what, failure.remedy
    if not pdf.exists() and pdf.is_relative_to(cache):
        what = "生成到一半，缓存里给它备好的一份不见了"
        remedy = "再运行一次，会重新准备；运行时不要清空缓存文件夹"
    return Finding(Level.ERROR, "F150", Location(where), what, remedy)


def say_sheets(run: PhotoRun, refused: Finding) -> Finding:
    """Pictures that cannot be bound together are bound one by one."""
    what = f"从这里起的 {len(run.shots)} 张图片拼在一起{refused.what}，仍一张一页"
    return replace(
        refused,
        level=Level.WARNING,
        location=Location(place_of_source(run.shots[0].name)),
        what=what,
    )


def stamp_findings(plan: Plan) -> Iterator[Finding]:
    """Say where stamps gave way to what is on the page."""
    if plan.moved:
        yield Finding(
            Level.NOTE,
            "F104",
            Location(plan.title),
            f"{len(plan.moved)} 处章戳避开原有内容，移了位置或加了白边，逐页列在{REPORT_NAME}末尾",
            "请翻到这些页看看页码和已审验框是否清楚",
        )


def unmarked_findings(where: str, pages: Iterable[PlannedPage]) -> Iterator[Finding]:
    """Say which pages had no room for the mark of their identity."""
    unmarked = [page.number for page in pages if page.unmarked]
    if unmarked:
        yield Finding(
            Level.NOTE,
            "F119",
            Location(where),
            f"{write_pages(gather_pages(unmarked))}没有空白处印页面标识（二维码），原有内容没有遮盖",
            "扫描回来以后，这些页要靠页码辨认；要有标识，就给原件四周留出 2 厘米白边",
        )
