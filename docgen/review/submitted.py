"""One package as reviewers have it before them: what it is, and what of it somebody vouches for."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from docgen.issues.finding import Finding, Level
from docgen.model.point_steps import PointSteps, point_steps
from docgen.model.scheme import Scheme, SubmissionSpec
from docgen.package.manifest import Manifest, ManifestItem
from docgen.package.restoring import Restored, restore
from docgen.review.todo import Todo
from docgen.summary.package_state import PackageState, ToldState

_DISTRICT_DEPTH = 2
"""A package right in the folder lies in no district's."""


@dataclass(frozen=True)
class Submitted:
    """One package of a review."""

    id: str
    """What it is known by, whatever is done to its files: `Package.identity`."""
    place: Path
    """Its folder, or its archive."""
    where: str
    """The same, from the review's folder."""
    manifest: Manifest
    manifest_sha256: str
    told: ToldState
    signer: str
    findings: tuple[Finding, ...]
    """What its verification said."""
    scheme: Scheme | None = None
    """None where its scheme is not known here."""
    todo: tuple[Todo, ...] = ()

    @property
    def state(self) -> PackageState:
        """What it is to a reviewer."""
        return self.told.state

    @property
    def reason(self) -> str:
        """Why its state is none of those that are whole."""
        return self.told.reason

    @property
    def ranks(self) -> bool:
        """Whether it can be given points and a rank."""
        return self.state in {PackageState.WHOLE, PackageState.UNSIGNED} and self.spec is not None

    @property
    def studio(self) -> str:
        """What the studio is called."""
        return self.manifest.studio

    @property
    def district(self) -> str:
        """The first folder it lies in; empty where it lies right in the review's."""
        parts = Path(self.where).parts
        return parts[0] if len(parts) >= _DISTRICT_DEPTH else ""

    @cached_property
    def spec(self) -> SubmissionSpec | None:
        """What the notice says of it, where that is known here."""
        return self.scheme.submissions.get(self.manifest.submission) if self.scheme else None

    @property
    def claimed(self) -> Decimal | None:
        """Its self-score; None where nobody vouches for that."""
        totals = self.manifest.totals
        return totals.total if totals and self.told.is_vouched_for else None

    @property
    def computed(self) -> Decimal | None:
        """What its rules give; None where nobody vouches for that."""
        if not self.told.is_vouched_for or self.manifest.totals is None:
            return None
        return sum((item.computed or Decimal(0) for item in self.manifest.items), Decimal(0))

    @cached_property
    def steps(self) -> dict[int, PointSteps]:
        """The points that its items can have, by number; what has none is not in it."""
        items = self.spec.items if self.spec else ()
        found = {item.number: point_steps(item, self.manifest.traits) for item in items}
        return {number: steps for number, steps in found.items() if steps is not None}

    @cached_property
    def restored(self) -> Restored:
        """What it was made of. ValueError where its scheme is not known here."""
        if self.scheme is None:
            raise ValueError("a scheme that is not known")
        return restore(self.manifest, self.scheme)

    def count(self, level: Level) -> int:
        """How many findings of a level its check had."""
        return sum(finding.level is level for finding in self.manifest.findings)

    def item(self, number: int) -> ManifestItem | None:
        """What it says of an item, if there is one of that number."""
        return next((item for item in self.manifest.items if item.number == number), None)
