"""Rules about how many a piece of evidence stands for, and what an answer rests on."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from docgen.bundle.album import used_pages
from docgen.checks.case import Case, Said, name_item
from docgen.checks.rules_score import counted_evidence
from docgen.data.counting import holders_of
from docgen.data.evidence import Evidence
from docgen.data.numbers import numbers_in
from docgen.data.people import names_in
from docgen.data.scheme import CountSpec, Item, Need
from docgen.data.scoring import open_counts
from docgen.data.wording import write_figure
from docgen.errors import Finding

_NUMERALS = "一二三四五六七八九两"
_PEOPLE = ("人", "名", "位")
_THINGS = ("项", "个", "件", "条", "种", "篇", "部", "次", "场", "本", "张", "份")
_HAN = re.compile("[\u3400-\u9fff]")
"""Titles without a word, as cameras and scanners give them, tell nothing of what is missing."""
_FEW = 10
"""Smaller figures of two lists are the same by chance."""
_LIST = re.compile("名单|名册|一览|汇总|清单|目录|台账|任命|聘任|文件|通知|决定")
"""A page that lists or appoints has many on it."""
_TEN_THOUSAND = Decimal(10_000)


def _counted_once(case: Case) -> Iterator[tuple[Item, CountSpec, Evidence]]:
    """The evidence that may count, each piece with the first item and count that take it."""
    told = set()
    for item, _, _ in case.scored():
        for count, piece in counted_evidence(case, item):
            if piece.id not in told:
                told.add(piece.id)
                yield item, count, piece


# ── what the title says ───────────────────────────────────────────────────────────────────────


def quantity_against_title(case: Case) -> Iterator[Said]:
    """A piece's title says how many there are, and another quantity is written, or none."""
    for _, count, piece in _counted_once(case):
        said = numbers_said(piece.title, count, listed=_is_a_list(count, piece))
        written = Decimal(1) if piece.quantity is None else piece.quantity
        if (piece.quantity is None and count.quantity == "sum") or not said:
            continue
        if written not in (*said, sum(said)):
            named = "、".join(f"{write_figure(number)} {count.unit}" for number in said)
            figure = f"{write_figure(written)} {count.unit}"
            yield Said(
                piece.at("quantity"),
                f"佐证“{piece.title}”的标题说是 {named}，"
                + (
                    f"数量写的是 {figure}"
                    if piece.quantity is not None
                    else f"没有写数量，只计 {figure}"
                ),
                "对照原件改正其中一处（quantity）；只计其中一部分的，在 note 里写明",
            )


def turns_for_people(case: Case) -> Iterator[Said]:
    """People are counted, and the title gives the figure as 人次."""
    for _, count, piece in _counted_once(case):
        turns = re.search(r"(\d+) ?人次", unicodedata.normalize("NFKC", piece.title))
        if count.unit in _PEOPLE and turns and piece.quantity == int(turns[1]):
            yield Said(
                piece.at("quantity"),
                f"佐证“{piece.title}”的标题写的是人次，数量按 {turns[1]} {count.unit}计了",
                "通知计人数：同一个人只算一次，quantity 写人数",
            )


def _is_a_list(count: CountSpec, piece: Evidence) -> bool:
    """Whether figures in the title, not only in brackets, tell how many there are."""
    return count.quantity == "sum" or (piece.quantity is not None and piece.quantity > 1)


def numbers_said(title: str, count: CountSpec, *, listed: bool) -> tuple[Decimal, ...]:
    """Return the quantities of a count's unit that a title names: 120 for 取证名单（120人）."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", title))
    if count.unit == "万元":
        return tuple(_amounts(text))
    units = next((u for u in (_PEOPLE, _THINGS) if count.unit in u), (count.unit,))
    unit = f"(?:{'|'.join(map(re.escape, units))})(?!次|组|赛|制|间|接力|以[上下内])"
    in_brackets = rf"\((?:共|计|合计)?(\d+|[{_NUMERALS}十百]+){unit}\)"
    anywhere = rf"(?<![第前每\d.])(\d+){unit}"
    spoken = rf"(?<![第前每十百{_NUMERALS}])((?!一)[{_NUMERALS}十百]+){unit}"
    found = re.findall(in_brackets, text)
    if listed:
        found += re.findall(anywhere, text) + re.findall(spoken, text)
    return tuple(dict.fromkeys(_read_number(number) for number in found))


def _amounts(text: str) -> Iterator[Decimal]:
    """The amounts of money in a title, in 万元."""
    for figure, unit in re.findall(r"(?<![\d.])(\d[\d,]*(?:\.\d+)?)(万元|元(?!旦))", text):
        amount = Decimal(figure.replace(",", ""))
        yield amount / _TEN_THOUSAND if unit == "元" else amount


def _read_number(text: str) -> Decimal:
    """Return 14 for 14 and 十四, 120 for 一百二十."""
    if text.isdecimal():
        return Decimal(text)
    total, digit = 0, 0
    for sign in text:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = 2 if sign == "两" else _NUMERALS.index(sign) + 1
    return Decimal(total + digit)


# ── more than there can be ────────────────────────────────────────────────────────────────────


def more_than_pages(case: Case) -> Iterator[Said]:
    """A piece that stands for one thing is said to be more than it has pages."""
    for item, count, piece, figure in _several_in_one(case):
        pages = _count_pages(case, piece)
        if pages < figure and not _LIST.search(piece.title):
            yield Said(
                piece.at("quantity"),
                f"佐证“{piece.title}”的数量写了 {write_figure(figure)} {count.unit}，"
                f"只有 {pages} 页，{name_item(item)}一件证明一{count.unit}",
                f"只有一{count.unit}的删去 quantity；确有几{count.unit}的，"
                "把证明放全，并在标题里写明（如：3项），或在 number 里列出各自的编号",
            )


def several_in_one(case: Case) -> Iterator[Said]:
    """A piece that stands for one thing is said to be several, and does not show it."""
    for item, count, piece, figure in _several_in_one(case):
        if _LIST.search(piece.title) or _count_pages(case, piece) >= figure:
            yield Said(
                piece.at("quantity"),
                f"佐证“{piece.title}”的数量写了 {write_figure(figure)} {count.unit}，"
                f"标题和编号看不出，{name_item(item)}一件证明一{count.unit}",
                f"只有一{count.unit}的删去 quantity；确有几{count.unit}的，"
                "在标题里写明（如：3项），或在 number 里列出各自的编号",
            )


def _several_in_one(case: Case) -> Iterator[tuple[Item, CountSpec, Evidence, Decimal]]:
    """Pieces of a kind that stands for one, whose quantity nothing written on them bears out."""
    for item, count, piece in _counted_once(case):
        if not count.one_each or piece.quantity is None or piece.quantity <= 1:
            continue
        if count.unit in _PEOPLE and _LIST.search(piece.title):
            continue
        shown = max(
            len(numbers_in(piece.number)),
            len(names_in(piece.holder)) if count.unit in _PEOPLE else 0,
        )
        if shown < piece.quantity and not numbers_said(piece.title, count, listed=True):
            yield item, count, piece, piece.quantity


def _count_pages(case: Case, piece: Evidence) -> int:
    """How many pages a piece has; a file that was not opened counts as one."""
    total = 0
    for file in piece.files:
        source = case.sources.get(file.path)
        known = None if source is None or isinstance(source, Finding) else used_pages(file, source)
        total += 1 if known is None else len(known)
    return total


def unusual_quantities(case: Case) -> Iterator[Said]:
    """A quantity is greater than one piece usually has: yuan for ten thousands, most likely."""
    for _, count, piece in _counted_once(case):
        if piece.quantity in (None, *numbers_said(piece.title, count, listed=True)):
            continue
        if count.usual_most and piece.quantity and piece.quantity > count.usual_most:
            figure = f"{write_figure(piece.quantity)} {count.unit}"
            what = f"佐证“{piece.title}”的数量写了 {figure}，一件一般没有这么多"
            yield Said(piece.at("quantity"), what, _unit_remedy(count, piece.quantity))
    yield from _unusual_figures(case)


def _unusual_figures(case: Case) -> Iterator[Said]:
    for item, claim, score in case.scored():
        usual = {count.key: count for count in item.counts}
        for measure in score.measures:
            count, typed = usual[measure.key], measure.typed
            if typed and count.usual_most and typed > count.usual_most * max(1, len(measure.terms)):
                keys = ("counts", measure.key) if measure.key in claim.counts else ("measure",)
                yield Said(
                    case.at_claim(item, *keys),
                    f"{name_item(item)}的{measure.name}写了 {write_figure(typed)} {measure.unit}，"
                    "一般没有这么多",
                    _unit_remedy(count, typed),
                )


def _unit_remedy(count: CountSpec, figure: Decimal) -> str:
    if count.unit != "万元":
        return "对照原件核对；确是这么多的不必改"
    meant = write_figure(figure / _TEN_THOUSAND)
    return f"单位是万元：{write_figure(figure)} 元要写 {meant}；确是这么多万元的不必改"


def fewer_than_listed(case: Case) -> Iterator[Said]:
    """A piece lists more people or numbers than its quantity says, or its quantity is 0."""
    for item, count, piece in _counted_once(case):
        if piece.quantity is None and count.quantity == "sum":
            continue
        written = Decimal(1) if piece.quantity is None else piece.quantity
        named = len(holders_of(piece, ())) if "holder" in count.distinct else 0
        numbered = len(numbers_in(piece.number)) if count.one_each and piece.number else 0
        listed, where = max((named, "holder"), (numbered, "number"))
        what = "持有人" if where == "holder" else "编号"
        if not written:
            what = f"佐证“{piece.title}”的数量写了 0，{name_item(item)}不计它"
            yield Said(
                piece.at("quantity"), what, "改正 quantity；不该计的去掉种类（kind），只作旁证"
            )
        elif written < listed:
            yield Said(
                piece.at("quantity"),
                f"佐证“{piece.title}”的{what}写了 {listed} 个，{name_item(item)}只按"
                f" {write_figure(written)} {count.unit}计",
                f"都算的写 quantity: {listed}；只算其中几个的，{where} 里只写这几个",
            )


def told_apart_by_nothing(case: Case) -> Iterator[Said]:
    """Two pieces count as two things, and nothing that matters of them differs."""
    for item, _, score in case.scored():
        counted = {term.evidence_id for m in score.measures for term in m.terms}
        seen: dict[tuple[object, ...], Evidence] = {}
        for count, piece in counted_evidence(case, item):
            signs = _signs_of(count, piece)
            first = seen.setdefault(signs, piece) if piece.id in counted and signs else piece
            if first is not piece and not (first.number and piece.number):
                same = "数量和日期" if count.quantity == "sum" else "标题、日期、编号"
                yield Said(
                    piece.at("title"),
                    f"佐证“{piece.title}”（{piece.id}）和“{first.title}”（{first.id}）的{same}都一样，"
                    f"{name_item(item)}计了两次",
                    "是同一件的只留一件，或去掉一件的种类（kind）；确是两件的，写出不同的编号（number）",
                )


def _signs_of(count: CountSpec, piece: Evidence) -> tuple[object, ...]:
    """What tells a piece from others; nothing where it says too little to be compared."""
    if count.quantity == "each":
        return (piece.kind, re.sub(r"\s+", "", piece.title), piece.date, piece.holder)
    few = piece.quantity is None or (count.whole and piece.quantity < _FEW)
    if few or piece.date is None or piece.date.day is None:
        return ()
    return (piece.kind, piece.date, piece.quantity)


def idle_kinds(case: Case) -> Iterator[Said]:
    """A piece is of a kind that counts for studios of another kind alone."""
    for item in case.spec.items:
        own = {k for c in open_counts(item, frozenset(case.data.studio.traits)) for k in c.kinds}
        for piece in case.supporting(item):
            if piece.kind in item.kinds and piece.kind not in own:
                yield Said(
                    piece.at("kind"),
                    f"佐证“{piece.title}”的种类“{piece.kind}”只用于特定类别的工作室，"
                    f"{name_item(item)}没有计它",
                    "本工作室属于该类别就写进 studio.traits；不然去掉种类（kind）",
                )


# ── what an answer rests on ───────────────────────────────────────────────────────────────────


def needs_missing(case: Case) -> Iterator[Said]:
    """An answer is chosen, and no title shows a paper that it rests on."""
    for item, claim in case.claims():
        titles = [re.sub(r"\s+", "", piece.title) for piece in case.supporting(item)]
        options = [option for option in item.options if option.key == claim.choice]
        for need in (need for option in options for need in option.needs):
            if _HAN.search("".join(titles)) and not any(_shows(title, need) for title in titles):
                yield Said(
                    case.at_claim(item, "choice"),
                    f"{name_item(item)}选了“{options[0].name}”，佐证的标题里看不到{need.name}"
                    + (f"；{need.note}" if need.note else ""),
                    f"把{need.name}放进 evidence/{item.folder_name}/，或在标题里写明；"
                    "都没有的改选别的档次",
                )


def proofs_missing(case: Case) -> Iterator[Said]:
    """An item gives points for figures, and no title shows a paper that they rest on."""
    for item, _, score in case.scored():
        titles = [re.sub(r"\s+", "", piece.title) for piece in case.supporting(item)]
        for need in item.needs if score.claimed and _HAN.search("".join(titles)) else ():
            if not any(_shows(title, need) for title in titles):
                yield Said(
                    f"evidence/{item.folder_name}/",
                    f"{name_item(item)}得了分，佐证的标题里看不到{need.name}"
                    + (f"；{need.note}" if need.note else ""),
                    f"把{need.name}放进 evidence/{item.folder_name}/；已在别的佐证里的不必改",
                )


def _shows(title: str, need: Need) -> bool:
    """Whether a title names a paper, of one of the years asked for where it names a year."""
    return any(
        any(word in part for word in need.words) and _is_of_year(part, need.years)
        for part in re.split("[和与及、，,;；+]", title)
    )


def _is_of_year(text: str, years: tuple[int, ...]) -> bool:
    named = re.findall(r"(?<!\d)20\d\d(?!\d)", text)
    return not years or not named or any(int(year) in years for year in named)
