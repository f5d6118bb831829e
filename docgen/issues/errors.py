"""What can go wrong, and what is said about it.

Two different things are said about trouble:

* a `Finding` is something the check has to say about a workspace. Findings are collected and
  shown all at once; they are a report, not an exception.
* a `DocgenError` stops the run. Each class owns one exit code.

    DocgenError                 what · where · how to mend it
    ├── FindingsError      1    findings of level error stand in the way
    ├── WorkspaceError     3    the folder or its data file cannot be read at all
    │   └── ChangeConflictError  it is not what whoever changes it has seen
    │       └── EditConflictError  a value of the data file is not the one its editor saw
    ├── SchemeError        4    the scheme is missing or wrong
    ├── SourceError        5    one foreign file cannot be used
    ├── FormError          6    a Word template and its contract disagree
    ├── OfficeError        7    LibreOffice is missing or failed
    ├── FontError          8    no face here can show Chinese
    ├── OutputError        9    the result cannot be written
    ├── PrinterError      10    a printer does not answer, or cannot print what is asked
    ├── MachineError      11    the computer lacks room on a disk, or memory
    └── RunCancelledError 130   whoever started the run stopped it

Usage errors exit with 2, an interrupt with 130 and a bug with 70.
"""

import errno
import socket
from collections.abc import Sequence
from typing import Any, ClassVar

from docgen.issues.finding import Finding, Level
from docgen.text.masking import mask_numbers


class DocgenError(Exception):
    """A run that cannot go on. Message, place and remedy are Chinese: users read them."""

    exit_code: ClassVar[int] = 70
    said: Any = None
    """The issue that it says, where it is one of the catalogue's: see `refusal`."""

    def __init__(self, what: str, *, remedy: str, where: str = "") -> None:
        self.what, self.where, self.remedy = map(mask_numbers, (what, where, remedy))
        super().__init__(f"{self.where}：{self.what}" if where else self.what)


class FindingsError(DocgenError):
    """The check found errors. All of them are carried, not only the first."""

    exit_code = 1

    def __init__(self, findings: Sequence[Finding]) -> None:
        errors = sum(f.level is Level.ERROR for f in findings)
        super().__init__(
            f"检查出 {errors} 处错误，没有生成",
            remedy="按上面逐条改好后再运行；确要先看样子，可加 --draft 生成草稿",
        )
        self.findings = tuple(findings)


class WorkspaceError(DocgenError):
    """The workspace folder or its data file cannot be read."""

    exit_code = 3


class ChangeConflictError(WorkspaceError):
    """The workspace is not what it was where a change was thought of: somebody else changed it."""


class EditConflictError(ChangeConflictError):
    """A value of the data file is no longer the one that its editor saw.

    `path` leads to it: keys and places in lists. `theirs` is what stands there, as plain data.
    """

    path: tuple[str | int, ...] = ()
    theirs: object = None


class SchemeError(DocgenError):
    """The scheme (templates/<name>/) is missing or wrong."""

    exit_code = 4


class SourceError(DocgenError):
    """One foreign file cannot become pages."""

    exit_code = 5


class FormError(DocgenError):
    """A Word template cannot be filled as its contract says."""

    exit_code = 6


class OfficeError(DocgenError):
    """LibreOffice is not here, or did not do its work."""

    exit_code = 7


class FontError(DocgenError):
    """No installed face can show the text."""

    exit_code = 8


class OutputError(DocgenError):
    """The result cannot be written."""

    exit_code = 9


class PrinterError(DocgenError):
    """A printer cannot be reached, or cannot do what is asked of it."""

    exit_code = 10


class MachineError(DocgenError):
    """The computer lacks what a run needs: room on a disk, memory. No file is at fault."""

    exit_code = 11


class RunCancelledError(DocgenError):
    """Whoever started a run has stopped it. Nothing half-written stays."""

    exit_code = 130

    def __init__(self) -> None:
        super().__init__("已停止", remedy="原来的材料没有改动；要做完就再运行一次")


# --- what the system says ------------------------------------------------------------------------

_SHARING_VIOLATION = 32
"""Windows' own number for a file another program holds; its errno says no permission."""
_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "这个盘是只读的",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EEXIST: "已有同名的文件或文件夹",
    errno.EBUSY: "正被别的程序占用",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EFBIG: "文件太大",
    errno.ENAMETOOLONG: "文件名或路径太长",
    errno.ELOOP: "快捷链接绕成了圈",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
    errno.EHOSTUNREACH: "网络不通",
    errno.ENETUNREACH: "网络不通",
}
_REASONS_BY_KIND: tuple[tuple[type[OSError], str], ...] = (
    (socket.gaierror, "找不到这个主机名"),
    (ConnectionRefusedError, "对方拒绝连接"),
    (TimeoutError, "等了很久没有回答"),
    (ConnectionError, "连接中途断了"),
)


def word_reason(error: OSError) -> str:
    """Return why the system refused, in Chinese where the reason is a common one."""
    if getattr(error, "winerror", None) == _SHARING_VIOLATION:
        return _REASONS[errno.EBUSY]
    for kind, reason in _REASONS_BY_KIND:
        if isinstance(error, kind):
            return reason
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
