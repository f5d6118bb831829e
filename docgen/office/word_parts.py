"""The parts of a Word document made so that LibreOffice keeps what they show.

Fields become their results, boxes around content fall away, letters of symbol fonts become the
characters they look like, and what was imported from elsewhere is put in its place.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]

from docgen.issues.issue import Issue
from docgen.issues.unplaced import lost, noted, place_in
from docgen.model.page_facts import Told
from docgen.office.alt_chunks import merge_imported
from docgen.office.equations import read_math
from docgen.office.external_links import say_linked
from docgen.office.package_parts import Parts
from docgen.office.symbol_characters import FACE, code_of, is_symbol_font, show_symbol
from docgen.office.wide_tables import find_wide_tables
from docgen.office.word_fields import FrozenFields, W, begin_of, freeze_fields_of, write_piece

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STORIES = ("header", "footer", "footnotes", "endnotes")
_FONTS = ("ascii", "hAnsi", "eastAsia", "cs")
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_VML = "{urn:schemas-microsoft-com:vml}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BLANK = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass
class _Findings:
    fields: FrozenFields = field(default_factory=FrozenFields)
    equations: list[str] = field(default_factory=list)
    math: list[str] = field(default_factory=list)
    """What equation fields and Office Math are written as."""
    symbols: dict[str, str] = field(default_factory=dict)
    revised: bool = False
    icons: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    """The paragraphs with embedded files that show an icon, or nothing."""
    styles: dict[str, str] = field(default_factory=dict)
    """The symbol fonts of styles, by the names of the styles."""


def repair_word(parts: Parts, *, draws_math: bool) -> Told:
    """Repair a Word document; `draws_math` says whether LibreOffice draws its equations."""
    main = next(parts.related("", "officeDocument"), None)
    root = parts.read_tree(main) if main else None
    if main is None or root is None:
        return Told()
    imported = merge_imported(parts, main, root)
    found = _Findings(styles=_find_symbol_styles(parts, main))
    _show_previews(parts, main, root, found)
    _repair_story(root, found, draws_math=draws_math)
    parts.write_tree(main, root)
    charts = any(relation.kind == "chartEx" for relation in parts.relations(main))
    for kind in _STORIES:
        for name in parts.related(main, kind):
            story = parts.read_tree(name)
            if story is not None:
                _show_previews(parts, name, story, found)
                _repair_story(story, found, draws_math=draws_math)
                parts.write_tree(name, story)
    for name in parts.related(main, "numbering"):
        numbering = parts.read_tree(name)
        if numbering is not None:
            _show_bullets(numbering)
            parts.write_tree(name, numbering)
    notes = (*imported.notes, *_note(found))
    undrawn = (lost("chart", where=place_in("document")),) if charts else ()
    losses = (*imported.losses, *undrawn, *find_wide_tables(root), *_say_lost(found))
    return Told(notes, losses)


def _repair_story(root: etree._Element, found: _Findings, *, draws_math: bool) -> None:
    found.revised |= next(root.iter(f"{W}del", f"{W}ins"), None) is not None
    _unwrap_controls(root)
    # Outside a live table of contents LibreOffice hides on paper what is hidden on the web.
    for mark in list(root.iter(f"{W}webHidden")):
        mark.getparent().remove(mark)
    frozen = freeze_fields_of(root)
    found.fields.names += [n for n in frozen.names if n not in found.fields.names]
    found.fields.empty += frozen.empty
    found.fields.unread += frozen.unread
    found.fields.linked += frozen.linked
    found.equations += frozen.in_line
    if not draws_math:
        found.math += _write_equations(root)
    _show_symbols(root, found.styles, found.symbols)


def _show_previews(parts: Parts, name: str, root: etree._Element, found: _Findings) -> None:
    """Let embedded objects be the pictures that are stored of them, as Word prints them.

    LibreOffice would reckon an embedded workbook anew. Equations it draws better itself.
    """
    pictures = {r.id for r in parts.relations(name) if r.kind == "image" and parts.has(r.target)}
    for held in list(root.iter(f"{W}object")):
        told, shown = held.find(f"{_OFFICE}OLEObject"), held.find(f".//{_VML}imagedata")
        if told is None or told.get("ProgID", "").startswith("Equation"):
            continue
        place = _place_of(held)
        if shown is None or shown.get(_ID) not in pictures:
            found.unseen.append(place)
            continue
        if told.get("DrawAspect") == "Icon":
            found.icons.append(place)
        held.remove(told)
        held.tag = f"{W}pict"


def _place_of(element: etree._Element) -> str:
    paragraph = next(element.iterancestors(f"{W}p"), None)
    texts = paragraph.iter(f"{W}t") if paragraph is not None else ()
    return begin_of("".join(text.text or "" for text in texts))


def _unwrap_controls(root: etree._Element) -> None:
    """Let content controls be their content: what is bound to other data shows what is stored."""
    for control in list(root.iter(f"{W}sdt")):
        parent, content = control.getparent(), control.find(f"{W}sdtContent")
        place = parent.index(control)
        parent[place : place + 1] = list(content) if content is not None else []


def _write_equations(root: etree._Element) -> Iterator[str]:
    """Write the equations of Office Math as text; their texts."""
    for equation in list(root.iter(f"{_MATH}oMath")):
        pieces = [piece for piece in read_math(equation) if piece.text]
        looks = _without_face(next(equation.iter(f"{W}rPr"), None))
        group = equation.getparent()
        place = group if group.tag == f"{_MATH}oMathPara" else equation
        for piece in pieces:
            place.addprevious(write_piece(piece, looks))
        group.remove(equation)
        yield "".join(piece.text for piece in pieces)
    for group in list(root.iter(f"{_MATH}oMathPara")):
        group.getparent().remove(group)


def _without_face(looks: etree._Element | None) -> etree._Element | None:
    if looks is None:
        return None
    kept = deepcopy(looks)
    for face in kept.findall(f"{W}rFonts"):
        kept.remove(face)
    return kept


def _find_symbol_styles(parts: Parts, main: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in parts.related(main, "styles"):
        root = parts.read_tree(name)
        for style in root.iter(f"{W}style") if root is not None else ():
            font = _symbol_font_of(style.find(f"{W}rPr/{W}rFonts"))
            if font:
                found[style.get(f"{W}styleId", "")] = font
    return found


def _styled_font(run: etree._Element, styles: Mapping[str, str]) -> str | None:
    """The symbol font a run has by its style or that of its paragraph, where it names none."""
    if not styles or run.find(f"{W}rPr/{W}rFonts") is not None:
        return None
    paragraph = next(run.iterancestors(f"{W}p"), None)
    named = [run.find(f"{W}rPr/{W}rStyle")]
    named += [paragraph.find(f"{W}pPr/{W}pStyle")] if paragraph is not None else []
    found = (styles.get(style.get(f"{W}val", "")) for style in named if style is not None)
    return next(filter(None, found), None)


def _show_symbols(root: etree._Element, styles: Mapping[str, str], lost: dict[str, str]) -> None:
    """Write the symbols of a story as the characters they look like."""
    for run in list(root.iter(f"{W}r")):
        for symbol in run.findall(f"{W}sym"):
            code = symbol.get(f"{W}char", "")
            character = chr(int(code, 16)) if _is_hexadecimal(code) else ""
            _show_one(run, symbol, symbol.get(f"{W}font", ""), character)
        fonts = run.find(f"{W}rPr/{W}rFonts")
        font = _symbol_font_of(fonts) or _styled_font(run, styles)
        if font is None:
            continue
        for text in run.findall(f"{W}t"):
            _show_text(run, text, font, lost)


def _is_hexadecimal(code: str) -> bool:
    return 0 < len(code) <= 5 and all(c in "0123456789abcdefABCDEF" for c in code)


def _symbol_font_of(fonts: etree._Element | None) -> str | None:
    named = [fonts.get(f"{W}{kind}") for kind in _FONTS[:2]] if fonts is not None else []
    return next((name for name in named if is_symbol_font(name)), None)


def _show_one(run: etree._Element, symbol: etree._Element, font: str, character: str) -> None:
    """Write a symbol as a run of its own: the face is a run's, what else stands in it keeps its."""
    shown = show_symbol(font, character) if character else None
    if shown is None:
        return
    before, alone = _like(run), _like(run)
    before.extend([child for child in run[: run.index(symbol)] if child.tag != f"{W}rPr"])
    etree.SubElement(alone, f"{W}t").text = shown
    _set_face(alone)
    run.addprevious(before)
    run.addprevious(alone)
    run.remove(symbol)


def _like(run: etree._Element) -> etree._Element:
    """An empty run with the looks of another."""
    made = etree.Element(f"{W}r")
    looks = run.find(f"{W}rPr")
    if looks is not None:
        made.append(deepcopy(looks))
    return made


def _show_text(run: etree._Element, text: etree._Element, font: str, lost: dict[str, str]) -> None:
    """Write a text in a symbol font as it looks, or letter by letter as symbols of the font."""
    characters = text.text or ""
    shown = [show_symbol(font, c) for c in characters]
    missing = [c for c, s in zip(characters, shown, strict=True) if s is None and _is_drawn(c)]
    if missing:
        lost[font] = lost.get(font, "") + "".join(missing)
        return
    text.text = "".join(s or c for c, s in zip(characters, shown, strict=True))
    text.set(_BLANK, "preserve")
    _set_face(run)


def _is_drawn(character: str) -> bool:
    """Whether a symbol font has a picture for a character: it has none for Chinese ones."""
    code = code_of(character)
    return code is not None and code > 0x20 and not character.isspace()


def _set_face(run: etree._Element) -> None:
    looks = run.find(f"{W}rPr")
    if looks is None:
        looks = etree.Element(f"{W}rPr")
        run.insert(0, looks)
    for old in looks.findall(f"{W}rFonts"):
        looks.remove(old)
    looks.insert(0, etree.Element(f"{W}rFonts", {f"{W}{kind}": FACE for kind in _FONTS}))


_ENCLOSED = {"decimalEnclosedParen": "({})", "decimalEnclosedFullstop": "{}."}


def _show_enclosed(level: etree._Element) -> None:
    """Write ⑴ and ⒈ as (1) and 1., of which LibreOffice shows 1 alone."""
    kind, text = level.find(f"{W}numFmt"), level.find(f"{W}lvlText")
    enclosed = _ENCLOSED.get(kind.get(f"{W}val", "")) if kind is not None else None
    if enclosed and text is not None:
        own = f"%{int(level.get(f'{W}ilvl', '0')) + 1}"
        text.set(f"{W}val", text.get(f"{W}val", "").replace(own, enclosed.format(own)))
        kind.set(f"{W}val", "decimal")


def _show_bullets(numbering: etree._Element) -> None:
    for level in numbering.iter(f"{W}lvl"):
        _show_enclosed(level)
        looks, text = level.find(f"{W}rPr"), level.find(f"{W}lvlText")
        font = _symbol_font_of(looks.find(f"{W}rFonts")) if looks is not None else None
        said = text.get(f"{W}val", "") if text is not None else ""
        shown = show_symbol(font, said) if font and len(said) == 1 else None
        if shown:
            text.set(f"{W}val", shown)
            _set_face(level)


def _note(found: _Findings) -> Iterator[Issue]:
    if found.fields.names:
        yield noted("fields_stored", names=tuple(found.fields.names))
    if found.revised:
        yield noted("revisions")
    for place in dict.fromkeys(found.icons):
        yield noted("icon", words=place)


def _say_lost(found: _Findings) -> Iterator[Issue]:
    yield from say_linked(found.fields.linked)
    for name, place in dict.fromkeys(found.fields.empty):
        yield lost("empty_field", words=place, name=name)
    for place in dict.fromkeys(found.unseen):
        yield lost("no_preview", words=place)
    for place in dict.fromkeys(found.fields.unread):
        yield lost("equation_code", words=place)
    for case, equations in (("equations", found.equations), ("math", found.math)):
        if equations:
            yield lost(case, equations=tuple(equations))
    for font, characters in found.symbols.items():
        yield lost("symbols", font=font, characters="".join(dict.fromkeys(characters)))
