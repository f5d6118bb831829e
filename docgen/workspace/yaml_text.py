"""The text of a studio.yaml that says exactly what a StudioFile holds."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel

from docgen.model.scheme import SubmissionSpec
from docgen.model.submission import FilePages, StudioFile
from docgen.text.wording import write_date

_INDENT = "  "
_UNPRINTABLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ASKS_FOR_QUOTES = re.compile(r"[^\S \u3000]|[\"'#:\[\]{},&*!|>%@`\\?=<~“”‘’＂]|^[\s.+-]|^0\d|\s$")
_WORDS = re.compile(r"(?i)^(true|false|null|yes|no|on|off)$")


def write_yaml(data: StudioFile, spec: SubmissionSpec) -> str:
    """Return the data as YAML, with the Chinese names of its parts as comments."""
    lines = [f"# {spec.name}，报送截止 {write_date(spec.deadline)}", ""]
    for name, field in StudioFile.model_fields.items():
        value = getattr(data, name)
        if value == field.get_default(call_default_factory=True):
            continue
        if isinstance(value, BaseModel | Mapping | tuple):
            lines += ["", f"# ══════ {field.title} ══════", "", f"{name}:"]
            lines += _inside(value, _INDENT)
        else:
            lines.append(f"{name}: {_scalar(str(value), _INDENT)}")
    return "\n".join(lines) + "\n"


def write_scalar(text: str) -> str:
    """Return a text as it stands behind a name, on one line."""
    return _scalar(text, "")


def write_named(name: str, value: object, indent: str) -> list[str]:
    """Return the lines of a name and its value: a text, a truth, a tuple or a mapping of these."""
    return "\n".join(_named(_scalar(name, ""), value, indent)).split("\n")


def write_listed(value: object, indent: str) -> list[str]:
    """Return the lines of one entry of a list whose dashes are indented so far."""
    return "\n".join(_item(value, indent)).split("\n")


def write_inline(value: object) -> str:
    """Return a value as it stands within brackets, on one line."""
    if isinstance(value, Mapping):
        pairs = (f"{_scalar(str(k), '')}: {write_inline(v)}" for k, v in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(write_inline, value))}]"
    return _short(value, "") or "null"


def _inside(value: object, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _named(_scalar(str(key), indent), inner, indent)
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if field.is_required() or inner != field.get_default(call_default_factory=True):
                yield from _named(name, inner, indent)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _item(inner, indent)


def _named(name: str, value: object, indent: str) -> Iterator[str]:
    short = _short(value, indent + _INDENT)
    if short is not None:
        yield f"{indent}{name}: {short}"
    else:
        yield f"{indent}{name}:"
        yield from _inside(value, indent + _INDENT)


def _item(value: object, indent: str) -> Iterator[str]:
    named = isinstance(value, BaseModel | Mapping)
    lines = list(_inside(value, indent + _INDENT)) if named else []
    if lines:
        yield f"{indent}- {lines[0].lstrip(' ')}"
        yield from lines[1:]
    else:
        yield f"{indent}- {_short(value, indent + _INDENT) or '{}'}"


def _short(value: object, indent: str) -> str | None:
    """A value that stands behind its name; None where it takes lines of its own."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return _short_list(value, indent)
    if isinstance(value, FilePages) and not (value.pages or value.turn):
        return _scalar(value.file, indent)
    if isinstance(value, BaseModel | Mapping):
        return None if list(_inside(value, indent)) else "{}"
    return "null" if value is None else _scalar(str(value), indent)


def _short_list(values: tuple[object, ...], indent: str) -> str | None:
    if len(values) == 1 and isinstance(values[0], FilePages):
        return _short(values[0], indent)
    if any(isinstance(value, BaseModel | Mapping) for value in values):
        return None
    return f"[{', '.join(_short(value, '') or '' for value in values)}]"


def _scalar(text: str, indent: str) -> str:
    if text and not any(p.search(text) for p in (_ASKS_FOR_QUOTES, _UNPRINTABLE, _WORDS)):
        return text
    lines = text.split("\n")
    if indent and len(lines) > 1 and not text.startswith((" ", "\n")) and _is_block(text):
        return "\n".join(["|-", *(f"{indent}{line}" if line else "" for line in lines)])
    return _UNPRINTABLE.sub(_escape, json.dumps(text, ensure_ascii=False))


def _is_block(text: str) -> bool:
    return not _UNPRINTABLE.search(text) and "\t" not in text and text == text.rstrip()


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
