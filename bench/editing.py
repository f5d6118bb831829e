"""What a check costs after one edit, in a process that lives: the page's, or another program's."""

import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pymupdf

from docgen import api

SIZES = ((100, 1), (1_000, 1), (10, 100))
"""Pieces of evidence besides the sample's own, each with a row in studio.yaml, and the pages of
text of each."""
TITLE = "Checked again after one edit, in one process"


def run_editing(docgen: Path, sample: Path, scratch: Path, runs: int) -> None:
    """Print what a check takes after the title of a piece was changed: fresh, and in a session."""
    print(f"\n### {TITLE}\n\n| pieces | pages of each | fresh, CPU s | in a session, CPU s |")
    print("|---|---|---|---|", flush=True)
    for count, pages in SIZES:
        folder = scratch / f"edited-{count}-{pages}"
        workspace = _make_workspace(docgen, sample, folder, count, pages)
        settings = api.Settings(cache=scratch / "edited-cache")
        session = api.Session(workspace)
        api.check(workspace, settings)  # every file is read once
        time.sleep(_SETTLED_SECONDS)
        session.check(settings)
        ways = (partial(api.check, workspace, settings), partial(session.check, settings))
        fresh, living = (
            statistics.median(_edit_and_check(workspace, check) for _ in range(max(runs, 3)))
            for check in ways
        )
        print(f"| {count:,} | {pages} | {fresh:.2f} | {living:.2f} |", flush=True)


_SETTLED_SECONDS = 2.1
"""Files that changed within two seconds are read again."""


def _make_workspace(docgen: Path, sample: Path, folder: Path, count: int, pages: int) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sample, folder, ignore=shutil.ignore_patterns("out"))
    items = sorted(path for path in (folder / "evidence").iterdir() if path.is_dir())
    for number in range(count):
        with pymupdf.open() as pdf:  # type: ignore[no-untyped-call]
            for place in range(pages):
                page = pdf.new_page(width=595, height=842)
                for line in range(30):
                    text = f"No. {number}.{place}, line {line}. " * 3
                    page.insert_text((72, 80 + 22 * line), text, fontsize=9)
            pdf.save(items[number % len(items)] / f"说明第{number + 1}号.pdf")
    subprocess.run([docgen, "ledger", folder], check=True, capture_output=True)
    return folder


def _edit_and_check(workspace: Path, check: Callable[[], api.Checked]) -> float:
    data = workspace / "studio.yaml"
    text = data.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if line.lstrip(" -").startswith("title: 说明第1"))
    data.write_text(text.replace(old, f"{old}改", 1), encoding="utf-8")
    began = time.process_time()
    check()
    return time.process_time() - began
