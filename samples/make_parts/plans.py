"""Drawings on A3: the floor plan of a studio, with a frame and a title block."""

from collections.abc import Sequence
from dataclasses import dataclass

from make_parts.faces import text_width
from make_parts.sheet import GREY, MM, PALE, Colour, Sheet

_DIM: Colour = (0.25, 0.35, 0.5)


@dataclass(frozen=True)
class Place:
    """Something that stands in the room. Metres from the room's upper left corner."""

    x: float
    y: float
    width: float
    depth: float
    name: str


@dataclass(frozen=True)
class FloorPlan:
    """A rectangular room in metres with what stands in it."""

    title: str
    unit: str
    number: str
    date: str
    width: float
    depth: float
    places: Sequence[Place]
    notes: Sequence[str]


def draw_floor_plan(plan: FloorPlan) -> Sheet:
    """The plan on one A3 landscape sheet, walls, furniture and measures to scale."""
    sheet = Sheet(420, 297)
    sheet.box(10, 10, 400, 277, line=0.4)
    sheet.box(25, 15, 380, 267, line=1.6)
    scale = min(270 / plan.width, 170 / plan.depth)
    left, top = 60.0, 52.0
    sheet.text(195, 30, plan.title, 24, face="hei-bold", align="centre")
    _walls(sheet, plan, left, top, scale)
    for place in plan.places:
        _place(sheet, place, left, top, scale)
    _measures(sheet, plan, left, top, scale)
    _notes(sheet, plan)
    _title_block(sheet, plan)
    return sheet


def _walls(sheet: Sheet, plan: FloorPlan, x: float, y: float, scale: float) -> None:
    wide, deep, thick = plan.width * scale, plan.depth * scale, 4
    shade: Colour = (0.6, 0.63, 0.66)
    sheet.box(x - thick, y - thick, wide + 2 * thick, thick, fill=shade, line=0.5)
    sheet.box(x - thick, y + deep, wide + 2 * thick, thick, fill=shade, line=0.5)
    sheet.box(x - thick, y, thick, deep, fill=shade, line=0.5)
    sheet.box(x + wide, y, thick, deep, fill=shade, line=0.5)
    door = 1.6 * scale
    sheet.box(x + 12, y + deep, door, thick, fill=(1, 1, 1), stroke=None)
    sheet.line([(x + 12, y + deep + thick), (x + 12, y + deep + thick + door * 0.62)], width=1)
    arc = [
        (x + 12 + door * s / 12, y + deep + thick + door * 0.62 * (1 - (s / 12) ** 2) ** 0.5)
        for s in range(13)
    ]
    sheet.line(arc, width=0.4, dashes="[2 2] 0")
    for window in range(3):
        at = x + wide * (0.14 + window * 0.28)
        sheet.box(at, y - thick, wide * 0.18, thick, fill=(1, 1, 1), line=0.5)
        sheet.line([(at, y - thick / 2), (at + wide * 0.18, y - thick / 2)], width=0.4)


def _place(sheet: Sheet, place: Place, x: float, y: float, scale: float) -> None:
    left, top = x + place.x * scale, y + place.y * scale
    wide, deep = place.width * scale, place.depth * scale
    sheet.box(left, top, wide, deep, fill=PALE, line=0.7)
    size = min(13.0, (wide - 2) * MM / text_width(place.name, "hei", 1))
    sheet.text(left + wide / 2, top + deep / 2 + 1.6, place.name, size, face="hei", align="centre")


def _measures(sheet: Sheet, plan: FloorPlan, x: float, y: float, scale: float) -> None:
    wide, deep = plan.width * scale, plan.depth * scale
    below, beside = y - 9, x + wide + 12
    sheet.line([(x, below), (x + wide, below)], width=0.4, colour=_DIM)
    for at in (x, x + wide):
        sheet.line([(at - 1.4, below + 1.4), (at + 1.4, below - 1.4)], width=0.9, colour=_DIM)
        sheet.line([(at, below - 3), (at, below + 6)], width=0.3, colour=_DIM)
    sheet.text(
        x + wide / 2,
        below - 1.6,
        f"{plan.width * 1000:.0f}",
        14,
        face="hei",
        align="centre",
        colour=_DIM,
    )
    sheet.line([(beside, y), (beside, y + deep)], width=0.4, colour=_DIM)
    for at in (y, y + deep):
        sheet.line([(beside - 1.4, at + 1.4), (beside + 1.4, at - 1.4)], width=0.9, colour=_DIM)
    sheet.text(beside + 3, y + deep / 2, f"{plan.depth * 1000:.0f}", 14, face="hei", colour=_DIM)


def _notes(sheet: Sheet, plan: FloorPlan) -> None:
    sheet.text(40, 248, "说明", 13, face="hei-bold")
    for number, note in enumerate(plan.notes, 1):
        sheet.text(40, 248 + number * 7, f"{number}．{note}", 12, face="hei", colour=GREY)


def _title_block(sheet: Sheet, plan: FloorPlan) -> None:
    left, top, cells = (
        265.0,
        242.0,
        (
            ("单　　位", plan.unit),
            ("图　　名", plan.title),
            ("图　　号", plan.number),
            ("日　　期", plan.date),
            ("比　　例", "见尺寸标注"),
        ),
    )
    for number, (label, value) in enumerate(cells):
        sheet.box(left, top + number * 8, 28, 8, line=0.6)
        sheet.box(left + 28, top + number * 8, 112, 8, line=0.6)
        sheet.text(left + 14, top + 5.5 + number * 8, label, 12, face="hei", align="centre")
        sheet.text(left + 31, top + 5.5 + number * 8, value, 12, face="hei")
