"""Streams that cannot be decoded are set right, and the pages that lose by it are named."""

import io
import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from making import bind, make_evidence, render, run_tool
from pikepdf import Array, Dictionary, Name
from PIL import Image
from readers import complaints
from scanning import Feed, as_jpeg, write_pdf
from telling import words
from test_pictures import text_page
from test_sources import jpeg_bytes, prepared, refused

from docgen.model.prepared import Prepared
from docgen.sources.stream_recovery import mend_streams

FLATE = Name.FlateDecode
SHEET = Feed(dpi=200, quality=75)
SIZE = 60
CONTENT = b"0 0 1 rg 100 100 400 400 re f 2 w\n" + b"".join(
    b"%d %d m %d %d l S\n" % (n * 7 % 500, n * 13 % 500, n * 31 % 500, n) for n in range(0, 2000, 3)
)
PACKED = zlib.compress(CONTENT)
ROWS = bytes((row * 3 + column) % 251 for row in range(SIZE) for column in range(SIZE))
PACKED_ROWS = zlib.compress(ROWS)
PHOTO = jpeg_bytes(Image.effect_noise((SIZE, SIZE), 90))


def make(
    path: Path, content: bytes, picture: bytes, *, of_content: Dictionary, of_picture: Dictionary
) -> Path:
    """A PDF whose first page has this content and draws this picture, and a sound second page."""
    with pikepdf.new() as pdf:
        image = Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=SIZE, Height=SIZE,
            BitsPerComponent=8, ColorSpace=Name.DeviceGray,
        )  # fmt: skip
        drawn = pdf.make_stream(picture, image)
        drawn.stream_dict.update(of_picture)
        first = pdf.make_stream(content)
        first.stream_dict.update(of_content)
        last = pdf.make_stream(b"q 300 0 0 300 100 500 cm /Im0 Do Q")
        for contents in (Array([first, last]), pdf.make_stream(b"1 0 0 rg 50 50 300 300 re f")):
            page = Dictionary(
                Type=Name.Page, MediaBox=Array([0, 0, 595, 842]), Contents=contents,
                Resources=Dictionary(XObject=Dictionary(Im0=drawn)),
            )  # fmt: skip
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        del pdf.pages[1].Resources.XObject
        kept = pikepdf.StreamDecodeLevel.none
        pdf.save(path, compress_streams=False, stream_decode_level=kept)
    return path


SOUND = {"of_content": Dictionary(Filter=FLATE), "of_picture": Dictionary(Filter=FLATE)}


def spoil(data: bytes) -> bytes:
    """A hole of some bytes in the middle of the data."""
    middle = len(data) // 2
    return data[:middle] + b"\xff" * 24 + data[middle + 24 :]


def predicted(**numbers: int) -> Dictionary:
    return Dictionary(
        Filter=FLATE, DecodeParms=Dictionary({f"/{k}": v for k, v in numbers.items()})
    )


BROKEN: dict[str, Callable[[Path], Path]] = {
    "content with a hole": lambda p: make(p, spoil(PACKED), PACKED_ROWS, **SOUND),
    "content cut off": lambda p: make(p, PACKED[: len(PACKED) // 2], PACKED_ROWS, **SOUND),
    "content that is no Flate": lambda p: make(p, b"ww" + PACKED, PACKED_ROWS, **SOUND),
    "content with another checksum": lambda p: make(p, PACKED[:-4] + b"abcd", PACKED_ROWS, **SOUND),
    "rows with a hole": lambda p: make(p, PACKED, spoil(PACKED_ROWS), **SOUND),
    "rows cut off": lambda p: make(p, PACKED, PACKED_ROWS[: len(PACKED_ROWS) // 2], **SOUND),
    "rows that are no Flate": lambda p: make(p, PACKED, b"nothing of the kind", **SOUND),
    "columns below zero": lambda p: make(
        p, PACKED, PACKED_ROWS,
        of_content=Dictionary(Filter=FLATE), of_picture=predicted(Predictor=12, Columns=-4),
    ),
    "content of columns below zero": lambda p: make(
        p, PACKED, PACKED_ROWS,
        of_content=predicted(Predictor=2, Columns=-1), of_picture=Dictionary(Filter=FLATE),
    ),
    "content in fields of 64 bits": lambda p: make(
        p, PACKED, PACKED_ROWS,
        of_content=predicted(Predictor=2, Columns=1, BitsPerComponent=64),
        of_picture=Dictionary(Filter=FLATE),
    ),
    "rows in fields of 64 bits": lambda p: make(
        p, PACKED, PACKED_ROWS, of_content=Dictionary(Filter=FLATE),
        of_picture=predicted(Predictor=2, Columns=1, BitsPerComponent=64),
    ),
    "a predictor nobody knows": lambda p: make(
        p, PACKED, PACKED_ROWS,
        of_content=predicted(Predictor=77), of_picture=Dictionary(Filter=FLATE),
    ),
    "a filter nobody knows": lambda p: make(
        p, PACKED, PACKED_ROWS,
        of_content=Dictionary(Filter=Name.Mystery), of_picture=Dictionary(Filter=Name.Mystery),
    ),
    "content as a photo": lambda p: make(
        p, PHOTO, PACKED_ROWS,
        of_content=Dictionary(Filter=Name.DCTDecode), of_picture=Dictionary(Filter=FLATE),
    ),
    "a photo cut off": lambda p: make(
        p, PACKED, PHOTO[: len(PHOTO) * 2 // 3],
        of_content=Dictionary(Filter=FLATE), of_picture=Dictionary(Filter=Name.DCTDecode),
    ),
    "a photo that is none": lambda p: make(
        p, PACKED, b"wwwwwwww",
        of_content=Dictionary(Filter=FLATE), of_picture=Dictionary(Filter=Name.DCTDecode),
    ),
    "a JPEG 2000 that is none": lambda p: make(
        p, PACKED, b"wwwwwwww",
        of_content=Dictionary(Filter=FLATE), of_picture=Dictionary(Filter=Name.JPXDecode),
    ),
    "LZW of rubbish": lambda p: make(
        p, b"\xff\xff\xff", PACKED_ROWS,
        of_content=Dictionary(Filter=Name.LZWDecode), of_picture=Dictionary(Filter=FLATE),
    ),
    "letters that are no base 85": lambda p: make(
        p, b"\x80\x90zzz", PACKED_ROWS,
        of_content=Dictionary(Filter=Array([Name.ASCII85Decode, FLATE])),
        of_picture=Dictionary(Filter=FLATE),
    ),
    "rows that are too few": lambda p: make(p, PACKED, zlib.compress(ROWS[:SIZE]), **SOUND),
    "rows as they are that are too few": lambda p: make(
        p, PACKED, ROWS[: SIZE * 10],
        of_content=Dictionary(Filter=FLATE), of_picture=Dictionary(),
    ),
    "a picture of no size": lambda p: make(
        p, PACKED, PACKED_ROWS,
        of_content=Dictionary(Filter=FLATE), of_picture=Dictionary(Filter=FLATE, Width=-SIZE),
    ),
    "a picture beyond all size": lambda p: make(
        p, PACKED, PACKED_ROWS,
        of_content=Dictionary(Filter=FLATE),
        of_picture=Dictionary(Filter=FLATE, Width=2_000_000_000, Height=2_000_000_000),
    ),
    "a fax that is none": lambda p: make(
        p, PACKED, b"garbage" * 20,
        of_content=Dictionary(Filter=FLATE),
        of_picture=Dictionary(
            Filter=Name.CCITTFaxDecode, BitsPerComponent=1,
            DecodeParms=Dictionary(K=-1, Columns=SIZE, Rows=SIZE),
        ),
    ),
    "a JBIG2 that is none": lambda p: make(
        p, PACKED, b"wwwwwwww" * 9,
        of_content=Dictionary(Filter=FLATE),
        of_picture=Dictionary(Filter=Name.JBIG2Decode, BitsPerComponent=1),
    ),
    "data in another file": lambda p: make(
        p, b"", PACKED_ROWS,
        of_content=Dictionary(F=pikepdf.String("secret.txt"), FFilter=FLATE),
        of_picture=Dictionary(Filter=FLATE),
    ),
}  # fmt: skip

WHOLE: dict[str, Callable[[Path], Path]] = {
    "content without a checksum": lambda p: make(p, PACKED[:-4], PACKED_ROWS, **SOUND),
    "content behind an empty line": lambda p: make(p, b"\r\n" + PACKED, PACKED_ROWS, **SOUND),
    "rows without a checksum": lambda p: make(p, PACKED, PACKED_ROWS[:-3], **SOUND),
    "a photo without its end mark": lambda p: make(
        p, PACKED, PHOTO[:-2],
        of_content=Dictionary(Filter=FLATE), of_picture=Dictionary(Filter=Name.DCTDecode),
    ),
    "a photo of another size": lambda p: make(
        p, PACKED, PHOTO,
        of_content=Dictionary(Filter=FLATE),
        of_picture=Dictionary(Filter=Name.DCTDecode, Width=9 * SIZE, Height=SIZE // 2),
    ),
    "a photo in other colours": lambda p: make(
        p, PACKED, PHOTO,
        of_content=Dictionary(Filter=FLATE),
        of_picture=Dictionary(Filter=Name.DCTDecode, ColorSpace=Name.DeviceRGB),
    ),
}  # fmt: skip


def bundle_of(source: Prepared, target: Path) -> Path:
    return bind(target, [make_evidence(1, 1, "a.pdf")], {"a.pdf": source}).path


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_broken_breaks_no_bundle_and_is_said(kind: str, tmp_path: Path) -> None:
    source = prepared(BROKEN[kind](tmp_path / "损坏.pdf"), tmp_path / "cache")
    assert len(source.pages) == 2
    assert [loss for loss in words(source.losses) if "第 1 页内容有损坏" in loss]
    assert complaints(bundle_of(source, tmp_path / "bundle.pdf")) == []
    with pymupdf.open(source.pdf) as made:
        assert render(made[1]).getpixel((200, 700)) == (255, 0, 0)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, tuple[bytes, bytes]]:
    """What a sound file with rows, and one with a photo, looks like in MuPDF and in poppler."""
    looks = {}
    for is_photo, data, packed in ((False, PACKED_ROWS, FLATE), (True, PHOTO, Name.DCTDecode)):
        file = make(
            tmp_path_factory.mktemp("sound") / "s.pdf", PACKED, data,
            of_content=Dictionary(Filter=FLATE), of_picture=Dictionary(Filter=packed),
        )  # fmt: skip
        with pymupdf.open(file) as pdf:
            looks[is_photo] = (render(pdf[0]).tobytes(), draw_with_poppler(file))
    return looks


@pytest.mark.parametrize("kind", WHOLE)
def test_what_lacks_nothing_is_closed_without_a_word(
    kind: str, sound: dict[bool, tuple[bytes, bytes]], tmp_path: Path
) -> None:
    source = prepared(WHOLE[kind](tmp_path / "完整.pdf"), tmp_path / "cache")
    assert not source.losses
    assert not source.notes
    assert complaints(bundle_of(source, tmp_path / "bundle.pdf")) == []
    with pymupdf.open(source.pdf) as made:
        look = (render(made[0]).tobytes(), draw_with_poppler(Path(source.pdf)))
    assert look == sound["photo" in kind]


@pytest.mark.parametrize("seed", range(4))
def test_a_scan_spoilt_in_the_middle_of_its_data_is_named(seed: int, tmp_path: Path) -> None:
    sound = as_jpeg(text_page(1660, 2340).convert("L"), SHEET)
    start = len(sound) // 3
    rubbish = random.Random(seed).randbytes(20_000).replace(b"\xff", b"1")
    spoilt_data = sound[:start] + rubbish + sound[start + len(rubbish) :]
    write_pdf(tmp_path / "扫描.pdf", [sound, spoilt_data, sound])
    source = prepared(tmp_path / "扫描.pdf", tmp_path / "cache")
    assert words(source.losses) == ("第 2 页内容有损坏，请核对",)
    assert complaints(bundle_of(source, tmp_path / "bundle.pdf")) == []


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 3}])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_whole_scan_is_not_said_to_be_spoilt(
    mode: str, options: dict[str, object], tmp_path: Path
) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((830, 1170), 40).convert(mode).save(
        buffer, "JPEG", dpi=(100, 100), **options
    )
    write_pdf(tmp_path / "扫描.pdf", [buffer.getvalue()])
    assert not prepared(tmp_path / "扫描.pdf", tmp_path / "cache").losses


def draw_with_poppler(pdf: Path) -> bytes:
    """The first page as the reader shows it that goes by a picture's dictionary."""
    run_tool("pdftoppm", "-r", "72", "-l", "1", "-singlefile", pdf, pdf.with_suffix(""))
    return pdf.with_suffix(".ppm").read_bytes()


@pytest.mark.parametrize("kind", ["content with a hole", "content cut off"])
def test_what_stands_before_the_damage_is_still_drawn(kind: str, tmp_path: Path) -> None:
    source = prepared(BROKEN[kind](tmp_path / "损坏.pdf"), tmp_path / "cache")
    with pymupdf.open(source.pdf) as made:
        drawn = render(made[0])
    assert drawn.getpixel((450, 700))[2] > 150


@pytest.mark.parametrize("kind", ["rows cut off", "a photo cut off"])
def test_the_lost_rest_of_a_picture_is_left_blank(kind: str, tmp_path: Path) -> None:
    source = prepared(BROKEN[kind](tmp_path / "损坏.pdf"), tmp_path / "cache")
    with pymupdf.open(source.pdf) as made:
        picture = render(made[0]).crop((110, 52, 390, 330)).convert("L")
    top, bottom = picture.crop((0, 0, 280, 60)), picture.crop((0, 250, 280, 278))
    assert top.getextrema()[1] - top.getextrema()[0] > 60
    assert bottom.getextrema()[1] - bottom.getextrema()[0] < 20


def test_a_stream_on_no_page_is_nobodys_loss(tmp_path: Path) -> None:
    file = make(tmp_path / "完整.pdf", PACKED, PACKED_ROWS, **SOUND)
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        pdf.Root.Unused = pdf.make_stream(b"ww", Filter=FLATE)
        pdf.save(file, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    source = prepared(file, tmp_path / "cache")
    assert not source.losses
    assert source.pdf == str(file)


def test_a_sound_file_stays_as_it_is(tmp_path: Path) -> None:
    with pikepdf.open(make(tmp_path / "完整.pdf", PACKED, PACKED_ROWS, **SOUND)) as pdf:
        assert not mend_streams(pdf, list(pdf.pages)).any


def grow(megabytes: int) -> bytes:
    """Data that becomes so much when it is decompressed: one block of zeros, over and over."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = (megabytes << 20) % 65521 << 16 | 1  # Adler-32 of zeros counts them
    return b"\x78\x9c" + block * megabytes + b"\x03\x00" + checksum.to_bytes(4, "big")


@pytest.mark.apart
@pytest.mark.parametrize(
    ("filters", "data"),
    [(FLATE, grow(80)), (Array([FLATE, FLATE]), zlib.compress(grow(2500)))],
    ids=["once", "twice"],
)
def test_content_that_grows_without_end_is_refused(
    tmp_path: Path, filters: pikepdf.Object, data: bytes
) -> None:
    spoilt = {"of_content": Dictionary(Filter=filters), "of_picture": Dictionary(Filter=FLATE)}
    finding = refused(make(tmp_path / "炸弹.pdf", data, PACKED_ROWS, **spoilt), tmp_path / "cache")
    assert finding.code in {"source-bomb", "source-memory"}


def test_what_grows_without_end_on_no_page_does_no_harm(tmp_path: Path) -> None:
    file = make(tmp_path / "附件.pdf", PACKED, PACKED_ROWS, **SOUND)
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        pdf.Root.Unused = pdf.make_stream(grow(80), Filter=FLATE)
        pdf.save(file, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(prepared(file, tmp_path / "cache").pages) == 2
