"""What follows from a template and its values is found out again when one of them changes."""

import json
from pathlib import Path

import pytest

from docgen.forms import known_forms
from docgen.forms.known_forms import KnownForms
from docgen.model.scoring import score
from docgen.model.submission import StudioFile
from docgen.usecases.workspace_findings import length_findings, template_findings
from docgen.workspace.load import Workspace, load_workspace

SAMPLE = Path(__file__).parents[1] / "samples/assessment"


@pytest.fixture
def sample() -> Workspace:
    return load_workspace(SAMPLE)


def look(workspace: Workspace, cache: Path) -> list[str]:
    """Look once, as a run does; the codes of what is said."""
    scores = score(workspace.spec, workspace.data, workspace.evidence)
    with KnownForms(cache) as known:
        said = (*template_findings(workspace, known), *length_findings(workspace, scores, known))
    return [one.code for one in said]


def test_what_is_known_is_not_found_out_again(
    sample: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = look(sample, tmp_path)
    (file,) = tmp_path.iterdir()
    assert len(json.loads(file.read_bytes())) == 2
    asked: list[object] = []
    for name in ("check_template", "fill_template", "reckon_pages"):
        monkeypatch.setattr(f"docgen.forms.word_template.{name}", lambda *_: asked.append(1))
    assert look(sample, tmp_path) == first
    assert not asked


def test_other_values_are_reckoned_anew(sample: Workspace, tmp_path: Path) -> None:
    look(sample, tmp_path)
    data: StudioFile = sample.data
    text = "一段很长的话。" * 3_000
    claims = {
        number: claim.model_copy(update={"statement": text})
        for number, claim in data.claims.items()
    }
    longer = Workspace(**{**vars(sample), "data": data.model_copy(update={"claims": claims})})
    assert "F121" in look(longer, tmp_path)
    assert "F121" not in look(sample, tmp_path)


@pytest.mark.parametrize("written", [b"", b"[]", b'{"a": true}', b"\0"])
def test_a_memory_that_cannot_be_read_costs_time_alone(
    sample: Workspace, tmp_path: Path, written: bytes
) -> None:
    first = look(sample, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(written)
    assert look(sample, tmp_path) == first
    assert len(json.loads(file.read_bytes())) == 2


def test_another_edition_finds_out_for_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with KnownForms(tmp_path) as known:
        known.put("pages", "x", number=3)
    assert KnownForms(tmp_path).get("pages", "x") == 3
    assert KnownForms(tmp_path).get("pages", "y") is None
    monkeypatch.setattr(known_forms, "__version__", "0")
    assert KnownForms(tmp_path).get("pages", "x") is None
