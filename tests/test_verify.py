"""A package that was tampered with is told, and where; a whole one is whole."""

import io
import json
import re
import shutil
import stat
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from docx import Document
from doing import build_package
from openpyxl import load_workbook
from PIL import Image

from docgen.cli.commands import run
from docgen.collect.collect_record import Collected, CollectedDocument, write_record
from docgen.issues.errors import FontError
from docgen.issues.finding import Finding
from docgen.issues.location import Location
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.submission import StudioFile
from docgen.package.manifest import Manifest
from docgen.package.package_id import find_numbers
from docgen.pdf.page_fingerprints import read_fingerprints
from docgen.pdf.system_fonts import installed_faces
from docgen.pdf.typeface import Typography
from docgen.summary.package_reader import PackageReading, read_packages
from docgen.system.file_hashes import hash_file
from docgen.text.masking import mask_numbers
from docgen.verify.run_verify import MOST_ALIKE, verify
from docgen.verify.stamp_layer import are_captions_of

SAMPLES = Path(__file__).parent.parent / "samples"
BUNDLE = "3-佐证材料.pdf"
WORKBOOK = "对照表.xlsx"
FORM = "1-威海市技能大师工作室年度绩效评估表.docx"


@pytest.fixture(scope="module")
def built(sample_package: Callable[[str], Path]) -> Path:
    """The assessment's package."""
    return sample_package("assessment")


@pytest.fixture(scope="module")
def smaller(sample_package: Callable[[str], Path]) -> Path:
    """The application's package: of a quarter of the pages, where any whole one will do."""
    return sample_package("application")


@pytest.fixture
def package(built: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    return Path(shutil.copytree(built, tmp_path / "package"))


@pytest.fixture
def lesser(smaller: Path, tmp_path: Path) -> Path:
    """A copy of the smaller one to tamper with."""
    return Path(shutil.copytree(smaller, tmp_path / "lesser"))


@pytest.fixture
def papers(built: Path, tmp_path: Path) -> Path:
    """A copy without the bundle, which takes the longest to read, and without the archive."""
    left_out = shutil.ignore_patterns(BUNDLE, "*.zip")
    return Path(shutil.copytree(built, tmp_path / "papers", ignore=left_out))


@pytest.fixture
def listed(built: Path, tmp_path: Path) -> Path:
    """A copy of the manifest alone. What it says of itself is looked at without documents too."""
    (tmp_path / "listed").mkdir()
    return Path(shutil.copy(built / "manifest.json", tmp_path / "listed")).parent


def codes(path: Path) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in verify(path).findings:
        assert finding.remedy
        found.setdefault(finding.code, []).append(finding)
    return found


def edit_manifest(package: Path, change: Callable[[dict[str, Any]], object]) -> None:
    file = package / "manifest.json"
    manifest = json.loads(file.read_bytes())
    change(manifest)
    file.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def cover_up(package: Path) -> None:
    """Make the manifest say that every file that is there is as it is now."""

    def change(manifest: dict[str, Any]) -> None:
        for document in manifest["documents"]:
            if (package / document["file"]).exists():
                document["sha256"] = hash_file(package / document["file"])

    edit_manifest(package, change)


def edit_bundle(package: Path, change: Callable[[pikepdf.Pdf], None]) -> None:
    file = package / BUNDLE
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save(file)
    cover_up(package)


# --- whole ---------------------------------------------------------------------------------------


def test_a_whole_package_is_whole(built: Path) -> None:
    verified = verify(built, workspace=SAMPLES / "assessment")
    assert verified.findings == ()
    assert len({point.standard for point in verified.points}) == 4
    assert not [point for point in verified.points if point.met is False]
    (unchecked,) = verified.unchecked
    assert "没有签名" in unchecked


def test_a_summary_reads_it_through(smaller: Path) -> None:
    (package,) = read_packages([smaller], PackageReading(through=True)).packages
    assert package.state.is_read_through


def test_its_archive_is_whole_too(smaller: Path) -> None:
    (archive,) = smaller.glob("*.zip")
    assert verify(archive).findings == ()


def test_a_bundle_alone_is_looked_through(smaller: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copy(smaller / BUNDLE, tmp_path))
    verified = verify(alone)
    assert verified.findings == ()
    assert verified.points
    (unchecked,) = verified.unchecked
    assert "没有清单" in unchecked


def test_what_was_collected_is_named_for_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / BUNDLE
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        scan = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=scan))
        pdf.save(file)

    def tell(path: Path) -> str:
        (finding,) = verify(path).findings
        assert (finding.code, "docgen collect" in finding.remedy) == ("V001", True)
        return finding.what

    assert "1 页是扫描的画面" in tell(file)
    assert "旁边没有它的 collect.json" in tell(file)
    document = CollectedDocument(
        kind="bundle", file=BUNDLE, result=BUNDLE, sha256=hash_file(file), complete=False, pages=()
    )
    record = write_record(Collected(package="x", documents=(document,)))
    (tmp_path / "collect.json").write_bytes(record)
    assert "记的一样，页还没有收齐" in tell(file)
    file.write_bytes(file.read_bytes() + b"\n")
    assert "整理以后改过" in tell(file)
    assert "扫描件" in tell(tmp_path)


# --- files ---------------------------------------------------------------------------------------


def test_one_flipped_byte_is_found_in_every_file(lesser: Path) -> None:
    files = [path for path in lesser.iterdir() if path.suffix not in {".zip", ".json"}]
    for file in files:
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    found = sorted(finding.where for finding in codes(lesser)["V102"])
    assert found == sorted(file.name for file in files)


def test_missing_and_added_files_are_named(papers: Path) -> None:
    (papers / WORKBOOK).unlink()
    (papers / "别的.pdf").write_bytes(b"%PDF-1.4")
    found = codes(papers)
    assert [finding.where for finding in found["V101"]] == [BUNDLE, WORKBOOK]
    assert [finding.where for finding in found["V104"]] == ["别的.pdf"]


def test_a_source_that_changed_since_is_named(listed: Path, tmp_path: Path) -> None:
    workspace = Path(shutil.copytree(SAMPLES / "assessment", tmp_path / "w"))
    changed = next((workspace / "evidence").glob("02-*/成员证书/*"))
    changed.write_bytes(changed.read_bytes() + b"\n")
    found = verify(listed, workspace=workspace).findings
    (finding,) = (one for one in found if one.code == "V105")
    assert finding.where.endswith(changed.name)


def test_a_broken_bundle_is_said_to_be_broken(lesser: Path) -> None:
    file = lesser / BUNDLE
    file.write_bytes(file.read_bytes()[:200_000])
    found = codes(lesser)
    assert found["V106"][0].where == BUNDLE
    assert "V102" in found


# --- pages ---------------------------------------------------------------------------------------


def test_two_pages_exchanged_and_labels_that_lie(lesser: Path) -> None:
    def exchange(pdf: pikepdf.Pdf) -> None:
        pdf.Root.PageLabels.Nums[1].St = 2
        tenth, thirtieth = pdf.pages[9].obj, pdf.pages[29].obj
        pdf.pages[9], pdf.pages[29] = pikepdf.Page(thirtieth), pikepdf.Page(tenth)

    edit_bundle(lesser, exchange)
    found = codes(lesser)
    assert "V102" not in found
    assert {f"{BUNDLE} 第 10 页", f"{BUNDLE} 第 30 页"} <= {f.where for f in found["V203"]}
    *told, rest = found["V202"]
    assert [f.where for f in told] == [f"{BUNDLE} 第 {n} 页" for n in range(1, MOST_ALIKE + 1)]
    assert f"另有 {36 - MOST_ALIKE} 处" in rest.what


def test_a_page_left_out(lesser: Path) -> None:
    def remove(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[20]

    edit_bundle(lesser, remove)
    found = codes(lesser)
    # Nothing is said of the pages behind it. The .zip beside it holds the former bundle.
    assert found.keys() == {"V107", "V201"}
    assert [f.what for f in found["V201"]] == ["有 35 页，清单写的是 36 页：少了第 21 页"]


# --- one fault on a page -------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """What was done to a bundle, and what is said of it: code, page, and words of it."""

    name: str
    plant: Callable[[pikepdf.Pdf], None]
    said: tuple[tuple[str, int | None, str], ...]


FAULTS: list[Fault] = []
"""Each on pages of its own, so that they all stand in one bundle."""


def fault(*said: tuple[str, int | None, str]) -> Callable[[Callable[..., None]], None]:
    """List the function below as a fault."""

    def enlist(plant: Callable[[pikepdf.Pdf], None]) -> None:
        FAULTS.append(Fault(plant.__name__, plant, said))

    return enlist


@fault(
    ("V206", 3, "通向第 77 页，应是第"),
    ("V206", 8, "通向第 77 页，应是第 2 页"),
    ("V206", 22, "通向第 77 页，应是第 2 页"),
    ("V207", 22, "没有通向第 2 页的链接"),
)
def links_moved(pdf: pikepdf.Pdf) -> None:
    """In the index, on a divider, on a page of evidence."""
    for number, place in ((3, 1), (8, 0), (22, 0)):
        links = [a for a in pdf.pages[number - 1].Annots if a.Subtype == "/Link"]
        link = links[place]
        link.Dest[0] = pdf.pages[76].obj


@fault(("V207", 60, ""))
def a_link_taken_away(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[59]
    page.Annots = pikepdf.Array([page.Annots[1]])


@fault(("V207", 49, ""), ("V207", 50, ""), ("V207", 51, ""))
def links_that_nobody_can_click(pdf: pikepdf.Pdf) -> None:
    """Hidden on one page, not shown on screens on another, without an area on a third."""
    for page, change in ((48, {"/F": 2}), (49, {"/F": 32}), (50, {"/Rect": [0, 0, 0, 0]})):
        for link in pdf.pages[page].Annots:
            for key, value in change.items():
                link[key] = pikepdf.Array(value) if isinstance(value, list) else value


@fault(("V208", None, "通向第 71 页"), ("V209", None, "6-1"))
def a_bookmark_moved_and_one_taken_away(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        item = outline.root[2].children[0]
        item.destination = pikepdf.Array([pdf.pages[70].obj, pikepdf.Name.Fit])
        del outline.root[3].children[0].children[0]


@fault(("V203", 30, "没有印着"), ("V204", 30, "没有印着"), ("V221", 30, ""))
def another_paper(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[29]
    page.Contents = pdf.make_stream(b"0 0 m 100 100 l S")


@fault(("V210", 65, "FreeText"))
def a_note_laid_over(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.FreeText,
        Rect=pikepdf.Array([100, 100, 300, 200]),
        Contents="99",
        DA="/Helv 12 Tf 0 g",
    )
    pdf.pages[64].Annots.append(pdf.make_indirect(note))


@fault(("V203", 87, "盖住"))
def a_page_number_painted_over(pdf: pikepdf.Pdf) -> None:
    paint_over(pdf, 87, "— 87 —", "- 88 -")


@fault(("V238", 86, "没有变，位置、大小、颜色变了，或盖上、添上了别的东西"))
def a_figure_on_a_divider_painted_over(pdf: pikepdf.Pdf) -> None:
    paint_over(pdf, 86, "自评 9 分", "10")


def paint_over(pdf: pikepdf.Pdf, number: int, text: str, by: str) -> None:
    """White paper over a text, and another text on it."""
    page = pdf.pages[number - 1]
    left, bottom, width, height = find_text(pdf, number, text)
    if "/Font" not in page.Resources:
        page.Resources.Font = pikepdf.Dictionary()
    page.Resources.Font["/Fx"] = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    page.contents_add(
        f"q 1 g {left} {bottom} {width} {height} re f 0 g BT /Fx 9 Tf"
        f" {left + 4} {bottom + 4} Td ({by}) Tj ET Q".encode()
    )


def find_text(pdf: pikepdf.Pdf, number: int, text: str) -> tuple[float, float, float, float]:
    """Where a text stands on a page, from the lower left: left, bottom, width and height."""
    with pymupdf.open(pdf.filename) as shown:
        page = shown[number - 1]
        (box,) = page.search_for(text)
        return box.x0, page.rect.height - box.y1, box.width, box.height


@fault(
    ("V223", 10, "佐证材料第 11 页"),
    ("V223", 11, "佐证材料第 10 页"),
    *((code, page, "没有印着") for code in ("V203", "V204") for page in (10, 11)),
)
def what_is_printed_on_two_pages_changes_places(pdf: pikepdf.Pdf) -> None:
    """Labels and links stay in order."""
    one, other = pdf.pages[9].obj, pdf.pages[10].obj
    for key in ("/Contents", "/Resources", "/MediaBox"):
        one[key], other[key] = other.get(key), one.get(key)


@fault(("V221", 16, ""))
def a_mark_painted_over(pdf: pikepdf.Pdf) -> None:
    package = json.loads((Path(pdf.filename).parent / "manifest.json").read_bytes())["package"]
    left, bottom, _, _ = find_text(pdf, 16, package)
    pdf.pages[15].contents_add(f"q 1 g {left - 60} {bottom - 20} 140 80 re f Q".encode())


@fault(("V224", 14, ""), ("V238", 14, "没有印"))
def small_type_taken_away(pdf: pikepdf.Pdf) -> None:
    """The code was copied from the page, what is printed beside it was not."""
    page = pdf.pages[13]
    content = page.Contents.read_bytes()
    # The small type is set last, in lines of 4.5 points.
    page.Contents = pdf.make_stream(re.sub(rb" 4\.5 Tf <[0-9A-F]+> Tj", b"", content))


@fault(("V231", 90, ""), ("V231", 91, ""), ("V231", 92, ""))
def pages_turned_enlarged_and_made_another_size(pdf: pikepdf.Pdf) -> None:
    pdf.pages[89].obj.Rotate = 180
    pdf.pages[90].obj.UserUnit = 1.5
    pdf.pages[91].obj.MediaBox = pikepdf.Array([-20, -20, 700, 900])


@fault(("V230", 93, ""), ("V230", 94, ""))
def something_drawn_over_and_under(pdf: pikepdf.Pdf) -> None:
    patch = b"q 0.9 g 200 300 80 40 re f Q"
    pdf.pages[92].contents_add(patch)
    pdf.pages[93].contents_add(patch, prepend=True)


@fault(("V230", 95, ""))
def a_layer_laid_over(pdf: pikepdf.Pdf) -> None:
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="x"))
    shown = pikepdf.Dictionary(ON=pikepdf.Array([layer]))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=shown)
    page = pdf.pages[94]
    page.Resources.Properties = pikepdf.Dictionary(MC0=layer)
    page.contents_add(b"/OC /MC0 BDC q 0 g 200 300 80 40 re f Q EMC")


@fault(("V230", 183, ""))
def a_picture_changed_under_its_stamps(pdf: pikepdf.Pdf) -> None:
    picture = pdf.pages[182].Resources.XObject.Im0
    with Image.open(io.BytesIO(picture.read_raw_bytes())) as seen:
        changed, (width, height) = io.BytesIO(), seen.size
        seen.paste(seen.crop((0, 0, 99, 99)), (width // 2, height // 2))
        seen.save(changed, "JPEG")
    picture.write(changed.getvalue(), filter=pikepdf.Name.DCTDecode)


@fault(("V232", 96, ""), ("V232", 97, ""), ("V232", 98, ""))
def links_enlarged_added_and_shown_otherwise(pdf: pikepdf.Pdf) -> None:
    whole = pikepdf.Array([0, 0, 595, 842])
    pdf.pages[95].Annots[0].Rect = whole
    twin = pikepdf.Dictionary(pdf.pages[96].Annots[0])
    twin.Rect = whole
    pdf.pages[96].Annots.append(pdf.make_indirect(twin))
    link = pdf.pages[97].Annots[0]
    link.Dest = pikepdf.Array([link.Dest[0], pikepdf.Name.FitR, 0, 0, 10, 10])


@fault(
    ("V206", 99, "写着两个目的地：点了到第 71 页，另一个写的是第 2 页"),
    ("V234", 99, "跳转的动作"),
    ("V208", None, "写着两个目的地：点了到第 71 页，另一个写的是第 2 页"),
    ("V234", None, "书签“目录（第 2 页）”：跳转的动作"),
)
def links_with_two_destinations(pdf: pikepdf.Pdf) -> None:
    """What they say by the way is right; viewers do what the action says."""
    goal = pikepdf.Array([pdf.pages[70].obj, pikepdf.Name.Fit])
    action = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=goal)
    pdf.pages[98].Annots[0].A = action
    pdf.Root.Outlines.First.Next.A = action


@fault(
    ("V234", 100, "页面：随打开、翻页或点击自动做的事"),
    ("V234", 101, "链接：随打开、翻页或点击自动做的事"),
    ("V206", 102, "点了不到这里的任何一页"),
    ("V234", 102, "链接：Strange、打开网址"),
    ("V210", 103, "Widget"),
    ("V234", 103, "批注：启动程序"),
    ("V234", None, "打开文件时：跳转的动作（GoTo）、运行脚本"),
    ("V234", None, "整个文件：附件"),
    ("V234", None, "整个文件：表格域"),
)
def things_that_act(pdf: pikepdf.Pdf) -> None:
    name, dictionary = pikepdf.Name, pikepdf.Dictionary
    script = dictionary(S=name.JavaScript, JS="app.alert(1)")
    pdf.pages[99].obj.AA = dictionary(O=script)
    pdf.pages[100].Annots[0].AA = dictionary(E=script)
    follower = dictionary(S=name.URI, URI="https://example.org")
    pdf.pages[101].Annots[0].A = dictionary(S=name.Strange, Next=pikepdf.Array([follower]))
    button = dictionary(
        Type=name.Annot, Subtype=name.Widget, FT=name.Btn, T="b", Rect=pikepdf.Array([0, 0, 9, 9])
    )
    button.A = dictionary(S=name.Launch, F="x.exe")
    field = pdf.make_indirect(button)
    pdf.pages[102].Annots.append(field)
    pdf.Root.AcroForm = dictionary(Fields=pikepdf.Array([field]))
    start = pikepdf.Array([pdf.pages[0].obj, name.Fit])
    pdf.Root.OpenAction = dictionary(S=name.GoTo, D=start, Next=script)
    pdf.attachments["x.exe"] = b"MZ"


def edit_content(pdf: pikepdf.Pdf, number: int, change: Callable[[bytes], bytes]) -> None:
    page = pdf.pages[number - 1]
    before = page.Contents.read_bytes()
    after = change(before)
    assert after != before
    page.Contents = pdf.make_stream(after)


def set_text(page: pikepdf.Page, text: str) -> bytes:
    """How a text is set in running type, in the codes of the page's own face."""
    mapping = page.Resources.Font.DgF1.ToUnicode.read_bytes()
    codes = {bytes.fromhex(b.decode()).decode("utf-16-be"): a
             for a, b in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", mapping)}  # fmt: skip
    return b"<" + b"".join(codes[character] for character in text) + b">"


@fault(("V238", 109, "应印“12 项”，印的是“14 项”"))
def a_figure_on_a_divider_set_anew(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[108]
    wrong, right = set_text(page, "14 项"), set_text(page, "12 项")
    edit_content(pdf, 109, lambda content: content.replace(right, wrong))


@fault(("V238", 4, "位置、大小、颜色变了"))
def rows_of_the_index_exchanged(pdf: pikepdf.Pdf) -> None:
    def exchange(content: bytes) -> bytes:
        one, other = list(re.finditer(rb"1 0 0 1 [\d.]+ ([\d.]+) Tm", content))[20:61:40]
        assert one[1] != other[1]
        parts = (content[: one.start(1)], other[1], content[one.end(1) : other.start(1)])
        return b"".join((*parts, one[1], content[other.end(1) :]))

    edit_content(pdf, 4, exchange)


@fault(("V238", 5, "位置、大小、颜色变了"), ("V238", 6, "位置、大小、颜色变了"))
def text_made_white_and_text_made_tiny(pdf: pikepdf.Pdf) -> None:
    edit_content(pdf, 5, lambda c: c.replace(b"BT 0 0 0 rg", b"BT 1 1 1 rg", 3))
    edit_content(pdf, 6, lambda c: c.replace(b"9.5 Tf", b"1 Tf", 3))


@fault(("V238", 130, "多印了“999”"))
def a_decoy_beside(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[129]
    shown = b"BT 0 0 0 rg 1 0 0 1 300 400 Tm\n/DgF1 30 Tf %s Tj\nET\n" % set_text(page, "999")
    edit_content(pdf, 130, lambda content: content.replace(b"q BT", shown + b"q BT", 1))


@fault(("V230", 139, "字体"), ("V231", 146, ""), ("V206", 159, ""))
def faces_size_and_links_of_dividers(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[138]
    font = pdf.make_indirect(pikepdf.Dictionary(page.Resources.Font.DgF1))
    fonts = pikepdf.Dictionary(page.Resources.Font)
    fonts.DgF1 = font
    page.obj.Resources = pikepdf.Dictionary(Font=fonts, ExtGState=page.Resources.ExtGState)
    pdf.pages[145].obj.Rotate = 90
    pdf.pages[158].Annots[0].Rect = pikepdf.Array([0, 0, 595, 842])


# What follows is done to pages whose fingerprints are made anew: the manifest agrees with them.

REMADE = (9, 12, 13, 15, 17, 18, 19, 20, 21, 23, 25, 26, 27)


def edit_layer(pdf: pikepdf.Pdf, number: int, change: Callable[[bytes], bytes]) -> None:
    """Change the last stream of a page of evidence, which holds docgen's stamps."""
    page = pdf.pages[number - 1].obj
    streams = list(page.Contents) if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
    before = streams[-1].read_bytes()
    after = change(before)
    assert after != before
    streams[-1] = pdf.make_stream(after)
    page.Contents = pikepdf.Array(streams) if len(streams) > 1 else streams[0]


@fault(("V117", 9, "章戳不全"), ("V117", 12, "印的是"), ("V117", 13, "多画了东西"))
def frames_taken_away_reworded_and_sealed(pdf: pikepdf.Pdf) -> None:
    grey = rb"q BT 0\.35 0\.35 0\.35 rg.*?ET Q\n"
    edit_layer(pdf, 9, lambda c: re.sub(grey, b"", c, flags=re.DOTALL))
    word = re.compile(rb"(0\.35 rg.*?<)([0-9A-F]{4})([0-9A-F]{4})", re.DOTALL)
    edit_layer(pdf, 12, lambda c: word.sub(rb"\1\3\2", c, count=1))
    line = re.compile(grey, re.DOTALL)
    edit_layer(pdf, 13, lambda c: c[:-2] + line.findall(c)[0] + b"Q\n")


@fault(("V117", 15, "多画了东西"), ("V230", 17, "又画了东西"), ("V117", 18, "不在该在的地方"))
def stamps_drawn_beside_drawn_over_and_moved(pdf: pikepdf.Pdf) -> None:
    edit_layer(pdf, 15, lambda c: c[:-2] + b"1 0 0 RG 3 w 200 200 100 100 re S\nQ\n")
    pdf.pages[16].contents_add(b"q 1 g 200 400 150 60 re f Q")
    place = re.compile(rb"(BT 0 0 0 rg 1 0 0 1 [\d.]+ )[\d.]+( Tm\n/DgF\d+ 9 Tf)")
    edit_layer(pdf, 18, lambda c: place.sub(rb"\g<1>300\2", c))


@fault(("V117", 19, "位置、大小、颜色变了"), ("V231", 20, "缩小"), ("V230", 21, "字体换过"))
def stamps_shrunk_and_set_in_another_face(pdf: pikepdf.Pdf) -> None:
    edit_layer(pdf, 19, lambda c: c.replace(b" 8 Tf", b" 7 Tf", 1))
    edit_layer(pdf, 20, lambda c: re.sub(rb"q 1 0 0 1 ", b"q 1.05 0 0 1 ", c, count=1))
    page = pdf.pages[20]
    fonts = pikepdf.Dictionary(page.Resources.Font)
    fonts.DgF1 = pdf.make_indirect(pikepdf.Dictionary(fonts.DgF1))
    page.Resources.Font = fonts


@fault(("V232", 23, "链接的位置"), ("V210", 25, "Stamp"))
def links_of_stamps_moved_and_a_stamp_laid_on(pdf: pikepdf.Pdf) -> None:
    pdf.pages[22].Annots[-1].Rect = pikepdf.Array([100, 400, 200, 420])
    seal = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=pikepdf.Array([9, 9, 99, 99])
    )
    pdf.pages[24].Annots.insert(0, pdf.make_indirect(seal))


@fault(
    ("V233", None, "作者是“别的单位”"),
    ("V233", None, "多了 /CreationDate"),
    ("V233", None, "书签的颜色"),
)
def what_the_file_says_of_itself(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Author"], pdf.docinfo["/CreationDate"] = "别的单位", "D:2024"
    pdf.Root.Outlines.First["/C"] = pikepdf.Array([1, 1, 1])


def remake_fingerprints(package: Path) -> None:
    made = read_fingerprints(package / BUNDLE).pages

    def change(manifest: dict[str, Any]) -> None:
        (bundle,) = (d for d in manifest["documents"] if d["role"] == "bundle")
        for number in REMADE:
            bundle["fingerprints"]["pages"][number - 1] = str(made[number - 1])

    edit_manifest(package, change)


def test_captions_are_those_of_the_pictures_in_their_order() -> None:
    """Of a file that may be a document of its own pages nothing is asked."""
    files = tuple(SourceFile(f"{name}.jpg", title=name) for name in ("甲", "乙 1", "丙"))
    piece = Evidence(1, 1, "照片", files, (1,), Location(""), layout=2)
    pictures = frozenset({"甲.jpg", "丙.jpg"})
    for said, right in (
        ("甲乙1丙", True),
        ("甲丙", True),
        ("甲乙1（第 1 页）乙1（第 2 页）丙", True),
        ("甲乙1", False),
        ("乙1甲丙", False),
        ("甲乙1丁", False),
        ("", False),
    ):
        assert are_captions_of(piece, pictures, said) is right, said
    assert not are_captions_of(replace(piece, layout=None), pictures, "甲乙1丙")


def plant_all(pdf: pikepdf.Pdf) -> None:
    for one in FAULTS:
        one.plant(pdf)


@pytest.fixture(scope="module")
def faulty(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """What is said of a package with every fault."""
    package = Path(shutil.copytree(built, tmp_path_factory.mktemp("faulty") / "package"))
    edit_bundle(package, plant_all)
    remake_fingerprints(package)
    return codes(package)


@pytest.mark.parametrize("one", FAULTS, ids=lambda one: one.name)
def test_a_fault_on_a_page_is_named(faulty: dict[str, list[Finding]], one: Fault) -> None:
    for code, page, words in one.said:
        found = [f for f in faulty[code] if page is None or f.where == f"{BUNDLE} 第 {page} 页"]
        assert any(words in finding.what for finding in found), (code, page)


def test_nothing_else_is_said_of_many_faults(faulty: dict[str, list[Finding]]) -> None:
    planted = {
        (code, BUNDLE if page is None else f"{BUNDLE} 第 {page} 页")
        for one in FAULTS
        for code, page, _ in one.said
    }
    # The .zip beside it holds the former bundle.
    assert faulty.pop("V107")
    assert {(code, f.where) for code, found in faulty.items() for f in found} == planted


def count_pages(finding: Finding) -> int:
    """Of how many pages something is said."""
    many = re.search(r"一共 (\d+) 页", finding.what)
    return int(many[1]) if many else 1


# --- made by others, or twice --------------------------------------------------------------------


def append(file: Path) -> None:
    with pymupdf.open(file) as pdf:
        pdf[0].insert_text((100, 100), "99")
        pdf.saveIncr()


def lengthen(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"%PDF-1.7")


def encrypt(file: Path) -> None:
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(owner="x", user=""))


def save_as_another(file: Path) -> None:
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Producer"] = "Other"
        pdf.save(file)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (append, "又写过 1 次"),
        (lengthen, "结尾后面"),
        (encrypt, "密码"),
        (save_as_another, "“Other”存的"),
    ],
)
def test_a_pdf_that_was_written_again(
    papers: Path, change: Callable[[Path], None], what: str
) -> None:
    file = papers / FORM.replace(".docx", ".pdf")
    change(file)
    cover_up(papers)
    found = codes(papers)
    assert any(what in finding.what for finding in found["V235"])
    # What was added is told by its page too.
    assert ("V230" in found) is (change is append)


@pytest.mark.parametrize("change", [lambda d: d.pop("fingerprints"), lambda d: d.update(pages=5)])
def test_fingerprints_that_are_gone_or_too_few(
    papers: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    def edit(manifest: dict[str, Any]) -> None:
        (form,) = (d for d in manifest["documents"] if d["role"] == "form_pdf")
        form["fingerprints"]["pages"].pop()
        change(form)

    edit_manifest(papers, edit)
    assert [f.where for f in codes(papers)["V236"]] == [FORM.replace(".docx", ".pdf")]


def test_a_manifest_that_says_it_is_a_draft(papers: Path) -> None:
    edit_manifest(papers, lambda manifest: manifest.update(draft=True))
    said = [(f.where, f.what) for f in codes(papers)["V237"]]
    names = [FORM.replace(".docx", ".pdf"), "2-2024年度工作报告.pdf"]
    assert sorted(where for where, _ in said) == names
    assert all(re.search("清单说是草稿，第 1–[34] 页没有“草稿”", what) for _, what in said)


def test_a_draft_that_says_it_is_none(tmp_path: Path) -> None:
    draft = build_package(SAMPLES / "application", out=tmp_path, draft=True).folder
    assert verify(draft).findings == ()
    edit_manifest(draft, lambda manifest: manifest.update(draft=False))
    said = codes(draft)["V237"]
    assert len(said) == 3
    assert all("清单说不是草稿，第 1–" in finding.what for finding in said)


def test_no_face_of_this_system_is_needed(smaller: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle's own pages are drawn once more in the faces it has."""
    monkeypatch.setenv("PATH", "")
    installed_faces.cache_clear()
    with pytest.raises(FontError):
        Typography()
    assert verify(smaller).findings == ()
    installed_faces.cache_clear()


# --- marks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("stranger", ["build", "studio"])
def test_marks_of_another_build_and_of_another_studio(
    lesser: Path, papers: Path, stranger: str
) -> None:
    package = lesser if stranger == "build" else papers
    manifest = json.loads((package / "manifest.json").read_bytes())
    studio = manifest["package"][:4] if stranger == "build" else "0000"
    edit_manifest(package, lambda m: m.update(package=f"{studio}-AAAAAA"))
    found = codes(package)["V222"]
    marked = [d for d in manifest["documents"] if d["unmarked"] is not None]
    assert {d["role"] for d in marked} == {"form_pdf", "report", "bundle"}
    there = {d["file"] for d in marked if (package / d["file"]).exists()}
    assert {f.where.split(" 第 ")[0] for f in found} == there
    many = any(f"另有 {36 - MOST_ALIKE} 处" in finding.what for finding in found)
    assert many is (BUNDLE in there)
    word = "同一工作室另一次生成" if stranger == "build" else "另一套材料"
    assert all(word in finding.what for finding in found if "另有" not in finding.what)


def test_a_form_without_the_marks_it_should_have(papers: Path) -> None:
    """Printed anew, from the Word form."""
    file = papers / FORM.replace(".docx", ".pdf")
    with pymupdf.open(file) as own, pymupdf.open() as plain:
        for page in own:
            plain.new_page(width=page.rect.width, height=page.rect.height)
        count, content = len(plain), plain.tobytes()
    file.write_bytes(content)
    cover_up(papers)
    found = codes(papers)["V221"]
    assert [f.where for f in found] == [f"{file.name} 第 {n} 页" for n in range(1, count + 1)]


def test_marks_that_the_scheme_asks_for_cannot_be_denied(papers: Path) -> None:
    def drop(manifest: dict[str, Any]) -> None:
        for document in manifest["documents"]:
            document["unmarked"] = None
        manifest["package"] = ""

    edit_manifest(papers, drop)
    found = codes(papers)
    assert len(found["V110"]) == 3
    assert all("页面标识" in finding.what for finding in found["V110"])
    assert "（空的）" in found["V109"][0].what


def test_a_bundle_alone_must_not_contradict_itself(lesser: Path, tmp_path: Path) -> None:
    def swap(pdf: pikepdf.Pdf) -> None:
        one, other = pdf.pages[28].obj, pdf.pages[29].obj
        one.Contents, other.Contents = other.Contents, one.Contents

    edit_bundle(lesser, swap)
    alone = Path(shutil.copy(lesser / BUNDLE, tmp_path))
    assert [f.where[-6:] for f in codes(alone)["V223"]] == ["第 29 页", "第 30 页"]


# --- figures -------------------------------------------------------------------------------------


def write_ten_points(package: Path) -> None:
    """Ten points in place of nine at the eleventh item of the Word form."""
    form = Document(str(package / FORM))
    row = next(
        row for table in form.tables for row in table.rows if "11 积极开展" in row.cells[1].text
    )
    (run_,) = [r for r in row.cells[-1].paragraphs[0].runs if r.text == "9"]
    run_.text = "10"
    form.save(str(package / FORM))
    cover_up(package)


def test_one_number_edited_in_the_word_form(papers: Path) -> None:
    write_ten_points(papers)
    (finding,) = codes(papers)["V401"]
    assert finding.where == FORM
    assert finding.what.endswith("（11积极开展职业技能培训）写的是“10”，应是“9”")


def test_one_page_number_edited_in_the_word_form(papers: Path) -> None:
    form = Document(str(papers / FORM))
    row = next(
        row for table in form.tables for row in table.rows if "1 有工作室" in row.cells[1].text
    )
    for paragraph in row.cells[4].paragraphs:
        for piece in paragraph.runs:
            piece.text = piece.text.replace("9–13", "9–14")
    form.save(str(papers / FORM))
    cover_up(papers)
    (finding,) = codes(papers)["V401"]
    assert "第9–14页" in finding.what
    assert "应是“…" in finding.what


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("V303", lambda m: m["totals"].update(total="99")),
        ("V302", lambda m: m["items"][0].update(claimed="4")),
        ("V301", lambda m: m["items"][1]["measures"][0].update(derived="7")),
        ("V301", lambda m: m["items"][1]["measures"][0].update(value="9")),
        ("V301", lambda m: m["items"][1]["measures"][0]["terms"][0].update(evidence="9-1")),
        ("V103", lambda m: m["documents"][0].update(file="../../etc/passwd")),
        ("V001", lambda m: m.update(totals=None, documents="x")),
    ],
)
def test_a_manifest_that_lies(
    listed: Path, code: str, change: Callable[[dict[str, Any]], None]
) -> None:
    edit_manifest(listed, change)
    assert code in codes(listed)


# --- what was made to agree --------------------------------------------------------------------


def raise_points(manifest: dict[str, Any]) -> None:
    """One more point for the eleventh item, and all sums to match."""
    item = manifest["items"][10]
    item["claimed"] = item["computed"] = "10"
    manifest["categories"][3]["claimed"] = "47"
    manifest["totals"].update(base="85.5", total="97.5")


def raise_typed_points(manifest: dict[str, Any]) -> None:
    raise_points(manifest)
    manifest["items"][10].update(typed="10", computed="9")


def type_ten_points(manifest: dict[str, Any]) -> None:
    raise_typed_points(manifest)
    manifest["data"]["claims"]["11"]["points"] = "10"


def raise_quantity(manifest: dict[str, Any]) -> None:
    """Twenty more people trained in one course, in the evidence, the term and the figure."""
    piece = next(e for e in manifest["evidence"] if e["id"] == "11-5")
    measure = manifest["items"][10]["measures"][0]
    piece["quantity"] = measure["terms"][0]["quantity"] = "220"
    measure["derived"] = measure["value"] = "538"
    manifest["items"][10]["measure"] = "新培养高级工（三级）以上高技能人才 538 人（220＋96＋222）"


def move_date(manifest: dict[str, Any]) -> None:
    """A certificate of a year before that still counts."""
    next(e for e in manifest["evidence"] if e["id"] == "11-5")["date"] = "2019-06-22"


def same_number(manifest: dict[str, Any]) -> None:
    """Two patents of one number, both counted."""
    pieces = {e["id"]: e for e in manifest["evidence"]}
    terms = manifest["items"][12]["measures"][0]["terms"]
    pieces[terms[0]["evidence"]]["number"] = pieces[terms[1]["evidence"]]["number"]


@pytest.mark.parametrize(
    ("code", "what", "change"),
    [
        ("V304", "按评分标准应计 9 分，清单计的是 10 分", raise_points),
        ("V115", "自评 10 分是工作室写的，按评分标准是 9 分", raise_typed_points),
        ("V114", "会拦下的错误（C406）", type_ten_points),
        ("V114", "检查会说的没有列出（C410）", lambda m: m.update(findings=[])),
        ("V304", "按评分标准应计 10 分，清单计的是 9 分", raise_quantity),
        ("V304", "佐证 11-5 按规则计 0，清单计的是 120", move_date),
        ("V304", "按规则计 0，清单计的是 1", same_number),
        ("V304", "自评应是", lambda m: m["items"][0].update(claimed="2")),
        ("V304", "应计 0 分", lambda m: m["items"][2].update(choice="lacking")),
        ("V305", "名称、满分", lambda m: m["items"][0].update(points="4")),
        ("V305", "编号", lambda m: m["items"].pop()),
        ("V307", "合格", lambda m: m["outcome"].update(pass_mark="40")),
        ("V108", "互相对不上", lambda m: m["evidence"][3].update(last_page=999)),
        ("V308", "没有重算", lambda m: m["scheme"].update(id="../weihai-2025")),
        ("V308", "没有重算", lambda m: m["scheme"].update(version="9")),
        ("V309", "同名同版本", lambda m: m["scheme"].update(sha256="0" * 64)),
        ("V303", "四、成果产出", lambda m: m["categories"][3].update(claimed="50")),
        ("V310", "列了两次", lambda m: m["evidence"].append(m["evidence"][3])),
        ("V310", "支撑项目", lambda m: m["evidence"][3].update(supports=[1, 5])),
        ("V310", "佐证页码", lambda m: m["items"][0]["pages"][0].update(last=11)),
        ("V310", "持有人", lambda m: m["evidence"][3].update(holders=["别的人"])),
        ("V110", "不是要打印的", lambda m: m["documents"][-3].update(pages=3)),
        ("V001", "", lambda m: m["totals"].update(total="1e999999")),
    ],
)
def test_a_manifest_made_to_agree_with_itself(
    listed: Path, code: str, what: str, change: Callable[[dict[str, Any]], None]
) -> None:
    edit_manifest(listed, change)
    assert any(what in finding.what for finding in codes(listed)[code])


def test_a_manifest_made_to_agree_with_itself_and_not_with_its_documents(package: Path) -> None:
    def change(manifest: dict[str, Any]) -> None:
        raise_quantity(manifest)
        manifest["evidence"][0]["title"] = "另一份平面图"

    edit_manifest(package, change)
    found = codes(package)
    for code, what in (
        ("V208", "1-1"),
        ("V238", "538"),
        ("V402", "（11-5 数量）是 120，应是 220"),
        ("V401", "应是“"),
        ("V108", "第 11 项与由清单的数据推算的不一样：自评是 9，应是 10"),
        ("V109", "不是由清单现在的内容得出的"),
    ):
        assert any(what in finding.what for finding in found[code]), code


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda m: m.update(documents="x"), "documents 类型或写法不对；"),
        (lambda m: m["documents"][2].update(pages="4"), "documents 第 3 个 pages 类型"),
        (lambda m: m.update(draft="false"), "draft 类型"),
        (lambda m: [e.update(title=5) for e in m["evidence"]], "title 类型或写法不对（共 94 处）"),
        (lambda m: m["data"]["studio"].update(members=3), "data studio members 类型"),
        (lambda m: m.update(more=1), "more 不该有这一栏"),
        (lambda m: m.pop("items"), "items 没有这一栏"),
        (lambda m: m.update(documents=[{"role": 1}] * 150_000), "documents 有 150000 个"),
        (lambda m: m.update(documents=m["documents"] * 40), "documents 有 280 个"),
    ],
)
def test_ill_typed_parts_get_one_message_that_names_the_field(
    listed: Path, change: Callable[[dict[str, Any]], object], what: str
) -> None:
    edit_manifest(listed, change)
    (finding,) = verify(listed).findings
    assert (finding.code, what in finding.what) == ("V001", True), finding.what


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"draft": false', b'"draft": true, "draft": false'),
        (b'"draft": false', b'"draft": NaN'),
        (b'"draft": false', b'"draft": ' + b"[" * 100_000),
        (b'"first_page": 1', b'"first_page": 1' + b"0" * 5000),
    ],
)
def test_a_manifest_that_readers_would_take_differently(
    listed: Path, old: bytes, new: bytes
) -> None:
    file = listed / "manifest.json"
    contents = file.read_bytes()
    assert old in contents
    file.write_bytes(contents.replace(old, new, 1))
    (finding,) = verify(listed).findings
    assert finding.code == "V001"


def test_another_version_is_no_way_round(papers: Path) -> None:
    """What cannot be compared for certain is said one by one, and nothing is passed over."""
    book = load_workbook(papers / WORKBOOK)
    book.worksheets[0]["A1"].value = "别的标题"
    book.save(papers / WORKBOOK)
    cover_up(papers)

    def change(manifest: dict[str, Any]) -> None:
        raise_typed_points(manifest)
        manifest["docgen"] = "9.9"

    edit_manifest(papers, change)
    found = codes(papers)
    assert "docgen 9.9 生成的" in found["V112"][0].what
    unsure = [(f.where, f.what) for f in found["V116"]]
    for where, words in (
        ("manifest.json", "不是由清单现在的内容得出的"),
        (WORKBOOK, "别的标题"),
    ):
        assert any(where == place and words in what for place, what in unsure), where
    # What no version would do is as wrong as ever.
    assert "V115" in found


def test_an_id_number_set_a_figure_to_a_cell_is_found() -> None:
    data = StudioFile.model_validate(
        {
            "scheme": "s",
            "submission": "application",
            "unit": {"name": "甲"},
            "studio": {"name": "乙"},
            "leader": {"id_number": mask_numbers("371002197609181234")},
        }
    )
    manifest = Manifest.model_construct(data=data)
    printed = "编号 20" + " | ".join("371002197609181234") + "2024"
    assert find_numbers(manifest, printed) == ("371002197609181234",)
    assert find_numbers(manifest, "371002197609181235") == ()


def test_a_form_whose_pdf_says_other_points_than_its_word_version(papers: Path) -> None:
    """The former PDF beside a Word form of which one figure was edited with all else."""
    write_ten_points(papers)
    edit_manifest(papers, raise_points)
    found = codes(papers)
    assert {f.where for f in found["V403"]} == {FORM.replace(".docx", ".pdf")}
    assert all("第 11 项" not in finding.what for finding in found["V401"])


def test_points_painted_over_in_the_form_s_pdf(papers: Path) -> None:
    file = papers / FORM.replace(".docx", ".pdf")
    with pymupdf.open(file) as pdf:
        page = next(page for page in pdf if page.search_for("11 积极开展"))
        number = page.number + 1
        (place,) = page.search_for("11 积极开展")
        box = max((b for b in page.search_for("9") if abs(b.y0 - place.y0) < 12),
                  key=lambda b: b.x0)  # fmt: skip
        page.draw_rect(box, color=(1, 1, 1), fill=(1, 1, 1))
        page.insert_text((box.x0, box.y1), "10", fontsize=10)
        contents = pdf.tobytes()
    file.write_bytes(contents)
    cover_up(papers)
    assert [f.where for f in codes(papers)["V230"]] == [f"{file.name} 第 {number} 页"]


EDITED_CELLS = (
    (0, 1, "考核内容", "别的内容"),
    (0, 2, "满分", 11),
    (0, 12, "自评", 10),
    (0, 12, "落实数量", "技术革新 134 项"),
    (0, 13, "佐证", "13-9　别的"),
    (0, 14, "起止页", "1–2"),
    (1, "11-5", "标题", "别的名单"),
    (1, "11-5", "数量", 220),
    (1, "11-6", "日期", "2024-06-23"),
    (1, "11-6", "终止页", 199),
    (1, "11-7", "持有人", "别人"),
)
"""Sheet, the row by its first cell, the column by its head, and what is written there."""


def test_cells_edited_in_the_workbook(papers: Path) -> None:
    book = load_workbook(papers / WORKBOOK)
    for sheet, key, head, value in EDITED_CELLS:
        rows = book.worksheets[sheet]
        heads = [cell.value for cell in rows[3]]
        row = next(row for row in rows.iter_rows(min_row=4) if row[0].value == key)
        row[heads.index(head)].value = value
    book.save(papers / WORKBOOK)
    cover_up(papers)
    said = ["".join(finding.what.split()) for finding in codes(papers)["V402"]]
    assert len(said) == len(EDITED_CELLS)
    for _, key, _, value in EDITED_CELLS:
        shown = "".join(str(value).split())
        assert any(str(key) in what and shown in what for what in said), (key, value)


def test_what_leads_out_of_the_reviewer_s_columns(papers: Path) -> None:
    book = load_workbook(papers / WORKBOOK)
    sheet = book.worksheets[0]
    (points,) = (cell.column for cell in sheet[3] if cell.value == "评审得分")
    sheet.cell(5, points).value = '=HYPERLINK("https://example.org","3")'
    sheet.cell(5, points + 1).hyperlink = "https://example.org"
    (total,) = (c for c in next(sheet.iter_cols(points, points)) if str(c.value).startswith("=S"))
    total.value += "+5"
    book.save(papers / WORKBOOK)
    found = codes(papers)
    assert len([f for f in found["V405"] if "评审填的一栏" in f.what]) == 2
    assert any("合计公式" in f.what for f in found["V402"])


def test_what_stands_around_an_archive_is_told(built: Path, papers: Path, tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for file in papers.iterdir():
            opened.write(file, file.name)
    archive.write_bytes(b"MZ" * 10 + archive.read_bytes() + b"PK" * 10)
    told = {f.where for f in codes(archive)["V104"]}
    assert told == {"压缩包前面的 20 字节", "压缩包后面的 20 字节"}


def test_a_workbook_that_is_locked_or_prints_a_part(papers: Path) -> None:
    """A reviewer may have done so: it is said, and is no harm."""
    book = load_workbook(papers / WORKBOOK)
    book.worksheets[0].print_area = "A1:C5"
    book.worksheets[0].protection.sheet = True
    book.save(papers / WORKBOOK)
    found = codes(papers)
    assert [f.what[:4] for f in found["V412"]] == ["设了打印", "工作表“"]
    assert {f.level.name for f in found["V412"]} == {"NOTE"}
    assert WORKBOOK in {f.where for f in found["V406"]}


def test_an_archive_that_lacks_a_file_has_another_and_one_too_many(lesser: Path) -> None:
    (archive,), (form,) = lesser.glob("*.zip"), lesser.glob("*.docx")
    whole = archive.rename(archive.with_suffix(".whole"))
    with zipfile.ZipFile(whole) as former, zipfile.ZipFile(archive, "w") as opened:
        for name in former.namelist():
            if name != WORKBOOK:
                opened.writestr(name, former.read(name) + b"\n" * (name == form.name))
        opened.writestr("附件/说明.txt", "x")
    whole.unlink()
    (lesser / BUNDLE).unlink()  # what takes the longest to read
    assert {f.what for f in codes(lesser)["V107"]} == {
        f"不一样的是 {form.name}",
        f"少了 {WORKBOOK}",
        "多了 附件/说明.txt",
    }
    assert sorted((f.code, f.where) for f in verify(archive).findings) == [
        ("V101", WORKBOOK),
        ("V102", form.name),
        ("V104", "附件/说明.txt"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="links want a right there")
def test_links_in_place_of_files(papers: Path, tmp_path: Path) -> None:
    (papers / WORKBOOK).rename(tmp_path / WORKBOOK)
    (papers / WORKBOOK).symlink_to(tmp_path / WORKBOOK)
    found = codes(papers)
    assert [f.where for f in found["V101"]] == [BUNDLE, WORKBOOK]
    assert [f.where for f in found["V104"]] == [WORKBOOK]
    (papers / "manifest.json").rename(tmp_path / "m.json")
    (papers / "manifest.json").symlink_to(tmp_path / "m.json")
    assert verify(papers).findings[0].code == "V001"


# --- archives ------------------------------------------------------------------------------------


def add_climbing(archive: zipfile.ZipFile) -> None:
    archive.writestr("../climbed.txt", "x")


def add_absolute(archive: zipfile.ZipFile) -> None:
    archive.writestr("/tmp/climbed.txt", "x")


def add_windows(archive: zipfile.ZipFile) -> None:
    archive.writestr("..\\climbed.txt", "x")


def add_link(archive: zipfile.ZipFile) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(link, "/etc/passwd")


def add_bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("bomb", bytes(64 << 20), zipfile.ZIP_DEFLATED)


def add_twin(archive: zipfile.ZipFile) -> None:
    archive.writestr("MANIFEST.json", "{}")


@pytest.mark.parametrize(
    "add", [add_climbing, add_absolute, add_windows, add_link, add_bomb, add_twin]
)
def test_an_archive_that_means_harm_is_refused(
    built: Path, tmp_path: Path, add: Callable[[zipfile.ZipFile], None]
) -> None:
    (whole,) = built.glob("*.zip")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    archive = Path(shutil.copy(whole, inner / "x.zip"))
    with zipfile.ZipFile(archive, "a") as opened:
        add(opened)
    (finding,) = verify(archive).findings
    assert finding.code == "V001"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["x.zip"]


def test_a_member_that_says_it_is_huge_is_refused(built: Path, tmp_path: Path) -> None:
    (whole,) = built.glob("*.zip")
    content = bytearray(whole.read_bytes())
    # The sizes in the central directory: ten gigabytes do not fit, four nearly do, three times.
    for match in list(re.finditer(rb"PK\x01\x02", bytes(content)))[:3]:
        at = match.start() + 24
        content[at : at + 4] = (0xFFFFFFF0).to_bytes(4, "little")
    archive = tmp_path / "x.zip"
    archive.write_bytes(content)
    (finding,) = verify(archive).findings
    assert finding.code == "V001"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello"])
def test_what_is_no_package_is_refused_or_unreadable(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    found = verify(file).findings
    assert found
    assert {finding.code for finding in found} <= {"V001", "V106"}
    assert verify(tmp_path / "none").findings[0].code == "V001"


# --- the command ---------------------------------------------------------------------------------


def test_the_command_says_it_and_leaves_with_one(
    smaller: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = Path(shutil.copytree(smaller, tmp_path / "package"))
    assert run(["verify", str(package)]) == 0
    assert "【对照标准】" in capsys.readouterr().out
    (form,) = package.glob("*.docx")
    form.unlink()
    assert run(["verify", str(package), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["error"] == 1
    assert report["findings"][0]["where"] == form.name
    assert len(report["points"]) > 10
