"""What typer says, in Chinese: pages of help, and what was wrong with a command line.

Typer has no translations, so its pages and messages are not used: commands are made of the two
classes here, which write their own, and its exceptions are told apart by what they carry.
"""

import difflib
import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from docgen.cli.terminal import page_columns, say
from docgen.issues.errors import DocgenError
from docgen.text.columns import count_columns, pad_columns, wrap_columns

Command: TypeAlias = Any
Context: TypeAlias = Any
Parameter: TypeAlias = Any
"""What typer hands to commands. It has public names for those that are asked for only."""

HELP_OPTION_NAMES = ["--help", "-h"]


class UsageError(DocgenError):
    """The command line cannot be understood."""

    exit_code = 2


@dataclass(frozen=True)
class Shown:
    """An argument or option as the pages of help show it."""

    written: str
    """`--out 文件夹`, or an argument's name."""
    meaning: str
    required: bool
    default: str
    """What holds when it is not given; empty where that goes without saying."""

    @property
    def text(self) -> str:
        """The meaning, and whether it must be given or what holds else."""
        if self.required:
            return f"{self.meaning}（必填）"
        return f"{self.meaning}（不写就是 {self.default}）" if self.default else self.meaning


@dataclass(frozen=True)
class Page:
    """What help says of one command."""

    usage: str
    paragraphs: tuple[str, ...]
    arguments: tuple[Shown, ...]
    options: tuple[Shown, ...]
    commands: tuple[tuple[str, str], ...]
    """Names and first sentences of the commands below this one."""
    examples: tuple[str, ...]


class _ChineseHelp:
    """The pages of help both kinds of commands share."""

    def get_help(self, ctx: Context) -> str:
        """Return the page of help, without a newline at its end."""
        return write_page(describe(ctx), page_columns())

    def get_usage(self, ctx: Context) -> str:
        """Return how the command is written."""
        return f"用法：{_write_usage(ctx)}"


class ChineseCommand(_ChineseHelp, TyperCommand):
    """A command whose help and complaints are Chinese."""

    allow_extra_args = True  # to complain about them here

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return the option --help."""
        return _mend_help(super().get_help_option(ctx))

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the arguments. UsageError where they cannot be understood."""
        try:
            left = super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise explain(error, ctx) from error
        if left and not ctx.resilient_parsing:
            raise UsageError(
                f"多写了 {' '.join(left)}",
                remedy=f"写成：{_write_usage(ctx)}；路径里有空格的，整个放进引号",
            )
        return left


class ChineseGroup(_ChineseHelp, TyperGroup):
    """A command line of several commands whose help and complaints are Chinese."""

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return the option --help."""
        return _mend_help(super().get_help_option(ctx))

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the options before the command. With nothing at all, show the help."""
        if not args:
            say(self.get_help(ctx))
            ctx.exit(UsageError.exit_code)
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise explain(error, ctx) from error

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Return the command named. UsageError where there is none of that name."""
        name, names = args[0], list(self.commands)
        if name not in names:
            near = difflib.get_close_matches(name, names, 1)
            hint = f"是不是 {near[0]}？" if near else ""
            raise UsageError(f"没有“{name}”这个命令", remedy=f"{hint}命令有：{'、'.join(names)}")
        return super().resolve_command(ctx, args)


def _mend_help(option: TyperOption | None) -> TyperOption | None:
    """Explain --help in Chinese, and show the page as everything else is shown."""
    if option is not None:
        option.help = "显示这份说明"
        option.callback = _show_help
    return option


def _show_help(ctx: Context, _option: Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        say(ctx.get_help())
        ctx.exit()


# ── pages of help ─────────────────────────────────────────────────────────────────────────────


def describe(ctx: Context) -> Page:
    """Return what help says of a command."""
    command = ctx.command
    parameters = command.get_params(ctx)
    paragraphs = tuple(p for p in inspect.cleandoc(command.help or "").split("\n\n") if p)
    return Page(
        usage=_write_usage(ctx),
        paragraphs=paragraphs,
        arguments=tuple(_describe(p) for p in parameters if isinstance(p, TyperArgument)),
        options=tuple(_describe(p) for p in parameters if isinstance(p, TyperOption)),
        commands=tuple(
            (name, _first_sentence(inner.help or ""))
            for name, inner in getattr(command, "commands", {}).items()
        ),
        examples=tuple(inspect.cleandoc(command.epilog or "").splitlines()),
    )


def _describe(parameter: TyperArgument | TyperOption) -> Shown:
    # Typer keeps the names of --help in a set.
    names = ", ".join(sorted(parameter.opts, key=len)) if isinstance(parameter, TyperOption) else ""
    shown = isinstance(parameter.default, str)
    return Shown(
        written=" ".join(filter(None, [names, "" if _is_flag(parameter) else _metavar(parameter)])),
        meaning=parameter.help or "",
        required=parameter.required,
        default=str(parameter.default) if shown and not callable(parameter.default) else "",
    )


def _metavar(parameter: Parameter) -> str:
    return parameter.metavar or parameter.name or ""


def _first_sentence(help_text: str) -> str:
    return inspect.cleandoc(help_text).partition("\n")[0].partition("。")[0]


def _write_usage(ctx: Context) -> str:
    arguments = [p for p in ctx.command.get_params(ctx) if isinstance(p, TyperArgument)]
    written = [_metavar(p) if p.required else f"[{_metavar(p)}]" for p in arguments]
    if isinstance(ctx.command, TyperGroup):
        written.append("命令")
    return " ".join([ctx.command_path, *written, "[选项]"])


def write_page(page: Page, columns: int) -> str:
    """Return a page of help no line of which is wider than `columns`."""
    lines = [f"用法：{page.usage}"]
    for paragraph in page.paragraphs:
        lines += ["", *wrap_columns(paragraph, columns)]
    tables = (
        ("命令：", page.commands),
        ("参数：", [(p.written, p.text) for p in page.arguments]),
        ("选项：", [(p.written, p.text) for p in page.options]),
    )
    for heading, rows in tables:
        if rows:
            lines += ["", heading, *_write_table(rows, columns)]
    if page.examples:
        lines += ["", "例：", *(f"  {example}" for example in page.examples)]
    return "\n".join(lines)


def _write_table(rows: Sequence[tuple[str, str]], columns: int) -> Iterator[str]:
    left = max(count_columns(name) for name, _ in rows) + 4
    for name, meaning in rows:
        heads = _one_then_blank(f"  {name}")
        for line in wrap_columns(meaning, columns - left):
            yield f"{pad_columns(next(heads), left)}{line}".rstrip()


def _one_then_blank(text: str) -> Iterator[str]:
    yield text
    while True:
        yield ""


# ── complaints ────────────────────────────────────────────────────────────────────────────────


def explain(error: typer.TyperException, ctx: Context) -> UsageError:
    """Return what typer has to say against a command line, in Chinese."""
    # A group below the first names its own.
    ctx = getattr(error, "ctx", None) or ctx
    how = f"写成：{_write_usage(ctx)}；{ctx.command_path} --help 看说明"
    if isinstance(error, typer.BadParameter):
        return _explain_value(error, how)
    option = getattr(error, "option_name", None)
    if option is None:
        missing = isinstance(ctx.command, TyperGroup)
        return UsageError("没有写命令" if missing else "命令写得不对", remedy=how)
    if hasattr(error, "possibilities"):
        near = " 或 ".join(sorted(error.possibilities or ()))
        return UsageError(f"没有“{option}”这个选项", remedy=f"是不是 {near}？" if near else how)
    flags = [name for p in ctx.command.get_params(ctx) if _is_flag(p) for name in p.opts]
    wrong = "不写值" if option in flags else "没有写值"
    return UsageError(f"选项 {option} 后面{wrong}", remedy=how)


def _explain_value(error: typer.BadParameter, how: str) -> UsageError:
    parameter = error.param
    if parameter is None:
        return UsageError(error.message, remedy=how)
    is_option = isinstance(parameter, TyperOption)
    name = f"选项 {parameter.opts[0]} " if is_option else _metavar(parameter)
    # Only what is missing comes without a word on what is wrong with it.
    if not error.message:
        return UsageError(f"没有写{name}".rstrip(), remedy=how)
    choices = " 或 ".join(_metavar(parameter).split("|"))
    return UsageError(f"{name}的值不对", remedy=f"应是 {choices}")


def _is_flag(parameter: Parameter) -> bool:
    return isinstance(parameter, TyperOption) and parameter.is_flag
