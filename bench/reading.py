"""How well pages are read, clean and degraded, beside tesseract and OCRmyPDF.

Pages of the sample that have a text of their own are drawn as pictures; what is read of them is
held against that text. Characters are counted, places are not.
"""

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pymupdf
from degrading import DEGRADED, DPI
from measure import Cost, measure
from PIL import Image

TITLE = "Pages read"
_EVERY = 4
"""One of so many pages of the sample."""
_LEAST = 60
"""Characters of a page that is worth reading."""
_WORD = re.compile(r"[\u4e00-\u9fff]{2,4}")
_SEARCHED = 12
"""Words a page that somebody searches for: names, mostly, and heads of columns."""


@dataclass(frozen=True)
class Page:
    """A page as a picture, and what it says."""

    name: str
    picture: Image.Image
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Engine:
    """A program that reads: a command for a folder of pictures, and what it said of each.

    The command's second half is the folder, then where it writes a text of each picture.
    """

    title: str
    command: tuple[str, ...]


def run_reading(samples: Path, scratch: Path) -> None:
    """Print how many characters each engine loses, and what it takes."""
    pages = list(find_pages(samples))
    engines = list(_find_engines())
    characters = sum(len(page.text) for page in pages)
    print(f"\n### {TITLE}: {len(pages)}, {characters} characters\n", flush=True)
    print("| page | engine | lost | invented | words found | CPU s a page | peak MB |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for kind, degrade in DEGRADED.items():
        folder = _fresh(scratch / "reading" / "pictures")
        for page in pages:
            degrade(page.picture).save(folder / f"{page.name}.png", dpi=(DPI, DPI))
        for engine in engines:
            texts = _fresh(scratch / "reading" / "texts")
            command = (*engine.command, str(folder), str(texts))
            cost = measure(command, {**os.environ, "OMP_THREAD_LIMIT": "1"}, scratch / "log")
            if cost.code:
                raise SystemExit(f"{engine.title} failed: see {scratch / 'log'}")
            print(f"| {kind} | {engine.title} | {_judge(pages, texts, cost)} |", flush=True)


def find_pages(samples: Path) -> Iterator[Page]:
    """Pages of the sample's evidence with a text, as pictures, the same every time."""
    files = sorted((samples / "assessment/evidence").rglob("*.pdf"))
    number = 0
    for file in files:
        with pymupdf.open(file) as document:
            for index, page in enumerate(document):
                text = _squeeze(page.get_text())
                number += 1
                if number % _EVERY or len(text) < _LEAST:
                    continue
                pixels = page.get_pixmap(dpi=DPI, alpha=False)
                picture = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
                lines = (line.strip() for line in page.get_text().split("\n"))
                words = dict.fromkeys(line for line in lines if _WORD.fullmatch(line))
                yield Page(f"{number:04d}-{index}", picture, text, tuple(words)[:_SEARCHED])


def _squeeze(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _judge(pages: Sequence[Page], texts: Path, cost: Cost) -> str:
    lost = invented = found = 0
    for page in pages:
        read = _squeeze((texts / f"{page.name}.txt").read_text(encoding="utf-8"))
        wanted, got = Counter(page.text), Counter(read)
        lost += (wanted - got).total()
        invented += (got - wanted).total()
        found += sum(word in read for word in page.words)
    characters, words = sum(len(p.text) for p in pages), sum(len(p.words) for p in pages)
    return (
        f"{lost / characters:.1%} | {invented / characters:.1%} | {found / words:.1%}"
        f" | {cost.cpu_seconds / len(pages):.2f} | {cost.peak_mb:.0f}"
    )


def _find_engines() -> Iterator[Engine]:
    yield Engine("docgen", (sys.executable, __file__, "docgen"))
    for title in ("tesseract", "ocrmypdf"):
        if shutil.which(title):
            yield Engine(title, (sys.executable, __file__, title))
        else:
            print(f"{title} left out: it is not installed")


# --- what reads a folder --------------------------------------------------------------------------


def _read_with_docgen(pictures: Sequence[Path]) -> Iterator[str]:
    # The other engines are called without docgen.
    from docgen.ocr.models import find_models  # noqa: PLC0415
    from docgen.ocr.page_reader import load_reader  # noqa: PLC0415

    models = find_models()
    if models is None:
        raise SystemExit("docgen[read] is not installed")
    reader = load_reader(models)
    for picture in pictures:
        with Image.open(picture) as image:
            yield "\n".join(line.text for line in reader.read(image.convert("RGB"), DPI).lines)


def _read_with_tesseract(pictures: Sequence[Path]) -> Iterator[str]:
    for picture in pictures:
        command = ["tesseract", picture, "-", "-l", "chi_sim+eng", "--dpi", str(DPI)]
        yield subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _read_with_ocrmypdf(pictures: Sequence[Path]) -> Iterator[str]:
    for picture in pictures:
        made = picture.with_suffix(".pdf")
        how = ["--output-type", "pdf", "--jobs", "1", "-l", "chi_sim+eng", "--image-dpi", str(DPI)]
        subprocess.run(["ocrmypdf", "--quiet", *how, picture, made], check=True)
        with pymupdf.open(made) as document:
            yield document[0].get_text()


_READERS: dict[str, Callable[[Sequence[Path]], Iterator[str]]] = {
    "docgen": _read_with_docgen,
    "tesseract": _read_with_tesseract,
    "ocrmypdf": _read_with_ocrmypdf,
}


def _read_folder(engine: str, folder: Path, texts: Path) -> None:
    pictures = sorted(folder.glob("*.png"))
    for picture, text in zip(pictures, _READERS[engine](pictures), strict=True):
        (texts / f"{picture.stem}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _read_folder(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
