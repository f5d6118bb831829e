"""Whether all files of a package are there, and are the ones that were built."""

from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from docgen.issues.errors import word_reason
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.package.archive import Archive, ArchiveError, is_junk, open_archive
from docgen.package.manifest import MANIFEST_NAME, SIGNATURE_NAME, Manifest
from docgen.system.file_hashes import hash_file, hash_stream
from docgen.verify.opened_package import Opened


def check_files(opened: Opened, sound: Collection[str] = ()) -> Iterator[Issue]:
    """Every document the manifest names is there, byte for byte.

    Those of `sound` were found to say the same, however they are saved.
    """
    if opened.manifest is None:
        return
    for document in opened.manifest.documents:
        place = Location(document.file)
        if PurePosixPath(document.file).name != document.file or "\\" in document.file:
            yield issue("V103", Location(MANIFEST_NAME), name=document.file)
        elif document.file not in opened.files:
            yield issue("V101", place)
        elif opened.hash(document.file) != document.sha256:
            if document.file in sound:
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
    manifest = opened.manifest
    if manifest is None or manifest.archive not in opened.files:
        return
    place = Location(manifest.archive)
    wanted = {document.file: document.sha256 for document in manifest.documents}
    for name in {MANIFEST_NAME, SIGNATURE_NAME} & opened.files:
        wanted[name] = opened.hash(name)
    try:
        with open_archive(opened.path(manifest.archive)) as archive:
            found = dict(_hash_members(archive))
    except (ArchiveError, OSError) as error:
        why = word_reason(error) if isinstance(error, OSError) else error.what
        yield issue("V107", place, "unread", why=why)
        return
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            how = "missing" if name not in found else "added" if name not in wanted else "changed"
            yield issue("V107", place, how, name=name)


def _hash_members(archive: Archive) -> Iterator[tuple[str, str]]:
    for name in archive.members:
        with archive.open(name) as file:
            yield name, hash_stream(file)
    # What lies elsewhere in it is too much, whatever it is.
    yield from ((name, "") for name in archive.strays)


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
