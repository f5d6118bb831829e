"""Pictures set several to a page: each upright in a cell of its own, with room for its caption.

The page that shows a picture is drawn small, so its data is copied as it is and its orientation
stays right. What the captions say is left to the plan.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw

from docgen.bundle.photo_layout import CAPTION_LEADING, CAPTION_SIZE, PhotoRun, Shot
from docgen.images.ink_detection import cell_size, grid_size
from docgen.images.ink_map import InkMap
from docgen.images.picture_placement import A4, BOTTOM_MARGIN, SIDE_MARGIN, TOP_MARGIN, UPRIGHT
from docgen.issues.issue import PLAIN, Dialect, issue, render
from docgen.issues.location import Location
from docgen.model.page_facts import Facts, PageFacts
from docgen.model.prepared import Prepared, Source
from docgen.model.source_keys import SourceKey
from docgen.pdf.geometry import MM, Matrix, PageBox, Rect
from docgen.sources.cache import Cache
from docgen.system.machine import blame_disk
from docgen.system.progress import JOIN_PHOTOGRAPHS, Progress, silent
from docgen.system.workers import WorkerLimits, Workers

_GAP = 5 * MM
"""Between cells."""
_CAPTION = 2 * CAPTION_SIZE * CAPTION_LEADING
"""Two lines."""
_ABOVE_CAPTION = 1.5 * MM
_PORTRAIT_BONUS = 1.05
"""A bound volume is not turned about for the sake of a twentieth of a picture."""

_ORIENTATIONS = {0: 1, 90: 6, 180: 3, 270: 8}
"""The EXIF orientation that is mended by a turn."""


@dataclass(frozen=True)
class PageCells:
    """The cells of a page."""

    width: float
    height: float
    columns: int
    rows: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a cell."""
        across = self.width - 2 * SIDE_MARGIN + _GAP
        down = self.height - TOP_MARGIN - BOTTOM_MARGIN + _GAP
        return across / self.columns - _GAP, down / self.rows - _GAP

    def cell(self, number: int) -> Rect:
        """A cell by its number from 0, row by row."""
        row, column = divmod(number, self.columns)
        width, height = self.size
        x, y = SIDE_MARGIN + column * (width + _GAP), TOP_MARGIN + row * (height + _GAP)
        return Rect(x, y, width, height)


def _upright(columns: int, rows: int) -> PageCells:
    return PageCells(*A4, columns, rows)


def _across(columns: int, rows: int) -> PageCells:
    return PageCells(A4[1], A4[0], columns, rows)


TABLES = {
    1: (_upright(1, 1), _across(1, 1)),
    2: (_upright(1, 2), _upright(2, 1)),
    4: (_upright(2, 2), _across(2, 2), _across(4, 1)),
    6: (_upright(2, 3), _upright(3, 2)),
}
"""How so many pictures may stand on a page. What shows them largest is chosen for all together."""


@dataclass(frozen=True)
class ContactPage:
    """A page: where each picture and each caption goes."""

    width: float
    height: float
    shots: tuple[Shot, ...]
    pictures: tuple[Rect, ...]
    captions: tuple[Rect, ...]


def lay_out(run: PhotoRun) -> Iterator[ContactPage]:
    """The pages of a run."""
    table = _choose(run, run.shots)
    for start in range(0, len(run.shots), run.layout):
        shots = run.shots[start : start + run.layout]
        if run.layout == 1:
            table = _choose(run, shots)
        cells = [table.cell(n) for n in range(len(shots))]
        pictures = tuple(_place(run, table, shots))
        below = zip(cells, pictures, strict=True) if run.captions else ()
        captions = tuple(_below(cell, picture) for cell, picture in below)
        yield ContactPage(table.width, table.height, shots, pictures, captions)


def _choose(run: PhotoRun, shots: Sequence[Shot]) -> PageCells:
    def shown(table: PageCells) -> float:
        drawn = (_fit(run, shot, *table.size) for shot in shots)
        bonus = _PORTRAIT_BONUS if table.height > table.width else 1
        return bonus * sum(width * height for width, height in drawn)

    return max(TABLES[run.layout], key=shown)


def _fit(run: PhotoRun, shot: Shot, width: float, height: float) -> tuple[float, float]:
    """How large a picture is drawn in a cell: never larger than on a page of its own."""
    room = height - (_CAPTION + _ABOVE_CAPTION if run.captions else 0)
    _, _, across, down = shot.frame
    if shot.turn % 180:
        across, down = down, across
    scale = min(width / across, room / down, 1)
    return across * scale, down * scale


def _place(run: PhotoRun, table: PageCells, shots: Sequence[Shot]) -> Iterator[Rect]:
    """Pictures in the middle of their cells; those of a row stand on one line."""
    below = _CAPTION + _ABOVE_CAPTION if run.captions else 0
    for first in range(0, len(shots), table.columns):
        sizes = [_fit(run, s, *table.size) for s in shots[first : first + table.columns]]
        tallest = max(height for _, height in sizes)
        for number, (width, height) in enumerate(sizes, start=first):
            cell = table.cell(number)
            bottom = cell.y + (cell.height - below + tallest) / 2
            yield Rect(cell.x + (cell.width - width) / 2, bottom - height, width, height)


def _below(cell: Rect, picture: Rect) -> Rect:
    return Rect(cell.x, picture.y + picture.height + _ABOVE_CAPTION, cell.width, _CAPTION)


# --- the worker's part -----------------------------------------------------------------------


def compose(run: PhotoRun, scratch: str) -> Facts:
    """The pages of a run as a PDF at `scratch`. OSError or PdfError where a picture is gone."""
    opened: dict[str, pikepdf.Pdf] = {}
    try:
        with pikepdf.new() as pdf:
            pages = []
            for sheet in lay_out(run):
                pdf.pages.append(pikepdf.Page(_draw(pdf, sheet, opened)))
                box = PageBox(0, 0, sheet.width, sheet.height)
                pages.append(PageFacts(box, _find_ink(sheet), captions=sheet.captions))
            pdf.save(scratch, deterministic_id=True, min_version="1.5")
    finally:
        for source in opened.values():
            source.close()
    return Facts(scratch, tuple(pages))


def _draw(pdf: pikepdf.Pdf, sheet: ContactPage, opened: dict[str, pikepdf.Pdf]) -> Dictionary:
    forms, content = Dictionary(), []
    for number, (shot, picture) in enumerate(zip(sheet.shots, sheet.pictures, strict=True)):
        if shot.pdf not in opened:
            # Mapped into memory, large pictures would count against the worker's limit.
            stream = pikepdf.AccessMode.stream
            opened[shot.pdf] = pikepdf.open(shot.pdf, access_mode=stream)
        form = opened[shot.pdf].pages[shot.index - 1].as_form_xobject()
        shown = _in_user_space(shot.frame, shot.page.box.height_pt)
        form.BBox = Array([shown.x, shown.y, shown.x + shown.width, shown.y + shown.height])
        forms[f"/P{number}"] = pdf.copy_foreign(form)
        matrix = _fit_frame(shown, _in_user_space(picture, sheet.height), shot.turn)
        content.append(f"q {' '.join(f'{value:.6f}' for value in matrix)} cm /P{number} Do Q")
    return Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, sheet.width, sheet.height]),
        Resources=Dictionary(XObject=forms),
        Contents=pdf.make_stream("\n".join(content).encode("ascii")),
    )


def _in_user_space(frame: Rect, page_height: float) -> Rect:
    """The rectangle from its lower left corner, y up."""
    return frame._replace(y=page_height - frame.y - frame.height)


def _fit_frame(source: Rect, target: Rect, turn: int) -> Matrix:
    """What lays one rectangle, turned clockwise, on another; both with y up."""
    unit = UPRIGHT[_ORIENTATIONS[turn]]
    right, up = 1 / source.width, 1 / source.height
    a, c = unit.a * target.width * right, unit.c * target.width * up
    b, d = unit.b * target.height * right, unit.d * target.height * up
    e = unit.e * target.width + target.x - a * source.x - c * source.y
    f = unit.f * target.height + target.y - b * source.x - d * source.y
    return Matrix(a, b, c, d, e, f)


def _find_ink(sheet: ContactPage) -> InkMap:
    """Pictures and captions are ink all over; nothing else is on the page."""
    cell = cell_size(sheet.width, sheet.height)
    columns, rows = grid_size(sheet.width, sheet.height)
    ink = Image.new("L", (columns, rows), 0)
    brush = ImageDraw.Draw(ink)
    for x, y, width, height in (*sheet.pictures, *sheet.captions):
        last = ((x + width) / cell, (y + height) / cell)
        brush.rectangle((int(x / cell), int(y / cell), int(last[0]), int(last[1])), fill=1)
    return InkMap(cell, columns, rows, ink.tobytes())


# --- the caller's part -----------------------------------------------------------------------


def make_sheets(
    runs: Iterable[PhotoRun],
    *,
    cache: Path,
    limits: WorkerLimits | None = None,
    progress: Progress = silent,
    dialect: Dialect = PLAIN,
) -> dict[SourceKey, Source]:
    """The pages of every run by its key; a warning where they could not be made.

    `dialect` is how the data file is spoken of that asks for them.

    `cache` is the folder of `prepare`. OutputError where it cannot be written.
    """
    kept = Cache(cache)
    wanted = {run.digest: run for run in runs}
    known = {key: kept.load(key) for key in wanted}
    made: dict[SourceKey, Source] = {
        wanted[key].key: _conclude(wanted[key], facts) for key, facts in known.items() if facts
    }
    new = [wanted[key] for key, facts in known.items() if facts is None]
    if new:
        limits = limits or WorkerLimits()
        progress(JOIN_PHOTOGRAPHS.at(0, len(new)))
        with kept.scratch() as folder, Workers(limits) as workers:

            def land(run: PhotoRun, done: "Future[Any]") -> None:
                made[run.key] = _land(run, done, kept, dialect)
                count = sum(other.key in made for other in new)
                progress(JOIN_PHOTOGRAPHS.at(count, len(new)))

            for run in new:
                scratch = str(folder / f"{run.digest}.pdf")
                landing = partial(land, run)
                workers.submit(compose, run, scratch, seconds=limits.seconds, landing=landing)
            workers.run()
    return made


def _land(run: PhotoRun, done: "Future[Any]", cache: Cache, dialect: Dialect) -> Source:
    error = CancelledError() if done.cancelled() else done.exception()
    if error is None:
        return _conclude(run, cache.store(run.digest, done.result()))
    if trouble := blame_disk(error, cache.folder):
        raise trouble from error
    reason = f"{type(error).__name__} {error}".strip()
    said = issue("F114", Location(run.shots[0].name), count=len(run.shots), reason=reason)
    return render(said, dialect)


def _conclude(run: PhotoRun, facts: Facts) -> Prepared:
    return Prepared(run.digest, str(facts.pdf), facts.pages)
