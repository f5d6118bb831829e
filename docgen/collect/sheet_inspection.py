"""A look at one page of a scan: its mark, whether it is blank, how good it is. In a worker.

A mark is looked for on the page as it is first, then harder: in the channel in which a red seal
does not show, with a fixed limit between ink and what a seal is in a grey scan, and enlarged.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from PIL import Image, ImageChops, ImageFilter

from docgen.bundle.page_identity import PageIdentity, decode
from docgen.images.greyscale import POINTS, correlate, even_out, find_level, reduce_to
from docgen.pdf.qr_symbol import SYMBOL_MODULES, draw_symbol

Corners = tuple[complex, complex, complex, complex]
"""Of a mark, from its own upper left corner clockwise; in points on the page as it is seen."""


LOWEST_DPI, HIGHEST_DPI = 150, 300
"""At which a page is rendered. At its own it is neither blurred nor made jagged."""
_MOST_ENLARGED = 460
_BAND_PIXELS, _SHARED = 8_000_000, 70.0
"""About so many are read at once, and points that two bands share: a mark and half as much."""
_INK_LIMITS = (70, 55, 85, 45, 100, 120)
"""A red seal is 80 to 95 in a grey scan, what a printer prints 20 to 60."""
_ENLARGED_LIMITS = (None, 70, 55, 85, 62, 78, 45, 100, 120)
_FINE_LIMITS = (70, 50, 60, 80, 40, 90)

_COARSE_DPI = 25
_EDGE = 8
"""Coarse pixels at every edge in which shadows fall: 8 mm."""
_FAINT = 45
"""Levels below the paper that are no ink: what shows through from the other side."""
_DARK = 128
"""A sheet darker than this has ink all over, or a lid was left open."""
_BLANK_SHARE = 0.001
"""Of a page. A mark alone is 0.0024."""
_RED = 50
"""Levels red has to be above the other colours."""
_COLOURED = 0.0005
"""Of a page."""
_SHARPNESS_DPI = 150
_STROKE_DPI = 100
_STROKES, _FAINTEST = 0.001, 0.45
"""Of the pixels are darker than so much of the paper's level, where anything is printed."""
_PIXELS_A_MODULE = 3
_STEEPEST = 0.9975
_BAND, _BAND_OF = 120, 5
"""Pixels of height; of so many bands the first."""


@dataclass(frozen=True)
class SeenMark:
    """A mark of docgen's, and where it stands.

    Its corners are from its own upper left clockwise; seen from behind they run the other way.
    """

    identity: PageIdentity
    corners: Corners
    mirrored: bool = False
    """Seen from behind, through the paper."""

    @property
    def middle(self) -> complex:
        """Of its corners."""
        return sum(self.corners) / len(self.corners)

    def moved(self, by: complex) -> "SeenMark":
        """The same mark seen on a larger picture, of which that was a part."""
        a, b, c, d = (corner + by for corner in self.corners)
        return replace(self, corners=(a, b, c, d))


@dataclass(frozen=True)
class SheetLook:
    """What is seen on one page of a scan."""

    marks: tuple[SeenMark, ...]
    blank: bool
    dpi: int
    """Of the picture; 0 where it is no picture."""
    coloured: bool
    red_mm2: float
    """What is red: seals above all."""
    sharpness: int
    """How steep the steepest edges are, of a hundred."""
    faint: bool = False
    """Whether nothing on it is as dark as print: it may all show through from the other side."""
    mirrored: tuple[SeenMark, ...] = ()
    """Marks of the other side that show through."""


def look_at(picture: Image.Image, plain: Image.Image, at: float, dpi: int) -> SheetLook:
    """Look at a picture of `at` pixels an inch, of a scan of `dpi`: at a glance.

    `plain` is the same in grey, without what is red.
    """
    # In two steps, of which the first is quick: a third of the work.
    halved = picture.reduce(max(int(at / _COARSE_DPI / 2), 1))
    small = reduce_to(halved, at * halved.width / picture.width, _COARSE_DPI).convert("RGB")
    blank = _is_blank(small.convert("L"))
    seen = () if blank else read_marks(plain, at, glance)
    tinted = _balance(small)
    own = tuple(mark for mark in seen if not mark.mirrored)
    return SheetLook(
        own,
        blank,
        dpi,
        _is_coloured(tinted),
        _measure_red(tinted),
        _measure_sharpness(picture, at),
        not own and is_faint(plain, at),
        tuple(mark for mark in seen if mark.mirrored),
    )


def choose_dpi(dpi: int) -> int:
    """At how many pixels an inch a scan of `dpi` is looked at: neither blurred nor made jagged."""
    return min(max(dpi, LOWEST_DPI), HIGHEST_DPI) if dpi else 200


# --- marks ---------------------------------------------------------------------------------------


View = tuple[Image.Image, float]
"""A way of looking at a picture, and how much larger it is."""
Views = Callable[[Image.Image, float], Iterator[View]]


def read_marks(plain: Image.Image, dpi: float, views: Views) -> tuple[SeenMark, ...]:
    """The marks on a page in grey, in the first of the views in which there is one.

    Those that show through from the other side come too, but end no search.
    """
    through: dict[PageIdentity, SeenMark] = {}
    for view, enlarged in views(plain, dpi):
        scale = enlarged * dpi / POINTS
        found = tuple(_read(view, scale) if enlarged == 1 else _read_bands(view, scale))
        through |= {mark.identity: mark for mark in found if mark.mirrored}
        own = tuple(mark for mark in found if not mark.mirrored)
        if own:
            return (*own, *through.values())
    return tuple(through.values())


def as_it_is(plain: Image.Image, _dpi: float) -> Iterator[View]:
    """The picture as it is, and no other."""
    yield plain, 1


def glance(plain: Image.Image, dpi: float) -> Iterator[View]:
    """The picture as it is, and where that is not enough with a seal split off, and enlarged."""
    yield plain, 1
    yield _split(plain, _INK_LIMITS[0]), 1
    if dpi * 2 <= _MOST_ENLARGED:
        yield _enlarge(plain, 2), 2


def look_hard(plain: Image.Image, dpi: float) -> Iterator[View]:
    """The picture in ever more ways of looking at it."""
    yield plain, 1
    for ink in _INK_LIMITS:
        yield _split(plain, ink), 1
    for factor, limits in ((2.0, _ENLARGED_LIMITS), (3.0, _FINE_LIMITS)):
        larger = min(factor, _MOST_ENLARGED / dpi)
        enlarged = _enlarge(plain, larger)
        for limit in limits:
            yield enlarged if limit is None else _split(enlarged, limit), larger


def as_plain(picture: Image.Image) -> Image.Image:
    """The picture in grey. Red is as white as paper in the red channel, and black ink as black."""
    return picture.getchannel(0) if picture.mode == "RGB" else picture


def _enlarge(picture: Image.Image, factor: float) -> Image.Image:
    size = (round(picture.width * factor), round(picture.height * factor))
    return picture.resize(size, Image.Resampling.BICUBIC)


def _split(picture: Image.Image, limit: int) -> Image.Image:
    return picture.point([0] * limit + [255] * (256 - limit))


def _read_bands(view: Image.Image, scale: float) -> Iterator[SeenMark]:
    """What stands in a large view, read band by band: the reader takes thrice what it reads."""
    height = ceil(view.height / ceil(view.width * view.height / _BAND_PIXELS))
    found: dict[PageIdentity, SeenMark] = {}
    for top in range(0, view.height, height):
        foot = min(top + height + round(_SHARED * scale), view.height)
        band = view.crop((0, top, view.width, foot))
        seen = (mark.moved(complex(0, top / scale)) for mark in _read(band, scale))
        found |= {mark.identity: mark for mark in seen}
    yield from found.values()


def _read(view: Image.Image, scale: float) -> Iterator[SeenMark]:
    from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes  # noqa: PLC0415 - in workers

    for code in read_barcodes(view, formats=BarcodeFormats(BarcodeFormat.QRCode)):
        identity = decode(code.text)
        if identity is not None:
            at = code.position
            corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
            a, b, c, d = (complex(corner.x, corner.y) for corner in corners)
            mirrored = _is_mirrored(view, (a, b, c, d), draw_symbol(code.text))
            # Seen from behind its second and its fourth corner change places.
            second, fourth = (d, b) if mirrored else (b, d)
            yield SeenMark(
                identity, (a / scale, second / scale, c / scale, fourth / scale), mirrored
            )


def _is_mirrored(view: Image.Image, corners: Corners, rows: Sequence[int]) -> bool:
    """Whether a symbol is seen from behind: the reader takes it either way and does not say."""
    a, b, c, d = corners
    quad = tuple(v for corner in (a, d, c, b) for v in (corner.real, corner.imag))
    side = SYMBOL_MODULES * _PIXELS_A_MODULE
    square = view.transform((side, side), Image.Transform.QUAD, quad, Image.Resampling.BILINEAR)
    seen = square.resize((SYMBOL_MODULES, SYMBOL_MODULES), Image.Resampling.BOX)
    ends = range(SYMBOL_MODULES - 1, -1, -1)
    levels = bytes(255 * (1 - (row >> end & 1)) for row in rows for end in ends)
    drawn = Image.frombytes("L", seen.size, levels)
    turned = drawn.transpose(Image.Transpose.TRANSPOSE)
    return correlate(seen, turned) > correlate(seen, drawn)


# --- blank, red, sharp ---------------------------------------------------------------------------


def _is_blank(small: Image.Image) -> bool:
    """Whether a page has practically no ink. `small` is grey and coarse, so noise is evened out."""
    inner = small.crop((_EDGE, _EDGE, small.width - _EDGE, small.height - _EDGE))
    if inner.width < _EDGE or inner.height < _EDGE:
        return False
    # Not the commonest level: that of a dark cover is its ink.
    if find_level(inner.histogram(), 0.9) < _DARK:
        return False
    levels = even_out(inner, _COARSE_DPI).histogram()
    ink = sum(levels[: max(find_level(levels, 0.9) - _FAINT, 0)])
    return ink < _BLANK_SHARE * inner.width * inner.height


def is_faint(plain: Image.Image, dpi: float) -> bool:
    """Whether no stroke is as dark as print is."""
    grey = even_out(reduce_to(plain, dpi, _STROKE_DPI), _STROKE_DPI)
    return find_level(grey.histogram(), _STROKES) > _FAINTEST * 255


def _balance(small: Image.Image) -> Image.Image:
    """The picture with white paper: a lamp, or a scanner, gives it a tint."""
    bands = []
    for band in small.split():
        paper = max(find_level(band.histogram(), 0.8), 1)
        bands.append(band.point([min(round(level * 255 / paper), 255) for level in range(256)]))
    return Image.merge("RGB", bands)


def _measure_red(small: Image.Image) -> float:
    red, green, blue = small.split()
    more = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    # What is yellow as well is brown: a stain of coffee, an old page.
    more = ImageChops.subtract(more, ImageChops.subtract(green, blue))
    return sum(more.histogram()[_RED:]) * (25.4 / _COARSE_DPI) ** 2


def _is_coloured(small: Image.Image) -> bool:
    """Whether it was scanned in colour: paper has a tint, and seals are red."""
    saturation = small.convert("HSV").getchannel(1).histogram()
    return sum(saturation[40:]) > _COLOURED * small.width * small.height


def _measure_sharpness(picture: Image.Image, dpi: float) -> int:
    """How steep the steepest edges are: on some bands of the page, which are like all of it."""
    inner, edges = [0] * 256, [0] * 256
    for top in range(0, picture.height - _BAND, _BAND * _BAND_OF):
        band = picture.crop((0, top, picture.width, top + _BAND)).convert("L")
        grey = reduce_to(band, dpi, min(dpi, _SHARPNESS_DPI))
        steep = grey.filter(ImageFilter.FIND_EDGES).crop((1, 1, grey.width - 1, grey.height - 1))
        inner = [a + b for a, b in zip(inner, grey.histogram(), strict=True)]
        edges = [a + b for a, b in zip(edges, steep.histogram(), strict=True)]
    contrast = max(find_level(inner, 0.5) - find_level(inner, 0.01), 1)
    return min(round(find_level(edges, _STEEPEST) / contrast * 50), 100)
