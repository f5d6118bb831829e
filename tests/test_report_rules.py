"""Mistakes in reports: each is told with its place, and ordinary reports are told nothing."""

from dataclasses import replace
from functools import cache

import pytest
from altering import SAMPLES, altered, fresh

from docgen.checks.case import Case, ReportText
from docgen.sources.document_reading import read_word_text
from docgen.sources.document_text import DocumentText, TextLine, TextRun

REPORTS = {
    "assessment": "年度工作报告.docx",
    "application": "申请报告.docx",
    "example-city": "三年工作总结报告.docx",
}
A, B, C = REPORTS


@cache
def report_of(name: str) -> DocumentText:
    return read_word_text(str(SAMPLES / name / REPORTS[name]))


def with_report(case: Case, text: DocumentText | None, name: str = "报告.docx") -> Case:
    return replace(case, report=ReportText(name, text))


def line(text: str, *, heading: bool = False, page: int = 0) -> TextLine:
    return TextLine((TextRun(0, 1, text),), page, heading)


def retold(name: str, *changes: tuple[str, str]) -> DocumentText:
    """A sample's report with words replaced, wherever they stand; "" drops the whole line."""
    lines = []
    unused = [old for old, _ in changes]
    for kept in report_of(name).lines:
        text = kept.text
        for old, new in changes:
            if old in text:
                unused = [word for word in unused if word != old]
                text = text.replace(old, new) if new else ""
        if text:
            lines.append(line(text, heading=kept.heading))
    assert not unused
    return DocumentText(tuple(lines))


def told(name: str, text: DocumentText | None) -> list[tuple[str, str]]:
    return [(f.code, f.what) for f in fresh(name, with_report(altered(name), text))]


LEADER, UNIT = "丛海川", "威海沧澜船舶重工有限公司"
STUDIO = "威海市丛海川技能大师工作室"

PLANTED = (
    ("C704", A, (("2024年度工作报告", "申请报告"),), "是申报的报告（申请报告）"),
    ("C704", B, (("工作室申请报告", "工作室2024年度工作报告"),), "是年度绩效评估的报告"),
    ("C705", A, (("2024年度工作报告", "2023年度工作报告"),), "说的是 2023 年"),
    ("C705", A, (("2024年度工作报告", "2025年度工作报告"),), "说的是 2025 年"),
    ("C705", C, (("2023—2025年工作总结", "2020—2022年工作总结"),), "说的是 2020、2022 年"),
    ("C706", A, (("2024", "2023"), ("2023年度工作报告", "年度工作报告")), "一次也没有提到 2024 年"),
    ("C707", A, (("2025年5月28日", "2023年5月28日"),), "末尾的日期是 2023年5月28日"),
    ("C707", A, (("2025年5月28日", "2024年5月28日"),), "考核期还没有过完"),
    ("C364", A, (("人才438人", "人才____人"), ("技术革新34项", "技术革新XX项")), "XX项"),
    ("C364", A, (("2025年5月28日", "20    年  月  日"),), "没填的空"),
    ("C708", A, ((STUDIO, "威海市林海生技能大师工作室"),), "标题写的是林海生技能大师工作室"),
    ("C709", A, ((STUDIO, "本工作室"), ("丛海川技能大师工作室", "工作室")), "没有出现工作室名称"),
    ("C710", A, ((UNIT, "威海蓝湾船舶重工有限公司"),), "末尾的单位是「威海蓝湾船舶重工有限公司」"),
    ("C711", A, (("领办人丛海川，", "领办人林海生，"),), "领办人写的是林海生"),
    ("C712", A, (("1976年9月出生", "1967年9月出生"),), "出生年月填的是 1976年9月"),
    ("C712", A, (("焊工高级技师，从事", "焊工技师，从事"),), "介绍丛海川是技师"),
    ("C713", B, (("四、单位或主管部门资金支持安排计划", ""),), "资金支持安排计划"),
    ("C713", B, (("五、工作室工作制度", ""), ("公司制定了工作室章程", "")), "工作室工作制度"),
    ("C714", A, (("三、经费管理", ""),), "三、经费管理"),
    ("C715", A, (("公司财务部为工作室设置了明细科目", ""),), "“三、经费管理”下面没有写内容"),
    ("C716", A, (("人才438人", "人才834人"),), "第 11 项新培养高级工（三级）以上高技能人才是 438"),
    ("C716", A, (("使用面积86.8平方米", "使用面积168平方米"),), "168平方米"),
    (
        "C716",
        A,
        (("经费20万元", "经费30万元"), ("收入20万元", "收入30万元")),
        "30万元",
    ),
    ("C716", A, (("专利6项", "专利9项"),), "专利9项"),
    ("C716", A, (("技术革新34项", "技术革新43项"),), "技术革新43项"),
    ("C716", A, (("推荐22名", "推荐52名"),), "推荐52名"),
    ("C717", A, (("发表论文4篇", "发表论文14篇"),), "论文14篇"),
    ("C716", B, (("面积120平方米", "面积210平方米"),), "工作室面积"),
    ("C716", B, (("团队成员5人", "团队成员8人"),), "团队成员8人"),
    ("C716", B, (("现有技能人才46人", "现有技能人才64人"),), "64人"),
    ("C717", A, (("发明专利2项", "发明专利5项"),), "发明专利5项"),
    ("C717", A, (("第二期222人", "第二期263人"),), "其中 263 人"),
    ("C717", A, (("市级12人", "市级21人"),), "其中 21 人"),
    ("C717", A, (("国家级媒体报道1次", "国家级媒体报道4次"),), "国家级媒体报道4次"),
    ("C717", A, (("技师2人、工程师1人", "技师4人、工程师1人"),), "技师4人"),
)

CODES = {code for code, *_ in PLANTED} | {"C701", "C702", "C703"}


@pytest.mark.parametrize(("code", "name", "changes", "words"), PLANTED)
def test_a_mistake_in_a_report_is_told_and_nothing_else(
    code: str, name: str, changes: tuple[tuple[str, str], ...], words: str
) -> None:
    found = told(name, retold(name, *changes))
    assert {other for other, _ in found} == {code}, found
    assert any(words in what for _, what in found), found


def test_a_report_without_a_word_is_empty_or_scanned() -> None:
    assert told(A, DocumentText(())) == [("C701", "报告里一个字也没有")]
    for unread in (DocumentText((), pictures=True), None):
        ((code, what),) = told(A, unread)
        assert code == "C703"
        assert "扫描件" in what
    title = [line(f"{STUDIO}"), line("2024年度工作报告"), line(f"{UNIT} 领办人{LEADER}")]
    assert [code for code, _ in told(A, DocumentText(tuple(title)))] == ["C702"]


def test_a_skeleton_is_told_of_its_title_only() -> None:
    skeleton = retold(A, ("工作室位于公司船体车间二楼", "（填写提示：写清场地）"))
    assert told(A, skeleton) == []
    other = [line(STUDIO.replace(LEADER, "林海生")), *skeleton.lines[1:]]
    assert [code for code, _ in told(A, DocumentText(tuple(other)))] == ["C708"]


def test_the_page_of_a_pdf_is_named() -> None:
    lines = [
        line(kept.text.replace("专利6项", "专利9项"), page=1 + n // 10)
        for n, kept in enumerate(report_of(A).lines)
    ]
    case = with_report(altered(A), DocumentText(tuple(lines)), "报告.pdf")
    (finding,) = [f for f in fresh(A, case) if f.code == "C716"]
    assert finding.where == "报告.pdf 第 2 页"


FINE: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (A, (("2024年度工作报告", "2024年度工作总结"),)),
    (A, (("2024年度工作报告", "2025年度绩效评估2024年度工作报告"),)),
    (A, (("2024年度工作报告", "年度工作报告"),)),
    (A, ((STUDIO, "丛海川技能大师工作室"),)),
    (A, (("威海市人力资源和社会保障局：", ""),)),
    (A, (("人才438人", "人才 438 名"), ("技术革新34项", "三十四项技术革新"))),
    (A, (("使用面积86.8平方米", "使用面积86.8㎡"),)),
    (A, (("使用面积86.8平方米", "面积近90平方米"),)),
    (A, (("专用经费20万元，分三笔到账", "专用经费8万元、7万元和5万元"),)),
    (A, (("专用经费20万元", "专用经费200000元"),)),
    (A, (("在生产中应用的专利6项", "申请专利15项，授权并应用的专利6项"),)),
    (A, (("团队成员6人", "团队成员6名"),)),
    (A, (("推荐22名职工参加市级", "推荐22人次参加市级"),)),
    (A, (("新培养高级工以上高技能人才438人，", "2023年新培养高级工以上人才310人，2024年"),)),
    (A, (("1976年9月出生", "48岁"),)),
    (A, (("领办人丛海川，", "领办人为丛海川同志，"),)),
    (A, (("2025年5月28日", "2024年12月30日"),)),
    (A, (("2025年5月28日", "2025.5.28"),)),
    (A, (("2024年", "二〇二四年"), ("2025年5月28日", "二〇二五年五月二十八日"))),
    (A, (("公司的支持下", "××公司、X光室、3×4米工位和*号标记的支持下"),)),
    (A, (("威海沧澜船舶重工有限公司", "威海沧澜船舶重工"),)),
    (A, (("一、工作室概况和基础建设", "一、基本情况"), ("二、制度建设", "二、建章立制"))),
    (A, (("三个方向的研究", "三个方向的研究，并与王军技能大师工作室联合攻关"),)),
    (B, (("工作室申请报告", "工作室申报报告"),)),
    (B, (("威海市鞠春兰技能大师工作室申请报告", "关于设立威海市鞠春兰技能大师工作室的申请"),)),
    (B, (("一、所在单位概况和技能人才队伍建设成效", "一、公司简介和人才培养"),)),
    (B, (("三、场地设备等工作条件", "三、软硬件条件"), ("六、三年计划目标", "六、未来三年规划"))),
    (B, (("四、单位或主管部门资金支持安排计划", "四、经费保障"),)),
    (B, (("五、工作室工作制度", "五、运行机制"),)),
    (B, (("面积120平方米", "占用公司建筑面积2400平方米中的120平方米"),)),
    (B, (("团队成员5人", "现有成员五名"),)),
    (B, (("现有技能人才46人", "技能人才46名"),)),
    (C, (("2023—2025年工作总结", "三年工作总结（2023年至2025年）"),)),
    (C, (("86.4平方米", "86.40平方米"),)),
)


@pytest.mark.parametrize(("name", "changes"), FINE)
def test_an_ordinary_report_is_told_nothing(
    name: str, changes: tuple[tuple[str, str], ...]
) -> None:
    assert told(name, retold(name, *changes)) == []


@pytest.mark.parametrize("name", REPORTS)
def test_the_same_report_broken_into_lines_is_told_nothing(name: str) -> None:
    """As a PDF gives it: paragraphs in lines of 38 characters, on pages of 30 lines."""
    broken = [
        kept.text[at : at + 38]
        for kept in report_of(name).lines
        for at in range(0, len(kept.text), 38)
    ]
    lines = [line(text, page=1 + n // 30) for n, text in enumerate(broken)]
    assert told(name, DocumentText(tuple(lines))) == []


@pytest.mark.parametrize("name", REPORTS)
def test_the_samples_reports_are_told_nothing(name: str) -> None:
    assert told(name, report_of(name)) == []
