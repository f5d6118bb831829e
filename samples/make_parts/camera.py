"""A picture being painted, and what a phone's camera does to it."""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from make_parts.faces import Face, picture_font
from make_parts.scans import add_grain

Rgb = tuple[int, int, int]
Spot = tuple[float, float]


class Scene:
    """A picture of `width` by `height` pixels with brushes. Coordinates are in pixels."""

    def __init__(self, seed: str, width: int, height: int, ground: Rgb = (200, 200, 196)) -> None:
        self.seed = seed
        self.dice = random.Random(seed)
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width, height), ground)

    @property
    def brush(self) -> ImageDraw.ImageDraw:
        """A brush on the picture as it is now."""
        return ImageDraw.Draw(self.image)

    def shade(self, box: tuple[float, float, float, float], top: Rgb, bottom: Rgb) -> None:
        """Fill a box (x, y, width, height) from one colour above to another below."""
        x, y, wide, high = (round(v) for v in box)
        if wide <= 0 or high <= 0:
            return
        ramp = Image.linear_gradient("L").resize((wide, high))
        bands = [
            ramp.point([round(a + (b - a) * v / 255) for v in range(256)])
            for a, b in zip(top, bottom, strict=True)
        ]
        self.image.paste(Image.merge("RGB", bands), (x, y))

    def block(
        self, box: tuple[float, float, float, float], colour: Rgb, *, depth: int = 14
    ) -> None:
        """A box of sheet metal or wood: lit from above, with a darker side and an edge."""
        x, y, wide, high = box
        self.shadow((x + 6, y + high - 8, wide + depth, 22), 70)
        side = scaled(colour, 0.62)
        self.brush.polygon(
            [
                (x + wide, y),
                (x + wide + depth, y + depth * 0.7),
                (x + wide + depth, y + high - depth * 0.3),
                (x + wide, y + high),
            ],
            fill=side,
        )
        self.shade(box, scaled(colour, 1.12), scaled(colour, 0.82))
        self.brush.rectangle((x, y, x + wide, y + high), outline=scaled(colour, 0.55), width=2)

    def polygon(self, points: Sequence[Spot], colour: Rgb) -> None:
        """Fill a polygon."""
        self.brush.polygon(list(points), fill=colour)

    def line(self, points: Sequence[Spot], colour: Rgb, width: float) -> None:
        """Draw a round line."""
        self.brush.line(list(points), fill=colour, width=round(width), joint="curve")

    def ball(self, x: float, y: float, rx: float, ry: float, colour: Rgb) -> None:
        """A rounded thing with light from the upper left."""
        steps = max(4, min(16, int(min(rx, ry) / 4)))
        for step in range(steps):
            share = step / steps
            tone = scaled(colour, 0.78 + 0.34 * share)
            off_x, off_y = -rx * 0.22 * share, -ry * 0.26 * share
            now_x, now_y = rx * (1 - share * 0.8), ry * (1 - share * 0.8)
            self.brush.ellipse(
                (x + off_x - now_x, y + off_y - now_y, x + off_x + now_x, y + off_y + now_y),
                fill=tone,
            )

    def shadow(self, box: tuple[float, float, float, float], strength: int) -> None:
        """Darken an ellipse in the box (x, y, width, height) softly."""
        x, y, wide, high = box
        soft = max(3, min(wide, high) / 4)
        margin = int(soft * 3)
        left, top = round(x) - margin, round(y) - margin
        mask = Image.new("L", (round(wide) + 2 * margin, round(high) + 2 * margin), 0)
        ImageDraw.Draw(mask).ellipse(
            (margin, margin, margin + wide, margin + high), fill=strength * 2
        )
        mask = mask.filter(ImageFilter.GaussianBlur(soft))
        self.image.paste((18, 18, 22), (left, top), mask)

    def glow(self, x: float, y: float, radius: float, colour: Rgb) -> None:
        """Light up a round place: a lamp, an arc."""
        size = round(radius * 2)
        ramp = Image.radial_gradient("L").resize((size, size))
        light = ramp.point([round(max(0, 1 - v / 180) ** 2 * 255) for v in range(256)])
        lamp = Image.merge("RGB", [light.point([v * c // 255 for v in range(256)]) for c in colour])
        whole = Image.new("RGB", self.image.size)
        whole.paste(lamp, (round(x - radius), round(y - radius)))
        self.image = ImageChops.add(self.image, whole)

    def write(
        self,
        box: tuple[float, float, float, float],
        text: str,
        colour: Rgb,
        *,
        face: Face = "hei-bold",
        fill: float = 0.86,
    ) -> None:
        """Write one line as large as the box (x, y, width, height) allows, in its middle."""
        x, y, wide, high = box
        size = int(high * fill)
        while size > 6 and picture_font(face, size).getlength(text) > wide * 0.94:
            size -= 1
        self.brush.text(
            (x + wide / 2, y + high / 2),
            text,
            font=picture_font(face, size),
            fill=colour,
            anchor="mm",
        )

    def speckle(self, box: tuple[float, float, float, float], colour: Rgb, count: int) -> None:
        """Scatter small flecks: dust, sparks, sesame."""
        x, y, wide, high = box
        for _ in range(count):
            at_x, at_y = x + self.dice.random() * wide, y + self.dice.random() * high
            r = 0.6 + self.dice.random() * 2
            self.brush.ellipse((at_x - r, at_y - r, at_x + r, at_y + r), fill=colour)

    def shoot(self, *, tilt: float = 0.8, warm: int = 6, grain: float = 0.06) -> Image.Image:
        """The finished photograph: askew, soft, darker to the corners, a little warm, grainy."""
        picture = self.image.rotate(tilt, Image.Resampling.BICUBIC)
        cut = int(max(self.width, self.height) * math.sin(math.radians(abs(tilt)))) // 2 + 2
        inner = (cut, cut, self.width - cut, self.height - cut)
        picture = picture.crop(inner).resize((self.width, self.height), Image.Resampling.LANCZOS)
        picture = picture.filter(ImageFilter.GaussianBlur(self.width / 1500))
        corners = Image.radial_gradient("L").resize(picture.size)
        dark = corners.point([255 - max(0, v - 70) * 90 // 185 for v in range(256)])
        picture = ImageChops.multiply(picture, Image.merge("RGB", [dark] * 3))
        tint = Image.new("RGB", picture.size, (warm, warm // 2, 0))
        return add_grain(ImageChops.add(picture, tint), self.seed, grain)


def scaled(colour: Rgb, factor: float) -> Rgb:
    """The colour brighter (over 1) or darker."""
    red, green, blue = (max(0, min(255, round(c * factor))) for c in colour)
    return red, green, blue
