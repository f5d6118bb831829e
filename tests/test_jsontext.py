"""JSON of unknown origin: what could cost much, or says two things, is refused before parsing."""

import os
import time
from pathlib import Path

import pytest

from docgen.bundle.frozen_numbers import LOCK_FILE
from docgen.collect.collect_record import RECORD_NAME, read_record
from docgen.collect.originals import open_printed
from docgen.issues.errors import DocgenError, OutputError, WorkspaceError
from docgen.package.manifest import MANIFEST_NAME, load_manifest, read_manifest
from docgen.package.staging import Staging
from docgen.printing.package_folder import find_package
from docgen.system.json_guard import MOST_BYTES, UnfitJsonError, look_over
from docgen.workspace.load import read_frozen
from docgen.workspace.moved_files import MEMORY_FILE, recall

HOSTILE = {
    "large": (b'{"x": "' + b"a" * MOST_BYTES + b'"}', "大得不像样"),
    "long": (b'{"x": "' + b"1" * 2_000_000 + b'"}', "长得不像样的文字"),
    "deep": (b"[" * 100_000 + b"]" * 100_000, "嵌套得太深"),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "嵌套得太深"),
    "wide": (b"[" + b"[]," * 3_000_000 + b"1]", "内容多得不像样"),
    "quotes": (b'"' + b'\\"' * 3_000_000, "内容多得不像样|长得不像样"),
    "float": (b'{"x": 1e99999}', "1e99999 大得不像样"),
    "digits": (b'{"x": ' + b"9" * 5000 + b"}", "长得不像样的数"),
    "integer": (b'{"x": 999999999}', "大得不像样"),
    "twins": (b'{"draft": true, "draft": false}', "“draft”写了两次"),
    "mark": (b'\xef\xbb\xbf{"x": 1}', "BOM"),
    "utf-16": ('{"x": 1}'.encode("utf-16"), "BOM"),
    "NUL": (b'{"x": "\x00"}', "不是 JSON"),
    "NaN": (b'{"x": NaN}', "NaN 不是数"),
    "not UTF-8": (b'{"x": "\xc4\xe3"}', "不是 UTF-8"),
    "nothing": (b"", "是空的"),
    "cut off": (b'{"x": [1, 2', "不是 JSON"),
}


@pytest.mark.parametrize(("contents", "said"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_refused(contents: bytes, said: str) -> None:
    began = time.process_time()
    with pytest.raises(UnfitJsonError, match=said):
        look_over(contents)
    assert time.process_time() - began < 3


def test_what_is_said_is_given() -> None:
    assert look_over('{"名": ["\\"[{", -1.5, 3, null]}'.encode()) == {"名": ['"[{', -1.5, 3, None]}


def test_names_with_bytes_that_are_no_characters_are_read() -> None:
    assert look_over('{"\udcff": 1}'.encode(errors="surrogatepass")) == {"\udcff": 1}


@pytest.mark.parametrize("kind", ["large", "deep", "digits", "twins", "NUL"])
def test_every_command_looks_over_a_manifest(tmp_path: Path, kind: str) -> None:
    """What print, lock, collect and sign begin with; a build knows nothing of such a package."""
    contents, said = HOSTILE[kind]
    (tmp_path / MANIFEST_NAME).write_bytes(contents)
    for read in (find_package, load_manifest, open_printed):
        with pytest.raises(DocgenError, match=said) as raised:
            read(tmp_path)
        assert raised.value.remedy
    with Staging(tmp_path) as staging:
        staging.write("a.txt", b"a")
        staging.put_in_place()
    assert (tmp_path / "a.txt").read_bytes() == b"a"


@pytest.mark.parametrize("kind", ["large", "deep", "integer", "NUL"])
def test_records_of_a_workspace_are_looked_over(tmp_path: Path, kind: str) -> None:
    contents, said = HOSTILE[kind]
    (tmp_path / LOCK_FILE).write_bytes(contents)
    with pytest.raises(WorkspaceError, match=said):
        read_frozen(tmp_path, "assessment")
    (tmp_path / RECORD_NAME).write_bytes(contents)
    with pytest.raises(OutputError, match="读不出来"):
        read_record(tmp_path)
    (tmp_path / MEMORY_FILE).write_bytes(contents)
    assert recall(tmp_path) == {}


def test_frozen_numbers_have_no_more_pages_than_there_are(tmp_path: Path) -> None:
    text = (
        '{"submission": "assessment", "index_pages": 900000, "divider_pages": {}, "parts": [],'
        ' "evidence": [], "pages": [{"kind": "cover", "print": "0"}]}'
    )
    (tmp_path / LOCK_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError, match="内容不合格式"):
        read_frozen(tmp_path, "assessment")
    (tmp_path / LOCK_FILE).write_text(text.replace("900000", "1"), encoding="utf-8")
    frozen = read_frozen(tmp_path, "assessment")
    assert frozen is not None
    assert frozen.index_pages == 1


def test_a_crowd_is_refused_before_each_is_held_against_the_model() -> None:
    with pytest.raises(OutputError, match="documents 有 150000 个"):
        read_manifest(b'{"documents": [' + b"{}," * 149_999 + b"{}]}")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    for name in (LOCK_FILE, MEMORY_FILE, RECORD_NAME, MANIFEST_NAME):
        os.mkfifo(tmp_path / name)
    with pytest.raises(WorkspaceError, match="不是文件"):
        read_frozen(tmp_path, "assessment")
    with pytest.raises(OutputError, match="读不出来"):
        read_record(tmp_path)
    with pytest.raises(OutputError, match="不是文件"):
        load_manifest(tmp_path)
    assert recall(tmp_path) == {}
