"""What the two workspaces have in common: files by recipe, and the texts they are made of."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf

from make_parts.certificates import Certificate, draw_certificate
from make_parts.scans import jpeg, scan
from make_parts.sheet import Sheet

Recipe = Callable[[], bytes]
Recipes = dict[str, Recipe]
"""How each file of a workspace is made, by its path in the workspace."""

TEXTS = Path(__file__).parent / "texts"


def read_text(workspace: str, name: str) -> str:
    """One of the written texts."""
    return (TEXTS / workspace / f"{name}.txt").read_text(encoding="utf-8")


def read_rows(workspace: str, name: str) -> list[list[str]]:
    """One of the lists: a row a line, cells between bars."""
    return [line.split("|") for line in read_text(workspace, f"lists/{name}").splitlines()]


def scanned(sheet: Sheet, seed: str, *, dpi: int = 120, tilt: float = 0.3) -> bytes:
    """The sheet as a scanned JPEG."""
    return jpeg(scan(sheet, seed, dpi=dpi, tilt=tilt), dpi=dpi)


def certificate_scan(certificate: Certificate, *, dpi: int = 120, tilt: float = 0.3) -> Recipe:
    """How the scan of a certificate is made."""
    seed = f"{certificate.title} {certificate.number}"
    return lambda: scanned(draw_certificate(certificate), seed, dpi=dpi, tilt=tilt)


def cropped_and_offset(pdf: bytes, crop_mm: float) -> bytes:
    """The same pages with the origin far outside them and a crop box inside the media box."""
    shift, crop = (-180.0, 96.0), crop_mm * 72 / 25.4
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            left, bottom, right, top = (float(v) for v in page.mediabox)
            page.contents_add(f"q 1 0 0 1 {shift[0]:g} {shift[1]:g} cm".encode(), prepend=True)
            page.contents_add(b"Q")
            box = [left + shift[0], bottom + shift[1], right + shift[0], top + shift[1]]
            page.mediabox = pikepdf.Array(box)
            inner = [box[0] + crop, box[1] + crop, box[2] - crop, box[3] - crop]
            page.cropbox = pikepdf.Array(inner)
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
        return out.getvalue()
