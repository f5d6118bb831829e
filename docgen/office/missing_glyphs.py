"""Characters that LibreOffice printed as a box or not at all, for want of a face that has them."""

import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.system.file_types import is_package

if TYPE_CHECKING:
    import pymupdf

_RARE = re.compile(
    rb"\xe3[\x90-\xbf][\x80-\xbf]|\xe4[\x80-\xb6][\x80-\xbf]|\xf0[\xa0-\xb2][\x80-\xbf]{2}"
)
"""In UTF-8, the Chinese characters beyond the 20,000 that every face has."""
_DESCRIPTIONS = ("docProps/", "meta.xml")
_MOST_LISTED = 20


def find_boxes(pages: Iterable["pymupdf.Page"]) -> Counter[str]:
    """Return the Chinese characters drawn as a box, each as often as it was.

    A face draws its one box for all characters it lacks, and LibreOffice says in the text layer
    which they were: what the text has and no glyph of its own stands for was drawn as a box.
    """
    said: Counter[str] = Counter()
    drawn: Counter[str] = Counter()
    for page in pages:
        said.update(c for c in page.get_text() if _is_ideograph(c))  # type: ignore[no-untyped-call]
        for span in page.get_texttrace():  # type: ignore[no-untyped-call]
            drawn.update(chr(code) for code, glyph, *_ in span["chars"] if glyph)
    return said - drawn


def find_missing(pages: Iterable["pymupdf.Page"], document: Path) -> frozenset[str]:
    """Return the rare Chinese characters of a packed document that no page has.

    Some faces have no box for what they lack: there a name is printed short of a character, and
    the text layer does not know of it either.
    """
    rare = _find_rare(document)
    if not rare:
        return frozenset()
    return rare - {c for page in pages for c in page.get_text()}  # type: ignore[no-untyped-call]


def _find_rare(document: Path) -> frozenset[str]:
    if not is_package(document):
        return frozenset()
    with zipfile.ZipFile(document) as package:
        parts = [name for name in package.namelist() if name.lower().endswith(".xml")]
        found = {
            rare.decode()
            for name in parts
            if not name.startswith(_DESCRIPTIONS)
            for rare in set(_RARE.findall(package.read(name)))
        }
    return frozenset(c for c in found if _is_ideograph(c))


def _is_ideograph(character: str) -> bool:
    code = ord(character)
    return 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x323AF


def list_characters(characters: Collection[str]) -> str:
    """Return the characters one after the other, and the first only where they are many."""
    listed = "".join(sorted(characters)[:_MOST_LISTED])
    return f"{listed}…" if len(characters) > _MOST_LISTED else listed
