"""Zip archives whose bytes depend on nothing but their contents."""

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

_DATE = (1980, 1, 1, 0, 0, 0)
"""The first date a zip can hold; it stands for "no date"."""

_UNIX = 3
"""`create_system` of every entry: the module writes the host's otherwise."""

_PACKED = frozenset({".pdf", ".docx", ".xlsx", ".zip", ".jpg", ".jpeg", ".png"})
"""Contents that do not shrink: stored, which also spares the time."""


def write_zip(entries: Mapping[str, bytes | Path], target: Path | IO[bytes]) -> None:
    """Write `entries` (name → contents, or the file that has them) in the order given.

    Names are UTF-8 and flagged so. A file is copied in pieces, whatever its size.
    """
    with zipfile.ZipFile(target, "w") as archive:
        for name, contents in entries.items():
            info = _describe_entry(name)
            if isinstance(contents, bytes):
                archive.writestr(info, contents)
            else:
                _copy_file(archive, info, contents)


def normalise_office_zip(contents: bytes) -> bytes:
    """Return the same Office document (.docx, .xlsx) with fixed dates and a fixed order.

    `[Content_Types].xml` comes first, as Word writes it and some readers expect; the rest by name.
    """
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        names = sorted(set(archive.namelist()), key=lambda n: (n != "[Content_Types].xml", n))
        parts = {name: archive.read(name) for name in names}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            info = _describe_entry(name, method=zipfile.ZIP_DEFLATED)
            archive.writestr(info, part)
    return target.getvalue()


def _describe_entry(name: str, method: int | None = None) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=_DATE)
    info.create_system = _UNIX
    info.external_attr = 0o644 << 16
    packed = Path(name).suffix.lower() in _PACKED
    info.compress_type = method or (zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)
    return info


def _copy_file(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> None:
    # Known beforehand, the size lets the archive decide on zip64 as it would for bytes.
    info.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(info, "w") as entry:
        shutil.copyfileobj(source, entry, 1 << 20)
