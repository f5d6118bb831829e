"""PDFs written from values of Python's own, so that any value may stand anywhere, and be anything.

A name, a number, a string is its bytes; a dictionary is a dict, an array a list, a stream a `Data`,
and a `Ref` leads to an object.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

Value = Any
Path = tuple[str | int, ...]
"""The number of an object, and the keys and places that lead to a value within it."""


@dataclass
class Ref:
    number: int


@dataclass
class Data:
    entries: dict[str, Value]
    data: bytes


def write_pdf(objects: Mapping[int, Value]) -> bytes:
    """A file of these objects; the first is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, value in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, write_value(value))
    size, table = max(objects) + 1, len(out)
    out += b"xref\n0 %d\n" % size
    for number in range(size):
        free = number not in places
        out += b"%010d %05d %c \n" % (places.get(number, 0), 65535 * free, b"nf"[free])
    out += b"trailer\n<</Size %d/Root %d 0 R>>\n" % (size, next(iter(objects)))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def write_value(value: Value) -> bytes:
    match value:
        case Ref():
            return b"%d 0 R" % value.number
        case dict():
            pairs = (b"/%s %s" % (key.encode(), write_value(v)) for key, v in value.items())
            return b"<<%s>>" % b" ".join(pairs)
        case list():
            return b"[%s]" % b" ".join(write_value(v) for v in value)
        case Data():
            entries = {"Length": b"%d" % len(value.data), **value.entries}
            return b"%s\nstream\n%s\nendstream" % (write_value(entries), value.data)
    return bytes(value)


def list_paths(objects: Mapping[int, Value]) -> Iterator[Path]:
    """Where every value of a file stands."""
    for number, value in objects.items():
        yield from _paths_in(value, (number,))


def _paths_in(value: Value, path: Path) -> Iterator[Path]:
    inner = value.entries if isinstance(value, Data) else value
    keys = (
        inner if isinstance(inner, dict) else range(len(inner)) if isinstance(inner, list) else ()
    )
    for key in keys:
        yield (*path, key)
        yield from _paths_in(inner[key], (*path, key))


def change(objects: Mapping[int, Value], path: Path, value: Value) -> dict[int, Value]:
    """The objects with another value in one place."""
    changed = deepcopy(dict(objects))
    number, *way, last = path
    holder = changed[int(number)]
    for key in way:
        holder = _inside(holder)[key]
    _inside(holder)[last] = value
    return changed


def detach(objects: Mapping[int, Value], path: Path) -> dict[int, Value] | None:
    """The objects with the value of one place as an object of its own; None where it is one."""
    value: Value = objects[int(path[0])]
    for key in path[1:]:
        value = _inside(value)[key]
    if isinstance(value, Ref):
        return None
    number = max(objects) + 1
    return {**change(objects, path, Ref(number)), number: deepcopy(value)}


def _inside(holder: Value) -> Value:
    return holder.entries if isinstance(holder, Data) else holder
