"""The names docgen gives what it draws with on a page of a source."""

from collections.abc import Iterable

PREFIX = "Dg"
"""Begins the names of our resources on every page where no name begins so already."""
DRAFT_STATE = "Multiply"


def find_prefix(names: Iterable[str], prefix: str = PREFIX) -> str:
    """What the names of our resources begin with where these (given with their slash) are taken."""
    taken = tuple(names)
    while any(name.startswith(f"/{prefix}") for name in taken):
        prefix += "g"
    return prefix
