"""Numbers that are on paper: late evidence goes to the end, and nothing printed changes."""

import functools
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from docx import Document
from doing import build_package, check_workspace, lock_numbers
from pypdf import PdfReader
from test_build import draw_pdf, make_workspace

from docgen.bundle.frozen_numbers import LOCK_FILE
from docgen.collect.collect_report import report
from docgen.collect.run_collect import collect
from docgen.issues.errors import FindingsError, OutputError, WorkspaceError
from docgen.package.manifest import Manifest, package_of, read_manifest
from docgen.printing.produce import Wish, print_package
from docgen.printing.ticket import make_ticket
from docgen.usecases.built import Built
from docgen.verify.run_verify import verify

BUNDLE = "3-佐证材料.pdf"


@dataclass(frozen=True)
class State:
    """A package as it was at one time, in a folder of its own."""

    folder: Path
    manifest: Manifest

    @functools.cached_property
    def texts(self) -> list[str]:
        """What is printed on each page of the bundle."""
        return [page.extract_text() for page in PdfReader(self.folder / BUNDLE).pages]

    @property
    def changed(self) -> set[int]:
        """The pages that are to be printed."""
        ranges = self.manifest.changed or ()
        return {number for pages in ranges for number in range(pages.first, pages.last + 1)}

    def pages(self, id_: str) -> tuple[int, int]:
        """Where a piece of evidence stands."""
        (piece,) = (piece for piece in self.manifest.evidence if piece.id == id_)
        return piece.first_page, piece.last_page

    def pixels(self, number: int) -> bytes:
        """A page as it is seen."""
        with pymupdf.open(self.folder / BUNDLE) as document:
            return bytes(document[number - 1].get_pixmap(dpi=40).samples)


@dataclass(frozen=True)
class Story:
    """First printed, then with late evidence, then locked again and with very much more."""

    workspace: Path
    first: State
    second: State
    third: State


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    workspace = make_workspace(tmp_path_factory.mktemp("lock") / "工作室")
    kept = tmp_path_factory.mktemp("states")

    def keep(built: Built, name: str) -> State:
        folder = shutil.copytree(built.folder, kept / name)
        return State(folder, read_manifest((folder / "manifest.json").read_bytes()))

    first = keep(build_package(workspace), "first")
    assert lock_numbers(workspace).pages == len(first.texts)
    # By its name it would stand first of all, and so would the other within its item.
    draw_pdf(workspace / "evidence/01-场地/0 晚到的产权证.pdf", 2, "late")
    draw_pdf(workspace / "evidence/03-设备/0 晚到的发票.pdf", 1, "late")
    second = keep(build_package(workspace), "second")
    lock_numbers(workspace)
    for number in range(60):
        draw_pdf(workspace / f"evidence/05-标识牌/{number:02} 补拍.pdf", 1, f"again {number}")
    third = keep(build_package(workspace), "third")
    return Story(workspace, first, second, third)


def test_printed_pages_keep_numbers_and_look(story: Story) -> None:
    """Of what was printed only cover, index and the dividers concerned may be other."""
    evidence = [
        number
        for piece in story.first.manifest.evidence
        for number in range(piece.first_page, piece.last_page + 1)
    ]
    for later in (story.second, story.third):
        assert all(
            later.pages(piece.id) == (piece.first_page, piece.last_page)
            for piece in story.first.manifest.evidence
        )
        assert all(later.pixels(number) == story.first.pixels(number) for number in evidence)
        assert not later.changed & set(evidence)


def test_late_evidence_goes_to_the_end_with_numbers_that_run_on(story: Story) -> None:
    last = len(story.first.texts)
    assert story.second.pages("1-2") == (last + 2, last + 3)
    assert story.second.pages("3-2") == (last + 4, last + 4)
    assert len(story.second.texts) == last + 4
    assert "补充材料" in story.second.texts[last]
    assert f"— {last + 4} —" in story.second.texts[-1]
    assert "项目3 佐证2 (1/1)" in story.second.texts[-1]


def test_index_divider_workbook_and_form_show_it_at_its_item(story: Story) -> None:
    item = next(item for item in story.second.manifest.items if item.number == 1)
    first, last = story.second.pages("1-2")
    assert [(p.first, p.last) for p in item.pages][-1] == (first, last)
    divider = story.second.texts[item.divider - 1]
    assert "晚到的产权证（补充材料）" in divider
    assert f"{first}–{last}" in divider
    index = "".join(story.second.texts[1 : story.second.manifest.items[0].divider - 1])
    assert "晚到的产权证（补充材料）" in index
    with pymupdf.open(next(story.second.folder.glob("1-*.pdf"))) as form:
        assert f"{first}–{last}" in "".join(page.get_text() for page in form)


def test_exactly_what_is_new_or_other_is_to_be_printed(story: Story) -> None:
    for before, after in ((story.first, story.second), (story.second, story.third)):
        texts = before.texts
        other = {
            number
            for number, text in enumerate(after.texts, start=1)
            if number > len(texts) or text != texts[number - 1]
        }
        assert after.changed == other
        assert 1 in other  # the cover says how many pages there are


def test_what_is_to_be_printed_anew_names_form_and_report(
    settled: Path, story: Story, tmp_path: Path
) -> None:
    """The form shows the new pages, so it is other; the report is when somebody changes it."""
    (said,) = (f.what for f in story.second.manifest.findings if f.code == "F233")
    assert "、1-威海市技能大师工作室年度绩效评估表（整份），" in said
    assert "报告" not in said
    workspace = shutil.copytree(settled, tmp_path / "w")
    report = Document(str(workspace / "年度工作报告.docx"))
    report.add_paragraph("补记一段。")
    report.save(str(workspace / "年度工作报告.docx"))
    checked = build_package(workspace)
    (said,) = (f.what for f in checked.findings if f.code == "F233")
    assert "新增或改动的是2-2024年度工作报告（整份），" in said


def test_what_no_longer_fits_into_the_index_goes_on_in_the_supplement(story: Story) -> None:
    front = story.third.manifest.supplements
    assert len(front) == 2
    assert front[0] == story.second.manifest.supplements[0]
    assert front[1].last > front[1].first
    behind = "".join(story.third.texts[front[1].first - 1 : front[1].last])
    assert "补充材料（二）" in behind
    assert behind.count("补拍") >= 60
    assert story.third.manifest.items[0].divider == story.first.manifest.items[0].divider


def test_the_longer_bundle_is_whole_and_leads_everywhere(story: Story) -> None:
    for state in (story.second, story.third):
        assert [f for f in verify(state.folder).findings if f.level == "error"] == []
        with pikepdf.open(state.folder / BUNDLE) as document:
            assert document.check_pdf_syntax() == []
        titles = [mark.title for mark in flat(PdfReader(state.folder / BUNDLE).outline)]
        late = [title for title in titles if title.startswith("1-2　晚到的产权证")]
        assert late == [f"1-2　晚到的产权证（第 {state.pages('1-2')[0]} 页）"]
        assert any(title.startswith("补充材料（第") for title in titles)


def flat(outline: list) -> Iterator:
    for mark in outline:
        yield from flat(mark) if isinstance(mark, list) else (mark,)


@pytest.fixture(scope="module")
def settled(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace with all that it has printed and locked, built once more."""
    workspace = shutil.copytree(story.workspace, tmp_path_factory.mktemp("settled") / "w")
    lock_numbers(workspace)
    built = build_package(workspace)
    assert "F233" not in {finding.code for finding in built.findings}
    return workspace


def test_nothing_to_print_where_nothing_changed(settled: Path) -> None:
    manifest = read_manifest((settled / "out/assessment/manifest.json").read_bytes())
    assert manifest.changed == ()
    with pytest.raises(OutputError, match="不用打印"):
        print_package(settled, Wish())


@pytest.fixture
def locked(story: Story, tmp_path: Path) -> Path:
    """The workspace as it was locked last, with what was built before."""
    return shutil.copytree(story.workspace, tmp_path / "w")


@pytest.mark.parametrize(
    ("spoil", "code", "named"),
    [
        (lambda e: (e / "11-培训/2 第一期花名册.pdf").unlink(), "F230", "11-1"),
        (lambda e: draw_pdf(e / "06-制度/制度.pdf", 3, "other"), "F231", "06-制度/制度.pdf"),
        (
            lambda e: (e / "09-账目/明细账.pdf").rename(e / "10-支出/明细账.pdf"),
            "F230",
            "9-1",
        ),
        (
            lambda e: (e / "09-账目/明细账.pdf").rename(e / "09-账目/账.pdf"),
            "F230",
            "9-1",
        ),
        (lambda e: draw_pdf(e / "01-场地/0 晚到的产权证.pdf", 3, "longer"), "F231", "1-2"),
    ],
)
def test_what_would_spoil_paper_is_refused_with_its_pages(
    locked: Path, story: Story, spoil: object, code: str, named: str
) -> None:
    before = {p.name: p.read_bytes() for p in (locked / "out/assessment").iterdir()}
    spoil(locked / "evidence")
    if code == "F230" and "11-1" in named:
        text = (locked / "studio.yaml").read_text("utf-8")
        lines = [line for line in text.splitlines() if "第一期花名册" not in line]
        (locked / "studio.yaml").write_text("\n".join(lines), "utf-8")
    with pytest.raises(FindingsError) as raised:
        build_package(locked)
    said = [f for f in raised.value.findings if f.code == code]
    assert len(said) == 1
    assert named in said[0].what
    state = story.third if named != "1-2" else story.second
    id_ = {"06-制度/制度.pdf": "6-1"}.get(named, named)
    first, last = state.pages(id_)
    pages = str(first) if first == last else f"{first}–{last}"
    assert f"已印的第 {pages} 页作废" in said[0].what
    assert {p.name: p.read_bytes() for p in (locked / "out/assessment").iterdir()} == before
    with pytest.raises(FindingsError):
        lock_numbers(locked)


def test_another_look_of_a_printed_page_is_refused(locked: Path) -> None:
    """The same files, but a scheme that frames no page: every evidence page would be other."""
    scheme = shutil.copytree(Path("templates/weihai-2025").resolve(), locked / "scheme")
    text = (scheme / "scheme.yaml").read_text("utf-8")
    (scheme / "scheme.yaml").write_text(
        text.replace("verified_frame: true", "verified_frame: false"), "utf-8"
    )
    data = (locked / "studio.yaml").read_text("utf-8")
    (locked / "studio.yaml").write_text(
        data.replace("scheme: weihai-2025", "scheme: scheme"), "utf-8"
    )
    with pytest.raises(FindingsError) as raised:
        build_package(locked)
    assert {f.code for f in raised.value.findings if f.level == "error"} == {"F232"}


def test_words_and_points_may_still_change(locked: Path, story: Story) -> None:
    data = (locked / "studio.yaml").read_text("utf-8")
    (locked / "studio.yaml").write_text(data.replace("团队共四人。", "团队共四人，" * 40), "utf-8")
    built = build_package(locked)
    manifest = read_manifest((built.folder / "manifest.json").read_bytes())
    kept = {e.id: (e.first_page, e.last_page) for e in manifest.evidence}
    assert kept == {e.id: (e.first_page, e.last_page) for e in story.third.manifest.evidence}
    assert verify(built.folder).findings == ()


def test_only_what_was_printed_can_be_locked(locked: Path, tmp_path: Path) -> None:
    (locked / LOCK_FILE).unlink()
    with pytest.raises(OutputError, match="还没有生成"):
        lock_numbers(locked, out=tmp_path / "nowhere")
    draw_pdf(locked / "evidence/03-设备/9 又一件.pdf", 1)
    with pytest.raises(OutputError, match="改动以前生成"):
        lock_numbers(locked)
    (locked / "evidence/03-设备/9 又一件.pdf").unlink()
    build_package(locked)
    bundle = locked / "out/assessment" / BUNDLE
    bundle.write_bytes(bundle.read_bytes() + b"\n")
    with pytest.raises(OutputError, match="生成以后改过"):
        lock_numbers(locked)
    assert not (locked / LOCK_FILE).exists()


def test_a_spoilt_or_foreign_lock_stops_everything(locked: Path) -> None:
    file = locked / LOCK_FILE
    whole = file.read_text("utf-8")
    file.write_text(whole[:200], "utf-8")
    with pytest.raises(WorkspaceError, match="读不出锁定的编号"):
        check_workspace(locked)
    other = json.loads(whole) | {"submission": "application"}
    file.write_text(json.dumps(other), "utf-8")
    with pytest.raises(WorkspaceError, match="另一种报送"):
        check_workspace(locked)


def test_only_sheets_with_something_new_are_printed(locked: Path, story: Story) -> None:
    """After more evidence: the leaves with new or other pages, both sides; with `whole`, all."""
    changed = story.third.changed
    produced = print_package(locked, Wish())
    bundle = [page for page in produced.record.pages if page.document == BUNDLE]
    printed = {page.page for page in bundle}
    assert changed <= printed < set(range(1, len(story.third.texts) + 1))
    leaves = {page.leaf for page in bundle if page.page in changed}
    assert {page.leaf for page in bundle} == leaves
    assert "P205" in {finding.code for finding in produced.findings}
    everything = print_package(locked, Wish(whole=True))
    all_pages = {page.page for page in everything.record.pages if page.document == BUNDLE}
    assert all_pages == set(range(1, len(story.third.texts) + 1))
    places = {page.page: (page.leaf, page.side) for page in everything.record.pages
              if page.document == BUNDLE}  # fmt: skip
    assert {page.page: (page.leaf, page.side) for page in bundle}.items() <= places.items()


def test_headings_of_supplements_count_on_over_volumes(locked: Path, story: Story) -> None:
    """The second supplement begins the second volume, and is the second there too."""
    produced = print_package(locked, Wish(whole=True))
    manifest, record = story.third.manifest, produced.record
    (bundle,) = (document for document in manifest.documents if document.role == "bundle")
    begins = manifest.supplements[1].first
    parts = (
        bundle.model_copy(update={"pages": begins - 1}),
        bundle.model_copy(update={"file": "4-佐证材料 第2卷.pdf", "first_page": begins,
                                  "pages": (bundle.pages or 0) - begins + 1}),
    )  # fmt: skip
    others = [document for document in manifest.documents if document.role != "bundle"]
    (sheets, *_) = (file for file in record.files if file.document == BUNDLE)
    second = sheets.model_copy(update={"document": parts[1].file})
    divided = manifest.model_copy(update={"documents": (*others, *parts)})
    files = record.model_copy(update={"files": (*record.files, second)})
    sections = make_ticket(divided, files, ()).sections
    # No fold-outs and no remarks: the headings count on all the same.
    assert [s.title for s in sections] == ["一、打印", "二、签字盖章", "三、装订顺序"]
    named = [row[2] for row in sections[-1].rows]
    assert "3-佐证材料　补充材料" in named
    assert "4-佐证材料 第2卷　补充材料（二）" in named


def test_pages_on_paper_keep_the_mark_they_have(story: Story) -> None:
    """Evidence keeps the id of the first print, what changed carries that of the state it shows."""
    first, third = story.first.manifest, story.third.manifest
    old = story.first.pages("11-1")[0]
    assert package_of(third, "bundle", old) == first.package
    assert first.package in "".join(story.third.texts[old - 1].split())
    assert package_of(third, "bundle", 1) == third.package
    assert third.package in story.third.texts[0]
    assert third.package != first.package


def test_scans_of_pages_on_paper_still_count_when_evidence_is_added(
    story: Story, tmp_path: Path
) -> None:
    """A page scanned before is there still; one that is printed anew has to come anew."""
    kept, changed = story.first.pages("6-1")[0], 1
    package = Path(shutil.copytree(story.first.folder, tmp_path / "assessment"))
    with pymupdf.open(package / BUNDLE) as bundle:
        for number in (kept, changed):
            bundle[number - 1].get_pixmap(dpi=150).save(tmp_path / f"{number}.png")
    cache = tmp_path / "cache"
    done = collect(package, [tmp_path / f"{n}.png" for n in (kept, changed)], cache=cache)
    assert {key.page for key in done.collected.pages} == {kept, changed}
    shutil.rmtree(package)
    shutil.copytree(story.third.folder, package)
    again = collect(package, [tmp_path / f"{changed}.png"], cache=cache)
    assert {key.page for key in again.collected.pages} == {kept}
    assert "K102" in {finding.code for finding in report(again)}
