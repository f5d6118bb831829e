"""Writing the bundle: the plan drawn and the sources' pages joined, page by page.

Nothing is decided here, and nothing is held: a source is open only while its pages are copied.
Content streams of sources are copied as they are; each page gets a prologue and an epilogue around
them, and its links. Content that ends untidily is enclosed in a form of its own, where it can
neither swallow nor shift what is drawn behind it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from docgen import __version__
from docgen.bundle.plan import Booklet, PlannedPage, SourcePage
from docgen.bundle.text_layer import NO_LAYERS, TextLayers
from docgen.issues.errors import SourceError
from docgen.model.source_keys import SourceKey, UncopiedError
from docgen.pdf.content import Palette, draw_page, make_palette, write_matrix
from docgen.pdf.file_writer import PdfFile
from docgen.pdf.geometry import PageBox
from docgen.pdf.invisible_text import InvisibleFont, draw_invisible
from docgen.pdf.objects import (
    NULL,
    Written,
    array,
    dictionary,
    extend,
    number,
    numbers,
    reference,
    text,
)
from docgen.pdf.page_import import (
    ForeignPage,
    Goal,
    ImportedPdf,
    Layer,
    ObjectNumbers,
    Picture,
    find_layers,
    open_source,
)
from docgen.pdf.primitives import Bookmark, Link
from docgen.pdf.stream_digests import StreamOrigin, find_origin
from docgen.pdf.typeface import Typography
from docgen.system.progress import WRITE_BUNDLE, Progress, silent

_INVISIBLE = "T"
"""What the font of text layers is called on a page, behind the prefix of our names."""
_LINK = dictionary(Type=b"/Annot", Subtype=b"/Link", F=4, Border=numbers((0, 0, 0)))
"""What all links say of themselves."""


@dataclass(frozen=True)
class Metadata:
    """What the document says of itself."""

    title: str
    author: str


@dataclass(frozen=True)
class WrittenPdf:
    """What is known of a PDF that was written."""

    sha256: str
    """In hex."""
    copied: Mapping[int, StreamOrigin]
    """Where its longer streams come from that are copies, by their numbers."""
    own: Mapping[int, bytes]
    """SHA-256 of the data of its other streams, by their numbers."""


@dataclass(frozen=True)
class Weight:
    """Bytes of a PDF and of each of its pages, what pages share counted at the first."""

    whole: int
    pages: tuple[int, ...]


def write_booklet(
    booklet: Booklet,
    target: Path,
    typography: Typography,
    metadata: Metadata,
    progress: Progress = silent,
    layers: TextLayers = NO_LAYERS,
) -> WrittenPdf:
    """Write planned pages as a PDF to `target`.

    `layers` has the text of the pages that are to have some under them. The same pages give the
    same bytes. OutputError, and no file, where it cannot be written;
    UncopiedError, after all of it was tried, where sources cannot be copied.
    """
    with PdfFile(target) as file:
        book = _begin(booklet, file, typography, layers)
        for page in book.write_runs():
            progress(WRITE_BUNDLE.at(page, booklet.last_beside))
        sha256 = file.finish(book.write_root(), _describe(file, metadata))
        return WrittenPdf(sha256, file.copied, file.own)


def weigh_booklet(
    booklet: Booklet, typography: Typography, metadata: Metadata, layers: TextLayers = NO_LAYERS
) -> Weight:
    """What `write_booklet` would write, to the byte, without writing it."""
    with PdfFile(None) as file:
        book = _begin(booklet, file, typography, layers)
        weights = [0] * len(booklet.pages)
        before = file.size
        for page in book.write_runs():
            weights[page - booklet.numbers.first] = file.size - before
            before = file.size
        file.finish(book.write_root(), _describe(file, metadata))
        return Weight(file.size, tuple(weights))


def _begin(booklet: Booklet, file: PdfFile, typography: Typography, layers: TextLayers) -> "_Book":
    marks = chain.from_iterable(page.marks for page in booklet.pages)
    return _Book(file, booklet, make_palette(file, marks, typography), layers)


def _describe(file: PdfFile, metadata: Metadata) -> int:
    producer = text(f"docgen {__version__}")
    title, author = text(metadata.title), text(metadata.author)
    return file.add(dictionary(Title=title, Author=author, Producer=producer))


class _Book:
    """The pages of one file and what ties them together."""

    def __init__(
        self, file: PdfFile, booklet: Booklet, palette: Palette, layers: TextLayers
    ) -> None:
        self._file = file
        self._booklet = booklet
        self._pages = booklet.pages
        self._palette = palette
        self._texts = layers
        self._invisible = InvisibleFont(file)
        self._tree = file.reserve()
        self._objects = {page.number: file.reserve() for page in self._pages}
        self._places = _find_places(self._pages)
        self._aims: dict[int, dict[str, Written]] = {}
        self._layers: list[Layer] = []
        self._failures: dict[SourceKey, SourceError] = {}

    @cached_property
    def _opening(self) -> int:
        """Keeps the state as a page's own content finds it.

        Written for the first page that asks: nothing lies in a file that no page uses.
        """
        return self._file.add_stream(b"q\n")

    def write_runs(self) -> Iterator[int]:
        """Write every page in order; after each run of pages give the number of the last.

        UncopiedError at the end, where sources could not be copied.
        """
        runs = list(_find_runs(self._pages))
        left = Counter(run[0].source.pdf for run in runs if run[0].source)
        known: dict[str, ObjectNumbers] = {}
        for run in runs:
            if run[0].source is None:
                self._write_drawn(run[0])
            else:
                path = run[0].source.pdf
                self._try_run(run, run[0].source, known)
                left[path] -= 1
                if not left[path]:
                    known.pop(path, None)
            yield run[-1].number
        if self._failures:
            raise UncopiedError(self._failures)
        self._invisible.write()
        kids = array(reference(page) for page in self._objects.values())
        self._file.write(
            self._tree, dictionary(Type=b"/Pages", Count=len(self._objects), Kids=kids)
        )

    # --- pages -----------------------------------------------------------------------------------

    def _write_drawn(self, planned: PlannedPage) -> None:
        """Write a page that is docgen's own."""
        entries = dictionary(
            Type=b"/Page",
            MediaBox=numbers((0, 0, planned.width_pt, planned.height_pt)),
            Resources=_write_resources(self._palette),
            Contents=reference(self._draw(planned, self._palette)),
        )
        self._write_page(planned, entries, [])

    def _try_run(
        self, run: Sequence[PlannedPage], source: SourcePage, known: dict[str, ObjectNumbers]
    ) -> None:
        """Write pages of a source apart from all others; what it does to us is noted as its own."""
        self._file.seal()
        try:
            self._write_run(run, source.pdf, known)
        except SourceError as error:
            self._failures.setdefault(source.key, error)
        self._file.seal()

    def _write_run(
        self, run: Sequence[PlannedPage], path: str, known: dict[str, ObjectNumbers]
    ) -> None:
        """Write rising pages of one source."""
        with open_source(path) as pdf:
            numbers = known.setdefault(path, {})
            source = ImportedPdf(pdf, self._file, numbers, find_origin(path))
            if not numbers:
                self._layers += find_layers(source, pdf)
            for planned in run:
                self._write_copied(planned, source)
                source.settle()

    def _write_copied(self, planned: PlannedPage, source: ImportedPdf) -> None:
        """Write a page of a source, with its marks drawn over its content."""
        if planned.source is None:
            raise ValueError(f"page {planned.number} has no source")
        page = source.page(planned.source.index - 1)
        prepared = planned.source.page
        pictures = tuple(page.pictures())
        if planned.grown is not None or prepared.unclosed or prepared.overclosed:
            own = self._enclose(planned, page, prepared.box, pictures)
        else:
            own = self._wrap(planned, page, pictures)
        # A page may be turned on request: its box says how it is shown.
        entries = extend(page.entries(planned.grown), Rotate=prepared.box.rotate, **own)
        self._write_page(planned, entries, page.links(self._goal(planned)))

    def _wrap(
        self, planned: PlannedPage, page: ForeignPage, pictures: Sequence[Picture]
    ) -> dict[str, Written]:
        """Contents and resources of a page whose content changes nothing behind it."""
        categories = (*self._palette.resources, "XObject", "Properties")
        palette = self._palette.avoiding(page.resource_names(*categories))
        over = _lay_over(pictures, palette.prefix)
        closing = self._draw(planned, palette, b"\nQ\n" + over.content)
        under, fonts = self._lay_text(planned, palette)
        opening = self._file.add_stream(under + b"q\n") if under else self._opening
        named = {**palette.named_resources, **over.resources, "Font": fonts}
        return page.between(opening, closing, named)

    def _enclose(
        self, planned: PlannedPage, page: ForeignPage, box: PageBox, pictures: Sequence[Picture]
    ) -> dict[str, Written]:
        """Contents and resources of a page whose content must be shut in."""
        over = _lay_over(pictures, self._palette.prefix)
        forms = {"Source": reference(page.enclose(box)), **over.resources.get("XObject", {})}
        drawn = self._draw(planned, self._palette, b"q /Source Do n Q\n" + over.content)
        under, fonts = self._lay_text(planned, self._palette)
        named = {**self._palette.named_resources, **over.resources, "XObject": forms, "Font": fonts}
        contents = reference(drawn)
        if under:
            contents = array([reference(self._file.add_stream(under)), contents])
        return {"Resources": _write_named(named), "Contents": contents}

    def _lay_text(
        self, planned: PlannedPage, palette: Palette
    ) -> tuple[bytes, Mapping[str, Written]]:
        """What lies under a page: the content of its text layer, if it has one, and the fonts."""
        fonts = palette.named_resources["Font"]
        found = self._texts.find(planned.source) if planned.source and planned.text_layer else None
        if found is None:
            return b"", fonts
        name, box = f"{palette.prefix}{_INVISIBLE}", found.box
        under = draw_invisible(found.lines, box.height_pt, box.to_user_space, self._invisible, name)
        return under, {**fonts, name: self._invisible.reference} if under else fonts

    def _draw(self, planned: PlannedPage, palette: Palette, before: bytes = b"") -> int:
        """Write the stream that draws a page's marks, behind what has to come first."""
        drawing = draw_page(planned.marks, _page_box(planned), planned.height_pt, palette)
        return self._file.add_stream(before + drawing)

    def _write_page(
        self, planned: PlannedPage, entries: Written, annotations: Iterable[Written]
    ) -> None:
        """Write a page with its links, behind what its source brought along."""
        links = (self._annotate(planned, link) for link in planned.links)
        tied = [reference(self._file.add(body)) for body in (*annotations, *links)]
        ties = {"Annots": array(tied)} if tied else {}
        page = extend(entries, Parent=reference(self._tree), **ties)
        self._file.write(self._objects[planned.number], page)

    # --- links, bookmarks, labels ----------------------------------------------------------------

    def _goal(self, planned: PlannedPage) -> Goal:
        """Where links within a source lead from this page.

        A source that stands in the bundle several times links within each copy.
        """
        if planned.source is None:
            raise ValueError(f"page {planned.number} has no source")
        places = self._places[planned.source.pdf]
        copy = places[planned.source.index - 1].index(planned.number)

        def find(index: int) -> int | None:
            copies = places.get(index)
            return self._objects[copies[min(copy, len(copies) - 1)]] if copies else None

        return find

    def _annotate(self, planned: PlannedPage, link: Link) -> Written:
        matrix, height = _page_box(planned).to_user_space, planned.height_pt
        x0, y0 = matrix.apply(link.x, height - link.y - link.height)
        x1, y1 = matrix.apply(link.x + link.width, height - link.y)
        rect = numbers((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        return extend(_LINK, Rect=rect, **self._aim(link.page))

    def _aim(self, page_number: int) -> dict[str, Written]:
        """What leads to the upper left corner of a page as it is seen, at the reader's own zoom.

        To a page of another volume leads an action; the file lies beside this one. Every page of
        evidence leads to the index and to its divider, so it is kept.
        """
        aim = self._aims.get(page_number)
        if aim is None:
            aim = self._aims[page_number] = self._find_aim(page_number)
        return aim

    def _find_aim(self, page_number: int) -> dict[str, Written]:
        if page_number in self._objects:
            return {"Dest": self._place(self._booklet.page(page_number))}
        other = next(volume for volume in self._booklet.beside if volume.holds(page_number))
        file = dictionary(Type=b"/Filespec", F=text(other.file), UF=text(other.file))
        return {"A": dictionary(S=b"/GoToR", F=file, D=_name_page(page_number))}

    def _place(self, planned: PlannedPage) -> Written:
        left, top = _page_box(planned).to_user_space.apply(0, planned.height_pt)
        page = reference(self._objects[planned.number])
        return array([page, b"/XYZ", number(left), number(top), NULL])

    def _name_pages(self) -> dict[str, Written]:
        """Names by which other volumes lead to the pages of this one.

        MuPDF takes the page numbers of another file for those of this one, so names it must be.
        """
        if not self._booklet.beside:
            return {}
        names = (b"%s %s" % (_name_page(page.number), self._place(page)) for page in self._pages)
        return {"Names": dictionary(Dests=dictionary(Names=array(names)))}

    def write_root(self) -> int:
        """Write what a viewer begins with: bookmarks if any, at 100 %, page labels as numbers."""
        number = self._booklet.numbers.first
        first = reference(self._objects[number])
        labels = array([b"0", dictionary(S=b"/D", St=number)])
        root = dictionary(
            Type=b"/Catalog", Pages=reference(self._tree), Lang=text("zh-CN"),
            PageLabels=dictionary(Nums=labels),
            ViewerPreferences=dictionary(DisplayDocTitle=b"true"),
            OpenAction=array([first, b"/XYZ", NULL, NULL, b"1"]),
            **self._write_outline(), **self._name_pages(), **self._list_layers(),
        )  # fmt: skip
        return self._file.add(root)

    def _write_outline(self) -> dict[str, Written]:
        bookmarks = self._booklet.bookmarks
        if not bookmarks:
            return {}
        outline = self._file.reserve()
        ends = self._write_bookmarks(bookmarks, outline)
        self._file.write(outline, dictionary(Type=b"/Outlines", Count=len(bookmarks), **ends))
        return {"Outlines": reference(outline), "PageMode": b"/UseOutlines"}

    def _write_bookmarks(self, bookmarks: Sequence[Bookmark], parent: int) -> dict[str, Written]:
        """Write bookmarks of one level, closed; return how their parent refers to them."""
        items = [self._file.reserve() for _ in bookmarks]
        for order, (item, bookmark) in enumerate(zip(items, bookmarks, strict=True)):
            entries: dict[str, Written | float] = {
                "Title": text(bookmark.title),
                "Parent": reference(parent),
                **self._aim(bookmark.page),
            }
            if order:
                entries["Prev"] = reference(items[order - 1])
            if order + 1 < len(items):
                entries["Next"] = reference(items[order + 1])
            if bookmark.children:
                entries |= self._write_bookmarks(bookmark.children, item)
                entries["Count"] = -len(bookmark.children)
            self._file.write(item, dictionary(**entries))
        return {"First": reference(items[0]), "Last": reference(items[-1])}

    def _list_layers(self) -> dict[str, Written]:
        """The layers of all sources, each as its source has it."""
        if not self._layers:
            return {}
        setting = dictionary(
            ON=array(layer.reference for layer in self._layers if layer.shown),
            OFF=array(layer.reference for layer in self._layers if not layer.shown),
            Order=array([]),
        )
        every = array(layer.reference for layer in self._layers)
        return {"OCProperties": dictionary(OCGs=every, D=setting)}


def _name_page(page_number: int) -> Written:
    """The name of a page, in the order of which a tree of names must be."""
    return text(f"p{page_number:06}")


def _find_runs(pages: Iterable[PlannedPage]) -> Iterator[list[PlannedPage]]:
    """Group pages that are copied in one step: rising pages of one source, or one drawn page."""
    run: list[PlannedPage] = []
    for page in pages:
        last = run[-1].source if run else None
        follows = (
            last is not None
            and page.source is not None
            and page.source.pdf == last.pdf
            and page.source.index > last.index
        )
        if run and not follows:
            yield run
            run = []
        run.append(page)
    if run:
        yield run


def _find_places(pages: Iterable[PlannedPage]) -> dict[str, dict[int, list[int]]]:
    """Source → its page (from 0) → the numbers of the pages it became."""
    places: dict[str, dict[int, list[int]]] = {}
    for page in pages:
        if page.source:
            of_source = places.setdefault(page.source.pdf, {})
            of_source.setdefault(page.source.index - 1, []).append(page.number)
    return places


def _page_box(planned: PlannedPage) -> PageBox:
    if planned.grown is not None:
        return planned.grown
    if planned.source is not None:
        return planned.source.page.box
    return PageBox(0, 0, planned.width_pt, planned.height_pt)


class _Over(NamedTuple):
    """What is drawn over a page's content, and the resources it names, by category."""

    content: bytes
    resources: Mapping[str, Mapping[str, Written]]


def _lay_over(pictures: Sequence[Picture], prefix: str) -> _Over:
    """Draw pictures of annotations, in the order in which they lie over one another."""
    content, forms, layers = [], dict[str, Written](), dict[str, Written]()
    for order, picture in enumerate(pictures):
        name = f"{prefix}A{order}"
        forms[name] = picture.form
        drawn = b"q %s cm /%s Do Q\n" % (write_matrix(picture.matrix), name.encode())
        if picture.layer is not None:
            layers[name] = picture.layer
            drawn = b"/OC /%s BDC %sEMC\n" % (name.encode(), drawn)
        content.append(drawn)
    held = {"XObject": forms, "Properties": layers}
    return _Over(b"".join(content), {key: named for key, named in held.items() if named})


def _write_resources(palette: Palette) -> Written:
    """The resources of a page that has none but ours."""
    return _write_named(palette.named_resources)


def _write_named(named: Mapping[str, Mapping[str, Written]]) -> Written:
    return dictionary(**{category: dictionary(**entries) for category, entries in named.items()})
