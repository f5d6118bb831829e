"""What a submission's points come to: decided once, and printed the same everywhere."""

from dataclasses import dataclass
from decimal import Decimal

from docgen.model.scheme import SubmissionSpec
from docgen.model.scoring import Scores
from docgen.model.submission import StudioFile
from docgen.text.wording import write_figure


@dataclass(frozen=True)
class Total:
    """The points of all items, and of those that are bonus and are not."""

    total: Decimal
    base: Decimal
    bonus: Decimal


@dataclass(frozen=True)
class Verdict:
    """The outcome of a self-assessment. Who is vetoed is not assessed, and has no total."""

    points: Total | None
    vetoed: bool | None
    """None: the studio does not say."""
    passed: bool | None
    """None where the notice has no pass mark."""
    grade: str
    """Empty where the notice gives no grades by points."""
    instead: str
    """What stands where the total would; empty where there is one."""

    @property
    def total(self) -> str:
        """The total in figures, or what stands in its place."""
        return write_figure(self.points.total) if self.points else self.instead

    @property
    def parts(self) -> str:
        """基础分 86，附加分 6; empty without a total."""
        if self.points is None:
            return ""
        base, bonus = write_figure(self.points.base), write_figure(self.points.bonus)
        return f"基础分 {base}，附加分 {bonus}"


def judge(spec: SubmissionSpec, data: StudioFile, scores: Scores) -> Verdict:
    """Return what the scores come to by the notice's own marks."""
    vetoed, mark = data.assessment.vetoed, spec.pass_mark
    grade = spec.grade(scores.total, vetoed=bool(vetoed))
    return Verdict(
        points=None if vetoed else Total(scores.total, scores.base, scores.bonus),
        vetoed=vetoed,
        passed=None if mark is None else scores.total >= mark and not vetoed,
        grade=grade.name if grade else "",
        instead=spec.vetoed if vetoed else "",
    )
