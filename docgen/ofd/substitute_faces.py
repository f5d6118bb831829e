"""Faces of this system for those that an OFD names and does not bring along."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from docgen.ofd.ofd_markup import Element, attribute, read_flag
from docgen.pdf.system_fonts import TEXT_FAMILIES, installed_faces
from docgen.pdf.typeface import LoadedFace

_SONG = ("Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "AR PL UMing CN")
_HEI = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei")
_KAI = ("KaiTi", "LXGW WenKai", "AR PL UKai CN", *_SONG)
_MONO = ("Liberation Mono", "Courier New", "Nimbus Mono PS", "DejaVu Sans Mono", *_SONG)
_ROMAN = ("Liberation Serif", "Times New Roman", "Nimbus Roman", "DejaVu Serif", *_SONG)
_SANS = ("Liberation Sans", "Arial", "Nimbus Sans", "DejaVu Sans", *_HEI)
_LAST = ("DejaVu Sans", "Noto Sans Symbols2", "Segoe UI Symbol", "Droid Sans Fallback")
"""For signs that no face of text has."""

_KINDS = (
    (r"楷|kai", _KAI),
    (r"仿宋|fang", ("FangSong", *_SONG)),
    (r"宋|明|song|simsun|ming|serifcjk|hanserif", _SONG),
    (r"黑|等线|圆|hei|gothic|dengxian|sanscjk|hansans|yuan", _HEI),
    (r"courier|mono|consol|typewriter|ocrb?", _MONO),
    (r"arial|helvetica|sans|verdana|tahoma|calibri|univers", _SANS),
    (r"times|roman|serif|georgia|cambria|garamond|palatino|century", _ROMAN),
)
"""What the name of a face tells of its kind, the first that fits."""
_BOLD = re.compile(r"bold|black|heavy|粗|小标宋|大黑|xbs", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|斜", re.IGNORECASE)


@dataclass(frozen=True)
class AskedFace:
    """A face as an OFD names it."""

    name: str
    family: str
    bold: bool
    italic: bool
    serif: bool
    fixed_width: bool

    @property
    def shown(self) -> str:
        """Its name for readers."""
        return self.name or self.family


def read_asked_face(font: Element | None) -> AskedFace:
    """The face that a resource describes."""
    name = attribute(font, "FontName").partition("+")[2] or attribute(font, "FontName")
    return AskedFace(
        name,
        attribute(font, "FamilyName"),
        read_flag(font, "Bold", otherwise=bool(_BOLD.search(name))),
        read_flag(font, "Italic", otherwise=bool(_ITALIC.search(name))),
        read_flag(font, "Serif", otherwise=True),
        read_flag(font, "FixedWidth", otherwise=False),
    )


@dataclass(frozen=True)
class SubstituteFace:
    """A face of this system, and what of the asked one it has: the name, and a bold style."""

    face: LoadedFace
    is_asked: bool
    is_bold: bool


@cache
def find_substitutes(asked: AskedFace) -> tuple[SubstituteFace, ...]:
    """The faces that stand for one, the likest first. Empty where this system has none at all."""
    own = [name for name in (asked.name, asked.family) if name]
    named = [(family, True) for family in own] + [(f, False) for f in _list_families(asked)]
    found: dict[tuple[str, int], SubstituteFace] = {}
    for family, is_asked in named:
        for key, is_bold in _list_styles(family, asked.bold):
            face = installed_faces().get(key)
            if face is not None and (face.path, face.index) not in found:
                found[face.path, face.index] = SubstituteFace(_load(*key), is_asked, is_bold)
    return tuple(found.values())


def _list_families(asked: AskedFace) -> Iterator[str]:
    name = f"{asked.name} {asked.family}".lower().replace(" ", "").replace("-", "")
    kinds = (families for pattern, families in _KINDS if re.search(pattern, name))
    usual = _MONO if asked.fixed_width else _SONG if asked.serif else _HEI
    yield from next(kinds, usual)
    yield from (family for family, _ in TEXT_FAMILIES)
    yield from _LAST


def _list_styles(family: str, bold: bool) -> Iterator[tuple[tuple[str, str], bool]]:
    """The styles of a family worth taking, the best first, and whether each is bold."""
    if bold:
        yield (family, "Bold"), True
    for style in ("Regular", "Roman", "Book", "Light"):
        yield (family, style), False


@cache
def _load(family: str, style: str) -> LoadedFace:
    return LoadedFace(installed_faces()[family, style])
