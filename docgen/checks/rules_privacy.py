"""Numbers of people and accounts where no form asks for them."""

from collections.abc import Iterator

from pydantic import BaseModel

from docgen.checks.case import Case, RuleFinding
from docgen.issues.location import KeyPath
from docgen.model.field_locations import name_field
from docgen.model.submission import StudioFile
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
_MOST_NAMED = 10


def numbers_in_names(case: Case) -> Iterator[RuleFinding]:
    """Names of files with such a number in them."""
    named = {
        file.name: piece.where
        for piece in reversed(case.evidence)
        for file in reversed(piece.files)
        if file.name != file.path
    }
    names = list(named)[::-1]
    if names:
        more = f"等 {len(names)} 个" if len(names) > _MOST_NAMED else ""
        yield RuleFinding(
            named[names[0]],
            "文件名里有身份证号码、电话或账号，材料里打了码："
            f"{'、'.join(names[:_MOST_NAMED])}{more}",
            "文件名里不必写这些号码，可以删去，数据文件里写到这个文件名的地方一起改；"
            "编号锁定以后就不要改了",
        )


def numbers_in_texts(case: Case) -> Iterator[RuleFinding]:
    """Texts with such a number in them."""
    for path, text in _texts(case.data, ()):
        if path not in _ASKED and mask_numbers(text) != text:
            yield RuleFinding(
                case.places.at(*path),
                f"{name_field(StudioFile, path)}里有身份证号码、电话或账号，印出来已打码："
                f"{_around(mask_numbers(text))}",
                "这一栏不问这些号码，不必写的删去",
            )


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
