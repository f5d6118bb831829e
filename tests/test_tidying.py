"""The cache does not grow for ever."""

import os
import time
from pathlib import Path

import pytest
from PIL import Image

from docgen.model.prepared import Prepared
from docgen.sources.cache_cleanup import UNUSED_SECONDS, tidy
from docgen.sources.prepare import prepare

DAY = 86_400


def entries(cache: Path) -> set[str]:
    return {path.name for path in cache.glob("sources-*/??/*")}


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache that knows one picture."""
    picture = tmp_path / "1.jpg"
    Image.new("RGB", (800, 1100), "white").save(picture)
    folder = tmp_path / "cache"
    assert isinstance(prepare([("1.jpg", picture)], cache=folder)["1.jpg"], Prepared)
    assert {Path(name).suffix for name in entries(folder)} == {".json", ".pdf"}
    return folder


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_what_is_used_stays_and_what_is_not_goes(cache: Path) -> None:
    now = time.time()
    tidy(cache, now + UNUSED_SECONDS - DAY)
    assert len(entries(cache)) == 2
    tidy(cache, now + UNUSED_SECONDS + 2 * DAY)
    assert not entries(cache)


def test_use_makes_an_entry_young_again(cache: Path, tmp_path: Path) -> None:
    for path in cache.glob("sources-*/??/*"):
        age(path, UNUSED_SECONDS + DAY)
    prepare([("1.jpg", tmp_path / "1.jpg")], cache=cache)
    tidy(cache, time.time())
    assert len(entries(cache)) == 2


def test_other_versions_and_broken_runs_are_cleared_too(cache: Path) -> None:
    other = cache / "sources-1/ab"
    other.mkdir(parents=True)
    for name in ("ab01.json", "ab01.pdf"):
        (other / name).write_bytes(b"x")
    age(other / "ab01.json", UNUSED_SECONDS + DAY)
    work = cache / "sources-1/work-x"
    work.mkdir()
    (work / "half.pdf").write_bytes(b"x")
    age(work, 3 * DAY)
    orphan = other / "cd02.pdf"
    orphan.write_bytes(b"x")
    age(orphan, 3 * DAY)
    unplaced = [cache / "tmp1", other / "tmp2", cache / "sources-1/tmp3"]
    for file in unplaced:
        file.write_bytes(b"x")
        age(file, 3 * DAY)
    tidy(cache, time.time())
    assert not any(file.exists() for file in unplaced)
    assert not any(other.iterdir())
    assert not work.exists()
    assert len(entries(cache)) == 2


def test_it_looks_once_a_day(cache: Path) -> None:
    tidy(cache, time.time())
    for path in cache.glob("sources-*/??/*.json"):
        age(path, UNUSED_SECONDS + DAY)
    tidy(cache, time.time())
    assert len(entries(cache)) == 2


def test_no_cache_is_no_trouble(tmp_path: Path) -> None:
    tidy(tmp_path / "none", time.time())
    assert not (tmp_path / "none").exists()
