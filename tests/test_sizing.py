"""A bundle held under a size: pictures brought down, then volumes."""

import io
import random
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from doing import build_package
from hypothesis import given
from hypothesis import strategies as st
from making import differs, render, run_tool
from openpyxl import load_workbook
from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfReader
from readers import complaints
from seeing import DPI, see_marks, see_with_mupdf

from docgen.bundle.volumes import divide
from docgen.issues.errors import FindingsError
from docgen.issues.finding import Finding
from docgen.package.manifest import read_manifest
from docgen.sources.downsampling import PictureQuality, shrink
from docgen.verify.run_verify import verify

SAMPLE = Path(__file__).parent.parent / "samples/assessment"
FOLDERS = {
    1: "01-工作室专用场地",
    2: "02-技术技能人才团队",
    3: "03-设施设备",
    12: "12-技术革新",
}


def scan(number: int, size: tuple[int, int] = (1240, 1754)) -> Image.Image:
    """A page of print at 150 dpi on grainy paper, no two alike."""
    source = random.Random(number)
    grain = Image.frombytes("L", (256, 256), source.randbytes(256 * 256))
    grain = grain.filter(ImageFilter.GaussianBlur(0.8)).point(lambda v: 190 + v // 4)
    page = Image.new("L", size)
    for x in range(0, size[0], 256):
        for y in range(0, size[1], 256):
            page.paste(grain.rotate(90 * source.randrange(4)), (x, y))
    draw = ImageDraw.Draw(page)
    for y in range(150, size[1] - 220, 45):
        draw.rectangle((90, y, source.randrange(520, size[0] - 90), y + 20), fill=40)
    return page.convert("RGB")


def jpeg(picture: Image.Image, dpi: int, quality: int = 92) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi))
    return buffer.getvalue()


def make_workspace(folder: Path, wish: str, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    (folder / "studio.yaml").write_text(
        "scheme: weihai-2025\nsubmission: assessment\nstudio: {name: 威海市张三技能大师工作室}\n"
        f"bundle: {wish}\n",
        encoding="utf-8",
    )
    for name, content in files.items():
        file = folder / "evidence" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def build(folder: Path) -> tuple[Path, dict[str, Finding]]:
    """The bundle's folder, and what was said by code."""
    built = build_package(folder, draft=True, only="bundle")
    return built.folder, {finding.code: finding for finding in built.findings}


def pictures_of(pdf: Path) -> list[tuple[float, bytes]]:
    """Dots an inch and data of the picture of every page that has one, in order."""
    found = []
    with pymupdf.open(pdf) as document, pikepdf.open(pdf) as same:
        for page in document:
            for shown in page.get_image_info(xrefs=True):
                dots = shown["width"] / (shown["transform"][0] / 72)
                stream = same.get_object(shown["xref"], 0)
                found.append((abs(dots), stream.read_raw_bytes()))
    return found


IDENTITY = re.compile(r"(\w{4})-\w{6}\s+E(\d+)\s+\w{4}")
"""The small type of a page: whose it is, which state of it, the page, a check."""


def texts_of(pdf: Path) -> list[str]:
    """What is printed on each page; of its identity, which differs by the size asked for, the
    studio and the page."""
    with pymupdf.open(pdf) as document:
        texts = [page.get_text() for page in document]
    assert all(IDENTITY.search(text) for text in texts)
    return ["".join(IDENTITY.sub(r"\1 \2", text).split()) for text in texts]


def without_marks(page: pymupdf.Page) -> Image.Image:
    """A page at 36 dpi with white where its mark stands and its small type below or beside."""
    picture = render(page, 36)
    (mark,) = see_marks(render(page, DPI))
    left, top, right, bottom = (round(side / 25.4 * 36) for side in mark.square)
    picture.paste((255, 255, 255), (left - 2, top - 2, right + 24, bottom + 8))
    return picture


# --- resolution ----------------------------------------------------------------------------------


def as_pdf(picture: Image.Image, **how: Any) -> bytes:
    """A PDF of one page, A4, whose picture is packed without loss or as is told."""
    image, page = io.BytesIO(), pymupdf.open()
    picture.save(image, **({"format": "PNG"} | how))
    page.new_page(width=595, height=842).insert_image((0, 0, 595, 842), stream=image.getvalue())
    return bytes(page.tobytes())


def test_only_what_has_more_dots_than_asked_for_is_touched(tmp_path: Path) -> None:
    """However a picture is packed: one of fewer dots stays as it is, byte for byte."""
    fine = scan(1).resize((2480, 3508))
    files = {
        f"{FOLDERS[1]}/1 细.jpg": jpeg(fine, 300),
        f"{FOLDERS[1]}/2 细.pdf": as_pdf(fine.crop((0, 0, 2480, 3400)), format="JPEG", quality=97),
        **{f"{FOLDERS[2]}/{q} 粗.jpg": jpeg(scan(q), 150, q) for q in (40, 75, 85, 92, 98)},
        f"{FOLDERS[2]}/99 灰.jpg": jpeg(scan(6).convert("L"), 150, 95),
        f"{FOLDERS[3]}/无损.pdf": as_pdf(scan(7)),
        f"{FOLDERS[3]}/有损.pdf": as_pdf(scan(8), format="JPEG", quality=96),
    }
    plain, _ = build(make_workspace(tmp_path / "plain", "{}", files))
    lean, found = build(make_workspace(tmp_path / "lean", "{max_dpi: 180}", files))
    name = "3-佐证材料.pdf"
    before, after = pictures_of(plain / name), pictures_of(lean / name)
    assert [round(dots) for dots, _ in before] == [300, 300, *[150] * 8]
    assert [round(dots) for dots, _ in after] == [180, 180, *[150] * 8]
    for (_, many), (_, few) in zip(before[:2], after[:2], strict=True):
        assert len(few) < len(many) / 2
    assert after[2:] == before[2:]
    assert not {"F117", "F118"} & found.keys()
    assert texts_of(plain / name) == texts_of(lean / name)
    with pymupdf.open(plain / name) as one, pymupdf.open(lean / name) as other:
        assert [page.rect for page in one] == [page.rect for page in other]
        reduced = [page.number for page in other if [i[2] for i in page.get_images()] == [1488]]
        assert len(reduced) == 2
        for page in reduced:
            assert not differs(without_marks(one[page]), without_marks(other[page]), by=60)


def test_of_one_file_only_the_fine_picture_is_brought_down(tmp_path: Path) -> None:
    """Type, forms and small pictures of the same PDF stay; what is drawn twice is made once."""
    document = pymupdf.open()
    fine, coarse = jpeg(scan(1).resize((2480, 3508)), 300, 95), jpeg(scan(2), 150, 95)
    inner = pymupdf.open()
    inner.new_page().insert_image((0, 0, 595, 842), stream=jpeg(scan(3), 150, 97))
    for _ in range(2):
        page = document.new_page(width=595, height=842)
        page.insert_image((300, 20, 575, 409), stream=coarse)
        page.insert_image((20, 430, 295, 819), stream=fine)
        page.insert_text((20, 30), "A page of a report", fontsize=12)
        page.show_pdf_page(pymupdf.Rect(300, 430, 575, 819), inner)
    (tmp_path / "a.pdf").write_bytes(document.tobytes())
    facts = shrink(str(tmp_path / "a.pdf"), str(tmp_path / "b.pdf"), PictureQuality(350, 80), False)
    assert facts.pdf
    with pikepdf.open(tmp_path / "a.pdf") as old, pikepdf.open(facts.pdf) as new:
        before, after = streams_of(old), streams_of(new)
    # Widths are 0 for what is no picture.
    assert sorted(width for width, _ in before if width) == [1240, 1240, 2480]
    assert sorted(width for width, _ in after if width) == [1240, 1240, 1337]
    assert {one for one in before if one[0] != 2480} == {one for one in after if one[0] != 1337}


def test_a_file_without_fine_pictures_is_left_alone(tmp_path: Path) -> None:
    """However much smaller it would get by being written anew."""
    document = pymupdf.open()
    page = document.new_page(width=595, height=842)
    page.insert_image((20, 20, 575, 800), stream=jpeg(scan(2), 150, 97))
    page.insert_text((20, 30), "text " * 2000, fontsize=3)
    waste = document.new_page()
    waste.insert_text((20, 30), "gone " * 2000, fontsize=3)
    document.delete_page(1)
    (tmp_path / "a.pdf").write_bytes(document.tobytes(garbage=0))
    facts = shrink(str(tmp_path / "a.pdf"), str(tmp_path / "b.pdf"), PictureQuality(300, 60), False)
    assert facts.pdf is None


def streams_of(pdf: pikepdf.Pdf) -> set[tuple[int, bytes]]:
    """Width, for pictures, and packed data of all streams of a PDF."""
    streams = (entry for entry in pdf.objects if isinstance(entry, pikepdf.Stream))
    return {(int(one.get("/Width", 0)), one.read_raw_bytes()) for one in streams}


# --- size ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def heavy() -> dict[str, bytes]:
    """About 7 MB of scans in four items."""
    return {
        f"{folder}/{n} 扫描件.jpg": jpeg(scan(10 * item + n), 150, 97)
        for item, folder in FOLDERS.items()
        for n in range(1, 4)
    }


@pytest.fixture(scope="module")
def plain(
    tmp_path_factory: pytest.TempPathFactory, heavy: dict[str, bytes]
) -> tuple[Path, dict[str, Finding]]:
    """The bundle of them all as it is without a wish, and what was said of it."""
    return build(make_workspace(tmp_path_factory.mktemp("p") / "plain", "{}", heavy))


def test_smaller_pictures_come_before_volumes(
    tmp_path: Path, heavy: dict[str, bytes], plain: tuple[Path, dict[str, Finding]]
) -> None:
    whole, _ = plain
    before = (whole / "3-佐证材料.pdf").stat().st_size
    assert before > 5_000_000
    folder, found = build(make_workspace(tmp_path / "a", "{max_size: 4}", heavy))
    after = (folder / "3-佐证材料.pdf").stat().st_size
    assert after <= 4_000_000
    assert "F116" not in found
    assert "F115" in found
    assert found["F115"].where == "studio.yaml:4"
    assert all(
        dots == pytest.approx(150, abs=1) for dots, _ in pictures_of(folder / "3-佐证材料.pdf")
    )
    assert texts_of(whole / "3-佐证材料.pdf") == texts_of(folder / "3-佐证材料.pdf")


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory, heavy: dict[str, bytes]) -> Path:
    """A bundle that had to be divided, in the folder it was built in."""
    workspace = make_workspace(tmp_path_factory.mktemp("v") / "a", "{max_size: 2}", heavy)
    folder, found = build(workspace)
    assert "F118" not in found, found["F118"].what
    assert "F116" in found
    return folder


def names(volumes: Path) -> list[str]:
    return sorted(path.name for path in volumes.glob("*.pdf"))


def test_every_volume_is_within_the_limit_and_numbers_go_on(volumes: Path) -> None:
    manifest = read_manifest((volumes / "manifest.json").read_bytes())
    documents = [d for d in manifest.documents if d.role == "bundle"]
    assert [d.file for d in documents] == names(volumes)
    assert len(documents) >= 2
    following = 1
    for document in documents:
        assert (volumes / document.file).stat().st_size <= 2_000_000
        assert document.first_page == following
        reader = PdfReader(volumes / document.file, strict=True)
        assert document.pages == len(reader.pages)
        following += len(reader.pages)
        labels = [str(n) for n in range(document.first_page, following)]
        assert reader.page_labels == labels
        for label, text in zip(labels, texts_of(volumes / document.file), strict=True):
            assert f"—{label}—" in text
    assert following - 1 >= max(e.last_page for e in manifest.evidence)


def test_marks_number_on_from_volume_to_volume(volumes: Path) -> None:
    manifest = read_manifest((volumes / "manifest.json").read_bytes())
    pages = [marks for name in names(volumes) for marks in see_with_mupdf(volumes / name)]
    seen = [mark.identity for marks in pages for mark in marks]
    assert [one.page for one in seen] == list(range(1, len(seen) + 1))
    assert {(str(one.package), one.document) for one in seen} == {(manifest.package, "bundle")}
    assert len(seen) == sum(d.pages or 0 for d in manifest.documents if d.role == "bundle")
    assert not [f for f in verify(volumes).findings if f.code.startswith("V21")]


def test_every_volume_has_a_cover_and_the_whole_index(volumes: Path) -> None:
    manifest = read_manifest((volumes / "manifest.json").read_bytes())
    count = len(names(volumes))
    for order, name in enumerate(names(volumes), start=1):
        cover, *rest = texts_of(volumes / name)
        assert f"第{order}卷（共{count}卷）" in cover
        index = "".join(rest[:3])
        for evidence in manifest.evidence:
            assert f"{evidence.id}" in index


def test_links_lead_on_within_and_into_the_other_volumes(volumes: Path) -> None:
    targets = {name: PdfReader(volumes / name).named_destinations for name in names(volumes)}
    crossing = 0
    for name in names(volumes):
        reader = PdfReader(volumes / name, strict=True)
        for page in reader.pages:
            for reference in page.get("/Annots", ()):
                link = reference.get_object()
                assert link["/Subtype"] == "/Link"
                if "/Dest" in link:
                    assert reader.get_page_number(link["/Dest"][0].get_object()) is not None
                    continue
                action = link["/A"]
                other = str(action["/F"]["/UF"])
                assert action["/S"] == "/GoToR"
                assert other != name
                assert action["/D"] in targets[other]
                crossing += 1
    assert crossing > 10


def test_an_index_row_leads_to_the_page_it_names(volumes: Path) -> None:
    manifest = read_manifest((volumes / "manifest.json").read_bytes())
    first = {d.file: d.first_page for d in manifest.documents if d.role == "bundle"}
    wanted = {evidence.first_page for evidence in manifest.evidence}
    readers = {name: PdfReader(volumes / name, strict=True) for name in names(volumes)}
    targets = {name: reader.named_destinations for name, reader in readers.items()}
    for name, reader in readers.items():
        led = set()
        for page in reader.pages[1:4]:
            for reference in page.get("/Annots", ()):
                link = reference.get_object()
                if "/Dest" in link:
                    at = reader.get_page_number(link["/Dest"][0].get_object())
                    led.add(first[name] + at)
                else:
                    other = str(link["/A"]["/F"]["/UF"])
                    target = targets[other][link["/A"]["/D"]]
                    led.add(first[other] + readers[other].get_destination_page_number(target))
        assert wanted <= led


def test_bookmarks_of_every_volume_name_all_pages(volumes: Path) -> None:
    for name in names(volumes):
        with pymupdf.open(volumes / name) as pdf:
            outline = pdf.get_toc(simple=False)
        titles = [entry[1] for entry in outline]
        labels = PdfReader(volumes / name).page_labels
        assert sum("扫描件" in title for title in titles) == 12
        for _, title, page, detail in outline:
            (said,) = re.findall(r"（第 (\d+) 页）$", title)
            if detail["kind"] == pymupdf.LINK_GOTO:
                assert page > 0
                assert labels[page - 1] == said
            else:
                # MuPDF gives the other volume's file and the name of the page as one address.
                assert detail["file"].endswith(f".pdf#nameddest=p{int(said):06}"), title


def test_the_workbook_opens_the_right_volume(volumes: Path) -> None:
    manifest = read_manifest((volumes / "manifest.json").read_bytes())
    spans = {
        d.file: range(d.first_page, d.first_page + d.pages)
        for d in manifest.documents
        if d.role == "bundle" and d.first_page and d.pages
    }
    cells = [
        cell
        for sheet in load_workbook(volumes / "对照表.xlsx").worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    ]
    assert len(cells) > 20
    for cell in cells:
        page = int(re.split(r"[–、]", str(cell.value))[0])
        if cell.column == 1 and cell.parent.title.startswith("按项目"):
            page = next(i.divider for i in manifest.items if i.number == cell.value)
        file = next(file for file, span in spans.items() if page in span)
        assert cell.hyperlink.target == file
        assert cell.hyperlink.location == f"page={page - spans[file].start + 1}"


def test_no_reader_complains_of_a_volume(volumes: Path) -> None:
    for name in names(volumes):
        assert complaints(volumes / name) == []
        assert run_tool("pdftotext", volumes / name, "-")[1] == ""
        with pymupdf.open(volumes / name) as pdf:
            pymupdf.TOOLS.mupdf_warnings(reset=True)  # what it has said before
            for page in pdf:
                page.get_pixmap(dpi=20)
        assert pymupdf.TOOLS.mupdf_warnings() == ""


def test_an_item_too_large_for_a_volume_stops_the_build(tmp_path: Path) -> None:
    source = random.Random(5)
    noise = Image.frombytes("RGB", (1275, 1725), source.randbytes(1275 * 1725 * 3))
    files = {f"{FOLDERS[12]}/{n} 噪点.jpg": jpeg(noise.rotate(n), 150, 95) for n in range(3)}
    workspace = make_workspace(tmp_path / "a", "{max_size: 2}", files)
    _, found = build(workspace)
    assert "第 12 项" in found["F118"].what
    assert found["F118"].remedy
    with pytest.raises(FindingsError):
        build_package(workspace, only="bundle")
    assert not (workspace / "out/assessment-bundle").exists()


def test_without_a_wish_nothing_changes(
    heavy: dict[str, bytes], plain: tuple[Path, dict[str, Finding]]
) -> None:
    folder, found = plain
    assert names(folder) == ["3-佐证材料.pdf"]
    assert not {"F115", "F116", "F117", "F118"} & found.keys()
    for _, data in pictures_of(folder / "3-佐证材料.pdf"):
        assert any(data in content for content in heavy.values())


# --- dividing ------------------------------------------------------------------------------------


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=20), st.integers(0, 9), st.integers(20, 90)
)
def test_items_are_divided_in_order_and_none_is_lost(
    sizes: list[int], front: int, limit: int
) -> None:
    weights = list(enumerate(sizes, start=1))
    parts = divide(weights, front, limit)
    assert [number for part in parts for number in part] == [number for number, _ in weights]
    for part in parts:
        weight = front + sum(sizes[number - 1] for number in part)
        assert weight <= limit or len(part) == 1
    for before, after in pairwise(parts):
        held = front + sum(sizes[number - 1] for number in (*before, after[0]))
        assert held > limit
