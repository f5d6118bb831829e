"""Rules about the pictures among the evidence: whether one stands for two."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.bundle.album import used_pages
from docgen.checks.case import Case, Said
from docgen.data.evidence import Evidence
from docgen.errors import Finding
from docgen.sources.likeness import find_alike

_MOST_NAMED = 10


@dataclass(frozen=True)
class _Photograph:
    """A page that shows a photograph, and the piece of evidence it is first used in."""

    piece: Evidence
    name: str
    likeness: bytes


def photograph_used_twice(case: Case) -> Iterator[Said]:
    """Two photographs are one that was cropped, scaled, turned or saved anew."""
    photographs = _photographs(case)
    alike = find_alike({key: photograph.likeness for key, photograph in photographs.items()})
    pairs: dict[tuple[str, str], list[tuple[_Photograph, _Photograph]]] = defaultdict(list)
    for first, other in alike:
        one, two = photographs[first], photographs[other]
        pairs[one.piece.id, two.piece.id].append((one, two))
    for found in pairs.values():
        named = "；".join(f"{two.name} 与 {one.name}" for one, two in found[:_MOST_NAMED])
        more = f"等 {len(found)} 对" if len(found) > _MOST_NAMED else ""
        (one, two), *_ = found
        same = one.piece.id == two.piece.id
        where = "" if same else f"（佐证“{two.piece.title}”与“{one.piece.title}”）"
        yield Said(
            two.piece.where,
            f"看上去是同一张照片，裁剪、缩放、转向或重新保存过：{named}{more}{where}",
            "是同一张的只留一张，支撑几项就写 items；确是两张（如连拍）的不必改",
        )


def _photographs(case: Case) -> dict[str, _Photograph]:
    """The photographs by the content of their file and the page: the same file is no second one."""
    found: dict[str, _Photograph] = {}
    for piece in case.evidence:
        for file in piece.files:
            source = case.sources.get(file.path)
            if source is None or isinstance(source, Finding):
                continue
            for index in used_pages(file, source) or ():
                likeness = source.pages[index - 1].likeness
                page = f" 第 {index} 页" if len(source.pages) > 1 else ""
                photograph = _Photograph(piece, f"{file.path}{page}", likeness)
                if likeness:
                    found.setdefault(f"{source.sha256} {index}", photograph)
    return found
