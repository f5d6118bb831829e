"""The verification of a package: what is wrong with it, and how it stands against standards."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from docgen import __version__
from docgen.data.scheme import Scheme
from docgen.errors import DocgenError, Finding, Level
from docgen.package.manifest import (
    MANIFEST_NAME,
    SIGNATURE_NAME,
    Document,
    Manifest,
    digest_scheme,
)
from docgen.package.restoring import Restored, restore
from docgen.printable import printable_line
from docgen.progress import Progress, silent
from docgen.sources.workers import Limits, Workers
from docgen.verify import altered, documents, figures, marks, pages, recount, signatures, whole
from docgen.verify.drawn import DrawnRead, read_drawn
from docgen.verify.made import Made, MadeDocument, read_made
from docgen.verify.opened import Opened, open_package
from docgen.verify.pages import Bundle, Said, Volume
from docgen.verify.reading import BundleRead, read_bundle
from docgen.verify.redrawing import Redrawing, can_redraw, list_fronts, redraw
from docgen.verify.signatures import SignatureRead, read_detached, read_signatures
from docgen.verify.standards import Point, judge
from docgen.workspace.load import load_scheme, load_workspace, schemes

STEP = "核对"

_PAGES_A_SECOND = 5
"""Ten times as many and more were read where this was measured, their marks included."""
_BYTES_A_PAGE = 20_000

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE


@dataclass(frozen=True)
class VerifyCode:
    """What a code of the verification stands for."""

    level: Level
    title: str
    remedy: str


_REBUILT = "向报送单位要一份没有改动的整套材料；自己的材料重新 docgen build"
CODES = {
    "V001": VerifyCode(ERROR, "打不开，或不是一套材料", _REBUILT),
    "V101": VerifyCode(ERROR, "少了文件", _REBUILT),
    "V102": VerifyCode(ERROR, "文件与生成时不一样", _REBUILT),
    "V103": VerifyCode(ERROR, "清单里的文件名不像样", _REBUILT),
    "V104": VerifyCode(NOTE, "多出的文件", "看看是不是要交的；不是就移走"),
    "V105": VerifyCode(WARNING, "佐证的原文件在生成以后变了", "重新 docgen build，再核对"),
    "V106": VerifyCode(ERROR, "文件读不出来", _REBUILT),
    "V107": VerifyCode(ERROR, "压缩包与文件夹里的不一样", _REBUILT),
    "V201": VerifyCode(ERROR, "页数不对", _REBUILT),
    "V202": VerifyCode(ERROR, "页标签不对", _REBUILT),
    "V203": VerifyCode(ERROR, "印的页码不对", _REBUILT),
    "V204": VerifyCode(ERROR, "页上的编号不对", _REBUILT),
    "V205": VerifyCode(ERROR, "佐证的先后不对", _REBUILT),
    "V206": VerifyCode(ERROR, "链接通向别处", _REBUILT),
    "V207": VerifyCode(ERROR, "少了链接", _REBUILT),
    "V208": VerifyCode(ERROR, "书签通向别处", _REBUILT),
    "V209": VerifyCode(ERROR, "少了书签", _REBUILT),
    "V210": VerifyCode(ERROR, "页上有批注", _REBUILT),
    "V211": VerifyCode(ERROR, "分隔页与清单不符", _REBUILT),
    "V230": VerifyCode(ERROR, "页的画面与生成时不一样", _REBUILT),
    "V231": VerifyCode(ERROR, "页的大小或方向与生成时不一样", _REBUILT),
    "V232": VerifyCode(ERROR, "页上的链接或批注与生成时不一样", _REBUILT),
    "V233": VerifyCode(ERROR, "书签、图层或打开的方式与生成时不一样", _REBUILT),
    "V234": VerifyCode(
        ERROR, "PDF 里有会动作的东西", _REBUILT + "；在那以前不要点里面的链接和书签"
    ),
    "V235": VerifyCode(ERROR, "PDF 在生成以后又写过", _REBUILT),
    "V236": VerifyCode(ERROR, "没有页面指纹", _REBUILT),
    "V237": VerifyCode(ERROR, "是不是草稿，各处说的不一样", _REBUILT),
    "V238": VerifyCode(ERROR, "封面、目录或分隔页与清单不符", _REBUILT),
    "V239": VerifyCode(
        NOTE, "封面、目录和分隔页没有重画", "装上材料所用的方案和同一版 docgen，再核对一次"
    ),
    "V221": VerifyCode(ERROR, "少了页面标识", _REBUILT),
    "V222": VerifyCode(ERROR, "页面标识是别的材料的", _REBUILT),
    "V223": VerifyCode(ERROR, "页面标识是别的页的", _REBUILT),
    "V224": VerifyCode(ERROR, "页面标识的小字与二维码不符", _REBUILT),
    "V301": VerifyCode(ERROR, "数量与佐证加起来的不符", _REBUILT),
    "V302": VerifyCode(ERROR, "自评超过满分", _REBUILT),
    "V303": VerifyCode(ERROR, "总分与各项之和不符", _REBUILT),
    "V304": VerifyCode(ERROR, "数量或得分不合评分标准", _REBUILT),
    "V305": VerifyCode(ERROR, "项目与方案不符", _REBUILT),
    "V306": VerifyCode(WARNING, "自己写的数，与按规则算出的不同", "逐项看理由和佐证站不站得住"),
    "V307": VerifyCode(ERROR, "结论与总分不符", _REBUILT),
    "V308": VerifyCode(NOTE, "得分没有重算", "装上材料所用的方案，或写 --workspace，再核对一次"),
    "V309": VerifyCode(
        WARNING, "方案的内容不一样", "问清用的是哪一份方案；改了方案的，应改 version，重新生成"
    ),
    "V310": VerifyCode(ERROR, "佐证与项目对不上", _REBUILT),
    "V401": VerifyCode(ERROR, "表格与清单不符", _REBUILT),
    "V402": VerifyCode(ERROR, "对照表与清单不符", _REBUILT),
    "V501": VerifyCode(ERROR, "签名无效或不全", _REBUILT),
    "V502": VerifyCode(ERROR, "清单的签名无效或没有", _REBUILT),
    "V503": VerifyCode(NOTE, "由谁签名", "看看是不是报送的单位；证书可不可信要问发证的机构"),
    "V504": VerifyCode(NOTE, "签名没有核对", "安装：pip install 'docgen[sign]'，再核对一次"),
    "V403": VerifyCode(ERROR, "表格的 PDF 与 Word 版不符", _REBUILT),
}


@dataclass(frozen=True)
class Verified:
    """What was found out about a package."""

    findings: tuple[Finding, ...]
    points: tuple[Point, ...]


def verify(
    path: Path,
    *,
    workspace: Path | None = None,
    limits: Limits | None = None,
    progress: Progress = silent,
) -> Verified:
    """Verify a package: its folder, its .zip, or a bundle alone.

    With `workspace` its sources are compared too. Whatever is wrong is a finding.
    """
    with tempfile.TemporaryDirectory(prefix="docgen-verify-") as scratch:
        opened = open_package(path, Path(scratch))
        if isinstance(opened, Finding):
            return Verified((opened,), ())
        said: list[Said] = [
            *whole.check_files(opened),
            *whole.check_strangers(opened),
            *whole.check_archive(opened),
        ]
        scheme = _find_scheme(opened.manifest.scheme.id, workspace) if opened.manifest else None
        restored, unknown = _restore(opened, scheme)
        said += unknown
        read = _read_pdfs(opened, restored, limits or Limits(), progress)
        said += read.unread
        pdfs = (*opened.bundles, *opened.other_pdfs)
        made = tuple(MadeDocument(d, read.made[d.file]) for d in pdfs if d.file in read.made)
        moved = {one.document.file: one.moved for one in made}
        volumes, papers = (
            tuple(
                Volume(d, read.bundles[d.file], moved.get(d.file, ()))
                for d in some
                if d.file in read.bundles
            )
            for some in (opened.bundles, opened.papers)
        )
        # Where pages are missing or too many, none is where it is drawn.
        whole_files = {file: drawn for file, drawn in read.drawn.items() if not moved.get(file)}
        redrawn: tuple[Redrawing, ...] = ()
        if opened.manifest and restored:
            marked = [v.document.file for v in volumes if v.looks_like_draft]
            drafts = marked or (read.drawn if opened.manifest.draft and not volumes else ())
            redrawn = tuple(redraw(opened.manifest, restored, whole_files, drafts))
        bundle = Bundle(volumes, opened.manifest, papers, made, redrawn)
        for rule in _BUNDLE_RULES:
            said += rule(bundle)
        said += pages.check_redrawn(bundle, read.drawn, said)
        said += altered.check_fingerprints(bundle, said)
        if opened.manifest is not None:
            said += _check_signing(opened, read)
            for check in _MANIFEST_RULES:
                said += check(opened.manifest)
            said += _check_documents(opened, opened.manifest, read)
            said += recount.check_by_scheme(opened.manifest, scheme)
            if workspace is not None:
                said += whole.check_sources(opened.manifest, workspace / "evidence")
        said += signatures.check_signatures(read.signatures)
        return Verified(
            tuple(_make_finding(one) for one in pages.gather(said)), tuple(judge(bundle))
        )


def _check_signing(opened: Opened, read: "_Read") -> Iterator[Said]:
    """Say where signatures are gone, or cannot be read here."""
    if SIGNATURE_NAME in opened.files:
        if not signatures.can_read_signatures():
            yield Said("V504", SIGNATURE_NAME, None, "材料是签了名的，这里没有核对签名的部件")
    elif any(bundle.signed for bundle in read.bundles.values()):
        what = "佐证材料是签了名的，清单的签名却没有"
        yield Said("V502", SIGNATURE_NAME, None, what)


def _find_scheme(id_: str, workspace: Path | None) -> Scheme | None:
    """The scheme of that id: the workspace's own, or one that comes with docgen.

    The id is anybody's, so it leads to no path.
    """
    if workspace is not None:
        own = _workspace_scheme(workspace)
        if own is not None and own.id == id_:
            return own
    return load_scheme(id_, near=None) if id_ in schemes() else None


def _workspace_scheme(workspace: Path) -> Scheme | None:
    try:
        return load_workspace(workspace).scheme
    except DocgenError:
        # What is wrong with the workspace is for `check` to say; here it is as good as none.
        return None


def _restore(opened: Opened, scheme: Scheme | None) -> tuple[Restored | None, tuple[Said, ...]]:
    """What the package was made of, to draw it once more; or nothing, and why nobody can tell."""
    manifest = opened.manifest
    if manifest is None or not opened.bundles:
        return None, ()
    same = scheme is not None and digest_scheme(scheme) == manifest.scheme.sha256
    if scheme is None or not same or manifest.docgen != __version__:
        why = f"材料是 docgen {manifest.docgen} 生成的" if same else "这里没有材料所用的方案"
        what = f"{why}，封面、目录和分隔页没有重画，只核对了页面指纹"
        return None, (Said("V239", MANIFEST_NAME, None, what),)
    with contextlib.suppress(ValueError, KeyError):
        restored = restore(manifest, scheme)
        if can_redraw(restored.cross_reference):
            return restored, ()
    what = "自相矛盾，封面、目录和分隔页没法照它重画"
    return None, (Said("V238", MANIFEST_NAME, None, what),)


_BUNDLE_RULES: tuple[Callable[[Bundle], Iterator[Said]], ...] = (
    pages.check_page_counts,
    pages.check_numbers,
    pages.check_upright,
    pages.check_annotations,
    pages.check_references,
    pages.check_dividers,
    pages.check_order,
    pages.check_links,
    pages.check_links_are_there,
    pages.check_bookmarks,
    marks.check_marks,
    marks.check_draft,
    altered.check_acts,
    altered.check_making,
)

_MANIFEST_RULES: tuple[Callable[[Manifest], Iterator[Said]], ...] = (
    figures.check_evidence,
    figures.check_measures,
    figures.check_totals,
)


def _check_documents(opened: Opened, manifest: Manifest, read: "_Read") -> Iterator[Said]:
    """The rules about the documents beside the bundle, each as far as it is there and opens."""
    form, pdf = opened.document("form"), opened.document("form_pdf")
    book = opened.document("cross_reference")
    rules: list[tuple[Document | None, Callable[[Path], Iterator[Said]]]] = [
        (form, partial(documents.check_form, manifest)),
        (book, partial(documents.check_workbook, manifest)),
    ]
    if pdf is not None and pdf.file in read.texts:
        text = read.texts[pdf.file]
        rules.append((form, partial(documents.check_form_pdf, pdf=pdf.file, pages=text)))
    for document, rule in rules:
        if document is not None:
            try:
                yield from rule(opened.folder / document.file)
            except documents.opening_errors() as error:
                what = f"打不开（{type(error).__name__}），没有核对"
                yield Said("V106", document.file, None, what)


@dataclass(frozen=True)
class _Read:
    """What workers read: volumes of the bundle and the pages' texts of forms, by file."""

    bundles: dict[str, BundleRead]
    made: dict[str, Made]
    drawn: dict[str, DrawnRead]
    texts: dict[str, tuple[str, ...]]
    signatures: dict[str, tuple[SignatureRead, ...]]
    unread: list[Said]


@dataclass(frozen=True)
class _Job:
    """A file to be read by a worker, and where what is found goes. `beside` are taken before it."""

    file: str
    function: Callable[..., object]
    found: dict[str, Any]
    beside: tuple[str, ...] = ()


def _list_jobs(opened: Opened, restored: Restored | None, read: _Read) -> Iterator[_Job]:
    for document in (*opened.bundles, *opened.papers):
        marked = opened.manifest is None or document.unmarked is not None
        yield _Job(document.file, partial(read_bundle, marks=marked), read.bundles)
    for document in (*opened.bundles, *opened.other_pdfs):
        yield _Job(document.file, read_made, read.made)
    for file, places in list_fronts(restored.cross_reference) if restored else ():
        if file in opened.files:
            yield _Job(file, partial(read_drawn, places=places), read.drawn)
    form = opened.document("form_pdf")
    if form is not None:
        yield _Job(form.file, documents.read_form_pdf, read.texts)
    if signatures.can_read_signatures():
        for file in signatures.signed_files(opened):
            yield _Job(file, read_signatures, read.signatures)
        if SIGNATURE_NAME in opened.files:
            yield _Job(SIGNATURE_NAME, read_detached, read.signatures, beside=(MANIFEST_NAME,))


def _read_pdfs(
    opened: Opened, restored: Restored | None, limits: Limits, progress: Progress
) -> _Read:
    """Every PDF that is looked into, read in a worker; those that cannot be are said."""
    read = _Read({}, {}, {}, {}, {}, [])
    jobs = list(_list_jobs(opened, restored, read))
    progress(STEP, 0, len(jobs))

    def land(job: _Job, done: "Future[Any]") -> None:
        error = CancelledError() if done.cancelled() else done.exception()
        if error is None:
            job.found[job.file] = done.result()
        else:
            read.unread.append(Said("V106", job.file, None, _explain(error)))
        progress(STEP, jobs.index(job) + 1, len(jobs))

    with Workers(limits) as workers:
        for job in jobs:
            about = (opened.folder / job.file).stat().st_size / _BYTES_A_PAGE
            workers.submit(
                job.function,
                *(str(opened.folder / name) for name in (*job.beside, job.file)),
                seconds=limits.seconds + about / _PAGES_A_SECOND,
                landing=partial(land, job),
            )
        workers.run()
    return read


def _explain(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "读的时间太长，已停止"
    if isinstance(error, BrokenProcessPool):
        return "读文件的后台程序起不来"
    return f"PDF 读不出来（{type(error).__name__}），可能已损坏"


def _make_finding(said: Said) -> Finding:
    code = CODES[said.code]
    return Finding(
        code.level, said.code, printable_line(said.where), printable_line(said.what), code.remedy
    )


def write_points(points: tuple[Point, ...]) -> str:
    """Return how the bundle stands against the standards, as Chinese plain text."""
    marks = {True: "✓", False: "✗", None: "·"}
    lines = ["【对照标准】✓ 合乎，✗ 不合，· 请人工看"]
    for standard in dict.fromkeys(point.standard for point in points):
        lines.append(f"{standard}：")
        for point in (p for p in points if p.standard == standard):
            detail = f"（{point.detail}）" if point.detail else ""
            lines.append(f"  {marks[point.met]} {point.demand}{detail}")
    return "\n".join(lines)
