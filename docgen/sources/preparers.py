"""What opens each kind of file that becomes pages by itself, in a worker.

This is the one place where a format is added, and its kind in `file_types.PAGE_KINDS`: a function
that takes the file's path and a path to write a PDF to, and gives `Facts`; or in turn the facts and
the looks of the first pages, those of the others being found out by `page_looks`.
"""

from collections.abc import Callable, Iterator

from docgen.model.page_facts import Facts, PageLook
from docgen.sources.caj_files import prepare_caj
from docgen.sources.heif_files import prepare_heif
from docgen.sources.ofd_files import prepare_ofd
from docgen.sources.pdf_files import open_pdf
from docgen.sources.raw_photos import prepare_raw
from docgen.sources.single_images import (
    prepare_avif,
    prepare_bmp,
    prepare_gif,
    prepare_jpeg,
    prepare_jpeg2000,
    prepare_png,
    prepare_webp,
)
from docgen.sources.tiff_files import prepare_tiff
from docgen.system.file_types import Kind

_Looks = Iterator[Facts | PageLook | None]
PREPARERS: dict[Kind, Callable[[str, str], Facts | _Looks]] = {
    Kind.JPEG: prepare_jpeg,
    Kind.PNG: prepare_png,
    Kind.TIFF: prepare_tiff,
    Kind.HEIF: prepare_heif,
    Kind.AVIF: prepare_avif,
    Kind.WEBP: prepare_webp,
    Kind.BMP: prepare_bmp,
    Kind.GIF: prepare_gif,
    Kind.JPEG2000: prepare_jpeg2000,
    Kind.RAW_PHOTO: prepare_raw,
    Kind.CAJ: prepare_caj,
    Kind.PDF: open_pdf,
    Kind.OFD: prepare_ofd,
}
