"""Files dropped at an item: named for every system, unpacked, none twice, and back into the bin."""

import io
import os
import struct
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from small_disks import small_disk
from test_history import BLANK, tree

from docgen import api
from docgen.issues.errors import ChangeConflictError, OutputError, WorkspaceError
from docgen.workspace.evidence_bin import empty_bin, list_bin, restore
from docgen.workspace.evidence_places import Place
from docgen.workspace.history import history, redo, undo
from docgen.workspace.incoming_files import Added, Incoming, add_files, staging

PATENTS = Place(13, "发明专利")
HOME = "13-新产品新成果"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    (folder / "evidence").mkdir(parents=True)
    (folder / "studio.yaml").write_bytes(BLANK)
    return folder


@pytest.fixture
def drop(tmp_path: Path):
    """Write files by the names they are dropped with, each with its own content, and say so."""

    def write(*names: str, **contents: bytes) -> list[Incoming]:
        place = tmp_path / f"drop-{len(list(tmp_path.iterdir()))}"
        place.mkdir()
        dropped = []
        for number, name in enumerate(names):
            path = place / str(number)
            path.write_bytes(contents.get("content") or f"{place} {name} {number}".encode())
            dropped.append(Incoming(path, name))
        return dropped

    return write


def said(added: Added) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for found in added.findings:
        assert found.remedy
        told.setdefault(found.code, []).append(found.what)
    return told


def make_zip(entries: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


# ── places and names ──────────────────────────────────────────────────────────────────────────


def test_files_go_to_items_kinds_and_what_waits(folder, drop):
    (folder / "evidence/13 我们的成果/2、发明专利").mkdir(parents=True)
    assert add_files(folder, Place(13), drop("甲.pdf")).paths == ("13 我们的成果/甲.pdf",)
    assert add_files(folder, PATENTS, drop("乙.pdf")).paths == ("13 我们的成果/2、发明专利/乙.pdf",)
    assert add_files(folder, Place(1), drop("丙.pdf")).paths == ("01-工作室专用场地/丙.pdf",)
    assert add_files(folder, Place(), drop("丁.pdf")).paths == ("待分类/丁.pdf",)
    (found,) = [f for f in api.check(folder).findings if f.code == "F201"]
    assert found.what == "还没有分到项目，没有收进来：丁.pdf"
    assert "拖到它的项目上" in found.remedy
    pieces = api.check(folder).workspace.evidence
    assert [(p.item, p.kind, p.title) for p in pieces] == [
        (1, "", "丙"), (13, "发明专利", "乙"), (13, "", "甲"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "what"),
    [
        (Place(99), "没有第 99 项"),
        (Place(13, "奖状"), "没有种类“奖状”"),
        (Place(1, "奖状"), "没有种类“奖状”"),
    ],
)
def test_a_place_that_is_none_is_refused(folder, drop, place, what):
    before = tree(folder)
    with pytest.raises(ChangeConflictError) as refused:
        add_files(folder, place, drop("甲.pdf"))
    assert what in refused.value.what
    assert tree(folder) == before
    assert not list_bin(folder)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("CON.pdf", "_CON.pdf"),
        ("a\x07b\u202egnp.pdf", "abgnp.pdf"),
        ('一"二"?.pdf', "一＂二＂？.pdf"),
        ("甲 .pdf", "甲.pdf"),
        ("..\\..\\甲.pdf", "甲.pdf"),
        ("/etc/passwd", "passwd"),
        ("../../甲.pdf", "甲.pdf"),
        ("长" * 300 + ".pdf", "长" * 65 + ".pdf"),
        ("证书370685199001011234.pdf", "证书370685199001011234.pdf"),
        (unicodedata.normalize("NFD", "é.pdf"), "é.pdf"),
        ("名单.第二稿", "名单.第二稿"),
    ],
)
def test_names_are_such_as_every_system_takes(folder, drop, written, name):
    added = add_files(folder, PATENTS, drop(written))
    assert added.paths == (f"{HOME}/发明专利/{name}",)
    assert (folder / "evidence" / added.paths[0]).is_file()
    assert [path.name for path in folder.iterdir() if path.suffix == ".pdf"] == []


def test_a_name_that_is_taken_gets_a_number_also_in_another_case(folder, drop):
    add_files(folder, PATENTS, drop("Cert.pdf"))
    added = add_files(folder, PATENTS, drop("cert.pdf", "CERT.PDF"))
    assert [Path(path).name for path in added.paths] == ["cert (2).pdf", "CERT (3).PDF"]
    assert len(said(added)["F252"]) == 2


def test_the_same_content_is_added_once_to_a_folder(folder, drop):
    content = b"%PDF same"
    added = add_files(folder, PATENTS, drop("甲.pdf", "乙.pdf", content=content))
    assert added.paths == (f"{HOME}/发明专利/甲.pdf",)
    again = add_files(folder, PATENTS, drop("丙.pdf", content=content))
    assert (again.step, again.paths) == (None, ())
    assert said(again)["F251"] == ["丙.pdf 与 甲.pdf 内容相同，没有再加"]
    # Elsewhere it may be wanted, and another of the same size is another.
    assert add_files(folder, Place(13), drop("甲.pdf", content=content)).paths
    assert add_files(folder, PATENTS, drop("丁.pdf", content=b"%PDF some")).paths
    assert len(history(folder).undoable) == 3


def test_a_dropped_folder_finds_items_and_kinds(folder, drop):
    names = (
        "evidence/13-新产品新成果/发明专利/甲.pdf", "evidence/01-工作室专用场地/图.pdf",
        "evidence/3 月照片/会.jpg", "evidence/99-别的/乙.pdf",
    )  # fmt: skip
    added = add_files(folder, Place(), drop(*names))
    assert set(added.paths) == {
        f"{HOME}/发明专利/甲.pdf", "01-工作室专用场地/图.pdf", "待分类/会.jpg", "待分类/乙.pdf",
    }  # fmt: skip
    names = ("专利/1、发明专利/旧/甲.pdf", "专利/实用新型专利/甲.pdf", "专利/说明/丙.pdf")
    assert add_files(folder, Place(13), drop(*names)).paths == (
        f"{HOME}/发明专利/甲 (2).pdf", f"{HOME}/实用新型专利/甲.pdf", f"{HOME}/丙.pdf",
    )  # fmt: skip
    # What was chosen is not chosen again.
    added = add_files(folder, PATENTS, drop("实用新型专利/丁.pdf"))
    assert added.paths == (f"{HOME}/发明专利/丁.pdf",)


def test_names_that_say_nothing_alone_take_their_folders(folder, drop):
    names = ("照片/2023/1.jpg", "照片/2024/1.jpg", "甲/会议.jpg", "乙/会议.jpg", "乙/领奖.jpg")
    assert [Path(p).name for p in add_files(folder, Place(16), drop(*names)).paths] == [
        "照片 2023 1.jpg", "照片 2024 1.jpg", "甲 会议.jpg", "乙 会议.jpg", "领奖.jpg",
    ]  # fmt: skip


def test_what_systems_write_for_themselves_is_not_added(folder, drop):
    names = ("甲/.DS_Store", "Thumbs.db", "~$报告.docx", "说明.txt", "__MACOSX/x.pdf", ".图.jpg")
    added = add_files(folder, PATENTS, drop(*names))
    assert added.paths == (f"{HOME}/发明专利/图.jpg",)
    assert "5 个系统" in said(added)["F253"][0]


def test_what_cannot_be_read_is_told_and_the_rest_added(folder, drop, tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    odd = [Incoming(tmp_path / "无", "无.pdf"), Incoming(tmp_path, "夹"), Incoming(fifo, "管")]
    added = add_files(folder, PATENTS, [*odd, *drop("甲.pdf")])
    assert added.paths == (f"{HOME}/发明专利/甲.pdf",)
    assert len(said(added)["F257"]) == 3


def test_a_folder_that_leads_out_of_the_workspace_gets_nothing(folder, drop, tmp_path):
    (tmp_path / "outside").mkdir()
    (folder / "evidence" / HOME).symlink_to(tmp_path / "outside")
    with pytest.raises(ChangeConflictError, match="在工作文件夹以外"):
        add_files(folder, Place(13), drop("甲.pdf"))
    assert not list((tmp_path / "outside").iterdir())
    assert not list_bin(folder)


def test_files_of_somebody_stay_and_those_that_were_staged_move(folder, drop):
    (one,) = drop("甲.pdf")
    with staging(folder) as place:
        (place / "x").write_bytes(b"staged")
        add_files(folder, PATENTS, [one, Incoming(place / "x", "乙.pdf")])
        assert one.path.exists()
        assert not (place / "x").exists()
    assert not place.exists()
    assert len(tree(folder / "evidence")) == 4
    with pytest.raises(WorkspaceError), staging(folder / "evidence"):
        pass


def test_a_thousand_files_are_one_step_and_quick(folder, tmp_path):
    place = tmp_path / "many"
    place.mkdir()
    for number in range(1000):
        (place / f"{number}").write_bytes(b"%06d" % number)
    files = [Incoming(place / f"{number}", f"照片 {number}.jpg") for number in range(1000)]
    before = time.process_time()
    assert len(add_files(folder, Place(16), files).paths) == 1000
    assert time.process_time() - before < 3
    (step,) = history(folder).undoable
    assert step.label == "添加：照片 0.jpg 等 1000 个文件"
    undo(folder)
    assert not [path for path in (folder / "evidence").rglob("*") if path.is_file()]
    assert not (folder / "evidence/16-媒体宣传与活动").exists()
    redo(folder)
    assert len(list((folder / "evidence").rglob("*.jpg"))) == 1000


def test_a_full_disk_is_told_and_nothing_is_added(tmp_path, drop):
    files = drop("甲.pdf", content=os.urandom(200_000))
    with small_disk(tmp_path / "disk", 128) as disk:
        (disk / "evidence").mkdir()
        (disk / "studio.yaml").write_bytes(BLANK)
        with pytest.raises(OutputError, match="磁盘满了"):
            add_files(disk, PATENTS, files)
        assert list(tree(disk)) == ["evidence", "studio.yaml"]
        assert not list_bin(disk)
        assert add_files(disk, PATENTS, drop("乙.pdf")).paths


# ── archives ──────────────────────────────────────────────────────────────────────────────────


def zipped(tmp_path: Path, content: bytes, name: str = "材料.zip") -> list[Incoming]:
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.zip"
    path.write_bytes(content)
    return [Incoming(path, name)]


def test_an_archive_is_unpacked_as_a_folder(folder, tmp_path):
    entries = {
        "材料/": b"",
        "材料/发明专利/1 甲.pdf": b"%PDF-1.4",
        "材料/旁证/乙.pdf": b"%PDF-1.5",
        "材料/1.jpg": b"jpg",
        "__MACOSX/材料/._乙.pdf": b"x",
        "材料/.DS_Store": b"x",
        "材料/内.zip": make_zip({"丙.pdf": b"x"}),
    }
    added = add_files(folder, Place(13), zipped(tmp_path, make_zip(entries)))
    assert added.paths == (
        f"{HOME}/发明专利/1 甲.pdf", f"{HOME}/乙.pdf", f"{HOME}/材料 1.jpg", f"{HOME}/内.zip",
    )  # fmt: skip
    assert (folder / "evidence" / added.paths[0]).read_bytes() == b"%PDF-1.4"
    told = said(added)
    assert told.keys() == {"F253", "F256"}
    assert "2 个系统" in told["F253"][0]
    assert len(history(folder).undoable) == 1


def test_a_stored_document_does_not_speak_for_its_archive(folder, tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("甲.pdf", b"%PDF-1.4 x")
    added = add_files(folder, PATENTS, zipped(tmp_path, file.getvalue()))
    assert added.paths == (f"{HOME}/发明专利/甲.pdf",)


def test_documents_that_are_zips_stay_whole(folder, tmp_path):
    sample = Path(__file__).parents[1] / "samples/assessment/年度工作报告.docx"
    added = add_files(folder, PATENTS, [Incoming(sample, "报告.docx")])
    assert added.paths == (f"{HOME}/发明专利/报告.docx",)
    assert sample.exists()


def test_names_in_gbk_are_read(folder, tmp_path):
    content = make_zip({"AAAA.pdf": b"x"}).replace(b"AAAA", "证书".encode("gbk"))
    added = add_files(folder, PATENTS, zipped(tmp_path, content))
    assert added.paths == (f"{HOME}/发明专利/证书.pdf",)


def test_each_entry_is_a_file_or_is_told(folder, tmp_path):
    content = make_zip({
        "../逃.pdf": b"1", "C:/逃.pdf": b"2", "好.pdf": b"3", "坏.pdf": b"broken" * 9,
        "膨胀.pdf": bytes(20_000_000), "重.pdf": b"4", "重.PDF": b"5",
    })  # fmt: skip
    at = content.find("坏.pdf".encode()) + len("坏.pdf".encode())
    content = content[: at + 2] + b"\xff\xff" + content[at + 4 :]
    link = zipfile.ZipInfo("链接.pdf")
    link.external_attr = 0o120777 << 16
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("无", b"6")
        archive.filelist[-1].filename = ""
    added = add_files(folder, PATENTS, zipped(tmp_path, file.getvalue()))
    assert [Path(path).name for path in added.paths] == ["好.pdf", "材料 重.pdf", "材料 重 (2).PDF"]
    told = said(added)["F255"]
    assert len(told) == 6
    names = ("../逃", "C:/逃", "坏", "膨胀", "链接", "没有名字")
    assert all(any(name in one for one in told) for name in names)
    assert not list(tmp_path.rglob("passwd"))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04" + b"x" * 40, None),
        (b"Rar!\x1a\x07\x00" + b"x" * 40, None),
        (b"7z\xbc\xaf\x27\x1c" + b"x" * 40, None),
        (make_zip({"甲.pdf": b"x"})[:-5], None),
        (make_zip({f"{n}.pdf": b"" for n in range(2001)}), "2001 个文件"),
    ],
)
def test_what_is_not_unpacked_stays_a_file(folder, tmp_path, content, what):
    added = add_files(folder, PATENTS, zipped(tmp_path, content, "包.zip"))
    assert added.paths == (f"{HOME}/发明专利/包.zip",)
    assert (folder / "evidence" / added.paths[0]).read_bytes() == content
    assert what is None or what in said(added)["F254"][0]


def lock_zip(entries: Mapping[str, bytes], password: bytes) -> bytes:
    """An archive whose entries are locked as old programs do it (PKWARE's traditional way)."""

    def step(crc: int, byte: int) -> int:
        return (crc >> 8) ^ _CRC[(crc ^ byte) & 0xFF]

    body, directory = b"", b""
    for name, content in entries.items():
        keys = [0x12345678, 0x23456789, 0x34567890]

        def update(byte: int, keys: list[int] = keys) -> None:
            keys[0] = step(keys[0], byte)
            keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
            keys[2] = step(keys[2], keys[1] >> 24)

        for byte in password:
            update(byte)
        crc, locked = zlib.crc32(content), bytearray()
        for byte in bytes(11) + bytes([crc >> 24]) + content:
            half = keys[2] | 2
            locked.append(byte ^ ((half * (half ^ 1) >> 8) & 0xFF))
            update(byte)
        raw = name.encode()
        head = struct.pack(
            "<HHHHHIIIHH", 20, 0x801, 0, 0, 0x21, crc, len(locked), len(content), len(raw), 0
        )
        place = len(body)
        body += b"PK\3\4" + head + raw + locked
        directory += b"PK\1\2" + struct.pack("<H", 20) + head
        directory += struct.pack("<HHHII", 0, 0, 0, 0, place) + raw
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


def _make_table() -> Sequence[int]:
    table = []
    for number in range(256):
        for _ in range(8):
            number = (number >> 1) ^ (0xEDB88320 if number & 1 else 0)  # noqa: PLW2901
        table.append(number)
    return table


_CRC = _make_table()


def test_a_locked_archive_is_opened_by_whoever_knows(folder, tmp_path):
    content = lock_zip({"甲.pdf": b"%PDF secret"}, "机密".encode("gbk"))
    closed = add_files(folder, PATENTS, zipped(tmp_path, content))
    assert closed.paths == (f"{HOME}/发明专利/材料.zip",)
    assert "有密码" in said(closed)["F254"][0]
    undo(folder)
    asked = []

    def ask(file: str, wrong: int) -> str | None:
        asked.append((file, wrong))
        return ("猜", "机密", None)[wrong]

    opened = add_files(folder, PATENTS, zipped(tmp_path, content), ask=ask)
    assert asked == [("材料.zip", 0), ("材料.zip", 1)]
    assert (folder / "evidence" / opened.paths[0]).read_bytes() == b"%PDF secret"
    undo(folder)
    (folder / "密码.txt").write_text("别的\n机密\n", "utf-8")
    opened = add_files(folder, PATENTS, zipped(tmp_path, content))
    assert opened.paths == (f"{HOME}/发明专利/甲.pdf",)
    assert not said(opened)


def test_an_archive_locked_in_a_way_that_is_not_known_is_not_asked_about_for_ever(folder, tmp_path):
    content = lock_zip({"甲.pdf": b"%PDF secret"}, b"x")
    content = content.replace(struct.pack("<HHH", 20, 0x801, 0), struct.pack("<HHH", 20, 0x801, 99))
    added = add_files(folder, PATENTS, zipped(tmp_path, content), ask=lambda *_: "y")
    assert added.paths == (f"{HOME}/发明专利/材料.zip",)
    assert "压缩方法" in said(added)["F254"][0]


# ── the bin ───────────────────────────────────────────────────────────────────────────────────


def test_what_was_undone_is_in_the_bin_and_comes_back(folder, drop):
    add_files(folder, PATENTS, drop("甲.pdf", "乙.pdf"))
    step = undo(folder)
    binned = list_bin(folder)
    assert [one.path for one in binned] == [
        f"evidence/{HOME}/发明专利/乙.pdf", f"evidence/{HOME}/发明专利/甲.pdf",
    ]  # fmt: skip
    assert {one.time for one in binned} == {step.time.replace(microsecond=0)}
    add_files(folder, PATENTS, drop("甲.pdf"))
    restored = restore(folder, [one.key for one in binned])
    assert restored is not None
    assert restored.label == "放回：乙.pdf 等 2 个文件"
    names = sorted(path.name for path in (folder / f"evidence/{HOME}/发明专利").iterdir())
    assert names == ["乙.pdf", "甲 (2).pdf", "甲.pdf"]
    assert list_bin(folder) == ()
    with pytest.raises(ChangeConflictError, match="不在那里了"):
        restore(folder, [binned[0].key])
    undo(folder)
    assert len(list_bin(folder)) == 2


def test_an_emptied_bin_takes_the_steps_with_it_that_need_it(folder, drop):
    add_files(folder, PATENTS, drop("甲.pdf"))
    undo(folder)
    one = list_bin(folder)[0].key
    add_files(folder, PATENTS, drop("乙.pdf"))
    restore(folder, [one])
    undo(folder)
    assert len(history(folder).redoable) == 1
    with pytest.raises(ChangeConflictError):
        empty_bin(folder, ["../../studio.yaml"])
    assert empty_bin(folder) == 1
    assert list_bin(folder) == ()
    assert not list((folder / ".docgen/bin").iterdir())
    assert history(folder).redoable == ()
    assert [step.label for step in history(folder).undoable] == ["添加：乙.pdf"]
    undo(folder)
    assert empty_bin(folder) == 1
    assert empty_bin(folder) == 0


def test_the_film_of_a_live_photograph_stays_where_it_was(folder, drop):
    inside = make_zip({"a/IMG_2.jpg": b"jpg", "a/IMG_2.mov": b"film", "会议.mov": b"other"})
    added = add_files(
        folder, Place(13), drop("IMG_1.mov", "IMG_1.HEIC") + drop("照片.zip", content=inside)
    )
    assert sorted(added.paths) == [f"{HOME}/{n}" for n in ("IMG_1.HEIC", "IMG_2.jpg", "会议.mov")]
    (told,) = said(added)["F258"]
    assert "2 个" in told
    assert "IMG_1.mov、IMG_2.mov" in told
