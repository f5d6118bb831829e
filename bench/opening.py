"""How long a bureau waits until all packages of a folder are known: the first time, and again.

The packages are of small studios (`tests/studios.py`), built by a batch that is not measured.
"""

import os
import shutil
import sys
from pathlib import Path

from measure import measure

PROJECT = Path(__file__).parent.parent
sys.path.append(str(PROJECT / "tests"))

PACKAGES = 60


def run_opening(docgen: Path, scratch: Path, count: int = PACKAGES) -> None:
    """Print what `docgen review` takes to verify so many packages and to list them."""
    from studios import make_studio  # noqa: PLC0415 - of the tests

    home = scratch / "opening"
    shutil.rmtree(home, ignore_errors=True)
    for number in range(count):
        make_studio(home / "收到" / f"{number:03}", number)
    environment = {**os.environ, "DOCGEN_CACHE": str(home / "cache")}
    build = ["batch", "build", str(home / "收到"), "--to", str(home / "材料"), "--no-reading"]
    made = measure([str(docgen), *build], environment, home / "log", memory=False)
    if made.code:
        raise SystemExit((home / "log").read_text("utf-8"))
    # On the bureau's computer nothing of them is known.
    shutil.rmtree(home / "cache")
    print(f"\n### A review opened, {count} packages\n\n| | wall s | CPU s | CPU s each | load |")
    print("|---|---|---|---|---|")
    for title in ("first", "again"):
        command = [str(docgen), "review", str(home / "材料"), "--list"]
        cost = measure(command, environment, home / "log", memory=False)
        failed = f" (exit code {cost.code})" if cost.code else ""
        print(
            f"| {title}{failed} | {cost.wall_seconds:.1f} | {cost.cpu_seconds:.1f} |"
            f" {cost.cpu_seconds / count:.3f} | {os.getloadavg()[0]:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    run_opening(PROJECT / ".venv/bin/docgen", Path(sys.argv[1]), *map(int, sys.argv[2:]))
