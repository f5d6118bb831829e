"""Organisations are known by their names, not by letters within a text."""

import random

import pytest

from docgen.model.organisations import is_any_of
from docgen.verify.organiser_names import names_a_body
from docgen.workspace.load import load_scheme

SPEC = load_scheme("weihai-2025", near=None).submissions["assessment"]
LABOUR = tuple(body for body in SPEC.bodies if body.key != "technicians")

OF_LABOUR = """\
威海市人力资源和社会保障局|威海市人力资源社会保障局|人力资源与社会保障局|人力资源、社会保障局
中华人民共和国人力资源社会保障部|中华人民共和国人力资源和社会保障部|国家人社部|人社部|山东省人社厅
人力资源 和 社会 保障局|威 海 市 人 社 局|环翠区人社局|威海人社局|山东威海人社局|市人社部门
各级人社部门|威海市总工会、威海市人社局
威海市总工会和威海市人力资源和社会保障局|共青团威海市委 威海市人社局
威海市总工会威海市人力资源和社会保障局|威海市人力资源和社会保障局威海市财政局|市委组织部市人社局
主办单位：威海市人力资源社会保障局；承办单位：威海职业学院|市人社局主办，市总工会协办
威海市人力资源社会保障局职业技能鉴定中心|山东省人力资源和社会保障厅职业能力建设处|由威海市人社局主办
威海火炬高技术产业开发区人力资源和社会保障局|经区人社局|沈阳市和平区人社局|内蒙古自治区人社厅
浙江省人力社保厅|威海市人力资源和社会保障局等三部门|人力资源社会保障行政部门|市人社|威海市人社局（市就业办）"""

LIKE_LABOUR = """\
威海众人社区服务中心|威海人社劳务有限公司|威海人力资源服务有限公司|威海市人力资源协会|沧澜公司人社部
威海沧澜重工有限公司人社部门|沧澜集团人社部|威海市人社局劳务服务有限公司|众诚学院人社部|非人社部门
威海市人力资源和社会保障学会|威海市总工会|人社部落|威海人社文化传媒有限公司|青岛市人社培训学校|众诚人社
威海市教育局|沧澜重工人社部门|社会保障局|某某人社区"""


@pytest.mark.parametrize("organiser", OF_LABOUR.replace("\n", "|").split("|"))
def test_the_labour_departments_are_known(organiser: str) -> None:
    assert is_any_of(organiser, LABOUR)
    assert names_a_body(organiser, LABOUR)


@pytest.mark.parametrize("organiser", LIKE_LABOUR.replace("\n", "|").split("|"))
def test_what_only_looks_like_them_is_not(organiser: str) -> None:
    assert not is_any_of(organiser, SPEC.bodies)
    assert not names_a_body(organiser, SPEC.bodies)


@pytest.mark.parametrize(
    ("organiser", "known"),
    [
        ("威海市技师协会", True),
        ("威海技师协会", True),
        ("市技师协会", True),
        ("山东省威海市技师协会", True),
        ("威海市人社局、威海市技师协会", True),
        ("威海市技师协会焊接专业委员会", True),
        ("青岛市技师协会", False),
        ("山东省技师协会", False),
        ("环翠区技师协会", False),
        ("威海市高级技师协会", False),
        ("威海市技师协会服务有限公司", False),
    ],
)
def test_a_body_of_one_place_is_of_that_place(organiser: str, *, known: bool) -> None:
    technicians = tuple(body for body in SPEC.bodies if body.key == "technicians")
    assert is_any_of(organiser, technicians) is known
    assert names_a_body(organiser, technicians) is known


PARTS = (
    "威海市 威海 山东省 市 省 国家 中华人民共和国 环翠区 高新技术产业开发区 青岛 众 社区"
    " 人社 人力资源和社会保障 人力资源与社会保障 人力资源 社会保障 技师 局 厅 部 部门 协会 中心 科"
    " 公司 职业技能鉴定 总工会 教育局 市委 组织部 、 ， 和 与 等 主办 联合 （ ） ： A 1"
)


def test_both_ways_of_reading_agree() -> None:
    dice = random.Random(7)
    parts = [*PARTS.split(), " "]
    found = 0
    for _ in range(5_000):
        organiser = "".join(dice.choices(parts, k=dice.randint(1, 8)))
        found += is_any_of(organiser, SPEC.bodies)
        assert is_any_of(organiser, SPEC.bodies) is names_a_body(organiser, SPEC.bodies), organiser
    assert found > 25


@pytest.mark.parametrize("text", ["市" * 9000 + "人社局x", "人社局" * 9000, "局威海市" * 9000])
def test_a_field_of_any_length_is_read_at_once(text: str) -> None:
    assert not is_any_of(text, SPEC.bodies)
    assert not names_a_body(text, SPEC.bodies)
