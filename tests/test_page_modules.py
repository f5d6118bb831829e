"""The page's own modules hold the types that they name, and documents name only what is there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import docgen

ROOT = Path(__file__).parent.parent
WEB = Path(docgen.__file__).parent / "web"
STATIC = WEB / "static"


def test_every_module_is_sound_by_its_types(tmp_path: Path) -> None:
    compiler = install_compiler(tmp_path)
    modules = sorted(STATIC.glob("*.js"))
    assert all(module.read_text("utf-8").startswith("// @ts-check\n") for module in modules)
    options = ["--allowJs", "--checkJs", "--noEmit", "--strict", "--skipLibCheck"]
    kinds = ["--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"]
    library = ["--lib", "es2023,dom,dom.iterable", "--types", ""]
    command = [str(compiler), *options, *kinds, *library, *map(str, modules)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=STATIC)
    said = [line for line in done.stdout.splitlines() if re.match(r"\w+\.js\(", line)]
    assert said == []
    assert "error TS5" not in done.stdout, done.stdout


def install_compiler(folder: Path) -> Path:
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "tools" / "page" / name, folder)
    command = ["npm", "ci", "--ignore-scripts", "--omit=optional", "--silent"]
    if subprocess.run(command, cwd=folder, check=False).returncode:
        pytest.skip("npm cannot reach its packages from here")
    return folder / "node_modules" / ".bin" / "tsc"


def test_no_document_has_script_or_style_within_itself() -> None:
    for template in sorted((WEB / "templates").glob("*.html")):
        text = template.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text), template.name
        for tag in re.findall(r"<script[^>]*>", text):
            assert "src=" in tag, (template.name, tag)


def test_documents_and_modules_name_only_files_that_are_there() -> None:
    for template in sorted((WEB / "templates").glob("*.html")):
        for name in re.findall(r"\{\{ static \}\}/([\w./-]+)", template.read_text("utf-8")):
            assert (STATIC / name).is_file(), (template.name, name)
    for module in sorted(STATIC.glob("*.js")):
        text = module.read_text("utf-8")
        names = re.findall(r'(?:from|import) "\./([^"]+)"', text)
        names += re.findall(r'new URL\("([^"]+\.mjs)"', text)
        for name in names:
            assert (STATIC / name).is_file(), (module.name, name)


def test_nothing_is_fetched_from_elsewhere() -> None:
    for file in (*STATIC.glob("*.js"), *STATIC.glob("*.css"), *(WEB / "templates").glob("*.html")):
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//cdn", text), file.name
