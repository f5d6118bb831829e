"""What four readers have to say about a PDF: qpdf, MuPDF, poppler and pypdf."""

import shutil
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pymupdf
from pypdf import PdfReader


def complaints(pdf: Path) -> list[str]:
    """Every warning, of the file's structure, of every page and of every stream."""
    return [*_ask_poppler(pdf), *_ask_qpdf(pdf), *_ask_mupdf(pdf), *_ask_pypdf(pdf)]


def _ask_poppler(pdf: Path) -> Iterator[str]:
    if shutil.which("pdfinfo") is None:
        return
    command = ["pdfinfo", "-f", "1", "-l", "-1", "-box", pdf]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode or run.stderr:
        yield f"pdfinfo: {run.stderr.strip() or run.returncode}"


def _ask_qpdf(pdf: Path) -> Iterator[str]:
    """What `qpdf --check` does, and then every stream is decoded: it looks at those of pages only.

    Called as a program it says the same and takes ten times as long over pictures.
    """
    with pikepdf.open(pdf, suppress_warnings=True) as opened:
        with warnings.catch_warnings():
            # Nor can the program look into JBIG2; the library says so where jbig2dec is missing.
            warnings.filterwarnings("ignore", message="pikepdf is missing some specialized")
            problems = opened.check_pdf_syntax()
        yield from (f"qpdf: {problem}" for problem in problems)
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream) and not _is_coded_picture(thing):
                try:
                    thing.read_bytes()
                except (pikepdf.PdfError, ValueError) as error:
                    yield f"qpdf, object {thing.objgen}: {error}"
        yield from (f"qpdf: {warning}" for warning in opened.get_warnings())


def _is_coded_picture(stream: pikepdf.Stream) -> bool:
    """Whether its data is that of a format qpdf does not know."""
    filters = stream.stream_dict.get("/Filter")
    *_, last = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    codings = ("/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode")
    return stream.stream_dict.get("/Subtype") == "/Image" and str(last) in codings


def _ask_mupdf(pdf: Path) -> Iterator[str]:
    pymupdf.TOOLS.mupdf_warnings()  # what it has said before
    with pymupdf.open(pdf) as document:
        for page in document:
            list(page.annots() or ())
        said = pymupdf.TOOLS.mupdf_warnings()
    if said:
        yield f"MuPDF: {said}"


def _ask_pypdf(pdf: Path) -> Iterator[str]:
    with pymupdf.open(pdf) as document:
        count = len(document)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        pages = PdfReader(pdf, strict=True).pages
        if len(pages) != count:
            yield "pypdf counts other pages than MuPDF"
        for page in pages:
            contents = page.get_contents()
            if contents:
                contents.get_data()
    yield from (f"pypdf: {warning.message}" for warning in said)
