"""Office documents that point at files outside themselves.

LibreOffice is told not to follow such links, and heeds it everywhere but in three places (7.4):
pictures of styles in OpenDocument files, pictures within SVG pictures, and picture fields in RTF.
There a file of this computer would be drawn into the evidence, so the pointers are cut before
LibreOffice sees them.
"""

import base64
import html
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from docgen.issues.issue import Issue
from docgen.issues.unplaced import lost
from docgen.system.file_types import is_package
from docgen.text.printable import printable_line

_OLE = b"\xd0\xcf\x11\xe0"
_PICTURE = re.compile(
    rb"<(?:[\w.-]+:)?"
    rb"(?:image|feImage|background-image|list-level-style-image|fill-image|font-face-uri)\s[^<]*"
)
_HREF = re.compile(rb"""(\bhref\s*=\s*)("[^"]*"|'[^']*')""")
_OUTSIDE = re.compile(r"\s*(?:[A-Za-z][\w+.-]*:|[/\\])|(?:.*[/\\])?\.\.(?:[/\\]|$)", re.DOTALL)
_FIELD = re.compile(rb"INCLUDE(?=PICTURE)", re.IGNORECASE)
_DRAWN = re.compile(rb"<(?:\w+:)?(?:blip|imagedata)\b([^>]*)>")
_POINTER = re.compile(rb"""\b(?:embed|link|id|relid|pict|href)\s*=\s*["']([^"']+)["']""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_SAID = re.compile(rb"""\b(Id|Type|Target|TargetMode)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_INSTRUCTION = re.compile(r"""INCLUDEPICTURE\s+(?:"([^"]*)"|(\S+))""", re.IGNORECASE)
_SVG = re.compile(rb"<(?:\w+:)?svg\b")
_LOOKED_AT = (".xml", ".svg")


def say_linked(targets: Iterable[str]) -> tuple[Issue, ...]:
    """What a clerk is told of pictures that lie elsewhere; nothing where there are none."""
    names = tuple(dict.fromkeys(_name_of(target) for target in targets))
    return (lost("linked", names=names),) if names else ()


def _name_of(target: str) -> str:
    """The file's name at the end of a path or an address, as it can be printed; "" for none."""
    name = re.split(r"[/\\]", unquote(target.strip()).rstrip("/\\"))[-1]
    return printable_line(name)[:60]


def find_instructed(instruction: str) -> str | None:
    """The picture that a field of Word (INCLUDEPICTURE) draws without storing it, if it does."""
    found = _INSTRUCTION.search(instruction)
    kept = not re.search(r"\\d\b", instruction)
    return None if found is None or kept else (found[1] or found[2])


def cut_pointers(document: Path) -> tuple[Issue, ...]:
    """Take the pointers to pictures elsewhere out of a document; what is lost by it."""
    if is_package(document):
        return _cut_in_package(document)
    return _cut_in_rich_text(document)


def _cut_in_rich_text(document: Path) -> tuple[Issue, ...]:
    raw = document.read_bytes()
    if not raw.startswith((b"{\\rtf", _OLE)):
        return _cut_in_markup(document, raw)
    # A field of no known name shows what it showed last.
    cut = _FIELD.sub(b"EXCLUDE", raw) if raw.startswith(b"{\\rtf") else raw
    if cut == raw:
        return ()
    document.write_bytes(cut)
    found = _INSTRUCTION.finditer(raw.decode("gb18030", "replace").replace("\\\\", "\\"))
    return () if b"\\pict" in raw else say_linked(one[1] or one[2] for one in found)


def _cut_in_markup(document: Path, raw: bytes) -> tuple[Issue, ...]:
    """As in a package, where the whole document is one XML file."""
    targets: list[str] = []
    cut = _PICTURE.sub(_cut_tag(_leads_out, targets), raw)
    if cut != raw:
        document.write_bytes(cut)
    return say_linked(targets)


def _cut_in_package(document: Path) -> tuple[Issue, ...]:
    changed: dict[str, bytes] = {}
    targets: list[str] = []
    with zipfile.ZipFile(document) as package:
        for entry in package.infolist():
            raw = _read_drawn(package, entry)
            if raw is None:
                continue
            is_svg = bool(_SVG.search(raw[:_HEAD]))
            targets += _find_linked(package, entry.filename, raw)
            leads = _leads_out_of_svg if is_svg else _leads_out
            cut = _PICTURE.sub(_cut_tag(leads, targets), raw)
            if cut != raw:
                changed[entry.filename] = cut
    if changed:
        _rewrite(document, changed)
    return say_linked(targets)


def _find_linked(package: zipfile.ZipFile, name: str, raw: bytes) -> Iterator[str]:
    """The targets of pictures that a part draws and that the package does not hold."""
    folder, _, own = name.rpartition("/")
    said = f"{folder}/_rels/{own}.rels".lstrip("/")
    if not _DRAWN.search(raw) or said not in package.namelist():
        return
    outside: dict[bytes, str] = {}
    for relation in _RELATION.finditer(package.read(said)):
        parts = {key: double or single for key, double, single in _SAID.findall(relation[1])}
        if parts.get(b"TargetMode") == b"External":
            target = html.unescape(parts.get(b"Target", b"").decode("utf-8", "replace"))
            outside[parts.get(b"Id", b"")] = target
    for drawn in _DRAWN.finditer(raw):
        pointers = _POINTER.findall(drawn[1])
        if pointers and all(pointer in outside for pointer in pointers):
            yield outside[pointers[0]]


_HEAD = 4096
"""LibreOffice knows an SVG picture by its first bytes, whatever it is called."""
_GZIP = b"\x1f\x8b"
_MOST_UNPACKED = 64 << 20


def _read_drawn(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    """A part that can point at pictures, unpacked where it is an SVGZ; None for any other."""
    with package.open(entry) as opened:
        start = opened.read(_HEAD)
    if start.startswith(_GZIP):
        unpacked = zlib.decompressobj(wbits=31).decompress(package.read(entry), _MOST_UNPACKED)
        return unpacked if _SVG.search(unpacked[:_HEAD]) else None
    if _SVG.search(start) or entry.filename.lower().endswith(_LOOKED_AT):
        return package.read(entry)
    return None


def _leads_out(target: str) -> bool:
    return bool(_OUTSIDE.match(target))


def _leads_out_of_svg(target: str) -> bool:
    """Whether a picture in an SVG is anything but pixels held there: another SVG may point."""
    kind, _, held = target.strip().partition(",")
    if not kind.startswith("data:"):
        return bool(kind) and not kind.startswith("#")
    try:
        return not base64.b64decode(held).startswith(_PIXELS)
    except ValueError:
        return True


_PIXELS = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"BM")


def _cut_tag(
    leads_out: Callable[[str], bool], targets: list[str]
) -> Callable[[re.Match[bytes]], bytes]:
    """What empties the pointer of a tag that draws a picture from elsewhere, and notes it."""

    def cut(tag: re.Match[bytes]) -> bytes:
        return _HREF.sub(empty, tag[0])

    def empty(href: re.Match[bytes]) -> bytes:
        target = html.unescape(href[2][1:-1].decode("utf-8", "replace"))
        if not leads_out(target):
            return href[0]
        targets.append(target)
        return href[1] + b'""'

    return cut


def _rewrite(document: Path, changed: Mapping[str, bytes]) -> None:
    beside = document.with_name(f"{document.name}.cut")
    with zipfile.ZipFile(document) as old, zipfile.ZipFile(beside, "w") as new:
        for entry in old.infolist():
            content = changed.get(entry.filename)
            new.writestr(entry, old.read(entry) if content is None else content)
    beside.replace(document)
