"""Photographs used twice: found however they were altered, and none found that are not."""

import base64
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps
from test_proof import SAMPLES, case_of, copy_sample
from test_summary import evidence, told

from docgen.checks.case import Case
from docgen.checks.photographs import compare_photographs, find_photographs, gather_alike
from docgen.checks.run_checks import check
from docgen.images.photo_fingerprint import SIDE, take_likeness
from docgen.images.photo_matching import find_alike
from docgen.issues.finding import Level
from docgen.model.prepared import Prepared
from docgen.model.source_keys import EvidenceKey
from docgen.package.manifest import EvidencePart, ManifestSource
from docgen.pdf.system_fonts import TEXT_FAMILIES, find_faces
from docgen.sources.photo_comparisons import Comparisons, KnownAlbums
from docgen.sources.prepare import prepare
from docgen.summary.summary import find_shared

CODE = "C316"
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
PHOTOS = sorted(
    path
    for path in SAMPLES.glob("*/evidence/**/*.jpg")
    if "照片" in path.name or "设施设备" in path.parent.name
)
CERTIFICATES = sorted(
    path
    for path in SAMPLES.glob("*/evidence/**/*")
    if path.suffix in {".jpg", ".png"} and "证书" in path.name
)
TWINS = {"rec/Portrait_5.jpg", "rec/Portrait_7.jpg"}
"""One picture of the corpus, turned in two ways."""

Alter = Callable[[Image.Image], Image.Image]


def crop(left: float, top: float, right: float, bottom: float) -> Alter:
    return lambda picture: picture.crop(
        (
            round(left * picture.width),
            round(top * picture.height),
            round((1 - right) * picture.width),
            round((1 - bottom) * picture.height),
        )
    )


def together(picture: Image.Image) -> Image.Image:
    part = crop(0.08, 0.02, 0.05, 0.1)(picture).transpose(Image.Transpose.ROTATE_90)
    return ImageEnhance.Brightness(part.resize((700, 900))).enhance(1.1)


ALTERED: dict[str, Alter] = {
    "saved again": lambda picture: picture,
    "smaller": lambda picture: picture.resize((picture.width * 2 // 5, picture.height * 2 // 5)),
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.2),
    "darker": lambda picture: ImageEnhance.Brightness(picture).enhance(0.8),
    "flatter": lambda picture: ImageEnhance.Contrast(picture).enhance(0.8),
    "harder": lambda picture: ImageEnhance.Contrast(picture).enhance(1.2),
    "turned right": lambda picture: picture.transpose(Image.Transpose.ROTATE_270),
    "upside down": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    "one edge off": crop(0.12, 0, 0, 0),
    "all edges off": crop(0.12, 0.12, 0.12, 0.12),
    "unevenly cut": crop(0.11, 0.03, 0.02, 0.09),
    "all together": together,
}


def save(picture: Image.Image, path: Path, quality: int = 40) -> Path:
    picture.save(path, **({"quality": quality} if path.suffix == ".jpg" else {}))
    return path


def likenesses(files: dict[str, Path], cache: Path) -> dict[str, bytes]:
    """The small picture of every page of files, as they are prepared for a bundle."""
    prepared = prepare(list(files.items()), cache=cache)
    return {
        f"{name} {number}": page.likeness
        for name, source in prepared.items()
        if isinstance(source, Prepared)
        for number, page in enumerate(source.pages, start=1)
    }


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def photos(cache: Path) -> dict[str, bytes]:
    return likenesses({str(path): path for path in PHOTOS}, cache)


# ── what is one ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("alter", ALTERED.values(), ids=ALTERED)
def test_a_photograph_is_known_again(
    alter: Alter, photos: dict[str, bytes], cache: Path, tmp_path: Path
) -> None:
    chosen = PHOTOS[1::5]
    made = {}
    for number, path in enumerate(chosen):
        picture = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        made[path.name] = save(
            alter(picture), tmp_path / f"{number}.{'png' if number == 1 else 'jpg'}"
        )
    found = likenesses(made, cache)
    assert len(found) == len(chosen) > 4
    pairs = set(find_alike({**photos, **found}))
    assert pairs == {(f"{path} 1", f"{path.name} 1") for path in chosen}


def test_a_photograph_that_fills_a_page_of_a_pdf_is_known_again(
    photos: dict[str, bytes], cache: Path, tmp_path: Path
) -> None:
    picture = ImageOps.exif_transpose(Image.open(PHOTOS[0])).convert("RGB")
    file = tmp_path / "scan.pdf"
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=60)
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        image = pdf.make_stream(
            data.getvalue(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=picture.width,
            Height=picture.height,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB,
            Filter=pikepdf.Name.DCTDecode,
        )
        page = pdf.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        page.Contents = pdf.make_stream(b"q 500 0 0 375 40 300 cm /Im0 Do Q")
        pdf.save(file)
    found = likenesses({"scan": file}, cache)
    assert list(find_alike({**photos, **found})) == [(f"{PHOTOS[0]} 1", "scan 1")]


# ── what is not ───────────────────────────────────────────────────────────────────────────────


def test_the_samples_hold_no_photograph_twice(photos: dict[str, bytes]) -> None:
    assert len(photos) > 25
    assert sum(map(bool, photos.values())) == len(photos)
    assert {len(data) for data in photos.values()} == {SIDE * SIDE}
    assert list(find_alike(photos)) == []


def test_certificates_leave_no_likeness(cache: Path) -> None:
    found = likenesses({str(path): path for path in CERTIFICATES}, cache)
    assert len(found) > 15
    assert set(found.values()) == {b""}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of foreign files is not here")
def test_foreign_photographs_and_scans_are_told_apart(cache: Path) -> None:
    folders = [CORPUS / "images", CORPUS / "chinese"]
    files = {
        str(path): path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".jpg", ".jpeg", ".png", ".webp", ".tif", ".jp2"}
    }
    found = likenesses(files, cache)
    assert sum(map(bool, found.values())) > 15
    pairs = {frozenset("/".join(Path(n[:-2]).parts[-2:]) for n in p) for p in find_alike(found)}
    assert pairs <= {frozenset(TWINS)}


# ── in a workspace ────────────────────────────────────────────────────────────────────────────

TAKEN = "03-设施设备/4 焊接实训工位.jpg"
AGAIN = "11-职业技能培训/11 第二期实操照片.jpg"


def test_a_photograph_used_twice_is_named_with_both_places(cache: Path, tmp_path: Path) -> None:
    folder = copy_sample("assessment", tmp_path / "ws")
    picture = ImageOps.exif_transpose(Image.open(folder / "evidence" / TAKEN))
    save(crop(0.05, 0.09, 0.02, 0.04)(picture), folder / "evidence" / AGAIN, quality=70)
    _, case = case_of(folder)
    case = with_pictures(case, folder, cache)
    (found,) = [finding for finding in check(case) if finding.code == CODE]
    assert found.level is Level.WARNING
    assert found.where == f"evidence/{AGAIN}"
    assert f"{TAKEN}、{AGAIN}" in found.what


def test_a_burst_is_told_of_once_and_not_compared_again(cache: Path, tmp_path: Path) -> None:
    """Forty photographs of one moment, by a hand that is not quite still."""
    picture = ImageOps.exif_transpose(Image.open(PHOTOS[1])).convert("RGB").resize((600, 400))
    shots = {
        f"{shot}": take_likeness(crop(shot * 0.0015, 0, 0.06 - shot * 0.0015, 0)(picture))
        for shot in range(40)
    }
    with Comparisons(tmp_path) as known:
        pairs = find_alike(shots, known)
        tried = len(known)
    (group,) = gather_alike(pairs)
    assert len(pairs) == 39
    assert set(group) == set(shots)
    assert tried < 40 * len(shots)
    steps: list[str] = []
    with Comparisons(tmp_path) as known:
        assert find_alike(shots, known, lambda event: steps.append(event.text)) == pairs
        assert len(known) == tried
    assert set(steps) == {"比对照片"}


def test_an_album_that_is_known_is_not_looked_through_again(tmp_path: Path) -> None:
    likenesses, albums = [b"one", b"other", b"third"], KnownAlbums(tmp_path)
    assert albums.get(likenesses) is None
    albums.keep(likenesses, [(0, 2)])
    assert KnownAlbums(tmp_path).get(likenesses) == ((0, 2),)
    assert albums.get(reversed(likenesses)) is None
    (kept,) = tmp_path.iterdir()
    for damaged in (b"{", b"[]", b'{"a": 1}'):
        kept.write_bytes(damaged)
        assert albums.get(likenesses) is None


def test_many_photographs_of_one_scene_take_bounded_work() -> None:
    """In front of one scene somebody else stands in each: none is another."""
    picture = ImageOps.exif_transpose(Image.open(PHOTOS[1])).convert("RGB").resize((400, 300))
    scene = {}
    for number in range(60):
        shot = picture.copy()
        left, top = 9 * (number % 20) * 2, 100 + 60 * (number // 20)
        ImageDraw.Draw(shot).rectangle((left, top, left + 40, top + 60), fill="white")
        scene[str(number)] = take_likeness(shot)
    known: dict[str, tuple[float, bool]] = {}
    find_alike(scene, known)
    assert 0 < len(known) < 60 * 40


def test_the_same_file_is_no_photograph_used_twice(cache: Path, tmp_path: Path) -> None:
    """It is printed once, and that is said by another check."""
    folder = copy_sample("assessment", tmp_path / "ws", copies=((TAKEN, AGAIN),))
    _, case = case_of(folder)
    case = with_pictures(case, folder, cache)
    assert CODE not in {finding.code for finding in check(case)}


def with_pictures(case: Case, folder: Path, cache: Path) -> Case:
    sources = prepare(pictures_of(case, folder), cache=cache)
    alike = compare_photographs(find_photographs(case.evidence, sources))
    return replace(case, sources=sources, alike=alike)


def pictures_of(case: Case, folder: Path) -> list[tuple[EvidenceKey, Path]]:
    keys = [file.key for piece in case.evidence for file in piece.files]
    return [(key, folder / "evidence" / key.path) for key in keys if key.path.endswith(".jpg")]


# ── in many packages ──────────────────────────────────────────────────────────────────────────


def pieces(name: str, file: Path, cache: Path) -> tuple[EvidencePart, ...]:
    """Evidence as the manifest of a package has it."""
    (prepared,) = prepare([(name, file)], cache=cache).values()
    assert isinstance(prepared, Prepared)
    texts = tuple(base64.b64encode(page.likeness).decode() for page in prepared.pages)
    source = ManifestSource(file=name, sha256=prepared.sha256, likenesses=texts)
    return (evidence().model_copy(update={"sources": (source,)}),)


def test_a_photograph_of_several_studios_is_found(cache: Path, tmp_path: Path) -> None:
    picture = ImageOps.exif_transpose(Image.open(PHOTOS[2])).convert("RGB")
    cut = save(crop(0.04, 0, 0.1, 0.06)(picture), tmp_path / "cut.jpg")
    packages = (
        told("甲", pieces=pieces("场地.jpg", PHOTOS[2], cache)),
        told("乙", pieces=pieces("车间.jpg", cut, cache)),
        told("丙", pieces=pieces("别处.jpg", PHOTOS[3], cache)),
    )
    (shared,) = find_shared(packages)
    assert shared.ground == "照片相同"
    assert {piece.studio for piece in shared.pieces} == {"甲", "乙"}
    assert {"场地.jpg", "车间.jpg"} == set(shared.value.split(" 与 "))


@pytest.mark.parametrize("spoilt", ["", "AAAA", "kein base64!"])
def test_a_likeness_that_is_none_is_passed_over(spoilt: str) -> None:
    packages = []
    for number, studio in enumerate("甲乙"):
        source = ManifestSource(file="a.jpg", sha256=f"{number}" * 64, likenesses=(spoilt,))
        packages.append(
            told(studio, pieces=(evidence().model_copy(update={"sources": (source,)}),))
        )
    assert find_shared(packages) == ()


def test_framed_certificates_of_one_template_are_not_one() -> None:
    """Two that differ by the name, laid on a cover that is darker and larger than they are."""
    made = {}
    for name in ("张三", "欧阳建国"):
        sheet = Image.new("RGB", (1600, 1130), (150, 20, 25))
        draw = ImageDraw.Draw(sheet)
        draw.rectangle((330, 230, 1270, 900), fill=(250, 247, 238))
        draw.rectangle((350, 250, 1250, 880), outline=(190, 150, 60), width=8)
        font = ImageFont.truetype(find_faces(TEXT_FAMILIES)[0].path, 44)
        for line, text in enumerate((f"{name}同志：", "成绩优异，荣获二等奖，", "特发此证。")):
            draw.text((420, 400 + 80 * line), text, font=font, fill="black")
        made[name] = take_likeness(sheet.resize((440, 310)))
    assert all(made.values())
    assert list(find_alike(made)) == []
    again = {"一": made["张三"], "二": made["张三"]}
    assert list(find_alike(again)) == [("一", "二")]
