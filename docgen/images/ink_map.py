"""The ink map: which cells of a page have print on them."""

import zlib
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor

from docgen.pdf.geometry import MM, Rect

CELL_PT = 2 * MM
"""Side of a cell: finer than any gap a stamp is set into."""

_MOST_CELLS = 1000
"""Cells a side. Two metres of paper; larger pages get larger cells instead of more of them."""

_FIGURES = b"0".ljust(256, b"1")
_CELLS = bytes.maketrans(b"01", b"\0\1")


@dataclass(frozen=True, init=False, slots=True)
class InkMap:
    """Where a page is printed on: a grid of square cells over the upright visible page.

    Row 0 is at the top. A cell is inked when any of it is not paper-white. It is held as compressed
    bits, under 1 KB: a bundle has as many as pages.
    """

    cell_pt: float
    columns: int
    rows: int
    packed: bytes

    def __init__(self, cell_pt: float, columns: int, rows: int, cells: bytes) -> None:
        """`cells` are one byte a cell, row by row; 0 is blank."""
        self._set(cell_pt, columns, rows, _pack(cells))

    def _set(self, cell_pt: float, columns: int, rows: int, packed: bytes) -> None:
        # The way into a frozen value.
        values = {"cell_pt": cell_pt, "columns": columns, "rows": rows, "packed": packed}
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def unpack(cls, cell_pt: float, columns: int, rows: int, packed: bytes) -> "InkMap":
        """One whose cells are compressed already."""
        ink = cls.__new__(cls)
        ink._set(cell_pt, columns, rows, packed)
        return ink

    @property
    def cells(self) -> bytes:
        """One byte a cell, row by row; 0 is blank."""
        return _unpack(self.packed)

    def is_blank(self, x: float, y: float, width: float, height: float) -> bool:
        """Whether the rectangle (upright points, y down) has no ink under it."""
        first_column, last_column = int(x / self.cell_pt), int((x + width) / self.cell_pt)
        first_row, last_row = int(y / self.cell_pt), int((y + height) / self.cell_pt)
        left, right = max(first_column, 0), max(min(last_column + 1, self.columns), 0)
        cells = self.cells
        for row in range(max(first_row, 0), min(last_row + 1, self.rows)):
            start = row * self.columns
            if cells.find(1, start + left, start + right) >= 0:
                return False
        return True

    def inked_columns(self, y: float, height: float) -> bytes:
        """One byte a column; 0 where nothing is printed between the two heights."""
        cells, merged = self.cells, 0
        for row in range(max(int(y / self.cell_pt), 0), int((y + height) / self.cell_pt) + 1):
            start = row * self.columns
            merged |= int.from_bytes(cells[start : start + self.columns].ljust(self.columns))
        return merged.to_bytes(self.columns)

    def turned(self, degrees: int, width: float, height: float) -> "InkMap":
        """The ink of the page (so wide and high before) turned clockwise by a right angle or more.

        Where cells of the two grids do not coincide, all that are touched are inked.
        """
        swapped = degrees % 180 != 0
        columns, rows = (self.rows, self.columns) if swapped else (self.columns, self.rows)
        cells = bytearray(columns * rows)
        for cell in (n for n, inked in enumerate(self.cells) if inked):
            row, column = divmod(cell, self.columns)
            frame = Rect(column * self.cell_pt, row * self.cell_pt, self.cell_pt, self.cell_pt)
            x, y, _, _ = turn_frame(frame, degrees, width, height)
            for down in _touched(y, self.cell_pt, rows):
                for right in _touched(x, self.cell_pt, columns):
                    cells[down * columns + right] = 1
        return InkMap(self.cell_pt, columns, rows, bytes(cells))


def _pack(cells: bytes) -> bytes:
    # The bit in front keeps blank cells behind it.
    bits = int(b"1" + cells.translate(_FIGURES), 2)
    return zlib.compress(bits.to_bytes(bits.bit_length() // 8 + 1), 1)


@lru_cache(maxsize=4)
def _unpack(packed: bytes) -> bytes:
    # Several places of one page are looked at before the next page.
    bits = int.from_bytes(zlib.decompress(packed))
    return f"{bits:b}".encode("ascii").translate(_CELLS)[1:]


def _touched(start: float, cell: float, count: int) -> range:
    """The cells of a row or column that a stretch of a cell's length lies in."""
    first = floor(start / cell + 1e-6)
    last = ceil(start / cell + 1 - 1e-6)
    return range(max(first, 0), min(last, count))


def turn_frame(frame: Rect, degrees: int, width: float, height: float) -> Rect:
    """Where a rectangle lies when its page, so wide and high before, is turned clockwise."""
    x, y, across, down = frame
    match degrees % 360:
        case 90:
            return Rect(height - y - down, x, down, across)
        case 180:
            return Rect(width - x - across, height - y - down, across, down)
        case 270:
            return Rect(y, width - x - across, down, across)
    return frame


def cell_size(width_pt: float, height_pt: float) -> float:
    """Side of a cell on a page of this size."""
    return max(CELL_PT, max(width_pt, height_pt) / _MOST_CELLS)


def grid_size(width_pt: float, height_pt: float) -> tuple[int, int]:
    """Columns and rows that cover a page of this size."""
    cell = cell_size(width_pt, height_pt)
    # The tolerance keeps a page of exactly 100 cells from getting a sliver of a 101st.
    return ceil(width_pt / cell - 1e-6), ceil(height_pt / cell - 1e-6)


@lru_cache(maxsize=32)
def all_inked(width_pt: float, height_pt: float) -> InkMap:
    """The grid of a page nobody could look at: nowhere is known to be blank."""
    columns, rows = grid_size(width_pt, height_pt)
    return InkMap(cell_size(width_pt, height_pt), columns, rows, b"\1" * (columns * rows))
