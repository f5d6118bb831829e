"""Certificates of invented issuers: a wavy border, a title, fields or a text. Never a seal."""

import math
from dataclasses import dataclass

from make_parts.faces import text_width
from make_parts.sheet import GREY, MM, PALE, Colour, Sheet, paler, wrap

GREEN: Colour = (0.13, 0.38, 0.33)
BLUE: Colour = (0.12, 0.27, 0.48)
GOLD: Colour = (0.66, 0.5, 0.18)
BROWN: Colour = (0.45, 0.27, 0.15)
PLUM: Colour = (0.4, 0.2, 0.36)
INK: Colour = (0.1, 0.1, 0.13)


@dataclass(frozen=True)
class Certificate:
    """What a certificate says. `fields` stand in a column; `body` is a running text."""

    title: str
    issuer: str
    date: str
    number: str
    fields: tuple[tuple[str, str], ...] = ()
    body: str = ""
    addressee: str = ""
    english: str = ""
    colour: Colour = BLUE
    landscape: bool = False
    portrait: bool = False
    """Whether there is a frame for the holder's photograph."""


def draw_certificate(certificate: Certificate) -> Sheet:
    """The certificate on one A4 sheet, upright or landscape."""
    sheet = Sheet(297, 210) if certificate.landscape else Sheet()
    _border(sheet, certificate.colour)
    middle, top = sheet.width / 2, 50 if certificate.landscape else 62
    sheet.text(
        middle,
        top,
        "　".join(certificate.title) if len(certificate.title) < 7 else certificate.title,
        34 if len(certificate.title) < 9 else 28,
        face="song-bold",
        align="centre",
        colour=certificate.colour,
    )
    if certificate.english:
        sheet.text(middle, top + 10, certificate.english, 11, align="centre", colour=GREY)
    _rule_with_diamond(sheet, middle, top + 17, certificate.colour)
    if certificate.fields:
        _fields(sheet, certificate, top + 34)
    if certificate.body:
        _body(sheet, certificate, top + 36)
    _foot(sheet, certificate)
    return sheet


def _border(sheet: Sheet, colour: Colour) -> None:
    pale = paler(colour, 0.93)
    sheet.box(0, 0, sheet.width, sheet.height, fill=(1, 1, 1), stroke=None)
    sheet.box(19, 19, sheet.width - 38, sheet.height - 38, stroke=colour, line=2.2)
    for phase in range(4):
        _wave(sheet, 23.5, colour, phase * math.pi / 2)
    sheet.box(28, 28, sheet.width - 56, sheet.height - 56, fill=pale, stroke=colour, line=0.8)
    _rosette(sheet, colour)


def _wave(sheet: Sheet, inset: float, colour: Colour, phase: float) -> None:
    """One line of the guilloche: a wave that runs along all four sides."""
    width, height = sheet.width - 2 * inset, sheet.height - 2 * inset
    tint = paler(colour, 0.45)
    for horizontal, length in ((True, width), (False, height)):
        waves = round(length / 9)
        for far in (False, True):
            points = []
            for step in range(waves * 10 + 1):
                along = step / (waves * 10)
                swing = 2.6 * math.sin(along * waves * 2 * math.pi + phase)
                across = (height if horizontal else width) if far else 0
                x, y = (along * length, across + swing) if horizontal else (across + swing, 0)
                y = y if horizontal else along * length
                points.append((inset + x, inset + y))
            sheet.line(points, width=0.45, colour=tint)


def _rosette(sheet: Sheet, colour: Colour) -> None:
    """A pale turning rose in the middle of the paper, as banknote paper has."""
    tint = paler(colour, 0.88)
    centre_x, centre_y, radius = sheet.width / 2, sheet.height * 0.56, 44
    for turn in range(3):
        points = []
        for step in range(361):
            angle = math.radians(step)
            reach = radius * (0.62 + 0.3 * math.sin(8 * angle + turn * 2.1))
            points.append((centre_x + reach * math.cos(angle), centre_y + reach * math.sin(angle)))
        sheet.line(points, width=0.5, colour=tint)


def _rule_with_diamond(sheet: Sheet, x: float, y: float, colour: Colour) -> None:
    for side in (-1, 1):
        sheet.line([(x + side * 5, y), (x + side * 44, y)], width=0.9, colour=colour)
    sheet.area([(x, y - 2), (x + 2.6, y), (x, y + 2), (x - 2.6, y)], colour)


def _fields(sheet: Sheet, certificate: Certificate, y: float) -> None:
    left = 46 if certificate.landscape else 38
    room = sheet.width - left - (74 if certificate.portrait else 42) - 34
    pitch = 12.5 if certificate.landscape else 15.5
    if certificate.portrait:
        _photo_frame(sheet, sheet.width - 66, y - 6)
    for label, value in certificate.fields:
        sheet.text(left, y, label, 14, face="hei", colour=GREY)
        for line in wrap(value, "kai", 15, room):
            sheet.text(left + 34, y, line, 15, face="kai", colour=INK)
            y += 8
        sheet.line([(left + 33, y - 6.2), (left + 36 + room, y - 6.2)], width=0.3, colour=GREY)
        y += pitch - 8


def _photo_frame(sheet: Sheet, x: float, y: float) -> None:
    """A frame with a grey figure: the samples hold no face of anybody."""
    shade: Colour = (0.78, 0.8, 0.82)
    sheet.box(x, y, 33, 43, fill=PALE, stroke=GREY, line=0.5)
    sheet.oval(x + 10, y + 8, 13, 16, fill=shade)
    sheet.area(
        [
            (x + 4, y + 43),
            (x + 6, y + 33),
            (x + 12, y + 27),
            (x + 21, y + 27),
            (x + 27, y + 33),
            (x + 29, y + 43),
        ],
        shade,
    )


def _body(sheet: Sheet, certificate: Certificate, y: float) -> None:
    left = 44 if certificate.landscape else 34
    room = sheet.width - 2 * left
    if certificate.addressee:
        sheet.text(left, y, f"{certificate.addressee}：", 20, face="kai", colour=INK)
        y += 14
    size = 19 if certificate.landscape else 18
    for number, line in enumerate(wrap(certificate.body, "kai", size, room, 13.4)):
        sheet.text(left + (13.4 if number == 0 else 0), y, line, size, face="kai", colour=INK)
        y += 12.5


def _foot(sheet: Sheet, certificate: Certificate) -> None:
    bottom = sheet.height - 39
    if certificate.number:
        sheet.text(38, bottom, f"编号：{certificate.number}", 12, face="hei", colour=INK)
    half = text_width(certificate.issuer, "kai", 14) / MM / 2
    right = min(sheet.width - 62, sheet.width - 32 - half)
    sheet.text(right, bottom - 9, certificate.issuer, 14, face="kai", align="centre", colour=INK)
    sheet.text(right, bottom, certificate.date, 14, face="kai", align="centre", colour=INK)
    sheet.seal_place(right - 21, bottom - 34, wide=42, high=17)
