"""What became of all that lay in a folder: packages, what was refused, what is no package."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, issue, render_foreign
from docgen.issues.unplaced import NOWHERE
from docgen.package.manifest import Manifest
from docgen.verify.known_schemes import Standing


@dataclass(frozen=True)
class State:
    """What is known of a package that was taken."""

    standing: Standing = Standing.UNKNOWN
    """How its scheme stands to the one that is known."""
    signer: str = ""
    """Who signed it; empty where nobody did."""
    is_signature_read: bool = True
    warnings: int = 0
    other_docgen: str = ""
    """The version of docgen it was built by, where that is another one."""
    unsure: bool = False
    """Whether something differs from what this docgen makes, and another one is said to have made
    it: nobody here can vouch for it."""
    filled: bool = False
    """Whether the reviewer's columns of its workbook are filled in."""
    is_read_through: bool = False
    """Whether every page of its evidence was looked at."""


def digest_said(manifest: Manifest) -> str:
    """Return a digest of what a package says, whatever was done to its files: signing changes them.

    So one that is signed later is the same package, and two that say the same are one.
    """
    text = manifest.model_dump_json(exclude={"documents"})
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Package:
    """A package that was read: where it is, what its manifest says."""

    place: Path
    """The folder, or the archive."""
    manifest: Manifest
    state: State = State()
    manifest_sha256: str = ""
    """Of the file of its manifest."""
    findings: tuple[Finding, ...] = ()
    """What its verification said."""

    @property
    def is_archive(self) -> bool:
        """Whether its files lie in an archive, where no link can lead to a page."""
        return self.place.suffix.lower() == ".zip"

    @cached_property
    def identity(self) -> str:
        """What it is known by, see `digest_said`."""
        return digest_said(self.manifest)


@dataclass(frozen=True)
class Refused:
    """What was not taken, and why; `manifest` where it could at least be read."""

    place: Path
    case: str
    """The case of `summary` that says it; empty where what refuses packages said it."""
    reason: str
    """Why it was not taken."""
    remedy: str
    """What is to be done about it."""
    manifest: Manifest | None = None
    manifest_sha256: str = ""
    findings: tuple[Finding, ...] = ()

    @cached_property
    def identity(self) -> str:
        """What it is known by, see `digest_said`; empty where its manifest cannot be read."""
        return digest_said(self.manifest) if self.manifest else ""


def refuse_place(
    place: Path, case: str, manifest: Manifest | None = None, /, **slots: object
) -> Refused:
    """Return what is said of a place by a case of `summary`."""
    return refuse_by(place, issue("summary", NOWHERE, case, **slots), manifest)


def refuse_by(place: Path, said: Issue, manifest: Manifest | None = None) -> Refused:
    """Return what an issue says of a place."""
    found = render_foreign(said)
    case = said.case if said.code == "summary" else ""
    return Refused(place, case, found.what, found.remedy, manifest)


@dataclass(frozen=True)
class PassedOver:
    """A file that nobody would take for a package, and what it seems to be."""

    place: Path
    reason: str
    ours: bool = False
    """Whether docgen made it: what a review keeps and writes."""


Taken = Package | Refused


@dataclass(frozen=True)
class Found:
    """All that lay in the places somebody named, in the order of their paths."""

    packages: tuple[Package, ...]
    refused: tuple[Refused, ...]
    passed_over: tuple[PassedOver, ...] = ()
    waiting: tuple[Path, ...] = ()
    """Packages that nobody has looked at yet."""


def tell_apart(
    listed: Sequence[Taken], passed_over: Sequence[PassedOver] = (), waiting: Sequence[Path] = ()
) -> Found:
    """Return what was found with every package once."""
    packages: list[Package] = []
    refused: list[Refused] = []
    seen: dict[str, Path] = {}
    for taken in listed:
        if isinstance(taken, Refused):
            refused.append(taken)
        elif (twin := seen.setdefault(taken.identity, taken.place)) is not taken.place:
            refused.append(refuse_place(taken.place, "twin", taken.manifest, twin=twin.name))
        else:
            packages.append(taken)
    return Found(tuple(packages), tuple(refused), tuple(passed_over), tuple(waiting))
