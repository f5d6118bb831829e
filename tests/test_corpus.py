"""Files that nobody of this project wrote. They lie beside the project and are never copied."""

import io
from pathlib import Path

import pikepdf
import pillow_heif
import pymupdf
import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat
from telling import words

from docgen.issues.errors import OfficeError
from docgen.issues.finding import Finding, Level
from docgen.model.prepared import Prepared, Source
from docgen.office.libreoffice import Component, find_soffice
from docgen.sources.prepare import prepare
from docgen.sources.preparers import PREPARERS
from docgen.system.file_types import OFFICE_KINDS, recognise
from docgen.system.workers import WorkerLimits

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"

pytestmark = [
    pytest.mark.apart,
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus of foreign files beside the project"),
]

# What must become of each file: its pages, or the code of the finding. Looked at by eye, and
# counted with pikepdf, pypdf and poppler.
PICTURES = (
    "chinese/cno/fanti.jpg",
    "chinese/cno/huochepiao.jpeg",
    "chinese/pad/00006737.jpg",
    "chinese/pad/00015504.jpg",
    "chinese/pad/00111002.jpg",
    "chinese/pad/1.jpg",
    "chinese/pad/doc.jpg",
    "chinese/pad/example-table.jpeg",
    "chinese/rdoc/book_01.jpg",
    "chinese/rdoc/checkbox_test.png",
    "chinese/rdoc/img_2.png",
    "chinese/rdoc/img_9.png",
    "chinese/rdoc/seal_text_det.png",
    "chinese/rdoc/table_04.png",
    "chinese/rdoc/table_05.png",
    "chinese/rdoc/table_10_90.png",
    "chinese/rocr/text_vertical_words.png",
    "chinese/rtab/row_span.png",
    "hostile/exs/36-memory_error.jpg",
    "hostile/heif/truncated.heic",
    "hostile/pil/syntax_num_frames_high.png",
    "hostile/pil/truncated_jpeg.jpg",
    "images/exs/35-empty.jpg",
    "images/exs/Crémieux11.tiff",
    "images/exs/DSCN0010.jpg",
    "images/exs/HMD_Nokia_8.3_5G.jpg",
    "images/exs/HMD_Nokia_8.3_5G_hdr.heif",
    "images/exs/canon_hdr_YES.jpg",
    "images/exs/portrait_6.jpg",
    "images/exv/exiv2-bug1199.webp",
    "images/exv/exiv2-bug922a.jpg",
    "images/fmt/lorem-ipsum.im.png",
    "images/heif/200MP.heic",
    "images/heif/L_16__128x128.png",
    "images/heif/RGBA_10__29x100.heif",
    "images/i2p/CMYK.tif",
    "images/ocr/baiona_cmyk.jpg",
    "images/ocr/baiona_colormapped.png",
    "images/ocr/typewriter.png",
    "images/pbx/png_indexed_1bit_alpha.png",
    "images/pbx/png_rgb_romm_16bit.png",
    "images/pil/exif-dpi-zerodivision.jpg",
    "images/pil/g4_orientation_6.tif",
    "images/pil/hopper_bigtiff.tif",
    "images/pil/hopper_bw_500.png",
    "images/pil/icc_profile_big.jpg",
    "images/pil/old-style-jpeg-compression.tif",
    "images/pil/pil123rgba.png",
    "images/pil/pil_sample_cmyk.jpg",
    "images/pil/pport_g4.tif",
    "images/pil/rgba32abf.bmp",
    "images/pil/tiff_strip_cmyk_16l_jpeg.tif",
    "images/pil/tiff_strip_planar_raw_with_overviews.tif",
    "images/pil/transparent.gif",
    "images/pil/transparent.webp",
    "images/pil/zero_dpi.jp2",
    "images/poi/45829.png",
    "images/pps/smile-pack-bits.tiff",
    "images/rec/Landscape_6.jpg",
    "images/rec/Portrait_5.jpg",
    "images/rec/Portrait_7.jpg",
)

EXPECTED: dict[str, int | str] = {
    **dict.fromkeys(PICTURES, 1),
    "hostile/exv/exiv2_0-26_exiv2_uncontrolled-recursion_printIFDStructure.tif": "source-damaged",
    "hostile/exv/issue_ghsa_mxw9_qx4c_6m8v_poc.jp2": "source-damaged",
    "hostile/pil/decompression_bomb.gif": "source-too-large",
    "hostile/pil/reallybig.bmp": "source-too-large",
    "images/cpu/multipage.tif": 2,
    "images/pbx/ccittg4multi.tif": 3,
    "images/pil/g4-multi.tiff": 3,
    "images/pil/total-pages-zero.tif": 3,
    "images/pil/ultrahdr.jpg": "source-damaged",
    "chinese/cpu/UserFont_CJKV.pdf": 1,
    "chinese/pjs/issue19182.pdf": 1,
    "chinese/pjs/issue19360.pdf": 1,
    "chinese/pjs/issue8372.pdf": 1,
    "hostile/fmt/T02-01_001_document-catalog-No-document-catalog.pdf": "source-damaged",
    "hostile/fmt/T02-02_002_page-tree-kids-links-recursive.pdf": "source-damaged",
    "hostile/fmt/T02-03_008_page-object-mediabox-missing.pdf": 1,
    "hostile/fmt/corruptionOneByteMissing.pdf": 1,
    "hostile/mu/circular-toc.pdf": 2,
    "hostile/mu/test_2548.pdf": 15,
    "hostile/ocr/hugemono.pdf": 1,
    "hostile/pik/378014596.pdf": "source-damaged",
    "hostile/pjs/Pages-tree-refs.pdf": "source-damaged",
    "hostile/pjs/boundingBox_invalid.pdf": 3,
    "hostile/pjs/bug1020226.pdf": "source-damaged",
    "hostile/pjs/bug1978317.pdf": 1,
    "hostile/pjs/doc_actions.pdf": 3,
    "hostile/pjs/issue6961.pdf": 2,
    "hostile/pjs/operator_list_cycle.pdf": 1,
    "hostile/qpd/23172.fuzz": 29,
    "hostile/qpd/append-xref-loop.pdf": 30,
    "hostile/qpd/bad-jpeg.pdf": 1,
    "hostile/qpd/fuzz-16214.pdf": 1,
    "hostile/qpd/linearization-large-vector-alloc.pdf": 30,
    "hostile/qpd/outlines-with-loop.pdf": 30,
    "hostile/qpd/pages-loop.pdf": 1,
    "hostile/qpd/xref-range.pdf": 1,
    "pdfs/cpu/Full.pdf": 11,
    "pdfs/cpu/Hybrid-PDF.pdf": 1,
    "pdfs/cpu/grid_example.pdf": 4,
    "pdfs/cpu/testPAdES_BLTA.pdf": 1,
    "pdfs/fmt/test_fontArialNotEmbedded.pdf": 56,
    "pdfs/mu/test_2634.pdf": 10,
    "pdfs/ocr/livecycle.pdf": "source-xfa",
    "pdfs/ocr/multipage.pdf": 6,
    "pdfs/ocr/rotated_skew.pdf": 1,
    "pdfs/ocr/tagged.pdf": 2,
    "pdfs/p20/PDF 2.0 via incremental save.pdf": 1,
    "pdfs/p20/PDF 2.0 with page level output intent.pdf": 2,
    "pdfs/p20/Simple PDF 2.0 file.pdf": 1,
    "pdfs/p20/pdf20-utf8-test.pdf": 1,
    "pdfs/pbx/AcroFormForMerge.pdf": 1,
    "pdfs/pbx/PDFBOX-2984-rotations.pdf": 6,
    "pdfs/pbx/testPDFPackage.pdf": "source-portfolio",
    "pdfs/pik/form_210966.pdf": 2,
    "pdfs/pjs/attachment.pdf": 1,
    "pdfs/pjs/bug1947248_forms.pdf": 1,
    "pdfs/pjs/doc_1_3_pages.pdf": 3,
    "pdfs/pjs/encrypted-attachment.pdf": "source-password",
    "pdfs/pjs/freeculture.pdf": 352,
    "pdfs/pjs/issue12963.pdf": 8,
    "pdfs/pjs/issue14297.pdf": 1,
    "pdfs/pjs/labelled_pages.pdf": 11,
    "pdfs/pjs/multimedia_annotations.pdf": 1,
    "pdfs/pjs/prefilled_f1040.pdf": 2,
    "pdfs/pjs/vertical.pdf": 3,
    "pdfs/pjs/xfa_filled_imm1344e.pdf": "source-xfa",
    "pdfs/pps/habibi-rotated.pdf": 4,
    "pdfs/pps/libreoffice-form.pdf": 1,
    "pdfs/pps/libreoffice-writer-password.pdf": "source-password",
    "pdfs/pps/unreadablemetadata.pdf": "source-damaged",
    "pdfs/pyp/encrypted_doc_no_id.pdf": 3,
    "pdfs/pyp/r4-aes-user-password.pdf": "source-password",
    "pdfs/pyp/r6-owner-password.pdf": 1,
    "pdfs/qpd/11-pages-with-labels.pdf": 11,
    "pdfs/qpd/boxes.pdf": 8,
    "pdfs/qpd/fax-decode-parms.pdf": 10,
    "pdfs/qpd/minimal-signed-restricted.pdf": 2,
}


def draws_math() -> bool:
    """Whether LibreOffice Math is here: without it equations take less room."""
    try:
        return Component.MATH.is_here(find_soffice())
    except OfficeError:
        return False


_FUZZED = "hostile/poi/clusterfuzz-testcase-minimized-POI"
_FORM = "International-Travel-Approval-Request-Form.doc"
OFFICE: dict[str, int | str] = {
    "chinese/poi/TestChineseProperties.doc": 1,
    "chinese/poi/stress020.xlsx": 2,
    "chinese/poi/unicode-path.docx": 1,
    "chinese/poitl/554.docx": 1,
    "chinese/poitl/636.docx": 1,
    "chinese/rdoc/test.docx": 7 if draws_math() else 5,
    f"{_FUZZED}HWPFFuzzer-4951943183990784.doc": 3,
    f"{_FUZZED}XWPFFuzzer-5569740188549120.docx": "source-damaged",
    "hostile/poi/crash-274d6342e4842d61be0fb48eaadad6208ae767ae.xlsx": "source-damaged",
    "hostile/poi/poc-xmlbomb.xlsx": "source-bomb",
    "hostile/poi/test_recursive_embedded.docx": 1,
    "hostile/poi/truncated62886.docx": "source-damaged",
    "office/fmt/testWordPerfect_51_52.doc": 1,
    "office/poi/ConditionalFormattingSamples.xlsx": 21,
    "office/poi/Password_Protected-hello.ppt": "source-password",
    "office/poi/SampleShow.pptx": 2,
    "office/poi/VariousPictures.docx": 1,
    "office/poi/WithChart.xlsx": 2,
    "office/poi/Word95.doc": 1,
    "office/poi/WordWithAttachments.docx": 2,
    f"office/poi/au.edu.utas.www___data_assets_word_doc_0003_154335_{_FORM}": 3,
    "office/poi/checkboxes.docx": 1,
    "office/poi/delins.docx": 1,
    "office/poi/password_tika_binaryrc4.doc": "source-password",
    "office/poi/table-merges.doc": 1,
    "office/poi/testComment.docx": 1,
    "office/poitl/render_include_sect.docx": 3,
    "office/rdoc/demo1-docx.docx": 16 if draws_math() else 14,
    "office/rdoc/xlsx_08_one_cell_anchor.xlsx": 1,
}
"""Counted in LibreOffice 7.4, with the faces that make setup installs."""


@pytest.fixture(scope="module")
def files() -> list[Path]:
    return sorted(file for file in CORPUS.glob("*/*/*") if file.is_file())


IMPATIENT = WorkerLimits(page_seconds=0.75)
"""A page that hangs, and there is one, is waited for a tenth of the usual time."""


@pytest.fixture(scope="module")
def found(files: list[Path], shared_cache: Path) -> dict[str, Source]:
    named = [(file.relative_to(CORPUS).as_posix(), file) for file in files]
    return prepare(named, cache=shared_cache, limits=IMPATIENT)


def outcome(found: Source) -> int | str:
    return found.code if isinstance(found, Finding) else len(found.pages)


def test_every_picture_and_pdf(files: list[Path], found: dict[str, Source]) -> None:
    ours = [file for file in files if recognise(file) in PREPARERS]
    assert len(ours) > 100
    names = {file.relative_to(CORPUS).as_posix() for file in ours}
    assert names == set(EXPECTED)
    assert {name: outcome(found[name]) for name in EXPECTED} == EXPECTED


def test_every_office_document(files: list[Path], found: dict[str, Source]) -> None:
    documents = [file for file in files if recognise(file) in OFFICE_KINDS]
    assert {file.relative_to(CORPUS).as_posix() for file in documents} == set(OFFICE)
    assert {name: outcome(found[name]) for name in OFFICE} == OFFICE


def test_locked_files_are_opened_with_their_passwords(tmp_path: Path) -> None:
    pages = {
        "office/poi/password_tika_binaryrc4.doc": 1,
        "pdfs/pps/libreoffice-writer-password.pdf": 1,
        "pdfs/pyp/r4-aes-user-password.pdf": 1,
    }
    passwords = ("asdfzxcv", "tika", "openpassword")
    found = prepare([(n, CORPUS / n) for n in pages], cache=tmp_path, passwords=passwords)
    assert {name: outcome(source) for name, source in found.items()} == pages
    assert all(isinstance(s, Prepared) and s.unlocked for s in found.values())


def test_everything_else_is_named(files: list[Path], found: dict[str, Source]) -> None:
    assert len(found) == len(files)
    known = {**EXPECTED, **OFFICE}
    others = {name: source for name, source in found.items() if name not in known}
    for name, finding in others.items():
        assert isinstance(finding, Finding), name
        assert (finding.level, finding.code, finding.where) == (Level.ERROR, "source-format", name)
        assert finding.remedy


def test_pages_are_what_another_reader_sees(found: dict[str, Source]) -> None:
    seen = 0
    for name, source in found.items():
        if isinstance(source, Finding):
            continue
        with pymupdf.open(source.pdf, filetype="pdf") as document:
            assert len(document) == len(source.pages), name
            for page, theirs in zip(source.pages, document, strict=True):
                size = (theirs.rect.width, theirs.rect.height)
                assert (page.box.width_pt, page.box.height_pt) == pytest.approx(size, abs=0.1), name
                assert page.box.rotate == theirs.rotation, name
                seen += 1
    assert seen > 600


def test_a_page_that_hangs_is_inked_all_over(found: dict[str, Source]) -> None:
    source = found["hostile/mu/test_2548.pdf"]
    assert isinstance(source, Prepared)
    assert all(source.pages[0].ink.cells)
    assert "无法显示" in words(source.losses)[-1]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hostile/fmt/corruptionOneByteMissing.pdf", "已修复"),
        ("hostile/qpd/append-xref-loop.pdf", "已修复"),
        ("hostile/qpd/pages-loop.pdf", "能救回的页"),
        ("hostile/pjs/boundingBox_invalid.pdf", "页面大小"),
        ("hostile/pil/truncated_jpeg.jpg", "不完整"),
        ("hostile/heif/truncated.heic", "不完整"),
        ("images/heif/200MP.heic", "已转成高质量 JPEG"),
        ("images/exv/exiv2-bug1199.webp", "已转成高质量 JPEG"),
        ("images/cpu/multipage.tif", "第 1 页图像数据"),
        ("hostile/qpd/23172.fuzz", "扩展名是 .fuzz"),
        ("pdfs/pyp/r6-owner-password.pdf", "限制"),
        ("pdfs/cpu/testPAdES_BLTA.pdf", "电子签名"),
        ("pdfs/pjs/attachment.pdf", "附件"),
    ],
)
def test_what_was_done_is_said(found: dict[str, Source], name: str, said: str) -> None:
    source = found[name]
    assert isinstance(source, Prepared)
    assert any(said in note for note in (*words(source.notes), *words(source.losses)))


def test_fields_are_drawn_where_the_file_leaves_it_to_the_viewer(
    found: dict[str, Source],
) -> None:
    name = "pdfs/pps/libreoffice-form.pdf"
    source = found[name]
    assert isinstance(source, Prepared)
    with pikepdf.open(source.pdf) as made:
        texts = [w for w in made.pages[0].Annots if w.get("/FT") == "/Tx"]
        shown = {str(w.T): w.AP.N.read_bytes() for w in texts}
        assert not made.Root.AcroForm.get("/NeedAppearances", False)
    assert b"Alice" in shown["First Name"]
    assert b"Bob" in shown["First Name_2"]


@pytest.mark.parametrize("name", ["Landscape_6.jpg", "Portrait_5.jpg", "Portrait_7.jpg"])
def test_orientation(found: dict[str, Source], name: str) -> None:
    source = found[f"images/rec/{name}"]
    assert isinstance(source, Prepared)
    with Image.open(CORPUS / "images" / "rec" / name) as stored:
        upright = ImageOps.exif_transpose(stored).convert("RGB")
    with pymupdf.open(source.pdf) as document:
        pixels = document[0].get_pixmap(dpi=72)
    page = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
    assert box is not None
    shown = page.crop(box)
    expected = upright.resize(shown.size)
    assert max(ImageStat.Stat(ImageChops.difference(shown, expected)).mean) < 12
    for turn in Image.Transpose:
        turned = upright.transpose(turn).resize(shown.size)
        assert max(ImageStat.Stat(ImageChops.difference(shown, turned)).mean) > 20


def test_jpeg_pixels_are_untouched(found: dict[str, Source]) -> None:
    """Every JPEG stands in its PDF with its own picture data, and without its metadata."""
    checked = 0
    for name in PICTURES:
        source = found[name]
        assert isinstance(source, Prepared)
        if not name.endswith(("jpg", "jpeg")) or source.notes or source.losses:
            continue
        with pikepdf.open(source.pdf) as pdf:
            data = pdf.pages[0].Resources.XObject.Im0.read_raw_bytes()
        original = (CORPUS / name).read_bytes()
        scan = data.index(b"\xff\xda")
        assert data[scan:] in original, name
        assert b"Exif\0" not in data[:scan], name
        with Image.open(io.BytesIO(data)) as ours, Image.open(io.BytesIO(original)) as theirs:
            assert ours.size == theirs.size
            assert ours.mode == theirs.mode
        checked += 1
    assert checked > 20


def test_the_place_of_a_photo_does_not_get_into_print(
    found: dict[str, Source],
) -> None:
    name = "images/exs/DSCN0010.jpg"
    with Image.open(CORPUS / name) as photo:
        assert photo.getexif().get_ifd(0x8825)
    source = found[name]
    assert isinstance(source, Prepared)
    content = Path(source.pdf).read_bytes()
    assert b"NIKON" in (CORPUS / name).read_bytes()
    assert b"NIKON" not in content


NOT_COMPARED = ("jpg", "jpeg", "png", "bmp", "200MP.heic", "truncated.heic", "smile-pack-bits.tiff")
"""Some have tests of their own, Pillow does not know this BMP, and 16 pixels are too few to say."""


def on_white(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    if upright.mode != "CMYK":
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright.convert("RGBA"))
    return upright.convert("RGB").resize((24, 24), Image.Resampling.BOX)


@pytest.mark.parametrize(
    "name",
    [
        *(name for name in PICTURES if not name.endswith(NOT_COMPARED)),
        *("images/cpu/multipage.tif", "images/pbx/ccittg4multi.tif"),
        *("images/pil/g4-multi.tiff", "images/pil/total-pages-zero.tif"),
    ],
)
def test_pictures_look_like_themselves(found: dict[str, Source], name: str) -> None:
    """Every page of a picture beside what Pillow shows of it, the right way up and on white."""
    source = found[name]
    assert isinstance(source, Prepared)
    pillow_heif.register_heif_opener()
    with Image.open(CORPUS / name) as theirs, pymupdf.open(source.pdf) as ours:
        for number, page in enumerate(ours):
            if theirs.format == "TIFF":
                theirs.seek(number)
            expected = on_white(theirs)
            (box,) = (info["bbox"] for info in page.get_image_info())
            pixels = page.get_pixmap(dpi=144, clip=box)
            shown = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
            shown = shown.resize((24, 24), Image.Resampling.BOX)
            # Inks look paler in MuPDF, which knows what they are printed like.
            allowed = 45 if theirs.mode == "CMYK" else 12
            assert max(ImageStat.Stat(ImageChops.difference(shown, expected)).mean) < allowed
