"""Giving points: held against the rule, written into one's own journal, and on the disk at once."""

import datetime
import hashlib
import platform
import secrets
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from docgen.issues.errors import WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.submission import normalise_text
from docgen.package.file_names import REVIEW_FOLDER
from docgen.review.item_sheet import find_item, supporting
from docgen.review.journal import append_opinions
from docgen.review.open_review import Review, refresh_review
from docgen.review.opinions import LONGEST_REMARK, Opinion, read_reviewer
from docgen.review.submitted import Submitted
from docgen.system.atomic_files import translate_errors, write_atomically
from docgen.system.private_folders import make_private
from docgen.system.run_lock import Turn

_ID_FILE = "reviewer-id"
_TURN = ".review.turn"
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class PointsWish:
    """What a reviewer wants to give an item."""

    item: int
    points: Decimal | None
    remark: str = ""
    struck: tuple[str, ...] = ()
    from_book: bool = False


def give_points(
    review: Review, id_: str, reviewer: str, wish: PointsWish, *, cache: Path, at: datetime.datetime
) -> Review:
    """Write what a reviewer gives an item, and return the review with it in.

    WorkspaceError where the item cannot have these points, or is not there; OutputError where the
    disk does not take it: then nothing is written.
    """
    name = read_reviewer(reviewer)
    refuse_stranger(review, name)
    package = find_item(review, id_, wish.item)[0]
    opinion = make_opinion(package, name, wish, at)
    write_opinions(review.folder, [opinion], cache)
    return refresh_review(review)


def make_opinion(
    package: Submitted, reviewer: str, wish: PointsWish, at: datetime.datetime
) -> Opinion:
    """Return what a reviewer gives as an entry. WorkspaceError where it cannot be given."""
    place, remark = Location(package.studio), normalise_text(wish.remark)
    if len(remark) > LONGEST_REMARK:
        raise refuse(WorkspaceError, issue("review", place, "long_remark"))
    _refuse_points(package, wish, place)
    _refuse_pieces(package, wish.item, wish.struck, place)
    return Opinion(
        at=at,
        reviewer=reviewer,
        package=package.id,
        studio=package.studio[:100],
        item=wish.item,
        points=wish.points,
        remark=remark,
        struck=tuple(dict.fromkeys(wish.struck)),
        from_book=wish.from_book,
    )


def refuse_stranger(review: Review, reviewer: str) -> None:
    """WorkspaceError where the bureau names its reviewers and this is none of them."""
    if review.settings.reviewers and reviewer not in review.settings.reviewers:
        said = issue("review", Location(REVIEW_FOLDER), "not_reviewer", reviewer=reviewer)
        raise refuse(WorkspaceError, said)


def _refuse_points(package: Submitted, wish: PointsWish, place: Location) -> None:
    if wish.points is None:
        return
    steps = package.steps.get(wish.item)
    if steps is None:
        raise refuse(WorkspaceError, issue("review", place, "no_points"))
    if not steps.allows(wish.points):
        told = {"points": wish.points, "steps": steps.text}
        raise refuse(WorkspaceError, issue("review", place, "steps", **told))


def _refuse_pieces(
    package: Submitted, number: int, struck: Collection[str], place: Location
) -> None:
    known = {piece.id for piece in supporting(package, number)}
    if strangers := sorted(set(struck) - known):
        raise refuse(WorkspaceError, issue("review", place, "no_piece", evidence=strangers))


def write_opinions(folder: Path, opinions: Sequence[Opinion], cache: Path) -> None:
    """Add entries of one reviewer to the journal of this computer. OutputError."""
    with _turn_here(cache):
        append_opinions(folder, _computer_id(cache), opinions)


@contextmanager
def _turn_here(cache: Path) -> Iterator[None]:
    """Have the turn among the programs of this computer: no two write into one journal at once."""
    with translate_errors(cache):
        make_private(cache)
        turn = Turn(cache / _TURN, patience=_PATIENCE_SECONDS)
        turn.take()
    try:
        yield
    finally:
        turn.give_back()


def _computer_id(cache: Path) -> str:
    """What tells this computer's journals from those of others: drawn once, told to nobody else.

    A home that several computers share has one file; their names tell them apart.
    """
    file = cache / _ID_FILE
    with translate_errors(file):
        if not file.is_file():
            write_atomically(file, secrets.token_hex(8).encode(), private=True)
        drawn = file.read_bytes()[:64]
    return hashlib.sha256(drawn + platform.node().encode()).hexdigest()[:6]
