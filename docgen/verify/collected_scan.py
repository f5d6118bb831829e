"""What `docgen collect` made of scans, named for what it is: it shows paper, and is no package.

In a worker: the file is anybody's.
"""

from pathlib import Path

import pikepdf
from pikepdf import Dictionary

from docgen.collect.collect_record import RECORD_NAME, CollectedDocument, read_record
from docgen.collect.collected_pdf import FORM_NAME
from docgen.issues.errors import DocgenError
from docgen.system.file_hashes import hash_file

REMEDY = (
    "核对生成的整套材料（文件夹或 .zip）；扫描件由人对着它看：哪些页收到了、还缺哪些，再运行一次 "
    "docgen collect 就列出来"
)


def has_record(folder: Path) -> bool:
    """Whether scans were collected into a folder."""
    return (folder / RECORD_NAME).is_file()


def tell_scan(file: Path) -> str | None:
    """What a PDF is that was made of scans, in Chinese; None where it was not."""
    try:
        with pikepdf.open(file, suppress_warnings=True) as pdf:
            scans = sum(_shows_scan(page.obj) for page in pdf.pages)
    except pikepdf.PdfError:
        return None
    if not scans:
        return None
    what = f"是 docgen collect 用扫描件拼成的，{scans} 页是扫描的画面，不能单独核对"
    return what + _standing(file)


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
        return f"；旁边的 {RECORD_NAME} 读不出来"
    own = next((d for d in record.documents if d.result == file.name), None) if record else None
    return f"；旁边没有它的 {RECORD_NAME}" if own is None else _compare(file, own)


def _compare(file: Path, own: CollectedDocument) -> str:
    if hash_file(file) != own.sha256:
        return f"；与旁边 {RECORD_NAME} 记的不一样，整理以后改过"
    whole = "页是齐的" if own.complete else "页还没有收齐"
    return f"；与旁边 {RECORD_NAME} 记的一样，{whole}"
