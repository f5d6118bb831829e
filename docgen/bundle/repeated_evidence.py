"""Evidence of the same content: it stands in the bundle once, and is referred to after that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.bundle.photo_layout import used_pages
from docgen.model.evidence import Evidence
from docgen.model.prepared import Prepared, Sources

Content = tuple[tuple[str, tuple[int, ...], int], ...]
"""Of each file the hash of its bytes, the pages used, and how they are turned."""


@dataclass(frozen=True)
class RepeatedFiles:
    """Files of a piece of evidence, pages of which stand in an earlier piece under other names."""

    evidence: Evidence
    first: Evidence
    paths: tuple[tuple[str, str], ...]
    """Each with its name in the earlier piece."""


def find_repeats(evidence: Sequence[Evidence], sources: Sources) -> dict[str, Evidence]:
    """The pieces that repeat an earlier one from the first page to the last.

    By their ids, with the piece whose pages they have. `evidence` is in the order of the bundle.
    """
    first: dict[object, Evidence] = {}
    repeats = {}
    for piece in evidence:
        content = _content(piece, sources)
        if content is None:
            continue
        earlier = first.setdefault((content, piece.layout), piece)
        if earlier is not piece:
            repeats[piece.id] = earlier
    return repeats


def _content(evidence: Evidence, sources: Sources) -> Content | None:
    """What is printed of a piece; None where something of it is missing."""
    content = []
    for file in evidence.files:
        source = sources[file.key]
        pages = used_pages(file, source) if isinstance(source, Prepared) else None
        if not (isinstance(source, Prepared) and pages):
            return None
        content.append((source.sha256, pages, file.turn))
    return tuple(content)


def find_shared(
    evidence: Sequence[Evidence], sources: Sources, repeats: Mapping[str, Evidence]
) -> Iterator[RepeatedFiles]:
    """Copies of files, by content, in evidence that is otherwise not the same.

    What is used twice under one name is a matter of studio.yaml and said there.
    """
    known: dict[str, list[_Use]] = {}
    for piece in (piece for piece in evidence if piece.id not in repeats):
        shared: dict[str, list[tuple[_Use, _Use]]] = {}
        for use, sha256 in _uses(piece, sources):
            earlier = known.setdefault(sha256, [])
            other = next((other for other in earlier if use.repeats(other)), None)
            if other:
                shared.setdefault(other.evidence.id, []).append((use, other))
            earlier.append(use)
        for pairs in shared.values():
            paths = tuple((use.path, other.path) for use, other in pairs)
            yield RepeatedFiles(piece, pairs[0][1].evidence, paths)


@dataclass(frozen=True)
class _Use:
    evidence: Evidence
    path: str
    pages: frozenset[int]

    def repeats(self, other: "_Use") -> bool:
        return self.path != other.path and bool(self.pages & other.pages)


def _uses(evidence: Evidence, sources: Sources) -> Iterator[tuple[_Use, str]]:
    """The files of a piece that can be used, each with the hash of its content."""
    for file in evidence.files:
        source = sources[file.key]
        if isinstance(source, Prepared):
            pages = frozenset(used_pages(file, source) or ())
            yield _Use(evidence, file.path, pages), source.sha256
