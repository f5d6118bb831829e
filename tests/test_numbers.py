"""Numbers without end are refused at their place, at once, wherever a number is read."""

import time
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError
from test_faults import make_workspace

from docgen.model.submission import Count, Dots, Figure, PartialDate
from docgen.workspace.discover import read_pages
from docgen.workspace.load import load_workspace

ENDLESS = {
    "exponent": "1e99999999",
    "negative exponent": "1e-99999999",
    "nought": "0e99999999",
    "too large an exponent": "1e9999999999999999999",
    "digits": "9" * 5_000,
    "fraction": "0." + "1" * 70_000,
    "full width": "１ｅ９９９９９９９９",
    "thirteen digits": "1234567890123",
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_no_field_takes_a_number_without_end(kind: str) -> None:
    began = time.process_time()
    for field in (Figure, Dots, Count):
        with pytest.raises(ValidationError):
            TypeAdapter(field).validate_python(ENDLESS[kind])
    with pytest.raises(ValidationError):
        TypeAdapter(PartialDate).validate_python(ENDLESS[kind])
    with pytest.raises(ValueError, match="unclear"):
        read_pages(f"1-{ENDLESS[kind]}")
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "number",
    [10**5_000, Decimal("1e99999999"), 1e300, float("inf")],
    ids=["whole", "exact", "large", "infinite"],
)
def test_nor_one_that_is_a_number_already(number: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Figure).validate_python(number)


@pytest.mark.parametrize(
    ("written", "read"),
    [("999999999999", "999999999999"), ("62.50", "62.50"), ("1e5", "1E+5"), ("0.125", "0.125")],
)
def test_figures_of_real_life_are_read_as_written(written: str, read: str) -> None:
    assert str(TypeAdapter(Figure).validate_python(written)) == read


@pytest.mark.parametrize("field", ["measure: {}", "points: {}"])
def test_the_finding_names_the_place_and_what_to_look_at(tmp_path: Path, field: str) -> None:
    folder = make_workspace(tmp_path / "w", "甲工作室")
    data = (folder / "studio.yaml").read_text("utf-8")
    line = f"  6: {{{field.format('1e99999999')}}}\n"
    (folder / "studio.yaml").write_text(data + line, "utf-8")
    began = time.process_time()
    findings = load_workspace(folder).findings
    assert time.process_time() - began < 2
    (finding,) = [finding for finding in findings if finding.code == "Y102"]
    assert finding.where == f"studio.yaml:{data.count(chr(10)) + 1}"
    assert "数字太大" in finding.what
    assert "12 位" in finding.what
