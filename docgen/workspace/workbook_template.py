"""studio.xlsx as `docgen init --format xlsx` writes it, empty or with the data of a studio.yaml.

What is asked, what is explained and what can be chosen comes from where the YAML takes it: the
model, the scheme and the contract of the form.
"""

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.comments import Comment  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.workbook.defined_name import DefinedName  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]
from pydantic import BaseModel

from docgen.issues.errors import OutputError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.scheme import BestOf, CountSpec, Item, Scheme, SubmissionKey, SubmissionSpec
from docgen.model.submission import Claim, StudioFile
from docgen.office.workbook_style import (
    FONT,
    HEADING_FONT,
    HIGHEST_ROW_PT,
    LONGEST_TEXT,
    SheetPage,
    count_lines,
    frame_cell,
    row_height,
    save_book,
    set_page,
)
from docgen.text.wording import write_date, write_figure
from docgen.workspace.cell_values import AS_TEXT, GENERAL, Content, escape, write_cell, write_label
from docgen.workspace.workbook_headings import (
    BOOK_FILE,
    CLAIMS_SHEET,
    DEDUCTION,
    EVIDENCE_SHEET,
    EXAMPLE,
    FORM_HEADS,
    FORMS,
    GUIDE_SHEET,
    LISTS_SHEET,
    TABLES,
    TEAM_SHEET,
    Heading,
    Sort,
)
from docgen.workspace.workbook_tree import EXAMPLE_TITLES
from docgen.workspace.yaml_template import EXAMPLES, Asked

_SIZE = 10.5
_YELLOW, _BLUE, _GREY, _BAND = "FFFFF4CC", "FFE4F0FA", "FFF2F2F2", "FFDCE6F1"
_GREY_INK = "FF7F7F7F"
_HEAD_ROW = 3
_FREE_ROWS = 30
"""Empty rows a table of evidence begins with."""
_LAST_ROW = 2_000
"""So far down drop-down lists reach."""

_GRADES = (
    "首席技师",
    "特级技师",
    "高级技师（一级）",
    "技师（二级）",
    "高级工（三级）",
    "中级工（四级）",
    "初级工（五级）",
    "学徒工",
)
_YES_NO = ("是", "否")
_FORM_WIDTHS = (30.0, 52.0, 46.0)
_WIDTHS: Mapping[str, float] = {
    "序号": 6,
    "姓名": 12,
    "工种": 16,
    "职业技能等级": 18,
    "专长、研究成果应用及获奖情况": 60,
    "项目编号": 9,
    "考核内容": 20,
    "分值": 6,
    "评分标准": 34,
    "工作落实情况": 42,
    "计数内容": 24,
    "数量": 9,
    "单位": 8,
    "自评档次": 26,
    "自评得分": 9,
    "理由": 20,
    "文件": 46,
    "页": 10,
    "支撑项目": 10,
    "标题": 32,
    "日期": 13,
    "种类": 16,
    "持有人": 14,
    "编号": 20,
    "成果": 16,
    "主办单位": 20,
    "算在考核期内": 9,
    "说明": 30,
    "拼版": 7,
    "转向": 7,
    "核对": 16,
    "识别建议": 40,
}
_TALL = frozenset({"recent_operation", "achievements", "strengths", "plan", "veto"})
_HOW_TO = (
    "一张表一类内容：单位、领办人、工作室、团队、项目自评、佐证，逐张填写。WPS、Excel 都可以。",
    "黄色的格必填；蓝色的格没有才可以不填；白色的格有就填。灰色的字是说明和例子，不会印出来。",
    "有下拉列表的从列表里选，代号在括号里，不要改。",
    "日期写成 2024-06-18、2024年6月18日、2024年6月 或 2024 都可以；"
    "面积、金额、人数只写数字，不带单位。",
    "身份证号码、账号、证书编号的格已设为“文本”，照原样写，位数不会丢。从别处粘贴时选“只粘贴文本”或“值”。",
    "要写几段的，在一格里按 Alt+回车换行。",
    "可以加行、加列、调整列的先后、改列宽，也可以在最后加自己的列；工作表的名字和列名不要改。",
    "佐证：文件放进 evidence 里各项的文件夹就算佐证，这张表只补文件名说不出的内容。"
    "运行 docgen ledger 会把文件夹里的新文件逐个添进来，写好文件、项目、标题和种类。",
    "填好后保存、关闭，运行 docgen check；它会写明哪张表、哪一格要改。",
    "这个文件代替 studio.yaml，两个只留一个；运行 docgen convert 可以互相转换。",
)


def write_book(
    scheme: Scheme, submission: SubmissionKey, called: str, data: StudioFile | None = None
) -> bytes:
    """Return a workbook to be filled in; with `data`, one that is filled with it.

    `called` is how it names its scheme. OutputError where a text is too long for a cell.
    """
    spec = scheme.submissions[submission]
    given = data or StudioFile(scheme=called, submission=submission)
    draw = _Book(scheme, spec, given)
    draw.guide()
    for sheet in FORMS:
        draw.form(sheet)
    if "studio.members" in draw.asked or given.studio.members:
        draw.team()
    if given.claims or any(item.rule for item in spec.items):
        draw.claims()
    draw.evidence()
    return draw.save()


@dataclass
class _Lists:
    """The hidden sheet from which drop-down lists are filled, each a named range.

    Excel keeps lists by name in the plain part of a file; ranges of other sheets it does not.
    """

    book: Workbook
    sheet: Worksheet
    named: dict[tuple[str, ...], str] = field(default_factory=dict)

    def name(self, name: str, values: Sequence[str]) -> str:
        """Return the formula of a list, which is written down where it is new."""
        key = tuple(values)
        if key not in self.named:
            column = len(self.named) + 1
            for row, value in enumerate(values, 1):
                _set(self.sheet.cell(row, column), value, AS_TEXT)
            letter = get_column_letter(column)
            target = f"'{LISTS_SHEET}'!${letter}$1:${letter}${len(values)}"
            self.book.defined_names[name] = DefinedName(name, attr_text=target)
            self.named[key] = name
        return self.named[key]


class _Book:
    """Draws the sheets of the workbook."""

    def __init__(self, scheme: Scheme, spec: SubmissionSpec, data: StudioFile) -> None:
        self._scheme, self._spec, self._data = scheme, spec, data
        self.asked = Asked(scheme, spec)
        self._book = Workbook()
        self._guide = self._book.active
        self._lists = _Lists(self._book, self._book.create_sheet(LISTS_SHEET))
        self._traits = {trait.key: trait.name for trait in scheme.traits}
        self._submissions = {str(key): s.name for key, s in scheme.submissions.items()}

    def save(self) -> bytes:
        """Return the workbook; the same data gives the same bytes."""
        self._book.move_sheet(LISTS_SHEET, len(self._book.sheetnames))
        self._lists.sheet.sheet_state = "hidden"
        self._book.active = 1
        return save_book(self._book, self._spec.name)

    def _start(self, name: str, heads: Sequence[str], widths: Sequence[float]) -> Worksheet:
        """Begin a sheet with its title, a line of facts and its heads."""
        sheet = self._book.create_sheet(name)
        for place, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        facts = (
            f"{self._spec.name}　报送截止 {write_date(self._spec.deadline)}　黄色必填，灰字是说明"
        )
        _put(sheet, (1, 1), name, font=Font(name=HEADING_FONT, size=16))
        _put(sheet, (2, 1), facts, font=Font(name=FONT, size=9, color=_GREY_INK))
        sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 28, 18
        for place, head in enumerate(heads, 1):
            cell = _put(sheet, (_HEAD_ROW, place), head, font=Font(name=HEADING_FONT, size=_SIZE))
            _frame(cell, fill=_BAND, align="center")
        sheet.row_dimensions[_HEAD_ROW].height = 30
        _set_page(sheet, landscape=sum(widths) > 140)
        return sheet

    # ── guide ─────────────────────────────────────────────────────────────────────────────

    def guide(self) -> None:
        """Draw the sheet that says how the others are filled in."""
        sheet = self._guide
        sheet.title = GUIDE_SHEET
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 5, 100
        title = f"{self._scheme.title}（{self._scheme.document_number}）{self._spec.name}"
        _put(sheet, (1, 1), title, font=Font(name=HEADING_FONT, size=14))
        _put(sheet, (2, 1), f"报送截止 {write_date(self._spec.deadline)}{self._period()}")
        for number, text in enumerate(_HOW_TO, 1):
            row = number + 3
            _put(sheet, (row, 1), number, wrap=True)
            _put(sheet, (row, 2), text, wrap=True)
            sheet.row_dimensions[row].height = _height([(text, 100)])
        for offset, (colour, text) in enumerate(
            ((_YELLOW, "必填"), (_BLUE, "没有才可以不填"), (_GREY, "用不着填，或不要改"))
        ):
            row = len(_HOW_TO) + 5 + offset
            _frame(_put(sheet, (row, 1), None), fill=colour)
            _put(sheet, (row, 2), text)
        sheet.sheet_view.showGridLines = False
        _set_page(sheet, landscape=False, heads=False)

    def _period(self) -> str:
        period = self._spec.period
        return f"　考核期 {write_date(period.start)}至{write_date(period.end)}" if period else ""

    # ── forms ─────────────────────────────────────────────────────────────────────────────

    def form(self, name: str) -> None:
        """Draw a sheet with a line for each value that is asked for or given."""
        bands = [(band, [h for h in band.headings if self._is_shown(h)]) for band in FORMS[name]]
        if not any(shown for _, shown in bands):
            return
        sheet = self._start(name, FORM_HEADS, _FORM_WIDTHS)
        row = _HEAD_ROW + 1
        for band, shown in bands:
            if shown and len(bands) > 1:
                self._band(sheet, row, band.title)
                row += 1
            for heading in shown:
                self._line(sheet, row, heading)
                row += 1
        sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 2)

    def _is_shown(self, heading: Heading) -> bool:
        path = ".".join(heading.keys)
        always = len(heading.keys) == 1 or heading.keys[0] == "bundle"
        return always or path in self.asked or _value(self._data, heading.keys) not in _NOTHING

    def _band(self, sheet: Worksheet, row: int, title: str) -> None:
        for column in (1, 2, 3):
            _frame(_put(sheet, (row, column), title if column == 1 else None), fill=_BAND)
        sheet.cell(row, 1).font = Font(name=HEADING_FONT, size=_SIZE)
        sheet.row_dimensions[row].height = 22

    def _line(self, sheet: Worksheet, row: int, heading: Heading) -> None:
        path = ".".join(heading.keys)
        mark = self.asked.mark(path)
        title, note = f"{heading.title}{mark}", self._note(heading, path)
        _frame(_put(sheet, (row, 1), title), align="left")
        content, shown_as = write_cell(
            _value(self._data, heading.keys), heading.sort, {**self._traits, **self._submissions}
        )
        cell = _put(sheet, (row, 2), content, shown_as=shown_as)
        fixed = path in ("scheme", "submission")
        _frame(cell, fill=_GREY if fixed else _fill_of(mark), align="left")
        grey = Font(name=FONT, size=9, color=_GREY_INK)
        _frame(_put(sheet, (row, 3), note, font=grey), align="left")
        needs = [(title, 30), (_shown(content), 52), (note, 50)]
        least = 84.0 if heading.keys[-1] in _TALL else 22.0
        sheet.row_dimensions[row].height = max(_height(needs), least)
        self._offer(sheet, f"B{row}", heading)

    def _note(self, heading: Heading, path: str) -> str:
        if path == "report":
            return f"{heading.note}；空着时用文件夹里名字带“报告”的那一份"
        if path == "scheme":
            return "不要改"
        return heading.note

    def _offer(self, sheet: Worksheet, cells: str, heading: Heading) -> None:
        """Give cells the list they are chosen from, where there is one."""
        choices = self._choices(heading)
        if choices:
            strict = heading.sort is Sort.TRUTH or heading.keys[-1] in ("sex", "layout", "turn")
            name = f"list_{'_'.join(heading.keys)}"
            _add_list(sheet, cells, self._lists.name(name, choices), strict=strict)

    def _choices(self, heading: Heading) -> Sequence[str]:
        if heading.sort is Sort.TRUTH:
            return _YES_NO
        return {
            "sex": ("男", "女"),
            "grade": _GRADES,
            "submission": [write_label(k, n) for k, n in self._submissions.items()],
            "traits": [write_label(k, n) for k, n in self._traits.items()],
            "kind": self._kinds(),
            "items": [str(item.number) for item in self._spec.items],
            "layout": ("1", "2", "4", "6"),
            "turn": ("90", "180", "270"),
        }.get(heading.keys[-1], ())

    def _kinds(self) -> list[str]:
        return list(dict.fromkeys(kind for item in self._spec.items for kind in item.kinds))

    # ── lists ─────────────────────────────────────────────────────────────────────────────

    def team(self) -> None:
        """Draw the table of the team."""
        example = {"name": EXAMPLE_TITLES[TEAM_SHEET][1], "trade": "焊工", "grade": "技师（二级）"}
        example["achievements"] = "擅长厚板焊接；2023 年获市级技能竞赛二等奖"
        members = self._data.studio.members
        rows = max(self.asked.rows, 10, len(members) + 5)
        required = {"name": "（必填）"} if "studio.members" in self.asked else {}
        self._table(TEAM_SHEET, members, example, rows, required)

    def evidence(self) -> None:
        """Draw the table of the evidence."""
        spec = self._spec
        item = next((item for item in spec.items if item.kinds), spec.items[0])
        example = {
            **{k: v for k, v in EXAMPLES.items() if k != "pages"},
            "files": f"{item.folder_name}/1 证书.pdf",
            "items": str(item.number),
            **({"kind": item.kinds[0]} if item.kinds else {}),
        }
        rows = len(self._data.evidence) + _FREE_ROWS
        self._table(EVIDENCE_SHEET, self._data.evidence, example, rows, {"files": "（必填）"})

    def _table(
        self,
        name: str,
        given: Sequence[BaseModel],
        example: Mapping[str, str],
        rows: int,
        required: Mapping[str, str],
    ) -> None:
        headings = TABLES[name]
        keys = [heading.keys[0] if heading.keys else "" for heading in headings]
        heads = [f"{h.title}{required.get(k, '')}" for h, k in zip(headings, keys, strict=True)]
        sheet = self._start(name, heads, [_WIDTHS[h.title] for h in headings])
        self._explain(sheet, headings)
        grey = Font(name=FONT, size=_SIZE, italic=True, color=_GREY_INK)
        for column, (heading, key) in enumerate(zip(headings, keys, strict=True), 1):
            mark = EXAMPLE if heading is headings[0] else example.get(key)
            _frame(
                _put(sheet, (_HEAD_ROW + 1, column), mark, shown_as=AS_TEXT, font=grey), fill=_GREY
            )
        _fit_row(sheet, _HEAD_ROW + 1, headings)
        for number in range(rows):
            row = _HEAD_ROW + 2 + number
            value = given[number] if number < len(given) else None
            self._row(sheet, row, headings, value, required)
        for column, heading in enumerate(headings, 1):
            letter = get_column_letter(column)
            if heading.keys:
                self._offer(sheet, f"{letter}{_HEAD_ROW + 2}:{letter}{_LAST_ROW}", heading)
        sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 3)

    def _row(
        self,
        sheet: Worksheet,
        row: int,
        headings: Sequence[Heading],
        value: BaseModel | None,
        required: Mapping[str, str],
    ) -> None:
        for column, heading in enumerate(headings, 1):
            found = getattr(value, heading.keys[0]) if value and heading.keys else None
            # In a row an empty cell means no; a column full of 否 would hide the one 是.
            content, shown_as = write_cell(None if found is False else found, heading.sort, {})
            if not heading.keys and column == 1:
                content = row - _HEAD_ROW - 1 if value else None
            fill = _YELLOW if heading.keys and heading.keys[0] in required else None
            cell = _put(sheet, (row, column), content, shown_as=shown_as)
            _frame(cell, fill=fill, align="left" if _WIDTHS[heading.title] > 20 else "center")
        _fit_row(sheet, row, headings)

    def _explain(self, sheet: Worksheet, headings: Iterable[Heading]) -> None:
        """Give every head its explanation as a note."""
        for column, heading in enumerate(headings, 1):
            if heading.note:
                note = Comment(heading.note, "docgen")
                note.width, note.height = 260, 30 + 18 * count_lines(heading.note, 34)
                sheet.cell(_HEAD_ROW, column).comment = note

    # ── claims ────────────────────────────────────────────────────────────────────────────

    def claims(self) -> None:
        """Draw the table of the items: a row for each thing that is counted."""
        headings = TABLES[CLAIMS_SHEET]
        widths = [_WIDTHS[h.title] for h in headings]
        sheet = self._start(CLAIMS_SHEET, [h.title for h in headings], widths)
        self._explain(sheet, headings)
        row = _HEAD_ROW + 1
        for category in self._spec.categories:
            for item in category.items:
                claim = self._data.claims.get(item.number, Claim())
                row = self._item(sheet, row, item, claim)
        known = {item.number for item in self._spec.items}
        for number, claim in self._data.claims.items():
            if number not in known:
                row = self._item(sheet, row, Item(number=1, title="—"), claim, number)
        sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 3)

    def _item(
        self, sheet: Worksheet, row: int, item: Item, claim: Claim, number: int | None = None
    ) -> int:
        """Draw an item and return the row behind it."""
        figures = _figures(item, claim, self._traits)
        lead: dict[str, Content] = {
            "项目编号": item.number if number is None else number,
            "考核内容": item.title,
            "分值": write_figure(item.points) if item.points is not None else "加分",
            "评分标准": item.standard or None,
        }
        for offset, figure in enumerate(figures):
            for column, heading in enumerate(TABLES[CLAIMS_SHEET], 1):
                at = (row + offset, column)
                if heading.title in lead:
                    shown = lead[heading.title] if offset == 0 else None
                    _draw_claim(sheet, at, heading, (shown, GENERAL), _GREY)
                elif heading.title in figure.cells:
                    fill = figure.fill if heading.keys == ("measure",) else _GREY
                    _draw_claim(sheet, at, heading, figure.cells[heading.title], fill)
                else:
                    self._draw_said(sheet, at, heading, item, claim if offset == 0 else None)
        last = row + len(figures) - 1
        _join(sheet, row, last, item)
        self._offer_choices(sheet, row, item)
        return last + 1

    def _draw_said(
        self,
        sheet: Worksheet,
        at: tuple[int, int],
        heading: Heading,
        item: Item,
        claim: Claim | None,
    ) -> None:
        """Draw what the studio says of an item, on its first row."""
        shown: tuple[Content, str] = (None, GENERAL)
        if claim is not None:
            options = {option.key: option.name for option in item.options}
            shown = write_cell(getattr(claim, heading.keys[0]), heading.sort, options)
        _draw_claim(sheet, at, heading, shown, _claim_fill(heading.keys[0], item))

    def _offer_choices(self, sheet: Worksheet, row: int, item: Item) -> None:
        if item.options:
            choices = [write_label(option.key, option.name) for option in item.options]
            listed = self._lists.name(f"choice_{item.number}", choices)
            column = _column_of(CLAIMS_SHEET, "自评档次")
            _add_list(sheet, f"{column}{row}", listed, strict=False)


@dataclass(frozen=True)
class _FigureRow:
    """A row of an item: what is counted, the figure and its unit, by their headings."""

    cells: Mapping[str, tuple[Content, str]]
    fill: str | None


def _figures(item: Item, claim: Claim, traits: Mapping[str, str]) -> list[_FigureRow]:
    """The rows of an item: what its rule counts, its deductions, and whatever else is given."""
    rows = []
    single = len(item.counts) == 1
    if single or claim.measure is not None:
        count = item.counts[0] if single else None
        rows.append(_figure_row(count.name if count else "数量", claim.measure, count))
    for count in item.counts:
        if not single or count.key in claim.counts:
            text = write_label(count.key, count.name + _only(item, count, traits))
            rows.append(_figure_row(text, claim.counts.get(count.key), count))
    known = {count.key for count in item.counts}
    for key, value in claim.counts.items():
        if key not in known:
            rows.append(_figure_row(_keyed(key), value, None))
    named = {deduction.key: deduction.name for deduction in item.deductions}
    for key in dict.fromkeys((*named, *claim.deductions)):
        label = DEDUCTION + write_label(key, named.get(key, ""))
        rows.append(_figure_row(label, claim.deductions.get(key), None, "次"))
    nothing: tuple[Content, str] = (None, GENERAL)
    return rows or [_FigureRow(dict.fromkeys(("计数内容", "数量", "单位"), nothing), _GREY)]


def _keyed(key: str) -> str:
    """A key nobody has a name for, so that it is read as one."""
    text = write_label(key, key)
    return text if text != key else f"（{key}）"


def _only(item: Item, count: CountSpec, traits: Mapping[str, str]) -> str:
    """For which studios a figure counts, where it does not for all."""
    if not isinstance(item.rule, BestOf):
        return ""
    for alternative in item.rule.alternatives:
        if alternative.trait and count in alternative.rule.counts:
            return f"，只用于{traits.get(alternative.trait, alternative.trait)}"
    return ""


def _figure_row(text: str, value: object, count: CountSpec | None, unit: str = "") -> _FigureRow:
    fill = _YELLOW if count and not count.kinds else None
    return _FigureRow(
        {
            "计数内容": (escape(text), AS_TEXT),
            "数量": write_cell(value, Sort.FIGURE, {}),
            "单位": (count.unit if count else unit or None, GENERAL),
        },
        fill,
    )


def _claim_fill(key: str, item: Item) -> str | None:
    """The colour of a cell: what an item cannot use is grey, what it needs is yellow."""
    if key == "choice":
        return _YELLOW if item.options else _GREY
    if key in ("points", "reason", "measure"):
        ranged = any(option.range for option in item.options)
        return None if ranged and key != "measure" else _GREY
    return _BLUE if key == "statement" and item.rule else None


def _join(sheet: Worksheet, first: int, last: int, item: Item) -> None:
    """Merge what belongs to the whole item, and make room for its longest text."""
    needs = []
    for column, heading in enumerate(TABLES[CLAIMS_SHEET], 1):
        if heading.title in ("计数内容", "数量", "单位"):
            continue
        if last > first:
            sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)
        small = 1.15 if heading.title == "评分标准" else 1
        text = _shown(sheet.cell(first, column).value)
        needs.append((text, _WIDTHS[heading.title] * small))
    if item.options:
        longest = max((f"{o.name}（{o.key}）" for o in item.options), key=len)
        needs.append((longest, _WIDTHS["自评档次"]))
    height = max(_height(needs) / (last - first + 1), 24.0)
    for row in range(first, last + 1):
        counted = sheet[f"{_column_of(CLAIMS_SHEET, '计数内容')}{row}"].value
        own = _height([(_shown(counted), _WIDTHS["计数内容"])])
        sheet.row_dimensions[row].height = min(max(height, own), HIGHEST_ROW_PT)


def _draw_claim(
    sheet: Worksheet,
    at: tuple[int, int],
    heading: Heading,
    shown: tuple[Content, str],
    fill: str | None,
) -> None:
    cell = _put(sheet, at, shown[0], shown_as=shown[1])
    if heading.title == "评分标准" or fill == _GREY:
        cell.font = Font(name=FONT, size=9, color="FF595959")
    _frame(cell, fill=fill, align="left" if _WIDTHS[heading.title] > 10 else "center")


# ── values ────────────────────────────────────────────────────────────────────────────────────

_NOTHING: tuple[object, ...] = (None, "", ())


def _value(data: StudioFile, keys: Sequence[str]) -> object:
    value: object = data
    for key in keys:
        value = getattr(value, key)
    return value


def _shown(content: Content) -> str:
    if isinstance(content, datetime.datetime):
        return "2024年12月31日"
    return "" if content is None else str(content)


def _fill_of(mark: str) -> str | None:
    return {"（必填）": _YELLOW, "": None}.get(mark, _BLUE)


def _column_of(sheet: str, title: str) -> str:
    titles = [heading.title for heading in TABLES[sheet]]
    return str(get_column_letter(titles.index(title) + 1))


# ── drawing ───────────────────────────────────────────────────────────────────────────────────


def _put(
    sheet: Worksheet,
    at: tuple[int, int],
    content: Content,
    *,
    shown_as: str = GENERAL,
    font: Font | None = None,
    wrap: bool = False,
) -> Any:  # noqa: ANN401 - openpyxl has no types
    cell = sheet.cell(*at)
    _set(cell, content, shown_as)
    if font is None:
        _dress(cell, "plain", lambda: _set_font(cell, Font(name=FONT, size=_SIZE)))
    else:
        cell.font = font
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _set(cell: Any, content: Content, shown_as: str) -> None:  # noqa: ANN401
    """Set a cell's content. A text stays a text, whatever it begins with."""
    if isinstance(content, str) and len(content) > LONGEST_TEXT:
        place = Location(BOOK_FILE, sheet=cell.parent.title, cell=cell.coordinate)
        slots = {"length": len(content), "most": LONGEST_TEXT}
        raise refuse(OutputError, issue("output", place, "long_text", **slots))
    cell.value = content
    cell.number_format = shown_as
    if isinstance(content, str):
        cell.data_type = "s"
        cell.quotePrefix = content.startswith(("=", "+", "-", "@"))


_DRESSED: WeakKeyDictionary[Workbook, dict[Hashable, Any]] = WeakKeyDictionary()
"""How the first cell of each look came out, in the numbers of its workbook's styles."""


def _dress(cell: Any, look: Hashable, put_on: Callable[[], None]) -> None:  # noqa: ANN401
    """Give a cell a look, by `put_on` or as a cell that was like it has it already.

    openpyxl compares every style with all there are: that was most of the time a workbook takes.
    """
    known = _DRESSED.setdefault(cell.parent.parent, {})
    key = (*cell._style, look)
    if key in known:
        cell._style = copy(known[key])
    else:
        put_on()
        known[key] = copy(cell._style)


def _set_font(cell: Any, font: Font) -> None:  # noqa: ANN401
    cell.font = font


def _frame(cell: Any, *, fill: str | None = None, align: str = "center") -> None:  # noqa: ANN401
    indent = 1 if align == "left" else 0
    _dress(
        cell,
        (fill, align),
        lambda: frame_cell(cell, align, fill=fill, rule="FFBFBFBF", indent=indent),
    )


def _height(needs: Iterable[tuple[str, float]]) -> float:
    lines = max((count_lines(text, width - 1) for text, width in needs), default=1)
    return row_height(lines)


def _fit_row(sheet: Worksheet, row: int, headings: Sequence[Heading]) -> None:
    needs = [
        (_shown(sheet.cell(row, column).value), _WIDTHS[heading.title])
        for column, heading in enumerate(headings, 1)
    ]
    sheet.row_dimensions[row].height = max(_height(needs), 22.0)


def _add_list(sheet: Worksheet, cells: str, name: str, *, strict: bool) -> None:
    rule = DataValidation(
        type="list",
        formula1=f"={name}",
        allow_blank=True,
        showErrorMessage=strict,
        errorTitle="请从列表里选",
        error="这一格只能填下拉列表里的内容",
    )
    rule.add(cells)
    sheet.add_data_validation(rule)


def _set_page(sheet: Worksheet, *, landscape: bool, heads: bool = True) -> None:
    page = SheetPage(
        _HEAD_ROW if heads else None,
        landscape=landscape,
        centred=True,
        sides=0.4,
        top=0.6,
        bottom=0.7,
        footer=0.3,
        foot="&A　第 &P 页　共 &N 页",
    )
    set_page(sheet, page)
