"""A signed package: other programs find the signatures good, and any later change is told."""

import asyncio
import datetime
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from doing import build_package
from test_faults import make_workspace

from docgen.cli.commands import run
from docgen.issues.errors import OutputError
from docgen.sign import signing
from docgen.sign.signing import sign_package
from docgen.system.file_hashes import hash_file
from docgen.verify.run_verify import verify

UNIT = "威海蓝湾船舶重工有限公司"
PASSPHRASE = "通关密语 1"
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)
KEY = rsa.generate_private_key(65537, 2048)


@dataclass(frozen=True)
class Wanted:
    """What a certificate is to be like."""

    name: str = UNIT
    first: datetime.datetime = NOW - DAY
    last: datetime.datetime = NOW + 400 * DAY
    signs: bool = True
    password: str = PASSPHRASE
    key: bool = True


def make_certificate(folder: Path, wanted: Wanted) -> Path:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, wanted.name)])
    usage = x509.KeyUsage(
        digital_signature=wanted.signs,
        content_commitment=wanted.signs,
        key_encipherment=not wanted.signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(wanted.first)
        .not_valid_after(wanted.last)
        .add_extension(usage, critical=True)
        .sign(KEY, hashes.SHA256())
    )
    lock = BestAvailableEncryption(wanted.password.encode()) if wanted.password else NoEncryption()
    file = folder / "单位证书.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"unit", KEY if wanted.key else None, certificate, None, lock
        )
    )
    return file


def answer(*passwords: str) -> Callable[[str, int], str | None]:
    return lambda _, wrong: passwords[wrong] if wrong < len(passwords) else None


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    workspace = make_workspace(folder / "w", "甲工作室")
    return build_package(workspace, draft=True).folder


@pytest.fixture(scope="module")
def signed(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signed")
    package = Path(shutil.copytree(plain, folder / "package"))
    (package / "盖章扫描.pdf").write_bytes(b"somebody's")
    done = sign_package(package, make_certificate(folder, Wanted()), answer("错", PASSPHRASE))
    assert done.signer == UNIT
    assert [kept.former_name for kept in done.kept] == ["盖章扫描.pdf"]
    (package / "盖章扫描.pdf").unlink()
    return package


@pytest.fixture
def package(signed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(signed, tmp_path / "package"))


def errors(package: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for finding in verify(package).findings:
        if finding.level == "error":
            found.setdefault(finding.code, set()).add(finding.where)
    return found


def pdfs(package: Path) -> list[Path]:
    return sorted(package.glob("*.pdf"))


# --- signed ------------------------------------------------------------------------------------


def test_openssl_and_poppler_find_the_signatures_good(signed: Path, tmp_path: Path) -> None:
    assert len(pdfs(signed)) == 2
    for file in pdfs(signed):
        shown = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False)
        assert "Signature is Valid" in shown.stdout
        assert "ETSI.CAdES.detached" in shown.stdout
        assert "Total document signed" in shown.stdout
        assert UNIT in shown.stdout
    subprocess.run(
        ["openssl", "cms", "-verify", "-noverify", "-binary", "-inform", "DER",
         "-in", signed / "manifest.json.p7s", "-content", signed / "manifest.json",
         "-out", tmp_path / "out"],
        check=True, capture_output=True,
    )  # fmt: skip
    assert (tmp_path / "out").read_bytes() == (signed / "manifest.json").read_bytes()


def test_what_was_there_stays_byte_for_byte_and_looks_the_same(plain: Path, signed: Path) -> None:
    for file in pdfs(signed):
        former = (plain / file.name).read_bytes()
        assert file.read_bytes().startswith(former)
        with pikepdf.open(file) as one, pikepdf.open(plain / file.name) as other:
            assert len(one.pages) == len(other.pages)
            (field,) = one.Root.AcroForm.Fields
            assert [float(side) for side in field.Rect] == [0, 0, 0, 0]


def test_a_signed_package_is_whole_and_says_who_signed(signed: Path) -> None:
    (archive,) = signed.glob("*.zip")
    for path in (signed, archive):
        findings = verify(path).findings
        assert not [f for f in findings if f.level == "error" and f.code[1] in "125"]
        (note,) = [f for f in findings if f.code == "V503"]
        assert UNIT in note.what
        assert "2 个 PDF 和清单" in note.what
    with zipfile.ZipFile(archive) as opened:
        assert "manifest.json.p7s" in opened.namelist()


def test_a_bundle_alone_says_who_signed_it(signed: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copy(signed / "3-佐证材料.pdf", tmp_path))
    (note,) = verify(alone).findings
    assert note.code == "V503"
    assert UNIT in note.what


def test_it_can_be_signed_again_and_built_anew(package: Path, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, Wanted(password=""))
    sign_package(package, certificate, answer())
    assert not {code for code in errors(package) if code.startswith(("V1", "V5"))}
    workspace = make_workspace(tmp_path / "w", "甲工作室")
    target = workspace / "out" / "assessment-draft"
    target.parent.mkdir()
    shutil.move(package, target)
    built = build_package(workspace, draft=True)
    assert built.kept == ()
    assert not (target / "manifest.json.p7s").exists()


def test_a_second_signer_is_told_of_the_first_and_both_are_named(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = make_certificate(tmp_path, Wanted("威海市人社服务中心", password=""))
    assert run(["sign", str(package), "--p12", str(certificate)]) == 0
    assert f"“{UNIT}”已经签过" in capsys.readouterr().err
    findings = verify(package).findings
    assert not [f for f in findings if f.code in {"V501", "V502"}]
    (note,) = [f for f in findings if f.code == "V503"]
    assert f"2 个 PDF 由“{UNIT}”签名" in note.what
    assert "后来2 个 PDF 和清单由“威海市人社服务中心”签名" in note.what


def test_a_page_changed_between_two_signatures_is_told(package: Path, tmp_path: Path) -> None:
    """The second signer stamped a page: what the first signed looked otherwise."""
    file = package / "3-佐证材料.pdf"
    former = hash_file(file)
    with pymupdf.open(file) as pdf:
        pdf[3].insert_text((100, 100), "9999")
        pdf.saveIncr()
    cover_up(package, file, former)
    certificate = make_certificate(tmp_path, Wanted("别的单位", password=""))
    sign_package(package, certificate, answer())
    found = [f for f in verify(package).findings if f.code == "V501"]
    assert [f.where for f in found] == [file.name]
    assert f"“{UNIT}”签名以后改过内容" in found[0].what


# --- changed afterwards ------------------------------------------------------------------------


def test_a_changed_manifest_is_told(package: Path) -> None:
    file = package / "manifest.json"
    file.write_bytes(file.read_bytes().replace("甲工作室".encode(), "丁工作室".encode()))
    assert errors(package)["V502"] == {"manifest.json"}


def cover_up(package: Path, file: Path, former: str) -> None:
    manifest = package / "manifest.json"
    text = manifest.read_text("utf-8")
    assert former in text
    manifest.write_text(text.replace(former, hash_file(file)), encoding="utf-8")


def test_an_addition_behind_a_signature_is_told(package: Path) -> None:
    file = pdfs(package)[-1]
    former = hash_file(file)
    with pikepdf.open(file) as pdf:
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text,
                                  Rect=pikepdf.Array([10, 10, 30, 30]))  # fmt: skip
        whole = file.read_bytes()
        number = len(pdf.objects) + 5
    start = whole.rindex(b"startxref")
    place = int(whole[start:].split()[1])
    added = f"\n{number} 0 obj\n{note.unparse().decode('latin-1')}\nendobj\n".encode("latin-1")
    at = len(whole) + 1
    table = (
        f"xref\n{number} 1\n{at:010d} 00000 n \ntrailer\n"
        f"<</Size {number + 1}/Prev {place}/Root {_root_of(file)}>>\n"
        f"startxref\n{len(whole) + len(added)}\n%%EOF\n"
    )
    file.write_bytes(whole + added + table.encode())
    cover_up(package, file, former)
    found = errors(package)
    assert found["V501"] == {file.name}
    assert found["V502"] == {"manifest.json"}


def _root_of(file: Path) -> str:
    with pikepdf.open(file) as pdf:
        number, generation = pdf.Root.objgen
    return f"{number} {generation} R"


def test_a_byte_flipped_in_what_was_signed_is_told(package: Path) -> None:
    file = package / "3-佐证材料.pdf"
    contents = bytearray(file.read_bytes())
    at = contents.index(b"stream") + 30
    contents[at] ^= 1
    file.write_bytes(contents)
    found = errors(package)
    assert file.name in found["V102"]
    assert file.name in found["V501"] | found.get("V106", set())


def test_a_document_signed_by_another_is_told(plain: Path, package: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(plain, tmp_path / "other"))
    sign_package(other, make_certificate(tmp_path, Wanted("别的单位")), answer(PASSPHRASE))
    file = package / "3-佐证材料.pdf"
    former = hash_file(file)
    shutil.copy(other / file.name, file)
    cover_up(package, file, former)
    found = [f for f in verify(package).findings if f.code == "V501"]
    assert "别的单位" in found[0].what


@pytest.mark.parametrize("which", ["manifest", "bundle"])
def test_a_signature_taken_away_is_told(plain: Path, package: Path, which: str) -> None:
    if which == "manifest":
        (package / "manifest.json.p7s").unlink()
        assert errors(package)["V502"] == {"manifest.json.p7s"}
    else:
        shutil.copy(plain / "3-佐证材料.pdf", package)
        assert errors(package)["V501"] == {"3-佐证材料.pdf"}


# --- refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "answers", "what"),
    [
        (Wanted(), ("错", "错"), "密码不对"),
        (Wanted(), (), "要密码"),
        (Wanted(last=NOW - DAY / 2), (PASSPHRASE,), "已过期"),
        (Wanted(first=NOW + DAY), (PASSPHRASE,), "才生效"),
        (Wanted(signs=False), (PASSPHRASE,), "不是用来签名的"),
        (Wanted(key=False), (PASSPHRASE,), "没有私钥"),
    ],
)
def test_a_certificate_that_cannot_sign_is_refused(
    plain: Path, tmp_path: Path, wanted: Wanted, answers: tuple[str, ...], what: str
) -> None:
    package = Path(shutil.copytree(plain, tmp_path / "package"))
    before = {file.name: file.read_bytes() for file in package.iterdir()}
    with pytest.raises(OutputError, match=what) as caught:
        sign_package(package, make_certificate(tmp_path, wanted), answer(*answers))
    assert caught.value.remedy
    assert {file.name: file.read_bytes() for file in package.iterdir()} == before


def test_what_is_no_certificate_or_no_package_is_refused(plain: Path, tmp_path: Path) -> None:
    (tmp_path / "x.p12").write_bytes(b"hello")
    with pytest.raises(OutputError, match=r"不是 \.p12"):
        sign_package(plain, tmp_path / "x.p12", answer("a"))
    with pytest.raises(OutputError, match="打不开（没有这个文件或文件夹）"):
        sign_package(plain, tmp_path / "none.p12", answer())
    with pytest.raises(OutputError, match="不是整套材料"):
        sign_package(tmp_path, make_certificate(tmp_path, Wanted()), answer(PASSPHRASE))


def test_a_package_that_was_changed_is_not_signed(plain: Path, tmp_path: Path) -> None:
    package = Path(shutil.copytree(plain, tmp_path / "package"))
    (package / "对照表.xlsx").write_bytes(b"x")
    with pytest.raises(OutputError, match="与生成时不一样") as caught:
        sign_package(package, make_certificate(tmp_path, Wanted()), answer(PASSPHRASE))
    assert caught.value.where == "对照表.xlsx"
    assert not (package / "manifest.json.p7s").exists()


def test_without_pyhanko_it_says_what_to_install(
    plain: Path, signed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("pyhanko", "pyhanko.sign"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(OutputError, match="pyHanko") as caught:
        sign_package(plain, make_certificate(tmp_path, Wanted()), answer(PASSPHRASE))
    assert "docgen[sign]" in caught.value.remedy
    assert [f.where for f in verify(signed).findings if f.code == "V504"] == ["manifest.json.p7s"]


# --- the command -------------------------------------------------------------------------------


def test_the_command_takes_the_password_from_a_file(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = Path(shutil.copytree(plain, tmp_path / "package"))
    certificate = make_certificate(tmp_path, Wanted())
    secret = tmp_path / "密码"
    secret.write_text("错\n", encoding="utf-8")
    command = ["sign", str(package), "--p12", str(certificate), "--passphrase-file", str(secret)]
    assert run(command) == 9
    assert "密码不对" in capsys.readouterr().err
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    assert run(command) == 0
    said = capsys.readouterr()
    assert UNIT in said.out
    assert PASSPHRASE not in said.out + said.err
    assert run(["sign", str(package), "--p12", str(certificate)]) == 9


def test_a_run_that_fails_while_signing_leaves_the_package(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(shutil.copytree(plain, tmp_path / "package"))
    before = {file.name: file.read_bytes() for file in package.iterdir()}

    def stop(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(signing, "_sign_contents", stop)
    with pytest.raises(KeyboardInterrupt):
        sign_package(package, make_certificate(tmp_path, Wanted()), answer(PASSPHRASE))
    assert {file.name: file.read_bytes() for file in package.iterdir()} == before
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_a_program_with_an_event_loop_can_sign(plain: Path, tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(plain, package)
    p12 = make_certificate(tmp_path, Wanted())

    async def sign() -> tuple[str, set[str]]:
        done = sign_package(package, p12, answer(PASSPHRASE))
        return done.signer, {one.code for one in verify(package).findings}

    # In a thread of its own: the browser's window of other tests leaves a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        signer, codes = thread.submit(lambda: asyncio.run(sign())).result()
    assert signer == UNIT
    assert codes == {one.code for one in verify(package).findings}
