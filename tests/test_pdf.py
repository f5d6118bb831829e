"""The bundle as written, read back with other libraries than the one that wrote it."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pymupdf
import pypdf
import pytest
from making import (
    A4,
    Bundle,
    Sheet,
    bind_pdf,
    differs,
    make_pdf,
    render,
    run_tool,
    upright,
)
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from docgen.bundle.stamps import EDGE, SIDE, write_page_number
from docgen.pdf.geometry import MM

SIZES = {
    "A3": (420.0, 297.0),
    "landscape": (297.0, 210.0),
    "A5": (148.0, 210.0),
    "receipt": (80.0, 200.0),
    "long": (300.0, 2000.0),
}
SHEETS = [
    Sheet(A4, rotate, crop, origin, unit)
    for rotate, crop, origin, unit in itertools.product(
        (0, 90, 180, 270),
        ("none", "inside", "offset"),
        ((0, 0), (100, 50), (-200, -300)),
        (1, 2, 0.5),
    )
] + [
    Sheet(size, rotate, crop, (-40, 25))
    for size in SIZES.values()
    for rotate in (0, 90, 180, 270)
    for crop in ("none", "inside")
]


@pytest.fixture(scope="module")
def geometry(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Every geometry in one bundle."""
    folder = tmp_path_factory.mktemp("geometry")
    return bind_pdf(folder / "bundle.pdf", make_pdf(folder / "sheets.pdf", SHEETS))


def _stamped_sheets(bundle: Bundle) -> Iterator[tuple[Sheet, pymupdf.Page, int]]:
    with pymupdf.open(bundle.path) as pdf:
        for sheet, number in zip(SHEETS, bundle.evidence_pages(), strict=True):
            yield sheet, pdf[number - 1], number


def test_number_is_page_and_label_in_every_reader(geometry: Bundle) -> None:
    reader = pypdf.PdfReader(geometry.path, strict=True)
    assert len(reader.pages) == len(geometry.plan.pages) > len(SHEETS)
    poppler = None
    if shutil.which("pdftotext"):
        poppler = run_tool("pdftotext", "-layout", geometry.path, "-")[0].split("\f")
    with pymupdf.open(geometry.path) as pdf:
        assert [page.get_label() for page in pdf] == [str(n + 1) for n in range(len(pdf))]
        for number, page in enumerate(pdf, start=1):
            printed = write_page_number(number)
            assert printed in page.get_text()
            assert printed in reader.pages[number - 1].extract_text()
            if poppler:
                # Poppler takes a narrow space between two glyphs for none.
                assert printed.replace(" ", "") in poppler[number - 1].replace(" ", "")
    assert reader.page_labels == [str(n) for n in range(1, len(reader.pages) + 1)]


def test_reference_on_every_page_of_evidence(geometry: Bundle) -> None:
    reader = pypdf.PdfReader(geometry.path, strict=True)
    with pymupdf.open(geometry.path) as pdf:
        for nth, number in enumerate(geometry.evidence_pages(), start=1):
            printed = f"项目1 佐证1 ({nth}/{len(SHEETS)})"
            assert printed in pdf[number - 1].get_text()
            assert printed in reader.pages[number - 1].extract_text()


def test_size_on_paper_is_kept(geometry: Bundle) -> None:
    for sheet, page, _ in _stamped_sheets(geometry):
        assert (page.rect.width / MM, page.rect.height / MM) == pytest.approx(sheet.size, abs=0.1)


def _find_text(page: pymupdf.Page, text: str) -> pymupdf.Rect:
    """Where a text stands on the upright page, in points."""
    found = page.search_for(text)
    assert len(found) == 1, (page.number, text, found)
    return found[0] * upright(page)


def _right_hand_pages(bundle: Bundle) -> set[int]:
    """The pages that are printed on the front of a leaf: sections and large sheets always are."""
    right, free, before = set[int](), False, None
    for page in bundle.plan.pages:
        opens = page.kind is not before and page.source is None
        large = min(page.width_pt, page.height_pt) > 250 * MM
        if opens or large or not free:
            right.add(page.number)
        free = page.number in right and not large
        before = page.kind
    return right


def test_number_stands_at_the_same_physical_place(geometry: Bundle) -> None:
    """At the outer edge of the side it is printed on, as far from the paper's edges every time.

    A page that is bound across has the foot of its sheet on the left, and its back's outer edge at
    the head.
    """
    right, seen = _right_hand_pages(geometry), set()
    for sheet, page, number in _stamped_sheets(geometry):
        area = _find_text(page, write_page_number(number))
        across = sheet.size in (SIZES["landscape"], SIZES["long"])
        on_right = number in right
        at_head = across and not on_right
        top = area.y0 if at_head else page.rect.height - area.y1
        side = page.rect.width - area.x1 if on_right and not across else area.x0
        # In that corner is the square: the number stands further in.
        assert side == pytest.approx(SIDE + (20 * MM if at_head else 0), abs=MM)
        assert 8 < top / MM < 10.5
        seen.add((across, on_right))
    assert len(seen) == 4


def _ink_box(picture: Image.Image, top_mm: float, bottom_mm: float) -> tuple[float, ...]:
    """The bounds of all black between two heights; negative ones count from the foot."""
    top, bottom = (
        int(y * MM) if y >= 0 else picture.height + int(y * MM) for y in (top_mm, bottom_mm)
    )
    strip = picture.convert("L").crop((0, top, picture.width, bottom))
    bounds = strip.point([255 if value < 220 else 0 for value in range(256)]).getbbox()
    assert bounds
    return bounds[0], bounds[1] + top, bounds[2], bounds[3] + top


def _wipe_square(picture: Image.Image) -> Image.Image:
    picture.paste((255, 255, 255), (0, 0, int(15 * MM), int(15 * MM)))
    return picture


def test_stamps_stand_at_the_same_place_in_pixels(geometry: Bundle) -> None:
    """Number, reference and frame of all A4 pages coincide; nothing comes near an edge."""
    seen: dict[int, list[tuple[float, ...]]] = {}
    right = _right_hand_pages(geometry)
    for sheet, page, number in _stamped_sheets(geometry):
        picture = render(page)
        width, height = picture.size
        assert picture.getpixel((int(8 * MM), int(8 * MM))) == (0, 0, 255), sheet
        _wipe_square(picture)
        whole = _ink_box(picture, 0, -1)
        assert min(whole[0], whole[1], width - whole[2], height - whole[3]) >= EDGE - 1
        if sheet.size == A4:
            # On a left-hand page the frame makes way for the square in its corner.
            head, foot = _ink_box(picture, 0, 40), _ink_box(picture, -30, -1)
            recto = number in right
            # The digits of the number move its inner end only; the reference is centred.
            seen.setdefault(recto, []).append((*head, foot[2] if recto else foot[0]))
            seen.setdefault(2, []).append((foot[1], foot[3]))
    assert len(seen) == 3
    for places in seen.values():
        assert len(places) >= 54
        assert all(place == pytest.approx(places[0], abs=MM) for place in places)


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="poppler is not installed")
def test_poppler_paints_the_stamps_at_the_same_place(geometry: Bundle, tmp_path: Path) -> None:
    numbers = list(geometry.evidence_pages())
    chosen = [
        (sheet, number)
        for sheet, number in zip(SHEETS, numbers, strict=True)
        if sheet.user_unit == 1 and sheet.origin != (100, 50) and sheet.size[1] < 1000
    ][::3]
    with pymupdf.open(geometry.path) as pdf:
        for _, number in chosen:
            run_tool(
                "pdftoppm", "-cropbox", "-r", "72", "-png", "-singlefile", "-f", number, "-l",
                number, geometry.path, tmp_path / str(number),
            )  # fmt: skip
            with Image.open(tmp_path / f"{number}.png") as painted:
                ours = _ink_box(_wipe_square(painted.convert("RGB")), 0, -1)
            picture = _wipe_square(render(pdf[number - 1]))
            assert ours == pytest.approx(_ink_box(picture, 0, -1), abs=2)
    assert len(chosen) > 15


# --- small pages ---------------------------------------------------------------------------------

_FULL = b"0 0.6 0 rg 0 0 9999 9999 re f"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(40.0, 30.0), (85.6, 54.0), (58.0, 160.0), (127.0, 178.0)])
def test_small_pages_grow_and_nothing_is_covered(
    tmp_path: Path, size: tuple[float, float], rotate: int
) -> None:
    """A photo without any white is whole afterwards, at its size, clear of every stamp."""
    sheet = Sheet(size, rotate, "inside", (-30, 40), 2, content=_FULL)
    bundle = bind_pdf(tmp_path / "b.pdf", make_pdf(tmp_path / "photo.pdf", [sheet]))
    (number,) = bundle.evidence_pages()
    with pymupdf.open(bundle.path) as pdf:
        picture = render(pdf[number - 1])
        text = pdf[number - 1].get_text()
    greens = picture.split()[0].point([255 if value < 10 else 0 for value in range(256)])
    reds = picture.split()[1].point([255 if value == 153 else 0 for value in range(256)])
    photo = ImageChops.multiply(greens, reds)
    left, top, right, bottom = photo.getbbox() or (0, 0, 0, 0)
    assert ((right - left) / MM, (bottom - top) / MM) == pytest.approx(size, abs=0.8)
    # Whole: not one pixel of it is anything but its green.
    assert photo.crop((left + 1, top + 1, right - 1, bottom - 1)).getextrema() == (255, 255)
    assert write_page_number(number) in text
    assert "项目1 佐证1 (1/1)" in text
    assert "已审验" in text
    assert any("四周加了白边" in moved for moved in bundle.plan.moved)
    assert picture.width / MM <= 210.5
    assert picture.height / MM <= 297.5


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_nothing_of_a_full_page_is_covered(tmp_path: Path, rotate: int) -> None:
    """The ink of the page is all there: every pixel of it, beside the white strip it grew by."""
    source = make_pdf(tmp_path / "full.pdf", [Sheet(rotate=rotate, content=_FULL)])
    bundle = bind_pdf(tmp_path / "b.pdf", source)
    (number,) = bundle.evidence_pages()
    with pymupdf.open(bundle.path) as pdf:
        picture, text = render(pdf[number - 1]), pdf[number - 1].get_text()
    green = Image.new("RGB", picture.size, (0, 153, 0))
    own = ImageChops.difference(picture, green).convert("L").point([255, *([0] * 255)])
    left, top, right, bottom = own.getbbox() or (0, 0, 0, 0)
    assert ((right - left) / MM, (bottom - top) / MM) == pytest.approx(A4, abs=0.8)
    assert own.crop((left + 1, top + 1, right - 1, bottom - 1)).getextrema() == (255, 255)
    assert write_page_number(number) in text
    assert "已审验" in text
    assert any("加了白边" in moved for moved in bundle.plan.moved)


# --- untidy content ------------------------------------------------------------------------------

_TIDY = b"0 0 1 rg 100 500 60 60 re f"
UNTIDY = {
    "open": b"q 3 0 0 3 50 50 cm q 0 0 5 5 re W n 1 0 0 rg 0 0 5 5 re f",
    "excess": b"0 0 1 rg 100 500 60 60 re f Q Q Q",
    "excess within a matrix": b"2 0 0 2 0 0 cm Q Q 0 0 1 rg 5 w",
    "text": b"BT /F1 40 Tf 1 Tr 3 Tc 100 500 Td (abc) Tj",
    "path": b"0 0 1 rg 0 0 m 300 300 l 100 200 l",
    "clip": b"0 0 1 rg 100 500 60 60 re f 0 0 10 10 re W",
    "string": b"BT /F1 40 Tf 100 500 Td (abc",
    "array": b"BT /F1 40 Tf 100 500 Td [(abc) 20",
    "dictionary": b"/Span << /A 1",
    "operands": b"0 0 1 rg 100 500 60 60 re f 1 0 0",
    "inline image": b"BI /W 10 /H 10 /BPC 8 /CS /G ID abc",
    "comment": b"0 0 1 rg 100 500 60 60 re f % no newline",
    "matrix": b"0.1 0 0 0.1 0 0 cm 0 Tz 5 w [1 9] 0 d",
}


@pytest.mark.parametrize("content", UNTIDY.values(), ids=UNTIDY.keys())
def test_stamps_are_right_behind_untidy_content(tmp_path: Path, content: bytes) -> None:
    sheets = [Sheet(content=_TIDY), Sheet(content=content), Sheet(content=content, rotate=90)]
    bundle = bind_pdf(tmp_path / "b.pdf", make_pdf(tmp_path / "s.pdf", sheets))
    numbers = list(bundle.evidence_pages())
    with pymupdf.open(bundle.path) as pdf, pymupdf.open(tmp_path / "s.pdf") as source:
        for index, number in enumerate(numbers):
            area = _find_text(pdf[number - 1], write_page_number(number))
            assert (pdf[number - 1].rect.height - area.y1) / MM == pytest.approx(9.4, abs=1)
            before, after = render(source[index]), render(pdf[number - 1])
            foot, head = after.height - int(25 * MM), int(30 * MM)
            assert not differs(
                before.crop((0, head, after.width, foot)), after.crop((0, head, after.width, foot))
            )
            assert _ink_box(after, -30, -1)[3] < after.height - EDGE + 1
    if shutil.which("pdftotext"):
        texts = run_tool("pdftotext", "-layout", bundle.path, "-")[0].split("\f")
        for number in numbers:
            assert f"—{number}—" in texts[number - 1].replace(" ", "")


def _odd_contents(pdf: pikepdf.Pdf, page: pikepdf.Page, how: str) -> None:
    match how:
        case "array":
            parts = (b"q 0 0 1 rg 100 500", b"60 60 re f Q")
            page.obj.Contents = Array([pdf.make_stream(part) for part in parts])
        case "array of open ones":
            parts = (b"q 2 0 0 2 0 0 cm", b"0 0 1 rg 50 250 30 30 re f")
            page.obj.Contents = Array([pdf.make_stream(part) for part in parts])
        case "missing":
            del page.obj["/Contents"]
        case "empty":
            page.obj.Contents = Array()
        case "no resources":
            del page.obj["/Resources"]
        case "inherited resources":
            pdf.Root.Pages.Resources = page.obj.Resources
            pdf.Root.Pages.Rotate = 90
            del page.obj["/Resources"]
        case "our own names":
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier)
            names = Dictionary({"/DgF0": pdf.make_indirect(font), "/DggF1": font})
            page.obj.Resources = Dictionary(Font=names)
            page.obj.Contents = pdf.make_stream(b"BT /DgF0 40 Tf 100 500 Td (Wi) Tj ET")


@pytest.mark.parametrize(
    "how",
    [
        "array",
        "array of open ones",
        "missing",
        "empty",
        "no resources",
        "inherited resources",
        "our own names",
    ],
)
def test_odd_contents_and_resources(tmp_path: Path, how: str) -> None:
    path = make_pdf(tmp_path / "s.pdf", [Sheet(content=_TIDY)])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        _odd_contents(pdf, pdf.pages[0], how)
        pdf.save(path)
    bundle = bind_pdf(tmp_path / "b.pdf", path)
    (number,) = bundle.evidence_pages()
    with pymupdf.open(bundle.path) as pdf, pymupdf.open(path) as source:
        before, after = render(source[0]), render(pdf[number - 1])
        middle = (0, int(30 * MM), after.width, after.height - int(25 * MM))
        assert not differs(before.crop(middle), after.crop(middle))
        assert write_page_number(number) in pdf[number - 1].get_text()


def test_resources_shared_by_pages_are_left_alone(tmp_path: Path) -> None:
    """Our fonts go into each page's own dictionary, not into one that others use."""
    path = make_pdf(tmp_path / "s.pdf", [Sheet(), Sheet(), Sheet()])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        shared = pdf.make_indirect(pdf.pages[0].obj.Resources)
        for page in pdf.pages:
            page.obj.Resources = shared
        form = pdf.make_stream(b"q Q")
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox, form.Resources = Array([0, 0, 9, 9]), shared
        shared.XObject = Dictionary(X=form)
        pdf.save(path)
    bundle = bind_pdf(tmp_path / "b.pdf", path)
    with pikepdf.open(bundle.path) as pdf:
        for number in bundle.evidence_pages():
            resources = pdf.pages[number - 1].obj.Resources
            assert any(name.startswith("/DgF") for name in resources.Font)
            assert list(resources.XObject.X.Resources.Font.keys()) == ["/F1"]
