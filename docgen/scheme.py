"""A scheme: one notice as data.

`templates/<id>/scheme.yaml` is read into these frozen values. They hold the official wording, and
beside it the reading: rules with numbers. No number of any notice stands in the code.
"""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from docgen.model import Entry, Line, Paragraphs

Points = Annotated[Decimal, Field()]


class CountSpec(Entry):
    """A figure a rule works on: what is counted, in which unit, from which kinds of evidence."""

    key: Line = Field(title="代号", description="studio.yaml 的 counts 里用的名字")
    name: Line = Field(title="名称", description="数的是什么，如：新培养高级工以上")
    unit: Line = Field(title="单位", description="人、项、件、万元、平方米……")
    kinds: tuple[Line, ...] = Field(
        (), title="种类", description="哪些种类的佐证计入；不写就只能填数"
    )
    quantity: Literal["sum", "each"] = Field(
        "each", title="计法", description="sum 把佐证的数量相加；each 每件佐证算一"
    )


class Band(Entry):
    """Points for every figure greater than `above` (and not in a higher band)."""

    above: Decimal = Field(title="大于", description="不含这个数")
    points: Decimal = Field(title="得分", description="")


class Contested(Entry):
    """A figure that two bands of the wording both name."""

    at: Decimal = Field(title="数", description="两档都提到的数")
    reading: Literal["lower", "higher"] = Field(
        "lower", title="取法", description="lower 归低档，higher 归高档"
    )
    note: Line = Field(title="说明", description="为什么两可")


class Gap(Entry):
    """Figures strictly between `low` and `high` that no band of the wording names."""

    low: Decimal = Field(title="下端", description="")
    high: Decimal = Field(title="上端", description="")
    note: Line = Field(title="说明", description="怎样补上的")


class Bands(Entry):
    """分档: points by the band a figure falls in. Bands are half-open, (above, next above]."""

    kind: Literal["bands"]
    count: CountSpec
    bands: tuple[Band, ...] = Field(min_length=1, description="从高到低")
    otherwise: Decimal = Field(Decimal(0), description="低于所有档时的得分")
    contested: tuple[Contested, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @model_validator(mode="after")
    def _bands_descend(self) -> Self:
        edges = [band.above for band in self.bands]
        if edges != sorted(set(edges), reverse=True):
            raise ValueError("各档应从高到低，不得重复")
        loose = [str(c.at) for c in self.contested if c.at not in edges]
        if loose:
            raise ValueError(f"两可的数 {'、'.join(loose)} 不在任何一档的边上")
        return self


class TallyCount(CountSpec):
    """One thing counted for points, so many each, up to a cap of its own."""

    points: Decimal = Field(title="每个得分", description="")
    cap: Decimal | None = Field(None, title="上限", description="这一类的最高分")
    at_most: int | None = Field(None, title="最多数", description="这一类最多有几个")


class Tally(Entry):
    """计数: so many points for each thing, added up, to a cap."""

    kind: Literal["tally"]
    counts: tuple[TallyCount, ...] = Field(min_length=1)
    cap: Decimal | None = Field(None, description="合计的最高分；不写就不封顶")
    at_most: int | None = Field(None, description="各类合计最多有几个")


class Option(Entry):
    """One answer of a judgement: fixed points, or a range to be given with a reason."""

    key: Line = Field(title="代号", description="studio.yaml 的 choice 里用的名字")
    name: Line = Field(title="名称", description="")
    points: Decimal | None = Field(None, title="得分", description="")
    range: tuple[Decimal, Decimal] | None = Field(
        None, title="范围", description="酌情给分的下限和上限"
    )

    @model_validator(mode="after")
    def _points_or_range(self) -> Self:
        if (self.points is None) == (self.range is None):
            raise ValueError("points 和 range 必须写且只写一个")
        return self


class Choice(Entry):
    """判断: one of several answers."""

    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2)


class Alternative(Entry):
    """One rule of several; with `trait`, only for studios of that kind."""

    trait: Line = ""
    rule: Annotated[Bands | Tally, Field(discriminator="kind")]


class BestOf(Entry):
    """择优: the better of several rules, never their sum."""

    kind: Literal["best_of"]
    alternatives: tuple[Alternative, ...] = Field(min_length=2)


Rule = Annotated[Bands | Tally | Choice | BestOf, Field(discriminator="kind")]


class Deduction(Entry):
    """Points taken off for a defect."""

    key: Line
    name: Line
    points: Decimal = Field(gt=0)


class Item(Entry):
    """One row of the rubric (考核内容), or one part of an application's evidence."""

    number: int
    title: Line = Field(description="考核内容，原文")
    points: Decimal | None = Field(None, description="分项分值；加分项和申报材料没有")
    standard: Paragraphs = Field("", description="评分标准，原文")
    folder: Line = Field("", description="佐证文件夹的名字，不写就用 title")
    rule: Rule | None = None
    deductions: tuple[Deduction, ...] = ()
    bonus: bool = Field(False, description="加分项：不计入基础分")
    doubts: tuple[Line, ...] = Field((), description="这一项的文字有什么两可之处，怎样读的")
    hint: Line = Field("", description="这一项该放哪些佐证")

    @property
    def folder_name(self) -> str:
        """The name of the item's evidence folder, two digits first."""
        return f"{self.number:02d}-{self.folder or self.title}"


class Category(Entry):
    """A group of items (考核项目) with its printed subtotal."""

    title: Line = Field(description="如：一、基础建设")
    points: Decimal | None = None
    items: tuple[Item, ...] = Field(min_length=1)


class FormSpec(Entry):
    """A Word form of the notice."""

    template: Line = Field(description="Word 模板的文件名")
    name: Line = Field(description="输出的文件名，不带后缀")
    kind: Literal["application", "assessment"] = Field(description="用哪一份契约的值")
    paper: Literal["A4", "A3 landscape"]
    copies: int = Field(ge=1)
    member_rows: int = Field(0, description="团队成员表至少印几行")
    omits: tuple[Line, ...] = Field((), description="契约里这份表不用的值")
    required: tuple[Line, ...] = Field((), description="不能空着的值，如 unit.name")


class ReportSpec(Entry):
    """The written report of a submission."""

    name: Line = Field(description="输出的文件名，不带后缀")
    title: Line
    template: Line = Field(description="docgen init 用的 Word 骨架")
    headings: tuple[Line, ...]


class BundleSpec(Entry):
    """The evidence bundle of a submission."""

    name: Line = Field(description="输出的文件名，不带后缀")
    title: Line
    item_word: Line = Field(description="章戳和索引里怎样称呼一项，如：项目")
    verified_frame: bool = Field(description="每页是否留已审验框")


class Period(Entry):
    """The days within which things count."""

    start: datetime.date
    end: datetime.date


class Trait(Entry):
    """A kind of studio the rules treat apart."""

    key: Line
    name: Line


class SubmissionSpec(Entry):
    """One of the submissions a notice asks for."""

    name: Line = Field(description="如：年度绩效评估")
    form: FormSpec
    report: ReportSpec
    bundle: BundleSpec
    deadline: datetime.date
    period: Period | None = None
    pass_mark: Decimal | None = None
    excellent_mark: Decimal | None = None
    full_points: Decimal | None = None
    categories: tuple[Category, ...] = Field(min_length=1)

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in the order of the rubric."""
        return tuple(item for category in self.categories for item in category.items)

    def item(self, number: int) -> Item | None:
        """The item of that number, if there is one."""
        return next((item for item in self.items if item.number == number), None)

    @model_validator(mode="after")
    def _sums_agree(self) -> Self:
        numbers = [item.number for item in self.items]
        if len(numbers) != len(set(numbers)):
            raise ValueError("项目编号重复")
        for category in self.categories:
            given = [i.points for i in category.items if i.points is not None]
            if category.points is not None and sum(given) != category.points:
                raise ValueError(
                    f"{category.title}：各项分值之和 {sum(given)}，不等于 {category.points}"
                )
        base = sum(i.points for i in self.items if i.points is not None and not i.bonus)
        if self.full_points is not None and base != self.full_points:
            raise ValueError(f"各项分值之和 {base}，不等于总分 {self.full_points}")
        return self


class Scheme(Entry):
    """One notice: who issued it, what it asks for."""

    id: Line
    title: Line
    issuer: Line
    document_number: Line
    year: int = Field(description="活动年度，如 2025")
    version: Line
    traits: tuple[Trait, ...] = ()
    submissions: dict[Literal["application", "assessment"], SubmissionSpec]
    folder: Path = Field(description="方案所在的文件夹", exclude=True)
