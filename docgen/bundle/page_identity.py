"""Which page a sheet of paper is: package, document and page in a mark that machines read.

A mark is a QR code of version 1 with a quarter of it to spare (ISO/IEC 18004, level Q), which
holds 27 digits and no more. Of the codes that hold a page's identity in 12 mm it is the one read
best at 150 dpi through blur, noise and a seal. The same stands beside it in small type.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

from docgen.pdf.geometry import MM
from docgen.pdf.qr_symbol import (
    SYMBOL_DIGITS,
)

DocumentKind = Literal["form", "report", "bundle"]

SYMBOL_SIDE = 12 * MM
"""The printed side of a mark, without the white about it."""


MOST_PAGES = (1 << 15) - 1
"""The last page a mark can name."""

_LETTERS: dict[DocumentKind, str] = {"form": "F", "report": "R", "bundle": "E"}
_KINDS: tuple[DocumentKind, ...] = ("form", "report", "bundle")
_STUDIO_BITS, _BUILD_BITS, _KIND_BITS, _PAGE_BITS, _CHECK_BITS = 20, 30, 4, 15, 20
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
    return str(packed << _CHECK_BITS | _check(packed)).zfill(SYMBOL_DIGITS)


def decode(text: str) -> PageIdentity | None:
    """Return the page a mark names; None where it is no mark of docgen's or its check fails."""
    if len(text) != SYMBOL_DIGITS or not (text.isascii() and text.isdigit()):
        return None
    packed, check = divmod(int(text), 1 << _CHECK_BITS)
    rest, page = divmod(packed, 1 << _PAGE_BITS)
    rest, kind = divmod(rest, 1 << _KIND_BITS)
    studio, build = divmod(rest, 1 << _BUILD_BITS)
    if check != _check(packed) or kind >= len(_KINDS) or not page or studio >> _STUDIO_BITS:
        return None
    return PageIdentity(PackageId(studio, build), _KINDS[kind], page)


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
