"""The plan of a bundle: laws that hold for any evidence, and the words it prints."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import blank_source, by_path, make_evidence, make_matter, typography

from docgen.bundle.front_matter import CONTENT_WIDTH, LEFT, PAGE_HEIGHT
from docgen.bundle.plan import PageKind, Plan, PlannedPage
from docgen.bundle.planning import make_plan, take_leaves
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.evidence import LAST_PAGE, Evidence, SourceFile
from docgen.pdf.geometry import MM
from docgen.pdf.primitives import Text
from docgen.text.wording import PageRange, write_ranges

MATTER = make_matter((2, 3))
SOURCES = {f"{n}.pdf": blank_source(f"{n}.pdf", n) for n in range(1, 8)}


def _text(page: PlannedPage) -> str:
    return "".join(mark.text for mark in page.marks if isinstance(mark, Text))


def _of_kind(plan: Plan, kind: PageKind) -> list[PlannedPage]:
    return [page for page in plan.pages if page.kind is kind]


def _number(pieces: list[tuple[int, list[int], frozenset[int]]]) -> list[Evidence]:
    orders: Counter[int] = Counter()
    evidence = []
    for item, files, supports in pieces:
        orders[item] += 1
        evidence.append(
            make_evidence(
                item,
                orders[item],
                *(f"{n}.pdf" for n in files),
                supports=tuple(sorted({item, *supports})),
            )
        )
    return evidence


def _in_order(evidence: list[Evidence]) -> list[Evidence]:
    return [e for item in MATTER.spec.items for e in evidence if e.item == item.number]


def _printed(evidence: list[Evidence]) -> list[Evidence]:
    """Those that bring pages along: the first of each set of files."""
    first: dict[tuple[SourceFile, ...], Evidence] = {}
    for piece in _in_order(evidence):
        first.setdefault(piece.files, piece)
    return list(first.values())


_PIECES = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.lists(st.integers(1, 7), min_size=1, max_size=3),
        st.frozensets(st.integers(1, 5), max_size=4),
    ),
    max_size=12,
).map(_number)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_PIECES)
def test_every_page_has_its_place_once(evidence: list[Evidence]) -> None:
    plan = make_plan(MATTER, evidence, by_path(SOURCES), draft=False)
    assert [page.number for page in plan.pages] == list(range(1, len(plan.pages) + 1))
    wanted = [
        (SOURCES[file.path].pdf, index)
        for piece in _printed(evidence)
        for file in piece.files
        for index in range(1, len(SOURCES[file.path].pages) + 1)
    ]
    bound = [(p.source.pdf, p.source.index) for p in plan.pages if p.source]
    assert bound == wanted
    kinds = Counter(page.kind for page in plan.pages)
    assert kinds[PageKind.COVER] == 1
    assert kinds[PageKind.EVIDENCE] == len(wanted)
    assert kinds.total() == len(plan.pages)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_PIECES)
def test_the_cross_reference_agrees_with_the_pages(evidence: list[Evidence]) -> None:
    plan = make_plan(MATTER, evidence, by_path(SOURCES), draft=False)
    cross = plan.cross_reference
    assert Counter(e.evidence.id for e in cross.evidence) == Counter(e.id for e in evidence)
    printed = [e for e in cross.evidence if not e.printed_as]
    assert [e.evidence for e in printed] == _printed(evidence)
    for one, other in pairwise(printed):
        assert one.pages.last < other.pages.first
    for entry in cross.evidence:
        if entry.printed_as:
            (first,) = [e for e in printed if e.evidence.files == entry.evidence.files]
            assert (entry.pages, entry.printed_as) == (first.pages, first.reference)
            continue
        total = entry.pages.last - entry.pages.first + 1
        for nth in range(1, total + 1):
            page = plan.pages[entry.pages.first + nth - 2]
            assert f"{entry.reference} ({nth}/{total})" in _text(page)
            assert f"— {page.number} —" in _text(page)
            assert [link.page for link in page.links] == [
                2,
                cross.item(entry.evidence.item).divider,
            ]
    for item in cross.items:
        assert plan.pages[item.divider - 1].kind is PageKind.DIVIDER
        assert {e.evidence.id for e in item.evidence} == {
            e.id for e in evidence if item.number in e.supports
        }
        covered = {n for r in item.ranges for n in range(r.first, r.last + 1)}
        assert covered == {n for e in item.evidence for n in range(e.pages.first, e.pages.last + 1)}
        assert {link.page for link in plan.pages[item.divider - 1].links} == {
            2, *(e.pages.first for e in item.evidence),
        }  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_PIECES)
def test_rows_and_bookmarks_say_where_they_lead(evidence: list[Evidence]) -> None:
    plan = make_plan(MATTER, evidence, by_path(SOURCES), draft=False)
    for page in _of_kind(plan, PageKind.INDEX):
        texts = [mark for mark in page.marks if isinstance(mark, Text)]
        for link in page.links:
            if page.number == 2 and link.page == 2:
                continue
            row = [t.text for t in texts if link.y <= t.y <= link.y + link.height]
            entry = [e for e in plan.cross_reference.evidence if e.pages.first == link.page]
            divider = [i for i in plan.cross_reference.items if i.divider == link.page]
            assert entry or divider or link.page == 2
            if entry:
                assert str(entry[0].pages) in row
                (named,) = [e for e in entry if e.evidence.id in row]
                title = "".join(row)
                assert not named.printed_as or f"见{named.printed_as}" in title


@pytest.mark.parametrize("count", [1, 9, 60, 650])
def test_any_number_of_digits(count: int) -> None:
    """Front matter keeps its length from one digit to four: its tables are the same height."""
    big = {name: blank_source(name, count) for name in ("x.pdf", "y.pdf")}
    small = {name: blank_source(name, 1) for name in big}
    evidence = [make_evidence(1, 1, "x.pdf"), make_evidence(1, 2, "y.pdf")]
    plan = make_plan(MATTER, evidence, by_path(big), draft=False)
    one = make_plan(MATTER, evidence, by_path(small), draft=False)
    for kind in (PageKind.INDEX, PageKind.DIVIDER):
        assert len(_of_kind(plan, kind)) == len(_of_kind(one, kind))
    first = plan.cross_reference.evidence[1].pages
    assert first == PageRange(first.first, first.first + count - 1)
    assert str(first) in [
        m.text for p in _of_kind(plan, PageKind.INDEX) for m in p.marks if isinstance(m, Text)
    ]


@pytest.mark.parametrize(("count", "lines"), [(69, 22), (87, 41), (102, 17)])
def test_dividers_whose_length_depends_on_their_numbers(count: int, lines: int) -> None:
    """A list of many pages takes a line more, and the divider a page more, once it is numbered.

    These were found by search: each divider is a page longer under its final numbers than under
    those counted with a front matter of the shortest length.
    """
    sources = {f"{n}.pdf": blank_source(f"{n}.pdf", 1) for n in range(1, count + 1)}
    evidence = [make_evidence(1, n, f"{n}.pdf", supports=(1, 2)) for n in range(1, count + 1)]
    matter = make_matter((2,), standard="\n".join("文" * lines))
    plan = make_plan(matter, evidence, by_path(sources), draft=False)
    _, item = plan.cross_reference.items
    dividers = [page for page in plan.pages if page.number >= item.divider]
    assert all(page.kind is PageKind.DIVIDER for page in dividers)
    assert write_ranges(item.ranges) in "".join(_text(page) for page in dividers)
    for entry in plan.cross_reference.evidence:
        page = plan.pages[entry.pages.first - 1]
        assert f"{entry.reference} (1/1)" in _text(page)


def test_many_pieces_of_one_item() -> None:
    sources = {f"{n}.pdf": blank_source(f"{n}.pdf", 2) for n in range(1, 301)}
    evidence = [make_evidence(4, n, f"{n}.pdf", title=f"第{n}号证书") for n in range(1, 301)]
    plan = make_plan(MATTER, evidence, by_path(sources), draft=False)
    index = "".join(_text(page) for page in _of_kind(plan, PageKind.INDEX))
    divider = "".join(_text(page) for page in _of_kind(plan, PageKind.DIVIDER))
    for n in range(1, 301):
        assert f"第{n}号证书" in index
        assert f"第{n}号证书" in divider
    assert len(_of_kind(plan, PageKind.DIVIDER)) > 10
    rows = Counter(link.page for p in _of_kind(plan, PageKind.DIVIDER) for link in p.links)
    assert all(rows[entry.pages.first] == 1 for entry in plan.cross_reference.evidence)


def test_no_evidence_at_all() -> None:
    plan = make_plan(MATTER, [], {}, draft=False)
    assert [page.kind for page in plan.pages].count(PageKind.DIVIDER) == 5
    assert all("本项没有佐证材料" in _text(page) for page in _of_kind(plan, PageKind.DIVIDER))
    assert all(item.ranges == () for item in plan.cross_reference.items)


LONG = (
    "关于开展职业技能等级认定培训及企业内部练兵比武活动的通知、签到表、花名册与现场照片（第一卷）"
    * 5
)


@pytest.mark.parametrize("scored", [True, False])
def test_long_words_wrap_and_nothing_is_cut(scored: bool) -> None:
    """Titles of 200 characters everywhere: all of them printed, none outside the type area."""
    matter = make_matter(
        (1, 2),
        scored=scored,
        title="{number}" + LONG,
        bundle_title=LONG[:60],
        standard=LONG * 12,
        claims={1: {"statement": LONG * 9, "reason": LONG}},
    )
    evidence = [
        make_evidence(1, 1, "3.pdf", title=LONG, note=LONG, number="鲁" * 40, holder=LONG),
        make_evidence(2, 1, "2.pdf", title="A" * 200, supports=(1, 2)),
    ]
    plan = make_plan(matter, evidence, by_path(SOURCES), draft=False)
    index = "".join(_text(page) for page in _of_kind(plan, PageKind.INDEX))
    divider = "".join(_text(page) for page in _of_kind(plan, PageKind.DIVIDER))
    for text in (index, divider):
        # Lines of one cell stand between those of others: count characters instead.
        assert not Counter(LONG) - Counter(text)
        assert text.count("A") >= 200
    assert not Counter(LONG * 12) - Counter(divider)
    for page in plan.pages:
        if not page.source:
            _assert_inside(page)


def _assert_inside(page: PlannedPage) -> None:
    right = LEFT + CONTENT_WIDTH
    for mark in page.marks:
        if isinstance(mark, Text):
            width = typography().width(mark.text, mark.size, mark.bold)
            assert mark.x >= 14 * MM - 0.01, mark
            assert mark.x + width <= right + 2.1 * MM, mark
            assert mark.size < mark.y < PAGE_HEIGHT - 9.5 * MM, mark


def test_titles_do_not_run_into_each_other() -> None:
    """No two lines of a drawn page overlap, whatever is long."""
    matter = make_matter((2, 1), title="{number}" + LONG, bundle_title=LONG[:60])
    data = matter.data.model_copy(
        update={
            "studio": matter.data.studio.model_copy(update={"name": LONG[:80]}),
            "unit": matter.data.unit.model_copy(update={"name": LONG[:80]}),
        }
    )
    evidence = [make_evidence(1, 1, "3.pdf", title=LONG, note=LONG)]
    plan = make_plan(replace(matter, data=data), evidence, by_path(SOURCES), draft=False)
    for page in plan.pages:
        boxes = [_box(mark) for mark in page.marks if isinstance(mark, Text)]
        for nth, one in enumerate(boxes):
            for other in boxes[nth + 1 :]:
                apart = (
                    one[2] <= other[0]
                    or other[2] <= one[0]
                    or one[3] <= other[1]
                    or other[3] <= one[1]
                )
                assert apart, (page.number, one, other)


def _box(mark: Text) -> tuple[float, float, float, float]:
    width = typography().width(mark.text, mark.size, mark.bold)
    return mark.x, mark.y - mark.size * 0.8, mark.x + width, mark.y + mark.size * 0.1


# --- leaves --------------------------------------------------------------------------------------


def _leaves(*files: SourceFile) -> list[tuple[str, int | None]]:
    gone = Finding(Level.ERROR, "source", Location("bad.pdf"), "打不开", "换一份")
    sources = {**SOURCES, "bad.pdf": gone, "none.pdf": blank_source("none.pdf", 0)}
    leaves = take_leaves(make_evidence(1, 1, *files), by_path(sources))
    assert all(leaf.reason for leaf in leaves if not leaf.source)
    return [(leaf.file, leaf.source.index if leaf.source else None) for leaf in leaves]


@pytest.mark.parametrize(
    ("file", "leaves"),
    [
        (SourceFile("3.pdf"), [1, 2, 3]),
        (SourceFile("5.pdf", ((3, 3), (1, 1))), [3, 1]),
        (SourceFile("3.pdf", ((2, LAST_PAGE),)), [2, 3]),
        (SourceFile("3.pdf", ((1, LAST_PAGE), (2, 2))), [1, 2, 3, 2]),
        (SourceFile("3.pdf", ((2, 9),)), [2, 3, None]),
        (SourceFile("3.pdf", ((4, 4), (1, 1))), [None, 1]),
        (SourceFile("3.pdf", ((4, LAST_PAGE),)), [None]),
        (SourceFile("bad.pdf"), [None]),
    ],
)
def test_leaves_are_the_pages_asked_for(file: SourceFile, leaves: list[int | None]) -> None:
    assert _leaves(file) == [(file.path, index) for index in leaves]


def test_nothing_is_left_without_a_leaf() -> None:
    assert len(_leaves(SourceFile("none.pdf"))) == 1
    assert len(_leaves()) == 1
