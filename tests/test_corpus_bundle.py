"""One bundle of the JPEGs, PNGs and PDFs that nobody of this project wrote, read back by others."""

import re
import shutil
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from doing import build_package
from pypdf import PdfReader
from readers import complaints
from test_corpus import CORPUS, EXPECTED, IMPATIENT

from docgen.issues.finding import Level
from docgen.package.manifest import Manifest, read_manifest
from docgen.printing.produce import Wish, print_package
from docgen.sources.prepare import prepare
from docgen.usecases.built import Built

pytestmark = [
    pytest.mark.apart,
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus of foreign files beside the project"),
]

INDEX_PAGE = 2
BOUND = {name: outcome for name, outcome in EXPECTED.items() if outcome != 352}
"""All but a book: its pages are of one kind, and would be as many as all others together."""


@pytest.fixture(scope="module")
def built(shared_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("corpus")
    evidence = folder / "evidence" / "03-设备"
    for name in BOUND:
        target = evidence / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CORPUS / name, target)
    (folder / "studio.yaml").write_text(
        "scheme: weihai-2025\nsubmission: assessment\nclaims:\n  3: {choice: full}\n",
        encoding="utf-8",
    )
    # The build finds in the cache what became of each.
    prepare([(name, CORPUS / name) for name in BOUND], cache=shared_cache, limits=IMPATIENT)
    return build_package(folder, draft=True, only="bundle")


@pytest.fixture(scope="module")
def manifest(built: Built) -> Manifest:
    return read_manifest((built.folder / "manifest.json").read_bytes())


@pytest.fixture(scope="module")
def bundle(built: Built) -> Path:
    return built.folder / "3-佐证材料.pdf"


def test_every_file_is_there_with_its_pages_or_a_page_that_says_why(
    built: Built, manifest: Manifest, bundle: Path
) -> None:
    pieces = {p.sources[0].file.removeprefix("03-设备/"): p for p in manifest.evidence}
    assert set(pieces) == set(BOUND)
    refused = {
        f.where.removeprefix("evidence/03-设备/"): f
        for f in built.findings
        if f.level is Level.ERROR and f.where.startswith("evidence/03-设备/")
    }
    with pymupdf.open(bundle) as pdf:
        for name, outcome in BOUND.items():
            piece = pieces[name]
            count = piece.last_page - piece.first_page + 1
            if isinstance(outcome, int):
                assert (name, count) == (name, outcome)
                assert name not in refused
            else:
                assert refused[name].code == outcome
                assert refused[name].remedy
                words = squeeze(pdf[piece.first_page - 1].get_text())
                assert count == 1
                assert "此件缺失" in words
                assert squeeze(Path(name).name) in words
        assert len(pdf) == max(p.last_page for p in manifest.evidence) + 15


def test_number_label_and_reference_are_right_on_every_page(
    manifest: Manifest, bundle: Path
) -> None:
    with pymupdf.open(bundle) as pdf:
        words = {page.number + 1: squeeze(page.get_text()) for page in pdf}
    labels = PdfReader(bundle).page_labels
    assert labels == [str(n) for n in range(1, len(words) + 1)]
    for number, text in words.items():
        assert f"—{number}—" in text, number
    for piece in manifest.evidence:
        order = piece.id.partition("-")[2]
        total = piece.last_page - piece.first_page + 1
        for nth in range(1, total + 1):
            stamp = f"项目3佐证{order}({nth}/{total})"
            assert stamp in words[piece.first_page + nth - 1], piece.title


def test_links_there_and_back_and_bookmarks_land(manifest: Manifest, bundle: Path) -> None:
    divider = next(i.divider for i in manifest.items if i.number == 3)
    firsts = {p.first_page for p in manifest.evidence}
    with pymupdf.open(bundle) as pdf:
        from_index, from_divider = set(), set()
        for page in pdf:
            targets = [link["page"] + 1 for link in page.get_links() if link["kind"] == 1]
            number = page.number + 1
            if INDEX_PAGE <= number < manifest.items[0].divider:
                from_index.update(targets)
            elif divider <= number < min(firsts):
                from_divider.update(targets)
            elif any(p.first_page <= number <= p.last_page for p in manifest.evidence):
                assert {INDEX_PAGE, divider} <= set(targets), number
        assert firsts <= from_index
        assert firsts <= from_divider
        outline = pdf.get_toc()
    assert {page for _, _, page in outline} >= firsts
    for _, title, page in outline:
        assert re.search(rf"（第 {page} 页）$", title), title


def test_no_reader_has_anything_to_say_against_it(bundle: Path) -> None:
    assert complaints(bundle) == []


def test_every_page_can_be_printed(built: Built, bundle: Path, tmp_path: Path) -> None:
    made = print_package(built.folder, Wish(), out=tmp_path)
    printed = [page.page for page in made.record.pages]
    assert printed == list(range(1, len(PdfReader(bundle).pages) + 1))
    assert {f.paper for f in made.record.files} == {"A4", "A3", "large"}
    for file in made.record.files:
        with pikepdf.open(made.folder / file.file) as pdf:
            assert len(pdf.pages) == file.pages


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)
