"""Which page each sheet of a scan is: by its mark, else by its neighbours and by what it is like.

Pure: what was seen goes in, what each sheet is comes out.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from docgen.bundle.page_identity import PageIdentity
from docgen.collect.collect_record import How, ScanQuality
from docgen.collect.originals import PageKey
from docgen.collect.sheet_inspection import SheetLook
from docgen.images.content_comparison import Agreement, Fit
from docgen.images.page_matching import Likely
from docgen.images.page_of_file import Part
from docgen.images.similarity_transform import Similarity
from docgen.pdf.geometry import PageBox

_CERTAIN = 0.9
"""Share of a page that is there, and it need not be held against all others: sound scans have
0.94 and more, pages of one template up to 0.82 of each other."""
_ENOUGH = 0.7
"""Share that is enough where no other page has more."""
_STANDS_APART = 0.3
"""The margin over pages much like it that is enough."""
_NEARLY_BEST = 0.05
_ON_IT = 0.5
"""Share of each of several pages that are on one sheet."""
_WHOLE = 0.9
"""Of what is printed on a page that a sheet reaches: less, and it is of a part of it."""


class Other(StrEnum):
    """Why a sheet is no page of the set."""

    BLANK = "blank"
    BACK = "back"
    """Empty, but for what shows through from the other side."""
    OLD = "old"
    FOREIGN = "foreign"
    UNREAD = "unread"
    UNLIKE = "unlike"
    """Without a mark, and its form is a page's, but not its words."""
    UNSEEN = "unseen"


@dataclass(frozen=True)
class ScannedPage:
    """One page of a scan, or a part of one that holds several."""

    scan: str
    """The file, as it is called in what is said."""
    sha256: str
    page: int
    pdf: str
    box: PageBox
    look: SheetLook | None
    """None where it cannot be shown."""
    part: Part | None = None

    def __str__(self) -> str:
        return f"{self.scan} 第 {self.page} 页{'的一部分' if self.part else ''}"


@dataclass(frozen=True)
class Named:
    """A sheet that is a page of the set, or shows a part of one."""

    sheet: ScannedPage
    key: PageKey
    how: How
    fit: Fit
    other: tuple[str, ...] = ()
    """What stands on the page, and not on the sheet."""

    @property
    def is_part(self) -> bool:
        """Whether it does not reach all that is printed: a sheet larger than the scanner."""
        return is_partial(self.fit.agreement)

    @property
    def quality(self) -> ScanQuality:
        """How good the scan is."""
        look = self.sheet.look
        if look is None:
            raise ValueError(f"{self.sheet} was not seen")
        return ScanQuality(
            by_mark=self.how is How.MARK,
            dpi=round(look.dpi * self._scale),
            coloured=look.coloured,
            red_mm2=round(look.red_mm2),
            sharpness=look.sharpness,
        )

    @property
    def _scale(self) -> float:
        """Points of the scan for a point of the page: less where a page was made smaller."""
        placement = self.fit.placement
        return 1 / placement.scale if isinstance(placement, Similarity) else placement.find_scale()


@dataclass(frozen=True)
class Left:
    """A sheet that is none; `identity` is what its mark says."""

    sheet: ScannedPage
    why: Other
    identity: PageIdentity | None = None
    like: PageKey | None = None
    """The page whose form it has."""
    other: tuple[str, ...] = ()
    """What stands on that page, and not on the sheet."""


Outcome = Named | Left


def is_partial(agreement: Agreement) -> bool:
    """Whether a part of a page has come, and not all that is printed."""
    return agreement.reach < _WHOLE


def name_by_marks(
    sheet: ScannedPage,
    fits: Mapping[PageIdentity, Fit],
    packages: Mapping[PageKey, str],
    other: Mapping[PageIdentity, tuple[str, ...]] | None = None,
) -> tuple[Outcome, ...]:
    """What a sheet is by its marks alone: several pages, where several are on it.

    `fits` has how it lies on each page of which it has the mark, `packages` the id that each page
    of the set carries, `other` what of a page's words is not on it.
    """
    if sheet.look is None:
        return (Left(sheet, Other.UNSEEN),)
    if sheet.look.blank:
        return (Left(sheet, Other.BLANK),)
    own = {_key_of(identity): fit for identity, fit in fits.items()}
    if len(own) > 1:
        own = {key: fit for key, fit in own.items() if fit.agreement.share >= _ON_IT}
    if own:
        differs = {_key_of(identity): texts for identity, texts in (other or {}).items()}
        return tuple(
            Named(sheet, key, How.MARK, fit, differs.get(key, ()))
            for key, fit in sorted(own.items())
        )
    if fits or not sheet.look.marks:
        # Two marks of pages that are not there tell nothing: what it looks like does.
        return (Left(sheet, Other.UNREAD),)
    return (name_stranger(sheet, sheet.look.marks[0].identity, packages),)


def name_stranger(
    sheet: ScannedPage, identity: PageIdentity, packages: Mapping[PageKey, str]
) -> Left:
    """A sheet of another state of this package, or of another package."""
    studios = {_studio_of(package) for package in packages.values()}
    same_studio = _studio_of(str(identity.package)) in studios
    return Left(sheet, Other.OLD if same_studio else Other.FOREIGN, identity)


def _studio_of(package: str) -> str:
    return package.partition("-")[0]


def _key_of(identity: PageIdentity) -> PageKey:
    return PageKey(identity.document, identity.page)


# --- by neighbours and likeness ----------------------------------------------------------------


def list_expected(outcomes: Sequence[Outcome], place: int) -> list[PageKey]:
    """The pages that would fit between the sheets before and behind, the likeliest first.

    What has come whole by its own mark is not looked for again. Blank backs are left out; fronts
    alone are every second page, and backs in a second pass come last page first.
    """
    here = {o.key for o in outcomes if isinstance(o, Named) and not o.is_part}
    halves = [o.key for o in outcomes if isinstance(o, Named) and o.is_part]
    found = dict.fromkeys((*_expect(outcomes, place), *halves))
    return [key for key in found if key not in here]


def list_backs(outcomes: Sequence[Outcome], place: int) -> list[PageKey]:
    """The pages whose empty back a sheet may be: those next to it in the pile."""
    ways = (range(place - 1, -1, -1), range(place + 1, len(outcomes)))
    found = (_find_named(outcomes, way) for way in ways)
    return [one[0] for one in found if one is not None]


def choose_expected(
    found: Sequence[Likely], keys: Sequence[PageKey], confirmed: Collection[PageKey] = ()
) -> PageKey | None:
    """The expected page that a sheet certainly is; None where all pages have to be compared.

    `found` is what it is like of those expected, pages as places among `keys`; pages of
    `confirmed` need not have the same words.
    """
    best = found[0] if found else None
    if best is None or best.share < _CERTAIN or best.margin < 0:
        return None
    key = keys[best.page]
    return key if key in confirmed or not best.wording.is_other else None


def is_there(one: Likely) -> bool:
    """Whether enough of a page is on a sheet for it to be that page."""
    return one.share >= _ENOUGH


def find_unlike(found: Sequence[Likely]) -> Likely | None:
    """The page whose form a sheet has, and other words in it."""
    return next((one for one in found if one.share >= _ENOUGH and one.wording.is_other), None)


def choose_likely(
    found: Sequence[Likely],
    keys: Sequence[PageKey],
    expected: Sequence[PageKey],
    confirmed: Collection[PageKey] = (),
) -> tuple[Likely, How] | None:
    """Which of all pages a sheet is, and by what that is known; None where nobody can tell."""
    enough = [
        one
        for one in found
        if one.share >= _ENOUGH and (keys[one.page] in confirmed or not one.wording.is_other)
    ]
    if not enough:
        return None
    best = enough[0]
    if best.margin >= _STANDS_APART:
        return best, How.ORDER if keys[best.page] in expected else How.LIKENESS
    for one in enough:
        if keys[one.page] in expected and one.share >= best.share - _NEARLY_BEST:
            return one, How.ORDER
    return None


def _expect(outcomes: Sequence[Outcome], place: int) -> Iterator[PageKey]:
    before = _find_named(outcomes, range(place - 1, -1, -1))
    behind = _find_named(outcomes, range(place + 1, len(outcomes)))
    if before and behind and before[0].kind == behind[0].kind:
        (key, steps), (other, more) = before, behind
        step, rest = divmod(other.page - key.page, steps + more)
        if step and not rest:
            yield PageKey(key.kind, key.page + step * steps)
    for n in (1, 2):
        for found, way in ((before, 1), (behind, -1)):
            if found is not None:
                yield from (PageKey(found[0].kind, found[0].page + way * by) for by in (n, -n))


def _find_named(outcomes: Sequence[Outcome], places: range) -> tuple[PageKey, int] | None:
    """The first sheet that is named on the way, and how many sheets away it is."""
    steps = 0
    for place in places:
        outcome = outcomes[place]
        if isinstance(outcome, Named):
            return outcome.key, steps + 1
        if outcome.why not in {Other.BLANK, Other.BACK}:
            steps += 1
    return None
