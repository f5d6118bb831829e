"""How a program came to fail, kept in a file for whoever mends it."""

import os
import sys
import tempfile
import traceback
from contextlib import suppress

from docgen import __version__
from docgen.system.run_folders import lasting_folder
from docgen.text.masking import mask_numbers


def write_trace(error: BaseException) -> str:
    """Return what led to an error, numbers of people and accounts hidden."""
    return mask_numbers("".join(traceback.format_exception(error)))


def keep_trace(error: BaseException) -> str:
    """Write what led to an error into a file that stays; return its name, empty where it cannot."""
    with suppress(OSError):
        handle, name = tempfile.mkstemp(prefix="docgen-", suffix=".txt", dir=lasting_folder())
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"docgen {__version__}, Python {sys.version}, {sys.platform}\n")
            file.write(write_trace(error))
        return name
    return ""
