"""The guide for authors is followed word for word, and what it says happens."""

import io
import re
import shutil
from pathlib import Path

import docx
import pytest
from docx import Document

from docgen.checks.run_checks import write_report
from docgen.checks.scheme_lint import lint_scheme
from docgen.cli.commands import run
from docgen.forms.template_drawing import draw_form, draw_report
from docgen.forms.values import form_contract, report_contract
from docgen.forms.word_template import check_template
from docgen.issues.errors import OfficeError, WorkspaceError
from docgen.issues.finding import Level
from docgen.office.libreoffice import find_soffice
from docgen.package.manifest import read_manifest
from docgen.workspace.load import load_scheme
from docgen.workspace.new_scheme import draw_templates, write_scheme

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "scheme-author.md").read_text("utf-8")
STEPS = GUIDE[GUIDE.index("### 第二步") : GUIDE.index("## 三、scheme.yaml")]
SCHEME, READING, STUDIO = re.findall(r"```yaml\n(.*?)```", STEPS, re.S)
LINTED = re.findall(r"```text\n(.*?)```", STEPS, re.S)[0]


@pytest.fixture
def hean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scheme of the guide as its second and third steps leave it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "cache"))
    assert run(["scheme", "new", "hean"]) == 0
    folder = tmp_path / "hean"
    (folder / "scheme.yaml").write_text(SCHEME, "utf-8")
    assert run(["scheme", "form", "hean"]) == 0
    for unused in ("form.docx", "report.docx"):
        (folder / unused).unlink()
    return folder


def settle(folder: Path) -> None:
    """The reading of the fourth step, put in place of the first rule."""
    text = (folder / "scheme.yaml").read_text("utf-8")
    start, end = (
        text.index("            rule:\n              kind: bands"),
        text.index("hint: 平面图"),
    )
    rule = "".join(f"            {line}\n" for line in READING.splitlines())
    (folder / "scheme.yaml").write_text(
        f"{text[:start]}{rule}            {text[end:]}", encoding="utf-8"
    )


def test_a_new_scheme_has_nothing_to_complain_of(tmp_path: Path) -> None:
    written = write_scheme(tmp_path / "新方案").written
    assert written == ("scheme.yaml", "form.docx", "report.docx")
    assert lint_scheme(str(tmp_path / "新方案")).findings == ()


NEW_STUDIO = """\
scheme: ../新方案
submission: assessment
unit: {name: 示例公司}
leader: {name: 张三, phone: "0631-0000000"}
studio: {name: 某市张三工作室}
assessment: {date: 2026-03-01}
claims:
  1: {statement: 场所在一楼。, measure: 36.5}
  2: {statement: 制度齐全。, choice: sound}
  3: {statement: 凭证缺两笔。, deductions: {voucher: 2}}
  4: {statement: 成果三项。}
"""


def write_into(folder: Path) -> None:
    """A paragraph in the skeleton of the report, which nobody has written into so far."""
    for report in folder.glob("*.docx"):
        document = Document(str(report))
        document.add_paragraph("周期内做了许多工作。")
        document.save(str(report))


def test_a_new_scheme_is_built_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        find_soffice()
    except OfficeError:
        pytest.skip("no LibreOffice")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "cache"))
    assert run(["scheme", "new", "新方案"]) == 0
    assert run(["init", "试用", "--scheme", "新方案"]) == 0
    Path("试用/studio.yaml").write_text(NEW_STUDIO, "utf-8")
    papers = sorted((ROOT / "samples/example-city/evidence").glob("0[567]-*/*/*.pdf"))
    folders = ("01-固定场所", "02-管理制度", "03-经费使用", *["04-技术成果/技术成果"] * 3)
    for number, folder in enumerate(folders):
        into = Path("试用/evidence") / folder
        into.mkdir(exist_ok=True)
        shutil.copy(papers[number], into)
    write_into(Path("试用"))
    assert run(["build", "试用"]) == 0
    package = Path("试用/out/assessment")
    manifest = read_manifest((package / "manifest.json").read_bytes())
    assert [str(item.claimed) for item in manifest.items] == ["3", "5", "3", "9"]
    assert run(["verify", str(package)]) == 0


def test_a_scheme_that_is_there_is_not_begun_again(tmp_path: Path) -> None:
    write_scheme(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(WorkspaceError, match="已经有"):
        write_scheme(tmp_path)
    (tmp_path / "form.docx").write_bytes(b"mine")
    assert draw_templates(load_scheme(str(tmp_path), near=None)).written == ()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        **before,
        "form.docx": b"mine",
    }


def test_lint_says_what_the_guide_says(hean: Path) -> None:
    assert write_report(lint_scheme("hean").findings).strip() == LINTED.strip()


def test_with_its_readings_the_scheme_is_whole(
    hean: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(hean)
    capsys.readouterr()
    assert run(["scheme", "lint", "hean"]) == 0
    assert capsys.readouterr().out == "检查完毕：没有发现问题。\n"


def test_the_scheme_of_the_guide_is_built(hean: Path) -> None:
    try:
        find_soffice()
    except OfficeError:
        pytest.skip("no LibreOffice")
    settle(hean)
    assert run(["init", "试用", "--scheme", "hean"]) == 0
    trial = hean.parent / "试用"
    blank = (trial / "studio.yaml").read_text("utf-8")
    assert "设站单位" in blank
    assert "申报单位" not in blank
    (trial / "studio.yaml").write_text(STUDIO, "utf-8")
    paper = ROOT / "samples/example-city/evidence/05-2023年授徒/2023年授徒协议"
    shutil.copytree(paper, trial / "evidence/03-授徒/授徒协议")
    for item in ("01-传习场所", "02-安全管理"):
        shutil.copy(next(paper.iterdir()), trial / "evidence" / item / "1 证明.pdf")
    write_into(Path("试用"))
    assert run(["build", "试用"]) == 0
    package = trial / "out" / "assessment"
    manifest = read_manifest((package / "manifest.json").read_bytes())
    # 80 square metres lie in the band that names them: 6; one defect: 4; three pupils: 3.
    assert [str(item.claimed) for item in manifest.items] == ["6", "4", "3"]
    assert manifest.outcome
    assert manifest.outcome.grade == "合格"
    assert {r.item for r in manifest.readings if r.other_points == 8} == {1}
    form = docx.Document(str(package / "1-附表一　评分表.docx"))
    texts = {cell.text for table in form.tables for row in table.rows for cell in row.cells}
    assert {"合格", "13（基础分 13，附加分 0）"} <= texts
    assert run(["verify", str(package)]) == 0


@pytest.mark.parametrize("name", ["example-city", "weihai-2025"])
def test_drawn_templates_fulfil_every_contract(name: str, tmp_path: Path) -> None:
    scheme = load_scheme(name, near=None)
    for key, spec in scheme.submissions.items():
        form, report = tmp_path / f"{key}.docx", tmp_path / f"{key}-report.docx"
        form.write_bytes(draw_form(scheme, spec))
        report.write_bytes(draw_report(scheme, spec))
        assert check_template(form, form_contract(spec), spec.form.omits) == ()
        assert check_template(report, report_contract()) == ()


def test_a_drawn_form_says_what_it_is_for() -> None:
    scheme = load_scheme("weihai-2025", near=None)
    titles = [_texts(draw_form(scheme, spec))[0] for spec in scheme.submissions.values()]
    assert sorted(titles) == [
        "威海市技能大师工作室年度绩效评估评分表",
        "威海市技能大师工作室申报表",
    ]


def test_the_templates_of_example_city_are_drawn_from_it() -> None:
    scheme = load_scheme("example-city", near=None)
    spec = scheme.submissions["assessment"]
    drawn = {spec.form.template: draw_form, spec.report.template: draw_report}
    for name, draw in drawn.items():
        assert draw(scheme, spec) == draw(scheme, spec)
        kept = _texts((scheme.folder / name).read_bytes())
        assert _texts(draw(scheme, spec)) == kept, (
            f"{name}: remove it and run docgen scheme form example-city"
        )


def _texts(contents: bytes) -> list[str]:
    document = docx.Document(io.BytesIO(contents))
    rows = [row for table in document.tables for row in table.rows]
    cells = [cell.text for row in rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


@pytest.mark.parametrize("name", ["example-city", "weihai-2025"])
def test_the_schemes_of_docgen_have_no_errors(name: str) -> None:
    found = lint_scheme(name).findings
    assert [f for f in found if f.level is not Level.NOTE] == []
