"""What papers say of themselves, read from lines of text with their places, and from pictures."""

import math
import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from later_papers import LATER, LATEST, LISTS, NEWEST
from paper_sheets import (
    DEVELOPED,
    FINAL,
    HELD_OUT,
    LAST,
    Layout,
    MadePaper,
    PaperSheet,
    fonts_are_here,
    skewed,
    skill_two_on_a_page,
)
from unseen_papers import FIFTH_ROUND, FIRST_ROUND, FOURTH_ROUND, SECOND_ROUND, THIRD_ROUND

from docgen.model.page_text import PageText, PlacedLine, Point
from docgen.ocr.models import find_models
from docgen.papers.award_levels import level_of_award
from docgen.papers.levelled_page import level_page
from docgen.papers.paper import FieldName as F
from docgen.papers.paper import Paper
from docgen.papers.paper import PaperKind as K
from docgen.papers.paper_marks import load_paper_marks
from docgen.papers.paper_reading import read_paper, read_papers
from docgen.papers.written_values import dates_in, lone_date, sums_in_capitals

DRAWN = [*DEVELOPED, *HELD_OUT, *LAST, *FINAL, *LATER, *LATEST, *NEWEST, *LISTS]
LAYOUTS = [*DRAWN, *FIRST_ROUND, *SECOND_ROUND, *THIRD_ROUND, *FOURTH_ROUND, *FIFTH_ROUND]


@cache
def made(layout: Layout, seed: int) -> MadePaper:
    return layout(random.Random(f"{layout.__name__} {seed}"))


def values(paper: Paper) -> dict[F, str]:
    return {name: field.value for name in F if (field := paper.find(name))}


def moved(page: PageText, to: Callable[[Point], Point]) -> PageText:
    lines = (replace(line, corners=tuple(map(to, line.corners))) for line in page.lines)
    return replace(page, lines=tuple(lines), recognised=True)


def rotated(angle: float) -> Callable[[Point], Point]:
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return lambda p: (p[0] * cosine - p[1] * sine + 900, p[0] * sine + p[1] * cosine + 900)


def seen_from_aside(point: Point) -> Point:
    """As a photograph shows a page of about A4: its far end is smaller, and to the right."""
    x, y = point
    depth = 1 + 0.0002 * x + 0.00025 * y
    return (x + 0.05 * y) / depth, (y + 0.03 * x) / depth


def lines_of(*placed: tuple[float, float, str], size: float = 12) -> PageText:
    sheet = PaperSheet()
    for x, y, text in placed:
        sheet.text(x, y, text, size)
    return sheet.lines()


# ── whole papers ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_a_paper_says_what_stands_on_it(layout: Layout) -> None:
    for seed in range(3):
        paper = made(layout, seed)
        read = read_paper(paper.pages())

        assert read.kind == paper.kind
        assert read.sureness > 0.7 or read.kind == K.UNKNOWN
        assert {name: values(read).get(name) for name in paper.truth} == dict(paper.truth)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("way", [rotated(180), rotated(270), rotated(-8)])
def test_it_says_the_same_however_it_lies(layout: Layout, way: Callable[[Point], Point]) -> None:
    paper = made(layout, 1)
    straight = read_paper(paper.pages())
    turned = read_paper([moved(page, way) for page in paper.pages()])

    assert turned.kind == straight.kind
    assert values(turned) == values(straight)


def test_papers_seen_from_aside_say_nothing_wrong_and_nearly_all() -> None:
    said = right = wanted = 0
    for layout in LAYOUTS:
        paper = made(layout, 2)
        read = values(read_paper([moved(page, seen_from_aside) for page in paper.pages()]))
        wanted += len(paper.truth)
        said += len(paper.truth.keys() & read.keys())
        right += sum(read.get(name) == value for name, value in paper.truth.items())

    assert right == said
    assert right >= 0.92 * wanted


def test_a_field_knows_its_place() -> None:
    sheet = PaperSheet()
    sheet.text(105, 40, "职业技能等级证书", 30, "bold", "centre")
    sheet.text(30, 80, "姓　　名：", 14)
    sheet.text(70, 80, "丛海川", 14)
    field = read_paper([PageText(()), sheet.lines()]).find(F.HOLDER)

    assert field
    assert (field.value, field.said, field.page) == ("丛海川", "丛海川", 2)
    assert field.frame.x == pytest.approx(70 / 25.4 * 72)
    assert field.frame.width == pytest.approx(3 * 14)


def test_two_certificates_on_a_sheet_are_two_papers() -> None:
    paper = made(skill_two_on_a_page, 1)
    one, other = read_papers(paper.pages())

    assert one.kind == other.kind == K.SKILL_LEVEL
    for name in (F.HOLDER, F.NUMBER, F.ID_NUMBER):
        assert one.find(name)
        assert other.find(name)
        assert one.find(name) != other.find(name)
        assert read_paper(paper.pages()).find(name) is None
        assert len(read_paper(paper.pages()).all(name)) == 2


def test_pages_without_words_show_a_picture() -> None:
    assert read_paper([PageText((), recognised=True)]).kind == K.PICTURE
    assert read_paper([PageText((), unread=True)]).kind == K.UNKNOWN
    assert read_paper([]).kind == K.UNKNOWN


def test_what_is_no_paper_of_a_kind_is_not_taken_for_one() -> None:
    text = "高级工取得职业技能等级证书后按月发放津贴，发明专利证书另行奖励。"
    page = lines_of((20, 40, "奖励标准"), (20, 60, text), (20, 70, "荣获一等奖的另计。"))

    assert read_paper([page]).kind == K.UNKNOWN


@pytest.mark.parametrize(
    "title", ["技师申报表", "高级技师考评审批表", "个人简历", "职工技能档案卡", "首席技师推荐表"]
)
def test_a_form_that_somebody_fills_in_is_no_certificate(title: str) -> None:
    rows = (("姓名", "丛海川"), ("职业名称", "焊工"), ("技能等级", "高级技师"))
    more = (("证书编号", "S000037109900023300001"), ("资格名称", "工程师"), ("荣誉", "技术能手"))
    paper = read_paper([certificate(*rows, *more, title=title)])

    assert (paper.kind, paper.fields) == (K.UNKNOWN, ())


def test_a_form_of_one_person_is_no_sure_list() -> None:
    assert read_paper([certificate(("姓名", "丛海川"), title="竞赛报名表")]).sureness < 0.8


# ── values ────────────────────────────────────────────────────────────────────────────────────


def certificate(*rows: tuple[str, str], title: str = "职业技能等级证书") -> PageText:
    sheet = PaperSheet()
    sheet.text(105, 40, title, 28, "bold", "centre")
    for n, (label, value) in enumerate(rows):
        sheet.text(30, 80 + n * 14, label, 13)
        sheet.text(80, 80 + n * 14, value, 13)
    return sheet.lines()


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("一级/高级技师", "高级技师"),
        ("三级（高级工）", "高级工"),
        ("二级", "技师"),
        ("一级（技师）", None),
    ],
)
def test_a_level_that_contradicts_itself_is_none(written: str, level: str | None) -> None:
    paper = read_paper([certificate(("姓名", "丛海川"), ("职业技能等级", written))])

    assert values(paper).get(F.LEVEL) == level


def doubted(line: str, character: str, sure: float) -> Paper:
    """A certificate of which one character, in one line, was not read surely."""
    sheet = PaperSheet()
    sheet.text(105, 40, "职业技能等级证书", 28, "bold", "centre")
    for n, text in enumerate(("姓名：丛海川", "证书编号：S000037109900023300001")):
        sheet.text(40, 70 + n * 12, text, 14)
    page = sheet.lines()
    lines = (
        replace(one, sureness=sure, doubts=((one.text.index(character), sure),))
        if line in one.text
        else one
        for one in page.lines
    )
    return read_paper([replace(page, lines=tuple(lines), recognised=True)])


@pytest.mark.parametrize(
    ("line", "name", "of_the_label", "of_the_value"),
    [("姓名", F.HOLDER, "姓", "海"), ("证书编号", F.NUMBER, "书", "7")],
)
def test_what_was_not_read_surely_costs_what_has_it(
    line: str, name: F, of_the_label: str, of_the_value: str
) -> None:
    sure, unsure = (doubted(line, c, 0.6).find(name) for c in (of_the_label, of_the_value))
    assert sure
    assert sure.sureness > 0.9
    assert unsure
    assert unsure.sureness <= 0.6


def test_no_whole_id_number_is_kept() -> None:
    paper = read_paper([certificate(("姓名", "丛海川"), ("证件号码", "371002197609180017"))])
    field = paper.find(F.ID_NUMBER)

    assert field
    assert "19760918" not in repr(paper)
    assert field.value.startswith("371002")
    assert field.value.endswith("0017")


def patent(number: str, sure: float, *, recognised: bool = True) -> Paper:
    page = certificate(("发明名称", "一种焊接装置"), ("专利号", number), title="发明专利证书")
    lines = (replace(line, sureness=sure) if number in line.text else line for line in page.lines)
    return read_paper([replace(page, lines=tuple(lines), recognised=recognised)])


def test_a_check_digit_proves_a_number() -> None:
    right = patent("ZL 2021 1 9990013.5", 0.55).find(F.NUMBER)
    mended = patent("ZL 2O2l 1 999OO13.5", 0.55).find(F.NUMBER)

    assert right
    assert right.sureness > 0.95
    assert mended
    assert mended.value == right.value == "ZL 2021 1 9990013.5"
    assert mended.sureness < right.sureness


def test_a_number_whose_check_fails_is_hardly_believed() -> None:
    assert patent("ZL 2021 1 9990018.5", 0.7).find(F.NUMBER) is None
    typed = patent("ZL 2021 1 9990018.5", 1.0, recognised=False).find(F.NUMBER)
    assert typed
    assert typed.sureness < 0.7


def slip(words: str, figures: str) -> Paper:
    sheet = PaperSheet()
    sheet.text(105, 20, "网上银行电子回单", 20, "bold", "centre")
    for n, text in enumerate(
        (f"大写金额：{words}", f"小写金额：{figures}", "交易日期：2024-03-15")
    ):
        sheet.text(20, 50 + n * 12, text, 11)
    return read_paper([sheet.lines()])


def test_a_sum_is_what_words_and_figures_say() -> None:
    both = slip("捌万陆仟元整", "¥86,000.00").find(F.SUM)

    assert both
    assert (both.value, both.sureness) == ("86000", 1.0)
    assert slip("捌万陆仟元整", "¥68,000.00").find(F.SUM).sureness < 0.9  # type: ignore[union-attr]
    assert slip("", "¥1,250.50").find(F.SUM).value == "1250.5"  # type: ignore[union-attr]


def test_a_list_tells_names_twice_and_what_it_says() -> None:
    sheet = PaperSheet()
    sheet.text(105, 30, "培训人员名单", 20, "bold", "centre")
    sheet.text(30, 42, "共6人", 11)
    for x, word in ((30, "序号"), (60, "姓　名"), (100, "工种")):
        sheet.text(x, 55, word, 11)
    people = ("丛海川", "王小明", "李秀玉", "丛海川", "赵学文")
    for n, name in enumerate(people):
        for x, word in ((30, str(n + 1)), (60, name), (100, "焊工")):
            sheet.text(x, 64 + n * 8, word, 11)
    paper = read_paper([sheet.lines()])
    names = paper.all(F.NAME)

    assert tuple(field.value for field in names) == people
    assert len({field.frame for field in names}) == 5
    assert (values(paper)[F.COUNT], values(paper)[F.SAID_COUNT]) == ("5", "6")


def test_a_list_with_a_row_that_was_not_read_tells_no_count() -> None:
    sheet = PaperSheet()
    sheet.text(105, 30, "培训人员名单", 20, "bold", "centre")
    for n, row in enumerate((("序号", "姓名"), ("1", "丛海川"), ("2", "王小明"), ("4", "赵学文"))):
        for x, word in zip((30, 60), row, strict=True):
            sheet.text(x, 50 + n * 9, word, 11)

    assert F.COUNT not in values(read_paper([sheet.lines()]))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024年6月22日", "2024-06-22"),
        ("2024 年 6 月 22 日", "2024-06-22"),
        ("2024-06-22", "2024-06-22"),
        ("2024.6.22", "2024-06-22"),
        ("20240622", "2024-06-22"),
        ("二〇二四年六月", "2024-06"),
        ("二O二四年十二月三十一日", "2024-12-31"),
        ("二零二四年元月五日", "2024-01-05"),
        ("二〇一〇年十月十日", "2010-10-10"),
        ("贰零贰肆年零叁月壹拾伍日", "2024-03-15"),
        ("2024年2月30日", ""),
        ("371099202406220017", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert lone_date(text) == date


def test_dates_within_words_do_not_come_out_of_numbers() -> None:
    text = "编号2024-06-22-001，2024年5月1日至2024年6月30日"
    assert [found.value for found in dates_in(text)][-2:] == ["2024-05-01", "2024-06-30"]


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("捌万陆仟元整", "86000"),
        ("壹拾贰万叁仟肆佰伍拾陆元柒角捌分", "123456.78"),
        ("叁佰元零伍分", "300.05"),
        ("壹亿零叁拾万圆整", "100300000"),
    ],
)
def test_sums_in_words(words: str, yuan: str) -> None:
    assert [str(value) for value, _, _ in sums_in_capitals(f"人民币{words}")] == [yuan]


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("第十二届全国青年职业技能大赛", "国家级"),
        ("2024年山东省船舶行业职业技能竞赛", "省级"),
        ("2024年威海市“技能兴海”职业技能竞赛", "市级"),
        ("山东省威海市职工技能大赛", "市级"),
        ("威海市环翠区技能之星职业技能竞赛", "区级"),
        ("北京市职业技能竞赛", "省级"),
        ("山东省市场监督管理局", "省级"),
        ("2024年度市级面点技能比武", "市级"),
        ("全国技能大赛威海选拔赛", ""),
        ("公司技能比武", ""),
    ],
)
def test_levels_of_awards(name: str, level: str) -> None:
    assert level_of_award(name) == level


def test_characters_of_old_print_are_those_of_the_mainland() -> None:
    line = PlacedLine("黃軍", ((0, 0), (24, 0), (24, 12), (0, 12)), 0.98)
    assert level_page(PageText((line,), recognised=True)).text == "黄军"
    assert level_page(PageText((line,))).text == "黃軍"


def test_every_kind_with_marks_has_its_data() -> None:
    marks = load_paper_marks()
    assert {spec.kind for spec in marks.kinds} == {*K} - {K.PICTURE, K.UNKNOWN}


def test_names_read_without_blanks_are_told_apart_where_one_way_does() -> None:
    page = lines_of(
        (60, 40, "邹泽建吴若邹诗忠魏海光"),
        (28, 60, "摘要：本文研究焊接。"),
        (28, 70, "关键词：焊接"),
    )
    title = PaperSheet()
    title.text(105, 28, "船舶管路焊接机器人轨迹规划", 22, "bold", "centre")
    paper = read_paper([replace(page, lines=(*title.lines().lines, *page.lines))])

    assert values(paper)[F.AUTHOR] == "邹泽建、吴若、邹诗忠、魏海光"


def test_a_reporter_is_no_correspondent() -> None:
    rows = (
        (20, 40, "来源：青岚日报"),
        (20, 50, "2024年5月6日"),
        (20, 60, "本报记者余雨阳通讯员汪艺海"),
    )

    assert values(read_paper([lines_of(*rows)]))[F.AUTHOR] == "余雨阳"


def test_a_report_that_says_when_and_where_it_was_published_is_one() -> None:
    told = ((20, 50, "来源：青岚日报"), (20, 60, "2024年5月6日"))
    title = PaperSheet()
    title.text(105, 28, "把绝活变成教材的焊工", 22, "bold", "centre")
    page = lines_of(*told, (20, 80, "一批年轻焊工在工作室里练出了绝活。"))
    whole = replace(page, lines=(*title.lines().lines, *page.lines))

    assert read_paper([whole]).sureness > 0.95
    assert read_paper([page]).sureness < 0.95


def test_a_place_under_a_seal_that_the_page_writes_otherwise_is_none() -> None:
    sheet = PaperSheet()
    sheet.text(105, 40, "荣誉证书", 36, "bold", "centre")
    sheet.text(30, 80, "崔敏玉同志：", 16)
    sheet.text(30, 94, "被评为2015年度青岚市先进工作者。", 16)
    sheet.text(120, 150, "青凤市人民政府", 14)
    sheet.text(120, 160, "2016年2月25日", 14)
    issuer = replace(sheet.lines(), recognised=True)
    sure = (replace(line, sureness=0.95) for line in issuer.lines)
    found = values(read_paper([replace(issuer, lines=tuple(sure))]))

    assert F.ISSUER not in found
    assert found[F.HONOUR] == "2015年度青岚市先进工作者"


# ── with the engine ───────────────────────────────────────────────────────────────────────────


@pytest.mark.reads
@pytest.mark.skipif(not find_models(), reason="the extra that reads scans is not installed")
@pytest.mark.skipif(not fonts_are_here(), reason="the fonts of the drawn papers are not installed")
@pytest.mark.parametrize("layout", [LAYOUTS[0], LAYOUTS[4], HELD_OUT[3]])
def test_pictures_are_read_and_say_it(layout: Layout) -> None:
    from docgen.ocr.page_reader import load_reader  # noqa: PLC0415 - the engine is an extra

    paper = made(layout, 1)
    picture = skewed(paper.sheets[0].picture(200), random.Random(1))
    read = read_paper([load_reader(find_models()).read(picture, 200)])
    said = {name: value for name, value in values(read).items() if name in paper.truth}

    assert read.kind == paper.kind
    assert said == {name: paper.truth[name] for name in said}
    assert len(said) >= 0.8 * len(paper.truth)
