"""What is restored from a manifest draws what was drawn when it was written."""

from dataclasses import replace

import pytest
from conftest import Case

from docgen.forms.values import form_values
from docgen.package.crossref_workbook import write_cross_reference
from docgen.package.manifest import (
    Document,
    Manifest,
    describe_results,
    make_manifest,
    read_manifest,
    write_manifest,
)
from docgen.package.restoring import restore


def manifest_of(case: Case) -> Manifest:
    (volume,) = case.cross_reference.volumes
    bundle = Document(
        role="bundle", file=volume.file, sha256="", pages=volume.last, first_page=volume.first
    )
    manifest = make_manifest(
        case.scheme,
        case.data,
        case.scores,
        case.cross_reference,
        case.sources,
        documents=[bundle],
        findings=(),
        draft=False,
    )
    return read_manifest(write_manifest(manifest))


@pytest.mark.parametrize("name", ["assessment", "application"])
def test_workbook_form_and_points_are_the_same(name: str, request: pytest.FixtureRequest):
    case: Case = request.getfixturevalue(name)
    manifest = manifest_of(case)
    restored = restore(manifest, case.scheme)
    wanted = describe_results(case.spec, case.data, case.scores, case.cross_reference)
    found = describe_results(
        restored.spec, restored.data, restored.scores, restored.cross_reference
    )
    assert found == wanted
    drawn = [
        write_cross_reference(
            c.spec, c.data, c.scores, c.cross_reference, words=case.scheme.words, draft=False
        )
        for c in (case, restored)
    ]
    assert drawn[0] == drawn[1]
    values = [form_values(c.spec, c.data, c.scores, c.cross_reference) for c in (case, restored)]
    # The ID number alone is masked, and stands on no form of an assessment.
    assert values[0] == values[1]


def test_what_contradicts_itself_is_refused(assessment: Case):
    manifest = manifest_of(assessment)
    (first, *others) = manifest.items
    lost = first.model_copy(update={"evidence": ("9-9",)})
    strange = manifest.evidence[0].model_copy(update={"id": "佐证"})
    for update, what in (
        ({"data": None}, "no data"),
        ({"items": (lost, *others)}, "no evidence 9-9"),
        ({"evidence": (strange, *manifest.evidence[1:])}, "unpack"),
    ):
        with pytest.raises(ValueError, match=what):
            restore(manifest.model_copy(update=update), assessment.scheme)


def test_a_statement_that_is_changed_changes_the_form(assessment: Case):
    manifest = manifest_of(assessment)
    restored = restore(manifest, assessment.scheme)
    claim = restored.data.claims[1].model_copy(update={"statement": "另一句话。"})
    data = restored.data.model_copy(update={"claims": {**restored.data.claims, 1: claim}})
    values = [
        form_values(r.spec, r.data, r.scores, r.cross_reference)
        for r in (restored, replace(restored, data=data))
    ]
    assert values[0] != values[1]
