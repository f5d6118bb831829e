"""Whether a text that is no .docx has letters of symbol fonts that LibreOffice would not show.

Such a text is made a .docx first, where they can become the characters they look like.
"""

import re
import zipfile
from pathlib import Path

import olefile  # type: ignore[import-untyped]

from docgen.office.doc_binary import read_old_text
from docgen.system.file_types import is_package

_RARE = ("Wingdings 2", "Wingdings 3", "Webdings")
_USUAL = "Wingdings"
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_PRIVATE_IN_RTF = re.compile(rb"\\u-(?:40[0-6]\d|39\d\d|38[4-9]\d)\b|\\u61[456]\d\d\b")
_INSERTED = b"\x09\x6a"
_PLACE = "("
"""How an old document says that a character was inserted as a symbol ([MS-DOC] 2.6.1), and the
character that stands in its place."""


def has_symbol_letters(document: Path) -> bool:
    """Whether a text (.doc, .rtf, .odt) shows letters of symbol fonts."""
    if olefile.isOleFile(str(document)):
        return _old_has(document)
    if is_package(document):
        with zipfile.ZipFile(document) as package:
            parts = [n for n in package.namelist() if n in {"content.xml", "styles.xml"}]
            return any(_open_has(package.read(name)) for name in parts)
    raw = document.read_bytes()
    if not raw.startswith(b"{\\rtf"):
        return False
    rare = any(name.encode() in raw for name in _RARE)
    return rare or (_USUAL.encode() in raw and bool(_PRIVATE_IN_RTF.search(raw)))


def _old_has(document: Path) -> bool:
    with olefile.OleFileIO(str(document)) as file:
        names = [n for n in ("0Table", "1Table") if file.exists(n)]
        tables = b"".join(file.openstream(name).read() for name in names)
        text = file.openstream("WordDocument").read() if file.exists("WordDocument") else b""
    if any(name.encode("utf-16-le") in tables for name in _RARE):
        return True
    if _USUAL.encode("utf-16-le") not in tables:
        return False
    shown = read_old_text(document)
    return bool(_PRIVATE.search(shown)) or (_INSERTED in text and _PLACE in shown)


def _open_has(raw: bytes) -> bool:
    rare = any(name.encode() in raw for name in _RARE)
    usual = _USUAL.encode() in raw
    return rare or (usual and bool(_PRIVATE.search(raw.decode("utf-8", "replace"))))
