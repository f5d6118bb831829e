"""Edits of a data file drawn at random, and what they come to, told once more."""

from collections.abc import Mapping

from hypothesis import strategies as st

from docgen.model.submission import normalise_text
from docgen.workspace.data_edits import InsertRow, MoveRow, RemoveRow, SetValue


def plain(value):
    """A value as a data file has it."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, bool) or value is None:
        return value
    return normalise_text(str(value))


def said(value):
    """A value without what says nothing."""
    if isinstance(value, dict):
        return {k: said(v) for k, v in value.items() if said(v) not in (None, {}, [], "")}
    if isinstance(value, list):
        return [said(inner) or None for inner in value]
    return normalise_text(value) if isinstance(value, str) else value


def done(data, edit):
    """Plain data after an edit."""
    *around, last = (str(step) for step in edit.path)
    here = data
    for step in around:
        if isinstance(here, dict) and here.get(step) in (None, ""):
            here[step] = {}
        here = here[int(step)] if isinstance(here, list) else here[step]
    last = int(last) if isinstance(here, list) else last
    if isinstance(edit, SetValue):
        here[last] = plain(edit.value)
        return data
    rows = here[last] = list(here.get(last) or [])
    if isinstance(edit, InsertRow):
        rows.insert(len(rows) if edit.index is None else edit.index, plain(edit.value))
    elif isinstance(edit, RemoveRow):
        del rows[edit.index]
    else:
        rows.insert(edit.to, rows.pop(edit.index))
    return data


ODD = (
    *(
        "是",
        "否",
        "no",
        "true",
        "null",
        "~",
        "2024-06-18",
        "0631-0000816",
        "007",
        "1e3",
        "-",
        "a:b",
    ),
    *("#", "'", '"', "“引号”", "x\\y", "[1", "{", "}", "&a", "*a", "!x", "%", "|", ">-", "?", "@"),
    *(
        "`",
        "=",
        "<<",
        "𠮷\u3000z",
        "...",
        "---",
        "a\x07b",
        "e\u0301",
        "- x",
        "a: b",
        "a #b",
        "a, b",
    ),
    *("第一段\n第二段", "一\n\n  二: #\n三", "\ttab\tin", "a\r\nb", "", "  x  ", "x" * 300),
)
TEXTS = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=12),
    st.text("ab:#-'\"[]{},&*! \n\t\\|>", max_size=10),
)
FIELDS = [
    *(("unit", name) for name in ("name", "bank_account", "recent_operation")),
    *(("leader", name) for name in ("name", "birth", "phone", "achievements", "front_line")),
    *(("studio", name) for name in ("name", "plan", "strengths", "area_m2")),
    *(("claims", n, key) for n in (1, 2, 12, 18) for key in ("statement", "measure", "reason")),
    ("claims", 11, "counts", "trained"),
    ("claims", "2", "deductions", "leader_change"),
    ("unit", "workforce", "technician"),
    ("bundle", "max_dpi"),
    ("report",),
    ("assessment", "date"),
]
FILES = st.one_of(
    st.just("x/1 证书.pdf"),
    st.lists(st.sampled_from(["a.pdf", "b c.pdf"]), min_size=1, max_size=3),
    st.just([{"file": "a.pdf", "pages": "1-3"}, "d.pdf"]),
)
ITEMS = st.lists(st.integers(1, 18), max_size=4)
ROWS = st.fixed_dictionaries(
    {"files": FILES}, optional={"title": TEXTS, "items": ITEMS, "note": TEXTS}
)
MEMBERS = st.fixed_dictionaries({}, optional={"name": TEXTS, "achievements": TEXTS})
FIGURES = st.one_of(st.integers(0, 999), st.decimals(0, 9, places=2))
VALUES = st.one_of(TEXTS, st.none(), st.booleans(), FIGURES)
OF_ROW = {
    "files": FILES,
    "items": ITEMS,
    "title": TEXTS,
    "note": TEXTS,
    "quantity": FIGURES,
    "in_period": st.booleans(),
}
OF_MEMBER = {"name": TEXTS, "trade": TEXTS, "achievements": TEXTS}
TABLES = {("evidence",): (ROWS, OF_ROW), ("studio", "members"): (MEMBERS, OF_MEMBER)}


def rows_at(data, path):
    """The rows of a table."""
    for step in path:
        data = (data or {}).get(step)
    return data or []


@st.composite
def edits_of(draw, data):
    """One edit of plain data."""
    kind = draw(st.sampled_from("vvvvvrrrimd"))
    if kind == "v":
        return SetValue(draw(st.sampled_from(FIELDS)), draw(VALUES))
    path = draw(st.sampled_from([*TABLES]))
    row, columns = TABLES[path]
    count = len(rows_at(data, path))
    if kind == "i" or not count:
        return InsertRow(path, draw(st.none() | st.integers(0, count)), draw(row))
    index = draw(st.integers(0, count - 1))
    if kind == "d":
        return RemoveRow(path, index)
    if kind == "m":
        return MoveRow(path, index, draw(st.integers(0, count - 1)))
    name = draw(st.sampled_from([*columns]))
    return SetValue((*path, index, name), draw(columns[name] | st.none()))
