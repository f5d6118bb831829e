"""A workspace's data from YAML into a workbook, or back: the same values, the old file kept."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from docgen.issues.errors import FindingsError, OutputError, WorkspaceError, word_reason
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.submission import Claim, Member, StudioFile
from docgen.workspace.data_file import DATA_FILE, DATA_FILES, find_data_file
from docgen.workspace.data_tree import read_tree
from docgen.workspace.history import settled_turn
from docgen.workspace.load import find_submission, load_scheme, read_data
from docgen.workspace.validation import fit
from docgen.workspace.workbook_headings import BOOK_FILE
from docgen.workspace.workbook_template import write_book
from docgen.workspace.workbook_tree import read_book
from docgen.workspace.yaml_text import write_yaml


@dataclass(frozen=True)
class Converted:
    """What was written, under which name the old file is kept, and what was said of it."""

    written: str
    kept: str
    findings: tuple[Finding, ...]


def convert_data(folder: Path) -> Converted:
    """Turn studio.yaml into studio.xlsx or back.

    What is written is read back and must say the same before the old file is renamed.
    What a run that was killed left in both forms is brought to its end.
    WorkspaceError where a value cannot be read and would be lost, OutputError where the new file
    cannot be written.
    """
    both = _find_twins(folder)
    if not both:
        find_data_file(folder)
    with settled_turn(folder):
        return _finish(*both) if both else _convert(folder)


def _find_twins(folder: Path) -> tuple[Path, Path] | None:
    """The older and the newer data file where both are there and say the same."""
    both = [folder / name for name in DATA_FILES]
    if not all(file.is_file() for file in both):
        return None
    older, newer = sorted(both, key=lambda file: file.stat().st_mtime_ns)
    said = [fit(read_data(file), StudioFile).value for file in (older, newer)]
    same = all(said) and len({repr(without_blanks(data)) for data in said if data}) == 1
    return (older, newer) if same else None


def _finish(older: Path, newer: Path) -> Converted:
    kept = _free_name(older)
    with _explained(newer):
        older.rename(kept)
    return Converted(newer.name, kept.name, ())


def _convert(folder: Path) -> Converted:
    source = find_data_file(folder)
    fitted = fit(read_data(source), StudioFile)
    if fitted.value is None:
        raise FindingsError(fitted.findings)
    _refuse_loss(fitted.findings)
    target = folder / (BOOK_FILE if source.name == DATA_FILE else DATA_FILE)
    unfinished = folder / f".{target.name}.new"
    with _explained(target):
        try:
            unfinished.write_bytes(_write(fitted.value, target.name, folder))
            _compare(unfinished, target.name, fitted.value)
            kept = _free_name(source)
            # Killed between the two, both are there and say the same: the next run sees that.
            unfinished.replace(target)
            source.rename(kept)
        finally:
            unfinished.unlink(missing_ok=True)
    return Converted(target.name, kept.name, fitted.findings)


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        slots = {"reason": word_reason(error)}
        said = issue("convert", Location(str(target)), "unwritable", **slots)
        raise refuse(OutputError, said) from error


def _refuse_loss(findings: tuple[Finding, ...]) -> None:
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    if errors:
        first, count = errors[0], len(errors)
        said = issue("convert", first.location, "loss", count=count, what=first.what)
        raise refuse(WorkspaceError, said)


def _write(data: StudioFile, name: str, folder: Path) -> bytes:
    scheme = load_scheme(data.scheme, near=folder)
    key, spec = find_submission(scheme, data.submission)
    if name == BOOK_FILE:
        return write_book(scheme, key, data.scheme, data)
    return write_yaml(without_blanks(data), spec).encode("utf-8")


def without_blanks(data: StudioFile) -> StudioFile:
    """Return the data without claims and members of which nothing is said: a blank row is none."""
    claims = {number: claim for number, claim in data.claims.items() if claim != Claim()}
    members = tuple(member for member in data.studio.members if member != Member())
    studio = data.studio.model_copy(update={"members": members})
    return data.model_copy(update={"claims": claims, "studio": studio})


def _compare(unfinished: Path, name: str, data: StudioFile) -> None:
    """Read what was written. OutputError where it does not say what it should."""
    read = read_book if name == BOOK_FILE else read_tree
    again = fit(read(unfinished, name, WorkspaceError), StudioFile).value
    if again is None or without_blanks(again) != without_blanks(data):
        raise refuse(OutputError, issue("convert", Location(name), "differs"))


def _free_name(source: Path) -> Path:
    """A name beside the old one that nothing has."""
    for number in range(1, 1000):
        mark = "转换前" if number == 1 else f"转换前{number}"
        name = source.with_name(f"{source.stem}（{mark}）{source.suffix}")
        if not os.path.lexists(name):
            return name
    raise refuse(OutputError, issue("convert", Location(str(source.parent)), "many"))
