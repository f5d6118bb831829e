"""The bureau's command: `docgen review`."""
# ruff: noqa: PLC0415 - what a command does is imported when it runs

from pathlib import Path
from typing import Annotated

import typer

from docgen.cli.environment import settings_here
from docgen.cli.terminal import say
from docgen.cli.usage import ChineseCommand


def add_review_commands(app: typer.Typer) -> None:
    """Add them to the command line, in their place."""
    app.command(
        cls=ChineseCommand,
        help="评审：在浏览器里打开收到的材料，逐项看佐证、给分。\n\n"
        "文件夹里的材料（文件夹、zip，套几层都找得到）逐份核对，收不下的写明原因。给的分存在文件夹里的"
        "“评审”中，各人一个文件：文件夹放在共享盘上，几位评审可以同时评。",
        epilog="""
    docgen review 收到的材料
    """,
    )(review)


def review(
    folder: Annotated[
        Path,
        typer.Argument(metavar="文件夹", help="装着收到的材料的文件夹", show_default=False),
    ],
    port: Annotated[
        int, typer.Option(metavar="端口", min=0, max=65535, help="网页的端口；不写由系统挑")
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="只显示网址，不打开浏览器")
    ] = False,
) -> None:
    """Serve the page on a folder of packages until Ctrl+C."""
    from docgen.web.folder_reach import FolderReach
    from docgen.web.serve import Serving, serve

    # What cannot be looked into is said here, and not in a browser.
    FolderReach().list(folder.absolute())
    serving = Serving(port=port, open_browser=not no_browser, review=True)
    if serve(folder, settings_here(), serving, say):
        say("网页已关闭")
