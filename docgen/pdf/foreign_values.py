"""Values of foreign files as every reader takes them.

What stands in an object is read by programs with limits of their own, and where one of them gives
up, everything that is packed beside it is lost to it: MuPDF holds a token in 64 KB and 250 levels
on its stack, pypdf takes 64 characters for a number and 4,096 for a name.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pikepdf import PikepdfError

from docgen.issues.errors import SourceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.pdf.objects import NULL, Written

_LONGEST_NUMBER = 40
"""Characters. No program writes more than 20 on purpose."""
_MOST_DIGITS = 15
"""Of the whole part: more is no place on any page."""
_FRACTION = 10
_LONGEST_NAME = 1_000
"""Bytes as written; ISO 32000-1 (annex C) allows 127, which may be three times as many so."""
_DEEPEST = 100
"""Dictionaries and arrays within one another, in one object. Real ones have ten."""

# A string or a name is passed over whole: it may contain anything.
_STRING = rb"\((?:[^\\)]|\\.)*\)|<[0-9A-Fa-f\s]*>"
_LONG_DIGITS = re.compile(rb"[\d.]{%d}" % (_LONGEST_NUMBER + 1))
_NUMBER = re.compile(
    rb"%s|/[^\s()<>\[\]{}/%%]*|[+-]*[\d.]{%d,}" % (_STRING, _LONGEST_NUMBER + 1), re.DOTALL
)
_LONG_NAME = re.compile(rb"%s|(/[^\s()<>\[\]{}/%%]{%d,})" % (_STRING, _LONGEST_NAME), re.DOTALL)
_BRACKET = re.compile(rb"%s|(<<|\[)|(>>|\])" % _STRING, re.DOTALL)

PDF_ERRORS = (
    *(PikepdfError, RuntimeError, ValueError, IndexError, OverflowError),
    *(TypeError, AttributeError),
)
"""What pikepdf raises over a broken file: qpdf's own errors, the C++ errors of its filters (a field
of 64 bits, columns below nought), and Python's where a value is of another kind than it should."""


def write_scalar(value: object) -> Written:
    """A value that has no parts, as pikepdf hands it out. TypeError for anything else."""
    match value:
        case None:
            return NULL
        case bool():
            return b"true" if value else b"false"
        case int():
            return b"%d" % value
        case Decimal() | float():
            return shorten(f"{value:f}".encode("ascii"))
    raise TypeError(f"no scalar: {type(value).__name__}")


def tame(written: Written) -> Written:
    """An object with its numbers made short; the same where they are.

    SourceError where it cannot be made fit to read.
    """
    if len(written) > _LONGEST_NUMBER and _LONG_DIGITS.search(written):
        short = _NUMBER.sub(_shorten_match, written)
        written = written if short == written else short
    if len(written) > _LONGEST_NAME and any(found[1] for found in _LONG_NAME.finditer(written)):
        raise _refuse("name")
    if _count_opened(written) > _DEEPEST and max(_depths(written)) > _DEEPEST:
        raise _refuse("nested")
    return written


def _refuse(case: str) -> SourceError:
    return refuse(SourceError, issue("uncopied", Location(), case, page=()))


def shorten(number: bytes) -> Written:
    """A number as it is, or the nearest one that is short to write."""
    if len(number) <= _LONGEST_NUMBER:
        return number
    whole, _, fraction = number.lstrip(b"+-").partition(b".")
    whole = whole.lstrip(b"0") or b"0"
    if len(whole) > _MOST_DIGITS:
        whole, fraction = b"9" * _MOST_DIGITS, b""
    sign = b"-" if number.startswith(b"-") else b""
    fraction = fraction.partition(b".")[0][:_FRACTION].rstrip(b"0")
    return sign + whole + (b"." + fraction if fraction else b"")


def _shorten_match(match: re.Match[bytes]) -> bytes:
    return match[0] if match[0][:1] in b"(</" else shorten(match[0])


def _count_opened(written: Written) -> int:
    return written.count(b"[") + written.count(b"<<")


def _depths(written: Written) -> Iterator[int]:
    depth = 0
    for match in _BRACKET.finditer(written):
        depth += (match[1] is not None) - (match[2] is not None)
        yield depth
