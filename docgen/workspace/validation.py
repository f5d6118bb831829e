"""A data file against its model: every mistake at once, in a clerk's words.

What does not fit is reported once, left out, and the rest is tried again: one mistake hides no
other, and what remains can still be checked and drafted.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from docgen.issues.finding import Finding, Level
from docgen.issues.location import KeyPath, Location
from docgen.model.field_locations import Places, models_in, name_field
from docgen.model.submission import MOST_DIGITS
from docgen.text.quoting import show_value
from docgen.workspace.data_tree import DataTree, DataValue

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
        what, remedy = _words_for(error, spot, self.model, keys)
        named = name_field(self.model, keys) if keys else ""
        if self.tree.sheets:
            # A cell has its heading; keys are nothing its reader ever sees.
            named, remedy = named.rpartition("（")[0], _CELL_REMEDIES.get(error["type"], remedy)
            what = what.replace("应是 true 或 false", "应是“是”或“否”")
            # The heading and what is wrong with it are one sentence: 日期 的写法不对.
            what = what.removeprefix(named.rpartition(" › ")[2])
        where = self.tree.where(_shown(spot, error["type"]))
        code = {"extra_forbidden": "Y101", "missing": "Y103"}.get(error["type"], "Y102")
        self.findings.append(Finding(Level.ERROR, code, where, named + what, remedy))
        _culprit(spot, error["type"]).dropped = True


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
        try:
            value = model.model_validate({**plain, **given} if isinstance(plain, dict) else plain)
        except ValidationError as error:
            mistakes = sorted(error.errors(include_url=False), key=_unknown_first)
            # All ways first: dropping a row moves the rows after it.
            ways = [_way_to(tree.root, details["loc"]) for details in mistakes]
            for details, way in zip(mistakes, ways, strict=True):
                fitting.explain(details, way)
    places = Places(
        tree.name,
        MappingProxyType(dict(_places(tree.root, tree, ()))),
        frozenset(_spoilt(tree.root, ())),
    )
    told = dict.fromkeys((*tree.findings, *fitting.findings))
    return Fitted(value, places, tuple(sorted(told, key=lambda f: tree.order(f.location))))


def _unknown_first(error: ErrorDetails) -> bool:
    return error["type"] != "extra_forbidden"


def _misspelt(name: str, spot: DataValue) -> bool:
    """Whether a missing value was reported already, as an unknown one of nearly that name."""
    if not isinstance(spot.value, dict):
        return False
    return any(inner.meant == name for inner in spot.value.values())


def _places(spot: DataValue, tree: DataTree, path: KeyPath) -> Iterator[tuple[KeyPath, Location]]:
    for key, inner in _written(spot):
        yield (*path, key), tree.where(inner, (*path, key))
        yield from _places(inner, tree, (*path, key))


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


# ── words ─────────────────────────────────────────────────────────────────────────────────────

_WRITE_MAPPING = "下一行缩进两格，一栏一行，写成“名字: 值”"
_WORDS: Mapping[str, tuple[str, str]] = {
    "string_type": ("应是一段文字", "写一段文字；true、false 作文字时放进英文引号"),
    "bool_parsing": ("应是 true 或 false", "是写 true，否写 false"),
    "bool_type": ("应是 true 或 false", "是写 true，否写 false"),
    "int_parsing": ("应是整数", "只写数字，不带单位"),
    "int_type": ("应是整数", "只写数字，不带单位"),
    "int_from_float": ("应是整数", "只写整数"),
    "int_parsing_size": ("数太大", "核对这个数"),
    "figure": ("应是数字", "只写数字，不带单位、逗号和引号"),
    "figure_size": (
        f"数字太大，或小数位太多（整数和小数都不超过 {MOST_DIGITS} 位）",
        "核对这个数；是号码的，写到编号那一栏",
    ),
    "greater_than": ("应大于 {gt}", "核对这个数"),
    "greater_than_equal": ("不能小于 {ge}", "核对这个数"),
    "less_than_equal": ("不能大于 {le}", "核对这个数"),
    "literal_error": ("只能写 {expected}", "从中选一个，照抄"),
    "union_tag_invalid": ("kind 只能是 {expected_tags}", "从中选一个，照抄"),
    "union_tag_not_found": ("没有写 kind", "补上 kind"),
    "date": ("日期的写法不对", "写成 2024-06-18、2024-06 或 2024"),
    "no_such_date": ("没有这个日期", "核对年月日"),
    "date_type": ("应是日期", "写成 2025-06-10"),
    "date_parsing": ("应是日期", "写成 2025-06-10"),
    "date_from_datetime_parsing": ("应是日期", "写成 2025-06-10"),
    "date_from_datetime_inexact": ("应是日期，不带时间", "写成 2025-06-10"),
    "one_line": ("只能写一行", "合成一行"),
    "model_type": ("应是下面有若干栏的一段", _WRITE_MAPPING),
    "model_attributes_type": ("应是下面有若干栏的一段", _WRITE_MAPPING),
    "dict_type": ("应是下面有若干栏的一段", _WRITE_MAPPING),
    "tuple_type": ("应是一列", "每条另起一行，以 - 加空格开头；没有就写 []"),
    "too_short": ("至少要有一条", "补上，或删去这一栏"),
    "too_long": ("最多 {max_length} 条", "删去多余的"),
    "missing": ("没有写", "补上这一栏"),
    "pages_of_many": ("有几个文件，页却只写了一处", "把 pages 分别写在每个文件（file）下面"),
    "invalid_key": ("名字应是文字", "改成说明里有的名字"),
}
"""pydantic's kinds of mistakes in a clerk's words. Ours (PydanticCustomError) speak Chinese."""


_CELL_REMEDIES: Mapping[str, str] = {
    "bool_parsing": "从下拉列表选“是”或“否”",
    "bool_type": "从下拉列表选“是”或“否”",
    "string_type": "写一段文字",
    "figure": "只写数字，不带单位",
    "date": "写成 2024-06-18、2024年6月 或 2024",
    "missing": "填上这一格，或删去这一行",
    "too_short": "填上这一格，或删去这一行",
    "pages_of_many": "页码写在“文件”格里各个文件后面，如 名单.pdf〔页：1-3〕，“页”那一格空着",
}
"""What mends a mistake in a workbook, where that is another thing than in YAML."""


def _words_for(
    error: ErrorDetails, spot: DataValue, model: type[BaseModel], keys: list[str]
) -> tuple[str, str]:
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown_key(spot, model, keys)
    if error["loc"][-1:] == ("[key]",) and kind == "int_parsing":
        return "应是项目编号", "写考核项目的编号，如 11"
    context = {k: str(v) for k, v in error.get("ctx", {}).items()}
    what, remedy = _WORDS.get(kind, (error["msg"].removeprefix("Value error, "), "照提示改正"))
    if kind == "literal_error":
        context["expected"] = context["expected"].replace("'", "").replace(" or ", " 或 ")
    what = what.format_map(context) if kind in _WORDS else what
    if kind == "missing" or not isinstance(spot.value, str | bool):
        return what, remedy
    written = spot.value if isinstance(spot.value, str) else str(spot.value).lower()
    return f"{what}，写的是{show_value(written)}", _better_remedy(error, written) or remedy


_CHINESE_DATE = re.compile(r"(\d{4})[年./\s-]+(\d{1,2})(?:[月./\s-]+(\d{1,2}))?[日号月]?")
_NUMBER_INSIDE = re.compile(r"[^\d.,。-]*(-?\d+(?:\.\d+)?)(?!\s*[十百千万亿余多])[^\d.,。]*")
"""One number within a text, of which it is all: 1.2万 and 86,8 mean others."""


def _better_remedy(error: ErrorDetails, written: str) -> str:
    """A remedy that can be copied, where what was meant can be seen."""
    kind = error["type"]
    text = unicodedata.normalize("NFKC", written).strip()
    if kind in ("bool_parsing", "bool_type") and text in ("是", "有", "否", "无", "不是"):
        return f"改成 {'true' if text in ('是', '有') else 'false'}"
    if kind == "date" and (date := _CHINESE_DATE.fullmatch(text)):
        return f"改成 {'-'.join([date[1], *(f'{int(p):02d}' for p in date.groups()[1:] if p)])}"
    if kind in ("figure", "int_parsing"):
        number = _NUMBER_INSIDE.fullmatch(text)
        if number and (kind == "figure" or number[1].lstrip("-").isdecimal()):
            return f"改成 {number[1]}"
        if "," in text and isinstance(error["loc"][-1], int):
            return "几个数写成 [1, 2]，用英文逗号隔开"
    if kind.startswith(("model", "dict")) and ":" in text:
        return f"冒号要用英文的，后面空一格；{_WRITE_MAPPING}"
    return ""


def _unknown_key(spot: DataValue, model: type[BaseModel], keys: list[str]) -> tuple[str, str]:
    bare, colon, _ = unicodedata.normalize("NFKC", spot.key).partition(":")
    if colon and not spot.key.endswith(":"):
        spot.meant = bare
        return "冒号是中文的，或后面没有空格", f"写成“{bare}: 值”，英文冒号加一个空格"
    fields = _fields_at(model, keys[:-1])
    by_title = {f.title: name for name, f in fields.items() if f.title}
    if bare in by_title:
        spot.meant = by_title[bare]
        return "没有这一栏", f"改成 {by_title[bare]}"
    near = difflib.get_close_matches(bare.lower(), list(fields), 1, 0.6)
    if near:
        spot.meant = near[0]
        return "没有这一栏", f"是不是 {near[0]}（{fields[near[0]].title}）？改成 {near[0]}"
    homes = [home for home in _homes_of(bare, model, "") if home]
    if homes:
        return "不在这里", f"移到 {' 或 '.join(homes)} 下面，注意缩进"
    return "没有这一栏", f"删去；这里可以写：{'、'.join(fields)}"


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
