"""Folders of the cache are their owner's alone: what is in them is other people's papers."""

from pathlib import Path

_OWNER_ONLY = 0o700
_FILE = 0o600
_KINDS = ("sources-*", "forms-*", "texts-*")


def make_private(folder: Path) -> None:
    """Make a folder of the cache, and close it and those of other versions beside it to others.

    OSError where that fails. The folder around them is closed only where it is made here: a user
    may have named one that others work in. `close_own` closes docgen's own.
    """
    around = folder.parent
    around.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
    for own in (found for kind in _KINDS for found in around.glob(kind)):
        if not _is_closed(own):
            _close(own)


def close_own(folder: Path) -> None:
    """Close docgen's own folder to others, where it is there and was left open. OSError."""
    if folder.is_dir() and not _is_closed(folder):
        folder.chmod(_OWNER_ONLY)


def _is_closed(folder: Path) -> bool:
    return folder.stat().st_mode & 0o777 == _OWNER_ONLY


def _close(folder: Path) -> None:
    """Close a folder and all in it, as an earlier version or a copy may have left them."""
    folder.chmod(_OWNER_ONLY)
    for inner in folder.rglob("*"):
        if not inner.is_symlink():
            inner.chmod(_OWNER_ONLY if inner.is_dir() else _FILE)
