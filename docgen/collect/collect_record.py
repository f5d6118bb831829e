"""collect.json: what has come so far, and what each page of it was made of.

The pages themselves are in the scans' own PDFs beside it. Those are docgen's as long as their
hashes are the ones written here.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field

from docgen.bundle.page_identity import DocumentKind
from docgen.collect.originals import PageKey
from docgen.issues.errors import OutputError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.manifest import Part
from docgen.system.json_guard import look_over, read_bounded

RECORD_NAME = "collect.json"

_SEALED_MM2 = 100
"""Red on a page. A round seal has three times as much, and none in a grey scan."""
_DPI_STEP, _ENOUGH_DPI = 50, 300


class How(StrEnum):
    """What a page was named by."""

    MARK = "mark"
    ORDER = "order"
    LIKENESS = "likeness"


class ScanQuality(Part):
    """How good the scan of a page is. Of two, the one with the greater `rank` is kept."""

    by_mark: bool
    dpi: int
    coloured: bool
    red_mm2: float = Field(description="What is red on it: seals above all")
    sharpness: int = Field(description="How steep its edges are, of a hundred")

    @property
    def rank(self) -> tuple[bool, bool, bool, int, int]:
        """What is compared first comes first: a sealed page is what is to be handed in."""
        fineness = min(self.dpi, _ENOUGH_DPI) // _DPI_STEP
        sealed = self.red_mm2 >= _SEALED_MM2
        return sealed, self.by_mark, self.coloured, fineness, self.sharpness


class CollectedSheet(Part):
    """A sheet that a page was made of."""

    scan: str
    scan_sha256: str
    scan_page: int
    how: How
    turned: float = Field(description="Degrees clockwise by which the scan was turned")
    likeness: float = Field(description="To the original page: 1 where it is the same")
    quality: ScanQuality
    flattened: bool = Field(False, description="Whether it was photographed and laid flat")


class CollectedPage(CollectedSheet):
    """A page that has come, by its first sheet."""

    page: int = Field(description="As printed in a bundle, else the page of the file")
    package: str = Field(description="Id of the state of the package it was printed in")
    share: float = Field(1.0, description="How much of what is printed is as it was, from 0 to 1")
    lacking: tuple[int, ...] = Field(
        (), description="Blocks of the page that no sheet reaches, where it is of a part of it"
    )
    others: tuple[CollectedSheet, ...] = Field(
        (), description="Further sheets, where parts were put together"
    )


class CollectedDocument(Part):
    """A document's scan, whole or not yet."""

    kind: DocumentKind
    file: str = Field(description="Name of the original in the package")
    result: str = Field(description="Name of the scan's PDF in this folder; empty without pages")
    sha256: str
    complete: bool
    pages: tuple[CollectedPage, ...]


class Collected(Part):
    """The whole of collect.json."""

    format: Literal[1] = 1
    package: str
    documents: tuple[CollectedDocument, ...]

    @property
    def pages(self) -> dict[PageKey, CollectedPage]:
        """All pages that have come."""
        return {PageKey(d.kind, page.page): page for d in self.documents for page in d.pages}


def write_record(collected: Collected) -> bytes:
    """The bytes of collect.json."""
    return collected.model_dump_json(indent=2).encode() + b"\n"


def read_record(folder: Path) -> Collected | None:
    """What has come so far; None where nothing has. OutputError where it cannot be read."""
    file = folder / RECORD_NAME
    try:
        contents = read_bounded(file)
        look_over(contents)
        return Collected.model_validate_json(contents)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise refuse(OutputError, issue("collect", Location(str(file)), "record")) from error


def read_known(folder: Path) -> Mapping[str, str]:
    """The sha256 of each file docgen wrote there, by its name."""
    collected = read_record(folder)
    found = collected.documents if collected else ()
    return {document.result: document.sha256 for document in found if document.result}
