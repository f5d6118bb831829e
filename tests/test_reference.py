"""The generated reference: fresh, and nothing left out."""

import re
from pathlib import Path

import pytest
import typer

import docgen
from docgen.cli.commands import BUG, INTERRUPTED, PIPE_CLOSED, app
from docgen.cli.reference import (
    ENVIRONMENT,
    EXIT_CODES,
    make_reference,
    write_reference,
)
from docgen.issues.errors import DocgenError
from docgen.issues.issue import CATALOGUE
from docgen.model.field_locations import models_in
from docgen.model.submission import StudioFile

ROOT = Path(__file__).parent.parent
PAGES = make_reference()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_reference_in_docs_is_fresh(name):
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name], "run: python -m docgen.cli.reference docs"


def test_writing_gives_the_pages(tmp_path):
    write_reference(tmp_path / "docs")
    found = {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / "docs").iterdir()}
    assert found == PAGES


def test_every_command_and_option_is_in_the_reference():
    command = typer.main.get_command(app)
    commands = getattr(command, "commands", {})
    names = {"init", "ledger", "check", "build", "print", "lock", "summary", "verify", "convert"}
    names |= {"sign", "sort", "collect", "serve", "shortcut", "review", "batch"}
    assert set(commands) == names | {"schema", "scheme"}
    within = {name: commands[name].commands for name in ("scheme", "batch")}
    assert set(within["scheme"]) == {"new", "form", "lint"}
    assert set(within["batch"]) == {"build", "check", "verify", "summary"}
    inner_commands = {
        f"{a} {b}": inner for a, found in within.items() for b, inner in found.items()
    }
    everything = {**commands, **inner_commands}
    for name, inner in everything.items():
        section = PAGES["commands.zh.md"].partition(f"## docgen {name}\n")[2].partition("\n## ")[0]
        assert inner.help.partition("\n")[0] in section
        for parameter in inner.params:
            shown = parameter.opts[0] if parameter.opts[0].startswith("-") else parameter.metavar
            assert shown.replace("|", "\\|") in section, (name, shown)


def paths(model, prefix=""):
    for name, field in model.model_fields.items():
        yield f"{prefix}{name}", field
        for inner in models_in(field.annotation):
            yield from paths(inner, f"{prefix}{name}.")


def test_every_field_is_in_the_reference_with_its_name_and_meaning():
    page = PAGES["data.zh.md"]
    rows = {
        re.sub(r"\[\]|\.\{\}", "", row[0]): row[1:]
        for row in re.findall(r"^\| `(.+?)` \| (.*?) \| (.*?) \| (.*?) \|$", page, re.MULTILINE)
    }
    seen = {path: field for path, field in paths(StudioFile) if not _is_part(path)}
    assert len(seen) > 60
    assert set(rows) == set(seen)
    for path, field in seen.items():
        title, written, meaning = rows[path]
        assert title == field.title
        assert meaning == field.description
        assert re.fullmatch("[一-鿿：，]+|true 或 false|男 或 女|[0-9 或]+", written), path


def _is_part(path):
    """Parts have headings of their own."""
    return "." not in path and bool(models_in(StudioFile.model_fields[path].annotation))


def test_every_code_of_a_finding_is_in_the_reference():
    house = Path(docgen.__file__).parent
    # What workers say is made in one place, beside the catalogue.
    sources = [
        p.read_text(encoding="utf-8")
        for p in house.rglob("*.py")
        if p.parent.name != "issues" or p.name == "unplaced.py"
    ]
    assert len(sources) > 200
    code = re.compile(r'"([A-Z]\d{3}|source-[a-z-]+|template|form-pdf|character)"')
    used = {name for source in sources for name in code.findall(source)}
    assert used == set(CATALOGUE)
    for entry in CATALOGUE.values():
        assert f"| {entry.code} |" in PAGES["data.zh.md"]
        assert re.search(r"[\u4e00-\u9fff]", entry.title)


def _classes(base):
    for inner in base.__subclasses__():
        yield inner
        yield from _classes(inner)


def test_every_exit_code_is_in_the_reference():
    owned = {c.exit_code for c in _classes(DocgenError) if c.__module__.startswith("docgen.")}
    assert set(EXIT_CODES) == {0, *owned, BUG, INTERRUPTED, PIPE_CLOSED}
    for code, meaning in EXIT_CODES.items():
        assert f"| {code} | {meaning.replace('|', chr(92) + '|')} |" in PAGES["commands.zh.md"]


def test_every_variable_of_the_environment_is_in_the_reference():
    sources = [p.read_text(encoding="utf-8") for p in Path(docgen.__file__).parent.rglob("*.py")]
    named = {name for s in sources for name in re.findall(r'"(DOCGEN_[A-Z]+)"', s)}
    assert named == set(ENVIRONMENT)
    assert all(f"| {name} |" in PAGES["commands.zh.md"] for name in named)


def test_what_is_said_of_unusable_files_and_at_a_stop_is_in_the_reference():
    page = PAGES["data.zh.md"]
    assert (
        "| source-damaged | 图片文件已损坏，打不开 | 请从原处重新拷贝，或重新扫描、拍照 |" in page
    )
    assert "| 电脑的内存不够，做不下去 | 关掉其他程序，再运行一次；" in page
    # A slot shows as a gap, and neither a slot nor the mark of an optional part is left.
    told = page[page.index("## 文件用不了时说的话") :]
    assert "| 文本太长（… 字），印出来有几百页 |" in told
    assert not re.search(r"\{\w+(:\w+)?\}|\[\[|\]\]", told)
