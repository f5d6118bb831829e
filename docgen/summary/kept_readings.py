"""What was found out about packages, kept in the cache by all that it follows from.

A package is known by the hashes of its files, so one that was verified is not verified again until
a byte of it changes, docgen does, or a scheme.
"""

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from docgen import __version__
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.scheme import digest_scheme
from docgen.package.manifest import Manifest, read_manifest, write_manifest
from docgen.sources.content_store import ContentStore
from docgen.summary.taken_packages import Package, Refused, State, Taken
from docgen.system.file_hashes import Hashes
from docgen.verify.known_schemes import KnownSchemes, Standing
from docgen.verify.signatures import can_read_signatures

_VERSION = 1
"""Raise it whenever reading or verification would come to something else of the same files."""
_UNSETTLED = {"V001", "V106"}
"""Codes of what may be owed to a busy computer: it is looked into again."""


class KeptReadings:
    """The readings under one folder of the cache."""

    def __init__(self, cache: Path, hashes: Hashes, schemes: KnownSchemes) -> None:
        self._store = ContentStore(cache / f"packages-{_VERSION}", _write, _restore)
        self._hashes = hashes
        known = sorted((id_, digest_scheme(scheme)) for id_, scheme in schemes.by_id.items())
        basis = [_VERSION, __version__, can_read_signatures(), known]
        self._basis = json.dumps(basis, sort_keys=True)
        self._before: dict[Path, str] = {}

    def load(self, place: Path) -> Taken | None:
        """Return what is known of the package at a place; None where that is nothing."""
        key = self._before[place] = self._key(place)
        found = self._store.load(key) if key else None
        return None if found is None else replace(found, place=place)

    def keep(self, taken: Taken) -> None:
        """Keep what was found out, unless another try may come to something else.

        Nor is it kept where the package is not what it was when it was asked for: what was looked
        at may be neither.
        """
        key = self._key(taken.place)
        if key and key == self._before.get(taken.place) and not _may_change(taken):
            self._store.keep(key, taken)

    def _key(self, place: Path) -> str:
        """What a package's content is known by; empty where the disk does not give it."""
        files = place.iterdir() if place.is_dir() else (place,)
        try:
            own = sorted((p.name, self._hashes.of(p) if p.is_file() else "") for p in files)
        except OSError:
            return ""
        shape = [self._basis, place.is_dir(), own if place.is_dir() else own[0][1]]
        return hashlib.sha256(json.dumps(shape).encode()).hexdigest()


def _may_change(taken: Taken) -> bool:
    if isinstance(taken, Package):
        return False
    return taken.case == "unread" or any(f.code in _UNSETTLED for f in taken.findings)


# --- as JSON -----------------------------------------------------------------------------------


def _write(taken: Taken) -> dict[str, Any]:
    said = {
        "manifest": write_manifest(taken.manifest).decode() if taken.manifest else None,
        "manifest_sha256": taken.manifest_sha256,
        "findings": [_write_finding(finding) for finding in taken.findings],
    }
    if isinstance(taken, Package):
        return {**said, "state": asdict(taken.state)}
    return {**said, "case": taken.case, "reason": taken.reason, "remedy": taken.remedy}


def _restore(said: dict[str, Any]) -> Taken:
    manifest = read_manifest(said["manifest"].encode()) if said["manifest"] else None
    digest, nowhere = str(said["manifest_sha256"]), Path()
    findings = tuple(map(_restore_finding, said["findings"]))
    if "state" in said:
        return Package(nowhere, _sure(manifest), _restore_state(said["state"]), digest, findings)
    case, reason, remedy = (str(said[name]) for name in ("case", "reason", "remedy"))
    return Refused(nowhere, case, reason, remedy, manifest, digest, findings)


def _sure(manifest: Manifest | None) -> Manifest:
    if manifest is None:
        raise ValueError("a package without its manifest")
    return manifest


def _restore_state(said: dict[str, Any]) -> State:
    return State(**{**said, "standing": Standing(said["standing"])})


def _write_finding(finding: Finding) -> dict[str, str]:
    """Return a finding as it is shown, as JSON values."""
    shown = {"code": finding.code, "where": finding.where}
    return {"level": finding.level.value, **shown, "what": finding.what, "remedy": finding.remedy}


def _restore_finding(said: dict[str, str]) -> Finding:
    """Return a finding as it is shown from JSON values."""
    where, level = Location(said["where"]), Level(said["level"])
    return Finding(level, said["code"], where, said["what"], said["remedy"])
