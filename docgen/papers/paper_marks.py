"""What marks each kind of paper, and what stands before its values: data of docgen's own."""

import functools
import re
import unicodedata
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from ruamel.yaml import YAML

from docgen.papers.paper import FieldName, PaperKind

OCCUPATION_AND_LEVEL = "职业和等级"
"""One label of two fields: 焊工三级."""
ACCOUNT_NAME = "户名"
"""Whose it is, the payer's or the payee's, is told by where it stands."""
_ROLES = frozenset({*FieldName, OCCUPATION_AND_LEVEL, ACCOUNT_NAME})


def _check_shape(value: str) -> str:
    re.compile(value)
    return value


def _write_out(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Labels with all that `<…|…>` stands for: <发证|颁证>日期 is two."""
    found = []
    for label in labels:
        parts = re.split(r"[<>]", label)
        found += ["".join(words) for words in product(*(part.split("|") for part in parts))]
    return tuple(dict.fromkeys(found))


def _check_role(value: str) -> str:
    if value not in _ROLES:
        raise ValueError(f"{value} names no field")
    return value


Shape = Annotated[str, AfterValidator(_check_shape)]
Role = Annotated[str, AfterValidator(_check_role)]
Labels = Annotated[tuple[str, ...], AfterValidator(_write_out)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KindMark(_Data):
    """Words that tell a kind: a regular expression for a line, half-width and without blanks."""

    words: Shape
    place: Literal["heading", "title", "line", "anywhere"] = Field("heading", alias="as")
    needs: tuple[Shape, ...] = ()
    bars: tuple[Shape, ...] = ()
    sure: float = Field(gt=0, le=1)


class KindSpec(_Data):
    """What marks a kind of paper, and the words before its values."""

    kind: PaperKind
    marks: tuple[KindMark, ...] = Field(min_length=1)
    labels: Mapping[Role, Labels] = Field(default_factory=dict)
    foot: bool = False
    """Whether it is signed at its foot: who issued it, and below that the date."""


class PaperMarks(_Data):
    """All that is known of the country's papers."""

    others: tuple[str, ...]
    """Labels before values that are of no use: a value ends where one begins."""
    kinds: tuple[KindSpec, ...]
    media_ends: tuple[str, ...]
    unit_ends: tuple[str, ...]
    professional_titles: tuple[str, ...]

    @model_validator(mode="after")
    def _each_kind_once(self) -> Self:
        told = [spec.kind for spec in self.kinds]
        if sorted(told) != sorted({*PaperKind} - {PaperKind.PICTURE, PaperKind.UNKNOWN}):
            raise ValueError("every kind that has marks stands in it once")
        return self

    def spec_of(self, kind: PaperKind) -> KindSpec | None:
        """What is known of a kind; None of a picture and of what is not known."""
        return next((spec for spec in self.kinds if spec.kind == kind), None)


@functools.cache
def load_paper_marks() -> PaperMarks:
    """The data that lies beside this module."""
    file = Path(__file__).with_name("paper_marks.yaml")
    return PaperMarks.model_validate(YAML(typ="safe").load(file.read_text(encoding="utf-8")))


def plain_label(label: str) -> str:
    """A label as it is looked for: half-width, without blanks and colon."""
    return re.sub(r"[\s:]", "", unicodedata.normalize("NFKC", label))
