"""The sample workspaces: whole, consistent, as awkward as promised, and remade the same."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pymupdf
import pytest
from PIL import Image, ImageChops, ImageDraw
from pypdf import PdfReader

from docgen.issues.finding import Level
from docgen.model.id_numbers import (
    id_number_birth,
    id_number_problem,
    id_number_sex,
    is_credit_code,
)
from docgen.model.scoring import score
from docgen.text.wording import write_figure
from docgen.workspace.load import Workspace, load_workspace
from docgen.workspace.moved_files import MEMORY_FILE

SAMPLES = Path(__file__).parent.parent / "samples"
MAKE = SAMPLES / "make.py"
NAMES = ("assessment", "application", "example-city")
PICTURES = (".jpg", ".png")


@cache
def workspace(name: str) -> Workspace:
    return load_workspace(SAMPLES / name)


def files(name: str) -> list[Path]:
    return sorted(p for p in (SAMPLES / name / "evidence").rglob("*") if p.is_file())


def page_count(file: Path) -> int:
    return 1 if file.suffix in PICTURES else len(PdfReader(file).pages)


def remake(into: Path, only: str) -> dict[str, bytes]:
    command = [sys.executable, str(MAKE), "--into", str(into), "--only", only]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = {str(p.relative_to(into)): p.read_bytes() for p in into.rglob("*") if p.is_file()}
    assert made
    return made


# ── whole and consistent ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_loads_without_a_complaint(name: str) -> None:
    loaded = workspace(name)
    assert [f for f in loaded.findings if f.level is not Level.NOTE] == []
    assert loaded.report is not None


def test_the_assessment_is_large_enough() -> None:
    assert len(workspace("assessment").evidence) >= 60
    assert sum(page_count(f) for f in files("assessment")) >= 150


def test_the_application_is_of_the_promised_size() -> None:
    assert 15 <= len(workspace("application").evidence) <= 25
    assert 25 <= sum(page_count(f) for f in files("application")) <= 45
    assert 4 <= len(workspace("application").data.studio.members) <= 5


@pytest.mark.parametrize("name", NAMES)
def test_every_item_has_evidence(name: str) -> None:
    loaded = workspace(name)
    assert {e.item for e in loaded.evidence} == {i.number for i in loaded.spec.items}


def test_every_item_of_the_assessment_is_claimed() -> None:
    claims = workspace("assessment").data.claims
    assert sorted(claims) == list(range(1, 19))
    assert all(len(claim.statement) >= 40 for claim in claims.values())


def test_all_samples_together_stay_small() -> None:
    kept = [p for name in (*NAMES, "make_parts/texts") for p in (SAMPLES / name).rglob("*")]
    size = sum(p.stat().st_size for p in kept if p.is_file() and "out" not in p.parts)
    assert 2_000_000 < size < 15_000_000


def test_the_assessment_scores_as_its_readme_says() -> None:
    loaded = workspace("assessment")
    scores = score(loaded.spec, loaded.data, loaded.evidence)
    assert f"基础分 {write_figure(scores.base)}、加分 {write_figure(scores.bonus)}" in (
        SAMPLES / "README.md"
    ).read_text(encoding="utf-8")


def test_the_sample_of_another_city_scores_as_its_readme_says() -> None:
    loaded = workspace("example-city")
    scores = score(loaded.spec, loaded.data, loaded.evidence)
    grade = loaded.spec.grade(scores.total)
    assert grade is not None
    text = f"基础分 {write_figure(scores.base)}、加分 {write_figure(scores.bonus)}，{grade.name}"
    assert text in (SAMPLES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_counts_right(name: str) -> None:
    pages = sum(page_count(f) for f in files(name))
    row = f"{len(workspace(name).evidence)} 件，{pages} 页"
    assert row in (SAMPLES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", [1, 2, 4, 11, 12, 13, 14, 15])
def test_statements_name_the_figures_the_evidence_adds_up_to(number: int) -> None:
    loaded = workspace("assessment")
    measure = score(loaded.spec, loaded.data, loaded.evidence).item(number).measures[0]
    assert measure.value is not None
    assert write_figure(measure.value) in loaded.data.claims[number].statement


def test_rosters_list_everybody_they_count() -> None:
    counted = [e for e in workspace("assessment").evidence if e.kind == "培训取证"]
    everybody: set[str] = set()
    for evidence in counted:
        reader = PdfReader(SAMPLES / "assessment/evidence" / evidence.files[0].path)
        text = "".join(page.extract_text() for page in reader.pages)
        numbers = set(re.findall(r"Y\d{17}", text))
        assert len(numbers) == evidence.quantity
        everybody |= numbers
    assert len(everybody) == 438


# ── the planted doubts ────────────────────────────────────────────────────────────────────────


def test_the_funds_stand_on_a_contested_figure() -> None:
    loaded = workspace("assessment")
    funds = score(loaded.spec, loaded.data, loaded.evidence).item(4)
    assert funds.measures[0].value == 20
    assert [d.other_points for d in funds.doubts if d.other_points is not None] == [3]


def test_one_counted_certificate_is_of_another_year() -> None:
    loaded = workspace("assessment")
    period = loaded.spec.period
    assert period is not None
    dated = [e for e in loaded.evidence if e.date and e.item == 13]
    outside = [e for e in dated if not period.start <= e.date.first <= period.end]
    assert len(dated) == 6
    assert [e.number for e in outside] == ["ZL 2023 2 9990044.5"]


def test_evidence_is_shared_joined_and_divided() -> None:
    evidence = workspace("assessment").evidence
    shared = {e.supports for e in evidence if len(e.supports) > 1}
    assert {(13, 18), (17, 18), (6, 9)} <= shared
    assert any(len(e.files) > 1 for e in evidence)
    book = [e for e in evidence if e.files[0].pages]
    ranges = [e.files[0].pages for e in book]
    whole = page_count(SAMPLES / "assessment/evidence" / book[0].files[0].path)
    assert len({e.files[0].path for e in book}) == 1
    assert sorted(n for r in ranges for a, b in r or () for n in range(a, b + 1)) == [
        *range(1, whole + 1)
    ]


# ── as awkward as real papers ─────────────────────────────────────────────────────────────────


def pdf_pages(name: str) -> Iterator[tuple[float, ...]]:
    for file in files(name):
        if file.suffix == ".pdf":
            for page in PdfReader(file).pages:
                media, crop = page.mediabox, page.cropbox
                yield (
                    page.rotation % 360,
                    float(media.left),
                    float(media.width),
                    float(media.height),
                    float(crop.width),
                )


def test_pages_lie_every_way_round() -> None:
    pages = list(pdf_pages("assessment"))
    assert {page[0] for page in pages} == {0, 90, 180, 270}
    assert any(left != 0 and crop < width for _, left, width, _, crop in pages)
    assert any(round(width) == 1191 and round(height) == 842 for _, _, width, height, _ in pages)
    assert any(round(width) == 842 and round(height) == 595 for _, _, width, height, _ in pages)


@pytest.mark.parametrize(
    ("name", "orientations"), [("assessment", {1, 3, 6, 8}), ("application", {1, 3, 6, 8})]
)
def test_photographs_are_stored_every_way_round(name: str, orientations: set[int]) -> None:
    found = set()
    for file in files(name):
        if file.suffix == ".jpg":
            with Image.open(file) as picture:
                found.add(picture.getexif().get(0x0112, 1))
    assert found == orientations


def test_there_is_a_panorama_and_a_png() -> None:
    sizes = []
    for file in files("assessment"):
        if file.suffix in PICTURES:
            with Image.open(file) as picture:
                sizes.append((picture.format, picture.width / picture.height))
    assert max(ratio for _, ratio in sizes) >= 2.5
    assert {kind for kind, _ in sizes} == {"JPEG", "PNG"}


def test_order_numbers_are_not_in_the_order_of_the_alphabet() -> None:
    titles = [e.title for e in workspace("assessment").evidence if e.item == 1]
    assert titles[0] == "工作室平面图"
    assert titles[-1] == "工作室研讨区照片"


# ── nobody's papers ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_well_formed_and_of_no_place(name: str) -> None:
    data = workspace(name).data
    number = data.leader.id_number
    assert id_number_problem(number) == ""
    assert number.startswith("371099")
    assert data.leader.birth is not None
    birth = id_number_birth(number)
    assert birth is not None
    assert (birth.year, birth.month) == (data.leader.birth.year, data.leader.birth.month)
    assert id_number_sex(number) == data.leader.sex
    assert is_credit_code(data.unit.credit_code)


@pytest.mark.parametrize("name", NAMES)
def test_no_paper_shows_a_whole_id_number(name: str) -> None:
    masked = 0
    for file in files(name):
        if file.suffix == ".pdf":
            text = "".join(page.extract_text() for page in PdfReader(file).pages)
            assert not re.search(r"(?<![\dA-Z])\d{17}[\dXx](?!\d)", text), file
            masked += text.count("371099********")
    assert masked


def red_share(picture: Image.Image) -> float:
    """How much of a picture is the red of seals and red heads."""
    red, green, blue = picture.convert("RGB").split()
    rest = ImageChops.lighter(green, blue)
    strong = ImageChops.subtract(red, rest).point([255 if v > 90 else 0 for v in range(256)])
    return strong.histogram()[255] / (picture.width * picture.height)


def papers(name: str) -> Iterator[tuple[Path, Image.Image]]:
    """Every drawn paper as a small picture: PDF pages and scans, but no photographs."""
    for file in files(name):
        if file.suffix == ".pdf":
            with pymupdf.open(file) as document:
                for page in document:
                    pixels = page.get_pixmap(dpi=30, alpha=False)
                    size = (pixels.width, pixels.height)
                    yield file, Image.frombytes("RGB", size, pixels.samples)
        elif "证书" in file.stem or "回单" in file.stem or "专利" in str(file.parent):
            with Image.open(file) as picture:
                yield file, picture.convert("RGB").reduce(4)


def test_no_paper_bears_anything_like_a_seal() -> None:
    seal = Image.new("RGB", (248, 351), "white")
    ImageDraw.Draw(seal).ellipse((180, 280, 230, 330), outline=(212, 38, 40), width=3)
    assert red_share(seal) > 0.002
    looked = [(file, red_share(picture)) for name in NAMES for file, picture in papers(name)]
    assert len(looked) > 150
    assert [file for file, share in looked if share > 0.001] == []


def test_reports_name_chinese_faces_and_the_headings_asked_for() -> None:
    for name in NAMES:
        loaded = workspace(name)
        assert loaded.report is not None
        with zipfile.ZipFile(loaded.report) as package:
            styles = package.read("word/styles.xml").decode()
            body = package.read("word/document.xml").decode()
        for face in ("仿宋_GB2312", "黑体", "方正小标宋简体"):
            assert f'w:eastAsia="{face}"' in styles
        for heading in loaded.spec.report.headings:
            assert heading in body


# ── made again ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "only",
    ["studio.yaml", ".docx", "02-技术技能人才团队", "13-新产品新成果/发明专利", "example-city/"],
)
def test_what_is_here_is_what_the_script_makes(tmp_path: Path, only: str) -> None:
    """Texts to the byte; drawings by their text and size, as fonts differ between machines."""
    made = remake(tmp_path, only)
    if only == "02-技术技能人才团队":
        assert {Path(path).suffix for path in made} == {".pdf", ".jpg", ".png"}
        # On one machine they are the same to the byte.
        assert made == remake(tmp_path / "again", only)
    for path, data in made.items():
        here = SAMPLES / path
        hint = f"{path}: run python samples/make.py"
        assert here.is_file(), hint
        if here.suffix in PICTURES:
            with Image.open(here) as old, Image.open(tmp_path / path) as new:
                assert old.size == new.size, hint
        elif here.suffix == ".pdf":
            pair = [PdfReader(p) for p in (here, tmp_path / path)]
            texts = [[p.extract_text() for p in reader.pages] for reader in pair]
            assert texts[0] == texts[1], hint
        elif here.suffix == ".docx":
            with zipfile.ZipFile(here) as old_zip, zipfile.ZipFile(tmp_path / path) as new_zip:
                part = "word/document.xml"
                assert old_zip.read(part) == new_zip.read(part), hint
        else:
            assert here.read_bytes() == data, hint


def test_nothing_lies_here_that_the_script_does_not_make() -> None:
    listing = (
        "import sys; sys.path.insert(0, sys.argv[1]); import make; print(*make.all_recipes(),"
        " sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", listing, str(SAMPLES)], capture_output=True, text=True, check=True
    )
    made = set(done.stdout.splitlines())
    here = {
        p.relative_to(SAMPLES).as_posix()
        for name in NAMES
        for p in (SAMPLES / name).rglob("*")
        # What files held is noted where a sample is checked.
        if p.is_file() and "out" not in p.relative_to(SAMPLES).parts and p.name != MEMORY_FILE
    }
    assert len(made) > 100
    assert made == here
