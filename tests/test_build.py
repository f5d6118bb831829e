"""A whole package from a real folder: the same truth everywhere, and nobody's work lost."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pikepdf
import pymupdf
import pypdf
import pytest
from docx import Document
from doing import build_package, check_workspace
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader
from seeing import see_with_poppler

from docgen.issues.errors import FindingsError, OutputError
from docgen.issues.finding import Level
from docgen.package.manifest import Manifest, read_manifest
from docgen.system.machine import CACHE_VARIABLE
from docgen.usecases.built import Built
from docgen.verify.run_verify import verify
from docgen.workspace.load import schemes_folder

ID_NUMBER = "371002197609181237"

STUDIO = f"""\
scheme: weihai-2025
submission: assessment
unit: {{name: 威海蓝湾船舶重工有限公司}}
leader: {{name: 林海生, phone: "0631-0000000"}}
studio: {{name: 威海市林海生技能大师工作室}}
assessment: {{date: 2025-06-03}}
checks: {{off: [C306]}}
claims:
  1: {{statement: "工作室设在二号厂房，由领办人（{ID_NUMBER}）管理。", measure: 62.5}}
  2: {{statement: 团队共四人。}}
  3: {{statement: 设备齐全 & 完好 <无损>。, choice: full}}
  5: {{choice: both}}
  6: {{choice: sound}}
  7: {{choice: both}}
  9: {{choice: itemised}}
  10: {{choice: proper}}
  11: {{statement: "举办两期培训班。\\n全部取证。"}}
  13: {{statement: "专利均已应用，见佐证材料【页码】，共【数量】。"}}
evidence:
  - {{files: 02-团队/团队名单.pdf, kind: 成员证书, quantity: 4, title: 团队名单（4人）}}
  - {{files: 11-培训/10 第二期花名册.pdf, kind: 培训取证, quantity: 96, date: 2024-09-10}}
  - {{files: 11-培训/2 第一期花名册.pdf, kind: 培训取证, quantity: 120, date: 2024-03-05}}
  - {{files: 13-专利/发明专利/一种焊接工装.jpg, items: [13, 18], date: 2024-06,
      number: ZL 2024 1 0000001.1, title: "一种焊接工装（申请人{ID_NUMBER}）"}}
  - {{files: 13-专利/发明专利/同一张.pdf, date: 2024-07, number: zl2024100000011}}
  - {{files: 13-专利/实用新型专利/2 旧专利.pdf, date: 2023-05, number: ZL 2023 2 0000002.3}}
  - {{files: 14-竞赛/参赛名单/名单.pdf, date: 2024-08, quantity: 8, organiser: 某某协会}}
"""


def draw_pdf(path: Path, pages: int, words: str = "page") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with pymupdf.open() as document:
        for number in range(pages):
            page = document.new_page(width=595.28, height=841.89)
            page.insert_text((200, 400), f"{words} {number + 1}", fontsize=30)
        document.save(path)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("workspace") / "工作室")


def make_workspace(folder: Path) -> Path:
    evidence = folder / "evidence"
    for path, pages in (
        ("01-场地/平面图.pdf", 2),
        ("02-团队/团队名单.pdf", 1),
        ("03-设备/3 设备清单.pdf", 1),
        ("05-标识牌/牌匾.pdf", 1),
        ("06-制度/制度.pdf", 3),
        ("07-计划/计划.pdf", 1),
        ("09-账目/明细账.pdf", 1),
        ("10-支出/支出.pdf", 1),
        ("11-培训/2 第一期花名册.pdf", 5),
        ("11-培训/10 第二期花名册.pdf", 4),
        ("13-专利/发明专利/同一张.pdf", 1),
        ("13-专利/实用新型专利/2 旧专利.pdf", 1),
        ("14-竞赛/参赛名单/名单.pdf", 2),
    ):
        draw_pdf(evidence / path, pages, Path(path).name[:1])
    picture = evidence / "13-专利/发明专利/一种焊接工装.jpg"
    picture.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise((800, 600), 60).convert("RGB").save(picture)
    report = Document()
    report.add_heading("2024年度工作报告", 0)
    report.add_paragraph("一年来，工作室完成了各项任务。" * 30)
    report.save(str(folder / "年度工作报告.docx"))
    (folder / "studio.yaml").write_text(STUDIO, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_package(workspace, out=tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def manifest(built: Built) -> Manifest:
    return read_manifest((built.folder / "manifest.json").read_bytes())


def the_file(built: Built, ending: str) -> Path:
    (path,) = (p for p in built.files if p.name.endswith(ending))
    return path


# --- one truth -----------------------------------------------------------------------------------


def test_the_package_holds_what_the_notice_asks_for(built: Built, manifest: Manifest) -> None:
    assert sorted(p.name for p in built.folder.iterdir()) == sorted(p.name for p in built.files)
    assert [d.role for d in manifest.documents] == [
        "form",
        "form_pdf",
        "report",
        "bundle",
        "cross_reference",
        "check_report",
        "check_page",
    ]
    for document in manifest.documents:
        contents = (built.folder / document.file).read_bytes()
        assert hashlib.sha256(contents).hexdigest() == document.sha256
        if document.file.endswith(".pdf"):
            assert len(PdfReader(built.folder / document.file).pages) == document.pages
    with zipfile.ZipFile(the_file(built, ".zip")) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == {p.name for p in built.files if p.suffix != ".zip"}


def test_every_output_names_the_same_pages_points_and_measures(
    built: Built, manifest: Manifest
) -> None:
    rows = annex_rows(the_file(built, "评估表.docx"))
    sheet = item_rows(the_file(built, "对照表.xlsx"))
    bundle = PdfReader(the_file(built, "佐证材料.pdf"))
    assert len(manifest.items) == 18
    for item in manifest.items:
        work, points = rows[item.number]
        ranges = [(r.first, r.last) for r in item.pages]
        assert pages_in(work) == ranges
        assert points == ("" if item.claimed is None else str(item.claimed))
        assert sheet[item.number]["pages"] == ranges
        assert sheet[item.number]["points"] == item.claimed
        assert item.measure in work.replace("\n", "")
        divider = squeeze(bundle.pages[item.divider - 1].extract_text())
        assert squeeze(f"项目{item.number}") in divider
        assert squeeze(item.measure) in divider


def test_a_statement_worded_wholly_by_the_clerk_has_figures_and_pages_where_he_wants_them(
    built: Built, manifest: Manifest
) -> None:
    item = next(item for item in manifest.items if item.number == 13)
    (pages,) = item.pages
    said = f"专利均已应用，见佐证材料第 {pages.first}–{pages.last} 页，共{item.measure}。"
    assert annex_rows(the_file(built, "评估表.docx"))[13][0] == said
    divider = PdfReader(the_file(built, "佐证材料.pdf")).pages[item.divider - 1]
    assert squeeze(said) in squeeze(divider.extract_text())


def test_what_does_not_count_is_said_alike_everywhere(built: Built, manifest: Manifest) -> None:
    annex = annex_rows(the_file(built, "评估表.docx"))
    bundle = PdfReader(the_file(built, "佐证材料.pdf"))
    report = squeeze(the_file(built, "检查报告.txt").read_text(encoding="utf-8"))
    page = squeeze(the_file(built, "检查报告.html").read_text(encoding="utf-8"))
    rows = evidence_rows(the_file(built, "对照表.xlsx"))
    told = {
        (item.number, left.evidence, left.reason): left.why
        for item in manifest.items
        for measure in item.measures
        for left in measure.left_out
    }
    assert set(told) == {
        (13, "13-2", "number"),
        (13, "13-3", "period"),
        (14, "14-1", "organiser"),
    }
    for (number, evidence, reason), why in told.items():
        entry = next(item for item in manifest.items if item.number == number)
        divider = squeeze(bundle.pages[entry.divider - 1].extract_text())
        assert squeeze(f"{evidence}：{why}") in divider
        assert rows[evidence]["不计数"] == f"第 {number} 项：{why}"
        assert reason == "period" or squeeze(why) in report
        assert squeeze(f"：{why}") in page
    assert "取得并应用的专利 1 项" in annex[13][0]
    assert annex[13][1] == "1"
    assert "推荐参赛职工 0 人" in annex[14][0]
    assert annex[14][1] == "0"


def test_the_report_page_leads_to_the_pages_of_every_item(built: Built, manifest: Manifest) -> None:
    text = the_file(built, "检查报告.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"#]+)#page=(\d+)">([\d–]+)</a>', text)
    (bundle,) = [document.file for document in manifest.documents if document.role == "bundle"]
    expected = [pages for item in manifest.items for pages in item.pages]
    assert [int(first) for _, first, _ in links] == [pages.first for pages in expected]
    assert {unquote(file) for file, _, _ in links} == {bundle}


def test_characters_no_face_has_are_found_before_anything_is_built(
    workspace: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ws"
    shutil.copytree(workspace, folder)
    text = STUDIO.replace("二号厂房", "二号厂\U0003fffd").replace(
        'title: "一种焊接工装', 'title: "一种\U0003fffe焊接工装'
    )
    (folder / "studio.yaml").write_text(text, encoding="utf-8")
    lines = text.splitlines()
    found = [f for f in check_workspace(folder).findings if f.code in {"character", "F103"}]
    told = {
        (f.code, lines[int(f.where.split(":")[1]) - 1].strip()[:9]) for f in found if ":" in f.where
    }
    assert told == {("character", "1: {state"), ("F103", "- {files:")}


def test_checks_that_are_off_are_left_out_of_the_package(built: Built, manifest: Manifest) -> None:
    codes = {finding.code for finding in manifest.findings}
    assert "C210" in codes
    assert "C306" not in codes
    assert {finding.code for finding in built.findings} == codes
    assert "（C306）" not in the_file(built, "检查报告.txt").read_text(encoding="utf-8").replace(
        "C306（计数的佐证没有日期）", ""
    )


def evidence_rows(path: Path) -> dict[str, dict[str, str]]:
    """The workbook's list of the evidence, by its id."""
    sheet = load_workbook(path)["按佐证"]
    table = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    head = next(row for row in table if row[0] == "编号")
    return {row[0]: dict(zip(head, row, strict=True)) for row in table if "-" in row[0]}


def annex_rows(path: Path) -> dict[int, tuple[str, str]]:
    """工作落实情况 and 得分 of every item."""
    table = Document(str(path)).tables[0]
    rows = {}
    for row in table.rows:
        texts = [cell.text for cell in row.cells]
        number = re.match(r"(\d+)\s", texts[1])
        if number:
            rows[int(number[1])] = (texts[4], texts[5].strip())
    return rows


def item_rows(path: Path) -> dict[int, dict[str, object]]:
    sheet = load_workbook(path).worksheets[0]
    header = next(r for r in range(1, 9) if sheet.cell(r, 1).value == "编号")
    columns = {sheet.cell(header, c).value: c for c in range(1, sheet.max_column + 1)}
    rows: dict[int, dict[str, object]] = {}
    current = None
    for r in range(header + 1, sheet.max_row + 1):
        number = sheet.cell(r, 1).value
        if isinstance(number, int):
            points = sheet.cell(r, columns["自评"]).value
            current = rows[number] = {"pages": [], "points": points}
        if current is not None:
            current["pages"] += pages_in(str(sheet.cell(r, columns["佐证页码"]).value or ""))
    return rows


def pages_in(text: str) -> list[tuple[int, int]]:
    listed = text.rsplit("第", maxsplit=1)[-1]
    found = re.findall(r"(?<![\d–])(\d+)(?:–(\d+))?(?=[、\s]*(?:页|、|$|\d))", listed)
    return [(int(a), int(b or a)) for a, b in found]


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_order_titles_and_measures_come_from_folders_and_rows(manifest: Manifest) -> None:
    by_id = {e.id: e for e in manifest.evidence}
    assert by_id["11-1"].title == "第一期花名册"
    assert by_id["11-2"].title == "第二期花名册"
    assert by_id["3-1"].title == "设备清单"
    assert by_id["13-1"].supports == (13, 18)
    trained = next(i for i in manifest.items if i.number == 11)
    assert "216 人（120＋96）" in trained.measure
    bonus = next(i for i in manifest.items if i.number == 18)
    assert bonus.claimed == 1
    assert bonus.evidence == ("13-1",)
    patent = by_id["13-1"]
    assert [(p.first, p.last) for p in bonus.pages] == [(patent.first_page, patent.last_page)]


def test_id_numbers_are_masked_in_everything(built: Built) -> None:
    masked = "371002********1237"
    seen = set()
    for path in built.files:
        for name, text in texts_of(path):
            assert ID_NUMBER not in squeeze(text), name
            if masked in squeeze(text):
                seen.add(path.suffix)
    assert {".docx", ".pdf", ".xlsx", ".json"} <= seen


def texts_of(path: Path) -> list[tuple[str, str]]:
    if path.suffix == ".pdf":
        return [(path.name, page.extract_text()) for page in PdfReader(path).pages]
    if path.suffix in {".docx", ".xlsx", ".zip"}:
        with zipfile.ZipFile(path) as archive:
            plain = [n for n in archive.namelist() if not n.endswith((".pdf", ".docx", ".xlsx"))]
            return [(n, re.sub(r"<[^>]+>", "", archive.read(n).decode())) for n in plain]
    return [(path.name, path.read_text(encoding="utf-8"))]


# --- again and again -----------------------------------------------------------------------------


def test_the_same_folder_elsewhere_gives_the_same_bytes(
    workspace: Path, built: Built, tmp_path: Path
) -> None:
    copy = tmp_path / "另一处"
    shutil.copytree(workspace, copy)
    environment = {**os.environ, CACHE_VARIABLE: str(tmp_path / "cache"), "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "docgen", "build", str(copy), "--out", str(tmp_path / "out")]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    for path in built.files:
        assert (tmp_path / "out" / "assessment" / path.name).read_bytes() == path.read_bytes()


def test_a_refused_build_leaves_the_former_package_alone(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    shutil.copytree(workspace, folder)
    build_package(folder, only="bundle")
    former = contents_of(folder / "out")
    (folder / "evidence/11-培训/3 坏文件.pdf").write_bytes(b"%PDF-1.7 nothing more")
    with pytest.raises(FindingsError) as refused:
        build_package(folder, only="bundle")
    errors = [f for f in refused.value.findings if f.level is Level.ERROR]
    assert [f.where for f in errors] == ["evidence/11-培训/3 坏文件.pdf"]
    assert errors[0].remedy
    assert contents_of(folder / "out") == former


def contents_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_a_clerk_changed_is_kept_and_said(workspace: Path, tmp_path: Path) -> None:
    build_package(workspace, out=tmp_path, only="forms")
    form = next((tmp_path / "assessment-forms").glob("*.docx"))
    document = Document(str(form))
    document.add_paragraph("手工补充")
    document.save(str(form))
    edited = form.read_bytes()
    again = build_package(workspace, out=tmp_path, only="forms")
    (kept,) = (p for p in again.folder.glob("*手改保留*"))
    assert kept.read_bytes() == edited
    assert form.read_bytes() != edited
    assert any(kept.name in text for text in again.kept)


def test_a_workspace_is_never_taken_for_an_output_folder(workspace: Path) -> None:
    decoy = workspace.parent / "assessment-bundle"
    shutil.copytree(workspace, decoy)
    with pytest.raises(OutputError, match="工作文件夹"):
        build_package(workspace, out=workspace.parent, only="bundle")
    assert (decoy / "studio.yaml").is_file()


# --- the identity of pages -----------------------------------------------------------------------

MARKED = {"form_pdf": "form", "report": "report", "bundle": "bundle"}


def wrongly_marked(folder: Path, scratch: Path) -> list[tuple[str, int]]:
    """Files and numbers of pages whose own mark poppler does not show, against the manifest."""
    manifest = read_manifest((folder / "manifest.json").read_bytes())
    wrong, looked_at = [], 0
    for document in manifest.documents:
        if document.role not in MARKED:
            assert document.unmarked is None
            continue
        for number, marks in enumerate(
            see_with_poppler(folder / document.file, scratch), start=document.first_page or 1
        ):
            looked_at += 1
            told = [(str(m.identity.package), m.identity.document, m.identity.page) for m in marks]
            here = (manifest.package, MARKED[document.role], number)
            if told != ([] if number in (document.unmarked or ()) else [here]):
                wrong.append((document.file, number))
    assert looked_at
    return wrong


def test_every_page_of_every_document_says_which_it_is(
    built: Built, manifest: Manifest, tmp_path: Path
) -> None:
    assert re.fullmatch(r"\w{4}-\w{6}", manifest.package)
    assert {d.role for d in manifest.documents if d.unmarked is not None} == set(MARKED)
    assert wrongly_marked(built.folder, tmp_path) == []


def test_parts_carry_the_marks_of_the_whole_and_drafts_others(
    workspace: Path, manifest: Manifest, tmp_path: Path
) -> None:
    part = build_package(workspace, out=tmp_path / "part", only="forms")
    draft = build_package(workspace, out=tmp_path / "draft", draft=True)
    packages = [
        read_manifest((b.folder / "manifest.json").read_bytes()).package for b in (part, draft)
    ]
    assert packages[0] == manifest.package
    assert packages[1] != manifest.package
    assert packages[1][:4] == manifest.package[:4]
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert wrongly_marked(part.folder, scratch) == []
    assert wrongly_marked(draft.folder, scratch) == []


def test_pages_without_room_are_named(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    shutil.copytree(workspace, folder)
    photo = folder / "evidence/05-标识牌/满幅.pdf"
    # White is left for number, reference and frame alone.
    picture = Image.effect_noise((1240, 1754), 90).convert("RGB")
    picture.paste("white", (850, 0, 1240, 150))
    picture.paste("white", (0, 1660, 1240, 1754))
    picture.save(photo, resolution=150)
    built = build_package(folder, only="bundle")
    manifest = read_manifest((built.folder / "manifest.json").read_bytes())
    (bundle,) = (d for d in manifest.documents if d.role == "bundle")
    (page,) = (e.first_page for e in manifest.evidence if e.title == "满幅")
    assert bundle.unmarked == (page,)
    (finding,) = (f for f in built.findings if f.code == "F119")
    assert f"第 {page} 页" in finding.what
    assert wrongly_marked(built.folder, tmp_path) == []


def switch_marks_off(folder: Path) -> None:
    """Give a workspace a scheme of its own that wants no marks on any document."""
    own = folder / "方案"
    shutil.copytree(schemes_folder() / "weihai-2025", own)
    text = (own / "scheme.yaml").read_text(encoding="utf-8")
    for place in ("form", "report", "bundle"):
        text, count = re.subn(
            rf"^( +){place}:\n( +)", r"\g<0>page_mark: false\n\2", text, flags=re.M
        )
        assert count == 2
    (own / "scheme.yaml").write_text(text, encoding="utf-8")
    data = (folder / "studio.yaml").read_text(encoding="utf-8")
    assert "scheme: weihai-2025" in data
    named = data.replace("scheme: weihai-2025", "scheme: 方案")
    (folder / "studio.yaml").write_text(named, encoding="utf-8")


def test_a_scheme_can_do_without_marks(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    shutil.copytree(workspace, folder)
    (folder / "年度工作报告.docx").unlink()
    draw_pdf(folder / "年度工作报告.pdf", 3)
    switch_marks_off(folder)
    built = build_package(folder)
    manifest = read_manifest((built.folder / "manifest.json").read_bytes())
    assert all(document.unmarked is None for document in manifest.documents)
    for ending in ("评估表.pdf", "工作报告.pdf", "佐证材料.pdf"):
        pages = pymupdf.open(the_file(built, ending))
        assert not any(manifest.package in page.get_text() for page in pages)
        assert not any(see_with_poppler(the_file(built, ending), tmp_path))
    # A report handed in as PDF is packed byte for byte then.
    report = the_file(built, "工作报告.pdf")
    assert report.read_bytes() == (folder / "年度工作报告.pdf").read_bytes()
    # A scheme that comes with docgen has its name: it goes by the one that is given.
    own = str(folder / "方案")
    assert verify(built.folder, workspace=folder, scheme=own).findings == ()


# --- drafts, parts, and no LibreOffice -----------------------------------------------------------


def test_a_draft_is_built_with_errors_and_marked_on_every_page(
    workspace: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ws"
    shutil.copytree(workspace, folder)
    (folder / "evidence/11-培训/3 坏文件.pdf").write_bytes(b"%PDF-1.7 nothing more")
    draft = build_package(folder, draft=True)
    pdfs = [p for p in draft.files if p.suffix == ".pdf"]
    assert len(pdfs) == 3
    for path in pdfs:
        for page in pymupdf.open(path):
            assert "草稿" in squeeze(page.get_text()), (path.name, page.number)
    bundle = PdfReader(the_file(draft, "佐证材料.pdf"))
    missing = [t for t in (squeeze(p.extract_text()) for p in bundle.pages) if "此件缺失" in t]
    assert len(missing) == 1
    assert "坏文件" in missing[0]
    assert "草稿" in the_file(draft, "检查报告.txt").read_text(encoding="utf-8")
    assert read_manifest((draft.folder / "manifest.json").read_bytes()).draft
    assert "草稿" in str(load_workbook(the_file(draft, "对照表.xlsx")).worksheets[0]["A1"].value)


def test_without_libreoffice_the_rest_is_built_and_said(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    (bare / "fc-list").symlink_to(shutil.which("fc-list") or "")
    monkeypatch.setenv("PATH", str(bare))
    part = build_package(workspace, out=tmp_path, only="bundle")
    assert part.unbuilt == ()
    assert {p.suffix for p in part.files} == {".pdf", ".xlsx", ".txt", ".html", ".json"}
    whole = build_package(workspace, out=tmp_path)
    assert "LibreOffice" in whole.unbuilt[0]
    assert "apt" in whole.unbuilt[0]
    assert {p.name for p in whole.files} >= {"3-佐证材料.pdf", "对照表.xlsx", "manifest.json"}
    assert any(p.suffix == ".docx" for p in whole.files)


def test_a_page_that_is_not_there_is_an_error_at_its_row(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    shutil.copytree(workspace, folder)
    row = '  - {files: 06-制度/制度.pdf, pages: "2,7"}\n'
    (folder / "studio.yaml").write_text(STUDIO + row, encoding="utf-8")
    found = [f for f in check_workspace(folder).findings if f.code == "F102"]
    assert [f.where for f in found] == [f"studio.yaml:{len(STUDIO.splitlines()) + 1}"]
    assert "3 页" in found[0].what


def test_a_report_in_pdf_is_packed_page_for_page(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    shutil.copytree(workspace, folder)
    (folder / "年度工作报告.docx").unlink()
    draw_pdf(folder / "年度工作报告.pdf", 3)
    packed = build_package(folder)
    package = read_manifest((packed.folder / "manifest.json").read_bytes()).package
    own = pypdf.PdfReader(folder / "年度工作报告.pdf").pages
    pages = pypdf.PdfReader(the_file(packed, "年度工作报告.pdf")).pages
    assert len(pages) == len(own) == 3
    for number, (page, before) in enumerate(zip(pages, own, strict=True), start=1):
        assert squeeze(page.extract_text()).startswith(squeeze(before.extract_text()))
        assert f"{package}R{number}" in squeeze(page.extract_text())


def test_a_report_in_another_format_is_packed_as_pdf(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    shutil.copytree(workspace, folder)
    (folder / "年度工作报告.docx").unlink()
    escaped = "".join(f"\\u{ord(c)}?" for c in "年度工作总结")
    (folder / "年度工作报告.rtf").write_text(f"{{\\rtf1\\ansi {escaped}}}", encoding="ascii")
    report = the_file(build_package(folder), "年度工作报告.pdf")
    assert "年度工作总结" in "".join(pypdf.PdfReader(report).pages[0].extract_text().split())


def test_the_outline_nests_and_lands(built: Built, manifest: Manifest) -> None:
    with pikepdf.open(the_file(built, "佐证材料.pdf")) as pdf, pdf.open_outline() as outline:
        numbers = {page.objgen: n for n, page in enumerate((p.obj for p in pdf.pages), start=1)}
        found = []
        stack = list(outline.root)
        while stack:
            item = stack.pop()
            found.append((item.title, numbers[item.destination[0].objgen]))
            stack += item.children
    for title, page in found:
        assert title.endswith(f"（第 {page} 页）")
    pages = {page for _, page in found}
    assert pages >= {e.first_page for e in manifest.evidence}
    assert pages >= {i.divider for i in manifest.items}


def test_a_script_without_a_guard_or_a_file_builds_too(tmp_path: Path) -> None:
    workspace = tmp_path / "工作室"
    draw_pdf(workspace / "evidence/06-制度/制度.pdf", 1)
    draw_pdf(workspace / "evidence/07-计划/计划.pdf", 1)
    data = "scheme: weihai-2025\nsubmission: assessment\n"
    (workspace / "studio.yaml").write_text(data, encoding="utf-8")
    script = (
        "from pathlib import Path\nfrom docgen import api\n"
        f"settings = api.Settings(Path({str(tmp_path / 'cache')!r}))\n"
        f"out = {str(tmp_path)!r}\n"
        f"built = api.build({str(workspace)!r}, settings, out=out, draft=True, only='bundle')\n"
        "print(built.folder)\n"
    )
    environment = {**os.environ, CACHE_VARIABLE: str(tmp_path / "cache")}
    (tmp_path / "script.py").write_text(script, encoding="utf-8")
    for arguments, words in (([str(tmp_path / "script.py")], ""), (["-"], script)):
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
        command = [sys.executable, *arguments]
        said = subprocess.run(
            command, input=words, env=environment, check=True, capture_output=True, text=True
        )
        assert said.stdout.splitlines() == [str(tmp_path / "assessment-bundle-draft")]
