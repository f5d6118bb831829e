"""Foreign text as it can be shown: nothing in it moves the cursor or turns the reading around.

And text as it can be read again from a PDF.
"""

import re
import unicodedata

from docgen.text.masking import mask_numbers

_ESCAPED = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_IN_TEXT = re.compile(f"[{_ESCAPED}]")
_IN_LINE = re.compile(f"[{_ESCAPED}\t\n]")


def printable_text(text: str) -> str:
    r"""Return `text` with control, bidi and undecodable characters as `\u001b`; lines stay lines.

    The escapes are those of JSON, and such characters stand in its strings only: what was JSON
    stays JSON, and says the same.
    """
    return _IN_TEXT.sub(_escape, text)


def printable_line(text: str) -> str:
    """Return the same as one line, personal numbers hidden: for names and what is said of them."""
    return _IN_LINE.sub(_escape, mask_numbers(text))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


# ── read again from a PDF ─────────────────────────────────────────────────────────────────────

_UNSTEADY = frozenset({"So", "Sk", "Sm", "Mn", "Me", "Cf"})
_UNDRAWN = frozenset({"Cf", "Mn", "Me"})
_PICTURES = 0x1F000
_PLAIN = (range(0xAD), range(0xAE, 0x100), range(0xFF00, 0xFFF0))
"""Latin and full-width forms, which stand in the face of the words around them."""


def keep_steady(text: str) -> str:
    """Return a text without the characters that are drawn in another face than words are.

    Symbols, raised digits and marks come from faces with another base line, so whoever reads a PDF
    finds them before or behind the words they stand in; what joins or breaks words is not drawn.
    """
    return "".join(c for c in text if not _is_unsteady(c))


def list_unsteady(text: str) -> list[str]:
    """Return such characters of a text as a reader gives back, wherever he finds them.

    Pictures of faces and signs are joined in a way that no reader undoes.
    """
    return [
        c
        for c in text
        if _is_unsteady(c) and unicodedata.category(c) not in _UNDRAWN and ord(c) < _PICTURES
    ]


def _is_unsteady(character: str) -> bool:
    if any(ord(character) in plain for plain in _PLAIN):
        return False
    raised = unicodedata.decomposition(character).startswith(("<super>", "<sub>"))
    return raised or unicodedata.category(character) in _UNSTEADY
