"""What it takes to collect the scans of a printed package, and how that grows with their number.

The pages of a sample's package are printed and scanned by simulation: askew, moved, every second
one grey, with the noise and the blur of an office scanner; of some sheets the mark is blotted out.
"""

import io
import os
import random
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import img2pdf
import pymupdf
import zxingcpp
from inputs import make_noise
from measure import Cost, measure
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZES = (60, 120)
TITLE = "Scans of a printed package, collected"
_DPI = 200
_MOST_SKEW, _MOST_OFF = 2.5, 2.0
"""Degrees, and millimetres."""
_BLUR, _BLOT = 0.7, 7.0
_SPOILT = 0.15
"""Of the sheets, in the case where some have lost their mark."""
_LEAST_NAMED = 0.95
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def run_returning(docgen: Path, samples: Path, scratch: Path, runs: int) -> None:
    """Print what `docgen collect` takes where all sheets have their mark, and where some do not."""
    package = _build(docgen, samples / "assessment", scratch)
    print(f"\n### {TITLE}\n\n| sheets | wall s | CPU s | CPU ms a sheet | peak MB |", flush=True)
    print("|---|---|---|---|---|", flush=True)
    for title, spoilt in (("", 0.0), (", one in seven without its mark", _SPOILT)):
        costs = []
        for count in SIZES:
            scans = _find_scans(package, scratch, count, spoilt)
            each = [_collect(docgen, package, scans, scratch) for _ in range(runs)]
            best = min(each, key=lambda cost: cost.cpu_seconds)
            costs.append(best)
            peak, milliseconds = max(cost.peak_mb for cost in each), 1000 * best.cpu_seconds / count
            print(f"| {count}{title} | {best.wall_seconds:.1f} | {best.cpu_seconds:.1f} |"
                  f" {milliseconds:.0f} | {peak:.0f} |", flush=True)  # fmt: skip
        longer = costs[-1].cpu_seconds / costs[0].cpu_seconds
        more, larger = SIZES[-1] / SIZES[0], costs[-1].peak_mb / costs[0].peak_mb
        print(
            f"| {more:.0f} times as many | | {longer:.1f} times | | {larger:.1f} times |",
            flush=True,
        )


def _build(docgen: Path, sample: Path, scratch: Path) -> Path:
    """A sample's package, built once."""
    out = scratch / "printed"
    if not any(out.glob("*/manifest.json")):
        workspace = Path(shutil.copytree(sample, scratch / "studio", dirs_exist_ok=True))
        subprocess.run([docgen, "build", workspace, "--out", out], check=True, capture_output=True)
    return next(out.glob("*/manifest.json")).parent


def _collect(docgen: Path, package: Path, scans: Path, scratch: Path) -> Cost:
    """One run with nothing in the cache; SystemExit where hardly all sheets were named."""
    out, cache, log = scratch / "collected", scratch / "collect-cache", scratch / "collect.json"
    for folder in (out, cache):
        shutil.rmtree(folder, ignore_errors=True)
    command = [docgen, "collect", package, scans, "--out", out, "--json"]
    environment = {**os.environ, "DOCGEN_CACHE": str(cache), "PYTHONDONTWRITEBYTECODE": ""}
    cost = measure([str(part) for part in command], environment, log)
    said = log.read_text("utf-8", "replace")
    sheets, named = said.count('"scan_page"'), said.count('"share"')
    if named < _LEAST_NAMED * sheets or not sheets:
        raise SystemExit(f"{named} of {sheets} sheets named, exit code {cost.code}")
    return cost


# --- sheets ------------------------------------------------------------------------------------


def _find_scans(package: Path, scratch: Path, count: int, spoilt: float) -> Path:
    """The first pages of a package as one scan, made where it is not there yet."""
    target = scratch / f"returned-{count}-{round(spoilt * 100)}.pdf"
    if not target.exists():
        numbers = random.Random(1)
        lost = [numbers.random() < spoilt for _ in range(count)]
        partial = target.with_suffix(".part")
        sheets = list(_scan_sheets(package, scratch / "returned", lost))
        partial.write_bytes(img2pdf.convert(sheets, engine=img2pdf.Engine.internal))
        partial.rename(target)
    return target


def _scan_sheets(package: Path, folder: Path, lost: Sequence[bool]) -> Iterator[bytes]:
    """The sheets of so many pages, kept for the other cases; some have lost their mark."""
    folder.mkdir(exist_ok=True)
    for number, (page, gone) in enumerate(zip(_show_pages(package, len(lost)), lost, strict=True)):
        sheet = folder / f"{number}{'-lost' if gone else ''}.jpg"
        if not sheet.exists():
            if gone:
                _blot(page)
            sheet.write_bytes(_scan(page, number))
        yield sheet.read_bytes()


def _show_pages(package: Path, count: int) -> Iterator[Image.Image]:
    for path in sorted(package.glob("*.pdf")):
        with pymupdf.open(path) as pdf:  # type: ignore[no-untyped-call]
            for page in pdf:
                if count <= 0:
                    return
                count -= 1
                pixels = page.get_pixmap(dpi=_DPI, colorspace=pymupdf.csRGB)
                yield Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def _scan(page: Image.Image, number: int) -> bytes:
    """What a scanner makes of a page."""
    numbers = random.Random(number)
    x, y = (round(numbers.uniform(-_MOST_OFF, _MOST_OFF) / 25.4 * _DPI) for _ in range(2))
    skew = numbers.uniform(-_MOST_SKEW, _MOST_SKEW)
    page = page.rotate(skew, Image.Resampling.BILINEAR, translate=(x, y), fillcolor="white")
    page = page.filter(ImageFilter.GaussianBlur(_BLUR))
    page = ImageChops.add(page, _noise_of(page.size), 1, -128)
    data = io.BytesIO()
    page.convert("L" if number % 2 else "RGB").save(data, "JPEG", quality=60, dpi=(_DPI, _DPI))
    return data.getvalue()


@lru_cache(maxsize=4)
def _noise_of(size: tuple[int, int]) -> Image.Image:
    return make_noise(size)


def _blot(page: Image.Image) -> None:
    """Cover the marks of a page with ink."""
    reach = _BLOT / 25.4 * _DPI
    for code in zxingcpp.read_barcodes(page, formats=_QR):
        at = code.position
        x = (at.top_left.x + at.bottom_right.x) / 2
        y = (at.top_left.y + at.bottom_right.y) / 2
        ImageDraw.Draw(page).ellipse((x - reach, y - reach, x + reach, y + reach), (30, 40, 90))
