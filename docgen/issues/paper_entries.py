"""What the checks say where a paper, as it was read, tells something else than is claimed of it."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

WARNING = Level.WARNING

_READ = "原件第 {page:number} 页读到的是{said:value}（把握 {sure:number}%）"
_MISREAD = "；机器读错了的不用改"


def _differs(what: str, value: str, key: str, column: str) -> Sentence:
    """One value that was typed, and another that was read."""
    return Sentence(
        f"佐证{{piece:piece}}的{what}写的是{value}，{_READ}",
        f"对照原件改正{column}（{key}）{_MISREAD}",
        in_workbook=f"对照原件改正{column}{_MISREAD}",
    )


def _is_one(what: str) -> Sentence:
    return Sentence(
        remedy=f"同一{what}只算一件，删去其中一件的种类（kind）或整件{_MISREAD}",
        in_workbook=f"同一{what}只算一件，删去其中一件的种类或整行{_MISREAD}",
    )


PAPER_ENTRIES = (
    Entry(
        "C350",
        WARNING,
        "持有人与证书上的不同",
        claimed=_differs("持有人", "{holder:value}", "holder", "持有人"),
        nobody=Sentence(
            f"佐证{{piece:piece}}没有写持有人，{_READ}，不在领办人和团队成员里",
            f"对照原件：是团队的人就写上持有人（holder），不是就移出这一项{_MISREAD}",
            in_workbook=f"对照原件：是团队的人就写上持有人，不是就移出这一项{_MISREAD}",
        ),
    ),
    Entry(
        "C351",
        WARNING,
        "等级与证书上的不同",
        Sentence(
            f"佐证{{piece:piece}}按{{level}}计，{_READ}",
            f"对照原件改正标题（title）或种类（kind）{_MISREAD}",
            in_workbook=f"对照原件改正标题或种类{_MISREAD}",
        ),
    ),
    Entry(
        "C352",
        WARNING,
        "编号与原件上的不同",
        _differs("编号", "{number:value}", "number", "编号"),
    ),
    Entry(
        "C353",
        WARNING,
        "两件佐证是同一本证书或同一张发票",
        what=f"佐证{{piece:piece}}与{{other:piece}}（{{where:place}}）的编号相同：{_READ}",
        certificate=_is_one("本证书"),
        invoice=_is_one("张发票"),
    ),
    Entry(
        "C354",
        WARNING,
        "日期与原件上的不同，或不在考核期内",
        claimed=_differs("日期", "{date:date}", "date", "日期"),
        outside=Sentence(
            f"佐证{{piece:piece}}没有写日期，{_READ}，不在 {{start:date}} 至 {{end:date}} 之内",
            f"对照原件写上日期（date）；不在考核期内的不计分{_MISREAD}",
            in_workbook=f"对照原件写上日期；不在考核期内的不计分{_MISREAD}",
        ),
    ),
    Entry(
        "C355",
        WARNING,
        "金额比凭证上的多",
        Sentence(
            f"佐证{{piece:piece}}计 {{quantity:number}} {{unit}}，{_READ}",
            f"对照原件改正数量（quantity）{_MISREAD}",
            in_workbook=f"对照原件改正数量{_MISREAD}",
        ),
    ),
    Entry(
        "C356",
        WARNING,
        "扫描的名单与写的人数对不上",
        fewer=Sentence(
            f"佐证{{piece:piece}}计 {{quantity:number}} {{unit}}，名单上的人数较少：{_READ}",
            f"对照名单改正数量（quantity）；名单不全的补全{_MISREAD}",
            in_workbook=f"对照名单改正数量；名单不全的补全{_MISREAD}",
        ),
        twice=Sentence(
            f"佐证{{piece:piece}}的名单里有姓名重复：{{names:people}}，{_READ}",
            f"对照原件：同一个人只算一次，改正数量（quantity）；确是同名的两个人不必改{_MISREAD}",
            in_workbook=f"对照原件：同一个人只算一次，改正数量；确是同名的两个人不必改{_MISREAD}",
        ),
    ),
    Entry(
        "C357",
        WARNING,
        "证书上是别的单位",
        Sentence(
            f"佐证{{piece:piece}}：{_READ}，不是申报单位{{unit:value}}",
            f"对照原件：不是本单位的移出这一项；单位改过名的在 note 里写明{_MISREAD}",
            in_workbook=f"对照原件：不是本单位的移出这一项；单位改过名的在“说明”里写明{_MISREAD}",
        ),
    ),
    Entry(
        "C358",
        WARNING,
        "发票页上显示的与它自带的数据不同",
        Sentence(
            "佐证{piece:piece}第 {page:number} 页显示的{name}是{said:value}，"
            "文件自带的发票数据里是{value:value}",
            "到税务部门的发票查验平台核对；页面改动过的，换成开票方发来的原文件",
        ),
    ),
)
