"""Cells of a worksheet part as they stand in its XML, without holding the sheet as a tree.

A sheet of a million rows has 256 MB of XML; as a tree it would take gigabytes.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_CELL = re.compile(rb"<((?:[\w.-]+:)?)c((?:\s[^>]*)?)(?<!/)>(.*?)</\1c\s*>", re.DOTALL)
_FORMULA = re.compile(rb"<((?:[\w.-]+:)?)f((?:\s[^>]*?)?)(?:/>|>(.*?)</\1f\s*>)", re.DOTALL)
_VALUE = re.compile(
    rb"<((?:[\w.-]+:)?)(?:v(?:\s[^>]*)?>(.*?)</\1v|is[\s>].*?</\1is)\s*>", re.DOTALL
)
_ATTRIBUTE = re.compile(rb"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True)
class CellXml:
    """A cell: the prefix of its namespace, its attributes and the XML in it, as they stand."""

    prefix: bytes
    said: bytes
    content: bytes

    @property
    def attributes(self) -> dict[str, str]:
        """What its tag says of it."""
        return _attributes_of(self.said)

    @property
    def is_plain(self) -> bool:
        """Whether it surely holds neither a formula nor an error: most cells of large sheets."""
        return not any(mark in self.content for mark in (b"f>", b"f ", b"f/")) and not any(
            mark in self.said for mark in (b'"e"', b"'e'")
        )

    @property
    def place(self) -> str:
        """Its reference, such as B7; "" where the file does not say it."""
        return self.attributes.get("r", "")

    @property
    def kind(self) -> str:
        """The type of its value: n, s, str, b, e, d or inlineStr."""
        return self.attributes.get("t", "n")

    @property
    def formula(self) -> str | None:
        """Its formula as text, "" where it shares that of another cell, None where it has none."""
        found = _FORMULA.search(self.content)
        return None if found is None else _text_of(found[3] or b"")

    @property
    def shared(self) -> str | None:
        """The number of the formula it shares with other cells."""
        found = _FORMULA.search(self.content)
        return _attributes_of(found[2]).get("si") if found else None

    @property
    def value(self) -> str | None:
        """What it stores as its value, as text; None where it stores nothing."""
        found = _VALUE.search(self.content)
        if found is None:
            return "" if self.kind == "str" else None
        text = _text_of(found[2] if found[2] is not None else found[0])
        return text if text or self.kind in {"str", "inlineStr"} else None

    def without_formula(self, *, as_text: bool = False) -> bytes:
        """The XML of the cell with its value alone; `as_text` shows it letter by letter."""
        attributes = {**self.attributes, **({"t": "str"} if as_text else {})}
        return self._write(attributes, _FORMULA.sub(b"", self.content))

    def with_text(self, text: str) -> bytes:
        """The XML of the cell with a text in it."""
        kept = {key: said for key, said in self.attributes.items() if key in {"r", "s"}}
        tag, escaped = self.prefix, html.escape(text).encode()
        held = b"<%bis><%bt>%b</%bt></%bis>" % (tag, tag, escaped, tag, tag)
        return self._write({**kept, "t": "inlineStr"}, held)

    def emptied(self) -> bytes:
        """The XML of the cell with its looks alone."""
        kept = {key: text for key, text in self.attributes.items() if key in {"r", "s"}}
        return self._write(kept, b"")

    def _write(self, attributes: dict[str, str], content: bytes) -> bytes:
        said = "".join(f' {key}="{html.escape(text)}"' for key, text in attributes.items())
        tag = self.prefix + b"c"
        return b"<" + tag + said.encode() + b">" + content + b"</" + tag + b">"


def read_cells(raw: bytes) -> Iterator[CellXml]:
    """The cells of a worksheet part that hold anything."""
    return map(_cell_of, _CELL.finditer(raw))


def change_cells(raw: bytes, change: Callable[[CellXml], bytes | None]) -> bytes:
    """The worksheet part with what `change` makes of its cells; None leaves one as it is."""

    def replace(found: re.Match[bytes]) -> bytes:
        changed = change(_cell_of(found))
        return found[0] if changed is None else changed

    return _CELL.sub(replace, raw)


def _cell_of(found: re.Match[bytes]) -> CellXml:
    return CellXml(found[1], found[2], found[3])


def _attributes_of(raw: bytes) -> dict[str, str]:
    return {
        found[1].decode("utf-8", "replace"): _text_of(found[2] or found[3] or b"")
        for found in _ATTRIBUTE.finditer(raw)
    }


def _text_of(raw: bytes) -> str:
    return html.unescape(re.sub(rb"<[^>]*>", b"", raw).decode("utf-8", "replace"))
