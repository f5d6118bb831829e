"""A file that the page offers: what it is opened with, how large it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FileKind = Literal["pdf", "word", "sheet", "page", "text"]

_KINDS: Mapping[str, FileKind] = {
    ".pdf": "pdf",
    ".docx": "word",
    ".xlsx": "sheet",
    ".html": "page",
    ".txt": "text",
    ".json": "text",
}
_NAMES: Mapping[FileKind, str] = {
    "pdf": "PDF",
    "word": "Word",
    "sheet": "Excel",
    "page": "网页",
    "text": "文字",
}


@dataclass(frozen=True, kw_only=True)
class OfferedFile:
    """A file as it is listed. `name` is what it is called there."""

    name: str
    path: Path

    @property
    def kind(self) -> FileKind:
        """What it is opened with."""
        return _KINDS.get(self.path.suffix.lower(), "text")

    @property
    def kind_name(self) -> str:
        """The same, in a word."""
        return _NAMES[self.kind]

    @property
    def size(self) -> str:
        """3.4 MB, 12 KB; empty where it is gone."""
        return _write_size(self.path.stat().st_size) if self.path.is_file() else ""


def _write_size(size: int) -> str:
    """Return a size in the unit that people read."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB" if size < 100_000_000 else f"{size / 1_000_000:.0f} MB"
