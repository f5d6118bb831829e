"""The identity of a page on the page: where it stands, that it covers nothing, that it is read."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import (
    Area,
    Bundle,
    Sheet,
    bind,
    bind_pdf,
    differs,
    make_evidence,
    make_ink,
    make_matter,
    make_pdf,
    overlap,
    prepare,
    render,
    typography,
)
from PIL import Image
from seeing import see_with_mupdf, see_with_poppler

from docgen.bundle.binding import Side
from docgen.bundle.bundle_pdf import Metadata, write_booklet
from docgen.bundle.front_matter import Matter
from docgen.bundle.marked_copy import Marking, plan_copy
from docgen.bundle.page_identity import PackageId, PageIdentity, decode
from docgen.bundle.page_mark import TYPE_SIZE, place_identity
from docgen.bundle.page_space import EDGE, Margins, StampablePage
from docgen.bundle.stamps import NUMBER_SIZE, REFERENCE_SIZE, Order, Stamped, stamp_page
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.source_keys import ReportKey
from docgen.pdf.geometry import MM
from docgen.pdf.page_import import read_bookmarks
from docgen.pdf.primitives import Box, Symbol, Text
from docgen.verify.bundle_contents import read_bundle

MEASURE = typography().width
PACKAGE = PackageId(0x12345, 0x2ABCDEF1)
REPORT = ReportKey("报告.pdf")
IDENTITY = PageIdentity(PACKAGE, "bundle", 37)


def stamp(
    *inked: Area,
    size: tuple[float, float] = (210, 297),
    frame: bool = True,
    side: Side = Side.RECTO,
) -> Stamped:
    paper = StampablePage(size[0] * MM, size[1] * MM, make_ink(*size, *inked))
    order = Order(37, "项目11 佐证3 (2/5)", frame, 2, 9, side, IDENTITY)
    return stamp_page(paper, order, MEASURE)


def symbols(stamped: Stamped) -> list[Symbol]:
    return [mark for mark in stamped.marks if isinstance(mark, Symbol)]


def areas(stamped: Stamped) -> dict[str, Area]:
    """Where everything stands: type, frame, and the symbol with two modules of white about it."""
    found: dict[str, Area] = {}
    for mark in stamped.marks:
        match mark:
            case Text(size=size) if size in (NUMBER_SIZE, REFERENCE_SIZE, TYPE_SIZE):
                right = mark.x + MEASURE(mark.text, size, mark.bold)
                box = (mark.x, mark.y - size * 0.8, right, mark.y + size * 0.1)
                found[mark.text] = box
            case Box(stroke=stroke) if stroke:
                found["frame"] = (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
            case Symbol(x=x, y=y, side=side):
                white = side / 21 * 2
                found["symbol"] = (x - white, y - white, x + side + white, y + side + white)
            case _:
                pass
    return {name: tuple(v / MM for v in box) for name, box in found.items()}  # type: ignore[misc]


# --- places --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "frame", "left"), [(Side.RECTO, True, 28), (Side.VERSO, False, 9.5)]
)
def test_it_stands_at_the_upper_left_by_rights(side: Side, frame: bool, left: float) -> None:
    """Clear of the binding, which is at the left of a right-hand page."""
    stamped = stamp(side=side, frame=frame)
    (symbol,) = symbols(stamped)
    assert decode(symbol.text) == IDENTITY
    assert symbol.side / MM == pytest.approx(12)
    assert symbol.x / MM == pytest.approx(left, abs=0.2)
    assert 9.5 <= symbol.y / MM < 11
    package, page = [m for m in stamped.marks if isinstance(m, Text) and m.size == TYPE_SIZE]
    assert f"{package.text} {page.text}" == str(IDENTITY)
    assert symbol.y + symbol.side < package.y < page.y < symbol.y + symbol.side + 5 * MM
    assert stamped.moved == ()
    assert not stamped.unmarked


@pytest.mark.parametrize(
    ("inked", "quarter"),
    [
        ([(0, 0, 60, 60)], "upper right"),
        ([(0, 0, 210, 60)], "lower left"),
        # In the lower right corner stands the number: it goes up the edge.
        ([(0, 0, 210, 60), (0, 100, 120, 297)], "upper right"),
    ],
)
def test_other_corners_come_next(inked: list[Area], quarter: str) -> None:
    (symbol,) = symbols(stamp(*inked, frame=False))
    assert symbol.side / MM == pytest.approx(12)
    upper, left = symbol.y < 148 * MM, symbol.x < 105 * MM
    assert f"{'upper' if upper else 'lower'} {'left' if left else 'right'}" == quarter


def test_a_blank_place_in_the_middle_is_found_and_then_a_smaller_mark() -> None:
    framed = [(0, 0, 210, 100), (0, 130, 210, 297), (0, 0, 90, 297), (120, 0, 210, 297)]
    (symbol,) = symbols(stamp(*framed, frame=False))
    assert (symbol.side / MM, symbol.y > 100 * MM) == (pytest.approx(12), True)
    narrow = [(0, 0, 210, 100), (0, 123, 210, 297), (0, 0, 90, 297), (109, 0, 210, 297)]
    (smaller,) = symbols(stamp(*narrow, frame=False))
    assert 8 <= round(smaller.side / MM, 3) < 12


def test_where_only_the_stamps_have_room_its_small_type_stands_alone() -> None:
    stamped = stamp((0, 0, 210, 281), frame=False)
    assert stamped.unmarked
    assert not symbols(stamped)
    assert stamped.paper.margins == Margins()
    (line,) = [m for m in stamped.marks if isinstance(m, Text) and m.size == TYPE_SIZE]
    assert line.text == str(IDENTITY)
    assert line.y / MM > 281


def test_a_page_that_grows_for_its_stamps_has_room_for_it_too() -> None:
    stamped = stamp((0, 0, 210, 297))
    assert not stamped.unmarked
    (symbol,) = symbols(stamped)
    assert symbol.y + symbol.side < stamped.paper.margins.top


_INK = st.lists(
    st.tuples(*(st.floats(0, 420) for _ in range(4))).map(
        lambda v: (min(v[0], v[2]), min(v[1], v[3]), max(v[0], v[2]), max(v[1], v[3]))
    ),
    max_size=6,
)


@given(_INK, st.tuples(st.floats(15, 320), st.floats(15, 900)), st.booleans())
def test_it_covers_nothing_on_any_page(
    inked: list[Area], size: tuple[float, float], frame: bool
) -> None:
    """Never over ink or another stamp, never near the edge, never under 8 mm."""
    stamped = stamp(*inked, size=size, frame=frame)
    found = areas(stamped)
    assert ("symbol" in found) == (not stamped.unmarked)
    assert all(round(symbol.side / MM, 3) in (8, 10, 12) for symbol in symbols(stamped))
    own = [area for name, area in found.items() if name == "symbol" or name in str(IDENTITY)]
    white = sum(symbol.side / MM / 21 * 2 for symbol in symbols(stamped))
    width, height = stamped.paper.width / MM, stamped.paper.height / MM
    margins = stamped.paper.margins
    for area in own:
        left, top, right, bottom = area
        # White may lie in the edge, what is printed may not.
        ends = min(left, top, width - right, height - bottom)
        assert ends + (white if area == found.get("symbol") else 0) >= EDGE / MM - 0.1
        for ink in inked:
            on_page = (
                ink[0] + margins.left / MM,
                ink[1] + margins.top / MM,
                min(ink[2], size[0]) + margins.left / MM,
                min(ink[3], size[1]) + margins.top / MM,
            )
            nothing = on_page[2] <= on_page[0] or on_page[3] <= on_page[1]
            assert nothing or not overlap(area, on_page)
    for one, other in combinations(found.values(), 2):
        assert not overlap(one, other) or {one, other} <= set(own)


@pytest.mark.parametrize("frame", [True, False])
@pytest.mark.parametrize("size", [(40, 30), (58, 160), (148, 210), (85.6, 54), (210, 200)])
def test_full_pages_that_grow_have_room_for_it(size: tuple[float, float], frame: bool) -> None:
    stamped = stamp((0, 0, *size), size=size, frame=frame)
    (symbol,) = symbols(stamped)
    assert symbol.side / MM == pytest.approx(12)
    assert stamped.paper.within_a4
    margins = stamped.paper.margins
    below = symbol.y + symbol.side - margins.top
    beside = symbol.x + symbol.side - margins.left
    assert below < 0 or beside < 0


def test_a_page_too_high_to_be_named_has_no_mark() -> None:
    paper = StampablePage(210 * MM, 297 * MM, None)
    placed = place_identity(paper, replace(IDENTITY, page=32_768), (), MEASURE)
    assert (placed.marks, placed.complete) == ((), False)


def test_in_the_margins_a_smaller_one_is_better_than_one_in_the_midst() -> None:
    """Blank cells of a form are there to be written in."""
    ink = make_ink(210, 297, (20, 20, 190, 100), (20, 150, 190, 277), (0, 277, 210, 297))
    paper = StampablePage(210 * MM, 297 * MM, ink)
    placed = [
        place_identity(paper, IDENTITY, (), MEASURE, in_margins=in_margins)
        for in_margins in (True, False)
    ]
    on_form, on_evidence = (
        next(mark for mark in one.marks if isinstance(mark, Symbol)) for one in placed
    )
    assert (round(on_form.side / MM), on_form.y < 20 * MM) == (8, True)
    assert (round(on_evidence.side / MM), on_evidence.y > 100 * MM) == (12, True)


# --- read back -----------------------------------------------------------------------------------

SHEETS = (
    Sheet(),
    Sheet(rotate=90),
    Sheet(rotate=180, crop="inside"),
    Sheet(rotate=270, crop="offset", origin=(-40, 25)),
    Sheet((297, 210)),
    Sheet((420, 297)),
    Sheet((297, 420), rotate=90, crop="inside"),
    Sheet((85.6, 54)),
    Sheet((58, 160), rotate=270),
    Sheet((148, 210), rotate=90, crop="offset"),
)
SCALED = (
    Sheet(user_unit=2.0),
    Sheet((420, 297), user_unit=0.5),
    Sheet(rotate=90, user_unit=1.5, crop="inside"),
)


def marked_matter() -> Matter:
    return replace(make_matter(), package=PACKAGE)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle of pages of every geometry; what is missing has a page of docgen's own."""
    folder = tmp_path_factory.mktemp("bundle")
    pdf = make_pdf(folder / "a.pdf", SHEETS)
    sources = {
        "a.pdf": prepare(pdf),
        "b.pdf": Finding(Level.ERROR, "source", Location("b.pdf"), "文件坏了", "换一份"),
    }
    evidence = [make_evidence(1, 1, "a.pdf"), make_evidence(2, 1, "b.pdf")]
    return bind(folder / "bundle.pdf", evidence, sources, matter=marked_matter(), draft=True)


def test_every_page_is_read_back_from_poppler(bundle: Bundle, tmp_path: Path) -> None:
    seen = see_with_poppler(bundle.path, tmp_path)
    assert len(seen) == len(bundle.plan.pages) > 15
    for number, marks in enumerate(seen, start=1):
        (mark,) = marks
        assert mark.identity == PageIdentity(PACKAGE, "bundle", number)
        left, top, right, bottom = mark.square
        # Upright, at true size, at least 9.5 mm from the edge, on pages of any turn and crop.
        assert right - left == pytest.approx(12, abs=0.6)
        assert bottom - top == pytest.approx(12, abs=0.6)
        assert min(left, top) >= 9.4
    assert not any(page.unmarked for page in bundle.plan.pages)


def test_the_small_type_is_text(bundle: Bundle) -> None:
    with pymupdf.open(bundle.path) as document:
        for number, page in enumerate(document, start=1):
            identity = PageIdentity(PACKAGE, "bundle", number)
            assert "".join(str(identity).split()) in "".join(page.get_text().split())


def test_scaled_pages_carry_it_at_true_size(tmp_path: Path) -> None:
    bundle = bind_pdf(
        tmp_path / "b.pdf", make_pdf(tmp_path / "s.pdf", SCALED), matter=marked_matter()
    )
    seen = see_with_mupdf(bundle.path)
    for number in bundle.evidence_pages():
        (mark,) = seen[number - 1]
        assert mark.identity.page == number
        assert mark.square[2] - mark.square[0] == pytest.approx(12, abs=0.6)
    read = read_bundle(str(bundle.path), marks=True)
    assert [[one.page for one in page.identities] for page in read.pages] == [
        [n] for n in range(1, len(read.pages) + 1)
    ]


def test_marks_are_only_looked_for_when_asked(bundle: Bundle) -> None:
    assert not any(page.identities for page in read_bundle(str(bundle.path), marks=False).pages)


def test_evidence_that_has_a_mark_already_is_known_by_its_own(tmp_path: Path) -> None:
    """A page of a former bundle: its mark stands where marks stand first, the new one elsewhere."""
    sheet = make_pdf(tmp_path / "s.pdf", [Sheet()])
    former = bind_pdf(tmp_path / "f.pdf", sheet, matter=marked_matter())
    (before,) = former.evidence_pages()
    with pymupdf.open(former.path) as whole:
        whole.select([before - 1])
        whole.save(tmp_path / "page.pdf")
    bundle = bind_pdf(tmp_path / "b.pdf", sheet, tmp_path / "page.pdf", matter=marked_matter())
    number = max(bundle.evidence_pages())
    page = read_bundle(str(bundle.path), marks=True).pages[number - 1]
    assert {one.page for one in page.identities} == {before, number}


def test_a_mark_far_down_a_giant_page_is_found(tmp_path: Path) -> None:
    """A drawing of two metres whose only white is at its foot is read in tiles."""
    (box,) = [Sheet((2000, 1000)).box]
    grey = b"0.5 g 0 %d %d %d re f" % (60 * MM, box.width_pt, box.height_pt)
    pdf = make_pdf(tmp_path / "g.pdf", [Sheet((2000, 1000), content=grey)])
    bundle = bind_pdf(tmp_path / "b.pdf", pdf, matter=marked_matter())
    (number,) = bundle.evidence_pages()
    page = read_bundle(str(bundle.path), marks=True).pages[number - 1]
    assert [one.page for one in page.identities] == [number]


def test_a_photo_without_room_keeps_every_pixel(tmp_path: Path) -> None:
    photo = tmp_path / "photo.pdf"
    picture = Image.new("RGB", (620, 877), "white")
    picture.paste(Image.effect_noise((620, 828), 90).convert("RGB"), (0, 0))
    picture.save(photo, resolution=75)
    matter = make_matter(frame=False)
    marked = bind_pdf(tmp_path / "m.pdf", photo, matter=replace(matter, package=PACKAGE))
    plain = bind_pdf(tmp_path / "p.pdf", photo, matter=matter)
    (number,) = marked.evidence_pages()
    assert [page.number for page in marked.plan.pages if page.unmarked] == [number]
    assert marked.plan.booklet(marked.plan.volumes[0]).unmarked == (number,)
    inked = (0, 0, int(210 * MM), int(280 * MM))
    with pymupdf.open(marked.path) as one, pymupdf.open(plain.path) as other:
        pictures = [render(pdf[number - 1]).crop(inked).tobytes() for pdf in (one, other)]
    assert pictures[0] == pictures[1]


# --- copies --------------------------------------------------------------------------------------


@pytest.mark.parametrize("draft", [False, True])
def test_a_copy_of_a_document_is_marked_and_nothing_else(tmp_path: Path, draft: bool) -> None:
    source = make_pdf(tmp_path / "r.pdf", [*SHEETS[:7], *SCALED])
    booklet = plan_copy(prepare(source), Marking("report", REPORT, PACKAGE, draft), MEASURE)
    target = tmp_path / "copy.pdf"
    write_booklet(booklet, target, typography(), Metadata("报告", "单位"))
    seen = see_with_mupdf(target)
    assert [[m.identity for m in marks] for marks in seen] == [
        [PageIdentity(PACKAGE, "report", n)] for n in range(1, 11)
    ]
    if draft:
        return
    with pymupdf.open(source) as before, pymupdf.open(target) as after:
        for own, page, planned, marks in zip(before, after, booklet.pages, seen, strict=True):
            assert own.rect == page.rect
            assert not planned.unmarked
            one, other = render(own), render(page)
            left, top, right, bottom = (round(side / 25.4 * 72) for side in marks[0].square)
            for picture in (one, other):
                picture.paste((255, 255, 255), (left - 4, top - 4, right + 12, bottom + 16))
            assert not differs(one, other, by=2)


def test_a_copy_keeps_its_bookmarks(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "r.pdf", SHEETS[:4])
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        with pdf.open_outline() as outline:
            chapter = pikepdf.OutlineItem("一、概况", 0)
            lost = pikepdf.OutlineItem("没有目标")
            lost.children.append(pikepdf.OutlineItem("二、成果", 3))
            chapter.children.append(pikepdf.OutlineItem("（一）场地", 1))
            outline.root.extend([chapter, lost])
        pdf.save(source)
    prepared = prepare(source)
    bookmarks = read_bookmarks(prepared.pdf)
    booklet = plan_copy(prepared, Marking("report", REPORT, PACKAGE, False), MEASURE, bookmarks)
    target = tmp_path / "copy.pdf"
    write_booklet(booklet, target, typography(), Metadata("报告", "单位"))
    with pymupdf.open(target) as copy:
        assert copy.get_toc() == [[1, "一、概况", 1], [2, "（一）场地", 2], [1, "二、成果", 4]]


def test_bookmarks_that_go_round_in_circles_end(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "r.pdf", SHEETS[:1])
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        with pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(name, 0) for name in "甲乙")
        first = pdf.Root.Outlines.First
        first.Next.Next = first
        first.First = first.Next
        pdf.save(source)
    assert {mark.title for mark in read_bookmarks(str(source))} <= {"甲", "乙"}
