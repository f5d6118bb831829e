"""A bureau's folder: packages of small studios, whole and built for real, as districts send them.

Each answers two items of the notice: training, by lists of people, and patents. Their evidence is
a page or two of text each: a studio costs little more than its form's way through LibreOffice.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pymupdf
from doing import build_package
from ruamel.yaml import YAML

SAMPLE = Path(__file__).parent.parent / "samples" / "assessment"


NOTHING = {
    3: {"choice": "lacking"},
    5: {"choice": "none"},
    6: {"choice": "unsound"},
    7: {"choice": "lacking"},
    9: {"choice": "unclear"},
    10: {"choice": "improper"},
}
"""Items that have to be answered, and get no points."""


@dataclass(frozen=True)
class SmallStudio:
    """Who it is, how many people each of its courses trained, and the numbers of its patents."""

    name: str
    unit: str
    courses: Sequence[int]
    patents: Sequence[str]


STUDIOS = (
    SmallStudio(
        "威海市林远舟技能大师工作室", "威海潮平机械有限公司", (120, 96), ("ZL 2021 1 9990413.6",)
    ),
    SmallStudio(
        "威海市宁晚晴技能大师工作室",
        "威海岸芷食品有限公司",
        (60,),
        ("ZL 2022 1 9990548.9", "ZL 2022 1 9990549.7"),
    ),
    SmallStudio("威海市祝怀谷技能大师工作室", "威海陇上纺织有限公司", (30, 25), ()),
)


def build_studio(workspace: Path, studio: SmallStudio) -> Path:
    """Return the package of a studio, built in a workspace that is not there yet."""
    data = YAML(typ="safe").load((SAMPLE / "studio.yaml").read_text("utf-8"))
    data["studio"]["name"] = studio.name
    data["unit"]["name"] = studio.unit
    claims = {11: "办了培训班。"} | ({13: "专利已经应用。"} if studio.patents else {})
    data["claims"] = {item: {"statement": said} for item, said in claims.items()} | NOTHING
    rows = []
    for number, people in enumerate(studio.courses, start=1):
        file = f"11-职业技能培训/培训取证/{number} 第{number}期高级工取证名单.pdf"
        write_pages(
            workspace / "evidence" / file, [f"{studio.name} 第{number}期 {people}人", "续页"]
        )
        rows.append({"files": file, "date": "2024-06-22", "quantity": people})
    for number, code in enumerate(studio.patents, start=1):
        file = f"13-新产品新成果/发明专利/{number} 一种工装.pdf"
        write_pages(workspace / "evidence" / file, [f"{studio.name} 专利 {code}"])
        rows.append({"files": file, "date": "2024-03-15", "number": code})
    data["evidence"] = rows
    with (workspace / "studio.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(data, file)
    shutil.copy(SAMPLE / "年度工作报告.docx", workspace)
    return build_package(workspace).folder


def write_pages(file: Path, texts: Sequence[str]) -> None:
    """Write a PDF with a page for each text."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with pymupdf.open() as pdf:
        for text in texts:
            pdf.new_page().insert_text((72, 120), text, fontname="china-s", fontsize=16)
        pdf.save(file)


def lay_out(folder: Path, packages: Sequence[Path]) -> Path:
    """Put the packages into a bureau's folder as districts do, in this order of their paths.

    The second is in an archive.
    """
    first, second, third = packages
    shutil.copytree(first, folder / "文登区" / "6月10日" / "林远舟" / first.name)
    (folder / "环翠区").mkdir(parents=True)
    shutil.copy(next(second.glob("*.zip")), folder / "环翠区" / "宁晚晴.zip")
    shutil.copytree(third, folder / "荣成市" / third.name)
    return folder


def read_opinions(folder: Path) -> list[dict[str, Any]]:
    """All entries of all journals in a review's folder, in their order."""
    lines = [
        json.loads(line)
        for journal in sorted((folder / "评审").glob("*.jsonl"))
        for line in journal.read_text("utf-8").splitlines()[1:]
    ]
    return sorted(lines, key=lambda line: line["at"])


def fill_book(file: Path, points: dict[int, object], remarks: dict[int, str] | None = None) -> None:
    """Write points and remarks into a 对照表.xlsx, by their items, as somebody does in Excel."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        number = sheet.cell(row, 1).value
        if number in points:
            sheet.cell(row, columns["评审得分"]).value = points[number]
        if remarks and number in remarks:
            sheet.cell(row, columns["评审备注"]).value = remarks[number]
    book.save(file)
