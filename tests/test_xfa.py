"""XFA forms: static ones show what was filled in, dynamic ones are refused. CNKI's papers."""

from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from telling import words

from docgen.issues.finding import Finding
from docgen.model.prepared import Prepared, Source
from docgen.sources.prepare import prepare
from docgen.system.file_types import Kind, recognise

NAMES = 'xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"'


def datasets(values: str) -> bytes:
    data = f"<xfa:data><form1>{values}</form1></xfa:data>"
    return f"<xfa:datasets {NAMES}>{data}</xfa:datasets>".encode()


def write_form(
    path: Path,
    fields: Mapping[str, str],
    data: bytes | None,
    *,
    page: str = "登记表",
    whole: bool = False,
) -> Path:
    """A form whose fields stand one below the other, and its data among the packets of XFA."""
    with pymupdf.open() as document:
        document.new_page(width=400, height=300).insert_text((40, 30), page, fontname="china-s")
        document.save(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        widgets = []
        for number, (name, value) in enumerate(fields.items()):
            top = 250 - 40 * number
            widget = Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, F=4, T=String(name),
                V=String(value), Rect=Array([40, top - 20, 300, top]), DA=String("/Helv 12 Tf"),
            )  # fmt: skip
            widgets.append(pdf.make_indirect(widget))
        if widgets:
            pdf.pages[0].obj.Annots = Array(widgets)
        form = Dictionary(Fields=Array(widgets))
        if data is not None:
            packet = pdf.make_stream(data)
            template = pdf.make_stream(b"<template/>")
            parts = [String("template"), template, String("datasets"), packet]
            form.XFA = packet if whole else Array(parts)
        pdf.Root.AcroForm = form
        pdf.save(path)
    return path


def opened(path: Path) -> Source:
    return prepare([("a", path)], cache=path.parent / "cache")["a"]


def shown(source: Source) -> str:
    assert isinstance(source, Prepared), source
    with pymupdf.open(source.pdf, filetype="pdf") as document:
        return "".join("".join(page.get_text().split()) for page in document)


@pytest.mark.parametrize("whole", [False, True])
def test_what_only_the_data_has_is_shown(tmp_path: Path, whole: bool) -> None:
    data = datasets("<unit>威海市沧浪机械有限公司</unit><page><leader>丛海川</leader></page>")
    form = write_form(tmp_path / "a.pdf", {"unit[0]": "", "leader[0]": ""}, data, whole=whole)
    source = opened(form)
    assert "威海市沧浪机械有限公司" in shown(source)
    assert "丛海川" in shown(source)
    assert source.losses == ()


def test_what_differs_is_told_and_the_page_stays(tmp_path: Path) -> None:
    fields = {"unit": "旧单位", "day": "2025年6月1日", "sum": "1,000.00", "same": "一 样"}
    data = datasets(
        "<unit>新单位</unit><day>2025-06-01</day><sum>1000</sum><same>一样</same><other>x</other>"
    )
    source = opened(write_form(tmp_path / "a.pdf", fields, data))
    assert "旧单位" in shown(source)
    assert "新单位" not in shown(source)
    (told,) = words(source.losses)
    assert "不同：unit；" in told


def test_of_namesakes_nobody_knows_which_is_which(tmp_path: Path) -> None:
    data = datasets("<name>甲</name><name>乙</name><name>丙</name>")
    source = opened(write_form(tmp_path / "a.pdf", {"name[0]": "", "name[1]": "乙"}, data))
    assert "甲" not in shown(source)
    assert source.losses == ()
    both = datasets("<name>甲</name><name>乙</name>")
    source = opened(write_form(tmp_path / "b.pdf", {"name[0]": "", "name[1]": "乙"}, both))
    assert "甲" in shown(source)


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b"<x",
        b"",
        datasets("<unit>甲</unit>" + "<a>" * 2000),
        datasets("<unit>甲</unit>") + b" " * (17 << 20),
    ],
)
def test_hostile_data_costs_itself(tmp_path: Path, data: bytes) -> None:
    source = opened(write_form(tmp_path / "a.pdf", {"unit": ""}, data))
    assert shown(source) == "登记表"


@pytest.mark.parametrize(
    "page",
    ["Please wait...", "请稍候……", "If this message is\nnot eventually replaced"],
)
def test_a_page_that_only_asks_to_wait_is_refused(tmp_path: Path, page: str) -> None:
    finding = opened(write_form(tmp_path / "a.pdf", {}, datasets(""), page=page))
    assert isinstance(finding, Finding)
    assert finding.code == "source-xfa"
    assert "Adobe Reader" in finding.remedy
    # Who says so in a form that can be seen, or in no form, is taken at his word.
    assert "登记表" in shown(opened(write_form(tmp_path / "b.pdf", {}, datasets(""))))
    assert shown(opened(write_form(tmp_path / "c.pdf", {}, None, page=page)))


class TestCnki:
    def test_a_pdf_in_a_wrapping_is_taken(self, tmp_path: Path) -> None:
        inner = write_form(tmp_path / "in.pdf", {}, None, page="论文正文").read_bytes()
        file = tmp_path / "论文.caj"
        # Readers look for the head of a PDF in the first 1,024 bytes.
        file.write_bytes(b"CAJ\0" + bytes(2000) + inner + bytes(300))
        assert recognise(file) is Kind.CAJ
        assert shown(opened(file)) == "论文正文"
        bare = tmp_path / "真PDF.caj"
        bare.write_bytes(inner)
        source = opened(bare)
        assert shown(source) == "论文正文"
        assert any("扩展名是 .caj" in one for one in words(source.notes))

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.caj", b"CAJ\0" + bytes(3000)),
            ("a.nh", b"HN\0\0" + bytes(3000)),
            ("a.kdh", b"KDH " + bytes(3000)),
            ("a.pdf", b"KDH " + bytes(3000)),
            ("a.teb", bytes(range(256)) * 8),
            ("a.caa", b"<?xml version='1.0'?><download url='http://example.com'/>"),
            ("a.caj", b"CAJ\0" + bytes(2000) + b"%PDF-1.4 cut off"),
        ],
    )
    def test_others_are_refused_with_the_true_remedy(
        self, tmp_path: Path, name: str, content: bytes
    ) -> None:
        (tmp_path / name).write_bytes(content)
        finding = opened(tmp_path / name)
        assert isinstance(finding, Finding)
        assert "CAJ" in finding.what
        assert "CAJViewer" in finding.remedy
