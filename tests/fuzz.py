# ruff: noqa: T201 - printing is what this is for
"""Damage foreign files in many ways and see that each still ends as pages or as a named refusal.

    python tests/fuzz.py [ROUNDS] [SEED] [CORPUS]

A round takes one file of the corpus and spoils it: bits flipped, pieces cut out, doubled, zeroed or
swapped with another file's, the end cut off. The seed decides everything.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from docgen.issues.finding import Level
from docgen.model.prepared import Prepared, Source
from docgen.sources.prepare import prepare
from docgen.system.workers import WorkerLimits

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
LIMITS = WorkerLimits(seconds=20, page_seconds=4)
LARGEST = 2_000_000
"""Larger files only take longer; their damage is no other."""

Spoiler = Callable[[bytearray, random.Random, bytes], bytearray]


def flip_bits(data: bytearray, chance: random.Random, _: bytes) -> bytearray:
    """Flip some bits."""
    for _ in range(chance.randint(1, 40)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def cut_out(data: bytearray, chance: random.Random, _: bytes) -> bytearray:
    """Take a piece out."""
    start, end = _piece(data, chance)
    return data[:start] + data[end:]


def cut_off(data: bytearray, chance: random.Random, _: bytes) -> bytearray:
    """Take the end off."""
    return data[: chance.randrange(1, len(data))]


def zero_out(data: bytearray, chance: random.Random, _: bytes) -> bytearray:
    """Blank a piece."""
    start, end = _piece(data, chance)
    data[start:end] = bytes(end - start)
    return data


def double(data: bytearray, chance: random.Random, _: bytes) -> bytearray:
    """Let a piece stand twice."""
    start, end = _piece(data, chance)
    return data[:end] + data[start:end] + data[end:]


def graft(data: bytearray, chance: random.Random, other: bytes) -> bytearray:
    """Put a piece of another file in place of one's own."""
    start, end = _piece(data, chance)
    data[start:end] = other[start:end] or other[: end - start]
    return data


SPOILERS: tuple[Spoiler, ...] = (flip_bits, cut_out, cut_off, zero_out, double, graft)


def _piece(data: bytearray, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.randint(1, max(2, len(data) // 10)))


def spoil_files(corpus: Path, folder: Path, rounds: int, seed: int) -> list[tuple[str, Path]]:
    """Write so many spoilt files and return them as `prepare` takes them."""
    chance = random.Random(seed)
    known = [
        path
        for path in sorted(corpus.rglob("*"))
        if path.is_file() and 0 < path.stat().st_size <= LARGEST and path.parent != corpus
    ]
    spoilt = []
    for number in range(rounds):
        path, other = chance.choice(known), chance.choice(known)
        spoiler = chance.choice(SPOILERS)
        data = spoiler(bytearray(path.read_bytes()), chance, other.read_bytes())
        name = f"{number:04d}-{spoiler.__name__}{path.suffix}"
        (folder / name).write_bytes(data)
        spoilt.append((name, folder / name))
    return spoilt


def find_faults(names: list[tuple[str, Path]], outcomes: Mapping[str, Source]) -> list[str]:
    """What should never be: a file lost, a refusal without a way out, a fault of docgen's own."""
    faults = [f"{name} was lost" for name, _ in names if name not in outcomes]
    for name, outcome in outcomes.items():
        if isinstance(outcome, Prepared):
            if not outcome.pages:
                faults.append(f"{name} was taken in with no page")
        elif outcome.level is not Level.ERROR or not outcome.what or not outcome.remedy:
            faults.append(f"{name}: {outcome}")
        elif outcome.code == "source-failed":
            faults.append(f"{name}: nobody thought of this: {outcome.what}")
    return faults


def main() -> int:
    """Run and print."""
    given = sys.argv[1:]
    rounds = int(given[0]) if given else 500
    seed = int(given[1]) if len(given) > 1 else 1
    corpus = Path(given[2]) if len(given) > 2 else CORPUS
    with tempfile.TemporaryDirectory(prefix="docgen-fuzz-") as scratch:
        folder = Path(scratch)
        names = spoil_files(corpus, folder, rounds, seed)
        outcomes = prepare(names, cache=folder / "cache", limits=LIMITS)
        faults = find_faults(names, outcomes)
    kinds = Counter(
        "taken in" if isinstance(outcome, Prepared) else outcome.code
        for outcome in outcomes.values()
    )
    for kind, count in kinds.most_common():
        print(f"{count:5}  {kind}")
    print("\n".join(faults) or f"{rounds} spoilt files, none lost, no fault (seed {seed})")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
