"""Another city's notice: scored, built and verified by what its scheme says, not by code."""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from docx import Document
from openpyxl import load_workbook

import docgen
from docgen.api import DEFAULT_SCHEME
from docgen.cli.commands import run
from docgen.issues.errors import OfficeError
from docgen.issues.finding import Level
from docgen.issues.location import Location
from docgen.model.evidence import Evidence
from docgen.model.paper_kinds import PaperKind
from docgen.model.scoring import ItemScore, score
from docgen.model.submission import PartialDate, StudioFile
from docgen.office.libreoffice import find_soffice
from docgen.package.manifest import Manifest, read_manifest
from docgen.verify.run_verify import verify
from docgen.workspace.load import load_scheme, load_workspace, schemes

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "example-city"
SCHEME = load_scheme("example-city", near=None)
SPEC = SCHEME.submissions["assessment"]
POINTS = (8, 11, 5, 9, 6, 8, 8, 14, 12, 7, 5)
"""What the sample claims, item by item."""


def score_one(number: int, *evidence: Evidence, **claim: Any) -> ItemScore:
    data = StudioFile.model_validate(
        {"scheme": SCHEME.id, "submission": "assessment", "claims": {number: claim}}
    )
    return score(SPEC, data, evidence).item(number)


def pieces(item: int, **kinds: int) -> tuple[Evidence, ...]:
    """So many pieces of each kind, all of them an item's."""
    listed = [kind for kind, count in kinds.items() for _ in range(count)]
    return tuple(
        Evidence(
            item=item,
            order=order,
            title=f"{kind}{order}",
            files=(),
            supports=(item,),
            where=Location("studio.yaml:1"),
            kind=kind,
            date=PartialDate.parse(f"{kind[:4] if kind[:4].isdigit() else 2024}-05"),
        )
        for order, kind in enumerate(listed, 1)
    )


# ── rules Weihai does not use ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("measure", "points"),
    [("80", 8), ("79.99", 6), ("60", 6), ("59.99", 4), ("40", 4), ("39.99", 0), ("0", 0)],
)
def test_bands_take_their_edges_without_a_doubt(measure: str, points: int) -> None:
    scored = score_one(1, measure=measure)
    assert scored.computed == points
    assert scored.doubts == ()


@pytest.mark.parametrize(
    ("defects", "points"),
    [
        ({}, 12),
        ({"faulty": 1}, 10),
        ({"faulty": 2, "fire": 3}, 5),
        ({"ledger": 1}, 8),
        ({"ledger": 3}, 8),  # a ledger is lacking once
        ({"faulty": 4, "ledger": 1}, 0),
        ({"faulty": 9, "fire": 9}, 0),  # never below nothing
    ],
)
def test_defects_take_points_off_the_whole(defects: dict[str, int], points: int) -> None:
    assert score_one(2, statement="照实写。", deductions=defects).computed == points


@pytest.mark.parametrize(("rules", "points"), [(0, 0), (3, 0), (4, 5), (5, 5)])
def test_one_missing_rule_loses_all_points(rules: int, points: int) -> None:
    assert (score_one(3, *pieces(3, 工作站制度=rules)).computed or 0) == points


@pytest.mark.parametrize(("pupils", "points"), [(1, 2), (3, 6), (4, 8), (9, 8)])
def test_each_year_of_the_three_has_its_own_cap(pupils: int, points: int) -> None:
    for number, year in ((5, 2023), (6, 2024), (7, 2025)):
        scored = score_one(number, *pieces(number, **{f"{year}年授徒协议": pupils}))
        assert scored.computed == points


def test_the_years_divide_the_period_whole() -> None:
    assert SPEC.period is not None
    assert SPEC.period.start == datetime.date(2023, 1, 1)
    assert SPEC.period.end == datetime.date(2025, 12, 31)
    years = [SPEC.period_of(item) for item in SPEC.items if item.number in {5, 6, 7}]
    assert [(y.start, y.end) for y in years if y] == [
        (datetime.date(year, 1, 1), datetime.date(year, 12, 31)) for year in (2023, 2024, 2025)
    ]
    assert SPEC.period_of(SPEC.items[0]) == SPEC.period


@pytest.mark.parametrize(
    ("item", "kinds", "points"),
    [
        (8, {"高级工证书": 3, "技师以上证书": 2}, 14),
        (8, {"高级工证书": 1, "技师以上证书": 4}, 16),
        (9, {"技艺成果": 5}, 15),
        (9, {"技艺成果": 8}, 15),
        (11, {"国家级荣誉": 1, "省级荣誉": 1, "市级荣誉": 1}, 9),
        (11, {"国家级荣誉": 2, "省级荣誉": 1}, 10),
    ],
)
def test_what_is_counted_stops_at_its_limit(item: int, kinds: dict[str, int], points: int) -> None:
    assert score_one(item, *pieces(item, **kinds)).computed == points


@pytest.mark.parametrize(
    ("choice", "given", "points"),
    [("marked", 10, 10), ("good", 5, 5), ("fair", 1, 1), ("nothing", None, 0)],
)
def test_a_range_takes_the_points_given_within_it(
    choice: str, given: int | None, points: int
) -> None:
    claim = {"choice": choice, "reason": "理由"} | ({} if given is None else {"points": given})
    assert score_one(10, **claim).claimed == points


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("110", "优秀"),
        ("90", "优秀"),
        ("89.9", "良好"),
        ("75", "良好"),
        ("74.5", "合格"),
        ("60", "合格"),
        ("59.99", "不合格"),
        ("0", "不合格"),
    ],
)
def test_the_total_gives_the_grade(total: str, grade: str) -> None:
    reached = SPEC.grade(Decimal(total))
    assert reached is not None
    assert reached.name == grade
    vetoed = SPEC.grade(Decimal(total), vetoed=True)
    assert vetoed is not None
    assert vetoed.name == "不合格"


# ── the sample, built ─────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def package(sample_package: Callable[[str], Path]) -> Path:
    try:
        find_soffice()
    except OfficeError as error:
        pytest.skip(error.what)
    return sample_package("example-city")


@pytest.fixture
def manifest(package: Path) -> Manifest:
    return read_manifest((package / "manifest.json").read_bytes())


def test_the_sample_is_read_without_a_complaint() -> None:
    loaded = load_workspace(SAMPLE)
    assert loaded.scheme == SCHEME
    assert [f for f in loaded.findings if f.level is not Level.NOTE] == []
    assert set(loaded.data.claims) == {item.number for item in SPEC.items}


def test_its_package_is_whole_and_says_the_same_everywhere(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verified = verify(package, workspace=SAMPLE)
    assert verified.findings == ()
    assert [point for point in verified.points if point.met is False] == []
    assert run(["verify", str(package)]) == 0
    assert "没有发现问题" in capsys.readouterr().out


def test_its_points_are_those_of_its_rules(manifest: Manifest) -> None:
    claimed = {item.number: item.claimed for item in manifest.items}
    assert claimed == {number: Decimal(given) for number, given in enumerate(POINTS, 1)}
    assert [(c.title[0], c.claimed, c.points) for c in manifest.categories] == [
        ("一", 19, 20),
        ("二", 14, 15),
        ("三", 36, 40),
        ("四", 19, 25),
        ("五", 5, None),
    ]
    assert manifest.outcome is not None
    assert (manifest.outcome.grade, manifest.outcome.passed) == ("优秀", True)


def test_the_form_shows_total_and_grade_in_the_notices_words(package: Path) -> None:
    (form,) = package.glob("1-*.docx")
    document = Document(str(form))
    rows = [[cell.text for cell in row.cells] for t in document.tables for row in t.rows]
    assert ["自评总分", "93（基础分 88，附加分 5）"] in rows
    assert ["自评等次", "优秀"] in rows
    labels = {cell for row in rows for cell in row}
    assert {"工作站名称", "设站单位意见"} <= labels
    assert not re.search("工作室|领办人|申报单位", " ".join(labels))


def test_the_printed_form_is_a4_and_nothing_is_cut_off(package: Path) -> None:
    (form,) = package.glob("1-*.pdf")
    with pymupdf.open(form) as document:
        assert {(round(p.rect.width), round(p.rect.height)) for p in document} == {(595, 842)}
        text = re.sub(r"\s", "", "".join(page.get_text() for page in document))
    for item in SPEC.items:
        assert item.standard in text, item.number


def test_the_bundle_speaks_the_notices_words(package: Path) -> None:
    with pymupdf.open(package / "3-佐证材料.pdf") as document:
        cover, index = (document[number].get_text() for number in (0, 1))
        divider = next(t for p in document if "\n项目5\n" in (t := p.get_text()))
    assert "领衔人" in cover
    assert "设站单位" in cover
    assert not re.search("工作室|领办人|申报单位", cover)
    assert "自评等次 优秀" in re.sub(r"\s+", " ", index)
    assert "2023年授徒" in divider
    assert "满分 8 分，自评 6 分" in divider


def test_the_workbook_says_the_same(package: Path) -> None:
    sheet = load_workbook(package / "对照表.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert str(rows[1][0]).startswith("设站单位：禾安青篁竹艺有限公司")
    assert {row[0]: row[3] for row in rows if isinstance(row[0], int)} == dict(enumerate(POINTS, 1))
    assert any(93 in row for row in rows)


# ── the code knows no notice ──────────────────────────────────────────────────────────────────


def test_no_line_of_code_names_a_notice() -> None:
    """Only the scheme `docgen init` takes by itself is named, in one constant."""
    found = [load_scheme(name, near=None) for name in schemes()]
    assert len(found) >= 2
    names = {n for s in found for n in (s.id, s.issuer, s.document_number, s.issuer[:3])}
    names |= {item.title for s in found for sub in s.submissions.values() for item in sub.items}
    # What the whole country calls a paper is no notice's, though an item may be called so too.
    names -= {kind.value for kind in PaperKind}
    pattern = re.compile("|".join(map(re.escape, sorted(names))))
    lines = [
        f"{path.name}: {line}"
        for path in sorted(Path(docgen.__file__).parent.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if pattern.search(line)
    ]
    assert lines == [f'api.py: DEFAULT_SCHEME = "{DEFAULT_SCHEME}"']
