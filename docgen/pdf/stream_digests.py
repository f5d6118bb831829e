"""The digests of streams that were copied from sources, remembered from one build to the next.

A bundle is made of the same scans again and again, and the fingerprint of a page holds the digest
of every stream it is drawn with. A stream is known by its source as it lies on the disk
(`file_hashes.identify`: a file that was changed is another), by its number there and by the length
of the copy; and only to the edition of docgen and of libraries that found it out, in a finished
file: what they copy once they copy again.
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from struct import Struct
from types import MappingProxyType

from docgen.system.atomic_files import write_atomically
from docgen.system.edition import EDITION_BYTES, digest_edition
from docgen.system.file_hashes import identify

LEAST_BYTES = 1024
"""Shorter ones are digested in no more time than they are looked up."""

_VERSION = 1
"""Raise it whenever streams would be digested otherwise."""
_MOST = 100_000
"""Streams that are remembered, the latest of them: 6 MB."""
_ENTRY = Struct("!16s32s?Q")

StreamDigest = tuple[bytes, bool, int]
"""SHA-256 of a stream's data, whether that was unpacked for it, and its length in the file."""

NOTHING_DRAWN: Mapping[int, bytes] = MappingProxyType({})

StreamOrigin = bytes
"""Which stream of which source it is."""


def find_origin(path: str) -> bytes | None:
    """What tells a source from every other; None where it may change unnoticed. OSError."""
    found = identify(Path(path).stat())
    return found.encode() if found else None


def name_origin(source: bytes, objgen: tuple[int, int]) -> StreamOrigin:
    """Return the origin of an object (number and generation) of a source."""
    return hashlib.sha256(b"%s %d %d" % (source, *objgen)).digest()[:16]


class StreamDigests:
    """What is known of the streams of one PDF. Use as a context manager, to keep what is found.

    `copied` has the origins of its streams, by their numbers; without a cache none is known. `own`
    has the digests of those that were drawn.
    """

    def __init__(
        self,
        cache: Path | None,
        copied: Mapping[int, StreamOrigin],
        own: Mapping[int, bytes] = NOTHING_DRAWN,
    ) -> None:
        self._path = cache / f"streams-{_VERSION}" if cache else None
        self._copied = copied
        self._own = own
        self._known = _read(self._path) if copied else {}
        self._used: dict[StreamOrigin, StreamDigest] = {}

    def __enter__(self) -> "StreamDigests":
        return self

    def __exit__(self, *_: object) -> None:
        """Keep what was found out. Where that cannot be written, it is found out again."""
        if self._path is None or self._used.keys() <= self._known.keys():
            return
        # Another run may have kept others meanwhile. What was used last comes last.
        former = _read(self._path)
        for origin in self._used.keys() & former.keys():
            del former[origin]
        latest = [*former.items(), *self._used.items()][-_MOST:]
        entries = (_ENTRY.pack(origin, *digest) for origin, digest in latest)
        with suppress(OSError):
            written = b"".join((digest_edition(), *entries))
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(self._path, written, private=True)

    def find(self, number: int, length: int) -> StreamDigest | None:
        """The digest of a stream of the PDF, by its number and its length there."""
        if drawn := self._own.get(number):
            return drawn, True, length
        origin = self._copied.get(number)
        found = self._known.get(origin) if origin else None
        if origin is None or found is None or found[2] != length:
            return None
        self._used[origin] = found
        return found

    def note(self, number: int, digest: StreamDigest) -> None:
        """Remember what was found out."""
        if origin := self._copied.get(number):
            self._used[origin] = digest


def _read(path: Path | None) -> dict[StreamOrigin, StreamDigest]:
    """What was written at a path; nothing where there is none, or where others found it out."""
    try:
        written = memoryview(path.read_bytes() if path else b"")
        if written[:EDITION_BYTES] != digest_edition():
            return {}
    except OSError:
        return {}
    whole = len(written) - (len(written) - EDITION_BYTES) % _ENTRY.size
    entries = _ENTRY.iter_unpack(written[EDITION_BYTES:whole])
    return {origin: (digest, unpacked, length) for origin, digest, unpacked, length in entries}
