"""Processes that live on without whoever started them, and are ended with all that they started."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

_ASKED_SECONDS = 1.0


def apart() -> dict[str, Any]:
    """What `Popen` is told for a process to live on when the terminal, or its parent, ends."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": flags}
    return {"start_new_session": True}


def end_with_children(process: int) -> None:
    """End a process that was started `apart`, and those it has started, whatever they do."""
    if sys.platform == "win32":
        command = ["taskkill", "/T", "/F", "/PID", str(process)]
        subprocess.run(command, check=False, capture_output=True)
        return
    # It is the first of its session, so its group has its number. Those that are asked first end
    # what they have started in groups of its own.
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGTERM)
        time.sleep(_ASKED_SECONDS)
        os.killpg(process, signal.SIGKILL)
