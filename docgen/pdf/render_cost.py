"""The cost of rendering a page: forms, patterns and masks within one another, counted beforehand.

Forms, soft masks and tiles of patterns draw others of their kind, and functions are made of
functions. What a page costs is counted by what each of them costs, without drawing any.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pikepdf import Array, Dictionary, Object, Page, Stream

from docgen.pdf.foreign_values import PDF_ERRORS

_MOST_DRAWN = 1_000_000
"""Forms on one page, a second or so of drawing. Plans and maps have some thousands."""
_MASK = 100
"""Forms that a soft mask costs: it is drawn on a page of its own."""
_TILE = 0.005
"""Of a pattern: some draw 500,000 in a second."""
_FUNCTION = 10
"""To be read and held, which some readers do as often as one is named."""
_DEEPEST = 64
"""Readers stop sooner."""
_MATRIX = 6
_BEYOND = 1e18
"""No need to count farther."""

_USES = re.compile(rb"(/[^\s/<>\[\]()%]+)\s+(Do|gs|scn|SCN|sh)\b")
_FILLS = frozenset(("scn", "sh"))
"""Used again, a pattern fills another part of what it lies on: all of that is counted once."""

_Use = tuple[str, str]
"""A name, and the operator that uses it."""


class _Drawable(NamedTuple):
    """What a page or a form can draw: what that costs but for what is in it, and how often."""

    thing: Object
    own: float = 1
    times: float = 1


def find_endless(pages: list[Page]) -> int | None:
    """Return the first page, counted from 1, that nobody could finish drawing."""
    costs = _Costs()
    for number, page in enumerate(pages, start=1):
        if costs.of_page(page) > _MOST_DRAWN:
            return number
    return None


class _Costs:
    """What drawing things costs, in forms; each is looked into once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], float] = {}

    def of_page(self, page: Page) -> float:
        """What all costs that a page holds, each used once: its content is not read."""
        held = _list_drawables(page.obj, _area(page.mediabox))
        return sum(self._of(drawable, 1) for drawable in held.values())

    def _of(self, drawable: _Drawable, depth: int) -> float:
        within = self._within(drawable.thing, depth)
        return min(drawable.times * (drawable.own + within), _BEYOND)

    def _within(self, form: Object, depth: int) -> float:
        """What all costs that a form, mask or tile uses."""
        if not isinstance(form, Stream) or form.objgen in self._known or depth > _DEEPEST:
            return self._known.get(form.objgen, 0)
        self._known[form.objgen] = 0  # what draws itself is drawn once
        held = _list_drawables(form, _area(form.get("/BBox")))
        if held:
            costs = {use: self._of(held[use], depth + 1) for use in held}
            uses = _count_uses(form)
            self._known[form.objgen] = min(sum(costs[use] * uses[use] for use in held), _BEYOND)
        return self._known[form.objgen]


def _list_drawables(holder: Object, area: float) -> Mapping[_Use, _Drawable]:
    """What a page or a form of so many square points can use."""
    resources = holder.get("/Resources")
    if not isinstance(resources, Dictionary):
        return {}
    return {
        **{(n, "Do"): _Drawable(x) for n, x in _entries(resources, "/XObject") if _is_form(x)},
        **{(n, "gs"): _Drawable(x, _MASK) for n, x in _list_masks(resources)},
        **{(n, "scn"): _weigh_pattern(x, area) for n, x in _entries(resources, "/Pattern")},
        **{(n, "sh"): _weigh_shading(x) for n, x in _entries(resources, "/Shading")},
    }


def _entries(resources: Object, category: str) -> Iterator[tuple[str, Object]]:
    held = resources.get(category)
    if isinstance(held, Dictionary):
        yield from ((n, x) for n, x in held.items() if isinstance(x, Dictionary | Stream))


def _is_form(thing: Object) -> bool:
    return isinstance(thing, Stream) and thing.get("/Subtype") == "/Form"


def _list_masks(resources: Object) -> Iterator[tuple[str, Object]]:
    for name, state in _entries(resources, "/ExtGState"):
        mask = state.get("/SMask")
        form = mask.get("/G") if isinstance(mask, Dictionary) else None
        if isinstance(form, Stream):
            yield name, form


def _weigh_pattern(pattern: Object, area: float) -> _Drawable:
    """A pattern on so large an area: as many tiles as fit, or as many functions as it is made of.

    Steps of nothing are a cell's own size to readers.
    """
    if not isinstance(pattern, Stream):
        shading = pattern.get("/Shading")
        return _weigh_shading(shading if isinstance(shading, Dictionary | Stream) else pattern)
    matrix = _numbers(pattern.get("/Matrix"))
    a, b, c, d = matrix[:4] if len(matrix) == _MATRIX else (1.0, 0.0, 0.0, 1.0)
    across, down = _numbers(Array([pattern.get("/XStep", 0), pattern.get("/YStep", 0)]))
    step, scale = abs(across * down), abs(a * d - b * c)
    if not step or not scale:
        return _Drawable(pattern)
    tiles = area / (step * scale)
    # Where cells are larger than their steps they lie over one another.
    over = max(_area(pattern.get("/BBox")) / step, 1)
    return _Drawable(pattern, _TILE, max(tiles, 1) * over)


def _weigh_shading(shading: Object) -> _Drawable:
    functions = shading.get("/Function")
    listed = list(functions) if isinstance(functions, Array) else [functions]
    known: dict[tuple[int, int], float] = {}
    count = sum(_count_functions(one, known, 1) for one in listed)
    # A shading draws nothing of its own kind: only what it is made of counts.
    return _Drawable(Dictionary(), min(count * _FUNCTION, _BEYOND))


def _count_functions(
    function: Object | None, known: dict[tuple[int, int], float], depth: int
) -> float:
    """How many functions a reader that knows none again makes of one."""
    if not isinstance(function, Dictionary) or depth > _DEEPEST:
        return 1
    key = function.objgen
    if key in known:
        return known[key]
    parts = function.get("/Functions")
    count = 1.0
    if isinstance(parts, Array):
        count += sum(_count_functions(part, known, depth + 1) for part in parts)
    if function.is_indirect:
        known[key] = min(count, _BEYOND)
    return min(count, _BEYOND)


def _area(box: Object | None) -> float:
    left, bottom, right, top = [*_numbers(box), 0.0, 0.0, 0.0, 0.0][:4]
    return abs((right - left) * (top - bottom))


def _numbers(values: Object | None) -> list[float]:
    """Numbers as they are, nought for anything else."""
    if not isinstance(values, Array):
        return []
    found = []
    for value in values:
        try:
            found.append(float(value))
        except (TypeError, ValueError, OverflowError):
            found.append(0.0)
    return found


def _count_uses(form: Object) -> Counter[_Use]:
    """How often a form's content uses each name."""
    try:
        content = form.read_bytes()
    except PDF_ERRORS:
        return Counter()  # what cannot be read is not drawn
    uses = Counter(
        (name.decode("latin-1"), operator.decode().lower().replace("do", "Do"))
        for name, operator in _USES.findall(content)
    )
    return Counter({use: 1 if use[1] in _FILLS else count for use, count in uses.items()})
