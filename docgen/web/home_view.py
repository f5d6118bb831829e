"""What home and the questions of a new workspace show."""

import datetime
import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docgen import api
from docgen.model.scheme import Scheme, SubmissionSpec
from docgen.text.wording import write_date
from docgen.web.recent_workspaces import RecentWorkspace
from docgen.workspace.load import schemes_folder

_MOST_FORMER = 8
_EXAMPLE = "example-"
"""Begins the id of a scheme that shows how the notice of another place is written."""


@dataclass
class FormerShelf:
    """What was read of former submissions, until a workspace is made of it. The latest few stay."""

    _kept: dict[str, "api.FormerSubmission"] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, former: "api.FormerSubmission") -> str:
        """Keep it, and return the id by which it is found."""
        name = secrets.token_urlsafe(12)
        with self._lock:
            while len(self._kept) >= _MOST_FORMER:
                del self._kept[next(iter(self._kept))]
            self._kept[name] = former
        return name

    def get(self, name: str) -> "api.FormerSubmission | None":
        """Return what has an id; None where it is not kept any more."""
        return self._kept.get(name)


@dataclass(frozen=True)
class HomeView:
    """The first page. `at` is a folder to look in at once; `own` that its user sits before it."""

    listed: tuple[RecentWorkspace, ...]
    at: str
    own: bool

    @property
    def recent(self) -> tuple[RecentWorkspace, ...]:
        """The workspaces that were opened lately."""
        return tuple(one for one in self.listed if one.kind == "workspace")

    @property
    def reviews(self) -> tuple[RecentWorkspace, ...]:
        """The folders that were opened for review lately."""
        return tuple(one for one in self.listed if one.kind == "review")

    @property
    def near(self) -> str:
        """Where to begin to look for another workspace: beside the last one."""
        there = (one.folder for one in self.recent if not one.gone)
        return self.at or next((str(Path(folder).parent) for folder in there), "")

    @staticmethod
    def said_day(opened: str) -> str:
        """When something was, as a person says it: 今天 14:05, 昨天 9:30, 2026 年 3 月 1 日."""
        then = datetime.datetime.fromisoformat(opened).astimezone()
        days = (datetime.datetime.now().astimezone().date() - then.date()).days
        named = {0: "今天", 1: "昨天", 2: "前天"}.get(days)
        return f"{named} {then:%H:%M}" if named else write_date(then.date())


@dataclass(frozen=True)
class NewView:
    """The questions of a new workspace, with the answers they begin with."""

    schemes: tuple[Scheme, ...]
    scheme: Scheme
    submission: str
    place: str
    former_id: str
    former: "api.FormerSubmission | None"

    @staticmethod
    def key(scheme: Scheme) -> str:
        """How a scheme is named to the server: its id, or its folder where it is one's own."""
        return scheme.id if scheme.folder.parent == schemes_folder() else str(scheme.folder)

    @staticmethod
    def is_example(scheme: Scheme) -> bool:
        """Whether nobody issued it: it shows how a notice of another place is written."""
        return scheme.id.startswith(_EXAMPLE)

    @staticmethod
    def folder_name(scheme: Scheme, spec: SubmissionSpec) -> str:
        """What its folder may be called: 2025年度绩效评估."""
        return f"{scheme.year}{'' if spec.name.startswith('年') else '年'}{spec.name}"

    @staticmethod
    def deadline(spec: SubmissionSpec) -> str:
        """When it has to be handed in, and by whom where the notice says so."""
        of_whom = f"（{spec.deadline_for}）" if spec.deadline_for else ""
        return f"{write_date(spec.deadline)}{of_whom}"


def sort_notices(known: Iterable[Scheme]) -> list[Scheme]:
    """Return the notices, the usual one first and examples last."""
    return sorted(known, key=lambda one: (NewView.is_example(one), one.id != api.DEFAULT_SCHEME))


def choose_notice(known: Sequence[Scheme], scheme: str, submission: str) -> tuple[Scheme, str]:
    """Return the scheme and submission that are chosen to begin with: those asked for, or usual."""
    wanted = scheme or api.DEFAULT_SCHEME
    chosen = next((one for one in known if NewView.key(one) == wanted), known[0])
    keys = list(chosen.submissions)
    usual = "assessment" if "assessment" in keys else keys[0]
    return chosen, submission if submission in keys else usual
