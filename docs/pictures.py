"""Renews docs/pictures/ from the assessment sample: .venv/bin/python docs/pictures.py."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pymupdf
from PIL import Image, ImageChops, ImageOps

from docgen import api
from docgen.package.manifest import Manifest, read_manifest

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "assessment"
FOLDER = ROOT / "docs" / "pictures"

CONTESTED_ITEM = 4
STAMPED_EVIDENCE = "11-5"
COLOURS = 64
"""A page is black on white with a few tints; so few keep a picture under 250 kB."""
MARGIN = 24


@dataclass(frozen=True)
class Picture:
    """A page of a document of the package, and how wide it is drawn in pixels."""

    name: str
    role: str
    page: int
    width: int


def choose_pages(manifest: Manifest) -> tuple[Picture, ...]:
    """Return what is shown, with the page numbers the package has now."""
    divider = next(item.divider for item in manifest.items if item.number == CONTESTED_ITEM)
    stamped = next(e.first_page for e in manifest.evidence if e.id == STAMPED_EVIDENCE)
    return (
        Picture("index", "bundle", 2, 1000),
        Picture("annex2", "form_pdf", 1, 1500),
        Picture("divider", "bundle", divider, 1000),
        Picture("stamped", "bundle", stamped, 920),
    )


def draw_page(file: Path, page: int, width: int) -> Image.Image:
    """Return one page as a picture in few colours, cut to what is printed on it."""
    with pymupdf.open(file) as document:  # type: ignore[no-untyped-call]
        sheet = document[page - 1]
        zoom = width / sheet.rect.width
        pixels = sheet.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom))  # type: ignore[no-untyped-call]
    image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    return _frame(image).quantize(COLOURS, dither=Image.Dither.NONE)


def _frame(image: Image.Image) -> Image.Image:
    """Cut the empty paper away and draw a thin line where it was cut."""
    white = Image.new("RGB", image.size, "white")
    left, top, right, bottom = ImageChops.difference(image, white).getbbox() or (0, 0, 1, 1)
    box = (
        max(left - MARGIN, 0),
        max(top - MARGIN, 0),
        min(right + MARGIN, image.width),
        min(bottom + MARGIN, image.height),
    )
    return ImageOps.expand(image.crop(box), border=1, fill="#b0b0b0")


def renew(folder: Path) -> None:
    """Build the sample and write every picture into `folder`."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="docgen-") as scratch:
        built = api.build(SAMPLE, out=scratch)
        manifest = read_manifest((built.folder / "manifest.json").read_bytes())
        files = {document.role: built.folder / document.file for document in manifest.documents}
        for picture in choose_pages(manifest):
            drawn = draw_page(files[picture.role], picture.page, picture.width)
            drawn.save(folder / f"{picture.name}.png", optimize=True)


if __name__ == "__main__":
    renew(FOLDER)
