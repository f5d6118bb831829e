"""The XML of an OFD file, whoever wrote it: names without namespaces, values as far as they go.

Writers leave namespaces out, write their own, or declare an encoding they do not use. A value that
is not what the standard wants counts as not given.
"""

import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from docgen.issues.refusal import UnusableSourceError
from docgen.pdf.geometry import Matrix, Rect

Element: TypeAlias = etree._Element

_TRAPS = tuple(
    mark.encode(encoding)
    for mark in ("<!ENTITY", "<!DOCTYPE")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"'][^>]*\?>")
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "cp936"})
_UNICODE = frozenset({"", "utf-8", "utf8"})
_UNREADABLE = re.compile(
    rb"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef])"
    rb"|0*(?:[0-8]|1[124-9]|2\d|3[01]));|[\0-\x08\x0b\x0c\x0e-\x1f]",
    re.IGNORECASE,
)
"""Signs that XML has no room for. Writers put them where a glyph has no character."""
_HALVES = re.compile(
    rb"&#(?:x(d[89ab][0-9a-f]{2})|(5529[6-9]|55[3-9]\d\d|56[0-2]\d\d|563[01]\d));"
    rb"&#(?:x(d[c-f][0-9a-f]{2})|(563[2-9]\d|56[4-9]\d\d|57[0-2]\d\d|573[0-3]\d|5734[0-3]));",
    re.IGNORECASE,
)
"""A rare character by the numbers of the two halves that UTF-16 has of it."""
_BEYOND_ASCII = bytes(range(128, 256))
_FEW = 0.2
"""Of the octets beyond ASCII. Chinese in another code has nearly all of them wrong."""
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_FURTHEST = 1e6
"""Millimetres, a kilometre: what goes further is a mistake, and nothing can be drawn with it."""

IDENTITY = Matrix(1, 0, 0, 1, 0, 0)


# --- trees ---------------------------------------------------------------------------------------


def parse_markup(content: bytes) -> Element:
    """The root of a part. UnusableSourceError where it is no XML, or declares entities."""
    return read_markup(content)[0]


def read_markup(content: bytes) -> tuple[Element, bool]:
    """The root of a part, and whether all of it was read.

    UnusableSourceError where it is no XML, or declares entities.
    """
    if any(trap in content for trap in _TRAPS):
        raise UnusableSourceError("source-bomb", "document")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, huge_tree=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(_in_true_encoding(content), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnusableSourceError("source-damaged", "archive") from error
    if root is None:
        raise UnusableSourceError("source-damaged", "archive")
    # Prefixes that nobody declares are errors, too, by which nothing is lost.
    broken = any(
        one.level == etree.ErrorLevels.FATAL and one.domain != etree.ErrorDomains.NAMESPACE
        for one in parser.error_log
    )
    return root, not broken


def _in_true_encoding(content: bytes) -> bytes:
    """The same in UTF-8 where it is that or Chinese Windows's, whichever of them is declared."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4]:
        return content
    plain = content.removeprefix(b"\xef\xbb\xbf")
    found = _DECLARED.match(plain)
    declared = found[1].decode("ascii").lower() if found else ""
    if declared not in _CHINESE | _UNICODE:
        return content
    body = _in_unicode(plain[found.end() :] if found else plain.lstrip())
    # A blank each, so that what follows keeps its place in the text.
    return _UNREADABLE.sub(b" ", _HALVES.sub(_join_halves, body))


def _in_unicode(body: bytes) -> bytes:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        mended = _mend_unicode(body)
        if mended is not None:
            return mended
        patched = body.decode("utf-8", "replace")
        beyond = len(body) - len(body.translate(None, _BEYOND_ASCII))
        is_torn = patched.count("\ufffd") < beyond * _FEW
        return (patched if is_torn else body.decode("gb18030", "replace")).encode("utf-8")
    return body


def _mend_unicode(body: bytes) -> bytes | None:
    """UTF-8 that has each rare character as the two halves UTF-16 has of it, as it should be."""
    try:
        halves = body.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
        return halves.decode("utf-16").encode("utf-8")
    except UnicodeError:
        return None


def _join_halves(found: re.Match[bytes]) -> bytes:
    high, low = (
        int(hexadecimal, 16) if hexadecimal else int(decimal)
        for hexadecimal, decimal in (found.group(1, 2), found.group(3, 4))
    )
    return b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def name_of(element: Element) -> str:
    """The name of an element, whatever its namespace."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The elements within one, of these names; all of them where none is given."""
    if element is not None:
        yield from (one for one in element if not names or name_of(one) in names)


def child(element: Element | None, *names: str) -> Element | None:
    """The first element of one of these names within another."""
    return next(children(element, *names), None)


def descend(element: Element | None, *path: str) -> Element | None:
    """The first element at the end of a path of names."""
    for name in path:
        element = child(element, name)
    return element


def text_of(element: Element | None) -> str:
    """What an element says, without blanks about it; empty where there is none."""
    return "".join(element.itertext()).strip() if element is not None else ""


# --- values --------------------------------------------------------------------------------------


def attribute(element: Element | None, name: str) -> str:
    """An attribute, without blanks about it; empty where there is none."""
    return (element.get(name) or "").strip() if element is not None else ""


def find_numbers(written: str) -> list[float]:
    """All numbers in a text, none of them beyond what can be drawn."""
    values = [float(found) for found in _NUMBER.findall(written)]
    if values and not -_FURTHEST <= min(values) <= max(values) <= _FURTHEST:
        return [_within_reach(value) for value in values]
    return values


def _within_reach(value: float) -> float:
    return min(max(value, -_FURTHEST), _FURTHEST) if math.isfinite(value) else 0.0


def read_number(element: Element | None, name: str, otherwise: float) -> float:
    """An attribute that is one number."""
    found = find_numbers(attribute(element, name))
    return found[0] if found else otherwise


def read_count(element: Element | None, name: str, otherwise: int) -> int:
    """An attribute that is a whole number."""
    return int(read_number(element, name, otherwise))


def read_flag(element: Element | None, name: str, otherwise: bool) -> bool:
    """An attribute that is true or false."""
    written = attribute(element, name).lower()
    return written in {"true", "1"} if written else otherwise


def read_box(written: str) -> Rect | None:
    """A box of four numbers, corner and size; None where it is none, or turned inside out."""
    numbers = find_numbers(written)
    if len(numbers) < 4 or min(numbers[2:4]) < 0:
        return None
    return Rect(*numbers[:4])


def read_place(element: Element | None) -> Rect:
    """The boundary of an object; what is not given of it is nothing, nor is a negative size."""
    x, y, width, height = [*find_numbers(attribute(element, "Boundary")), 0.0, 0.0, 0.0, 0.0][:4]
    return Rect(x, y, max(width, 0.0), max(height, 0.0))


def read_matrix(written: str) -> Matrix:
    """A matrix of six numbers; the one that changes nothing where it is none."""
    numbers = find_numbers(written)
    return Matrix(*numbers[:6]) if len(numbers) >= 6 else IDENTITY


def expand_deltas(written: str, most: int) -> list[float]:
    """Distances, with those that are said to repeat (`g 3 5.2`) written out (GB/T 33190, 11.3).

    So many of them at `most`: a few words may say millions.
    """
    return list(islice(_expand(iter(written.replace(",", " ").split()), most), most))


def _expand(words: Iterator[str], most: int) -> Iterator[float]:
    for word in words:
        if word.lower() == "g":
            times, value = _first(next(words, "")), _first(next(words, ""))
            yield from [value] * min(max(int(times), 0), most)
        else:
            yield _first(word)


def _first(word: str) -> float:
    return next(iter(find_numbers(word)), 0.0)
