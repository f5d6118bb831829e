"""How far a long piece of work has come: one call, silent by default."""

from typing import Protocol


class Progress(Protocol):
    """Something that is told of progress: a bar on a terminal, a page, a test."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """`done` of `total` units of the step (its Chinese name) are finished."""


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""
