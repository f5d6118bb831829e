"""Evidence files known again by their content: renamed, moved, in a folder with another number.

What each file held is noted in the workspace whenever it is looked through. A row whose file is
gone goes with the file of the same content that no row names.
"""

import contextlib
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docgen.system.file_hashes import identify
from docgen.system.json_guard import look_over, read_bounded
from docgen.system.memo import this_memo

MEMORY_FILE = ".docgen-files.json"

HashOf = Callable[[str], str]
"""The SHA-256 of a file below `evidence/`, by its path; empty where it cannot be read."""


def recall(folder: Path) -> Mapping[str, str]:
    """Return what the files of a workspace held, by their paths below `evidence/`."""
    file = folder / MEMORY_FILE
    try:
        identity = identify(file.stat())
    except OSError:
        return {}
    return this_memo().recall((file, identity), lambda: _read(file)) if identity else _read(file)


def _read(file: Path) -> Mapping[str, str]:
    try:
        noted: Any = look_over(read_bounded(file))
        return {str(path): str(sha256) for path, sha256 in noted["files"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        # Without it files are still known by their names: nothing is lost that cannot be typed.
        return {}


def remember(folder: Path, contents: Mapping[str, str], named: Iterable[str]) -> None:
    """Note what the files of a workspace hold.

    What was noted of files that are gone stays as long as a row names them, or a folder they were
    in. A workspace that cannot be written to can be checked all the same.
    """
    former = recall(folder)
    rows = set(named)
    kept = {p: s for p, s in former.items() if any(part in rows for part in around(p))}
    now = {unicodedata.normalize("NFC", path): sha256 for path, sha256 in contents.items()}
    files = dict(sorted({**kept, **now}.items()))
    if files != former:
        text = json.dumps({"files": files}, ensure_ascii=False, indent=0)
        unfinished = folder / f"{MEMORY_FILE}.new"
        with contextlib.suppress(OSError):
            # Under a name of its own, so that a killed run leaves one file and the next takes it.
            unfinished.write_bytes(text.encode(errors="surrogatepass"))
            unfinished.replace(folder / MEMORY_FILE)


def around(path: str) -> Iterator[str]:
    """Yield a path and the folders it lies in."""
    yield path
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


@dataclass(frozen=True)
class Disorder:
    """Rows and files that do not fit: paths rows name in vain, and files that no row names.

    `folders` are all there are, `known` is what files held.
    """

    missing: Collection[str]
    free: Collection[str]
    folders: Collection[str]
    known: Mapping[str, str]


def follow(disorder: Disorder, hash_of: HashOf) -> dict[str, str]:
    """Return where files and folders are now that rows name in vain.

    Each free file is taken once at most.
    """
    missing, known = disorder.missing, disorder.known
    trail = _Trail(dict.fromkeys(sorted(disorder.free)), known)
    sought = {path: path for path in missing if path in known}
    folders = [path for path in missing if path not in known]
    inside = {f: [k for k in known if k.startswith(f"{f}/")] for f in folders}
    sought |= {path: path for paths in inside.values() for path in paths}
    trail.match_contents(sorted(sought), hash_of)
    trail.match_folders([path for path in missing if path not in trail.found])
    for folder, paths in inside.items():
        trail.match_folder(folder, paths)
    lost = [path for path in missing if path not in trail.found]
    trail.match_names([path for path in lost if _folder(path) not in disorder.folders])
    return {path: trail.found[path] for path in missing if path in trail.found}


@dataclass
class _Trail:
    """What has been found so far, and the files that are still free."""

    free: dict[str, None]
    known: Mapping[str, str]
    found: dict[str, str] = field(default_factory=dict)

    def match_contents(self, sought: Collection[str], hash_of: HashOf) -> None:
        """Files of the same content, those of the same name or in the same folder first."""
        wanted = {self.known[path] for path in sought}
        by_content: dict[str, list[str]] = defaultdict(list)
        for path in self.free if wanted else ():
            by_content[hash_of(path)].append(path)
        for path in sought:
            there = [p for p in by_content.get(self.known[path], ()) if p in self.free]
            if there:
                self._take(path, min(there, key=lambda other: _distance(path, other)))

    def match_folders(self, missing: Iterable[str]) -> None:
        """Files that changed, in folders that others show to have been renamed."""
        moved = {_folder(old): _folder(new) for old, new in self.found.items()}
        for path in missing:
            new = f"{moved.get(_folder(path), '')}/{_name(path)}"
            if new in self.free:
                self._take(path, new)

    def match_folder(self, folder: str, paths: Iterable[str]) -> None:
        """A folder, by where most of what was in it is now."""
        homes: Counter[str] = Counter()
        for path in paths:
            new, tail = self.found.get(path, ""), path.removeprefix(folder)
            homes[new.removesuffix(tail) if new.endswith(tail) else _folder(new)] += bool(new)
        if homes and (home := homes.most_common(1)[0])[1]:
            self.found[folder] = home[0]

    def match_names(self, missing: Iterable[str]) -> None:
        """The files of a folder that is gone, where another has free files of all their names."""
        present = {_folder(path) for path in self.free}
        by_folder: dict[str, list[str]] = defaultdict(list)
        for path in missing:
            by_folder[_folder(path)].append(path)
        for folder, paths in by_folder.items():
            homes = [
                home for home in present if all(f"{home}/{_name(p)}" in self.free for p in paths)
            ]
            if folder and len(homes) == 1 and len(paths) > 1:
                for path in paths:
                    self._take(path, f"{homes[0]}/{_name(path)}")

    def _take(self, path: str, new: str) -> None:
        self.found[path] = new
        del self.free[new]


def _distance(old: str, new: str) -> tuple[bool, bool, str]:
    return _name(old) != _name(new), _folder(old) != _folder(new), new


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2]
