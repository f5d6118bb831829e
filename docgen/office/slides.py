"""Slides made so that LibreOffice keeps what they show; those that are not printed are named."""

import io
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]
from PIL import Image

from docgen.issues.issue import Issue
from docgen.issues.unplaced import lost, noted, place_in
from docgen.model.page_facts import Told
from docgen.office.package_parts import Parts
from docgen.office.symbol_characters import FACE, is_symbol_font, show_symbol

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_EMBEDDED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_LONGEST_TITLE = 20
_MOSTLY = 0.8
_PRIVATE = 0xF000


def repair_slides(parts: Parts) -> Told:
    """Repair a presentation."""
    main = next(parts.related("", "officeDocument"), None)
    notes: list[Issue] = []
    losses: list[Issue] = []
    for number, name in enumerate(slides_of(parts, main) if main else (), start=1):
        root = parts.read_tree(name)
        if root is None:
            continue
        if root.get("show", "1") in {"0", "false"}:
            notes.append(say_hidden(number, _title_of(root)))
            continue
        if _freeze_dates(root):
            notes.append(noted("slide_dates", number=number))
        if any(relation.kind == "chartEx" for relation in parts.relations(name)):
            losses.append(lost("chart", where=place_in("slide", number=number, words="")))
        covered = list(_find_covered(root, _find_opaque(parts, name)))
        if covered:
            losses.append(lost("covered", number=number, shapes=tuple(covered)))
        _show_symbols_of(root)
        parts.write_tree(name, root)
    return Told(tuple(notes), tuple(losses))


def _find_opaque(parts: Parts, name: str) -> frozenset[str]:
    """The ids of the pictures a slide draws that nothing shines through."""
    images = (r for r in parts.relations(name) if r.kind == "image" and parts.has(r.target))
    return frozenset(image.id for image in images if _has_no_alpha(parts.read(image.target)))


def _has_no_alpha(picture: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            return opened.mode in {"RGB", "L", "1", "CMYK"} and "transparency" not in opened.info
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


def _find_covered(slide: etree._Element, opaque: frozenset[str]) -> Iterator[str]:
    """The words of shapes, or "" for a picture, that one which appears later covers on paper.

    Only what surely covers counts: a picture or a filled shape, right over most of the other.
    """
    animated = {target.get("spid") for target in slide.iter("{*}spTgt")}
    tree = slide.find("{*}cSld/{*}spTree")
    shapes = list(tree) if animated and tree is not None else []
    for number, shape in enumerate(shapes):
        frame = _frame_of(shape)
        above = (s for s in shapes[number + 1 :] if _id_of(s) in animated and _is_opaque(s, opaque))
        if frame and any(_covers(_frame_of(other), frame) for other in above):
            words = "".join(t.text or "" for t in shape.iter(f"{_A}t")).strip()
            if words or etree.QName(shape).localname == "pic":
                yield " ".join(words.split())[:_LONGEST_TITLE]


def _id_of(shape: etree._Element) -> str | None:
    named = shape.find("*/{*}cNvPr")
    return named.get("id") if named is not None else None


def _is_opaque(shape: etree._Element, opaque: frozenset[str]) -> bool:
    if etree.QName(shape).localname == "pic":
        blip = shape.find(f"{{*}}blipFill/{_A}blip")
        return blip is not None and blip.get(_EMBEDDED) in opaque
    filled = shape.find(f"{{*}}spPr/{_A}solidFill")
    return filled is not None and next(filled.iter(f"{_A}alpha"), None) is None


def _frame_of(shape: etree._Element) -> tuple[int, int, int, int] | None:
    """The left, top, right and bottom of a shape in EMU; None where it has them of a layout."""
    place = shape.find(f"{{*}}spPr/{_A}xfrm")
    sides = [place.find(f"{_A}{name}") for name in ("off", "ext")] if place is not None else []
    if None in sides or len(sides) != 2:
        return None
    left, top = (int(sides[0].get(key, "0")) for key in ("x", "y"))
    width, height = (int(sides[1].get(key, "0")) for key in ("cx", "cy"))
    return left, top, left + width, top + height


def _covers(upper: tuple[int, int, int, int] | None, lower: tuple[int, int, int, int]) -> bool:
    if upper is None:
        return False
    width = min(upper[2], lower[2]) - max(upper[0], lower[0])
    height = min(upper[3], lower[3]) - max(upper[1], lower[1])
    area = (lower[2] - lower[0]) * (lower[3] - lower[1])
    return width > 0 and height > 0 and width * height >= _MOSTLY * area


def say_hidden(number: int, title: str) -> Issue:
    """What a clerk is told of a slide that is hidden."""
    short = " ".join(title.split())[:_LONGEST_TITLE]
    return noted("hidden_slide", number=number, title=short)


def slides_of(parts: Parts, main: str) -> Iterator[str]:
    """The slides in the order they are shown in."""
    root = parts.read_tree(main)
    targets = {r.id: r.target for r in parts.relations(main) if r.kind == "slide"}
    for slide in root.iter("{*}sldId") if root is not None else ():
        target = targets.get(slide.get(_RELATION) or slide.get(_STRICT_RELATION) or "")
        if target and parts.has(target):
            yield target


def _title_of(slide: etree._Element) -> str:
    """The title of a slide, else its first words."""
    texts: list[str] = []
    for shape in slide.iter("{*}sp"):
        text = " ".join("".join(t.text or "" for t in shape.iter(f"{_A}t")).split())
        kind = shape.find(".//{*}ph")
        if text and kind is not None and kind.get("type") in {"title", "ctrTitle"}:
            texts.insert(0, text)
        elif text:
            texts.append(text)
    return texts[0] if texts else ""


def _freeze_dates(slide: etree._Element) -> bool:
    dates = [f for f in slide.iter(f"{_A}fld") if f.get("type", "").startswith("datetime")]
    for field in dates:
        field.tag = f"{_A}r"
        field.attrib.clear()
        for looks in field.findall(f"{_A}pPr"):
            field.remove(looks)
    return bool(dates)


def _show_symbols_of(drawing: etree._Element) -> None:
    """Write the symbols in the texts of a drawing as the characters they look like."""
    for run in drawing.iter(f"{_A}r"):
        looks, text = run.find(f"{_A}rPr"), run.find(f"{_A}t")
        if looks is None or text is None or not text.text:
            continue
        faces = {tag: looks.find(f"{_A}{tag}") for tag in ("latin", "sym")}
        fonts = {tag: face.get("typeface") for tag, face in faces.items() if face is not None}
        shown = "".join(_show(fonts, character) for character in text.text)
        if shown != text.text:
            text.text = shown
            for face in faces.values():
                if face is not None and is_symbol_font(face.get("typeface")):
                    face.set("typeface", FACE)
    for bullet in drawing.iter(f"{_A}buChar"):
        face = bullet.getparent().find(f"{_A}buFont")
        font = face.get("typeface") if face is not None else None
        likeness = show_symbol(font, bullet.get("char", "")[:1] or " ")
        if likeness and face is not None:
            bullet.set("char", likeness)
            face.set("typeface", FACE)


def _show(fonts: dict[str, str | None], character: str) -> str:
    """Codes of symbol fonts are in the face for symbols, letters in that for Latin ones."""
    first, second = ("sym", "latin") if ord(character) >= _PRIVATE else ("latin", "latin")
    font = fonts.get(first) or fonts.get(second)
    return show_symbol(font, character) or character
