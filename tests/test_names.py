"""Names nobody should give a file, and what becomes of them on every way out."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
import pymupdf
import pypdf
import pytest
from docx import Document

from docgen.cli.commands import run
from docgen.sources.prepare import prepare
from docgen.text.printable import printable_line, printable_text
from docgen.workspace.discover import title_of
from docgen.workspace.load import load_scheme
from docgen.workspace.moved_files import MEMORY_FILE
from docgen.workspace.new_workspace import write_workspace

ROOT = Path(__file__).parent.parent
ITEM = "03-设施设备"

TITLES = {
    "a..b.pdf": "a..b",
    "x\ny.pdf": "x y",
    "c\rr.pdf": "c r",
    "tab\there.pdf": "tab here",
    "e\x1b[31mred\x07.pdf": "e[31mred",
    "\x9b31m.pdf": "31m",
    "坏\x1b]0;t\x07.pdf": "坏]0;t",
    "CON.pdf": "CON",
    "aux.pdf": "aux",
    "NUL": "NUL",
    "COM1.pdf": "COM1",
    "点尾.pdf.": "点尾.pdf.",
    "空尾.pdf ": "空尾",
    "证\u202egpj.pdf": "证gpj",
    "\u2066隔.pdf": "隔",
    "零宽\u200b名.pdf": "零宽名",
    "线\u2028段.pdf": "线 段",
    "{{ 7*7 }}.pdf": "{{ 7*7 }}",
    "{% for x in y %}.pdf": "{% for x in y %}",
    "&<>\"'.pdf": "&<>\"'",
    "${HOME}`id`.pdf": "${HOME}`id`",
    "-rf.pdf": "-rf",
    "=1+1.pdf": "=1+1",
    "a\\b.pdf": "a\\b",
    "C:x.pdf": "C:x",
    f"{'长' * 83}.pdf": "长" * 83,
}
BELL = "\x07.pdf"
"""A name of which nothing is left."""
BROKEN = b"\xd6\xa4\xca\xe9.pdf"
"""证书 in GB18030."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names that Linux alone allows")


@pytest.mark.parametrize(("name", "title"), TITLES.items())
def test_a_title_is_what_can_be_read_of_a_name(name: str, title: str) -> None:
    assert title_of(name) == title


def test_a_title_is_never_empty() -> None:
    assert title_of(BELL) == "\\u0007.pdf"


def test_escapes_are_those_of_json() -> None:
    assert (
        printable_text("a\x1b[2J\n\tb\x9b\u202e\udcd6") == "a\\u001b[2J\n\tb\\u009b\\u202e\\udcd6"
    )
    assert printable_line("a\nb\tc") == "a\\u000ab\\u0009c"
    said = {"一\x1b": "二\x9b\u202e\n"}
    assert json.loads(printable_text(json.dumps(said, ensure_ascii=False, indent=2))) == said


@dataclass(frozen=True)
class Said:
    """What docgen said of the workspace, one command after another."""

    check: subprocess.CompletedProcess[bytes]
    report: subprocess.CompletedProcess[bytes]
    build: subprocess.CompletedProcess[bytes]
    folder: Path
    package: Path


def write_page(folder: Path, name: str | bytes, text: str) -> None:
    with pymupdf.open() as document:
        document.new_page(width=300, height=200).insert_text((30, 60), text)
        (folder / os.fsdecode(name)).write_bytes(document.tobytes())


FIELDS = {
    "name": "'{{ 7*7 }}工作室 & <b>'",
    "unit": '"{% for x in y %}公司\\a\\e[31m"',
    "statement": '"设备{{ self }}齐全\\u202E。"',
}


def fill(folder: Path) -> None:
    file = folder / "studio.yaml"
    file.write_text(
        "scheme: weihai-2025\nsubmission: assessment\n"
        f"studio:\n  name: {FIELDS['name']}\nunit:\n  name: {FIELDS['unit']}\n"
        f"claims:\n  3:\n    choice: full\n    statement: {FIELDS['statement']}\n",
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    top = tmp_path_factory.mktemp("top")
    folder = top / "w\x1b[31m &<{{ 7*7 }}>"
    write_workspace(folder, load_scheme("weihai-2025", near=None), "assessment")
    fill(folder)
    (report,) = folder.glob("*.docx")
    begun = Document(str(report))
    begun.add_paragraph("工作室做了许多工作。")
    begun.save(str(report))
    evidence = folder / "evidence" / ITEM
    for number, name in enumerate((*TITLES, BELL, BROKEN)):
        write_page(evidence, name, f"page {number}")
    (evidence / "damaged\x1b[2J\n.pdf").write_bytes(b"%PDF-1.4 garbage")
    (evidence / "d\ni\x07r..").mkdir()
    shutil.copy(evidence / "a..b.pdf", evidence / "d\ni\x07r.." / "f.pdf")
    (folder / "evidence" / "99-\x1b[31m").mkdir()
    shutil.copy(evidence / "a..b.pdf", folder / "evidence" / "99-\x1b[31m" / "q.pdf")
    before = set(top.rglob("*"))

    cache = str(tmp_path_factory.mktemp("names"))

    def call(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(top),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setenv("DOCGEN_CACHE", cache)
            code = run([*arguments, folder.name])
        return subprocess.CompletedProcess(
            arguments, code, out.getvalue().encode(), err.getvalue().encode()
        )

    def start(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [sys.executable, "-m", "docgen", *arguments, folder.name],
            cwd=top,
            env={**os.environ, "DOCGEN_CACHE": cache, "PYTHONPATH": str(ROOT)},
            check=False,
            capture_output=True,
        )

    made = Said(
        call("check"),
        call("check", "--json"),
        start("build", "--draft"),
        folder,
        folder / "out/assessment-draft",
    )
    written = set(top.rglob("*")) - before
    written.discard(folder / MEMORY_FILE)
    assert all(path.is_relative_to(folder / "out") for path in written)
    return made


def raw_controls(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp", "Cs"}} - {"\n"}


def test_nothing_said_moves_the_cursor(said: Said) -> None:
    for done in (said.check, said.report, said.build):
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
        assert not raw_controls(done.stdout.decode() + done.stderr.decode())
    shown = said.check.stdout.decode()
    assert f"evidence/{ITEM}/damaged\\u001b[2J\\u000a.pdf（source-damaged）" in shown
    assert f"evidence/{ITEM}/证书.pdf（F205）" in shown


def test_json_says_the_names_as_they_are(said: Said) -> None:
    findings = json.loads(said.report.stdout)["findings"]
    places = {finding["code"]: finding["where"] for finding in findings}
    assert places["source-damaged"] == f"evidence/{ITEM}/damaged\x1b[2J\n.pdf"
    assert places["F201"] == "evidence/99-\x1b[31m/"


def test_every_title_is_printed_as_it_stands(said: Said) -> None:
    expected = {*TITLES.values(), "\\u0007.pdf"}
    manifest = json.loads((said.package / "manifest.json").read_text("utf-8"))
    assert expected <= {entry["title"] for entry in manifest["evidence"]}
    bundle = pypdf.PdfReader(said.package / "3-佐证材料.pdf")
    text = "".join("".join(page.extract_text().split()) for page in bundle.pages)
    for title in expected:
        assert "".join(title.split()) in text, title
    assert not raw_controls(text)
    for literal in ("{{7*7}}工作室&<b>", "{%forxiny%}公司[31m", "设备{{self}}齐全。"):
        assert literal in text
    book = openpyxl.load_workbook(said.package / "对照表.xlsx")
    cells = {cell.value: cell for sheet in book for row in sheet for cell in row if cell.value}
    assert "=1+1" in cells
    assert cells["=1+1"].data_type == "s"


def test_templates_of_others_stay_text_in_the_form(said: Said) -> None:
    document = docx.Document(str(said.package / "1-威海市技能大师工作室年度绩效评估表.docx"))
    text = "".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    text += "".join(paragraph.text for paragraph in document.paragraphs)
    for literal in ("{{ 7*7 }}工作室 & <b>", "设备{{ self }}齐全。"):
        assert literal in text
    assert "49" not in text.partition("工作室 & <b>")[0]


def test_names_of_the_package_are_for_every_system(said: Said) -> None:
    names = [path.name for path in said.package.iterdir()]
    with zipfile.ZipFile(next(said.package.glob("*.zip"))) as archive:
        names += [part for name in archive.namelist() for part in name.split("/")]
    assert any(name.startswith("{{ 7＊7 }}工作室 & ＜b＞") for name in names)
    for name in names:
        assert not set(name) & set('\\/:*?"<>|')
        assert not raw_controls(name)
        assert not name.endswith((" ", "."))


def test_a_folder_of_such_a_name_is_made_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "新\x1b[31m\u202e{{ 7*7 }}"]) == 0
    assert not raw_controls(capsys.readouterr().out)
    assert [path.name for path in tmp_path.iterdir()] == ["新\x1b[31m\u202e{{ 7*7 }}"]
    assert run(["check", "没有\n错误：\x1b[2J"]) == 3
    assert not raw_controls(capsys.readouterr().err)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice in the path")
def test_documents_of_such_names_are_converted(tmp_path: Path) -> None:
    names = ("-env:a=b.docx", "x\ny\x1b[31m.docx", "证\u202e.docx", "aux.docx", "a%41#{{b}}.docx")
    files = [(name, tmp_path / name) for name in (*names, f"{'长' * 83}.docx")]
    for number, (_, file) in enumerate(files):
        document = docx.Document()
        document.add_paragraph(f"document {number}")
        document.save(str(file))
    result = prepare(files, cache=tmp_path / "cache")
    for number, (name, _) in enumerate(files):
        assert f"document {number}" in pypdf.PdfReader(result[name].pdf).pages[0].extract_text()
