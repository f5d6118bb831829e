"""The door for programs: its guide is so, it says and reads nothing by itself, and it stops."""

import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest

import docgen
from docgen import api
from docgen.issues.refusal import UnusableSourceError
from docgen.system.cancellation import cancellable
from docgen.system.progress import STEPS
from docgen.system.workers import (
    ForeignFileError,
    WorkerLimits,
    Workers,
    call_apart,
    read_apart,
)

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
EXAMPLES = [
    (section.partition("\n")[0], example)
    for section in GUIDE.split("\n## ")
    for example in re.findall(r"```python\n(.*?)```", section, re.S)
]
SAMPLE = ROOT / "samples" / "example-city"
HOUSE = Path(docgen.__file__).parent


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("library")
    shutil.copytree(SAMPLE, folder / "studio", ignore=shutil.ignore_patterns("out"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "user"))
        patch.chdir(folder)
        yield folder


@pytest.mark.parametrize(("title", "example"), EXAMPLES, ids=[title for title, _ in EXAMPLES])
def test_examples_run_as_they_stand(place: Path, title: str, example: str, capfd) -> None:
    exec(compile(example, title, "exec"), {"__name__": title})
    said = capfd.readouterr()
    assert said.out, said
    assert not said.err
    if title == "Build its package":
        assert said.out == "result/assessment\n"
    if title == "Verify a package":
        assert said.out == "sound\n"
    if title == "Stop a run":
        assert said.out == "已停止\n"
        # Nothing half-written stays.
        assert not [p for p in (place / "stopped").rglob("*") if p.is_file()]


def test_the_guide_has_all_there_is() -> None:
    assert len(EXAMPLES) == GUIDE.count("```python") == 11
    functions = {name for name in api.__all__ if name.islower()}
    assert not {name for name in functions if not re.search(rf"`{name}[`(]", GUIDE)}
    errors = {name for name in api.__all__ if name.endswith("Error")} - {"DocgenError"}
    assert not {name for name in errors if f"`{name}`" not in GUIDE}
    assert all(getattr(api, name) is not None for name in api.__all__)
    assert (HOUSE / "py.typed").is_file()
    with pytest.raises(AttributeError):
        api.nothing  # noqa: B018


def test_steps_have_ids_of_their_own() -> None:
    assert len({step.id for step in STEPS}) == len({step.text for step in STEPS}) == len(STEPS)


def test_below_the_command_line_nothing_is_printed_and_no_variable_of_docgens_is_read() -> None:
    odd = re.compile(r"^\s*(?:print|input)\(|environ.*(?:DOCGEN|_VARIABLE)", re.M)
    inside = [path for path in HOUSE.rglob("*.py") if "cli" not in path.parts]

    assert not [path for path in inside if odd.search(path.read_text(encoding="utf-8"))]


def test_a_run_that_is_stopped_before_it_begins_does_nothing(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    settings = api.Settings(tmp_path / "cache", cancel=stop)
    with pytest.raises(api.RunCancelledError):
        api.build(tmp_path, settings)
    with pytest.raises(api.RunCancelledError):
        api.verify(tmp_path, settings)
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_a_manifest_is_read_wherever_it_lies(place: Path, tmp_path: Path) -> None:
    folder = place / "result" / "assessment"
    read = api.read_package(folder)
    assert api.read_package(folder / "manifest.json") == read
    assert api.read_package(folder / read.archive) == read
    (tmp_path / "x.zip").write_bytes(b"PK")
    for odd in (tmp_path / "x.zip", tmp_path, tmp_path / "none.zip"):
        with pytest.raises(api.OutputError):
            api.read_package(odd)


def state_of_the_process() -> tuple[object, ...]:
    return sys.modules["__main__"], tempfile.tempdir, os.fstat(2), Path.cwd(), dict(os.environ)


@pytest.mark.apart
def test_threads_check_and_build_at_once_and_change_nothing_of_the_process(
    tmp_path: Path,
) -> None:
    """Each from an empty cache, so that each has workers, LibreOffice and all."""
    before, seen = state_of_the_process(), []
    most = shutil.ignore_patterns("out", "0[4-9]-*", "1?-*")
    studio = Path(shutil.copytree(SAMPLE, tmp_path / "studio", ignore=most))

    def settings(name: str) -> api.Settings:
        note = lambda _: seen.append(state_of_the_process())  # noqa: E731
        return api.Settings(tmp_path / name, progress=note)

    with ThreadPoolExecutor(3) as threads:
        builds = [
            threads.submit(
                api.build, studio, settings(name), out=tmp_path / f"out-{name}", draft=True
            )
            for name in ("a", "b")
        ]
        checked = threads.submit(api.check, studio, settings("c")).result()
        one, other = (build.result() for build in builds)
    assert not one.unbuilt
    for file in one.files:
        assert file.read_bytes() == (other.folder / file.name).read_bytes()
    assert checked.findings == api.check(studio, settings("c")).findings
    assert seen
    assert all(state == before for state in seen)


@pytest.mark.apart
def test_a_run_is_stopped_while_its_workers_work(tmp_path: Path) -> None:
    """The run is in one thread, the one that stops it is another; a third is not touched."""
    stop, began, limits = threading.Event(), threading.Event(), WorkerLimits()

    def run() -> float:
        with cancellable(stop), Workers(limits) as workers:
            workers.submit(time.sleep, 600, seconds=900, landing=lambda _: None)
            began.set()
            workers.run()
        raise AssertionError

    with ThreadPoolExecutor(2) as threads:
        stopped = threads.submit(run)
        began.wait()
        time.sleep(0.5)
        asked = time.monotonic()
        stop.set()
        assert isinstance(stopped.exception(), api.RunCancelledError)
        assert time.monotonic() - asked < 10
        assert threads.submit(call_apart, max, 1, 2).result() == 2


def raise_in_worker(error: Exception) -> None:
    raise error


@pytest.mark.apart
@pytest.mark.parametrize("fault", [IndexError("bits"), KeyError("N"), MemoryError(), EOFError()])
def test_what_a_library_raises_over_a_foreign_file_is_the_files_fault(fault: Exception) -> None:
    with pytest.raises(ForeignFileError, match=r"读不出来|内存太多") as refused:
        read_apart(raise_in_worker, fault)
    assert type(refused.value.__cause__) is type(fault)


@pytest.mark.apart
@pytest.mark.parametrize(
    "fault", [pikepdf.QpdfRuntimeError("vector"), pikepdf.DataDecodingError("std::bad_alloc")]
)
def test_a_page_that_unfolds_without_end_is_told_in_plain_words(fault: Exception) -> None:
    """Bytes of libraries and names of classes say nothing to a clerk."""
    with pytest.raises(ForeignFileError, match="展开后过大") as refused:
        read_apart(raise_in_worker, fault)
    assert "Error" not in str(refused.value)


@pytest.mark.apart
@pytest.mark.parametrize(
    "fault",
    [PermissionError(13, "no"), UnusableSourceError("source-xfa")],
)
def test_what_is_no_fault_of_a_foreign_file_is_raised_as_it_is(fault: Exception) -> None:
    with pytest.raises(type(fault)):
        read_apart(raise_in_worker, fault)


@pytest.mark.apart
def test_work_is_done_where_the_caller_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call_apart(os.getcwd) == str(Path.cwd())
    monkeypatch.chdir(tmp_path)
    assert call_apart(os.getcwd) == str(tmp_path.resolve())
