"""How long photographs are compared with each other, and how that grows with their number.

Made of noise that is coarse and fine as in photographs: most are alone, some were made from others
(cut, turned, brightened, saved again), some show a scene that others show too.
"""

import io
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageEnhance

from docgen.images.photo_fingerprint import SIDE, Verdict
from docgen.images.photo_matching import find_alike

SIZES = (500, 5000)
TITLE = "Photographs compared with each other"
_PIXELS = 96
_MADE_AGAIN, _SCENES, _OF_A_SCENE = 0.1, 0.025, 10
"""Shares of the pictures of which another is made, or of whose scene there are so many."""


def run_alike(runs: int) -> None:
    """Print what comparing takes, for the first time and with all verdicts known."""
    print(f"\n### {TITLE}\n", flush=True)
    print("| photographs | first, CPU s | again, CPU s | pairs |\n|---|---|---|---|", flush=True)
    firsts = []
    for count in SIZES:
        costs = [_measure_apart(count) for _ in range(runs)]
        first, again, pairs = (min(each) for each in zip(*costs, strict=True))
        firsts.append(first)
        print(f"| {count} | {first:.2f} | {again:.2f} | {pairs:.0f} |", flush=True)
    more, longer = SIZES[-1] / SIZES[0], firsts[-1] / firsts[0]
    print(f"\n{more:.0f} times as many take {longer:.1f} times as long.", flush=True)


def _measure_apart(count: int) -> list[float]:
    """`_measure` in a process of its own: what one has worked out is not to help the next."""
    said = subprocess.run([sys.executable, __file__, str(count)], capture_output=True, check=True)
    return json.loads(said.stdout)


def _measure(count: int) -> tuple[float, float, int]:
    likenesses = dict(enumerate_photographs(count))
    known: dict[str, Verdict] = {}
    begun = time.process_time()
    pairs = find_alike(likenesses, known)
    between = time.process_time()
    find_alike(likenesses, known)
    return between - begun, time.process_time() - between, len(pairs)


def enumerate_photographs(count: int) -> Iterator[tuple[str, bytes]]:
    """So many names and likenesses, the same every time."""
    source, numbers = np.random.default_rng(count), random.Random(count)
    made: list[Image.Image] = []
    while len(made) < count:
        picture, chance = _make_picture(source), numbers.random()
        made.append(picture)
        if chance < _SCENES:
            made += [_see_again(picture, source) for _ in range(_OF_A_SCENE - 1)]
        elif chance < _SCENES + _MADE_AGAIN:
            made.append(_make_again(picture, numbers))
    del made[count:]
    numbers.shuffle(made)
    for number, picture in enumerate(made):
        yield f"{number}", picture.resize((SIDE, SIDE), Image.Resampling.BOX).tobytes()


def _make_picture(source: np.random.Generator) -> Image.Image:
    """Noise whose waves are the stronger the longer they are."""
    along = np.fft.fftfreq(_PIXELS)
    waves = np.hypot(*np.meshgrid(along, along)) ** source.uniform(1.0, 1.8)
    waves[0, 0] = np.inf
    levels = np.fft.ifft2(np.fft.fft2(source.normal(size=waves.shape)) / waves).real
    levels *= 55 * source.uniform(0.6, 1.2) / levels.std()
    return Image.fromarray(np.clip(levels + 128, 0, 255).astype(np.uint8))


def _make_again(picture: Image.Image, numbers: random.Random) -> Image.Image:
    left, top, right, bottom = (numbers.randrange(0, 12) for _ in range(4))
    part = picture.crop((left, top, _PIXELS - right, _PIXELS - bottom))
    part = part.rotate(numbers.choice((0, 90, 180)), expand=True)
    data = io.BytesIO()
    ImageEnhance.Brightness(part).enhance(numbers.uniform(0.85, 1.15)).save(data, "JPEG")
    return Image.open(data)


def _see_again(picture: Image.Image, source: np.random.Generator) -> Image.Image:
    """Its scene from a little beside it, with other things in front."""
    levels = np.roll(np.asarray(picture, float), source.integers(-6, 7, 2), (0, 1))
    levels += source.normal(size=levels.shape) * source.uniform(5, 25)
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
