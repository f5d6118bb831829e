"""The certainty of a difference: a package of another version of docgen may be drawn otherwise."""

from collections.abc import Iterable, Iterator

from docgen.issues.issue import Issue, issue
from docgen.package.manifest import Manifest, is_made_here

UNSURE = "V116"
"""The code of what nobody here can vouch for."""


def settle(manifest: Manifest | None, said: Iterable[Issue]) -> Iterator[Issue]:
    """Say what differs from what is drawn here as far as that is sure.

    Anybody may write that another docgen made a package: what differs then is said all the same,
    as what nobody here can vouch for.
    """
    for one in said:
        if manifest is None or is_made_here(manifest):
            yield one
        else:
            yield issue(UNSURE, one.location, differs=one)
