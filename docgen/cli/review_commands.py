"""The command of the bureau: `docgen review`."""
# ruff: noqa: PLC0415 - what a command does is imported when it runs

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from docgen import api
from docgen.cli.environment import settings_here
from docgen.cli.output import leave_by, warn_findings
from docgen.cli.terminal import Bar, say, warn
from docgen.cli.usage import ChineseCommand
from docgen.text.printable import printable_line
from docgen.text.wording import write_figure

if TYPE_CHECKING:
    from docgen.checks.run_checks import ReportWords


def add_review_commands(app: typer.Typer) -> None:
    """Add it to the command line, in its place."""
    app.command(
        cls=ChineseCommand,
        help="评审许多工作室的材料：在浏览器里逐项看佐证、给分；几位评审各给各的，合成名次、等次和公示名单。"
        "\n\n写装着材料的文件夹（生成的文件夹、.zip，套几层都行）。给的分记在里面的“评审”文件夹，每位评审、"
        "每台电脑一份，共享盘上可以几个人同时评。写了下面的选项就不打开网页，只做选项说的事。",
        epilog="""
    docgen review 报送材料
    docgen review 报送材料 --list
    docgen review 报送材料 --take 甲工作室/对照表.xlsx --reviewer 李明
    docgen review 报送材料 --results 评审结果
    docgen verify 评审结果
    """,
    )(review)


def review(
    folder: Annotated[
        Path, typer.Argument(metavar="文件夹", help="装着各家材料的文件夹", show_default=False)
    ],
    listed: Annotated[
        bool, typer.Option("--list", help="不打开网页，在终端里列出各家和得分")
    ] = False,
    results: Annotated[
        Path | None,
        typer.Option(
            metavar="文件夹", help="把结果写进这个文件夹：结果表、评分表、公示名单、评审记录"
        ),
    ] = None,
    take: Annotated[
        list[Path] | None,
        typer.Option(metavar="对照表", help="取填好的对照表.xlsx 里的评审得分；可以写几次"),
    ] = None,
    reviewer: Annotated[str, typer.Option(metavar="姓名", help="评审的姓名，与 --take 同用")] = "",
    begin: Annotated[
        bool, typer.Option("--settings", help="写一份评审设置.yaml，照说明改")
    ] = False,
    scheme: Annotated[
        str, typer.Option(metavar="方案", help="自己的方案写它的文件夹；不写就用 docgen 带的")
    ] = "",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="只显示网址，不打开浏览器")
    ] = False,
) -> None:
    """Open the page on a review; or say how it stands, take filled books, write its results."""
    if begin:
        say(f"评审设置：{api.begin_settings(folder)}")
    elif listed or take or results:
        _work(folder, scheme, take or [], reviewer, results)
    else:
        _serve(folder, scheme, open_browser=not no_browser)


def _serve(folder: Path, scheme: str, *, open_browser: bool) -> None:
    from docgen.web.folder_reach import FolderReach
    from docgen.web.serve import Serving, serve

    # What cannot be looked into is said here, and not in a browser.
    FolderReach().list(folder.absolute())
    serving = Serving(open_browser=open_browser, purpose="review", scheme=scheme)
    if serve(folder, settings_here(), serving, say):
        say("网页已关闭")


def _work(folder: Path, scheme: str, take: list[Path], reviewer: str, results: Path | None) -> None:
    with Bar() as progress:
        opened = api.open_review(folder, settings_here(progress), scheme=scheme)
    if take:
        opened = _take(opened, take, reviewer)
    _say_list(opened)
    if results:
        _write(opened, results)


def _take(opened: "api.Review", books: list[Path], reviewer: str) -> "api.Review":
    for book in books:
        taken = api.take_workbook(opened, book, reviewer, settings_here())
        opened = taken.review
        say(f"{printable_line(taken.package.studio)}：取了 {taken.taken} 项")
        warn_findings(taken.findings, _words())
    return opened


def _say_list(opened: "api.Review") -> None:
    for group in api.see_results(opened).groups:
        say(f"{group.scheme} {group.submission}  {len(group.rows)} 份")
        for row in group.rows:
            rank = "—" if row.rank is None else str(row.rank)
            total = write_figure(row.total) or "—"
            why = f"（{row.unranked}）" if row.unranked else ""
            name = printable_line(row.package.studio)
            grade = f"  {row.grade}" if row.grade else ""
            say(f"  {rank:>3}  {total:>6}  {row.package.state}  {name}{grade}{why}")
    for entry in opened.refused:
        warn(f"没有收下：{printable_line(str(entry.place))}：{entry.reason}")


def _write(opened: "api.Review", folder: Path) -> None:
    with Bar() as progress:
        written = api.write_results(opened, folder, settings_here(progress))
    say(f"已写出：{written.folder}（{len(written.files)} 个文件）")
    warn_findings(written.findings, _words())
    leave_by(written.findings)


def _words() -> "ReportWords":
    from docgen.checks.run_checks import ReportWords

    return ReportWords("评审", ("有这些就不能公布", "请核实", "供参考"))
