"""PDF files become sources: the visible box of every page, and its ink.

qpdf (through pikepdf) reads, repairs and unlocks. What it cannot read is offered to MuPDF once.
A file that is sound stays where it is; any other is written anew, so that everything downstream
sees the same pages.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

import pikepdf
from pikepdf import Array, Dictionary, Object, Page, Pdf, String
from PIL import Image

from docgen.images.ink_detection import PIXELS_A_CELL, all_inked, cell_size, read_ink
from docgen.images.page_direction import find_turns, read_turns
from docgen.images.photo_fingerprint import take_likeness
from docgen.images.pixels import PICTURE_ERRORS
from docgen.issues.errors import SourceError, UnusableSourceError
from docgen.model.page_facts import Facts, PageFacts, PageLook
from docgen.pdf.active_content import list_actives
from docgen.pdf.attachments import list_attached
from docgen.pdf.content_state import count_states
from docgen.pdf.foreign_values import PDF_ERRORS
from docgen.pdf.form_appearances import draw_values
from docgen.pdf.long_numbers import shorten_numbers
from docgen.pdf.mupdf import load_mupdf, mupdf_errors
from docgen.pdf.page_import import list_hidden_layers, rehearse
from docgen.pdf.page_tree import DEEPEST_TREE, find_inherited
from docgen.pdf.primitives import PageBox
from docgen.pdf.render_cost import find_endless
from docgen.sources.locked_files import WITH_PASSWORD, find_pdf_password
from docgen.sources.scan_inspection import is_plain, outline, picture_scan
from docgen.sources.stream_recovery import mend_streams

if TYPE_CHECKING:
    import pymupdf

Rectangle = tuple[float, float, float, float]

_LETTER: Rectangle = (0.0, 0.0, 612.0, 792.0)
"""What every reader shows a page as that has no box."""
_FARTHEST = 1e6
"""No real page lies farther out, in points."""
_MOST_PAGES = 5_000
"""Ten thick files of paper. A hundred thousand empty pages take less than a megabyte, and hours."""
_LONGEST = 14_400
"""Units a side that readers take (ISO 32000-1, annex C)."""
_MOST_USER_UNITS = 1000.0
_MOST_NAMED = 10
_THINNEST = 0.6
"""Pixels: a hairline that falls between two pixels would darken neither enough to be ink."""
_PIXELS_OFF = 2
"""MuPDF rounds a page's size outwards."""

_HARMLESS = "Resources is missing or invalid"
"""qpdf's warning of a page that draws nothing and says so by leaving out what it needs for it."""

_REPAIRED = "PDF 文件有损坏，已修复后收入，请核对页数和内容"
_RESCUED = "PDF 文件损坏严重，只收入了能救回的页，请核对页数和内容"
_UNLOCKED = "PDF 限制了打印、编辑等权限，合订后不再有这些限制"
_SIGNED = "PDF 带有电子签名，合订后签名不能再验证，请另行保存原文件"
_UNDRAWN = "表单里有填写的内容要由阅读软件临时显示，这里显示不出，请打印成新的 PDF 再放进来"
_ATTACHED = "PDF 里带有附件（{}），附件不会印出来；需要的请另存出来，单独放进来"
_OFF = "PDF 里有关掉的图层（{}），没有印；要用作佐证请打开图层，打印成新的 PDF 再放进来"
_UNDRAWABLE = "上的批注画不出来，收不进去，请打印成新的 PDF 再放进来"
_GIANT = "边长超过 5 米，阅读软件打不开，也打印不出来"
_SMALLER = "请用原来的软件缩小到 A3 以内，另存为 PDF 后再放进来"
_ENDLESS = "的图形一层套一层，多得画不完，会卡住看它的电脑"
_ANEW = "请用原来的软件打开，打印成新的 PDF 后再放进来"
_PRINTED = "请核对来源；确是自己的材料，请用原来的软件打开，打印成新的 PDF 后再放进来"
_DRAWN_BY_READERS = frozenset({
    "/Caret", "/Circle", "/FreeText", "/Highlight", "/Ink", "/Line", "/Polygon", "/PolyLine",
    "/Redact", "/Square", "/Squiggly", "/Stamp", "/StrikeOut", "/Text", "/Underline",
})  # fmt: skip
"""Annotations that readers draw where they have no picture of their own."""
_NO_BOX = "没有有效的页面大小，按 216×279 毫米处理"
_NO_CROP = "裁切框无效，按整页处理"
_NO_ROTATION = "旋转角度无效，按不旋转处理"
_NO_UNIT = "用户单位无效，按 1/72 英寸处理"
_UNKNOWN_END = (1, 0)
"""Content that nobody could read is taken for untidy: nothing is drawn in its state."""
_SPOILT_PICTURE = ("padding truncated image", "openjpeg error", "jbig2dec error")
"""MuPDF's words for picture data that is not whole."""
UNREAD = "内容有损坏，请核对"


def prepare_pdf(source: str, scratch: str, passwords: Sequence[str] = ()) -> Facts:
    """The pages of a PDF file, their ink not yet looked at.

    A file that must be written anew goes to `scratch`, one that needs a password without it.
    UnusableSourceError says why there are no pages.
    """
    facts = _draw_undrawn(_read_any(source, scratch, passwords), source, scratch)
    states = [(page.box, bool(page.unclosed or page.overclosed)) for page in facts.pages]
    try:
        shortened = rehearse(facts.pdf or source, states)
    except SourceError as error:
        raise UnusableSourceError("source-uncopied", error.what, _ANEW) from error
    if not shortened:
        return facts
    beside = f"{scratch}.short"
    with pikepdf.open(facts.pdf or source, suppress_warnings=True) as pdf:
        shorten_numbers(pdf)
        pdf.save(beside, deterministic_id=True)
    return replace(facts, pdf=str(Path(beside).replace(scratch)))


def _draw_undrawn(facts: Facts, source: str, scratch: str) -> Facts:
    """The same with annotations drawn that it is left to readers to draw.

    No annotation gets into a bundle, but what all of them show.
    """
    prepared, drawn = f"{scratch}.annotated", f"{scratch}.drawn"
    with pikepdf.open(facts.pdf or source, suppress_warnings=True) as pdf:
        undrawn = [
            number
            for number, page in enumerate(pdf.pages, start=1)
            if any(_is_undrawn(annotation) for annotation in _list_annotations(page))
        ]
        if not undrawn:
            return facts
        for number in undrawn:
            page = pdf.pages[number - 1]
            # MuPDF draws none that stands in the list itself.
            page.obj.Annots = Array([pdf.make_indirect(a) for a in _list_annotations(page)])
        pdf.save(prepared, deterministic_id=True)
    mupdf = load_mupdf()
    spoilt: tuple[type[Exception], ...] = (*mupdf_errors(), *PDF_ERRORS)
    try:
        with mupdf.open(prepared, filetype="pdf") as document:
            document.bake(annots=True, widgets=False)
            document.save(drawn, garbage=1, no_new_id=True)
        again = _read(drawn, f"{scratch}.again")
    except spoilt:
        return replace(facts, losses=(*facts.losses, say_of(undrawn, _UNDRAWABLE)))
    target = str(Path(again.pdf or drawn).replace(scratch))
    return replace(facts, pdf=target, pages=again.pages)


def _list_annotations(page: Page) -> list[Dictionary]:
    found = page.obj.get("/Annots")
    return [a for a in found if isinstance(a, Dictionary)] if isinstance(found, Array) else []


def _is_undrawn(annotation: Dictionary) -> bool:
    kind = str(annotation.get("/Subtype"))
    return kind in _DRAWN_BY_READERS and not isinstance(annotation.get("/AP"), Dictionary)


def _read_any(source: str, scratch: str, passwords: Sequence[str]) -> Facts:
    try:
        try:
            return _read(source, scratch)
        except pikepdf.PasswordError:
            return _read(source, scratch, password=find_pdf_password(source, passwords))
    except PDF_ERRORS as error:
        return _rescue(source, scratch, error)


def find_ink(pdf: str, first: int, boxes: Sequence[PageBox]) -> tuple[PageLook | None, ...]:
    """The looks of the pages from `first` on (counted from 1); None where MuPDF cannot render."""
    glances = _glance(pdf, first, boxes)
    looks = tuple(glance.look for glance in glances)
    if all(looks):
        return looks
    mupdf = load_mupdf()
    try:
        with mupdf.open(pdf, filetype="pdf") as document:
            return tuple(
                glance.look or _look_at(document, number, box, glance.plain)
                for number, (glance, box) in enumerate(zip(glances, boxes, strict=True), first)
            )
    except mupdf_errors():
        # The pages can be merged all the same; the caller says that nobody has looked at them.
        return looks
    finally:
        mupdf.TOOLS.store_shrink(100)


class _Glance(NamedTuple):
    """What can be told of a page without rendering it."""

    look: PageLook | None = None
    plain: bool = False
    """Whether all that is on it can be told by the rectangles it lies in."""


def _glance(pdf: str, first: int, boxes: Sequence[PageBox]) -> tuple[_Glance, ...]:
    try:
        with pikepdf.open(pdf, suppress_warnings=True) as document:
            return tuple(
                _glance_at(document.pages[number], box)
                for number, box in enumerate(boxes, start=first - 1)
            )
    except (*PDF_ERRORS, OSError):
        # MuPDF, which is asked next, may read what qpdf cannot.
        return (_Glance(),) * len(boxes)


def _glance_at(page: Page, box: PageBox) -> _Glance:
    try:
        scan = picture_scan(page, box)
        if scan is None:
            return _Glance(plain=is_plain(page, box))
    except (
        *(*PDF_ERRORS, UnusableSourceError, ArithmeticError),
        *PICTURE_ERRORS,
    ):
        # Rendering shows what there is of it.
        return _Glance()
    ink, turns = read_ink(scan.page, box.width_pt, box.height_pt), find_turns(scan.page)
    likeness = take_likeness(scan.picture)
    return _Glance(PageLook(ink, turns, spoilt=not scan.whole, likeness=likeness))


def _read(source: str, scratch: str, losses: tuple[str, ...] = (), password: str = "") -> Facts:
    with (
        Path(source).open("rb") as file,
        pikepdf.open(file, password=password, suppress_warnings=True) as pdf,
    ):
        pages = list(pdf.pages)
        _refuse_unprintable(pdf, pages)
        drawn, undrawn = _draw_fields(pdf, pages)
        boxes, mended = read_boxes(pages)
        damaged = any(_HARMLESS not in str(warning) for warning in pdf.get_warnings())
        if damaged and not losses:
            losses = (_REPAIRED,)
        streams = mend_streams(pdf, pages)
        _refuse_endless(pages)
        states = [_count_states(page) for page in pages]
        unread = [number for number, state in enumerate(states, start=1) if state is None]
        unread = sorted({*unread, *streams.pages})
        facts = tuple(
            PageFacts(box, all_inked(box.width_pt, box.height_pt), *(state or _UNKNOWN_END))
            for box, state in zip(boxes, states, strict=True)
        )
        losses = (
            *losses,
            *_count_promised(pdf, len(pages)),
            *((_UNDRAWN,) if undrawn else ()),
            *([say_of(unread, UNREAD)] if unread else []),
        )
        rewrite = bool(drawn or losses or mended or streams.any or pdf.is_encrypted)
        rewrite = rewrite or not _is_portable(source) or not _counts_right(pdf, len(pages))
        if rewrite:
            pdf.save(scratch, deterministic_id=True)
        notes = (*_notes_of(pdf, pages, password), *_list_actives(pdf, pages), *mended)
        made = scratch if rewrite else None
        return Facts(made, facts, notes, losses, bool(password), looked_at=False)


def _list_actives(pdf: Pdf, pages: list[Page]) -> list[str]:
    actives = list_actives(pdf, pages)
    return [f"PDF 里有{'、'.join(actives)}，已去掉，只留看得见的内容"] if actives else []


def _draw_fields(pdf: Pdf, pages: Sequence[Page]) -> tuple[bool, bool]:
    """Draw form fields where the file leaves it to each viewer: (drawn, some cannot be).

    qpdf writes Latin letters only; other values are drawn where their field shows no text yet.
    """
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, Dictionary):
        return False, False
    filled = [w for w in _widgets(pages) if _value_of(w)]
    if not form.get("/NeedAppearances", False) and all("/AP" in widget for widget in filled):
        return False, False
    if all(_value_of(widget).isascii() for widget in filled):
        form.NeedAppearances = True
        pdf.generate_appearance_streams()
        return True, any("/AP" not in widget for widget in filled)
    undrawn = draw_values(pdf, filled, [_value_of(widget) for widget in filled])
    # Else viewers would draw them anew, each in its own way or not at all.
    form.NeedAppearances = False
    return True, undrawn > 0


def _widgets(pages: Sequence[Page]) -> list[Dictionary]:
    annotations = (a for page in pages for a in page.obj.get("/Annots", ()))
    return [a for a in annotations if isinstance(a, Dictionary) and a.get("/Subtype") == "/Widget"]


def _value_of(widget: Dictionary) -> str:
    """The text a field holds, also where the field stands above its widget."""
    field: Object | None = widget
    for _ in range(DEEPEST_TREE):
        if not isinstance(field, Dictionary):
            break
        if isinstance(field.get("/V"), String):
            return str(field.V)
        field = field.get("/Parent")
    return ""


def _count_states(page: Page) -> tuple[int, int] | None:
    """How untidily the content ends; None where it cannot be read."""
    try:
        return count_states(page)
    except PDF_ERRORS:
        return None


def _is_portable(source: str) -> bool:
    """Whether every library can open a file of this name: not where it is not Unicode."""
    try:
        source.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _refuse_unprintable(pdf: Pdf, pages: Sequence[Page]) -> None:
    if not pages:
        raise UnusableSourceError("source-no-pages", "PDF 里一页也没有", "请换一份有内容的文件")
    if len(pages) > _MOST_PAGES:
        raise UnusableSourceError(
            "source-too-many-pages",
            f"PDF 有 {len(pages)} 页，一份佐证放不下",
            f"请只留下要证明的那些页（不超过 {_MOST_PAGES} 页），另存为 PDF 后再放进来",
        )
    if pdf.Root.get("/NeedsRendering", False):
        raise UnusableSourceError(
            "source-xfa",
            "PDF 是 XFA 动态表单，内容只有 Adobe Reader 能显示",
            "请用 Adobe Reader 打开，打印成普通 PDF 后再放进来",
        )
    if "/Collection" in pdf.Root:
        named = list_attached(pdf, list(pages))
        raise UnusableSourceError(
            "source-portfolio",
            f"PDF 是文件包，内容在它带的附件里{f'（{named}）' if named else ''}",
            "请用 Adobe Reader 打开，把里面的文件逐个另存出来放进来",
        )


def _refuse_endless(pages: list[Page]) -> None:
    number = find_endless(pages)
    if number:
        raise UnusableSourceError("source-bomb", f"第 {number} 页{_ENDLESS}", _PRINTED)


def _count_promised(pdf: Pdf, count: int) -> list[str]:
    promised = pdf.Root.Pages.get("/Count")
    if isinstance(promised, int) and promised > count:
        return [f"PDF 目录写有 {promised} 页，只读到 {count} 页，请核对"]
    return []


def _counts_right(pdf: Pdf, count: int) -> bool:
    """Whether the tree says how many pages it has: MuPDF shows none where it does not."""
    return bool(pdf.Root.Pages.get("/Count") == count)


def _notes_of(pdf: Pdf, pages: Sequence[Page], password: str) -> list[str]:
    notes = [WITH_PASSWORD if password else _UNLOCKED] if pdf.is_encrypted else []
    form = pdf.Root.get("/AcroForm")
    flags = form.get("/SigFlags") if isinstance(form, Dictionary) else None
    if isinstance(flags, int) and flags & 1:
        notes.append(_SIGNED)
    attached = list_attached(pdf, list(pages))
    if attached:
        notes.append(_ATTACHED.format(attached))
    hidden = list_hidden_layers(pdf)
    if hidden:
        notes.append(_OFF.format("、".join(hidden)))
    return notes


def _damaged() -> UnusableSourceError:
    return UnusableSourceError(
        "source-damaged", "PDF 文件已损坏，修复不了", "请从原处重新拷贝或重新导出、扫描一份"
    )


def _rescue(source: str, scratch: str, cause: Exception) -> Facts:
    """What MuPDF can save of a file qpdf gives up."""
    mupdf = load_mupdf()
    spoilt: tuple[type[Exception], ...] = (*mupdf_errors(), *PDF_ERRORS)
    rescued = f"{scratch}.rescued"
    try:
        with mupdf.open(source, filetype="pdf") as broken, mupdf.open() as whole:
            whole.insert_pdf(broken)
            whole.save(rescued, no_new_id=True)
        facts = _read(rescued, scratch, (_RESCUED,))
    except spoilt as error:
        raise _damaged() from error
    # Blank pages alone are what MuPDF makes of rubbish.
    looks = find_ink(rescued, 1, [page.box for page in facts.pages])
    if not any(look and any(look.ink.cells) for look in looks):
        raise _damaged() from cause
    return facts


def _look_at(
    document: "pymupdf.Document", number: int, box: PageBox, plain: bool
) -> PageLook | None:
    width, height = box.width_pt, box.height_pt
    mupdf, zoom = load_mupdf(), PIXELS_A_CELL / cell_size(width, height)
    try:
        matrix = mupdf.Matrix(zoom, zoom)
        page = document[number - 1]
        turns = read_turns(page)
        outlined = outline(page, box) if plain and turns is not None else None
        if outlined is not None and turns is not None:
            return PageLook(outlined, turns)
        mupdf.TOOLS.reset_mupdf_warnings()
        mupdf.TOOLS.set_graphics_min_line_width(_THINNEST)
        pixels = page.get_pixmap(matrix=matrix, colorspace=mupdf.csRGB)
        said = mupdf.TOOLS.mupdf_warnings()
    except mupdf_errors():
        _refuse_unread(document, number)
        return None
    finally:
        mupdf.TOOLS.set_graphics_min_line_width(0)
    size = (pixels.width, pixels.height)
    expected = (width * zoom, height * zoom)
    if any(abs(a - b) > _PIXELS_OFF for a, b in zip(size, expected, strict=True)):
        return None
    picture = Image.frombytes("RGB", size, pixels.samples)
    turns = find_turns(picture) if turns is None else turns
    spoilt = any(sign in said for sign in _SPOILT_PICTURE)
    return PageLook(read_ink(picture, width, height), turns, spoilt)


def _refuse_unread(document: "pymupdf.Document", number: int) -> None:
    """Refuse a page that cannot even be read: nobody could verify a bundle with it."""
    try:
        document[number - 1].get_text(flags=0)  # type: ignore[no-untyped-call]
    except mupdf_errors() as error:
        what = f"第 {number} 页有的阅读软件打不开"
        raise UnusableSourceError("source-unread", what, _ANEW) from error


def read_boxes(pages: Sequence[Page]) -> tuple[list[PageBox], list[str]]:
    """The visible box of every page, and what had to be mended in them.

    What was broken is set right in the page itself, for readers differ in what they make of it.
    """
    boxes: list[PageBox] = []
    mended: dict[str, list[int]] = {}
    for number, page in enumerate(pages, start=1):
        box, problems = read_box(page.obj)
        if max(box.right - box.left, box.top - box.bottom) > _LONGEST:
            raise UnusableSourceError("source-page-size", f"第 {number} 页{_GIANT}", _SMALLER)
        boxes.append(box)
        if problems:
            _set_box(page.obj, box)
        for problem in problems:
            mended.setdefault(problem, []).append(number)
    return boxes, [say_of(numbers, problem) for problem, numbers in mended.items()]


def say_of(numbers: Sequence[int], what: str) -> str:
    """Return "第 1、3 页" and `what` of them; only the first ten are named."""
    named = "、".join(str(number) for number in numbers[:_MOST_NAMED])
    more = f"等 {len(numbers)} " if len(numbers) > _MOST_NAMED else ""
    return f"第 {named} {more}页{what}"


def read_box(page: Object) -> tuple[PageBox, list[str]]:
    """The visible box of a page, and what is wrong with what the file says of it."""
    problems = []
    media = _read_rectangle(find_inherited(page, "/MediaBox"))
    if media is None:
        media = _LETTER
        problems.append(_NO_BOX)
    visible, crop = media, find_inherited(page, "/CropBox")
    if crop is not None:
        common = _intersect(media, _read_rectangle(crop))
        visible = common or media
        problems += [] if common else [_NO_CROP]
    rotate = _read_rotation(find_inherited(page, "/Rotate"))
    unit = _read_number(page.get("/UserUnit", 1))
    if rotate is None:
        problems.append(_NO_ROTATION)
    if unit is None or not 0 < unit <= _MOST_USER_UNITS:
        unit = None
        problems.append(_NO_UNIT)
    return PageBox(*visible, rotate=rotate or 0, user_unit=unit or 1.0), problems


def _set_box(page: Object, box: PageBox) -> None:
    rectangle = Array([box.left, box.bottom, box.right, box.top])
    page["/MediaBox"] = page["/CropBox"] = rectangle
    page["/Rotate"] = box.rotate
    page["/UserUnit"] = box.user_unit


def _read_number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return float(value) if math.isfinite(value) else None


def _read_rectangle(value: object) -> Rectangle | None:
    """Left, bottom, right, top of a rectangle given by any two corners; None for a broken one."""
    if not isinstance(value, Array) or len(value) != 4:
        return None
    numbers = [_read_number(item) for item in cast("Iterable[object]", value)]
    if any(number is None or abs(number) > _FARTHEST for number in numbers):
        return None
    x0, y0, x1, y1 = cast("list[float]", numbers)
    return _with_area((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _intersect(a: Rectangle, b: Rectangle | None) -> Rectangle | None:
    if b is None:
        return None
    return _with_area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))


def _with_area(r: Rectangle) -> Rectangle | None:
    """The rectangle unless it is less than a point wide or high."""
    return r if r[2] - r[0] >= 1 and r[3] - r[1] >= 1 else None


def _read_rotation(value: object | None) -> Literal[0, 90, 180, 270] | None:
    if value is None:
        return 0
    turned = _read_number(value)
    if turned is None or turned % 90:
        return None
    return cast("Literal[0, 90, 180, 270]", int(turned) % 360)
