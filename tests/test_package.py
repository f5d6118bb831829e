"""The package in place: whole or not at all, and nobody's work lost."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from small_disks import small_disk

from docgen.issues.errors import OutputError
from docgen.package.manifest import Document, Manifest, SchemePart, write_manifest
from docgen.package.staging import Kept, Staging
from docgen.system import atomic_files as package
from docgen.system.file_hashes import Hashes, hash_file

ARCHIVE = "工作室 申报.zip"


def build(target: Path, files: dict[str, bytes], hashes: Hashes | None = None) -> tuple[Kept, ...]:
    """Put a small package in place as a build does."""
    with Staging(target, hashes) as staging:
        paths = [staging.write(name, contents) for name, contents in files.items()]
        documents = [Document(role="form", file=p.name, sha256=hash_file(p)) for p in paths]
        staging.write("manifest.json", write_manifest(make_manifest(documents)))
        staging.write_archive(ARCHIVE)
        return staging.put_in_place()


def make_manifest(documents: list[Document]) -> Manifest:
    return Manifest(
        docgen="0.1.0",
        scheme=SchemePart(id="weihai-2025", version="1"),
        submission="application",
        studio="工作室",
        unit="单位",
        draft=False,
        archive=ARCHIVE,
        documents=tuple(documents),
        evidence=(),
        items=(),
        totals=None,
        findings=(),
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def visible(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()}


def test_a_package_is_put_in_place_and_nothing_else_is_left(tmp_path: Path):
    target = tmp_path / "out" / "申报"
    assert build(target, {"1-表.docx": b"one"}) == ()
    assert build(target, {"1-表.docx": b"two", "2-表.pdf": b"pdf"}) == ()
    assert set(contents(target)) == {"1-表.docx", "2-表.pdf", "manifest.json", ARCHIVE}
    assert (target / "1-表.docx").read_bytes() == b"two"
    assert visible(target.parent) == {"申报"}


def test_the_archive_holds_all_but_itself_and_is_the_same_each_time(tmp_path: Path):
    files = {"1-表.docx": b"one" * 500, "子/附件.txt": b"text" * 500}
    for place in ("a", "b"):
        (tmp_path / f".{place}.new").mkdir()
        with Staging(tmp_path / place) as staging:
            (staging.folder / "子").mkdir()
            for name, data in files.items():
                staging.write(name, data)
            staging.write_archive(ARCHIVE)
            staging.put_in_place()
    first, second = ((tmp_path / place / ARCHIVE).read_bytes() for place in ("a", "b"))
    assert first == second
    with zipfile.ZipFile(tmp_path / "a" / ARCHIVE) as archive:
        assert {i.filename: archive.read(i) for i in archive.infolist()} == files
        assert all(info.flag_bits & 0x800 for info in archive.infolist())
        assert archive.testzip() is None


def test_a_run_that_fails_leaves_the_former_package(tmp_path: Path):
    target = tmp_path / "out" / "申报"
    build(target, {"1-表.docx": b"one"})
    before = contents(target)

    def fail() -> None:
        with Staging(target) as staging:
            staging.write("1-表.docx", b"two")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert contents(target) == before
    assert visible(target.parent) == {"申报"}


def test_a_document_changed_by_hand_is_kept_beside_the_new_one(tmp_path: Path):
    target = tmp_path / "申报"
    build(target, {"1-表.docx": b"one", "2-表.docx": b"two"})
    (target / "1-表.docx").write_bytes(b"one, and a word by hand")
    digest = hash_file(target / "1-表.docx")[:8]

    kept = build(target, {"1-表.docx": b"new", "2-表.docx": b"two"})

    name = f"1-表（手改保留 {digest}）.docx"
    assert kept == (Kept(name, "1-表.docx", changed=True),)
    assert (target / "1-表.docx").read_bytes() == b"new"
    assert (target / name).read_bytes() == b"one, and a word by hand"
    with zipfile.ZipFile(target / ARCHIVE) as archive:
        assert name not in archive.namelist()

    again = build(target, {"1-表.docx": b"new"})
    assert again == (Kept(name, name, changed=False),)
    assert (target / name).is_file()
    assert not (target / "2-表.docx").exists()


def test_the_same_change_made_by_docgen_is_not_kept_twice(tmp_path: Path):
    target = tmp_path / "申报"
    build(target, {"1-表.docx": b"one"})
    (target / "1-表.docx").write_bytes(b"two")
    assert build(target, {"1-表.docx": b"two"}) == ()


def test_what_someone_put_there_stays_under_its_name(tmp_path: Path):
    target = tmp_path / "申报"
    build(target, {"1-表.docx": b"one"})
    (target / "盖章扫描").mkdir()
    (target / "盖章扫描" / "1-表.pdf").write_bytes(b"scan")
    (target / "2-新表.docx").write_bytes(b"mine")
    (target / "~$1-表.docx").write_bytes(b"a note of Word's")

    kept = build(target, {"1-表.docx": b"one", "2-新表.docx": b"docgen's"})

    digest = hash_file(target / "2-新表.docx")
    assert (target / "盖章扫描" / "1-表.pdf").read_bytes() == b"scan"
    assert (target / "2-新表.docx").read_bytes() == b"docgen's"
    assert {k.former_name for k in kept} == {"盖章扫描/1-表.pdf", "2-新表.docx"}
    renamed = next(k.name for k in kept if k.former_name == "2-新表.docx")
    assert renamed.startswith("2-新表（原有保留 ")
    assert (target / renamed).read_bytes() == b"mine"
    assert hash_file(target / renamed) != digest
    assert not (target / "~$1-表.docx").exists()


@pytest.mark.parametrize("manifest", [None, b"", b"{}", b"\xff\xfe not json"])
def test_without_a_readable_manifest_everything_that_differs_is_kept(
    tmp_path: Path, manifest: bytes | None
):
    target = tmp_path / "申报"
    build(target, {"1-表.docx": b"one", "2-表.docx": b"two"})
    (target / "manifest.json").unlink()
    if manifest is not None:
        (target / "manifest.json").write_bytes(manifest)
    kept = build(target, {"1-表.docx": b"new", "2-表.docx": b"two"})
    assert [k.former_name for k in kept] == ["1-表.docx", ARCHIVE]
    held = contents(target)
    assert held[kept[0].name] == b"one"
    assert held["1-表.docx"] == b"new"


@pytest.mark.parametrize("remembered", [False, True])
def test_an_archive_changed_by_hand_is_kept(tmp_path: Path, remembered: bool):
    target = tmp_path / "申报"
    with Hashes(tmp_path / "cache") as hashes:
        build(target, {"1-表.docx": b"one"}, hashes if remembered else None)
    with zipfile.ZipFile(target / ARCHIVE, "a") as archive:
        archive.writestr("说明.txt", "给李科长")
    changed = (target / ARCHIVE).read_bytes()
    with Hashes(tmp_path / "cache") as hashes:
        (kept,) = build(target, {"1-表.docx": b"one"}, hashes if remembered else None)
    assert kept.changed
    assert (target / kept.name).read_bytes() == changed


def test_what_an_archive_holds_is_remembered_by_its_content(tmp_path: Path):
    target = tmp_path / "申报"
    with Hashes(tmp_path / "cache") as hashes:
        build(target, {"1-表.docx": b"one"}, hashes)
        manifest = hash_file(target / "manifest.json")
    archive = hash_file(target / ARCHIVE)
    with Hashes(tmp_path / "cache") as hashes:
        assert hashes.holds(archive, manifest)
        assert not hashes.holds(archive, hash_file(target / "1-表.docx"))
    # As if that were the archive of another edition: it is believed, and not looked through.
    (target / ARCHIVE).write_bytes(b"packed otherwise")
    with Hashes(tmp_path / "cache") as hashes:
        hashes.note_archive(hash_file(target / ARCHIVE), manifest)
    with Hashes(tmp_path / "cache") as hashes:
        assert build(target, {"1-表.docx": b"two"}, hashes) == ()


def test_links_and_read_only_files_are_carried_over(tmp_path: Path):
    target = tmp_path / "申报"
    build(target, {"1-表.docx": b"one"})
    (target / "说明.txt").symlink_to("/nonexistent")
    (target / "扫描.pdf").write_bytes(b"scan")
    (target / "扫描.pdf").chmod(0o444)
    build(target, {"1-表.docx": b"two"})
    assert (target / "说明.txt").readlink() == Path("/nonexistent")
    assert (target / "扫描.pdf").stat().st_mode & 0o777 == 0o444


def test_without_an_exchange_the_folders_are_renamed(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(package, "exchange", lambda one, other: False)
    target = tmp_path / "out" / "申报"
    build(target, {"1-表.docx": b"one"})
    (target / "扫描.pdf").write_bytes(b"scan")
    build(target, {"1-表.docx": b"two"})
    assert (target / "1-表.docx").read_bytes() == b"two"
    assert (target / "扫描.pdf").read_bytes() == b"scan"
    assert visible(target.parent) == {"申报"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges folders in one step")
def test_linux_exchanges_folders_in_one_step(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    if not package.exchange(tmp_path / "a", tmp_path / "b"):
        pytest.skip("this file system cannot exchange folders")
    assert visible(tmp_path / "a") == {"b"}
    assert visible(tmp_path / "b") == {"a"}


def test_two_runs_at_a_time_are_refused(tmp_path: Path):
    target = tmp_path / "申报"
    with Staging(target) as first:
        first.write("1-表.docx", b"one")
        with pytest.raises(OutputError, match="另一个") as caught, Staging(target, patience=0):
            pass
        assert caught.value.remedy
        first.put_in_place()
    assert contents(target) == {"1-表.docx": b"one"}
    with Staging(target):
        pass
    assert visible(tmp_path) == {"申报"}


# A child is killed at every single call that touches the disk, in turn.
KILLED = r"""
import json, shutil, sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from killing import kill_at
from docgen.system import atomic_files as package
from docgen.package.staging import Staging
from test_package import build, contents

if sys.argv[2] == "rename":
    package.exchange = lambda one, other: False
root = Path(sys.argv[1])
target = root / "out" / "pack"
old, new = {"1.docx": b"old", "2.docx": b"old"}, {"1.docx": b"new", "3.docx": b"new"}
seen, bad, at = set(), [], 0
while True:
    at += 1
    shutil.rmtree(root / "out", ignore_errors=True)
    build(target, old)
    (target / "scan.pdf").write_bytes(b"scan")
    end = kill_at(at, lambda: build(target, new))
    with Staging(target):
        pass
    found = contents(target)
    docs = {k: v for k, v in found.items() if k.endswith(".docx")}
    which = "old" if docs == old else "new" if docs == new else "broken"
    seen.add(which)
    left = sorted(p.name for p in target.parent.iterdir())
    if which == "broken" or found.get("scan.pdf") != b"scan" or left != ["pack"]:
        bad.append([at, which, left])
    if not end.killed:
        break
print(json.dumps({"kills": at - 1, "seen": sorted(seen), "bad": bad}))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("way", ["exchange", "rename"])
def test_killed_at_any_moment_the_old_or_the_new_package_is_whole(tmp_path: Path, way: str):
    here = Path(__file__).parent
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), way, str(here), str(here.parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert result["bad"] == []
    assert result["kills"] > 30
    assert result["seen"] == ["new", "old"]


FULL = r"""
import resource, signal, sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from docgen.issues.errors import OutputError
from docgen.package.staging import Staging
from test_package import build, contents

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
target = Path(sys.argv[1]) / "pack"
build(target, {"1.docx": b"old"})
before = contents(target)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    build(target, {"1.docx": bytes(200_000)})
except OutputError as error:
    print(error, error.remedy)
assert contents(target) == before
assert [p.name for p in target.parent.iterdir()] == ["pack"]
"""


@pytest.mark.skipif(sys.platform != "linux", reason="sets a limit of Linux")
def test_what_does_not_fit_leaves_the_former_package_and_says_so(tmp_path: Path):
    here = Path(__file__).parent
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path), str(here), str(here.parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "太大" in run.stdout


def test_a_full_disk_leaves_the_former_package_and_says_so(tmp_path: Path):
    with small_disk(tmp_path / "disk", 256) as disk:
        build(disk / "申报", {"1-表.docx": b"old"})
        before = contents(disk / "申报")
        with pytest.raises(OutputError, match="磁盘满了") as caught:
            build(disk / "申报", {"1-表.docx": bytes(1_000_000)})
        assert "清出空间" in caught.value.remedy
        assert ".new" not in str(caught.value)
        assert contents(disk / "申报") == before
        assert visible(disk) == {"申报"}


def test_a_file_in_the_way_is_named(tmp_path: Path):
    (tmp_path / "out").write_text("not a folder")
    for target in (tmp_path / "out", tmp_path / "out" / "申报"):
        with pytest.raises(OutputError, match="同名的文件") as caught, Staging(target):
            pass
        assert caught.value.remedy
        assert str(tmp_path / "out") in str(caught.value)
    assert (tmp_path / "out").read_text() == "not a folder"


def test_a_read_only_folder_is_named(tmp_path: Path):
    (tmp_path / "out").mkdir(mode=0o555)
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(tmp_path / "out")]
    # Root may write whatever the mode says, but not to a disk that is read-only.
    root = os.name == "posix" and os.geteuid() == 0
    if root and subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount a read-only disk here")
    try:
        with (
            pytest.raises(OutputError, match=r"权限|只读") as caught,
            Staging(tmp_path / "out" / "申报"),
        ):
            pass
        assert "--out" in caught.value.remedy
    finally:
        if root:
            subprocess.run(["umount", str(tmp_path / "out")], check=True)
