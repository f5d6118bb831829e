"""The id of a package: the same for the same things, another for whatever changes a page."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from doing import check_workspace
from making import Sheet, make_pdf

from docgen.bundle.page_identity import PackageId
from docgen.package.package_id import identify_package
from docgen.workspace.load import load_workspace, schemes_folder

ID_NUMBER = "371002197609181237"

STUDIO = """\
scheme: 方案
submission: {submission}
unit: {{name: 威海蓝湾船舶重工有限公司}}
leader: {{name: 林海生, id_number: "{id_number}"}}
studio: {{name: 威海市林海生技能大师工作室}}
evidence:
  - {{files: {folder}/图.pdf, title: 平面图}}
"""


def make_workspace(folder: Path, submission: str = "assessment") -> Path:
    shutil.copytree(schemes_folder() / "weihai-2025", folder / "方案")
    own = "01-场地" if submission == "assessment" else "01-基本条件"
    (folder / "evidence" / own).mkdir(parents=True)
    make_pdf(folder / "evidence" / own / "图.pdf", [Sheet()])
    (folder / "年度工作报告.docx").unlink(missing_ok=True)
    Document().save(str(folder / "年度工作报告.docx"))
    text = STUDIO.format(submission=submission, id_number=ID_NUMBER, folder=own)
    (folder / "studio.yaml").write_text(text, encoding="utf-8")
    return folder


def identify(folder: Path, *, draft: bool = False) -> PackageId:
    checked = check_workspace(folder)
    return identify_package(
        checked.workspace.scheme,
        checked.form_data,
        checked.public_evidence,
        checked.sources,
        checked.workspace.report,
        draft=draft,
    )


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("one"))


def retype(old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        data = folder / "studio.yaml"
        text = data.read_text(encoding="utf-8")
        assert old in text
        data.write_text(text.replace(old, new), encoding="utf-8")

    return change


def redraw(folder: Path) -> None:
    make_pdf(folder / "evidence/01-场地/图.pdf", [Sheet(rotate=90)])


def rewrite_report(folder: Path) -> None:
    report = Document()
    report.add_paragraph("一年来")
    report.save(str(folder / "年度工作报告.docx"))


def retitle_scheme(folder: Path) -> None:
    scheme = folder / "方案/scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    assert "title: 威海市技能大师工作室年度绩效评估佐证材料" in text
    scheme.write_text(text.replace("绩效评估佐证材料", "评估佐证材料"), encoding="utf-8")


def retouch_template(folder: Path) -> None:
    template = folder / "方案/annex2.docx"
    document = Document(str(template))
    document.add_paragraph("另附说明。")
    document.save(str(template))


def test_the_same_folder_elsewhere_has_the_same_id(workspace: Path, tmp_path: Path) -> None:
    moved = Path(shutil.copytree(workspace, tmp_path / "别处" / "工作室"))
    # Lines of the data file are no part of any page.
    retype("evidence:", "# 佐证\n\nevidence:")(moved)
    assert identify(moved) == identify(workspace)


@pytest.mark.parametrize(
    "change",
    [
        retype("title: 平面图", "title: 场地平面图"),
        retype("name: 林海生,", "name: 林海升,"),
        redraw,
        rewrite_report,
        retitle_scheme,
        retouch_template,
    ],
)
def test_whatever_changes_a_page_is_another_state(
    workspace: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    changed = Path(shutil.copytree(workspace, tmp_path / "w"))
    change(changed)
    before, after = identify(workspace), identify(changed)
    assert before.studio == after.studio
    assert before.build != after.build


def test_a_draft_is_another_state_and_another_studio_another_package(
    workspace: Path, tmp_path: Path
) -> None:
    whole, draft = identify(workspace), identify(workspace, draft=True)
    assert (whole.studio, whole.build == draft.build) == (draft.studio, False)
    other = Path(shutil.copytree(workspace, tmp_path / "w"))
    retype("林海生技能大师工作室", "于海波技能大师工作室")(other)
    assert identify(other).studio != whole.studio


@pytest.mark.parametrize(("submission", "shows"), [("application", True), ("assessment", False)])
def test_an_id_number_counts_only_where_it_is_printed(
    tmp_path: Path, submission: str, shows: bool
) -> None:
    """Marks of the assessment must tell nothing about it, not even whether a guess is right."""
    folder = make_workspace(tmp_path / "w", submission)
    before = identify(folder)
    # Masked it reads the same.
    retype(ID_NUMBER, "371002198001011237")(folder)
    assert (identify(folder) != before) is shows


@pytest.mark.parametrize("change", [retitle_scheme, retouch_template])
def test_a_scheme_changed_under_the_name_of_ours_is_said(
    workspace: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    changed = Path(shutil.copytree(workspace, tmp_path / "w"))
    assert "Y130" not in {finding.code for finding in load_workspace(changed).findings}
    change(changed)
    (finding,) = (one for one in load_workspace(changed).findings if one.code == "Y130")
    assert "weihai-2025" in finding.what
