"""A package of parts, as Office Open XML and OpenDocument files are: read, changed, written anew.

Names of parts and relationships follow ECMA-376 part 2; the kind of a relationship is the last
step of its type, which is the same in the transitional and the strict form.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped]

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LARGEST_TREE = 48 << 20
"""A part of so many bytes takes some 600 MB as a tree."""


@dataclass(frozen=True)
class Relation:
    """What a part says of another: its id there, its kind (image, drawing …) and its name.

    `target` is the name of a part, or an address outside the package where `external`.
    """

    id: str
    kind: str
    target: str
    external: bool


class Parts:
    """The parts of the package at a path. Changes are written back by `save`."""

    def __init__(self, path: Path | io.BytesIO) -> None:
        """zipfile.BadZipFile where it is no package. One in memory can only be read."""
        self._path = path
        self._package = zipfile.ZipFile(path)
        self._names = {name.casefold(): name for name in self._package.namelist()}
        self._changed: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._package.close()

    def names(self) -> list[str]:
        """The names of all parts, those added last."""
        return list(self._names.values())

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name.casefold() in self._names

    def read(self, name: str) -> bytes:
        """The content of a part as it is now. KeyError where there is none."""
        name = self._names[name.casefold()]
        changed = self._changed.get(name)
        return self._package.read(name) if changed is None else changed

    def read_tree(self, name: str) -> etree._Element | None:
        """The root of an XML part; None where there is none, or it is broken or too large."""
        if not self.has(name):
            return None
        raw = self.read(name)
        if len(raw) > _LARGEST_TREE:
            return None
        try:
            return etree.fromstring(raw, _xml_parser())
        except etree.XMLSyntaxError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Put a part in the place of the one of this name, or add it."""
        self._changed[self._names.setdefault(name.casefold(), name)] = content

    def write_changed(self, name: str, content: bytes) -> None:
        """As `write`, where the content is another than before."""
        if content != self.read(name):
            self.write(name, content)

    def write_tree(self, name: str, root: etree._Element) -> None:
        """As `write`, an XML tree."""
        self.write(name, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))

    def relations(self, name: str) -> Iterator[Relation]:
        """What a part says of others; that of the package itself for ""."""
        root = self.read_tree(_relations_of(name))
        for found in root if root is not None else ():
            if not isinstance(found.tag, str):
                continue
            external = found.get("TargetMode") == "External"
            target = found.get("Target", "")
            yield Relation(
                found.get("Id", ""),
                found.get("Type", "").rpartition("/")[2],
                target if external else _resolve(name, target),
                external,
            )

    def related(self, name: str, kind: str) -> Iterator[str]:
        """The parts of a kind that a part names, as far as they are there."""
        for relation in self.relations(name):
            if relation.kind == kind and not relation.external and self.has(relation.target):
                yield relation.target

    def relate(self, name: str, kind: str, target: str) -> str:
        """Let a part name another; returns the id of what it says of it."""
        root = self.read_tree(_relations_of(name))
        if root is None:
            root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
        taken = {found.get("Id") for found in root}
        own = next(f"rIdAdded{n}" for n in range(len(taken) + 1) if f"rIdAdded{n}" not in taken)
        tag = f"{{{_RELATIONS}}}Relationship"
        etree.SubElement(root, tag, Id=own, Type=f"{_OFFICE}/{kind}", Target=f"/{target}")
        self.write_tree(_relations_of(name), root)
        return own

    def drop_relations(self, name: str, kind: str) -> None:
        """Let a part name no other of a kind any more."""
        root = self.read_tree(_relations_of(name))
        dropped = [r for r in self.relations(name) if r.kind == kind]
        if root is None or not dropped:
            return
        ids = {relation.id for relation in dropped}
        for found in [found for found in root if found.get("Id") in ids]:
            root.remove(found)
        self.write_tree(_relations_of(name), root)

    def declare(self, name: str, content_type: str) -> None:
        """Say of what type a part is that was added."""
        root = self.read_tree("[Content_Types].xml")
        if root is not None:
            tag = f"{{{_TYPES}}}Override"
            etree.SubElement(root, tag, PartName=f"/{name}", ContentType=content_type)
            self.write_tree("[Content_Types].xml", root)

    def save(self) -> None:
        """Write the package anew where anything was changed."""
        if not self._changed or not isinstance(self._path, Path):
            return
        beside = self._path.with_name(f"{self._path.name}.changed")
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in self._package.infolist():
                content = self._changed.pop(entry.filename, None)
                new.writestr(entry, self._package.read(entry) if content is None else content)
            for name, content in self._changed.items():
                new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        self._changed.clear()
        self._package.close()
        beside.replace(self._path)
        self._package = zipfile.ZipFile(self._path)


def _xml_parser() -> etree.XMLParser:
    """A parser that reaches for nothing, and takes deep and long documents."""
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def _relations_of(name: str) -> str:
    folder, _, own = name.rpartition("/")
    return posixpath.join(folder, "_rels", f"{own}.rels")


def _resolve(name: str, target: str) -> str:
    target = unquote(target.partition("#")[0]).replace("\\", "/")
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
