"""Text of an OFD: in its place, in its face, and found again in the PDF."""

import itertools
import struct
from functools import cache
from pathlib import Path

import pytest
import uharfbuzz as hb

from docgen.issues.issue import render
from docgen.ofd.drawn_file import PlacedCharacter
from docgen.ofd.text_proof import find_misplaced
from docgen.pdf.font_tables import join_tables, read_tables
from docgen.pdf.system_fonts import installed_faces
from docgen.pdf.typeface import LoadedFace
from tests.ofd_viewing import RED, SONG, Seen, made, near, said, seen
from tests.ofd_writer import Ofd, font, text

LATIN = "Liberation Serif", "Regular"
CHINESE = "Noto Serif CJK SC", "Regular"
TYPE_1 = Path("/usr/share/fonts/type1/urw-base35/NimbusRoman-Regular.t1")
WITHOUT_MAP = (b"glyf", b"loca", b"head", b"hhea", b"hmtx", b"maxp")


@cache
def latin() -> bytes:
    return Path(installed_faces()[LATIN].path).read_bytes()


def glyphs_of(content: bytes, letters: str) -> list[int]:
    own = hb.Font(hb.Face(hb.Blob(content)))
    return [own.get_nominal_glyph(ord(letter)) for letter in letters]


def by_glyph(numbers: list[int], codes: int = 0) -> str:
    """Says which glyphs draw the first characters of a text."""
    written = " ".join(map(str, numbers))
    return (
        f"<CGTransform CodePosition='0' CodeCount='{codes or len(numbers)}' "
        f"GlyphCount='{len(numbers)}'><Glyphs>{written}</Glyphs></CGTransform>"
    )


def shown_in(folder: Path, file: bytes, objects: str, name: str = "带来的") -> Seen:
    """Objects in a face (3) that the file brings along."""
    folder.mkdir(exist_ok=True)
    ofd = Ofd([objects], font(3, name, "face.bin"), {"Doc_0/Res/face.bin": file})
    return seen(folder, ofd)


def widths(shown: Seen) -> list[float]:
    """How far each character is from the one before, in millimetres."""
    places = [x for _, x, _ in shown.places()]
    return [round(b - a, 2) for a, b in itertools.pairwise(places)]


# --- places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deltas", "expected"),
    [
        ("g 2 8 12", [8, 8, 12]),
        ("7", [7, 7, 7]),
        ("6 7 8 9 10", [6, 7, 8]),
        ("G 3 5", [5, 5, 5]),
        ("6,7,8", [6, 7, 8]),
        ("", [5, 5, 5]),
    ],
)
def test_characters_stand_where_their_deltas_put_them(
    tmp_path: Path, deltas: str, expected: list[float]
) -> None:
    shown = seen(tmp_path, Ofd([text("金额合计", 5, 20, deltas=deltas)], SONG))
    assert shown.words() == "金额合计"
    assert widths(shown) == expected
    assert {round(y, 2) for *_, y in shown.places()} == {20}


def test_a_line_may_go_down_or_back(tmp_path: Path) -> None:
    down = text("上中下", 20, 10, code="DeltaY='g 2 8'")
    back = text("倒着写", 60, 10, deltas="-6 -6")
    shown = seen(tmp_path, Ofd([down + back], SONG))
    assert [(c, round(x), round(y)) for c, x, y in shown.places()] == [
        *(("上", 20, 10), ("中", 20, 18), ("下", 20, 26)),
        *(("倒", 60, 10), ("着", 54, 10), ("写", 48, 10)),
    ]


def test_characters_below_each_other_keep_their_width(tmp_path: Path) -> None:
    shown = seen(tmp_path, Ofd([text("■■", 20, 20, size=10, code="DeltaY='6'")], SONG))
    assert shown.is_inked((28, 13, 29, 14))


def test_codes_go_on_from_each_other(tmp_path: Path) -> None:
    two = text("甲", 10, 10).replace(
        "</TextObject>",
        "<TextCode X='30' Y='10'>乙</TextCode><TextCode Y='20'>丙</TextCode></TextObject>",
    )
    shown = seen(tmp_path, Ofd([two], SONG))
    assert [(c, round(x), round(y)) for c, x, y in shown.places()] == [
        ("甲", 10, 10), ("乙", 30, 10), ("丙", 30, 20)
    ]  # fmt: skip


def test_text_is_moved_stretched_and_turned(tmp_path: Path) -> None:
    turned = text("转向", 5, 5, deltas="6", box=(20, 10, 40, 40), CTM="0 1 -1 0 0 0")
    stretched = text("■", 10, 40, size=8, HScale=0.5) + text("■", 30, 40, size=8)
    single = text("▌", 60, 40, size=10, CharDirection=90)
    shown = seen(tmp_path, Ofd([turned + stretched + single], SONG))
    assert [(c, round(x), round(y)) for c, x, y in shown.places()[:2]] == [
        ("转", 15, 15), ("向", 15, 21)
    ]  # fmt: skip
    assert not shown.is_inked((14.2, 33, 18, 41))
    assert shown.is_inked((33, 35, 35, 39))
    # Its left half, turned clockwise about its origin, is the upper one.
    assert shown.is_inked((60, 41, 64, 43))
    assert not shown.is_inked((60, 46.5, 64, 49))


def test_text_is_not_cut_by_a_box_that_is_too_small(tmp_path: Path) -> None:
    shown = seen(tmp_path, Ofd([text("■", 2, 8, size=8, box=(10, 10, 1, 0))], SONG))
    assert shown.is_inked((15, 12, 18, 17))
    turned_out = seen(tmp_path, Ofd([text("■", 2, 8, size=8, box=(10, 10, -1, -9))], SONG))
    assert turned_out.is_inked((15, 12, 18, 17))


def test_blanks_of_the_layout_are_no_characters(tmp_path: Path) -> None:
    shown = seen(tmp_path, Ofd([text("\n 甲 乙\t\n", 5, 20, deltas="5 5 5")], SONG))
    assert [(c, round(x)) for c, x, _ in shown.places() if c.strip()] == [("甲", 10), ("乙", 20)]


def test_a_rare_character_takes_one_place_or_two(tmp_path: Path) -> None:
    """A program whose strings are UTF-16 gives two distances for it."""
    one = text("𠮷乙", 5, 20, deltas="7")
    two = text("𠮷乙", 5, 40, deltas="7 0 7")
    shown = seen(tmp_path, Ofd([one + two.replace("7 0 7", "7 0")], SONG))
    assert [(c, round(x)) for c, x, _ in shown.places()] == [("𠮷", 5), ("乙", 12)] * 2


# --- looks ----------------------------------------------------------------------------------------


def test_text_is_coloured_stroked_and_seen_through(tmp_path: Path) -> None:
    red = text("■", 10, 20, size=10, inside="<FillColor Value='255 0 0'/>")
    pale = text("■", 30, 20, size=10, inside="<FillColor Value='255 0 0'/>", Alpha=128)
    hollow = text(
        "■", 50, 20, size=10, Stroke="true", Fill="false", LineWidth=1,
        inside="<StrokeColor Value='255 0 0'/>",
    )  # fmt: skip
    hidden = text("看不见", 10, 50, Visible="false")
    shown = seen(tmp_path, Ofd([red + pale + hollow + hidden], SONG))
    assert near(shown.colour(15, 16), RED)
    assert near(shown.colour(35, 16), (255, 127, 127))
    assert shown.colour(55, 16) == (255, 255, 255)
    assert shown.words() == "■■■"


def test_bold_and_slanted_text_looks_so(tmp_path: Path) -> None:
    plain, bold, slanted = (
        text("一", 10, y, size=20, font=3, **more)
        for y, more in ((25, {}), (50, {"Weight": 700}), (75, {"Italic": "true"}))
    )
    shown = seen(tmp_path, Ofd([plain + bold], SONG))
    dark = [
        sum(shown.is_inked((20, y + n / 5, 20.4, y + n / 5 + 0.2)) for n in range(100))
        for y in (8, 33)
    ]
    assert dark[1] > dark[0] > 0
    upright, leaning = (
        seen(tmp_path, Ofd([one], SONG)) for one in (text("丨", 30, 50, size=30), slanted)
    )
    assert upright.words() == "丨"
    assert leaning.words() == "一"


# --- faces that are brought along -----------------------------------------------------------------


def test_a_face_is_shown_by_its_own_map(tmp_path: Path) -> None:
    shown = shown_in(tmp_path, latin(), text("iWi", 5, 20, size=10))
    assert shown.words() == "iWi"
    # Without distances the face's own widths are what is left.
    assert widths(shown) == [pytest.approx(2.78, abs=0.02), pytest.approx(9.44, abs=0.02)]


@pytest.mark.parametrize("tables", [WITHOUT_MAP, None])
def test_glyphs_that_the_file_names_are_drawn_and_copied_as_its_text(
    tmp_path: Path, tables: tuple[bytes, ...] | None
) -> None:
    """Subsets without a map of characters are what most programs make."""
    own = read_tables(latin())
    file = join_tables({t: own[t] for t in tables}) if tables else latin()
    numbers = glyphs_of(latin(), "IW")
    shown = shown_in(
        tmp_path, file, text("电子", 5, 30, size=20, deltas="30", inside=by_glyph(numbers))
    )
    assert shown.words() == "电子"
    # A narrow glyph, and one that is nearly as wide as high.
    assert not shown.is_inked((13, 15, 30, 31))
    assert shown.is_inked((50, 16, 54, 30))


def test_groups_of_glyphs_are_counted_from_their_code_or_their_object(tmp_path: Path) -> None:
    first, second = (by_glyph(glyphs_of(latin(), letter)) for letter in "AB")
    each = text("甲", 5, 20, inside=first).replace(
        "</TextObject>", f"{second}<TextCode X='30' Y='20'>乙</TextCode></TextObject>"
    )
    both = text("甲", 5, 50, inside=first + second.replace("'0'", "'1'", 1)).replace(
        "</TextObject>", "<TextCode X='30' Y='50'>乙</TextCode></TextObject>"
    )
    shown = shown_in(tmp_path, latin(), each + both)
    assert [(c, round(x), round(y)) for c, x, y in shown.places()] == [
        ("甲", 5, 20), ("乙", 30, 20), ("甲", 5, 50), ("乙", 30, 50)
    ]  # fmt: skip


def test_one_glyph_stands_for_two_characters_and_for_different_ones(tmp_path: Path) -> None:
    (one,) = glyphs_of(latin(), "W")
    joined = text("fi", 5, 20, inside=by_glyph([one], codes=2))
    again = text("W", 5, 40, inside=by_glyph([one]))
    shown = shown_in(tmp_path, latin(), joined + again)
    assert shown.words() == "fiW"


def cid_keyed() -> bytes:
    """A bare CFF table of four glyphs whose numbers are not their CIDs."""
    face = LoadedFace(installed_faces()[CHINESE])
    return face.subset([face.glyph(c) for c in "一口"]).program


def of_type_1() -> bytes:
    return TYPE_1.read_bytes()


def test_a_bare_cff_is_shown_by_glyph_number(tmp_path: Path) -> None:
    shown = shown_in(
        tmp_path, cid_keyed(), text("甲乙", 5, 30, size=20, deltas="30", inside=by_glyph([1, 2]))
    )
    assert shown.words() == "甲乙"
    # 一 is a stroke in the middle, 口 a frame.
    assert not shown.is_inked((5, 27, 25, 31))
    assert shown.is_inked((35, 24, 55, 32))


@pytest.mark.skipif(not TYPE_1.exists(), reason="no face of Type 1 is installed")
def test_a_face_of_type_1_is_drawn_as_outlines(tmp_path: Path) -> None:
    shown = shown_in(tmp_path, of_type_1(), text("IW", 5, 30, size=20, deltas="30"))
    assert shown.words() == "IW"
    assert not shown.is_inked((13, 15, 30, 31))
    assert shown.is_inked((50, 16, 54, 30))


def collected(*files: bytes) -> bytes:
    """A collection of font files: their lists of tables say places in the whole."""
    place = start = 12 + 4 * len(files)
    offsets, bodies = [], []
    for file in files:
        moved = bytearray(file)
        for record in range(12, 12 + 16 * int.from_bytes(file[4:6]), 16):
            at = int.from_bytes(file[record + 8 : record + 12]) + place
            moved[record + 8 : record + 12] = at.to_bytes(4)
        offsets.append(place)
        bodies.append(bytes(moved))
        place += len(file)
    head = struct.pack(f">4sII{len(files)}I", b"ttcf", 0x10000, len(files), *offsets)
    assert len(head) == start
    return head + b"".join(bodies)


def test_a_collection_gives_the_face_of_the_name(tmp_path: Path) -> None:
    mono = Path(installed_faces()["Liberation Mono", "Regular"].path).read_bytes()
    whole = collected(mono, latin())
    wide = shown_in(tmp_path / "a", whole, text("iW", 5, 20, size=10), "Liberation Mono")
    narrow = shown_in(tmp_path / "b", whole, text("iW", 5, 20, size=10), LATIN[0])
    first = shown_in(tmp_path / "c", whole, text("iW", 5, 20, size=10), "别的名字")
    assert widths(wide) == widths(first) == [pytest.approx(6, abs=0.02)]
    assert widths(narrow) == [pytest.approx(2.78, abs=0.02)]


def test_a_large_face_keeps_the_glyphs_that_are_named(tmp_path: Path) -> None:
    numbers = glyphs_of(latin(), "IW")
    file = latin() + bytes(300_000)
    source = made(
        tmp_path,
        Ofd([text("电子", 5, 30, size=20, deltas="30", inside=by_glyph(numbers))],
            font(3, "带来的", "a.ttf"), {"Doc_0/Res/a.ttf": file}),
    )  # fmt: skip
    shown = Seen(source)
    assert shown.words() == "电子"
    assert not shown.is_inked((13, 15, 30, 31))
    assert shown.is_inked((50, 16, 54, 30))
    assert Path(source.pdf).stat().st_size < 60_000


# --- faces that are not there ---------------------------------------------------------------------


def test_a_face_that_is_missing_is_told_and_its_places_are_kept(tmp_path: Path) -> None:
    ofd = Ofd([text("WWWW", 5, 20, size=5, deltas="3 3 3 3")], font(3, "没有的黑体"))
    source = made(tmp_path, ofd)
    assert widths(Seen(source)) == [3, 3, 3]
    (told,) = [one for one in said(source) if "没有带的字体" in one]
    assert "没有的黑体" in told
    assert "Sans" in told
    # A letter of another face is pressed into the room it has.
    assert Seen(source).is_inked((14.2, 16, 17, 20))
    assert not Seen(source).is_inked((17.2, 16, 19, 20))


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("宋体", "Noto Serif CJK SC"), ("SimHei", "Noto Sans CJK SC"),
        ("楷体_GB2312", "LXGW WenKai"), ("KaiTi", "LXGW WenKai"), ("ABCDEF+SimSun", CHINESE[0]),
        ("方正小标宋", CHINESE[0]), ("某某体", CHINESE[0]),
    ],
)  # fmt: skip
def test_the_likest_face_stands_for_one_that_is_missing(
    tmp_path: Path, name: str, family: str
) -> None:
    told = said(made(tmp_path, Ofd([text("合计", 5, 20)], font(3, name))))
    assert any(family in one for one in told), told


def test_a_face_that_is_installed_is_no_substitute(tmp_path: Path) -> None:
    source = made(tmp_path, Ofd([text("合计", 5, 20)], font(3, "Noto Serif CJK SC")))
    assert said(source) == []


def test_what_a_face_lacks_is_shown_in_another(tmp_path: Path) -> None:
    ofd = Ofd([text("No. 发票", 5, 20)], font(3, "带来的", "a.ttf"), {"Doc_0/Res/a.ttf": latin()})
    source = made(tmp_path, ofd)
    assert Seen(source).words() == "No.发票"
    assert said(source) == [
        "OFD 带的字体里没有的字，用这台电脑上的字体代替显示：带来的（Noto Serif CJK SC）"
    ]


@pytest.mark.parametrize("content", [b"", b"\0\1\0\0" + bytes(60), b"OTTO\0\1", b"ttcf" + bytes(9)])
def test_a_face_that_is_broken_is_named_and_replaced(tmp_path: Path, content: bytes) -> None:
    ofd = Ofd([text("合计", 5, 20)], font(3, "坏字体", "a.ttf"), {"Doc_0/Res/a.ttf": content})
    source = made(tmp_path, ofd)
    assert Seen(source).words() == "合计"
    assert any("坏字体" in render(one).what for one in source.losses)


def test_characters_that_no_face_has_are_named(tmp_path: Path) -> None:
    source = made(tmp_path, Ofd([text("甲\ue123乙", 5, 20)], SONG))
    told = "".join(said(source))
    assert "U+E123" in told
    assert "第 1 页的文字（对象 2）" in told


# --- proof ----------------------------------------------------------------------------------------


def test_characters_that_are_not_in_their_places_are_found_out(tmp_path: Path) -> None:
    source = made(tmp_path, Ofd([text("甲乙", 5, 20, deltas="10")], SONG))
    mm = 72 / 25.4
    foot = 80 * mm
    there = [PlacedCharacter(c, x * mm, foot - 20 * mm, "2") for c, x in (("甲", 5), ("乙", 15))]
    elsewhere = PlacedCharacter("甲", 30 * mm, foot - 20 * mm, "7")
    other = PlacedCharacter("丙", 5 * mm, foot - 20 * mm, "8")
    assert find_misplaced(Path(source.pdf), {1: there}) == {}
    assert find_misplaced(Path(source.pdf), {1: [*there, elsewhere, other]}) == {
        (1, "7"): "甲",
        (1, "8"): "丙",
    }


def test_a_font_file_is_joined_as_it_was_taken_apart() -> None:
    joined = join_tables(read_tables(latin()))
    assert read_tables(joined).keys() == read_tables(latin()).keys()
    whole = joined + bytes(-len(joined) % 4)
    assert sum(struct.unpack(f">{len(whole) // 4}I", whole)) & 0xFFFFFFFF == 0xB1B0AFBA
