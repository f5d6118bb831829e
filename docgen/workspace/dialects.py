"""Findings in the words of the file they are about.

Remedies are written for studio.yaml and name its keys. Who fills in a workbook has never seen a
key: the same remedy is told with the names of sheets and columns.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from docgen.issues.finding import Finding
from docgen.issues.issue import Dialect, Issue, render
from docgen.model.field_locations import Places, call_field, name_field
from docgen.model.submission import Assessment, BundleWish, Claim, EvidenceRow, StudioFile
from docgen.workspace.workbook_headings import BOOK_FILE, COUNTED, EVIDENCE_SHEET

_COLUMNS: Mapping[str, str] = {
    name: f"“{field.title}”"
    for model in (BundleWish, EvidenceRow, Claim)
    for name, field in model.model_fields.items()
} | {
    "counts": f"“{COUNTED.title}”为它的那一行",
    "files": "“文件”",
    "veto": f"“{Assessment.model_fields['veto'].title}”",
}

_TURNS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"（(?:unit|leader|studio|assessment|claims|evidence|bundle)[\w.\[\]]*）"), ""),
    (
        re.compile(
            r"（(?:counts\.\w+|measure|quantity|kind|choice|submission|scheme|date|number)）"
        ),
        "",
    ),
    (
        re.compile(r"(?:在 )?studio\.yaml 的 evidence 里"),
        f"在 {BOOK_FILE} 的“{EVIDENCE_SHEET}”表里",
    ),
    (re.compile(r"写一条：- \{files: (.*), layout: (\d)\}"), r"写一行：“文件”写 \1，“拼版”写 \2"),
    (re.compile(r"写一条：- \{files: (.*), turn: (\d+)\}"), r"写一行：“文件”写 \1，“转向”写 \2"),
    (
        re.compile(r"在 files 里单列成一条：\{file: (.*), pages: \"(.*)\", turn: (\d+)\}"),
        r"在“文件”格里单列成一行：\1〔页：\2；转向：\3〕",
    ),
    (re.compile(r"(?<=[：；])([a-z]\w*)（([^；]*)）(?=；|$)"), r"\2（\1）"),
    (re.compile(r"在 claims 的 \d+ 下面写"), "在这一项写"),
    (re.compile(r"在 claims 里写 points: 0"), "在“自评得分”写 0"),
    (re.compile(r"写 points: 0"), "在“自评得分”写 0"),
    (re.compile(r"turn: (\d+)"), r"“转向”\1"),
    (re.compile(r"写一条"), "写一行"),
    (re.compile(r"studio\.yaml"), BOOK_FILE),
    (re.compile(r"，?写在英文引号里"), ""),
    (re.compile(r"改成 true"), "改选“是”"),
    (re.compile(r"改成 false"), "改选“否”"),
    (re.compile(r"，?(?:都不是)?就?写 \[\]"), "，都不是就空着"),
    (re.compile(r"写 in_period: true"), "在“算在考核期内”选“是”"),
    (re.compile(r"(?<![\w.])report(?![\w.])"), "“报告”"),
    (re.compile(r"studio\.traits"), "“工作室类别”"),
    (re.compile(r"studio\.members"), "“团队”表"),
    (re.compile(r"删去这一[段条]"), "删去这一行"),
    (re.compile(r"按代号写进 counts：.*"), "写在“计数内容”带代号的各行"),
    (
        re.compile(rf"(?<![\w./\\-])({'|'.join(_COLUMNS)})(?![\w./\\-])"),
        lambda match: _COLUMNS[match[1]],
    ),
)
_KEYS = _TURNS[:2]
"""Of what is said, only keys are left out: the rest may be somebody's own words."""


def dialect_of(name: str) -> Dialect:
    """Return how the data file of that name is spoken of."""
    if name == BOOK_FILE:
        # Who fills in a workbook has never seen a key.
        return Dialect(partial(call_field, StudioFile), in_workbook=True)
    return Dialect(partial(name_field, StudioFile))


def tell(said: Issue, places: Places) -> Finding:
    """Return what is said of an issue in the words of the data file at hand."""
    return render(said, dialect_of(places.file))


def for_file(name: str, finding: Finding) -> Finding:
    """Return a finding as it is told about the data file of that name."""
    if name != BOOK_FILE:
        return finding
    what = finding.what
    for pattern, turned in _KEYS:
        what = pattern.sub(turned, what)
    return replace(finding, what=what, remedy=advise(name, finding.remedy))


def advise(name: str, text: str) -> str:
    """Return a piece of advice as it is given for the data file of that name."""
    if name == BOOK_FILE:
        for pattern, turned in _TURNS:
            text = pattern.sub(turned, text)
        text = re.sub("(?<=[一-鿿]) (?=“)|(?<=”) (?=[一-鿿])", "", text)
    return text
