"""Photographs of a flower-bun bakery that never was: painted by arithmetic."""

import math

from PIL import Image

from make_parts.camera import Rgb, Scene, scaled

_DOUGH: Rgb = (246, 236, 214)
_PINK: Rgb = (232, 118, 132)
_YELLOW: Rgb = (240, 196, 84)
_GREEN: Rgb = (118, 166, 92)
_RED: Rgb = (190, 58, 58)
_VIOLET: Rgb = (150, 112, 180)
_WOOD: tuple[Rgb, Rgb] = ((206, 164, 112), (170, 126, 80))
_STEEL: tuple[Rgb, Rgb] = ((206, 210, 214), (150, 156, 162))


def _table(seed: str, width: int = 1500, height: int = 1125) -> Scene:
    """A wooden table top seen from above."""
    scene = Scene(seed, width, height)
    scene.shade((0, 0, width, height), *_WOOD)
    for board in range(7):
        y = board * height / 7
        scene.line([(0, y), (width, y)], (136, 98, 62), 4)
        for _ in range(16):
            at, x = y + scene.dice.random() * height / 7, scene.dice.randrange(width)
            tone = scene.dice.randrange(-14, 6)
            scene.line(
                [(x, at), (x + scene.dice.randrange(80, 420), at + scene.dice.randrange(-5, 6))],
                (186 + tone, 144 + tone, 96 + tone),
                2,
            )
    scene.speckle((0, 0, width, height), (248, 244, 236), 700)
    return scene


def _kitchen(seed: str) -> Scene:
    """A bright kitchen: tiled wall, steel tables to come."""
    scene = Scene(seed, 1500, 1125)
    scene.shade((0, 0, 1500, 640), (240, 242, 240), (222, 226, 224))
    for row in range(9):
        scene.line([(0, row * 72), (1500, row * 72)], (206, 212, 210), 2)
    for column in range(16):
        scene.line([(column * 100, 0), (column * 100, 640)], (206, 212, 210), 2)
    scene.shade((0, 640, 1500, 485), (196, 186, 172), (164, 154, 140))
    for lamp in range(3):
        scene.glow(250 + lamp * 500, 20, 260, (60, 58, 46))
    return scene


def _petals(scene: Scene, x: float, y: float, radius: float, colour: Rgb, count: int) -> None:
    for ring, share in ((0, 1.0), (1, 0.68), (2, 0.38)):
        for petal in range(count - ring):
            angle = (petal + ring * 0.5) * 2 * math.pi / (count - ring)
            reach = radius * share * 0.66
            tone: Rgb = scaled(colour, 1 + ring * 0.07)
            scene.ball(
                x + reach * math.cos(angle),
                y + reach * math.sin(angle),
                radius * share * 0.38,
                radius * share * 0.38,
                tone,
            )
    scene.ball(x, y, radius * 0.16, radius * 0.16, _YELLOW)


def _leaf(scene: Scene, x: float, y: float, angle: float, long: float) -> None:
    side, points = math.pi / 2, []
    for share, wide in ((0, 0), (0.3, 0.2), (0.6, 0.18), (1, 0), (0.6, -0.18), (0.3, -0.2)):
        points.append(
            (
                x + long * (share * math.cos(angle) + wide * math.cos(angle + side)),
                y + long * (share * math.sin(angle) + wide * math.sin(angle + side)),
            )
        )
    scene.polygon(points, _GREEN)
    scene.line([points[0], points[3]], (84, 128, 66), 4)


def flower_bun(seed: str = "flower bun") -> Image.Image:
    """A large round bun with flowers, leaves and red dates."""
    scene = _table(seed)
    scene.shadow((330, 200, 860, 800), 90)
    scene.ball(750, 565, 430, 400, _DOUGH)
    for date in range(12):
        angle = date * math.pi / 6
        x, y = 750 + 362 * math.cos(angle), 565 + 336 * math.sin(angle)
        scene.ball(x, y, 46, 40, (240, 226, 196))
        scene.ball(x, y, 28, 24, (132, 40, 34))
    for leaf in range(6):
        angle = leaf * math.pi / 3 + 0.4
        _leaf(scene, 750 + 150 * math.cos(angle), 565 + 140 * math.sin(angle), angle, 150)
    for flower in range(5):
        angle = flower * 2 * math.pi / 5 - math.pi / 2
        colour = (_PINK, _YELLOW, _VIOLET, _PINK, (240, 150, 96))[flower]
        _petals(scene, 750 + 190 * math.cos(angle), 565 + 176 * math.sin(angle), 92, colour, 9)
    _petals(scene, 750, 565, 132, _RED, 11)
    return scene.shoot(tilt=1.4, warm=10)


def fish_bun() -> Image.Image:
    """A bun like a fish: scales, fins, one eye."""
    scene = _table("fish bun", 1500, 1000)
    scene.shadow((250, 320, 1000, 420), 90)
    scene.polygon([(1060, 500), (1330, 300), (1270, 500), (1330, 700)], (238, 150, 110))
    for ray in range(7):
        scene.line([(1090, 500), (1310, 330 + ray * 56)], (196, 96, 70), 5)
    scene.polygon([(620, 300), (820, 190), (900, 310)], (238, 150, 110))
    scene.ball(680, 500, 460, 240, (244, 206, 160))
    for column in range(13):
        for row in range(-5, 6):
            x, y = 560 + column * 40, 500 + row * 42 + (column % 2) * 21
            if ((x - 680) / 440) ** 2 + ((y - 500) / 222) ** 2 < 0.9:
                scene.brush.arc(
                    (x - 27, y - 27, x + 27, y + 27), -90, 90, fill=(204, 110, 80), width=5
                )
    scene.brush.arc((430, 320, 620, 680), -80, 80, fill=(196, 96, 70), width=10)
    scene.ball(390, 440, 36, 36, (250, 250, 244))
    scene.ball(386, 440, 18, 18, (40, 30, 28))
    scene.brush.arc((210, 480, 330, 590), -60, 70, fill=(176, 76, 60), width=8)
    _petals(scene, 1180, 830, 92, _PINK, 9)
    _petals(scene, 250, 830, 80, _YELLOW, 9)
    return scene.shoot(tilt=-1.1, warm=10)


def peaches_tray() -> Image.Image:
    """A bamboo tray of peach-shaped buns."""
    scene = _table("peaches")
    scene.shadow((150, 110, 1200, 960), 90)
    scene.ball(750, 562, 610, 500, (206, 174, 120))
    scene.ball(750, 562, 570, 464, (226, 200, 150))
    for strip in range(-11, 12):
        half = 464 * math.sqrt(max(0, 1 - (strip / 11.6) ** 2))
        scene.line(
            [(750 + strip * 49, 562 - half), (750 + strip * 49, 562 + half)], (196, 164, 112), 3
        )
    for row, count in enumerate((3, 4, 3)):
        for place in range(count):
            x, y = 750 + (place - (count - 1) / 2) * 250, 300 + row * 260
            _leaf(scene, x - 10, y + 78, 0.5, 110)
            _leaf(scene, x + 10, y + 78, math.pi - 0.5, 110)
            scene.ball(x, y + 14, 98, 90, (248, 224, 208))
            scene.polygon([(x - 60, y - 46), (x, y - 116), (x + 60, y - 46)], (238, 150, 146))
            scene.ball(x - 4, y - 30, 66, 48, (240, 164, 156))
            scene.brush.arc(
                (x - 60, y - 110, x + 20, y + 96), -70, 70, fill=(214, 120, 120), width=5
            )
    return scene.shoot(tilt=0.7, warm=10)


def tool_set() -> Image.Image:
    """Combs, scissors, knives, moulds on the table."""
    scene = _table("tools", 1500, 1000)
    for number, tone in enumerate(((92, 62, 40), (200, 204, 208), (156, 112, 70))):
        x = 120 + number * 190
        scene.shadow((x, 640, 150, 40), 60)
        scene.shade((x, 180, 140, 90), tone, scaled(tone, 0.8))
        for tooth in range(12):
            scene.shade((x + 4 + tooth * 11.4, 270, 6, 360), tone, tone)
    for number in range(3):
        x = 760 + number * 110
        scene.shade((x, 160, 34, 330), *_STEEL)
        scene.shade((x - 6, 490, 46, 220), (140, 92, 56), (100, 64, 38))
    for number, shape in enumerate(("福", "寿", "喜")):
        x, y = 330 + number * 330, 830
        scene.block((x - 110, y - 100, 220, 190), (186, 140, 90), depth=18)
        scene.ball(x, y - 4, 84, 78, (150, 106, 62))
        scene.write((x - 70, y - 74, 140, 140), shape, (90, 58, 32), face="song-bold")
    for side in (-1, 1):
        scene.line([(1240, 480), (1240 + side * 90, 180)], (190, 196, 202), 26)
        scene.brush.ellipse(
            (1240 + side * 62 - 62, 480, 1240 + side * 62 + 62, 660), outline=(60, 62, 70), width=22
        )
    scene.ball(1240, 470, 16, 16, (90, 94, 100))
    return scene.shoot(tilt=-0.8, warm=8)


def _steamer(scene: Scene, x: float, y: float, wide: float, layers: int) -> None:
    for layer in range(layers):
        top = y - layer * wide * 0.24
        scene.shade((x, top, wide, wide * 0.22), (222, 188, 132), (176, 138, 88))
        scene.line([(x, top + wide * 0.11), (x + wide, top + wide * 0.11)], (150, 112, 66), 5)
        scene.brush.rectangle((x, top, x + wide, top + wide * 0.22), outline=(132, 96, 56), width=4)
    crown = y - (layers - 1) * wide * 0.24
    scene.brush.pieslice(
        (x - 6, crown - wide * 0.26, x + wide + 6, crown + wide * 0.26),
        180,
        360,
        fill=(212, 176, 120),
        outline=(132, 96, 56),
        width=4,
    )
    scene.ball(x + wide / 2, crown - wide * 0.27, wide * 0.06, wide * 0.05, (120, 84, 48))


def _steel_table(scene: Scene, x: float, y: float, wide: float, high: float) -> None:
    scene.shadow((x - 8, y + high - 14, wide + 20, 34), 80)
    for leg in (0.02, 0.95):
        scene.shade((x + wide * leg, y, wide * 0.03, high), *_STEEL)
    scene.shade((x, y - 24, wide, 44), (232, 236, 240), (176, 182, 188))
    scene.shade((x + wide * 0.03, y + high * 0.6, wide * 0.94, 22), *_STEEL)


def steam_room() -> Image.Image:
    """Stacks of bamboo steamers on a range, with steam."""
    scene = _kitchen("steam")
    scene.shade((90, 690, 1320, 300), *_STEEL)
    scene.brush.rectangle((90, 690, 1410, 990), outline=(110, 116, 122), width=5)
    for number in range(3):
        scene.ball(310 + number * 440, 860, 52, 52, (50, 52, 58))
        _steamer(scene, 150 + number * 440, 610, 330, 3)
        for puff in range(7):
            scene.glow(
                315 + number * 440 + scene.dice.randrange(-70, 70),
                260 - puff * 26,
                90 + puff * 12,
                (46, 46, 46),
            )
    scene.shade((60, 90, 1380, 60), (170, 176, 182), (130, 136, 142))
    return scene.shoot(tilt=0.6)


def work_room(sign: str) -> Image.Image:
    """The room where buns are made: steel tables, mixers, shelves."""
    scene = _kitchen("work room")
    scene.block((420, 90, 660, 110), (150, 50, 44), depth=6)
    scene.write((430, 90, 640, 110), sign, (252, 236, 200), face="song-bold", fill=0.6)
    for shelf in range(3):
        scene.shade((70, 250 + shelf * 110, 330, 16), *_STEEL)
        for jar in range(5):
            colour = (_PINK, _YELLOW, _GREEN, _VIOLET, _DOUGH)[(jar + shelf) % 5]
            scene.shade(
                (90 + jar * 62, 194 + shelf * 110, 44, 56),
                colour,
                scaled(colour, 0.8),
            )
    for mixer in range(2):
        x = 1130 + mixer * 170
        scene.block((x, 330, 120, 300), (222, 226, 230))
        scene.ball(x + 60, 560, 74, 56, (190, 196, 202))
    _steel_table(scene, 120, 690, 560, 220)
    _steel_table(scene, 820, 690, 560, 220)
    for x in (200, 340, 480, 900, 1050, 1200):
        _petals(scene, x + 40, 648, 40, scene.dice.choice((_PINK, _YELLOW, _VIOLET)), 8)
    _steel_table(scene, 330, 900, 840, 180)
    for place in range(6):
        scene.ball(420 + place * 130, 866, 48, 32, _DOUGH)
    return scene.shoot(tilt=-0.7)


def apprentices(banner: str) -> Image.Image:
    """Apprentices in white at a long table, from behind."""
    scene = _kitchen("apprentices")
    scene.shade((200, 60, 1100, 90), (160, 54, 48), (134, 42, 38))
    scene.write((220, 60, 1060, 90), banner, (252, 240, 214), fill=0.6)
    scene.shade((480, 210, 540, 300), (250, 250, 250), (232, 236, 240))
    scene.brush.rectangle((480, 210, 1020, 510), outline=(70, 70, 76), width=9)
    _petals(scene, 640, 360, 96, _PINK, 9)
    for row in range(4):
        scene.line([(770, 280 + row * 50), (970 - row * 30, 280 + row * 50)], (150, 150, 156), 9)
    for row, (y, size) in enumerate(((640, 62), (850, 84))):
        _steel_table(scene, 60, y + size, 1380, 120)
        for place in range(6):
            x = 190 + place * 226 + row * 20
            scene.shade(
                (x - size * 0.8, y + size, size * 1.6, size * 2.3), (246, 246, 244), (210, 212, 214)
            )
            scene.ball(x, y + size * 0.9, size * 0.8, size * 0.5, (246, 246, 244))
            scene.ball(x, y, size * 0.4, size * 0.46, (70, 52, 46))
            scene.ball(x, y - size * 0.4, size * 0.5, size * 0.36, (250, 250, 248))
            scene.shade(
                (x - size * 0.42, y - size * 0.3, size * 0.84, size * 0.24),
                (240, 240, 238),
                (220, 220, 218),
            )
    return scene.shoot(tilt=0.9)


def show_case(title: str) -> Image.Image:
    """A glass case with three shelves of buns."""
    scene = _kitchen("case")
    scene.shadow((170, 1010, 1180, 60), 90)
    scene.shade((180, 130, 1140, 900), (120, 82, 50), (92, 60, 36))
    scene.write((220, 146, 1060, 84), title, (248, 226, 176), face="song-bold", fill=0.66)
    for shelf in range(3):
        y = 250 + shelf * 258
        scene.shade((220, y, 1060, 226), (252, 244, 226), (236, 222, 196))
        scene.glow(750, y, 300, (40, 36, 26))
        for place in range(6):
            x = 310 + place * 176
            scene.shadow((x - 62, y + 186, 124, 24), 50)
            scene.ball(x, y + 140, 66, 58, _DOUGH)
            colour = (_PINK, _YELLOW, _RED, _VIOLET, (240, 150, 96))[(place + shelf * 2) % 5]
            _petals(scene, x, y + 126, 46, colour, 8)
    for pane in (220, 573, 927, 1280):
        scene.line([(pane, 240), (pane, 1000)], (176, 140, 100), 8)
    return scene.shoot(tilt=-0.5, warm=10)
