"""The pictures an Office document draws: each with its place, and whether LibreOffice can draw it.

What phones and newer programs store (HEIC, AVIF) becomes PNG first. A picture that is not in the
package, or is none, leaves an empty place on the page without a word; it is named.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]
from PIL import Image

from docgen.issues.issue import Issue
from docgen.issues.unplaced import lost, place_in
from docgen.model.page_facts import Told
from docgen.office.alternative_content import find_undrawn, show_kept
from docgen.office.package_parts import Parts
from docgen.office.slides import slides_of
from docgen.office.word_fields import begin_of
from docgen.office.workbook_parts import find_sheets, find_workbook, write_place
from docgen.system.file_types import Kind, is_package, recognise_content

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_VML = "{urn:schemas-microsoft-com:vml}"
_SHEET = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NAMED_BY = (f"{_RELATIONS}embed", f"{_RELATIONS}id", f"{_RELATIONS}pict")
_UNPRINTED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}object", _FALLBACK})
_STORIES = ("header", "footer", "footnotes", "endnotes")

_PIXELS = frozenset((Kind.PNG, Kind.JPEG, Kind.GIF, Kind.BMP, Kind.TIFF, Kind.WEBP))
_REWRITTEN = frozenset((Kind.HEIF, Kind.AVIF, Kind.JPEG2000))
_NOT_DRAWN = frozenset((Kind.JPEG_XL, Kind.EMPTY, Kind.HTML, Kind.VIDEO))
_ODD = frozenset((Kind.UNKNOWN, Kind.TEXT))
_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
"""What should be pixels and is not is broken; other pictures LibreOffice knows more of than we."""
_JXR = b"II\xbc\x01"
_SMALLEST = 16
"""A picture of fewer pixels is a line or a spot, and may be drawn as one."""
_GREYS = (8, 8)
_LIKE = 14
"""How far the greys of a picture may be off on the average, of 255, once it was drawn."""


@dataclass(frozen=True)
class Drawn:
    """A picture where a document draws it: its place for people, and its part, if it is there."""

    place: Issue
    part: str | None
    counted: bool = True
    """Whether it is drawn once, on a page that is printed."""


def mend_pictures(parts: Parts) -> Told:
    """Make the pictures of a package such as LibreOffice draws; those it cannot draw are named."""
    undrawn = list(_show_alternatives(parts))
    missing: list[Issue] = []
    looked: dict[str | None, bool] = {None: False}
    for drawn in _find_drawn(parts):
        if drawn.part not in looked:
            looked[drawn.part] = _make_drawable(parts, drawn.part or "")
        if not looked[drawn.part]:
            missing.append(drawn.place)
    return Told(losses=tuple(_say(missing, undrawn)))


def _say(missing: list[Issue], undrawn: list[Issue]) -> Iterator[Issue]:
    if missing:
        yield lost("lost_pictures", places=tuple(missing))
    if undrawn:
        yield lost("undrawn", places=tuple(undrawn))


def _show_alternatives(parts: Parts) -> Iterator[Issue]:
    """Let what LibreOffice draws nothing of be the pictures kept of it; where there is none."""
    for printed in _find_printed(parts):
        if b"AlternateContent" not in parts.read(printed.part):
            continue
        root = parts.read_tree(printed.part)
        places = find_undrawn(root) if root is not None else []
        yield from [printed.place_of(place) for place in places if not show_kept(place)]
        if places:
            parts.write_tree(printed.part, root)


def _make_drawable(parts: Parts, part: str) -> bool:
    content = parts.read(part)
    kind = _kind_of(content)
    if kind in _REWRITTEN:
        rewritten = _write_png(content, kind)
        if rewritten:
            parts.write(part, rewritten)
        return bool(rewritten)
    if kind in _PIXELS:
        return _opens(content)
    if kind in _ODD:
        return not part.casefold().endswith(_SUFFIXES)
    return kind not in _NOT_DRAWN


def _kind_of(content: bytes) -> Kind:
    if content.startswith(_JXR):
        return Kind.JPEG_XL
    return recognise_content(content[:65_536], content[-65_536:])


def _opens(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content)) as opened:
            return min(opened.size) > 0
    except Image.DecompressionBombError:
        return True
    except (OSError, ValueError, SyntaxError):
        return False


def _write_png(content: bytes, kind: Kind) -> bytes | None:
    try:
        if kind is not Kind.JPEG2000:
            import pillow_heif  # noqa: PLC0415 - 20 MB that most runs do not need

            pillow_heif.register_heif_opener()
        made = io.BytesIO()
        with Image.open(io.BytesIO(content)) as opened:
            opened.convert("RGB").save(made, "PNG")
        return made.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


@dataclass(frozen=True)
class _Printed:
    """A part that is printed: how a place in it is called, and which pictures are counted."""

    part: str
    place_of: Callable[[etree._Element], Issue]
    is_counted: Callable[[etree._Element], bool]


def _find_drawn(parts: Parts) -> Iterator[Drawn]:
    """The pictures of a document, as they follow each other."""
    yield from _find_in_open_document(parts)
    for printed in _find_printed(parts):
        for blip, part, own in _pictures_in(parts, printed.part):
            if not _is_hidden(blip):
                counted = own and printed.is_counted(blip)
                yield Drawn(printed.place_of(blip), part, counted)


def _find_in_open_document(parts: Parts) -> Iterator[Drawn]:
    """Those an OpenDocument file should hold itself; how many are drawn is not counted."""
    root = parts.read_tree("content.xml")
    for image in root.iter(f"{_DRAW}image") if root is not None else ():
        part = image.get(_HREF, "").removeprefix("./")
        if part.startswith("Pictures/"):
            place = _place_in_open_document(root, image)
            yield Drawn(place, part if parts.has(part) else None, counted=False)


def _place_in_open_document(root: etree._Element, image: etree._Element) -> Issue:
    for page in image.iterancestors(f"{_DRAW}page"):
        number = list(root.iter(f"{_DRAW}page")).index(page) + 1
        return place_in("on_page", number=number)
    for paragraph in image.iterancestors(f"{_TEXT}p", f"{_TEXT}h"):
        text = "".join(paragraph.itertext())
        if text.strip():
            return place_in("in_paragraph", words=begin_of(text))
    return place_in("without_words")


def _find_printed(parts: Parts) -> Iterator[_Printed]:
    main = find_workbook(parts) or ""
    find = _FINDERS.get(main.partition("/")[0].casefold())
    return find(parts, main) if find else iter(())


def _pictures_in(parts: Parts, name: str) -> Iterator[tuple[etree._Element, str | None, bool]]:
    """What draws a picture in a part, the part that holds it, and whether it is one of its own.

    Others fill a shape, where one may be drawn many times. None stands for a picture that is
    missing; one that lies elsewhere is left out, because it is named as linked.
    """
    root = parts.read_tree(name)
    outside = {relation.id for relation in parts.relations(name) if relation.external}
    targets = {r.id: r.target for r in parts.relations(name) if parts.has(r.target)}
    for blip in root.iter(f"{_A}blip", f"{_VML}imagedata") if root is not None else ():
        named = next((blip.get(key) for key in _NAMED_BY if blip.get(key)), None)
        holder = blip.getparent().getparent() if blip.tag == f"{_A}blip" else None
        own = holder is None or etree.QName(holder).localname == "pic"
        if not named or named in outside:
            continue
        if not any(a.tag in _UNPRINTED for a in blip.iterancestors()):
            yield blip, targets.get(named), own


def _find_in_word(parts: Parts, main: str) -> Iterator[_Printed]:
    yield _Printed(main, _paragraph_of, _all)
    for name in (name for kind in _STORIES for name in parts.related(main, kind)):
        yield _Printed(name, _paragraph_of, _none)


def _is_hidden(blip: etree._Element) -> bool:
    runs = blip.iterancestors(f"{_W}r")
    return any(run.find(f"{_W}rPr/{_W}vanish") is not None for run in runs)


def _paragraph_of(blip: etree._Element) -> Issue:
    """The paragraph that draws a picture, or the last one before it that has words."""
    paragraph = None
    for paragraph in blip.iterancestors(f"{_W}p"):
        text = "".join(t.text or "" for t in paragraph.iter(f"{_W}t"))
        if text.strip():
            return place_in("in_paragraph", words=begin_of(text))
    for before in paragraph.itersiblings(preceding=True) if paragraph is not None else ():
        text = "".join(t.text or "" for t in before.iter(f"{_W}t"))
        if text.strip():
            return place_in("behind_paragraph", words=begin_of(text))
    return place_in("at_start")


def _find_in_slides(parts: Parts, main: str) -> Iterator[_Printed]:
    for number, name in enumerate(slides_of(parts, main), start=1):
        root = parts.read_tree(name)
        if root is not None and root.get("show", "1") not in {"0", "false"}:
            yield _Printed(name, partial(_say_slide, number), _is_on_page)


def _say_slide(number: int, _element: etree._Element) -> Issue:
    return place_in("on_slide", number=number)


def _is_on_page(blip: etree._Element) -> bool:
    """Whether a picture surely lies on its slide: shown, and not in a group with its own scale."""
    picture = blip.getparent().getparent()
    named = picture.find("{*}nvPicPr/{*}cNvPr")
    place = picture.find(f"{{*}}spPr/{_A}xfrm/{_A}off")
    if named is None or named.get("hidden") in {"1", "true"} or place is None:
        return False
    within = all(0 <= int(place.get(side, "-1")) < _NARROWEST_SLIDE for side in ("x", "y"))
    return within and etree.QName(picture.getparent()).localname == "spTree"


_NARROWEST_SLIDE = 5_000_000


def _find_in_workbook(parts: Parts, main: str) -> Iterator[_Printed]:
    root = parts.read_tree(main)
    areas = root.iter("{*}definedName") if root is not None else ()
    whole = not any(area.get("name") == "_xlnm.Print_Area" for area in areas)
    for sheet in find_sheets(parts, main):
        if sheet.hidden:
            continue
        all_seen = whole and b'hidden="' not in parts.read(sheet.part)
        for name in parts.related(sheet.part, "drawing"):
            yield _Printed(name, partial(_say_cell, sheet.name), _all if all_seen else _none)


def _all(_blip: etree._Element) -> bool:
    return True


def _none(_blip: etree._Element) -> bool:
    return False


def _say_cell(sheet: str, blip: etree._Element) -> Issue:
    return place_in("at_cell", sheet=sheet, cell=_anchor_of(blip))


_FINDERS = {"word": _find_in_word, "xl": _find_in_workbook, "ppt": _find_in_slides}


def _anchor_of(blip: etree._Element) -> str:
    """The cell a picture of a sheet begins in."""
    for anchor in blip.iterancestors(f"{_SHEET}twoCellAnchor", f"{_SHEET}oneCellAnchor"):
        row, column = (anchor.findtext(f"{_SHEET}from/{_SHEET}{side}") for side in ("row", "col"))
        if (row or "").isdigit() and (column or "").isdigit():
            return write_place(int(row), int(column))
    return ""


def find_unprinted(
    document: Path, count: int, read: Callable[[], Iterable[bytes]]
) -> tuple[Issue, ...]:
    """What is said where fewer pictures were printed than the document draws.

    `count` is how many its PDF draws; `read` reads them, one for each time one is drawn.
    """
    if not is_package(document):
        return ()
    with Parts(document) as parts:
        drawn = [d for d in _find_drawn(parts) if d.counted and _has_pixels(parts, d.part)]
        if len(drawn) <= count:
            return ()
        lacking = _leave_out_alike(parts, drawn, read())
    return (lost("fewer_pictures", drawn=len(drawn), count=count, places=tuple(lacking)),)


def _has_pixels(parts: Parts, part: str | None) -> bool:
    content = parts.read(part) if part else b""
    if _kind_of(content) not in _PIXELS or not _opens(content):
        return False
    with Image.open(io.BytesIO(content)) as opened:
        return min(opened.size) >= _SMALLEST


def _leave_out_alike(parts: Parts, drawn: Iterable[Drawn], printed: Iterable[bytes]) -> list[Issue]:
    """The places of the pictures that are like none of those printed."""
    left = [greys for greys in map(_greys_of, printed) if greys]
    lacking = []
    for one in drawn:
        greys = _greys_of(parts.read(one.part or ""))
        found = next((other for other in left if greys and _are_like(greys, other)), None)
        if found is None:
            lacking.append(one.place)
        else:
            left.remove(found)
    return lacking


def _greys_of(picture: bytes) -> bytes | None:
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            return opened.convert("L").resize(_GREYS).tobytes()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _are_like(one: bytes, other: bytes) -> bool:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) <= _LIKE * len(one)
