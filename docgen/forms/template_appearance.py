"""How a Word template looks, held against its scheme: paper, faces, rows, the notice's wording.

`docgen.forms.word_template.check_template` says whether its placeholders are right; here stands
what is right for the program and wrong for a reader.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from docgen.model.scheme import Category, Item, SubmissionSpec
from docgen.text.wording import write_figure

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PAPERS = {"A4": (11906, 16838), "A3 landscape": (23811, 16838)}
"""Width and height in twentieths of a point."""
_TOLERANCE = 60
OFFICIAL_FACES = frozenset(
    {"方正小标宋简体", "黑体", "仿宋_GB2312", "仿宋", "楷体_GB2312", "楷体", "宋体"}
)


@dataclass(frozen=True)
class TemplateFault:
    """One thing about a template: a short key for its rule, what it is, how to mend it."""

    key: str
    what: str
    remedy: str


def look_at_form(path: Path, spec: SubmissionSpec) -> tuple[TemplateFault, ...]:
    """Return what a reader would miss on a submission's form; nothing where it cannot be read."""
    parts = _read(path)
    body = parts.get("word/document.xml")
    if body is None:
        return ()
    looks = [*_look_at_paper(body, spec.form.paper), *_look_at_faces(parts), *_look_at_rows(body)]
    if spec.form.kind == "assessment":
        looks += _look_at_wording(body, spec)
    return tuple(looks)


def look_at_report(path: Path, headings: Sequence[str]) -> tuple[TemplateFault, ...]:
    """Return what a reader would miss in a report's skeleton."""
    parts = _read(path)
    body = parts.get("word/document.xml")
    if body is None:
        return ()
    texts = {_squeeze(_text(paragraph)) for paragraph in body.iter(f"{_W}p")}
    missing = [heading for heading in headings if _squeeze(heading) not in texts]
    looks = list(_look_at_faces(parts))
    if missing:
        what = f"骨架里没有标题：{'、'.join(f'“{h}”' for h in missing)}"
        looks.append(
            TemplateFault("headings", what, "在 Word 里加上，或改 scheme.yaml 的 headings")
        )
    return tuple(looks)


def _read(path: Path) -> dict[str, etree._Element]:
    """The parts with text or faces. A file that is no .docx is `check_template`'s to refuse."""
    wanted = re.compile(r"word/(document|styles|header\d*|footer\d*)\.xml")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(path) as package:
            names = [name for name in package.namelist() if wanted.fullmatch(name)]
            return {name: etree.fromstring(package.read(name), parser) for name in names}
    except (OSError, zipfile.BadZipFile, etree.XMLSyntaxError):
        return {}


def _text(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{_W}t"))


def _squeeze(text: str) -> str:
    """A text as two hands may have typed it: no blanks, one width."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


# ── paper, faces, rows ────────────────────────────────────────────────────────────────────────


def _look_at_paper(body: etree._Element, paper: str) -> Iterator[TemplateFault]:
    width, height = _PAPERS[paper]
    for size in body.iter(f"{_W}pgSz"):
        found = (int(size.get(f"{_W}w", "0")), int(size.get(f"{_W}h", "0")))
        if abs(found[0] - width) > _TOLERANCE or abs(found[1] - height) > _TOLERANCE:
            millimetres = "×".join(str(round(side / 56.6929)) for side in found)
            yield TemplateFault(
                "paper",
                f"纸是 {millimetres} 毫米，方案写的是 {paper}",
                "在 Word 的“布局、纸张大小”里改，或改 form.paper",
            )


def _look_at_faces(parts: dict[str, etree._Element]) -> Iterator[TemplateFault]:
    named = {
        fonts.get(f"{_W}eastAsia")
        for root in parts.values()
        for fonts in root.iter(f"{_W}rFonts")
        if fonts.get(f"{_W}eastAsia")
    }
    other = sorted(named - OFFICIAL_FACES)
    if other:
        yield TemplateFault(
            "faces",
            f"用了公文规定以外的字体：{'、'.join(other)}",
            f"改成{'、'.join(sorted(OFFICIAL_FACES))}之一；别的字体，没有装的电脑上换成什么管不着",
        )
    defaults = parts.get("word/styles.xml")
    if not named or defaults is None or defaults.find(f"{_W}docDefaults") is None:
        yield TemplateFault(
            "faces", "没有写中文字体（w:eastAsia）", "在 Word 里选中全文，设一遍中文字体，保存"
        )


def _look_at_rows(body: etree._Element) -> Iterator[TemplateFault]:
    fixed = [
        row
        for row in body.iter(f"{_W}tr")
        if any(h.get(f"{_W}hRule") == "exact" for h in row.iter(f"{_W}trHeight"))
        and "{{" in _text(row)
    ]
    if fixed:
        yield TemplateFault(
            "rows",
            f"有 {len(fixed)} 行的行高是固定值，内容长了印不全",
            "在 Word 的“表格属性、行”里改成“最小值”",
        )


# ── the notice's wording ──────────────────────────────────────────────────────────────────────


def _look_at_wording(body: etree._Element, spec: SubmissionSpec) -> Iterator[TemplateFault]:
    text = _squeeze(_text(body))
    standards = [item for item in spec.items if item.standard]
    printed = [item for item in standards if _squeeze(item.standard) in text]
    for item in spec.items:
        if _squeeze(item.title) not in text:
            yield _unlike(item, "考核内容", item.title)
        # A form may leave the standards out; one that prints them prints them all.
        if item in standards and item not in printed and 2 * len(printed) >= len(standards):
            yield _unlike(item, "评分标准", item.standard)
        yield from _look_at_points(body, item)
    for category in spec.categories:
        yield from _look_at_category(body, category)
    yield from _look_at_total(text, spec)


def _unlike(item: Item, name: str, text: str) -> TemplateFault:
    shown = text.replace("\n", "")
    shown = shown if len(shown) <= 24 else f"{shown[:23]}…"
    return TemplateFault(
        "wording",
        f"第 {item.number} 项的{name}“{shown}”，表上没有一样的文字",
        "与通知核对，把 scheme.yaml 和模板改成一字不差",
    )


def _look_at_points(body: etree._Element, item: Item) -> Iterator[TemplateFault]:
    row = next((r for r in body.iter(f"{_W}tr") if f"item[{item.number}].score" in _text(r)), None)
    if row is None or item.points is None:
        return
    cells = [_squeeze(_text(cell)) for cell in row.iter(f"{_W}tc")]
    points = [m[1] for cell in cells if (m := re.fullmatch(r"(\d+(?:\.\d+)?)分?", cell))]
    if points and write_figure(item.points) not in points:
        yield TemplateFault(
            "points",
            f"第 {item.number} 项的分值，表上印的是 {'、'.join(points)} 分，"
            f"方案是 {write_figure(item.points)} 分",
            "与通知核对，改正错的一处",
        )


def _look_at_category(body: etree._Element, category: Category) -> Iterator[TemplateFault]:
    title = _squeeze(category.title)
    cells = [text for c in body.iter(f"{_W}tc") if (text := _squeeze(_text(c))).startswith(title)]
    if not cells:
        yield TemplateFault(
            "wording", f"表上没有“{category.title}”这一类", "与通知核对，改成一字不差"
        )
    for cell in cells[:1]:
        points = re.search(r"(\d+(?:\.\d+)?)分", cell.removeprefix(title))
        if points and category.points is not None and points[1] != write_figure(category.points):
            yield TemplateFault(
                "points",
                f"“{category.title}”表上印的是 {points[1]} 分，"
                f"方案的小计是 {write_figure(category.points)} 分",
                "与通知核对，改正错的一处",
            )


def _look_at_total(text: str, spec: SubmissionSpec) -> Iterator[TemplateFault]:
    printed = re.findall(r"(?:总分|满分|合计)(?:为|共)?(\d+(?:\.\d+)?)分", text)
    if spec.full_points is not None and printed:
        full = write_figure(spec.full_points)
        if full not in printed:
            yield TemplateFault(
                "points",
                f"总分表上印的是 {'、'.join(printed)} 分，方案是 {full} 分",
                "与通知核对，改正错的一处",
            )
