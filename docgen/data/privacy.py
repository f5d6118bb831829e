"""What may leave the unit: data with every resident ID number masked.

Only the application form prints the leader's number whole; everything else is made from what
these functions return.
"""

from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel

from docgen.data.evidence import Evidence
from docgen.data.wording import mask_id_number

Data = TypeVar("Data", bound=BaseModel)


def mask_data(data: Data) -> Data:
    """Return `data` with the ID numbers in all of its texts masked."""
    return data.model_copy(
        update={name: _mask(getattr(data, name)) for name in type(data).model_fields}
    )


def _mask(value: object) -> object:
    if isinstance(value, str):
        return mask_id_number(value)
    if isinstance(value, BaseModel):
        return mask_data(value)
    if isinstance(value, tuple):
        return tuple(_mask(inner) for inner in value)
    if isinstance(value, dict):
        return {key: _mask(inner) for key, inner in value.items()}
    return value


def mask_evidence(evidence: Evidence) -> Evidence:
    """Return `evidence` with the ID numbers in its words masked; its files keep their paths."""
    return replace(
        evidence,
        title=mask_id_number(evidence.title),
        holder=mask_id_number(evidence.holder),
        number=mask_id_number(evidence.number),
        note=mask_id_number(evidence.note),
        achievement=mask_id_number(evidence.achievement),
        organiser=mask_id_number(evidence.organiser),
        files=tuple(replace(file, title=mask_id_number(file.title)) for file in evidence.files),
    )
