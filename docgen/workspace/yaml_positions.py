"""Where the parts of a YAML text begin and end, by the nodes that were read of it.

Two readers make the nodes, and differ in where they say that a value ends; a list they let begin
at its dash or behind it. Here the text itself is asked. Places are indices of characters.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from docgen.workspace.plain_values import plain_key

_BLOCK_HEAD = re.compile(r"([|>][-+0-9]*)([ \t]+#[^\n\r]*|[ \t]*)")
_COLON = re.compile(r"[ \t]*:")
_EMPTY = "|>"


@dataclass(frozen=True)
class Slot:
    """A value where it stands: behind a key or a dash of the collection `owner`.

    `flow`: within brackets. `column`: that of its key or its dash.
    """

    owner: Node
    index: int
    key: Node | None
    node: Node
    flow: bool
    column: int


def line_start(text: str, at: int) -> int:
    """Return where the line begins in which a place is."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Return where the line ends in which a place is, before its ending."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end > at and text[end - 1] == "\r" else end


def next_line(text: str, at: int) -> int:
    """Return where the line below begins."""
    return text.find("\n", at) + 1 or len(text)


def ending(text: str) -> str:
    """Return how lines end."""
    return "\r\n" if "\r\n" in text else "\n"


def is_empty(node: Node) -> bool:
    """Whether nothing at all is written where a value could be."""
    return isinstance(node, ScalarNode) and node.start_mark.index == node.end_mark.index


def is_flow(node: Node) -> bool:
    """Whether a value is a list or a mapping within brackets."""
    return isinstance(node, SequenceNode | MappingNode) and bool(node.flow_style)


def is_block_text(node: Node) -> bool:
    """Whether a value is a text in lines of its own, behind | or >."""
    return isinstance(node, ScalarNode) and bool(node.style) and node.style in _EMPTY


def block_head(text: str, node: Node) -> re.Match[str]:
    """Return the | of a text in lines of its own, and the comment behind it."""
    found = _BLOCK_HEAD.match(text, node.start_mark.index)
    assert found
    return found


def start_of(node: Node) -> int:
    """Return where a value begins."""
    return int(node.start_mark.index)


def end_of(text: str, node: Node) -> int:
    """Return where the last thing of a value ends; blank lines behind a text are no part of it."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return end_of(text, node.value[-1][1])
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return end_of(text, node.value[-1])
    start, end = start_of(node), int(node.end_mark.index)
    if is_empty(node):
        return _end_before(text, start)
    if not is_block_text(node):
        return end
    if "+" in block_head(text, node)[1]:
        # Its blank lines count.
        return max(end - 1 if text[end - 1 : end] == "\n" else end, start)
    return start + len(text[start:end].rstrip())


def _end_before(text: str, at: int) -> int:
    """Where the colon or dash ends behind which nothing stands: one reader looks on from there."""
    before = text[:at].rstrip()
    while before and not before.endswith((":", "-", "?", ",", "{", "[")):
        begin = line_start(before, len(before))
        line = _without_comment(before[begin:])
        if line == before[begin:]:
            break
        before = (before[:begin] + line).rstrip()
    return len(before)


def _colon_of(text: str, key: Node) -> int | None:
    """Return the place behind the colon of a key; None where it has none."""
    found = _COLON.match(text, int(key.end_mark.index))
    return found.end() if found else None


def dash_of(text: str, node: Node) -> int | None:
    """Return where the dash stands before an entry of a list; None where it cannot be found."""
    at = _end_before(text, start_of(node)) if is_empty(node) else start_of(node)
    while True:
        begin = line_start(text, at)
        before = text[begin:at].rstrip(" \t")
        if before.endswith("-"):
            return begin + len(before) - 1
        if (before and not before.lstrip().startswith("#")) or not begin:
            return None
        at = begin - 1
        above = text[line_start(text, at) : at]
        at = line_start(text, at) + len(_without_comment(above))


def _without_comment(line: str) -> str:
    return re.sub(r"(^|[ \t])#.*", "", line).rstrip()


def head_of(text: str, slot: Slot) -> int | None:
    """Return the place behind the colon or the dash of a value; None where there is none."""
    if slot.key is not None:
        return _colon_of(text, slot.key)
    dash = dash_of(text, slot.node)
    return None if dash is None else dash + 1


def column_at(text: str, at: int) -> int:
    """Return how far a place is from the beginning of its line."""
    return at - line_start(text, at)


def key_of(node: Node) -> str | None:
    """Return a key as paths have it; None where it is no text."""
    return plain_key(node.value) if isinstance(node, ScalarNode) else None


def slots_of(text: str, node: Node, *, flow: bool) -> Iterator[Slot]:
    """The values directly in a collection, in their order."""
    inside = flow or is_flow(node)
    if isinstance(node, MappingNode):
        for index, (key, value) in enumerate(node.value):
            yield Slot(node, index, key, value, inside, column_at(text, start_of(key)))
    elif isinstance(node, SequenceNode):
        for index in range(len(node.value)):
            yield slot_at(text, node, index, flow=flow)


def slot_at(text: str, node: SequenceNode, index: int, *, flow: bool) -> Slot:
    """One entry of a list. Each is found by itself: lists have thousands."""
    value, inside = node.value[index], flow or is_flow(node)
    dash = None if inside else dash_of(text, value)
    column = column_at(text, start_of(value) if dash is None else dash)
    return Slot(node, index, None, value, inside, column)


def is_reused(text: str, slots: Sequence[Slot]) -> bool:
    """Whether the last of some values, one around or one within it stands for others too.

    `slots` are the way to it. What has a name for others, or a type of its own, counts.
    """
    if not _has_marks(text):
        return False
    inside = _within(slots[-1].node) if slots else ()
    return any(_is_marked(text, slot) for slot in (*slots, *inside))


@functools.lru_cache(maxsize=4)
def _has_marks(text: str) -> bool:
    return re.search("[&!]", text) is not None


def _is_marked(text: str, slot: Slot) -> bool:
    return _is_alias(slot) or text[start_of(slot.node) : start_of(slot.node) + 1] in ("&", "!")


def _is_alias(slot: Slot) -> bool:
    """An alias is the node of another place, which lies before."""
    if start_of(slot.node) < start_of(slot.key or slot.owner):
        return True
    return slot.key is None and any(slot.node is other for other in slot.owner.value[: slot.index])


def _within(node: Node) -> Iterator[Slot]:
    pending = [node]
    while pending:
        here = pending.pop()
        pairs = here.value if isinstance(here, MappingNode) else ()
        listed = here.value if isinstance(here, SequenceNode) else ()
        found = [Slot(here, i, k, v, False, 0) for i, (k, v) in enumerate(pairs)]
        found += [Slot(here, i, None, v, False, 0) for i, v in enumerate(listed)]
        for slot in found:
            yield slot
            if not _is_alias(slot):
                pending.append(slot.node)
