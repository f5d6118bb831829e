"""Pictures as phones and cameras write them: several in a file, with films behind, raw."""

import io
import struct
from pathlib import Path

import pillow_heif
import pymupdf
import pytest
from PIL import Image
from telling import words
from test_pictures import (
    coarse,
    difference,
    four_corners,
    make,
    noise,
    plain_page,
    refuse,
    save,
    shown,
    stored,
    turned,
    upright,
    write_tiff,
)

from docgen.issues.unplaced import lost, noted
from docgen.model.page_facts import Facts
from docgen.sources import raw_photos
from docgen.sources.preparers import PREPARERS
from docgen.sources.single_images import HOLDS_FILM, MAIN_OF_MANY
from docgen.system.file_types import Kind, recognise_content
from docgen.system.named_work import NamedWork

pillow_heif.register_heif_opener()

FILM = struct.pack(">I", 24) + b"ftypmp42" + bytes(4) + b"isommp42" + b"\0\0\0\x10mdat" + bytes(8)


def heif_of(pictures: list[Image.Image], primary: int = 0, **options: object) -> bytes:
    first, *others = pictures
    more = {"save_all": True, "append_images": others, "primary_index": primary}
    return save(first, "HEIF", quality=90, **more, **options)


class TestSeveralInOne:
    def test_each_is_a_page_and_the_main_one_the_first(self, tmp_path: Path) -> None:
        red, blue = (
            Image.new("RGB", size, name) for size, name in (((90, 60), "red"), ((60, 90), "blue"))
        )
        facts = make(tmp_path, heif_of([red, four_corners(), blue], primary=1))
        assert len(facts.pages) == 3
        for page, picture in enumerate((four_corners(), red, blue)):
            assert difference(coarse(shown(facts, *picture.size, page)), coarse(picture)) < 10
        assert noted("several_pictures", count=3) in facts.notes
        with pymupdf.open(facts.pdf) as document:
            sides = [(page.rect.width, page.rect.height) for page in document]
        assert [width > height for width, height in sides] == [True, True, False]

    def test_each_stands_as_it_says_itself(self, tmp_path: Path) -> None:
        """The second is turned by the file, not by what EXIF says of the first."""
        exif = Image.Exif()
        exif[0x0112] = 6
        lying = four_corners()
        lying.info["exif"] = exif.tobytes()
        facts = make(tmp_path, heif_of([four_corners(), lying]))
        upright(facts, four_corners())
        wanted = turned(four_corners(), 6)
        assert difference(coarse(shown(facts, *wanted.size, 1)), coarse(wanted)) < 10

    def test_what_belongs_to_a_picture_is_no_page(self, tmp_path: Path) -> None:
        heif = pillow_heif.from_pillow(four_corners(400, 240))
        heif[0].info["thumbnails"] = [64, 128]
        out = io.BytesIO()
        heif.save(out, quality=90)
        assert b"thmb" in out.getvalue()
        facts = make(tmp_path, out.getvalue())
        assert len(facts.pages) == 1
        assert facts.notes == (noted("recoded", coding="HEIC"),)

    def test_the_same_picture_twice_is_one(self, tmp_path: Path) -> None:
        facts = make(tmp_path, heif_of([four_corners(), four_corners()]))
        assert len(facts.pages) == 1
        assert facts.notes == (noted("recoded", coding="HEIC"),)

    def test_one_that_nobody_can_open_costs_itself(self, tmp_path: Path) -> None:
        content = heif_of([four_corners(), noise(64, 64).convert("RGB")])
        second = content.index(b"hvc1", content.index(b"hvc1", content.index(b"infe")) + 4)
        facts = make(tmp_path, content[:second] + b"vvc1" + content[second + 4 :])
        upright(facts, four_corners())
        assert facts.losses == (lost("pictures_unread", codecs=("vvc1",)),)
        assert "vvc1" in words(facts.losses)[0]


class TestFilms:
    def test_of_a_motion_photograph_the_still_is_the_page(self, tmp_path: Path) -> None:
        still = save(four_corners(), "JPEG", quality=95)
        facts = make(tmp_path, still + FILM)
        assert facts.notes == (HOLDS_FILM,)
        assert "视频" in words(facts.notes)[0]
        data, kind, _ = stored(facts)
        assert (data, kind) == (still, "/DCTDecode")
        assert b"ftyp" not in Path(facts.pdf or "").read_bytes()
        assert make(tmp_path, still).notes == ()

    def test_in_a_heif_file(self, tmp_path: Path) -> None:
        content = save(four_corners(), "HEIF", quality=90)
        box = struct.pack(">I", 8 + len(FILM)) + b"mpvd" + FILM
        facts = make(tmp_path, content + box)
        assert facts.notes == (noted("recoded", coding="HEIC"), HOLDS_FILM)
        assert len(facts.pages) == 1
        assert facts.losses == ()
        assert HOLDS_FILM not in make(tmp_path, content).notes

    def test_views_behind_the_first_are_said_and_maps_of_lights_are_not(
        self, tmp_path: Path
    ) -> None:
        pair = save(four_corners(), "MPO", save_all=True, append_images=[Image.new("L", (40, 24))])
        assert recognise_content(pair, pair) is Kind.JPEG
        facts = make(tmp_path, pair)
        assert len(facts.pages) == 1
        assert facts.notes == ()
        # The list of pictures: sixteen bytes for each, and the first is called the primary one.
        place = pair.index(b"MPF\0")
        length = int.from_bytes(pair[place - 2 : place])
        second = pair.rindex(struct.pack("<I", 0x030000), place, place + length) + 16
        assert pair[second : second + 4] == bytes(4)
        view = struct.pack("<I", 0x020002)
        facts = make(tmp_path, pair[:second] + view + pair[second + 4 :])
        assert facts.notes == (MAIN_OF_MANY,)


def camera_file(preview: bytes, *, orientation: int = 1, raw: bytes = bytes(4000)) -> bytes:
    """A TIFF as cameras write it: a thumbnail, the raw data and the preview behind."""
    thumbnail = plain_page(40, 30, t274=orientation)
    sensor = plain_page(90, 60, t262=32803)
    return write_tiff([thumbnail, sensor], [bytes(1200), raw]) + preview


class TestRawPhotographs:
    def page_of(self, facts: Facts) -> bytes:
        return stored(facts)[0]

    def test_the_largest_preview_is_the_page_as_it_is(self, tmp_path: Path) -> None:
        preview = save(four_corners(1200, 720), "JPEG", quality=90)
        small = save(Image.new("RGB", (700, 420), "grey"), "JPEG")
        facts = make(tmp_path, camera_file(small + preview + small))
        assert self.page_of(facts) == preview
        upright(facts, four_corners())
        assert facts.notes == (noted("raw_preview", width=1200, height=720),)
        assert "1200×720" in words(facts.notes)[0]

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_it_stands_as_the_camera_was_held(self, tmp_path: Path, orientation: int) -> None:
        preview = save(four_corners(800, 480), "JPEG", quality=90)
        facts = make(tmp_path, camera_file(preview, orientation=orientation))
        upright(facts, turned(four_corners(), orientation))

    def test_raw_data_that_looks_like_a_picture_is_none(self, tmp_path: Path) -> None:
        """A DNG may keep its raw data as JPEG."""
        raw = save(Image.new("RGB", (2000, 1200), "red"), "JPEG")
        preview = save(four_corners(800, 480), "JPEG", quality=90)
        facts = make(tmp_path, camera_file(preview, raw=raw))
        assert self.page_of(facts) == preview
        assert refuse(tmp_path, camera_file(b"", raw=raw)).code == "source-format"

    def test_without_one_it_is_refused_by_name(self, tmp_path: Path) -> None:
        thumbnail = save(Image.new("RGB", (160, 120), "grey"), "JPEG")
        error = refuse(tmp_path, camera_file(thumbnail))
        assert error.code == "source-format"
        assert "RAW" in error.what
        assert "JPEG" in error.remedy
        cut = save(noise(900, 600), "JPEG")[:-2000]
        assert refuse(tmp_path, camera_file(cut)).code == "source-format"

    @pytest.mark.parametrize(
        "head",
        [
            b"FUJIFILMCCD-RAW 0201FF129502X-T3".ljust(148, b"\0"),
            b"IIU\0\x08\0\0\0\0\0\0\0\0\0",
            b"IIRO\x08\0\0\0\0\0\0\0\0\0",
            struct.pack(">I", 24) + b"ftypcrx " + bytes(4) + b"crx isom",
        ],
    )
    def test_whatever_wraps_it(self, tmp_path: Path, head: bytes) -> None:
        preview = save(four_corners(800, 480), "JPEG", quality=90)
        content = head + noise(300, 300).tobytes() + preview + bytes(900)
        assert recognise_content(content, content) is Kind.RAW_PHOTO
        assert PREPARERS[Kind.RAW_PHOTO] == NamedWork(raw_photos.__name__, "prepare_raw")
        facts = make(tmp_path, content)
        upright(facts, four_corners())

    def test_canons_directory_says_how_it_was_held(self, tmp_path: Path) -> None:
        preview = save(four_corners(800, 480), "JPEG", quality=90)
        tiff = write_tiff([{274: 8}], [b""])
        head = struct.pack(">I", 24) + b"ftypcrx " + bytes(4) + b"crx isom"
        box = struct.pack(">I", 8 + len(tiff)) + b"CMT1" + tiff
        upright(make(tmp_path, head + box + preview), turned(four_corners(), 8))

    def test_millions_of_false_beginnings_end(self, tmp_path: Path) -> None:
        traps = (b"\xff\xd8\xff" * 400_000, b"\xff\xd8\xff\xda\0\x02" * 200_000)
        for trap in traps:
            content = b"FUJIFILMCCD-RAW 0201".ljust(148, b"\0") + trap
            assert refuse(tmp_path, content).code == "source-format"
