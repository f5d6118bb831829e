"""What programs that write OFD do that no standard says: each is drawn as it was meant."""

import dataclasses
import io
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import uharfbuzz as hb
from PIL import Image

from docgen.ofd.ofd_drawing import draw_ofd
from docgen.ofd.text_proof import find_misplaced
from docgen.pdf.font_tables import join_tables, read_tables
from docgen.pdf.geometry import MM
from docgen.pdf.system_fonts import installed_faces
from tests.ofd_viewing import BLUE, GREEN, RED, SONG, WHITE, Seen, made, near, said, seen
from tests.ofd_writer import Ofd, filled, font, media, pack, path, picture, text, with_prefix
from tests.test_ofd_package import (
    der,
    pictured_seal,
    sealed_with,
    signatures,
    signed_with,
    square,
)
from tests.test_ofd_text import CHINESE, by_glyph, glyphs_of, latin, shown_in

# --- the package ----------------------------------------------------------------------------------


def write_directory_first(file: Path, parts: dict[str, bytes]) -> Path:
    """An archive whose list of members stands at the start, an end mark on both sides of all."""
    names = [name.encode() for name in parts]
    size = sum(46 + len(name) for name in names)
    mark = b"PK\5\6" + struct.pack("<4H2IH", 0, 0, len(names), len(names), size, 22, 0)
    directory, members, place = b"", b"", 22 + size
    for name, part in zip(names, parts.values(), strict=True):
        told = struct.pack(
            "<5H3I2H", 20, 0, 0, 0, 0, zipfile.crc32(part), len(part), len(part), len(name), 0
        )
        member = b"PK\3\4" + told + name + part
        directory += (
            b"PK\1\2"
            + struct.pack("<H", 20)
            + told
            + struct.pack("<3H2I", 0, 0, 0, 0, place)
            + name
        )
        place += len(member)
        members += member
    file.write_bytes(mark + directory + members + mark)
    return file


def test_an_archive_may_begin_with_its_directory(tmp_path: Path) -> None:
    parts = Ofd([square("255 0 0") + text("发票", 5, 50)], SONG).parts()
    file = write_directory_first(tmp_path / "a.ofd", parts)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(file)
    shown = seen(tmp_path, file)
    assert shown.colour(20, 20) == RED
    assert shown.words() == "发票"


def test_a_part_without_a_name_costs_nothing(tmp_path: Path) -> None:
    file = pack(tmp_path / "a.ofd", Ofd([square("255 0 0")]).parts())
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("x", b"")
        package.filelist[-1].filename = ""
    assert seen(tmp_path, file).colour(20, 20) == RED


def test_of_parts_of_one_name_the_likest_is_taken(tmp_path: Path) -> None:
    def flat(colour: str) -> bytes:
        stream = io.BytesIO()
        Image.new("RGB", (4, 4), colour).save(stream, "PNG")
        return stream.getvalue()

    objects = picture(5, (10, 10, 20, 20)) + picture(6, (50, 10, 20, 20))
    ofd = Ofd(
        [objects], media(5, "Bilder\\a.png") + media(6, "/elsewhere/stamps/A.PNG"),
        {"Other/Bilder/a.png": flat("red"), "Doc_0/Res/stamps/a.png": flat("blue")},
    )  # fmt: skip
    shown = seen(tmp_path, ofd)
    assert [shown.colour(x, 20) for x in (20, 60)] == [RED, BLUE]


def test_no_page_stands_for_another_that_is_missing(tmp_path: Path) -> None:
    parts = Ofd([square("255 0 0"), square("0 0 255")]).parts()
    del parts["Doc_0/Pages/Page_2/Content.xml"]
    source = made(tmp_path, pack(tmp_path / "a.ofd", parts))
    assert any("第 2 页" in one for one in said(source))
    assert Seen(source).colour(20, 20, 2) == WHITE


def test_a_page_whose_checksum_is_wrong_is_drawn_and_named(tmp_path: Path) -> None:
    parts = Ofd([square("255 0 0")]).parts()
    file = pack(tmp_path / "a.ofd", parts)
    with zipfile.ZipFile(file) as package:
        wrong = package.getinfo("Doc_0/Pages/Page_1/Content.xml").CRC
    file.write_bytes(file.read_bytes().replace(struct.pack("<I", wrong), b"\1\2\3\4"))
    source = made(tmp_path, file)
    assert Seen(source).colour(20, 20) == RED
    assert any("Page_1/Content.xml" in one for one in said(source))


def test_signs_that_xml_has_no_room_for_keep_their_places(tmp_path: Path) -> None:
    shown = seen(tmp_path, Ofd([text("甲&#x1;乙\x02丙&#31;丁", 5, 20, deltas="g 6 5")], SONG))
    found = [(c, round(x)) for c, x, _ in shown.places() if c.strip()]
    assert found == [("甲", 5), ("乙", 15), ("丙", 25), ("丁", 35)]


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.replace("𠮷", "&#xD842;&#xDFB7;").encode(),
        lambda part: part.replace("𠮷", "&#55362;&#57271;").encode(),
        lambda part: part.replace("𠮷", "\ud842\udfb7").encode("utf-8", "surrogatepass"),
        lambda part: part.replace("UTF-8", "GBK").encode(),
        lambda part: "\ufeff".encode() + part.replace("UTF-8", "gb2312").encode(),
        lambda part: part.encode().replace("备".encode(), b"\xe5\xa4"),
    ],
    ids=["halves", "decimal halves", "coded halves", "miscalled", "miscalled twice", "torn"],
)
def test_characters_are_read_however_they_are_coded(
    tmp_path: Path, change: Callable[[str], bytes]
) -> None:
    parts = Ofd([text("𠮷祥购买方名称", 5, 20) + text("备注", 5, 40)], SONG).parts()
    name = "Doc_0/Pages/Page_1/Content.xml"
    source = made(tmp_path, pack(tmp_path / "a.ofd", parts | {name: change(parts[name].decode())}))
    assert Seen(source).words().startswith("𠮷祥购买方名称")
    assert Seen(source).words().endswith("注")


def test_characters_that_are_never_seen_are_kept_and_not_told(tmp_path: Path) -> None:
    shown = seen(tmp_path, Ofd([text("甲\u200b乙\u2060\ufeff\xad丙", 5, 20)], SONG))
    assert [(c, round(x)) for c, x, _ in shown.places() if c in "甲乙丙"] == [
        ("甲", 5), ("乙", 10), ("丙", 15)
    ]  # fmt: skip


def test_annotations_of_a_page_may_lie_in_several_parts(tmp_path: Path) -> None:
    look = "<Appearance Boundary='{} 10 20 20'>{}</Appearance>"
    note = f"<PageAnnot><Annot ID='1'>{look}</Annot></PageAnnot>"
    places = "<FileLoc>a.xml</FileLoc><FileLoc>b.xml</FileLoc>"
    listed = f"<Annotations><Page PageID='1'>{places}</Page></Annotations>"
    files = {
        "Doc_0/Annots/Annotations.xml": with_prefix(listed),
        "Doc_0/Annots/a.xml": with_prefix(note.format(10, square("255 0 0", 0, 0))),
        "Doc_0/Annots/b.xml": with_prefix(note.format(50, square("0 0 255", 0, 0))),
    }
    shown = seen(
        tmp_path,
        Ofd([""], files=files, document="<Annotations>Annots/Annotations.xml</Annotations>"),
    )
    assert [shown.colour(x, 20) for x in (20, 60)] == [RED, BLUE]


# --- objects --------------------------------------------------------------------------------------


def clipped_to(data: str, flag: str = "") -> str:
    return (
        f"<Clips {flag}><Clip><Area><Path Boundary='0 0 100 80'><AbbreviatedData>{data}"
        "</AbbreviatedData></Path></Area></Clip></Clips>"
    )


def test_a_clip_that_says_nothing_of_it_is_moved_unless_it_misses(tmp_path: Path) -> None:
    """A picture's own space is a square of one; its clip is mostly in millimetres all the same."""
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(stream, "PNG")
    half = "M {0} 0 L {1} 0 L {1} {1} L {0} {1} C"
    pictures = [
        picture(5, (x, 10, 20, 20), clipped_to(half.format(*ends), flag), CTM="20 0 0 20 0 0")
        for x, ends, flag in (
            (0, (10, 20), ""), (25, (0.5, 1), ""), (50, (0.5, 1), "TransFlag='true'"),
            (75, (10, 20), "TransFlag='false'"),
        )
    ]  # fmt: skip
    ofd = Ofd(["".join(pictures)], media(5, "a.png"), {"Doc_0/Res/a.png": stream.getvalue()})
    shown = seen(tmp_path, ofd)
    for left in (0, 25, 50, 75):
        assert [shown.colour(left + x, 20) for x in (5, 15)] == [WHITE, RED], left


def test_paths_in_dots_of_the_page_stand_where_their_boundary_is(tmp_path: Path) -> None:
    """Old programs of Foxit count 300 dots to the inch from the page's corner."""
    line = path(
        "M 236 236 L 473 236", (19, 19, 22, 2), "<StrokeColor Value='255 0 0'/>", LineWidth=3,
        CTM="0.0109 0 0 0.0109 -6.7 -5.4",
    )  # fmt: skip
    plain = path(
        "M 0 10 L 200 10", (19, 40, 22, 2), "<StrokeColor Value='0 0 255'/>", LineWidth=9,
        CTM="0.1 0 0 0.1 0 0",
    )  # fmt: skip
    shown = seen(tmp_path, Ofd([line + plain]))
    assert [shown.colour(x, 20) for x in (21, 39, 45)] == [RED, RED, WHITE]
    assert [shown.colour(30, y) for y in (18.8, 21.4)] == [WHITE, WHITE]
    assert [shown.colour(x, 41) for x in (21, 38)] == [BLUE, BLUE]


def test_a_line_that_its_matrix_thickens_is_not_cut(tmp_path: Path) -> None:
    line = path("M 0 0 L 4 0", (20, 30, 40, 0.1), CTM="10 0 0 10 0 0", LineWidth=0.6)
    shown = seen(tmp_path, Ofd([line]))
    assert [shown.colour(40, y) for y in (27.6, 30, 32.4)] == [(0, 0, 0)] * 3


def test_tiles_are_not_laid_over_themselves(tmp_path: Path) -> None:
    cell = filled("M 0 0 L 2 0 L 2 4 L 0 4 C", "255 0 0", (0, 0, 2, 4))
    tile = (
        "<FillColor><Pattern Width='4' Height='4' XStep='-1' YStep='2'>"
        f"<CellContent>{cell}</CellContent></Pattern></FillColor>"
    )
    box = "M 0 0 L 16 0 L 16 16 L 0 16 C"
    shown = seen(tmp_path, Ofd([path(box, (10, 10, 16, 16), tile, Fill="true", Stroke="false")]))
    assert [shown.colour(x, 15) for x in (11, 13, 15, 17)] == [RED, WHITE, RED, WHITE]


def test_a_composite_may_leave_out_what_holds_its_objects(tmp_path: Path) -> None:
    unit = f"<CompositeGraphicUnits><CompositeGraphicUnit ID='7'>{square('255 0 0', 0, 0)}"
    unit += "</CompositeGraphicUnit></CompositeGraphicUnits>"
    objects = "<CompositeObject ID='8' ResourceID='7' Boundary='10 10 20 20'/>"
    assert seen(tmp_path, Ofd([objects], unit)).colour(20, 20) == RED


def test_colours_may_be_written_as_on_the_web(tmp_path: Path) -> None:
    objects = square("#FF0000") + square("#0 #80 #0", 40) + square("0,0,255", 70)
    shown = seen(tmp_path, Ofd([objects]))
    assert [shown.colour(x, 20) for x in (20, 50, 80)] == [RED, GREEN, BLUE]


def test_inks_are_in_hundredths_unless_they_are_more_or_bits_are_told(tmp_path: Path) -> None:
    spaces = (
        "<ColorSpaces><ColorSpace ID='5' Type='CMYK'/>"
        "<ColorSpace ID='6' Type='CMYK' BitsPerComponent='8'/></ColorSpaces>"
    )
    colours = ("0 0 0 100' ColorSpace='5", "0 0 0 255' ColorSpace='5", "0 0 0 100' ColorSpace='6")
    objects = "".join(square(one, 5 + 30 * n) for n, one in enumerate(colours))
    shown = seen(tmp_path, Ofd([objects], spaces))
    black, same, grey = (sum(shown.colour(x, 20)) / 3 for x in (15, 45, 75))
    assert black < 60 > same
    assert 120 < grey < 200


def test_a_picture_that_has_no_room_is_named(tmp_path: Path) -> None:
    ofd = Ofd([picture(5, (10, 10, 0, 20))], media(5, "a.svg"), {"Doc_0/Res/a.svg": SVG})
    told = said(made(tmp_path, ofd))
    assert any("第 1 页的图片（对象 4）" in one for one in told), told


def test_a_page_without_a_physical_box_has_another(tmp_path: Path) -> None:
    parts = Ofd([square("255 0 0")]).parts()
    parts = {n: part.replace(b"PhysicalBox", b"ApplicationBox") for n, part in parts.items()}
    source = made(tmp_path, pack(tmp_path / "a.ofd", parts))
    assert source.pages[0].box.width_pt == pytest.approx(100 * MM, abs=0.1)


def test_an_object_is_seen_within_the_glyphs_of_a_text(tmp_path: Path) -> None:
    clip = (
        "<Clips><Clip><Area><Text Boundary='5 0 30 30' Font='3' Size='20'>"
        "<TextCode X='0' Y='18'>■</TextCode></Text></Area></Clip></Clips>"
    )
    fill = "<FillColor Value='255 0 0'/>"
    box = "M 0 0 L 60 0 L 60 30 L 0 30 C"
    turned = path(box, (10, 10, 60, 30), clip + fill, Fill="true", Stroke="false")
    shown = seen(tmp_path, Ofd([turned + square("0 0 255", 60, 50)], SONG))
    assert [shown.colour(x, 22) for x in (12, 25, 50)] == [WHITE, RED, WHITE]
    assert shown.colour(70, 60) == BLUE


@pytest.mark.parametrize(
    "shading",
    [
        "<AxialShd StartPoint='0 0' EndPoint='40 0'><Segment Position='0'><Color Value='255 0 0'/>"
        "</Segment><Segment Position='1'><Color Value='255 0 0' Alpha='0'/></Segment></AxialShd>",
        "<LaGouraudShd VerticesPerRow='2'>"
        "<Point X='0' Y='0'><Color Value='255 0 0'/></Point>"
        "<Point X='40' Y='0'><Color Value='255 0 0' Alpha='0'/></Point>"
        "<Point X='0' Y='20'><Color Value='255 0 0'/></Point>"
        "<Point X='40' Y='20'><Color Value='255 0 0' Alpha='0'/></Point></LaGouraudShd>",
    ],
)
def test_a_shading_is_seen_through_where_its_colours_are(tmp_path: Path, shading: str) -> None:
    below = filled("M 0 0 L 60 0 L 60 40 L 0 40 C", "0 128 0", (5, 5, 60, 40))
    over = path(
        "M 0 0 L 40 0 L 40 20 L 0 20 C", (10, 10, 40, 20),
        f"<FillColor>{shading}</FillColor><StrokeColor Value='0 0 255'/>", Fill="true",
        LineWidth=2,
    )  # fmt: skip
    words = text(
        "■", 5, 18, size=20, inside=f"<FillColor>{shading}</FillColor>", box=(10, 45, 50, 30)
    )
    shown = seen(tmp_path, Ofd([below + over + words], SONG))
    assert near(shown.colour(30, 20), (127, 64, 0))
    assert shown.colour(12, 20)[0] > 230
    assert shown.colour(48, 20)[1] > 110
    assert [near(shown.colour(x, 20), BLUE) for x in (10, 50)] == [True, True]
    assert shown.colour(18, 56)[1] < shown.colour(30, 56)[1] < 250


def test_a_text_that_its_matrix_makes_nothing_of_costs_nothing(tmp_path: Path) -> None:
    flat = text(" ", 0, 3, CTM="0 0 0 0.3528 0 0") * 3
    shown = seen(tmp_path, Ofd([flat + text("合计", 5, 40)], SONG))
    assert shown.words() == "合计"
    nothing = text("金额", 0, 3, CTM="0 0 0 0 0 0")
    told = said(made(tmp_path, Ofd([nothing, text("合计", 5, 40)], SONG)))
    assert any("第 1 页的文字（对象 2）" in one for one in told), told


def test_lines_of_the_xml_are_no_characters(tmp_path: Path) -> None:
    laid = text("\n        合计\n      ", 5, 20, deltas="5") + text("\n   小写", 5, 40)
    shown = seen(tmp_path, Ofd([laid], SONG))
    found = [(c, round(x)) for c, x, _ in shown.places()]
    assert found[:2] == [("合", 5), ("计", 10)]
    assert found[2:] == [("小", 5), ("写", 10)]


def test_distances_that_are_said_to_go_on_without_end_end(tmp_path: Path) -> None:
    endless = "g 1000000 5 " * 20_000
    shown = seen(tmp_path, Ofd([text("甲乙", 5, 20, deltas=endless) * 20], SONG))
    assert [round(x) for _, x, _ in shown.places()][:2] == [5, 10]


def test_blanks_may_be_written_by_their_number(tmp_path: Path) -> None:
    shown = seen(tmp_path, Ofd([text(r"名\0x0020\0x0020称", 5, 20, deltas="g 3 5")], SONG))
    found = [(c, round(x)) for c, x, _ in shown.places() if c.strip()]
    assert found == [("名", 5), ("称", 20)]


# --- seals ----------------------------------------------------------------------------------------


def kept_otherwise(how: str) -> tuple[dict[str, bytes], Callable[[bytes], bytes]]:
    """The parts of a signature with a seal in it, and what is altered of how that is told."""
    image = pictured_seal("PNG")
    same: Callable[[bytes], bytes] = bytes
    match how:
        case "as it is":
            return {"Seal.esl": image}, same
        case "of a kind nobody knows":
            return {"Seal.esl": sealed_with("image/x-png", image)}, same
        case "as bits":
            return {"Seal.esl": der(0x30, der(0x16, b"png"), der(3, b"\0", image))}, same
        case "in pieces":
            pieces = der(4, image[:100]) + der(4, image[100:]) + bytes(2)
            whole = der(0x16, b"png") + b"\x24\x80" + pieces + der(2, b"\x28") + bytes(2)
            return {"Seal.esl": b"\x30\x80" + whole}, same
        case "amid something else":
            return {"Seal.esl": b"\x30\x82\xff\xff maker" + image + b"1234"}, same
        case "where nothing says":
            named = b"<ofd:SignedValue>SignedValue.dat</ofd:SignedValue>"
            parts = {"SignedValue.dat": signed_with("png", image)}
            return parts, lambda told: told.replace(named, b"")
    raise AssertionError(how)


@pytest.mark.parametrize(
    "how",
    [
        "as it is", "of a kind nobody knows", "as bits", "in pieces", "amid something else",
        "where nothing says",
    ],
)  # fmt: skip
def test_a_seal_is_found_however_it_is_kept(tmp_path: Path, how: str) -> None:
    kept, change = kept_otherwise(how)
    body, files = signatures(kept)
    files = {name: change(part) if name.endswith("xml") else part for name, part in files.items()}
    source = made(tmp_path, Ofd([""], files=files, body=body))
    assert not source.losses, said(source)
    assert near(Seen(source).colour(11.6, 30), (254, 0, 0))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Boundary='10 10 40 40'", "", "第 1 页的印章（5）"),
        ("Boundary='10 10 40 40'", "Boundary='10 10 0 40'", "第 1 页的印章（5）"),
        ("PageRef='1'", "PageRef='77'", "Page ID=77"),
    ],
)
def test_a_seal_that_has_no_place_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    body, files = signatures({"Seal.esl": sealed_with("png", pictured_seal("PNG"))})
    moved = {name: part.replace(old.encode(), new.encode()) for name, part in files.items()}
    assert moved != files
    source = made(tmp_path, Ofd([square("255 0 0")], files=moved, body=body))
    assert any(told in one for one in said(source)), said(source)


SVG = (
    b"<?xml version='1.0'?><!DOCTYPE svg><svg xmlns='http://www.w3.org/2000/svg' width='40mm' "
    b"height='40mm' viewBox='0 0 40 40'><path d='M0 0H40V40H0Z M4 4V36H36V4Z' fill='red'/></svg>"
)


@pytest.mark.parametrize("is_seal", [False, True])
def test_a_drawing_in_svg_is_shown_and_seen_through(tmp_path: Path, is_seal: bool) -> None:
    below = filled("M 0 0 L 40 0 L 40 40 L 0 40 C", "0 128 0", (10, 10, 40, 40))
    body, files = signatures({"Seal.esl": sealed_with("svg", SVG)}) if is_seal else ("", {})
    shown = seen(
        tmp_path,
        Ofd(
            [below if is_seal else below + picture(5, (10, 10, 40, 40))], media(5, "a.svg"),
            files | {"Doc_0/Res/a.svg": SVG}, body=body,
        ),
    )  # fmt: skip
    assert shown.colour(30, 30) == GREEN
    assert near(shown.colour(12, 30), (0, 0, 0) if is_seal else RED)


def test_the_words_of_a_seal_are_looked_for_on_each_page_that_shows_them(tmp_path: Path) -> None:
    words = text("甲", 5, 25, size=10, box=(0, 0, 40, 40)) + text("乙", 25, 25, size=10)
    seal = Ofd([words], SONG, box=(0, 0, 40, 40)).write(tmp_path / "s.ofd").read_bytes()
    body, files = signatures({"Seal.esl": sealed_with("ofd", seal)}, more="Clip='20 0 20 40'")
    file = Ofd([""], files=files, body=body).write(tmp_path / "a.ofd")
    facts = draw_ofd(file, tmp_path / "a.pdf")
    ((page, (only,)),) = facts.remarks.drawn.items()
    assert (page, only.text, only.object) == (1, "乙", "5")
    assert (only.x, only.y) == pytest.approx((35 * MM, (80 - 35) * MM), abs=0.01)
    assert find_misplaced(tmp_path / "a.pdf", facts.remarks.drawn) == {}
    moved = {1: [dataclasses.replace(only, x=only.x + 9)]}
    assert find_misplaced(tmp_path / "a.pdf", moved) == {(1, "5"): "乙"}


def test_what_a_seal_lacks_is_named(tmp_path: Path) -> None:
    parts = Ofd([square("255 0 0", 0, 0)], box=(0, 0, 20, 20)).parts()
    del parts["Doc_0/DocumentRes.xml"]
    page = "Doc_0/Pages/Page_1/Content.xml"
    parts[page] = parts[page][:-10]
    seal = pack(tmp_path / "s.ofd", parts).read_bytes()
    body, files = signatures({"Seal.esl": sealed_with("ofd", seal)})
    told = "".join(said(made(tmp_path, Ofd([""], files=files, body=body))))
    assert "DocumentRes.xml" in told
    assert page in told


# --- faces that are brought along -----------------------------------------------------------------

WORD = "Hamburg"


@cache
def part_of_a_face() -> bytes:
    """The glyphs of a word alone."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).set(set(map(ord, WORD)))
    part = hb.SubsetPlan(hb.Face(hb.Blob(latin())), wanted).execute()
    return bytes(part.blob.data)


def spoilt_face(how: str) -> bytes:
    """The face as some programs leave it behind."""
    tables = read_tables(part_of_a_face())
    head, hhea = tables[b"head"], tables[b"hhea"]
    match how:
        case "without widths":
            del tables[b"hhea"], tables[b"hmtx"]
        case "with few widths":
            tables[b"hmtx"] = tables[b"hmtx"][:6]
        case "with no width counted":
            tables[b"hhea"] = hhea[:34] + bytes(2)
        case "without a count":
            del tables[b"maxp"]
        case "with a count too small":
            tables[b"maxp"] = tables[b"maxp"][:4] + b"\0\2" + tables[b"maxp"][6:]
        case "with its places miscalled":
            tables[b"head"] = head[:50] + bytes([0, not head[51]]) + head[52:]
        case "without a size of its em":
            tables[b"head"] = head[:18] + bytes(2) + head[20:]
        case "with small letters":
            tables[b"os/2"] = tables.pop(b"OS/2")
        case "without names":
            tables = {tag: tables[tag] for tag in tables if tag not in {b"name", b"post", b"OS/2"}}
        case "of no version":
            return join_tables(tables, bytes(4))
        case "with a map of signs":
            tables[b"cmap"] = map_of_signs()
        case _:
            raise AssertionError(how)
    return join_tables(tables)


def map_of_signs() -> bytes:
    """A character map that has each letter among the signs of a face's own, as Wingdings has."""
    letters = sorted(zip(WORD, glyphs_of(part_of_a_face(), WORD), strict=True))
    pairs = [(0xF000 + ord(letter), glyph) for letter, glyph in letters] + [(0xFFFF, 0)]
    count = len(pairs)
    codes = struct.pack(f">{count}H", *(code for code, _ in pairs))
    deltas = struct.pack(f">{count}H", *((glyph - code) % 65536 for code, glyph in pairs))
    body = struct.pack(">7H", 4, 16 + 8 * count, 0, 2 * count, 0, 0, 0) + codes + bytes(2)
    return struct.pack(">4HI", 0, 1, 3, 0, 12) + body + codes + deltas + bytes(2 * count)


@pytest.mark.parametrize(
    "how",
    [
        "without widths", "with few widths", "with no width counted", "without a count",
        "with a count too small", "with its places miscalled", "without a size of its em",
        "with small letters", "without names", "of no version", "with a map of signs",
    ],
)  # fmt: skip
def test_a_face_that_lacks_something_is_drawn_with_all_the_same(tmp_path: Path, how: str) -> None:
    shown = [
        shown_in(tmp_path / name, face, text(WORD, 5, 20, size=10, deltas="9 8 10 7 8 6"))
        for name, face in (("whole", part_of_a_face()), ("spoilt", spoilt_face(how)))
    ]
    assert shown[1].words() == WORD
    assert shown[0].samples() == shown[1].samples()


@cache
def part_of_a_chinese_face() -> bytes:
    """Two glyphs of a face with outlines of PostScript, keyed by CIDs."""
    face = installed_faces()[CHINESE]
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).set(set(map(ord, "合计")))
    whole = hb.Face(hb.Blob(Path(face.path).read_bytes()), face.index)
    return bytes(hb.SubsetPlan(whole, wanted).execute().blob.data)


@pytest.mark.parametrize(
    "lacks", [{b"hhea", b"hmtx"}, {b"head"}, {b"maxp"}, {b"OS/2", b"name", b"post"}]
)
@pytest.mark.parametrize("is_named", [False, True])
def test_outlines_of_postscript_are_drawn_whatever_else_is_missing(
    tmp_path: Path, lacks: set[bytes], is_named: bool
) -> None:
    tables = read_tables(part_of_a_chinese_face())
    spoilt = join_tables({t: tables[t] for t in tables if t not in lacks}, b"OTTO")
    named = by_glyph(glyphs_of(part_of_a_chinese_face(), "合计")) if is_named else ""
    shown = [
        shown_in(tmp_path / name, face, text("合计", 5, 20, size=10, deltas="9", inside=named))
        for name, face in (("whole", part_of_a_chinese_face()), ("spoilt", spoilt))
    ]
    assert shown[1].words() == "合计"
    assert shown[0].samples() == shown[1].samples()


def test_glyphs_may_be_named_behind_what_they_draw(tmp_path: Path) -> None:
    """In a face without a map of characters, which nothing else can show."""
    tables = read_tables(part_of_a_face())
    face = join_tables({tag: tables[tag] for tag in tables if tag != b"cmap"})
    groups = by_glyph(glyphs_of(part_of_a_face(), WORD))
    before, behind = (
        text(WORD, 5, 20, size=10, deltas="9 8 10 7 8 6", inside=groups),
        text(WORD, 5, 20, size=10, deltas="9 8 10 7 8 6").replace(
            "</TextObject>", groups + "</TextObject>"
        ),
    )
    shown = [shown_in(tmp_path / str(n), face, one) for n, one in enumerate((before, behind))]
    assert shown[0].samples() == shown[1].samples()


def test_of_a_face_that_is_cut_short_the_rest_is_drawn_and_what_is_blank_is_named(
    tmp_path: Path,
) -> None:
    tables = read_tables(part_of_a_face())
    last = max(tables, key=lambda tag: part_of_a_face().find(tables[tag]))
    assert last == b"glyf"
    numbers = glyphs_of(part_of_a_face(), WORD)
    objects = text(WORD, 5, 20, size=10, inside=by_glyph(numbers))
    face = font(3, "带来的", "a.ttf")
    source = made(tmp_path, Ofd([objects], face, {"Doc_0/Res/a.ttf": part_of_a_face()[:-40]}))
    assert Seen(source).words() == WORD
    told = said(source)
    assert any("是空白（对象 2）" in one for one in told), told
    assert not any("打不开" in one for one in told)


def test_kinds_of_resources_may_each_be_counted_from_one(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(stream, "PNG")
    params = "<DrawParams><DrawParam ID='3' LineWidth='3'/></DrawParams>"
    unit = "<CompositeGraphicUnits><CompositeGraphicUnit ID='3'><Content>"
    unit += square("0 0 255", 0, 0) + "</Content></CompositeGraphicUnit></CompositeGraphicUnits>"
    objects = (
        picture(3, (10, 10, 20, 20)) + text("合计", 5, 60)
        + path("M 0 5 L 20 5", (70, 10, 20, 10), DrawParam="3")
        + "<CompositeObject ID='8' ResourceID='3' Boundary='40 10 20 20'/>"
    )  # fmt: skip
    ofd = Ofd(
        [objects], SONG + media(3, "a.png") + params + unit, {"Doc_0/Res/a.png": stream.getvalue()}
    )
    shown = seen(tmp_path, ofd)
    assert [shown.colour(x, 20) for x in (20, 50)] == [RED, BLUE]
    assert shown.words() == "合计"
    assert [shown.colour(80, y) for y in (16, 18)] == [(0, 0, 0), WHITE]


def test_a_document_that_is_missing_is_named_beside_those_that_are_there(tmp_path: Path) -> None:
    parts = Ofd([square("255 0 0")]).parts()
    more = b"<ofd:DocBody><ofd:DocRoot>Doc_7/Nowhere.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    parts["OFD.xml"] = parts["OFD.xml"].replace(b"</ofd:OFD>", more)
    source = made(tmp_path, pack(tmp_path / "a.ofd", parts))
    assert Seen(source).colour(20, 20) == RED
    assert any("Doc_7/Nowhere.xml" in one for one in said(source))
