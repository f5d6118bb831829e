"""Old presentations (.ppt, .dps): their words, and which slides are hidden ([MS-PPT] 2.4, 2.5)."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import olefile  # type: ignore[import-untyped]

_DOCUMENT, _SLIDE, _LIST, _PERSIST = 0x03E8, 0x03EE, 0x0FF0, 0x03F3
_SHOW, _DIRECTORY, _EDIT = 0x03F9, 0x1772, 0x0FF5
_DECODED = {0x0FA0: "utf-16-le", 0x0FA8: "latin-1"}
"""The records of text, and how they are encoded."""
_LINE = re.compile(r"[\r\x0b]")
_HIDDEN = 4
_HEAD = struct.Struct("<HHI")
_DEEPEST = 12


@dataclass(frozen=True)
class _Slide:
    """Where a slide begins and ends, and the texts of its placeholders, which may stand apart."""

    start: int
    end: int
    outline: tuple[str, ...] = ()


def find_hidden_slides(path: Path) -> list[tuple[int, str]]:
    """The numbers of the hidden slides, each with its first words.

    Empty where it is no such presentation.
    """
    raw, slides = _read_slides(path)
    return [
        (number, next(filter(None, (*slide.outline, *_texts(raw, slide.start, slide.end))), ""))
        for number, slide in enumerate(slides, start=1)
        if _is_hidden(raw, slide.start, slide.end)
    ]


def read_shown_texts(path: Path) -> Iterator[tuple[int, str]]:
    """The paragraphs of the slides that are not hidden, each with the number of its slide."""
    raw, slides = _read_slides(path)
    for number, slide in enumerate(slides, start=1):
        if _is_hidden(raw, slide.start, slide.end):
            continue
        for text in (*slide.outline, *_texts(raw, slide.start, slide.end)):
            yield from ((number, line) for line in _LINE.split(text) if line.strip())


def _read_slides(path: Path) -> tuple[bytes, list[_Slide]]:
    """The stream of a presentation, and where its slides are; none where it is no such file."""
    with olefile.OleFileIO(str(path)) as file:
        names = ("PowerPoint Document", "Current User")
        if not all(file.exists(name) for name in names):
            return b"", []
        raw, user = (file.openstream(name).read() for name in names)
    if len(user) < 20:
        return b"", []
    (edit,) = struct.unpack_from("<I", user, 16)
    return raw, list(_slides_of(raw, _read_places(raw, edit)))


def _records(raw: bytes, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """The kind, instance, start and end of the records that stand one behind the other."""
    while start + _HEAD.size <= end:
        said, kind, length = _HEAD.unpack_from(raw, start)
        begin = start + _HEAD.size
        start = begin + length
        if start > end:
            return
        yield kind, said >> 4, begin, start


def _read_places(raw: bytes, edit: int) -> dict[int, int]:
    """Where the objects of a presentation stand, by their numbers; the latest edit wins."""
    places: dict[int, int] = {}
    for _ in range(1000):
        found = next(_records(raw, edit, len(raw)), None)
        if found is None or found[0] != _EDIT or found[3] - found[2] < 16:
            break
        last, directory = struct.unpack_from("<II", raw, found[2] + 8)
        for kind, _, begin, end in _records(raw, directory, len(raw)):
            if kind == _DIRECTORY:
                places = {**_read_directory(raw[begin:end]), **places}
            break
        if not last or last == edit:
            break
        edit = last
    return places


def _read_directory(raw: bytes) -> dict[int, int]:
    places, at = {}, 0
    while at + 4 <= len(raw):
        (said,) = struct.unpack_from("<I", raw, at)
        first, count = said & 0xFFFFF, said >> 20
        at += 4
        for number in range(count):
            if at + 4 <= len(raw):
                (places[first + number],) = struct.unpack_from("<I", raw, at)
            at += 4
    return places


def _slides_of(raw: bytes, places: dict[int, int]) -> Iterator[_Slide]:
    """The slides in the order they are shown in."""
    for place in places.values():
        for kind, _, begin, end in _records(raw, place, len(raw)):
            if kind == _DOCUMENT:
                yield from _listed(raw, begin, end, places)
                return
            break


def _listed(raw: bytes, begin: int, end: int, places: dict[int, int]) -> Iterator[_Slide]:
    for kind, instance, first, last in _records(raw, begin, end):
        if kind != _LIST or instance != 0:
            continue
        number: int | None = None
        outline: list[str] = []
        for atom, _, at, behind in _records(raw, first, last):
            if atom == _PERSIST and behind - at >= 4:
                yield from _found(raw, places, number, outline)
                (number,) = struct.unpack_from("<I", raw, at)
                outline = []
            elif atom in _DECODED:
                outline.append(_decode(raw, atom, at, behind))
        yield from _found(raw, places, number, outline)


def _found(
    raw: bytes, places: dict[int, int], number: int | None, outline: list[str]
) -> Iterator[_Slide]:
    """The slide of a number, where there is one."""
    place = len(raw) if number is None else places.get(number, len(raw))
    found = next(_records(raw, place, len(raw)), None)
    if found is not None and found[0] == _SLIDE:
        yield _Slide(found[2], found[3], tuple(outline))


def _is_hidden(raw: bytes, start: int, end: int) -> bool:
    for kind, _, begin, behind in _records(raw, start, end):
        if kind == _SHOW and behind - begin >= 12:
            return bool(struct.unpack_from("<H", raw, begin + 10)[0] & _HIDDEN)
    return False


def _texts(raw: bytes, start: int, end: int, depth: int = 0) -> Iterator[str]:
    """The texts in a slide or in what it holds."""
    for kind, _, begin, behind in _records(raw, start, end):
        if kind in _DECODED:
            yield _decode(raw, kind, begin, behind)
        elif raw[begin - _HEAD.size] & 0xF == 0xF and depth < _DEEPEST:
            yield from _texts(raw, begin, behind, depth + 1)


def _decode(raw: bytes, kind: int, begin: int, end: int) -> str:
    return raw[begin:end].decode(_DECODED[kind], "replace").strip()
