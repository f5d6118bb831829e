"""The people a list names: the column under 姓名, with what stands beside each name."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from docgen.sources.document_text import DocumentText, TextLine, TextRun

_NAME_HEADINGS = re.compile(
    r"(?:学员|职工|参赛|参加|人员|选手|考生|持证人|培训人员|参训人员|取证人员|获证人员|徒弟|学徒|成员|学生|被鉴定人)*(?:的)?(?:姓名|名字)"
)
_PEOPLE_HEADINGS = re.compile(
    "持证人员?|徒弟|学徒|学员|选手|参赛选手|参加人员|参训人员|培训人员|获奖人员?|被表彰人员?"
)
"""Head names only beside a running number, where no column is called 姓名."""
_LEVEL_HEADINGS = re.compile(
    r"(?:取证|职业|认定|申报|技能|鉴定|资格)*(?:技能)?(?:等级|级别)(?:名称)?"
)
_ID_HEADINGS = re.compile(r"(?:居民)?(?:身份证|证件)(?:件)?(?:号码?)?")
_NUMBER_HEADINGS = re.compile(r"序号?|No\.?")
_CODE_HEADINGS = re.compile("编号")
_ANY_HEADING = re.compile("姓|名字|序|编号|No")
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{2,10}·[\u3400-\u9fff]{2,10}")
_NO_NAME = re.compile(
    r"合计|总计|小计|共计|备注|说明|姓名|等级|性别|工种|职业|部门|车间|电话|编号|序号|以下|空白|制表|审核|单位|盖章|日期|负责人|填报|签字|签名"
)


@dataclass(frozen=True)
class Listed:
    """Somebody a list names."""

    name: str
    page: int
    level: str = ""
    id_number: str = ""
    number: int | None = None
    """The running number beside the name."""


@dataclass(frozen=True)
class _Column:
    left: float
    right: float

    def holds(self, cell: TextRun) -> bool:
        """Whether the middle of some words lies in it."""
        return self.left <= (cell.left + cell.right) / 2 < self.right


@dataclass
class _Header:
    """One table side by side with others: 序号 姓名 … 序号 姓名 …."""

    name: _Column
    others: dict[str, _Column] = field(default_factory=dict)


def read_roster(text: DocumentText) -> tuple[Listed, ...]:
    """Return everybody who stands in a column headed 姓名; nothing where there is none."""
    headers: list[_Header] = []
    listed: list[Listed] = []
    for line in text.lines:
        found = _headers_in(line)
        if found:
            headers = found
        else:
            listed += (person for header in headers if (person := _person_in(line, header)))
    return tuple(listed)


def _headers_in(line: TextLine) -> list[_Header]:
    """The tables that begin with a line: one for every 姓名 in it."""
    # Nearly all lines have none, and are known by it at once.
    if not _ANY_HEADING.search(unicodedata.normalize("NFKC", line.text)):
        return []
    cells = _merge_split_name(line.cells)
    named = any(map(_NAME_HEADINGS.fullmatch, map(_bare, cells)))
    columns = _columns_of(cells)
    headers: list[_Header] = []
    before: dict[str, _Column] = {}
    for cell, column in zip(cells, columns, strict=True):
        text = _bare(cell)
        people = (
            not named and {"number", "code"} & before.keys() and _PEOPLE_HEADINGS.fullmatch(text)
        )
        if people or _NAME_HEADINGS.fullmatch(text):
            headers.append(_Header(column, before))
            before = {}
            continue
        for kind, shape in _OTHERS.items():
            if shape.fullmatch(text):
                # The running number stands before the name, all else behind it.
                owner = before if kind in {"number", "code"} or not headers else headers[-1].others
                owner.setdefault(kind, column)
    return headers


_OTHERS = {
    "level": _LEVEL_HEADINGS,
    "id_number": _ID_HEADINGS,
    "number": _NUMBER_HEADINGS,
    "code": _CODE_HEADINGS,
}


def _bare(cell: TextRun) -> str:
    return re.sub(r"[\s:：]", "", unicodedata.normalize("NFKC", cell.text))


def _merge_split_name(cells: Sequence[TextRun]) -> list[TextRun]:
    """The cells of a line, 姓 and 名 that stand apart as one."""
    merged: list[TextRun] = []
    for cell in cells:
        if merged and merged[-1].text == "姓" and cell.text == "名":
            merged[-1] = TextRun(merged[-1].left, cell.right, "姓名")
        else:
            merged.append(cell)
    return merged


def _columns_of(cells: Sequence[TextRun]) -> list[_Column]:
    """Each heading's column: half-way to its neighbours."""
    edges = [(one.right + two.left) / 2 for one, two in pairwise(cells)]
    return [_Column(*ends) for ends in pairwise([float("-inf"), *edges, float("inf")])]


def _person_in(line: TextLine, header: _Header) -> Listed | None:
    name = _words_in(line, header.name)
    if not _NAME.fullmatch(name) or _NO_NAME.search(name):
        return None
    others = {kind: _words_in(line, column) for kind, column in header.others.items()}
    number = others.get("number")
    if number is not None and not number.isdecimal():
        return None
    return Listed(
        name,
        line.page,
        others.get("level", ""),
        others.get("id_number", ""),
        int(number) if number else None,
    )


def _words_in(line: TextLine, column: _Column) -> str:
    return "".join(cell.text for cell in line.cells if column.holds(cell))
