"""Reading a scheme or a workspace from disk, with everything that is wrong with it."""

import functools
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from docgen.bundle.frozen_numbers import LOCK_FILE, FrozenNumbers, settle
from docgen.issues.errors import FindingsError, SchemeError, WorkspaceError, word_reason
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.evidence import Evidence
from docgen.model.field_locations import Places
from docgen.model.scheme import Scheme, SubmissionKey, SubmissionSpec, digest_scheme
from docgen.model.submission import StudioFile
from docgen.system.file_hashes import hash_file
from docgen.system.json_guard import UnfitJsonError, look_over, read_bounded
from docgen.text.quoting import show_value
from docgen.text.wording import GUIDANCE_MARK
from docgen.workspace.data_tree import DataTree, parse_tree, read_contents, read_tree
from docgen.workspace.discover import FOLDER, PASSWORD_FILE, discover
from docgen.workspace.validation import Fitted, fit
from docgen.workspace.workbook_headings import BOOK_FILE

DATA_FILE = "studio.yaml"
DATA_FILES = (DATA_FILE, BOOK_FILE)
"""A workspace has one of them."""
SCHEME_FILE = "scheme.yaml"
REPORT_WORD = "报告"
_REPORT_SUFFIXES = (".docx", ".pdf", ".doc", ".wps", ".odt", ".rtf")
_MAX_DOCUMENT_BYTES = 20_000_000
_MAX_DOCUMENT_TAGS = 1_000_000


@dataclass(frozen=True)
class Workspace:
    """A studio's folder, read. What was wrong in it stands in `findings`; the rest is usable.

    `places` tells the line of each value of the data file. `report` is None where none was found.
    """

    folder: Path
    scheme: Scheme
    spec: SubmissionSpec
    data: StudioFile
    evidence: tuple[Evidence, ...]
    places: Places
    findings: tuple[Finding, ...]
    report: Path | None
    frozen: FrozenNumbers | None = None
    """The numbers that are on paper, where they are frozen."""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """To open locked files with. They get into nothing that is written or said."""

    @property
    def evidence_folder(self) -> Path:
        """What the paths of evidence are relative to."""
        return self.folder / FOLDER


# ── schemes ───────────────────────────────────────────────────────────────────────────────────


def schemes_folder() -> Path:
    """Return the folder of the schemes that come with docgen.

    In an installed docgen it lies inside the package; in a checkout beside it.
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def schemes() -> list[str]:
    """Return the names of the schemes that come with docgen."""
    return sorted(path.parent.name for path in schemes_folder().glob(f"*/{SCHEME_FILE}"))


def load_scheme(name_or_path: str, *, near: Path | None) -> Scheme:
    """Return a scheme that comes with docgen, or one in a folder (relative to `near`).

    SchemeError names the schemes there are, or every mistake in the scheme file with its line.
    """
    file = find_scheme(name_or_path, near=near) / SCHEME_FILE
    fitted = read_scheme(file.parent, str(file))
    errors = [f for f in fitted.findings if f.level is Level.ERROR]
    if fitted.value is None or errors:
        lines = [f"\n  {f.where}：{f.what}。{f.remedy}" for f in errors]
        raise SchemeError(
            f"方案有 {len(errors)} 处错误：{''.join(lines)}",
            where=str(file),
            remedy="改好上面各行再运行",
        )
    return fitted.value


def read_scheme(folder: Path, called: str) -> Fitted[Scheme]:
    """Return what can be read of a scheme, with every mistake; messages call its file `called`."""
    return _fit_scheme(read_contents(folder / SCHEME_FILE, called, SchemeError), folder, called)


@functools.lru_cache(maxsize=8)
def _fit_scheme(contents: bytes, folder: Path, called: str) -> Fitted[Scheme]:
    """The same contents are understood once a run: half of the time a check of one studio takes."""
    return fit(parse_tree(contents, called, SchemeError), Scheme, folder=folder)


def find_scheme(name_or_path: str, *, near: Path | None) -> Path:
    """Return the folder of a scheme. SchemeError where there is none of that name."""
    if name_or_path in schemes():
        return schemes_folder() / name_or_path
    folder = (near or Path()) / name_or_path
    if name_or_path and (folder / SCHEME_FILE).is_file():
        return folder.resolve()
    raise SchemeError(
        f"没有方案{show_value(name_or_path)}",
        where=f"{DATA_FILE} 的 scheme" if near else "--scheme",
        remedy=f"现有方案：{'、'.join(schemes()) or '（无）'}；自己的方案写文件夹的路径，"
        f"文件夹里要有 {SCHEME_FILE}",
    )


# ── workspaces ────────────────────────────────────────────────────────────────────────────────


def load_workspace(folder: Path, hash_of: Callable[[Path], str] = hash_file) -> Workspace:
    """Return the workspace in `folder`.

    What is wrong in one place is left out and recorded. WorkspaceError where there is no data
    file or it cannot be read at all, FindingsError where it does not say what is to be made,
    SchemeError where its scheme cannot be had. `hash_of` gives the SHA-256 of a file.
    """
    fitted = fit(read_data(find_data_file(folder)), StudioFile)
    if fitted.value is None:
        raise FindingsError(fitted.findings)
    data, places = fitted.value, fitted.places
    scheme = load_scheme(data.scheme, near=folder)
    try:
        _, spec = find_submission(scheme, data.submission, places)
    except FindingsError as unknown:
        raise FindingsError((*fitted.findings, *unknown.findings)) from unknown
    found = discover(folder / FOLDER, spec, data.evidence, places, hash_of)
    report, report_findings = find_report(
        folder, data, places, scheme.folder / spec.report.template
    )
    if report is not None:
        report_findings = (*report_findings, *_look_into_report(report))
    passwords, password_findings = read_passwords(folder)
    scheme_findings = _compare_with_own(scheme, places)
    frozen = read_frozen(folder, data.submission)
    return Workspace(
        folder,
        scheme,
        spec,
        data,
        settle(found.evidence, frozen),
        places,
        (
            *fitted.findings,
            *scheme_findings,
            *found.findings,
            *report_findings,
            *password_findings,
        ),
        report,
        frozen,
        passwords,
    )


def _compare_with_own(scheme: Scheme, places: Places) -> tuple[Finding, ...]:
    """Say that a scheme of one's own is called as one that comes with docgen, and is not it."""
    if scheme.id not in schemes() or scheme.folder == schemes_folder() / scheme.id:
        return ()
    own = load_scheme(scheme.id, near=None)
    if scheme.version != own.version or _say_all(scheme) == _say_all(own):
        return ()
    what = (
        f"方案 {scheme.id}（{scheme.version}）的内容或表格模板与程序自带的同名同版本的不一样：评审"
        "核对时用的是自带的那一份，会说不一致，也不排名次"
    )
    remedy = f"用自带的方案：scheme 写 {scheme.id}；确是另一份方案的，改它的 id 或 version"
    return (Finding(Level.WARNING, "Y130", places.at("scheme"), what, remedy),)


def _say_all(scheme: Scheme) -> tuple[str, ...]:
    """What tells a scheme from another: all that it says, and its forms' templates."""
    templates = (scheme.folder / spec.form.template for spec in scheme.submissions.values())
    return (digest_scheme(scheme), *(hash_file(file) for file in templates if file.is_file()))


def read_frozen(folder: Path, submission: str) -> FrozenNumbers | None:
    """Return the numbers that are frozen in a workspace; None where none are.

    WorkspaceError where they cannot be read: to number everything anew would spoil paper.
    """
    file = folder / LOCK_FILE
    if not file.exists():
        return None
    try:
        contents = read_bounded(file)
        look_over(contents)
        frozen = FrozenNumbers.model_validate_json(contents)
    except OSError as error:
        raise WorkspaceError(
            f"读不出锁定的编号（{word_reason(error)}）",
            where=str(file),
            remedy="看看文件权限，或是否被别的程序占用，再运行一次",
        ) from error
    except ValueError as error:
        why = str(error) if isinstance(error, UnfitJsonError) else "内容不合格式"
        raise WorkspaceError(
            f"读不出锁定的编号（{why}），文件损坏或改过",
            where=str(file),
            remedy="用备份恢复这个文件；确要全部重新编号、重新打印的，删去它",
        ) from error
    if frozen.submission != submission:
        raise WorkspaceError(
            f"这里锁定的是另一种报送（{frozen.submission}）的编号",
            where=str(file),
            remedy="另一种报送用另一个工作文件夹；submission 写错的改回来",
        )
    return frozen


def read_data(file: Path) -> DataTree:
    """Return the values of a data file. WorkspaceError where it cannot be read."""
    if file.name == BOOK_FILE:
        # What reads workbooks takes as long to load as all the rest of a workspace to read.
        from docgen.workspace.workbook_tree import read_book  # noqa: PLC0415

        return read_book(file, file.name, WorkspaceError)
    return read_tree(file, file.name, WorkspaceError)


def find_data_file(folder: Path) -> Path:
    """Return the data file of a workspace. WorkspaceError where there is none, or two."""
    if not folder.is_dir():
        raise WorkspaceError(
            "不是文件夹" if folder.exists() else "没有这个文件夹",
            where=str(folder),
            remedy=f"核对路径；新建一个用 docgen init {folder}",
        )
    there = [folder / name for name in DATA_FILES if (folder / name).is_file()]
    if len(there) > 1:
        raise WorkspaceError(
            f"{' 和 '.join(DATA_FILES)} 都有，不知道用哪一份",
            where=str(folder),
            remedy="看哪一份是最新的，把另一份改名或移走；上次转换中断了的，再运行 docgen convert",
        )
    if there:
        return there[0]
    raise WorkspaceError(f"没有 {DATA_FILE}", where=str(folder), remedy=_instead(folder))


def is_open(file: Path) -> bool:
    """Return whether a workbook is open in an office program, by the lock it leaves beside it."""
    locks = (f"~${file.name}", f".~lock.{file.name}#")
    return file.name == BOOK_FILE and any(os.path.lexists(file.with_name(n)) for n in locks)


def find_open(folder: Path) -> Iterator[Finding]:
    """Say that the workbook of a workspace is open: what is not saved cannot be read."""
    file = find_data_file(folder)
    if is_open(file):
        yield Finding(
            Level.WARNING,
            "F241",
            Location(file.name),
            "正在 WPS 或 Excel 里开着，还没有保存的改动读不到",
            "保存以后再检查；确已关闭的，删去旁边以 ~$ 或 .~lock 开头的隐藏文件",
        )


def _instead(folder: Path) -> str:
    """What to do where there is no data file: what looks like one is named."""
    alike = sorted(p.name for p in folder.iterdir() if re.match(r"(?i)studio\.", p.name))
    books = [name for name in alike if _OTHER_BOOKS.search(name)]
    yaml = [name for name in alike if re.search(r"(?i)\.y", name)]
    if odd := next((name for name in alike if name in DATA_FILES), ""):
        return f"{odd} 是文件夹、管道或断了的快捷链接，不是文件；换成真的数据文件"
    named_wrong = [name for name in alike if name.lower().startswith(BOOK_FILE)]
    if yaml or named_wrong:
        right = DATA_FILE if yaml else BOOK_FILE
        return f"把 {(yaml or named_wrong)[0]} 改名为 {right}（先让系统显示文件后缀）"
    if books:
        return f"用 WPS 或 Excel 打开 {books[0]}，另存为“Excel 工作簿（.xlsx）”，名字用 {BOOK_FILE}"
    return f"用 docgen init {folder} 生成一份，填好再运行；或核对文件夹是否选对"


_OTHER_BOOKS = re.compile(r"(?i)\.(xls|xlsm|xlsb|et|ett|ods|fods|csv|numbers)$")


def read_passwords(folder: Path) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Return the passwords of a workspace: the lines of its password file, as they stand there.

    The file lies beside the data file or among the evidence.
    """
    passwords: dict[str, None] = {}
    findings = []
    for file in (folder / PASSWORD_FILE, folder / FOLDER / PASSWORD_FILE):
        try:
            raw = file.read_bytes() if file.is_file() else b""
            passwords |= dict.fromkeys(_read_lines(raw))
        except (OSError, UnicodeDecodeError):
            what, remedy = "密码文件读不了", "用记事本打开，一行写一个密码，另存为 UTF-8 编码"
            findings.append(Finding(Level.ERROR, "F223", Location(file.name), what, remedy))
    return tuple(passwords), tuple(findings)


def _read_lines(raw: bytes) -> list[str]:
    """The lines of a text, and each that blanks surround once more without them."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "gb18030")
    return [form for line in text.splitlines() for form in (line, line.strip()) if form]


def find_submission(
    scheme: Scheme, written: str, places: Places | None = None
) -> tuple[SubmissionKey, SubmissionSpec]:
    """Return the submission of that name. FindingsError says which there are."""
    for key, spec in scheme.submissions.items():
        if key == written:
            return key, spec
    known = "、".join(f"{key}（{spec.name}）" for key, spec in scheme.submissions.items())
    unknown = Finding(
        Level.ERROR,
        "Y109",
        (places or Places()).at("submission"),
        f"报送种类（submission）没有{show_value(written)}",
        f"改成其中之一：{known}",
    )
    raise FindingsError((unknown,))


# ── the report ────────────────────────────────────────────────────────────────────────────────


def find_report(
    folder: Path, data: StudioFile, places: Places, template: Path
) -> tuple[Path | None, tuple[Finding, ...]]:
    """Return the report's file, or what is to be said where there is none that can be used.

    `template` is the skeleton: a file that nobody has written into since is no report.
    """
    if data.report:
        problem = _unusable_report(folder, data.report)
        if not problem:
            return folder / data.report.replace("\\", "/"), ()
        return None, (Finding(Level.ERROR, "F220", places.at("report"), *problem),)
    there = sorted(
        path
        for path in folder.iterdir()
        if REPORT_WORD in path.name
        and path.suffix.lower() in _REPORT_SUFFIXES
        and not path.name.startswith(("~$", "."))
        and path.is_file()
    )
    written = [path for path in there if not _is_untouched(path, template)]
    if there and not written:
        what = f"{there[0].name} 还是没有动过的骨架，等于没有报告"
        remedy = f"照“{GUIDANCE_MARK}”写好；报告在别的文件里的，放到 {DATA_FILE} 旁边"
        return None, (Finding(Level.ERROR, "F221", Location(there[0].name), what, remedy),)
    there = written
    if len(there) == 1:
        problem = _unusable_report(folder, there[0].name)
        if not problem:
            return there[0], ()
        return None, (Finding(Level.ERROR, "F220", Location(there[0].name), *problem),)
    if there:
        names = "、".join(path.name for path in there)
        what, remedy = f"有几份报告：{names}", f"在 {DATA_FILE} 的 report 里写明用哪一份"
    else:
        what = "没有找到报告"
        remedy = (
            f"把报告（Word 或 PDF，名字里有“{REPORT_WORD}”）放在 {DATA_FILE} 旁边，"
            "或在 report 里写它的路径"
        )
    return None, (Finding(Level.ERROR, "F221", places.at("report"), what, remedy),)


def _unusable_report(folder: Path, written: str) -> tuple[str, str] | None:
    """What is wrong with the path of a report, and the remedy; None where nothing is."""
    path = PurePosixPath(written.replace("\\", "/"))
    file = folder / path
    if path.is_absolute() or re.match(r"[A-Za-z]:", written) or ".." in path.parts:
        return f"报告{show_value(written)}不在本文件夹里", "把报告放进本文件夹，写相对路径"
    if not file.is_file():
        return f"没有这个报告文件：{written}", "核对路径和文件名，或留空 report 让程序找"
    if not file.resolve().is_relative_to(folder.resolve()):
        return f"报告 {written} 是指向别处的链接", "把文件本身放进来，替换链接"
    if path.suffix.lower() not in _REPORT_SUFFIXES:
        return f"报告 {written} 不是 Word 文件或 PDF", "用 Word 或 WPS 打开，另存为 .docx 或 PDF"
    if file.stat().st_size == 0:
        return f"报告 {written} 是空文件（0 字节）", "换成写好的报告"
    return None


def _is_untouched(report: Path, template: Path) -> bool:
    """Whether a report has all the guidance of its skeleton, and not a paragraph more."""
    try:
        texts = [_paragraphs(path) for path in (report, template)]
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, ValueError):
        # No Word document, or one that cannot be read: what it is is said where it is used.
        return False
    guidance = [sum(GUIDANCE_MARK in text for text in part) for part in texts]
    return guidance[0] == guidance[1] > 0 and len(texts[0]) == len(texts[1])


def _look_into_report(report: Path) -> tuple[Finding, ...]:
    """Say whether guidance of the skeleton still stands in the report."""
    if report.suffix.lower() != ".docx":
        return ()
    try:
        left = [text for text in _paragraphs(report) if GUIDANCE_MARK in text]
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, ValueError) as error:
        reason = error if isinstance(error, _TooLargeError) else type(error).__name__
        what = f"报告打不开，不是 Word 文件或已损坏（{reason}）"
        remedy = "用 Word 或 WPS 打开，另存为 .docx"
        return (Finding(Level.ERROR, "F220", Location(report.name), what, remedy),)
    if not left:
        return ()
    what = f"报告里还有 {len(left)} 处没有写，提示文字还在，如{show_value(left[0])}"
    remedy = f"写上内容，删去“{GUIDANCE_MARK}”的各段"
    return (Finding(Level.WARNING, "F222", Location(report.name), what, remedy),)


class _TooLargeError(ValueError):
    """A document that nobody wrote."""


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _paragraphs(file: Path) -> list[str]:
    """The text of each paragraph of a .docx. ValueError where it is unreasonably large."""
    with zipfile.ZipFile(file) as archive:
        if archive.getinfo("word/document.xml").file_size > _MAX_DOCUMENT_BYTES:
            raise _TooLargeError("大得不像报告")
        content = archive.read("word/document.xml")
    if content.count(b"<") > _MAX_DOCUMENT_TAGS:
        raise _TooLargeError("大得不像报告")
    root = ElementTree.fromstring(content)
    paragraphs = ("".join(t.text or "" for t in p.iter(f"{_W}t")) for p in root.iter(f"{_W}p"))
    return [text.strip() for text in paragraphs if text.strip()]
