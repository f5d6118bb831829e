"""Whether all files of a package are there, and are the ones that were built."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from docgen.package.manifest import MANIFEST_NAME, Manifest
from docgen.sources.hashes import hash_file
from docgen.verify.opened import Opened
from docgen.verify.pages import Said


def check_files(opened: Opened) -> Iterator[Said]:
    """Every document the manifest names is there, byte for byte."""
    if opened.manifest is None:
        return
    for document in opened.manifest.documents:
        if PurePosixPath(document.file).name != document.file or "\\" in document.file:
            yield Said("V103", MANIFEST_NAME, None, f"清单里的文件名“{document.file}”不像样")
        elif document.file not in opened.files:
            yield Said("V101", document.file, None, "清单里有，这里没有这个文件")
        elif hash_file(opened.folder / document.file) != document.sha256:
            yield Said("V102", document.file, None, "与生成时不一样，被改过或损坏了")


def check_strangers(opened: Opened) -> Iterator[Said]:
    """Files that the manifest does not know."""
    if opened.manifest is None:
        return
    known = {document.file for document in opened.manifest.documents}
    known |= {MANIFEST_NAME, opened.manifest.archive}
    for name in sorted(opened.files - known):
        yield Said("V104", name, None, "不在清单里，不是这一套材料生成的")


def check_sources(manifest: Manifest, evidence_folder: Path) -> Iterator[Said]:
    """Every source in a workspace is the one the package was built from."""
    for evidence in manifest.evidence:
        for source in evidence.sources:
            file = evidence_folder / source.file
            if source.sha256 is None or "*" in source.file or ".." in Path(source.file).parts:
                continue
            if not file.is_file():
                yield Said("V105", source.file, None, f"佐证 {evidence.id} 的原文件不在了")
            elif hash_file(file) != source.sha256:
                what = f"佐证 {evidence.id} 的原文件在生成以后改过"
                yield Said("V105", source.file, None, what)
