"""What a reviewer should look at first, from what a package says that is vouched for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from docgen.package.manifest import EvidencePart, Manifest, ManifestItem
from docgen.summary.summary import StudioEvidence, find_shared
from docgen.summary.taken_packages import Package
from docgen.text.wording import write_figure


class TodoKind(StrEnum):
    """Why an item is to be looked at; the value is how it is shown."""

    READINGS = "两种读法"
    OUTSIDE = "不在考核期"
    UNPROVED = "没有佐证的数"
    SHARED = "几家共用"
    UNMEASURED = "没有数量"


@dataclass(frozen=True)
class OtherPlace:
    """Where the same evidence stands in another package."""

    package: str
    """The package's identity."""
    studio: str
    item: int
    evidence: str


@dataclass(frozen=True)
class Todo:
    """One thing to look at."""

    kind: TodoKind
    item: int
    evidence: tuple[str, ...]
    text: str
    others: tuple[OtherPlace, ...] = ()


def list_own_todo(manifest: Manifest) -> Iterator[Todo]:
    """Yield what one package has by itself, in the order of its items."""
    if manifest.totals is None and manifest.outcome is None:
        return
    pieces = {piece.id: piece for piece in manifest.evidence}
    for item in manifest.items:
        yield from _list_readings(manifest, item)
        yield from _list_outside(item)
        yield from _list_unproved(item)
        yield from _list_unmeasured(item, pieces)


def _list_readings(manifest: Manifest, item: ManifestItem) -> Iterator[Todo]:
    for reading in manifest.readings:
        if reading.item == item.number and reading.other_points is not None:
            now, other = write_figure(reading.computed), write_figure(reading.other_points)
            text = f"现按 {now} 分，另一读法 {other} 分。{reading.text}"
            yield Todo(TodoKind.READINGS, item.number, (), text)


def _list_outside(item: ManifestItem) -> Iterator[Todo]:
    left = {
        out.evidence: out.why
        for measure in item.measures
        for out in measure.left_out
        if out.reason == "period"
    }
    if left:
        text = "；".join(f"{evidence}：{why}" for evidence, why in left.items())
        yield Todo(TodoKind.OUTSIDE, item.number, tuple(left), text)


def _list_unproved(item: ManifestItem) -> Iterator[Todo]:
    """What was typed and no evidence adds up to."""
    for measure in item.measures:
        if measure.typed is not None and measure.typed != (measure.derived or 0):
            said = f"{measure.name}填的是 {write_figure(measure.typed)} {measure.unit}"
            proved = (
                "没有一件佐证写了这个数"
                if measure.derived is None
                else f"佐证加起来是 {write_figure(measure.derived)} {measure.unit}"
            )
            yield Todo(TodoKind.UNPROVED, item.number, (), f"{said}，{proved}")
    if item.typed is not None and item.typed != item.computed:
        reckoned = (
            "没有算出的分"
            if item.computed is None
            else f"算出的是 {write_figure(item.computed)} 分"
        )
        text = f"得分填的是 {write_figure(item.typed)} 分，{reckoned}"
        yield Todo(TodoKind.UNPROVED, item.number, (), text)
    if item.claimed and not item.evidence:
        text = f"自评 {write_figure(item.claimed)} 分，没有一件佐证"
        yield Todo(TodoKind.UNPROVED, item.number, (), text)


def _list_unmeasured(item: ManifestItem, pieces: dict[str, EvidencePart]) -> Iterator[Todo]:
    """Evidence of an item that counts, of which no count takes anything."""
    if not item.measures:
        return
    known = {t.evidence for m in item.measures for t in m.terms}
    known |= {out.evidence for m in item.measures for out in m.left_out}
    loose = [
        id_ for id_ in item.evidence if id_ not in known and id_ in pieces and pieces[id_].kind
    ]
    if loose:
        text = f"{'、'.join(loose)} 写了种类，没有写数量，没有计入"
        yield Todo(TodoKind.UNMEASURED, item.number, tuple(loose), text)


def list_shared_todo(packages: Sequence[Package]) -> dict[str, tuple[Todo, ...]]:
    """Return what packages share with others, by their identity."""
    found: dict[str, list[Todo]] = defaultdict(list)
    for shared in find_shared(packages):
        places = [_place(piece) for piece in shared.pieces]
        for own in places:
            others = tuple(place for place in places if place.package != own.package)
            if others:
                text = f"{shared.ground}：{'、'.join(_name_places(others))}"
                found[own.package].append(
                    Todo(TodoKind.SHARED, own.item, (own.evidence,), text, others)
                )
    return {identity: tuple(todo) for identity, todo in found.items()}


def _name_places(places: Iterable[OtherPlace]) -> Iterator[str]:
    return (f"{place.studio} {place.evidence}" for place in places)


def _place(piece: StudioEvidence) -> OtherPlace:
    package, evidence = piece.package, piece.evidence.id
    item = int(evidence.partition("-")[0])
    return OtherPlace(package.identity, package.manifest.studio, item, evidence)
