"""pypdf: append, then a number laid on with merge_page. Pictures go through img2pdf."""

import io
import sys

import img2pdf
import pymupdf
from pypdf import PdfReader, PdfWriter


def main(target: str, *files: str) -> None:
    """Join the files."""
    writer = PdfWriter()
    for file in files:
        if file.endswith(".jpg"):
            pdf = img2pdf.convert(file, rotation=img2pdf.Rotation.ifvalid)
            writer.append(io.BytesIO(pdf))
        else:
            writer.append(file)
    stamps = PdfReader(io.BytesIO(_make_stamps(writer)))
    for page, stamp in zip(writer.pages, stamps.pages, strict=True):
        page.merge_page(stamp)
    writer.write(target)


def _make_stamps(writer: PdfWriter) -> bytes:
    with pymupdf.open() as pdf:
        for number, page in enumerate(writer.pages, start=1):
            sheet = pdf.new_page(width=float(page.mediabox.width), height=100)
            sheet.insert_text((280, 70), f"- {number} -", fontsize=10)
        return pdf.tobytes()


if __name__ == "__main__":
    main(*sys.argv[1:])
