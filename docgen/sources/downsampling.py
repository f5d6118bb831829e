"""Pictures in sources made smaller: fewer dots an inch, stronger compression. Only on request.

Whatever is not asked for stays as it is, byte for byte, and so does a source that would not get
smaller. Places and sizes on the page are the same afterwards, and so is the ink.
"""

from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from docgen.issues.errors import SourceError
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.page_facts import Facts
from docgen.model.prepared import Prepared, Source, Sources, usable
from docgen.model.source_keys import SourceKey, UncopiedError
from docgen.pdf.mupdf import load_mupdf
from docgen.sources.cache import Cache
from docgen.system.file_hashes import Hashes
from docgen.system.machine import blame_disk
from docgen.system.progress import SHRINK, Progress, silent
from docgen.system.workers import WorkerLimits, Workers

_WORTH_WHILE = 0.95
"""Of its size: a source that hardly gets smaller is left alone."""
_BYTES_A_SECOND = 1 << 20
"""Pictures are decoded and encoded anew; ten times as many were done where this was measured."""


@dataclass(frozen=True)
class PictureQuality:
    """What pictures are brought down to: dots an inch, and the quality of JPEG (0 to 100).

    With `recode`, pictures of fewer dots are compressed anew too, where that makes them smaller.
    """

    dpi: int
    jpeg: int
    recode: bool = False


def reduce_sources(
    sources: Sources,
    quality: PictureQuality,
    *,
    cache: Path,
    limits: WorkerLimits | None = None,
    progress: Progress = silent,
) -> tuple[Sources, tuple[Issue, ...]]:
    """The sources with their pictures brought down, and a warning for each that could not be.

    `cache` is the folder of `prepare`. OutputError where it cannot be written.
    """
    with Hashes(cache) as hashes:
        kept = Cache(cache, hashes)
        entries = {
            key: f"{_hash(hashes, key, source)}-{quality.dpi}-{quality.jpeg}-{quality.recode:d}"
            for key, source in usable(sources).items()
        }
        done: dict[SourceKey, Facts | Issue] = {
            key: facts for key, entry in entries.items() if (facts := kept.load(entry))
        }
        new = {key: entry for key, entry in entries.items() if key not in done}
        if new:
            _shrink_all(
                usable(sources), new, done, quality, kept, limits or WorkerLimits(), progress
            )
    issues = tuple(found for found in done.values() if isinstance(found, Issue))
    return {key: _conclude(source, done.get(key)) for key, source in sources.items()}, issues


def _hash(hashes: Hashes, key: SourceKey, source: Prepared) -> str:
    try:
        return hashes.of(Path(source.pdf))
    except OSError as error:
        failure = refuse(SourceError, issue("uncopied", Location(source.pdf), "shrunk"))
        raise UncopiedError({key: failure}) from error


def _shrink_all(
    sources: Mapping[SourceKey, Prepared],
    new: Mapping[SourceKey, str],
    done: dict[SourceKey, Facts | Issue],
    quality: PictureQuality,
    cache: Cache,
    limits: WorkerLimits,
    progress: Progress,
) -> None:
    """Shrink sources that are `new`, each with its entry in the cache; note what became of them."""
    with cache.scratch() as folder, Workers(limits) as workers:

        def land(key: SourceKey, future: "Future[Any]") -> None:
            done[key] = _land(key, future, cache, new[key])
            progress(SHRINK.at(sum(other in done for other in new), len(new)))

        progress(SHRINK.at(0, len(new)))
        for key, entry in new.items():
            source = sources[key]
            workers.submit(
                shrink,
                source.pdf,
                str(folder / f"{entry}.pdf"),
                quality,
                source.unlocked,
                seconds=limits.seconds + Path(source.pdf).stat().st_size / _BYTES_A_SECOND,
                landing=partial(land, key),
            )
        workers.run()


def _land(key: SourceKey, future: "Future[Any]", cache: Cache, entry: str) -> Facts | Issue:
    error = CancelledError() if future.cancelled() else future.exception()
    if error is None:
        return cache.store(entry, future.result())
    if trouble := blame_disk(error, cache.folder):
        raise trouble from error
    reason = f"{type(error).__name__} {error}".strip()
    return issue("F117", Location(str(key)), reason=reason)


def _conclude(source: Source, outcome: Facts | Issue | None) -> Source:
    if isinstance(source, Prepared) and isinstance(outcome, Facts) and outcome.pdf:
        return replace(source, pdf=outcome.pdf)
    return source


# --- the worker's part -----------------------------------------------------------------------


def shrink(pdf: str, scratch: str, quality: PictureQuality, private: bool) -> Facts:
    """A smaller PDF at `scratch`, of which nothing but the path is told; none where it is not."""
    mupdf = load_mupdf()
    with mupdf.open(pdf, filetype="pdf") as document, mupdf.open(pdf, filetype="pdf") as rewritten:
        rewrite = mupdf.mupdf.pdf_rewrite_images
        rewrite(mupdf._as_pdf_document(rewritten), _options(mupdf, quality))
        replaced = _pair_pictures(mupdf, document, rewritten)
        if not quality.recode:
            replaced = {
                old: new
                for old, new in replaced.items()
                if _size_of(document, old) != _size_of(rewritten, new)
            }
        if not replaced:
            return Facts(None, (), unlocked=private)
        _take_over(mupdf, document, rewritten, replaced)
        document.save(scratch, garbage=1, no_new_id=True)
    before, after = (Path(file).stat().st_size for file in (pdf, scratch))
    smaller = after < before * _WORTH_WHILE
    return Facts(scratch if smaller else None, (), unlocked=private)


def _pair_pictures(mupdf: Any, document: Any, rewritten: Any) -> dict[int, int]:  # noqa: ANN401
    """The pictures that MuPDF made anew, by the number of the object they stand for.

    It gives them new numbers and names, but draws them in the order of before. ValueError where
    it does not.
    """
    pairs: dict[int, int] = {}
    for page, same in zip(document, rewritten, strict=True):
        drawn = (
            _list_drawn(mupdf, whole, of) for whole, of in ((document, page), (rewritten, same))
        )
        pairs |= zip(*drawn, strict=True)
    pairs.pop(0, None)
    return {old: new for old, new in pairs.items() if new not in (0, old)}


def _list_drawn(mupdf: Any, document: Any, page: Any) -> list[int]:  # noqa: ANN401
    """The numbers of the pictures of a page in the order they are drawn; 0 for one without."""
    engine = mupdf.mupdf
    inner = mupdf._as_pdf_document(document)
    # While these are held, MuPDF draws these very ones.
    held = [
        (xref, engine.pdf_load_image(inner, engine.pdf_new_indirect(inner, xref, 0)))
        for xref in sorted({found[0] for found in page.get_images()})
    ]
    numbers = {image.m_internal_value(): xref for xref, image in held}
    drawn: list[int] = []

    class Listing(engine.FzDevice2):  # type: ignore[misc, name-defined]
        def fill_image(self, _context: Any, image: Any, *_: Any) -> None:  # noqa: ANN401
            drawn.append(numbers.get(int(image.this), 0))

    device = Listing()
    device.use_virtual_fill_image()
    engine.fz_run_page(mupdf._as_fz_page(page), device, engine.FzMatrix(), engine.FzCookie())
    engine.fz_close_device(device)
    return drawn


def _size_of(document: Any, xref: int) -> tuple[str, str]:  # noqa: ANN401
    return document.xref_get_key(xref, "Width")[1], document.xref_get_key(xref, "Height")[1]


def _take_over(mupdf: Any, document: Any, other: Any, replaced: Mapping[int, int]) -> None:  # noqa: ANN401
    """Put pictures of another document in the place of some, and leave all else as it is."""
    engine = mupdf.mupdf
    source = mupdf._as_pdf_document(other)
    # Profiles of colours that several share are brought over once.
    brought = engine.pdf_new_graft_map(mupdf._as_pdf_document(document))
    for old, new in replaced.items():
        copy = engine.pdf_graft_mapped_object(brought, engine.pdf_new_indirect(source, new, 0))
        document.xref_copy(engine.pdf_to_num(copy), old)


def _options(mupdf: Any, quality: PictureQuality) -> Any:  # noqa: ANN401 - MuPDF has no types
    """What MuPDF is to do with the kinds of pictures it knows.

    Black and white ones are small already, and fewer dots would break their thin strokes.
    """
    engine = mupdf.mupdf
    options = engine.PdfImageRewriterOptions()
    options.recompress_when = engine.FZ_RECOMPRESS_WHEN_SMALLER
    same, jpeg = engine.FZ_RECOMPRESS_SAME, engine.FZ_RECOMPRESS_JPEG
    for kind in ("color_lossy", "color_lossless", "gray_lossy", "gray_lossless"):
        setattr(options, f"{kind}_image_recompress_method", jpeg if quality.recode else same)
        setattr(options, f"{kind}_image_recompress_quality", str(quality.jpeg))
        setattr(options, f"{kind}_image_subsample_method", engine.FZ_SUBSAMPLE_BICUBIC)
        setattr(options, f"{kind}_image_subsample_threshold", quality.dpi)
        setattr(options, f"{kind}_image_subsample_to", quality.dpi)
    return options
