"""What a build finds out of a source's streams, the next one knows; and it is the same."""

import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from making import Sheet, bind_pdf, make_pdf, typography

from docgen.bundle.bundle_pdf import Metadata, WrittenPdf, write_booklet
from docgen.bundle.plan import Booklet
from docgen.pdf.page_fingerprints import Fingerprints, read_fingerprints
from docgen.pdf.stream_digests import LEAST_BYTES, StreamDigests
from docgen.system import edition, file_hashes

METADATA = Metadata("佐证材料", "威海远航船舶重工有限公司")


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pages with long streams of each kind: packed, packed by another way, and a picture's."""
    # What was written just now may change unnoticed, and is not known.
    monkeypatch.setattr(file_hashes, "SETTLED_NS", -1)
    file = make_pdf(tmp_path / "a.pdf", [Sheet(), Sheet(rotate=90), Sheet(crop="inside")])
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        for number, page in enumerate(pdf.pages):
            page.contents_add(b"".join(b"%d %d m\n" % (number, n) for n in range(9000)) + b"n")
        plain = pdf.pages[1].obj.Contents[-1]
        plain.write(plain.read_bytes().hex().encode() + b">", filter=pikepdf.Name.ASCIIHexDecode)
        pdf.save(file, compress_streams=True)
    return file


def write(booklet: Booklet, target: Path) -> WrittenPdf:
    return write_booklet(booklet, target, typography(), METADATA)


def sizes_of(target: Path, written: WrittenPdf) -> dict[int, int]:
    with pikepdf.open(target) as pdf:
        return {n: len(pdf.get_object(n, 0).read_raw_bytes()) for n in written.copied}


def fingerprint(target: Path, cache: Path, written: WrittenPdf) -> Fingerprints:
    with StreamDigests(cache, written.copied, written.own) as known:
        return read_fingerprints(target, known)


def test_what_is_known_is_what_is_read(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, cache, target = bind_pdf(tmp_path / "b.pdf", source), tmp_path / "c", tmp_path / "d.pdf"
    booklet = bundle.plan.booklet(bundle.plan.volumes[0])
    written = write(booklet, target)
    assert len(written.copied) >= 3
    assert min(sizes_of(target, written).values()) >= LEAST_BYTES
    read = read_fingerprints(target)
    assert fingerprint(target, cache, written) == read
    # With the numbers of another edition, and from the cache alone.
    longer = bind_pdf(tmp_path / "e.pdf", make_pdf(tmp_path / "0.pdf", [Sheet()]), source)
    again = write(longer.plan.booklet(longer.plan.volumes[0]), longer.path)
    assert fingerprint(longer.path, cache, again) == read_fingerprints(longer.path)
    with StreamDigests(cache, again.copied, again.own) as known:
        sizes = sizes_of(longer.path, again)
        assert all(known.find(number, size) for number, size in sizes.items())
        assert not any(known.find(number, size - 1) for number, size in sizes.items())
    # It is not read again: what the cache says is told.
    (kept,) = cache.iterdir()
    kept.write_bytes(bytes(byte ^ 1 if n % 57 == 16 + 20 else byte
                           for n, byte in enumerate(kept.read_bytes())))  # fmt: skip
    assert fingerprint(target, cache, written).pages != read.pages
    # Others copy in other ways.
    monkeypatch.setattr(edition, "__version__", "0")
    assert fingerprint(target, cache, written) == read


def test_a_changed_source_is_another(source: Path, tmp_path: Path) -> None:
    bundle, cache = bind_pdf(tmp_path / "b.pdf", source), tmp_path / "cache"
    booklet, target = bundle.plan.booklet(bundle.plan.volumes[0]), tmp_path / "d.pdf"
    before = write(booklet, target)
    first = fingerprint(target, cache, before)
    status, said = source.stat(), source.read_bytes()
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"0 0 m n " * 500)
        pdf.save(source)
    os.utime(source, ns=(status.st_atime_ns, status.st_mtime_ns))
    after = write(booklet, target)
    assert not set(before.copied.values()) & set(after.copied.values())
    assert fingerprint(target, cache, after) == read_fingerprints(target)
    assert fingerprint(target, cache, after) != first
    source.write_bytes(said)


def test_what_was_written_just_now_is_not_known(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = bind_pdf(tmp_path / "b.pdf", source)
    monkeypatch.setattr(file_hashes, "SETTLED_NS", 3_600 * 10**9)
    assert not write(bundle.plan.booklet(bundle.plan.volumes[0]), tmp_path / "d.pdf").copied


def test_a_cache_that_is_cut_short_or_gone_is_no_loss(source: Path, tmp_path: Path) -> None:
    bundle, cache, target = bind_pdf(tmp_path / "b.pdf", source), tmp_path / "c", tmp_path / "d.pdf"
    written = write(bundle.plan.booklet(bundle.plan.volumes[0]), target)
    read = fingerprint(target, cache, written)
    (kept,) = cache.iterdir()
    kept.write_bytes(kept.read_bytes()[:-7])
    assert fingerprint(target, cache, written) == read
    cache.joinpath(kept.name).unlink()
    cache.rmdir()
    cache.write_bytes(b"")
    assert fingerprint(target, cache, written) == read


def test_workbooks_are_written_without_numpy() -> None:
    program = (
        "import sys; from docgen.system.process_setup import spare_numpy; spare_numpy();"
        "import openpyxl; book = openpyxl.Workbook(); book.active['A1'] = 1.5;"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
