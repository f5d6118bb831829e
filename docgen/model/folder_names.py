"""Names people give to folders, held against the names there are."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

_ASIDE = re.compile(
    r"[（(【\[].*?[）)】\]]|[\d\s._、，,·\-—－:：]+|年度?|第[一二三四五六七八九十]+批?"
)
_COMMON = re.compile(r"(?:材料|证书|证明|文件|资料|佐证|附件|照片|扫描件?|复印件|报道|情况|类|等)$")
_LIKE = 0.6


def near_names(written: str, names: Sequence[str], context: str = "") -> list[str]:
    """Return the names that a written one may stand for, the likeliest first.

    `context` is what else is said where the names are from: a name that stands there may be any.
    """
    core = _core(written)
    if len(core) < 2 or written in names:
        return []
    within = [name for name in names if core in name or _core(name) in core]
    if within:
        return within
    rated = sorted(((_rate(core, _core(name)), name) for name in names), reverse=True)
    alike = [name for rate, name in rated if rate >= _LIKE]
    return alike or (list(names) if _plain(written) in _plain(context) else [])


def _rate(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _core(name: str) -> str:
    """A name without what people add to it: years, brackets, numbers, 材料."""
    bare = _ASIDE.sub("", unicodedata.normalize("NFKC", name))
    while (shorter := _COMMON.sub("", bare)) != bare and len(shorter) > 1:
        bare = shorter
    return bare


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
