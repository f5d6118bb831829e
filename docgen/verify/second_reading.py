"""How a worker reads a PDF just written: with MuPDF and pypdf, which did not write it.

A page is read whole, or without what comes from its source where that was read whole before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docgen.issues.issue import Issue, issue
from docgen.issues.unplaced import NOWHERE
from docgen.pdf.invisible_text import split_invisible
from docgen.pdf.mupdf import load_mupdf, mupdf_errors
from docgen.system.process_setup import give_back_memory
from docgen.text.flattening import flatten

if TYPE_CHECKING:
    import pymupdf

_USUAL_TEXT = 4 << 10
"""Bytes of a page."""
_PAGES_KEPT = 50
"""What belongs to so many pages is held by a reader at most."""
_OBJECTS_KEPT = 200
"""Pages whose objects pypdf holds at most. They stand in packets, each unpacked anew where some of
it was given up: with 50 pages at once every third one was."""
_AS_MUCH_WHOLE = 10
"""Pages without what comes from their sources of which no more is held than of one whole page:
docgen's own fonts, which are read anew each time that they were given up."""
_POINTS_OFF = 1.0

# As MuPDF writes what it has read of a page, numbers of objects in their groups.
_FIRST_STREAM = re.compile(r"/Contents\[(\d+) 0 R")
_LAYER_FONT = re.compile(r"/Dg+T \d+ 0 R")
_STREAMS = re.compile(r"/Contents\[(\d+) 0 R [^\]]* (\d+) 0 R\]")
_ENCLOSED = re.compile(r"/XObject<<[^>]*/Source (\d+) 0 R")
_TIES = re.compile(r"/Annots\[([^\]]*)\]")
_REFERENCE = re.compile(r"(\d+) 0 R")
_PAGE_AIMED_AT = re.compile(r"/Dest\[(\d+) 0 R")


@dataclass(frozen=True)
class Expected:
    """What there is to read on a page: its number is its label, sizes are in points."""

    number: int
    width: float
    height: float
    words: tuple[str, ...]
    """Every line of text that docgen prints on it."""
    links: int
    """How many links docgen puts on it."""
    read_before: bool = False
    """Whether its part from a source was read whole before, behind which marks were seen."""


@dataclass(frozen=True)
class Unread:
    """What a second reader does not find. `number` is that of the page; None where it is all."""

    number: int | None
    found: Issue


def find_unread(number: int | None, case: str, /, **slots: object) -> Unread:
    """What is not found on a page, or in all of the file, in words of the catalogue."""
    return Unread(number, issue("reread-finds", NOWHERE, case, **slots))


def read_part(
    path: str, start: int, some: Sequence[Expected], every: Sequence[Expected]
) -> tuple[Unread, ...]:
    """What is not found on some pages, the first of which stands at `start` (from 0).

    And of the structure of the file, if all its pages (`every`) are given.
    """
    tools = load_mupdf().TOOLS
    try:
        # Which colour a letter has is not asked: no profile is worked out for it.
        tools.set_icc(False)
        # Opened once: the outline, which is read with it, takes as long as a hundred pages.
        with load_mupdf().open(path, filetype="pdf") as shown:
            labels = _read_labels(shown, len(every)) if every else []
            unread = tuple(_read_with_mupdf(shown, start, some))
    except mupdf_errors() as error:
        return (find_unread(None, "unopened", reason=type(error).__name__),)
    finally:
        tools.set_icc(True)
        tools.store_shrink(100)
        # pypdf has no use for what MuPDF held, half of what a reader takes.
        give_back_memory()
    return (*unread, *(_read_structure(path, every, labels) if every else ()))


def _read_with_mupdf(
    shown: "pymupdf.Document", start: int, expected: Sequence[Expected]
) -> Iterator[Unread]:
    pages = [_Written(shown, place) for place in range(start, start + len(expected))]
    known = {str(number) for number in _list_pages(shown)}
    _take_layers_off(shown, pages)
    before = [page for page, wanted in zip(pages, expected, strict=True) if wanted.read_before]
    _keep_own(shown, before)
    kept = 0
    for page, wanted in zip(pages, expected, strict=True):
        yield from filter(None, [_look(shown, page, wanted, known)])
        kept += 1 if wanted.read_before else _AS_MUCH_WHOLE
        if kept >= _AS_MUCH_WHOLE * _PAGES_KEPT:
            load_mupdf().TOOLS.store_shrink(100)
            kept = 0


class _Written:
    """A page as MuPDF has read its object. The errors of MuPDF, where it cannot."""

    def __init__(self, shown: "pymupdf.Document", place: int) -> None:
        self.place = place
        self.number = int(shown.page_xref(place))  # type: ignore[no-untyped-call]
        self.said = _write(shown, self.number)
        listed = _TIES.search(self.said)
        references = _REFERENCE.findall(listed[1]) if listed else []
        self.ties = [_write(shown, int(number)) for number in references]
        first = _FIRST_STREAM.search(self.said) if _LAYER_FONT.search(self.said) else None
        self.under = int(first[1]) if first else None
        """The number of the stream that begins with a text layer, where it has one."""


def _write(shown: "pymupdf.Document", number: int) -> str:
    return str(shown.xref_object(number, compressed=True))  # type: ignore[no-untyped-call]


def _list_pages(shown: "pymupdf.Document") -> Iterator[int]:
    return (shown.page_xref(place) for place in range(len(shown)))  # type: ignore[no-untyped-call]


def _look(
    shown: "pymupdf.Document", page: _Written, expected: Expected, pages: set[str]
) -> Unread | None:
    """What is not as expected on a page; None where all is. `pages` are the numbers of all."""
    number = expected.number
    try:
        leaf = shown[page.place]
        text = _read_text(leaf)
    except mupdf_errors() as error:
        return find_unread(number, "unopened", reason=type(error).__name__)
    seen = leaf.rect
    off = max(abs(seen.width - expected.width), abs(seen.height - expected.height))
    if off > _POINTS_OFF:
        return find_unread(number, "size")
    if not _leads_within(page.ties, pages):
        return find_unread(number, "marks")
    if len(page.ties) < expected.links:
        return find_unread(number, "links")
    missing = _find_missing(text, expected.words)
    return find_unread(number, "words", words=missing) if missing else None


def _read_text(leaf: "pymupdf.Page") -> str:
    """The text within the edges of a page, written out by MuPDF itself.

    Its Python gives the same, a character at a time, in as long again as half of the page took.
    """
    library: Any = load_mupdf().mupdf
    text: Any = leaf.get_textpage(flags=load_mupdf().TEXT_CLIP)
    buffer = library.FzBuffer(_USUAL_TEXT)
    output = library.FzOutput(buffer)
    library.fz_print_stext_page_as_text(output, text.this)
    output.fz_close_output()
    return bytes(buffer.fz_buffer_extract()).decode("utf-8", "replace")


def _leads_within(ties: Sequence[str], pages: set[str]) -> bool:
    """Whether all annotations are links, those within the file to pages of it."""
    aims = (aim[1] for tie in ties if (aim := _PAGE_AIMED_AT.search(tie)))
    return all("/Subtype/Link" in tie for tie in ties) and all(aim in pages for aim in aims)


def _find_missing(text: str, words: Sequence[str]) -> str:
    """The first line of text that is not read, empty where all are."""
    plain = "".join(text.split())
    # Most are read as they were written, and a page of a source may have a lot of text.
    missing = [word for word in words if word not in plain]
    flat = flatten(text) if missing else ""
    return next((word for word in missing if word not in flat), "")


def _take_layers_off(shown: "pymupdf.Document", pages: Sequence[_Written]) -> None:
    """Take off what was read of pictures: it may say what docgen prints, and is not seen."""
    for number in [page.under for page in pages if page.under]:
        _, rest = split_invisible(shown.xref_stream(number))  # type: ignore[no-untyped-call]
        shown.update_stream(number, rest or b" ", compress=False)  # type: ignore[no-untyped-call]


# --- pages without what comes from their sources ---------------------------------------------


def _keep_own(shown: "pymupdf.Document", pages: Sequence[_Written]) -> None:
    """Leave of some pages what docgen drew: the streams around a source's, or a form left empty.

    All at once: after a change MuPDF goes through the tree of pages anew.
    """
    for page in pages:
        streams, enclosed = _STREAMS.search(page.said), _ENCLOSED.search(page.said)
        if streams:
            around = f"/Contents[{streams[1]} 0 R {streams[2]} 0 R]"
            said = page.said.replace(streams[0], around, 1)
            shown.update_object(page.number, said)  # type: ignore[no-untyped-call]
        elif enclosed:
            form = int(enclosed[1])
            shown.update_stream(form, b" ", compress=False)  # type: ignore[no-untyped-call]


# --- the structure -----------------------------------------------------------------------------


def _read_structure(
    path: str, expected: Sequence[Expected], labels: Sequence[str]
) -> tuple[Unread, ...]:
    """What is not found of the structure: pages, their labels, and where links lead."""
    from pypdf import PdfReader  # noqa: PLC0415 - only in the worker

    # Of a path it would read all into memory.
    with Path(path).open("rb") as file:
        reader = PdfReader(file, strict=True)
        # Written as one list, which is read without its pages.
        pages = reader.root_object["/Pages"]["/Kids"]  # type: ignore[index]
        if len(pages) != len(expected):
            return (find_unread(None, "pages", wanted=len(expected), count=len(pages)),)
        places = {page.idnum for page in pages}
        unread: list[Unread] = []
        for start in range(0, len(pages), _OBJECTS_KEPT):
            some = slice(start, start + _OBJECTS_KEPT)
            unread += _misread(pages[some], labels[some], places, expected[some])
            # All it has read it would keep, streams unpacked.
            reader.resolved_objects.clear()
        return tuple(unread)


def _read_labels(shown: "pymupdf.Document", count: int) -> list[str]:
    """The label of each of so many pages as MuPDF has it."""
    rules = shown.get_page_labels()  # type: ignore[no-untyped-call]
    labels = list(map(str, range(1, count + 1)))
    for rule in rules:
        since = int(rule["startpage"])
        styled = rule.get("style") == "D"
        labels[since:] = (
            f"{rule.get('prefix', '')}{n if styled else ''}"
            for n in range(rule["firstpagenum"], rule["firstpagenum"] + count - since)
        )
    return labels


def _misread(
    pages: Sequence[Any], labels: Sequence[str], places: set[int], expected: Sequence[Expected]
) -> Iterator[Unread]:
    for page, label, wanted in zip(pages, labels, expected, strict=True):
        try:
            whole = wanted.read_before or _leads_somewhere(page.get_object(), places)
        except Exception as error:  # noqa: BLE001 - whatever it is, this page is not read
            yield find_unread(wanted.number, "unopened", reason=type(error).__name__)
            continue
        if label != str(wanted.number):
            yield find_unread(wanted.number, "label", label=label)
        elif not whole:
            yield find_unread(wanted.number, "marks")


def _leads_somewhere(page: Any, places: set[int]) -> bool:  # noqa: ANN401 - of pypdf
    """Whether all annotations are links, those within the file to pages of it."""
    for box in ("/MediaBox", "/CropBox"):
        tuple(map(float, page.get(box, ())))
    contents = page["/Contents"].get_object()
    for stream in contents if isinstance(contents, list) else [contents]:
        stream.get_object().get_data()
    ties = [found.get_object() for found in page.get("/Annots") or ()]
    targets = (tie.get("/Dest") for tie in ties)
    return all(tie.get("/Subtype") == "/Link" for tie in ties) and all(
        target[0].idnum in places for target in targets if isinstance(target, list)
    )
