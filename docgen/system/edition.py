"""Which docgen and which libraries it is: with others what was found out may be otherwise."""

import hashlib
import sysconfig
from pathlib import Path

from docgen import __version__

EDITION_BYTES = 16


def digest_edition() -> bytes:
    """Which docgen it is, and when something was last installed beside its libraries. OSError."""
    installed = Path(sysconfig.get_path("purelib")).stat().st_mtime_ns
    return hashlib.sha256(f"{__version__} {installed}".encode()).digest()[:EDITION_BYTES]
