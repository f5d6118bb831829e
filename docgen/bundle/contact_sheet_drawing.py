"""Pages of several pictures drawn: what workers do with a run of photographs.

The page that shows a picture is drawn small, so its data is copied as it is and its orientation
stays right.
"""

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw

from docgen.bundle.contact_sheet import ContactPage, lay_out
from docgen.bundle.photo_layout import PhotoRun
from docgen.images.ink_map import InkMap, cell_size, grid_size
from docgen.images.picture_placement import UPRIGHT
from docgen.model.page_facts import Facts, PageFacts
from docgen.pdf.geometry import Matrix, PageBox, Rect

_ORIENTATIONS = {0: 1, 90: 6, 180: 3, 270: 8}
"""The EXIF orientation that is mended by a turn."""


def compose(run: PhotoRun, scratch: str) -> Facts:
    """The pages of a run as a PDF at `scratch`. OSError or PdfError where a picture is gone."""
    opened: dict[str, pikepdf.Pdf] = {}
    try:
        with pikepdf.new() as pdf:
            pages = []
            for sheet in lay_out(run):
                pdf.pages.append(pikepdf.Page(_draw(pdf, sheet, opened)))
                box = PageBox(0, 0, sheet.width, sheet.height)
                pages.append(PageFacts(box, _find_ink(sheet), captions=sheet.captions))
            pdf.save(scratch, deterministic_id=True, min_version="1.5")
    finally:
        for source in opened.values():
            source.close()
    return Facts(scratch, tuple(pages))


def _draw(pdf: pikepdf.Pdf, sheet: ContactPage, opened: dict[str, pikepdf.Pdf]) -> Dictionary:
    forms, content = Dictionary(), []
    for number, (shot, picture) in enumerate(zip(sheet.shots, sheet.pictures, strict=True)):
        if shot.pdf not in opened:
            # Mapped into memory, large pictures would count against the worker's limit.
            stream = pikepdf.AccessMode.stream
            opened[shot.pdf] = pikepdf.open(shot.pdf, access_mode=stream)
        form = opened[shot.pdf].pages[shot.index - 1].as_form_xobject()
        shown = _in_user_space(shot.frame, shot.page.box.height_pt)
        form.BBox = Array([shown.x, shown.y, shown.x + shown.width, shown.y + shown.height])
        forms[f"/P{number}"] = pdf.copy_foreign(form)
        matrix = _fit_frame(shown, _in_user_space(picture, sheet.height), shot.turn)
        content.append(f"q {' '.join(f'{value:.6f}' for value in matrix)} cm /P{number} Do Q")
    return Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, sheet.width, sheet.height]),
        Resources=Dictionary(XObject=forms),
        Contents=pdf.make_stream("\n".join(content).encode("ascii")),
    )


def _in_user_space(frame: Rect, page_height: float) -> Rect:
    """The rectangle from its lower left corner, y up."""
    return frame._replace(y=page_height - frame.y - frame.height)


def _fit_frame(source: Rect, target: Rect, turn: int) -> Matrix:
    """What lays one rectangle, turned clockwise, on another; both with y up."""
    unit = UPRIGHT[_ORIENTATIONS[turn]]
    right, up = 1 / source.width, 1 / source.height
    a, c = unit.a * target.width * right, unit.c * target.width * up
    b, d = unit.b * target.height * right, unit.d * target.height * up
    e = unit.e * target.width + target.x - a * source.x - c * source.y
    f = unit.f * target.height + target.y - b * source.x - d * source.y
    return Matrix(a, b, c, d, e, f)


def _find_ink(sheet: ContactPage) -> InkMap:
    """Pictures and captions are ink all over; nothing else is on the page."""
    cell = cell_size(sheet.width, sheet.height)
    columns, rows = grid_size(sheet.width, sheet.height)
    ink = Image.new("L", (columns, rows), 0)
    brush = ImageDraw.Draw(ink)
    for x, y, width, height in (*sheet.pictures, *sheet.captions):
        last = ((x + width) / cell, (y + height) / cell)
        brush.rectangle((int(x / cell), int(y / cell), int(last[0]), int(last[1])), fill=1)
    return InkMap(cell, columns, rows, ink.tobytes())
