"""Many cards are shown in parts: which part, and how the others are called."""

CARDS_SHOWN = 100
"""At once: to make and to place a thousand takes a second with every change."""
_LONGEST_PLACE = 9
"""Figures of a place that is asked for."""


def read_place(asked: str) -> int:
    """Return the place from which an address asks for cards, from 1: what is none asks for all."""
    return int(asked) if asked.isdecimal() and len(asked) < _LONGEST_PLACE else 1


def first_shown(place: int, count: int) -> int:
    """Return the first of the places that are shown together with one, of so many, all from 1."""
    inside = min(max(place, 1), max(count, 1))
    return inside - (inside - 1) % CARDS_SHOWN


def list_parts(count: int) -> tuple[tuple[int, int], ...]:
    """Return first and last place of each part; nothing where one part has all."""
    if count <= CARDS_SHOWN:
        return ()
    starts = range(1, count + 1, CARDS_SHOWN)
    return tuple((first, min(first + CARDS_SHOWN - 1, count)) for first in starts)
