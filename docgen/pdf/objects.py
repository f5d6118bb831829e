"""PDF objects in their written form: names, numbers, texts, references, arrays, dictionaries.

What is written here is never read again: a dictionary is bytes from the beginning.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

Written = bytes
"""A PDF object as it stands in the file."""

NULL: Written = b"null"

# A string is passed over whole: it may contain anything.
REFERENCE = re.compile(rb"\((?:[^\\)]|\\.)*\)|(?<![^\s\[<>(])(\d+) (\d+) R\b", re.DOTALL)
"""A reference within a written object (number and generation), or a string, which is none."""


def name(text: str) -> Written:
    """A name, given without its slash; all but letters and digits is escaped."""
    escaped = (
        b"%c" % byte if chr(byte).isalnum() and byte < 128 else b"#%02X" % byte
        for byte in text.encode()
    )
    return b"/" + b"".join(escaped)


@lru_cache(maxsize=8192)
def number(value: float, digits: int = 3) -> Written:
    """A number, no longer than it needs to be."""
    if isinstance(value, int):
        return b"%d" % value
    return f"{value:.{digits}f}".rstrip("0").rstrip(".").encode("ascii")


def text(value: str) -> Written:
    """A text string: plain where it is ASCII, UTF-16 in hexadecimal where not."""
    if value.isascii() and value.isprintable():
        escaped = value.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return f"({escaped})".encode("ascii")
    # What is no Unicode (a file name in another code) cannot be written, and is seen to be missing.
    return b"<FEFF" + value.encode("utf-16-be", "replace").hex().upper().encode("ascii") + b">"


def reference(object_number: int) -> Written:
    """A reference to an object."""
    return b"%d 0 R" % object_number


def array(items: Iterable[Written]) -> Written:
    """An array of written objects."""
    return b"[" + b" ".join(items) + b"]"


def numbers(values: Iterable[float]) -> Written:
    """An array of numbers."""
    return array(number(value) for value in values)


def dictionary(**entries: Written | float) -> Written:
    """A dictionary: a value is a written object or a number."""
    return b"<<" + write_entries(entries) + b">>"


def write_entries(entries: "dict[str, Written | float]") -> Written:
    """The inside of a dictionary; the keys are letters and digits."""
    return b"".join(
        b"/%s %s" % (key.encode("ascii"), value if isinstance(value, bytes) else number(value))
        for key, value in entries.items()
    )


def extend(written: Written, **entries: Written | float) -> Written:
    """A written dictionary with more entries, none of which it has."""
    body = written.rstrip()
    if not body.endswith(b">>"):
        raise ValueError("not a dictionary")
    return body[:-2] + write_entries(entries) + b">>"
