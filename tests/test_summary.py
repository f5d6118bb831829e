"""Many packages in one workbook: ranks, links, shared evidence, and what is not taken and why."""

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import misbehaving
import openpyxl
import pytest
from packing import BUNDLE, Piece, claims_of, make_package, write_identified

from docgen.cli.commands import run
from docgen.issues.errors import OutputError, WorkspaceError
from docgen.model.scheme import Scheme
from docgen.package.manifest import (
    SIGNATURE_NAME,
    CategoryPart,
    Document,
    EvidencePart,
    Manifest,
    ManifestItem,
    ManifestSource,
    Outcome,
    Pages,
    ReadingPart,
    SchemePart,
    Totals,
    read_manifest,
)
from docgen.summary import package_reader
from docgen.summary.kept_readings import KeptReadings
from docgen.summary.package_reader import PackageReading, read_packages
from docgen.summary.summary import compared_numbers, find_shared, group_packages
from docgen.summary.summary_workbook import write_summary
from docgen.summary.taken_packages import Found, Package, PassedOver, State, refuse_place
from docgen.system.file_hashes import Hashes, hash_file
from docgen.verify.known_schemes import Standing, know_schemes
from docgen.verify.signatures import can_read_signatures
from docgen.workspace.load import load_scheme


def evidence(number: str = "", sha256: str = "", title: str = "证书") -> EvidencePart:
    return EvidencePart(
        id="1-1",
        title=title,
        sources=(ManifestSource(file="a.pdf", sha256=sha256 or None),),
        first_page=5,
        last_page=6,
        supports=(1,),
        kind="",
        date=None,
        quantity=None,
        holder="",
        number=number,
    )


def told(
    studio: str,
    total: str = "60",
    *,
    place: Path = Path("甲"),
    scheme: str = "one",
    pieces: tuple[EvidencePart, ...] = (),
    vetoed: bool = False,
    unit: str = "",
) -> Package:
    """A package of one item as it was read."""
    points = Decimal(total)
    manifest = Manifest(
        docgen="1",
        scheme=SchemePart(id=scheme, version="1", title=f"通知{scheme}", submission="考核"),
        submission="assessment",
        studio=studio,
        unit=unit or f"{studio}的单位",
        draft=False,
        archive="a.zip",
        documents=(
            Document(role="bundle", file="3-佐证 #1.pdf", sha256="", pages=9, first_page=1),
        ),
        evidence=pieces,
        items=(
            ManifestItem(
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
    return Package(place, manifest, State(Standing.SAME, is_read_through=True))


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


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, weihai: Scheme) -> dict[str, Path]:
    """Packages to copy, each made once."""
    folder = tmp_path_factory.mktemp("made")
    return {
        name: make_package(folder / name, weihai, name, claims_of(total), pieces=PIECES[name])
        for name, total in (("甲", "16.5"), ("乙", "12"), ("丙", "9"))
    } | {"草": make_package(folder / "草", weihai, "草", claims_of("17"), draft=True)}


PIECES = {"甲": (Piece("X-100200"),), "乙": (Piece("X100200"),), "丙": ()}


@pytest.fixture
def lay(made: dict[str, Path]) -> Callable[[str, Path], Path]:
    """Lay a copy of a package somewhere."""
    return lambda name, target: Path(shutil.copytree(made[name], target))


Lay = Callable[[str, Path], Path]


def test_packages_are_found_in_folders_of_folders_and_in_archives(lay: Lay, tmp_path: Path) -> None:
    lay("甲", tmp_path / "市" / "区" / "街" / "园" / "厂" / "甲" / "assessment")
    pack(lay("乙", tmp_path / "区" / "乙"))
    lay("丙", tmp_path / "丙")
    found = read_packages([tmp_path / "区", tmp_path / "丙", tmp_path])
    assert found.refused == ()
    assert sorted(p.manifest.studio for p in found.packages) == ["丙", "乙", "甲"]
    assert {p.state.standing for p in found.packages} == {Standing.SAME}


def refusals(tmp_path: Path, **options: str) -> dict[str, str]:
    found = read_packages([tmp_path], PackageReading(**options))
    assert all(entry.remedy for entry in found.refused)
    return {entry.place.name: entry.reason for entry in found.refused}


def edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Change a manifest, and make it say that every file is as it is now."""
    file = folder / "manifest.json"
    manifest = json.loads(file.read_bytes())
    change(manifest)
    for document in manifest["documents"]:
        if (folder / document["file"]).is_file():
            document["sha256"] = hash_file(folder / document["file"])
    file.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    return folder


def test_what_cannot_be_taken_is_listed_with_its_reason(lay: Lay, tmp_path: Path) -> None:
    lay("甲", tmp_path / "a-good")
    lay("草", tmp_path / "b-draft")
    (lay("乙", tmp_path / "c-changed") / BUNDLE).write_bytes(b"%PDF other")
    (lay("乙", tmp_path / "d-missing") / BUNDLE).unlink()
    (lay("乙", tmp_path / "e-manifest") / "manifest.json").write_text("{}")
    (tmp_path / "f.zip").write_bytes(b"no archive")
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as archive:
        archive.writestr("a.txt", "nothing of ours")
    lay("甲", tmp_path / "h-again")
    (tmp_path / "i.rar").write_bytes(b"Rar!\x1a\x07\x01\x00")
    (tmp_path / "j-own").mkdir()
    (tmp_path / "j-own" / "佐证.pdf").write_bytes(b"%PDF")
    (tmp_path / "k-work" / "evidence").mkdir(parents=True)
    (tmp_path / "k-work" / "studio.yaml").write_text("")
    (tmp_path / "通知.pdf").write_bytes(b"%PDF")
    deep = tmp_path.joinpath(*"lmnopqrstuvwxyz")
    deep.mkdir(parents=True)
    found = {
        "b-draft": "草稿",
        "c-changed": f"{BUNDLE}：与生成时不一样",
        "d-missing": f"{BUNDLE}：清单里有",
        "e-manifest": "docgen 没有这一栏",
        "f.zip": "不是压缩包",
        "g.zip": "没有报送材料",
        "h-again": "与 a-good 是同一份材料",
        "i.rar": "是 RAR 压缩包",
        "j-own": "没有报送材料（有 佐证.pdf）",
        "k-work": "工作文件夹，里面没有生成的材料",
        "通知.pdf": "单独一个文件",
        "w": "套得太深",
    }
    reasons = refusals(tmp_path)
    assert reasons.keys() == found.keys()
    for name, word in found.items():
        assert word in reasons[name], name


def test_what_is_no_package_is_told_and_the_review_is_left_alone(lay: Lay, tmp_path: Path) -> None:
    lay("甲", tmp_path / "甲")
    (tmp_path / "现场.jpg").write_bytes(b"x")
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    (tmp_path / "评审").mkdir()
    (tmp_path / "评审" / "通知.pdf").write_bytes(b"%PDF")
    found = read_packages([tmp_path])
    assert found.refused == ()
    assert {entry.place.name: entry.reason for entry in found.passed_over} == {
        "现场.jpg": "不是报送材料",
        "Thumbs.db": "系统或程序的隐藏文件",
        "评审": "评审的记录",
    }


def test_what_was_found_out_is_kept_until_a_byte_changes(lay: Lay, tmp_path: Path) -> None:
    folder = lay("甲", tmp_path / "in" / "甲")
    asked = PackageReading(cache=tmp_path / "cache", wait=False)
    assert read_packages([tmp_path / "in"], asked).waiting == (folder,)
    first = read_packages([tmp_path / "in"], replace(asked, wait=True))
    (known,) = read_packages([tmp_path / "in"], asked).packages
    assert replace(known, findings=()) == replace(first.packages[0], findings=())
    told = [[(f.code, f.where, f.what) for f in p.findings] for p in (known, *first.packages)]
    assert told[0] == told[1]
    (folder / BUNDLE).write_bytes(b"%PDF other")
    assert read_packages([tmp_path / "in"], asked).waiting == (folder,)
    assert read_packages([tmp_path / "in"], replace(asked, wait=True)).packages == ()
    (refused,) = read_packages([tmp_path / "in"], asked).refused
    assert "与生成时不一样" in refused.reason


def test_what_changes_while_it_is_looked_at_is_not_kept(lay: Lay, tmp_path: Path) -> None:
    folder, other = lay("甲", tmp_path / "in" / "甲"), lay("乙", tmp_path / "乙")
    asked = PackageReading(cache=tmp_path / "cache", wait=False)
    with Hashes(tmp_path / "cache") as hashes:
        kept = KeptReadings(tmp_path / "cache", hashes, know_schemes())
        assert kept.load(folder) is None
        taken = read_packages([folder]).packages[0]
        shutil.rmtree(folder)
        shutil.copytree(other, folder)
        kept.keep(taken)
    assert read_packages([folder], asked).waiting == (folder,)


def raise_total(manifest: dict[str, Any]) -> None:
    manifest["totals"].update(base="130", total="130")
    manifest["documents"] = []


def raise_typed(manifest: dict[str, Any]) -> None:
    """Everything that follows from one more point is raised with it."""
    item = manifest["items"][2]
    item.update(typed="4", claimed="4", points="4")
    manifest["data"]["claims"]["3"]["points"] = "4"
    manifest["categories"][0]["claimed"] = "11"


def rename_studio(manifest: dict[str, Any]) -> None:
    manifest["studio"] = manifest["data"]["studio"]["name"] = "别家"


def lift_the_veto(manifest: dict[str, Any]) -> None:
    manifest["outcome"]["vetoed"] = True


def hide_a_photograph(manifest: dict[str, Any]) -> None:
    manifest["evidence"][0]["sources"][0]["sha256"] = "0" * 64


def own_scheme(manifest: dict[str, Any]) -> None:
    manifest["scheme"]["sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (raise_total, "基础分写的是 130，各项加起来是 16.5"),
        (raise_typed, "各项加起来是 17.5"),
        (rename_studio, "页面标识"),
        (lift_the_veto, "是否一票否决"),
        (hide_a_photograph, "页面标识"),
        (own_scheme, "同名同版本的内容不一样"),
        (lambda m: m.update(data=None), "没有表格和目录所用的内容"),
        (lambda m: m["documents"].pop(0), "没有列出表格"),
        (lambda m: m.update(findings=[]), "检查会说的没有列出"),
        (lambda m: m.update(part="bundle"), "只生成了一部分"),
    ],
)
def test_a_dishonest_manifest_is_not_taken(
    lay: Lay, tmp_path: Path, change: Callable[[dict[str, Any]], None], what: str
) -> None:
    edit(lay("甲", tmp_path / "甲"), change)
    assert what in refusals(tmp_path)["甲"]


def test_the_scheme_of_a_folder_is_gone_by(lay: Lay, tmp_path: Path, weihai: Scheme) -> None:
    """What the bureau gives goes before what comes with docgen; what a package has never counts."""
    folder = tmp_path / "方案"
    shutil.copytree(weihai.folder, folder)
    text = (folder / "scheme.yaml").read_text("utf-8")
    (folder / "scheme.yaml").write_text(text.replace("pass_mark: 50", "pass_mark: 51"), "utf-8")
    own = load_scheme(str(folder), near=None)
    make_package(tmp_path / "in" / "己", own, "己", claims_of("9"))
    lay("丙", tmp_path / "in" / "丙")
    assert "同名同版本" in refusals(tmp_path / "in")["己"]
    assert "同名同版本" in refusals(tmp_path / "in", scheme=str(folder))["丙"]


def test_a_filled_in_workbook_is_taken_and_told(lay: Lay, tmp_path: Path) -> None:
    folder = lay("甲", tmp_path / "甲")
    book = openpyxl.load_workbook(folder / "对照表.xlsx")
    sheet = book.worksheets[0]
    (column,) = (cell.column for cell in sheet[3] if cell.value == "评审得分")
    sheet.cell(5, column).value = 2.5
    book.save(folder / "对照表.xlsx")
    (package,) = read_packages([tmp_path]).packages
    assert package.state.filled


def test_another_scheme_is_refused_only_when_one_is_asked_for(
    lay: Lay, tmp_path: Path, weihai: Scheme
) -> None:
    unknown = weihai.model_copy(update={"id": "two"})
    make_package(tmp_path / "b", unknown, "庚", claims_of("9"))
    lay("甲", tmp_path / "a")
    assert refusals(tmp_path) == {}
    assert "另一份方案（two）" in refusals(tmp_path, scheme="weihai-2025")["b"]
    standings = {p.manifest.studio: p.state.standing for p in read_packages([tmp_path]).packages}
    assert standings == {"甲": Standing.SAME, "庚": Standing.UNKNOWN}


def test_an_archive_that_swells_is_not_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"\0" * 30_000_000)
    assert "大得不像" in refusals(tmp_path)["bomb.zip"]


def test_a_manifest_cannot_lead_out_of_its_package(lay: Lay, tmp_path: Path) -> None:
    folder = lay("甲", tmp_path / "in" / "a")
    (tmp_path / "in" / "secret.pdf").write_bytes(b"x")
    edit(folder, lambda m: m["documents"][1].update(file="../secret.pdf"))
    assert "不像样" in refusals(tmp_path / "in")["a"]


def test_a_damaged_archive_is_said_to_be_damaged(lay: Lay, tmp_path: Path) -> None:
    archive = pack(lay("甲", tmp_path / "a"))
    raw = bytearray(archive.read_bytes())
    raw[raw.index(b"manifest.json") + 40] ^= 0xFF
    archive.write_bytes(raw)
    assert "已损坏" in refusals(tmp_path)["a.zip"]


def test_a_place_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError):
        read_packages([tmp_path / "没有"])
    (tmp_path / "空").mkdir()
    assert "没有报送材料" in refusals(tmp_path / "空")["空"]


# ── sums ──────────────────────────────────────────────────────────────────────────────────────


def test_with_through_every_page_is_looked_at(
    lay: Lay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bundle that nobody can open goes unseen without it: its hash is right.

    A worker that is lost over a package is not lost for it: its files are read one by one.
    """
    lay("甲", tmp_path / "甲")
    (package,) = read_packages([tmp_path]).packages
    assert not package.state.is_read_through
    (refused,) = read_packages([tmp_path], PackageReading(through=True)).refused
    assert refused.reason.startswith("核对不通过")
    assert BUNDLE in refused.reason
    monkeypatch.setattr(package_reader, "verify_alone", misbehaving.fail)
    assert read_packages([tmp_path], PackageReading(through=True)).refused == (refused,)


@pytest.mark.skipif(not can_read_signatures(), reason="docgen[sign] is not installed")
def test_a_signature_that_is_none_is_not_taken(lay: Lay, tmp_path: Path) -> None:
    for name, contents in (("甲", b""), ("乙", b"junk"), ("丙", b"0" * 4096)):
        (lay(name, tmp_path / name) / SIGNATURE_NAME).write_bytes(contents)
    reasons = refusals(tmp_path)
    assert len(reasons) == 3
    assert all("签名" in reason for reason in reasons.values()), reasons


def test_another_version_is_ranked_as_far_as_all_of_it_is_the_same(
    lay: Lay, tmp_path: Path
) -> None:
    folder = lay("甲", tmp_path / "甲")
    lay("乙", tmp_path / "乙")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "docgen": "9.9"}))
    found = read_packages([tmp_path])
    assert {p.manifest.studio: p.state.unsure for p in found.packages} == {"甲": True, "乙": False}
    (group,) = group_packages(found.packages)
    (told,) = (ranked for ranked in group.ranked if ranked.rank is None)
    assert "没有核实，不排名次：说是另一版 docgen（9.9）" in told.unranked
    # One whose pages carry the id that follows is as good as any.
    write_identified(folder, read_manifest((folder / "manifest.json").read_bytes()))
    (group,) = group_packages(read_packages([tmp_path]).packages)
    assert None not in {ranked.rank for ranked in group.ranked}


def ranks(*packages: Package) -> dict[str, int | None]:
    (group,) = group_packages(packages)
    assert all(ranked.unranked for ranked in group.ranked if ranked.rank is None)
    return {ranked.package.place.name: ranked.rank for ranked in group.ranked}


def test_equal_totals_share_a_rank_and_the_vetoed_have_none() -> None:
    totals = (("甲", "70"), ("乙", "80.5"), ("丙", "70"), ("丁", "60"))
    packages = [told(name, total, place=Path(name)) for name, total in totals]
    vetoed = told("戊", "99", place=Path("戊"), vetoed=True)
    found = ranks(*packages, vetoed)
    assert found == {"乙": 1, "丙": 2, "甲": 2, "丁": 4, "戊": None}
    assert list(found)[-1] == "戊"


def test_a_studio_that_hands_in_twice_has_no_rank_until_one_is_left() -> None:
    first, second = (told("甲", total, place=Path(total)) for total in ("70", "90"))
    other = told("甲", "60", place=Path("别的单位"), unit="别的单位")
    assert ranks(first, second, other) == {"别的单位": 1, "70": None, "90": None}


def test_another_version_of_a_known_scheme_has_no_rank() -> None:
    first, second = (told(name, place=Path(name)) for name in "甲乙")
    other = replace(second, state=State(standing=Standing.OTHER_VERSION))
    assert ranks(first, other) == {"甲": 1, "乙": None}


def test_by_a_scheme_nobody_knows_there_is_no_rank() -> None:
    first, second = (told(name, place=Path(name)) for name in "甲乙")
    strange = replace(second, state=replace(second.state, standing=Standing.UNKNOWN))
    assert ranks(first, strange) == {"甲": 1, "乙": None}


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("ZL 2023 9 990044.6", ("ZL202399900446",)),
        ("ＺＬ２０２３-9-990044．6", ("ZL202399900446",)),
        ("证书编号：zl2023 9990044.6", ("ZL202399900446",)),
        ("证书编号：S0000370008001502", ("S0000370008001502",)),
        ("编号S0000370008001502", ("S0000370008001502",)),
        ("No.S0000370008001502", ("S0000370008001502",)),
        ("S-2024-00001、S-2024-00002", ("S202400001", "S202400002")),
        ("甲人社〔2024〕12号", ("甲人社202412",)),
        ("S000037********1502", ()),
        ("001", ()),
    ],
)
def test_numbers_are_compared_however_they_are_written(
    written: str, compared: tuple[str, ...]
) -> None:
    assert compared_numbers(written) == compared


def test_evidence_of_two_studios_is_found() -> None:
    same, other = "a" * 64, "b" * 64
    own = (evidence("ZL 2023 9 990044.6", same), evidence("X-100200", other))
    packages = (
        told("甲", pieces=own),
        told("乙", pieces=(evidence("zl202399900446", "c" * 64),)),
        told("丙", pieces=(evidence("", same), evidence("", same))),
    )
    found = {(s.ground, frozenset(p.studio for p in s.pieces)) for s in find_shared(packages)}
    assert found == {("文件相同", frozenset("甲丙")), ("编号相同", frozenset("甲乙"))}


def test_what_one_studio_has_twice_is_its_own_matter() -> None:
    twice = (evidence("X-100200", "a" * 64), evidence("X-100200", "a" * 64))
    assert find_shared((told("甲", pieces=twice),)) == ()


# ── the workbook ──────────────────────────────────────────────────────────────────────────────


def test_the_workbook_says_it_all(tmp_path: Path) -> None:
    packages = (
        told("甲", "49.5", pieces=(evidence("X-100200"),), place=tmp_path / "甲 #1"),
        told("乙", "80", pieces=(evidence("X100200"),), place=tmp_path / "乙"),
        told("丙", "70", scheme="two", place=tmp_path / "丙"),
        told("戊", "99", vetoed=True, place=tmp_path / "戊"),
    )
    refused = refuse_place(tmp_path / "丁", "draft", packages[0].manifest)
    file = tmp_path / "out" / "汇总.xlsx"
    notes = tuple(PassedOver(tmp_path / f"{n}.jpg", "不是报送材料") for n in range(20))
    write_summary(Found(packages, (refused,), notes), file)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == [
        *("one 考核", "one 各项", "two 考核", "two 各项"),
        *("重复的佐证", "没有计入的", "其他文件"),
    ]
    heads, first, second, vetoed, means = table(file)
    assert first[:4] == [1, "未签名", "乙", "乙的单位"]
    row = dict(zip(heads, second, strict=True))
    assert row["一、甲\n（100）"] == 49.5
    assert row["结果"] == "不合格"
    assert row["页数"] == 9
    assert "现按 49.5 分，另一读法 50.5 分" in row["两种读法的"]
    assert row["签名"] == "没有签名"
    assert (vetoed[0], "一票否决" in vetoed[heads.index("备注")]) == ("—", True)
    # The vetoed stands last, and in no mean.
    assert means[7] == '=IF(COUNT(H4:H5)=0,"",ROUND(AVERAGE(H4:H5),2))'
    assert means[heads.index("一、甲\n（100）")] == means[7].replace("H4:H5", "E4:E5")
    assert [row[2] for row in table(file, "重复的佐证")[1:]] == ["甲", "乙"]
    assert table(file, "没有计入的")[1][1:5] == ["草稿", "甲", "one", "是草稿"]
    others = table(file, "其他文件")[1]
    assert (others[2], others[3].endswith("等 20 个")) == (20, True)
    assert all(sheet.auto_filter.ref for sheet in book.worksheets)
    assert "1 份不排名次" in book.worksheets[0]["A2"].value


def test_the_matrix_has_what_is_claimed_and_what_the_rules_give(tmp_path: Path) -> None:
    package = told("甲", "60", place=tmp_path / "甲")
    (item,) = package.manifest.items
    lower = item.model_copy(update={"computed": Decimal("52.5")})
    package = replace(package, manifest=package.manifest.model_copy(update={"items": (lower,)}))
    strange = replace(package.state, standing=Standing.UNKNOWN)
    other = replace(told("乙", "99"), state=strange)
    write_summary(Found((package, other), ()), tmp_path / "a.xlsx")
    heads, *rows = table(tmp_path / "a.xlsx", "one 各项")
    assert heads == ["名次", "状态", "工作室", "口径", "1\n一项", "总分"]
    assert rows == [
        [1, "未签名", "甲", "自评", 60, 60],
        [1, "未签名", "甲", "算得", 52.5, 52.5],
        ["—", "没有核实", "乙", "自评", None, None],
        ["—", "没有核实", "乙", "算得", None, None],
    ]
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["one 各项"]
    assert [sheet.cell(row, 5).font.bold for row in (4, 5)] == [False, True]


def test_links_lead_from_the_workbook_to_the_page(tmp_path: Path) -> None:
    file = tmp_path / "out" / "汇总.xlsx"
    write_summary(Found((told("甲", place=tmp_path / "in" / "甲 #1"),), ()), file)
    sheet = openpyxl.load_workbook(file).worksheets[0]
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert {link.location for link in links} == {"page=1", "page=4"}
    assert {link.target for link in links} == {"../in/甲%20%231/3-佐证%20%231.pdf"}


def test_an_edited_workbook_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "汇总.xlsx"
    found = Found((told("甲", place=tmp_path / "甲"),), ())
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
    lay: Lay, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay("甲", tmp_path / "in" / "甲")
    lay("草", tmp_path / "in" / "草")
    assert run(["summary", str(tmp_path / "in"), "--quick", "--out", str(tmp_path / "a.xlsx")]) == 0
    said = capsys.readouterr()
    assert "weihai-2025 年度绩效评估  1 份：未逐页核对 1" in said.out
    assert "是草稿" in said.err
    assert (tmp_path / "a.xlsx").is_file()
    assert run(["summary", str(tmp_path / "没有")]) == WorkspaceError.exit_code
