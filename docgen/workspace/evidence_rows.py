"""Rows of the evidence table as plain data: which files they name, and what they add to them."""

from collections.abc import Callable, Mapping, Sequence

from docgen.model.evidence import LAST_PAGE, SourceFile
from docgen.workspace.discover import plain_path

PlainRow = Mapping[str, object]
"""A row as the data file has it, unvalidated: the keys of `EvidenceRow`."""


def list_paths(row: PlainRow) -> list[str]:
    """Return the files and folders that a row names, below `evidence/`."""
    return [plain_path(_name_of(part)) for part in _parts(row)]


def move_files(row: PlainRow, moved: Callable[[str], str]) -> object:
    """Return what a row's `files` are once the files are where `moved` says, by their paths."""
    files = row.get("files")
    turned = [_with_name(part, moved(plain_path(_name_of(part)))) for part in _parts(row)]
    return turned if isinstance(files, Sequence) and not isinstance(files, str) else turned[0]


def write_files(files: Sequence[SourceFile]) -> object:
    """Return `files` of a row that names these, with their pages and turning."""
    written = [_write_file(file) for file in files]
    return written[0] if len(written) == 1 and isinstance(written[0], str) else written


def write_pages(pages: Sequence[tuple[int, int]] | None) -> str:
    """Return ranges of pages as a row has them: 1-3,7,9-; nothing for all of them."""
    return ",".join(_write_range(first, last) for first, last in pages or ())


def says_nothing(row: PlainRow, told: PlainRow) -> bool:
    """Whether a row says no more than `told`, which is what its file's place and name say."""
    parts = _parts(row)
    if len(parts) != 1 or (isinstance(parts[0], Mapping) and len(_filled(parts[0])) > 1):
        return False
    said = {key: value for key, value in _filled(row).items() if key != "files"}
    return all(_alike(value, told.get(key)) for key, value in said.items())


def _alike(value: object, told: object) -> bool:
    if isinstance(told, Sequence) and not isinstance(told, str):
        listed = value if isinstance(value, list | tuple) else [value]
        return [str(one) for one in listed] == [str(one) for one in told]
    return value == told


def _filled(part: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in part.items() if value not in (None, "", [], (), False)}


def _parts(row: PlainRow) -> Sequence[object]:
    files = row.get("files")
    if files is None:
        return []
    return files if isinstance(files, Sequence) and not isinstance(files, str) else [files]


def _name_of(part: object) -> str:
    return str(part.get("file", "")) if isinstance(part, Mapping) else str(part)


def _with_name(part: object, path: str) -> object:
    if path == plain_path(_name_of(part)):
        return part
    return {**part, "file": path} if isinstance(part, Mapping) else path


def _write_file(file: SourceFile) -> object:
    pages = write_pages(file.pages)
    added: dict[str, object] = {"pages": pages} if pages else {}
    added |= {"turn": file.turn} if file.turn else {}
    return {"file": file.path, **added} if added else file.path


def _write_range(first: int, last: int) -> str:
    if last == LAST_PAGE:
        return f"{first}-"
    return str(first) if first == last else f"{first}-{last}"
