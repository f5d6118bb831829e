"""A bureau's review: packages, journals, points, results; and what dishonest hands make of them."""

import datetime
import json
import resource
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import docx
import jsonschema
import openpyxl
import pytest
from doing import settings
from hypothesis import given
from hypothesis import strategies as st
from reviewing import STUDIOS, fill_book, lay_out

from docgen import api
from docgen.cli.commands import run
from docgen.cli.schemas import make_schema
from docgen.issues.errors import OutputError, WorkspaceError
from docgen.issues.finding import Level
from docgen.model.point_steps import point_steps
from docgen.model.review_terms import ReviewRules, ReviewSettings, ReviewSpec, settle_rules
from docgen.model.scheme import Item, Scheme
from docgen.office.libreoffice import find_soffice
from docgen.package.manifest import LeftOutPart, ManifestItem, ReadingPart
from docgen.review.journal import Line, ReviewJournal
from docgen.review.open_review import Review
from docgen.review.opinions import Opinion
from docgen.review.results import see_results
from docgen.review.review_manifest import read_review_manifest
from docgen.review.settings_file import ReadSettings
from docgen.review.spread import combine_points
from docgen.review.todo import OtherPlace, TodoKind, list_own_todo, list_shared_todo
from docgen.summary.package_state import PackageState, tell_state
from docgen.summary.taken_packages import Package, State
from docgen.system.file_hashes import hash_file
from docgen.verify.known_schemes import Standing

FIRST, SECOND, THIRD = (studio.name for studio in STUDIOS)
TRAINING, PATENTS = 11, 13


@pytest.fixture
def bureau(tmp_path: Path, studio_packages: list[Path]) -> Path:
    return lay_out(tmp_path / "收到的材料", studio_packages)


def opened(folder: Path, **given: Any) -> Review:
    return api.open_review(folder, settings(), **given)


def of(review: Review, studio: str) -> str:
    (package,) = (p for p in review.packages if p.studio == studio and p.ranks)
    return package.id


NOON = datetime.datetime(2025, 6, 20, 12, tzinfo=datetime.UTC)


def give(
    review: Review,
    studio: str,
    item: int,
    points: str | None,
    *,
    by: str = "李明",
    minute: int = 0,
    cache: Path | None = None,
    remark: str = "",
    struck: Sequence[str] = (),
) -> Review:
    own = settings() if cache is None else replace(settings(), cache=cache)
    figure = None if points is None else Decimal(points)
    wish = api.PointsWish(item, figure, remark, tuple(struck))
    at = NOON + datetime.timedelta(minutes=minute)
    return api.give_points(review, of(review, studio), by, wish, own, at=at)


def give_all(review: Review, by: str = "李明", *, studios: Sequence[str] = ()) -> Review:
    """What the rules give, for every item of these studios."""
    for package in review.packages:
        if package.ranks and (not studios or package.studio in studios):
            for item in package.manifest.items:
                points = str(item.computed or 0)
                review = give(review, package.studio, item.number, points, by=by)
    return review


def journals(folder: Path) -> list[Path]:
    return sorted((folder / "评审").glob("*.jsonl"))


def codes(found: Sequence[api.Finding]) -> list[str]:
    return [finding.code for finding in found]


# ── packages ──────────────────────────────────────────────────────────────────────────────────


def test_packages_are_listed_as_they_come_in_and_known_the_next_time(bureau: Path) -> None:
    (bureau / "环翠区" / "现场.jpg").write_bytes(b"x")
    (bureau / "环翠区" / "坏的.zip").write_bytes(b"PK\3\4")
    seen: list[Review] = []
    review = opened(bureau, landed=seen.append)
    assert [p.studio for p in review.packages] == [FIRST, SECOND, THIRD]
    assert [p.district for p in review.packages] == ["文登区", "环翠区", "荣成市"]
    assert {p.state for p in review.packages} == {PackageState.UNSIGNED}
    assert [entry.place.name for entry in review.refused] == ["坏的.zip"]
    assert [entry.place.name for entry in review.passed_over] == ["现场.jpg"]
    assert review.is_whole
    states = {p.state for former in seen for p in former.packages}
    assert PackageState.WAITING in states or seen[0].is_whole
    known = opened(bureau, wait=False)
    assert [(p.id, p.state) for p in known.packages] == [(p.id, p.state) for p in review.packages]
    assert known.is_whole


def alter(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change a manifest, and make it say that every file is as it is now."""
    file = folder / "manifest.json"
    manifest = json.loads(file.read_bytes())
    change(manifest)
    for document in manifest["documents"]:
        document["sha256"] = hash_file(folder / document["file"])
    file.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def raise_points(manifest: dict[str, Any]) -> None:
    manifest["totals"].update(base="99", total="99")


def paint_over(folder: Path) -> None:
    """Another figure on a page of the evidence, and a manifest that vouches for the file."""
    import pymupdf  # noqa: PLC0415 - one test

    (bundle,) = folder.glob("3-*.pdf")
    with pymupdf.open(bundle) as pdf:
        pdf[-1].insert_text((200, 300), "500", fontsize=40)
        pdf.saveIncr()
    alter(folder, lambda _: None)


def test_no_dishonest_package_has_points_or_a_rank(bureau: Path, tmp_path: Path) -> None:
    whole = bureau / "荣成市" / "assessment"
    for name in ("抬分", "改页", "草稿", "双份"):
        shutil.copytree(whole, bureau / name)
    alter(bureau / "抬分", raise_points)
    paint_over(bureau / "改页")
    alter(bureau / "草稿", lambda manifest: manifest.update(draft=True))
    review = opened(bureau)
    states = {p.where: p.state for p in review.packages}
    assert states["抬分"] == states["改页"] == PackageState.DIFFERS
    assert states["草稿"] == PackageState.DRAFT
    assert "同一份材料" in {e.place.name: e.reason for e in review.refused}["assessment"]
    for package in review.packages:
        if package.state in {PackageState.DIFFERS, PackageState.DRAFT}:
            assert (package.claimed, package.computed, package.todo) == (None, None, ())
            wish = api.PointsWish(TRAINING, Decimal(5))
            with pytest.raises(WorkspaceError, match="不能给分"):
                api.give_points(review, package.id, "李明", wish, settings())
    (group,) = api.see_results(give_all(review)).groups
    ranked = {row.package.where for row in group.rows if row.rank is not None}
    assert ranked == {p.where for p in review.packages if p.ranks}
    assert len(ranked) == 3
    assert all(row.unranked for row in group.rows if row.rank is None)
    written = api.write_results(give_all(review), tmp_path / "out", settings())
    assert "R203" in codes(written.findings)
    listed = docx.Document(str(tmp_path / "out" / "公示名单.docx")).tables[0]
    assert [row.cells[1].text for row in listed.rows][1:].count(THIRD) == 1
    assert len(listed.rows) == 4


def test_a_package_under_a_false_name_is_not_its_studios(
    bureau: Path, studio_packages: list[Path]
) -> None:
    shutil.copytree(studio_packages[1], bureau / "又一份")
    alter(bureau / "又一份", lambda manifest: manifest.update(studio=FIRST))
    states = {p.where: p.state for p in opened(bureau).packages}
    assert states.pop("又一份") == PackageState.DIFFERS
    assert set(states.values()) == {PackageState.UNSIGNED}


def test_of_two_packages_of_one_studio_neither_has_points_taken_into_ranks(
    bureau: Path,
) -> None:
    first, *others = opened(bureau).packages
    said = Package(first.place, first.manifest, State(Standing.SAME, is_read_through=True))
    later = first.manifest.model_copy(update={"package": "other"})
    twin = Package(Path("又一份"), later, said.state)
    told = tell_state(said, [said, twin])
    assert (told.state, told.is_ranked) == (PackageState.TWIN, False)
    review = replace(opened(bureau), packages=(replace(first, told=told), *others))
    (group,) = api.see_results(give_all(review)).groups
    ranks = {row.package.studio: row.rank for row in group.rows}
    assert (ranks[FIRST], sorted(filter(None, ranks.values()))) == (None, [1, 2])


def test_by_a_scheme_nobody_knows_nothing_is_given_and_it_is_told(bureau: Path) -> None:
    shutil.rmtree(bureau / "荣成市")
    shutil.rmtree(bureau / "环翠区")
    folder = next(bureau.glob("文登区/*/*/assessment"))
    alter(folder, lambda manifest: manifest["scheme"].update(id="own"))
    results = api.see_results(opened(bureau))
    assert results.groups == ()
    assert codes(results.findings) == ["R203"]
    assert FIRST in results.findings[0].what


# ── points ────────────────────────────────────────────────────────────────────────────────────


def test_points_stand_in_the_journal_before_it_returns(bureau: Path) -> None:
    review = give(opened(bureau), FIRST, TRAINING, "5", remark="核对过名单")
    (file,) = journals(bureau)
    head, line = map(json.loads, file.read_text("utf-8").splitlines())
    assert head["reviewer"] == line["reviewer"] == "李明"
    assert (line["studio"], line["item"], line["points"]) == (FIRST, TRAINING, "5")
    sheet = api.see_item(review, of(review, FIRST), TRAINING, "李明")
    assert sheet.own is not None
    assert (sheet.own.points, sheet.own.remark) == (Decimal(5), "核对过名单")
    # Given anew, the last holds; withdrawn, none does. All of it stays in the journal.
    review = give(review, FIRST, TRAINING, "4", minute=1)
    review = give(review, FIRST, TRAINING, None, minute=2)
    assert review.opinion("李明", review.packages[0], TRAINING) is None
    assert [entry.points for entry in review.protocol] == [Decimal(5), Decimal(4), None]
    assert review.findings == ()


@pytest.mark.parametrize(
    ("item", "points", "struck", "said"),
    [
        (TRAINING, "4.5", (), "不能得 4.5 分"),
        (TRAINING, "11", (), "不能得 11 分"),
        (TRAINING, "-1", (), "不能得"),
        (TRAINING, "3", ("13-1",), "没有佐证 13-1"),
        (99, "3", (), "没有第 99 项"),
    ],
)
def test_what_a_rule_cannot_come_to_is_not_taken(
    bureau: Path, item: int, points: str, struck: Sequence[str], said: str
) -> None:
    review = opened(bureau)
    with pytest.raises(WorkspaceError, match=said):
        give(review, FIRST, item, points, struck=struck)
    assert journals(bureau) == []


def test_a_struck_piece_is_reckoned_without(bureau: Path) -> None:
    review = opened(bureau)
    whole = api.recompute(review, of(review, FIRST), TRAINING, ())
    assert (whole.points, "216" in whole.measure_text) == (Decimal(5), True)
    left = api.recompute(review, of(review, FIRST), TRAINING, ("11-1",))
    assert (left.points, "96" in left.measure_text) == (Decimal(2), True)
    review = give(review, FIRST, TRAINING, "2", struck=("11-1",))
    sheet = api.see_item(review, of(review, FIRST), TRAINING, "李明")
    assert sheet.recomputed == left
    assert {piece.id: piece.struck for piece in sheet.pieces} == {"11-1": True, "11-2": False}
    assert sheet.computed == whole.points


def test_blind_reviewers_see_nothing_of_others_before_their_own(bureau: Path) -> None:
    (bureau / "评审").mkdir()
    (bureau / "评审" / "评审设置.yaml").write_text("blind: 是\n", "utf-8")
    review = give_all(give(opened(bureau), FIRST, TRAINING, "9", by="王芳"), by="王芳")
    sheet = api.see_item(review, of(review, FIRST), TRAINING, "李明")
    assert (sheet.others, sheet.hidden, sheet.spread) == ((), 1, None)
    rows = {row.package.studio: row for row in api.see_list(review, "李明")}
    assert rows[FIRST].reviewed is None
    (group,) = api.see_results(review, "李明").groups
    assert {i.final for row in group.rows for i in row.items} == {None}
    review = give(review, FIRST, TRAINING, "3")
    sheet = api.see_item(review, of(review, FIRST), TRAINING, "李明")
    assert ([o.points for o in sheet.others], sheet.hidden) == ([Decimal(5)], 0)
    assert sheet.spread == Decimal(2)


def test_the_pages_of_a_piece_are_at_hand_packed_or_not(bureau: Path) -> None:
    review = opened(bureau)
    for studio in (FIRST, SECOND):
        package = review.package(of(review, studio))
        sheet = api.see_item(review, package.id, TRAINING, "李明")
        place = api.page_place(package, sheet.pieces[0].pages.first)
        file = api.package_document(package, place.file, settings())
        import pymupdf  # noqa: PLC0415 - slow to load

        with pymupdf.open(file) as pdf:
            assert studio in pdf[place.place - 1].get_text()
    with pytest.raises(KeyError):
        api.package_document(package, "../manifest.json", settings())


def test_what_to_look_at_first_is_named_with_its_item(studio_packages: list[Path]) -> None:
    manifest = api.read_package(studio_packages[0])
    assert [todo.kind for todo in list_own_todo(manifest)] == []
    item = next(i for i in manifest.items if i.number == TRAINING)
    (measure,) = item.measures
    left = LeftOutPart(evidence="11-2", quantity=Decimal(96), reason="period", why="日期在期外")
    other = replace_item(
        manifest,
        item.model_copy(
            update={
                "measures": (
                    measure.model_copy(
                        update={
                            "typed": Decimal(300),
                            "terms": (),
                            "left_out": (left,),
                            "derived": Decimal(0),
                        }
                    ),
                )
            }
        ),
    )
    reading = ReadingPart(item=TRAINING, text="两可", computed=Decimal(5), other_points=Decimal(6))
    other = other.model_copy(update={"readings": (reading,)})
    told = {todo.kind: todo for todo in list_own_todo(other)}
    assert told.keys() == {"两种读法", "不在考核期", "没有佐证的数", "没有数量"}
    assert {todo.item for todo in told.values()} == {TRAINING}
    assert "另一读法 6 分" in told[TodoKind.READINGS].text
    assert told[TodoKind.OUTSIDE].evidence == ("11-2",)
    assert "填的是 300 人，佐证加起来是 0 人" in told[TodoKind.UNPROVED].text
    assert told[TodoKind.UNMEASURED].evidence == ("11-1",)
    bare = replace_item(manifest, item.model_copy(update={"evidence": ()}))
    assert "没有一件佐证" in [todo.text for todo in list_own_todo(bare)][-1]


def replace_item(manifest: api.Manifest, item: ManifestItem) -> api.Manifest:
    items = tuple(item if i.number == item.number else i for i in manifest.items)
    return manifest.model_copy(update={"items": items})


def test_evidence_of_two_studios_is_shown_to_both(studio_packages: list[Path]) -> None:
    first, second = (Package(p, api.read_package(p)) for p in studio_packages[:2])
    assert list_shared_todo([first, second]) == {}
    stolen = second.manifest.model_copy(update={"evidence": first.manifest.evidence[:1]})
    second = Package(second.place, stolen)
    found = list_shared_todo([first, second])
    assert found.keys() == {first.identity, second.identity}
    (own,) = found[first.identity]
    assert (own.kind, own.item, own.evidence) == ("几家共用", TRAINING, ("11-1",))
    assert own.others == (OtherPlace(second.identity, SECOND, TRAINING, "11-1"),)
    assert SECOND in own.text


# ── journals ──────────────────────────────────────────────────────────────────────────────────


def test_half_a_line_costs_nothing_else(bureau: Path) -> None:
    """What a pulled plug leaves: the entry before holds, the next stands behind it, all is told."""
    review = give(opened(bureau), FIRST, TRAINING, "5")
    (file,) = journals(bureau)
    whole = file.read_bytes()
    for cut in range(1, len(whole.splitlines()[-1])):
        file.write_bytes(whole + whole.splitlines(keepends=True)[-1][:cut])
        again = give(api.refresh_review(review), SECOND, TRAINING, "3", minute=cut)
        assert again.opinion("李明", again.packages[0], TRAINING) is not None
        assert again.opinion("李明", again.packages[1], TRAINING) is not None
        assert codes(again.findings) == ["R102"], cut
        assert file.read_bytes().startswith(whole)
        if cut % 40:
            continue
        assert [line.opinion.points for line in again.journals[0].lines] == [5, 3]


def tamper(file: Path, change: Callable[[list[str]], list[str]]) -> None:
    lines = change(file.read_text("utf-8").splitlines(keepends=True))
    file.write_text("".join(lines), "utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [*lines[:1], lines[1].replace('"5"', '"9"'), *lines[2:]],
        lambda lines: [*lines[:1], *lines[2:]],
        lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]],
        lambda lines: [lines[0].replace("2025", "2024"), *lines[1:]],
    ],
)
def test_an_entry_that_is_changed_afterwards_is_seen(
    bureau: Path, tmp_path: Path, change: Callable[[list[str]], list[str]]
) -> None:
    review = opened(bureau)
    for minute, points in enumerate(("5", "4", "3")):
        review = give(review, FIRST, TRAINING, points, minute=minute)
    tamper(journals(bureau)[0], change)
    review = give_all(api.refresh_review(review))
    assert "R101" in codes(review.findings)
    written = api.write_results(review, tmp_path / "out", settings())
    assert "R205" in codes(written.findings)
    assert not (tmp_path / "out" / "公示名单.docx").exists()


def test_points_that_no_rule_gives_do_not_count_however_they_came_there(bureau: Path) -> None:
    review = give(opened(bureau), FIRST, TRAINING, "5")
    tamper(journals(bureau)[0], lambda lines: [lines[0], lines[1].replace('"5"', '"10.5"')])
    review = api.refresh_review(review)
    assert "R101" in codes(review.findings)
    assert review.opinion("李明", review.packages[0], TRAINING) is None


def test_two_computers_of_one_name_lose_nothing(bureau: Path, tmp_path: Path) -> None:
    office, laptop = tmp_path / "office", tmp_path / "laptop"
    review = opened(bureau)
    for minute, cache in enumerate((office, laptop, office, laptop)):
        points = str(minute)
        # Each goes by what it saw when it was opened.
        give(review, FIRST, TRAINING, points, minute=minute, cache=cache)
        give(review, SECOND, PATENTS, points if minute < 3 else "3", minute=minute, cache=cache)
    review = api.refresh_review(review)
    assert len(journals(bureau)) == 2
    assert len(review.protocol) == 8
    held = review.opinion("李明", review.packages[0], TRAINING)
    assert held is not None
    assert held.points == 3
    assert codes(review.findings) == ["R106"]


def test_many_at_once_write_whole_lines(bureau: Path) -> None:
    review, start = opened(bureau), Barrier(4)

    def work(number: int) -> None:
        start.wait()
        for turn in range(5):
            give(review, FIRST, TRAINING, str(turn), by=f"评审{number % 2}", minute=turn)

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    review = api.refresh_review(review)
    assert len(review.protocol) == 20
    assert review.findings == ()


def test_on_a_full_disk_nothing_is_half_written(bureau: Path) -> None:
    review = give(opened(bureau), FIRST, TRAINING, "5")
    (file,) = journals(bureau)
    before = file.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50, hard))
    try:
        with pytest.raises(OutputError):
            give(review, FIRST, PATENTS, "1")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file.read_bytes() == before
    assert codes(give(review, FIRST, PATENTS, "1", minute=1).findings) == []


def test_a_file_of_another_program_is_told_and_left_alone(bureau: Path) -> None:
    review = give(opened(bureau), FIRST, TRAINING, "5")
    (file,) = journals(bureau)
    file.write_bytes(b"something else\n")
    review = give(api.refresh_review(review), FIRST, TRAINING, "4", minute=1)
    assert file.read_bytes() == b"something else\n"
    assert len(journals(bureau)) == 2
    assert codes(review.findings) == ["R103"]
    assert review.opinion("李明", review.packages[0], TRAINING) is not None


def test_points_for_what_is_gone_are_told(bureau: Path) -> None:
    review = give(opened(bureau), THIRD, TRAINING, "2")
    shutil.rmtree(bureau / "荣成市")
    review = opened(bureau)
    (finding,) = review.findings
    assert (finding.code, THIRD in finding.what) == ("R104", True)


def test_a_folder_that_is_gone_is_no_empty_review(bureau: Path) -> None:
    review = give(opened(bureau), FIRST, TRAINING, "5")
    bureau.rename(bureau.with_name("挪走"))
    with pytest.raises(WorkspaceError):
        api.refresh_review(review)
    with pytest.raises(OutputError):
        give(review, FIRST, TRAINING, "4")


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 50), st.integers(0, 9)),
        max_size=30,
    )
)
def test_of_all_entries_the_last_by_time_holds(entries: list[tuple[int, int, int, int]]) -> None:
    """Whichever journal each stands in; in a journal below is later, whatever its clock said."""
    books: dict[int, list[Opinion]] = {0: [], 1: [], 2: []}
    for journal, number, minute, points in entries:
        at = NOON + datetime.timedelta(minutes=minute)
        said = {"reviewer": "李明", "package": "p", "item": number, "points": Decimal(points)}
        books[journal].append(Opinion(at=at, **said))
    made = tuple(
        ReviewJournal(
            Path(str(n)), (0, 0), "", "李明", tuple(Line(i, o) for i, o in enumerate(book))
        )
        for n, book in books.items()
    )
    review = Review(Path(), (), (), (), (), ReadSettings(), made)
    held = review.opinions.get("李明", {})
    assert held.keys() == {("p", o.item) for book in books.values() for o in book}
    for (_, number), opinion in held.items():
        lasts = []
        for book in books.values():
            at = NOON
            for one in book:
                at = max(at, one.at)
                if one.item == number:
                    last = (at, one)
            if any(one.item == number for one in book):
                lasts.append(last)
        assert opinion in [one for at, one in lasts if at == max(time for time, _ in lasts)]


def test_a_journal_read_on_is_the_journal_read_anew(bureau: Path) -> None:
    review = opened(bureau)
    for minute in range(4):
        review = give(review, FIRST, TRAINING, str(minute), minute=minute)
        (file,) = journals(bureau)
        if minute == 2:
            file.write_bytes(file.read_bytes() + b'{"torn')
            review = api.refresh_review(review)
    assert review.journals == opened(bureau).journals
    assert [line.number for line in review.journals[0].lines] == [2, 3, 4, 6]
    # What was read before is not taken for granted.
    changed = file.read_bytes().replace(b'"points":"1"', b'"points":"5"')
    file.write_bytes(changed + b"\n")
    assert "R101" in codes(api.refresh_review(review).findings)


def test_a_package_itself_is_no_review(bureau: Path) -> None:
    folder = bureau / "荣成市" / "assessment"
    with pytest.raises(WorkspaceError, match="一家的材料"):
        opened(folder)
    assert not (folder / "评审").exists()


# ── settings ──────────────────────────────────────────────────────────────────────────────────


def test_mistakes_in_the_settings_are_named_and_the_rest_holds(bureau: Path) -> None:
    file = api.begin_settings(bureau)
    assert opened(bureau).settings == ReviewSettings()
    drawn = file.read_text("utf-8")
    assert all(name in drawn for name in ReviewSettings.model_fields)
    file.write_text("combine: 随便\nblind: 是\nreviewers: [李　明]\n", "utf-8")
    assert api.begin_settings(bureau).read_text("utf-8").startswith("combine")
    review = opened(bureau)
    assert (review.settings.blind, review.settings.combine) == (True, None)
    (finding,) = review.findings
    assert "评审设置.yaml:1" in finding.where
    with pytest.raises(WorkspaceError, match="名单里没有“王芳”"):
        give(review, FIRST, TRAINING, "5", by="王芳")
    review = give(review, FIRST, TRAINING, "5", by=" 李  明 ")
    assert review.opinion("李 明", review.packages[0], TRAINING) is not None


def test_what_the_scheme_fixes_the_bureau_cannot_change() -> None:
    spec = ReviewSpec.model_validate({"combine": "median", "decimals": 1, "fixed": ["combine"]})
    own = ReviewSettings.model_validate({"combine": "平均", "decimals": "0"})
    rules = settle_rules(spec, own)
    assert (rules.combine, rules.decimals) == ("median", 0)
    assert settle_rules(ReviewSpec(), ReviewSettings()).combine == "mean"


# ── what points make ──────────────────────────────────────────────────────────────────────────

RULES = settle_rules(ReviewSpec(), ReviewSettings())


@pytest.mark.parametrize(
    ("points", "rules", "made"),
    [
        ("1 2", {}, "1.50"),
        ("1 1 2", {}, "1.33"),
        ("0.005", {}, "0.01"),
        ("0 5 5 10", {"combine": "trimmed_mean"}, "5.00"),
        ("0 5 10", {"combine": "trimmed_mean"}, "5.00"),
        ("0 4 5 10", {"combine": "median"}, "4.50"),
        ("0 4 10", {"combine": "median"}, "4.00"),
        ("2", {"reviewers_at_least": 2}, None),
        ("", {}, None),
        ("2.5", {"decimals": 0}, "3"),
    ],
)
def test_points_are_combined_as_the_rules_say(
    points: str, rules: dict[str, Any], made: str | None
) -> None:
    found = combine_points(list(map(Decimal, points.split())), replace(RULES, **rules))
    assert found == (None if made is None else Decimal(made))
    assert made is None or str(found) == made


@given(st.lists(st.integers(0, 20), min_size=1, max_size=9), st.data())
def test_what_is_combined_lies_between_and_asks_nobody_for_his_place(
    halves: list[int], data: st.DataObject
) -> None:
    points = [Decimal(number) / 2 for number in halves]
    rules: ReviewRules = replace(
        RULES, combine=data.draw(st.sampled_from(["mean", "trimmed_mean", "median"]))
    )
    made = combine_points(points, rules)
    assert made is not None
    assert min(points) <= made <= max(points)
    assert made == combine_points(data.draw(st.permutations(points)), rules)


def item(rule: dict[str, Any], **more: Any) -> Item:
    return Item.model_validate({"number": 1, "title": "甲", "rule": rule, **more})


COUNT = {"key": "n", "name": "数", "unit": "项"}


@pytest.mark.parametrize(
    ("made", "values", "refused"),
    [
        (
            item({"kind": "bands", "count": COUNT,
                  "bands": [{"above": 5, "points": 3}, {"above": 0, "points": 1}]}, points=3),
            "0 1 3", "2 0.5 4",
        ),
        (
            item({"kind": "tally", "cap": 2, "counts": [{**COUNT, "points": "0.5"},
                  {**COUNT, "key": "m", "points": 1}]}, points=2),
            "0 0.5 1 1.5 2", "0.25 2.5",
        ),
        (
            item({"kind": "full"}, points=3,
                 deductions=[{"key": "d", "name": "缺", "points": 2, "at_most": 1}]),
            "1 3", "0 2",
        ),
        (
            item({"kind": "full"}, points=3, deductions=[{"key": "d", "name": "缺", "points": 2}]),
            "0 1 3", "2",
        ),
    ],
)  # fmt: skip
def test_a_reviewer_gives_what_the_rule_can_come_to(made: Item, values: str, refused: str) -> None:
    steps = point_steps(made)
    assert steps is not None
    assert steps.values == tuple(map(Decimal, values.split()))
    assert all(map(steps.allows, steps.values))
    assert not any(steps.allows(Decimal(points)) for points in refused.split())
    walked = [steps.up(None)]
    while (after := steps.up(walked[-1])) != walked[-1]:
        walked.append(after)
    assert tuple(walked) == steps.values
    assert [steps.down(value) for value in steps.values[1:]] == list(steps.values[:-1])


def test_a_range_is_given_freely_and_a_bonus_has_no_end(weihai: Scheme) -> None:
    spec = weihai.submissions["assessment"]
    account, bonus = (point_steps(found) for n in (9, 18) if (found := spec.item(n)))
    assert account is not None
    assert all(account.allows(Decimal(points)) for points in ("0", "0.1", "1.25", "3"))
    assert not account.allows(Decimal("3.5"))
    assert account.up(Decimal("0.1")) == Decimal("0.5")
    assert bonus is not None
    assert bonus.allows(Decimal(500))
    assert not bonus.allows(Decimal("500.5"))
    assert bonus.up(Decimal(500)) == 501
    assert point_steps(weihai.submissions["application"].items[0]) is None


def test_every_score_of_every_item_is_one_that_may_be_given(studio_packages: list[Path]) -> None:
    for folder in studio_packages:
        manifest = api.read_package(folder)
        spec = api.read_scheme().submissions["assessment"]
        for part in manifest.items:
            known = spec.item(part.number)
            steps = point_steps(known, manifest.traits) if known else None
            assert steps is not None
            assert steps.allows(part.computed or Decimal(0)), part.number


# ── ranks and grades ──────────────────────────────────────────────────────────────────────────


def ranked(review: Review, **said: Any) -> dict[str, tuple[int | None, str]]:
    own = ReviewSettings.model_validate(said)
    told = replace(review, read=replace(review.read, settings=own))
    (group,) = see_results(told).groups
    return {row.package.studio: (row.rank, row.grade) for row in group.rows}


def test_grades_are_the_notices_and_a_tie_is_the_bureaus(bureau: Path) -> None:
    review = give_all(opened(bureau))
    totals = {p.studio: p.computed for p in review.packages}
    assert sorted(totals.values(), reverse=True) == [totals[n] for n in (FIRST, SECOND, THIRD)]
    assert set(ranked(review).values()) == {(1, "不合格"), (2, "不合格"), (3, "不合格")}
    easy = tuple(_with_pass_mark(review, Decimal(1)))
    review = replace(review, packages=easy)
    assert {grade for _, grade in ranked(review).values()} == {"合格"}
    assert ranked(review, excellent_quota=1)[FIRST] == (1, "优秀")
    assert ranked(review, excellent_quota=1)[SECOND] == (2, "合格")
    assert ranked(review, excellent_percent=70)[SECOND] == (2, "优秀")
    assert ranked(review, excellent_percent=30)[FIRST] == (1, "合格")
    assert ranked(review, excellent_mark=99)[FIRST] == (1, "合格")
    # As good as one another, and one place: nobody is preferred.
    own, behind = (totals[FIRST] or Decimal(0)), (totals[SECOND] or Decimal(0))
    part = review.package(of(review, SECOND)).item(TRAINING)
    assert part is not None
    points = (part.computed or Decimal(0)) + own - behind
    tied = give(review, SECOND, TRAINING, str(points), minute=9)
    found = ranked(tied, excellent_quota=1)
    assert found[FIRST] == found[SECOND] == (1, "合格")
    one_place = ReviewSettings.model_validate({"excellent_quota": 1})
    told = see_results(replace(tied, read=replace(tied.read, settings=one_place)))
    assert "R204" in codes(told.findings)
    assert ranked(tied, excellent_quota=2)[FIRST] == (1, "优秀")


def _with_pass_mark(review: Review, mark: Decimal) -> Any:
    for package in review.packages:
        assert package.scheme is not None
        spec = package.scheme.submissions["assessment"].model_copy(update={"pass_mark": mark})
        scheme = package.scheme.model_copy(update={"submissions": {"assessment": spec}})
        yield replace(package, scheme=scheme)


def test_who_is_not_reviewed_to_the_end_has_no_rank(bureau: Path) -> None:
    review = give_all(opened(bureau), studios=(FIRST, SECOND))
    review = give(review, THIRD, TRAINING, "2")
    found = ranked(review)
    assert found[THIRD] == (None, "")
    results = api.see_results(review)
    (told,) = (f for f in results.findings if f.code == "R202")
    assert THIRD in told.what
    assert "17 项没有评完" in told.what


def test_reviewers_who_differ_too_much_are_named(bureau: Path) -> None:
    review = give_all(give_all(opened(bureau)), by="王芳")
    review = give(review, FIRST, TRAINING, "1", by="王芳", minute=5)
    own = ReviewSettings.model_validate({"spread_percent": 30})
    told = replace(review, read=replace(review.read, settings=own))
    (finding,) = (f for f in api.see_results(told).findings if f.code == "R201")
    assert "第 11 项各位评审相差 4 分，超过容许的 3 分" in finding.what
    assert api.see_item(told, of(told, FIRST), TRAINING, "李明").apart
    close = ReviewSettings.model_validate({"spread_percent": 30, "item_spread": {"11": 4}})
    told = replace(review, read=replace(review.read, settings=close))
    assert "R201" not in codes(api.see_results(told).findings)


# ── results ───────────────────────────────────────────────────────────────────────────────────


def test_results_are_read_back_by_others_and_hold(bureau: Path, tmp_path: Path) -> None:
    review = give_all(give_all(opened(bureau)), by="王芳")
    review = give(review, FIRST, TRAINING, "4", by="王芳", minute=3, remark="=1+1 名单重复")
    out = tmp_path / "结果"
    written = api.write_results(review, out, settings())
    assert {path.relative_to(out).as_posix() for path in written.files} >= {
        *("评审结果.xlsx", "评审记录.xlsx", "公示名单.docx", "review.json"),
    }
    book = openpyxl.load_workbook(out / "评审结果.xlsx")
    heads, *rows = [[c.value for c in row] for row in book.worksheets[0].iter_rows(min_row=3)]
    told = {row[heads.index("工作室")]: dict(zip(heads, row, strict=True)) for row in rows}
    (group,) = written.results.groups
    for row in group.rows:
        assert told[row.package.studio]["总分"] == float(row.total or 0)
        assert told[row.package.studio]["名次"] == row.rank
    matrix = [[c.value for c in row] for row in book.worksheets[1].iter_rows(min_row=4)]
    assert [row[2] for row in matrix[:5]] == ["自评", "算得", "李明", "王芳", "得分"]
    assert matrix[4][2 + TRAINING] == 4.5
    protocol = openpyxl.load_workbook(out / "评审记录.xlsx").worksheets[0]
    remarks = [cell.value for cell in protocol["G"]]
    assert "=1+1 名单重复" in remarks
    assert protocol.max_row == 3 + len(review.protocol)
    sheets = sorted((out / "评分表").iterdir())
    assert len(sheets) == 3
    (own,) = (docx.Document(str(s)) for s in sheets if FIRST in s.name)
    words = "\n".join(p.text for p in own.paragraphs)
    assert "评审（王芳）签名：____" in words
    cells = [[c.text for c in row.cells] for row in own.tables[0].rows]
    assert len(cells) == 19
    assert cells[TRAINING][5:7] == ["李明 5\n王芳 4", "4.5"]
    schema = json.loads(make_schema("review"))
    jsonschema.validate(json.loads((out / "review.json").read_bytes()), schema)
    verified = api.verify(out, settings())
    assert verified.findings == ()
    assert verified.unchecked
    # The same review gives the same bytes.
    before = {path: path.read_bytes() for path in written.files}
    api.write_results(opened(bureau), out, settings())
    assert {path: path.read_bytes() for path in written.files} == before


def test_what_people_made_of_results_is_not_overwritten(bureau: Path, tmp_path: Path) -> None:
    review, out = give_all(opened(bureau)), tmp_path / "结果"
    api.write_results(review, out, settings())
    (sheet,) = (path for path in (out / "评分表").iterdir() if FIRST in path.name)
    edited = docx.Document(str(sheet))
    edited.add_paragraph("局里加的话")
    edited.save(str(sheet))
    contents = sheet.read_bytes()
    with pytest.raises(OutputError, match="有人改过"):
        api.write_results(give(review, FIRST, TRAINING, "4", minute=1), out, settings())
    assert sheet.read_bytes() == contents
    assert "R401" in codes(api.verify(out, settings()).findings)


def test_results_do_not_lie_among_the_packages(bureau: Path) -> None:
    review = give_all(opened(bureau))
    for place in (bureau, bureau / "荣成市" / "assessment"):
        before = sorted(place.iterdir())
        with pytest.raises(WorkspaceError, match="不能与材料混在一起"):
            api.write_results(review, place, settings())
        assert sorted(place.iterdir()) == before


def change_opinion(bureau: Path, out: Path) -> None:
    give(opened(bureau), FIRST, TRAINING, "4", minute=9)


def change_package(bureau: Path, out: Path) -> None:
    alter(bureau / "荣成市" / "assessment", raise_points)


def lose_package(bureau: Path, out: Path) -> None:
    shutil.rmtree(bureau / "荣成市")


def change_workbook(bureau: Path, out: Path) -> None:
    book = openpyxl.load_workbook(out / "评审结果.xlsx")
    book.worksheets[0]["J4"] = 100
    book.save(out / "评审结果.xlsx")


def forge_workbook(bureau: Path, out: Path) -> None:
    """With a manifest that vouches for it."""
    change_workbook(bureau, out)
    file = out / "review.json"
    told = json.loads(file.read_bytes())
    for one in told["files"]:
        one["sha256"] = hash_file(out / one["file"])
    file.write_text(json.dumps(told), "utf-8")


def forge_rank(bureau: Path, out: Path) -> None:
    file = out / "review.json"
    told = json.loads(file.read_bytes())
    told["packages"][2].update(rank=1, total="99")
    file.write_text(json.dumps(told), "utf-8")


def lose_journal(bureau: Path, out: Path) -> None:
    journals(bureau)[0].unlink()


def lose_sheet(bureau: Path, out: Path) -> None:
    shutil.rmtree(out / "评分表")


@pytest.fixture(scope="module")
def results(
    tmp_path_factory: pytest.TempPathFactory, studio_packages: list[Path]
) -> tuple[Path, Path]:
    """A bureau's folder and its results, to be copied together."""
    place = tmp_path_factory.mktemp("results")
    bureau = lay_out(place / "收到的材料", studio_packages)
    api.write_results(give_all(opened(bureau)), place / "结果", settings())
    return bureau, place / "结果"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (change_opinion, "评审记录"),
        (change_package, "与写结果时不一样"),
        (lose_package, "材料不在了"),
        (change_workbook, "评审结果.xlsx 与写出时不一样"),
        (forge_workbook, "与照现在的材料和记录写出的不一样"),
        (forge_rank, "第 1 名"),
        (lose_journal, "不在了"),
        (lose_sheet, "不在了"),
    ],
)
def test_results_are_held_against_what_they_were_made_of(
    results: tuple[Path, Path],
    tmp_path: Path,
    change: Callable[[Path, Path], None],
    said: str,
) -> None:
    bureau, out = (Path(shutil.copytree(p, tmp_path / p.name)) for p in results)
    assert api.verify(out / "review.json", settings()).findings == ()
    change(bureau, out)
    found = api.verify(out / "review.json", settings()).findings
    assert any(f.level is Level.ERROR and f.code == "R401" and said in f.what for f in found), found


def test_a_manifest_of_results_is_anybodys(results: tuple[Path, Path], tmp_path: Path) -> None:
    told = json.loads((results[1] / "review.json").read_bytes())
    told["files"][0]["file"] = "../../secret"
    (tmp_path / "review.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(OutputError):
        read_review_manifest(tmp_path / "review.json")
    (finding,) = api.verify(tmp_path / "review.json", settings()).findings
    assert finding.level is Level.ERROR
    for way in ("//far/share", "\\\\far\\share", "C:/x", "/etc"):
        told = json.loads((results[1] / "review.json").read_bytes()) | {"packages_at": way}
        (tmp_path / "review.json").write_text(json.dumps(told), "utf-8")
        with pytest.raises(OutputError):
            read_review_manifest(tmp_path / "review.json")
    # Moved by itself it leads nowhere, and says what is to be done.
    shutil.copy(results[1] / "review.json", tmp_path)
    (finding,) = api.verify(tmp_path / "review.json", settings()).findings
    assert "--workspace" in finding.remedy
    # A package with a file of that name is a package all the same.
    folder = tmp_path / "package"
    shutil.copytree(results[0] / "荣成市" / "assessment", folder)
    shutil.copy(results[1] / "review.json", folder)
    alter(folder, raise_points)
    assert "R401" not in codes(api.verify(folder, settings()).findings)
    assert any(f.level is Level.ERROR for f in api.verify(folder, settings()).findings)
    assert [p.state for p in opened(tmp_path).packages] == [PackageState.DIFFERS]


# ── filled workbooks ──────────────────────────────────────────────────────────────────────────


def pack_again(folder: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for file in sorted(folder.iterdir()):
            if file.suffix != ".zip":
                target.write(file, f"{folder.name}/{file.name}")


def test_filled_workbooks_are_taken_alone_in_folders_and_packed(
    bureau: Path, studio_packages: list[Path], tmp_path: Path
) -> None:
    folder = bureau / "荣成市" / "assessment"
    fill_book(folder / "对照表.xlsx", {TRAINING: 2, PATENTS: 0}, {TRAINING: "名单齐全"})
    other = Path(shutil.copytree(studio_packages[1], tmp_path / "乙"))
    fill_book(other / "对照表.xlsx", {TRAINING: 1})
    pack_again(other, bureau / "环翠区" / "宁晚晴.zip")
    alone = Path(shutil.copy(studio_packages[0] / "对照表.xlsx", tmp_path / "填好的.xlsx"))
    fill_book(alone, {TRAINING: "4 分", PATENTS: 1})
    review = opened(bureau)
    assert [p.state for p in review.packages] == [PackageState.UNSIGNED] * 3
    for place, studio, count in (
        (folder, THIRD, 2), (bureau / "环翠区" / "宁晚晴.zip", SECOND, 1), (alone, FIRST, 2),
    ):  # fmt: skip
        taken = api.take_workbook(review, place, "李明", settings(), at=NOON)
        assert (taken.package.studio, taken.taken, taken.findings) == (studio, count, ())
        review = taken.review
    held = {
        (p.studio, o.item): (o.points, o.remark, o.from_book)
        for o in review.protocol
        for p in review.packages
        if p.id == o.package
    }
    assert held == {
        (THIRD, TRAINING): (2, "名单齐全", True),
        (THIRD, PATENTS): (0, "", True),
        (SECOND, TRAINING): (1, "", True),
        (FIRST, TRAINING): (4, "", True),
        (FIRST, PATENTS): (1, "", True),
    }
    # Once more, and nothing is new.
    again = api.take_workbook(review, alone, "李明", settings())
    assert again.taken == 0
    assert len(again.review.protocol) == 5


def test_a_copy_that_libreoffice_saved_is_taken(bureau: Path, tmp_path: Path) -> None:
    import subprocess  # noqa: PLC0415 - one test

    book = bureau / "荣成市" / "assessment" / "对照表.xlsx"
    fill_book(book, {TRAINING: 2}, {TRAINING: "看过"})
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["--convert-to", "xlsx", "--outdir", str(tmp_path), str(book)]
    subprocess.run(
        [str(find_soffice()), profile, "--headless", *convert], check=True, capture_output=True
    )
    shutil.copy(tmp_path / "对照表.xlsx", book)
    review = opened(bureau)
    assert [p.state for p in review.packages] == [PackageState.UNSIGNED] * 3
    taken = api.take_workbook(review, book, "李明", settings())
    assert (taken.taken, taken.findings) == (1, ())
    assert taken.review.protocol[0].remark == "看过"


def test_what_cannot_be_taken_of_a_workbook_is_told(
    bureau: Path, studio_packages: list[Path], tmp_path: Path
) -> None:
    review = opened(bureau)
    book = Path(shutil.copy(studio_packages[0] / "对照表.xlsx", tmp_path / "a.xlsx"))
    fill_book(book, {1: 1, TRAINING: 4.5, PATENTS: "很好", 12: "=2+2"})
    taken = api.take_workbook(review, book, "李明", settings())
    assert taken.taken == 1
    assert codes(taken.findings) == ["R301"] * 3
    said = " ".join(finding.what for finding in taken.findings)
    assert all(word in said for word in ("第 11 项写的是 4.5 分", "很好", "第 12 项写的是公式"))
    altered = openpyxl.load_workbook(book)
    altered.worksheets[0]["D5"] = 99
    altered.save(book)
    with pytest.raises(WorkspaceError, match="以外的格动过"):
        api.take_workbook(review, book, "李明", settings())
    (tmp_path / "b.xlsx").write_bytes(b"PK\3\4 nothing")
    with pytest.raises(WorkspaceError, match="读不出来"):
        api.take_workbook(review, tmp_path / "b.xlsx", "李明", settings())
    openpyxl.Workbook().save(tmp_path / "c.xlsx")
    with pytest.raises(WorkspaceError, match="不是这里任何一家的"):
        api.take_workbook(review, tmp_path / "c.xlsx", "李明", settings())


# ── the command ───────────────────────────────────────────────────────────────────────────────


def test_the_command_takes_lists_and_writes(
    bureau: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = bureau / "荣成市" / "assessment" / "对照表.xlsx"
    fill_book(book, {TRAINING: 2})
    asked = ["review", str(bureau), "--take", str(book), "--reviewer", "李明"]
    assert run(asked) == 0
    said = capsys.readouterr().out
    assert f"{THIRD}：取了 1 项" in said
    assert "未签名" in said
    out = tmp_path / "结果"
    assert run(["review", str(bureau), "--results", str(out)]) == 1
    assert "没有写公示名单" in capsys.readouterr().err
    assert (out / "评审结果.xlsx").is_file()
    assert run(["verify", str(out)]) == 0
    assert run(["review", str(tmp_path / "没有")]) == WorkspaceError.exit_code
