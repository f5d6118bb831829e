"""Old presentations (.ppt, .dps): which of their slides are hidden ([MS-PPT] 2.4, 2.5)."""

import struct
from collections.abc import Iterator
from pathlib import Path

import olefile  # type: ignore[import-untyped]

_DOCUMENT, _SLIDE, _LIST, _PERSIST = 0x03E8, 0x03EE, 0x0FF0, 0x03F3
_SHOW, _DIRECTORY, _EDIT = 0x03F9, 0x1772, 0x0FF5
_WIDE_TEXT, _TEXT = 0x0FA0, 0x0FA8
_HIDDEN = 4
_HEAD = struct.Struct("<HHI")
_DEEPEST = 12


def find_hidden_slides(path: Path) -> list[tuple[int, str]]:
    """The numbers of the hidden slides, each with its first words.

    None where it is no such presentation.
    """
    with olefile.OleFileIO(str(path)) as file:
        names = ("PowerPoint Document", "Current User")
        if not all(file.exists(name) for name in names):
            return []
        raw, user = (file.openstream(name).read() for name in names)
    if len(user) < 20:
        return []
    (edit,) = struct.unpack_from("<I", user, 16)
    places = _read_places(raw, edit)
    slides = _slides_of(raw, places)
    return [
        (number, _first_words(raw, start, end))
        for number, (start, end) in enumerate(slides, start=1)
        if _is_hidden(raw, start, end)
    ]


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


def _slides_of(raw: bytes, places: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Where the slides begin and end, in the order they are shown in."""
    for place in places.values():
        for kind, _, begin, end in _records(raw, place, len(raw)):
            if kind == _DOCUMENT:
                yield from _listed(raw, begin, end, places)
                return
            break


def _listed(raw: bytes, begin: int, end: int, places: dict[int, int]) -> Iterator[tuple[int, int]]:
    for kind, instance, first, last in _records(raw, begin, end):
        if kind != _LIST or instance != 0:
            continue
        for atom, _, at, behind in _records(raw, first, last):
            if atom == _PERSIST and behind - at >= 4:
                (number,) = struct.unpack_from("<I", raw, at)
                for found, _, start, stop in _records(raw, places.get(number, len(raw)), len(raw)):
                    if found == _SLIDE:
                        yield start, stop
                    break


def _is_hidden(raw: bytes, start: int, end: int) -> bool:
    for kind, _, begin, behind in _records(raw, start, end):
        if kind == _SHOW and behind - begin >= 12:
            return bool(struct.unpack_from("<H", raw, begin + 10)[0] & _HIDDEN)
    return False


def _first_words(raw: bytes, start: int, end: int, depth: int = 0) -> str:
    """The first text in a slide or in what it holds."""
    for kind, _, begin, behind in _records(raw, start, end):
        if kind == _WIDE_TEXT:
            return raw[begin:behind].decode("utf-16-le", "replace").strip()
        if kind == _TEXT:
            return raw[begin:behind].decode("latin-1").strip()
        said = struct.unpack_from("<H", raw, begin - _HEAD.size)[0]
        if said & 0xF == 0xF and depth < _DEEPEST:
            found = _first_words(raw, begin, behind, depth + 1)
            if found:
                return found
    return ""
