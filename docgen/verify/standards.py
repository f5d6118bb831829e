"""How a bundle stands against what courts, authorities and archives ask of such files.

Sources: the UK guidance on electronic court bundles (2021), FDA PDF specifications, GB/T 9704-2012,
DA/T 31-2017.
"""

from collections.abc import Iterator
from pathlib import PurePath

from docgen.package.manifest import Manifest
from docgen.verify.bundle_contents import PageRead
from docgen.verify.bundle_pages import Bundle, BundleVolume
from docgen.verify.pdf_revisions import Made
from docgen.verify.verified import Point

_MM = 72 / 25.4
_EDGE = 9.5 * _MM
_ABOVE = 2.5
"""The box of a line of text is so much higher than its characters, in points."""
_MOST_NAMED = 8


def judge(bundle: Bundle) -> Iterator[Point]:
    """Go through the standards, point by point."""
    for volume in bundle.volumes:
        yield from _courts(bundle, volume)
        made = next((m.made for m in bundle.made if m.document == volume.document), None)
        yield from _authorities(volume, made)
        yield from _official_documents(bundle, volume)
        yield from _archives(volume)


def _courts(bundle: Bundle, volume: BundleVolume) -> Iterator[Point]:
    uk, read = "英国法院电子案卷指引（2021）", volume.read
    wrong = [n for n, page in volume.numbered if page.label != str(n) or f"—{n}—" not in page.text]
    yield Point(uk, "印的页码、页标签和在文件里的位置一致", not wrong, _name(wrong))
    plain = [n for n, page in volume.numbered if not page.links and n != volume.first]
    yield Point(uk, "封面以外每页都有链接，目录各行都是链接", not plain, _name(plain))
    titles = [bookmark.title for bookmark in read.bookmarks]
    without = [title for title in titles if not title.endswith("页）")]
    yield Point(uk, "每一项、每件佐证都有书签，书签写着页码", bool(titles) and not without)
    yield Point(uk, "打开时按实际大小（100%）显示", read.opens_at_full_size)
    fine = [n for n, page in volume.numbered if page.dpi and page.dpi > 301]
    yield Point(uk, "图像不超过 300 dpi", not fine, _name(fine, "可写 max_dpi: 300 降下来"))
    blank = [n for n, page in volume.numbered if not _typed(page)]
    yield Point(
        uk, "有文字层（没有的：画面上没有字，或没有识别）", None if blank else True, _name(blank)
    )
    named = any("一" <= c <= "鿿" or c.isalpha() for c in PurePath(volume.document.file).stem)
    yield Point(uk, "文件名说明内容", named)
    one = len(bundle.volumes) == 1
    yield Point(
        uk, "一个 PDF，或分成页码连续的几卷", True, "" if one else f"{len(bundle.volumes)} 卷"
    )


def _typed(page: PageRead) -> bool:
    """Whether a page has more text than its stamps, or what was read of it."""
    return page.dpi is None or page.text_layer or len(page.text) > 80


def _authorities(volume: BundleVolume, made: Made | None) -> Iterator[Point]:
    fda, read = "FDA PDF 技术规范", volume.read
    yield Point(fda, "没有密码", not read.encrypted)
    acts = sorted({act.what for act in made.acts}) if made else ["没有查成"]
    met = not acts if made else None
    yield Point(fda, "没有脚本、影音、附件和对外的动作", met, "、".join(acts))
    fonts = read.unembedded_fonts
    yield Point(
        fda, "字体都已嵌入", not fonts, f"原件自带的未嵌入：{'、'.join(fonts)}" if fonts else ""
    )
    near = [n for n, page in volume.numbered if page.number_boxes and not _clear_of_edges(page)]
    yield Point(fda, "页码离纸边不小于 9.5 毫米", not near, _name(near))
    yield Point(fda, "有书签的，打开时显示书签栏", read.shows_bookmarks)


def _clear_of_edges(page: PageRead) -> bool:
    return any(
        min(left, top, page.width - right, page.height - bottom) >= _EDGE - _ABOVE
        for left, top, right, bottom in page.number_boxes
    )


def _official_documents(bundle: Bundle, volume: BundleVolume) -> Iterator[Point]:
    gb = "GB/T 9704-2012"
    other = [n for n, page in volume.numbered if not _is_a4(page)]
    yield Point(gb, "A4 纸（图纸等大页保持原大）", None if other else True, _name(other))
    demand = "页码“— 1 —”在外侧：双面打印后，右手页居右，左手页居左"
    if bundle.manifest is None:
        yield Point(gb, demand, None, "单独一个佐证材料，没有清单，不知各项从哪页起")
        return
    sides = _find_right_hand_pages(bundle.manifest, volume)
    wrong = [
        n
        for n, page in volume.numbered
        if page.number_boxes and not _outer(page, right_hand=n in sides)
    ]
    detail = _name(wrong, "原有内容占了外侧的，页码移到了别处")
    yield Point(gb, demand, None if wrong else True, detail)


def _is_a4(page: PageRead) -> bool:
    return abs(page.width - 210 * _MM) < 3 and abs(page.height - 297 * _MM) < 3


def _find_right_hand_pages(manifest: Manifest, volume: BundleVolume) -> set[int]:
    """The numbers of right-hand pages, printed on both sides: sections open on one.

    A page that would shrink below 85 % on A4 is a sheet of its own.
    """
    opening = {volume.first, volume.first + 1, *(item.divider for item in manifest.items)}
    right, free = set[int](), False
    for number, page in volume.numbered:
        large = max(_on_a4(page.width, page.height), _on_a4(page.height, page.width)) < 0.85
        if not free or large or number in opening:
            right.add(number)
            free = not large
        else:
            free = False
    return right


def _on_a4(width: float, height: float) -> float:
    """How far a page shrinks on A4."""
    return min(1.0, 210.4 * _MM / width, 297.6 * _MM / height)


def _outer(page: PageRead, *, right_hand: bool) -> bool:
    """Whether its number stands at the outer edge; across the paper, at the foot of the sheet."""
    upright, across = _on_a4(page.width, page.height), _on_a4(page.height, page.width)
    lies = page.height > page.width if max(upright, across) < 0.85 else across > upright
    wanted_right = right_hand and not lies
    return any(
        ((left + right) / 2 > page.width / 2) == wanted_right
        for left, _, right, _ in page.number_boxes
    )


def _archives(volume: BundleVolume) -> Iterator[Point]:
    coarse = [n for n, page in volume.numbered if page.dpi and page.dpi < 199]
    met = None if coarse else True
    detail = _name(coarse, "照片不在此列；字小的请重新扫描")
    yield Point("DA/T 31-2017", "扫描件不低于 200 dpi", met, detail)


def _name(pages: list[int], more: str = "") -> str:
    """Return "第 3、7 页", the first few of them, and what else there is to say."""
    if not pages:
        return ""
    named = "、".join(str(page) for page in pages[:_MOST_NAMED])
    rest = f"等 {len(pages)} " if len(pages) > _MOST_NAMED else ""
    return f"第 {named} {rest}页" + (f"；{more}" if more else "")
