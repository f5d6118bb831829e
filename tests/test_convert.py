"""From YAML to a workbook and back: nothing is lost, and nothing anybody made is overwritten."""

import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from docgen.issues.errors import OutputError, WorkspaceError
from docgen.model.submission import (
    Assessment,
    BundleWish,
    Claim,
    EvidenceRow,
    FilePages,
    Leader,
    Member,
    PartialDate,
    Studio,
    StudioFile,
    Unit,
    Workforce,
    normalise_text,
)
from docgen.workspace.convert import convert_data, without_blanks
from docgen.workspace.data_tree import read_tree
from docgen.workspace.load import load_scheme, load_workspace
from docgen.workspace.new_workspace import write_workspace
from docgen.workspace.validation import fit
from docgen.workspace.workbook_template import write_book
from docgen.workspace.workbook_tree import read_book
from docgen.workspace.yaml_text import write_yaml

ROOT = Path(__file__).parent.parent
SCHEME = load_scheme("weihai-2025", near=None)

# ── any data at all ───────────────────────────────────────────────────────────────────────────

AWKWARD = st.sampled_from(
    """=1+1\n@x\n-\n+8\ntrue\nnull\n~\n是\n0123\n1e5\n2024-06\n“引号”\n#x\na: b\nb:\n*a\n&\n%\n`\n？
名（key）\n（括号）\n甲、乙.pdf\na.pdf,b.pdf\nx〔页：1〕\n"q"\n[1]\n{a}\n_x0041_\n例\na\\b\n😀\n\ufffd
1.0\n6228000000000526123""".splitlines()
)
LINES = (
    st.one_of(st.text(max_size=12), AWKWARD)
    .filter(lambda text: "\ufffe" not in text and "\uffff" not in text)
    .map(lambda text: normalise_text(text).replace("\n", "").strip())
)
TEXTS = st.lists(LINES, max_size=3).map(lambda lines: normalise_text("\n".join(lines)))
DATES = st.builds(
    lambda day, length: PartialDate(*(day.year, day.month, day.day)[:length]),
    st.dates(),
    st.integers(1, 3),
)
FIGURES = st.one_of(
    st.decimals(0, 10**9, places=2),
    st.integers(0, 10**12 - 1).map(Decimal),
    st.sampled_from([Decimal("0.1"), Decimal("1E+3"), Decimal("0.0000001")]),
)
COUNTS = st.integers(0, 10**6)
KEYS = st.one_of(
    st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), st.sampled_from(["市级", "a（b）"])
)
MAYBE = {"optional": True}


def some(strategy):
    return st.one_of(st.none(), strategy)


FILES = st.builds(
    FilePages, file=LINES.filter(bool), pages=LINES, turn=some(st.sampled_from([90, 180, 270]))
)


@st.composite
def rows(draw):
    files = tuple(draw(st.lists(FILES, min_size=1, max_size=3)))
    note = draw(TEXTS)
    return EvidenceRow(
        files=files,
        pages=draw(LINES) if len(files) == 1 else "",
        items=tuple(draw(st.lists(st.integers(1, 40), max_size=3))),
        title=draw(LINES),
        date=draw(some(DATES)),
        kind=draw(LINES),
        quantity=draw(some(FIGURES)),
        holder=draw(LINES),
        number=draw(LINES),
        achievement=draw(LINES),
        organiser=draw(LINES),
        in_period=bool(note) and draw(st.booleans()),
        note=note,
        layout=draw(some(st.sampled_from([1, 2, 4, 6]))),
        turn=draw(some(st.sampled_from([90, 180, 270]))),
    )


CLAIMS = st.builds(
    Claim,
    statement=TEXTS,
    measure=some(FIGURES),
    counts=st.dictionaries(KEYS, FIGURES, max_size=3),
    choice=LINES,
    deductions=st.dictionaries(KEYS, COUNTS, max_size=2),
    points=some(FIGURES),
    reason=TEXTS,
)
STUDIOS = st.builds(
    Studio,
    name=LINES,
    traits=st.lists(LINES.filter(bool), max_size=3).map(tuple),
    place=LINES,
    area_m2=some(FIGURES),
    members=st.lists(
        st.builds(Member, name=LINES, trade=LINES, grade=LINES, achievements=TEXTS), max_size=3
    ).map(tuple),
    strengths=TEXTS,
    plan=TEXTS,
)
UNITS = st.builds(
    Unit,
    **dict.fromkeys(("name", "industry", "phone", "bank_account", "credit_code"), LINES),
    technician_station=some(st.booleans()),
    workforce=st.builds(Workforce, **dict.fromkeys(Workforce.model_fields, some(COUNTS))),
    recent_operation=TEXTS,
)
LEADERS = st.builds(
    Leader,
    **dict.fromkeys(("name", "id_number", "post", "trade", "grade"), LINES),
    **dict.fromkeys(("birth", "work_since", "certified"), some(DATES)),
    sex=some(st.sampled_from(["男", "女"])),
    front_line=some(st.booleans()),
    achievements=TEXTS,
)
DATA = st.builds(
    StudioFile,
    scheme=st.just("weihai-2025"),
    submission=st.sampled_from(["application", "assessment"]),
    unit=UNITS,
    leader=LEADERS,
    studio=STUDIOS,
    assessment=st.builds(Assessment, date=some(DATES), veto=TEXTS),
    report=LINES,
    claims=st.dictionaries(st.integers(1, 25), CLAIMS, max_size=4),
    evidence=st.lists(rows(), max_size=3).map(tuple),
    bundle=st.builds(
        BundleWish, max_dpi=some(st.integers(150, 1200)), max_size=some(st.integers(2, 100))
    ),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(DATA)
def test_any_data_is_the_same_as_a_workbook_and_as_yaml(data):
    expected = without_blanks(data)
    with tempfile.TemporaryDirectory() as folder:
        book, text = Path(folder, "studio.xlsx"), Path(folder, "studio.yaml")
        book.write_bytes(write_book(SCHEME, data.submission, data.scheme, data))
        from_book = fit(read_book(book, book.name, WorkspaceError), StudioFile)
        assert [f for f in from_book.findings if f.level == "error"] == []
        assert from_book.value == expected
        spec = SCHEME.submissions[data.submission]
        text.write_bytes(write_yaml(from_book.value, spec).encode())
        from_text = fit(read_tree(text, text.name, WorkspaceError), StudioFile)
        assert from_text.findings == ()
        assert from_text.value == expected


# ── the command ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("submission", ["application", "assessment", "example-city"])
def test_a_sample_goes_there_and_back(submission, tmp_path):
    folder = tmp_path / "w"
    shutil.copytree(ROOT / "samples" / submission, folder)
    before = load_workspace(folder)
    first = convert_data(folder)
    assert (first.written, first.kept) == ("studio.xlsx", "studio（转换前）.yaml")
    as_book = load_workspace(folder)
    assert as_book.data == before.data
    assert [(e.id, e.title) for e in as_book.evidence] == [(e.id, e.title) for e in before.evidence]
    second = convert_data(folder)
    assert (second.written, second.kept) == ("studio.yaml", "studio（转换前）.xlsx")
    after = load_workspace(folder)
    assert after.data == before.data
    assert after.findings == before.findings
    assert convert_data(folder).kept == "studio（转换前2）.yaml"
    kept = (folder / "studio（转换前）.yaml").read_bytes()
    assert kept == (ROOT / "samples" / submission / "studio.yaml").read_bytes()


def test_what_cannot_be_read_is_not_lost_by_converting(tmp_path):
    write_workspace(tmp_path, SCHEME, "assessment")
    file = tmp_path / "studio.yaml"
    file.write_text(
        file.read_text("utf-8").replace("    measure: \n", "    measure: 很大\n", 1), "utf-8"
    )
    before = file.read_bytes()
    with pytest.raises(WorkspaceError) as caught:
        convert_data(tmp_path)
    assert caught.value.where.startswith("studio.yaml:")
    assert file.read_bytes() == before
    assert not (tmp_path / "studio.xlsx").exists()


def test_a_text_too_long_for_a_cell_is_refused(tmp_path):
    text = f"scheme: weihai-2025\nsubmission: assessment\nassessment:\n  veto: {'字' * 33_000}\n"
    (tmp_path / "studio.yaml").write_text(text, "utf-8")
    with pytest.raises(OutputError) as caught:
        convert_data(tmp_path)
    assert "32767" in caught.value.what
    assert caught.value.where.startswith("studio.xlsx 工作室!B")
    assert [p.name for p in tmp_path.iterdir()] == ["studio.yaml"]


def test_the_workbook_of_a_sample_shows_names_and_dates(tmp_path):
    shutil.copytree(ROOT / "samples" / "assessment", tmp_path / "w")
    convert_data(tmp_path / "w")
    book = load_workbook(tmp_path / "w" / "studio.xlsx")
    claims = book["项目自评"]
    texts = {str(cell.value) for row in claims.iter_rows() for cell in row if cell.value}
    assert "设施设备充分完整、能够满足日常工作和项目实施所需（full）" in texts
    heads = {cell.value: cell.column_letter for cell in book["佐证"][3]}
    in_period = [cell.value for cell in book["佐证"][heads["算在考核期内"]][4:]]
    assert [value for value in in_period if value] == ["是"]
    dates = [cell for cell in book["佐证"]["F"] if cell.is_date]
    assert len(dates) > 20
