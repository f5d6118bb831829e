"""File names made from data: ones that Windows, Linux and a zip all take."""

import re
import unicodedata
from collections.abc import Container

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
    return clean_file_name(mask_numbers(text), suffix)


def clean_file_name(text: str, suffix: str = "") -> str:
    """Return the name `make_file_name` does, with every number as somebody wrote it."""
    wide = unicodedata.normalize("NFC", text).translate(_FULL_WIDTH)
    blanked = re.sub(r"\s+", " ", wide)
    # Controls, invisible format marks, lone surrogates.
    plain = "".join(c for c in blanked if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    stem = _cut(plain.strip(" ."), LONGEST_BYTES - len(suffix.encode())).strip(" .")
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return stem + suffix


def find_free_name(name: str, taken: Container[str]) -> str:
    """Return `name`, or with " (2)" and so on before its suffix one that is not `taken`.

    `taken` are names as `fold_name` has them: a disk of Windows does not tell case apart.
    """
    free, number = name, 1
    while fold_name(free) in taken:
        number += 1
        free = add_to_stem(name, f" ({number})")
    return free


def fold_name(name: str) -> str:
    """Return what two names have in common that a disk of Windows or macOS takes for one."""
    return unicodedata.normalize("NFC", name).casefold()


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
