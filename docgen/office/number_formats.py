"""Number formats as Chinese Excel and WPS write them, put so that LibreOffice reads them.

It takes ! for a character and not for "what follows is shown as it is": 0!.0,"万" made 1000!.0万
of a million where 100.0万 is meant. Where it meets 上午/下午 it shows the bare number of the
day, and of G/通用格式 all but the number.
"""

import re

_FORMAT = re.compile(rb"""(<(?:[\w.-]+:)?numFmt\s[^>]*?\bformatCode\s*=\s*)("[^"]*"|'[^']*')""")
_PIECE = re.compile(
    r"&quot;.*?&quot;|\"[^\"]*\"|\\.|\[[^\]]*\]|[_*].|!(?P<shown>&\w+;|.)|(?P<halves>上午/下午)|(?P<general>G/通用格式)",
    re.DOTALL,
)


def mend_formats(styles: bytes) -> bytes:
    """The part of a workbook with its styles, the formats in it mended."""
    return _FORMAT.sub(lambda found: found[1] + _mend_quoted(found[2]), styles)


def _mend_quoted(quoted: bytes) -> bytes:
    code = quoted[1:-1].decode("utf-8", "replace")
    mended = mend_format(code)
    # Halves of the day are shown in the language a format names.
    if "AM/PM" in mended and "AM/PM" not in code and not code.startswith("[$"):
        mended = f"[$-804]{mended}"
    return quoted if mended == code else quoted[:1] + mended.encode() + quoted[-1:]


def mend_format(code: str) -> str:
    """A format as it stands in XML, or by itself."""

    def mend(found: re.Match[str]) -> str:
        if found["halves"]:
            return "AM/PM"
        if found["general"]:
            return "General"
        return f"\\{found['shown']}" if found["shown"] else found[0]

    return _PIECE.sub(mend, code)
