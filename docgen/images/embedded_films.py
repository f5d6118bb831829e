"""Films that phones put behind a still: motion photographs, in JPEG and HEIF files.

Google and Samsung write an MP4 behind the picture (of a HEIF file in a box `mpvd`), and what they
note of it in XMP differs from make to make; that the file type box of a film stands there does not.
"""

import re

_FILM = re.compile(rb"\0\0[\0-\x02][\x08-\xff]ftyp(?:mp4[12]|iso[m2-9]|qt  |avc1|M4V |3gp\d|MSNV)")
_OWN_BOX = 12
"""A HEIF file begins with a file type box of its own."""


def holds_film(content: bytes, behind: int = _OWN_BOX) -> bool:
    """Whether a film stands behind the picture that a file begins with.

    `behind`: where that picture ends, if it is known.
    """
    return _FILM.search(content, behind) is not None
