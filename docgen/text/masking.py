"""Numbers that identify a person or an account, hidden in whatever is handed out.

An ID number (GB 11643) is known by its region, its birth date and its check digit, however it is
spaced, in figures or in Chinese numerals, and in the fifteen digits it had before 1999. A telephone
number is known by its shape; an account by the words before it, or as a bank card by its first
digits and its check digit; an address of e-mail by its domain. Numbers of certificates and patents,
credit codes, amounts and dates stay as they are.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Literal

Kind = Literal["id", "telephone", "account", "email"]

KEPT = "kept"
"""Metadata of a dataclass's field that is no text to read but the key to something."""

_NUMERALS = dict(
    zip("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "0001234567891123456789", strict=True)
)
"""Chinese numerals one for each digit, as a number is read out: 三七一〇九九, 叁柒壹零玖玖."""
_NUMERAL = f"[{''.join(_NUMERALS)}]"
_FIGURE = r"[\d\u2460-\u2468\u24ea]"
"""Figures of all scripts and widths, and those in circles."""
_DIGIT = rf"(?:{_FIGURE}|{_NUMERAL})"
_X = "[xX×Хх\uff38\uff58]"
_BETWEEN = (
    r"[\s\u00b7\u200b-\u200f\u2010-\u2015\u2060\u2212\u30fb\ufeff()\-._/"
    r"\uff08\uff09\uff0d-\uff0f\uff3f]"
)
"""What people set between the digits of a number."""
_RUN = re.compile(rf"{_DIGIT}(?:{_BETWEEN}{{0,3}}{_DIGIT})+(?:{_BETWEEN}{{0,2}}{_X}(?![A-Za-z]))?")
"""Digits with little between them: one number, or several."""
_PIECE = re.compile(rf"{_FIGURE}+|{_NUMERAL}+|{_X}")
"""What follows a number may be counted in numerals: 13805631234一室."""

_AT = re.compile("[@\uff20]|[(\uff08\\[][aA][tT]")
_LETTER = "[0-9A-Za-z\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
_EMAIL = re.compile(
    rf"({_LETTER})(?:{_LETTER}|[._%+\-\uff0e\uff3f]){{0,63}}"
    rf"([ \u3000]{{0,2}}(?:[@\uff20]|[(\uff08\[][aA][tT][)\uff09\]])[ \u3000]{{0,2}}"
    # README@2x.png and 图@1.5倍 are no addresses, nor is 报告@张三.pdf.
    rf"(?![0-9.]+x\.)(?:(?:{_LETTER}|-){{1,63}}[.\uff0e]){{1,5}}"
    rf"(?!(?i:png|jpe?g|gif|webp|heic|bmp|tiff?|pdf|ofd|docx?|wps|xlsx?|pptx?|zip|rar|txt)\b)"
    rf"[A-Za-z\uff21-\uff3a\uff41-\uff5a]{{2,24}}(?!{_LETTER}))"
)
_REGION = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
"""The first two digits of an ID number."""
_BIRTHS = range(1900, 2011)
"""Years of birth that tell an ID number. Later ones are years in serial numbers."""
_OLD_BIRTHS = range(1930, 2000)
"""The same of numbers with fifteen digits, whose years have two."""

_UP_TO = "[^0-9\uff10-\uff19。；;，,、\n]"
_BEFORE_ID = re.compile(rf"(?:身份证|身份号码|证件号){_UP_TO}{{0,8}}$")
_BEFORE_ACCOUNT = re.compile(rf"(?:[账帐][号户]|卡号){_UP_TO}{{0,20}}$")
_AFTER_BANK = re.compile(rf"(?:银行|开户|信用社|农商行|[工农中建交]行){_UP_TO}{{0,20}}$")
_BEFORE_TELEPHONE = re.compile(
    rf"(?:电话|手机|联系方式|联系人|热线|传真|\bTel\b){_UP_TO}{{0,10}}$", re.IGNORECASE
)
_BEFORE_PAPER = re.compile(
    r"(?:[A-Za-z]|编号|证书|文号|专利|登记|批号|货号|图号|合同号?|流水号?|凭证|发票|订单|代码|№"
    rf"|第|字){_UP_TO}{{0,3}}$"
)
"""What a number of a paper or of a thing stands behind."""
_NUMBERED = re.compile(rf"(?:编号|№|第|字|代码){_UP_TO}{{0,2}}$")
_TEL = re.compile(r"(?:\+|\bTel\b\W*)$", re.IGNORECASE)
_MONEY_BEFORE = re.compile(r"[¥￥$]\s*$")
_JOINED = re.compile(r"(?<!\b86)(?<=[0-9\uff10-\uff19])[-.\u2010-\u2015]$")
_AMOUNT_BEHIND = re.compile(r"\s*(?:,\d{3}(?!\d)|\.\d{1,2}(?!\d)|[元万亿件项个台套吨次页人％%])")
_LOOK_BACK = 40

_MOBILE_SHAPES = frozenset({(11,), (3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (4, 4, 3), (3, 3, 5)})
_LANDLINE_SHAPES = frozenset(
    (area, *rest) for area in (3, 4) for rest in ((7,), (8,), (3, 4), (4, 4), (4, 3))
)
_LOCAL_SHAPES = frozenset({(7,), (8,), (3, 4), (4, 4)})
_SHORTEST = 7
"""Digits of a telephone number without its area."""
_SHORTEST_ACCOUNT, _SHORTEST_AT_BANK, _LONGEST_ACCOUNT = 9, 12, 25


@dataclass(frozen=True)
class _Piece:
    """Digits that stand together, half-width, and where they are in the text."""

    digits: str
    start: int
    end: int


@dataclass(frozen=True)
class _Number:
    """Pieces that follow one another, taken as one number, and the text around them."""

    pieces: Sequence[_Piece]
    digits: str
    text: str

    @property
    def shape(self) -> tuple[int, ...]:
        """How many digits stand together; the X of an ID number belongs to what is before it."""
        lengths = [len(self.pieces[0].digits)]
        for former, piece in pairwise(self.pieces):
            if piece.start == former.end or piece.digits == "X":
                lengths[-1] += len(piece.digits)
            else:
                lengths.append(len(piece.digits))
        return tuple(lengths)

    def follows(self, pattern: re.Pattern[str]) -> bool:
        """Whether the text before it ends so."""
        start = self.pieces[0].start
        return _ends_so(self.text[max(start - _LOOK_BACK, 0) : start], pattern)

    @property
    def is_tail(self) -> bool:
        """Whether it is written in parts and goes on from other digits: 2024-138-12345678."""
        return len(self.shape) > 1 and self.follows(_JOINED)

    @property
    def is_amount(self) -> bool:
        """Whether it is money, or is counted in something."""
        behind = _AMOUNT_BEHIND.match(self.text, self.pieces[-1].end)
        return bool(behind) or self.follows(_MONEY_BEFORE)


@lru_cache(maxsize=256)
def _ends_so(before: str, pattern: re.Pattern[str]) -> bool:
    # Several numbers may begin at one place, and each is asked what it follows.
    return bool(pattern.search(before))


@lru_cache(maxsize=1 << 14)
def mask_numbers(text: str, *, keep: Kind | None = None) -> str:
    """Return `text` with ID numbers, telephone numbers and accounts in it hidden, but for `keep`.

    371002********1234, 371002******123, 138****5678, 0631-****816, 6222**********3334, and
    addresses of e-mail: l***@example.com. What is hidden already stays as it is.
    """
    if keep != "email" and _AT.search(text):
        text = _EMAIL.sub(r"\1***\2", text)
    return _mask(text, keep) if _RUN.search(text) else text


def _mask(text: str, keep: Kind | None) -> str:
    shown, after = [], 0
    # Most are dates, pages and ends of pages, too short for anybody's number.
    runs = (run for run in _RUN.finditer(text) if run.end() - run.start() >= _SHORTEST)
    for run in runs:
        for start, end, masked in _find(text, run, keep):
            shown += [text[after:start], masked]
            after = end
    return "".join((*shown, text[after:]))


def _find(text: str, run: re.Match[str], keep: Kind | None) -> Iterator[tuple[int, int, str]]:
    """What is to be hidden of a run of digits: from, to, and what stands there instead."""
    pieces = [
        _Piece(_plain(found[0]), run.start() + found.start(), run.start() + found.end())
        for found in _PIECE.finditer(run[0])
    ]
    place = 0
    while place < len(pieces):
        found = _hide_at(text, pieces[place : place + _LONGEST_ACCOUNT], keep)
        if found:
            yield pieces[place].start, found[0].pieces[-1].end, found[1]
        place += len(found[0].pieces) if found else 1


def _plain(digits: str) -> str:
    """Digits of any kind as 0 to 9, and X for what stands for it."""
    return "".join(
        _NUMERALS.get(c) or (str(unicodedata.digit(c)) if unicodedata.digit(c, -1) >= 0 else "X")
        for c in digits
    )


def _hide_at(text: str, pieces: Sequence[_Piece], keep: Kind | None) -> tuple[_Number, str] | None:
    """The number that begins with the first piece, hidden; None where it is nobody's affair."""
    if text[: pieces[0].start].endswith("*"):
        return None
    numbers = list(_begun_by(text, pieces))
    for hide in (hide for hide, kind in _KINDS if kind != keep):
        for number in reversed(numbers):
            masked = hide(number)
            if masked:
                return number, masked
    return None


def _begun_by(text: str, pieces: Sequence[_Piece]) -> Iterator[_Number]:
    """The numbers that the first pieces make, as long as any may be."""
    digits = ""
    for count, piece in enumerate(pieces, start=1):
        digits += piece.digits
        if count > 1 and len(digits) > _LONGEST_ACCOUNT:
            return
        if len(digits) >= _SHORTEST:
            yield _Number(pieces[:count], digits, text)


# --- ID numbers -------------------------------------------------------------------------------


def _hide_id(number: _Number) -> str:
    digits = number.digits
    if len(digits) == 18 and _is_id(number):
        return f"{digits[:6]}********{digits[14:]}"
    if len(digits) == 15 and _is_old_id(number):
        return f"{digits[:6]}******{digits[12:]}"
    return ""


def _is_id(number: _Number) -> bool:
    digits = number.digits
    if not digits[:17].isdecimal():
        return False
    if number.follows(_BEFORE_ID):
        return True
    if not _is_born(digits, digits[6:14], _BIRTHS):
        return False
    if _check_digit(digits) == digits[17]:
        return True
    # One digit may be mistyped: then the way it is written tells.
    whole = len(number.shape) == 1 and not number.follows(_NUMBERED)
    return whole or _is_set_apart(number, 6, 14)


def _is_old_id(number: _Number) -> bool:
    digits = number.digits
    if not digits.isdecimal():
        return False
    if number.follows(_BEFORE_ID):
        return True
    born = _is_born(digits, f"19{digits[6:12]}", _OLD_BIRTHS)
    return born and (len(number.shape) == 1 or _is_set_apart(number, 6, 12))


def _is_set_apart(number: _Number, *bounds: int) -> bool:
    """Whether a number is written in parts as an ID number has them."""
    ends = set(accumulate(number.shape))
    return len(number.shape) <= 6 and ends.issuperset(bounds)


def _is_born(digits: str, date: str, years: range) -> bool:
    return bool(_REGION.match(digits)) and int(date[:4]) in years and _is_date(date)


def _is_date(digits: str) -> bool:
    """Whether eight digits are a day of these centuries: 19760918."""
    if digits[:2] not in {"19", "20"}:
        return False
    try:
        datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _hide_within(number: _Number) -> str:
    """An ID number with other digits before or behind it, as in names of files."""
    digits = number.digits
    if len(number.pieces) > 1 or len(digits) < 19:
        return ""
    for start in range(len(digits) - 17):
        inner = digits[start : start + 18]
        if _is_born(inner, inner[6:14], _BIRTHS) and _check_digit(inner) == inner[17]:
            return f"{digits[: start + 6]}********{digits[start + 14 :]}"
    return ""


# --- telephones and accounts ------------------------------------------------------------------


def _hide_mobile(number: _Number) -> str:
    digits = number.digits
    if not 11 <= len(digits) <= 15:
        return ""
    shape = number.shape
    abroad = next((p for p in ("0086", "86") if digits.startswith(p) and len(digits) > 11), "")
    digits = digits.removeprefix(abroad)
    if abroad:
        shape = shape[1:] if shape[0] == len(abroad) else (shape[0] - len(abroad), *shape[1:])
    if not re.fullmatch(r"1[3-9]\d{9}", digits) or number.is_amount:
        return ""
    told = number.follows(_BEFORE_TELEPHONE)
    serial = number.follows(_BEFORE_PAPER) and not number.follows(_TEL)
    shaped = shape in _MOBILE_SHAPES or set(shape) == {1}
    dated = len(shape) == 1 and _is_date(digits[:8])
    if told or (shaped and not serial and not dated and not number.is_tail):
        return f"{abroad}{digits[:3]}****{digits[7:]}"
    return ""


def _hide_behind_name(number: _Number) -> str:
    """A mobile number in numerals behind a name that ends in one: 张三幺三八…."""
    first = number.text[number.pieces[0].start]
    told = re.fullmatch(r"\d1[3-9]\d{9}", number.digits) and len(number.pieces) == 1
    return (
        f"{first}{number.digits[1:4]}****{number.digits[8:]}" if told and first in _NUMERALS else ""
    )


def _hide_landline(number: _Number) -> str:
    digits, shape = number.digits, number.shape
    if not (re.fullmatch(r"0[1-9]\d{8,10}", digits) or shape in _LOCAL_SHAPES):
        return ""
    if number.is_amount or number.is_tail or number.follows(_BEFORE_PAPER):
        return ""
    told = number.follows(_BEFORE_TELEPHONE)
    area = shape[0] if len(shape) > 1 else 3 if re.match("0(10|2)", digits) else 4
    if len(digits) > 8 and (shape in _LANDLINE_SHAPES or told):
        parts = number.pieces
        written = number.text[parts[0].start : parts[1].start] if len(parts) > 1 else digits[:area]
        return f"{written}****{digits[-3:]}"
    local = told and shape in _LOCAL_SHAPES and digits[0] in "23456789"
    return f"****{digits[-3:]}" if local and not _is_date(digits.rjust(8, "0")) else ""


def _hide_account(number: _Number) -> str:
    digits = number.digits
    if not _SHORTEST_ACCOUNT <= len(digits) <= _LONGEST_ACCOUNT or not digits.isdecimal():
        return ""
    told = number.follows(_BEFORE_ACCOUNT)
    if not (told or (len(digits) >= _SHORTEST_AT_BANK and _is_kept_at_bank(number))):
        return ""
    if number.is_amount or _is_date(digits[:8]):
        return ""
    return f"{digits[:4]}{'*' * (len(digits) - 8)}{digits[-4:]}"


def _is_kept_at_bank(number: _Number) -> bool:
    return number.follows(_AFTER_BANK) and not number.follows(_BEFORE_PAPER)


def _hide_card(number: _Number) -> str:
    digits = number.digits
    fours = set(number.shape[:-1]) == {4} and number.shape[-1] in {3, 4}
    if len(digits) not in {16, 19} or not digits.startswith("62") or not digits.isdecimal():
        return ""
    if not fours and (not _is_card(digits) or number.follows(_BEFORE_PAPER)):
        return ""
    return f"{digits[:4]}{'*' * (len(digits) - 8)}{digits[-4:]}"


_KINDS: tuple[tuple[Callable[[_Number], str], Kind], ...] = (
    (_hide_id, "id"),
    (_hide_within, "id"),
    (_hide_card, "account"),
    (_hide_account, "account"),
    (_hide_mobile, "telephone"),
    (_hide_behind_name, "telephone"),
    (_hide_landline, "telephone"),
)
"""The surest first."""


def _check_digit(digits: str) -> str:
    """The last digit that an ID number of these has."""
    # Whoever only asks for help has no number to hide: the library is loaded when one is met.
    from stdnum.cn import ric  # noqa: PLC0415

    return str(ric.calc_check_digit(digits))


def _is_card(digits: str) -> bool:
    """Whether the check digit is one of a bank card."""
    from stdnum import luhn  # noqa: PLC0415 - as above

    return bool(luhn.is_valid(digits))


def publish(text: str) -> str:
    """Return `text` as every file but a form may show it: masked, and all of it Unicode.

    Bytes of a file name that are no UTF-8 reach Python as lone surrogates; no file can hold them.
    """
    return mask_numbers(text).encode("utf-8", "replace").decode()
