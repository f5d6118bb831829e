"""Whether all files of a package are there, and are the ones that were built."""

from collections.abc import Collection, Iterator
from pathlib import Path

from docgen.issues.errors import word_reason
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.package.manifest import MANIFEST_NAME, SIGNATURE_NAME, Manifest
from docgen.package.store import Fault, Opened, StoredPackage, find_archive_faults, find_faults
from docgen.system.file_hashes import hash_file
from docgen.system.zip_reading import ArchiveError, is_junk


def check_files(opened: Opened, sound: Collection[str] = ()) -> Iterator[Issue]:
    """Every document the manifest names is there, byte for byte.

    Those of `sound` were found to say the same, however they are saved.
    """
    if opened.manifest is None:
        return
    for document, fault in find_faults(opened, opened.manifest.documents):
        place = Location(document.file)
        if fault is Fault.ELSEWHERE:
            yield issue("V103", Location(MANIFEST_NAME), name=document.file)
        elif fault is Fault.MISSING:
            yield issue("V101", place)
        elif document.file in sound:
            yield issue("V406", place)
        else:
            file = opened.path(document.file)
            empty = file.is_file() and not file.stat().st_size
            yield issue("V102", place, "empty" if empty else "changed")


def check_strangers(opened: Opened) -> Iterator[Issue]:
    """Files that the manifest does not know."""
    if opened.manifest is None:
        return
    known = {document.file for document in opened.manifest.documents}
    known |= {MANIFEST_NAME, SIGNATURE_NAME, opened.manifest.archive}
    for name in (*sorted(opened.files - known), *opened.strays):
        if is_junk(name):
            continue
        yield issue("V104", Location(name))


def check_archive(opened: Opened) -> Iterator[Issue]:
    """The archive beside the documents holds them, and nothing else."""
    if not isinstance(opened, StoredPackage) or opened.manifest.archive not in opened.files:
        return
    place = Location(opened.manifest.archive)
    try:
        faults = list(find_archive_faults(opened))
    except ArchiveError as error:
        yield issue("V107", place, "refused", why=error.said)
        return
    except OSError as error:
        yield issue("V107", place, "unread", why=word_reason(error))
        return
    for name, fault in faults:
        yield issue("V107", place, fault.value, name=name)


def check_sources(manifest: Manifest, evidence_folder: Path) -> Iterator[Issue]:
    """Every source in a workspace is the one the package was built from."""
    for evidence in manifest.evidence:
        for source in evidence.sources:
            file = evidence_folder / source.file
            if source.sha256 is None or "*" in source.file or ".." in Path(source.file).parts:
                continue
            if not file.is_file():
                yield issue("V105", Location(source.file), "gone", evidence=evidence.id)
            elif hash_file(file) != source.sha256:
                yield issue("V105", Location(source.file), "changed", evidence=evidence.id)
