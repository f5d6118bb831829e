"""What workers do with scans and originals: each a function that opens, looks and closes."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from docgen.collect.alignment import Alignment, Blurred, align, reduce_to, whiten
from docgen.collect.likeness import Likely, Sketch, find_like, make_sketch
from docgen.collect.looking import Corners, read_marks, render
from docgen.collect.similarity import Similarity
from docgen.sources.mupdf import load_mupdf

_ALIGN_DPI = 75
_MARK_DPI = 200


@dataclass(frozen=True)
class Leaf:
    """Page `index` (from 1) of the PDF at `pdf`."""

    pdf: str
    index: int


def sketch_pages(pdf: str, first: int, count: int) -> tuple[Sketch, ...]:
    """Sketches of so many pages of an original."""
    return tuple(make_sketch(_open(Leaf(pdf, first + n)), _ALIGN_DPI) for n in range(count))


def compare(scan: Leaf, originals: Sequence[Leaf], sketches: Sequence[Sketch]) -> list[Likely]:
    """Which of the originals a scan is like, the likest first."""
    return find_like(_open(scan), _ALIGN_DPI, sketches, lambda page: _open(originals[page]))


def place(scan: Leaf, original: Leaf, corners: Corners) -> Alignment:
    """Where a scan lies on its page, of which it bears the mark."""
    with load_mupdf().open(original.pdf, filetype="pdf") as document:
        page = document[original.index - 1]
        marks = read_marks(render(page, _MARK_DPI), _MARK_DPI)
        shown = whiten(render(page, _ALIGN_DPI))
    if marks:
        rough = Similarity.fit(tuple(zip(corners, marks[0].corners, strict=True)))
        anchor = sum(corners) / len(corners), sum(marks[0].corners) / len(corners)
        sheet = _open(scan)
        # A mark is small, and its corners are whole pixels: the scanner's word for the size is
        # better, where it is right.
        level = rough.turn / rough.scale
        true_size = Similarity(level, anchor[1] - level * anchor[0])
        begin = max(
            (rough, true_size),
            key=Blurred.of(sheet, shown, _ALIGN_DPI).measure,
        )
        return align(sheet, shown, _ALIGN_DPI, begin, anchor)
    sketch = make_sketch(shown, _ALIGN_DPI)
    return find_like(_open(scan), _ALIGN_DPI, [sketch], lambda _: shown)[0].alignment


def _open(leaf: Leaf) -> Image.Image:
    """A page, whitened."""
    with load_mupdf().open(leaf.pdf, filetype="pdf") as document:
        # Noise is evened out where finer pixels become coarse ones.
        fine = render(document[leaf.index - 1], 2 * _ALIGN_DPI)
    return whiten(reduce_to(fine, 2 * _ALIGN_DPI, _ALIGN_DPI))
