"""Fetch the page's foreign files from npm, as `package-lock.json` says, into the package.

    python tools/page/vendor.py            renews docgen/web/static/vendor and tests/vendor
    python tools/page/vendor.py FOLDER     writes them elsewhere, to be compared

Nothing of what is fetched is run. `vendor.json` names each package with its version, its licence
and the hash of every file; `tests/test_vendor.py` holds it against the files and the lock.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE, TESTS = "docgen/web/static/vendor", "tests/vendor"

Taken = Mapping[str, tuple[str, ...]]
_FOR_THE_PAGE: Taken = {
    "idiomorph": ("LICENSE", "dist/idiomorph.esm.js"),
    "pdfjs-dist": (
        "LICENSE",
        "build/pdf.min.mjs",
        "build/pdf.worker.min.mjs",
        "web/pdf_viewer.mjs",
        "web/pdf_viewer.css",
        "web/images/loading-icon.gif",
        "cmaps/*",
        "standard_fonts/*",
        "wasm/*",
    ),
}
_FOR_TESTS: Taken = {"axe-core": ("LICENSE", "LICENSE-3RD-PARTY.txt", "axe.min.js")}
"""It looks for what keeps people out. It goes with no package."""
TAKEN: Mapping[str, Taken] = {PAGE: _FOR_THE_PAGE, TESTS: _FOR_TESTS}
"""By folder the files that are taken of each package; everything else is for other uses of it."""


def main(arguments: list[str]) -> int:
    """Write the files and `vendor.json`."""
    root = Path(arguments[0]) if arguments else ROOT
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(HERE / file, folder)
        # The lock's hashes are held against what comes; optional parts are for Node alone.
        command = ["npm", "ci", "--ignore-scripts", "--omit=optional", "--silent"]
        subprocess.run(command, cwd=folder, check=True)
        for place, taken in TAKEN.items():
            _renew(root / place, folder / "node_modules", taken)
    return 0


def _renew(target: Path, modules: Path, taken: Taken) -> None:
    shutil.rmtree(target, ignore_errors=True)
    told = [_take(modules / package, taken[package], target) for package in sorted(taken)]
    text = json.dumps(told, indent=1, ensure_ascii=False)
    (target / "vendor.json").write_text(f"{text}\n", encoding="utf-8")


def _take(package: Path, patterns: tuple[str, ...], target: Path) -> dict[str, object]:
    """Copy what is taken of one package, and tell of it."""
    said = json.loads((package / "package.json").read_text("utf-8"))
    files = sorted(f for pattern in patterns for f in package.glob(pattern))
    hashes = {}
    for file in files:
        path = file.relative_to(package)
        copy = target / package.name / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        hashes[path.as_posix()] = hashlib.sha256(copy.read_bytes()).hexdigest()
    lock = json.loads((HERE / "package-lock.json").read_text("utf-8"))
    entry = lock["packages"][f"node_modules/{package.name}"]
    return {
        "name": said["name"],
        "version": said["version"],
        "licence": said["license"],
        "integrity": entry["integrity"],
        "files": hashes,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
