"""Marks of pages are read without unpacking pictures below them, and only where they are seen."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from making import Bundle, bind_pdf, make_matter, render
from pikepdf import Array, Dictionary, Name
from PIL import Image

from docgen.bundle.page_identity import PackageId
from docgen.verify.bundle_contents import BundleRead, PageRead, read_bundle

PACKAGE = PackageId(0x12345, 0x2ABCDEF1)
OVER_ALL = b"q 900 0 0 1200 -100 -100 cm %s Do Q\n"

Change = Callable[[pikepdf.Pdf, Dictionary], None]


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle with two scanned pages, which are pictures as large as the page."""
    folder = tmp_path_factory.mktemp("scans")
    paper = Image.new("RGB", (1240, 1754), "white")
    paper.paste((40, 40, 40), (300, 500, 900, 1200))
    other = paper.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    paper.save(folder / "s.pdf", resolution=150, save_all=True, append_images=[other])
    return bind_pdf(
        folder / "b.pdf", folder / "s.pdf", matter=replace(make_matter(), package=PACKAGE)
    )


def read_changed(scans: Bundle, target: Path, change: Change) -> PageRead:
    """What is read of the first scanned page after a change."""
    first, *_ = scans.evidence_pages()
    with pikepdf.open(scans.path) as pdf:
        change(pdf, pdf.pages[first - 1].obj)
        pdf.save(target)
    return read_bundle(str(target), marks=True).pages[first - 1]


def name_picture(page: Dictionary) -> bytes:
    """What draws the scan on a page: the picture, or a form that has it."""
    (name,) = page.Resources.XObject.keys()
    return bytes(name, "ascii")


def add_content(pdf: pikepdf.Pdf, page: Dictionary, content: bytes) -> None:
    page.Contents = Array([*list_contents(page), pdf.make_stream(content)])


def list_contents(page: Dictionary) -> list[pikepdf.Object]:
    return list(page.Contents) if isinstance(page.Contents, Array) else [page.Contents]


def add_layer(pdf: pikepdf.Pdf, page: Dictionary, *, shown: bool) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="L"))
    state = Dictionary() if shown else Dictionary(OFF=Array([layer]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=state)
    page.Resources.Properties = Dictionary(L=layer)


def spoil(pdf: pikepdf.Pdf, page: Dictionary) -> None:
    """Leave nothing of the picture to be unpacked."""
    drawn = page.Resources.XObject[name_picture(page).decode()]
    (picture,) = drawn.Resources.XObject.values() if drawn.Subtype == Name.Form else (drawn,)
    picture.write(b"no picture", filter=Name.DCTDecode)


def paint_over(pdf: pikepdf.Pdf, page: Dictionary) -> None:
    add_content(pdf, page, OVER_ALL % name_picture(page))


def paint_over_in_a_form(pdf: pikepdf.Pdf, page: Dictionary) -> None:
    form = pdf.make_stream(OVER_ALL % name_picture(page), Type=Name.XObject, Subtype=Name.Form)
    form.BBox, form.Resources = page.MediaBox, Dictionary(XObject=page.Resources.XObject)
    page.Resources.XObject = Dictionary(**page.Resources.XObject, Fo=pdf.make_indirect(form))
    add_content(pdf, page, b"q /Fo Do Q\n")


def multiply_over(pdf: pikepdf.Pdf, page: Dictionary) -> None:
    """A dark picture through which a blank one would let the mark be seen."""
    dark = pdf.make_stream(bytes(400 * 300), Type=Name.XObject, Subtype=Name.Image)
    dark.Width, dark.Height, dark.BitsPerComponent = 400, 300, 8
    dark.ColorSpace = Name.DeviceGray
    page.Resources.XObject = Dictionary(**page.Resources.XObject, Dark=pdf.make_indirect(dark))
    page.Resources.ExtGState = Dictionary(Mu=Dictionary(BM=Name.Multiply))
    add_content(pdf, page, b"/Mu gs\n" + OVER_ALL % b"/Dark")


def fill_over(pdf: pikepdf.Pdf, page: Dictionary) -> None:
    add_content(pdf, page, b"1 g -100 -100 900 1200 re f\n")


def hide(pdf: pikepdf.Pdf, page: Dictionary) -> None:
    """All that the page has, in a layer that is not shown."""
    add_layer(pdf, page, shown=False)
    begin, end = (pdf.make_stream(content) for content in (b"/OC /L BDC\n", b"\nEMC\n"))
    page.Contents = Array([begin, *list_contents(page), end])


def show_in_a_layer(pdf: pikepdf.Pdf, page: Dictionary) -> None:
    hide(pdf, page)
    pdf.Root.OCProperties.D = Dictionary()


def paint_over_unseen(pdf: pikepdf.Pdf, page: Dictionary) -> None:
    """The picture over all, in a layer that is not shown."""
    add_layer(pdf, page, shown=False)
    add_content(pdf, page, b"/OC /L BDC " + OVER_ALL % name_picture(page) + b"EMC\n")


def print_as_a_picture(pdf: pikepdf.Pdf, page: Dictionary) -> None:
    """All that is seen of the page, in one picture."""
    with pymupdf.open(str(pdf.filename)) as shown:
        number = pikepdf.Page(page).index
        seen = render(shown[number], 200)
    picture = pdf.make_stream(seen.tobytes(), Type=Name.XObject, Subtype=Name.Image)
    picture.Width, picture.Height = seen.size
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
    page.Resources = Dictionary(XObject=Dictionary(All=pdf.make_indirect(picture)))
    width, height = (float(side) for side in page.MediaBox[2:])
    page.Contents = pdf.make_stream(b"%f 0 0 %f 0 0 cm /All Do\n" % (width, height))


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (spoil, True),
        (paint_over, False),
        (paint_over_in_a_form, False),
        (multiply_over, False),
        (fill_over, False),
        (hide, False),
        (show_in_a_layer, True),
        (paint_over_unseen, True),
        (print_as_a_picture, True),
    ],
)
def test_a_mark_is_read_where_it_is_seen(
    scans: Bundle, tmp_path: Path, change: Change, seen: bool
) -> None:
    first, *_ = scans.evidence_pages()
    read = read_changed(scans, tmp_path / "changed.pdf", change)
    assert [one.page for one in read.identities] == ([first] if seen else [])


def test_a_picture_left_blank_is_as_large_as_it_is(scans: Bundle) -> None:
    pages = read_bundle(str(scans.path), marks=True).pages
    first, *_ = scans.evidence_pages()
    assert pages[first - 1].dpi == pytest.approx(150, abs=0.5)


def test_shares_are_the_whole(scans: Bundle) -> None:
    whole = read_bundle(str(scans.path), marks=True)
    shares = [read_bundle(str(scans.path), marks=True, share=(nth, 3)) for nth in range(3)]
    assert len(shares[0].pages) < len(whole.pages)
    assert BundleRead.of_shares(shares) == whole
