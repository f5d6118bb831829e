"""Red seals are lifted off the words they lie over, and nothing else is touched."""

import random

import numpy as np
import pytest
from paper_sheets import PaperSheet, fonts_are_here, photographed
from PIL import Image, ImageChops

from docgen.ocr.models import find_models
from docgen.ocr.seal_lifting import lift_seals

DPI = 200
pytestmark = pytest.mark.skipif(not fonts_are_here(), reason="the fonts are not installed")


def paper(*, sealed: bool, heading: str = "荣誉证书") -> PaperSheet:
    sheet = PaperSheet(210, 148)
    sheet.text(105, 40, heading, 40, "bold", "centre", (180, 30, 30))
    sheet.text(105, 92, "青岚市人力资源和社会保障局", 14, "song", "centre")
    sheet.text(105, 102, "二〇一三年十月十三日", 14, "song", "centre")
    if sealed:
        sheet.seals.append((112, 98, 20))
    return sheet


def dark(picture: Image.Image) -> int:
    return int((np.asarray(picture.convert("L")) < 110).sum())


def test_the_words_stay_and_the_seal_goes() -> None:
    bare, sealed = paper(sealed=False).picture(DPI), paper(sealed=True).picture(DPI)
    lifted = lift_seals(sealed, DPI)
    below = (0, round(60 / 25.4 * DPI), sealed.width, sealed.height)
    off = ImageChops.difference(bare.crop(below), lifted.crop(below)).convert("L")

    assert np.percentile(np.asarray(off), 99) < 20
    assert dark(lifted.crop(below)) == pytest.approx(dark(bare.crop(below)), rel=0.1)


def test_red_words_are_no_seal() -> None:
    picture = paper(sealed=True, heading="某市人社局文件").picture(DPI)
    above = (0, 0, picture.width, round(60 / 25.4 * DPI))
    lifted = lift_seals(picture, DPI)

    assert lifted is not picture
    assert lifted.crop(above).tobytes() == picture.crop(above).tobytes()
    without = paper(sealed=False).picture(DPI)
    assert lift_seals(without, DPI) is without


@pytest.mark.reads
@pytest.mark.skipif(not find_models(), reason="the extra that reads scans is not installed")
@pytest.mark.parametrize("way", ["scanned", "photographed"])
def test_what_stands_under_a_seal_is_read(way: str) -> None:
    from docgen.ocr.page_reader import load_reader  # noqa: PLC0415 - the engine is an extra

    picture = paper(sealed=True).picture(DPI)
    if way == "photographed":
        picture = photographed(picture, random.Random(3))
    said = [line.text for line in load_reader(find_models()).read(picture, DPI).lines]

    assert "青岚市人力资源和社会保障局" in said
    assert "年十月十三日" in "".join(said)
    assert not any("专用章" in text for text in said)
