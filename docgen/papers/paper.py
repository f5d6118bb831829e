"""What a paper is found to be, and what it is found to say."""

from dataclasses import dataclass
from enum import StrEnum

from docgen.model.paper_kinds import PaperKind
from docgen.pdf.geometry import Rect

__all__ = ["FieldName", "Paper", "PaperField", "PaperKind"]


class FieldName(StrEnum):
    """What a paper says, as a clerk calls it. How its value is written stands beside it."""

    HOLDER = "持有人"
    """Whom it is made out to: a person, a unit, several of them with 、 between."""
    NUMBER = "编号"
    """What the paper is known by: 专利号 and 申请号 of patents, 文号 of documents, 发票号码."""
    CERTIFICATE_NUMBER = "证书号"
    """The running number of a patent's certificate."""
    DATE = "日期"
    """2024-06-22, 2024-06 or 2024: of issue, of a patent's 授权公告, of a report."""
    APPLICATION_DATE = "申请日"
    TITLE = "题名"
    """What the paper is of: 发明名称, the title of a document, of an article, of a list."""
    OCCUPATION = "职业"
    LEVEL = "等级"
    """高级技师 of skill, 工程师 of professional titles; 国家级, 省级, 市级, 区级 of awards."""
    ISSUER = "发证单位"
    """Who issued it: units with 、 between."""
    HONOUR = "荣誉"
    """What was awarded: 先进个人, 技术能手, 优秀创新成果一等奖."""
    COMPETITION = "赛事"
    PLACE = "名次"
    """第3名, 一等奖."""
    SUM = "金额"
    """In yuan: 86000, 1250.5."""
    PAYER = "付款方"
    PAYEE = "收款方"
    COUNT = "人数"
    """How many people a list has, however many it says."""
    SAID_COUNT = "所写人数"
    NAME = "姓名"
    """Of somebody listed: one field for each."""
    AUTHOR = "作者"
    """Of an article, a report, an invention: with 、 between."""
    JOURNAL = "刊物"
    ISSUE = "期次"
    """2024年第3期."""
    MEDIUM = "媒体"
    ID_NUMBER = "身份证号"
    """Hidden but for its ends."""


@dataclass(frozen=True, slots=True)
class PaperField:
    """One thing a paper says, and where."""

    name: FieldName
    value: str
    """Written as `FieldName` says."""
    said: str
    """As it was read, personal numbers hidden."""
    page: int
    """Among those that were given, from 1."""
    frame: Rect | None
    """Around the words, in points on the upright visible page; None where they stand nowhere: the
    file says so itself."""
    sureness: float
    """Between 0 and 1: of its least sure character, less where the rule that found it guesses."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What one paper is, and what it says of itself."""

    kind: PaperKind = PaperKind.UNKNOWN
    sureness: float = 0.0
    """How sure its kind is, between 0 and 1."""
    mark: str = ""
    """The words by which the kind is known; empty where it is not, or known by having none."""
    page: int = 0
    """Where they stand: among the pages that were given, from 1. 0 where there are none."""
    fields: tuple[PaperField, ...] = ()
    contradicted: tuple[PaperField, ...] = ()
    """What its page shows surely of fields of which its file's own data says something else."""

    def all(self, name: FieldName) -> tuple[PaperField, ...]:
        """Everything it says of one name, in the order of its pages."""
        return tuple(field for field in self.fields if field.name == name)

    def find(self, name: FieldName) -> PaperField | None:
        """The one thing it says of a name; None where it says nothing, or several things."""
        found = self.all(name)
        surest = max(found, key=lambda field: field.sureness, default=None)
        return surest if len({field.value for field in found}) == 1 else None
