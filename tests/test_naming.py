"""What files and folders are called: near a kind, by a device, or of no item at all."""

import shutil
from pathlib import Path

import pytest
from test_proof import SAMPLES, case_of, copy_sample

from docgen.checks.rules_naming import is_by_a_device
from docgen.checks.run_checks import check
from docgen.issues.finding import Finding, Level
from docgen.model.folder_names import near_names
from docgen.workspace.load import load_workspace

LEVELS = ("市级奖项", "省级奖项", "国家级奖项", "论文", "专著")
MEDIA = ("市级媒体", "省级媒体", "国家级媒体", "人才活动")


@pytest.mark.parametrize(
    ("written", "names", "context", "near"),
    [
        ("技术革新（2024）", ("技术革新",), "", ["技术革新"]),
        ("2024年技术革新", ("技术革新",), "", ["技术革新"]),
        ("技术创新", ("技术革新",), "", ["技术革新"]),
        ("市级媒体报道", MEDIA, "", ["市级媒体"]),
        ("市级 媒体", MEDIA, "", ["市级媒体"]),
        ("实用新型", ("发明专利", "实用新型专利"), "", ["实用新型专利"]),
        ("获奖证书", LEVELS, "获奖证书或文件；论文、专著的封面", list(LEVELS)),
        ("已兑现", ("已兑现政策", "未兑现政策"), "", ["已兑现政策"]),
        ("现场照片", MEDIA, "报道的版面或网页截图", []),
        ("通知", LEVELS, "获奖证书或文件", []),
        ("市级媒体", MEDIA, "", []),
    ],
)
def test_a_name_one_step_from_another_is_seen(written, names, context, near):
    assert near_names(written, names, context) == near


@pytest.mark.parametrize(
    "title",
    [
        *("IMG_5195", "IMG_20240618_101500", "DSC00012", "微信图片_20240618101500", "mmexport1718"),
        *("扫描件", "扫描0001", "scan 12", "Screenshot_2024-06-18", "新建 Microsoft Word 文档 (2)"),
        *("未命名", "20240618_101500", "图片1", "微信截图_20240618", "Doc1", "照片 (3)"),
        *("a3f5e6c7d8b9a0f1e2d3", "IMG_5195(1)", "WPS图片-1"),
    ],
)
def test_names_of_devices_are_told(title):
    assert is_by_a_device(title)


@pytest.mark.parametrize(
    "title",
    [
        *(
            "一号车间实训工位",
            "2024年工作总结",
            "照片说明",
            "ZL 2021 1 0123456.7",
            "DX-500焊机铭牌",
        ),
        *(
            "第二期实操照片",
            "扫描件目录",
            "图片新闻：大国工匠",
            "P91钢焊接工艺",
            "文件汇编",
            "专利证书",
        ),
    ],
)
def test_names_of_things_are_not(title):
    assert not is_by_a_device(title)


@pytest.mark.parametrize("sample", ["assessment", "application", "example-city"])
def test_samples_are_named_well(sample):
    _, case = case_of(SAMPLES / sample)
    assert not {"C360", "C361", "C362", "C363"} & {finding.code for finding in check(case)}


def told(folder: Path, code: str) -> list[Finding]:
    loading, case = case_of(folder)
    return [finding for finding in (*loading, *check(case)) if finding.code == code]


def test_points_lost_by_a_folders_name_are_warned_of_at_the_item(tmp_path):
    folder = copy_sample("assessment", tmp_path / "w")
    inside = folder / "evidence" / "16-媒体宣传与活动"
    (inside / "市级媒体").rename(inside / "市级媒体报道")
    (found,) = told(folder, "C361")
    assert found.level is Level.WARNING
    assert found.where == "evidence/16-媒体宣传与活动/市级媒体报道/"
    assert "“市级媒体”" in found.remedy


def test_a_folder_that_holds_kinds_is_not_to_be_called_as_one(tmp_path):
    """Renamed, it would make patents of the proofs that lie in it."""
    folder = copy_sample("assessment", tmp_path / "w")
    inside = folder / "evidence" / "13-新产品新成果"
    (inside / "专利").mkdir()
    for name in ("发明专利", "实用新型专利", "专利应用证明.pdf"):
        (inside / name).rename(inside / "专利" / name)
    assert told(folder, "C361") == []
    (inside / "专利" / "专利应用证明.pdf").rename(inside / "专利" / "一种工装.pdf")
    (found,) = told(folder, "C361")
    assert "移进里面的子文件夹（发明专利、实用新型专利）" in found.remedy


def test_one_cause_is_told_once(tmp_path):
    """Lists without quantities, a folder's name, a budget among payments, a copy of a patent."""
    folder = copy_sample("assessment", tmp_path / "w")
    evidence = folder / "evidence"
    text = (folder / "studio.yaml").read_text(encoding="utf-8")
    (folder / "studio.yaml").write_text(text.partition("\nevidence:")[0], encoding="utf-8")
    (evidence / "12-技术革新" / "技术革新").rename(evidence / "12-技术革新" / "技术革新（2024）")
    payments = evidence / "04-专用经费支持"
    (payments / "1 2024年度专用经费预算批复.pdf").rename(payments / "经费凭证" / "1 预算批复.pdf")
    (patent, *_) = sorted((evidence / "13-新产品新成果" / "发明专利").iterdir())
    patent.with_name(f"副本{patent.suffix}").write_bytes(patent.read_bytes())
    _, case = case_of(folder)
    found = check(case)
    assert {f.what.partition("（")[0] for f in found if f.code == "C360"} == set()
    assert [f.code for f in found if "预算批复" in f.what and f.level is not Level.NOTE] == ["C310"]
    assert "C346" not in {f.code for f in found}


def test_no_points_for_what_is_there_are_warned_of(tmp_path):
    folder = copy_sample("assessment", tmp_path / "w")
    inside = folder / "evidence" / "12-技术革新"
    (inside / "技术革新").rename(inside / "旁证")
    text = (folder / "studio.yaml").read_text(encoding="utf-8")
    text = text.replace("12-技术革新/技术革新/", "12-技术革新/旁证/")
    (folder / "studio.yaml").write_text(text, encoding="utf-8")
    (found,) = told(folder, "C360")
    assert "第 12 项" in found.what
    assert "0 分" in found.what
    assert "技术革新" in found.remedy
    given_up = text.replace("  12:\n", "  12:\n    points: 0\n")
    (folder / "studio.yaml").write_text(given_up, encoding="utf-8")
    assert told(folder, "C360") == []


def test_titles_of_a_camera_are_told_once_an_item(tmp_path):
    folder = copy_sample("assessment", tmp_path / "w")
    inside = folder / "evidence" / "03-设施设备"
    (first, second) = sorted(inside.glob("*.jpg"))[:2]
    first.rename(inside / "IMG_5195.jpg")
    second.rename(inside / "微信图片_20240618101500.jpg")
    (found,) = told(folder, "C362")
    assert "2 件" in found.what
    assert "IMG_5195" in found.what


@pytest.mark.parametrize(
    ("sample", "name", "proposed", "not_proposed"),
    [
        ("application", "荣誉证书", "02-荣誉证书", "03-"),
        ("application", "设备清单", "04-设施设备清单", "01-"),
        ("assessment", "技术革新（新）", "12-技术革新", "03-"),
        ("assessment", "杂物", "先看是哪一项的", "03-"),
    ],
)
def test_a_folder_without_a_number_is_told_only_a_number_it_may_have(
    sample, name, proposed, not_proposed, tmp_path
):
    folder = copy_sample(sample, tmp_path / "w")
    (folder / "evidence" / name).mkdir()
    shutil.copy(folder / "studio.yaml", folder / "evidence" / name / "一份.txt")
    (found,) = [f for f in load_workspace(folder).findings if f.code == "F201"]
    assert proposed in found.remedy
    assert not_proposed not in found.remedy
