"""The check report as a page: whole in itself, nothing of the data able to act in it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import lxml.html
import pytest
from test_proof import SAMPLES, case_of, copy_sample

from docgen.checks.run_checks import check
from docgen.issues.errors import OutputError
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.privacy import mask_data
from docgen.model.scoring import add_up
from docgen.package.report_page import Subject, save_report_page, write_report_page
from docgen.text.wording import write_figure

HOSTILE = "<script>alert(1)</script>\"' onload=x &amp; <img src=http://x.example/y>\u202e\x1b[2J"


def subject_of(folder: Path) -> tuple[tuple[Finding, ...], Subject]:
    _, case = case_of(folder)
    pieces = mask_data(case.evidence)
    data = mask_data(case.data)
    return check(case), Subject(case.scheme, case.spec, data, pieces, case.scores)


@pytest.fixture(scope="module")
def sample() -> tuple[tuple[Finding, ...], Subject]:
    return subject_of(SAMPLES / "assessment")


@pytest.fixture(scope="module")
def page(sample: tuple[tuple[Finding, ...], Subject]) -> bytes:
    return write_report_page(*sample)


def read(page: bytes) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page.decode())


def words(element: lxml.html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def rows(page: bytes) -> dict[int, lxml.html.HtmlElement]:
    """The rows of the items by their numbers."""
    found = read(page).xpath("//table[@class='items']/tbody/tr[not(@class='band')]")
    return {int(words(row[0]).split()[0]): row for row in found}


# ── what it says ──────────────────────────────────────────────────────────────────────────────


def test_every_finding_stands_there_with_place_and_remedy(
    sample: tuple[tuple[Finding, ...], Subject], page: bytes
) -> None:
    findings, _ = sample
    told = [
        tuple(words(cell) for cell in row)[1:]
        for row in read(page).xpath("//table[@class='findings']/tbody/tr")
    ]
    assert len(told) == len(findings) > 10
    for finding in findings:
        place = f"{finding.where}{finding.code}"
        assert any(
            where.replace(" ", "") == place.replace(" ", "")
            and (what, remedy) == (squeeze(finding.what), squeeze(finding.remedy))
            for where, what, remedy in told
        ), finding


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_each_items_points_and_figures_are_those_of_the_scores(
    sample: tuple[tuple[Finding, ...], Subject], page: bytes
) -> None:
    _, subject = sample
    assert subject.scores
    told = rows(page)
    assert list(told) == [item.number for item in subject.spec.items]
    for score in subject.scores.items:
        cells = [words(cell) for cell in told[score.number]]
        points = (score.full, score.computed, score.claimed)
        assert cells[1:4] == [write_figure(value) or "—" for value in points]
        for measure in score.measures:
            assert measure.text in cells[4]
            for term in measure.terms:
                assert (
                    f"{write_figure(term.quantity)} {measure.unit}：{term.evidence_id}" in cells[4]
                )


def test_what_does_not_count_is_said_with_the_reason(tmp_path: Path) -> None:
    in_period = (
        "    in_period: true                # 按投入使用算在期内，理由在 note；不写就不计数\n"
    )
    folder = copy_sample("assessment", tmp_path / "ws", ((in_period, ""),))
    told = words(rows(write_report_page(*subject_of(folder)))[13])
    assert re.search(r"不计 13-\d+ 一种焊接变位机快换夹具：日期 2023年11月24日 不在考核期内", told)


def test_a_typed_figure_stands_beside_what_the_evidence_adds_up_to(tmp_path: Path) -> None:
    typed = ("  11:\n", "  11:\n    measure: 439\n")
    folder = copy_sample("assessment", tmp_path / "ws", (typed,))
    told = words(rows(write_report_page(*subject_of(folder)))[11])
    assert "439 人，是填写的；佐证数出 438 人" in told


def bars(page: bytes, name: str) -> list[float]:
    """The lengths of the bars of one kind, without that of the legend."""
    chart = read(page).xpath(f"//svg[@class='chart']/rect[@class='{name}']")
    return [float(bar.get("width")) for bar in chart[1:]]


def test_the_bars_are_as_long_as_the_points(
    sample: tuple[tuple[Finding, ...], Subject], page: bytes
) -> None:
    _, subject = sample
    assert subject.scores
    points = [add_up(category, subject.scores) for category in subject.spec.categories]
    lengths = {name: bars(page, name) for name in ("claimed", "computed", "full")}
    full = [found.full for found in points if found.full is not None]
    scale = max(lengths["full"]) / float(max(full))
    expected = {
        "claimed": [found.claimed for found in points],
        "computed": [found.computed for found in points],
        "full": full,
    }
    for name, values in expected.items():
        assert lengths[name] == pytest.approx([float(v) * scale for v in values], abs=0.2), name


def test_points_claimed_and_computed_differ_in_the_chart(tmp_path: Path) -> None:
    claim = ("  11:\n", "  11:\n    points: 1\n")
    folder = copy_sample("assessment", tmp_path / "ws", (claim,))
    page = write_report_page(*subject_of(folder))
    assert sum(bars(page, "claimed")) < sum(bars(page, "computed"))


def test_without_points_and_without_data_there_is_no_chart() -> None:
    findings, subject = subject_of(SAMPLES / "application")
    page = write_report_page(findings, replace(subject, scores=None))
    assert not read(page).xpath("//svg | //table[@class='items']")
    assert subject.data.studio.name in words(read(page))
    broken = Finding(Level.ERROR, "Y101", Location("studio.yaml:3"), "读不懂", "改正")
    assert "读不懂" in words(read(write_report_page((broken,), None)))
    assert "没有发现问题" in words(read(write_report_page((), None)))


# ── what it must not do ───────────────────────────────────────────────────────────────────────


class Attributes(HTMLParser):
    """Every tag and attribute of a page, as a browser's tokeniser sees them."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def hostile_pages() -> Iterator[bytes]:
    findings, subject = subject_of(SAMPLES / "assessment")
    finding = Finding(Level.ERROR, "Y101", Location(HOSTILE), HOSTILE, HOSTILE)
    data = subject.data.model_copy(
        update={
            "studio": subject.data.studio.model_copy(update={"name": HOSTILE}),
            "unit": subject.data.unit.model_copy(update={"name": HOSTILE}),
        }
    )
    pieces = tuple(replace(piece, title=HOSTILE) for piece in subject.evidence)
    yield write_report_page(
        (finding, *findings),
        replace(subject, data=data, evidence=pieces),
        moved=(HOSTILE,),
        draft=True,
    )
    yield write_report_page((finding,), None)


def test_hostile_names_are_only_words() -> None:
    for page in hostile_pages():
        seen = Attributes(page)
        assert not {"script", "img", "iframe", "link", "object"} & set(seen.tags)
        assert not [name for name, _ in seen.attributes if name.startswith("on")]
        assert "\u202e" not in page.decode()
        assert b"\x1b" not in page
        assert "alert(1)" in words(read(page))


def test_nothing_is_fetched(page: bytes) -> None:
    seen = Attributes(page)
    assert not [value for name, value in seen.attributes if name in {"src", "href", "data"}]
    assert "url(" not in page.decode()
    assert "@import" not in page.decode()
    assert "://" not in page.decode()
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in seen.attributes


def test_id_numbers_are_masked() -> None:
    finding = Finding(
        Level.ERROR, "C501", Location("studio.yaml:1"), "号码371002197609181237不对", "改"
    )
    assert b"371002197609181237" not in write_report_page((finding,), None)


def test_another_file_is_not_overwritten(tmp_path: Path, page: bytes) -> None:
    file = tmp_path / "新" / "报告.html"
    save_report_page(file, page)
    save_report_page(file, page)
    assert file.read_bytes() == page
    (tmp_path / "别的.html").write_text("我的网页")
    with pytest.raises(OutputError, match="不是检查报告"):
        save_report_page(tmp_path / "别的.html", page)
    with pytest.raises(OutputError, match="写不出来"):
        save_report_page(tmp_path, page)


def test_the_full_points_of_a_category_are_those_of_its_items(
    sample: tuple[tuple[Finding, ...], Subject],
) -> None:
    _, subject = sample
    assert subject.scores
    for category in subject.spec.categories:
        full = add_up(category, subject.scores).full
        assert full == (category.points if full is not None else None)
        assert full is None or isinstance(full, Decimal)
