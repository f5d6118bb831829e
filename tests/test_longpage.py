"""Long screenshots: cut between lines, nothing lost, the picture stored once."""

import io
import random
from itertools import pairwise
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import typography
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat
from telling import words

from docgen.images.long_screenshot import LONGEST, OVERLAP, ROOM, cut, find_gaps, is_long
from docgen.images.picture_placement import (
    A4,
    BOTTOM_MARGIN,
    SIDE_MARGIN,
    TOP_MARGIN,
    place_picture,
)
from docgen.model.prepared import Prepared
from docgen.pdf.geometry import MM
from docgen.sources.prepare import prepare

WORDS = "工作室本周培训焊接技能大赛参赛名单已经报送请各班组确认时间地点一二三口回日吕昌"
GREY, WHITE, GREEN = (237, 237, 237), (255, 255, 255), (149, 236, 105)


def font(size: int) -> ImageFont.FreeTypeFont:
    (run,) = typography().text.runs("字")
    face = run.face.face
    return ImageFont.truetype(face.path, size, index=face.index)


class Chat:
    """A chat drawn as phones show it, and where every line of its text stands."""

    def __init__(self, width: int = 1080, *, size: int = 46, seed: int = 1, dark: bool = False):
        self._random = random.Random(seed)
        self._size, self._dark = size, dark
        self._font = font(size)
        self._y = size * 2
        ground = (17, 17, 17) if dark else GREY
        self._canvas = Image.new("RGB", (width, 12_000), ground)
        self._draw = ImageDraw.Draw(self._canvas)
        self.lines: list[tuple[int, int]] = []

    @property
    def picture(self) -> Image.Image:
        return self._canvas.crop((0, 0, self._canvas.width, self._y))

    def say(self, lines: int, *, left: bool = True) -> None:
        """A bubble with a portrait beside it."""
        size, step = self._size, int(self._size * 1.4)
        width, height = size * 15, lines * step + size
        x = size * 3 if left else self._canvas.width - size * 3 - width
        fill = ((44, 44, 44) if self._dark else WHITE) if left else GREEN
        frame = (x, self._y, x + width, self._y + height)
        self._draw.rounded_rectangle(frame, size // 2, fill=fill)
        portrait = Image.effect_noise((size * 2, size * 2), 90).convert("RGB")
        face_x = size // 2 if left else self._canvas.width - size * 5 // 2
        self._canvas.paste(portrait, (face_x, self._y))
        ink = (230, 230, 230) if self._dark and left else (17, 17, 17)
        for number in range(lines):
            count = 13 if number < lines - 1 else self._random.randint(1, 13)
            self._write(x + size, self._y + size // 2 + number * step, count, ink)
        self._y += height + size

    def _write(self, x: int, y: int, count: int, ink: tuple[int, int, int]) -> None:
        text = "".join(self._random.choice(WORDS) for _ in range(count))
        self._draw.text((x, y), text, font=self._font, fill=ink)
        _, top, _, bottom = self._draw.textbbox((x, y), text, font=self._font)
        self.lines.append((int(top), int(bottom)))


def make_chat(**options: object) -> Chat:
    chat = Chat(**options)  # type: ignore[arg-type]
    for number, lines in enumerate((1, 3, 2, 1, 9, 45, 1, 4, 2, 6, 1, 1, 3, 7)):
        chat.say(lines, left=number % 2 == 0)
    return chat


def prepared(file: Path, folder: Path) -> Prepared:
    source = prepare([(file.name, file)], cache=folder)[file.name]
    assert isinstance(source, Prepared), source
    return source


def pieces(source: Prepared) -> list[tuple[float, float]]:
    """Which part of the picture each page shows, from 0 to 1, as the PDF itself says it."""
    parts = []
    with pikepdf.open(source.pdf) as pdf:
        for page in pdf.pages:
            said = {
                str(instruction.operator): [float(n) for n in instruction.operands]
                for instruction in pikepdf.parse_content_stream(page)
                if str(instruction.operator) in {"re", "cm"}
            }
            _, clip_bottom, _, clip_height = said["re"]
            height, bottom = said["cm"][3], said["cm"][5]
            top = bottom + height
            parts.append(((top - clip_bottom - clip_height) / height, (top - clip_bottom) / height))
    return parts


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("png", {}),
        ("jpg", {"seed": 2}),
        ("png", {"width": 750, "size": 32, "seed": 3}),
        ("jpg", {"dark": True}),
        ("jpg", {"size": 30}),
    ],
)
def test_a_chat_is_cut_between_its_lines(
    kind: str, options: dict[str, object], tmp_path: Path
) -> None:
    chat = make_chat(**options)
    picture, file = chat.picture, tmp_path / f"chat.{kind}"
    picture.save(file, quality=70)
    source = prepared(file, tmp_path / "cache")
    parts = pieces(source)
    assert len(parts) > 2
    assert parts[0][0] == pytest.approx(0, abs=1e-4)
    assert parts[-1][1] == pytest.approx(1, abs=1e-4)
    for (_, cut_here), (goes_on, _) in pairwise(parts):
        assert cut_here == pytest.approx(goes_on, abs=1e-5)
        row = cut_here * picture.height
        assert not [line for line in chat.lines if line[0] < row < line[1]]
    assert any(f"切成了 {len(parts)} 页" in note for note in words(source.notes))
    assert not any("找不到空白" in note for note in words(source.notes))
    # One bubble of 45 lines is longer than a page: it is cut within, and no page is half empty.
    heights = [bottom - top for top, bottom in parts]
    assert min(heights[:-1]) > 0.45 * max(heights)


def test_what_the_pages_show_is_the_picture(tmp_path: Path) -> None:
    picture = make_chat(seed=5).picture
    picture.save(tmp_path / "chat.png")
    source = prepared(tmp_path / "chat.png", tmp_path / "cache")
    with pymupdf.open(source.pdf) as document:
        for page, (top, bottom) in zip(document, pieces(source), strict=True):
            assert (page.rect.width, page.rect.height) == pytest.approx(A4, abs=0.1)
            pixels = page.get_pixmap(dpi=150)
            drawn = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
            box = ImageChops.difference(drawn, Image.new("RGB", drawn.size, "white")).getbbox()
            assert box is not None
            points = [value * 72 / 150 for value in box]
            assert points[0] >= SIDE_MARGIN - 1
            assert points[1] >= TOP_MARGIN - 1
            assert points[3] <= A4[1] - BOTTOM_MARGIN + 1
            part = picture.crop(
                (0, round(top * picture.height), 1080, round(bottom * picture.height))
            )
            expected = part.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BOX)
            difference = ImageChops.difference(drawn.crop(box), expected)
            assert max(ImageStat.Stat(difference).mean) < 9


def test_the_picture_is_stored_once_and_not_encoded_again(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    make_chat().picture.save(buffer, "JPEG", quality=80)
    (tmp_path / "chat.jpg").write_bytes(buffer.getvalue())
    source = prepared(tmp_path / "chat.jpg", tmp_path / "cache")
    with pikepdf.open(source.pdf) as pdf:
        images = {page.Resources.XObject.Im0.objgen for page in pdf.pages}
        (image,) = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Width" in o]
        data = image.read_raw_bytes()
    assert len(images) == 1
    assert data[data.index(b"\xff\xda") :] in buffer.getvalue()
    assert Path(source.pdf).stat().st_size < len(buffer.getvalue()) + 20_000


def test_the_ink_is_what_each_page_shows(tmp_path: Path) -> None:
    make_chat().picture.save(tmp_path / "chat.png")
    source = prepared(tmp_path / "chat.png", tmp_path / "cache")
    for page in source.pages:
        ink, width = page.ink, page.box.width_pt
        assert ink.is_blank(0, 0, width, TOP_MARGIN - ink.cell_pt)
        assert ink.is_blank(0, A4[1] - BOTTOM_MARGIN + ink.cell_pt, width, 12 * MM)
        assert not ink.is_blank(0, TOP_MARGIN, width, ROOM)
        assert page.picture is None


@pytest.mark.parametrize("orientation", [6, 8, 3])
def test_a_long_picture_stored_lying_is_cut_upright(orientation: int, tmp_path: Path) -> None:
    chat = make_chat()
    turns = {
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
        3: Image.Transpose.ROTATE_180,
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = chat.picture.transpose(turns[orientation])
    stored.save(tmp_path / "a.jpg", quality=85, exif=exif)
    chat.picture.save(tmp_path / "b.jpg", quality=85)
    turned, plain = (prepared(tmp_path / name, tmp_path / "cache") for name in ("a.jpg", "b.jpg"))
    assert len(turned.pages) == len(plain.pages) > 2
    with pymupdf.open(turned.pdf) as one, pymupdf.open(plain.pdf) as other:
        for page, theirs in zip(one, other, strict=True):
            pictures = [
                Image.frombytes("L", (p.width, p.height), p.samples)
                for p in (q.get_pixmap(dpi=50, colorspace=pymupdf.csGRAY) for q in (page, theirs))
            ]
            assert ImageStat.Stat(ImageChops.difference(*pictures)).mean[0] < 9


def test_where_there_is_no_gap_pages_overlap_and_it_is_said(tmp_path: Path) -> None:
    painting = Image.effect_noise((800, 500), 90).resize((800, 5000)).convert("L")
    painting.save(tmp_path / "long.jpg", quality=60)
    source = prepared(tmp_path / "long.jpg", tmp_path / "cache")
    parts = pieces(source)
    width_pt = source.pages[0].box.width_pt - 2 * SIDE_MARGIN
    height_pt = width_pt * 5000 / 800
    for (_, end), (start, _) in pairwise(parts):
        assert 0.5 * OVERLAP < (end - start) * height_pt < 1.5 * OVERLAP
    assert f"长图有 {len(parts) - 1} 处找不到空白" in "".join(words(source.notes))


@pytest.mark.parametrize(
    ("size", "pages"),
    [
        ((1080, 2400), 1),  # a phone's screen
        ((1080, 2640), 1),  # the longest there is
        ((200, 700), 1),  # not longer than a page at full size
        ((6000, 900), 1),  # a panorama lies across
        ((1080, 4800), 2),
    ],
)
def test_what_is_long(size: tuple[int, int], pages: int, tmp_path: Path) -> None:
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for y in range(40, size[1], 70):
        draw.rectangle((40, y, size[0] - 40, y + 36), fill="black")
    picture.save(tmp_path / "p.png")
    source = prepared(tmp_path / "p.png", tmp_path / "cache")
    assert len(source.pages) == pages
    assert bool(source.notes) == (pages > 1 or size[0] > 4 * size[1])
    box = source.pages[0].box
    assert (box.width_pt > box.height_pt) == (size[0] > size[1])


@pytest.mark.parametrize(("width", "height"), [(9000, 1200), (1200, 9000)])
def test_letters_that_become_tiny_are_said(width: int, height: int, tmp_path: Path) -> None:
    """Lying across a page, whichever way the camera held it; what stands upright is cut instead."""
    picture = Image.new("L", (width, height), 200)
    exif = Image.Exif()
    exif[0x0112] = 6 if height > width else 1
    picture.save(tmp_path / "长幅.jpg", exif=exif)
    (note,) = words(prepared(tmp_path / "长幅.jpg", tmp_path / "cache").notes)
    assert "只有 36 毫米高" in note


def test_a_wide_picture_of_few_pixels_is_not_called_unreadable(tmp_path: Path) -> None:
    Image.new("L", (1000, 200), 200).save(tmp_path / "横幅.png")
    assert not prepared(tmp_path / "横幅.png", tmp_path / "cache").notes


def test_a_scan_of_a_page_is_never_long() -> None:
    assert not is_long(place_picture(2480, 3508, (300, 300)))
    assert is_long(place_picture(1000, round(1000 * LONGEST) + 9, (72, 72)))


def test_a_gap_within_a_character_is_not_where_a_line_ends() -> None:
    """三 is three strokes with gaps between; the line is cut above or below it."""
    picture = Image.new("L", (744, 4000), 255)
    draw = ImageDraw.Draw(picture)
    lines = []
    for top in range(30, 3950, 60):
        for stroke in (0, 14, 28):
            draw.rectangle((60, top + stroke, 100, top + stroke + 4), fill=0)
        lines.append((top, top + 33))
    strip = cut(picture, 186 * MM)
    assert len(strip.pieces) > 2
    for piece in strip.pieces[:-1]:
        row = piece.bottom * picture.height / strip.height
        assert not [line for line in lines if line[0] < row < line[1]]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 400), st.integers(1, 60)), min_size=1, max_size=60))
def test_pieces_cover_the_strip(blocks: list[tuple[int, int]]) -> None:
    """Whatever stands on it: every row is on a page, no piece is too high for one."""
    picture = Image.new("L", (300, sum(a + b for a, b in blocks)), 255)
    draw, y = ImageDraw.Draw(picture), 0
    for ink, blank in blocks:
        for x in range(10, 290, 6):
            draw.line((x, y, x, y + ink - 1), fill=0)
        y += ink + blank
    strip = cut(picture, 186 * MM)
    assert strip.pieces[0].top == 0
    assert strip.pieces[-1].bottom == pytest.approx(strip.height)
    for piece in strip.pieces:
        assert 0 < piece.bottom - piece.top <= ROOM + 0.01
    for one, other in pairwise(strip.pieces):
        assert one.top < other.top <= one.bottom


def test_gaps_are_the_empty_rows() -> None:
    picture = Image.new("L", (400, 300), 200)
    ImageDraw.Draw(picture).text((20, 100), "字" * 9, font=font(40), fill=20)
    gaps = find_gaps(picture, 1.0)
    assert [gap.open for gap in gaps] == [True, True]
    assert gaps[0].top == 0
    assert gaps[0].bottom <= 120
    assert gaps[1].bottom == 300
