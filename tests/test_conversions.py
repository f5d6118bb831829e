"""What was converted once comes from the cache, as long as nothing it depends on changes."""

import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from readers import complaints
from test_office_sources import put_soffice
from test_tidying import DAY, age

from docgen.office import libreoffice
from docgen.office.conversion_cache import FOLDER, convert_once
from docgen.office.libreoffice import describe_soffice, find_soffice
from docgen.pdf.system_fonts import installed_faces
from docgen.sources.cache_cleanup import UNUSED_SECONDS, tidy

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("soffice"), reason="LibreOffice in the path"
)


class Desk:
    """Two Word documents, a cache, and a LibreOffice whose calls are counted."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._calls = folder, folder / "calls"
        self.cache = folder / "cache"
        self.documents = [folder / "申报表.docx", folder / "报告.docx"]
        script = f'echo "$@" >>{self._calls}\nexec {find_soffice()} "$@"'
        put_soffice(folder / "bin", script, monkeypatch)

    def write(self, name: str, text: str = "技能大师工作室") -> Path:
        document = docx.Document()
        document.add_paragraph(f"{name}：{text}")
        document.save(self.folder / f"{name}.docx")
        return self.folder / f"{name}.docx"

    def convert(self, out: str) -> list[bytes]:
        made = convert_once(self.documents, self.folder / out, self.cache)
        assert [path.name for path in made] == ["申报表.pdf", "报告.pdf"]
        assert not any(complaints(path) for path in made)
        return [path.read_bytes() for path in made]

    @property
    def conversions(self) -> int:
        """How often LibreOffice was asked to convert anything."""
        return self._calls.read_text("utf-8").count("--convert-to")

    @property
    def kept(self) -> list[Path]:
        return sorted((self.cache / FOLDER).iterdir())


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a desk where the documents were converted once, with a note of that call."""
    folder = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        desk = Desk(folder, patch)
        for document in desk.documents:
            desk.write(document.stem)
        desk.convert("a")
    return folder


@pytest.fixture
def desk(used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    kept = shutil.copytree(used, tmp_path / "desk", ignore=shutil.ignore_patterns("bin", "a"))
    return Desk(Path(kept), monkeypatch)


def test_the_same_documents_are_converted_once(desk: Desk) -> None:
    first = desk.convert("a")
    assert desk.convert("b") == first
    assert desk.conversions == 1
    desk.write("报告", "改了一个字")
    second = desk.convert("c")
    assert second[0] == first[0]
    assert second[1] != first[1]
    assert desk.conversions == 2


def test_other_fonts_make_another_document(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clerk who is told to install a font does it, and builds again."""
    desk.convert("a")
    before = describe_soffice(find_soffice(), desk.cache)
    face = next(iter(installed_faces().values()))
    more = {**installed_faces(), ("新装的字体", "Regular"): replace(face, family="新装的字体")}
    monkeypatch.setattr(libreoffice, "installed_faces", lambda: more)
    assert describe_soffice(find_soffice(), desk.cache) != before
    desk.convert("b")
    assert desk.conversions == 2


def test_a_version_is_asked_for_once_until_another_program_is_there(desk: Desk) -> None:
    kept, program = desk.cache / libreoffice._VERSION_FILE, find_soffice()
    assert describe_soffice(program, desk.cache).startswith("LibreOffice ")
    kept.write_bytes(kept.read_bytes().replace(b"LibreOffice ", b"Said before "))
    assert describe_soffice(program, desk.cache).startswith("Said before ")
    program.write_text("#!/bin/sh\necho A newer one\n", "utf-8")
    assert describe_soffice(program, desk.cache).startswith("A newer one ")
    kept.write_bytes(b"damaged")
    assert describe_soffice(program, desk.cache).startswith("A newer one ")


@pytest.mark.parametrize("spoil", ["cut", "changed"])
def test_what_is_damaged_in_the_cache_is_converted_again(desk: Desk, spoil: str) -> None:
    first = desk.convert("a")
    (kept,) = desk.kept
    content = bytearray(kept.read_bytes())
    content[len(content) // 3] ^= 1
    kept.write_bytes(content[: len(content) // 2] if spoil == "cut" else content)
    assert desk.convert("b") == first
    assert desk.conversions == 2
    assert desk.convert("c") == first
    assert desk.conversions == 2


def test_a_cache_nobody_can_write_to_costs_time_alone(desk: Desk) -> None:
    shutil.rmtree(desk.cache)
    desk.cache.write_text("a file where the folder should be")
    before = desk.conversions
    assert desk.convert("a") == desk.convert("b")
    assert desk.conversions == before + 2


def test_what_is_kept_is_for_its_owner_alone_and_not_for_ever(desk: Desk) -> None:
    desk.convert("a")
    (kept,) = desk.kept
    assert kept.stat().st_mode & 0o077 == 0
    age(kept, UNUSED_SECONDS + DAY)
    desk.convert("b")
    tidy(desk.cache, time.time())
    assert desk.kept == [kept]
    age(kept, UNUSED_SECONDS + DAY)
    tidy(desk.cache, time.time() + 2 * DAY)
    assert desk.kept == []
