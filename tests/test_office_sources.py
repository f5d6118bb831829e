"""Office documents as evidence: what LibreOffice makes of them, and what it must not do."""

import csv
import http.server
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
import openpyxl
import pymupdf
import pypdf
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from PIL import Image
from telling import words

from docgen.issues.finding import Finding, Level
from docgen.issues.unplaced import lost, noted
from docgen.model.prepared import Prepared, Source
from docgen.office import libreoffice
from docgen.office.libreoffice import Component, find_soffice
from docgen.office.plain_text import write_document
from docgen.office.sheet_scaling import fit_to_width
from docgen.sources.prepare import prepare
from docgen.system.workers import WorkerLimits

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("soffice"),
    reason="LibreOffice in the path, and shell scripts beside it",
)

SENTENCE = "工作室技术革新说明"
NOWHERE = "\U0002fa1f"
"""Among the Chinese characters, and none: no face has it."""
LAST_COLUMN = "第二十四列"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    f'xmlns:{prefix}="{OASIS}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("table", "table"),
        ("text", "text"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)


def write_open_document(
    path: Path, kind: str, body: str, automatic: str = "", **parts: str
) -> Path:
    """An OpenDocument file of the parts that matter; `styles` is the whole of styles.xml."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    entries = "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type="{media}"/>'
        for name, media in (("/", mimetype), ("content.xml", "text/xml"))
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", mimetype)
        package.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{OASIS}:manifest:1.0" m:version="1.3">{entries}</m:manifest>',
        )
        package.writestr(
            "content.xml",
            f'<office:document-content {NAMES} xmlns:xlink="http://www.w3.org/1999/xlink"'
            f' office:version="1.3"><office:automatic-styles>{automatic}</office:automatic-styles>'
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
            "</office:document-content>",
        )
        for name, content in parts.items():
            package.writestr(f"{name}.xml", content)
    return path


def write_word(path: Path, text: str = SENTENCE) -> Path:
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(path))
    return path


def write_sheet(path: Path, columns: int = 24, *, scale: int | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([f"第{n}列" for n in range(1, columns)] + [LAST_COLUMN])
    sheet.append(list(range(columns)))
    sheet.oddHeader.center.text = "&F"
    if scale:
        sheet.page_setup.scale = scale
    book.save(path)
    return path


def write_hidden_sheet(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([SENTENCE])
    for title, cells in (("旧账", [SENTENCE]), ("空表", [])):
        sheet = book.create_sheet(title)
        sheet.append(cells)
        sheet.sheet_state = "hidden"
    book.save(path)


def write_partly_hidden_sheet(path: Path) -> None:
    """A sheet with a hidden row, a filtered one, a hidden column and a print area; a plain one."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "获奖"
    for row in range(1, 7):
        sheet.append([f"甲{row}", f"乙{row}", f"丙{row}"])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.print_area = "A1:C4"
    plain = book.create_sheet("全印")
    plain.append([SENTENCE])
    plain.row_dimensions[9].hidden = True
    plain.column_dimensions["H"].hidden = True
    book.save(path)


def write_slides(path: Path) -> Path:
    page = (
        '<draw:page draw:name="{0}"><draw:frame svg:x="2cm" svg:y="2cm" svg:width="15cm"'
        ' svg:height="3cm"><draw:text-box><text:p>{0}</text:p></draw:text-box></draw:frame>'
        "</draw:page>"
    )
    body = page.format(SENTENCE) + page.format("第二张")
    return write_open_document(path, "presentation", body)


def write_open_sheet(path: Path) -> Path:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in [f"第{n}列" for n in range(1, 24)] + [LAST_COLUMN]
    )
    row = f"<table:table-row>{cells}</table:table-row>"
    return write_open_document(
        path, "spreadsheet", f'<table:table table:name="一">{row}</table:table>'
    )


def convert(profile: Path, source: Path, suffix: str) -> None:
    """Let LibreOffice itself write a file in another format, beside it."""
    profile_of = f"-env:UserInstallation={profile.as_uri()}"
    command = [find_soffice(), profile_of, "--headless", "--convert-to", suffix, "--outdir"]
    subprocess.run([*command, source.parent, source], check=True, capture_output=True)


@dataclass
class Run:
    """Documents prepared in one go, and what was called meanwhile."""

    folder: Path
    result: dict[str, Source] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    def texts(self, name: str) -> list[str]:
        source = self.result[name]
        assert isinstance(source, Prepared), source
        return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(source.pdf).pages]

    def prepare(self, cache: Path) -> None:
        files = sorted(file for file in self.folder.iterdir() if file.is_file())
        self.result = prepare([(file.name, file) for file in files], cache=cache)


def put_soffice(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that is found as LibreOffice, in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return program


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[str]]]:
    fetched: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fetched.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", fetched
        server.shutdown()


def write_callers(folder: Path, url: str, near: Path) -> None:
    """Documents that reach for the network, and for a picture elsewhere on the disk."""
    image = (
        '<text:p><draw:frame text:anchor-type="as-char" svg:width="5cm" svg:height="5cm">'
        '<draw:image xlink:href="{}"'
        ' xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>'
    )
    for name, target in (("远程图", f"{url}/picture.png"), ("近处图", near.as_uri())):
        body = f"{image.format(target)}<text:p>{SENTENCE}</text:p>"
        write_open_document(folder / f"{name}.odt", "text", body)
    document = docx.Document()
    blip = document.add_picture(str(near))._inline.graphic.graphicData.pic.blipFill.blip
    blip.link = document.part.relate_to(f"{url}/picture.png", RT.IMAGE, is_external=True)
    blip.embed = None
    document.save(str(folder / "远程图.docx"))
    (folder / "外链.rtf").write_bytes(
        b'{\\rtf1{\\field{\\*\\fldinst INCLUDEPICTURE "%s/a.png"}}{\\field{\\*\\fldinst '
        b'INCLUDETEXT "%s/b.docx"}} hello}' % (url.encode(), url.encode())
    )
    book = openpyxl.Workbook()
    book.active["A1"] = f'=_xlfn.WEBSERVICE("{url}/service")'
    book.active["A2"] = f"='{url}/[other.xlsx]Sheet1'!A1"
    book.active["A3"] = SENTENCE
    book.save(folder / "外链.xlsx")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, listener: tuple[str, list[str]]) -> Iterator[Run]:
    made = Run(tmp_path_factory.mktemp("documents"))
    scratch = tmp_path_factory.mktemp("scratch")
    folder, profile = made.folder, scratch / "profile"
    convert(profile, write_word(folder / "说明.docx"), "doc")
    convert(profile, write_sheet(folder / "台账.xlsx"), "xls")
    for suffix in ("ppt", "pptx"):
        convert(profile, write_slides(folder / "汇报.odp"), suffix)
    write_open_document(folder / "说明.odt", "text", f"<text:p>{SENTENCE}</text:p>")
    write_open_sheet(folder / "台账.ods")
    escaped = "".join(f"\\u{ord(c)}?" for c in SENTENCE)
    (folder / "说明.rtf").write_text(f"{{\\rtf1\\ansi {escaped}}}", encoding="ascii")
    shutil.copy(folder / "说明.doc", folder / "金山文字.wps")
    shutil.copy(folder / "台账.xls", folder / "金山表格.et")
    shutil.copy(folder / "汇报.ppt", folder / "金山演示.dps")
    shutil.copy(folder / "说明.docx", folder / "改错了后缀.pdf")
    write_sheet(folder / "自定缩放.xlsx", scale=90)
    write_sheet(folder / "太宽.xlsx", columns=120)
    write_word(folder / "空白.docx", "")
    write_word(folder / "生僻字.docx", f"参加人：王{NOWHERE}、李明{NOWHERE}")
    (folder / "生僻字.txt").write_text(f"参加人：王{NOWHERE}、李䶮", encoding="utf-8")
    (folder / "记录.txt").write_bytes("会议记录\n\t一、时间：五月\n".encode("gb18030"))
    (folder / "來函.txt").write_bytes("這是臺灣廠商的來函，請核對設備清單。\n".encode("big5"))
    (folder / "宽码.txt").write_bytes("会议记录".encode("utf-32"))
    write_hidden_sheet(folder / "藏表.xlsx")
    write_partly_hidden_sheet(folder / "藏行.xlsx")
    with (folder / "清单.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["名称", "编号"], ["夹具,甲", "0012"], ["夹具乙", "1/2"]])
    Image.new("RGB", (40, 40), "navy").save(scratch / "near.png")
    write_callers(folder, listener[0], scratch / "near.png")
    calls = scratch / "calls"
    with pytest.MonkeyPatch.context() as monkeypatch:
        real = find_soffice()
        put_soffice(scratch / "bin", f'echo "$@" >>{calls}\nexec {real} "$@"', monkeypatch)
        made.prepare(tmp_path_factory.mktemp("cache"))
    made.calls = calls.read_text(encoding="utf-8").splitlines()
    made.fetched = list(listener[1])
    return made


# ── what becomes of each format ───────────────────────────────────────────────────────────────

WORDS = ("说明.docx", "说明.doc", "说明.odt", "说明.rtf", "金山文字.wps")
SHEETS = ("台账.xlsx", "台账.xls", "台账.ods", "金山表格.et")
SLIDES = ("汇报.pptx", "汇报.ppt", "汇报.odp", "金山演示.dps")


@pytest.mark.parametrize("name", WORDS)
def test_text_documents(run: Run, name: str) -> None:
    assert run.texts(name) == [SENTENCE]
    note = words(run.result[name].notes)[-1]
    assert "LibreOffice" in note
    assert "共 1 页" in note
    assert not any("扩展名" in note for note in words(run.result[name].notes))


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_one_page_wide(run: Run, name: str) -> None:
    (page,) = run.texts(name)
    assert LAST_COLUMN in page
    box = run.result[name].pages[0].box
    assert box.width_pt > box.height_pt


def test_a_sheet_prints_the_name_of_its_file_and_not_of_our_copy(run: Run) -> None:
    assert "台账.xlsx" in run.texts("台账.xlsx")[0]


def test_a_scale_the_author_has_set_is_kept(run: Run) -> None:
    assert len(run.texts("自定缩放.xlsx")) > 1


def test_a_sheet_that_would_become_unreadable_stays_large_and_says_so(run: Run) -> None:
    assert len(run.texts("太宽.xlsx")) > 5
    assert any("太宽" in note for note in words(run.result["太宽.xlsx"].notes))
    assert not any("太宽" in note for note in words(run.result["台账.xlsx"].notes))


@pytest.mark.parametrize("name", SLIDES)
def test_slides(run: Run, name: str) -> None:
    assert run.texts(name) == [SENTENCE, "第二张"]


def test_plain_text_is_read_in_its_encoding(run: Run) -> None:
    (page,) = run.texts("记录.txt")
    assert page.startswith("会议记录")
    assert "一、时间：五月" in page


def test_plain_text_from_taiwan_and_of_four_bytes_is_read(run: Run) -> None:
    assert run.texts("來函.txt")[0].strip() == "這是臺灣廠商的來函，請核對設備清單。"
    assert run.texts("宽码.txt")[0].strip() == "会议记录"


@pytest.mark.parametrize("text", ["本證書係繁體字而以國標碼寫成", "设备“甲”——第①项", "é"])
def test_other_text_is_not_taken_for_that_of_taiwan(text: str, tmp_path: Path) -> None:
    document, told = write_document(text.encode("gb18030"), str(tmp_path / "甲"))
    assert text in document.read_text("utf-8")
    assert not told.losses


def test_a_hidden_sheet_is_said(run: Run) -> None:
    assert len(run.texts("藏表.xlsx")) == 1
    notes = [note for note in words(run.result["藏表.xlsx"].notes) if "隐藏" in note]
    assert notes == list(words([noted("hidden_sheet", sheet="旧账")]))


def test_hidden_rows_and_columns_and_a_print_area_are_said(run: Run) -> None:
    first, second = run.texts("藏行.xlsx")
    assert [word for word in ("甲1", "甲2", "乙1", "丙4", "丙5") if word in first] == ["甲1", "丙4"]
    assert second.strip() == SENTENCE
    said = [
        note for note in words(run.result["藏行.xlsx"].notes) if "没有印" in note or "只印" in note
    ]
    left_out = [
        noted(case, sheet="获奖") for case in ("hidden_rows", "hidden_columns", "print_range")
    ]
    assert said == list(words(left_out))


def test_comma_separated_values_become_a_table(run: Run) -> None:
    (page,) = run.texts("清单.csv")
    assert {"夹具,甲", "0012", "1/2"} <= {
        word for word in ("夹具,甲", "0012", "1/2") if word in page
    }
    with pymupdf.open(run.result["清单.csv"].pdf) as document:
        assert len(document[0].get_drawings()) >= 6


def test_the_content_says_what_it_is_and_a_wrong_suffix_is_noted(run: Run) -> None:
    assert run.texts("改错了后缀.pdf") == [SENTENCE]
    assert "Word" in words(run.result["改错了后缀.pdf"].notes)[0]


def test_characters_printed_as_a_box_are_said(run: Run) -> None:
    lost = {name: [s for s in words(p.losses) if "空框" in s] for name, p in run.result.items()}
    for name in ("生僻字.docx", "生僻字.txt"):
        (said,) = lost.pop(name)
        assert NOWHERE in said
        assert "王" not in said
    assert not any(lost.values())


def test_a_blank_page_is_not_passed_over(run: Run) -> None:
    assert any("什么也看不到" in loss for loss in words(run.result["空白.docx"].losses))
    assert not run.result["说明.docx"].losses


def test_faces_are_embedded_and_every_page_is_looked_at(run: Run) -> None:
    for name in (*WORDS, *SHEETS, *SLIDES):
        source = run.result[name]
        assert all(any(page.ink.cells) for page in source.pages)
        fonts = [
            font["/FontDescriptor"]
            for page in pypdf.PdfReader(source.pdf).pages
            for name in page["/Resources"]["/Font"].values()
            for font in name.get_object().get("/DescendantFonts", [name.get_object()])
            if "/FontDescriptor" in font.get_object()
        ]
        assert fonts
        assert all("/FontFile2" in f or "/FontFile3" in f or "/FontFile" in f for f in fonts)


def test_nothing_is_fetched(run: Run) -> None:
    assert run.fetched == []
    for name in ("远程图.odt", "外链.rtf", "外链.xlsx"):
        assert isinstance(run.result[name], Prepared)
    with pymupdf.open(run.result["近处图.odt"].pdf) as document:
        assert SENTENCE in document[0].get_text()
        assert document[0].get_images() == []


def test_pictures_that_lie_elsewhere_are_said(run: Run) -> None:
    for name in ("远程图.odt", "近处图.odt", "远程图.docx"):
        loss = run.result[name].losses[0]
        assert loss in [lost("linked", names=(f,)) for f in ("picture.png", "near.png")]
    assert not run.result["说明.docx"].losses


def test_documents_share_calls(run: Run) -> None:
    conversions = [call for call in run.calls if "--convert-to" in call]
    documents = len(run.result)
    assert documents > 20
    # Sheets are made ready in a call of their own; namesakes and workers share the rest.
    assert len(conversions) < documents / 2
    assert sum("--version" in call for call in run.calls) == 1


# ── the cache ─────────────────────────────────────────────────────────────────────────────────


def test_a_second_run_converts_nothing_and_a_fresh_one_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sheet(tmp_path / "甲.xlsx")
    files = [("甲.xlsx", tmp_path / "甲.xlsx")]
    first = prepare(files, cache=tmp_path / "one")
    fresh = prepare(files, cache=tmp_path / "two")
    for name, _ in files:
        assert Path(first[name].pdf).read_bytes() == Path(fresh[name].pdf).read_bytes()
    version = subprocess.run(
        [find_soffice(), "--version"], check=True, capture_output=True, text=True
    ).stdout
    only_version = f"[ $1 = --version ] && echo '{version.strip()}' || exit 1"
    real = find_soffice()
    put_soffice(tmp_path / "program", only_version, monkeypatch)
    for component in Component:
        # What of it is installed belongs to what a conversion depends on.
        if component.is_here(real):
            (tmp_path / "program" / f"lib{component.value[1]}lo.so").touch()
    assert prepare(files, cache=tmp_path / "one") == first
    put_soffice(tmp_path / "program", "[ $1 = --version ] && echo LibreOffice 99", monkeypatch)
    again = prepare(files, cache=tmp_path / "one")["甲.xlsx"]
    assert isinstance(again, Finding), "another LibreOffice makes other pages"


# ── what goes wrong ───────────────────────────────────────────────────────────────────────────


def test_without_libreoffice_each_document_is_named_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_word(tmp_path / "甲.docx")
    Image.new("RGB", (40, 40), "navy").save(tmp_path / "图.png")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "_usual_folders", lambda: iter(()))
    names = ("甲.docx", "图.png")
    result = prepare([(name, tmp_path / name) for name in names], cache=tmp_path / "cache")
    finding = result["甲.docx"]
    assert isinstance(finding, Finding)
    assert (finding.level, finding.code, finding.where) == (Level.ERROR, "source-office", "甲.docx")
    assert "apt install" in finding.remedy
    assert isinstance(result["图.png"], Prepared)


# Stands in for a LibreOffice that has its moods. It says what LibreOffice says.
MOODY = """
[ "$1" = --version ] && {{ echo LibreOffice 0; exit; }}
while [ "$1" != --convert-to ]; do shift; done
to=$2; out=$4; shift 4
for document; do
    name=$(basename "$document"); stem=${{name%.*}}
    echo "$stem" >>{notes}
    case "$stem" in 挂*) sleep 300;; 崩*) kill -9 $$;; 坏*)
        echo "Error: source file could not be loaded"; continue;;
    esac
    [ "$stem" = 偶 ] && [ $# -gt 1 ] && kill -9 $$
    made=$out/$stem.$to
    echo "convert $document -> $made using filter : x"
    cp {pdf} "$made"
done
"""


@pytest.mark.apart
def test_a_document_that_hangs_or_crashes_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{stem}.docx" for stem in ("一", "坏", "崩", "偶", "挂", "二", "三")]
    for number, name in enumerate(names):
        write_word(tmp_path / name, f"{SENTENCE}{number}")
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "made")
        document.save(tmp_path / "made.pdf")
    cache, notes = tmp_path / "cache", tmp_path / "notes"
    script = MOODY.format(pdf=tmp_path / "made.pdf", notes=notes)
    put_soffice(tmp_path / "bin", script, monkeypatch)
    result = prepare(
        [(name, tmp_path / name) for name in names], cache=cache, limits=WorkerLimits(seconds=8)
    )
    codes = {
        name[0]: found.code if isinstance(found, Finding) else len(found.pages)
        for name, found in result.items()
    }
    damaged, crashed, hung = "source-damaged", "source-crash", "source-timeout"
    assert codes == dict(zip("一坏崩偶挂二三", (1, damaged, crashed, 1, hung, 1, 1), strict=True))
    assert all(found.remedy for found in result.values() if isinstance(found, Finding))
    tried = notes.read_text(encoding="utf-8").split()
    assert tried.count("挂") == 1, "what hangs is not tried twice"


def test_the_part_of_libreoffice_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = put_soffice(tmp_path / "program", "echo LibreOffice 0", monkeypatch)
    assert not any(component.is_here(program) for component in Component)
    (tmp_path / "program" / "libswlo.so").touch()
    assert [c for c in Component if c.is_here(program)] == [Component.WRITER]
    write_sheet(tmp_path / "表.xlsx")
    finding = prepare([("表.xlsx", tmp_path / "表.xlsx")], cache=tmp_path / "cache")["表.xlsx"]
    assert isinstance(finding, Finding)
    assert finding.code == "source-office"
    assert "Calc" in finding.what
    assert "libreoffice-calc-nogui" in finding.remedy


# ── traps ─────────────────────────────────────────────────────────────────────────────────────


def with_part(document: Path, target: Path, name: str, part: bytes) -> Path:
    """A copy of an office file with one part more, or another one in its place."""
    with (
        zipfile.ZipFile(document) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return target


@pytest.mark.apart
def test_bombs_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = write_sheet(tmp_path / "好.xlsx")
    strings = '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><s>&b;</s>'
    part = "xl/sharedStrings.xml"
    with_part(sheet, tmp_path / "实体.xlsx", part, strings.encode())
    with_part(sheet, tmp_path / "宽字.xlsx", part, strings.encode("utf-16"))
    with_part(sheet, tmp_path / "膨胀.xlsx", "xl/worksheets/sheet9.xml", b" " * (257 << 20))
    whole = sheet.read_bytes()
    (tmp_path / "断.xlsx").write_bytes(whole[: len(whole) // 2])
    put_soffice(tmp_path / "bin", "echo LibreOffice 0; [ $1 = --version ] || exit 1", monkeypatch)
    names = ("实体.xlsx", "宽字.xlsx", "膨胀.xlsx", "断.xlsx")
    result = prepare([(name, tmp_path / name) for name in names], cache=tmp_path / "cache")
    codes = {name: found.code for name, found in result.items() if isinstance(found, Finding)}
    bombs = dict.fromkeys(names[:3], "source-bomb")
    assert {name: codes[name] for name in bombs} == bombs
    assert codes["断.xlsx"] in {"source-damaged", "source-crash"}


def test_plain_text_of_hundreds_of_pages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "日志.log").write_text("一行日志\n" * 120_000, encoding="utf-8")
    found = prepare([("日志.log", tmp_path / "日志.log")], cache=tmp_path / "cache")["日志.log"]
    assert isinstance(found, Finding)
    assert found.code == "source-too-long"
    assert found.remedy


# ── sheets ────────────────────────────────────────────────────────────────────────────────────


def test_sheets_that_share_a_page_are_fitted_by_the_widest(tmp_path: Path) -> None:
    row = (
        '<table:table-row><table:table-cell table:number-columns-repeated="{}"><text:p>x</text:p>'
        '</table:table-cell><table:table-cell table:number-columns-repeated="1000"/>'
        "</table:table-row>"
    )
    column = '<table:table-column table:style-name="co" table:number-columns-repeated="1024"/>'
    table = '<table:table table:name="{}" table:style-name="ta">' + column + "{}</table:table>"
    styles = (
        f"<office:document-styles {NAMES}><office:automatic-styles>"
        '<style:page-layout style:name="p"><style:page-layout-properties fo:page-width="21cm"'
        ' fo:page-height="29.7cm" fo:margin-left="2cm" fo:margin-right="2cm"/></style:page-layout>'
        '</office:automatic-styles><office:master-styles><style:master-page style:name="m"'
        ' style:page-layout-name="p"/></office:master-styles></office:document-styles>'
    )
    automatic = (
        '<style:style style:name="co" style:family="table-column"><style:table-column-properties'
        ' style:column-width="5cm"/></style:style>'
        '<style:style style:name="ta" style:family="table" style:master-page-name="m"/>'
    )
    body = table.format("宽", row.format(6)) + table.format("窄", row.format(2))
    workbook = write_open_document(
        tmp_path / "a.ods", "spreadsheet", body, automatic, styles=styles
    )
    before = zipfile.ZipFile(workbook).namelist()
    assert fit_to_width(workbook, "a.xlsx") == ()
    with zipfile.ZipFile(workbook) as package:
        assert package.namelist() == before
        fitted = package.read("styles.xml").decode()
    assert 'print-orientation="landscape"' in fitted
    assert 'scale-to-X="1"' in fitted
