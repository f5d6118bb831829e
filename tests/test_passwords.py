"""Files locked with a password: opened with those of the workspace, which get out nowhere."""

import io
import stat
import sys
import zipfile
from pathlib import Path

import docx
import msoffcrypto.format.ooxml
import openpyxl
import pikepdf
import pymupdf
import pypdf
import pytest
from doing import build_package, check_workspace
from pikepdf import Encryption
from telling import words

from docgen.issues.finding import Finding, Level
from docgen.model.prepared import Prepared, Source
from docgen.office.libreoffice import find_soffice
from docgen.sources.prepare import prepare
from docgen.workspace.load import read_passwords

SECRET = "Zx9#机密 pw"
NOMINAL = "VelvetSweatshop"
TEXT = "locked page"


def write_pdf(path: Path, *, user: str = "", owner: str = "") -> Path:
    with pymupdf.open() as document:
        document.new_page(width=300, height=200).insert_text((30, 60), TEXT)
        plain = document.tobytes()
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        locked = Encryption(user=user, owner=owner or user, R=6) if user or owner else False
        pdf.save(path, encryption=locked)
    return path


def write_sheet(path: Path, password: str) -> Path:
    plain = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = TEXT
    book.save(plain)
    plain.seek(0)
    with path.open("wb") as file:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt(password, file)
    return path


def prepared(file: Path, cache: Path, *passwords: str) -> Source:
    return prepare([(file.name, file)], cache=cache, passwords=passwords)[file.name]


def refused(found: Source) -> Finding:
    assert isinstance(found, Finding), found
    assert (found.level, found.code) == (Level.ERROR, "source-password")
    assert "密码.txt" in found.remedy
    assert SECRET not in repr(found)
    return found


def opened(found: Source) -> Prepared:
    assert isinstance(found, Prepared), found
    with pymupdf.open(found.pdf) as document:
        assert not document.needs_pass
        assert TEXT in document[0].get_text()
    assert SECRET not in repr(found)
    return found


def everything_under(folder: Path) -> bytes:
    """All names and contents, those of archives unpacked and those of PDFs decoded."""
    found = []
    for file in folder.rglob("*"):
        found.append(str(file).encode())
        if file.is_file():
            found += contents(file)
    return b"\n".join(found)


def contents(file: Path) -> list[bytes]:
    raw = file.read_bytes()
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as package:
            return [raw, *(package.read(name) for name in package.namelist())]
    if raw.startswith(b"%PDF"):
        try:
            pdf = pikepdf.open(file)
        except pikepdf.PasswordError:
            return [raw]
        with pdf:
            streams = [o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        return [
            raw,
            *streams,
            "".join(p.extract_text() for p in pypdf.PdfReader(file).pages).encode(),
        ]
    return [raw]


def forms_of(secret: str) -> list[bytes]:
    return [secret.encode(code) for code in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")]


# ── PDF ───────────────────────────────────────────────────────────────────────────────────────


def test_a_locked_pdf_is_opened_by_the_right_password_alone(tmp_path: Path) -> None:
    file, cache = write_pdf(tmp_path / "证书.pdf", user=SECRET, owner="other"), tmp_path / "cache"
    assert "需要密码" in refused(prepared(file, cache)).what
    assert "都不对" in refused(prepared(file, cache, "wrong", "")).what
    source = opened(prepared(file, cache, "wrong", SECRET))
    assert source.unlocked
    assert any("有密码" in note for note in words(source.notes))
    assert not any("限制" in note for note in words(source.notes))
    with pikepdf.open(source.pdf) as pdf:
        assert not pdf.is_encrypted
    opened(prepared(file, tmp_path / "other", "other"))


def test_what_a_password_opened_is_not_given_out_without_it(tmp_path: Path) -> None:
    file, cache = write_pdf(tmp_path / "证书.pdf", user=SECRET), tmp_path / "cache"
    first = opened(prepared(file, cache, SECRET))
    assert opened(prepared(file, cache, "wrong", SECRET)) == first
    refused(prepared(file, cache, "wrong"))
    refused(prepared(file, cache))
    assert opened(prepared(file, cache, SECRET)) == first


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_the_cache_is_for_the_user_alone_and_knows_no_password(tmp_path: Path) -> None:
    file, cache = write_pdf(tmp_path / "证书.pdf", user=SECRET), tmp_path / "cache"
    source = opened(prepared(file, cache, SECRET))
    assert Path(source.pdf).is_relative_to(cache)
    assert len(list(cache.rglob("*"))) > 2
    for path in (cache, *cache.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path
    assert not any(form in everything_under(cache) for form in forms_of(SECRET))


def test_an_open_pdf_needs_none_and_a_restricted_one_is_noted(tmp_path: Path) -> None:
    for name, owner in (("开.pdf", ""), ("限.pdf", "other")):
        file = write_pdf(tmp_path / name, owner=owner)
        source = opened(prepared(file, tmp_path / "cache", SECRET))
        assert not source.unlocked
        assert any("限制" in note for note in words(source.notes)) is bool(owner)


# ── Office ────────────────────────────────────────────────────────────────────────────────────


def test_locked_office_files(tmp_path: Path) -> None:
    find_soffice()
    cache = tmp_path / "cache"
    write_sheet(tmp_path / "密.xlsx", SECRET)
    write_sheet(tmp_path / "人人.xlsx", NOMINAL)
    with zipfile.ZipFile(tmp_path / "锁.odt", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("META-INF/manifest.xml", "<m><encryption-data/></m>")
        package.writestr("content.xml", bytes(range(256)))
    names = ("密.xlsx", "人人.xlsx", "锁.odt")
    files = [(name, tmp_path / name) for name in names]
    without = prepare([files[0], files[2]], cache=cache)
    refused(without["密.xlsx"])
    odt = without["锁.odt"]
    assert isinstance(odt, Finding)
    assert odt.code == "source-password"
    with_it = prepare(files, cache=cache, passwords=["wrong", SECRET])
    assert not opened(with_it["人人.xlsx"]).unlocked
    sheet = opened(with_it["密.xlsx"])
    assert sheet.unlocked
    assert any("有密码" in note for note in words(sheet.notes))
    refused(prepared(tmp_path / "密.xlsx", cache, "wrong"))
    assert opened(prepared(tmp_path / "密.xlsx", cache, SECRET)) == sheet
    assert not any(form in everything_under(cache) for form in forms_of(SECRET))


# ── the workspace ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_passwords_are_read_as_they_stand(tmp_path: Path, encoding: str) -> None:
    lines = f"{SECRET}\r\n\r\n 0123 # : \n"
    (tmp_path / "密码.txt").write_bytes(lines.encode(encoding))
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "密码.txt").write_text("第二\n", encoding="utf-8")
    passwords, findings = read_passwords(tmp_path)
    assert passwords == (SECRET, " 0123 # : ", "0123 # :", "第二")
    assert findings == ()


def test_no_passwords_and_unreadable_ones(tmp_path: Path) -> None:
    assert read_passwords(tmp_path) == ((), ())
    (tmp_path / "密码.txt").write_bytes(b"\xff\xfe\x00")
    passwords, (finding,) = read_passwords(tmp_path)
    assert passwords == ()
    assert (finding.code, finding.where) == ("F223", "密码.txt")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "工作室"
    evidence = folder / "evidence" / "03-设备"
    evidence.mkdir(parents=True)
    (folder / "studio.yaml").write_text(
        "scheme: weihai-2025\nsubmission: assessment\n", encoding="utf-8"
    )
    write_pdf(evidence / "1 发票.pdf", user=SECRET)
    report = docx.Document()
    report.add_paragraph("一年来，工作室完成了各项任务。")
    report.save(str(folder / "年度工作报告.docx"))
    return folder


def test_a_workspace_opens_its_evidence_and_gives_the_password_to_nobody(workspace: Path) -> None:
    codes = {finding.code for finding in check_workspace(workspace).findings}
    assert "source-password" in codes
    (workspace / "密码.txt").write_text(f"wrong\n{SECRET}\n", encoding="utf-8")
    (workspace / "evidence" / "密码.txt").write_text("another\n", encoding="utf-8")
    checked = check_workspace(workspace)
    assert "source-password" not in {finding.code for finding in checked.findings}
    assert SECRET not in repr(checked)
    built = build_package(workspace, draft=True)
    packed = everything_under(built.folder)
    assert TEXT.encode() in packed
    assert not any(form in packed for form in forms_of(SECRET))
    assert "密码.txt".encode() not in packed
    assert not any(
        form in everything_under(workspace.parent / "cache") for form in forms_of(SECRET)
    )


def test_a_locked_report_is_packed_open(workspace: Path) -> None:
    (workspace / "年度工作报告.docx").unlink()
    write_pdf(workspace / "年度工作报告.pdf", user=SECRET)
    (workspace / "密码.txt").write_text(SECRET, encoding="utf-8")
    built = build_package(workspace, draft=True)
    (report,) = (file for file in built.files if file.name.endswith("工作报告.pdf"))
    with pymupdf.open(report) as document:
        assert not document.needs_pass
        assert TEXT in document[0].get_text()
