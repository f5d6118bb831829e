"""Rows added to the evidence of a studio.yaml that somebody has written, every other byte kept."""

import io
import re
from collections.abc import Collection, Sequence

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from docgen.data.model import EvidenceRow
from docgen.workspace.yamltext import write_row

MISSING_MARK = "# 找不到文件（docgen ledger）"
_INDENT = "  "


class UneditableError(Exception):
    """The list of evidence is written in a way into which no line can be put."""


def mark_missing(text: str, lines: Collection[int]) -> str:
    """Return the text with a mark above these lines (from 1), and above no others."""
    marked = []
    for number, line in enumerate(_lines(text), 1):
        if line.strip() == MISSING_MARK:
            continue
        if number in lines:
            indent = line[: len(line) - len(line.lstrip(" "))]
            marked.append(f"{indent}{MISSING_MARK}{_ending(text)}")
        marked.append(line)
    return "".join(marked)


def add_rows(text: str, rows: Sequence[EvidenceRow]) -> str:
    """Return the text with these rows at the end of its evidence.

    UneditableError where the list is written on one line.
    """
    if not rows:
        return text
    lines = _lines(text)
    key, value = _find_evidence(text)
    if key is None:
        at, indent = len(lines), _INDENT
        lines = [*_ended(lines, text), _ending(text), f"evidence:{_ending(text)}"]
        at = len(lines)
    elif isinstance(value, SequenceNode) and value.value:
        if value.flow_style:
            raise UneditableError
        at, indent = _last_line(value) + 1, " " * _dash_column(lines, value)
    else:
        at, indent = key.start_mark.line + 1, _INDENT
        lines[at - 1] = re.sub(r"(:\s*)(\[\s*\]|null|~)", r":", lines[at - 1], count=1)
    lines = [*_ended(lines[:at], text), *lines[at:]]
    added = [f"{line}{_ending(text)}" for row in rows for line in write_row(row, indent)]
    return "".join([*lines[:at], *added, *lines[at:]])


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+$", text)


def _ending(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _ended(lines: Sequence[str], text: str) -> list[str]:
    """Lines of which the last ends, too."""
    if not lines or lines[-1].endswith("\n"):
        return list(lines)
    return [*lines[:-1], lines[-1] + _ending(text)]


def _find_evidence(text: str) -> tuple[Node | None, Node | None]:
    root = YAML(typ="safe", pure=True).compose(io.StringIO(text))
    assert isinstance(root, MappingNode)
    for key, value in root.value:
        if isinstance(key, ScalarNode) and key.value == "evidence":
            return key, value
    return None, None


def _dash_column(lines: Sequence[str], value: SequenceNode) -> int:
    """Where the dashes of a list stand: its own lines say it, whatever ruamel says."""
    line = lines[value.value[0].start_mark.line]
    return len(line) - len(line.lstrip(" ")) if line.lstrip(" ").startswith("-") else 2


def _last_line(node: Node) -> int:
    """The line (from 0) on which the last thing within a node ends."""
    if isinstance(node, MappingNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1][1])
    if isinstance(node, SequenceNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1])
    end = node.end_mark
    ends_before = end.column == 0 and end.line > node.start_mark.line
    return int(end.line) - 1 if ends_before else int(end.line)
