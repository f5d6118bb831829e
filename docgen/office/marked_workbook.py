"""A workbook that knows itself: whether anybody changed it since docgen wrote it can be told.

The digest of all its parts stands among its properties, so a run never overwrites what people made.
"""

import hashlib
import io
import os
import zipfile
from pathlib import Path

from openpyxl import Workbook  # type: ignore[import-untyped]

from docgen.office.workbook_style import save_book
from docgen.system.atomic_files import translate_errors
from docgen.system.reproducible_zip import write_zip

_MARK = "docgen-summary:"
_CORE = "docProps/core.xml"


def mark_book(book: Workbook, title: str) -> bytes:
    """Return the workbook with the digest of all that is in it."""
    book.properties.identifier = _MARK
    contents = save_book(book, title)
    with zipfile.ZipFile(io.BytesIO(contents)) as package:
        parts: dict[str, bytes | Path] = {name: package.read(name) for name in package.namelist()}
        core = package.read(_CORE)
    parts[_CORE] = core.replace(_MARK.encode(), (_MARK + _digest(contents)).encode())
    target = io.BytesIO()
    write_zip(parts, target)
    return target.getvalue()


def _digest(contents: bytes) -> str:
    """The digest of everything but the properties, where it stands itself."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(contents)) as package:
        for name in sorted(set(package.namelist()) - {_CORE}):
            digest.update(name.encode() + b"\0" + package.read(name))
    return digest.hexdigest()


def may_overwrite(file: Path) -> bool:
    """Whether nothing is at a place, or a workbook as it was marked. OutputError."""
    if not os.path.lexists(file):
        return True
    with translate_errors(file):
        return file.is_file() and _is_marked(file.read_bytes())


def _is_marked(contents: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as package:
            core = package.read(_CORE).decode("utf-8", "replace")
        return _MARK + _digest(contents) in core
    except (zipfile.BadZipFile, KeyError):
        return False
