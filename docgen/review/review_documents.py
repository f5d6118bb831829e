"""The Word documents of a review: a score sheet for each studio, and the list to be published.

They are filled into templates. A bureau that wants others puts its own beside its settings. No seal
is drawn and nobody's signature is written: where one belongs stands a line.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from docgen.forms.values import PrintedValues
from docgen.forms.word_template import fill_words
from docgen.model.review_terms import COMBINATION_WORDS, Publication
from docgen.package.file_names import REVIEW_FOLDER
from docgen.review.open_review import Review
from docgen.review.results import ItemResult, ResultGroup, ResultRow
from docgen.system.filenames import make_file_name
from docgen.text.masking import publish
from docgen.text.wording import write_figure
from docgen.workspace.load import schemes_folder

_SHIPPED = "review"
"""The folder of the templates that come with docgen, beside the schemes."""
_OWN_TEMPLATES = {"score-sheet": "评分表模板.docx", "publication": "公示名单模板.docx"}


def _find_template(review: Review, name: str) -> Path:
    own = review.folder / REVIEW_FOLDER / _OWN_TEMPLATES[name]
    return own if own.is_file() else schemes_folder() / _SHIPPED / f"{name}.docx"


# --- score sheets ------------------------------------------------------------------------------


def sheet_name(row: ResultRow) -> str:
    """Return the name of a package's score sheet: studio, and what tells packages apart."""
    return make_file_name(f"{row.package.studio} {row.package.id[:6]}", ".docx")


def draw_sheet(review: Review, group: ResultGroup, row: ResultRow) -> bytes:
    """Return the score sheet of one package. FormError where its template cannot be filled."""
    manifest = row.package.manifest
    texts = {
        "title": f"{group.submission}评分表",
        "notice": f"（{manifest.scheme.title}）",
        "studio": publish(row.package.studio),
        "unit": f"单位：{publish(manifest.unit)}",
        "facts": f"材料：{row.package.state.value}　标识：{manifest.package or '—'}",
        "total": _write_total(row),
        "rules": _write_rules(group),
        "sign": "\n".join(_write_signing(review, row)),
    }
    items = tuple(PrintedValues(_write_item(group, item)) for item in row.items)
    words = {"sheet": PrintedValues(texts), "items": items}
    return fill_words(_find_template(review, "score-sheet"), words)


def _write_item(group: ResultGroup, item: ItemResult) -> dict[str, str]:
    known = group.spec.item(item.number)
    full = known.points if known else None
    given = (f"{o.reviewer} {write_figure(o.points)}" for o in item.opinions)
    remarks = (
        f"{o.reviewer}：{_write_struck(o.struck)}{o.remark}"
        for o in item.opinions
        if o.remark or o.struck
    )
    return {
        "number": str(item.number),
        "title": known.title if known else "",
        "full": write_figure(full) or ("加分" if item.bonus else "—"),
        "claimed": write_figure(item.claimed) or "—",
        "computed": write_figure(item.computed) or "—",
        "given": "\n".join(given) or "—",
        "final": write_figure(item.final) or "—",
        "remarks": publish("\n".join(remarks)),
    }


def _write_struck(struck: tuple[str, ...]) -> str:
    return f"不计 {'、'.join(struck)}。" if struck else ""


def _write_total(row: ResultRow) -> str:
    if row.total is None:
        return f"总分：—（{row.unranked}）" if row.unranked else "总分：—"
    parts = f"基础分 {write_figure(row.base)}，加分 {write_figure(row.bonus)}"
    rank = f"　名次：{row.rank}" if row.rank is not None else ""
    grade = f"　等次：{row.grade}" if row.grade else ""
    return f"总分：{write_figure(row.total)}（{parts}）{rank}{grade}"


def _write_rules(group: ResultGroup) -> str:
    combined = COMBINATION_WORDS[group.rules.combine]
    return f"各位评审的分合成办法：{combined}，保留 {group.rules.decimals} 位小数"


def _write_signing(review: Review, row: ResultRow) -> Iterator[str]:
    given = {o.reviewer for item in row.items for o in item.opinions}
    for reviewer in review.reviewers:
        if reviewer in given:
            yield f"评审（{reviewer}）签名：________________　　日期：________________"


# --- the list to be published ------------------------------------------------------------------


def draw_publication(review: Review, group: ResultGroup) -> bytes:
    """Return the list of who got which grade. FormError where its template cannot be filled."""
    own = review.settings.publication
    texts: dict[str, Any] = {
        "title": f"{group.submission}结果公示",
        "opening": f"根据《{group.title}》，经专家组评审，现将{group.submission}结果公示如下。",
        "period": _write_period(group, own),
        "contact": _write_contact(own),
        "issuer": own.issuer,
        "day": "　　年　　月　　日",
    }
    ranked = [row for row in group.rows if row.rank is not None]
    rows = tuple(
        PrintedValues(
            {
                "number": str(number),
                "studio": publish(row.package.studio),
                "unit": publish(row.package.manifest.unit),
                "grade": _write_grade(row, own),
            }
        )
        for number, row in enumerate(ranked, start=1)
    )
    words = {"notice": PrintedValues(texts), "rows": rows}
    return fill_words(_find_template(review, "publication"), words)


def _write_grade(row: ResultRow, own: Publication) -> str:
    total: Decimal | None = row.total if own.show_points else None
    grade = row.grade or f"第 {row.rank} 名"
    return f"{grade}（{write_figure(total)} 分）" if total is not None else grade


def _write_period(group: ResultGroup, own: Publication) -> str:
    days = group.rules.publication_days
    length = f"公示期 {days} 个工作日" if days else "公示期"
    if own.first_day and own.last_day:
        return f"{length}，自{own.first_day}至{own.last_day}。"
    return f"{length}，自　　年　　月　　日至　　年　　月　　日。"


def _write_contact(own: Publication) -> str:
    named = (("电话", own.phone), ("电子邮箱", own.mail), ("地址", own.address))
    said = "，".join(f"{name}：{value}" for name, value in named if value)
    start = "对公示内容有异议的，请在公示期内反映"
    return f"{start}。{said}。" if said else f"{start}。"
