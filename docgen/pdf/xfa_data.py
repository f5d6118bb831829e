"""The values that a form keeps as XFA data (ISO 32000-1, 12.7.8) beside those of its fields.

Static forms have both, and pages that show the fields. Programs that do not know XFA change the
fields alone, and some servers fill in the data alone.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]
from pikepdf import Array, Dictionary, Object, Pdf, Stream, String

from docgen.pdf.foreign_values import PDF_ERRORS
from docgen.pdf.page_tree import DEEPEST_TREE
from docgen.text.printable import printable_line

_MOST_BYTES = 16 << 20
_DATA = "{http://www.xfa.org/schema/xfa-data/1.0/}"
_TRAPS = (b"<!ENTITY", b"<!DOCTYPE")
_LONGEST = 40


def has_xfa(pdf: Pdf) -> bool:
    """Whether a file is an XFA form of any kind."""
    form = pdf.Root.get("/AcroForm")
    return isinstance(form, Dictionary) and "/XFA" in form


def take_xfa_values(pdf: Pdf, widgets: Sequence[Dictionary]) -> tuple[str, ...]:
    """Put the data into fields that are empty, for them to be drawn; what a field shows stays.

    The names of those that show something else.
    """
    values = _read_values(pdf)
    differing = []
    for name, fields in _name_fields(widgets).items() if values else ():
        said = values.get(name, [])
        # Of namesakes nobody knows which is which, unless there is one for each.
        pairs = zip(fields, said, strict=True) if len(said) == len(fields) else ()
        for one, value in pairs:
            if value and not one.value:
                one.fill(value)
            elif value and not _says_same(one.value, value):
                differing.append(printable_line(name)[:_LONGEST])
    return tuple(dict.fromkeys(differing))


# --- data -----------------------------------------------------------------------------------------


def _read_values(pdf: Pdf) -> dict[str, list[str]]:
    """The texts of the data by the names of their elements, in their order."""
    content = _find_data(pdf)
    if not content or any(trap in content for trap in _TRAPS):
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return {}
    found: dict[str, list[str]] = defaultdict(list)
    for data in (root,) if root.tag == f"{_DATA}data" else root.iter(f"{_DATA}data"):
        for one in data.iter():
            if isinstance(one.tag, str) and not len(one):
                found[etree.QName(one).localname].append((one.text or "").strip())
    return found


def _find_data(pdf: Pdf) -> bytes:
    """The packet of data, or all packets where they stand in one stream."""
    form = pdf.Root.get("/AcroForm")
    packets = form.get("/XFA") if isinstance(form, Dictionary) else None
    if isinstance(packets, Array):
        named = zip(list(packets)[::2], list(packets)[1::2], strict=False)
        packets = next((held for name, held in named if str(name) == "datasets"), None)
    if not isinstance(packets, Stream):
        return b""
    try:
        content = packets.read_bytes()
    except PDF_ERRORS:
        return b""
    return content if len(content) <= _MOST_BYTES else b""


# --- fields ---------------------------------------------------------------------------------------


@dataclass
class _Field:
    """A text field and the widgets that show it."""

    node: Dictionary
    widgets: list[Dictionary] = field(default_factory=list)

    @property
    def value(self) -> str:
        """What it holds."""
        held = self.node.get("/V")
        return str(held).strip() if isinstance(held, String) else ""

    def fill(self, value: str) -> None:
        """Have it hold a value that its widgets do not show yet."""
        self.node.V = String(value)
        for widget in self.widgets:
            if "/AP" in widget:
                del widget["/AP"]


def _name_fields(widgets: Sequence[Dictionary]) -> dict[str, list[_Field]]:
    """The text fields by their last names, without numbers, in the order of their widgets."""
    known: dict[tuple[int, int] | int, _Field] = {}
    named: dict[str, list[_Field]] = defaultdict(list)
    for widget in widgets:
        node = next((one for one in _rise(widget) if isinstance(one.get("/T"), String)), None)
        kind = next((one.FT for one in _rise(widget) if "/FT" in one), None)
        if node is None or kind != "/Tx":
            continue
        key = node.objgen if node.is_indirect else id(node)
        if key not in known:
            known[key] = _Field(node)
            named[re.sub(r"\[\d+\]$", "", str(node.T))].append(known[key])
        known[key].widgets.append(widget)
    return named


def _rise(widget: Dictionary) -> Iterator[Dictionary]:
    one: Object | None = widget
    for _ in range(DEEPEST_TREE):
        if not isinstance(one, Dictionary):
            return
        yield one
        one = one.get("/Parent")


# --- values ---------------------------------------------------------------------------------------


def _says_same(shown: str, value: str) -> bool:
    """Whether a field shows a value, formatted as it may be: 2024年6月1日 is 2024-06-01."""
    one, other = _bare(shown), _bare(value)
    if one == other:
        return True
    figures = [_figures_of(text) for text in (shown, value)]
    return bool(figures[0]) and figures[0] == figures[1]


def _bare(text: str) -> str:
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text)).casefold()


def _figures_of(text: str) -> list[float]:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    return sorted(float(figure) for figure in re.findall(r"\d{1,15}(?:\.\d{1,9})?", plain))
