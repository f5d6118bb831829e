"""The least that has to be done: pages joined with pikepdf, a number drawn on each. No index."""

import sys
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image


def main(target: str, *files: str) -> None:
    """Join the files."""
    bundle = pikepdf.new()
    font = bundle.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    kept = []
    for file in files:
        if file.endswith(".jpg"):
            bundle.pages.append(_place(bundle, Path(file)))
        else:
            source = pikepdf.open(file)
            kept.append(source)
            bundle.pages.extend(source.pages)
    for number, page in enumerate(bundle.pages, start=1):
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ BT /DgF 10 Tf 280 30 Td (- %d -) Tj ET" % number)
        resources = page.obj.Resources
        if "/Font" not in resources:
            resources.Font = Dictionary()
        resources.Font["/DgF"] = font
    bundle.save(target)


def _place(bundle: pikepdf.Pdf, file: Path) -> pikepdf.Page:
    with Image.open(file) as image:
        width, height = image.size
    picture = bundle.make_stream(
        file.read_bytes(), Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height,
        BitsPerComponent=8, ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode,
    )  # fmt: skip
    high = 595 * height / width
    return pikepdf.Page(Dictionary(
        Type=Name.Page, MediaBox=Array([0, 0, 595, high]),
        Resources=Dictionary(XObject=Dictionary(Im0=picture)),
        Contents=bundle.make_stream(b"q 595 0 0 %.2f 0 0 cm /Im0 Do Q" % high),
    ))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
