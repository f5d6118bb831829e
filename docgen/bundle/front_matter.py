"""Cover, index and dividers of a bundle, laid out. Pure: numbers come in, marks go out.

Each function returns the pages it needs as `Drawn` marks.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat

from docgen.bundle.binding import BINDING, Side
from docgen.bundle.page_identity import PackageId
from docgen.bundle.plan import CrossReference, EvidenceEntry, ItemEntry, Volume
from docgen.model.evidence import Evidence
from docgen.model.scheme import Category, Item, Scheme, SubmissionSpec
from docgen.model.scoring import Doubt, ItemScore, Scores
from docgen.model.submission import StudioFile
from docgen.model.verdict import judge
from docgen.pdf.geometry import MM
from docgen.pdf.primitives import BLACK, Box, Colour, Link, Rule, Text
from docgen.pdf.text_layout import LEADING, Columns, LaidOut, Row, RowCell, draw_rows, paginate
from docgen.text.line_breaking import Measure, break_lines
from docgen.text.printable import printable_line
from docgen.text.wording import (
    PageRange,
    fill_marks,
    write_date,
    write_figure,
    write_pages,
    write_ranges,
    write_supplement,
)

PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = BINDING, 14 * MM
"""As laid out, for a right-hand page; a left-hand page is moved over so that they change places."""
TOP, BOTTOM = 20 * MM, 22 * MM
CONTENT_WIDTH = PAGE_WIDTH - LEFT - RIGHT

_LINK: Colour = (0.05, 0.2, 0.5)
_GREY: Colour = (0.4, 0.4, 0.4)
_BAND: Colour = (0.88, 0.9, 0.93)
_HEAD: Colour = (0.95, 0.95, 0.95)


@dataclass(frozen=True)
class Matter:
    """All that the front matter prints, page numbers apart."""

    scheme: Scheme
    spec: SubmissionSpec
    data: StudioFile
    scores: Scores | None
    """None for a submission without points."""
    measure: Measure
    package: PackageId | None = None
    """Whose pages they are, for the mark each carries; None: they carry none."""

    def score(self, item: Item) -> ItemScore | None:
        """The score of an item, where the submission has points."""
        return self.scores.item(item.number) if self.scores else None


def item_reference(spec: SubmissionSpec, number: int) -> str:
    """Return how an item is called everywhere: 项目11."""
    return spec.bundle.call_item(number)


def evidence_reference(spec: SubmissionSpec, evidence: Evidence) -> str:
    """Return how a piece of evidence is called everywhere: 项目11 佐证3."""
    return f"{item_reference(spec, evidence.item)} 佐证{evidence.order}"


def set_on_side(drawn: LaidOut, side: Side) -> LaidOut:
    """A page's marks and links where they stand on that side, clear of the binding."""
    return drawn if side is Side.RECTO else drawn.moved(RIGHT - LEFT)


# --- cover ---------------------------------------------------------------------------------


def lay_cover(matter: Matter, cross: CrossReference, volume: Volume) -> LaidOut:
    """Lay out a volume's cover: what it is, whose it is, an empty frame for the unit's seal."""
    page = LaidOut(62 * MM)
    title = matter.spec.bundle.title
    # A title that nearly fits is set a little smaller rather than broken.
    fitting = 26 * CONTENT_WIDTH / max(matter.measure(title, 26, True), 1)
    size = min(26, fitting) if fitting >= 20 else 24
    for line in break_lines(title, CONTENT_WIDTH + 1, size, matter.measure, True):
        _centre(page, line, size, matter.measure, bold=True)
        page.y += size * 1.5
    if matter.spec.period:
        period = f"（{write_date(matter.spec.period.start)}至{write_date(matter.spec.period.end)}）"
        _centre(page, period, 14, matter.measure)
        page.y += 30
    if len(cross.volumes) > 1:
        _centre(page, f"第 {volume.number} 卷（共 {len(cross.volumes)} 卷）", 16, matter.measure)
    page.y = 122 * MM
    _lay_cover_fields(page, matter, cross, volume)
    _seal_frame(page, matter.measure)
    page.y = PAGE_HEIGHT - 34 * MM
    basis = f"依据：{matter.scheme.document_number}　{matter.scheme.issuer}"
    _centre(page, basis, 11, matter.measure, colour=_GREY)
    return page


def _cover_fields(
    matter: Matter, cross: CrossReference, volume: Volume
) -> Iterator[tuple[str, str]]:
    data, words = matter.data, matter.scheme.words
    yield f"{words.studio}名称", data.studio.name
    yield words.unit, data.unit.name
    yield words.leader, data.leader.name
    between = "" if matter.spec.name.startswith("年") else "年"
    yield "报送事项", f"{matter.scheme.year}{between}{matter.spec.name}"
    pages = f"共 {cross.volumes[-1].last} 页（含封面和目录）"
    if len(cross.volumes) == 1:
        yield "材料页数", pages
    else:
        yield "材料页数", f"{len(cross.volumes)} 卷{pages}"
        yield "本卷", _describe_volume(matter, volume)


def _describe_volume(matter: Matter, volume: Volume) -> str:
    """Return what is in a volume: 第 121–260 页，项目9–18."""
    bundle, (first, *_, last) = matter.spec.bundle, (*volume.items, volume.items[-1])
    items = f"{bundle.item_word}{PageRange(first, last)}"
    if bundle.item_call:
        ends = dict.fromkeys((first, last))
        items = "至".join(map(bundle.call_item, ends))
    return f"第 {volume.pages} 页，{items}"


def _lay_cover_fields(page: LaidOut, matter: Matter, cross: CrossReference, volume: Volume) -> None:
    """Set the fields under one another, closer where long names need more lines."""
    size, left, right = 14.0, LEFT + 16 * MM, PAGE_WIDTH - RIGHT - 12 * MM
    value_left = left + 30 * MM
    fields = [
        (label, break_lines(value, right - value_left - 4, size, matter.measure))
        for label, value in _cover_fields(matter, cross, volume)
    ]
    pitch = min(11.0, 78 / sum(len(lines) for _, lines in fields)) * MM
    for label, lines in fields:
        page.marks.append(Text(left, page.y, size, label))
        for line in lines:
            page.marks.append(Text(value_left + 4, page.y, size, line))
            page.marks.append(Rule(value_left, page.y + 5, right, page.y + 5))
            page.y += pitch


def _seal_frame(page: LaidOut, measure: Measure) -> None:
    """Draw the empty frame in which the unit certifies the evidence. No seal is drawn."""
    width, height = 78 * MM, 42 * MM
    x, y = PAGE_WIDTH - RIGHT - 12 * MM - width, 206 * MM
    page.marks.append(Box(x, y, width, height, stroke=BLACK, line_width=0.8))
    lines = ("本卷佐证材料已审验，与原件一致", "审验人：", "日　期：　　　年　　月　　日")
    for number, line in enumerate(lines):
        page.marks.append(Text(x + 5 * MM, y + (9 + 10 * number) * MM, 11, line))
    seal = "（盖章处）"
    seal_x = x + width - 5 * MM - measure(seal, 11, False)
    page.marks.append(Text(seal_x, y + height - 4 * MM, 11, seal, colour=_GREY))


# --- index ---------------------------------------------------------------------------------


def lay_index(matter: Matter, cross: CrossReference) -> list[LaidOut]:
    """Lay out the index: one row an item, then one row a piece of evidence."""
    pages = [_index_heading(matter, cross)]
    heading = f"一、{matter.spec.bundle.item_word}一览"
    _flow(pages, heading, _overview(matter, cross), matter.measure)
    _flow(pages, "二、佐证明细", _details(matter, cross), matter.measure)
    return pages


def _index_heading(matter: Matter, cross: CrossReference) -> LaidOut:
    page = LaidOut(TOP + 8)
    _centre(page, "佐证材料目录", 20, matter.measure, bold=True)
    page.y += 22
    for line in break_lines(matter.data.studio.name, CONTENT_WIDTH, 12, matter.measure):
        _centre(page, line, 12, matter.measure)
        page.y += 12 * LEADING
    for volume in cross.volumes if len(cross.volumes) > 1 else ():
        text = f"第 {volume.number} 卷：{_describe_volume(matter, volume)}"
        _centre(page, text, 10.5, matter.measure, colour=_LINK)
        _link_line(page, volume.first)
        page.y += 10.5 * LEADING
    return page


def _link_line(page: LaidOut, target: int) -> None:
    """Make a link of the line just set."""
    page.links.append(Link(LEFT, page.y - 10, CONTENT_WIDTH, 14, target))


@dataclass(frozen=True)
class _Table:
    """A table to be flowed over pages under a repeated head."""

    columns: Columns
    head: Row
    rows: Sequence[Row]


def _flow(pages: list[LaidOut], heading: str, table: _Table, measure: Measure) -> None:
    """Flow a table behind what is on the last page, opening pages as needed."""
    page = pages[-1]
    needed = 30 + sum(table.columns.height(r) for r in (table.head, *table.rows[:2]))
    if page.y + needed > PAGE_HEIGHT - BOTTOM:
        page = LaidOut(TOP)
        pages.append(page)
    page.y += 20
    page.marks.append(Text(LEFT, page.y, 13, heading, bold=True))
    page.y += 8
    head_height = table.columns.height(table.head)
    first = PAGE_HEIGHT - BOTTOM - page.y - head_height
    rooms = chain((first,), repeat(PAGE_HEIGHT - BOTTOM - TOP - head_height))
    for number, rows in enumerate(paginate(table.rows, table.columns, rooms)):
        if number:
            page = LaidOut(TOP)
            pages.append(page)
        draw_rows(page, (table.head, *rows), table.columns, measure)


def _head_row(columns: Columns, titles: Sequence[str], measure: Measure) -> Row:
    cells = (
        columns.cell(n, title, measure, bold=True, align="center") for n, title in enumerate(titles)
    )
    return Row(tuple(cells), fill=_HEAD)


def _overview(matter: Matter, cross: CrossReference) -> _Table:
    scored = matter.scores is not None
    widths = (11, 48, 11, 11, 57, 11, 19) if scored else (17, 116, 15, 20)
    titles = (
        (matter.spec.bundle.item_word, "考核内容", "满分", "自评", "落实数量", "佐证", "页码")
        if scored
        else (matter.spec.bundle.item_word, "内容", "佐证", "页码")
    )
    columns = Columns(LEFT, tuple(w * MM for w in widths), 9.0, padding=2.5, leading=1.28)
    rows = []
    for category in matter.spec.categories:
        if len(matter.spec.categories) > 1:
            rows.append(_category_row(columns, category, matter.measure))
        rows += [
            _overview_row(columns, matter, item, cross.item(item.number)) for item in category.items
        ]
    if matter.scores:
        # A total without a row it adds up says nothing.
        rows[-1] = replace(rows[-1], keep_with_next=True)
        rows.append(_total_row(columns, matter, matter.scores))
    return _Table(columns, _head_row(columns, titles, matter.measure), rows)


def write_category(category: Category) -> str:
    """Return a category with its printed subtotal: 一、基础建设（14分）."""
    points = f"（{write_figure(category.points)}分）" if category.points is not None else ""
    return category.title + points


def _category_row(columns: Columns, category: Category, measure: Measure) -> Row:
    return _band_row(columns, write_category(category), measure)


def _band_row(columns: Columns, text: str, measure: Measure, target: int | None = None) -> Row:
    """A shaded row that opens a group: its title over all columns but the last."""
    count = len(columns.widths)
    span = count if target is None else count - 1
    lines = break_lines(text, columns.text_width(0, span), columns.size, measure, True)
    cells = [RowCell(tuple(lines), bold=True)]
    if target is not None:
        cells.append(_pages_cell(columns, [PageRange(target, target)], measure))
    spans = (span,) if target is None else (span, 1)
    return Row(tuple(cells), target=target, fill=_BAND, keep_with_next=True, spans=spans)


def _pages_cell(columns: Columns, ranges: Sequence[PageRange], measure: Measure) -> RowCell:
    """The page ranges, as many a line as fit."""
    text = write_ranges(ranges) or "—"
    return columns.cell(len(columns.widths) - 1, text, measure, align="center", colour=_LINK)


def _overview_row(columns: Columns, matter: Matter, item: Item, entry: ItemEntry) -> Row:
    texts = [str(item.number), item.title]
    score = matter.score(item)
    if score:
        full = "—" if score.full is None else write_figure(score.full)
        texts += [full, _claimed(score), score.measure_text]
    texts.append(f"{len(entry.evidence)}件" if entry.evidence else "—")
    cells = [
        columns.cell(n, text, matter.measure, align="left" if n in (1, 4) else "center")
        for n, text in enumerate(texts)
    ]
    cells.append(_pages_cell(columns, entry.ranges, matter.measure))
    return Row(tuple(cells), target=entry.divider)


def _claimed(score: ItemScore) -> str:
    return "未填" if score.claimed is None else write_figure(score.claimed)


def _total_row(columns: Columns, matter: Matter, scores: Scores) -> Row:
    spec, measure = matter.spec, matter.measure
    full = "" if spec.full_points is None else write_figure(spec.full_points)
    verdict = judge(spec, matter.data, scores)
    grade = f"自评等次 {verdict.grade}" if verdict.grade else ""
    parts = "；".join(filter(None, (verdict.parts or verdict.instead, grade)))
    total = verdict.total if verdict.points else "—"
    texts = ("", "总得分", full, total, parts, "", "")
    cells = (
        columns.cell(n, text, measure, bold=True, align="left" if n in (1, 4) else "center")
        for n, text in enumerate(texts)
    )
    return Row(tuple(cells), fill=_HEAD)


def _details(matter: Matter, cross: CrossReference, only: Collection[str] | None = None) -> _Table:
    """A row for every piece of evidence under its items, or for those of `only`, by their ids."""
    columns = Columns(LEFT, tuple(w * MM for w in (16, 75, 23, 34, 20)), 9.5)
    titles = ("佐证", "标题", "日期", "种类、编号", "页码")
    rows: list[Row] = []
    for item in matter.spec.items:
        entry = cross.item(item.number)
        listed = [e for e in entry.evidence if only is None or e.evidence.id in only]
        if only is not None and not listed:
            continue
        text = f"{item_reference(matter.spec, item.number)}　{item.title}"
        band = _band_row(columns, text, matter.measure, entry.divider)
        rows.append(replace(band, keep_with_next=bool(listed)))
        rows += [_evidence_row(columns, matter, item, e) for e in listed]
    return _Table(columns, _head_row(columns, titles, matter.measure), rows)


def _evidence_row(columns: Columns, matter: Matter, item: Item, entry: EvidenceEntry) -> Row:
    evidence = entry.evidence
    place = entry.elsewhere(item.number)
    title = evidence.title + _write_late(evidence) + (f"（见{place}）" if place else "")
    texts = (
        f"{evidence.item}-{evidence.order}",
        title,
        str(evidence.date or ""),
        "\n".join(t for t in (evidence.kind, evidence.number) if t),
    )
    cells = [
        columns.cell(n, text, matter.measure, align="left" if n in (1, 3) else "center")
        for n, text in enumerate(texts)
    ]
    cells.append(_pages_cell(columns, [entry.pages], matter.measure))
    return Row(tuple(cells), target=entry.pages.first)


# --- dividers ------------------------------------------------------------------------------


def lay_divider(
    matter: Matter, item: Item, category: Category, cross: CrossReference
) -> list[LaidOut]:
    """Lay out an item's divider: rule, claim, points, its evidence with pages, and notes."""
    entry = cross.item(item.number)
    page = LaidOut(TOP)
    _back_to_index(page, cross.volume(entry.divider).index, matter.measure)
    _divider_title(page, matter, item, category)
    pages = [page]
    facts = list(_divider_facts(matter, item, entry))
    if facts:
        _flow_plain(pages, _facts_table(facts, matter.measure), matter.measure)
    if entry.evidence:
        _flow(pages, "本项佐证", _divider_evidence(matter, item, entry), matter.measure)
    else:
        pages[-1].y += 30
        pages[-1].marks.append(Text(LEFT, pages[-1].y, 12, "本项没有佐证材料。"))
    return pages


def _back_to_index(page: LaidOut, index: int, measure: Measure) -> None:
    text, size = "返回目录", 10.0
    width = measure(text, size, False)
    x, y = PAGE_WIDTH - RIGHT - width, TOP
    page.marks.append(Text(x, y, size, text, colour=_LINK))
    page.links.append(Link(x - 4, y - size - 3, width + 8, size + 8, index))


def _divider_title(page: LaidOut, matter: Matter, item: Item, category: Category) -> None:
    if len(matter.spec.categories) > 1:
        text = write_category(category)
        page.marks.append(Text(LEFT, page.y, 12, text, colour=_GREY))
    page.y += 36
    reference = item_reference(matter.spec, item.number)
    page.marks.append(Text(LEFT, page.y, 24, reference, bold=True))
    page.y += 30
    for line in break_lines(item.title, CONTENT_WIDTH, 17, matter.measure, True):
        page.marks.append(Text(LEFT, page.y, 17, line, bold=True))
        page.y += 17 * LEADING


def _divider_facts(matter: Matter, item: Item, entry: ItemEntry) -> Iterator[tuple[str, str]]:
    score = matter.score(item)
    claim = matter.data.claims.get(item.number)
    if item.standard:
        yield "评分标准", item.standard
    if claim and claim.statement:
        figures, pages = score.measure_text if score else "", write_pages(entry.ranges)
        yield "工作落实情况", fill_marks(claim.statement, figures, pages)
    if score and score.measure_text:
        yield "落实数量", score.measure_text
    if score and score.left_out:
        yield "不计数的", score.left_out_text
    if score:
        yield "得分", _points_text(score)
    if claim and claim.reason:
        yield "理由", claim.reason
    if score and score.doubts:
        yield "说明", "\n".join(_write_doubt(doubt) for doubt in score.doubts)
    if entry.ranges:
        yield "佐证页码", write_pages(entry.ranges)


def _write_doubt(doubt: Doubt) -> str:
    """Return a doubt with the points of the other reading, so that a reviewer can decide."""
    if doubt.other_points is None:
        return doubt.text
    return f"{doubt.text}（另一种读法是 {write_figure(doubt.other_points)} 分）"


def _points_text(score: ItemScore) -> str:
    full = "附加分" if score.full is None else f"满分 {write_figure(score.full)} 分"
    claimed = "自评未填" if score.claimed is None else f"自评 {write_figure(score.claimed)} 分"
    computed = "" if score.computed is None else f"按评分标准计 {write_figure(score.computed)} 分"
    rule = f"（{score.rule_text}）" if score.rule_text and computed else ""
    return "，".join(part for part in (full, claimed, computed + rule) if part)


def _facts_table(facts: Sequence[tuple[str, str]], measure: Measure) -> _Table:
    columns = Columns(LEFT, (27 * MM, CONTENT_WIDTH - 27 * MM), 10.5, padding=5.0)
    rows = [
        Row((columns.cell(0, label, measure, bold=True), columns.cell(1, text, measure)))
        for label, text in facts
    ]
    return _Table(columns, rows[0], rows)


def _flow_plain(pages: list[LaidOut], table: _Table, measure: Measure) -> None:
    """Flow a table that has no head."""
    first = PAGE_HEIGHT - BOTTOM - pages[-1].y
    rooms = chain((first,), repeat(PAGE_HEIGHT - BOTTOM - TOP))
    for number, rows in enumerate(paginate(table.rows, table.columns, rooms)):
        if number:
            pages.append(LaidOut(TOP))
        draw_rows(pages[-1], rows, table.columns, measure)


def _divider_evidence(matter: Matter, item: Item, entry: ItemEntry) -> _Table:
    columns = Columns(LEFT, tuple(w * MM for w in (16, 83, 23, 26, 20)), 10)
    titles = ("佐证", "标题及说明", "日期", "数量", "页码")
    describe = _quantity_writer(matter.score(item))
    rows = []
    for e in entry.evidence:
        title = _title_with_notes(e, item)
        texts = (f"{e.evidence.item}-{e.evidence.order}", title, str(e.evidence.date or ""))
        cells = [
            columns.cell(n, t, matter.measure, align="left" if n == 1 else "center")
            for n, t in enumerate((*texts, describe(e.evidence)))
        ]
        cells.append(_pages_cell(columns, [e.pages], matter.measure))
        rows.append(Row(tuple(cells), target=e.pages.first))
    return _Table(columns, _head_row(columns, titles, matter.measure), rows)


def _title_with_notes(entry: EvidenceEntry, item: Item) -> str:
    evidence = entry.evidence
    about = "　".join(
        text
        for text in (
            evidence.kind,
            evidence.holder and f"持有人：{evidence.holder}",
            evidence.number and f"编号：{evidence.number}",
            evidence.organiser and f"主办：{evidence.organiser}",
        )
        if text
    )
    place = entry.elsewhere(item.number)
    elsewhere = _write_late(evidence) + (f"（正文见{place}）" if place else "")
    return "\n".join(t for t in (evidence.title + elsewhere, about, evidence.note) if t)


def _write_late(evidence: Evidence) -> str:
    return "（补充材料）" if evidence.supplement else ""


def _quantity_writer(score: ItemScore | None) -> Callable[[Evidence], str]:
    """How much a piece of evidence adds to the item's figures: "120 人"."""
    terms = {
        term.evidence_id: f"{write_figure(term.quantity)} {measure.unit}"
        for measure in (score.measures if score else ())
        for term in measure.terms
    }
    left_out = {left.evidence_id for left in (score.left_out if score else ())}
    return lambda evidence: terms.get(evidence.id, "不计" if evidence.id in left_out else "")


# --- supplements ---------------------------------------------------------------------------


def lay_supplement(matter: Matter, cross: CrossReference, number: int) -> list[LaidOut]:
    """Lay out what stands before evidence that came after the numbers were frozen: its list."""
    page = LaidOut(TOP)
    _back_to_index(page, cross.volumes[-1].index, matter.measure)
    page.y += 36
    page.marks.append(Text(LEFT, page.y, 24, write_supplement(number), bold=True))
    page.y += 26
    about = "编号锁定以后增加的佐证，页码接在最后；目录和各项的分隔页里也列在所支撑的项目下。"
    for line in break_lines(about, CONTENT_WIDTH, 10.5, matter.measure):
        page.marks.append(Text(LEFT, page.y, 10.5, line, colour=_GREY))
        page.y += 10.5 * LEADING
    pages = [page]
    late = {e.evidence.id for e in cross.evidence if e.evidence.supplement == number}
    if late:
        _flow(pages, "补充的佐证", _details(matter, cross, late), matter.measure)
    return pages


def lay_unused() -> LaidOut:
    """A page that was needed when the numbers were frozen, and holds nothing any more."""
    page = LaidOut(TOP)
    page.marks.append(Text(LEFT, PAGE_HEIGHT / 2, 12, "（编号锁定后，此页不再使用）", colour=_GREY))
    return page


# --- a page for what is missing --------------------------------------------------------------


def lay_missing(matter: Matter, entry: EvidenceEntry, file: str, reason: str) -> LaidOut:
    """Lay out the page that stands for a file that could not be used (drafts only)."""
    page = LaidOut(90 * MM)
    _centre(page, "此件缺失", 36, matter.measure, bold=True)
    page.y += 30 * MM
    facts = (
        ("佐证", f"{entry.reference}　{entry.evidence.title}"),
        ("文件", printable_line(file)),
        ("原因", reason),
    )
    table = _facts_table(facts, matter.measure)
    draw_rows(page, table.rows, table.columns, matter.measure)
    return page


def _centre(
    page: LaidOut,
    text: str,
    size: float,
    measure: Measure,
    *,
    bold: bool = False,
    colour: Colour = BLACK,
) -> None:
    x = LEFT + (CONTENT_WIDTH - measure(text, size, bold)) / 2
    page.marks.append(Text(x, page.y, size, text, bold, colour))
