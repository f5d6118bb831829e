"""File names made from data: ones that Windows, Linux and a zip all take."""

import re
import unicodedata

from docgen.text.masking import mask_numbers

LONGEST_BYTES = 200
"""Of UTF-8, suffix included. File systems allow 255; whoever unpacks adds names of their own."""

_FULL_WIDTH = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(\..*)?", re.IGNORECASE
)
"""Names of Windows' devices, whatever suffix follows."""


def make_file_name(text: str, suffix: str = "") -> str:
    """Return a file name that reads like `text` and ends in `suffix` (".zip").

    What a name cannot hold becomes its full-width form, numbers of people and accounts are
    hidden, and a name that is too long is cut before its suffix.
    """
    masked = unicodedata.normalize("NFC", mask_numbers(text)).translate(_FULL_WIDTH)
    blanked = re.sub(r"\s+", " ", masked)
    # Controls, invisible format marks, lone surrogates.
    plain = "".join(c for c in blanked if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    stem = _cut(plain.strip(" ."), LONGEST_BYTES - len(suffix.encode())).strip(" .")
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return stem + suffix


def add_to_stem(name: str, addition: str) -> str:
    """Return `name` with `addition` before its suffix, the stem cut where it would be too long."""
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix) > 8:
        stem, dot, suffix = name, "", ""
    ending = f"{addition}{dot}{suffix}"
    return _cut(stem, LONGEST_BYTES - len(ending.encode())) + ending


def _cut(text: str, size: int) -> str:
    """Return as much of `text` as fits `size` bytes, whole characters only."""
    return text.encode()[:size].decode(errors="ignore")
