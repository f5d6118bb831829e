"""The words of foreign documents, and what lists and certificates say against what is typed."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import img2pdf
import pymupdf
import pytest
from altering import SAMPLES, altered, fresh, piece
from PIL import Image
from test_contradictions import AWARD

from docgen.checks.case import Case
from docgen.checks.repeated_papers import compare_papers, find_papers
from docgen.images.ink_map import InkMap, all_inked
from docgen.images.page_of_file import PageOfFile
from docgen.images.photo_fingerprint import Verdict
from docgen.images.rescans import MOST_DIFFERENT, compare_scans
from docgen.model.page_facts import PageFacts
from docgen.model.prepared import Prepared
from docgen.model.source_keys import EvidenceKey, SourceKey
from docgen.pdf.geometry import PageBox
from docgen.sources.document_reading import read_pdf_text, read_word_text
from docgen.sources.document_text import (
    DocumentText,
    TextLine,
    TextRun,
    restore_text,
    write_text,
)
from docgen.sources.rosters import read_roster
from docgen.sources.text_cache import Readable, read_texts

EVIDENCE = SAMPLES / "assessment" / "evidence"
TRAINED = "11-职业技能培训/培训取证/1 2024年焊工高级工（三级）第一期培训班取证名单（120人）.pdf"
LARGE = "11-职业技能培训/培训取证/3 2024年高级工（三级）第二期培训班取证名单（222人）.pdf"
CITY = "14-职业技能竞赛/参赛名单/1 市级竞赛推荐名单（12人）.pdf"
PROVINCE = "14-职业技能竞赛/参赛名单/2 省级竞赛推荐名单（6人）.pdf"
PATENT = "13-新产品新成果/发明专利/2 一种薄板分段焊接变形的分区预控方法.pdf"

CODES = {"C340", "C341", "C342", "C343", "C344", "C345", "C346"}


@cache
def text_of(path: str) -> DocumentText:
    return read_pdf_text(str(EVIDENCE / path))


def change(text: DocumentText, *changes: tuple[str, str]) -> DocumentText:
    """A text with words replaced, each once; rows of which nothing is left go."""
    lines = list(text.lines)
    for old, new in changes:
        at, cell_at = next(
            (n, c)
            for n, line in enumerate(lines)
            for c, cell in enumerate(line.cells)
            if old in cell.text
        )
        cells = list(lines[at].cells)
        cell = cells[cell_at]
        cells[cell_at] = TextRun(cell.left, cell.right, cell.text.replace(old, new))
        lines[at] = replace(lines[at], cells=tuple(cells))
    return DocumentText(tuple(lines))


def told(case: Case) -> list[tuple[str, str]]:
    return [(f.code, f.what) for f in fresh("assessment", case)]


def keyed(texts: dict[str, DocumentText]) -> dict[SourceKey, DocumentText]:
    return {EvidenceKey(path): text for path, text in texts.items()}


def looked_at(*changed: tuple[str, DocumentText]) -> list[tuple[str, str]]:
    texts = {path: text_of(path) for path in (TRAINED, LARGE, CITY, PROVINCE, PATENT)}
    texts |= dict(changed)
    return told(replace(altered("assessment"), texts=keyed(texts)))


# ── reading ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("path", "number"), [(TRAINED, 120), (LARGE, 222), (CITY, 12)])
def test_a_roster_names_everybody_once(path: str, number: int) -> None:
    people = read_roster(text_of(path))
    assert [person.number for person in people] == list(range(1, number + 1))
    assert len({person.name for person in people}) == number


def test_what_stands_beside_a_name_is_read() -> None:
    (first, *_) = read_roster(text_of(CITY))
    assert (first.name, first.level, first.page) == ("苏雨凯", "技师", 1)
    assert read_roster(text_of(TRAINED))[0].id_number == "371099********3155"


@pytest.mark.parametrize("rotation", [0, 90])
def test_two_tables_side_by_side_and_a_name_set_apart(rotation: int, tmp_path: Path) -> None:
    rows = (
        ("序号", "姓", "名", "等级", "序号", "姓名", "等级"),
        ("1", "张", "三", "技师", "3", "李四光", "中级工"),
        ("2", "", "王五", "技师", "4", "欧阳明月", "中级工"),
        ("", "制表人", "", "", "", "", ""),
    )
    page = (document := pymupdf.open()).new_page()
    page.set_rotation(rotation)
    for y, row in enumerate(rows, start=5):
        for x, text in zip((60, 100, 118, 160, 300, 340, 400), row, strict=True):
            point = pymupdf.Point(x, 20 * y) * page.derotation_matrix
            page.insert_text(point, text, fontname="china-s", fontsize=11, rotate=rotation)
    document.save(tmp_path / "x.pdf")
    people = read_roster(read_pdf_text(str(tmp_path / "x.pdf")))
    assert [(p.name, p.level, p.number) for p in people] == [
        ("张三", "技师", 1),
        ("李四光", "中级工", 3),
        ("王五", "技师", 2),
        ("欧阳明月", "中级工", 4),
    ]


def test_a_word_document_is_read_in_paragraphs_and_rows() -> None:
    text = read_word_text(str(SAMPLES / "assessment" / "年度工作报告.docx"))
    headings = [line.text for line in text.lines if line.heading]
    assert headings[0] == "一、工作室概况和基础建设"
    assert len(headings) == 6
    assert text.lines[0].text == "威海市丛海川技能大师工作室 2024年度工作报告"
    assert restore_text(write_text(text)) == text


def test_texts_are_kept_by_content_and_a_bad_file_costs_itself(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    with ZipFile(tmp_path / "bad.docx", "w") as package:
        package.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    documents = {
        "good": Readable(EVIDENCE / CITY, "1" * 64),
        "bad": Readable(tmp_path / "bad.pdf", "2" * 64),
        "worse": Readable(tmp_path / "bad.docx", "3" * 64),
    }
    cache = tmp_path / "cache"
    texts = read_texts(documents, cache)
    assert texts.get("bad", DocumentText(())).lines == ()
    assert texts.get("worse", DocumentText(())).lines == ()
    assert texts["good"] == text_of(CITY)
    # What is kept is used: the file itself may be gone.
    gone = {"good": Readable(tmp_path / "nowhere.pdf", "1" * 64)}
    assert read_texts(gone, cache)["good"] == text_of(CITY)
    (kept,) = cache.glob(f"texts-*/11/{'1' * 64}.json")
    assert kept.stat().st_mode & 0o077 == 0


# ── what is said against what is typed ────────────────────────────────────────────────────────


def test_the_samples_lists_and_certificates_are_told_nothing() -> None:
    assert looked_at() == []


def test_somebody_who_stands_twice_on_a_list_is_told() -> None:
    text = change(text_of(CITY), ("范佳静", "苏雨凯"))
    ((code, what),) = looked_at((CITY, text))
    assert code == "C340"
    assert "苏雨凯（第 1 页序号 1、第 1 页序号 2）" in what


def test_two_people_of_one_name_are_no_mistake() -> None:
    assert looked_at((TRAINED, change(text_of(TRAINED), ("邵文波", "冯琛")))) == []
    same = change(text_of(TRAINED), ("邵文波", "冯琛"), ("********4439", "********3155"))
    assert [code for code, _ in looked_at((TRAINED, same))] == ["C340"]


def test_a_list_of_fewer_people_than_its_quantity_is_told() -> None:
    text = text_of(CITY)
    short = DocumentText(tuple(ln for ln in text.lines if ln.cells[0].text not in ("11", "12")))
    ((code, what),) = looked_at((CITY, short))
    assert code == "C341"
    assert "名单里有 10 人（序号到 10），数量写的是 12 人" in what


def test_a_list_that_is_not_read_whole_is_told_nothing() -> None:
    text = text_of(CITY)
    holes = DocumentText(tuple(ln for ln in text.lines if ln.cells[0].text not in ("5", "6")))
    assert looked_at((CITY, holes)) == []


def test_a_list_of_another_level_is_told() -> None:
    fourth = (("（三级）", "（四级）"), ("高级工", "中级工"), ("三级／高级工", "四级／中级工"))
    ((code, what),) = looked_at((TRAINED, change(text_of(TRAINED), *fourth)))
    assert code == "C342"
    assert "名单里是中级工" in what


def test_people_of_other_levels_among_them_are_told() -> None:
    rows = (
        ("序号", "姓名", "取证等级"),
        ("1", "冯琛", "高级工"),
        ("2", "邵文波", "四级"),
        ("3", "钟景琳", "中级工（四级）"),
    )
    lines = [TextLine(tuple(TextRun(n, n + 1, t) for n, t in enumerate(row)), 1) for row in rows]
    few = {"第一期培训班取证名单": {"quantity": Decimal(3), "title": "取证名单"}}
    case = replace(
        altered("assessment", evidence=few), texts=keyed({TRAINED: DocumentText(tuple(lines))})
    )
    (finding,) = [f for f in fresh("assessment", case) if f.code == "C342"]
    assert "中级工 2 人" in finding.what
    enough = {"第一期培训班取证名单": {"quantity": Decimal(1), "title": "取证名单"}}
    case = replace(case, evidence=altered("assessment", evidence=enough).evidence)
    assert [f for f in fresh("assessment", case) if f.code == "C342"] == []


def test_somebody_on_two_lists_is_told() -> None:
    ((code, what),) = looked_at((PROVINCE, change(text_of(PROVINCE), ("白宏泓", "苏雨凯"))))
    assert code == "C343"
    assert "都有苏雨凯" in what


def test_a_day_is_held_against_the_paper() -> None:
    case = altered("assessment", evidence={"第一期培训班": {"date": "2024-09-22"}})
    ((code, what),) = told(replace(case, texts=keyed({TRAINED: text_of(TRAINED)})))
    assert code == "C344"
    assert "原件上印的是 2024年6月22日" in what


def test_a_patents_number_is_held_against_its_certificate() -> None:
    text = change(text_of(PATENT), ("9990248", "9990284"))
    ((code, what),) = looked_at((PATENT, text))
    assert code == "C345"
    assert "证书上印的是" in what


# ── one paper, twice ──────────────────────────────────────────────────────────────────────────

AWARDS = "17-奖项与论文专著/市级奖项"
FIRST = EVIDENCE / AWARDS / "1 厚板立焊窄间隙自动焊接工艺获创新成果一等奖.jpg"
SECOND = EVIDENCE / AWARDS / "2 薄板分段变形分区预控获创新成果二等奖.jpg"


def scan_again(source: Path, to: Path) -> Path:
    """A paper as another scanner would give it: askew, cut at its edges, smaller, grey."""
    with Image.open(source) as opened:
        picture, dpi = opened.convert("RGB"), opened.info["dpi"][0]
    askew = picture.rotate(0.8, Image.Resampling.BICUBIC, fillcolor=(250, 248, 240))
    cut = askew.crop((30, 12, askew.width - 20, askew.height - 25))
    small = cut.resize((round(cut.width * 0.9), round(cut.height * 0.9)), Image.Resampling.BICUBIC)
    small.point([round(level * 0.93) for level in range(256)] * 3).save(
        to, quality=60, dpi=(dpi * 0.9, dpi * 0.9)
    )
    return to


def as_pdf(picture: Path, to: Path) -> PageOfFile:
    to.write_bytes(img2pdf.convert(picture.read_bytes()))
    return PageOfFile(str(to), 1)


def test_a_paper_scanned_again_is_one_and_of_one_template_are_two(tmp_path: Path) -> None:
    first, second = (as_pdf(p, tmp_path / f"{n}.pdf") for n, p in enumerate((FIRST, SECOND)))
    again = as_pdf(scan_again(FIRST, tmp_path / "again.jpg"), tmp_path / "again.pdf")
    assert compare_scans(again, first) < MOST_DIFFERENT / 2
    assert compare_scans(again, second) > MOST_DIFFERENT * 1.5


def test_a_picture_without_a_size_is_found_wherever_it_lies_on_its_sheet(tmp_path: Path) -> None:
    scan_again(FIRST, tmp_path / "again.jpg")
    with Image.open(tmp_path / "again.jpg") as opened:
        sheet = Image.new("RGB", (opened.width * 3 // 2, opened.height * 3 // 2), "white")
        sheet.paste(opened, (opened.width // 3, opened.height // 5))
    sheet.save(tmp_path / "sheet.jpg", dpi=(72, 72))
    first = as_pdf(FIRST, tmp_path / "first.pdf")
    again = as_pdf(tmp_path / "sheet.jpg", tmp_path / "again.pdf")
    assert compare_scans(again, first) < MOST_DIFFERENT


def test_a_paper_under_another_title_is_compared_before_others() -> None:
    """Of many that nothing tells apart, those whose ink is spread alike come early."""
    ink = [
        InkMap(4, 30, 40, bytes((n * 7 + at * (n + 3)) % 11 < 2 for at in range(1200)))
        for n in range(12)
    ]
    pieces = [
        piece(17, f"论文{'甲乙丙丁戊己庚辛壬癸子丑'[n]}{n}", kind="论文", order=50 + n)
        for n in range(12)
    ]
    pieces.append(piece(17, "完全另外的一个名字", kind="论文", order=70))
    case = altered("assessment", added=tuple(pieces))
    case = replace(case, evidence=tuple(pieces))
    box = PageBox(0, 0, 595, 842)
    case = replace(
        case,
        sources={
            p.files[0].key: Prepared(p.title, "x.pdf", (PageFacts(box, ink[n % 12]),))
            for n, p in enumerate(pieces)
        },
        texts={p.files[0].key: DocumentText((), pictures=True) for p in pieces},
    )
    found = [{one.piece.id, other.piece.id} for one, other in find_papers(case)]
    assert {"17-50", "17-70"} in found[:4]


def test_only_what_nothing_written_tells_apart_is_compared(tmp_path: Path) -> None:
    def source(path: str) -> Prepared:
        box = PageBox(0, 0, 595, 842)
        page = PageFacts(box, all_inked(595, 842))
        return Prepared(path, str(tmp_path / "x.pdf"), (page,))

    alike = {"title": f"{AWARD}（二）"}
    case = altered("assessment", evidence={AWARD: {"number": ""}, "变形分区预控获": alike})
    keys = {file.key for piece in case.evidence for file in piece.files}
    case = replace(
        case,
        sources={key: source(key.path) for key in keys},
        texts=dict.fromkeys(keys, DocumentText((), pictures=True)),
    )
    compared = {(one.piece.title, other.piece.title) for one, other in find_papers(case)}
    assert (AWARD, alike["title"]) in compared
    numbered = alike["title"], "法兰机器人定心工装获省级创新成果二等奖"
    assert numbered not in compared
    verdicts: dict[str, Verdict] = {}
    (pair, *_) = [p for p in find_papers(case) if p[0].piece.title == AWARD]
    verdicts |= {f"paper {' '.join(sorted(p.key for p in pair))}": (0.1, True)}
    found = compare_papers((pair,), verdicts)
    ((code, what),) = told(replace(case, texts={}, rescanned=found))
    assert code == "C346"
    assert "同一份材料" in what


def test_the_same_words_in_two_files_are_one_paper() -> None:
    first = "15-推广技术创新成果/成果推广/3 悬臂稳弧厚板立焊绝技.pdf"
    other = "15-推广技术创新成果/成果推广/4 听音辨弧短路过渡调节绝技.pdf"
    assert looked_at((first, text_of(first)), (other, text_of(other))) == []
    ((code, what),) = looked_at((first, text_of(first)), (other, text_of(first)))
    assert code == "C346"
    assert "听音辨弧" in what
