"""Running LibreOffice so that nothing of anybody else takes part.

LibreOffice reports success whatever happens, so its input is checked before and its output after.
Every run has a profile, a home and font rules of its own: a shared profile fails in parallel, an
unwritable home hangs, and without rules the official faces all fall to one sans serif.
"""

import os
import re
import shutil
import signal
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import pikepdf

from docgen.issues.errors import FontError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.office.libreoffice import (
    BODY_FACE,
    SETTINGS,
    TIMEOUT_SECONDS,
    end_group,
    find_soffice,
    font_environment,
    match_face,
    refuse_office,
    run_in_group,
    start_in_group,
)
from docgen.system.cancellation import raise_if_cancelled
from docgen.system.run_folders import brief_folder

TIMEOUT_PER_DOCUMENT_SECONDS = 60
"""What each document adds to the time for starting LibreOffice."""

_ROOM_BYTES, _SWELLS = 16 << 20, 16
"""What a run writes: a profile of 1 MB, and of documents some times what these have packed."""
_BUILD = re.compile(r"^buildid=(\S+)", re.MULTILINE)

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


class Fate(Enum):
    """Why a document did not become what was asked for."""

    REFUSED = "refused"
    HUNG = "hung"
    CRASHED = "crashed"


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
    size = sum(document.stat().st_size for document in documents)
    with brief_folder(_ROOM_BYTES + _SWELLS * size) as scratch:
        workshop = Workshop.set_up(scratch, soffice)
        pairs = zip(documents, workshop.convert_all(documents), strict=True)
        folder.mkdir(parents=True, exist_ok=True)
        return [hand_over(pdf, folder / f"{d.stem}.pdf") for d, pdf in pairs]


def _check_stems(documents: Sequence[Path]) -> None:
    stems = [document.stem.casefold() for document in documents]
    for document in documents:
        if stems.count(document.stem.casefold()) > 1:
            raise refuse_office(document.name, "namesakes")


def _check_document(document: Path) -> None:
    """Refuse what LibreOffice would turn into nothing, or into a page of rubbish."""
    try:
        with document.open("rb") as opened:
            start = opened.read(len(_OLD_WORD))
        if start == _OLD_WORD:
            raise refuse_office(document.name, "old_word")
        with zipfile.ZipFile(document) as package:
            ElementTree.fromstring(package.read("word/document.xml"))
    except (OSError, zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise refuse_office(document.name, "unreadable", reason=str(error)) from error


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
        profile.write_text(_write_settings((*SETTINGS, *settings)), "utf-8")
        _spare_second_start(folder / "profile", soffice)
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
                raise refuse_office(document.name, "failed", said=said, silent=not said)
        return made

    def _run(self, documents: Sequence[Path]) -> str:
        """Convert in one call; return the last line LibreOffice said."""
        command = self._command(documents, "pdf:writer_pdf_Export")
        seconds = TIMEOUT_SECONDS + TIMEOUT_PER_DOCUMENT_SECONDS * len(documents)
        said = run_in_group(command, self.environment, seconds).strip()
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
            process = start_in_group(self._command(documents, to), self.environment, said)
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
_MOST_SILENT_CALLS = 12
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
        end_group(process)
        os._exit(1)

    # A worker is ended by this signal. Handlers can be set in the main thread only.
    watched = threading.current_thread() is threading.main_thread()
    former = signal.signal(signal.SIGTERM, end) if watched else None
    try:
        yield
    finally:
        end_group(process)
        if watched:
            signal.signal(signal.SIGTERM, former)


def _spare_second_start(profile: Path, soffice: Path) -> None:
    """Have LibreOffice take the profile for one that its own build has started with.

    In any other it clears out what extensions left there, and starts a second time: a quarter of
    the CPU of a form. Where an installation does not tell its build, it does so still.
    """
    for name in ("versionrc", "version.ini"):
        with suppress(OSError, UnicodeDecodeError):
            told = (soffice.resolve().parent / name).read_text("utf-8")
            if found := _BUILD.search(told):
                (profile / "user/extensions").mkdir()
                (profile / "user/extensions/buildid").write_text(found[1], "utf-8")
                return


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


def _check_faces(workshop: Workshop) -> None:
    """FontError where no installed face shows Chinese: LibreOffice would print boxes."""
    face = match_face(BODY_FACE, workshop.environment)
    if face is not None and not face.has("一"):
        raise refuse(FontError, issue("font", Location(), "boxes"))


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
        raise refuse_office(target.name, "unsaved", reason=str(error)) from error
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
