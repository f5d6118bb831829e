"""Rules about what files and folders are called: a name that misses its kind, or says nothing."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from docgen.checks.case import Case
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.counting import is_shown
from docgen.model.evidence import Evidence
from docgen.model.folder_names import near_names
from docgen.model.prepared import Prepared
from docgen.model.scheme import Item
from docgen.model.scoring import open_counts

_FEWEST_ON_SHEETS = 12
"""Photographs of one item, a page each, that are better set several to a page."""

_BY_A_DEVICE = re.compile(
    r"""(?:
        (?:IMG|DSC|DSCN|DSCF|PXL|VID|MVIMG|PANO|P|DJI|SAM|HPIM|CIMG|GOPR)[_\-\s]?\d{3,}.*
      | (?:微信|QQ|WPS|钉钉|企业微信)(?:图片|截图|照片|文件|拼图|扫描件?)[\d_\-\s]*
      | (?:mmexport|wx_camera_|photo_|image|img|scan|doc|screenshot|screen\ shot|capture|
           cam\ ?scanner|adobe\ scan)[_\-\s.]?[\d_\-\s.:]*
      | (?:截屏|屏幕截图|屏幕快照|扫描件?|扫描全能王|扫描文件|图片|照片|未命名|无标题|副本|附件)
        [_\-\s\d年月日.:（）()]*
      | (?:新建|未命名)?\s?(?:Microsoft\ ?)?(?:Word|Excel|PPT|WPS|DOC|DOCX|XLS|XLSX|PDF)?\s?
        (?:文档|文件|工作表|演示文稿|文本文档|图像)[\s\d（）()]*
      | [\d_\-\s.:]{6,}
      | [0-9a-f]{16,}(?:-[0-9a-f]+)*
      | [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}
    )(?:[（(]\d+[）)]|\s*-?\s*副本|~\d+)?""",
    re.VERBOSE | re.IGNORECASE,
)


def device_names(case: Case) -> Iterator[Issue]:
    """Titles that a camera, a scanner or a program gave would stand in the index."""
    for item in case.spec.items:
        named = [
            piece
            for piece in case.evidence
            if piece.item == item.number and is_by_a_device(piece.title)
        ]
        if named:
            yield issue("C362", named[0].where, item=item, count=len(named), pieces=named)


def is_by_a_device(title: str) -> bool:
    """Return whether a title tells of a device or a program, and of nothing that is shown."""
    plain = unicodedata.normalize("NFKC", title).strip()
    return bool(plain) and _BY_A_DEVICE.fullmatch(plain) is not None


def folder_near_a_kind(case: Case) -> Iterator[Issue]:
    """Files lie in a folder that is nearly called as a kind that counts, so they do not count."""
    for item in case.spec.items:
        for folder, (pieces, near) in folders_near_kinds(case, item).items():
            within = _kinds_within(case, folder)
            yield issue(
                "C361",
                Location(f"evidence/{folder}/"),
                "within" if within else "near",
                item=item,
                folder=folder.rpartition("/")[2],
                count=len(pieces),
                pieces=pieces,
                kinds=within or near,
            )


def folders_near_kinds(case: Case, item: Item) -> dict[str, tuple[list[Evidence], list[str]]]:
    """Folders of an item nearly called as kinds: what in each may count, and the kinds meant."""
    counts = open_counts(item, frozenset(case.data.studio.traits))
    kinds = list(dict.fromkeys(kind for count in counts for kind in count.kinds))
    found = {}
    for folder, bare in _bare_by_folder(case, item).items():
        pieces = [piece for piece in bare if any(is_shown(piece, count) for count in counts)]
        near = near_names(folder.rpartition("/")[2], kinds, f"{item.title}{item.hint}")
        if kinds and near and pieces:
            found[folder] = pieces, near
    return found


def _kinds_within(case: Case, folder: str) -> list[str]:
    """The kinds of what lies deeper in a folder: it holds them, and is none itself."""
    deeper = (p for p in case.evidence if p.files[0].path.startswith(f"{folder}/") and p.kind)
    return list(dict.fromkeys(piece.kind for piece in deeper))


def _bare_by_folder(case: Case, item: Item) -> dict[str, list[Evidence]]:
    """The evidence of an item that has no kind, by the folder within the item's folder."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for piece in case.evidence:
        if piece.item == item.number and not piece.kind:
            folder = piece.files[0].path.rpartition("/")[0]
            if "/" in folder:
                found[folder].append(piece)
    return found


def photographs_a_page_each(case: Case) -> Iterator[Issue]:
    """Photographs by the dozen would take a page each."""
    for item in case.spec.items:
        pages = [
            piece
            for piece in case.evidence
            if piece.item == item.number and not piece.layout and _is_photograph(case, piece)
        ]
        if len(pages) >= _FEWEST_ON_SHEETS:
            folder = pages[0].files[0].path.rpartition("/")[0]
            where = Location(f"evidence/{folder}/")
            yield issue("C363", where, item=item, count=len(pages), folder=folder)


def _is_photograph(case: Case, piece: Evidence) -> bool:
    """Whether a piece is one photograph, and nothing that is counted one by one."""
    source = case.sources.get(piece.files[0].key)
    if piece.kind or len(piece.files) > 1 or not isinstance(source, Prepared):
        return False
    return len(source.pages) == 1 and bool(source.pages[0].likeness)
