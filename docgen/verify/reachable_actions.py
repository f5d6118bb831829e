"""What in a PDF acts, or leads out of it: looked for wherever a viewer would come by it.

docgen lets nothing act but links and bookmarks, which lead to pages: of the file itself by a
destination, of another volume by the name of the page. So nobody has to know the name of what acts:
whatever a catalog, a page, an annotation or a bookmark has beside what docgen writes there is told.
Objects that nothing refers to are looked at too, by what actions look like.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from docgen.pdf.page_fingerprints import is_unseen_signature

_CATALOG = {
    "/Type", "/Pages", "/Lang", "/PageLabels", "/ViewerPreferences", "/OpenAction", "/Outlines",
    "/PageMode", "/Names", "/OCProperties",
}  # fmt: skip
_OF_SIGNING = {"/AcroForm", "/Extensions", "/Version", "/Perms", "/DSS"}
_ACTS_ON_A_PAGE = ("/AA", "/AF", "/PresSteps", "/Trans", "/Dur", "/PieceInfo", "/B")
_ACTS_ON_A_TIE = ("/AA", "/PA", "/AF", "/FS", "/Movie", "/Sound", "/RichMediaContent", "/3DD")
_STILL = {
    "/Caret", "/Circle", "/FreeText", "/Highlight", "/Ink", "/Line", "/Link", "/Polygon",
    "/PolyLine", "/Popup", "/Redact", "/Square", "/Squiggly", "/Stamp", "/StrikeOut", "/Text",
    "/Underline",
}  # fmt: skip
_NAMES = {
    "/JavaScript": "运行脚本", "/Launch": "启动程序或打开别的文件", "/URI": "打开网址",
    "/SubmitForm": "向网上提交", "/ImportData": "读入别的文件", "/GoToR": "打开别的 PDF",
    "/GoToE": "打开附件", "/Thread": "跳到文章", "/Sound": "放声音", "/Movie": "放影片",
    "/Rendition": "放影音", "/RichMediaExecute": "放影音", "/GoTo3DView": "三维画面",
    "/SetOCGState": "显示或隐藏图层", "/Hide": "显示或隐藏批注", "/Named": "菜单命令",
    "/ResetForm": "清空表格", "/Trans": "翻页效果", "/AA": "随打开、翻页或点击自动做的事",
    "/EmbeddedFiles": "附件", "/AF": "附件", "/FS": "附件", "/XFA": "XFA 表格",
    "/AcroForm": "表格域",
    "/Collection": "文件包", "/GoTo": "跳转的动作", "/GoToDp": "跳转的动作", "/Widget": "表格域",
    "/FileAttachment": "附件", "/Screen": "影音", "/RichMedia": "影音", "/3D": "三维画面",
}  # fmt: skip
_ACTIONS = b"|".join(
    name[1:].encode("ascii")
    for name in (
        "/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/GoToE", "/Thread",
        "/Sound", "/Movie", "/Rendition", "/RichMediaExecute", "/GoTo3DView", "/SetOCGState",
        "/Hide", "/Named", "/ResetForm", "/Trans",
    )
)  # fmt: skip
_ACTION = re.compile(rb"/S\s*/(" + _ACTIONS + rb")(?![^\s/<>\[\]()])")
_PDF_BESIDE = re.compile(r"[^/\\:]+\.pdf", re.IGNORECASE)
_LONGEST_CHAIN = 50

ObjectNumber = tuple[int, int]


@dataclass(frozen=True)
class Act:
    """Something that acts: the page it is on (from 1) where it is on one, where there, and what."""

    page: int | None
    where: str
    what: str


def list_acts(pdf: pikepdf.Pdf, objects: Mapping[ObjectNumber, bytes]) -> Iterator[Act]:
    """All that acts in an opened PDF; `objects` are all of its objects, as they are written."""
    found = tuple(_acts_in_reach(pdf))
    yield from found
    known = "、".join(act.what for act in found)
    yield from (act for act in _list_remains(objects) if act.what not in known)


def _acts_in_reach(pdf: pikepdf.Pdf) -> Iterator[Act]:
    """What a viewer comes by."""
    yield from _acts_of_catalog(pdf)
    for number, page in enumerate(pdf.pages, start=1):
        for key in _ACTS_ON_A_PAGE:
            if key in page.obj:
                yield Act(number, "页面", _call(key))
        annotations = page.obj.get("/Annots")
        for annotation in annotations if isinstance(annotations, Array) else ():
            yield from (Act(number, *found) for found in _acts_of_tie(annotation))
    for item in walk_outline(pdf.Root.get("/Outlines")):
        where = f"书签“{item.get('/Title', '')}”"
        yield from (Act(None, where, what) for what in _acts_of(item))


def _acts_of_catalog(pdf: pikepdf.Pdf) -> Iterator[Act]:
    root = pdf.Root
    for key in sorted(set(root.keys()) - _CATALOG - _OF_SIGNING):
        yield Act(None, "整个文件", _call(key))
    opening = root.get("/OpenAction")
    if opening is not None and not isinstance(opening, Array):
        yield Act(None, "打开文件时", "、".join(_follow(opening)) or "做别的事")
    names = root.get("/Names")
    for key in names.keys() if isinstance(names, Dictionary) else ():
        if key != "/Dests":
            yield Act(None, "整个文件", _call(key))
    form = root.get("/AcroForm")
    if isinstance(form, Dictionary):
        yield from (Act(None, "整个文件", what) for what in _acts_of_form(form))


def _acts_of_form(form: Dictionary) -> Iterator[str]:
    """What a form has beside signatures nobody sees."""
    for key in set(form.keys()) - {"/Fields", "/SigFlags", "/DR", "/DA"}:
        yield _call(key)
    fields = form.get("/Fields")
    if not isinstance(fields, Array) or not all(is_unseen_signature(one) for one in fields):
        yield _call("/AcroForm")


def _acts_of_tie(annotation: object) -> Iterator[tuple[str, str]]:
    if not isinstance(annotation, Dictionary) or is_unseen_signature(annotation):
        return
    kind = str(annotation.get("/Subtype"))
    where = "链接" if kind == "/Link" else "批注"
    if kind not in _STILL:
        yield where, _call(kind)
    for key in _ACTS_ON_A_TIE:
        if key in annotation:
            yield where, _call(key)
    yield from ((where, what) for what in _acts_of(annotation))


def _acts_of(holder: Dictionary) -> Iterator[str]:
    """What a link or a bookmark does but lead to a page as docgen has it lead there."""
    if "/AA" in holder:
        yield _call("/AA")
    action = holder.get("/A")
    if action is not None and not _leads_to_volume(action):
        yield "、".join(dict.fromkeys(_follow(action))) or "做别的事"


def _leads_to_volume(action: object) -> bool:
    """Whether an action leads to a named page of a file beside this one, and does nothing else."""
    if not isinstance(action, Dictionary) or set(action.keys()) != {"/S", "/F", "/D"}:
        return False
    file = action.get("/F")
    if action.get("/S") != Name.GoToR or not isinstance(file, Dictionary) or "/EF" in file:
        return False
    names = [str(file.get(key, "")) for key in ("/F", "/UF")]
    return all(_PDF_BESIDE.fullmatch(name) for name in names)


def _follow(action: object) -> Iterator[str]:
    """What an action does, and those behind it."""
    waiting, seen = [action], 0
    while waiting and seen < _LONGEST_CHAIN:
        current, seen = waiting.pop(), seen + 1
        if isinstance(current, Dictionary):
            yield _call(str(current.get("/S")))
            following = current.get("/Next")
            waiting += list(following) if isinstance(following, Array) else [following]


def _call(name: str) -> str:
    plain = name.removeprefix("/")
    return f"{_NAMES[name]}（{plain}）" if name in _NAMES else f"{plain}"


def walk_outline(outline: object) -> Iterator[Dictionary]:
    """Every bookmark of an outline once."""
    waiting = [outline.get("/First") if isinstance(outline, Dictionary) else None]
    seen: set[ObjectNumber] = set()
    while waiting:
        item = waiting.pop()
        if isinstance(item, Dictionary) and item.objgen not in seen:
            seen.add(item.objgen)
            yield item
            waiting += [item.get("/Next"), item.get("/First")]


def _list_remains(objects: Mapping[ObjectNumber, bytes]) -> Iterator[Act]:
    """Actions by their looks, wherever they are; parts of a tagged text have kinds too."""
    for text in objects.values():
        if b"/StructElem" not in text:
            for found in _ACTION.finditer(text):
                yield Act(None, "文件里藏着的", _call("/" + found[1].decode("ascii")))
