"""Equations of Word in one line, for where nothing here draws them.

Both kinds: EQ fields, whose switches Word documents with the field (带圈字符 is one of them), and
Office Math (ECMA-376 part 1, 22.1), which LibreOffice draws only where its Math is installed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree  # type: ignore[import-untyped]

_RINGS = frozenset("○〇◯□△◇")
_ARGUMENTS = {"o", "f", "r", "s", "b", "a", "i", "l", "x", "d"}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FORMAT = re.compile(r'\\\*\s*(?:"[^"]*"|\S+)')
"""Switches that all fields have."""
_INTEGRAL, _SUM, _PRODUCT = "∫", "∑", "∏"


@dataclass(frozen=True)
class EquationText:
    """A bit of text: raised or lowered against the line, within a ring (○ □ △ ◇), in a box."""

    text: str
    level: int = 0
    ring: str = ""
    boxed: bool = False


@dataclass(frozen=True)
class _Command:
    name: str
    options: str
    arguments: tuple[tuple["_Command | str", ...], ...]


def read_field(instruction: str) -> list[EquationText]:
    """What an EQ field shows, in one line; ValueError where it is none that is understood."""
    source = _FORMAT.sub("", instruction).strip()
    if source[:2].casefold() != "eq":
        raise ValueError(instruction)
    return _join(_show(_Parser(source[2:]).read_all()))


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._place = 0

    def read_all(self) -> tuple[_Command | str, ...]:
        read = tuple(self._read_until(""))
        if self._place < len(self._source):
            raise ValueError(self._source)
        return read

    def _read_until(self, ends: str) -> Iterator[_Command | str]:
        text = ""
        while self._place < len(self._source):
            here = self._source[self._place]
            if here in ends and here:
                break
            if here == "\\" and self._peek(1).casefold() in _ARGUMENTS:
                yield from ([text] if text.strip() else [])
                text = ""
                yield self._read_command()
                continue
            if here == "\\":
                self._place += 1
                here = self._peek(0)
            text += here
            self._place += 1
        yield from ([text] if text.strip() else [])

    def _read_command(self) -> _Command:
        name = self._peek(1).casefold()
        self._place += 2
        start = self._place
        while self._place < len(self._source) and self._source[self._place] != "(":
            # \bc\( names a bracket to draw.
            self._place += 2 if self._source[self._place] == "\\" else 1
        options = self._source[start : self._place].casefold()
        if self._peek(0) != "(":
            raise ValueError(self._source)
        arguments = []
        while self._peek(0) in set("(,;，；"):
            self._place += 1
            arguments.append(tuple(self._read_until(",;，；)")))
        if self._peek(0) != ")":
            raise ValueError(self._source)
        self._place += 1
        return _Command(name, options, tuple(arguments))

    def _peek(self, ahead: int) -> str:
        place = self._place + ahead
        return self._source[place] if place < len(self._source) else "\0"


def _show(parts: Sequence[_Command | str]) -> Iterator[EquationText]:
    for part in parts:
        if isinstance(part, str):
            yield EquationText(part.strip() if len(part.strip()) == 1 else part)
        else:
            yield from _show_command(part)


def _show_command(command: _Command) -> Iterator[EquationText]:
    shown = [list(_show(argument)) for argument in command.arguments]
    match command.name:
        case "f" if len(shown) == 2:
            yield from _fraction(*shown)
        case "r":
            yield from _root(shown[0] if len(shown) > 1 else [], shown[-1])
        case "o":
            yield from _overlay(shown)
        case "s":
            level = -1 if "do" in command.options else 1
            yield from (replace(p, level=level) for argument in shown for p in argument)
        case "x":
            yield from (replace(p, boxed=True) for argument in shown for p in argument)
        case "b":
            yield from (EquationText("("), *shown[0], EquationText(")"))
        case "i" if len(shown) == 3:
            yield from _nary(_sign_of(command.options), *shown)
        case _:
            for number, argument in enumerate(shown):
                yield from ([EquationText("，")] if number and command.name == "a" else [])
                yield from argument


def _sign_of(options: str) -> str:
    return _SUM if "su" in options else _PRODUCT if "pr" in options else _INTEGRAL


def _overlay(shown: list[list[EquationText]]) -> Iterator[EquationText]:
    """Characters one upon another: in a ring they can be drawn, else not."""
    texts = ["".join(piece.text for piece in argument).strip() for argument in shown]
    if len(shown) == 2 and shown[0] and shown[0][0].level > 0:
        # How old versions write the sound above a character.
        yield from (*shown[1], *shown[0])
        return
    rings = [text for text in texts if text in _RINGS]
    held = [text for text in texts if text not in _RINGS]
    if len(rings) != 1 or len(held) != 1:
        raise ValueError("".join(texts))
    yield EquationText(held[0], ring=rings[0])


def _fraction(above: list[EquationText], below: list[EquationText]) -> Iterator[EquationText]:
    yield from _in_brackets(above)
    yield EquationText("/")
    yield from _in_brackets(below)


def _root(degree: list[EquationText], held: list[EquationText]) -> Iterator[EquationText]:
    said = "".join(piece.text for piece in degree).strip()
    if said not in {"", "2"}:
        yield EquationText(said, level=1)
    yield EquationText("√")
    yield from _in_brackets(held)


def _nary(
    sign: str, lower: list[EquationText], upper: list[EquationText], held: list[EquationText]
) -> Iterator[EquationText]:
    yield EquationText(sign)
    yield from (replace(piece, level=-1) for piece in lower)
    yield from (replace(piece, level=1) for piece in upper)
    yield from held


def _in_brackets(pieces: list[EquationText]) -> list[EquationText]:
    """In brackets where it is more than one number or letter."""
    text = "".join(piece.text for piece in pieces).strip()
    simple = text.replace(".", "").isalnum() and (text.replace(".", "").isdigit() or len(text) == 1)
    return pieces if simple else [EquationText("("), *pieces, EquationText(")")]


def _join(pieces: Iterator[EquationText]) -> list[EquationText]:
    """Neighbours of one look as one piece."""
    joined: list[EquationText] = []
    for piece in pieces:
        if joined and not piece.ring and replace(joined[-1], text="") == replace(piece, text=""):
            joined[-1] = replace(piece, text=joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined


def read_math(equation: etree._Element) -> list[EquationText]:
    """What an equation of Office Math shows, in one line."""
    return _join(_show_math(equation))


def _show_math(element: etree._Element) -> Iterator[EquationText]:
    for child in element:
        if not isinstance(child.tag, str) or child.tag.endswith("Pr"):
            continue
        shown = _SHOWN.get(child.tag.removeprefix(_MATH))
        if shown is not None and child.tag.startswith(_MATH):
            yield from shown(child)
        elif child.tag.endswith("}t"):
            yield EquationText(child.text or "")
        else:
            yield from _show_math(child)


def _part(element: etree._Element, name: str) -> list[EquationText]:
    found = element.find(f"{_MATH}{name}")
    return list(_show_math(found)) if found is not None else []


def _said(element: etree._Element, path: str, otherwise: str) -> str:
    found = element.find("/".join(f"{_MATH}{step}" for step in path.split("/")))
    return str(found.get(f"{_MATH}val", otherwise)) if found is not None else otherwise


def _scripts(element: etree._Element) -> Iterator[EquationText]:
    yield from (_part(element, "e") if element.tag != f"{_MATH}sPre" else [])
    yield from (replace(piece, level=-1) for piece in _part(element, "sub"))
    yield from (replace(piece, level=1) for piece in _part(element, "sup"))
    yield from (_part(element, "e") if element.tag == f"{_MATH}sPre" else [])


def _math_nary(element: etree._Element) -> Iterator[EquationText]:
    sign = _said(element, "naryPr/chr", _INTEGRAL)
    return _nary(sign, _part(element, "sub"), _part(element, "sup"), _part(element, "e"))


def _delimited(element: etree._Element) -> Iterator[EquationText]:
    yield EquationText(_said(element, "dPr/begChr", "("))
    for number, held in enumerate(element.iterfind(f"{_MATH}e")):
        yield from ([EquationText(_said(element, "dPr/sepChr", "|"))] if number else [])
        yield from _show_math(held)
    yield EquationText(_said(element, "dPr/endChr", ")"))


def _matrix(element: etree._Element) -> Iterator[EquationText]:
    for number, row in enumerate(element.iterfind(f"{_MATH}mr")):
        yield from ([EquationText("；")] if number else [])
        for place, cell in enumerate(row.iterfind(f"{_MATH}e")):
            yield from ([EquationText("，")] if place else [])
            yield from _show_math(cell)


def _stacked(element: etree._Element) -> Iterator[EquationText]:
    for number, line in enumerate(element.iterfind(f"{_MATH}e")):
        yield from ([EquationText("；")] if number else [])
        yield from _show_math(line)


def _accented(element: etree._Element) -> Iterator[EquationText]:
    yield from _part(element, "e")
    yield EquationText(_said(element, "accPr/chr", "\u0302"))


_SHOWN = {
    "f": lambda e: _fraction(_part(e, "num"), _part(e, "den")),
    "rad": lambda e: _root(_part(e, "deg"), _part(e, "e")),
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "sPre": _scripts,
    "nary": _math_nary,
    "d": _delimited,
    "m": _matrix,
    "eqArr": _stacked,
    "acc": _accented,
}
