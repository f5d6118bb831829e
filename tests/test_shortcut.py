"""The entry on the desktop: for real on Linux, by what would be written elsewhere."""

import io
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from page_browser import ROOT, surroundings
from PIL import Image

from docgen.cli import page_commands
from docgen.cli.desktop_entry import (
    NAME,
    draw_icon,
    plan_entries,
    start_command,
    write_link_script,
)

AWKWARD = ('/opt/我的 程序/50% "off"/$HOME/`id`/a\\b/python', "-P", "-m", "docgen", "serve")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="puts files where Linux does")
def test_an_entry_is_put_on_the_desktop_and_in_the_menu(tmp_path: Path) -> None:
    (tmp_path / "桌面").mkdir()
    (tmp_path / "config").mkdir()
    dirs = 'XDG_DESKTOP_DIR="$HOME/桌面"\n'
    (tmp_path / "config" / "user-dirs.dirs").write_text(dirs, encoding="utf-8")
    command = [sys.executable, "-m", "docgen", "shortcut"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=surroundings(tmp_path),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    menu = tmp_path / "data" / "applications" / "docgen.desktop"
    desktop = tmp_path / "桌面" / f"{NAME}.desktop"
    for file in (menu, desktop):
        assert f"已放好：{file}" in done.stdout
        told = dict(line.split("=", 1) for line in file.read_text("utf-8").splitlines()[1:])
        assert shlex.split(told["Exec"]) == list(start_command())
        assert told["Terminal"] == "false"
        with Image.open(told["Icon"]) as icon:
            assert icon.size == (256, 256)
    # A desktop starts only what may be run.
    assert os.access(desktop, os.X_OK)
    if validate := shutil.which("desktop-file-validate"):
        assert subprocess.run([validate, menu], capture_output=True, check=False).returncode == 0


def test_a_computer_without_a_desktop_has_the_menu_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_desktop_path", lambda: tmp_path / "none")
    assert [e.path.name for e in plan_entries("linux", AWKWARD, Path("i.png"))] == [
        "docgen.desktop"
    ]


def test_awkward_paths_are_written_so_that_they_are_read_back() -> None:
    (entry, *_) = plan_entries("linux", AWKWARD, Path("/图 标/i.png"))
    text = entry.content.decode()
    (line,) = [line for line in text.splitlines() if line.startswith("Exec=")]
    # By the specification: escapes of the value first, then quotes, then codes of files.
    unescaped = line.removeprefix("Exec=").replace("\\\\", "\\")
    # Its quotes are those of a shell.
    told = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {unescaped}"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert [part.replace("%%", "%") for part in told.stdout.splitlines()] == list(AWKWARD)
    assert "Icon=/图 标/i.png\n" in text


def test_a_mac_gets_a_program_of_the_shell(tmp_path: Path) -> None:
    (entry,) = plan_entries("darwin", (sys.executable, "-c", "print('好 \"了\"')"), Path("i.png"))
    assert entry.runs
    assert entry.path.name == f"{NAME}.command"
    file = tmp_path / "a.command"
    file.write_bytes(entry.content)
    done = subprocess.run(["sh", str(file)], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == '好 "了"\n'


def test_windows_gets_links_made_by_its_own_shell() -> None:
    script = write_link_script((r"C:\用户\o'brien\pythonw.exe", *AWKWARD[1:]), Path(r"C:\i.ico"))
    assert r"$link.TargetPath = 'C:\用户\o''brien\pythonw.exe'" in script
    assert "$link.Arguments = '-P -m docgen serve'" in script
    assert r"$link.IconLocation = 'C:\i.ico,0'" in script
    assert "'Desktop', 'Programs'" in script
    assert f"'{NAME}.lnk'" in script


def test_windows_without_that_shell_gets_a_batch_file() -> None:
    (entry,) = plan_entries("win32", (r"C:\我的 程序\pythonw.exe", *AWKWARD[1:]), Path("i.ico"))
    lines = entry.content.decode().split("\r\n")
    assert entry.path.name == f"{NAME}.cmd"
    assert lines[1] == "chcp 65001 >nul"
    assert lines[2] == r'start "" "C:\我的 程序\pythonw.exe" -P -m docgen serve'


def test_the_icon_has_all_sizes_windows_asks_for() -> None:
    with Image.open(io.BytesIO(draw_icon("ICO"))) as icon:
        assert {(16, 16), (32, 32), (48, 48), (256, 256)} <= icon.info["sizes"]
    with Image.open(io.BytesIO(draw_icon("PNG"))) as icon:
        assert icon.convert("RGB").getpixel((20, 128)) == (0x1D, 0x4F, 0x7C)
        assert icon.getpixel((0, 0))[3] == 0


class _Stream(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("system", "screen", "terminal", "clicked"),
    [
        ("linux", True, False, True),
        ("linux", False, False, False),
        ("linux", True, True, False),
        ("win32", False, False, True),
        ("darwin", False, True, False),
    ],
)
def test_a_double_click_is_told_from_a_terminal(
    monkeypatch: pytest.MonkeyPatch, system: str, screen: bool, terminal: bool, clicked: bool
) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, _Stream(terminal))
    monkeypatch.setattr(sys, "platform", system)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if screen:
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert page_commands.is_double_click() is clicked


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen by its name")
def test_a_double_click_opens_the_page(tmp_path: Path) -> None:
    """Started by itself it serves, and the browser it finds is given the address."""
    told = tmp_path / "told"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >"{told}.new"; mv "{told}.new" "{told}"\n')
    browser.chmod(0o755)
    own = {**surroundings(tmp_path), "DISPLAY": ":99", "BROWSER": str(browser)}
    with subprocess.Popen(
        [sys.executable, "-m", "docgen"],
        cwd=ROOT,
        env=own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        said = process.stdout.readline()
        # A second one finds it, and ends.
        again = subprocess.run(
            [sys.executable, "-m", "docgen"],
            check=False,
            cwd=ROOT,
            env=own,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        process.terminate()
        process.communicate(timeout=60)
    assert said.startswith("docgen 的页面：http://127.0.0.1:")
    assert again.stdout.startswith("docgen 的页面已经开着：http://127.0.0.1:")
    assert told.read_text().startswith("http://127.0.0.1:")
