"""The command line: one thin command for each use case.

What a command does is imported when it runs: `docgen --help` needs none of it.
"""
# ruff: noqa: PLC0415 - see above

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from docgen import __version__, api
from docgen.cli.batch_commands import batch_app
from docgen.cli.environment import heed_signals, named_cache, settings_here
from docgen.cli.output import (
    ALL_OPTION,
    AllFindings,
    AsJson,
    Unread,
    leave_by,
    say_begun,
    warn_findings,
    write_json,
)
from docgen.cli.page_commands import add_page_commands, is_double_click
from docgen.cli.review_commands import add_review_commands
from docgen.cli.scheme_commands import scheme_app
from docgen.cli.summary_output import tell_summary
from docgen.cli.terminal import Bar, ask_at, say, speak_utf8, warn
from docgen.cli.usage import (
    HELP_OPTION_NAMES,
    ChineseCommand,
    ChineseGroup,
    Command,
    Context,
    explain,
)
from docgen.issues.errors import (
    DocgenError,
    FindingsError,
    OfficeError,
    OutputError,
    PrinterError,
    RunCancelledError,
)
from docgen.system.machine import explain_trouble
from docgen.system.passwords import ask_nobody
from docgen.system.process_setup import set_up_process
from docgen.text.printable import printable_line

if TYPE_CHECKING:
    from docgen.checks.run_checks import ReportWords

BUG = 70
INTERRUPTED = 130
PIPE_CLOSED = 141
"""Exit codes besides those of the error classes; the last two as shells report signals."""

DEBUG_VARIABLE = "DOCGEN_DEBUG"
GUIDE_FILE = "说明.txt"

app = typer.Typer(
    cls=ChineseGroup,
    context_settings={"help_option_names": HELP_OPTION_NAMES},
    add_completion=False,
    rich_markup_mode=None,
    epilog="""
    docgen serve                在浏览器里做：新建、填写、检查、生成
    docgen init 我的工作室       新建文件夹，里面有要填的数据和各项佐证的文件夹
    docgen check 我的工作室      填好、放好佐证后检查，可以反复运行
    docgen build 我的工作室      检查没有错误后，生成整套材料
    """,
)

Workspace = Annotated[
    Path,
    typer.Argument(
        metavar="工作文件夹",
        help="有 studio.yaml 或 studio.xlsx 的文件夹；不写就是当前文件夹",
        show_default=False,
    ),
]
Submission = Literal["application", "assessment"]
Part = Literal["bundle", "forms"]
DataFormat = Literal["yaml", "xlsx"]
SchemaName = Literal["studio", "scheme", "manifest", "review-settings", "review"]
PrinterPaper = Literal["A4", "A3"]
Printer = Annotated[
    str,
    typer.Option(metavar="打印机", help="送到哪台打印机：这台电脑上的名字，或 ipp 开头的网址"),
]
PrintedFolder = Annotated[
    Path,
    typer.Argument(
        metavar="文件夹",
        help="工作文件夹，或生成的文件夹；不写就是当前文件夹",
        show_default=False,
    ),
]
OnlyPaper = Annotated[
    PrinterPaper | None,
    typer.Option(metavar="A4|A3", help="只送这种纸的文件；A3 要送另一台打印机时用"),
]


# ── running ───────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    """Run the command line and leave with its exit code."""
    speak_utf8()
    heed_signals()
    set_up_process()
    arguments = sys.argv[1:] or (["serve"] if is_double_click() else [])
    sys.exit(run(arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; what went wrong is said on stderr."""
    try:
        return _run_and_tell(arguments)
    except BrokenPipeError:
        # Whoever read the output has gone: there is nobody to tell.
        return PIPE_CLOSED
    except OutputError as error:
        # stderr itself cannot be written.
        return error.exit_code


def _run_and_tell(arguments: Sequence[str]) -> int:
    try:
        return _run_command(arguments)
    except (KeyboardInterrupt, RunCancelledError):
        warn("\n已中断")
        return INTERRUPTED
    except DocgenError as error:
        _tell_error(error)
        return error.exit_code
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is left is a bug, and is said to be one
        trouble = explain_trouble(error, named_cache())
        if trouble is None:
            _tell_bug(error)
            return BUG
        _tell_error(trouble)
        return trouble.exit_code


def _run_command(arguments: Sequence[str]) -> int:
    command = typer.main.get_command(app)
    try:
        with command.make_context("docgen", list(arguments)) as ctx:
            _invoke(command, ctx)
    except typer.Exit as leaving:
        return leaving.exit_code
    return 0


def _invoke(command: Command, ctx: Context) -> None:
    try:
        command.invoke(ctx)
    except typer.TyperException as error:
        raise explain(error, ctx) from error


def _tell_error(error: DocgenError) -> None:
    if isinstance(error, FindingsError):
        warn_findings(error.findings)
    warn(f"错误：{error.what}")
    if error.where:
        warn(f"位置：{printable_line(error.where)}")
    warn(f"办法：{error.remedy}")


def _tell_bug(error: Exception) -> None:
    from docgen.system.traces import keep_trace, write_trace

    warn(f"错误：程序出了意外的问题（{type(error).__name__}）")
    kept_in = "" if os.environ.get(DEBUG_VARIABLE) else keep_trace(error)
    if not kept_in:
        warn(write_trace(error).rstrip("\n"))
    kept_at = f" {kept_in} " if kept_in else "上面的英文"
    warn(f"办法：把{kept_at}发给程序的维护者，说明在做什么时出的错")


# ── commands ──────────────────────────────────────────────────────────────────────────────────


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"docgen {__version__}")
        raise typer.Exit


@app.callback(
    help="把一个文件夹里的数据和佐证，生成一整套报送材料。\n\n"
    "数据写在 studio.yaml（或 studio.xlsx），佐证按项目放在 evidence 文件夹；表格、报告、佐证材料"
    "里的分数和页码都由程序算，处处一致。",
)
def docgen(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="显示版本")
    ] = False,
) -> None:
    """Do nothing before the command: --version has shown what it shows."""


add_page_commands(app)


@app.command(
    cls=ChineseCommand,
    help="新建一个待填的工作文件夹。\n\n"
    "里面有 studio.yaml（要填的数据，逐栏有说明）、evidence（每一项一个佐证文件夹）、报告的 Word "
    "骨架和说明.txt。已有的文件不会改动，只补缺少的。想用 WPS 或 Excel 填的，加 --format xlsx，"
    "要填的数据就是 studio.xlsx。",
    epilog="""
    docgen init 我的工作室
    docgen init 我的工作室 --format xlsx
    docgen init 新工作室 --submission application
    """,
)
def init(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="没有就新建")],
    scheme: Annotated[
        str, typer.Option(metavar="方案", help="用哪一份通知：方案名，或方案文件夹的路径")
    ] = api.DEFAULT_SCHEME,
    submission: Annotated[
        Submission,
        typer.Option(
            metavar="application|assessment",
            help="报送种类：application 申报，assessment 年度绩效评估",
        ),
    ] = "assessment",
    data_format: Annotated[
        DataFormat,
        typer.Option(
            "--format",
            metavar="yaml|xlsx",
            help="要填的数据写成哪一种：yaml 文本，xlsx 工作簿；已有数据的不变",
        ),
    ] = "yaml",
) -> None:
    """Write what is missing of a workspace to be filled in."""
    as_workbook = data_format == "xlsx"
    started = api.init(folder, scheme=scheme, submission=submission, as_workbook=as_workbook)
    say(f"工作文件夹：{folder}")
    say_begun(started.written, started.kept)
    say(f"接下来：照{GUIDE_FILE}填写和放佐证，随时可运行 docgen check {folder}")


@app.command(
    cls=ChineseCommand,
    help="照文件夹里的文件，更新佐证表。\n\n"
    "佐证表是 studio.xlsx 的“佐证”表，或 studio.yaml 的 evidence。还没有写进去的文件逐个添在最后，"
    "写好文件、项目、标题和种类；改了名、挪了位置的文件按内容认出，文件、项目和照文件夹、文件名得来的种类、标题改在原来那一条里；找不到文件的"
    "各条作上标记，其中没有人改过的删去。已经写的内容一字不动，可以反复运行。",
)
def ledger(
    folder: Workspace = Path(),
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest", help="读扫描件，把认出的日期、编号等写在各条旁边，供核对采用；不算数"
        ),
    ] = False,
    take: Annotated[
        bool, typer.Option("--take", help="认出的都采用：填进各条空着的栏，可以在网页里撤销")
    ] = False,
) -> None:
    """Bring the evidence table up to date and say what became of it."""
    _say_updated(api.ledger(folder))
    if suggest or take:
        from docgen.cli.advice_output import suggest_values, take_values

        with Bar() as progress:
            settings = settings_here(progress, ask_at(progress))
            advice = api.suggest(api.check(folder, settings), settings)
        (take_values if take else suggest_values)(folder, advice)


@app.command(
    cls=ChineseCommand,
    help="给待分类的文件找地方。\n\n"
    "读 evidence/待分类 里的文件，照方案里各项要的证件，逐个说放到哪一项、算作哪一种、凭什么；"
    "没有把握的只作备选，认不出的留在原处。加 --take 才挪：有把握的挪进那一项的文件夹，"
    "标题、日期、编号、持有人写进佐证表；一次挪完，可以在网页里撤销。",
    epilog="""
    docgen sort 我的工作室
    docgen sort 我的工作室 --take
    """,
)
def sort(
    folder: Workspace = Path(),
    take: Annotated[
        bool, typer.Option("--take", help="有把握的都放好；没有把握的、认不出的留在待分类")
    ] = False,
) -> None:
    """Say where the files that wait may go, and put those there that surely belong."""
    from docgen.cli.advice_output import place_files, propose_places

    with Bar() as progress:
        settings = settings_here(progress, ask_at(progress))
        checked = api.check(folder, settings)
        advice = api.suggest(checked, settings)
    (place_files if take else propose_places)(checked, advice)


def _say_updated(updated: "api.Updated") -> None:
    for name in updated.added:
        say(f"  新增          {printable_line(name)}")
    for old, new in updated.moved:
        say(f"  改名、挪动    {printable_line(old)} → {printable_line(new)}")
    for title in updated.unkinded:
        say(f"  不再计数      {printable_line(title)}：移出了种类的子文件夹，种类已去掉，只作旁证")
    for name in updated.dropped:
        say(f"  文件已删      {printable_line(name)}，这一条没有改过，已删去")
    for name in updated.missing:
        say(f"  找不到文件    {printable_line(name)}")
    warn_findings(updated.astray)
    said = [f"新增 {len(updated.added)} 件"]
    said += [f"{len(updated.missing)} 件找不到文件"] if updated.missing else []
    said += [f"{len(updated.moved)} 个文件改了名、挪了位置"] if updated.moved else []
    said += [f"删去 {len(updated.dropped)} 条"] if updated.dropped else []
    state = f"已更新：{'，'.join(said)}" if updated.changed else "没有变化"
    say(f"{updated.file} 的佐证表{state}")


@app.command(
    cls=ChineseCommand,
    help="检查，不生成材料。\n\n"
    "逐条列出错误（改好才能生成）、警告（请核实）和提示（供参考），写明在哪里、怎样改。"
    "没有错误时退出码是 0，有错误是 1。",
)
def check(
    folder: Workspace = Path(),
    everything: AllFindings = False,
    as_json: AsJson = False,
    unread: Unread = False,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="文件", help="另写成一个网页文件：得分的图表、来历和检查结果，可以打印"
        ),
    ] = None,
) -> None:
    """Say everything that is wrong with a workspace on stdout."""
    from docgen.checks.run_checks import write_report

    subject = None
    with Bar() as progress:
        try:
            ask = ask_nobody if as_json else ask_at(progress)
            checked = api.check(folder, settings_here(progress, ask, reading=not unread))
            findings, subject = checked.findings, checked.subject() if html else None
        except FindingsError as error:
            findings = error.findings
    if html:
        from docgen.package.report_page import save_report_page, write_report_page

        save_report_page(html, write_report_page(findings, subject))
    unfold = "" if everything else f"要看就加 {ALL_OPTION}"
    said = write_json(findings) if as_json else write_report(findings, unfold=unfold)
    say(said.rstrip("\n"))
    leave_by(findings)


@app.command(
    cls=ChineseCommand,
    help="检查并生成整套报送材料。\n\n"
    "有错误时什么也不生成，列出错误，退出码是 1；草稿（--draft）照样生成，有错误时退出码也是 1。",
    epilog="""
    docgen build 我的工作室
    docgen build 我的工作室 --draft
    """,
)
def build(
    folder: Workspace = Path(),
    out: Annotated[
        Path | None,
        typer.Option(metavar="文件夹", help="生成在哪个文件夹下；不写就是工作文件夹里的 out"),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="有错误也生成，每页标明草稿，不作报送用")
    ] = False,
    only: Annotated[
        Part | None,
        typer.Option(metavar="bundle|forms", help="只生成一部分：bundle 佐证材料，forms 表格"),
    ] = None,
    unread: Unread = False,
) -> None:
    """Build the package of a workspace; findings and what to know of it go to stderr."""
    from docgen.package.file_names import REPORT_NAME

    with Bar() as progress:
        settings = settings_here(progress, ask_at(progress), reading=not unread)
        built = api.build(folder, settings, out=out, draft=draft, only=only)
    warn_findings(built.findings, unfold=f"在{REPORT_NAME}里")
    for text in (*built.kept, *built.unbuilt):
        warn(f"注意：{text}")
    say(f"已生成 {len(built.files)} 个文件：{built.folder}")
    for path in built.files:
        say(f"  {_within(path, built.folder)}")
    leave_by(built.findings)
    if built.unbuilt:
        raise typer.Exit(OfficeError.exit_code)


@app.command(
    "print",
    cls=ChineseCommand,
    help="做出可以直接打印的 PDF、打印作业单和标签；写了打印机的，送去打印。\n\n"
    "写工作文件夹（用它 out 里的材料）或生成的文件夹。表格按通知的份数，佐证材料双面、各项从右手面"
    "起、留 28 毫米订口，比 A4 大的是折页；作业单写明纸张、单双面、份数、彩色，哪里签字盖章，装订的"
    "先后。放在材料旁边名字加“-打印”的文件夹里。",
    epilog="""
    docgen print 我的工作室
    docgen print 我的工作室 --printer 办公室 --dry-run
    docgen print 我的工作室 --printer 办公室 --paper A4
    """,
)
def print_(  # noqa: PLR0913, PLR0917 - an option each
    folder: PrintedFolder = Path(),
    copies: Annotated[
        int | None,
        typer.Option(metavar="份数", min=1, max=999, help="表格打印几份；不写就照通知"),
    ] = None,
    numbered: Annotated[
        bool, typer.Option("--numbered", help="各份印上“第 3 份，共 8 份”，逐份排在文件里")
    ] = False,
    collate: Annotated[
        bool, typer.Option("--collate", help="各份逐份排在文件里，打印机只打 1 次")
    ] = False,
    whole: Annotated[
        bool, typer.Option("--all", help="编号锁定以后，已印过的也再打印；不写只打印新增和改动的")
    ] = False,
    printer: Printer = "",
    paper: OnlyPaper = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="打印机缺纸、报告有故障也送去，让它等着")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出要送什么，不送打印机")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="文件夹", help="放在哪个文件夹下；不写就在材料旁边"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make what is needed to print a package; send it where a printer is named."""
    with Bar() as progress:
        wish = api.Wish(copies, numbered, collate, whole)
        produced = api.print_package(folder, settings_here(progress), wish=wish, out=out)
    if not as_json:
        _tell_produced(produced)
    sending = _send(produced, printer, paper, anyway=anyway, dry_run=dry_run) if printer else None
    if as_json:
        _say_printing(produced, sending)
    elif printer or dry_run:
        _tell_jobs(produced, paper, sending)
    if sending and sending.failed:
        raise typer.Exit(PrinterError.exit_code)


def _send(
    produced: "api.Produced",
    printer: str,
    paper: PrinterPaper | None,
    *,
    anyway: bool,
    dry_run: bool,
) -> "api.Sending":
    with Bar() as progress:
        settings = settings_here(progress)
        return api.send(produced, printer, settings, paper=paper, anyway=anyway, dry_run=dry_run)


def _printing_words(done: str) -> "ReportWords":
    from docgen.checks.run_checks import ReportWords

    return ReportWords(done, ("没有打出来", "请核实", "供参考"))


def _tell_produced(produced: "api.Produced") -> None:
    warn_findings(produced.findings, _printing_words("打印文件做好"))
    for text in produced.kept:
        warn(f"注意：{text}")
    say(f"已做好 {len(produced.files)} 个文件：{produced.folder}")
    for name in produced.files:
        say(f"  {name}")


def _tell_jobs(
    produced: "api.Produced", paper: PrinterPaper | None, sending: "api.Sending | None"
) -> None:
    from docgen.printing.printer import describe_file, list_jobs

    warn_findings(sending.findings if sending else (), _printing_words("打印机看过"))
    sent = {one.job.file: one for one in sending.sent} if sending else {}
    say(_head_jobs(sending))
    jobs = {job.file for job in list_jobs(produced.record, paper)}
    for file in produced.record.files:
        one = sent.get(file.file)
        state = f"，任务号 {one.number}，{one.progressed}" if one else ""
        say(f"  {describe_file(file)}{state}" if file.file in jobs else f"  不送：{file.file}")


def _head_jobs(sending: "api.Sending | None") -> str:
    where = f"打印机 {sending.printer}" if sending else "打印机"
    if sending is None or not sending.sent:
        return f"要送到{where}的（这次没有送）："
    if not sending.well:
        return f"交给了{where}，还没有都打出来，见上面的提醒："
    if sending.done:
        return f"已送到{where}，它说都打完了："
    if sending.untold:
        return f"交给了{where}，打没打出来它不说，到打印机旁边看看："
    return f"已送到{where}，还没有打完："


def _say_printing(produced: "api.Produced", sending: "api.Sending | None") -> None:
    findings = (*produced.findings, *(sending.findings if sending else ()))
    say(
        write_json(
            findings,
            folder=str(produced.folder),
            files=[file.model_dump(mode="json") for file in produced.record.files],
            printer=sending.printer if sending else None,
            jobs={one.job.file: one.number for one in sending.sent} if sending else {},
            states={one.job.file: str(one.progressed) for one in sending.sent} if sending else {},
        )
    )


@app.command(
    cls=ChineseCommand,
    help="纸已打印，锁定编号。\n\n"
    "以后补的佐证排在最后的补充材料里，页码接着编；已印的页不动，会使它作废的改动不让做，写明是哪几页。"
    "补印好以后再运行一次，连补充的一起锁定。编号记在 编号锁定.json，删去它就是解除锁定。",
)
def lock(
    folder: Workspace = Path(),
    out: Annotated[
        Path | None,
        typer.Option(metavar="文件夹", help="材料生成在哪个文件夹下；不写就是工作文件夹里的 out"),
    ] = None,
) -> None:
    """Freeze the numbers of the package that was built."""
    with Bar() as progress:
        locked = api.lock(folder, settings_here(progress, ask_at(progress)), out=out)
    say(f"已锁定 {locked.pages} 页、{locked.evidence} 件佐证的编号：{locked.file}")
    if locked.before:
        say(f"  原来锁定的是 {locked.before} 页")


@app.command(
    cls=ChineseCommand,
    help="把许多工作室的材料汇总成一个 Excel 表。\n\n"
    "写生成的文件夹、.zip，或装着它们的文件夹，可以写几个。得出各类的分、总分、名次、检查结果、"
    "两种读法的地方，带佐证材料的链接；几个工作室都交了的佐证单列一张表。损坏的、改过的、草稿列出"
    "原因，不会漏掉。压缩包不解压。",
    epilog="""
    docgen summary 报送材料
    docgen summary 甲.zip 乙.zip --out 结果/汇总.xlsx
    """,
)
def summary(
    places: Annotated[
        list[Path], typer.Argument(metavar="文件夹或zip…", help="可以写几个", show_default=False)
    ],
    out: Annotated[
        Path, typer.Option(metavar="文件", help="写成哪个文件；有人改过的不覆盖")
    ] = Path("汇总.xlsx"),
    scheme: Annotated[
        str,
        typer.Option(
            metavar="方案",
            help="只汇总这一份方案的；不写就各方案各一张表。自己的方案写它的文件夹，得分照它重算",
        ),
    ] = "",
    quick: Annotated[
        bool,
        typer.Option("--quick", help="先不逐页核对佐证材料；状态写“未逐页核对”，名次只供参考"),
    ] = False,
) -> None:
    """Write the sums over many packages into one workbook."""
    with Bar() as progress:
        settings = settings_here(progress)
        done = api.summary(places, out, settings, scheme=scheme, quick=quick)
    tell_summary(done)


add_review_commands(app)


@app.command(
    cls=ChineseCommand,
    help="核对一套生成好的材料：是不是完整，各处说的是不是一样。\n\n"
    "文件有没有改过；佐证材料的页数、页码、编号、链接、书签；数量、得分和总分；表格、对照表和清单"
    "是否一致；再逐条对照通行的标准。评审结果与材料、评审记录比对。不改动任何文件。"
    "有错误时退出码是 1。",
    epilog="""
    docgen verify 我的工作室/out/assessment
    docgen verify 甲工作室.zip
    docgen verify 评审结果
    """,
)
def verify(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="材料", help="生成的文件夹、.zip，单独一个佐证材料 PDF；或评审结果的文件夹"
        ),
    ],
    workspace: Annotated[
        Path | None,
        typer.Option(
            metavar="工作文件夹",
            help="给出时，再核对佐证的原文件有没有变；核对评审结果时，是材料现在所在的文件夹",
        ),
    ] = None,
    scheme: Annotated[
        str,
        typer.Option(
            metavar="方案", help="自己的方案写它的文件夹：得分照它重算；材料里带来的方案一律不用"
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Say on stdout whether a package is whole and what it says it is."""
    from docgen.checks.run_checks import ReportWords, write_report
    from docgen.verify.verified import write_points, write_unchecked

    with Bar() as progress:
        settings = settings_here(progress)
        verified = api.verify(path, settings, workspace=workspace, scheme=scheme)
    if as_json:
        points = [asdict(p) for p in verified.points]
        say(write_json(verified.findings, points=points, unchecked=list(verified.unchecked)))
    else:
        words = ReportWords("核对完毕", ("有这些就不能采信", "请核实", "供参考"))
        collect_report = write_report(verified.findings, words)
        parts = (write_unchecked(verified.unchecked), write_points(verified.points))
        say("\n".join(filter(None, (collect_report.rstrip() + "\n", *parts))).rstrip())
    leave_by(verified.findings)


@app.command(
    cls=ChineseCommand,
    help="给整套材料签名：用单位的证书，签每个 PDF 和清单。\n\n"
    "证书是 .p12 或 .pfx 文件，密码在终端里问，不写在命令里。签了以后改动任何一处，PDF 阅读器和 "
    "docgen verify 都看得出来；页面的样子不变，不画印章。重新 build 后要重新签。",
    epilog="""
    docgen sign 我的工作室/out/assessment --p12 单位证书.p12
    """,
)
def sign(
    folder: Annotated[
        Path, typer.Argument(metavar="材料", help="生成的文件夹", show_default=False)
    ],
    p12: Annotated[
        Path, typer.Option("--p12", metavar="文件", help="单位的证书，含私钥", show_default=False)
    ],
    passphrase_file: Annotated[
        Path | None,
        typer.Option(metavar="文件", help="证书的密码写在这个文件的第一行；不写就在终端里问"),
    ] = None,
) -> None:
    """Sign a package in place."""
    from docgen.cli.terminal import ask_passphrase
    from docgen.sign.signing import read_passphrase

    written = read_passphrase(passphrase_file) if passphrase_file else None

    def ask(file: str, wrong: int) -> str | None:
        if written is not None:
            return None if wrong else written
        progress.wipe()
        return ask_passphrase(file, wrong)

    with Bar() as progress:
        signed = api.sign(folder, p12, settings_here(progress, ask))
    say(f"已由“{printable_line(signed.signer)}”签名：{signed.folder}")
    for name in (*signed.files, "manifest.json"):
        say(f"  {name}")
    if signed.earlier:
        names = "、".join(f"“{printable_line(name)}”" for name in signed.earlier)
        warn(f"注意：{names}已经签过，PDF 里的签名都还在，排在前面；清单的签名换成了这一次的")
    for kept in signed.kept:
        warn(f"注意：原来文件夹里的 {kept.former_name} 已原样保留，没有签名")


@app.command(
    cls=ChineseCommand,
    help="签章后的扫描件收回来：认页、排序、转正，做成每份材料的扫描件 PDF。\n\n"
    "扫描仪给的都可以：一个或几个 PDF、图像、装着它们的文件夹；先后、方向不限，正反面可以分两遍扫，"
    "空白背面自动略去。链接、书签、页码标签与原件一样。分几次扫的，每次只写新的，可以反复运行。"
    "列出缺的、重的、旧版的、别的材料的、认不出的页；齐了退出码是 0，没齐是 1。",
    epilog="""
    docgen collect 我的工作室/out/assessment 扫描1.pdf 扫描2.pdf
    docgen collect 我的工作室/out/assessment 补扫.pdf --replace 37
    """,
)
def collect(
    folder: Annotated[
        Path, typer.Argument(metavar="材料", help="生成的文件夹，或工作文件夹", show_default=False)
    ],
    scans: Annotated[
        list[Path],
        typer.Argument(metavar="扫描…", help="扫描的文件或文件夹，可以写几个", show_default=False),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="文件夹", help="放在哪里；不写就放在材料旁边，名字后加“-扫描件”"),
    ] = None,
    again: Annotated[
        list[str] | None,
        typer.Option(
            "--replace",
            metavar="页码",
            help="这一页用新扫的，旧的再好也换；可以写几次，如 37、F2、R1",
        ),
    ] = None,
    max_dpi: Annotated[
        int | None,
        typer.Option(metavar="dpi", min=150, help="图像降到这么多；不写就原样保留扫描的数据"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Put scans in their places and say how far the set has come."""
    _refuse_odd_pages(again or ())
    with Bar() as progress:
        settings = settings_here(progress, ask_nobody if as_json else ask_at(progress))
        collection = api.collect(
            folder, scans, settings, out=out, again=again or (), max_dpi=max_dpi
        )
    _tell_collection(collection, as_json=as_json)
    if not collection.complete:
        raise typer.Exit(FindingsError.exit_code)


def _tell_collection(collection: "api.Collection", *, as_json: bool) -> None:
    from docgen.checks.run_checks import ReportWords, write_report
    from docgen.collect import collect_report

    findings, complete = collect_report.report(collection), collection.complete
    if as_json:
        documents, pages = (
            collect_report.list_documents(collection),
            collect_report.list_pages(collection),
        )
        say(write_json(findings, complete=complete, documents=documents, pages=pages))
        return
    words = ReportWords("扫描件收完", ("齐了才能报送", "请核实", "供参考"))
    say(write_report(findings, words).rstrip("\n"))
    say(f"扫描件{'齐了' if complete else '还没有齐'}：{collection.folder}")
    for line in collect_report.say_state(collection):
        say(f"  {line}")


def _refuse_odd_pages(names: Sequence[str]) -> None:
    from docgen.collect.collect_report import read_pages

    try:
        read_pages(names)
    except ValueError as error:
        raise typer.BadParameter(
            f"“{error}”不是页码：佐证材料写 37，表格写 F2，报告写 R1", param_hint="--replace"
        ) from error


@app.command(
    cls=ChineseCommand,
    help="把 studio.yaml 转成 studio.xlsx，或转回来。\n\n"
    "有哪一种就转成另一种，内容一样；原来的文件改名留着。studio.yaml 里 # 后面的注释、studio.xlsx "
    "里自己加的列和表不带过去。有读不进来的内容时不转换。",
)
def convert(folder: Workspace = Path()) -> None:
    """Turn the data file of a workspace into the other kind, and keep the old one."""
    converted = api.convert(folder)
    warn_findings(converted.findings)
    say(f"已转换：{converted.written}")
    say(f"原来的文件改名为 {converted.kept}，核对无误后可以删去")


@app.command(
    cls=ChineseCommand,
    help="输出数据文件的 JSON Schema，供编辑器提示和校验。\n\n"
    "studio 是 studio.yaml，scheme 是方案的 scheme.yaml，manifest 是生成的 manifest.json；"
    "review-settings 是评审设置.yaml，review 是评审结果的 review.json。",
)
def schema(
    name: Annotated[
        SchemaName,
        typer.Argument(metavar="studio|scheme|manifest|review-settings|review", help="哪一种文件"),
    ] = "studio",
) -> None:
    """Show the JSON Schema of one kind of data file."""
    from docgen.cli.schemas import make_schema

    say(make_schema(name).decode("utf-8").rstrip("\n"))


app.add_typer(
    scheme_app,
    name="scheme",
    help="写方案：把一份通知写成数据。\n\n"
    "方案是一个文件夹，里面有 scheme.yaml 和 Word 模板；写法见“怎样写一个方案”。",
)

app.add_typer(
    batch_app,
    name="batch",
    help="许多工作室一起处理：用这台电脑的各个核，或一个集群。\n\n"
    "来源和目标是文件夹、网络文件夹，或 s3:// 一类的对象存储。要装批量处理的部件："
    "pip install 'docgen[batch]'；再装 bokeh，可以在浏览器里看进展。",
)


def _within(path: Path, folder: Path) -> Path:
    return path.relative_to(folder) if path.is_relative_to(folder) else path
