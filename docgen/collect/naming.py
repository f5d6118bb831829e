"""Which page each sheet of a scan is: by its mark, else by what it is like and by its neighbours.

Pure: what was seen goes in, what each sheet is comes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from docgen.bundle.identity import PageIdentity
from docgen.bundle.marks import PageBox
from docgen.collect.alignment import Alignment
from docgen.collect.likeness import Likely
from docgen.collect.looking import Corners, Look
from docgen.collect.originals import PageKey
from docgen.collect.record import How, Quality

_SURE = 0.85
"""Likeness that is enough. Of a page's own scans the worst had 0.86; of strangers few come near."""
_STANDS_APART = 0.3
"""The margin over pages much like it that is enough."""
_IN_ORDER = 0.7
"""Likeness that is enough for the page that is expected at this place."""
_NEARLY_BEST = 0.05


class Other(StrEnum):
    """Why a sheet is no page of the set."""

    BLANK = "blank"
    OLD = "old"
    FOREIGN = "foreign"
    UNREAD = "unread"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class Sheet:
    """One page of a scan."""

    scan: str
    """The file, as it is called in what is said."""
    sha256: str
    page: int
    pdf: str
    box: PageBox
    look: Look | None
    """None where it cannot be shown."""

    def __str__(self) -> str:
        return f"{self.scan} 第 {self.page} 页"


@dataclass(frozen=True)
class Named:
    """A sheet that is a page of the set."""

    sheet: Sheet
    key: PageKey
    how: How
    corners: Corners | None = None
    """Of its mark."""
    alignment: Alignment | None = None
    """Where it lies on its page, once that is known."""

    @property
    def quality(self) -> Quality:
        """How good the scan is."""
        look = self.sheet.look
        if look is None:
            raise ValueError(f"{self.sheet} was not seen")
        return Quality(
            by_mark=self.how is How.MARK,
            dpi=look.dpi,
            coloured=look.coloured,
            red_mm2=round(look.red_mm2),
            sharpness=look.sharpness,
        )


@dataclass(frozen=True)
class Left:
    """A sheet that is none; `identity` is what its mark says."""

    sheet: Sheet
    why: Other
    identity: PageIdentity | None = None


Outcome = Named | Left


def name_by_marks(sheet: Sheet, packages: Mapping[PageKey, str]) -> Outcome:
    """What a sheet is by its marks alone. `packages` has the id that each page carries."""
    if sheet.look is None:
        return Left(sheet, Other.UNSEEN)
    if sheet.look.blank:
        return Left(sheet, Other.BLANK)
    marks = sheet.look.marks
    own = {_key_of(m.identity): m for m in marks if _is_own(m.identity, packages)}
    if len(own) == 1:
        ((key, mark),) = own.items()
        return Named(sheet, key, How.MARK, mark.corners)
    if own or not marks:
        # Two marks of the set on one sheet tell nothing: what it looks like does.
        return Left(sheet, Other.UNREAD)
    identity = marks[0].identity
    studios = {_studio_of(package) for package in packages.values()}
    same_studio = _studio_of(str(identity.package)) in studios
    return Left(sheet, Other.OLD if same_studio else Other.FOREIGN, identity)


def _is_own(identity: PageIdentity, packages: Mapping[PageKey, str]) -> bool:
    """Whether a page is of this set, in the state in which it is to be."""
    return packages.get(_key_of(identity)) == str(identity.package)


def _studio_of(package: str) -> str:
    return package.partition("-")[0]


def _key_of(identity: PageIdentity) -> PageKey:
    return PageKey(identity.document, identity.page)


def name_by_likeness(
    outcomes: Sequence[Outcome],
    likely: Mapping[int, Sequence[Likely]],
    keys: Sequence[PageKey],
) -> list[Outcome]:
    """The outcomes in the scanner's order, those of unread marks named where that can be told.

    `likely` gives, by the place of an outcome, what it is like; pages as places among `keys`.
    """
    named = list(outcomes)
    for place, found in likely.items():
        sheet, expected = outcomes[place].sheet, set(_expect(outcomes, place))
        choice = _choose(found, keys, expected)
        if choice is not None:
            key = keys[choice.page]
            how = How.ORDER if key in expected else How.LIKENESS
            named[place] = Named(sheet, key, how, alignment=choice.alignment)
    return named


def _choose(
    found: Sequence[Likely], keys: Sequence[PageKey], expected: set[PageKey]
) -> Likely | None:
    if not found:
        return None
    best = found[0]
    if best.alignment.likeness >= _SURE and best.margin >= _STANDS_APART:
        return best
    for likely in found:
        likeness = likely.alignment.likeness
        near = likeness >= max(_IN_ORDER, best.alignment.likeness - _NEARLY_BEST)
        if keys[likely.page] in expected and near:
            return likely
    return None


def _expect(outcomes: Sequence[Outcome], place: int) -> Iterable[PageKey]:
    """The pages that would fit between the sheets before and behind, blank backs left out.

    Fronts alone are every second page, and backs in a second pass come last page first.
    """
    before = _find_named(outcomes, range(place - 1, -1, -1))
    behind = _find_named(outcomes, range(place + 1, len(outcomes)))
    if before and behind and before[0].kind == behind[0].kind:
        (key, steps), (other, more) = before, behind
        step, rest = divmod(other.page - key.page, steps + more)
        if step and not rest:
            yield PageKey(key.kind, key.page + step * steps)
    for found in (before, behind):
        if found is not None:
            key, steps = found
            yield from (PageKey(key.kind, key.page + n * steps) for n in (-2, -1, 1, 2))


def _find_named(outcomes: Sequence[Outcome], places: Iterable[int]) -> tuple[PageKey, int] | None:
    """The first sheet named by its mark on the way, and how many sheets away it is."""
    steps = 0
    for place in places:
        outcome = outcomes[place]
        if isinstance(outcome, Named) and outcome.how is How.MARK:
            return outcome.key, steps + 1
        if not (isinstance(outcome, Left) and outcome.why is Other.BLANK):
            steps += 1
    return None
