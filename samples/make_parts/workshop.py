"""Photographs of a welding studio that never was: painted by arithmetic."""

import itertools
import math

from PIL import Image

from make_parts.camera import Rgb, Scene, scaled

_WALL: tuple[Rgb, Rgb] = ((226, 229, 228), (203, 207, 206))
_FLOOR: tuple[Rgb, Rgb] = ((122, 140, 132), (158, 172, 162))
_ORANGE: Rgb = (226, 118, 44)
_BLUE: Rgb = (52, 92, 142)
_STEEL: Rgb = (150, 156, 162)
_DARK: Rgb = (58, 62, 70)


def _room(seed: str, width: int, height: int, *, horizon: float = 0.58) -> Scene:
    """An empty room: ceiling with lamps, wall, painted floor with lines running away."""
    scene = Scene(seed, width, height)
    edge = height * horizon
    scene.shade((0, 0, width, height * 0.13), (236, 238, 238), (214, 217, 216))
    scene.shade((0, height * 0.13, width, edge - height * 0.13), *_WALL)
    scene.shade((0, edge, width, height - edge), *_FLOOR)
    scene.brush.rectangle((0, edge - 8, width, edge), fill=(120, 126, 126))
    for step in range(-14, 15):
        far = width / 2 + step * width * 0.07
        near = width / 2 + step * width * 0.2
        scene.line([(far, edge), (near, height)], (140, 156, 147), 2)
    for step in range(1, 6):
        y = edge + (height - edge) * (step / 5.5) ** 1.7
        scene.line([(0, y), (width, y)], (140, 156, 147), 2)
    scene.line([(0, height * 0.13), (width, height * 0.13)], (186, 190, 188), 3)
    for lamp in range(max(2, width // 640)):
        x = (lamp + 0.5) * width / max(2, width // 640)
        scene.brush.rectangle(
            (x - 130, height * 0.05, x + 130, height * 0.075), fill=(255, 255, 252)
        )
        scene.glow(x, height * 0.06, height * 0.32, (70, 70, 64))
    return scene


def _banner(scene: Scene, y: float, high: float, text: str, colour: Rgb = (38, 84, 138)) -> None:
    wide = scene.width * 0.74
    x = (scene.width - wide) / 2
    scene.shadow((x + 6, y + high * 0.6, wide, high * 0.6), 30)
    scene.shade((x, y, wide, high), colour, scaled(colour, 0.86))
    scene.write((x + 20, y, wide - 40, high), text, (250, 248, 240), fill=0.62)


def _bench(scene: Scene, x: float, y: float, wide: float, high: float) -> None:
    scene.shadow((x - 8, y + high - 16, wide + 24, 34), 80)
    for leg in (0.05, 0.92):
        scene.shade((x + wide * leg, y, wide * 0.03, high), (90, 96, 102), (60, 64, 70))
    scene.shade((x, y - high * 0.1, wide, high * 0.16), (184, 148, 104), (140, 106, 70))
    scene.shade((x + wide * 0.1, y + high * 0.5, wide * 0.8, high * 0.06), _STEEL, _DARK)


def _welder(scene: Scene, x: float, y: float, size: float, colour: Rgb = _ORANGE) -> None:
    """A welding power source: panel with a figure, two knobs, sockets, a handle."""
    wide, high = size * 0.8, size
    scene.line(
        [
            (x + wide * 0.2, y),
            (x + wide * 0.2, y - size * 0.1),
            (x + wide * 0.8, y - size * 0.1),
            (x + wide * 0.8, y),
        ],
        _DARK,
        size * 0.04,
    )
    scene.block((x, y, wide, high), colour, depth=int(size * 0.14))
    scene.shade(
        (x + wide * 0.08, y + high * 0.07, wide * 0.84, high * 0.44), (64, 68, 76), (42, 44, 50)
    )
    scene.brush.rectangle(
        (x + wide * 0.16, y + high * 0.13, x + wide * 0.6, y + high * 0.28), fill=(16, 24, 20)
    )
    amps = str(scene.dice.randrange(120, 340))
    scene.write((x + wide * 0.16, y + high * 0.13, wide * 0.44, high * 0.15), amps, (90, 240, 140))
    for place in (0.24, 0.5):
        scene.ball(x + wide * place, y + high * 0.4, size * 0.06, size * 0.06, (30, 30, 34))
        scene.line(
            [(x + wide * place, y + high * 0.4), (x + wide * place, y + high * 0.36)],
            (230, 230, 230),
            3,
        )
    for place, lamp in ((0.7, (80, 220, 90)), (0.8, (240, 200, 60))):
        scene.ball(x + wide * place, y + high * 0.2, size * 0.025, size * 0.025, lamp)
    for slot in range(7):
        scene.brush.rectangle(
            (
                x + wide * 0.5,
                y + high * (0.58 + slot * 0.045),
                x + wide * 0.9,
                y + high * (0.6 + slot * 0.045),
            ),
            fill=_DARK,
        )
    for place in (0.14, 0.32):
        scene.ball(x + wide * place, y + high * 0.82, size * 0.055, size * 0.055, (44, 40, 40))


def _cylinder(scene: Scene, x: float, y: float, high: float, colour: Rgb) -> None:
    wide = high * 0.2
    scene.shadow((x - 4, y + high - 10, wide + 14, 24), 80)
    for stripe in range(int(wide)):
        share = stripe / wide
        light = 0.6 + 0.55 * math.sin(math.pi * min(1, share * 1.15)) ** 1.5
        tone: Rgb = scaled(colour, light)
        crown = wide * 0.5 * (1 - math.sqrt(max(0, 1 - (2 * share - 1) ** 2)))
        scene.line([(x + stripe, y + crown), (x + stripe, y + high)], tone, 2)
    scene.shade((x + wide * 0.36, y - high * 0.08, wide * 0.28, high * 0.1), (190, 160, 90), _DARK)


def _person(
    scene: Scene, x: float, y: float, size: float, *, coat: Rgb = _BLUE, hat: Rgb = (236, 196, 60)
) -> None:
    """Somebody seen from behind: helmet, neck, shoulders."""
    scene.ball(x, y + size * 1.05, size * 0.78, size * 0.72, coat)
    scene.shade(
        (x - size * 0.78, y + size * 1.05, size * 1.56, size * 1.2),
        coat,
        scaled(coat, 0.7),
    )
    scene.shade(
        (x - size * 0.16, y + size * 0.2, size * 0.32, size * 0.3), (206, 164, 134), (176, 134, 106)
    )
    scene.ball(x, y, size * 0.36, size * 0.42, (62, 50, 46))
    scene.ball(x, y - size * 0.14, size * 0.44, size * 0.34, hat)
    scene.shade((x - size * 0.5, y + size * 0.06, size, size * 0.07), hat, scaled(hat, 0.75))


def _curtained_booth(scene: Scene, x: float, y: float, wide: float, high: float, name: str) -> None:
    scene.shade((x, y, wide, high), (98, 108, 112), (66, 74, 78))
    for fold in range(int(wide / 24)):
        tone = (176, 92, 40) if fold % 2 else (196, 108, 52)
        scene.shade((x + fold * 24, y + 12, 24, high * 0.72), tone, (120, 58, 26))
    scene.shade(
        (x + wide * 0.3, y + high * 0.2, wide * 0.44, high * 0.56), (72, 78, 84), (44, 48, 54)
    )
    _bench(scene, x + wide * 0.34, y + high * 0.62, wide * 0.36, high * 0.34)
    scene.brush.rectangle((x, y, x + wide, y + high), outline=(70, 74, 76), width=6)
    scene.block((x + wide * 0.36, y - 34, wide * 0.28, 44), (240, 240, 236), depth=4)
    scene.write((x + wide * 0.36, y - 34, wide * 0.28, 44), name, (30, 60, 110))


def _notice_board(
    scene: Scene, box: tuple[float, float, float, float], title: str, cards: int
) -> None:
    x, y, wide, high = box
    scene.shadow((x + 8, y + high - 20, wide, 40), 40)
    scene.shade(box, (250, 250, 248), (236, 238, 240))
    scene.brush.rectangle((x, y, x + wide, y + high), outline=(130, 136, 142), width=8)
    scene.shade((x + 8, y + 8, wide - 16, high * 0.17), (42, 96, 152), (30, 76, 126))
    scene.write((x + 20, y + 10, wide - 40, high * 0.15), title, (250, 250, 250), fill=0.66)
    rows, columns = 2, max(1, cards // 2)
    pitch_x, pitch_y = (wide - 40) / columns, high * 0.38
    for card in range(rows * columns):
        left = x + 28 + card % columns * pitch_x
        top = y + high * 0.22 + card // columns * pitch_y
        _card(scene, left, top, pitch_x * 0.84, pitch_y * 0.86)


def _card(scene: Scene, x: float, y: float, wide: float, high: float) -> None:
    """A picture or a certificate pinned on a board."""
    tones: list[tuple[Rgb, Rgb]] = [
        ((120, 150, 180), (70, 90, 110)),
        ((200, 160, 110), (120, 90, 60)),
        ((150, 170, 150), (80, 100, 90)),
        ((180, 190, 200), (90, 100, 120)),
    ]
    if scene.dice.random() < 0.45:
        scene.shade((x, y, wide, high), (252, 248, 236), (244, 238, 220))
        scene.brush.rectangle((x, y, x + wide, y + high), outline=(186, 146, 70), width=5)
        scene.write((x, y + high * 0.12, wide, high * 0.24), "荣誉证书", (150, 100, 40), fill=0.7)
        for row in range(4):
            end = 0.86 if row < 3 else 0.55
            at = y + high * (0.48 + row * 0.11)
            scene.line([(x + wide * 0.14, at), (x + wide * end, at)], (130, 130, 130), 3)
        return
    top, bottom = scene.dice.choice(tones)
    scene.shade((x, y, wide, high * 0.78), top, bottom)
    for head in range(4):
        at = x + wide * (0.2 + head * 0.2)
        scene.ball(at, y + high * 0.46, wide * 0.045, wide * 0.055, (206, 170, 140))
        scene.shade((at - wide * 0.07, y + high * 0.54, wide * 0.14, high * 0.24), _BLUE, _DARK)
    for row in range(2):
        at = y + high * (0.86 + row * 0.08)
        scene.line([(x + 4, at), (x + wide * (0.95 - row * 0.3), at)], (120, 124, 128), 3)


def panorama(title: str) -> Image.Image:
    """The whole studio in one sweep, three times as wide as high."""
    scene = _room("panorama", 2700, 900)
    _notice_board(scene, (90, 190, 560, 270), "成果展示", 8)
    for number in range(4):
        _curtained_booth(scene, 1480 + number * 300, 210, 270, 360, f"工位 {number + 1}")
    scene.shade((760, 180, 560, 300), (40, 48, 60), (22, 28, 38))
    scene.brush.rectangle((760, 180, 1320, 480), outline=(20, 20, 24), width=10)
    scene.write((790, 230, 500, 90), title, (230, 236, 244), fill=0.6)
    scene.write((790, 330, 500, 60), "每周技术攻关例会", (150, 190, 230), fill=0.7)
    for number in range(3):
        _bench(scene, 180 + number * 430, 660, 350, 170)
        _welder(scene, 230 + number * 430, 545, 96, (_ORANGE, _BLUE, _ORANGE)[number])
    for number in range(3):
        _cylinder(
            scene, 1420 + number * 52, 470, 300, ((70, 130, 150), _STEEL, (60, 90, 60))[number]
        )
    _welder(scene, 1700, 610, 190)
    _welder(scene, 2020, 620, 190, _BLUE)
    _welder(scene, 2330, 610, 190)
    return scene.shoot(tilt=0.3)


def meeting_corner(title: str) -> Image.Image:
    """The table where the team talks, with a screen."""
    scene = _room("meeting", 1500, 1125)
    scene.shade((380, 170, 740, 400), (34, 52, 84), (20, 32, 56))
    scene.brush.rectangle((380, 170, 1120, 570), outline=(24, 24, 28), width=12)
    scene.write((420, 230, 660, 110), title, (240, 244, 250), fill=0.56)
    for row, text in enumerate(("一、焊接变形控制", "二、窄间隙焊参数", "三、下周分工")):
        scene.write((470, 360 + row * 58, 400, 48), text, (176, 206, 240), face="hei", fill=0.8)
    for side in (0, 1):
        _cylinder(scene, 80 + side * 1280, 300, 380, ((70, 130, 150), _STEEL)[side])
    scene.shadow((160, 930, 1180, 120), 90)
    scene.polygon([(260, 700), (1240, 700), (1420, 960), (80, 960)], (176, 140, 98))
    scene.polygon([(80, 960), (1420, 960), (1420, 1000), (80, 1000)], (122, 92, 60))
    for x, y in ((420, 760), (700, 740), (980, 780), (560, 860), (900, 880)):
        scene.polygon(
            [(x, y), (x + 90, y - 8), (x + 104, y + 44), (x + 8, y + 54)], (246, 246, 242)
        )
    scene.block((640, 800, 130, 60), (70, 74, 82), depth=8)
    for x in (170, 440, 760, 1090, 1360):
        _person(scene, x, 900, 92)
    return scene.shoot(tilt=-0.9)


def name_plaque(lines: tuple[str, str, str]) -> Image.Image:
    """A brushed metal plaque beside a door."""
    scene = Scene("plaque", 1500, 1125)
    scene.shade((0, 0, 1500, 1125), (216, 212, 204), (190, 186, 178))
    scene.speckle((0, 0, 1500, 1125), (206, 202, 194), 2600)
    scene.shade((1270, 0, 230, 1125), (112, 82, 56), (92, 66, 44))
    scene.brush.rectangle((1262, 0, 1274, 1125), fill=(70, 50, 34))
    scene.ball(1310, 620, 16, 34, (196, 196, 190))
    scene.shadow((190, 860, 950, 60), 90)
    scene.shade((170, 270, 960, 600), (228, 206, 150), (184, 156, 96))
    for row in range(290, 850, 3):
        tone = 196 + scene.dice.randrange(-12, 13)
        scene.line([(190, row), (1110, row)], (tone + 20, tone, tone - 56), 1)
    scene.brush.rectangle((170, 270, 1130, 870), outline=(120, 96, 52), width=8)
    scene.brush.rectangle((196, 296, 1104, 844), outline=(140, 112, 62), width=3)
    for x in (206, 1094):
        for y in (306, 834):
            scene.ball(x, y, 15, 15, (210, 204, 190))
    scene.write((230, 330, 840, 120), lines[0], (52, 38, 20), face="song-bold", fill=0.62)
    scene.write((230, 460, 840, 190), lines[1], (40, 28, 14), face="hei-bold", fill=0.74)
    scene.write((230, 690, 840, 90), lines[2], (62, 46, 26), face="song-bold", fill=0.6)
    return scene.shoot(tilt=1.1)


def display_wall(title: str) -> Image.Image:
    """The wall of achievements."""
    scene = _room("display", 1500, 1125, horizon=0.78)
    _notice_board(scene, (120, 190, 1260, 600), title, 10)
    scene.block((200, 850, 420, 150), (210, 206, 198))
    scene.block((860, 850, 420, 150), (210, 206, 198))
    for x in (260, 400, 520, 930, 1060, 1180):
        scene.block((x, 812, 60, 44), _STEEL, depth=8)
        scene.line([(x + 6, 834), (x + 58, 834)], (196, 190, 170), 7)
    return scene.shoot(tilt=-0.6)


def power_source_close(seed: str, model: str) -> Image.Image:
    """One welding power source, near, with its gas."""
    scene = _room(seed, 1200, 1500, horizon=0.62)
    _cylinder(scene, 940, 420, 820, (70, 130, 150))
    scene.shadow((180, 1270, 760, 90), 90)
    _welder(scene, 240, 560, 740, _ORANGE if "500" in model else _BLUE)
    scene.write((300, 930, 480, 60), model, (250, 250, 246))
    scene.line([(330, 1180), (300, 1330), (480, 1420), (760, 1390), (1010, 1440)], (36, 34, 36), 26)
    return scene.shoot(tilt=0.7)


def booths_row(seed: str, count: int) -> Image.Image:
    """Training booths with curtains, arc light in one of them."""
    scene = _room(seed, 1500, 1125)
    wide = 1400 / count
    for number in range(count):
        _curtained_booth(scene, 50 + number * wide, 250, wide * 0.9, 540, f"{number + 1:02d}")
    at = 50 + wide * (count - 1.6)
    scene.glow(at + wide * 0.45, 590, 260, (190, 210, 255))
    for _ in range(60):
        angle, reach = scene.dice.uniform(0, math.pi), scene.dice.uniform(10, 130)
        x, y = at + wide * 0.45 + reach * math.cos(angle), 600 + reach * math.sin(angle) * 0.9
        scene.line([(x, y), (x + 5, y + 9)], (255, 220, 150), 2)
    _welder(scene, 130, 800, 200)
    _welder(scene, 620, 820, 200, _BLUE)
    _person(scene, 1120, 720, 120)
    return scene.shoot(tilt=-0.8)


def robot_arm() -> Image.Image:
    """A six-axis arm above a positioner."""
    scene = _room("robot", 1500, 1125)
    scene.shade((0, 240, 1500, 400), (176, 184, 186), (150, 158, 160))
    for pane in range(6):
        scene.brush.rectangle(
            (30 + pane * 245, 220, 250 + pane * 245, 640), outline=(226, 190, 60), width=12
        )
    scene.block((270, 830, 320, 150), (74, 78, 86))
    joints = [(430, 830), (400, 560), (700, 390), (950, 520), (1010, 640)]
    for number, (start, end) in enumerate(itertools.pairwise(joints)):
        thick = 118 - number * 24
        scene.line([start, end], (196, 92, 28), thick + 10)
        scene.line([start, end], (238, 130, 48), thick)
        scene.line(
            [(start[0] - 12, start[1] - 10), (end[0] - 12, end[1] - 10)],
            (250, 160, 84),
            thick * 0.3,
        )
    for x, y in joints[:-1]:
        scene.ball(x, y, 66, 66, (70, 74, 82))
    scene.line([(1010, 640), (1030, 720)], (60, 60, 66), 26)
    scene.block((820, 780, 460, 56), _STEEL)
    scene.block((960, 836, 180, 150), (74, 78, 86))
    scene.line([(850, 776), (1250, 776)], (120, 100, 84), 14)
    scene.glow(1036, 748, 220, (200, 216, 255))
    for _ in range(80):
        angle, reach = scene.dice.uniform(-0.2, math.pi + 0.2), scene.dice.uniform(10, 150)
        across, down = 1036 + reach * math.cos(angle), 750 + reach * math.sin(angle) * 0.7
        scene.line([(across, down), (across + 6, down + 7)], (255, 214, 130), 3)
    return scene.shoot(tilt=0.6)


def classroom(seed: str, banner: str, slide: str, rows: int = 3) -> Image.Image:
    """A full room seen from the back: banner, slide, helmets."""
    scene = _room(seed, 1500, 1125, horizon=0.6)
    _banner(scene, 60, 86, banner)
    scene.shade((430, 190, 640, 350), (246, 248, 250), (226, 232, 238))
    scene.brush.rectangle((430, 190, 1070, 540), outline=(60, 64, 70), width=10)
    scene.write((460, 220, 580, 80), slide, (30, 70, 124), fill=0.66)
    for row in range(4):
        y = 330 + row * 46
        scene.line([(490, y), (490 + scene.dice.randrange(300, 500), y)], (150, 160, 172), 10)
    for row in range(rows):
        size, y = 46 + row * 26, 600 + row * 150
        count = 10 - row * 2
        for seat in range(count):
            x = (seat + 0.5) * 1500 / count + scene.dice.randrange(-12, 13)
            hat = scene.dice.choice(((236, 196, 60), (240, 240, 236), (70, 120, 190)))
            _person(scene, x, y + scene.dice.randrange(-10, 11), size, hat=hat)
        scene.shade((0, y + size * 1.7, 1500, size * 0.5), (186, 152, 110), (150, 116, 78))
    return scene.shoot(tilt=scene.dice.choice((-0.9, 0.7, 1.2)))


def contest_hall(banner: str) -> Image.Image:
    """A contest: numbered places, people at work, arc light."""
    scene = _room("contest", 1500, 1125, horizon=0.52)
    _banner(scene, 66, 92, banner, (150, 66, 40))
    for row, (y, size, count) in enumerate(((420, 0.7, 6), (640, 1.0, 4))):
        wide = 1500 / count
        for place in range(count):
            x = place * wide
            _bench(scene, x + wide * 0.14, y + 140 * size, wide * 0.7, 150 * size)
            _person(scene, x + wide * 0.5, y + 10, 70 * size, coat=(74, 80, 92))
            scene.block(
                (x + wide * 0.16, y + 150 * size, 84 * size, 52 * size), (250, 250, 246), depth=4
            )
            number = f"{row * 6 + place + 1:02d}"
            scene.write(
                (x + wide * 0.16, y + 150 * size, 84 * size, 52 * size), number, (150, 66, 40)
            )
    for x, y in ((320, 570), (1130, 560), (940, 780)):
        scene.glow(x, y, 150, (180, 204, 255))
    return scene.shoot(tilt=-0.5)


def stage(seed: str, lines: tuple[str, str]) -> Image.Image:
    """A meeting with a backdrop and a speaker's desk."""
    scene = _room(seed, 1500, 1125, horizon=0.66)
    scene.shade((140, 130, 1220, 480), (34, 86, 146), (20, 52, 98))
    for step in range(9):
        scene.line([(140 + step * 160, 610), (60 + step * 190, 130)], (44, 98, 158), 3)
    scene.image = _outside_cleared(scene, (140, 130, 1360, 610))
    scene.write((190, 220, 1120, 130), lines[0], (252, 252, 250), fill=0.66)
    scene.write((190, 390, 1120, 80), lines[1], (210, 226, 244), fill=0.62)
    scene.block((1080, 560, 200, 210), (140, 96, 62))
    _person(scene, 1180, 500, 70, coat=(50, 56, 66), hat=(50, 42, 40))
    for seat in range(8):
        _person(
            scene,
            80 + seat * 192,
            850 + scene.dice.randrange(-8, 9),
            84,
            coat=(86, 96, 110),
            hat=scene.dice.choice(((52, 44, 40), (64, 52, 46))),
        )
    return scene.shoot(tilt=0.5)


def _outside_cleared(scene: Scene, box: tuple[int, int, int, int]) -> Image.Image:
    """The scene with everything outside `box` as an empty room has it."""
    empty = _room(scene.seed, scene.width, scene.height, horizon=0.66).image
    empty.paste(scene.image.crop(box), box[:2])
    return empty


def weld_close() -> Image.Image:
    """A multi-pass fillet weld, near: scales of metal beside a ruler."""
    scene = Scene("weld", 1500, 1000)
    scene.shade((0, 0, 1500, 560), (120, 126, 134), (96, 100, 108))
    scene.shade((0, 560, 1500, 440), (140, 146, 152), (112, 116, 122))
    for _ in range(500):
        x, y = scene.dice.randrange(1500), scene.dice.randrange(1000)
        tone = scene.dice.randrange(100, 150)
        scene.line([(x, y), (x + scene.dice.randrange(20, 90), y + 1)], (tone, tone, tone + 6), 1)
    for bead, y in enumerate((470, 540, 606)):
        for scale in range(76):
            left = -20 + scale * 20.5 + bead * 6
            tone = 150 + scene.dice.randrange(-14, 15) - bead * 8
            scene.brush.chord(
                (left, y - 44, left + 62, y + 44),
                -90,
                90,
                fill=(tone, tone - 6, tone - 2),
                outline=(tone - 52, tone - 54, tone - 46),
                width=3,
            )
    scene.shade((180, 760, 1140, 110), (236, 222, 150), (214, 198, 120))
    for mark in range(57):
        long = 46 if mark % 5 == 0 else 26
        scene.line([(200 + mark * 20, 760), (200 + mark * 20, 760 + long)], (50, 46, 30), 3)
        if mark % 10 == 0:
            scene.write((160 + mark * 20, 812, 80, 46), str(mark // 10), (50, 46, 30))
    return scene.shoot(tilt=2.2, warm=2)


def flaw_detector() -> Image.Image:
    """An ultrasonic instrument with its trace, and test plates."""
    scene = _room("detector", 1500, 1125, horizon=0.36)
    scene.shade((0, 560, 1500, 565), (196, 164, 122), (160, 128, 88))
    scene.shadow((240, 880, 800, 80), 90)
    scene.block((240, 330, 800, 560), (60, 66, 76), depth=40)
    scene.shade((300, 390, 520, 400), (12, 34, 40), (8, 22, 28))
    for step in range(1, 10):
        scene.line([(300 + step * 52, 390), (300 + step * 52, 790)], (26, 66, 70), 2)
        scene.line([(300, 390 + step * 40), (820, 390 + step * 40)], (26, 66, 70), 2)
    trace = []
    for x in range(0, 520, 4):
        peak = sum(
            h * math.exp(-(((x - c) / 9) ** 2)) for c, h in ((40, 330), (250, 120), (400, 210))
        )
        trace.append((300 + x, 780 - peak - scene.dice.random() * 9))
    scene.line(trace, (120, 250, 170), 4)
    for row in range(4):
        for column in range(2):
            scene.ball(880 + column * 80, 440 + row * 90, 28, 22, (210, 214, 218))
    for plate in range(3):
        scene.block((1110 + plate * 30, 700 + plate * 90, 300, 46), _STEEL, depth=26)
    return scene.shoot(tilt=-1.0)
