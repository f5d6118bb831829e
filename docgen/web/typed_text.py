"""What is typed into a control, as the value that the data file is to hold."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docgen.model.field_locations import models_in
from docgen.model.submission import StudioFile, normalise_text

_NUMBER = re.compile(r"(?:0|[1-9]\d{0,11})(?:\.\d{1,12})?")
_TRUTHS = {"是": True, "否": False}
_APART = re.compile(r"[、，,;；\s]+")


def read_typed(path: Sequence[str], text: str, model: type[BaseModel] = StudioFile) -> object:
    """Return the value of a field of `model` for what was typed; None where that is nothing.

    Figures become numbers and 是 a truth, so that the file reads as if it was written by hand.
    What cannot be understood stays as it was typed: the check says what is wrong with it.
    """
    text = normalise_text(text)
    if not text:
        return None
    kinds = _kinds_of(path, model)
    if bool in kinds:
        return _TRUTHS.get(text, text)
    if Decimal in kinds or int in kinds:
        listed = _APART.split(text) if tuple in kinds else [text]
        numbers = [_read_number(part) for part in listed if part]
        return numbers if tuple in kinds and len(numbers) > 1 else numbers[0]
    if tuple in kinds:
        return [part for part in _APART.split(text) if part]
    return text


def _read_number(text: str) -> object:
    if not _NUMBER.fullmatch(text):
        return text
    return Decimal(text) if "." in text else int(text)


def _kinds_of(path: Sequence[str], model: type[BaseModel]) -> frozenset[object]:
    """The types that the value at a path may have, with the containers around it."""
    candidates: list[type[BaseModel]] = [model]
    info: FieldInfo | None = None
    for key in path:
        owner = next((m for m in candidates if key in m.model_fields), None)
        if owner is not None:
            info = owner.model_fields[key]
            candidates = models_in(info.annotation)
    return frozenset(_flatten(info.annotation)) if info else frozenset()


def _flatten(annotation: object) -> list[object]:
    origin = get_origin(annotation)
    if origin is dict:
        return _flatten(get_args(annotation)[1])
    if origin is Literal:
        return [type(value) for value in get_args(annotation)]
    inner = [kind for part in get_args(annotation) for kind in _flatten(part)]
    return [origin or annotation, *inner]
