"""What the clerk changes: each request is one change of the folder, and one step to undo.

The answer is the document that the browser shows, made anew: one round trip for each change.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import quote

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from docgen import api
from docgen.issues.errors import DocgenError, OutputError
from docgen.issues.finding import Finding
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.evidence import Turn
from docgen.model.field_locations import call_field
from docgen.model.submission import EvidenceRow, StudioFile
from docgen.web.fields import write_plain
from docgen.web.item_routes import show_view, workspace_of
from docgen.web.rendering import page_of, word_error
from docgen.web.request_body import read_told
from docgen.web.typed_text import read_typed
from docgen.web.uploads import MOST_FILES, Uploads
from docgen.workspace.dialects import tell_on_page

_MOST_BYTES = 2_000_000
"""Of one change; a statement has some thousands of characters."""
_PATIENCE = 2.0
"""Seconds that a change waits until its points are shown; the findings follow by themselves."""

_MOST_SAID = 10
"""Of what is to be told of a change, in passing; the check says the rest."""

T = TypeVar("T")


@dataclass(frozen=True)
class _Asked:
    """What a request asks for. What is missing or of a wrong type is refused."""

    folder: Path
    uploads: Uploads
    values: Mapping[str, Any]
    advice: "api.Advice | None" = None
    """What is suggested now."""

    def get(self, name: str, kind: type[T]) -> T:
        """Return a value. OutputError where there is none of that type."""
        value = self.values.get(name)
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise refuse(OutputError, issue("request", Location(""), "unclear"))
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of texts."""
        values = self.get(name, list)
        if not all(isinstance(value, str) for value in values):
            raise refuse(OutputError, issue("request", Location(""), "unclear"))
        return values

    @property
    def path(self) -> tuple[str, ...]:
        """Where in the data file."""
        return tuple(self.texts("path"))

    @property
    def place(self) -> "api.Place":
        """An item's folder, or one of its kinds', or what is not sorted yet."""
        item = self.values.get("item")
        kind = self.values.get("kind") or ""
        return api.Place(None if item is None else self.get("item", int), str(kind))


Said = Sequence[Finding]


def _set(asked: _Asked) -> Said:
    path = asked.path
    value = read_typed(path, asked.get("value", str))
    edit = api.SetValue(path, value, **_seen(asked, path, StudioFile))
    api.change_data(asked.folder, [edit], call_field(StudioFile, path), merge=path)
    return ()


def _seen(asked: _Asked, path: Sequence[str], model: type[BaseModel]) -> dict[str, Any]:
    """What the page showed before: asked for only where it says so."""
    if "seen" not in asked.values:
        return {}
    return {"seen": read_typed(path, asked.get("seen", str), model)}


def _insert_row(asked: _Asked) -> Said:
    index = asked.get("index", int) if asked.values.get("index") is not None else None
    value = asked.get("value", dict) if asked.values.get("value") else {}
    edit = api.InsertRow(asked.path, index, value)
    return _change_rows(asked, edit, "添一行")


def _remove_row(asked: _Asked) -> Said:
    seen = {"seen": asked.values["seen"]} if "seen" in asked.values else {}
    edit = api.RemoveRow(asked.path, asked.get("index", int), **seen)
    return _change_rows(asked, edit, "删一行")


def _move_row(asked: _Asked) -> Said:
    edit = api.MoveRow(asked.path, asked.get("index", int), asked.get("to", int))
    return _change_rows(asked, edit, "移一行")


def _change_rows(asked: _Asked, edit: "api.Edit", doing: str) -> Said:
    label = f"{call_field(StudioFile, asked.path)}：{doing}"
    api.change_data(asked.folder, [edit], label)
    return ()


def _set_piece(asked: _Asked) -> Said:
    name, key = asked.get("field", str), asked.get("piece", str)
    typed = asked.get("value", str)
    if name == "pages":
        api.set_pages(asked.folder, key, typed)
    elif name == "items":
        api.support_items(asked.folder, key, _read_items(typed))
    else:
        value = read_typed((name,), typed, EvidenceRow)
        seen = _seen(asked, (name,), EvidenceRow)
        api.set_piece(asked.folder, key, name, value, **seen)
    return ()


def _read_items(typed: str) -> list[int]:
    items = read_typed(("items",), typed, EvidenceRow)
    listed = items if isinstance(items, list) else [items]
    numbers = [number for number in listed if isinstance(number, int)]
    if items is not None and len(numbers) != len(listed):
        raise refuse(OutputError, issue("request", Location(""), "items"))
    return numbers


def _move(asked: _Asked) -> Said:
    api.move_pieces(asked.folder, asked.texts("pieces"), asked.place)
    return ()


def _support(asked: _Asked) -> Said:
    """Have pieces support another item, too."""
    items = asked.get("items", dict)
    for key in asked.texts("pieces"):
        api.support_items(asked.folder, key, [*items.get(key, ()), asked.get("item", int)])
    return ()


def _remove(asked: _Asked) -> Said:
    api.remove_pieces(asked.folder, asked.texts("pieces"))
    return ()


def _order(asked: _Asked) -> Said:
    api.order_pieces(asked.folder, asked.texts("pieces"))
    return ()


def _join(asked: _Asked) -> Said:
    api.join_pieces(asked.folder, asked.texts("pieces"))
    return ()


def _apart(asked: _Asked) -> Said:
    ranges = asked.texts("ranges") if "ranges" in asked.values else []
    api.take_apart(asked.folder, asked.get("piece", str), ranges)
    return ()


def _turn(asked: _Asked) -> Said:
    turn = asked.get("turn", int)
    if turn not in (0, 90, 180, 270):
        raise refuse(OutputError, issue("request", Location(""), "unclear"))
    api.turn_pages(asked.folder, asked.get("piece", str), cast("Turn", turn))
    return ()


def _turn_some(asked: _Asked) -> Said:
    turn, pages = asked.get("turn", int), asked.get("pages", list)
    if turn not in (0, 90, 180, 270) or not all(type(page) is int for page in pages):
        raise refuse(OutputError, issue("request", Location(""), "unclear"))
    api.turn_some_pages(
        asked.folder,
        asked.get("piece", str),
        cast("Turn", turn),
        pages,
        file=asked.get("file", int),
        count=asked.get("count", int),
    )
    return ()


def _rename(asked: _Asked) -> Said:
    api.rename_file(asked.folder, asked.get("file", str), asked.get("name", str))
    return ()


def _cut(asked: _Asked) -> Said:
    corners = asked.get("corners", list)
    try:
        shares = [(float(x), float(y)) for x, y in corners]
    except (TypeError, ValueError):
        raise refuse(OutputError, issue("request", Location(""), "unclear")) from None
    api.cut_photograph(asked.folder, asked.get("file", str), shares)
    return ()


def _add_password(asked: _Asked) -> Said:
    api.add_password(asked.folder, asked.get("password", str))
    return ()


def _empty_bin(asked: _Asked) -> Said:
    api.empty_bin(asked.folder)
    return ()


def _add(asked: _Asked) -> Said:
    batch = asked.uploads.finish(asked.folder, asked.get("batch", str))
    if batch is None:
        raise refuse(OutputError, issue("upload", Location(""), "gone"))
    with batch.leave:
        files = [batch.files[index] for index in sorted(batch.files)]
        if "replace" in asked.values and files:
            api.replace_file(asked.folder, asked.get("replace", str), files[0])
            return ()
        return api.add_files(asked.folder, asked.place, files).findings


def _restore(asked: _Asked) -> Said:
    api.restore(asked.folder, [asked.get("removed", str)])
    return ()


def _take(asked: _Asked) -> Said:
    """Take suggestions over as they were shown: what is taken is what somebody saw."""
    taken = asked.get("taken", dict)
    if not all(isinstance(values, dict) for values in taken.values()):
        raise refuse(OutputError, issue("request", Location(""), "unclear"))
    shown = {
        key: [one for one in _suggestions(asked, key) if values.get(one.field) == one.value]
        for key, values in taken.items()
    }
    if [len(said) for said in shown.values()] != [len(values) for values in taken.values()]:
        raise refuse(OutputError, issue("request", Location(""), "suggestions"))
    api.take_values(asked.folder, shown)
    return ()


def _suggestions(asked: _Asked, key: str) -> "Sequence[api.Suggestion]":
    return asked.advice.pieces.get(key, ()) if asked.advice else ()


def _place_files(asked: _Asked) -> Said:
    """Put files that wait where they were proposed to go."""
    placings = [_find_placing(asked, file) for file in asked.get("files", list)]
    api.place_files(asked.folder, placings)
    return ()


def _find_placing(asked: _Asked, file: object) -> "api.Placing":
    told = file if isinstance(file, dict) else {}
    known = asked.advice.by_path.get(str(told.get("path"))) if asked.advice else None
    if known is not None:
        for proposal in known.proposals:
            if (proposal.item, proposal.kind) == (told.get("item"), told.get("kind")):
                return known.placing(proposal)
    raise refuse(OutputError, issue("request", Location(""), "suggestions"))


def _undo(asked: _Asked) -> Said:
    api.undo(asked.folder)
    return ()


def _redo(asked: _Asked) -> Said:
    api.redo(asked.folder)
    return ()


_ACTIONS: Mapping[str, Callable[[_Asked], Said]] = {
    "set": _set,
    "insert-row": _insert_row,
    "remove-row": _remove_row,
    "move-row": _move_row,
    "set-piece": _set_piece,
    "move": _move,
    "support": _support,
    "remove": _remove,
    "order": _order,
    "join": _join,
    "apart": _apart,
    "turn": _turn,
    "turn-some": _turn_some,
    "rename": _rename,
    "cut": _cut,
    "password": _add_password,
    "empty-bin": _empty_bin,
    "add": _add,
    "restore": _restore,
    "take": _take,
    "place": _place_files,
    "undo": _undo,
    "redo": _redo,
}


async def change(request: Request) -> Response:
    """Do one change, and answer with the view it was made in, or with why it was not done."""
    live = workspace_of(request)
    values = await read_told(request, _MOST_BYTES)
    action = _ACTIONS.get(str(values.get("do")))
    try:
        if action is None:
            raise refuse(OutputError, issue("request", Location(""), "unclear"))
        said = await run_in_threadpool(
            action, _Asked(live.folder, page_of(request).uploads, values, live.state.advice)
        )
    except DocgenError as error:
        return _tell(error)
    response = await show_view(request, str(values.get("view", "")), _PATIENCE)
    if said:
        told = [f"{one.what}。{one.remedy}" for one in map(tell_on_page, said[:_MOST_SAID])]
        response.headers["x-docgen-said"] = quote(json.dumps(told, ensure_ascii=False))
    return response


def _tell(error: DocgenError) -> Response:
    """Why a change was not done; both sides, where a value was changed elsewhere too."""
    told: dict[str, object] = {"said": word_error(error)}
    if isinstance(error, api.EditConflictError):
        told["conflict"] = {"theirs": write_plain(error.theirs)}
    return JSONResponse(told, 409)


async def upload(request: Request) -> Response:
    """Take one file of a batch, to be put in place with the others of it."""
    live = workspace_of(request)
    name = request.query_params.get("name", "")
    batch, index = request.path_params["batch"], request.path_params["index"]
    if not (batch.isalnum() and len(batch) == 32 and 0 <= index < MOST_FILES and name):
        return Response(status_code=400)
    try:
        taken = page_of(request).uploads.batch(live.folder, batch)
        await taken.take(index, name, request.stream())
    except DocgenError as error:
        return Response(word_error(error), 413)
    return Response(status_code=204)


ROUTES = [
    Route("/w/{workspace}/change", change, methods=["POST"]),
    Route("/w/{workspace}/upload/{batch}/{index:int}", upload, methods=["PUT"]),
]
