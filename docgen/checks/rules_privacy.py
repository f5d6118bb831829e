"""Numbers of people and accounts where no form asks for them."""

from collections.abc import Iterator

from pydantic import BaseModel

from docgen.checks.case import Case
from docgen.issues.issue import Issue, issue
from docgen.issues.location import KeyPath
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
    for path, text in _texts(case.data, ()):
        if path not in _ASKED and mask_numbers(text) != text:
            around = _around(mask_numbers(text))
            yield issue("C110", case.places.at(*path), name=path, around=around)


def _around(masked: str) -> str:
    """What stands around the first hidden number."""
    at = masked.index("*")
    start = max(at - 12, 0)
    return f"“{'…' if start else ''}{masked[start : at + 18]}…”".replace("\n", " ")


def _texts(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, str(index)))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, str(key)))
