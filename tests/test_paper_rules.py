"""Claims held against what was read on the paper: each difference is told, and nothing else."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from altering import SAMPLES, altered

from docgen import api
from docgen.checks.case import Case
from docgen.checks.run_checks import check
from docgen.issues.finding import Finding
from docgen.ocr.models import find_models
from docgen.papers.paper import FieldName, Paper, PaperField, PaperKind
from docgen.pdf.geometry import Rect
from docgen.sources.document_text import DocumentText, TextLine, TextRun

K, F = PaperKind, FieldName
CODES = {f"C35{digit}" for digit in range(9)}
PLACE = Rect(100, 100, 80, 20)

PATENT = "一种厚板立焊窄间隙自动焊接装置及方法"
LEADER = "领办人丛海川高级技师证书"
MEMBER = "鞠洪波高级技师证书"
AWARD = "厚板立焊窄间隙自动焊接工艺获创新成果一等奖"
PAYMENT = "第三笔拨款银行回单"
ROSTER = "市级竞赛推荐名单（12人）"


def paper(kind: PaperKind, sure: float = 0.97, **says: str) -> Paper:
    fields = tuple(PaperField(F[key], said, said, 1, PLACE, sure) for key, said in says.items())
    return Paper(kind, sure, kind.value, 1, fields)


def told(
    title: str, read: Paper, values: Mapping[str, Any] | None = None, **also: Paper
) -> list[Finding]:
    case = altered("assessment", evidence={title: values} if values else None)
    papers = {_id_of(case, name): one for name, one in {title: read, **also}.items()}
    return [one for one in check(replace(case, papers=papers)) if one.code in CODES]


def _id_of(case: Case, title: str) -> str:
    (found,) = [piece.id for piece in case.evidence if title in piece.title]
    return found


@pytest.mark.parametrize(
    ("title", "read", "values", "code", "words"),
    [
        (MEMBER, paper(K.SKILL_LEVEL, HOLDER="王建军"), {"holder": "鞠洪波"}, "C350", "王建军"),
        (MEMBER, paper(K.SKILL_LEVEL, HOLDER="王建军"), {"holder": ""}, "C350", "不在领办人和团队"),
        (MEMBER, paper(K.SKILL_LEVEL, LEVEL="技师"), None, "C351", "按高级技师计"),
        (PATENT, paper(K.INVENTION_PATENT, NUMBER="ZL 2020 1 0123456.0"), None, "C352", "0123456"),
        (AWARD, paper(K.HONOUR, DATE="2022-10-28"), {"date": "2024-10-28"}, "C354", "2022-10-28"),
        (AWARD, paper(K.HONOUR, DATE="2022-10-28"), {"date": None}, "C354", "没有写日期"),
        (PAYMENT, paper(K.PAYMENT, SUM="30000"), {"quantity": Decimal(8)}, "C355", "计 8 万元"),
        (ROSTER, paper(K.ROSTER, COUNT="9"), {"quantity": Decimal(12)}, "C356", "计 12 人"),
        (
            PATENT,
            paper(K.INVENTION_PATENT, HOLDER="青岛远山电机有限公司"),
            None,
            "C357",
            "青岛远山",
        ),
    ],
)
def test_what_differs_from_the_paper_is_told(
    title: str, read: Paper, values: dict[str, Any] | None, code: str, words: str
):
    (one,) = told(title, read, values)
    assert one.code == code
    assert words in one.what
    assert "第 1 页" in one.what
    assert "97%" in one.what
    # Read less surely, it says nothing.
    unsure = replace(read, fields=tuple(replace(f, sureness=0.85) for f in read.fields))
    assert told(title, unsure, values) == []
    assert told(title, replace(read, sureness=0.6), values) == []


@pytest.mark.parametrize(
    ("title", "read", "values"),
    [
        (MEMBER, paper(K.SKILL_LEVEL, HOLDER="鞠洪波", LEVEL="高级技师"), {"holder": "鞠 洪波"}),
        # One character of a name, of a number, may have been taken for another.
        (MEMBER, paper(K.SKILL_LEVEL, HOLDER="鞠洪沈"), {"holder": "鞠洪波"}),
        (PATENT, paper(K.INVENTION_PATENT, NUMBER="ZL202119990018.5"), None),
        (PATENT, paper(K.INVENTION_PATENT, HOLDER="威海沧澜船舶重工集团有限公司"), None),
        (PATENT, paper(K.INVENTION_PATENT, HOLDER="丛海川"), None),
        (AWARD, paper(K.HONOUR, DATE="2024-10"), {"date": "2024-10-28"}),
        (AWARD, paper(K.HONOUR, DATE="2024年"), {"date": "2024-10-28"}),
        (PAYMENT, paper(K.PAYMENT, SUM="80000.00"), {"quantity": Decimal(8)}),
        (PAYMENT, paper(K.PAYMENT, SUM="十万"), {"quantity": Decimal(8)}),
        (ROSTER, paper(K.ROSTER, COUNT="12"), {"quantity": Decimal(12)}),
        (MEMBER, paper(K.UNKNOWN, HOLDER="王建军"), {"holder": "鞠洪波"}),
    ],
)
def test_what_agrees_or_may_be_misread_is_not_told(
    title: str, read: Paper, values: dict[str, Any] | None
):
    assert told(title, read, values) == []


def test_one_character_is_told_where_it_was_read_beyond_doubt():
    (one,) = told(MEMBER, paper(K.SKILL_LEVEL, 0.995, HOLDER="鞠洪沈"), {"holder": "鞠洪波"})
    assert one.code == "C350"


def test_what_the_words_of_a_file_tell_is_told_once():
    case = altered("assessment", evidence={PATENT: {"number": "ZL 2020 1 0123456.0"}})
    one = _id_of(case, PATENT)
    (file,) = next(piece.files for piece in case.evidence if piece.id == one)
    words = "专利号：ZL 2021 1 9990013.5 授权公告日：2024年3月15日"
    text = DocumentText((TextLine((TextRun(0, 1, words),), 1),))
    read = paper(K.INVENTION_PATENT, NUMBER="ZL 2021 1 9990013.5", DATE="2024-03-15")
    case = replace(case, papers={one: read}, texts={file.key: text})
    said = [f.code for f in check(case) if f.code in {*CODES, "C344", "C345"}]
    assert said == ["C345"]


def test_two_scans_of_one_certificate_are_told_by_its_number():
    number = {"NUMBER": "S000037109920001234"}
    other = "刁晓楠高级技师证书"
    found = told(
        MEMBER,
        paper(K.SKILL_LEVEL, **number),
        {"number": ""},
        **{other: paper(K.SKILL_LEVEL, **number)},
    )
    assert {one.code for one in found} >= {"C353"}
    (same,) = [one for one in found if one.code == "C353"]
    assert MEMBER in same.what
    assert other in same.what


def test_one_invoice_in_two_files_is_told_by_its_number():
    """A PDF and the XML of the same invoice, say."""
    for number, told_of in (("25372000000123456789", ["C353"]), ("12345678", [])):
        read = paper(K.INVOICE, NUMBER=number)
        case = altered("assessment", evidence={})
        one, two = (_id_of(case, name) for name in (MEMBER, "刁晓楠高级技师证书"))
        found = check(replace(case, papers={one: read, two: read}))
        assert [f.code for f in found if f.code in CODES] == told_of
        assert all("同一张发票" in f.remedy for f in found if f.code == "C353")


def test_a_page_that_shows_another_sum_than_its_data_is_told():
    read = paper(K.INVOICE, 1.0, SUM="80000")
    shown = PaperField(F.SUM, "90000", "（小写）¥90000.00", 1, PLACE, 1.0)
    (one,) = told(PAYMENT, replace(read, contradicted=(shown,)), {"quantity": Decimal(8)})
    assert one.code == "C358"
    assert "金额是「（小写）¥90000.00」" in one.what
    assert "80000" in one.what
    assert "查验平台" in one.remedy


def test_somebody_twice_on_a_scanned_list_is_told():
    names = tuple(
        PaperField(F.NAME, name, name, page, PLACE, 0.96)
        for name, page in (("宫海涛", 1), ("林 娜", 1), ("宫海涛", 2))
    )
    read = paper(K.ROSTER, COUNT="12")
    (one,) = told(ROSTER, replace(read, fields=(*read.fields, *names)), {"quantity": Decimal(12)})
    assert (one.code, "宫海涛" in one.what, "第 2 页" in one.what) == ("C356", True, True)


# --- from the scan to the finding -----------------------------------------------------------------

EVIDENCE = SAMPLES / "assessment/evidence"
_WRONG = """
evidence:
  - {files: 02-技术技能人才团队/成员证书/1 鞠洪波高级技师证书.jpg, holder: 慕春雷}
  - {files: 13-新产品新成果/实用新型专利/定心工装.jpg, number: ZL2020201234565}
  - {files: 18-附加分/省级竞赛名次/1 罗飞决赛第八名证书.jpg, date: 2024-03-01}
"""
_CLAIMED = {
    "02-技术技能人才团队/成员证书/1 鞠洪波高级技师证书.jpg": "1 鞠洪波高级技师证书.jpg",
    "13-新产品新成果/实用新型专利/定心工装.jpg": "1 一种管子法兰机器人焊接定心工装.jpg",
    "18-附加分/省级竞赛名次/1 罗飞决赛第八名证书.jpg": "1 罗飞决赛第八名证书.jpg",
}
"""The scans of the sample, by where they stand here."""


@pytest.mark.reads
@pytest.mark.skipif(find_models() is None, reason="docgen[read] is not installed")
def test_claims_unlike_the_scans_are_told(tmp_path: Path):
    folder = tmp_path / "w"
    for path, name in _CLAIMED.items():
        target = folder / "evidence" / path
        target.parent.mkdir(parents=True)
        shutil.copy(next(EVIDENCE.rglob(name)), target)
    data = (SAMPLES / "assessment/studio.yaml").read_text(encoding="utf-8")
    head = data.partition("\nevidence:")[0]
    (folder / "studio.yaml").write_text(head + _WRONG, encoding="utf-8")
    settings = api.Settings(tmp_path / "c")
    found = {f.code: f.what for f in api.check(folder, settings).findings if f.code in CODES}
    assert set(found) == {"C350", "C352", "C354"}
    assert "鞠洪波" in found["C350"]
    assert "ZL 2023 2 9990162.6" in found["C352"]
    assert "2024年9月28日" in found["C354"]
    assert all("第 1 页" in what and "%" in what for what in found.values())
    # Read once: what was found out of the papers is known as well.
    again = api.check(folder, api.Settings(tmp_path / "c", reading="known"))
    assert {f.code for f in again.findings if f.code in CODES} == set(found)
    unread = api.check(folder, api.Settings(tmp_path / "c", reading="none"))
    assert not {f.code for f in unread.findings if f.code in CODES}
