"""评审/评审设置.yaml: what the bureau lays down, read with everything that is wrong with it."""

from dataclasses import dataclass, field
from pathlib import Path

from docgen.issues.errors import WorkspaceError
from docgen.issues.finding import Finding
from docgen.model.review_terms import ReviewSettings
from docgen.package.file_names import REVIEW_FOLDER
from docgen.system.atomic_files import translate_errors, write_atomically
from docgen.system.file_hashes import hash_file
from docgen.workspace.data_tree import MAX_BYTES, read_tree
from docgen.workspace.validation import fit

SETTINGS_NAME = "评审设置.yaml"

_HEAD = """\
# 评审设置：这个文件夹里的材料怎样评。去掉行首的“# ”再改；没有写的照方案，方案没有写的照括号里的。
# 改好存盘就生效。
"""


@dataclass(frozen=True)
class ReadSettings:
    """The settings of one folder, and what is wrong with their file."""

    settings: ReviewSettings = field(default_factory=ReviewSettings)
    findings: tuple[Finding, ...] = ()
    sha256: str = ""
    """Of the file; empty where there is none."""


def read_settings(folder: Path) -> ReadSettings:
    """Return the settings of a review. WorkspaceError where the file cannot be read as YAML.

    A value that does not fit is named and left out.
    """
    file = folder / REVIEW_FOLDER / SETTINGS_NAME
    if not file.is_file():
        return ReadSettings()
    if _says_nothing(file):
        return ReadSettings(sha256=hash_file(file))
    name = f"{REVIEW_FOLDER}/{SETTINGS_NAME}"
    fitted = fit(read_tree(file, name, WorkspaceError), ReviewSettings)
    return ReadSettings(fitted.value or ReviewSettings(), fitted.findings, hash_file(file))


def _says_nothing(file: Path) -> bool:
    """Whether nothing but remarks stands in it, as when it was begun."""
    lines = file.read_bytes().splitlines() if file.stat().st_size < MAX_BYTES else [b"much"]
    return all(not line.strip() or line.lstrip().startswith(b"#") for line in lines)


def begin_settings(folder: Path) -> Path:
    """Write a settings file to be filled in, unless there is one. OutputError."""
    file = folder / REVIEW_FOLDER / SETTINGS_NAME
    with translate_errors(file):
        file.parent.mkdir(exist_ok=True)
        if not file.exists():
            write_atomically(file, _draw().encode())
    return file


def _draw() -> str:
    lines = [_HEAD]
    for name, said in ReviewSettings.model_fields.items():
        lines.append(f"# {said.title}：{said.description}\n# {name}:\n")
    return "\n".join(lines)
