"""Fields of rich texts (.rtf) made to show what they stored: one of no known name does."""

import re
from pathlib import Path

from docgen.issues.unplaced import noted
from docgen.model.page_facts import Told
from docgen.office.doc_binary import LIVE_NAMES

_FIELD = re.compile(
    rb"(\\fldinst(?:[{}\s]|\\[a-z]+-?\d* ?)*)("
    + b"|".join(name.encode() for name in sorted(LIVE_NAMES))
    + rb")(?![A-Za-z])",
    re.IGNORECASE,
)


def freeze_rich_text(document: Path) -> Told:
    """Let the fields of a rich text show their stored results, in place."""
    raw = document.read_bytes()
    names: dict[str, None] = {}

    def freeze(found: re.Match[bytes]) -> bytes:
        names[found[2].decode("ascii").upper()] = None
        return found[1] + b"X" + found[2][1:]

    changed = _FIELD.sub(freeze, raw)
    if changed == raw:
        return Told()
    document.write_bytes(changed)
    return Told((noted("fields_stored", names=tuple(names)),))
