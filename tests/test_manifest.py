"""manifest.json: what it says, that it says it exactly, and that no secret is in it."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from conftest import Case
from pydantic import ValidationError

from docgen import __version__
from docgen.issues.errors import OutputError
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.source_keys import EvidenceKey
from docgen.package.manifest import (
    Document,
    Manifest,
    make_manifest,
    read_manifest,
    write_manifest,
)
from docgen.text.masking import publish

FINDING = Finding(
    Level.WARNING, "X1", Location("studio.yaml:3"), "身份证号 371002197609181234 校验不符", "核对"
)


def manifest_of(case: Case, **changes: object) -> Manifest:
    case = replace(case, **changes)
    return make_manifest(
        case.scheme,
        case.data,
        case.scores,
        case.cross_reference,
        case.sources,
        documents=[Document(role="bundle", file="3-佐证材料.pdf", sha256="ab" * 32, pages=40)],
        findings=[FINDING],
        draft=False,
    )


def test_it_tells_items_evidence_and_pages_as_the_plan_has_them(assessment: Case):
    told = json.loads(write_manifest(manifest_of(assessment)))
    assert told["docgen"] == __version__
    assert (told["scheme"]["id"], told["scheme"]["version"]) == ("weihai-2025", "1")
    assert [item["number"] for item in told["items"]] == list(range(1, 19))
    pieces = {e["id"]: e for e in told["evidence"]}
    assert len(pieces) == 5
    for entry in assessment.cross_reference.evidence:
        piece = pieces[entry.evidence.id]
        assert (piece["first_page"], piece["last_page"]) == (entry.pages.first, entry.pages.last)
        source = assessment.sources[entry.evidence.files[0].key]
        assert piece["sources"][0]["sha256"] == source.sha256
    bonus = told["items"][17]
    assert bonus["evidence"] == ["13-2"]
    assert bonus["pages"] == [{"first": 25, "last": 25}]
    assert (bonus["bonus"], bonus["points"]) == (True, None)
    assert pieces["13-2"]["supports"] == [13, 18]
    assert pieces["13-3"]["date"] == "2024-06"
    assert told["archive"] == "威海市林海生技能大师工作室 年度绩效评估.zip"


def test_figures_are_exact_and_written_one_way(assessment: Case):
    told = json.loads(write_manifest(manifest_of(assessment)))
    area = told["items"][0]
    assert (area["points"], area["claimed"], area["computed"]) == ("3", "3", "3")
    assert area["measures"][0] | {"terms": []} == {
        "key": "area",
        "name": "工作室面积",
        "unit": "平方米",
        "typed": "62.5",
        "derived": None,
        "value": "62.5",
        "terms": [],
        "left_out": [],
    }
    assert area["measure"] == assessment.scores.item(1).measure_text
    assert told["totals"]["total"] == str(assessment.scores.total)
    tenth = assessment.scores.items[0].measures[0]
    exact = replace(tenth, typed=Decimal("0.10000000000000000000001000"))
    score = replace(assessment.scores.items[0], measures=(exact,))
    scores = replace(assessment.scores, items=(score, *assessment.scores.items[1:]))
    manifest = manifest_of(assessment, scores=scores)
    assert b'"typed": "0.10000000000000000000001"' in write_manifest(manifest)
    read = read_manifest(write_manifest(manifest))
    assert read.items[0].measures[0].typed == Decimal("0.10000000000000000000001")


def test_it_reads_back_the_same_and_is_written_the_same(assessment: Case, application: Case):
    for case in (assessment, application):
        manifest = manifest_of(case)
        written = write_manifest(manifest)
        assert read_manifest(written) == manifest
        assert write_manifest(read_manifest(written)) == written
        assert written.endswith(b"}\n")
        assert "工作室".encode() in written


def test_a_large_bundle_may_have_moved_a_stamp_on_every_page(assessment: Case):
    manifest = manifest_of(assessment).model_copy(
        update={"moved": tuple(f"第 {n} 页" for n in range(1, 12_001))}
    )
    assert read_manifest(write_manifest(manifest)) == manifest


def test_a_submission_without_points_has_no_totals(application: Case):
    told = json.loads(write_manifest(manifest_of(application)))
    assert told["totals"] is None
    assert {item["claimed"] for item in told["items"]} == {None}
    assert told["submission"] == "application"


def test_a_file_that_could_not_be_used_has_no_hash(assessment: Case):
    sources = {**assessment.sources, EvidenceKey("13/3.pdf"): FINDING}
    told = json.loads(write_manifest(manifest_of(assessment, sources=sources)))
    (source,) = told["evidence"][-1]["sources"]
    assert (source["file"], source["sha256"], source["likenesses"]) == ("13/3.pdf", None, [])


def test_id_numbers_are_masked_everywhere(assessment: Case):
    written = write_manifest(manifest_of(assessment)).decode()
    assert "197609181234" not in written
    assert written.count("371002********1234") == 2


def test_names_that_are_no_unicode_can_still_be_told():
    name = b"\xff\xfe.pdf".decode("utf-8", "surrogateescape")
    assert publish(name) == "??.pdf"


@pytest.mark.parametrize("contents", [b"", b"{}", b"\xff", b'{"format": 2}', b"[]"])
def test_what_is_no_manifest_is_refused_with_a_way_out(contents: bytes):
    with pytest.raises(OutputError) as caught:
        read_manifest(contents, "out/manifest.json")
    assert "out/manifest.json" in str(caught.value)
    assert "docgen build" in caught.value.remedy


def test_a_later_format_is_not_misread(assessment: Case):
    told = json.loads(write_manifest(manifest_of(assessment)))
    with pytest.raises(OutputError):
        read_manifest(json.dumps({**told, "format": 2}).encode())


def test_it_cannot_be_changed(assessment: Case):
    with pytest.raises(ValidationError):
        manifest_of(assessment).draft = True


def test_it_tells_what_sums_over_many_packages_need(assessment: Case):
    manifest = manifest_of(assessment)
    assert manifest.outcome
    assert (manifest.outcome.pass_mark, manifest.outcome.passed) == (Decimal(50), False)
    assert [category.points for category in manifest.categories] == [14, 10, 6, 50, 20, None]
    assert manifest.totals
    assert sum(category.claimed for category in manifest.categories) == manifest.totals.total
    old = json.loads(write_manifest(manifest))
    for added in ("outcome", "categories", "readings"):
        del old[added]
    del old["scheme"]["title"], old["scheme"]["submission"]
    assert read_manifest(json.dumps(old).encode()).outcome is None
