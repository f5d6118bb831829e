"""Text in columns, as terminals and plain-text editors show it: Chinese takes two a character."""

import unicodedata

from docgen.text.line_breaking import break_lines

_TWO = frozenset("WFA")
"""East Asian widths that take two columns. "A" does in Chinese settings; elsewhere a line gets
shorter than planned, never longer."""


def count_columns(text: str) -> int:
    """Return how many columns a line of text takes."""
    return sum(_columns_of(character) for character in text)


def _columns_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _TWO else 1


def pad_columns(text: str, width: int) -> str:
    """Return a line of text filled with blanks to `width` columns."""
    return text + " " * (width - count_columns(text))


def wrap_columns(text: str, width: int) -> list[str]:
    """Return text broken into lines of at most `width` columns, by Chinese rules."""
    return break_lines(text, width, 1, lambda line, _size, _bold: count_columns(line))
