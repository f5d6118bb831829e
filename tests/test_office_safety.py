"""Converting documents of strangers: nothing runs, nothing calls, nothing of elsewhere is drawn."""

import base64
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import pymupdf
import pytest
from PIL import Image
from telling import words
from traps import (
    MACROS,
    SECRET_COLOUR,
    SECRET_WORD,
    SENTENCE,
    WRITERS,
    Places,
    write_holder,
    write_open,
    write_secrets,
    write_svg,
    write_traps,
)

from docgen.issues.finding import Finding
from docgen.model.prepared import Prepared, Source
from docgen.office.libreoffice import find_soffice
from docgen.sources.prepare import prepare

pytestmark = [
    pytest.mark.apart,
    pytest.mark.skipif(
        sys.platform == "win32" or not shutil.which("soffice"), reason="LibreOffice in the path"
    ),
]


class Listener:
    """A server that notes whoever calls, whatever they say, and gives nothing."""

    def __init__(self) -> None:
        self.calls: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            caller, _ = self._socket.accept()
            with caller:
                said = caller.recv(500)
                if said == b"enough":
                    return
                self.calls.append(said.partition(b"\r\n")[0])
                caller.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        with socket.create_connection(self._socket.getsockname()) as connection:
            connection.sendall(b"enough")
        self._thread.join()
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.close()


@dataclass(frozen=True)
class Traps:
    """The documents, what they reach for, and what docgen made of them."""

    files: dict[str, Path]
    places: Places
    result: dict[str, Source]
    calls: tuple[bytes, ...]

    def pdf(self, name: str) -> str:
        found = self.result[name]
        assert isinstance(found, Prepared), found
        return found.pdf


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory, listener: Listener) -> Traps:
    near, folder = tmp_path_factory.mktemp("near"), tmp_path_factory.mktemp("documents")
    write_secrets(near)
    places = Places(listener.url, near, near / "mark")
    files = write_traps(folder, places)
    result = prepare(list(files.items()), cache=tmp_path_factory.mktemp("cache"))
    return Traps(files, places, result, tuple(listener.calls))


def text_of(pdf: str | Path) -> str:
    with pymupdf.open(pdf) as document:
        return "".join("".join(page.get_text().split()) for page in document)


def shows_secret(pdf: str | Path) -> bool:
    """Whether the secret picture or text is on any page."""
    if SECRET_WORD in text_of(pdf):
        return True
    with pymupdf.open(pdf) as document:
        pictures = [page.get_pixmap(dpi=40) for page in document]
    colours = (
        colour
        for p in pictures
        for _, colour in Image.frombytes("RGB", (p.width, p.height), p.samples).getcolors(1 << 24)
    )
    return any(
        all(abs(a - b) < 30 for a, b in zip(colour, SECRET_COLOUR, strict=True))
        for colour in colours
    )


def convert(files: Sequence[Path], folder: Path) -> list[Path]:
    """What LibreOffice makes of documents as it is installed, in one call."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [find_soffice(), profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=120)
    return [folder / f"{file.stem}.pdf" for file in files]


# ── what docgen makes of them ─────────────────────────────────────────────────────────────────


def test_nobody_is_called(traps: Traps) -> None:
    assert len(traps.files) > 50
    assert traps.calls == ()


@pytest.mark.parametrize("name", WRITERS)
def test_nothing_of_elsewhere_is_drawn(traps: Traps, name: str) -> None:
    for where in ("网-", "盘-"):
        assert SENTENCE in text_of(traps.pdf(where + name))
        assert not shows_secret(traps.pdf(where + name))


@pytest.mark.parametrize("name", MACROS)
def test_no_macro_runs(traps: Traps, name: str) -> None:
    assert SENTENCE in text_of(traps.pdf(name))
    assert not traps.places.mark.exists()


@pytest.mark.parametrize(
    "name", ["图.docx", "矢量.docx", "套叠.docx", "图.pptx", "图.odt", "样式.odt", "富文本.doc"]
)
def test_a_picture_that_is_not_there_is_said_to_be_missing(traps: Traps, name: str) -> None:
    for where in ("网-", "盘-"):
        losses = words(traps.result[where + name].losses)
        assert any("链接到别处的图片" in loss for loss in losses)


def test_what_a_document_holds_itself_stays(tmp_path: Path) -> None:
    own = io.BytesIO()
    Image.new("RGB", (40, 40), SECRET_COLOUR).save(own, "PNG")
    word = docx.Document()
    word.add_paragraph(SENTENCE)
    word.add_picture(io.BytesIO(own.getvalue()))
    word.save(str(tmp_path / "自带.docx"))
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
    drawn = svg.format('<rect width="9" height="9" fill="#ff00ff"/>')
    frame = (
        '<text:p><draw:frame text:anchor-type="as-char" svg:width="5cm" svg:height="5cm">'
        '<draw:image xlink:href="{}" xlink:type="simple"/></draw:frame></text:p>'
        f'<text:p><text:a xlink:href="https://example.com/">{SENTENCE}</text:a></text:p>'
    )
    for name, href in (("图.odt", "Pictures/a.svg"), ("点.odt", "./Pictures/a.svg")):
        parts = {"Pictures/a.svg": drawn}
        write_open(tmp_path / name, "text", frame.format(href), parts=parts)
    pixels = f"data:image/png;base64,{base64.b64encode(own.getvalue()).decode()}"
    write_holder(tmp_path / "套叠.docx", "a.svg", write_svg(pixels))
    names = ("自带.docx", "图.odt", "点.odt", "套叠.docx")
    result = prepare([(n, tmp_path / n) for n in names], cache=tmp_path / "cache")
    for name in names:
        assert shows_secret(result[name].pdf), name
        assert SENTENCE in text_of(result[name].pdf)
        assert not result[name].losses


def test_a_web_page_called_a_document_is_one_and_nothing_is_fetched(
    tmp_path: Path, listener: Listener
) -> None:
    page = f'<html><body>{SENTENCE}<img src="{listener.url}/x.png"><iframe src="{listener.url}">'
    (tmp_path / "网页.doc").write_text(page, encoding="utf-8")
    (tmp_path / "网页.xls").write_text(page, encoding="utf-8")
    (tmp_path / "网页.html").write_text(page, encoding="utf-8")
    (tmp_path / "片段.doc").write_text(f"{SENTENCE}{page}", encoding="utf-8")
    before = len(listener.calls)
    names = ("网页.doc", "网页.xls", "网页.html", "片段.doc")
    result = prepare([(n, tmp_path / n) for n in names], cache=tmp_path / "cache")
    for name in names[:2]:
        assert text_of(result[name].pdf) == SENTENCE
        assert any("1 张图片不在文件里" in loss for loss in words(result[name].losses))
    assert isinstance(result["网页.html"], Finding)
    assert result["网页.html"].code == "source-format"
    assert "<img" in text_of(result["片段.doc"].pdf)
    assert len(listener.calls) == before


def test_a_broken_part_is_a_finding(tmp_path: Path) -> None:
    file = write_open(tmp_path / "断.odt", "text", "<text:p/>", parts={"Pictures/a.svg": "<svg/>"})
    whole = file.read_bytes()
    with zipfile.ZipFile(file) as package:
        start = package.getinfo("Pictures/a.svg").header_offset + 30 + len("Pictures/a.svg")
    file.write_bytes(whole[:start] + b"<SVG/>" + whole[start + 6 :])
    found = prepare([("断.odt", file)], cache=tmp_path / "cache")["断.odt"]
    assert isinstance(found, Finding)
    assert found.code == "source-damaged"


# ── what they do elsewhere: the traps are real ────────────────────────────────────────────────


def test_the_traps_call_and_draw_where_nobody_minds(
    traps: Traps, listener: Listener, tmp_path: Path
) -> None:
    before = len(listener.calls)
    names = (
        "网-图.docx",
        "盘-图.odt",
        "盘-矢量.docx",
        "盘-套叠.docx",
        "盘-样式.odt",
        "盘-富文本.doc",
    )
    _, *near = convert([traps.files[name] for name in names], tmp_path)
    assert len(listener.calls) > before
    for pdf in near:
        assert shows_secret(pdf), pdf.name


def test_the_macro_runs_where_macros_may(traps: Traps, tmp_path: Path) -> None:
    settings = tmp_path / "profile/user/registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item'
        ' oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop'
        ' oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop></item></oor:items>'
    )
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [find_soffice(), profile, "--headless", "--norestore", traps.files["宏.odt"]]
    running = subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE)
    try:
        for _ in range(600):
            if traps.places.mark.exists():
                break
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(0.1)
        assert traps.places.mark.exists()
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        traps.places.mark.unlink(missing_ok=True)
