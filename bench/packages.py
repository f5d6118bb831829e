"""What a verification and a summary of finished packages take, and how that grows.

The packages are the sample's with scans beside its own evidence. Building them is not measured.
"""

import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from inputs import CASES, find_files
from measure import Cost, measure

PROJECT = Path(__file__).parent.parent
DOCGEN = PROJECT / ".venv/bin/docgen"
VERIFY_SCANS = (100, 1_000)
"""Pages of scans in a package."""
SUMMARY_PACKAGES = (6, 60)
_PAGES_A_FILE = 5
_LEADER = "丛海川"
_SETTLED_SECONDS = 3


def run_verify(scratch: Path, runs: int) -> None:
    """Verify packages with so many scans."""
    rows = [
        (f"{scans:,} scans", ["verify", str(_find_package(scratch, scans))])
        for scans in VERIFY_SCANS
    ]
    _print_rows("docgen verify, a package with scans", rows, scratch, runs)


def run_summary(scratch: Path, runs: int) -> None:
    """Summarise folders of so many packages, each of another studio."""
    rows = []
    for count in SUMMARY_PACKAGES:
        folder = scratch / f"summary-{count}"
        _find_many(folder, count)
        out = scratch / "summary.xlsx"
        rows.append((f"{count} packages", ["summary", str(folder), "--out", str(out)]))
    _print_rows("docgen summary, small packages", rows, scratch, runs)


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


def _find_many(folder: Path, count: int) -> None:
    """So many packages, each of a studio with another name."""
    for number in range(1, count + 1):

        def rename(workspace: Path, number: int = number) -> None:
            _rename_leader(workspace, f"丛海{chr(0x4E00 + number)}")

        target = folder / f"{number:03}"
        if not target.exists():
            built = _build(folder.parent / "summary-one", folder.parent, rename)
            folder.mkdir(exist_ok=True)
            shutil.move(built, target)
            shutil.rmtree(folder.parent / "summary-one")


def _rename_leader(workspace: Path, name: str) -> None:
    """Have everything that names the sample's leader name somebody else."""
    data = workspace / "studio.yaml"
    data.write_text(data.read_text(encoding="utf-8").replace(_LEADER, name), encoding="utf-8")
    for file in [*workspace.rglob(f"*{_LEADER}*")]:
        file.rename(file.with_name(file.name.replace(_LEADER, name)))
    (report,) = workspace.glob("*报告.docx")
    with zipfile.ZipFile(report) as package:
        parts = {part: package.read(part) for part in package.infolist()}
    with zipfile.ZipFile(report, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part.filename, content.replace(_LEADER.encode(), name.encode()))


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
