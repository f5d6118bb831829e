"""Whether every PDF is as docgen made it: page by page, and beside its pages."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from docgen.package.manifest import Manifest
from docgen.verify.bundle_pages import Bundle, VerifyFinding
from docgen.verify.pdf_revisions import Made, MadeDocument

_PARTS = (
    ("shape", "V231", "大小、裁切或方向", {"V231"}),
    (
        "drawn",
        "V230",
        "画面",
        {"V230", "V203", "V204", "V211", "V221", "V222", "V223", "V224", "V238", "V117"},
    ),
    ("tied", "V232", "链接或批注", {"V232", "V206", "V207", "V210", "V234"}),
)
"""The parts of a fingerprint: the code where one differs, what it is of, and the codes of
what tells it already."""
_TELLS_DOCUMENT = {"V202", "V208", "V209", "V233", "V234", "V238"}


def check_acts(bundle: Bundle) -> Iterator[VerifyFinding]:
    """Nothing acts in what docgen wrote."""
    for one in bundle.made:
        if one.by_docgen:
            for act in one.made.acts:
                page = None if act.page is None else one.first + act.page - 1
                what = f"{act.where}：{act.what}，docgen 不写这些"
                yield VerifyFinding("V234", one.document.file, page, what)


def check_making(bundle: Bundle) -> Iterator[VerifyFinding]:
    """What docgen wrote was written once, and once more for every signature."""
    for one in bundle.made:
        if one.by_docgen:
            for what in _remakings(one.made, bundle.manifest):
                yield VerifyFinding("V235", one.document.file, None, what)


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


def check_fingerprints(bundle: Bundle, said: Sequence[VerifyFinding]) -> Iterator[VerifyFinding]:
    """Every page is the one that was built. What was `said` of it already is not repeated."""
    for one in bundle.made:
        own = [other for other in said if other.file == one.document.file]
        found = list(_compare(one, own)) if bundle.manifest else []
        yield from found
        told = found or any(other.code != "V102" for other in own)
        if one.by_docgen and not one.made.genuine and not told:
            what = "不是 docgen 写出来的原样：被别的程序改过、重新存过，或损坏了"
            yield VerifyFinding("V235", one.document.file, None, what)


def _compare(one: MadeDocument, said: Sequence[VerifyFinding]) -> Iterator[VerifyFinding]:
    file, told = one.document.file, defaultdict[str, set[int | None]](set)
    if one.document.fingerprints is None:
        what = "清单里没有它的页面指纹（删了，或是旧版 docgen 生成的），各页的画面没有核对"
        yield VerifyFinding("V236", file, None, what)
        return
    for other in said:
        told[other.code].add(other.page)
    if len(one.kept) != len(one.made.pages) and "V201" not in {other.code for other in said}:
        what = f"清单里有 {len(one.kept)} 页的指纹，文件有 {len(one.made.pages)} 页"
        yield VerifyFinding("V236", file, None, what)
    # Where pages are missing, links lead elsewhere on all others.
    for part, code, of, codes in _PARTS if not one.moved else _PARTS[:2]:
        known = set[int | None]().union(*(told[each] for each in codes))
        for number, then, now in one.numbered:
            if getattr(then, part) != getattr(now, part) and number not in known:
                yield VerifyFinding(code, file, number, f"{of}与生成时不一样，改过或换过")
    changed = one.document.fingerprints.document != one.made.fingerprints.document
    if changed and not one.moved and not _TELLS_DOCUMENT & {other.code for other in said}:
        yield VerifyFinding(
            "V233", file, None, "标题、书签、页标签、图层或打开的方式与生成时不一样"
        )
