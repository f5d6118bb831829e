"""The models that read, and the engine that runs them, which is the extra `read`.

The models lie here (`ppocrv6`, by `tools/models/vendor.py`): PP-OCRv6 of PaddlePaddle, Apache-2.0.
"""

import functools
import hashlib
import importlib
import importlib.metadata
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ENGINE = "onnxruntime"
_FOLDER = Path(__file__).parent / "ppocrv6"


@dataclass(frozen=True)
class Models:
    """The files of the models: one that finds lines, a light and a better one that read them."""

    lines: Path
    light: Path
    light_characters: Path
    better: Path
    better_characters: Path

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file."""
        light, better = self.light_characters, self.better_characters
        return (self.lines, self.light, light, self.better, better)


def find_models() -> Models | None:
    """The models, where the engine that runs them is installed; None where a part is missing."""
    if importlib.util.find_spec(_ENGINE) is None:
        return None
    models = Models(
        _FOLDER / "tiny" / "det" / "det.onnx",
        _FOLDER / "tiny" / "rec" / "rec.onnx",
        _FOLDER / "ppocrv6_tiny_dict.txt",
        _FOLDER / "small" / "rec" / "rec.onnx",
        _FOLDER / "ppocrv6_dict.txt",
    )
    return models if all(file.is_file() for file in models.all) else None


@functools.cache
def engine_version() -> str:
    """What the same picture is read alike by: the engine's version and the hashes of the models."""
    told = json.loads((_FOLDER / "vendor.json").read_text("utf-8"))["files"]
    models = hashlib.sha256("".join(told[name] for name in sorted(told)).encode()).hexdigest()
    return f"{_ENGINE}-{importlib.metadata.version(_ENGINE)}+{_FOLDER.name}-{models[:16]}"


def load_model(file: Path) -> Any:  # noqa: ANN401 - the engine is loaded only here
    """A session of the engine on one thread: a second one costs twice the time and gains none."""
    onnxruntime = importlib.import_module(_ENGINE)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Every line has a width of its own: what is kept for the next one would only grow.
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
