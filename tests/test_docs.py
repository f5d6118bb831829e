"""The guides say what is so: links lead somewhere, commands run, examples are read, facts hold."""

import os
import re
import shlex
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import typer
from PIL import Image
from pypdf import PdfReader
from ruamel.yaml import YAML

from docgen.bundle.front_matter import Matter
from docgen.bundle.plan import Plan
from docgen.bundle.planning import make_plan
from docgen.cli.commands import app
from docgen.cli.usage import UsageError
from docgen.images.ink_map import InkMap
from docgen.issues.errors import OfficeError, WorkspaceError
from docgen.issues.finding import Level
from docgen.issues.issue import CATALOGUE
from docgen.model.page_facts import PageFacts
from docgen.model.prepared import Prepared
from docgen.model.review_terms import ReviewSpec
from docgen.model.scheme import (
    Body,
    BundleSpec,
    Category,
    Conditions,
    FormSpec,
    Grade,
    Item,
    PaperRule,
    PatentKinds,
    ReportSpec,
    Scheme,
    SubmissionSpec,
    Words,
)
from docgen.model.scoring import score
from docgen.model.submission import StudioFile
from docgen.office.libreoffice import find_soffice
from docgen.package.manifest import read_manifest
from docgen.pdf.geometry import PageBox
from docgen.pdf.typeface import Typography
from docgen.system.file_hashes import hash_file
from docgen.workspace.data_tree import read_tree
from docgen.workspace.load import load_scheme, load_workspace
from docgen.workspace.validation import fit

ROOT = Path(__file__).parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PICTURES = ROOT / "docs" / "pictures"
CLERK, REVIEWER, AUTHOR = (
    ROOT / "docs" / name for name in ("clerk.zh.md", "reviewer.zh.md", "scheme-author.md")
)
DOCUMENTS = tuple(sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")}))
GUIDES = (*READMES, CLERK, REVIEWER, AUTHOR)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@dataclass(frozen=True)
class Block:
    """A fenced block: what it is written in, and its text."""

    language: str
    text: str

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.splitlines() if line]


@cache
def blocks(document: Path) -> tuple[Block, ...]:
    found = re.findall(r"^```(\w+)\n(.*?)^```$", document.read_text("utf-8"), re.M | re.S)
    assert found, f"{document.name} has no blocks any more"
    return tuple(Block(*pair) for pair in found)


@cache
def prose(document: Path) -> str:
    """A document without its blocks: a # there is no heading."""
    return re.sub(r"^```.*?^```$", "", document.read_text("utf-8"), flags=re.M | re.S)


def headings(document: Path) -> list[tuple[int, str]]:
    found = re.findall(r"^(#+) (.+)$", prose(document), re.M)
    return [(len(marks), title) for marks, title in found]


def links(document: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", prose(document))


def rows(document: Path, heading: int) -> list[list[str]]:
    """The cells of the first table under the nth heading of the second level, head left out."""
    parts = re.split(r"^## .+$", prose(document), flags=re.M)
    lines = [line for line in parts[heading].splitlines() if line.startswith("|")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert len(table) > 2
    return table[2:]


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


# ── every document ────────────────────────────────────────────────────────────────────────────


def anchor(title: str) -> str:
    kept = (c for c in title.lower() if c in " -_" or unicodedata.category(c)[0] in "LN")
    return "".join(kept).replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_links_lead_somewhere(document):
    for link in links(document):
        assert "://" not in link
        name, _, place = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        if place:
            assert place in [anchor(title) for _, title in headings(target)], link


def test_there_are_links_to_check():
    assert all(len(links(readme)) > 10 for readme in READMES)
    reached = {(ROOT / link).resolve() for link in links(READMES[0])}
    assert reached >= {CLERK, REVIEWER, AUTHOR, *PICTURES.glob("index.png")}


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "docs" / "pictures.py"], ids=relative)
def test_nothing_of_a_machine_or_a_person_is_told(document):
    text = document.read_text("utf-8")
    assert not re.search(r"(?<![\w.])/(work|tmp|root|home|opt|usr|mnt|Users)/", text)
    assert not re.search(r"(?i)\b[C-Z]:\\", text)
    assert not re.search(
        r"(?i)pypi|mirror|/simple|index-url|(?<!ipp)(?<!s3)(?<!gs)(?<!abfs)(?<!tcp)(?<!tls)://",
        text,
    )
    assert not re.search(r"(?<!\d)\d{17}[\dXx](?!\d)", text)


def test_pictures_are_shown_small_and_readable():
    files = set(PICTURES.iterdir())
    shown = {
        (d.parent / link).resolve() for d in DOCUMENTS for link in links(d) if link.endswith(".png")
    }
    assert {"index.png", "annex2.png"} <= {file.name for file in files}
    assert files == shown
    for file in files:
        assert file.stat().st_size <= 250_000
        with Image.open(file) as image:
            assert image.format == "PNG"
            assert image.width >= 800


# ── commands ──────────────────────────────────────────────────────────────────────────────────


def command_lines() -> Iterator[tuple[Path, str]]:
    for document in GUIDES:
        for block in blocks(document):
            if block.language in {"sh", "bat"}:
                yield from ((document, line) for line in block.lines)


def _show(value: Path | str) -> str:
    return relative(value) if isinstance(value, Path) else value


def parse(line: str) -> None:
    """Read a command line as docgen does, short of doing it."""
    name, *rest = shlex.split(line)[1:]
    group = typer.main.get_command(app)
    if name.startswith("-"):
        with pytest.raises(typer.Exit):
            group.make_context("docgen", [name, *rest])
        return
    command = group.commands[name]
    while commands := getattr(command, "commands", None):
        name, *rest = rest
        command = commands[name]
    try:
        command.make_context(name, rest)
    except typer.Exit:
        assert "--help" in rest


@pytest.mark.parametrize(("document", "line"), list(command_lines()), ids=_show)
def test_command_lines_are_understood(document, line):
    line = line.replace("\\", "/")
    program, *rest = line.split()
    match program.rpartition("/")[2]:
        case "docgen":
            parse(line)
        case "make":
            assert re.search(rf"^{rest[0]}:", (ROOT / "Makefile").read_text("utf-8"), re.M)
        case "cp":
            assert list(ROOT.glob(rest[-2]))
        case other:
            assert other in {"sudo", ".", "py", "python"}


@pytest.mark.parametrize(
    "line",
    ["docgen build 我的工作室 --fast", "docgen build a --only b", "docgen scheme lint --fast"],
)
def test_what_docgen_does_not_know_is_not_understood(line):
    with pytest.raises(UsageError):
        parse(line)


# ── the two READMEs ───────────────────────────────────────────────────────────────────────────


def test_readmes_say_the_same():
    english, chinese = READMES
    assert [level for level, _ in headings(english)] == [level for level, _ in headings(chinese)]
    assert blocks(english) == blocks(chinese)
    told = [[link for link in links(readme) if not link.startswith("README")] for readme in READMES]
    assert told[0] == told[1]
    assert [row[0] for row in rows(english, 4)] == [row[0] for row in rows(chinese, 4)]
    points = [len(re.findall(r"^- ", prose(readme), re.M)) for readme in READMES]
    assert points[0] == points[1]
    assert sorted(set(quoted(prose(english)))) == sorted(set(quoted(prose(chinese))))


@dataclass(frozen=True)
class Trial:
    """What came of following the README."""

    folder: Path
    said: dict[str, str]


@pytest.fixture(scope="module")
def trial(tmp_path_factory) -> Trial:
    """Follow the README's first package to the letter, in a folder of its own."""
    try:
        find_soffice()
    except OfficeError as error:
        pytest.skip(error.what)
    here = tmp_path_factory.mktemp("readme")
    (here / "samples").symlink_to(ROOT / "samples")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PATH": f"{_make_launcher(here)}{os.pathsep}{os.environ['PATH']}",
    }
    said = {}
    for block in blocks(READMES[0]):
        if block.language == "yaml":
            (here / "我的工作室" / "studio.yaml").write_text(block.text, "utf-8")
        for line in block.lines if block.language == "sh" else ():
            # A page is served until somebody ends it, and a desktop is not a test's.
            if line.startswith(("docgen serve", "docgen review", "docgen shortcut")):
                continue
            if line.startswith(("docgen", "cp")):
                done = subprocess.run(
                    ["bash", "-c", line],
                    cwd=here,
                    env=environment,
                    capture_output=True,
                    encoding="utf-8",
                    check=False,
                )
                assert done.returncode == 0, done.stdout + done.stderr
                said[" ".join(line.split()[:2])] = done.stdout + done.stderr
    return Trial(here, said)


def _make_launcher(folder: Path) -> Path:
    launcher = folder / "bin" / "docgen"
    launcher.parent.mkdir()
    launcher.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m docgen "$@"\n')
    launcher.chmod(0o755)
    return launcher.parent


def test_the_first_package_is_what_the_readme_says(trial):
    package = trial.folder / "我的工作室" / "out" / "assessment"
    assert relative_names(package) == {quoted(row[0])[0] for row in rows(READMES[0], 4)}
    said = trial.said["docgen check"]
    assert "错误 0 处" in said
    assert "（C717）" in said
    assert "（C607）" in said
    assert "自评总分 6 分，低于合格线" in said
    warned = [re.findall(r"(?m)^\d+\. .+", trial.said[f"docgen {do}"]) for do in ("check", "build")]
    assert len(warned[0]) > 2
    assert warned[0] == warned[1]
    manifest = read_manifest((package / "manifest.json").read_bytes())
    assert {item.number: str(item.claimed) for item in manifest.items if item.claimed} == {
        1: "3",
        2: "3",
    }
    assert [str(measure.value) for measure in manifest.items[1].measures] == ["6"]


def relative_names(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*")}


def test_an_applications_files_are_named_as_the_readme_says():
    spec = load_scheme("weihai-2025", near=None).submissions["application"]
    table = prose(READMES[0]).split("An application gives ")[1].split("\n\n")[0]
    form = spec.form.name
    assert quoted(table) == [f"{spec.report.name}.pdf", f"{form}.docx", f"{form}.pdf"]


# ── the clerk's guide ─────────────────────────────────────────────────────────────────────────


def yaml_blocks(document: Path) -> list[str]:
    return [block.text for block in blocks(document) if block.language == "yaml"]


@pytest.mark.parametrize("text", yaml_blocks(CLERK))
def test_examples_of_data_are_read_without_a_complaint(text, tmp_path):
    file = tmp_path / "studio.yaml"
    file.write_text(f"scheme: weihai-2025\nsubmission: assessment\n{text}", "utf-8")
    found = fit(read_tree(file, file.name, WorkspaceError), StudioFile)
    assert found.findings == ()
    spec = load_scheme("weihai-2025", near=None).submissions["assessment"]
    for number, claim in found.value.claims.items():
        options = [option.key for option in spec.item(number).options]
        assert claim.choice in ["", *options]
    for row in found.value.evidence:
        folder = row.files[0].file.partition("/")[0]
        assert folder in [item.folder_name for item in spec.items]


def test_findings_told_of_have_codes_docgen_knows():
    known = set(CATALOGUE)
    told = re.findall(r"（([A-Z]\d{3}|[a-z]+-[a-z-]+)(?:、([a-z-]+))?）", CLERK.read_text("utf-8"))
    codes = {code for pair in told for code in pair if code}
    assert len(codes) > 8
    assert codes <= known


def test_a_finding_is_told_in_docgens_words(tmp_path):
    """The guide's first examples, made to happen."""
    shown = "\n".join(block.text for block in blocks(CLERK) if block.language == "text")
    claims = "claims:\n  1: {measure: 约86.8平方米}\n"
    (tmp_path / "studio.yaml").write_text(
        f"scheme: weihai-2025\nsubmission: assessment\n{claims}", "utf-8"
    )
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "散.pdf").write_bytes(b"%PDF-1.4")
    found = [f for f in load_workspace(tmp_path).findings if f.code in {"Y102", "F201"}]
    assert len(found) == 2
    for finding in found:
        assert finding.level is Level.ERROR
        assert f"   {finding.what}\n   → {finding.remedy}\n" in shown


# ── the reviewer's guide ──────────────────────────────────────────────────────────────────────


def plan_sample() -> Plan:
    """The pages of the sample: how many a file has is all that their numbers depend on."""
    loaded = load_workspace(ROOT / "samples" / "assessment")
    sources = {
        file.key: blank_source(loaded.evidence_folder, file.path)
        for piece in loaded.evidence
        for file in piece.files
    }
    scores = score(loaded.spec, loaded.data, loaded.evidence)
    width = Typography().width
    matter = Matter(loaded.scheme, loaded.spec, loaded.data, scores, width)
    return make_plan(matter, loaded.evidence, sources, draft=False)


def blank_source(folder: Path, path: str) -> Prepared:
    count = len(PdfReader(folder / path).pages) if path.endswith(".pdf") else 1
    page = PageFacts(PageBox(0, 0, 595.3, 841.9), InkMap(1000, 1, 1, b"\0"))
    return Prepared(hash_file(folder / path), path, (page,) * count)


def test_the_worked_example_has_the_samples_page_numbers():
    item = plan_sample().cross_reference.item(11)
    text = REVIEWER.read_text("utf-8").split("## 八、")[1]
    assert f"到分隔页（第 {item.divider} 页）" in text
    piece = next(entry for entry in item.evidence if entry.evidence.id == "11-5")
    assert f"11-5（第 {piece.pages} 页）" in text
    counted = [e.evidence for e in item.evidence if e.evidence.kind == "培训取证"]
    assert [str(e.quantity) for e in counted] == ["120", "96", "222"]
    assert len(item.evidence) == 7


# ── the guide for authors of schemes ──────────────────────────────────────────────────────────

_PARTS = {
    "form": FormSpec,
    "report": ReportSpec,
    "bundle": BundleSpec,
    "conditions": Conditions,
    "patents": PatentKinds,
    "review": ReviewSpec,
}


def check_example(example: dict) -> None:
    """Hold an example against the part of a scheme that it is."""
    if "submissions" in example:
        Scheme.model_validate({**example, "folder": Path()})
    elif "scheme" in example:
        StudioFile.model_validate(example)
    elif "id" in example:
        loaded = load_scheme("weihai-2025", near=None)
        assert {key: str(getattr(loaded, key)) for key in ("id", "title", "year", "version")} == {
            key: str(example[key]) for key in ("id", "title", "year", "version")
        }
    elif "categories" in example:
        assert [Category.model_validate(category) for category in example["categories"]]
    elif "rule" in example:
        Item.model_validate({"number": 1, "title": "例", "points": 10, **example})
    elif "papers" in example:
        assert [PaperRule.model_validate(paper) for paper in example["papers"]]
    elif "bodies" in example:
        assert [Body.model_validate(body) for body in example["bodies"]]
    elif "doubts" in example:
        rule = {"kind": "bands", "bands": [{"above": 2, "points": 3}]}
        count = {"key": "people", "name": "成员", "unit": "人"}
        Item.model_validate(
            {"number": 1, "title": "例", "points": 3, "rule": {**rule, "count": count}, **example}
        )
    else:
        ((name, part),) = example.items()
        _PARTS[name].model_validate(part)


@pytest.mark.parametrize("text", yaml_blocks(AUTHOR))
def test_examples_of_schemes_are_valid(text):
    check_example(YAML(typ="safe").load(text))


def test_every_field_of_a_scheme_is_told_of():
    text = AUTHOR.read_text("utf-8")
    for part in (
        *(Item, Category, Conditions, FormSpec, ReportSpec, BundleSpec),
        *(SubmissionSpec, Words, Grade),
    ):
        for name in part.model_fields:
            assert re.search(rf"`{name}`|^ *-? *{name}:", text, re.M), f"{part.__name__}.{name}"
