"""The pages of a package's documents, wherever it lies: in a folder, or packed."""

from dataclasses import dataclass
from pathlib import Path

from docgen.issues.errors import OutputError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.archive import open_archive
from docgen.package.manifest import Document
from docgen.review.submitted import Submitted
from docgen.system.atomic_files import translate_errors
from docgen.system.file_hashes import Hashes
from docgen.system.private_folders import make_private
from docgen.system.zip_reading import ArchiveError

_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class BundlePlace:
    """Where a page of the bundle is: the file's name in the package, and the page in it, from 1."""

    file: str
    place: int


def page_place(package: Submitted, page: int) -> BundlePlace:
    """Return where a page of the bundle is. KeyError where there is none of that number."""
    for document in package.manifest.documents:
        first = document.first_page or 1
        if document.role == "bundle" and first <= page < first + (document.pages or 0):
            return BundlePlace(document.file, page - first + 1)
    raise KeyError(page)


def package_document(package: Submitted, file: str, cache: Path) -> Path:
    """Return a document of a package on the disk, as it was verified; a packed one is unpacked.

    KeyError where the package has none of that name. OutputError where it is not what it was when
    it was verified, or cannot be had.
    """
    document = next(d for d in (*package.manifest.documents, None) if d is None or d.file == file)
    if document is None:
        raise KeyError(file)
    if package.place.is_dir():
        return _sure(package, document, package.place / file, cache)
    kept = cache / "unpacked-1" / f"{document.sha256}.pdf"
    if kept.is_file():
        # When it was last used; tidying goes by it.
        kept.touch()
    else:
        _unpack(package, document, kept)
    return _sure(package, document, kept, cache)


def _sure(package: Submitted, document: Document, path: Path, cache: Path) -> Path:
    with translate_errors(path), Hashes(cache) as hashes:
        if path.is_symlink() or hashes.of(path) != document.sha256:
            raise _refuse_other(package, document)
    return path


def _refuse_other(package: Submitted, document: Document) -> OutputError:
    place = Location(f"{package.where}/{document.file}")
    return refuse(OutputError, issue("review", place, "no_package"))


def _unpack(package: Submitted, document: Document, kept: Path) -> None:
    with translate_errors(kept):
        make_private(kept.parent)
    fresh = kept.with_suffix(".new")
    try:
        with translate_errors(kept), open_archive(package.place) as archive:
            with archive.open(document.file) as source, fresh.open("wb") as file:
                while piece := source.read(_AT_ONCE):
                    file.write(piece)
            fresh.replace(kept)
    except (ArchiveError, KeyError) as error:
        raise _refuse_other(package, document) from error
    finally:
        fresh.unlink(missing_ok=True)
