"""PyMuPDF: insert_pdf or insert_image, and a number with insert_text."""

import sys

import pymupdf


def main(target: str, *files: str) -> None:
    """Join the files."""
    with pymupdf.open() as bundle:
        for file in files:
            if file.endswith(".jpg"):
                with pymupdf.open(file) as picture:
                    shown = picture[0].rect
                page = bundle.new_page(width=595, height=595 * shown.height / shown.width)
                page.insert_image(page.rect, filename=file)
            else:
                with pymupdf.open(file) as source:
                    bundle.insert_pdf(source)
        for number, page in enumerate(bundle, start=1):
            page.insert_text((280, page.rect.height - 30), f"- {number} -", fontsize=10)
        bundle.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
