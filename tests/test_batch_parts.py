"""The parts of a batch, each by itself: stores, what is found, the turn, one job, the report."""

import datetime
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from s3_server import KEYS, Refuses, S3Server, serve_s3, upload
from studios import make_refused, make_studio, write_page

from docgen.batch.batch_jobs import HIDDEN, BatchJob, BatchKind, find_jobs
from docgen.batch.batch_records import (
    BatchLedger,
    BatchRecord,
    BatchState,
    read_record,
    tell_findings,
)
from docgen.batch.batch_report import Gathering, write_batch_report
from docgen.batch.batch_turn import batch_turn
from docgen.batch.batch_work import BatchWish, do_batch_job
from docgen.batch.dask_engine import open_engine
from docgen.batch.run_batch import write_duration
from docgen.batch.stores import (
    FolderStore,
    StorageError,
    Store,
    open_store,
    open_target,
)
from docgen.cli.environment import settings_here
from docgen.issues.errors import MachineError, OutputError, WorkspaceError
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.verify.run_verify import verify


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with pytest.MonkeyPatch.context() as patch, serve_s3() as server:
        for name, value in KEYS.items():
            patch.setenv(name, value)
        patch.setenv("AWS_ENDPOINT_URL", server.endpoint)
        # What fails is to fail at once.
        patch.setattr("docgen.batch.stores._WAITS_SECONDS", (0.01,))
        yield server


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return open_store(str(tmp_path / "store"))
    return open_store(request.getfixturevalue("s3").new_bucket() + "/within/此处")


class TestStores:
    def test_what_is_put_is_there_whole(self, store: Store, tmp_path: Path) -> None:
        assert store.entries("") == []
        assert store.read("甲/a.txt") is None
        assert store.look("甲/a.txt") is None
        store.write("甲/a.txt", b"one")
        (tmp_path / "large").write_bytes(b"x" * 200_000)
        store.put(tmp_path / "large", "甲/乙/large.bin")
        store.fetch("甲/乙/large.bin", tmp_path / "back")

        assert store.read("甲/a.txt") == b"one"
        assert (tmp_path / "back").read_bytes() == b"x" * 200_000
        assert [(e.path, e.is_folder) for e in store.entries("")] == [("甲", True)]
        assert [(e.path, e.is_folder) for e in store.entries("甲")] == [
            ("甲/a.txt", False),
            ("甲/乙", True),
        ]
        assert [(e.path, e.size) for e in store.files("")] == [
            ("甲/a.txt", 3),
            ("甲/乙/large.bin", 200_000),
        ]
        assert store.look("甲") is None or isinstance(store, FolderStore)

    def test_a_file_has_another_version_once_it_changes(self, store: Store) -> None:
        store.write("a", b"one")
        first = store.look("a")
        assert first == store.look("a")
        store.write("a", b"two!")
        second = store.look("a")
        assert first
        assert second
        assert first.version != second.version

    def test_only_one_creates_a_file(self, store: Store) -> None:
        made = [store.create("turn", str(number).encode()) for number in range(3)]
        assert made == [True, False, False]
        assert store.read("turn") == b"0"
        store.remove("turn")
        store.remove("turn")
        assert store.create("turn", b"again")


def test_many_create_one_file_at_once(tmp_path: Path) -> None:
    store, made = FolderStore(tmp_path), []
    threads = [
        threading.Thread(target=lambda n=n: made.append(store.create("turn", b"%d" % n)))
        for n in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False] * 15 + [True]


def test_an_upload_that_breaks_off_leaves_the_former_object(s3: S3Server, tmp_path: Path) -> None:
    store = open_target(s3.new_bucket())
    store.write("package.zip", b"former")
    (tmp_path / "fresh").write_bytes(b"y" * 3_000_000)
    s3.gate.refuses = lambda method, path: method == "PUT" and path.endswith(".zip")
    try:
        with pytest.raises(StorageError) as told:
            store.put(tmp_path / "fresh", "package.zip")
    finally:
        s3.gate.refuses = lambda *_: False
    assert told.value.reason
    assert store.read("package.zip") == b"former"


def test_what_a_store_refuses_is_said_in_chinese(s3: S3Server, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as told:
        open_store("s3://" + "nobody-has-this-bucket").fetch("x", tmp_path / "x")
    assert told.value.reason == "没有这个文件或文件夹"
    with pytest.raises(OutputError) as refused:
        open_target("sftp://somewhere/else")
    assert "sftp" in refused.value.what
    with pytest.raises(WorkspaceError, match="没有安装"):
        open_store("nosuch://somewhere")


# --- what is found -----------------------------------------------------------------------------


def found_in(*places: Path, kind: BatchKind = BatchKind.BUILD) -> dict[str, str]:
    """What is found, by name: `job`, or why it is passed over."""
    found = find_jobs([FolderStore(place) for place in places], kind)
    return {one.name: "job" if isinstance(one, BatchJob) else one.said.case for one in found}


def test_workspaces_are_found_and_all_else_is_named(tmp_path: Path) -> None:
    make_studio(tmp_path / "环翠区/甲")
    (tmp_path / "文登区/乙/evidence").mkdir(parents=True)
    shutil.copy(make_excel(tmp_path), tmp_path / "文登区/乙/studio.xlsx")
    (tmp_path / "文登区/名单.xlsx").write_bytes(b"list")
    (tmp_path / "文登区/丙.zip").write_bytes(b"PK")
    (tmp_path / "空").mkdir()
    (tmp_path / "做好的").mkdir()
    (tmp_path / "做好的/manifest.json").write_text("{}")
    (tmp_path / "链接").symlink_to(tmp_path / "环翠区")
    (tmp_path / "从前的结果" / HIDDEN).mkdir(parents=True)
    make_studio(tmp_path / "从前的结果/甲")

    assert found_in(tmp_path) == {
        "环翠区/甲": "job",
        "文登区/乙": "job",
        "文登区": "strays",
        "空": "nothing",
        "做好的": "package",
        "链接": "link",
    }


def make_excel(folder: Path) -> Path:
    file = folder / ".studio.xlsx"
    openpyxl.Workbook().save(file)
    return file


def test_packages_are_found_in_workspaces_folders_and_archives(tmp_path: Path) -> None:
    made = make_studio(tmp_path / "甲") / "out/assessment"
    made.mkdir(parents=True)
    (made / "manifest.json").write_text("{}")
    make_studio(tmp_path / "乙")
    (tmp_path / "丙").mkdir()
    (tmp_path / "丙/材料.ZIP").write_bytes(b"PK")

    assert found_in(tmp_path, kind=BatchKind.VERIFY) == {
        "甲/out/assessment": "job",
        "乙": "unbuilt",
        "丙/材料.ZIP": "job",
    }


def test_names_that_a_disk_takes_for_one_are_told_apart(tmp_path: Path) -> None:
    for name in ("A", "a", "甲371002197609181235", "甲371002197701041235"):
        make_studio(tmp_path / name)
    found = found_in(tmp_path)
    assert found["A"] == "job"
    assert found["a"] == "twin"
    # Numbers of people are in no name, so that these two are alike as well.
    assert list(found.values()) == ["job", "twin", "twin"]
    assert "19760918" not in str(found)


def test_several_sources_stand_under_their_names(tmp_path: Path) -> None:
    make_studio(tmp_path / "一/东/甲")
    make_studio(tmp_path / "二/西/甲")
    assert found_in(tmp_path / "一/东", tmp_path / "二/西") == {"东/甲": "job", "西/甲": "job"}
    (tmp_path / "三/东").mkdir(parents=True)
    with pytest.raises(WorkspaceError, match="东"):
        found_in(tmp_path / "一/东", tmp_path / "三/东")
    assert found_in(tmp_path / "一/东/甲") == {"甲": "job"}
    with pytest.raises(WorkspaceError, match="没有这个文件夹"):
        found_in(tmp_path / "四")


def test_too_many_folders_within_each_other_are_named(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*"abcdefghijklmno")
    make_studio(deep)
    assert list(found_in(tmp_path).values()) == ["deep"]


# --- the turn ----------------------------------------------------------------------------------


class TestTurn:
    def test_a_second_run_is_told_who_has_it(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("docgen.batch.batch_turn._BEAT_SECONDS", 0.2)
        with (
            batch_turn(store, "2026-11-30T08:00:00"),
            ExitStack() as stack,
            pytest.raises(OutputError, match=r"2026-11-30T08:00:00"),
        ):
            stack.enter_context(batch_turn(store, "later", dead_seconds=12))
        with batch_turn(store, "after"):
            assert json.loads(store.read(f"{HIDDEN}/run.json") or b"")["began"] == "after"
        assert store.read(f"{HIDDEN}/run.json") is None

    def test_one_whose_process_is_gone_is_taken_over_at_once(self, store: Store) -> None:
        gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                              capture_output=True, check=True)  # fmt: skip
        self.leave(store, process=int(gone.stdout), machine=os.uname().nodename)
        began = time.monotonic()
        with batch_turn(store, "now", dead_seconds=30):
            assert time.monotonic() - began < 10

    def test_one_of_another_machine_is_taken_over_once_it_is_silent(self, store: Store) -> None:
        self.leave(store, process=1, machine="another")
        with batch_turn(store, "now", dead_seconds=1) as refuse_lost:
            refuse_lost()

    def test_whoever_lost_it_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("docgen.batch.batch_turn._BEAT_SECONDS", 0.05)
        store = FolderStore(tmp_path)
        with batch_turn(store, "now") as refuse_lost:
            self.leave(store, process=1, machine="another")
            with pytest.raises(OutputError, match="接手"):
                self.wait_for(refuse_lost)
        assert b"another" in (store.read(f"{HIDDEN}/run.json") or b"")

    @staticmethod
    def wait_for(raises: Callable[[], None]) -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            raises()
            time.sleep(0.05)

    @staticmethod
    def leave(store: Store, *, process: int, machine: str) -> None:
        held = {"run": "x", "machine": machine, "process": process, "began": "before", "beat": 3}
        store.write(f"{HIDDEN}/run.json", json.dumps(held).encode())


# --- one job -----------------------------------------------------------------------------------


def wish_for(kind: BatchKind, target: str) -> BatchWish:
    return BatchWish(kind, target, "none", cache=settings_here().cache)


def jobs_at(url: str, kind: BatchKind = BatchKind.BUILD) -> dict[str, BatchJob]:
    found = find_jobs([open_store(url)], kind)
    return {one.name: one for one in found if isinstance(one, BatchJob)}


class TestJobs:
    def test_a_check_is_done_once_until_something_changes(self, tmp_path: Path) -> None:
        source, target = tmp_path / "source", tmp_path / "target"
        make_studio(source / "甲")
        make_refused(source / "乙")
        jobs, wish = jobs_at(str(source)), wish_for(BatchKind.CHECK, str(target))

        first = do_batch_job(jobs["甲"], wish)
        assert (first.state, first.total, first.fresh) == (BatchState.DONE, "3", True)
        assert first.studio == "威海市丛海川技能大师工作室1"
        refused = do_batch_job(jobs["乙"], wish)
        assert refused.state is BatchState.REFUSED
        assert [told.where for told in refused.findings if told.level == "error"] == [
            "studio.yaml:9",
            "studio.yaml:12",
        ]

        assert do_batch_job(jobs["甲"], wish) == replace(first, fresh=False)
        assert not do_batch_job(jobs["乙"], wish).fresh
        assert do_batch_job(jobs["甲"], replace(wish, again=True)).fresh
        write_page(source / "甲/evidence/01-工作室专用场地/2 又一件.pdf", 2)
        assert do_batch_job(jobs["甲"], wish).fresh
        assert not do_batch_job(jobs["甲"], wish).fresh
        assert do_batch_job(jobs["甲"], replace(wish, version="another")).fresh

    def test_an_object_store_gives_and_takes(self, s3: S3Server, tmp_path: Path) -> None:
        """Built of objects, put as one; the plug is pulled at each step that puts something."""
        url, target = s3.new_bucket() + "/收到", s3.new_bucket()
        upload(make_studio(tmp_path / "甲", 7), f"{url}/甲")
        job, wish = jobs_at(url)["甲"], wish_for(BatchKind.BUILD, target)
        store = open_store(target)
        package = "甲/assessment.zip"

        failed = self.pulled(s3, lambda m, p: m == "PUT" and p.endswith(".zip"), job, wish)
        assert (failed.state, failed.storage) == (BatchState.FAILED, True)
        assert store.look(package) is None

        # The package is put, and what says so is lost: it is known again by its hash.
        puts: list[str] = []

        def second_record(method: str, path: str) -> bool:
            puts.extend([path] if method == "PUT" and path.endswith(".json") else [])
            return len(puts) > 1

        failed = self.pulled(s3, second_record, job, wish)
        assert failed.state is BatchState.FAILED
        there = store.look(package)
        assert there is not None
        known = BatchLedger(store, BatchKind.BUILD).read("甲")
        assert known is not None
        assert known.state is BatchState.BEGUN

        done = do_batch_job(job, wish)
        assert (done.state, done.package, done.total) == (BatchState.DONE, package, "3")
        store.fetch(package, tmp_path / "back.zip")
        assert not [f for f in verify(tmp_path / "back.zip").findings if f.level is Level.ERROR]
        assert not do_batch_job(job, wish).fresh

        # Somebody's own is not overwritten, and a package that is gone is built again.
        store.write(package, b"somebody's")
        strange = do_batch_job(job, wish)
        assert strange.state is BatchState.FAILED
        assert "没有覆盖" in strange.findings[0].what
        assert store.read(package) == b"somebody's"
        store.remove(package)
        assert do_batch_job(job, wish).fresh
        assert zipfile.is_zipfile(BytesIO(store.read(package) or b""))

    @staticmethod
    def pulled(s3: S3Server, refuses: Refuses, job: BatchJob, wish: BatchWish) -> BatchRecord:
        s3.gate.refuses = refuses
        try:
            return do_batch_job(job, wish)
        finally:
            s3.gate.refuses = lambda *_: False

    def test_a_source_that_breaks_off_costs_no_more_than_a_try(
        self, s3: S3Server, tmp_path: Path
    ) -> None:
        url = s3.new_bucket()
        upload(make_studio(tmp_path / "甲"), f"{url}/甲")
        job, wish = jobs_at(url)["甲"], wish_for(BatchKind.CHECK, str(tmp_path / "target"))
        failed = self.pulled(s3, lambda m, p: m == "GET" and p.endswith("平面图.pdf"), job, wish)
        assert (failed.state, failed.storage) == (BatchState.FAILED, True)
        assert do_batch_job(job, wish).state is BatchState.DONE

    def test_names_that_lead_out_of_the_folder_are_refused(
        self, s3: S3Server, tmp_path: Path
    ) -> None:
        url = s3.new_bucket()
        upload(make_studio(tmp_path / "甲"), f"{url}/甲")
        open_target(url).write("甲/evidence/x\\..\\outside.pdf", b"x")
        wish = wish_for(BatchKind.CHECK, str(tmp_path / "target"))
        refused = do_batch_job(jobs_at(url)["甲"], wish)
        assert refused.state is BatchState.REFUSED
        assert "名字不能用" in refused.findings[0].what

    def test_a_folder_takes_packages_as_build_puts_them(self, tmp_path: Path) -> None:
        source, target = tmp_path / "source", tmp_path / "target"
        make_studio(source / "区/甲", 8)
        job, wish = jobs_at(str(source))["区/甲"], wish_for(BatchKind.BUILD, str(target))
        done = do_batch_job(job, wish)
        assert done.package == "区/甲/assessment"
        assert not [f for f in verify(target / done.package).findings if f.level is Level.ERROR]
        assert not (source / "区/甲/out").exists()
        # What is refused later leaves what stands there, and says so.
        make_refused(tmp_path / "other")
        shutil.copy(tmp_path / "other/studio.yaml", source / "区/甲")
        refused = do_batch_job(job, wish)
        assert (refused.state, refused.package) == (BatchState.REFUSED, done.package)
        assert "以前做好" in refused.notes[-1]

    def test_a_target_that_takes_nothing_is_told(self, tmp_path: Path) -> None:
        make_studio(tmp_path / "source/甲")
        target = tmp_path / "target"
        target.mkdir()
        (target / HIDDEN).write_text("a file where a folder is to be")
        record = do_batch_job(
            jobs_at(str(tmp_path / "source"))["甲"], wish_for(BatchKind.CHECK, str(target))
        )
        assert (record.state, record.storage) == (BatchState.FAILED, True)


# --- the report --------------------------------------------------------------------------------


def test_the_report_has_every_workspace_and_every_finding(tmp_path: Path) -> None:
    finding = Finding(
        Level.ERROR, "C101", Location("studio.yaml", 3), "身份证 371002197609181234", "改"
    )
    note = Finding(Level.NOTE, "C102", Location("b"), "=1+1", "看")
    store = FolderStore(tmp_path)
    with Gathering() as gathering:
        for n in (2, 1):
            told = tell_findings([note, finding])
            gathering.add(
                BatchRecord(f"甲{n}", "来源", BatchState.REFUSED, total="61.5", findings=told)
            )
        gathering.add(BatchRecord("乙\udc80", "来源", BatchState.DONE, fresh=False))
        now = datetime.datetime(2026, 11, 30, 8, 0, 0).astimezone()
        report = write_batch_report(gathering, BatchKind.CHECK, store, now, tmp_path)

    lines = (tmp_path / report.lines).read_bytes().splitlines(keepends=True)
    records = [read_record(line) for line in lines]
    assert [record.name for record in records if record] == ["乙\udc80", "甲1", "甲2"]
    assert "19760918" not in b"".join(lines).decode()
    book = openpyxl.load_workbook(tmp_path / report.book)
    results = [[cell.value for cell in row[:9]] for row in book["结果"].iter_rows(min_row=4)]
    assert [row[1] for row in results] == ["通过", "退回", "退回"]
    assert [row[5:9] for row in results[1:]] == [["61.5", 1, 0, 1]] * 2
    told = list(book["检查结果"].iter_rows(min_row=4, values_only=True))
    assert [row[2] for row in told] == ["错误", "提示"] * 2
    assert told[1][5] == "=1+1"
    assert book["检查结果"]["F5"].data_type == "s"
    assert "共 3 份：通过 1，退回 2" in book["结果"]["A2"].value


def test_records_of_another_version_are_not_read() -> None:
    line = BatchRecord("甲", "来源", BatchState.DONE).line()
    assert read_record(line)
    assert read_record(line.replace(b'"version":1', b'"version":0')) is None
    assert read_record(line[:20]) is None
    assert read_record(b"[]") is None


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.2, "1 秒"), (80, "80 秒"), (700, "12 分钟"), (11_000, "3 小时"), (200_000, "2 天")],
)
def test_durations_are_told_as_one_says_them(seconds: float, told: str) -> None:
    assert write_duration(seconds) == told


def test_without_dask_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MachineError) as told, open_engine("", 1):
        pass
    assert "docgen[batch]" in told.value.remedy
