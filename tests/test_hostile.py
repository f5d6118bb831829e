"""PDFs that say one thing and do another: the bundle is sound, and nothing is lost in silence."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from doing import build_package
from making import Sheet, make_pdf
from pikepdf import Array, Dictionary, Name, String
from readers import complaints
from telling import words
from test_sources import prepared, refused
from test_streams import bundle_of

from docgen.model.prepared import Prepared
from docgen.system.machine import CACHE_VARIABLE
from docgen.verify.run_verify import verify

pytestmark = pytest.mark.apart


def spoil(path: Path, old: bytes, new: bytes) -> Path:
    """Write other bytes in place of these, in a file without object streams."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(
            path,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
        )
    data = path.read_bytes()
    assert data.count(old) == 1
    path.write_bytes(data.replace(old, new.ljust(len(old))))
    return path


def texts_of(source: Prepared, bundle: Path) -> str:
    with pymupdf.open(bundle) as pdf:
        assert len(pdf) > len(source.pages)
        return "".join(page.get_text() for page in pdf)


CONTENT = b"BT /F1 20 Tf 100 700 Td (EVIDENCE) Tj ET"


def test_a_stream_without_its_length_comes_into_the_bundle(tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "a.pdf", [Sheet(content=CONTENT.ljust(12345))])
    source = prepared(spoil(file, b"/Length 12345", b"/Length 9 0 R"), tmp_path / "cache")
    bundle = bundle_of(source, tmp_path / "bundle.pdf")
    assert "EVIDENCE" in texts_of(source, bundle)
    assert complaints(bundle) == []


@pytest.mark.parametrize("count", [b"-7", b"0", b"()"])
def test_pages_are_looked_at_where_their_count_is_wrong(tmp_path: Path, count: bytes) -> None:
    file = make_pdf(tmp_path / "a.pdf", [Sheet(content=CONTENT)] * 10)
    source = prepared(spoil(file, b"/Count 10", b"/Count " + count), tmp_path / "cache")
    assert len(source.pages) == 10
    assert not all(source.pages[0].ink.cells)
    assert not [
        said for said in (*words(source.notes), *words(source.losses)) if "无法显示" in said
    ]


@pytest.mark.parametrize("drawn", [b"%s TJ", b"/A <</B %s>> BDC EMC"])
def test_a_page_that_stops_a_reader_is_refused(tmp_path: Path, drawn: bytes) -> None:
    content = CONTENT + b" " + drawn % (b"[" * 60_000 + b"]" * 60_000)
    finding = refused(make_pdf(tmp_path / "a.pdf", [Sheet(content=content)]), tmp_path / "cache")
    assert finding.code == "source-unread"
    assert "第 1 页" in finding.what


@pytest.mark.parametrize("size", [(6_000, 10), (10, 300_000)], ids=["wide", "high"])
def test_a_page_no_reader_opens_is_refused(tmp_path: Path, size: tuple[float, float]) -> None:
    file = make_pdf(tmp_path / "a.pdf", [Sheet(), Sheet(size=size)])
    finding = refused(file, tmp_path / "cache")
    assert finding.code == "source-page-size"
    assert "第 2 页" in finding.what


def test_pages_without_end_are_refused(tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "a.pdf", [Sheet()])
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0].obj
        copies = [pdf.make_indirect(Dictionary(dict(page.items()))) for _ in range(5_000)]
        pdf.Root.Pages.Kids = Array([page, *copies])
        pdf.Root.Pages.Count = 5_001
        pdf.save(file)
    finding = refused(file, tmp_path / "cache")
    assert finding.code == "source-too-many-pages"
    assert "5001" in finding.what


def add_annotations(path: Path, *annotations: Dictionary, **form: pikepdf.Object) -> Path:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        made = Array([pdf.make_indirect(annotation) for annotation in annotations])
        pdf.pages[0].Annots = made
        if form:
            pdf.Root.AcroForm = Dictionary(Fields=made, **form)
        pdf.save(path)
    return path


def field(value: str) -> Dictionary:
    return Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, F=4, T=String("unit"), V=String(value),
        Rect=Array([100, 500, 400, 530]), DA=String("/Helv 14 Tf 0 g"),
    )  # fmt: skip


FONTS = Dictionary(
    Font=Dictionary(Helv=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
)


def test_what_a_field_holds_is_drawn_where_the_file_has_no_picture_of_it(tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "a.pdf", [Sheet()])
    source = prepared(add_annotations(file, field("FILLED IN"), DR=FONTS), tmp_path / "cache")
    assert "FILLED IN" in texts_of(source, bundle_of(source, tmp_path / "bundle.pdf"))


def test_what_a_field_holds_and_nobody_can_draw_is_said(tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "a.pdf", [Sheet()])
    turned = field("威海")
    turned.MK = Dictionary(R=90)
    source = prepared(add_annotations(file, turned, DR=FONTS), tmp_path / "cache")
    assert [loss for loss in words(source.losses) if "表单" in loss]


def test_annotations_that_no_reader_draws_stay_behind(tmp_path: Path) -> None:
    kinds = (Name.Watermark, Name.PrinterMark, Name.TrapNet, Name.Projection, Name.Nonsense)
    rectangle = Array([100, 500, 400, 530])
    made = [Dictionary(Type=Name.Annot, Subtype=kind, Rect=rectangle) for kind in kinds]
    file = make_pdf(tmp_path / "a.pdf", [Sheet()])
    marked = add_annotations(file, *made, Dictionary(Rect=rectangle))
    bundle = bundle_of(prepared(marked, tmp_path / "cache"), tmp_path / "bundle.pdf")
    assert complaints(bundle) == []
    with pikepdf.open(bundle) as pdf:
        found = {str(a.Subtype) for page in pdf.pages for a in page.obj.get("/Annots", ())}
    assert found == {"/Link"}


def test_annotations_of_rare_kinds_become_pictures(tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "a.pdf", [Sheet()])
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        box = Array([0, 0, 300, 30])
        drawn = pdf.make_stream(
            b"1 0 0 rg 0 0 300 30 re f", Type=Name.XObject, Subtype=Name.Form, BBox=box
        )
        kinds = (Name.Watermark, Name.TrapNet, Name.Nonsense)
        pdf.pages[0].Annots = Array(
            [
                Dictionary(
                    Type=Name.Annot, Subtype=kind, F=4, AP=Dictionary(N=drawn),
                    Rect=Array([100, 500 + 50 * place, 400, 530 + 50 * place]),
                )
                for place, kind in enumerate(kinds)
            ]
        )  # fmt: skip
        pdf.save(file)
    bundle = bundle_of(prepared(file, tmp_path / "cache"), tmp_path / "bundle.pdf")
    assert complaints(bundle) == []
    with pymupdf.open(bundle) as pdf:
        assert not any(list(page.annots()) for page in pdf)
        picture = pdf[3].get_pixmap(dpi=72)
    assert {picture.pixel(250, 842 - 515 - 50 * place) for place in range(3)} == {(255, 0, 0)}


def nest_forms(path: Path, levels: int, times: int, *, loop: bool = False) -> Path:
    """A page of forms that each draw the next one so many times, the last one a square."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        first = pdf.make_stream(b"0 0 1 rg 100 300 200 200 re f", **form_entries())
        for _ in range(levels):
            held = Dictionary(XObject=Dictionary(X=first))
            first = pdf.make_stream(b"/X Do " * times, Resources=held, **form_entries())
        if loop:
            first.Resources.XObject.Y = first
            first.write(b"/X Do /Y Do /Y Do")
        page = pdf.pages[0]
        page.obj.Resources = Dictionary(XObject=Dictionary(X=first))
        page.Contents = pdf.make_stream(b"/X Do")
        pdf.save(path)
    return path


def form_entries() -> dict[str, pikepdf.Object]:
    return {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 595, 842])}


@pytest.mark.parametrize("inherited", [False, True])
def test_forms_that_nobody_could_finish_drawing_are_refused(
    tmp_path: Path, inherited: bool
) -> None:
    file = nest_forms(make_pdf(tmp_path / "a.pdf", [Sheet()]), levels=12, times=10)
    if inherited:
        with pikepdf.open(file, allow_overwriting_input=True) as pdf:
            pdf.Root.Pages.Resources = pdf.pages[0].obj.Resources
            del pdf.pages[0].obj.Resources
            pdf.save(file)
    finding = refused(file, tmp_path / "cache")
    assert finding.code == "source-bomb"
    assert "第 1 页" in finding.what


def make_pattern(pdf: pikepdf.Pdf, content: bytes, step: float, side: float) -> pikepdf.Stream:
    return pdf.make_stream(
        content, Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1,
        BBox=Array([0, 0, side, side]), XStep=step, YStep=step, Resources=Dictionary(),
    )  # fmt: skip


def hold_patterns(pdf: pikepdf.Pdf, levels: int, step: float, side: float) -> Dictionary:
    """Resources with a pattern whose tiles are filled with a pattern, and so on."""
    pattern = make_pattern(pdf, b"0 0 1 rg 0 0 %f %f re f" % (side / 2, side / 2), step, side)
    for _ in range(levels):
        outer = make_pattern(pdf, b"/Pattern cs /P scn 0 0 100 100 re f", 100 * step, 100)
        outer.Resources = Dictionary(Pattern=Dictionary(P=pattern))
        pattern = outer
    return Dictionary(Pattern=Dictionary(P=pattern))


def hold_masks(pdf: pikepdf.Pdf, levels: int) -> Dictionary:
    """Resources with a mask that is masked twice by a mask, and so on."""
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    form = pdf.make_stream(b"1 g 0 0 595 842 re f", Group=group, **form_entries())
    held = Dictionary()
    for _ in range(levels):
        mask = Dictionary(S=Name.Luminosity, G=form)
        held = Dictionary(ExtGState=Dictionary(G=Dictionary(SMask=mask)))
        content = b"/G gs 1 g 0 0 595 842 re f " * 2
        form = pdf.make_stream(content, Group=group, Resources=held, **form_entries())
    return held


def hold_functions(pdf: pikepdf.Pdf, levels: int) -> Dictionary:
    """Resources with a shading by a function that is twice another, and so on."""
    function = pdf.make_indirect(
        Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 0, 0], C1=[0, 0, 1], N=1)
    )
    for _ in range(levels):
        function = pdf.make_indirect(
            Dictionary(
                FunctionType=3, Domain=[0, 1], Functions=[function, function], Bounds=[0.5],
                Encode=[0, 1, 0, 1],
            )
        )  # fmt: skip
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[100, 0, 500, 0], Function=function
    )
    return Dictionary(Shading=Dictionary(S=shading))


_FILL = b"/Pattern cs /P scn 100 300 200 200 re f"
_Held = Callable[[pikepdf.Pdf], Dictionary]
ENDLESS: dict[str, tuple[_Held, bytes]] = {
    "tiny steps": (lambda pdf: hold_patterns(pdf, 0, 0.02, 1), _FILL),
    "patterns in patterns": (lambda pdf: hold_patterns(pdf, 4, 0.5, 0.5), _FILL),
    "masks on masks": (lambda pdf: hold_masks(pdf, 16), b"/G gs 1 0 0 rg 100 300 200 200 re f"),
    "functions of functions": (lambda pdf: hold_functions(pdf, 24), b"/S sh"),
}
DRAWN: dict[str, tuple[_Held, bytes]] = {
    "fine steps": (lambda pdf: hold_patterns(pdf, 0, 0.5, 0.5), _FILL),
    "cells that overlap": (lambda pdf: hold_patterns(pdf, 0, 2, 8), _FILL),
    "a pattern in a pattern": (lambda pdf: hold_patterns(pdf, 1, 2, 2), _FILL),
    "steps of nothing": (lambda pdf: hold_patterns(pdf, 0, 0, 40), _FILL + b" 9 9 99 99 re f"),
    "a mask on a mask": (lambda pdf: hold_masks(pdf, 3), b"/G gs 1 0 0 rg 100 300 200 200 re f"),
    "a function of functions": (lambda pdf: hold_functions(pdf, 6), b"/S sh"),
}


def hold(path: Path, held: _Held, content: bytes) -> Path:
    """A page with these resources and this content."""
    with pikepdf.open(make_pdf(path, [Sheet()]), allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Resources = held(pdf)
        pdf.pages[0].Contents = pdf.make_stream(content)
        pdf.save(path)
    return path


@pytest.mark.parametrize("kind", ENDLESS)
def test_what_nobody_could_finish_drawing_is_refused(tmp_path: Path, kind: str) -> None:
    finding = refused(hold(tmp_path / "a.pdf", *ENDLESS[kind]), tmp_path / "cache")
    assert finding.code == "source-bomb"
    assert "第 1 页" in finding.what


@pytest.mark.parametrize("kind", DRAWN)
def test_what_can_be_drawn_is_taken(tmp_path: Path, kind: str) -> None:
    source = prepared(hold(tmp_path / "a.pdf", *DRAWN[kind]), tmp_path / "cache")
    assert source.losses == ()
    assert any(source.pages[0].ink.cells)
    assert complaints(bundle_of(source, tmp_path / "bundle.pdf")) == []


@pytest.mark.parametrize("loop", [False, True])
@pytest.mark.parametrize(("levels", "times"), [(1, 5_000), (3, 10), (40, 1)])
def test_forms_in_forms_are_drawn(tmp_path: Path, levels: int, times: int, loop: bool) -> None:
    file = nest_forms(make_pdf(tmp_path / "a.pdf", [Sheet()]), levels, times, loop=loop)
    source = prepared(file, tmp_path / "cache")
    assert source.losses == ()
    assert any(source.pages[0].ink.cells)


def test_what_build_makes_of_such_sources_verify_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `verify` would refuse, `build` may not make; marks and fingerprints are looked at."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    folder = tmp_path / "ws" / "evidence" / "01-场地"
    folder.mkdir(parents=True)
    (tmp_path / "ws/studio.yaml").write_text(
        "scheme: weihai-2025\nsubmission: assessment\nstudio: {name: 甲}\n", encoding="utf-8"
    )
    long = make_pdf(folder / "1 没有长度.pdf", [Sheet(content=CONTENT.ljust(12345))])
    spoil(long, b"/Length 12345", b"/Length 9 0 R")
    wrong = make_pdf(folder / "2 页数不对.pdf", [Sheet(content=CONTENT)] * 10)
    spoil(wrong, b"/Count 10", b"/Count -7")
    busy = make_pdf(folder / "3 有动作.pdf", [Sheet(content=CONTENT)])
    with pikepdf.open(busy, allow_overwriting_input=True) as pdf:
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        pdf.Root.OpenAction, pdf.Root.AA = script, Dictionary(WC=script)
        pdf.pages[0].AA = Dictionary(O=script)
        pdf.pages[0].Odd = pdf.make_indirect(17)
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([9, 9, 29, 29]), A=script)
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])
        pdf.save(busy)
    built = build_package(tmp_path / "ws", draft=True, only="bundle")
    # V111 says that it is a bundle alone.
    assert {finding.code for finding in verify(built.folder).findings} == {"V111"}
