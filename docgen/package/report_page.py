"""检查报告.html: what the check found and how the points come about, on one page for itself.

The page needs no script, no style and no picture from outside, and every word of the data in it
is escaped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from docgen.bundle.plan import CrossReference
from docgen.issues.errors import OutputError, word_reason
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.evidence import Evidence
from docgen.model.scheme import Item, Scheme, SubmissionSpec
from docgen.model.scoring import ItemScore, Measure, Scores
from docgen.model.submission import Claim, StudioFile
from docgen.model.verdict import Verdict, judge
from docgen.package.points_chart import draw_chart
from docgen.text.masking import publish
from docgen.text.printable import printable_line
from docgen.text.wording import PageRange, write_figure

_GENERATOR = '<meta name="generator" content="docgen">'
_LEVELS = (
    (Level.ERROR, "错误", "改好才能生成"),
    (Level.WARNING, "警告", "请核实，不妨碍生成"),
    (Level.NOTE, "提示", "供参考"),
)


@dataclass(frozen=True)
class Subject:
    """What was checked. Data and evidence as they may be published, ID numbers masked."""

    scheme: Scheme
    spec: SubmissionSpec
    data: StudioFile
    evidence: tuple[Evidence, ...]
    scores: Scores | None
    """None for a submission without points."""
    cross_reference: CrossReference | None = None
    """The pages, where the bundle was planned."""


def write_report_page(
    findings: Sequence[Finding],
    subject: Subject | None,
    *,
    moved: Sequence[str] = (),
    draft: bool = False,
) -> bytes:
    """Return the page. `subject` is None where the data could not be read at all.

    `moved` says what stamps had to leave their place.
    """
    title = "检查报告" if subject is None else f"{publish(subject.data.studio.name)} 检查报告"
    parts = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        '<head><meta charset="utf-8">',
        _GENERATOR,
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(title)}</title>",
        f"<style>{_STYLE}</style></head>",
        "<body>",
        *(['<p class="draft">草稿 不作报送用</p>'] if draft else []),
        f"<h1>{_text(title)}</h1>",
        *(_facts(subject) if subject else ()),
        *_summary(findings, subject),
        *_findings(findings),
        *(_items(subject, subject.scores) if subject and subject.scores else ()),
        *_moved(moved),
        "</body></html>",
    ]
    return ("\n".join(parts) + "\n").encode()


def save_report_page(file: Path, contents: bytes) -> None:
    """Write the page. OutputError where it cannot be written, or another file stands there."""
    try:
        if file.exists() and _GENERATOR.encode() not in file.read_bytes()[:1000]:
            raise refuse(OutputError, issue("output", Location(str(file)), "no_report"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(contents)
    except OSError as error:
        said = issue("output", Location(str(file)), "report", reason=word_reason(error))
        raise refuse(OutputError, said) from error


def _text(text: str) -> str:
    return escape(printable_line(publish(text)))


# ── at the head ───────────────────────────────────────────────────────────────────────────────


def _facts(subject: Subject) -> Iterator[str]:
    scheme = subject.scheme
    yield '<p class="facts">'
    yield f"{_text(scheme.words.unit)}：{_text(subject.data.unit.name)}<br>"
    yield f"{_text(scheme.title)}　{_text(subject.spec.name)}</p>"


def _summary(findings: Sequence[Finding], subject: Subject | None) -> Iterator[str]:
    yield '<div class="tiles">'
    for level, name, _ in _LEVELS:
        count = sum(finding.level is level for finding in findings)
        yield f'<p class="tile {level.value}"><b>{count}</b>{name}</p>'
    scores = subject.scores if subject else None
    if subject and scores:
        yield from _totals(subject.spec, judge(subject.spec, subject.data, scores))
    yield "</div>"
    if subject and scores:
        chart = draw_chart(subject.spec, scores)
        yield f"<section><h2>各类得分</h2>\n{chart}</section>"


def _totals(spec: SubmissionSpec, verdict: Verdict) -> Iterator[str]:
    if verdict.points is None:
        yield f'<p class="tile"><b>—</b>{_text(verdict.instead)}</p>'
        return
    yield f'<p class="tile"><b>{verdict.total}</b>自评总分</p>'
    base, bonus = write_figure(verdict.points.base), write_figure(verdict.points.bonus)
    yield f'<p class="tile"><b>{base}＋{bonus}</b>基础分＋附加分</p>'
    if spec.pass_mark is not None:
        yield f'<p class="tile"><b>{write_figure(spec.pass_mark)}</b>合格线</p>'


# ── findings ──────────────────────────────────────────────────────────────────────────────────


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        yield "<section><h2>检查结果</h2><p>没有发现问题。</p></section>"
    for level, name, meaning in _LEVELS:
        here = [finding for finding in findings if finding.level is level]
        if here:
            yield f'<section><h2 class="{level.value}">{name} {len(here)} 处'
            yield f"<small>{meaning}</small></h2>"
            yield '<table class="findings"><thead><tr><th>序号<th>在哪里<th>是什么<th>怎么办'
            yield "</thead><tbody>"
            yield from (_finding(number, found) for number, found in enumerate(here, start=1))
            yield "</tbody></table></section>"


def _finding(number: int, found: Finding) -> str:
    where = f"{_text(found.where)}<br><code>{_text(found.code)}</code>"
    return f"<tr><td>{number}<td>{where}<td>{_text(found.what)}<td>{_text(found.remedy)}</tr>"


def _moved(moved: Sequence[str]) -> Iterator[str]:
    if moved:
        yield "<section><h2>章戳移位</h2><ul>"
        yield from (f"<li>{_text(line)}" for line in moved)
        yield "</ul></section>"


# ── points ────────────────────────────────────────────────────────────────────────────────────


def _items(subject: Subject, scores: Scores) -> Iterator[str]:
    paged = subject.cross_reference is not None
    yield "<section><h2>各项得分和来历</h2>"
    yield '<table class="items"><thead><tr><th>项目<th>分值<th>按标准<th>自评<th>怎么来的'
    yield f"{'<th>页码' if paged else ''}</thead>"
    titles = {piece.id: piece.title for piece in subject.evidence}
    for category in subject.spec.categories:
        yield f'<tbody><tr class="band"><th colspan="{6 if paged else 5}">{_text(category.title)}'
        yield "</tr>"
        for item in category.items:
            yield _item(subject, item, scores.item(item.number), titles)
        yield "</tbody>"
    yield "</table></section>"


def _item(subject: Subject, item: Item, score: ItemScore, titles: dict[str, str]) -> str:
    claim = subject.data.claims.get(item.number, Claim())
    differs = ' class="differs"' if score.claimed != score.computed else ""
    cells = [
        f"<td>{item.number}　{_text(item.title)}",
        f"<td>{write_figure(score.full) or '—'}",
        f"<td>{write_figure(score.computed) or '—'}",
        f"<td{differs}>{write_figure(score.claimed) or '—'}",
        f"<td>{''.join(_derivation(score, claim, titles))}",
    ]
    if subject.cross_reference is not None:
        ranges = subject.cross_reference.item(item.number).ranges
        cells.append(f"<td>{'、'.join(_link(subject.cross_reference, r) for r in ranges) or '—'}")
    return f"<tr>{''.join(cells)}</tr>"


def _derivation(score: ItemScore, claim: Claim, titles: dict[str, str]) -> Iterator[str]:
    """How the points come: the rule's answer, what each figure is added up from, what is not."""
    if score.rule_text:
        yield f'<p class="rule">{_text(score.rule_text)}</p>'
    if claim.reason:
        yield f"<p>理由：{_text(claim.reason)}</p>"
    for measure in score.measures:
        if measure.value is not None:
            yield f"<p>{_text(_figure(measure))}</p>"
        if measure.terms:
            yield "<ul>"
            for term in measure.terms:
                named = f"{term.evidence_id}　{titles.get(term.evidence_id, '')}"
                yield f"<li>{write_figure(term.quantity)} {_text(measure.unit)}：{_text(named)}"
            yield "</ul>"
    for left in score.left_out:
        named = f"{left.evidence_id}　{titles.get(left.evidence_id, '')}"
        yield f'<p class="left">不计 {_text(named)}：{_text(left.why)}</p>'
    for doubt in score.doubts:
        other = doubt.other_points
        told = "" if other is None else f"（另一种读法是 {write_figure(other)} 分）"
        yield f'<p class="doubt">{_text(doubt.text + told)}</p>'


def _figure(measure: Measure) -> str:
    """The figure as printed everywhere, and what the evidence adds up to where that is another."""
    typed, derived = measure.typed, measure.derived
    if typed is None or typed == derived:
        return measure.text
    counted = (
        "没有佐证可数" if derived is None else f"佐证数出 {write_figure(derived)} {measure.unit}"
    )
    return f"{measure.text}，是填写的；{counted}"


def _link(cross_reference: CrossReference, pages: PageRange) -> str:
    volume = cross_reference.volume(pages.first)
    return f'<a href="{quote(volume.file)}#page={volume.place(pages.first)}">{pages}</a>'


# ── looks ─────────────────────────────────────────────────────────────────────────────────────

_STYLE = """
:root { color-scheme: light; --line: #b8bec8; --ink: #1d2430; --soft: #f3f5f8; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 1080px; color: var(--ink); background: #fff;
  font: 15px/1.6 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "SimHei", sans-serif; }
h1 { font-size: 24px; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 28px 0 8px; break-after: avoid; }
h2 small { font-size: 13px; font-weight: normal; margin-left: 10px; color: #5a6472; }
h2.error { color: #a3161f; } h2.warning { color: #8a5200; } h2.note { color: #1f4f8a; }
.facts { margin: 0 0 16px; color: #4a5462; }
.draft { border: 2px solid #a3161f; color: #a3161f; text-align: center; padding: 4px;
  font-weight: bold; letter-spacing: 2px; }
.tiles { display: flex; flex-wrap: wrap; gap: 10px; }
.tile { flex: 1 1 110px; margin: 0; padding: 8px 12px; border: 1px solid var(--line);
  border-radius: 4px; color: #4a5462; }
.tile b { display: block; font-size: 24px; line-height: 1.25; color: var(--ink); }
.tile.error b { color: #a3161f; } .tile.warning b { color: #8a5200; }
.tile.note b { color: #1f4f8a; }
.chart { display: block; width: 100%; max-width: 860px; height: auto; break-inside: avoid; }
.chart text { font-size: 13px; fill: var(--ink); }
.chart .figure { font-size: 12px; }
.chart .claimed { fill: #1f4f8a; } .chart .computed { fill: #9db8d9; }
.chart .full { fill: #fff; stroke: #6b7686; stroke-width: 1; }
.chart .axis { stroke: #6b7686; fill: none; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { border: 1px solid var(--line); padding: 5px 8px; vertical-align: top; text-align: left;
  overflow-wrap: anywhere; }
thead { display: table-header-group; } thead th { background: var(--soft); }
tr { break-inside: avoid; }
.findings th:nth-child(1) { width: 56px; } .findings th:nth-child(2) { width: 27%; }
.findings th:nth-child(4) { width: 29%; } .findings td:first-child { text-align: center; }
code { color: #5a6472; font-size: 12px; }
.items th:nth-child(1) { width: 22%; } .items th:nth-child(n+2):nth-child(-n+4) { width: 62px; }
.items th:nth-child(6) { width: 92px; }
.items td:nth-child(n+2):nth-child(-n+4) { text-align: center; }
.items .band th { background: var(--soft); break-after: avoid; }
.items p { margin: 0 0 2px; } .items ul { margin: 0 0 4px; padding-left: 20px; font-size: 13px; }
.rule { font-weight: bold; } .left { color: #8a5200; font-size: 13px; }
.doubt { color: #1f4f8a; font-size: 13px; } .differs { font-weight: bold; color: #a3161f; }
a { color: #1f4f8a; }
@page { size: A4; margin: 16mm 14mm 18mm;
  @bottom-center { content: counter(page) " / " counter(pages); font-size: 9pt; } }
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; line-height: 1.45;
    print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h1 { font-size: 16pt; } h2 { font-size: 12.5pt; margin-top: 14pt; }
  .tiles { gap: 6px; } .tile { flex-basis: 70px; padding: 4px 8px; font-size: 9pt; }
  .tile b { font-size: 14pt; } .items ul, .left, .doubt { font-size: 9pt; }
  .chart { max-width: none; } a { color: inherit; text-decoration: none; }
}
"""
