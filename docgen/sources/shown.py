"""Pictures as MuPDF shows them: where Pillow cannot, and as a second opinion."""

import pymupdf
from PIL import Image

MUPDF_ERRORS = (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, IndexError)
"""What MuPDF raises of a damaged file."""


def hush() -> None:
    """MuPDF talks to the terminal otherwise."""
    pymupdf.TOOLS.mupdf_display_errors(False)  # type: ignore[no-untyped-call]
    pymupdf.TOOLS.mupdf_display_warnings(False)  # type: ignore[no-untyped-call]


def show(
    source: str | bytes, kind: str, size: tuple[int, int], *, page: int = 0, grey: bool = False
) -> tuple[Image.Image, bool] | None:
    """A picture as stored, laid on white, and whether MuPDF was content with it; None: nothing.

    `source` is a path or the content, `size` what it has in pixels, `page` counts from 0.
    """
    hush()
    pymupdf.TOOLS.reset_mupdf_warnings()  # type: ignore[no-untyped-call]
    mode, colours = ("L", pymupdf.csGRAY) if grey else ("RGB", pymupdf.csRGB)
    named = {"filename": source} if isinstance(source, str) else {"stream": source}
    try:
        with pymupdf.open(**named, filetype=kind) as document:  # type: ignore[no-untyped-call]
            leaf = document[page]
            zoom = (size[0] / leaf.rect.width, size[1] / leaf.rect.height)
            pixels = leaf.get_pixmap(matrix=pymupdf.Matrix(*zoom), colorspace=colours, alpha=False)  # type: ignore[no-untyped-call]
            image = Image.frombytes(mode, (pixels.width, pixels.height), pixels.samples)
    except MUPDF_ERRORS:
        # Nothing is lost by it: what to make of a picture nobody can show is the caller's affair.
        return None
    if image.size != size:
        return None
    return image, not pymupdf.TOOLS.mupdf_warnings()  # type: ignore[no-untyped-call]


def decode(content: bytes) -> tuple[Image.Image, bool] | None:
    """A grey picture pixel for pixel, and whether MuPDF was content with it; None: nothing."""
    hush()
    pymupdf.TOOLS.reset_mupdf_warnings()  # type: ignore[no-untyped-call]
    try:
        pixels = pymupdf.Pixmap(content)  # type: ignore[no-untyped-call]
        image = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
    except MUPDF_ERRORS:
        return None
    return image, not pymupdf.TOOLS.mupdf_warnings()  # type: ignore[no-untyped-call]
