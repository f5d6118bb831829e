import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.system.filenames import LONGEST_BYTES, add_to_stem, make_file_name
from docgen.system.reproducible_zip import normalise_office_zip, write_zip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("威海市林海生技能大师工作室 申报", "威海市林海生技能大师工作室 申报.zip"),
        ('a/b\\c:d*e?f"g<h>i|j', "a／b＼c：d＊e？f＂g＜h＞i｜j.zip"),
        ("  ..工作室.. ", "工作室.zip"),
        ("一\n二\t三\x07", "一 二 三.zip"),
        ("CON", "_CON.zip"),
        ("aux.pdf", "_aux.pdf.zip"),
        ("Nul .2024", "_Nul .2024.zip"),
        ("COM¹", "_COM¹.zip"),
        ("CONOUT$", "_CONOUT$.zip"),
        ("控制器 CON", "控制器 CON.zip"),
        ("证\u202egpj", "证gpj.zip"),
        ("../../外面", "／..／外面.zip"),
        ("", "_.zip"),
        ("证371002197609181234", "证371002＊＊＊＊＊＊＊＊1234.zip"),
    ],
)
def test_names_are_made_safe_and_stay_readable(text: str, name: str):
    assert make_file_name(text, ".zip") == name


@given(st.text(st.characters(), max_size=300))
def test_any_text_makes_a_name_every_system_takes(text: str):
    name = make_file_name(text, ".zip")
    assert name.endswith(".zip")
    assert len(name) > len(".zip")
    assert len(name.encode()) <= LONGEST_BYTES
    assert not set(name) & set('\\/:*?"<>|')
    assert all(ord(c) >= 32 for c in name)
    assert not name.startswith((" ", "."))


def test_an_addition_goes_before_the_suffix():
    assert add_to_stem("1-表.docx", "（留）") == "1-表（留）.docx"
    assert add_to_stem("没有后缀", "（留）") == "没有后缀（留）"
    assert add_to_stem(".hidden", "（留）") == ".hidden（留）"
    assert add_to_stem("v1.表的第二版本名字很长", "x") == "v1.表的第二版本名字很长x"
    longest = add_to_stem("长" * 80 + ".docx", "（留）")
    assert longest.endswith("（留）.docx")
    assert len(longest.encode()) <= LONGEST_BYTES


def test_an_archive_depends_on_its_contents_alone(tmp_path: Path):
    (tmp_path / "a.bin").write_bytes(b"contents" * 1000)
    for name in ("one.zip", "two.zip"):
        (tmp_path / "a.bin").touch()
        write_zip({"文/甲.bin": tmp_path / "a.bin", "b.txt": b"b" * 1000}, tmp_path / name)
    one = (tmp_path / "one.zip").read_bytes()
    assert one == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == ["文/甲.bin", "b.txt"]
        assert archive.read("文/甲.bin") == b"contents" * 1000
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert all(i.compress_size < i.file_size for i in archive.infolist())


def test_office_documents_have_their_content_types_first(tmp_path: Path):
    made = []
    for order in (
        ("z.xml", "a.xml", "[Content_Types].xml"),
        ("[Content_Types].xml", "a.xml", "z.xml"),
    ):
        with zipfile.ZipFile(tmp_path / "x.docx", "w") as archive:
            for name in order:
                archive.writestr(name, name * 9)
        made.append(normalise_office_zip((tmp_path / "x.docx").read_bytes()))
    assert made[0] == made[1]
    (tmp_path / "x.docx").write_bytes(made[0])
    with zipfile.ZipFile(tmp_path / "x.docx") as archive:
        assert archive.namelist() == ["[Content_Types].xml", "a.xml", "z.xml"]
        assert archive.read("z.xml") == b"z.xml" * 9
