"""Foreign text as it can be shown: nothing in it moves the cursor or turns the reading around."""

import re

from docgen.masking import mask_numbers

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
