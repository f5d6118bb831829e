"""What a check costs after one edit, in a process that lives: the page's, or another program's."""

import shutil
import statistics
import subprocess
import time
from pathlib import Path

import pymupdf

from docgen import api

SIZES = (100, 1_000)
"""Pieces of evidence besides the sample's own, each a page of text with a row in studio.yaml."""
TITLE = "Checked again after one edit, in one process"


def run_editing(docgen: Path, sample: Path, scratch: Path, runs: int) -> None:
    """Print what the first check takes, and one after the title of a piece was changed."""
    print(f"\n### {TITLE}\n\n| pieces | first, CPU s | after one edit, CPU s | growth |")
    print("|---|---|---|---|", flush=True)
    before = 0.0
    for count in SIZES:
        workspace = _make_workspace(docgen, sample, scratch / f"edited-{count}", count)
        settings = api.Settings(cache=scratch / "edited-cache")
        api.check(workspace, settings)  # every file is read once
        first = _time_check(workspace, settings)
        again = statistics.median(_edit_and_check(workspace, settings) for _ in range(max(runs, 3)))
        growth = f"{again / before:.1f}" if before else ""
        print(f"| {count:,} | {first:.2f} | {again:.2f} | {growth} |", flush=True)
        before = again


def _make_workspace(docgen: Path, sample: Path, folder: Path, count: int) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sample, folder, ignore=shutil.ignore_patterns("out"))
    items = sorted(path for path in (folder / "evidence").iterdir() if path.is_dir())
    for number in range(count):
        with pymupdf.open() as pdf:  # type: ignore[no-untyped-call]
            page = pdf.new_page(width=595, height=842)
            for line in range(30):
                page.insert_text(
                    (72, 80 + 22 * line), f"No. {number}, line {line}. " * 3, fontsize=9
                )
            pdf.save(items[number % len(items)] / f"说明第{number + 1}号.pdf")
    subprocess.run([docgen, "ledger", folder], check=True, capture_output=True)
    return folder


def _edit_and_check(workspace: Path, settings: api.Settings) -> float:
    data = workspace / "studio.yaml"
    text = data.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if line.lstrip(" -").startswith("title: 说明第1"))
    data.write_text(text.replace(old, f"{old}改", 1), encoding="utf-8")
    return _time_check(workspace, settings)


def _time_check(workspace: Path, settings: api.Settings) -> float:
    began = time.process_time()
    api.check(workspace, settings)
    return time.process_time() - began
