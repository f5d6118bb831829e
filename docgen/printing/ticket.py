"""The job ticket: what to print and how, what to sign and to seal, in what order to bind.

Decided once as rows of text; the PDF and the workbook show the same rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docgen.issues.finding import Finding
from docgen.package.manifest import Manifest
from docgen.printing.print_record import FoldOut, PrintFile, PrintRecord
from docgen.text.wording import gather_pages, write_ordinal, write_ranges, write_supplement

TICK = "□"
_SHEET_NAMES = {"A4": "A4", "A3": "A3"}


@dataclass(frozen=True)
class Section:
    """A table of the ticket. `widths` are in mm; every row has as many cells."""

    title: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Ticket:
    """All that stands on the job ticket."""

    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def make_ticket(manifest: Manifest, record: PrintRecord, findings: Sequence[Finding]) -> Ticket:
    """Return the ticket of what was made to be printed."""
    sections = (
        _printing(record),
        _signing(manifest, record),
        _folding(record),
        _binding(manifest, record),
        _remarks(findings),
    )
    return Ticket(
        "打印作业单" + ("（草稿，不作报送用）" if manifest.draft else ""),
        (
            ("名称", manifest.studio),
            ("单位", manifest.unit),
            ("报送事项", manifest.scheme.submission),
            ("共用纸", _write_paper(record.files)),
        ),
        tuple(_number(section for section in sections if section.rows)),
    )


def _number(sections: Iterable[Section]) -> Iterator[Section]:
    for number, section in enumerate(sections, start=1):
        yield replace(section, title=f"{write_ordinal(number)}、{section.title}")


def write_places(pages: Iterable[int]) -> str:
    """Return page numbers in any order as ranges: 3、7–9."""
    return write_ranges(gather_pages(sorted(pages)))


def name_paper(file: PrintFile | FoldOut) -> str:
    """Return what the paper is called: A4, A3 横, 大幅面 594×420 毫米."""
    width, height = file.sheet_mm
    if file.paper == "large":
        return f"大幅面 {width:.0f}×{height:.0f} 毫米"
    return file.paper + (" 横" if width > height else "")


def name_sides(file: PrintFile) -> str:
    """Return how the sides of the paper are used."""
    return "单面" if file.sides == "one-sided" else "双面，长边翻转"


def _write_paper(files: Sequence[PrintFile]) -> str:
    """Return how much paper of each kind is needed."""
    sums: dict[str, int] = {}
    for file in files:
        name = name_paper(file)
        sums[name] = sums.get(name, 0) + file.sheets * file.all_copies
    return "，".join(f"{name} {count} 张" for name, count in sums.items())


# --- sections ----------------------------------------------------------------------------------


def _printing(record: PrintRecord) -> Section:
    rows = tuple(
        (
            TICK,
            file.file,
            name_paper(file),
            name_sides(file),
            f"{file.sheets} 张",
            _write_copies(file),
            f"{file.sheets * file.all_copies} 张",
            _write_colour(file),
        )
        for file in record.files
    )
    return Section(
        "打印",
        ("办", "文件", "纸张", "单双面", "每份", "份数", "共", "颜色"),
        (9, 52, 18, 19, 14, 22, 14, 30),
        rows,
        "打印时选“实际大小”，不要选“适合页面”。双面的空白面也要走纸，不印页码。"
        "有彩色页（红章、红头、照片）的文件，整份按彩色打；页是这个文件里的第几页，空白面也算。",
    )


def _write_copies(file: PrintFile) -> str:
    if file.copies_in_file == 1:
        return f"{file.copies} 份"
    return f"{file.all_copies} 份，已逐份排在文件里，只打 1 次"


def _write_colour(file: PrintFile) -> str:
    """Return whether it is in colour, and which pages of the file are: what a print dialog asks."""
    if not file.colour:
        return "黑白"
    where = "每份的" if file.copies_in_file > 1 else "文件的"
    return f"彩色，有彩色的是{where}第 {write_places(file.colour_places)} 页"


def _signing(manifest: Manifest, record: PrintRecord) -> Section:
    copies = {file.document: file.all_copies for file in record.files}
    rows = tuple(
        (TICK, document.file.removesuffix(".pdf"), signing.what, signing.where,
         f"{copies[document.file]} 份都办" if copies[document.file] > 1 else "1 份")
        for document in manifest.documents if document.file in copies
        for signing in document.sign
    )  # fmt: skip
    return Section(
        "签字盖章",
        ("办", "文件", "办什么", "在哪里", "份数"),
        (9, 52, 22, 75, 20),
        rows,
        "签字盖章后整份扫描成 PDF，作“PDF 扫描件”报送。",
    )


def _folding(record: PrintRecord) -> Section:
    rows = tuple(
        (TICK, fold.document.removesuffix(".pdf"), f"第 {fold.page} 页", name_paper(fold),
         f"第 {fold.behind} 页后面" if fold.behind else "最前面")
        for fold in record.fold_outs
    )  # fmt: skip
    return Section(
        "折页",
        ("插", "文件", "页", "纸张", "插在哪里"),
        (9, 62, 25, 44, 38),
        rows,
        "左边留出订口，从右往左折，折到比 A4 窄 1 厘米，左右来回折，图面朝上。页是印在纸上的页码。",
    )


def _binding(manifest: Manifest, record: PrintRecord) -> Section:
    order = iter(range(1, 1000))
    rows = tuple(
        (TICK, str(next(order)), what, pages, how)
        for what, pages, how in _list_parts(manifest, record)
    )
    return Section(
        "装订顺序",
        ("办", "序", "内容", "页", "怎样装订"),
        (9, 10, 77, 40, 42),
        rows,
        "佐证材料在左侧装订，订口 28 毫米；每一项的分隔页都在右手面。它的页是印在纸上的页码。",
    )


def _list_parts(manifest: Manifest, record: PrintRecord) -> Iterator[tuple[str, str, str]]:
    files = {file.document: file for file in reversed(record.files)}
    for document in manifest.documents:
        file = files.get(document.file)
        if file is None:
            continue
        name = document.file.removesuffix(".pdf")
        if document.role != "bundle":
            how = f"{file.all_copies} 份，每份左侧装订" if file.all_copies > 1 else "左侧装订"
            yield name, f"共 {document.pages} 页", how
            continue
        first = document.first_page or 1
        last = first + (document.pages or 1) - 1
        yield f"{name}　封面", f"第 {first} 页", "装成一册，左侧装订"
        folds = {fold.page for fold in record.fold_outs if fold.document == document.file}
        dividers = [item for item in manifest.items if first <= item.divider <= last]
        late = [front.first for front in manifest.supplements if first <= front.first <= last]
        starts = [first + 1, *(item.divider for item in dividers), *late]
        ends = [*(start - 1 for start in starts[1:]), last]
        titles = ["目录", *(f"{i.reference or i.number}　{i.title}" for i in dividers)]
        before = sum(front.first < first for front in manifest.supplements)
        titles += map(write_supplement, range(before + 1, before + len(late) + 1))
        for title, start, end in zip(titles, starts, ends, strict=True):
            within = sorted(fold for fold in folds if start <= fold <= end)
            how = f"折页：第 {write_places(within)} 页" if within else ""
            yield f"{name}　{title}", f"第 {write_places(range(start, end + 1))} 页", how


def _remarks(findings: Sequence[Finding]) -> Section:
    rows = tuple((TICK, finding.where, finding.what, finding.remedy) for finding in findings)
    return Section("请留意", ("看", "哪里", "说明", "办法"), (9, 50, 70, 49), rows)
