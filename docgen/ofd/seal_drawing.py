"""Electronic seals on the pages they were set on, as they look; whether they hold is not asked."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from docgen.issues.refusal import UnusableSourceError
from docgen.ofd.drawn_file import TRANSPARENT_GROUP, PlacedCharacter, SealForm, UndrawnObject
from docgen.ofd.ofd_canvas import Canvas
from docgen.ofd.ofd_document import OfdSignature, SealPlace, list_documents
from docgen.ofd.ofd_package import OfdPackage
from docgen.ofd.page_content import draw_content
from docgen.ofd.seals import SealPicture, find_seal_picture
from docgen.ofd.surroundings import Surroundings
from docgen.pdf.geometry import Matrix, Rect
from docgen.pdf.objects import reference

PlacedSeal = tuple[SealPlace, SealPicture | None]


def find_picture(package: OfdPackage, signature: OfdSignature) -> SealPicture | None:
    """The picture of the seal that a signature was set with; None where it has none."""
    parts = (part for part in (signature.seal, signature.value) if part)
    return next(filter(None, (_look_into(package, part) for part in parts)), None)


def _look_into(package: OfdPackage, part: str) -> SealPicture | None:
    try:
        return find_seal_picture(package.read(part))
    except UnusableSourceError:
        # It is told where the seal should have been drawn.
        return None


def draw_seal(
    canvas: Canvas, stamp: SealPlace, seal: SealPicture | None, around: Surroundings
) -> None:
    """Draw a seal over its box. What is beneath shines through it, as it does with ink."""
    box = stamp.box
    form = _find_form(seal, around) if seal and box else None
    remarks = around.drawn.remarks
    if form is None or box is None:
        remarks.undrawn.append(UndrawnObject("seal", around.page, stamp.identity))
        return
    remarks.seals += 1
    with canvas.saved():
        canvas.transform(Matrix(1, 0, 0, 1, box.x, box.y))
        if stamp.clip:
            canvas.clip_to(stamp.clip)
        canvas.add(around.drawn.state(canvas, BM=b"/Multiply"))
        canvas.transform(Matrix(box.width, 0, 0, box.height, 0, 0))
        canvas.add(canvas.use("XObject", reference(form.number)) + b" Do\n")
        if around.placed is not None:
            around.placed.extend(_place_characters(form, stamp, canvas.on_page))


def _place_characters(
    form: SealForm, stamp: SealPlace, on_page: Matrix
) -> Iterator[PlacedCharacter]:
    """The characters of a seal that stand in what is shown of it, in points of the page."""
    shown = _shown_part(stamp)
    for one in form.characters:
        if Rect(one.x, one.y, 0, 0).lies_within(shown):
            x, y = on_page.apply(one.x, one.y)
            yield PlacedCharacter(one.text, x, y, stamp.identity)


def _shown_part(stamp: SealPlace) -> Rect:
    """What is shown of a seal's square of one by one."""
    box, clip = stamp.box, stamp.clip
    if not box or not clip:
        return Rect(0, 0, 1, 1)
    return Rect(
        clip.x / box.width, clip.y / box.height, clip.width / box.width, clip.height / box.height
    )


def _find_form(seal: SealPicture, around: Surroundings) -> SealForm | None:
    """The form that draws a seal in a square of one by one, its head at 0; None: it cannot be."""
    forms = around.drawn.seal_forms
    key = hashlib.sha256(seal.data).digest()
    if key not in forms:
        # Until it is drawn it has none: a seal may be sealed with itself.
        forms[key] = None
        forms[key] = _draw_form(seal, around)
    return forms[key]


def _draw_form(seal: SealPicture, around: Surroundings) -> SealForm | None:
    canvas = Canvas()
    characters: list[PlacedCharacter] = []
    if seal.data.startswith(b"PK"):
        try:
            with OfdPackage(BytesIO(seal.data)) as package:
                _draw_first_page(canvas, package, replace(around, placed=characters))
        except UnusableSourceError:
            return None
    else:
        picture = around.drawn.store(seal.data)
        if picture is None:
            return None
        canvas.transform(Matrix(1, 0, 0, -1, 0, 1))
        canvas.add(canvas.use("XObject", reference(picture.number)) + b" Do\n")
    number = around.drawn.form(canvas, Rect(0, 0, 1, 1), **TRANSPARENT_GROUP)
    return SealForm(number, tuple(characters))


def _draw_first_page(canvas: Canvas, package: OfdPackage, around: Surroundings) -> None:
    """Draw the first page of a seal, and the seals on it. UnusableSourceError where it has none."""
    document = list_documents(package)[0]
    page = next(document.list_pages(), None)
    if page is None:
        raise UnusableSourceError("source-no-pages")
    box = page.box
    scale = Matrix(1 / box.width, 0, 0, 1 / box.height, -box.x / box.width, -box.y / box.height)
    canvas.transform(scale)
    inside = replace(
        around, package=package, resources=page.resources, page_space=canvas.matrix, params=(),
        depth=around.depth + 1,
    )  # fmt: skip
    draw_content(canvas, page, inside)
    for signature in document.list_signatures():
        for stamp in signature.stamps:
            if stamp.page == page.identity:
                draw_seal(canvas, stamp, find_picture(package, signature), inside)
    around.drawn.remarks.missing.extend(document.missing)
    around.drawn.remarks.broken.extend(package.spoilt)
