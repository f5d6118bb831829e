"""One item of one studio as a reviewer judges it, and where to go from it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain

from docgen import api
from docgen.model.scheme import Item
from docgen.review.item_sheet import ItemSheet, PieceLine
from docgen.text.wording import write_figure
from docgen.web.review_view import ReviewView, can_judge, key_of

_MOST_BUTTONS = 21
"""Points that have a button of their own; where there are more, they are typed."""
_KEYS = (
    (("→", "←"), "同一项：下一家、上一家"),
    (("S", "W"), "同一家：下一项、上一项"),
    (("D", "A"), "下一件、上一件佐证"),
    (("0–9", "."), "给分：直接按数字，如 8、10、0.5"),
    (("↑", "↓"), "得分加一档、减一档"),
    (("Enter",), "照核算的分给"),
    (("X",), "正在看的这件佐证不计，再按恢复"),
    (("R",), "写意见；写完按 Esc"),
    (("PgDn", "PgUp", "空格"), "翻看页面"),
    (("+", "-"), "放大、缩小"),
    (("?",), "这张表"),
)


@dataclass(frozen=True)
class Neighbour:
    """Another item or studio; with the file and page that it begins with, where it has any."""

    name: str
    address: str
    file: str = ""
    page: int = 0
    here: bool = False
    number: int = 0
    given: str = ""


@dataclass(frozen=True)
class BundleLook:
    """A page of the bundle, as the viewer asks for it."""

    file: str
    page: int


@dataclass(frozen=True)
class JudgedPiece:
    """One piece of evidence: what it counts for, and where its pages are."""

    id: str
    title: str
    facts: str
    counts: str
    weight: str
    pages: str
    struck: bool
    can_strike: bool
    file: str = ""
    page: int = 0


@dataclass(frozen=True)
class GivenLine:
    """What another reviewer gave."""

    reviewer: str
    points: str
    remark: str
    struck: str


@dataclass(frozen=True)
class ReviewItemView:
    """One item. KeyError where there is no such package or item."""

    whole: ReviewView
    package: "api.Submitted"
    number: int

    @cached_property
    def sheet(self) -> ItemSheet:
        """What this reviewer may see of it."""
        return api.see_item(self.whole.review, self.package.id, self.number, self.whole.reviewer)

    @property
    def studio(self) -> str:
        """Whose it is."""
        return self.package.studio

    @property
    def about(self) -> str:
        """What a change is about, as its control tells it."""
        return json.dumps({"package": self.package.id, "item": self.number})

    @property
    def warning(self) -> str:
        """Why this package has no rank, where it has none."""
        if self.package.ranks:
            return ""
        return f"{self.package.state.value}：{self.package.reason}"

    # ── points ────────────────────────────────────────────────────────────────────────────────

    @property
    def full(self) -> str:
        """The most that the item can give."""
        return write_figure(self.sheet.full)

    @property
    def claimed(self) -> str:
        """What the studio gives itself."""
        return write_figure(self.sheet.claimed)

    @property
    def computed(self) -> str:
        """What the rule gives."""
        return write_figure(self.sheet.computed)

    @property
    def differs(self) -> bool:
        """Whether these two are not the same."""
        return self.sheet.claimed != self.sheet.computed

    @property
    def points(self) -> str:
        """What this reviewer gave."""
        return write_figure(self.sheet.own.points) if self.sheet.own else ""

    @property
    def remark(self) -> str:
        """What this reviewer wrote."""
        return self.sheet.own.remark if self.sheet.own else ""

    @property
    def given_at(self) -> str:
        """When this reviewer gave it: 11月30日 14:05."""
        own = self.sheet.own
        if own is None:
            return ""
        local = own.at.astimezone()
        book = "，取自对照表" if own.from_book else ""
        return f"{local.month}月{local.day}日 {local:%H:%M}{book}"

    @property
    def ladder(self) -> str:
        """The points that up and down lead to, ascending, as JSON."""
        return json.dumps([write_figure(value) for value in self._ladder])

    @property
    def buttons(self) -> list[str]:
        """Those that have a button."""
        few = self._ladder if len(self._ladder) <= _MOST_BUTTONS else ()
        return [write_figure(value) for value in few]

    @property
    def are_all_buttons(self) -> bool:
        """Whether nothing can be given but what has a button."""
        return bool(self.buttons and self.sheet.steps and not self.sheet.steps.ranges)

    @cached_property
    def _ladder(self) -> Sequence[Decimal]:
        return self.sheet.steps.stops if self.sheet.steps else ()

    @property
    def steps_text(self) -> str:
        """Which points may be given, in words."""
        return (
            f"可以给：{self.sheet.steps.text}" if self.sheet.steps else "这一项不打分，可以写意见"
        )

    @property
    def proposed(self) -> str:
        """What the rule gives of what this reviewer counts."""
        return write_figure(self.sheet.recomputed.points)

    # ── evidence ──────────────────────────────────────────────────────────────────────────────

    @property
    def measure_text(self) -> str:
        """The figures as the studio's documents print them."""
        item = self.package.item(self.number)
        return item.measure if item else ""

    @property
    def recomputed(self) -> str:
        """What comes of it without the pieces that this reviewer struck."""
        own, fresh = self.sheet.own, self.sheet.recomputed
        if own is None or not own.struck:
            return ""
        points = f"{write_figure(fresh.points)} 分" if fresh.points is not None else "没有分"
        said = "；".join(filter(None, (fresh.measure_text, fresh.rule_text, points)))
        return f"不计 {'、'.join(own.struck)} 后：{said}"

    @cached_property
    def pieces(self) -> tuple[JudgedPiece, ...]:
        """Every piece, in its order."""
        return tuple(self._piece(piece) for piece in self.sheet.pieces)

    def _piece(self, piece: PieceLine) -> JudgedPiece:
        look = look_at_page(self.whole, self.package, piece.pages.first)
        said = (piece.kind, piece.date, piece.number, piece.holder, piece.note)
        counts, weight = _say_counted(piece, self._left_out)
        return JudgedPiece(
            id=piece.id,
            title=piece.title,
            facts=" · ".join(filter(None, said)),
            counts=counts,
            weight=weight,
            pages=f"第 {piece.pages} 页",
            struck=piece.struck,
            can_strike=piece.struck or piece.counted is not None,
            file=look.file if look else "",
            page=look.page if look else 0,
        )

    @cached_property
    def _left_out(self) -> frozenset[str]:
        """What is of a kind that counts, and does not."""
        lists = (measure.left_out for measure in self.sheet.measures)
        return frozenset(left.evidence for left in chain.from_iterable(lists))

    @property
    def first(self) -> str:
        """The piece that is shown first."""
        return first_piece(self.package, self.number)

    @property
    def divider(self) -> BundleLook | None:
        """The page before its evidence."""
        return look_at_page(self.whole, self.package, self.sheet.divider)

    # ── others ────────────────────────────────────────────────────────────────────────────────

    @property
    def hidden(self) -> int:
        """How many have given points that are not shown yet."""
        return self.sheet.hidden

    @property
    def others(self) -> tuple[GivenLine, ...]:
        """What others gave, as far as it may be seen."""
        return tuple(
            GivenLine(one.reviewer, write_figure(one.points), one.remark, "、".join(one.struck))
            for one in self.sheet.others
        )

    @property
    def spread(self) -> str:
        """How far they are from each other, in words."""
        if self.sheet.spread is None:
            return ""
        said = f"最高与最低差 {write_figure(self.sheet.spread)} 分"
        return f"{said}，超过允许的相差" if self.sheet.apart else said

    # ── where to go from it ───────────────────────────────────────────────────────────────────

    @property
    def items(self) -> tuple[Neighbour, ...]:
        """All items of this studio."""
        return tuple(self._item(item) for item in self._spec_items)

    @property
    def _spec_items(self) -> tuple[Item, ...]:
        assert self.package.spec is not None
        return tuple(self.package.spec.items)

    def _item(self, item: Item) -> Neighbour:
        opinion = self.whole.opinions.get((self.package.id, item.number))
        return Neighbour(
            item.title,
            self.whole.address(self.package, item.number),
            here=item.number == self.number,
            number=item.number,
            given=write_figure(opinion.points) if opinion else "",
        )

    @property
    def former_item(self) -> Neighbour | None:
        """The item before."""
        return _beside(self.items, -1)

    @property
    def next_item(self) -> Neighbour | None:
        """The item behind."""
        return _beside(self.items, 1)

    @cached_property
    def studios(self) -> tuple[Neighbour, ...]:
        """All studios whose same item can be judged, and this one."""
        group = self.whole.review.group(self.package)
        walked = {package.id for package in self.whole.walked(group)} | {self.package.id}
        listed = [package for package in group if package.id in walked]
        return tuple(
            self._studio(package, f"{place}/{len(listed)}")
            for place, package in enumerate(listed, start=1)
        )

    def _studio(self, package: "api.Submitted", place: str) -> Neighbour:
        given = " ✓" if self.whole.has_given(package, self.number) else ""
        here = package.id == self.package.id
        name = f"{place} {package.studio}{given}"
        return Neighbour(name, self.whole.address(package, self.number), here=here)

    @property
    def former_studio(self) -> Neighbour | None:
        """The same item of the studio before."""
        return _beside(self.studios, -1)

    @property
    def next_studio(self) -> Neighbour | None:
        """The same item of the studio behind, with the page it begins with."""
        found = _beside(self.studios, 1)
        if found is None:
            return None
        package = self.whole.review.package(found.address.split("/")[-2])
        page = _first_page(package, self.number)
        look = look_at_page(self.whole, package, page) if page else None
        if look is None:
            return found
        return Neighbour(found.name, found.address, look.file, look.page)

    @property
    def keys(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """What the keys do."""
        return _KEYS


def _beside(listed: Sequence[Neighbour], by: int) -> Neighbour | None:
    at = next(place for place, one in enumerate(listed) if one.here) + by
    return listed[at] if 0 <= at < len(listed) else None


def _say_counted(piece: PieceLine, left_out: Collection[str]) -> tuple[str, str]:
    """What a piece counts for, and how that weighs: what should count and does not weighs."""
    if piece.struck:
        return "您定为不计", "struck"
    if piece.counted is None:
        if piece.id in left_out:
            return f"不计：{piece.why}", "out"
        # Only where something is counted there is a reason why this is not.
        return "旁证，不计数" if piece.why else "", "beside"
    said = f"计 {write_figure(piece.counted)}"
    return f"{said}（{piece.why}）" if piece.why else said, "in"


def first_piece(package: "api.Submitted", number: int) -> str:
    """Return the piece of an item that a reviewer sees first: one that counts, or any.

    Empty where the item has no evidence.
    """
    item = package.item(number)
    if item is None:
        return ""
    counted = (term.evidence for measure in item.measures for term in measure.terms)
    return next(chain(counted, item.evidence), "")


def _first_page(package: "api.Submitted", number: int) -> int:
    """The page that a reviewer sees first of an item; 0 where there is no such item."""
    first, item = first_piece(package, number), package.item(number)
    pages = (piece.first_page for piece in package.manifest.evidence if piece.id == first)
    return next(pages, item.divider if item else 0)


def look_at_page(whole: ReviewView, package: "api.Submitted", page: int) -> BundleLook | None:
    """Return where the viewer finds a page of a package's bundle; None where it is not there."""
    if not can_judge(package):
        return None
    try:
        place = api.page_place(package, page)
    except KeyError:
        return None
    names = [document.file for document in package.manifest.documents]
    address = f"/review/{whole.id}/document/{key_of(package)}/{names.index(place.file)}.pdf"
    return BundleLook(address, place.place)
