"""The lines of a page brought level and into rows, however the paper lay when it was read."""

import functools
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from docgen.model.page_text import SURELY, PageText, PlacedLine, Point
from docgen.pdf.geometry import Rect

_LONG = 3.0
"""Lines so many times as long as they are high tell how the paper lies."""
_FEWEST = 4
"""So many of them tell how much more it leans at its foot than at its head."""
_SHORT = 2
_TELLING = 2.0
"""Characters: so many tell by their width how large they are."""
_OF_A_FRAME = 0.7
"""Of the height of the frame around a line, in the mean, is the size of its characters."""
_UPRIGHT = math.radians(30)
"""Text that leans more against the rest of the page runs down it, or around a seal."""
_NEAR = 0.7
"""Characters: what is so near to a part of a line may be of it."""
_SAME_ROW = 0.55
"""Of the smaller height: how far apart the middles of two segments of one row are."""
_OLD_FORMS = str.maketrans(
    "黃戶內靑淸產別說錄卽旣眞爲敎強靜軍華國偉傑麗鵬東張陳劉楊趙吳孫馬許鄭謝韓馮鄧曉勝慶興蘭鳳雲龍榮輝維紅蓮寶銘鋒",
    "黄户内青清产别说录即既真为教强静军华国伟杰丽鹏东张陈刘杨赵吴孙马许郑谢韩冯邓晓胜庆兴兰凤云龙荣辉维红莲宝铭锋",
)
"""Forms that models have seen elsewhere: papers of the mainland are printed in the others."""
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\u3000-\u303f〇○“”‘’…—]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A line, or a part of it, where it stands on the page brought level. Half-width, tight."""

    text: str
    left: float
    right: float
    top: float
    foot: float
    line: PlacedLine
    page: int = 1
    start: float = 0.0
    """Where it begins and ends on its line, between 0 and 1."""
    end: float = 1.0

    @property
    def height(self) -> float:
        """Of its frame."""
        return self.foot - self.top

    @property
    def size(self) -> float:
        """About the size of its characters, by their width: a line's frame has air around it."""
        widths = sum(map(_width, self.text))
        if widths < _TELLING:
            return _OF_A_FRAME * self.height
        return min((self.right - self.left) / widths, self.height)

    @property
    def middle(self) -> float:
        """How far down the page it stands."""
        return (self.top + self.foot) / 2

    @property
    def centre(self) -> float:
        """How far across the page it stands."""
        return (self.left + self.right) / 2

    @property
    def sureness(self) -> float:
        """Of its least sure character: of a line's others it knows nothing."""
        if not self.line.doubts:
            return self.line.sureness
        reach = _NEAR / (len(self.line.text) or 1)
        near = (
            sure
            for place, sure in self.line.doubts
            if self.start - reach < _share(self.line.text, place) < self.end + reach
        )
        return min(near, default=SURELY)

    def cut(self, start: int, end: int) -> "Segment":
        """Some of its characters, from `start` to before `end`, without blanks at the ends."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        end = start + len(text.strip())
        widths = [_width(character) for character in self.text]
        whole = sum(widths) or 1.0
        first, last = sum(widths[:start]) / whole, sum(widths[:end]) / whole
        wide, far = self.right - self.left, self.end - self.start
        return replace(
            self,
            text=self.text[start:end],
            left=self.left + wide * first,
            right=self.left + wide * last,
            start=self.start + far * first,
            end=self.start + far * last,
        )

    @property
    def frame(self) -> Rect:
        """Around it on the page as it lies, in points."""
        a, b, c, d = self.line.corners
        corners = (
            _between(a, b, self.start),
            _between(a, b, self.end),
            _between(d, c, self.start),
            _between(d, c, self.end),
        )
        xs, ys = zip(*corners, strict=True)
        return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _share(text: str, place: int) -> float:
    """How far along a line the middle of one of its characters is, between 0 and 1."""
    widths = [_width(character) for character in text]
    return (sum(widths[:place]) + widths[place] / 2) / (sum(widths) or 1.0)


def _width(character: str) -> float:
    return 1.0 if _WIDE.match(character) else 0.5


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


@dataclass(frozen=True)
class LevelledPage:
    """The rows of a page from top to bottom, each from left to right."""

    rows: tuple[tuple[Segment, ...], ...]
    upended: tuple[Segment, ...] = ()
    """What runs down the page, or leans too much to be of a row."""
    recognised: bool = True

    @functools.cached_property
    def segments(self) -> tuple[Segment, ...]:
        """All of its rows' segments in the order they are read."""
        return tuple(segment for row in self.rows for segment in row)

    @functools.cached_property
    def text(self) -> str:
        """All of it, a row a line."""
        return "\n".join(
            [*("".join(s.text for s in row) for row in self.rows), *(s.text for s in self.upended)]
        )

    @functools.cached_property
    def usual_size(self) -> float:
        """Of most of its characters."""
        sized = sorted((s.size, len(s.text)) for s in self.segments)
        half = sum(count for _, count in sized) / 2
        for size, count in sized:
            half -= count
            if half <= 0:
                return size
        return 0.0

    @functools.cached_property
    def frame(self) -> Rect:
        """Around all that stands on it, level."""
        if not self.segments:
            return Rect(0, 0, 0, 0)
        left = min(s.left for s in self.segments)
        top = min(s.top for s in self.segments)
        right = max(s.right for s in self.segments)
        foot = max(s.foot for s in self.segments)
        return Rect(left, top, right - left, foot - top)

    def holding(self, segments: Sequence[Segment]) -> "LevelledPage":
        """The same page with only these of its segments."""
        kept = set(map(id, segments))
        rows = (tuple(s for s in row if id(s) in kept) for row in self.rows)
        upended = tuple(s for s in self.upended if id(s) in kept)
        return LevelledPage(tuple(filter(None, rows)), upended, self.recognised)


def level_page(page: PageText, number: int = 1) -> LevelledPage:
    """The page as it is read when it lies level; pages count from 1."""
    lines = [line for line in page.lines if line.text.strip()]
    if not lines:
        return LevelledPage((), (), page.recognised)
    ahead = _direction(lines)
    lines = [_turned_along(line, ahead) for line in lines]
    straight = [line for line in lines if abs(_turn_between(_angle(line), ahead)) < _UPRIGHT]
    lean = _fit_lean(straight, ahead)
    place = functools.partial(_level, lean=lean, page=number, recognised=page.recognised)
    segments = [*map(place, straight)]
    others = [line for line in lines if abs(_turn_between(_angle(line), ahead)) >= _UPRIGHT]
    upended = tuple(map(place, others))
    return LevelledPage(tuple(_find_rows(segments)), upended, page.recognised)


def _turned_along(line: PlacedLine, ahead: float) -> PlacedLine:
    """A short line as the others run: a narrow digit looks like a line that stands."""
    if len(line.text) > _SHORT:
        return line
    corners = line.corners
    for _ in range(3):
        if abs(_turn_between(_angle(line), ahead)) <= math.pi / 4:
            break
        corners = (*corners[1:], corners[0])
        line = replace(line, corners=corners)
    return line


def _angle(line: PlacedLine) -> float:
    """Which way its text runs: radians clockwise from level, the mean of its two long sides."""
    a, b, c, d = line.corners
    return math.atan2(b[1] - a[1] + c[1] - d[1], b[0] - a[0] + c[0] - d[0])


def _turn_between(angle: float, other: float) -> float:
    return (angle - other + math.pi) % (2 * math.pi) - math.pi


def _length(line: PlacedLine) -> float:
    a, b, _, _ = line.corners
    return math.dist(a, b)


def _is_long(line: PlacedLine) -> bool:
    a, _, _, d = line.corners
    return _length(line) > _LONG * math.dist(a, d)


def _direction(lines: Sequence[PlacedLine]) -> float:
    """Which way most of the text runs."""
    telling = [line for line in lines if _is_long(line)] or list(lines)
    quarters: dict[int, list[PlacedLine]] = {}
    for line in telling:
        quarters.setdefault(round(_angle(line) / (math.pi / 2)) % 4, []).append(line)
    quarter, most = max(quarters.items(), key=lambda item: sum(map(_length, item[1])))
    middle = quarter * math.pi / 2
    return middle + median(_turn_between(_angle(line), middle) for line in most)


@dataclass(frozen=True)
class _Lean:
    """How a paper leans: `ahead` in its middle, and by so much more a point further down."""

    ahead: float
    more: float
    x: float
    y: float

    def level(self, point: Point) -> Point:
        across, down = point[0] - self.x, point[1] - self.y
        cosine, sine = math.cos(self.ahead), math.sin(self.ahead)
        right, below = across * cosine + down * sine, down * cosine - across * sine
        return right, below - right * self.more * below


def _fit_lean(lines: Sequence[PlacedLine], ahead: float) -> _Lean:
    """The lean of a page; of a photographed one lines converge towards one side."""
    corners = [corner for line in lines for corner in line.corners]
    x = sum(corner[0] for corner in corners) / len(corners)
    y = sum(corner[1] for corner in corners) / len(corners)
    plain = _Lean(ahead, 0.0, x, y)
    telling = [line for line in lines if _is_long(line)]
    if len(telling) < _FEWEST:
        return plain
    import numpy as np  # noqa: PLC0415 - it takes a tenth of a second, and most runs level no page

    leans = np.array([_turn_between(_angle(line), ahead) for line in telling])
    downs = np.array([plain.level(_middle(line))[1] for line in telling])
    weights = np.array([_length(line) for line in telling])
    for _ in range(2):
        if np.ptp(downs) <= 0:
            return plain
        more, base = np.polyfit(downs, leans, 1, w=np.sqrt(weights))
        apart = np.abs(leans - (more * downs + base))
        kept = apart <= max(3 * float(np.median(apart)), 1e-3)
        if kept.sum() < _FEWEST:
            return plain
        leans, downs, weights = leans[kept], downs[kept], weights[kept]
    return _Lean(ahead + float(base), float(more), x, y)


def _middle(line: PlacedLine) -> Point:
    xs, ys = zip(*line.corners, strict=True)
    return sum(xs) / 4, sum(ys) / 4


def _level(line: PlacedLine, lean: _Lean, page: int, *, recognised: bool) -> Segment:
    a, b, c, d = (lean.level(corner) for corner in line.corners)
    text = unicodedata.normalize("NFKC", line.text).strip()
    text = text.translate(_OLD_FORMS) if recognised else text
    left, right = min(a[0], d[0]), max(b[0], c[0])
    if left > right:
        left, right = right, left
    middle = sum(p[1] for p in (a, b, c, d)) / 4
    height = min(math.dist(line.corners[0], line.corners[3]), _length(line) * 2)
    return Segment(text, left, right, middle - height / 2, middle + height / 2, line, page)


def _find_rows(segments: Sequence[Segment]) -> Iterator[tuple[Segment, ...]]:
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: s.middle):
        near = [row for row in rows[-3:] if _is_of(segment, row)]
        if near:
            min(near, key=lambda row: abs(_nearest(segment, row).middle - segment.middle)).append(
                segment
            )
        else:
            rows.append([segment])
    rows.sort(key=lambda row: median(s.middle for s in row))
    for row in rows:
        yield tuple(sorted(row, key=lambda s: s.left))


def _nearest(segment: Segment, row: Sequence[Segment]) -> Segment:
    return min(row, key=lambda other: abs(other.centre - segment.centre))


def _is_of(segment: Segment, row: Sequence[Segment]) -> bool:
    """Whether it stands beside its neighbour in a row, and over none of it."""
    near = _nearest(segment, row)
    if abs(near.middle - segment.middle) > _SAME_ROW * min(near.height, segment.height):
        return False
    return not any(_overlap(segment, other) > 0.5 for other in row)


def _overlap(one: Segment, other: Segment) -> float:
    """How much of the narrower stands over the other one."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared / max(min(one.right - one.left, other.right - other.left), 1e-6)
