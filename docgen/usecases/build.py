"""The use case of building a package, as far as what was built before goes.

A workspace in which nothing changed is told without the steps of a build being loaded
(`build_steps`): that would be most of the time it takes.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.package.file_names import OUT
from docgen.system.passwords import AskPassword
from docgen.system.settings import Settings
from docgen.usecases.build_record import BuildRecord
from docgen.usecases.built import Built
from docgen.usecases.running import using_cache

if TYPE_CHECKING:
    from docgen.usecases.package_documents import Part


def build_package(
    folder: Path,
    settings: Settings,
    *,
    out: Path | None = None,
    draft: bool = False,
    only: "Part | None" = None,
) -> Built:
    """Build the package of a workspace under `out` (default: the workspace's own `out/`).

    FindingsError where the check finds errors and this is no draft. The former package is
    replaced in one step at the very end, or not at all.
    What is to be said of it today is said, but not written: the package is the same every day.
    """
    asking = _Asking(settings.ask)
    wish = (str(only), f"draft {draft}", str(settings.today), settings.reading)
    with using_cache(settings):
        record = BuildRecord(settings.cache, folder, out or folder / OUT, wish, Built)
        if former := record.recall():
            return former
        from docgen.usecases.build_steps import build_anew  # noqa: PLC0415 - see above

        asked = replace(settings, ask=asking)
        built, elsewhere = build_anew(folder, asked, out=out, draft=draft, only=only)
        if not asking.asked:
            # What findings are made of has numbers of people in it: only their words are kept.
            words = tuple(replace(one, said=None) for one in built.findings)
            record.note(replace(built, findings=words), built.folder, elsewhere)
    return built


class _Asking:
    """Asks for passwords, and knows whether it was asked for one: nobody's answer is kept."""

    def __init__(self, ask: AskPassword) -> None:
        self._ask, self.asked = ask, False

    def __call__(self, file: str, wrong: int) -> str | None:
        self.asked = True
        return self._ask(file, wrong)
