"""The use case: what a package would print of a workspace that is still being worked on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from docgen.bundle.front_matter import Matter
from docgen.bundle.plan import CrossReference
from docgen.bundle.planning import number_pages
from docgen.forms.values import AssessmentValues, form_values
from docgen.issues.errors import FontError
from docgen.model.prepared import Source
from docgen.model.source_keys import EvidenceKey
from docgen.pdf.typeface import Typography
from docgen.sources.prepare import prepare
from docgen.system.settings import Settings
from docgen.usecases.check import Checked
from docgen.usecases.running import running, using_cache


@dataclass(frozen=True)
class Preview:
    """Pages and texts as the package would have them, drafts of missing files included.

    `works` is what the form prints of each item (工作落实情况), by its number; empty where the
    submission's form has no such column. `cross_reference` is None where no page can be planned.
    """

    cross_reference: CrossReference | None = None
    works: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))


def preview(
    checked: Checked,
    settings: Settings,
    typography: Typography | None = None,
) -> Preview:
    """Plan the pages of what was checked, as a draft has them, and say what the form prints.

    No page carries the mark of an edition: that does not move any. Without fonts there are no
    pages, and the check says so.
    """
    with running(settings):
        return write_works(checked, _plan(checked, typography))


def write_works(checked: Checked, pages: CrossReference | None) -> Preview:
    """Say what the form prints, with pages that were planned already."""
    spec, data = checked.workspace.spec, checked.form_data
    values = form_values(spec, data, checked.printed_scores, pages)
    rows = values.item if isinstance(values, AssessmentValues) else {}
    return Preview(pages, {number: row.work for number, row in rows.items()})


def prepare_unsorted(checked: Checked, path: str, settings: Settings) -> Source:
    """Make a file ready that is no item's yet; `path` is below `evidence/`.

    KeyError where no such file waits there.
    """
    if path not in checked.workspace.unsorted:
        raise KeyError(path)
    key, workspace = EvidenceKey(path), checked.workspace
    with using_cache(settings):
        files = [(key, workspace.evidence_folder / path)]
        return prepare(files, cache=settings.cache, passwords=workspace.passwords)[key]


def _plan(checked: Checked, typography: Typography | None) -> CrossReference | None:
    workspace = checked.workspace
    try:
        typography = typography or Typography()
    except FontError:
        return None
    matter = Matter(
        workspace.scheme,
        workspace.spec,
        checked.public_data,
        checked.printed_scores,
        typography.width,
        None,
    )
    evidence, sources = checked.public_evidence, checked.sources
    return number_pages(matter, evidence, sources, workspace.frozen)
