"""The reference for clerks, made from the model, the rules and the commands.

`python -m docgen.cli.reference docs` renews `data.zh.md` and `commands.zh.md` in `docs`.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docgen.cli.commands import BUG, DEBUG_VARIABLE, INTERRUPTED, PIPE_CLOSED, app
from docgen.cli.environment import READING_VARIABLE, UNREAD
from docgen.cli.usage import HELP_OPTION_NAMES, Page, Shown, UsageError, describe
from docgen.issues.catalogue import Entry, Reader
from docgen.issues.errors import (
    DocgenError,
    FindingsError,
    FontError,
    FormError,
    MachineError,
    OfficeError,
    OutputError,
    PrinterError,
    SchemeError,
    SourceError,
    WorkspaceError,
)
from docgen.issues.finding import Level
from docgen.issues.issue import GROUPS, REFUSALS
from docgen.issues.source_entries import SOURCE_ENTRIES
from docgen.model.field_locations import models_in
from docgen.model.submission import Line, Paragraphs, PartialDate, StudioFile
from docgen.system.machine import CACHE_VARIABLE

EXIT_CODES: Mapping[int, str] = {
    0: "做完了；可能有警告和提示",
    FindingsError.exit_code: "检查出错误，没有加 --draft 就什么也没有生成；或扫描件还没有齐",
    UsageError.exit_code: "命令写得不对",
    WorkspaceError.exit_code: "工作文件夹或 studio.yaml（studio.xlsx）读不出来",
    SchemeError.exit_code: "没有这个方案，或方案写错了",
    SourceError.exit_code: "一个佐证文件用不了",
    FormError.exit_code: "Word 模板填不了",
    OfficeError.exit_code: "没有 LibreOffice，或它没有做成",
    FontError.exit_code: "没有能显示中文的字体",
    OutputError.exit_code: "结果写不进去",
    PrinterError.exit_code: "打印机不应答，或打不了要打的",
    MachineError.exit_code: "电脑的磁盘满了，或内存不够",
    BUG: "程序出了意外的问题",
    INTERRUPTED: "被中断（Ctrl-C）",
    PIPE_CLOSED: "接收输出的程序先关了（如 docgen check 我的工作室 | head）",
}

ENVIRONMENT: Mapping[str, str] = {
    CACHE_VARIABLE: "准备好的佐证文件存在哪个文件夹；不写就在用户的缓存文件夹",
    READING_VARIABLE: f"写 {UNREAD} 时，所有命令都不识别扫描件、照片上的文字，同 --no-reading",
    DEBUG_VARIABLE: "写 1 时，程序出意外的问题把经过直接显示出来，不写进文件",
}


_LEVELS = {Level.ERROR: "错误", Level.WARNING: "警告", Level.NOTE: "提示"}
_MADE = "<!-- 由 python -m docgen.cli.reference docs 生成，不要手改 -->"


def make_reference() -> dict[str, str]:
    """Return the text of every page of the reference by its file name."""
    return {"data.zh.md": _write_data(), "commands.zh.md": _write_commands()}


def write_reference(folder: Path) -> None:
    """Write the pages into `folder`. OutputError where that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in make_reference().items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(
            "参考文档写不进去", where=str(folder), remedy="换一个可以写的文件夹"
        ) from error


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(_escape(cell) for cell in row) + " |" for row in lines]


def _escape(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")


# ── data ──────────────────────────────────────────────────────────────────────────────────────


def _write_data() -> str:
    lines = [
        "# studio.yaml 的各栏和检查的代码",
        "",
        _MADE,
        "",
        "`docgen init` 生成的 studio.yaml 只留这次报送用得着的栏。"
        "除 scheme 和 submission 外都可以先空着；哪些必填由方案定，`docgen check` 会列出来。",
        "",
        "名字里的 `[]` 是一列中的一条，`{}` 是项目编号或代号。",
    ]
    for title, rows in _sections():
        lines += ["", f"## {title}", "", *_table(("栏", "名称", "怎样写", "说明"), rows)]
    for title, entries in GROUPS.items():
        told = ((entry.code, _LEVELS[entry.level], entry.title) for entry in entries)
        lines += ["", f"## {title}", "", *_table(("代码", "程度", "说的是"), told)]
    lines += ["", "## 文件用不了时说的话", "", *_write_sentences(SOURCE_ENTRIES, coded=True)]
    lines += ["", "## 做不下去时说的话", "", *_write_sentences(REFUSALS, coded=False)]
    return "\n".join(lines) + "\n"


def _write_sentences(entries: Iterable[Entry], *, coded: bool) -> list[str]:
    """A table of all that some entries say; … stands for what differs."""
    said = {
        (entry.code, _leave_blank(what.text), _leave_blank(remedy.text)): None
        for entry in entries
        for case in entry.cases
        for what, remedy in [entry.texts(case, Reader.KEYS)]
    }
    # Where nothing is fixed, another sentence is passed on, which stands at its own place.
    rows = [row if coded else row[1:] for row in said if row[1] != "…"]
    return _table(("代码",) * coded + ("说的是", "怎样办"), rows)


def _leave_blank(template: str) -> str:
    """A sentence with … for its slots, without what is said where one of them is empty."""
    usual = re.sub(r"\[\[\{\w+:when\}.*?\]\]", "", template)
    return re.sub(r"\[\[|\]\]", "", re.sub(r"\{[^{}]*\}", "…", usual))


def _sections() -> Iterator[tuple[str, list[tuple[str, str, str, str]]]]:
    plain = {n: f for n, f in StudioFile.model_fields.items() if not models_in(f.annotation)}
    yield "最前面", [_row(name, field) for name, field in plain.items()]
    for name, field in StudioFile.model_fields.items():
        for model in models_in(field.annotation):
            yield f"{field.title}（{name}）", list(_rows(model, name + _inside(field)))


def _rows(model: type[BaseModel], path: str) -> Iterator[tuple[str, str, str, str]]:
    for name, field in model.model_fields.items():
        here = f"{path}.{name}"
        yield _row(here, field)
        for inner in models_in(field.annotation):
            yield from _rows(inner, here + _inside(field))


def _row(path: str, field: FieldInfo) -> tuple[str, str, str, str]:
    return f"`{path}`", field.title or "", _write_type(_type_of(field)), field.description or ""


def _inside(field: FieldInfo) -> str:
    """Return what a path needs to lead into a list or a mapping."""
    origin = get_origin(field.annotation)
    return "[]" if origin is tuple else ".{}" if origin is dict else ""


def _type_of(field: FieldInfo) -> Any:  # noqa: ANN401 - an annotation
    """Return a field's type with the validators that pydantic keeps apart from it."""
    annotation: Any = field.annotation
    for validator in field.metadata:
        annotation = Annotated[annotation, validator]
    return annotation


def _write_type(annotation: Any) -> str:  # noqa: ANN401 - an annotation
    if get_origin(annotation) is Annotated:
        return _write_annotated(annotation)
    arguments = [argument for argument in get_args(annotation) if argument is not type(None)]
    origin = get_origin(annotation)
    if origin is Literal:
        return " 或 ".join(map(str, arguments))
    if origin is tuple:
        return f"一列：{_write_type(arguments[0])}"
    if origin is dict:
        return f"按{_write_key(arguments[0])}写：{_write_type(arguments[1])}"
    if origin is not None:
        return " 或 ".join(map(_write_type, arguments))
    return _write_plain(annotation)


def _write_key(annotation: object) -> str:
    return "编号" if annotation is int else "代号"


def _write_annotated(annotation: Any) -> str:  # noqa: ANN401 - an annotation
    bare, *validators = get_args(annotation)
    if get_args(Line)[1] in validators:
        return "一行文字"
    if get_args(Paragraphs)[1] in validators:
        return "文字，可多行"
    return _write_type(bare)


def _write_plain(annotation: type) -> str:
    if issubclass(annotation, BaseModel):
        return "一段"
    names = {
        bool: "true 或 false",
        int: "整数",
        Decimal: "数字",
        PartialDate: "日期",
        str: "一行文字",
    }
    return names[annotation]


# ── commands ──────────────────────────────────────────────────────────────────────────────────


def _write_commands() -> str:
    command = typer.main.get_command(app)
    ctx = command.context_class(command, info_name="docgen", help_option_names=HELP_OPTION_NAMES)
    lines = ["# 命令", "", _MADE, "", *_write_page(describe(ctx))]
    for name, inner in getattr(command, "commands", {}).items():
        below = inner.context_class(inner, info_name=name, parent=ctx)
        lines += ["", f"## docgen {name}", "", *_write_page(describe(below))]
        for last, command_within in getattr(inner, "commands", {}).items():
            deepest = command_within.context_class(command_within, info_name=last, parent=below)
            lines += ["", f"## docgen {name} {last}", "", *_write_page(describe(deepest))]
    codes = ((str(code), meaning) for code, meaning in EXIT_CODES.items())
    lines += ["", "## 退出码", "", *_table(("退出码", "意思"), codes)]
    lines += ["", "## 环境变量", "", *_table(("变量", "意思"), ENVIRONMENT.items())]
    return "\n".join(lines) + "\n"


def _write_page(page: Page) -> Iterator[str]:
    yield from (f"    {page.usage}", "", "\n\n".join(page.paragraphs))
    if page.commands:
        yield from ("", *_table(("命令", "做什么"), page.commands))
    for head, parameters in (("参数", page.arguments), ("选项", page.options)):
        if parameters:
            yield from ("", *_table((head, "说明"), map(_write_parameter, parameters)))
    if page.examples:
        yield from ("", "例：", "", *(f"    {example}" for example in page.examples))


def _write_parameter(shown: Shown) -> tuple[str, str]:
    return f"`{shown.written}`", shown.text


if __name__ == "__main__":
    try:
        write_reference(Path(sys.argv[1]))
    except DocgenError as error:
        sys.exit(f"{error}\n{error.remedy}")
