"""Printing a package: what is on the sheets, on the ticket, and at the printer."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import ClassVar

import pikepdf
import pymupdf
import pytest
from doing import build_package
from making import Sheet, make_pdf
from openpyxl import load_workbook
from pikepdf import Dictionary, Name, Stream
from PIL import Image, ImageChops, ImageFilter
from printers import TestPrinter, run_printer
from pypdf import PdfReader
from test_build import make_workspace

from docgen.bundle.binding import Side
from docgen.cli.commands import _head_jobs, run
from docgen.issues.errors import OutputError, PrinterError, WorkspaceError
from docgen.package.staging import Staging
from docgen.pdf.geometry import MM
from docgen.printing.ipp import Operation, ask
from docgen.printing.print_record import PrintedPage, PrintRecord, read_record
from docgen.printing.printer import (
    ask_offer,
    check_jobs,
    find_printer,
    list_jobs,
    list_queues,
    send_jobs,
)
from docgen.printing.printer_discovery import read_answer
from docgen.printing.produce import Produced, Wish, print_folder, print_package
from docgen.printing.ticket import write_places

ROOT = Path(__file__).parent.parent
BUNDLE = "3-佐证材料.pdf"
FORM = "1-威海市技能大师工作室年度绩效评估表.pdf"
_DPI = 40

needs_poppler = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="no poppler here")


def fill(colour: bytes) -> bytes:
    """The content of a page that is full of a colour to all its edges."""
    return colour + b" rg -9000 -9000 20000 20000 re f"


AWKWARD = (
    Sheet(content=fill(b"0.8 0.1 0.1")),
    Sheet(rotate=90, crop="offset", origin=(-40, 25)),
    Sheet(size=(420, 297)),
    Sheet(size=(297, 210), rotate=270),
    Sheet(size=(297, 210), crop="inside"),
    Sheet(size=(215.9, 279.4), content=fill(b"0.2 0.2 0.2")),
    Sheet(user_unit=2.0, rotate=180, crop="inside"),
    Sheet(size=(594, 420)),
    Sheet(size=(100, 140)),
)
"""What people scan: full pages, turned ones, sheets of many sizes."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_workspace(tmp_path_factory.mktemp("workspace") / "工作室")
    (folder / "evidence" / "16-宣传").mkdir()
    make_pdf(folder / "evidence" / "16-宣传" / "各种纸.pdf", AWKWARD)
    build_package(folder)
    return folder


@pytest.fixture(scope="module")
def package(workspace: Path) -> Path:
    return workspace / "out" / "assessment"


@pytest.fixture(scope="module")
def produced(workspace: Path) -> Produced:
    return print_package(workspace, Wish())


@pytest.fixture(scope="module")
def awkward(package: Path) -> int:
    """The printed number of the first of the awkward pages."""
    manifest = json.loads((package / "manifest.json").read_bytes())
    return next(e["first_page"] for e in manifest["evidence"] if e["title"] == "各种纸")


def page_of(produced: Produced, number: int) -> PrintedPage:
    return next(p for p in produced.record.pages if p.document == BUNDLE and p.page == number)


def render(file: Path, page: int) -> Image.Image:
    """A page as poppler shows it."""
    command = ["pdftoppm", "-r", str(_DPI), "-f", str(page), "-l", str(page), "-png", str(file)]
    made = subprocess.run(command, check=True, capture_output=True).stdout
    return Image.open(BytesIO(made)).convert("L")


def codes(produced: Produced) -> dict[str, str]:
    return {finding.code: finding.what for finding in produced.findings}


@pytest.mark.parametrize(
    "parameters",
    [{"Columns": 1, "BitsPerComponent": 64}, {"Columns": -1, "BitsPerComponent": 8}],
    ids=["a field of 64 bits", "columns below nought"],
)
def test_a_page_no_library_can_unfold_is_told_of_its_file(
    package: Path, tmp_path: Path, parameters: dict[str, int]
) -> None:
    spoilt = Path(shutil.copytree(package, tmp_path / "package"))
    spoil_last_page(spoilt / BUNDLE, Dictionary(Predictor=2, **parameters))
    manifest = json.loads((spoilt / "manifest.json").read_bytes())
    for document in manifest["documents"]:
        document["sha256"] = sha256((spoilt / document["file"]).read_bytes()).hexdigest()
    (spoilt / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(OutputError, match="读不出来") as refused:
        print_package(spoilt, Wish(), out=tmp_path / "printed")
    assert refused.value.where == BUNDLE
    assert not list(tmp_path.glob("printed/*"))


def spoil_last_page(file: Path, parameters: Dictionary) -> None:
    """Give the last page a content that is said to be packed in a way that cannot be."""
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        content = Stream(pdf, b"q Q")
        packed = zlib.compress(b"q Q " * 500)
        content.write(packed, filter=Name.FlateDecode, decode_parms=parameters)
        pdf.pages[-1].Contents = pdf.make_indirect(content)
        pdf.save(file)


# --- sheets --------------------------------------------------------------------------------------


def test_the_files_are_what_the_record_says(produced: Produced) -> None:
    for file in produced.record.files:
        pdf = PdfReader(produced.folder / file.file)
        assert len(pdf.pages) == file.pages * file.copies_in_file
        wish = pdf.root_object["/ViewerPreferences"]
        assert wish["/PrintScaling"] == "/None"
        assert wish["/PickTrayByPDFSize"]
        assert wish["/NumCopies"] == file.copies
        duplex = file.sides == "two-sided-long-edge"
        assert wish["/Duplex"] == ("/DuplexFlipLongEdge" if duplex else "/Simplex")
        assert duplex == (file.paper == "A4" and file.pages > 1)
        if file.paper != "large":
            for page in pdf.pages:
                size = (float(page.mediabox.width) / MM, float(page.mediabox.height) / MM)
                assert size == pytest.approx(file.sheet_mm, abs=0.1)
    form = next(file for file in produced.record.files if file.document == FORM)
    assert (form.copies, form.paper, form.sheet_mm) == (8, "A3", (420, 297))


def test_every_page_is_printed_once_and_blanks_carry_nothing(
    produced: Produced, package: Path
) -> None:
    record = produced.record
    manifest = json.loads((package / "manifest.json").read_bytes())
    for document in manifest["documents"]:
        own = [page.page for page in record.pages if page.document == document["file"]]
        if document["role"] in {"form_pdf", "report", "bundle"}:
            assert own == list(range(1, document["pages"] + 1))
    file = next(f for f in record.files if f.document == BUNDLE and f.paper == "A4")
    taken = {page.place: page for page in record.pages if page.file == file.file}
    pdf = PdfReader(produced.folder / file.file)
    blanks = [n for n in range(1, file.pages + 1) if n not in taken]
    assert len(blanks) == file.blanks > 3
    for n, page in enumerate(pdf.pages, start=1):
        text = "".join((page.extract_text() or "").split())
        assert (text == "") == (n in blanks)
        if n not in blanks:
            assert f"—{taken[n].page}—" in text
            assert taken[n].side is (Side.RECTO if n % 2 else Side.VERSO)


def test_sections_are_on_right_hand_pages(produced: Produced, package: Path) -> None:
    manifest = json.loads((package / "manifest.json").read_bytes())
    opening = [1, 2, *(item["divider"] for item in manifest["items"])]
    assert {page_of(produced, number).side for number in opening} == {Side.RECTO}
    assert len({page_of(produced, number).leaf for number in opening}) == len(opening)


def test_stamps_are_for_the_side_that_is_printed(produced: Produced, package: Path) -> None:
    """The plan put the number where `print` has the outer edge: one answer, asked twice."""
    with pymupdf.open(package / BUNDLE) as bundle:
        seen = 0
        for printed in (p for p in produced.record.pages if p.document == BUNDLE):
            leaf = bundle[printed.page - 1]
            if printed.scale != 1 and printed.transform[0] == 0:
                continue
            if abs(leaf.rect.width - 210 * MM) > 3 or leaf.rotation:
                continue
            (found,) = leaf.search_for(f"— {printed.page} —")
            right = (found.x0 + found.x1) / 2 > leaf.rect.width / 2
            assert right == (printed.side is Side.RECTO), printed
            seen += 1
        assert seen > 30


@needs_poppler
def test_every_page_lies_where_the_record_says(produced: Produced, package: Path) -> None:
    """MuPDF's picture of a page, put where the record says, is poppler's picture of the sheet."""
    zoom = _DPI / 72
    with pymupdf.open(package / BUNDLE) as bundle:
        for printed in (p for p in produced.record.pages if p.document == BUNDLE):
            shown = bundle[printed.page - 1].get_pixmap(dpi=_DPI)
            page = Image.frombytes("RGB", (shown.width, shown.height), shown.samples).convert("L")
            sheet = render(produced.folder / printed.file, printed.place)
            a, b, c, d, e, f = printed.transform
            over = 1 / (a * d - b * c)
            e, f = e * zoom, f * zoom
            back = (d * over, -c * over, (c * f - d * e) * over,
                    -b * over, a * over, (b * e - a * f) * over)  # fmt: skip
            method, bicubic = Image.Transform.AFFINE, Image.Resampling.BILINEAR
            laid = page.transform(sheet.size, method, back, bicubic, fillcolor=255)
            soft = ImageFilter.BoxBlur(4)
            apart = ImageChops.difference(laid.filter(soft), sheet.filter(soft))
            histogram = apart.histogram()
            far = sum(histogram[70:]) / (sheet.width * sheet.height)
            assert far < 0.01, (printed.page, far)


@needs_poppler
def test_the_binding_is_kept_free(produced: Produced, awkward: int) -> None:
    crossing = awkward + 5
    for printed in (p for p in produced.record.pages if p.document == BUNDLE):
        sheet = render(produced.folder / printed.file, printed.place)
        strip = int(27 / 25.4 * _DPI)
        box = (0, 0, strip, sheet.height)
        if printed.side is Side.VERSO:
            box = (sheet.width - strip, 0, sheet.width, sheet.height)
        darkest, _ = sheet.crop(box).getextrema()
        assert (darkest > 200) == (printed.page != crossing), printed
    said = codes(produced)
    assert f"第 {crossing} 页缩到 85% 仍有内容" in said["P201"]
    assert "P202" in said
    assert f"第 {awkward + 7} 页比 A3 大" in said["P203"]


def test_full_pages_shrink_and_docgens_own_do_not(produced: Produced, awkward: int) -> None:
    assert page_of(produced, awkward).scale == pytest.approx(0.86, abs=0.01)
    assert page_of(produced, awkward + 8).scale == 1
    assert {page_of(produced, number).scale for number in range(1, 6)} == {1}


def test_fold_outs_are_sheets_of_their_own(produced: Produced, awkward: int) -> None:
    folds = produced.record.fold_outs
    assert [(f.page, f.paper, f.behind) for f in folds] == [
        (awkward + 2, "A3", awkward + 1),
        (awkward + 7, "large", awkward + 6),
    ]
    for fold in folds:
        page = page_of(produced, fold.page)
        same_leaf = [p for p in produced.record.pages
                     if p.document == BUNDLE and p.leaf == page.leaf]  # fmt: skip
        assert same_leaf == [page]
        assert page.side is Side.RECTO
    assert page_of(produced, awkward + 7).sheet_mm == pytest.approx((594, 420), abs=0.2)


def test_colour_is_found_and_links_are_none(produced: Produced, awkward: int) -> None:
    file = next(f for f in produced.record.files if f.document == BUNDLE and f.paper == "A4")
    assert awkward in file.colour_pages
    assert awkward + 5 not in file.colour_pages
    assert not set(file.colour_pages) & set(range(1, 5))
    assert not any(f.colour for f in produced.record.files if f.document == FORM)


def test_pages_in_colour_are_counted_as_the_file_has_them(produced: Produced, awkward: int) -> None:
    """What a print dialog asks for: blanks count, and fold-outs are in a file of their own."""
    with pymupdf.open(produced.folder / "打印作业单.pdf") as ticket:
        said = "".join(page.get_text() for page in ticket).replace("\n", "")
    coloured = [file for file in produced.record.files if file.colour]
    assert coloured
    for file in coloured:
        places = {p.place for p in produced.record.pages if p.file == file.file and p.colour}
        assert set(file.colour_places) == places
        assert f"有彩色的是文件的第 {write_places(places)} 页" in said


def test_the_same_package_gives_the_same_bytes(produced: Produced, package: Path, tmp_path: Path):
    again = print_package(package, Wish(), out=tmp_path / "again")
    for name in produced.files:
        assert (again.folder / name).read_bytes() == (produced.folder / name).read_bytes(), name


# --- copies --------------------------------------------------------------------------------------


def test_numbered_copies_stand_one_behind_the_other(package: Path, tmp_path: Path) -> None:
    made = print_package(package, Wish(copies=3, numbered=True), out=tmp_path / "out")
    form = next(file for file in made.record.files if file.document == FORM)
    assert (form.copies, form.copies_in_file) == (1, 3)
    pdf = PdfReader(made.folder / form.file)
    assert len(pdf.pages) == 3 * form.pages
    for place, page in enumerate(pdf.pages):
        found = re.findall(r"第\s*(\d)\s*份，共\s*(\d)\s*份", page.extract_text())
        assert found == [(str(place // form.pages + 1), "3")]
    with pymupdf.open(made.folder / form.file) as shown:
        for page in shown:
            (line,) = page.search_for("份，共")
            # The box of a line is a little higher than its characters.
            assert line.y0 >= 9.5 * MM - 2.5
            assert line.x1 <= page.rect.width - 9.5 * MM
    assert "P204" not in codes(made)


def test_collated_copies_carry_no_number(package: Path, tmp_path: Path) -> None:
    made = print_package(package, Wish(copies=2, collated=True), out=tmp_path / "out")
    form = next(file for file in made.record.files if file.document == FORM)
    pdf = PdfReader(made.folder / form.file)
    texts = [page.extract_text() for page in pdf.pages]
    assert texts == texts[: form.pages] * 2
    assert not any("份，共" in text for text in texts)


# --- ticket and labels ---------------------------------------------------------------------------


def test_the_ticket_says_it_all(produced: Produced, awkward: int) -> None:
    pdf = "".join(p.extract_text() for p in PdfReader(produced.folder / "打印作业单.pdf").pages)
    book = load_workbook(produced.folder / "打印作业单.xlsx")
    cells = [str(cell.value or "") for sheet in book for row in sheet for cell in row]
    for text in ("".join(pdf.split()), "".join("".join(cells).split())):
        for file in produced.record.files:
            assert "".join(file.file.split()) in text
            assert f"{file.sheets * file.all_copies}张" in text
        for wanted in ("8份", "A3横", "双面，长边翻转", "黑白", "有彩色的是文件的第", "盖单位公章",
                       "已审验", f"第{awkward + 1}页后面", "大幅面594×420毫米", "项目18",
                       "缩到85%仍有内容"):  # fmt: skip
            assert wanted in text, wanted
    assert book.sheetnames == ["打印", "签字盖章", "折页", "装订顺序", "请留意"]


def test_labels_are_as_thick_as_the_paper(produced: Produced) -> None:
    (page,) = PdfReader(produced.folder / "封面和书脊标签.pdf").pages
    text = "".join(page.extract_text().split())
    sheets = sum(f.sheets for f in produced.record.files if f.document == BUNDLE)
    assert f"书脊厚约{sheets * 0.1 + 1:.0f}毫米（{sheets}张纸" in text
    assert "年度绩效评估佐证材料" in text


# --- the folder ----------------------------------------------------------------------------------


def test_what_people_put_there_is_kept(package: Path, tmp_path: Path) -> None:
    first = print_package(package, Wish(), out=tmp_path)
    target = first.folder
    (target / "给张师傅的条子.txt").write_text("先打表格")
    ticket = target / "打印作业单.xlsx"
    ticket.write_bytes(ticket.read_bytes() + b"!")
    second = print_package(package, Wish(copies=2), out=tmp_path)
    assert (target / "给张师傅的条子.txt").read_text() == "先打表格"
    assert len(second.kept) == 2
    assert any(path.read_bytes().endswith(b"!") for path in target.glob("打印作业单*.xlsx"))
    assert set(first.files) == set(second.files)


def test_two_runs_at_once_do_not_mix(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Staging.__init__.__kwdefaults__, "patience", 0.1)
    with (
        Staging(print_folder(package, tmp_path)),
        pytest.raises(OutputError, match="另一个 docgen"),
    ):
        print_package(package, Wish(), out=tmp_path)


def test_a_package_built_anew_meanwhile_is_not_mixed(package: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(package, tmp_path / "package"))
    manifest = copy / "manifest.json"

    def build(*_: object) -> None:
        manifest.write_bytes(manifest.read_bytes() + b" ")

    with pytest.raises(OutputError, match="又重新生成了"):
        print_package(copy, Wish(), progress=build)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["package"]


def test_what_is_no_package_is_said(workspace: Path, package: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="没有生成好的材料"):
        print_package(tmp_path, Wish())
    unbuilt = Path(shutil.copytree(workspace, tmp_path / "unbuilt",
                                   ignore=shutil.ignore_patterns("out")))  # fmt: skip
    with pytest.raises(WorkspaceError, match="还没有生成"):
        print_package(unbuilt, Wish())
    broken = Path(shutil.copytree(package, tmp_path / "broken"))
    with (broken / BUNDLE).open("ab") as file:
        file.write(b"%")
    linked = Path(shutil.copytree(package, tmp_path / "linked"))
    (linked / BUNDLE).rename(tmp_path / "elsewhere.pdf")
    (linked / BUNDLE).symlink_to(tmp_path / "elsewhere.pdf")
    with pytest.raises(OutputError, match="这里没有这个文件"):
        print_package(linked, Wish())
    with pytest.raises(OutputError, match="与生成时不一样"):
        print_package(broken, Wish())


def test_forms_alone_can_be_printed(package: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(package, tmp_path / "package"))
    manifest = json.loads((copy / "manifest.json").read_bytes())
    manifest["documents"] = [d for d in manifest["documents"] if d["role"] == "form_pdf"]
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    made = print_package(copy, Wish())
    assert [file.document for file in made.record.files] == [FORM]
    assert {p.name for p in made.folder.iterdir()} == set(made.files)
    assert "封面和书脊标签.pdf" not in made.files


def test_drafts_and_stale_packages_are_said(workspace: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(workspace, tmp_path / "w", copy_function=shutil.copy2))
    assert not {"P101", "P102", "P103"} & set(codes(print_package(copy, Wish())))
    manifest = copy / "out" / "assessment" / "manifest.json"
    os.utime(manifest, (1, 1))
    text = json.loads(manifest.read_bytes()) | {"draft": True}
    text["documents"] = [d for d in text["documents"] if d["role"] != "form_pdf"]
    manifest.write_text(json.dumps(text), "utf-8")
    os.utime(manifest, (1, 1))
    said = codes(print_package(copy, Wish()))
    assert "草稿" in said["P101"]
    assert "只有 Word 版" in said["P102"]
    assert "改过" in said["P103"]


# --- the printer ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestPrinter]:
    with run_printer(tmp_path_factory.mktemp("printer")) as running:
        yield running


def test_jobs_arrive_with_the_right_paper_and_sides(
    produced: Produced, printer: TestPrinter, capfd: pytest.CaptureFixture[str], package: Path
) -> None:
    assert run(["print", str(package), "--printer", printer.uri, "--dry-run"]) == 0
    listed = capfd.readouterr().out
    assert printer.received(0) == []
    assert run(["print", str(package), "--printer", printer.uri]) == 0
    sent = capfd.readouterr().out
    wanted = [file for file in produced.record.files if file.paper != "large"]
    received = printer.received(len(wanted))
    assert len(received) == len(wanted) == 4
    for file, job in zip(wanted, received, strict=True):
        assert job.document.read_bytes() == (produced.folder / file.file).read_bytes()
        said = job.attributes
        assert said["JOB_NAME"] == file.file.removesuffix(".pdf")
        assert int(said["COPIES"]) == file.copies
        assert said["MEDIA"] == {"A4": "iso_a4_210x297mm", "A3": "iso_a3_297x420mm"}[file.paper]
        assert said["SIDES"] == file.sides
        assert said["PRINT_SCALING"] == "none"
        assert said["PRINT_COLOR_MODE"] == ("color" if file.colour else "monochrome")
        for shown in (listed, sent):
            assert f"  {file.file}，{file.copies} 份，{file.paper}" in shown
        assert re.search(rf"{re.escape(file.file)}.*任务号 {said['JOB_ID']}，", sent)
    assert "不送：3-佐证材料（大幅面 折页 单面）.pdf" in listed
    assert "这次没有送" in listed
    assert "已送到打印机" in sent


def test_a_printer_that_cannot_is_not_sent_anything(
    produced: Produced, tmp_path: Path, package: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    able = {"media": "iso_a4_210x297mm", "sides": "one-sided", "colours": "monochrome"}
    with run_printer(tmp_path, **able) as running:
        jobs = list_jobs(produced.record)
        with pytest.raises(PrinterError) as refused:
            check_jobs(ask_offer(running.uri), jobs)
        assert "没有 A3 纸" in refused.value.what
        assert "不能双面" in refused.value.what
        assert run(["print", str(package), "--printer", running.uri, "--paper", "A4"]) == 10
        assert "什么也没有送去" in capfd.readouterr().err
        assert running.received(0) == []


def test_a_grey_printer_is_told_of_and_paper_is_chosen(
    produced: Produced, tmp_path: Path, package: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with run_printer(tmp_path, media="iso_a4_210x297mm", colours="monochrome") as running:
        arguments = ["--printer", running.uri, "--paper", "A4", "--json"]
        assert run(["print", str(package), *arguments]) == 0
        said = json.loads(capfd.readouterr().out)
        assert any(f["code"] == "P301" for f in said["findings"])
        assert len(said["jobs"]) == 2
        assert len(running.received(2)) == 2


@pytest.mark.parametrize(
    ("able", "code", "said"),
    [
        ({"ready": "iso_a3_297x420mm"}, "P206", "里现在没有装 A4 纸"),
        ({"scaling": "auto,fit"}, "P207", "不能告诉它按实际大小打"),
        ({"first": "echo STATE: media-empty-error >&2; sleep 4"}, "P208", "缺纸"),
        ({"first": "exit 1"}, "P210", "打印机放弃了"),
    ],
)
def test_what_stands_in_the_way_is_said_and_it_is_not_called_sent(
    able: dict[str, str], code: str, said: str, tmp_path: Path, package: Path,
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Paper that is not loaded, no true size, a printer that stands still, one that gives up."""
    monkeypatch.setattr("docgen.printing.printer._FOLLOWED_SECONDS", 2.0)
    with run_printer(tmp_path, **able) as running:
        arguments = ["print", str(package), "--printer", running.uri, "--paper", "A4"]
        if code == "P206":
            assert run(arguments) == 10
            assert "里面没有装 A4 纸" in capfd.readouterr().err
            assert running.received(0) == []
        assert run([*arguments, "--anyway"]) == (10 if code == "P210" else 0)
        shown = capfd.readouterr()
    assert said in shown.err
    assert ("已送到打印机" in shown.out) == (code == "P207")


def test_nobody_answers(package: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["print", str(package), "--printer", "ipp://localhost:9/ipp/print"]) == 10
    said = capfd.readouterr()
    assert "连不上打印机（对方拒绝连接）" in said.err
    assert "已做好" in said.out
    assert run(["print", str(package), "--printer", "lpd://there"]) == 10
    assert "不认识" in capfd.readouterr().err


def test_a_name_is_a_queue_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUPS_SERVER", raising=False)
    assert find_printer("办公室") == ("ipp://localhost:631/printers/%E5%8A%9E%E5%85%AC%E5%AE%A4")
    monkeypatch.setenv("CUPS_SERVER", "print.example:1631")
    assert find_printer("hp") == "ipp://print.example:1631/printers/hp"
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(PrinterError, match="Windows"):
        find_printer("hp")


# --- answers no printer of ours gives ------------------------------------------------------------


class _Answers(BaseHTTPRequestHandler):
    """A printer's web server that gives one answer after the other."""

    answers: ClassVar[list[tuple[int, bytes]]] = []
    requests: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        self.requests.append(self.rfile.read(int(self.headers["Content-Length"])))
        status, body = self.answers.pop(0)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    _Answers.answers, _Answers.requests = [], []
    with HTTPServer(("localhost", 0), _Answers) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"ipp://localhost:{running.server_port}/ipp/print"
        running.shutdown()
        thread.join()


_FINE = bytes.fromhex("0200 0000 00000001 03")
_BUSY = bytes.fromhex("0200 0507 00000001 03")
_NOT_FOUND = bytes.fromhex("0200 0406 00000001 03")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, b"", "HTTP 401"),
        (200, b"<html>", "回答的不是打印机"),
        (200, _FINE[:-1], "回答的不是打印机"),
        (200, bytes.fromhex("0200 0000 00000001 01 44 ffff 41"), "回答的不是打印机"),
        (200, _NOT_FOUND, "没有这台打印机"),
    ],
)
def test_strange_answers_are_said(server: str, status: int, body: bytes, said: str) -> None:
    _Answers.answers.append((status, body))
    with pytest.raises(PrinterError, match=said) as refused:
        ask_offer(server)
    assert refused.value.remedy


def test_a_busy_printer_is_asked_again(
    server: str, produced: Produced, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.printing.printer._PAUSE_SECONDS", 0.01)
    bodies = [_FINE, _FINE, _BUSY, _BUSY, _FINE, _FINE]
    _Answers.answers += [(200, body) for body in bodies]
    job = list_jobs(produced.record)[0]
    sending = send_jobs(ask_offer(server), produced.folder, [job])
    assert len(sending.sent) == 1
    contents = (produced.folder / job.file).read_bytes()
    with_job = [request.endswith(contents) for request in _Answers.requests]
    assert with_job == [False, False, True, True, True, False]


def test_printers_of_this_computer_are_listed(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", server.split("/")[2])
    names = ("办公室", "A3 打印机")
    told = b"".join(b"\x04B" + _size(b"printer-name") + _size(n.encode()) for n in names)
    _Answers.answers += [(200, _FINE[:-1] + told + b"\x03"), (404, b"")]
    assert list_queues() == tuple(sorted(names))
    assert list_queues() == ()


def _size(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


@pytest.mark.parametrize(
    ("state", "accepting", "reasons", "said"),
    [
        (5, True, (b"paused",), "它停着（暂停了）"),
        (5, True, (b"media-jam-error", b"cover-open-report"), "它停着（卡纸、盖子开着）"),
        (3, True, (b"offline-report",), "它停着（连不上）"),
        (3, False, (b"none",), "不接收任务"),
    ],
)
def test_a_printer_that_stands_still_is_sent_nothing(
    server: str, produced: Produced, state: int, accepting: bool, reasons: tuple[bytes, ...],
    said: str,
) -> None:  # fmt: skip
    _Answers.answers.append((200, _describe_printer(state, accepting, reasons)))
    with pytest.raises(PrinterError, match=said) as refused:
        check_jobs(ask_offer(server), list_jobs(produced.record, "A4"))
    assert "什么也没有送去" in refused.value.what
    assert "恢复" in refused.value.remedy


A4, A3 = b"iso_a4_210x297mm", b"iso_a3_297x420mm"


@pytest.mark.parametrize(
    ("reasons", "ready", "said"),
    [
        ((b"none",), (A3,), "没有装 A4 纸"),
        ((b"none",), (b"na_letter_8.5x11in", A3), "没有装 A4 纸"),
        ((b"media-empty-error",), (), "缺纸"),
        ((b"media-needed",), (), "要装纸"),
        ((b"cover-open-error",), (A4,), "盖子开着"),
        ((b"toner-empty",), (A4,), "没有墨粉"),
        # One tray of several; what is not known by its size; A4 by another name.
        ((b"media-empty-warning",), (A4,), ""),
        ((b"none",), (b"unknown",), ""),
        ((b"none",), (b"om_a4_209.97x296.97mm",), ""),
        ((b"none",), (), ""),
        ((b"toner-low-report", b"media-low-warning"), (A4,), ""),
    ],
)
def test_what_waits_for_somebody_is_sent_only_when_asked(
    server: str, produced: Produced, reasons: tuple[bytes, ...], ready: tuple[bytes, ...], said: str
) -> None:
    _Answers.answers.append((200, _describe_printer(3, True, reasons, ready)))
    offer, jobs = ask_offer(server), list_jobs(produced.record, "A4")
    if said:
        with pytest.raises(PrinterError, match=said) as refused:
            check_jobs(offer, jobs)
        assert "什么也没有送去" in refused.value.what
        assert "--anyway" in refused.value.remedy
        assert {"P206", "P208"} & {f.code for f in check_jobs(offer, jobs, anyway=True)}
    else:
        codes = {finding.code for finding in check_jobs(offer, jobs)}
        low, empty = reasons[0].startswith(b"toner-low"), reasons[0].startswith(b"media-empty")
        assert codes == {"P207"} | ({"P212"} if low else set()) | ({"P208"} if empty else set())


def test_without_paper_the_command_sends_nothing(
    server: str, package: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _Answers.answers.append((200, _describe_printer(3, True, (b"none",), (A3,))))
    assert run(["print", str(package), "--printer", server, "--paper", "A4"]) == 10
    shown = capfd.readouterr()
    assert "没有装 A4 纸" in shown.err
    assert "已送到" not in shown.out
    assert len(_Answers.requests) == 1


@pytest.mark.parametrize(
    ("job_state", "message", "head"),
    [
        (9, b"", "已送到打印机 试，它说都打完了："),
        (5, b"", "已送到打印机 试，还没有打完："),
        (3, b"", "已送到打印机 试，还没有打完："),
        (None, b"", "交给了打印机 试，打没打出来它不说，到打印机旁边看看："),
        (4, b"", "交给了打印机 试，还没有都打出来，见上面的提醒："),
        (7, b"", "交给了打印机 试，还没有都打出来，见上面的提醒："),
        (5, b"The printer is not responding.", "交给了打印机 试，还没有都打出来，见上面的提醒："),
    ],
)
def test_it_is_called_sent_only_where_that_is_so(
    server: str, produced: Produced, monkeypatch: pytest.MonkeyPatch, job_state: int | None,
    message: bytes, head: str,
) -> None:  # fmt: skip
    monkeypatch.setattr("docgen.printing.printer._FOLLOWED_SECONDS", 0)
    taken = _FINE[:-1] + b"\x02" + _piece(0x21, b"job-id", (7).to_bytes(4)) + b"\x03"
    state = _piece(0x23, b"job-state", job_state.to_bytes(4)) if job_state else b""
    became = _FINE[:-1] + b"\x02" + state + b"\x03"
    fine = _describe_printer(3, True, (b"none",), message=message)
    _Answers.answers += [(200, body) for body in (fine, _FINE, taken, became, fine)]
    job = list_jobs(produced.record)[0]
    assert _head_jobs(send_jobs(ask_offer(server), produced.folder, [job])) == head


def test_what_becomes_of_a_job_is_asked(server: str, produced: Produced) -> None:
    """It is taken, and stops for want of paper; the printer says so only afterwards."""
    fine = _describe_printer(3, True, (b"none",))
    taken = _FINE[:-1] + b"\x02" + _piece(0x21, b"job-id", (7).to_bytes(4)) + b"\x03"
    stopped = _FINE[:-1] + b"\x02" + _piece(0x23, b"job-state", (6).to_bytes(4))
    stopped += _piece(0x44, b"job-state-reasons", b"printer-stopped") + b"\x03"
    after = _describe_printer(5, True, (b"media-empty-error",))
    _Answers.answers += [(200, body) for body in (fine, _FINE, taken, stopped, after)]
    job = list_jobs(produced.record)[0]
    sending = send_jobs(ask_offer(server), produced.folder, [job])
    assert not sending.well
    assert [(f.code, f.what) for f in sending.findings] == [
        ("P209", "任务 7 停在那里，没有打完（打印机停了）"), ("P208", "打印机报告：缺纸")
    ]  # fmt: skip


def _piece(tag: int, name: bytes, value: bytes) -> bytes:
    return bytes([tag]) + len(name).to_bytes(2) + name + len(value).to_bytes(2) + value


def _describe_printer(
    state: int, accepting: bool, reasons: tuple[bytes, ...], ready: tuple[bytes, ...] = (),
    message: bytes = b"",
) -> bytes:  # fmt: skip
    names = (b"printer-state-reasons", *[b""] * (len(reasons) - 1))
    said = _piece(0x23, b"printer-state", state.to_bytes(4)) + _piece(
        0x42, b"printer-name", "试".encode()
    )
    said += _piece(0x41, b"printer-state-message", message) if message else b""
    loaded = (b"media-ready", *[b""] * len(ready))
    said += b"".join(_piece(0x44, name, one) for name, one in zip(loaded, ready, strict=False))
    said += _piece(0x22, b"printer-is-accepting-jobs", bytes([accepting]))
    said += b"".join(_piece(0x44, name, one) for name, one in zip(names, reasons, strict=True))
    return _FINE[:-1] + b"\x04" + said + b"\x03"


def test_a_refusal_half_way_says_what_was_sent(server: str, produced: Produced) -> None:
    jobs = list_jobs(produced.record)[:2]
    _Answers.answers += [(200, _FINE)] * 4 + [(200, _NOT_FOUND)]
    with pytest.raises(PrinterError) as refused:
        send_jobs(ask_offer(server), produced.folder, jobs)
    assert jobs[1].file in refused.value.what
    assert jobs[0].file in refused.value.remedy


def test_collections_in_an_answer_are_passed_over(server: str) -> None:
    body = _FINE[:-1] + b"\x04" + _piece(0x44, b"sides-supported", b"one-sided")
    body += _piece(0x34, b"media-col", b"") + _piece(0x4A, b"", b"media-size")
    body += _piece(0x34, b"", b"") + _piece(0x21, b"", b"\0\0\0\1") + _piece(0x37, b"", b"")
    body += _piece(0x37, b"", b"") + _piece(0x33, b"copies-supported", b"\0\0\0\1\0\0\0\5")
    _Answers.answers.append((200, body + b"\x03"))
    answer = ask(server, Operation.GET_PRINTER_ATTRIBUTES)
    assert answer.attributes["sides-supported"] == ("one-sided",)
    assert answer.attributes["copies-supported"] == ((1, 5),)


def test_the_record_reads_back(produced: Produced) -> None:
    contents = (produced.folder / "print.json").read_bytes()
    assert read_record(contents) == produced.record
    assert isinstance(produced.record, PrintRecord)


_HEAD = bytes.fromhex("000084000000000100000000")
_INSTANCE = b"\x01a\x04_ipp\x04_tcp\x05local\0"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        bytes(12),
        b"\xff" * 200,
        # A name that points at itself.
        _HEAD + b"\xc0\x0c\0\x0c\0\x01\0\0\0\0\0\x02\xc0\x0c",
        # A service whose text ends within a pair, and whose port nobody tells.
        _HEAD + _INSTANCE + b"\0\x10\0\x01\0\0\0\0\0\x02\xff\0",
        # More records than there are.
        bytes.fromhex("0000840000000fff00000000") + _INSTANCE,
    ],
)
def test_what_is_no_answer_tells_of_no_printer(answer: bytes) -> None:
    assert read_answer(answer, "192.0.2.1") == ()
