"""The use case: plan the bundle of a workspace."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from docgen.bundle.bundle_pdf import Metadata
from docgen.bundle.fit_to_size import Scale, hold
from docgen.bundle.front_matter import Matter
from docgen.bundle.frozen_numbers import (
    FrozenNumbers,
    check_pages,
    print_pages,
    tell_changed,
)
from docgen.bundle.page_identity import PackageId
from docgen.bundle.plan import Plan
from docgen.bundle.planning import Parts, make_plan
from docgen.forms.values import FormValues, form_values
from docgen.forms.word_template import fill_template
from docgen.issues.finding import Finding
from docgen.model.prepared import Sources
from docgen.package.package_id import identify_package
from docgen.pdf.typeface import Typography
from docgen.system.file_hashes import hash_file
from docgen.system.settings import Settings
from docgen.usecases.check import (
    Checked,
)
from docgen.workspace.dialects import tell


@dataclass(frozen=True)
class PlannedBundle:
    """The plan of a workspace's bundle, and what is said of it."""

    plan: Plan
    findings: tuple[Finding, ...]


def identify(checked: Checked, *, draft: bool) -> PackageId:
    """The id that pages of this package carry."""
    workspace = checked.workspace
    return identify_package(
        workspace.scheme,
        checked.form_data,
        checked.public_evidence,
        checked.sources,
        workspace.report,
        draft=draft,
    )


def plan_bundle(
    checked: Checked,
    package: PackageId,
    typography: Typography,
    settings: Settings,
    *,
    draft: bool,
) -> PlannedBundle:
    """The plan, its pictures brought down and divided in volumes where the data file asks.

    Where numbers are frozen it is not divided anew.
    """
    workspace = checked.workspace
    matter = Matter(
        workspace.scheme,
        workspace.spec,
        checked.public_data,
        checked.printed_scores,
        typography.width,
        package if workspace.spec.bundle.page_mark else None,
    )
    frozen = workspace.frozen

    def make(sources: Sources, parts: Parts | None) -> Plan:
        evidence = checked.public_evidence
        return make_plan(matter, evidence, sources, draft=draft, parts=parts, frozen=frozen)

    metadata = describe_bundle(checked, matter.spec.bundle.title)
    scale = Scale(make, typography, metadata, settings.cache, settings.report)
    wish = workspace.data.bundle
    if frozen:
        wish = wish.model_copy(update={"max_size": None})
    sized = hold(wish, checked.sources, scale, workspace.places.at("bundle"))
    said = [*sized.issues]
    if frozen and not draft:
        prints = print_pages(sized.plan.pages, checked.sources)
        others = tuple(list_reprinted(checked, sized.plan, frozen))
        title = workspace.spec.bundle.title
        said += check_pages(frozen, sized.plan, prints)
        said += tell_changed(frozen, prints, title, others)
    return PlannedBundle(sized.plan, tuple(tell(one, workspace.places) for one in said))


def list_reprinted(checked: Checked, plan: Plan, frozen: FrozenNumbers) -> Iterator[str]:
    """Form and report, where they are not on paper as they are now."""
    workspace = checked.workspace
    if not frozen.holds("form", sha256(fill_form(checked, plan, draft=False)).hexdigest()):
        yield workspace.spec.form.name
    report = workspace.report
    if report is not None and not frozen.holds("report", hash_file(report)):
        yield workspace.spec.report.name


def fill_form(checked: Checked, plan: Plan, *, draft: bool) -> bytes:
    """The form as a Word document."""
    workspace = checked.workspace
    template = workspace.scheme.folder / workspace.spec.form.template
    return fill_template(template, values_of_form(checked, plan), draft=draft)


def values_of_form(checked: Checked, plan: Plan) -> FormValues:
    """The form's values."""
    data, scores = checked.form_data, checked.printed_scores
    return form_values(checked.workspace.spec, data, scores, plan.cross_reference)


def describe_bundle(checked: Checked, title: str) -> Metadata:
    """What the file of the bundle says of itself."""
    data = checked.public_data
    return Metadata(f"{data.studio.name} {title}".strip(), data.unit.name)
