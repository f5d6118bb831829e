"""The words of a PDF held against those of the document it was made of.

Pages give their words in pieces: lines end anywhere, and letters, figures and Chinese characters of
one line may come one kind after the other. So each run of one kind is looked for by itself, by the
pairs of characters in it; a piece of the document counts as missing where most of its pairs are.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from docgen.issues.issue import Issue
from docgen.issues.unplaced import lost
from docgen.office.document_words import DocumentWords

_RUN = re.compile(r"[0-9]+|[a-z]+|[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_BLANK = re.compile(r"\s+")
_FEWEST_PAIRS = 2
_ENOUGH = 0.5
_ENOUGH_IN_A_CELL = 0.8
"""A cell is read as one piece, and what is cut off of it is lost for good."""
_FEWEST_FIGURES = 3


def find_missing_pieces(said: Iterable[DocumentWords], pages: Iterable[str]) -> list[DocumentWords]:
    """The pieces of a document that no page shows."""
    printed = _closed_up("".join(pages))
    pairs = {pair for run in _RUN.findall(printed) for pair in _pairs(run)}
    return [piece for piece in said if _is_missing(piece, printed, pairs)]


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _closed_up(text: str) -> str:
    return _BLANK.sub("", _normal(text))


def _pairs(run: str) -> Iterator[str]:
    return (run[n : n + 2] for n in range(len(run) - 1))


def _is_missing(piece: DocumentWords, printed: str, pairs: set[str]) -> bool:
    if _closed_up(piece.text) in printed:
        return False
    # Where the piece has a blank, the page may have anything between.
    runs = _RUN.findall(_normal(piece.text))
    if any(run.isdigit() and len(run) >= _FEWEST_FIGURES and run not in printed for run in runs):
        return True
    wanted = [pair for run in runs for pair in _pairs(run)]
    found = sum(pair in pairs for pair in wanted)
    enough = _ENOUGH_IN_A_CELL if piece.in_cell else _ENOUGH
    return len(wanted) >= _FEWEST_PAIRS and found < enough * len(wanted)


def say_missing(missing: Sequence[DocumentWords]) -> tuple[Issue, ...]:
    """What a clerk is told of pieces that no page shows."""
    groups = {
        case: tuple(dict.fromkeys(p.place for p in missing if p.in_cell is in_cell))
        for case, in_cell in (("not_shown", False), ("cut_off", True))
    }
    return tuple(lost(case, places=places) for case, places in groups.items() if places)
