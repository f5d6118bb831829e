import http.server
import io
import os
import re
import subprocess
import sys
import threading
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import pymupdf
import pypdf
import pytest
from form_data import (
    APPLICATION,
    ASSESSMENT,
    LONG_TEXT,
    TEMPLATES,
    application_data,
    assessment_data,
    blank_data,
    cross_reference,
    scores,
)

from docgen.forms.form_pdf import check_characters, check_form_pdf
from docgen.forms.values import (
    FormValues,
    PrintedText,
    form_contract,
    form_values,
    printed_texts,
    report_values,
)
from docgen.forms.word_template import fill_report, fill_template
from docgen.issues.errors import FontError, OfficeError
from docgen.issues.finding import Level
from docgen.issues.issue import render
from docgen.office import libreoffice, workshop
from docgen.office.libreoffice import find_soffice, write_font_rules
from docgen.office.workshop import Workshop, convert_to_pdf

AWKWARD = "A&B <船舶> “引号” 王玥、喆堃㎡"


@dataclass
class Converted:
    """Documents made once for all tests: their PDFs and the values that went into them."""

    folder: Path
    documents: dict[str, Path] = field(default_factory=dict)
    pdfs: dict[str, Path] = field(default_factory=dict)
    values: dict[str, FormValues] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    def put(self, name: str, content: bytes) -> None:
        self.documents[name] = self.folder / f"{name}.docx"
        self.documents[name].write_bytes(content)

    def fill(self, name: str, template: str, values: FormValues, draft: bool = False) -> None:
        self.values[name] = values
        self.put(name, fill_template(TEMPLATES / template, values, draft=draft))

    def texts(self, name: str) -> list[str]:
        """The text of each page, as another library reads it."""
        return [squeeze(page.extract_text()) for page in pypdf.PdfReader(self.pdfs[name]).pages]


def squeeze(text: str) -> str:
    return "".join(text.split())


def with_remote_picture(document: bytes, url: str) -> bytes:
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/image" Target="{url}" TargetMode="External"/></Relationships>'
    )
    picture = (
        '<w:body><w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" '
        'style="width:50pt;height:50pt"><v:imagedata r:id="rId99"/></v:shape></w:pict></w:r></w:p>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/_rels/document.xml.rels":
                part = part.replace(b"</Relationships>", relation.encode())
            if name == "word/document.xml":
                part = part.replace(b"<w:body>", picture.encode(), 1)
            new.writestr(name, part)
    return out.getvalue()


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    made = Converted(tmp_path_factory.mktemp("forms"))
    one = application_data(1, leader={"achievements": "获市级奖项。"})
    report = fill_report(TEMPLATES / "assessment-report.docx", report_values(one))
    for name, claims in (("assessment", {}), ("long", {12: LONG_TEXT})):
        data = assessment_data(claims=claims)
        values = form_values(ASSESSMENT, data, scores(), cross_reference())
        made.fill(name, "annex2.docx", values)
    made.fill("one", "annex1.docx", form_values(APPLICATION, one, None, None))
    made.fill(
        "blank", "annex1.docx", form_values(APPLICATION, blank_data("application"), None, None)
    )
    awkward = {"name": AWKWARD, "recent_operation": LONG_TEXT}
    full = form_values(APPLICATION, application_data(20, unit=awkward), None, None)
    made.fill("full", "annex1.docx", full, draft=True)

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            made.fetched.append(self.path)
            self.send_error(404)

        def do_HEAD(self):
            self.do_GET()

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/picture.png"
        made.put("报告", with_remote_picture(report, url))
        pdfs = convert_to_pdf(list(made.documents.values()), made.folder / "pdf")
        server.shutdown()
    made.pdfs = dict(zip(made.documents, pdfs, strict=True))
    return made


CONTRACTS = {
    "full": form_contract(APPLICATION),
    "one": form_contract(APPLICATION),
    "blank": form_contract(APPLICATION),
    "assessment": form_contract(ASSESSMENT),
    "long": form_contract(ASSESSMENT),
}


def seen(converted, name):
    return printed_texts(converted.values[name], CONTRACTS[name])


def paper(name):
    return (ASSESSMENT if name in ("assessment", "long") else APPLICATION).form.paper


def test_pdfs_come_in_the_order_of_the_documents(converted):
    assert [pdf.name for pdf in converted.pdfs.values()] == [
        f"{name}.pdf" for name in converted.documents
    ]


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_form_is_whole_on_its_paper(converted, name):
    assert check_form_pdf(converted.pdfs[name], paper(name), seen(converted, name)) == ()


def test_what_another_reader_finds_is_what_was_filled_in(converted):
    text = "".join(converted.texts("full"))
    assert squeeze(AWKWARD) in text
    assert text.count("毕祎昇") == 5
    for name in ("full", "long"):
        text = "".join(converted.texts(name))
        lost = [part for part in LONG_TEXT.split("。") if squeeze(part) not in text]
        assert len(lost) <= 1, "only the sentence across the page break is in two pieces"


def test_the_blank_application_has_a_cover_and_three_balanced_pages(converted):
    cover, first, second, third = converted.texts("blank")
    assert cover.startswith("威海市技能大师工作室申报表")
    assert cover.endswith("威海市人力资源和社会保障局制")
    assert first.startswith("申报单位基本信息")
    assert second.startswith("拟设立工作室情况")
    assert third.startswith("拟设立工作室当年工作计划")
    assert third.endswith("(盖章)年月日")


def test_short_values_do_not_move_the_pages(converted):
    pages = converted.texts("one")
    assert len(pages) == 4
    assert pages[2].startswith("拟设立工作室情况")


@pytest.mark.parametrize("name", ["assessment", "long"])
def test_every_page_of_the_assessment_repeats_the_header(converted, name):
    pages = converted.texts(name)
    assert len(pages) >= 3
    head = "考核内容分项分值评分标准工作落实情况得分"
    # The remarks behind the table may come to stand on a page of their own.
    assert all(head in page or page.startswith("备注") for page in pages)


def test_categories_stay_together_where_they_fit(converted):
    pages = converted.texts("assessment")
    # As in the notice: its own pages end behind the items 8 and 14.
    for numbers in ((1, 5), (6, 8), (9, 10), (11, 14), (16, 17)):
        titles = [squeeze(f"{n}{ASSESSMENT.item(n).title}") for n in numbers]
        homes = [next(i for i, page in enumerate(pages) if title in page) for title in titles]
        assert len(set(homes)) == 1


def test_a_draft_says_so_on_every_page(converted):
    assert all("草稿，不作报送用" in page for page in converted.texts("full"))
    assert not any("草稿" in page for page in converted.texts("one"))
    assert min(mark_share(converted.pdfs["full"])) > 0.02
    assert max(mark_share(converted.pdfs["one"])) < 0.005


def mark_share(pdf):
    """How much of each page has the very grey of the mark across it."""
    shares = []
    with pymupdf.open(pdf) as document:
        for page in document:
            samples = page.get_pixmap(dpi=40, colorspace=pymupdf.csGRAY).samples
            shares.append(sum(225 <= s <= 230 for s in samples) / len(samples))
    return shares


def test_all_faces_are_embedded_and_chinese_is_not_printed_in_a_sans(converted):
    for name in CONTRACTS:
        with pymupdf.open(converted.pdfs[name]) as document:
            fonts = [font for page in document for font in page.get_fonts()]
        assert fonts
        assert all(font[1] != "n/a" for font in fonts)
        body = [font[3] for font in fonts if not re.search("Sans|Hei|Bold|Liberation", font[3])]
        assert body, "仿宋 has a face of its own"


def test_the_same_documents_give_the_same_bytes_elsewhere(converted, tmp_path):
    made_first = list(converted.documents)[:2]
    copies = [tmp_path / "另一处" / f"换名-{name}.docx" for name in made_first]
    copies[0].parent.mkdir()
    for name, copied in zip(made_first, copies, strict=True):
        copied.write_bytes(converted.documents[name].read_bytes())
    pdfs = convert_to_pdf(copies, tmp_path / "out")
    for name, pdf in zip(made_first, pdfs, strict=True):
        assert pdf.read_bytes() == converted.pdfs[name].read_bytes()
    first = pdfs[0].read_bytes()
    assert b"CreationDate" not in first
    assert sorted((tmp_path / "out").iterdir()) == sorted(pdfs), "nothing else is left there"


def test_libreoffice_does_not_try_how_it_draws_before_it_converts(converted, tmp_path):
    """It would note in its profile what came of that."""
    shop = Workshop.set_up(tmp_path, find_soffice())
    shop.convert_all([converted.documents["报告"]])
    noted = {path.name for path in (tmp_path / "profile" / "user").rglob("*")}
    assert "lastsynchronized" in noted, "what LibreOffice itself writes"
    assert not [name for name in noted if name.startswith("GraphicsRenderTests")]


_BEGINS_ANEW = 81
"""With it the program ends that is to be started a second time."""


def test_libreoffice_does_not_start_twice(converted, tmp_path):
    program = find_soffice().resolve().with_name("soffice.bin")
    if not program.is_file():
        pytest.skip("another layout of LibreOffice")
    ends = {}
    for told in (True, False):
        shop = Workshop.set_up(tmp_path / str(told), program)
        if not told:
            (shop.folder / "profile/user/extensions/buildid").unlink()
        document = converted.documents["报告"]
        command = shop._command([document], "pdf:writer_pdf_Export")
        ends[told] = subprocess.run(command, env=shop.environment, check=False).returncode
        assert (shop.folder / "out" / f"{document.stem}.pdf").is_file() is told
    assert ends == {True: 0, False: _BEGINS_ANEW}


def test_pictures_are_not_fetched_from_the_net(converted):
    assert "工作报告" in "".join(converted.texts("报告"))
    assert converted.fetched == []


def test_the_wrong_paper_is_found(converted):
    findings = check_form_pdf(converted.pdfs["one"], "A3 landscape", ())
    assert [f.what[:5] for f in findings] == [f"第 {n} 页" for n in range(1, 5)]
    assert all("A3 横向" in f.what and f.remedy for f in findings)


@pytest.mark.parametrize("lost", ["没有印出来的话", LONG_TEXT + "尾", "首" + LONG_TEXT])
def test_a_value_that_is_not_whole_is_found(converted, lost):
    texts = (*seen(converted, "long"), PrintedText("item[12].work", "第 12 项", lost))
    (finding,) = check_form_pdf(converted.pdfs["long"], "A3 landscape", texts)
    assert "第 12 项" in finding.what
    assert finding.remedy


def test_a_lost_id_number_is_not_told(converted):
    texts = [PrintedText("leader.id_number", "身份证号码", "371002199001011234")]
    (finding,) = check_form_pdf(converted.pdfs["one"], "A4", texts)
    assert "身份证号码" in finding.what
    assert "3710" not in finding.what


def test_a_face_left_out_is_found(tmp_path):
    pdf = tmp_path / "plain.pdf"
    with pymupdf.open() as document:
        document.new_page(width=595.28, height=841.89).insert_text((72, 72), "Helvetica")
        document.save(pdf)
    (finding,) = check_form_pdf(pdf, "A4", ())
    assert "Helvetica 没有嵌入" in finding.what


LATIN = Path("/usr/share/fonts/truetype/liberation")


@pytest.fixture
def no_chinese_face(monkeypatch):
    if not LATIN.is_dir():
        pytest.skip("needs a folder of faces without Chinese")
    monkeypatch.setattr(libreoffice, "_font_folders", lambda: (LATIN,))


@pytest.mark.usefixtures("no_chinese_face")
def test_without_a_chinese_face_nothing_is_converted(converted, tmp_path):
    with pytest.raises(FontError, match="没有可用的中文字体"):
        convert_to_pdf([converted.documents["blank"]], tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_chinese_face")
def test_boxes_instead_of_characters_are_found(converted, tmp_path, monkeypatch):
    monkeypatch.setattr(workshop, "_check_faces", lambda shop: None)
    (pdf,) = convert_to_pdf([converted.documents["one"]], tmp_path)
    with pymupdf.open(pdf) as document:
        assert "威海市技能大师工作室申报表" in document[0].get_text(), "the text layer is right"
    findings = check_form_pdf(pdf, "A4", seen(converted, "one"))
    assert any("空框" in finding.what for finding in findings)


# ── what is refused ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "读不了"),
        (b"", "读不了"),
        (b"just text", "读不了"),
        ((TEMPLATES / "annex1.docx").read_bytes()[:6000], "读不了"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "密码"),
    ],
    ids=["missing", "empty", "text", "truncated", "old"],
)
def test_a_document_that_is_none_is_refused_by_name(tmp_path, content, why):
    path = tmp_path / "报告.docx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OfficeError, match=why) as raised:
        convert_to_pdf([TEMPLATES / "annex1.docx", path], tmp_path / "out")
    assert raised.value.where == "报告.docx"
    assert raised.value.remedy
    assert not (tmp_path / "out").exists()


def test_broken_xml_is_refused(tmp_path):
    path = tmp_path / "报告.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w:document>")
    with pytest.raises(OfficeError, match="读不了"):
        convert_to_pdf([path], tmp_path / "out")


def test_two_documents_of_one_name_are_refused(tmp_path):
    with pytest.raises(OfficeError, match="同名"):
        convert_to_pdf([TEMPLATES / "annex1.docx", tmp_path / "Annex1.docx"], tmp_path)


def test_nothing_to_convert_needs_no_libreoffice(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert convert_to_pdf([], tmp_path) == []


def test_a_missing_libreoffice_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "_usual_folders", lambda: iter(()))
    with pytest.raises(OfficeError, match="找不到 LibreOffice") as raised:
        convert_to_pdf([TEMPLATES / "annex1.docx"], tmp_path)
    assert "apt install" in raised.value.remedy
    assert "Windows" in raised.value.remedy


def put_soffice(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.skipif(sys.platform == "win32", reason="process groups of POSIX")
def test_a_hanging_libreoffice_is_ended_with_all_it_started(tmp_path, monkeypatch):
    note = tmp_path / "child"
    put_soffice(tmp_path, f"sleep 300 & echo $! > {note}; wait", monkeypatch)
    monkeypatch.setattr(workshop, "TIMEOUT_SECONDS", 1)
    monkeypatch.setattr(workshop, "TIMEOUT_PER_DOCUMENT_SECONDS", 0)
    with pytest.raises(OfficeError, match="没有做完"):
        convert_to_pdf([TEMPLATES / "annex1.docx"], tmp_path / "out")
    child = note.read_text().strip()
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", child], check=False, capture_output=True, text=True
    )
    assert state.stdout.strip()[:1] in ("", "Z")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in the path")
def test_success_without_a_pdf_is_a_failure_that_names_the_document(tmp_path, monkeypatch):
    put_soffice(tmp_path, "echo 'Error: source file could not be loaded'; exit 0", monkeypatch)
    with pytest.raises(OfficeError, match="could not be loaded") as raised:
        convert_to_pdf([TEMPLATES / "annex1.docx"], tmp_path / "out")
    assert raised.value.where == "annex1.docx"


# ── faces ─────────────────────────────────────────────────────────────────────────────────────


def test_font_rules_are_sound_xml_whatever_the_folders_are_called():
    rules = write_font_rules([Path("/a & b/<字体>")], [Path("/cache")])
    tree = ElementTree.fromstring(rules)
    assert tree.findtext("dir") == str(Path("/a & b/<字体>"))
    assert len(tree.findall("match")) == len(libreoffice.SUBSTITUTES)


def match(family, rules):
    environment = {**os.environ, "FONTCONFIG_FILE": str(rules)}
    command = ["fc-match", "--format", "%{family}|%{style}", family]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_every_official_face_has_a_stand_in_by_our_own_rules(tmp_path):
    rules = tmp_path / "fonts.conf"
    rules.write_text(write_font_rules(libreoffice._font_folders(), [tmp_path]), "utf-8")
    for family, others in libreoffice.SUBSTITUTES.items():
        names = match(family, rules).split("|")[0].split(",")
        assert {family, *others} & set(names), f"{family} fell to {names}"
    assert "Bold" in match("方正小标宋简体", rules) or "小标宋" in match("方正小标宋简体", rules)


def test_characters_the_body_face_lacks_are_listed():
    texts = [
        PrintedText("unit.name", "申报单位名称", "威海海岳公司"),
        PrintedText("leader.name", "领办人姓名", "刘ᚠ", ("leader", "name")),
        PrintedText("studio.name", "工作室名称", "工作室\U000f1234"),
    ]
    rune, private = (render(one) for one in check_characters(texts))
    assert "ᚠ" in rune.what
    assert rune.location.field == ("leader", "name")
    assert private.level is Level.ERROR
    assert "没有字体能显示" in private.what
    assert rune.remedy
    assert private.remedy
