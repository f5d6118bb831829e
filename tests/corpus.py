# ruff: noqa: T201 - printing is what this is for
"""Run every foreign file of the corpus through a build and print what became of it.

    python tests/corpus.py [CORPUS]

Each file is built once in a workspace of its own and once together with all the others; the two
must agree. The bundle of all is then read by qpdf, MuPDF, poppler and pypdf. Exit code 1 when a
file was lost, when the two runs differ, or when a reader complains about what docgen wrote.
"""

import argparse
import csv
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from doing import build_package
from readers import complaints
from telling import words

from docgen.issues.finding import Finding, Level
from docgen.package.manifest import Manifest, read_manifest
from docgen.usecases.built import Built

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
ITEM = "03-设备"
STUDIO = "scheme: weihai-2025\nsubmission: assessment\n"


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its pages in the bundle, or the finding that refused it."""

    pages: int
    refusal: Finding | None
    notes: tuple[str, ...]

    def __str__(self) -> str:
        if self.refusal:
            return f"拒收 {self.refusal.code}：{self.refusal.what}"
        return f"{self.pages} 页" + "".join(f"；{note}" for note in words(self.notes))


def main() -> int:
    """Build, print, compare, read back."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path, nargs="?", default=CORPUS)
    corpus = arguments.parse_args().corpus
    files = list(list_files(corpus))
    with tempfile.TemporaryDirectory(prefix="docgen-corpus-") as scratch:
        alone = {name: build_alone(corpus, name, Path(scratch) / "alone") for name in files}
        built = build(corpus, files, Path(scratch) / "together")
        together = read_outcomes(built)
        troubles = [*compare(files, alone, together), *read_back(built)]
    width = max(len(name) for name in files)
    for name in files:
        print(f"{name:{width}}  {alone[name]}")
    refused = sum(outcome.refusal is not None for outcome in alone.values())
    pages = sum(outcome.pages for outcome in alone.values() if not outcome.refusal)
    taken = len(files) - refused
    print(f"\n{len(files)} files: {taken} taken in on {pages} pages, {refused} refused")
    for trouble in troubles:
        print(f"TROUBLE: {trouble}")
    return 1 if troubles else 0


def list_files(corpus: Path) -> Iterator[str]:
    """The files the corpus's manifest lists."""
    with (corpus / "MANIFEST.csv").open(encoding="utf-8", newline="") as manifest:
        for row in csv.DictReader(manifest):
            yield row["file"]


def build_alone(corpus: Path, name: str, folder: Path) -> Outcome:
    """What becomes of one file in a workspace of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    return read_outcomes(build(corpus, [name], folder))[name]


def build(corpus: Path, names: Sequence[str], folder: Path) -> Built:
    """A draft bundle of these files."""
    evidence = folder / "evidence" / ITEM
    for name in names:
        target = evidence / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(corpus / name, target)
    (folder / "studio.yaml").write_text(STUDIO, encoding="utf-8")
    return build_package(folder, draft=True, only="bundle")


def read_outcomes(built: Built) -> dict[str, Outcome]:
    """What the manifest says became of each file."""
    manifest = read_manifest((built.folder / "manifest.json").read_bytes())
    return {name: _outcome(built, manifest, name) for name in _names(manifest)}


def _names(manifest: Manifest) -> Iterator[str]:
    for piece in manifest.evidence:
        for source in piece.sources:
            yield source.file.removeprefix(f"{ITEM}/")


def _outcome(built: Built, manifest: Manifest, name: str) -> Outcome:
    path = f"{ITEM}/{name}"
    (piece,) = (p for p in manifest.evidence if any(s.file == path for s in p.sources))
    found = [f for f in built.findings if f.where == f"evidence/{path}"]
    refusal = next((f for f in found if f.level is Level.ERROR), None)
    notes = tuple(f.what for f in found if f.level is not Level.ERROR)
    return Outcome(piece.last_page - piece.first_page + 1, refusal, notes)


def compare(
    files: Sequence[str], alone: dict[str, Outcome], together: dict[str, Outcome]
) -> Iterator[str]:
    """Every file must be there, and come out alike alone and in company."""
    for name in files:
        if name not in together:
            yield f"{name} was lost"
        elif str(alone[name]) != str(together[name]):
            yield f"{name}: alone {alone[name]}, together {together[name]}"


def read_back(built: Built) -> list[str]:
    """What other libraries have to say about the bundle."""
    (bundle,) = (path for path in built.files if path.suffix == ".pdf")
    return complaints(bundle)


if __name__ == "__main__":
    sys.exit(main())
