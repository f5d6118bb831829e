"""The JSON Schemas: fresh, and saying the same as the models."""

import json
from pathlib import Path

import jsonschema
import pytest
from conftest import ROOT, Case
from ruamel.yaml import YAML

from docgen.cli.schemas import make_schema, make_schemas, write_schemas
from docgen.package.manifest import make_manifest, write_manifest


def accepts(name: str, value: object) -> bool:
    schema = json.loads(make_schema(name))
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    return validator(schema).is_valid(value)


def as_json(path: Path) -> object:
    return json.loads(json.dumps(YAML(typ="safe").load(path), default=str))


def test_the_files_in_schemas_are_fresh():
    stale = [
        name
        for name, contents in make_schemas().items()
        if not (ROOT / "schemas" / name).is_file()
        or (ROOT / "schemas" / name).read_bytes() != contents
    ]
    assert not stale, f"{stale} are stale: run `make schemas`"
    assert {p.name for p in (ROOT / "schemas").iterdir()} == set(make_schemas())


def test_they_are_written_where_asked(tmp_path: Path):
    write_schemas(tmp_path / "new")
    assert {p.name: p.read_bytes() for p in (tmp_path / "new").iterdir()} == make_schemas()


def test_the_scheme_that_ships_is_accepted():
    schemes = sorted((ROOT / "templates").glob("*/scheme.yaml"))
    assert schemes
    for path in schemes:
        scheme = as_json(path)
        assert accepts("scheme", scheme), path
        assert not accepts("scheme", {**scheme, "versoin": "1"})


STUDIO = {"scheme": "weihai-2025", "submission": "assessment"}


@pytest.mark.parametrize(
    "row",
    [
        {"files": "a.pdf"},
        {"files": ["a.pdf", {"file": "b.pdf", "pages": "1-3"}], "items": [11, 12]},
        {"files": {"file": "b.pdf"}, "items": 11, "date": 2024, "quantity": 3.5, "pages": 7},
        {"files": "a.pdf", "date": "2024-06-18", "number": 370210, "quantity": "0.5"},
    ],
)
def test_what_a_clerk_may_write_is_accepted(row: dict[str, object]):
    assert accepts("studio", {**STUDIO, "evidence": [row]})


@pytest.mark.parametrize(
    "data",
    [
        {},
        {**STUDIO, "evidense": []},
        {**STUDIO, "leader": {"sex": "male"}},
        {**STUDIO, "evidence": [{"title": "no file"}]},
        {**STUDIO, "claims": {"1": {"points": -1}}},
    ],
)
def test_what_a_clerk_may_not_write_is_refused(data: dict[str, object]):
    assert not accepts("studio", data)


def test_a_manifest_that_is_written_is_accepted(assessment: Case, application: Case):
    for case in (assessment, application):
        manifest = make_manifest(
            case.scheme,
            case.data,
            case.scores,
            case.cross_reference,
            case.sources,
            documents=[],
            findings=[],
            draft=True,
        )
        told = json.loads(write_manifest(manifest))
        assert accepts("manifest", told)
        assert not accepts("manifest", {**told, "draft": "yes"})
