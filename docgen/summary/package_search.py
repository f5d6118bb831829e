"""Finding packages: folders, .zip archives, and folders of them, however deep.

Whatever lies there comes out: as a place to be read, refused with a reason, or as a file that is no
package. Nothing is lost without a word.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from docgen.issues.errors import WorkspaceError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.archive import is_packed
from docgen.package.file_names import OUT, RESULTS_MANIFEST_NAME, REVIEW_FOLDER
from docgen.package.manifest import MANIFEST_NAME
from docgen.package.store import has_package, is_passed_over
from docgen.summary.taken_packages import PassedOver, Refused, refuse_place
from docgen.workspace.data_file import is_workspace

MAX_DEPTH = 12
"""Folders of folders that are looked through."""
_DOCUMENTS = (".pdf", ".doc", ".docx", ".wps", ".ofd")

Entry = Path | Refused | PassedOver


def find_packages(places: Iterable[Path]) -> Iterator[Entry]:
    """Yield every package folder and archive, each once, and what lies there that is none.

    WorkspaceError where a place is not there.
    """
    found: dict[Path, Entry] = {}
    for place in places:
        if not place.exists():
            raise refuse(WorkspaceError, issue("summary", Location(str(place)), "no_place"))
        for entry in _within(place, MAX_DEPTH):
            path = entry if isinstance(entry, Path) else entry.place
            found.setdefault(path.resolve(), entry)
    yield from found.values()


def _within(place: Path, depth: int) -> Iterator[Entry]:
    """What is in a place: packages, and what else somebody may have handed in."""
    if place.is_file():
        yield place if is_packed(place) else refuse_place(place, "single")
    elif has_package(place):
        yield place
    elif is_workspace(place):
        yield from _within_workspace(place, depth)
    else:
        yield from _within_folder(place, depth)


def _within_workspace(place: Path, depth: int) -> Iterator[Entry]:
    """A folder somebody works in: what is handed in lies where it was built."""
    built = list(_within(place / OUT, depth - 1)) if (place / OUT).is_dir() else []
    packages = [entry for entry in built if isinstance(entry, Path)]
    if packages:
        yield from packages
        yield PassedOver(place, "是工作文件夹，只取里面生成的材料")
    else:
        yield refuse_place(place, "workspace")


def _within_folder(place: Path, depth: int) -> Iterator[Entry]:
    if depth == 0:
        yield refuse_place(place, "deep")
        return
    try:
        children = sorted(place.iterdir(), key=lambda path: path.name)
    except OSError as error:
        yield refuse_place(place, "unopened", reason=word_reason(error))
        return
    inner = [entry for child in children for entry in _look_at(child, depth)]
    packages = any(isinstance(entry, Path) for entry in inner)
    if not packages and (reason := _why_ours(place)):
        yield PassedOver(place, reason, ours=True)
    elif any(map(_is_telling, inner)):
        yield from inner
    else:
        # Nothing of it can be taken: it is one thing that somebody handed in, or nothing.
        yield _refuse_empty(place)


def _look_at(child: Path, depth: int) -> Iterator[Entry]:
    if is_passed_over(child.name):
        yield PassedOver(child, "系统或程序的隐藏文件")
    elif child.is_symlink():
        yield refuse_place(child, "link")
    elif child.is_dir() or is_packed(child):
        yield from _within(child, depth - 1)
    elif child.suffix.lower() in _DOCUMENTS:
        yield refuse_place(child, "single")
    else:
        yield PassedOver(child, "不是报送材料")


def _why_ours(folder: Path) -> str:
    """What docgen keeps in a folder that holds no package; empty where it is anybody's."""
    if folder.name == REVIEW_FOLDER:
        return "评审的记录"
    return "评审的结果" if (folder / RESULTS_MANIFEST_NAME).is_file() else ""


def _is_file(child: Path) -> bool:
    return child.is_file() and not is_passed_over(child.name)


def _is_telling(entry: Entry) -> bool:
    """Whether an entry says more of its folder than that no package is there."""
    if isinstance(entry, Refused):
        return entry.place.suffix.lower() not in _DOCUMENTS
    return isinstance(entry, Path)


def _refuse_empty(place: Path) -> Refused:
    names = sorted(p.name for p in place.iterdir() if _is_file(p))
    return refuse_place(place, "nothing", names=names, manifest_name=MANIFEST_NAME)
