"""A value of the data file as a control of the page: what it is called, what stands in it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docgen.issues.finding import Finding
from docgen.issues.location import KeyPath
from docgen.model.submission import Paragraphs
from docgen.workspace.workbook_headings import explain

Control = Literal["line", "text", "choice", "tick"]


@dataclass(frozen=True)
class Selectable:
    """An answer of a list: what is stored, and what is shown. A `None` value takes it out."""

    value: str
    name: str
    chosen: bool = False


@dataclass(frozen=True)
class SuggestionView:
    """A value that was read on a scan: to be taken over by a click."""

    field: str
    title: str
    value: str
    said: str
    """As it stands on the paper."""
    page: int
    picture: str
    """Where its cut-out is, below the workspace; empty where there is none."""
    sure: int
    """By so many percent."""


@dataclass(frozen=True)
class FieldView:
    """One value. `path` is where it stands in the data file, from the top or from its row."""

    path: KeyPath
    title: str
    hint: str = ""
    value: str = ""
    control: Control = "line"
    options: tuple[Selectable, ...] = ()
    instead: str = ""
    """What holds while nothing is written: shown in grey."""
    unit: str = ""
    findings: tuple[Finding, ...] = ()
    offers: tuple[str, ...] = ()
    """What is often written: to be chosen, or overwritten."""
    urgent: str = ""
    """Whether it has to be filled in, in words; empty where it need not."""
    suggestion: SuggestionView | None = None

    @property
    def id(self) -> str:
        """Its control's id, unless it stands in a row."""
        return f"field-{'-'.join(self.path)}"

    @property
    def json_path(self) -> str:
        """The path for the page's modules."""
        return json.dumps(self.path)


def write_plain(value: object) -> str:
    """Return a value as it stands in the data file, as the text of a control."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case list() | tuple():
            return "、".join(map(write_plain, value))
        case _:
            return str(value)


def at(plain: object, path: Sequence[str | int]) -> object:
    """Return what stands at a path of plain data; None where nothing does."""
    for key in path:
        if isinstance(plain, Mapping):
            plain = next((v for k, v in plain.items() if str(k) == str(key)), None)
        elif isinstance(plain, list) and str(key).isdecimal() and int(key) < len(plain):
            plain = plain[int(key)]
        else:
            return None
    return plain


@dataclass(frozen=True)
class FieldMaker:
    """Makes fields of a model, with what stands in the data file and what is said of it."""

    plain: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()
    options: Mapping[KeyPath, tuple[Selectable, ...]] = field(default_factory=dict)

    def make(self, model: type[BaseModel], path: KeyPath, **shown: object) -> FieldView:
        """Return the control of the field of `model` that the last key of `path` names."""
        info = model.model_fields[path[-1]]
        value = write_plain(at(self.plain, path))
        options = self.options.get(path) or _truths(info)
        options = tuple(Selectable(o.value, o.name, o.value == value) for o in options)
        known: dict[str, Any] = {
            "title": info.title or path[-1],
            "hint": _hint_of(path, info),
            "value": value,
            "control": "choice" if options else _control_of(info),
            "options": options,
            "findings": self.findings_at(path),
        }
        return FieldView(path, **{**known, **shown})

    def findings_at(self, path: KeyPath) -> tuple[Finding, ...]:
        """What is said of a value, or of something within it."""
        return tuple(f for f in self.findings if f.location.field[: len(path)] == path)


_SAID_ELSEWHERE = frozenset({"claims.statement"})
"""Of which a workbook says also in which row it is written."""


def _hint_of(path: KeyPath, info: FieldInfo) -> str:
    within = ".".join(key for key in path if not key.isdecimal())
    return (info.description or "") if within in _SAID_ELSEWHERE else explain(within, info)


def _control_of(info: FieldInfo) -> Control:
    return "text" if info.metadata == list(get_args(Paragraphs)[1:]) else "line"


_TRUTHS = (Selectable("", ""), Selectable("是", "是"), Selectable("否", "否"))
_SEXES = (Selectable("", ""), Selectable("男", "男"), Selectable("女", "女"))


def _truths(info: FieldInfo) -> tuple[Selectable, ...]:
    """The answers of a value that has few."""
    inner = list(_list_types(info.annotation))
    if bool in inner:
        return _TRUTHS
    return _SEXES if "男" in inner else ()


def _list_types(annotation: object) -> Iterator[object]:
    """What an annotation is made of: `bool` of `Annotated[bool, …] | None`."""
    yield annotation
    for part in get_args(annotation):
        yield from _list_types(part)
