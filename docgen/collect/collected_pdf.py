"""The scan of a document: the original's PDF with scanned pages in the place of its own.

Everything but what is seen stays the original's: page sizes, links, bookmarks, labels, names and
the way it opens. A scan's own data is copied as it is; it is turned and straightened by the matrix
it is drawn with.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from docgen import __version__
from docgen.collect.originals import Original, PageKey
from docgen.images.similarity_transform import Similarity
from docgen.pdf.content import write_matrix
from docgen.pdf.geometry import PageBox
from docgen.pdf.page_boxes import read_box

FORM_NAME = "/Scan"
"""Begins the names of what a page shows."""
_OF_PAGES_THAT_WERE = ("/OCProperties", "/StructTreeRoot", "/MarkInfo", "/AcroForm", "/Perms")
"""What a document says of content that is now a picture."""
_OF_CONTENT = ("/Group", "/StructParents", "/Thumb", "/PieceInfo", "/Metadata", "/AA")
"""The same of a page."""


@dataclass(frozen=True)
class Fresh:
    """A page of a scan, and where it lies on its original."""

    pdf: str
    index: int
    box: PageBox
    placement: Similarity


@dataclass(frozen=True)
class Former:
    """Page `index` (from 1) of a scan's PDF that was written before."""

    pdf: str
    index: int


Content = Fresh | Former


Layers = Sequence[Content]
"""What a page shows, the lowest first: more than one where parts were put together."""


def see_boxes_of(path: str, places: Sequence[int]) -> list[PageBox]:
    """The visible boxes of some pages, counted from 1."""
    with pikepdf.open(path) as pdf:
        every = [page.obj for page in pdf.pages]
        return [read_box(every[place - 1])[0] for place in places]


def write_scan(original: Original, contents: Mapping[PageKey, Layers], target: Path) -> None:
    """Write a document with scans in the place of its pages; `contents` has every one of them.

    pikepdf.PdfError where a PDF is not what it was when it was looked at.
    """
    with ExitStack() as stack:
        pdf = stack.enter_context(pikepdf.open(original.path))
        opened: dict[str, Pdf] = {}
        for key, page in zip(original.keys, list(pdf.pages), strict=True):
            sources = [_open_source(stack, opened, content) for content in contents[key]]
            _show(pdf, page, list(zip(contents[key], sources, strict=True)))
        _forget(pdf)
        pdf.docinfo["/Producer"] = f"docgen {__version__}"
        pdf.save(
            target, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )  # fmt: skip


def _open_source(stack: ExitStack, opened: dict[str, Pdf], content: Content) -> Page:
    if content.pdf not in opened:
        opened[content.pdf] = stack.enter_context(pikepdf.open(content.pdf))
        # What somebody stamped or wrote on a scan in a viewer was seen, and is kept.
        opened[content.pdf].flatten_annotations()
    return opened[content.pdf].pages[content.index - 1]


def _show(pdf: Pdf, page: Page, layers: Sequence[tuple[Content, Page]]) -> None:
    """Let a page show scans, and nothing else."""
    forms, drawn = Dictionary(), []
    for number, (content, source) in enumerate(layers):
        name = f"{FORM_NAME}{number or ''}"
        match content:
            case Fresh():
                forms[name] = pdf.copy_foreign(_make_form(source, content))
                drawn.append(_draw(page, content, name))
            case Former() if len(layers) == 1:
                for former, form in source.obj.Resources.XObject.items():
                    forms[former] = pdf.copy_foreign(form)
                drawn.append(source.obj.Contents.read_bytes())
            case Former():
                forms[name] = pdf.copy_foreign(source.as_form_xobject(handle_transformations=False))
                drawn.append(f"q {name} Do Q".encode())
    page.obj.Resources = Dictionary(XObject=forms)
    page.obj.Contents = pdf.make_stream(b"\n".join(drawn))
    _strip(page)


def _make_form(source: Page, fresh: Fresh) -> Object:
    form = source.as_form_xobject(handle_transformations=False)
    form.BBox = Array([fresh.box.left, fresh.box.bottom, fresh.box.right, fresh.box.top])
    return form


def _draw(page: Page, fresh: Fresh, name: str) -> bytes:
    """What draws a scan where it lies on its page."""
    box, _ = read_box(page.obj)
    upright = fresh.placement.upright(fresh.box.height_pt, box.height_pt)
    matrix = fresh.box.to_user_space.inverse.then(upright).then(box.to_user_space)
    return b"q %s cm %s Do Q" % (write_matrix(matrix), name.encode())


def _strip(page: Page) -> None:
    """Take from a page what is said of its former content; links stay."""
    for key in _OF_CONTENT:
        if key in page.obj:
            del page.obj[key]
    links = [a for a in page.obj.get("/Annots", ()) if a.get("/Subtype") == Name.Link]
    for link in links:
        if "/StructParent" in link:
            del link["/StructParent"]
    if links:
        page.obj.Annots = Array(links)
    elif "/Annots" in page.obj:
        del page.obj["/Annots"]


def _forget(pdf: Pdf) -> None:
    for key in _OF_PAGES_THAT_WERE:
        if key in pdf.Root:
            del pdf.Root[key]
