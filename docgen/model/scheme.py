"""A scheme: one notice as data.

`templates/<id>/scheme.yaml` is read into these frozen values. They hold the official wording, and
beside it the reading: rules with numbers. No number of any notice stands in the code.

Whatever contradicts itself is refused here, so that scoring need not doubt its rules: bands that
do not descend, keys used twice, an item that could give more than its full points, a trait or a
required value nobody knows.
"""

import datetime
import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from docgen.model.paper_kinds import PaperKind
from docgen.model.review_terms import ReviewSpec
from docgen.model.skill_levels import level_named
from docgen.model.submission import (
    ChecksWish,
    DataModel,
    Figure,
    Line,
    Paragraphs,
    StudioFile,
)
from docgen.text.loose_input import write_numeral

_UNLIMITED = Decimal("Infinity")

_KEY = re.compile(r"[a-z][a-z0-9_]*")
# What Windows will not take in a file name; a package made anywhere is read there.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]|^\.|\.$')
_RESERVED_NAMES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def _check_key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise PydanticCustomError("key", "代号只用小写英文字母、数字和下划线，以字母开头")
    return value


def _check_file_name(value: str) -> str:
    if not value or _NOT_IN_NAMES.search(value) or _RESERVED_NAMES.fullmatch(value):
        raise PydanticCustomError(
            "file_name", '“{name}”不能作文件名：不带路径，不含 \\ / : * ? " < > |', {"name": value}
        )
    return value


def _check_template_name(value: str) -> str:
    if not value.endswith(".docx"):
        raise PydanticCustomError("template_name", "模板应是 .docx 文件")
    return _check_file_name(value)


def names_a_value(path: str) -> bool:
    """Whether a dotted path (`unit.name`) leads to a single value or list of studio.yaml."""
    model: type[BaseModel] | None = StudioFile
    for name in path.split("."):
        if model is None or name not in model.model_fields:
            return False
        found = model.model_fields[name].annotation
        model = found if isinstance(found, type) and issubclass(found, BaseModel) else None
    return model is None


def _check_value_path(value: str) -> str:
    if not names_a_value(value):
        raise PydanticCustomError(
            "value_path",
            "studio.yaml 里没有“{path}”这个值，应写成 unit.name 的样子",
            {"path": value},
        )
    return value


_COMPUTED_FIGURES = frozenset({"unit.workforce.total"})
"""What the model reckons from other values."""


def _check_figure_path(value: str) -> str:
    return value if value in _COMPUTED_FIGURES else _check_value_path(value)


def _refuse_repeats(values: Iterable[object], what: str) -> None:
    repeated = [str(value) for value, times in Counter(values).items() if times > 1]
    if repeated:
        raise PydanticCustomError(
            "repeated", "{what}重复：{values}", {"what": what, "values": "、".join(repeated)}
        )


def _refuse_unknown(values: Iterable[object], known: Collection[object], what: str) -> None:
    unknown = [str(value) for value in values if value not in known]
    if unknown:
        raise PydanticCustomError(
            "unknown", "{values} {what}", {"what": what, "values": "、".join(unknown)}
        )


def _check_skill(value: str) -> str:
    if level_named(value) is None:
        raise PydanticCustomError("skill", "职业技能等级写“高级工”“技师”这样的名称")
    return value


Key = Annotated[Line, AfterValidator(_check_key)]
SkillName = Annotated[Line, AfterValidator(_check_skill)]
FileName = Annotated[Line, AfterValidator(_check_file_name)]
TemplateName = Annotated[Line, AfterValidator(_check_template_name)]
ValuePath = Annotated[Line, AfterValidator(_check_value_path)]
FigurePath = Annotated[Line, AfterValidator(_check_figure_path)]


class Body(DataModel):
    """A body that may have to run things, by what its names are made of: 某市 人社 局."""

    key: Key = Field(title="代号", description="count 的 organisers 里用的名字")
    name: Line = Field(title="名称", description="提示里怎样称呼，如：人社部门")
    words: tuple[Line, ...] = Field(
        min_length=1,
        title="主干",
        description="名称的主干，有几种写法写几种；“和”字写成“与”“及”“、”或不写都认得",
    )
    ends: tuple[Line, ...] = Field(
        (), title="后缀", description="主干后面的字，如：局、厅；不写就是主干后面没有字"
    )
    places: tuple[Line, ...] = Field(
        (), title="地名", description="只限这些地方的（不写地名的也算）；不写就是各地各级都算"
    )
    branches: tuple[Line, ...] = Field(
        (), title="下属", description="下属机构的名称怎样结尾，如：中心、处；不写就不算下属机构"
    )


class Sameness(DataModel):
    """What some readings of the wording count once, and others as often as it is there."""

    by: Literal["number", "holder", "achievement"] = Field(
        title="什么相同", description="与 distinct 里的一样"
    )
    note: Line = Field(title="说明", description="为什么两可")


class CountSpec(DataModel):
    """A figure a rule works on: what is counted, in which unit, from which kinds of evidence."""

    key: Key = Field(title="代号", description="studio.yaml 的 counts 里用的名字")
    name: Line = Field(title="名称", description="数的是什么，如：新培养高级工以上")
    unit: Line = Field(title="单位", description="人、项、件、万元、平方米……")
    kinds: tuple[FileName, ...] = Field(
        (), title="种类", description="哪些种类的佐证计入（也是子文件夹的名字）；不写就只能填数"
    )
    quantity: Literal["sum", "each"] = Field(
        "each", title="计法", description="sum 把佐证的数量相加；each 没写数量的佐证每件算一"
    )
    whole: bool = Field(True, title="整数", description="是否只能是整数；面积、金额写 false")
    in_period: bool = Field(
        True,
        title="限考核期",
        description="佐证的日期是否应在考核期内，期外的不计数；何时取得都算的写 false",
    )
    distinct: tuple[Literal["number", "holder", "achievement"], ...] = Field(
        (),
        title="同一样只计一次",
        description="number 编号相同、holder 持有人相同、achievement 成果相同的只计一次；"
        "几级奖项里计最高的一级（kinds 从低到高写）",
    )
    perhaps_once: Sameness | None = Field(
        None, title="两可的同一样", description="另一种读法里只计一次的；这里都计，得分不同时提示"
    )
    organisers: tuple[Key, ...] = Field(
        (),
        title="限主办单位",
        description="主办单位应是 bodies 里的哪些（代号）；写了别的主办单位的不计数，没写的提示",
    )
    not_shown_by: tuple[Line, ...] = Field(
        (),
        title="不是凭据",
        description="标题里有这些词的不是这一种，不计数并提示，如经费凭证里的：预算、批复",
    )
    shown_by: tuple[Line, ...] = Field(
        (), title="是凭据", description="标题里有这些词的就是这一种，不管 not_shown_by，如：回单"
    )
    one_each: bool = Field(
        False,
        title="一件一个",
        description="一件只能证明一个，如专利；数量写得多的，标题、编号或页数要看得出",
    )
    usual_most: Figure | None = Field(
        None, gt=0, title="一般最多", description="一件的数量一般不超过多少，超过的提示核对单位"
    )
    most: Figure | None = Field(
        None, gt=0, title="最多", description="一件的数量不会超过多少，超过的不计数，是错误"
    )
    said: tuple[Line, ...] = Field(
        (),
        title="叫法",
        description="落实情况和报告里怎样说到这个数，如：新培养；后面跟着的数拿来与佐证核对",
    )
    same_as: ValuePath | None = Field(
        None, title="同一个数", description="studio.yaml 里与它是同一个数的值，如 studio.area_m2"
    )
    of_unit: bool = Field(
        False, title="限本单位", description="只计本单位的：标题是别的公司的，检查会说"
    )
    level: SkillName | None = Field(
        None, title="最低等级", description="计数的人至少是什么职业技能等级，如：高级工"
    )
    place_at_most: int | None = Field(
        None, ge=1, title="最低名次", description="竞赛名次排在这以后的不算，如前 6 名写 6"
    )

    @model_validator(mode="after")
    def _kinds_once(self) -> Self:
        _refuse_repeats(self.kinds, "佐证种类")
        return self


class Band(DataModel):
    """Points for every figure greater than `above`, or from `at_least` on, below a higher band."""

    above: Figure | None = Field(None, title="大于", description="不含这个数")
    at_least: Figure | None = Field(
        None, title="不少于", description="含这个数，原文写“及以上”“达到”的；与 above 只写一个"
    )
    points: Figure = Field(title="得分", description="")

    @property
    def edge(self) -> Decimal:
        """Where the band begins."""
        return self.above if self.above is not None else self.at_least or Decimal(0)

    @model_validator(mode="after")
    def _one_edge(self) -> Self:
        if (self.above is None) == (self.at_least is None):
            raise PydanticCustomError("band", "一档的 above 和 at_least 必须写且只写一个")
        return self


class Contested(DataModel):
    """A figure that two bands of the wording both name."""

    at: Figure = Field(title="数", description="两档都提到的数")
    reading: Literal["lower", "higher"] = Field(
        "lower", title="取法", description="lower 归低档，higher 归高档"
    )
    note: Line = Field(title="说明", description="为什么两可")


class BandGap(DataModel):
    """Figures strictly between `low` and `high` that no band of the wording names.

    One end is an edge of a band, so they are read as the other end is: above 30 what 31 gives,
    below at_least 60 what 59 gives. The other reading gives what the edge's far side gives.
    """

    low: Figure = Field(title="下端", description="")
    high: Figure = Field(title="上端", description="")
    note: Line = Field(title="说明", description="怎样补上的")

    @model_validator(mode="after")
    def _low_below_high(self) -> Self:
        if self.low >= self.high:
            raise PydanticCustomError("gap", "空档的下端应小于上端")
        return self


class Bands(DataModel):
    """分档: points by the band a figure falls in. What an edge leaves out, the band below has."""

    kind: Literal["bands"]
    count: CountSpec
    bands: tuple[Band, ...] = Field(min_length=1, description="从高到低")
    otherwise: Figure = Field(Decimal(0), description="低于所有档时的得分")
    contested: tuple[Contested, ...] = ()
    gaps: tuple[BandGap, ...] = ()

    @property
    def counts(self) -> tuple[CountSpec, ...]:
        """The one count, as a tuple like every rule's."""
        return (self.count,)

    @property
    def most_points(self) -> Decimal:
        """The most the rule can give."""
        return self.bands[0].points

    @model_validator(mode="after")
    def _bands_descend(self) -> Self:
        edges = [band.edge for band in self.bands]
        if edges != sorted(set(edges), reverse=True):
            raise PydanticCustomError("bands", "各档应从高到低，不得重复")
        points = [*(band.points for band in self.bands), self.otherwise]
        if points != sorted(set(points), reverse=True):
            raise PydanticCustomError("bands", "各档得分应从高到低，不得相同")
        return self

    @model_validator(mode="after")
    def _doubts_at_edges(self) -> Self:
        edges = {band.edge for band in self.bands}
        _refuse_unknown((c.at for c in self.contested), edges, "两可，却不在任何一档的边上")
        _refuse_repeats((c.at for c in self.contested), "两可的数")
        loose = (g.low for g in self.gaps if g.low not in edges and g.high not in edges)
        _refuse_unknown(loose, edges, "是空档的下端，却不在任何一档的边上")
        return self


class TallyCount(CountSpec):
    """One thing counted for points, so many each, up to a cap of its own."""

    points: Figure = Field(gt=0, title="每个得分", description="")
    cap: Figure | None = Field(None, gt=0, title="上限", description="这一类的最高分")
    at_most: int | None = Field(None, ge=1, title="最多数", description="这一类最多计几个")

    @property
    def most_points(self) -> Decimal:
        """The most this count can give."""
        by_number = _UNLIMITED if self.at_most is None else self.points * self.at_most
        return by_number if self.cap is None else min(by_number, self.cap)


class Ceiling(DataModel):
    """A number of things that some readings of the wording stop at, and others do not."""

    at_most: int = Field(ge=1, title="最多数", description="另一种读法里合计最多计几个")
    note: Line = Field(title="说明", description="为什么两可")


class Tally(DataModel):
    """计数: so many points for each thing, added up, to a cap."""

    kind: Literal["tally"]
    counts: tuple[TallyCount, ...] = Field(min_length=1)
    cap: Figure | None = Field(None, gt=0, description="合计的最高分；不写就不封顶")
    at_most: int | None = Field(
        None, ge=1, description="各类合计最多计几个，先计分值高的；不能与各类的 cap 同用"
    )
    contested: Ceiling | None = Field(
        None, description="有的读法合计最多计几个，这里不照它算；超过这个数、得分不同时提示"
    )

    @property
    def most_points(self) -> Decimal:
        """The most the rule can give."""
        limits = [sum((count.most_points for count in self.counts), Decimal(0))]
        if self.cap is not None:
            limits.append(self.cap)
        if self.at_most is not None:
            limits.append(self.at_most * max(count.points for count in self.counts))
        return min(limits)

    @model_validator(mode="after")
    def _counts_apart(self) -> Self:
        _refuse_repeats((kind for count in self.counts for kind in count.kinds), "佐证种类")
        # Counting the dearest first is only the best count when none of them stops at a cap.
        limited = self.at_most is not None or self.contested is not None
        if limited and any(count.cap is not None for count in self.counts):
            raise PydanticCustomError("tally", "合计的 at_most、contested 和各类的 cap 不能同时用")
        return self


class Need(DataModel):
    """A paper that an answer rests on, known by its title or kind."""

    name: Line = Field(title="名称", description="是什么材料，如：年度工作总结")
    words: tuple[Line, ...] = Field(
        min_length=1, title="词", description="标题里有其中一个词的就是它"
    )
    kinds: tuple[FileName, ...] = Field(
        (), title="种类", description="这些种类的佐证就是它，标题里没有那些词的也算"
    )
    unless: tuple[Line, ...] = Field(
        (), title="不算", description="标题的这一段里有其中一个词的不是它，如：本年、完成情况"
    )
    years: tuple[int, ...] = Field(
        (), title="年份", description="标题里写了年份的，应是其中一年；没写年份的都算"
    )
    since: datetime.date | None = Field(
        None, title="不早于", description="标题没写年份的，日期早于这一天的不算"
    )
    other_years: tuple[int, ...] = Field(
        (), title="另一种读法的年份", description="另一种读法里这些年份的也算；得分不同时提示"
    )
    note: Line = Field("", title="说明", description="缺它时还要告诉经办人的话")


class Option(DataModel):
    """One answer of a judgement: fixed points, or a range to be given with a reason."""

    key: Key = Field(title="代号", description="studio.yaml 的 choice 里用的名字")
    name: Line = Field(title="名称", description="")
    points: Figure | None = Field(None, title="得分", description="")
    range: tuple[Figure, Figure] | None = Field(
        None, title="范围", description="酌情给分的下限和上限"
    )
    needs: tuple[Need, ...] = Field(
        (),
        title="要有的材料",
        description="选了这一档，佐证里应看得到的材料；缺的按不缺材料的低一档计分，并提示",
    )

    @model_validator(mode="after")
    def _points_or_range(self) -> Self:
        if (self.points is None) == (self.range is None):
            raise PydanticCustomError("option", "points 和 range 必须写且只写一个")
        if self.range is not None and self.range[0] >= self.range[1]:
            raise PydanticCustomError("option", "range 的下限应小于上限")
        return self

    @property
    def most_points(self) -> Decimal:
        """The most this answer can give."""
        return self.range[1] if self.range is not None else self.points or Decimal(0)


class Choice(DataModel):
    """判断: one of several answers."""

    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2)

    @property
    def counts(self) -> tuple[CountSpec, ...]:
        """Nothing is counted."""
        return ()

    @property
    def most_points(self) -> Decimal:
        """The most the rule can give."""
        return max(option.most_points for option in self.options)

    @model_validator(mode="after")
    def _options_apart(self) -> Self:
        _refuse_repeats((option.key for option in self.options), "档次代号")
        return self

    @model_validator(mode="after")
    def _something_without_needs(self) -> Self:
        bare = [o.points for o in self.options if not o.needs and o.points is not None]
        least = min(bare, default=_UNLIMITED)
        if any(option.needs and option.most_points <= least for option in self.options):
            raise PydanticCustomError("needs", "写了 needs 的一档，下面要有不写 needs 的低一档")
        return self


class Full(DataModel):
    """满分: the item's full points, less its deductions. Other cities score by defects."""

    kind: Literal["full"]

    @property
    def counts(self) -> tuple[CountSpec, ...]:
        """Nothing is counted but the deductions."""
        return ()

    @property
    def most_points(self) -> Decimal:
        """Nothing of its own: the item's full points are what it gives."""
        return Decimal(0)


class Alternative(DataModel):
    """One rule of several; with `trait`, only for studios of that kind."""

    trait: Line = Field("", title="类别", description="只用于这一类工作室；不写就都能用")
    rule: Annotated[Bands | Tally, Field(discriminator="kind")]
    note: Line = Field("", title="说明", description="这样择优是怎样读出来的；另一办法也有数时提示")


class BestOf(DataModel):
    """择优: the better of several rules, never their sum."""

    kind: Literal["best_of"]
    alternatives: tuple[Alternative, ...] = Field(min_length=2)

    @property
    def counts(self) -> tuple[CountSpec, ...]:
        """The counts of all alternatives."""
        return tuple(count for a in self.alternatives for count in a.rule.counts)

    @property
    def most_points(self) -> Decimal:
        """The most any alternative can give."""
        return max(alternative.rule.most_points for alternative in self.alternatives)

    @model_validator(mode="after")
    def _one_for_all(self) -> Self:
        if all(alternative.trait for alternative in self.alternatives):
            raise PydanticCustomError("best_of", "至少要有一种办法不限类别")
        return self


Rule = Annotated[Bands | Tally | Choice | Full | BestOf, Field(discriminator="kind")]


class Deduction(DataModel):
    """Points taken off for a defect."""

    key: Key = Field(title="代号", description="studio.yaml 的 deductions 里用的名字")
    name: Line = Field(title="名称", description="什么情形扣分")
    points: Figure = Field(gt=0, title="每次扣分", description="")
    at_most: int | None = Field(None, ge=1, title="最多次数", description="不写就扣到 0 分为止")


class StandingDoubt(DataModel):
    """What the wording of an item leaves open, whichever band a figure falls in."""

    note: Line = Field(title="说明", description="哪里没有写明，怎样读的")
    at: tuple[Figure, ...] = Field(
        (), title="数", description="只在数量正好是这些数时提示；不写则有数或已判断就提示"
    )
    choices: tuple[Line, ...] = Field((), title="档次", description="只在选了这些档次时提示")


class Period(DataModel):
    """The days within which things count."""

    start: datetime.date
    end: datetime.date

    @model_validator(mode="after")
    def _start_before_end(self) -> Self:
        if self.start > self.end:
            raise PydanticCustomError("period", "开始日期不能晚于结束日期")
        return self


class PaperRule(DataModel):
    """Papers that an item wants: what they are, what they are headed with, what they count as."""

    papers: tuple[PaperKind, ...] = Field(
        (), title="证件", description="是这几种证件、文件的；不写就不看是什么证件，只看 words"
    )
    words: tuple[Line, ...] = Field(
        (), title="词", description="题名里有其中一个词的；不写就不看题名"
    )
    unless: tuple[Line, ...] = Field(
        (), title="不算", description="题名里有其中一个词的不是这一项的"
    )
    mentions: tuple[Line, ...] = Field(
        (), title="提到", description="第一页上（不限题名）要有其中一个词的；不写就不看"
    )
    kinds: tuple[FileName, ...] = Field(
        (),
        title="种类",
        description="算作这一项的哪一种佐证；分级的几种都写上，按奖项、竞赛、媒体的级别选",
    )
    holder: Literal["leader", "members", "team"] | None = Field(
        None,
        title="持有人",
        description="只要这些人的：leader 领办人，members 团队成员，team 领办人或团队成员",
    )
    shows: Literal["studio"] | None = Field(
        None,
        title="拍的",
        description="照片上除了名字没有什么字的：studio 是工作室的名字（标识牌）",
    )
    besides: bool = Field(
        False,
        title="另加",
        description="放在别的项目里的也算这一项，如附加分；没有别的项目要它，才放在这一项",
    )

    @model_validator(mode="after")
    def _something_to_know_it_by(self) -> Self:
        if not self.papers and not self.words:
            raise PydanticCustomError("paper_rule", "papers 和 words 至少写一个，才认得出来")
        _refuse_repeats(self.kinds, "佐证种类")
        return self


class Item(DataModel):
    """One row of the rubric (考核内容), or one part of an application's evidence."""

    number: int = Field(ge=1, le=99)
    title: Line = Field(description="考核内容，原文")
    points: Figure | None = Field(None, description="分项分值；加分项和申报材料没有")
    standard: Paragraphs = Field("", description="评分标准，原文")
    folder: Line = Field("", description="佐证文件夹的名字，不写就用 title")
    rule: Rule | None = None
    deductions: tuple[Deduction, ...] = ()
    bonus: bool = Field(False, description="加分项：不计入基础分")
    period: Period | None = Field(
        None, description="这一项只计这一段时间的，如逐年考核的一年；不写就是报送的考核期"
    )
    readings: tuple[Line, ...] = Field(
        (), description="原文的错字和“以上”之类怎样读；不影响得分，只供查阅"
    )
    doubts: tuple[StandingDoubt, ...] = Field(
        (), description="这一项的文字有什么两可之处，怎样读的；碰到时提示"
    )
    hint: Line = Field("", description="这一项该放哪些佐证")
    needs: tuple[Need, ...] = Field(
        (), description="得了分，佐证的标题里应看得到的材料；看不到的提示"
    )
    refuses: tuple[Line, ...] = Field(
        (), description="标题里有这些词的不是这一项要的材料，提示，如：受理通知"
    )
    holders: Literal["members", "team"] | None = Field(
        None, description="计数的证书应是谁的：members 团队成员，team 领办人或团队成员"
    )
    papers: tuple[PaperRule, ...] = Field(
        (), description="这一项要的是什么样的证件、文件；待分类的文件照它建议放到哪一项"
    )

    @property
    def folder_name(self) -> str:
        """The name of the item's evidence folder, two digits first."""
        return f"{self.number:02d}-{self.folder or self.title}"

    @property
    def counts(self) -> tuple[CountSpec, ...]:
        """Everything the item's rule counts, alternatives included."""
        return self.rule.counts if self.rule else ()

    @property
    def options(self) -> tuple[Option, ...]:
        """The answers of a judgement item; nothing for the others."""
        return self.rule.options if isinstance(self.rule, Choice) else ()

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that evidence of the item may be of, counted or needed, each once."""
        counted = [kind for count in self.counts for kind in count.kinds]
        needs = [need for option in self.options for need in option.needs]
        return tuple(dict.fromkeys((*counted, *(k for need in needs for k in need.kinds))))

    @model_validator(mode="after")
    def _keys_apart(self) -> Self:
        _refuse_repeats((count.key for count in self.counts), "计数代号")
        _refuse_repeats((deduction.key for deduction in self.deductions), "扣分代号")
        keys = {option.key for option in self.options}
        _refuse_unknown((k for d in self.doubts for k in d.choices), keys, "不是这一项的档次代号")
        if any(doubt.at for doubt in self.doubts) and not self.counts:
            raise PydanticCustomError("doubts", "这一项不计数，doubts 里不能写 at")
        return self

    @model_validator(mode="after")
    def _rule_fits(self) -> Self:
        if self.deductions and self.rule is None:
            raise PydanticCustomError("deductions", "有扣分就要有评分规则 rule")
        if isinstance(self.rule, Full) and (self.points is None or not self.deductions):
            raise PydanticCustomError("full", "kind: full 要有分项分值 points 和扣分 deductions")
        most = self.rule.most_points if self.rule else Decimal(0)
        if self.points is not None and most > self.points:
            raise PydanticCustomError(
                "too_many_points",
                "这一项按规则{most}，超过分项分值 {points} 分",
                {
                    "most": "没有上限" if most == _UNLIMITED else f"最多可得 {most} 分",
                    "points": str(self.points),
                },
            )
        return self

    @model_validator(mode="after")
    def _papers_of_its_kinds(self) -> Self:
        wanted = (kind for rule in self.papers for kind in rule.kinds)
        _refuse_unknown(wanted, self.kinds, "不是这一项的佐证种类")
        return self

    @model_validator(mode="after")
    def _folder_is_a_name(self) -> Self:
        _check_file_name(self.folder_name)
        return self


class Category(DataModel):
    """A group of items (考核项目) with its printed subtotal."""

    title: Line = Field(description="如：一、基础建设")
    points: Figure | None = None
    items: tuple[Item, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _sum_agrees(self) -> Self:
        given = sum((i.points for i in self.items if i.points is not None), Decimal(0))
        if self.points is not None and given != self.points:
            raise PydanticCustomError(
                "category_points",
                "{title}：各项分值之和 {given}，不等于 {points}",
                {"title": self.title, "given": str(given), "points": str(self.points)},
            )
        return self


class Signing(DataModel):
    """What is put on a printed document by hand: a seal or a signature, and where."""

    what: Line = Field(title="办什么", description="盖章、签字、签字盖章、写意见……")
    where: Line = Field(title="在哪里", description="哪一页、哪一栏，照表上的字写")


_PAGE_MARK = "每页是否印二维码（不大于 12 毫米）和小字，扫描回来靠它认页"


class FormSpec(DataModel):
    """A Word form of the notice."""

    template: TemplateName = Field(description="Word 模板的文件名")
    name: FileName = Field(description="输出的文件名，不带后缀")
    kind: Literal["application", "assessment"] = Field(description="用哪一份契约的值")
    paper: Literal["A4", "A3 landscape"]
    copies: int = Field(ge=1, description="纸质版份数")
    pages: int | None = Field(
        None, ge=1, description="通知的样表有几页；填出来长得多的，检查时提醒。不写就不提醒"
    )
    sign: tuple[Signing, ...] = Field((), description="打印后在哪里签字、盖章")
    member_rows: int = Field(0, ge=0, description="团队成员表至少印几行")
    omits: tuple[Line, ...] = Field((), description="契约里这份表不用的值")
    required: tuple[ValuePath, ...] = Field((), description="不能空着的值，如 unit.name")
    advised: tuple[ValuePath, ...] = Field((), description="最好不空着的值：空着只提醒")
    page_mark: bool = Field(
        True, title="页面标识", description=f"{_PAGE_MARK}；要求表面干净的写 false"
    )


class ReportPart(DataModel):
    """Something a report has to tell of."""

    name: Line = Field(description="通知要求写的内容，原文")
    words: tuple[Line, ...] = Field(
        min_length=1, description="标题里有其中一个词，就算写了这一部分；从常用的写法里取"
    )


class ReportFigure(DataModel):
    """A value of the form that a report tells too."""

    value: FigurePath = Field(
        description="studio.yaml 里的值，如 studio.area_m2；列表（studio.members）是它的条数"
    )
    words: tuple[Line, ...] = Field(min_length=1, description="报告里怎样说到它，后面跟着数")
    unit: Line = Field(description="平方米、人……")


class ReportSpec(DataModel):
    """The written report of a submission."""

    name: FileName = Field(description="输出的文件名，不带后缀")
    title: Line
    template: TemplateName = Field(description="docgen init 用的 Word 骨架")
    headings: tuple[Line, ...]
    called: tuple[Line, ...] = Field(
        (), description="这种报告的标题里常有的词，如：工作报告、工作总结；用来认出交错了的报告"
    )
    parts: tuple[ReportPart, ...] = Field((), description="报告里应写到的内容；缺了的提醒")
    figures: tuple[ReportFigure, ...] = Field(
        (), description="表上的哪些值报告里也会说到，不同的提醒；各项数的数不用写在这里"
    )
    sign: tuple[Signing, ...] = Field((), description="打印后在哪里签字、盖章")
    page_mark: bool = Field(
        True, title="页面标识", description=f"{_PAGE_MARK}；写 false，交来的 PDF 报告原样收进来"
    )


class BundleSpec(DataModel):
    """The evidence bundle of a submission."""

    name: FileName = Field(description="输出的文件名，不带后缀")
    title: Line
    item_word: Line = Field(description="章戳和索引里怎样称呼一项，如：项目")
    item_call: Line = Field(
        "",
        description="怎样称呼第几项，{} 处是中文数字，如：第{}部分；不写就是 item_word 加数字",
    )
    verified_frame: bool = Field(description="每页是否留已审验框")
    sign: tuple[Signing, ...] = Field((), description="打印后在哪里签字、盖章")
    page_mark: bool = Field(True, title="页面标识", description=f"{_PAGE_MARK}；不要就写 false")

    def call_item(self, number: int) -> str:
        """Return how an item is called everywhere: 项目11, 第一部分."""
        if self.item_call:
            return self.item_call.replace("{}", write_numeral(number))
        return f"{self.item_word}{number}"


class Trait(DataModel):
    """A kind of studio the rules treat apart."""

    key: Key
    name: Line


class Grade(DataModel):
    """A grade by the total: 优秀 from 90 points on."""

    name: Line = Field(title="等次", description="如：优秀")
    at_least: Figure = Field(title="最低分", description="含这个分")


class Words(DataModel):
    """What a notice calls things. docgen's own pages and questions say it so."""

    studio: Line = Field("工作室", description="评的是什么，如：传承人工作站")
    leader: Line = Field("领办人", description="带头的人，如：领衔人")
    unit: Line = Field("申报单位", description="报送的单位，如：设站单位")
    veto: Line = Field("一票否决情形", description="一票否决的情形，如：撤销称号情形")

    def put(self, text: str) -> str:
        """Return one of docgen's own sentences in the notice's words. Data must not come here."""
        fields = type(self).model_fields.items()
        own = {str(field.default): str(getattr(self, name)) for name, field in fields}
        found = re.compile("|".join(map(re.escape, own)))
        return found.sub(lambda match: own[match[0]], text)


class PatentKinds(DataModel):
    """Which kinds of evidence are patents. The fifth digit of a patent's number tells its kind."""

    invention: Line = Field("", title="发明专利", description="发明专利是哪一种佐证")
    utility: Line = Field("", title="实用新型", description="实用新型专利是哪一种佐证")
    design: Line = Field("", title="外观设计", description="外观设计专利是哪一种佐证")


class Conditions(DataModel):
    """Who may hand the submission in. What data cannot show is listed to be confirmed."""

    leader_grades: tuple[Line, ...] = Field(
        (), description="领办人的职业技能等级应是其中之一（不含级别括注）；不写就不限"
    )
    other_leaders: tuple[Line, ...] = Field(
        (), description="等级不在其中时，还可以是什么人（须附证明）"
    )
    front_line: bool = Field(False, description="领办人须在生产一线")
    within_retirement_age: bool = Field(False, description="领办人须在法定退休年龄内")
    members_at_least: int = Field(0, ge=0, description="团队成员至少几人（不含领办人）")
    years_ahead: int = Field(
        0, ge=0, description="报送截止后几年内到退休年龄的，提示一声；0 是不提示"
    )
    confirm: tuple[Line, ...] = Field((), description="要由单位自己核实的其他条件")
    members_level: SkillName | None = Field(
        None, description="团队成员至少是什么职业技能等级；写专业技术职称的不查"
    )
    not_chosen_in: tuple[int, ...] = Field(
        (), description="哪些年份评定的工作室这次不评；与 studio.yaml 的 studio.chosen 核对"
    )
    not_chosen: Line = Field("", description="不评新评定的工作室，通知是怎样写的，原文")

    @model_validator(mode="after")
    def _exclusion_worded(self) -> Self:
        if self.not_chosen_in and not self.not_chosen:
            raise PydanticCustomError(
                "not_chosen", "写了 not_chosen_in，要在 not_chosen 里抄上通知的原文"
            )
        return self


@dataclass(frozen=True)
class _Listed:
    """The items of these categories, in the order of the rubric and by their numbers."""

    categories: tuple[Category, ...]
    items: tuple[Item, ...]
    by_number: Mapping[int, Item]


class SubmissionSpec(DataModel):
    """One of the submissions a notice asks for."""

    name: Line = Field(description="如：年度绩效评估")
    form: FormSpec
    report: ReportSpec
    bundle: BundleSpec
    deadline: datetime.date
    deadline_for: Line = Field(
        "",
        description="截止日管的是谁报给谁，如：各区市人社部门报市局；是单位自己的截止日就不写",
    )
    period: Period | None = None
    pass_mark: Figure | None = None
    excellent_mark: Figure | None = None
    grades: tuple[Grade, ...] = Field(
        (), description="按总分定的等次，从高到低，最低的一等从 0 分起；通知不按分数定的不写"
    )
    full_points: Figure | None = None
    conditions: Conditions = Field(Conditions(), description="报送的条件")
    veto: Line = Field("", description="一票否决的规定，原文；没有就不写")
    bodies: tuple[Body, ...] = Field((), description="限主办单位时，哪些单位算、名称怎样认")
    patents: PatentKinds = Field(
        PatentKinds(), description="哪几种佐证是专利：按专利号核对种类、校验位和年份"
    )
    vetoed: Line = Field(
        "一票否决",
        description="有一票否决情形的不计总分，总分的地方改印这句话，如：不再评估，实行一票否决",
    )
    review: ReviewSpec = Field(
        ReviewSpec(), description="评审：几位的分怎样合成、相差多少要复议、优秀名额、公示期"
    )
    categories: tuple[Category, ...] = Field(min_length=1)

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in the order of the rubric."""
        return self._listed.items

    def item(self, number: int) -> Item | None:
        """The item of that number, if there is one."""
        return self._listed.by_number.get(number)

    @property
    def _listed(self) -> _Listed:
        """The items, listed once: rules ask for them once for each piece of evidence."""
        kept: _Listed | None = self.__dict__.get("_kept")
        # A copy takes along what was kept, and may have other categories.
        if kept is None or kept.categories is not self.categories:
            items = tuple(item for category in self.categories for item in category.items)
            by_number = {item.number: item for item in reversed(items)}
            self.__dict__["_kept"] = kept = _Listed(self.categories, items, by_number)
        return kept

    def grade(self, total: Decimal, *, vetoed: bool = False) -> Grade | None:
        """The grade of a total, the lowest for who is vetoed; None without grades by points."""
        reached = [g for g in self.grades if total >= g.at_least and not vetoed]
        return next(iter(reached), self.grades[-1] if self.grades else None)

    def period_of(self, item: Item) -> Period | None:
        """The days within which an item's evidence counts."""
        return item.period or self.period

    def bodies_of(self, count: CountSpec) -> tuple[Body, ...]:
        """The bodies that may run what a count counts; nothing where anybody may."""
        return tuple(body for body in self.bodies if body.key in count.organisers)

    @model_validator(mode="after")
    def _bodies_known(self) -> Self:
        keys = [body.key for body in self.bodies]
        _refuse_repeats(keys, "单位代号")
        named = (key for item in self.items for count in item.counts for key in count.organisers)
        _refuse_unknown(dict.fromkeys(named), keys, "不在 bodies 列出的单位里")
        return self

    @model_validator(mode="after")
    def _grades_descend(self) -> Self:
        marks = [grade.at_least for grade in self.grades]
        if marks != sorted(set(marks), reverse=True) or (marks and marks[-1] != 0):
            raise PydanticCustomError("grades", "等次应从高到低，不得重复，最低的一等从 0 分起")
        _refuse_repeats((grade.name for grade in self.grades), "等次名称")
        return self

    @model_validator(mode="after")
    def _items_within_period(self) -> Self:
        whole = self.period
        for item in self.items:
            own = item.period
            if whole and own and not whole.start <= own.start <= own.end <= whole.end:
                raise PydanticCustomError(
                    "item_period", "第 {number} 项的时间不在考核期内", {"number": item.number}
                )
        return self

    @model_validator(mode="after")
    def _spread_of_items(self) -> Self:
        numbers = {item.number for item in self.items}
        _refuse_unknown(self.review.item_spread, numbers, "在 review 的 item_spread 里，没有这一项")
        return self

    @model_validator(mode="after")
    def _names_apart(self) -> Self:
        _refuse_repeats((item.number for item in self.items), "项目编号")
        _refuse_repeats((self.form.name, self.report.name, self.bundle.name), "输出的文件名")
        return self

    @model_validator(mode="after")
    def _marks_agree(self) -> Self:
        base = sum((i.points or Decimal(0) for i in self.items if not i.bonus), Decimal(0))
        if self.full_points is not None and base != self.full_points:
            raise PydanticCustomError(
                "full_points",
                "各项分值之和 {base}，不等于总分 {full}",
                {"base": str(base), "full": str(self.full_points)},
            )
        marks = [m for m in (self.pass_mark, self.excellent_mark) if m is not None]
        if marks != sorted(marks) or any(mark > base for mark in marks):
            raise PydanticCustomError("marks", "合格分、优秀分、总分应依次从低到高")
        return self


class Rank(DataModel):
    """One level that contests, awards or media are of."""

    name: Line = Field(description="如：市级")
    kinds: tuple[FileName, ...] = Field((), description="佐证的哪些种类应是这一级")
    words: tuple[Line, ...] = Field(
        min_length=1, description="标题和主办单位里看得出是这一级的词，如：全省、山东省"
    )
    own: bool = Field(False, description="本单位自己主办的就是这一级")


class Ladder(DataModel):
    """Levels of one sort of thing, from the lowest to the highest."""

    name: Line = Field(description="什么的级别，如：奖项和竞赛")
    ranks: tuple[Rank, ...] = Field(min_length=2, description="从低到高")

    @model_validator(mode="after")
    def _ranks_apart(self) -> Self:
        _refuse_repeats((rank.name for rank in self.ranks), "级别")
        _refuse_repeats((kind for rank in self.ranks for kind in rank.kinds), "佐证种类")
        _refuse_repeats((word for rank in self.ranks for word in rank.words), "级别的词")
        return self

    def rank_of(self, kind: str) -> Rank | None:
        """The level evidence of a kind has to be of."""
        return next((rank for rank in self.ranks if kind in rank.kinds), None)


class Scheme(DataModel):
    """One notice: who issued it, what it asks for."""

    id: FileName
    title: Line
    issuer: Line
    document_number: Line
    year: int = Field(description="活动年度，如 2025")
    issued: datetime.date | None = Field(None, description="发文日期；早于它的自评日期会提醒")
    version: Line
    studio_name: Line = Field(
        "", description="工作室命名的惯例，{leader} 处是领办人姓名；只建议，不强求"
    )
    traits: tuple[Trait, ...] = ()
    ladders: tuple[Ladder, ...] = Field(
        (), description="奖项、竞赛、媒体各分哪几级，从哪些词看得出；放错了级别的提醒"
    )
    checks: ChecksWish = Field(
        ChecksWish(), description="用这份方案的都不要的检查，如 {off: [C306]}；错误关不掉"
    )
    words: Words = Field(Words(), description="通知里的叫法，与程序平常说的不同时才写")
    submissions: dict[Literal["application", "assessment"], SubmissionSpec] = Field(min_length=1)
    folder: Path = Field(description="方案所在的文件夹", exclude=True)

    @model_validator(mode="after")
    def _traits_known(self) -> Self:
        known = {trait.key for trait in self.traits}
        _refuse_repeats((trait.key for trait in self.traits), "类别代号")
        rules = [item.rule for spec in self.submissions.values() for item in spec.items]
        named = [a.trait for rule in rules if isinstance(rule, BestOf) for a in rule.alternatives]
        _refuse_unknown(filter(None, named), known, "不在 traits 列出的类别里")
        return self

    @model_validator(mode="after")
    def _ladders_known(self) -> Self:
        kinds = {k for spec in self.submissions.values() for item in spec.items for k in item.kinds}
        named = [kind for ladder in self.ladders for rank in ladder.ranks for kind in rank.kinds]
        _refuse_repeats(named, "分级的佐证种类")
        _refuse_unknown(named, kinds, "没有哪一项按这个种类计数")
        return self

    @model_validator(mode="after")
    def _forms_in_place(self) -> Self:
        for key, spec in self.submissions.items():
            if spec.form.kind != key:
                raise PydanticCustomError(
                    "form_kind", "{key} 的 form.kind 应写 {key}", {"key": key}
                )
        return self


def list_numbers(spec: SubmissionSpec) -> str:
    """Return the item numbers there are: 1–18, or 1、2、5."""
    numbers = [item.number for item in spec.items]
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]}–{numbers[-1]}"
    return "、".join(map(str, numbers))


SubmissionKey = Literal["application", "assessment"]


_EACH = "__all__"
_PROPOSALS = {_EACH: {"items": {_EACH: {"papers"}}}}
_NO_PACKAGES: Mapping[str, Any] = {
    "submissions": {_EACH: {"categories": _PROPOSALS, "review": True}}
}


def digest_scheme(scheme: Scheme) -> str:
    """Return the sha256 of all that a scheme says, however its file is written.

    What stands at its default is not in it, so a field that is new in docgen changes nothing; nor
    are the rules by which files are proposed to go somewhere, and those of the review: no package
    depends on them.
    """
    said = scheme.model_dump(mode="json", exclude_defaults=True, exclude=dict(_NO_PACKAGES))
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
