"""Modules stand on levels, and import only from levels below their own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import docgen

FOLDER = Path(docgen.__file__).parent

LEVELS = (
    {"__init__", "errors", "progress"},
    {"model", "marks", "kinds", "jpeg", "identity", "contentstate", "workers", "reproducible"},
    {"evidence", "scheme", "wording", "png", "facts", "layout", "fonts"},
    {"scoring", "plan", "places", "privacy", "filenames", "ink", "cache", "columns", "typeface"},
    {"case", "forms", "manifest", "frontmatter", "stamps", "foreign", "datafile", "images"}
    | {"pdfpages"},
    {"rules_data", "rules_score", "bundle", "drafts", "blank", "discover", "fitting"},
    {"checks", "load", "word", "office", "sources", "pdf", "sheet", "package", "schemas"},
    {"build", "starter"},
    {"terminal"},
    {"usage"},
    {"cli"},
    {"__main__", "reference"},
)


def modules() -> set[str]:
    return {path.stem for path in FOLDER.glob("*.py")}


def imports(module: str) -> Iterator[str]:
    """The modules of docgen that `module` imports, at its top or within a function."""
    tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            top, *rest = name.split(".")
            if top == "docgen":
                yield rest[0] if rest and rest[0] in modules() else "__init__"


def test_the_table_is_the_set_of_modules():
    listed = [module for level in LEVELS for module in level]
    assert len(listed) == len(set(listed))
    assert set(listed) == modules()


def test_imports_point_down():
    level_of = {module: n for n, level in enumerate(LEVELS) for module in level}
    seen = [(module, other) for module in sorted(modules()) for other in imports(module)]
    assert len(seen) > 100
    upward = [
        f"{module} imports {other}"
        for module, other in seen
        if level_of.get(other, -1) >= level_of.get(module, 99)
    ]
    assert not upward
