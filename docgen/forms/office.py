"""PDF made of Word documents by LibreOffice, and looked at afterwards.

LibreOffice reports success whatever happens, so its input is checked before and its output after.
Every run has a profile, a home and font rules of its own: a shared profile fails in parallel, an
unwritable home hangs, and without rules the official faces all fall to one sans serif.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pikepdf
import pymupdf

from docgen.bundle.fonts import INSTALL_REMEDY
from docgen.errors import Finding, FontError, Level, OfficeError
from docgen.forms.values import PrintedText

TIMEOUT_SECONDS = 120
"""For starting LibreOffice; each document adds `TIMEOUT_PER_DOCUMENT_SECONDS`."""
TIMEOUT_PER_DOCUMENT_SECONDS = 60

SUBSTITUTES: dict[str, tuple[str, ...]] = {
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "Noto Serif CJK SC", "FandolSong"),
    "黑体": ("SimHei", "Noto Sans CJK SC", "FandolHei"),
    "仿宋_GB2312": (
        "FangSong_GB2312",
        "仿宋",
        "FangSong",
        "方正仿宋简体",
        "方正仿宋_GBK",
        "朱雀仿宋",
        "Zhuque Fangsong (technical preview)",
        "FandolFang R",
        "FandolFang",
        "Noto Serif CJK SC",
    ),
    "楷体_GB2312": (
        "KaiTi_GB2312",
        "楷体",
        "KaiTi",
        "方正楷体简体",
        "方正楷体_GBK",
        "LXGW WenKai",
        "FandolKai",
        "Noto Serif CJK SC",
    ),
    "宋体": ("SimSun", "Noto Serif CJK SC", "FandolSong"),
    "仿宋": ("FangSong", "仿宋_GB2312", "FandolFang R", "FandolFang", "Noto Serif CJK SC"),
    "楷体": ("KaiTi", "楷体_GB2312", "LXGW WenKai", "FandolKai", "Noto Serif CJK SC"),
    "Times New Roman": ("Liberation Serif", "TeX Gyre Termes"),
}
"""What stands in for a face that official documents name, the best first. A character the face
does not have is taken from the next one that has it."""

BOLD_FACES = frozenset({"方正小标宋简体"})
"""Faces that are heavy by themselves: their substitute is taken in bold."""

BODY_FACE = "仿宋_GB2312"
"""The face that values are printed in."""

PAPER_PT: Mapping[str, tuple[float, float]] = {
    "A4": (595.28, 841.89),
    "A3 landscape": (1190.55, 841.89),
}
"""Width and height of a page."""

_INSTALL_OFFICE = (
    "请安装 LibreOffice 后再运行：Debian/Ubuntu 用 sudo apt install libreoffice-writer，"
    "Fedora 用 sudo dnf install libreoffice-writer，"
    "Windows 从 LibreOffice 官方网站下载安装（装在默认位置）"
)
_ARGUMENTS = (
    "--headless",
    "--norestore",
    "--nolockcheck",
    "--nodefault",
    "--nofirststartwizard",
    "--convert-to",
    "pdf:writer_pdf_Export",
)
_OLD_WORD = b"\xd0\xcf\x11\xe0"
"""The first bytes of .doc files and of .docx files with a password."""

_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Filter/PDF/Export", "ReduceImageResolution", "false"),
)
"""Macros and remote links stay dead, and pictures of a report keep their resolution."""


@dataclass(frozen=True)
class OfficeFace:
    """The installed face that LibreOffice takes for a family, and the characters it has."""

    family: str
    characters: frozenset[int]

    def has(self, character: str) -> bool:
        """Whether the face can show a character."""
        return ord(character) in self.characters


def find_soffice() -> Path:
    """Return LibreOffice's program. OfficeError where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    for folder in _usual_folders():
        for name in ("soffice.com", "soffice.exe", "soffice"):
            if (folder / name).is_file():
                return folder / name
    raise OfficeError("找不到 LibreOffice，Word 文件转不成 PDF", remedy=_INSTALL_OFFICE)


def _usual_folders() -> Iterator[Path]:
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432"):
        if folder := os.environ.get(variable):
            yield Path(folder) / "LibreOffice" / "program"
    yield Path("/Applications/LibreOffice.app/Contents/MacOS")
    yield Path("/opt/libreoffice/program")


def convert_to_pdf(documents: Sequence[Path], folder: Path) -> list[Path]:
    """Return the PDFs of Word documents, in order: `folder`/<stem>.pdf.

    One call of LibreOffice makes them all. The same documents in the same order give the same
    bytes wherever and whenever they are made; later documents do not change the earlier ones.
    OfficeError names the document that cannot be read or converted.
    """
    if not documents:
        return []
    soffice = find_soffice()
    _check_stems(documents)
    for document in documents:
        _check_document(document)
    with tempfile.TemporaryDirectory(prefix="docgen-office-") as scratch:
        workshop = _Workshop.set_up(Path(scratch), soffice)
        _check_faces(workshop)
        pairs = zip(documents, workshop.convert_all(documents), strict=True)
        folder.mkdir(parents=True, exist_ok=True)
        return [_hand_over(pdf, folder / f"{d.stem}.pdf") for d, pdf in pairs]


def _check_stems(documents: Sequence[Path]) -> None:
    stems = [document.stem.casefold() for document in documents]
    for document in documents:
        if stems.count(document.stem.casefold()) > 1:
            raise OfficeError(
                "有两份 Word 文件同名，转成的 PDF 会互相覆盖",
                where=document.name,
                remedy="给其中一份改名",
            )


def _check_document(document: Path) -> None:
    """Refuse what LibreOffice would turn into nothing, or into a page of rubbish."""
    try:
        with document.open("rb") as opened:
            start = opened.read(len(_OLD_WORD))
        if start == _OLD_WORD:
            raise OfficeError(
                "这是旧版 .doc 或加了密码的 Word 文件，转不成 PDF",
                where=document.name,
                remedy="用 Word 打开，取消密码，另存为 .docx",
            )
        with zipfile.ZipFile(document) as package:
            ElementTree.fromstring(package.read("word/document.xml"))
    except (OSError, zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise OfficeError(
            f"Word 文件读不了（{error}）",
            where=document.name,
            remedy="用 Word 打开它，另存为 .docx；打不开就换一份完好的",
        ) from error


@dataclass(frozen=True)
class _Workshop:
    """A folder with everything one run of LibreOffice needs, and nothing of anybody else's."""

    folder: Path
    soffice: Path
    environment: Mapping[str, str]

    @classmethod
    def set_up(cls, folder: Path, soffice: Path) -> "_Workshop":
        """Write profile and font rules."""
        for name in ("home", "in", "out", "profile/user"):
            (folder / name).mkdir(parents=True)
        (folder / "profile/user/registrymodifications.xcu").write_text(_write_settings(), "utf-8")
        rules = folder / "fonts.conf"
        rules.write_text(write_font_rules(_font_folders(), _cache_folders(folder)), "utf-8")
        environment = {
            **os.environ,
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder),
            "LC_ALL": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",
            "FONTCONFIG_FILE": str(rules),
        }
        return cls(folder, soffice, environment)

    def convert_all(self, documents: Sequence[Path]) -> list[Path]:
        """Return a PDF for each document. One that fails must not cost the others."""
        copies = [self.folder / "in" / f"{n}.docx" for n in range(len(documents))]
        for document, copied in zip(documents, copies, strict=True):
            shutil.copyfile(document, copied)
        said = self._run(copies)
        made = [self.folder / "out" / f"{copied.stem}.pdf" for copied in copies]
        for document, copied, pdf in zip(documents, copies, made, strict=True):
            if not pdf.is_file() and len(documents) > 1:
                said = self._run([copied])
            if not pdf.is_file():
                raise OfficeError(
                    f"LibreOffice 没有把它转成 PDF（{said or '没有说明原因'}）",
                    where=document.name,
                    remedy="用 Word 打开它，另存为 .docx 后再试；仍不行就另存为 PDF 使用",
                )
        return made

    def _run(self, documents: Sequence[Path]) -> str:
        """Convert in one call; return the last line LibreOffice said."""
        command = [
            str(self.soffice),
            f"-env:UserInstallation={(self.folder / 'profile').as_uri()}",
            *_ARGUMENTS,
            "--outdir",
            str(self.folder / "out"),
            *map(str, documents),
        ]
        seconds = TIMEOUT_SECONDS + TIMEOUT_PER_DOCUMENT_SECONDS * len(documents)
        said = _run_in_session(command, self.environment, seconds).strip()
        return said.splitlines()[-1] if said else ""


def _run_in_session(command: Sequence[str], environment: Mapping[str, str], seconds: float) -> str:
    """Run a program as the head of its own process group; kill them all when time is up."""
    own_group = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if sys.platform == "win32"
        else {"start_new_session": True}
    )
    process = subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **own_group,
    )
    try:
        said: bytes = process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired as error:
        raise OfficeError(
            f"LibreOffice {seconds:.0f} 秒没有做完，已经停掉",
            remedy="关掉别的程序再试；仍不行就检查报告是否太大，或在 Word 里另存为 PDF",
        ) from error
    finally:
        if process.poll() is None:
            _end_group(process)
    return said.decode("utf-8", "replace")


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing running: soffice starts soffice.bin, which outlives it."""
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False
        )
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _write_settings() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>"
    )


def write_font_rules(font_folders: Iterable[Path], cache_folders: Iterable[Path]) -> str:
    """Return a whole fontconfig file: where faces are, and what stands in for the official ones."""
    folders = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in font_folders)
    caches = "".join(f"<cachedir>{escape(str(folder))}</cachedir>" for folder in cache_folders)
    rules = "".join(_write_rule(face, others) for face, others in SUBSTITUTES.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig>{folders}{caches}{rules}</fontconfig>\n"
    )


def _write_rule(face: str, others: Iterable[str]) -> str:
    names = "".join(f"<string>{escape(name)}</string>" for name in others)
    bold = '<edit name="weight" mode="assign"><const>bold</const></edit>'
    return (
        f'<match target="pattern"><test name="family"><string>{face}</string></test>'
        f'<edit name="family" mode="append" binding="strong">{names}</edit>'
        f"{bold if face in BOLD_FACES else ''}</match>"
    )


def _font_folders() -> tuple[Path, ...]:
    """Where systems keep faces; those of TeX are not known to fontconfig by themselves."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    folders = (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        data / "fonts",
        Path.home() / ".fonts",
        Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
        Path("/usr/share/texmf-dist/fonts/opentype/public/fandol"),
    )
    return tuple(folder for folder in folders if folder.is_dir())


def _cache_folders(scratch: Path) -> tuple[Path, ...]:
    return (Path("/var/cache/fontconfig"), scratch / "fontconfig")


def _check_faces(workshop: _Workshop) -> None:
    """FontError where no installed face shows Chinese: LibreOffice would print boxes."""
    face = _match_face(BODY_FACE, workshop.environment)
    if face is not None and not face.has("一"):
        raise FontError("这台电脑上没有可用的中文字体，印出来会是空框", remedy=INSTALL_REMEDY)


def _match_face(family: str, environment: Mapping[str, str]) -> OfficeFace | None:
    """Return the face fontconfig takes for a family; None where there is no fontconfig."""
    if not shutil.which("fc-match"):
        return None
    said = subprocess.run(
        ["fc-match", "--format", "%{family}\t%{charset}", family],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    name, _, charset = said.partition("\t")
    return OfficeFace(name.split(",")[0], _read_charset(charset))


def _read_charset(charset: str) -> frozenset[int]:
    """Return the code points of fontconfig's "20-7e a0-ff …"."""
    spans = (span.partition("-") for span in charset.split())
    return frozenset(
        code for low, _, high in spans for code in range(int(low, 16), int(high or low, 16) + 1)
    )


def _hand_over(made: Path, target: Path) -> Path:
    """Put a PDF in its place, without the clock in it."""
    beside = target.with_name(f".{target.name}.part")
    try:
        with pikepdf.open(made) as pdf:
            _stop_clock(pdf)
            pdf.save(beside, deterministic_id=True)
        beside.replace(target)
    except (pikepdf.PdfError, OSError) as error:
        beside.unlink(missing_ok=True)
        raise OfficeError(
            f"转成的 PDF 存不了（{error}）",
            where=target.name,
            remedy="看看磁盘是否满了、文件夹能不能写，再运行一次",
        ) from error
    return target


def _stop_clock(pdf: pikepdf.Pdf) -> None:
    """Take out dates and checksums: no date says more truth than a made-up one."""
    for key in ("/CreationDate", "/ModDate"):
        if key in pdf.docinfo:
            del pdf.docinfo[key]
    for key in ("/DocChecksum", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]


def check_form_pdf(
    pdf: Path, paper: Literal["A4", "A3 landscape"], texts: Sequence[PrintedText]
) -> tuple[Finding, ...]:
    """Return what is wrong with a form's PDF: paper, lost values, faces left out, boxes."""
    with pymupdf.open(pdf) as document:  # type: ignore[no-untyped-call]
        sheets = list(document)
        pages = [_PageText.of(page) for page in sheets]
        return (
            *_check_paper(pdf, sheets, paper),
            *_check_texts(pdf, pages, texts),
            *_check_embedding(pdf, sheets),
            *_check_boxes(pdf, sheets),
        )


def _finding(pdf: Path, what: str, remedy: str, level: Level = Level.ERROR) -> Finding:
    return Finding(level, "form-pdf", pdf.name, what, remedy)


@dataclass(frozen=True)
class _PageText:
    """All characters of a page without spaces, and where its lines start."""

    text: str
    line_starts: frozenset[int]

    @classmethod
    def of(cls, page: pymupdf.Page) -> "_PageText":
        """Read a page in the order it was drawn: LibreOffice draws cell after cell."""
        lines = page.get_text("text", sort=False).splitlines()  # type: ignore[no-untyped-call]
        flat = [_flatten(line) for line in lines]
        return cls("".join(flat), frozenset(accumulate(map(len, flat), initial=0)))

    def has_line(self, wanted: str) -> bool:
        """Whether a text stands here from the start of a line."""
        return any(self.text.startswith(wanted, start) for start in self.line_starts)


def _flatten(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _check_paper(pdf: Path, sheets: Sequence[pymupdf.Page], paper: str) -> Iterator[Finding]:
    width, height = PAPER_PT[paper]
    for page in sheets:
        if abs(page.rect.width - width) > 1 or abs(page.rect.height - height) > 1:
            yield _finding(
                pdf,
                f"第 {page.number + 1} 页的纸张不是 {paper.replace(' landscape', ' 横向')}",
                "在 Word 模板的页面设置里改正纸张大小和方向",
            )


def _check_texts(
    pdf: Path, pages: Sequence[_PageText], texts: Iterable[PrintedText]
) -> Iterator[Finding]:
    for text in texts:
        if not _is_on_pages(_flatten(text.text), pages):
            shown = "（身份证号码不在此显示）" if "id_number" in text.path else _shorten(text.text)
            yield _finding(
                pdf,
                f"“{text.title}”没有完整印出来：{shown}",
                "检查模板里这一格：行高要用“最小值”，不要用“固定值”",
            )


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:30]}{'…' if len(line) > 30 else ''}”"


def _is_on_pages(wanted: str, pages: Sequence[_PageText]) -> bool:
    """Whether a text stands whole on a page, or runs on from page to page."""
    return any(wanted in page.text for page in pages) or any(
        _runs_on(wanted, pages[number:]) for number in range(len(pages) - 1)
    )


def _runs_on(wanted: str, pages: Sequence[_PageText]) -> bool:
    """Whether a text begins on the first page and goes on with a line of the next.

    A cell that breaks across pages ends on one, other cells follow, and it goes on overleaf.
    """
    page, *rest = pages
    if not rest:
        return False
    longest = _longest_start(wanted, page.text)
    # What follows the broken cell may begin with the very character that stands overleaf.
    for length in range(longest, max(longest - _CHANCE, _SHORTEST_PIECE) - 1, -1):
        piece = wanted[length:]
        if rest[0].has_line(piece) or _runs_on(piece, rest):
            return True
    return False


_CHANCE = 3
_SHORTEST_PIECE = 4


def _longest_start(wanted: str, page: str) -> int:
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in page else (low, middle - 1)
    return low


def _check_embedding(pdf: Path, sheets: Sequence[pymupdf.Page]) -> Iterator[Finding]:
    fonts = [font for page in sheets for font in page.get_fonts()]  # type: ignore[no-untyped-call]
    for name in sorted({font[3] for font in fonts if font[1] == "n/a"}):
        yield _finding(
            pdf, f"字体 {name} 没有嵌入，换一台电脑看会走样", "装上这个字体，或在模板里换一个字体"
        )


def _check_boxes(pdf: Path, sheets: Sequence[pymupdf.Page]) -> Iterator[Finding]:
    """Find characters drawn as a box.

    A face draws its one box for all characters it lacks, and LibreOffice says in the text layer
    which they were: what the text has and no glyph of its own stands for was drawn as a box.
    """
    said: Counter[str] = Counter()
    drawn: Counter[str] = Counter()
    for page in sheets:
        said.update(c for c in page.get_text() if _is_ideograph(c))  # type: ignore[no-untyped-call]
        for span in page.get_texttrace():  # type: ignore[no-untyped-call]
            drawn.update(chr(code) for code, glyph, *_ in span["chars"] if glyph)
    boxes = said - drawn
    if boxes:
        yield _finding(
            pdf, f"有 {boxes.total()} 处的字印成了空框：{_list_characters(boxes)}", INSTALL_REMEDY
        )


def _is_ideograph(character: str) -> bool:
    code = ord(character)
    return 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x323AF


def _list_characters(characters: Collection[str]) -> str:
    listed = "".join(sorted(characters)[:20])
    return f"{listed}…" if len(characters) > 20 else listed


def check_characters(texts: Iterable[PrintedText]) -> tuple[Finding, ...]:
    """Return the values with characters that the body face lacks, and those no face has.

    Nothing is said where there is no fontconfig to ask (Windows, macOS).
    """
    with tempfile.TemporaryDirectory(prefix="docgen-fonts-") as scratch:
        rules = Path(scratch) / "fonts.conf"
        rules.write_text(write_font_rules(_font_folders(), _cache_folders(Path(scratch))), "utf-8")
        environment = {**os.environ, "FONTCONFIG_FILE": str(rules)}
        face = _match_face(BODY_FACE, environment)
        if face is None:
            return ()
        everything = _all_characters(environment)
        return tuple(f for text in texts for f in _check_text(text, face, everything))


def _all_characters(environment: Mapping[str, str]) -> frozenset[int]:
    said = subprocess.run(
        ["fc-list", "--format", "%{charset}\n"],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return _read_charset(" ".join(set(said.splitlines())))


def _check_text(
    text: PrintedText, face: OfficeFace, everything: frozenset[int]
) -> Iterator[Finding]:
    outside = {c for c in text.text if ord(c) > 0xFF and not face.has(c)}
    nowhere = {c for c in outside if ord(c) not in everything}
    if nowhere:
        yield Finding(
            Level.ERROR,
            "character",
            text.path,
            f"“{text.title}”里的“{_list_characters(nowhere)}”没有字体能显示，会印成空框",
            f"换一个写法，或装上有这个字的字体。{INSTALL_REMEDY}",
        )
    if outside - nowhere:
        yield Finding(
            Level.NOTE,
            "character",
            text.path,
            f"“{text.title}”里的“{_list_characters(outside - nowhere)}”{face.family} 里没有，"
            "会用别的字体印，笔画略有不同",
            "印出来看一眼；要一致，就装上字数更全的仿宋字体",
        )
