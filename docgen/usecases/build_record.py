"""What a package was built of, noted in the cache: while nothing of it changes, it stays.

All that a package comes out of is in the note, files by their content: the workspace, what lies
elsewhere, docgen and its libraries, LibreOffice, the fonts, and what was asked for.
"""

import glob
import hashlib
import os
import sysconfig
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from docgen import __version__
from docgen.issues.errors import FontError, OfficeError
from docgen.office.libreoffice import find_soffice
from docgen.package.file_names import OUT
from docgen.pdf.system_fonts import installed_faces
from docgen.system.atomic_files import write_atomically
from docgen.system.file_hashes import SETTLED_NS, Hashes
from docgen.system.private_folders import make_private
from docgen.workspace.change_step import HIDDEN_FOLDER
from docgen.workspace.moved_files import MEMORY_FILE

FOLDER = "built-1"
"""Within the cache. Count on whenever a note would be read otherwise."""
_CODE = Path(__file__).parents[1]

Result = TypeVar("Result")


@dataclass(frozen=True)
class _Note:
    elsewhere: tuple[Path, ...]
    inputs: str
    target: Path
    outputs: str
    """What lies in the package's folder."""
    result: str
    """What came of it, as JSON."""


_NOTES = TypeAdapter(_Note)


class BuildRecord(Generic[Result]):
    """The note of one package, and the run that may make it anew.

    `wish` is what is asked for, in words that differ where it does; `out` is where packages of
    the workspace are built.
    """

    def __init__(
        self, cache: Path, workspace: Path, out: Path, wish: tuple[str, ...], result: type[Result]
    ) -> None:
        # What came of it names the folders as they were given.
        given = (str(workspace), str(out), str(workspace.absolute()), str(out.absolute()))
        named = "\n".join((*given, *wish))
        name = hashlib.sha256(os.fsencode(named)).hexdigest()
        self._file = cache / FOLDER / f"{name}.json"
        self._cache, self._workspace, self._out = cache, workspace.absolute(), out.absolute()
        self._result = TypeAdapter(result)
        self._began_ns = time.time_ns()
        self._files = frozenset(self._list_own())

    def recall(self) -> Result | None:
        """What came of just this, where the package lies there as it was made; None elsewhere."""
        try:
            note = _NOTES.validate_json(self._file.read_bytes())
            with Hashes(self._cache) as hashes:
                inputs = self._digest_inputs(note.elsewhere, hashes)
                outputs = _digest(_list_files(note.target), hashes)
            same = (inputs, outputs) == (note.inputs, note.outputs)
            if _list_unfinished(note.target):
                return None
            self._file.touch()  # when it was last used
            return self._result.validate_json(note.result) if same else None
        except (OSError, ValidationError):
            # Without a note that can be read it is built, as it would be the first time.
            return None

    def note(self, result: Result, target: Path, elsewhere: Iterable[Path]) -> None:
        """Note what came of the run, unless something it read changed since it began.

        `target` is the package's folder; `elsewhere` are files and folders that it was made of and
        that may lie outside the workspace.
        """
        outside = tuple(path.absolute() for path in elsewhere)
        with suppress(OSError), Hashes(self._cache) as hashes:
            if self._files != frozenset(self._list_own()) or self._has_changed(outside):
                return
            place = target.absolute()
            inputs = self._digest_inputs(outside, hashes)
            outputs = _digest(_list_files(place), hashes)
            told = self._result.dump_json(result).decode()
            make_private(self._file.parent)
            note = _NOTES.dump_json(_Note(outside, inputs, place, outputs, told))
            write_atomically(self._file, note, private=True)

    def _list_own(self) -> Iterator[Path]:
        """The workspace's files, what was built of them and what docgen notes there apart."""
        passed_over = {self._workspace / OUT, self._workspace / HIDDEN_FOLDER, self._out}
        for path in _list_files(self._workspace, passed_over):
            if path.name != MEMORY_FILE:
                yield path

    def _list_inputs(self, elsewhere: Iterable[Path]) -> Iterator[Path]:
        yield from self._list_own()
        for path in (*elsewhere, _CODE):
            yield from _list_files(path) if path.is_dir() else (path,)

    def _has_changed(self, elsewhere: Iterable[Path]) -> bool:
        late = self._began_ns - SETTLED_NS
        status = (path.stat() for path in self._list_inputs(elsewhere))
        return any(max(one.st_mtime_ns, one.st_ctime_ns) > late for one in status)

    def _digest_inputs(self, elsewhere: Iterable[Path], hashes: Hashes) -> str:
        machine = "\n".join((__version__, _describe_libraries(), *_describe_programs()))
        return _digest(self._list_inputs(elsewhere), hashes, machine)


def _list_files(folder: Path, passed_over: Iterable[Path] = ()) -> Iterator[Path]:
    """All that is below a folder, in order, folders too: an empty one may say something."""
    left_out = set(passed_over)
    for place, folders, files in os.walk(folder):
        kept = [name for name in folders if name != "__pycache__"]
        folders[:] = sorted(name for name in kept if Path(place, name) not in left_out)
        yield from (Path(place, name) for name in (*folders, *sorted(files)))


def _list_unfinished(target: Path) -> list[Path]:
    """What a run that was killed left beside a package: the next one that builds clears it away."""
    return list(target.parent.glob(f".{glob.escape(target.name)}.*"))


def _digest(paths: Iterable[Path], hashes: Hashes, more: str = "") -> str:
    """What all of it says. OSError where something cannot be read, as folders that are links."""
    told = hashlib.sha256(more.encode())
    for path in paths:
        is_folder = path.is_dir() and not path.is_symlink()
        told.update(os.fsencode(path) + (b"/" if is_folder else b"\0" + hashes.of(path).encode()))
    return told.hexdigest()


def _describe_libraries() -> str:
    """When something was last installed beside docgen's libraries, or taken away."""
    return str(Path(sysconfig.get_path("purelib")).stat().st_mtime_ns)


def _describe_programs() -> Iterator[str]:
    """LibreOffice and the fonts, as far as they can be told without starting it."""
    try:
        soffice = find_soffice().resolve()
        yield f"{soffice} {soffice.stat().st_mtime_ns}"
        yield str(sorted(face.path for face in installed_faces().values()))
    except (OfficeError, FontError) as error:
        yield error.what
