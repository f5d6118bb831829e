"""OFD (GB/T 33190): told apart from other archives, and refused with the way out."""

import zipfile
from pathlib import Path

import pytest

from docgen.issues.finding import Finding, Level
from docgen.sources.prepare import prepare
from docgen.system.file_types import Kind, recognise

NAMES = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PARTS = {
    "OFD.xml": f'<ofd:OFD {NAMES} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
    "<ofd:DocID>0123456789abcdef0123456789abcdef</ofd:DocID></ofd:DocInfo>"
    "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
    "Doc_0/Document.xml": f"<ofd:Document {NAMES}><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID>"
    "<ofd:PageArea><ofd:PhysicalBox>0 0 210 140</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
    '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
    "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {NAMES}><ofd:Content><ofd:Layer ID='2'>"
    "<ofd:PathObject ID='3' Boundary='10 10 190 120' LineWidth='0.5'>"
    "<ofd:AbbreviatedData>M 0 0 L 190 0 L 190 120 C</ofd:AbbreviatedData></ofd:PathObject>"
    "</ofd:Layer></ofd:Content></ofd:Page>",
}


def write_ofd(path: Path, attached: int = 0) -> Path:
    """An invoice's skeleton. `attached` bytes of seal stand before its root, as some writers do."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        if attached:
            package.writestr(
                "Doc_0/Signs/Sign_0/SignedValue.dat", b"PK" * attached, zipfile.ZIP_STORED
            )
        for name, part in PARTS.items():
            package.writestr(name, part)
    return path


@pytest.mark.parametrize("name", ["发票.ofd", "发票.zip", "发票.pdf", "发票"])
@pytest.mark.parametrize("attached", [0, 200_000])
def test_an_ofd_is_refused_by_its_own_name(tmp_path: Path, name: str, attached: int) -> None:
    file = write_ofd(tmp_path / name, attached)
    assert recognise(file) is Kind.OFD
    finding = prepare([(name, file)], cache=tmp_path / "cache")[name]
    assert isinstance(finding, Finding)
    assert (finding.level, finding.code, finding.where) == (Level.ERROR, "source-format", name)
    assert "OFD" in finding.what
    assert "OFD 阅读器" in finding.remedy
    assert "PDF" in finding.remedy
    assert "解压" not in finding.remedy


def test_an_archive_that_holds_an_ofd_is_an_archive(tmp_path: Path) -> None:
    inner = write_ofd(tmp_path / "发票.ofd")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as package:
        package.write(inner, "发票.ofd")
    assert recognise(tmp_path / "a.zip") is Kind.ZIP
