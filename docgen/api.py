"""docgen for programs: what the command line does, as functions that return what came of it.

Nothing is printed, no environment variable of docgen's is read, and what a run needs to know
besides its work is given as `Settings`. Whatever goes wrong is a `DocgenError` with what, where and
how to mend it, in Chinese. Several runs may go on at once in threads of one process.

What a function does is imported when it is called, and a type when it is asked for.
"""
# ruff: noqa: PLC0415 - see above

import datetime
import importlib
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from docgen.issues.errors import (
    ChangeConflictError,
    DocgenError,
    EditConflictError,
    FindingsError,
    FontError,
    FormError,
    MachineError,
    OfficeError,
    OutputError,
    PrinterError,
    RunCancelledError,
    SchemeError,
    SourceError,
    WorkspaceError,
)
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.system.passwords import AskPassword
from docgen.system.progress import STEPS, Progress, ProgressEvent
from docgen.system.settings import Settings

if TYPE_CHECKING:
    from docgen.batch.batch_jobs import BatchKind
    from docgen.batch.run_batch import BatchDone, BatchPlan
    from docgen.bundle.plan import CrossReference
    from docgen.checks.scheme_lint import Linted
    from docgen.collect.run_collect import Collection
    from docgen.collect.scan_state import ScanState
    from docgen.images.sheet_cutting import Shares
    from docgen.model.evidence import Evidence
    from docgen.model.prepared import Source
    from docgen.model.scheme import Scheme
    from docgen.package.manifest import Manifest
    from docgen.papers.suggestions import Suggestion
    from docgen.printing.printer import Sending
    from docgen.printing.printer_discovery import AnnouncedPrinter
    from docgen.printing.produce import Produced, Wish
    from docgen.review.giving import PointsWish
    from docgen.review.item_sheet import ItemSheet, Recomputed
    from docgen.review.open_review import Review
    from docgen.review.package_pages import BundlePlace
    from docgen.review.results import Results
    from docgen.review.review_list import ListRow
    from docgen.review.submitted import Submitted
    from docgen.review.take_book import TakenBook
    from docgen.review.write_results import WrittenResults
    from docgen.sign.signing import Signed
    from docgen.summary.summary_workbook import Summary
    from docgen.usecases.built import Built
    from docgen.usecases.carry_over import CarriedOver, FormerSubmission
    from docgen.usecases.check import Checked
    from docgen.usecases.lock import Locked
    from docgen.usecases.preparation import Preparation
    from docgen.usecases.preview import Preview
    from docgen.usecases.session import Session
    from docgen.usecases.suggesting import Advice
    from docgen.verify.verified import Verified
    from docgen.workspace.change_draft import Changed
    from docgen.workspace.change_step import StepHead
    from docgen.workspace.convert import Converted
    from docgen.workspace.data_edits import Edited
    from docgen.workspace.edits import UNSEEN, Edit, InsertRow, MoveRow, RemoveRow, SetValue
    from docgen.workspace.evidence_bin import Binned
    from docgen.workspace.evidence_places import Place
    from docgen.workspace.history import History
    from docgen.workspace.incoming_files import Added, Incoming
    from docgen.workspace.ledger import Updated
    from docgen.workspace.new_scheme import NewScheme
    from docgen.workspace.new_workspace import Started
    from docgen.workspace.outline import WorkspaceOutline
    from docgen.workspace.suggested_changes import Placing

__all__ = [
    "DEFAULT_SCHEME",
    "STEPS",
    "UNSEEN",
    "Added",
    "Advice",
    "AnnouncedPrinter",
    "AskPassword",
    "BatchDone",
    "BatchKind",
    "BatchPlan",
    "Binned",
    "Built",
    "BundlePlace",
    "CarriedOver",
    "ChangeConflictError",
    "Changed",
    "Checked",
    "Collection",
    "Converted",
    "DocgenError",
    "Edit",
    "EditConflictError",
    "Edited",
    "Finding",
    "FindingsError",
    "FontError",
    "FormError",
    "FormerSubmission",
    "History",
    "Incoming",
    "InsertRow",
    "ItemSheet",
    "Level",
    "Linted",
    "ListRow",
    "Location",
    "Locked",
    "MachineError",
    "Manifest",
    "MoveRow",
    "NewScheme",
    "OfficeError",
    "OutputError",
    "Place",
    "Placing",
    "PointsWish",
    "Preparation",
    "Preview",
    "PrinterError",
    "Produced",
    "Progress",
    "ProgressEvent",
    "Recomputed",
    "RemoveRow",
    "Results",
    "Review",
    "RunCancelledError",
    "ScanState",
    "Scheme",
    "SchemeError",
    "Sending",
    "Session",
    "SetValue",
    "Settings",
    "Signed",
    "Source",
    "SourceError",
    "Started",
    "StepHead",
    "Submitted",
    "Suggestion",
    "Summary",
    "TakenBook",
    "Updated",
    "Verified",
    "Wish",
    "WorkspaceError",
    "WorkspaceOutline",
    "WrittenResults",
    "add_files",
    "add_password",
    "batch",
    "batch_summary",
    "begin_report",
    "begin_settings",
    "build",
    "carry_over",
    "change_data",
    "check",
    "collect",
    "convert",
    "cut_photograph",
    "discover_printers",
    "draw_cutout",
    "draw_form",
    "draw_forms",
    "draw_thumbnail",
    "edit",
    "empty_bin",
    "give_points",
    "history",
    "identify",
    "init",
    "join_pieces",
    "key_pieces",
    "ledger",
    "lint",
    "list_bin",
    "list_printers",
    "lock",
    "move_pieces",
    "new_scheme",
    "note_suggestions",
    "open_review",
    "order_pieces",
    "outline",
    "package_document",
    "page_place",
    "place_files",
    "prepare",
    "prepare_unsorted",
    "preview",
    "print_package",
    "propose_cut",
    "read_data",
    "read_former",
    "read_package",
    "read_produced",
    "read_scans",
    "read_scheme",
    "recompute",
    "redo",
    "refresh_review",
    "remove_pieces",
    "rename_file",
    "replace_file",
    "report",
    "report_collection",
    "restore",
    "schemes",
    "see_item",
    "see_list",
    "see_results",
    "send",
    "set_pages",
    "set_piece",
    "sign",
    "staging",
    "suggest",
    "summary",
    "support_items",
    "take_apart",
    "take_report",
    "take_values",
    "take_workbook",
    "turn_pages",
    "turn_some_pages",
    "undo",
    "verify",
    "word_for_page",
    "write_results",
    "write_works",
]

DEFAULT_SCHEME = "weihai-2025"

_TYPES = {
    "TakenBook": "docgen.review.take_book",
    "WrittenResults": "docgen.review.write_results",
    "Results": "docgen.review.results",
    "ListRow": "docgen.review.review_list",
    "Submitted": "docgen.review.submitted",
    "Review": "docgen.review.open_review",
    "Recomputed": "docgen.review.item_sheet",
    "PointsWish": "docgen.review.giving",
    "ItemSheet": "docgen.review.item_sheet",
    "BundlePlace": "docgen.review.package_pages",
    "Added": "docgen.workspace.incoming_files",
    "Advice": "docgen.usecases.suggesting",
    "BatchDone": "docgen.batch.run_batch",
    "BatchKind": "docgen.batch.batch_jobs",
    "BatchPlan": "docgen.batch.run_batch",
    "Binned": "docgen.workspace.evidence_bin",
    "Built": "docgen.usecases.built",
    "CarriedOver": "docgen.usecases.carry_over",
    "Changed": "docgen.workspace.change_draft",
    "Checked": "docgen.usecases.check",
    "Collection": "docgen.collect.run_collect",
    "Converted": "docgen.workspace.convert",
    "Edit": "docgen.workspace.edits",
    "Edited": "docgen.workspace.data_edits",
    "FormerSubmission": "docgen.usecases.carry_over",
    "History": "docgen.workspace.history",
    "Incoming": "docgen.workspace.incoming_files",
    "InsertRow": "docgen.workspace.edits",
    "Linted": "docgen.checks.scheme_lint",
    "Locked": "docgen.usecases.lock",
    "Manifest": "docgen.package.manifest",
    "MoveRow": "docgen.workspace.edits",
    "NewScheme": "docgen.workspace.new_scheme",
    "Place": "docgen.workspace.evidence_places",
    "Placing": "docgen.workspace.suggested_changes",
    "Preparation": "docgen.usecases.preparation",
    "Preview": "docgen.usecases.preview",
    "Produced": "docgen.printing.produce",
    "RemoveRow": "docgen.workspace.edits",
    "ScanState": "docgen.collect.scan_state",
    "Scheme": "docgen.model.scheme",
    "AnnouncedPrinter": "docgen.printing.printer_discovery",
    "Sending": "docgen.printing.printer",
    "Session": "docgen.usecases.session",
    "SetValue": "docgen.workspace.edits",
    "Signed": "docgen.sign.signing",
    "Source": "docgen.model.prepared",
    "Started": "docgen.workspace.new_workspace",
    "StepHead": "docgen.workspace.change_step",
    "Suggestion": "docgen.papers.suggestions",
    "Summary": "docgen.summary.summary_workbook",
    "UNSEEN": "docgen.workspace.edits",
    "Updated": "docgen.workspace.ledger",
    "Verified": "docgen.verify.run_verify",
    "Wish": "docgen.printing.produce",
    "WorkspaceOutline": "docgen.workspace.outline",
}
"""Where the types of what is given and returned stand."""

AnyPath = str | os.PathLike[str]
Submission = Literal["application", "assessment"]
Part = Literal["bundle", "forms"]
Paper = Literal["A4", "A3"]


def __getattr__(name: str) -> object:
    """A type of `_TYPES`."""
    if name in _TYPES:
        return getattr(importlib.import_module(_TYPES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


# --- workspaces --------------------------------------------------------------------------------


def schemes() -> "tuple[Scheme, ...]":
    """Return the schemes that come with docgen, by their ids. SchemeError where one is broken."""
    from docgen.workspace.load import load_scheme
    from docgen.workspace.load import schemes as names

    return tuple(load_scheme(name, near=None) for name in names())


def read_scheme(scheme: str = DEFAULT_SCHEME) -> "Scheme":
    """Return a scheme by its id, or by its folder. SchemeError where it cannot be used."""
    from docgen.workspace.load import load_scheme

    return load_scheme(scheme, near=None)


def init(
    folder: AnyPath,
    *,
    scheme: str = DEFAULT_SCHEME,
    submission: Submission = "assessment",
    as_workbook: bool = False,
    former: "FormerSubmission | None" = None,
) -> "Started":
    """Make a folder a workspace to be filled in, or add what it lacks; nothing is overwritten.

    `scheme` is the id of one that comes with docgen, or the folder of one's own. A data file that
    is written begins with what still holds of a `former` submission. SchemeError, WorkspaceError
    where the folder is a workspace for something else, OutputError.
    """
    from docgen.workspace.load import load_scheme
    from docgen.workspace.new_workspace import call_scheme, write_workspace

    loaded, place = load_scheme(scheme, near=None), Path(folder)
    known = None
    if former is not None and submission in loaded.submissions:
        from docgen.usecases.carry_over import carry_over as take

        known = take(former, loaded, submission, call_scheme(loaded, place)).data
    return write_workspace(place, loaded, submission, as_book=as_workbook, known=known)


def read_former(place: AnyPath) -> "FormerSubmission":
    """Return what a former package or workspace says: a folder, a .zip, or a data file.

    WorkspaceError, FindingsError or OutputError where there is none that can be read.
    """
    from docgen.usecases.carry_over import read_former as read

    return read(Path(place))


def carry_over(
    former: "FormerSubmission", *, scheme: str = DEFAULT_SCHEME, submission: Submission
) -> "CarriedOver":
    """Return what `init` takes of a former submission, and what it does not. SchemeError."""
    from docgen.usecases.carry_over import carry_over as take
    from docgen.workspace.load import load_scheme

    return take(former, load_scheme(scheme, near=None), submission, scheme)


def ledger(folder: AnyPath) -> "Updated":
    """Bring the evidence table of a workspace up to date with the files there are.

    WorkspaceError where it cannot be read, OutputError where it cannot be written.
    """
    from docgen.workspace.ledger import update_ledger

    return update_ledger(Path(folder))


def convert(folder: AnyPath) -> "Converted":
    """Turn the data file of a workspace from YAML into a workbook or back, and keep the old one.

    WorkspaceError where a value would be lost, OutputError where it cannot be written.
    """
    from docgen.workspace.convert import convert_data

    return convert_data(Path(folder))


def edit(folder: AnyPath, edits: Iterable["Edit"]) -> "Edited":
    """Change values and rows of a workspace's data file, all edits or none, all else kept.

    EditConflictError where a value is not the one its editor saw, WorkspaceError where the file
    cannot be read or cannot take an edit, OutputError where it is open or cannot be written.
    """
    from docgen.workspace.data_edits import write_data

    return write_data(Path(folder), tuple(edits))


def check(folder: AnyPath, settings: Settings | None = None) -> "Checked":
    """Read a workspace, score it and say everything that is wrong with it. Writes nothing.

    FindingsError where its data file does not say what is to be made, WorkspaceError or
    SchemeError where it cannot be read at all.
    """
    from docgen.usecases.check import check_workspace

    return check_workspace(Path(folder), settings or Settings())


def word_for_page(checked: "Checked") -> "Checked":
    """Return what was checked with its findings in the words of the clerk's page.

    They name the page's fields and buttons, where those of `check` name keys or columns of the
    data file, and commands.
    """
    from docgen.usecases.check import word_for_page as word

    return word(checked)


def prepare(folder: AnyPath, settings: Settings | None = None) -> "Preparation":
    """Make what lies in a workspace ready in the cache, so that check and build open it no more.

    For the background, while somebody works: the data file may be broken or half written. What is
    wrong with a file is a finding. OutputError where the cache cannot be written.
    """
    from docgen.usecases.preparation import prepare_workspace

    return prepare_workspace(Path(folder), settings or Settings())


def read_data(folder: AnyPath) -> dict[str, object]:
    """Return what stands in the data file of a workspace, right or wrong, as plain values.

    Figures and dates are texts as they were written. WorkspaceError where it cannot be read.
    """
    from docgen.workspace.history import settle_workspace
    from docgen.workspace.load import read_data as read

    return cast("dict[str, object]", read(settle_workspace(Path(folder))).root.plain())


def outline(folder: AnyPath) -> "WorkspaceOutline":
    """Return which studio a workspace is of and what for, by its data file alone.

    WorkspaceError or SchemeError where it cannot be read.
    """
    from docgen.workspace.outline import read_outline

    return read_outline(Path(folder))


def preview(checked: "Checked", settings: Settings | None = None) -> "Preview":
    """Return the page numbers and texts that a package of what was checked would have."""
    from docgen.usecases.preview import preview as run

    return run(checked, settings or Settings())


def write_works(checked: "Checked", pages: "CrossReference | None") -> "Preview":
    """Return the texts that the form would print, with pages that were planned already."""
    from docgen.usecases.preview import write_works as run

    return run(checked, pages)


def prepare_unsorted(checked: "Checked", path: str, settings: Settings | None = None) -> "Source":
    """Make a file ready that is no item's yet, by its path below `evidence/`.

    KeyError where no such file waits there.
    """
    from docgen.usecases.preview import prepare_unsorted as run

    return run(checked, path, settings or Settings())


def draw_form(
    checked: "Checked", preview: "Preview | None" = None, settings: Settings | None = None
) -> bytes:
    """Return the filled form of what was checked as a PDF, with the page numbers of `preview`.

    OfficeError or FontError where nothing here makes a PDF of it.
    """
    from docgen.usecases.form_preview import draw_form as draw

    pages = preview.cross_reference if preview else None
    return draw(checked, pages, settings or Settings())


def begin_report(checked: "Checked") -> bytes:
    """Return a report to begin with in Word: the notice's headings, names filled in."""
    from docgen.usecases.form_preview import begin_report as begin

    return begin(checked)


def draw_thumbnail(pdf: AnyPath, page: int, side: int) -> bytes:
    """Return a page (from 1) of a prepared PDF as a JPEG whose longer side has `side` pixels.

    SourceError where it cannot be drawn.
    """
    from docgen.sources.thumbnails import draw_thumbnail as draw

    return draw(os.fspath(pdf), page, side)


def draw_cutout(
    pdf: AnyPath, page: int, frame: tuple[float, float, float, float], turn: int = 0
) -> bytes:
    """Return what stands in a frame of a page (from 1) of a prepared PDF as a JPEG, as it is read.

    The frame is that of a `Suggestion`: left, top, width and height in points. SourceError.
    """
    from docgen.pdf.geometry import Rect
    from docgen.sources.thumbnails import draw_cutout as draw

    return draw(os.fspath(pdf), page, Rect(*frame), turn)


def build(
    folder: AnyPath,
    settings: Settings | None = None,
    *,
    out: AnyPath | None = None,
    draft: bool = False,
    only: Part | None = None,
) -> "Built":
    """Build the package of a workspace under `out`, by default the workspace's own `out` folder.

    The former package is replaced in one step at the end, or not at all. FindingsError where the
    check finds errors and this is no draft.
    """
    from docgen.usecases.build import build_package

    target = None if out is None else Path(out)
    return build_package(Path(folder), settings or Settings(), out=target, draft=draft, only=only)


def identify(checked: "Checked", *, draft: bool = False) -> str:
    """Return the id that a package of what was checked has: that of its manifest, once built.

    WorkspaceError where what it is made of cannot be read any more.
    """
    from docgen.system.machine import telling_trouble
    from docgen.usecases.plan_bundle import identify_edition

    with telling_trouble(checked.workspace.folder):
        return str(identify_edition(checked, draft=draft))


def lock(
    folder: AnyPath, settings: Settings | None = None, *, out: AnyPath | None = None
) -> "Locked":
    """Freeze the numbers of a workspace's package, because it was printed.

    FindingsError where the workspace has errors, OutputError where the package is not its own.
    """
    from docgen.usecases.lock import lock_numbers

    return lock_numbers(
        Path(folder), settings or Settings(), out=None if out is None else Path(out)
    )


def suggest(checked: "Checked", settings: Settings | None = None) -> "Advice":
    """Say what the scans of a checked workspace suggest: values for rows, items for 待分类.

    Files in 待分类 are read for it, unless `settings.reading` says no. Nothing is written.
    """
    from docgen.usecases.suggesting import suggest as run

    return run(checked, settings or Settings())


# --- changes to a workspace --------------------------------------------------------------------


def staging(folder: AnyPath) -> "AbstractContextManager[Path]":
    """Give a folder to write files to that `add_files` is to move into a workspace; then it goes.

    WorkspaceError where there is no workspace, OutputError where it cannot be written to.
    """
    from docgen.workspace.incoming_files import staging as run

    return run(Path(folder))


def add_files(
    folder: AnyPath,
    place: "Place",
    incoming: Iterable["Incoming"],
    settings: Settings | None = None,
) -> "Added":
    """Put files into an item's folder, one of its kinds, or 待分类, as one step; unpack each .zip.

    Files in `staging` are moved, others copied. `settings.ask` is asked for passwords of archives.
    ChangeConflictError where there is no such item or kind, OutputError where nothing was added.
    """
    from docgen.workspace.incoming_files import add_files as run

    return run(Path(folder), place, tuple(incoming), ask=(settings or Settings()).ask)


def take_report(
    folder: AnyPath, incoming: "Incoming", former: AnyPath | None = None
) -> "StepHead | None":
    """Take a report in Word or PDF as one step; the `former` one goes into the bin.

    SourceError where it is neither, ChangeConflictError where another file has its name.
    """
    from docgen.workspace.report_file import take_report as run

    return run(Path(folder), incoming, None if former is None else Path(former))


def change_data(
    folder: AnyPath, edits: Iterable["Edit"], label: str, *, merge: Iterable[str] = ()
) -> "StepHead | None":
    """Do edits of the data file as one step, all or none; None where nothing changes by them.

    Steps of the same `merge` within a few seconds become one: the path of what is typed in.
    EditConflictError where a value is not the one that was seen.
    """
    from docgen.workspace.data_changes import change_data as run

    return run(Path(folder), tuple(edits), label, merge=tuple(merge))


def key_pieces(evidence: Iterable["Evidence"]) -> "dict[str, Evidence]":
    """Return the pieces of a checked workspace by the keys that the functions below take."""
    from docgen.workspace.evidence_pieces import key_pieces as run

    return run(tuple(evidence))


def move_pieces(folder: AnyPath, keys: Iterable[str], place: "Place") -> "Changed":
    """Move pieces, or files that wait in 待分类 by their paths, to an item, a kind, or 待分类."""
    from docgen.workspace.evidence_changes import move_pieces as run

    return run(Path(folder), tuple(keys), place)


def order_pieces(folder: AnyPath, keys: Iterable[str]) -> "Changed":
    """Have the pieces of one folder come in this order, by as few renames as it takes."""
    from docgen.workspace.evidence_order import order_pieces as run

    return run(Path(folder), tuple(keys))


def rename_file(folder: AnyPath, path: str, name: str) -> "Changed":
    """Give a file below `evidence/` another name; its suffix stays, rows follow."""
    from docgen.workspace.evidence_changes import rename_file as run

    return run(Path(folder), path, name)


def replace_file(folder: AnyPath, path: str, incoming: "Incoming") -> "Changed":
    """Put another file in the place of one below `evidence/`, which goes into the bin."""
    from docgen.workspace.evidence_changes import replace_file as run

    return run(Path(folder), path, incoming)


def remove_pieces(folder: AnyPath, keys: Iterable[str]) -> "Changed":
    """Take pieces out of the evidence: rows go, files nothing else uses go into the bin."""
    from docgen.workspace.evidence_changes import remove_pieces as run

    return run(Path(folder), tuple(keys))


def join_pieces(folder: AnyPath, keys: Iterable[str]) -> "Changed":
    """Make one piece of several, with the row of the first."""
    from docgen.workspace.evidence_changes import join_pieces as run

    return run(Path(folder), tuple(keys))


def take_apart(folder: AnyPath, key: str, ranges: Iterable[str] = ()) -> "Changed":
    """Make several pieces of one: a file each, or of one file by ranges of pages (1-3, 4-)."""
    from docgen.workspace.evidence_changes import take_apart as run

    return run(Path(folder), key, tuple(ranges))


def take_values(folder: AnyPath, taken: "Mapping[str, Iterable[Suggestion]]") -> "Changed":
    """Write suggestions into the rows of pieces, by their keys, where nothing stands yet: one step.

    All of them are `advice.pieces`. EditConflictError where something stands there by now: nothing
    is done then.
    """
    from docgen.usecases.suggesting import plain_values
    from docgen.workspace.suggested_changes import take_values as run

    return run(Path(folder), {key: plain_values(tuple(said)) for key, said in taken.items()})


def place_files(folder: AnyPath, placings: "Iterable[Placing]") -> "Changed":
    """Move files that wait in 待分类 into the folders of items, and write their rows, as one step.

    ChangeConflictError where one is gone, or there is no such item or kind: nothing is done then.
    """
    from docgen.workspace.suggested_changes import place_files as run

    return run(Path(folder), tuple(placings))


def note_suggestions(folder: AnyPath, advice: "Advice") -> bool:
    """Note suggestions beside the rows they are for, in place of former ones; whether any changed.

    In YAML they are comments, in a workbook a column that is not read. OutputError where the data
    file is open or cannot be written.
    """
    from docgen.workspace.suggested_changes import note_suggestions as run

    return run(Path(folder), advice.notes())


def set_piece(
    folder: AnyPath,
    key: str,
    field: str,
    value: object,
    seen: object = ...,
) -> "Changed":
    """Set a value of a piece's row, title or date say, as plain data; None takes it out.

    `seen` is what the row said when it was shown, None for nothing; `...` does not ask.
    EditConflictError where it says something else.
    """
    from docgen.workspace.edits import UNSEEN
    from docgen.workspace.evidence_changes import set_piece as run

    return run(Path(folder), key, field, value, UNSEEN if seen is ... else seen)


def support_items(folder: AnyPath, key: str, items: Iterable[int], seen: object = ...) -> "Changed":
    """Say which items a piece supports. `seen` as for `set_piece`."""
    from docgen.workspace.edits import UNSEEN
    from docgen.workspace.evidence_changes import support_items as run

    return run(Path(folder), key, tuple(items), UNSEEN if seen is ... else seen)


def set_pages(folder: AnyPath, key: str, pages: str, file: int = 0) -> "Changed":
    """Say which pages of a piece's file are used: 1-3,7 or 5-; "" for all of them."""
    from docgen.workspace.evidence_changes import set_pages as run

    return run(Path(folder), key, pages, file)


def turn_pages(
    folder: AnyPath, key: str, turn: Literal[0, 90, 180, 270], file: int | None = None
) -> "Changed":
    """Say by how many degrees clockwise a piece, or one of its files, is turned."""
    """Say by how many degrees clockwise the pages of a piece, or of one file, are turned."""
    from docgen.workspace.evidence_changes import turn_pages as run

    return run(Path(folder), key, turn, file)


def turn_some_pages(
    folder: AnyPath,
    key: str,
    turn: Literal[0, 90, 180, 270],
    pages: Iterable[int],
    *,
    file: int,
    count: int,
) -> "Changed":
    """Turn some pages of one file of a piece, of `count` pages; the others stay as they are."""
    from docgen.workspace.page_turning import turn_some_pages as run

    return run(Path(folder), key, turn, tuple(pages), file=file, count=count)


def propose_cut(folder: AnyPath, path: str) -> "Shares | None":
    """Return where the sheet lies on a photograph below `evidence/`; None where none is seen.

    Four corners from the upper left clockwise, in shares of the sides. SourceError.
    """
    from docgen.workspace.photograph_cutting import propose_cut as run

    return run(Path(folder), path)


def cut_photograph(folder: AnyPath, path: str, corners: Iterable[tuple[float, float]]) -> "Changed":
    """Put the sheet between four corners in the place of its photograph, which goes into the bin.

    OutputError where these are no corners of a sheet, SourceError where it cannot be read.
    """
    from docgen.workspace.photograph_cutting import cut_photograph as run

    return run(Path(folder), path, tuple(corners))


def add_password(folder: AnyPath, password: str) -> None:
    """Add a password with which files of a workspace are opened from now on. OutputError."""
    from docgen.workspace.password_list import add_password as run

    run(Path(folder), password)


def history(folder: AnyPath) -> "History":
    """Return the steps that can be undone and done again, the next one first."""
    from docgen.workspace.history import history as read

    return read(Path(folder))


def undo(folder: AnyPath, *, seen: str = "") -> "StepHead":
    """Undo the last step, which is the one of the id `seen` where that is given.

    ChangeConflictError where what the step left was changed since: nothing is overwritten.
    """
    from docgen.workspace.history import undo as run

    return run(Path(folder), seen=seen)


def redo(folder: AnyPath, *, seen: str = "") -> "StepHead":
    """Do again what was undone last. ChangeConflictError as for `undo`."""
    from docgen.workspace.history import redo as run

    return run(Path(folder), seen=seen)


def list_bin(folder: AnyPath) -> "tuple[Binned, ...]":
    """Return what was removed or replaced, with its former place, the latest first."""
    from docgen.workspace.evidence_bin import list_bin as read

    return read(Path(folder))


def restore(folder: AnyPath, keys: Iterable[str]) -> "StepHead | None":
    """Put files from the bin back where they were. ChangeConflictError where one is gone."""
    from docgen.workspace.evidence_bin import restore as run

    return run(Path(folder), tuple(keys))


def empty_bin(folder: AnyPath, keys: Iterable[str] | None = None) -> int:
    """Delete what is in the bin, or some of it, for good; the number of files.

    Steps that need it can be undone no more. ChangeConflictError where one is gone.
    """
    from docgen.workspace.evidence_bin import empty_bin as run

    return run(Path(folder), None if keys is None else tuple(keys))


# --- packages ----------------------------------------------------------------------------------


def read_package(path: AnyPath) -> "Manifest":
    """Return what a package says of itself: a folder, a .zip, or a manifest.json.

    Nothing is held against its files: `verify` does. OutputError where it cannot be read.
    """
    from docgen.package.store import read_package as read

    return read(Path(path))


def verify(
    path: AnyPath,
    settings: Settings | None = None,
    *,
    workspace: AnyPath | None = None,
    scheme: str = "",
) -> "Verified":
    """Say whether a package is whole and what it says it is: a folder, a .zip, or a bundle alone.

    With `workspace` its sources are compared too; `scheme` is the folder of one's own scheme. The
    results of a review, by their folder or `review.json`, are held against its packages and
    journals; then `workspace` is the folder of these, where it is not the one they were made from.
    Whatever is wrong is a finding. SchemeError where `scheme` is none.
    """
    from docgen.review.review_manifest import is_review_manifest
    from docgen.usecases.running import running
    from docgen.verify.verification import verify_package

    settings = settings or Settings()
    beside = None if workspace is None else Path(workspace)
    if is_review_manifest(Path(path)):
        from docgen.usecases.verify_review import verify_review

        return verify_review(Path(path), beside, settings, scheme=scheme)
    with running(settings):
        return verify_package(Path(path), workspace=beside, scheme=scheme, progress=settings.report)


def sign(package: AnyPath, certificate: AnyPath, settings: Settings | None = None) -> "Signed":
    """Sign a package's PDFs and its manifest, and put it in place in one step.

    `settings.ask` is asked for the certificate's password. OutputError where pyHanko is missing,
    the certificate cannot sign, or the package is not as it was built.
    """
    from docgen.sign.signing import sign_package
    from docgen.usecases.running import running

    settings = settings or Settings()
    with running(settings):
        return sign_package(
            Path(package), Path(certificate), settings.ask, progress=settings.report
        )


def summary(
    places: Iterable[AnyPath],
    out: AnyPath,
    settings: Settings | None = None,
    *,
    scheme: str = "",
    quick: bool = False,
) -> "Summary":
    """Write the sums over many packages into one workbook; what was refused stands in the result.

    Every page of every package is verified once, and what came of it is kept in the cache; `quick`
    looks into no evidence, and the states say so. WorkspaceError where a place is not there,
    SchemeError, OutputError.
    """
    from docgen.summary.package_reader import PackageReading, read_packages
    from docgen.summary.summary_workbook import write_summary
    from docgen.usecases.running import using_cache

    settings = settings or Settings()
    with using_cache(settings):
        reading = PackageReading(scheme, not quick, cache=settings.cache, progress=settings.report)
        return write_summary(read_packages(map(Path, places), reading), Path(out))


# --- review ------------------------------------------------------------------------------------


def open_review(
    folder: AnyPath,
    settings: Settings | None = None,
    *,
    scheme: str = "",
    landed: "Callable[[Review], None] | None" = None,
    wait: bool = True,
) -> "Review":
    """Return every package of a folder, verified to its last page, and what reviewers have given.

    What came of a verification is kept in the cache by content. `landed` is told what is known at
    once, and after each package; without `wait` nothing is verified, and what is not known waits.
    WorkspaceError where there is no such folder or its settings cannot be read, SchemeError.
    """
    from docgen.review.open_review import open_review as run
    from docgen.summary.package_reader import PackageReading
    from docgen.usecases.running import using_cache

    settings = settings or Settings()
    with using_cache(settings):
        reading = PackageReading(scheme, cache=settings.cache, wait=wait, progress=settings.report)
        return run(Path(folder), reading, landed)


def refresh_review(review: "Review") -> "Review":
    """Return a review with its settings and journals as they are now. WorkspaceError."""
    from docgen.review.open_review import refresh_review as run

    return run(review)


def see_item(review: "Review", package: str, number: int, reviewer: str) -> "ItemSheet":
    """Return an item of a package as a reviewer may see it. WorkspaceError where it is not there.

    In a blind review the opinions of others are not in it before one's own is.
    """
    from docgen.review.item_sheet import see_item as run

    return run(review, package, number, reviewer)


def recompute(review: "Review", package: str, number: int, struck: Iterable[str]) -> "Recomputed":
    """Return what the rule gives an item without some of its evidence. WorkspaceError."""
    from docgen.review.item_sheet import recompute as run

    return run(review, package, number, tuple(struck))


def give_points(
    review: "Review",
    package: str,
    reviewer: str,
    wish: "PointsWish",
    settings: Settings | None = None,
    *,
    at: datetime.datetime | None = None,
) -> "Review":
    """Give an item points, and return the review with them in; on the disk when it returns.

    What was given before is replaced; points of None withdraw them. WorkspaceError where the rule
    cannot come to such points, OutputError where the disk does not take them.
    """
    from docgen.review.giving import give_points as run
    from docgen.usecases.running import running

    settings = settings or Settings()
    now = at or datetime.datetime.now().astimezone()
    with running(settings):
        return run(review, package, reviewer, wish, cache=settings.cache, at=now)


def see_list(review: "Review", reviewer: str) -> "tuple[ListRow, ...]":
    """Return every package of a review as a row, as a reviewer may see it."""
    from docgen.review.review_list import see_list as run

    return run(review, reviewer)


def see_results(review: "Review", reviewer: str = "") -> "Results":
    """Return points, ranks and grades by now, as a reviewer may see them; without a name all."""
    from docgen.review.results import see_results as run

    return run(review, reviewer)


def take_workbook(
    review: "Review",
    file: AnyPath,
    reviewer: str,
    settings: Settings | None = None,
    *,
    at: datetime.datetime | None = None,
) -> "TakenBook":
    """Take the points of a filled 对照表.xlsx as a reviewer's: the file, or a package with it.

    What cannot be taken of it is a finding. WorkspaceError where it is of no package here, or more
    than the reviewer's columns was changed; OutputError.
    """
    from docgen.review.take_book import take_workbook as run
    from docgen.usecases.running import running

    settings = settings or Settings()
    now = at or datetime.datetime.now().astimezone()
    with running(settings):
        return run(review, Path(file), reviewer, cache=settings.cache, at=now)


def begin_settings(folder: AnyPath) -> Path:
    """Write 评审设置.yaml of a review to be filled in, unless there is one. OutputError."""
    from docgen.review.settings_file import begin_settings as run

    return run(Path(folder))


def write_results(
    review: "Review", out: AnyPath, settings: Settings | None = None
) -> "WrittenResults":
    """Write the results of a review into a folder: workbooks, score sheets, list, manifest.

    They are of what lies in the review's folder now: every file of it is read once more. Nothing
    is published where points are in doubt or missing; a finding says so. WorkspaceError where
    there is nothing to review, OutputError where somebody edited what stands there.
    """
    from docgen.review.open_review import open_review as open_anew
    from docgen.review.write_results import write_results as run
    from docgen.summary.package_reader import PackageReading
    from docgen.usecases.running import using_cache

    settings = settings or Settings()
    told = settings.report
    with using_cache(settings):
        reading = PackageReading(review.scheme, cache=settings.cache, rehash=True, progress=told)
        return run(open_anew(review.folder, reading), Path(out), told)


def page_place(package: "Submitted", page: int) -> "BundlePlace":
    """Return in which document of a package a page of the bundle is, and where. KeyError."""
    from docgen.review.package_pages import page_place as run

    return run(package, page)


def package_document(package: "Submitted", file: str, settings: Settings | None = None) -> Path:
    """Return a document of a package on the disk; out of an archive it is unpacked into the cache.

    KeyError where it has none such, OutputError where it is not what it was when it was verified.
    """
    from docgen.review.package_pages import package_document as run
    from docgen.usecases.running import running

    settings = settings or Settings()
    with running(settings):
        return run(package, file, settings.cache)


# --- many at once ------------------------------------------------------------------------------


def batch(
    kind: "BatchKind",
    sources: Iterable[AnyPath],
    target: AnyPath,
    settings: Settings | None = None,
    *,
    plan: "BatchPlan | None" = None,
) -> "BatchDone":
    """Build, check or verify everything at some sources: folders, or URLs of object stores.

    What comes of it, and a report, is put at `target`, where it is also noted what was done: the
    same call goes on after a run that was stopped. Only for programs whose main module may be
    loaded by the processes it starts. WorkspaceError where a source cannot be read, OutputError
    where the target cannot be written or has another run, MachineError where Dask is missing.
    """
    from docgen.batch.run_batch import BatchPlan, run_batch

    named = [os.fspath(source) for source in sources]
    return run_batch(kind, named, os.fspath(target), settings or Settings(), plan or BatchPlan())


def batch_summary(
    sources: Iterable[AnyPath],
    target: AnyPath,
    settings: Settings | None = None,
    *,
    plan: "BatchPlan | None" = None,
) -> "Summary":
    """Write `summary` over all packages at some sources, which many read at once, at `target`.

    Errors as for `batch`.
    """
    from docgen.batch.run_batch import BatchPlan, sum_up_batch

    named = [os.fspath(source) for source in sources]
    return sum_up_batch(named, os.fspath(target), settings or Settings(), plan or BatchPlan())


# --- paper -------------------------------------------------------------------------------------


def print_package(
    place: AnyPath,
    settings: Settings | None = None,
    *,
    wish: "Wish | None" = None,
    out: AnyPath | None = None,
) -> "Produced":
    """Make the print files, ticket and labels of a package, or of a workspace's.

    WorkspaceError where there is no package, OutputError where it was changed.
    """
    from docgen.printing.produce import Wish
    from docgen.printing.produce import print_package as run
    from docgen.usecases.running import running

    settings = settings or Settings()
    target = None if out is None else Path(out)
    with running(settings):
        return run(Path(place), wish or Wish(), out=target, progress=settings.report)


def read_produced(place: AnyPath, settings: Settings | None = None) -> "Produced":
    """Return what `print_package` made of a package, as it lies beside it.

    WorkspaceError where there is no package, OutputError where nothing was made, or where either
    has changed since.
    """
    from docgen.printing.produce import read_produced as read
    from docgen.usecases.running import running

    with running(settings or Settings()):
        return read(Path(place))


def list_printers() -> tuple[str, ...]:
    """Return the names of the printers that are set up on this computer, as `send` takes them."""
    from docgen.printing.printer import list_queues

    return list_queues()


def discover_printers() -> "tuple[AnnouncedPrinter, ...]":
    """Return the printers that announce themselves on the network. `send` takes their `uri`.

    It asks them all and waits for a little more than a second.
    """
    from docgen.printing.printer_discovery import discover_printers as run

    return run()


def send(
    produced: "Produced",
    printer: str,
    settings: Settings | None = None,
    *,
    paper: Paper | None = None,
    anyway: bool = False,
    dry_run: bool = False,
) -> "Sending":
    """Ask a printer whether it can print what was made, and unless this is a dry run, send it.

    `printer` is a name on this computer or an ipp address. `anyway` sends also what has to wait,
    for paper say. PrinterError where it does not answer or cannot do it.
    """
    from docgen.printing.sending import send_produced
    from docgen.usecases.running import running

    settings = settings or Settings()
    with running(settings):
        return send_produced(
            produced,
            printer,
            paper,
            anyway=anyway,
            dry_run=dry_run,
            progress=settings.report,
        )


def collect(
    package: AnyPath,
    scans: Iterable[AnyPath],
    settings: Settings | None = None,
    *,
    out: AnyPath | None = None,
    again: Iterable[str] = (),
    max_dpi: int | None = None,
) -> "Collection":
    """Put scans of signed and sealed pages in their places, and say how far the set has come.

    `again` names pages that are taken anew, as `37`, `F2`, `R1`: ValueError where one is none.
    WorkspaceError where there is no package or no such scan, OutputError.
    """
    from docgen.collect.collect_report import read_pages
    from docgen.collect.run_collect import collect as run
    from docgen.usecases.running import using_cache

    settings = settings or Settings()
    pages = read_pages(again)
    with using_cache(settings):
        return run(
            Path(package),
            [Path(scan) for scan in scans],
            cache=settings.cache,
            out=None if out is None else Path(out),
            again=pages,
            max_dpi=max_dpi,
            progress=settings.report,
            ask=settings.ask,
        )


def read_scans(package: AnyPath) -> "tuple[ScanState, ...]":
    """Return of each document of a package how much of its scan has come, as it lies beside it.

    WorkspaceError where there is no package, OutputError where what has come cannot be read.
    """
    from docgen.collect.scan_state import read_scan_states

    return read_scan_states(Path(package))


def report_collection(collection: "Collection") -> tuple[Finding, ...]:
    """Return all there is to say of a set of scans: what is missing, double, strange, doubtful."""
    from docgen.collect.collect_report import report as tell

    return tell(collection)


# --- schemes -----------------------------------------------------------------------------------


def new_scheme(folder: AnyPath) -> "NewScheme":
    """Begin a scheme: a folder with `scheme.yaml` and templates to be changed."""
    from docgen.workspace.new_scheme import write_scheme

    return write_scheme(Path(folder))


def draw_forms(scheme: str) -> "NewScheme":
    """Draw the Word templates that a scheme names and does not have."""
    from docgen.workspace.load import load_scheme
    from docgen.workspace.new_scheme import draw_templates

    return draw_templates(load_scheme(scheme, near=None))


def lint(scheme: str = DEFAULT_SCHEME) -> "Linted":
    """Say everything that is wrong with a scheme: its id, or its folder."""
    from docgen.checks.scheme_lint import lint_scheme

    return lint_scheme(scheme)


# --- words -------------------------------------------------------------------------------------


def report(findings: Iterable[Finding]) -> str:
    """Return findings as Chinese plain text, the gravest first, ending in a newline."""
    from docgen.checks.run_checks import write_report

    return write_report(tuple(findings))
