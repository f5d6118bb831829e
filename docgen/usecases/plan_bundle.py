"""The use case: plan the bundle of a workspace."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from docgen.bundle.bundle_pdf import Metadata
from docgen.bundle.fit_to_size import Scale, Sized, hold
from docgen.bundle.front_matter import Matter
from docgen.bundle.frozen_numbers import (
    FrozenNumbers,
    check_pages,
    print_pages,
    tell_changed,
)
from docgen.bundle.page_identity import PackageId
from docgen.bundle.photo_layout import find_runs
from docgen.bundle.plan import Plan
from docgen.bundle.planning import Parts, make_plan
from docgen.bundle.text_layer import NO_LAYERS, TextLayers, lay_under
from docgen.forms.values import FormValues, form_values
from docgen.issues.finding import Finding
from docgen.issues.issue import Issue
from docgen.model.prepared import Sources
from docgen.package.package_id import identify_package
from docgen.pdf.typeface import Typography
from docgen.system.file_hashes import hash_file
from docgen.system.settings import Settings
from docgen.usecases.check import Checked
from docgen.workspace.dialects import tell


@dataclass(frozen=True)
class Edition:
    """A package decided, before anything of it is written."""

    checked: Checked
    package: PackageId
    """The id that its pages carry."""
    plan: Plan
    draft: bool
    findings: tuple[Finding, ...] = ()
    """What planning says."""
    layers: TextLayers = NO_LAYERS
    """What was read of the pictures of evidence."""

    @property
    def metadata(self) -> Metadata:
        """What the file of the bundle says of itself."""
        return _describe_bundle(self.checked)


def identify_edition(checked: Checked, *, draft: bool) -> PackageId:
    """The id that the package of what was checked has. OSError where it cannot be told."""
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
    checked: Checked, typography: Typography, settings: Settings, *, draft: bool
) -> Edition:
    """The edition, its pictures brought down and divided in volumes where the data file asks.

    Where numbers are frozen it is not divided anew.
    """
    package, layers = identify_edition(checked, draft=draft), _gather_texts(checked)
    sized = _fit(checked, package, typography, settings, layers, draft=draft)
    frozen = checked.workspace.frozen
    late = _tell_frozen(checked, sized.plan, frozen) if frozen and not draft else ()
    said = (tell(one, checked.workspace.places) for one in (*sized.issues, *late))
    return Edition(checked, package, sized.plan, draft, tuple(said), layers)


def _gather_texts(checked: Checked) -> TextLayers:
    """What was read of the evidence, if it is to lie under its pages."""
    if not checked.workspace.data.bundle.text_layer:
        return NO_LAYERS
    runs = find_runs(checked.public_evidence, checked.sources)
    return TextLayers(checked.sources, checked.case.page_texts, runs)


def _fit(
    checked: Checked,
    package: PackageId,
    typography: Typography,
    settings: Settings,
    layers: TextLayers,
    *,
    draft: bool,
) -> Sized:
    """The plan, as large as it may be."""
    workspace = checked.workspace
    matter = _matter(checked, package, typography)
    evidence, frozen, wish = checked.public_evidence, workspace.frozen, workspace.data.bundle

    def make(sources: Sources, parts: Parts | None) -> Plan:
        plan = make_plan(matter, evidence, sources, draft=draft, parts=parts, frozen=frozen)
        return lay_under(plan, layers)

    if frozen:
        wish = wish.model_copy(update={"max_size": None})
    metadata = _describe_bundle(checked)
    scale = Scale(make, typography, metadata, settings.cache, settings.report, layers)
    return hold(wish, checked.sources, scale, workspace.places.at("bundle"))


def _matter(checked: Checked, package: PackageId, typography: Typography) -> Matter:
    workspace = checked.workspace
    return Matter(
        workspace.scheme,
        workspace.spec,
        checked.public_data,
        checked.printed_scores,
        typography.width,
        package if workspace.spec.bundle.page_mark else None,
    )


def _describe_bundle(checked: Checked) -> Metadata:
    data, title = checked.public_data, checked.workspace.spec.bundle.title
    return Metadata(f"{data.studio.name} {title}".strip(), data.unit.name)


# --- what is on paper already --------------------------------------------------------------------


def _tell_frozen(checked: Checked, plan: Plan, frozen: FrozenNumbers) -> Sequence[Issue]:
    """What came out otherwise than it is on paper, and what is to be printed anew."""
    prints = print_pages(plan.pages, checked.sources)
    others = tuple(_list_reprinted(checked, plan, frozen))
    title = checked.workspace.spec.bundle.title
    return (
        *check_pages(frozen, plan, prints),
        *tell_changed(frozen, prints, title, others),
    )


def _list_reprinted(checked: Checked, plan: Plan, frozen: FrozenNumbers) -> Iterator[str]:
    """Form and report, where they are not on paper as they are now."""
    workspace = checked.workspace
    if not frozen.holds("form", sha256(fill_form(checked, plan, draft=False)).hexdigest()):
        yield workspace.spec.form.name
    report = workspace.report
    if report is not None and not frozen.holds("report", hash_file(report)):
        yield workspace.spec.report.name


# --- the form, which shows page numbers ----------------------------------------------------------


def fill_form(checked: Checked, plan: Plan, *, draft: bool) -> bytes:
    """The form as a Word document."""
    workspace = checked.workspace
    template = workspace.scheme.folder / workspace.spec.form.template
    from docgen.forms.word_template import fill_template  # noqa: PLC0415 - loads Word

    return fill_template(template, values_of_form(checked, plan), draft=draft)


def values_of_form(checked: Checked, plan: Plan) -> FormValues:
    """The form's values."""
    data, scores = checked.form_data, checked.printed_scores
    return form_values(checked.workspace.spec, data, scores, plan.cross_reference)
