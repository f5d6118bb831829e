"""Printed, scanned by simulation, collected: every page is named right, and nothing is lost."""

import contextlib
import io
import json
import random
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from doing import build_package
from PIL import Image, ImageChops
from pypdf import PdfReader
from readers import complaints
from scanning import (
    Feed,
    Shot,
    any_paper,
    as_jpeg,
    blank,
    erase_marks,
    exchange_lines,
    find_mark,
    halve,
    make_bitonal,
    photograph,
    put_together,
    render,
    scan,
    show_through,
    tear,
    write_pdf,
    write_tiff,
)

from docgen.bundle.page_identity import PackageId, PageIdentity, encode
from docgen.cli.commands import run
from docgen.collect.collect_record import How
from docgen.collect.collect_report import read_pages, report
from docgen.collect.originals import PageKey, open_printed
from docgen.collect.recognition import name_files
from docgen.collect.run_collect import Collection, collect
from docgen.collect.sheet_choice import choose
from docgen.collect.sheet_inspection import SeenMark, SheetLook, read_marks
from docgen.collect.sheet_naming import (
    Left,
    Named,
    Other,
    Outcome,
    ScannedPage,
    choose_expected,
    choose_likely,
    find_unlike,
    list_expected,
    name_by_marks,
)
from docgen.collect.tasks import Sought, examine, examine_hard, recognise
from docgen.images.content_comparison import Agreement, Fit
from docgen.images.page_matching import Likely, Wording
from docgen.images.page_of_file import PageOfFile
from docgen.images.similarity_transform import Similarity
from docgen.issues.errors import DocgenError, OutputError, WorkspaceError
from docgen.pdf.geometry import PageBox
from docgen.pdf.qr_symbol import SYMBOL_MODULES, draw_symbol

SAMPLES = Path(__file__).parent.parent / "samples"
FORM, BUNDLE = "2-威海市技能大师工作室申报表.pdf", "3-佐证材料.pdf"

# --- the package, and its pages as they went through the scanner --------------------------------


@pytest.fixture(scope="module")
def printed(sample_package: Callable[[str], Path]) -> Path:
    """A package as it is built, and printed."""
    return sample_package("application")


@pytest.fixture(scope="module")
def shorter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The studio's workspace with one or two of what it has many of: two thirds of the pages."""
    several = ("2 鞠春兰市级*", "3 团队*", "3 蔬果*", "4 花饽饽*", "10 教材*")
    photographs = ("2 蒸*", "3 塑*", "4 培*", "5 作品*", "6 作品*", "7 作品*")
    left_out = shutil.ignore_patterns("out", *several, *photographs)
    workspace = tmp_path_factory.mktemp("shorter") / "workspace"
    shutil.copytree(SAMPLES / "application", workspace, ignore=left_out)
    data = workspace / "studio.yaml"
    text, row, _ = data.read_text("utf-8").partition("  - files: 03-技术成果证书/10")
    assert row
    data.write_text(text, "utf-8")
    return workspace


@pytest.fixture(scope="module")
def older(shorter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same studio's bundle as it was before a telephone number changed."""
    folder = tmp_path_factory.mktemp("older")
    workspace = Path(shutil.copytree(shorter, folder / "workspace"))
    data = workspace / "studio.yaml"
    data.write_text(data.read_text("utf-8").replace("0631-0000526", "0631-0000527"), "utf-8")
    return build_package(workspace, out=folder / "out", only="bundle").folder


@pytest.fixture(scope="module")
def foreign(sample_package: Callable[[str], Path]) -> Path:
    """The package of another studio."""
    return sample_package("example-city")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def keys_of(package: Path) -> list[PageKey]:
    return list(open_printed(package).keys)


def open_page(package: Path, key: PageKey) -> Iterator[pymupdf.Page]:
    original = open_printed(package).original(key)
    with pymupdf.open(original.path) as document:
        yield document[original.place(key) - 1]


def scan_page(package: Path, key: PageKey, feed: Feed, seed: int = 0) -> Image.Image:
    (picture,) = (scan(page, feed, seed) for page in open_page(package, key))
    return picture


@dataclass
class Pile:
    """Sheets as they come out of a scanner, and what each of them is."""

    sheets: list[tuple[object, bytes]]

    @property
    def truth(self) -> list[object]:
        return [what for what, _ in self.sheets]

    @property
    def jpegs(self) -> list[bytes]:
        return [data for _, data in self.sheets]


@dataclass
class Mess:
    """What came of everything that can go wrong at once, and what then came of the rest."""

    package: Path
    first: Pile
    seen: list[dict[str, object]]
    state: dict[str, object]
    second: Pile
    result: Collection


MISSING = (PageKey("bundle", 9), PageKey("form", 2))
SPOILT = (PageKey("bundle", 5), PageKey("bundle", 21), PageKey("report", 2))
SHEETS = 29


@pytest.fixture(scope="module")
def mess(
    shorter: Path, older: Path, foreign: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mess:
    """All pages shuffled, turned, skewed, sealed; some missing, double, strange or blotted."""
    folder, rng = tmp_path_factory.mktemp("mess"), random.Random(20261125)
    package = build_package(shorter, out=folder).folder
    first = Pile(list(_feed_all(package, {"old": older, "foreign": foreign}, rng)))
    rng.shuffle(first.sheets)
    write_pdf(folder / "扫描.pdf", first.jpegs)
    arguments = ["collect", str(package), str(folder / "扫描.pdf"), "--json"]
    said = _run(arguments, folder / "said.json")
    second = Pile([
        (key, as_jpeg(scan_page(package, key, feed), feed))
        for key in MISSING
        for feed in [any_paper(rng)]
    ])  # fmt: skip
    write_pdf(folder / "补扫.pdf", second.jpegs)
    cache = tmp_path_factory.mktemp("cache")
    result = collect(package, [folder / "补扫.pdf"], cache=cache)
    return Mess(package, first, said["pages"], said, second, result)


def _feed_all(
    package: Path, others: Mapping[str, Path], rng: random.Random
) -> Iterator[tuple[object, bytes]]:
    for seed, key in enumerate(keys_of(package)):
        if key in MISSING:
            continue
        feed = any_paper(rng)
        if key in SPOILT:
            feed = replace(feed, spoilt=True, seal=False)
        yield key, as_jpeg(scan_page(package, key, feed, seed), feed)
    double = PageKey("bundle", 12)
    yield double, as_jpeg(scan_page(package, double, Feed(turn=180)), Feed())
    for _ in range(3):
        yield "blank", as_jpeg(blank(), Feed())
    for what, other in others.items():
        feed = any_paper(rng)
        yield what, as_jpeg(scan_page(other, PageKey("bundle", 17), feed), feed)


def _run(arguments: Sequence[str], target: Path) -> dict[str, object]:
    """What a command says as JSON; exit code 1 is demanded."""
    with target.open("w+", encoding="utf-8") as out, contextlib.redirect_stdout(out):
        code = run(arguments)
    assert code == 1
    return json.loads(target.read_text("utf-8"))


# --- every page is named right -----------------------------------------------------------------


def test_every_sheet_is_named_right(mess: Mess) -> None:
    got = [
        PageKey(said["kind"], said["page"]) if "kind" in said else said["left"]
        for said in mess.seen
    ]
    assert got == mess.first.truth
    assert len(got) == SHEETS - 2 + 1 + 3 + 2


def test_what_a_page_was_named_by_is_said(mess: Mess) -> None:
    ways = {PageKey(s["kind"], s["page"]): s["how"] for s in mess.seen if "kind" in s}
    assert {key for key, how in ways.items() if how != "mark"} >= set(SPOILT)
    named = [f for f in mess.state["findings"] if f["code"] == "K105"]
    assert len(named) == sum(how != "mark" for how in ways.values())
    assert any("认定为佐证材料第 5 页" in finding["what"] for finding in named)


def test_what_is_missing_double_or_strange_is_said(mess: Mess) -> None:
    codes: dict[str, list[str]] = {}
    for finding in mess.state["findings"]:
        codes.setdefault(finding["code"], []).append(finding["what"])
    assert codes["K101"] == ["缺 1 页：第 2 页", "缺 1 页：第 9 页"]
    assert all("旧版" in what for what in codes["K102"])
    assert all("另一套材料" in what for what in codes["K103"])
    assert (len(codes["K102"]), len(codes["K103"])) == (1, 1)
    assert len(codes["K104"]) == 1
    assert codes["K107"] == ["3 张空白页已略去"]
    assert "K106" not in codes
    assert mess.state["complete"] is False
    missing = {d["file"]: d["missing"] for d in mess.state["documents"]}
    assert missing[FORM], missing[BUNDLE] == ([[2, 2]], [[9, 9]])


# --- the result ----------------------------------------------------------------------------------


def test_the_rest_makes_the_set_whole(mess: Mess) -> None:
    assert mess.result.complete
    assert not [f for f in report(mess.result) if f.level == "error"]
    names = {file.name for file in mess.result.folder.iterdir()}
    originals = {original.file for original in open_printed(mess.package).originals}
    assert names == {*originals, "collect.json"}


def _links_by_pypdf(path: Path) -> list[object]:
    reader = PdfReader(path, strict=True)
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages)}
    found = []
    for page in reader.pages:
        for reference in page.get("/Annots", ()):
            link = reference.get_object()
            if link["/Subtype"] == "/Link":
                target = link.get("/Dest")
                where = (numbers[target[0].idnum], [str(t) for t in target[1:]]) if target else None
                found.append((page.page_number, [float(v) for v in link["/Rect"]], where,
                              str(link.get("/A"))))  # fmt: skip
    return found


def _outline_by_pypdf(reader: PdfReader, entries: Sequence[object]) -> list[object]:
    return [
        _outline_by_pypdf(reader, entry)
        if isinstance(entry, list)
        else (
            entry.title,
            reader.get_destination_page_number(entry),
            str(entry.top),
            str(entry.left),
        )
        for entry in entries
    ]


def test_links_bookmarks_and_labels_are_the_originals(mess: Mess) -> None:
    """As two other libraries read them."""
    counted = 0
    for original in open_printed(mess.package).originals:
        result = mess.result.folder / original.file
        links = _links_by_pypdf(original.path)
        assert _links_by_pypdf(result) == links
        one, other = PdfReader(original.path), PdfReader(result, strict=True)
        assert _outline_by_pypdf(other, other.outline) == _outline_by_pypdf(one, one.outline)
        assert other.page_labels == one.page_labels
        assert other.metadata.title == one.metadata.title
        for key in ("/PageMode", "/ViewerPreferences", "/Lang"):
            assert str(other.root_object.get(key)) == str(one.root_object.get(key))
        with pymupdf.open(original.path) as before, pymupdf.open(result) as after:
            assert after.get_toc() == before.get_toc()
            for page, scanned in zip(before, after, strict=True):
                assert scanned.rect == page.rect
                assert [(k["from"], k.get("page"), k.get("to")) for k in scanned.get_links()] == [
                    (k["from"], k.get("page"), k.get("to")) for k in page.get_links()
                ]
        counted += len(links)
    assert counted > 60


def test_four_readers_find_nothing_wrong(mess: Mess) -> None:
    assert complaints(mess.result.folder / BUNDLE) == []


def test_scan_data_is_kept_as_it_is(mess: Mess) -> None:
    kept = set()
    for original in open_printed(mess.package).originals:
        with pikepdf.open(mess.result.folder / original.file) as pdf:
            streams = (thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream))
            kept |= {s.read_raw_bytes() for s in streams if s.get("/Subtype") == "/Image"}
    given = {
        data
        for pile in (mess.first, mess.second)
        for what, data in pile.sheets
        if isinstance(what, PageKey)
    }
    # One of the page that came twice is left out.
    assert len(kept) == SHEETS
    assert len(given) == SHEETS + 1
    assert kept < given


def test_every_page_lies_upright_on_its_original(mess: Mess) -> None:
    """Marks at the head and ink at the foot are where they were, to a millimetre and a half."""
    seen, came = 0, mess.result.collected.pages
    for original in open_printed(mess.package).originals:
        result = mess.result.folder / original.file
        with pymupdf.open(original.path) as before, pymupdf.open(result) as after:
            for number in range(0, len(before), 3):
                page, scanned = before[number], after[number]
                assert _is_near(render(page, 100), render(scanned, 100)), (original.file, number)
                marks = [find_mark(page), find_mark(scanned)]
                if all(marks):
                    off = abs(complex(*marks[0]) - complex(*marks[1])) * 25.4 / 72
                    key = original.keys[number]
                    # Without a mark to hold it, a scan may lie one repetition of a pattern off.
                    limit = 1.5 if came[key].how is How.MARK else 2.5
                    assert off < limit, (key, came[key])
                    seen += 1
    assert seen > 5


def _is_near(page: Image.Image, scanned: Image.Image) -> bool:
    """Whether most ink of the page lies within 1.5 mm of ink of the scan."""
    ink = page.getchannel(0).point(lambda level: 255 if level < 110 else 0)
    there = scanned.getchannel(0)
    for step in (1, 3, 2):
        # As dark as the darkest within six pixels; a filter so wide takes a hundred times as long.
        for across, down in ((step, 0), (0, step)):
            for way in (1, -1):
                moved = ImageChops.offset(there, way * across, way * down)
                there = ImageChops.darker(there, moved)
    there = there.point(lambda level: 255 if level < 190 else 0)
    both = ImageChops.multiply(ink, there).histogram()[255]
    return both > 0.85 * ink.histogram()[255]


# --- again and again -----------------------------------------------------------------------------

SOME = (PageKey("form", 1), PageKey("form", 2), PageKey("form", 3), PageKey("form", 4))


@pytest.fixture(scope="module")
def sheets(printed: Path) -> dict[PageKey, bytes]:
    """The four pages of the form, scanned plainly."""
    return {key: as_jpeg(scan_page(printed, key, Feed(skew=2)), Feed()) for key in SOME}


@pytest.fixture
def package(printed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(printed, tmp_path / "application"))


def _pages(collection: Collection) -> dict[PageKey, str]:
    return {key: page.scan for key, page in collection.collected.pages.items()}


def test_pages_come_as_they_come(
    package: Path, sheets: dict[PageKey, bytes], tmp_path: Path, cache: Path
) -> None:
    """JPEG files, then a TIFF of several pages, then what is better than what was there."""
    for n, key in enumerate(SOME[:2]):
        (tmp_path / f"{n}.jpg").write_bytes(sheets[key])
    done = collect(package, [tmp_path / "0.jpg", tmp_path / "1.jpg"], cache=cache)
    assert _pages(done) == {SOME[0]: "0.jpg", SOME[1]: "1.jpg"}
    part = done.folder / "2-威海市技能大师工作室申报表（未齐）.pdf"
    with pymupdf.open(part) as shown:
        texts = [page.get_text() for page in shown]
        assert "缺页：第 3 页" in texts[2]
        assert "缺页" not in texts[0]
    assert not (done.folder / FORM).exists()

    pictures = [Image.open(io.BytesIO(sheets[key])) for key in (SOME[3], SOME[2])]
    write_tiff(tmp_path / "二.tif", pictures, 200)
    done = collect(package, [tmp_path / "二.tif"], cache=cache)
    assert [_pages(done)[key] for key in SOME] == ["0.jpg", "1.jpg", "二.tif", "二.tif"]
    assert (done.folder / FORM).exists()
    assert not part.exists()
    assert complaints(done.folder / FORM) == []

    fine = Feed(dpi=300, noise=2, quality=80)
    (tmp_path / "好.jpg").write_bytes(as_jpeg(scan_page(package, SOME[0], fine), fine))
    done = collect(package, [tmp_path / "好.jpg", tmp_path / "1.jpg"], cache=cache)
    assert _pages(done)[SOME[0]] == "好.jpg"
    assert [(d.key, d.others) for d in done.doubles] == [(SOME[0], ("上次的 0.jpg 第 1 页",))]

    done = collect(package, [tmp_path / "0.jpg"], cache=cache)
    assert _pages(done)[SOME[0]] == "好.jpg"
    done = collect(package, [tmp_path / "0.jpg"], cache=cache, again=frozenset({SOME[0]}))
    assert _pages(done)[SOME[0]] == "0.jpg"


def test_a_sealed_page_is_kept_before_a_clean_one(
    package: Path, sheets: dict[PageKey, bytes], tmp_path: Path, cache: Path
) -> None:
    sealed = as_jpeg(scan_page(package, SOME[0], Feed(seal=True)), Feed())
    for order in ((sheets[SOME[0]], sealed), (sealed, sheets[SOME[0]])):
        write_pdf(tmp_path / "两份.pdf", order)
        done = collect(package, [tmp_path / "两份.pdf"], cache=cache)
        (double,) = done.doubles
        assert double.kept == f"两份.pdf 第 {order.index(sealed) + 1} 页"
        shutil.rmtree(done.folder)


def test_a_result_somebody_changed_is_kept_and_not_built_upon(
    package: Path, sheets: dict[PageKey, bytes], tmp_path: Path, cache: Path
) -> None:
    write_pdf(tmp_path / "全.pdf", sheets.values())
    done = collect(package, [tmp_path / "全.pdf"], cache=cache)
    with pikepdf.open(done.folder / FORM, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Author"] = "别人"
        pdf.save(done.folder / FORM)
    (tmp_path / "1.jpg").write_bytes(sheets[SOME[1]])
    done = collect(package, [tmp_path / "1.jpg"], cache=cache)
    assert _pages(done) == {SOME[1]: "1.jpg"}
    codes = {finding.code for finding in report(done)}
    assert {"K101", "K111", "K113"} <= codes
    assert [kept.former_name for kept in done.kept] == [FORM]
    assert (done.folder / done.kept[0].name).exists()


def test_scans_of_another_state_are_not_mixed(
    older: Path, package: Path, sheets: dict[PageKey, bytes], tmp_path: Path, cache: Path
) -> None:
    (tmp_path / "0.jpg").write_bytes(sheets[SOME[0]])
    done = collect(package, [tmp_path / "0.jpg"], cache=cache)
    before = (done.folder / "collect.json").read_bytes()
    shutil.rmtree(package)
    shutil.copytree(older, package)
    with pytest.raises(OutputError, match="另一版材料"):
        collect(package, [tmp_path / "0.jpg"], cache=cache)
    assert (done.folder / "collect.json").read_bytes() == before


def test_what_cannot_be_opened_costs_nothing_else(
    package: Path, sheets: dict[PageKey, bytes], tmp_path: Path, cache: Path
) -> None:
    folder = tmp_path / "扫描"
    folder.mkdir()
    (folder / "1.jpg").write_bytes(sheets[SOME[0]])
    (folder / "2.pdf").write_bytes(b"%PDF-1.7 nothing")
    (folder / "3.jpg").write_bytes(sheets[SOME[1]][:20_000])
    (folder / "4.txt").write_text("not a scan")
    done = collect(package, [folder], cache=cache)
    assert _pages(done)[SOME[0]] == "1.jpg"
    said = {(finding.code, Path(finding.where).name) for finding in report(done)}
    assert ("K112", "2.pdf") in said
    assert ("K114", "3.jpg") in said


def test_a_scan_that_is_not_there_changes_nothing(package: Path, cache: Path) -> None:
    with pytest.raises(WorkspaceError, match="没有这个文件"):
        collect(package, [package / "nothing.pdf"], cache=cache)
    assert [path.name for path in package.parent.iterdir()] == ["application"]


def test_a_package_without_marks_is_refused(printed: Path, tmp_path: Path) -> None:
    """One that was built before pages had marks."""
    package = Path(shutil.copytree(printed, tmp_path / "application"))
    manifest = json.loads((package / "manifest.json").read_bytes())
    del manifest["package"]
    (package / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(DocgenError, match="没有标识"):
        open_printed(package)


def test_pictures_are_brought_down_only_when_asked(
    package: Path, tmp_path: Path, cache: Path
) -> None:
    fine = Feed(dpi=300)
    (tmp_path / "0.jpg").write_bytes(as_jpeg(scan_page(package, SOME[0], fine), fine))
    done = collect(package, [tmp_path / "0.jpg"], cache=cache, max_dpi=150)
    (result,) = done.folder.glob("2-*.pdf")
    with pikepdf.open(result) as pdf:
        image = pdf.pages[0].Resources.XObject.Scan.Resources.XObject
        (picture,) = (value for _, value in image.items())
        assert 0.45 < picture.Width / (210 / 25.4 * 300) < 0.55


def test_a_document_without_marks_is_told_by_its_looks(
    package: Path, tmp_path: Path, cache: Path
) -> None:
    """Sheets without a mark; and one that has its mark, where the original shows none."""
    keys, feed = (PageKey("form", 3), PageKey("form", 4)), Feed(dpi=150, skew=-3, turn=90)
    (tmp_path / "4.jpg").write_bytes(as_jpeg(scan_page(package, keys[1], feed), feed))
    erase_marks(package / FORM)
    (tmp_path / "3.jpg").write_bytes(as_jpeg(scan_page(package, keys[0], feed), feed))
    done = collect(package, [tmp_path / "3.jpg", tmp_path / "4.jpg"], cache=cache)
    assert {key: page.how for key, page in done.collected.pages.items()} == {
        keys[0]: How.ORDER, keys[1]: How.MARK
    }  # fmt: skip
    assert all(page.share > 0.9 for page in done.collected.pages.values())


# --- harder paper --------------------------------------------------------------------------------

LARGE = PageKey("bundle", 27)
"""An A3 page that lies across."""


def _hard_pile(package: Path, foreign: Path) -> Iterator[tuple[object, Image.Image]]:
    """Each kind of sheet that is no plain scan."""

    def page(number: int, feed: Feed | None = None) -> Image.Image:
        return scan_page(package, PageKey("bundle", number), feed or Feed(dpi=150))

    def key(*numbers: int) -> object:
        keys = tuple(PageKey("bundle", number) for number in numbers)
        return keys if len(keys) > 1 else keys[0]

    yield key(1), photograph(page(1), Shot(desk=None))
    yield key(2), photograph(page(2), Shot(bulge=0.011, shadow=0.5))
    yield (
        key(3),
        photograph(page(3, Feed(dpi=150, spoilt=True)), Shot(lean=(0.03,) * 4 + (-0.04,) * 4)),
    )
    yield key(4), photograph(page(4).rotate(180), Shot(tilt=5, cast=(0.9, 0.97, 1)))
    for number, share in ((5, 0.3), (7, 0.5)):
        yield key(number), page(number)
        yield "back", show_through(page(number), share)
    yield "blank", show_through(page(9), 0.1)
    fine = Feed(dpi=200)
    yield key(8, 9), put_together([page(8, fine), page(9, fine)], 0.7071).rotate(90, expand=True)
    yield key(10, 11), put_together([page(10), page(11, Feed(dpi=150, spoilt=True))])
    yield key(18), tear(page(18), (1, 1), 0.4)
    yield key(16), page(16, Feed(dpi=150, spoilt=True))
    yield key(17), make_bitonal(page(17))
    whole = scan_page(package, LARGE, Feed(dpi=150))
    right = halve(whole, 150, 12)[1]
    yield key(27), right.rotate(180)
    form = PageKey("form", 2)
    spoilt = scan_page(package, form, Feed(dpi=150, spoilt=True))
    (other,) = (exchange_lines(sheet, spoilt, 150) for sheet in open_page(package, form))
    yield "unlike", other
    upper = page(25)
    upper.paste(page(20, Feed(dpi=150, spoilt=True)), (0, upper.height // 2))
    yield key(25), upper
    yield "foreign", photograph(scan_page(foreign, PageKey("bundle", 2), Feed(dpi=150)), Shot())


def _write_pictures(path: Path, pictures: Sequence[Image.Image]) -> None:
    dpis = [200 if picture.width in {2338, 1654} else 150 for picture in pictures]
    write_pdf(path, [
        as_jpeg(picture.convert("RGB"), Feed(dpi=dpi))
        for picture, dpi in zip(pictures, dpis, strict=True)
    ])  # fmt: skip


def test_harder_paper(printed: Path, foreign: Path, tmp_path: Path, cache: Path) -> None:
    """Photographed, showing through, two on a sheet, torn, in black and white, a half of an A3."""
    package = Path(shutil.copytree(printed, tmp_path / "application"))
    truth, pictures = zip(*_hard_pile(package, foreign), strict=True)
    _write_pictures(tmp_path / "难.pdf", pictures)
    done = collect(package, [tmp_path / "难.pdf"], cache=cache)
    got: dict[int, list[object]] = {}
    for outcome in done.outcomes:
        named = outcome.key if isinstance(outcome, Named) else outcome.why.value
        got.setdefault(outcome.sheet.page, []).append(named)
    wanted = {n: list(what) if isinstance(what, tuple) and not isinstance(what, PageKey) else [what]
              for n, what in enumerate(truth, start=1)}  # fmt: skip
    assert {n: sorted(names, key=str) for n, names in got.items()} == wanted

    said: dict[str, list[str]] = {}
    for finding in report(done):
        said.setdefault(finding.code, []).append(finding.what)
    assert "K109" not in said
    assert said["K115"] == ["2 张空白背面透出正面的字，已略去"]
    assert "是佐证材料第 18 页，右下角有内容没有扫到" in said["K116"]
    assert said["K117"] == ["佐证材料第 27 页只收到右半，缺左半"]
    assert len(said["K119"]) == 2
    assert "格式像表格第 2 页" in said["K121"][0]
    assert any("--replace F2" in finding.remedy for finding in report(done))
    assert "标识是佐证材料第 25 页" in said["K122"][0]
    assert said["K120"] == ["第 1–4 页是拍的照片，已拉平"]
    assert LARGE.page in done.missing(open_printed(package).originals[-1])

    # What is laid flat lies as its page does.
    (result,) = done.folder.glob("3-*.pdf")
    with pymupdf.open(package / BUNDLE) as before, pymupdf.open(result) as after:
        for number in (1, 2, 4, 8, 9):
            assert _is_near(render(before[number], 100), render(after[number], 100)) or number == 1
        assert [page.rect for page in before] == [page.rect for page in after]

    left = halve(scan_page(package, LARGE, Feed(dpi=150, skew=1)), 150, 12)[0]
    _write_pictures(tmp_path / "左.pdf", [left])
    done = collect(package, [tmp_path / "左.pdf"], cache=cache)
    assert LARGE.page not in done.missing(open_printed(package).originals[-1])
    assert [f.what for f in report(done) if f.code == "K118"] == ["已拼成佐证材料第 27 页"]
    (result,) = done.folder.glob("3-*.pdf")
    assert complaints(result) == []
    with pymupdf.open(package / BUNDLE) as before, pymupdf.open(result) as after:
        assert _is_near(render(before[LARGE.page - 1], 100), render(after[LARGE.page - 1], 100))


def _sought(package: Path, key: PageKey) -> Sought:
    original = open_printed(package).original(key)
    place = original.place(key)
    package_id = PackageId.parse(original.packages[place - 1])
    return Sought(
        PageOfFile(str(original.path), place), PageIdentity(package_id, key.kind, key.page)
    )


def _word(package: Path, key: PageKey, picture: Image.Image, path: Path) -> Wording:
    write_pdf(path, [as_jpeg(picture, Feed(dpi=150))])
    return recognise(PageOfFile(str(path), 1), [_sought(package, key)]).likely[0].wording


@pytest.mark.parametrize("key", [PageKey("form", 2), PageKey("form", 3), PageKey("bundle", 2)])
def test_the_same_form_with_other_words_is_another_page(
    printed: Path, tmp_path: Path, key: PageKey
) -> None:
    path = tmp_path / "one.pdf"
    plain = scan_page(printed, key, Feed(dpi=150, spoilt=True))
    (other,) = (exchange_lines(page, plain, 150) for page in open_page(printed, key))
    wording = _word(printed, key, other, path)
    assert wording.is_other
    assert wording.other
    feed = Feed(dpi=150, spoilt=True, skew=3, grey=True, blur=0.9, noise=12)
    bad = scan_page(printed, key, feed)
    stained = plain.copy()
    stained.paste((190, 140, 120), (500, 300, 800, 500))
    for picture in (plain, bad, tear(plain, (1, 0), 0.3), stained):
        assert not _word(printed, key, picture, path).is_other


# --- seals and blanks ----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_a_grey_seal_over_the_mark_is_seen_through(
    printed: Path, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    skew, turn = rng.uniform(-3, 3), rng.choice((0, 90, 180, 270))
    feed = Feed(dpi=150, skew=skew, turn=turn, grey=True, blur=0.8, noise=10, seal=True)
    key = PageKey("bundle", rng.randint(1, 36))
    write_pdf(tmp_path / "one.pdf", [as_jpeg(scan_page(printed, key, feed, seed), feed)])
    (mark,) = examine_hard(PageOfFile(str(tmp_path / "one.pdf"), 1), {}).look.marks
    assert PageKey(mark.identity.document, mark.identity.page) == key


def test_a_dark_page_is_not_blank(tmp_path: Path) -> None:
    """The cover of a journal, most of it one dark tone; and a sheet that is dark all over."""
    cover = Image.new("RGB", (827, 1169), (28, 75, 130))
    cover.paste((255, 255, 255), (0, 0, 827, 330))
    for number, page in enumerate((cover, Image.new("RGB", (827, 1169), (28, 75, 130)))):
        write_pdf(tmp_path / f"{number}.pdf", [as_jpeg(page, Feed(dpi=100))])
        assert not examine(PageOfFile(str(tmp_path / f"{number}.pdf"), 1), {}).look.blank


@pytest.mark.parametrize("noise", [3, 8, 12])
def test_an_empty_back_is_blank_and_a_page_with_a_line_is_not(tmp_path: Path, noise: float) -> None:
    empty = blank(noise=noise)
    line = empty.copy()
    line.paste(40, (400, 900, 900, 912))
    write_pdf(tmp_path / "two.pdf", [as_jpeg(picture, Feed()) for picture in (empty, line)])
    looks = [examine(PageOfFile(str(tmp_path / "two.pdf"), page), {}).look for page in (1, 2)]
    assert [look.blank for look in looks] == [True, False]


# --- naming, by hand -----------------------------------------------------------------------------

PACKAGE = PackageId(5, 7)
KEYS = tuple(PageKey("bundle", page) for page in range(1, 41))


def _sheet(*marks: PageIdentity, blank: bool = False) -> ScannedPage:
    corners = (0j, 1 + 0j, 1 + 1j, 1j)
    seen = tuple(SeenMark(identity, corners) for identity in marks)
    look = SheetLook(seen, blank, 200, False, 0, 50)
    return ScannedPage("扫描.pdf", "0" * 64, 1, "扫描.pdf", PageBox(0, 0, 595, 842), look)


SIZE = (595.0, 842.0)
BLOCKS = frozenset(range(100))


def _fit(share: float, reach: float = 1.0, *, first: bool = True) -> Fit:
    """A fit on a page of a hundred blocks; what is reached are its first, or its last."""
    there = range(round(100 * reach)) if first else range(100 - round(100 * reach), 100)
    found = frozenset(list(there)[: round(share * len(there))])
    beyond = BLOCKS - frozenset(there)
    return Fit(Similarity(), share, Agreement(BLOCKS, found, frozenset(), beyond), SIZE)


def _name(*marks: PageIdentity, blank: bool = False, shares: Sequence[float] = ()) -> Outcome:
    own = [mark for mark in marks if mark.package == PACKAGE]
    fits = dict(zip(own, (_fit(share) for share in shares or [1.0] * len(own)), strict=True))
    (outcome,) = name_by_marks(_sheet(*marks, blank=blank), fits, dict.fromkeys(KEYS, str(PACKAGE)))
    return outcome


def test_a_mark_anywhere_on_a_large_sheet_is_seen_once_it_is_enlarged() -> None:
    ours, side, dpi = PageIdentity(PACKAGE, "bundle", 37), 96, 200
    rows = draw_symbol(encode(ours))
    ends = range(SYMBOL_MODULES - 1, -1, -1)
    levels = bytes(255 * (1 - (row >> end & 1)) for row in rows for end in ends)
    symbol = Image.frombytes("L", (SYMBOL_MODULES, SYMBOL_MODULES), levels).resize((side, side))
    # A sheet of A3 is read in bands then, the first of which begin at these heights.
    for top in (585 - side // 2, 1170 - side // 3):
        sheet = Image.new("L", (3307, 2339), 255)
        sheet.paste(symbol, (1500, top))
        twice = sheet.resize((sheet.width * 2, sheet.height * 2))
        (seen,) = read_marks(sheet, dpi, lambda _, __, view=twice: iter([(view, 2)]))
        assert seen.identity == ours
        middle = complex(1500 + side / 2, top + side / 2) * 72 / dpi
        assert abs(seen.middle - middle) < 2


def test_a_mark_tells_ours_from_old_and_foreign_ones() -> None:
    ours, next_one = (PageIdentity(PACKAGE, "bundle", page) for page in (37, 38))
    named = _name(ours)
    assert isinstance(named, Named)
    assert named.key == PageKey("bundle", 37)
    # Evidence that is itself a page of another package bears two marks.
    other = PageIdentity(PackageId(1, 1), "bundle", 2)
    assert _name(other, ours) == replace(named, sheet=_sheet(other, ours))
    for package, why in ((PackageId(5, 8), Other.OLD), (PackageId(6, 7), Other.FOREIGN)):
        left = _name(PageIdentity(package, "bundle", 37))
        assert isinstance(left, Left)
        assert left.why is why
    assert _name(blank=True).why is Other.BLANK
    assert _name().why is Other.UNREAD
    # Of two marks of the set those count whose pages are there.
    assert _name(ours, next_one, shares=(0.1, 0.95)).key == PageKey("bundle", 38)
    assert _name(ours, next_one, shares=(0.1, 0.1)).why is Other.UNREAD
    both = name_by_marks(
        _sheet(ours, next_one),
        {ours: _fit(1), next_one: _fit(1)},
        dict.fromkeys(KEYS, str(PACKAGE)),
    )
    assert [outcome.key.page for outcome in both] == [37, 38]


@pytest.mark.parametrize(
    ("pages", "right"),
    [((36, 0, 38), 37), ((35, 0, 39), 37), ((39, 0, 35), 37), ((36, -1, 0, -1, 38), 37),
     ((33, 0, 35), 34), ((36, 0, 0, 39), 37)],
)  # fmt: skip
def test_neighbours_tell_which_page_is_looked_for_first(pages: tuple[int, ...], right: int) -> None:
    """Fronts alone, backs last page first, blank backs between: 0 is unread, -1 is blank."""
    outcomes = [
        _name(blank=True) if page < 0
        else _name(PageIdentity(PACKAGE, "bundle", page)) if page else _name()
        for page in pages
    ]  # fmt: skip
    expected = [key.page for key in list_expected(outcomes, pages.index(0))]
    assert expected[0] == right
    # What the next sheet's mark settled is not looked for again.
    assert not {page for page in pages if page > 0} & set(expected)


def _likely(page: int, share: float, margin: float) -> Likely:
    return Likely(page - 1, _fit(share), margin)


def test_what_looks_like_several_pages_is_named_none_of_them() -> None:
    expected = [PageKey("bundle", 37)]
    for found, right in (
        ([], None),
        ([_likely(12, 0.95, 0.05), _likely(13, 0.95, -0.05)], None),
        ([_likely(12, 0.6, 1.0)], None),
        ([_likely(12, 0.9, 0.7), _likely(13, 0.86, -0.7)], (12, How.LIKENESS)),
        ([_likely(12, 0.95, 0.0), _likely(37, 0.94, 0.0)], (37, How.ORDER)),
        # Of one template, but another page stands apart.
        ([_likely(12, 0.95, 0.7), _likely(37, 0.82, -0.7)], (12, How.LIKENESS)),
    ):
        chosen = choose_likely(found, KEYS, expected)
        assert (chosen and (KEYS[chosen[0].page].page, chosen[1])) == right
    assert choose_expected([_likely(37, 0.82, 1.0)], KEYS) is None
    assert choose_expected([_likely(37, 0.95, 1.0)], KEYS) == PageKey("bundle", 37)


def test_a_page_with_other_words_is_taken_only_when_somebody_has_looked() -> None:
    key = PageKey("bundle", 37)
    found = [replace(_likely(37, 1.0, 1.0), wording=Wording(40, 6, ("鞠春兰", "食品")))]
    assert choose_expected(found, KEYS) is None
    assert choose_likely(found, KEYS, [key]) is None
    assert find_unlike(found) == found[0]
    assert choose_expected(found, KEYS, {key}) == key
    assert choose_likely(found, KEYS, [], {key}) == (found[0], How.LIKENESS)
    # One piece of two hundred may be a smear.
    assert not Wording(200, 4, ("1",)).is_other


def _come(
    page: int, share: float, reach: float = 1.0, *, red: float = 0, first: bool = True
) -> Named:
    sheet = _sheet()
    assert sheet.look
    look = replace(sheet.look, red_mm2=red)
    key = PageKey("bundle", page)
    return Named(
        replace(sheet, page=page, look=look), key, How.MARK, _fit(share, reach, first=first)
    )


def test_of_two_sheets_of_one_page_likeness_counts_before_seals() -> None:
    stained, true, sealed = _come(7, 0.1, red=400), _come(7, 1.0), _come(7, 0.95, red=400)
    for pile in ([stained, true], [true, stained]):
        chosen, (double,) = choose(pile, {}, frozenset())
        assert chosen[PageKey("bundle", 7)].sheets == (true,)
        assert len(double.others) == 1
    chosen, _ = choose([true, sealed], {}, frozenset())
    assert chosen[PageKey("bundle", 7)].sheets == (sealed,)


def test_halves_make_a_page_and_what_adds_nothing_is_a_double() -> None:
    left, right = _come(7, 1.0, 0.55), _come(7, 1.0, 0.55, first=False)
    chosen, doubles = choose([right, left, left], {}, frozenset())
    (choice,) = chosen.values()
    assert set(choice.sheets) == {left, right}
    assert choice.agreement.reach == 1
    assert not doubles or doubles[0].others
    (alone,) = choose([left], {}, frozenset())[0].values()
    assert alone.agreement.beyond == frozenset(range(55, 100))
    whole = _come(7, 0.98)
    assert choose([left, whole, right], {}, frozenset())[0].popitem()[1].sheets == (whole,)


def test_files_of_one_name_are_told_apart_by_their_folders() -> None:
    files = ["/a/正面/1.pdf", "/a/背面/1.pdf", "/a/背面/2.pdf", "/b/正面/1.pdf"]
    called = name_files(files)
    assert [called[file] for file in files] == [
        "a/正面/1.pdf", "背面/1.pdf", "2.pdf", "b/正面/1.pdf"
    ]  # fmt: skip


def test_pages_are_named_as_on_their_marks() -> None:
    assert read_pages(["37", "E38", "f2", "R1"]) == {
        PageKey("bundle", 37), PageKey("bundle", 38), PageKey("form", 2), PageKey("report", 1)
    }  # fmt: skip
    for text in ("", "x", "E", "1-3", "Q2"):
        with pytest.raises(ValueError, match=text or "^$"):
            read_pages([text])
