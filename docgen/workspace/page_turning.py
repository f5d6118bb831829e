"""Single pages of a file turned: those that lie on their sides among others that do not."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from docgen.model.evidence import SourceFile, Turn
from docgen.workspace.change_draft import Changed
from docgen.workspace.evidence_changes import begin_draft
from docgen.workspace.evidence_pieces import refuse_change
from docgen.workspace.evidence_rows import write_files

Range = tuple[int, int]


def turn_some_pages(
    folder: Path,
    key: str,
    turn: Turn,
    pages: Sequence[int],
    *,
    file: int,
    count: int,
    at: datetime.datetime | None = None,
) -> Changed:
    """Say by how many degrees some pages of a piece's file are turned clockwise: 0, 90, 180, 270.

    `file` is its place among the files of the piece, from 0, and `count` how many pages it has.
    The others stay as they are. ChangeConflictError where the piece or the file is gone.
    """
    with begin_draft(folder, at) as draft:
        piece = draft.state.find(key)
        if not 0 <= file < len(piece.files):
            raise refuse_change("gone", key, file=piece.title)
        parts = split_by_turn(piece.files[file], pages, turn, count)
        files = (*piece.files[:file], *parts, *piece.files[file + 1 :])
        if piece.row is None:
            draft.add({"files": write_files(files)})
        else:
            for name in ("pages", "turn"):
                draft.set_piece(piece, name, None)
            draft.set_piece(piece, "files", write_files(files))
        return draft.finish(f"转向：{piece.title}")


def split_by_turn(
    file: SourceFile, pages: Iterable[int], turn: Turn, count: int
) -> tuple[SourceFile, ...]:
    """Return a file of `count` pages as parts, each turned in one way, in their order."""
    wanted = sorted(set(pages))
    said: list[tuple[Turn, list[Range]]] = []
    for first, last in file.pages or ((1, count),):
        for part, is_wanted in _cut(first, min(last, count), wanted):
            now = turn if is_wanted else file.turn
            if said and said[-1][0] == now:
                said[-1][1].append(part)
            else:
                said.append((now, [part]))
    return tuple(SourceFile(file.path, _join(ranges), turn=now) for now, ranges in said)


def _cut(first: int, last: int, wanted: Sequence[int]) -> Iterator[tuple[Range, bool]]:
    """A range in parts, and whether each is wanted."""
    for page in wanted:
        if first <= page <= last:
            if first < page:
                yield (first, page - 1), False
            yield (page, page), True
            first = page + 1
    if first <= last:
        yield (first, last), False


def _join(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Ranges, those that follow each other as one."""
    joined: list[Range] = []
    for first, last in ranges:
        if joined and joined[-1][1] + 1 == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return tuple(joined)
