"""OFD (GB/T 33190): told apart from other archives, and drawn as it says."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from docgen.system.file_types import Kind, recognise
from tests.ofd_viewing import BLUE, GREEN, RED, SONG, WHITE, made, near, seen
from tests.ofd_writer import Ofd, filled, pack, path, text

# --- what it is -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["发票.ofd", "发票.zip", "发票.pdf", "发票"])
@pytest.mark.parametrize("attached", [0, 200_000])
def test_an_ofd_is_known_by_its_content(tmp_path: Path, name: str, attached: int) -> None:
    """`attached` bytes of seal stand before its root, as some writers do."""
    parts = Ofd([path("M 0 0 L 50 50")]).parts()
    with zipfile.ZipFile(tmp_path / name, "w") as package:
        package.writestr("Doc_0/Signs/Sign_0/SignedValue.dat", b"PK" * attached)
        for part, content in parts.items():
            package.writestr(part, content)
    assert recognise(tmp_path / name) is Kind.OFD
    assert len(made(tmp_path, tmp_path / name).pages) == 1


def test_an_archive_that_holds_an_ofd_is_an_archive(tmp_path: Path) -> None:
    inner = Ofd([""]).write(tmp_path / "发票.ofd")
    pack(tmp_path / "a.zip", {"发票.ofd": inner.read_bytes()})
    assert recognise(tmp_path / "a.zip") is Kind.ZIP


# --- what it shows --------------------------------------------------------------------------------


def test_pages_have_their_size_and_order(tmp_path: Path) -> None:
    found = made(
        tmp_path, Ofd([filled("M 0 0 L 9 0 L 9 9 C", "0 0 255"), ""], box=(10, 20, 90, 60))
    )
    sizes = [(round(p.box.width_pt), round(p.box.height_pt)) for p in found.pages]
    assert sizes == [(255, 170), (255, 170)]


def test_paths_are_filled_and_stroked_where_they_lie(tmp_path: Path) -> None:
    shown = seen(
        tmp_path,
        Ofd([
            filled("M 0 0 L 20 0 L 20 20 L 0 20 C", "255 0 0", (5, 5, 20, 20))
            + path("M 0 0 L 30 0", (40, 10, 30, 1), "<StrokeColor Value='0 0 255'/>", LineWidth=2)
        ]),
    )  # fmt: skip
    assert shown.colour(15, 15) == RED
    assert shown.colour(26, 15) == WHITE
    assert shown.colour(55, 10) == BLUE
    assert shown.colour(55, 12) == WHITE


def test_text_stands_where_its_deltas_put_it(tmp_path: Path) -> None:
    shown = seen(tmp_path, Ofd([text("金额合计", 5, 20, deltas="g 2 8 12")], SONG))
    assert [c for c, *_ in shown.places()] == list("金额合计")
    assert [round(x) for _, x, _ in shown.places()] == [5, 13, 21, 33]
    assert {round(y) for *_, y in shown.places()} == {20}
    assert shown.words() == "金额合计"


def test_styles_of_lines_come_from_draw_parameters_and_those_before_them(tmp_path: Path) -> None:
    params = (
        "<DrawParams><DrawParam ID='7' LineWidth='4'><StrokeColor Value='0 128 0'/></DrawParam>"
        "<DrawParam ID='8' Relative='7'><FillColor Value='255 0 0'/></DrawParam></DrawParams>"
    )
    line = path("M 0 0 L 30 0", (10, 20, 30, 1), DrawParam=8)
    word = text("■", 60, 25, size=10)
    layer = f"<Layer DrawParam='8'>{line}{word}</Layer>"
    shown = seen(tmp_path, Ofd([layer], params + SONG))
    assert near(shown.colour(25, 21.5), GREEN)
    assert near(shown.colour(25, 23), WHITE)
    assert near(shown.colour(65, 21), RED)


def test_colours_come_from_their_spaces(tmp_path: Path) -> None:
    spaces = (
        "<ColorSpaces><ColorSpace ID='5' Type='GRAY'/><ColorSpace ID='6' Type='CMYK'/>"
        "<ColorSpace ID='7' Type='RGB'><Palette><CV>0 0 0</CV><CV>0 0 255</CV></Palette>"
        "</ColorSpace></ColorSpaces>"
    )
    square = "M 0 0 L 10 0 L 10 10 L 0 10 C"
    boxes = [(10 + 15 * place, 10, 10, 10) for place in range(5)]
    colours = (
        *("Value='128' ColorSpace='5'", "Value='0 255 255 0' ColorSpace='6'"),
        *("Index='1' ColorSpace='7'", "Value='#00 #80 #00'", "Value='255 0 0' Alpha='128'"),
    )
    objects = "".join(
        path(square, box, f"<FillColor {colour}/>", Fill="true", Stroke="false")
        for box, colour in zip(boxes, colours, strict=True)
    )
    shown = seen(tmp_path, Ofd([objects], spaces))
    found = [shown.colour(15 + 15 * place, 15) for place in range(5)]
    assert near(found[0], (128, 128, 128))
    assert found[1][0] > 200
    assert max(found[1][1:]) < 80
    assert near(found[2], BLUE)
    assert near(found[3], GREEN)
    assert near(found[4], (255, 127, 127))


@pytest.mark.parametrize(
    ("data", "inside", "outside"),
    [
        ("M 5 5 L 25 5 L 25 25 L 5 25 C", (15, 15), (27, 15)),
        ("M 5 5 Q 40 15 5 25 C", (20, 15), (23.5, 15)),
        ("M 5 5 B 35 5 35 25 5 25 C", (26, 15), (28.5, 15)),
        ("M 5 15 A 10 10 0 1 1 25 15 A 10 10 0 1 1 5 15 C", (15, 6), (7, 7)),
        ("M 15 5 A 10 5 90 1 1 14.9 5 C", (15, 23), (22, 23)),
        ("S 5 5 M 5 5 L 25 5 25 25 5 25 C", (15, 15), (27, 15)),
    ],
)
def test_outlines_of_all_commands(
    tmp_path: Path, data: str, inside: Sequence[float], outside: Sequence[float]
) -> None:
    shown = seen(tmp_path, Ofd([filled(data, "255 0 0", (0, 0, 30, 30))]))
    assert near(shown.colour(*inside), RED)
    assert near(shown.colour(*outside), WHITE)


def test_holes_are_by_the_rule_of_a_path(tmp_path: Path) -> None:
    rings = "M 0 0 L 20 0 L 20 20 L 0 20 C M 5 5 L 15 5 L 15 15 L 5 15 C"
    shown = seen(
        tmp_path,
        Ofd([
            filled(rings, "255 0 0", (5, 5, 20, 20), Rule="Even-Odd")
            + filled(rings, "255 0 0", (40, 5, 20, 20), Rule="NonZero")
        ]),
    )  # fmt: skip
    assert [shown.colour(x, 15) for x in (15, 50)] == [WHITE, RED]


def test_an_object_is_moved_turned_and_clipped(tmp_path: Path) -> None:
    turned = filled("M 0 0 L 20 0 L 20 5 L 0 5 C", "0 0 255", (10, 10, 30, 30), CTM="0 1 -1 0 5 0")
    clip = (
        "<Clips><Clip><Area><Path Boundary='0 0 5 20'><AbbreviatedData>M 0 0 L 5 0 L 5 20 L 0 20 C"
    )
    clip += "</AbbreviatedData></Path></Area></Clip></Clips><FillColor Value='255 0 0'/>"
    clipped = path(
        "M 0 0 L 20 0 L 20 20 L 0 20 C", (50, 10, 20, 20), clip, Fill="true", Stroke="false"
    )
    beyond = filled("M 0 0 L 90 0 L 90 5 L 0 5 C", "0 128 0", (50, 50, 10, 5))
    shown = seen(tmp_path, Ofd([turned + clipped + beyond]))
    assert [shown.colour(12, y) for y in (12, 28, 32)] == [BLUE, BLUE, WHITE]
    assert [shown.colour(x, 20) for x in (52, 58)] == [RED, WHITE]
    assert [shown.colour(x, 52) for x in (55, 65)] == [GREEN, WHITE]


def test_shadings_go_from_colour_to_colour(tmp_path: Path) -> None:
    ends = (
        "<Segment Position='0'><Color Value='255 0 0'/></Segment>"
        "<Segment Position='1'><Color Value='0 0 255'/></Segment>"
    )
    corner = "<Point X='{}' Y='{}'><Color Value='{}'/></Point>"
    mesh = corner.format(0, 0, "255 0 0") + corner.format(20, 0, "0 128 0")
    mesh += corner.format(0, 20, "0 0 255")
    lattice = mesh + corner.format(20, 20, "255 255 0")
    shadings = (
        f"<AxialShd StartPoint='0 0' EndPoint='20 0'>{ends}</AxialShd>",
        f"<AxialShd StartPoint='0 0' EndPoint='5 0' MapType='Repeat' MapUnit='5' Extend='3'>{ends}"
        "</AxialShd>",
        f"<RadialShd StartPoint='10 10' EndPoint='10 10' StartRadius='0' EndRadius='10'>{ends}"
        "</RadialShd>",
        f"<GouraudShd>{mesh}</GouraudShd>",
        f"<LaGourandShd VerticesPerRow='2'>{lattice}</LaGourandShd>",
    )
    square = "M 0 0 L 20 0 L 20 20 L 0 20 C"
    objects = "".join(
        path(square, (5 + 30 * (n % 3), 5 + 30 * (n // 3), 20, 20), f"<FillColor>{s}</FillColor>",
             Fill="true", Stroke="false")
        for n, s in enumerate(shadings)
    )  # fmt: skip
    shown = seen(tmp_path, Ofd([objects]))
    left, middle, right = (shown.colour(x, 15) for x in (5.6, 15, 24.4))
    assert left[0] > 230
    assert near(middle, (127, 0, 127))
    assert right[2] > 230
    assert shown.colour(35.6, 15)[0] > 190 < shown.colour(45.6, 15)[0]
    assert shown.colour(75, 15)[0] > 220
    assert shown.colour(84, 15)[2] > 200
    assert shown.colour(6, 36)[0] > 200
    assert near(shown.colour(22, 52), WHITE)
    assert shown.colour(54, 54)[0] > 200 > 60 > shown.colour(54, 54)[2]


def test_a_shading_of_many_periods_is_drawn(tmp_path: Path) -> None:
    ends = "".join(
        f"<Segment Position='{n / 4}'><Color Value='{v} 0 0'/></Segment>"
        for n, v in enumerate((255, 0, 255, 0, 255))
    )
    shading = (
        "<FillColor><AxialShd StartPoint='0 0' EndPoint='0.1 0' MapType='Repeat' MapUnit='0.1' "
        f"Extend='3'>{ends}</AxialShd></FillColor>"
    )
    square = path(
        "M 0 0 L 60 0 L 60 20 L 0 20 C", (10, 10, 60, 20), shading, Fill="true", Stroke="false"
    )
    shown = seen(tmp_path, Ofd([square]))
    assert shown.colour(12, 20)[1] < 60


def test_a_pattern_repeats_its_cell(tmp_path: Path) -> None:
    cell = filled("M 0 0 L 2 0 L 2 4 L 0 4 C", "255 0 0", (0, 0, 2, 4))
    tile = "<FillColor><Pattern Width='4' Height='4' {}><CellContent>{}</CellContent></Pattern>"
    plain, mirrored = (
        tile.format(more, cell) + "</FillColor>" for more in ("", "ReflectMethod='Row'")
    )
    square = "M 0 0 L 16 0 L 16 16 L 0 16 C"
    shown = seen(
        tmp_path,
        Ofd([
            path(square, (10, 10, 16, 16), plain, Fill="true", Stroke="false")
            + path(square, (50, 10, 16, 16), mirrored, Fill="true", Stroke="false")
        ]),
    )  # fmt: skip
    assert [shown.colour(x, 15) for x in (11, 13, 15, 17)] == [RED, WHITE, RED, WHITE]
    assert [shown.colour(x, 15) for x in (51, 53, 55, 57)] == [RED, WHITE, WHITE, RED]
