"""The data of one submission, as `studio.yaml` says it.

Every field's `title` is its Chinese name (as the official form prints it) and its `description`
is the comment a clerk reads. `docgen init`, the error messages, the JSON Schema and the data
reference are all made from these two, so a new form field is one line here and a placeholder in
the Word template.

Nothing but `scheme` and `submission` is required here: what a form needs is said by its scheme
and found by the checks, so that one run reports everything that is missing.
"""

import calendar
import datetime
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from docgen.text.loose_input import narrow, read_date, read_figure, read_truth

# C0/C1 controls other than newline and tab: Word drops some and obeys others (\a, \f). Bidi marks
# turn the reading around: a certificate's number would be printed backwards.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


_TICK = "√"
_DENIAL = re.compile(
    "(?:无|没有|否|不存在|未发生|未出现|不涉及|false|no|none)"
    "(?:任何|上述|以上|所列|有关|此类?|该类?|这类?|一票否决|撤销|称号|资格|规定|的)*(?:情形|情况)?"
)
"""A text, without marks between its words, that says that there is no such case."""
_ASSENT = re.compile(f"是|有|{_TICK}|true|yes", re.IGNORECASE)


@lru_cache(maxsize=1 << 13)
def normalise_text(value: str) -> str:
    """Return `value` in NFC, with one kind of newline and without control characters."""
    text = re.sub("\r\n|[\r\u2028\u2029]", "\n", value)
    return _CONTROLS.sub("", unicodedata.normalize("NFC", text)).strip()


def _to_line(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return value
    text = normalise_text(str(value))
    if "\n" in text:
        raise PydanticCustomError("one_line", "只能写一行")
    return text


def _to_paragraphs(value: object) -> object:
    return normalise_text(value) if isinstance(value, str) else value


MOST_DIGITS = 12
"""Of a figure, before its point and behind: a million millions, and more than any rule reckons."""
_LONGEST_NUMBER = 40
"""Characters. What is longer is not looked at as a number: 1e99999999 alone has a hundred million
digits."""


def _to_decimal(value: object) -> object:
    """Read a figure exactly: what is written, never its binary neighbour."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise PydanticCustomError("figure", "应写数字")
    figure = _take_figure(value)
    if not figure.is_finite():
        raise PydanticCustomError("figure", "应写数字")
    exponent = figure.as_tuple().exponent
    if figure.adjusted() >= MOST_DIGITS or (isinstance(exponent, int) and exponent < -MOST_DIGITS):
        raise PydanticCustomError("figure_size", "数字太大，或小数位太多")
    return figure


def _take_figure(value: str | float | Decimal) -> Decimal:
    """A figure of any size, or none (not a number). PydanticCustomError for an endless one."""
    if isinstance(value, int) and abs(value) >= 10**_LONGEST_NUMBER:
        raise PydanticCustomError("figure_size", "数字太大，或小数位太多")
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if len(text) > _LONGEST_NUMBER:
        kind = "figure_size" if text.strip("+-").replace(".", "", 1).isdecimal() else "figure"
        raise PydanticCustomError(kind, "数字太长")
    try:
        return Decimal(read_figure(text))
    except InvalidOperation:
        return Decimal("NaN")


def _to_whole(value: object) -> object:
    """What is written in digits as a number: the data file has texts only."""
    text = narrow(value) if isinstance(value, str) else ""
    match = re.fullmatch(r"(\d{1,9})\s*(?:MB?|兆|dpi|度|°|张)?", text, re.IGNORECASE)
    return int(match[1]) if match else value


Layout = Annotated[Literal[1, 2, 4, 6], BeforeValidator(_to_whole)]
"""Pictures to a page."""

Turning = Annotated[Literal[90, 180, 270], BeforeValidator(_to_whole)]
"""Degrees clockwise."""

Dots = Annotated[int, Field(ge=150, le=1200), BeforeValidator(_to_whole)]
"""Dots an inch."""

Megabytes = Annotated[int, Field(ge=2, le=100_000), BeforeValidator(_to_whole)]
"""Millions of bytes."""

Line = Annotated[str, BeforeValidator(_to_line, json_schema_input_type=str | int | float)]
"""Text of one line. A number written without quotes is taken as its digits."""

Paragraphs = Annotated[str, BeforeValidator(_to_paragraphs)]
"""Text of any number of lines."""

Figure = Annotated[
    Decimal,
    Field(ge=0),
    BeforeValidator(_to_decimal, json_schema_input_type=Annotated[float, Field(ge=0)] | str),
]
"""An exact decimal, not negative."""


def _to_count(value: object) -> object:
    """A whole number with its unit behind it, as its digits."""
    text = read_figure(value) if isinstance(value, str) else ""
    return int(text) if re.fullmatch(r"\d{1,9}", text) else value


def _to_truth(value: object) -> object:
    truth = read_truth(value) if isinstance(value, str) else None
    return value if truth is None else truth


Count = Annotated[int, Field(ge=0, le=10**MOST_DIGITS), BeforeValidator(_to_count)]


def _to_sex(value: object) -> object:
    return narrow(value).removesuffix("性") if isinstance(value, str) else value


Sex = Annotated[Literal["男", "女"], BeforeValidator(_to_sex)]

Truth = Annotated[bool, BeforeValidator(_to_truth)]
"""Yes or no, as true or in words: 是, √, 否."""


class PartialDate:
    """A date known to the day, the month or the year, as certificates print them."""

    __slots__ = ("day", "month", "year")
    _SHAPE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")

    def __init__(self, year: int, month: int | None = None, day: int | None = None) -> None:
        datetime.date(year, month or 1, day or 1)
        self.year, self.month, self.day = year, month, day

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read 2024, 2024-06, 2024-06-18 or a date; anything else is a validation error."""
        if isinstance(value, cls):
            return value
        if isinstance(value, datetime.datetime):
            value = value.date()
        if isinstance(value, datetime.date):
            return cls(value.year, value.month, value.day)
        written = "" if isinstance(value, bool) else read_date(str(value))
        shape = cls._SHAPE.fullmatch(written)
        try:
            if shape:
                return cls(*(int(part) for part in shape.groups() if part))
        except ValueError as error:
            raise PydanticCustomError("no_such_date", "没有这个日期") from error
        raise PydanticCustomError("date", "日期应写成 2024-06-18、2024-06 或 2024")

    @property
    def first(self) -> datetime.date:
        """The earliest day this can mean."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> datetime.date:
        """The latest day this can mean."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", *(f"{p:02d}" for p in (self.month, self.day) if p)]
        return "-".join(parts)

    def __repr__(self) -> str:
        return f"PartialDate({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartialDate) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            serialization=core_schema.plain_serializer_function_ser_schema(str),
            json_schema_input_schema=core_schema.union_schema(
                [core_schema.str_schema(), core_schema.int_schema()]
            ),
        )


class DataModel(BaseModel):
    """Base of all data a clerk writes: frozen, and an unknown field is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False)


class Workforce(DataModel):
    """技能人才数量, by grade."""

    special_technician: Count | None = Field(
        None, title="特级技师", description="人数；首席技师也计入这里"
    )
    senior_technician: Count | None = Field(None, title="高级技师", description="人数")
    technician: Count | None = Field(None, title="技师", description="人数")
    advanced_worker: Count | None = Field(None, title="高级工", description="人数")
    other: Count | None = Field(None, title="其他技能人才", description="人数")
    declared_total: Count | None = Field(
        None, title="技能人才总数", description="一般不写；写了就与各等级之和核对，表上印的是和"
    )

    @property
    def total(self) -> int | None:
        """总量合计: the sum, or nothing when no figure is given."""
        figures = {name: v for name, v in self.__dict__.items() if name != "declared_total"}
        known = [v for v in figures.values() if v is not None]
        return sum(known) if known else None


class Unit(DataModel):
    """申报单位: the enterprise that stands behind the studio."""

    name: Line = Field("", title="申报单位名称", description="与公章一致的全称")
    industry: Line = Field("", title="所属行业", description="如：船舶制造业")
    nature: Line = Field("", title="单位性质", description="如：国有企业、民营企业、技工院校")
    credit_code: Line = Field("", title="统一社会信用代码", description="18 位；表上不印，只作核对")
    head: Line = Field("", title="负责人", description="单位负责人姓名")
    address: Line = Field("", title="单位地址", description="详细到门牌号")
    contact: Line = Field("", title="联系人", description="经办人姓名")
    phone: Line = Field("", title="联系电话", description="经办人电话")
    email: Line = Field("", title="电子邮箱", description="经办人邮箱")
    technician_station: Truth | None = Field(
        None, title="是否技师工作站", description="true 是，false 否"
    )
    workforce: Workforce = Field(
        Workforce(), title="技能人才数量", description="各等级人数，合计由程序算"
    )
    bank_account: Line = Field(
        "", title="开户银行及账号", description="开户行全称和账号，写在引号里"
    )
    recent_operation: Paragraphs = Field("", title="近两年单位经营状况", description="可写多行")
    hand_in_by: PartialDate | None = Field(
        None,
        title="本单位交材料的期限",
        description="区市人社部门要求交齐的日子，如：2025-06-03；不写就只提通知里的日子",
    )


class Leader(DataModel):
    """领办人: the master the studio is named after."""

    name: Line = Field("", title="领办人姓名", description="")
    sex: Sex | None = Field(None, title="性别", description="男 或 女")
    ethnicity: Line = Field("", title="民族", description="如：汉族")
    birth: PartialDate | None = Field(None, title="出生年月", description="如：1976-09")
    work_since: PartialDate | None = Field(None, title="参加工作时间", description="如：1996-07")
    political_status: Line = Field("", title="政治面貌", description="如：中共党员、群众")
    id_number: Line = Field(
        "", title="身份证号码", description="18 位，写在引号里；只印在申报表上，别处一律打码"
    )
    post: Line = Field("", title="工作单位及岗位", description="")
    front_line: Truth | None = Field(
        None, title="是否一线工作人员", description="true 是，false 否"
    )
    phone: Line = Field("", title="领办人联系电话", description="")
    trade: Line = Field("", title="职业资格证书（职业技能等级证书）工种", description="与证书一致")
    grade: Line = Field("", title="职业技能等级", description="如：高级技师（一级）")
    certified: PartialDate | None = Field(None, title="取证时间", description="如：2012-11")
    achievements: Paragraphs = Field(
        "",
        title="领办人工作业绩、获得奖励或国家专利情况、主要创新发明等情况",
        description="可写多行",
    )


class Member(DataModel):
    """One member of the studio's team (领办人 not counted)."""

    name: Line = Field("", title="姓名", description="")
    trade: Line = Field("", title="工种", description="")
    grade: Line = Field("", title="职业技能等级", description="")
    achievements: Paragraphs = Field(
        "", title="专长、研究成果应用及获奖情况", description="可写多行"
    )


def _to_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Studio(DataModel):
    """工作室: what is set up, or what is assessed."""

    name: Line = Field("", title="工作室名称", description="与批文或牌匾一致")
    traits: Annotated[
        tuple[Line, ...],
        BeforeValidator(_to_list, json_schema_input_type=str | list[str]),
    ] = Field((), title="工作室类别", description="方案里列出的类别代号，没有就留空 []")
    place: Line = Field("", title="工作室设立场所", description="如：船体车间二楼 203 室")
    area_m2: Figure | None = Field(None, title="工作室面积", description="平方米，只写数字")
    chosen: PartialDate | None = Field(
        None, title="评定时间", description="批准设立的时间，如：2021-05；表上不印，只作核对"
    )
    members: tuple[Member, ...] = Field(
        (), title="工作室团队成员状况", description="一人一段；不含领办人"
    )
    strengths: Paragraphs = Field(
        "", title="拟设立工作室具备的申报条件或优势", description="可写多行"
    )
    plan: Paragraphs = Field(
        "", title="拟设立工作室当年工作计划及未来三年规划", description="可写多行"
    )


class Assessment(DataModel):
    """What only the yearly assessment says."""

    date: PartialDate | None = Field(None, title="评估时间", description="自评日期，如：2025-06-03")
    veto: Paragraphs = Field(
        "",
        title="一票否决情形",
        description="没有的写“无”；有的写明具体情形（一票否决）；空着表上两个都不勾",
    )
    total: Figure | None = Field(
        None, title="自评总分", description="一般不写；写了就与各项得分之和核对，表上印的是和"
    )

    @property
    def vetoed(self) -> bool | None:
        """Whether there is a veto; None where nothing is said. Only a plain denial denies it."""
        said = "".join(c for c in unicodedata.normalize("NFKC", self.veto).lower() if c.isalnum())
        if not said and _TICK not in self.veto:
            return None
        return not _DENIAL.fullmatch(said)

    @property
    def veto_details(self) -> str:
        """What the veto is; empty where there is none, or no more is said than that."""
        return self.veto if self.vetoed and not _ASSENT.fullmatch(self.veto) else ""


class Claim(DataModel):
    """What the studio says of one item (工作落实情况) and the figures its rule works on."""

    statement: Paragraphs = Field(
        "",
        title="工作落实情况",
        description="这一项做了什么；数量和页码由程序加在后面。想整段自己写的，在该写的地方写【数量】"
        "【页码】，由程序换成数字",
    )
    measure: Figure | None = Field(
        None, title="数量", description="这一项只数一样东西时写在这里；佐证里写了数量的可以不写"
    )
    counts: dict[str, Figure] = Field(
        default_factory=dict,
        title="分类数量",
        description="这一项要数几样东西时，按代号写，如 {city: 2, province: 1}",
    )
    choice: Line = Field("", title="自评档次", description="判断类项目所选的代号")
    deductions: dict[str, Count] = Field(
        default_factory=dict, title="扣分", description="扣分情形的代号和次数"
    )
    points: Figure | None = Field(
        None, title="自评得分", description="一般不写，由程序按评分标准算；酌情项目必须写"
    )
    reason: Paragraphs = Field("", title="理由", description="酌情给分的理由")


class FilePages(DataModel):
    """A file of the evidence folder, or some of its pages."""

    file: Line = Field(title="文件", description="相对 evidence/ 的路径")
    pages: Line = Field("", title="页", description="只用其中几页，如 1-3,7；不写就是全部")
    turn: Turning | None = Field(
        None, title="转向", description="只有这个文件（或这几页）要转时写在这里"
    )


def _to_files(value: object) -> object:
    listed = value if isinstance(value, list | tuple) else [value]
    return [{"file": f} if isinstance(f, str) else f for f in listed]


def _to_items(value: object) -> object:
    listed = value if isinstance(value, list | tuple) else [value]
    return [_to_count(number) for part in listed for number in _apart(part)]


def _apart(part: object) -> list[object]:
    """What `6、9`, `［6，9］` or `第6项` hold; anything else as it is."""
    if not isinstance(part, str):
        return [part]
    texts = re.split(r"[、,;\s]+", narrow(part).strip("[]"))
    return [re.sub(r"^第?(\d+)项?$", r"\1", text) for text in texts if text] or [part]


class EvidenceRow(DataModel):
    """What a file's name cannot say about a piece of evidence."""

    files: Annotated[
        tuple[FilePages, ...],
        BeforeValidator(_to_files, json_schema_input_type=str | FilePages | list[str | FilePages]),
    ] = Field(
        min_length=1,
        title="文件",
        description="相对 evidence/ 的路径；几个文件合成一件佐证时写成列表，或写它们的文件夹",
    )
    pages: Line = Field("", title="页", description="只用文件里的几页，如 1-3,7（只有一个文件时）")
    items: Annotated[
        tuple[int, ...], BeforeValidator(_to_items, json_schema_input_type=int | list[int])
    ] = Field((), title="支撑项目", description="项目编号，可写几个；不写就是所在文件夹的项目")
    title: Line = Field("", title="标题", description="不写就用文件名")
    date: PartialDate | None = Field(None, title="日期", description="证书、活动、付款等的日期")
    kind: Line = Field("", title="种类", description="方案里列出的种类，如：发明专利")
    quantity: Figure | None = Field(
        None, title="数量", description="这件佐证证明的数量，如培训人数、金额"
    )
    holder: Line = Field(
        "",
        title="持有人",
        description="证书或奖项的所有人；几个人用顿号隔开，同名的加括注，如 张伟（一车间）",
    )
    number: Line = Field(
        "", title="编号", description="证书号、专利号；没有就写文号，同一文号的几件标题要写清楚"
    )
    achievement: Line = Field(
        "", title="成果", description="同一成果获几级奖项时写一样的名字；规定只计一次的计最高的一级"
    )
    organiser: Line = Field(
        "", title="主办单位", description="竞赛、活动由谁主办或参与组织；方案限定主办单位的要写"
    )
    in_period: Truth = Field(
        False,
        title="算在考核期内",
        description="日期在考核期外、按理应算在期内的写 true，理由写在 note 里；不写就不计数",
    )
    note: Paragraphs = Field("", title="说明", description="给评审看的说明，印在分隔页上")
    layout: Layout | None = Field(
        None,
        title="拼版",
        description="照片、截图一页放几张：1、2、4 或 6，图下印文件名；不写就一张一页",
    )
    turn: Turning | None = Field(
        None, title="转向", description="横着、倒着的页要顺时针转多少度：90、180 或 270"
    )

    @model_validator(mode="after")
    def _reason_given(self) -> Self:
        if self.in_period and not self.note:
            raise PydanticCustomError(
                "period_reason", "in_period 写了 true，要在 note 里写明为什么算在考核期内"
            )
        return self

    @model_validator(mode="after")
    def _one_place_for_pages(self) -> Self:
        if self.pages and len(self.files) > 1:
            raise PydanticCustomError(
                "pages_of_many", "有几个文件时，页码要分别写在每个文件下（file、pages）"
            )
        return self


class BundleWish(DataModel):
    """What the file of the evidence is to be like. No picture is touched unless it is asked for."""

    max_dpi: Dots | None = Field(
        None,
        title="图像最高分辨率",
        description="高于它的图像降到它（dpi，150 到 1200，如 300）；不写就原样收入",
    )
    max_size: Megabytes | None = Field(
        None,
        title="每个 PDF 的大小上限",
        description="MB（一百万字节）；超过时先降图像质量，再按项目分卷；不写就不限",
    )
    text_layer: Truth = Field(
        True,
        title="扫描页可搜索",
        description="扫描件、照片上识别出的文字垫在画面下面（看不见），供搜索复制；不要就写 false",
    )


class ChecksWish(DataModel):
    """Which checks are not wanted here."""

    off: tuple[Line, ...] = Field(
        (),
        title="不要的检查",
        description="警告和提示的代号，如 [C306]；错误关不掉，关掉了哪些在报告里写一句",
    )


class StudioFile(DataModel):
    """The whole of studio.yaml."""

    scheme: Line = Field(title="方案", description="用哪一份通知：方案名，或方案文件夹的路径")
    submission: Line = Field(
        title="报送种类", description="application 申报，assessment 年度绩效评估"
    )
    unit: Unit = Field(Unit(), title="申报单位", description="")
    leader: Leader = Field(Leader(), title="领办人", description="")
    studio: Studio = Field(Studio(), title="工作室", description="")
    assessment: Assessment = Field(Assessment(), title="评估", description="只有年度绩效评估要写")
    report: Line = Field(
        "", title="报告", description="报告文件（.docx 或 .pdf），相对本文件夹的路径"
    )
    claims: dict[int, Claim] = Field(
        default_factory=dict, title="各项自评", description="按考核项目编号写"
    )
    evidence: tuple[EvidenceRow, ...] = Field(
        (), title="佐证", description="文件放进文件夹就算佐证；这里只补文件名说不出的内容"
    )
    bundle: BundleWish = Field(
        BundleWish(), title="佐证材料文件", description="文件太大、不要识别文字时才写"
    )
    checks: ChecksWish = Field(
        ChecksWish(), title="检查", description="有的提示看过了、不想再看时才写"
    )
