"""`make bench`: docgen beside its peers, all in one run on one machine.

Every contender gets the same files and writes one PDF; what it wrote is opened and its pages are
counted, so that nobody is timed for work left undone. Prints the tables of docs/performance.md.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
from alike import run_alike
from batches import run_batches, run_scheduler
from editing import run_editing
from inputs import CASES, Case, find_files
from measure import Cost, measure
from opening import run_opening
from packages import run_summary, run_verify
from paper_fields import run_paper_fields
from reading import run_reading
from returning import run_returning
from sorting import run_sorting

HERE = Path(__file__).parent
PROJECT = HERE.parent
DOCGEN = PROJECT / ".venv/bin/docgen"
PYTHONS = ("python3.14", "python3.13", "python3.12")
"""What pdf-compiler asks for; Debian 12 has none of them, and then it is left out and said so."""
PEERS = ("pdftl", "pdf-compiler")
TIMES_LARGER = 10
_GROWING = "small"
"""The case of which a tenth is measured too. Many small files: run where it is asked for."""
ALIKE, COLLECT, VERIFY, SUMMARY, CHECK = "alike", "collect", "verify", "summary", "check"
READING, PAPERS = "reading", "papers"
BATCH, SCHEDULER, OPENING = "batch", "scheduler", "opening"
"""Many workspaces, some twenty minutes, a hundred thousand tasks, and a review of sixty packages:
where they are asked for."""
"""The cases that have no peers: photographs compared with each other, a package scanned, a package
verified, many summed up, a workspace checked again after an edit; and pages read, whose peers bind
nothing."""

_LOG_LINES = 3
_SETTLED_SECONDS = 3
_SLOW_SECONDS = 30
"""Nobody waits for a program three times that takes so long."""


@dataclass(frozen=True)
class Round:
    """One measured run of a contender."""

    command: Sequence[str]
    target: Path
    environment: dict[str, str]


@dataclass(frozen=True)
class Contender:
    """A program, and how it is called on a case. `prepare` is not measured."""

    title: str
    prepare: Callable[[Sequence[Path], Path], Round]
    takes_pictures: bool = True
    counts_pages: bool = True


def main() -> None:
    """Run the benchmark as asked for on the command line."""
    asked = _read_arguments()
    asked.scratch.mkdir(parents=True, exist_ok=True)
    # No peer reads scans while it binds them: what that costs is measured apart.
    os.environ["DOCGEN_READING"] = "none"
    print(_describe_machine(), flush=True)
    with_peers = not any(asked.contender) or any(word in PEERS for word in asked.contender)
    peers = _find_peers(asked.scratch) if with_peers else []
    every = (*_plain(), *peers, *_docgen())
    contenders = [one for one in every if one.title.startswith(asked.contender)]
    for case in CASES:
        if case.key == _GROWING:
            if case.key in (asked.case or ()):
                _run_growing(case, contenders, asked.scratch)
        elif not asked.case or case.key in asked.case:
            _run_case(case, contenders, asked.scratch, asked.runs)
    if not asked.case or ALIKE in asked.case:
        run_alike(asked.runs)
    if not asked.case or COLLECT in asked.case:
        run_returning(DOCGEN, PROJECT / "samples", asked.scratch, asked.runs)
    if not asked.case or VERIFY in asked.case:
        run_verify(asked.scratch, asked.runs)
    if not asked.case or SUMMARY in asked.case:
        run_summary(asked.scratch, asked.runs)
    if not asked.case or CHECK in asked.case:
        run_editing(DOCGEN, PROJECT / "samples/assessment", asked.scratch, asked.runs)
    if not asked.case or READING in asked.case:
        run_reading(PROJECT / "samples", asked.scratch)
        run_sorting(PROJECT / "samples", asked.scratch)
    if not asked.case or PAPERS in asked.case:
        run_paper_fields(asked.runs)
    _run_on_request(asked)
    if asked.large:
        _run_large(asked.scratch)


def _run_on_request(asked: argparse.Namespace) -> None:
    """What takes long, where it is asked for by name."""
    if BATCH in (asked.case or ()):
        run_batches(DOCGEN, asked.scratch)
    if SCHEDULER in (asked.case or ()):
        run_scheduler()
    if OPENING in (asked.case or ()):
        run_opening(DOCGEN, asked.scratch)


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scratch", type=Path, default=PROJECT / ".setup/bench")
    parser.add_argument("--runs", type=int, default=3)
    keys = [*(case.key for case in CASES), ALIKE, COLLECT, VERIFY, SUMMARY, CHECK, READING, PAPERS]
    keys += [BATCH, SCHEDULER, OPENING]
    parser.add_argument("--case", action="append", choices=keys)
    parser.add_argument("--contender", action="append", help="only those that begin so")
    parser.add_argument("--large", action="store_true", help="ten times the scans, for the memory")
    asked = parser.parse_args()
    asked.contender = tuple(asked.contender or [""])
    return asked


def _describe_machine() -> str:
    return (
        f"{len(os.sched_getaffinity(0))} cores, {platform.machine()}, Python"
        f" {platform.python_version()}, pikepdf {pikepdf.__version__},"
        f" qpdf {pikepdf.__libqpdf_version__}"
    )


# --- tables --------------------------------------------------------------------------------------


def _run_case(case: Case, contenders: Sequence[Contender], scratch: Path, runs: int) -> None:
    files = find_files(case, scratch)
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"\n### {case.title}, {size:.0f} MB\n", flush=True)
    print("| | wall s | CPU s | CPU / floor | peak MB |")
    print("|---|---|---|---|---|", flush=True)
    for file in files:
        # Nobody pays for the first reading from the disk.
        file.read_bytes()
    able = [c for c in contenders if c.takes_pictures or files[0].suffix != ".jpg"]
    found: dict[str, list[Cost]] = {contender.title: [] for contender in able}
    out: set[str] = set()
    for _ in range(runs):
        # In turns: a machine that is slower for a while is so for all.
        for contender in able:
            if contender.title in out:
                continue
            cost = _run(contender, case, files, scratch)
            if cost:
                found[contender.title].append(cost)
            if cost is None or cost.wall_seconds > _SLOW_SECONDS:
                out.add(contender.title)
    _print_costs(contenders, found)


def _print_costs(contenders: Sequence[Contender], found: Mapping[str, Sequence[Cost]]) -> None:
    floor: float | None = None
    for contender in contenders:
        costs = found.get(contender.title)
        if not costs:
            what = "takes no pictures" if costs is None else "failed"
            print(f"| {contender.title} | {what} | | | |", flush=True)
            continue
        cpu = statistics.median(cost.cpu_seconds for cost in costs)
        floor = cpu if contender.title.startswith("floor") else floor
        ratio = f"{cpu / floor:.1f}" if floor else ""
        wall = statistics.median(cost.wall_seconds for cost in costs)
        peak = max(cost.peak_mb for cost in costs)
        print(f"| {contender.title} | {wall:.1f} | {cpu:.1f} | {ratio} | {peak:.0f} |", flush=True)


def _run(contender: Contender, case: Case, files: Sequence[Path], scratch: Path) -> Cost | None:
    folder = scratch / "work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    planned = contender.prepare(files, folder)
    log = folder / "log"
    os.sync()
    cost = measure(planned.command, planned.environment, log)
    if not planned.target.exists():
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        print(*lines[-_LOG_LINES:], sep="\n", file=sys.stderr)
        return None
    if contender.counts_pages:
        with pikepdf.open(planned.target) as pdf:
            if len(pdf.pages) < case.pages:
                print(f"{len(pdf.pages)} of {case.pages} pages", file=sys.stderr)
                return None
    shutil.rmtree(folder)
    return cost


def _run_growing(case: Case, contenders: Sequence[Contender], scratch: Path) -> None:
    """Show what a file costs, and what memory all take, where there are ten times as many."""
    files = find_files(case, scratch)
    print(f"\n### {case.title}, and a tenth of them\n")
    print("| | files | wall s | CPU s | CPU ms a file | peak MB |")
    print("|---|---|---|---|---|---|", flush=True)
    for contender in contenders:
        for some in (files[::TIMES_LARGER], files):
            cost = _run(contender, replace(case, files=len(some)), some, scratch)
            if cost:
                print(
                    f"| {contender.title} | {len(some):,} | {cost.wall_seconds:.1f} |"
                    f" {cost.cpu_seconds:.1f} | {cost.cpu_seconds / len(some) * 1000:.1f} |"
                    f" {cost.peak_mb:.0f} |",
                    flush=True,
                )


def _run_large(scratch: Path) -> None:
    """Show whether docgen takes more memory for ten times as many scans."""
    case = CASES[0]
    files = find_files(case, scratch)
    more = scratch / "large"
    shutil.rmtree(more, ignore_errors=True)
    more.mkdir()
    larger = list(_multiply(files, more))
    print(f"\n### {case.title}, and {TIMES_LARGER} times as many\n\n| | wall s | CPU s | peak MB |")
    print("|---|---|---|---|", flush=True)
    for title, some in (("once", files), (f"{TIMES_LARGER} times", larger)):
        cost = _run(_docgen()[0], case, some, scratch)
        if cost:
            print(
                f"| {title} | {cost.wall_seconds:.1f} | {cost.cpu_seconds:.1f} |"
                f" {cost.peak_mb:.0f} |",
                flush=True,
            )
    shutil.rmtree(more)


def _multiply(files: Iterable[Path], folder: Path) -> Iterator[Path]:
    """Copies that differ, by a comment at the end: the same file twice would be printed once."""
    for copy in range(TIMES_LARGER):
        for file in files:
            target = folder / f"{copy}-{file.name}"
            target.write_bytes(file.read_bytes() + b"%% %d\n" % copy)
            yield target


# --- plain programs ------------------------------------------------------------------------------


def _plain() -> list[Contender]:
    return [
        _script("copying the bytes", "copying.py", counts_pages=False),
        _script("floor: pikepdf, a number, no index", "floor.py"),
        _script("PyMuPDF", "mupdf.py"),
        _script("pypdf", "pypdf_merge.py"),
    ]


def _script(title: str, name: str, *, counts_pages: bool = True) -> Contender:
    def prepare(files: Sequence[Path], folder: Path) -> Round:
        target = folder / "out.pdf"
        command = [sys.executable, str(HERE / "contenders" / name), str(target), *map(str, files)]
        return Round(command, target, dict(os.environ))

    return Contender(title, prepare, counts_pages=counts_pages)


# --- peers ---------------------------------------------------------------------------------------


def _find_peers(scratch: Path) -> list[Contender]:
    """The peers from PyPI, installed in an environment of their own. Says which cannot be had."""
    python = next((found for name in PYTHONS if (found := _works(name))), None)
    if python is None:
        print("pdf-compiler and pdftl left out: they are locked for Python 3.12 or newer")
        return []
    home = scratch / "peers"
    lock = HERE / "peers.lock"
    done = home / "done"
    if not done.exists() or done.read_text() != lock.read_text():
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([python, "-m", "venv", home], check=True)
        pip = [home / "bin/pip", "install", "--quiet", "--require-hashes", "-r", lock]
        if subprocess.run(pip, check=False).returncode:
            print("pdf-compiler and pdftl left out: they could not be installed")
            return []
        done.write_text(lock.read_text())
    return [
        Contender("pdftl", lambda files, folder: _pdftl(home, files, folder), False),
        Contender("pdf-compiler", lambda files, folder: _pdf_compiler(home, files, folder)),
        Contender(
            "pdf-compiler, warm", lambda files, folder: _pdf_compiler_warm(home, files, folder)
        ),
    ]


def _works(name: str) -> str | None:
    found = shutil.which(name)
    probe = [found or "false", "-c", "import venv, ensurepip"]
    return found if not subprocess.run(probe, capture_output=True, check=False).returncode else None


def _pdftl(home: Path, files: Sequence[Path], folder: Path) -> Round:
    target = folder / "out.pdf"
    stamp = ["add_text", "!- {page} -!(position=bottom-center)", "output", str(target)]
    command = [str(home / "bin/pdftl"), *map(str, files), "cat", "---", *stamp]
    return Round(command, target, dict(os.environ))


def _pdf_compiler(home: Path, files: Sequence[Path], folder: Path) -> Round:
    target, spec = folder / "out.pdf", folder / "spec.yaml"
    spec.write_text("\n".join(_write_spec(files)) + "\n")
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "HOME": str(folder)}
    command = [str(home / "bin/pdfc"), "compile", str(spec), "--out", str(target)]
    return Round(command, target, environment)


def _pdf_compiler_warm(home: Path, files: Sequence[Path], folder: Path) -> Round:
    planned = _pdf_compiler(home, files, folder)
    _run_first(planned)
    return planned


def _write_spec(files: Sequence[Path]) -> Iterator[str]:
    yield "metadata: {title: Bundle}"
    yield "defaults: {page_numbering: {enabled: true}}"
    yield "sections:"
    yield "  - type: toc"
    if files[0].suffix == ".jpg":
        yield "  - type: images\n    per_page: 1\n    captions: none\n    images:"
        yield from (f"      - {{path: {file}}}" for file in files)
    else:
        yield from (f"  - {{type: pdf, path: {file}, title: 'No. {file.stem}'}}" for file in files)


# --- docgen --------------------------------------------------------------------------------------


def _docgen() -> list[Contender]:
    return [
        Contender("docgen, cold", _docgen_cold),
        Contender("docgen, nothing changed", _docgen_unchanged),
        Contender("docgen, warm", _docgen_warm),
        Contender("docgen, warm after one change", _docgen_changed),
    ]


def _docgen_cold(files: Sequence[Path], folder: Path) -> Round:
    workspace = folder / "studio"
    subprocess.run([DOCGEN, "init", workspace], check=True, stdout=subprocess.DEVNULL)
    items = sorted(path for path in (workspace / "evidence").iterdir() if path.is_dir())
    for number, file in enumerate(files):
        os.link(file, items[number * len(items) // len(files)] / file.name)
    # A clerk's files were not put there this second, which docgen would not trust.
    time.sleep(_SETTLED_SECONDS)
    command = [str(DOCGEN), "build", str(workspace), "--only", "bundle", "--draft"]
    # What is installed was compiled when it was; a shell may forbid it to a checkout.
    compiled = {"PYTHONDONTWRITEBYTECODE": ""}
    environment = {**os.environ, **compiled, "DOCGEN_CACHE": str(folder / "cache")}
    target = workspace / "out/assessment-bundle-draft/3-佐证材料.pdf"
    return Round(command, target, environment)


def _docgen_warm(files: Sequence[Path], folder: Path) -> Round:
    planned = _docgen_cold(files, folder)
    _run_first(planned)
    return planned


def _docgen_unchanged(files: Sequence[Path], folder: Path) -> Round:
    planned = _docgen_cold(files, folder)
    subprocess.run(planned.command, env=planned.environment, capture_output=True, check=False)
    return planned


def _docgen_changed(files: Sequence[Path], folder: Path) -> Round:
    """One file in the middle replaced by another that was never seen."""
    planned = _docgen_warm(files, folder)
    one = next((folder / "studio/evidence").rglob(files[len(files) // 2].name))
    content = one.read_bytes()
    one.unlink()
    one.write_bytes(content + b"%changed\n")
    return planned


def _run_first(planned: Round) -> None:
    """What is measured next is the second run."""
    subprocess.run(planned.command, env=planned.environment, capture_output=True, check=False)
    planned.target.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
