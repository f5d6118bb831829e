"""Word documents that were converted before are not converted again.

The same documents give the same PDFs as long as LibreOffice, its rules and the fonts are the same:
a package whose form and report did not change is built without starting LibreOffice.
"""

import contextlib
import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from docgen.office.libreoffice import describe_soffice, find_soffice
from docgen.system.atomic_files import write_atomically
from docgen.system.file_hashes import hash_file
from docgen.system.private_folders import make_private

FOLDER = "forms-1"
"""Within the cache. Count on whenever the same documents would become something else."""


def convert_once(documents: Sequence[Path], folder: Path, cache: Path) -> list[Path]:
    """As `convert_to_pdf`, but what `cache` holds of just these documents is taken from there."""
    if not documents:
        return []
    kept = cache / FOLDER / f"{_key_of(documents, cache)}.zip"
    targets = [folder / f"{document.stem}.pdf" for document in documents]
    if not _take(kept, targets):
        from docgen.office.workshop import convert_to_pdf  # noqa: PLC0415 - most are known

        targets = convert_to_pdf(documents, folder)
        _keep(kept, targets)
    return targets


def _key_of(documents: Sequence[Path], cache: Path) -> str:
    # One call makes them all, and what is made of one depends on those before it.
    named = [f"{document.stem} {hash_file(document)}" for document in documents]
    parts = [describe_soffice(find_soffice(), cache), *named]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _take(kept: Path, targets: Sequence[Path]) -> bool:
    """Write what was kept to `targets`; False, and nothing written, where it is not all there."""
    try:
        with zipfile.ZipFile(kept) as archive:
            contents = [archive.read(str(number)) for number in range(len(targets))]
        kept.touch()  # when it was last used
    except (OSError, zipfile.BadZipFile, KeyError):
        # Missing or damaged, it is all the same: it is converted again.
        return False
    for target, content in zip(targets, contents, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return True


def _keep(kept: Path, made: Sequence[Path]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, pdf in enumerate(made):
            archive.write(pdf, str(number))
    # A cache that cannot be written to costs time and nothing else. Nobody but its owner reads it.
    with contextlib.suppress(OSError):
        make_private(kept.parent)
        write_atomically(kept, buffer.getvalue(), private=True)
