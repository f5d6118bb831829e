"""Rich texts as Outlook packs them (MS-OXRTFCP): a window of 4 KiB, filled beforehand."""

import struct

_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D
_WINDOW = 4096
_FIRST = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_MOST = 64 << 20


def unpack_rtf(content: bytes) -> bytes:
    """The rich text; nothing where it is none, or swells beyond what texts take."""
    if len(content) < 16:
        return b""
    _, size, kind, _ = struct.unpack_from("<IIII", content)
    if kind == _PLAIN:
        return content[16 : 16 + size]
    return _unpack(content, min(size, _MOST)) if kind == _COMPRESSED else b""


def _unpack(content: bytes, size: int) -> bytes:
    window = bytearray(_FIRST.ljust(_WINDOW, b"\0"))
    at, place, out = len(_FIRST), 16, bytearray()
    while place < len(content) and len(out) < size:
        control, place = content[place], place + 1
        for bit in range(8):
            if place + 1 > len(content) or len(out) >= size:
                break
            if not control >> bit & 1:
                taken, place = content[place : place + 1], place + 1
            else:
                pair = int.from_bytes(content[place : place + 2])
                place += 2
                start, length = pair >> 4, (pair & 15) + 2
                if start == at % _WINDOW:
                    return bytes(out)
                taken = None
            at = _put(window, out, at, taken, 0 if taken else start, 1 if taken else length)
    return bytes(out[:size])


def _put(
    window: bytearray, out: bytearray, at: int, taken: bytes | None, start: int, length: int
) -> int:
    """Write a byte, or so many of the window from a place on; where the next goes."""
    for step in range(length):
        byte = taken[0] if taken else window[(start + step) % _WINDOW]
        out.append(byte)
        window[at % _WINDOW] = byte
        at += 1
    return at
