"""Text as it is compared: whatever way it was broken, spaced and spelled."""

import unicodedata


def flatten(text: str) -> str:
    """Text without blanks, full-width forms as plain ones."""
    return "".join(unicodedata.normalize("NFKC", text).split())
