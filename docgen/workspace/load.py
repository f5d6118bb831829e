"""Reading a scheme or a workspace from disk, with everything that is wrong with it."""

import functools
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from docgen.bundle.frozen_numbers import LOCK_FILE, FrozenNumbers, settle
from docgen.issues.errors import (
    FindingsError,
    SchemeError,
    WorkspaceError,
    word_reason,
)
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import issue, render
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.evidence import Evidence
from docgen.model.field_locations import Places
from docgen.model.scheme import Scheme, SubmissionKey, SubmissionSpec, digest_scheme
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.model.submission import StudioFile
from docgen.system.file_hashes import hash_file
from docgen.system.json_guard import UnfitJsonError, look_over, read_bounded
from docgen.text.wording import GUIDANCE_MARK
from docgen.workspace.data_file import DATA_FILE
from docgen.workspace.data_tree import DataTree, parse_tree, read_contents, read_tree
from docgen.workspace.dialects import tell
from docgen.workspace.discover import PASSWORD_FILE, discover
from docgen.workspace.history import settle_workspace
from docgen.workspace.validation import Fitted, fit
from docgen.workspace.workbook_headings import BOOK_FILE

SCHEME_FILE = "scheme.yaml"
REPORT_WORD = "报告"
_REPORT_SUFFIXES = (".docx", ".pdf", ".doc", ".wps", ".odt", ".rtf")
_MAX_DOCUMENT_BYTES = 20_000_000
_MAX_DOCUMENT_TAGS = 1_000_000


@dataclass(frozen=True)
class Workspace:
    """A studio's folder, read. What was wrong in it stands in `findings`; the rest is usable.

    `places` tells the line of each value of the data file. `report` is None where none was found.
    """

    folder: Path
    scheme: Scheme
    spec: SubmissionSpec
    data: StudioFile
    evidence: tuple[Evidence, ...]
    places: Places
    findings: tuple[Finding, ...]
    report: Path | None
    frozen: FrozenNumbers | None = None
    """The numbers that are on paper, where they are frozen."""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """To open locked files with. They get into nothing that is written or said."""
    unsorted: tuple[str, ...] = ()
    """Files below `evidence/` that are no item's yet."""

    @property
    def evidence_folder(self) -> Path:
        """What the paths of evidence are relative to."""
        return self.folder / EVIDENCE_FOLDER


# ── schemes ───────────────────────────────────────────────────────────────────────────────────


def schemes_folder() -> Path:
    """Return the folder of the schemes that come with docgen.

    In an installed docgen it lies inside the package; in a checkout beside it.
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def schemes() -> list[str]:
    """Return the names of the schemes that come with docgen."""
    return sorted(path.parent.name for path in schemes_folder().glob(f"*/{SCHEME_FILE}"))


def load_scheme(name_or_path: str, *, near: Path | None) -> Scheme:
    """Return a scheme that comes with docgen, or one in a folder (relative to `near`).

    SchemeError names the schemes there are, or every mistake in the scheme file with its line.
    """
    file = find_scheme(name_or_path, near=near) / SCHEME_FILE
    fitted = read_scheme(file.parent, str(file))
    errors = [f for f in fitted.findings if f.level is Level.ERROR]
    if fitted.value is None or errors:
        slots = {"count": len(errors), "found": errors}
        raise refuse(SchemeError, issue("scheme", Location(str(file)), "mistakes", **slots))
    return fitted.value


def read_scheme(folder: Path, called: str) -> Fitted[Scheme]:
    """Return what can be read of a scheme, with every mistake; messages call its file `called`."""
    return _fit_scheme(read_contents(folder / SCHEME_FILE, called, SchemeError), folder, called)


@functools.lru_cache(maxsize=8)
def _fit_scheme(contents: bytes, folder: Path, called: str) -> Fitted[Scheme]:
    """The same contents are understood once a run: half of the time a check of one studio takes."""
    return fit(parse_tree(contents, called, SchemeError), Scheme, folder=folder)


def find_scheme(name_or_path: str, *, near: Path | None) -> Path:
    """Return the folder of a scheme. SchemeError where there is none of that name."""
    if name_or_path in schemes():
        return schemes_folder() / name_or_path
    folder = (near or Path()) / name_or_path
    if name_or_path and (folder / SCHEME_FILE).is_file():
        return folder.resolve()
    known = schemes()
    slots = {"name": name_or_path, "known": known, "none": not known, "file": SCHEME_FILE}
    place = Location(f"{DATA_FILE} 的 scheme" if near else "--scheme")
    raise refuse(SchemeError, issue("scheme", place, "unknown", **slots))


# ── workspaces ────────────────────────────────────────────────────────────────────────────────


def load_workspace(folder: Path, hash_of: Callable[[Path], str] = hash_file) -> Workspace:
    """Return the workspace in `folder`.

    What is wrong in one place is left out and recorded. WorkspaceError where there is no data
    file or it cannot be read at all, FindingsError where it does not say what is to be made,
    SchemeError where its scheme cannot be had. `hash_of` gives the SHA-256 of a file. A change
    that was killed half-way is taken back first: OutputError where that cannot be.
    """
    data, places, said = _read_studio(folder)
    scheme = load_scheme(data.scheme, near=folder)
    try:
        _, spec = find_submission(scheme, data.submission, places)
    except FindingsError as unknown:
        raise FindingsError((*said, *unknown.findings)) from unknown
    found = discover(folder / EVIDENCE_FOLDER, spec, data.evidence, places, hash_of)
    report, of_report = _find_readable_report(folder, data, places, scheme, spec)
    passwords, of_passwords = read_passwords(folder)
    frozen = read_frozen(folder, data.submission)
    evidence = settle(found.evidence, frozen)
    of_scheme = _compare_with_own(scheme, places)
    findings = (*said, *of_scheme, *found.findings, *of_report, *of_passwords)
    return Workspace(
        folder,
        scheme,
        spec,
        data,
        evidence,
        places,
        findings,
        report,
        frozen,
        passwords,
        found.unsorted,
    )


def read_submission(folder: Path) -> SubmissionSpec:
    """Return what a workspace is for, from its data file alone. Errors as of `load_workspace`."""
    data, places, _ = _read_studio(folder)
    return find_submission(load_scheme(data.scheme, near=folder), data.submission, places)[1]


def _read_studio(folder: Path) -> tuple[StudioFile, Places, tuple[Finding, ...]]:
    """The data file, the places of what it says, and what is wrong in it."""
    fitted = fit(read_data(settle_workspace(folder)), StudioFile)
    if fitted.value is None:
        raise FindingsError(fitted.findings)
    return fitted.value, fitted.places, fitted.findings


def _find_readable_report(
    folder: Path, data: StudioFile, places: Places, scheme: Scheme, spec: SubmissionSpec
) -> tuple[Path | None, tuple[Finding, ...]]:
    """The report, and what is wrong with it and in it."""
    report, said = _find_report(folder, data, places, scheme.folder / spec.report.template)
    return report, said if report is None else (*said, *_look_into_report(report))


def _compare_with_own(scheme: Scheme, places: Places) -> tuple[Finding, ...]:
    """Say that a scheme of one's own is called as one that comes with docgen, and is not it."""
    if scheme.id not in schemes() or scheme.folder == schemes_folder() / scheme.id:
        return ()
    own = load_scheme(scheme.id, near=None)
    if scheme.version != own.version or _say_all(scheme) == _say_all(own):
        return ()
    said = issue("Y130", places.at("scheme"), scheme=scheme.id, version=scheme.version)
    return (tell(said, places),)


def _say_all(scheme: Scheme) -> tuple[str, ...]:
    """What tells a scheme from another: all that it says, and its forms' templates."""
    templates = (scheme.folder / spec.form.template for spec in scheme.submissions.values())
    return (digest_scheme(scheme), *(hash_file(file) for file in templates if file.is_file()))


def read_frozen(folder: Path, submission: str) -> FrozenNumbers | None:
    """Return the numbers that are frozen in a workspace; None where none are.

    WorkspaceError where they cannot be read: to number everything anew would spoil paper.
    """
    file = folder / LOCK_FILE
    if not file.exists():
        return None
    place = Location(str(file))
    try:
        contents = read_bounded(file)
        look_over(contents)
        frozen = FrozenNumbers.model_validate_json(contents)
    except OSError as error:
        said = issue("frozen", place, "unreadable", reason=word_reason(error))
        raise refuse(WorkspaceError, said) from error
    except ValueError as error:
        unfit = error if isinstance(error, UnfitJsonError) else UnfitJsonError("model")
        said = issue("frozen", place, "unfit", why=unfit.said)
        raise refuse(WorkspaceError, said) from error
    if frozen.submission != submission:
        said = issue("frozen", place, "other", submission=frozen.submission)
        raise refuse(WorkspaceError, said)
    return frozen


def read_data(file: Path) -> DataTree:
    """Return the values of a data file. WorkspaceError where it cannot be read."""
    if file.name == BOOK_FILE:
        # What reads workbooks takes as long to load as all the rest of a workspace to read.
        from docgen.workspace.workbook_tree import read_book  # noqa: PLC0415

        return read_book(file, file.name, WorkspaceError)
    return read_tree(file, file.name, WorkspaceError)


def read_passwords(folder: Path) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Return the passwords of a workspace: the lines of its password file, as they stand there.

    The file lies beside the data file or among the evidence.
    """
    passwords: dict[str, None] = {}
    findings = []
    for file in (folder / PASSWORD_FILE, folder / EVIDENCE_FOLDER / PASSWORD_FILE):
        try:
            raw = file.read_bytes() if file.is_file() else b""
            passwords |= dict.fromkeys(_read_lines(raw))
        except (OSError, UnicodeDecodeError):
            findings.append(render(issue("F223", Location(file.name))))
    return tuple(passwords), tuple(findings)


def _read_lines(raw: bytes) -> list[str]:
    """The lines of a text, and each that blanks surround once more without them."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "gb18030")
    return [form for line in text.splitlines() for form in (line, line.strip()) if form]


def find_submission(
    scheme: Scheme, written: str, places: Places | None = None
) -> tuple[SubmissionKey, SubmissionSpec]:
    """Return the submission of that name. FindingsError says which there are."""
    for key, spec in scheme.submissions.items():
        if key == written:
            return key, spec
    places = places or Places()
    known = [f"{key}（{spec.name}）" for key, spec in scheme.submissions.items()]
    unknown = issue("Y109", places.at("submission"), written=written, known=known)
    raise FindingsError((tell(unknown, places),))


# ── the report ────────────────────────────────────────────────────────────────────────────────


def _find_report(
    folder: Path, data: StudioFile, places: Places, template: Path
) -> tuple[Path | None, tuple[Finding, ...]]:
    """Return the report's file, or what is to be said where there is none that can be used.

    `template` is the skeleton: a file that nobody has written into since is no report.
    """
    if data.report:
        problem = _unusable_report(folder, data.report)
        if not problem:
            return folder / data.report.replace("\\", "/"), ()
        said = issue("F220", places.at("report"), problem, written=data.report)
        return None, (tell(said, places),)
    there = sorted(
        path
        for path in folder.iterdir()
        if REPORT_WORD in path.name
        and path.suffix.lower() in _REPORT_SUFFIXES
        and not path.name.startswith(("~$", "."))
        and path.is_file()
    )
    written = [path for path in there if not _is_untouched(path, template)]
    if there and not written:
        name = there[0].name
        said = issue("F221", Location(name), "untouched", file=name, mark=GUIDANCE_MARK)
        return None, (tell(said, places),)
    if len(written) == 1:
        name = written[0].name
        problem = _unusable_report(folder, name)
        if not problem:
            return written[0], ()
        return None, (tell(issue("F220", Location(name), problem, written=name), places),)
    if written:
        files = [path.name for path in written]
        said = issue("F221", places.at("report"), "several", files=files)
    else:
        said = issue("F221", places.at("report"), "missing", word=REPORT_WORD)
    return None, (tell(said, places),)


def _unusable_report(folder: Path, written: str) -> str:
    """What is wrong with the path of a report, as a case of F220; empty where nothing is."""
    path = PurePosixPath(written.replace("\\", "/"))
    file = folder / path
    if path.is_absolute() or re.match(r"[A-Za-z]:", written) or ".." in path.parts:
        return "outside"
    if not file.is_file():
        return "missing"
    if not file.resolve().is_relative_to(folder.resolve()):
        return "link"
    if path.suffix.lower() not in _REPORT_SUFFIXES:
        return "format"
    return "" if file.stat().st_size else "empty"


def _is_untouched(report: Path, template: Path) -> bool:
    """Whether a report has all the guidance of its skeleton, and not a paragraph more."""
    try:
        texts = [_paragraphs(path) for path in (report, template)]
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, ValueError):
        # No Word document, or one that cannot be read: what it is is said where it is used.
        return False
    guidance = [sum(GUIDANCE_MARK in text for text in part) for part in texts]
    return guidance[0] == guidance[1] > 0 and len(texts[0]) == len(texts[1])


def _look_into_report(report: Path) -> tuple[Finding, ...]:
    """Say whether guidance of the skeleton still stands in the report."""
    if report.suffix.lower() != ".docx":
        return ()
    try:
        left = [text for text in _paragraphs(report) if GUIDANCE_MARK in text]
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, ValueError) as error:
        reason = str(error) if isinstance(error, _TooLargeError) else type(error).__name__
        said = issue("F220", Location(report.name), "unreadable", reason=reason)
        return (render(said),)
    if not left:
        return ()
    slots = {"count": len(left), "text": left[0], "mark": GUIDANCE_MARK}
    return (render(issue("F222", Location(report.name), **slots)),)


class _TooLargeError(ValueError):
    """A document that nobody wrote."""


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _paragraphs(file: Path) -> list[str]:
    """The text of each paragraph of a .docx. ValueError where it is unreasonably large."""
    with zipfile.ZipFile(file) as archive:
        if archive.getinfo("word/document.xml").file_size > _MAX_DOCUMENT_BYTES:
            raise _TooLargeError("大得不像报告")
        content = archive.read("word/document.xml")
    if content.count(b"<") > _MAX_DOCUMENT_TAGS:
        raise _TooLargeError("大得不像报告")
    root = ElementTree.fromstring(content)
    paragraphs = ("".join(t.text or "" for t in p.iter(f"{_W}t")) for p in root.iter(f"{_W}p"))
    return [text.strip() for text in paragraphs if text.strip()]
