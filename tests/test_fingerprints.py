"""A page's fingerprint is that of what it shows, however its file is written."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from making import Sheet, make_pdf
from pikepdf import Array, Dictionary, Name

from docgen.pdf import page_fingerprints
from docgen.pdf.page_fingerprints import Fingerprints, PageFingerprint, read_fingerprints

SHEETS = [Sheet(), Sheet(size=(297, 210), rotate=90), Sheet(crop="inside")]


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return make_pdf(tmp_path / "a.pdf", SHEETS)


def edit(file: Path, change: Callable[[pikepdf.Pdf], None], **how: object) -> Fingerprints:
    with pikepdf.open(file) as opened:
        change(opened)
        opened.save(file.with_name("b.pdf"), **how)  # type: ignore[arg-type]
    return read_fingerprints(file.with_name("b.pdf"))


def test_a_file_saved_anew_has_the_same(pdf: Path) -> None:
    before = read_fingerprints(pdf)
    assert len(set(before.pages)) == len(SHEETS)
    ways: list[dict[str, object]] = [
        {},
        {"linearize": True},
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"encryption": pikepdf.Encryption(owner="x", user="")},
    ]
    for how in ways:
        assert edit(pdf, lambda _: None, **how) == before
    packed = edit(
        pdf,
        lambda _: None,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
    )
    assert packed == before


def turn(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Rotate = 270


def turn_all(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Rotate = 180


def enlarge(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.UserUnit = 2


def draw(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].contents_add(b"0 g 0 0 9 9 re f")


def change_face(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].Resources.Font.F1.BaseFont = Name.Courier


def annotate(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=Array([0, 0, 9, 9]))
    pdf.pages[1].obj.Annots = Array([pdf.make_indirect(note)])


def act(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS="1"))


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (turn, "shape"),
        (enlarge, "shape"),
        (draw, "drawn"),
        (change_face, "drawn"),
        (annotate, "tied"),
        (act, "tied"),
    ],
)
def test_a_changed_page_has_another_in_that_part(
    pdf: Path, change: Callable[[pikepdf.Pdf], None], part: str
) -> None:
    before, after = read_fingerprints(pdf), edit(pdf, change)
    assert after.document == before.document
    for nth, (then, now) in enumerate(zip(before.pages, after.pages, strict=True)):
        differing = [p for p in PageFingerprint._fields if getattr(then, p) != getattr(now, p)]
        assert differing == ([part] if nth == 1 else [])


def test_what_pages_have_from_their_tree_counts(pdf: Path) -> None:
    before, after = read_fingerprints(pdf), edit(pdf, turn_all)
    turned = [n for n, (a, b) in enumerate(zip(before.pages, after.pages, strict=True)) if a != b]
    assert turned == [0, 2]


def test_the_document_has_one_of_its_own(pdf: Path) -> None:
    before = read_fingerprints(pdf)

    def name(opened: pikepdf.Pdf) -> None:
        with opened.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("甲", 0))

    def hide(opened: pikepdf.Pdf) -> None:
        opened.Root.ViewerPreferences = Dictionary(HideToolbar=True)

    for change in (name, hide):
        after = edit(pdf, change)
        assert after.pages == before.pages
        assert after.document != before.document


def test_it_is_read_as_it_is_written() -> None:
    fingerprint = PageFingerprint("a", "b", "c")
    assert PageFingerprint.parse(str(fingerprint)) == fingerprint
    assert PageFingerprint.parse("") == PageFingerprint("", "", "")


def test_pages_read_some_at_a_time_have_the_same(
    pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branched = tmp_path / "branched.pdf"
    with pikepdf.open(pdf) as opened:
        tree = opened.Root.Pages
        tree.Kids = Array([
            opened.make_indirect(Dictionary(Type=Name.Pages, Count=1, Kids=[page.obj], Parent=tree))
            for page in opened.pages
        ])  # fmt: skip
        for branch in tree.Kids:
            branch.Kids[0].Parent = branch
        opened.save(branched)
    whole = [read_fingerprints(file) for file in (pdf, branched)]
    monkeypatch.setattr(page_fingerprints, "_PAGES_AT_ONCE", 2)
    assert [read_fingerprints(file) for file in (pdf, branched)] == whole
    assert whole[0].pages == whole[1].pages
