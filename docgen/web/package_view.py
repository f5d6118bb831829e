"""What the page shows of a package and of its way onto paper and back: steps, each with its state.

All of it is read from what lies in the folder, so the command line's work counts as the page's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Literal

from docgen import api
from docgen.issues.errors import DocgenError
from docgen.issues.finding import Finding, Level
from docgen.package.manifest import MANIFEST_NAME, Document, SigningPart
from docgen.package.store import StoredPackage, built_at, draft_of, has_package, open_built
from docgen.printing.print_record import (
    LABELS,
    PRINT_RECORD,
    TICKET_BOOK,
    TICKET_PDF,
    PrintFile,
    PrintRecord,
    print_folder,
    read_record,
)
from docgen.printing.ticket import name_paper, name_sides
from docgen.system.json_guard import read_bounded
from docgen.web.job_folder import JobEnd, JobKind
from docgen.web.job_view import write_moment
from docgen.web.jobs import PageJob
from docgen.web.offered_file import OfferedFile
from docgen.web.workspace_view import WorkspaceView

Area = Literal["package", "draft", "print", "scan"]
"""The folders that files are served of."""

_SAYINGS: Mapping[str, str] = {
    "form": "表格，Word 格式",
    "form_pdf": "表格，打印签章用",
    "report": "报告，打印签章用",
    "bundle": "佐证材料",
    "cross_reference": "对照表，随电子材料报送",
    "check_report": "检查结果，自己留着看",
    "check_page": "检查结果和得分图表，自己留着看",
}
"""What each document is for, by its role."""
_PRINT_SAYINGS: Mapping[str, str] = {
    TICKET_PDF: "打印、签章、装订的人照着它做",
    TICKET_BOOK: "同样的作业单，可以勾、可以改",
    LABELS: "剪下来贴在封面和书脊上",
}


STEP_OF: Mapping[JobKind, str] = {
    JobKind.BUILD: "build",
    JobKind.DRAFT: "build",
    JobKind.PRINT: "print",
    JobKind.SEND: "send",
    JobKind.LOCK: "lock",
    JobKind.COLLECT: "scan",
    JobKind.VERIFY: "verify",
    JobKind.RESULTS: "",
}
"""The step that a job is of; empty where it is none of a package."""


@dataclass(frozen=True, kw_only=True)
class FileLine(OfferedFile):
    """A file of a package. `area` and `name` are how it is asked for."""

    area: Area
    purpose: str = ""
    pages: int | None = None
    copies: int | None = None
    sign: tuple[SigningPart, ...] = ()


@dataclass(frozen=True)
class BuiltView:
    """A package that lies there. `current`: it is what would be built of the folder as it is."""

    stored: StoredPackage
    area: Area
    current: bool

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.stored.folder

    @property
    def when(self) -> str:
        """11月30日 10:24, when it was built."""
        return write_moment((self.folder / MANIFEST_NAME).stat().st_mtime)

    @cached_property
    def files(self) -> tuple[FileLine, ...]:
        """Its documents that are there."""
        documents = self.stored.manifest.documents
        return tuple(self._line(d) for d in documents if d.file in self.stored.files)

    def _line(self, document: Document) -> FileLine:
        return FileLine(
            area=self.area,
            name=document.file,
            path=self.stored.path(document.file),
            purpose=_SAYINGS.get(document.role, ""),
            pages=document.pages,
            copies=document.copies,
            sign=document.sign,
        )

    @property
    def lacks(self) -> bool:
        """Whether a document of it is not there any more."""
        return len(self.files) < len(self.stored.manifest.documents)

    @property
    def archive(self) -> FileLine | None:
        """The .zip that holds all of it; None where it is not there."""
        name = self.stored.manifest.archive
        if name not in self.stored.files:
            return None
        return FileLine(area=self.area, name=name, path=self.stored.path(name))


@dataclass(frozen=True)
class PrintLine:
    """A print-ready file, and how it is printed."""

    file: FileLine
    told: PrintFile

    @property
    def how(self) -> tuple[str, str, str, str]:
        """Paper, sides, copies and sheets, colour."""
        told = self.told
        copies = f"{told.copies} 份，共 {told.sheets * told.all_copies} 张"
        colour = "彩色" if told.colour else "黑白"
        return name_paper(told), name_sides(told), copies, colour


class StepState(StrEnum):
    """How a step stands."""

    DONE = "done"
    NEXT = "next"
    """It is what is to be done now."""
    OPEN = "open"
    SHUT = "shut"
    """Something before it has to be done first."""


@dataclass(frozen=True)
class StepView:
    """One step: what it is called, in two words too, what it is for, how it stands in words."""

    key: str
    short: str
    title: str
    purpose: str
    said: str
    state: StepState


@dataclass(frozen=True)
class _Standing:
    """What is known of a step by itself."""

    key: str
    short: str
    title: str
    purpose: str
    said: str
    done: bool
    can: bool = True
    optional: bool = False


@dataclass(frozen=True)
class PackageView:
    """The package of a workspace, and what became of it."""

    whole: WorkspaceView
    folder: Path
    jobs: Mapping[JobKind, PageJob]
    local: bool
    """Whether the browser is on this computer, whose folders can be opened."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stands in the way of building."""
        return tuple(f for f in self.whole.checked.findings if f.level is Level.ERROR)

    @property
    def place(self) -> Path:
        """Where the package is built."""
        return built_at(self.folder, self.whole.checked.workspace.data.submission)

    @cached_property
    def built(self) -> BuiltView | None:
        """The package; None while there is none that can be read."""
        return self._open(self.place, "package")

    @cached_property
    def draft(self) -> BuiltView | None:
        """The draft, where there is one."""
        return self._open(draft_of(self.place), "draft")

    def _open(self, place: Path, area: Area) -> BuiltView | None:
        if not has_package(place):
            return None
        try:
            stored = open_built(place)
            now = self._identify(draft=area == "draft")
        except DocgenError:
            # What cannot be read is built anew: that is what the step says to do.
            return None
        return BuiltView(stored, area, stored.manifest.package == now)

    def _identify(self, *, draft: bool) -> str:
        """The id that the package would have now; empty while files have not been opened yet."""
        checked = self.whole.checked
        files = [file.key for piece in checked.workspace.evidence for file in piece.files]
        if not all(key in checked.sources for key in files):
            return ""
        return api.identify(checked, draft=draft)

    @property
    def ready(self) -> bool:
        """Whether there is a package that is what the folder says."""
        return bool(self.built and self.built.current and not self.built.lacks)

    @cached_property
    def printed(self) -> PrintRecord | None:
        """What was made to be printed of the package; None where nothing was, or of another.

        What is sent to a printer is held against its hashes then.
        """
        folder = print_folder(self.place)
        try:
            record = read_record(read_bounded(folder / PRINT_RECORD))
        except (OSError, ValueError):
            return None
        known = self.built is not None and self.built.stored.manifest_sha256
        return record if record.manifest_sha256 == known else None

    @cached_property
    def print_lines(self) -> tuple["PrintLine", ...]:
        """The print-ready files, and how each is printed."""
        files = self.printed.files if self.printed else ()
        return tuple(PrintLine(self._offer_print(file.file), file) for file in files)

    @cached_property
    def print_others(self) -> tuple[FileLine, ...]:
        """The ticket and the labels."""
        others = self.printed.others if self.printed else ()
        return tuple(self._offer_print(other.file) for other in others)

    def _offer_print(self, name: str) -> FileLine:
        path = print_folder(self.place) / Path(name).name
        purpose = _PRINT_SAYINGS.get(name, "")
        return FileLine(area="print", name=name, path=path, purpose=purpose)

    @property
    def frozen_pages(self) -> int:
        """How many pages have their numbers frozen."""
        frozen = self.whole.checked.workspace.frozen
        return len(frozen.pages) if frozen else 0

    @cached_property
    def scans(self) -> "tuple[api.ScanState, ...]":
        """How far the scans of the package have come."""
        if self.built is None:
            return ()
        try:
            return api.read_scans(self.place)
        except DocgenError:
            return ()

    @cached_property
    def scan_files(self) -> tuple[FileLine, ...]:
        """The scans as they have been put together."""
        return tuple(
            FileLine(area="scan", name=s.result.name, path=s.result, pages=s.pages)
            for s in self.scans
            if s.result
        )

    def find(self, area: str, name: str) -> FileLine | None:
        """The file of that name among those that are offered; None for any other."""
        return next((f for f in self._offered() if (f.area, f.name) == (area, name)), None)

    def _offered(self) -> Iterator[FileLine]:
        for built in (self.built, self.draft):
            if built:
                yield from built.files
                if built.archive:
                    yield built.archive
        yield from (line.file for line in self.print_lines)
        yield from self.print_others
        yield from self.scan_files

    def done(self, kind: JobKind) -> PageJob | None:
        """The last job of a kind, where it ended well and is about the package that is there."""
        job, built = self.jobs.get(kind), self.built
        if job is None or built is None or job.result is None or job.result.end is not JobEnd.DONE:
            return None
        return job if job.result.about == built.stored.manifest_sha256 else None

    @property
    def job_of_step(self) -> Mapping[str, PageJob]:
        """The last job of each step that has had one, by the step's key."""
        jobs: dict[str, PageJob] = {}
        for job in sorted(self.jobs.values(), key=lambda job: job.spec.began):
            jobs[STEP_OF[job.spec.kind]] = job
        return jobs

    @property
    def folders(self) -> Mapping[str, Path]:
        """The folders that files are offered of."""
        return {
            "package": self.place,
            "draft": draft_of(self.place),
            "print": print_folder(self.place),
            "scan": self.place.with_name(f"{self.place.name}-扫描件"),
        }

    @property
    def sound(self) -> bool:
        """Whether the package was verified and nothing was wrong."""
        job = self.done(JobKind.VERIFY)
        found = job.result.findings if job and job.result else ()
        return job is not None and all(f.level is not Level.ERROR for f in found)

    # ── steps ─────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def steps(self) -> tuple[StepView, ...]:
        """All steps in their order; the first that is to be done is the next."""
        standings = tuple(self._stand())
        due = (s.key for s in standings if s.can and not s.done and not s.optional)
        following = next(due, "")
        return tuple(
            StepView(s.key, s.short, s.title, s.purpose, s.said, _state_of(s, following))
            for s in standings
        )

    def step(self, key: str) -> StepView:
        """One of the steps."""
        return next(step for step in self.steps if step.key == key)

    def _stand(self) -> Iterator[_Standing]:
        errors, built = len(self.errors), self.built
        yield _Standing(
            "check",
            "检查",
            "改好检查出的错误",
            "错误不改好，生成的材料不能报送。",
            self._tell_checked(),
            done=not errors and not self.whole.is_first,
        )
        yield _Standing(
            "build",
            "生成",
            "生成整套材料",
            "表格、报告、编好页码的佐证材料、对照表，一次生成，各处的分数和页码都一致。",
            _tell_built(built),
            done=self.ready,
            can=not errors,
        )
        yield from self._stand_on_paper()
        yield from self._stand_handed_in()

    def _tell_checked(self) -> str:
        if self.errors:
            return f"还有 {len(self.errors)} 处错误"
        return "正在检查" if self.whole.is_first else "没有错误"

    def _stand_on_paper(self) -> Iterator[_Standing]:
        yield _Standing(
            "print",
            "打印文件",
            "做打印文件",
            "双面、留装订口、大幅折页都排好；作业单写明每份打几份、哪里签字盖章、怎样装订。",
            f"已做好 {len(self.print_lines)} 个打印文件和作业单" if self.printed else "还没有做",
            done=self.printed is not None,
            can=self.ready,
        )
        sent = self.done(JobKind.SEND)
        yield _Standing(
            "send",
            "送打印",
            "送去打印",
            "直接送到办公室的打印机；也可以把打印文件拷去文印店。",
            f"已送到{sent.result.what}" if sent and sent.result else "可以不用这一步",
            done=sent is not None,
            can=self.printed is not None,
            optional=True,
        )
        yield _Standing(
            "lock",
            "锁定编号",
            "锁定编号",
            "纸印出来以后锁定：以后再补的佐证排在最后，已经印好的页都不作废，只补印新的几页。",
            f"已锁定 {self.frozen_pages} 页" if self.frozen_pages else "纸印好以后锁定",
            done=bool(self.frozen_pages),
            can=self.ready,
        )

    def _stand_handed_in(self) -> Iterator[_Standing]:
        come = sum(s.pages - len(s.missing) for s in self.scans)
        every = sum(s.pages for s in self.scans)
        yield _Standing(
            "scan",
            "收扫描件",
            "签字盖章，扫描收回来",
            "签好字、盖好章的纸扫描以后拖到这里，程序认出每一页，排好，缺的页列出来。",
            f"{every} 页中收到 {come} 页" if come else "还没有收到",
            done=bool(every) and come == every,
            can=self.built is not None,
        )
        yield _Standing(
            "verify",
            "核对",
            "核对整套材料",
            "报送以前从头核对一遍：文件有没有改过，页码、链接、得分各处是不是一致。",
            self._tell_verified(),
            done=self.sound,
            can=self.built is not None,
        )
        yield _Standing(
            "hand",
            "报送",
            "报送",
            "电子材料交压缩包和盖了章的扫描件，纸质材料照打印作业单装订好交。",
            "前面各步做好，就可以报送",
            done=False,
            can=self.ready,
        )

    def _tell_verified(self) -> str:
        job = self.done(JobKind.VERIFY)
        if job is None or job.result is None:
            return "还没有核对"
        errors = sum(f.level is Level.ERROR for f in job.result.findings)
        return f"有 {errors} 处错误" if errors else "核对无误"


def _state_of(standing: _Standing, following: str) -> StepState:
    if standing.done:
        return StepState.DONE
    if standing.key == following:
        return StepState.NEXT
    return StepState.OPEN if standing.can else StepState.SHUT


def _tell_built(built: BuiltView | None) -> str:
    if built is None:
        return "还没有生成"
    if built.lacks:
        return f"{built.when} 生成，有文件已经不在了，请重新生成"
    return f"{built.when} 生成" + ("" if built.current else "，以后内容又改过，请重新生成")
