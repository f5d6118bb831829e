"""对照表.xlsx, read back."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from conftest import Case
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from docgen.package.crossref_workbook import write_cross_reference

BUNDLE = "3-佐证材料 100%.pdf"


def write(case: Case, *, draft: bool = False) -> bytes:
    (volume,) = case.cross_reference.volumes
    cross = replace(case.cross_reference, volumes=(replace(volume, file=BUNDLE),))
    return write_cross_reference(
        case.spec, case.data, case.scores, cross, words=case.scheme.words, draft=draft
    )


def sheets(case: Case, *, draft: bool = False) -> list[Worksheet]:
    return load_workbook(io.BytesIO(write(case, draft=draft))).worksheets


def heads(sheet: Worksheet) -> list[str]:
    return [cell.value for cell in sheet[3]]


def column(sheet: Worksheet, head: str) -> list[object]:
    return [row[heads(sheet).index(head)].value for row in sheet.iter_rows(min_row=4)]


def row_of(sheet: Worksheet, number: int) -> int:
    (row,) = (r[0].row for r in sheet.iter_rows(min_row=4) if r[0].value == number)
    return row


def test_every_item_has_its_points_pages_and_evidence(assessment: Case):
    sheet = sheets(assessment)[0]
    assert sheet.title == "按项目"
    at = {head: place for place, head in enumerate(heads(sheet), 1)}
    numbers = [n for n in column(sheet, "编号") if isinstance(n, int)]
    assert numbers == list(range(1, 19))
    for item in assessment.spec.items:
        row = row_of(sheet, item.number)
        entry = assessment.cross_reference.item(item.number)
        score = assessment.scores.item(item.number)
        cell = lambda head, row=row: sheet.cell(row, at[head])  # noqa: E731
        assert cell("考核内容").value == item.title
        assert cell("满分").value == ("加分" if item.points is None else item.points)
        assert cell("自评").value == ("未填" if score.claimed is None else score.claimed)
        assert cell("落实数量").value == (score.measure_text or None) or not score.measure_text
        assert cell("评审得分").value is None
        assert cell("编号").hyperlink.location == f"page={entry.divider}"
        for offset, piece in enumerate(entry.evidence):
            text = sheet.cell(row + offset, at["佐证"]).value
            assert text.startswith(piece.evidence.id)
            link = sheet.cell(row + offset, at["起止页"])
            assert link.value == str(piece.pages)
            assert link.hyperlink.location == f"page={piece.pages.first}"
            assert link.hyperlink.target == "3-佐证材料%20100%25.pdf"
    assert sheet.cell(row_of(sheet, 18), at["佐证"]).value.endswith("（见项目13 佐证2）")
    assert sheet.cell(row_of(sheet, 13), at["佐证页码"]).value == "24–26"


def test_categories_stand_above_their_items(assessment: Case):
    values = column(sheets(assessment)[0], "编号")
    bands = [v for v in values if isinstance(v, str)]
    assert bands[0] == "一、基础建设（14分）"
    assert len(bands) == len(assessment.spec.categories)
    assert values.index("四、成果产出（50分）") < values.index(11)


def test_the_reviewer_can_give_points_and_sees_their_sum(assessment: Case):
    sheet = sheets(assessment)[0]
    at = heads(sheet).index("评审得分") + 1
    letter, last = sheet.cell(3, at).column_letter, sheet.max_row
    assert sheet.cell(last, at).value == f"=SUM({letter}4:{letter}{last - 1})"
    assert sheet.cell(last, heads(sheet).index("自评") + 1).value == assessment.scores.total
    limits = {
        str(rule.sqref): (rule.operator, rule.formula1, rule.formula2)
        for rule in sheet.data_validations.dataValidation
    }
    assert len(limits) == 18
    assert limits[f"{letter}{row_of(sheet, 11)}"] == ("between", "0", "10")
    assert limits[f"{letter}{row_of(sheet, 18)}"] == ("greaterThanOrEqual", "0", None)


def test_every_piece_of_evidence_has_a_row(assessment: Case):
    sheet = sheets(assessment)[1]
    assert sheet.title == "按佐证"
    assert column(sheet, "编号") == ["1-1", "11-1", "13-1", "13-2", "13-3"]
    assert column(sheet, "起始页") == [5, 17, 24, 25, 26]
    assert column(sheet, "终止页") == [6, 21, 24, 25, 26]
    assert column(sheet, "支撑项目") == ["1", "11", "13", "13、18", "13"]
    assert column(sheet, "数量") == [None, 263, None, None, None]
    assert column(sheet, "文件")[0] == "01/1.pdf"
    assert sheet.auto_filter.ref == f"A3:{sheet.cell(8, len(heads(sheet))).coordinate}"


def test_without_points_the_columns_of_points_are_left_out(application: Case):
    by_part, by_evidence = sheets(application)
    assert by_part.title == "按部分"
    assert heads(by_part) == ["编号", "部分名称", "佐证页码", "佐证", "起止页", "评审备注"]
    assert not by_part.data_validations.dataValidation
    assert column(by_part, "编号") == [1, 2, 3, 4, 5]
    assert heads(by_evidence) == [
        "编号",
        "页上标注",
        "标题",
        "支撑部分",
        "起始页",
        "终止页",
        "文件",
    ]


@pytest.mark.parametrize("start", "=+-@")
def test_text_never_becomes_a_formula(assessment: Case, start: str):
    first, *others = assessment.cross_reference.evidence
    title = f"{start}1+1"
    changed = replace(first, evidence=replace(first.evidence, title=title))
    cross = replace(assessment.cross_reference, evidence=(changed, *others))
    sheet = sheets(replace(assessment, cross_reference=cross))[1]
    cell = sheet.cell(4, heads(sheet).index("标题") + 1)
    assert (cell.value, cell.data_type) == (title, "s")
    assert cell.quotePrefix
    assert cell.number_format == "@"


def test_text_no_workbook_can_hold_does_not_spoil_it(assessment: Case):
    first, *others = assessment.cross_reference.evidence
    title = "证\x0b书\ufffe\udcd6" + "长" * 40_000
    changed = replace(first, evidence=replace(first.evidence, title=title))
    cross = replace(assessment.cross_reference, evidence=(changed, *others))
    sheet = sheets(replace(assessment, cross_reference=cross))[1]
    text = column(sheet, "标题")[0]
    assert text.startswith("证书?长")
    assert len(text) == 32_767
    assert text.endswith("……")


def test_id_numbers_are_masked(assessment: Case):
    text = "".join(str(v) for s in sheets(assessment) for row in s.values for v in row)
    assert "371002********1234" in text
    assert "197609181234" not in text


def test_a_draft_says_so_on_screen_and_on_paper(assessment: Case):
    for sheet in sheets(assessment, draft=True):
        assert sheet["A1"].value.endswith("（草稿）")
        assert "草" in sheet.oddHeader.center.text
    for sheet in sheets(assessment):
        assert "草" not in sheet["A1"].value
        assert sheet.oddHeader.center.text is None


def test_it_prints_across_one_page_with_its_head_on_each(assessment: Case):
    for sheet in sheets(assessment):
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.freeze_panes == "A4"


def test_long_text_has_room(assessment: Case):
    first, *others = assessment.cross_reference.evidence
    changed = replace(first, evidence=replace(first.evidence, title="长" * 100))
    cross = replace(assessment.cross_reference, evidence=(changed, *others))
    short, long = (
        sheets(replace(assessment, cross_reference=c))[1].row_dimensions[4].height
        for c in (assessment.cross_reference, cross)
    )
    assert long >= short + 5 * 13


def test_figures_stay_exact(assessment: Case):
    first, *others = assessment.cross_reference.evidence
    changed = replace(first, evidence=replace(first.evidence, quantity=Decimal("12.35")))
    cross = replace(assessment.cross_reference, evidence=(changed, *others))
    sheet = sheets(replace(assessment, cross_reference=cross))[1]
    assert str(column(sheet, "数量")[0]) == "12.35"


def test_it_is_the_same_each_time(assessment: Case):
    assert write(assessment) == write(assessment)
    assert write(assessment) != write(assessment, draft=True)
