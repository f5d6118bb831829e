"""The page's foreign files are those that the lock of npm names, and nothing else."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import docgen

ROOT = Path(__file__).parent.parent
VENDOR = Path(docgen.__file__).parent / "web" / "static" / "vendor"
PAGE = ROOT / "tools" / "page"


def told() -> list[dict]:
    return json.loads((VENDOR / "vendor.json").read_text("utf-8"))


def test_every_file_is_told_of_with_its_hash_and_its_licence() -> None:
    known = {f"{p['name']}/{file}": digest for p in told() for file, digest in p["files"].items()}
    there = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "vendor.json"
    }
    assert known == there
    assert all(any("LICENSE" in file for file in package["files"]) for package in told())


def test_versions_are_those_of_the_lock_which_names_no_host() -> None:
    text = (PAGE / "package-lock.json").read_text("utf-8")
    lock = json.loads(text)["packages"]
    wanted = json.loads((PAGE / "package.json").read_text("utf-8"))["dependencies"]
    assert {package["name"]: package["version"] for package in told()} == wanted
    for package in told():
        entry = lock[f"node_modules/{package['name']}"]
        assert (entry["version"], entry["integrity"]) == (package["version"], package["integrity"])
    assert '"resolved"' not in text


def test_what_npm_gives_for_the_lock_is_what_lies_here(tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    command = [sys.executable, str(PAGE / "vendor.py"), str(tmp_path / "vendor")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        pytest.skip("npm cannot reach its packages from here")
    names = [path.relative_to(VENDOR) for path in sorted(VENDOR.rglob("*")) if path.is_file()]
    anew = tmp_path / "vendor"
    assert names == [p.relative_to(anew) for p in sorted(anew.rglob("*")) if p.is_file()]
    assert all((VENDOR / name).read_bytes() == (anew / name).read_bytes() for name in names)
