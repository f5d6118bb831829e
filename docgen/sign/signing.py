"""A package signed with the certificate of its unit: every PDF, and the manifest of them all.

PDFs are signed as PAdES asks (baseline B), without a picture of a seal: what was there stays byte
for byte, the signature is added behind it. The manifest has a signature of its own beside it (CMS,
detached), so nothing of the package can be changed unseen.
"""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docgen.issues.errors import DocgenError, OutputError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.manifest import (
    MANIFEST_NAME,
    SIGNATURE_NAME,
    Document,
    write_manifest,
)
from docgen.package.staging import Kept, Staging
from docgen.package.store import StoredPackage, has_package, open_built, refuse_altered
from docgen.system.atomic_files import translate_errors
from docgen.system.file_hashes import hash_file
from docgen.system.own_thread import in_own_thread
from docgen.system.passwords import AskPassword
from docgen.system.progress import SIGN, Progress, silent
from docgen.system.workers import explain_unread, read_apart

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from pyhanko.sign.signers import SimpleSigner

_FIELD = "docgen"


@dataclass(frozen=True)
class Signed:
    """A package that was signed."""

    folder: Path
    signer: str
    files: tuple[str, ...]
    """The PDFs that were signed."""
    earlier: tuple[str, ...]
    """Who had signed them before, the first to sign first."""
    kept: tuple[Kept, ...]


def sign_package(
    folder: Path,
    certificate: Path,
    ask: AskPassword,
    *,
    now: datetime | None = None,
    progress: Progress = silent,
) -> Signed:
    """Sign a package's PDFs and its manifest, and put it in place in one step.

    OutputError where pyHanko is missing, the certificate cannot sign, or the package is not as it
    was built.
    """
    _require_pyhanko()
    signer = _open_certificate(certificate, ask, now or datetime.now(UTC))
    if not has_package(folder):
        raise _refuse(str(folder), "no_package", manifest=MANIFEST_NAME)
    with Staging(folder, progress=progress) as staging:
        package = open_built(folder)
        manifest = package.manifest
        # A signature stands for the package as it was built, and for nothing else.
        refuse_altered(package, manifest.documents, "sign")
        earlier = _list_signers(package)
        documents = []
        for done, document in enumerate(manifest.documents):
            progress(SIGN.at(done, len(manifest.documents)))
            documents.append(_sign_document(package, document, staging, signer))
        contents = write_manifest(manifest.model_copy(update={"documents": tuple(documents)}))
        staging.write(MANIFEST_NAME, contents)
        staging.write(SIGNATURE_NAME, _sign_contents(contents, signer))
        if manifest.archive in package.files:
            staging.write_archive(manifest.archive)
        progress(SIGN.at(len(documents), len(documents)))
        kept = staging.put_in_place()
    signed = tuple(document.file for document in documents if document.file.endswith(".pdf"))
    return Signed(folder, _name_of(signer), signed, earlier, kept)


def _list_signers(package: StoredPackage) -> tuple[str, ...]:
    """Who has signed the package's PDFs, each once, the first to sign first.

    They are read in a worker: what is too much for it is not opened here to be signed.
    """
    found: dict[str, None] = {}
    for document in package.manifest.documents:
        if document.file.lower().endswith(".pdf"):
            with _explained(document.file):
                found |= dict.fromkeys(read_apart(_see_signers, str(package.path(document.file))))
    return tuple(found)


def _see_signers(path: str) -> list[str]:
    """Who has signed a PDF, the first to sign first. It is read as it will be to be signed."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import fields  # noqa: PLC0415 - an extra, and heavy

    with Path(path).open("rb") as file:
        writer = IncrementalPdfFileWriter(file, strict=False)
        list(fields.enumerate_sig_fields(writer))
        return [_name_in(signed.signer_cert) for signed in writer.prev.embedded_signatures]


def _sign_document(
    package: StoredPackage, document: Document, staging: Staging, signer: "SimpleSigner"
) -> Document:
    source, target = package.path(document.file), staging.path(document.file)
    with translate_errors(target, shown=source):
        shutil.copyfile(source, target)
        if target.suffix.lower() == ".pdf":
            with _explained(document.file):
                _sign_pdf(target, signer)
    return document.model_copy(update={"sha256": hash_file(target)})


def _sign_pdf(file: Path, signer: "SimpleSigner") -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import fields, signers  # noqa: PLC0415 - an extra, and heavy

    with file.open("rb+") as contents:
        writer = IncrementalPdfFileWriter(contents, strict=False)
        taken = {name for name, _, _ in fields.enumerate_sig_fields(writer)}
        name = next(n for n in _field_names() if n not in taken)
        metadata = signers.PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            name=_name_of(signer),
        )
        in_own_thread(signers.sign_pdf, writer, metadata, signer=signer, in_place=True)


def _field_names() -> Iterator[str]:
    yield _FIELD
    yield from (f"{_FIELD}-{number}" for number in range(2, 1_000))


def _sign_contents(contents: bytes, signer: "SimpleSigner") -> bytes:
    signing = signer.async_sign_general_data(contents, "sha256", detached=True)
    return bytes(in_own_thread(asyncio.run, signing).dump())


@contextmanager
def _explained(file: str) -> Iterator[None]:
    """Say that a PDF cannot be signed, whatever the library raises over it.

    What docgen made it can sign; a report or a changed file may be anything. What the system
    refuses (OSError) is not the file's fault.
    """
    try:
        yield
    except (OSError, DocgenError):
        raise
    except Exception as error:
        raise _refuse(file, "unsigned", fault=explain_unread(error)) from error


# --- the certificate ---------------------------------------------------------------------------


def read_passphrase(file: Path) -> str:
    """Return the first line of a file. OutputError where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeError) as error:
        raise _refuse(str(file), "passphrase") from error


def _require_pyhanko() -> None:
    try:
        import pyhanko.sign  # noqa: F401, PLC0415
    except ImportError as error:
        raise _refuse("", "no_part") from error


def _open_certificate(file: Path, ask: AskPassword, now: datetime) -> "SimpleSigner":
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415

    try:
        contents = file.read_bytes()
    except OSError as error:
        raise _refuse(str(file), "unopened", reason=word_reason(error)) from error
    key, certificate, passphrase = _unlock(file, contents, ask)
    if key is None or certificate is None:
        raise _refuse(str(file), "no_key" if key is None else "no_certificate")
    _refuse_unfit(str(file), certificate, now)
    signer: SimpleSigner | None = SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
        str(file), passphrase=passphrase
    )
    if signer is None:
        raise _refuse(str(file), "unread")
    return signer


def _unlock(file: Path, contents: bytes, ask: AskPassword) -> tuple[Any, Any, bytes | None]:
    """Open the file without a password, then with those that are given."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: PLC0415

    passphrase: bytes | None = None
    wrong = -1
    while True:
        try:
            key, certificate, _ = pkcs12.load_key_and_certificates(contents, passphrase)
        except UnsupportedAlgorithm as error:
            raise _refuse(str(file), "algorithm") from error
        except (ValueError, TypeError) as error:
            wrong += 1
            answer = ask(file.name, wrong)
            if answer is None:
                raise _refuse(str(file), "wrong" if wrong else "locked") from error
            passphrase = answer.encode()
        else:
            return key, certificate, passphrase


def _refuse_unfit(file: str, certificate: "Certificate", now: datetime) -> None:
    """Refuse a certificate that cannot sign."""
    from cryptography.x509 import ExtensionNotFound, KeyUsage  # noqa: PLC0415

    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now < first:
        raise _refuse(file, "early", day=f"{first:%Y-%m-%d}")
    if now > last:
        raise _refuse(file, "late", day=f"{last:%Y-%m-%d}")
    try:
        usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        return
    if not usage.digital_signature and not usage.content_commitment:
        raise _refuse(file, "purpose")


def _refuse(place: str, case: str, /, **slots: object) -> OutputError:
    return refuse(OutputError, issue("sign", Location(place), case, **slots))


def _name_of(signer: "SimpleSigner") -> str:
    return _name_in(signer.signing_cert)


def _name_in(certificate: Any) -> str:  # noqa: ANN401 - of an extra that may be missing
    subject = certificate.subject.native if certificate else {}
    return str(subject.get("common_name") or subject.get("organization_name") or "")
