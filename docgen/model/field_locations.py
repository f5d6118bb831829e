"""Where a value of the data file stands, and what a clerk calls it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import get_args, get_origin

from pydantic import BaseModel

from docgen.issues.location import KeyPath, Location
from docgen.text.quoting import veil


@dataclass(frozen=True)
class Places:
    """The place of each value, as `studio.yaml:31`.

    `spoilt` are the values that were written but could not be used. They are reported already, so
    nobody should say that they are missing. A list that lost a row is (*path, "*").
    """

    file: str = "studio.yaml"
    known: Mapping[KeyPath, Location] = field(default_factory=lambda: MappingProxyType({}))
    spoilt: frozenset[KeyPath] = frozenset()

    def at(self, *path: str | int) -> Location:
        """Return the place of a value; of the nearest thing around it where it was not written."""
        keys = tuple(str(key) for key in path)
        for length in range(len(keys), 0, -1):
            place = self.known.get(keys[:length])
            if place is not None:
                return place if place.field == keys else replace(place, field=keys)
        return Location(self.file, field=keys)

    def is_spoilt(self, *path: str | int) -> bool:
        """Whether a value, or something around it, or a row of it, was there but unusable."""
        if not self.spoilt:
            return False
        keys = tuple(str(key) for key in path)
        around = (keys[:length] for length in range(1, len(keys) + 1))
        return (*keys, "*") in self.spoilt or any(part in self.spoilt for part in around)

    def any_spoilt(self, *path: str | int) -> bool:
        """Whether anything at or under `path` was there but unusable."""
        keys = tuple(str(key) for key in path)
        return any(part[: len(keys)] == keys for part in self.spoilt)


def name_field(model: type[BaseModel], path: Iterable[str | int]) -> str:
    """Return a field's Chinese name with its key path: 领办人 › 性别（leader.sex）.

    Rows of a list are named by their place counted from 1, entries of a mapping by their key.
    A key the model does not know stands for itself.
    """
    steps = list(_steps(model, path))
    dotted = ""
    for _, key in steps:
        dotted += key if key.startswith("[") or not dotted else f".{key}"
    return f"{' › '.join(name for name, _ in steps)}（{dotted}）"


def call_field(model: type[BaseModel], path: Iterable[str | int]) -> str:
    """Return a field's Chinese name without its keys: 领办人 › 性别."""
    return " › ".join(name for name, _ in _steps(model, path))


def _steps(model: type[BaseModel], path: Iterable[str | int]) -> Iterator[tuple[str, str]]:
    candidates: list[type[BaseModel]] = [model]
    within: type | None = None
    for step in path:
        key = str(step)
        owner = next((m for m in candidates if key in m.model_fields), None)
        if within is tuple and key.isdecimal():
            yield f"第 {int(key) + 1} 条", f"[{int(key) + 1}]"
            within = None
        elif within is not None or owner is None:
            shown = veil(key)
            yield (f"第 {shown} 项" if within is dict and key.isdecimal() else shown), shown
            within = None
        else:
            annotation = owner.model_fields[key].annotation
            yield owner.model_fields[key].title or key, key
            candidates, within = models_in(annotation), _container(annotation)


def models_in(annotation: object) -> list[type[BaseModel]]:
    """Return the models an annotation speaks of, as in `tuple[Member, ...]` or `A | B | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in models_in(part)]


def _container(annotation: object) -> type | None:
    origin = get_origin(annotation)
    if origin is tuple or origin is dict:
        return origin
    return next((c for part in get_args(annotation) if (c := _container(part))), None)
