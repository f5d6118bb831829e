"""A new workspace: what `docgen init` writes.

Nothing that is there is touched. What a clerk has under another name (an item's folder, the
report) counts as there, so that running it again never makes a second one.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from docgen.forms.values import report_values
from docgen.forms.word_template import fill_report
from docgen.issues.errors import OutputError, SchemeError, WorkspaceError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.scheme import Item, Scheme, SubmissionKey, SubmissionSpec
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.model.submission import StudioFile
from docgen.system.atomic_files import write_atomically
from docgen.text.columns import wrap_columns
from docgen.text.wording import write_date
from docgen.workspace.data_file import DATA_FILE, DATA_FILES
from docgen.workspace.discover import GUIDE_FILE, item_of, title_of
from docgen.workspace.history import settled_turn
from docgen.workspace.load import REPORT_WORD, load_scheme, read_data, schemes_folder
from docgen.workspace.validation import fit
from docgen.workspace.workbook_headings import BOOK_FILE
from docgen.workspace.workbook_template import write_book
from docgen.workspace.yaml_template import write_blank

_GUIDE_COLUMNS = 78


@dataclass(frozen=True)
class Started:
    """What a workspace was given, and what it had already. Names are relative to it."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def write_workspace(
    folder: Path,
    scheme: Scheme,
    submission: SubmissionKey,
    *,
    as_book: bool = False,
    known: StudioFile | None = None,
) -> Started:
    """Make `folder` a workspace to be filled in, or add what it lacks.

    What is `known` beforehand stands in a data file that is written. It is YAML, or a workbook
    where that is wanted; one that is there stays what it is.
    SchemeError where the scheme has no such submission, WorkspaceError where the folder is a
    workspace for something else, OutputError where it cannot be written.
    """
    spec = _find_spec(scheme, submission)
    made = _Folder(folder)
    made.add_folder("")
    with settled_turn(folder):
        _write_missing(made, scheme, spec, submission, as_book=as_book, known=known)
    return Started(tuple(made.written), tuple(made.kept))


def _write_missing(
    made: "_Folder",
    scheme: Scheme,
    spec: SubmissionSpec,
    submission: SubmissionKey,
    *,
    as_book: bool,
    known: StudioFile | None,
) -> None:
    folder = made.root
    data = _read_data(folder, scheme, submission, known)
    wanted = BOOK_FILE if as_book else DATA_FILE
    names = _data_files(folder) or [wanted]
    for name in names:
        made.add_file(name, lambda: _write_data(scheme, submission, folder, wanted, known))
    made.add_file(GUIDE_FILE, lambda: _encode(write_guide(spec, names[0])))
    reports = [data.report] if data.report else _find_reports(folder)
    made.kept.extend(reports)
    if not reports:
        template = scheme.folder / spec.report.template
        made.add_file(report_name(spec), lambda: fill_report(template, report_values(data)))
    made.add_folder(EVIDENCE_FOLDER)
    there = _item_folders(folder / EVIDENCE_FOLDER)
    for item in spec.items:
        made.add_folder(f"{EVIDENCE_FOLDER}/{there.get(item.number, item.folder_name)}")


def _data_files(folder: Path) -> list[str]:
    return [name for name in DATA_FILES if os.path.lexists(folder / name)]


def _write_data(
    scheme: Scheme,
    submission: SubmissionKey,
    folder: Path,
    name: str,
    known: StudioFile | None,
) -> bytes:
    called = call_scheme(scheme, folder)
    if name == BOOK_FILE:
        return write_book(scheme, submission, called, known)
    return _encode(write_blank(scheme, submission, called, known))


def report_name(spec: SubmissionSpec) -> str:
    """Return the name of the report's skeleton: one by which the report is found later."""
    name = title_of(spec.report.name)
    return f"{name if REPORT_WORD in name else f'{name}{REPORT_WORD}'}.docx"


def _find_spec(scheme: Scheme, submission: SubmissionKey) -> SubmissionSpec:
    if submission in scheme.submissions:
        return scheme.submissions[submission]
    known = [f"{key}（{spec.name}）" for key, spec in scheme.submissions.items()]
    slots = {"submission": submission, "known": known}
    raise refuse(SchemeError, issue("scheme", Location(scheme.id), "submission", **slots))


def call_scheme(scheme: Scheme, folder: Path) -> str:
    """Return how studio.yaml names the scheme: its name, or the way to it from the workspace."""
    if scheme.folder.parent == schemes_folder():
        return scheme.folder.name
    try:
        return Path(os.path.relpath(scheme.folder, folder.resolve())).as_posix()
    except ValueError:  # on another drive of Windows
        return scheme.folder.as_posix()


def _encode(text: str) -> bytes:
    # UTF-8 with bare newlines on every system, so that the same scheme gives the same bytes.
    # Notepad has read both since 2018, and the Python needed here runs on no older Windows.
    return text.encode("utf-8")


# ── what is there already ─────────────────────────────────────────────────────────────────────


def _read_data(
    folder: Path, scheme: Scheme, submission: SubmissionKey, known: StudioFile | None
) -> StudioFile:
    """Return what the data file says so far. WorkspaceError where it is for something else."""
    nothing = StudioFile(scheme=scheme.id, submission=submission)
    there = _data_files(folder)
    if not there:
        return known or nothing
    found = fit(read_data(folder / there[0]), StudioFile)
    if found.value is None:
        return nothing
    _refuse_other(folder / there[0], found.value, scheme, submission)
    return found.value


def _refuse_other(file: Path, data: StudioFile, scheme: Scheme, submission: str) -> None:
    folder = file.parent
    there = load_scheme(data.scheme, near=folder)
    if data.submission != submission or there.folder != scheme.folder:
        slots = {"scheme": data.scheme, "submission": data.submission}
        wanted = {"wanted": scheme.folder.name, "wanted_submission": submission}
        said = issue("scheme", Location(str(folder)), "other", file=file.name, **slots, **wanted)
        raise refuse(WorkspaceError, said)


def _find_reports(folder: Path) -> list[str]:
    """Return the names of the reports that are there."""
    named = (path.name for path in folder.iterdir() if REPORT_WORD in path.name)
    return sorted(name for name in named if name.lower().endswith((".docx", ".pdf")))


def _item_folders(folder: Path) -> dict[int, str]:
    """Return the folders of items that are there by the number their names begin with."""
    names = sorted(path.name for path in folder.iterdir() if path.is_dir())
    return {number: name for name in names if (number := item_of(name)) is not None}


# ── writing ───────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Folder:
    """A folder that is added to, and the record of it."""

    root: Path
    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def add_folder(self, name: str) -> None:
        """Make a folder within, and those above it, unless it is there."""
        path = self.root / name
        is_there = path.is_dir()
        with _explained(path):
            path.mkdir(parents=True, exist_ok=True)
        if name:
            (self.kept if is_there else self.written).append(f"{name}/")

    def add_file(self, name: str, make: Callable[[], bytes]) -> None:
        """Write a file in one step, unless something of that name is there."""
        path = self.root / name
        if os.path.lexists(path):
            self.kept.append(name)
            return
        content = make()
        with _explained(path):
            write_atomically(path, content)
        self.written.append(name)


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    place = Location(str(path))
    try:
        yield
    except (FileExistsError, NotADirectoryError) as error:
        raise refuse(OutputError, issue("output", place, "namesake")) from error
    except UnicodeEncodeError as error:
        raise refuse(OutputError, issue("output", place, "locale")) from error
    except OSError as error:
        said = issue("output", place, "folder", reason=word_reason(error))
        raise refuse(OutputError, said) from error


# ── the guide ─────────────────────────────────────────────────────────────────────────────────

_NAMING = (
    "文件名就是佐证的标题，前面的数字只管先后，不印出来："
    "1 场地平面图.pdf 排在 2 场地照片.jpg 前面。",
    "可放 PDF、OFD、图片（JPG、PNG、TIFF、HEIC、WebP、AVIF、BMP、GIF、JP2，相机的 RAW）、"
    "Office 文件（Word、Excel、PPT、WPS、TXT、CSV 等）和邮件（EML、MSG）；其他文件先另存为 PDF。"
    "扫描件原样放进来，方向不对也不要紧。有密码的，把密码写进旁边的 密码.txt，一行一个。",
    "一个文件算一件佐证。几个文件合成一件、只用其中几页、一件支撑几项，或要写数量、日期的，"
    "写在 {data_file} 最后的“佐证”里，那里有样子。",
)


def write_guide(spec: SubmissionSpec, data_file: str = DATA_FILE) -> str:
    """Return the text of the guide that lies in the workspace."""
    naming = (text.format(data_file=data_file) for text in _NAMING)
    parts = (
        ("一、三步做完", _steps(spec, data_file)),
        ("二、佐证文件怎样命名", [line for text in naming for line in _item("· ", text)]),
        (
            "三、哪一项放什么",
            [line for item in spec.items for line in _folder_lines(item, data_file)],
        ),
    )
    lines = [
        f"{spec.bundle.title.removesuffix('佐证材料')}：这个文件夹怎样用",
        f"报送截止 {write_date(spec.deadline)}",
    ]
    for heading, content in parts:
        lines += ["", "", heading, "", *content]
    return "\n".join(lines).rstrip("\n") + "\n"


def _steps(spec: SubmissionSpec, data_file: str) -> Iterator[str]:
    yield from _item(
        "1. ",
        f"填。{_OPENING[data_file]}"
        f"用 Word 打开 {report_name(spec)}，写报告（也可以换成自己的 .docx 或 .pdf，"
        f"名字里要有“{REPORT_WORD}”，只留一份）；把佐证放进 {EVIDENCE_FOLDER} 里各项的文件夹。",
    )
    yield from _item("2. ", "检查。列出还缺什么、哪里不对、怎样改；改了再查，可以反复运行：")
    yield "       docgen check ."
    yield from _item("3. ", "生成。没有错误后，生成整套材料，放在 out 文件夹里：")
    yield "       docgen build ."
    yield from _item("   ", "想先看样子，加 --draft，每页会标明草稿：")
    yield "       docgen build . --draft"
    yield ""
    yield from _item(
        "",
        "命令在这个文件夹里运行：在 Windows 里打开这个文件夹，在上面的地址栏输入 cmd 回车，"
        "再输入命令。",
    )


_OPENING = {
    DATA_FILE: f"用记事本打开 {DATA_FILE}，照里面的说明填，保存时编码用 UTF-8；",
    BOOK_FILE: f"用 WPS 或 Excel 打开 {BOOK_FILE}，一张表一张表地填，保存、关闭；",
}


def _folder_lines(item: Item, data_file: str) -> Iterator[str]:
    yield f"{EVIDENCE_FOLDER}/{item.folder_name}/"
    if item.hint:
        # Schemes name columns as studio.yaml does: their words are hashed, so they stay.
        named = item.hint.replace("在 studio.yaml 的 items 里", "在 studio.xlsx 的“支撑项目”里")
        yield from _item("    ", named if data_file == BOOK_FILE else item.hint)
    if item.kinds:
        kinds = "、".join(item.kinds)
        yield from _item("    ", f"计数的放进以种类为名的子文件夹（没有就新建）：{kinds}")
    summed = [kind for c in item.counts if c.quantity == "sum" for kind in c.kinds]
    if summed:
        named = "、".join(summed)
        quantity = "数量（quantity）" if data_file == DATA_FILE else "数量"
        yield from _item("    ", f"{named}每件还要在 {data_file} 的“佐证”里写{quantity}")
    yield ""


def _item(mark: str, text: str) -> Iterator[str]:
    for number, line in enumerate(wrap_columns(text, _GUIDE_COLUMNS - len(mark))):
        yield f"{' ' * len(mark) if number else mark}{line}"
