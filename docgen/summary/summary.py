"""Sums over many packages: who has how many points, and what stands in more than one studio."""

import base64
import binascii
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from docgen.images.photo_fingerprint import SIDE
from docgen.issues.finding import Level
from docgen.model.certificate_numbers import SHORTEST_NUMBER, numbers_in
from docgen.package.manifest import EvidencePart, has_points
from docgen.summary.package_state import ToldState, squeeze, tell_state
from docgen.summary.taken_packages import Package
from docgen.text.printable import printable_line
from docgen.text.wording import write_figure


@dataclass(frozen=True)
class Ranked:
    """A package and its rank among those of its scheme; None where there is none to give."""

    package: Package
    rank: int | None
    told: ToldState
    unranked: str = ""
    """Why it has no rank."""

    @property
    def total(self) -> Decimal | None:
        """All points, where there are any that somebody vouches for."""
        totals = self.package.manifest.totals
        return totals.total if totals and self.told.is_vouched_for else None

    def write_line(self) -> str:
        """Rank, points, state and studio in one line."""
        rank = "—" if self.rank is None else str(self.rank)
        points = write_figure(self.total) or "—"
        studio = printable_line(self.package.manifest.studio)
        return f"{rank:>3}  {points:>6}  {self.told.state.value}  {studio}"

    def count(self, level: Level) -> int:
        """How many findings of a level its check had."""
        return sum(finding.level is level for finding in self.package.manifest.findings)


@dataclass(frozen=True)
class Group:
    """The packages of one submission of one scheme, the most points first."""

    scheme: str
    submission: str
    title: str
    ranked: tuple[Ranked, ...]

    def write_states(self) -> str:
        """How many packages are in each state: ：完整 3、未签名 8."""
        counted = Counter(ranked.told.state.value for ranked in self.ranked)
        return f"：{'、'.join(f'{state} {count}' for state, count in counted.items())}"


@dataclass(frozen=True)
class StudioEvidence:
    """One piece of evidence, and whose it is."""

    package: Package
    evidence: EvidencePart

    @property
    def studio(self) -> str:
        """The studio's name as it is compared: no blanks, one width."""
        return squeeze(self.package.manifest.studio) or str(self.package.place)


@dataclass(frozen=True)
class SharedEvidence:
    """Evidence that stands in more than one studio, and by what that was seen."""

    ground: str
    value: str
    pieces: tuple[StudioEvidence, ...]


# ── ranks ─────────────────────────────────────────────────────────────────────────────────────


def group_packages(packages: Iterable[Package]) -> tuple[Group, ...]:
    """Return the packages by scheme and submission, ranked. Equal totals share a rank."""
    groups = defaultdict(list)
    for package in packages:
        groups[package.manifest.scheme.id, package.manifest.submission].append(package)
    return tuple(_rank(key, groups[key]) for key in sorted(groups))


def _rank(key: tuple[str, str], packages: Sequence[Package]) -> Group:
    """1, 2, 2, 4. What has no rank stands last."""
    told = {id(package): _tell(package, packages) for package in packages}
    judged = [p for p in packages if not told[id(p)].unranked]
    totals = [_total(p) for p in judged]
    ranked = [
        replace(told[id(p)], rank=1 + sum(other > _total(p) for other in totals))
        for p in sorted(judged, key=lambda p: (-_total(p), p.manifest.studio))
    ]
    others = sorted((p for p in packages if told[id(p)].unranked), key=lambda p: p.manifest.studio)
    ranked += [told[id(package)] for package in others]
    title = packages[0].manifest.scheme.title
    return Group(key[0], packages[0].manifest.scheme.submission or key[1], title, tuple(ranked))


def _tell(package: Package, packages: Sequence[Package]) -> Ranked:
    told = tell_state(package, packages)
    unpointed = "" if has_points(package.manifest) else "这种报送不计分"
    return Ranked(package, None, told, told.reason or unpointed)


def _total(package: Package) -> Decimal:
    totals = package.manifest.totals
    return totals.total if totals else Decimal(0)


# ── evidence of several studios ───────────────────────────────────────────────────────────────

Comparison = Callable[[Sequence[StudioEvidence]], Iterator[SharedEvidence]]


def find_shared(packages: Iterable[Package]) -> tuple[SharedEvidence, ...]:
    """Return what stands in more than one studio, by each comparison of `COMPARISONS`."""
    pieces = [StudioEvidence(p, evidence) for p in packages for evidence in p.manifest.evidence]
    return tuple(shared for compare in COMPARISONS for shared in compare(pieces))


def _same_content(pieces: Sequence[StudioEvidence]) -> Iterator[SharedEvidence]:
    """The same file, byte for byte."""
    yield from _by_keys("文件相同", pieces, lambda piece: _hashes(piece.evidence))


def _same_number(pieces: Sequence[StudioEvidence]) -> Iterator[SharedEvidence]:
    """The same number of a certificate, however it is written. Masked ones may be anybody's."""
    yield from _by_keys("编号相同", pieces, lambda piece: compared_numbers(piece.evidence.number))


def _same_photograph(pieces: Sequence[StudioEvidence]) -> Iterator[SharedEvidence]:
    """Photographs of different files one of which was made from the other."""
    photographs = _Photographs(pieces)
    if not any(photographs.likenesses.values()):
        return
    from docgen.images.photo_matching import find_alike  # noqa: PLC0415 - it loads numpy

    told = set()
    for one, other in find_alike(photographs.likenesses):
        found = [*photographs.pieces[one], *photographs.pieces[other]]
        members = frozenset((id(p.package), p.evidence.id) for p in found)
        if len({piece.studio for piece in found}) > 1 and members not in told:
            told.add(members)
            names = f"{photographs.files[one]} 与 {photographs.files[other]}"
            yield SharedEvidence("照片相同", names, tuple(found))


class _Photographs:
    """The photographs of evidence, each content once: small pictures, file names, whose they are.

    All by a key of the file's content and the place in it.
    """

    def __init__(self, pieces: Sequence[StudioEvidence]) -> None:
        self.likenesses: dict[str, bytes] = {}
        self.files: dict[str, str] = {}
        self.pieces: dict[str, list[StudioEvidence]] = defaultdict(list)
        for piece in pieces:
            for source in piece.evidence.sources:
                for place, text in enumerate(source.likenesses):
                    key = f"{source.sha256} {place}"
                    self.likenesses.setdefault(key, _read_likeness(text))
                    self.files.setdefault(key, source.file)
                    self.pieces[key].append(piece)


def _read_likeness(text: str) -> bytes:
    """The small picture a manifest holds; nothing where it is damaged."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
    return data if len(data) == SIDE * SIDE else b""


COMPARISONS: tuple[Comparison, ...] = (_same_content, _same_number, _same_photograph)
"""What is compared, the surest first."""


def compared_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of a field as they are compared: ZL202399900446 for ZL 2023 9990044.6.

    Without those that say too little: 001 is on many, one that is partly masked may be anybody's.
    """
    masked = "*" in unicodedata.normalize("NFKC", text)
    return tuple(n for n in numbers_in(text) if len(n) >= SHORTEST_NUMBER and not masked)


def _hashes(evidence: EvidencePart) -> Iterator[str]:
    yield from (source.sha256 for source in evidence.sources if source.sha256)


def _by_keys(
    ground: str,
    pieces: Sequence[StudioEvidence],
    keys_of: Callable[[StudioEvidence], Iterable[str]],
) -> Iterator[SharedEvidence]:
    """What shares a key and is of different studios; each set of pieces once."""
    groups: dict[str, list[StudioEvidence]] = defaultdict(list)
    for piece in pieces:
        for key in dict.fromkeys(keys_of(piece)):
            groups[key].append(piece)
    told = set()
    for key, group in groups.items():
        members = frozenset((id(p.package), p.evidence.id) for p in group)
        if len({piece.studio for piece in group}) > 1 and members not in told:
            told.add(members)
            yield SharedEvidence(ground, key, tuple(group))
