"""Links, bookmarks and what sources bring along, read back with other libraries."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pypdf
import pytest
from making import (
    CORPUS,
    Bundle,
    Sheet,
    bind,
    bind_pdf,
    differs,
    make_evidence,
    make_matter,
    make_pdf,
    prepare,
    render,
    run_tool,
    upright,
    without_stamps,
)
from pikepdf import Array, Dictionary, Name, String

from docgen.bundle.plan import PageKind
from docgen.issues.errors import OutputError
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.evidence import SourceFile
from docgen.model.source_keys import EvidenceKey, UncopiedError
from docgen.pdf.primitives import Bookmark, Text

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Two categories, three items, evidence of every geometry, some of it shared."""
    folder = tmp_path_factory.mktemp("links")
    sheets = [Sheet(rotate=r, crop=c) for r in (90, 180, 270, 0) for c in ("offset", "none")]
    sheets.append(Sheet((40, 30), 90))
    first = make_pdf(folder / "first.pdf", sheets)
    second = make_pdf(
        folder / "second.pdf", [Sheet((420, 297), 270), Sheet(rotate=180, user_unit=2)]
    )
    evidence = [
        make_evidence(1, 1, "first.pdf", supports=(1, 3)),
        make_evidence(1, 2, SourceFile("second.pdf", ((2, 2), (1, 1))), "first.pdf"),
        make_evidence(3, 1, "second.pdf", title="一份题目很长的佐证材料" * 20),
    ]
    sources = {path.name: prepare(path) for path in (first, second)}
    return bind(folder / "bundle.pdf", evidence, sources)


def _goto_links(page: pymupdf.Page) -> list[dict[str, Any]]:
    return [link for link in page.get_links() if link["kind"] == pymupdf.LINK_GOTO]


def test_every_planned_link_lands_on_its_page(bundle: Bundle) -> None:
    reader = pypdf.PdfReader(bundle.path, strict=True)
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages, start=1)}
    with pymupdf.open(bundle.path) as pdf:
        for planned in bundle.plan.pages:
            wanted = Counter(link.page for link in planned.links)
            page = pdf[planned.number - 1]
            assert Counter(link["page"] + 1 for link in _goto_links(page)) == wanted
            annotations = [a.get_object() for a in reader.pages[planned.number - 1]["/Annots"]]
            assert Counter(numbers[a["/Dest"][0].idnum] for a in annotations) == wanted
    assert sum(len(page.links) for page in bundle.plan.pages) > 60


def test_link_rectangles_cover_what_is_drawn(bundle: Bundle) -> None:
    """The text under every link names the page, or the page's reference, that it leads to."""
    with pymupdf.open(bundle.path) as pdf:
        pages = {page.number: page for page in bundle.plan.pages}
        for planned in bundle.plan.pages:
            page = pdf[planned.number - 1]
            turn = upright(page)
            words = [(pymupdf.Rect(w[:4]) * turn, w[4]) for w in page.get_text("words")]
            for link in _goto_links(page):
                text = "".join(w for area, w in words if area.intersects(link["from"]))
                target = pages[link["page"] + 1]
                if planned.kind is PageKind.EVIDENCE and target.kind is PageKind.DIVIDER:
                    assert "佐证" in text, planned.number
                elif target.kind is PageKind.INDEX:
                    assert f"—{planned.number}—" in text or "返回目录" in text
                else:
                    assert str(target.number) in text or planned.kind is PageKind.INDEX


def test_front_matter_links_as_planned(bundle: Bundle) -> None:
    """Every index row, divider row and stamp is a link."""
    cross = bundle.plan.cross_reference
    index = [page for page in bundle.plan.pages if page.kind is PageKind.INDEX]
    targets = Counter(link.page for page in index for link in page.links)
    # Its overview row and its band lead to an item's divider; the index's own number to itself.
    wanted = Counter({item.divider: 2 for item in cross.items}) + Counter([2] * len(index))
    wanted += Counter(e.pages.first for item in cross.items for e in item.evidence)
    assert targets == wanted
    for item in cross.items:
        divider = bundle.plan.pages[item.divider - 1]
        rows = Counter(e.pages.first for e in item.evidence)
        assert Counter(link.page for link in divider.links) == rows + Counter([2, 2])
    for number in bundle.evidence_pages():
        planned = bundle.plan.pages[number - 1]
        entry = next(e for e in cross.evidence if e.pages.first <= number <= e.pages.last)
        assert [link.page for link in planned.links] == [2, cross.item(entry.evidence.item).divider]


def _flatten(bookmarks: tuple[Bookmark, ...], level: int = 1) -> Iterator[tuple[int, str, int]]:
    for bookmark in bookmarks:
        yield level, bookmark.title, bookmark.page
        yield from _flatten(bookmark.children, level + 1)


def test_bookmarks_nest_and_carry_their_pages(bundle: Bundle) -> None:
    planned = list(_flatten(bundle.plan.outlines[0]))
    with pymupdf.open(bundle.path) as pdf:
        assert [(level, title, page) for level, title, page, *_ in pdf.get_toc()] == planned
    reader = pypdf.PdfReader(bundle.path, strict=True)

    def read(outline: list[Any], level: int = 1) -> Iterator[tuple[int, str, int]]:
        for entry in outline:
            if isinstance(entry, list):
                yield from read(entry, level + 1)
            else:
                number = reader.get_destination_page_number(entry)
                assert number is not None
                yield level, entry.title, number + 1

    assert list(read(reader.outline)) == planned
    assert {level for level, _, _ in planned} == {1, 2, 3}
    assert all(f"（第 {page} 页）" in title for _, title, page in planned)
    titles = [title for level, title, _ in planned if level == 3]
    assert any("（见项目1 佐证1）" in title for title in titles)


@pytest.mark.skipif(not shutil.which("pdfinfo"), reason="poppler is not installed")
def test_poppler_knows_title_and_pages(bundle: Bundle) -> None:
    out, complaints = run_tool("pdfinfo", bundle.path)
    assert not complaints
    assert f"Pages:           {len(bundle.plan.pages)}" in out
    assert "佐证材料" in out


def test_destinations_are_the_upper_left_corner_as_seen(bundle: Bundle) -> None:
    """Whatever the page's rotation and crop, a viewer scrolls to where reading begins."""
    with pikepdf.open(bundle.path) as pdf:
        seen = 0
        for page in pdf.pages:
            for annotation in page.obj.get("/Annots", ()):
                target, how, left, top, zoom = annotation.Dest
                assert (how, zoom) == (Name.XYZ, None)
                box = [float(v) for v in target.get("/CropBox", target.MediaBox)]
                corner = {
                    0: (box[0], box[3]),
                    90: (box[0], box[1]),
                    180: (box[2], box[1]),
                    270: (box[2], box[3]),
                }[int(target.get("/Rotate", 0))]
                assert (float(left), float(top)) == pytest.approx(corner, abs=0.01)
                seen += bool(target.get("/Rotate", 0))
        assert seen > 0


# --- what sources bring along --------------------------------------------------------------------


def _link(page: pikepdf.Page, **entries: Any) -> None:
    rect = Array([50, 50, 200, 80])
    annotation = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, Border=Array([0, 0, 0]))
    for key, value in entries.items():
        annotation["/" + key] = value
    page.obj.Annots = Array([*page.obj.get("/Annots", ()), annotation])


def _linked_source(path: Path, name: str = "chapter") -> Path:
    """Five pages; from the first, links of every kind to pages 2, 3, 4 and 5."""
    make_pdf(path, [Sheet() for _ in range(5)])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pages = [page.obj for page in pdf.pages]
        tree = pikepdf.NameTree.new(pdf)
        tree[name] = Array([pages[2], Name.XYZ, 0, 400, 0])
        pdf.Root.Names = Dictionary(Dests=tree.obj)
        pdf.Root.Dests = Dictionary({"/Old": Dictionary(D=Array([pages[3], Name.Fit]))})
        first = pdf.pages[0]
        _link(first, Dest=Array([pages[1], Name.FitH, 300]))
        _link(first, A=Dictionary(S=Name.GoTo, D=String(name)))
        _link(first, Dest=Name("/Old"))
        _link(first, A=Dictionary(S=Name.GoTo, D=Array([pages[4]])))
        _link(first, Dest=String("nowhere"))
        _link(pdf.pages[4], Dest=Array([pages[0], Name.Fit]))
        pdf.save(path)
    return path


def _source_targets(bundle: Bundle) -> dict[int, list[int]]:
    """Where the sources' own links lead, by page; docgen's two stamps apart."""
    with pymupdf.open(bundle.path) as pdf:
        return {
            number: [link["page"] + 1 for link in _goto_links(pdf[number - 1])][:-2]
            for number in bundle.evidence_pages()
        }


def test_links_within_a_source_still_land(tmp_path: Path) -> None:
    path = _linked_source(tmp_path / "toc.pdf")
    bundle = bind_pdf(tmp_path / "b.pdf", path)
    first, *_, last = numbers = list(bundle.evidence_pages())
    targets = _source_targets(bundle)
    assert targets == {first: numbers[1:], **{key: [] for key in numbers[1:-1]}, last: [first]}
    with pikepdf.open(bundle.path) as pdf:
        views = [list(a.Dest)[1:] for a in pdf.pages[first - 1].Annots][:4]
        assert [str(view[0]) for view in views] == ["/FitH", "/XYZ", "/Fit", "/Fit"]
        assert int(views[1][2]) == 400
        assert "/Dests" not in pdf.Root
        assert "/Names" not in pdf.Root


def test_each_copy_of_a_source_links_within_itself(tmp_path: Path) -> None:
    sources = {"toc.pdf": prepare(_linked_source(tmp_path / "toc.pdf"))}
    evidence = [make_evidence(1, 1, "toc.pdf", "toc.pdf")]
    bundle = bind(tmp_path / "b.pdf", evidence, sources)
    numbers = list(bundle.evidence_pages())
    targets = _source_targets(bundle)
    for copy in (numbers[:5], numbers[5:]):
        assert targets[copy[0]] == copy[1:]
        assert targets[copy[4]] == [copy[0]]


def test_links_to_pages_left_out_are_gone(tmp_path: Path) -> None:
    """Two sources use one name: neither may lead into the other."""
    sources = {name: prepare(_linked_source(tmp_path / name)) for name in ("one.pdf", "other.pdf")}
    evidence = [
        make_evidence(1, 1, SourceFile("one.pdf", ((5, 5), (2, 2), (1, 1)))),
        make_evidence(1, 2, "other.pdf"),
    ]
    bundle = bind(tmp_path / "b.pdf", evidence, sources)
    numbers = list(bundle.evidence_pages())
    targets = _source_targets(bundle)
    assert targets[numbers[0]] == [numbers[2]]
    assert targets[numbers[2]] == [numbers[1], numbers[0]]
    assert targets[numbers[3]] == numbers[4:]
    with pikepdf.open(bundle.path) as pdf:
        assert len(pdf.pages[numbers[2] - 1].Annots) == 4


_HARMFUL = {
    "JavaScript": {"JS": String("app.alert(1)")},
    "Launch": {"F": String("calc.exe")},
    "URI": {"URI": String("http://example.com")},
    "SubmitForm": {"F": String("http://example.com")},
    "GoToR": {"F": String("other.pdf"), "D": Array([0, Name.Fit])},
    "Named": {"N": Name.Print},
}


def _harmful_source(path: Path) -> Path:
    make_pdf(path, [Sheet()])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        for kind, entries in _HARMFUL.items():
            action = Dictionary(S=Name("/" + kind), **entries)
            _link(page, A=action)
            chain = Dictionary(S=Name.GoTo, D=Array([page.obj, Name.Fit]), Next=action)
            _link(page, A=chain, PA=action)
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert(2)"))
        page.obj.AA = Dictionary(O=script)
        pdf.Root.OpenAction = script
        pdf.Root.AA = Dictionary(WC=script)
        field = pdf.make_indirect(Dictionary(
            FT=Name.Tx, T=String("total"), V=String("42"), AA=Dictionary(C=script),
        ))  # fmt: skip
        widget = pdf.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, Parent=field, Rect=Array([300, 300, 400, 320]),
            AA=Dictionary(F=script), A=script, P=page.obj, AP=Dictionary(N=_picture(pdf)),
        ))  # fmt: skip
        field.Kids = Array([widget])
        page.Annots.append(widget)
        tree = pikepdf.NameTree.new(pdf)
        tree["script"] = script
        pdf.Root.Names = Dictionary(JavaScript=tree.obj)
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]), CO=Array([field]))
        pdf.save(path)
    return path


def _picture(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    form = pdf.make_stream(b"1 0 0 rg 0 0 100 20 re f")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 20])
    return form


def test_nothing_of_a_source_acts(tmp_path: Path) -> None:
    bundle = bind_pdf(tmp_path / "b.pdf", _harmful_source(tmp_path / "bad.pdf"))
    with pikepdf.open(bundle.path) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, Dictionary):
                text = thing.unparse().decode("latin-1")
                assert "app.alert" not in text
                assert "example.com" not in text
                assert not any(f"/S /{kind}" in text for kind in _HARMFUL), text
        assert isinstance(pdf.Root.OpenAction, Array)
        annotations = pdf.pages[next(bundle.evidence_pages()) - 1].Annots
        subtypes = Counter(str(a.Subtype) for a in annotations)
        # Of the links those that also lead to a page are left, beside docgen's own two.
        assert subtypes == {"/Link": len(_HARMFUL) + 2}


def _assert_seen_alike(bundle: Bundle, path: Path) -> None:
    """Apart from its stamps, every page looks as it did."""
    with pymupdf.open(bundle.path) as pdf, pymupdf.open(path) as source:
        numbers = list(bundle.evidence_pages())
        assert len(numbers) % len(source) == 0
        for nth, number in enumerate(numbers):
            planned = bundle.plan.pages[number - 1]
            if planned.grown is None:
                before, after = render(source[nth % len(source)]), render(pdf[number - 1])
                assert not differs(
                    without_stamps(before, planned), without_stamps(after, planned)
                ), number


def test_fields_signatures_and_films_become_pictures(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "form.pdf", [Sheet()])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page, fields = pdf.pages[0], Array()
        for n, kind in enumerate((Name.Tx, Name.Sig, Name.Btn)):
            widget = pdf.make_indirect(Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=kind, T=String(f"field{n}"),
                Rect=Array([100, 300 + 60 * n, 200, 320 + 60 * n]), P=page.obj, F=4,
                AP=Dictionary(N=_picture(pdf)), V=Dictionary(Type=Name.Sig, Contents=String("x")),
            ))  # fmt: skip
            fields.append(widget)
        film = Dictionary(
            Type=Name.Annot, Subtype=Name.Movie, Movie=Dictionary(F=String("film.avi")), F=4,
            Rect=Array([300, 300, 400, 320]), AP=Dictionary(N=_picture(pdf)),
        )  # fmt: skip
        page.obj.Annots = Array([*fields, film])
        pdf.Root.AcroForm = Dictionary(Fields=fields, SigFlags=3)
        pdf.save(path)
    twice = [make_evidence(1, 1, path.name, path.name)]
    bundle = bind(tmp_path / "b.pdf", twice, {path.name: prepare(path)})
    (one, two) = bundle.evidence_pages()
    with pikepdf.open(bundle.path) as pdf:
        for number in (one, two):
            subtypes = Counter(str(a.Subtype) for a in pdf.pages[number - 1].Annots)
            assert subtypes == {"/Link": 2}
        assert "/AcroForm" not in pdf.Root
        assert not any("/Movie" in thing for thing in pdf.objects if isinstance(thing, Dictionary))
    _assert_seen_alike(bundle, path)


def test_hidden_layers_stay_hidden(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "layers.pdf", [Sheet(content=(
        b"/OC /L1 BDC 1 0 0 rg 100 400 80 80 re f EMC /OC /L2 BDC 0 0 1 rg 300 400 80 80 re f EMC"
    ))])  # fmt: skip
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        layers = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name))) for name in "ab"]
        pdf.pages[0].obj.Resources.Properties = Dictionary(L1=layers[0], L2=layers[1])
        pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=Dictionary(OFF=Array(layers[:1])))
        pdf.save(path)
    other = make_pdf(tmp_path / "plain.pdf", [Sheet()])
    bundle = bind_pdf(tmp_path / "b.pdf", other, path)
    *_, number = bundle.evidence_pages()
    with pymupdf.open(bundle.path) as pdf:
        picture = render(pdf[number - 1])
        assert picture.getpixel((140, 842 - 440)) == (255, 255, 255)
        assert picture.getpixel((340, 842 - 440)) == (0, 0, 255)


_AWKWARD = [
    "pdfs/pjs/prefilled_f1040.pdf",
    "pdfs/pjs/bug1947248_forms.pdf",
    "pdfs/pps/habibi-rotated.pdf",
    "pdfs/pyp/r6-owner-password.pdf",
    "pdfs/cpu/grid_example.pdf",
    "pdfs/cpu/testPAdES_BLTA.pdf",
    "pdfs/p20/pdf20-utf8-test.pdf",
    "pdfs/pbx/PDFBOX-2984-rotations.pdf",
    "pdfs/qpd/boxes.pdf",
    "pdfs/mu/test_2634.pdf",
    "chinese/pjs/issue19182.pdf",
    "pdfs/pjs/multimedia_annotations.pdf",
    "pdfs/ocr/tagged.pdf",
]


@pytest.mark.parametrize("name", _AWKWARD)
def test_awkward_files_look_as_they_did(name: str, tmp_path: Path) -> None:
    path = CORPUS / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand")
    bundle = bind_pdf(tmp_path / "b.pdf", path, matter=make_matter(frame=False))
    _assert_seen_alike(bundle, path)
    with pymupdf.open(bundle.path) as pdf:
        for planned in bundle.plan.pages:
            assert f"— {planned.number} —" in pdf[planned.number - 1].get_text()
    if shutil.which("qpdf") and not run_tool("qpdf", "--check", path)[1]:
        assert run_tool("qpdf", "--check", bundle.path)[1] == ""


# --- nothing is changed, lost or doubled ---------------------------------------------------------


def _hashes(page: pikepdf.Page) -> Counter[str]:
    """The raw streams a page draws with."""
    found: Counter[str] = Counter()
    contents = page.obj.get("/Contents", Array())
    streams = list(contents) if isinstance(contents, Array) else [contents]
    forms = page.obj.get("/Resources", Dictionary()).get("/XObject", Dictionary())
    for stream in (*streams, *(forms[name] for name in forms)):
        found[hashlib.sha256(stream.read_raw_bytes()).hexdigest()] += 1
    return found


def test_streams_are_copied_byte_for_byte(tmp_path: Path) -> None:
    """Contents and images, compressed as they were; those of untidy pages too."""
    path = make_pdf(tmp_path / "s.pdf", [Sheet(), Sheet(content=b"q q 0 0 1 rg 9 9 99 99 re f")])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            raw = os.urandom(3 * 40 * 40)
            image = pikepdf.Stream(pdf, raw)
            image.Type, image.Subtype, image.BitsPerComponent = Name.XObject, Name.Image, 8
            image.Width = image.Height = 40
            image.ColorSpace = Name.DeviceRGB
            page.obj.Resources.XObject = Dictionary(Im0=image)
            page.contents_add(b"q 90 0 0 90 200 400 cm /Im0 Do Q")
        pdf.save(path, compress_streams=True, recompress_flate=True)
    small = make_pdf(tmp_path / "small.pdf", [Sheet((40, 30))])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[1].contents_coalesce()
        pdf.save(path)
    bundle = bind_pdf(tmp_path / "b.pdf", path, small)
    with pikepdf.open(bundle.path) as pdf:
        kept = Counter(
            hashlib.sha256(thing.read_raw_bytes()).hexdigest()
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Stream)
        )
    for source in (path, small):
        with pikepdf.open(source) as pdf:
            for page in pdf.pages:
                missing = _hashes(page) - kept
                assert not missing


def _labelled(path: Path, count: int) -> Path:
    texts = [
        b"BT /F1 30 Tf 200 500 Td (%s %d) Tj ET" % (path.stem.encode(), n + 1) for n in range(count)
    ]
    return make_pdf(path, [Sheet(content=text) for text in texts])


def test_pages_stand_in_the_order_asked_for(tmp_path: Path) -> None:
    sources = {p.name: prepare(p) for p in (_labelled(tmp_path / f"{n}.pdf", 4) for n in "ab")}
    evidence = [
        make_evidence(1, 1, SourceFile("a.pdf", ((3, 3), (1, 2), (3, 3))), "b.pdf"),
        make_evidence(1, 2, SourceFile("b.pdf", ((4, 4), (2, 3)))),
        make_evidence(2, 1, SourceFile("a.pdf", ((2, 1_000_000_000),))),
    ]
    bundle = bind(tmp_path / "b.pdf", evidence, sources)
    wanted = ["a3", "a1", "a2", "a3", "b1", "b2", "b3", "b4", "b4", "b2", "b3", "a2", "a3", "a4"]
    numbers = list(bundle.evidence_pages())
    reader = pypdf.PdfReader(bundle.path, strict=True)
    for number, label in zip(numbers, wanted, strict=True):
        assert f"{label[0]} {label[1]}" in reader.pages[number - 1].extract_text()
        assert reader.pages[number - 1].extract_text().count(f"— {number} —") == 1


def test_missing_files_leave_a_page_that_says_so(tmp_path: Path) -> None:
    path = _labelled(tmp_path / "a.pdf", 2)
    gone = Finding(
        Level.ERROR, "source", Location("11/b.pdf"), "PDF 需要密码才能打开", "请去掉密码"
    )
    evidence = [make_evidence(1, 1, SourceFile("a.pdf", ((2, 5),)), "b.pdf")]
    bundle = bind(tmp_path / "b.pdf", evidence, {"a.pdf": prepare(path), "b.pdf": gone}, draft=True)
    missing = [p for p in bundle.plan.pages if p.kind is PageKind.MISSING]
    assert len(missing) == 2
    with pymupdf.open(bundle.path) as pdf:
        texts = [pdf[page.number - 1].get_text() for page in missing]
        assert all("此件缺失" in text for text in texts)
        assert "文件只有 2 页" in texts[0]
        assert "PDF 需要密码才能打开" in texts[1]
        assert "b.pdf" in texts[1]
        assert "(3/3)" in texts[1]
        for page in pdf:
            assert page.search_for("草稿"), page.number
            assert page.get_text().count("草稿") == 1


def test_drafts_let_the_page_show_through(tmp_path: Path) -> None:
    """草稿 darkens what is beneath; black stays black under it."""
    black = Sheet(content=b"0 g 150 300 300 250 re f")
    sources = {"s.pdf": prepare(make_pdf(tmp_path / "s.pdf", [black]))}
    evidence = [make_evidence(1, 1, "s.pdf")]
    bundle = bind(tmp_path / "b.pdf", evidence, sources, draft=True)
    (number,) = bundle.evidence_pages()
    with pymupdf.open(bundle.path) as pdf:
        picture = render(pdf[number - 1])
    assert picture.crop((152, 842 - 548, 448, 842 - 302)).getextrema() == ((0, 0),) * 3
    pinks = [c for n, c in picture.getcolors(100_000) if c[0] > 240 > c[1] > 200 and n > 200]
    assert pinks


# --- every reader is content ---------------------------------------------------------------------


def test_no_reader_complains(bundle: Bundle, caplog: pytest.LogCaptureFixture) -> None:
    if shutil.which("qpdf"):
        out, complaints = run_tool("qpdf", "--check", bundle.path)
        assert "No syntax or stream encoding errors" in out
        assert not complaints
    if shutil.which("pdftoppm"):
        assert run_tool("pdftoppm", "-r", "20", bundle.path, bundle.path.parent / "p")[1] == ""
        assert run_tool("pdftotext", bundle.path, bundle.path.parent / "p.txt")[1] == ""
        fonts, complaints = run_tool("pdffonts", bundle.path)
        assert not complaints
        ours = [line for line in fonts.splitlines() if "+Noto" in line or "+Source" in line]
        assert all(" yes yes yes " in line for line in ours)
    pymupdf.TOOLS.mupdf_warnings(reset=True)
    with pymupdf.open(bundle.path) as pdf:
        for page in pdf:
            page.get_pixmap(dpi=30)
            page.get_text()
    assert pymupdf.TOOLS.mupdf_warnings() == ""
    reader = pypdf.PdfReader(bundle.path, strict=True)
    assert all(page.extract_text() for page in reader.pages)
    assert not caplog.records


_WRITE_TWICE = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from making import bind, make_evidence, prepare
sources = {name: prepare(Path(sys.argv[2]) / name) for name in ("toc.pdf", "bad.pdf")}
evidence = [make_evidence(1, 1, "toc.pdf"), make_evidence(1, 2, "bad.pdf", "toc.pdf")]
bind(Path(sys.argv[3]), evidence, sources)
"""


def test_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    _linked_source(tmp_path / "toc.pdf")
    _harmful_source(tmp_path / "bad.pdf")
    written = []
    for seed in ("1", "2"):
        target = tmp_path / f"{seed}.pdf"
        subprocess.run(
            [sys.executable, "-c", _WRITE_TWICE, str(ROOT), str(tmp_path), str(target)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        written.append(target.read_bytes())
    assert written[0] == written[1]


_MANY = """
import resource, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from making import Sheet, bind, make_evidence, make_pdf, prepare
folder = Path(sys.argv[2])
paths = [make_pdf(folder / f"{n}.pdf", [Sheet()]) for n in range(150)]
sources = {path.name: prepare(path) for path in paths}
evidence = [make_evidence(1, n, path.name) for n, path in enumerate(paths, start=1)]
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
bind(folder / "bundle.pdf", evidence, sources)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of open files are set on Unix only")
def test_more_sources_than_files_may_be_open(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _MANY, str(ROOT), str(tmp_path)], check=True)
    with pymupdf.open(tmp_path / "bundle.pdf") as pdf:
        assert len(pdf) > 150


def _remove(path: Path) -> None:
    path.unlink()


def _cut(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n")


def _shorten(path: Path) -> None:
    make_pdf(path, [Sheet()])


@pytest.mark.parametrize("change", [_remove, _cut, _shorten])
def test_sources_that_changed_meanwhile(tmp_path: Path, change: Callable[[Path], None]) -> None:
    path = make_pdf(tmp_path / "s.pdf", [Sheet(), Sheet()])
    sources = {"s.pdf": prepare(path)}
    change(path)
    with pytest.raises(UncopiedError) as error:
        bind(tmp_path / "b.pdf", [make_evidence(1, 1, "s.pdf")], sources)
    assert set(error.value.failures) == {EvidenceKey("s.pdf")}
    assert error.value.where == str(path)
    assert error.value.remedy
    assert not (tmp_path / "b.pdf").exists()


def test_a_target_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as error:
        bind(tmp_path / "none" / "b.pdf", [], {})
    assert error.value.remedy


def test_text_marks_of_the_plan_are_in_the_file(bundle: Bundle) -> None:
    """What was planned is what can be searched for, whole front matter and all."""
    reader = pypdf.PdfReader(bundle.path, strict=True)
    for planned in bundle.plan.pages:
        text = "".join(reader.pages[planned.number - 1].extract_text().split())
        for mark in planned.marks:
            if isinstance(mark, Text):
                assert "".join(mark.text.split()) in text
