"""Writing the bundle: the plan drawn and the sources' pages joined, through pikepdf.

Nothing is decided here. Content streams of sources are copied as they are; each page gets a
prologue and an epilogue around them, and its links. Content that ends untidily is enclosed in a
form of its own, where it can neither swallow nor shift what is drawn behind it.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from docgen import __version__
from docgen.bundle.foreign import Sources, aim_links
from docgen.bundle.marks import Box, Link, Mark, Matrix, PageBox, Rule, Text
from docgen.bundle.plan import Bookmark, Plan, PlannedPage, PreparedPage
from docgen.bundle.typeface import LoadedFace, Typography
from docgen.errors import OutputError
from docgen.progress import Progress, silent

_CID_SYSTEM = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
_PREFIX = "/Dg"
"""Begins the names of our resources on every page where no name begins so already."""
_DRAFT_STATE = "Multiply"


@dataclass(frozen=True)
class Metadata:
    """What the document says of itself."""

    title: str
    author: str


def write_bundle(
    plan: Plan,
    target: Path,
    typography: Typography,
    metadata: Metadata,
    progress: Progress = silent,
) -> None:
    """Write the planned bundle to `target`. The same plan gives the same bytes."""
    with pikepdf.new() as pdf, Sources() as sources:
        fonts = _embed_fonts(pdf, plan.pages, typography)
        opening = pdf.make_stream(b"q\n")
        palette = _Palette(typography, fonts, _resources(pdf, fonts), opening)
        for run in _runs(plan.pages):
            _append(pdf, run, sources)
            progress("合并页面", len(pdf.pages), len(plan.pages))
        for planned, page in zip(plan.pages, pdf.pages, strict=True):
            _dress(pdf, planned, page, palette)
        aim_links(pdf, plan.pages)
        _link(pdf, plan.pages)
        _outline(pdf, plan)
        _describe(pdf, metadata)
        _save(pdf, target, progress)


def _save(pdf: pikepdf.Pdf, target: Path, progress: Progress) -> None:
    try:
        pdf.save(
            target,
            min_version="1.7",
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            progress=lambda percent: progress("写出佐证材料", percent, 100),
        )
    except (OSError, pikepdf.PdfError) as error:
        raise OutputError(
            f"佐证材料写不出来：{error}",
            where=str(target),
            remedy="请确认磁盘有足够空间、文件没有被占用，再运行一次",
        ) from error


# --- fonts -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Font:
    name: str
    """Its name without the prefix: F0."""
    object: pikepdf.Object


_Fonts = Mapping[LoadedFace, _Font]


@dataclass(frozen=True)
class _Palette:
    """What marks are drawn with."""

    typography: Typography
    fonts: _Fonts
    resources: Mapping[str, Mapping[str, pikepdf.Object]]
    """By category, then by name without the prefix."""
    opening: pikepdf.Stream
    """Keeps the state as a page's own content finds it."""
    prefix: str = _PREFIX


def _embed_fonts(pdf: pikepdf.Pdf, pages: Sequence[PlannedPage], typography: Typography) -> _Fonts:
    """Embed one subset of every face the plan uses, shared by all pages."""
    used: dict[LoadedFace, dict[int, str]] = {}
    for page in pages:
        for mark in page.marks:
            if isinstance(mark, Text):
                for run in typography.role(mark.bold).runs(mark.text):
                    glyphs = used.setdefault(run.face, {})
                    for glyph, character in zip(run.glyphs, run.text, strict=True):
                        glyphs.setdefault(glyph, character)
    return {
        face: _Font(f"F{n}", _embed(pdf, face, glyphs))
        for n, (face, glyphs) in enumerate(used.items())
    }


def _embed(pdf: pikepdf.Pdf, face: LoadedFace, glyphs: Mapping[int, str]) -> pikepdf.Object:
    """Embed the glyphs of a face as a composite font whose codes are the face's glyph ids."""
    subset = face.subset(glyphs)
    program = pdf.make_stream(subset.program)
    base = Name("/" + _subset_tag(glyphs) + "+" + re.sub(r"[^A-Za-z0-9]", "", face.face.family))
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=base, Flags=4, ItalicAngle=0, StemV=80,
        FontBBox=Array([-200, round(face.descent), 1200, round(face.ascent)]),
        Ascent=round(face.ascent), Descent=round(face.descent), CapHeight=730,
    )  # fmt: skip
    descendant = Dictionary(
        Type=Name.Font, BaseFont=base, DW=1000, W=_widths(face, glyphs),
        CIDSystemInfo=_CID_SYSTEM,
    )  # fmt: skip
    if face.is_cff:
        program.Subtype = Name.CIDFontType0C
        descriptor.FontFile3 = program
        descendant.Subtype = Name.CIDFontType0
    else:
        descriptor.FontFile2 = program
        descendant.Subtype = Name.CIDFontType2
        descendant.CIDToGIDMap = pdf.make_stream(_glyph_map(subset.renumbered))
    descendant.FontDescriptor = pdf.make_indirect(descriptor)
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=base, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_stream(_to_unicode(glyphs)),
    )  # fmt: skip
    return pdf.make_indirect(font)


def _subset_tag(glyphs: Iterable[int]) -> str:
    """Six capitals that stand for this set of glyphs (ISO 32000-1, 9.6.4)."""
    value = 0
    for glyph in sorted(glyphs):
        value = (value * 1_000_003 + glyph) % 26**6
    return "".join(chr(65 + value // 26**n % 26) for n in range(6))


def _widths(face: LoadedFace, glyphs: Iterable[int]) -> Array:
    widths = Array()
    for glyph in sorted(glyphs):
        widths.append(glyph)
        widths.append(Array([round(face.advance(glyph), 2)]))
    return widths


def _glyph_map(renumbered: Mapping[int, int]) -> bytes:
    table = bytearray(2 * (max(renumbered) + 1))
    for old, new in renumbered.items():
        table[2 * old : 2 * old + 2] = new.to_bytes(2, "big")
    return bytes(table)


def _to_unicode(glyphs: Mapping[int, str]) -> bytes:
    lines = [
        f"<{g:04X}> <{c.encode('utf-16-be').hex().upper()}>" for g, c in sorted(glyphs.items())
    ]
    blocks = (
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n"
        for block in (lines[i : i + 100] for i in range(0, len(lines), 100))
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        + "".join(blocks)
        + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _resources(pdf: pikepdf.Pdf, fonts: _Fonts) -> dict[str, dict[str, pikepdf.Object]]:
    state = pdf.make_indirect(Dictionary(Type=Name.ExtGState, BM=Name.Multiply))
    by_name = {font.name: font.object for font in fonts.values()}
    return {"/Font": by_name, "/ExtGState": {_DRAFT_STATE: state}}


# --- pages -----------------------------------------------------------------------------------


def _runs(pages: Iterable[PlannedPage]) -> Iterator[list[PlannedPage]]:
    """Group pages that can be copied in one step: rising pages of one source, or drawn ones."""
    run: list[PlannedPage] = []
    for page in pages:
        last = run[-1].source if run else None
        follows = (
            last is not None
            and page.source is not None
            and page.source.pdf == last.pdf
            and page.source.index > last.index
        )
        if run and not follows:
            yield run
            run = []
        run.append(page)
    if run:
        yield run


def _append(pdf: pikepdf.Pdf, run: Sequence[PlannedPage], sources: Sources) -> None:
    """Add the pages of a run to the bundle, still unstamped."""
    if run[0].source is None:
        for page in run:
            pdf.add_blank_page(page_size=(page.width_pt, page.height_pt))
        return
    indices = [page.source.index - 1 for page in run if page.source]
    sources.append(pdf, run[0].source.pdf, indices)


def _dress(pdf: pikepdf.Pdf, planned: PlannedPage, page: pikepdf.Page, palette: _Palette) -> None:
    """Draw the marks of a page over its content."""
    closing = b""
    if planned.source is not None:
        closing = _shut_in(pdf, planned, planned.source.page, page, palette.opening)
    else:
        page.obj.Contents = Array()
    palette = _add_resources(page, palette)
    matrix = _matrix(_page_box(planned).to_user_space)
    drawing = draw_marks(planned.marks, planned.height_pt, palette)
    page.contents_add(b"%sq %s cm\n%sQ\n" % (closing, matrix, drawing))


def _shut_in(
    pdf: pikepdf.Pdf,
    planned: PlannedPage,
    source: PreparedPage,
    page: pikepdf.Page,
    opening: pikepdf.Stream,
) -> bytes:
    """See that a page's content changes nothing of what is drawn behind it.

    Returns what has to come first there.
    """
    if planned.grown is not None:
        page.obj.MediaBox = page.obj.CropBox = _rectangle(planned.grown)
    if planned.grown is not None or source.unclosed or source.overclosed:
        _enclose(pdf, page, source.box)
        return b""
    page.contents_add(opening, prepend=True)
    return b"\nQ\n"


def _enclose(pdf: pikepdf.Pdf, page: pikepdf.Page, box: PageBox) -> None:
    """Make a form of a page's content, clipped to what was seen of it."""
    contents = page.obj.get("/Contents")
    parts = contents if isinstance(contents, Array) else [contents]
    streams = [part for part in parts if isinstance(part, pikepdf.Stream)]
    if len(streams) == 1:
        coding = {key: streams[0].get(key) for key in ("/Filter", "/DecodeParms")}
        form = pdf.make_stream(
            streams[0].read_raw_bytes(), {key: value for key, value in coding.items() if value}
        )
    else:
        form = pdf.make_stream(b"\n".join(stream.read_bytes() for stream in streams))
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, _rectangle(box)
    form.Resources = page.obj.get("/Resources", Dictionary())
    page.obj.Resources = Dictionary(XObject=Dictionary(Source=form))
    page.obj.Contents = pdf.make_stream(b"q /Source Do n Q\n")


def _rectangle(box: PageBox) -> Array:
    return Array([round(value, 3) for value in (box.left, box.bottom, box.right, box.top)])


def _page_box(planned: PlannedPage) -> PageBox:
    if planned.grown is not None:
        return planned.grown
    if planned.source is not None:
        return planned.source.page.box
    return PageBox(0, 0, planned.width_pt, planned.height_pt)


def _add_resources(page: pikepdf.Page, palette: _Palette) -> _Palette:
    """Give a page our resources, in dictionaries of its own since foreign ones may be shared.

    Returns the palette with the names they have there.
    """
    own = _copy_dictionary(page.obj, "/Resources")
    merged = {category: _copy_dictionary(own, category) for category in palette.resources}
    prefix = palette.prefix
    while any(str(name).startswith(prefix) for entries in merged.values() for name in entries):
        prefix += "g"
    for category, entries in palette.resources.items():
        for name, value in entries.items():
            merged[category][prefix + name] = value
        own[category] = merged[category]
    page.obj.Resources = own
    return replace(palette, prefix=prefix)


def _copy_dictionary(owner: pikepdf.Object, key: str) -> Dictionary:
    """A shallow copy of the dictionary under a key; an empty one where there is none."""
    copy, found = Dictionary(), owner.get(key)
    if isinstance(found, Dictionary):
        for name, value in found.items():
            copy[name] = value
    return copy


def _number(value: float) -> bytes:
    return f"{value:.3f}".rstrip("0").rstrip(".").encode("ascii") or b"0"


def _matrix(matrix: Matrix) -> bytes:
    return b" ".join(f"{value:.6f}".rstrip("0").rstrip(".").encode("ascii") for value in matrix)


def draw_marks(marks: Iterable[Mark], height: float, palette: _Palette) -> bytes:
    """Return the content stream that draws the marks; its origin is the page's lower left."""
    return b"".join(itertools.chain.from_iterable(_draw(mark, height, palette) for mark in marks))


def _draw(mark: Mark, height: float, palette: _Palette) -> Iterator[bytes]:
    match mark:
        case Text():
            yield from _draw_text(mark, height, palette)
        case Rule():
            ends = (mark.x0, height - mark.y0, mark.x1, height - mark.y1)
            x0, y0, x1, y1 = (_number(value) for value in ends)
            yield b"%s RG %s w %s %s m %s %s l S\n" % (
                _colour(mark.colour), _number(mark.width), x0, y0, x1, y1,
            )  # fmt: skip
        case Box():
            yield from _draw_box(mark, height)


def _draw_box(box: Box, height: float) -> Iterator[bytes]:
    corner = (box.x, height - box.y - box.height, box.width, box.height)
    rectangle = b"%s re" % b" ".join(_number(value) for value in corner)
    if box.fill is not None:
        yield b"%s rg %s f\n" % (_colour(box.fill), rectangle)
    if box.stroke is not None:
        width = _number(box.line_width)
        yield b"%s RG %s w %s S\n" % (_colour(box.stroke), width, rectangle)


def _draw_text(text: Text, height: float, palette: _Palette) -> Iterator[bytes]:
    turn = radians(text.angle)
    place = Matrix(cos(turn), sin(turn), -sin(turn), cos(turn), text.x, height - text.y)
    prefix = palette.prefix.encode("ascii")
    state = b"%s%s gs " % (prefix, _DRAFT_STATE.encode()) if text.multiply else b""
    yield b"q %sBT %s rg %s Tm\n" % (state, _colour(text.colour), _matrix(place))
    for run in palette.typography.role(text.bold).runs(text.text):
        name = prefix + palette.fonts[run.face].name.encode("ascii")
        codes = "".join(f"{glyph:04X}" for glyph in run.glyphs).encode()
        yield b"%s %s Tf <%s> Tj\n" % (name, _number(text.size), codes)
    yield b"ET Q\n"


def _colour(colour: tuple[float, float, float]) -> bytes:
    return b" ".join(_number(value) for value in colour)


# --- links, bookmarks, labels ------------------------------------------------------------------


def _link(pdf: pikepdf.Pdf, pages: Sequence[PlannedPage]) -> None:
    """Add every planned link to its page, before or behind what the source brought along."""
    targets = [_destination(planned, page) for planned, page in zip(pages, pdf.pages, strict=True)]
    for planned, page in zip(pages, pdf.pages, strict=True):
        if not planned.links:
            continue
        annotations = Array(list(page.obj.get("/Annots", Array())))
        for link in planned.links:
            annotations.append(pdf.make_indirect(_annotation(planned, link, targets)))
        page.obj.Annots = annotations


def _destination(planned: PlannedPage, page: pikepdf.Page) -> Array:
    """The upper left corner of a page as it is seen, at the reader's own zoom."""
    left, top = _page_box(planned).to_user_space.apply(0, planned.height_pt)
    return Array([page.obj, Name.XYZ, round(left, 3), round(top, 3), None])


def _annotation(planned: PlannedPage, link: Link, targets: Sequence[Array]) -> Dictionary:
    matrix, height = _page_box(planned).to_user_space, planned.height_pt
    x0, y0 = matrix.apply(link.x, height - link.y - link.height)
    x1, y1 = matrix.apply(link.x + link.width, height - link.y)
    rect = [min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)]
    return Dictionary(
        Type=Name.Annot, Subtype=Name.Link, F=4, Border=Array([0, 0, 0]),
        Rect=Array([round(value, 3) for value in rect]), Dest=targets[link.page - 1],
    )  # fmt: skip


def _outline(pdf: pikepdf.Pdf, plan: Plan) -> None:
    """Write bookmarks and page labels; the label of a page is its number."""
    destinations = [
        _destination(planned, page) for planned, page in zip(plan.pages, pdf.pages, strict=True)
    ]
    with pdf.open_outline() as outline:
        outline.root.extend(_outline_item(b, destinations) for b in plan.bookmarks)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=1)]))


def _outline_item(bookmark: Bookmark, destinations: Sequence[Array]) -> pikepdf.OutlineItem:
    item = pikepdf.OutlineItem(bookmark.title, destinations[bookmark.page - 1])
    item.is_closed = True
    item.children.extend(_outline_item(child, destinations) for child in bookmark.children)
    return item


def _describe(pdf: pikepdf.Pdf, metadata: Metadata) -> None:
    """Set title, language and how a viewer opens the file: bookmarks shown, at 100 %."""
    pdf.docinfo = pdf.make_indirect(
        Dictionary(
            Title=String(metadata.title),
            Author=String(metadata.author),
            Producer=String(f"docgen {__version__}"),
        )
    )
    pdf.Root.Lang = String("zh-CN")
    pdf.Root.PageMode = Name.UseOutlines
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.XYZ, None, None, 1])


def count_pages(path: Path) -> int:
    """Return how many pages a PDF of docgen's own has."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)
