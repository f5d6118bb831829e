"""A package that was tampered with is told, and where; a whole one is whole."""

import json
import re
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from docx import Document
from openpyxl import load_workbook

from docgen.build import build_package
from docgen.errors import Finding
from docgen.package.staging import hash_file
from docgen.shell.cli import run
from docgen.verify.verify import verify

SAMPLES = Path(__file__).parent.parent / "samples"
BUNDLE = "3-佐证材料.pdf"
WORKBOOK = "对照表.xlsx"
FORM = "1-威海市技能大师工作室年度绩效评估表.docx"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assessment's package."""
    out = tmp_path_factory.mktemp("built")
    return build_package(SAMPLES / "assessment", out=out).folder


@pytest.fixture
def package(built: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    return Path(shutil.copytree(built, tmp_path / "package"))


def codes(path: Path) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in verify(path).findings:
        assert finding.remedy
        found.setdefault(finding.code, []).append(finding)
    return found


def edit_manifest(package: Path, change: Callable[[dict[str, Any]], None]) -> None:
    file = package / "manifest.json"
    manifest = json.loads(file.read_bytes())
    change(manifest)
    file.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def cover_up(package: Path) -> None:
    """Make the manifest say that every file is as it is now."""

    def change(manifest: dict[str, Any]) -> None:
        for document in manifest["documents"]:
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


def test_its_archive_is_whole_too(built: Path) -> None:
    (archive,) = built.glob("*.zip")
    assert verify(archive).findings == ()


def test_a_bundle_alone_is_looked_through(built: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copy(built / BUNDLE, tmp_path))
    verified = verify(alone)
    assert verified.findings == ()
    assert verified.points


# --- files ---------------------------------------------------------------------------------------


def test_one_flipped_byte_is_found_in_every_file(package: Path) -> None:
    for file in [path for path in package.iterdir() if path.suffix not in {".zip", ".json"}]:
        content = bytearray(file.read_bytes())
        whole = bytes(content)
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
        assert [finding.where for finding in codes(package)["V102"]] == [file.name]
        file.write_bytes(whole)


def test_missing_and_added_files_are_named(package: Path) -> None:
    (package / WORKBOOK).unlink()
    (package / "别的.pdf").write_bytes(b"%PDF-1.4")
    found = codes(package)
    assert [finding.where for finding in found["V101"]] == [WORKBOOK]
    assert [finding.where for finding in found["V104"]] == ["别的.pdf"]


def test_a_source_that_changed_since_is_named(built: Path, tmp_path: Path) -> None:
    workspace = Path(shutil.copytree(SAMPLES / "assessment", tmp_path / "w"))
    changed = next((workspace / "evidence").glob("02-*/成员证书/*"))
    changed.write_bytes(changed.read_bytes() + b"\n")
    (finding,) = verify(built, workspace=workspace).findings
    assert finding.code == "V105"
    assert finding.where.endswith(changed.name)


def test_a_broken_bundle_is_said_to_be_broken(package: Path) -> None:
    file = package / BUNDLE
    file.write_bytes(file.read_bytes()[:200_000])
    found = codes(package)
    assert found["V106"][0].where == BUNDLE
    assert "V102" in found


# --- pages ---------------------------------------------------------------------------------------


def test_two_pages_exchanged(package: Path) -> None:
    def exchange(pdf: pikepdf.Pdf) -> None:
        tenth, thirtieth = pdf.pages[9].obj, pdf.pages[29].obj
        pdf.pages[9], pdf.pages[29] = pikepdf.Page(thirtieth), pikepdf.Page(tenth)

    edit_bundle(package, exchange)
    found = codes(package)
    assert "V102" not in found
    assert {f"{BUNDLE} 第 10 页", f"{BUNDLE} 第 30 页"} <= {f.where for f in found["V203"]}


def test_a_page_replaced_by_another_paper(package: Path) -> None:
    def replace(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[19]
        page.Contents = pdf.make_stream(b"0 0 m 100 100 l S")

    edit_bundle(package, replace)
    found = codes(package)
    assert [finding.where for finding in found["V203"]] == [f"{BUNDLE} 第 20 页"]
    assert [finding.where for finding in found["V204"]] == [f"{BUNDLE} 第 20 页"]


def test_a_page_left_out(package: Path) -> None:
    def remove(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[99]

    edit_bundle(package, remove)
    found = codes(package)
    assert "清单写的是" in found["V201"][0].what
    assert f"{BUNDLE} 第 100 页" in {finding.where for finding in found["V203"]}


@pytest.mark.parametrize("number", [3, 8, 20])
def test_one_link_moved(package: Path, number: int) -> None:
    def move(pdf: pikepdf.Pdf) -> None:
        link = next(a for a in pdf.pages[number - 1].Annots if a.Subtype == "/Link")
        link.Dest[0] = pdf.pages[76].obj

    edit_bundle(package, move)
    found = codes(package)
    assert [finding.where for finding in found["V206"]] == [f"{BUNDLE} 第 {number} 页"]
    assert "第 77 页" in found["V206"][0].what


def test_one_link_taken_away(package: Path) -> None:
    def remove(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[49]
        page.Annots = pikepdf.Array([page.Annots[1]])

    edit_bundle(package, remove)
    assert {f"{BUNDLE} 第 50 页"} == {finding.where for finding in codes(package)["V207"]}


def test_a_bookmark_moved_and_one_taken_away(package: Path) -> None:
    def move(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            item = outline.root[2].children[0]
            item.destination = pikepdf.Array([pdf.pages[70].obj, pikepdf.Name.Fit])
            del outline.root[3].children[0].children[0]

    edit_bundle(package, move)
    found = codes(package)
    assert "通向第 71 页" in found["V208"][0].what
    assert len(found["V209"]) == 1


def test_labels_that_lie(package: Path) -> None:
    def relabel(pdf: pikepdf.Pdf) -> None:
        pdf.Root.PageLabels.Nums[1].St = 2

    edit_bundle(package, relabel)
    assert len(codes(package)["V202"]) == 184


# --- marks ---------------------------------------------------------------------------------------


def test_a_page_that_was_exchanged_shows_by_its_mark(package: Path) -> None:
    """What is printed on two pages changes places; labels and links stay in order."""

    def exchange(pdf: pikepdf.Pdf) -> None:
        one, other = pdf.pages[9].obj, pdf.pages[10].obj
        for key in ("/Contents", "/Resources", "/MediaBox"):
            one[key], other[key] = other.get(key), one.get(key)

    edit_bundle(package, exchange)
    found = codes(package)["V212"]
    assert [f.where for f in found] == [f"{BUNDLE} 第 {n} 页" for n in (10, 11)]
    assert "佐证材料第 11 页" in found[0].what


def test_a_mark_that_is_painted_over_is_missed(package: Path) -> None:
    def paint(pdf: pikepdf.Pdf) -> None:
        pdf.pages[13].contents_add(pdf.make_stream(b"q 1 g 20 700 80 130 re f Q"))

    edit_bundle(package, paint)
    found = codes(package)
    assert [f.where for f in found["V210"]] == [f"{BUNDLE} 第 14 页"]


def test_small_type_that_is_not_there_is_missed(package: Path) -> None:
    """The code was copied from the page, what is printed beside it was not."""

    def blot(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[13]
        content = page.Contents.read_bytes()
        # The small type is set last, in lines of 4.5 points.
        page.Contents = pdf.make_stream(re.sub(rb" 4\.5 Tf <[0-9A-F]+> Tj", b"", content))

    edit_bundle(package, blot)
    assert [f.where for f in codes(package)["V213"]] == [f"{BUNDLE} 第 14 页"]


@pytest.mark.parametrize("stranger", ["build", "studio"])
def test_marks_of_another_build_and_of_another_studio(package: Path, stranger: str) -> None:
    manifest = json.loads((package / "manifest.json").read_bytes())
    studio = manifest["package"][:4] if stranger == "build" else "0000"
    edit_manifest(package, lambda m: m.update(package=f"{studio}-AAAAAA"))
    found = codes(package)["V211"]
    marked = [d for d in manifest["documents"] if d["unmarked"] is not None]
    assert {d["role"] for d in marked} == {"form_pdf", "report", "bundle"}
    assert len(found) == sum(d["pages"] - len(d["unmarked"]) for d in marked)
    word = "同一工作室另一次生成" if stranger == "build" else "另一套材料"
    assert all(word in finding.what for finding in found)


def test_a_form_without_the_marks_it_should_have(package: Path) -> None:
    """Printed anew, from the Word form."""
    file = package / FORM.replace(".docx", ".pdf")
    with pymupdf.open(file) as own, pymupdf.open() as plain:
        for page in own:
            plain.new_page(width=page.rect.width, height=page.rect.height)
        count, content = len(plain), plain.tobytes()
    file.write_bytes(content)
    cover_up(package)
    found = codes(package)["V210"]
    assert [f.where for f in found] == [f"{file.name} 第 {n} 页" for n in range(1, count + 1)]


def test_documents_without_marks_are_not_asked_for_them(package: Path) -> None:
    def drop(manifest: dict[str, Any]) -> None:
        for document in manifest["documents"]:
            document["unmarked"] = None
        manifest["package"] = ""

    edit_manifest(package, drop)
    assert codes(package) == {}


def test_a_bundle_alone_must_not_contradict_itself(package: Path, tmp_path: Path) -> None:
    def swap(pdf: pikepdf.Pdf) -> None:
        one, other = pdf.pages[9].obj, pdf.pages[10].obj
        one.Contents, other.Contents = other.Contents, one.Contents

    edit_bundle(package, swap)
    alone = Path(shutil.copy(package / BUNDLE, tmp_path))
    assert [f.where[-6:] for f in codes(alone)["V212"]] == ["第 10 页", "第 11 页"]


# --- figures -------------------------------------------------------------------------------------


def test_one_number_edited_in_the_word_form(package: Path) -> None:
    form = Document(str(package / FORM))
    row = next(
        row for table in form.tables for row in table.rows if "11 积极开展" in row.cells[1].text
    )
    (run_,) = [r for r in row.cells[-1].paragraphs[0].runs if r.text == "9"]
    run_.text = "10"
    form.save(str(package / FORM))
    cover_up(package)
    (finding,) = codes(package)["V401"]
    assert (finding.where, finding.what) == (FORM, "第 11 项的得分不是 9")


def test_one_page_number_edited_in_the_word_form(package: Path) -> None:
    form = Document(str(package / FORM))
    row = next(
        row for table in form.tables for row in table.rows if "1 有工作室" in row.cells[1].text
    )
    for paragraph in row.cells[4].paragraphs:
        for piece in paragraph.runs:
            piece.text = piece.text.replace("9–13", "9–14")
    form.save(str(package / FORM))
    cover_up(package)
    assert "第 1 项没有写着佐证在第 9–13 页" in codes(package)["V401"][0].what


def test_one_figure_edited_in_the_workbook(package: Path) -> None:
    book = load_workbook(package / WORKBOOK)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[3]]
    row = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == 12)
    row[heads.index("自评")].value = 10
    book.save(package / WORKBOOK)
    cover_up(package)
    assert "第 12 项的自评是 10" in codes(package)["V402"][0].what


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("V303", lambda m: m["totals"].update(total="99")),
        ("V302", lambda m: m["items"][0].update(claimed="4")),
        ("V301", lambda m: m["items"][1]["measures"][0].update(derived="7")),
        ("V301", lambda m: m["items"][1]["measures"][0].update(value="9")),
        ("V301", lambda m: m["items"][1]["measures"][0]["terms"][0].update(evidence="9-1")),
        ("V205", lambda m: m["evidence"][3].update(last_page=999)),
        ("V103", lambda m: m["documents"][0].update(file="../../etc/passwd")),
        ("V001", lambda m: m.update(totals=None, documents="x")),
    ],
)
def test_a_manifest_that_lies(
    package: Path, code: str, change: Callable[[dict[str, Any]], None]
) -> None:
    edit_manifest(package, change)
    assert code in codes(package)


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
    assert {finding.code for finding in verify(file).findings} <= {"V001", "V106"}
    assert verify(file).findings
    assert verify(tmp_path / "none").findings[0].code == "V001"


# --- the command ---------------------------------------------------------------------------------


def test_the_command_says_it_and_leaves_with_one(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", str(package)]) == 0
    assert "【对照标准】" in capsys.readouterr().out
    (package / WORKBOOK).unlink()
    assert run(["verify", str(package), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["error"] == 1
    assert report["findings"][0]["where"] == WORKBOOK
    assert len(report["points"]) > 10
