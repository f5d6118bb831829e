"""What is said about one thing that is wrong, as it is shown, printed and handed out."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from docgen.issues.location import Location
from docgen.text.masking import mask_numbers


class Level(StrEnum):
    """How much a finding weighs: an error stops the build, a draft builds all the same."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing to say: what, where, and how to mend it (never empty).

    Numbers of people and accounts are hidden in it: it is shown, printed and handed out.
    """

    level: Level
    code: str
    location: Location
    what: str
    remedy: str
    said: Any = field(default=None, compare=False, repr=False)
    """The issue it says, for whoever says it to another reader: with its numbers, so never shown.
    None where only the words are known."""

    def __post_init__(self) -> None:
        """Hide what nobody is to read."""
        for name in ("what", "remedy"):
            # The way into a frozen value.
            object.__setattr__(self, name, mask_numbers(getattr(self, name)))
        keys = tuple(map(mask_numbers, self.location.field))
        hidden = replace(self.location, file=mask_numbers(self.location.file), field=keys)
        object.__setattr__(self, "location", hidden)

    @property
    def where(self) -> str:
        """The place in words: studio.yaml:31, studio.xlsx 佐证!C7, or a file."""
        return str(self.location)
