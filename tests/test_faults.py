"""Killed, out of room, or run twice at once: the former state or the new one, never a half."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from doing import build_package
from PIL import Image
from small_disks import small_disk

from docgen.issues.errors import OutputError
from docgen.model.page_facts import Facts
from docgen.package.staging import Staging
from docgen.sources.cache import VERSION, Cache
from docgen.system.file_hashes import hash_file
from docgen.system.run_lock import turn_in
from docgen.verify.run_verify import verify
from docgen.workspace.convert import convert_data

HERE = Path(__file__).parent
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and fork are of POSIX")

DATA = """\
scheme: weihai-2025
submission: assessment
unit: {name: 威海蓝湾船舶重工有限公司}
studio: {name: NAME}
claims:
  1: {measure: 62.5, statement: 有场地。}
"""


def make_workspace(folder: Path, name: str) -> Path:
    evidence = folder / "evidence" / "01-场地"
    evidence.mkdir(parents=True)
    for number, shade in ((1, 90), (2, 200)):
        Image.new("RGB", (400, 560), (shade, 120, 150)).save(evidence / f"{number} 照片.jpg")
    (folder / "studio.yaml").write_text(DATA.replace("NAME", name), encoding="utf-8")
    return folder


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two workspaces whose packages go to the same place, and differ."""
    return make_workspace(tmp_path / "a", "甲工作室"), make_workspace(tmp_path / "b", "乙工作室")


def start(*arguments: str | Path) -> "subprocess.Popen[bytes]":
    """A real run in a group of its own, so that all of it can be killed."""
    return subprocess.Popen(
        [sys.executable, "-m", "docgen", *map(str, arguments)],
        cwd=HERE.parent,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def kill_group(run: "subprocess.Popen[bytes]", by: int = signal.SIGKILL) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(run.pid, by)


def digest(package: Path) -> str:
    return hash_file(package / "manifest.json")


# --- killed ------------------------------------------------------------------------------------

# A child builds, and is killed at one call that touches the disk after another.
KILLED = r"""
import json, sys
from pathlib import Path
root = Path(sys.argv[1])
sys.path[:0] = sys.argv[2:]
from in_process import work_in_process
from killing import kill_at
from doing import build_package
from docgen.system.file_hashes import hash_file
from docgen.verify.run_verify import verify

a, b, out = root / "a", root / "b", root / "out"
package = out / "assessment-bundle-draft"
def make(workspace):
    build_package(workspace, out=out, draft=True, only="bundle")
def run(workspace):
    # In a child, as what is killed: neither knows what another found out. No call is the 0th.
    return kill_at(0, lambda: make(workspace)).calls
def state(package):
    # Each copy is read right after the kill, before anything could mend it.
    return hash_file(package / "manifest.json")
work_in_process()
run(b)
new = state(package)
run(a)
old = state(package)
# A first run looks for what those after it know already.
calls = min((run(b), run(a))[0] for _ in range(2))
seen, bad = [], []
# While the new package is written, and where the two are exchanged, at the very end.
for at in (calls // 2, calls - 9, calls - 5, calls - 1):
    if not kill_at(at, lambda: make(b)).killed:
        bad.append([at, "not killed"])
    found = state(package)
    if found not in (old, new):
        bad.append([at, "neither"])
    # Every file of either state was verified; here each is held against its hash.
    manifest = json.loads((package / "manifest.json").read_bytes())
    for document in manifest["documents"]:
        if hash_file(package / document["file"]) != document["sha256"]:
            bad.append([at, document["file"]])
    seen.append("new" if found == new else "old")
    run(a)
    if state(package) != old or [p.name for p in out.iterdir()] != [package.name]:
        bad.append([at, "not mended", [p.name for p in out.iterdir()]])
errors = [f.what for f in verify(package).findings if f.level == "error"]
print(json.dumps({"seen": sorted(set(seen)), "bad": bad, "errors": errors}))
"""


@POSIX
def test_a_build_killed_at_any_call_leaves_the_former_package_or_the_new(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), str(HERE), str(HERE.parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert result["bad"] == []
    assert result["errors"] == []
    assert result["seen"] == ["new", "old"]


@POSIX
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_asked_to_end_tidies_up_and_leaves_with_130(
    two: tuple[Path, Path], tmp_path: Path, by: signal.Signals
) -> None:
    out = tmp_path / "out"
    run = start("build", two[0], "--draft", "--out", out)
    deadline = time.monotonic() + 60
    while not (out / ".assessment-draft.new").exists():
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    run.send_signal(by)
    _, said = run.communicate()
    assert run.returncode == 130, said
    assert "已中断" in said.decode()
    assert list(out.iterdir()) == []


# What writes in the workspace itself, killed at every call.
EDITED = r"""
import json, shutil, sys
from pathlib import Path
root, name = Path(sys.argv[1]), sys.argv[2]
sys.path[:0] = sys.argv[3:]
from killing import CHANGING, kill_at
from docgen.workspace.convert import convert_data
from docgen.workspace.moved_files import MEMORY_FILE
from docgen.workspace.ledger import update_ledger
from docgen.system.run_lock import turn_in

act = {"convert": convert_data, "ledger": update_ledger}[name]
work = root / "work"
def data_of(folder):
    return {p.name: p.read_bytes() for p in folder.glob("studio.*")}
def fresh():
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(root / "a", work)
fresh()
before = data_of(work)
act(work)
after = data_of(work)
bad, at = [], 0
while True:
    at += 1
    fresh()
    end = kill_at(at, lambda: act(work), events=CHANGING, within=root)
    found = data_of(work)
    whole = [p for p in found if found[p] in (before.get(p), after.get(p))]
    if len(whole) < len(found) or not found:
        bad.append([at, sorted(found)])
    # A killed run is taken up where it stopped.
    if end.killed and data_of(work) != after:
        act(work)
    if data_of(work) != after:
        bad.append([at, "not taken up", sorted(data_of(work))])
    with turn_in(work):
        pass
    hidden = [p.name for p in work.iterdir() if p.name.startswith(".")]
    # What the files held is noted beside them, and written anew by whoever comes next.
    if [name for name in hidden if not name.startswith(MEMORY_FILE)]:
        bad.append([at, "left", [p.name for p in work.iterdir()]])
    if not end.killed:
        break
print(json.dumps({"kills": at - 1, "bad": bad}))
"""


@POSIX
@pytest.mark.parametrize("command", ["convert", "ledger"])
def test_a_data_file_is_whole_wherever_its_writer_is_killed(
    two: tuple[Path, Path], tmp_path: Path, command: str
) -> None:
    if command == "convert":
        # Back from a workbook: the files change places as they do on the way there, and a text
        # is written in a tenth of the time.
        convert_data(two[0])
    run = subprocess.run(
        [sys.executable, "-c", EDITED, str(tmp_path), command, str(HERE), str(HERE.parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert result["bad"] == []
    assert result["kills"] > 5


# What is done with paper: the folder of prints, that of scans, and the frozen numbers.
PAPER = r"""
import json, shutil, sys
from pathlib import Path

root = Path(sys.argv[1])
sys.path[:0] = sys.argv[2:]

import pymupdf
from doing import build_package, lock_numbers
from docgen.system.file_hashes import hash_file
from docgen.collect.run_collect import collect
from docgen.printing.produce import Wish, print_package
from in_process import work_in_process
from killing import kill_at
from studios import make_studio, write_page

work_in_process()
work = make_studio(root / "w")
package = work / "out/assessment"
scans = [root / "1.png", root / "2.png"]


def run(act, at=0):
    # In a child, as what is killed: neither knows what another found out. No call is the 0th.
    return kill_at(at, act, within=work)


def draw_scans():
    with pymupdf.open(package / "3-佐证材料.pdf") as bundle:
        for page, scan in enumerate(scans):
            bundle[page].get_pixmap(dpi=110).save(scan)


def scan(*pages):
    collect(package, [scans[page] for page in pages], cache=root / "cache")


def print_forms(copies):
    print_package(package, Wish(copies=copies, numbered=True))


def build():
    build_package(work)


def lock():
    lock_numbers(work)


def add_evidence():
    write_page(work / "evidence/01-工作室专用场地/9 晚到.pdf", 9)
    build()


def state(place):
    files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    return {file.name: hash_file(file) for file in files}


def kill(place, act):
    saved = root / f"saved-{place.name}"
    (shutil.copy2 if place.is_file() else shutil.copytree)(place, saved)
    old = state(place)

    def restore():
        shutil.rmtree(place) if place.is_dir() else place.unlink()
        (shutil.copy2 if saved.is_file() else shutil.copytree)(saved, place)

    beside = sorted(p.name for p in place.parent.iterdir())
    calls = run(act).calls
    new = state(place)
    seen, bad = set(), []
    # Half through, and at the end, where the new takes the place of the old.
    for at in (calls // 2, calls - 1):
        restore()
        if not run(act, at).killed:
            bad.append([at, "not killed"])
        found = state(place)
        if found not in (old, new):
            bad.append([at, "neither", sorted(found)])
        seen.add("new" if found == new else "old")
        restore()
        run(act)
        if state(place) != new or sorted(p.name for p in place.parent.iterdir()) != beside:
            bad.append([at, "not mended", sorted(p.name for p in place.parent.iterdir())])
    return {"calls": calls, "seen": sorted(seen), "bad": bad, "differ": old != new}


run(build)
run(draw_scans)
run(lambda: print_forms(2))
said = {"print": kill(package.with_name("assessment-打印"), lambda: print_forms(3))}
run(lambda: scan(0))
said["collect"] = kill(package.with_name("assessment-扫描件"), lambda: scan(1))
run(lock)
run(add_evidence)
said["lock"] = kill(work / "编号锁定.json", lock)
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What came of kills while the same package was printed, collected and locked."""
    folder = tmp_path_factory.mktemp("paper")
    run = subprocess.run(
        [sys.executable, "-c", PAPER, str(folder), str(HERE), str(HERE.parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


@POSIX
@pytest.mark.parametrize("command", ["print", "collect", "lock"])
def test_what_is_done_with_paper_is_whole_wherever_it_is_killed(
    paper: dict[str, dict[str, object]], command: str
) -> None:
    result = paper[command]
    assert result["bad"] == []
    assert result["differ"]
    assert result["calls"] > 3
    assert "old" in result["seen"]


# --- two at once -------------------------------------------------------------------------------


@POSIX
def test_of_two_builds_at_once_the_second_waits(two: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    build = ("build", "--draft", "--only", "bundle", "--out", out)
    runs = [start(*build, workspace) for workspace in two]
    for run in runs:
        _, said = run.communicate(timeout=200)
        # A draft with errors is built, and leaves with one.
        assert run.returncode in (0, 1), said.decode()
        assert "另一个 docgen" not in said.decode()
    package = out / "assessment-bundle-draft"
    assert [path.name for path in out.iterdir()] == [package.name]
    assert not [f for f in verify(package).findings if f.level == "error"]


HOLDER = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from docgen.package.staging import Staging
with Staging(Path(sys.argv[1])) as staging:
    staging.write("half", b"half")
    print("held", flush=True)
    time.sleep(600)
"""


@POSIX
def test_who_has_the_turn_is_named_and_killed_it_is_in_nobodys_way(tmp_path: Path) -> None:
    target = tmp_path / "out" / "pack"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(target), str(HERE.parent)], stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    told: list[str] = []
    with (
        pytest.raises(OutputError, match=rf"进程 {holder.pid}，\d\d:\d\d 开始") as caught,
        Staging(target, patience=0.5, progress=lambda event: told.append(event.text)),
    ):
        pass
    assert caught.value.remedy
    assert any(str(holder.pid) in step for step in told)
    holder.kill()
    holder.communicate()
    assert (tmp_path / "out" / ".pack.new" / "half").is_file()
    with Staging(target, patience=0) as staging:
        assert not staging.path("half").exists()
    assert list((tmp_path / "out").iterdir()) == []


def test_who_writes_in_a_workspace_waits_too(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "a", "甲工作室")
    with (
        turn_in(workspace),
        pytest.raises(OutputError, match="另一个 docgen"),
        turn_in(workspace, patience=0.3),
    ):
        pass
    assert not (workspace / ".docgen.lock").exists()


# --- no room -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [100, 700])
def test_a_disk_that_fills_up_leaves_the_former_package(
    two: tuple[Path, Path], tmp_path: Path, size: int
) -> None:
    built = build_package(two[0], out=tmp_path / "out", draft=True, only="bundle")
    package = built.folder
    used = sum(file.stat().st_size for file in package.iterdir()) // 1000
    with small_disk(tmp_path / "disk", used + size) as disk:
        former = Path(shutil.copytree(package, disk / package.name))
        before = {file.name: file.read_bytes() for file in former.iterdir()}
        # Larger than what is left, and it cannot be made smaller.
        noise = Image.frombytes("RGB", (700, 700), random.Random(1).randbytes(700 * 700 * 3))
        noise.save(two[1] / "evidence" / "01-场地" / "3 图.png")
        run = start("build", two[1], "--draft", "--only", "bundle", "--out", disk)
        _, said = run.communicate()
        assert run.returncode == 9, said.decode()
        assert "磁盘满了" in said.decode()
        assert ".new" not in said.decode()
        assert {file.name: file.read_bytes() for file in former.iterdir()} == before
        assert [path.name for path in disk.iterdir()] == [former.name]


# --- the cache ---------------------------------------------------------------------------------

CACHED = r"""
import json, os, signal, sys
from pathlib import Path
root = Path(sys.argv[1])
sys.path[:0] = sys.argv[2:]
from docgen.sources.cache import VERSION, Cache
from docgen.system.file_hashes import Hashes
from docgen.model.page_facts import Facts
from test_faults import facts_of

count, killed_at = 0, None
def watch(event, args):
    global count
    if killed_at is not None and event in {"os.rename", "open", "os.mkdir", "os.chmod"}:
        count += 1
        if count == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
found, at = [], 0
while True:
    at += 1
    child = os.fork()
    if child == 0:
        with Hashes(root) as hashes:
            cache = Cache(root, hashes)
            made = facts_of(root / f"{at}.pdf", b"%PDF " + bytes([at]) * 9000)
            killed_at = at
            cache.store("ab" * 32, made)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    with Hashes(root) as hashes:
        kept = Cache(root, hashes).load("ab" * 32)
    found.append(None if kept is None else len(set(Path(kept.pdf).read_bytes()[5:])))
    if os.WIFEXITED(status):
        break
print(json.dumps(found))
"""


def facts_of(pdf: Path, contents: bytes) -> Facts:
    pdf.write_bytes(contents)
    return Facts(pdf=str(pdf), pages=())


@POSIX
def test_a_killed_run_leaves_no_half_entry_that_is_taken_for_whole(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", CACHED, str(tmp_path), str(HERE), str(HERE.parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert len(found) > 4
    # Every entry that was found is of one piece, and the last run's is there.
    assert set(found) <= {None, 1}
    assert found[-1] == 1


@POSIX
def test_two_runs_may_keep_the_same_entry_at_once(tmp_path: Path) -> None:
    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            cache = Cache(tmp_path)
            for turn in range(40):
                made = facts_of(tmp_path / f"{number}-{turn}.pdf", bytes([number]) * 20_000)
                cache.store("cd" * 32, made)
            os._exit(0)
        children.append(child)
    cache = Cache(tmp_path)
    waiting = set(children)
    while waiting:
        done, status = os.waitpid(-1, os.WNOHANG)
        if done:
            assert status == 0
            waiting.discard(done)
        kept = cache.load("cd" * 32)
        assert kept is None or kept.pdf
    assert (
        len(
            set(Path(str(tmp_path / f"sources-{VERSION}" / "cd" / f"{'cd' * 32}.pdf")).read_bytes())
        )
        == 1
    )
