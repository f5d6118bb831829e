"""Web pages as they come out of a browser's printer, and first pages of journals."""

import math
from dataclasses import dataclass

from make_parts.paper import Flow, Style, set_words
from make_parts.sheet import GREY, MM, PALE, Colour, Sheet, balanced, paler, wrap

_PRINT = Style(left=20, right=20, top=22, bottom=22, size=12.5, leading=21, face="hei")


@dataclass(frozen=True)
class Article:
    """What a medium wrote. The address is under example.com: nobody's."""

    medium: str
    slogan: str
    title: str
    date: str
    author: str
    address: str
    paragraphs: tuple[str, ...]
    colour: Colour = (0.1, 0.32, 0.58)
    picture: str = ""
    """What the picture shows, as its caption says; no picture without it."""


def web_page(article: Article) -> list[Sheet]:
    """The printed pages of the article, with the browser's head and foot lines."""
    flow = Flow(_PRINT)
    _masthead(flow, article)
    for line in balanced(article.title, "hei-bold", 20, 170):
        flow.y += 10
        flow.sheet.text(20, flow.y, line, 20, face="hei-bold")
    flow.y += 8
    source = f"{article.date}　来源：{article.medium}　作者：{article.author}"
    flow.sheet.text(20, flow.y, source, 10, face="hei", colour=GREY)
    flow.sheet.line([(20, flow.y + 4), (190, flow.y + 4)], width=0.5, colour=GREY)
    flow.y += 8
    for number, paragraph in enumerate(article.paragraphs):
        flow.y += 3
        set_words(flow, paragraph, face="hei", size=12.5, indent=2)
        if number == 0 and article.picture:
            _picture(flow, article)
    _side_links(flow, article)
    _browser_lines(flow.sheets, article)
    return flow.sheets


def _masthead(flow: Flow, article: Article) -> None:
    sheet = flow.sheet
    sheet.box(20, 20, 170, 20, fill=article.colour, stroke=None)
    white: Colour = (1, 1, 1)
    sheet.text(27, 33, article.medium, 22, face="hei-bold", colour=white)
    sheet.text(184, 33, article.slogan, 10, face="hei", align="right", colour=white)
    sheet.box(20, 40, 170, 8, fill=PALE, stroke=None)
    for number, word in enumerate(("首页", "要闻", "技能人才", "工匠风采", "竞赛", "视频", "专题")):
        sheet.text(27 + number * 24, 45.4, word, 10, face="hei", colour=article.colour)
    sheet.text(20, 56, "当前位置：首页 > 工匠风采 > 正文", 9, face="hei", colour=GREY)
    flow.y = 58


def _picture(flow: Flow, article: Article) -> None:
    """A small painted picture in the text: a workshop in three colours."""
    flow.need(86)
    flow.y += 5
    sheet, x, y = flow.sheet, 40, flow.y
    sheet.box(x, y, 130, 70, fill=(0.84, 0.87, 0.88), stroke=None)
    sheet.box(x, y + 44, 130, 26, fill=(0.52, 0.6, 0.57), stroke=None)
    for number in range(4):
        sheet.box(x + 8 + number * 31, y + 12, 24, 34, fill=(0.76, 0.43, 0.2), stroke=None)
        sheet.box(x + 15 + number * 31, y + 20, 10, 26, fill=(0.25, 0.27, 0.3), stroke=None)
    for number in range(5):
        left = x + 14 + number * 24
        sheet.oval(left, y + 38, 9, 10, fill=(0.92, 0.75, 0.25))
        sheet.area(
            [(left - 3, y + 66), (left - 1, y + 50), (left + 10, y + 50), (left + 12, y + 66)],
            (0.2, 0.35, 0.55),
        )
    flow.y += 75
    sheet.text(105, flow.y, article.picture, 9.5, face="hei", align="centre", colour=GREY)
    flow.y += 3


def _side_links(flow: Flow, article: Article) -> None:
    if flow.y > 235:
        return
    flow.y += 12
    flow.sheet.box(20, flow.y, 170, 7, fill=PALE, stroke=None)
    flow.sheet.text(24, flow.y + 5, "相关阅读", 11, face="hei-bold", colour=article.colour)
    for number, title in enumerate(
        ("技能大师工作室里的“青蓝课堂”", "一条焊缝的毫米之争", "高技能人才培训进班组")
    ):
        flow.sheet.text(
            24, flow.y + 14 + number * 7, f"· {title}", 10.5, face="hei", colour=article.colour
        )
    flow.y += 34


def _browser_lines(sheets: list[Sheet], article: Article) -> None:
    for number, sheet in enumerate(sheets, 1):
        sheet.text(12, 10, article.date.replace("-", "/"), 8, face="hei", colour=GREY)
        sheet.text(
            105,
            10,
            f"{article.title[:22]}_{article.medium}",
            8,
            face="hei",
            align="centre",
            colour=GREY,
        )
        sheet.text(12, 291, article.address, 8, face="hei", colour=GREY)
        sheet.text(198, 291, f"{number}/{len(sheets)}", 8, face="hei", align="right", colour=GREY)


@dataclass(frozen=True)
class JournalPaper:
    """A paper in an invented journal: cover and first page."""

    journal: str
    issue: str
    title: str
    authors: str
    abstract: str
    keywords: str
    paragraphs: tuple[str, ...]
    page: int
    curve: tuple[float, ...]
    axis: tuple[str, str]
    colour: Colour


def journal_pages(paper: JournalPaper) -> list[Sheet]:
    """The journal's cover, and the first page of the paper in two columns with one figure."""
    return [_journal_cover(paper), _journal_page(paper)]


def _journal_cover(paper: JournalPaper) -> Sheet:
    sheet = Sheet()
    sheet.box(0, 0, 210, 297, fill=paper.colour, stroke=None)
    pale = paler(paper.colour, 0.35)
    for ring in range(9):
        size = 40 + ring * 26
        sheet.oval(150 - size / 2, 190 - size / 2, size, size, stroke=pale, line=0.8)
    for ray in range(24):
        angle = ray * math.pi / 12
        sheet.line(
            [
                (150 + 20 * math.cos(angle), 190 + 20 * math.sin(angle)),
                (150 + 124 * math.cos(angle), 190 + 124 * math.sin(angle)),
            ],
            width=0.4,
            colour=pale,
        )
    sheet.box(0, 28, 210, 54, fill=(1, 1, 1), stroke=None)
    sheet.text(20, 62, paper.journal, 46, face="song-bold", colour=paper.colour)
    sheet.text(20, 75, "（样例刊物）", 12, face="hei", colour=GREY)
    white: Colour = (1, 1, 1)
    sheet.text(20, 100, paper.issue, 18, face="hei-bold", colour=white)
    sheet.text(20, 258, "本期导读", 14, face="hei-bold", colour=white)
    for number, line in enumerate(balanced(paper.title, "hei", 13, 150)):
        sheet.text(20, 267 + number * 7, line, 13, face="hei", colour=white)
    return sheet


def _journal_page(paper: JournalPaper) -> Sheet:
    sheet = Sheet()
    sheet.text(20, 20, paper.issue, 9, face="hei", colour=GREY)
    sheet.text(190, 20, paper.journal, 9, face="hei", align="right", colour=GREY)
    sheet.line([(20, 23), (190, 23)], width=0.6)
    y = 34.0
    for line in balanced(paper.title, "hei-bold", 18, 150):
        sheet.text(105, y, line, 18, face="hei-bold", align="centre")
        y += 9
    sheet.text(105, y + 1, paper.authors, 11, face="kai", align="centre")
    y = _small_block(sheet, y + 10, "摘　要", paper.abstract)
    y = _small_block(sheet, y + 1, "关键词", paper.keywords)
    _columns(sheet, paper, y + 5)
    sheet.text(105, 284, f"· {paper.page} ·", 10, align="centre")
    return sheet


def _small_block(sheet: Sheet, y: float, label: str, text: str) -> float:
    sheet.text(28, y, label, 10, face="hei-bold")
    for line in wrap(text, "kai", 10, 140):
        sheet.text(43, y, line, 10, face="kai")
        y += 5.4
    return y


def _columns(sheet: Sheet, paper: JournalPaper, top: float) -> None:
    """Two columns of one height, the figure at the head of the second."""
    size, pitch = 11.5, 6.9
    lines = [
        (("　　" if first == 0 else "") + line)
        for paragraph in paper.paragraphs
        for first, line in enumerate(wrap(paragraph, "song", size, 80, 2 * size / MM))
    ]
    _figure(sheet, paper, 110, top)
    left_column = (len(lines) + round(72 / pitch)) // 2
    for number, line in enumerate(lines):
        if number < left_column:
            sheet.text(20, top + number * pitch, line, size)
        else:
            sheet.text(110, top + 72 + (number - left_column) * pitch, line, size)


def _figure(sheet: Sheet, paper: JournalPaper, x: float, y: float) -> None:
    sheet.box(x + 8, y, 70, 48, stroke=GREY, line=0.5)
    low, high, count = min(paper.curve), max(paper.curve), len(paper.curve)
    points = [
        (x + 12 + 62 * n / (count - 1), y + 43 - 38 * (v - low) / (high - low))
        for n, v in enumerate(paper.curve)
    ]
    sheet.line(points, width=1.3, colour=paper.colour)
    for px, py in points:
        sheet.oval(px - 1, py - 1, 2, 2, fill=paper.colour)
    sheet.text(x + 43, y + 54, paper.axis[0], 9, face="hei", align="centre")
    for number, character in enumerate(paper.axis[1]):
        sheet.text(x + 4, y + 10 + number * 4.4, character, 9, face="hei", align="centre")
    sheet.text(x + 43, y + 62, "图 1　试验结果", 9.5, face="hei-bold", align="centre")
