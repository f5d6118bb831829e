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


class UnfitJsonError(ValueError):
    """Why JSON is not read, in Chinese."""


def read_bounded(file: Path) -> bytes:
    """Return what is in a file, and no more than shows that it is too large.

    OSError where it cannot be read; UnfitJsonError where it is no file: a pipe would never end.
    """
    if file.exists() and not file.is_file():
        raise UnfitJsonError("不是文件")
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
        raise UnfitJsonError("不是 UTF-8 编码") from error
    except json.JSONDecodeError as error:
        what = f"第 {error.lineno} 行第 {error.colno} 个字符处不是 JSON"
        raise UnfitJsonError(what) from error


def _refuse_costly(contents: bytes) -> None:
    if not contents.strip():
        raise UnfitJsonError("是空的")
    if contents.startswith(_MARKS):
        raise UnfitJsonError("开头有编码标记（BOM），被别的程序另存过")
    if len(contents) > MOST_BYTES:
        raise UnfitJsonError(f"超过 {MOST_BYTES >> 20} MB，大得不像样")
    if contents.count(b'"') > 4 * _MOST_VALUES:
        raise UnfitJsonError("里面的内容多得不像样")
    if max(map(len, _TEXT.findall(contents)), default=0) > _LONGEST_TEXT:
        raise UnfitJsonError("里面有一处长得不像样的文字")
    bare = _TEXT.sub(b"", contents)
    nested = bare.translate(None, _OTHERS)
    if bare.count(b",") + len(nested) > _MOST_VALUES:
        raise UnfitJsonError("里面的内容多得不像样")
    if max(accumulate(map(_STEPS.__getitem__, nested)), default=0) > _MOST_DEPTH:
        raise UnfitJsonError("嵌套得太深")
    if _LONG_NUMBER.search(bare):
        raise UnfitJsonError("里面有一个长得不像样的数")


def _refuse_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise UnfitJsonError(f"有两种读法：“{twice[:40]}”写了两次")
    return found


def _refuse_constant(text: str) -> object:
    raise UnfitJsonError(f"{text} 不是数")


def _read_float(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise UnfitJsonError(f"{text[:40]} 大得不像样")
    return number


def _read_integer(text: str) -> int:
    number = int(text)
    if abs(number) > _GREATEST:
        raise UnfitJsonError(f"{text[:40]} 大得不像样")
    return number
