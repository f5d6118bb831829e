"""Work that is called by its name, so that only the worker that does it loads what it needs.

Whoever hands files to workers has no use for what opens them: a tenth of a second to load.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class NamedWork:
    """The function `name` of a module, which is loaded when it is called."""

    module: str
    name: str

    def __call__(self, *args: object) -> Any:  # noqa: ANN401 - what the function gives
        """Call the function with these arguments."""
        return getattr(import_module(self.module), self.name)(*args)


def find_module(work: object) -> str:
    """The module that has to be loaded for a function, by its name or as it is."""
    return work.module if isinstance(work, NamedWork) else work.__module__
