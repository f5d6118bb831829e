"""Work for the processes of a batch that does what libraries do: hang, crash, eat memory."""

import os
import signal
import subprocess
import time
from pathlib import Path


def say(item: str, *_: object) -> str:
    return item.upper()


def misbehave(item: str, notes: str = "") -> str:
    """Do what an item says, after it was noted that it began."""
    with Path(notes, f"{item}.begun").open("a") as file:
        file.write(f"{os.getpid()}\n")
    if item == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if item == "hang":
        child = subprocess.Popen(["sleep", "600"])
        Path(notes, "child").write_text(str(child.pid))
        time.sleep(600)
    if item == "eat":
        eaten = []
        while True:
            eaten.append(b"\1" * (8 << 20))
            time.sleep(0.02)
    if item == "raise":
        raise KeyError("nobody expects it")
    if item == "kill":
        # The Dask worker, as the system would; this process is to end with it.
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(600)
    return item
