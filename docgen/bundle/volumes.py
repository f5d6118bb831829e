"""Which items go into which volume, where a bundle would be too large for one file."""

from collections.abc import Sequence

from docgen.bundle.planning import Parts


def divide(weights: Sequence[tuple[int, int]], front: int, limit: int) -> Parts:
    """Items (number and bytes, in order) in as few volumes as hold them, none over the limit.

    `front` is what every volume has besides its items. An item that is too large by itself gets a
    volume of its own.
    """
    parts: list[list[int]] = []
    held = 0
    for number, weight in weights:
        if not parts or held + weight > limit:
            parts.append([])
            held = front
        parts[-1].append(number)
        held += weight
    return tuple(tuple(part) for part in parts)
