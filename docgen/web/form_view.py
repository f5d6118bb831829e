"""What a page shows of the form: its grid as it is printed, with a control for each value."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from docgen.forms.template_grid import (
    FormLine,
    FormTable,
    GridCell,
    GridRow,
    Part,
    PrintedValue,
    read_grid,
)
from docgen.forms.values import write_value
from docgen.issues.finding import Finding
from docgen.issues.location import KeyPath
from docgen.model.field_locations import models_in
from docgen.model.prepared import Prepared
from docgen.model.source_keys import ReportKey
from docgen.model.submission import BundleWish, ChecksWish, Member, StudioFile
from docgen.system.file_hashes import hash_file
from docgen.web.fields import FieldMaker, FieldView, Selectable, at, write_plain
from docgen.web.workspace_view import WorkspaceView
from docgen.workspace.yaml_template import Asked

_MEMBERS = ("studio", "members")
_TEAM = FormTable(
    (0.15, 0.17, 0.2, 0.48),
    (
        GridRow(tuple(GridCell((str(info.title),)) for info in Member.model_fields.values())),
        GridRow(
            tuple(
                GridCell((PrintedValue(f"studio.members[].{name}"),))
                for name in Member.model_fields
            ),
            of="studio.members",
        ),
    ),
)
"""The team where the form does not print it."""
_CONFIDENTIAL = ("leader", "id_number")
_PARTS = ("unit", "leader", "studio", "assessment")
_COMPUTED = {
    **dict.fromkeys(("assessment.year", "assessment.month", "assessment.day"), "assessment.date"),
    **dict.fromkeys(("assessment.veto_no", "assessment.veto_yes"), "assessment.veto"),
}
"""What the form prints of a value bit by bit."""
_OFFERS = {
    "unit.nature": ("国有企业", "民营企业", "外商投资企业", "事业单位", "技工院校", "职业院校"),
    "leader.ethnicity": ("汉族", "满族", "回族", "朝鲜族", "蒙古族"),
    "leader.political_status": ("中共党员", "中共预备党员", "共青团员", "民主党派", "群众"),
}
_UNITS = {"studio.area_m2": "平方米"}
_DATE_PARTS = re.compile(r"[\s年月日]*")


@dataclass(frozen=True)
class CellPart:
    """A piece of a cell: printed text, or the control of a value."""

    text: str = ""
    field: FieldView | None = None


@dataclass(frozen=True)
class CellView:
    """A cell of the form's grid."""

    parts: tuple[CellPart, ...]
    columns: int
    rows: int
    share: float
    """Of the table's width: how much stands in a line."""

    @property
    def is_label(self) -> bool:
        """Whether nothing is filled in there."""
        return not any(part.field for part in self.parts)


@dataclass(frozen=True)
class RowView:
    """A row. `member` is its place in the team, from 0; `items` are those that stand here."""

    cells: tuple[CellView, ...] = ()
    member: int | None = None
    last_member: bool = False
    adds_member: bool = False
    items: tuple[int, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether nothing is filled in there, and nothing added."""
        return bool(self.cells) and all(cell.is_label for cell in self.cells)


@dataclass(frozen=True)
class TableView:
    """A table of the form. `widths` are shares of its width in thousandths."""

    widths: tuple[int, ...]
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class LineView:
    """A paragraph beside tables."""

    parts: tuple[CellPart, ...]
    is_title: bool


@dataclass(frozen=True)
class FieldGroup:
    """Values that the form does not print."""

    title: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class ReportView:
    """The report that is taken. `pages` is None where it is not read yet, 0 where it cannot be."""

    wanted: str
    name: str
    pages: int | None
    digest: str
    choice: FieldView
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class FormView:
    """The form of a checked workspace. `plain` is its data file as it is written."""

    whole: WorkspaceView
    plain: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What the form is called, without the number that stands before a file's name."""
        return self.whole.checked.workspace.spec.form.name.lstrip("0123456789-. ")

    @cached_property
    def sheet(self) -> tuple[TableView | LineView, ...]:
        """The form from its top."""
        workspace = self.whole.checked.workspace
        grid = _read(workspace.scheme.folder / workspace.spec.form.template)
        # A value that is printed twice is filled in where it comes last, in the table.
        last = {path: place for place, path in _list_values(grid)}
        titled = next((n for n, one in enumerate(grid) if isinstance(one, FormTable)), len(grid))
        sheet: list[TableView | LineView] = []
        for number, one in enumerate(grid):
            if isinstance(one, FormTable):
                sheet.append(self._table(one, last))
            else:
                parts = tuple(self._parts(one.parts, id(one), last))
                is_title = number < titled and not any(part.field for part in parts)
                sheet.append(LineView(parts, is_title))
        return tuple(sheet)

    @property
    def unprinted(self) -> tuple[FieldGroup, ...]:
        """What this submission has a use for besides, and what is written all the same."""
        return tuple(group for name in _PARTS if (group := self._group(name)).fields)

    @property
    def team(self) -> TableView | None:
        """The team, where the form does not print it and something is checked by it."""
        if any(path.startswith("studio.members[]") for path in self._printed):
            return None
        if "studio.members" not in self._asked and not at(self.plain, _MEMBERS):
            return None
        return self._table(_TEAM, {path: place for place, path in _list_values([_TEAM])})

    @property
    def wishes(self) -> FieldGroup:
        """How large files may be, and which checks are not wanted."""
        size = (self._maker.make(BundleWish, ("bundle", name)) for name in BundleWish.model_fields)
        off = self._maker.make(ChecksWish, ("checks", "off"))
        return FieldGroup("不常用的", (*size, off))

    @property
    def report(self) -> ReportView:
        """The report."""
        checked = self.whole.checked
        file, spec = checked.workspace.report, checked.workspace.spec.report
        source = checked.sources.get(ReportKey(file.name)) if file else None
        pages = len(source.pages) if isinstance(source, Prepared) else None if source is None else 0
        digest = source.sha256 if isinstance(source, Prepared) else ""
        name = file.name if file else ""
        return ReportView(spec.title, name, pages, digest, self._choice(name), self._said_of(name))

    # ── the grid ──────────────────────────────────────────────────────────────────────────────

    def _table(self, table: FormTable, last: Mapping[str, int]) -> TableView:
        rows: list[RowView] = []
        for row in table.rows:
            items = [_item_of(path) for cell in row.cells for path in cell.values]
            if found := tuple(dict.fromkeys(number for number in items if number)):
                # Each has a page of its own, and headings stand above nothing else.
                while rows and not rows[-1].items and rows[-1].is_heading:
                    rows.pop()
                if rows and rows[-1].items:
                    rows[-1] = RowView(items=(*rows[-1].items, *found))
                else:
                    rows.append(RowView(items=found))
            elif row.of == ".".join(_MEMBERS):
                rows += self._members(row, table.widths, last)
            else:
                rows.append(RowView(self._cells(row, table.widths, last)))
        return TableView(tuple(round(width * 1000) for width in table.widths), tuple(rows))

    def _members(
        self, row: GridRow, widths: tuple[float, ...], last: Mapping[str, int]
    ) -> Iterator[RowView]:
        written = at(self.plain, _MEMBERS)
        count = len(written) if isinstance(written, list) else 0
        for index in range(count):
            cells = self._cells(row, widths, last, str(index))
            yield RowView(cells, index, last_member=index + 1 == count)
        yield RowView(adds_member=True)

    def _cells(
        self,
        row: GridRow,
        widths: tuple[float, ...],
        last: Mapping[str, int],
        member: str = "",
    ) -> tuple[CellView, ...]:
        cells: list[CellView] = []
        column = len(widths) - sum(cell.columns for cell in row.cells)
        for cell in row.cells:
            share = sum(widths[column : column + cell.columns])
            column += cell.columns
            parts = tuple(self._parts(_simplify(cell), id(cell), last, member))
            cells.append(CellView(parts, cell.columns, cell.rows, share))
        return tuple(cells)

    def _parts(
        self, parts: tuple[Part, ...], place: int, last: Mapping[str, int], member: str = ""
    ) -> Iterator[CellPart]:
        seen: set[str] = set()
        for part in parts:
            if isinstance(part, str):
                dated = "assessment.date" in seen and _DATE_PARTS.fullmatch(part)
                if not dated:
                    yield CellPart(part)
                continue
            path = _COMPUTED.get(part.path, part.path)
            if path in seen:
                continue
            seen.add(path)
            keys = tuple(path.replace("[]", f".{member}").split("."))
            model = _model_of(keys)
            if model is None or last.get(path) != place:
                yield CellPart(self._print(path))
            else:
                yield CellPart(field=self._field(model, keys))

    def _print(self, path: str) -> str:
        """What the form prints of a value that is not filled in there."""
        checked = self.whole.checked
        if path == "score.summary" and checked.verdict:
            verdict = checked.verdict
            return f"{verdict.total}（{verdict.parts}）" if verdict.parts else verdict.total
        if path == "score.grade" and checked.verdict:
            return checked.verdict.grade
        value: object = checked.form_data
        for key in path.split("."):
            value = getattr(value, key, None)
        return write_value(value)

    # ── fields ────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _asked(self) -> Asked:
        workspace = self.whole.checked.workspace
        return Asked(workspace.scheme, workspace.spec)

    @cached_property
    def _maker(self) -> FieldMaker:
        return FieldMaker(self.plain, self.whole.checked.findings)

    def _field(self, model: type[BaseModel], keys: KeyPath) -> FieldView:
        path = ".".join(key for key in keys if not key.isdecimal())
        made = self._maker.make(model, keys)
        urgent = self._asked.mark(path).strip("（）")
        hint = "；".join(filter(None, (made.hint, *self._hints(path))))
        shown: dict[str, Any] = {"unit": _UNITS.get(path, ""), "offers": _OFFERS.get(path, ())}
        if path == "studio.traits":
            shown |= {"control": "choice", "options": self._traits(made.value)}
        words = self.whole.checked.workspace.scheme.words
        title = words.put(made.title)
        hint = words.put(hint)
        instead = "，".join(filter(None, (urgent, hint)))
        return replace(made, title=title, hint=hint, instead=instead, urgent=urgent, **shown)

    def _hints(self, path: str) -> list[str]:
        # How traits are written, the list says.
        return [] if path == "studio.traits" else self._asked.hints(path)

    def _traits(self, written: str) -> tuple[Selectable, ...]:
        traits = self.whole.checked.workspace.scheme.traits
        names = {"": "都不是", **{trait.key: trait.name for trait in traits}}
        names.setdefault(written, written)
        return tuple(Selectable(key, name, key == written) for key, name in names.items())

    def _group(self, part: str) -> FieldGroup:
        info = StudioFile.model_fields[part]
        (model,) = models_in(info.annotation)
        words = self.whole.checked.workspace.scheme.words
        return FieldGroup(words.put(info.title or part), tuple(self._unprinted(model, (part,))))

    def _unprinted(self, model: type[BaseModel], path: KeyPath) -> Iterator[FieldView]:
        for name, info in model.model_fields.items():
            keys = (*path, name)
            inner = models_in(info.annotation)
            if inner and inner[0] is not Member:
                yield from self._unprinted(inner[0], keys)
            elif not inner and ".".join(keys) not in self._printed:
                written = write_plain(at(self.plain, keys))
                if keys == _CONFIDENTIAL:
                    # Only the form that prints it shows it.
                    continue
                if written or ".".join(keys) in self._asked:
                    yield self._field(model, keys)

    @cached_property
    def _printed(self) -> frozenset[str]:
        workspace = self.whole.checked.workspace
        grid = _read(workspace.scheme.folder / workspace.spec.form.template)
        return frozenset(_COMPUTED.get(path, path) for _, path in _list_values(grid))

    # ── the report ────────────────────────────────────────────────────────────────────────────

    def _choice(self, taken: str) -> FieldView:
        field = self._maker.make(StudioFile, ("report",))
        folder = self.whole.checked.workspace.folder
        named = {"": f"自己找（现在是 {taken}）" if taken else "自己找"}
        named |= {name: name for name in _find_documents(folder)}
        named.setdefault(field.value, field.value)
        options = tuple(Selectable(v, n, v == field.value) for v, n in named.items())
        return replace(field, title="用哪一份", control="choice", options=options, findings=())

    def _said_of(self, name: str) -> tuple[Finding, ...]:
        def is_of(finding: Finding) -> bool:
            place = finding.location
            return place.field[:1] == ("report",) or bool(name and place.file == name)

        return tuple(filter(is_of, self.whole.checked.findings))


def _find_documents(folder: Path) -> list[str]:
    """What lies in a workspace and may be its report."""
    there = sorted(path.name for path in folder.iterdir() if not path.name.startswith((".", "~")))
    return [name for name in there if name.lower().endswith((".docx", ".pdf"))]


def _read(template: Path) -> tuple[FormTable | FormLine, ...]:
    return _read_contents(template, hash_file(template))


@lru_cache(maxsize=8)
def _read_contents(template: Path, _sha256: str) -> tuple[FormTable | FormLine, ...]:
    """The grid of a template, read once for what it holds."""
    return read_grid(template)


def _list_values(grid: Iterable[FormTable | FormLine]) -> Iterator[tuple[int, str]]:
    """Every value with the place it stands at, from the top."""
    for one in grid:
        if isinstance(one, FormLine):
            places: list[GridCell | FormLine] = [one]
        else:
            places = [cell for row in one.rows for cell in row.cells]
        for place in places:
            for part in place.parts:
                if not isinstance(part, str):
                    yield id(place), _COMPUTED.get(part.path, part.path)


def _simplify(cell: GridCell) -> tuple[Part, ...]:
    """The parts of a cell; where boxes are ticked by what a veto says, that alone."""
    vetoes = [part for part in cell.parts if not isinstance(part, str) and "veto" in part.path]
    return (vetoes[0],) if vetoes else cell.parts


def _item_of(path: str) -> int | None:
    found = re.match(r"item\[(\d+)\]", path)
    return int(found[1]) if found else None


def _model_of(keys: KeyPath) -> type[BaseModel] | None:
    """The model whose field a path names; None where it is no value of the data."""
    model: type[BaseModel] = StudioFile
    for key in keys[:-1]:
        if key.isdecimal():
            continue
        info = model.model_fields.get(key)
        inner = models_in(info.annotation) if info else []
        if not inner:
            return None
        model = inner[0]
    field = model.model_fields.get(keys[-1])
    return model if field and not models_in(field.annotation) else None
