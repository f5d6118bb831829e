"""What a new workspace takes of a former one: who and where; never how much, or what was done."""

from pathlib import Path

import pytest
from page_browser import ROOT

from docgen import api
from docgen.model.submission import StudioFile
from docgen.usecases.carry_over import FormerSubmission
from docgen.workspace.data_file import find_data_file
from docgen.workspace.load import read_data
from docgen.workspace.outline import WorkspaceOutline
from docgen.workspace.validation import fit

SAMPLE = ROOT / "samples" / "application"


def data_of(folder: Path) -> StudioFile:
    found = fit(read_data(find_data_file(folder)), StudioFile).value
    assert found is not None
    return found


@pytest.mark.parametrize("as_workbook", [False, True])
def test_both_kinds_of_data_files_begin_with_the_same(tmp_path: Path, as_workbook: bool) -> None:
    former = api.read_former(SAMPLE)
    folder = tmp_path / "新"
    api.init(folder, submission="application", as_workbook=as_workbook, former=former)
    before, now = data_of(SAMPLE), data_of(folder)
    for part, name in (("unit", "bank_account"), ("unit", "technician_station"), ("unit", "phone")):
        assert getattr(getattr(now, part), name) == getattr(getattr(before, part), name)
    assert now.leader == before.leader.model_copy(update={"achievements": ""})
    assert [(m.name, m.trade, m.grade) for m in now.studio.members] == [
        (m.name, m.trade, m.grade) for m in before.studio.members
    ]
    # Another year's: what was done, how much, how many.
    assert before.unit.workforce.total
    assert before.unit.recent_operation
    assert before.studio.area_m2
    assert before.studio.plan
    assert now.unit.workforce.total is None
    assert not now.unit.recent_operation
    assert now.studio.area_m2 is None
    assert not now.studio.plan
    assert not now.studio.strengths
    assert not any(member.achievements for member in now.studio.members)
    assert [now.evidence, now.report, now.assessment.date] == [(), "", None]
    # The check asks for what is empty, and finds nothing wrong with what was taken.
    errors = [f.code for f in api.check(folder).findings if f.level == "error"]
    assert set(errors) == {"F221", "C101"}


def test_what_the_new_one_does_not_ask_for_is_left() -> None:
    former = api.read_former(SAMPLE)
    carried = api.carry_over(former, submission="assessment")
    assert [f"{one.part} {one.title}" for one in carried.taken] == [
        "申报单位 申报单位名称",
        "领办人 领办人姓名",
        "领办人 领办人联系电话",
        "工作室 工作室名称",
        "工作室 工作室类别",
    ]
    assert any("身份证号码" in title for title in carried.unneeded)
    assert not carried.data.leader.id_number


def test_another_notice_has_its_own_words_and_kinds() -> None:
    carried = api.carry_over(
        api.read_former(SAMPLE), scheme="example-city", submission="assessment"
    )
    assert [f"{one.part} {one.title}" for one in carried.taken] == [
        "设站单位 设站单位名称",
        "领衔人 领衔人姓名",
        "领衔人 领衔人联系电话",
        "工作站 工作站名称",
        "工作站 工作站设立场所",
    ]
    assert carried.data.studio.traits == ()


def test_what_a_package_hides_is_asked_for_again() -> None:
    data = data_of(SAMPLE)
    leader = data.leader.model_copy(update={"id_number": "371099********0242"})
    hidden = FormerSubmission(
        data.model_copy(update={"leader": leader}), WorkspaceOutline("", "", ""), True
    )
    carried = api.carry_over(hidden, submission="application")
    assert carried.hidden == ("身份证号码",)
    assert not carried.data.leader.id_number


@pytest.mark.parametrize("inside", ["", "out", "out/成品"])
def test_the_workspace_around_a_package_is_read_in_its_place(tmp_path: Path, inside: str) -> None:
    (tmp_path / "studio.yaml").write_bytes((SAMPLE / "studio.yaml").read_bytes())
    place = tmp_path / inside
    place.mkdir(parents=True, exist_ok=True)
    if inside.count("/"):
        # It is not even opened: that it is called so says that a package lies here.
        (place / "manifest.json").write_text("{", encoding="utf-8")
    elif inside:
        with pytest.raises(api.WorkspaceError):
            api.read_former(place)
        return
    former = api.read_former(place)
    assert not former.from_package
    assert former.data.leader.id_number == data_of(SAMPLE).leader.id_number
