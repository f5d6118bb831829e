"""What pages of a PDF take from the nodes above them."""

from pikepdf import Dictionary, Object

DEEPEST_TREE = 64
"""Nodes that are gone up or down: a damaged tree may lead in a circle."""


def find_inherited(page: Object, key: str) -> Object | None:
    """Return the value of the page or of the nearest node above it that has one."""
    node: object | None = page
    for _ in range(DEEPEST_TREE):
        if not isinstance(node, Dictionary):
            return None
        value = node.get(key)
        if value is not None:
            return value
        node = node.get("/Parent")
    return None
