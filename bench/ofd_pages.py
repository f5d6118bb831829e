"""What becomes of OFD files: pages, characters kept, and the CPU of a page.

    python bench/ofd_pages.py FILE...

Characters are those of the text objects that are to be seen (TextCode), read without drawing; kept
are those found in the PDF again. CPU is of drawing, preparing and looking at the pages. Exit code 1
where a file is refused, keeps less than 99.9 % of its characters, or takes over 3 s a page.
"""

import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pymupdf

from docgen.issues.issue import render
from docgen.issues.refusal import UnusableSourceError
from docgen.ofd.object_texts import list_texts
from docgen.ofd.ofd_document import list_documents
from docgen.ofd.ofd_package import OfdPackage
from docgen.sources.ofd_files import prepare_ofd
from docgen.sources.pdf_files import look_at_pages

LEAST_KEPT, MOST_SECONDS = 0.999, 3.0


@dataclass(frozen=True)
class Measured:
    """What was measured of one file."""

    pages: int
    characters: int
    kept: int
    seconds: float
    losses: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing to speak of is lost, in the time a page may take."""
        in_time = self.seconds <= MOST_SECONDS * self.pages
        return in_time and self.kept >= LEAST_KEPT * self.characters


def measure(file: Path, scratch: Path) -> Measured:
    """Draw a file and compare its text with what it says."""
    begun = time.process_time()
    facts = prepare_ofd(str(file), str(scratch))
    for _ in look_at_pages(str(scratch), 1, [page.box for page in facts.pages]):
        pass
    seconds = time.process_time() - begun
    wanted, found = count_said(file), count_shown(scratch)
    losses = tuple(render(one).what for one in facts.losses)
    return Measured(len(facts.pages), wanted.total(), (wanted & found).total(), seconds, losses)


def count_said(file: Path) -> Counter[str]:
    """The characters of all text objects, blanks left out."""
    with OfdPackage(file) as package:
        pages = [p for d in list_documents(package) for p in d.list_pages() if p]
        return Counter(c for p in pages for t in list_texts(p) for c in t.text if not c.isspace())


def count_shown(pdf: Path) -> Counter[str]:
    """The characters of a PDF."""
    with pymupdf.open(pdf, filetype="pdf") as document:
        spans = [span for page in document for span in page.get_texttrace()]
    return Counter(chr(code) for span in spans for code, *_ in span["chars"])


def main(files: list[str]) -> int:
    """Print a line for each file, and what it lost."""
    is_good = True
    with tempfile.TemporaryDirectory() as folder:
        for name in files:
            try:
                found = measure(Path(name), Path(folder, "drawn.pdf"))
            except UnusableSourceError as error:
                print(f"{name}: refused, {error}")
                is_good = False
                continue
            is_good &= found.is_good
            print(
                f"{name}: {found.pages} pages, {found.kept}/{found.characters} characters, "
                f"{found.seconds / max(found.pages, 1):.2f} s a page"
            )
            print("".join(f"    {loss}\n" for loss in found.losses), end="")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
