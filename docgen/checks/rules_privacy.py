"""Numbers of people and accounts where no form asks for them."""

from collections.abc import Iterable, Iterator
from functools import partial

from pydantic import BaseModel

from docgen.checks.case import Case
from docgen.issues.issue import Issue, issue
from docgen.issues.location import KeyPath
from docgen.model.privacy import field_names
from docgen.model.submission import EvidenceRow
from docgen.system.memo import this_memo
from docgen.text.masking import mask_numbers

_ASKED: frozenset[KeyPath] = frozenset(
    {
        ("unit", "phone"),
        ("unit", "email"),
        ("unit", "bank_account"),
        ("leader", "phone"),
        ("leader", "id_number"),
    }
)


def numbers_in_names(case: Case) -> Iterator[Issue]:
    """Names of files with such a number in them."""
    named = {
        file.name: piece.where
        for piece in reversed(case.evidence)
        for file in reversed(piece.files)
        if file.name != file.path
    }
    names = list(named)[::-1]
    if names:
        yield issue("C109", named[names[0]], names=names)


def numbers_in_texts(case: Case) -> Iterator[Issue]:
    """Texts with such a number in them."""
    for path, masked in _hidden(case.data, ()):
        if path not in _ASKED:
            around = _around(masked)
            yield issue("C110", case.places.at(*path), name=path, around=around)


def _around(masked: str) -> str:
    """What stands around the first hidden number."""
    at = masked.index("*")
    start = max(at - 12, 0)
    return f"“{'…' if start else ''}{masked[start : at + 18]}…”".replace("\n", " ")


def _hidden(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """The texts that masking changes, masked."""
    for key, inner in _inside(value):
        if isinstance(inner, str):
            masked = mask_numbers(inner) if inner else inner
            if masked != inner:
                yield (*path, key), masked
        elif isinstance(inner, EvidenceRow):
            # A row that was not edited is the same thing: a process that lives on knows it.
            within, _ = this_memo().recall((_hidden, id(inner)), partial(_hidden_in_row, inner))
            yield from (((*path, key, *names), masked) for names, masked in within)
        elif isinstance(inner, BaseModel | tuple | dict):
            yield from _hidden(inner, (*path, key))


def _hidden_in_row(row: EvidenceRow) -> tuple[tuple[tuple[KeyPath, str], ...], EvidenceRow]:
    """As `_hidden`, with the row, which so keeps its identity."""
    return tuple(_hidden(row, ())), row


def _inside(value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, BaseModel):
        return ((name, getattr(value, name)) for name in field_names(type(value)))
    if isinstance(value, dict):
        return ((str(key), inner) for key, inner in value.items())
    inner = value if isinstance(value, tuple) else ()
    return ((str(index), part) for index, part in enumerate(inner))
