"""The commands about the page in the browser: `docgen serve`, `docgen shortcut`."""
# ruff: noqa: PLC0415 - what a command does is imported when it runs

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from docgen.cli.environment import settings_here
from docgen.cli.terminal import ask_new_password, say, warn
from docgen.cli.usage import ChineseCommand

_LOOPBACK = "127.0.0.1"
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def add_page_commands(app: typer.Typer) -> None:
    """Add them to the command line, in their place."""
    app.command(
        cls=ChineseCommand,
        help="在浏览器里打开网页：新建、填写、放佐证、检查、生成，都在网页上做。\n\n"
        "写工作文件夹就打开它；写别的文件夹，就从那里找。网页只有这台电脑上的你打得开；已经开着的不另开。"
        "做完按 Ctrl+C，或点网页上的“关闭 docgen”。\n\n"
        "加 --host 0.0.0.0 让办公室里别的电脑也打开，要输入两遍密码：知道密码的人都能看、能改这个"
        "文件夹里的材料；传送不加密，只在信得过的内部网络里用。",
        epilog="""
    docgen serve
    docgen serve 我的工作室
    docgen serve 报送材料 --host 0.0.0.0 --port 8300
    """,
    )(serve)
    app.command(
        cls=ChineseCommand,
        help="在桌面和菜单里放一个图标，双击就打开网页。\n\n"
        "以后不用终端。docgen 挪了地方，再运行一次。不要了，删去图标就行。",
    )(shortcut)


def serve(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="文件夹",
            help="工作文件夹，或装着它们的文件夹；不写就从首页选",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(metavar="端口", min=0, max=65535, help="网页的端口；不写由系统挑")
    ] = 0,
    host: Annotated[
        str,
        typer.Option(metavar="地址", help="在哪个地址上；0.0.0.0 是这台电脑的所有地址，要设密码"),
    ] = _LOOPBACK,
    root: Annotated[
        Path | None,
        typer.Option(
            metavar="文件夹", help="只能打开这个文件夹里的；用 --host 而不写，就是前面写的文件夹"
        ),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="只显示网址，不打开浏览器")
    ] = False,
) -> None:
    """Serve the page until Ctrl+C."""
    from docgen.web.serve import Serving, is_network_address, is_password
    from docgen.web.serve import serve as run

    password = ""
    if is_network_address(host):
        root = root or folder
        if root is not None:
            password = _ask_password(root, is_password) or ""
    serving = Serving(host, port, password, not no_browser, root)
    if run(folder, settings_here(), serving, say):
        say("网页已关闭")


def shortcut() -> None:
    """Put an entry on the desktop and into the menu, and say where."""
    from docgen.cli.desktop_entry import make_shortcut
    from docgen.web.recent_workspaces import user_records

    for path in make_shortcut(user_records()):
        say(f"已放好：{path}")
    say("双击它就打开网页。系统问是否允许运行的，选允许。")


def _ask_password(root: Path, fits: Callable[[str], bool]) -> str | None:
    warn(
        f"办公室里知道密码的人，都能看、能改“{root}”里的材料。传送不加密，只在信得过的内部网络里用。"
    )
    return ask_new_password(fits)


def is_double_click() -> bool:
    """Return whether the program was started by itself: there is a screen, and no terminal."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if any(stream is not None and stream.isatty() for stream in streams):
        return False
    return sys.platform in ("win32", "darwin") or any(map(os.environ.get, _DISPLAYS))
