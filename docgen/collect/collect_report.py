"""What is said of a set of scans: what is missing, double, strange or doubtful. In Chinese."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from docgen.bundle.page_identity import DocumentKind
from docgen.collect.collect_record import CollectedDocument, How
from docgen.collect.originals import Original, PageKey
from docgen.collect.run_collect import Collection
from docgen.collect.sheet_choice import Double
from docgen.collect.sheet_naming import Left, Named, Other
from docgen.images.content_comparison import name_half, name_parts
from docgen.images.similarity_transform import Similarity
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import CATALOGUE
from docgen.issues.location import Location
from docgen.text.masking import mask_numbers
from docgen.text.printable import printable_line
from docgen.text.wording import gather_pages, write_pages

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

_NAMES: dict[DocumentKind, str] = {"form": "表格", "report": "报告", "bundle": "佐证材料"}
_ALIKE = 0.5
"""Share of what is printed that is there, below which a page bears the mark but shows something
else. Sound scans have 0.94 and more."""
_GONE = 2
"""Places where a sheet is bare: torn off, folded, or not on the glass. A sound scan has none."""
_FINE_DPI = 200
"""What archives ask for at the least (DA/T 31-2017)."""


def report(collection: Collection) -> tuple[Finding, ...]:
    """Everything there is to say of a set, what is missing first."""
    said = (
        *_say_missing(collection),
        *(
            Finding(WARNING, "K112", Location(f.where), f.what, f.remedy)
            for f in collection.refused
        ),
        *(_make("K114", name, loss) for name, loss in collection.damaged),
        *_say_left(collection),
        *_say_named(collection),
        *_say_parts(collection),
        *_say_photographs(collection),
        *_say_coarse(collection),
        *(_make("K104", _name(double.key), _say_double(double)) for double in collection.doubles),
        *(_make("K111", name, CATALOGUE["K111"].title) for name in collection.lost),
        *(_make("K113", kept.name, f"原来叫 {kept.former_name}") for kept in collection.kept),
    )
    return tuple(said)


def say_state(collection: Collection) -> list[str]:
    """A line for each document: whether it is whole, and where its scan is."""
    lines = []
    for original, document in _documents(collection):
        there = sum(not page.lacking for page in document.pages)
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
        case Named(key=key, how=how, fit=fit):
            laid = fit.placement
            turned = {"turned": round(laid.angle, 2)} if isinstance(laid, Similarity) else {}
            share = {"share": round(fit.agreement.share, 3)}
            return place | {"kind": key.kind, "page": key.page, "how": how.value} | turned | share
        case Left(why=why, identity=identity, like=like):
            said = {"left": why.value, "mark": str(identity) if identity else None}
            return place | said | ({"kind": like.kind, "page": like.page} if like else {})


def _documents(collection: Collection) -> Iterator[tuple[Original, CollectedDocument]]:
    yield from zip(collection.printed.originals, collection.collected.documents, strict=True)


def _make(code: str, where: str, what: str) -> Finding:
    entry = CATALOGUE[code]
    return Finding(
        entry.level, code, Location(printable_line(where)), printable_line(what), entry.remedy
    )


def _name(key: PageKey) -> str:
    return f"{_NAMES[key.kind]}第 {key.page} 页"


def _say_missing(collection: Collection) -> Iterator[Finding]:
    for original in collection.printed.originals:
        partial = {key.page for key in collection.partial if key in original.keys}
        missing = tuple(page for page in collection.missing(original) if page not in partial)
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
        elif one.why is Other.UNLIKE and one.like is not None:
            what = f"标识读不出；格式像{_name(one.like)}，但{_quote_few(one.other)}与打印的不同"
            unlike = _make("K121", str(one.sheet), f"{what}，没有收入")
            yield replace(unlike, remedy=unlike.remedy.replace("页码", _write_key(one.like)))
        elif one.why is Other.UNSEEN:
            yield _make("K108", str(one.sheet), CATALOGUE["K108"].title)
    for why, code, what in (
        (Other.BLANK, "K107", "空白页已略去"), (Other.BACK, "K115", "空白背面透出正面的字，已略去")
    ):  # fmt: skip
        count = sum(one.why is why for one in left)
        if count:
            yield _make(code, "扫描", f"{count} 张{what}")


def _say_named(collection: Collection) -> Iterator[Finding]:
    ways = {How.ORDER: "按前后顺序和版面", How.LIKENESS: "按版面"}
    marked = {o.key for o in collection.outcomes if isinstance(o, Named) and o.how is How.MARK}
    for one in collection.outcomes:
        if not isinstance(one, Named):
            continue
        # Of two halves of a page one alone can have its mark.
        if one.how in ways and not (one.is_part and one.key in marked):
            what = f"标识读不出，{ways[one.how]}认定为{_name(one.key)}"
            what += f"；但{_quote_few(one.other)}与打印的不同" if one.other else ""
            yield _make("K105", str(one.sheet), what)
        yield from _say_content(one)


def _say_content(one: Named) -> Iterator[Finding]:
    """What a sheet shows otherwise than its page, or not at all."""
    if one.fit.agreement.share < _ALIKE:
        by = "标识" if one.how is How.MARK else "认定"
        what = f"{by}是{_name(one.key)}，内容与打印的那一页出入大"
        yield _make("K109", str(one.sheet), what)
        return
    if one.how is How.MARK and one.other:
        what = f"标识是{_name(one.key)}，但{_quote_few(one.other)}与打印的不同"
        yield _make("K122", str(one.sheet), what)
    if len(one.fit.agreement.bare) >= _GONE:
        where = name_parts(one.fit.agreement.bare, one.fit.size)
        yield _make("K116", str(one.sheet), f"是{_name(one.key)}，{where}有内容没有扫到")


def _say_parts(collection: Collection) -> Iterator[Finding]:
    sizes = {one.key: one.fit.size for one in collection.outcomes if isinstance(one, Named)}
    for key, page in collection.collected.pages.items():
        if page.lacking:
            size = sizes.get(key, _A3_ACROSS)
            come, lacks = name_half(page.lacking, size)
            sheets = _join([f"{one.scan} 第 {one.scan_page} 页" for one in (page, *page.others)])
            yield _make("K117", sheets, f"{_name(key)}只收到{come}，缺{lacks}")
        elif page.others and key in sizes:
            sheets = _join([f"{one.scan} 第 {one.scan_page} 页" for one in (page, *page.others)])
            yield _make("K118", sheets, f"已拼成{_name(key)}")
    together: dict[str, list[str]] = {}
    for one in collection.outcomes:
        if isinstance(one, Named):
            place = f"{one.sheet.scan} 第 {one.sheet.page} 页"
            together.setdefault(place, []).append(_name(one.key))
    for place, names in together.items():
        if len(names) > 1:
            yield _make("K119", place, f"这一张上有{'、'.join(names)}，已分开")


_A3_ACROSS = (1191.0, 842.0)


def _say_photographs(collection: Collection) -> Iterator[Finding]:
    now = {one.key for one in collection.outcomes if isinstance(one, Named)}
    for original, document in _documents(collection):
        flat = [p.page for p in document.pages
                if p.flattened and PageKey(document.kind, p.page) in now]  # fmt: skip
        if flat:
            which = write_pages(gather_pages(flat))
            yield _make("K120", original.file, f"{which}是拍的照片，已拉平")


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


_FEW = 3


def _quote_few(texts: Sequence[str]) -> str:
    """The first of several pieces of text, and how many there are."""
    few = "".join(_quote(mask_numbers(text)) for text in texts[:_FEW])
    return few if len(texts) <= _FEW else f"{few}等 {len(texts)} 处"


def _quote(name: str) -> str:
    return f"“{name}”"


_KINDS: dict[str, DocumentKind] = {"E": "bundle", "F": "form", "R": "report"}


def _write_key(key: PageKey) -> str:
    """A page as it is named in a command."""
    letter = next(letter for letter, kind in _KINDS.items() if kind == key.kind)
    return f"{letter}{key.page}"


def read_pages(texts: Iterable[str]) -> frozenset[PageKey]:
    """The pages named as on their marks: E37 or 37 of the bundle, F2 of the form, R1 of the report.

    ValueError where a text names none.
    """
    found = set()
    for text in texts:
        letter, number = (text[:1].upper(), text[1:]) if text[:1].isalpha() else ("E", text)
        if letter not in _KINDS or not number.isdecimal():
            raise ValueError(text)
        found.add(PageKey(_KINDS[letter], int(number)))
    return frozenset(found)
