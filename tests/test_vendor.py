"""Foreign files are those that locks name, and nothing else: the page's, its tests', the models."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docgen.ocr.models import find_models

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docgen" / "web" / "static" / "vendor"
VENDORS = (PAGE, ROOT / "tests" / "vendor")
TOOLS = ROOT / "tools" / "page"
MODELS, TAKEN_BY = ROOT / "docgen" / "ocr" / "ppocrv6", ROOT / "tools" / "models"


def told(vendor: Path) -> list[dict]:
    return json.loads((vendor / "vendor.json").read_text("utf-8"))


def files(vendor: Path) -> dict[str, Path]:
    there = (path for path in sorted(vendor.rglob("*")) if path.is_file())
    return {path.relative_to(vendor).as_posix(): path for path in there}


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_file_is_told_of_with_its_hash_and_its_licence(vendor: Path) -> None:
    packages = told(vendor)
    known = {f"{p['name']}/{file}": digest for p in packages for file, digest in p["files"].items()}
    there = {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in files(vendor).items()
        if name != "vendor.json"
    }
    assert known == there
    assert all(any("LICENSE" in file for file in package["files"]) for package in packages)


def test_versions_are_those_of_the_lock_which_names_no_host() -> None:
    text = (TOOLS / "package-lock.json").read_text("utf-8")
    lock = json.loads(text)["packages"]
    wanted = json.loads((TOOLS / "package.json").read_text("utf-8"))
    # What a package is sent with, and what only looks at it.
    assert {p["name"]: p["version"] for p in told(PAGE)} == wanted["dependencies"]
    for package in (package for vendor in VENDORS for package in told(vendor)):
        entry = lock[f"node_modules/{package['name']}"]
        assert (entry["version"], entry["integrity"]) == (package["version"], package["integrity"])
    assert '"resolved"' not in text


def test_what_npm_gives_for_the_lock_is_what_lies_here(tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    command = [sys.executable, str(TOOLS / "vendor.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        pytest.skip("npm cannot reach its packages from here")
    for vendor in VENDORS:
        anew = files(tmp_path / vendor.relative_to(ROOT))
        there = files(vendor)
        assert there.keys() == anew.keys()
        assert all(path.read_bytes() == anew[name].read_bytes() for name, path in there.items())


def test_the_models_are_those_of_the_lock_told_with_hash_and_licence() -> None:
    told = json.loads((MODELS / "vendor.json").read_text("utf-8"))
    there = files(MODELS)
    del there["vendor.json"]
    assert told["files"] == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items()
    }
    assert "Apache License" in there["LICENSE"].read_text("utf-8")
    lock = (TAKEN_BY / "models.lock").read_text("utf-8")
    assert f"{told['name']}=={told['version']} \\\n    --hash=sha256:" in lock
    models = find_models()
    if models:
        assert {file.relative_to(MODELS).as_posix() for file in models.all} < there.keys()


def test_what_the_registry_gives_for_the_models_is_what_lies_here(tmp_path: Path) -> None:
    command = [sys.executable, str(TAKEN_BY / "vendor.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        pytest.skip("the models' distribution cannot be reached from here")
    anew, there = files(tmp_path), files(MODELS)
    assert there.keys() == anew.keys()
    assert all(path.read_bytes() == anew[name].read_bytes() for name, path in there.items())
