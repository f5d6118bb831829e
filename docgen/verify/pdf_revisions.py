"""How a PDF was made: in one go by docgen, but for what signing adds, or by others afterwards."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, String

from docgen.package.manifest import Document
from docgen.pdf.objects import REFERENCE
from docgen.pdf.page_fingerprints import (
    Fingerprints,
    PageFingerprint,
    is_unseen_signature,
    take_fingerprints,
)
from docgen.verify.reachable_actions import Act, ObjectNumber, list_acts

_PACKED = re.compile(rb"/Type\s*/(?:ObjStm|XRef)\b")
_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_BEFORE = re.compile(rb"/Prev\s+(\d+)")
_TAIL = 1 << 11
_TABLE = 1 << 22
"""Bytes of a table of objects that are looked through for the place of the one before."""
_MOST_REVISIONS = 64
_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Made:
    """What a PDF is beside what is seen of it."""

    fingerprints: Fingerprints
    acts: tuple[Act, ...]
    loose: int
    """Objects that nothing in the file refers to. docgen writes none."""
    revisions: int
    """How often it was written: once, and once more for every signature. 0 where that cannot be
    told, since something stands behind its end."""
    signatures: int
    """Fields for signatures that nobody sees."""
    producer: str
    """The program that says it wrote it."""
    encrypted: bool
    genuine: bool
    """Whether its first writing is, byte for byte, what its identity was made of."""
    sha256: str
    """Of the whole file."""

    @property
    def pages(self) -> tuple[PageFingerprint, ...]:
        """The fingerprints of its pages."""
        return self.fingerprints.pages


@dataclass(frozen=True)
class MadeDocument:
    """A PDF of a package, and how it was made."""

    document: Document
    made: Made

    @property
    def first(self) -> int:
        """The number of its first page."""
        return self.document.first_page or 1

    @cached_property
    def kept(self) -> tuple[PageFingerprint, ...]:
        """The fingerprints its pages had when it was built; nothing where they are not known."""
        kept = self.document.fingerprints
        return tuple(map(PageFingerprint.parse, kept.pages)) if kept else ()

    @cached_property
    def moved(self) -> tuple[int | None, ...]:
        """The number each page had, where pages are missing or too many; else nothing.

        None is the number of a strange page. Pages that only changed stand between others that did
        not.
        """
        kept, found = ([page.drawn for page in some] for some in (self.kept, self.made.pages))
        if not kept or len(kept) == len(found):
            return ()
        numbers: list[int | None] = [None] * len(found)
        steps = SequenceMatcher(None, kept, found, autojunk=False).get_opcodes()
        for kind, a, b, c, d in steps:
            if kind in {"equal", "replace"}:
                for nth in range(min(b - a, d - c)):
                    numbers[c + nth] = self.first + a + nth
        return tuple(numbers)

    @property
    def numbered(self) -> Iterator[tuple[int, PageFingerprint, PageFingerprint]]:
        """Every page that is not strange: its number, and its fingerprint then and now."""
        numbers = self.moved or range(self.first, self.first + len(self.made.pages))
        for number, now in zip(numbers, self.made.pages, strict=True):
            if number is not None and number - self.first < len(self.kept):
                yield number, self.kept[number - self.first], now

    @property
    def by_docgen(self) -> bool:
        """Whether docgen wrote it; else it is a copy of what LibreOffice or a person made."""
        marked = self.document.role == "bundle" or self.document.unmarked is not None
        return marked or self.made.producer.startswith("docgen ")


def read_made(path: str) -> Made:
    """How a PDF was made. pikepdf.PdfError where it is damaged. For a worker."""
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        objects = dict(_write_objects(pdf))
        reached = _reach(pdf, objects)
        info = pdf.trailer.get("/Info")
        tables = _find_tables(Path(path))
        identity, sha256 = _hash_file(Path(path), tables[-1] if tables else 0)
        return Made(
            fingerprints=take_fingerprints(pdf),
            acts=tuple(dict.fromkeys(list_acts(pdf, objects))),
            loose=sum(not _PACKED.search(objects[one]) for one in objects.keys() - reached),
            revisions=len(tables),
            signatures=_count_signatures(pdf),
            producer=str(info.get("/Producer", "")) if isinstance(info, Dictionary) else "",
            encrypted=pdf.is_encrypted,
            genuine=bool(tables) and identity == _identity_of(pdf),
            sha256=sha256,
        )


def _write_objects(pdf: pikepdf.Pdf) -> Iterator[tuple[ObjectNumber, bytes]]:
    """Every object as it is written, its texts emptied, by its number."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Object):
            own = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
            yield thing.objgen, REFERENCE.sub(_empty, own.unparse(resolved=True))


def _empty(match: re.Match[bytes]) -> bytes:
    return b"()" if match[1] is None else match[0]


def _reach(pdf: pikepdf.Pdf, objects: Mapping[ObjectNumber, bytes]) -> set[ObjectNumber]:
    """The objects that a reader can come by."""
    heads = [pdf.trailer[key] for key in ("/Root", "/Info") if key in pdf.trailer]
    waiting, reached = [head.objgen for head in heads], set[ObjectNumber]()
    while waiting:
        number = waiting.pop()
        if number not in reached:
            reached.add(number)
            found = REFERENCE.finditer(objects.get(number, b""))
            waiting += [(int(one[1]), int(one[2])) for one in found if one[1] is not None]
    return reached


def _count_signatures(pdf: pikepdf.Pdf) -> int:
    form = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, Dictionary) else None
    return sum(map(is_unseen_signature, fields)) if isinstance(fields, Array) else 0


def _find_tables(path: Path) -> list[int]:
    """The places of a file's tables of objects, one for each time it was written, the last first.

    None where something stands behind its end.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - _TAIL, 0))
        end = _END.search(file.read())
        found, place = list[int](), int(end[1]) if end else None
        while place is not None and len(found) < _MOST_REVISIONS:
            found.append(place)
            file.seek(min(place, size))
            plain = file.read(4) == b"xref"
            table = file.read(_TABLE if plain else _TAIL)
            before = _BEFORE.search(table.partition(b"startxref" if plain else b"stream")[0])
            place = int(before[1]) if before else None
    return found


def _hash_file(path: Path, place: int) -> tuple[str, str]:
    """The identity docgen gives a file, and the SHA-256 of all of it, in one reading.

    The identity is the digest of all before its table of objects, which stands at `place`.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        left = place
        while left and (piece := file.read(min(left, _AT_ONCE))):
            digest.update(piece)
            left -= len(piece)
        digest.update(file.readline(_TAIL))
        identity = digest.hexdigest()[:32]
        while piece := file.read(_AT_ONCE):
            digest.update(piece)
    return identity, digest.hexdigest()


def _identity_of(pdf: pikepdf.Pdf) -> str:
    """The first part of a file's identity, which stays when something is added to it."""
    identity = pdf.trailer.get("/ID")
    first = identity[0] if isinstance(identity, Array) and len(identity) else None
    return bytes(first).hex() if isinstance(first, String) else ""
