"""Recognition of scanned sheets: by marks at a glance, by neighbours, and at last by all pages.

What costs little comes first. A sheet is held against all pages only when neither its mark nor its
neighbours tell what it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from docgen.bundle.page_identity import PageIdentity
from docgen.collect.collect_record import How
from docgen.collect.originals import PageKey, PrintedPackage
from docgen.collect.sheet_naming import (
    Left,
    Named,
    Other,
    Outcome,
    ScannedPage,
    choose_expected,
    choose_likely,
    find_unlike,
    is_there,
    list_backs,
    list_expected,
    name_by_marks,
    name_stranger,
)
from docgen.collect.task_batches import Work
from docgen.collect.tasks import (
    ExaminedSheet,
    PagesSought,
    Recognised,
    Sought,
    examine,
    examine_hard,
    recognise,
    sketch_pages,
)
from docgen.images.page_matching import Sketch
from docgen.images.page_of_file import PageOfFile, Part
from docgen.images.similarity_transform import Similarity
from docgen.issues.errors import WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.prepared import Source, usable
from docgen.model.source_keys import ScanKey
from docgen.system.progress import (
    COMPARE_PAGES,
    ORDER,
    RECOGNISE,
    RECOGNISE_HARD,
    ProgressStep,
)

_SKETCHED_AT_ONCE = 16
_MOST_EXPECTED = 6
_MOST_SPLIT = 12
"""Unread sheets that are taken apart in one run."""
_REMAINDER = 0.3
"""Of a sheet that its page leaves free: there may be another on it."""


def name_sheets(
    work: Work,
    printed: PrintedPackage,
    sources: Mapping[ScanKey, Source],
    confirmed: frozenset[PageKey] = frozenset(),
) -> list[Outcome]:
    """What each sheet is, in the scanner's order; a sheet with several pages has several places.

    Somebody has looked at pages of `confirmed`: sheets that have their form are they.
    """
    naming = _Naming(work, printed, confirmed)
    outcomes = naming.examine(list(_list_sheets(sources)))
    outcomes = naming.look_beside(outcomes)
    outcomes = naming.name_expected(outcomes)
    outcomes = naming.name_likely(outcomes)
    outcomes = naming.look_hard(outcomes)
    return naming.take_apart(outcomes)


def name_files(paths: Sequence[str]) -> dict[str, str]:
    """What each file is called: its name, with as many folders as tell it from the others."""
    names, depth = dict[str, str](), 1
    while waiting := [path for path in paths if path not in names]:
        called = {path: "/".join(Path(path).parts[-depth:]) for path in waiting}
        often = list(called.values())
        names |= {
            path: name
            for path, name in called.items()
            if often.count(name) == 1 or depth > len(Path(path).parts)
        }
        depth += 1
    return names


def _list_sheets(sources: Mapping[ScanKey, Source]) -> Iterator[ScannedPage]:
    names = name_files([key.path for key in sources])
    for key, source in usable(sources).items():
        for number, page in enumerate(source.pages, start=1):
            name = names[key.path]
            yield ScannedPage(name, source.sha256, number, source.pdf, page.box, None)


def _is_part_of(part: ScannedPage, whole: ScannedPage) -> bool:
    return (part.pdf, part.page) == (whole.pdf, whole.page)


def _leaf_of(sheet: ScannedPage) -> PageOfFile:
    return PageOfFile(sheet.pdf, sheet.page, sheet.part)


@dataclass(frozen=True)
class _Naming:
    """Names the sheets of one run, step by step; each step gives all outcomes anew."""

    work: Work
    printed: PrintedPackage
    confirmed: frozenset[PageKey]

    # --- by marks

    def examine(self, sheets: Sequence[ScannedPage]) -> list[Outcome]:
        """What sheets are by their marks, at a glance."""
        found = self._look(examine, sheets, RECOGNISE)
        return [outcome for sheet in sheets for outcome in found[_leaf_of(sheet)]]

    def look_beside(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Sheets that are larger than their page are looked at for another beside it."""
        rests = {
            place: replace(outcome.sheet, part=rest, look=None)
            for place, outcome in enumerate(outcomes)
            if isinstance(outcome, Named) and _alone(outcomes, outcome)
            if (rest := _find_rest(outcome)) is not None
        }
        found = self._look(examine, list(rests.values()), RECOGNISE)
        kept = list[Outcome]()
        for place, outcome in enumerate(outcomes):
            kept.append(outcome)
            if place in rests:
                kept += filter(_is_something, found[_leaf_of(rests[place])])
        return kept

    def look_hard(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Sheets that are none of the set's, looked at in every way: their mark says whose."""
        unread = [outcome.sheet for outcome in outcomes if _is_unmarked(outcome)]
        found = self._look(examine_hard, unread, RECOGNISE_HARD)
        looked = list[Outcome]()
        for outcome in outcomes:
            marked = found.get(_leaf_of(outcome.sheet), ()) if _is_unmarked(outcome) else ()
            looked += (outcome,) if all(map(_is_unread, marked)) else marked
        return looked

    def _look(
        self,
        look: Callable[[PageOfFile, Mapping[PageIdentity, Sought]], ExaminedSheet],
        sheets: Sequence[ScannedPage],
        step: ProgressStep,
    ) -> dict[PageOfFile, tuple[Outcome, ...]]:
        own = PagesSought(self.printed.originals)
        leaves = [_leaf_of(sheet) for sheet in sheets]
        found = self.work.do(step, [(look, (leaf, own)) for leaf in leaves])
        named = (self._name(sheet, seen) for sheet, seen in zip(sheets, found, strict=True))
        return dict(zip(leaves, named, strict=True))

    def _name(self, sheet: ScannedPage, seen: ExaminedSheet | BaseException) -> tuple[Outcome, ...]:
        if isinstance(seen, BaseException):
            return (Left(sheet, Other.UNSEEN),)
        looked = replace(sheet, look=seen.look)
        if seen.is_back:
            return (Left(looked, Other.BACK),)
        return name_by_marks(looked, seen.fits, self.printed.packages, seen.other)

    # --- by neighbours, and by all pages

    def name_expected(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Unread sheets held against the pages that are expected in their place."""
        unread = [place for place, outcome in enumerate(outcomes) if _is_unread(outcome)]
        expected = {
            place: [key for key in list_expected(outcomes, place) if key in self._sought]
            for place in unread
        }
        jobs = []
        for place, keys in expected.items():
            pages = [self._sought[key] for key in keys[:_MOST_EXPECTED]]
            backs = [self._sought[key] for key in list_backs(outcomes, place)]
            jobs.append((recognise, (_leaf_of(outcomes[place].sheet), pages, (), backs)))
        named = list(outcomes)
        for place, found in zip(unread, self.work.do(ORDER, jobs, _MOST_EXPECTED), strict=True):
            if isinstance(found, Recognised):
                named[place] = self._settle(outcomes[place], found, expected[place])
        return named

    def _settle(self, outcome: Outcome, found: Recognised, keys: Sequence[PageKey]) -> Outcome:
        """What a sheet is by what is expected; as it was where that is not certain."""
        if found.is_back:
            return Left(outcome.sheet, Other.BACK)
        if stranger := self._name_stranger(outcome.sheet, found):
            return stranger
        if key := self._find_borne(found, keys):
            return Named(outcome.sheet, key, How.MARK, found.likely[0].fit)
        key = choose_expected(found.likely, keys, self.confirmed)
        if key is None:
            return outcome
        best = found.likely[0]
        return Named(outcome.sheet, key, How.ORDER, best.fit, best.wording.other)

    def _find_borne(self, found: Recognised, keys: Sequence[PageKey]) -> PageKey | None:
        """The likest page where its mark was read, once it was known where it stands."""
        if not found.likely or found.mark is None or not is_there(found.likely[0]):
            return None
        key = keys[found.likely[0].page]
        return key if found.mark.identity == self._sought[key].identity else None

    def _name_stranger(self, sheet: ScannedPage, found: Recognised) -> Left | None:
        """A sheet whose mark, once it is known where it stands, is none of this set's."""
        if found.mark is None or found.mark.identity in self._identities:
            return None
        return name_stranger(sheet, found.mark.identity, self.printed.packages)

    def name_likely(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Unread sheets held against all pages."""
        unread = [place for place, outcome in enumerate(outcomes) if _is_unread(outcome)]
        if not unread:
            return list(outcomes)
        pages, keys, sketches = list(self._sought.values()), list(self._sought), self._sketch()
        jobs = [(recognise, (_leaf_of(outcomes[place].sheet), pages, sketches)) for place in unread]
        named = list(outcomes)
        for place, found in zip(unread, self.work.do(COMPARE_PAGES, jobs, len(pages)), strict=True):
            if not isinstance(found, Recognised):
                continue
            expected = list_expected(outcomes, place)
            named[place] = self._choose(outcomes[place], found, keys, expected)
        return named

    def _choose(
        self,
        outcome: Outcome,
        found: Recognised,
        keys: Sequence[PageKey],
        expected: Sequence[PageKey],
    ) -> Outcome:
        """What a sheet is of all pages, `keys`; as it was where nobody can tell."""
        sheet = outcome.sheet
        if stranger := self._name_stranger(sheet, found):
            return stranger
        if key := self._find_borne(found, keys):
            return Named(sheet, key, How.MARK, found.likely[0].fit)
        if chosen := choose_likely(found.likely, keys, expected, self.confirmed):
            likely, how = chosen
            return Named(sheet, keys[likely.page], how, likely.fit, likely.wording.other)
        if unlike := find_unlike(found.likely):
            other = unlike.wording.other
            return Left(sheet, Other.UNLIKE, like=keys[unlike.page], other=other)
        return outcome

    def take_apart(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Unread sheets halved: two pages may be on one."""
        whole = [o for o in outcomes if _is_unread(o) and o.sheet.part is None][:_MOST_SPLIT]
        if not whole:
            return list(outcomes)
        apart = list[Outcome]()
        for outcome in outcomes:
            parts = _halve(outcome.sheet) if outcome in whole else ()
            halves: list[Outcome] = [
                Left(replace(outcome.sheet, part=part), Other.UNREAD) for part in parts
            ]
            apart += halves or [outcome]
        named = self.name_likely(self.name_expected(apart))
        kept = list[Outcome]()
        for outcome in outcomes:
            found = [half for half in named if isinstance(half, Named) and half.sheet.part
                     and _is_part_of(half.sheet, outcome.sheet)]  # fmt: skip
            # Both halves of one page are no two pages.
            two = outcome in whole and len(found) == len({half.key for half in found}) > 0
            kept += found if two else [outcome]
        return kept

    # --- the pages of the package

    @cached_property
    def _sought(self) -> dict[PageKey, Sought]:
        """Every page of the package, in the order of its keys."""
        sought = PagesSought(self.printed.originals)
        return {
            key: sought[original.identity(key)]
            for original in self.printed.originals
            for key in original.keys
        }

    @cached_property
    def _identities(self) -> frozenset[PageIdentity]:
        return frozenset(page.identity for page in self._sought.values())

    def _sketch(self) -> list[Sketch]:
        """A sketch of every page of the package, in the order of its keys."""
        pages = list(self._sought.values())
        starts = range(0, len(pages), _SKETCHED_AT_ONCE)
        jobs = [(sketch_pages, (pages[first : first + _SKETCHED_AT_ONCE],)) for first in starts]
        sketches = list[Sketch]()
        for found in self.work.do(COMPARE_PAGES, jobs, _SKETCHED_AT_ONCE):
            if isinstance(found, BaseException):
                place, reason = Location(str(self.printed.folder)), type(found).__name__
                said = issue("collect", place, "undrawn", reason=reason)
                raise refuse(WorkspaceError, said) from found
            sketches += found
        return sketches


def _is_unread(outcome: Outcome) -> bool:
    return isinstance(outcome, Left) and outcome.why is Other.UNREAD


def _is_unmarked(outcome: Outcome) -> bool:
    return isinstance(outcome, Left) and outcome.why in {Other.UNREAD, Other.UNLIKE}


def _is_something(outcome: Outcome) -> bool:
    """Whether anything is on a part of a sheet that has a page already."""
    nothing = {Other.BLANK, Other.BACK, Other.UNSEEN}
    return isinstance(outcome, Named) or outcome.why not in nothing


def _alone(outcomes: Sequence[Outcome], one: Named) -> bool:
    """Whether no other page is known to be on its sheet."""
    return sum(other.sheet is one.sheet for other in outcomes) == 1


def _find_rest(named: Named) -> Part | None:
    """The largest part of a sheet that its page leaves free; None where that is not much."""
    placement, box = named.fit.placement, named.sheet.box
    if not isinstance(placement, Similarity):
        return None
    width, height = named.fit.size
    corners = (0, width, complex(0, height), complex(width, height))
    there = [placement.back(corner) for corner in corners]
    left, right = min(p.real for p in there), max(p.real for p in there)
    top, foot = min(p.imag for p in there), max(p.imag for p in there)
    whole = (0.0, 0.0, box.width_pt, box.height_pt)
    parts = [
        (0.0, 0.0, left, whole[3]), (right, 0.0, whole[2], whole[3]),
        (0.0, 0.0, whole[2], top), (0.0, foot, whole[2], whole[3]),
    ]  # fmt: skip
    rest = max(parts, key=_area)
    return rest if _area(rest) > _REMAINDER * _area(whole) else None


def _area(part: Part) -> float:
    return max(part[2] - part[0], 0) * max(part[3] - part[1], 0)


def _halve(sheet: ScannedPage) -> tuple[Part, Part]:
    """The two halves of a sheet along its longer side."""
    width, height = sheet.box.width_pt, sheet.box.height_pt
    if width >= height:
        return (0, 0, width / 2, height), (width / 2, 0, width, height)
    return (0, 0, width, height / 2), (0, height / 2, width, height)
