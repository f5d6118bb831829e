"""The file manager of this computer, asked to show a folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def show_folder(folder: Path) -> bool:
    """Show a folder. False where this computer has nothing to show it with."""
    if sys.platform == "win32":
        os.startfile(folder)
        return True
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    seen = (
        sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if opener is None or not seen:
        return False
    silence = subprocess.DEVNULL
    subprocess.Popen(
        [opener, str(folder)], stdin=silence, stdout=silence, stderr=silence, start_new_session=True
    )
    return True
