"""Rules about patents: the number tells kind and year, and proves itself by its check digit."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from docgen.checks.case import Case, RuleFinding, name_item
from docgen.checks.rules_score import list_titles
from docgen.model.certificate_numbers import Patent, read_patent
from docgen.model.evidence import Evidence
from docgen.text.quoting import show_value
from docgen.text.wording import write_date

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
        kind = _filed_as(case, piece)
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


def kind_against_number(case: Case) -> Iterator[RuleFinding]:
    """A patent is filed as another kind than its number, or its title, says."""
    for _, said in _misfiled(case):
        yield said


def misfiled_patents(case: Case) -> frozenset[str]:
    """Return the ids of the pieces that are filed as another kind than their number says."""
    return frozenset(piece.id for piece, _ in _misfiled(case))


def _misfiled(case: Case) -> Iterator[tuple[Evidence, RuleFinding]]:
    for piece, kind, written in _numbers(case):
        told = _kind_of(written)
        if kind and told and told != kind:
            wrong = _wrong_in_number(written)
            yield (
                piece,
                RuleFinding(
                    piece.at("kind"),
                    f"佐证“{piece.title}”按{kind}专利报，专利号{show_value(written)}是{told}专利的"
                    + (f"；号码{wrong}" if wrong else ""),
                    "对照证书：放错了的改种类（移到那一种的子文件夹），号码抄错的改 number",
                ),
            )
    for piece in case.evidence:
        kind, named = _filed_as(case, piece), _named_in(piece.title)
        if piece.kind and kind and named and kind not in named:
            yield (
                piece,
                RuleFinding(
                    piece.at("kind"),
                    f"佐证“{piece.title}”按{kind}专利报，标题说是{named[0]}专利",
                    "对照证书：放错了的改种类（移到那一种的子文件夹），标题写错的改 title",
                ),
            )


def number_in_doubt(case: Case) -> Iterator[RuleFinding]:
    """A patent's number cannot be one: too few digits, no such kind, another check digit."""
    for piece, kind, written in _numbers(case):
        why = _wrong_in_number(written)
        if why and not (kind and _kind_of(written) not in ("", kind)):
            yield RuleFinding(
                piece.at("number"),
                f"佐证“{piece.title}”的专利号{show_value(written)}{why}",
                "对照专利证书核对 number：ZL、4 位年份、1 位种类、7 位流水号、小数点后 1 位校验",
            )


def _wrong_in_number(written: str) -> str:
    patent = read_patent(written)
    return _wrong_in(patent) if patent else _no_patent(written)


def _wrong_in(patent: Patent) -> str:
    if patent.year < _FIRST_YEAR:
        return f"的年份是 {patent.year}，那时还没有专利"
    if patent.kind not in _OF_DIGIT:
        return f"的种类位是 {patent.kind}：发明是 1，实用新型是 2，外观设计是 3"
    if patent.check and patent.check != patent.true_check:
        return f"的校验位是 {patent.check}，按前面的数字应是 {patent.true_check}，有数字抄错了"
    return ""


def _no_patent(written: str) -> str:
    """Why a number that is given for a patent's is none; empty where it may be a certificate's."""
    plain = _joined(written)
    if re.fullmatch(r"CN\d{7,9}A", plain):
        return "是申请公布号，公布不等于授权"
    if plain.startswith("ZL") or "专利号" in plain:
        return "位数不对"
    return ""


def number_missing(case: Case) -> Iterator[RuleFinding]:
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
            yield RuleFinding(
                f"evidence/{item.folder_name}/",
                f"{name_item(item)}有 {len(bare)} 件专利没有写专利号：{list_titles(bare)}；"
                "种类和重复都没法核对",
                "在 studio.yaml 的 evidence 里补上 number，照证书写 ZL 开头的专利号",
            )


def year_against_date(case: Case) -> Iterator[RuleFinding]:
    """A patent is dated before it was applied for, or many years after."""
    for piece, kind, written in _numbers(case):
        patent = read_patent(written)
        if patent is None or patent.year < _FIRST_YEAR or piece.date is None:
            continue
        longest = _LONGEST_WAY.get(kind or _kind_of(written), max(_LONGEST_WAY.values()))
        early = piece.date.year < patent.year
        if early or piece.date.year > patent.year + longest:
            how = "早于申请的年份" if early else f"离申请有 {piece.date.year - patent.year} 年"
            yield RuleFinding(
                piece.at("date"),
                f"佐证“{piece.title}”的日期 {write_date(piece.date)}{how}："
                f"专利号{show_value(written)}是 {patent.year} 年申请的",
                "对照证书核对 date（授权公告日）和 number",
            )
