"""An OFD with a bit of everything, spoilt part by part: drawn or refused by name, nothing else."""

import random
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from fuzz import SPOILERS

from docgen.issues.refusal import UnusableSourceError
from docgen.ofd.ofd_drawing import draw_ofd
from docgen.ofd.text_proof import find_misplaced
from tests.ofd_viewing import SONG
from tests.ofd_writer import Ofd, filled, font, media, pack, path, picture, text
from tests.test_ofd_package import drawn_seal, sealed_with, signatures, signed_with, square
from tests.test_ofd_text import by_glyph, glyphs_of
from tests.test_ofd_writers import SVG, WORD, part_of_a_face

ROUNDS, SEED = 24, 17
MOST_SECONDS = 3.0
ODD_VALUES = (
    "", "0", "-1", "1e99", "nan", "99999999", "abc", "1 2", "0 0 0 0 0 0", "true", "#", "#zz", "7",
    "50", "&#x1;", "g", "g g g", "g 99999999 1", "\n 1", "1,2,3,4,5,6", "../../x", "//", "%00",
)  # fmt: skip
BOX = "M 0 0 L 40 0 L 40 20 L 0 20 C"
CLIPS = (
    "<Clips><Clip><Area CTM='1 0 0 1 0 0'><Text Boundary='5 0 30 30' Font='3' Size='20'>"
    "<TextCode X='0' Y='18'>■a</TextCode></Text></Area></Clip><Clip><Area>"
    "<Path Boundary='0 0 50 50' Rule='Even-Odd'><AbbreviatedData>M 0 0 L 50 0 A 5 3 30 1 0 50 50 "
    "Q 1 2 0 50 B 1 2 3 4 5 6 C</AbbreviatedData></Path></Area></Clip></Clips>"
)
AXIAL = (
    "<FillColor><AxialShd StartPoint='0 0' EndPoint='40 0' MapType='Repeat' MapUnit='5' "
    "Extend='3'><Segment Position='0'><Color Value='255 0 0'/></Segment>"
    "<Segment Position='1'><Color Value='#FF #0 #80' Alpha='0'/></Segment></AxialShd></FillColor>"
)
RADIAL = AXIAL.replace("AxialShd", "RadialShd").replace(
    "MapUnit", "StartRadius='1' EndRadius='9' Eccentricity='0.4' Angle='30' MapUnit"
)
TILE = (
    "<FillColor><Pattern Width='4' Height='4' XStep='5' CTM='.7 .7 -.7 .7 0 0' RelativeTo='Page' "
    f"ReflectMethod='RowAndColumn'><CellContent>{text('ab', 0, 3)}</CellContent></Pattern>"
    "</FillColor>"
)


def a_bit_of_everything(folder: Path) -> dict[str, bytes]:
    """The parts of an OFD that has most of what one may have."""
    kept = {
        "Seal.esl": sealed_with("ofd", drawn_seal(folder)),
        "SignedValue.dat": signed_with("svg", SVG),
    }
    body, files = signatures(kept, more="Clip='0 0 20 40'")
    named = by_glyph(glyphs_of(part_of_a_face(), WORD))
    objects = (
        path(BOX, (5, 5, 40, 20), CLIPS + AXIAL, Fill="true", CTM="1 0 0 1 2 2", DashPattern="1 2")
        + path(BOX, (5, 30, 40, 20), RADIAL, Fill="true")
        + path(BOX, (50, 5, 40, 20), TILE, Fill="true", DrawParam="20")
        + path("M 236 236 L 473 236", (19, 19, 22, 2), CTM="0.0109 0 0 0.0109 -6.7 -5.4")
        + text(WORD, 5, 20, inside=named, font=4, deltas="g 3 5 4 4", HScale=".8", Weight="700")
        + text("abc", 5, 60, CTM="0 1 -1 0 80 2", inside=AXIAL)
        + picture(5, (60, 50, 20, 20), CLIPS, CTM="20 0 0 20 0 0", Alpha="200")
        + "<CompositeObject ID='8' ResourceID='7' Boundary='10 10 20 20' Alpha='100'/>"
    )
    unit = f"<Content>{text('q', 1, 5)}{square('1 2 3')}</Content>"
    resources = (
        SONG + font(4, "x", "a.ttf") + media(5, "a.svg")
        + f"<CompositeGraphicUnits><CompositeGraphicUnit ID='7'>{unit}</CompositeGraphicUnit>"
        "</CompositeGraphicUnits><DrawParams><DrawParam ID='20' Relative='21' LineWidth='1'/>"
        "<DrawParam ID='21' Relative='20' Join='Bevel'/></DrawParams><ColorSpaces>"
        "<ColorSpace ID='30' Type='CMYK'><Palette><CV>1 2 3 4</CV></Palette></ColorSpace>"
        "</ColorSpaces>"
    )  # fmt: skip
    return Ofd(
        [objects, square("0 0 255")], resources,
        files | {"Doc_0/Res/a.ttf": part_of_a_face(), "Doc_0/Res/a.svg": SVG}, body=body,
        templates={"50": filled(BOX, "9 9 9")},
        uses="<Template TemplateID='50' ZOrder='Foreground'/>",
    ).parts()  # fmt: skip


def spoilt(parts: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """The parts with some of them spoilt: values exchanged in the XML, or bytes of anything."""
    changed = dict(parts)
    for _ in range(chance.choice((1, 1, 2, 4))):
        name = chance.choice(sorted(changed))
        content = changed[name]
        values = list(re.finditer(rb"='([^']*)'|>([^<]+)<", content))
        if name.endswith(".xml") and values and chance.random() < 0.75:
            found = chance.choice(values)
            start, end = found.span(found.lastindex or 0)
            odd = chance.choice(ODD_VALUES).encode()
            changed[name] = content[:start] + odd + content[end:]
        elif content:
            other = changed[chance.choice(sorted(changed))]
            changed[name] = bytes(chance.choice(SPOILERS)(bytearray(content), chance, other))
    return changed


def try_all(folder: Path, rounds: int, seed: int) -> int:
    """Draw so many spoilt files; how many were drawn, the others being refused."""
    chance, parts, drawn = random.Random(seed), a_bit_of_everything(folder), 0
    for number in range(rounds):
        file = pack(folder / "spoilt.ofd", spoilt(parts, chance))
        began = time.process_time()
        with suppress(UnusableSourceError):
            facts = draw_ofd(file, folder / "spoilt.pdf")
            find_misplaced(folder / "spoilt.pdf", facts.remarks.drawn)
            drawn += 1
        assert time.process_time() - began < MOST_SECONDS, (seed, number)
    return drawn


@pytest.mark.filterwarnings("error")
def test_what_is_spoilt_is_drawn_or_refused_by_name(tmp_path: Path) -> None:
    assert try_all(tmp_path, ROUNDS, SEED) > ROUNDS // 2
