"""Files that phones keep beside a photograph: the film of a live one, and what was edited of it.

They have the photograph's name with a suffix of their own, and nothing of them can be printed.
"""

import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from docgen.system.file_types import Kind

_PHOTOGRAPHS = Kind.HEIF.format.suffixes | Kind.JPEG.format.suffixes
_COMPANIONS = frozenset({".mov", ".mp4", ".aae"})


def find_companions(paths: Iterable[str]) -> list[str]:
    """Those of the paths that belong to a photograph in the same folder, as they are written."""
    listed = list(paths)
    photographs = {_bare(path) for path in listed if _suffix(path) in _PHOTOGRAPHS}
    return [p for p in listed if _suffix(p) in _COMPANIONS and _bare(p) in photographs]


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _bare(path: str) -> tuple[str, str]:
    """The folder, and the name without its suffix as no system tells two apart."""
    plain = PurePosixPath(unicodedata.normalize("NFC", path))
    return str(plain.parent), plain.stem.casefold()
