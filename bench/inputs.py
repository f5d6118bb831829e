"""What the benchmark works on, made on this machine and kept for the next run.

The pages look like what an office scanner and a phone give: lines of print on paper that is not
quite white, a little noise everywhere, no two alike. The same machine makes the same bytes.
"""

import io
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import img2pdf
import pymupdf
from PIL import Image, ImageChops, ImageDraw

A4_75_DPI = (620, 877)
A4_200_DPI = (1654, 2339)
A4_300_DPI = (2480, 3508)
PHONE = (4032, 3024)

_TEMPLATES = 6
_NOISE = 10.0
_PAPER = (250, 248, 243)
_MARK = "made"


@dataclass(frozen=True)
class Case:
    """One kind of input."""

    key: str
    title: str
    make: Callable[[Path, int], None]
    """Writes so many files into a folder."""
    files: int
    pages_a_file: int

    @property
    def pages(self) -> int:
        """Pages in all."""
        return self.files * self.pages_a_file


def find_files(case: Case, scratch: Path) -> list[Path]:
    """The files of a case, made where they are not there yet."""
    folder = scratch / f"{case.key}-{case.files}"
    if not (folder / _MARK).exists():
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "files").mkdir(parents=True)
        case.make(folder / "files", case.files)
        (folder / _MARK).touch()
    return sorted((folder / "files").iterdir())


# --- pictures ------------------------------------------------------------------------------------


class _Pages:
    """Pictures of printed pages, as many as are asked for."""

    def __init__(self, size: tuple[int, int], margin: float, seed: int) -> None:
        self._size = size
        self._random = random.Random(seed)
        self._templates = [self._print_page(margin) for _ in range(_TEMPLATES)]
        self._noise = make_noise((size[0] + 256, size[1] + 256))

    def _print_page(self, margin: float) -> Image.Image:
        width, height = self._size
        page = Image.new("RGB", self._size, _PAPER)
        draw = ImageDraw.Draw(page)
        em = width // 48
        top, side = int(height * margin), int(width * margin * 1.2)
        for y in range(top, height - top - em, int(em * 1.7)):
            x, end = side, width - side - self._random.choice((0, 0, 0, em * 9))
            while x < end:
                self._print_character(draw, x, y, em)
                x += em
        return page

    def _print_character(self, draw: ImageDraw.ImageDraw, x: int, y: int, em: int) -> None:
        """A handful of strokes, about as dense as a Chinese character."""
        inner = em * 85 // 100
        for _ in range(self._random.randint(3, 6)):
            a, b = self._random.randrange(inner), self._random.randrange(inner)
            if self._random.random() < 0.5:
                draw.line((x, y + a, x + inner, y + a), fill=(40, 38, 42), width=max(em // 12, 1))
            else:
                draw.line((x + b, y, x + b, y + inner), fill=(40, 38, 42), width=max(em // 12, 1))

    def picture(self, number: int) -> Image.Image:
        """Page `number`, from 0."""
        at = random.Random(number)
        x, y = at.randrange(256), at.randrange(256)
        noise = self._noise.crop((x, y, x + self._size[0], y + self._size[1]))
        page = ImageChops.add(self._templates[number % _TEMPLATES], noise, 1, -128)
        em = self._size[0] // 48
        ImageDraw.Draw(page).text((em * 6, em * 3), f"No. {number}", fill=(30, 30, 30))
        return page


def make_noise(size: tuple[int, int]) -> Image.Image:
    """A little noise about the middle level in each colour, the same every time."""
    # Pillow's own noise comes from the C library's random numbers; this is the same every time.
    source = random.Random(7)
    tile = Image.frombytes("L", (512, 512), bytes(
        min(255, max(0, round(source.gauss(128, _NOISE)))) for _ in range(512 * 512)
    ))  # fmt: skip
    noise = Image.new("L", size)
    for x in range(0, size[0], 512):
        for y in range(0, size[1], 512):
            noise.paste(ImageChops.offset(tile, x % 509, y % 503), (x, y))
    return Image.merge(
        "RGB", (noise, ImageChops.offset(noise, 91, 17), ImageChops.offset(noise, 7, 130))
    )


def _encode(picture: Image.Image, quality: int, dpi: int, orientation: int = 1) -> bytes:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "bench"
    options = {"dpi": (dpi, dpi)} if dpi else {"exif": exif}
    picture.save(buffer, "JPEG", quality=quality, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def _find_quality(pages: _Pages, wanted: int) -> int:
    """The JPEG quality at which a page has about so many bytes."""
    low, high = 20, 98
    while low < high:
        middle = (low + high) // 2
        if len(_encode(pages.picture(0), middle, 200)) < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def make_scanned_pdfs(folder: Path, count: int) -> None:
    """PDFs of five scanned A4 pages, 450 KB a page."""
    pages = _Pages(A4_200_DPI, 0.08, 1)
    quality = _find_quality(pages, 450_000)
    for number in range(count):
        scans = [_encode(pages.picture(number * 5 + n), quality, 200) for n in range(5)]
        layout = img2pdf.get_layout_fun((img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)))
        (folder / f"{number + 1:04}.pdf").write_bytes(
            img2pdf.convert(scans, layout_fun=layout, nodate=True, engine=img2pdf.Engine.internal)
        )


def make_scanned_jpegs(folder: Path, count: int) -> None:
    """A4 pages at 300 dpi, 1.3 MB each."""
    pages = _Pages(A4_300_DPI, 0.08, 2)
    quality = _find_quality(pages, 1_300_000)
    for number in range(count):
        data = _encode(pages.picture(number), quality, 300)
        (folder / f"{number + 1:04}.jpg").write_bytes(data)


def make_photos(folder: Path, count: int) -> None:
    """Phone photos of documents, held upright and stored lying, 1.3 MB each."""
    pages = _Pages(PHONE, 0.04, 3)
    quality = _find_quality(pages, 1_300_000)
    for number in range(count):
        data = _encode(pages.picture(number), quality, 0, orientation=6)
        (folder / f"{number + 1:04}.jpg").write_bytes(data)


def make_small_jpegs(folder: Path, count: int) -> None:
    """A4 pages at 75 dpi, 60 KB each, as messengers make them."""
    pages = _Pages(A4_75_DPI, 0.08, 4)
    quality = _find_quality(pages, 60_000)
    for number in range(count):
        data = _encode(pages.picture(number), quality, 75)
        (folder / f"{number + 1:04}.jpg").write_bytes(data)


# --- text ----------------------------------------------------------------------------------------


def make_text_pdfs(folder: Path, count: int) -> None:
    """PDFs of twenty pages of text, as a word processor writes them."""
    for number in range(count):
        with pymupdf.open() as pdf:
            for page in range(20):
                _write_text_page(pdf, random.Random(number * 20 + page))
            pdf.subset_fonts()
            pdf.save(folder / f"{number + 1:04}.pdf", garbage=3, deflate=True, no_new_id=True)


def _write_text_page(pdf: pymupdf.Document, source: random.Random) -> None:
    page = pdf.new_page(width=595.3, height=841.9)
    lines = list(_lines(source))
    page.insert_text((71, 105), lines, fontname="china-s", fontsize=10.5, lineheight=1.6)
    page.insert_text((71, 88), f"No. {source.random():.9f}", fontname="helv", fontsize=9)


def _lines(source: random.Random) -> Iterator[str]:
    for _ in range(38):
        yield "".join(chr(source.randrange(0x4E00, 0x5200)) for _ in range(42))


CASES = (
    Case("scans", "200 PDFs, 1,000 scanned pages", make_scanned_pdfs, 200, 5),
    Case("jpegs", "500 JPEG scans", make_scanned_jpegs, 500, 1),
    Case("photos", "500 phone photos", make_photos, 500, 1),
    Case("small", "5,000 small JPEGs", make_small_jpegs, 5000, 1),
    Case("text", "100 PDFs, 2,000 pages of text", make_text_pdfs, 100, 20),
)
