"""Schemes are looked through: every rule speaks of what is wrong, and of nothing else."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.shared import Mm

from docgen.checks.scheme_lint import lint_scheme
from docgen.cli.commands import run
from docgen.issues.errors import SchemeError
from docgen.issues.finding import Finding, Level
from docgen.issues.scheme_entries import SCHEME_ENTRIES
from docgen.model.rubric_text import stated_bands
from docgen.model.scheme import Bands
from docgen.model.scoring import band_points
from docgen.workspace.load import load_scheme
from docgen.workspace.new_scheme import write_scheme

ROOT = Path(__file__).parents[1]
CITY = ROOT / "templates" / "example-city"

# What is changed in a sound scheme, and the code that must be said of it.
CHANGES = {
    "S101": (
        "50平方米及以上得5分，20平方米及以上不足50平方米得3分",
        "50平方米及以上得5分，20-50平方米得3分",
    ),
    "S102": (
        "20平方米及以上不足50平方米得3分，不足20平方米不得分",
        "20平方米及以上不足50平方米得3分，15平方米及以下不得分",
    ),
    "S103": ("{at_least: 20, points: 3}", "{at_least: 25, points: 3}"),
    "S104": (
        "                - {at_least: 20, points: 3}\n",
        "                - {at_least: 20, points: 3}\n                - {above: 7, points: 1}\n"
        "              contested: [{at: 7, note: 读法}]\n",
    ),
    "S105": (
        "whole: false}\n",
        "whole: true}\n              gaps: [{low: 19, high: 20, note: 读法}]\n",
    ),
    "S106": (
        "whole: false}\n",
        'whole: false}\n              contested: [{at: 50, note: ""}]\n',
    ),
    "S201": ("cap: 15\n", "cap: 12\n"),
    "S202": ("points: 3, kinds: [技术成果]}", "points: 3, cap: 15, at_most: 4, kinds: [技术成果]}"),
    "S203": (
        "                - {key: unsound, name: 制度不健全, points: 0}\n",
        "                - {key: unsound, name: 制度不健全, points: 1}\n",
    ),
    "S204": ("name: 凭证不全, points: 1}", "name: 凭证不全, points: 6}"),
    "S301": (
        "kinds: [技术成果]}\n",
        "kinds: [技术成果]}\n            hint: 证明\n          - number: 5\n"
        "            title: 又一项\n            standard: 每项得1分。\n            bonus: true\n"
        "            rule: {kind: tally, counts: [{key: more, name: 成果, unit: 项, points: 1,"
        " kinds: [技术成果]}]}\n",
    ),
    "S302": ("kinds: [技术成果]}", "kinds: [技术成果, 技术 成果]}"),
    "S303": ("    period: {start: 2025-01-01, end: 2025-12-31}\n", ""),
    "S304": ("studio_name:", "traits: [{key: rural, name: 乡村的}]\nstudio_name:"),
    "S305": (
        "kinds: [技术成果]}\n",
        "kinds: [技术成果, 专利]}\n"
        "            papers: [{words: [成果], kinds: [技术成果, 专利]}]\n",
    ),
    "S401": ("    full_points: 30\n", ""),
    "S402": (
        "    pass_mark: 18\n",
        "    pass_mark: 18\n    grades: [{name: 好, at_least: 20}, {name: 差, at_least: 0}]\n",
    ),
    "S403": ("deadline: 2026-06-30", "deadline: 2024-06-30"),
    "S501": ("studio_name: 某市{leader}工作室", "studio_name: 某市工作室"),
    "S502": ("name: 2-工作总结", "name: 工作总结"),
    "S503": ("            standard: 制度健全的得5分，不健全的不得分。\n", ""),
    "S504": ("            hint: 制度文件\n", ""),
    "S505": ("    veto: 提供虚假材料的，实行一票否决。\n", ""),
    "S601": ("template: form.docx", "template: Form.docx"),
    "S602": ("paper: A4", "paper: A3 landscape"),
    "S603": ("title: 固定场所", "title: 固定的场所"),
    "S605": ("一、基本情况,", "一、基本的情况,"),
    "S608": ("copies: 1\n", "copies: 1\n      omits: [unit.nmae]\n"),
    "Y101": ("copies: 1\n", "copies: 1\n      colour: red\n"),
    "Y102": ("{at_least: 20, points: 3}", "{at_least: 60, points: 3}"),
}


def lint(folder: Path) -> tuple[Finding, ...]:
    return lint_scheme(str(folder)).findings


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scheme as `docgen scheme new` writes it, its forms drawn once."""
    folder = tmp_path_factory.mktemp("scheme") / "方案"
    write_scheme(folder)
    return folder


@pytest.fixture
def scheme(written: Path, tmp_path: Path) -> Path:
    return shutil.copytree(written, tmp_path / "方案")


def change(folder: Path, old: str, new: str) -> None:
    file = folder / "scheme.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_nothing_is_wrong_before_it_is_changed(scheme: Path) -> None:
    assert lint(scheme) == ()


@pytest.mark.parametrize("code", CHANGES)
def test_what_is_wrong_is_said_with_place_and_remedy(code: str, scheme: Path) -> None:
    change(scheme, *CHANGES[code])
    said = [finding for finding in lint(scheme) if finding.code == code]
    assert said
    assert all(finding.remedy and "方案/" in finding.where for finding in said)


def test_every_rule_is_tried() -> None:
    codes = {entry.code for entry in SCHEME_ENTRIES}
    elsewhere = {"S107", "S604", "S606", "S607", "S609"}
    assert codes == ({c for c in CHANGES if c.startswith("S")} | elsewhere)


def test_everything_is_said_at_once(scheme: Path) -> None:
    for code in ("S103", "S201", "S204", "S503", "S601"):
        change(scheme, *CHANGES[code])
    assert {"S103", "S201", "S204", "S503", "S601"} <= {f.code for f in lint(scheme)}


def test_a_place_is_the_line(scheme: Path) -> None:
    change(scheme, *CHANGES["S204"])
    (finding,) = lint(scheme)
    lines = (scheme / "scheme.yaml").read_text("utf-8").splitlines()
    assert "凭证不全, points: 6" in lines[int(finding.where.rpartition(":")[2]) - 1]


def test_alternatives_want_a_note(scheme: Path) -> None:
    old = """              kind: tally
              cap: 15
              counts:
                - {key: results, name: 技术成果, unit: 项, points: 3, kinds: [技术成果]}
"""
    inner = "".join(f"      {line}\n" for line in old.splitlines())
    other = inner.replace("results", "others").replace("技术成果", "推广")
    new = "              kind: best_of\n              alternatives:\n"
    ways = "".join(f"                - rule:\n{way}" for way in (inner, other))
    change(scheme, old, new + ways)
    assert [finding.code for finding in lint(scheme)] == ["S107"]


def test_a_template_is_looked_at(scheme: Path) -> None:
    form = scheme / "form.docx"
    document = docx.Document(str(form))
    table = document.tables[1]
    row = next(row for row in table.rows if "管理制度" in row.cells[1].text)
    row.cells[2].paragraphs[0].runs[0].text = "4分"
    row.height_rule = 2  # exactly
    row.height = Mm(8)
    run_ = row.cells[1].paragraphs[0].runs[0]
    fonts = run_._r.rPr.rFonts
    fonts.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia", "华文彩云")
    document.save(str(form))
    shutil.copy(form, scheme / "旧.docx")
    assert {finding.code for finding in lint(scheme)} == {"S604", "S606", "S607", "S609"}


@pytest.mark.parametrize("part", ["header", "footer", "textbox"])
def test_placeholders_are_known_wherever_they_stand(part: str, scheme: Path) -> None:
    form = scheme / "form.docx"
    document = docx.Document(str(form))
    section = document.sections[0]
    if part == "textbox":
        box = (
            '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
            'xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>'
            "<w:p><w:r><w:t>{{ unit.nmae }}</w:t></w:r></w:p>"
            "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
        document.paragraphs[0]._p.append(parse_xml(box))
    else:
        getattr(section, part).paragraphs[0].add_run("{{ unit.nmae }}")
    document.save(str(form))
    said = [f for f in lint(scheme) if "unit.nmae" in f.what]
    assert len(said) == 1
    assert said[0].where.startswith("方案/form.docx")


def test_json_and_exit_codes(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scheme", "lint", str(scheme)]) == 0
    change(scheme, *CHANGES["S103"])
    capsys.readouterr()
    assert run(["scheme", "lint", str(scheme), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["error"] == 1
    assert report["findings"][0]["code"] == "S103"
    assert run(["scheme", "lint", "没有的"]) == SchemeError.exit_code


def test_mistakes_in_reading_do_not_hide_the_rest(scheme: Path) -> None:
    change(scheme, *CHANGES["Y101"])
    change(scheme, *CHANGES["S204"])
    assert {"Y101", "S204"} <= {finding.code for finding in lint(scheme)}


# ── what the wording states ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "bands"),
    [
        ("50平方米以上得3分", [(50, None, True, False, 3)]),
        ("超过20万元的得3分", [(20, None, False, False, 3)]),
        ("31-50平方米得2分", [(31, 50, True, True, 2)]),
        ("不足40平方米不得分", [(None, 40, False, False, 0)]),
        ("60平方米及以上不足80平方米得6分", [(60, 80, True, False, 6)]),
        ("11-20项得项得4分", [(11, 20, True, True, 4)]),
        ("每项得1分，最高7分", []),
    ],
)
def test_bands_are_read_out_of_the_wording(text: str, bands: list[tuple[object, ...]]) -> None:
    read = [(b.low, b.high, b.low_in, b.high_in, b.points) for b in stated_bands(text)]
    assert read == bands


@pytest.mark.parametrize(
    ("area", "points"), [("80", 8), ("79.99", 6), ("60", 6), ("59.99", 4), ("40", 4), ("39.9", 0)]
)
def test_a_band_can_have_its_edge(area: str, points: int) -> None:
    item = load_scheme("example-city", near=None).submissions["assessment"].items[0]
    assert isinstance(item.rule, Bands)
    assert band_points(item.rule, Decimal(area)) == points


def test_errors_of_weihai_would_be_found(tmp_path: Path) -> None:
    """A wrong figure in each set of bands of a real notice is found."""
    folder = tmp_path / "weihai-2025"
    shutil.copytree(ROOT / "templates" / "weihai-2025", folder)
    change(folder, "{above: 350, points: 8}", "{above: 360, points: 8}")
    change(folder, "{above: 15, points: 8}", "{above: 16, points: 8}")
    errors = [f for f in lint(folder) if f.level is Level.ERROR]
    assert [f.code for f in errors] == ["S103", "S103"]
    assert {"第 11 项", "第 14 项"} == {f.what[:6] for f in errors}
