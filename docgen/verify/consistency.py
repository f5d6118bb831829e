"""Whether the manifest's figures, points and pages agree with one another."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from docgen.package.manifest import (
    MANIFEST_NAME,
    EvidencePart,
    Manifest,
    ManifestItem,
    MeasurePart,
    Pages,
    Totals,
)
from docgen.text.wording import write_figure
from docgen.verify.bundle_contents import flatten
from docgen.verify.bundle_pages import VerifyFinding


def check_measures(manifest: Manifest) -> Iterator[VerifyFinding]:
    """Every figure is the sum of what the evidence adds to it."""
    quantities = {evidence.id: evidence.quantity for evidence in manifest.evidence}
    for item in manifest.items:
        for measure in item.measures:
            for what in _measure_mistakes(item, measure, quantities):
                where = f"{MANIFEST_NAME} 第 {item.number} 项"
                yield VerifyFinding("V301", where, None, f"{measure.name}：{what}")


def check_evidence(manifest: Manifest) -> Iterator[VerifyFinding]:
    """Evidence is listed once, at the items it supports, with its pages."""
    pages: dict[str, Pages] = {}
    for evidence in manifest.evidence:
        what = ""
        if evidence.id in pages:
            what = f"佐证 {evidence.id} 列了两次"
        elif not _names_its_holders(evidence):
            what = f"佐证 {evidence.id} 的持有人不在它的持有人栏和标题里"
        if what:
            yield VerifyFinding("V310", MANIFEST_NAME, None, what)
        pages[evidence.id] = Pages(first=evidence.first_page, last=evidence.last_page)
    for item in manifest.items:
        supporting = {e.id for e in manifest.evidence if item.number in e.supports}
        where = f"{MANIFEST_NAME} 第 {item.number} 项"
        if supporting != set(item.evidence) or len(item.evidence) != len(supporting):
            yield VerifyFinding("V310", where, None, "列的佐证，与各件佐证说的支撑项目不符")
        elif _merge(pages[id_] for id_ in item.evidence) != _merge(item.pages):
            yield VerifyFinding("V310", where, None, "佐证页码与各件佐证的页码不符")


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


def _measure_mistakes(
    item: ManifestItem, measure: MeasurePart, quantities: dict[str, Decimal | None]
) -> Iterator[str]:
    total = sum((term.quantity for term in measure.terms), Decimal(0))
    if measure.derived is not None and measure.derived != total:
        yield f"佐证加起来是 {write_figure(total)}，清单写的是 {write_figure(measure.derived)}"
    wanted = measure.derived if measure.typed is None else measure.typed
    if measure.value is not None and wanted is not None and measure.value != wanted:
        yield f"用的是 {write_figure(measure.value)}，应是 {write_figure(wanted)}"
    text = f"{measure.name} {write_figure(measure.value)} {measure.unit}"
    if measure.value is not None and text not in item.measure:
        yield f"印的是“{item.measure}”，没有“{text}”"
    for term in measure.terms:
        if term.evidence not in quantities or term.evidence not in item.evidence:
            yield f"算进了不支撑这一项的佐证 {term.evidence}"
        elif quantities[term.evidence] not in (None, term.quantity):
            own = write_figure(quantities[term.evidence])
            yield f"佐证 {term.evidence} 的数量是 {own}，算进去的是 {write_figure(term.quantity)}"


def check_totals(manifest: Manifest) -> Iterator[VerifyFinding]:
    """The totals are the sums of the items' points, none above the item's full points."""
    for item in manifest.items:
        if item.claimed is not None and item.points is not None and item.claimed > item.points:
            what = f"自评 {write_figure(item.claimed)} 分，超过满分 {write_figure(item.points)} 分"
            yield VerifyFinding("V302", f"{MANIFEST_NAME} 第 {item.number} 项", None, what)
    base = _sum_claimed(item for item in manifest.items if not item.bonus)
    bonus = _sum_claimed(item for item in manifest.items if item.bonus)
    totals = manifest.totals or Totals(base=base, bonus=bonus, total=base + bonus)
    sums = (("基础分", totals.base, base), ("附加分", totals.bonus, bonus))
    for name, said, found in (*sums, ("总分", totals.total, base + bonus)):
        if said != found:
            what = f"{name}写的是 {write_figure(said)}，各项加起来是 {write_figure(found)}"
            yield VerifyFinding("V303", MANIFEST_NAME, None, what)

    for category in manifest.categories:
        own = _sum_claimed(item for item in manifest.items if item.number in category.items)
        if category.claimed != own:
            wrong, right = write_figure(category.claimed), write_figure(own)
            yield VerifyFinding(
                "V303", MANIFEST_NAME, None, f"{category.title}写的是 {wrong}，应是 {right}"
            )


def _sum_claimed(items: Iterable[ManifestItem]) -> Decimal:
    return sum((item.claimed or Decimal(0) for item in items), Decimal(0))
