"""Whether every PDF is as docgen made it: page by page, and beside its pages."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.verify.bundle_pages import Bundle
from docgen.verify.pdf_revisions import Made, MadeDocument

_PARTS = (
    ("shape", "V231", {"V231"}),
    (
        "drawn",
        "V230",
        {"V230", "V203", "V204", "V211", "V221", "V222", "V223", "V224", "V238", "V117"},
    ),
    ("layer", "V239", {"V239"}),
    ("tied", "V232", {"V232", "V206", "V207", "V210", "V234"}),
)
"""The parts of a fingerprint: the code where one differs, the codes of what tells it already."""
_TELLS_DOCUMENT = {"V202", "V208", "V209", "V233", "V234", "V238"}


def check_acts(bundle: Bundle) -> Iterator[Issue]:
    """Nothing acts in what docgen wrote."""
    for one in bundle.made:
        if one.by_docgen:
            for act in one.made.acts:
                page = None if act.page is None else one.first + act.page - 1
                place = Location(one.document.file, page=page)
                yield issue("V234", place, where=act.where, act=act.what)


def check_making(bundle: Bundle) -> Iterator[Issue]:
    """What docgen wrote was written once, and once more for every signature."""
    for one in bundle.made:
        if one.by_docgen:
            place = Location(one.document.file)
            yield from _check_saving(one.made, place)
            wanted = f"docgen {bundle.manifest.docgen}" if bundle.manifest else "docgen "
            if not one.made.producer.startswith(wanted):
                names = {"producer": one.made.producer[:40], "own": wanted.strip()}
                yield issue("V235", place, "producer", **names)


def _check_saving(made: Made, place: Location) -> Iterator[Issue]:
    if made.revisions == 0:
        yield issue("V235", place, "behind")
    elif made.revisions != 1 + made.signatures:
        times = {"times": made.revisions - 1, "signed": made.signatures}
        yield issue("V235", place, "rewritten", **times)
    elif made.loose:
        yield issue("V235", place, "loose", count=made.loose)
    if made.encrypted:
        yield issue("V235", place, "encrypted")


def check_text_layers(bundle: Bundle) -> Iterator[Issue]:
    """Unseen text lies under the pages of which the manifest says so, and under no others."""
    for volume in bundle.volumes if bundle.manifest else ():
        told = volume.document.text_layer or ()
        for number, page in volume.numbered:
            wanted = any(pages.first <= number <= pages.last for pages in told)
            if wanted != page.text_layer:
                yield issue("V239", volume.at(number), "lacking" if wanted else "untold")


def check_fingerprints(bundle: Bundle, said: Sequence[Issue]) -> Iterator[Issue]:
    """Every page is the one that was built. What was `said` of it already is not repeated."""
    for one in bundle.made:
        own = [other for other in said if other.location.file == one.document.file]
        found = list(_compare(one, own)) if bundle.manifest else []
        yield from found
        told = found or any(other.code != "V102" for other in own)
        if one.by_docgen and not one.made.genuine and not told:
            yield issue("V235", Location(one.document.file), "other")


def _compare(one: MadeDocument, said: Sequence[Issue]) -> Iterator[Issue]:
    place, told = Location(one.document.file), defaultdict[str, set[int | None]](set)
    if one.document.fingerprints is None:
        yield issue("V236", place, "none")
        return
    for other in said:
        told[other.code].add(other.location.page)
    if len(one.kept) != len(one.made.pages) and "V201" not in told:
        yield issue("V236", place, "count", kept=len(one.kept), found=len(one.made.pages))
    # Where pages are missing, links lead elsewhere on all others.
    for part, code, codes in _PARTS if not one.moved else _PARTS[:-1]:
        known = set[int | None]().union(*(told[each] for each in codes))
        for number, then, now in one.numbered:
            if getattr(then, part) != getattr(now, part) and number not in known:
                yield issue(code, Location(place.file, page=number), "changed")
    changed = one.document.fingerprints.document != one.made.fingerprints.document
    if changed and not one.moved and not _TELLS_DOCUMENT & {other.code for other in said}:
        yield issue("V233", place, "changed")
