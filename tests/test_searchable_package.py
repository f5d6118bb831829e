"""A whole package whose scans were read: searched, verified, tampered with."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from making import make_evidence
from PIL import Image
from readers import complaints
from test_text_layer import write
from test_verify import BUNDLE, codes, edit_bundle, edit_manifest

from docgen import api
from docgen.cli.environment import settings_here
from docgen.model.prepared import usable
from docgen.model.source_keys import EvidenceKey
from docgen.ocr.models import find_models
from docgen.package.manifest import Document, load_manifest
from docgen.pdf.page_fingerprints import PageFingerprint, read_fingerprints
from docgen.sources.page_texts import read_page_texts
from docgen.sources.prepare import prepare
from docgen.verify.run_verify import verify

SAMPLE = Path(__file__).parent.parent / "samples" / "application"
HOLDERS = {5: "鞠春兰", 6: "乔若溪", 7: "邢桂枝"}
"""Whose certificates are scanned on which pages."""

pytestmark = [
    pytest.mark.reads,
    pytest.mark.skipif(find_models() is None, reason="docgen[read] is not installed"),
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("read") / "workspace"))


@pytest.fixture(scope="module")
def built(workspace: Path) -> Path:
    return build(workspace)


def build(workspace: Path, **how: Any) -> Path:
    """The package of a workspace, built beside it with its scans read."""
    settings = replace(settings_here(), reading=how.pop("reading", "all"))
    return api.build(workspace, settings, out=workspace.parent / "out", **how).folder


@pytest.fixture
def package(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "package"))


def told_of(package: Path) -> Document:
    manifest, _ = load_manifest(package)
    (bundle,) = (one for one in manifest.documents if one.role == "bundle")
    return bundle


def list_told(package: Path) -> list[int]:
    """The pages under which there is text, as the manifest tells of it."""
    told = told_of(package).text_layer or ()
    return [number for pages in told for number in range(pages.first, pages.last + 1)]


def list_unseen(file: Path) -> list[int]:
    """The pages that have text nobody sees."""
    with pymupdf.open(file) as pdf:
        unseen = [any(run["type"] == 3 for run in page.get_texttrace()) for page in pdf]
    return [number for number, has_some in enumerate(unseen, start=1) if has_some]


def test_names_are_found_on_their_scans(built: Path) -> None:
    assert not complaints(built / BUNDLE)
    with pymupdf.open(built / BUNDLE) as pdf:
        for number, name in HOLDERS.items():
            assert pdf[number - 1].search_for(name), name
    if shutil.which("pdftotext"):
        run = subprocess.run(["pdftotext", built / BUNDLE, "-"], capture_output=True, check=True)
        pages = run.stdout.decode().split("\f")
        for number, name in HOLDERS.items():
            assert name in pages[number - 1]
            assert not re.search(r"[一-鿿] [一-鿿] [一-鿿]", pages[number - 1])


def test_the_manifest_tells_of_the_pages(built: Path) -> None:
    told, prints = list_told(built), told_of(built).fingerprints
    assert prints

    assert set(HOLDERS) <= set(told)
    assert told == list_unseen(built / BUNDLE)
    parsed = map(PageFingerprint.parse, prints.pages)
    assert [number for number, one in enumerate(parsed, start=1) if one.layer] == told


def test_verify_has_nothing_to_say(built: Path) -> None:
    verified = verify(built, workspace=SAMPLE)

    assert verified.findings == ()
    (point,) = [one for one in verified.points if "文字层" in one.demand]
    assert not any(f"第 {number}" in point.detail for number in HOLDERS)


def test_without_it_the_bundle_is_what_it_was(workspace: Path, tmp_path: Path) -> None:
    plain = build(workspace, only="bundle", reading="none") / BUNDLE
    unread = plain.read_bytes()
    assert list_unseen(plain) == []
    other = Path(shutil.copytree(workspace, tmp_path / "workspace"))
    data = other / "studio.yaml"
    data.write_text(data.read_text("utf-8") + "\nbundle: {text_layer: false}\n", "utf-8")

    assert (build(other, only="bundle") / BUNDLE).read_bytes() == unread


def test_paper_stays_valid_when_scans_are_read_later(workspace: Path, tmp_path: Path) -> None:
    """Numbers are frozen before anything was read, and what is printed is what it was."""
    other = Path(shutil.copytree(workspace, tmp_path / "workspace"))
    settings = replace(settings_here(), reading="none")
    former, _ = load_manifest(build(other, reading="none"))
    api.lock(other, settings, out=other.parent / "out")
    package = build(other)
    manifest, _ = load_manifest(package)

    assert set(HOLDERS) <= set(list_told(package))
    assert manifest.changed == ()
    assert manifest.package == former.package
    assert verify(package).findings == ()


def test_names_are_found_on_scans_that_lean(built: Path, tmp_path: Path) -> None:
    """As the engine finds lines and reads them, by 5°."""
    with pymupdf.open(built / BUNDLE) as pdf:
        shown = {name: pdf[number - 1].get_pixmap(dpi=150) for number, name in HOLDERS.items()}
    files = []
    for name, pixels in shown.items():
        picture = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
        files.append(tmp_path / f"{name}.jpg")
        picture.rotate(-5, Image.Resampling.BICUBIC, fillcolor="white").save(
            files[-1], dpi=(150, 150), quality=70
        )
    cache = tmp_path / "cache"
    sources = prepare([(EvidenceKey(file.name), file) for file in files], cache=cache)
    texts = read_page_texts(usable(sources), cache)
    evidence = [make_evidence(1, nth, file.name) for nth, file in enumerate(files, start=1)]
    bundle = write(tmp_path / "bundle.pdf", evidence, sources, texts)
    numbers = list(bundle.evidence_pages())

    with pymupdf.open(bundle.path) as pdf:
        for number, name in zip(numbers, HOLDERS.values(), strict=True):
            assert pdf[number - 1].search_for(name), name
    if shutil.which("pdftotext"):
        command = ["pdftotext", bundle.path, "-"]
        said = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        assert all(name in said for name in HOLDERS.values())


# --- tampering ------------------------------------------------------------------------------------


def edit_layer(pdf: pikepdf.Pdf, number: int, change: Callable[[bytes], bytes]) -> None:
    stream = pdf.pages[number - 1].Contents[0]
    changed = change(stream.read_bytes())
    assert changed != stream.read_bytes()
    stream.write(changed)


def respell(name: str, other: str) -> Callable[[bytes], bytes]:
    codes_of = (one.encode("utf-16-be").hex().upper().encode() for one in (name, other))
    before, after = codes_of
    return lambda content: content.replace(before, after)


def say_otherwise(pdf: pikepdf.Pdf) -> None:
    edit_layer(pdf, 5, respell("春", "秋"))


def take_away(pdf: pikepdf.Pdf) -> None:
    edit_layer(pdf, 6, lambda _: b"q\n")


def make_visible(pdf: pikepdf.Pdf) -> None:
    edit_layer(pdf, 7, lambda content: content.replace(b" 3 Tr ", b" 0 Tr "))


def lay_under_another(pdf: pikepdf.Pdf) -> None:
    source, page = pdf.pages[4].obj, pdf.pages[8].obj
    page.Resources.Font.DgT = source.Resources.Font.DgT
    page.Contents[0] = pdf.make_stream(source.Contents[0].read_bytes())


FAULTS = (say_otherwise, take_away, make_visible, lay_under_another)


def tamper(package: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        for one in FAULTS:
            one(pdf)

    edit_bundle(package, change)


def said_of_layers(package: Path) -> dict[str, str]:
    return {finding.where: finding.what for finding in codes(package).get("V239", ())}


def test_text_that_was_altered_is_named_by_its_page(package: Path) -> None:
    tamper(package)
    found = codes(package)
    said = {finding.where: finding.what for finding in found["V239"]}

    assert said.keys() == {f"{BUNDLE} 第 {number} 页" for number in (5, 6, 7, 9)}
    assert "改过" in said[f"{BUNDLE} 第 5 页"]
    assert "这里没有，或看得见" in said[f"{BUNDLE} 第 6 页"]
    assert "这里没有，或看得见" in said[f"{BUNDLE} 第 7 页"]
    assert "清单没有说" in said[f"{BUNDLE} 第 9 页"]
    # The pictures are what they were, but for the page whose text is seen now.
    assert {finding.where for finding in found.get("V230", ())} <= {f"{BUNDLE} 第 9 页"}


def test_so_are_layers_that_came_or_went_with_their_fingerprints(package: Path) -> None:
    tamper(package)
    made = read_fingerprints(package / BUNDLE).pages

    def remake(manifest: dict[str, Any]) -> None:
        (bundle,) = (one for one in manifest["documents"] if one["role"] == "bundle")
        bundle["fingerprints"]["pages"] = list(map(str, made))

    edit_manifest(package, remake)
    said = said_of_layers(package)
    assert said.keys() == {f"{BUNDLE} 第 {number} 页" for number in (6, 7, 9)}
    assert any("text_layer" in one.what or "垫着文字" in one.what for one in codes(package)["V110"])


def test_a_picture_that_was_changed_is_told_all_the_same(package: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        edit_layer(pdf, 5, respell("春", "秋"))
        page = pdf.pages[4].obj
        page.Contents[1] = pdf.make_stream(b"1 0 0 rg 50 50 90 90 re f")

    edit_bundle(package, change)
    found = codes(package)
    for code in ("V230", "V239"):
        assert [one.where for one in found[code]] == [f"{BUNDLE} 第 5 页"]
