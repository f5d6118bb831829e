"""What workers say of a foreign file: whoever knows where the file lies adds the place.

It travels between processes, and is kept in the cache as JSON.
"""

from typing import Any

from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location

NOWHERE = Location()


def noted(case: str, /, **slots: object) -> Issue:
    """A note of how a file was made ready: a case of F101."""
    return issue("F101", NOWHERE, case, **slots)


def lost(case: str, /, **slots: object) -> Issue:
    """What of a file may be missing: a case of F105."""
    return issue("F105", NOWHERE, case, **slots)


def place_in(case: str, /, **slots: object) -> Issue:
    """A place in an office document, as a part of what is said of it."""
    return issue("place", NOWHERE, case, **slots)


def store_issue(said: Issue) -> dict[str, Any]:
    """An issue without a place as JSON values."""
    slots = {name: _store(value) for name, value in said.slots.items()}
    return {"code": said.code, "case": said.case, "slots": slots}


def restore_issue(data: dict[str, Any]) -> Issue:
    """An issue from JSON values. KeyError or TypeError where the catalogue has none such."""
    slots = {name: _restore(value) for name, value in data["slots"].items()}
    return issue(data["code"], NOWHERE, data["case"], **slots)


def _store(value: object) -> object:
    if isinstance(value, Issue):
        return store_issue(value)
    return [_store(one) for one in value] if isinstance(value, list | tuple) else value


def _restore(value: Any) -> object:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return restore_issue(value)
    return tuple(map(_restore, value)) if isinstance(value, list) else value
