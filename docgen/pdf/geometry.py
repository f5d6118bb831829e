"""Where things are on a page: matrices, rectangles, and the visible box of a PDF page.

Places are in points on the *upright visible* page: origin at its top left corner, x to the
right, y down. A point is 1/72 inch on paper, whatever the source page's UserUnit.
"""

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

MM = 72 / 25.4
"""Points in a millimetre."""


class Matrix(NamedTuple):
    """A PDF transformation matrix [a b c d e f]."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """Where the point (x, y) goes."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, other: "Matrix") -> "Matrix":
        """The matrix that does this one and then the other."""
        (x, y), (u, v) = other.apply(self.a, self.b), other.apply(self.c, self.d)
        zero = other.apply(0, 0)
        place = other.apply(self.e, self.f)
        return Matrix(x - zero[0], y - zero[1], u - zero[0], v - zero[1], *place)

    @property
    def inverse(self) -> "Matrix":
        """The matrix that takes it back. ZeroDivisionError where nothing does."""
        a, b, c, d, e, f = self
        area = a * d - b * c
        return Matrix(
            d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area
        )


class Rect(NamedTuple):
    """A rectangle on the upright page: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    def moved(self, right: float, down: float) -> "Rect":
        """The same rectangle elsewhere."""
        return self._replace(x=self.x + right, y=self.y + down)

    def overlaps(self, other: "Rect") -> bool:
        """Whether some place is in both, were it on their edges."""
        return (
            self.x <= other.x + other.width and other.x <= self.x + self.width
            and self.y <= other.y + other.height and other.y <= self.y + self.height
        )  # fmt: skip

    def lies_within(self, other: "Rect") -> bool:
        """Whether nothing of it is outside another."""
        return (
            other.x <= self.x and self.x + self.width <= other.x + other.width
            and other.y <= self.y and self.y + self.height <= other.y + other.height
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageBox:
    """The visible rectangle of a PDF page in its own user space, and how it is shown."""

    left: float
    bottom: float
    right: float
    top: float
    rotate: Literal[0, 90, 180, 270] = 0
    user_unit: float = 1.0

    @property
    def width_pt(self) -> float:
        """Width of the upright page on paper."""
        across = self.right - self.left if self.rotate % 180 == 0 else self.top - self.bottom
        return across * self.user_unit

    @property
    def height_pt(self) -> float:
        """Height of the upright page on paper."""
        down = self.top - self.bottom if self.rotate % 180 == 0 else self.right - self.left
        return down * self.user_unit

    def grown(self, left: float, top: float, right: float, bottom: float) -> "PageBox":
        """The box with so many points of paper more on each side of the upright page."""
        place = self.to_user_space.apply
        xs, ys = zip(
            place(-left, -bottom),
            place(self.width_pt + right, self.height_pt + top),
            strict=True,
        )
        return replace(self, left=min(xs), bottom=min(ys), right=max(xs), top=max(ys))

    @property
    def to_user_space(self) -> Matrix:
        """The matrix from upright points (y *up*, origin bottom left) to user space."""
        s = 1 / self.user_unit
        match self.rotate:
            case 0:
                return Matrix(s, 0, 0, s, self.left, self.bottom)
            case 90:
                return Matrix(0, s, -s, 0, self.right, self.bottom)
            case 180:
                return Matrix(-s, 0, 0, -s, self.right, self.top)
            case 270:
                return Matrix(0, -s, s, 0, self.left, self.top)
