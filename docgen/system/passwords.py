"""Who may know the password of a locked file: one call, answered by nobody by default."""

from typing import Protocol


class AskPassword(Protocol):
    """Something that can be asked for a password: somebody at a terminal, a test."""

    def __call__(self, file: str, wrong: int) -> str | None:
        """The password of a file (its name as findings have it), None where nobody gives one.

        `wrong` is how many answers for this file have not opened it. It is asked on until the file
        is open or nobody answers, so whoever answers says when enough has been tried.
        """


def ask_nobody(file: str, wrong: int) -> None:
    """Know no password."""
