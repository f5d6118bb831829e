"""Scans: a drawn sheet as a scanner or a phone would see it. The same seed, the same bytes."""

import io
import random

import img2pdf
import pikepdf
import pymupdf
from PIL import Image, ImageChops, ImageFilter

from make_parts.sheet import Sheet, to_pdf


def sheet_picture(sheet: Sheet, dpi: int) -> Image.Image:
    """The sheet as a picture."""
    with pymupdf.open(stream=to_pdf([sheet]), filetype="pdf") as document:
        pixels = document[0].get_pixmap(dpi=dpi, alpha=False)
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def add_grain(picture: Image.Image, seed: str, strength: float) -> Image.Image:
    """The picture with a fine noise; `strength` 0.03 is a clean scan, 0.1 a phone at dusk."""
    dice = random.Random(seed)
    small = (picture.width // 2 + 1, picture.height // 2 + 1)
    noise = Image.frombytes("L", small, dice.randbytes(small[0] * small[1]))
    noise = noise.resize(picture.size, Image.Resampling.BICUBIC)
    noise = noise.point([round(128 + (v - 128) * strength) for v in range(256)])
    grey = Image.merge("RGB", [noise] * len(picture.getbands()))
    return ImageChops.add(picture, grey, scale=1, offset=-128)


def scan(sheet: Sheet, seed: str, *, dpi: int = 120, tilt: float = 0.3) -> Image.Image:
    """The sheet laid a little askew on a scanner: off-white, soft, with a shadow at one edge."""
    picture = sheet_picture(sheet, dpi)
    paper = (250, 248, 243)
    picture = ImageChops.multiply(picture, Image.new("RGB", picture.size, paper))
    picture = picture.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=(236, 235, 231))
    picture = ImageChops.multiply(picture, _edge_shadow(picture.size))
    return add_grain(picture.filter(ImageFilter.GaussianBlur(0.35)), seed, 0.045)


def _edge_shadow(size: tuple[int, int]) -> Image.Image:
    ramp = Image.linear_gradient("L").rotate(90).resize(size)
    return Image.merge("RGB", [ramp.point([min(255, 205 + v * 4) for v in range(256)])] * 3)


def jpeg(picture: Image.Image, *, quality: int = 62, dpi: int = 120, orientation: int = 1) -> bytes:
    """The picture as a JPEG file, with an EXIF orientation when it is not 1.

    With an orientation the pixels are stored turned, so that an obedient viewer shows them upright.
    """
    turns = {
        1: None,
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
    }
    turn = turns[orientation]
    stored = picture.transpose(turn) if turn is not None else picture
    exif = Image.Exif()
    if orientation != 1:
        exif[0x0112] = orientation
    out = io.BytesIO()
    stored.save(
        out, "JPEG", quality=quality, dpi=(dpi, dpi), exif=exif, optimize=True, progressive=False
    )
    return out.getvalue()


def png(picture: Image.Image, *, dpi: int = 110, colours: int = 24) -> bytes:
    """The picture as a PNG of few colours, as an office scanner saves a certificate."""
    out = io.BytesIO()
    few = picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(out, "PNG", dpi=(dpi, dpi), optimize=True)
    return out.getvalue()


def scan_pdf(sheets: list[Sheet], seed: str, *, dpi: int = 110, quality: int = 55) -> bytes:
    """A PDF of scanned pages: pictures only, no text."""
    pictures = [
        jpeg(
            scan(s, f"{seed} {n}", dpi=dpi, tilt=(-0.35, 0.2, 0.45)[n % 3]),
            quality=quality,
            dpi=dpi,
        )
        for n, s in enumerate(sheets)
    ]
    sizes = [(s.width / 25.4 * 72, s.height / 25.4 * 72) for s in sheets]
    layout = img2pdf.get_layout_fun(sizes[0])
    made = img2pdf.convert(pictures, layout_fun=layout, nodate=True, producer="", creator="")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as document:
        # qpdf keeps the first half of an identifier it finds; img2pdf's is a random one.
        del document.trailer["/ID"]
        document.save(out, deterministic_id=True)
    return out.getvalue()
