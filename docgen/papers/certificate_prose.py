"""What certificates say in a sentence: 丛海川同志经…评审通过，具备工程师任职资格 and the like."""

import re
from collections.abc import Iterator
from itertools import chain

from docgen.papers.field_values import (
    Reading,
    make_field,
    read_id_number,
    read_level,
    read_occupation,
    read_professional_title,
)
from docgen.papers.levelled_page import LevelledPage
from docgen.papers.paper import FieldName, PaperField, PaperKind
from docgen.papers.prose import join_prose
from docgen.papers.row_text import RowText, tight
from docgen.papers.written_values import person_in

_TRUST = 0.94
_NAME = r"(?P<who>[\u3400-\u9fff·]{2,4}?)"
_NAMES = r"(?P<who>[\u3400-\u9fff·]{2,4}?(?:、[\u3400-\u9fff·]{2,4}?)*)"
_LEAD = "兹(?:有|证明)?|祝贺|表彰|鉴于|确认|认定|学员|学生|研究生|持证人|考生|选手"
_BEFORE = rf"(?:(?:^|\n|[。,;])\s*(?:{_LEAD})?|{_LEAD}|公司|集团|[局厂院校]|中心|车间)\s*:?\s*"
_CALLED = r"(?:同志|先生|女士|同学|选手|老师|学员)"
_DOES = (
    r"(?:在|于|经|代表|为|参加|荣获|获|被|系|已|的|通过|具[有备]|取得|入选|晋升|当选|完成|担任|符合"
    r"|达到|[,:(])"
)
_SUBJECT = re.compile(
    rf"{_BEFORE}{_NAMES}\s*(?:等?\s*{_CALLED}\s*{_DOES}|{_CALLED}\s*\n|(?:于|经|参加)\d"
    r"|[,(]\s*(?:性别|[男女]|(?:公民|居民)?身份证|证件号)|:(?=你|您)|已?(?:通过|取得))"
)
_SEVERAL = re.compile(
    r"(?:^|\n|[。,;])\s*(?P<who>[\u3400-\u9fff·]{2,4}(?:、[\u3400-\u9fff·]{2,4}?)+)(?:荣获|获|完成)"
)
_ID_NUMBER = re.compile(r"(?:身份|证件)(?:证件?)?(?:号码?)?\s*:?\s*(?P<id>\d{6}[\dX*]{9,12})")
_APPOINTED = re.compile(rf"聘(?:请|任|用)?\s*{_NAME}\s*{_CALLED}?\s*(?:为|担任|任|做|,)")
_TITLE = re.compile(
    r"(?:具备|具有|取得|授予|评定为|确认|晋升)(?P<what>[^,。;]{2,24})(?:任职|专业|职务|资格|职称)"
    r"|晋升为(?P<to>[^,。;]{2,12})(?=[,。;])"
)
_STEP = "(?:(?:首席|特级|高级)?技师|[高中初]级技?工|[高中初]级)"
_LEVEL = rf"(?:[一二三四五]级\s*[/(]?\s*{_STEP}?\)?|{_STEP}\s*[/(]?\s*(?:[一二三四五]级)?\)?)"
_SKILLS = (
    re.compile(
        r"(?:^|[,。;)\n])(?:其|该同志)?\s*(?P<trade>[\u3400-\u9fff()/]{2,16}?)\s*(?:\(工种\)|职业\(工种\)|工种)?"
        r"(?:职业)?技能等级\s*(?:已?达到|评定为|认定为|为|:)\s*"
        rf"(?P<level>{_LEVEL})"
    ),
    re.compile(
        r"(?:参加|通过|取得|获得|经|符合|具备|具有|达到|晋升为?|评为|评定为)\s*"
        rf"(?P<trade>(?!{_LEVEL})[\u3400-\u9fff()/]{{2,16}}?)(?:职业|工种)?\s*\(?(?P<level>{_LEVEL})\s*"
        r"(?:职业(?:技能|资格)|技[能术](?:等级|水平|标准)|(?:任职)?资格|水平)"
    ),
    re.compile(
        r"(?:的|[,。;\n])\s*(?P<trade>(?:(?!的)[\u3400-\u9fff()/]){2,16}(?<=[工师员匠)]))(?:职业技能|技能|职业)?达到(?:国家)?\s*"
        rf"(?P<level>{_LEVEL})\s*(?:职业技能|技能)?(?:标准|水平|等级)"
    ),
)
"""通过焊工二级(技师)职业技能等级认定; 焊工职业技能等级达到二级(技师); 具备焊工高级技师任职资格."""


def subject_of(prose: RowText) -> Iterator[PaperField]:
    """Of whom a sentence speaks."""
    for found in chain(*(shape.finditer(prose.text) for shape in (_SUBJECT, _SEVERAL, _APPOINTED))):
        people = [person_in(name) for name in found["who"].split("、")]
        if all(people):
            segments = prose.between(*found.span("who"))
            yield make_field(FieldName.HOLDER, Reading("、".join(people)), segments, _TRUST)
            return


def said_in_sentences(page: LevelledPage, kind: PaperKind) -> Iterator[PaperField]:
    """Holder and level where sentences and no labels tell them."""
    prose = join_prose(page)
    yield from subject_of(prose)
    yield from _id_number(prose)
    if kind == PaperKind.PROFESSIONAL_TITLE:
        for found in _TITLE.finditer(prose.text):
            group = "what" if found["what"] else "to"
            reading = read_professional_title(found[group])
            if reading.value:
                segments = prose.between(*found.span(group))
                yield make_field(FieldName.LEVEL, reading, segments, _TRUST)
                return
    if kind in {PaperKind.SKILL_LEVEL, PaperKind.QUALIFICATION}:
        yield from _skill(prose)


def _id_number(prose: RowText) -> Iterator[PaperField]:
    if found := _ID_NUMBER.search(prose.text):
        reading = read_id_number(found["id"])
        if reading.value:
            yield make_field(FieldName.ID_NUMBER, reading, prose.between(*found.span("id")), _TRUST)


def _skill(prose: RowText) -> Iterator[PaperField]:
    found = next(filter(None, (shape.search(prose.text) for shape in _SKILLS)), None)
    if found is None:
        return
    for name, read, group in (
        (FieldName.LEVEL, read_level, "level"),
        (FieldName.OCCUPATION, read_occupation, "trade"),
    ):
        reading = read(tight(found[group]).removesuffix(")" * ("(" not in found[group])))
        if reading.value:
            yield make_field(name, reading, prose.between(*found.span(group)), _TRUST)
