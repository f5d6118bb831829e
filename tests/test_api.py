"""The door for programs: its guide is so, it says and reads nothing by itself, and it stops."""

import ast
import os
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import docgen
from docgen import api
from docgen.system.progress import STEPS

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^## ([^\n]*)\n(?:(?!^## ).*\n)*?```python\n(.*?)```", GUIDE, re.M | re.S)
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
    assert said.out
    assert not said.err
    if title == "Verify a package":
        assert said.out == "sound\n"
    if title == "Stop a run":
        assert said.out == "已停止\n"
        # Nothing half-written stays.
        assert not [p for p in (place / "stopped").rglob("*") if p.is_file()]


def test_the_guide_has_all_there_is() -> None:
    assert len(EXAMPLES) == GUIDE.count("```python") == 6
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
    for path in HOUSE.rglob("*.py"):
        if "cli" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            assert not (named and node.func.id in {"print", "input"}), path  # type: ignore[attr-defined]
            if isinstance(node, ast.Subscript | ast.Call) and "environ" in ast.unparse(node):
                assert "DOCGEN" not in ast.unparse(node), path
                assert "CACHE_VARIABLE" not in ast.unparse(node), path


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
