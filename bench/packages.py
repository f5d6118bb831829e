"""What a verification and a summary of finished packages take, and how that grows.

What is verified is the sample's package with scans beside its own evidence; what is summed up are
packages of small studios (`tests/studios.py`), built by a batch. Building them is not measured.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from inputs import CASES, find_files
from measure import Cost, measure

PROJECT = Path(__file__).parent.parent
sys.path.append(str(PROJECT / "tests"))

DOCGEN = PROJECT / ".venv/bin/docgen"
VERIFY_SCANS = (100, 1_000)
"""Pages of scans in a package."""
SUMMARY_PACKAGES = (6, 60)
_PAGES_A_FILE = 5
_SETTLED_SECONDS = 3


def run_verify(scratch: Path, runs: int) -> None:
    """Verify packages with so many scans."""
    rows = [
        (f"{scans:,} scans", ["verify", str(_find_package(scratch, scans))])
        for scans in VERIFY_SCANS
    ]
    _print_rows("docgen verify, a package with scans", rows, scratch, runs)


def run_summary(scratch: Path, runs: int) -> None:
    """Summarise so many packages: without a look at their pages, with all of them, and again."""
    home = find_small_packages(scratch)
    print("\n### docgen summary, small packages\n\n| | wall s | CPU s | CPU s each | peak MB |")
    print("|---|---|---|---|---|")
    for count in SUMMARY_PACKAGES:
        some = [str(home / f"{number:03}") for number in range(count)]
        for title, options in (("quick", ["--quick"]), ("every page", []), ("again", [])):
            command = ["summary", *some, *options, "--out", str(scratch / "summary.xlsx")]
            costs = []
            for _ in range(runs):
                if title != "again":
                    shutil.rmtree(scratch / "package-cache", ignore_errors=True)
                costs.append(_measure(command, scratch))
            least = min(costs, key=lambda cost: cost.cpu_seconds)
            cpu = least.cpu_seconds
            print(
                f"| {count} packages, {title} | {least.wall_seconds:.1f} | {cpu:.1f} |"
                f" {cpu / count:.3f} | {max(cost.peak_mb for cost in costs):.0f} |",
                flush=True,
            )


def find_small_packages(scratch: Path) -> Path:
    """A folder with a package of each of many small studios, built where they are not there yet."""
    from studios import make_studio  # noqa: PLC0415 - of the tests

    home = scratch / "small-packages"
    if not (home / "made").exists():
        shutil.rmtree(home, ignore_errors=True)
        for number in range(max(SUMMARY_PACKAGES)):
            make_studio(home / "收到" / f"{number:03}", number)
        build = [DOCGEN, "batch", "build", home / "收到", "--to", home / "材料", "--no-reading"]
        subprocess.run(build, check=True, env=_environment(scratch), capture_output=True)
        (home / "made").touch()
    return home / "材料"


def _print_rows(
    title: str, rows: Sequence[tuple[str, list[str]]], scratch: Path, runs: int
) -> None:
    """One row for each size, its CPU beside that of the size before."""
    print(f"\n### {title}\n\n| | wall s | CPU s | growth | peak MB |\n|---|---|---|---|---|")
    before: float | None = None
    for name, command in rows:
        costs = [_measure(command, scratch) for _ in range(runs)]
        cpu = min(cost.cpu_seconds for cost in costs)
        wall = min(cost.wall_seconds for cost in costs)
        growth = f"{cpu / before:.1f}" if before else ""
        peak = max(cost.peak_mb for cost in costs)
        print(f"| {name} | {wall:.1f} | {cpu:.1f} | {growth} | {peak:.0f} |", flush=True)
        before = cpu


def _measure(command: Sequence[str], scratch: Path) -> Cost:
    log = scratch / "log"
    environment = {**_environment(scratch), "PYTHONDONTWRITEBYTECODE": ""}
    cost = measure([str(DOCGEN), *command], environment, log)
    if cost.code:
        raise SystemExit(log.read_text(encoding="utf-8"))
    return cost


def _environment(scratch: Path) -> dict[str, str]:
    return {**os.environ, "DOCGEN_CACHE": str(scratch / "package-cache")}


def _find_package(scratch: Path, scans: int) -> Path:
    """A package with so many scans, built where it is not there yet."""
    home = scratch / f"package-{scans}"
    files = find_files(CASES[0], scratch)[: scans // _PAGES_A_FILE]

    def fill(workspace: Path) -> None:
        items = sorted(p for p in (workspace / "evidence").iterdir() if p.is_dir())
        for number, file in enumerate(files):
            os.link(file, items[number * len(items) // len(files)] / f"scan-{file.name}")

    return _build(home, scratch, fill)


def _build(home: Path, scratch: Path, change: Callable[[Path], None]) -> Path:
    """The package of the sample after a change, built where it is not there yet."""
    out = home / "out"
    if not any(out.glob("*")):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(PROJECT / "samples/assessment", home / "studio")
        change(home / "studio")
        # A clerk's files were not put there this second, which docgen would not trust.
        time.sleep(_SETTLED_SECONDS)
        command = [DOCGEN, "build", home / "studio", "--out", out]
        subprocess.run(command, check=True, env=_environment(scratch), capture_output=True)
    (package,) = (folder for folder in out.iterdir() if folder.is_dir())
    return package
