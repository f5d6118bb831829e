"""Printing a package: print-ready files, the ticket and labels in a folder beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen import __version__
from docgen.bundle.binding import Paper
from docgen.bundle.bundle_pdf import Metadata
from docgen.issues.errors import OutputError
from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, issue, render
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.manifest import MARKED, Document, Manifest
from docgen.package.staging import Record, Staging, write_kept
from docgen.package.store import StoredPackage
from docgen.pdf.typeface import Typography
from docgen.printing.copy_numbering import number_copies
from docgen.printing.drawn_pages import write_own
from docgen.printing.imposition import Job, impose
from docgen.printing.labels import draw_labels
from docgen.printing.package_folder import find_package, list_papers, refuse_another, remark
from docgen.printing.page_inspection import look_at
from docgen.printing.page_placement import PageToPrint, PlacedPage, in_millimetres, place_pages
from docgen.printing.print_files import Stack, stack
from docgen.printing.print_record import (
    LABELS,
    PRINT_RECORD,
    TICKET_BOOK,
    TICKET_PDF,
    FoldOut,
    OtherFile,
    PrintedPage,
    PrintFile,
    PrintRecord,
    print_folder,
    read_record,
    write_record,
)
from docgen.printing.ticket import Ticket, make_ticket
from docgen.printing.ticket_pages import draw_ticket
from docgen.printing.ticket_workbook import write_ticket_book
from docgen.system.file_hashes import hash_file
from docgen.system.json_guard import read_bounded
from docgen.system.progress import LAY_OUT_PRINTS, Progress, silent
from docgen.text.wording import gather_pages, write_pages


@dataclass(frozen=True)
class Wish:
    """What is asked for beyond what the notice says."""

    copies: int | None = None
    """Of the form; None: as the notice asks."""
    numbered: bool = False
    collated: bool = False
    """All copies in the file, one behind the other."""
    whole: bool = False
    """What is on paper already too, where numbers are frozen."""


@dataclass(frozen=True)
class Produced:
    """The folder of what is to be printed, in its place."""

    folder: Path
    record: PrintRecord
    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    kept: tuple[str, ...]
    """What was carried over from the former folder, in Chinese."""


@dataclass(frozen=True)
class Leaved:
    """A document whose pages have been placed on their sheets."""

    document: Document
    faces: tuple[PageToPrint, ...]
    placed: tuple[PlacedPage, ...]

    @property
    def bound(self) -> bool:
        """Whether it is put on sheets anew; forms and reports are printed as they are."""
        return self.document.role == "bundle"

    @property
    def has_leaves(self) -> bool:
        """Whether larger sheets would be fold-outs: any of its sheets is A4."""
        return any(page.sheet.paper == "A4" for page in self.placed)

    def number(self, index: int) -> int:
        """The number of a page: the printed one in a bundle."""
        return index + (self.document.first_page or 1) - 1


def print_package(
    place: Path, wish: Wish, *, out: Path | None = None, progress: Progress = silent
) -> Produced:
    """Make everything that is needed to print the package at a place.

    The former files are replaced in one step at the end, or not at all. WorkspaceError where there
    is no package, OutputError where it was changed or nothing can be written.
    """
    package = find_package(place)
    leaved = _lay_on_leaves(package, progress)
    if not wish.whole:
        leaved = tuple(_leave_printed(leaved, package))
    target = print_folder(package.folder, out)
    with Staging(target, record=Record(PRINT_RECORD, _known_files)) as staging:
        press = _Press(package, wish, staging, progress)
        said = (*remark(package), *_remark_printed(leaved, package), *_remark_pages(leaved))
        findings = tuple(map(render, said))
        record = press.write(leaved, findings)
        refuse_another(package)
        told = tuple(write_kept(kept) for kept in staging.put_in_place())
    names = (*(f.file for f in record.files), *(f.file for f in record.others), PRINT_RECORD)
    return Produced(target, record, names, (*findings, *press.findings), told)


def read_produced(place: Path, *, out: Path | None = None) -> Produced:
    """What was made to be printed of the package at a place, as it lies there.

    OutputError where nothing was, where a file of it was changed, or the package is another since.
    """
    package = find_package(place)
    folder = print_folder(package.folder, out)
    try:
        record = read_record(read_bounded(folder / PRINT_RECORD))
    except (OSError, ValueError) as error:
        raise refuse(OutputError, issue("print", Location(str(folder)), "unmade")) from error
    if record.manifest_sha256 != package.manifest_sha256:
        raise refuse(OutputError, issue("print", Location(str(folder)), "outdated"))
    known = _list_known(record)
    for name, digest in known.items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise refuse(OutputError, issue("print", Location(str(path)), "unmade"))
        if hash_file(path) != digest:
            raise refuse(OutputError, issue("print", Location(str(path)), "changed"))
    return Produced(folder, record, (*known, PRINT_RECORD), (), ())


def _lay_on_leaves(package: StoredPackage, progress: Progress = silent) -> tuple[Leaved, ...]:
    """Look at every page of a package and place it on its sheet."""
    paths = {document.file: package.path(document.file) for document in list_papers(package)}
    faces = look_at(tuple(paths.values()), progress)
    return tuple(
        _lay(document, faces[paths[document.file]], package.manifest)
        for document in list_papers(package)
    )


def _leave_printed(leaved: Iterable[Leaved], package: StoredPackage) -> Iterator[Leaved]:
    """What is not on paper yet: of a bundle the leaves on which anything is new or other.

    OutputError where there is nothing of the kind.
    """
    manifest, none = package.manifest, True
    changed = {page for part in manifest.changed or () for page in range(part.first, part.last + 1)}
    on_paper = {part.document for part in manifest.printed if part.pages is None}
    for own in leaved:
        if manifest.changed is None:
            yield own
        elif own.bound:
            leaves = {p.place.leaf for p in own.placed if own.number(p.index) in changed}
            placed = tuple(page for page in own.placed if page.place.leaf in leaves)
            none &= not placed
            yield replace(own, placed=placed)
        elif MARKED[own.document.role] not in on_paper:
            none = False
            yield own
    if none and manifest.changed is not None:
        raise refuse(OutputError, issue("print", Location(str(package.folder)), "nothing_new"))


def _remark_printed(leaved: Sequence[Leaved], package: StoredPackage) -> Iterator[Issue]:
    """Say that most is on paper already, and which pages are printed now."""
    if package.manifest.changed is None:
        return
    for own in leaved:
        if own.bound and len(own.placed) < len(own.faces):
            pages = write_pages(gather_pages(sorted(own.number(p.index) for p in own.placed)))
            yield issue("P205", Location(own.document.file), pages=pages)


def _lay(document: Document, faces: tuple[PageToPrint, ...], manifest: Manifest) -> Leaved:
    if document.role != "bundle":
        return Leaved(document, faces, tuple(place_pages(faces, frozenset({1}), bound=False)))
    first = document.first_page or 1
    proof = {
        page
        for piece in manifest.evidence
        if not piece.printed_as
        for page in range(piece.first_page, piece.last_page + 1)
    }
    # docgen's own pages have blue links, which say nothing on paper.
    plain = tuple(
        face if first + n in proof else replace(face, colour=False) for n, face in enumerate(faces)
    )
    opening = _find_openings(document, manifest)
    return Leaved(document, plain, tuple(place_pages(plain, opening, bound=True)))


def _find_openings(document: Document, manifest: Manifest) -> frozenset[int]:
    """The pages of a volume, from 1, that open a section: cover, index, dividers, supplements."""
    first = document.first_page or 1
    numbers = (*(item.divider for item in manifest.items), *(s.first for s in manifest.supplements))
    return frozenset({1, 2, *(n - first + 1 for n in numbers if n >= first)})


def _known_files(folder: Path) -> dict[str, str]:
    try:
        record = read_record(read_bounded(folder / PRINT_RECORD))
    except (FileNotFoundError, ValueError):
        return {}
    return _list_known(record)


def _list_known(record: PrintRecord) -> dict[str, str]:
    """The sha256 of each file of a record, by its name."""
    printed = {file.file: file.sha256 for file in record.files}
    return printed | {other.file: other.sha256 for other in record.others}


# --- writing ---------------------------------------------------------------------------------


class _Press:
    """Writes what is to be printed into its staging folder."""

    def __init__(
        self, package: StoredPackage, wish: Wish, staging: Staging, progress: Progress
    ) -> None:
        self._package = package
        self._wish = wish
        self._staging = staging
        self._progress = progress
        self._typography = Typography()
        self.findings: list[Finding] = []

    def write(self, leaved: Sequence[Leaved], findings: Sequence[Finding]) -> PrintRecord:
        """Write every file and return the record of them."""
        stacks = [(own, pile) for own in leaved for pile in stack(own.placed)]
        files = []
        for done, (own, pile) in enumerate(stacks, start=1):
            files.append(self._write_stack(own, pile))
            self._progress(LAY_OUT_PRINTS.at(done, len(stacks)))
        pages = [p for (own, pile), file in zip(stacks, files, strict=True)
                 for p in _describe_pages(own, pile, file.file)]  # fmt: skip
        record = PrintRecord(
            docgen=__version__,
            package=self._package.folder.resolve().name,
            manifest_sha256=self._package.manifest_sha256,
            files=tuple(files),
            fold_outs=tuple(fold for own in leaved for fold in _find_fold_outs(own)),
            pages=tuple(sorted(pages, key=lambda p: (p.document, p.page))),
            others=(),
        )
        ticket = make_ticket(self._package.manifest, record, (*findings, *self.findings))
        record = record.model_copy(update={"others": tuple(self._write_others(ticket, record))})
        self._staging.write(PRINT_RECORD, write_record(record))
        return record

    def _write_stack(self, own: Leaved, pile: Stack) -> PrintFile:
        document, wish = own.document, self._wish
        copies = document.copies or 1
        if document.role == "form_pdf" and wish.copies:
            copies = wish.copies
        inside = copies if wish.numbered or wish.collated else 1
        name = _name_file(own, pile)
        target = self._staging.path(name)
        job = Job(pile, own.bound, inside, copies // inside)
        with TemporaryDirectory(prefix="docgen-") as scratch:
            if wish.numbered and copies > 1 and not own.bound:
                lines = number_copies(
                    Path(scratch) / "copies.pdf", own.faces, pile, copies, self._typography
                )
                job = replace(job, numbering=lines.numbering)
                self.findings += map(render, _remark_unnumbered(own, lines.unnumbered))
            impose(self._package.path(document.file), target, job, self._staging.target / name)
        return PrintFile(
            file=name,
            sha256=hash_file(target),
            document=document.file,
            role=document.role,
            paper=pile.paper,
            sheet_mm=_size(pile.sheet.width, pile.sheet.height),
            sides=pile.ipp_sides,
            copies=job.copies,
            copies_in_file=inside,
            pages=len(pile.sides),
            blanks=len(pile.sides) - len(pile.pages),
            sheets=pile.sheets,
            colour_pages=tuple(own.number(p.index) for p in pile.pages if p.colour),
            colour_places=tuple(
                place for place, side in enumerate(pile.sides, start=1) if side and side.colour
            ),
        )

    def _write_others(self, ticket: Ticket, record: PrintRecord) -> Iterator[OtherFile]:
        author = self._package.manifest.unit
        drawn = {
            TICKET_PDF: draw_ticket(ticket, self._typography.width),
            LABELS: draw_labels(self._package.manifest, record, self._typography.width),
        }
        # There are no labels where there is no bundle.
        for name, pages in ((name, pages) for name, pages in drawn.items() if pages):
            metadata = Metadata(name.removesuffix(".pdf"), author)
            digest = write_own(pages, self._staging.path(name), metadata, self._typography)
            yield OtherFile(file=name, sha256=digest)
        contents = write_ticket_book(ticket)
        self._staging.write(TICKET_BOOK, contents)
        yield OtherFile(file=TICKET_BOOK, sha256=sha256(contents).hexdigest())


_PAPER_NAMES: Mapping[Paper, str] = {"A4": "A4", "A3": "A3", "large": "大幅面"}


def _name_file(own: Leaved, pile: Stack) -> str:
    """The name of a print-ready file: that of its document, with its paper and sides."""
    folded = " 折页" if pile.paper != "A4" and own.has_leaves else ""
    sides = "双面" if pile.duplex else "单面"
    stem = own.document.file.removesuffix(".pdf")
    return f"{stem}（{_PAPER_NAMES[pile.paper]}{folded} {sides}）.pdf"


def _size(width: float, height: float) -> tuple[float, float]:
    return in_millimetres(width), in_millimetres(height)


def _describe_pages(own: Leaved, pile: Stack, file: str) -> Iterator[PrintedPage]:
    for place, placed in enumerate(pile.sides, start=1):
        if placed is not None:
            a, b, c, d, e, f = (round(value, 4) for value in placed.matrix)
            yield PrintedPage(
                document=own.document.file,
                page=own.number(placed.index),
                file=file,
                place=place,
                leaf=placed.place.leaf,
                side=placed.place.side,
                paper=placed.sheet.paper,
                sheet_mm=_size(placed.sheet.width, placed.sheet.height),
                transform=(a, b, c, d, e, f),
                scale=round(placed.scale, 4),
                colour=placed.colour,
            )


def _find_fold_outs(own: Leaved) -> Iterator[FoldOut]:
    """The larger sheets of a document that is not all of them."""
    if not own.has_leaves:
        return
    for page in own.placed:
        if page.sheet.paper != "A4":
            number = own.number(page.index)
            yield FoldOut(
                document=own.document.file,
                page=number,
                paper=page.sheet.paper,
                sheet_mm=_size(page.sheet.width, page.sheet.height),
                behind=number - 1 if page.index > 1 else None,
            )


# --- what is to be said ------------------------------------------------------------------------


def _remark_pages(leaved: Sequence[Leaved]) -> Iterator[Issue]:
    for own in leaved:
        place = Location(own.document.file)
        crossing = [p for p in own.placed if p.crossing]
        if crossing:
            most = max(in_millimetres(page.crossing) for page in crossing)
            yield issue("P201", place, pages=_number(own, crossing), most=str(most))
        shrunk = [p for p in own.placed if p.scale < 1 and not p.crossing]
        if shrunk:
            case = "bound" if own.bound else "too_large"
            least = f"{min(page.scale for page in shrunk):.0%}"
            yield issue("P202", place, case, pages=_number(own, shrunk), least=least)
        large = [p for p in own.placed if p.sheet.paper == "large"]
        if large:
            yield issue("P203", place, pages=_number(own, large))


def _remark_unnumbered(own: Leaved, pages: Sequence[PlacedPage]) -> Iterator[Issue]:
    if pages:
        yield issue("P204", Location(own.document.file), pages=_number(own, pages))


def _number(own: Leaved, pages: Sequence[PlacedPage]) -> list[int]:
    return [own.number(page.index) for page in pages]
