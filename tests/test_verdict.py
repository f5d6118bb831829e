"""Who is vetoed has no total: in no form, index, workbook, page or manifest."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from conftest import Case
from openpyxl import load_workbook

from docgen.bundle.front_matter import Matter, lay_index
from docgen.model.verdict import judge
from docgen.package.crossref_workbook import write_cross_reference
from docgen.package.manifest import Manifest, make_manifest
from docgen.package.report_page import Subject, write_report_page
from docgen.pdf.primitives import Text
from docgen.verify.rescore import check_by_scheme

INSTEAD = "不再评估，实行一票否决"


def told(case: Case) -> dict[str, str]:
    """All that the documents of a case print, by what they are."""
    pieces = tuple(entry.evidence for entry in case.cross_reference.evidence)
    subject = Subject(case.scheme, case.spec, case.data, pieces, case.scores)
    matter = Matter(case.scheme, case.spec, case.data, case.scores, lambda text, size, _: size)
    words = case.scheme.words
    book = write_cross_reference(
        case.spec, case.data, case.scores, case.cross_reference, words=words, draft=False
    )
    rows = load_workbook(io.BytesIO(book)).worksheets[0].iter_rows(values_only=True)
    index = (mark for page in lay_index(matter, case.cross_reference) for mark in page.marks)
    return {
        "index": "\n".join(mark.text for mark in index if isinstance(mark, Text)),
        "workbook": "\n".join(str(cell) for row in rows for cell in row if cell is not None),
        "page": write_report_page((), subject).decode(),
    }


def manifest_of(case: Case) -> Manifest:
    return make_manifest(
        case.scheme,
        case.data,
        case.scores,
        case.cross_reference,
        case.sources,
        documents=(),
        findings=(),
        draft=False,
    )


@pytest.fixture(scope="module")
def vetoed(assessment: Case) -> Case:
    said = assessment.data.assessment.model_copy(update={"veto": "弄虚作假"})
    return replace(assessment, data=assessment.data.model_copy(update={"assessment": said}))


def test_its_documents_say_so_where_the_total_was(assessment: Case, vetoed: Case) -> None:
    parts = judge(assessment.spec, assessment.data, assessment.scores).parts
    before, after = told(assessment), told(vetoed)
    for name in ("index", "workbook"):
        assert parts in before[name], name
    for name, text in after.items():
        assert parts not in text, name
        assert INSTEAD in text, name
        assert INSTEAD not in before[name], name


def test_the_manifest_has_no_total_and_is_right_by_the_scheme(
    assessment: Case, vetoed: Case
) -> None:
    manifest = manifest_of(vetoed)
    assert manifest.totals is None
    assert manifest.outcome is not None
    assert (manifest.outcome.vetoed, manifest.outcome.passed) == (True, False)
    found = {said.code for said in check_by_scheme(manifest, vetoed.scheme)}
    assert "V307" not in found
    totals = manifest_of(assessment).totals
    assert totals is not None
    flattered = manifest.model_copy(update={"totals": totals})
    assert "V307" in {said.code for said in check_by_scheme(flattered, vetoed.scheme)}
    unsaid = manifest_of(assessment).outcome
    assert unsaid is not None
    assert unsaid.vetoed is None
    assert totals.total == Decimal(totals.base + totals.bonus)
