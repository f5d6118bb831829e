"""The use case: the form of a workspace as it will be printed, and a report to begin with."""

import tempfile
from pathlib import Path

from docgen.bundle.plan import CrossReference
from docgen.forms.values import form_values, report_values
from docgen.forms.word_template import fill_report, fill_template
from docgen.issues.errors import FontError, OfficeError
from docgen.office.conversion_cache import convert_once
from docgen.system.machine import blame_disk, find_lack
from docgen.system.settings import Settings
from docgen.usecases.check import Checked
from docgen.usecases.running import using_cache


def draw_form(checked: Checked, pages: CrossReference | None, settings: Settings) -> bytes:
    """Return the filled form as a PDF; without `pages` it names none.

    Pages carry no mark of an edition yet. OfficeError or FontError where nothing here makes a PDF
    of it, FormError where its template cannot be filled.
    """
    with using_cache(settings), tempfile.TemporaryDirectory(prefix="docgen-") as scratch:
        spec = checked.workspace.spec
        values = form_values(spec, checked.form_data, checked.printed_scores, pages)
        word = Path(scratch) / "form.docx"
        word.write_bytes(
            fill_template(checked.workspace.scheme.folder / spec.form.template, values)
        )
        try:
            (pdf,) = convert_once([word], Path(scratch), settings.cache)
        except (OfficeError, FontError) as error:
            # A full disk or too little memory makes LibreOffice fail without a word of why.
            raise blame_disk(error) or find_lack(settings.cache) or error from error
        return pdf.read_bytes()


def begin_report(checked: Checked) -> bytes:
    """Return the report's skeleton in Word, with the names of studio and unit filled in."""
    template = checked.workspace.scheme.folder / checked.workspace.spec.report.template
    return fill_report(template, report_values(checked.workspace.data))
