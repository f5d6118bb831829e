"""Where workspaces come from and what comes of them goes to: a folder, or an object store.

Both give the same: what lies there, one file whole, one file put whole. A folder may be a network
drive; object stores are spoken to through fsspec, as `s3://bucket/folder`. A file that is put is
the former or the new one at every moment: folders rename, and object stores show an object when
all of it has come.
"""

import errno
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, TypeVar

from docgen.issues.errors import OutputError, WorkspaceError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.atomic_files import write_atomically

Answer = TypeVar("Answer")

_WHOLE_PROTOCOLS = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs"})
"""Object stores that show an object when all of it has come, by their own documentation."""
_WAITS_SECONDS = (1.0, 3.0, 9.0)
"""Before what a network has broken is tried again."""
_CONNECT_SECONDS, _READ_SECONDS = 10, 60
_REASONS = {
    "NoCredentialsError": "没有访问的密钥",
    "PartialCredentialsError": "没有访问的密钥",
    "EndpointConnectionError": "连不上",
    "ConnectTimeoutError": "连不上",
    "ReadTimeoutError": "等了很久没有回答",
    "FSTimeoutError": "等了很久没有回答",
    "ServerDisconnectedError": "连接中途断了",
    "ClientPayloadError": "连接中途断了",
}
"""By the names of the classes: whose library it is depends on the store."""


class StorageError(Exception):
    """A store does not answer, or refuses. `args` is the reason in Chinese; it travels."""

    @property
    def reason(self) -> str:
        """Why."""
        return str(self.args[0])


@dataclass(frozen=True)
class StoredEntry:
    """A file or folder at a store, by its path from the store's root."""

    path: str
    is_folder: bool = False
    is_link: bool = False
    size: int = 0
    version: str = ""
    """Another one whenever the content is; of files alone."""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return PurePosixPath(self.path).name


class Store(Protocol):
    """A place with files. Paths are relative to it, with slashes; `""` is the place itself.

    Everything raises StorageError where the store does not answer or refuses.
    """

    url: str

    def entries(self, path: str) -> list[StoredEntry]:
        """What lies right in a folder, by name; nothing where there is none."""

    def files(self, path: str) -> list[StoredEntry]:
        """All files and links in a folder and those within, by path."""

    def look(self, path: str) -> StoredEntry | None:
        """A file; None where there is none."""

    def read(self, path: str) -> bytes | None:
        """What is in a file; None where there is none."""

    def write(self, path: str, contents: bytes) -> None:
        """Put a file, in place of a former one."""

    def create(self, path: str, contents: bytes) -> bool:
        """Put a file where none is; False where one is."""

    def remove(self, path: str) -> None:
        """Take a file away, if it is there."""

    def fetch(self, path: str, target: Path) -> None:
        """Copy a file to this computer."""

    def put(self, source: Path, path: str) -> None:
        """Copy a file from this computer, in place of a former one."""


def open_store(url: str) -> Store:
    """The store of a URL, or of a folder's path. WorkspaceError where its part is missing."""
    if "://" not in url:
        return FolderStore(Path(url))
    if url.startswith("file://"):
        return FolderStore(Path(url.removeprefix("file://")))
    return ObjectStore(url)


def open_target(url: str) -> Store:
    """The same for what is written to. OutputError where files may not be put whole there."""
    protocol = url.partition("://")[0] if "://" in url else "file"
    if protocol not in {"file", *_WHOLE_PROTOCOLS}:
        raise refuse(OutputError, issue("batch", Location(url), "protocol", name=protocol))
    return open_store(url)


# --- a folder ----------------------------------------------------------------------------------


class FolderStore:
    """A folder of this computer, or a network drive."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.url = str(self.root)

    def path_of(self, path: str) -> Path:
        """Where a file or folder of it lies."""
        return self.root / path if path else self.root

    def entries(self, path: str) -> list[StoredEntry]:
        """See `Store`."""
        return self._tell(lambda: sorted(self._scan(path), key=lambda e: e.path), [])

    def _scan(self, path: str) -> Iterator[StoredEntry]:
        with os.scandir(self.path_of(path)) as entries:
            for entry in entries:
                inner = f"{path}/{entry.name}" if path else entry.name
                is_folder = entry.is_dir(follow_symlinks=False)
                status = entry.stat(follow_symlinks=False)
                yield _describe(inner, status, is_folder=is_folder)

    def files(self, path: str) -> list[StoredEntry]:
        """See `Store`."""
        found: list[StoredEntry] = []
        waiting = [path]
        while waiting:
            entries = self.entries(waiting.pop())
            waiting += [entry.path for entry in entries if entry.is_folder]
            found += [entry for entry in entries if not entry.is_folder]
        return sorted(found, key=lambda e: e.path)

    def look(self, path: str) -> StoredEntry | None:
        """See `Store`."""
        return self._tell(lambda: _describe(path, self.path_of(path).lstat()), None)

    def read(self, path: str) -> bytes | None:
        """See `Store`."""
        return self._tell(self.path_of(path).read_bytes, None)

    def write(self, path: str, contents: bytes) -> None:
        """See `Store`."""
        place = self.path_of(path)

        def write() -> None:
            place.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(place, contents)

        self._tell(write)

    def create(self, path: str, contents: bytes) -> bool:
        """See `Store`."""
        place = self.path_of(path)

        def create() -> bool:
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                with place.open("xb") as file:
                    file.write(contents)
            except FileExistsError:
                return False
            return True

        return self._tell(create)

    def remove(self, path: str) -> None:
        """See `Store`."""
        self._tell(lambda: self.path_of(path).unlink(missing_ok=True))

    def fetch(self, path: str, target: Path) -> None:
        """See `Store`."""
        self._tell(lambda: shutil.copyfile(self.path_of(path), target))

    def put(self, source: Path, path: str) -> None:
        """See `Store`."""
        place = self.path_of(path)

        def put() -> None:
            place.parent.mkdir(parents=True, exist_ok=True)
            fresh = place.with_name(f".{place.name}.new")
            shutil.copyfile(source, fresh)
            with fresh.open("rb+") as file:
                os.fsync(file.fileno())
            fresh.replace(place)

        self._tell(put)

    @staticmethod
    def _tell(ask: Callable[[], Answer], absent: Any = ...) -> Answer:  # noqa: ANN401
        """What the disk answers; `absent` where there is nothing, if that is an answer."""
        try:
            return ask()
        except FileNotFoundError as error:
            if absent is not ...:
                return absent  # type: ignore[no-any-return]
            raise StorageError(word_reason(error)) from error
        except OSError as error:
            raise StorageError(word_reason(error)) from error


def _describe(path: str, status: os.stat_result, *, is_folder: bool = False) -> StoredEntry:
    version = f"{status.st_mtime_ns}-{status.st_size}"
    is_link = stat.S_ISLNK(status.st_mode)
    return StoredEntry(path, is_folder, is_link, status.st_size, version)


# --- an object store ---------------------------------------------------------------------------


class ObjectStore:
    """An object store. It is asked by whoever has its keys in the environment: none are sent."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._fs, root = _open_filesystem(self.url)
        self._root = root.rstrip("/")

    def _full(self, path: str) -> str:
        return f"{self._root}/{path}" if path else self._root

    def entries(self, path: str) -> list[StoredEntry]:
        """See `Store`."""
        folder = self._full(path)
        told = self._ask(lambda: self._fs.ls(folder, detail=True), [])
        inner = (self._describe(info) for info in told)
        # Some programs put an empty object in the place of a folder.
        return sorted((e for e in inner if e.path != path), key=lambda e: e.path)

    def files(self, path: str) -> list[StoredEntry]:
        """See `Store`."""
        told = self._ask(lambda: self._fs.find(self._full(path), detail=True), {})
        found = (self._describe(info) for info in told.values())
        return sorted((e for e in found if not e.is_folder), key=lambda e: e.path)

    def look(self, path: str) -> StoredEntry | None:
        """See `Store`."""
        told = self._ask(lambda: self._fs.info(self._full(path)), None)
        return None if told is None or told["type"] == "directory" else self._describe(told)

    def read(self, path: str) -> bytes | None:
        """See `Store`."""
        contents: bytes | None = self._ask(lambda: self._fs.cat_file(self._full(path)), None)
        return contents

    def write(self, path: str, contents: bytes) -> None:
        """See `Store`."""
        self._ask(lambda: self._fs.pipe_file(self._full(path), contents))

    def create(self, path: str, contents: bytes) -> bool:
        """See `Store`."""

        def create() -> bool:
            try:
                self._fs.pipe_file(self._full(path), contents, mode="create")
            except FileExistsError:
                # An answer may be lost on its way, and the object be ours.
                return bool(self._fs.cat_file(self._full(path)) == contents)
            return True

        return bool(self._ask(create))

    def remove(self, path: str) -> None:
        """See `Store`."""
        self._ask(lambda: self._fs.rm_file(self._full(path)), None)

    def fetch(self, path: str, target: Path) -> None:
        """See `Store`."""
        self._ask(lambda: self._fs.get_file(self._full(path), str(target)))

    def put(self, source: Path, path: str) -> None:
        """See `Store`."""
        self._ask(lambda: self._fs.put_file(str(source), self._full(path)))

    def _describe(self, info: dict[str, Any]) -> StoredEntry:
        path = str(info["name"]).rstrip("/").removeprefix(self._root).lstrip("/")
        told = next((str(info[k]) for k in ("ETag", "etag", "md5Hash") if info.get(k)), "")
        version = told or f"{info.get('LastModified') or info.get('mtime')}-{info.get('size')}"
        is_folder = info["type"] == "directory" or str(info["name"]).endswith("/")
        return StoredEntry(path, is_folder, False, int(info.get("size") or 0), version)

    @staticmethod
    def _ask(ask: Callable[[], Any], absent: Any = ...) -> Any:  # noqa: ANN401 - of any library
        """What the store answers, asked again where the network breaks; `absent` for nothing."""
        for wait in (*_WAITS_SECONDS, None):
            try:
                return ask()
            except FileNotFoundError as error:
                if absent is not ...:
                    return absent
                raise StorageError(_word(error)) from error
            except Exception as error:  # libraries of stores have no errors in common
                if wait is None or isinstance(error, PermissionError) or _is_for_good(error):
                    raise StorageError(_word(error)) from error
                time.sleep(wait)
        raise AssertionError


def _is_for_good(error: Exception) -> bool:
    return type(error).__name__ in {"NoCredentialsError", "PartialCredentialsError"}


def _word(error: Exception) -> str:
    if reason := _REASONS.get(type(error).__name__):
        return reason
    if not isinstance(error, OSError):
        return type(error).__name__
    # Libraries of stores raise errors of the system without its numbers.
    for kind, number in ((FileNotFoundError, errno.ENOENT), (PermissionError, errno.EACCES)):
        if isinstance(error, kind):
            return word_reason(OSError(number, ""))
    return word_reason(error)


def _open_filesystem(url: str) -> tuple[Any, str]:
    """The filesystem of a URL and the path in it. WorkspaceError where its part is missing."""
    protocol = url.partition("://")[0]
    try:
        import fsspec  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra

        options: dict[str, Any] = {"use_listings_cache": False, "skip_instance_cache": True}
        if protocol in {"s3", "s3a"}:
            limits = {"connect_timeout": _CONNECT_SECONDS, "read_timeout": _READ_SECONDS}
            options |= {"config_kwargs": {**limits, "retries": {"max_attempts": 1}}}
        filesystem, path = fsspec.core.url_to_fs(url, **options)
        # How often something is tried again is decided here alone.
        filesystem.retries = 1
    except (ImportError, ValueError) as error:
        said = issue("batch", Location(url), "no_part", name=f"fsspec {protocol}")
        raise refuse(WorkspaceError, said) from error
    return filesystem, str(path)
