"""Folders are layers: each imports only from those that stand below it."""

import ast
import functools
import re
from collections import Counter, defaultdict
from pathlib import Path

import docgen

FOLDER = Path(docgen.__file__).parent

LAYERS = (
    "text",
    "issues",
    "system",
    "pdf",
    "images",
    "ofd",
    "model",
    "ocr",
    "office",
    "sources",
    "papers",
    "bundle",
    "forms",
    "workspace",
    "package",
    "checks",
    "printing",
    "collect",
    "verify",
    "sign",
    "summary",
    "review",
    "usecases",
    "batch",
    "api",
    "web",
    "cli",
)
"""From the floor to the roof. The door, `api`, is a module of its own."""

MOST_OF_THE_HOUSE = 0.15
"""Of all lines, in one folder."""


@functools.cache
def modules() -> dict[str, Path]:
    """Every module of docgen but the packages themselves, by its dotted name."""
    return {
        ".".join(path.relative_to(FOLDER).with_suffix("").parts): path
        for path in sorted(FOLDER.rglob("*.py"))
        if path.name != "__init__.py"
    }


@functools.cache
def imports(name: str) -> frozenset[str]:
    """The modules of docgen that a module names in its imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(modules()[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("docgen"):
            base = (node.module or "").removeprefix("docgen").removeprefix(".")
            inside = {f"{base}.{alias.name}".lstrip(".") for alias in node.names}
            found |= inside & modules().keys() or ({base} & modules().keys())
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name} imports relatively"
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix("docgen.") for a in node.names} & modules().keys()
    return frozenset(found)


def folder_of(module: str) -> str:
    """The layer of a module: its folder, or the module itself where that is one."""
    first = module.partition(".")[0]
    return first if first in LAYERS else ""


def test_every_folder_has_its_layer() -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/__init__.py")}

    assert len(LAYERS) == len(set(LAYERS))
    assert folders == set(LAYERS) - {"api"}
    assert {folder_of(name) for name in modules()} == {"", *LAYERS}
    # All of them are seen, or nothing below is true.
    assert len(modules()) > 250
    assert sum(len(imports(name)) for name in modules()) > 1000


def test_folders_import_downwards_only() -> None:
    rank = {folder: number for number, folder in enumerate(LAYERS)} | {"": len(LAYERS)}
    upwards = [
        f"{name} imports {other}"
        for name in modules()
        for other in imports(name)
        if rank[folder_of(other)] > rank[folder_of(name)]
    ]

    assert not upwards


def test_modules_import_in_no_circle() -> None:
    waiting = {name: set(imports(name)) for name in modules()}
    while free := {name for name, needed in waiting.items() if not needed}:
        waiting = {n: needed - free for n, needed in waiting.items() if n not in free}

    assert not waiting


def test_no_name_stands_twice() -> None:
    stems = Counter(name.rpartition(".")[2] for name in modules())
    classes = defaultdict(list)
    for name, path in modules().items():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                classes[node.name].append(name)

    assert [stem for stem, count in stems.items() if count > 1] == []
    assert {name: where for name, where in classes.items() if len(where) > 1} == {}


def test_no_room_is_too_large() -> None:
    lines = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()
    }
    rooms = Counter(dict.fromkeys(LAYERS, 0))
    for name, count in lines.items():
        rooms[folder_of(name)] += count

    assert {r: n for r, n in rooms.items() if n > MOST_OF_THE_HOUSE * sum(lines.values())} == {}


ROOT = FOLDER.parent


def test_contributors_are_told_of_every_folder_in_its_place() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = told.partition("| folder |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE)
    named = [name.removesuffix(".py") for row in rows for name in re.findall(r"`(.*?)`", row)]
    assert named == list(LAYERS)


def test_the_design_names_modules_that_are_there() -> None:
    """Written as `folder.module`, `folder.module.name` or `module.py`."""
    stems = {name.rpartition(".")[2] for name in modules()}
    tests = {path.name for path in (ROOT / "tests").glob("*.py")}
    seen, wrong = 0, []
    for document in ("docs/design.md", "CONTRIBUTING.md"):
        told = (ROOT / document).read_text(encoding="utf-8")
        for name in re.findall(r"`([\w./]+)`", told):
            parts = name.removeprefix("docgen/").removesuffix(".py").replace("/", ".").split(".")
            if name.endswith(".py"):
                known = parts[-1] in stems or Path(name).name in tests or (ROOT / name).exists()
            elif len(parts) > 1 and parts[0] in LAYERS and not re.search(r"/|\.json$", name):
                known = ".".join(parts[:2]) in modules() or parts[0] == "api"
            else:
                continue
            seen += 1
            wrong += [] if known else [f"{document}: {name}"]
    assert seen > 100
    assert wrong == []
