"""A PDF file that is written from its first byte to its last, and never held.

Objects are numbered before they are written, so they may refer to each other in any order. Only
their places are remembered: a file of gigabytes takes no more memory than a small one.
"""

import hashlib
import os
import zlib
from array import array
from contextlib import suppress
from pathlib import Path
from typing import Self

from docgen.issues.errors import OutputError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.pdf.objects import Written, dictionary, numbers, reference, write_entries
from docgen.pdf.stream_digests import StreamOrigin

_HEADER = b"%PDF-1.7\n%\xe5\xbd\x92\xe6\xa1\xa3\n"
_OBJECTS_A_STREAM = 100
_AT_ONCE = 1 << 18
"""Bytes gathered before they are written: small objects come by the thousand."""

Data = bytes | bytearray | memoryview

_FREE, _PLAIN, _PACKED = range(3)
"""Kinds of entries of a cross-reference stream (ISO 32000-1, 7.5.8.3)."""


class PdfFile:
    """Writes the objects of one PDF file. Use as a context manager, and end with `finish`.

    Until then it has another name beside its own: what is not finished is not left behind.
    OutputError where it cannot be written, the disk being full for one. Without a path nothing is
    written: the file is only weighed.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._draft = path.with_name(f".{path.name}.part") if path else Path(os.devnull)
        self._digest = hashlib.sha256()
        self._gathered = bytearray(_HEADER)
        self._written = 0
        self._kinds = array("B", [_FREE])
        self._places = array("Q", [0])
        self._indices = array("H", [0xFFFF])
        self._packed: list[tuple[int, Written]] = []
        self.copied: dict[int, StreamOrigin] = {}
        """The longer streams that were copied from elsewhere, by their numbers."""
        self.own: dict[int, bytes] = {}
        """SHA-256 of the data of docgen's own streams, by their numbers."""

    def __enter__(self) -> Self:
        try:
            self._file = self._draft.open("wb", buffering=0)
        except OSError as error:
            raise self._explain(error) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if self._path:
            with suppress(OSError):
                self._draft.unlink(missing_ok=True)

    @property
    def size(self) -> int:
        """Bytes so far, those that wait to be packed not counted."""
        return self._written + len(self._gathered)

    def reserve(self) -> int:
        """A number for an object that is written later."""
        self._kinds.append(_FREE)
        self._places.append(0)
        self._indices.append(0)
        return len(self._kinds) - 1

    def write(self, number: int, body: Written) -> None:
        """Write the object of a reserved number, packed with others."""
        self._packed.append((number, body))
        if len(self._packed) == _OBJECTS_A_STREAM:
            self.seal()

    def add(self, body: Written) -> int:
        """Write one more object and return its number."""
        number = self.reserve()
        self.write(number, body)
        return number

    def write_stream(self, number: int, entries: Written, data: Data) -> None:
        """Write a stream whose data is encoded as `entries`, its dictionary's inside, say."""
        self._begin(number)
        self._gather(b"<<%s/Length %d>>\nstream\n" % (entries, len(data)))
        self._gather(data)
        self._gather(b"\nendstream\nendobj\n")

    def add_stream(self, data: bytes, **entries: Written | float) -> int:
        """Write a stream of docgen's own, compressed, and return its number."""
        number = self.reserve()
        self.own[number] = hashlib.sha256(data).digest()
        inside = write_entries(entries) + b"/Filter/FlateDecode"
        self.write_stream(number, inside, zlib.compress(data))
        return number

    def finish(self, root: int, info: int) -> str:
        """Write what a reader begins with. Returns the SHA-256 of the whole file, in hex."""
        self.seal()
        table = self.reserve()
        begin = self._begin(table)
        identity = b"<%s>" % self._digest_so_far().encode("ascii")
        entries = b"".join(
            b"%c%s%s" % (kind, place.to_bytes(5), index.to_bytes(2))
            for kind, place, index in zip(self._kinds, self._places, self._indices, strict=True)
        )
        data = zlib.compress(entries)
        trailer = dictionary(
            Type=b"/XRef", Size=len(self._kinds), W=numbers((1, 5, 2)), Root=reference(root),
            Info=reference(info), ID=b"[%s%s]" % (identity, identity), Length=len(data),
            Filter=b"/FlateDecode",
        )  # fmt: skip
        self._gather(trailer + b"\nstream\n")
        self._gather(data)
        self._gather(b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % begin)
        self._flush()
        self._file.close()
        try:
            if self._path:
                self._draft.replace(self._path)
        except OSError as error:
            raise self._explain(error) from error
        return self._digest.hexdigest()

    def _digest_so_far(self) -> str:
        self._flush()
        return self._digest.hexdigest()[:32]

    def seal(self) -> None:
        """Write the gathered small objects as one object stream (ISO 32000-1, 7.5.7).

        A reader that stumbles over an object loses all that are packed with it, so what comes from
        elsewhere is sealed apart.
        """
        if not self._packed:
            return
        packed, self._packed = self._packed, []
        number, place, heads = self.reserve(), 0, []
        for index, (own, body) in enumerate(packed):
            self._kinds[own], self._places[own], self._indices[own] = _PACKED, number, index
            heads.append(b"%d %d" % (own, place))
            place += len(body) + 1
        head = b" ".join(heads) + b"\n"
        data = zlib.compress(head + b"\n".join(body for _, body in packed))
        entries = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(packed), len(head))
        self.write_stream(number, entries, data)

    def _begin(self, number: int) -> int:
        """Begin an object that stands by itself. Returns its place."""
        place = self.size
        self._kinds[number], self._places[number] = _PLAIN, place
        self._gather(b"%d 0 obj\n" % number)
        return place

    def _gather(self, data: Data) -> None:
        if len(data) < _AT_ONCE:
            self._gathered += data
            if len(self._gathered) >= _AT_ONCE:
                self._flush()
        else:
            self._flush()
            self._put(memoryview(data))

    def _flush(self) -> None:
        gathered, self._gathered = self._gathered, bytearray()
        self._put(memoryview(gathered))

    def _put(self, view: memoryview) -> None:
        self._written += view.nbytes
        if self._path is None:
            return
        self._digest.update(view)
        try:
            while view.nbytes:
                view = view[self._file.write(view) :]
        except OSError as error:
            raise self._explain(error) from error

    def _explain(self, error: OSError) -> OutputError:
        # The folder it lies in for now is nobody's business.
        place = Location(self._path.name if self._path else "")
        if isinstance(error, FileNotFoundError):
            return refuse(OutputError, issue("output", place, "pdf_gone"))
        return refuse(OutputError, issue("output", place, "pdf", reason=word_reason(error)))
