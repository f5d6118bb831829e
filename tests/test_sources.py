"""Foreign files become prepared pages: seen on pixels, and read back with another library."""

import io
import json
import os
import pickle
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import misbehaving
import pikepdf
import pymupdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat
from telling import words

from docgen.images import pixels
from docgen.images.ink_detection import find_paper_level, read_ink
from docgen.images.picture_placement import BOTTOM_MARGIN, SIDE_MARGIN, TOP_MARGIN, place_picture
from docgen.issues.errors import OutputError
from docgen.issues.finding import Finding, Level
from docgen.model.prepared import Prepared, Source
from docgen.pdf.geometry import MM, PageBox
from docgen.sources import page_looks, preparers, source_opening
from docgen.sources.prepare import prepare
from docgen.system.file_types import Kind, recognise_content, refuse_format
from docgen.system.worker_server import dismiss, load_for_all
from docgen.system.workers import WorkerLimits, Workers, call_apart

A4 = (210 * MM, 297 * MM)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def prepare_one(file: Path, cache: Path) -> Source:
    result = prepare([(file.name, file)], cache=cache)
    assert list(result) == [file.name]
    return result[file.name]


def prepared(file: Path, cache: Path) -> Prepared:
    result = prepare_one(file, cache)
    assert isinstance(result, Prepared), result
    return result


def refused(file: Path, cache: Path) -> Finding:
    result = prepare_one(file, cache)
    assert isinstance(result, Finding), result
    assert result.level is Level.ERROR
    assert result.what
    assert result.remedy
    return result


def jpeg_bytes(image: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def four_corners(width: int = 160, height: int = 96) -> Image.Image:
    """A picture that looks different from all eight sides."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 2), fill="red")
    draw.rectangle((width // 2, 0, width, height // 2), fill="lime")
    draw.rectangle((0, height // 2, width // 2, height), fill="blue")
    return image


def render(source: Prepared, dpi: int = 96, page: int = 0) -> Image.Image:
    with pymupdf.open(source.pdf, filetype="pdf") as document:
        pixels = document[page].get_pixmap(dpi=dpi)
        return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def picture_on(source: Prepared, width: int, height: int) -> Image.Image:
    """The picture as the page shows it, cut out by where its rendering is not white."""
    page = render(source, dpi=144)
    box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
    assert box is not None
    return page.crop(box).resize((width, height))


def difference(a: Image.Image, b: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(a.convert("RGB"), b.convert("RGB"))).mean)


def exact_pixels(source: Prepared) -> Image.Image:
    """The pixels of the embedded picture itself, decoded by MuPDF."""
    with pymupdf.open(source.pdf) as document:
        pixels = pymupdf.Pixmap(document, document[0].get_images()[0][0])
        if pixels.colorspace.n != 3:
            pixels = pymupdf.Pixmap(pymupdf.csRGB, pixels)
        return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def embedded(source: Prepared) -> tuple[bytes, Dictionary]:
    with pikepdf.open(source.pdf) as pdf:
        image = pdf.pages[0].Resources.XObject.Im0
        return image.read_raw_bytes(), Dictionary(
            {k: v for k, v in image.items() if not isinstance(v, pikepdf.Object)}
        )


class TestJpeg:
    def write(self, folder: Path, image: Image.Image, **options: object) -> Path:
        file = folder / "照片.jpg"
        file.write_bytes(jpeg_bytes(image, **options))
        return file

    @pytest.mark.parametrize("orientation", range(10))
    @pytest.mark.parametrize("progressive", [False, True])
    def test_orientations(
        self, tmp_path: Path, cache: Path, orientation: int, progressive: bool
    ) -> None:
        exif = Image.Exif()
        exif[0x0112] = orientation
        file = self.write(tmp_path, four_corners(), exif=exif, progressive=progressive, quality=95)
        with Image.open(file) as stored:
            expected = ImageOps.exif_transpose(stored).convert("RGB")
        source = prepared(file, cache)
        box = source.pages[0].box
        assert (box.width_pt > box.height_pt) == (expected.width > expected.height)
        shown = picture_on(source, *expected.size)
        assert difference(shown, expected) < 6
        for wrong in range(1, 9):
            other = self.turn(four_corners(), wrong)
            if other.size == expected.size and difference(other, expected) > 20:
                assert difference(shown, other) > 20

    @staticmethod
    def turn(image: Image.Image, orientation: int) -> Image.Image:
        exif = Image.Exif()
        exif[0x0112] = orientation
        with Image.open(io.BytesIO(jpeg_bytes(image, exif=exif))) as stored:
            return ImageOps.exif_transpose(stored)

    def test_data_is_kept_and_the_place_is_not(self, tmp_path: Path, cache: Path) -> None:
        exif = Image.Exif()
        exif[0x010F] = "SecretCameraMaker"
        exif.get_ifd(0x8825)[2] = (37.0, 30.0, 11.0)
        file = self.write(tmp_path, four_corners(), exif=exif, comment="SecretComment")
        original = file.read_bytes()
        file.write_bytes(original + b"trailing rubbish")
        data, entries = embedded(prepared(file, cache))
        scan = original.rindex(b"\xff\xda")
        assert data.endswith(original[scan:])
        assert b"Exif" not in data
        assert b"Secret" not in data
        assert (entries["/Width"], entries["/Height"]) == (160, 96)
        with Image.open(io.BytesIO(data)) as a, Image.open(io.BytesIO(original)) as b:
            assert a.tobytes() == b.tobytes()

    def test_grey_stays_grey(self, tmp_path: Path, cache: Path) -> None:
        file = self.write(tmp_path, Image.linear_gradient("L"), quality=95)
        source = prepared(file, cache)
        assert difference(exact_pixels(source), Image.linear_gradient("L")) < 3
        with pikepdf.open(source.pdf) as pdf:
            assert pdf.pages[0].Resources.XObject.Im0.ColorSpace == Name.DeviceGray

    def test_cmyk_of_adobe_is_inverted(self, tmp_path: Path, cache: Path) -> None:
        picture = Image.new("CMYK", (120, 80), (0, 255, 255, 0))
        file = self.write(tmp_path, picture, quality=95)
        assert b"Adobe" in file.read_bytes()
        red = render(prepared(file, cache)).getpixel((A4[1] * 96 // 144, A4[0] * 96 // 144))
        assert red[0] > 200
        assert max(red[1:]) < 80

    def test_cmyk_without_adobe_is_not(self, tmp_path: Path, cache: Path) -> None:
        content = jpeg_bytes(Image.new("CMYK", (120, 80), (255, 0, 0, 255)), quality=95)
        at = content.index(b"\xff\xee")
        length = int.from_bytes(content[at + 2 : at + 4])
        file = tmp_path / "a.jpg"
        file.write_bytes(content[:at] + content[at + 2 + length :])
        # Adobe's inks 255, 0, 0, 255 are stored as 0, 255, 255, 0: taken plainly, that is red.
        red = render(prepared(file, cache)).getpixel((A4[1] * 96 // 144, A4[0] * 96 // 144))
        assert red[0] > 200
        assert max(red[1:]) < 80

    def test_first_picture_of_several(self, tmp_path: Path, cache: Path) -> None:
        file = tmp_path / "a.jpg"
        second = Image.new("RGB", (160, 96), "black")
        four_corners().save(file, "MPO", save_all=True, append_images=[second])
        source = prepared(file, cache)
        data, _ = embedded(source)
        assert len(source.pages) == 1
        assert data.count(b"\xff\xd8\xff") == 1
        assert difference(exact_pixels(source), four_corners()) < 8

    def test_profile_is_kept_unless_it_is_srgb(self, tmp_path: Path, cache: Path) -> None:
        from PIL import ImageCms  # noqa: PLC0415

        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        other = srgb.replace(b"s\0R\0G\0B", b"m\0i\0n\0e").replace(b"sRGB", b"mine")
        for profile, kept in ((srgb, False), (other, True), (b"rubbish" * 40, False)):
            file = self.write(tmp_path, four_corners(), icc_profile=profile)
            with pikepdf.open(prepared(file, cache).pdf) as pdf:
                space = pdf.pages[0].Resources.XObject.Im0.ColorSpace
                assert isinstance(space, Array) == kept
                if kept:
                    assert space[1].read_bytes() == profile
                    assert space[1].N == 3

    def test_cut_short_is_shown_and_said(self, tmp_path: Path, cache: Path) -> None:
        noise = Image.effect_noise((400, 300), 80)
        file = self.write(tmp_path, noise)
        content = file.read_bytes()
        file.write_bytes(content[: len(content) // 2])
        source = prepared(file, cache)
        assert source.losses == (pixels.CUT_SHORT,)
        shown = exact_pixels(source)
        assert difference(shown.crop((0, 0, 400, 120)), noise.crop((0, 0, 400, 120))) < 12

    @pytest.mark.parametrize("keep", [3, 20, 300, 700])
    def test_nothing_left_is_refused(self, tmp_path: Path, cache: Path, keep: int) -> None:
        file = self.write(tmp_path, Image.effect_noise((400, 300), 80))
        file.write_bytes(file.read_bytes()[:keep])
        assert refused(file, cache).code == "source-damaged"


class TestPng:
    def check(self, folder: Path, cache: Path, image: Image.Image, **options: object) -> Prepared:
        """Prepare and compare every pixel with Pillow's, laid on white."""
        file = folder / "图.png"
        image.save(file, **options)  # type: ignore[arg-type]
        source = prepared(file, cache)
        with Image.open(file) as stored:
            paper = Image.new("RGBA", stored.size, "white")
            expected = Image.alpha_composite(paper, stored.convert("RGBA")).convert("RGB")
        assert ImageChops.difference(exact_pixels(source), expected).getbbox() is None
        assert source.notes == ()
        return source

    def test_plain(self, tmp_path: Path, cache: Path) -> None:
        source = self.check(tmp_path, cache, four_corners())
        with pikepdf.open(source.pdf) as pdf:
            image = pdf.pages[0].Resources.XObject.Im0
            stream = (tmp_path / "图.png").read_bytes()
            assert image.read_raw_bytes() in stream

    def test_palette(self, tmp_path: Path, cache: Path) -> None:
        self.check(tmp_path, cache, four_corners().quantize(4))
        self.check(tmp_path, cache, four_corners().quantize(200))

    def test_palette_with_transparency(self, tmp_path: Path, cache: Path) -> None:
        self.check(tmp_path, cache, four_corners().quantize(4), transparency=b"\x00\x80\xff\xff")

    def test_one_bit(self, tmp_path: Path, cache: Path) -> None:
        self.check(tmp_path, cache, Image.linear_gradient("L").convert("1"))

    def test_one_bit_with_transparency(self, tmp_path: Path, cache: Path) -> None:
        picture = Image.linear_gradient("L").convert("1")
        self.check(tmp_path, cache, picture, transparency=0)

    def test_grey(self, tmp_path: Path, cache: Path) -> None:
        self.check(tmp_path, cache, Image.linear_gradient("L"))

    def test_alpha(self, tmp_path: Path, cache: Path) -> None:
        picture = four_corners().convert("RGBA")
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
        self.check(tmp_path, cache, picture)
        self.check(tmp_path, cache, picture.convert("LA"))

    def test_sixteen_bits_are_all_kept(self, tmp_path: Path, cache: Path) -> None:
        values = [(x * 517 + y * 131) % 65536 for y in range(60) for x in range(80)]
        rows = [struct.pack(">80H", *values[y * 80 : y * 80 + 80]) for y in range(60)]
        file = tmp_path / "a.png"
        file.write_bytes(write_png(80, 60, 16, 0, b"".join(b"\0" + row for row in rows)))
        with pikepdf.open(prepared(file, cache).pdf) as pdf:
            image = pdf.pages[0].Resources.XObject.Im0
            assert image.BitsPerComponent == 16
            assert image.read_bytes() == b"".join(rows)

    def test_interlaced(self, tmp_path: Path, cache: Path) -> None:
        picture = four_corners(13, 11)
        file = tmp_path / "a.png"
        file.write_bytes(write_png(13, 11, 8, 2, adam7(picture), interlaced=True))
        with Image.open(file) as stored:
            assert stored.convert("RGB").tobytes() == picture.tobytes()
        shown = exact_pixels(prepared(file, cache))
        assert ImageChops.difference(shown, picture).getbbox() is None

    def test_orientation(self, tmp_path: Path, cache: Path) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        file = tmp_path / "a.png"
        four_corners().save(file, exif=exif)
        turned = four_corners().transpose(Image.Transpose.ROTATE_270)
        source = prepared(file, cache)
        assert difference(picture_on(source, *turned.size), turned) < 6

    def test_broken_rows_are_said(self, tmp_path: Path, cache: Path) -> None:
        file = tmp_path / "a.png"
        noise = Image.effect_noise((300, 300), 60)
        noise.save(file)
        file.write_bytes(file.read_bytes()[:40000])
        assert prepared(file, cache).losses == (pixels.CUT_SHORT,)


def write_png(
    width: int, height: int, bits: int, colour: int, rows: bytes, *, interlaced: bool = False
) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, int(interlaced))
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def adam7(image: Image.Image) -> bytes:
    """The rows of an RGB picture in the seven passes of an interlaced PNG, unfiltered."""
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4))
    passes += ((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    rows = []
    for x0, y0, dx, dy in passes:
        for y in range(y0, image.height, dy):
            row = b"".join(bytes(image.getpixel((x, y))) for x in range(x0, image.width, dx))
            if row:
                rows.append(b"\0" + row)
    return b"".join(rows)


class TestImagePage:
    @pytest.mark.parametrize(
        ("pixels", "dpi", "size_mm"),
        [
            ((2480, 3508), 300, (210, 297)),
            ((3508, 2480), 300, (297, 210)),
            ((1654, 2339), 200, (210, 297)),
            ((4960, 3508), 300, (420, 297)),
            ((2500, 3450), 300, (211.67, 292.1)),
        ],
    )
    def test_scan_keeps_its_size(
        self, pixels: tuple[int, int], dpi: int, size_mm: tuple[float, float]
    ) -> None:
        placement = place_picture(*pixels, (dpi, dpi))
        assert placement.page_width / MM == pytest.approx(size_mm[0], abs=0.1)
        assert placement.page_height / MM == pytest.approx(size_mm[1], abs=0.1)
        assert (placement.x, placement.y) == (0, 0)
        assert (placement.width, placement.height) == (placement.page_width, placement.page_height)

    @pytest.mark.parametrize(
        ("pixels", "dpi"),
        [
            ((2480, 3508), (0, 0)),
            ((2480, 3508), (72, 72)),
            ((2480, 3508), (300, 290)),
            ((2480, 3200), (300, 300)),
            ((595, 842), (72, 72)),
            ((2480 * 8, 3508 * 8), (2400, 2400)),
        ],
    )
    def test_anything_else_is_fitted(
        self, pixels: tuple[int, int], dpi: tuple[float, float]
    ) -> None:
        placement = place_picture(*pixels, dpi)
        assert (placement.page_width, placement.page_height) == pytest.approx(A4, abs=0.001)
        assert placement.y >= TOP_MARGIN - 0.001

    @given(
        st.integers(1, 30000),
        st.integers(1, 30000),
        st.floats(0, 3000, allow_nan=False),
    )
    def test_bands_stay_free(self, width: int, height: int, dpi: float) -> None:
        p = place_picture(width, height, (dpi, dpi))
        if (p.width, p.height) == (p.page_width, p.page_height):
            return
        assert sorted((p.page_width, p.page_height)) == pytest.approx(sorted(A4), abs=0.001)
        assert (p.page_width > p.page_height) == (width > height)
        assert p.x >= SIDE_MARGIN - 0.001
        assert p.x + p.width <= p.page_width - SIDE_MARGIN + 0.001
        assert p.y >= TOP_MARGIN - 0.001
        assert p.y + p.height <= p.page_height - BOTTOM_MARGIN + 0.001
        assert p.width <= width * 72 / 96 + 0.001
        assert p.width * height == pytest.approx(p.height * width, rel=0.01, abs=0.2)

    def test_resolution_is_read(self, tmp_path: Path, cache: Path) -> None:
        scan = Image.new("L", (1240, 1754), 240)
        scan.save(tmp_path / "a.png", dpi=(150, 150))
        scan.save(tmp_path / "a.jpg", dpi=(150, 150))
        for name in ("a.png", "a.jpg"):
            source = prepared(tmp_path / name, cache)
            with pypdf.PdfReader(source.pdf) as reader:
                box = reader.pages[0].mediabox
                assert (float(box.width), float(box.height)) == pytest.approx(A4, abs=0.3)
            page = source.pages[0]
            assert (page.box.width_pt, page.box.height_pt) == pytest.approx(A4, abs=0.3)


def write_pdf(path: Path, pages: list[Dictionary], **options: object) -> Path:
    with pikepdf.new() as pdf:
        for page in pages:
            content = bytes(page.get("/Content", b""))
            page.Type, page.Contents = Name.Page, pdf.make_stream(content)
            if "/Content" in page:
                del page["/Content"]
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(path, **options)  # type: ignore[arg-type]
    return path


UNPACKED = {"object_stream_mode": pikepdf.ObjectStreamMode.disable}


def plain_page(**entries: object) -> Dictionary:
    return Dictionary(**({"MediaBox": Array([0, 0, 300, 400])} | entries))


class TestPageBoxes:
    CROPS = (None, (30, 40, 250, 333), (-50, -50, 120.5, 5000), (280, 390, 20, 30))
    ORIGINS = ((0, 0), (-120, 77.25), (1000, -400))

    def cases(self) -> list[Dictionary]:
        """Every rotation on every crop, offset and unit; and one square in each page's corner."""
        pages = []
        for rotate in (0, 90, 180, 270, -90, 450):
            for crop in self.CROPS:
                for x, y in self.ORIGINS:
                    for unit in (1, 2.5):
                        page = Dictionary(MediaBox=Array([x, y, x + 300, y + 400]), Rotate=rotate)
                        if crop:
                            page.CropBox = Array([c + (x, y)[i % 2] for i, c in enumerate(crop)])
                        page.UserUnit = unit
                        pages.append(page)
        return pages

    def test_against_other_readers(self, tmp_path: Path, cache: Path) -> None:
        file = write_pdf(tmp_path / "a.pdf", self.cases())
        source = prepared(file, cache)
        assert source.pdf == str(file)
        assert source.notes == ()
        assert len(source.pages) == len(self.cases()) == 144
        with pymupdf.open(file) as document, pypdf.PdfReader(file) as reader:
            for page, theirs, other in zip(source.pages, document, reader.pages, strict=True):
                size = (page.box.width_pt, page.box.height_pt)
                assert size == pytest.approx((theirs.rect.width, theirs.rect.height), abs=0.01)
                assert page.box.rotate == theirs.rotation == other.rotation % 360
                media, crop = other.mediabox, other.cropbox
                expected = (
                    max(media.left, min(crop.left, crop.right)),
                    max(media.bottom, min(crop.bottom, crop.top)),
                    min(media.right, max(crop.left, crop.right)),
                    min(media.top, max(crop.bottom, crop.top)),
                )
                box = page.box
                ours = (box.left, box.bottom, box.right, box.top)
                assert ours == pytest.approx([float(e) for e in expected], abs=0.01)
                assert box.user_unit == pytest.approx(float(other.user_unit))

    def test_ink_lies_where_the_box_says(self, tmp_path: Path, cache: Path) -> None:
        """A square drawn at a place of the upright page is inked there and nowhere else."""
        probe = write_pdf(tmp_path / "probe.pdf", self.cases())
        x, y, side = 12 * MM, 20 * MM, 10 * MM
        pages = []
        for page, found in zip(self.cases(), prepared(probe, cache).pages, strict=True):
            matrix = found.box.to_user_space
            up = found.box.height_pt - y - side
            x0, y0 = matrix.apply(x, up)
            x1, y1 = matrix.apply(x + side, up + side)
            page.Content = pikepdf.String(f"{x0} {y0} {x1 - x0} {y1 - y0} re f")
            pages.append(page)
        source = prepared(write_pdf(tmp_path / "a.pdf", pages), cache)
        for page in source.pages:
            ink = page.ink
            inked = [i for i, cell in enumerate(ink.cells) if cell]
            columns = {i % ink.columns for i in inked}
            rows = {i // ink.columns for i in inked}
            assert columns == set(range(6, 11))
            assert rows == set(range(10, 15))
            assert not ink.is_blank(x + MM, y + MM, MM, MM)
            assert ink.is_blank(x + side + 3 * MM, y, 20 * MM, side)

    def test_a_hairline_is_ink_wherever_it_falls(self, tmp_path: Path, cache: Path) -> None:
        """A line 0.1 mm thin, also on the very border of two pixels and of two cells."""
        pages = [
            plain_page(Content=pikepdf.String(f"0.3 w {x * MM} 0 m {x * MM} 800 l S"))
            for x in (10 + step / 12 for step in range(9))
        ]
        for page in prepared(write_pdf(tmp_path / "a.pdf", pages), cache).pages:
            assert not page.ink.is_blank(9 * MM, 20 * MM, 3 * MM, MM)
            assert page.ink.is_blank(14 * MM, 20 * MM, 3 * MM, MM)

    def test_inherited(self, tmp_path: Path, cache: Path) -> None:
        file = write_pdf(tmp_path / "a.pdf", [Dictionary(), Dictionary(Rotate=0)])
        with pikepdf.open(file, allow_overwriting_input=True) as pdf:
            pdf.Root.Pages.MediaBox = Array([0, 0, 200, 100])
            pdf.Root.Pages.CropBox = Array([10, 0, 200, 100])
            pdf.Root.Pages.Rotate = 90
            pdf.save(file)
        source = prepared(file, cache)
        assert [page.box for page in source.pages] == [
            PageBox(10, 0, 200, 100, rotate=90),
            PageBox(10, 0, 200, 100),
        ]

    @pytest.mark.parametrize(
        ("entries", "expected", "said"),
        [
            ({"MediaBox": Array([0, 0, 0, 0])}, PageBox(0, 0, 612, 792), "页面大小"),
            ({"MediaBox": Array([0, 0, 10])}, PageBox(0, 0, 612, 792), "已修复"),
            ({"MediaBox": Name.Foo}, PageBox(0, 0, 612, 792), "已修复"),
            ({"MediaBox": Array([0, 0, 1, Name.X])}, PageBox(0, 0, 612, 792), "已修复"),
            ({"CropBox": Array([500, 500, 600, 600])}, PageBox(0, 0, 300, 400), "裁切框"),
            ({"CropBox": Array([])}, PageBox(0, 0, 300, 400), "裁切框"),
            ({"Rotate": 45}, PageBox(0, 0, 300, 400), "旋转角度"),
            ({"Rotate": Name.Left}, PageBox(0, 0, 300, 400), "旋转角度"),
            ({"UserUnit": 0}, PageBox(0, 0, 300, 400), "用户单位"),
            ({"UserUnit": -2}, PageBox(0, 0, 300, 400), "用户单位"),
        ],
    )
    def test_broken_boxes_are_mended_and_said(
        self,
        tmp_path: Path,
        cache: Path,
        entries: dict[str, object],
        expected: PageBox,
        said: str,
    ) -> None:
        drawn = plain_page(Content=pikepdf.String("50 50 60 60 re f"))
        file = write_pdf(tmp_path / "a.pdf", [drawn, plain_page(**entries)])
        source = prepared(file, cache)
        assert [page.box for page in source.pages] == [PageBox(0, 0, 300, 400), expected]
        (note,) = (*words(source.notes), *words(source.losses))
        assert said in note
        assert note.startswith("第 2 页") or said == "已修复"
        # Every reader now sees the same.
        with pymupdf.open(source.pdf) as document:
            page = document[1]
            assert (page.rect.width, page.rect.height) == (expected.width_pt, expected.height_pt)
            assert page.rotation == 0

    def test_giant_page(self, tmp_path: Path, cache: Path) -> None:
        page = Dictionary(MediaBox=Array([0, 0, 14400, 14400]), UserUnit=100)
        source = prepared(write_pdf(tmp_path / "a.pdf", [page]), cache)
        ink = source.pages[0].ink
        assert ink.columns <= 1000
        assert ink.columns * ink.cell_pt == pytest.approx(1_440_000, rel=0.01)


class TestPdf:
    def page(self) -> Dictionary:
        return plain_page(Content=pikepdf.String("50 50 60 60 re f"))

    def test_sound_stays_where_it_is(self, tmp_path: Path, cache: Path) -> None:
        file = write_pdf(tmp_path / "a.pdf", [self.page()] * 1)
        source = prepared(file, cache)
        assert source.pdf == str(file)
        assert list(cache.rglob("*.pdf")) == []

    def test_graphics_states_are_counted(self, tmp_path: Path, cache: Path) -> None:
        contents = (
            "q q 1 0 0 1 0 0 cm",
            "Q q Q Q",
            "(q q Q) Tj q BI /W 1 /H 1 /BPC 8 /CS /G ID q EI Q",
        )
        pages = [plain_page(Content=pikepdf.String(content)) for content in contents]
        source = prepared(write_pdf(tmp_path / "a.pdf", pages), cache)
        assert [(p.unclosed, p.overclosed) for p in source.pages] == [(2, 0), (0, 2), (0, 0)]

    def test_unreadable_content_is_said(self, tmp_path: Path, cache: Path) -> None:
        file = write_pdf(tmp_path / "a.pdf", [self.page(), self.page()])
        with pikepdf.open(file, allow_overwriting_input=True) as pdf:
            rubbish = pikepdf.Stream(pdf, b"not deflated", Filter=Name.FlateDecode)
            pdf.pages[1].Contents = rubbish
            pdf.save(file)
        source = prepared(file, cache)
        assert len(source.pages) == 2
        assert "第 2 页内容有损坏，请核对" in words(source.losses)

    @pytest.mark.parametrize("drawn", [False, True])
    def test_nothing_to_see_on_any_page_is_said(
        self, tmp_path: Path, cache: Path, drawn: bool
    ) -> None:
        last = self.page() if drawn else plain_page()
        source = prepared(write_pdf(tmp_path / "a.pdf", [plain_page(), last]), cache)
        assert any("什么也看不到" in loss for loss in words(source.losses)) is not drawn

    def test_a_white_drawing_without_paper_is_said_to_be_unseen(
        self, tmp_path: Path, cache: Path
    ) -> None:
        picture = Image.new("RGBA", (200, 100))
        ImageDraw.Draw(picture).rectangle((50, 30, 150, 70), fill="white")
        picture.save(tmp_path / "a.png")
        assert any(
            "什么也看不到" in loss for loss in words(prepared(tmp_path / "a.png", cache).losses)
        )

    def test_fewer_pages_than_promised_is_said(self, tmp_path: Path, cache: Path) -> None:
        file = write_pdf(tmp_path / "a.pdf", [self.page(), self.page()], **UNPACKED)
        file.write_bytes(file.read_bytes().replace(b"/Count 2", b"/Count 7"))
        source = prepared(file, cache)
        assert len(source.pages) == 2
        assert any("7 页，只读到 2 页" in note for note in words(source.losses))

    def test_owner_password(self, tmp_path: Path, cache: Path) -> None:
        file = write_pdf(
            tmp_path / "a.pdf", [self.page()], encryption=pikepdf.Encryption(owner="x", user="")
        )
        source = prepared(file, cache)
        assert source.pdf != str(file)
        assert any("限制" in note for note in words(source.notes))
        reader = pypdf.PdfReader(source.pdf)
        assert not reader.is_encrypted
        assert len(reader.pages) == 1

    def test_user_password(self, tmp_path: Path, cache: Path) -> None:
        file = write_pdf(
            tmp_path / "a.pdf", [self.page()], encryption=pikepdf.Encryption(owner="x", user="y")
        )
        assert refused(file, cache).code == "source-password"

    def test_no_pages(self, tmp_path: Path, cache: Path) -> None:
        assert refused(write_pdf(tmp_path / "a.pdf", []), cache).code == "source-no-pages"

    def test_lost_xref_is_repaired(self, tmp_path: Path, cache: Path) -> None:
        file = write_pdf(tmp_path / "a.pdf", [self.page(), self.page()], **UNPACKED)
        content = file.read_bytes()
        file.write_bytes(content.replace(b"startxref", b"startxxxx"))
        source = prepared(file, cache)
        assert len(source.pages) == 2
        assert any("修复" in note for note in words(source.losses))
        assert len(pypdf.PdfReader(source.pdf).pages) == 2

    def test_rubbish(self, tmp_path: Path, cache: Path) -> None:
        file = tmp_path / "a.pdf"
        file.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
        assert refused(file, cache).code == "source-damaged"

    @pytest.mark.parametrize(
        ("key", "value", "code"),
        [
            ("/NeedsRendering", True, "source-xfa"),
            ("/Collection", Dictionary(View=Name.D), "source-portfolio"),
        ],
    )
    def test_only_adobe_can_show(
        self, tmp_path: Path, cache: Path, key: str, value: object, code: str
    ) -> None:
        file = write_pdf(tmp_path / "a.pdf", [self.page()])
        with pikepdf.open(file, allow_overwriting_input=True) as pdf:
            pdf.Root[key] = value
            pdf.save(file)
        assert refused(file, cache).code == code

    def test_attachments_and_signatures_are_said(self, tmp_path: Path, cache: Path) -> None:
        file = write_pdf(tmp_path / "a.pdf", [self.page()])
        with pikepdf.open(file, allow_overwriting_input=True) as pdf:
            pdf.attachments["清单.txt"] = b"text"
            pinned = Dictionary(
                Type=Name.Annot,
                Subtype=Name.FileAttachment,
                Rect=Array([0, 0, 9, 9]),
                FS=Dictionary(Type=Name.Filespec, F=pikepdf.String("C:\\\\甲\\\\明细.xlsx")),
            )
            pdf.pages[0].obj.Annots = Array([pdf.make_indirect(pinned)])
            layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("草稿层")))
            shown = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("正稿层")))
            pdf.Root.OCProperties = Dictionary(
                OCGs=Array([layer, shown]), D=Dictionary(OFF=Array([layer]))
            )
            pdf.Root.AcroForm = Dictionary(Fields=Array([]), SigFlags=3)
            pdf.save(file)
        notes = " ".join(words(prepared(file, cache).notes))
        assert "附件（清单.txt、明细.xlsx）" in notes
        assert "图层（草稿层）" in notes
        assert "电子签名" in notes

    def test_same_bytes_from_the_same_file(self, tmp_path: Path) -> None:
        file = write_pdf(
            tmp_path / "a.pdf", [self.page()], encryption=pikepdf.Encryption(owner="x", user="")
        )
        jpeg = tmp_path / "b.jpg"
        jpeg.write_bytes(jpeg_bytes(four_corners()))
        for source in (file, jpeg):
            first, second = (prepared(source, tmp_path / name) for name in ("one", "two"))
            assert Path(first.pdf).read_bytes() == Path(second.pdf).read_bytes()


class TestInk:
    def picture(self, paper: int, marks: int) -> Image.Image:
        image = Image.new("L", (315, 446), paper)
        ImageDraw.Draw(image).rectangle((30, 30, 59, 32), fill=marks)
        return image

    @pytest.mark.parametrize(("paper", "marks"), [(255, 0), (255, 200), (215, 120), (170, 60)])
    def test_relative_to_the_paper(self, paper: int, marks: int) -> None:
        ink = read_ink(self.picture(paper, marks), *A4)
        assert (ink.columns, ink.rows) == (105, 149)
        assert [i for i, cell in enumerate(ink.cells) if cell] == [1050 + c for c in range(10, 20)]

    def test_shaded_paper_is_blank(self) -> None:
        """A scan's paper that fades from 235 to 210, with noise, is not ink."""
        shade = Image.linear_gradient("L").resize((315, 446)).point(lambda v: 235 - v // 10)
        noisy = ImageChops.add(shade, Image.effect_noise((315, 446), 3), 1, -128)
        assert not any(read_ink(noisy, *A4).cells)

    def test_colour_is_ink(self) -> None:
        page = Image.new("RGB", (315, 446), "white")
        ImageDraw.Draw(page).rectangle((30, 30, 59, 59), fill="yellow")
        assert sum(read_ink(page, *A4).cells) == 100

    def test_dark_picture_is_ink_all_over(self) -> None:
        assert all(read_ink(Image.new("L", (315, 447), 60), *A4).cells)

    def test_paper_level(self) -> None:
        histogram = [0] * 256
        histogram[40], histogram[231], histogram[255] = 500, 9000, 900
        assert find_paper_level(histogram) == pytest.approx(231, abs=8)

    @pytest.mark.apart
    def test_unrenderable_pages_are_merged_all_the_same(
        self, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(preparers.PREPARERS, Kind.PDF, misbehaving.open_and_crash_from_5_on)
        monkeypatch.setattr(page_looks, "look_at_pages", misbehaving.crash_from_5_on)
        file = write_pdf(tmp_path / "a.pdf", [plain_page() for _ in range(6)])
        source = prepared(file, cache)
        assert [any(page.ink.cells) for page in source.pages] == [False] * 4 + [True] * 2
        assert all(source.pages[5].ink.cells)
        assert "第 5、6 页" in words(source.losses)[-1]

    @pytest.mark.apart
    @pytest.mark.parametrize(
        ("opening", "looking"),
        [
            (misbehaving.open_and_crash_at_17, misbehaving.crash_at_17),
            (misbehaving.open_and_hang_at_17, misbehaving.hang_at_17),
        ],
        ids=["crash", "hang"],
    )
    def test_one_page_of_many_that_one_worker_looks_at_costs_itself_alone(
        self,
        tmp_path: Path,
        cache: Path,
        monkeypatch: pytest.MonkeyPatch,
        opening: Callable[..., object],
        looking: Callable[..., object],
    ) -> None:
        monkeypatch.setitem(preparers.PREPARERS, Kind.PDF, opening)
        monkeypatch.setattr(page_looks, "look_at_pages", looking)
        file = write_pdf(tmp_path / "a.pdf", [plain_page() for _ in range(40)])
        limits = WorkerLimits(page_seconds=1.5)
        source = prepare([("a.pdf", file)], cache=cache, limits=limits)["a.pdf"]
        assert isinstance(source, Prepared)
        assert [n for n, page in enumerate(source.pages, 1) if any(page.ink.cells)] == [17]
        assert "第 17 页无法显示" in words(source.losses)[0]

    def test_what_one_worker_has_no_time_for_others_look_at(
        self, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pages = [plain_page(MediaBox=Array([0, 0, 300 + n, 400])) for n in range(40)]
        file = write_pdf(tmp_path / "a.pdf", pages)
        together = prepared(file, cache).pages
        monkeypatch.setattr(source_opening, "SHARED_AFTER", 0.0)
        monkeypatch.setattr(page_looks, "SHARED_AFTER", 0.0)
        assert prepared(file, tmp_path / "another").pages == together


def servers() -> list[Path]:
    """The processes of this one that fork workers."""
    pids = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    found = [Path(f"/proc/{pid}") for pid in pids]
    return [process for process in found if b"worker_process" in (process / "cmdline").read_bytes()]


PREPARE_ONE = """
import sys
from pathlib import Path
from docgen.sources.prepare import prepare
[found] = prepare([("a", Path(sys.argv[1]))], cache=Path("cache")).values()
print(type(found).__name__)
"""


@pytest.mark.apart
class TestWorkers:
    """Whatever a file does to its worker costs one finding that names it."""

    def files(self, folder: Path) -> list[tuple[str, Path]]:
        for name, colour in (("good 1", "red"), ("bad", "blue"), ("good 2", "lime")):
            Image.new("RGB", (40, 40), colour).save(folder / f"{name}.png")
        return [(f"{name}.png", folder / f"{name}.png") for name in ("good 1", "bad", "good 2")]

    @pytest.mark.parametrize(
        ("preparer", "code"),
        [(misbehaving.hang, "source-timeout"), (misbehaving.crash, "source-crash")],
    )
    def test_hang_and_crash(
        self,
        tmp_path: Path,
        cache: Path,
        monkeypatch: pytest.MonkeyPatch,
        preparer: Callable[..., object],
        code: str,
    ) -> None:
        monkeypatch.setitem(preparers.PREPARERS, Kind.PNG, preparer)
        result = prepare(self.files(tmp_path), cache=cache, limits=WorkerLimits(seconds=4))
        bad = result["bad.png"]
        assert isinstance(bad, Finding)
        assert (bad.code, bad.where) == (code, "bad.png")
        assert isinstance(result["good 1.png"], Prepared)
        assert isinstance(result["good 2.png"], Prepared)

    def test_bomb(self, tmp_path: Path, cache: Path) -> None:
        """A picture of 400 megapixels in 400 KB, and one of a billion."""
        row = b"\0" + bytes(20000)
        bomb = write_png(20000, 20000, 8, 0, row * 20000)
        (tmp_path / "bomb.png").write_bytes(bomb)
        huge = bomb.replace(struct.pack(">II", 20000, 20000), struct.pack(">II", 60000, 60000))
        (tmp_path / "huge.png").write_bytes(huge)
        files = [(name, tmp_path / name) for name in ("bomb.png", "huge.png")]
        good = self.files(tmp_path)[0]
        limits = WorkerLimits(memory_bytes=480 << 20)
        result = prepare([*files, good], cache=cache, limits=limits)
        codes = [getattr(result[name], "code", None) for name in ("bomb.png", "huge.png")]
        assert codes == ["source-memory", "source-too-large"]
        assert isinstance(result["good 1.png"], Prepared)

    def test_the_unexpected(
        self, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(preparers.PREPARERS, Kind.PNG, misbehaving.stumble)
        result = prepare(self.files(tmp_path), cache=cache)
        for finding in result.values():
            assert isinstance(finding, Finding)
            assert finding.code == "source-failed"
            assert "没料到的错误" in finding.what

    @pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux's /proc")
    def test_dismissed_they_leave_no_server_and_come_again(
        self, tmp_path: Path, cache: Path
    ) -> None:
        first, second, _ = self.files(tmp_path)
        assert isinstance(prepare([first], cache=cache)[first[0]], Prepared)
        assert servers()
        dismiss()
        assert not servers()
        dismiss()
        assert isinstance(prepare([second], cache=cache)[second[0]], Prepared)
        (server,) = servers()
        # A worker that is stopped while it begins has it print a traceback, to nobody.
        assert (server / "fd/2").readlink() == Path(os.devnull)

    def test_what_is_loaded_for_all_is_there_before_they_begin(self) -> None:
        found = {}
        for modules in (("colorsys",), ()):
            dismiss()
            load_for_all(modules)
            found[modules] = call_apart(misbehaving.has_loaded, "colorsys")
        assert found == {("colorsys",): True, (): False}

    def test_a_server_loads_what_further_work_needs_before_it_is_begun(self) -> None:
        dismiss()
        assert not call_apart(misbehaving.has_loaded, "colorsys")
        found = []
        with Workers(WorkerLimits(), preload=("colorsys", "no.such.module")) as workers:
            workers.submit(
                misbehaving.has_loaded,
                "colorsys",
                seconds=60,
                landing=lambda done: found.append(done.result()),
            )
            workers.run()
        assert found == [True]

    @pytest.mark.parametrize("length", [20, 75, 150])
    def test_a_long_temporary_folder_is_no_hindrance(self, tmp_path: Path, length: int) -> None:
        """A socket's path has 107 bytes at most."""
        Image.new("RGB", (40, 40), "red").save(tmp_path / "a.png")
        temporary = tmp_path / ("长" * (length // 3))
        temporary.mkdir()
        run = subprocess.run(
            [sys.executable, "-c", PREPARE_ONE, "a.png"],
            cwd=tmp_path,
            env={**os.environ, "TMPDIR": str(temporary)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (run.stdout, run.stderr) == ("Prepared\n", "")
        assert list(temporary.iterdir()) == []

    def test_without_a_terminal_there_are_workers_too(self, tmp_path: Path) -> None:
        Image.new("RGB", (40, 40), "red").save(tmp_path / "a.png")
        command = [sys.executable, "-c", PREPARE_ONE, "a.png"]
        run = subprocess.run(
            ["sh", "-c", 'exec "$@" 2>&-', "sh", *command],
            cwd=tmp_path, stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        assert run.stdout == "Prepared\n"

    def test_no_worker_starts(self, tmp_path: Path, cache: Path) -> None:
        result = prepare(
            self.files(tmp_path), cache=cache, limits=WorkerLimits(memory_bytes=1 << 20)
        )
        assert all(isinstance(found, Finding) for found in result.values())
        assert not list(cache.rglob("*.json"))

    def test_file_that_changes_meanwhile(
        self, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(preparers.PREPARERS, Kind.PNG, misbehaving.touch)
        result = prepare(self.files(tmp_path)[:1], cache=cache)
        finding = result["good 1.png"]
        assert isinstance(finding, Finding)
        assert finding.code == "source-changed"
        assert not list(cache.rglob("*.json"))


class TestCache:
    def files(self, folder: Path) -> list[tuple[str, Path]]:
        (folder / "a.jpg").write_bytes(jpeg_bytes(four_corners()))
        write_pdf(folder / "b.pdf", [plain_page(Content=pikepdf.String("9 9 50 50 re f"))])
        return [(name, folder / name) for name in ("a.jpg", "b.pdf")]

    def test_hit_does_no_work(
        self, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files = self.files(tmp_path)
        first = prepare(files, cache=cache)
        before = {file: file.read_bytes() for file in cache.glob("sources-*/*/*")}
        assert len(before) == 3
        for _, file in files:
            os.utime(file, (1, 1))
        for kind in preparers.PREPARERS:
            monkeypatch.setitem(preparers.PREPARERS, kind, misbehaving.stumble)
        assert prepare(files, cache=cache) == first
        assert {file: file.read_bytes() for file in cache.glob("sources-*/*/*")} == before

    def test_by_content_not_by_name(
        self, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (name, file), _ = self.files(tmp_path)
        first = prepare([(name, file)], cache=cache)[name]
        (tmp_path / "other").mkdir()
        moved = file.rename(tmp_path / "other" / "x.jpg")
        monkeypatch.setitem(preparers.PREPARERS, Kind.JPEG, misbehaving.stumble)
        second = prepare([("other/x.jpg", moved)], cache=cache)["other/x.jpg"]
        assert isinstance(first, Prepared)
        assert isinstance(second, Prepared)
        assert (second.pdf, second.pages) == (first.pdf, first.pages)

    @pytest.mark.parametrize(
        ("suffix", "damage"),
        [
            (".json", lambda content: content[: len(content) // 2]),
            (".json", lambda content: b""),
            (".json", lambda content: content.replace(b"595", b"695")),
            (".json", lambda content: b"0" * 64 + b"\nnull"),
            (".pdf", lambda content: content[:-40]),
            (".pdf", lambda content: bytes(len(content))),
            (".pdf", None),
        ],
    )
    def test_damaged_entry_is_made_again(
        self, tmp_path: Path, cache: Path, suffix: str, damage: Callable[[bytes], bytes] | None
    ) -> None:
        files = self.files(tmp_path)[:1]
        first = prepare(files, cache=cache)
        (entry,) = cache.glob(f"sources-*/*/*{suffix}")
        whole = entry.read_bytes()
        if damage:
            assert damage(whole) != whole
            entry.write_bytes(damage(whole))
        else:
            entry.unlink()
        assert prepare(files, cache=cache) == first
        assert entry.read_bytes() == whole

    def test_lost_altogether(self, tmp_path: Path, cache: Path) -> None:
        files = self.files(tmp_path)
        first = prepare(files, cache=cache)
        shutil.rmtree(cache)
        assert prepare(files, cache=cache) == first

    def test_cannot_be_written(self, tmp_path: Path) -> None:
        blocked = tmp_path / "blocked"
        blocked.write_text("a file where the folder should be")
        with pytest.raises(OutputError) as caught:
            prepare(self.files(tmp_path), cache=blocked)
        assert caught.value.remedy

    def test_nothing_is_left_lying_about(self, tmp_path: Path, cache: Path) -> None:
        prepare(self.files(tmp_path), cache=cache)
        assert sorted(f.suffix for f in cache.glob("sources-*/*/*")) == [
            ".json",
            ".json",
            ".pdf",
        ]
        assert not list(cache.rglob("work-*"))


class TestNames:
    NAMES = ("控制\x07字符\n.png", "@名单.png", "-rf.png", "两 个  空格.png", "50%.png", "'\".png")

    def test_odd_names(self, tmp_path: Path, cache: Path) -> None:
        for number, name in enumerate(self.NAMES):
            Image.new("RGB", (30, 30 + number), "red").save(tmp_path / name)
        result = prepare([(name, tmp_path / name) for name in self.NAMES], cache=cache)
        assert list(result) == list(self.NAMES)
        assert all(isinstance(source, Prepared) and source.pages for source in result.values())

    def test_findings_can_be_printed(self, tmp_path: Path, cache: Path) -> None:
        file = tmp_path / "空\x1b[31m\u202e文件\n.pdf"
        file.write_bytes(b"")
        finding = refused(file, cache)
        assert finding.where.isprintable()
        assert finding.where.startswith("空\\u001b[31m")

    def test_name_that_is_not_unicode(self, tmp_path: Path, cache: Path) -> None:
        name = os.fsdecode(b"\xb1\xb1\xbe\xa9.pdf")
        file = tmp_path / name
        try:
            write_pdf(tmp_path / "a.pdf", [plain_page()]).rename(file)
        except OSError:
            pytest.skip("this file system has Unicode names only")
        source = prepared(file, cache)
        source.pdf.encode("utf-8")
        assert len(pypdf.PdfReader(source.pdf).pages) == 1

    def test_wrong_suffix_is_a_note(self, tmp_path: Path, cache: Path) -> None:
        for name in ("扫描.pdf", "扫描", "扫描.PNG"):
            Image.new("RGB", (30, 30), "red").save(tmp_path / name, "PNG")
        assert "PNG 图片" in words(prepared(tmp_path / "扫描.pdf", cache).notes)[0]
        assert "没有扩展名" in words(prepared(tmp_path / "扫描", cache).notes)[0]
        assert prepared(tmp_path / "扫描.PNG", cache).notes == ()

    def test_what_is_no_file(self, tmp_path: Path, cache: Path) -> None:
        (tmp_path / "folder.pdf").mkdir()
        assert refused(tmp_path / "folder.pdf", cache).code == "source-not-a-file"
        assert refused(tmp_path / "none.pdf", cache).code == "source-missing"
        if hasattr(os, "mkfifo"):
            os.mkfifo(tmp_path / "pipe.pdf")
            assert refused(tmp_path / "pipe.pdf", cache).code == "source-not-a-file"

    def test_every_kind_says_what_to_do(self, tmp_path: Path, cache: Path) -> None:
        (tmp_path / "a.rar").write_bytes(b"Rar!\x1a\x07\x01\0 some content")
        finding = refused(tmp_path / "a.rar", cache)
        assert finding.code == "source-format"
        assert "RAR" in finding.what
        assert "解压" in finding.remedy
        assert all(kind.format.name and refuse_format(kind).remedy for kind in Kind)

    @pytest.mark.parametrize(
        ("head", "kind"),
        [
            (b"", Kind.EMPTY),
            (b"junk before\n%PDF-1.4", Kind.PDF),
            (b"\xff\xd8\xff\xe1", Kind.JPEG),
            (b"PK\x03\x04 word/document.xml", Kind.WORD),
            (b"PK\x03\x04 xl/workbook.xml", Kind.EXCEL),
            (b"PK\x03\x04 OFD.xml", Kind.OFD),
            (b"PK\x03\x04 a.jpg", Kind.ZIP),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), Kind.WORD),
            (b"\0\0\0\x18ftypheic", Kind.HEIF),
            (b"\0\0\0\x18ftypisom", Kind.VIDEO),
            (b"RIFF\0\0\0\0WEBPVP8 ", Kind.WEBP),
            (b"BM\x36\0\0\0\0\0\0\0\x36\0", Kind.BMP),
            (b"II*\0\x08\0\0\0", Kind.TIFF),
            ("证书编号：2024".encode(), Kind.TEXT),
            ("证书编号：2024".encode("gb18030"), Kind.TEXT),
            (b"<!DOCTYPE html><html>", Kind.HTML),
            (b"BMW is a name", Kind.TEXT),
            (bytes(range(256)), Kind.UNKNOWN),
        ],
    )
    def test_kinds_by_content(self, head: bytes, kind: Kind) -> None:
        assert recognise_content(head, head) is kind


class TestResult:
    def test_can_travel_and_be_written(self, tmp_path: Path, cache: Path) -> None:
        file = write_pdf(tmp_path / "a.pdf", [plain_page(), plain_page()])
        source = prepared(file, cache)
        assert pickle.loads(pickle.dumps(source)) == source
        assert json.dumps(asdict(source), default=lambda cells: cells.hex())

    def test_order_copies_and_progress(self, tmp_path: Path, cache: Path) -> None:
        Image.new("RGB", (30, 30), "red").save(tmp_path / "a.png")
        shutil.copy(tmp_path / "a.png", tmp_path / "copy.png")
        (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 nothing")
        write_pdf(tmp_path / "c.pdf", [plain_page()])
        names = ("c.pdf", "copy.png", "b.zip", "a.png", "none.jpg")
        told: list[tuple[str, int, int]] = []
        result = prepare(
            [(name, tmp_path / name) for name in names],
            cache=cache,
            progress=lambda event: told.append((event.step, event.done, event.total)),
        )
        assert tuple(result) == names
        assert [done for _, done, _ in told] == [3, 4, 5]
        assert {(step, total) for step, _, total in told} == {("prepare", 5)}
        a, copy = result["a.png"], result["copy.png"]
        assert isinstance(a, Prepared)
        assert isinstance(copy, Prepared)
        assert (a.pdf, a.sha256) == (copy.pdf, copy.sha256)

    def test_nothing_to_do(self, cache: Path) -> None:
        assert prepare([], cache=cache) == {}
