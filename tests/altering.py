"""Samples with values altered in memory: what the rules say of them costs no file."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from docgen.checks.case import Case
from docgen.checks.run_checks import check
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.scoring import score
from docgen.model.submission import PartialDate, StudioFile
from docgen.workspace.load import load_workspace

SAMPLES = Path(__file__).parent.parent / "samples"

Said = tuple[str, str]
"""Code, and what was said or where."""


@cache
def sample(name: str) -> Case:
    """A sample as it is."""
    ws = load_workspace(SAMPLES / name)
    scores = score(ws.spec, ws.data, ws.evidence)
    return Case(ws.scheme, ws.spec, ws.data, ws.evidence, scores, ws.places)


@cache
def said_of_sample(name: str) -> frozenset[Said]:
    return frozenset(map(_key_of, check(sample(name))))


def _key_of(finding: Finding) -> Said:
    """Notes list what they are about, and are the same though one of many has another title."""
    words = finding.where if finding.level is Level.NOTE else finding.what
    return finding.code, words


def altered(
    name: str,
    data: Mapping[str, Any] | None = None,
    evidence: Mapping[str, Mapping[str, Any]] | None = None,
    added: tuple[Evidence, ...] = (),
) -> Case:
    """A sample with values of its data set (by dotted path) and its evidence (by a part of the
    title) altered, and more evidence.
    """
    case = sample(name)
    tree = case.data.model_dump(mode="json", exclude_unset=True)
    for path, value in (data or {}).items():
        _put(tree, path.split("."), value)
    pieces = list(case.evidence)
    for title, values in (evidence or {}).items():
        (at,) = [n for n, piece in enumerate(pieces) if title in piece.title]
        pieces[at] = replace(pieces[at], **_typed(values))
    whole = StudioFile.model_validate(tree)
    together = (*pieces, *added)
    scores = score(case.spec, whole, together)
    return replace(case, data=whole, evidence=together, scores=scores)


def piece(item: int, title: str, **values: Any) -> Evidence:
    """One more piece of evidence."""
    typed = _typed({"supports": (item,), **values})
    order = typed.pop("order", 90)
    path = f"{item:02d}/{title}.pdf"
    return Evidence(
        item,
        order,
        title,
        (SourceFile(path),),
        where=Location(f"evidence/{path}"),
        has_row=False,
        **typed,
    )


def fresh(name: str, case: Case) -> tuple[Finding, ...]:
    """What is said of an altered sample that is not said of the sample."""
    known = said_of_sample(name)
    return tuple(f for f in check(case) if _key_of(f) not in known)


def _put(tree: Any, keys: list[str], value: Any) -> None:
    *way, last = keys
    for key in way:
        tree = tree[int(key)] if isinstance(tree, list) else _step(tree, key)
    if isinstance(tree, list):
        tree[int(last)] = value
    else:
        tree[_key(tree, last)] = value


def _step(tree: dict[Any, Any], key: str) -> Any:
    return tree.setdefault(_key(tree, key), {})


def _key(tree: dict[Any, Any], key: str) -> Any:
    return int(key) if key.isdecimal() and int(key) in tree else key


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    date = values.get("date")
    return {**values, "date": PartialDate.parse(date)} if date else dict(values)
