"""Values as messages show them: quoted, shortened, long numbers masked."""

import re

from docgen.text.masking import mask_numbers

# ID numbers mistyped by a digit or two, or written with blanks, are as sensitive as whole ones.
_LONG_NUMBER = re.compile(r"(?<!\d)(\d{3})(?:[\s-]?\d){10,}(?:[\s-]?[\dXx])")


def show_value(value: object) -> str:
    """Return a value as messages show it: in 「」, shortened, long numbers masked."""
    return f"「{veil(value)}」"


def veil(value: object) -> str:
    """Return a value in one line, shortened, long numbers masked."""
    text = _LONG_NUMBER.sub(r"\1********", mask_numbers(" ".join(str(value).split())))
    return text if len(text) <= 40 else text[:38] + "……"
