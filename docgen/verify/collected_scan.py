"""What `docgen collect` made of scans, named for what it is: it shows paper, and is no package.

In a worker: the file is anybody's.
"""

from pathlib import Path

import pikepdf
from pikepdf import Dictionary

from docgen.collect.collect_record import RECORD_NAME, read_record
from docgen.collect.collected_pdf import FORM_NAME
from docgen.issues.errors import DocgenError
from docgen.pdf.foreign_values import PDF_ERRORS
from docgen.system.file_hashes import hash_file


def has_record(folder: Path) -> bool:
    """Whether scans were collected into a folder."""
    return (folder / RECORD_NAME).is_file()


def read_scan(file: Path) -> tuple[str, int] | None:
    """How a PDF made of scans stands to the record beside it, and how many of its pages are scans.

    The first is the case of the sentence that says so. None where it was not made of scans.
    """
    try:
        with pikepdf.open(file, suppress_warnings=True) as pdf:
            scans = sum(_shows_scan(page.obj) for page in pdf.pages)
    except PDF_ERRORS:
        return None
    return (f"scan_{_standing(file)}", scans) if scans else None


def _shows_scan(page: pikepdf.Object) -> bool:
    """Whether a page draws scans and nothing else: a bundle's has faces for its stamps too."""
    resources = page.get("/Resources")
    if not isinstance(resources, Dictionary) or set(resources.keys()) != {"/XObject"}:
        return False
    forms = resources.get("/XObject")
    names = forms.keys() if isinstance(forms, Dictionary) else ()
    return any(name.startswith(FORM_NAME) for name in names)


def _standing(file: Path) -> str:
    """How a file stands to the record beside it."""
    try:
        record = read_record(file.parent)
    except DocgenError:
        return "record_unread"
    own = next((d for d in record.documents if d.result == file.name), None) if record else None
    if own is None:
        return "no_record"
    if hash_file(file) != own.sha256:
        return "changed"
    return "whole" if own.complete else "partial"
