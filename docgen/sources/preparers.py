"""What opens each kind of file that becomes pages by itself, in a worker.

This is the one place where a format is added, and its kind in `file_types.PAGE_KINDS`: a function
that takes the file's path and a path to write a PDF to, and gives `Facts`; or in turn the facts and
the looks of the first pages, those of the others being found out by `page_looks`.
"""

from collections.abc import Callable, Iterator

from docgen.model.page_facts import Facts, PageLook
from docgen.system.file_types import Kind
from docgen.system.named_work import NamedWork

_Looks = Iterator[Facts | PageLook | None]
PREPARERS: dict[Kind, Callable[..., Facts | _Looks]] = {
    kind: NamedWork(f"{__package__}.{module}", name)
    for kind, (module, name) in {
        Kind.JPEG: ("single_images", "prepare_jpeg"),
        Kind.PNG: ("single_images", "prepare_png"),
        Kind.TIFF: ("tiff_files", "prepare_tiff"),
        Kind.HEIF: ("heif_files", "prepare_heif"),
        Kind.AVIF: ("single_images", "prepare_avif"),
        Kind.WEBP: ("single_images", "prepare_webp"),
        Kind.BMP: ("single_images", "prepare_bmp"),
        Kind.GIF: ("single_images", "prepare_gif"),
        Kind.JPEG2000: ("single_images", "prepare_jpeg2000"),
        Kind.RAW_PHOTO: ("raw_photos", "prepare_raw"),
        Kind.CAJ: ("caj_files", "prepare_caj"),
        Kind.PDF: ("pdf_files", "open_pdf"),
        Kind.OFD: ("ofd_files", "prepare_ofd"),
    }.items()
}
