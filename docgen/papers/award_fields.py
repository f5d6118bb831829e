"""Fields of certificates of honour and of competitions, whose values stand in running text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from docgen.papers.award_levels import level_of_award
from docgen.papers.certificate_fields import labelled_fields
from docgen.papers.certificate_prose import subject_of
from docgen.papers.field_values import (
    Reading,
    find_place,
    is_unit,
    make_field,
    read_holder,
    read_place,
)
from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.page_titles import find_titles
from docgen.papers.paper import FieldName, PaperField, PaperKind
from docgen.papers.paper_marks import KindSpec
from docgen.papers.prose import join_prose
from docgen.papers.row_text import RowText, tight
from docgen.papers.signature import find_signature
from docgen.papers.written_values import tidy_words

_PROSE = 0.97
"""How much a rule for running text is trusted, and one that guesses."""
_GUESS = 0.88
_HEADED = 0.94

_CALLED = "同志|先生|女士|同学|老师|师傅|选手"
_ADDRESSEE = re.compile(rf"([\u3400-\u9fff·、()\dA-Za-z]{{2,40}}?)({_CALLED})?(?:们)?:")
_TEAM = re.compile(
    r"[\u3400-\u9fff\dA-Za-z“”()]{2,30}(?:团队|小组|班组|工作室|班|队|车间|项目组|部)"
)
_POLITE = re.compile("^(?:尊敬的|敬爱的)")
_NO_ADDRESSEE = re.compile(r"编号|证号|日期|单位|证书|兹|特此|项目|名称|赛项|组别|等级|奖")
_WON = (
    "(?:荣获|获得|荣膺|喜获|被授予|授予|被评为|评为|被评选为|评选为|当选为?"
    "|认定(?:你|您|其|该同志)?为|被?评定为|被?推选为|被?命名为|被?确定为|入选|取得|荣立|获(?!奖))"
)
_STOP = r"[。;!\n]|,(?!\d)|特发|特此|特颁|以资|予以|$"
_CALLED_SO = rf"(?:荣誉称号|称号)?(?=\s*(?:{_STOP}))"
_ALONE = re.compile(
    r"(?:^|\n)\s*(?P<who>[\u3400-\u9fff()]{4,40})\s*\n\s*(?:你单位|贵单位)?,?(?:在|于|被|荣获|获)"
)
_HONOUR = re.compile(rf"{_WON}了?(?P<what>[^。;!\n,]{{2,60}}?){_CALLED_SO}")
_IN_QUOTES = r"[“\"][^”\"\n]{1,30}[”\"]"
_WHAT = rf"(?:[^。;!\n,“”\"]|{_IN_QUOTES}){{3,50}}?"
_WHOM = r"(?P<whom>[\u3400-\u9fff·()、]{2,30}?)"
_GIVEN = re.compile(
    rf"授\s*予\s*:?\s*{_WHOM}\s*(?:(?:{_CALLED})\s*|\n|(?=[“\"]))\s*"
    rf"(?:[“\"](?P<quoted>[^”\"]{{3,50}})[”\"](?=\s*(?:荣誉)?称号|\s*(?:{_STOP}))"
    rf"|(?P<what>[“\"]?{_WHAT}[”\"]?)\s*{_CALLED_SO})"
)
_NAMED = re.compile(
    rf"(?:命名|认定|评选|确定|评定|推选|授予)\s*{_WHOM}\s*(?:{_CALLED})?\s*为\s*"
    rf"(?P<what>{_WHAT}){_CALLED_SO}(?P<quoted>)"
)
"""命名张三同志为某某市首席技师."""
_CONTEST = "竞赛|大赛|比武|比赛|锦标赛|对抗赛|挑战赛|邀请赛|技能节|大比拼"
_COMPETITION = re.compile(
    rf"(?:在|于|参加|参与)(?P<what>[^。;!:]{{4,80}}?(?:{_CONTEST})[^。;!:]{{0,40}}?)"
    rf"(?:[中上](?=,|[成获荣表取夺脱以被担分,]|经)|,)+[^。;!]{{0,20}}?{_WON}"
)
_HEADS = re.compile(rf".{{4,60}}(?:{_CONTEST})(?:.{{0,12}}(?:赛项|项目|组|赛区|决赛))?")
_IS_CONTEST = re.compile(rf"(?:{_CONTEST})$")
_TITLES = re.compile(
    ".{2,24}(?:工作室|基地|示范岗|示范点|示范企业|先进集体|文明单位|先锋号|首席技师|技术能手|技能大师|工匠"
    "|劳动模范|先进工作者|岗位能手|创新能手|拔尖人才|领军人才|带头人|特殊津贴)"
)
_PRIZE = (
    r"第\s*[一二三四五六七八九十\d]{1,3}\s*名|[特一二三四]等奖|[金银铜]奖|优[胜秀]奖|[冠亚季]军"
)
_WON_AT = re.compile(
    rf"{_WON}(?P<what>[^。;!:,\n]{{4,60}}?(?:{_CONTEST})[^。;!:,\n]{{0,30}}?)"
    rf"(?:个人|团体)?(?:总分|全能|单项)?(?:{_PRIZE})"
)
"""荣获 the competition and the prize in one."""
_NO_HONOUR = re.compile("^(?:优异|较好|良好|可喜)|同志|先生|女士")
_NAMED_SO = re.compile("[^,。;:]{0,14}(?:证.?书|(?<!劳动)奖状)|荣誉")
_WORK = re.compile(r"[“《\"](?P<what>[^”》\"“《\n]{4,60})[”》\"]")
_NO_WORK = re.compile("杯$|^.{2,6}杯|技能.{1,3}$|(?:办法|条例|规定|细则|通知|意见|决定|通报)$")
_OF_A_CONTEST = re.compile("职业技能|技能|竞赛|大赛|杯|活动|主题")


def award_fields(page: LevelledPage, spec: KindSpec) -> Iterator[PaperField]:
    """The fields of a certificate of honour or of a competition."""
    labelled = [*labelled_fields(page, spec)]
    labelled += _place_in(labelled)
    names = {field.name for field in labelled}
    yield from labelled
    said = [*_said_in_prose(page, spec.kind)]
    yield from (field for field in said if field.name not in names)
    signed = [field for field in find_signature(page) if field.name not in names]
    yield from signed
    yield from _level([*labelled, *said, *signed], spec.kind)


def _place_in(labelled: Sequence[PaperField]) -> Iterator[PaperField]:
    """The place that a prize is, where it has no label of its own."""
    if any(field.name == FieldName.PLACE for field in labelled):
        return
    for field in labelled:
        if field.name == FieldName.HONOUR and (place := read_place(field.value)).value:
            yield replace(field, name=FieldName.PLACE, value=place.value)
            return


def _said_in_prose(page: LevelledPage, kind: PaperKind) -> Iterator[PaperField]:
    prose = join_prose(_without_headings(page))
    holder = [*_holder(page)]
    givings = (*_GIVEN.finditer(prose.text), *_NAMED.finditer(prose.text))
    given = next((g for g in givings if read_holder(g["whom"]).value), None)
    if not holder and given:
        segments = prose.between(*given.span("whom"))
        holder = [make_field(FieldName.HOLDER, read_holder(given["whom"]), segments, _PROSE)]
    yield from holder or [*subject_of(prose)] or _unit_before(prose)
    honoured = [*_honour(prose, given)]
    if kind == PaperKind.COMPETITION_AWARD:
        won, honoured = _told_apart(honoured)
        yield from [*_competition(prose)] or won or _competition_in_heading(page)
    if not any(field.name == FieldName.PLACE for field in honoured):
        honoured += _prize_alone(page)
    yield from honoured or _honour_in_heading(page)
    yield from _work(prose)


def _told_apart(
    honoured: Sequence[PaperField],
) -> tuple[list[PaperField], list[PaperField]]:
    """A competition that was named as what was won, the prize in a line of its own; the rest."""
    won = [f for f in honoured if f.name == FieldName.HONOUR and _IS_CONTEST.search(f.value)]
    rest = [field for field in honoured if field not in won]
    return [replace(field, name=FieldName.COMPETITION) for field in won], rest


def _without_headings(page: LevelledPage) -> LevelledPage:
    """The page without its name, in which words of awards stand too: 获奖证书."""
    rows = (row for row in page.rows if not _NAMED_SO.fullmatch(tight("".join(_texts(row)))))
    return page.holding([s for row in rows for s in row if not _NAMED_SO.fullmatch(tight(s.text))])


def _texts(row: Sequence[Segment]) -> list[str]:
    return [segment.text for segment in row]


def _holder(page: LevelledPage) -> Iterator[PaperField]:
    """The addressee: a line that ends in a colon, or has 同志 in it."""
    for row in page.rows:
        for segments in (row, *((segment,) for segment in row)):
            text = tight("".join(segment.text for segment in segments))
            found = _ADDRESSEE.fullmatch(text)
            if found is None or _NO_ADDRESSEE.search(found[1]):
                continue
            reading = _read_addressee(_POLITE.sub("", found[1]), bool(found[2]))
            if reading.value:
                yield make_field(FieldName.HOLDER, reading, segments, _PROSE)
                return


def _unit_before(prose: RowText) -> Iterator[PaperField]:
    """A unit whose name is a line of its own, before the sentence that awards it something."""
    for found in _ALONE.finditer(prose.text):
        if is_unit(found["who"]):
            segments = prose.between(*found.span("who"))
            yield make_field(FieldName.HOLDER, read_holder(found["who"]), segments, _GUESS)
            return


def _read_addressee(words: str, called: bool) -> Reading:
    reading = read_holder(words)
    if reading.value:
        return reading
    if called and re.fullmatch(r"[\u3400-\u9fff·]{2,4}", words):
        return Reading(words, 0.95)
    return Reading(tidy_words(words), 0.95) if _TEAM.fullmatch(words) else Reading("", 0)


def _competition(prose: RowText) -> Iterator[PaperField]:
    found = _COMPETITION.search(prose.text) or _WON_AT.search(prose.text)
    if found is None:
        return
    value = re.sub(r"(?:决赛|总决赛)$", "", tidy_words(tight(found["what"]))).strip("，、")
    segments = prose.between(*found.span("what"))
    yield make_field(FieldName.COMPETITION, Reading(value), segments, _PROSE)


def _competition_in_heading(page: LevelledPage) -> Iterator[PaperField]:
    """The competition that a certificate is headed with, above its own name or in one with it."""
    for lines in (*find_titles(page), _above_name(page)):
        kept = [line for line in lines if not _NAMED_SO.fullmatch(tight(line.text))]
        words = tidy_words(tight("".join(line.text for line in kept)))
        if _HEADS.fullmatch(words):
            yield make_field(FieldName.COMPETITION, Reading(words), kept, _HEADED)
            return


def _above_name(page: LevelledPage) -> list[Segment]:
    """What stands above the line that names the paper."""
    for number, row in enumerate(page.rows):
        if _NAMED_SO.fullmatch(tight("".join(_texts(row)))):
            return [segment for above in page.rows[:number] for segment in above]
    return []


def _honour(prose: RowText, given: re.Match[str] | None) -> Iterator[PaperField]:
    found = given or _named_best(prose)
    if found is None:
        return
    group = "what" if found["what"] else "quoted"
    segments = prose.between(*found.span(group))
    value = tidy_words(tight(found[group])).strip("：，、")
    # Whom it is given to may stand before what is given: 授予某某班“某某先锋号”称号.
    value = re.sub(r"^[^“”]{2,40}(?:班|班组|公司|车间|小组|团队)“([^“”]{3,40})”$", r"\1", value)
    value = re.sub(r"^[“\"](.*?)[”\"]?$|^《(.*)》$", r"\1\2", value)
    value = re.sub("的?(?:优异|优秀|良好|好)?成绩$|(?<=功)[一两二三]次$", "", value)
    if found[0].startswith("授予") and found is not given and is_unit(value):
        return
    if value and segments and not _NO_HONOUR.search(value):
        yield make_field(FieldName.HONOUR, Reading(value), segments, _PROSE)
    if place := find_place(found[group]):
        start, (written, at) = found.start(group), place
        spot = prose.between(start + at.start, start + at.stop)
        yield make_field(FieldName.PLACE, Reading(written), spot, _PROSE)


def _named_best(prose: RowText) -> re.Match[str] | None:
    """The first that was won; of several the one that is a title and no prize."""
    won = [*_HONOUR.finditer(prose.text)]
    titles = (one for one in won if not find_place(one["what"]))
    return next(titles, won[0]) if won else None


def _honour_in_heading(page: LevelledPage) -> Iterator[PaperField]:
    """What a plaque or a certificate is headed with: 市技能大师工作室, 首席技师证书."""
    for lines in find_titles(page):
        words = tidy_words(tight("".join(line.text for line in lines))).removesuffix("证书")
        if _TITLES.fullmatch(words):
            yield make_field(FieldName.HONOUR, Reading(words), lines, _HEADED)
            return


def _prize_alone(page: LevelledPage) -> Iterator[PaperField]:
    """A prize that is all a line says."""
    for segment in page.segments:
        if re.fullmatch(_PRIZE, segment.text) and (place := read_place(segment.text)).value:
            yield make_field(FieldName.PLACE, place, [segment], _PROSE)
            return


def _work(prose: RowText) -> Iterator[PaperField]:
    """What was awarded: the words in quotation marks that stand before the award."""
    won = re.search(_WON, prose.text)
    if won is None:
        return
    for found in _WORK.finditer(prose.text):
        if found.end() <= won.start() and not _NO_WORK.search(found["what"]):
            value = tidy_words(tight(found["what"]))
            behind = prose.text[found.end() : found.end() + 8]
            if _OF_A_CONTEST.match(behind):
                continue
            segments = prose.between(*found.span("what"))
            yield make_field(FieldName.TITLE, Reading(value), segments, 0.95)
            return


def _level(fields: Sequence[PaperField], kind: PaperKind) -> Iterator[PaperField]:
    """The level that the name of the competition tells, or that of who issued it."""
    first = FieldName.COMPETITION if kind == PaperKind.COMPETITION_AWARD else FieldName.HONOUR
    for name, trust in ((first, _PROSE), (FieldName.ISSUER, _GUESS)):
        for field in fields:
            level = level_of_award(field.value) if field.name == name else ""
            if level:
                yield PaperField(
                    FieldName.LEVEL,
                    level,
                    field.said,
                    field.page,
                    field.frame,
                    round(field.sureness * trust, 3),
                )
                return
