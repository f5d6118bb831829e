"""Whether all files of a package are there, and are the ones that were built."""

import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from docgen.issues.errors import word_reason
from docgen.package.archive import Archive, ArchiveError, is_junk, open_archive
from docgen.package.manifest import MANIFEST_NAME, SIGNATURE_NAME, Manifest
from docgen.system.file_hashes import hash_file
from docgen.verify.bundle_pages import VerifyFinding
from docgen.verify.opened_package import Opened


def check_files(opened: Opened, sound: Collection[str] = ()) -> Iterator[VerifyFinding]:
    """Every document the manifest names is there, byte for byte.

    Those of `sound` were found to say the same, however they are saved.
    """
    if opened.manifest is None:
        return
    for document in opened.manifest.documents:
        if PurePosixPath(document.file).name != document.file or "\\" in document.file:
            yield VerifyFinding(
                "V103", MANIFEST_NAME, None, f"清单里的文件名“{document.file}”不像样"
            )
        elif document.file not in opened.files:
            yield VerifyFinding("V101", document.file, None, "清单里有，这里没有这个文件")
        elif opened.hash(document.file) != document.sha256:
            if document.file in sound:
                what = "在别的软件里存过，内容与生成时一样"
                yield VerifyFinding("V406", document.file, None, what)
            else:
                empty = not opened.hashes and not opened.path(document.file).stat().st_size
                what = "是空文件（0 字节）" if empty else "与生成时不一样，被改过或损坏了"
                yield VerifyFinding("V102", document.file, None, what)


def check_strangers(opened: Opened) -> Iterator[VerifyFinding]:
    """Files that the manifest does not know."""
    if opened.manifest is None:
        return
    known = {document.file for document in opened.manifest.documents}
    known |= {MANIFEST_NAME, SIGNATURE_NAME, opened.manifest.archive}
    for name in (*sorted(opened.files - known), *opened.strays):
        if is_junk(name):
            continue
        yield VerifyFinding("V104", name, None, "不在清单里，不是这一套材料生成的")


def check_archive(opened: Opened) -> Iterator[VerifyFinding]:
    """The archive beside the documents holds them, and nothing else."""
    manifest = opened.manifest
    if manifest is None or manifest.archive not in opened.files:
        return
    wanted = {document.file: document.sha256 for document in manifest.documents}
    for name in {MANIFEST_NAME, SIGNATURE_NAME} & opened.files:
        wanted[name] = opened.hash(name)
    try:
        with open_archive(opened.path(manifest.archive)) as archive:
            found = dict(_hash_members(archive))
    except (ArchiveError, OSError) as error:
        what = word_reason(error) if isinstance(error, OSError) else error.what
        yield VerifyFinding("V107", manifest.archive, None, what)
        return
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            how = "少了" if name not in found else "多了" if name not in wanted else "不一样的是"
            yield VerifyFinding("V107", manifest.archive, None, f"{how} {name}")


def _hash_members(archive: Archive) -> Iterator[tuple[str, str]]:
    for name in archive.members:
        with archive.open(name) as file:
            yield name, hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    # What lies elsewhere in it is too much, whatever it is.
    yield from ((name, "") for name in archive.strays)


def check_sources(manifest: Manifest, evidence_folder: Path) -> Iterator[VerifyFinding]:
    """Every source in a workspace is the one the package was built from."""
    for evidence in manifest.evidence:
        for source in evidence.sources:
            file = evidence_folder / source.file
            if source.sha256 is None or "*" in source.file or ".." in Path(source.file).parts:
                continue
            if not file.is_file():
                yield VerifyFinding("V105", source.file, None, f"佐证 {evidence.id} 的原文件不在了")
            elif hash_file(file) != source.sha256:
                what = f"佐证 {evidence.id} 的原文件在生成以后改过"
                yield VerifyFinding("V105", source.file, None, what)
