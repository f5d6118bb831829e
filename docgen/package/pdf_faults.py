"""What stopped a worker at a file of a package, in the words of whoever has the package.

A package may come from anybody, so what libraries raise about its files is told of the file. They
are known by the names of their classes: workers alone load the libraries.
"""

from docgen.issues.errors import OutputError, word_reason
from docgen.system.workers import ENDS, word_end

_TOO_LARGE = "里面有一页的内容展开后过大，无法处理"
_FAULTS = {
    # All that qpdf says where content is beyond the memory a worker may take.
    "QpdfRuntimeError": _TOO_LARGE,
    "PasswordError": "有打开密码",
    "PdfError": "已损坏，或不是 PDF",
    "RecursionError": "里面的内容套得太深",
}
_NO_MEMORY = "bad_alloc"


def word_fault(error: BaseException) -> str:
    """Return in Chinese what is wrong with the file, to stand in brackets."""
    if isinstance(error, ENDS):
        return word_end(error)
    if isinstance(error, OSError):
        return word_reason(error)
    if _NO_MEMORY in str(error):
        return _TOO_LARGE
    kinds = (kind.__name__ for kind in type(error).__mro__)
    return next((_FAULTS[name] for name in kinds if name in _FAULTS), "可能已损坏")


def word_unread(error: BaseException) -> str:
    """Return in Chinese why a worker could not read the file."""
    fault = word_fault(error)
    return fault if isinstance(error, ENDS) else f"读不出来（{fault}）"


def advise(error: BaseException, remedy: str) -> str:
    """Return the remedy, with what is to be done first of a file that nobody's program makes."""
    return f"请用没有改动过的材料包；{remedy}" if word_fault(error) == _TOO_LARGE else remedy


def refuse_pdf(error: BaseException, undone: str, *, where: str, remedy: str) -> OutputError:
    """Return the refusal of a PDF that stopped a worker. `undone` is what did not come about."""
    return OutputError(
        f"{undone}（{word_fault(error)}）", where=where, remedy=advise(error, remedy)
    )
