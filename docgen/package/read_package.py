"""What a package says of itself, wherever it lies."""

from pathlib import Path

from docgen.issues.errors import OutputError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.archive import ArchiveError, open_archive
from docgen.package.manifest import MANIFEST_NAME, Manifest, load_manifest, read_manifest
from docgen.system.json_guard import MOST_BYTES


def read_package(path: Path) -> Manifest:
    """Return the manifest of a package: its folder, its .zip, or the manifest's own file.

    It is what the package says, and nothing is held against its files. OutputError where it cannot
    be read, or is no manifest: it may come from anybody.
    """
    if path.is_dir():
        return load_manifest(path)[0]
    if path.name == MANIFEST_NAME:
        return load_manifest(path.parent)[0]
    try:
        with open_archive(path) as archive, archive.open(MANIFEST_NAME) as file:
            contents = file.read(MOST_BYTES + 1)
    except ArchiveError as error:
        said = issue("package", Location(str(path)), "archive", cause=error.said)
        raise refuse(OutputError, said) from error
    except OSError as error:
        reason = word_reason(error)
        said = issue("package", Location(str(path)), "unreadable", reason=reason)
        raise refuse(OutputError, said) from error
    return read_manifest(contents, str(path))
