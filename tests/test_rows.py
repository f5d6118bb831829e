"""Rows of evidence that are read one by one say what they say in the file as a whole."""

import dataclasses
import random
from pathlib import Path

import pytest

from docgen.issues.errors import WorkspaceError
from docgen.model.submission import StudioFile
from docgen.system.memo import Memo
from docgen.workspace.data_tree import DataTree, parse_tree
from docgen.workspace.validation import fit
from docgen.workspace.yaml_rows import is_closed, split_rows

SAMPLES = [
    (Path(__file__).parent.parent / "samples" / name / "studio.yaml").read_text(encoding="utf-8")
    for name in ("assessment", "application", "example-city")
]
PIECES = (
    '"', "'", "#", " #", ": ", ":", "-", "- ", "  - ", "\n", "\n  ", "\n    ", "[", "]", "{", "}",
    "|", ">", "&a", "*a", "!", "%", "@", "`", "\t", "\r\n", "?", "evidence:", "\nevidence:\n",
    "note: |\n", 'note: "a\n', "...", "---", "\u2028", "\ufeff", "，", "true", "null", "~", ",",
    "2024-13-1", "\n  - files: x.pdf\n    title: 说\"明", "\n    quantity: x", "<<: *a", "  ", "\\",
)  # fmt: skip


def read(raw: bytes) -> tuple[tuple[object, ...], bool]:
    """All that is made of a data file, and whether its rows were read one by one."""
    try:
        tree = parse_tree(raw, "studio.yaml", WorkspaceError)
    except WorkspaceError as error:
        return (error.what, error.where), False
    written, said, by_rows = repr(tree.root), tuple(tree.findings), bool(tree.rows)
    fitted = fit(tree, StudioFile)
    places = fitted.places
    told = fitted.value, repr(fitted.value), fitted.findings, dict(places.known), places.spoilt
    return (written, said, *told), by_rows


def change(text: str, dice: random.Random) -> str:
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        start = max(text.find("\nevidence:"), 0) if dice.random() < 0.8 else 0
        at = dice.randrange(start, len(text) + 1)
        what = dice.randrange(4)
        if what == 0:
            text = text[:at] + dice.choice(PIECES) + text[at:]
        elif what == 1:
            text = text[:at] + text[at + dice.randrange(1, 12) :]
        elif what == 2:
            lines = text.split("\n")
            line = lines[at := dice.randrange(len(lines))]
            moved = " " * dice.randrange(1, 7) + line.strip()
            lines[at : at + 1] = dice.choice([[], [line, line], [dice.choice(lines)], [moved]])
            text = "\n".join(lines)
        else:
            pieces = dice.choice(PIECES), dice.choice(PIECES)
            text = text[:at] + pieces[0] + text[at : at + 3] + pieces[1] + text[at + 3 :]
    return text.replace("\n", "\r\n") if dice.random() < 0.1 else text


@pytest.mark.parametrize("seed", [1, 2])
def test_a_file_is_the_same_whichever_way_it_is_read(seed: int) -> None:
    dice, memo, ways = random.Random(seed), Memo(), []
    for _ in range(36):
        raw = change(dice.choice(SAMPLES), dice).encode("utf-8", "surrogatepass")
        whole, by_rows = read(raw)
        assert not by_rows
        with memo.used():
            living, by_rows = read(raw)
        ways.append(by_rows)
        assert living == whole
    # Many have a mistake that says nothing of any row.
    assert sum(ways) > 9


def test_rows_are_found_and_their_lines() -> None:
    rows = "  - files: a\n    title: 甲\n\n", "  - {files: b}\n"
    text = f"studio: a\nevidence:  # all\n\n  # 一\n{''.join(rows)}notes: c\n"
    split = split_rows(text, "evidence")
    assert split is not None
    assert split.rows == rows
    assert split.lines == (5, 8)
    assert split.rest == "studio: a\nevidence:  # all\n\n  # 一\n\n\n\n\nnotes: c\n"
    assert split.rest.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "row",
    ['  - note: "a', "  - note: a: b", "  - note: [a", "  - note: |", "  - *a", "  - note: 'it''s'",
     '  - note: a "b" : c', "  - {files: {a: b}}", "  - note: !x a", "  - ? a", "  - &b a"],
)  # fmt: skip
def test_rows_that_may_go_on_are_not_read_by_themselves(row: str) -> None:
    assert not is_closed(row)
    assert is_closed("  - note: a#b 12:30 （1）  # 'c")


def test_values_are_shared_until_one_of_them_is_to_be_changed() -> None:
    memo, raw = Memo(), SAMPLES[2].encode()

    def parse(text: bytes) -> DataTree:
        with memo.used():
            return parse_tree(text, "studio.yaml", WorkspaceError)

    one, other = parse(raw), parse(raw)
    first, again = (dict(tree.root.inside())["evidence"].value for tree in (one, other))
    assert isinstance(first, list)
    assert isinstance(again, list)
    assert first[0].value is again[0].value
    # A mistake in a row is taken out of this tree alone.
    wrong = raw.replace(b"date: 2023-03-15", b"date: 2023-33-15", 1)
    with memo.used():
        fitted = fit(parse_tree(wrong, "studio.yaml", WorkspaceError), StudioFile)
    assert [found.code for found in fitted.findings] == ["Y102"]
    with memo.used():
        tree = parse_tree(wrong, "studio.yaml", WorkspaceError)
    assert "date" in repr(tree.root)
    assert not any(spot.dropped for spot in _all_in(tree))
    assert dataclasses.replace(tree, rows=()).root == parse_tree(wrong, "x", WorkspaceError).root


def _all_in(tree: DataTree) -> list[object]:
    found, left = [], [tree.root]
    while left:
        spot = left.pop()
        found.append(spot)
        left += [inner for _, inner in spot.inside()]
    return found
