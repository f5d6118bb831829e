"""A session checks one workspace again and again, and says what a fresh check would say."""

import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from openpyxl import load_workbook

from docgen import api
from docgen.model.prepared import Prepared
from docgen.model.source_keys import EvidenceKey
from docgen.sources import prepare
from docgen.sources.cache import Cache
from docgen.sources.content_store import ContentStore
from docgen.system import file_hashes
from docgen.system.file_types import recognise
from docgen.system.memo import Memo, this_memo

SAMPLE = Path(__file__).parent.parent / "samples" / "example-city"
TICK = 0.02
"""Seconds: the times of files are not coarser here."""
EDITS = 10


@pytest.fixture(scope="module")
def cache(shared_cache: Path) -> Path:
    return shared_cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose files count as settled soon, so that a session remembers them all."""
    monkeypatch.setattr(file_hashes, "SETTLED_NS", int(TICK * 1e9))
    shutil.copytree(SAMPLE, tmp_path / "studio", ignore=shutil.ignore_patterns("out"))
    return tmp_path / "studio"


def outcome(check: Callable[[], api.Checked]) -> tuple[object, ...]:
    """All that is told of a workspace, or why nothing is."""
    try:
        checked = check()
    except api.DocgenError as error:
        found = error.findings if isinstance(error, api.FindingsError) else ()
        return type(error), error.what, error.where, error.remedy, found
    told = checked.findings, api.report(checked.findings), checked.verdict, checked.off
    case = checked.case
    return (*told, checked.sources, checked.scores, case.evidence, case.texts, case.places)


def same(session: api.Session, folder: Path, settings: api.Settings, *, first: bool) -> bool:
    """Hold a session against a fresh check, which asks the cache before or after it.

    Whether there was something to check.
    """
    time.sleep(2 * TICK)
    living, fresh = (lambda: session.check(settings)), (lambda: api.check(folder, settings))
    if first:
        one, other = outcome(living), outcome(fresh)
    else:
        other, one = outcome(fresh), outcome(living)
    assert one == other
    # What is not told apart by its value is by how it is written.
    assert repr(one[:3]) == repr(other[:3])
    return not isinstance(one[0], type)


# --- edits --------------------------------------------------------------------------------------

TEXTS = (
    "改",
    "6",
    "2024-13-40",
    "授徒11人",
    "电话13805311234",
    "",
    "竹编𠮷",
    "[1, 2",
    "“引号”",
    "a: b",
)


def edit_line(folder: Path, dice: random.Random) -> None:
    data = folder / "studio.yaml"
    lines = data.read_text(encoding="utf-8").split("\n")
    at = dice.randrange(len(lines))
    key, colon, value = lines[at].partition(": ")
    text = dice.choice(TEXTS)
    lines[at : at + 1] = dice.choice(
        [
            [f"{key}{colon}{value}{text}"],
            [f"{key}: {text}"],
            [lines[at], lines[at]],
            [],
            ["", lines[at]],
            [lines[at], f"{' ' * dice.randrange(4)}# {text}"],
            [lines[dice.randrange(len(lines))]],
        ]
    )
    data.write_text("\n".join(lines), encoding="utf-8")


def edit_row(folder: Path, dice: random.Random) -> None:
    """Rows of the evidence, taken out, doubled or set elsewhere."""
    data = folder / "studio.yaml"
    head, mark, rows = data.read_text(encoding="utf-8").partition("\nevidence:\n")
    pieces = re.split(r"\n(?=  - )", rows)
    piece = pieces.pop(dice.randrange(len(pieces)))
    for _ in range(dice.randrange(3)):
        pieces.insert(dice.randrange(len(pieces) + 1), piece)
    data.write_text(f"{head}{mark}" + "\n".join(pieces), encoding="utf-8")


def files_in(folder: Path) -> list[Path]:
    return sorted(p for p in (folder / "evidence").rglob("*") if p.is_file())


def edit_file(folder: Path, dice: random.Random) -> None:
    one, other = dice.sample(files_in(folder), 2)
    what = dice.randrange(7)
    if what == 0:
        one.rename(one.with_name(f"改{one.name}"))
    elif what == 1:
        one.rename(other.parent / f"{one.stem}移{one.suffix}")
    elif what == 2:
        one.unlink()
    elif what == 3:
        one.write_bytes(other.read_bytes())
    elif what == 4:
        one.write_bytes(one.read_bytes()[: one.stat().st_size // 2])
    elif what == 5:
        shutil.copyfile(one, other.with_name(f"又{dice.randrange(9)}{one.suffix}"))
    else:
        (one.parent / "说不清.dat").write_bytes(bytes([dice.randrange(256)]) * 99)


def swap(folder: Path, dice: random.Random) -> None:
    """A file holds what another does, under the name it had."""
    one, other = dice.sample(files_in(folder), 2)
    one.write_bytes(other.read_bytes())


def lock_file(folder: Path, dice: random.Random) -> None:
    """A file is locked, or the passwords change."""
    pdf = dice.choice([p for p in files_in(folder) if p.suffix == ".pdf"])
    if dice.randrange(2):
        with pikepdf.open(pdf) as opened:
            opened.save(pdf.with_suffix(".new"), encryption=pikepdf.Encryption(user="芝麻"))
        pdf.with_suffix(".new").replace(pdf)
    known = dice.choice(["芝麻\n", "绿豆\n", ""])
    (folder / "密码.txt").write_text(known, encoding="utf-8")


def edit_report(folder: Path, dice: random.Random) -> None:
    reports = sorted(folder.glob("*报告*.docx"))
    if not reports:
        shutil.copyfile(SAMPLE / "三年工作总结报告.docx", folder / "总结报告.docx")
    elif dice.randrange(2):
        reports[0].rename(reports[0].with_name(f"{dice.randrange(9)}报告.docx"))
    else:
        reports[0].unlink()


def edit_cell(folder: Path, dice: random.Random) -> None:
    book = load_workbook(folder / "studio.xlsx")
    sheet = dice.choice(book.worksheets)
    row, column = dice.randint(1, sheet.max_row), dice.randint(1, sheet.max_column)
    what = dice.randrange(4)
    if what == 0:
        sheet.insert_rows(row)
    elif what == 1:
        sheet.delete_rows(row)
    elif not type(sheet.cell(row, column)).__name__.startswith("Merged"):
        cell = sheet.cell(row, column)
        cell.value = f"{cell.value or ''}{dice.choice(TEXTS)}"
    book.save(folder / "studio.xlsx")


def edit_much(
    folder: Path, cache: Path, seed: int, edits: tuple[Callable[..., None], ...], count: int
) -> None:
    dice = random.Random(seed)
    settings = api.Settings(cache=cache)
    session = api.Session(folder)
    whole = folder.with_name("whole")
    shutil.copytree(folder, whole)
    read = [same(session, folder, settings, first=True)]
    for number in range(count):
        if not read[-1] or dice.random() < 0.2:
            restore(folder, whole)
        edits[number % len(edits)](folder, dice)
        if dice.random() < 0.3:
            dice.choice(edits)(folder, dice)
        read.append(same(session, folder, settings, first=bool(number % 2)))
    # Most edits leave something to check.
    assert sum(read) > count / 2


ANOTHER = """
import pathlib, sys
from docgen import api
settings = api.Settings(cache=pathlib.Path(sys.argv[2]), reading="none")
checked = api.check(sys.argv[1], settings)
sys.stdout.buffer.write(api.report(checked.findings).encode())
"""


def restore(folder: Path, whole: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(whole, folder)


def test_a_process_of_its_own_says_the_same(folder: Path, cache: Path) -> None:
    settings = api.Settings(cache=cache)
    session, data = api.Session(folder), folder / "studio.yaml"
    session.check(settings)
    edit_row(folder, random.Random(3))
    time.sleep(2 * TICK)
    session.check(settings)
    said = subprocess.run(
        [sys.executable, "-c", ANOTHER, folder, cache], capture_output=True, check=True
    )
    assert said.stdout.decode() == api.report(session.check(settings).findings)
    assert data.read_bytes() != (SAMPLE / "studio.yaml").read_bytes()


@pytest.mark.parametrize("seed", [1, 2])
def test_yaml_edited_at_random_is_told_as_a_fresh_check_tells_it(
    folder: Path, cache: Path, seed: int
) -> None:
    edits = (edit_line, edit_row, swap, edit_line, edit_file, lock_file, edit_report)
    edit_much(folder, cache, seed, edits, EDITS)


def test_a_workbook_edited_at_random_is_told_as_a_fresh_check_tells_it(
    folder: Path, cache: Path
) -> None:
    api.convert(folder)
    edit_much(folder, cache, 3, (edit_cell, swap, edit_cell, edit_file), EDITS // 2)


# --- what it keeps ------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_opened_again(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, settings = api.Session(folder), api.Settings(cache=cache)
    session.check(settings)
    time.sleep(2 * TICK)
    session.check(settings)
    opened: list[str] = []
    monkeypatch.setattr(
        prepare, "recognise", lambda file: opened.append(file.name) or recognise(file)
    )
    monkeypatch.setattr(Cache, "_load", lambda _, key: opened.append(key))
    monkeypatch.setattr(ContentStore, "_read", lambda _, key: opened.append(key))
    data = folder / "studio.yaml"
    data.write_text(data.read_text(encoding="utf-8").replace("name: ", "name: 新", 1), "utf-8")
    session.check(settings)
    assert not opened
    one, other, *_ = files_in(folder)
    one.write_bytes(other.read_bytes())
    time.sleep(2 * TICK)
    session.check(settings)
    assert opened == [one.name]


def test_files_that_changed_just_now_are_read_again(folder: Path, cache: Path) -> None:
    # They may change once more within one tick of the clock, unnoticed.
    session, settings = api.Session(folder), api.Settings(cache=cache)
    one, other, *_ = (p for p in files_in(folder) if p.suffix == ".pdf")
    size = max(one.stat().st_size, other.stat().st_size)
    contents = [p.read_bytes().ljust(size, b"\n") for p in (one, other)]
    for number in range(4):
        one.write_bytes(contents[number % 2])
        sources = session.check(settings).sources
        known = sources[EvidenceKey(str(one.relative_to(folder / "evidence")))]
        assert isinstance(known, Prepared)
        assert known.sha256 == sha256(contents[number % 2]).hexdigest()


def test_a_session_forgets_what_no_check_asks_for(folder: Path, cache: Path) -> None:
    session, settings = api.Session(folder), api.Settings(cache=cache)
    session.check(settings)
    time.sleep(2 * TICK)
    session.check(settings)
    before = len(session._memo._former)
    assert before > len(files_in(folder))
    dice = random.Random(6)
    for _ in range(3):
        edit_line(folder, dice)
        outcome(lambda: session.check(settings))
    shutil.rmtree(folder / "evidence")
    (folder / "evidence").mkdir()
    shutil.copyfile(SAMPLE / "studio.yaml", folder / "studio.yaml")
    session.check(settings)
    assert len(session._memo._former) < before / 2


def test_a_check_that_fails_forgets_nothing(folder: Path, cache: Path) -> None:
    session, settings = api.Session(folder), api.Settings(cache=cache)
    session.check(settings)
    time.sleep(2 * TICK)
    session.check(settings)
    before = dict(session._memo._former)
    (folder / "studio.yaml").write_text("studio: [", encoding="utf-8")
    with pytest.raises(api.WorkspaceError):
        session.check(settings)
    assert session._memo._former.items() >= before.items()
    assert this_memo().get("nothing") is None


def test_failures_in_a_row_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docgen.system.memo._MOST_AFTER_FAILURES", 5)
    memo = Memo()

    def fail(number: int) -> None:
        with memo.used():
            memo.put(number, "found")
            raise ValueError("failed")

    for number in range(99):
        with pytest.raises(ValueError, match="failed"):
            fail(number)
    assert 0 < len(memo._former) <= 5


def test_a_memo_is_emptied_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    memo = Memo()
    with memo.used():
        assert memo.recall("key", lambda: "found") == "found"
    with memo.used():
        assert memo.recall("key", lambda: "again") == "found"
    monkeypatch.setattr("docgen.system.memo._LONGEST_SECONDS", 0.0)
    with memo.used():
        assert memo.recall("key", lambda: "again") == "again"


def test_threads_take_turns(folder: Path, cache: Path) -> None:
    session, settings = api.Session(folder), api.Settings(cache=cache)
    fresh = outcome(lambda: api.check(folder, settings))
    with ThreadPoolExecutor(3) as threads:
        told = list(threads.map(lambda _: outcome(lambda: session.check(settings)), range(6)))
    assert told == [fresh] * 6


# --- files made ready in the background ---------------------------------------------------------


def test_all_that_lies_in_a_workspace_is_made_ready(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    (folder / "evidence" / "没有编号").mkdir()
    shutil.copyfile(files_in(folder)[0], folder / "evidence" / "没有编号" / "照片.jpg")
    (files_in(folder)[1].parent / "坏的.pdf").write_bytes(b"%PDF-1.7\nnothing")
    events: list[api.ProgressEvent] = []
    done = api.prepare(folder, api.Settings(cache=cache, progress=events.append))
    assert done.whole
    assert (done.files, done.usable) == (len(files_in(folder)) + 1, len(files_in(folder)))
    assert [f.code for f in done.findings if f.where.endswith("坏的.pdf")] == ["source-damaged"]
    told = {event.about for event in events if event.step == "prepare"} - {""}
    shown = {f"evidence/{p.relative_to(folder / 'evidence').as_posix()}" for p in files_in(folder)}
    # Files of one content are opened once.
    assert told < {*shown, "三年工作总结报告.docx"}
    assert len(told) >= len(shown) - 1
    # A check finds it all in the cache.
    events.clear()
    api.check(folder, api.Settings(cache=cache, progress=events.append))
    assert {event.about for event in events} - {""} == {
        event.about for event in events if event.about.endswith("坏的.pdf")
    }


def test_files_are_made_ready_while_the_data_file_is_broken(folder: Path, tmp_path: Path) -> None:
    (folder / "studio.yaml").write_text("studio: [", encoding="utf-8")
    done = api.prepare(folder, api.Settings(cache=tmp_path / "cache"))
    assert (done.whole, done.usable) == (False, len(files_in(folder)))


def test_making_ready_can_be_stopped_and_goes_on(folder: Path, tmp_path: Path) -> None:
    stop, cache = threading.Event(), tmp_path / "cache"

    def show(event: api.ProgressEvent) -> None:
        if event.about and event.done == event.total // 2:
            stop.set()

    with pytest.raises(api.RunCancelledError):
        api.prepare(folder, api.Settings(cache=cache, progress=show, cancel=stop))
    events: list[api.ProgressEvent] = []
    api.prepare(folder, api.Settings(cache=cache, progress=events.append))
    first = next(event for event in events if event.step == "prepare")
    assert first.done >= first.total // 2 - 1
