"""Points reckoned anew from the manifest are those that were scored, whatever the evidence is."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.bundle.plan import CrossReference, EvidenceEntry, ItemEntry
from docgen.issues.location import Location
from docgen.model.evidence import Evidence
from docgen.model.scheme import Item, Scheme, digest_scheme
from docgen.model.scoring import Scores, score
from docgen.model.submission import PartialDate, StudioFile
from docgen.package.manifest import Manifest, make_manifest
from docgen.text.wording import PageRange
from docgen.verify.rescore import check_by_scheme
from docgen.workspace.load import load_scheme

SCHEMES = {name: load_scheme(name, near=None) for name in ("weihai-2025", "example-city")}
PEOPLE = ("张三", "李四", "王五六")


@st.composite
def pieces(draw: st.DrawFn, item: Item, order: int) -> Evidence:
    kinds = list(item.kinds) or [""]
    return Evidence(
        item=item.number,
        order=order,
        title=draw(st.sampled_from(TITLES)),
        files=(),
        supports=(item.number,),
        where=Location(""),
        kind=draw(st.sampled_from([*kinds, "旁证"])),
        date=draw(st.sampled_from([None, *map(PartialDate.parse, DATES)])),
        quantity=draw(
            st.sampled_from(
                [None, *map(Decimal, ("0", "1", "2", "3", "40", "7.4", "20000", "70000"))]
            )
        ),
        holder=draw(st.sampled_from(HOLDERS)),
        number=draw(st.sampled_from(NUMBERS)),
        achievement=draw(st.sampled_from(["", "", "成果甲"])),
        organiser=draw(st.sampled_from(ORGANISERS)),
        in_period=draw(st.booleans()),
    )


TITLES = (
    "一种夹具",
    "一 种夹具",
    "张三的证书",
    "李四、张三名单",
    "预算批复",
    "预算拨款回单",
    "受理通知书",
    "2024年度工作总结",
    "2023年工作总结与2025年工作计划",
    "2024年总结（下年计划）",
    "二〇二五年工作要点",
    "工作计划（2024年3月）",
    "2024年计划完成情况",
    "回单（20000元）",
    "7万元回单",
    "柒万元整",
)
HOLDERS = (
    "",
    "张 三",
    "李四、张三",
    "王 五",
    "甲、乙、丙",
    "张三（一车间）",
    "张三（二车间）",
    "李四等5人",
)
NUMBERS = (
    *("", "12", "ZL2023-1", "ＺＬ 2023 1 号", "ZL20231号", "ZL 2021 1 9990013.5", "ZL202119990013"),
    *(
        "ZL 2021 1 9990013.5、ZL 2021 1 9990014.X",
        "ZL202119990014X ZL202119990015",
        "12、JN-2024-01",
        "ZL202119990013；证书 123456",
    ),
    *("202119990013．5", "沧澜人〔2024〕2号", "沧澜人[2024]第2号", "文号：沧澜人〔2024〕2号"),
)
ORGANISERS = (
    "",
    "市总工会",
    "众人社区服务中心",
    "人力资源社会保障局",
    "青岛市技师协会",
    "威海技师协会",
)
DATES = ("2022", "2023-12-31", "2024", "2024-05", "2024-12-31", "2025-01-01", "2025-07", "2030")


def claim_of(draw: st.DrawFn, item: Item) -> dict[str, object]:
    claim: dict[str, object] = {"statement": draw(st.sampled_from(["", "做了。"]))}
    if item.options:
        claim["choice"] = draw(st.sampled_from([option.key for option in item.options]))
    if item.deductions:
        claim["deductions"] = {d.key: draw(st.integers(0, 4)) for d in item.deductions}
    figures = st.sampled_from([None, *map(Decimal, (0, 1, 20, 30, 31, 50, 51, 100, 400, 500, 501))])
    counts = {count.key: draw(figures) for count in item.counts}
    claim["counts"] = {key: str(figure) for key, figure in counts.items() if figure is not None}
    if draw(st.booleans()):
        claim["points"] = str(draw(st.sampled_from([0, 1, 2, 3, Decimal("3.5"), 8])))
    return claim


def write_manifest_of(
    scheme: Scheme, data: StudioFile, scores: Scores, evidence: list[Evidence]
) -> Manifest:
    entries = {e.id: EvidenceEntry(e, e.id, PageRange(2, 2)) for e in evidence}
    items = tuple(
        ItemEntry(
            i.number, 1, tuple(e for e in entries.values() if i.number in e.evidence.supports), ()
        )
        for i in scheme.submissions["assessment"].items
    )
    cross = CrossReference(items, tuple(entries.values()), ())
    return make_manifest(scheme, data, scores, cross, {}, documents=(), findings=(), draft=False)


@pytest.mark.parametrize("name", list(SCHEMES))
@settings(max_examples=150, deadline=None)
@given(draw=st.data())
def test_two_ways_of_reckoning_agree(name: str, draw: st.DataObject) -> None:
    scheme = SCHEMES[name]
    spec = scheme.submissions["assessment"]
    item = draw.draw(st.sampled_from(list(spec.items)))
    evidence = [draw.draw(pieces(item, n + 1)) for n in range(draw.draw(st.integers(0, 6)))]
    traits = draw.draw(st.sampled_from([[], [trait.key for trait in scheme.traits]]))
    data = StudioFile.model_validate(
        {
            "scheme": scheme.id,
            "submission": "assessment",
            "leader": {"name": PEOPLE[0]},
            "studio": {
                "name": "甲",
                "traits": traits,
                "members": [{"name": p} for p in PEOPLE[1:]],
            },
            "claims": {item.number: claim_of(draw.draw, item)},
        }
    )
    manifest = write_manifest_of(scheme, data, score(spec, data, evidence), evidence)
    said = [s for s in check_by_scheme(manifest, scheme) if s.code not in {"V115", "V306"}]
    assert said == []


@pytest.mark.parametrize(
    ("title", "quantity", "points"),
    [
        ("回单（50000元）", "50000", 0),
        ("回单5万元", "50000", 0),
        ("回单 ¥50,000.00", "50000", 0),
        ("伍万元整回单", "50000", 0),
        ("十二万零五百元回单", "120500", 0),
        ("回单800元", "800", 0),
        ("回单", "1001", 0),
        ("回单（50000元）", "5", 1),
        ("回单（壹拾贰万元）", "12", 2),
        ("元旦回单", "12", 2),
        ("3万人会场回单", "30", 3),
    ],
)
def test_a_sum_in_yuan_counts_in_neither_way(title: str, quantity: str, points: int) -> None:
    scheme = SCHEMES["weihai-2025"]
    spec = scheme.submissions["assessment"]
    paid = Evidence(
        4, 1, title, (), (4,), Location(""), kind="经费凭证", quantity=Decimal(quantity)
    )
    data = StudioFile.model_validate({"scheme": scheme.id, "submission": "assessment"})
    scores = score(spec, data, [paid])
    assert scores.item(4).computed == points
    assert not list(check_by_scheme(write_manifest_of(scheme, data, scores, [paid]), scheme))


def test_the_digest_of_a_scheme_tells_what_it_says_not_how(tmp_path: Path) -> None:
    scheme = SCHEMES["weihai-2025"]
    spec = scheme.submissions["assessment"]
    other = scheme.model_copy(
        update={"submissions": {"assessment": spec.model_copy(update={"pass_mark": Decimal(51)})}}
    )
    moved = scheme.model_copy(update={"folder": tmp_path})
    assert digest_scheme(moved) == digest_scheme(scheme) != digest_scheme(other)
