"""Fields of Word become what they showed when the document was saved.

LibreOffice fills in the day of the conversion, the name of our copy, its own user, and error
messages for what it does not find; what it draws of EQ fields and of fields within fields is
nothing. Numbers of pages alone are of the paper they stand on, and stay alive.
(ECMA-376 part 1, 17.16.)
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]

from docgen.office.equations import EquationText, read_field
from docgen.office.symbol_characters import show_symbol

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_ALIVE = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "HYPERLINK"})
_SILENT = frozenset(
    {"XE", "TC", "TA", "RD", "SET", "ASK", "FILLIN", "PRIVATE", "ADVANCE", "NEXT", "NEXTIF"}
    | {"SKIPIF", "DATABASE", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "BIDIOUTLINE"}
)
"""Fields without a result of their own, or numbers that both programs count."""
_USUAL = frozenset({"TOC", "PAGEREF", "SEQ", "NOTEREF", "STYLEREF", "INCLUDEPICTURE", "EMBED"})
"""Frozen like all others, and not worth a word: LibreOffice would not have changed them."""
_FORMS = frozenset({"FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"})
_TICKED, _UNTICKED = "☒", "☐"
_LONGEST_BEGINNING = 12


@dataclass
class WordField:
    """A field: its instruction, where it begins, and whether it stores a result."""

    begin: etree._Element
    instruction: str = ""
    has_result: bool = False
    shows: bool = False
    """Whether anything can be seen in its result."""
    in_result: bool = False
    end: etree._Element | None = None

    @property
    def name(self) -> str:
        """Its first word, in capitals; "=" for a formula."""
        words = self.instruction.split()
        first = words[0].upper() if words else ""
        return "=" if first.startswith("=") else first


@dataclass
class FrozenFields:
    """What became of the fields of a part."""

    names: list[str] = field(default_factory=list)
    """Of those frozen, in order, each once."""
    empty: list[tuple[str, str]] = field(default_factory=list)
    """Fields without a stored result, by name and the beginning of their paragraph."""
    unread: list[str] = field(default_factory=list)
    """The beginnings of paragraphs with an EQ field that is not understood."""
    in_line: list[str] = field(default_factory=list)
    """The texts that equations became."""
    linked: list[str] = field(default_factory=list)
    """What fields draw that the document does not hold: paths or addresses."""


def freeze_fields_of(root: etree._Element) -> FrozenFields:
    """Turn the fields of a part of a Word document into their results, in place."""
    frozen = FrozenFields()
    for simple in list(root.iter(f"{W}fldSimple")):
        _freeze_simple(simple, frozen)
    fields, doomed = _find_fields(root)
    for leaf in doomed:
        leaf.getparent().remove(leaf)
    for found in fields:
        _settle(found, frozen)
    for found in fields:
        if found.name not in _ALIVE | _SILENT:
            _remove(found.begin)
            if found.end is not None:
                _remove(found.end)
    return frozen


def _find_fields(root: etree._Element) -> tuple[list[WordField], list[etree._Element]]:
    """The fields of a part, and what is only an instruction or a mark of those to be frozen."""
    fields: list[WordField] = []
    open_: list[WordField] = []
    leaves: list[tuple[etree._Element, tuple[WordField, ...]]] = []
    for leaf in _leaves(root):
        kind = leaf.get(f"{W}fldCharType") if leaf.tag == f"{W}fldChar" else None
        if kind == "begin":
            leaves.append((leaf, _instructed(open_)))
            open_.append(WordField(leaf))
            fields.append(open_[-1])
        elif kind == "separate" and open_:
            open_[-1].has_result = open_[-1].in_result = True
            leaves.append((leaf, (*_instructed(open_[:-1]), open_[-1])))
        elif kind == "end" and open_:
            closed = open_.pop()
            closed.end = leaf
            leaves.append((leaf, _instructed(open_)))
        elif open_:
            _note(leaf, open_)
            leaves.append((leaf, _instructed(open_)))
    whole = [found for found in fields if found.end is not None]
    doomed = [
        leaf
        for leaf, within in leaves
        if any(f.name not in _ALIVE | _SILENT and f.end is not None for f in within)
    ]
    gone = set(map(id, doomed))
    return [found for found in whole if id(found.begin) not in gone], doomed


def _note(leaf: etree._Element, open_: Sequence[WordField]) -> None:
    """Take down what a bit of a run is to the fields it stands in."""
    inner = open_[-1]
    if leaf.tag == f"{W}instrText" and not inner.in_result:
        inner.instruction += leaf.text or ""
    for found in open_:
        if found.in_result and leaf.tag != f"{W}instrText":
            found.shows = True


def _leaves(root: etree._Element) -> Iterator[etree._Element]:
    """What runs consist of, in the order of reading."""
    for run in root.iter(f"{W}r"):
        yield from [child for child in run if child.tag != f"{W}rPr"]


def _instructed(open_: Sequence[WordField]) -> tuple[WordField, ...]:
    """The fields in whose instruction something stands."""
    return tuple(found for found in open_ if not found.in_result)


def _freeze_simple(simple: etree._Element, frozen: FrozenFields) -> None:
    found = WordField(simple, simple.get(f"{W}instr", ""))
    if found.name in _ALIVE | _SILENT:
        return
    found.has_result = found.shows = any(True for _ in simple.iter(f"{W}r"))
    _settle(found, frozen)
    parent, place = simple.getparent(), simple.getparent().index(simple)
    parent[place : place + 1] = [run for run in simple if run.tag != f"{W}fldData"]


def _settle(found: WordField, frozen: FrozenFields) -> None:
    """Write what a field shows where that is not what it stores, and take down its name."""
    name = found.name
    if name in _ALIVE | _SILENT | {""}:
        return
    if name == "EQ":
        _draw_equation(found, frozen)
    elif name == "SYMBOL":
        _write(found, [EquationText(_symbol_of(found.instruction))])
    elif name in {"MACROBUTTON", "GOTOBUTTON"}:
        _write(found, [EquationText(" ".join(found.instruction.split()[2:]))])
    elif name in _FORMS and not (name == "FORMTEXT" and found.shows):
        _write(found, [EquationText(_form_value(found))])
    elif name == "INCLUDEPICTURE" and not found.shows:
        frozen.linked.append(_target_of(found.instruction))
    elif not found.shows and name not in _FORMS:
        frozen.empty.append((name, _beginning_of(found.begin)))
    elif name not in _USUAL | _FORMS and name not in frozen.names:
        frozen.names.append(name)


def _draw_equation(found: WordField, frozen: FrozenFields) -> None:
    if found.shows:
        # Some programs store a picture of it.
        return
    try:
        pieces = read_field(found.instruction)
    except (ValueError, IndexError):
        frozen.unread.append(_beginning_of(found.begin))
        _write(found, [EquationText(found.instruction.strip())])
        return
    _write(found, pieces)
    if any(not piece.ring for piece in pieces) and any(c in found.instruction for c in "fFrRiIaA("):
        frozen.in_line.append("".join(piece.text for piece in pieces))


def _symbol_of(instruction: str) -> str:
    r"""What a SYMBOL field shows: `SYMBOL 82 \f "Wingdings 2"`."""
    words = instruction.replace('"', " ").split("\\")
    said = words[0].split()
    code = int(said[1], 0) if len(said) > 1 and said[1].replace("x", "").isalnum() else 0
    font = next((word[1:].strip() for word in words[1:] if word[:1] in {"f", "F"}), "Symbol")
    character = chr(code) if 0 < code < 0x110000 else ""
    return show_symbol(font, character) or character


def _target_of(instruction: str) -> str:
    """The picture an INCLUDEPICTURE field names."""
    words = instruction.replace("\\\\", "\\").split(maxsplit=1)
    named = words[1].strip() if len(words) > 1 else ""
    return named[1:].partition('"')[0] if named.startswith('"') else named.partition(" ")[0]


def _form_value(found: WordField) -> str:
    """What a form field of old kind holds: a tick, or what was chosen."""
    data = found.begin.find(f"{W}ffData")
    if data is None:
        return ""
    box, choices = data.find(f"{W}checkBox"), data.find(f"{W}ddList")
    if box is not None:
        state = box.find(f"{W}checked")
        state = state if state is not None else box.find(f"{W}default")
        on = state is not None and state.get(f"{W}val", "1") not in {"0", "false", "off"}
        return _TICKED if on else _UNTICKED
    if choices is None:
        return ""
    entries = [entry.get(f"{W}val", "") for entry in choices.iterfind(f"{W}listEntry")]
    chosen = choices.find(f"{W}result")
    chosen = chosen if chosen is not None else choices.find(f"{W}default")
    place = int(chosen.get(f"{W}val", "0")) if chosen is not None else 0
    return entries[place] if place < len(entries) else ""


def _write(found: WordField, pieces: Sequence[EquationText]) -> None:
    """Write pieces of text before the mark a field begins with, in the looks of its run."""
    run = found.begin.getparent() if found.begin.tag == f"{W}fldChar" else None
    looks = run.find(f"{W}rPr") if run is not None else None
    made = [write_piece(piece, looks) for piece in pieces if piece.text]
    if run is not None:
        for new in made:
            run.addprevious(new)
    else:
        found.begin[:] = made


def write_piece(piece: EquationText, looks: etree._Element | None) -> etree._Element:
    """A run that shows a piece, in the looks given."""
    run = etree.Element(f"{W}r")
    properties = deepcopy(looks) if looks is not None else etree.Element(f"{W}rPr")
    run.append(properties)
    if piece.level:
        raised = "superscript" if piece.level > 0 else "subscript"
        for old in properties.findall(f"{W}vertAlign"):
            properties.remove(old)
        etree.SubElement(properties, f"{W}vertAlign", {f"{W}val": raised})
    if piece.boxed:
        line = {f"{W}val": "single", f"{W}sz": "4", f"{W}space": "0"}
        etree.SubElement(properties, f"{W}bdr", line)
    if piece.ring:
        run.append(_draw_ring(piece, properties))
    else:
        text = etree.SubElement(run, f"{W}t")
        text.text = piece.text
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run


_SHAPES = {
    "○": "ellipse",
    "〇": "ellipse",
    "◯": "ellipse",
    "□": "rect",
    "△": "triangle",
    "◇": "diamond",
}
_HALF_POINTS = 21
_EMU_A_HALF_POINT = 6_350
_RING = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{size}" cy="{size}"/>'
    '<wp:docPr id="{number}" name="R{number}"/><a:graphic><a:graphicData'
    ' uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
    '<wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{size}" cy="{size}"/>'
    '</a:xfrm><a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom><a:noFill/><a:ln w="6350">'
    '<a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr><wps:txbx>'
    '<w:txbxContent><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="{line}"'
    ' w:lineRule="exact"/><w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="center"/>'
    "</w:pPr></w:p></w:txbxContent></wps:txbx>"
    '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/></wps:wsp></a:graphicData>'
    "</a:graphic></wp:inline></w:drawing>"
)


def _draw_ring(piece: EquationText, looks: etree._Element) -> etree._Element:
    """A character in a ring: a shape in the line, as high as the type and a third."""
    said = looks.find(f"{W}sz")
    size = int(said.get(f"{W}val", "21")) if said is not None else _HALF_POINTS
    inner = round(size * 0.8 / max(len(piece.text), 1) ** 0.5)
    drawing = etree.fromstring(
        _RING.format(
            size=round(size * 1.3 * _EMU_A_HALF_POINT),
            number=90_000 + ord(piece.text[0]),
            shape=_SHAPES[piece.ring],
            line=inner * 11,
        )
    )
    held = deepcopy(looks)
    for old in held.findall(f"{W}sz") + held.findall(f"{W}position"):
        held.remove(old)
    etree.SubElement(held, f"{W}sz", {f"{W}val": str(inner)})
    run = etree.Element(f"{W}r")
    run.append(held)
    etree.SubElement(run, f"{W}t").text = piece.text
    drawing.find(f".//{W}p").append(run)
    return drawing


def _beginning_of(element: etree._Element) -> str:
    """The first words of the paragraph that something stands in."""
    paragraph = next(iter(element.iterancestors(f"{W}p")), None)
    text = "".join(t.text or "" for t in paragraph.iter(f"{W}t")) if paragraph is not None else ""
    return begin_of(text)


def begin_of(text: str) -> str:
    """The first words of a text."""
    text = " ".join(text.split())
    return text[:_LONGEST_BEGINNING] + ("…" if len(text) > _LONGEST_BEGINNING else "")


def _remove(mark: etree._Element) -> None:
    run = mark.getparent()
    if run is None:
        return
    run.remove(mark)
    if not any(child.tag != f"{W}rPr" for child in run) and run.getparent() is not None:
        run.getparent().remove(run)
