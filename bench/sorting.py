"""Files without names: how many one command puts where they belong, with title, date and number.

The sample's evidence, its names dropped, lies in 待分类; `docgen sort --take` is run once, and what
came of it is held against the sample itself. Then the same as scans and as photographs of itself.
"""

import io
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import pymupdf
from degrading import DEGRADED, DPI
from PIL import Image

from docgen.model.evidence import Evidence
from docgen.workspace.discover import list_files, title_of
from docgen.workspace.load import load_workspace

TITLE = "Files without names sorted"
_SEED = 7
_ALIKE = 0.6
"""Of the shorter title's characters, in their order: the clerk of the sample had other words."""
_KINDS = {"as they are": "", "150 dpi, askew, JPEG 40": "all three", "photographed": "photographed"}
_PICTURES = (".jpg", ".png")


@dataclass(frozen=True)
class Truth:
    """What the sample says of a file."""

    piece: Evidence
    kind: str
    title: str


def run_sorting(samples: Path, scratch: Path) -> None:
    """Print how many files end where they belong, and what their rows say."""
    sample = samples / "assessment"
    truths = find_truths(sample)
    print(f"\n### {TITLE}: {len(truths)}\n", flush=True)
    print("| files | right item | wrong item | left | right kind | title | date | number |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for kind, degraded in _KINDS.items():
        folder = scratch / "sorting" / "workspace"
        named = lay_out(sample, folder, truths, DEGRADED.get(degraded))
        environment = {k: v for k, v in os.environ.items() if k != "DOCGEN_READING"}
        environment["DOCGEN_CACHE"] = str(scratch / "sorting" / "cache")
        command = [sys.executable, "-m", "docgen", "sort", str(folder), "--take"]
        with (scratch / "sorting" / "log").open("wb") as log:
            subprocess.run(command, check=True, env=environment, stdout=log, stderr=log)
        print(f"| {kind} | {judge(folder, named, truths)} |", flush=True)


def find_truths(sample: Path) -> dict[str, Truth]:
    """What the sample says of each of its files, by their paths."""
    workspace = load_workspace(sample)
    truths = {}
    for piece in workspace.evidence:
        for file in piece.files:
            kinds = workspace.spec.item(piece.item).kinds
            within = [title_of(folder) for folder in file.path.split("/")[1:-1]]
            kind = next((name for name in within if name in kinds), "")
            truths.setdefault(file.path, Truth(piece, kind, title_of(file.path.rpartition("/")[2])))
    return truths


def lay_out(
    sample: Path,
    folder: Path,
    truths: Mapping[str, Truth],
    degrade: Callable[[Image.Image], Image.Image] | None,
) -> dict[str, str]:
    """A workspace of the files, numbered in no order; their paths in the sample by their names."""
    shutil.rmtree(folder, ignore_errors=True)
    waiting = folder / "evidence" / "待分类"
    waiting.mkdir(parents=True)
    text = (sample / "studio.yaml").read_text(encoding="utf-8")
    (folder / "studio.yaml").write_text(re.split(r"^evidence:", text, flags=re.M)[0], "utf-8")
    paths = [path for path in list_files(sample / "evidence") if path in truths]
    random.Random(_SEED).shuffle(paths)
    named = {}
    for number, path in enumerate(paths, 1):
        source = sample / "evidence" / path
        name = f"扫描{number:04d}{'.pdf' if degrade else source.suffix}"
        named[name] = path
        if degrade:
            _scan(source, waiting / name, degrade)
        else:
            shutil.copyfile(source, waiting / name)
    return named


def _scan(source: Path, target: Path, degrade: Callable[[Image.Image], Image.Image]) -> None:
    """The pages of a file as pictures in a PDF."""
    with pymupdf.open() as scan:
        for picture in _draw(source):
            data = io.BytesIO()
            degrade(picture).save(data, "JPEG", quality=85)
            page = scan.new_page(width=picture.width * 72 / DPI, height=picture.height * 72 / DPI)
            page.insert_image(page.rect, stream=data.getvalue())
        scan.save(target)


def _draw(source: Path) -> Iterator[Image.Image]:
    if source.suffix in _PICTURES:
        with Image.open(source) as picture:
            yield picture.convert("RGB")
        return
    with pymupdf.open(source) as document:
        for page in document:
            pixels = page.get_pixmap(dpi=DPI, alpha=False)
            yield Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def judge(folder: Path, named: Mapping[str, str], truths: Mapping[str, Truth]) -> str:
    """What came of the files, as a line of the table: right / wrong / told by no row."""
    put = {p.files[0].path.rpartition("/")[2]: p for p in load_workspace(folder).evidence}
    counts: Counter[str] = Counter()
    for name, path in named.items():
        truth, piece = truths[path], put.get(name)
        if piece is None:
            counts["left"] += 1
            continue
        counts["right" if piece.item == truth.piece.item else "wrong"] += 1
        counts["kind"] += piece.kind == truth.kind
        counts[f"title {_hold_title(piece, truth)}"] += 1
        if len(truth.piece.files) == 1:
            for field in ("date", "number"):
                counts[f"{field} {_hold(piece, truth.piece, field)}"] += 1
    whole = len(named)
    shares = [f"{counts['right']} ({counts['right'] / whole:.0%})", counts["wrong"], counts["left"]]
    told = [
        f"{counts[f'{field} right']} / {counts[f'{field} wrong']} / {counts[f'{field} none']}"
        for field in ("title", "date", "number")
    ]
    return " | ".join(map(str, (*shares, counts["kind"], *told)))


def _hold_title(piece: Evidence, truth: Truth) -> str:
    title = piece.title
    if re.fullmatch(r"扫描\d+", title):
        return "none"
    known = max((truth.title, truth.piece.title), key=lambda other: _alike(title, other))
    return "right" if _alike(title, known) >= _ALIKE else "wrong"


def _alike(one: str, other: str) -> float:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, min(len(one), len(other)))


def _hold(piece: Evidence, truth: Evidence, field: str) -> str:
    """Whether a value is that of the sample, where that has one."""
    wanted, given = getattr(truth, field), getattr(piece, field)
    if not wanted:
        return "unknown"
    return "right" if given == wanted else "wrong" if given else "none"
