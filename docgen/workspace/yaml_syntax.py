"""The syntax of a data file: what is broken in it, all at once, and what can only mean one thing.

A reader of YAML stops at the first mistake. Here each is mended as far as it can be guessed, or its
lines are left out, and the rest is read on, so that one run tells of all. Lines keep their numbers.
"""

import functools
import io
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.main import CParser  # type: ignore[attr-defined]
from ruamel.yaml.nodes import Node, ScalarNode
from ruamel.yaml.tag import Tag

_MOST_MISTAKES = 20
_LOOK_AHEAD = 12
_DOUBTFUL = re.compile("[\t\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_LONE_RETURN = re.compile("\r(?!\n)")
_TAG = re.compile(r"(?:^|[\s\[\]{},])!")
"""Where a type could be named: within a word it is none."""
_LOOK_BACK = 12
"""Lines above the one where reading stops, in which the cause may be."""


@dataclass(frozen=True)
class Mistake:
    """What is wrong on a line, counted from 1: a case of `yaml` in the catalogue, and its slots."""

    line: int
    case: str
    slots: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Composed:
    """What was read of a text: `text` is as it was read, with paragraphs put in quotes."""

    node: Node | None
    text: str
    mistakes: tuple[Mistake, ...]


def compose(text: str) -> Composed:
    """Return the nodes of a text and every mistake in its syntax, in the order of the lines."""
    mistakes: list[Mistake] = []
    while True:
        try:
            node = compose_sound(text) or _compose_strictly(text)
        except MarkedYAMLError as error:
            if len(mistakes) == _MOST_MISTAKES:
                node = None
                break
            text, mistake = _get_past(text, error)
            mistakes += [mistake] if mistake else []
        else:
            break
    ordered = sorted(dict.fromkeys(mistakes), key=lambda mistake: mistake.line)
    return Composed(node, text, tuple(_fold(ordered)))


@functools.lru_cache(maxsize=4)
def find_nodes(text: str) -> Node:
    """Return the nodes of a sound text for the places where they stand. They are not to be changed.

    Whether libyaml lets something pass does not matter here: what comes of it is read again.
    """
    found = _compose_quickly(text) or _compose_strictly(text)
    assert found is not None
    return found


def compose_sound(text: str) -> Node | None:
    """Return the nodes of a text without a mistake, ten times as fast; None where one may be.

    libyaml lets some things pass that no other reader takes, all of them with one of these
    characters, and tells less of the others.
    """
    return None if _is_doubtful(text) else _compose_quickly(text)


def _is_doubtful(text: str) -> bool:
    # All the characters there are, each once, are looked through sooner than the text.
    there = set(text)
    if _DOUBTFUL.search("".join(there)) or _LONE_RETURN.search(text):
        return True
    return "!" in there and bool(_TAG.search(text))


def _compose_quickly(text: str) -> Node | None:
    """The nodes as libyaml finds them; None where it does not."""
    if CParser is None:
        return None
    try:
        node: Node | None = _quick_reader()(text).get_single_node()
    except YAMLError:
        return None
    return node


@functools.cache
def _quick_reader() -> Callable[[str], Any]:
    """libyaml, with tags for nothing and for truths alone: no reader of the nodes asks for others.

    Looking for numbers and dates takes most of the time that is spent on a text.
    """
    words = {
        **dict.fromkeys(("", "~", "null", "Null", "NULL"), _tag("null")),
        **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), _tag("bool")),
    }
    text = _tag("str")

    class QuickReader(CParser):  # type: ignore[misc]
        """libyaml's parser as it asks for the tags of values."""

        def resolve(self, kind: type[Node], value: str, implicit: tuple[bool, bool]) -> Tag:
            return words.get(value, text) if kind is ScalarNode and implicit[0] else text

        def descend_resolver(self, _parent: Node, _index: object) -> None:
            """No tag depends on where a value is."""

        def ascend_resolver(self) -> None:
            """No tag depends on where a value is."""

    return QuickReader


def _tag(name: str) -> Tag:
    return Tag(suffix=f"tag:yaml.org,2002:{name}")


def count_events(text: str) -> int | None:
    """Return of how many parts a sound text is, all of them read; None where it may be none.

    It takes a tenth of the time that nodes take: texts of which only a part changes need no more.
    """
    if CParser is None or _is_doubtful(text):
        return None
    try:
        return int(CParser(text).raw_parse())
    except YAMLError:
        return None


def _compose_strictly(text: str) -> Node | None:
    node: Node | None = YAML(typ="safe", pure=True).compose(io.StringIO(text))
    return node


def _fold(mistakes: list[Mistake]) -> Iterator[Mistake]:
    """The mistakes; those of which only the place is known, in a row, as the first of them."""
    for kind, alike in itertools.groupby(mistakes, key=_kind_of):
        first, *others = alike
        if kind in _VAGUE and len(others) > 1:
            more = {"others": len(others), "last": others[-1].line}
            yield replace(first, slots={**first.slots, **more})
        else:
            yield from (first, *others)


def _kind_of(mistake: Mistake) -> str:
    return "indent" if mistake.case in {"indented", "unindented"} else mistake.case


def _get_past(text: str, error: MarkedYAMLError) -> tuple[str, Mistake | None]:
    """The text without what it cannot be read for, and what that is; None where it is plain."""
    told = _explain(error)
    lines = text.split("\n")
    fallback = None
    for mended, mistake in _guess(lines, told):
        stop = _first_stop(mended[: told.line + 2])
        if stop > told.line:
            return "\n".join(mended), mistake
        # A line above that cannot be right is one mistake, where reading stops another.
        if mistake and mistake.case in _NEVER_RIGHT and stop == told.line:
            fallback = fallback or ("\n".join(mended), mistake)
    if fallback:
        return fallback
    for mended, mistake in _guess_place(lines, told):
        # Where a line belongs is seen by those behind it: they are right once it is.
        if _first_stop(mended[: told.line + _LOOK_AHEAD]) == float("inf"):
            return "\n".join(mended), mistake
    return "\n".join(_without(lines, told.line - 1)), told


def _first_stop(lines: list[str]) -> float:
    """The line at which reading stops; endless where it does not."""
    try:
        _compose_strictly("\n".join(lines))
    except MarkedYAMLError as error:
        return _explain(error).line
    return float("inf")


def _guess(lines: list[str], told: Mistake) -> Iterator[tuple[list[str], Mistake | None]]:
    """What the lines may have been meant to be, the likeliest first."""
    last = min(told.line, len(lines)) - 1
    for at in range(last, max(last - _LOOK_BACK, -1), -1):
        joined = _join_paragraph(lines, at) if at >= last - 1 else None
        if joined:
            yield joined, None
        for pattern, put_right, case in _SLIPS:
            match = pattern.fullmatch(lines[at]) if at >= last - 1 or case in _NEVER_RIGHT else None
            if match and put_right(match) != lines[at]:
                right = [*lines[:at], put_right(match), *lines[at + 1 :]]
                yield right, Mistake(at + 1, case)
    yield from _close_quotes(lines, last)


def _guess_place(lines: list[str], told: Mistake) -> Iterator[tuple[list[str], Mistake]]:
    """The lines with one that is indented otherwise, or in no list.

    First one whose neighbours agree with each other, then the one where reading stops.
    """
    last = min(told.line, len(lines)) - 1
    places = [at for at in (last - 1, last) if at > 0]
    for at in places:
        widths = _widths_around(lines, at)
        yield from _move(lines, at, widths[:1] if len(widths) > 1 and len({*widths}) == 1 else [])
    for at in reversed(places):
        yield from _move(lines, at, _widths_around(lines, at))
        yield from _take_out_of_list(lines, at)


def _close_quotes(lines: list[str], last: int) -> Iterator[tuple[list[str], Mistake]]:
    """The lines with a quote closed that was opened far above, the nearest ones first."""
    pattern, put_right, case = _SLIPS[_QUOTES]
    opened = [at for at in range(last - 1, -1, -1) if _UNCLOSED.fullmatch(lines[at])]
    for at in opened[:_MOST_QUOTES]:
        match = pattern.fullmatch(lines[at])
        if match:
            yield [*lines[:at], put_right(match), *lines[at + 1 :]], Mistake(at + 1, case)


def _widths_around(lines: list[str], at: int) -> list[int]:
    """How far the lines above and below that name values are indented."""
    above = (match for line in reversed(lines[:at]) if (match := _PROPER.fullmatch(line)))
    below = (match for line in lines[at + 1 :] if (match := _PROPER.fullmatch(line)))
    return [len(match[1]) for match in (next(above, None), next(below, None)) if match]


def _move(lines: list[str], at: int, widths: Sequence[int]) -> Iterator[tuple[list[str], Mistake]]:
    """The lines with one that names a value indented by each of `widths`."""
    named = _PROPER.fullmatch(lines[at])
    for width in dict.fromkeys(widths) if named else ():
        if width != _indent(lines[at]):
            moved = [*lines[:at], " " * width + lines[at].lstrip(), *lines[at + 1 :]]
            if width:
                yield moved, Mistake(at + 1, "indented", {**_ALONE, "width": width})
            else:
                yield moved, Mistake(at + 1, "unindented", _ALONE)


def _take_out_of_list(lines: list[str], at: int) -> Iterator[tuple[list[str], Mistake]]:
    """The lines without one that begins a list where names of values follow."""
    follower = next((line for line in lines[at + 1 :] if line.strip()), "")
    if re.match(r"\s*- ", lines[at]) and 0 < _indent(follower) <= _indent(lines[at]):
        without = [*lines[:at], "", *lines[at + 1 :]]
        yield without, Mistake(at + 1, "no_list")


def _without(lines: list[str], at: int) -> list[str]:
    """The lines without one that cannot be read, and without what stands under it."""
    at = min(at, len(lines) - 1)
    end = at + 1
    while end < len(lines) and lines[end].strip() and _indent(lines[end]) > _indent(lines[at]):
        end += 1
    return [*lines[:at], *[""] * (end - at), *lines[end:]]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


# ── paragraphs ────────────────────────────────────────────────────────────────────────────────

_NAMED = re.compile(
    r"(\s*(?:- +)?[\w\u4e00-\u9fff]+: +)(\"[^\"\\]*(?:\\n[^\"\\]*)*\"|[^\s\"'\[{|>&*!#%@`].*)"
)
_LOOSE = re.compile(
    r"(?!\s*(?:[-#]|[a-z][a-z0-9_]+\s*[:：=；;](?!//)))[^:：]*(?:[:：](?! |$)[^:：]*)*"
)


def _join_paragraph(lines: list[str], at: int) -> list[str] | None:
    """The lines with a further paragraph taken into the value it follows; None where none does."""
    if not lines[at].strip() or not _LOOSE.fullmatch(lines[at]):
        return None
    above = at - 1
    while above >= 0 and (not lines[above].strip() or _is_loose(lines[above])):
        above -= 1
    named = _NAMED.fullmatch(lines[above]) if above >= 0 else None
    if not named:
        return None
    first = json.loads(named[2]) if named[2].startswith('"') else named[2]
    paragraphs = [first, *(line.strip() for line in lines[above + 1 : at + 1] if line.strip())]
    quoted = json.dumps("\n".join(p.strip() for p in paragraphs), ensure_ascii=False)
    return [*lines[:above], f"{named[1]}{quoted}", *[""] * (at - above), *lines[at + 1 :]]


def _is_loose(line: str) -> bool:
    return _LOOSE.fullmatch(line) is not None and _NAMED.fullmatch(line) is None


# ── slips ─────────────────────────────────────────────────────────────────────────────────────

_LONG_KEY = r"(\s*(?:- +)?)([a-z][a-z0-9_]+)"
_KEY = r"(\s*(?:- +)?)([A-Za-z_][A-Za-z0-9_]*|\d{1,2})"
_QUOTING = "\"“”＂'‘’"


def _quote(text: str) -> str:
    return json.dumps(text.strip().strip(_QUOTING), ensure_ascii=False) if text.strip() else ""


_PROPER = re.compile(r"( *)(?:[A-Za-z_][A-Za-z0-9_]*|\d{1,2}):(?: .*)?")
"""A line that names a value, with how far it is indented."""
_UNCLOSED = re.compile(r"""\s*(?:- +)?[A-Za-z_][A-Za-z0-9_]*: +(?:"[^"]*|'[^']*)""")
_MOST_QUOTES = 4


def _with_colon(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2]}: {_quote(match[3])}".rstrip()


_SLIPS = (
    (
        re.compile(r"([ \t]*\t[ \t]*)(\S.*)"),
        lambda match: match[1].replace("\t", "  ") + match[2],
        "tab_in_front",
    ),
    (
        re.compile(r"([ \u3000\xa0]*[\u3000\xa0][ \u3000\xa0]*)((?:- +)?\w+[:：].*)"),
        lambda match: match[1].replace("\u3000", "  ").replace("\xa0", " ") + match[2],
        "wide_in_front",
    ),
    (re.compile(_KEY + r"：\s*(.*)"), _with_colon, "chinese_colon"),
    (
        re.compile(_LONG_KEY + r":(?!//)[\t\u3000\xa0]*([^ \t].*)"),
        _with_colon,
        "tight_colon",
    ),
    (re.compile(_LONG_KEY + r"\s*[=；;]\s*(.*)"), _with_colon, "other_colon"),
    (
        re.compile(r"(\s*)(?:-(?=\S)|[—–－−·•]\s*)([a-z][a-z0-9_]+:.*)"),
        lambda match: f"{match[1]}- {match[2]}",
        "tight_dash",
    ),
    (
        re.compile(_KEY + rf": +([{_QUOTING}][^{_QUOTING}]*[{_QUOTING}]?)\s*"),
        _with_colon,
        "unpaired",
    ),
    (re.compile(_KEY + r": +([^\s\"'\[{|>].*)"), _with_colon, "colon_inside"),
)
"""A line that was mistyped, what it was meant to be, and the case of what is wrong with it."""
_QUOTES = 6
_NEVER_RIGHT = frozenset(case for _, _, case in _SLIPS[:_QUOTES])

_SYNTAX: tuple[tuple[str, str], ...] = (
    (r"found character '\\t'", "tab"),
    (r"quoted scalar", "quotes"),
    (r"cannot start any token", "special"),
    (r"mapping values are not allowed", "second_colon"),
    (r"could not find expected ':'", "no_colon"),
    (r"expected <block end>", "indent"),
    (r"expected ',' or '[\]}]'", "brackets"),
    (r"another document|document start", "second_document"),
    (r"undefined alias|anchor|alias", "alias"),
    (r"tag", "exclamation"),
    (r"not allowed here", "dash"),
)
"""What the reader of YAML says, and the case of it."""
_VAGUE = frozenset({*(case for _, case in _SYNTAX), "other"})
"""Of which only the place is known."""
_ALONE: Mapping[str, object] = {"others": None, "last": None}


def _explain(error: MarkedYAMLError) -> Mistake:
    """What the reader of YAML stopped at, in a clerk's words."""
    problem = f"{error.context or ''} {error.problem or ''}"
    case = next((case for pattern, case in _SYNTAX if re.search(pattern, problem)), "other")
    begins_there = re.search("quoted scalar|could not find expected|expected ',' or", problem)
    mark = error.context_mark if begins_there and error.context_mark else error.problem_mark
    return Mistake(int(mark.line) + 1 if mark else 1, case, _ALONE)
