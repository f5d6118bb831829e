"""Whether the manifest's figures, points and pages agree with one another."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.package.manifest import (
    MANIFEST_NAME,
    EvidencePart,
    Manifest,
    ManifestItem,
    MeasurePart,
    Pages,
    Totals,
)
from docgen.text.flattening import flatten
from docgen.text.wording import write_figure

_MANIFEST = Location(MANIFEST_NAME)


def place_item(number: int) -> Location:
    """The place of what the manifest says of an item."""
    return Location(MANIFEST_NAME, item=number)


def check_measures(manifest: Manifest) -> Iterator[Issue]:
    """Every figure is the sum of what the evidence adds to it."""
    quantities = {evidence.id: evidence.quantity for evidence in manifest.evidence}
    for item in manifest.items:
        for measure in item.measures:
            yield from _check_figures(item, measure)
            yield from _check_terms(item, measure, quantities)


def check_evidence(manifest: Manifest) -> Iterator[Issue]:
    """Evidence is listed once, at the items it supports, with its pages."""
    pages: dict[str, Pages] = {}
    for evidence in manifest.evidence:
        if evidence.id in pages:
            yield issue("V310", _MANIFEST, "twice", evidence=evidence.id)
        elif not _names_its_holders(evidence):
            yield issue("V310", _MANIFEST, "holders", evidence=evidence.id)
        pages[evidence.id] = Pages(first=evidence.first_page, last=evidence.last_page)
    for item in manifest.items:
        supporting = {e.id for e in manifest.evidence if item.number in e.supports}
        if supporting != set(item.evidence) or len(item.evidence) != len(supporting):
            yield issue("V310", place_item(item.number), "listed")
        elif _merge(pages[id_] for id_ in item.evidence) != _merge(item.pages):
            yield issue("V310", place_item(item.number), "pages")


def _names_its_holders(evidence: EvidencePart) -> bool:
    text = flatten(evidence.holder or evidence.title)
    return all(flatten(name) in text for name in evidence.holders)


def _merge(ranges: Iterable[Pages]) -> list[tuple[int, int]]:
    """Pages as the fewest ranges, in their order."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted((r.first, r.last) for r in ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _check_figures(item: ManifestItem, measure: MeasurePart) -> Iterator[Issue]:
    place, name = place_item(item.number), measure.name
    total = sum((term.quantity for term in measure.terms), Decimal(0))
    if measure.derived is not None and measure.derived != total:
        yield issue("V301", place, "total", measure=name, total=total, said=measure.derived)
    wanted = measure.derived if measure.typed is None else measure.typed
    if measure.value is not None and wanted is not None and measure.value != wanted:
        yield issue("V301", place, "used", measure=name, said=measure.value, wanted=wanted)
    text = f"{measure.name} {write_figure(measure.value)} {measure.unit}"
    if measure.value is not None and text not in item.measure:
        yield issue("V301", place, "printed", measure=name, printed=item.measure, wanted=text)


def _check_terms(
    item: ManifestItem, measure: MeasurePart, quantities: dict[str, Decimal | None]
) -> Iterator[Issue]:
    place, name = place_item(item.number), measure.name
    for term in measure.terms:
        piece, own = term.evidence, quantities.get(term.evidence)
        if piece not in quantities or piece not in item.evidence:
            yield issue("V301", place, "strange", measure=name, evidence=piece)
        elif own is not None and own != term.quantity:
            both = {"own": own, "said": term.quantity}
            yield issue("V301", place, "term", measure=name, evidence=piece, **both)


def check_totals(manifest: Manifest) -> Iterator[Issue]:
    """The totals are the sums of the items' points, none above the item's full points."""
    for item in manifest.items:
        if item.claimed is not None and item.points is not None and item.claimed > item.points:
            place = place_item(item.number)
            yield issue("V302", place, claimed=item.claimed, points=item.points)
    base = _sum_claimed(item for item in manifest.items if not item.bonus)
    bonus = _sum_claimed(item for item in manifest.items if item.bonus)
    totals = manifest.totals or Totals(base=base, bonus=bonus, total=base + bonus)
    sums = (("基础分", totals.base, base), ("附加分", totals.bonus, bonus))
    for name, said, found in (*sums, ("总分", totals.total, base + bonus)):
        if said != found:
            yield issue("V303", _MANIFEST, "total", name=name, said=said, sum=found)

    for category in manifest.categories:
        own = _sum_claimed(item for item in manifest.items if item.number in category.items)
        if category.claimed != own:
            of = {"name": category.title, "said": category.claimed, "sum": own}
            yield issue("V303", _MANIFEST, "category", **of)


def _sum_claimed(items: Iterable[ManifestItem]) -> Decimal:
    return sum((item.claimed or Decimal(0) for item in items), Decimal(0))
