"""Word templates: checked against their contract, and filled.

A template is an ordinary .docx that a clerk edits in Word. `{{ unit.name }}` prints a value;
`{%tr for member in studio.members %}` and `{%tr endfor %}`, each alone in a table row, repeat
the rows between them. Lines of a value become paragraphs formatted like the placeholder's own.
"""

import copy
import difflib
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import Environment, StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree  # type: ignore[import-untyped]

from docgen.forms.page_length import (
    Setting,
    count_pages,
    free_rows,
    keep_last_rows,
    list_spans,
    read_settings,
    settle_breaks,
)
from docgen.forms.values import (
    FormValues,
    Placeholder,
    PrintedValues,
    ReportValues,
    all_texts,
    is_omitted,
)
from docgen.issues.errors import FormError
from docgen.issues.finding import Finding
from docgen.issues.issue import issue, render
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.reproducible_zip import write_zip
from docgen.system.zip_traps import find_trap
from docgen.text.wording import DRAFT_LINE

_DRAFT_WORD = "草稿"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_LINE_END = "\u2028"
"""Stands for a line end of a value until its paragraph is split; data never holds one."""

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_SCOPED = re.compile(r"(\{[{%#])(tr|tc|p|r)\s+(.*)", re.DOTALL)
_LAYOUT = re.compile(r"\{%\s*(colspan|cellbg)\s+(.*?)\s*%\}", re.DOTALL)
_MERGE = re.compile(r"\{%\s*[vh]m\s*%\}")
_BRACES = re.compile(r"[{｛][{｛%％#]|[}｝%％#][}｝]")
_LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|｛｛|｝｝")
_LISTED = re.compile("[\t\a\n\f]")
"""What docxtpl makes elements of in texts: it looks through every run for it."""
_WORD_QUOTES = str.maketrans("“”‘’", "\"\"''")
_GLOBALS = frozenset({"loop", "range", "dict", "namespace", "cycler", "joiner", "lipsum"})

_FILLED_PROPERTIES = frozenset(
    {"title", "subject", "creator", "description", "identifier", "language"}
)
_PART_NAMES = {
    "document": "正文",
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
}
_UNFILLED_PARTS = frozenset({"endnotes", "comments"})

_UNREADABLE = (
    OSError,
    zipfile.BadZipFile,
    PackageNotFoundError,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
)
"""What zipfile, lxml and python-docx raise for a file that is no sound .docx."""


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph's own text, and where it stands."""

    place: str
    text: str
    filled: bool = True


@dataclass(frozen=True)
class _Tag:
    """A tag as plain Jinja, and where it stands."""

    place: str
    written: str
    jinja: str


@dataclass(frozen=True)
class _Use:
    """A value a template reads: printed, or only tested or looped over."""

    path: str
    line: int
    printed: bool


class _Template(DocxTemplate):  # type: ignore[misc] # docxtpl has no types
    """docxtpl without its two silences: mending broken XML, and escaping properties twice."""

    def patch_xml(self, src_xml: str) -> str:
        """What Jinja is given of a part."""
        return _patch_xml(src_xml)

    def resolve_listing(self, xml: str) -> str:
        """What Jinja gave of a part, with elements for tabs and line ends, where it has any."""
        return str(super().resolve_listing(xml)) if _LISTED.search(xml) else xml

    def fix_tables(self, xml: str) -> Any:  # noqa: ANN401 - an lxml element
        etree.fromstring(xml)
        return super().fix_tables(xml)

    def render_properties(
        self, context: dict[str, Any], jinja_env: Environment | None = None
    ) -> None:
        environment = jinja_env or _environment()
        plain = environment.overlay(autoescape=False, finalize=_finalize_property)
        super().render_properties(context, plain)


@lru_cache(maxsize=32)
def _patch_xml(source: str) -> str:
    """As docxtpl does it, which asks nothing of the document, once for parts that are alike."""
    return str(DocxTemplate.patch_xml(None, source))


def check_template(
    path: Path, contract: Sequence[Placeholder], omits: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Return everything in which a template and its contract disagree, each with its place.

    Nothing is left to say when every placeholder has a value and every expected value, but those
    of `omits` (a path, or the part above it), has a placeholder.
    """
    try:
        paragraphs = _read_paragraphs(path)
        findings = [*_check_braces(path, paragraphs), *_check_lone_tags(path)]
    except _UNREADABLE as error:
        return (_finding(path, "", "unreadable", reason=str(error)),)
    tags = tuple(_find_tags(paragraphs))
    broken = tuple(_check_syntax(path, tags))
    findings += broken
    if not broken:
        uses = tuple(_find_uses(tags))
        findings += _check_known(path, tags, uses, contract)
        findings += _check_used(path, uses, contract, omits)
    return tuple(findings) or tuple(_check_by_filling(path, contract))


def _finding(path: Path, place: str, case: str, /, **slots: object) -> Finding:
    where = Location(f"{path.name} {place}".strip())
    return render(issue("template", where, case, **slots))


def _parse(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _read_paragraphs(path: Path) -> tuple[_Paragraph, ...]:
    """Return all paragraphs of body, headers, footers, notes and properties."""
    with zipfile.ZipFile(path) as package:
        if trap := find_trap(package, "它"):
            raise ValueError(render(trap).what)
        roots = {name: _parse(package.read(name)) for name in _text_parts(package)}
        return tuple(_paragraphs_of(roots))


def _text_parts(package: zipfile.ZipFile) -> Iterator[str]:
    names = package.namelist()
    if "word/document.xml" not in names:
        raise ValueError("里面没有 word/document.xml")
    yield "word/document.xml"
    for name in sorted(names):
        kind = re.fullmatch(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml", name)
        if kind or name == "docProps/core.xml":
            yield name


def _paragraphs_of(roots: Mapping[str, etree._Element]) -> Iterator[_Paragraph]:
    for name, root in roots.items():
        if name.endswith("core.xml"):
            for element in root:
                tag = etree.QName(element).localname
                place = f"文档属性 {tag}"
                yield _Paragraph(place, element.text or "", tag in _FILLED_PROPERTIES)
            continue
        part = re.sub(r"\d+", "", Path(name).stem)
        tables = {table: n for n, table in enumerate(root.iter(f"{_W}tbl"), 1)}
        for number, paragraph in enumerate(root.iter(f"{_W}p"), 1):
            text = _own_text(paragraph)
            place = _place(paragraph, tables) or f"第 {number} 段"
            where = f"{_PART_NAMES[part]}{place}{_quote(text)}"
            yield _Paragraph(where, text, part not in _UNFILLED_PARTS)


def _own_text(paragraph: etree._Element) -> str:
    """Return a paragraph's text without that of text boxes within it."""
    pieces = []
    for element in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}tab"):
        if next(element.iterancestors(f"{_W}p")) is paragraph and (
            element.tag == f"{_W}t" or element.getparent().tag == f"{_W}r"
        ):
            pieces.append(element.text or "" if element.tag == f"{_W}t" else "\n")
    return "".join(pieces)


def _place(element: etree._Element, tables: Mapping[etree._Element, int]) -> str:
    """Return "表格 1 第 15 行第 2 格", or nothing outside tables."""
    cell = next(element.iterancestors(f"{_W}tc"), None)
    if cell is None:
        return ""
    row = next(cell.iterancestors(f"{_W}tr"))
    table = next(row.iterancestors(f"{_W}tbl"))
    row_number = list(table.iter(f"{_W}tr")).index(row) + 1
    cell_number = list(row.iter(f"{_W}tc")).index(cell) + 1
    return f"表格 {tables[table]} 第 {row_number} 行第 {cell_number} 格"


def _quote(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:24]}{'…' if len(line) > 24 else ''}”" if line else ""


def _check_braces(path: Path, paragraphs: Iterable[_Paragraph]) -> Iterator[Finding]:
    for paragraph in paragraphs:
        rest = _TAG.sub("", paragraph.text) if paragraph.filled else paragraph.text
        if not _BRACES.search(rest):
            continue
        if not paragraph.filled:
            yield _finding(path, paragraph.place, "unfilled")
        elif re.search("[｛｝％]", rest):
            yield _finding(path, paragraph.place, "wide")
        else:
            yield _finding(path, paragraph.place, "broken")


def _check_lone_tags(path: Path) -> Iterator[Finding]:
    """A row or paragraph tag swallows all else in its row or paragraph."""
    with zipfile.ZipFile(path) as package:
        root = _parse(package.read("word/document.xml"))
    tables = {table: n for n, table in enumerate(root.iter(f"{_W}tbl"), 1)}
    for paragraph in root.iter(f"{_W}p"):
        text = _own_text(paragraph)
        scopes = [m[2] for tag in _TAG.findall(text) if (m := _SCOPED.match(tag))]
        for scope, element_tag in (("p", "p"), ("tr", "tr"), ("tc", "tc")):
            if scope not in scopes:
                continue
            place = f"正文{_place(paragraph, tables)}{_quote(text)}"
            around = paragraph if scope == "p" else _around(paragraph, element_tag)
            if around is None:
                yield _finding(path, place, "no_table", scope=scope)
            elif _text_within(around) != _TAG.findall(text)[0].strip():
                case = "swallows_paragraph" if scope == "p" else "swallows_row"
                yield _finding(path, place, case, scope=scope)


def _around(paragraph: etree._Element, tag: str) -> etree._Element | None:
    return next(paragraph.iterancestors(f"{_W}{tag}"), None)


def _text_within(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{_W}t")).strip()


def _find_tags(paragraphs: Iterable[_Paragraph]) -> Iterator[_Tag]:
    for paragraph in paragraphs:
        if paragraph.filled:
            for written in _TAG.findall(paragraph.text):
                yield _Tag(paragraph.place, written, _to_jinja(written))


def _to_jinja(written: str) -> str:
    """Return a tag on one line, without docxtpl's prefixes."""
    tag = " ".join(written.translate(_WORD_QUOTES).split())
    if _MERGE.fullmatch(tag):
        return ""
    if layout := _LAYOUT.fullmatch(tag):
        return f"{{{{ {layout[2]} }}}}"
    scoped = _SCOPED.match(tag)
    return f"{scoped[1]} {scoped[3]}" if scoped else tag


def _check_syntax(path: Path, tags: Sequence[_Tag]) -> Iterator[Finding]:
    """One finding for each tag that is wrong by itself, else one for tags that do not pair."""
    environment = _environment()
    alone = False
    for tag in tags:
        if tag.jinja.startswith("{{"):
            try:
                environment.parse(tag.jinja)
            except TemplateSyntaxError as error:
                alone = True
                yield _syntax_finding(path, tag, error)
    if alone or not tags:
        return
    try:
        environment.parse("\n".join(tag.jinja for tag in tags))
    except TemplateSyntaxError as error:
        yield _syntax_finding(path, tags[min(error.lineno, len(tags)) - 1], error)


def _syntax_finding(path: Path, tag: _Tag, error: TemplateSyntaxError) -> Finding:
    return _finding(path, tag.place, "syntax", tag=tag.written, reason=error.message or "")


def _find_uses(tags: Sequence[_Tag]) -> Iterator[_Use]:
    tree = _environment().parse("\n".join(tag.jinja for tag in tags))
    yield from _uses_within(tree, {}, printed=False)


def _uses_within(
    node: nodes.Node, scope: dict[str, str | None], *, printed: bool
) -> Iterator[_Use]:
    """Return the values read below a node; `scope` says what the names of loops stand for."""
    if isinstance(node, nodes.For):
        base = _path_of(node.iter, scope)
        inner = dict(scope)
        for target in node.target.find_all(nodes.Name) if base is None else ():
            inner[target.name] = None
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = None if base is None else f"{base}[]"
        yield from _uses_within(node.iter, scope, printed=False)
        for child in (*node.body, *node.else_, *filter(None, [node.test])):
            yield from _uses_within(child, inner, printed=printed)
        return
    if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
        yield from _uses_within(node.node, scope, printed=printed)
        scope[node.target.name] = _path_of(node.node, scope)
        return
    if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        path = _path_of(node, scope)
        if path is not None:
            yield _Use(path, node.lineno, printed)
            return
    test = node.test if isinstance(node, nodes.If | nodes.CondExpr) else None
    for child in node.iter_child_nodes():
        shown = (printed or isinstance(node, nodes.Output)) and child is not test
        yield from _uses_within(child, scope, printed=shown)


def _path_of(node: nodes.Node, scope: Mapping[str, str | None]) -> str | None:
    """Return the dotted path an expression reads; None when it reads no value of the form."""
    match node:
        case nodes.Name(name=name):
            outer = None if name in _GLOBALS else name
            return scope.get(name, outer)
        case nodes.Getattr() | nodes.Getitem():
            base = _path_of(node.node, scope)
            return None if base is None else base + _step(node)
        case _:
            return None


def _step(node: nodes.Getattr | nodes.Getitem) -> str:
    if isinstance(node, nodes.Getattr):
        return f".{node.attr}"
    key = node.arg.value if isinstance(node.arg, nodes.Const) else ""
    return f"[{key}]" if isinstance(key, int) or not key else f".{key}"


def _any_row(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)


def _parts_above(path: str) -> Iterator[str]:
    """Return what a path leads through: studio, studio.members, studio.members[]."""
    steps = re.findall(r"\.?[^.\[\]]+|\[\d*\]", path)
    for length in range(1, len(steps)):
        yield "".join(steps[:length])


def _check_known(
    path: Path, tags: Sequence[_Tag], uses: Iterable[_Use], contract: Iterable[Placeholder]
) -> Iterator[Finding]:
    known = {placeholder.path for placeholder in contract}
    groups = {part for name in known for part in _parts_above(name)}
    for use in uses:
        names = {use.path, _any_row(use.path)}
        if names & known:
            continue
        place = tags[use.line - 1].place
        if names & groups and not use.printed:
            continue
        if names & groups:
            yield _finding(path, place, "group", name=use.path)
        else:
            close = difflib.get_close_matches(use.path, sorted(known), n=2, cutoff=0.5)
            yield _finding(path, place, "unknown", name=use.path, near=" 或 ".join(close))


def _check_used(
    path: Path, uses: Iterable[_Use], contract: Iterable[Placeholder], omits: Collection[str]
) -> Iterator[Finding]:
    printed = {name for use in uses if use.printed for name in (use.path, _any_row(use.path))}
    for placeholder in contract:
        wanted = placeholder.expected and not is_omitted(placeholder.path, omits)
        if wanted and placeholder.path not in printed:
            called, name = placeholder.title, placeholder.path
            yield _finding(path, "", "unused", called=called, name=name)


def _check_by_filling(path: Path, contract: Iterable[Placeholder]) -> Iterator[Finding]:
    """Fill the template once with sample texts: some faults only show then."""
    sample: dict[str, Any] = {}
    for placeholder in contract:
        _put_sample(sample, placeholder.path)
    try:
        _fill(path, {name: _freeze_sample(value) for name, value in sample.items()}, [])
    except FormError as error:
        yield _finding(path, "", "unfillable", cause=error.said)


def _put_sample(sample: dict[str, Any], path: str) -> None:
    *steps, last = re.findall(r"[^.\[\]]+|\[\d*\]", path)
    for step in steps:
        sample = sample.setdefault(step, {})
    sample[last] = "样"


def _freeze_sample(value: Any) -> Any:  # noqa: ANN401 - nested dicts to nested values
    if not isinstance(value, dict):
        return value
    frozen = {name: _freeze_sample(inner) for name, inner in value.items()}
    if "[]" in frozen:
        return (frozen["[]"], frozen["[]"])
    if all(name.startswith("[") for name in frozen):
        return {int(name[1:-1]): inner for name, inner in frozen.items()}
    return PrintedValues(frozen)


def fill_template(path: Path, values: FormValues, *, draft: bool = False) -> bytes:
    """Return the filled form as the bytes of a .docx; a draft is marked on every page.

    The same template and values give the same bytes. FormError where the template cannot be read,
    names a value there is not, or would lose text.
    """
    context = {part.name: getattr(values, part.name) for part in fields(values)}
    filled = _fill(path, context, [text for _, _, text in all_texts(values)])
    return _pack(_unzip(_mark_draft(_zip(filled))) if draft else filled)


def fill_words(path: Path, words: Mapping[str, Any]) -> bytes:
    """Return a template filled with words that no form's contract knows; see `fill_template`.

    A value is a text, a `PrintedValues`, or a tuple of these.
    """
    return _pack(_fill(path, dict(words), _list_texts(words)))


def _list_texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, PrintedValues):
        yield from _list_texts(value.texts)
    elif isinstance(value, Mapping):
        yield from (text for inner in value.values() for text in _list_texts(inner))
    elif isinstance(value, tuple):
        yield from (text for inner in value for text in _list_texts(inner))


def fill_report(path: Path, values: ReportValues) -> bytes:
    """Return a report skeleton with the names of studio and unit, ready to be written on."""
    return fill_template(path, values)


def _fill(path: Path, context: dict[str, Any], texts: Iterable[str]) -> dict[str, bytes]:
    """The parts of a filled template."""
    try:
        template = _Template(path)
        template.render(context, _environment())
        filled = io.BytesIO()
        template.save(filled)
        return _mend(filled.getvalue(), path, texts)
    except TemplateError as error:
        reason = error.message or ""
        said = issue("word-template", Location(path.name), "tag", reason=reason)
        raise refuse(FormError, said) from error
    except _UNREADABLE as error:
        said = issue("word-template", Location(path.name), "file", reason=str(error))
        raise refuse(FormError, said) from error


class _Environment(SandboxedEnvironment):
    """Jinja for the parts of a form, which many forms have alike: each is compiled once."""

    def compile(self, source: Any, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - as Jinja has it
        """The code of a text."""
        return _compile(source) if self.autoescape else super().compile(source)


@lru_cache(maxsize=32)
def _compile(source: str) -> CodeType:
    return SandboxedEnvironment(**_PRINTING).compile(source)


def _environment() -> Environment:
    return _Environment(**_PRINTING)


def _finalize(value: object) -> object:
    """Print nothing for None, and mark the line ends of texts."""
    if value is None:
        return ""
    return value.replace("\n", _LINE_END) if type(value) is str else value


_PRINTING: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "finalize": _finalize,
}


def _finalize_property(value: object) -> str:
    """Properties have no paragraphs."""
    return "" if value is None else " ".join(str(value).split())


def _mend(filled: bytes, path: Path, texts: Iterable[str]) -> dict[str, bytes]:
    """Split paragraphs at line ends, close every cell, and make sure no tag is left over."""
    allowed = {token for text in texts for token in _LEFT_OVER.findall(text)}
    parts = _unzip(filled)
    roots: dict[str, etree._Element] = {}
    for name, content in parts.items():
        if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes)\.xml", name):
            roots[name] = _parse(content)
            _split_lines(roots[name])
            _close_cells(roots[name])
            if name == "word/document.xml":
                _set_pages(roots[name], parts)
            parts[name] = _write_xml(roots[name])
    _refuse_left_tags(roots, path, allowed)
    return parts


def _refuse_left_tags(roots: Mapping[str, etree._Element], path: Path, allowed: set[str]) -> None:
    """FormError where a tag is left in a filled document that no value brought."""
    paragraphs = (p for root in roots.values() for p in root.iter(f"{_W}p"))
    if not any({*_LEFT_OVER.findall(_own_text(p))} - allowed for p in paragraphs):
        return
    # To tell the place of each paragraph takes long.
    for paragraph in _paragraphs_of(roots):
        if left := {*_LEFT_OVER.findall(paragraph.text)} - allowed:
            place = Location(f"{path.name} {paragraph.place}")
            raise refuse(FormError, issue("word-template", place, "left", tags=sorted(left)))


def _set_pages(root: etree._Element, parts: Mapping[str, bytes]) -> None:
    """Decide what of a filled document may break across pages, and where pages end."""
    settings = _settings_of(parts)
    (body,) = root.iter(f"{_W}body")
    spans = tuple(list_spans(body, settings))
    free_rows(spans)
    settle_breaks(body, spans)
    keep_last_rows(body, settings)


def _settings_of(parts: Mapping[str, bytes]) -> Mapping[str, Setting]:
    styles = parts.get("word/styles.xml")
    return read_settings(etree.Element("none") if styles is None else _parse(styles))


def reckon_pages(filled: bytes) -> int:
    """Return about how many pages a filled form takes."""
    parts = _unzip(filled)
    (body,) = _parse(parts["word/document.xml"]).iter(f"{_W}body")
    return count_pages(body, _settings_of(parts))


def _split_lines(root: etree._Element) -> None:
    marked = [t for t in root.iter(f"{_W}t") if _LINE_END in (t.text or "")]
    for text in marked:
        run = text.getparent()
        tail: etree._Element | None = text
        while tail is not None:
            tail = _split_at(tail, run)
            run = None if tail is None else tail.getparent()


def _split_at(text: etree._Element, run: etree._Element) -> etree._Element | None:
    """Split at the first line end of `text`; return the text after it where one more is left."""
    head, _, rest = (text.text or "").partition(_LINE_END)
    text.text = head
    text.set(_SPACE, "preserve")
    paragraph = run.getparent()
    tail = etree.Element(f"{_W}t")
    tail.text = rest
    tail.set(_SPACE, "preserve")
    if paragraph.tag == f"{_W}p":
        _split_paragraph(paragraph, run, text, tail)
    else:
        line_break = etree.Element(f"{_W}br")
        text.addnext(line_break)
        line_break.addnext(tail)
    return tail if _LINE_END in rest else None


def _split_paragraph(
    paragraph: etree._Element, run: etree._Element, text: etree._Element, tail: etree._Element
) -> None:
    """Move `tail` and all that follows `text` into a paragraph formatted like this one."""
    following_in_run = list(text.itersiblings())
    following_runs = list(run.itersiblings())
    new_run = etree.Element(f"{_W}r")
    new_paragraph = etree.Element(f"{_W}p")
    for old, new, name in ((run, new_run, "rPr"), (paragraph, new_paragraph, "pPr")):
        properties = old.find(f"{_W}{name}")
        if properties is not None:
            new.append(copy.deepcopy(properties))
    for unwanted in paragraph.findall(f"{_W}pPr/{_W}sectPr"):
        unwanted.getparent().remove(unwanted)
    for unwanted in new_paragraph.findall(f"{_W}pPr/{_W}pageBreakBefore"):
        unwanted.getparent().remove(unwanted)
    new_run.extend([tail, *following_in_run])
    new_paragraph.extend([new_run, *following_runs])
    paragraph.addnext(new_paragraph)


def _close_cells(root: etree._Element) -> None:
    """Give every cell the paragraph it must end with; without it Word calls the file broken."""
    for cell in root.iter(f"{_W}tc"):
        if len(cell) == 0 or cell[-1].tag != f"{_W}p":
            etree.SubElement(cell, f"{_W}p")


def _mark_draft(filled: bytes) -> bytes:
    """Put 草稿 on every page: through the headers, for they are on every page."""
    document = docx.Document(io.BytesIO(filled))
    marked: set[str] = set()
    for section in document.sections:
        headers = {"default": section.header}
        if section.different_first_page_header_footer:
            headers["first"] = section.first_page_header
        if document.settings.odd_and_even_pages_header_footer:
            headers["even"] = section.even_page_header
        for kind, header in headers.items():
            if header.is_linked_to_previous and kind in marked:
                continue
            header.is_linked_to_previous = False
            marked.add(kind)
            mark = etree.fromstring(_DRAFT_XML.format(word=_DRAFT_WORD, line=DRAFT_LINE))
            header._element.insert(0, mark)
    return _save(document)


def _save(document: Document) -> bytes:
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


_DRAFT_XML = """
<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
     xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
  <w:pPr><w:spacing w:before="0" w:after="0" w:line="320" w:lineRule="exact"/>
    <w:jc w:val="center"/></w:pPr>
  <w:r><w:pict>
    <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
        path="m@7,l@8,m@5,21600l@6,21600e">
      <v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
        <v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
        <v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>
        <v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/>
        <v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
      <v:path textpathok="t" o:connecttype="custom"/>
      <v:textpath on="t" fitshape="t"/>
    </v:shapetype>
    <v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136"
        style="position:absolute;margin-left:0;margin-top:0;width:360pt;height:180pt;rotation:315;\
z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;\
mso-position-vertical:center;mso-position-vertical-relative:margin"
        o:allowincell="f" fillcolor="#e4e4e4" stroked="f">
      <v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="{word}"/>
    </v:shape>
  </w:pict></w:r>
  <w:r><w:rPr><w:rFonts w:ascii="黑体" w:hAnsi="黑体" w:eastAsia="黑体" w:hint="eastAsia"/>
      <w:color w:val="C00000"/><w:sz w:val="28"/></w:rPr>
    <w:t>{line}</w:t></w:r>
</w:p>
"""


def _write_xml(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _unzip(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _zip(parts: Mapping[str, bytes]) -> bytes:
    """Return a .docx whose bytes depend on its parts alone. Word wants the types first."""
    order = sorted(parts, key=lambda name: (name != "[Content_Types].xml", name))
    packed = io.BytesIO()
    write_zip({name: parts[name] for name in order}, packed)
    return packed.getvalue()


def _pack(filled: Mapping[str, bytes]) -> bytes:
    """Return a document of such parts without clock and editor: no dates of creation or change."""
    parts = {**filled}
    for name, content in filled.items():
        if name.endswith(("core.xml", ".psmdcp")):
            properties = _parse(content)
            for personal in ("created", "modified", "lastPrinted", "lastModifiedBy"):
                for element in properties.findall(f"{{*}}{personal}"):
                    properties.remove(element)
            parts[name] = _write_xml(properties)
    return _zip(parts)
