"""A data file as a tree of values, each with its place; and how YAML becomes one.

Figures and dates stay the text that was written: 0.10 is no float, 06315190816 no octal number.
What is odd but readable (a key twice, Chinese quotes, a lost comment) is reported and read on.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from docgen.issues.errors import DocgenError, word_reason
from docgen.issues.finding import Finding
from docgen.issues.issue import issue, render
from docgen.issues.location import KeyPath, Location
from docgen.issues.refusal import refuse
from docgen.system.memo import this_memo
from docgen.workspace.plain_values import plain_key
from docgen.workspace.yaml_rows import is_closed, split_rows
from docgen.workspace.yaml_syntax import Mistake, compose, compose_sound

MAX_BYTES = 3_000_000
"""A row of evidence has 200 of them."""
_MAX_LINES = 100_000
"""And so many commas in lists of one line. As many take 5 s to read."""
_MAX_VALUES = 200_000
"""A data file has hundreds of values; aliases of aliases could make millions."""
MAX_DEPTH = 40

Value: TypeAlias = "dict[str, DataValue] | list[DataValue] | str | bool | None"


@dataclass
class DataValue:
    """A value and the line it stands on, or its sheet and cell where the file is a workbook.

    `dropped`: recorded as a mistake, then left out. `meant`: the key a misspelt one stands for.
    `blank`: a place to fill in where nothing was; left out, but it can be pointed at.
    """

    key: str
    line: int
    value: Value
    dropped: bool = False
    meant: str = ""
    sheet: str = ""
    cell: str = ""
    blank: bool = False

    @property
    def is_unwritten(self) -> bool:
        """Whether nobody has written anything here."""
        return self.value is None or self.blank

    def plain(self) -> object:
        """The bare values, without what was dropped."""
        if isinstance(self.value, dict):
            return {k: s.plain() for k, s in self.value.items() if not s.dropped}
        if isinstance(self.value, list):
            return [spot.plain() for spot in self.value if not spot.dropped]
        return self.value

    def inside(self) -> "Iterator[tuple[str, DataValue]]":
        """What is directly inside, under the keys that validation knows it by."""
        if isinstance(self.value, dict):
            yield from ((k, s) for k, s in self.value.items() if not s.dropped)
        elif isinstance(self.value, list):
            kept = (spot for spot in self.value if not spot.dropped)
            yield from ((str(index), spot) for index, spot in enumerate(kept))


@dataclass
class DataTree:
    """A data file as a tree of values. `name` is what messages call the file.

    `sheets` are the sheets of a workbook in their order; no other file has any.
    """

    name: str
    root: DataValue
    findings: list[Finding]
    sheets: tuple[str, ...] = ()
    text: str = ""
    """Of YAML the text as it was read, with paragraphs put in quotes."""
    rows: tuple[str, ...] = ()
    """The texts of the rows of evidence, where they were read one by one: whoever read the same
    text before may go by that. Trees of one process share their values then."""

    def own(self) -> None:
        """Share no values with other trees any more: some are to be changed."""
        if self.rows:
            self.root = _moved(self.root, 0)

    def where(self, spot: DataValue, field: KeyPath = ()) -> Location:
        """Return the place of a value: studio.yaml:31, studio.xlsx 佐证!C7."""
        if spot.cell:
            return Location(self.name, sheet=spot.sheet, cell=spot.cell, field=field)
        return Location(self.name, line=spot.line, field=field)

    def order(self, place: Location) -> tuple[int, int, int, int]:
        """Return the key by which places of this file are sorted as they are read."""
        return self.sheets.index(place.sheet) if place.sheet in self.sheets else -1, *place.order

    def report(self, code: str, place: Location, case: str = "", /, **slots: object) -> None:
        """Add what is wrong at a place."""
        self.findings.append(render(issue(code, place, case, **slots)))

    def report_line(self, code: str, line: int, case: str = "", /, **slots: object) -> None:
        """Add what is wrong on a line."""
        self.report(code, Location(self.name, line), case, **slots)


# ── text ──────────────────────────────────────────────────────────────────────────────────────


def read_tree(path: Path, name: str, error: type[DocgenError]) -> DataTree:
    """Return the values of a YAML file, or raise `error` where it is no YAML mapping."""
    return parse_tree(read_contents(path, name, error), name, error)


def read_contents(path: Path, name: str, error: type[DocgenError]) -> bytes:
    """Return what is in a data file, or raise `error` where it cannot be read or is none."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as cause:
        said = issue("data-file", Location(name), "unreadable", reason=word_reason(cause))
        raise refuse(error, said) from cause
    refuse_huge(raw, name, error)
    return raw


def refuse_huge(raw: bytes, name: str, error: type[DocgenError]) -> None:
    """Raise `error` for more than any data file has."""
    if len(raw) > MAX_BYTES or max(raw.count(b"\n"), raw.count(b",")) > _MAX_LINES:
        raise refuse(error, issue("data-file", Location(name), "huge"))


def parse_tree(raw: bytes, name: str, error: type[DocgenError]) -> DataTree:
    """Return the values of YAML, or raise `error` where it is no YAML mapping."""
    tree = DataTree(name, DataValue("", 1, None), [])
    tree.text = text = _decode(raw, tree, error)
    try:
        if _build_by_rows(tree, text):
            return tree
        composed = compose(text)
        if composed.mistakes:
            raise _say_mistakes(composed.mistakes, name, error)
        tree.text = composed.text
        _Builder(tree, composed.text).build(composed.node)
    except ReaderError as cause:
        line = text.count("\n", 0, cause.position) + 1
        code = f"{_code_point(cause):04X}"
        said = issue("data-file", Location(name, line), "control", code=code)
        raise refuse(error, said) from cause
    except (YAMLError, RecursionError, _TooMuchError) as cause:
        raise refuse(error, issue("data-file", Location(name), "deep")) from cause
    if not isinstance(tree.root.value, dict):
        raise refuse(error, issue("data-file", Location(name, 1), "no_mapping"))
    return tree


def _say_mistakes(mistakes: Sequence[Mistake], name: str, error: type[DocgenError]) -> DocgenError:
    """All mistakes in the syntax as one error, whose place is the first."""
    said = [issue("yaml", Location(name, m.line), m.case, **m.slots) for m in mistakes]
    if len(said) == 1:
        return refuse(error, said[0])
    found = [render(one) for one in said]
    first, count = said[0].location, len(said)
    return refuse(error, issue("data-file", first, "mistakes", count=count, found=found))


def _code_point(error: ReaderError) -> int:
    character = error.character
    return ord(character) if isinstance(character, str) else int(character)


def _decode(raw: bytes, tree: DataTree, error: type[DocgenError]) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding, called = "utf-16", "UTF-16"
    else:
        encoding, called = "utf-8-sig", "UTF-8"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError as cause:
        said = issue("data-file", Location(tree.name, line), "encoding", encoding=called)
        raise refuse(error, said) from cause
    tree.report_line("Y106", line)
    return text


# ── rows ──────────────────────────────────────────────────────────────────────────────────────

ROWS = "evidence"
"""The list that is long."""
_DEPTH_OF_ROWS = 2


@dataclass(frozen=True)
class _Row:
    """What a row says, on lines counted from its first one as 0."""

    line: int
    value: Value


def _build_by_rows(tree: DataTree, text: str) -> bool:
    """Make the tree of the rows that this process knows, and of what is new.

    Whether that could be done: where anything is odd, the text is to be read as a whole.
    """
    split = split_rows(text, ROWS) if this_memo().keeps else None
    node = compose_sound(split.rest) if split else None
    rows = _read_rows(split.rows) if split and node else None
    if split is None or rows is None:
        return False
    rest = DataTree(tree.name, tree.root, [])
    _Builder(rest, split.rest).build(node)
    listed = rest.root.value.get(ROWS) if isinstance(rest.root.value, dict) else None
    if listed is None or listed.value is not None:
        return False
    listed.value = [
        DataValue(str(index), line + row.line, _row_at(row, text, line))
        for index, (row, text, line) in enumerate(zip(rows, split.rows, split.lines, strict=True))
    ]
    tree.root, tree.rows = rest.root, split.rows
    tree.findings += rest.findings
    return True


def _read_rows(texts: Sequence[str]) -> list[_Row] | None:
    """What rows say; None where one of them cannot be read by itself, or is odd."""
    memo = this_memo()
    new = [text for text in dict.fromkeys(texts) if memo.get((_Row, text)) is None]
    if not all(map(is_closed, new)):
        return None
    for text, row in zip(new, _compose_rows(new), strict=False):
        memo.put((_Row, text), row)
    known = [memo.get((_Row, text)) for text in texts]
    rows = [row for row in known if isinstance(row, _Row)]
    return rows if len(rows) == len(texts) else None


def _compose_rows(texts: Sequence[str]) -> Iterator[_Row]:
    """What each of these rows says; nothing where that is not plain."""
    text = "".join(row if row.endswith("\n") else f"{row}\n" for row in texts)
    node = compose_sound(text)
    if not isinstance(node, SequenceNode) or len(node.value) != len(texts):
        return
    scratch = DataTree("", DataValue("", 1, None), [])
    builder, begins = _Builder(scratch, text), 1
    rows = []
    for row, item in zip(texts, node.value, strict=True):
        line = _line(item)
        value = builder.read_value(item, line, _DEPTH_OF_ROWS)
        rows.append(_Row(line - begins, _moved(DataValue("", 0, value), -begins).value))
        begins += max(row.count("\n"), 1)
        if not line < begins:
            return
    if not scratch.findings:
        yield from rows


def _row_at(row: _Row, text: str, line: int) -> Value:
    """What a row says where it begins on a line."""
    place = (_Row, text, line)
    return this_memo().recall(place, lambda: _moved(DataValue("", 0, row.value), line)).value


def _moved(spot: DataValue, lines: int) -> DataValue:
    """A value and all in it so many lines further down."""
    value = spot.value
    if isinstance(value, dict):
        value = {key: _moved(inner, lines) for key, inner in value.items()}
    elif isinstance(value, list):
        value = [_moved(inner, lines) for inner in value]
    return replace(spot, line=spot.line + lines, value=value)


# ── tree ──────────────────────────────────────────────────────────────────────────────────────

_QUOTES = re.compile(r"“[^“”]*”|‘[^‘’]*’|＂[^＂]*＂")
_LOST_AFTER_HASH = re.compile(r"[ \t]+(#[^\s#][^\n]*)")


class _TooMuchError(Exception):
    """More values than any data file has."""


class _Builder:
    """Makes the tree from ruamel's nodes, which know lines and the text as written."""

    def __init__(self, tree: DataTree, text: str) -> None:
        self.tree, self.text, self.built = tree, text, 0

    def build(self, node: Node | None) -> None:
        self.tree.root = DataValue("", 1, None if node is None else self.read_value(node, 1, 0))

    def read_value(self, node: Node, line: int, depth: int) -> Value:
        self.built += 1
        if self.built > _MAX_VALUES or depth > MAX_DEPTH:
            raise _TooMuchError
        if isinstance(node, MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, SequenceNode):
            return [
                DataValue(str(index), _line(item), self.read_value(item, _line(item), depth + 1))
                for index, item in enumerate(node.value)
            ]
        assert isinstance(node, ScalarNode)
        return self._scalar(node, line)

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, DataValue]:
        made: dict[str, DataValue] = {}
        for key_node, value_node in node.value:
            line = _line(key_node)
            if not isinstance(key_node, ScalarNode):
                self.tree.report_line("Y105", line)
                continue
            key = plain_key(key_node.value)
            spot = DataValue(key, line, self.read_value(value_node, line, depth + 1))
            if key in made:
                self._repeated(made[key], spot)
            else:
                made[key] = spot
        return made

    def _repeated(self, first: DataValue, again: DataValue) -> None:
        """Record the repetition; keep what both say where they can be put together."""
        self.tree.report_line("Y104", again.line, "line", name=again.key, first=first.line)
        if isinstance(first.value, dict) and isinstance(again.value, dict):
            for key, spot in again.value.items():
                first.value.setdefault(key, spot)
        elif isinstance(first.value, list) and isinstance(again.value, list):
            first.value.extend(again.value)

    def _scalar(self, node: ScalarNode, line: int) -> str | bool | None:
        text: str = node.value
        if node.style:
            return text
        if str(node.tag).endswith(":null"):
            return None
        if str(node.tag).endswith(":bool"):
            return text.lower() == "true"
        self._look_closely(node, text, line)
        return text

    def _look_closely(self, node: ScalarNode, text: str, line: int) -> None:
        if _QUOTES.fullmatch(text.strip()):
            self.tree.report_line("Y107", line, written=text)
        lost = _LOST_AFTER_HASH.match(self.text, node.end_mark.index)
        if lost:
            self.tree.report_line("Y108", line, lost=lost[1])


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
