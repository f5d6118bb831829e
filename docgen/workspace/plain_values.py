"""Values of a data file as plain data: texts, truths, lists and mappings, whatever the file is.

Figures and dates are the texts that are written for them. Nothing, an empty text, list or mapping
are one: nobody has written anything there.
"""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from docgen.model.submission import normalise_text

Plain: TypeAlias = "str | bool | tuple[Plain, ...] | Mapping[str, Plain] | None"
Path: TypeAlias = tuple[str | int, ...]
"""Keys and places in lists from the top of a data file to a value."""


def plain_key(key: object) -> str:
    """Return a key as it is compared: numbers without noughts before them."""
    text = normalise_text(str(key))
    return str(int(text)) if text.isdecimal() else text


def to_plain(value: object) -> Plain:
    """Return a value as it is written and compared. TypeError for what no data file holds."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return normalise_text(value)
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        if not number.is_finite():
            raise TypeError(f"no figure: {value}")
        return f"{number:f}"
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    if isinstance(value, Mapping):
        return {plain_key(key): to_plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return tuple(map(to_plain, value))
    raise TypeError(f"no plain data: {value!r}")


def without_blanks(value: Plain) -> Plain:
    """Return a value without what says nothing; None where it says nothing itself.

    Entries of lists stay, so that those behind them keep their places.
    """
    if isinstance(value, Mapping):
        kept = {key: without_blanks(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner is not None} or None
    if isinstance(value, tuple):
        return tuple(map(without_blanks, value)) or None
    return None if value == "" else value


def pruned(value: Plain) -> Plain:
    """Return a value to be written: its mappings without what says nothing."""
    if isinstance(value, Mapping):
        return {k: pruned(inner) for k, inner in value.items() if comparable(inner) is not None}
    return tuple(map(pruned, value)) if isinstance(value, tuple) else value


def comparable(value: object) -> Plain:
    """Return any value as it is compared with others."""
    return without_blanks(to_plain(value))
