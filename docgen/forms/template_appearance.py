"""How a Word template looks, held against its scheme: paper, faces, rows, the notice's wording.

`docgen.forms.word_template.check_template` says whether its placeholders are right; here stands
what is right for the program and wrong for a reader.
"""

import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.scheme import Category, Item, SubmissionSpec
from docgen.text.wording import write_figure

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PAPERS = {"A4": (11906, 16838), "A3 landscape": (23811, 16838)}
"""Width and height in twentieths of a point."""
_TOLERANCE = 60
_OFFICIAL_FACES = frozenset(
    {"方正小标宋简体", "黑体", "仿宋_GB2312", "仿宋", "楷体_GB2312", "楷体", "宋体"}
)


_Tell = Callable[..., Issue]
"""Makes an issue of the template at hand from its code, its case and the rest of its slots."""


def _tell(path: Path, where: Location, code: str, case: str = "", **slots: object) -> Issue:
    return issue(code, where, case, file=path.name, **slots)


def look_at_form(path: Path, spec: SubmissionSpec, where: Location) -> tuple[Issue, ...]:
    """Return what a reader would miss on a submission's form; nothing where it cannot be read.

    `where` is the place that names the template.
    """
    parts, tell = _read(path), partial(_tell, path, where)
    body = parts.get("word/document.xml")
    if body is None:
        return ()
    looks = [
        *_look_at_paper(body, spec.form.paper, tell),
        *_look_at_faces(parts, tell),
        *_look_at_rows(body, tell),
    ]
    if spec.form.kind == "assessment":
        looks += _look_at_wording(body, spec, tell)
    return tuple(looks)


def look_at_report(path: Path, headings: Sequence[str], where: Location) -> tuple[Issue, ...]:
    """Return what a reader would miss in a report's skeleton, as `look_at_form` does."""
    parts, tell = _read(path), partial(_tell, path, where)
    body = parts.get("word/document.xml")
    if body is None:
        return ()
    texts = {_squeeze(_text(paragraph)) for paragraph in body.iter(f"{_W}p")}
    missing = [heading for heading in headings if _squeeze(heading) not in texts]
    looks = list(_look_at_faces(parts, tell))
    if missing:
        looks.append(tell("S605", headings=missing))
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


def _look_at_paper(body: etree._Element, paper: str, tell: _Tell) -> Iterator[Issue]:
    width, height = _PAPERS[paper]
    for size in body.iter(f"{_W}pgSz"):
        found = (int(size.get(f"{_W}w", "0")), int(size.get(f"{_W}h", "0")))
        if abs(found[0] - width) > _TOLERANCE or abs(found[1] - height) > _TOLERANCE:
            millimetres = "×".join(str(round(side / 56.6929)) for side in found)
            yield tell("S602", size=millimetres, paper=paper)


def _look_at_faces(parts: dict[str, etree._Element], tell: _Tell) -> Iterator[Issue]:
    named = {
        fonts.get(f"{_W}eastAsia")
        for root in parts.values()
        for fonts in root.iter(f"{_W}rFonts")
        if fonts.get(f"{_W}eastAsia")
    }
    other = sorted(named - _OFFICIAL_FACES)
    if other:
        yield tell("S606", "others", faces=other, official=sorted(_OFFICIAL_FACES))
    defaults = parts.get("word/styles.xml")
    if not named or defaults is None or defaults.find(f"{_W}docDefaults") is None:
        yield tell("S606", "unset")


def _look_at_rows(body: etree._Element, tell: _Tell) -> Iterator[Issue]:
    fixed = [
        row
        for row in body.iter(f"{_W}tr")
        if any(h.get(f"{_W}hRule") == "exact" for h in row.iter(f"{_W}trHeight"))
        and "{{" in _text(row)
    ]
    if fixed:
        yield tell("S607", count=len(fixed))


# ── the notice's wording ──────────────────────────────────────────────────────────────────────


def _look_at_wording(body: etree._Element, spec: SubmissionSpec, tell: _Tell) -> Iterator[Issue]:
    text = _squeeze(_text(body))
    standards = [item for item in spec.items if item.standard]
    printed = [item for item in standards if _squeeze(item.standard) in text]
    for item in spec.items:
        if _squeeze(item.title) not in text:
            yield tell("S603", "title", number=item.number, text=_shorten(item.title))
        # A form may leave the standards out; one that prints them prints them all.
        if item in standards and item not in printed and 2 * len(printed) >= len(standards):
            yield tell("S603", "standard", number=item.number, text=_shorten(item.standard))
        yield from _look_at_points(body, item, tell)
    for category in spec.categories:
        yield from _look_at_category(body, category, tell)
    yield from _look_at_total(text, spec, tell)


def _shorten(text: str) -> str:
    shown = text.replace("\n", "")
    return shown if len(shown) <= 24 else f"{shown[:23]}…"


def _look_at_points(body: etree._Element, item: Item, tell: _Tell) -> Iterator[Issue]:
    row = next((r for r in body.iter(f"{_W}tr") if f"item[{item.number}].score" in _text(r)), None)
    if row is None or item.points is None:
        return
    cells = [_squeeze(_text(cell)) for cell in row.iter(f"{_W}tc")]
    points = [m[1] for cell in cells if (m := re.fullmatch(r"(\d+(?:\.\d+)?)分?", cell))]
    if points and write_figure(item.points) not in points:
        yield tell("S604", "item", number=item.number, printed=points, points=item.points)


def _look_at_category(body: etree._Element, category: Category, tell: _Tell) -> Iterator[Issue]:
    title = _squeeze(category.title)
    cells = [text for c in body.iter(f"{_W}tc") if (text := _squeeze(_text(c))).startswith(title)]
    if not cells:
        yield tell("S603", "category", text=category.title)
    for cell in cells[:1]:
        found = re.search(r"(\d+(?:\.\d+)?)分", cell.removeprefix(title))
        if found and category.points is not None and found[1] != write_figure(category.points):
            printed, points = [found[1]], category.points
            yield tell("S604", "category", title=category.title, printed=printed, points=points)


def _look_at_total(text: str, spec: SubmissionSpec, tell: _Tell) -> Iterator[Issue]:
    printed = re.findall(r"(?:总分|满分|合计)(?:为|共)?(\d+(?:\.\d+)?)分", text)
    full = spec.full_points
    if full is not None and printed and write_figure(full) not in printed:
        yield tell("S604", "total", printed=printed, points=full)
