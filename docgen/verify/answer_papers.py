"""Whether a piece of the manifest's evidence is a paper that an answer rests on, told anew.

Written from what the scheme says of such papers, so that points reckoned by it stand on their own.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from docgen.model.scheme import Need
from docgen.package.manifest import EvidencePart

_NUMERALS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_COMING = re.compile("下一?年|明年|来年|次年|新一年")


def lacks_any(needs: Iterable[Need], pieces: Sequence[EvidencePart]) -> bool:
    """Whether one of the papers is not among the pieces."""
    return not all(any(_is_it(piece, need) for piece in pieces) for need in needs)


def _is_it(piece: EvidencePart, need: Need) -> bool:
    title = "".join(unicodedata.normalize("NFKC", piece.title).split())
    title = re.sub(
        "[〇零○一二三四五六七八九]{4}年", lambda year: year[0].translate(_NUMERALS), title
    )
    sections = "".join("\n" if sign in "和与及暨、,;+/" else sign for sign in title).split("\n")
    told = [section for section in sections if any(map(section.__contains__, need.words))]
    if piece.kind in need.kinds and not told:
        told = [title]
    return any(_is_right(section, piece, need) for section in told)


def _is_right(section: str, piece: EvidencePart, need: Need) -> bool:
    if any(map(section.__contains__, need.unless)):
        return False
    found = [section.find(word) for word in need.words if word in section]
    named = _named_years(section, min(found, default=len(section)))
    if named:
        return not need.years or any(year in need.years for year in named)
    if need.since is None:
        return True
    months = re.findall(r"(?<!\d)(20\d\d)(?:年|[.-])(\d{1,2})(?:月|[.-]|(?!\d))", section)
    if months:
        return max((int(y), int(m)) for y, m in months) >= (need.since.year, need.since.month)
    # A date is compared as far as it is known: 2024 may be late enough.
    date = piece.date or ""
    return not date or date >= need.since.isoformat()[: len(date)]


def _named_years(section: str, place: int) -> list[int]:
    """The years that what stands at a place is of; none where it names none."""
    marks = []
    rest = 0
    while found := re.compile(r"(?<!\d)20\d\d(?!\d)").search(section, rest):
        rest = found.end()
        first = last = int(found[0])
        tail = re.match(r"(?:年度?)?[-—–~至到](20\d\d)(?!\d)", section[rest:])
        end = rest
        if tail:
            last, end = int(tail[1]), rest + tail.end()
        if re.match(r"年\d{1,2}月|[.-]\d", section[end:]) and not tail:
            continue
        marks.append((found.start(), end, first, last))
        rest = end
    earlier = [mark for mark in marks if mark[0] < place]
    for _, end, first, last in earlier[-1:] or marks[:1]:
        later = 1 if earlier and _COMING.search(section[end:place]) else 0
        return list(range(first + later, last + later + 1))
    return []
