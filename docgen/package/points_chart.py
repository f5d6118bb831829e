"""A chart of points by category as SVG: what is claimed, what is computed, and what there is."""

from collections.abc import Iterator
from decimal import Decimal
from html import escape

from docgen.bundle.front_matter import write_category
from docgen.model.counting import ZERO
from docgen.model.scheme import SubmissionSpec
from docgen.model.scoring import CategoryScore, Scores, add_up
from docgen.text.wording import write_figure

_WIDTH, _LEFT, _RIGHT = 720, 210, 60
_ROW, _BAR, _TOP, _LINE = 46, 13, 32, 17
_LABEL = 14
"""Characters of a category's name to a line."""


def draw_chart(spec: SubmissionSpec, scores: Scores) -> str:
    """Return the chart as an `svg` element that needs nothing from outside."""
    rows = [(write_category(category), add_up(category, scores)) for category in spec.categories]
    most = max((_most(points) for _, points in rows), default=ZERO)
    scale = (_WIDTH - _LEFT - _RIGHT) / float(most or 1)
    height = _TOP + _ROW * len(rows)
    said = escape("；".join(_say(title, points) for title, points in rows))
    return "\n".join(
        [
            f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{said}">',
            *_legend(),
            *(
                part
                for number, (title, points) in enumerate(rows)
                for part in _draw_row(title, points, _TOP + _ROW * number, scale)
            ),
            f'<path class="axis" d="M{_LEFT} {_TOP - 6}V{height - 6}"/>',
            "</svg>",
        ]
    )


def _most(points: CategoryScore) -> Decimal:
    return max(points.full or ZERO, points.computed, points.claimed)


def _say(title: str, points: CategoryScore) -> str:
    said = f"{title}：自评 {write_figure(points.claimed)}，按标准 {write_figure(points.computed)}"
    return said if points.full is None else f"{said}，满分 {write_figure(points.full)}"


def _legend() -> Iterator[str]:
    entries = (("claimed", "自评得分"), ("computed", "按标准算的"), ("full", "满分"))
    for number, (name, title) in enumerate(entries):
        x = _LEFT + 130 * number
        yield f'<rect class="{name}" x="{x}" y="4" width="22" height="11"/>'
        yield f'<text x="{x + 28}" y="14">{title}</text>'


def _draw_row(title: str, points: CategoryScore, top: int, scale: float) -> Iterator[str]:
    """A category: its name, a frame as long as its full points, and two bars within."""
    lines = [title[at : at + _LABEL] for at in range(0, len(title), _LABEL)]
    first = top + _BAR + 9 - _LINE * (len(lines) - 1) // 2
    for place, line in enumerate(lines):
        y = first + _LINE * place
        yield f'<text x="{_LEFT - 10}" y="{y}" text-anchor="end">{escape(line)}</text>'
    if points.full is not None:
        yield _bar("full", top, float(points.full) * scale, 2 * _BAR + 8)
    end = _LEFT + float(_most(points)) * scale + 6
    for place, (name, value) in enumerate(
        (("claimed", points.claimed), ("computed", points.computed))
    ):
        y = top + 4 + _BAR * place
        yield _bar(name, y, float(value) * scale, _BAR - 1)
        yield f'<text class="figure" x="{end:.1f}" y="{y + 10}">{write_figure(value)}</text>'


def _bar(name: str, y: int, width: float, height: int) -> str:
    return f'<rect class="{name}" x="{_LEFT}" y="{y}" width="{width:.1f}" height="{height}"/>'
