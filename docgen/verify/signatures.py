"""The signatures of a package: whole, over all there is, and whose they are.

Several may sign one behind the other: the last one's signature is over everything, those before
over what there was then, and nothing but signatures may have come between.

Whether the signer is who the certificate says is for the reader to judge: whom a unit's certificate
is to be issued by, no program knows.
"""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.package.manifest import MANIFEST_NAME, SIGNATURE_NAME
from docgen.package.store import Opened
from docgen.system.own_thread import in_own_thread

_LARGEST_SIGNATURE = 1 << 20


@dataclass(frozen=True)
class SignatureRead:
    """One signature: whose it is, and whether it is over all of its file as it is now."""

    signer: str
    issuer: str
    fingerprint: str
    """SHA-256 of the certificate."""
    sound: bool
    """Whether what was signed is as it was."""
    whole: bool
    """Whether nothing was added to the file afterwards."""
    kept: bool = True
    """Whether what was added afterwards is nothing but further signatures."""


def can_read_signatures() -> bool:
    """Whether pyHanko is here: it comes with an extra. It is not loaded for that: it is heavy."""
    return find_spec("pyhanko") is not None


def read_signatures(path: str) -> tuple[SignatureRead, ...]:
    """The signatures of a PDF, in their order. For a worker."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - an extra
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    found = []
    with Path(path).open("rb") as file:
        for signature in PdfFileReader(file, strict=False).embedded_signatures:
            nobody = ValidationContext(trust_roots=[], allow_fetching=False)
            status = in_own_thread(validate_pdf_signature, signature, nobody)
            added = status.modification_level
            found.append(
                SignatureRead(
                    *_describe(status.signing_cert),
                    sound=status.intact and status.valid,
                    whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
                    kept=added is not None and added <= ModificationLevel.FORM_FILLING,
                )
            )
    return tuple(found)


def read_detached(contents: str, signature: str) -> tuple[SignatureRead, ...]:
    """The signature in one file of what is in another. ValueError where it is none."""
    from asn1crypto.cms import ContentInfo  # type: ignore[import-untyped]  # noqa: PLC0415
    from pyhanko.sign.validation import async_validate_detached_cms  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    with Path(signature).open("rb") as file:
        signed = ContentInfo.load(file.read(_LARGEST_SIGNATURE))["content"]
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    checking = async_validate_detached_cms(Path(contents).read_bytes(), signed, nobody)
    status = in_own_thread(asyncio.run, checking)
    sound = status.intact and status.valid
    return (SignatureRead(*_describe(status.signing_cert), sound=sound, whole=True),)


def _describe(certificate: object) -> tuple[str, str, str]:
    subject, issuer = (getattr(certificate, part).native for part in ("subject", "issuer"))
    signer, by = (
        str(who.get("common_name") or who.get("organization_name") or "")
        for who in (subject, issuer)
    )
    contents: bytes = certificate.dump()  # type: ignore[attr-defined]
    return signer, by, hashlib.sha256(contents).hexdigest()


def signed_files(opened: Opened) -> tuple[str, ...]:
    """The PDFs of which signatures are read: those of a signed package, or a bundle alone."""
    if opened.manifest is None:
        return tuple(opened.files)
    if SIGNATURE_NAME not in opened.files:
        return ()
    names = [document.file for document in opened.manifest.documents]
    return tuple(n for n in names if n.lower().endswith(".pdf") and n in opened.files)


def check_signatures(read: Mapping[str, Sequence[SignatureRead]]) -> Iterator[Issue]:
    """What is wrong with the signatures of a package or a bundle alone, and whose they are.

    `read` has those of every PDF that could be read, and that of the manifest under its own name.
    """
    own = read.get(SIGNATURE_NAME, ())
    signer = own[-1] if own else None
    if signer is not None and not signer.sound:
        yield issue("V502", Location(MANIFEST_NAME), "changed")
    for file, signatures in read.items():
        if file != SIGNATURE_NAME:
            yield from _check_file(signatures, signer, Location(file))
    files = {f: found for f, found in read.items() if found and f != SIGNATURE_NAME}
    if all(one.sound for found in (own, *files.values()) for one in found) and (own or files):
        place = Location(SIGNATURE_NAME if signer else next(iter(files)))
        yield issue("V503", place, signers=list(_name_signers(files, signer, place)))


def _name_signers(
    files: Mapping[str, Sequence[SignatureRead]], signer: SignatureRead | None, place: Location
) -> Iterator[Issue]:
    """Every signer and what each signed, the first to sign first."""
    signed: dict[str, list[str]] = {}
    people: dict[str, SignatureRead] = {}
    for file, signatures in files.items():
        for one in signatures:
            people.setdefault(one.fingerprint, one)
            signed.setdefault(one.fingerprint, [])
            if file not in signed[one.fingerprint]:
                signed[one.fingerprint].append(file)
    if signer is not None:
        people.setdefault(signer.fingerprint, signer)
    for order, (fingerprint, one) in enumerate(people.items()):
        whole = "_all" if signer and signer.fingerprint == fingerprint else ""
        yield issue(
            "V503",
            place,
            f"{'later' if order else 'first'}{whole}",
            count=len(signed.get(fingerprint, ())),
            signer=one.signer,
            issuer=one.issuer,
            print=fingerprint[:16],
        )


def _check_file(
    signatures: Sequence[SignatureRead], signer: SignatureRead | None, place: Location
) -> Iterator[Issue]:
    if not signatures:
        if signer is not None:
            yield issue("V501", place, "none")
        return
    *earlier, last = signatures
    for one in earlier:
        if not one.sound:
            yield issue("V501", place, "changed", signer=one.signer)
        elif not one.kept:
            yield issue("V501", place, "earlier", signer=one.signer, last=last.signer)
    if not last.sound:
        yield issue("V501", place, "changed", signer=last.signer)
    elif not last.whole:
        yield issue("V501", place, "added", signer=last.signer)
    if signer is not None and last.fingerprint != signer.fingerprint:
        yield issue("V501", place, "other", signer=last.signer, own=signer.signer)
