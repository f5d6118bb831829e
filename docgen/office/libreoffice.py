"""LibreOffice: what of it is here, which faces it takes, and a program started with its own group.

It is asked for in every run; what runs it is in `workshop`.
"""

import hashlib
import html
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO

from docgen.issues.errors import OfficeError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.pdf.system_fonts import installed_faces
from docgen.system.atomic_files import write_atomically
from docgen.system.memo import this_memo

TIMEOUT_SECONDS = 120
"""For starting LibreOffice."""

_FACES: dict[str, tuple[str, ...]] = {
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "Noto Serif CJK SC", "FandolSong"),
    "黑体": ("SimHei", "Noto Sans CJK SC", "FandolHei"),
    "仿宋_GB2312": (
        "FangSong_GB2312",
        "仿宋",
        "FangSong",
        "方正仿宋简体",
        "方正仿宋_GBK",
        "朱雀仿宋",
        "Zhuque Fangsong (technical preview)",
        "FandolFang R",
        "FandolFang",
        "Noto Serif CJK SC",
    ),
    "楷体_GB2312": (
        "KaiTi_GB2312",
        "楷体",
        "KaiTi",
        "方正楷体简体",
        "方正楷体_GBK",
        "LXGW WenKai",
        "FandolKai",
        "Noto Serif CJK SC",
    ),
    "宋体": ("SimSun", "Noto Serif CJK SC", "FandolSong"),
    "仿宋": ("FangSong", "仿宋_GB2312", "FandolFang R", "FandolFang", "Noto Serif CJK SC"),
    "楷体": ("KaiTi", "楷体_GB2312", "LXGW WenKai", "FandolKai", "Noto Serif CJK SC"),
    "Times New Roman": ("Liberation Serif", "TeX Gyre Termes"),
    "Arial": ("Liberation Sans", "TeX Gyre Heros"),
    "Calibri": ("Carlito", "Liberation Sans"),
    "Cambria": ("Caladea", "Liberation Serif"),
    "Courier New": ("Liberation Mono", "TeX Gyre Cursor"),
}
_ALIKE = {
    "黑体": ("SimHei", "华文黑体", "STHeiti", "微软雅黑", "Microsoft YaHei", "等线", "DengXian"),
    "宋体": ("SimSun", "新宋体", "NSimSun", "华文宋体", "STSong", "华文中宋", "STZhongsong"),
    "仿宋": ("FangSong", "华文仿宋", "STFangsong"),
    "楷体": ("KaiTi", "华文楷体", "STKaiti"),
}
"""Faces of other people's documents: what stands in for one stands in for them."""

SUBSTITUTES = {**_FACES, **{name: _FACES[face] for face, a in _ALIKE.items() for name in a}}
"""What stands in for a face that official documents name, the best first. A character the face
does not have is taken from the next one that has it."""

_BOLD_FACES = frozenset({"方正小标宋简体"})
"""Faces that are heavy by themselves: their substitute is taken in bold."""

BODY_FACE = "仿宋_GB2312"
"""The face that values are printed in."""

_VERSION_FILE = "office-version-1.json"
"""What the program in use said of itself, within the cache."""

_SCRIPTING = "Office.Common/Security/Scripting"
SETTINGS = (
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "1"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    *(
        ("Inet/Settings", f"ooInet{kind}ProxyName", "127.0.0.1")
        for kind in ("HTTP", "HTTPS", "FTP")
    ),
    *(("Inet/Settings", f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
    ("Inet/Settings", "ooInetNoProxy", ""),
    ("Office.Common/Filter/PDF/Export", "ReduceImageResolution", "false"),
    ("Office.Common/Filter/PDF/Export", "ExportFormFields", "false"),
    ("Setup/Product", "ooSetupLastVersion", "999.0"),
)
"""Macros and links stay dead, what would reach for the network all the same meets a proxy that is
not there (port 9 discards), pictures keep their resolution, and fields of forms are drawn. With a
profile in which no version has started yet LibreOffice would first try out how it draws, which
goes through more than a gigabyte of memory and is 0.6 of the 0.95 s that a start took."""

CHINESE: tuple[tuple[str, str, str], ...] = (("Setup/L10N", "ooSetupSystemLocale", "zh-CN"),)
"""Further settings for documents that say nothing of their paper or the shape of their dates."""


class Component(Enum):
    """A part of LibreOffice: its name, its library, and the package that brings it."""

    WRITER = ("Writer", "sw", "libreoffice-writer-nogui")
    CALC = ("Calc", "sc", "libreoffice-calc-nogui")
    IMPRESS = ("Impress", "sd", "libreoffice-impress-nogui")
    MATH = ("Math", "sm", "libreoffice-math-nogui")

    def is_here(self, soffice: Path) -> bool:
        """Whether it is installed. Other layouts of LibreOffice than Linux's are trusted."""
        folder = soffice.resolve().parent
        here = folder.name != "program" or sys.platform == "win32"
        return here or (folder / f"lib{self.value[1]}lo.so").is_file()


@dataclass(frozen=True)
class OfficeFace:
    """The installed face that LibreOffice takes for a family, and the characters it has."""

    family: str
    characters: frozenset[int]

    def has(self, character: str) -> bool:
        """Whether the face can show a character."""
        return ord(character) in self.characters


def find_soffice() -> Path:
    """Return LibreOffice's program. OfficeError where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    for folder in _usual_folders():
        for name in ("soffice.com", "soffice.exe", "soffice"):
            if (folder / name).is_file():
                return folder / name
    raise refuse_office("", "absent")


def describe_soffice(soffice: Path, cache: Path) -> str:
    """Return what conversions depend on: LibreOffice's version, the rules given to it, the fonts.

    The version it said last is kept in the folder `cache`. OfficeError where LibreOffice does not
    say its version, FontError where fonts cannot be listed.
    """
    program = _identify_program(soffice)
    version = this_memo().recall(program, lambda: _know_version(soffice, repr(program), cache))
    faces = sorted(map(repr, installed_faces().values()))
    here = [component.name for component in Component if component.is_here(soffice)]
    rules = repr((SETTINGS, CHINESE, SUBSTITUTES, _BOLD_FACES, faces, here))
    return f"{version.strip()} {hashlib.sha256(rules.encode()).hexdigest()}"


def _know_version(soffice: Path, program: str, cache: Path) -> str:
    """What a program said of its version when it was last asked, or says now.

    To ask it takes as long as to load what checks.
    """
    kept = cache / _VERSION_FILE
    with suppress(OSError, ValueError):
        known = json.loads(kept.read_bytes())
        if isinstance(known, dict) and isinstance(said := known.get(program), str):
            return said
    said = _ask_version(soffice)
    # Where it cannot be written, it is asked again.
    with suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(kept, json.dumps({program: said}).encode(), private=True)
    return said


def _ask_version(soffice: Path) -> str:
    return run_in_group([str(soffice), "--version"], os.environ, TIMEOUT_SECONDS)


def _identify_program(soffice: Path) -> Hashable:
    """What changes when another version is installed in a program's place."""
    program = soffice.resolve()
    stamps = [(s.st_ino, s.st_mtime_ns) for s in (program.stat(), program.parent.stat())]
    return "version", program, *stamps


def _usual_folders() -> Iterator[Path]:
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432"):
        if folder := os.environ.get(variable):
            yield Path(folder) / "LibreOffice" / "program"
    yield Path("/Applications/LibreOffice.app/Contents/MacOS")
    yield Path("/opt/libreoffice/program")


def refuse_office(place: str, case: str, /, **slots: object) -> OfficeError:
    """Return the error that says a case of `office` of a document, or of LibreOffice itself."""
    return refuse(OfficeError, issue("office", Location(place), case, **slots))


def start_in_group(
    command: Sequence[str], environment: Mapping[str, str], said: int | IO[bytes]
) -> "subprocess.Popen[bytes]":
    """Start a program as the head of its own process group."""
    own_group = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if sys.platform == "win32"
        else {"start_new_session": True}
    )
    return subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=subprocess.STDOUT,
        **own_group,
    )


def run_in_group(command: Sequence[str], environment: Mapping[str, str], seconds: float) -> str:
    """Run a program and all it starts; kill them when time is up."""
    process = start_in_group(command, environment, subprocess.PIPE)
    try:
        said: bytes = process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired as error:
        raise refuse_office("", "slow", seconds=round(seconds)) from error
    finally:
        end_group(process)
    return said.decode("utf-8", "replace")


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """Leave nothing running: soffice starts soffice.bin, which outlives it."""
    if sys.platform != "win32":
        # The group is gone where all of it ended by itself.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        subprocess.run(
            ["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False
        )
    process.communicate()


def font_environment(scratch: Path) -> dict[str, str]:
    """Return the environment in which fontconfig knows our rules, and writes to `scratch` only."""
    rules = scratch / "fonts.conf"
    rules.write_text(write_font_rules(_font_folders(), _cache_folders(scratch)), "utf-8")
    return {**os.environ, "FONTCONFIG_FILE": str(rules)}


def write_font_rules(font_folders: Iterable[Path], cache_folders: Iterable[Path]) -> str:
    """Return a whole fontconfig file: where faces are, and what stands in for the official ones."""
    folders = "".join(f"<dir>{html.escape(str(folder))}</dir>" for folder in font_folders)
    caches = "".join(f"<cachedir>{html.escape(str(folder))}</cachedir>" for folder in cache_folders)
    rules = "".join(_write_rule(face, others) for face, others in SUBSTITUTES.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig>{folders}{caches}{rules}</fontconfig>\n"
    )


def _write_rule(face: str, others: Iterable[str]) -> str:
    names = "".join(f"<string>{html.escape(name)}</string>" for name in others)
    bold = '<edit name="weight" mode="assign"><const>bold</const></edit>'
    return (
        f'<match target="pattern"><test name="family"><string>{face}</string></test>'
        f'<edit name="family" mode="append" binding="strong">{names}</edit>'
        f"{bold if face in _BOLD_FACES else ''}</match>"
    )


def _font_folders() -> tuple[Path, ...]:
    """Where systems keep faces; those of TeX are not known to fontconfig by themselves."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    folders = (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        data / "fonts",
        Path.home() / ".fonts",
        Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
        Path("/usr/share/texmf-dist/fonts/opentype/public/fandol"),
    )
    return tuple(folder for folder in folders if folder.is_dir())


def identify_fonts() -> Hashable:
    """What changes when a font is installed or removed: fontconfig itself goes by it."""
    folders = (folder for top in _font_folders() for folder, *_ in os.walk(top))
    return tuple((folder, Path(folder).stat().st_mtime_ns) for folder in folders)


def _cache_folders(scratch: Path) -> tuple[Path, ...]:
    return (Path("/var/cache/fontconfig"), scratch / "fontconfig")


def match_face(family: str, environment: Mapping[str, str]) -> OfficeFace | None:
    """Return the face fontconfig takes for a family; None where there is no fontconfig."""
    if not shutil.which("fc-match"):
        return None
    said = subprocess.run(
        ["fc-match", "--format", "%{family}\t%{charset}", family],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    name, _, charset = said.partition("\t")
    return OfficeFace(name.split(",")[0], read_charset(charset))


def read_charset(charset: str) -> frozenset[int]:
    """Return the code points of fontconfig's "20-7e a0-ff …"."""
    spans = (span.partition("-") for span in charset.split())
    return frozenset(
        code for low, _, high in spans for code in range(int(low, 16), int(high or low, 16) + 1)
    )
