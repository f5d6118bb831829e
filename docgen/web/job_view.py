"""A job as the page shows it: its steps, how long it still takes, how it ended."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from docgen.issues.finding import Finding, Level
from docgen.web.job_folder import JobEnd, JobKind, Question, StepRun
from docgen.web.jobs import PageJob

_DOING: Mapping[JobKind, str] = {
    JobKind.BUILD: "正在生成整套材料",
    JobKind.DRAFT: "正在生成草稿",
    JobKind.PRINT: "正在做打印文件",
    JobKind.SEND: "正在送打印机",
    JobKind.LOCK: "正在锁定编号",
    JobKind.COLLECT: "正在收扫描件",
    JobKind.VERIFY: "正在核对",
    JobKind.RESULTS: "正在写评审结果",
}
_DONE: Mapping[JobKind, str] = {
    JobKind.BUILD: "整套材料已生成",
    JobKind.DRAFT: "草稿已生成",
    JobKind.PRINT: "打印文件已做好",
    JobKind.SEND: "已送到打印机",
    JobKind.LOCK: "编号已锁定",
    JobKind.COLLECT: "扫描件已收完",
    JobKind.VERIFY: "已核对完",
    JobKind.RESULTS: "评审结果已写好",
}
_IN_THE_TABLE = "K101"
"""Pages that are still missing: the step has a table of them, which later work keeps true."""
_SOON_SECONDS = 10
_MINUTE = 60


@dataclass(frozen=True)
class StepLine:
    """A step of the work. `total` is 0 where it is not known."""

    text: str
    done: int
    total: int
    unit: str
    left: str = ""
    """How long it still takes; empty where nobody can tell."""


@dataclass(frozen=True)
class JobView:
    """A job in words."""

    job: PageJob

    @property
    def title(self) -> str:
        """What it does, or what became of it."""
        kind, result = self.job.spec.kind, self.job.result
        if result is None:
            return f"{_DOING[kind]}，正在停下…" if self.job.stopping else _DOING[kind]
        return _DONE[kind] if result.end is JobEnd.DONE else result.what

    @property
    def sign(self) -> str:
        """In a few words, for other pages; empty once it has ended."""
        now = self.present
        share = f" {100 * now.done // now.total}%" if now and now.total else ""
        return f"{_DOING[self.job.spec.kind]}{share}" if self.job.running else ""

    @property
    def good(self) -> bool:
        """Whether it ended well."""
        return self.job.result is not None and self.job.result.end is JobEnd.DONE

    @property
    def spent(self) -> str:
        """How long it has taken so far."""
        end = self.job.result.ended if self.job.result else self.job.now
        return _write_duration(end - self.job.spec.began)

    @property
    def past(self) -> tuple[StepLine, ...]:
        """The steps that are behind."""
        steps = self.job.progress.steps
        return tuple(map(self._line, steps[:-1] if self.job.running else steps))

    @property
    def present(self) -> StepLine | None:
        """The step that goes on."""
        steps = self.job.progress.steps
        return self._line(steps[-1]) if steps and self.job.running else None

    @property
    def left(self) -> str:
        """How long the whole still takes, by the last one; of the step alone where none was."""
        job, present = self.job, self.present
        whole = job.progress.seconds_left(job.spec.former_seconds, job.now)
        if present is None or job.stopping:
            return ""
        return present.left if whole is None else f"全部约还要 {_write_duration(whole)}"

    def _line(self, step: StepRun) -> StepLine:
        event, left = step.event, step.seconds_left(self.job.now)
        words = "" if left is None else f"这一步约还要 {_write_duration(left)}"
        return StepLine(event.text, event.done, event.total, event.unit, words)

    @property
    def question(self) -> Question | None:
        """The password that is asked for now."""
        return self.job.progress.question if self.job.running else None

    @property
    def when(self) -> str:
        """When it ended."""
        ended = self.job.result.ended if self.job.result else 0.0
        return write_moment(ended) if ended else ""

    @property
    def weighty(self) -> tuple[Finding, ...]:
        """What is to be mended or to be looked at."""
        shown = (f for f in self._findings if f.code != _IN_THE_TABLE)
        return tuple(f for f in shown if f.level is not Level.NOTE)

    @property
    def slight(self) -> tuple[Finding, ...]:
        """What may be of use."""
        return tuple(f for f in self._findings if f.level is Level.NOTE)

    @property
    def _findings(self) -> tuple[Finding, ...]:
        return self.job.result.findings if self.job.result else ()


def _write_duration(seconds: float) -> str:
    """Return a duration as people say it: 不到 10 秒, 40 秒, 3 分钟, 1 小时 20 分钟."""
    if seconds < _SOON_SECONDS:
        return "不到 10 秒"
    if (tens := round(seconds / 10) * 10) < _MINUTE:
        return f"{tens} 秒"
    minutes = round(seconds / _MINUTE)
    if minutes < _MINUTE:
        return f"{minutes} 分钟"
    return f"{minutes // _MINUTE} 小时" + (
        f" {minutes % _MINUTE} 分钟" if minutes % _MINUTE else ""
    )


def write_moment(seconds: float) -> str:
    """Return a time as people say it, with its year where that is another."""
    moment, now = time.localtime(seconds), time.localtime()
    year = f"{moment.tm_year}年" if moment.tm_year != now.tm_year else ""
    return f"{year}{moment.tm_mon}月{moment.tm_mday}日 {moment.tm_hour}:{moment.tm_min:02d}"
