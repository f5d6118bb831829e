"""What `docgen init` writes, read back by the loader."""

import os
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from docgen.checks.case import Case
from docgen.checks.run_checks import check
from docgen.issues.errors import OutputError, SchemeError, WorkspaceError
from docgen.model.field_locations import models_in
from docgen.model.scoring import score
from docgen.model.submission import EvidenceRow, StudioFile
from docgen.sources.preparers import PREPARERS
from docgen.system.file_types import Kind
from docgen.text.columns import count_columns
from docgen.workspace.data_tree import read_tree
from docgen.workspace.load import load_scheme, load_workspace, schemes_folder
from docgen.workspace.new_workspace import report_name, write_guide, write_workspace
from docgen.workspace.validation import fit
from docgen.workspace.yaml_template import write_blank

SCHEME = load_scheme("weihai-2025", near=None)
SUBMISSIONS = ("application", "assessment")


def snapshot(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def fill(text: str, values: dict[str, str]) -> str:
    """Write values behind the colons of an empty studio.yaml, as a clerk does."""
    parts: list[str] = []
    lines = []
    for line in text.splitlines():
        key = re.fullmatch(r"(( *)(\w+): )(\[\]|\"\")?", line)
        group = re.fullmatch(r"( *)(\w+):", line)
        if group:
            parts = [*parts[: len(group[1]) // 2], group[2]]
        path = ".".join([*parts[: len(key[2]) // 2], key[3]]) if key else ""
        lines.append(f"{key[1]}{values[path]}" if key and path in values else line)
    assert lines != text.splitlines()
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("submission", SUBMISSIONS)
def test_a_new_workspace_loads_and_only_lacks_what_is_to_be_filled_in(tmp_path, submission):
    started = write_workspace(tmp_path / "新 文件夹", SCHEME, submission)
    workspace = load_workspace(tmp_path / "新 文件夹")

    spec = SCHEME.submissions[submission]
    assert started.kept == ()
    assert workspace.data.submission == submission
    # The skeleton is there, and no report yet; nothing else is wrong with what was read.
    assert (tmp_path / "新 文件夹" / report_name(spec)).is_file()
    assert workspace.report is None
    assert {f.code for f in workspace.findings} == {"F221"}
    folders = sorted(p.name for p in (tmp_path / "新 文件夹/evidence").iterdir())
    assert folders == sorted(item.folder_name for item in spec.items)
    assert workspace.evidence == ()


@pytest.mark.parametrize("submission", SUBMISSIONS)
def test_the_check_asks_for_every_required_value_of_a_new_workspace(tmp_path, submission):
    write_workspace(tmp_path, SCHEME, submission)
    w = load_workspace(tmp_path)
    case = Case(w.scheme, w.spec, w.data, w.evidence, score(w.spec, w.data, w.evidence), w.places)
    findings = check(case)

    missing = [f.what for f in findings if f.code == "C101"]
    # The list of the team is there with empty rows: they are asked for one by one.
    required = [path for path in w.spec.form.required if path != "studio.members"]
    assert required
    for path in required:
        assert any(f"（{path}）" in what for what in missing), path
    if submission == "application":
        assert sum(f.code == "C103" for f in findings) == w.spec.conditions.members_at_least
    choices = [item.number for item in w.spec.items if item.options]
    assert sum(f.code == "C401" for f in findings) == len(choices)


def test_each_value_of_the_model_is_asked_for_by_one_submission_or_the_other():
    texts = [write_blank(SCHEME, submission, "weihai-2025") for submission in SUBMISSIONS]
    lines = [set(re.findall(r"^#?[ -]*(\w+):", text, re.MULTILINE)) for text in texts]
    asked = lines[0] | lines[1]

    def names(model):
        for name, field in model.model_fields.items():
            yield name
            for inner in models_in(field.annotation):
                yield from names(inner)

    # A file of several, and its pages, are written in lists that the example does not show; a
    # total is added up. What changes pages or what counts is explained, but is no line that a
    # clerk might leave standing.
    explained = {"layout", "turn", "achievement", "organiser", "in_period"}
    assert set(names(StudioFile)) - asked == {"file", "declared_total", *explained}
    assert all(f"# {name} 是" in text for text in texts for name in explained)


def test_the_assessment_asks_for_no_more_than_its_form_uses():
    text = write_blank(SCHEME, "assessment", "weihai-2025")
    assert "workforce" not in text
    assert "members" not in text
    assert "id_number" not in text
    assert re.search(r"^leader:\n(?:  #.*\n)*  name: \n(?:  #.*\n)*  phone: $", text, re.M)


def test_the_application_has_no_claims_but_the_leader_and_rows_for_the_team():
    text = write_blank(SCHEME, "application", "weihai-2025")
    assert "claims:" not in text
    assert "身份证号码（必填）" in text
    assert text.count("- name: ") == 3


def test_every_item_is_explained_and_has_the_keys_its_rule_takes(tmp_path):
    text = write_blank(SCHEME, "assessment", "weihai-2025")
    blocks = re.split(r"^  (?=\d+:$)", text, flags=re.MULTILINE)[1:]
    items = SCHEME.submissions["assessment"].items
    assert [int(block.partition(":")[0]) for block in blocks] == [item.number for item in items]
    bare = text.replace("\n", "").replace("#", "").replace(" ", "")
    for block, item in zip(blocks, items, strict=True):
        assert f"第{item.number}项" in bare
        assert item.standard.replace("\n", "").replace(" ", "") in bare
        assert item.hint.replace(" ", "") in bare
        keys = set(re.findall(r"^ +(\w+): ?$", block, re.MULTILINE))
        expected = {"statement"}
        if len(item.counts) == 1:
            expected.add("measure")
        elif item.counts:
            expected |= {"counts", *(count.key for count in item.counts)}
        if item.options:
            expected.add("choice")
            assert all(option.key in block for option in item.options)
        if any(option.range for option in item.options):
            expected |= {"points", "reason"}
        if item.deductions:
            expected |= {"deductions", *(d.key for d in item.deductions)}
        assert keys - {"evidence", "report"} == expected, item.number


def test_what_a_clerk_writes_behind_the_colons_is_read(tmp_path):
    write_workspace(tmp_path, SCHEME, "assessment")
    file = tmp_path / "studio.yaml"
    values = {
        "unit.name": "威海示例船业有限公司",
        "leader.phone": "06315190816",
        "studio.traits": "[rural]",
        "assessment.date": "2025-06-03",
        "claims.1.measure": "60.5",
        "claims.2.deductions.leader_change": "1",
        "claims.9.choice": "clear",
        "claims.9.points": "1.5",
        "claims.9.reason": "收支有流水账",
        "claims.16.counts.nation": "2",
    }
    file.write_text(fill(file.read_text("utf-8"), values), "utf-8")

    workspace = load_workspace(tmp_path)
    assert {f.code for f in workspace.findings} == {"F221"}
    data = workspace.data
    assert data.unit.name == "威海示例船业有限公司"
    assert data.leader.phone == "06315190816"
    assert data.studio.traits == ("rural",)
    assert str(data.assessment.date) == "2025-06-03"
    assert str(data.claims[1].measure) == "60.5"
    assert data.claims[2].deductions == {"leader_change": 1}
    assert (data.claims[9].choice, str(data.claims[9].points)) == ("clear", "1.5")
    assert {k: int(v) for k, v in data.claims[16].counts.items()} == {"nation": 2}


@pytest.mark.parametrize("submission", SUBMISSIONS)
def test_the_example_of_evidence_can_be_used_by_taking_away_its_hashes(tmp_path, submission):
    write_workspace(tmp_path, SCHEME, submission)
    file = tmp_path / "studio.yaml"
    text = file.read_text("utf-8")
    file.write_text(re.sub(r"^#(?=  (- |  )\w+: )", "", text, flags=re.MULTILINE), "utf-8")

    fitted = fit(read_tree(file, "studio.yaml", WorkspaceError), StudioFile)
    assert fitted.findings == ()
    row = fitted.value.evidence[0]
    optional = {"layout", "turn", "achievement", "organiser", "in_period"} | (
        {"kind"} if submission == "application" else set()
    )
    assert {name for name in EvidenceRow.model_fields if getattr(row, name)} | optional == set(
        EvidenceRow.model_fields
    )
    spec = SCHEME.submissions[submission]
    assert row.files[0].file.partition("/")[0] in [item.folder_name for item in spec.items]
    assert all(spec.item(number) for number in row.items)


@pytest.mark.parametrize("submission", SUBMISSIONS)
def test_the_report_has_the_headings_of_the_scheme_and_no_tags(tmp_path, submission):
    write_workspace(tmp_path, SCHEME, submission)
    name = report_name(SCHEME.submissions[submission])
    with zipfile.ZipFile(tmp_path / name) as package:
        xml = package.read("word/document.xml").decode()
    text = re.sub(r"<[^>]+>", "", xml)
    assert "填写提示" in text
    assert "一、" in text
    assert "________" in text
    assert "{{" not in text


def test_the_report_of_a_filled_workspace_bears_its_names(tmp_path):
    write_workspace(tmp_path, SCHEME, "assessment")
    (tmp_path / report_name(SCHEME.submissions["assessment"])).unlink()
    file = tmp_path / "studio.yaml"
    file.write_text(fill(file.read_text("utf-8"), {"studio.name": "张三工作室"}), "utf-8")

    started = write_workspace(tmp_path, SCHEME, "assessment")
    assert started.written == ("2024年度工作报告.docx",)
    with zipfile.ZipFile(tmp_path / "2024年度工作报告.docx") as package:
        assert "张三工作室" in package.read("word/document.xml").decode()


def test_nothing_that_is_there_is_ever_changed(tmp_path):
    write_workspace(tmp_path, SCHEME, "assessment")
    (tmp_path / "说明.txt").write_text("我的笔记", "utf-8")
    (tmp_path / "别的.xlsx").write_bytes(b"mine")
    (tmp_path / "evidence/12-技术革新/1 革新.pdf").write_bytes(b"%PDF-")
    before = snapshot(tmp_path)

    started = write_workspace(tmp_path, SCHEME, "assessment")
    assert started.written == ()
    assert {"studio.yaml", "说明.txt", "2024年度工作报告.docx", "evidence/"} <= set(started.kept)
    assert snapshot(tmp_path) == before


def test_what_is_missing_is_added_to_a_folder_with_other_things(tmp_path):
    (tmp_path / "evidence/12、技术革新 扫描").mkdir(parents=True)
    (tmp_path / "evidence/12、技术革新 扫描/1 革新.pdf").write_bytes(b"%PDF-")
    (tmp_path / "张三工作室年度工作报告.PDF").write_bytes(b"%PDF-")
    started = write_workspace(tmp_path, SCHEME, "assessment")

    assert "张三工作室年度工作报告.PDF" in started.kept
    assert not list(tmp_path.glob("*.docx"))
    assert "evidence/12、技术革新 扫描/" in started.kept
    twelfth = [p.name for p in (tmp_path / "evidence").iterdir() if p.name.startswith("12")]
    assert twelfth == ["12、技术革新 扫描"]
    assert len(list((tmp_path / "evidence").iterdir())) == 18


def test_the_same_scheme_gives_the_same_bytes_and_leaves_nothing_unfinished(tmp_path):
    write_workspace(tmp_path / "a", SCHEME, "assessment")
    write_workspace(tmp_path / "b", SCHEME, "assessment")
    assert snapshot(tmp_path / "a") == snapshot(tmp_path / "b")
    assert not list((tmp_path / "a").rglob(".*"))
    assert b"\r" not in (tmp_path / "a/studio.yaml").read_bytes()


def test_a_workspace_for_another_submission_is_left_alone(tmp_path):
    write_workspace(tmp_path, SCHEME, "application")
    before = snapshot(tmp_path)
    with pytest.raises(WorkspaceError) as raised:
        write_workspace(tmp_path, SCHEME, "assessment")
    assert "--submission application" in raised.value.remedy
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("obstacle", ["文件夹", "上级", "evidence"])
def test_a_file_in_the_way_is_named(tmp_path, obstacle):
    (tmp_path / obstacle).write_text("x")
    folder = {
        "文件夹": tmp_path / "文件夹",
        "上级": tmp_path / "上级/文件夹",
        "evidence": tmp_path,
    }[obstacle]
    with pytest.raises(OutputError) as raised:
        write_workspace(folder, SCHEME, "assessment")
    assert obstacle in raised.value.where
    assert (tmp_path / obstacle).read_text() == "x"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="写不进去"):
        write_workspace(tmp_path / "新", SCHEME, "assessment")


def test_a_scheme_of_ones_own_is_named_by_the_way_to_it(tmp_path):
    shutil.copytree(schemes_folder() / "weihai-2025", tmp_path / "我的方案 2026")
    scheme = load_scheme(str(tmp_path / "我的方案 2026"), near=None)
    folder = tmp_path / "工作/甲"
    write_workspace(folder, scheme, "assessment")
    assert 'scheme: "../../我的方案 2026"' in (folder / "studio.yaml").read_text("utf-8")
    assert load_workspace(folder).scheme.folder == scheme.folder
    assert write_workspace(folder, scheme, "assessment").written == ()


def test_a_submission_the_scheme_lacks_is_refused(tmp_path):
    only = SCHEME.model_copy(
        update={"submissions": {"assessment": SCHEME.submissions["assessment"]}}
    )
    with pytest.raises(SchemeError) as raised:
        write_workspace(tmp_path / "x", only, "application")
    assert "assessment" in raised.value.remedy
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("submission", SUBMISSIONS)
def test_the_guide_names_every_folder_kind_and_command(submission):
    spec = SCHEME.submissions[submission]
    guide = write_guide(spec)
    bare = re.sub(r"\s", "", guide)
    for item in spec.items:
        assert f"evidence/{item.folder_name}/" in guide
        for kind in item.kinds:
            assert kind in bare
    for command in ("docgen check .", "docgen build .", "docgen build . --draft"):
        assert command in guide
    short = {
        Kind.JPEG: "JPG",
        Kind.HEIF: "HEIC",
        Kind.JPEG2000: "JP2",
        Kind.RAW_PHOTO: "RAW",
        Kind.OFD: "OFD",
    }
    # Papers of CNKI are taken only where they are PDF within.
    for kind in PREPARERS.keys() - {Kind.CAJ}:
        assert short.get(kind, kind.format.name.removesuffix(" 图片")) in guide
    assert all(count_columns(line) <= 80 for line in guide.splitlines())


def test_comments_are_broken_before_the_edge_of_a_window():
    for submission in SUBMISSIONS:
        lines = write_blank(SCHEME, submission, "weihai-2025").splitlines()
        comments = [line for line in lines if re.match(r" *# ", line)]
        assert len(comments) > 40
        assert all(count_columns(line) <= 94 for line in comments)
