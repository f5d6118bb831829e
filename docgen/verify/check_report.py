"""Whether the check's report says the findings that the manifest has: it is written again."""

from collections.abc import Iterator
from pathlib import Path

from docgen.checks.run_checks import write_report
from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.package.manifest import Manifest
from docgen.package.report_page import Subject, write_report_page
from docgen.package.restoring import Restored
from docgen.text.masking import publish
from docgen.verify.certainty import settle

_LARGEST = 16 << 20


def check_report(file: Path, manifest: Manifest) -> Iterator[Issue]:
    """The report as a text."""
    heading = "【草稿】不作报送用\n\n" if manifest.draft else ""
    moved = ["", "【章戳移位】", *manifest.moved, ""] if manifest.moved else []
    written = heading + write_report(_findings(manifest)) + "\n".join(moved)
    yield from settle(manifest, _compare(file, written.encode()))


def check_report_page(file: Path, manifest: Manifest, restored: Restored) -> Iterator[Issue]:
    """The report as a page, which shows the points too."""
    subject = Subject(
        restored.scheme,
        restored.spec,
        restored.data,
        restored.evidence,
        restored.scores,
        restored.cross_reference,
    )
    written = write_report_page(
        _findings(manifest), subject, moved=manifest.moved, draft=manifest.draft
    )
    yield from settle(manifest, _compare(file, written))


def _findings(manifest: Manifest) -> list[Finding]:
    return [
        Finding(f.level, f.code, Location(f.where), f.what, f.remedy) for f in manifest.findings
    ]


def _compare(file: Path, written: bytes) -> Iterator[Issue]:
    if file.stat().st_size > _LARGEST:
        yield issue("V113", Location(file.name), "too_large")
        return
    contents = file.read_bytes()
    if contents == written:
        return
    # The manifest masks ID numbers where the report may not have been able to.
    found = publish(contents.decode("utf-8", "replace")).split("\n")
    wanted = publish(written.decode()).split("\n")
    if found == wanted:
        return
    pairs = zip(found, wanted, strict=False)
    at = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(found), len(wanted)))
    right, wrong = (some[at][:60] if at < len(some) else "" for some in (wanted, found))
    both = {"found": wrong.strip(), "wanted": right.strip()}
    yield issue("V113", Location(file.name), "differs", line=at + 1, **both)
