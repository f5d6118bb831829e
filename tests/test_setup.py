"""Setting up: the lock, the wheel, and what make and its script do."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from conftest import ROOT

posix = pytest.mark.skipif(os.name != "posix", reason="a script for bash")

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_is_locked_with_hashes():
    blocks = [b for b in re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE) if "==" in b]
    locked = {plain(block.split("==")[0]) for block in blocks}
    assert len(blocks) == len(locked) > 30
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks)
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    asked += PROJECT["build-system"]["requires"]
    assert declared_names(asked) <= locked


def imported(folder: str) -> set[str]:
    """The packages from elsewhere that the modules of a folder import, anywhere in them."""
    files = sorted((ROOT / folder).rglob("*.py"))
    own = {"docgen", *(p.stem for p in files), *(p.parent.name for p in files)}
    found = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - own - set(sys.stdlib_module_names)


@pytest.mark.parametrize("folder", ["docgen", "tests", "samples"])
def test_what_is_imported_is_declared(folder: str):
    declared = declared_names(PROJECT["project"]["dependencies"])
    for extra in PROJECT["project"]["optional-dependencies"].values():
        declared |= declared_names(extra)
    if folder != "docgen":
        declared |= declared_names(PROJECT["dependency-groups"]["dev"])
    owners = packages_distributions()
    # pydantic and its core are one thing in two packages.
    owners["pydantic_core"] = ["pydantic"]
    names = imported(folder)
    assert len(names) > 3
    undeclared = {name for name in names if not {plain(o) for o in owners[name]} & declared}
    assert not undeclared


def declared_names(lines: list[str]) -> set[str]:
    return {plain(re.match(r"[\w.-]+", line)[0]) for line in lines}


def test_no_file_of_the_set_up_names_a_package_index():
    locks = ("requirements.lock", "tools/reading.in", "tools/reading.lock")
    for name in (*locks, "pyproject.toml", "Makefile", "tools/setup.sh", ".ci/run"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text, name
        assert "index-url" not in text.replace("--no-emit-index-url", ""), name


def test_the_wheel_has_the_schemes_and_works_on_its_own(tmp_path: Path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
    ours = [ROOT / "docgen", ROOT / "templates"]
    wanted = {
        (p.relative_to(ROOT) if folder == ours[0] else Path("docgen") / p.relative_to(ROOT))
        for folder in ours
        for p in folder.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    assert {Path(n) for n in names if n.startswith("docgen/")} == wanted
    assert Path("docgen/templates/weihai-2025/scheme.yaml") in wanted

    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import docgen.workspace.load as load\n"
            "print(load.load_scheme('weihai-2025', near=None).folder)\n"
            "import docgen.cli.commands\n"
            "print(docgen.cli.commands.__file__)",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    package = (tmp_path / "site" / "docgen").resolve()
    assert Path(told[0]) == package / "templates" / "weihai-2025"
    assert Path(told[1]) == package / "cli" / "commands.py"
    scripts = next(n for n in names if n.endswith("entry_points.txt"))
    with zipfile.ZipFile(wheel) as archive:
        assert "docgen = docgen.cli.commands:main" in archive.read(scripts).decode()


_CHECKS = ["ruff", "ruff", "python", "mypy", "pytest"]


@posix
def test_make_test_runs_every_check_and_pytest_last():
    # Within `make test` itself make would say which folder it enters and leaves.
    command = ["make", "--no-print-directory", "-n", "test"]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    commands = [line for line in run.stdout.splitlines() if line.startswith(".venv/bin/")]
    assert [c.split()[0].rpartition("/")[2] for c in commands] == _CHECKS
    assert commands[1].startswith(".venv/bin/ruff format --check")
    assert commands[2].startswith(".venv/bin/python -m compileall")
    assert run.stdout.splitlines()[-1] == commands[-1]
    assert (ROOT / ".ci" / "run").read_text().splitlines() == [
        "#!/usr/bin/env bash",
        "exec make test",
    ]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout beside a bin folder with nothing but the usual Unix tools."""
    (tmp_path / "tools").mkdir()
    for name in ("setup.sh", "reading.lock"):
        shutil.copy(ROOT / "tools" / name, tmp_path / "tools")
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "bin").mkdir()
    for tool in ("bash", "env", "cat", "cksum", "dirname", "grep", "id", "readlink", "rm", "touch"):
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool))
    return tmp_path


def set_up(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [folder / "tools" / "setup.sh"],
        env={"PATH": str(folder / "bin"), **variables},
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@posix
def test_without_python_it_says_what_to_do(bare: Path):
    run = set_up(bare)
    assert run.returncode == 1
    assert "Python 3.11" in run.stderr
    assert "make PYTHON=" in run.stderr
    assert not (bare / ".venv").exists()


@posix
def test_an_old_python_is_not_taken(bare: Path):
    old = bare / "bin" / "python3"
    old.write_text("#!/usr/bin/env bash\nexit 1\n")
    old.chmod(0o755)
    assert set_up(bare, PYTHON="python3").returncode == 1


@posix
def test_what_is_missing_is_named_and_does_not_stop_the_rest(bare: Path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare / ".venv"], check=True)
    fingerprint = subprocess.run(
        ["cksum", "requirements.lock", "tools/reading.lock", "pyproject.toml", "tools/setup.sh"],
        cwd=bare,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    (bare / ".venv" / ".setup-done").write_text(f"{bare}\n{fingerprint}")
    run = set_up(bare)
    assert run.returncode == 0, run.stderr
    for name in ("libreoffice-writer-nogui", "fonts-noto-cjk", "fonts-lxgw-wenkai", "qpdf"):
        assert name in run.stderr
    assert "LibreOffice Writer" in run.stderr
    assert "Missing programs" in run.stderr
    assert "正在准备" not in run.stderr
