"""Which package it is, and which state of it: the id that every page of it carries."""

import dataclasses
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from docgen import __version__
from docgen.bundle.identity import PackageId, make_package_id
from docgen.bundle.plan import Prepared
from docgen.data.evidence import Evidence
from docgen.data.model import StudioFile
from docgen.data.scheme import Scheme
from docgen.errors import Finding
from docgen.package.manifest import SubmissionKey
from docgen.sources.hashes import hash_file


def identify_package(
    scheme: Scheme,
    data: StudioFile,
    evidence: Iterable[Evidence],
    sources: Mapping[str, Prepared | Finding],
    report: Path | None,
    *,
    draft: bool,
) -> PackageId:
    """Return the id of a package: the same wherever and whenever it is built of the same things.

    `data` is what the form prints: a changed ID number is another state only of a package that
    shows it. OSError where template or report cannot be read.
    """
    spec = scheme.submissions[cast("SubmissionKey", data.submission)]
    studio = (scheme.id, data.submission, data.unit.name, data.studio.name)
    state = (
        __version__,
        scheme.model_dump_json(),
        hash_file(scheme.folder / spec.form.template),
        # What the scheme is called may be a path; its content is hashed above.
        data.model_dump_json(exclude={"scheme"}),
        [_describe(piece, sources) for piece in evidence],
        report and hash_file(report),
        draft,
    )
    return make_package_id(_write(studio), _write(state))


def _describe(piece: Evidence, sources: Mapping[str, Prepared | Finding]) -> object:
    """All of a piece of evidence but where in the data file it stands, and its files' contents."""
    fields = dataclasses.asdict(piece)
    del fields["where"]
    return fields, [_content(sources[file.path]) for file in piece.files]


def _content(source: Prepared | Finding) -> str:
    return source.sha256 if isinstance(source, Prepared) else source.what


def _write(value: object) -> bytes:
    return json.dumps(value, default=str).encode("ascii")
