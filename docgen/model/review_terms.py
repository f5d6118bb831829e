"""How a bureau reviews: what a scheme lays down, and what the bureau sets beside the packages.

What neither says stands at a default of docgen's; no notice's number is in the code.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from docgen.model.submission import Count, DataModel, Figure, Line, Truth

Combination = Literal["mean", "trimmed_mean", "median"]
_COMBINATIONS: Mapping[str, Combination] = {
    "平均": "mean",
    "去掉最高最低后平均": "trimmed_mean",
    "中位数": "median",
}
COMBINATION_WORDS: Mapping[Combination, str] = {key: word for word, key in _COMBINATIONS.items()}


def _read_combination(value: object) -> object:
    return _COMBINATIONS.get(value.strip(), value) if isinstance(value, str) else value


class ReviewTerms(DataModel):
    """What both a scheme and a bureau may say. What is left out is said by the other."""

    combine: Annotated[Combination, BeforeValidator(_read_combination)] | None = Field(
        None,
        title="合成办法",
        description="几位评审的分怎样合成一个：平均 mean、去掉最高最低后平均 trimmed_mean、"
        "中位数 median",
    )
    trim_from: Count | None = Field(
        None, ge=3, title="几位起去掉最高最低", description="不到这个数的照样平均；不写就是 4"
    )
    decimals: Count | None = Field(
        None, le=4, title="小数位数", description="合成的分保留几位小数，四舍五入；不写就是 2"
    )
    reviewers_at_least: Count | None = Field(
        None, ge=1, title="至少几位评审", description="一项至少要几位给分，才有得分；不写就是 1"
    )
    spread_percent: Figure | None = Field(
        None,
        le=100,
        title="容许相差",
        description="同一项各位评审最多相差满分的百分之几，超过的列出来复议；不写就不列",
    )
    item_spread: dict[int, Figure] = Field(
        {}, title="各项容许相差", description="个别项目最多相差几分，如 {9: 1, 18: 3}"
    )
    excellent_quota: Count | None = Field(
        None, title="优秀名额", description="优秀（最高一等）最多几个；不写就不限"
    )
    excellent_percent: Figure | None = Field(
        None, le=100, title="优秀比例", description="优秀不超过参评数的百分之几，取整数部分"
    )
    publication_days: Count | None = Field(
        None, ge=1, title="公示期", description="公示几个工作日，印在公示名单上"
    )


class ReviewSpec(ReviewTerms):
    """What the scheme says of the review."""

    fixed: tuple[Line, ...] = Field(
        (), title="不能改", description="上面写了、评审设置里不能改的，如 [combine, decimals]"
    )

    @model_validator(mode="after")
    def _fixed_is_said(self) -> Self:
        unsaid = [name for name in self.fixed if not self.model_dump().get(name)]
        if unsaid:
            raise PydanticCustomError(
                "fixed", "fixed 里的 {names} 上面没有写", {"names": "、".join(unsaid)}
            )
        return self


class Publication(DataModel):
    """What the list to be published prints besides the names."""

    issuer: Line = Field("", title="落款", description="公示的单位，如：某市人力资源和社会保障局")
    phone: Line = Field("", title="电话", description="受理意见的电话")
    mail: Line = Field("", title="邮箱", description="受理意见的电子邮箱")
    address: Line = Field("", title="地址", description="受理意见的地址")
    first_day: Line = Field("", title="起", description="公示从哪一天起，如：2025年7月1日")
    last_day: Line = Field("", title="止", description="公示到哪一天止")
    show_points: Truth = Field(False, title="公布得分", description="名单上印不印得分")


def plain_name(name: str) -> str:
    """Return a reviewer's name in one width, with single blanks: as it is compared and kept."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


class ReviewSettings(ReviewTerms):
    """评审/评审设置.yaml: what the bureau lays down for the packages of one folder."""

    blind: Truth = Field(
        False, title="背靠背", description="自己没有给分以前，看不到别人给这一项的分"
    )
    reviewers: tuple[Annotated[Line, AfterValidator(plain_name)], ...] = Field(
        (), title="评审", description="有哪些评审；写了就只收这些人的，也看得出谁还没评完"
    )
    excellent_mark: Figure | None = Field(
        None, title="优秀分数线", description="多少分以上才可以评优秀；通知里有的不用写"
    )
    publication: Publication = Field(Publication(), title="公示", description="公示名单上印的")


@dataclass(frozen=True)
class ReviewRules:
    """What holds for the packages of one submission."""

    combine: Combination
    trim_from: int
    decimals: int
    reviewers_at_least: int
    spread_percent: Decimal | None
    item_spread: Mapping[int, Decimal]
    excellent_quota: int | None
    excellent_percent: Decimal | None
    publication_days: int | None

    def spread_of(self, number: int, full: Decimal | None) -> Decimal | None:
        """By how many points reviewers may differ on an item; None where nobody says."""
        own = self.item_spread.get(number)
        if own is not None or self.spread_percent is None or full is None:
            return own
        return full * self.spread_percent / 100

    def quota_of(self, count: int) -> int | None:
        """How many of so many may be excellent; None where that is not limited."""
        limits = [] if self.excellent_quota is None else [self.excellent_quota]
        if self.excellent_percent is not None:
            limits.append(int(self.excellent_percent * count / 100))
        return min(limits, default=None)


_DEFAULTS: Mapping[str, object] = {
    "combine": "mean",
    "trim_from": 4,
    "decimals": 2,
    "reviewers_at_least": 1,
}


def settle_rules(spec: ReviewSpec, settings: ReviewSettings) -> ReviewRules:
    """Return what holds: the bureau's word before the scheme's, unless that is fixed."""
    said = {name: _settle(name, spec, settings) for name in ReviewTerms.model_fields}
    return ReviewRules(**said)  # type: ignore[arg-type]


def _settle(name: str, spec: ReviewSpec, settings: ReviewSettings) -> object:
    own, laid_down = getattr(settings, name), getattr(spec, name)
    if name in spec.fixed or own in (None, {}):
        own = laid_down
    return _DEFAULTS.get(name) if own is None else own


def overruled(spec: ReviewSpec, settings: ReviewSettings) -> list[str]:
    """Return what a bureau sets and the scheme does not let it."""
    return [
        name
        for name in spec.fixed
        if getattr(settings, name) not in (None, {}, getattr(spec, name))
    ]
