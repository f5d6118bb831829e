"""A package is not built again while nothing it is made of changes; and is, once anything does."""

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from test_build import make_workspace

from docgen import api

STILL = 10 * 1_000_000_000


def settle(folder: Path) -> None:
    """Let all files of a folder be some time old, as far as a program can."""
    for path in folder.rglob("*"):
        os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - STILL))
    time.sleep(2.1)  # the time of the change itself cannot be set


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A workspace with its package, and the cache that knows of it."""
    folder = make_workspace(tmp_path_factory.mktemp("rebuilt") / "工作室")
    cache = folder.parent / "cache"
    settle(folder)
    api.build(folder, api.Settings(cache=cache), only="bundle")
    return folder, cache


def test_what_is_noted_of_findings_is_their_words_alone(original: tuple[Path, Path]) -> None:
    """The issues behind them know numbers of people."""
    folder, cache = original
    built, _ = build(folder, cache)
    (note,) = (file for file in cache.rglob("*.json") if b'"outputs"' in file.read_bytes())
    told = json.loads(json.loads(note.read_bytes())["result"])["findings"]
    assert [one["what"] for one in told] == [one.what for one in built.findings]
    assert built.findings
    assert {one["said"] for one in told} == {None}


def build(folder: Path, cache: Path, **asked: object) -> tuple[api.Built, list[str]]:
    """The result, and the steps that were gone through for it."""
    steps = []
    settings = api.Settings(cache=cache, progress=lambda event: steps.append(event.step))
    options = {"only": "bundle", **asked}
    return api.build(folder, settings, **options), steps  # type: ignore[arg-type]


def test_nothing_is_done_where_nothing_changed(original: tuple[Path, Path]) -> None:
    folder, cache = original
    before = {path: path.stat().st_ino for path in (folder / "out").rglob("*")}
    first, steps = build(folder, cache)
    again, _ = build(folder, cache)
    assert not steps
    assert first == again
    assert {path: path.stat().st_ino for path in (folder / "out").rglob("*")} == before
    assert all(file.is_file() for file in first.files)
    assert first.findings


def touch_data(folder: Path) -> None:
    data = folder / "studio.yaml"
    data.write_text(data.read_text(encoding="utf-8") + "\n# 改过\n", encoding="utf-8")


def change_evidence(folder: Path) -> None:
    file = next(path for path in (folder / "evidence").rglob("*") if path.suffix == ".jpg")
    status = file.stat()
    file.write_bytes(file.read_bytes() + b"\0")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def add_folder(folder: Path) -> None:
    (folder / "evidence" / "20-没有这一项").mkdir()


def remove_evidence(folder: Path) -> None:
    next(path for path in (folder / "evidence").rglob("*") if path.suffix == ".jpg").unlink()


def spoil_bundle(folder: Path) -> None:
    bundle = bundle_of(folder)
    status = bundle.stat()
    bundle.write_bytes(bundle.read_bytes()[:-1] + b" ")
    os.utime(bundle, ns=(status.st_atime_ns, status.st_mtime_ns))


def put_beside(folder: Path) -> None:
    bundle_of(folder).with_name("说明.txt").write_text("我的", encoding="utf-8")


def leave_unfinished(folder: Path) -> None:
    (folder / "out" / ".assessment-bundle-draft.new").mkdir()


def bundle_of(folder: Path) -> Path:
    """The one bundle of its draft."""
    return next((folder / "out").glob("*-draft/*.pdf"))


@pytest.mark.parametrize(
    "change",
    [
        touch_data,
        change_evidence,
        add_folder,
        remove_evidence,
        spoil_bundle,
        put_beside,
        leave_unfinished,
    ],
    ids=lambda change: change.__name__,
)
def test_any_change_is_built(
    original: tuple[Path, Path], tmp_path: Path, change: Callable[[Path], None]
) -> None:
    model, cache = original
    folder = Path(shutil.copytree(model, tmp_path / "工作室"))
    settle(folder)
    build(folder, cache, draft=True)
    assert not build(folder, cache, draft=True)[1]
    change(folder)
    built, steps = build(folder, cache, draft=True)
    assert steps
    bundle = next(file for file in built.files if file.suffix == ".pdf")
    assert bundle.read_bytes().endswith(b"%%EOF\n")


def test_what_is_asked_for_is_part_of_it(original: tuple[Path, Path]) -> None:
    folder, cache = original
    assert build(folder, cache, draft=True)[1]
    assert build(folder, cache, out=folder.parent / "elsewhere")[1]
    assert not build(folder, cache)[1]


def test_a_note_that_cannot_be_read_is_none(original: tuple[Path, Path]) -> None:
    folder, cache = original
    for note in (cache / "built-1").iterdir():
        told = json.loads(note.read_bytes())
        note.write_text(json.dumps({**told, "result": "{}"}))
    assert build(folder, cache)[1]
