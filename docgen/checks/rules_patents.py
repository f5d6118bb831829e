"""Rules about patents: the number tells kind and year, and proves itself by its check digit."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from docgen.checks.case import Case, folder_of, once_a_case
from docgen.issues.issue import Issue, issue
from docgen.model.certificate_numbers import Patent, read_patent
from docgen.model.evidence import Evidence

_OF_DIGIT = {"1": "发明", "8": "发明", "2": "实用新型", "9": "实用新型", "3": "外观设计"}
_OF_LETTER = {"B": "发明", "C": "发明", "U": "实用新型", "Y": "实用新型", "S": "外观设计"}
_LONGEST_WAY = {"发明": 15, "实用新型": 5, "外观设计": 5}
"""Years from application to grant that are never exceeded in practice."""
_FIRST_YEAR = 1985


class _Numbered(NamedTuple):
    piece: Evidence
    kind: str
    """What it is filed as: 发明, 实用新型, 外观设计; empty where nobody says."""
    written: str


def _numbers(case: Case) -> Iterator[_Numbered]:
    """Every number of a patent that evidence bears, with what the patent is said to be."""
    for piece in case.evidence:
        kind = _filed_as(case, piece) if piece.number else ""
        for written in re.split(r"[、,;，；\n]|(?<=.)(?=ZL)", piece.number):
            if re.search(r"\d", written) and (kind or read_patent(written)):
                yield _Numbered(piece, kind, written.strip())


def _filed_as(case: Case, piece: Evidence) -> str:
    """The kind of patent that a piece is filed as, or that its title alone names."""
    patents = case.spec.patents
    kinds = {patents.invention: "发明", patents.utility: "实用新型", patents.design: "外观设计"}
    if piece.kind and piece.kind in kinds:
        return kinds[piece.kind]
    named = _named_in(piece.title) if "专利" in piece.title else []
    return named[0] if len(named) == 1 and not piece.kind else ""


def _named_in(title: str) -> list[str]:
    words = {"发明": "发明专利", "实用新型": "实用新型", "外观设计": "外观设计"}
    return [kind for kind, word in words.items() if word in title]


def _kind_of(number: str) -> str:
    """The kind that a number tells: of the application, or of the publication of the grant."""
    patent = read_patent(number)
    if patent:
        return _OF_DIGIT.get(patent.kind, "")
    published = re.fullmatch(r"CN\d{7,9}([A-Z])\d?", _joined(number))
    return _OF_LETTER.get(published[1], "") if published else ""


def _joined(number: str) -> str:
    return re.sub(r"[\s.]", "", unicodedata.normalize("NFKC", number).upper())


def kind_against_number(case: Case) -> Iterator[Issue]:
    """A patent is filed as another kind than its number, or its title, says."""
    for _, said in _misfiled(case):
        yield said


@once_a_case
def misfiled_patents(case: Case) -> frozenset[str]:
    """Return the ids of the pieces that are filed as another kind than their number says."""
    return frozenset(piece.id for piece, _ in _misfiled(case))


def _misfiled(case: Case) -> Iterator[tuple[Evidence, Issue]]:
    for piece, kind, written in _numbers(case):
        told = _kind_of(written)
        if kind and told and told != kind:
            fault, wrong = _fault_of(written) or ("number", {})
            said = {"piece": piece, "kind": kind, "number": written, "told": told, **wrong}
            yield piece, issue("C320", piece.at("kind"), fault, **said)
    for piece in case.evidence:
        kind, named = _filed_as(case, piece), _named_in(piece.title)
        if piece.kind and kind and named and kind not in named:
            where = piece.at("kind")
            yield piece, issue("C320", where, "title", piece=piece, kind=kind, told=named[0])


def number_in_doubt(case: Case) -> Iterator[Issue]:
    """A patent's number cannot be one: too few digits, no such kind, another check digit."""
    for piece, kind, written in _numbers(case):
        found = _fault_of(written)
        if found and not (kind and _kind_of(written) not in ("", kind)):
            fault, wrong = found
            yield issue("C321", piece.at("number"), fault, piece=piece, number=written, **wrong)


_Fault = tuple[str, dict[str, object]]
"""What is wrong with a number: the case of its sentence, and what that says of it."""


def _fault_of(written: str) -> _Fault | None:
    patent = read_patent(written)
    return _fault_in(patent) if patent else _no_patent(written)


def _fault_in(patent: Patent) -> _Fault | None:
    if patent.year < _FIRST_YEAR:
        return "year", {"year": patent.year}
    if patent.kind not in _OF_DIGIT:
        return "kind", {"digit": patent.kind}
    if patent.check and patent.check != patent.true_check:
        return "check", {"check": patent.check, "true_check": patent.true_check}
    return None


def _no_patent(written: str) -> _Fault | None:
    """Why a number given for a patent's is none; None where it may be a certificate's."""
    plain = _joined(written)
    if re.fullmatch(r"CN\d{7,9}A", plain):
        return "application", {}
    if plain.startswith("ZL") or "专利号" in plain:
        return "length", {}
    return None


def number_missing(case: Case) -> Iterator[Issue]:
    """Patents count that have no number: nobody can tell their kind, nor one from another."""
    for item, _, score in case.scored():
        counted = {term.evidence_id for m in score.measures for term in m.terms}
        bare = [
            piece
            for piece in case.supporting(item)
            if piece.id in counted and piece.item == item.number
            if not piece.number and piece.kind and _filed_as(case, piece)
        ]
        if bare:
            yield issue("C332", folder_of(item), item=item, count=len(bare), pieces=bare)


def year_against_date(case: Case) -> Iterator[Issue]:
    """A patent is dated before it was applied for, or many years after."""
    for piece, kind, written in _numbers(case):
        patent = read_patent(written)
        if patent is None or patent.year < _FIRST_YEAR or piece.date is None:
            continue
        longest = _LONGEST_WAY.get(kind or _kind_of(written), max(_LONGEST_WAY.values()))
        said = {"piece": piece, "date": piece.date, "number": written, "year": patent.year}
        if piece.date.year < patent.year:
            yield issue("C322", piece.at("date"), "early", **said)
        elif piece.date.year > patent.year + longest:
            years = piece.date.year - patent.year
            yield issue("C322", piece.at("date"), "late", **said, years=years)
