"""Pictures as MuPDF shows them: where Pillow cannot, and as a second opinion."""

from PIL import Image

from docgen.pdf.mupdf import load_mupdf, mupdf_errors


def show(
    source: str | bytes, kind: str, size: tuple[int, int], *, page: int = 0, grey: bool = False
) -> tuple[Image.Image, bool] | None:
    """A picture as stored, laid on white, and whether MuPDF was content with it; None: nothing.

    `source` is a path or the content, `size` what it has in pixels, `page` counts from 0.
    """
    pymupdf = load_mupdf()
    pymupdf.TOOLS.reset_mupdf_warnings()
    mode, colours = ("L", pymupdf.csGRAY) if grey else ("RGB", pymupdf.csRGB)
    named = {"filename": source} if isinstance(source, str) else {"stream": source}
    try:
        with pymupdf.open(**named, filetype=kind) as document:
            leaf = document[page]
            zoom = (size[0] / leaf.rect.width, size[1] / leaf.rect.height)
            pixels = leaf.get_pixmap(matrix=pymupdf.Matrix(*zoom), colorspace=colours, alpha=False)
            image = Image.frombytes(mode, (pixels.width, pixels.height), pixels.samples)
    except mupdf_errors():
        # Nothing is lost by it: what to make of a picture nobody can show is the caller's affair.
        return None
    if image.size != size:
        return None
    return image, not pymupdf.TOOLS.mupdf_warnings()


def decode(content: bytes) -> tuple[Image.Image, bool] | None:
    """A grey picture pixel for pixel, and whether MuPDF was content with it; None: nothing."""
    pymupdf = load_mupdf()
    pymupdf.TOOLS.reset_mupdf_warnings()
    try:
        pixels = pymupdf.Pixmap(content)
        image = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
    except mupdf_errors():
        return None
    return image, not pymupdf.TOOLS.mupdf_warnings()


def show_svg(content: bytes, longest: int) -> Image.Image | None:
    """A drawing in SVG at so many pixels of its longer side, clear where it is; None: nothing."""
    pymupdf = load_mupdf()
    try:
        with pymupdf.open(stream=content, filetype="svg") as document:
            leaf = document[0]
            sides = leaf.rect.width, leaf.rect.height
            if min(sides) <= 0:
                return None
            zoom = longest / max(sides)
            pixels = leaf.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), alpha=True)
            shown = Image.frombytes("RGBa", (pixels.width, pixels.height), pixels.samples)
    except mupdf_errors():
        return None
    return shown.convert("RGBA")
