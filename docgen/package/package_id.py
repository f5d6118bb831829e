"""Which package it is, and which state of it: the id that every page of it carries."""

import json
import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import cast

from docgen import __version__
from docgen.bundle.page_identity import PackageId, make_package_id
from docgen.model.evidence import Evidence
from docgen.model.prepared import Sources
from docgen.model.privacy import mask_data
from docgen.model.scheme import Scheme, SubmissionKey, digest_scheme
from docgen.model.submission import StudioFile
from docgen.package.manifest import Manifest, PiecePart, describe_piece, people_of, public_part
from docgen.system.file_hashes import hash_file

_MASKED = re.compile(r"(\d+)(\*+)(\d*[\dXx])")
_MOST_NUMBERS = 50


def identify_package(
    scheme: Scheme,
    data: StudioFile,
    evidence: Iterable[Evidence],
    sources: Sources,
    report: Path | None,
    *,
    draft: bool,
) -> PackageId:
    """Return the id of a package: the same wherever and whenever it is built of the same things.

    `data` is what the form prints: a changed ID number is another state only of a package that
    shows it. OSError where template or report cannot be read.
    """
    spec = scheme.submissions[cast("SubmissionKey", data.submission)]
    public = mask_data(data)
    number = data.leader.id_number
    return _identify(
        version=__version__,
        scheme=(
            scheme.id,
            scheme.version,
            digest_scheme(scheme),
            hash_file(scheme.folder / spec.form.template),
        ),
        data=public_part(public, scheme),
        pieces=[describe_piece(piece, sources, people_of(public)) for piece in evidence],
        report=hash_file(report) if report else None,
        draft=draft,
        id_number=number if number != public.leader.id_number else "",
    )


def identify_manifest(manifest: Manifest, form_text: str) -> PackageId | None:
    """Return the id of the package that a manifest tells of, made anew of all it says went in.

    `form_text` is what the form shows: an application's id is made of the ID number too, which
    stands nowhere else. Where several may be that number, the id is the manifest's own if one of
    them gives it. None where the manifest does not hold what it takes.
    """
    if manifest.data is None:
        return None
    numbers = (*find_numbers(manifest, form_text), "")
    made = [_identify_with(manifest, manifest.data, number) for number in numbers]
    return next((own for own in made if str(own) == manifest.package), made[0])


def find_numbers(manifest: Manifest, form_text: str) -> tuple[str, ...]:
    """Return what in a form may be the ID number that the manifest masks.

    A form may set it a figure to a cell, or with marks within.
    """
    masked = _MASKED.fullmatch(manifest.data.leader.id_number if manifest.data else "")
    if masked is None:
        return ()
    figures = re.sub(r"[^0-9Xx]", "", form_text)
    wanted = rf"(?=({masked[1]}\d{{{len(masked[2])}}}{masked[3]}))"
    found = re.finditer(wanted, figures, re.IGNORECASE)
    return tuple(dict.fromkeys(match[1] for match in islice(found, _MOST_NUMBERS)))


def _identify_with(manifest: Manifest, data: StudioFile, id_number: str) -> PackageId:
    return _identify(
        version=manifest.docgen,
        scheme=(
            manifest.scheme.id,
            manifest.scheme.version,
            manifest.scheme.sha256,
            manifest.scheme.template,
        ),
        data=data,
        pieces=manifest.evidence,
        report=manifest.report,
        draft=manifest.draft,
        id_number=id_number,
    )


def _identify(
    *,
    version: str,
    scheme: tuple[str, str, str, str],
    data: StudioFile,
    pieces: Iterable[PiecePart],
    report: str | None,
    draft: bool,
    id_number: str,
) -> PackageId:
    studio = (scheme[0], data.submission, data.unit.name, data.studio.name)
    state = (
        version,
        scheme,
        _drop_unprinted(data).model_dump_json(exclude_defaults=True),
        # A plan may order them otherwise than the folder does.
        sorted(_describe(piece) for piece in pieces),
        report,
        draft,
        id_number,
    )
    return make_package_id(_write(studio), _write(state))


def _drop_unprinted(data: StudioFile) -> StudioFile:
    """The data without what no printed page shows: paper is of the same state with text or none."""
    plain = data.bundle.model_copy(update={"text_layer": True})
    return data.model_copy(update={"bundle": plain})


def _describe(piece: PiecePart) -> str:
    """All of a piece of evidence and its files' contents, but not where it stands."""
    return piece.model_dump_json(exclude_defaults=True, include=set(PiecePart.model_fields))


def _write(value: object) -> bytes:
    return json.dumps(value).encode("ascii")
