"""What is said of a set of scans: what is missing, double, strange or doubtful. In Chinese."""

from collections.abc import Iterable, Iterator

from docgen.bundle.page_identity import DocumentKind
from docgen.collect.collect_record import CollectedDocument, How
from docgen.collect.originals import Original, PageKey
from docgen.collect.run_collect import Collection
from docgen.collect.sheet_choice import Double
from docgen.collect.sheet_naming import Left, Named, Other
from docgen.images.content_comparison import name_half, name_parts
from docgen.images.similarity_transform import Similarity
from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, issue, render_foreign
from docgen.issues.location import Location
from docgen.text.masking import mask_numbers
from docgen.text.wording import gather_pages

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
    return tuple(map(render_foreign, _list_issues(collection)))


def _list_issues(collection: Collection) -> Iterator[Issue]:
    """Everything there is to say of a set as data, what is missing first."""
    yield from _say_missing(collection)
    for refused in collection.refused:
        place = Location(refused.where)
        yield issue("K112", place, found=refused)
    for name, loss in collection.damaged:
        yield issue("K114", Location(name), loss=loss)
    yield from _say_left(collection)
    yield from _say_named(collection)
    yield from _say_parts(collection)
    yield from _say_photographs(collection)
    yield from _say_coarse(collection)
    yield from map(_say_double, collection.doubles)
    yield from (issue("K111", Location(name)) for name in collection.lost)
    for kept in collection.kept:
        yield issue("K113", Location(kept.name), former=kept.former_name)


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


def _name(key: PageKey) -> str:
    return f"{_NAMES[key.kind]}第 {key.page} 页"


def _say_missing(collection: Collection) -> Iterator[Issue]:
    for original in collection.printed.originals:
        partial = {key.page for key in collection.partial if key in original.keys}
        missing = tuple(page for page in collection.missing(original) if page not in partial)
        place = Location(original.file)
        if len(missing) == original.pages:
            yield issue("K101", place, "all", count=original.pages)
        elif missing:
            yield issue("K101", place, "some", count=len(missing), pages=missing)


def _say_left(collection: Collection) -> Iterator[Issue]:
    left = [outcome for outcome in collection.outcomes if isinstance(outcome, Left)]
    for one in left:
        identity, place = one.identity, Location(str(one.sheet))
        if identity is not None:
            page = _name(PageKey(identity.document, identity.page))
            code = "K102" if one.why is Other.OLD else "K103"
            yield issue(code, place, package=str(identity.package), page=page)
        elif one.why is Other.UNREAD:
            yield issue("K106", place)
        elif one.why is Other.UNLIKE and one.like is not None:
            other, key = _mask(one.other), _write_key(one.like)
            yield issue("K121", place, page=_name(one.like), other=other, key=key)
        elif one.why is Other.UNSEEN:
            yield issue("K108", place)
    for why, code in ((Other.BLANK, "K107"), (Other.BACK, "K115")):
        count = sum(one.why is why for one in left)
        if count:
            yield issue(code, Location("扫描"), count=count)


_WAYS = {How.ORDER: "按前后顺序和版面", How.LIKENESS: "按版面"}


def _say_named(collection: Collection) -> Iterator[Issue]:
    marked = {o.key for o in collection.outcomes if isinstance(o, Named) and o.how is How.MARK}
    for one in collection.outcomes:
        if not isinstance(one, Named):
            continue
        # Of two halves of a page one alone can have its mark.
        if one.how in _WAYS and not (one.is_part and one.key in marked):
            place, way, page = Location(str(one.sheet)), _WAYS[one.how], _name(one.key)
            if one.other:
                yield issue("K105", place, "in_part", way=way, page=page, other=_mask(one.other))
            else:
                yield issue("K105", place, "alike", way=way, page=page)
        yield from _say_content(one)


def _say_content(one: Named) -> Iterator[Issue]:
    """What a sheet shows otherwise than its page, or not at all."""
    place, page, marked = Location(str(one.sheet)), _name(one.key), one.how is How.MARK
    if one.fit.agreement.share < _ALIKE:
        yield issue("K109", place, "marked" if marked else "taken", page=page)
        return
    if marked and one.other:
        yield issue("K122", place, page=page, other=_mask(one.other))
    if len(one.fit.agreement.bare) >= _GONE:
        part = name_parts(one.fit.agreement.bare, one.fit.size)
        yield issue("K116", place, page=page, part=part)


def _say_parts(collection: Collection) -> Iterator[Issue]:
    sizes = {one.key: one.fit.size for one in collection.outcomes if isinstance(one, Named)}
    for key, page in collection.collected.pages.items():
        sheets = (f"“{one.scan} 第 {one.scan_page} 页”" for one in (page, *page.others))
        place = Location("、".join(sheets))
        if page.lacking:
            come, lacking = name_half(page.lacking, sizes.get(key, _A3_ACROSS))
            yield issue("K117", place, page=_name(key), come=come, lacking=lacking)
        elif page.others and key in sizes:
            yield issue("K118", place, page=_name(key))
    together: dict[Location, list[str]] = {}
    for one in collection.outcomes:
        if isinstance(one, Named):
            sheet = Location(one.sheet.scan, page=one.sheet.page)
            together.setdefault(sheet, []).append(_name(one.key))
    for sheet, names in together.items():
        if len(names) > 1:
            yield issue("K119", sheet, pages=names)


_A3_ACROSS = (1191.0, 842.0)


def _say_photographs(collection: Collection) -> Iterator[Issue]:
    now = {one.key for one in collection.outcomes if isinstance(one, Named)}
    for original, document in _documents(collection):
        flat = [p.page for p in document.pages
                if p.flattened and PageKey(document.kind, p.page) in now]  # fmt: skip
        if flat:
            yield issue("K120", Location(original.file), pages=flat)


def _say_coarse(collection: Collection) -> Iterator[Issue]:
    for original, document in _documents(collection):
        coarse = [page.page for page in document.pages if 0 < page.quality.dpi < _FINE_DPI - 5]
        if coarse:
            yield issue("K110", Location(original.file), pages=coarse, dpi=_FINE_DPI)


def _say_double(double: Double) -> Issue:
    count = len(double.others) + 1
    place = Location(_name(double.key))
    return issue("K104", place, count=count, kept=double.kept, others=double.others)


def _mask(texts: Iterable[str]) -> list[str]:
    # Each by itself: beside another text a number would not be seen as one.
    return [mask_numbers(text) for text in texts]


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
