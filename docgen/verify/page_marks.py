"""Whether every page is the one its mark says: of this package, this document, this place."""

from collections import Counter
from collections.abc import Iterator

from docgen.bundle.page_identity import DocumentKind, PageIdentity
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.package.manifest import MARKED, package_of
from docgen.text.flattening import flatten
from docgen.text.wording import DRAFT_LINE
from docgen.verify.bundle_contents import PageRead
from docgen.verify.bundle_pages import Bundle, BundleVolume

_NAMES = {"form": "表格", "report": "报告", "bundle": "佐证材料"}


def check_marks(bundle: Bundle) -> Iterator[Issue]:
    """Every page carries its own mark, unless the manifest says that it had no room for one.

    In a bundle alone, whose manifest nobody has, pages must not contradict each other.
    """
    manifest = bundle.manifest
    commonest = "" if manifest else _commonest_package(bundle)
    for volume in (*bundle.volumes, *bundle.papers):
        if manifest is not None and volume.document.unmarked is None:
            continue
        kind = MARKED[volume.document.role]
        for number, page in volume.numbered:
            package = package_of(manifest, kind, number) if manifest else commonest
            yield from _check_page(volume, number, page, package)


def check_draft(bundle: Bundle) -> Iterator[Issue]:
    """The draft mark is seen on every page of a draft, and on no page of anything else."""
    for volume in (*bundle.volumes, *bundle.papers):
        marked = [number for number, page in volume.numbered if _shows_draft(volume, page)]
        others = [number for number, _ in volume.numbered if number not in set(marked)]
        draft = bundle.manifest.draft if bundle.manifest else bool(marked) and bool(others)
        if bundle.manifest is None and draft:
            yield issue("V237", volume.place, "alone", pages=marked)
        elif draft and others:
            yield issue("V237", volume.place, "lacking", pages=others)
        elif marked and bundle.manifest and not draft:
            yield issue("V237", volume.place, "marked", pages=marked)


def _shows_draft(volume: BundleVolume, page: PageRead) -> bool:
    """Whether a page is seen to be a draft's. A form says it in words: its Word version does."""
    if volume.document.role == "form_pdf":
        return flatten(DRAFT_LINE) in page.seen
    return page.draft


def _commonest_package(bundle: Bundle) -> str:
    named = (one for v in bundle.volumes for page in v.read.pages for one in page.identities)
    counted = Counter(str(one.package) for one in named).most_common(1)
    return counted[0][0] if counted else ""


def _check_page(volume: BundleVolume, number: int, page: PageRead, package: str) -> Iterator[Issue]:
    place, unmarked = volume.at(number), volume.document.unmarked
    wanted = (package, MARKED[volume.document.role], number)
    own = next((one for one in page.identities if _tell(one) == wanted), None)
    if own is not None:
        if flatten(str(own)) not in page.text:
            yield issue("V224", place, mark=str(own))
    elif unmarked is None or number not in unmarked:
        if page.identities:
            yield _name_stranger(page.identities[0], package, place)
        elif unmarked is not None:
            yield issue("V221", place)


def _tell(identity: PageIdentity) -> tuple[str, DocumentKind, int]:
    return str(identity.package), identity.document, identity.page


def _name_stranger(found: PageIdentity, package: str, place: Location) -> Issue:
    """What is said of a page whose mark is another page's."""
    name, studio = str(found.package), str(found.package).split("-", maxsplit=1)[0]
    page = f"{_NAMES[found.document]}第 {found.page} 页"
    if name == package:
        return issue("V223", place, page=page)
    case = "again" if studio == package.split("-", maxsplit=1)[0] else "other"
    return issue("V222", place, case, found=name, page=page, package=package)
