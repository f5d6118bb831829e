"""Spoilt files end as pages or as a named refusal; `python tests/fuzz.py 5000` goes on longer."""

from pathlib import Path

import pytest
from fuzz import CORPUS, LIMITS, find_faults, spoil_files

from docgen.model.prepared import Prepared
from docgen.sources.prepare import prepare

pytestmark = [
    pytest.mark.apart,
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus of foreign files beside the project"),
]


def test_spoilt_files_are_never_lost_and_never_a_fault_of_ours(tmp_path: Path) -> None:
    names = spoil_files(CORPUS, tmp_path, rounds=30, seed=20250610)
    outcomes = prepare(names, cache=tmp_path / "cache", limits=LIMITS)
    assert find_faults(names, outcomes) == []
    taken = sum(isinstance(outcome, Prepared) for outcome in outcomes.values())
    # Each way to spoil a file comes some times, and both ends are reached: damage that can be
    # lived with, and damage that cannot.
    assert 3 < taken < 27
