"""Whether every PDF is as docgen made it: page by page, and beside its pages."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from docgen.bundle.fingerprints import PageFingerprint
from docgen.data.wording import gather_pages, write_ranges
from docgen.package.manifest import Manifest
from docgen.verify.made import Made, MadeDocument
from docgen.verify.pages import Bundle, Said

_MOST_NAMED = 10
"""Pages of a file that are named one by one."""

_PARTS = (
    ("V231", "大小、裁切或方向", {"V231"}),
    ("V230", "画面", {"V203", "V204", "V211", "V221", "V222", "V223", "V224", "V238"}),
    ("V232", "链接或批注", {"V206", "V207", "V210", "V234", "V238"}),
)
"""The parts of a page's fingerprint: the code where one differs, what it is of, and the codes of
what tells it already."""
_TELLS_DOCUMENT = {"V202", "V208", "V209", "V233", "V234", "V238"}


def check_acts(bundle: Bundle) -> Iterator[Said]:
    """Nothing acts in what docgen wrote."""
    for one in bundle.made:
        if one.by_docgen:
            first = one.document.first_page or 1
            for act in one.made.acts:
                page = None if act.page is None else first + act.page - 1
                what = f"{act.where}会做别的事：{act.what}；docgen 不写这些"
                yield Said("V234", one.document.file, page, what)


def check_making(bundle: Bundle) -> Iterator[Said]:
    """What docgen wrote was written once, and once more for every signature."""
    for one in bundle.made:
        if one.by_docgen:
            for what in _remakings(one.made, bundle.manifest):
                yield Said("V235", one.document.file, None, what)


def _remakings(made: Made, manifest: Manifest | None) -> Iterator[str]:
    if made.revisions == 0:
        yield "文件的结尾后面还接着别的内容"
    elif made.revisions != 1 + made.signatures:
        times, signed = made.revisions - 1, made.signatures
        yield f"生成以后又写过 {times} 次，其中签名 {signed} 次：别的是后来添进去的"
    elif made.loose:
        yield f"里面有 {made.loose} 处没有用到的内容，是改动以后留下的"
    if made.encrypted:
        yield "加了密码或权限限制，docgen 不加"
    wanted = f"docgen {manifest.docgen}" if manifest else "docgen "
    if not made.producer.startswith(wanted):
        yield f"说是“{made.producer[:40]}”存的，不是“{wanted.strip()}”"


def check_fingerprints(bundle: Bundle, said: Sequence[Said]) -> Iterator[Said]:
    """Every page is the one that was built. What was `said` of it already is not repeated."""
    for one in bundle.made if bundle.manifest else ():
        if one.document.fingerprints is None:
            what = "清单里没有它的页面指纹（删了，或是旧版 docgen 生成的），各页的画面没有核对"
            yield Said("V236", one.document.file, None, what)
        else:
            own = [s for s in said if s.file == one.document.file]
            yield from _compare(one, own)


def _compare(one: MadeDocument, said: Sequence[Said]) -> Iterator[Said]:
    kept, file, first = one.document.fingerprints, one.document.file, one.document.first_page or 1
    if kept is None or len(kept.pages) != len(one.made.fingerprints.pages):
        # That pages are missing or too many is said where they are counted.
        return
    told: dict[str, set[int | None]] = defaultdict(set)
    for other in said:
        told[other.code].add(other.page)
    for nth, (code, of, codes) in enumerate(_PARTS):
        known = set[int | None]().union(*(told[each] for each in codes))
        changed = [
            number
            for number, (wanted, found) in enumerate(
                zip_longest(kept.pages, one.made.fingerprints.pages, fillvalue=""), start=first
            )
            if _part(str(wanted), nth) != _part(str(found), nth) and number not in known
        ]
        yield from _name_pages(code, file, changed, f"{of}与生成时不一样，改过或换过")
    if kept.document != one.made.fingerprints.document and not _TELLS_DOCUMENT & told.keys():
        yield Said("V233", file, None, "书签、页标签、图层或打开的方式与生成时不一样")


def _part(fingerprint: str, nth: int) -> str:
    parts = fingerprint.split()
    return parts[nth] if len(parts) == len(PageFingerprint._fields) else ""


def _name_pages(code: str, file: str, pages: Sequence[int], what: str) -> Iterator[Said]:
    if len(pages) > _MOST_NAMED:
        yield Said(
            code,
            file,
            None,
            f"第 {write_ranges(gather_pages(pages))} 页（{len(pages)} 页）的{what}",
        )
    else:
        yield from (Said(code, file, page, what) for page in pages)
