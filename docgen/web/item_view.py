"""What a page shows of one item: its wording, what the studio says of it, points, evidence."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, floor
from typing import Any

from docgen import api
from docgen.bundle.photo_layout import used_pages
from docgen.checks.unwritten_values import is_unwritten
from docgen.issues.finding import Finding
from docgen.issues.location import KeyPath
from docgen.model.evidence import Evidence
from docgen.model.prepared import Prepared
from docgen.model.scheme import Item
from docgen.model.scheme import Option as Answer
from docgen.model.scoring import ItemScore, open_counts
from docgen.model.source_keys import EvidenceKey
from docgen.model.submission import Claim, EvidenceRow
from docgen.text.wording import write_figure
from docgen.web.card_parts import CARDS_SHOWN, first_shown, list_parts
from docgen.web.fields import FieldMaker, FieldView, Selectable, SuggestionView, at, write_plain
from docgen.web.workspace_view import WorkspaceView, is_about
from docgen.workspace.discover import title_of

_MAIN = ("title", "date", "kind", "quantity")
"""What a card shows of a piece without being opened."""
MORE_FIELDS = (
    "holder",
    "number",
    "items",
    "pages",
    "achievement",
    "organiser",
    "in_period",
    "note",
    "layout",
    "turn",
)
_LAYOUTS = tuple(
    Selectable(n, f"一页 {n} 张" if n else "一张一页") for n in ("", "1", "2", "4", "6")
)
_TURNS = tuple(Selectable(n, f"顺时针 {n}°" if n else "不转") for n in ("", "90", "180", "270"))
_PHOTOGRAPHS = frozenset({"jpg", "jpeg", "png", "heic", "heif", "webp", "bmp"})
_LYING = "F113"
_MOST_SMALL = 300
"""Small pictures of pages that a card shows; of larger files pages are chosen by typing."""


@dataclass(frozen=True)
class SourceView:
    """A file of a piece. `pages` is None while it is made ready, 0 where it cannot be opened."""

    path: str
    name: str
    pages: int | None
    digest: str = ""
    said: tuple[str, ...] = ()
    locked: bool = False
    """Whether a password opens it that nobody has given yet."""

    @property
    def is_photograph(self) -> bool:
        """Whether a sheet can be cut out of it, by its name."""
        return self.path.rpartition(".")[2].lower() in _PHOTOGRAPHS


@dataclass(frozen=True)
class PageView:
    """A page of a file, to be chosen: its number from 1, and whether it is used."""

    digest: str
    number: int
    used: bool


@dataclass(frozen=True)
class TurnOffer:
    """Pages that lie on their sides: which, of which file of a piece, how they are to be turned."""

    file: int
    pages: tuple[int, ...]
    turn: int
    """Degrees clockwise; 0: as they are."""
    count: int
    """Pages of the file."""

    @property
    def words(self) -> str:
        """What a button says that does it."""
        which = f"第 {'、'.join(map(str, self.pages))} 页"
        if len(self.pages) == self.count:
            which = "各页" if self.count > 1 else "这一页"
        return f"把{which}顺时针转 {self.turn}°" if self.turn else f"{which}不转"


@dataclass(frozen=True)
class Card:
    """One piece of evidence."""

    key: str
    id: str
    """Item and place within the item: 11-3."""
    title: str
    printed_pages: str
    """Its pages in the bundle; empty while they are not planned."""
    sources: tuple[SourceView, ...]
    main: tuple[FieldView, ...]
    more: tuple[FieldView, ...]
    findings: tuple[Finding, ...]
    offers: tuple[TurnOffer | None, ...]
    """What can be done at once about each of them."""
    strip: tuple[PageView, ...]
    """The pages of the only file of an opened piece."""
    supports: tuple[int, ...]
    turn: int
    """Degrees clockwise that its first file is turned."""
    folder_kind: str
    """The kind whose folder it lies in."""
    foreign: bool
    """Whether it stands at another item and supports this one."""
    suggested: tuple[SuggestionView, ...] = ()
    """What is suggested for its fields, those that are not shown too."""
    reading: bool = False
    """Whether its scans are still being read."""

    @property
    def suggested_elsewhere(self) -> tuple[SuggestionView, ...]:
        """Suggestions for fields that the card does not show."""
        shown = {field.path[-1] for field in (*self.main, *self.more)}
        return tuple(one for one in self.suggested if one.field not in shown)


@dataclass(frozen=True)
class ItemView:
    """One item of a checked workspace. `plain` is its data file as it is written."""

    whole: WorkspaceView
    plain: Mapping[str, Any]
    number: int
    preview: "api.Preview | None"
    opened: str = ""
    """The key of the piece of which all fields are shown."""
    asked: int = 1
    """A place among its pieces, from 1: those around it are shown."""
    advice: "api.Advice | None" = None
    """What scans suggest."""

    @cached_property
    def item(self) -> Item:
        """The item of the notice."""
        found = self.whole.checked.workspace.spec.item(self.number)
        if found is None:
            raise KeyError(self.number)
        return found

    @property
    def score(self) -> ItemScore | None:
        """Its points, where the submission has any."""
        scores = self.whole.checked.printed_scores
        return scores.item(self.number) if scores else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is said of it and of its evidence."""
        return self.whole.findings_of(self.number)

    @property
    def printed(self) -> str:
        """What the form prints of it; empty where it prints nothing."""
        return self.preview.works.get(self.number, "") if self.preview else ""

    @cached_property
    def _maker(self) -> FieldMaker:
        return FieldMaker(self.plain, self.findings)

    def _claim(self, *path: str) -> KeyPath:
        return ("claims", str(self.number), *path)

    @property
    def statement(self) -> FieldView:
        """What the studio says it has done."""
        return self._maker.make(Claim, self._claim("statement"))

    @property
    def choice(self) -> FieldView | None:
        """The answers of a judgement; None for items that count."""
        path, answers = self._claim("choice"), self.item.options
        if not answers:
            return None
        chosen = write_plain(at(self.plain, path))
        options = tuple(
            Selectable(a.key, f"{a.name}（{_write_points(a)}）", a.key == chosen) for a in answers
        )
        return self._maker.make(
            Claim, path, control="choice", options=options, title="自评档次", hint=""
        )

    @property
    def measures(self) -> tuple[FieldView, ...]:
        """The figures that the rule works on, with what the evidence adds up to."""
        data = self.whole.checked.workspace.data
        counts = open_counts(self.item, frozenset(data.studio.traits))
        known = {m.key: m for m in self.score.measures} if self.score else {}
        fields = []
        for count in counts:
            path = self._claim("measure") if len(counts) == 1 else self._claim("counts", count.key)
            measure = known.get(count.key)
            fields.append(
                FieldView(
                    path,
                    count.name,
                    "不写就由佐证数出来",
                    write_plain(at(self.plain, path)),
                    instead=write_figure(measure.derived) if measure else "",
                    unit=count.unit,
                    findings=self._maker.findings_at(path),
                )
            )
        return tuple(fields)

    @property
    def deductions(self) -> tuple[FieldView, ...]:
        """How often each defect of the item's was."""
        return tuple(
            FieldView(
                path := self._claim("deductions", deduction.key),
                deduction.name,
                f"每次扣 {write_figure(deduction.points)} 分",
                write_plain(at(self.plain, path)),
                instead="0",
                unit="次",
                findings=self._maker.findings_at(path),
            )
            for deduction in self.item.deductions
        )

    @property
    def own_points(self) -> tuple[FieldView, ...]:
        """Points that are typed instead of computed, and why."""
        computed = write_figure(self.score.computed) if self.score else ""
        return (
            self._maker.make(Claim, self._claim("points"), instead=computed, unit="分"),
            self._maker.make(Claim, self._claim("reason"), control="line"),
        )

    # ── evidence ──────────────────────────────────────────────────────────────────────────────

    @cached_property
    def pieces(self) -> tuple[Evidence, ...]:
        """Its pieces of evidence in their order, those of other items behind."""
        return list_pieces(self.whole.checked.workspace.evidence, self.number)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The pieces that are shown."""
        shown = self.pieces[self.first - 1 : self.first - 1 + CARDS_SHOWN]
        return tuple(self._card(piece) for piece in shown)

    @cached_property
    def first(self) -> int:
        """The place of the first that is shown, from 1."""
        keys = (self._keys[id(piece)] for piece in self.pieces) if self.opened else ()
        opened = next((place for place, key in enumerate(keys, 1) if key == self.opened), None)
        return first_shown(opened or self.asked, len(self.pieces))

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """What is shown at once, by first and last place; none where that is all."""
        return list_parts(len(self.pieces))

    @property
    def neighbours(self) -> tuple[str, str]:
        """The keys of the pieces before and behind those that are shown; empty where none is."""
        places = (self.first - 2, self.first - 1 + CARDS_SHOWN)
        near = [self.pieces[at] if 0 <= at < len(self.pieces) else None for at in places]
        before, behind = (self._keys[id(piece)] if piece else "" for piece in near)
        return before, behind

    @cached_property
    def _keys(self) -> Mapping[int, str]:
        """The keys of pieces, by their identities."""
        keyed = api.key_pieces(self.whole.checked.workspace.evidence)
        return {id(piece): key for key, piece in keyed.items()}

    def _card(self, piece: Evidence) -> Card:
        key = self._keys[id(piece)]
        row = piece.where.field[:2] if piece.has_row else ()
        findings = tuple(f for f in self.findings if is_about(f, piece))
        maker = FieldMaker(self.plain, findings)
        names = (*_MAIN, *MORE_FIELDS) if key == self.opened else _MAIN
        suggested = {one.field: one for one in self._suggested(piece, key)}
        fields = {
            name: replace(self._field(maker, row, piece, name), suggestion=suggested.get(name))
            for name in names
        }
        return Card(
            key=key,
            id=piece.id,
            title=piece.title,
            printed_pages=self._printed_pages(piece),
            sources=tuple(self._sources(piece)),
            main=tuple(fields[name] for name in _MAIN),
            more=tuple(fields[name] for name in MORE_FIELDS) if key == self.opened else (),
            findings=findings,
            offers=tuple(self._offer(finding, piece) for finding in findings),
            strip=tuple(self._strip(piece)) if key == self.opened else (),
            supports=piece.supports,
            turn=piece.files[0].turn,
            folder_kind=self._folder_kind(piece),
            foreign=piece.item != self.number,
            suggested=tuple(suggested.values()),
            reading=self.advice is not None and key in self.advice.unread,
        )

    def _offer(self, finding: Finding, piece: Evidence) -> TurnOffer | None:
        if finding.code != _LYING or finding.said is None:
            return None
        slots = finding.said.slots
        named = (at for at, file in enumerate(piece.files) if file.name == slots.get("file"))
        place = next(named, None)
        source = None if place is None else self.whole.checked.sources.get(piece.files[place].key)
        if place is None or not isinstance(source, Prepared):
            return None
        pages = tuple(slots.get("pages") or used_pages(piece.files[place], source) or ())
        return TurnOffer(place, pages, int(slots.get("turn") or 0), len(source.pages))

    @property
    def suggested(self) -> int:
        """How many suggestions there are for its pieces."""
        return sum(len(card.suggested) for card in self.cards)

    def _suggested(self, piece: Evidence, key: str) -> Iterator[SuggestionView]:
        """What scans suggest for a piece of this item, as long as it is open."""
        advice = self.advice.pieces.get(key, ()) if self.advice else ()
        for one in advice if piece.item == self.number else ():
            if not is_unwritten(piece, self.whole.checked.workspace.data, one.field):
                continue
            source = self.whole.checked.sources.get(EvidenceKey(one.path))
            digest = source.sha256 if isinstance(source, Prepared) else ""
            yield SuggestionView(
                one.field,
                str(EvidenceRow.model_fields[one.field].title),
                one.value,
                one.said,
                one.page,
                _write_picture(digest, one) if digest else "",
                int(one.sureness * 100),
            )

    def _field(self, maker: FieldMaker, row: KeyPath, piece: Evidence, name: str) -> FieldView:
        shown: dict[str, Any] = {}
        if name == "kind" and self.item.kinds:
            shown = {"control": "choice", "options": self._kinds(row, piece)}
        elif name in ("layout", "turn"):
            value = write_plain(at(self.plain, (*row, name))) if row else ""
            options = _LAYOUTS if name == "layout" else _TURNS
            chosen = tuple(Selectable(o.value, o.name, o.value == value) for o in options)
            shown = {"control": "choice", "options": chosen}
        instead = {"title": piece.title, "kind": piece.kind, "items": str(piece.item)}.get(name, "")
        if not row:
            # No row says anything of it yet: the first value that is typed makes one.
            maker = FieldMaker({})
        made = maker.make(EvidenceRow, (*(row or ("evidence", "-")), name), **shown)
        return FieldView(**{**made.__dict__, "path": (name,), "instead": instead})

    def _kinds(self, row: KeyPath, piece: Evidence) -> tuple[Selectable, ...]:
        written = write_plain(at(self.plain, (*row, "kind"))) if row else ""
        kinds = dict.fromkeys(("", *self.item.kinds, *((written,) if written else ())))
        folder = piece.kind if not written else ""
        return tuple(Selectable(k, k or folder or "（不分种类）", k == written) for k in kinds)

    def _folder_kind(self, piece: Evidence) -> str:
        folders = piece.files[0].path.split("/")[1:-1]
        return next((k for f in reversed(folders) if (k := title_of(f)) in self.item.kinds), "")

    def _printed_pages(self, piece: Evidence) -> str:
        cross = self.preview.cross_reference if self.preview else None
        entries = cross.evidence if cross else ()
        return next((str(e.pages) for e in entries if e.evidence.id == piece.id), "")

    def _strip(self, piece: Evidence) -> Iterator[PageView]:
        source = self.whole.checked.sources.get(piece.files[0].key)
        if len(piece.files) > 1 or not isinstance(source, Prepared) or len(source.pages) < 2:
            return
        used = piece.files[0].pages
        for number in range(1, min(len(source.pages), _MOST_SMALL) + 1):
            yield PageView(
                source.sha256, number, used is None or any(a <= number <= b for a, b in used)
            )

    def _sources(self, piece: Evidence) -> Iterator[SourceView]:
        for file in piece.files:
            source = self.whole.checked.sources.get(file.key)
            name = file.path.rpartition("/")[2]
            if isinstance(source, Prepared):
                yield SourceView(file.path, name, len(source.pages), source.sha256)
            elif isinstance(source, Finding):
                locked = source.code == "source-password"
                said = (source.what, source.remedy)
                yield SourceView(file.path, name, 0, said=said, locked=locked)
            else:
                yield SourceView(file.path, name, None)


def _write_picture(digest: str, suggestion: "api.Suggestion") -> str:
    """Where the cut-out of a suggestion is, below the workspace."""
    frame = suggestion.frame
    if frame is None:
        return ""
    sides = (floor(frame.x), floor(frame.y), ceil(frame.width), ceil(frame.height))
    place = "/".join(str(max(0, side)) for side in sides)
    return f"cutout/{digest}/{suggestion.page}/{place}/{suggestion.turn}"


def list_pieces(evidence: Iterable[Evidence], number: int) -> tuple[Evidence, ...]:
    """Return the pieces of an item in the order they are shown in, those of others behind."""
    pieces = (piece for piece in evidence if number in piece.supports)
    return tuple(sorted(pieces, key=lambda one: (one.item != number, one.item, one.order)))


def _write_points(answer: Answer) -> str:
    if answer.range:
        low, high = answer.range
        return f"{write_figure(low)}–{write_figure(high)} 分"
    return f"{write_figure(answer.points)} 分"
