"""The photographs among the evidence, and which of them are one."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import TYPE_CHECKING, TypeVar

from docgen.bundle.photo_layout import used_pages
from docgen.checks.case import Photograph
from docgen.model.evidence import Evidence
from docgen.model.prepared import Prepared, Sources
from docgen.sources.photo_comparisons import KnownAlbums
from docgen.system.progress import Progress, silent

if TYPE_CHECKING:
    from docgen.images.photo_fingerprint import Verdict


Named = TypeVar("Named", int, str)
"""What photographs are told apart by."""


def find_photographs(evidence: Iterable[Evidence], sources: Sources) -> dict[str, Photograph]:
    """Return the photographs by their file's content and the page: a copy is no second one."""
    found: dict[str, Photograph] = {}
    for piece in evidence:
        for file in piece.files:
            source = sources.get(file.key)
            if not isinstance(source, Prepared):
                continue
            for index in used_pages(file, source) or ():
                likeness = source.pages[index - 1].likeness
                page = f" 第 {index} 页" if len(source.pages) > 1 else ""
                photograph = Photograph(piece, f"{file.path}{page}", likeness)
                if likeness:
                    found.setdefault(f"{source.sha256} {index}", photograph)
    return found


def compare_photographs(
    photographs: Mapping[str, Photograph],
    known: "MutableMapping[str, Verdict] | None" = None,
    albums: KnownAlbums | None = None,
    progress: Progress = silent,
) -> tuple[tuple[Photograph, ...], ...]:
    """Return the groups of photographs that are one, each in the order of the evidence.

    `known` are verdicts of earlier runs, to which those of this one are added; `albums` likewise.
    """
    if len(photographs) < 2:
        return ()
    likenesses = [photograph.likeness for photograph in photographs.values()]
    pairs = albums.get(likenesses) if albums else None
    if pairs is None:
        # It loads numpy, a tenth of a second that most runs do without.
        from docgen.images.photo_matching import find_alike  # noqa: PLC0415

        named = {str(place): likeness for place, likeness in enumerate(likenesses)}
        found = find_alike(named, known, progress)
        pairs = tuple((int(one), int(other)) for one, other in found)
        if albums:
            albums.keep(likenesses, pairs)
    ordered = tuple(photographs.values())
    return tuple(tuple(ordered[place] for place in sorted(group)) for group in gather_alike(pairs))


def gather_alike(pairs: Iterable[tuple[Named, Named]]) -> list[list[Named]]:
    """Return what pairs connect, group by group, in the order of the pairs."""
    groups: dict[Named, list[Named]] = {}
    for one, other in pairs:
        first, second = groups.setdefault(one, [one]), groups.setdefault(other, [other])
        if first is not second:
            first += second
            groups |= dict.fromkeys(second, first)
    return list({id(group): group for group in groups.values()}.values())
