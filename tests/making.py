"""Small inputs for the bundle's tests: a scheme, evidence, and PDFs of every geometry."""

import functools
import hashlib
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from docgen.bundle.bundle_pdf import Metadata, write_booklet
from docgen.bundle.front_matter import Matter
from docgen.bundle.plan import Plan, PlannedPage
from docgen.bundle.planning import make_plan
from docgen.images.ink_map import InkMap
from docgen.issues.location import Location
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.page_facts import PageFacts
from docgen.model.prepared import Prepared, Source, Sources
from docgen.model.scheme import Scheme
from docgen.model.scoring import score
from docgen.model.source_keys import EvidenceKey, SourceKey
from docgen.model.submission import StudioFile
from docgen.pdf.content_state import count_states
from docgen.pdf.geometry import MM, PageBox
from docgen.pdf.primitives import Box, Symbol, Text
from docgen.pdf.typeface import Typography

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
"""Awkward files from elsewhere, where they are at hand."""

A4 = (210.0, 297.0)


@functools.cache
def typography() -> Typography:
    return Typography()


# --- the matter --------------------------------------------------------------------------------


def make_matter(
    counts: Sequence[int] = (2, 1),
    *,
    scored: bool = True,
    frame: bool = True,
    claims: Mapping[int, Mapping[str, Any]] | None = None,
    standard: str = "每有一项得 1 分，最高 9 分。",
    title: str = "第{number}项考核内容",
    bundle_title: str = "2025年度绩效评估佐证材料",
) -> Matter:
    """A scheme whose categories have so many items each, and a studio that answers to it."""
    numbers = iter(range(1, sum(counts) + 1))
    categories = [
        {
            "title": f"{'一二三四五六七八九'[n]}、类别",
            "items": [_item(next(numbers), title, standard, scored) for _ in range(count)],
        }
        for n, count in enumerate(counts)
    ]
    scheme = Scheme.model_validate(_scheme(categories, bundle_title, frame))
    data = StudioFile.model_validate(
        {
            "scheme": "test",
            "submission": "assessment",
            "unit": {"name": "威海远航船舶重工有限公司"},
            "studio": {"name": "威海市刘建业技能大师工作室"},
            "leader": {"name": "刘建业"},
            "claims": claims or {},
        }
    )
    spec = scheme.submissions["assessment"]
    scores = score(spec, data, []) if scored else None
    return Matter(scheme, spec, data, scores, typography().width)


def _item(number: int, title: str, standard: str, scored: bool) -> dict[str, Any]:
    count = {"key": "things", "name": "成果", "unit": "项", "points": "1", "cap": "9"}
    item: dict[str, Any] = {"number": number, "title": title.format(number=number)}
    if scored:
        item |= {"points": "9", "rule": {"kind": "tally", "counts": [count]}}
    return item | {"standard": standard}


def _scheme(categories: Sequence[Any], bundle_title: str, frame: bool) -> dict[str, Any]:
    return {
        "id": "test",
        "title": "关于开展评估工作的通知",
        "issuer": "威海市人力资源和社会保障局",
        "document_number": "威人社字〔2025〕1号",
        "year": 2025,
        "version": "1",
        "folder": ".",
        "submissions": {
            "assessment": {
                "name": "年度绩效评估",
                "form": {
                    "template": "form.docx",
                    "name": "评分表",
                    "kind": "assessment",
                    "paper": "A3 landscape",
                    "copies": 1,
                },
                "report": {
                    "name": "报告",
                    "title": "报告",
                    "template": "report.docx",
                    "headings": ["一、概况"],
                },
                "bundle": {
                    "name": "佐证材料",
                    "title": bundle_title,
                    "item_word": "项目",
                    "verified_frame": frame,
                },
                "deadline": "2025-06-30",
                "categories": categories,
            }
        },
    }


def make_evidence(item: int, order: int, *files: SourceFile | str, **other: Any) -> Evidence:
    """A piece of evidence of these files; what else is said of it goes into `other`."""
    fields: dict[str, Any] = {"title": f"佐证材料{item}之{order}", "supports": (item,), **other}
    sources = tuple(SourceFile(f) if isinstance(f, str) else f for f in files)
    return Evidence(
        item=item, order=order, files=sources, where=Location("studio.yaml:1"), **fields
    )


# --- pages ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """A page to be made: its upright size on paper in mm, and how the PDF says so."""

    size: tuple[float, float] = A4
    rotate: int = 0
    crop: str = "none"
    """none, inside (the MediaBox is larger all around) or offset (larger on one side)."""
    origin: tuple[float, float] = (0, 0)
    """The MediaBox's lower left corner, in user units."""
    user_unit: float = 1.0
    content: bytes | None = None
    """Content in place of a small blue square in the upright upper left corner."""

    @property
    def visible(self) -> tuple[float, float, float, float]:
        """The visible box in user space."""
        width, height = (side * MM / self.user_unit for side in self.size)
        if self.rotate % 180:
            width, height = height, width
        left, bottom = self.origin
        pad_left, pad_bottom = {"none": (0, 0), "inside": (30, 40), "offset": (0, 70)}[self.crop]
        return (
            left + pad_left,
            bottom + pad_bottom,
            left + pad_left + width,
            bottom + pad_bottom + height,
        )

    @property
    def media(self) -> tuple[float, float, float, float]:
        """The MediaBox."""
        _left, _bottom, right, top = self.visible
        pad_right, pad_top = {"none": (0, 0), "inside": (50, 60), "offset": (90, 0)}[self.crop]
        return (*self.origin, right + pad_right, top + pad_top)

    @property
    def box(self) -> PageBox:
        """The visible box as docgen has it."""
        return PageBox(*self.visible, rotate=self.rotate, user_unit=self.user_unit)  # type: ignore[arg-type]


def make_pdf(path: Path, sheets: Sequence[Sheet]) -> Path:
    """Write a PDF of these sheets."""
    with pikepdf.new() as pdf:
        for sheet in sheets:
            page = Dictionary(Type=Name.Page, MediaBox=_array(sheet.media), Resources=_font(pdf))
            if sheet.crop != "none":
                page.CropBox = _array(sheet.visible)
            if sheet.rotate:
                page.Rotate = sheet.rotate
            if sheet.user_unit != 1:
                page.UserUnit = sheet.user_unit
            content = _square(sheet) if sheet.content is None else sheet.content
            page.Contents = pdf.make_stream(content)
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(path, deterministic_id=True)
    return path


def _array(values: Sequence[float]) -> Array:
    return Array([round(value, 4) for value in values])


def _font(pdf: pikepdf.Pdf) -> Dictionary:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    return Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))


def _square(sheet: Sheet) -> bytes:
    """A blue square of 10 mm, 3 mm from the upright page's upper left corner."""
    corners = [
        sheet.box.to_user_space.apply(x * MM, sheet.box.height_pt - y * MM)
        for x, y in ((3, 3), (13, 13))
    ]
    (x0, y0), (x1, y1) = corners
    return b"0 0 1 rg %.3f %.3f %.3f %.3f re f" % (x0, y0, x1 - x0, y1 - y0)


CELL = 2 * MM


def read_ink(page: pymupdf.Page) -> InkMap:
    """Where a page is printed on, looked at with MuPDF at three pixels a cell."""
    scale = 3 / CELL
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY)
    columns, rows = pixels.width // 3 + 1, pixels.height // 3 + 1
    sheet = Image.new("L", (columns * 3, rows * 3), 255)
    sheet.paste(Image.frombytes("L", (pixels.width, pixels.height), pixels.samples), (0, 0))
    inked = sheet.point([255 if value < 250 else 0 for value in range(256)]).reduce(3)
    return InkMap(CELL, columns, rows, inked.tobytes())


def prepare(path: Path) -> Prepared:
    """Make a PDF ready as it is: its boxes, its ink, and how it leaves its state."""
    with pikepdf.open(path) as pdf, pymupdf.open(path) as rendered:
        pages = tuple(
            PageFacts(_read_box(page), read_ink(picture), *count_states(page))
            for page, picture in zip(pdf.pages, rendered, strict=True)
        )
    return Prepared(_hash(path.name), str(path), pages)


def _hash(name: str) -> str:
    """Stands for the hash of the content: other names, other contents."""
    return hashlib.sha256(name.encode()).hexdigest()


def _read_box(page: pikepdf.Page) -> PageBox:
    media, crop = (sorted_box(page.mediabox), sorted_box(page.cropbox))
    low = (max(media[0], crop[0]), max(media[1], crop[1]))
    high = (min(media[2], crop[2]), min(media[3], crop[3]))
    rotate = int(page.rotation) % 360
    return PageBox(*low, *high, rotate, float(page.obj.get("/UserUnit", 1)))  # type: ignore[arg-type]


def sorted_box(box: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(value) for value in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


Area = tuple[float, float, float, float]
"""Left, top, right and bottom, in mm."""


def make_ink(width: float, height: float, *inked: Area) -> InkMap:
    """A map of a page in mm with ink in these areas."""
    columns, rows = int(width * MM / CELL) + 1, int(height * MM / CELL) + 1
    cells = bytearray(columns * rows)
    for left, top, right, bottom in inked:
        for row in range(max(int(top / 2), 0), min(int(bottom / 2) + 1, rows)):
            for column in range(max(int(left / 2), 0), min(int(right / 2) + 1, columns)):
                cells[row * columns + column] = 1
    return InkMap(CELL, columns, rows, bytes(cells))


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def blank_source(name: str, count: int, size: tuple[float, float] = A4) -> Prepared:
    """A source that is nowhere: enough for planning."""
    width, height = (side * MM for side in size)
    columns, rows = int(width / CELL) + 1, int(height / CELL) + 1
    ink = InkMap(CELL, columns, rows, bytes(columns * rows))
    page = PageFacts(PageBox(0, 0, width, height), ink)
    return Prepared(_hash(name), f"/nowhere/{name}", (page,) * count)


# --- bundles -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bundle:
    """A bundle that was written, and its plan."""

    path: Path
    plan: Plan

    def evidence_pages(self) -> Iterator[int]:
        """Numbers of the pages that come from sources, in order."""
        return (page.number for page in self.plan.pages if page.source)


def by_path(sources: Mapping[str, Source]) -> dict[SourceKey, Source]:
    """Evidence by its key, given by its path below `evidence/`."""
    return {EvidenceKey(path): source for path, source in sources.items()}


def bind(
    target: Path,
    evidence: Sequence[Evidence],
    sources: Mapping[str, Source],
    *,
    sheets: Sources | None = None,
    matter: Matter | None = None,
    draft: bool = False,
) -> Bundle:
    """Plan a bundle and write it. `sources` by their paths below `evidence/`."""
    every = {**by_path(sources), **(sheets or {})}
    plan = make_plan(matter or make_matter(), evidence, every, draft=draft)
    metadata = Metadata("佐证材料", "威海远航船舶重工有限公司")
    write_booklet(plan.booklet(plan.volumes[0]), target, typography(), metadata)
    return Bundle(target, plan)


def bind_pdf(target: Path, *pdfs: Path, matter: Matter | None = None) -> Bundle:
    """A bundle with each PDF as one piece of evidence of item 1."""
    sources = {pdf.name: prepare(pdf) for pdf in pdfs}
    evidence = [make_evidence(1, n, pdf.name) for n, pdf in enumerate(pdfs, start=1)]
    return bind(target, evidence, sources, matter=matter)


def render(page: pymupdf.Page, dpi: int = 72) -> Image.Image:
    """A page in colour, annotations included."""
    pixels = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csRGB)
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def upright(page: pymupdf.Page) -> pymupdf.Matrix:
    """From where PyMuPDF says text stands to the page as it is seen.

    Its own rotation matrix knows nothing of UserUnit.
    """
    width, height = page.rect.width, page.rect.height
    turns = {
        0: pymupdf.Matrix(1, 0, 0, 1, 0, 0),
        90: pymupdf.Matrix(0, 1, -1, 0, width, 0),
        180: pymupdf.Matrix(-1, 0, 0, -1, width, height),
        270: pymupdf.Matrix(0, -1, 1, 0, 0, height),
    }
    return turns[page.rotation]


def without_stamps(picture: Image.Image, planned: PlannedPage) -> Image.Image:
    """The picture of a page (at 72 dpi) with white where its stamps stand."""
    copy = picture.copy()
    for mark in planned.marks:
        if isinstance(mark, Text):
            width = typography().width(mark.text, mark.size, mark.bold)
            area = (mark.x, mark.y - mark.size, mark.x + width, mark.y + mark.size * 0.4)
        elif isinstance(mark, Box):
            area = (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
        elif isinstance(mark, Symbol):
            area = (mark.x, mark.y, mark.x + mark.side, mark.y + mark.side)
        else:
            continue
        left, top, right, bottom = area
        copy.paste((255, 255, 255), (int(left) - 2, int(top) - 2, int(right) + 3, int(bottom) + 3))
    return copy


def differs(one: Image.Image, other: Image.Image, by: int = 40) -> bool:
    """Whether any pixel differs by more than a rounding of its edge."""
    if one.size != other.size:
        return True
    difference = ImageChops.difference(one, other).convert("L")
    return difference.getextrema()[1] > by


def run_tool(*command: str | Path) -> tuple[str, str]:
    """Output and complaints of a program."""
    words = [str(part) for part in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout, done.stderr
