"""A data file against its model: every mistake at once, in a clerk's words.

What does not fit is reported once, left out, and the rest is tried again: one mistake hides no
other, and what remains can still be checked and drafted.
"""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from docgen.issues.catalogue import Reader
from docgen.issues.finding import Finding
from docgen.issues.issue import Dialect, issue, render
from docgen.issues.location import KeyPath, Location
from docgen.model.field_locations import Places, call_field, models_in, name_field
from docgen.model.submission import MOST_DIGITS, EvidenceRow
from docgen.system.memo import this_memo
from docgen.workspace.data_tree import ROWS, DataTree, DataValue

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Fitted(Generic[M]):
    """What of a data file fits its model. `value` is None where too little does."""

    value: M | None
    places: Places
    findings: tuple[Finding, ...]


@dataclass
class _Fitting(Generic[M]):
    tree: DataTree
    model: type[M]
    findings: list[Finding] = field(default_factory=list)
    spoilt: set[int] = field(default_factory=set)
    """The values that are not as they were written any more, and those around them, by identity."""

    def explain(self, error: ErrorDetails, way: list[DataValue]) -> None:
        """Record one mistake, found at the end of `way`, and drop the value it is about."""
        spot = way[-1] if way else self.tree.root
        if spot.value is None and error["type"] != "extra_forbidden":
            spot.dropped = True
            return
        keys = [s.key for s in way]
        if error["type"] == "missing":
            keys.append(str(error["loc"][-1]))
            if _misspelt(keys[-1], spot):
                spot.dropped = True
                return
        code, case, slots = _case_of(error, spot, self.model, keys)
        where = self.tree.where(_shown(spot, error["type"]), tuple(keys))
        said = issue(code, where, case, field=tuple(keys), **slots)
        self.findings.append(render(said, self.dialect))
        _culprit(spot, error["type"]).dropped = True

    @property
    def dialect(self) -> Dialect:
        """How values of the model are named."""
        return Dialect(self._name, Reader.CELLS if self.tree.sheets else Reader.KEYS)

    def _name(self, keys: KeyPath) -> str:
        # A cell has its heading; keys are nothing its reader ever sees.
        return (call_field if self.tree.sheets else name_field)(self.model, keys)


def _shown(spot: DataValue, error_type: str) -> DataValue:
    """The value whose line is told: for a rule of an unknown kind the kind."""
    return dict(spot.inside()).get("kind", spot) if error_type == "union_tag_invalid" else spot


def _culprit(spot: DataValue, error_type: str) -> DataValue:
    """The value to leave out: for pages given twice the pages, not the whole row."""
    if error_type == "pages_of_many":
        return dict(spot.inside()).get("pages", spot)
    return spot


def fit(tree: DataTree, model: type[M], **given: object) -> Fitted[M]:
    """Return `model` filled from the tree, and every mistake on the way.

    A value that does not fit is reported once and left out, then the rest is tried again, so the
    result is None only where something the model cannot do without is missing.
    """
    fitting = _Fitting(tree, model)
    value: M | None = None
    while value is None and not tree.root.dropped:
        plain = tree.root.plain()
        rows = _Rows(tree, fitting.spoilt)
        try:
            whole = rows.recall({**plain, **given}) if isinstance(plain, dict) else plain
            value = model.model_validate(whole)
            rows.remember(value)
        except ValidationError as error:
            if not fitting.spoilt:
                tree.own()
            mistakes = sorted(error.errors(include_url=False), key=_unknown_first)
            # All ways first: dropping a row moves the rows after it.
            ways = [_way_to(tree.root, details["loc"]) for details in mistakes]
            fitting.spoilt |= {id(spot) for way in ways for spot in (tree.root, *way)}
            for details, way in zip(mistakes, ways, strict=True):
                fitting.explain(details, way)
    places = Places(
        tree.name,
        _Known(tree),
        frozenset(_spoilt(tree.root, ()) if fitting.spoilt or tree.sheets else ()),
    )
    told = dict.fromkeys((*tree.findings, *fitting.findings))
    return Fitted(value, places, tuple(sorted(told, key=lambda f: tree.order(f.location))))


class _Rows:
    """The rows of evidence that were read one by one, and held to their model before."""

    def __init__(self, tree: DataTree, spoilt: Collection[int]) -> None:
        root = tree.root.value
        listed = root[ROWS].value if tree.rows and isinstance(root, dict) else None
        spots = listed if isinstance(listed, list) else []
        there = [(s, text) for s, text in zip(spots, tree.rows, strict=False) if not s.dropped]
        self._texts = ["" if id(spot) in spoilt else text for spot, text in there]

    def recall(self, plain: dict[str, object]) -> dict[str, object]:
        """The values of a file with what became of its rows before in their places."""
        rows = plain.get(ROWS)
        if not self._texts or not isinstance(rows, list):
            return plain
        known = [self._known(text) for text in self._texts]
        return {**plain, ROWS: [row or raw for row, raw in zip(known, rows, strict=True)]}

    def remember(self, value: BaseModel) -> None:
        """Note what became of the rows."""
        for text, row in zip(self._texts, getattr(value, ROWS) if self._texts else (), strict=True):
            if text:
                this_memo().put((EvidenceRow, text), row)

    def _known(self, text: str) -> object | None:
        return this_memo().get((EvidenceRow, text)) if text else None


def _unknown_first(error: ErrorDetails) -> bool:
    return error["type"] != "extra_forbidden"


def _misspelt(name: str, spot: DataValue) -> bool:
    """Whether a missing value was reported already, as an unknown one of nearly that name."""
    if not isinstance(spot.value, dict):
        return False
    return any(inner.meant == name for inner in spot.value.values())


class _Known(Mapping[KeyPath, Location]):
    """The place of each value of a tree: found where it is asked for, few of thousands are."""

    def __init__(self, tree: DataTree) -> None:
        self._tree = tree
        self._inside: dict[int, dict[str, DataValue]] = {}

    def __getitem__(self, keys: KeyPath) -> Location:
        spot = self._tree.root
        for key in keys:
            spot = self._look_into(spot)[key]
        if not keys:
            raise KeyError(keys)
        return self._tree.where(spot, keys)

    def __iter__(self) -> Iterator[KeyPath]:
        return self._paths(self._tree.root, ())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _paths(self, spot: DataValue, path: KeyPath) -> Iterator[KeyPath]:
        for key, inner in self._look_into(spot).items():
            yield (*path, key)
            yield from self._paths(inner, (*path, key))

    def _look_into(self, spot: DataValue) -> dict[str, DataValue]:
        # Known by identity: the tree is held here, and stays as it is once it was held to its model
        if id(spot) not in self._inside:
            self._inside[id(spot)] = dict(_written(spot))
        return self._inside[id(spot)]


def _written(spot: DataValue) -> Iterator[tuple[str, DataValue]]:
    """What stands inside, also where nothing was filled in yet: that has a line to point at."""
    if isinstance(spot.value, dict):
        return ((k, s) for k, s in spot.value.items() if not s.dropped or s.is_unwritten)
    return spot.inside()


def _spoilt(spot: DataValue, path: KeyPath) -> Iterator[KeyPath]:
    lost = []
    if isinstance(spot.value, dict):
        lost = [s.meant or key for key, s in spot.value.items() if s.dropped and not s.is_unwritten]
    elif isinstance(spot.value, list) and any(s.dropped for s in spot.value):
        lost = ["*"]
    yield from ((*path, key) for key in lost)
    for key, inner in spot.inside():
        if isinstance(inner.value, dict | list):
            yield from _spoilt(inner, (*path, key))


def _way_to(root: DataValue, location: Sequence[str | int]) -> list[DataValue]:
    """The spots from the top to where pydantic points; its tags of unions are no keys."""
    way: list[DataValue] = []
    here, tag_passed = root, False
    for step in location:
        inside = dict(here.inside())
        if not tag_passed and "kind" in inside and inside["kind"].value == step:
            tag_passed = True
        elif str(step) in inside:
            here, tag_passed = inside[str(step)], False
            way.append(here)
    return way


# ── cases ─────────────────────────────────────────────────────────────────────────────────────

_Slots = dict[str, object]

_CASES: Mapping[str, str] = {
    "string_type": "text",
    "bool_parsing": "truth",
    "bool_type": "truth",
    "int_parsing": "whole",
    "int_type": "whole",
    "int_from_float": "whole_alone",
    "int_parsing_size": "too_great",
    "figure": "figure",
    "figure_size": "figure_size",
    "greater_than": "not_above",
    "greater_than_equal": "below",
    "less_than_equal": "above",
    "literal_error": "choice",
    "union_tag_invalid": "kind_unknown",
    "union_tag_not_found": "kind_missing",
    "date": "date",
    "no_such_date": "date_impossible",
    "date_type": "date_wanted",
    "date_parsing": "date_wanted",
    "date_from_datetime_parsing": "date_wanted",
    "date_from_datetime_inexact": "date_alone",
    "one_line": "one_line",
    "model_type": "section",
    "model_attributes_type": "section",
    "dict_type": "section",
    "tuple_type": "list",
    "too_short": "too_few",
    "too_long": "too_many",
    "pages_of_many": "pages_of_many",
    "invalid_key": "name",
}
"""pydantic's kinds of mistakes as cases of Y102. Ours (PydanticCustomError) speak Chinese."""


def _case_of(
    error: ErrorDetails, spot: DataValue, model: type[BaseModel], keys: list[str]
) -> tuple[str, str, _Slots]:
    """The code and case of a mistake, and its slots but for the field's name."""
    kind = error["type"]
    if kind == "extra_forbidden":
        return "Y101", *_unknown_key(spot, model, keys)
    if kind == "missing":
        return "Y103", "field", {}
    shown = None
    if isinstance(spot.value, str | bool):
        shown = spot.value if isinstance(spot.value, str) else str(spot.value).lower()
    if error["loc"][-1:] == ("[key]",) and kind == "int_parsing":
        return "Y102", "item_number", {"written": None}
    case, slots = _CASES.get(kind, "told"), _slots_of(error)
    if case == "date" and _is_called(model, keys, "日期"):
        case = "own_date"
    meant, more = _see_meant(error, shown) if shown is not None else ("", {})
    return "Y102", f"{case}{meant}", {**slots, **more, "written": shown}


def _is_called(model: type[BaseModel], keys: Sequence[str], title: str) -> bool:
    found = _fields_at(model, keys[:-1]).get(keys[-1]) if keys else None
    return found is not None and found.title == title


def _slots_of(error: ErrorDetails) -> _Slots:
    """What the sentence of a mistake names besides the value."""
    kind = error["type"]
    context = {key: str(value) for key, value in error.get("ctx", {}).items()}
    if kind in ("greater_than", "greater_than_equal", "less_than_equal"):
        return {"limit": next(context[key] for key in ("gt", "ge", "le") if key in context)}
    if kind == "literal_error":
        return {"choices": context["expected"].replace("'", "").replace(" or ", " 或 ")}
    if kind == "union_tag_invalid":
        return {"choices": context["expected_tags"]}
    if kind == "too_long":
        return {"most": context["max_length"]}
    if kind == "figure_size":
        return {"digits": MOST_DIGITS}
    return {} if kind in _CASES else {"told": error["msg"].removeprefix("Value error, ")}


_CHINESE_DATE = re.compile(r"(\d{4})[年./\s-]+(\d{1,2})(?:[月./\s-]+(\d{1,2}))?[日号月]?")
_NUMBER_INSIDE = re.compile(r"[^\d.,。-]*(-?\d+(?:\.\d+)?)(?!\s*[十百千万亿余多])[^\d.,。]*")
"""One number within a text, of which it is all: 1.2万 and 86,8 mean others."""


def _see_meant(error: ErrorDetails, written: str) -> tuple[str, _Slots]:
    """What is added to the case where what was meant can be seen, and can be copied."""
    kind = error["type"]
    text = unicodedata.normalize("NFKC", written).strip()
    if kind in ("bool_parsing", "bool_type") and text in ("是", "有", "否", "无", "不是"):
        return "_meant", {"right": "true" if text in ("是", "有") else "false"}
    if kind == "date" and (date := _CHINESE_DATE.fullmatch(text)):
        parts = [date[1], *(f"{int(p):02d}" for p in date.groups()[1:] if p)]
        return "_meant", {"right": "-".join(parts)}
    if kind in ("figure", "int_parsing"):
        number = _NUMBER_INSIDE.fullmatch(text)
        if number and (kind == "figure" or number[1].lstrip("-").isdecimal()):
            return "_meant", {"right": number[1]}
        if "," in text and isinstance(error["loc"][-1], int):
            return "_several", {}
    if kind.startswith(("model", "dict")) and ":" in text:
        return "_meant", {}
    return "", {}


def _unknown_key(spot: DataValue, model: type[BaseModel], keys: list[str]) -> tuple[str, _Slots]:
    bare, colon, _ = unicodedata.normalize("NFKC", spot.key).partition(":")
    if colon and not spot.key.endswith(":"):
        spot.meant = bare
        return "colon", {"name": bare}
    fields = _fields_at(model, keys[:-1])
    by_title = {f.title: name for name, f in fields.items() if f.title}
    if bare in by_title:
        spot.meant = by_title[bare]
        return "called", {"name": by_title[bare]}
    near = difflib.get_close_matches(bare.lower(), list(fields), 1, 0.6)
    if near:
        spot.meant = near[0]
        return "near", {"name": near[0], "title": str(fields[near[0]].title)}
    homes = [home for home in _homes_of(bare, model, "") if home]
    if homes:
        return "elsewhere", {"homes": " 或 ".join(homes)}
    return "unknown", {"names": list(fields)}


def _fields_at(model: type[BaseModel], keys: Sequence[str]) -> dict[str, Any]:
    """The fields that may stand under `keys`; entries of lists and mappings add no level."""
    models = [model]
    for key in keys:
        owners = [m for m in models if key in m.model_fields]
        if owners:
            models = models_in(owners[0].model_fields[key].annotation)
    return {name: f for m in models for name, f in m.model_fields.items()}


def _homes_of(key: str, model: type[BaseModel], path: str) -> Iterator[str]:
    for name, f in model.model_fields.items():
        inner_path = f"{path}.{name}" if path else name
        for inner in models_in(f.annotation):
            if key in inner.model_fields:
                yield inner_path
            yield from _homes_of(key, inner, inner_path)
