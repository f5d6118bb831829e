"""OFD files as GB/T 33190 has them, made for tests: pages of objects, and what these refer to."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

NAMES = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PAGE = (0, 0, 100, 80)
"""Millimetres: small pages are quickly drawn."""


@dataclass
class Ofd:
    """One document. Objects and resources are given as XML without the prefix `ofd:`."""

    pages: Sequence[str]
    """The objects of each page's one layer, or whole layers."""
    resources: str = ""
    """`<Fonts>…`, `<DrawParams>…`, as they stand in DocumentRes.xml."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Further parts by their full names; what resources name lies in Doc_0/Res."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """Objects by the number of the template."""
    uses: str = ""
    """What each page says before its content: `<Template TemplateID="…"/>`, `<Area>…`."""
    common: str = ""
    """More of CommonData."""
    document: str = ""
    """More of Document.xml, behind the pages: annotations, attachments."""
    body: str = ""
    """More of DocBody: signatures, versions."""
    box: Sequence[float] = PAGE

    def parts(self) -> dict[str, bytes]:
        """Every part by its name."""
        box = " ".join(f"{side:g}" for side in self.box)
        entries = "".join(
            f'<Page ID="{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
            for number in range(1, len(self.pages) + 1)
        )
        templates = "".join(
            f'<TemplatePage ID="{own}" BaseLoc="Tpls/Tpl_{own}/Content.xml"/>'
            for own in self.templates
        )
        made = {
            "OFD.xml": "<OFD Version='1.0' DocType='OFD'><DocBody>"
            f"<DocInfo><DocID>0</DocID></DocInfo><DocRoot>Doc_0/Document.xml</DocRoot>{self.body}</DocBody></OFD>",
            "Doc_0/Document.xml": "<Document><CommonData><MaxUnitID>9999</MaxUnitID>"
            f"<PageArea><PhysicalBox>{box}</PhysicalBox></PageArea>"
            f"<DocumentRes>DocumentRes.xml</DocumentRes>{templates}{self.common}</CommonData>"
            f"<Pages>{entries}</Pages>{self.document}</Document>",
            "Doc_0/DocumentRes.xml": f"<Res BaseLoc='Res'>{self.resources}</Res>",
        }
        for number, objects in enumerate(self.pages, start=1):
            made[f"Doc_0/Pages/Page_{number}/Content.xml"] = page(objects, self.uses)
        for own, objects in self.templates.items():
            made[f"Doc_0/Tpls/Tpl_{own}/Content.xml"] = page(objects)
        return {name: with_prefix(part) for name, part in made.items()} | dict(self.files)

    def write(self, path: Path) -> Path:
        """The package at `path`."""
        return pack(path, self.parts())


def page(objects: str, uses: str = "") -> str:
    """A page or template of objects."""
    layers = objects if objects.startswith("<Layer") else f'<Layer ID="90">{objects}</Layer>'
    return f"<Page>{uses}<Content>{layers}</Content></Page>"


def with_prefix(part: str) -> bytes:
    """A part as files have it: every element in the namespace of OFD."""
    named = part.replace("</", "\0").replace("<", "<ofd:").replace("\0", "</ofd:")
    root, rest = named.split(">", 1) if "/>" not in named.split(">", 1)[0] + ">" else (named, "")
    return f'<?xml version="1.0" encoding="UTF-8"?>{root} {NAMES}>{rest}'.encode()


def pack(path: Path, parts: Mapping[str, bytes]) -> Path:
    """A package of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return path


# --- objects --------------------------------------------------------------------------------------


def path(data: str, box: Iterable[float] = PAGE, inside: str = "", **attributes: object) -> str:
    """A path object."""
    return (
        f"<PathObject ID='1' {_write(box, attributes)}>{inside}"
        f"<AbbreviatedData>{data}</AbbreviatedData></PathObject>"
    )


def filled(data: str, colour: str, box: Iterable[float] = PAGE, **attributes: object) -> str:
    """A path that is filled and has no line."""
    inside = f"<FillColor Value='{colour}'/>"
    return path(data, box, inside, Fill="true", Stroke="false", **attributes)


def text(
    written: str, x: float, y: float, *, font: int = 3, size: float = 5, deltas: str = "",
    inside: str = "", box: Iterable[float] = PAGE, code: str = "", **attributes: object,
) -> str:  # fmt: skip
    """A text object of one code. `deltas` are those along x; `code` is more of its attributes."""
    along = f"DeltaX='{deltas}'" if deltas else ""
    return (
        f"<TextObject ID='2' Font='{font}' Size='{size}' {_write(box, attributes)}>{inside}"
        f"<TextCode X='{x}' Y='{y}' {along} {code}>{written}</TextCode></TextObject>"
    )


def picture(resource: int, box: Iterable[float], inside: str = "", **attributes: object) -> str:
    """A picture that fills its box."""
    named = f"ID='4' ResourceID='{resource}' {_write(box, attributes)}"
    return f"<ImageObject {named}>{inside}</ImageObject>"


def media(own: int, file: str, kind: str = "") -> str:
    """A picture among the resources."""
    return (
        f"<MultiMedias><MultiMedia ID='{own}' Type='Image' Format='{kind}'>"
        f"<MediaFile>{file}</MediaFile></MultiMedia></MultiMedias>"
    )


def font(own: int, name: str, file: str = "", **attributes: object) -> str:
    """A face among the resources, brought along where a file is named."""
    brought = f"<FontFile>{file}</FontFile>" if file else ""
    more = " ".join(f"{key}='{value}'" for key, value in attributes.items())
    return f"<Fonts><Font ID='{own}' FontName='{name}' {more}>{brought}</Font></Fonts>"


def _write(box: Iterable[float], attributes: Mapping[str, object]) -> str:
    sides = " ".join(f"{side:g}" for side in box)
    return f"Boundary='{sides}' " + " ".join(f"{k}='{v}'" for k, v in attributes.items())
