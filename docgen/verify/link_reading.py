"""Links, bookmarks and labels of a PDF, as pikepdf reads them. In a worker."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, NumberTree, String

from docgen.pdf.page_tree import find_inherited

_OUT_OF_SIGHT = 2 | 32
"""The flags of an annotation that is hidden, or not shown on screens."""

Area = tuple[float, float, float, float]
FindUnder = Callable[[Area], str]
"""What is printed within an area: left, top, right, bottom, in points from the upper left."""


@dataclass(frozen=True)
class LinkRead:
    """A link: what is printed under it, and where it leads.

    `page` is a page of the same file, counted from 1, and None where it leads to no page of it;
    `file` and `name` are the file and the named page of a link into another volume.
    """

    text: str
    page: int | None
    file: str = ""
    name: str = ""
    doubled: bool = False
    """Whether it has a destination beside its action: `page` is where the action leads."""
    beside: int | None = None
    """Where that destination leads."""


@dataclass(frozen=True)
class BookmarkRead:
    """A bookmark, and how far below the first level it stands."""

    title: str
    link: LinkRead
    depth: int


class Targets:
    """The pages that destinations lead to, counted from 1."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._places = {page.obj.objgen: n for n, page in enumerate(pdf.pages, start=1)}
        named = ((name, self._find_page(target)) for name, target in _list_names(pdf))
        self.names = {name: place for name, place in named if place}

    def find(self, target: object) -> int | None:
        """The page of a destination, written out or by its name; None where there is none."""
        if isinstance(target, Dictionary):
            target = target.get("/D")
        if isinstance(target, String | Name):
            return self.names.get(str(target))
        return self._find_page(target)

    def _find_page(self, target: object) -> int | None:
        if isinstance(target, Dictionary):
            target = target.get("/D")
        page = target[0] if isinstance(target, Array) and len(target) else None
        return self._places.get(page.objgen) if isinstance(page, Dictionary) else None


def _list_names(pdf: pikepdf.Pdf) -> Iterator[tuple[str, object]]:
    old, names = pdf.Root.get("/Dests"), pdf.Root.get("/Names")
    if isinstance(old, Dictionary):
        yield from ((key, value) for key, value in old.items())
    tree = names.get("/Dests") if isinstance(names, Dictionary) else None
    if isinstance(tree, Dictionary):
        yield from NameTree(tree).items()


def read_labels(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """The label of every page; its number from 1 where nothing is said of it."""
    tree, pages = pdf.Root.get("/PageLabels"), pdf.pages
    if not isinstance(tree, Dictionary):
        return tuple(map(str, range(1, len(pages) + 1)))
    starts = dict(sorted(NumberTree(tree).items()))
    labels, since, style = list[str](), 0, object()
    for place, page in enumerate(pages):
        if place in starts:
            since, style = place, starts[place]
        # Figures are reckoned here, which is all docgen writes: asking for each label is slow.
        if isinstance(style, Dictionary) and style.get("/S") == Name.D:
            number = int(style.get("/St", 1)) + place - since
            labels.append(f"{style.get('/P', '')}{number}")
        else:
            labels.append(page.label)
    return tuple(labels)


def read_links(page: Dictionary, targets: Targets, find_under: FindUnder) -> Iterator[LinkRead]:
    """The links of a page that can be clicked."""
    origin: tuple[float, float] | None = None
    for annotation in list_annotations(page):
        if annotation.get("/Subtype") != Name.Link:
            continue
        x0, y0, x1, y1 = (float(side) for side in annotation["/Rect"])
        if int(annotation.get("/F", 0)) & _OUT_OF_SIGHT or x1 - x0 < 1 or y1 - y0 < 1:
            # A link nobody can click is none.
            continue
        under = ""
        if not find_inherited(page, "/Rotate"):
            left, top = origin = origin or _find_origin(page)
            under = find_under((x0 - left, top - y1, x1 - left, top - y0))
        yield _follow(annotation, targets, under)


def _find_origin(page: Dictionary) -> tuple[float, float]:
    """The upper left corner of what is shown of a page."""
    crop = find_inherited(page, "/CropBox")
    box = find_inherited(page, "/MediaBox") if crop is None else crop
    x0, y0, x1, y1 = (float(side) for side in box)  # type: ignore[union-attr]
    return min(x0, x1), max(y0, y1)


def list_strangers(page: Dictionary) -> Iterator[str]:
    """Kinds of annotations beside links, and links that draw something."""
    for annotation in list_annotations(page):
        kind = str(annotation.get("/Subtype")).removeprefix("/")
        if kind == "Widget" and is_signature(annotation) and not any(annotation["/Rect"]):
            continue
        if kind != "Link" or "/AP" in annotation:
            yield kind


def list_annotations(page: Dictionary) -> Iterator[Dictionary]:
    """The annotations of a page. TypeError where one is none."""
    for annotation in page.get("/Annots") or ():
        if not isinstance(annotation, Dictionary):
            raise TypeError("an annotation that is none")
        yield annotation


def is_signature(field: object) -> bool:
    """Whether a field or its annotation is for a signature."""
    return isinstance(field, Dictionary) and field.get("/FT") == Name.Sig


def _follow(holder: Dictionary, targets: Targets, under: str) -> LinkRead:
    """Where a link or a bookmark leads: viewers do what its action says, whatever else it says."""
    action, doubled = holder.get("/A"), "/Dest" in holder
    written = targets.find(holder["/Dest"]) if doubled else None
    if not isinstance(action, Dictionary):
        return LinkRead(under, written)
    kind = action.get("/S")
    if kind == Name.GoToR:
        file = action.get("/F")
        name = file.get("/UF", file.get("/F")) if isinstance(file, Dictionary) else file
        return LinkRead(under, None, str(name), str(action.get("/D")), doubled, written)
    page = targets.find(action["/D"]) if kind == Name.GoTo and "/D" in action else None
    return LinkRead(under, page, doubled=doubled, beside=written)


def read_bookmarks(pdf: pikepdf.Pdf, targets: Targets) -> Iterator[BookmarkRead]:
    """Every bookmark, those below it behind each."""
    outline = pdf.Root.get("/Outlines")
    waiting = [(outline.get("/First"), 0)] if isinstance(outline, Dictionary) else []
    seen: set[tuple[int, int]] = set()
    while waiting:
        item, depth = waiting.pop()
        if not isinstance(item, Dictionary) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        title = str(item.get("/Title", ""))
        yield BookmarkRead(title, _follow(item, targets, ""), depth)
        waiting += [(item.get("/Next"), depth), (item.get("/First"), depth + 1)]
