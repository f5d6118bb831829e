"""The command line as a person or a script meets it.

What is about the process itself (start, signals, pipes, terminal) is really started; the rest
calls the same `run` that the program does.
"""

import json
import os
import re
import select
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document
from PIL import Image

from docgen import __version__
from docgen.cli.commands import run
from docgen.issues.errors import OutputError
from docgen.text.columns import count_columns
from docgen.workspace.load import load_scheme, schemes_folder
from docgen.workspace.new_workspace import write_workspace

ROOT = Path(__file__).parent.parent
COMMANDS = (
    "serve",
    "shortcut",
    "init",
    "ledger",
    "check",
    "build",
    "print",
    "lock",
    "summary",
    "review",
    "verify",
    "sign",
    "collect",
    "convert",
    "schema",
    "scheme",
)
WITHIN = (("scheme", "new"), ("scheme", "form"), ("scheme", "lint"))
"""Commands of the group `scheme`."""
ALL = (*((name,) for name in COMMANDS), *WITHIN)
# Names are English, sentences are not.
ENGLISH = {
    *(
        "docgen",
        "reading",
        "sort",
        "suggest",
        "take",
        "serve",
        "review",
        "reviewer",
        "results",
        "quick",
        "settings",
        "list",
        "shortcut",
        "host",
        "port",
        "root",
        "no",
        "browser",
        "Ctrl",
        "C",
        "anyway",
        "init",
        "ledger",
        "convert",
        "format",
        "xlsx",
        "Excel",
        "WPS",
        "check",
        "build",
        "lock",
        "json",
        "verify",
        "print",
        "all",
        "printer",
        "copies",
        "numbered",
        "collate",
        "through",
        "paper",
        "dry",
        "run",
        "ipp",
        "A",
        "sign",
        "p",
        "pfx",
        "passphrase",
        "file",
        "collect",
        "replace",
        "pdf",
        "F",
        "R",
        "dpi",
        "max",
        "schema",
        "PDF",
        "zip",
        "workspace",
        "h",
        "html",
        "help",
        "version",
        "scheme",
        "summary",
        "batch",
        "new",
        "form",
        "lint",
    ),
    *("submission", "application", "assessment", "json", "JSON", "out", "draft", "only"),
    *(
        "bundle",
        "forms",
        "studio",
        "manifest",
        "yaml",
        "evidence",
        "Word",
        "Schema",
        "weihai",
        "txt",
        "xlsx",
        "Excel",
    ),
}
BARE = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "COLUMNS": "80"}


@pytest.fixture
def environment(tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LC_", "LANG"))}
    (tmp_path / "temp").mkdir()
    places = {"DOCGEN_CACHE": str(tmp_path / "cache"), "TMPDIR": str(tmp_path / "temp")}
    return {**kept, "PYTHONPATH": str(ROOT), **places, **BARE}


@dataclass(frozen=True)
class Done:
    """What a command left with and said, named as `subprocess` names it."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def docgen(environment, tmp_path, monkeypatch, capsys):
    """Runs docgen's commands in `tmp_path` and gives their outputs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("DOCGEN_CACHE", environment["DOCGEN_CACHE"])

    def call(*arguments):
        capsys.readouterr()
        code = run(list(map(str, arguments)))
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return call


@pytest.fixture
def start(environment, tmp_path):
    """Starts docgen in `tmp_path`, whatever the locale, and gives its outputs as UTF-8."""

    def call(*arguments, program=("-m", "docgen"), **options):
        return subprocess.run(
            [sys.executable, *program, *map(str, arguments)],
            check=False,
            cwd=tmp_path,
            env={**environment, **options.pop("env", {})},
            encoding="utf-8",
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 60, **options},
        )

    return call


@pytest.fixture(scope="session")
def new_workspaces(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workspaces")
    scheme = load_scheme("weihai-2025", near=None)
    for submission in scheme.submissions:
        write_workspace(folder / submission, scheme, submission)
    return folder


@pytest.fixture
def workspace(new_workspaces, tmp_path):
    """A new workspace for an assessment, in the folder `w`."""
    return Path(shutil.copytree(new_workspaces / "assessment", tmp_path / "w"))


def english(text: str, *allowed: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]+", text)) - ENGLISH - set(allowed)


def fill(folder: Path) -> None:
    """Fill in what an assessment cannot do without; no item claims a point."""
    file = folder / "studio.yaml"
    text = file.read_text("utf-8")
    sections = {"unit": "name", "leader": "name|phone", "studio": "name", "assessment": "date"}
    for section, keys in sections.items():
        head, body, tail = re.split(rf"(^{section}:\n(?:  .*\n)+)", text, maxsplit=1, flags=re.M)
        value = "2025-06-03" if section == "assessment" else "示例"
        text = head + re.sub(rf"^  ({keys}): $", rf"  \1: {value}", body, flags=re.M) + tail
    worst = {3: "lacking", 5: "none", 6: "unsound", 7: "lacking", 9: "unclear", 10: "improper"}
    for number, choice in worst.items():
        item = rf"(^  {number}:\n(?:    .*\n)*?    choice: )$"
        text = re.sub(item, rf"\1{choice}", text, flags=re.M)
    file.write_text(text, "utf-8")
    for report in folder.glob("*.docx"):
        document = Document(str(report))
        document.add_paragraph("工作室做了许多工作。")
        document.save(str(report))


# ── help ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", [(), *ALL])
def test_help_is_chinese_and_fits_eighty_columns(docgen, command):
    done = docgen(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"用法：{' '.join(('docgen', *command))} ")
    assert "-h, --help" in done.stdout
    assert "显示这份说明" in done.stdout
    assert not english(done.stdout)
    assert not re.search("completion|default|required", done.stdout)
    assert all(count_columns(line) <= 80 for line in done.stdout.splitlines())


def test_every_command_and_option_has_a_meaning(docgen):
    for command in ALL:
        listed = docgen(*command[:-1], "--help").stdout
        assert re.search(rf"^  {command[-1]} +[一-鿿]", listed, re.MULTILINE)
        rows = re.findall(r"^  (--.*|-h.*)$", docgen(*command, "-h").stdout, re.MULTILINE)
        assert rows
        for row in rows:
            assert re.search(r"  +[^ ]*[一-鿿]", row), row


def test_the_version_is_said(start):
    assert start("--version").stdout == f"docgen {__version__}\n"


def test_a_process_says_the_same_in_any_locale(start, docgen):
    for arguments in (("--help",), ("chekc",), ("check", "没有")):
        started, called = start(*arguments), docgen(*arguments)
        said = (started.returncode, started.stdout, started.stderr)
        assert said == (called.returncode, called.stdout, called.stderr)


def test_without_a_command_the_help_is_shown(docgen):
    done = docgen()
    assert done.returncode == 2
    assert done.stdout == docgen("--help").stdout


LOADED = (
    "import sys, docgen.cli.commands as c; c.speak_utf8(); c.run(sys.argv[1:]); "
    "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr); "
    "print(*(name for name in sys.modules if name.startswith('docgen.')), file=sys.stderr)"
)
LIGHT = {"docgen", "typer", "annotated_doc", "shellingham", "__main__", "_distutils_hack"}
MODELS = {"pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"}
"""Typer loads them itself as soon as a command is looked up."""


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (["--help"], LIGHT),
        (["--version"], LIGHT),
        ([], LIGHT),
        (["--foo"], LIGHT),
        (["chekc"], LIGHT | MODELS),
        (["check", "--help"], LIGHT | MODELS),
        (["build", "--help"], LIGHT | MODELS),
        (["verify"], LIGHT | MODELS),
        (["schema"], LIGHT | MODELS),
    ],
)
def test_what_does_no_work_loads_no_library(start, arguments, allowed):
    said = start(*arguments, program=("-c", LOADED)).stderr.splitlines()
    *_, libraries, modules = (set(line.split()) for line in said)
    assert "docgen" in libraries
    # A system's own Python may come with settings of its own.
    foreign = libraries - sys.stdlib_module_names - allowed - {"sitecustomize", "usercustomize"}
    assert not {name for name in foreign if not name.startswith("_sysconfigdata")}
    assert "docgen.cli.commands" in modules
    packages = {"docgen.sources.prepare", "docgen.forms", "docgen.workspace", "docgen.checks"}
    assert not modules & {"docgen.usecases.build", *packages}


def test_a_check_loads_what_it_needs(start, tmp_path):
    """What opens and draws files takes as long to load as all the rest: it is for what is new."""
    assert start("init", str(tmp_path / "w")).returncode == 0
    unneeded = {"numpy", "pymupdf", "openpyxl", "fitz", "pikepdf", "PIL"}
    for unneeded_now in (unneeded, unneeded | {"lxml", "docx", "uharfbuzz"}):
        said = start("check", str(tmp_path / "w"), program=("-c", LOADED)).stderr.splitlines()
        libraries = set(said[-2].split())
        assert "pydantic" in libraries
        assert not libraries & unneeded_now


# ── usage ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "what", "how"),
    [
        (["chekc"], "没有“chekc”这个命令", "是不是 check？"),
        (
            ["xyz"],
            "没有“xyz”这个命令",
            "init、ledger、sort、check、build、print、lock、summary、review、verify、sign、collect、convert、schema、"
            "scheme",
        ),
        (["--"], "没有写命令", "docgen 命令"),
        (["--foo"], "没有“--foo”这个选项", "docgen --help"),
        (["verify"], "没有写材料", "docgen verify 材料 [选项]"),
        (["init"], "没有写文件夹", "docgen init 文件夹 [选项]"),
        (["check", "a", "b", "c"], "多写了 b c", "docgen check [工作文件夹]"),
        (["check", "a", "--jsn"], "没有“--jsn”这个选项", "是不是 --json？"),
        (["build", "a", "--only", "x"], "选项 --only 的值不对", "应是 bundle 或 forms"),
        (["init", "a", "--submission", "x"], "--submission 的值不对", "application 或 assessment"),
        (["build", "a", "--out"], "选项 --out 后面没有写值", "docgen build"),
        (["build", "a", "--draft=3"], "选项 --draft 后面不写值", "docgen build"),
        (["schema", "x"], "的值不对", "studio 或 scheme 或 manifest"),
        (["scheme", "lnit"], "没有“lnit”这个命令", "是不是 lint？"),
        (["scheme", "xyz"], "没有“xyz”这个命令", "命令有：new、form、lint"),
        (["scheme", "--"], "没有写命令", "docgen scheme 命令"),
        (["scheme", "new"], "没有写文件夹", "docgen scheme new 文件夹"),
        (["scheme", "lint", "--jsn"], "没有“--jsn”这个选项", "是不是 --json？"),
    ],
)
def test_a_wrong_command_line_is_explained_in_chinese(capsys, arguments, what, how):
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    first, second = said.err.splitlines()
    assert first.startswith("错误：")
    assert what in first
    assert second.startswith("办法：")
    assert how in second
    words = re.findall(r"[A-Za-z]+", " ".join(arguments))
    assert not english(said.err, *words)


# ── commands ──────────────────────────────────────────────────────────────────────────────────


def test_a_new_workspace_is_checked_filled_and_passes(docgen, tmp_path):
    done = docgen("init", "我的工作室")
    assert (done.returncode, done.stderr) == (0, "")
    assert "新建          studio.yaml" in done.stdout
    assert "evidence/18-附加分/" in done.stdout
    assert "docgen check 我的工作室" in done.stdout
    again = docgen("init", "我的工作室")
    assert "新建" not in again.stdout
    assert "已有，未改动  studio.yaml" in again.stdout

    empty = docgen("check", "我的工作室")
    assert (empty.returncode, empty.stderr) == (1, "")
    assert re.match(r"检查完毕：错误 \d+ 处，警告 \d+ 处，提示 \d+ 处。\n", empty.stdout)
    assert "unit.name" in empty.stdout

    fill(tmp_path / "我的工作室")
    filled = docgen("check", "我的工作室")
    assert filled.returncode == 0, filled.stdout
    assert "错误 0 处" in filled.stdout


def test_a_workbook_goes_the_whole_way_of_the_commands(docgen, tmp_path):
    done = docgen("init", "w", "--format", "xlsx")
    assert done.returncode == 0, done.stderr
    assert "  新建          studio.xlsx\n" in done.stdout
    (tmp_path / "w/evidence/01-工作室专用场地/1 平面图.pdf").write_bytes(b"%PDF-")
    done = docgen("ledger", "w")
    assert done.stdout.splitlines() == [
        "  新增          01-工作室专用场地/1 平面图.pdf",
        "studio.xlsx 的佐证表已更新：新增 1 件",
    ]
    assert "没有变化" in docgen("ledger", "w").stdout
    done = docgen("check", "w")
    assert done.returncode == 1
    assert "studio.xlsx 单位!B9" in done.stdout
    assert "studio.yaml" not in done.stdout
    done = docgen("convert", "w")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("已转换：studio.yaml\n原来的文件改名为 studio（转换前）.xlsx")
    assert "1 平面图.pdf" in (tmp_path / "w/studio.yaml").read_text("utf-8")


def test_findings_can_be_had_as_json(docgen, new_workspaces):
    done = docgen("check", new_workspaces / "application", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    report = json.loads(done.stdout)
    assert report["counts"]["error"] > 20
    assert sum(report["counts"].values()) == len(report["findings"])
    assert set(report["findings"][0]) == {"level", "code", "where", "what", "remedy"}


def test_a_data_file_that_does_not_say_what_it_is_for_is_a_finding_like_others(docgen, workspace):
    file = workspace / "studio.yaml"
    file.write_text(file.read_text("utf-8").replace("submission: assessment", "submission: x"))
    done = docgen("check", "w", "--json")
    assert done.returncode == 1
    assert [f["code"] for f in json.loads(done.stdout)["findings"]] == ["Y109"]


def test_the_check_can_be_had_as_a_page(docgen, workspace):
    done = docgen("check", "w", "--html", "报告.html")
    assert done.returncode == 1
    assert done.stdout.startswith("检查完毕")
    page = (workspace.parent / "报告.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<svg" in page
    file = workspace / "studio.yaml"
    file.write_text(file.read_text("utf-8").replace("submission: assessment", "submission: x"))
    assert docgen("check", "w", "--html", "报告.html").returncode == 1
    assert "Y109" in (workspace.parent / "报告.html").read_text("utf-8")
    (workspace.parent / "别的.html").write_text("<p>", "utf-8")
    done = docgen("check", "w", "--html", "别的.html")
    assert "这个文件不是检查报告" in done.stderr
    assert done.returncode == OutputError.exit_code


@pytest.mark.parametrize("name", ["studio", "scheme", "manifest"])
def test_schemas_are_shown(docgen, name):
    done = docgen("schema", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["type"] == "object"


def test_errors_stop_the_build_and_are_all_told_on_stderr(docgen, workspace):
    done = docgen("build", "w")
    assert (done.returncode, done.stdout) == (1, "")
    assert "（unit.name）空着" in done.stderr
    assert re.search(r"^错误：检查出 \d+ 处错误，没有生成\n办法：.*--draft", done.stderr, re.M)
    assert not (workspace / "out").exists()


def test_a_draft_is_built_all_the_same(docgen, workspace, tmp_path):
    photo = workspace / "evidence/01-工作室专用场地/1 场地照片.jpg"
    Image.new("RGB", (600, 800), (180, 200, 220)).save(photo)
    done = docgen("build", "w", "--draft", "--only", "bundle", "--out", "草稿")
    assert done.returncode == 1
    assert "（unit.name）空着" in done.stderr
    first, *names = done.stdout.splitlines()
    folder = tmp_path / first.partition("：")[2]
    assert folder.is_relative_to(tmp_path / "草稿")
    assert first.startswith(f"已生成 {len(names)} 个文件：")
    assert all((folder / name.strip()).is_file() for name in names)
    assert any(name.endswith(".pdf") for name in names)


# ── exit codes ────────────────────────────────────────────────────────────────────────────────


def told(done) -> list[str]:
    """The heads of the lines that say what went wrong."""
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return [line.partition("：")[0] for line in done.stderr.splitlines()]


def test_a_folder_that_is_no_workspace_is_error_3(docgen):
    for folder in ("没有", "."):
        done = docgen("check", folder)
        assert done.returncode == 3
        assert told(done) == ["错误", "位置", "办法"]
        assert "docgen init" in done.stderr


def test_an_unknown_scheme_is_error_4(docgen, tmp_path):
    done = docgen("init", "w", "--scheme", "没有这个")
    assert done.returncode == 4
    assert told(done) == ["错误", "位置", "办法"]
    assert "weihai-2025" in done.stderr
    assert not (tmp_path / "w").exists()


def test_a_template_that_cannot_be_filled_is_error_6(docgen, tmp_path):
    shutil.copytree(schemes_folder() / "weihai-2025", tmp_path / "s")
    report = load_scheme("weihai-2025", near=None).submissions["assessment"].report
    (tmp_path / "s" / report.template).write_bytes(b"no Word file")
    done = docgen("init", "w", "--scheme", "s")
    assert done.returncode == 6
    assert told(done) == ["错误", "位置", "办法"]


def test_a_place_that_cannot_be_written_is_error_9(docgen, tmp_path):
    (tmp_path / "w").write_text("a file")
    done = docgen("init", "w")
    assert done.returncode == 9
    assert told(done) == ["错误", "位置", "办法"]


BUG = (
    "-c",
    "import sys, docgen.workspace.new_workspace\n"
    "def fail(*_, **__): raise ValueError('no, 371002197609181234')\n"
    "docgen.workspace.new_workspace.write_workspace = fail\n"
    "from docgen.cli.commands import main\n"
    "main()",
)


def test_a_bug_leaves_its_trace_in_a_file_and_one_sentence(start, tmp_path):
    done = start("init", "w", program=BUG)
    assert done.returncode == 70
    assert told(done) == ["错误", "办法"]
    (trace,) = (tmp_path / "temp").glob("docgen-*.txt")
    assert str(trace) in done.stderr
    text = trace.read_text("utf-8")
    assert "ValueError" in text
    assert f"docgen {__version__}" in text
    assert "371002********1234" in text


def test_a_bug_shows_its_trace_when_asked(start, tmp_path):
    done = start("init", "w", program=BUG, env={"DOCGEN_DEBUG": "1"})
    assert done.returncode == 70
    assert "Traceback" in done.stderr
    assert not list((tmp_path / "temp").iterdir())


def test_an_interrupt_is_130(start):
    interrupted = (
        "-c",
        "import os, signal\n"
        "from docgen.workspace import new_workspace\n"
        "new_workspace.write_workspace = lambda *_, **__: os.kill(os.getpid(), signal.SIGINT)\n"
        "from docgen.cli.commands import main\n"
        "main()",
    )
    done = start("init", "w", program=interrupted)
    assert done.returncode == 130
    assert done.stderr == "\n已中断\n"


def test_an_interrupt_that_a_library_loses_ends_the_run_all_the_same(start, tmp_path):
    losing = (
        "-c",
        "import os, signal\n"
        "from docgen.usecases import check\n"
        "def lose(*told, gather=check.gather):\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "    except KeyboardInterrupt:\n"
        "        pass\n"
        "    return gather(*told)\n"
        "check.gather = lose\n"
        "from docgen.cli.commands import main\n"
        "main()",
    )
    assert start("init", "w").returncode == 0
    done = start("check", "w", program=losing)
    assert done.returncode == 130
    assert done.stderr.endswith("\n已中断\n")


# ── pipes and terminals ───────────────────────────────────────────────────────────────────────


def test_a_reader_that_has_gone_is_nobodys_error(start):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = start("--help", stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_an_output_that_is_full_is_error_9(start):
    with Path("/dev/full").open("w") as full:
        done = start("schema", stdout=full)
    assert done.returncode == 9
    assert [line.partition("：")[0] for line in done.stderr.splitlines()] == ["错误", "办法"]


@pytest.mark.skipif(os.name == "nt", reason="no POSIX shell")
def test_closed_outputs_are_written_nowhere(environment, tmp_path):
    line = f'exec "{sys.executable}" -m docgen init w >&- 2>&-'
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=environment, check=False)
    assert done.returncode == 0
    assert (tmp_path / "w/studio.yaml").is_file()


def test_names_that_are_no_unicode_can_be_told(start, tmp_path):
    name = os.fsdecode(b"\xc9\xd5")  # 烧 in GB18030
    if sys.platform == "darwin" or os.name == "nt":
        pytest.skip("file names are Unicode here")
    done = start("check", name)
    assert done.returncode == 3
    assert "错误" in done.stderr


pty = pytest.importorskip("pty")


def read_all(master: int) -> str:
    """What was written to a terminal, until it was closed."""
    parts = []
    while True:
        ready, _, _ = select.select([master], [], [], 60)
        assert ready
        try:
            part = os.read(master, 65536)
        except OSError:  # Linux says so when the other end is closed
            part = b""
        if not part:
            return b"".join(parts).decode("utf-8")
        parts.append(part)


@pytest.fixture
def photos(workspace):
    for number in range(1, 4):
        photo = workspace / f"evidence/01-工作室专用场地/{number} 照片.jpg"
        Image.new("RGB", (60, 80), (number * 60, 200, 220)).save(photo)


def test_a_terminal_shows_a_bar_and_wipes_it(photos, environment, tmp_path):
    master, slave = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "docgen", "check", "w"],
        cwd=tmp_path,
        env={**environment, "COLUMNS": "60"},
        stdout=subprocess.PIPE,
        stderr=slave,
    )
    os.close(slave)
    shown = read_all(master)
    os.close(master)
    assert "检查完毕" in running.communicate(timeout=60)[0].decode("utf-8")
    drawn = shown.split("\r")
    assert any(re.search(r"准备佐证文件 \[#{24}\] (\d)/\1", line) for line in drawn), drawn
    assert all(count_columns(line) < 60 for line in drawn)
    assert drawn[-1].strip() == ""
    assert drawn[-2].strip() == ""
    assert "\n" not in shown


def test_a_pipe_shows_no_bar(photos, docgen):
    assert docgen("check", "w").stderr == ""
