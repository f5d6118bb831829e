"""Files locked with a password, opened with those that are known.

A password goes from the workspace, or from whoever was asked for it, to the worker that opens the
file, and nowhere else: it stands in no message, no name and no cache.
"""

import zipfile
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import pikepdf

from docgen.issues.refusal import UnusableSourceError, refuse_locked

_EVERYBODYS = "VelvetSweatshop"
"""Excel locks workbooks that ask for no password with this one."""


class Lock(Enum):
    """How an Office file was found."""

    NONE = "none"
    NOMINAL = "nominal"
    """Locked with the password that everybody has."""
    OPENED = "opened"


def find_pdf_password(source: str, passwords: Sequence[str]) -> str:
    """Return the password that opens a PDF, "" where it needs none.

    LockedSourceError where no password fits, pikepdf.PdfError where it is no sound PDF.
    """
    for password in ("", *passwords):
        try:
            with (
                Path(source).open("rb") as file,
                pikepdf.open(file, password=password, suppress_warnings=True),
            ):
                return password
        except pikepdf.PasswordError:
            continue
    raise refuse_locked(passwords)


def unlock_office(source: str, target: str, passwords: Sequence[str]) -> Lock:
    """Write an Office file without its lock to `target`, where it has one."""
    with Path(source).open("rb") as file:
        office = _open_office(file)
        if office is None:
            return Lock.NONE
        password = _find_office_password(office, passwords)
        try:
            with Path(target).open("wb") as unlocked:
                office.decrypt(unlocked)
        except Exception as error:
            reason = type(error).__name__
            raise UnusableSourceError("source-damaged", "locked", reason=reason) from error
    return Lock.NOMINAL if password == _EVERYBODYS else Lock.OPENED


def _open_office(file: Any) -> Any | None:  # noqa: ANN401 - msoffcrypto has no types
    """The file as msoffcrypto knows it; None where it has no lock."""
    import msoffcrypto  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy, and rarely needed

    try:
        office = msoffcrypto.OfficeFile(file)
        return office if office.is_encrypted() else None
    except Exception:  # noqa: BLE001
        # Not of a kind or not whole enough to be locked: LibreOffice may say what it is.
        return None


def _find_office_password(office: Any, passwords: Sequence[str]) -> str:  # noqa: ANN401
    checked = {"verify_password": True} if office.format == "ooxml" else {}
    for password in (_EVERYBODYS, *passwords):
        try:
            office.load_key(password=password, **checked)
        except Exception:  # noqa: BLE001 - a wrong password is said in many ways
            continue
        return password
    raise refuse_locked(passwords)


def refuse_locked_package(package: zipfile.ZipFile) -> None:
    """Refuse OpenDocument files and archives with a password: nothing here can open them."""
    manifest = "META-INF/manifest.xml"
    locked = any(entry.flag_bits & 1 for entry in package.infolist())
    if locked or (manifest in package.namelist() and b"encryption-data" in package.read(manifest)):
        raise UnusableSourceError("source-password", "never")


def is_opened_by(source: str, office: bool, passwords: Sequence[str]) -> bool:
    """Whether a locked file is opened by one of the passwords, in a worker."""
    try:
        if not office:
            return bool(find_pdf_password(source, passwords))
        with Path(source).open("rb") as file:
            found = _open_office(file)
            return found is not None and bool(_find_office_password(found, passwords))
    except UnusableSourceError:
        return False
