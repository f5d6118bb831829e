"""The photographs among the evidence, and which of them are one."""

from collections.abc import Iterable, Mapping, MutableMapping

from docgen.bundle.photo_layout import used_pages
from docgen.checks.case import Photograph
from docgen.images.photo_fingerprint import Verdict
from docgen.model.evidence import Evidence
from docgen.model.prepared import Prepared, Sources
from docgen.system.progress import Progress, silent


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
    known: MutableMapping[str, Verdict] | None = None,
    progress: Progress = silent,
) -> tuple[tuple[Photograph, ...], ...]:
    """Return the groups of photographs that are one, each in the order of the evidence.

    `known` are verdicts of earlier runs, to which those of this one are added.
    """
    if len(photographs) < 2:
        return ()
    # It loads numpy, a tenth of a second that many runs do without.
    from docgen.images.photo_matching import find_alike, gather_alike  # noqa: PLC0415

    likenesses = {key: photograph.likeness for key, photograph in photographs.items()}
    groups = gather_alike(find_alike(likenesses, known, progress))
    places = {key: place for place, key in enumerate(photographs)}
    ordered = (sorted(group, key=places.__getitem__) for group in groups)
    return tuple(tuple(photographs[key] for key in group) for group in ordered)
