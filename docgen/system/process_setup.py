"""What a process of docgen's own sets up before it works: memory, threads, a temporary folder."""

import atexit
import ctypes
import gc
import os
import sys
import tempfile
from contextlib import ExitStack, suppress
from decimal import Decimal
from pathlib import Path
from types import ModuleType

from docgen.system.run_folders import run_folder

NEW_OBJECTS = 200_000
"""As many come to be before garbage is looked for: more than a check makes."""


def set_up_process() -> None:
    """Set it up, once, before any thread is started."""
    # Nearly all that is made lives to the end: to look for cycles among it as often as Python does
    # by itself is a tenth of the time it takes to start, and finds next to nothing.
    gc.set_threshold(NEW_OBJECTS)
    # At its end Python would look through all of it several times, an eighth of what a check takes.
    # What is registered first comes last, when all that has to be tidied up is.
    atexit.register(gc.freeze)
    # Programs installed beside that would look at every model: to seek them loads what reads mail.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # numpy would start a thread for every core, 40 MB of addresses each, for sums that need none.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    spare_numpy()
    _have_temporary_folder()


def spare_numpy() -> None:
    """Have openpyxl know numbers without those of numpy, which no cell of ours ever holds.

    It loads numpy wherever that is installed: half of the time it takes to load.
    """
    plain = ModuleType("openpyxl.compat.numbers")
    vars(plain).update(NUMERIC_TYPES=(int, float, Decimal), NUMPY=False)
    sys.modules.setdefault(plain.__name__, plain)


def give_back_memory() -> None:
    """Give memory that was freed back to the system, where its C library keeps it (glibc).

    Others are about to take some: what was only needed to write 5,000 pages is 40 MB.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim:
        trim(0)


def _have_temporary_folder() -> None:
    """Have all that lasts as long as the run in one folder: the next run removes what is left.

    Where there is none to be had, whatever needs one says so.
    """
    stack = ExitStack()
    with suppress(OSError):
        folder = stack.enter_context(run_folder(Path(tempfile.gettempdir())))
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    # What is registered first comes last: the workers' server has its socket in the folder.
    atexit.register(stack.close)
