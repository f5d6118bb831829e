"""The reference for clerks, made from the model, the rules and the commands.

`python -m docgen.cli.reference docs` renews `data.zh.md` and `commands.zh.md` in `docs`.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docgen.checks.run_checks import RULES
from docgen.checks.scheme_lint import LINT_RULES, TEMPLATE_CODES
from docgen.cli.commands import BUG, DEBUG_VARIABLE, INTERRUPTED, PIPE_CLOSED, app
from docgen.cli.usage import HELP_OPTION_NAMES, Page, Shown, UsageError, describe
from docgen.collect.collect_report import CODES as COLLECT_CODES
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
from docgen.model.field_locations import models_in
from docgen.model.submission import Line, Paragraphs, PartialDate, StudioFile
from docgen.printing.codes import PRINT_CODES
from docgen.system.machine import CACHE_VARIABLE
from docgen.verify.run_verify import CODES

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
    DEBUG_VARIABLE: "写 1 时，程序出意外的问题把经过直接显示出来，不写进文件",
}

OTHER_CODES: Mapping[str, str] = {
    "Y101": "studio.yaml 里没有这一栏，或不在这里",
    "Y102": "值的写法不对",
    "Y103": "缺了不能没有的一栏",
    "Y104": "同一个名字写了两次",
    "Y105": "冒号前面不是一个名字",
    "Y106": "文件不是 UTF-8 编码",
    "Y107": "值的两头是中文引号",
    "Y108": "井号后面的内容没有读进来",
    "Y109": "没有这种报送",
    "Y120": "studio.xlsx 里的公式没有存下结果",
    "Y121": "列名或栏目不认识，内容没有读进来",
    "Y122": "列名或栏目重复",
    "Y123": "长号码被 Excel 当成数字，丢了后面几位",
    "Y124": "隐藏的行或列里有内容，照样读了",
    "Y125": "不认识的工作表，没有读进来",
    "Y126": "例子那一行改过，没有读进来",
    "Y127": "Excel 把内容当成了日期或数字，分不清原来写的是什么",
    "Y128": "公式出错",
    "Y129": "表里没有必须有的列名",
    "Y130": "方案与程序自带的同名，内容不一样",
    "F101": "佐证文件里有的内容没有照样用",
    "F102": "要的页超出文件的页数",
    "F103": "已装的字体里没有这个字",
    "F104": "章戳避开了原有内容",
    "F105": "佐证文件可能不完整",
    "F111": "同样的内容放了两件，只印一遍",
    "F112": "同样的文件在两件佐证里都印了",
    "F113": "页面是横着或倒着的",
    "F114": "照片没有拼成一页几张",
    "F115": "为了不超过大小上限，图像降了质量",
    "F116": "佐证材料分了卷",
    "F117": "一个文件的图像没有缩小",
    "F118": "一项的佐证太大，一卷放不下",
    "F119": "页面上没有空白处印页面标识",
    "F121": "表比通知的样表长得多",
    "F150": "一个文件搬不进佐证材料",
    "F201": "文件不在任何项目的文件夹里，没有收进来",
    "F203": "没有这个文件",
    "F204": "指向佐证文件夹以外",
    "F205": "文件名的编码不对",
    "F206": "页码的写法不对",
    "F207": "没有写支撑哪一项",
    "F208": "没有这个项目",
    "F209": "没有佐证文件夹",
    "F210": "不是普通文件，或打不开",
    "F211": "同一页用了两次",
    "F212": "所写的项目与所在的文件夹不同",
    "F213": "写了文件夹，里面没有可用的文件",
    "F220": "报告文件用不了",
    "F221": "没有报告，或有几份",
    "F222": "报告里还有没写的地方",
    "F241": "数据文件正开着，没有保存的改动读不到",
    "F240": "文件改了名或挪了位置，按内容认出",
    "F230": "已经印出的佐证不见了",
    "F231": "已经印出的佐证换了内容",
    "F232": "已经印出的页变了样",
    "F233": "编号锁定后新增或改动的页",
    "F223": "密码文件读不了",
    "source-uncopied": "文件里有阅读软件读不了的数据，搬不进佐证材料",
    "source-unread": "有一页阅读软件打不开",
    "source-failed": "文件处理不了",
    "source-timeout": "处理文件的时间太长，已停止",
    "source-memory": "打开文件需要的内存太多",
    "source-crash": "打开文件的程序崩溃了",
    "source-missing": "找不到文件",
    "source-unreadable": "文件读不出来",
    "source-changed": "处理时文件正在改动",
    "source-damaged": "文件已损坏",
    "source-format": "这种文件放不进佐证材料",
    "source-no-pages": "PDF 里一页也没有",
    "source-not-a-file": "不是可以打开的文件",
    "source-password": "文件有密码",
    "source-office": "没有 LibreOffice，或缺少它的一部分",
    "source-bomb": "文件里的数据会膨胀到极大",
    "source-too-long": "文本太长",
    "source-font": "没有可用的中文字体，Office 文件转不了",
    "source-portfolio": "PDF 是文件包",
    "source-too-large": "图片太大",
    "source-scientific-image": "TIFF 里是测量数据，不是可以直接看的图片",
    "source-picture-codec": "HEIF 图片的编码打不开",
    "source-too-many-pages": "PDF 的页太多",
    "source-page-size": "PDF 的页大得打不开、印不出",
    "source-xfa": "PDF 是只有 Adobe Reader 能显示的表单",
    "template": "Word 模板与方案不合",
    "form-pdf": "表格转成的 PDF 与填写的不一致",
    "character": "字体里没有要印的字",
}
"""The codes of findings that are not in the table of check rules."""

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
    lines += ["", "## 检查的代码", "", *_table(("代码", "程度", "说的是"), _rules())]
    lines += ["", "## 检查方案的代码", "", *_table(("代码", "程度", "说的是"), _lint_rules())]
    lines += ["", "## 读取和转换时的代码", "", *_table(("代码", "说的是"), OTHER_CODES.items())]
    verified = ((code, _LEVELS[found.level], found.title) for code, found in CODES.items())
    lines += ["", "## 核对（verify）时的代码", "", *_table(("代码", "级别", "说的是"), verified)]
    printed = PRINT_CODES.items()
    lines += ["", "## 打印（print）时的代码", "", *_table(("代码", "说的是"), printed)]
    collected = ((c, _LEVELS[found.level], found.title) for c, found in COLLECT_CODES.items())
    lines += [
        "",
        "## 收扫描件（collect）时的代码",
        "",
        *_table(("代码", "级别", "说的是"), collected),
    ]
    return "\n".join(lines) + "\n"


def _rules() -> Iterator[tuple[str, str, str]]:
    for rule in RULES:
        yield rule.code, _LEVELS[rule.level], rule.title


def _lint_rules() -> Iterator[tuple[str, str, str]]:
    for rule in LINT_RULES:
        yield rule.code, _LEVELS[rule.level], rule.title
    for code, level, title in TEMPLATE_CODES.values():
        yield code, _LEVELS[level], title


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
