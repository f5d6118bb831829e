"""What issues say, for tests that are about the words."""

from collections.abc import Iterable

from docgen.issues.issue import Issue, render


def words(issues: Iterable[Issue]) -> tuple[str, ...]:
    return tuple(render(one).what for one in issues)


def advice(issue: Issue) -> str:
    return render(issue).remedy
