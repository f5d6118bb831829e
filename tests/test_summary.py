"""Many packages in one workbook: ranks, links, shared evidence, and what is not taken and why."""

import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from docgen.errors import OutputError, WorkspaceError
from docgen.package.manifest import (
    CategoryPart,
    Document,
    EvidencePart,
    ItemPart,
    Manifest,
    Outcome,
    Pages,
    ReadingPart,
    SchemePart,
    Source,
    Totals,
    write_manifest,
)
from docgen.package.packages import read_packages
from docgen.package.staging import hash_file
from docgen.package.summary import find_shared, group_packages, normalise_number
from docgen.package.summarybook import write_summary
from docgen.shell.cli import run


def evidence(number: str = "", sha256: str = "", title: str = "证书") -> EvidencePart:
    return EvidencePart(
        id="1-1",
        title=title,
        sources=(Source(file="a.pdf", sha256=sha256 or None),),
        first_page=5,
        last_page=6,
        supports=(1,),
        kind="",
        date=None,
        quantity=None,
        holder="",
        number=number,
    )


def package(
    folder: Path,
    studio: str,
    total: str = "60",
    *,
    scheme: str = "one",
    pieces: tuple[EvidencePart, ...] = (),
    draft: bool = False,
    vetoed: bool = False,
) -> Path:
    """A package of one item with a bundle whose bytes are what the manifest says."""
    folder.mkdir(parents=True)
    (folder / "3-佐证 #1.pdf").write_bytes(f"%PDF {studio}".encode())
    points = Decimal(total)
    manifest = Manifest(
        docgen="1",
        scheme=SchemePart(id=scheme, version="1", title=f"通知{scheme}", submission="考核"),
        submission="assessment",
        studio=studio,
        unit=f"{studio}的单位",
        draft=draft,
        archive="a.zip",
        documents=(
            Document(
                role="bundle",
                file="3-佐证 #1.pdf",
                sha256=hash_file(folder / "3-佐证 #1.pdf"),
                pages=9,
                first_page=1,
            ),
        ),
        evidence=pieces,
        items=(
            ItemPart(
                number=1,
                title="一项",
                points=Decimal(100),
                bonus=False,
                claimed=points,
                computed=points,
                measure="",
                measures=(),
                evidence=(),
                divider=4,
                pages=(Pages(first=5, last=6),),
            ),
        ),
        totals=Totals(base=points, bonus=Decimal(0), total=points),
        categories=(CategoryPart(title="一、甲", points=Decimal(100), claimed=points, items=(1,)),),
        outcome=Outcome(
            full_points=Decimal(100),
            pass_mark=Decimal(50),
            passed=points >= 50 and not vetoed,
            grade="",
            vetoed=vetoed,
        ),
        readings=(
            ReadingPart(item=1, text="两可", computed=points, other_points=points + 1),
            ReadingPart(item=1, text="没写明", computed=points, other_points=None),
        ),
        findings=(),
    )
    (folder / "manifest.json").write_bytes(write_manifest(manifest))
    return folder


def pack(folder: Path) -> Path:
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for file in sorted(folder.iterdir()):
            target.write(file, f"{folder.name}/{file.name}")
    shutil.rmtree(folder)
    return archive


def table(file: Path, sheet: int | str = 0) -> list[list[object]]:
    book = openpyxl.load_workbook(file)
    found = book.worksheets[sheet] if isinstance(sheet, int) else book[sheet]
    return [[cell.value for cell in row] for row in found.iter_rows(min_row=3)]


# ── reading ───────────────────────────────────────────────────────────────────────────────────


def test_packages_are_found_in_folders_of_folders_and_in_archives(tmp_path: Path) -> None:
    package(tmp_path / "区" / "甲" / "assessment", "甲")
    pack(package(tmp_path / "区" / "乙", "乙"))
    package(tmp_path / "丙", "丙")
    found = read_packages([tmp_path / "区", tmp_path / "丙", tmp_path])
    assert sorted(p.manifest.studio for p in found.packages) == ["丙", "乙", "甲"]
    assert found.refused == ()


def refusals(tmp_path: Path, **options: str) -> dict[str, str]:
    found = read_packages([tmp_path], **options)
    return {entry.place.name: entry.reason for entry in found.refused}


def test_what_cannot_be_taken_is_listed_with_its_reason(tmp_path: Path) -> None:
    package(tmp_path / "a-good", "好")
    package(tmp_path / "b-draft", "草", draft=True)
    changed = package(tmp_path / "c-changed", "改")
    (changed / "3-佐证 #1.pdf").write_bytes(b"%PDF other")
    (package(tmp_path / "d-missing", "缺") / "3-佐证 #1.pdf").unlink()
    (package(tmp_path / "e-manifest", "坏") / "manifest.json").write_text("{}")
    (tmp_path / "f.zip").write_bytes(b"no archive")
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as archive:
        archive.writestr("a.txt", "nothing of ours")
    shutil.copytree(tmp_path / "a-good", tmp_path / "h-again")
    reasons = refusals(tmp_path)
    assert sorted(reasons) == [
        *("b-draft", "c-changed", "d-missing", "e-manifest", "f.zip", "g.zip", "h-again")
    ]
    assert "草稿" in reasons["b-draft"]
    assert "改过" in reasons["c-changed"]
    assert "缺 3-佐证" in reasons["d-missing"]
    assert "同一份" in reasons["h-again"]


def test_another_scheme_is_refused_only_when_one_is_asked_for(tmp_path: Path) -> None:
    package(tmp_path / "a", "甲", scheme="one")
    package(tmp_path / "b", "乙", scheme="two")
    assert refusals(tmp_path) == {}
    assert "另一份方案（two）" in refusals(tmp_path, scheme="one")["b"]


def test_an_archive_that_swells_is_not_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"\0" * 30_000_000)
    assert "大得不像" in refusals(tmp_path)["bomb.zip"]


def test_a_manifest_cannot_lead_out_of_its_package(tmp_path: Path) -> None:
    folder = package(tmp_path / "in" / "a", "甲")
    (tmp_path / "in" / "secret.pdf").write_bytes(b"x")
    text = (folder / "manifest.json").read_text("utf-8")
    (folder / "manifest.json").write_text(text.replace("3-佐证 #1.pdf", "../secret.pdf"), "utf-8")
    assert "带有路径" in refusals(tmp_path)["a"]


def test_a_damaged_archive_is_said_to_be_damaged(tmp_path: Path) -> None:
    archive = pack(package(tmp_path / "a", "甲"))
    raw = bytearray(archive.read_bytes())
    raw[raw.index(b"manifest.json") + 40] ^= 0xFF
    archive.write_bytes(raw)
    assert list(refusals(tmp_path)) == ["a.zip"]


def test_a_place_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError):
        read_packages([tmp_path / "没有"])
    (tmp_path / "空").mkdir()
    assert "没有报送材料" in refusals(tmp_path / "空")["空"]


# ── sums ──────────────────────────────────────────────────────────────────────────────────────


def test_equal_totals_share_a_rank_and_the_vetoed_have_none(tmp_path: Path) -> None:
    for name, total in (("甲", "70"), ("乙", "80.5"), ("丙", "70"), ("丁", "60")):
        package(tmp_path / name, name, total)
    package(tmp_path / "戊", "戊", "99", vetoed=True)
    (group,) = group_packages(read_packages([tmp_path]).packages)
    ranks = {r.package.manifest.studio: r.rank for r in group.ranked}
    assert ranks == {"乙": 1, "丙": 2, "甲": 2, "丁": 4, "戊": None}
    assert group.ranked[-1].package.manifest.studio == "戊"


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("ZL 2023 9 990044.6", "ZL202399900446"),
        ("ＺＬ２０２３-9-990044．6", "ZL202399900446"),
        ("证书编号：zl2023 9990044.6", "ZL202399900446"),
        ("甲人社〔2024〕12号", "甲人社202412"),
        ("S000037********1502", ""),
        ("001", ""),
    ],
)
def test_numbers_are_compared_however_they_are_written(written: str, compared: str) -> None:
    assert normalise_number(written) == compared


def test_evidence_of_two_studios_is_found(tmp_path: Path) -> None:
    same, other = "a" * 64, "b" * 64
    package(
        tmp_path / "甲",
        "甲",
        pieces=(evidence("ZL 2023 9 990044.6", same), evidence("X-100200", other)),
    )
    package(tmp_path / "乙", "乙", pieces=(evidence("zl202399900446", "c" * 64),))
    package(tmp_path / "丙", "丙", pieces=(evidence("", same), evidence("", same)))
    shared = find_shared(read_packages([tmp_path]).packages)
    found = {(s.ground, frozenset(p.studio for p in s.pieces)) for s in shared}
    assert found == {("文件相同", frozenset("甲丙")), ("编号相同", frozenset("甲乙"))}


def test_what_one_studio_has_twice_is_its_own_matter(tmp_path: Path) -> None:
    twice = (evidence("X-100200", "a" * 64), evidence("X-100200", "a" * 64))
    package(tmp_path / "甲", "甲", pieces=twice)
    assert find_shared(read_packages([tmp_path]).packages) == ()


# ── the workbook ──────────────────────────────────────────────────────────────────────────────


def test_the_workbook_says_it_all(tmp_path: Path) -> None:
    package(tmp_path / "in" / "甲 #1", "甲", "49.5", pieces=(evidence("X-100200"),))
    package(tmp_path / "in" / "乙", "乙", "80", pieces=(evidence("X100200"),))
    package(tmp_path / "in" / "丙", "丙", "70", scheme="two")
    package(tmp_path / "in" / "丁", "丁", draft=True)
    file = tmp_path / "out" / "汇总.xlsx"
    write_summary(read_packages([tmp_path / "in"]), file)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["one 考核", "two 考核", "重复的佐证", "没有计入的"]
    heads, first, second, means = table(file)
    assert first[:3] == [1, "乙", "乙的单位"]
    row = dict(zip(heads, second, strict=True))
    assert row["一、甲\n（100）"] == 49.5
    assert row["结果"] == "不合格"
    assert row["页数"] == 9
    assert "现按 49.5 分，另一读法 50.5 分" in row["两种读法的"]
    assert means[6] == '=IF(COUNT(G4:G5)=0,"",ROUND(AVERAGE(G4:G5),2))'
    assert [row[2] for row in table(file, "重复的佐证")[1:]] == ["乙", "甲"]
    assert table(file, "没有计入的")[1][1:4] == ["丁", "one", "是草稿"]


def test_links_lead_from_the_workbook_to_the_page(tmp_path: Path) -> None:
    package(tmp_path / "in" / "甲 #1", "甲")
    file = tmp_path / "out" / "汇总.xlsx"
    write_summary(read_packages([tmp_path / "in"]), file)
    sheet = openpyxl.load_workbook(file).worksheets[0]
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert {link.location for link in links} == {"page=1", "page=4"}
    assert {link.target for link in links} == {"../in/甲%20%231/3-佐证%20%231.pdf"}


def test_an_edited_workbook_is_not_overwritten(tmp_path: Path) -> None:
    package(tmp_path / "in" / "甲", "甲")
    file = tmp_path / "汇总.xlsx"
    found = read_packages([tmp_path / "in"])
    write_summary(found, file)
    once = file.read_bytes()
    write_summary(found, file)
    assert file.read_bytes() == once
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["A4"] = "评审改过"
    book.save(file)
    edited = file.read_bytes()
    with pytest.raises(OutputError, match="改过"):
        write_summary(found, file)
    assert file.read_bytes() == edited


def test_the_command_writes_where_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package(tmp_path / "in" / "甲", "甲")
    package(tmp_path / "in" / "乙", "乙", draft=True)
    assert run(["summary", str(tmp_path / "in"), "--out", str(tmp_path / "a.xlsx")]) == 0
    said = capsys.readouterr()
    assert "one 考核  1 份" in said.out
    assert "是草稿" in said.err
    assert (tmp_path / "a.xlsx").is_file()
    assert run(["summary", str(tmp_path / "没有")]) == WorkspaceError.exit_code
