"""A studio.yaml as bytes changed by edits: as a text, read again, and encoded as it was."""

import functools
from collections.abc import Callable, Sequence

from pydantic import BaseModel

from docgen.issues.errors import WorkspaceError
from docgen.model.field_locations import models_in
from docgen.model.submission import StudioFile
from docgen.workspace.data_tree import DataTree, parse_tree, refuse_huge
from docgen.workspace.edits import (
    AppendRows,
    Edit,
    InsertRow,
    MoveRow,
    RemoveRow,
    SetValue,
    UneditableError,
    apply,
)
from docgen.workspace.plain_values import Path, comparable, pruned, to_plain
from docgen.workspace.yaml_edits import insert_rows, move_row, remove_rows, set_value, set_values
from docgen.workspace.yaml_pieces import find_piece

LARGE = 40_000
"""Characters. Of a longer text only the piece is read in which something changes."""
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def plain_yaml(content: bytes, name: str) -> dict[str, object]:
    """Return what stands in a YAML file. WorkspaceError where it cannot be read."""
    refuse_huge(content, name, WorkspaceError)
    plain = parse_tree(content, name, WorkspaceError).root.plain()
    assert isinstance(plain, dict)
    return plain


def edit_yaml(content: bytes, name: str, edit: Edit, large: int = LARGE) -> bytes:
    """Return a YAML file with one edit done.

    UnlikeSeenError where another value stands there than was seen, UneditableError where it cannot
    be done, WorkspaceError where the file cannot be read.
    """

    def change(text: str) -> str:
        changed = _edit_piece(text, name, edit) if len(text) > large else None
        return _edit_read(text, name, edit) if changed is None else changed

    return _change_text(content, name, change)


def set_yaml_values(content: bytes, name: str, edits: Sequence[SetValue]) -> bytes:
    """Return a YAML file with many texts set that stand there already, read again once.

    UneditableError where one of them is no such text; other errors as of `edit_yaml`.
    """

    def change(text: str) -> str:
        tree = _read(text, name)
        expected = functools.reduce(lambda data, edit: apply(edit, data), edits, tree.root.plain())
        values = [(edit.path, pruned(to_plain(edit.value))) for edit in edits]
        return _prove(set_values(tree.text, values), name, expected)

    return _change_text(content, name, change)


def _change_text(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """A file with its text changed, encoded as it was."""
    refuse_huge(content, name, WorkspaceError)
    try:
        mark, encoding, text = decode_yaml(content)
    except UnicodeDecodeError as error:
        # Whoever reads it as a check does says what is wrong with it.
        plain_yaml(content, name)
        raise UneditableError("encoding") from error
    if mark + text.encode(encoding) != content:
        raise UneditableError("encoding")
    result = mark + change(text).encode(encoding)
    refuse_huge(result, name, WorkspaceError)
    return result


def decode_yaml(content: bytes) -> tuple[bytes, str, str]:
    """Return the mark at the beginning of a file, its encoding as a reader finds it, and its text.

    UnicodeDecodeError where it has none.
    """
    mark, encoding = _encoding(content)
    return mark, encoding, content[len(mark) :].decode(encoding)


def _encoding(content: bytes) -> tuple[bytes, str]:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return mark, encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return b"", "gb18030"
    return b"", "utf-8"


def _edit_piece(text: str, name: str, edit: Edit) -> str | None:
    """The text with an edit done in a piece of it; None where it takes the whole text."""
    piece = find_piece(text, edit)
    if piece is None:
        return None
    try:
        changed = _edit_read(piece.text, name, piece.edit)
    except WorkspaceError:
        # A section that is taken out leaves nothing that could be read alone.
        return None
    return piece.put_back(changed)


def _edit_read(text: str, name: str, edit: Edit) -> str:
    """The text with an edit done, which says that and nothing else."""
    tree = _read(text, name)
    expected = apply(edit, tree.root.plain())
    # Paragraphs that YAML has no place for are in quotes before anything is put behind them.
    return _prove(_patch(tree.text, edit), name, expected)


def _prove(changed: str, name: str, expected: object) -> str:
    """A changed text that says what it should."""
    if comparable(_read(changed, name).root.plain()) != comparable(expected):
        raise UneditableError("side_effect")
    return changed


@functools.lru_cache(maxsize=4)
def _read(text: str, name: str) -> DataTree:
    """What a text says. It is only looked at: one edit ends where the next begins."""
    return parse_tree(text.encode("utf-8"), name, WorkspaceError)


def _patch(text: str, edit: Edit) -> str:
    if isinstance(edit, SetValue):
        return set_value(text, edit.path, pruned(to_plain(edit.value)), _keys_at)
    if isinstance(edit, InsertRow):
        row = pruned(to_plain(edit.value))
        return insert_rows(text, edit.path, edit.index, (row,), _keys_at)
    if isinstance(edit, AppendRows):
        rows = tuple(pruned(to_plain(value)) for value in edit.values)
        return insert_rows(text, edit.path, None, rows, _keys_at)
    if isinstance(edit, MoveRow):
        return move_row(text, edit.path, edit.index, edit.to)
    indices = (edit.index,) if isinstance(edit, RemoveRow) else edit.indices
    return remove_rows(text, edit.path, indices)


def _keys_at(path: Path) -> tuple[str, ...]:
    """Return the keys of the mapping at a path as the model has them; none of one it has not."""
    models: list[type[BaseModel]] = [StudioFile]
    for step in path:
        owner = next((m for m in models if str(step) in m.model_fields), None)
        if owner is not None:
            models = models_in(owner.model_fields[str(step)].annotation)
    return tuple(name for model in models for name in model.model_fields)
