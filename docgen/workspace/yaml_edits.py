"""Single values and rows of a YAML text changed, everything else of it kept as it is.

Nothing is written anew but the value that changes: comments, order, quotes and blank lines stay.
Each function takes a text and gives the changed one. Whether that says what it should is seen by
whoever reads it again.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from docgen.workspace.edits import UneditableError
from docgen.workspace.plain_values import Path, Plain, comparable, plain_key
from docgen.workspace.yaml_positions import (
    Slot,
    block_head,
    column_at,
    dash_of,
    end_of,
    ending,
    head_of,
    is_block_text,
    is_empty,
    is_flow,
    is_reused,
    key_of,
    line_end,
    line_start,
    next_line,
    slot_at,
    slots_of,
    start_of,
)
from docgen.workspace.yaml_syntax import find_nodes
from docgen.workspace.yaml_text import write_inline, write_listed, write_named

_INDENT = 2
MISSING_MARK = "# 找不到文件（docgen ledger）"
"""Stands above a row whose file is gone, and goes where it goes."""
SUGGESTION_MARK = "# 识别建议"
"""Begins a line above a row that says what its scan suggests, and goes where the row goes."""

Order: TypeAlias = Callable[[Path], Sequence[str]]
"""The keys of a mapping as its model has them, by its path."""


def set_value(text: str, path: Path, value: Plain, order: Order) -> str:
    """Return the text with a value set; where it is nothing, taken out.

    A key that has a comment of its own above it stays, with nothing behind it.
    """
    way, rest = _walk(text, path)
    if rest:
        return text if comparable(value) is None else _put(text, path, value, order)
    if is_reused(text, way):
        raise UneditableError("reused")
    node = way[-1].node
    if value == () and isinstance(node, SequenceNode):
        return _replace(text, way[-1], ()) if node.value else text
    if comparable(value) is None:
        return _take_out(text, way[-1])
    if isinstance(value, Mapping) and isinstance(node, MappingNode) and node.value:
        return _set_each(text, path, value, order)
    if isinstance(value, tuple) and isinstance(node, SequenceNode) and node.value:
        return _set_list(text, path, value, order)
    return text if _says(node, value) else _replace(text, way[-1], value)


def set_values(text: str, values: Sequence[tuple[Path, Plain]]) -> str:
    """Return the text with texts set that stand there already, alone or in lists, all at once.

    UneditableError where one of them takes more than to be written in the place of another.
    """
    places: dict[int, tuple[Slot, str]] = {}
    for path, value in values:
        for leaf, new in _texts_in(path, value):
            way, rest = _walk(text, leaf)
            if rest or not isinstance(way[-1].node, ScalarNode) or is_reused(text, way):
                raise UneditableError("side_effect")
            if not _says(way[-1].node, new):
                places[start_of(way[-1].node)] = (way[-1], new)
    # From the end, so that the places before stay where they are.
    for start in sorted(places, reverse=True):
        text = _replace(text, *places[start])
    return text


def _texts_in(path: Path, value: Plain) -> Iterator[tuple[Path, str]]:
    """The texts of a value with their paths."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _texts_in((*path, index), inner)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts_in((*path, key), inner)
    else:
        raise UneditableError("side_effect")


def insert_rows(
    text: str, path: Path, index: int | None, values: tuple[Plain, ...], order: Order
) -> str:
    """Return the text with more entries in a list, before the one at `index`, or at its end."""
    way, rest = _walk(text, path)
    if rest:
        return _put(text, path, values, order)
    slot = way[-1]
    if is_reused(text, way[:-1]) or is_reused(text, [_alone(slot)]):
        raise UneditableError("reused")
    if isinstance(slot.node, SequenceNode) and slot.node.value:
        at = len(slot.node.value) if index is None else index
        return _insert(text, slot, at, values)
    if isinstance(slot.node, SequenceNode) or is_empty(slot.node) or _is_null(slot.node):
        return _replace(text, slot, values)
    raise UneditableError("no_list")


def remove_rows(text: str, path: Path, indices: Iterable[int]) -> str:
    """Return the text without some entries of a list, by where they are before that."""
    way, _ = _walk(text, path)
    slots = list(slots_of(text, way[-1].node, flow=way[-1].flow))
    for index in sorted(indices, reverse=True):
        slot = slots[index]
        if is_reused(text, [*way, slot]):
            raise UneditableError("reused")
        if slot.flow:
            text = _cut_flow(text, slot)
        else:
            top, bottom = _lines_of_row(text, slot, mark_only=True)
            text = text[:top] + text[bottom:]
    return text


def move_row(text: str, path: Path, index: int, to: int) -> str:
    """Return the text with an entry of a list at another place, as it is counted afterwards."""
    way, _ = _walk(text, (*path, index))
    if is_reused(text, way[:-1]):
        raise UneditableError("reused")
    slots = list(slots_of(text, way[-1].owner, flow=way[-1].flow))
    if way[-1].flow:
        spans = [(start_of(s.node), end_of(text, s.node)) for s in slots]
    else:
        text = text if text.endswith("\n") else text + ending(text)
        spans = [_lines_of_row(text, slot, mark_only=False) for slot in slots]
    order = [i for i in range(len(spans)) if i != index]
    order.insert(to, index)
    parts = [text[start:end] for start, end in spans]
    for (start, end), source in zip(reversed(spans), reversed(order), strict=True):
        text = text[:start] + parts[source] + text[end:]
    return text


# ── the way to a value ────────────────────────────────────────────────────────────────────────


def _walk(text: str, path: Path) -> tuple[list[Slot], Path]:
    """The values on the way, and what of the path is not there."""
    root = find_nodes(text)
    here: Node = root
    way: list[Slot] = []
    for depth, step in enumerate(path):
        found = _step(text, here, step, flow=way[-1].flow if way else False)
        if found is None:
            return way, path[depth:]
        way.append(found)
        here = found.node
    return way, ()


def _step(text: str, node: Node, step: str | int, *, flow: bool) -> Slot | None:
    if isinstance(node, SequenceNode) and (node.value or str(step).isdecimal()):
        index = int(step) if str(step).isdecimal() else -1
        if not 0 <= index < len(node.value):
            raise UneditableError("no_row")
        return slot_at(text, node, index, flow=flow)
    if not isinstance(node, MappingNode):
        if is_empty(node) or _is_null(node) or isinstance(node, SequenceNode):
            return None
        raise UneditableError("no_section")
    slots = slots_of(text, node, flow=flow)
    found = [slot for slot in slots if slot.key and key_of(slot.key) == plain_key(step)]
    if len(found) > 1:
        raise UneditableError("twice")
    return found[0] if found else None


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and str(node.tag).endswith(":null")


def _says(node: Node, value: Plain) -> bool:
    """Whether a value stands there already, as a text or a truth."""
    if not isinstance(node, ScalarNode) or not isinstance(value, str | bool):
        return False
    written: object = node.value
    if not node.style and str(node.tag).endswith(":bool"):
        written = node.value.lower() == "true"
    return type(written) is type(value) and comparable(written) == value


def _alone(slot: Slot) -> Slot:
    """The value without what is in it."""
    node = type(slot.node)(slot.node.tag, [], slot.node.start_mark, slot.node.end_mark)
    return Slot(slot.owner, slot.index, slot.key, node, slot.flow, slot.column)


# ── mappings ──────────────────────────────────────────────────────────────────────────────────


def _set_each(text: str, path: Path, value: Mapping[str, Plain], order: Order) -> str:
    """The text with every value of a mapping set, and what is no more in it taken out."""
    way, _ = _walk(text, path)
    there = [key_of(slot.key) for slot in slots_of(text, way[-1].node, flow=False) if slot.key]
    for key in (*value, *(k for k in there if k is not None and k not in value)):
        text = set_value(text, (*path, key), value.get(key), order)
    return text


def _put(text: str, path: Path, value: Plain, order: Order) -> str:
    """The text with a value that is not there, and what is missing around it."""
    way, rest = _walk(text, path)
    if is_reused(text, [*way[:-1], *map(_alone, way[-1:])]):
        raise UneditableError("reused")
    for step in reversed(rest[1:]):
        value = {plain_key(step): value}
    name = plain_key(rest[0])
    if not way:
        return _add_section(text, name, value)
    slot = way[-1]
    if not isinstance(slot.node, MappingNode) or not slot.node.value:
        return _replace(text, slot, {name: value})
    return _add_key(text, slot.node, name, value, order(path[: len(way)]), flow=slot.flow)


def _add_key(
    text: str, node: Node, name: str, value: Plain, order: Sequence[str], *, flow: bool
) -> str:
    slots = list(slots_of(text, node, flow=flow))
    before = _place(slots, name, order)
    if before.flow:
        at = end_of(text, before.node)
        return f"{text[:at]}, {write_inline({name: value})[1:-1]}{text[at:]}"
    lines = write_named(name, value, " " * slots[0].column)
    return _put_lines(text, _below(text, before.node), lines)


def _place(slots: Sequence[Slot], name: str, order: Sequence[str]) -> Slot:
    """The value behind which a new one belongs: by the model's order, numbers by their size."""
    rank = {key: number for number, key in enumerate(order)}

    def rank_of(key: str | None) -> float:
        return int(key) if key and key.isdecimal() else rank.get(key or "", float("inf"))

    before = [s for s in slots if s.key is not None and rank_of(key_of(s.key)) <= rank_of(name)]
    return max(before or slots, key=lambda slot: slot.index)


def _add_section(text: str, name: str, value: Plain) -> str:
    """The text with a new key at its top: where it is written as an example, else at the end."""
    root = find_nodes(text)
    assert isinstance(root, MappingNode)
    if root.flow_style:
        if root.value:
            at = end_of(text, root.value[-1][1])
            return f"{text[:at]}, {write_inline({name: value})[1:-1]}{text[at:]}"
        raise UneditableError("no_section")
    lines = write_named(name, value, " " * column_at(text, start_of(root.value[0][0])))
    example = re.search(rf"^#{re.escape(name)}:.*\n?(?:#[ \t].*\n?)*", text, re.MULTILINE)
    if example:
        return _put_lines(text, example.end(), lines)
    if re.search(r"^\.\.\.", text, re.MULTILINE):
        return _put_lines(text, _below(text, root), lines)
    return _put_lines(text, len(text), ["", *lines])


def _take_out(text: str, slot: Slot) -> str:
    """The text without a key; one that is explained or begins a row stays with nothing behind."""
    if slot.key is None:
        raise UneditableError("no_section")
    if slot.flow:
        return _cut_flow(text, slot)
    start = line_start(text, start_of(slot.key))
    above = text[line_start(text, max(start - 1, 0)) : start] if start else ""
    explained = re.match(rf" {{{slot.column}}}#", above)
    if explained or text[start : start_of(slot.key)].strip():
        return _fill(text, slot, "", [])
    return text[:start] + text[_below(text, slot.node) :]


# ── lists ─────────────────────────────────────────────────────────────────────────────────────


def _set_list(text: str, path: Path, value: tuple[Plain, ...], order: Order) -> str:
    """The text with a list set: entries that are the same at both its ends stay as they are."""
    way, _ = _walk(text, path)
    old = [_plain_of(node) for node in way[-1].node.value]
    new = [comparable(one) for one in value]
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    while len(old) > same and len(new) > same and old[-1] == new[-1]:
        old.pop()
        new.pop()
    both = min(len(old), len(new))
    for index in range(same, both):
        text = _set_entry(text, path, index, value[index], order)
    if both < len(old):
        text = remove_rows(text, path, range(both, len(old)))
    if both < len(new):
        text = insert_rows(text, path, both, value[both : len(new)], order)
    return text


def _set_entry(text: str, path: Path, index: int, value: Plain, order: Order) -> str:
    """Return the text with an entry of a list set, which stays also where it is nothing."""
    if comparable(value) is not None:
        return set_value(text, (*path, index), value, order)
    way, _ = _walk(text, (*path, index))
    return _replace(text, way[-1], value if value is not None else "")


def _plain_of(node: Node) -> Plain:
    """What a value says, as far as it can be compared."""
    if isinstance(node, MappingNode):
        return comparable({key_of(k) or "": _plain_of(v) for k, v in node.value})
    if isinstance(node, SequenceNode):
        return comparable([_plain_of(inner) for inner in node.value])
    assert isinstance(node, ScalarNode)
    if not node.style and str(node.tag).endswith(":bool"):
        return bool(node.value.lower() == "true")
    return None if _is_null(node) and not node.style else comparable(node.value)


def _insert(text: str, slot: Slot, index: int, values: tuple[Plain, ...]) -> str:
    """The text with entries put into a list that has some."""
    slots = list(slots_of(text, slot.node, flow=slot.flow))
    if slots[0].flow:
        written = ", ".join(map(write_inline, values))
        if index < len(slots):
            at = start_of(slots[index].node)
            return f"{text[:at]}{written}, {text[at:]}"
        at = end_of(text, slots[-1].node)
        return f"{text[:at]}, {written}{text[at:]}"
    indent = " " * slots[0].column
    lines = [line for value in values for line in write_listed(value, indent)]
    if index < len(slots):
        return _put_lines(text, _lines_of_row(text, slots[index], mark_only=False)[0], lines)
    return _put_lines(text, _lines_of_row(text, slots[-1], mark_only=False)[1], lines)


def _lines_of_row(text: str, slot: Slot, *, mark_only: bool) -> tuple[int, int]:
    """Where the lines of an entry begin and end, with the comments that go with it.

    Those below that are indented as its values are; above the mark of a row without files, and
    of any but the first all others too, unless it is `mark_only`.
    """
    dash = dash_of(text, slot.node)
    if dash is None or text[line_start(text, dash) : dash].strip():
        raise UneditableError("no_list")
    top, bottom = line_start(text, dash), _below(text, slot.node)
    own = re.compile(rf"(?:[ \t]*\r?\n)*[ \t]{{{slot.column + 1},}}#[^\n]*(?:\n|$)")
    while found := own.match(text, bottom):
        bottom = found.end()
    while top:
        above = line_start(text, top - 1)
        line = text[above:top].rstrip()
        with_it = (
            line.strip().startswith((MISSING_MARK, SUGGESTION_MARK))
            if mark_only or not slot.index
            else bool(re.match(rf" {{{slot.column}}}#", line))
        )
        if not with_it:
            break
        top = above
    return top, bottom


def _cut_flow(text: str, slot: Slot) -> str:
    """The text without an entry between brackets."""
    first = slot.key if slot.key is not None else slot.node
    start, end = start_of(first), max(end_of(text, slot.node), int(first.end_mark.index))
    behind = re.compile(r"\s*,[ \t]*").match(text, end)
    if behind:
        return text[:start] + text[behind.end() :]
    before = re.search(r",\s*$", text[:start])
    return text[: before.start() if before else start] + text[end:]


# ── writing ───────────────────────────────────────────────────────────────────────────────────


def _replace(text: str, slot: Slot, value: Plain) -> str:
    """The text with another value in a place."""
    if slot.flow:
        return _fill(text, slot, write_inline(value), [])
    if isinstance(value, str) and (kept := _in_style(text, slot.node, value)):
        return _fill(text, slot, kept[0], kept[1:])
    indent = " " * slot.column
    if slot.key is None:
        first, *lines = write_listed(value, indent)
        return _fill(text, slot, first[slot.column + 1 :].strip(" "), lines)
    first, *lines = write_named("x", value, indent)
    return _fill(text, slot, first[slot.column + 2 :].strip(" "), lines)


def _in_style(text: str, node: Node, value: str) -> list[str]:
    """The lines of a text in the quotes or the indent that the former had; none where it cannot."""
    if not isinstance(node, ScalarNode) or not node.style:
        return []
    if node.style == "'" and "\n" not in value and value.isprintable():
        doubled = value.replace("'", "''")
        return [f"'{doubled}'"]
    if node.style == '"' and "\n" not in value and value.isprintable():
        return [json.dumps(value, ensure_ascii=False)]
    if node.style != "|" or "\n" not in value or "\t" in value:
        return []
    head = block_head(text, node)[1]
    first = re.compile(r"[^\n]*\n(?:[ \t]*\r?\n)*( +)").match(text, start_of(node))
    if head not in ("|", "|-") or not first or any(map(_is_odd, value.split("\n"))):
        return []
    return [head, *(f"{first[1]}{line}" if line else "" for line in value.split("\n"))]


def _is_odd(line: str) -> bool:
    return line != line.rstrip() or not (line.isprintable() or line == "")


def _fill(text: str, slot: Slot, first: str, lines: Sequence[str]) -> str:
    """The text with something else behind a key or a dash: what follows on its line, and lines.

    A comment behind the former value stays.
    """
    start, end = start_of(slot.node), end_of(text, slot.node)
    start = end if is_empty(slot.node) else start
    head = start if slot.flow and slot.key is None else head_of(text, slot)
    if head is None:
        raise UneditableError("no_colon")
    if slot.flow:
        gap = " " if is_empty(slot.node) and first else ""
        return text[: max(start, head)] + gap + first + text[max(end, head) :]
    gap, tail, between, after = " ", text[head : line_end(text, head)], "", next_line(text, head)
    if not is_empty(slot.node):
        if start <= line_end(text, head):
            gap, tail = text[head:start], _behind(text, slot.node)
        else:
            between = text[after : line_start(text, start)]
        after = _below(text, slot.node)
    if not tail.strip():
        # A blank behind the colon saves whoever fills it in from forgetting it.
        tail = "" if first or lines else " "
    filled = text[:head] + (gap + first if first else "") + tail
    last = after >= len(text) and not text.endswith("\n") and not lines
    new = "" if last else ending(text)
    return filled + new + between + "".join(f"{line}{new}" for line in lines) + text[after:]


def _behind(text: str, node: Node) -> str:
    """What stands behind a value on the line where it ends, or where a text in lines begins."""
    if is_block_text(node):
        return block_head(text, node)[2]
    end = end_of(text, node)
    if isinstance(node, ScalarNode) or is_flow(node):
        return text[end : line_end(text, end)]
    return ""


def _below(text: str, node: Node) -> int:
    """Where the line below a value begins."""
    return next_line(text, end_of(text, node))


def _put_lines(text: str, at: int, lines: Sequence[str]) -> str:
    """The text with lines put in before a place at which a line begins, or at its end."""
    new = ending(text)
    before = text[:at]
    if before and not before.endswith("\n"):
        before += new
    if lines[0] == "" and (not before.strip() or before.endswith((new * 2, "\n\n"))):
        lines = lines[1:]
    return before + "".join(f"{line}{new}" for line in lines) + text[at:]
