"""How much of a package's scan has come: told from what lies beside it, without any new scan."""

from dataclasses import dataclass
from pathlib import Path

from docgen.collect.collect_record import Collected, read_record
from docgen.collect.originals import Original, PageKey, open_printed
from docgen.text.wording import gather_pages, write_pages

RESULT = "扫描件"


@dataclass(frozen=True)
class ScanState:
    """One document. `result` is its scan; None while no page has come."""

    file: str
    pages: int
    result: Path | None
    missing: tuple[int, ...]
    """Numbers of the pages that have not come, or not as a whole: as printed in a bundle."""

    @property
    def missing_text(self) -> str:
        """第 3、7–9 页; empty where all have come."""
        return write_pages(gather_pages(self.missing))


def scans_of(package: Path) -> Path:
    """Where the scans of a package are put together: beside it."""
    return package.with_name(f"{package.name}-{RESULT}")


def read_scan_states(package: Path) -> tuple[ScanState, ...]:
    """How far each document of a package has come, in their order.

    WorkspaceError where there is no package that could be scanned, OutputError where the record of
    what has come cannot be read.
    """
    printed = open_printed(package)
    folder = scans_of(printed.folder)
    collected = read_record(folder) or Collected(package=printed.package, documents=())
    there = {
        key
        for key, page in collected.pages.items()
        if not page.lacking and page.package == printed.packages.get(key)
    }
    results = {document.file: document.result for document in collected.documents}
    return tuple(
        _tell(original, there, folder, results.get(original.file, ""))
        for original in printed.originals
    )


def _tell(original: Original, there: set[PageKey], folder: Path, result: str) -> ScanState:
    missing = tuple(key.page for key in original.keys if key not in there)
    path = folder / result
    # A record may come from anybody: a name with a path in it is none of docgen's.
    safe = bool(result) and Path(result).name == result and path.is_file()
    return ScanState(original.file, original.pages, path if safe else None, missing)
