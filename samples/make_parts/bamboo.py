"""Photographs of the bamboo weaver's station: a room, a basket, a table of works, a lesson."""

import math

from PIL import Image

from make_parts.camera import Rgb, Scene, scaled

_BAMBOO: Rgb = (206, 172, 108)
_GREEN: Rgb = (126, 152, 92)
_WALL: tuple[Rgb, Rgb] = ((232, 226, 212), (206, 198, 180))
_FLOOR: tuple[Rgb, Rgb] = ((150, 118, 84), (112, 86, 60))


def _room(seed: str) -> Scene:
    scene = Scene(seed, 1500, 1125)
    scene.shade((0, 0, 1500, 700), *_WALL)
    scene.shade((0, 700, 1500, 425), *_FLOOR)
    for plank in range(7):
        y = 720 + plank * 62
        scene.line([(0, y), (1500, y)], scaled(_FLOOR[1], 0.85), 3)
    return scene


def _basket(scene: Scene, x: float, y: float, wide: float, high: float, colour: Rgb) -> None:
    """A woven basket: dark and light splints in turn, a rim, a handle."""
    scene.shadow((x - wide * 0.1, y + high * 0.9, wide * 1.2, high * 0.2), 80)
    rows, columns = 9, 14
    for row in range(rows):
        lean = wide * 0.1 * row / rows
        for column in range(columns):
            tone = 1.12 if (row + column) % 2 else 0.74
            left = x + lean + column * (wide - 2 * lean) / columns
            box = (left, y + row * high / rows, (wide - 2 * lean) / columns + 1, high / rows + 1)
            scene.shade(box, scaled(colour, tone), scaled(colour, tone * 0.88))
    scene.shade((x - 8, y - 12, wide + 16, 22), scaled(colour, 0.7), scaled(colour, 0.5))
    arc = [
        (x + wide / 2 + wide * 0.42 * math.cos(a), y - high * 0.7 * math.sin(a))
        for a in (math.pi * step / 24 for step in range(25))
    ]
    scene.line(arc, scaled(colour, 0.66), 12)


def _person(scene: Scene, x: float, y: float, size: float, coat: Rgb) -> None:
    """Somebody seen from behind: no face."""
    scene.ball(x, y + size * 1.6, size * 0.85, size * 1.1, coat)
    scene.ball(x, y, size * 0.44, size * 0.5, (44, 38, 36))


def station_room(sign: str) -> Image.Image:
    """The room: shelves with baskets, a bench with splints, the name over it."""
    scene = _room("bamboo room")
    scene.shade((360, 60, 780, 110), (104, 70, 40), (84, 54, 30))
    scene.write((380, 60, 740, 110), sign, (244, 226, 178), face="song-bold", fill=0.6)
    for shelf in range(3):
        y = 330 + shelf * 150
        scene.shade((60, y, 480, 16), (130, 92, 56), (100, 70, 42))
        for place in range(4):
            colour = _BAMBOO if (shelf + place) % 3 else _GREEN
            _basket(scene, 84 + place * 116, y - 78, 86, 76, colour)
    scene.shadow((620, 980, 800, 90), 90)
    scene.shade((600, 720, 820, 60), (170, 130, 84), (140, 104, 64))
    for leg in (640, 1340):
        scene.shade((leg, 780, 40, 230), (120, 86, 52), (96, 68, 40))
    for splint in range(26):
        x = 650 + splint * 28
        scene.line([(x, 560 + splint % 5 * 14), (x + 50, 722)], scaled(_BAMBOO, 1.05), 9)
    _basket(scene, 1060, 560, 240, 160, _BAMBOO)
    return scene.shoot(tilt=0.7)


def _weave(scene: Scene, x: float, y: float, rx: float, ry: float, colour: Rgb) -> None:
    """A rounded thing with fine splints round it: a cup, a pot, a lamp."""
    scene.shadow((x - rx * 1.1, y + ry * 0.8, rx * 2.2, ry * 0.4), 80)
    scene.ball(x, y, rx, ry, colour)
    for turn in range(1, 12):
        share = turn / 12 * 2 - 1
        half = rx * math.sqrt(1 - share * share)
        at = y + ry * share
        scene.line([(x - half, at), (x + half, at)], scaled(colour, 0.66), 3)
    for turn in range(-4, 5):
        points = [
            (x + rx * turn / 5 * math.cos(a), y + ry * math.sin(a))
            for a in (math.pi * (step / 20 - 0.5) for step in range(21))
        ]
        scene.line(points, scaled(colour, 0.6), 2)


def _tea_set(scene: Scene) -> None:
    _weave(scene, 640, 640, 170, 140, _BAMBOO)
    scene.ball(640, 500, 60, 24, (236, 234, 226))
    scene.line([(800, 640), (890, 560), (930, 540)], (236, 234, 226), 34)
    for place in range(3):
        _weave(scene, 360 + place * 330, 860, 74, 62, _BAMBOO)
        scene.ball(360 + place * 330, 812, 62, 16, (240, 238, 230))


def _lamp(scene: Scene) -> None:
    scene.line([(750, 0), (750, 210)], (60, 52, 46), 8)
    scene.glow(750, 460, 420, (90, 74, 34))
    for size in (1.0, 0.72, 0.44):
        _weave(scene, 750, 470, 300 * size, 250 * size, scaled(_BAMBOO, 1.5 - size * 0.5))


def _fan(scene: Scene) -> None:
    scene.shade((735, 640, 30, 330), (120, 82, 50), (92, 60, 36))
    scene.shadow((520, 950, 460, 60), 70)
    scene.ball(750, 430, 270, 270, (238, 222, 178))
    for number in range(54):
        angle = math.pi * number / 27
        end = (750 + 262 * math.cos(angle), 430 + 262 * math.sin(angle))
        scene.line([(750, 430), end], (206, 184, 132), 2)
    for flower in range(7):
        angle = flower * 0.9
        scene.ball(750 + 130 * math.cos(angle), 420 + 110 * math.sin(angle), 34, 26, _GREEN)


def _one_basket(scene: Scene) -> None:
    _basket(scene, 440, 430, 620, 430, _BAMBOO)


_WORKS = {"瓷胎竹编茶具": _tea_set, "立体竹编灯罩": _lamp, "竹丝双面扇": _fan}


def work(name: str) -> Image.Image:
    """One work on a cloth, with its name on a card."""
    scene = _room(f"bamboo work {name}")
    scene.shade((0, 640, 1500, 485), (92, 74, 66), (70, 56, 50))
    _WORKS.get(name, _one_basket)(scene)
    scene.shade((1060, 950, 380, 120), (250, 248, 240), (236, 232, 222))
    scene.write((1070, 955, 360, 110), name, (60, 50, 40), face="kai", fill=0.5)
    return scene.shoot(tilt=-0.6)


def lesson(banner: str) -> Image.Image:
    """Pupils at a long table, from behind, a banner on the wall."""
    scene = _room("bamboo lesson")
    scene.shade((180, 70, 1140, 100), (172, 60, 50), (146, 48, 42))
    scene.write((200, 70, 1100, 100), banner, (252, 242, 216), fill=0.6)
    _person(scene, 750, 300, 80, (70, 90, 120))
    for row, (y, size) in enumerate(((600, 62), (820, 84))):
        scene.shade((60, y - 40, 1380, 60), (170, 130, 84), (140, 104, 64))
        for place in range(6):
            x = 190 + place * 226 + row * 20
            _basket(scene, x - 46, y - 96, 92, 60, _BAMBOO)
            _person(scene, x, y + 60, size, scene.dice.choice(((86, 110, 96), (120, 90, 80))))
    return scene.shoot(tilt=0.9)
