"""Issues are data, and one catalogue has the words for all of them."""

import ast
import json
import pickle
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import BaseModel

from docgen.issues import errors
from docgen.issues.catalogue import Entry, Reader, Sentence, Template, collect_entries
from docgen.issues.errors import FindingsError, OfficeError, WorkspaceError
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import EVERY_ENTRY, issue, render
from docgen.issues.location import Location
from docgen.issues.refusal import LockedSourceError, SaidError, UnusableSourceError, refuse
from docgen.issues.unplaced import lost, noted, place_in, restore_issue, store_issue
from docgen.model.field_locations import models_in
from docgen.model.submission import StudioFile
from docgen.system.zip_reading import ArchiveError
from docgen.text.masking import mask_numbers
from docgen.workspace.dialects import PAGE, dialect_of, tell_error_on_page, tell_on_page

YAML, BOOK = dialect_of("studio.yaml"), dialect_of("studio.xlsx")
PLACE = Location("studio.yaml", line=3)
SAID = [(code, case) for code, entry in EVERY_ENTRY.items() for case in entry.cases]


def fill(text: str, **slots: object) -> str:
    return Template(text).fill(slots, {"field": ".".join})


class TestTemplates:
    def test_slots_are_written_by_their_type(self) -> None:
        item = SimpleNamespace(number=11, title="师带徒")
        text = "{item:item}的{name}写了 {figure:number} {unit}（{keys:field}）"
        filled = fill(
            text, item=item, name="徒弟", figure=Decimal("3.0"), unit="人", keys=("a", "b")
        )
        assert filled == "第 11 项（师带徒）的徒弟写了 3 人（a.b）"

    def test_of_many_the_first_five_are_named(self) -> None:
        pieces = [SimpleNamespace(title=str(number)) for number in range(6)]
        assert fill("{all:pieces}", all=pieces[:5]) == "“0”、“1”、“2”、“3”、“4”"
        assert fill("{all:pieces}", all=pieces) == "“0”、“1”、“2”、“3”、“4”等 6 件"

    @pytest.mark.parametrize("nothing", [None, "", (), [], False])
    def test_a_part_drops_out_where_its_slot_is_empty(self, nothing: object) -> None:
        assert fill("有[[{which}的]]两件", which=nothing) == "有两件"

    def test_a_part_stays_where_its_slot_says_something(self) -> None:
        assert fill("[[有 {count:number} 件，]]得 0 分", count=0) == "有 0 件，得 0 分"
        assert fill("[[{stated:when}写了，]]得 0 分", stated=True) == "写了，得 0 分"

    def test_what_fills_a_slot_is_no_template(self) -> None:
        assert fill("“{title}”[[（{note}）]]", title="[[{note}]]", note="x") == "“[[{note}]]”（x）"


class TestIssues:
    def test_slots_are_those_of_the_sentence(self) -> None:
        with pytest.raises(TypeError, match=r"\['item', 'point'\] given"):
            issue("C403", PLACE, item=SimpleNamespace(number=1, title="一"), point=3)

    def test_a_slot_takes_its_type_alone(self) -> None:
        with pytest.raises(TypeError, match="total is no number"):
            issue("C412", PLACE, total="六十", mark=Decimal(60))

    def test_only_an_optional_slot_may_be_empty(self) -> None:
        item = SimpleNamespace(number=1, title="一")
        said = issue("C410", PLACE, item=item, doubt="两可", points=None, other=None)
        assert render(said, YAML).what == "第 1 项（一）：两可"
        with pytest.raises(TypeError, match="mark is no number"):
            issue("C412", PLACE, total=Decimal(50), mark=None)

    def test_the_reader_of_a_workbook_reads_no_keys(self) -> None:
        said = issue("C110", PLACE, name=("leader", "duties"), around="…")
        assert "（leader.duties）" in render(said, YAML).what
        assert "leader" not in render(said, BOOK).what

    def test_places_hide_numbers_as_sentences_do(self) -> None:
        name = "evidence/张三371099197804120242.pdf"
        finding = Finding(Level.NOTE, "C109", Location(name, field=(name,)), name, name)
        assert "19780412" not in repr(finding)


@pytest.mark.parametrize("code", EVERY_ENTRY)
def test_every_sentence_has_a_remedy_for_both_forms_of_the_data(code: str) -> None:
    entry = EVERY_ENTRY[code]
    assert entry.cases
    for case, reader in product(entry.cases, Reader):
        what, remedy = entry.texts(case, reader)
        assert what.text, (case, reader)
        assert remedy.text, (case, reader)
        if reader is not Reader.KEYS and code.startswith("C"):
            assert "studio.yaml" not in what.text + remedy.text, (case, reader)


def test_examples_look_like_nobodys_number() -> None:
    """What is said is masked, examples in it too: none may look like a number of somebody."""
    texts = [
        text.text
        for code, case in SAID
        for reader in Reader
        for text in EVERY_ENTRY[code].texts(case, reader)
    ]
    assert len(texts) > 1000
    assert [text for text in texts if mask_numbers(text) != text] == []


def _keys(model: type[BaseModel]) -> set[str]:
    """Every key of the data file."""
    inner = [part for f in model.model_fields.values() for part in models_in(f.annotation)]
    return set(model.model_fields).union(*map(_keys, inner))


_FILE_WORDS = re.compile(
    rf"(?<![A-Za-z_])(?:{'|'.join(sorted(_keys(StudioFile)))}|true|false)(?![A-Za-z_])"
    r"|studio\.(?:yaml|xlsx)|scheme\.yaml|\bYAML\b|docgen [a-z]|--[a-z]"
)
_TABLE_WORDS = re.compile("这一行|这一格|表里写|”表里|文件”格")
_ELSEWHERE = (
    "V", "S", "K", "P", "B", "print", "collect", "sign", "scheme", "serve", "gate", "summary",
    "batch",
)  # fmt: skip
"""Begins the codes of what the page says nowhere: `verify`, `lint`, and commands of their own."""
_TEMPLATES = ("template", "word-template")
"""Marks in Word documents are called what they are, wherever it is said."""


def test_the_page_names_no_key_file_or_command() -> None:
    for code, case in SAID:
        elsewhere = code.startswith(_ELSEWHERE) or code in _TEMPLATES
        if elsewhere or (code, case) == ("output", "workspace"):
            continue
        what, remedy = EVERY_ENTRY[code].texts(case, Reader.PAGE)
        shown = re.sub(r"\{[a-z_]+(:[a-z]+)?\}", "", what.text + remedy.text)
        assert not _FILE_WORDS.search(shown), (code, case, shown)
        if code.startswith(("C", "F")):
            assert not _TABLE_WORDS.search(shown), (code, case, shown)


class TestTheSameToAnotherReader:
    def test_a_finding_is_said_again_at_its_place(self) -> None:
        pieces = [SimpleNamespace(title="培训签到表")]
        item = SimpleNamespace(number=11, title="师带徒")
        place = Location("studio.yaml", line=31, field=("evidence", "3"))
        found = render(issue("C306", place, item=item, count=1, pieces=pieces), YAML)
        assert found.remedy == "在 studio.yaml 的 evidence 里补上 date，说明在考核期内"
        shown = tell_on_page(found)
        assert shown.remedy == "在这几件上填“日期”，说明在考核期内"
        assert (shown.location, shown.level, shown.what) == (place, found.level, found.what)

    def test_lines_and_keys_of_other_places_are_none_of_the_page(self) -> None:
        one, other = SimpleNamespace(title="名单一"), SimpleNamespace(title="名单二")
        where = Location("studio.yaml", line=31, field=("evidence", "3"))
        said = issue("C346", PLACE, piece=one, first=other, where=where)
        assert "（studio.yaml:31）" in render(said, YAML).what
        assert "（佐证 › 第 4 条）" in render(said, PAGE).what

    def test_answers_are_called_by_their_names(self) -> None:
        item = SimpleNamespace(number=5, title="制度")
        options = [SimpleNamespace(key="full", name="健全"), SimpleNamespace(key="no", name="没有")]
        said = issue("C202", PLACE, item=item, choice="全", options=options)
        assert render(said, PAGE).remedy == "改成其中之一：健全；没有"

    def test_what_is_only_known_in_words_stays_as_it_is(self) -> None:
        found = Finding(Level.NOTE, "C999", PLACE, "不对", "改")
        assert tell_on_page(found) == found

    def test_an_error_speaks_as_the_page_does(self) -> None:
        said = issue("data-file", Location("studio.yaml", 1), "no_mapping")
        error = tell_error_on_page(refuse(WorkspaceError, said))
        assert "docgen" not in error.remedy
        assert error.where == "studio.yaml:1"
        found = render(issue("C209", PLACE, "error", code="C101", title="空着"), YAML)
        failed = tell_error_on_page(FindingsError([found]))
        assert isinstance(failed, FindingsError)
        assert failed.findings[0].remedy == "从“不要的检查”里删去"
        assert "--draft" not in failed.remedy


def test_cases_share_what_they_do_not_say_themselves() -> None:
    shared = {"what": "不对", "remedy": "写 note", "in_workbook": "写“说明”"}
    cases = {"one": Sentence(), "two": Sentence("二", "改 x"), "three": Sentence(remedy="改 y")}
    entry = Entry("C999", Level.NOTE, "试", **shared, **cases)
    said = [
        [tuple(text.text for text in entry.texts(case, reader)) for case in entry.cases]
        for reader in (Reader.KEYS, Reader.CELLS)
    ]
    assert said == [
        [("不对", "写 note"), ("二", "改 x"), ("不对", "改 y")],
        [("不对", "写“说明”"), ("二", "改 x"), ("不对", "改 y")],
    ]


def test_a_code_stands_once_and_knows_its_slots() -> None:
    once = Entry("C999", Level.NOTE, "试", Sentence("{a}", "改"))
    with pytest.raises(ValueError, match="C999 stands twice"):
        collect_entries([once, once])
    with pytest.raises(ValueError, match="no such types"):
        Entry("C998", Level.NOTE, "试", Sentence("{a:colour}", "改")).slots_of("")
    for code, case in SAID:
        EVERY_ENTRY[code].slots_of(case)


def test_what_travels_and_is_kept_says_the_same() -> None:
    place = place_in("cell", sheet="经费", cell="A2")
    said = lost("page_left_out", pages=(2,), why=UnusableSourceError("source-damaged", "pdf").said)
    for one in (said, lost("cut_off", places=(place,)), noted("slide_dates", number=3)):
        kept = restore_issue(json.loads(json.dumps(store_issue(one))))
        assert kept == one
        assert render(kept) == render(one)
    with pytest.raises(TypeError, match="count"):
        restore_issue({"code": "F101", "case": "converted", "slots": {}})
    with pytest.raises(KeyError):
        restore_issue({"code": "F101", "case": "gone", "slots": {}})


def test_a_refusal_goes_from_one_process_to_another() -> None:
    cause = refuse(OfficeError, issue("office", Location("甲.docx"), "absent")).said
    error = LockedSourceError("source-office", "unusable", cause=cause)
    there = pickle.loads(pickle.dumps(error))
    assert type(there) is LockedSourceError
    assert (there.code, there.what, there.remedy) == (error.code, error.what, error.remedy)
    archive = pickle.loads(pickle.dumps(ArchiveError("many", count=3)))
    assert str(archive) == "压缩包里有 3 个文件，多得不像报送材料，没有打开"


_CHINESE = re.compile(r"[\u4e00-\u9fff]")
PACKAGE = Path(__file__).parents[1] / "docgen"


@cache
def read_tree(file: Path) -> ast.Module:
    """A module of docgen, taken apart once for all that look through them."""
    return ast.parse(file.read_text(encoding="utf-8"))


def test_no_error_is_worded_where_it_is_raised() -> None:
    ours = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
    ours |= {kind.__name__ for kind in (UnusableSourceError, *SaidError.__subclasses__())}
    worded = []
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] in {"issues", "cli"}:
            continue
        for call in ast.walk(read_tree(path)):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ours:
                given = "".join(map(ast.unparse, (*call.args, *(k.value for k in call.keywords))))
                if _CHINESE.search(given):
                    worded.append(f"{path.name}:{call.lineno}")
    assert len(ours) > 10
    assert worded == []


# ── where issues are made ─────────────────────────────────────────────────────────────────────

OF_ONE_CODE = {"noted": "F101", "lost": "F105", "place_in": "place"}


@dataclass(frozen=True)
class IssueCall:
    """A call that makes an issue: the codes, cases and slots that can be told from its words.

    `slots` are those that are surely given; `whole`: there are no others.
    """

    where: str
    codes: tuple[str, ...]
    cases: tuple[str, ...]
    slots: frozenset[str]
    whole: bool


def read_constants(node: ast.expr | None) -> tuple[str, ...]:
    """The texts that an expression may be; none where that cannot be told."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return (node.value,)
    if isinstance(node, ast.IfExp):
        both = read_constants(node.body), read_constants(node.orelse)
        return both[0] + both[1] if all(both) else ()
    return ()


def read_keys(node: ast.expr, scope: ast.AST) -> frozenset[str] | None:
    """The keys of what stands behind two stars: a mapping written there or once in its function."""
    if isinstance(node, ast.Name):
        given = [
            one.value
            for one in ast.walk(scope)
            if isinstance(one, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == node.id for t in one.targets)
        ]
        return read_keys(given[0], scope) if len(given) == 1 else None
    if isinstance(node, ast.Dict):
        keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
        return frozenset(keys) if len(keys) == len(node.keys) else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        names = [keyword.arg for keyword in node.keywords if keyword.arg]
        return frozenset(names) if len(names) == len(node.keywords) and not node.args else None
    return None


def read_call(call: ast.Call, scope: ast.AST, where: str) -> IssueCall | None:
    """What a call says of the issue it makes; None where it makes none."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name in OF_ONE_CODE:
        code, case = ast.Constant(OF_ONE_CODE[name]), call.args[:1]
    elif name == "issue":
        code, case = call.args[0], call.args[2:3]
    elif name == "UnusableSourceError":
        code, case = call.args[0], call.args[1:2]
    else:
        return None
    spread = [read_keys(k.value, scope) for k in call.keywords if k.arg is None]
    slots = {keyword.arg for keyword in call.keywords if keyword.arg}.union(*filter(None, spread))
    cases = read_constants(case[0]) if case else ("",)
    return IssueCall(where, read_constants(code), cases, frozenset(slots), None not in spread)


def list_issue_calls() -> list[IssueCall]:
    calls = []
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = read_tree(file)
        inner = {
            id(node): scope
            for scope in ast.walk(tree)
            if isinstance(scope, ast.FunctionDef)
            for node in ast.walk(scope)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                where = f"{file.relative_to(PACKAGE)}:{node.lineno}"
                calls.append(read_call(node, inner.get(id(node), tree), where))
    return [call for call in calls if call is not None]


def find_mistakes(call: IssueCall) -> Iterator[str]:
    """What is wrong with a call by the catalogue, of all that it may mean."""
    for code in call.codes:
        if code not in EVERY_ENTRY:
            yield f"{call.where}: no entry {code}"
            continue
        entry = EVERY_ENTRY[code]
        for case in call.cases:
            if case not in entry.cases:
                yield f"{call.where}: {code} has no case {case}"
            elif call.slots != entry.slots_of(case).types.keys() and (
                call.whole or call.slots - entry.slots_of(case).types.keys()
            ):
                wanted = sorted(entry.slots_of(case).types)
                yield f"{call.where}: {code} {case} is given {sorted(call.slots)}, wants {wanted}"
        known = [call.slots <= entry.slots_of(case).types.keys() for case in entry.cases]
        if not call.cases and not any(known):
            yield f"{call.where}: no case of {code} takes {sorted(call.slots)}"


class TestCalls:
    """Every issue that docgen makes is one of the catalogue, without running what makes it."""

    def test_every_call_gives_the_slots_of_its_sentence(self) -> None:
        calls = list_issue_calls()
        told = [call for call in calls if call.codes and call.cases]
        assert len(calls) > 800
        assert len(told) > 0.85 * len(calls)
        assert sum(call.whole for call in told) > 0.85 * len(told)
        assert [mistake for call in calls for mistake in find_mistakes(call)] == []

    @pytest.mark.parametrize(
        ("written", "mistake"),
        [
            ("issue('C999', place)", "no entry C999"),
            ("issue('C310', place, 'sometimes')", "has no case sometimes"),
            ("issue('C403', place)", r"is given \[\], wants \['item'\]"),
            ("issue('C403', place, **{'point': 1})", "is given \\['point'\\], wants"),
            ("issue('C310', place, case, colour=1, **said)", "no case of C310 takes"),
            ("lost('none_such')", "F105 has no case"),
        ],
    )
    def test_a_wrong_call_is_seen(self, written: str, mistake: str) -> None:
        node = ast.parse(written, mode="eval").body
        assert isinstance(node, ast.Call)
        call = read_call(node, node, "here")
        assert call is not None
        assert any(re.search(mistake, found) for found in find_mistakes(call))

    def test_every_entry_is_said_somewhere(self) -> None:
        written = {
            node.value
            for file in PACKAGE.rglob("*.py")
            if not file.name.endswith("_entries.py")
            for node in ast.walk(read_tree(file))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert [code for code in EVERY_ENTRY if code not in written] == []
