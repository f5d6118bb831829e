"""The evidence of a studio.yaml that somebody has written, changed row by row, all else kept."""

import re
from collections.abc import Collection, Mapping, Sequence

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from docgen.model.submission import EvidenceRow, normalise_text
from docgen.workspace.edits import UneditableError
from docgen.workspace.yaml_syntax import compose
from docgen.workspace.yaml_text import write_row, write_scalar

MISSING_MARK = "# 找不到文件（docgen ledger）"
_INDENT = "  "


def settle_rows(text: str, missing: Collection[int], dropped: Collection[int]) -> str:
    """Return the text with a mark above the rows on `missing` lines, and above no others.

    The rows on `dropped` lines are gone. Lines count from 1. UneditableError where the list is
    written on one line.
    """
    gone = {line for row in _rows_at(text, dropped) for line in _lines_of(row)}
    kept = []
    for number, line in enumerate(_lines(text), 1):
        if line.strip() == MISSING_MARK or number in gone:
            continue
        if number in missing:
            indent = line[: len(line) - len(line.lstrip(" "))]
            kept.append(f"{indent}{MISSING_MARK}{_ending(text)}")
        kept.append(line)
    return "".join(kept)


def move_rows(text: str, moved: Mapping[int, tuple[EvidenceRow, EvidenceRow]]) -> str:
    """Return the text with rows that go with their files: as they read, and as they are to.

    The rows are known by their lines, from 1. What changes is changed where it stands.
    """
    edits: list[tuple[int, int, str]] = []
    for row in _rows_at(text, moved):
        former, new = moved[row.start_mark.line + 1]
        for nodes, turned in (
            (_file_nodes(row), _turned(_paths(former), _paths(new))),
            (_scalars(_inner(row, "items")), _turned(former.items, new.items)),
            (_scalars(_inner(row, "kind")), _turned([former.kind], [new.kind])),
            (_scalars(_inner(row, "title")), _turned([former.title], [new.title])),
        ):
            for node in nodes:
                other = turned.get(normalise_text(node.value))
                if other is not None:
                    written = write_scalar(other) if other else ""
                    edits.append((node.start_mark.index, node.end_mark.index, written))
    for start, end, other in sorted(edits, reverse=True):
        text = text[:start] + other + text[end:]
    return text


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
            raise UneditableError("no_list")
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


def _paths(row: EvidenceRow) -> list[str]:
    return [part.file for part in row.files]


def _turned(former: Sequence[object], new: Sequence[object]) -> dict[str, str]:
    """What stands otherwise, by what stood there."""
    pairs = zip(former, new, strict=True)
    return {str(one): str(other) for one, other in pairs if one != other}


def _rows_at(text: str, lines: Collection[int]) -> list[MappingNode]:
    """The rows that begin on these lines, from 1."""
    if not lines:
        return []
    _, value = _find_evidence(text)
    if not isinstance(value, SequenceNode) or value.flow_style:
        raise UneditableError("no_list")
    return [
        row
        for row in value.value
        if isinstance(row, MappingNode) and row.start_mark.line + 1 in lines
    ]


def _lines_of(row: MappingNode) -> range:
    """The lines of a row, from 1."""
    return range(row.start_mark.line + 1, _last_line(row) + 2)


def _inner(row: Node | None, name: str) -> Node | None:
    """What stands behind a name in a row."""
    for key, value in row.value if isinstance(row, MappingNode) else ():
        if key.value == name:
            return value  # type: ignore[no-any-return]
    return None


def _scalars(node: Node | None) -> list[ScalarNode]:
    if isinstance(node, ScalarNode):
        return [node]
    return (
        [n for n in node.value if isinstance(n, ScalarNode)]
        if isinstance(node, SequenceNode)
        else []
    )


def _file_nodes(row: MappingNode) -> list[ScalarNode]:
    """Where the files of a row are written, with their pages or without."""
    files = _inner(row, "files")
    listed = files.value if isinstance(files, SequenceNode) else [files]
    return [node for file in listed for node in _scalars(_inner(file, "file") or file)]


def _find_evidence(text: str) -> tuple[Node | None, Node | None]:
    root = compose(text).node
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
