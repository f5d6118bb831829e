"""What may leave the unit: data with the numbers of people and accounts hidden.

A form alone prints such a number, and only where it asks for one; everything else is made from
what these functions return.
"""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_not
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from docgen.model.submission import EvidenceRow, StudioFile
from docgen.system.memo import this_memo
from docgen.text.masking import KEPT, mask_numbers

Data = TypeVar("Data")


def mask_data(data: Data) -> Data:
    """Return `data` (texts, models and dataclasses, tuples and mappings of them), masked."""
    return cast("Data", _mask(data))


def _mask(value: object) -> object:
    """The same thing where there is nothing to hide in it, as in most."""
    if type(value) is str:
        return mask_numbers(value) if value else value
    if isinstance(value, BaseModel):
        return _mask_model(value)
    if type(value) is tuple:
        masked = tuple(map(_mask, value))
        return masked if any(map(is_not, masked, value)) else value
    if isinstance(value, dict):
        return {key: _mask(inner) for key, inner in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = _mask_each(value, _shown_fields(type(value)))
        return replace(value, **changed) if changed else value
    return value


def _mask_model(model: BaseModel) -> BaseModel:
    if isinstance(model, EvidenceRow):
        # A row that was not edited is the same thing: a process that lives on knows it.
        return this_memo().recall((_mask, id(model)), lambda: (_mask_fields(model), model))[0]
    return _mask_fields(model)


def _mask_fields(model: BaseModel) -> BaseModel:
    changed = _mask_each(model, field_names(type(model)))
    return model.model_copy(update=changed) if changed else model


def _mask_each(value: object, names: Iterable[str]) -> dict[str, Any]:
    """The attributes that are not the same when they are masked."""
    changed = {}
    for name in names:
        inner = getattr(value, name)
        masked = _mask(inner)
        if masked is not inner and masked != inner:
            changed[name] = masked
    return changed


@cache
def field_names(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of a model's fields, in their order."""
    return tuple(model.model_fields)


@cache
def _shown_fields(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if KEPT not in f.metadata)


def mask_for_form(data: StudioFile, *, confidential: bool) -> StudioFile:
    """Return `data` as a form prints it: whole where it asks for a number, masked elsewhere.

    A `confidential` form is the one that asks for the leader's ID number.
    """
    unit, leader = data.unit, data.leader
    masked = mask_data(data)
    asked = {"phone": mask_numbers(leader.phone, keep="telephone")}
    if confidential:
        asked = {"phone": leader.phone, "id_number": leader.id_number}
    own = {
        "bank_account": unit.bank_account,
        "phone": mask_numbers(unit.phone, keep="telephone"),
        "email": mask_numbers(unit.email, keep="email"),
    }
    return masked.model_copy(
        update={
            "unit": masked.unit.model_copy(update=own),
            "leader": masked.leader.model_copy(update=asked),
        }
    )
