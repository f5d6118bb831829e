"""What newer programs draw for themselves is replaced by the picture they keep of it for others.

Handwriting, three-dimensional models, and formulas of slides stand in a document beside a picture
(ECMA-376 part 3, 9.3). LibreOffice takes what is written for the newer program and draws nothing.
"""

from lxml import etree  # type: ignore[import-untyped]

_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_UNDRAWN = frozenset({"contentPart", "model3d", "sldZm", "sectionZm", "summaryZm"})


def find_undrawn(root: etree._Element) -> list[etree._Element]:
    """The places of a part where LibreOffice would draw nothing, the outermost of each."""
    found = []
    for place in root.iter(f"{_COMPATIBLE}AlternateContent"):
        choice = place.find(f"{_COMPATIBLE}Choice")
        if choice is not None and any(map(_is_undrawn, choice.iter(etree.Element))):
            found.append(place)
    return [place for place in found if not any(a in found for a in place.iterancestors())]


def _is_undrawn(element: etree._Element) -> bool:
    if element.tag == _MATH:
        return next(element.iterancestors(f"{_A}p"), None) is not None
    return etree.QName(element).localname in _UNDRAWN


def show_kept(place: etree._Element) -> bool:
    """Put the picture that is kept in its place; whether there is one."""
    kept = place.find(f"{_COMPATIBLE}Fallback")
    if kept is None or next(kept.iter(f"{_A}blip"), None) is None:
        return False
    parent = place.getparent()
    here = parent.index(place)
    parent[here : here + 1] = list(kept)
    return True
