"""Where the characters of a text object stand, and which glyphs draw them (GB/T 33190, 11)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from docgen.ofd.ofd_markup import (
    Element,
    attribute,
    child,
    children,
    expand_deltas,
    find_numbers,
    name_of,
    read_count,
    read_number,
    text_of,
)

_UNPRINTED = dict.fromkeys(map(ord, "\r\n\t\0"))
"""Left over from how the XML is laid out: no glyph is drawn for them."""
_ESCAPE = re.compile(r"\\0x([0-9A-Fa-f]{4})")
"""A blank, mostly, as some programs of invoices write it: `\\0x0020`."""
_LINE_END = re.compile(r"[ \t]*[\r\n]+[ \t]*")


@dataclass(frozen=True)
class PlacedGlyph:
    """What is drawn at one place of a text, in the millimetres of its object."""

    text: str
    """The characters it stands for; empty where another glyph stands for them."""
    glyph: int | None
    """The glyph of the embedded face, where the file says it."""
    x: float
    y: float
    step: tuple[float, float] | None
    """How far it is to the next; None where the file does not say."""
    opens: bool
    """Whether it is the first of its TextCode."""


@dataclass
class _Group:
    """Characters that are drawn by glyphs named in the file."""

    position: int
    codes: int
    glyphs: list[int]


@dataclass
class _Walk:
    """A text object while its codes are gone through."""

    at: tuple[float, float] = (0.0, 0.0)
    groups: list[_Group] = field(default_factory=list)


def place_glyphs(text: Element) -> Iterator[PlacedGlyph]:
    """The glyphs of a text object in their order."""
    walk = _Walk()
    parts = list(children(text, "CGTransform", "TextCode"))
    if parts and name_of(parts[0]) == "TextCode":
        # Some name the glyphs behind all that they draw.
        behind = list(takewhile(lambda part: name_of(part) == "CGTransform", reversed(parts)))
        walk.groups = [_read_group(part) for part in reversed(behind)]
        parts = parts[: len(parts) - len(behind)]
    for part in parts:
        if name_of(part) == "CGTransform":
            walk.groups.append(_read_group(part))
        else:
            yield from _place_code(part, walk)


def _read_group(element: Element) -> _Group:
    glyphs = [int(number) for number in find_numbers(text_of(child(element, "Glyphs")))]
    position, codes = (
        read_count(element, name, n) for name, n in (("CodePosition", 0), ("CodeCount", 1))
    )
    return _Group(max(position, 0), max(codes, 1), glyphs)


def _place_code(element: Element, walk: _Walk) -> Iterator[PlacedGlyph]:
    units = _split(_read_characters(element), element)
    items = list(_match(units, walk.groups))
    # Positions count on through the codes of an object where all groups stand before the first.
    walk.groups = [
        _Group(group.position - len(units), group.codes, group.glyphs)
        for group in walk.groups
        if group.position >= len(units)
    ]
    x = read_number(element, "X", walk.at[0])
    y = read_number(element, "Y", walk.at[1])
    walk.at = (x, y)
    steps = list(_steps(element, max(len(units), len(items)) + 1))
    by_code = len(steps) + 1 >= len(units) > len(items)
    passed = 0
    for number, (text, glyph, codes) in enumerate(items):
        taken = codes if by_code else 1
        known = [_step_at(steps, passed + more) for more in range(taken)]
        passed += taken
        step = None if None in known else _add_up(known)
        yield PlacedGlyph(text, glyph, x, y, step, opens=number == 0)
        if step:
            x, y = x + step[0], y + step[1]


_Step = tuple[float, float]


def _steps(element: Element, most: int) -> Iterator[_Step]:
    across, down = (expand_deltas(attribute(element, name), most) for name in ("DeltaX", "DeltaY"))
    for place in range(max(len(across), len(down))):
        yield _at(across, place), _at(down, place)


def _at(values: list[float], place: int) -> float:
    """The value at a place; the last goes on where there are too few."""
    return values[min(place, len(values) - 1)] if values else 0.0


def _step_at(steps: list[_Step], place: int) -> _Step | None:
    return steps[min(place, len(steps) - 1)] if steps else None


def _add_up(steps: list[_Step | None]) -> _Step:
    given = [step for step in steps if step]
    return sum(x for x, _ in given), sum(y for _, y in given)


def _read_characters(element: Element) -> str:
    """The text of a code. Blanks about a line's end are of the XML's layout, unless they count."""
    written = _ESCAPE.sub(_unescape, "".join(element.itertext()))
    plain = written.translate(_UNPRINTED)
    if "\n" not in written or _count_distances(element, len(plain)) == len(plain) - 1:
        return plain
    return _LINE_END.sub("", written).translate(_UNPRINTED)


def _unescape(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return " " if 0xD800 <= number < 0xE000 else chr(number)


def _count_distances(element: Element, most: int) -> int:
    names = ("DeltaX", "DeltaY")
    return max(len(expand_deltas(attribute(element, name), most)) for name in names)


def _split(text: str, element: Element) -> list[str]:
    """The units that positions count: characters, or what UTF-16 has of them.

    A program that counts two for a rare character gives that many distances, too.
    """
    pairs = [half for one in text for half in ((one, "") if ord(one) > 0xFFFF else (one,))]
    if len(pairs) > len(text):
        enough = _count_distances(element, len(pairs)) >= len(pairs) - 1
        return pairs if enough else list(text)
    return list(text)


def _match(units: list[str], groups: list[_Group]) -> Iterator[tuple[str, int | None, int]]:
    """Text, glyph and number of units of each thing that is drawn."""
    starts = {group.position: group for group in groups if group.glyphs}
    place = 0
    while place < len(units):
        group = starts.get(place)
        if group is None:
            yield units[place], None, 1
            place += 1
            continue
        codes = units[place : place + group.codes]
        if len(group.glyphs) >= len(codes):
            shown = [*codes, *[""] * (len(group.glyphs) - len(codes))]
            for text, glyph in zip(shown, group.glyphs, strict=True):
                yield text, glyph, 1
        else:
            yield "".join(codes), group.glyphs[0], len(codes) - len(group.glyphs) + 1
            yield from (("", glyph, 1) for glyph in group.glyphs[1:])
        place += max(len(codes), 1)
