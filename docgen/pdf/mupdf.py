"""MuPDF, loaded when it is first asked for.

It takes 30 MB and a tenth of a second, and a run that has nothing new to look at never needs it.
"""

import threading
from typing import Any

ONE_AT_A_TIME = threading.Lock()
"""It knows no threads: whoever uses it outside a worker, where another thread may, holds this."""


def load_mupdf() -> Any:  # noqa: ANN401 - the module, which has no types of its own
    """The library, told to keep off the terminal."""
    import pymupdf  # noqa: PLC0415 - see above

    pymupdf.TOOLS.mupdf_display_errors(False)  # type: ignore[no-untyped-call]
    pymupdf.TOOLS.mupdf_display_warnings(False)  # type: ignore[no-untyped-call]
    return pymupdf


def mupdf_errors() -> tuple[type[Exception], ...]:
    """What MuPDF raises of a damaged file."""
    return (load_mupdf().mupdf.FzErrorBase, RuntimeError, ValueError, IndexError)
