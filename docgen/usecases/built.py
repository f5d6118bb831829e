"""What came of a build: light, for whoever recalls one needs nothing else."""

from dataclasses import dataclass
from pathlib import Path

from docgen.issues.finding import Finding


@dataclass(frozen=True)
class Built:
    """A package in its place."""

    folder: Path
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    kept: tuple[str, ...]
    """What was carried over from the former package, in Chinese."""
    unbuilt: tuple[str, ...]
    """What could not be made here, and what to do about it, in Chinese."""
