"""Pictures several to a page: upright, in order, with captions, their data as it was."""

import io
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from doing import build_package
from making import Bundle, bind, by_path, make_evidence, make_pdf, render, typography
from making import Sheet as PlainSheet
from PIL import Image, ImageChops, ImageDraw

from docgen.bundle.contact_sheet import TABLES
from docgen.bundle.photo_layout import CAPTION_SIZE, find_runs, lay_caption
from docgen.bundle.photo_sheets import make_sheets
from docgen.bundle.plan import PlannedPage
from docgen.images.picture_placement import BOTTOM_MARGIN, SIDE_MARGIN, TOP_MARGIN
from docgen.issues.finding import Finding, Level
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.prepared import Prepared, Sources
from docgen.model.privacy import mask_data
from docgen.pdf.geometry import MM, Rect
from docgen.pdf.primitives import Text
from docgen.sources.prepare import prepare
from docgen.system.machine import CACHE_VARIABLE

COLOURS = ("red", "lime", "blue", "orange", "purple", "teal", "brown")
LONG = "船体车间二楼东侧工作室全体成员与外聘专家于二〇二四年六月十八日开展技术交流活动现场照片"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def photo(path: Path, colour: str, size: tuple[int, int] = (800, 600), **options: Any) -> Path:
    """A picture of one colour with a black corner at its upper left."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="black")
    picture.save(path, **options)
    return path


def photos(
    folder: Path, count: int, size: tuple[int, int] = (800, 600), kind: str = "jpg"
) -> list[Path]:
    return [photo(folder / f"{n}.{kind}", COLOURS[n - 1], size) for n in range(1, count + 1)]


def mount(
    folder: Path, files: Sequence[SourceFile], cache: Path, layout: int | None
) -> tuple[Bundle, Sources]:
    """A bundle of one piece of evidence made of these files."""
    evidence = [make_evidence(1, 1, *files, layout=layout)]
    sources = prepare([(f.path, folder / f.path) for f in files], cache=cache)
    sheets = make_sheets(find_runs(evidence, by_path(sources)), cache=cache)
    return bind(folder / "bundle.pdf", evidence, sources, sheets=sheets), sheets


def named(files: Sequence[Path]) -> list[SourceFile]:
    return [SourceFile(file.name, title=f"{file.stem}号照片") for file in files]


def evidence_pages(bundle: Bundle) -> list[PlannedPage]:
    return [bundle.plan.pages[number - 1] for number in bundle.evidence_pages()]


def found(picture: Image.Image, colour: str) -> tuple[int, int, int, int] | None:
    """Where a colour stands in a picture."""
    wanted = Image.new("RGB", picture.size, colour)
    off = ImageChops.difference(picture, wanted).convert("RGB").split()
    worst = ImageChops.lighter(ImageChops.lighter(off[0], off[1]), off[2])
    return worst.point([255] * 40 + [0] * 216).getbbox()


@pytest.mark.parametrize("layout", [1, 2, 4, 6])
def test_so_many_to_a_page_in_order_with_captions(layout: int, tmp_path: Path, cache: Path) -> None:
    files = photos(tmp_path, 7)
    bundle, _ = mount(tmp_path, named(files), cache, layout)
    pages = evidence_pages(bundle)
    assert len(pages) == -(-7 // layout)
    with pymupdf.open(bundle.path) as pdf:
        for nth, page in enumerate(pages):
            here = files[nth * layout : (nth + 1) * layout]
            picture = render(pdf[page.number - 1])
            places = []
            for file in here:
                box = found(picture, COLOURS[int(file.stem) - 1])
                assert box is not None
                (caption,) = pdf[page.number - 1].search_for(f"{file.stem}号照片")
                # Right below its picture, and centred under it.
                assert 0 < caption.y0 - box[3] < 8
                assert (caption.x0 + caption.x1) / 2 == pytest.approx((box[0] + box[2]) / 2, abs=3)
                places.append((box[1] // 20, box[0]))
            assert places == sorted(places)


@pytest.mark.parametrize("size", [(800, 600), (600, 800), (1080, 2340), (900, 900)])
def test_the_bands_of_the_stamps_stay_free(
    size: tuple[int, int], tmp_path: Path, cache: Path
) -> None:
    files = photos(tmp_path, 6, size)
    for layout in (1, 2, 4, 6):
        bundle, _ = mount(tmp_path, named(files[:layout]), cache, layout)
        check_page(bundle, layout, size)


def check_page(bundle: Bundle, layout: int, size: tuple[int, int]) -> None:
    """One page, full: what stands on it and where."""
    (page,) = evidence_pages(bundle)
    assert bundle.plan.moved == ()
    assert page.grown is None
    with pymupdf.open(bundle.path) as pdf:
        picture = render(pdf[page.number - 1])
    boxes = [found(picture, colour) for colour in COLOURS[:layout]]
    for box in boxes:
        assert box is not None
        assert box[0] >= SIDE_MARGIN - 2
        assert box[1] >= TOP_MARGIN - 2
        assert box[2] <= page.width_pt - SIDE_MARGIN + 2
        assert box[3] <= page.height_pt - BOTTOM_MARGIN - CAPTION_SIZE
        # Nothing is stretched.
        ratio = (box[2] - box[0]) / (box[3] - box[1])
        assert ratio == pytest.approx(size[0] / size[1], rel=0.04)
    if layout in {2, 6}:
        assert page.height_pt > page.width_pt
    # Tall pictures stand side by side, wide ones one above the other.
    if layout == 2 and boxes[0] and boxes[1]:
        assert (boxes[0][2] <= boxes[1][0]) == (size[1] > 1.3 * size[0])
    if layout == 4 and size == (1080, 2340):
        assert page.width_pt > page.height_pt


def test_the_data_of_a_picture_is_not_touched(tmp_path: Path, cache: Path) -> None:
    files = [photo(tmp_path / f"{n}.jpg", c, quality=60 + n) for n, c in enumerate(COLOURS[:4], 1)]
    bundle, sheets = mount(tmp_path, named(files), cache, 4)
    (sheet,) = sheets.values()
    assert isinstance(sheet, Prepared)
    for path in (Path(sheet.pdf), bundle.path):
        with pikepdf.open(path) as pdf:
            stored = [
                o.read_raw_bytes()
                for o in pdf.objects
                if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
            ]
        scans = sorted(data[data.index(b"\xff\xda") :] for data in stored)
        originals = [file.read_bytes() for file in files]
        assert scans == sorted(data[data.index(b"\xff\xda") :] for data in originals)


def test_pictures_of_every_orientation_stand_upright(tmp_path: Path, cache: Path) -> None:
    """The black corner is at the upper left of what a viewer of photos shows."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    files = []
    for orientation, colour in enumerate(COLOURS, start=2):
        upright = Image.open(photo(tmp_path / "upright.png", colour))
        exif = Image.Exif()
        exif[0x0112] = orientation
        files.append(tmp_path / f"{orientation}.jpg")
        upright.transpose(undo[orientation]).save(files[-1], exif=exif, quality=95)
    bundle, _ = mount(tmp_path, named(files), cache, 4)
    first, second = evidence_pages(bundle)
    with pymupdf.open(bundle.path) as pdf:
        pictures = [render(pdf[page.number - 1]) for page in (first, second)]
    for number, colour in enumerate(COLOURS):
        picture = pictures[number // 4]
        box = found(picture, colour)
        assert box is not None
        assert (box[2] - box[0]) / (box[3] - box[1]) == pytest.approx(4 / 3, rel=0.03)
        corner = picture.getpixel((box[0] + 12, box[1] + 12))
        assert max(corner) < 60  # type: ignore[arg-type]


@pytest.mark.parametrize(("turn", "corner"), [(90, (1, 0)), (180, (1, 1)), (270, (0, 1))])
def test_a_picture_is_turned_in_its_cell(
    turn: Any, corner: tuple[int, int], tmp_path: Path, cache: Path
) -> None:
    one, other = photo(tmp_path / "1.jpg", "orange"), photo(tmp_path / "2.jpg", "blue")
    files = [
        SourceFile(one.name, turn=turn, title="转过的"),
        SourceFile(other.name, title="照原样"),
    ]
    bundle, _ = mount(tmp_path, files, cache, 2)
    (page,) = evidence_pages(bundle)
    with pymupdf.open(bundle.path) as pdf:
        picture = render(pdf[page.number - 1])
    box = found(picture, "orange")
    assert box is not None
    assert (box[2] - box[0] > box[3] - box[1]) == (turn == 180)
    x = box[2] - 10 if corner[0] else box[0] + 10
    y = box[3] - 10 if corner[1] else box[1] + 10
    assert max(picture.getpixel((x, y))) < 60  # type: ignore[arg-type]


def test_documents_and_long_screenshots_keep_their_own_pages(tmp_path: Path, cache: Path) -> None:
    first = photos(tmp_path, 3)
    make_pdf(tmp_path / "文件.pdf", [PlainSheet(), PlainSheet((297, 210))])
    strip = Image.new("RGB", (1080, 5000), "white")
    for y in range(30, 4900, 80):
        ImageDraw.Draw(strip).rectangle((50, y, 1000, y + 40), fill="black")
    strip.save(tmp_path / "长图.png")
    last = [photo(tmp_path / f"z{n}.png", c) for n, c in enumerate(COLOURS[3:5])]
    files = named([*first, tmp_path / "文件.pdf", tmp_path / "长图.png", *last])
    bundle, sheets = mount(tmp_path, files, cache, 2)
    kinds = []
    for page in evidence_pages(bundle):
        assert page.source is not None
        shared = page.source.pdf in {s.pdf for s in sheets.values() if isinstance(s, Prepared)}
        kinds.append((len(page.source.page.captions), Path(page.source.pdf).name == "文件.pdf"))
        assert shared == bool(page.source.page.captions)
    assert kinds[:4] == [(2, False), (1, False), (0, True), (0, True)]
    assert kinds[-1] == (2, False)
    assert set(kinds[4:-1]) == {(0, False)}
    assert len(kinds) > 6


def test_pages_of_a_picture_file_may_be_chosen(tmp_path: Path, cache: Path) -> None:
    frames = [Image.new("RGB", (400, 300), colour) for colour in COLOURS[:3]]
    frames[0].save(tmp_path / "a.tiff", save_all=True, append_images=frames[1:])
    files = [SourceFile("a.tiff", ((3, 3), (1, 1)), title="三页图")]
    bundle, _ = mount(tmp_path, files, cache, 2)
    (page,) = evidence_pages(bundle)
    words = "".join(mark.text for mark in page.marks if isinstance(mark, Text))
    assert words.index("三页图（第 3 页）") < words.index("三页图（第 1 页）")
    with pymupdf.open(bundle.path) as pdf:
        picture = render(pdf[page.number - 1])
    assert [found(picture, colour) is not None for colour in COLOURS[:3]] == [True, False, True]


# --- captions --------------------------------------------------------------------------------


@pytest.mark.parametrize("width_mm", [186, 90, 60])
@pytest.mark.parametrize("text", ["现场照片", LONG, LONG * 2, "Photo-of-the-workshop-" * 6])
def test_captions_are_never_cut(text: str, width_mm: float) -> None:
    measure = typography().width
    frame = Rect(100, 200, width_mm * MM, 2 * CAPTION_SIZE * 1.25)
    marks = [mark for mark in lay_caption(text, frame, measure) if isinstance(mark, Text)]
    assert "".join("".join(mark.text for mark in marks).split()) == "".join(text.split())
    for mark in marks:
        assert mark.x >= frame.x - 0.01
        assert mark.x + measure(mark.text, mark.size, False) <= frame.x + frame.width + 0.01
        assert frame.y <= mark.y - mark.size * 0.7
        assert mark.y <= frame.y + frame.height + 0.01
        assert mark.size >= 5
    assert marks[0].size == CAPTION_SIZE or len(marks) > 1


def test_an_id_number_in_a_caption_is_masked() -> None:
    file = SourceFile("a.jpg", title="证书371002197609181237正面")
    (masked,) = mask_data(make_evidence(1, 1, file)).files
    assert masked.title == "证书371002********1237正面"
    assert masked.path == "a.jpg"


# --- the cache, and what goes wrong ----------------------------------------------------------


def test_pages_are_made_once_and_of_the_same_bytes(tmp_path: Path, cache: Path) -> None:
    files = named(photos(tmp_path, 5))
    _, sheets = mount(tmp_path, files, cache, 4)
    (sheet,) = sheets.values()
    assert isinstance(sheet, Prepared)
    path = Path(sheet.pdf)
    before, made = path.read_bytes(), path.stat().st_ino
    _, again = mount(tmp_path, files, cache, 4)
    assert again == sheets
    assert path.stat().st_ino == made
    shutil.rmtree(cache)
    mount(tmp_path, files, cache, 4)
    assert path.read_bytes() == before
    _, others = mount(tmp_path, files, cache, 6)
    assert not set(others) & set(sheets)


def test_names_do_not_matter_to_the_pages_but_to_the_captions(tmp_path: Path, cache: Path) -> None:
    one, two = photos(tmp_path, 2)
    _, before = mount(tmp_path, named([one, two]), cache, 2)
    renamed = [one.rename(tmp_path / "甲.jpg"), two.rename(tmp_path / "乙.jpg")]
    bundle, after = mount(tmp_path, named(renamed), cache, 2)
    assert list(after) == list(before)
    (page,) = evidence_pages(bundle)
    words = [mark.text for mark in page.marks if isinstance(mark, Text)]
    assert {"甲号照片", "乙号照片"} <= set(words)


def test_what_cannot_be_set_stands_alone_and_is_said(tmp_path: Path, cache: Path) -> None:
    files = named(photos(tmp_path, 3))
    evidence = [make_evidence(1, 1, *files, layout=4)]
    sources = prepare([(f.path, tmp_path / f.path) for f in files], cache=cache)
    gone = sources["2.jpg"]
    assert isinstance(gone, Prepared)
    kept = Path(gone.pdf).read_bytes()
    Path(gone.pdf).write_bytes(b"no PDF")
    (finding,) = make_sheets(find_runs(evidence, by_path(sources)), cache=cache).values()
    assert isinstance(finding, Finding)
    assert (finding.level, finding.code, finding.where) == (Level.WARNING, "F114", "1.jpg")
    assert finding.remedy
    Path(gone.pdf).write_bytes(kept)
    bundle = bind(tmp_path / "b.pdf", evidence, sources)
    assert len(evidence_pages(bundle)) == 3


def test_every_cell_lies_between_the_margins() -> None:
    for layout, tables in TABLES.items():
        for table in tables:
            assert table.columns * table.rows == layout
            cells = [table.cell(n) for n in range(layout)]
            for cell in cells:
                assert cell.x >= SIDE_MARGIN - 0.01
                assert cell.y >= TOP_MARGIN - 0.01
                assert cell.x + cell.width <= table.width - SIDE_MARGIN + 0.01
                assert cell.y + cell.height <= table.height - BOTTOM_MARGIN + 0.01
            for n, one in enumerate(cells):
                for other in cells[n + 1 :]:
                    assert one.x + one.width < other.x or one.y + one.height < other.y


def test_many_pictures_are_set_in_several_goes(tmp_path: Path, cache: Path) -> None:
    photo(tmp_path / "a.jpg", "red")
    evidence: list[Evidence] = [make_evidence(1, 1, *(["a.jpg"] * 100), layout=6)]
    sources = prepare([("a.jpg", tmp_path / "a.jpg")], cache=cache)
    runs = find_runs(evidence, by_path(sources))
    assert [len(run.shots) for run in runs] == [48, 48, 4]
    sheets = make_sheets(runs, cache=cache)
    bundle = bind(tmp_path / "b.pdf", evidence, sources, sheets=sheets)
    assert len(evidence_pages(bundle)) == 17
    assert bundle.path.stat().st_size < 400_000


# --- from the folder to the bundle ----------------------------------------------------------


def test_a_folder_of_photos_is_one_piece_of_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    folder = tmp_path / "ws"
    there = folder / "evidence" / "01-场地" / "3 现场照片"
    for n in (1, 2, 10):
        photo(there / f"{n} 第{n}张.jpg", COLOURS[n % 7])
    photo(there / "另用.jpg", "white")
    (there / "~$锁.jpg").write_bytes(b"lock")
    text = (
        "scheme: weihai-2025\nsubmission: assessment\nevidence:\n"
        "  - {files: 01-场地/3 现场照片, layout: 2}\n"
        "  - {files: 01-场地/3 现场照片/另用.jpg, title: 单独的}\n"
    )
    (folder / "studio.yaml").write_text(text, encoding="utf-8")
    built = build_package(folder, out=tmp_path / "out", draft=True, only="bundle")
    (bundle,) = [path for path in built.files if path.name.endswith("佐证材料.pdf")]
    with pymupdf.open(bundle) as pdf:
        words = [page.get_text() for page in pdf]
    first = next(n for n, text in enumerate(words) if "项目1 佐证1 (1/2)" in text)
    assert "第1张" in words[first]
    assert "第2张" in words[first]
    assert "第10张" in words[first + 1]
    assert "项目1 佐证1 (2/2)" in words[first + 1]
    index = words[1] + words[2]
    assert "现场照片" in index
    assert "单独的" in index
    assert not any("另用" in text for text in words)


def test_the_picture_of_a_page_is_known(tmp_path: Path, cache: Path) -> None:
    """Where a picture lies on its own page, as the montage needs it."""
    buffer = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(buffer, "PNG")
    (tmp_path / "a.png").write_bytes(buffer.getvalue())
    source = prepare([("a.png", tmp_path / "a.png")], cache=cache)["a.png"]
    assert isinstance(source, Prepared)
    frame = source.pages[0].picture
    assert frame is not None
    with pymupdf.open(source.pdf) as pdf:
        picture = render(pdf[0])
    box = found(picture, "teal")
    edges = (frame.x, frame.y, frame.x + frame.width, frame.y + frame.height)
    assert box == pytest.approx(edges, abs=1.5)
