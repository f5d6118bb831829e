"""Fetch the page's foreign files from npm, as `package-lock.json` says, into the package.

    python tools/page/vendor.py            renews docgen/web/static/vendor
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
from pathlib import Path

HERE = Path(__file__).parent
VENDOR = HERE.parents[1] / "docgen" / "web" / "static" / "vendor"

TAKEN = {
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
"""The files that are taken of each package; everything else is for other uses of it."""


def main(arguments: list[str]) -> int:
    """Write the files and `vendor.json`."""
    target = Path(arguments[0]) if arguments else VENDOR
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(HERE / file, folder)
        # The lock's hashes are held against what comes; optional parts are for Node alone.
        command = ["npm", "ci", "--ignore-scripts", "--omit=optional", "--omit=dev", "--silent"]
        subprocess.run(command, cwd=folder, check=True)
        shutil.rmtree(target, ignore_errors=True)
        told = [_take(folder / "node_modules" / package, target) for package in sorted(TAKEN)]
    text = json.dumps(told, indent=1, ensure_ascii=False)
    (target / "vendor.json").write_text(f"{text}\n", encoding="utf-8")
    return 0


def _take(package: Path, target: Path) -> dict[str, object]:
    """Copy what is taken of one package, and tell of it."""
    said = json.loads((package / "package.json").read_text("utf-8"))
    files = sorted(f for pattern in TAKEN[package.name] for f in package.glob(pattern))
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
