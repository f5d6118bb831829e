"""What all documents of a review show: whose it is, how much there is, what goes on."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from docgen import api
from docgen.issues.finding import Finding
from docgen.review.open_review import SHORT_ID
from docgen.review.opinions import Opinion
from docgen.summary.package_state import PackageState
from docgen.web.live_review import ReviewState


def key_of(package: "api.Submitted") -> str:
    """Return how a package is called in addresses."""
    return package.id[:SHORT_ID]


def can_judge(package: "api.Submitted") -> bool:
    """Return whether its items can be judged: somebody vouches for them, by a known scheme."""
    return package.told.is_vouched_for and package.spec is not None


def say_doing(state: ReviewState) -> str:
    """Return what goes on in a review, in words; empty where nothing does."""
    if not state.reading:
        return ""
    waiting = count_waiting(state.review) if state.review else 0
    return f"正在核对，还有 {waiting} 份" if waiting else "正在看文件夹…"


def count_waiting(review: "api.Review") -> int:
    """Return how many packages have not been verified yet."""
    busy = sum(package.state is PackageState.WAITING for package in review.packages)
    return len(review.waiting) + busy


@dataclass(frozen=True)
class ReviewView:
    """A review as one reviewer sees it. `id` is the folder's, `name` how it is called."""

    id: str
    name: str
    state: ReviewState
    reviewer: str

    @property
    def review(self) -> "api.Review":
        """The review; only asked for where it is there."""
        assert self.state.review is not None
        return self.state.review

    @property
    def packages(self) -> tuple["api.Submitted", ...]:
        """All that is listed; none before the folder was looked through."""
        return self.state.review.packages if self.state.review else ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of the review's own folder."""
        return self.review.findings

    @property
    def todo_count(self) -> int:
        """How many places somebody is to look at."""
        return sum(len(package.todo) for package in self.packages)

    @property
    def left_count(self) -> int:
        """How much lies in the folder that is not listed."""
        review = self.state.review
        return len(review.refused) + len(review.passed_over) if review else 0

    @property
    def doing(self) -> str:
        """What goes on meanwhile, in words; empty where nothing does."""
        return say_doing(self.state)

    @cached_property
    def opinions(self) -> dict[tuple[str, int], Opinion]:
        """What this reviewer has said so far, by package and item."""
        return self.review.opinions.get(self.reviewer, {})

    def address(self, package: "api.Submitted", item: int) -> str:
        """Return where an item of a package stands."""
        return f"/review/{self.id}/item/{key_of(package)}/{item}"

    def has_given(self, package: "api.Submitted", item: int) -> bool:
        """Return whether this reviewer gave points."""
        opinion = self.opinions.get((package.id, item))
        return opinion is not None and opinion.points is not None

    @property
    def sees_all(self) -> bool:
        """Whether nothing is held back from this reviewer: results tell what everybody gave."""
        if not self.review.settings.blind:
            return True
        return all(
            self.has_given(package, item.number)
            for package in self.walked(self.packages)
            for item in package.manifest.items
            if item.number in package.steps
        )

    def first_open(self, package: "api.Submitted") -> str:
        """Return where to go on with a package; empty where it cannot be judged."""
        if not can_judge(package) or package.spec is None:
            return ""
        numbers = [item.number for item in package.spec.items]
        left = (number for number in numbers if not self.has_given(package, number))
        return self.address(package, next(left, numbers[0]))

    def walked(self, packages: Iterable["api.Submitted"]) -> tuple["api.Submitted", ...]:
        """Return those that a reviewer goes through one after the other."""
        return tuple(p for p in packages if can_judge(p) and p.ranks)
