"""What was read of a scan lies under its page of the bundle: where it stands, and unseen."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from making import (
    Bundle,
    Sheet,
    by_path,
    make_evidence,
    make_matter,
    make_pdf,
    render,
    typography,
    upright,
)
from making import prepare as prepare_pdf
from PIL import Image, ImageChops, ImageDraw
from readers import complaints

from docgen.bundle.bundle_pdf import Metadata, weigh_booklet, write_booklet
from docgen.bundle.frozen_numbers import print_pages
from docgen.bundle.page_identity import PackageId
from docgen.bundle.photo_layout import find_runs
from docgen.bundle.photo_sheets import make_sheets
from docgen.bundle.planning import make_plan
from docgen.bundle.text_layer import NO_LAYERS, TextLayers, Texts, lay_under
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.page_text import Corners, PageText, PlacedLine
from docgen.model.prepared import Prepared, Sources
from docgen.model.scheme import Scheme
from docgen.model.source_keys import EvidenceKey
from docgen.model.submission import StudioFile
from docgen.package.package_id import identify_package
from docgen.pdf.geometry import MM, Rect
from docgen.pdf.invisible_text import split_invisible
from docgen.pdf.page_fingerprints import read_fingerprints
from docgen.sources.prepare import prepare
from docgen.verify.bundle_contents import read_bundle
from docgen.verify.pdf_revisions import read_made
from docgen.verify.second_reading import Expected, read_part

NAME = "欧阳修远"
METADATA = Metadata("佐证材料", "威海远航船舶重工有限公司")


def corners(frame: Rect) -> Corners:
    x, y, width, height = frame
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def read_at(frame: Rect, said: str = NAME) -> PageText:
    """A page on which a machine read a line in a frame."""
    return PageText((PlacedLine(said, corners(frame), 0.9),), recognised=True)


def write(
    target: Path, evidence: Sequence[Evidence], sources: Sources, texts: Texts | None
) -> Bundle:
    runs = find_runs(evidence, sources)
    layers = NO_LAYERS if texts is None else TextLayers(sources, texts, runs)
    plan = lay_under(make_plan(make_matter(), evidence, sources, draft=False), layers)
    booklet = plan.booklet(plan.volumes[0])
    write_booklet(booklet, target, typography(), METADATA, layers=layers)
    weight = weigh_booklet(booklet, typography(), METADATA, layers)
    assert weight.whole == target.stat().st_size
    return Bundle(target, plan)


def find_red(picture: Image.Image) -> tuple[float, float]:
    """The middle of what is red."""
    red, green, _ = picture.convert("RGB").split()
    box = ImageChops.subtract(red, green).point([0] * 128 + [255] * 128).getbbox()
    assert box
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def find_name(page: pymupdf.Page, name: str = NAME) -> tuple[float, float]:
    """The middle of what a viewer marks where it finds a name."""
    (quad,) = page.search_for(name, quads=True)
    middle = (quad.ul + quad.lr) / 2 * upright(page)
    return middle.x, middle.y


def check_unseen(bare: Bundle, layered: Bundle, scratch: Path) -> None:
    """Every page looks as it did, and every picture is as it was to the byte."""
    with pymupdf.open(bare.path) as one, pymupdf.open(layered.path) as other:
        assert len(one) == len(other)
        for before, after in zip(one, other, strict=True):
            assert before.get_pixmap(dpi=100).samples == after.get_pixmap(dpi=100).samples
    assert _list_pictures(bare.path) == _list_pictures(layered.path)
    assert not complaints(layered.path)


def _list_pictures(file: Path) -> list[str]:
    with pikepdf.open(file) as pdf:
        return sorted(
            hashlib.sha256(one.read_raw_bytes()).hexdigest()
            for one in pdf.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        )


# --- pages of every shape -------------------------------------------------------------------------

FRAME = Rect(30 * MM, 40 * MM, 40 * MM, 10 * MM)
FULL = Rect(1 * MM, 1 * MM, 500 * MM, 500 * MM)


def draw(sheet: Sheet, *frames: tuple[Rect, bytes], behind: bytes = b"") -> Sheet:
    """A sheet that shows rectangles in colours, and ends in some way."""
    drawn = b""
    for frame, colour in frames:
        ends = (
            sheet.box.to_user_space.apply(x, sheet.box.height_pt - y)
            for x, y in (corners(frame)[0], corners(frame)[2])
        )
        (x0, y0), (x1, y1) = ends
        drawn += b"%s rg %.3f %.3f %.3f %.3f re f " % (colour, x0, y0, x1 - x0, y1 - y0)
    return replace(sheet, content=drawn + behind)


RED, GREY = b"1 0 0", b"0.9 g 0.8 0.8 0.8"
SHEETS = {
    "plain": Sheet(),
    "turned": Sheet(rotate=90),
    "upside": Sheet(rotate=180),
    "turned back": Sheet(rotate=270, crop="offset"),
    "cropped": Sheet(crop="inside", origin=(-50, 20)),
    "units": Sheet(user_unit=2.0, rotate=90),
    "small": Sheet(size=(120, 90)),
    "large": Sheet(size=(420, 297)),
}


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("kind", ["bare", "full", "unclosed"])
@pytest.mark.parametrize("shape", SHEETS)
def test_a_name_is_found_on_what_is_read(shape: str, kind: str, turn: Any, tmp_path: Path) -> None:
    """However the page lies, is cropped, grows or has to be shut in."""
    ground = [(FULL, GREY)] if kind == "full" else []
    behind = b"q 2 0 0 2 10 10 cm" if kind == "unclosed" else b""
    sheet = draw(SHEETS[shape], *ground, (FRAME, RED), behind=behind)
    source = prepare_pdf(make_pdf(tmp_path / "scan.pdf", [sheet]))
    sources = by_path({"scan.pdf": source})
    evidence = [make_evidence(1, 1, SourceFile("scan.pdf", turn=turn))]
    texts = {EvidenceKey("scan.pdf"): (read_at(FRAME),)}
    bare = write(tmp_path / "bare.pdf", evidence, sources, None)
    bundle = write(tmp_path / "bundle.pdf", evidence, sources, texts)

    check_unseen(bare, bundle, tmp_path)
    (number,) = bundle.evidence_pages()
    with pymupdf.open(bundle.path) as pdf:
        page = pdf[number - 1]
        assert math.dist(find_name(page), find_red(render(page))) < 1.5
        (own,) = [run for run in page.get_texttrace() if run["type"] == 3]
        assert "".join(chr(character[0]) for character in own["chars"]) == NAME
        assert (bundle.plan.pages[number - 1].grown is not None) == (kind == "full")


# --- photographs that share a page ----------------------------------------------------------------


Spot = tuple[float, float, float, float]
"""Left, top, right and foot, in parts of the sides of a picture."""


def photograph(path: Path, spot: Spot | None = None) -> Path:
    """A grey picture, with a red spot where one is given."""
    picture = Image.new("RGB", (800, 600), "grey")
    if spot:
        sides = [part * side for part, side in zip(spot, (800, 600) * 2, strict=True)]
        ImageDraw.Draw(picture).rectangle(sides, fill="red")
    picture.save(path, quality=95)
    return path


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_photograph_has_its_lines_where_it_stands(turn: Any, tmp_path: Path) -> None:
    spot = (0.6, 0.1, 0.9, 0.2)
    cache = tmp_path / "cache"
    for name in ("1.jpg", "2.jpg", "3.jpg"):
        photograph(tmp_path / name, spot if name == "2.jpg" else None)
    files = [SourceFile("1.jpg"), SourceFile("2.jpg", turn=turn), SourceFile("3.jpg")]
    evidence = [make_evidence(1, 1, *files, layout=4)]
    sources = prepare([(file.key, tmp_path / file.path) for file in files], cache=cache)
    sheets = make_sheets(find_runs(evidence, sources), cache=cache)
    texts = {EvidenceKey("2.jpg"): (read_at(_within(sources, "2.jpg", spot)),)}
    bundle = write(tmp_path / "bundle.pdf", evidence, {**sources, **sheets}, texts)

    (number,) = bundle.evidence_pages()
    with pymupdf.open(bundle.path) as pdf:
        page = pdf[number - 1]
        assert math.dist(find_name(page), find_red(render(page))) < 1.5
    assert not complaints(bundle.path)


def _within(sources: Sources, name: str, spot: Spot) -> Rect:
    """Where a part of a picture is on the page it was made."""
    source = sources[EvidenceKey(name)]
    assert isinstance(source, Prepared)
    frame = source.pages[0].picture
    assert frame
    left, top, right, foot = spot
    return Rect(
        frame.x + left * frame.width,
        frame.y + top * frame.height,
        (right - left) * frame.width,
        (foot - top) * frame.height,
    )


# --- who gets a layer -----------------------------------------------------------------------------


def bundle_of(tmp_path: Path, texts: Mapping[str, Sequence[PageText]] | None) -> Bundle:
    """Two files of two pages."""
    names = ("1.pdf", "2.pdf")
    sheets = [draw(Sheet(), (FRAME, RED))] * 2
    sources = by_path({name: prepare_pdf(make_pdf(tmp_path / name, sheets)) for name in names})
    evidence = [make_evidence(1, nth, name) for nth, name in enumerate(names, start=1)]
    keyed = None if texts is None else {EvidenceKey(name): page for name, page in texts.items()}
    target = tmp_path / f"bundle-{'bare' if texts is None else 'read'}.pdf"
    return write(target, evidence, sources, keyed)


def test_pages_with_text_of_their_own_get_none(tmp_path: Path) -> None:
    own = replace(read_at(FRAME), recognised=False)
    nowhere = read_at(Rect(10, 10, 0, 0))
    blank = read_at(FRAME, " \u3000\u0000")
    texts = {"1.pdf": (own, read_at(FRAME)), "2.pdf": (nowhere, blank)}
    bundle = bundle_of(tmp_path, texts)
    _, second, *_ = bundle.evidence_pages()

    booklet = bundle.plan.booklet(bundle.plan.volumes[0])
    assert booklet.with_text_layer == (second,)
    with pymupdf.open(bundle.path) as pdf:
        found = [page.number + 1 for page in pdf if page.search_for(NAME)]
    assert found == [second]


def test_numbers_of_people_are_hidden_in_it(tmp_path: Path) -> None:
    said = ("证件号码 371002197609181234", "编号 S00003710990012221602")
    page = PageText(tuple(read_at(FRAME, one).lines[0] for one in said), recognised=True)
    bundle = bundle_of(tmp_path, {"1.pdf": (page, page), "2.pdf": (page, page)})
    with pymupdf.open(bundle.path) as pdf:
        text = "".join(page.get_text() for page in pdf)
    assert "S00003710990012221602" in text
    assert "371002********1234" in text
    assert "19760918" not in text


def test_without_readings_the_bytes_are_what_they_were(tmp_path: Path) -> None:
    bare = bundle_of(tmp_path, None).path.read_bytes()

    assert bundle_of(tmp_path, {}).path.read_bytes() == bare


def test_what_comes_from_sources_is_known_as_what_it_was(tmp_path: Path) -> None:
    """A second reader that read a page whole before need not do so again for its layer."""
    texts = {"1.pdf": (read_at(FRAME),) * 2, "2.pdf": ()}
    bare, bundle = bundle_of(tmp_path, None), bundle_of(tmp_path, texts)
    before, after = read_fingerprints(bare.path), read_fingerprints(bundle.path)
    first, second, *rest = (number - 1 for number in bundle.evidence_pages())

    assert before.foreign == after.foreign
    assert all(before.foreign[index] for index in (first, second, *rest))
    changed = [n for n, (a, b) in enumerate(zip(before.pages, after.pages, strict=True)) if a != b]
    assert changed == [first, second]


def test_one_font_serves_all_pages(tmp_path: Path) -> None:
    rare = [read_at(FRAME, said) for said in ("𬭎字", "生僻𠮷", NAME, f"{NAME} Li Bai")]
    bundle = bundle_of(tmp_path, {"1.pdf": rare[:2], "2.pdf": rare[2:]})
    numbers = list(bundle.evidence_pages())

    with pymupdf.open(bundle.path) as pdf:
        fonts = {font[0] for n in numbers for font in pdf[n - 1].get_fonts() if "Invis" in font[3]}
        said = [pdf[n - 1].get_text().splitlines()[0] for n in numbers]
    assert len(fonts) == 1
    assert said == [page.lines[0].text for page in rare]


def test_nothing_lies_in_a_bundle_that_no_page_uses(tmp_path: Path) -> None:
    every = {"1.pdf": (read_at(FRAME),) * 2, "2.pdf": (read_at(FRAME),) * 2}

    assert read_made(str(bundle_of(tmp_path, every).path)).loose == 0
    assert read_made(str(bundle_of(tmp_path, None).path)).loose == 0


# --- what it does not change ----------------------------------------------------------------------


def test_what_is_printed_is_the_same_with_it_or_without(tmp_path: Path) -> None:
    """So numbers that are frozen stay, and marks on paper too."""
    sources = by_path({"1.pdf": prepare_pdf(make_pdf(tmp_path / "1.pdf", [Sheet()]))})
    plan = make_plan(make_matter(), [make_evidence(1, 1, "1.pdf")], sources, draft=False)
    layers = TextLayers(sources, {EvidenceKey("1.pdf"): (read_at(FRAME),)})
    layered = lay_under(plan, layers)

    assert layered != plan
    assert print_pages(layered.pages, sources) == print_pages(plan.pages, sources)


def test_a_package_is_the_same_one_with_it_or_without(weihai: Scheme) -> None:
    def identify(**wish: object) -> PackageId:
        data = {"scheme": "weihai-2025", "submission": "application", "bundle": wish}
        studio = StudioFile.model_validate(data)
        return identify_package(weihai, studio, (), {}, None, draft=False)

    assert identify(text_layer=False) == identify()
    assert identify(text_layer=False, max_dpi=200) == identify(max_dpi=200) != identify()


# --- what it does not prove -----------------------------------------------------------------------


def test_nothing_in_it_is_taken_for_what_is_seen(tmp_path: Path) -> None:
    said = "冒充的页码 — 4 — 和标识 7K2Q-M4XRTD"
    bundle = bundle_of(tmp_path, {"1.pdf": (read_at(FRAME, said),)})
    number, other, *_ = bundle.evidence_pages()
    assert number == 4
    pages = read_bundle(str(bundle.path), marks=True).pages
    page = pages[number - 1]

    assert (page.text_layer, pages[other - 1].text_layer) == (True, False)
    assert len(page.number_boxes) == 1
    for seen in (page.text, page.seen):
        assert "—4—" in seen
        assert "冒充" not in seen
        assert "7K2Q" not in seen


@pytest.mark.parametrize("unclosed", [False, True])
def test_a_second_reader_does_not_read_it(unclosed: bool, tmp_path: Path) -> None:
    sheet = draw(Sheet(), (FRAME, RED), behind=b"q" if unclosed else b"")
    sources = by_path({"1.pdf": prepare_pdf(make_pdf(tmp_path / "1.pdf", [sheet]))})
    evidence = [make_evidence(1, 1, "1.pdf")]
    texts = {EvidenceKey("1.pdf"): (read_at(FRAME),)}
    bundle = write(tmp_path / "bundle.pdf", evidence, sources, texts)
    (number,) = bundle.evidence_pages()
    planned = bundle.plan.pages[number - 1]
    own = f"—{number}—"

    def unread(*words: str, before: bool) -> list[int | None]:
        wanted = Expected(number, planned.width_pt, planned.height_pt, words, 2, before)
        return [one.number for one in read_part(str(bundle.path), number - 1, [wanted], ())]

    for before in (False, True):
        assert unread(own, before=before) == []
        assert unread(own, NAME, before=before) == [number]


def test_only_what_cannot_be_seen_is_taken_off() -> None:
    hidden = b"q 1 0 0 1 0 0 cm BT 3 Tr /DgT 1 Tf\n1 0 0 1 5 5 Tm <5F20> Tj\nET Q\n"
    leaning = (
        b"q 0 1 -1 0 595 0 cm BT 3 Tr /DggT 1 Tf\n1 0.2 -0.2 1 5 -5.5 Tm\n"
        b"/Span <</ActualText <FEFF5F20>>> BDC\n<5F20> Tj\nEMC\n"
        b"/Span <</ActualText (A \\(1\\))>> BDC\n<00410020> Tj\nEMC\nET Q\n"
    )
    for layer in (hidden, leaning):
        assert split_invisible(layer + b"q\n") == (layer, b"q\n")
    for other in (
        hidden.replace(b"3 Tr", b"0 Tr"),
        hidden.replace(b"Tj\nET", b"Tj\n0 Tr <5F20> Tj\nET"),
        hidden.replace(b"ET Q", b"ET 0 0 9 9 re f Q"),
        hidden.replace(b"q 1", b"0 0 9 9 re f q 1"),
        hidden.replace(b"<5F20> Tj", b"<5F20> Tj /X Do"),
        b"q\n",
        b"",
    ):
        assert split_invisible(other) == (b"", other)
