"""The sheets of studio.xlsx: their headings, and the value each of them stands for.

Whoever writes the workbook and whoever reads it look here, so that the two cannot disagree. The
headings are the titles of the model; a new field of the model is in the workbook by itself.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docgen.model.field_locations import models_in
from docgen.model.submission import (
    Assessment,
    BundleWish,
    ChecksWish,
    Claim,
    EvidenceRow,
    Leader,
    Member,
    PartialDate,
    Studio,
    StudioFile,
    Unit,
    Workforce,
)

BOOK_FILE = "studio.xlsx"

GUIDE_SHEET, LISTS_SHEET = "填写说明", "选项"
UNIT_SHEET, LEADER_SHEET, STUDIO_SHEET = "单位", "领办人", "工作室"
TEAM_SHEET, CLAIMS_SHEET, EVIDENCE_SHEET = "团队", "项目自评", "佐证"
UNREAD_SHEETS = (GUIDE_SHEET, LISTS_SHEET)

FORM_HEADS = ("栏目", "填写", "说明")
EXAMPLE = "例"
"""What stands in the first column of a row that only shows how it is done."""
DEDUCTION = "扣分："


class Sort(Enum):
    """How the text of a cell is to be understood."""

    TEXT = "text"
    DATE = "date"
    FIGURE = "figure"
    WHOLE = "whole"
    TRUTH = "truth"
    LABEL = "label"
    LABELS = "labels"
    NUMBERS = "numbers"
    FILES = "files"
    UNREAD = "unread"


@dataclass(frozen=True)
class Heading:
    """A column of a table or a line of a form: the key path it fills, and how."""

    title: str
    keys: tuple[str, ...]
    sort: Sort
    note: str = ""
    also: tuple[str, ...] = ()
    """Other words for it that people write."""


@dataclass(frozen=True)
class FormSection:
    """Lines of a form under one title."""

    title: str
    headings: tuple[Heading, ...]


_LABELLED = {("submission",), ("claims", "choice")}

_NOTES: Mapping[str, str] = {
    "submission": "从下拉列表选；不要改成另一种",
    "unit.technician_station": "选“是”或“否”",
    "unit.bank_account": "开户行全称和账号",
    "leader.id_number": "18 位；只印在申报表上，别处一律打码",
    "leader.front_line": "选“是”或“否”",
    "studio.traits": "从下拉列表选，没有就空着；有几种的用顿号隔开",
    "claims.statement": "这一项做了什么；数量和页码由程序加在后面，想整段自己写的写上【数量】"
    "【页码】。写在这一项的第一行",
    "claims.measure": "计数内容的数量；佐证能数出来的可以不写，由程序数",
    "claims.choice": "判断类的项目从下拉列表选一档",
    "evidence.files": "相对 evidence/ 的路径。几个文件合成一件时一行一个（Alt+回车换行），"
    "或写它们的文件夹；只用几页时写成 名单.pdf〔页：1-3〕",
    "evidence.items": "项目编号，可写几个，用顿号隔开，如 13、18；不写就是所在文件夹的项目",
    "evidence.kind": "从下拉列表选；放在种类的子文件夹里就不用写",
    "evidence.date": "如 2024-06-18；只知道年月的写 2024年6月",
    "evidence.in_period": "日期在考核期外、按理应算在期内的选“是”，理由写在说明里；不选就不计数",
    "checks.off": "警告和提示的代号，用顿号隔开，如 C306、C108；错误关不掉，关掉的在报告里写明",
}
"""What the workbook says where the model's words are about writing YAML."""

_ALSO: Mapping[str, tuple[str, ...]] = {
    "evidence.files": ("文件名", "文件路径", "路径"),
    "evidence.pages": ("页码",),
    "evidence.items": ("项目编号", "项目", "支撑项"),
    "evidence.title": ("名称", "佐证名称"),
    "evidence.number": ("证书编号", "文号"),
    "evidence.note": ("备注",),
    "studio.members.name": ("成员姓名",),
    "studio.members.grade": ("技能等级", "等级"),
}


def _headings(model: type[BaseModel], *keys: str, path: str = "") -> tuple[Heading, ...]:
    """The single values and lists of a model, in its order."""
    within = path or ".".join(keys)
    return tuple(
        _heading(field, (*keys, name), f"{within}.{name}" if within else name)
        for name, field in model.model_fields.items()
        if not models_in(field.annotation) or name == "files"
    )


def explain(path: str, field: FieldInfo) -> str:
    """Return how a value is written by whoever writes no YAML. `path` without places in lists."""
    return _NOTES.get(path, field.description or "")


def _heading(field: FieldInfo, keys: tuple[str, ...], path: str) -> Heading:
    note = explain(path, field)
    sort = Sort.LABEL if tuple(path.split(".")) in _LABELLED else _sort_of(field)
    return Heading(str(field.title), keys, sort, note, _ALSO.get(path, ()))


def _sort_of(field: FieldInfo) -> Sort:
    """Return how a field of the model is written in a cell."""
    annotation = field.annotation
    if get_origin(annotation) is tuple:
        inner = get_args(annotation)[0]
        if models_in(inner):
            return Sort.FILES
        return Sort.NUMBERS if inner is int else Sort.LABELS
    found = list(_bare_types(annotation))
    named = {bool: Sort.TRUTH, PartialDate: Sort.DATE, int: Sort.WHOLE, str: Sort.TEXT}
    return next((named[t] for t in found if t in named), Sort.FIGURE if found else Sort.TEXT)


def _bare_types(annotation: Any) -> Iterator[type]:  # noqa: ANN401 - an annotation
    if get_origin(annotation) is Annotated:
        yield from _bare_types(get_args(annotation)[0])
    elif get_args(annotation):
        for part in get_args(annotation):
            yield from _bare_types(part)
    elif isinstance(annotation, type) and annotation is not type(None):
        yield annotation
    elif isinstance(annotation, int):
        # The numbers of a Literal.
        yield type(annotation)


def _title(name: str) -> str:
    return str(StudioFile.model_fields[name].title)


FORMS: Mapping[str, tuple[FormSection, ...]] = {
    UNIT_SHEET: (
        FormSection("报送", _headings(StudioFile)),
        FormSection(_title("unit"), _headings(Unit, "unit")),
        FormSection(
            str(Unit.model_fields["workforce"].title), _headings(Workforce, "unit", "workforce")
        ),
        FormSection(_title("bundle"), _headings(BundleWish, "bundle")),
        FormSection(_title("checks"), _headings(ChecksWish, "checks")),
    ),
    LEADER_SHEET: (FormSection(_title("leader"), _headings(Leader, "leader")),),
    STUDIO_SHEET: (
        FormSection(_title("studio"), _headings(Studio, "studio")),
        FormSection(_title("assessment"), _headings(Assessment, "assessment")),
    ),
}

ROW_MARK = Heading("序号", (), Sort.UNREAD, "标“例”的行是例子，不读", ("编号",))
SUGGESTED = Heading("识别建议", (), Sort.UNREAD, "docgen ledger --suggest 写的，不算数", ())
STATE = Heading("核对", (), Sort.UNREAD, "docgen ledger 写的：新增的和找不到的文件", ())
ITEM = Heading("项目编号", ("item",), Sort.WHOLE, "考核项目的编号", ("编号", "项目", "序号"))
COUNTED = Heading(
    "计数内容", ("counted",), Sort.TEXT, "一行数一样；扣分写情形的次数，没有就空着", ()
)


def _shown(title: str, note: str = "") -> Heading:
    return Heading(title, (), Sort.UNREAD, note)


def _claim(name: str, *also: str) -> Heading:
    heading = _heading(Claim.model_fields[name], (name,), f"claims.{name}")
    return Heading(heading.title, heading.keys, heading.sort, heading.note, also)


TABLES: Mapping[str, tuple[Heading, ...]] = {
    TEAM_SHEET: (
        Heading(ROW_MARK.title, (), Sort.UNREAD, ROW_MARK.note),
        *_headings(Member, path="studio.members"),
    ),
    CLAIMS_SHEET: (
        ITEM,
        _shown("考核内容"),
        _shown("分值"),
        _shown("评分标准"),
        _claim("statement"),
        COUNTED,
        _claim("measure"),
        _shown("单位"),
        _claim("choice"),
        _claim("points"),
        _claim("reason"),
    ),
    EVIDENCE_SHEET: (
        Heading(ROW_MARK.title, (), Sort.UNREAD, ROW_MARK.note),
        *_headings(EvidenceRow, path="evidence"),
        STATE,
        SUGGESTED,
    ),
}

SHEETS = (*FORMS, *TABLES)
"""All sheets that are read."""

ROW_PATHS: Mapping[str, tuple[str, ...]] = {
    TEAM_SHEET: ("studio", "members"),
    EVIDENCE_SHEET: ("evidence",),
}
"""Where the rows of a table belong, where they are a list."""

_MARKED = re.compile(r"[(（][^()（）]*[)）]$|[*:：★]+$|^[*★]+")


def bare(text: object) -> str:
    """Return a heading as it is compared: no blanks, no width, no marks at its ends."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text)))


def names_of(heading: Heading) -> tuple[str, ...]:
    """Return every text that is taken for this heading, bare."""
    return tuple(bare(name) for name in (heading.title, *heading.also))


def find_heading(text: object, headings: Mapping[str, Heading]) -> Heading | None:
    """Return the heading a text is, whatever marks of urgency stand around it."""
    name = bare(text)
    for _ in range(3):
        if name in headings:
            return headings[name]
        name = _MARKED.sub("", name)
    return None


def by_name(headings: tuple[Heading, ...]) -> dict[str, Heading]:
    """Return headings by all their names; a title goes before another's second name."""
    also = {name: h for h in headings for name in names_of(h)[1:]}
    return {**also, **{bare(h.title): h for h in headings}}


def form_headings(sheet: str) -> tuple[Heading, ...]:
    """Return the lines of a form, all its bands together."""
    return tuple(heading for band in FORMS[sheet] for heading in band.headings)
