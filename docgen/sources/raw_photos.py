"""Cameras' raw photographs become PDFs by the preview inside: what the camera showed of them."""

from pathlib import Path

from docgen.images.picture_placement import place_picture, turned
from docgen.images.pixels import load, refuse_size
from docgen.images.raw_previews import find_orientation, list_previews
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import noted
from docgen.model.page_facts import Facts
from docgen.sources.scanned_pdf import PicturePages, store_jpeg, thumbnail_size
from docgen.system.file_types import Kind, refuse_format


def prepare_raw(source: str, scratch: str) -> Facts:
    """A raw photograph that is no TIFF (RAF, ORF, RW2, CR3 …) as a PDF at `scratch`."""
    return prepare_preview(source, scratch, frozenset())


def prepare_preview(source: str, scratch: str, raw_data: frozenset[int]) -> Facts:
    """The largest preview that can be seen, as a PDF at `scratch`.

    `raw_data` as of `list_previews`. UnusableSourceError where there is none.
    """
    content = Path(source).read_bytes()
    for preview in list_previews(content, raw_data):
        refuse_size(preview.width, preview.height)
        orientation = find_orientation(content, preview)
        upright = turned((preview.width, preview.height), orientation)
        placement = place_picture(*upright, (0, 0))
        try:
            image, complete = load(
                preview.decodable,
                thumbnail_size(placement, orientation),
                to_the_end=preview.sequential,
            )
        except UnusableSourceError:
            continue
        if not complete:
            continue
        with PicturePages(scratch) as pages:
            pages.add(store_jpeg(preview), image, orientation, placement)
            width, height = upright
            return pages.finish((noted("raw_preview", width=width, height=height),))
    raise refuse_format(Kind.RAW_PHOTO)
