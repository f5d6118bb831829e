"""The verification of a package: what is wrong with it, and how it stands against standards."""

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from docgen.errors import Finding, Level
from docgen.package.manifest import Document, Manifest
from docgen.printable import printable_line
from docgen.progress import Progress, silent
from docgen.sources.workers import Limits, Workers
from docgen.verify import figures, marks, pages, whole
from docgen.verify.opened import Opened, open_package
from docgen.verify.pages import Bundle, Said, Volume
from docgen.verify.reading import BundleRead, read_bundle
from docgen.verify.standards import Point, judge

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
    "V201": VerifyCode(ERROR, "页数不对", _REBUILT),
    "V202": VerifyCode(ERROR, "页标签不对", _REBUILT),
    "V203": VerifyCode(ERROR, "印的页码不对", _REBUILT),
    "V204": VerifyCode(ERROR, "页上的编号不对", _REBUILT),
    "V205": VerifyCode(ERROR, "佐证的先后不对", _REBUILT),
    "V206": VerifyCode(ERROR, "链接通向别处", _REBUILT),
    "V207": VerifyCode(ERROR, "少了链接", _REBUILT),
    "V208": VerifyCode(ERROR, "书签通向别处", _REBUILT),
    "V209": VerifyCode(ERROR, "少了书签", _REBUILT),
    "V210": VerifyCode(ERROR, "少了页面标识", _REBUILT),
    "V211": VerifyCode(ERROR, "页面标识是别的材料的", _REBUILT),
    "V212": VerifyCode(ERROR, "页面标识是别的页的", _REBUILT),
    "V213": VerifyCode(ERROR, "页面标识的小字与二维码不符", _REBUILT),
    "V301": VerifyCode(ERROR, "数量与佐证加起来的不符", _REBUILT),
    "V302": VerifyCode(ERROR, "自评超过满分", _REBUILT),
    "V303": VerifyCode(ERROR, "总分与各项之和不符", _REBUILT),
    "V401": VerifyCode(ERROR, "表格与清单不符", _REBUILT),
    "V402": VerifyCode(ERROR, "对照表与清单不符", _REBUILT),
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
        said: list[Said] = [*whole.check_files(opened), *whole.check_strangers(opened)]
        bundle, unread = _read_bundles(opened, limits or Limits(), progress)
        said += unread
        for rule in _BUNDLE_RULES:
            said += rule(bundle)
        if opened.manifest is not None:
            said += _check_figures(opened, opened.manifest)
            if workspace is not None:
                said += whole.check_sources(opened.manifest, workspace / "evidence")
        return Verified(tuple(_make_finding(one) for one in said), tuple(judge(bundle)))


_BUNDLE_RULES: tuple[Callable[[Bundle], Iterator[Said]], ...] = (
    pages.check_page_counts,
    pages.check_numbers,
    pages.check_references,
    pages.check_order,
    pages.check_links,
    pages.check_links_are_there,
    pages.check_bookmarks,
    marks.check_marks,
)


def _check_figures(opened: Opened, manifest: Manifest) -> Iterator[Said]:
    yield from figures.check_measures(manifest)
    yield from figures.check_totals(manifest)
    for role, rule in (("form", figures.check_form), ("cross_reference", figures.check_workbook)):
        document = opened.document(role)
        if document is not None:
            try:
                yield from rule(manifest, opened.folder / document.file)
            except figures.opening_errors() as error:
                what = f"打不开（{type(error).__name__}），没有核对"
                yield Said("V106", document.file, None, what)


def _read_bundles(opened: Opened, limits: Limits, progress: Progress) -> tuple[Bundle, list[Said]]:
    """Every document that is looked into, read in a worker; those that cannot be are said."""
    read: dict[str, BundleRead] = {}
    unread: list[Said] = []
    documents = (*opened.bundles, *opened.papers)
    progress(STEP, 0, len(documents))

    def land(document: Document, done: "Future[Any]") -> None:
        error = CancelledError() if done.cancelled() else done.exception()
        if error is None:
            read[document.file] = done.result()
        else:
            unread.append(Said("V106", document.file, None, _explain(error)))
        progress(STEP, len(read) + len(unread), len(documents))

    with Workers(limits) as workers:
        for document in documents:
            path = opened.folder / document.file
            marked = opened.manifest is None or document.unmarked is not None
            about = path.stat().st_size / _BYTES_A_PAGE
            workers.submit(
                partial(read_bundle, marks=marked),
                str(path),
                seconds=limits.seconds + about / _PAGES_A_SECOND,
                landing=partial(land, document),
            )
        workers.run()
    volumes, papers = (
        tuple(Volume(d, read[d.file]) for d in some if d.file in read)
        for some in (opened.bundles, opened.papers)
    )
    return Bundle(volumes, opened.manifest, papers), unread


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
