"""How tidily a page's content ends: what it leaves open and what it closes too often.

Whatever is drawn behind untidy content would be drawn in its coordinates and its clip, or be
swallowed by a string that is never closed. Who adds to a page asks here first.
"""

import pikepdf

from docgen.pdf.foreign_values import PDF_ERRORS
from docgen.system.quiet_warnings import without_warnings

_SENTINEL = "DgEnd"
_WATCHED = f"q Q BT ET BI EI {_SENTINEL}"

# An operator that begins, extends or clips a path and must be followed by one that paints it.
_PATH_OPERATORS = {b"m", b"l", b"c", b"v", b"y", b"h", b"re", b"W", b"W*"}


def count_states(page: pikepdf.Page) -> tuple[int, int]:
    """Return how many states a page's content leaves open, and how many it closes in excess.

    Open are graphics states (q), a text object (BT), a path without paint, and a last token that
    never ends (a string, an array, an inline image, operands without an operator).

    pikepdf.PdfError where the content cannot be decoded. How it ends is then unknown: take
    (1, 0).
    """
    content = _read_content(page)
    depth = overclosed = texts = 0
    clean = False
    for operands, operator in _parse(content):
        match str(operator):
            case "q":
                depth += 1
            case "Q" if depth:
                depth -= 1
            case "Q":
                overclosed += 1
            case "BT":
                texts = 1
            case "ET":
                texts = 0
            case "DgEnd":
                clean = not operands
    last = content.rsplit(None, 1)[-1:]
    dangling = not clean or bool(last and last[0] in _PATH_OPERATORS)
    return depth + texts + dangling, overclosed


def _parse(content: bytes) -> list[tuple[list[object], pikepdf.Operator]]:
    """The watched operators; the sentinel comes last, without operands, where all is closed."""
    # Content that breaks off is what is looked for here.
    with pikepdf.new() as scratch, without_warnings():
        stream = scratch.make_stream(content + f"\n{_SENTINEL}\n".encode())
        try:
            found = pikepdf.parse_content_stream(stream, operators=_WATCHED)
        except PDF_ERRORS:
            return []
        return [(list(i.operands), i.operator) for i in found]


def _read_content(page: pikepdf.Page) -> bytes:
    """The page's whole content, its streams joined as a viewer joins them."""
    contents = page.obj.get("/Contents")
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(s.read_bytes() for s in streams if isinstance(s, pikepdf.Stream))
