"""Which page a sheet of paper is: package, document and page in a mark that machines read.

A mark is a QR code of version 1 with a quarter of it to spare (ISO/IEC 18004, level Q), which
holds 27 digits and no more. Of the codes that hold a page's identity in 12 mm it is the one read
best at 150 dpi through blur, noise and a seal. The same stands beside it in small type.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Literal

from docgen.bundle.marks import MM

DocumentKind = Literal["form", "report", "bundle"]

SYMBOL_SIDE = 12 * MM
"""The printed side of a mark, without the white about it."""

SYMBOL_MODULES = 21
"""Modules to a side (ISO/IEC 18004, version 1)."""

MOST_PAGES = (1 << 15) - 1
"""The last page a mark can name."""

_LETTERS: dict[DocumentKind, str] = {"form": "F", "report": "R", "bundle": "E"}
_KINDS: tuple[DocumentKind, ...] = ("form", "report", "bundle")
_DIGITS = 27
_STUDIO_BITS, _BUILD_BITS, _KIND_BITS, _PAGE_BITS, _CHECK_BITS = 20, 30, 4, 15, 20
_AS_FIGURES = bytes.maketrans(b"\0\1", b"01")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without letters that are taken for figures."""


@dataclass(frozen=True, order=True, slots=True)
class PackageId:
    """Whose package it is, and which state of it: 20 bits and 30 bits."""

    studio: int
    build: int

    @classmethod
    def parse(cls, text: str) -> "PackageId":
        """The id that is written so. ValueError where none is."""
        studio, _, build = text.partition("-")
        return cls(_read(studio), _read(build))

    def __str__(self) -> str:
        return f"{_write(self.studio, _STUDIO_BITS)}-{_write(self.build, _BUILD_BITS)}"


@dataclass(frozen=True, order=True, slots=True)
class PageIdentity:
    """One page of one document of a package.

    `page` is the printed number in a bundle (its volumes run on), else the page of the file;
    counted from 1.
    """

    package: PackageId
    document: DocumentKind
    page: int

    def __str__(self) -> str:
        """The small type beside the mark: 7K2Q-M4XRTD E37 9XQ4."""
        check = _write(_check(_pack(self)), _CHECK_BITS)
        return f"{self.package} {_LETTERS[self.document]}{self.page} {check}"


def make_package_id(studio: bytes, build: bytes) -> PackageId:
    """Return the id of a package from what tells studios, and states of one, apart."""
    return PackageId(_hash(studio) >> (64 - _STUDIO_BITS), _hash(build) >> (64 - _BUILD_BITS))


def encode(identity: PageIdentity) -> str:
    """Return what the mark of a page holds: 27 digits. ValueError beyond page 32767."""
    packed = _pack(identity)
    return str(packed << _CHECK_BITS | _check(packed)).zfill(_DIGITS)


def decode(text: str) -> PageIdentity | None:
    """Return the page a mark names; None where it is no mark of docgen's or its check fails."""
    if len(text) != _DIGITS or not (text.isascii() and text.isdigit()):
        return None
    packed, check = divmod(int(text), 1 << _CHECK_BITS)
    rest, page = divmod(packed, 1 << _PAGE_BITS)
    rest, kind = divmod(rest, 1 << _KIND_BITS)
    studio, build = divmod(rest, 1 << _BUILD_BITS)
    if check != _check(packed) or kind >= len(_KINDS) or not page or studio >> _STUDIO_BITS:
        return None
    return PageIdentity(PackageId(studio, build), _KINDS[kind], page)


def draw_symbol(text: str) -> tuple[int, ...]:
    """Return the rows of the mark that holds these 27 digits, a bit a module: the highest is left.

    Three digits are ten bits of the code (ISO/IEC 18004, 7.4.3). Its check words and its mask only
    add up bits, so a code is the sum of what each set bit changes in the code of noughts: a package
    has as many codes as pages, and no two of them need more than these ninety.
    """
    modules = _encode_bits("0" * _DIGITS)
    for place in range(0, _DIGITS, 3):
        value = int(text[place : place + 3])
        while value:
            modules ^= _find_change(place, value & -value)
            value &= value - 1
    ends = range(SYMBOL_MODULES * (SYMBOL_MODULES - 1), -1, -SYMBOL_MODULES)
    return tuple(modules >> end & (1 << SYMBOL_MODULES) - 1 for end in ends)


@cache
def _find_change(place: int, bit: int) -> int:
    """The modules that one bit of the three digits at this place turns over."""
    digits = "0" * place + f"{bit:03}" + "0" * (_DIGITS - 3 - place)
    return _encode_bits(digits) ^ _encode_bits("0" * _DIGITS)


@cache
def _encode_bits(text: str) -> int:
    """The modules of a code, row after row."""
    import segno  # noqa: PLC0415

    # One mask for all: the best of each would read no better, and codes would not add up.
    symbol = segno.make(text, version=1, error="q", mask=2, micro=False, boost_error=False)
    modules = b"".join(bytes(row) for row in symbol.matrix)
    return int(modules.translate(_AS_FIGURES), 2)


def _pack(identity: PageIdentity) -> int:
    if not 0 < identity.page <= MOST_PAGES:
        raise ValueError(identity.page)
    package = identity.package.studio << _BUILD_BITS | identity.package.build
    kind = package << _KIND_BITS | _KINDS.index(identity.document)
    return kind << _PAGE_BITS | identity.page


def _check(packed: int) -> int:
    return _hash(packed.to_bytes(9)) >> (64 - _CHECK_BITS)


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.sha256(data).digest()[:8])


def _read(text: str) -> int:
    value = 0
    for figure in text:
        value = value << 5 | _ALPHABET.index(figure)
    return value


def _write(value: int, bits: int) -> str:
    return "".join(_ALPHABET[value >> shift & 31] for shift in range(bits - 5, -1, -5))
