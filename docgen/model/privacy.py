"""What may leave the unit: data with the numbers of people and accounts hidden.

A form alone prints such a number, and only where it asks for one; everything else is made from
what these functions return.
"""

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from pydantic import BaseModel

from docgen.model.submission import StudioFile
from docgen.text.masking import KEPT, mask_numbers

Data = TypeVar("Data")


def mask_data(data: Data) -> Data:
    """Return `data` (texts, models and dataclasses, tuples and mappings of them), masked."""
    return cast("Data", _mask(data))


def _mask(value: object) -> object:
    if isinstance(value, str):
        return mask_numbers(value) if type(value) is str else value
    if isinstance(value, BaseModel):
        named = {name: _mask(getattr(value, name)) for name in type(value).model_fields}
        return value.model_copy(update=named)
    if is_dataclass(value) and not isinstance(value, type):
        shown = [f.name for f in fields(value) if KEPT not in f.metadata]
        return replace(value, **{name: _mask(getattr(value, name)) for name in shown})
    if type(value) is tuple:
        return tuple(map(_mask, value))
    if isinstance(value, dict):
        return {key: _mask(inner) for key, inner in value.items()}
    return value


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
