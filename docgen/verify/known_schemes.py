"""The schemes that a verification goes by: those that come with docgen, and one that is given.

A package says by which scheme it was made, and never brings one: points are reckoned by what is
known here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from docgen.issues.errors import DocgenError
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.scheme import Scheme, digest_scheme
from docgen.package.manifest import MANIFEST_NAME, Manifest, has_points
from docgen.system.file_hashes import hash_file
from docgen.workspace.load import load_scheme, load_workspace, schemes


class Standing(StrEnum):
    """How the scheme of a package stands to the one of its name that is known."""

    SAME = "same"
    OTHER_TEMPLATE = "other template"
    CHANGED = "changed"
    """Of the same version, and it says something else."""
    OTHER_VERSION = "other version"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Known:
    """The scheme a package is held against, and how its own stands to it."""

    scheme: Scheme | None
    """None where there is none to hold it against."""
    standing: Standing

    @property
    def same(self) -> Scheme | None:
        """The scheme, where the package was made by it."""
        return self.scheme if self.standing in {Standing.SAME, Standing.OTHER_TEMPLATE} else None


@dataclass(frozen=True)
class KnownSchemes:
    """Schemes by their ids."""

    by_id: dict[str, Scheme]
    given: str = ""
    """The id of the one that was given."""

    def find(self, manifest: Manifest) -> Known:
        """Return what is known of a package's scheme."""
        scheme = self.by_id.get(manifest.scheme.id)
        if scheme is None or manifest.submission not in scheme.submissions:
            return Known(None, Standing.UNKNOWN)
        if scheme.version != manifest.scheme.version:
            return Known(None, Standing.OTHER_VERSION)
        if digest_scheme(scheme) != manifest.scheme.sha256:
            return Known(scheme, Standing.CHANGED)
        template = scheme.submissions[manifest.submission].form.template
        same = hash_file(scheme.folder / template) == manifest.scheme.template
        return Known(scheme, Standing.SAME if same else Standing.OTHER_TEMPLATE)


def know_schemes(given: str = "", workspace: Path | None = None) -> KnownSchemes:
    """Return the schemes there are: what is given goes before what comes with docgen.

    A workspace's own scheme is known where none of its name comes with docgen. SchemeError where
    `given` is none.
    """
    known = {name: load_scheme(name, near=None) for name in schemes()}
    for scheme in _own_scheme(workspace):
        known.setdefault(scheme.id, scheme)
    if not given:
        return KnownSchemes(known)
    scheme = load_scheme(given, near=None)
    return KnownSchemes({**known, scheme.id: scheme}, scheme.id)


def _own_scheme(workspace: Path | None) -> Iterator[Scheme]:
    if workspace is None:
        return
    try:
        yield load_workspace(workspace).scheme
    except DocgenError:
        # What is wrong with the workspace is for `check` to say; here it is as good as none.
        return


def check_scheme(manifest: Manifest, known: Known) -> Iterator[Issue]:
    """Say plainly where a package was not made by a scheme that is known here."""
    place, points = Location(MANIFEST_NAME), "_points" if has_points(manifest) else ""
    of = {"scheme": manifest.scheme.id, "version": manifest.scheme.version}
    match known.standing:
        case Standing.UNKNOWN:
            yield issue("V308", place, f"unknown{points}", **of)
        case Standing.OTHER_VERSION:
            yield issue("V308", place, f"version{points}", **of)
        case Standing.CHANGED:
            yield issue("V309", place, f"changed{points}", **of)
        case Standing.OTHER_TEMPLATE:
            yield issue("V309", place, "template", **of)
