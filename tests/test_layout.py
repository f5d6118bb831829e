"""Lines and pages: nothing is lost, nothing is doubled, nothing sticks out."""

from itertools import chain, pairwise, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import make_matter

from docgen.bundle.front_matter import lay_index
from docgen.bundle.plan import CrossReference, ItemEntry, Volume
from docgen.pdf.primitives import Text
from docgen.pdf.text_layout import Columns, LaidOut, Row, RowCell, draw_rows, paginate, split_row
from docgen.text.line_breaking import break_lines

_FIRST = "，。、；：！？）】》”…—%"
_LAST = "（【《“("


def measure(text: str, size: float, bold: bool) -> float:
    """Half an em for what is narrow, one for the rest, a little more in bold."""
    ems = sum(0.5 if character < "\u2000" else 1.0 for character in text)
    return ems * size * (1.05 if bold else 1)


_TEXTS = st.text(
    st.sampled_from("佐证材料的页码abcXYZ0189-./ \u3000\n" + _FIRST + _LAST), max_size=120
)


def _spaceless(text: str) -> str:
    return "".join(text.split())


@given(_TEXTS, st.floats(8, 300), st.booleans())
def test_nothing_is_lost_but_spaces(text: str, width: float, bold: bool) -> None:
    lines = break_lines(text, width, 10, measure, bold)
    assert _spaceless("".join(lines)) == _spaceless(text)
    assert len(lines) >= text.count("\n") + 1
    # Spaces go at the ends of lines only.
    for line in lines:
        assert line == line.strip()
        assert line in text


@given(_TEXTS, st.floats(8, 300), st.booleans())
def test_no_line_is_wider_than_asked(text: str, width: float, bold: bool) -> None:
    for line in break_lines(text, width, 10, measure, bold):
        assert measure(line, 10, bold) <= width or len(line) == 1


@given(_TEXTS.filter(str.strip), st.floats(8, 300))
def test_no_line_is_empty_that_was_not(text: str, width: float) -> None:
    paragraphs = text.split("\n")
    empty = sum(not paragraph.strip() for paragraph in paragraphs)
    assert sum(not line for line in break_lines(text, width, 10, measure)) == empty


@given(
    st.lists(st.sampled_from("佐证材料的页码"), min_size=1, max_size=60).flatmap(
        lambda characters: st.tuples(
            st.just(characters), st.lists(st.sampled_from(_FIRST + _LAST + " "), max_size=20)
        )
    ),
    st.randoms(use_true_random=False),
)
def test_forbidden_places_of_punctuation(parts: tuple[list[str], list[str]], random) -> None:
    """With a mark now and then, as in real sentences, none stands where it must not."""
    characters, marks = parts
    text = ""
    for character in characters:
        text += character
        if marks and random.random() < 0.3:
            text += marks.pop() + random.choice("佐证")
    lines = break_lines(text, 60, 10, measure)
    for line, following in pairwise(lines):
        assert following[0] not in _FIRST, (line, following)
        assert line[-1] not in _LAST, (line, following)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("第一项，第二项", ["第一", "项，", "第二", "项"]),
        ("见（一）条", ["见", "（一", "）条"]),
        ("word 字字", ["word", "字字"]),
        ("", [""]),
        ("一\n\n二", ["一", "", "二"]),
        ("abcdefghij", ["abcd", "efgh", "ij"]),
    ],
)
def test_lines_of_two_characters(text: str, lines: list[str]) -> None:
    assert break_lines(text, 20.0, 10, measure) == lines


def test_a_space_before_a_comma_does_not_let_it_begin_a_line() -> None:
    assert break_lines("一二 ，字", 30, 10, measure) == ["一", "二 ，", "字"]


# --- rows ----------------------------------------------------------------------------------------

COLUMNS = Columns(10.0, (50.0, 120.0), 10.0)


def _row(number: int, lines: int, **other: bool) -> Row:
    cells = (RowCell((str(number),)), RowCell(tuple(f"{number}.{n}" for n in range(lines))))
    return Row(cells, target=number + 1, **other)


def _table(groups: list[list[int]]) -> list[Row]:
    """Groups of rows of so many lines; each of more than one is opened by its first row."""
    sizes = [(lines, n == 0 < len(group) - 1) for group in groups for n, lines in enumerate(group)]
    return [_row(n, lines, keep_with_next=keep) for n, (lines, keep) in enumerate(sizes)]


_ROWS = st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=5), max_size=9).map(_table)


def _lines(rows: list[Row], column: int) -> list[str]:
    return [line for row in rows for line in row.cells[column].lines]


@given(_ROWS, st.floats(0, 700), st.floats(30, 700))
def test_rows_are_neither_lost_nor_doubled(rows: list[Row], first: float, room: float) -> None:
    pages = paginate(rows, COLUMNS, chain((first,), repeat(room)))
    laid = [row for page in pages for row in page]
    assert _lines(laid, 0) == _lines(rows, 0)
    assert _lines(laid, 1) == _lines(rows, 1)
    assert [row.target for row in laid] == sorted(row.target for row in laid)


@given(_ROWS, st.floats(30, 700))
def test_pages_hold_what_is_on_them(rows: list[Row], room: float) -> None:
    for page in paginate(rows, COLUMNS, repeat(room)):
        one_line = COLUMNS.height(_row(0, 1))
        assert sum(COLUMNS.height(row) for row in page) <= max(room, one_line) + 1e-6


@given(_ROWS, st.floats(200, 700))
def test_rows_are_split_only_when_taller_than_a_page(rows: list[Row], room: float) -> None:
    pages = paginate(rows, COLUMNS, repeat(room))
    pieces = [row.target for page in pages for row in page]
    opener = 0.0
    for row in rows:
        if opener + COLUMNS.height(row) <= room:
            assert pieces.count(row.target) == 1
        opener = COLUMNS.height(row) if row.keep_with_next else 0.0


@given(_ROWS, st.floats(300, 700))
def test_group_rows_do_not_end_a_page(rows: list[Row], room: float) -> None:
    pages = [page for page in paginate(rows, COLUMNS, repeat(room)) if page]
    for page, following in pairwise(pages):
        last = page[-1]
        group = COLUMNS.height(last) + COLUMNS.height(following[0])
        if last.keep_with_next and len(page) > 1 and group <= room:
            pytest.fail(f"{last} stands alone at the foot")


def test_split_rows_keep_target_and_text() -> None:
    head, tail = split_row(_row(3, 5), 2)
    assert _lines([head], 1) == ["3.0", "3.1"]
    assert _lines([tail], 1) == ["3.2", "3.3", "3.4"]
    assert (head.target, tail.target) == (4, 4)
    assert _lines([tail], 0) == []


def test_drawn_text_stays_in_its_cell() -> None:
    page = LaidOut(100.0)
    cells = [
        COLUMNS.cell(0, "右", measure, align="right"),
        COLUMNS.cell(1, "中间的字" * 8, measure, align="center"),
    ]
    draw_rows(page, [Row(tuple(cells), target=7)], COLUMNS, measure)
    (link,) = page.links
    assert (link.x, link.y, link.width, link.page) == (10.0, 100.0, 170.0, 7)
    assert page.y == link.y + link.height
    texts = [mark for mark in page.marks if isinstance(mark, Text)]
    assert "".join(text.text for text in texts[1:]) == "中间的字" * 8
    for text, (left, right) in zip(texts, [(10, 60)] + [(60, 180)] * 9, strict=False):
        assert left + 4 <= text.x + 1e-6
        assert text.x + measure(text.text, text.size, text.bold) <= right - 4 + 1e-6
        assert link.y < text.y - text.size * 0.8
        assert text.y + text.size * 0.2 < link.y + link.height


def test_spans_share_the_columns_width() -> None:
    row = Row((RowCell(("a",)),), spans=(2,))
    assert COLUMNS.cell_widths(row) == (170.0,)
    assert COLUMNS.text_width(0, 2) == 162.0


# --- the index -----------------------------------------------------------------------------------


@pytest.mark.parametrize("groups", [1, 5])
def test_the_total_stands_below_a_row_it_adds_up(groups: int) -> None:
    placed = set()
    for items in range(24, 60):
        matter = make_matter((items // groups,) * groups)
        numbers = [item.number for item in matter.spec.items]
        entries = tuple(ItemEntry(n, 9, (), (), 1) for n in numbers)
        volume = Volume(1, "佐证材料.pdf", tuple(numbers), 1, 99)
        pages = lay_index(matter, CrossReference(entries, (), (volume,)))
        texts = [[m.text for m in page.marks if isinstance(m, Text)] for page in pages]
        (page,) = (n for n, said in enumerate(texts) if "总得分" in said)
        assert f"第{numbers[-1]}项考核内容" in texts[page]
        placed.add(page)
    # Among them are indexes in which it comes to stand on the next page.
    assert placed == {0, 1}
