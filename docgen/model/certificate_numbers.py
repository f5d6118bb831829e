"""Numbers of certificates, of patents, and of the papers that announce things."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

SHORTEST_NUMBER = 5
"""Shorter ones are running numbers within a document, which others have too."""

_LABEL = re.compile(r"^.*?(?:(?:编号|证书号|证号|专利号|申请号|号码|文号|NO\.?)\s*[:\s]|NO\.)\s*")
_LISTING = re.compile(r"[、,;\n]|(?<=[\dX])\s*(?=ZL)", re.IGNORECASE)
_IDLE = re.compile("证书编号|证书号|专利号|编号|第|号")
_BRACKETS = str.maketrans("〔〕[]【】〖〗﹝﹞{}<>", "()()()()()()()")
# GB/T 9704: the issuer's sign, the year in brackets, a number without idle zeros, 号.
_OF_A_PAPER = re.compile(
    r"(?P<issuer>[^()\d]*)\((?:19|20)\d\d\)(?P<ordinal>第?)[1-9]\d{0,4}(?P<end>号?)"
    r"|.{0,30}?(?:19|20)\d\d年?第[1-9]\d{0,3}号"
)
_OF_A_CERTIFICATE = re.compile("[证书]")
# Without ZL or the point before the check digit it may be any certificate's number.
_PATENT = re.compile(
    r"(?:ZL|(?=[\d\s]+\.))((?:19|20)\d\d\d{8}|(?:8[5-9]|9\d|0[0-3])\d{6})(?:\.?([\dX]))?"
)
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


@dataclass(frozen=True)
class Patent:
    """What a Chinese patent's number says, by the standard ZC 0006: year, kind, number, check."""

    year: int
    """Of the application."""
    kind: str
    """The digit: 1 and 8 发明, 2 and 9 实用新型, 3 外观设计; others there are none."""
    digits: str
    check: str
    """The check digit as written; empty where it was left out."""

    @property
    def true_check(self) -> str:
        """The check digit that the others ask for: 0 to 9 or X."""
        total = sum(
            int(digit) * weight for digit, weight in zip(self.digits, _WEIGHTS, strict=False)
        )
        return "0123456789X"[total % 11]


@lru_cache(maxsize=1 << 13)
def read_patent(text: str) -> Patent | None:
    """Return what a patent's number says; None where `text` is no such number."""
    found = _PATENT.fullmatch(re.sub(r"[\s\-_·]", "", unlabelled(text)).strip("号."))
    if found is None:
        return None
    digits, check = found[1], found[2]
    if len(digits) == 12:
        return Patent(int(digits[:4]), digits[4], digits, check)
    century = 2000 if digits[0] == "0" else 1900
    return Patent(century + int(digits[:2]), digits[2], digits, check)


def unlabelled(text: str) -> str:
    """Return a number in half-width capitals without what is said of it: 证书编号：, No."""
    return _LABEL.sub("", unicodedata.normalize("NFKC", text).upper())


@lru_cache(maxsize=1 << 13)
def bare_number(text: str) -> str:
    """Return the letters and digits of a number, however it was typed."""
    return "".join(c for c in _IDLE.sub("", unlabelled(text)) if c.isalnum())


def split_numbers(text: str) -> list[str]:
    """Return what a field lists, one by one, as it was typed in half-width letters."""
    return [p for p in _LISTING.split(unicodedata.normalize("NFKC", text)) if p.strip()]


@lru_cache(maxsize=1 << 13)
def plain_number(text: str) -> str:
    """Return a certificate's number however it was typed: half-width capitals, nothing between.

    A patent is known by its digits, with ZL and check digit or without.
    """
    patent = read_patent(text)
    return f"ZL{patent.digits}" if patent else bare_number(text)


@lru_cache(maxsize=1 << 13)
def numbers_in(text: str) -> tuple[str, ...]:
    """Return the numbers a field lists, as they are compared: those of three patents in one file.

    What is too short to tell a thing, or is a paper's number, makes no list: it stands for itself.
    Beside a patent's own number that of its certificate is no other thing.
    """
    parts = split_numbers(text)
    patents = [part for part in parts if read_patent(part)]
    if patents:
        return tuple(dict.fromkeys(map(plain_number, patents)))
    listed = len(parts) > 1 and all(map(is_telling_number, parts))
    return tuple(map(plain_number, parts if listed else [text]))


def is_of_a_paper(text: str) -> bool:
    """Whether a number is that of the paper that announces things: 威人社发〔2024〕12号."""
    normal = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).upper()).translate(_BRACKETS)
    found = _OF_A_PAPER.fullmatch(_LABEL.sub("", normal))
    if found is None or _OF_A_CERTIFICATE.search(found["issuer"] or ""):
        return False
    return found["issuer"] is None or bool(found["end"])


@lru_cache(maxsize=1 << 13)
def is_telling_number(text: str) -> bool:
    """Whether no two things have a number by chance, nor by being announced in one paper."""
    return len(plain_number(text)) >= SHORTEST_NUMBER and not is_of_a_paper(text)
