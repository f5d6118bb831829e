"""Holding a bundle under a size: pictures are brought down first, then it is divided in volumes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from docgen.bundle.bundle_pdf import Metadata, Weight, weigh_booklet
from docgen.bundle.plan import Plan, Volume
from docgen.bundle.planning import Parts
from docgen.bundle.text_layer import NO_LAYERS, TextLayers
from docgen.bundle.volumes import divide
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.prepared import Sources
from docgen.model.submission import BundleWish
from docgen.pdf.typeface import Typography
from docgen.sources.downsampling import PictureQuality, reduce_sources
from docgen.system.progress import WEIGH, Progress, silent

_MB = 1_000_000
_REQUESTED_JPEG = 85
_QUALITIES = (
    PictureQuality(300, 80, True),
    PictureQuality(250, 70, True),
    PictureQuality(200, 60, True),
)
"""Tried one after the other. Archives ask for 200 dpi at the least (DA/T 31-2017)."""
_WORTH_WHILE = 0.8
"""Of the size: what smaller pictures must save where they do not spare the division."""
_MOST_DIVISIONS = 6
"""Each division is weighed, and volumes that came out too large are filled a little less."""

MakePlan = Callable[[Sources, Parts | None], Plan]


@dataclass(frozen=True)
class Sized:
    """A plan that is as large as it may be, and what was done for it."""

    plan: Plan
    issues: tuple[Issue, ...] = ()


class Scale:
    """Makes plans of sources, brings their pictures down, and weighs what would be written."""

    def __init__(
        self,
        make: MakePlan,
        typography: Typography,
        metadata: Metadata,
        cache: Path,
        progress: Progress = silent,
        layers: TextLayers = NO_LAYERS,
    ) -> None:
        """`cache` is where sources that were brought down are kept."""
        self._make = make
        self._typography = typography
        self._metadata = metadata
        self._cache = cache
        self._progress = progress
        self._layers = layers

    def plan(self, sources: Sources, parts: Parts | None = None) -> Plan:
        """The plan of a bundle of these sources."""
        return self._make(sources, parts)

    def reduce(
        self, sources: Sources, quality: PictureQuality
    ) -> tuple[Sources, tuple[Issue, ...]]:
        """The sources with smaller pictures, and what is said of those that failed."""
        return reduce_sources(sources, quality, cache=self._cache, progress=self._progress)

    def weigh(self, plan: Plan) -> list[Weight]:
        """What every volume weighs, to the byte."""
        weights = []
        for volume in plan.volumes:
            self._progress(WEIGH.at(volume.number - 1, len(plan.volumes)))
            booklet = plan.booklet(volume)
            weight = weigh_booklet(booklet, self._typography, self._metadata, self._layers)
            weights.append(weight)
        self._progress(WEIGH.at(len(plan.volumes), len(plan.volumes)))
        return weights


def hold(wish: BundleWish, sources: Sources, scale: Scale, where: Location) -> Sized:
    """The plan of these sources, brought down and divided as far as is wished.

    An issue of level error says which item is too large for a volume of its own. `where` is the
    place of the wish in the data file.
    """
    issues: list[Issue] = []
    if wish.max_dpi:
        sources, failed = scale.reduce(sources, PictureQuality(wish.max_dpi, _REQUESTED_JPEG))
        issues += failed
    plan = scale.plan(sources)
    if not wish.max_size:
        return Sized(plan, tuple(issues))
    limit = wish.max_size * _MB
    plan, weight, sources, said = _bring_down(plan, sources, scale, limit, wish, where)
    issues += said
    if weight.whole > limit:
        plan, said = _divide(plan, weight, sources, scale, limit, where)
        issues += said
    return Sized(plan, tuple(issues))


def _bring_down(
    plan: Plan, sources: Sources, scale: Scale, limit: int, wish: BundleWish, where: Location
) -> tuple[Plan, Weight, Sources, list[Issue]]:
    """The first quality at which all goes into one file, or the lowest."""
    (weight,) = scale.weigh(plan)
    before, original, issues = weight.whole, sources, list[Issue]()
    for quality in _QUALITIES:
        if weight.whole <= limit:
            break
        tried = replace(quality, dpi=min(quality.dpi, wish.max_dpi or quality.dpi))
        sources, failed = scale.reduce(original, tried)
        plan = scale.plan(sources)
        (weight,) = scale.weigh(plan)
        issues = [*failed, _say_quality(tried, before, weight.whole, where)]
    if weight.whole > max(limit, before * _WORTH_WHILE):
        # It has to be divided all the same: nothing is spoilt for so little.
        plan = scale.plan(original)
        (weight,) = scale.weigh(plan)
        return plan, weight, original, []
    return plan, weight, sources, issues


def _divide(
    whole: Plan, weight: Weight, sources: Sources, scale: Scale, limit: int, where: Location
) -> tuple[Plan, list[Issue]]:
    """The plan in volumes, and what is said of it and of items that are too large."""
    items = list(_weigh_items(whole, weight))
    front = weight.whole - sum(size for _, size in items)
    plan, over, room = whole, list[tuple[Volume, int]](), limit
    for _ in range(_MOST_DIVISIONS):
        plan = scale.plan(sources, divide(items, front, room))
        weights = zip(plan.volumes, scale.weigh(plan), strict=True)
        over = [(volume, found.whole) for volume, found in weights if found.whole > limit]
        excess = max((size - limit for volume, size in over if len(volume.items) > 1), default=0)
        if not excess:
            break
        # What pages share is counted once in the whole, and again in every volume.
        room -= excess
    return plan, [_say_volumes(plan, where), *(_say_too_large(*v, limit, where) for v in over)]


def _weigh_items(plan: Plan, weight: Weight) -> Iterator[tuple[int, int]]:
    """Each item and the bytes of its pages, from its divider to the next."""
    (volume,) = plan.volumes
    starts = [entry.divider - 1 for entry in plan.cross_reference.items]
    for number, (start, end) in zip(volume.items, pairwise([*starts, volume.last]), strict=True):
        yield number, sum(weight.pages[start:end])


def _say_quality(quality: PictureQuality, before: int, after: int, where: Location) -> Issue:
    slots = {"dpi": quality.dpi, "quality": quality.jpeg, "before": before, "after": after}
    return issue("F115", where, **slots)


def _say_volumes(plan: Plan, where: Location) -> Issue:
    volumes = "，".join(f"第 {v.number} 卷第 {v.pages} 页" for v in plan.volumes)
    return issue("F116", where, count=len(plan.volumes), volumes=volumes)


def _say_too_large(volume: Volume, size: int, limit: int, where: Location) -> Issue:
    return issue("F118", where, items=[*map(str, volume.items)], size=size, limit=limit)
