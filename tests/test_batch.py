"""Batches on real Dask workers: two processes, killed, stopped, out of memory, cut off."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import batch_doings
import dask
import openpyxl
import psutil
import pytest
from distributed import LocalCluster
from s3_server import KEYS, S3Server, serve_s3, upload
from small_disks import enlarge, small_disk
from studios import make_refused, make_studio

from docgen.batch.batch_jobs import HIDDEN
from docgen.batch.dask_engine import CameBack, DaskEngine, LostWorkError, open_engine
from docgen.batch.hand import HandLimits
from docgen.batch.stores import FolderStore, open_store
from docgen.cli.commands import run
from docgen.issues.errors import MachineError, OutputError
from docgen.issues.finding import Level
from docgen.system.machine import CACHE_VARIABLE
from docgen.system.workers import WorkerFault, find_fault
from docgen.verify.run_verify import verify

pytestmark = pytest.mark.apart
STUDIOS = 60
"""Several times as many as are handed over at once: some wait, and many are done, at the kill."""
_PACKAGE_KB = 740
"""Of a package of a small studio, on a disk with blocks of 4 KB."""
ROOM = HandLimits(seconds=60, memory_bytes=2 << 30)


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with serve_s3() as server:
        yield server


@pytest.fixture(scope="module")
def cluster(s3: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A cluster that is there already, with two workers that are processes."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": s3.endpoint}.items():
            patch.setenv(name, value)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("home")))
        # What every worker dies of is given up after the second; each is forked from one process.
        quickly = {"scheduler.allowed-failures": 1, "worker.multiprocessing-method": "forkserver"}
        with (
            dask.config.set({f"distributed.{name}": value for name, value in quickly.items()}),
            LocalCluster(
                n_workers=2,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                memory_limit=0,
                silence_logs=50,
                env=dict(os.environ),
            ) as opened,
        ):
            yield opened


@pytest.fixture
def engine(cluster: LocalCluster) -> Iterator[DaskEngine]:
    with open_engine(cluster.scheduler_address, None) as opened:
        yield opened


def batch(
    cluster: LocalCluster, kind: str, source: Path | str, target: Path | str, *more: str
) -> int:
    """The exit code of a command that is given to the cluster."""
    where = [str(source), "--to", str(target), "--scheduler", cluster.scheduler_address]
    return run(["batch", kind, *where, *more])


def start(*arguments: str | Path, cache: Path) -> "subprocess.Popen[str]":
    """A real run with a terminal's signals."""
    return subprocess.Popen(
        [sys.executable, "-m", "docgen", *map(str, arguments)],
        env={**os.environ, CACHE_VARIABLE: str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def lines_at(target: Path) -> list[dict[str, Any]]:
    """The lines of the latest report."""
    latest = max(target.glob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns)
    return [json.loads(line) for line in latest.read_bytes().splitlines()]


def wait_until(is_so: Callable[[], object], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def count_records(target: Path) -> int:
    return len(list(target.glob(f"{HIDDEN}/*/*/*.json")))


# --- many workspaces ---------------------------------------------------------------------------


def test_many_are_checked_while_a_worker_is_killed(
    cluster: LocalCluster, engine: DaskEngine, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """All of them once, and all else named; then those that changed, and no others."""
    source, target = tmp_path / "收到", tmp_path / "结果"
    for number in range(STUDIOS - 1):
        make_studio(source / f"第{number % 4}区/{number:03}", number % 4)
    make_refused(source / "乙")
    (source / "名单.txt").write_text("who")
    killed = min(engine.worker_processes().values())

    def kill() -> None:
        wait_until(lambda: count_records(target) > STUDIOS // 4)
        os.kill(killed, signal.SIGKILL)

    killing = threading.Thread(target=kill)
    killing.start()
    assert batch(cluster, "check", source, target, "--no-reading") == 1
    killing.join()

    assert killed not in engine.worker_processes().values()
    assert count_records(target) == STUDIOS
    lines = lines_at(target)
    assert len({line["name"] for line in lines}) == len(lines) == STUDIOS + 1
    states = [line["state"] for line in lines]
    assert [states.count(s) for s in ("done", "refused", "passed")] == [STUDIOS - 1, 1, 1]
    refused = next(line for line in lines if line["name"] == "乙")
    errors = {told["where"] for told in refused["findings"] if told["level"] == "error"}
    assert errors == {"studio.yaml:9", "studio.yaml:12"}
    book = openpyxl.load_workbook(next(target.glob("*.xlsx")), read_only=True)
    assert sum(1 for _ in book["结果"].iter_rows(min_row=4)) == STUDIOS + 1
    assert f"通过 {STUDIOS - 1} 份，退回 1 份，没有处理 1 份" in capfd.readouterr().out

    data = source / "第1区/001/studio.yaml"
    data.write_text(data.read_text("utf-8").replace("86.8", "90"), "utf-8")
    assert batch(cluster, "check", source, target, "--no-reading") == 1
    fresh = [line["name"] for line in lines_at(target) if line["fresh"]]
    assert fresh == ["收到", "第1区/001"]
    assert f"其中 {STUDIOS - 1} 份以前做过" in capfd.readouterr().out


def test_a_run_that_is_stopped_goes_on_where_it_was(tmp_path: Path, shared_cache: Path) -> None:
    """By Ctrl+C on this computer's own workers: the report is there, and nothing goes on living."""
    source, target = tmp_path / "收到", tmp_path / "结果"
    for number in range(20):
        make_studio(source / f"{number:02}", number)
    # Each run starts a cluster of its own: no more of it than is needed.
    arguments = ("batch", "check", source, "--to", target, "--no-reading", "--workers", "1")
    process = start(*arguments, cache=shared_cache)
    wait_until(lambda: count_records(target) >= 3)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=180)
    assert process.returncode == 130
    assert "再运行就接着做" in said
    _, living = psutil.wait_procs(children, timeout=30)
    assert living == []
    before = count_records(target)
    # What was just noted, and not told of yet, stands in the next report.
    assert 0 < len(lines_at(target)) <= before < 20

    again = start(*arguments, cache=shared_cache)
    out, _ = again.communicate(timeout=300)
    assert again.returncode == 0
    assert f"其中 {before} 份以前做过" in out
    assert len(lines_at(target)) == count_records(target) == 20


def test_packages_go_from_store_to_store_and_are_summed_up(
    cluster: LocalCluster, s3: S3Server, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two studios of an object store are built, verified and ranked by a cluster."""
    for name, number in (("甲", 11), ("乙", 12)):
        make_studio(tmp_path / name, number)
    make_refused(tmp_path / "丙")
    url, target = s3.new_bucket() + "/收到", s3.new_bucket() + "/做好"
    for name in "甲乙丙":
        upload(tmp_path / name, f"{url}/{name}")

    assert batch(cluster, "build", url, target, "--no-reading") == 1
    store = open_store(target)
    names = [entry.path for entry in store.files("") if entry.path.endswith(".zip")]
    assert names == ["乙/assessment.zip", "甲/assessment.zip"]
    assert "通过 2 份，退回 1 份" in capfd.readouterr().out
    assert batch(cluster, "build", url, target, "--no-reading") == 1
    assert "其中 3 份以前做过" in capfd.readouterr().out

    results = tmp_path / "results"
    for name in names:
        fetched = results / name
        fetched.parent.mkdir(parents=True)
        store.fetch(name, fetched)
    assert batch(cluster, "verify", results, tmp_path / "verified") == 0
    assert [line["total"] for line in lines_at(tmp_path / "verified")] == ["3", "3"]
    assert batch(cluster, "summary", results, tmp_path / "sums") == 0
    book = openpyxl.load_workbook(next((tmp_path / "sums").glob("*.xlsx")))
    shown = {cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row}
    assert {f"威海市丛海川技能大师工作室{number}" for number in (11, 12)} <= shown


def test_a_store_that_is_gone_stops_the_run(
    cluster: LocalCluster, s3: S3Server, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """After ten that could not be fetched; with the network, the same command does the rest."""
    url, target = s3.new_bucket(), tmp_path / "结果"
    for number in range(6):
        make_studio(tmp_path / f"{number:02}")
        upload(tmp_path / f"{number:02}", f"{url}/{number:02}")
    s3.gate.refuses = lambda method, path: method == "GET" and path.endswith("studio.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("docgen.batch.run_batch._MOST_LOST_ANSWERS", 2)
        try:
            assert batch(cluster, "check", url, target, "--no-reading") == OutputError.exit_code
        finally:
            s3.gate.refuses = lambda *_: False
    assert "接连 2 份" in capfd.readouterr().err
    assert {line["state"] for line in lines_at(target)} == {"failed"}
    assert batch(cluster, "check", url, target, "--no-reading") == 0
    assert [line["state"] for line in lines_at(target)] == ["done"] * 6


def test_a_target_that_fills_up_takes_the_rest_once_there_is_room(
    cluster: LocalCluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Of four packages at most two fit: those are whole, nothing of the others is there."""
    source = tmp_path / "收到"
    for name in "甲乙丙丁":
        make_studio(source / name)
    with small_disk(tmp_path / "结果", 2 * _PACKAGE_KB + _PACKAGE_KB // 2) as target:
        assert batch(cluster, "build", source, target, "--no-reading") == MachineError.exit_code
        lines = {line["name"]: line for line in lines_at(target)}
        fits = [name for name, line in lines.items() if line["state"] == "done"]
        assert 1 <= len(fits) <= 2
        assert f"通过 {len(fits)} 份，没有做成 {4 - len(fits)} 份" in capfd.readouterr().out
        told = {one["what"] for line in lines.values() for one in line["findings"]}
        assert any("磁盘满了" in what for what in told)
        packages = sorted(file.parent for file in target.rglob("manifest.json"))
        assert [package.parent.name for package in packages] == sorted(fits)
        assert not [f for p in packages for f in verify(p).findings if f.level is Level.ERROR]
        assert not list(target.rglob("*.new"))

        enlarge(target, 9 * _PACKAGE_KB)
        assert batch(cluster, "build", source, target, "--no-reading") == 0
        assert f"其中 {len(fits)} 份以前做过" in capfd.readouterr().out
        assert len(list(target.rglob("manifest.json"))) == 4


# --- what a process does that is bounded -------------------------------------------------------


def done(
    engine: DaskEngine, *items: str, notes: Path, limits: HandLimits = ROOM
) -> dict[str, CameBack[str]]:
    coming = engine.run(batch_doings.misbehave, items, (str(notes),), limits)
    return {one.item: one for one in coming if one}


def lives(pid: str) -> bool:
    """Whether a process does anything yet: one that nobody has waited for is there still."""
    try:
        return psutil.Process(int(pid)).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def fault(one: CameBack[str]) -> WorkerFault | None:
    assert one.error is not None
    return find_fault(one.error)


def test_crashes_hangs_and_hunger_cost_one_piece_of_work(
    engine: DaskEngine, tmp_path: Path
) -> None:
    workers = engine.worker_processes()
    limits = HandLimits(seconds=8, memory_bytes=300 << 20)
    came = done(
        engine, "a", "crash", "eat", "b", "hang", "raise", "c", notes=tmp_path, limits=limits
    )

    assert [came[name].answer for name in "abc"] == ["a", "b", "c"]
    assert fault(came["crash"]) is WorkerFault.CRASH
    assert fault(came["eat"]) is WorkerFault.MEMORY
    assert fault(came["hang"]) is WorkerFault.TIMEOUT
    assert came["raise"].error is not None
    assert came["raise"].error.args[0] == "KeyError"
    # Each was tried once, what they had started is gone, and Dask's workers never noticed.
    begun = {file.stem: file.read_text().split() for file in tmp_path.glob("*.begun")}
    assert all(len(pids) == 1 for pids in begun.values())
    assert not lives((tmp_path / "child").read_text())
    assert engine.worker_processes() == workers


def test_work_that_kills_every_worker_is_given_up(engine: DaskEngine, tmp_path: Path) -> None:
    came = done(engine, "kill", "a", notes=tmp_path)
    assert isinstance(came["kill"].error, LostWorkError)
    assert came["a"].answer == "a"
    tried = (tmp_path / "kill.begun").read_text().split()
    assert len(tried) == 2
    wait_until(lambda: not any(map(lives, tried)), 30)


def test_what_is_started_here_listens_on_the_loopback_with_tls(tmp_path: Path) -> None:
    with open_engine("", 1) as engine:
        assert [address.partition("127")[0] for address in engine.worker_processes()] == ["tls://"]
        assert done(engine, "a", notes=tmp_path)["a"].answer == "a"
        open_ports = [
            connection.laddr.ip
            for process in (psutil.Process(), psutil.Process(*engine.worker_processes().values()))
            for connection in process.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        ]
    assert set(open_ports) == {"127.0.0.1"}


def test_a_scheduler_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docgen.batch.dask_engine._ANSWER_SECONDS", 1)
    with (
        pytest.raises(MachineError, match=r"tcp://127\.0\.0\.1:9"),
        open_engine("tcp://127.0.0.1:9", None),
    ):
        pass


def test_workers_that_do_not_see_the_target_are_named(
    engine: DaskEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.refuse_blind(FolderStore(tmp_path))
    assert list((tmp_path / HIDDEN).iterdir()) == []
    monkeypatch.setattr(FolderStore, "write", lambda *_: None)
    with pytest.raises(OutputError, match="看不到"):
        engine.refuse_blind(FolderStore(tmp_path))
