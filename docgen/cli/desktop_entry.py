"""What `docgen shortcut` puts on a desktop: an entry that opens the page by a double click."""

import base64
import io
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from PIL import Image, ImageDraw

from docgen.system.atomic_files import translate_errors, write_atomically

NAME = "docgen 报送材料"
_COMMENT = "填写、检查、生成报送材料"
_RUNS = 0o755
_POWERSHELL_SECONDS = 60.0
_ICON_SIDE = 256
_ICON_SIDES = [(side, side) for side in (16, 24, 32, 48, 64, 128, 256)]
_RED, _BLUE, _PALE = "#b3261e", "#1d4f7c", "#b9cfe2"


@dataclass(frozen=True)
class DesktopEntry:
    """One file that is written, and whether the system is to run it itself."""

    path: Path
    content: bytes
    runs: bool = False


def start_command() -> tuple[str, ...]:
    """Return the command that opens the page: of this Python, without a window on Windows."""
    python = Path(sys.executable)
    silent = python.with_name("pythonw.exe")
    # -P: what lies in the folder it is started in is not taken for a part of docgen.
    return (str(silent if silent.is_file() else python), "-P", "-m", "docgen", "serve")


def make_shortcut(folder: Path) -> tuple[Path, ...]:
    """Put entries on this computer's desktop and in its menu; return where they are.

    `folder` keeps their icon. OutputError where one cannot be written.
    """
    command, windows = start_command(), sys.platform == "win32"
    icon = folder / ("icon.ico" if windows else "icon.png")
    with translate_errors(icon):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(icon, draw_icon("ICO" if windows else "PNG"))
    if windows and (made := _make_links(command, icon)):
        return made
    entries = plan_entries(sys.platform, command, icon)
    for entry in entries:
        with translate_errors(entry.path):
            entry.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(entry.path, entry.content)
            if entry.runs:
                entry.path.chmod(_RUNS)
    return tuple(entry.path for entry in entries)


def plan_entries(system: str, command: Sequence[str], icon: Path) -> tuple[DesktopEntry, ...]:
    """Return the files of a desktop entry for a system, as `sys.platform` calls it.

    `command` starts the page. Of Windows this is what is written where no link can be made.
    """
    desktop = platformdirs.user_desktop_path()
    if system == "darwin":
        text = f"#!/bin/sh\nexec {shlex.join(command)}\n"
        return (DesktopEntry(desktop / f"{NAME}.command", text.encode(), runs=True),)
    if system == "win32":
        line = subprocess.list2cmdline(command).replace("%", "%%")
        text = f'@echo off\r\nchcp 65001 >nul\r\nstart "" {line}\r\n'
        return (DesktopEntry(desktop / f"{NAME}.cmd", text.encode()),)
    content = _write_desktop_file(command, icon)
    menu = DesktopEntry(platformdirs.user_data_path() / "applications" / "docgen.desktop", content)
    if not desktop.is_dir():
        return (menu,)
    return (menu, DesktopEntry(desktop / f"{NAME}.desktop", content, runs=True))


def _write_desktop_file(command: Sequence[str], icon: Path) -> bytes:
    """The text of an entry by the Desktop Entry Specification, version 1.5."""
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.5",
        f"Name={NAME}",
        f"Comment={_COMMENT}",
        f"Exec={_escape(' '.join(map(_quote, command)))}",
        f"Icon={_escape(str(icon))}",
        "Terminal=false",
        "Categories=Office;",
    )
    return ("\n".join(lines) + "\n").encode()


def _quote(argument: str) -> str:
    """An argument of Exec; a percent sign would be a place for a file."""
    quoted = re.sub(r'(["`$\\])', r"\\\1", argument.replace("%", "%%"))
    return f'"{quoted}"'


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")


# ── Windows ───────────────────────────────────────────────────────────────────────────────────


def write_link_script(command: Sequence[str], icon: Path) -> str:
    """Return the PowerShell that makes links on the desktop and in the start menu, and names them.

    Their format is Windows' own: its shell writes it.
    """
    target, arguments = command[0], subprocess.list2cmdline(command[1:])
    return "\n".join(
        (
            "$ErrorActionPreference = 'Stop'",
            "[Console]::OutputEncoding = [Text.Encoding]::UTF8",
            "$shell = New-Object -ComObject WScript.Shell",
            "foreach ($place in 'Desktop', 'Programs') {",
            "  $folder = [Environment]::GetFolderPath($place)",
            f"  $link = $shell.CreateShortcut((Join-Path $folder {_literal(NAME + '.lnk')}))",
            f"  $link.TargetPath = {_literal(target)}",
            f"  $link.Arguments = {_literal(arguments)}",
            "  $link.WorkingDirectory = [Environment]::GetFolderPath('MyDocuments')",
            f"  $link.IconLocation = {_literal(f'{icon},0')}",
            f"  $link.Description = {_literal(_COMMENT)}",
            "  $link.Save()",
            "  $link.FullName",
            "}",
        )
    )


def _literal(text: str) -> str:
    return "'" + re.sub("(['‘’‚‛])", r"\1\1", text) + "'"


def _make_links(command: Sequence[str], icon: Path) -> tuple[Path, ...]:
    """The links that PowerShell made; none where it is not there or may not."""
    powershell = shutil.which("powershell") or shutil.which("pwsh")
    if powershell is None:
        return ()
    script = base64.b64encode(write_link_script(command, icon).encode("utf-16-le")).decode()
    told = [powershell, "-NoProfile", "-NonInteractive", "-EncodedCommand", script]
    try:
        done = subprocess.run(told, capture_output=True, timeout=_POWERSHELL_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(Path(line) for line in done.stdout.decode("utf-8-sig").splitlines() if line)


# ── the icon ──────────────────────────────────────────────────────────────────────────────────


def draw_icon(kind: str) -> bytes:
    """Return the page's icon as a PNG of 256 pixels, or as an ICO of all sizes Windows asks for."""
    side = _ICON_SIDE * 4
    unit = side / 32
    picture = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(picture)

    def scale(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x * unit, y * unit) for x, y in points]

    draw.rounded_rectangle((0, 0, side - 1, side - 1), 6 * unit, fill=_BLUE)
    draw.polygon(scale((9, 6), (19, 6), (24, 11), (24, 26), (9, 26)), fill="#ffffff")
    draw.polygon(scale((19, 6), (24, 11), (19, 11)), fill=_PALE)
    for y in (16, 20):
        draw.line(scale((12, y), (21, y)), fill=_BLUE, width=round(1.6 * unit))
    draw.line(scale((14, 23.5), (16, 25.5), (20, 21.5)), fill=_RED, width=2 * round(unit))
    picture = picture.resize((_ICON_SIDE, _ICON_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, kind, **({"sizes": _ICON_SIDES} if kind == "ICO" else {}))
    return out.getvalue()
