"""Every change of a workspace is a step: wholly done or not at all, undone unless changed since."""

import contextlib
import datetime
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from killing import kill_at

from docgen import api
from docgen.issues.errors import ChangeConflictError, DocgenError, OutputError
from docgen.usecases.build_record import BuildRecord
from docgen.workspace import change_step
from docgen.workspace import history as journals
from docgen.workspace.history import NewData, history, new_step_id, open_journal, redo, undo

BLANK = b"scheme: weihai-2025\nsubmission: assessment\n"
NOON = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)
HOME = "evidence/01-\u573a\u5730"
FILES = {f"{HOME}/1 甲.pdf": b"1", f"{HOME}/2 乙.pdf": b"22", "evidence/散.pdf": b"333"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "w")


def make(folder: Path) -> Path:
    for path, content in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / "studio.yaml").write_bytes(BLANK)
    return folder


def tree(folder: Path) -> Mapping[str, bytes | None]:
    """All that a clerk sees: folders, files and what they hold."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.relative_to(folder).parts[0] not in (".docgen", ".docgen.lock")
    }


SWAP = (
    (f"{HOME}/1 甲.pdf", f"{HOME}/2 乙.pdf"),
    (f"{HOME}/2 乙.pdf", f"{HOME}/1 甲.pdf"),
    ("evidence/散.pdf", f"{HOME}/平面图/子/散.pdf"),
)


def change(folder: Path, line: bytes = b"report: x.pdf\n", **given: object) -> None:
    """Two files change places, one goes into a new folder, and the data file gets a line."""
    with open_journal(folder) as journal:
        before = (folder / "studio.yaml").read_bytes()
        data = NewData("studio.yaml", before, before + line)
        journal.apply(new_step_id(), "交换", SWAP, data, **given)


def type_text(folder: Path, text: bytes, seconds: float = 0, field: str = "plan") -> None:
    with open_journal(folder) as journal:
        before = (folder / "studio.yaml").read_bytes()
        data = NewData("studio.yaml", before, BLANK + b"report: " + text + b".pdf\n")
        at = NOON + datetime.timedelta(seconds=seconds)
        journal.apply(new_step_id(at), f"报告：{text.decode()}", (), data, merge=(field,), at=at)


def test_a_step_is_done_undone_and_done_again(folder):
    before = tree(folder)
    change(folder)
    after = tree(folder)
    assert after[f"{HOME}/1 甲.pdf"] == b"22"
    assert after[f"{HOME}/平面图/子/散.pdf"] == b"333"
    assert after["studio.yaml"].endswith(b"x.pdf\n")
    assert [head.label for head in history(folder).undoable] == ["交换"]
    for _ in range(2):
        assert undo(folder).label == "交换"
        assert tree(folder) == before
        assert [head.label for head in history(folder).redoable] == ["交换"]
        redo(folder)
        assert tree(folder) == after
    # The folder is its owner's, nothing of the work is left in it, and no check looks into it.
    hidden = folder / ".docgen"
    assert hidden.stat().st_mode & 0o777 == 0o700
    names = {".gitignore", "history.json", "kept", "moves", "parked"}
    assert {path.name for path in hidden.iterdir()} == names
    assert [p.stat().st_size for p in (hidden / "parked").rglob("*") if p.is_file()] == [0]
    assert not [found for found in api.check(folder).findings if ".docgen" in found.where]


def test_looking_writes_nothing(folder):
    before = tree(folder)
    assert history(folder) == journals.History()
    for act in (undo, redo):
        with pytest.raises(ChangeConflictError) as refused:
            act(folder)
        assert "没有可以" in refused.value.what
    assert not (folder / ".docgen").exists()
    assert tree(folder) == before


ALTERED: list[tuple[Callable[[Path], object], str]] = [
    (lambda w: (w / f"{HOME}/1 甲.pdf").write_bytes(b"new"), "内容改过"),
    (lambda w: (w / f"{HOME}/1 甲.pdf").unlink(), "不在那里了"),
    (lambda w: (w / "evidence/散.pdf").write_bytes(b"x"), "有了同名的文件"),
    (lambda w: (w / "studio.yaml").write_bytes(BLANK), "又改过"),
    (lambda w: (w / "studio.yaml").unlink() or (w / "studio.xlsx").write_bytes(b"PK"), "又改过"),
    (lambda w: shutil.rmtree(w / ".docgen/kept"), "找不到了"),
]


@pytest.mark.parametrize(("alter", "said"), ALTERED, ids=[said for _, said in ALTERED])
def test_what_somebody_changed_since_is_left_alone(folder, alter, said):
    change(folder)
    alter(folder)
    left = tree(folder)
    with pytest.raises(ChangeConflictError) as refused:
        undo(folder)
    assert said in refused.value.what
    assert "“交换”" in refused.value.what
    assert refused.value.remedy
    assert tree(folder) == left
    assert len(history(folder).undoable) == 1


def test_a_page_undoes_only_the_step_it_has_seen(folder):
    change(folder)
    seen = history(folder).undoable[0].id
    type_text(folder, b"y")
    with pytest.raises(ChangeConflictError, match="最后一步已经是“报告：y”"):
        undo(folder, seen=seen)
    undo(folder)
    assert undo(folder, seen=seen).id == seen


def test_a_step_needs_what_whoever_thought_of_it_saw(folder):
    with open_journal(folder) as journal:
        data = NewData("studio.yaml", b"other", b"new")
        for pairs, new, said in (
            ([("evidence/散.pdf", f"{HOME}/1 甲.pdf")], None, "已有同名的文件"),
            ([("evidence/无.pdf", "evidence/有.pdf")], None, "不在那里了"),
            ([("evidence/散.pdf", "evidence/有.pdf")], data, "刚刚在别处改过"),
        ):
            before = tree(folder)
            with pytest.raises(ChangeConflictError) as refused:
                journal.apply(new_step_id(), "x", pairs, new)
            assert said in refused.value.what
            assert tree(folder) == before
        for path in ("evidence/../../x", "/etc/x", "studio.yaml", "out/x", "evidence//x"):
            with pytest.raises(ValueError, match=r"path|value"):
                journal.apply(new_step_id(), "x", [("evidence/散.pdf", path)])
    assert history(folder) == journals.History()


def test_nothing_is_moved_through_links(folder, tmp_path):
    (tmp_path / "outside").mkdir()
    (folder / "evidence/02-链接").symlink_to(tmp_path / "outside")
    with open_journal(folder) as journal:
        with pytest.raises(ChangeConflictError, match="在工作文件夹以外"):
            journal.apply(new_step_id(), "x", [("evidence/散.pdf", "evidence/02-链接/散.pdf")])
        with pytest.raises(ChangeConflictError, match="应是文件夹"):
            journal.apply(new_step_id(), "x", [("evidence/散.pdf", f"{HOME}/1 甲.pdf/散.pdf")])
    assert not list((tmp_path / "outside").iterdir())
    shutil.rmtree(folder / ".docgen")
    (folder / ".docgen").symlink_to(tmp_path / "outside")
    with pytest.raises(ChangeConflictError, match="应是文件夹"):
        change(folder)
    assert not list((tmp_path / "outside").iterdir())


def test_what_is_typed_in_one_go_is_undone_in_one(folder):
    for text, seconds in ((b"a", 0), (b"ab", 5), (b"abc", 9)):
        type_text(folder, text, seconds)
    assert [head.label for head in history(folder).undoable] == ["报告：abc"]
    type_text(folder, b"abcd", 30)
    type_text(folder, b"other", 31, field="name")
    assert len(history(folder).undoable) == 3
    undo(folder)
    undo(folder)
    assert b"abc.pdf" in (folder / "studio.yaml").read_bytes()
    undo(folder)
    assert (folder / "studio.yaml").read_bytes() == BLANK
    # Only what a step needs is kept.
    assert len(list((folder / ".docgen/kept").iterdir())) == 4


def test_typing_that_ends_where_it_began_is_no_step_and_none_is_endless(folder):
    type_text(folder, b"a", 0)
    with open_journal(folder) as journal:
        data = NewData("studio.yaml", (folder / "studio.yaml").read_bytes(), BLANK)
        later = NOON + datetime.timedelta(seconds=2)
        journal.apply(new_step_id(later), "x", (), data, merge=("plan",), at=later)
    assert history(folder) == journals.History()
    for second in range(0, 70, 7):
        type_text(folder, b"%d" % second, second)
    assert len(history(folder).undoable) == 2


def test_a_new_step_drops_what_was_undone(folder):
    change(folder)
    undo(folder)
    type_text(folder, b"y")
    assert history(folder).redoable == ()
    assert len(list((folder / ".docgen/kept").iterdir())) == 2
    assert not list((folder / ".docgen/moves").iterdir())


def test_the_last_steps_are_kept(folder, monkeypatch):
    monkeypatch.setattr(journals, "MOST_STEPS", 3)
    for number in range(6):
        type_text(folder, b"%d" % number, 100 * number)
    assert [head.label for head in history(folder).undoable] == ["报告：5", "报告：4", "报告：3"]
    assert len(list((folder / ".docgen/kept").iterdir())) == 4


@pytest.mark.parametrize("broken", [b"", b"{", b'{"version": 2}', b"[]" * 9])
def test_a_broken_journal_is_put_aside(folder, broken):
    change(folder)
    after = tree(folder)
    (folder / ".docgen/history.json").write_bytes(broken)
    assert history(folder) == journals.History()
    assert (folder / ".docgen/history.json.damaged").read_bytes() == broken
    type_text(folder, b"y")
    undo(folder)
    assert tree(folder) == after


def test_a_journal_of_anybody_moves_nothing_elsewhere(folder, tmp_path):
    change(folder)
    (file,) = (folder / ".docgen/moves").iterdir()
    told = json.loads(file.read_bytes())
    told["moves"][0] |= {"source": "../stolen.pdf"}
    file.write_text(json.dumps(told))
    assert history(folder).undoable
    with pytest.raises(ChangeConflictError, match="没有可以撤消"):
        undo(folder)
    assert not (tmp_path / "stolen.pdf").exists()


def test_an_open_workbook_is_not_written(folder):
    (folder / "studio.yaml").rename(folder / "studio.xlsx")
    (folder / "~$studio.xlsx").touch()
    data = NewData("studio.xlsx", BLANK, b"new")
    with open_journal(folder) as journal, pytest.raises(OutputError, match="开着"):
        journal.apply(new_step_id(), "x", (), data)
    assert (folder / "studio.xlsx").read_bytes() == BLANK


# ── at every moment ───────────────────────────────────────────────────────────────────────────

ACTS = {"do": change, "undo": undo, "redo": redo}


def ready(folder: Path, act: str) -> None:
    """Have a workspace where something is to be done, undone, or done again."""
    make(folder)
    type_text(folder, b"y")
    if act != "do":
        change(folder, b"# x\n")
    if act == "redo":
        undo(folder)


def do(folder: Path, act: str) -> None:
    ACTS[act](folder) if act != "do" else change(folder, b"# x\n")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a child")
@pytest.mark.parametrize("act", ACTS)
def test_a_killed_step_did_not_happen(act, tmp_path):
    call, killed = 1, True
    while killed:
        folder = tmp_path / str(call)
        ready(folder, act)
        before, steps = tree(folder), history(folder)
        killed = kill_at(call, lambda: do(folder, act), within=None).killed  # noqa: B023
        told = history(folder)
        finished = told != steps
        expected = tree(ready_after(tmp_path / f"{call}-after", act)) if finished else before
        assert tree(folder) == expected, call
        # Whatever came of it, the way on and back is open.
        if told.undoable:
            undo(folder)
            redo(folder)
        assert tree(folder) == expected
        shutil.rmtree(folder)
        call += 4
    assert call > 50


DOORS: Mapping[str, Callable[[Path], object]] = {
    "check": lambda folder: api.check(folder, api.Settings(cache=folder.parent / "cache")),
    "build": lambda folder: api.build(folder, api.Settings(cache=folder.parent / "cache")),
    "lock": lambda folder: api.lock(folder, api.Settings(cache=folder.parent / "cache")),
    "read_data": api.read_data,
    "outline": api.outline,
    "read_former": api.read_former,
    "ledger": api.ledger,
    "convert": api.convert,
    "edit": lambda folder: api.edit(folder, [api.SetValue(("report",), "", "no such report")]),
    "history": history,
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a child")
@pytest.mark.parametrize("door", DOORS)
def test_whoever_opens_a_workspace_finds_no_step_half_done(door, tmp_path):
    """Killed with the second of three files moved, and with the data file written as well."""
    folder, unfinished = tmp_path / "w", 0
    for call in range(12, 60, 12):
        ready(folder, "do")
        before = tree(folder)
        kill_at(call, lambda: do(folder, "do"), within=None)
        half = json.loads((folder / ".docgen/history.json").read_bytes())["pending"] is not None
        unfinished += half and tree(folder) != before
        if half:
            with contextlib.suppress(DocgenError):
                DOORS[door](folder)
            assert json.loads((folder / ".docgen/history.json").read_bytes())["pending"] is None
            assert {*FILES} <= {*tree(folder)}
            assert (folder / f"{HOME}/1 甲.pdf").read_bytes() == b"1"
        shutil.rmtree(folder)
    assert unfinished > 1


def test_what_is_half_done_where_nothing_can_be_written_is_said(folder):
    change(folder)
    file = folder / ".docgen/history.json"
    told = json.loads(file.read_bytes())
    head = told["done"].pop()
    file.write_text(json.dumps(told | {"pending": {"head": head, "back": False}}))
    # Not even root has its turn where this is no file.
    (folder / ".docgen.lock").mkdir()
    with pytest.raises(OutputError):
        api.check(folder)


def ready_after(folder: Path, act: str) -> Path:
    ready(folder, act)
    do(folder, act)
    return folder


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("name", ["rename_to_free", "write_atomically", "flush_folder"])
def test_a_step_that_fails_did_not_happen(act, name, folder, monkeypatch):
    shutil.rmtree(folder)
    ready(folder, act)
    before, steps = tree(folder), history(folder)
    usual, calls = getattr(change_step, name), 0

    def fail(*given: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise OSError(28, "No space left on device", str(folder))
        return usual(*given, **named)

    monkeypatch.setattr(change_step, name, fail)
    for failing in range(1, 20):  # noqa: B007
        calls = 0
        with contextlib.suppress(OutputError):
            do(folder, act)
            break
        assert (tree(folder), history(folder)) == (before, steps)
    assert 1 < failing < 19


def test_a_folder_that_is_read_only_is_told(folder):
    if os.name != "posix" or os.geteuid() == 0:
        pytest.skip("for root no folder is read-only")
    before = tree(folder)
    folder.chmod(0o500)
    try:
        with pytest.raises(OutputError):
            change(folder)
        assert tree(folder) == before
    finally:
        folder.chmod(0o700)


def test_a_step_that_was_undone_asks_for_no_new_package(folder, tmp_path):
    cache, package = tmp_path / "cache", tmp_path / "out/assessment"
    package.mkdir(parents=True)
    record = BuildRecord(cache, folder, package.parent, (), int)
    # What was changed just now could change again unnoticed: nothing is noted of it.
    old = time.time() - 60
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (old, old))
    record._began_ns += 10**10
    record.note(7, package, ())
    assert BuildRecord(cache, folder, package.parent, (), int).recall() == 7
    with open_journal(folder) as journal:
        journal.apply(new_step_id(), "x", [("evidence/散.pdf", f"{HOME}/散.pdf")])
    assert BuildRecord(cache, folder, package.parent, (), int).recall() is None
    undo(folder)
    assert BuildRecord(cache, folder, package.parent, (), int).recall() == 7
