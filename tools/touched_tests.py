"""Print the test files that go with what was changed since `main`, for a quick look while working.

Those that were changed themselves, then those that import a changed module, or where none does,
something of its folder; as many as are run within half a minute. The rest is left to `make test`.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import chain, zip_longest
from pathlib import Path

ROOT = Path(__file__).parent.parent
TESTS = ROOT / "tests"
ALWAYS = "test_levels.py"
MOST = 5
"""Test files for one changed module."""
BUDGET = 50
"""CPU seconds: half a minute on two cores, which leaves another for ruff and mypy."""
USUAL = 3
"""CPU seconds of a file that is not among what takes longest."""


def main() -> int:
    """Print paths, one a line."""
    imports = {path: _imports(path) for path in TESTS.glob("test_*.py")}
    wanted = [TESTS / ALWAYS, *_list_wanted({ROOT / name for name in _changed()}, imports)]
    for path in sorted(_choose(dict.fromkeys(wanted), _read_costs())):
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    return 0


def _list_wanted(changed: set[Path], imports: Mapping[Path, set[str]]) -> Iterator[Path]:
    """Test files, first those wanted most: the changed ones, then each module's closest."""
    yield from sorted(changed & imports.keys())
    # Those that import the least are closest to what they test.
    files = sorted(imports, key=lambda path: (len(imports[path]), path))
    queues = []
    for path in sorted(changed):
        if path.is_relative_to(ROOT / "docgen") and path.suffix == ".py":
            name = _module_of(path)
            folder = f"{name.rpartition('.')[0]}."
            close = [file for file in files if name in imports[file]]
            beside = [file for file in files if any(i.startswith(folder) for i in imports[file])]
            queues.append((close or beside)[:MOST])
    yield from filter(None, chain.from_iterable(zip_longest(*queues)))


def _choose(wanted: Mapping[Path, None], costs: Mapping[str, float]) -> Iterator[Path]:
    """What fits into the budget, in this order."""
    left = float(BUDGET)
    for path in wanted:
        cost = costs.get(path.name, USUAL)
        if cost <= left:
            left -= cost
            yield path


def _changed() -> set[str]:
    """What differs from where this branch left `main`, and what is not committed yet."""
    base = _git("merge-base", "HEAD", "main") or ["HEAD"]
    new = _git("ls-files", "--others", "--exclude-standard")
    return {*_git("diff", "--name-only", *base), *new}


def _git(*arguments: str) -> list[str]:
    command = ["git", "-C", str(ROOT), "-c", "core.quotePath=false", *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return done.stdout.splitlines()


def _module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imports(path: Path) -> set[str]:
    """What a file of tests imports, by dotted names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def _read_costs() -> dict[str, float]:
    """CPU seconds of the files that take longest, as `tests/conftest.py` lists them."""
    tree = ast.parse((TESTS / "conftest.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "LONGEST":
            return dict(ast.literal_eval(node.value))
    return {}


if __name__ == "__main__":
    sys.exit(main())
