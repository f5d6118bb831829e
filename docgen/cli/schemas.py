"""The JSON Schemas of data files and manifests, made from the models.

`python -m docgen.cli.schemas schemas` renews the folder `schemas/`.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from docgen.issues.errors import OutputError
from docgen.model.review_terms import ReviewSettings
from docgen.model.scheme import Scheme
from docgen.model.submission import StudioFile
from docgen.package.manifest import Manifest
from docgen.review.review_manifest import ReviewManifest

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SHOWN: Mapping[str, tuple[type[BaseModel], Literal["validation", "serialization"]]] = {
    "studio": (StudioFile, "validation"),
    "scheme": (Scheme, "validation"),
    "manifest": (Manifest, "serialization"),
    "review-settings": (ReviewSettings, "validation"),
    "review": (ReviewManifest, "serialization"),
}
"""Data files as they are read, manifests as they are written."""


def make_schemas() -> dict[str, bytes]:
    """Return the contents of every schema file by its name (`studio.schema.json`)."""
    return {f"{name}.schema.json": make_schema(name) for name in _SHOWN}


def make_schema(name: str) -> bytes:
    """Return one schema by its name, see `_SHOWN`. KeyError for another name."""
    model, mode = _SHOWN[name]
    schema = model.model_json_schema(mode=mode)
    for added in _added_by_loader(model):
        del schema["properties"][added]
        schema["required"].remove(added)
    schema = {"$schema": _DIALECT, **schema}
    return json.dumps(schema, ensure_ascii=False, indent=2).encode() + b"\n"


def _added_by_loader(model: type[BaseModel]) -> list[str]:
    """Return the fields nobody writes in the file: where it was found, for one."""
    return [name for name, field in model.model_fields.items() if field.exclude]


def write_schemas(folder: Path) -> None:
    """Write every schema file into `folder`. OutputError where that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, contents in make_schemas().items():
            (folder / name).write_bytes(contents)
    except OSError as error:
        raise OutputError(
            "JSON Schema 写不进去", where=str(folder), remedy="换一个可以写的文件夹"
        ) from error


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
