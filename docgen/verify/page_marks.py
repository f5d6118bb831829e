"""Whether every page is the one its mark says: of this package, this document, this place."""

from collections import Counter
from collections.abc import Iterator, Sequence

from docgen.bundle.page_identity import DocumentKind, PageIdentity
from docgen.forms.word_template import DRAFT_LINE
from docgen.package.manifest import MARKED, package_of
from docgen.text.wording import gather_pages, write_pages
from docgen.verify.bundle_contents import PageRead, flatten
from docgen.verify.bundle_pages import Bundle, BundleVolume, VerifyFinding

_NAMES = {"form": "表格", "report": "报告", "bundle": "佐证材料"}


def check_marks(bundle: Bundle) -> Iterator[VerifyFinding]:
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


def check_draft(bundle: Bundle) -> Iterator[VerifyFinding]:
    """The draft mark is seen on every page of a draft, and on no page of anything else."""
    for volume in (*bundle.volumes, *bundle.papers):
        marked = [number for number, page in volume.numbered if _shows_draft(volume, page)]
        others = [number for number, _ in volume.numbered if number not in set(marked)]
        draft = bundle.manifest.draft if bundle.manifest else bool(marked) and bool(others)
        if bundle.manifest is None and draft:
            what = f"{_name_pages(marked)}印着“草稿”，别的页没有"
        elif draft and others:
            what = f"清单说是草稿，{_name_pages(others)}没有“草稿”，或盖住了"
        elif marked and bundle.manifest and not draft:
            what = f"清单说不是草稿，{_name_pages(marked)}却印着“草稿”"
        else:
            continue
        yield VerifyFinding("V237", volume.document.file, None, what)


def _shows_draft(volume: BundleVolume, page: PageRead) -> bool:
    """Whether a page is seen to be a draft's. A form says it in words: its Word version does."""
    if volume.document.role == "form_pdf":
        return flatten(DRAFT_LINE) in page.seen
    return page.draft


def _name_pages(numbers: Sequence[int]) -> str:
    return write_pages(gather_pages(numbers))


def _commonest_package(bundle: Bundle) -> str:
    named = (one for v in bundle.volumes for page in v.read.pages for one in page.identities)
    counted = Counter(str(one.package) for one in named).most_common(1)
    return counted[0][0] if counted else ""


def _check_page(
    volume: BundleVolume, number: int, page: PageRead, package: str
) -> Iterator[VerifyFinding]:
    file, unmarked = volume.document.file, volume.document.unmarked
    wanted = (package, MARKED[volume.document.role], number)
    own = next((one for one in page.identities if _tell(one) == wanted), None)
    if own is not None:
        if flatten(str(own)) not in page.text:
            yield VerifyFinding("V224", file, number, f"二维码旁没有印着小字“{own}”")
    elif unmarked is None or number not in unmarked:
        if page.identities:
            yield _name_stranger(page.identities[0], package, file, number)
        elif unmarked is not None:
            yield VerifyFinding(
                "V221", file, number, "没有页面标识（二维码），或读不出来，可能换过页"
            )


def _tell(identity: PageIdentity) -> tuple[str, DocumentKind, int]:
    return str(identity.package), identity.document, identity.page


def _name_stranger(found: PageIdentity, package: str, file: str, number: int) -> VerifyFinding:
    """What is said of a page whose mark is another page's."""
    name, studio = str(found.package), str(found.package).split("-", maxsplit=1)[0]
    place = f"{_NAMES[found.document]}第 {found.page} 页"
    if name == package:
        return VerifyFinding("V223", file, number, f"页面标识是{place}的，不是这一页的")
    if studio == package.split("-", maxsplit=1)[0]:
        what = f"页面标识是同一工作室另一次生成的材料（{name}）{place}，不是这一次的（{package}）"
    else:
        what = f"页面标识是另一套材料（{name}）{place}，不是这一套的（{package}）"
    return VerifyFinding("V222", file, number, what)
