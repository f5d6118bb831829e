"""Make the sample workspaces: `python samples/make.py [--into DIR] [--only TEXT]`.

Everything in them is invented and drawn here. The same machine gives the same bytes every time;
another one may have other releases of the fonts, and then the pictures differ a little.
"""

import argparse
import shutil
import sys
from pathlib import Path

from make_parts import application, assessment, example_city
from make_parts.faces import missing_fonts
from make_parts.recipes import Recipes


def all_recipes() -> Recipes:
    """How every file is made, by its path below `samples/`."""
    workspaces = {
        "assessment": assessment.recipes(),
        "application": application.recipes(),
        "example-city": example_city.recipes(),
    }
    return {
        f"{name}/{path}": recipe
        for name, recipes in workspaces.items()
        for path, recipe in recipes.items()
    }


def make(into: Path, only: str = "") -> list[Path]:
    """Write the files whose path has `only` in it; with nothing, remake all workspaces whole."""
    recipes = all_recipes()
    if not only:
        for name in sorted({path.split("/")[0] for path in recipes}):
            shutil.rmtree(into / name / "evidence", ignore_errors=True)
    made = []
    for path, recipe in recipes.items():
        if only in path:
            target = into / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(recipe())
            made.append(target)
    return made


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Make the sample workspaces.")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="folder to fill")
    parser.add_argument("--only", default="", help="only the files whose path has this in it")
    options = parser.parse_args()
    if missing := missing_fonts():
        sys.stderr.write("fonts not found: " + ", ".join(map(str, missing)) + "\n")
        return 1
    made = make(options.into, options.only)
    size = sum(path.stat().st_size for path in made) / 1e6
    sys.stdout.write(f"{len(made)} files, {size:.1f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
