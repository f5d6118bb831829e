"""LibreOffice: what of it is here, and running it so that nothing of anybody else takes part.

LibreOffice reports success whatever happens, so its input is checked before and its output after.
Every run has a profile, a home and font rules of its own: a shared profile fails in parallel, an
unwritable home hangs, and without rules the official faces all fall to one sans serif.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, Literal
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pikepdf

from docgen.issues.errors import FontError, OfficeError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.pdf.system_fonts import installed_faces
from docgen.system.cancellation import raise_if_cancelled
from docgen.system.memo import this_memo

TIMEOUT_SECONDS = 120
"""For starting LibreOffice; each document adds `TIMEOUT_PER_DOCUMENT_SECONDS`."""
TIMEOUT_PER_DOCUMENT_SECONDS = 60

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

_ARGUMENTS = (
    "--headless",
    "--norestore",
    "--nolockcheck",
    "--nodefault",
    "--nofirststartwizard",
    "--convert-to",
)
_OLD_WORD = b"\xd0\xcf\x11\xe0"
"""The first bytes of .doc files and of .docx files with a password."""

_SCRIPTING = "Office.Common/Security/Scripting"
_SETTINGS = (
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


class Fate(Enum):
    """Why a document did not become what was asked for."""

    REFUSED = "refused"
    HUNG = "hung"
    CRASHED = "crashed"


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
    raise _refuse("", "absent")


def describe_soffice(soffice: Path) -> str:
    """Return what conversions depend on: LibreOffice's version, the rules given to it, the fonts.

    OfficeError where LibreOffice does not say its version, FontError where fonts cannot be listed.
    """
    version = this_memo().recall(_identify_program(soffice), lambda: _ask_version(soffice))
    faces = sorted(map(repr, installed_faces().values()))
    here = [component.name for component in Component if component.is_here(soffice)]
    rules = repr((_SETTINGS, CHINESE, SUBSTITUTES, _BOLD_FACES, faces, here))
    return f"{version.strip()} {hashlib.sha256(rules.encode()).hexdigest()}"


def _ask_version(soffice: Path) -> str:
    return _run_in_session([str(soffice), "--version"], os.environ, TIMEOUT_SECONDS)


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


def _refuse(place: str, case: str, /, **slots: object) -> OfficeError:
    return refuse(OfficeError, issue("office", Location(place), case, **slots))


def convert_to_pdf(documents: Sequence[Path], folder: Path) -> list[Path]:
    """Return the PDFs of Word documents, in order: `folder`/<stem>.pdf.

    One call of LibreOffice makes them all. The same documents in the same order give the same
    bytes wherever and whenever they are made; later documents do not change the earlier ones.
    OfficeError names the document that cannot be read or converted.
    """
    if not documents:
        return []
    soffice = find_soffice()
    _check_stems(documents)
    for document in documents:
        _check_document(document)
    with tempfile.TemporaryDirectory(prefix="docgen-office-") as scratch:
        workshop = Workshop.set_up(Path(scratch), soffice)
        pairs = zip(documents, workshop.convert_all(documents), strict=True)
        folder.mkdir(parents=True, exist_ok=True)
        return [hand_over(pdf, folder / f"{d.stem}.pdf") for d, pdf in pairs]


def _check_stems(documents: Sequence[Path]) -> None:
    stems = [document.stem.casefold() for document in documents]
    for document in documents:
        if stems.count(document.stem.casefold()) > 1:
            raise _refuse(document.name, "namesakes")


def _check_document(document: Path) -> None:
    """Refuse what LibreOffice would turn into nothing, or into a page of rubbish."""
    try:
        with document.open("rb") as opened:
            start = opened.read(len(_OLD_WORD))
        if start == _OLD_WORD:
            raise _refuse(document.name, "old_word")
        with zipfile.ZipFile(document) as package:
            ElementTree.fromstring(package.read("word/document.xml"))
    except (OSError, zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise _refuse(document.name, "unreadable", reason=str(error)) from error


@dataclass(frozen=True)
class Workshop:
    """A folder with everything one run of LibreOffice needs, and nothing of anybody else's."""

    folder: Path
    soffice: Path
    environment: Mapping[str, str]

    @classmethod
    def set_up(
        cls, folder: Path, soffice: Path, settings: Sequence[tuple[str, str, str]] = ()
    ) -> "Workshop":
        """Write profile and font rules. FontError where no installed face shows Chinese."""
        for name in ("home", "in", "out", "profile/user"):
            (folder / name).mkdir(parents=True)
        profile = folder / "profile/user/registrymodifications.xcu"
        profile.write_text(_write_settings((*_SETTINGS, *settings)), "utf-8")
        environment = {
            **font_environment(folder),
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder),
            "LC_ALL": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",
        }
        workshop = cls(folder, soffice, environment)
        _check_faces(workshop)
        return workshop

    def convert_all(self, documents: Sequence[Path]) -> list[Path]:
        """Return a PDF for each document. One that fails must not cost the others."""
        copies = [self.folder / "in" / f"{n}.docx" for n in range(len(documents))]
        for document, copied in zip(documents, copies, strict=True):
            shutil.copyfile(document, copied)
        said = self._run(copies)
        made = [self.folder / "out" / f"{copied.stem}.pdf" for copied in copies]
        for document, copied, pdf in zip(documents, copies, made, strict=True):
            if not pdf.is_file() and len(documents) > 1:
                said = self._run([copied])
            if not pdf.is_file():
                raise _refuse(document.name, "failed", said=said, silent=not said)
        return made

    def _run(self, documents: Sequence[Path]) -> str:
        """Convert in one call; return the last line LibreOffice said."""
        command = self._command(documents, "pdf:writer_pdf_Export")
        seconds = TIMEOUT_SECONDS + TIMEOUT_PER_DOCUMENT_SECONDS * len(documents)
        said = _run_in_session(command, self.environment, seconds).strip()
        return said.splitlines()[-1] if said else ""

    def _command(self, documents: Sequence[Path], to: str) -> list[str]:
        return [
            str(self.soffice),
            f"-env:UserInstallation={(self.folder / 'profile').as_uri()}",
            *_ARGUMENTS,
            to,
            "--outdir",
            str(self.folder / "out"),
            *map(str, documents),
        ]

    def convert_each(
        self, documents: Sequence[Path], to: Literal["pdf", "ods", "docx"], seconds: float
    ) -> dict[Path, Path | Fate]:
        """Return what became of each document: a file in `out/`, or why there is none.

        One call converts them all; after a document that hangs or crashes LibreOffice another
        call goes on behind it. `seconds` without a sign of life is hanging. The stems of the
        documents differ.
        """
        results: dict[Path, Path | Fate] = {}
        waiting, again = list(documents), []
        while waiting:
            done, fate = self._watch(waiting, to, seconds)
            for document in waiting[:done]:
                made = self._made(document, to)
                results[document] = made if _is_whole(made) else Fate.REFUSED
                if results[document] is Fate.REFUSED and len(waiting) > 1:
                    again.append(document)
            for culprit in waiting[done : done + 1]:
                results[culprit] = fate
                if fate is Fate.CRASHED and len(waiting) > 1:
                    again.append(culprit)
            waiting = waiting[done + 1 :]
        # What others in the same call may have spoilt gets a call of its own.
        for document in again:
            results |= self.convert_each([document], to, seconds)
        return results

    def _watch(self, documents: Sequence[Path], to: str, seconds: float) -> tuple[int, Fate]:
        """Convert in one call. Returns how many documents were dealt with, and what then came."""
        for document in documents:
            self._made(document, to).unlink(missing_ok=True)
        code, said = self._call(documents, to, seconds)
        for _ in range(_MOST_SILENT_CALLS):
            # A LibreOffice that is just going away takes the order of the next and drops it.
            if code == 0 and not any(line.startswith((_CONVERTING, _NOT_LOADED)) for line in said):
                time.sleep(_LEAVING_SECONDS)
                code, said = self._call(documents, to, seconds)
        if code == 0:
            return len(documents), Fate.REFUSED
        return self._count_done(said), Fate.HUNG if code is None else Fate.CRASHED

    def _call(
        self, documents: Sequence[Path], to: str, seconds: float
    ) -> tuple[int | None, list[str]]:
        """The exit code of one call, None where it hung, and the lines it said."""
        notes = self.folder / "said"
        with notes.open("wb") as said:
            process = _start(self._command(documents, to), self.environment, said)
        hung = False
        size, since = 0, time.monotonic()
        with _ended_with_us(process):
            while process.poll() is None and not hung:
                raise_if_cancelled()
                time.sleep(_BLINK_SECONDS)
                if notes.stat().st_size != size:
                    size, since = notes.stat().st_size, time.monotonic()
                hung = time.monotonic() - since > seconds
        lines = notes.read_text("utf-8", "replace").splitlines()
        return None if hung else process.returncode, lines

    def _count_done(self, said: Iterable[str]) -> int:
        """How many documents LibreOffice was through with, by what it said of each in order."""
        loaded = [line for line in said if line.startswith((_CONVERTING, _NOT_LOADED))]
        if not loaded or loaded[-1].startswith(_NOT_LOADED):
            return len(loaded)
        # It says that it converts a document before it writes it.
        target = loaded[-1].rpartition(" -> ")[2].partition(" using filter")[0]
        return len(loaded) - (0 if _is_whole(self.folder / "out" / Path(target).name) else 1)

    def _made(self, document: Path, to: str) -> Path:
        return self.folder / "out" / f"{document.stem}.{to}"


_BLINK_SECONDS = 0.05
_MOST_SILENT_CALLS = 5
_LEAVING_SECONDS = 0.5
"""A LibreOffice that goes away takes so long on a machine with little else to do."""
_CONVERTING = "convert "
_NOT_LOADED = "Error: source file could not be loaded"


def _is_whole(made: Path) -> bool:
    """Whether a PDF or an OpenDocument file was written to its end."""
    if made.suffix != ".pdf":
        return zipfile.is_zipfile(made)
    try:
        with pikepdf.open(made) as pdf:
            return len(pdf.pages) > 0
    except (pikepdf.PikepdfError, OSError):
        return False


@contextmanager
def _ended_with_us(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Leave nothing of a program running, whatever happens to us in between."""

    def end(*_: object) -> None:
        _end_group(process)
        os._exit(1)

    # A worker is ended by this signal. Handlers can be set in the main thread only.
    watched = threading.current_thread() is threading.main_thread()
    former = signal.signal(signal.SIGTERM, end) if watched else None
    try:
        yield
    finally:
        _end_group(process)
        if watched:
            signal.signal(signal.SIGTERM, former)


def _start(
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


def _run_in_session(command: Sequence[str], environment: Mapping[str, str], seconds: float) -> str:
    """Run a program and all it starts; kill them when time is up."""
    process = _start(command, environment, subprocess.PIPE)
    try:
        said: bytes = process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired as error:
        raise _refuse("", "slow", seconds=round(seconds)) from error
    finally:
        _end_group(process)
    return said.decode("utf-8", "replace")


def _end_group(process: "subprocess.Popen[bytes]") -> None:
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


def _write_settings(settings: Iterable[tuple[str, str, str]]) -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in settings
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>"
    )


def font_environment(scratch: Path) -> dict[str, str]:
    """Return the environment in which fontconfig knows our rules, and writes to `scratch` only."""
    rules = scratch / "fonts.conf"
    rules.write_text(write_font_rules(_font_folders(), _cache_folders(scratch)), "utf-8")
    return {**os.environ, "FONTCONFIG_FILE": str(rules)}


def write_font_rules(font_folders: Iterable[Path], cache_folders: Iterable[Path]) -> str:
    """Return a whole fontconfig file: where faces are, and what stands in for the official ones."""
    folders = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in font_folders)
    caches = "".join(f"<cachedir>{escape(str(folder))}</cachedir>" for folder in cache_folders)
    rules = "".join(_write_rule(face, others) for face, others in SUBSTITUTES.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig>{folders}{caches}{rules}</fontconfig>\n"
    )


def _write_rule(face: str, others: Iterable[str]) -> str:
    names = "".join(f"<string>{escape(name)}</string>" for name in others)
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


def _check_faces(workshop: Workshop) -> None:
    """FontError where no installed face shows Chinese: LibreOffice would print boxes."""
    face = match_face(BODY_FACE, workshop.environment)
    if face is not None and not face.has("一"):
        raise refuse(FontError, issue("font", Location(), "boxes"))


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


def hand_over(made: Path, target: Path) -> Path:
    """Put a PDF in its place, without the clock in it. OfficeError where it cannot be."""
    beside = target.with_name(f".{target.name}.part")
    try:
        with pikepdf.open(made) as pdf:
            _stop_clock(pdf)
            pdf.save(beside, deterministic_id=True)
        beside.replace(target)
    except (pikepdf.PikepdfError, OSError) as error:
        beside.unlink(missing_ok=True)
        raise _refuse(target.name, "unsaved", reason=str(error)) from error
    return target


def _stop_clock(pdf: pikepdf.Pdf) -> None:
    """Take out dates and checksums: no date says more truth than a made-up one."""
    for key in ("/CreationDate", "/ModDate"):
        if key in pdf.docinfo:
            del pdf.docinfo[key]
    for key in ("/DocChecksum", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
