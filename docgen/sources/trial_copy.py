"""The pages of a PDF looked at as they will stand in a bundle, behind each a trial mark.

MuPDF goes through a page's content once to tell where its ink is. Where it does so in the copy that
was rehearsed, and comes upon the trial mark, the page is read whole as second readers read it
(`verify.second_reading`): what was found out here they need not find out again.
"""

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from docgen.pdf.drawn_frames import DrawnFrames, TrialMark, list_drawn
from docgen.pdf.geometry import PageBox
from docgen.pdf.mupdf import load_mupdf, mupdf_errors
from docgen.pdf.rehearsal import (
    TRIAL_HEIGHT,
    TRIAL_WIDTH,
    TRIAL_WORD,
    Rehearsed,
    find_trial_corner,
    name_read,
)
from docgen.system.edition import digest_edition

if TYPE_CHECKING:
    import pymupdf
    from pypdf import PdfReader


class Tried(NamedTuple):
    """A page that was come upon in the copy."""

    drawn: DrawnFrames
    read_as: bytes
    """What it is known by as read whole; empty where another reader does not read it."""


class TrialCopy:
    """A copy that was rehearsed at `path`. Use as a context manager.

    The copy is gone afterwards.
    """

    def __init__(self, path: Path, rehearsed: Rehearsed) -> None:
        self._path = path
        self._rehearsed = rehearsed
        self._kinds_read: dict[bytes, bool] = {}
        self._opened = ExitStack()
        self._opened.callback(path.unlink, missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def read(self, number: int, box: PageBox) -> Tried | None:
        """Page `number` (from 1), which is not turned; None where the mark is not seen there."""
        trial = TrialMark(_find_frame(box), len(TRIAL_WORD))
        try:
            drawn = list_drawn(self._shown[number - 1], trial) if self._shown else None
        except mupdf_errors():
            return None
        return Tried(drawn, self._name(number)) if drawn and trial.seen else None

    @cached_property
    def _shown(self) -> "pymupdf.Document | None":
        try:
            shown: pymupdf.Document = load_mupdf().open(self._path, filetype="pdf")
        except mupdf_errors():
            return None
        self._opened.callback(shown.close)
        return shown

    def _name(self, number: int) -> bytes:
        foreign, kind = self._rehearsed.foreign[number - 1], self._rehearsed.kinds[number - 1]
        if not foreign:
            return b""
        is_read = self._kinds_read.get(kind) if kind else None
        if is_read is None:
            is_read = self._kinds_read[kind] = self._is_read_by_pypdf(number)
        return name_read(foreign, digest_edition()) if is_read else b""

    def _is_read_by_pypdf(self, number: int) -> bool:
        try:
            pages: Any = self._parsed.root_object["/Pages"]["/Kids"]  # type: ignore[index]
            said = pages[number - 1].get_object()
            for box in ("/MediaBox", "/CropBox"):
                tuple(map(float, said.get(box, ())))
            for stream in said["/Contents"].get_object()[1:-1]:
                stream.get_object().get_data()
            # All it has read it would keep, streams unpacked.
            self._parsed.resolved_objects.clear()
        except Exception:  # noqa: BLE001 - whatever it is, second readers come upon it again
            return False
        return True

    @cached_property
    def _parsed(self) -> "PdfReader":
        from pypdf import PdfReader  # noqa: PLC0415 - only in the worker

        file = self._opened.enter_context(self._path.open("rb"))
        return PdfReader(file, strict=True)


def _find_frame(box: PageBox) -> tuple[float, float, float, float]:
    """Where the trial mark is seen on a page that is not turned: left, top, right, foot."""
    x, y = find_trial_corner(box)
    left, foot = x - box.left, box.top - y
    return left, foot - TRIAL_HEIGHT, left + TRIAL_WIDTH, foot
