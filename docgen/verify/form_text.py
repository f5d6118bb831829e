"""Whether the Word form is the one that docgen fills in, and its PDF prints what stands in it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.issues.unplaced import NOWHERE
from docgen.text.flattening import flatten
from docgen.text.masking import publish
from docgen.text.printable import list_unsteady
from docgen.verify.word_contents import CellPlace, WordFeature, WordRead

SET_OTHERWISE = "V410"
_AROUND = 12
"""Characters shown on either side of the first one that differs."""
_LONGEST_LABEL = 60
_UNPRINTED = "docProps/"
_PlacedText = tuple[CellPlace | None, str]
_TELLING = {
    WordFeature.DELETED,
    WordFeature.INSERTED,
    WordFeature.HIDDEN,
    WordFeature.TEXT_BOX,
    WordFeature.COMMENT,
    WordFeature.EMBEDDED,
}
"""What no form of anybody needs."""


def compare_forms(file: str, wanted: WordRead, found: WordRead) -> Iterator[Issue]:
    """Say where a form is not the one that was filled in, or what of it is set otherwise."""
    place = Location(file)
    differences = list(_compare_texts(wanted.texts, found.texts, place))
    differences += _compare_around(wanted, found, place)
    yield from differences
    added = {
        feature: times - wanted.features.get(feature, 0)
        for feature, times in found.features.items()
        if times > wanted.features.get(feature, 0)
    }
    for feature, more in added.items():
        yield issue("V409", place, "added", what=feature.value, count=more)
    if not differences and not added:
        for part in _differing_parts(wanted, found):
            case = "changed" if part in wanted.parts else "new"
            yield issue(SET_OTHERWISE, place, case, part=part)


def list_hidden(file: str, found: WordRead) -> Iterator[Issue]:
    """Say what is hidden in a form of which nobody here knows how it should be."""
    for feature in WordFeature:
        if feature in _TELLING and feature in found.features:
            count = found.features[feature]
            yield issue("V409", Location(file), "hidden", what=feature.value, count=count)


def _differing_parts(wanted: WordRead, found: WordRead) -> Iterator[str]:
    for part in sorted(wanted.parts.keys() | found.parts.keys()):
        if not part.startswith(_UNPRINTED) and wanted.parts.get(part) != found.parts.get(part):
            yield part


def _compare_texts(
    wanted: Sequence[_PlacedText], found: Sequence[_PlacedText], file: Location
) -> Iterator[Issue]:
    """Cell by cell where the tables are the same; else what is missing and what is new."""
    mine, theirs = ([flatten(publish(text)) for _, text in some] for some in (wanted, found))
    if [place for place, _ in wanted] == [place for place, _ in found]:
        rows = _label_rows(wanted)
        for (place, _), right, wrong in zip(wanted, mine, theirs, strict=True):
            if right != wrong:
                label = rows.get(place[:2], "") if place else ""
                both = _show_difference(right, wrong)
                yield issue("V401", file, "cell", place=_say_place(place, label), **both)
        return
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        for (place, _), text in zip(wanted[first:last], mine[first:last], strict=True):
            if text:
                yield issue("V401", file, "lacking", place=_say_place(place), text=_shorten(text))
        for (place, _), text in zip(found[start:end], theirs[start:end], strict=True):
            if text:
                yield issue("V401", file, "added", place=_say_place(place), text=_shorten(text))


def _compare_around(wanted: WordRead, found: WordRead, file: Location) -> Iterator[Issue]:
    right, wrong = ("".join(map(publish, read.around)) for read in (wanted, found))
    if right != wrong:
        yield issue("V401", file, "around", **_show_difference(right, wrong))


def _say_place(place: CellPlace | None, label: str = "") -> Issue:
    if place is None:
        return issue("word-place", NOWHERE, "body")
    return issue("word-place", NOWHERE, "cell", label=label, **place._asdict())


def _label_rows(texts: Sequence[_PlacedText]) -> dict[tuple[int, ...], str]:
    """What rows of tables are about, by table and row: their first words that are no figure."""
    labels: dict[tuple[int, ...], str] = {}
    for place, text in texts:
        words = text and not text.replace(".", "").isdecimal() and len(text) <= _LONGEST_LABEL
        # The first cell of a row may name a group of rows; the second says more.
        if words and place and place.cell <= 2:
            labels[place[:2]] = text
    return labels


def _show_difference(right: str, wrong: str) -> dict[str, str]:
    """What is there and what should be, from a little before the first sign that differs."""
    same = next((n for n, (a, b) in enumerate(zip(right, wrong, strict=False)) if a != b), None)
    at = min(len(right), len(wrong)) if same is None else same
    begin = max(at - _AROUND, 0)
    dots = "…" if begin else ""
    return {
        name: f"“{dots}{_shorten(text[begin:])}”" if text else "空的"
        for name, text in (("found", wrong), ("wanted", right))
    }


def _shorten(text: str) -> str:
    return text if len(text) <= 2 * _AROUND else f"{text[: 2 * _AROUND]}…"


# --- the PDF -----------------------------------------------------------------------------------

_PAGE_NUMBER = re.compile(r"[—－-]\d+[—－-]")
_IDENTITY = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{6}[FRE]\d+?[0-9A-Z]{4}(?![0-9A-Z])")
_DIGITS = re.compile(r"\d")
_COUNTED = re.compile(r"[(第]?(\d{1,2}|[一二三四五六七八九十]{1,3})[)、.页]?")
_LONG = 40
"""Characters: what is as long stands in no other text by chance."""
_GONE = "\0"
"""Stands where a text was found, so that what stood around it does not make another."""


def compare_prints(pdf: str, word: WordRead, pages: Sequence[str]) -> Iterator[Issue]:
    """Say where the PDF of a form, called `pdf`, does not print what stands in the Word form.

    LibreOffice draws cell after cell, so the text of a cell is whole in that of a page, unless the
    page ends within it.
    """
    left = [_PAGE_NUMBER.sub(_GONE, _IDENTITY.sub(_GONE, page)) for page in pages]
    wanted = [_PAGE_NUMBER.sub("", text) for _, text in word.texts]
    counted = Counter(wanted)
    # Long ones that are whole come first: one that breaks may begin as another does.
    for text in sorted(counted, key=lambda text: (-len(text), text)):
        counted[text] -= _take_whole(text, left, counted[text]) if len(text) >= _LONG else 0
    for text, times in sorted(counted.items(), key=lambda t: (-len(t[0]), t[0])):
        for _ in range(times if text else 0):
            if not _take(text, left):
                yield issue("V403", Location(pdf), "lost", text=_shorten_end(text))
                break
    repeated = sorted({t for t in (*wanted, *word.around) if len(t) > 1}, key=len, reverse=True)
    for number, page in enumerate(left, start=1):
        rest = page
        # Heads of tables are printed on every page they go on on.
        for text in repeated:
            rest = rest.replace(text, _GONE)
        more = [piece for piece in rest.split(_GONE) if piece and not _is_counted(piece, word)]
        if more:
            shown = _shorten("…".join(more))
            yield issue("V403", Location(pdf), "added", page=number, text=shown)


def list_lost(pdf: str, word: str, pages: str) -> Iterator[Issue]:
    """Say which signs of a Word form are not on the pages of its PDF, wherever they may stand."""
    lost = Counter(list_unsteady(word)) - Counter(list_unsteady(pages))
    if lost:
        yield issue("V403", Location(pdf), "signs", signs="”“".join(sorted(lost)))


def _is_counted(piece: str, word: WordRead) -> bool:
    """Whether it may be what a field or a list of Word's counts by itself."""
    around = {_DIGITS.sub("", text) for text in word.around}
    counted = _COUNTED.fullmatch(piece) is not None or _DIGITS.sub("", piece) in around
    return word.counts and counted


def _shorten_end(text: str) -> str:
    return text if len(text) <= 40 else f"…{text[-40:]}"


def _take_whole(text: str, pages: list[str], times: int) -> int:
    """Take a text out of the pages where it is whole, so often at most; return how often it was."""
    taken = 0
    for number, page in enumerate(pages):
        here = min(page.count(text), times - taken)
        pages[number] = page.replace(text, _GONE, here) if here else page
        taken += here
    return taken


def _take(text: str, pages: list[str]) -> bool:
    """Take a text out of the pages once: whole, or what ends one page and goes on on the next."""
    if _take_whole(text, pages, 1):
        return True
    # It begins where most of its beginning stands: a word of it may stand on any page.
    begun = sorted(range(len(pages) - 1), key=lambda n: -_longest_in(text, 0, pages[n]))
    return any(_take_apart(text, pages, number) for number in begun)


def _take_apart(text: str, pages: list[str], first: int) -> bool:
    pieces: list[str] = []
    at = 0
    for page in pages[first:]:
        end = _longest_in(text, at, page)
        if len(pages) > first + len(pieces) + 1:
            # What begins the next page may end this one too.
            rest = pages[first + len(pieces) + 1]
            end = next((e for e in range(end, at, -1) if text[e : e + 8] in rest), end)
        if end == at:
            break
        pieces.append(text[at:end])
        at = end
        if at == len(text):
            break
    if at < len(text):
        return False
    for number, piece in enumerate(pieces, start=first):
        pages[number] = pages[number].replace(piece, _GONE, 1)
    return True


def _longest_in(text: str, at: int, page: str) -> int:
    """How far a text from a place on stands on a page in one piece."""
    low, high = at, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text[at:middle] in page:
            low = middle
        else:
            high = middle - 1
    return low
