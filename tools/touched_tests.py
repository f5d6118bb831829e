"""Print the test files that go with what was changed since `main`, for a quick look while working.

Those that import a changed module, or where none does, something of its folder; and those that were
changed themselves. What takes long is left to `make test`.
"""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TESTS = ROOT / "tests"
ALWAYS = ("test_levels.py",)
MOST = 5
"""Test files for one changed module."""


def main() -> int:
    """Print paths, one a line."""
    changed = {ROOT / name for name in _changed()}
    imports = {path: _imports(path) for path in TESTS.glob("test_*.py") if path.name not in _slow()}
    # Those that import the least are closest to what they test.
    files = sorted(imports, key=lambda path: len(imports[path]))
    chosen = {TESTS / name for name in ALWAYS} | changed & imports.keys()
    for path in changed:
        if path.is_relative_to(ROOT / "docgen") and path.suffix == ".py":
            name = _module_of(path)
            folder = f"{name.rpartition('.')[0]}."
            close = [file for file in files if name in imports[file]]
            beside = [file for file in files if any(i.startswith(folder) for i in imports[file])]
            chosen |= set((close or beside)[:MOST])
    for path in sorted(chosen):
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    return 0


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


def _slow() -> tuple[str, ...]:
    """The files that take long, as `tests/conftest.py` lists them."""
    tree = ast.parse((TESTS / "conftest.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "LONGEST":
            return tuple(ast.literal_eval(node.value))
    return ()


if __name__ == "__main__":
    sys.exit(main())
