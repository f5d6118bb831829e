"""The same content twice stands once and is referred to everywhere."""

import re
import shutil
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from doing import build_package, check_workspace
from making import Sheet as PlainSheet
from making import blank_source, by_path, make_evidence, make_matter, make_pdf
from openpyxl import load_workbook

from docgen.bundle.page_remarks import remark
from docgen.bundle.planning import make_plan
from docgen.bundle.repeated_evidence import find_repeats
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import render
from docgen.issues.location import Location
from docgen.model.evidence import LAST_PAGE, Evidence, SourceFile
from docgen.package.manifest import read_manifest
from docgen.system.machine import CACHE_VARIABLE
from docgen.text.wording import PageRange
from docgen.usecases.built import Built

MATTER = make_matter((2, 1))
SOURCES = {
    "a.pdf": blank_source("a.pdf", 3),
    "copy/a.pdf": blank_source("a.pdf", 3),
    "b.pdf": blank_source("b.pdf", 2),
    "bad.pdf": Finding(Level.ERROR, "source-damaged", Location("bad.pdf"), "打不开", "换一份"),
}

STUDIO = """\
scheme: weihai-2025
submission: assessment
evidence:
  - {files: 13-专利/证书.pdf, kind: 发明专利, quantity: 1}
  - {files: 12-革新/同一证书.pdf, kind: 技术革新, quantity: 1, title: 革新成果证书}
"""


def repeats(*files: tuple[SourceFile | str, ...], **last: object) -> dict[str, str]:
    evidence = [make_evidence(1, n, *f) for n, f in enumerate(files[:-1], start=1)]
    evidence.append(make_evidence(2, 1, *files[-1], **last))
    return {one: first.id for one, first in find_repeats(evidence, by_path(SOURCES)).items()}


def test_what_counts_as_the_same() -> None:
    assert repeats(("a.pdf",), ("copy/a.pdf",)) == {"2-1": "1-1"}
    assert repeats(("a.pdf", "b.pdf"), ("copy/a.pdf", "b.pdf")) == {"2-1": "1-1"}
    whole = SourceFile("copy/a.pdf", ((1, LAST_PAGE),))
    assert repeats(("b.pdf",), (SourceFile("a.pdf", ((1, 3),)),), (whole,)) == {"2-1": "1-2"}
    # Three alike: all later ones refer to the first, never to each other.
    assert repeats(("a.pdf",), ("copy/a.pdf",), ("a.pdf",)) == {"1-2": "1-1", "2-1": "1-1"}


def test_what_does_not() -> None:
    assert not repeats(("a.pdf",), ("b.pdf",))
    assert not repeats(("a.pdf", "b.pdf"), ("b.pdf", "a.pdf"))
    assert not repeats(("a.pdf", "b.pdf"), ("a.pdf",))
    assert not repeats(("a.pdf",), (SourceFile("a.pdf", ((1, 2),)),))
    assert not repeats(("a.pdf",), (SourceFile("a.pdf", turn=90),))
    assert not repeats(("a.pdf",), ("a.pdf",), layout=2)
    assert not repeats(("bad.pdf",), ("bad.pdf",))
    assert not repeats(("a.pdf", "bad.pdf"), ("a.pdf", "bad.pdf"))
    beyond = SourceFile("a.pdf", ((1, 7),))
    assert not repeats((beyond,), (beyond,))


def test_numbers_and_ranges() -> None:
    """Of items 1 to 3: a and b stand at 1, a again at 1 and at 2 with b behind, a at 3 alone."""
    evidence = [
        make_evidence(1, 1, "a.pdf"),
        make_evidence(1, 2, "b.pdf", supports=(1, 2)),
        make_evidence(1, 3, "copy/a.pdf"),
        make_evidence(2, 1, "copy/a.pdf"),
        make_evidence(2, 2, SourceFile("b.pdf", ((2, 2),))),
        make_evidence(3, 1, "a.pdf", supports=(1, 3)),
    ]
    plan = make_plan(MATTER, evidence, by_path(SOURCES), draft=False)
    pages = {e.evidence.id: e.pages for e in plan.cross_reference.evidence}
    first = pages["1-1"]
    assert pages["1-3"] == pages["2-1"] == pages["3-1"] == first
    assert sum(1 for page in plan.pages if page.source) == 3 + 2 + 1
    one, two, three = plan.cross_reference.items
    assert one.ranges == (PageRange(first.first, pages["1-2"].last),)
    assert two.ranges == (pages["2-2"], first, pages["1-2"])
    assert three.ranges == (first,)
    assert [e.printed_as for e in two.evidence] == ["项目1 佐证1", "", ""]
    titles = [
        child.title
        for category in plan.outlines[0]
        for item in category.children
        for child in item.children
    ]
    assert f"2-1　佐证材料2之1（见项目1 佐证1）（第 {first.first} 页）" in titles


def said_of(evidence: list[Evidence]) -> list[Finding]:
    return [render(one) for one in remark(MATTER.spec, evidence, by_path(SOURCES))]


def test_a_copy_that_stands_for_something_else_is_a_warning() -> None:
    evidence = [
        make_evidence(1, 1, "a.pdf", title="专利证书", kind="发明专利"),
        make_evidence(2, 1, "copy/a.pdf", title="获奖证书", kind="市级奖项"),
    ]
    (found,) = said_of(evidence)
    assert (found.level, found.code) == (Level.WARNING, "F111")
    assert "种类却不同（发明专利、市级奖项）" in found.what


def test_what_is_said() -> None:
    evidence = [
        make_evidence(1, 1, "a.pdf", title="证书", kind="发明专利"),
        make_evidence(1, 2, "copy/a.pdf", title="又一份", kind="发明专利"),
        make_evidence(2, 1, "a.pdf", title="成果", kind="技术革新"),
        make_evidence(2, 2, "copy/a.pdf", "b.pdf"),
    ]
    found = said_of(evidence)
    assert [(f.level, f.code) for f in found] == [
        (Level.NOTE, "F111"),
        (Level.NOTE, "F111"),
        (Level.NOTE, "F112"),
    ]
    for finding in found[:2]:
        assert "项目1 佐证1“证书”" in finding.what
    assert "删去一份" in found[0].remedy
    assert "不用改" in found[1].remedy
    assert "copy/a.pdf 与 a.pdf" in found[2].what
    assert all(f.remedy for f in found)


# --- a whole package ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("ws")
    there = folder / "evidence"
    for name in ("12-革新", "13-专利", "18-附加"):
        (there / name).mkdir(parents=True)
    make_pdf(there / "13-专利" / "证书.pdf", [PlainSheet()] * 2)
    make_pdf(there / "12-革新" / "1 先放的.pdf", [PlainSheet((148, 210))])
    shutil.copy(there / "13-专利" / "证书.pdf", there / "12-革新" / "同一证书.pdf")
    shutil.copy(there / "13-专利" / "证书.pdf", there / "18-附加" / "再一份.pdf")
    (folder / "studio.yaml").write_text(STUDIO, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(tmp_path_factory.mktemp("cache")))
        return build_package(folder, out=tmp_path_factory.mktemp("out"), draft=True, only="bundle")


def the_file(built: Built, ending: str) -> Path:
    (path,) = [path for path in built.files if path.name.endswith(ending)]
    return path


def test_the_manifest_has_one_range(built: Built) -> None:
    manifest = read_manifest((built.folder / "manifest.json").read_bytes())
    by_title = {e.title: e for e in manifest.evidence}
    first = by_title["革新成果证书"]
    for title in ("证书", "再一份"):
        assert (by_title[title].first_page, by_title[title].last_page) == (
            first.first_page,
            first.last_page,
        )
        assert by_title[title].sources[0].sha256 == first.sources[0].sha256
    items = {item.number: item for item in manifest.items}
    assert [(p.first, p.last) for p in items[13].pages] == [(first.first_page, first.last_page)]
    # Both rows count, each as what it was called.
    assert "1" in items[12].measure
    assert "1" in items[13].measure


def test_the_pages_are_there_once(built: Built) -> None:
    with pymupdf.open(the_file(built, "佐证材料.pdf")) as pdf:
        words = [page.get_text() for page in pdf]
    stamped = [re.findall(r"项目\d+ 佐证\d+ \(\d/\d\)", text) for text in words]
    assert sorted(s for page in stamped for s in page) == [
        "项目12 佐证1 (1/1)",
        "项目12 佐证2 (1/2)",
        "项目12 佐证2 (2/2)",
    ]
    place = "见项目12 佐证2"
    index = "".join(text for text in words[1:5] if "佐证明细" in text or "种类、编号" in text)
    assert index.count(place) == 2
    assert sum("正文见项目12 佐证2" in text.replace("\n", "") for text in words) == 2


def test_bookmarks_and_links_lead_to_the_first(built: Built) -> None:
    manifest = read_manifest((built.folder / "manifest.json").read_bytes())
    (first,) = {e.first_page for e in manifest.evidence if e.title != "先放的"}
    with pikepdf.open(the_file(built, "佐证材料.pdf")) as pdf, pdf.open_outline() as outline:
        numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages, start=1)}
        stack, found = list(outline.root), {}
        while stack:
            entry = stack.pop()
            found[entry.title] = numbers[entry.destination[0].objgen]
            stack += entry.children
    pointing = [title for title in found if "（见项目12 佐证2）" in title]
    assert len(pointing) == 2
    assert {found[title] for title in pointing} == {first}


def test_the_workbook_refers_to_it(built: Built) -> None:
    book = load_workbook(the_file(built, "对照表.xlsx"))
    rows = [[str(cell.value or "") for cell in row] for sheet in book for row in sheet.iter_rows()]
    assert sum("（见项目12 佐证2）" in cell for row in rows for cell in row) == 2
    assert sum(cell == "项目12 佐证2" for row in rows for cell in row) == 3


def test_it_is_said_where_each_copy_lies(built: Built) -> None:
    said = {f.where: f for f in built.findings if f.code == "F111"}
    assert set(said) == {"studio.yaml:4", "evidence/18-附加/再一份.pdf"}
    assert not [f for f in built.findings if f.code == "F211"]


def test_one_file_in_two_rows_is_no_longer_printed_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    (tmp_path / "evidence" / "12-革新").mkdir(parents=True)
    make_pdf(tmp_path / "evidence" / "12-革新" / "a.pdf", [PlainSheet()])
    rows = "  - {files: 12-革新/a.pdf, kind: 甲}\n  - {files: 12-革新/a.pdf, kind: 乙}\n"
    head = "scheme: weihai-2025\nsubmission: assessment\nevidence:\n"
    (tmp_path / "studio.yaml").write_text(head + rows, encoding="utf-8")
    codes = [f.code for f in check_workspace(tmp_path).findings]
    assert codes.count("F111") == 1
    assert "F211" not in codes
