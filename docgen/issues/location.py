"""Where something is: a file, and the place in it."""

from dataclasses import dataclass

KeyPath = tuple[str, ...]
"""Keys from the top of a data file to a value; rows of a list by their index from 0."""


@dataclass(frozen=True)
class Location:
    """A file, and in it a line (from 1), a cell of a sheet, a page (from 1), an item of the notice.

    `field` says of which value of the data file it is the place, whichever form that file has: a
    page in a browser leads to it. Written out it reads as messages show it: studio.yaml:31,
    studio.xlsx 佐证!C7, 3-佐证材料.pdf 第 12 页.
    """

    file: str = ""
    line: int | None = None
    sheet: str = ""
    cell: str = ""
    page: int | None = None
    item: int | None = None
    field: KeyPath = ()

    def __str__(self) -> str:
        if self.cell:
            return f"{self.file} {self.sheet}!{self.cell}".strip()
        if self.line is not None:
            return f"{self.file}:{self.line}"
        if self.item is not None:
            return f"{self.file} 第 {self.item} 项".strip()
        return f"{self.file} 第 {self.page} 页".strip() if self.page is not None else self.file

    @property
    def order(self) -> tuple[int, int, int]:
        """Where it comes among the places of its file: by line, or by row and column of a cell."""
        letters = self.cell.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        return self.line or self.page or 0, int(self.cell[len(letters) :] or 0), column
