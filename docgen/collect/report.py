"""What is said of a set of scans: what is missing, double, strange or doubtful. In Chinese."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docgen.bundle.identity import DocumentKind
from docgen.collect.collect import Collection, Double
from docgen.collect.naming import Left, Named, Other
from docgen.collect.originals import Original, PageKey
from docgen.collect.record import CollectedDocument, How
from docgen.data.wording import gather_pages, write_pages
from docgen.errors import Finding, Level
from docgen.masking import mask_numbers
from docgen.printable import printable_line

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

_NAMES: dict[DocumentKind, str] = {"form": "表格", "report": "报告", "bundle": "佐证材料"}
_ALIKE = 0.45
"""Likeness below which a page bears the mark but shows something else. Sound ones have 0.85."""
_FINE_DPI = 200
"""What archives ask for at the least (DA/T 31-2017)."""


@dataclass(frozen=True)
class CollectCode:
    """What a code of the collection stands for."""

    level: Level
    title: str
    remedy: str


CODES = {
    "K101": CollectCode(
        ERROR, "还缺页", "扫描这些页，再运行一次，只写新的扫描就行；已经收到的都在"
    ),
    "K102": CollectCode(WARNING, "旧版的页，没有收入", "用现在这一版打印、签字、盖章，再扫描"),
    "K103": CollectCode(WARNING, "别的材料的页，没有收入", "放回它自己那一套；扫错了不必处理"),
    "K104": CollectCode(
        NOTE, "一页扫了几次，用了好的一份", "要用另一份：只写那一份，加 --replace 页码再运行一次"
    ),
    "K105": CollectCode(
        WARNING, "标识读不出，认定是这一页", "翻到这一页看看对不对；不对就重扫，盖章不要压住标识"
    ),
    "K106": CollectCode(
        WARNING,
        "认不出是哪一页，没有收入",
        "不是这套材料的不必处理；是的重新扫描这一页，用 300 dpi，不要折角、不要遮住标识",
    ),
    "K107": CollectCode(NOTE, "空白页已略去", "不必处理"),
    "K108": CollectCode(WARNING, "显示不出来，没有收入", "重新扫描这一页"),
    "K109": CollectCode(
        WARNING, "标识是这一页，内容与原件出入大", "翻到这一页看看是不是扫残了、折角了或换了内容"
    ),
    "K110": CollectCode(WARNING, "扫描太粗", "归档要 200 dpi 以上：调高扫描仪的分辨率，重扫这些页"),
    "K111": CollectCode(
        WARNING, "上次的扫描件改过或不在了", "里面的页不再用：把那些页的扫描再给一次"
    ),
    "K112": CollectCode(WARNING, "扫描文件打不开，没有收入", "见各条写的办法"),
    "K114": CollectCode(WARNING, "扫描文件有损坏", "从扫描仪重新拷一份；仍不行就重扫"),
    "K113": CollectCode(NOTE, "文件夹里原有的文件保留了", "看看还要不要；不要就删去"),
}


def report(collection: Collection) -> tuple[Finding, ...]:
    """Everything there is to say of a set, what is missing first."""
    said = (
        *_say_missing(collection),
        *(Finding(WARNING, "K112", f.where, f.what, f.remedy) for f in collection.refused),
        *(_make("K114", name, loss) for name, loss in collection.damaged),
        *_say_left(collection),
        *_say_named(collection),
        *_say_coarse(collection),
        *(_make("K104", _name(double.key), _say_double(double)) for double in collection.doubles),
        *(_make("K111", name, CODES["K111"].title) for name in collection.lost),
        *(_make("K113", kept.name, f"原来叫 {kept.former_name}") for kept in collection.kept),
    )
    return tuple(said)


def say_state(collection: Collection) -> list[str]:
    """A line for each document: whether it is whole, and where its scan is."""
    lines = []
    for original, document in _documents(collection):
        there = len(document.pages)
        state = (
            f"{original.pages} 页齐了"
            if document.complete
            else f"{original.pages} 页中收到 {there} 页"
        )
        lines.append(f"{document.result or original.file}  {state}")
    return lines


def list_pages(collection: Collection) -> list[dict[str, object]]:
    """What each sheet of the run is, for other programs."""
    return [_describe(outcome) for outcome in collection.outcomes]


def list_documents(collection: Collection) -> list[dict[str, object]]:
    """How far each document has come, for other programs."""
    return [
        {
            "kind": original.kind,
            "file": original.file,
            "result": document.result,
            "complete": document.complete,
            "pages": original.pages,
            "missing": [[r.first, r.last] for r in gather_pages(collection.missing(original))],
        }
        for original, document in _documents(collection)
    ]


def _describe(outcome: Named | Left) -> dict[str, object]:
    place: dict[str, object] = {
        "scan": mask_numbers(outcome.sheet.scan),
        "scan_page": outcome.sheet.page,
    }
    match outcome:
        case Named(key=key, how=how, alignment=alignment):
            placed = alignment and alignment.placement
            turned = {"turned": round(placed.angle, 2)} if placed else {}
            return place | {"kind": key.kind, "page": key.page, "how": how.value} | turned
        case Left(why=why, identity=identity):
            return place | {"left": why.value, "mark": str(identity) if identity else None}


def _documents(collection: Collection) -> Iterator[tuple[Original, CollectedDocument]]:
    yield from zip(collection.printed.originals, collection.collected.documents, strict=True)


def _make(code: str, where: str, what: str) -> Finding:
    entry = CODES[code]
    return Finding(entry.level, code, printable_line(where), printable_line(what), entry.remedy)


def _name(key: PageKey) -> str:
    return f"{_NAMES[key.kind]}第 {key.page} 页"


def _say_missing(collection: Collection) -> Iterator[Finding]:
    for original in collection.printed.originals:
        missing = collection.missing(original)
        if len(missing) == original.pages:
            yield _make("K101", original.file, f"一页也没有收到，共 {original.pages} 页")
        elif missing:
            which = write_pages(gather_pages(missing))
            yield _make("K101", original.file, f"缺 {len(missing)} 页：{which}")


def _say_left(collection: Collection) -> Iterator[Finding]:
    left = [outcome for outcome in collection.outcomes if isinstance(outcome, Left)]
    for one in left:
        identity = one.identity
        if identity is not None:
            name = _name(PageKey(identity.document, identity.page))
            code, kind = ("K102", "旧版") if one.why is Other.OLD else ("K103", "另一套材料")
            yield _make(code, str(one.sheet), f"是{kind}（{identity.package}）的{name}，没有收入")
        elif one.why is Other.UNREAD:
            yield _make("K106", str(one.sheet), "标识读不出，也认不出是哪一页，没有收入")
        elif one.why is Other.UNSEEN:
            yield _make("K108", str(one.sheet), CODES["K108"].title)
    blank = sum(one.why is Other.BLANK for one in left)
    if blank:
        yield _make("K107", "扫描", f"{blank} 张空白页已略去")


def _say_named(collection: Collection) -> Iterator[Finding]:
    ways = {How.ORDER: "按前后顺序和版面", How.LIKENESS: "按版面"}
    for one in collection.outcomes:
        if not isinstance(one, Named):
            continue
        if one.how in ways:
            what = f"标识读不出，{ways[one.how]}认定为{_name(one.key)}"
            yield _make("K105", str(one.sheet), what)
        elif one.alignment is not None and one.alignment.likeness < _ALIKE:
            what = f"标识是{_name(one.key)}，内容与打印的那一页出入大"
            yield _make("K109", str(one.sheet), what)


def _say_coarse(collection: Collection) -> Iterator[Finding]:
    for original, document in _documents(collection):
        coarse = [page.page for page in document.pages if 0 < page.quality.dpi < _FINE_DPI - 5]
        if coarse:
            which = write_pages(gather_pages(coarse))
            yield _make("K110", original.file, f"{which}不到 {_FINE_DPI} dpi")


def _say_double(double: Double) -> str:
    return f"有 {len(double.others) + 1} 份：用了{_quote(double.kept)}，没用{_join(double.others)}"


def _join(names: Sequence[str]) -> str:
    return "、".join(_quote(name) for name in names)


def _quote(name: str) -> str:
    return f"“{name}”"


def read_pages(texts: Iterable[str]) -> frozenset[PageKey]:
    """The pages named as on their marks: E37 or 37 of the bundle, F2 of the form, R1 of the report.

    ValueError where a text names none.
    """
    kinds: dict[str, DocumentKind] = {"E": "bundle", "F": "form", "R": "report"}
    found = set()
    for text in texts:
        letter, number = (text[:1].upper(), text[1:]) if text[:1].isalpha() else ("E", text)
        if letter not in kinds or not number.isdecimal():
            raise ValueError(text)
        found.add(PageKey(kinds[letter], int(number)))
    return frozenset(found)
