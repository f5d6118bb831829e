"""TIFF, HEIC, AVIF, WebP, BMP, GIF and JPEG 2000: proved on pixels, read by other libraries."""

import io
import random
import struct
import zlib
from pathlib import Path

import pikepdf
import pillow_heif
import pymupdf
import pypdf
import pytest
from pikepdf import Name
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageStat
from readers import complaints
from telling import words

from docgen.images.pixels import CUT_SHORT, FEWER_SHADES
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import noted
from docgen.model.page_facts import Facts
from docgen.model.prepared import Prepared
from docgen.sources import scanned_pdf, single_images, tiff_files
from docgen.sources.prepare import prepare
from docgen.sources.preparers import PREPARERS
from docgen.system.file_types import Kind, recognise, recognise_content

pillow_heif.register_heif_opener()

# What Pillow warns of in a worker is the worker's affair; here it is in the same process.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
A4_AT_100 = (827, 1169)


def four_corners(width: int = 160, height: int = 96) -> Image.Image:
    """A picture that looks different from all eight sides."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill="red")
    draw.rectangle((width // 2, 0, width, height // 2 - 1), fill="lime")
    draw.rectangle((0, height // 2, width // 2 - 1, height), fill="blue")
    return image


def noise(width: int, height: int) -> Image.Image:
    """What no encoder can make small, and the same every time."""
    return Image.frombytes("L", (width, height), random.Random(7).randbytes(width * height))


def text_page(width: int = 700, height: int = 500) -> Image.Image:
    """Black on white, different from all sides, and enough of it to spoil."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 3, height // 4), fill=0)
    for row in range(height // 3, height, 9):
        for column in range(0, width, 7):
            draw.rectangle((column, row, column + (row * column) % 6, row + 5), fill=0)
    draw.rectangle((0, 0, width - 1, height - 1), outline=0, width=8)
    return image.convert("1")


def turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def save(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def make(folder: Path, content: bytes, name: str = "图") -> Facts:
    """The file prepared by whatever its content asks for."""
    file = folder / name
    file.write_bytes(content)
    return PREPARERS[recognise(file)](str(file), str(folder / f"{name}.pdf"))


def refuse(folder: Path, content: bytes) -> UnusableSourceError:
    with pytest.raises(UnusableSourceError) as caught:
        make(folder, content)
    assert caught.value.what
    assert caught.value.remedy
    return caught.value


def pixels_of(facts: Facts, page: int = 0) -> Image.Image:
    """The pixels of the embedded picture itself, decoded by MuPDF."""
    assert facts.pdf
    with pymupdf.open(facts.pdf) as document:
        pixels = pymupdf.Pixmap(document, document[page].get_images()[0][0])
        if pixels.colorspace.n != 3:
            pixels = pymupdf.Pixmap(pymupdf.csRGB, pixels)
        return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def shown(facts: Facts, width: int, height: int, page: int = 0) -> Image.Image:
    """The picture as the page shows it, cut out by where its rendering is not white."""
    assert facts.pdf
    with pymupdf.open(facts.pdf) as document:
        pixels = document[page].get_pixmap(dpi=144)
        sheet = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    box = ImageChops.difference(sheet, Image.new("RGB", sheet.size, "white")).getbbox()
    assert box is not None
    return sheet.crop(box).resize((width, height))


def difference(a: Image.Image, b: Image.Image) -> float:
    assert a.size == b.size
    return max(ImageStat.Stat(ImageChops.difference(a.convert("RGB"), b.convert("RGB"))).mean)


def same(a: Image.Image, b: Image.Image) -> bool:
    both = a.convert("RGB"), b.convert("RGB")
    return a.size == b.size and ImageChops.difference(*both).getbbox() is None


def on_white(image: Image.Image) -> Image.Image:
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")


def stored(facts: Facts, page: int = 0) -> tuple[bytes, str, int]:
    """The embedded data, its filter and its bits."""
    assert facts.pdf
    with pikepdf.open(facts.pdf) as pdf:
        image = pdf.pages[page].Resources.XObject.Im0
        return image.read_raw_bytes(), str(image.Filter), int(image.BitsPerComponent)


def upright(facts: Facts, expected: Image.Image) -> None:
    """The page shows this picture and it shows it from no other side."""
    found = shown(facts, *expected.size)
    assert difference(coarse(found), coarse(expected)) < 8
    others = [turned(expected, n) for n in range(2, 9)]
    different = [other for other in others if other.size == expected.size]
    assert len(different) == 3
    for other in different:
        assert difference(coarse(found), coarse(other)) > 20


def coarse(image: Image.Image) -> Image.Image:
    """Small enough that half a pixel's shift is nothing."""
    return image.convert("RGB").resize((24, 24), Image.Resampling.BOX)


def write_tiff(pages: list[dict[int, object]], strips: list[bytes], *, loop: bool = False) -> bytes:
    """A little-endian TIFF: the directories first, then a strip for each. Values are LONGs."""
    sizes = [2 + 12 * (len(tags) + 2) + 4 for tags in pages]
    places = [8 + sum(sizes[:n]) for n in range(len(pages))]
    extra = b""
    end = 8 + sum(sizes)
    out = [b"II*\0" + struct.pack("<I", places[0])]
    data = end
    entries = []
    for tags in pages:
        row = {}
        for tag, value in tags.items():
            if isinstance(value, tuple):
                row[tag] = (len(value), end + len(extra))
                extra += struct.pack(f"<{len(value)}I", *value)
            else:
                row[tag] = (1, value)
        entries.append(row)
    data = end + len(extra)
    for n, row in enumerate(entries):
        row[273], row[279] = (1, data), (1, len(strips[n]))
        data += len(strips[n])
        following = places[n + 1] if n + 1 < len(pages) else (places[0] if loop else 0)
        body = b"".join(struct.pack("<HHII", tag, 4, *row[tag]) for tag in sorted(row))
        out.append(struct.pack("<H", len(row)) + body + struct.pack("<I", following))
    return b"".join([*out, extra, *strips])


def plain_page(width: int, height: int, **more: object) -> dict[int, object]:
    tags: dict[int, object] = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 277: 1, 278: height}
    return tags | {int(name[1:]): value for name, value in more.items()}


class TestTiffPages:
    def colours(self, count: int) -> list[Image.Image]:
        return [
            Image.new("RGB", (60 + n, 40), (n * 40 % 256, 255 - n * 20, n)) for n in range(count)
        ]

    def book(self, pages: list[Image.Image], **options: object) -> bytes:
        return save(pages[0], "TIFF", save_all=True, append_images=pages[1:], **options)

    @pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_deflate", "packbits"])
    def test_all_in_order(self, tmp_path: Path, compression: str | None) -> None:
        pages = self.colours(7)
        facts = make(tmp_path, self.book(pages, compression=compression))
        assert len(facts.pages) == 7
        assert (facts.notes, facts.losses) == ((), ())
        reader = pypdf.PdfReader(facts.pdf)
        for number, page in enumerate(pages):
            assert same(pixels_of(facts, number), page)
            assert same(reader.pages[number].images[0].image, page)

    def test_memory_is_bounded_and_order_kept(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(scanned_pdf, "_MOST_HELD", 20_000)
        pages = [noise(90, 100 + n).convert("RGB") for n in range(9)]
        facts = make(tmp_path, self.book(pages))
        assert [same(pixels_of(facts, n), page) for n, page in enumerate(pages)] == [True] * 9
        assert sorted(file.name for file in tmp_path.iterdir()) == ["图", "图.pdf"]

    def test_pages_of_every_kind_together(self, tmp_path: Path) -> None:
        pages = [text_page(), four_corners(), four_corners().convert("CMYK"), text_page(300, 900)]
        facts = make(tmp_path, self.book(pages))
        assert [stored(facts, n)[2] for n in range(4)] == [1, 8, 8, 1]
        tall = [page.box.height_pt > page.box.width_pt for page in facts.pages]
        assert tall == [False, False, False, True]

    def test_one_bad_page_costs_itself_and_is_named(self, tmp_path: Path) -> None:
        grey = bytes(range(40)) * 30
        pages = [plain_page(40, 30), plain_page(40, 30, t259=5), plain_page(40, 30)]
        facts = make(tmp_path, write_tiff(pages, [grey, b"\x00\xff\xff rubbish", grey]))
        assert len(facts.pages) == 2
        (loss,) = words(facts.losses)
        assert loss.startswith("第 2 页")
        assert "没有收入" in loss

    def test_measurements_are_refused_by_name(self, tmp_path: Path) -> None:
        for mode in ("F", "I"):
            error = refuse(tmp_path, save(Image.new(mode, (30, 20)), "TIFF"))
            assert error.code == "source-scientific-image"
            assert "导出" in error.remedy
        float_page = plain_page(40, 30, t258=32, t339=3)
        content = write_tiff([plain_page(40, 30), float_page], [bytes(1200), bytes(4800)])
        facts = make(tmp_path, content)
        assert len(facts.pages) == 1
        assert "浮点数" in words(facts.losses)[0]
        assert words(facts.losses)[0].startswith("第 2 页")

    def test_overviews_are_no_pages(self, tmp_path: Path) -> None:
        full, half, other = (
            plain_page(80, 60),
            plain_page(40, 30, t254=1),
            plain_page(41, 60, t254=1),
        )
        strips = [bytes(4800), bytes(1200), bytes(2460)]
        assert len(make(tmp_path, write_tiff([full, half], strips[:2])).pages) == 1
        # The flag alone is no proof: another shape is another picture.
        assert len(make(tmp_path, write_tiff([full, other], [strips[0], strips[2]])).pages) == 2
        flagged = [plain_page(40, 30, t254=1)] * 2
        assert len(make(tmp_path, write_tiff(flagged, [strips[1]] * 2)).pages) == 2

    def test_a_chain_that_bites_its_tail_ends(self, tmp_path: Path) -> None:
        content = write_tiff([plain_page(40, 30)] * 3, [bytes(1200)] * 3, loop=True)
        assert len(make(tmp_path, content).pages) == 3

    def test_what_is_cut_off_is_said(self, tmp_path: Path) -> None:
        content = write_tiff([plain_page(90, 400)], [bytes(range(90)) * 400])
        facts = make(tmp_path, content[: len(content) // 2])
        assert facts.losses == (CUT_SHORT,)
        found = pixels_of(facts).convert("L")
        assert found.crop((0, 50, 90, 51)).tobytes() == bytes(range(90))
        # Pillow writes each page behind the one before: the last ones are gone.
        book = self.book(self.colours(4))
        facts = make(tmp_path, book[: len(book) * 6 // 10])
        assert 1 <= len(facts.pages) < 4
        assert tiff_files.CHAIN_BROKEN in facts.losses

    @pytest.mark.parametrize("keep", [4, 8, 20, 60])
    def test_nothing_left_is_refused(self, tmp_path: Path, keep: int) -> None:
        assert refuse(tmp_path, self.book(self.colours(2))[:keep]).code == "source-damaged"

    def test_bombs(self, tmp_path: Path) -> None:
        huge = plain_page(60_000, 60_000)
        assert refuse(tmp_path, write_tiff([huge], [b"x"])).code == "source-too-large"
        facts = make(tmp_path, write_tiff([plain_page(40, 30), huge], [bytes(1200), b"x"]))
        assert len(facts.pages) == 1
        assert "60000×60000" in words(facts.losses)[0]
        assert refuse(tmp_path, write_tiff([plain_page(0, 9)], [b"x"])).code == "source-damaged"

    @pytest.mark.parametrize("tags", [{"t50706": 4}, {"t262": 32803}])
    def test_raw_photos_without_preview_are_refused(
        self, tmp_path: Path, tags: dict[str, int]
    ) -> None:
        error = refuse(tmp_path, write_tiff([plain_page(40, 30, **tags)], [bytes(1200)]))
        assert error.code == "source-format"
        assert "RAW" in error.what

    def test_big_tiff_and_big_endian(self, tmp_path: Path) -> None:
        pages = self.colours(3)
        for options in ({"big_tiff": True}, {"big_tiff": True, "compression": "tiff_lzw"}):
            facts = make(tmp_path, self.book(pages, **options))
            assert [same(pixels_of(facts, n), page) for n, page in enumerate(pages)] == [True] * 3
        big_endian = Image.new("I;16B", (3, 2))
        big_endian.putdata([0, 1, 256, 65535, 4660, 9])
        data, _, bits = stored(make(tmp_path, save(big_endian, "TIFF")))
        assert bits == 16
        assert data

    def test_tiles(self, tmp_path: Path) -> None:
        picture = Image.linear_gradient("L").resize((48, 32)).rotate(90, expand=False)
        tiles = [
            picture.crop((x, y, x + 16, y + 16)).tobytes() for y in (0, 16) for x in (0, 16, 32)
        ]
        tags = plain_page(48, 32, t322=16, t323=16, t325=(256,) * 6)
        del tags[278]
        # The one strip holds all tiles; its own tags are overwritten by those of the tiles.
        first = 8 + 2 + 12 * (len(tags) + 3) + 4 + 2 * 24
        tags[324] = tuple(first + 256 * n for n in range(6))
        content = write_tiff([tags], [b"".join(tiles)])
        content = content.replace(struct.pack("<HH", 273, 4), struct.pack("<HH", 65001, 4))
        content = content.replace(struct.pack("<HH", 279, 4), struct.pack("<HH", 65002, 4))
        assert same(pixels_of(make(tmp_path, content)), picture)


class TestTiffOrientation:
    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("compression", [None, "tiff_lzw", "jpeg"])
    def test_colour(self, tmp_path: Path, orientation: int, compression: str | None) -> None:
        tags = {274: orientation, 278: 96}
        content = save(four_corners(), "TIFF", compression=compression, tiffinfo=tags)
        facts = make(tmp_path, content)
        upright(facts, turned(four_corners(), orientation))
        assert stored(facts)[1] == ("/DCTDecode" if compression == "jpeg" else "/FlateDecode")

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_fax(self, tmp_path: Path, orientation: int) -> None:
        page = text_page()
        tags = {274: orientation, 278: page.height}
        facts = make(tmp_path, save(page, "TIFF", compression="group4", tiffinfo=tags))
        assert stored(facts)[1] == "/CCITTFaxDecode"
        upright(facts, turned(page, orientation))

    def test_ink_is_where_the_picture_is(self, tmp_path: Path) -> None:
        page = Image.new("1", A4_AT_100, 1)
        ImageDraw.Draw(page).rectangle((0, 0, 300, 90), fill=0)
        tags = {274: 3, 278: page.height}
        content = save(page, "TIFF", compression="group4", tiffinfo=tags, dpi=(100, 100))
        (found,) = make(tmp_path, content).pages
        assert found.ink
        assert found.ink.cells[-found.ink.columns - 2] == 1
        assert not any(found.ink.cells[: -20 * found.ink.columns])


class TestFax:
    def strip(self, content: bytes) -> bytes:
        with Image.open(io.BytesIO(content)) as image:
            (place,), (length,) = image.tag_v2[273], image.tag_v2[279]
        return content[place : place + length]

    def g4(self, page: Image.Image, photometric: int = 0, **tags: int) -> bytes:
        more = {int(name[1:]): value for name, value in tags.items()}
        info = {262: photometric, 278: page.height} | more
        return save(page, "TIFF", compression="group4", tiffinfo=info, dpi=(300, 300))

    @pytest.mark.parametrize("photometric", [0, 1])
    def test_data_is_kept_byte_for_byte(self, tmp_path: Path, photometric: int) -> None:
        page = text_page()
        content = self.g4(page, photometric)
        facts = make(tmp_path, content)
        data, kind, bits = stored(facts)
        assert (kind, bits) == ("/CCITTFaxDecode", 1)
        assert data == self.strip(content)
        assert same(pixels_of(facts), page)
        assert same(pypdf.PdfReader(facts.pdf).pages[0].images[0].image, page)
        assert (facts.notes, facts.losses) == ((), ())

    def test_bits_the_other_way_round(self, tmp_path: Path) -> None:
        page = text_page()
        plain = self.g4(page, t266=1)
        strip = self.strip(plain)
        mirrored = bytes(int(f"{byte:08b}"[::-1], 2) for byte in strip)
        content = plain.replace(strip, mirrored)
        entry = content.index(struct.pack("<HHI", 266, 3, 1))
        content = content[: entry + 8] + b"\2" + content[entry + 9 :]
        facts = make(tmp_path, content)
        assert stored(facts)[0] == strip
        assert same(pixels_of(facts), page)

    @pytest.mark.parametrize("compression", ["group3", "tiff_ccitt", "group4"])
    def test_others_stay_one_bit(self, tmp_path: Path, compression: str) -> None:
        page = text_page()
        tags = {278: 64}
        facts = make(tmp_path, save(page, "TIFF", compression=compression, tiffinfo=tags))
        _, kind, bits = stored(facts)
        assert (kind, bits) == ("/FlateDecode", 1)
        assert same(pixels_of(facts), page)
        assert facts.losses == ()

    def test_damage_is_said(self, tmp_path: Path) -> None:
        content = bytearray(self.g4(text_page()))
        strip = self.strip(bytes(content))
        middle = content.index(strip) + len(strip) // 2
        content[middle : middle + 40] = bytes(40)
        facts = make(tmp_path, bytes(content))
        assert facts.losses == (CUT_SHORT,)
        top = (0, 0, 700, 160)
        assert same(pixels_of(facts).crop(top), text_page().crop(top))

    def test_pixels_that_are_not_square(self, tmp_path: Path) -> None:
        page = text_page(1728, 1100)
        facts = make(tmp_path, save(page, "TIFF", compression="group3", dpi=(204, 98)))
        with pymupdf.open(facts.pdf) as document:
            (box,) = (info["bbox"] for info in document[0].get_image_info())
        height, width = box[3] - box[1], box[2] - box[0]
        assert height / width == pytest.approx(1100 / 98 / (1728 / 204), rel=0.01)


class TestJpegInTiff:
    def photo(self) -> Image.Image:
        grain = noise(237, 171)
        return Image.merge("RGB", (grain, Image.linear_gradient("L").resize(grain.size), grain))

    @pytest.mark.parametrize("mode", ["RGB", "YCbCr", "L"])
    @pytest.mark.parametrize("rows", [176, 64, 16])
    def test_data_is_kept(self, tmp_path: Path, mode: str, rows: int) -> None:
        """One strip as it is, and several joined: what is decoded is the same to the last bit."""
        content = save(
            self.photo().convert(mode), "TIFF", compression="jpeg", tiffinfo={278: rows}, quality=90
        )
        facts = make(tmp_path, content)
        data, kind, _ = stored(facts)
        assert kind == "/DCTDecode"
        assert (facts.notes, facts.losses) == ((), ())
        with Image.open(io.BytesIO(content)) as whole:
            offsets, counts = whole.tag_v2[273], whole.tag_v2[279]
            expected = whole.convert("RGB")
        assert len(offsets) == -(-171 // rows)
        for offset, count in zip(offsets, counts, strict=True):
            strip = content[offset : offset + count]
            scan = strip.index(b"\xff\xda")
            assert strip[scan + 2 + int.from_bytes(strip[scan + 2 : scan + 4]) : -2] in data
        with Image.open(io.BytesIO(data)) as ours:
            assert same(ours, expected)
        assert difference(pixels_of(facts), expected) < 2

    def test_what_does_not_stand_alone_is_encoded_once_and_said(self, tmp_path: Path) -> None:
        cmyk = four_corners().convert("CMYK")
        facts = make(tmp_path, save(cmyk, "TIFF", compression="jpeg", quality=95))
        assert stored(facts)[1] == "/DCTDecode"
        assert facts.notes == (noted("recoded_pages", pages=()),)
        with pikepdf.open(facts.pdf) as pdf:
            image = pdf.pages[0].Resources.XObject.Im0
            assert list(image.Decode) == [1, 0] * 4
            with Image.open(io.BytesIO(image.read_raw_bytes())) as inks:
                assert max(ImageStat.Stat(ImageChops.difference(inks, cmyk)).mean) < 4
        red = shown(facts, 160, 96).getpixel((20, 20))
        assert red[0] > 200
        assert max(red[1:]) < 80

    def test_cut_short(self, tmp_path: Path) -> None:
        content = save(self.photo(), "TIFF", compression="jpeg", tiffinfo={278: 176})
        with Image.open(io.BytesIO(content)) as image:
            (length,), expected = image.tag_v2[279], image.convert("RGB")
        entry = struct.pack("<HHII", 279, 4, 1, length)
        shorter = struct.pack("<HHII", 279, 4, 1, length // 2)
        assert content.count(entry) == 1
        facts = make(tmp_path, content.replace(entry, shorter))
        assert facts.losses == (CUT_SHORT,)
        top = (0, 0, 237, 60)
        assert difference(pixels_of(facts).crop(top), expected.crop(top)) < 8


class TestTiffColours:
    def test_cmyk_inks_are_kept(self, tmp_path: Path) -> None:
        picture = Image.new("CMYK", (30, 20))
        picture.putdata(
            [(x * 8 % 256, y * 12 % 256, 200, x + y) for y in range(20) for x in range(30)]
        )
        facts = make(tmp_path, save(picture, "TIFF", compression="tiff_lzw"))
        with pikepdf.open(facts.pdf) as pdf:
            image = pdf.pages[0].Resources.XObject.Im0
            assert image.ColorSpace == Name.DeviceCMYK
            assert image.read_bytes() == picture.tobytes()

    def test_red_ink_is_red(self, tmp_path: Path) -> None:
        picture = Image.new("CMYK", (300, 200), (0, 255, 255, 0))
        red = shown(make(tmp_path, save(picture, "TIFF")), 3, 2).getpixel((1, 1))
        assert red[0] > 200
        assert max(red[1:]) < 80

    @pytest.mark.parametrize("inverted", [False, True])
    def test_sixteen_bit_grey(self, tmp_path: Path, inverted: bool) -> None:
        values = [(x * 517 + y * 131) % 65536 for y in range(60) for x in range(80)]
        strip = struct.pack("<4800H", *values)
        tags = plain_page(80, 60, t258=16, t262=0 if inverted else 1)
        facts = make(tmp_path, write_tiff([tags], [strip]))
        expected = [65535 - value for value in values] if inverted else values
        with pikepdf.open(facts.pdf) as pdf:
            image = pdf.pages[0].Resources.XObject.Im0
            assert image.BitsPerComponent == 16
            assert image.read_bytes() == struct.pack(">4800H", *expected)
        seen = shown(facts, 80, 60)
        flat = Image.new("L", (80, 60))
        flat.putdata([value >> 8 for value in expected])
        assert difference(seen.resize((8, 6)), flat.resize((8, 6))) < 30

    def test_sixteen_bit_colour_loses_what_nobody_sees_and_it_is_said(self, tmp_path: Path) -> None:
        picture = four_corners()
        deep = b"".join(bytes((value, 0x5A)) for value in picture.tobytes())
        tags = plain_page(160, 96, t258=(16, 16, 16), t262=2, t277=3)
        facts = make(tmp_path, write_tiff([tags], [struct.pack("<46080H", *_deep(deep))]))
        assert facts.notes == (FEWER_SHADES,)
        assert same(pixels_of(facts), picture)

    def test_palette(self, tmp_path: Path) -> None:
        picture = four_corners().quantize(16)
        facts = make(tmp_path, save(picture, "TIFF"))
        assert same(pixels_of(facts), picture)
        with pikepdf.open(facts.pdf) as pdf:
            assert pdf.pages[0].Resources.XObject.Im0.ColorSpace[0] == Name.Indexed

    @pytest.mark.parametrize("mode", ["RGBA", "LA"])
    def test_alpha_lies_on_white(self, tmp_path: Path, mode: str) -> None:
        picture = four_corners().convert("RGBA")
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
        picture = picture.convert(mode)
        assert same(pixels_of(make(tmp_path, save(picture, "TIFF"))), on_white(picture))

    def test_lab(self, tmp_path: Path) -> None:
        profiles = [ImageCms.createProfile(name) for name in ("sRGB", "LAB")]
        lab = ImageCms.profileToProfile(four_corners(), *profiles, outputMode="LAB")
        facts = make(tmp_path, save(lab, "TIFF"))
        # Pure green lies at the edge of what 8-bit LAB can say.
        assert difference(pixels_of(facts), four_corners()) < 12

    def test_profile_is_kept_and_shared(self, tmp_path: Path) -> None:
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        mine = srgb.replace(b"s\0R\0G\0B", b"m\0i\0n\0e").replace(b"sRGB", b"mine")
        pages = [four_corners(), four_corners(90, 60)]
        for page in pages:
            page.info["icc_profile"] = mine
        content = save(pages[0], "TIFF", save_all=True, append_images=pages[1:], icc_profile=mine)
        with pikepdf.open(make(tmp_path, content).pdf) as pdf:
            spaces = [page.Resources.XObject.Im0.ColorSpace for page in pdf.pages]
            assert [space[1].read_bytes() for space in spaces] == [mine] * 2
            assert spaces[0][1].objgen == spaces[1][1].objgen


def _deep(big_endian: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(big_endian) // 2}H", big_endian)


def write_png(header: tuple[int, int, int, int], rows: bytes, *parts: tuple[bytes, bytes]) -> bytes:
    """A PNG file: width, height, bits and colour type, its rows, and chunks that stand before."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", *header, 0, 0, 0)),
        *parts,
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


class TestDeepPng:
    """Sixteen bits of each colour."""

    def file(self, colour: int, picture: Image.Image) -> bytes:
        samples = picture.convert({2: "RGB", 6: "RGBA"}[colour]).tobytes()
        row = len(samples) // picture.height * 2
        deep = b"".join(bytes((value, 0x5A)) for value in samples)
        rows = b"".join(b"\0" + deep[n : n + row] for n in range(0, len(deep), row))
        return write_png((*picture.size, 16, colour), rows)

    def test_opaque_keeps_them(self, tmp_path: Path) -> None:
        facts = make(tmp_path, self.file(2, four_corners()))
        assert stored(facts)[2] == 16
        assert not facts.notes

    def test_transparent_is_laid_on_white_with_eight_and_it_is_said(self, tmp_path: Path) -> None:
        facts = make(tmp_path, self.file(6, four_corners()))
        assert stored(facts)[2] == 8
        assert facts.notes == (FEWER_SHADES,)
        assert same(pixels_of(facts), four_corners())


class TestOddPng:
    RED = b"\0" + b"\xc8\0\0" * 80

    def test_rows_that_are_missing_behind_sound_data_are_said(self, tmp_path: Path) -> None:
        facts = make(tmp_path, write_png((80, 60, 8, 2), self.RED * 30))
        assert facts.losses == (CUT_SHORT,)
        assert pixels_of(facts).getpixel((40, 20)) == (200, 0, 0)

    def test_a_black_last_row_is_no_loss(self, tmp_path: Path) -> None:
        black = b"\0" + bytes(240)
        facts = make(tmp_path, write_png((80, 60, 8, 2), self.RED * 59 + black))
        assert not facts.losses

    @pytest.mark.parametrize("name", [b"tEXt", b"zTXt", b"iTXt"])
    def test_texts_of_any_length_and_state_are_no_loss(self, tmp_path: Path, name: bytes) -> None:
        picture = save(four_corners(), "PNG")
        packed = zlib.compress(bytes(100_000_000))
        bodies = {b"tEXt": b"a\0b", b"zTXt": b"a\0\0", b"iTXt": b"a\0\1\0\0\0"}
        body = bodies[name] + (b"" if name == b"tEXt" else packed)
        wrong = zlib.crc32(name + body) ^ (name == b"tEXt")
        text = struct.pack(">I", len(body)) + name + body + struct.pack(">I", wrong)
        facts = make(tmp_path, picture[:33] + text + picture[33:])
        assert not facts.losses
        assert same(pixels_of(facts), four_corners())

    def test_a_palette_that_is_not_there(self, tmp_path: Path) -> None:
        rows = (b"\0" + bytes(range(16))) * 16
        assert refuse(tmp_path, write_png((16, 16, 8, 3), rows)).code == "source-damaged"

    def test_the_first_picture_of_a_moving_one(self, tmp_path: Path) -> None:
        more = [Image.new("RGB", (160, 96), "black")]
        moving = save(four_corners(), "PNG", save_all=True, append_images=more)
        facts = make(tmp_path, moving)
        assert facts.notes == (single_images.FIRST_OF_MANY,)
        assert same(pixels_of(facts), four_corners())


class TestOddJpeg:
    def test_only_the_end_marker_is_missing(self, tmp_path: Path) -> None:
        photo = save(noise(160, 96), "JPEG")
        facts = make(tmp_path, photo[:-2])
        assert not facts.losses
        assert not facts.notes
        data, coding, _ = stored(facts)
        assert coding == "/DCTDecode"
        assert data.endswith(photo[-100:])

    def test_the_last_rows_are_missing(self, tmp_path: Path) -> None:
        photo = save(noise(160, 96), "JPEG")
        assert make(tmp_path, photo[: -len(photo) // 20]).losses == (CUT_SHORT,)

    def test_a_thread_of_a_picture_is_whole(self, tmp_path: Path) -> None:
        facts = make(tmp_path, save(noise(4000, 3), "JPEG"))
        assert not facts.losses

    @pytest.mark.parametrize("height", [40, 1200])
    def test_another_height_than_the_rows_have(self, tmp_path: Path, height: int) -> None:
        photo = bytearray(save(noise(160, 600), "JPEG"))
        struct.pack_into(">H", photo, photo.index(b"\xff\xc0") + 5, height)
        facts = make(tmp_path, bytes(photo))
        assert facts.losses == (CUT_SHORT,)
        assert facts.pdf
        assert complaints(Path(facts.pdf)) == []

    @pytest.mark.parametrize("restart", [{}, {"restart_marker_rows": 1}])
    @pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
    def test_an_end_in_the_middle_of_the_data(
        self, tmp_path: Path, place: float, restart: dict[str, int]
    ) -> None:
        photo = bytearray(save(noise(400, 400), "JPEG", **restart))
        start = int(len(photo) * place)
        photo[start : start + 2] = b"\xff\xd9"
        assert make(tmp_path, bytes(photo)).losses == (CUT_SHORT,)

    @pytest.mark.parametrize("seed", range(6))
    def test_rubbish_in_the_middle_of_the_data(self, tmp_path: Path, seed: int) -> None:
        photo = bytearray(save(text_page(1600, 1100).convert("L"), "JPEG"))
        start = len(photo) // 3
        photo[start : start + 20_000] = random.Random(seed).randbytes(20_000).replace(b"\xff", b"1")
        assert make(tmp_path, bytes(photo)).losses == (CUT_SHORT,)

    @pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
    @pytest.mark.parametrize("size", [(1, 1), (8, 8), (17, 5), (90, 900), (1203, 807)])
    @pytest.mark.parametrize(
        "options",
        [{}, {"progressive": True}, {"restart_marker_blocks": 3}, {"optimize": True}],
        ids=["plain", "progressive", "restarts", "optimised"],
    )
    def test_what_is_whole_is_never_said_to_be_spoilt(
        self, tmp_path: Path, mode: str, size: tuple[int, int], options: dict[str, object]
    ) -> None:
        for picture in (noise(*size), Image.new("L", size, 90)):
            photo = save(picture.convert(mode), "JPEG", **options)
            assert not make(tmp_path, photo).losses

    @pytest.mark.parametrize("padding", [b"\0" * 30_000, b"\xff" * 30_000, b"abc"])
    def test_padding_before_the_end_is_no_loss(self, tmp_path: Path, padding: bytes) -> None:
        photo = save(noise(160, 96), "JPEG")
        facts = make(tmp_path, photo[:-2] + padding + photo[-2:])
        assert not facts.losses

    def test_what_no_decoder_here_knows_is_named(self, tmp_path: Path) -> None:
        photo = bytearray(save(noise(160, 96), "JPEG"))
        photo[photo.index(b"\xff\xc0") + 4] = 12
        error = refuse(tmp_path, bytes(photo))
        assert error.code == "source-picture-codec"
        assert "另存为" in error.remedy

    @pytest.mark.parametrize("first", [1, 3, 8])
    def test_the_first_metadata_counts(self, tmp_path: Path, first: int) -> None:
        photo = save(four_corners(), "JPEG", quality=95)
        twice = b"".join(self.exif(orientation) for orientation in (first, 6))
        facts = make(tmp_path, photo[:2] + twice + photo[2:])
        upright(facts, turned(four_corners(), first))

    def exif(self, orientation: int) -> bytes:
        tags = struct.pack("<HHHIII", 1, 0x0112, 3, 1, orientation, 0)
        body = b"Exif\0\0II*\0\x08\0\0\0" + tags
        return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


class TestTiffResolution:
    @pytest.mark.parametrize(
        ("across", "unit", "is_scan"),
        [(100, 2, True), (100 / 2.54, 3, True), (100, 1, False), (0, 2, False), (9999, 2, False)],
    )
    def test_units(self, tmp_path: Path, across: float, unit: int, is_scan: bool) -> None:
        page = Image.new("L", A4_AT_100, 200)
        content = save(page, "TIFF", tiffinfo={282: across, 283: across, 296: unit})
        (found,) = make(tmp_path, content).pages
        assert (found.box.width_pt, found.box.height_pt) == pytest.approx((595.3, 841.9), abs=0.5)
        assert _reaches_edge(tmp_path / "图.pdf") == is_scan

    def test_missing(self, tmp_path: Path) -> None:
        content = write_tiff([plain_page(*A4_AT_100)], [b"\xc8" * (827 * 1169)])
        make(tmp_path, content)
        assert not _reaches_edge(tmp_path / "图.pdf")


def _reaches_edge(pdf: Path) -> bool:
    with pymupdf.open(pdf) as document:
        pixels = document[0].get_pixmap(dpi=40)
        return pixels.pixel(1, pixels.height // 2) != (255, 255, 255)


class TestHeif:
    def write(self, image: Image.Image, orientation: int = 1, **options: object) -> bytes:
        exif = Image.Exif()
        exif[0x0112] = orientation
        return save(image, "HEIF", quality=90, exif=exif.tobytes(), **options)

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_turned_once(self, tmp_path: Path, orientation: int) -> None:
        content = self.write(four_corners(), orientation)
        assert recognise_content(content, content) is Kind.HEIF
        assert orientation == 1 or b"irot" in content or b"imir" in content
        upright(make(tmp_path, content), turned(four_corners(), orientation))

    def test_what_exif_says_besides_is_not_obeyed(self, tmp_path: Path) -> None:
        """iPhones write the turn into both places; the norm knows one."""
        content = self.write(four_corners(), 6)
        box = content.index(b"irot")
        plain = content[:box] + b"free" + content[box + 4 :]
        exif = struct.pack(">HHIH", 0x0112, 3, 1, 6)
        little = struct.pack("<HHIH", 0x0112, 3, 1, 6)
        assert (exif in plain) or (little in plain) or b"Exif" in plain
        assert make(tmp_path, content).pages[0].box.width_pt < 600
        assert make(tmp_path, plain).pages[0].box.width_pt > 800

    def test_encoded_once_as_jpeg_and_said(self, tmp_path: Path) -> None:
        facts = make(tmp_path, self.write(four_corners(), chroma=444))
        data, kind, _ = stored(facts)
        assert kind == "/DCTDecode"
        assert facts.notes == (noted("recoded", coding="HEIC"),)
        assert difference(pixels_of(facts), four_corners()) < 4
        with Image.open(io.BytesIO(data)) as jpeg:
            assert [layer[1:3] for layer in jpeg.layer] == [(1, 1)] * 3

    def test_the_place_does_not_get_into_print(self, tmp_path: Path) -> None:
        exif = Image.Exif()
        exif[0x010F] = "SecretCameraMaker"
        content = save(four_corners(), "HEIF", exif=exif.tobytes())
        assert b"SecretCameraMaker" in content
        facts = make(tmp_path, content)
        assert b"Secret" not in Path(facts.pdf or "").read_bytes()

    def test_alpha_lies_on_white(self, tmp_path: Path) -> None:
        picture = four_corners().convert("RGBA")
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
        facts = make(tmp_path, save(picture, "HEIF", quality=95))
        assert difference(pixels_of(facts), on_white(picture)) < 6

    def test_cut_short(self, tmp_path: Path) -> None:
        content = save(noise(200, 200).convert("RGB"), "HEIF", quality=90)
        assert refuse(tmp_path, content[:300]).code == "source-damaged"
        try:
            facts = make(tmp_path, content[: len(content) - 900])
        except UnusableSourceError as error:
            assert error.code == "source-damaged"  # noqa: PT017 - either is an honest end
        else:
            assert facts.losses == (CUT_SHORT,)

    def test_another_encoding_is_named(self, tmp_path: Path) -> None:
        content = self.write(four_corners()).replace(b"hvc1", b"vvc1").replace(b"hvcC", b"vvcC")
        error = refuse(tmp_path, content)
        assert error.code == "source-picture-codec"
        assert "vvc1" in error.what


class TestAvif:
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_turned_once(self, tmp_path: Path, orientation: int) -> None:
        exif = Image.Exif()
        exif[0x0112] = orientation
        content = save(four_corners(), "AVIF", quality=95, exif=exif)
        assert recognise_content(content, content) is Kind.AVIF
        facts = make(tmp_path, content)
        upright(facts, turned(four_corners(), orientation))
        assert facts.notes == (noted("recoded", coding="AVIF"),)

    def test_first_of_many(self, tmp_path: Path) -> None:
        frames = [Image.new("RGB", (64, 64), "black")]
        content = save(four_corners(64, 64), "AVIF", save_all=True, append_images=frames)
        facts = make(tmp_path, content)
        assert single_images.FIRST_OF_MANY in facts.notes
        assert difference(pixels_of(facts), four_corners(64, 64)) < 8


class TestWebp:
    def test_lossy(self, tmp_path: Path) -> None:
        facts = make(tmp_path, save(four_corners(), "WEBP", quality=95))
        assert stored(facts)[1] == "/DCTDecode"
        assert facts.notes == (noted("recoded", coding="WebP"),)
        assert difference(pixels_of(facts), four_corners()) < 6

    @pytest.mark.parametrize("mode", ["RGB", "RGBA"])
    def test_lossless_is_kept_to_the_last_bit(self, tmp_path: Path, mode: str) -> None:
        picture = four_corners().convert(mode)
        if mode == "RGBA":
            picture.putalpha(Image.linear_gradient("L").resize(picture.size))
        facts = make(tmp_path, save(picture, "WEBP", lossless=True, exact=True))
        assert stored(facts)[1] == "/FlateDecode"
        assert facts.notes == ()
        assert same(pixels_of(facts), on_white(picture))

    def test_lossy_with_alpha(self, tmp_path: Path) -> None:
        picture = four_corners().convert("RGBA")
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
        facts = make(tmp_path, save(picture, "WEBP", quality=95))
        assert difference(pixels_of(facts), on_white(picture)) < 6

    @pytest.mark.parametrize("lossless", [False, True])
    def test_first_of_many(self, tmp_path: Path, lossless: bool) -> None:
        others = [Image.new("RGB", (160, 96), "black")] * 2
        content = save(
            four_corners(), "WEBP", save_all=True, append_images=others, lossless=lossless
        )
        facts = make(tmp_path, content)
        assert len(facts.pages) == 1
        assert single_images.FIRST_OF_MANY in facts.notes
        assert stored(facts)[1] == ("/FlateDecode" if lossless else "/DCTDecode")
        assert difference(pixels_of(facts), four_corners()) < 8

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_orientation(self, tmp_path: Path, orientation: int) -> None:
        exif = Image.Exif()
        exif[0x0112] = orientation
        content = save(four_corners(), "WEBP", lossless=True, exif=exif)
        upright(make(tmp_path, content), turned(four_corners(), orientation))

    def test_cut_short(self, tmp_path: Path) -> None:
        content = save(noise(300, 300).convert("RGB"), "WEBP")
        assert refuse(tmp_path, content[:200]).code == "source-damaged"


class TestBmp:
    @pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
    def test_exact(self, tmp_path: Path, mode: str) -> None:
        picture = four_corners().quantize(9) if mode == "P" else four_corners().convert(mode)
        facts = make(tmp_path, save(picture, "BMP"))
        assert same(pixels_of(facts), picture)
        assert stored(facts)[2] == {"1": 1, "P": 2}.get(mode, 8)
        assert (facts.notes, facts.losses) == ((), ())

    def header(
        self, width: int, height: int, bits: int, compression: int = 0, **more: int
    ) -> bytes:
        size = more.get("size", 40)
        head = struct.pack("<IiiHHIIiiII", size, width, height, 1, bits, compression, 0, 0, 0, 0, 0)
        return head + more.get("masks", b"")  # type: ignore[operator]

    def file(self, header: bytes, data: bytes) -> bytes:
        start = 14 + len(header)
        return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + header + data

    def rows(self, picture: Image.Image) -> bytes:
        """BGRX from the bottom up."""
        flipped = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        return flipped.convert("RGBX").tobytes("raw", "BGRX")

    def test_from_the_top(self, tmp_path: Path) -> None:
        data = four_corners().convert("RGBX").tobytes("raw", "BGRX")
        facts = make(tmp_path, self.file(self.header(160, -96, 32), data))
        assert same(pixels_of(facts), four_corners())

    def test_old_header(self, tmp_path: Path) -> None:
        header = struct.pack("<IHHHH", 12, 160, 96, 1, 24)
        flipped = four_corners().transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        facts = make(tmp_path, self.file(header, flipped.tobytes("raw", "BGR")))
        assert same(pixels_of(facts), four_corners())

    def test_header_only_mupdf_knows(self, tmp_path: Path) -> None:
        masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
        header = self.header(160, 96, 32, 6) + masks
        flipped = four_corners().transpose(Image.Transpose.FLIP_TOP_BOTTOM).convert("RGBA")
        content = self.file(header, flipped.tobytes("raw", "BGRA"))
        with pytest.raises(OSError, match="Unsupported"):
            Image.open(io.BytesIO(content))
        assert same(pixels_of(make(tmp_path, content)), four_corners())

    def test_alpha_that_hides_everything_is_none(self, tmp_path: Path) -> None:
        masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
        header = struct.pack("<IiiHHIIiiII", 56, 160, 96, 1, 32, 3, 0, 0, 0, 0, 0) + masks
        clear = four_corners().convert("RGBA")
        clear.putalpha(0)
        flipped = clear.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        facts = make(tmp_path, self.file(header, flipped.tobytes("raw", "BGRA")))
        assert same(pixels_of(facts), four_corners())

    def test_sixteen_bits_a_pixel(self, tmp_path: Path) -> None:
        flipped = four_corners().transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        data = b"".join(
            struct.pack("<H", (r >> 3) << 10 | (g >> 3) << 5 | b >> 3)
            for r, g, b in zip(*[iter(flipped.tobytes())] * 3, strict=True)
        )
        facts = make(tmp_path, self.file(self.header(160, 96, 16), data))
        assert same(pixels_of(facts), four_corners())

    def test_run_length(self, tmp_path: Path) -> None:
        palette = b"".join(bytes((n, n // 2, 255 - n, 0)) for n in range(256))
        data = b"".join(bytes((40, row * 2, 20, 7, 0, 0)) for row in range(30)) + b"\0\1"
        start = 54 + len(palette)
        header = self.header(60, 30, 8, 1) + palette
        content = b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + header + data
        found = pixels_of(make(tmp_path, content))
        assert found.getpixel((3, 29)) == (255, 0, 0)
        assert found.getpixel((3, 0)) == (255 - 58, 29, 58)
        assert found.getpixel((55, 12)) == (248, 3, 7)

    def test_cut_short(self, tmp_path: Path) -> None:
        content = save(noise(200, 200).convert("RGB"), "BMP")
        assert make(tmp_path, content[:80_000]).losses == (CUT_SHORT,)
        assert refuse(tmp_path, content[:30]).code == "source-damaged"

    def test_bomb(self, tmp_path: Path) -> None:
        for size in ((90_000, 90_000), (90_000, -90_000)):
            for compression in (0, 6):
                content = self.file(self.header(*size, 32, compression), bytes(64))
                assert refuse(tmp_path, content).code == "source-too-large"


class TestGif:
    def test_exact_and_silent(self, tmp_path: Path) -> None:
        picture = four_corners().quantize(7)
        facts = make(tmp_path, save(picture, "GIF"))
        assert same(pixels_of(facts), picture)
        assert facts.notes == ()

    def test_transparency_lies_on_white_and_keeps_the_palette(self, tmp_path: Path) -> None:
        picture = four_corners().quantize(4)
        blue = next(i for i in range(4) if picture.getpalette()[i * 3 : i * 3 + 3] == [0, 0, 255])
        facts = make(tmp_path, save(picture, "GIF", transparency=blue))
        expected = four_corners()
        ImageDraw.Draw(expected).rectangle((0, 48, 79, 96), fill="white")
        assert same(pixels_of(facts), expected)
        with pikepdf.open(facts.pdf) as pdf:
            assert pdf.pages[0].Resources.XObject.Im0.ColorSpace[0] == Name.Indexed

    def test_first_of_many(self, tmp_path: Path) -> None:
        others = [Image.new("P", (160, 96), n) for n in range(3)]
        content = save(four_corners().quantize(4), "GIF", save_all=True, append_images=others)
        facts = make(tmp_path, content)
        assert facts.notes == (single_images.FIRST_OF_MANY,)
        assert len(facts.pages) == 1
        assert same(pixels_of(facts), four_corners())

    def test_cut_short(self, tmp_path: Path) -> None:
        content = save(noise(200, 200), "GIF")
        assert make(tmp_path, content[: len(content) // 2]).losses == (CUT_SHORT,)
        assert refuse(tmp_path, content[:40]).code == "source-damaged"

    def test_bomb(self, tmp_path: Path) -> None:
        content = save(four_corners().quantize(4), "GIF")
        huge = content.replace(struct.pack("<HH", 160, 96), struct.pack("<HH", 65_000, 65_000))
        assert refuse(tmp_path, huge).code == "source-too-large"


class TestJpeg2000:
    @pytest.mark.parametrize("mode", ["RGB", "L"])
    @pytest.mark.parametrize("bare", [False, True])
    @pytest.mark.parametrize("irreversible", [False, True])
    def test_codestream_is_kept(
        self, tmp_path: Path, mode: str, bare: bool, irreversible: bool
    ) -> None:
        picture = four_corners(700, 500).convert(mode)
        content = save(picture, "JPEG2000", no_jp2=bare, irreversible=irreversible)
        assert content.startswith(b"\xff\x4f") == bare
        facts = make(tmp_path, content)
        data, kind, _ = stored(facts)
        assert kind == "/JPXDecode"
        codestream = content[content.index(b"\xff\x4f\xff\x51") :]
        assert data.endswith(codestream)
        assert data.startswith(b"\0\0\0\x0cjP  ")
        assert difference(pixels_of(facts), picture) < (2 if irreversible else 0.001)
        with Image.open(io.BytesIO(data)) as ours, Image.open(io.BytesIO(content)) as theirs:
            assert ours.tobytes() == theirs.tobytes()
        assert difference(pypdf.PdfReader(facts.pdf).pages[0].images[0].image, picture) < 2
        assert (facts.notes, facts.losses) == ((), ())

    def test_metadata_is_left_out(self, tmp_path: Path) -> None:
        content = save(four_corners(), "JPEG2000")
        secret = struct.pack(">I4s", 8 + 16 + 12, b"uuid") + b"JpgTiffExif->JP2SecretCamera"
        place = content.index(b"jp2c") - 4
        facts = make(tmp_path, content[:place] + secret + content[place:])
        assert b"Secret" not in Path(facts.pdf or "").read_bytes()
        assert same(pixels_of(facts), four_corners())

    @pytest.mark.parametrize("mode", ["RGBA", "LA"])
    def test_alpha_lies_on_white(self, tmp_path: Path, mode: str) -> None:
        picture = four_corners().convert("RGBA")
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
        picture = picture.convert(mode)
        facts = make(tmp_path, save(picture, "JPEG2000"))
        assert stored(facts)[1] == "/FlateDecode"
        assert same(pixels_of(facts), on_white(picture))

    def test_sixteen_bits(self, tmp_path: Path) -> None:
        picture = Image.new("I;16", (80, 60))
        picture.putdata([n * 13 for n in range(4800)])
        facts = make(tmp_path, save(picture, "JPEG2000"))
        assert stored(facts)[1:] == ("/FlateDecode", 16)
        with pikepdf.open(facts.pdf) as pdf:
            found = pdf.pages[0].Resources.XObject.Im0.read_bytes()
        assert found == struct.pack(">4800H", *(n * 13 for n in range(4800)))

    def test_cut_short(self, tmp_path: Path) -> None:
        content = save(noise(400, 300), "JPEG2000")
        assert refuse(tmp_path, content[:90]).code == "source-damaged"
        try:
            facts = make(tmp_path, content[: len(content) // 2])
        except UnusableSourceError as error:
            assert error.code == "source-damaged"  # noqa: PT017 - either is an honest end
        else:
            assert facts.losses == (CUT_SHORT,)

    def test_resolution(self, tmp_path: Path) -> None:
        content = save(Image.new("L", A4_AT_100, 200), "JPEG2000")
        metres = round(100 / 0.0254)
        resolution = struct.pack(">I4sHHHHBB", 18, b"resc", metres, 1, metres, 1, 0, 0)
        box = struct.pack(">I4s", 26, b"res ") + resolution
        head = content.index(b"jp2h") - 4
        (length,) = struct.unpack_from(">I", content, head)
        end = head + length
        grown = struct.pack(">I", length + len(box)) + content[head + 4 : end] + box
        make(tmp_path, content[:head] + grown + content[end:])
        assert _reaches_edge(tmp_path / "图.pdf")
        make(tmp_path, content)
        assert not _reaches_edge(tmp_path / "图.pdf")


class TestTogether:
    def test_all_formats_through_the_workers(self, tmp_path: Path) -> None:
        """By content and not by name, and the same bytes twice."""
        picture = four_corners()
        formats = {"TIFF": {}, "HEIF": {}, "AVIF": {}, "WEBP": {}, "BMP": {}, "JPEG2000": {}}
        for kind, options in formats.items():
            (tmp_path / f"{kind}.dat").write_bytes(save(picture, kind, **options))
        (tmp_path / "GIF.dat").write_bytes(save(picture.quantize(4), "GIF"))
        paths = [(file.name, file) for file in sorted(tmp_path.glob("*.dat"))]
        first = prepare(paths, cache=tmp_path / "one")
        second = prepare(paths, cache=tmp_path / "two")
        assert len(first) == 7
        for name, source in first.items():
            other = second[name]
            assert isinstance(source, Prepared), name
            assert isinstance(other, Prepared)
            assert len(source.pages) == 1
            assert "扩展名是 .dat" in words(source.notes)[0]
            assert Path(source.pdf).read_bytes() == Path(other.pdf).read_bytes()
            assert len(pypdf.PdfReader(source.pdf).pages) == 1

    @pytest.mark.parametrize(
        ("head", "kind"),
        [
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", Kind.AVIF),
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicmiaf", Kind.HEIF),
            (b"\0\0\0\x18ftypavis\0\0\0\0avif", Kind.AVIF),
            (b"\0\0\0\x18ftypheix\0\0\0\0mif1", Kind.HEIF),
            (b"\0\0\0\x18ftypcrx \0\0\0\0crx ", Kind.RAW_PHOTO),
            (b"FUJIFILMCCD-RAW 0201", Kind.RAW_PHOTO),
            (b"\0\0\0\x18ftypqt  \0\0\0\0qt  ", Kind.VIDEO),
        ],
    )
    def test_told_by_content(self, head: bytes, kind: Kind) -> None:
        assert recognise_content(head, head) is kind
