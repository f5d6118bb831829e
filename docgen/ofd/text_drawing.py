"""Text objects as operators of a PDF."""

import math
from dataclasses import dataclass, replace

from docgen.ofd.drawn_file import DrawnFile, PlacedCharacter, UndrawnObject
from docgen.ofd.font_shelf import FontChoice, ShownGlyph
from docgen.ofd.ofd_canvas import Canvas, write_points
from docgen.ofd.ofd_markup import Element, attribute, read_count, read_flag, read_number
from docgen.ofd.placed_text import PlacedGlyph, place_glyphs
from docgen.pdf.content import write_matrix
from docgen.pdf.geometry import Matrix

_SLANT = math.tan(math.radians(12))
_BOLD_FROM = 600
"""The weight from which a face that is not bold is thickened."""
_THICKENED = 0.03
"""By so much of its size."""
_TOO_WIDE = 1.02
"""A glyph of another face is pressed where it would run into the next by more."""
_NEXT_LINE = 0.1
"""Of its size: what is less far on stands below or above, and takes no room of it."""
_FILLED, _STROKED, _BOTH, _UNSEEN = range(4)
_CLIPPING = 7


@dataclass(frozen=True)
class TextSetting:
    """How all glyphs of a text object are set."""

    size: float
    stretch: float
    turn: int
    """Degrees clockwise by which each glyph is turned."""
    read_turn: int
    """Degrees clockwise by which the line goes on."""
    bold: bool
    slanted: bool
    fill: bool
    stroke: bool
    clips: bool = False
    """Whether nothing is drawn of it, and what follows is seen within its glyphs alone."""

    @property
    def matrix(self) -> Matrix:
        """From an em, up and to the right, to the millimetres of the object."""
        turn = math.radians(self.turn)
        cos, sin = math.cos(turn), math.sin(turn)
        upright = Matrix(self.size * self.stretch, 0, 0, -self.size, 0, 0)
        return upright.then(Matrix(cos, sin, -sin, cos, 0, 0))

    def mode(self, thicken: bool) -> int:
        """The way glyphs are painted (ISO 32000-1, 9.3.6)."""
        if self.clips:
            return _CLIPPING
        if self.fill:
            return _BOTH if self.stroke or thicken else _FILLED
        return _STROKED if self.stroke else _UNSEEN


def read_setting(text: Element) -> TextSetting:
    """How a text object is set."""
    return TextSetting(
        abs(read_number(text, "Size", 3.53)) or 3.53,
        abs(read_number(text, "HScale", 1.0)) or 1.0,
        read_count(text, "CharDirection", 0) % 360,
        read_count(text, "ReadDirection", 0) % 360,
        read_count(text, "Weight", 400) >= _BOLD_FROM,
        read_flag(text, "Italic", otherwise=False),
        read_flag(text, "Fill", otherwise=True),
        read_flag(text, "Stroke", otherwise=False),
    )


def draw_text(
    canvas: Canvas,
    drawn: DrawnFile,
    text: Element,
    choice: FontChoice,
    page: int,
    placed: list[PlacedCharacter] | None,
) -> None:
    """Draw a text object, whose colours and space are set; note where its characters stand."""
    pen = _Pen(canvas, drawn, read_setting(text), choice, attribute(text, "ID"), page, placed)
    pen.go_along(text)


def clip_to_text(
    canvas: Canvas, drawn: DrawnFile, text: Element, choice: FontChoice, page: int
) -> None:
    """Have what follows seen within the glyphs of a text alone. Its space is set."""
    setting = replace(read_setting(text), clips=True)
    _Pen(canvas, drawn, setting, choice, attribute(text, "ID"), page, None).go_along(text)


class _Pen:
    """Goes along a text object, glyph by glyph."""

    def __init__(
        self,
        canvas: Canvas,
        drawn: DrawnFile,
        setting: TextSetting,
        choice: FontChoice,
        own: str,
        page: int,
        placed: list[PlacedCharacter] | None,
    ) -> None:
        self._canvas = canvas
        self._drawn = drawn
        self._setting = setting
        self._choice = choice
        self._object = own
        self._page = page
        self._placed = placed
        self._font: bytes = b""
        self._look: tuple[Matrix, int] | None = None
        self._at = (0.0, 0.0)
        self._after: tuple[float, float] | None = None
        """Where a glyph stands whose place the file leaves to the face."""

    def go_along(self, text: Element) -> None:
        """Draw all glyphs of a text object."""
        self._canvas.add(b"BT\n")
        for placed in place_glyphs(text):
            self._draw(placed)
        self._canvas.add(b"ET\n")

    def _draw(self, placed: PlacedGlyph) -> None:
        goes_on = self._after is not None and not placed.opens
        start = at = self._after if self._after and goes_on else (placed.x, placed.y)
        shown = list(self._choice.show(placed.text, placed.glyph))
        if not shown:
            self._miss(placed.text)
        if any(glyph.is_blank for glyph in shown) and (self._setting.fill or self._setting.stroke):
            kind = UndrawnObject("blank", self._page, self._object)
            self._drawn.remarks.undrawn.append(kind)
        for glyph in shown:
            self._set(glyph, at, placed.step)
            at = self._go_on(at, glyph.advance)
        if shown and placed.text:
            self._note(placed.text, shown, start)
        self._after = None if placed.step else at

    def _go_on(self, at: tuple[float, float], advance: float) -> tuple[float, float]:
        turn = math.radians(self._setting.read_turn)
        length = advance * self._setting.size * self._setting.stretch
        return at[0] + math.cos(turn) * length, at[1] + math.sin(turn) * length

    def _set(
        self, glyph: ShownGlyph, at: tuple[float, float], step: tuple[float, float] | None
    ) -> None:
        if glyph.font != self._font:
            self._font = glyph.font
            self._canvas.add(self._canvas.use("Font", glyph.font) + b" 1 Tf\n")
        look = self._look_of(glyph, step)
        if look != self._look or look[0].a * look[0].d == look[0].b * look[0].c:
            self._begin(look, at)
        else:
            back = look[0].inverse
            across, down = at[0] - self._at[0], at[1] - self._at[1]
            self._canvas.add(
                write_points([
                    back.a * across + back.c * down, back.b * across + back.d * down,
                ]) + b" Td"
            )  # fmt: skip
        self._at = at
        self._canvas.add(b"<%s> Tj\n" % glyph.code)

    def _begin(self, look: tuple[Matrix, int], at: tuple[float, float]) -> None:
        matrix, mode = look
        if self._look is None or self._look[1] != mode:
            self._canvas.add(b"%d Tr\n" % mode)
            if mode == _BOTH and not self._setting.stroke:
                self._canvas.add(write_points([self._setting.size * _THICKENED]) + b" w\n")
        self._canvas.add(write_matrix(matrix._replace(e=at[0], f=at[1])) + b" Tm")
        self._look = look

    def _look_of(self, glyph: ShownGlyph, step: tuple[float, float] | None) -> tuple[Matrix, int]:
        """The matrix of a glyph and the way it is painted."""
        setting = self._setting
        own = Matrix(self._press(glyph, step), 0, 0, 1, 0, 0)
        if glyph.lacks_slant or setting.slanted:
            own = own.then(Matrix(1, 0, _SLANT, 1, 0, 0))
        thicken = glyph.lacks_bold or (setting.bold and not self._choice.asked.bold)
        return own.then(setting.matrix), setting.mode(thicken)

    def _press(self, glyph: ShownGlyph, step: tuple[float, float] | None) -> float:
        """What a glyph of another face is to be narrowed to, so that it keeps to its place."""
        turn = math.radians(self._setting.turn)
        room = abs(step[0] * math.cos(turn) + step[1] * math.sin(turn)) if step else 0.0
        if not glyph.substitute or room < _NEXT_LINE * self._setting.size:
            return 1.0
        wide = glyph.advance * self._setting.size * self._setting.stretch
        return max(room / wide, 0.5) if wide > room * _TOO_WIDE else 1.0

    # --- what is told of it ----------------------------------------------------------------------

    def _miss(self, text: str) -> None:
        remarks = self._drawn.remarks
        unseen = [one for one in text if not one.isspace()]
        remarks.faceless.update(dict.fromkeys(unseen))
        if unseen:
            remarks.undrawn.append(UndrawnObject("text", self._page, self._object))

    def _note(self, text: str, shown: list[ShownGlyph], at: tuple[float, float]) -> None:
        remarks, is_brought = self._drawn.remarks, self._choice.embedded is not None
        names = remarks.supplements if is_brought else remarks.substitutes
        for glyph in shown:
            if glyph.substitute:
                names.setdefault(self._choice.asked.shown, set()).add(glyph.substitute)
        if self._placed is not None:
            x, y = self._canvas.on_page.apply(*at)
            self._placed.append(PlacedCharacter(text, x, y, self._object))
