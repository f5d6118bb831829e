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
from collections.abc import Callable, Mapping
from pathlib import Path

_OLE = b"\xd0\xcf\x11\xe0"
_PICTURE = re.compile(
    rb"<(?:[\w.-]+:)?"
    rb"(?:image|feImage|background-image|list-level-style-image|fill-image|font-face-uri)\s[^<]*"
)
_HREF = re.compile(rb"""(\bhref\s*=\s*)("[^"]*"|'[^']*')""")
_OUTSIDE = re.compile(r"\s*(?:[A-Za-z][\w+.-]*:|[/\\])|(?:.*[/\\])?\.\.(?:[/\\]|$)", re.DOTALL)
_FIELD = re.compile(rb"INCLUDE(?=PICTURE)", re.IGNORECASE)
_LINKED_ONLY = re.compile(
    rb"<(?:\w+:)?blip\b(?![^<]*\bembed\s*=)[^<]*\blink\s*="
    rb"|<(?:\w+:)?imagedata\b(?![^<]*\b(?:id|relid)\s*=)[^<]*\bhref\s*="
)
_SVG = re.compile(rb"<(?:\w+:)?svg\b")
_LOOKED_AT = (".xml", ".svg")

LEFT_OUTSIDE = (
    "里面有链接到别处的图片，没有读取，印不出来；请在原来的软件里改成嵌入文件的图片，另存后再放进来"
)


def cut_pointers(document: Path) -> tuple[str, ...]:
    """Take the pointers to pictures elsewhere out of a document; what is lost by it, in Chinese."""
    if zipfile.is_zipfile(document):
        return _cut_in_package(document)
    return _cut_in_rich_text(document)


def _cut_in_rich_text(document: Path) -> tuple[str, ...]:
    raw = document.read_bytes()
    if not raw.startswith((b"{\\rtf", _OLE)):
        return _cut_in_markup(document, raw)
    # A field of no known name shows what it showed last.
    cut = _FIELD.sub(b"EXCLUDE", raw) if raw.startswith(b"{\\rtf") else raw
    if cut == raw:
        return ()
    document.write_bytes(cut)
    return () if b"\\pict" in raw else (LEFT_OUTSIDE,)


def _cut_in_markup(document: Path, raw: bytes) -> tuple[str, ...]:
    """As in a package, where the whole document is one XML file."""
    cut = _PICTURE.sub(_cut_tag(_leads_out), raw)
    if cut == raw:
        return ()
    document.write_bytes(cut)
    return (LEFT_OUTSIDE,)


def _cut_in_package(document: Path) -> tuple[str, ...]:
    changed: dict[str, bytes] = {}
    linked = False
    with zipfile.ZipFile(document) as package:
        for entry in package.infolist():
            raw = _read_drawn(package, entry)
            if raw is None:
                continue
            is_svg = bool(_SVG.search(raw[:_HEAD]))
            linked = linked or bool(_LINKED_ONLY.search(raw))
            cut = _PICTURE.sub(_cut_tag(_leads_out_of_svg if is_svg else _leads_out), raw)
            if cut != raw:
                changed[entry.filename] = cut
    if changed:
        _rewrite(document, changed)
    return (LEFT_OUTSIDE,) if changed or linked else ()


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


def _cut_tag(leads_out: Callable[[str], bool]) -> Callable[[re.Match[bytes]], bytes]:
    """What empties the pointer of a tag that draws a picture from elsewhere."""

    def cut(tag: re.Match[bytes]) -> bytes:
        return _HREF.sub(empty, tag[0])

    def empty(href: re.Match[bytes]) -> bytes:
        target = html.unescape(href[2][1:-1].decode("utf-8", "replace"))
        return href[1] + b'""' if leads_out(target) else href[0]

    return cut


def _rewrite(document: Path, changed: Mapping[str, bytes]) -> None:
    beside = document.with_name(f"{document.name}.cut")
    with zipfile.ZipFile(document) as old, zipfile.ZipFile(beside, "w") as new:
        for entry in old.infolist():
            content = changed.get(entry.filename)
            new.writestr(entry, old.read(entry) if content is None else content)
    beside.replace(document)
