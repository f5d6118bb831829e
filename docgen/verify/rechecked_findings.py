"""Whether the check would have said what the manifest says it said: its rules are run again.

Only those about points and what counts: they look at data and evidence, which the manifest holds.
Values that identify people are masked there, so rules about these would say something else.
"""

from collections.abc import Iterator, Mapping

from docgen.checks.case import Case
from docgen.checks.run_checks import RULES, CheckRule, off_codes
from docgen.issues.finding import Level
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.field_locations import Places
from docgen.model.prepared import Source
from docgen.model.scoring import score
from docgen.model.source_keys import SourceKey
from docgen.package.manifest import MANIFEST_NAME, Manifest
from docgen.package.restoring import Restored
from docgen.verify.certainty import settle

_ABOUT_POINTS = ("C3", "C4")


class _UnopenedError(Exception):
    """A rule wants to know what is in a file."""


class _Unopened(Mapping[SourceKey, Source]):
    """The files of evidence, which are not here."""

    def __getitem__(self, key: SourceKey) -> Source:
        raise _UnopenedError(key)

    def __iter__(self) -> Iterator[SourceKey]:
        raise _UnopenedError

    def __len__(self) -> int:
        raise _UnopenedError


def check_findings(manifest: Manifest, restored: Restored) -> Iterator[Issue]:
    """Say what the check finds in what the package was made of, and the manifest does not tell."""
    if not manifest.draft:
        yield from settle(manifest, _run_rules(manifest, restored))


def _run_rules(manifest: Manifest, restored: Restored) -> Iterator[Issue]:
    case = Case(
        restored.scheme,
        restored.spec,
        restored.data,
        restored.evidence,
        score(restored.spec, restored.data, restored.evidence),
        Places(),
        sources=_Unopened(),
    )
    told = {finding.code for finding in manifest.findings} | off_codes(case)
    for rule in RULES:
        found = _run(rule, case) if rule.code.startswith(_ABOUT_POINTS) else ""
        of = {"code": rule.code, "found": found}
        if found and rule.level is Level.ERROR:
            yield issue("V114", Location(MANIFEST_NAME), "error", **of)
        elif found and rule.code not in told:
            yield issue("V114", Location(MANIFEST_NAME), "untold", **of)


def _run(rule: CheckRule, case: Case) -> str:
    """The first thing that a rule says."""
    try:
        return next((found.what for found in rule.find(case)), "")
    except _UnopenedError:
        return ""
