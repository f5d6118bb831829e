"""Long lists: people trained, equipment, spending, the ledger."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from make_parts.paper import Flow, Style, set_table
from make_parts.people import masked_id
from make_parts.sheet import Sheet

LIST = Style(left=22, right=20, top=24, bottom=22, table_size=10, row_height=7.6, numbered=True)
WIDE = Style(
    width=297, height=210, left=24, right=24, top=18, bottom=18, table_size=10, row_height=7.2
)


@dataclass(frozen=True)
class TrainingClass:
    """A class whose people all got a certificate."""

    title: str
    trades: Sequence[str]
    grade: str
    grade_code: str
    people: int
    examined: str
    first_number: int


def training_roster(training: TrainingClass, names: Iterator[str]) -> list[Sheet]:
    """The list of everybody in the class: name, masked ID number, certificate, marks."""
    dice = random.Random(training.title)
    flow = _headed(LIST, f"{training.title}取证人员名单")
    note = f"认定日期：{training.examined}　　取证等级：{training.grade}　　共 {training.people} 人"
    flow.sheet.text(LIST.left, flow.y, note, 11, face="kai")
    flow.y += 4
    header = ("序号", "姓名", "证件号码", "职业（工种）", "证书编号", "理论", "实操")
    rows = [
        (
            str(number),
            name,
            masked_id(dice),
            dice.choice(training.trades),
            f"Y0037109924{training.grade_code}{training.first_number + number:06d}",
            str(dice.randrange(62, 97)),
            str(dice.randrange(65, 98)),
        )
        for number, name in enumerate(islice(names, training.people), 1)
    ]
    set_table(flow, (12, 20, 38, 28, 44, 14, 14), header, rows)
    _signed(flow, "威海沧澜船舶重工有限公司人力资源部", training.examined)
    return flow.sheets


def numbered_list(
    title: str,
    header: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    *,
    style: Style = LIST,
    note: str = "",
    signer: str = "",
    date: str = "",
) -> list[Sheet]:
    """A titled table over as many pages as it takes, signed at its end."""
    flow = _headed(style, title)
    if note:
        flow.sheet.text(style.left, flow.y, note, 11, face="kai")
        flow.y += 4
    set_table(flow, widths, header, rows)
    if signer:
        _signed(flow, signer, date)
    return flow.sheets


def _headed(style: Style, title: str) -> Flow:
    flow = Flow(style)
    flow.y += 8
    flow.sheet.text(style.width / 2, flow.y, title, 18, face="song-bold", align="centre")
    flow.y += 11
    return flow


def _signed(flow: Flow, signer: str, date: str) -> None:
    flow.need(34)
    right = flow.style.width - flow.style.right
    flow.sheet.seal_place(right - 56, flow.y + 4, wide=42, high=14)
    flow.sheet.text(right - 35, flow.y + 24, signer, 11, align="centre")
    flow.sheet.text(right - 35, flow.y + 30, date, 11, align="centre")
    flow.y += 34
