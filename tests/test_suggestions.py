"""What papers say for the evidence table, and which items they are for."""

from dataclasses import replace

import pytest

from docgen.api import read_scheme
from docgen.model.page_text import PageText, PlacedLine
from docgen.model.scheme import CountSpec, Scheme, digest_scheme
from docgen.model.submission import StudioFile
from docgen.papers.known_paper import KnownPaper, know_paper
from docgen.papers.page_heading import read_heading
from docgen.papers.paper import FieldName, Paper, PaperField, PaperKind
from docgen.papers.sorting import Proposal, Sorter, propose
from docgen.papers.suggestions import suggest_values
from docgen.pdf.geometry import Rect

BODY, TITLE = 12.0, 24.0


def line(text: str, y: float, size: float = BODY, sureness: float = 1.0) -> PlacedLine:
    """A line that begins at the left margin."""
    right, bottom = 60 + size * len(text), y + size
    return PlacedLine(text, ((60, y), (right, y), (right, bottom), (60, bottom)), sureness)


def page(*lines: tuple[str, float], recognised: bool = False) -> PageText:
    """A page of lines of these sizes, one below the other."""
    placed, y = [], 60.0
    for text, size in lines:
        placed.append(line(text, y, size))
        y += size * 1.5
    return PageText(tuple(placed), recognised)


def paper(kind: PaperKind, sureness: float = 0.99, /, **said: str) -> Paper:
    """A paper that says these things by the names of `FieldName`, as surely as it is known."""
    frame = Rect(100, 200, 120, 14)
    fields = (
        PaperField(FieldName[name.upper()], value, f"读到的{value}", 1, frame, sureness)
        for name, value in said.items()
    )
    return Paper(kind, sureness, kind.value, 1, tuple(fields))


def known(found: Paper, *lines: tuple[str, float], recognised: bool = False) -> KnownPaper:
    """A paper on a page of these lines."""
    return know_paper(found, [page(*lines, recognised=recognised)])


@pytest.fixture
def sorter(weihai: Scheme) -> Sorter:
    data = StudioFile.model_validate(
        {
            "scheme": "weihai-2025",
            "submission": "assessment",
            "unit": {"name": "威海市沧浪机械有限公司"},
            "leader": {"name": "丛林"},
            "studio": {"name": "威海市丛林技能大师工作室", "members": [{"name": "于海"}]},
        }
    )
    return Sorter(weihai.submissions["assessment"], weihai.ladders, data)


# ── values ────────────────────────────────────────────────────────────────────────────────────


def test_a_patent_says_title_day_number_and_who_made_it() -> None:
    found = paper(
        PaperKind.INVENTION_PATENT,
        title="一种夹具",
        date="2024-03-15",
        holder="威海市沧浪机械有限公司",
        author="丛林、于海",
        number="ZL 2021 1 9990013.5",
    )
    said = {one.field: one for one in suggest_values(known(found))}
    assert {field: one.value for field, one in said.items()} == {
        "title": "一种夹具",
        "date": "2024-03-15",
        "holder": "丛林、于海",
        "number": "ZL 2021 1 9990013.5",
    }
    assert said["date"].said == "读到的2024-03-15"
    assert (said["date"].page, said["date"].frame) == (1, Rect(100, 200, 120, 14))
    assert all(one.is_sure for one in said.values())


def test_the_brackets_of_a_number_are_alike_and_a_patents_owner_is_not_who_made_it() -> None:
    def said(field: str, found: Paper) -> str | None:
        return next((x.value for x in suggest_values(known(found)) if x.field == field), None)

    numbers = ("威促(2024〕奖019", "威促〔2024）奖019", "威促〔2024〕奖019", "威促（2024）奖019")
    read = [said("number", paper(PaperKind.HONOUR, number=number)) for number in numbers]
    assert read == ["威促〔2024〕奖019"] * 3 + ["威促（2024）奖019"]
    assert said("holder", paper(PaperKind.UTILITY_PATENT, holder="某某公司")) is None


def test_titles_are_made_of_what_certificates_and_awards_say() -> None:
    certificate = paper(PaperKind.SKILL_LEVEL, holder="于海", level="技师", occupation="焊工")
    award = paper(
        PaperKind.COMPETITION_AWARD,
        holder="于海",
        competition="某市技能竞赛焊工赛项",
        place="第2名",
    )
    untold = paper(PaperKind.HONOUR, date="2024-03-15")
    lines = (("荣誉证书", TITLE), ("某某同志在评选中荣获一等奖", BODY))
    titles = [
        next((one.value for one in suggest_values(known(x, *lines)) if one.field == "title"), None)
        for x in (certificate, award, untold)
    ]
    # What an honour is for is not known by the words that stand on all of them.
    assert titles == ["于海技师证书", "于海获某市技能竞赛焊工赛项第2名", None]


def test_what_many_papers_are_called_tells_whose_or_how_much_it_is() -> None:
    def title(found: Paper, heading: str) -> str | None:
        said = suggest_values(known(found, (heading, TITLE), ("正文正文正文", BODY)))
        return next((one.value for one in said if one.field == "title"), None)

    assert title(paper(PaperKind.SCHOOLING, holder="于海"), "结业证书") == "于海结业证书"
    assert title(paper(PaperKind.SCHOOLING), "结业证书") is None
    assert title(paper(PaperKind.PAYMENT, sum="86000"), "电子回单") == "付款凭证（86000元）"
    graded = paper(PaperKind.SKILL_LEVEL, holder="于海", level="技师")
    unsure = replace(graded.fields[1], sureness=0.7)
    doubtful = replace(graded, fields=(graded.fields[0], unsure))
    assert title(doubtful, "职业技能等级证书") == "于海职业技能等级证书"


def test_an_invoice_may_be_of_two_items(sorter: Sorter) -> None:
    found = propose(known(paper(PaperKind.INVOICE, number="24477673")), sorter)
    assert [(one.item, one.is_sure) for one in found] == [(3, False), (10, False)]


def test_kinds_that_name_a_level_of_skill_are_told_by_it(sorter: Sorter) -> None:
    city = read_scheme("example-city")
    spec = city.submissions["assessment"]
    other = Sorter(spec, city.ladders, sorter.data)

    def put(level: str) -> list[tuple[int, str, bool]]:
        found = paper(PaperKind.SKILL_LEVEL, holder="于海", level=level, date="2024-05-06")
        return [(one.item, one.kind, one.is_sure) for one in propose(known(found), other)]

    assert put("高级工") == [(8, "高级工证书", True)]
    assert put("高级技师") == [(8, "技师以上证书", True)]
    assert put("中级工") == []
    assert put("") == [(8, "", False)]


def test_of_items_for_a_year_each_the_one_of_the_date_is_meant(sorter: Sorter) -> None:
    city = read_scheme("example-city")
    other = Sorter(city.submissions["assessment"], city.ladders, sorter.data)
    agreed = paper(PaperKind.CONTRACT, date="2024-05-06")
    lines = (("授徒协议", TITLE), ("正文正文正文", BODY))
    put = likely(known(agreed, *lines), other)
    assert (put.item, put.is_sure) == (6, True)
    undated = propose(known(paper(PaperKind.CONTRACT), *lines), other)
    assert [(one.item, one.is_sure) for one in undated] == [(5, False), (6, False), (7, False)]


def test_rules_for_papers_are_not_what_a_scheme_is_known_by(weihai: Scheme) -> None:
    bare = weihai.model_dump(exclude_defaults=True) | {"folder": weihai.folder}
    for spec in bare["submissions"].values():
        for category in spec["categories"]:
            for item in category["items"]:
                item.pop("papers", None)
    assert digest_scheme(Scheme.model_validate(bare)) == digest_scheme(weihai)


def test_nothing_is_surer_than_what_the_paper_is() -> None:
    found = replace(paper(PaperKind.SKILL_LEVEL, date="2024-03-15"), sureness=0.7)
    (date,) = suggest_values(known(found))
    assert not date.is_sure


def test_quantities_are_people_or_money_where_they_are_added_up() -> None:
    people = CountSpec(key="a", name="人数", unit="人", kinds=("名单",), quantity="sum")
    money = CountSpec(key="b", name="经费", unit="万元", kinds=("凭证",), quantity="sum")
    pieces = CountSpec(key="c", name="项数", unit="项", kinds=("项",))
    listed = paper(PaperKind.ROSTER, count="120", said_count="120")
    unlike = paper(PaperKind.ROSTER, count="119", said_count="120")
    paid = paper(PaperKind.PAYMENT, sum="86500")

    def quantity(found: Paper, count: CountSpec | None) -> str | None:
        said = suggest_values(known(found), count)
        return next((one.value for one in said if one.field == "quantity"), None)

    assert quantity(listed, people) == "120"
    assert quantity(unlike, people) is None
    assert quantity(paid, money) == "8.65"
    assert quantity(listed, pieces) is None
    assert quantity(paid, people) is None
    assert quantity(paid, None) is None


BODIES = [("为进一步做好有关工作，现将有关事项通知如下，请遵照执行", BODY)] * 12


def test_a_heading_is_the_large_type_without_the_letterhead() -> None:
    heading = read_heading(
        [
            page(
                ("某某有限公司文件", 30),
                ("某某〔2024〕3号", BODY),
                ("关于调整某某技能大师", TITLE),
                ("工作室成员的通知", TITLE),
                *[("根据工作室年度任务安排，经公司研究，现将成员调整如下", BODY)] * 12,
            )
        ]
    )
    assert heading is not None
    assert heading.title == "关于调整某某技能大师工作室成员的通知"
    assert heading.frame.y == pytest.approx(60 + 45 + 18)
    # A frame around a cell may be somewhat higher than that of the title.
    number = ("编号：甲革〔2024〕8号", BODY)
    titled = [("技术革新成果认定书", TITLE), number, ("项内容", TITLE * 1.1)]
    cells = read_heading([page(*titled, *BODIES)])
    assert cells is not None
    assert cells.title == "技术革新成果认定书"
    assert read_heading([page(("", BODY))]) is None
    assert read_heading([]) is None


# ── items ─────────────────────────────────────────────────────────────────────────────────────


def likely(found: KnownPaper, sorter: Sorter) -> Proposal:
    return propose(found, sorter)[0]


def test_a_patent_stands_at_its_item_and_counts_for_the_bonus(sorter: Sorter) -> None:
    patent = paper(PaperKind.INVENTION_PATENT, number="ZL 2021 1 9990013.5", date="2024-03-15")
    put = likely(known(patent, ("发明专利证书", TITLE)), sorter)
    assert (put.item, put.kind, put.supports) == (13, "发明专利", (13, 18))
    assert put.reason == "发明专利证书，ZL 2021 1 9990013.5"
    assert put.is_sure
    utility = paper(PaperKind.UTILITY_PATENT, date="2024-03-15")
    assert likely(known(utility), sorter).supports == (13,)


def test_what_is_out_of_the_period_is_no_sure_thing(sorter: Sorter) -> None:
    patent = paper(PaperKind.INVENTION_PATENT, date="2023-03-15")
    put = likely(known(patent), sorter)
    assert put.item == 13
    assert not put.is_sure
    assert "日期在考核期外" in put.reason


def test_a_certificate_is_put_by_whose_it_is(sorter: Sorter) -> None:
    def put(holder: str) -> list[tuple[int, str]]:
        found = paper(PaperKind.SKILL_LEVEL, holder=holder, level="技师")
        return [(one.item, one.kind) for one in propose(known(found), sorter)]

    assert put("于海") == [(2, "成员证书")]
    assert put("丛林") == [(2, "")]
    assert put("别的人") == []


def test_whose_it_is_cannot_be_told_before_anybody_is_named(sorter: Sorter) -> None:
    nobody = sorter.data.model_copy(
        update={
            "leader": sorter.data.leader.model_copy(update={"name": ""}),
            "studio": sorter.data.studio.model_copy(update={"members": ()}),
        }
    )
    found = known(paper(PaperKind.SKILL_LEVEL, holder="于海", level="技师"))
    (one,) = propose(found, replace(sorter, data=nobody))
    assert (one.item, one.is_sure) == (2, False)
    assert "还没有填" in one.reason


def test_an_award_is_put_by_its_level_and_a_place_by_its_number(sorter: Sorter) -> None:
    def put(found: Paper, *lines: tuple[str, float]) -> tuple[int, str, tuple[int, ...], bool]:
        one = likely(known(found, ("荣誉证书", TITLE), *lines), sorter)
        return one.item, one.kind, one.supports, one.is_sure

    text = ("丛林技能大师工作室：你工作室的成果获一等奖", BODY)
    city = paper(PaperKind.HONOUR, level="市级", date="2024-10-28")
    assert put(city, text) == (17, "市级奖项", (17, 18), True)
    by_words = paper(PaperKind.HONOUR, competition="山东省职工创新成果评选", date="2024-10-28")
    assert put(by_words, text) == (17, "省级奖项", (17, 18), True)
    # The studio's name has a city in it, which says nothing of the award.
    unknown = paper(PaperKind.HONOUR, issuer="威海市丛林技能大师工作室", date="2024-10-28")
    assert put(unknown, text) == (17, "", (17, 18), False)

    def place(number: str) -> list[int]:
        found = paper(PaperKind.COMPETITION_AWARD, level="市级", place=number, date="2024-07-29")
        return [one.item for one in propose(known(found, ("获奖证书", TITLE)), sorter)]

    assert place("第5名") == [18]
    # Of a city's contest only the first six count.
    assert place("第9名") == []


def test_a_plaque_is_known_by_its_name_and_a_wall_by_its_heading(sorter: Sorter) -> None:
    def put(found: Paper, *lines: tuple[str, float]) -> list[tuple[int, bool]]:
        proposals = propose(known(found, *lines, recognised=True), sorter)
        return [(one.item, one.is_sure) for one in proposals]

    name = (("威海市沧浪机械有限公司", BODY), ("丛林技能大师工作室", TITLE), ("威海市", BODY))
    assert put(Paper(), *name) == [(5, True)]
    assert put(Paper(), *name, ("每周技术攻关例会", BODY)) == []
    assert put(Paper(), ("丛林", TITLE), ("威海市", BODY)) == []
    wall = (("工作室成果展示", TITLE), *[("荣誉证书", BODY)] * 3)
    assert put(Paper(PaperKind.HONOUR, 0.53, "荣誉证书", 1), *wall) == [(5, True)]
    read = paper(PaperKind.HONOUR, holder="丛林")
    assert (5, True) not in put(read, *wall)


def test_a_title_tells_by_the_word_in_it(sorter: Sorter) -> None:
    def put(place: int) -> list[bool]:
        title = "特级技师评聘管理办法（试行）"
        pages = page((title, TITLE), *BODIES, recognised=True)
        doubted = replace(pages.lines[0], doubts=((place, 0.6),))
        pages = replace(pages, lines=(doubted, *pages.lines[1:]))
        found = know_paper(paper(PaperKind.DOCUMENT), [pages])
        return [one.is_sure for one in propose(found, sorter)]

    assert put(len("特级技师评聘管理办法（")) == [True]
    assert put(len("特")) == [False]


def test_papers_without_a_kind_of_their_own_are_put_by_their_titles(sorter: Sorter) -> None:
    body = [("为进一步做好有关工作，现将有关事项通知如下，请遵照执行", BODY)] * 8

    def put(title: str, kind: PaperKind = PaperKind.DOCUMENT) -> list[tuple[int, str, bool]]:
        found = known(paper(kind), (title, TITLE), *body)
        return [(one.item, one.kind, one.is_sure) for one in propose(found, sorter)]

    assert put("职工参加职业技能竞赛奖励办法") == [(8, "", True)]
    assert put("2024年专用经费使用情况审计意见") == [(10, "", True)]
    assert put("专用经费预算的批复") == [(4, "", True)]
    assert put("参赛职工推荐名单", PaperKind.ROSTER)[0] == (14, "参赛名单", True)
    assert put("关于做好防汛工作的通知") == []
    # The title of an article says what it is about.
    assert put("机床夹具绝技绝活", PaperKind.ARTICLE)[0][:2] == (17, "论文")


def test_words_on_a_photograph_are_trusted_where_the_notice_says_so(sorter: Sorter) -> None:
    unknown = Paper()

    def put(*words: str) -> list[tuple[int, bool]]:
        lines = [(word, TITLE) for word in words]
        found = known(unknown, *lines, recognised=True)
        return [(one.item, one.is_sure) for one in propose(found, sorter)]

    assert put("2024年焊工培训班") == [(11, True)]
    assert put("先进集体管理制度汇编") == [(6, False)]
    assert put() == []


def test_smaller_words_around_a_title_say_nothing_of_what_it_is(sorter: Sorter) -> None:
    lines = (
        ("2024年经费支出汇总表", TITLE),
        ("数据来源：明细账", 16),
        *[("正文正文正文", BODY)] * 9,
    )
    assert likely(known(Paper(), *lines), sorter).item == 10


def test_two_items_that_want_a_paper_alike_are_both_in_doubt(sorter: Sorter) -> None:
    words = ("操作规程", "应用守则")
    items = [
        item.model_copy(
            update={
                "papers": (
                    sorter.spec.items[0]
                    .papers[0]
                    .model_copy(update={"words": (words[item.number - 6],), "unless": ()}),
                )
                if item.number in (6, 7)
                else ()
            }
        )
        for item in sorter.spec.items
    ]
    category = sorter.spec.categories[0].model_copy(update={"items": tuple(items)})
    spec = sorter.spec.model_copy(update={"categories": (category,)})
    both = known(paper(PaperKind.DOCUMENT), ("操作规程和应用守则", TITLE), ("正文", BODY))
    proposals = propose(both, replace(sorter, spec=spec))
    assert {one.item for one in proposals} == {6, 7}
    assert not any(one.is_sure for one in proposals)
