"""QR symbols of digits (ISO/IEC 18004, version 1, level Q), drawn without one for each page."""

from functools import cache

SYMBOL_MODULES = 21
"""Modules to a side (ISO/IEC 18004, version 1)."""


SYMBOL_DIGITS = 27


_AS_FIGURES = bytes.maketrans(b"\0\1", b"01")


def draw_symbol(text: str) -> tuple[int, ...]:
    """Return the rows of the mark that holds these 27 digits, a bit a module: the highest is left.

    Three digits are ten bits of the code (ISO/IEC 18004, 7.4.3). Its check words and its mask only
    add up bits, so a code is the sum of what each set bit changes in the code of noughts: a package
    has as many codes as pages, and no two of them need more than these ninety.
    """
    modules = _encode_bits("0" * SYMBOL_DIGITS)
    for place in range(0, SYMBOL_DIGITS, 3):
        modules ^= _find_change(place, int(text[place : place + 3]))
    ends = range(SYMBOL_MODULES * (SYMBOL_MODULES - 1), -1, -SYMBOL_MODULES)
    return tuple(modules >> end & (1 << SYMBOL_MODULES) - 1 for end in ends)


@cache
def _find_change(place: int, value: int) -> int:
    """The modules that the value of the three digits at this place turns over."""
    if value & value - 1:
        return _find_change(place, value & -value) ^ _find_change(place, value & value - 1)
    return _find_bit(place, value) if value else 0


def _find_bit(place: int, bit: int) -> int:
    digits = "0" * place + f"{bit:03}" + "0" * (SYMBOL_DIGITS - 3 - place)
    return _encode_bits(digits) ^ _encode_bits("0" * SYMBOL_DIGITS)


@cache
def _encode_bits(text: str) -> int:
    """The modules of a code, row after row."""
    import segno  # noqa: PLC0415

    # One mask for all: the best of each would read no better, and codes would not add up.
    symbol = segno.make(text, version=1, error="q", mask=2, micro=False, boost_error=False)
    modules = b"".join(bytes(row) for row in symbol.matrix)
    return int(modules.translate(_AS_FIGURES), 2)
