"""Copying the bytes of all files into one."""

import shutil
import sys
from pathlib import Path


def main(target: str, *files: str) -> None:
    """Copy the files."""
    with Path(target).open("wb") as out:
        for file in files:
            with Path(file).open("rb") as opened:
                shutil.copyfileobj(opened, out, 1 << 20)


if __name__ == "__main__":
    main(*sys.argv[1:])
