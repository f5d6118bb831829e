"""Which scans of the evidence may be of one paper, and which of them are."""

from collections.abc import Iterator, Mapping, MutableMapping
from concurrent.futures import Future
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

from docgen.bundle.photo_layout import used_pages
from docgen.checks.case import Case
from docgen.checks.rules_score import counted_evidence
from docgen.images.ink_map import InkMap
from docgen.images.page_of_file import PageOfFile
from docgen.model.certificate_numbers import is_telling_number, plain_number
from docgen.model.counting import holders_of
from docgen.model.evidence import Evidence
from docgen.model.prepared import Prepared
from docgen.system.progress import COMPARE_SCANS, Progress, silent
from docgen.system.workers import WorkerLimits, Workers

if TYPE_CHECKING:
    from docgen.images.photo_fingerprint import Verdict

_MOST_PAIRS = 32
"""A pair takes a second or two, once: verdicts are kept."""
_BINS = 12
_SECONDS = 60.0


@dataclass(frozen=True)
class FirstScan:
    """The first page of a piece of evidence, a scan."""

    piece: Evidence
    leaf: PageOfFile
    key: str
    """What the page is known by: its file's content and its number."""
    shape: tuple[float, ...] = ()
    """How its ink is spread from top to bottom and from side to side, whatever margin it has."""


def find_papers(case: Case) -> tuple[tuple[FirstScan, FirstScan], ...]:
    """Return the pairs of scans that count in one item, and that nothing written tells apart.

    Of many those whose titles are most alike, and those whose ink is spread most alike, by turns:
    who wants a paper counted twice calls it something else.
    """
    people = [case.data.leader.name, *(member.name for member in case.data.studio.members)]
    pairs: dict[str, tuple[FirstScan, FirstScan]] = {}
    for item in case.spec.items:
        pieces = {piece.id: piece for _, piece in counted_evidence(case, item)}
        papers = [paper for piece in pieces.values() if (paper := _paper_of(case, piece))]
        for one, other in combinations(papers, 2):
            if one.key != other.key and not _told_apart(one.piece, other.piece, people):
                pairs.setdefault(_pair_key(one, other), (one, other))
    by_title, by_shape = (sorted(pairs.values(), key=k) for k in (_title_distance, _shape_distance))
    by_turns = chain.from_iterable(zip(by_title, by_shape, strict=True))
    return tuple({_pair_key(*pair): pair for pair in by_turns}.values())[:_MOST_PAIRS]


def _title_distance(pair: tuple[FirstScan, FirstScan]) -> float:
    one, other = (paper.piece.title for paper in pair)
    return 1 - SequenceMatcher(None, one, other, autojunk=False).ratio()


def _shape_distance(pair: tuple[FirstScan, FirstScan]) -> float:
    one, other = (paper.shape for paper in pair)
    return sum(abs(a - b) for a, b in zip(one, other, strict=False))


def _shape_of(ink: InkMap) -> tuple[float, ...]:
    cells = ink.cells
    rows = [sum(cells[at * ink.columns : (at + 1) * ink.columns]) for at in range(ink.rows)]
    columns = [sum(cells[at :: ink.columns]) for at in range(ink.columns)]
    return (*_spread(rows), *_spread(columns))


def _spread(sums: list[int]) -> Iterator[float]:
    """The shares of the ink in each of some strips, from the first with ink to the last."""
    inked = [place for place, ink in enumerate(sums) if ink] or [0]
    within = sums[inked[0] : inked[-1] + 1] or [0]
    total, bins = max(sum(within), 1), [0.0] * _BINS
    for place, ink in enumerate(within):
        bins[place * _BINS // len(within)] += ink / total
    yield from bins


def _paper_of(case: Case, piece: Evidence) -> FirstScan | None:
    """The first page of a piece, where it is a picture of paper: words can be compared as such."""
    file = piece.files[0]
    source, text = case.sources.get(file.key), case.texts.get(file.key)
    if not isinstance(source, Prepared) or text is None or text.lines:
        return None
    index = next(iter(used_pages(file, source) or ()), 0)
    if not index or source.pages[index - 1].likeness:
        return None
    key, shape = f"{source.sha256} {index}", _shape_of(source.pages[index - 1].ink)
    return FirstScan(piece, PageOfFile(source.pdf, index), key, shape)


def _told_apart(one: Evidence, other: Evidence, people: list[str]) -> bool:
    numbers = [plain_number(p.number) for p in (one, other) if is_telling_number(p.number)]
    holders = [set(holders_of(piece, people)) for piece in (one, other)]
    return (
        (len(numbers) == 2 and numbers[0] != numbers[1])
        or (all(holders) and not holders[0] & holders[1])
        or bool(one.date and other.date and one.date != other.date)
    )


def _pair_key(one: FirstScan, other: FirstScan) -> str:
    return f"paper {' '.join(sorted((one.key, other.key)))}"


def compare_papers(
    pairs: tuple[tuple[FirstScan, FirstScan], ...],
    known: "MutableMapping[str, Verdict]",
    progress: Progress = silent,
) -> tuple[tuple[Evidence, Evidence], ...]:
    """Return the pieces that are one paper, scanned twice. `known` gets what is found out."""
    new = [pair for pair in pairs if _pair_key(*pair) not in known]
    if new:
        for pair, verdict in _compare(new, progress).items():
            known[_pair_key(*pair)] = verdict
    return tuple(
        (one.piece, other.piece) for one, other in pairs if known[_pair_key(one, other)][1]
    )


def _compare(
    pairs: list[tuple[FirstScan, FirstScan]], progress: Progress
) -> "Mapping[tuple[FirstScan, FirstScan], Verdict]":
    # It loads what opens and lays pages on each other, and in most runs all are known.
    from docgen.images.rescans import APART, MOST_DIFFERENT, compare_scans  # noqa: PLC0415

    found: dict[tuple[FirstScan, FirstScan], Verdict] = {}

    def land(pair: tuple[FirstScan, FirstScan], done: "Future[Any]") -> None:
        # What cannot be opened is told where it is made ready; here it is like nothing.
        failed = done.cancelled() or done.exception() is not None
        worst: float = APART if failed else done.result()
        found[pair] = worst, worst <= MOST_DIFFERENT
        progress(COMPARE_SCANS.at(len(found), len(pairs)))

    with Workers(WorkerLimits(seconds=_SECONDS)) as workers:
        for one, other in pairs:
            workers.submit(
                compare_scans,
                one.leaf,
                other.leaf,
                seconds=_SECONDS,
                landing=partial(land, (one, other)),
            )
        workers.run()
    return found
