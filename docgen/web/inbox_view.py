"""What a page shows of a file in 待分类: where it may go, by what, and what its row would say."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docgen import api
from docgen.model.submission import EvidenceRow
from docgen.web.card_parts import CARDS_SHOWN, first_shown, list_parts
from docgen.web.workspace_view import WorkspaceView

if TYPE_CHECKING:
    from docgen.papers.sorting import Proposal
    from docgen.usecases.suggesting import FileAdvice


@dataclass(frozen=True)
class ProposalView:
    """An item that a file may be put to."""

    item: int
    kind: str
    called: str
    """项目13."""
    title: str
    """What the item is about."""
    also: str
    """The other items it counts for there, empty without any: 项目18."""
    reason: str
    sure: bool


@dataclass(frozen=True)
class WaitingFile:
    """A file that is no item's yet. `proposals` is None where it was not read."""

    path: str
    proposals: tuple[ProposalView, ...] | None
    reading: bool = False
    """Whether it is still being read."""
    values: tuple[tuple[str, str], ...] = ()
    """What its row would say: titles of fields, and values."""

    @property
    def sure(self) -> ProposalView | None:
        """Where it belongs without doubt."""
        return next((one for one in (self.proposals or ())[:1] if one.sure), None)


@dataclass(frozen=True)
class Inbox:
    """All files that wait, and the part of them that is shown."""

    waiting: tuple[WaitingFile, ...]
    asked: int
    """The place that is to be among those shown, from 1."""

    @property
    def first(self) -> int:
        """The place of the first that is shown, from 1."""
        return first_shown(self.asked, len(self.waiting))

    @property
    def shown(self) -> tuple[WaitingFile, ...]:
        """The files that are shown."""
        return self.waiting[self.first - 1 : self.first - 1 + CARDS_SHOWN]

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """What is shown at once, by first and last place; none where that is all."""
        return list_parts(len(self.waiting))

    @property
    def sure(self) -> tuple[dict[str, object], ...]:
        """Every file that belongs somewhere without doubt, as the change that places it has it."""
        found = ((file.path, file.sure) for file in self.waiting)
        return tuple({"path": p, "item": s.item, "kind": s.kind} for p, s in found if s)


def list_waiting(whole: WorkspaceView, advice: "api.Advice | None") -> tuple[WaitingFile, ...]:
    """Return the files that wait, with what scans say where they were read."""
    return tuple(_show(whole, path, advice) for path in whole.unsorted)


def _show(whole: WorkspaceView, path: str, advice: "api.Advice | None") -> WaitingFile:
    known = advice.by_path.get(path) if advice else None
    if known is None:
        return WaitingFile(path, None, reading=advice is not None and path in advice.unread)
    proposals = tuple(_propose(whole, known, one) for one in known.proposals)
    fields = EvidenceRow.model_fields
    values = tuple((str(fields[one.field].title), one.value) for one in known.values)
    return WaitingFile(path, proposals, values=values if proposals else ())


def _propose(whole: WorkspaceView, known: "FileAdvice", proposal: "Proposal") -> ProposalView:
    spec = whole.checked.workspace.spec
    item, call = spec.item(proposal.item), spec.bundle.call_item
    return ProposalView(
        proposal.item,
        proposal.kind,
        call(proposal.item),
        item.title if item else "",
        "、".join(call(number) for number in proposal.supports if number != proposal.item),
        proposal.reason,
        proposal is known.sure,
    )
