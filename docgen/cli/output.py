"""How commands say what was found or begun: as a report, as JSON, and by their exit code."""

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from docgen.cli.terminal import say, warn
from docgen.issues.errors import FindingsError
from docgen.issues.finding import Finding, Level

if TYPE_CHECKING:
    from docgen.checks.run_checks import ReportWords

ALL_OPTION = "--all"
AllFindings = Annotated[bool, typer.Option(ALL_OPTION, help="连提示也逐条列出；不写只说有几处")]
Unread = Annotated[
    bool,
    typer.Option(
        "--no-reading", help="不识别扫描件、照片上的文字：快一些，但成册后搜不到，也不核对"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供其他程序读取")]

_FIELDS = ("level", "code", "where", "what", "remedy")
"""Of a finding, as programs get it."""


def warn_findings(
    findings: Sequence[Finding], words: "ReportWords | None" = None, *, unfold: str = ""
) -> None:
    """Say findings on stderr, where there are any; the notes where nothing unfolds them."""
    if findings:
        from docgen.checks.run_checks import write_report  # noqa: PLC0415 - most runs have none

        warn(write_report(findings, words, unfold=unfold))


def say_begun(written: Iterable[str], kept: Iterable[str]) -> None:
    """Say which files are new and which were there and are as they were."""
    for name in written:
        say(f"  新建          {name}")
    for name in kept:
        say(f"  已有，未改动  {name}")


def write_json(findings: Sequence[Finding], **more: object) -> str:
    """Return the findings, how many there are of each level, and what else is to be said."""
    counts = {level.value: sum(f.level is level for f in findings) for level in Level}
    report = {"counts": counts, "findings": [_as_json(finding) for finding in findings]} | more
    return json.dumps(report, ensure_ascii=False, indent=2)


def _as_json(finding: Finding) -> dict[str, str]:
    return {name: str(getattr(finding, name)) for name in _FIELDS}


def leave_by(findings: Sequence[Finding]) -> None:
    """Leave with the exit code of findings where one of them is an error."""
    if any(finding.level is Level.ERROR for finding in findings):
        raise typer.Exit(FindingsError.exit_code)
