"""JSON of unknown origin, looked over before a parser builds anything of it.

A package, a list of printed sheets or frozen numbers may come from anybody. Size, nesting and the
number of values bound what parsing can cost; twins and endless numbers are what readers take
differently. So it needs no process of its own, as what libraries decode does.
"""

import json
import re
from collections import Counter
from itertools import accumulate
from math import isfinite
from pathlib import Path

from docgen.issues.refusal import SaidError

MOST_BYTES = 32 << 20
"""A package of a thousand pages has 1 MB."""
_MOST_DEPTH = 40
_MOST_VALUES = 1_000_000
_LONGEST_TEXT = 1 << 20
_GREATEST = 10_000_000
"""Counts and numbers of pages are a good deal less. Figures are written as texts."""
_LONGEST_NUMBER = 30

# A text that does not end is taken to the end, or each quote in it would be tried anew.
_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_LONG_NUMBER = re.compile(rb"[0-9]{%d}" % (_LONGEST_NUMBER + 1))
_BRACKETS = b"[]{}"
_OTHERS = bytes(set(range(256)) - set(_BRACKETS))
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class UnfitJsonError(SaidError, ValueError):
    """Why JSON is not read."""

    code = "json"


def read_bounded(file: Path) -> bytes:
    """Return what is in a file, and no more than shows that it is too large.

    OSError where it cannot be read; UnfitJsonError where it is no file: a pipe would never end.
    """
    if file.exists() and not file.is_file():
        raise UnfitJsonError("no_file")
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def look_over(contents: bytes) -> object:
    """Return what JSON says. UnfitJsonError where it could cost too much, or says two things."""
    _refuse_costly(contents)
    try:
        return json.loads(
            # Names of files may have bytes that are no UTF-8.
            contents.decode(errors="surrogatepass"),
            object_pairs_hook=_refuse_twins,
            parse_constant=_refuse_constant,
            parse_float=_read_float,
            parse_int=_read_integer,
        )
    except UnicodeDecodeError as error:
        raise UnfitJsonError("encoding") from error
    except json.JSONDecodeError as error:
        raise UnfitJsonError("syntax", line=error.lineno, column=error.colno) from error


def _refuse_costly(contents: bytes) -> None:
    if not contents.strip():
        raise UnfitJsonError("empty")
    if contents.startswith(_MARKS):
        raise UnfitJsonError("mark")
    if len(contents) > MOST_BYTES:
        raise UnfitJsonError("large", most=MOST_BYTES >> 20)
    if contents.count(b'"') > 4 * _MOST_VALUES:
        raise UnfitJsonError("many")
    if max(map(len, _TEXT.findall(contents)), default=0) > _LONGEST_TEXT:
        raise UnfitJsonError("long_text")
    bare = _TEXT.sub(b"", contents)
    nested = bare.translate(None, _OTHERS)
    if bare.count(b",") + len(nested) > _MOST_VALUES:
        raise UnfitJsonError("many")
    if max(accumulate(map(_STEPS.__getitem__, nested)), default=0) > _MOST_DEPTH:
        raise UnfitJsonError("deep")
    if _LONG_NUMBER.search(bare):
        raise UnfitJsonError("long_number")


def _refuse_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise UnfitJsonError("twice", key=twice[:40])
    return found


def _refuse_constant(text: str) -> object:
    raise UnfitJsonError("no_number", text=text)


def _read_float(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise UnfitJsonError("great", text=text[:40])
    return number


def _read_integer(text: str) -> int:
    number = int(text)
    if abs(number) > _GREATEST:
        raise UnfitJsonError("great", text=text[:40])
    return number
