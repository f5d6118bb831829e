"""What papers say, read from pictures and held against what was drawn on them.

`make bench ARGS="--case papers"`: the layouts that the rules were made by, and those that were
first read when the rules stood, each as a scanner and a phone see them.
"""

import random
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).parent.parent
sys.path.append(str(PROJECT / "tests"))

from later_papers import LATER, LATEST, LISTS, NEWEST  # noqa: E402
from paper_sheets import (  # noqa: E402
    DEVELOPED,
    DPI,
    FINAL,
    HELD_OUT,
    LAST,
    TREATMENTS,
    Layout,
    MadePaper,
)
from unseen_papers import (  # noqa: E402
    FIFTH_ROUND,
    FIRST_ROUND,
    FOURTH_ROUND,
    SECOND_ROUND,
    THIRD_ROUND,
)

from docgen.model.page_text import PageText  # noqa: E402
from docgen.ocr.models import find_models  # noqa: E402
from docgen.papers.paper import FieldName, Paper  # noqa: E402
from docgen.papers.paper_reading import read_paper  # noqa: E402
from docgen.papers.suggestions import SURE  # noqa: E402

_SETS: Mapping[str, Sequence[Layout]] = {
    "rules were made by these": DEVELOPED,
    "read when rules stood, and mended": (*HELD_OUT, *LAST),
    "read last": FINAL,
    "drawn once more, and mended": (*LATER, *LATEST, *NEWEST, *LISTS),
    "other issuers and wordings, mended": (
        *FIRST_ROUND,
        *SECOND_ROUND,
        *THIRD_ROUND,
        *FOURTH_ROUND,
        *FIFTH_ROUND,
    ),
}
_READ_DPI = 200
_EXACT = frozenset(
    {FieldName.DATE, FieldName.APPLICATION_DATE, FieldName.SUM, FieldName.COUNT, FieldName.ISSUE}
)


@dataclass
class _Tally:
    """What was wanted, said and right."""

    papers: int = 0
    kinds: int = 0
    wanted: int = 0
    said: int = 0
    right: int = 0
    sure: int = 0
    sure_right: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, other: "_Tally") -> None:
        for name in ("papers", "kinds", "wanted", "said", "right", "sure", "sure_right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.faults += other.faults


def run_paper_fields(copies: int) -> None:
    """Print the tables: by treatment, and by kind, of so many papers a layout."""
    if find_models() is None:
        print("papers left out: the extra that reads scans is not installed")
        return
    print("\nWhat papers say: fields found, and how many of those are right\n")
    for title, layouts in _SETS.items():
        jobs = [(one, seed, way) for one in layouts for seed in range(copies) for way in TREATMENTS]
        with ProcessPoolExecutor() as pool:
            tallies = list(pool.map(_measure, jobs))
        ways, kinds = defaultdict(_Tally), defaultdict(_Tally)
        for (layout, seed, way), tally in zip(jobs, tallies, strict=True):
            ways[way].add(tally)
            kinds[_make(layout, seed).kind.value].add(tally)
        _print(title, ways)
        _print(f"{title}, by kind", kinds)
        for fault, count in Counter(f for t in ways.values() for f in t.faults).most_common():
            print(f"  {fault}" + (f" ({count}×)" if count > 1 else ""))


def _print(title: str, tallies: Mapping[str, _Tally]) -> None:
    heads = (
        title,
        "papers",
        "kind right",
        "recall",
        "precision",
        "recall, sure",
        "precision, sure",
    )
    print(f"| {' | '.join(heads)} |")
    print("|---" * len(heads) + "|")
    for name, t in tallies.items():
        shares = (
            _share(t.kinds, t.papers),
            _share(t.right, t.wanted),
            _share(t.right, t.said),
            _share(t.sure_right, t.wanted),
            _share(t.sure_right, t.sure),
        )
        print(f"| {name} | {t.papers} | {' | '.join(shares)} |")
    print(flush=True)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _make(layout: Layout, seed: int) -> MadePaper:
    return layout(_dice(layout.__name__, seed))


def _dice(*of: object) -> random.Random:
    return random.Random(zlib.crc32(repr(of).encode()))


def _measure(job: tuple[Layout, int, str]) -> _Tally:
    layout, seed, way = job
    made = _make(layout, seed)
    paper = read_paper([*_read_pages(made, job)])
    tally = _Tally(papers=1, kinds=paper.kind == made.kind, wanted=len(made.truth))
    for name, value in made.truth.items():
        _hold(tally, paper, name, value, f"{layout.__name__}, {way}")
    return tally


def _read_pages(made: MadePaper, job: tuple[Layout, int, str]) -> Iterator[PageText]:
    from docgen.ocr.page_reader import load_reader  # noqa: PLC0415 - the engine is an extra

    layout, seed, way = job
    models = find_models()
    assert models
    for number, sheet in enumerate(made.sheets):
        dice = _dice(layout.__name__, seed, way, number)
        yield load_reader(models).read(TREATMENTS[way](sheet.picture(_READ_DPI), dice), DPI[way])


def _hold(tally: _Tally, paper: Paper, name: FieldName, value: str, where: str) -> None:
    found = paper.find(name)
    if found is None:
        return
    right = found.value == value if name in _EXACT else _plain(found.value) == _plain(value)
    tally.said += 1
    tally.right += right
    tally.sure += found.sureness >= SURE
    tally.sure_right += right and found.sureness >= SURE
    if not right:
        tally.faults.append(f"{where}: {name.value} {value} read as {found.value}")


def _plain(text: str) -> str:
    """Letters, figures and Chinese characters alone: marks between words are anybody's taste."""
    return re.sub(r"[^0-9A-Za-z\u3400-\u9fff]", "", text)
