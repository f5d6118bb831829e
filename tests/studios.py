"""Small workspaces in any number, as a bureau gets them: a data file, two pieces, a report."""

import functools
import io
from pathlib import Path

import pikepdf

DATA = """\
scheme: weihai-2025
submission: assessment
unit: {{name: 威海沧澜船舶重工有限公司第{number}分公司}}
leader: {{name: 丛海川, phone: 0631-0000000}}
studio: {{name: 威海市丛海川技能大师工作室{number}}}
assessment: {{date: 2025-06-03, veto: 无}}
claims:
  1: {{statement: 工作室设在一号车间二楼。, measure: 86.8}}
  3: {{choice: lacking}}
  5: {{choice: none}}
  6: {{choice: unsound}}
  7: {{choice: lacking}}
  9: {{choice: unclear}}
  10: {{choice: improper}}
"""
REPORT = "2024年度工作报告.pdf"


def make_studio(folder: Path, number: int = 1) -> Path:
    """A workspace without errors. One of a number is like any other of it, and checked in a sixth
    of the time where that has been checked."""
    evidence = folder / "evidence/01-工作室专用场地"
    evidence.mkdir(parents=True)
    (folder / "studio.yaml").write_text(DATA.format(number=number), "utf-8")
    write_page(evidence / "1 平面图.pdf", number)
    write_page(folder / REPORT, number)
    return folder


def make_refused(folder: Path) -> Path:
    """A workspace whose data cannot be used."""
    make_studio(folder)
    data = folder / "studio.yaml"
    data.write_text(data.read_text("utf-8").replace("lacking", "不知道"), "utf-8")
    return folder


def write_page(file: Path, number: int) -> None:
    """A page with a line of text, another one for each number."""
    file.write_bytes(_draw_page(number))


@functools.cache
def _draw_page(number: int) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    text = f"BT /F 14 Tf 90 600 Td (The work of the studio in 2024: page {number}) Tj ET"
    page.Contents = pdf.make_stream(text.encode())
    drawn = io.BytesIO()
    pdf.save(drawn)
    return drawn.getvalue()
