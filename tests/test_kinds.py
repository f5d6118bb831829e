"""Files that cannot become pages: each is named, and what to hand in instead is said."""

import bz2
import gzip
import io
import lzma
import plistlib
import struct
import tarfile
import wave
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from docgen.issues.finding import Finding, Level
from docgen.sources.prepare import prepare
from docgen.sources.preparers import PREPARERS
from docgen.system.file_types import (
    OFFICE_KINDS,
    PAGE_KINDS,
    Kind,
    is_package,
    recognise,
    recognise_content,
    refuse_format,
)
from docgen.system.named_work import NamedWork

CONTENT = "证书清单".encode() * 20


def write_wave() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    return out.getvalue()


def write_avi() -> bytes:
    header = b"LIST" + struct.pack("<I", 4) + b"hdrl"
    return b"RIFF" + struct.pack("<I", 4 + len(header)) + b"AVI " + header


def write_film(brand: bytes) -> bytes:
    """The boxes an MP4 or QuickTime file begins with."""
    kind = struct.pack(">I", 20) + b"ftyp" + brand + struct.pack(">I", 0) + b"isom"
    return kind + struct.pack(">I", 16) + b"mdat" + bytes(8)


def write_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("证书/1.txt", CONTENT)
    return out.getvalue()


def write_tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("1.txt")
        entry.size = len(CONTENT)
        archive.addfile(entry, io.BytesIO(CONTENT))
    return out.getvalue()


def write_iso() -> bytes:
    return bytes(0x8000) + b"\x01CD001\x01" + bytes(4096)


def write_shortcut() -> bytes:
    return struct.pack("<I", 0x4C) + bytes.fromhex("0114020000000000c000000000000046") + bytes(56)


def write_archive_of(name: str, content: bytes = b"x") -> bytes:
    """A ZIP whose first entry, stored as it is, tells what it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


LINK = {"URL": "https://example.com/notice"}
UNPACK, PICTURE, FILE = "解压", "截取关键画面", "文件本身"
FILES: tuple[tuple[str, Callable[[], bytes], Kind, str], ...] = (
    ("会场.mp4", lambda: write_film(b"isom"), Kind.VIDEO, PICTURE),
    ("会场.mov", lambda: write_film(b"qt  "), Kind.VIDEO, PICTURE),
    ("会场.avi", write_avi, Kind.VIDEO, PICTURE),
    ("会场.mkv", lambda: b"\x1a\x45\xdf\xa3" + bytes(40), Kind.VIDEO, PICTURE),
    ("会场.ts", lambda: (b"G" + bytes(187)) * 8, Kind.VIDEO, PICTURE),
    ("动画.swf", lambda: b"CWS\x0a" + bytes(60), Kind.VIDEO, PICTURE),
    ("录音.wav", write_wave, Kind.AUDIO, PICTURE),
    ("录音.m4a", lambda: write_film(b"M4A "), Kind.AUDIO, PICTURE),
    ("录音.mp3", lambda: b"ID3\x04" + bytes(40), Kind.AUDIO, PICTURE),
    ("录音.aac", lambda: b"\xff\xf1\x50\x80" + bytes(40), Kind.AUDIO, PICTURE),
    ("语音.amr", lambda: b"#!AMR\n" + bytes(40), Kind.AUDIO, PICTURE),
    ("语音.silk", lambda: b"\x02#!SILK_V3" + bytes(40), Kind.AUDIO, PICTURE),
    ("证书.zip", write_zip, Kind.ZIP, UNPACK),
    ("证书.rar", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(40), Kind.RAR, UNPACK),
    ("证书.7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(40), Kind.SEVEN_ZIP, UNPACK),
    ("证书.tar", write_tar, Kind.PACKED, UNPACK),
    ("证书.gz", lambda: gzip.compress(CONTENT), Kind.PACKED, UNPACK),
    ("证书.bz2", lambda: bz2.compress(CONTENT), Kind.PACKED, UNPACK),
    ("证书.xz", lambda: lzma.compress(CONTENT), Kind.PACKED, UNPACK),
    ("光盘.iso", write_iso, Kind.DISC_IMAGE, UNPACK),
    ("通知.url", lambda: b"[InternetShortcut]\r\nURL=https://example.com\r\n", Kind.LINK, "PDF"),
    ("通知.webloc", lambda: plistlib.dumps(LINK), Kind.LINK, "PDF"),
    ("通知2.webloc", lambda: plistlib.dumps(LINK, fmt=plistlib.FMT_BINARY), Kind.LINK, "PDF"),
    ("证书.lnk", write_shortcut, Kind.SHORTCUT, FILE),
    ("证书.desktop", lambda: b"[Desktop Entry]\nType=Link\n", Kind.SHORTCUT, FILE),
    ("安装.exe", lambda: b"MZ\x90\0" + bytes(200), Kind.PROGRAM, "删掉"),
    ("程序", lambda: b"\x7fELF\x02\x01\x01" + bytes(100), Kind.PROGRAM, "删掉"),
    ("脚本.sh", lambda: b"#!/bin/sh\necho\n", Kind.PROGRAM, "删掉"),
    ("脚本.bat", lambda: b"@echo off\r\ndir\r\n", Kind.PROGRAM, "删掉"),
    ("网页.html", lambda: b"<!DOCTYPE html><p>x</p>", Kind.HTML, "浏览器"),
    ("标志.svg", lambda: b'<?xml version="1.0"?>\n<!-- x --><svg width="9"/>', Kind.VECTOR, "PDF"),
    ("标志.emf", lambda: b"\x01\0\0\0".ljust(40, b"\0") + b" EMF" + bytes(60), Kind.VECTOR, "PDF"),
    ("标志.wmf", lambda: b"\xd7\xcd\xc6\x9a" + bytes(60), Kind.VECTOR, "PDF"),
    ("图.eps", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%EOF\n", Kind.POSTSCRIPT, "PDF"),
    ("表.fdf", lambda: b"%FDF-1.2\n1 0 obj<</FDF<<>>>>endobj\n", Kind.FORM_DATA, "所属的表单"),
    ("表.xfdf", lambda: b'<?xml version="1.0"?><xfdf/>', Kind.FORM_DATA, "所属的表单"),
    ("论文.djvu", lambda: b"AT&TFORM\0\0\0\x20DJVUINFO" + bytes(40), Kind.DJVU, "PDF"),
    ("书.epub", lambda: write_archive_of("mimetype", b"application/epub+zip"), Kind.EBOOK, "PDF"),
    ("打印.xps", lambda: write_archive_of("FixedDocSeq.fdseq"), Kind.XPS, "PDF"),
    ("流程.vsdx", lambda: write_archive_of("visio/document.xml"), Kind.VISIO, "PDF"),
    ("空.pdf", lambda: b"", Kind.EMPTY, "重新拷贝"),
    ("不知.dat", lambda: bytes(range(256)) * 3, Kind.UNKNOWN, "另存为 PDF"),
)


@pytest.mark.parametrize(("name", "write", "kind", "_way_out"), FILES)
def test_a_kind_is_told_by_content_whatever_the_name(
    tmp_path: Path, name: str, write: Callable[[], bytes], kind: Kind, _way_out: str
) -> None:
    for file in (tmp_path / name, tmp_path / "证书.pdf"):
        file.write_bytes(write())
        assert recognise(file) is kind


def test_each_is_refused_by_name_with_the_way_out(tmp_path: Path) -> None:
    for name, write, _, _ in FILES:
        (tmp_path / name).write_bytes(write())
    found = prepare([(row[0], tmp_path / row[0]) for row in FILES], cache=tmp_path / "cache")
    for name, _, kind, way_out in FILES:
        finding = found[name]
        assert isinstance(finding, Finding), name
        assert (finding.level, finding.code) == (Level.ERROR, "source-format"), name
        assert finding.where == name
        assert kind is Kind.EMPTY or kind.format.name in finding.what, name
        assert way_out in finding.remedy, name


@pytest.mark.parametrize(
    "text", ["CWS 是公司的简称", "FWS，见附件", "MThd", "Going up", "BM 系列", "#! 注意", "GGGG"]
)
def test_text_that_begins_like_a_film_stays_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text * 3, encoding="utf-8")
    assert recognise(tmp_path / "a.txt") is Kind.TEXT


def test_every_kind_that_becomes_pages_by_itself_has_what_opens_it() -> None:
    assert PREPARERS.keys() == PAGE_KINDS
    works = [work for work in PREPARERS.values() if isinstance(work, NamedWork)]
    assert all(callable(getattr(import_module(w.module), w.name)) for w in works)
    assert len(works) == len(PREPARERS)
    assert not PAGE_KINDS & OFFICE_KINDS


def test_every_kind_has_a_name_and_a_way_out() -> None:
    for kind in Kind:
        assert kind.format.name
        remedy = refuse_format(kind).remedy
        assert remedy.startswith(("请", "音像", "这", "文件", "里面", "链接")), kind


def test_the_streams_of_a_big_old_file_are_found_wherever_they_are_listed(tmp_path: Path) -> None:
    """An OLE file's list of names in the middle, farther in than what is read of head and tail."""
    sector, count = 512, 600
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(sector, b"\0"))
    head[30:32] = struct.pack("<H", 9)
    head[48:52] = struct.pack("<I", count // 2)
    sectors = [bytes(sector)] * count
    sectors[count // 2] = "PowerPoint Document".encode("utf-16-le").ljust(sector, b"\0")
    (tmp_path / "大.ppt").write_bytes(bytes(head) + b"".join(sectors))
    assert recognise(tmp_path / "大.ppt") is Kind.POWERPOINT
    sectors[count // 2] = bytes(sector)
    (tmp_path / "空.ppt").write_bytes(bytes(head) + b"".join(sectors))
    assert recognise(tmp_path / "空.ppt") is Kind.OLD_OFFICE


def test_a_list_of_streams_said_to_be_farther_out_than_any_file_is_not_looked_for(
    tmp_path: Path,
) -> None:
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    head[30:32] = b"\xff\xff"
    head[48:52] = b"\xff\xff\xff\xff"
    (tmp_path / "坏.doc").write_bytes(bytes(head))
    assert recognise(tmp_path / "坏.doc") is Kind.OLD_OFFICE


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_text_of_two_bytes_a_letter_needs_no_mark(order: str) -> None:
    text = "会议记录：金额 438 万元\r\n"
    assert recognise_content(text.encode(order), b"") is Kind.TEXT
    assert recognise_content(b"\x01\0\x02\0\x4e\x2d" * 9, b"") is Kind.UNKNOWN


def test_a_note_with_a_colon_is_no_mail() -> None:
    assert recognise_content("Subject: 训练\nName: 甲\n\n正文".encode(), b"") is Kind.TEXT


def test_what_a_document_holds_does_not_speak_for_it(tmp_path: Path) -> None:
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w") as package:
        package.writestr("xl/workbook.xml", "x")
    slides = tmp_path / "甲.pptx"
    with zipfile.ZipFile(slides, "w") as package:
        package.writestr("ppt/embeddings/a.xlsx", sheet.getvalue())
    assert recognise(slides) is Kind.POWERPOINT
    broken = slides.read_bytes().replace(b"PK\x01\x02", b"PK\x01\x00")
    assert recognise_content(broken, broken) in {Kind.EXCEL, Kind.POWERPOINT}
    old = tmp_path / "甲.doc"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600) + sheet.getvalue())
    assert zipfile.is_zipfile(old)
    assert not is_package(old)
    assert is_package(slides)
