"""How long a bureau waits until all packages of a folder are known: the first time, and again.

The packages are of small studios, as those that are summed up (`packages.find_small_packages`).
"""

import os
import shutil
import sys
from pathlib import Path

from measure import measure
from packages import SUMMARY_PACKAGES, find_small_packages

PROJECT = Path(__file__).parent.parent


def run_opening(docgen: Path, scratch: Path) -> None:
    """Print what `docgen review` takes to verify all packages and to list them."""
    count, home = max(SUMMARY_PACKAGES), scratch / "opening"
    shutil.rmtree(home, ignore_errors=True)
    # On the bureau's computer nothing of them is known, and there is no review yet.
    shutil.copytree(find_small_packages(scratch), home / "材料")
    environment = {**os.environ, "DOCGEN_CACHE": str(home / "cache")}
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
    run_opening(PROJECT / ".venv/bin/docgen", Path(sys.argv[1]))
