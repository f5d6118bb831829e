"""Papers of the accounts office: bank slips and payment requests. Invented banks, no stamps."""

from dataclasses import dataclass

from make_parts.faces import text_width
from make_parts.sheet import GREY, MM, PALE, Colour, Sheet

_LINE: Colour = (0.25, 0.36, 0.5)


@dataclass(frozen=True)
class Payment:
    """Money that went from the unit to the studio's account, in whole yuan."""

    date: str
    number: str
    yuan: int
    words: str
    payer: tuple[str, str, str]
    payee: tuple[str, str, str]
    purpose: str


def bank_slip(payment: Payment) -> Sheet:
    """A bank's receipt, as wide as A4 and half as high."""
    sheet = Sheet(210, 140)
    sheet.box(0, 0, 210, 140, fill=(0.985, 0.99, 0.995), stroke=None)
    sheet.text(
        105, 17, "网上银行电子回单（客户联）", 18, face="hei-bold", align="centre", colour=_LINE
    )
    sheet.line([(62, 20.5), (148, 20.5)], width=1.1, colour=_LINE)
    sheet.text(14, 29, f"记账日期：{payment.date}", 10, face="hei")
    sheet.text(196, 29, f"回单编号：{payment.number}", 10, face="hei", align="right")
    for side, (title, party) in enumerate((("付款人", payment.payer), ("收款人", payment.payee))):
        _party(sheet, 14 + side * 91, 33, title, party)
    _amount(sheet, payment)
    sheet.text(14, 118, "本回单为样例，仅供核对，重复打印无效。", 9, face="hei", colour=GREY)
    sheet.text(
        14, 125, "打印渠道：企业网银　经办柜员：00000　打印次数：1", 9, face="hei", colour=GREY
    )
    sheet.seal_place(154, 109, wide=42, high=20)
    return sheet


def _party(sheet: Sheet, x: float, y: float, title: str, party: tuple[str, str, str]) -> None:
    sheet.box(x, y, 8, 30, fill=PALE, stroke=_LINE)
    for number, character in enumerate(title):
        sheet.text(x + 4, y + 9 + number * 7, character, 11, face="hei", align="centre")
    for number, (label, value) in enumerate(
        zip(("户　　名", "账　　号", "开户银行"), party, strict=True)
    ):
        top = y + number * 10
        sheet.box(x + 8, top, 20, 10, stroke=_LINE)
        sheet.box(x + 28, top, 63, 10, stroke=_LINE)
        sheet.text(x + 18, top + 6.6, label, 9.5, face="hei", align="centre", colour=GREY)
        size = min(9.5, 59 * MM / text_width(value, "song", 1))
        sheet.text(x + 30, top + 6.6, value, size)


def _amount(sheet: Sheet, payment: Payment) -> None:
    rows = (
        ("金　额（大写）", payment.words),
        ("金　额（小写）", f"￥{payment.yuan:,}.00"),
        ("用　　途", payment.purpose),
    )
    for number, (label, value) in enumerate(rows):
        top = 68 + number * 12
        sheet.box(14, top, 36, 12, fill=PALE, stroke=_LINE)
        sheet.box(50, top, 146, 12, stroke=_LINE)
        sheet.text(32, top + 7.8, label, 10, face="hei", align="centre")
        sheet.text(54, top + 7.8, value, 12, face="hei-bold" if number < 2 else "song")


def payment_request(payment: Payment, budget_line: str, handler: str) -> Sheet:
    """The unit's own request that went before the payment: A5 landscape."""
    sheet = Sheet(210, 148)
    sheet.text(105, 20, "专项经费拨付申请单", 20, face="song-bold", align="centre")
    sheet.text(20, 31, f"申请单位：{payment.payee[0]}", 11)
    sheet.text(190, 31, f"申请日期：{payment.date}", 11, align="right")
    rows = (
        ("经费项目", budget_line),
        ("用　　途", payment.purpose),
        ("申请金额", f"￥{payment.yuan:,}.00（{payment.words}）"),
        ("收款账户", f"{payment.payee[2]}　{payment.payee[1]}"),
        ("经 办 人", handler),
    )
    for number, (label, value) in enumerate(rows):
        top = 36 + number * 13
        sheet.box(20, top, 34, 13)
        sheet.box(54, top, 136, 13)
        sheet.text(37, top + 8.4, label, 12, face="hei", align="centre")
        sheet.text(58, top + 8.4, value, 12)
    for number, label in enumerate(("部门负责人", "财务负责人", "分管领导")):
        x = 20 + number * 56.7
        sheet.box(x, 101, 56.7, 30)
        sheet.text(x + 3, 108, f"{label}意见：", 11, face="hei")
        sheet.text(x + 30, 120, "同意拨付。", 12, face="kai", align="centre")
        sheet.text(x + 53, 128, "（签字）　　年　月　日", 9, align="right", colour=GREY)
    return sheet
