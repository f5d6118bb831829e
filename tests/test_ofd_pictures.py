"""Pictures of an OFD: of all formats, seen through, framed."""

import io
import struct
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from tests.ofd_viewing import BLACK, BLUE, RED, WHITE, Seen, made, near, said, seen
from tests.ofd_writer import Ofd, filled, media, picture


def write_jbig2() -> bytes:
    """A page of 40 × 40 whose left half is black, as a region that is coded as a fax is."""
    # What TIFF calls white a fax calls black.
    negative = Image.new("1", (40, 40), 0)
    negative.paste(1, (0, 0, 20, 40))
    stream = io.BytesIO()
    negative.save(stream, "TIFF", compression="group4")
    with Image.open(stream) as tiff:
        start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    fax = stream.getvalue()[start : start + length]
    size = struct.pack(">II", 40, 40)
    parts = [
        (48, size + bytes(8) + b"\0" + bytes(2)),
        (38, size + bytes(8) + b"\0" + b"\1" + fax),
        (49, b""),
    ]
    return b"\x97JB2\r\n\x1a\n\1\0\0\0\1" + b"".join(
        struct.pack(">IBBBI", number, kind, 0, 1, len(body)) + body
        for number, (kind, body) in enumerate(parts)
    )


def encoded(kind: str, mode: str = "RGB") -> bytes:
    """A picture whose left half is red (dark, where there is no colour), its right half white."""
    image = Image.new("RGB" if mode == "P" else mode, (40, 40), "white")
    image.paste("red" if mode != "1" else 0, (0, 0, 20, 40))
    image = image.convert("P", palette=Image.Palette.ADAPTIVE) if mode == "P" else image
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *((kind, "RGB") for kind in ("PNG", "BMP", "TIFF", "GIF")),
        ("TIFF", "1"),
        ("PNG", "1"),
        ("PNG", "P"),
    ],
)
def test_pictures_of_all_formats(tmp_path: Path, kind: str, mode: str) -> None:
    ofd = Ofd(
        [picture(5, (10, 10, 40, 20))], media(5, "a.bin"), {"Doc_0/Res/a.bin": encoded(kind, mode)}
    )
    shown = seen(tmp_path, ofd)
    dark = BLACK if mode == "1" else RED
    assert [shown.colour(x, 20) for x in (20, 40, 55)] == [dark, WHITE, WHITE]


def test_a_jpeg_is_kept_and_stands_where_its_matrix_puts_it(tmp_path: Path) -> None:
    content = encoded("JPEG")
    ofd = Ofd(
        [picture(5, (10, 10, 40, 40), CTM="0 40 -40 0 40 0")], media(5, "a.jpg"),
        {"Doc_0/Res/a.jpg": content},
    )  # fmt: skip
    source = made(tmp_path, ofd)
    shown = Seen(source)
    assert near(shown.colour(30, 15), (254, 0, 0))
    assert near(shown.colour(30, 45), WHITE)
    with pymupdf.open(source.pdf, filetype="pdf") as document:
        kept = document.extract_image(document.get_page_images(0)[0][0])
    assert kept["ext"] == "jpeg"
    assert (
        Image.open(io.BytesIO(kept["image"])).tobytes() == Image.open(io.BytesIO(content)).tobytes()
    )


def test_a_picture_is_seen_through_by_its_mask_its_alpha_and_that_of_its_object(
    tmp_path: Path,
) -> None:
    clear = Image.new("RGBA", (20, 20), (255, 0, 0, 255))
    clear.paste((0, 0, 0, 0), (10, 0, 20, 20))
    stream = io.BytesIO()
    clear.save(stream, "PNG")
    mask = Image.new("L", (20, 20), 255)
    mask.paste(0, (0, 0, 10, 20))
    masking = io.BytesIO()
    mask.save(masking, "PNG")
    files = {
        "Doc_0/Res/a.png": stream.getvalue(), "Doc_0/Res/b.jpg": encoded("JPEG", "RGB"),
        "Doc_0/Res/m.png": masking.getvalue(),
    }  # fmt: skip
    ground = filled("M 0 0 L 100 0 L 100 80 L 0 80 C", "0 0 255")
    objects = (
        ground + picture(5, (0, 0, 20, 20)) + picture(6, (30, 0, 20, 20), ImageMask=7)
        + picture(6, (60, 0, 20, 20), Alpha=128)
    )  # fmt: skip
    resources = media(5, "a.png") + media(6, "b.jpg") + media(7, "m.png")
    shown = seen(tmp_path, Ofd([objects], resources, files))
    assert [shown.colour(x, 10) for x in (5, 15)] == [RED, BLUE]
    assert shown.colour(35, 10) == BLUE
    assert near(shown.colour(45, 10), WHITE)
    assert near(shown.colour(65, 10), (127, 0, 127))


def test_a_picture_has_its_border(tmp_path: Path) -> None:
    border = (
        "<Border LineWidth='2' HorizonalCornerRadius='8' VerticalCornerRadius='8'>"
        "<BorderColor Value='0 0 255'/></Border>"
    )
    files = {"Doc_0/Res/a.png": encoded("PNG")}
    shown = seen(tmp_path, Ofd([picture(5, (10, 10, 40, 40), border)], media(5, "a.png"), files))
    assert shown.colour(30, 10.4) == BLUE
    assert shown.colour(11, 11) == WHITE
    assert shown.colour(20, 30) == RED


def test_a_jbig2_is_shown_with_and_without_its_header(tmp_path: Path) -> None:
    files = {"Doc_0/Res/a.jb2": write_jbig2(), "Doc_0/Res/b.jb2": write_jbig2()[13:]}
    ofd = Ofd(
        [picture(5, (10, 10, 36, 36)) + picture(6, (50, 10, 36, 36))],
        media(5, "a.jb2") + media(6, "b.jb2"), files,
    )  # fmt: skip
    shown = seen(tmp_path, ofd)
    for left in (10, 50):
        assert [shown.colour(left + x, 12) for x in (9, 27)] == [BLACK, WHITE]


def test_another_picture_stands_for_one_that_is_missing(tmp_path: Path) -> None:
    files = {"Doc_0/Res/b.png": encoded("PNG")}
    objects = picture(5, (10, 10, 20, 20), Substitution=6)
    shown = Seen(made(tmp_path, Ofd([objects], media(5, "a.png") + media(6, "b.png"), files)))
    assert shown.colour(15, 20) == RED


def test_a_picture_that_is_missing_or_spoilt_is_named_with_page_and_object(tmp_path: Path) -> None:
    files = {"Doc_0/Res/b.png": b"\x89PNG\r\n\x1a\n" + bytes(40)}
    ofd = Ofd(
        ["", picture(5, (10, 10, 20, 20)) + picture(6, (40, 10, 20, 20)).replace("'4'", "'44'")],
        media(5, "a.png") + media(6, "b.png"), files,
    )  # fmt: skip
    found = "".join(said(made(tmp_path, ofd)))
    assert "第 2 页的图片（对象 4）" in found
    assert "第 2 页的图片（对象 44）" in found


def test_a_picture_is_cut_by_the_box_of_its_object(tmp_path: Path) -> None:
    files = {"Doc_0/Res/a.png": encoded("PNG")}
    objects = picture(5, (10, 10, 15, 20), CTM="40 0 0 40 0 0")
    shown = seen(tmp_path, Ofd([objects], media(5, "a.png"), files))
    assert [shown.colour(*place) for place in ((20, 20), (28, 20), (20, 32))] == [RED, WHITE, WHITE]
