"""The commands for authors of schemes: `docgen scheme …`."""
# ruff: noqa: PLC0415 - what a command does is imported when it runs

from pathlib import Path
from typing import Annotated

import typer

from docgen import api
from docgen.cli.output import AsJson, leave_by, say_begun, write_json
from docgen.cli.terminal import say
from docgen.cli.usage import HELP_OPTION_NAMES, ChineseCommand, ChineseGroup

scheme_app = typer.Typer(
    cls=ChineseGroup,
    context_settings={"help_option_names": HELP_OPTION_NAMES},
    rich_markup_mode=None,
    epilog="""
    docgen scheme new 我的方案
    docgen scheme lint 我的方案
    """,
)
SchemeName = Annotated[str, typer.Argument(metavar="方案", help="方案名，或方案文件夹的路径")]


@scheme_app.command(
    "new",
    cls=ChineseCommand,
    help="新建一个方案文件夹。\n\n"
    "里面有 scheme.yaml（逐段有说明，每种常用的规则一项，照着改）和画好的 Word 模板。",
    epilog="""
    docgen scheme new 我的方案
    """,
)
def scheme_new(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="没有就新建")],
) -> None:
    """Begin a scheme."""
    drawn = api.new_scheme(folder)
    say(f"方案：{folder}")
    say_begun(drawn.written, drawn.kept)
    say(f"接下来：照通知改 scheme.yaml，随时可运行 docgen scheme lint {folder}")


@scheme_app.command(
    "form",
    cls=ChineseCommand,
    help="照方案画出缺少的 Word 模板。\n\n"
    "scheme.yaml 里写了、文件夹里没有的表格和报告骨架，各画一份：标记齐全，字体是公文规定的。"
    "已有的不改动；想重画，先把旧的移走。",
    epilog="""
    docgen scheme form 我的方案
    """,
)
def scheme_form(scheme: SchemeName) -> None:
    """Draw the templates a scheme lacks."""
    drawn = api.draw_forms(scheme)
    for name in drawn.written:
        say(f"新建          {name}")
    for name in drawn.kept:
        say(f"已有，未改动  {name}")


@scheme_app.command(
    "lint",
    cls=ChineseCommand,
    help="检查一个方案，不生成任何文件。\n\n"
    "规则与原文的数、每类的小计和总分、读法的说明、用不到的档次、考核期、文件名、Word 模板的标记和"
    "样子，一次说全，写明在哪一行、怎样改。没有错误时退出码是 0，有错误是 1。",
    epilog="""
    docgen scheme lint
    docgen scheme lint 我的方案
    docgen scheme lint 我的方案 --json
    """,
)
def scheme_lint(
    scheme: SchemeName = api.DEFAULT_SCHEME,
    as_json: AsJson = False,
) -> None:
    """Say everything that is wrong with a scheme on stdout."""
    from docgen.checks.run_checks import write_report

    findings = api.lint(scheme).findings
    say(write_json(findings) if as_json else write_report(findings).rstrip("\n"))
    leave_by(findings)
