"""A content stream while it is drawn: its operators, and the resources it names."""

from collections.abc import Iterator
from contextlib import contextmanager

from docgen.ofd.ofd_markup import IDENTITY
from docgen.pdf.content import write_matrix
from docgen.pdf.geometry import Matrix, Rect
from docgen.pdf.objects import Written, array, dictionary, number, write_entries

_DIGITS = 4
"""Of a millimetre: a hundredth of what any printer sets."""


class Canvas:
    """Operators in their order. `matrix` takes the present space to that the stream begins in."""

    def __init__(self, base: Matrix = IDENTITY) -> None:
        """`base` takes the space the stream begins in to that of the page."""
        self._base = base
        self._content: list[bytes] = []
        self._names: dict[str, dict[Written, str]] = {}
        self.matrix: Matrix = IDENTITY

    def add(self, operators: bytes) -> None:
        """Go on with these operators."""
        self._content.append(operators)

    def use(self, category: str, value: Written) -> bytes:
        """The name of a resource in this stream, with its slash."""
        named = self._names.setdefault(category, {})
        return b"/" + named.setdefault(value, f"{category[0]}{len(named)}").encode("ascii")

    @contextmanager
    def saved(self) -> Iterator[None]:
        """What is changed of the graphics state within is as before behind it."""
        matrix = self.matrix
        self.add(b"q\n")
        yield
        self.add(b"Q\n")
        self.matrix = matrix

    def transform(self, matrix: Matrix) -> None:
        """Have what follows drawn in the space that this matrix leads out of."""
        if matrix != IDENTITY:
            self.add(write_matrix(matrix) + b" cm\n")
            self.matrix = matrix.then(self.matrix)

    @property
    def on_page(self) -> Matrix:
        """What takes the present space to the page's points."""
        return self.matrix.then(self._base)

    def clip_to(self, box: Rect) -> None:
        """Have nothing drawn outside a box."""
        self.add(write_points(box) + b" re W n\n")

    @property
    def content(self) -> bytes:
        """The stream so far."""
        return b"".join(self._content)

    @property
    def resources(self) -> Written:
        """The dictionary of the resources it names."""
        categories: dict[str, Written | float] = {
            category: dictionary(**{own: value for value, own in named.items()})
            for category, named in self._names.items()
        }
        return b"<<" + write_entries(categories) + b">>"


def write_points(values: tuple[float, ...] | list[float]) -> bytes:
    """Numbers as operators take them, blanks between them."""
    # As `number` writes each; one by one they were the half of what a page of outlines cost.
    words = [f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".") for value in values]
    return " ".join(words).encode("ascii")


def write_array(values: tuple[float, ...] | list[float]) -> Written:
    """Numbers as an array, finer than `objects.numbers` has them."""
    return array(number(float(value), _DIGITS) for value in values)
