"""The commands for a bureau with many studios: `docgen batch …`."""
# ruff: noqa: PLC0415 - what a command does is imported when it runs

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docgen import api
from docgen.cli.environment import settings_here
from docgen.cli.output import Unread
from docgen.cli.terminal import Bar, say, warn
from docgen.cli.usage import HELP_OPTION_NAMES, ChineseCommand, ChineseGroup
from docgen.issues.errors import FindingsError, MachineError, OfficeError
from docgen.text.printable import printable_line

if TYPE_CHECKING:
    from docgen.batch.batch_jobs import BatchKind

_TARGET = "批量结果"
_LINE_SECONDS = 60.0

batch_app = typer.Typer(
    cls=ChineseGroup,
    context_settings={"help_option_names": HELP_OPTION_NAMES},
    rich_markup_mode=None,
    epilog="""
    docgen batch check 收到的工作文件夹
    docgen batch build 收到的工作文件夹 --to 做好的材料
    docgen batch build s3://in --to s3://out --scheduler tcp://10.0.0.5:8786
    docgen batch summary 做好的材料
    """,
)

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="来源…",
        help="装着许多工作文件夹或材料的文件夹，或 s3://桶/文件夹；可以写几个",
        show_default=False,
    ),
]
Target = Annotated[
    str,
    typer.Option("--to", metavar="目标", help="结果和报告放在哪里：文件夹，或 s3://桶/文件夹"),
]
Scheduler = Annotated[
    str,
    typer.Option(metavar="地址", help="已有的 Dask 集群，如 tcp://10.0.0.5:8786；不写就用这台电脑"),
]
WorkerCount = Annotated[
    int | None,
    typer.Option(metavar="个数", min=1, help="这台电脑同时做几份；不写就是有几个核做几份"),
]
Minutes = Annotated[
    float, typer.Option(metavar="分钟", min=0.01, help="一份最多做多久，不写就是 60")
]
MemoryLimit = Annotated[
    int, typer.Option(metavar="MB", min=100, help="一份最多用多少内存，不写就是 4096")
]
Again = Annotated[bool, typer.Option("--again", help="以前做好、没有变化的也重做")]
SchemeGiven = Annotated[
    str, typer.Option(metavar="方案", help="自己的方案写它的文件夹：得分照它重算")
]

_RESUMES = "中断以后用同样的命令再运行，做好、没有变化的不重做。"
_REPORT = "结果在目标的“批量….xlsx”和“批量….jsonl”（每份一行）里。"


def _make_plan(
    scheduler: Scheduler = "",
    workers: WorkerCount = None,
    minutes: Minutes = 60,
    memory: MemoryLimit = 4096,
) -> "api.BatchPlan":
    """Whatever is done with many, it is done by so many and within such limits."""
    return api.BatchPlan(scheduler, workers, minutes, memory)


def _planned(command: Callable[..., None]) -> Callable[..., None]:
    """A command that has the options of a plan where it takes a `plan`."""
    common = signature(_make_plan).parameters
    options = [option.replace(kind=Parameter.KEYWORD_ONLY) for option in common.values()]

    @wraps(command)
    def planned(**given: Any) -> None:  # noqa: ANN401 - whatever the options hold
        plan = _make_plan(**{name: given.pop(name) for name in common})
        command(plan=plan, **given)

    own = signature(command).parameters.values()
    listed = [one for mine in own for one in (options if mine.name == "plan" else [mine])]
    planned.__annotations__ = {one.name: one.annotation for one in listed}
    planned.__signature__ = Signature(listed)  # type: ignore[attr-defined]
    return planned


@batch_app.command(
    "build",
    cls=ChineseCommand,
    help="一批工作文件夹，各生成整套材料。\n\n"
    "每份做好才整个放到目标：文件夹里是一套材料，对象存储里是一个 .zip。有错误的退回，列在报告里。"
    f"{_RESUMES}{_REPORT}",
)
@_planned
def batch_build(
    sources: Sources,
    to: Target = _TARGET,
    *,
    plan: "api.BatchPlan",
    again: Again = False,
    unread: Unread = False,
) -> None:
    """Build the packages of many workspaces."""
    _run("build", sources, to, replace(plan, again=again), unread=unread)


@batch_app.command(
    "check",
    cls=ChineseCommand,
    help=f"一批工作文件夹，各检查一遍，不生成材料。\n\n{_RESUMES}{_REPORT}",
)
@_planned
def batch_check(
    sources: Sources,
    to: Target = _TARGET,
    *,
    plan: "api.BatchPlan",
    again: Again = False,
    unread: Unread = False,
) -> None:
    """Check many workspaces."""
    _run("check", sources, to, replace(plan, again=again), unread=unread)


@batch_app.command(
    "verify",
    cls=ChineseCommand,
    help=f"一批生成好的材料，各核对一遍：与 docgen verify 一样，逐页。\n\n{_RESUMES}{_REPORT}",
)
@_planned
def batch_verify(
    sources: Sources,
    to: Target = _TARGET,
    *,
    plan: "api.BatchPlan",
    again: Again = False,
    scheme: SchemeGiven = "",
) -> None:
    """Verify many packages."""
    _run("verify", sources, to, replace(plan, again=again, scheme=scheme))


@batch_app.command(
    "summary",
    cls=ChineseCommand,
    help="一批生成好的材料，汇总成一个 Excel 表，与 docgen summary 一样。\n\n"
    "各份材料同时读，名次在一处排。写成目标里的“批量汇总….xlsx”。",
)
@_planned
def batch_sum_up(
    sources: Sources,
    to: Target = _TARGET,
    *,
    plan: "api.BatchPlan",
    scheme: SchemeGiven = "",
) -> None:
    """Sum up many packages."""
    from docgen.cli.summary_output import tell_summary

    wanted = replace(plan, scheme=scheme)
    with Bar() as bar:
        done = api.batch_summary(sources, _absolute(to), settings_here(_Teller(bar)), plan=wanted)
    tell_summary(done)


def _run(
    kind: str, sources: list[str], to: str, plan: "api.BatchPlan", *, unread: bool = False
) -> None:
    wanted: BatchKind = api.BatchKind(kind)
    with Bar() as bar:
        settings = settings_here(_Teller(bar), reading=not unread)
        try:
            done = api.batch(wanted, sources, _absolute(to), settings, plan=plan)
        except KeyboardInterrupt:
            bar.wipe()
            warn(f"已停下；做好的都在 {to}，用同样的命令再运行就接着做")
            raise
    _tell(done)


def _absolute(to: str) -> str:
    """A folder as every worker knows it, whatever folder that is in."""
    return to if "://" in to else str(Path(to).absolute())


def _tell(done: "api.BatchDone") -> None:
    from docgen.batch.batch_records import BatchState
    from docgen.batch.batch_report import STATE_WORDS

    counts = done.counts
    told = [f"{word} {counts[state]} 份" for state, word in STATE_WORDS.items() if counts[state]]
    say(f"共 {counts.total()} 份：{'，'.join(told) or '没有要处理的'}")
    if done.former:
        say(f"  其中 {done.former} 份以前做过、没有变化，没有重做")
    say(f"报告：{done.target}")
    for name in (done.report.book, done.report.lines):
        say(f"  {name}")
    if counts[BatchState.FAILED]:
        raise typer.Exit(MachineError.exit_code)
    if counts[BatchState.REFUSED] or counts[BatchState.PASSED]:
        raise typer.Exit(FindingsError.exit_code)
    if done.unbuilt:
        raise typer.Exit(OfficeError.exit_code)


class _Teller:
    """Draws the bar where there is a terminal; else says a line a minute, for a log to keep."""

    def __init__(self, bar: Bar) -> None:
        self._bar, self._told_at = bar, time.monotonic()
        self._quiet = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, event: "api.ProgressEvent", /) -> None:
        """Tell how far it has come."""
        if event.about:
            self._bar.wipe()
            warn(f"进展也可以在浏览器里看：{printable_line(event.about)}")
        self._bar(event)
        now = time.monotonic()
        if not self._quiet and now - self._told_at >= _LINE_SECONDS:
            self._told_at = now
            total = f"/{event.total}" if event.total else ""
            warn(f"{event.text} {event.done}{total}")
