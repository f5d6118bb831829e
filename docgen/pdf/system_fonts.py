"""The faces installed on this system, found by family and style."""

import functools
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from docgen.issues.errors import FontError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse

TEXT_FAMILIES = (
    ("Noto Serif CJK SC", "Regular"),
    ("Source Han Serif SC", "Regular"),
    ("SimSun", "Regular"),
    ("AR PL UMing CN", "Light"),
    ("Noto Sans CJK SC", "Regular"),
    ("Microsoft YaHei", "Regular"),
    ("LXGW WenKai", "Regular"),
)
"""Faces for running text, the best first. All that are installed are used, in this order, so that
a character missing from the first is taken from the next."""

HEADING_FAMILIES = (
    ("Noto Sans CJK SC", "Bold"),
    ("Source Han Sans SC", "Bold"),
    ("SimHei", "Regular"),
    ("Microsoft YaHei", "Bold"),
    ("LXGW WenKai", "Bold"),
)
"""Faces for headings and stamps."""

_WINDOWS_FILES = {
    ("SimSun", "Regular"): ("simsun.ttc", 0),
    ("SimHei", "Regular"): ("simhei.ttf", 0),
    ("Microsoft YaHei", "Regular"): ("msyh.ttc", 0),
    ("Microsoft YaHei", "Bold"): ("msyhbd.ttc", 0),
}


@dataclass(frozen=True)
class FontFace:
    """One face of a font file."""

    family: str
    style: str
    path: str
    index: int


@functools.cache
def installed_faces() -> dict[tuple[str, str], FontFace]:
    """Return every installed face by (family, style)."""
    if sys.platform == "win32":
        return _windows_faces()
    if not shutil.which("fc-list"):
        raise refuse(FontError, issue("font", Location(), "no_fontconfig"))
    listing = subprocess.run(
        ["fc-list", "--format", "%{family}\t%{style}\t%{file}\t%{index}\n"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return dict(_parse_listing(listing))


def _parse_listing(listing: str) -> list[tuple[tuple[str, str], FontFace]]:
    faces = []
    for line in sorted(listing.splitlines()):
        families, styles, path, index = line.split("\t")
        for family in families.split(","):
            for style in styles.split(","):
                face = FontFace(family, style, path, int(index) & 0xFFFF)
                faces.append(((family, style), face))
    return faces


def _windows_faces() -> dict[tuple[str, str], FontFace]:
    folder = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "Fonts"
    return {
        key: FontFace(*key, str(folder / file), index)
        for key, (file, index) in _WINDOWS_FILES.items()
        if (folder / file).is_file()
    }


def identify_faces() -> str:
    """Return what changes when other faces are taken for text and headings, or are replaced.

    FontError where there is none.
    """
    faces = (*find_faces(TEXT_FAMILIES), *find_faces(HEADING_FAMILIES + TEXT_FAMILIES))
    return repr([(face, Path(face.path).stat().st_mtime_ns) for face in faces])


def find_faces(wanted: tuple[tuple[str, str], ...]) -> tuple[FontFace, ...]:
    """Return those of the wanted faces that are installed, in order.

    FontError where there is none: nothing Chinese could be printed.
    """
    installed = installed_faces()
    found = tuple(installed[key] for key in wanted if key in installed)
    if not found:
        raise refuse(FontError, issue("font", Location(), "none"))
    return found
