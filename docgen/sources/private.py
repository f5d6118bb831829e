"""Folders of the cache are their owner's alone: what is in them is other people's papers."""

from pathlib import Path

_OWNER_ONLY = 0o700
_KINDS = ("sources-*", "forms-*", "texts-*")


def make_private(folder: Path) -> None:
    """Make a folder of the cache, and close it and those of other versions beside it to others.

    OSError where that fails. The folder around them is closed only where it is made here: a user
    may have named one that others work in.
    """
    around = folder.parent
    around.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
    for own in (found for kind in _KINDS for found in around.glob(kind)):
        if own.stat().st_mode & 0o777 != _OWNER_ONLY:
            own.chmod(_OWNER_ONLY)
