"""ToUnicode maps: which characters the codes of a font stand for (ISO 32000-1, 9.10.3)."""

from collections.abc import Sequence
from typing import Literal

_MOST_IN_BLOCK = 100
"""Lines that may stand in one block."""


def write_character_map(
    kind: Literal["bfchar", "bfrange"], lines: Sequence[str], octets: Literal[1, 2] = 2
) -> bytes:
    """Return the map whose codes of so many bytes these lines tell, of one code or a range."""
    starts = range(0, len(lines), _MOST_IN_BLOCK)
    blocks = (lines[start : start + _MOST_IN_BLOCK] for start in starts)
    told = "".join(
        f"{len(block)} begin{kind}\n" + "\n".join(block) + f"\nend{kind}\n" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<{'00' * octets}> <{'FF' * octets}>\nendcodespacerange\n"
        f"{told}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def write_utf16(characters: str) -> str:
    """Return characters as a map has them: <4E00>."""
    return f"<{characters.encode('utf-16-be').hex().upper()}>"
