"""A finished PDF is read again by others; what comes from a source, whole, only once."""

import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from making import Bundle, Sheet, bind, bind_pdf, make_evidence, make_pdf, prepare, typography
from pikepdf import Array, Dictionary, Name

from docgen.model.page_facts import Facts, PageLook
from docgen.model.prepared import Prepared
from docgen.model.source_keys import UncopiedError
from docgen.pdf.page_fingerprints import read_fingerprints
from docgen.pdf.rehearsal import rehearse
from docgen.sources.pdf_files import open_pdf
from docgen.sources.trial_copy import TrialCopy
from docgen.system import edition
from docgen.verify.pages_read import PagesRead
from docgen.verify.reread import Output, refuse_unread, share_out
from docgen.verify.second_reading import Expected

Change = Callable[[pikepdf.Pdf, pikepdf.Page], object]


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    """Two pages wrapped, and two that leave their states open, which are enclosed."""
    plain = make_pdf(tmp_path / "a.pdf", [Sheet(), Sheet(rotate=90)])
    untidy = tmp_path / "b.pdf"
    with pikepdf.open(plain) as pdf:
        for page in pdf.pages:
            page.contents_add(b"q 0.9 0 0 0.9 0 0 cm")
        pdf.save(untidy)
    return bind_pdf(tmp_path / "bundle.pdf", plain, untidy)


def output_of(bundle: Bundle) -> Output:
    (volume,) = bundle.plan.volumes
    foreign = read_fingerprints(bundle.path).foreign
    return Output(bundle.plan.booklet(volume), bundle.path, foreign)


def read(output: Output, cache: Path) -> None:
    refuse_unread([output], typography(), cache=cache)


def from_sources(output: Output) -> list[int]:
    return [n for n, page in enumerate(output.booklet.pages) if page.source]


def edit(output: Output, place: int, change: Change) -> None:
    with pikepdf.open(output.path, allow_overwriting_input=True) as pdf:
        change(pdf, pdf.pages[place])
        pdf.save(output.path)


def test_what_comes_from_a_source_is_known_by_itself(bundle: Bundle, tmp_path: Path) -> None:
    output = output_of(bundle)
    places = from_sources(output)
    assert len(places) == 4
    assert [n for n, part in enumerate(output.foreign) if part] == places
    # Its number, its marks and the faces they are set in are not of it.
    more = make_pdf(tmp_path / "0.pdf", [Sheet(), Sheet(), Sheet(crop="inside")])
    longer = bind_pdf(tmp_path / "longer.pdf", more, tmp_path / "a.pdf", tmp_path / "b.pdf")
    known = output_of(longer).foreign
    assert [part for part in known if part][-4:] == [output.foreign[place] for place in places]
    assert known[places[2]] not in output.foreign


def test_pages_are_remembered_once_all_were_read(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, cache = output_of(bundle), tmp_path / "cache"
    parts = [part for part in output.foreign if part]
    read(output, cache)
    assert all(part in PagesRead(cache) for part in parts)
    expected = output.expect(typography(), PagesRead(cache))
    assert [page.read_before for page in expected] == [bool(part) for part in output.foreign]
    (file,) = cache.iterdir()
    sound = file.read_bytes()
    file.write_bytes(sound[:-1])
    assert not any(part in PagesRead(cache) for part in parts)
    file.write_bytes(sound)
    monkeypatch.setattr(edition, "__version__", "0")
    assert not any(part in PagesRead(cache) for part in parts)


def _leave_out_marks(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    contents = page.obj.Contents
    kept = list(contents)[:-1] if isinstance(contents, Array) else []
    page.obj.Contents = Array([*kept, pdf.make_stream(b"Q")])


def _put_marks_off_the_page(_: pikepdf.Pdf, page: pikepdf.Page) -> None:
    page.contents_add(b"1 0 0 1 3000 0 cm", prepend=True)


def _aim_at_nothing(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    page.obj.Annots[0].Dest[0] = pdf.make_indirect(Dictionary())


def _add_note(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9])
    page.obj.Annots.append(pdf.make_indirect(note))


def _take_a_link(_: pikepdf.Pdf, page: pikepdf.Page) -> None:
    del page.obj.Annots[0]


def _swallow(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    contents = list(page.obj.Contents)
    page.obj.Contents = Array([*contents[:-1], pdf.make_stream(b"("), contents[-1]])


def _crop(_: pikepdf.Pdf, page: pikepdf.Page) -> None:
    page.obj.CropBox = page.obj.MediaBox = Array([0, 0, 300, 300])


@pytest.mark.parametrize("which", range(4))
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_leave_out_marks, "看不到"),
        (_aim_at_nothing, "链接与排的不同"),
        (_add_note, "链接与排的不同"),
        (_take_a_link, "少了链接"),
        (_crop, "大小不对"),
    ],
)
def test_marks_links_and_size_are_read_every_time(
    bundle: Bundle, tmp_path: Path, change: Change, said: str, which: int
) -> None:
    output, cache = output_of(bundle), tmp_path / "cache"
    read(output, cache)
    edit(output, from_sources(output)[which], change)
    with pytest.raises(UncopiedError) as raised:
        read(output, cache)
    (found,) = raised.value.failures.values()
    assert said in str(found)


def test_what_the_file_holds_otherwise_than_before_is_read_whole(
    bundle: Bundle, tmp_path: Path
) -> None:
    output, cache = output_of(bundle), tmp_path / "cache"
    read(output, cache)

    edit(output, from_sources(output)[0], _swallow)
    again = replace(output, foreign=read_fingerprints(output.path).foreign)
    with pytest.raises(UncopiedError):
        read(again, cache)
    # And is not remembered.
    with pytest.raises(UncopiedError):
        read(again, cache)


def _open_and_bind(source: Path) -> Output:
    """A bundle of a source as a worker opens it."""
    facts, *looks = open_pdf(str(source), str(source.with_suffix(".made")))
    assert isinstance(facts, Facts)
    pages = facts.with_looks(tuple(look for look in looks if isinstance(look, PageLook))).pages
    prepared = {"a.pdf": Prepared("0" * 64, facts.pdf or str(source), pages)}
    target = source.with_name("bundle.pdf")
    return output_of(bind(target, [make_evidence(1, 1, "a.pdf")], prepared))


def _read_before(output: Output) -> list[bool]:
    """Of each page from a source, whether a cold build knows it as read whole."""
    expected = output.expect(typography(), PagesRead(None))
    return [expected[place].read_before for place in from_sources(output)]


def test_a_page_read_whole_when_it_was_made_ready_is_held_against_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make_pdf(tmp_path / "a.pdf", [Sheet(), Sheet(), Sheet(rotate=90)])
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.pages[1].obj.Resources.Font["/DgF0"] = pdf.pages[1].obj.Resources.Font.F1
        pdf.save(source)
    output = _open_and_bind(source)
    # One that is turned is looked at in another way.
    assert _read_before(output) == [True, True, False]
    assert not list(tmp_path.glob("*.copied"))
    read(output, tmp_path / "cache")
    for place, change in zip(from_sources(output), (_swallow, _leave_out_marks), strict=False):
        sound = output.path.read_bytes()
        edit(output, place, change)
        altered = replace(output, foreign=read_fingerprints(output.path).foreign)
        with pytest.raises(UncopiedError):
            read(altered, tmp_path / "empty")
        output.path.write_bytes(sound)
    monkeypatch.setattr(edition, "__version__", "0")
    assert _read_before(output) == [False, False, False]


@pytest.mark.parametrize(
    "content",
    [
        # MuPDF gives up what has so many mistakes, and sees nothing behind it.
        b"nonsense " * 300,
        # Who draws the trial mark himself has drawn something behind it.
        b"q 0 g 20 20 37.25 11.125 re f Q",
    ],
)
def test_what_is_behind_a_page_has_to_be_seen(tmp_path: Path, content: bytes) -> None:
    source = make_pdf(tmp_path / "a.pdf", [Sheet(), Sheet()])
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(content)
        pdf.save(source)
    output = _open_and_bind(source)
    assert _read_before(output) == [False, True]
    if b"nonsense" in content:
        with pytest.raises(UncopiedError):
            read(output, tmp_path / "cache")


def test_content_that_pypdf_does_not_read_is_not_held_for_read(tmp_path: Path) -> None:
    """MuPDF passes over a predictor that there is not; pypdf does not."""
    source = make_pdf(tmp_path / "a.pdf", [Sheet(), Sheet(), Sheet()])
    with pikepdf.open(source) as pdf:
        for page, predictor in zip(pdf.pages, (1, 7), strict=False):
            page.contents_add(pikepdf.Stream(pdf, zlib.compress(b" 0 g ")))
            page.obj.Contents[-1].Filter = Name.FlateDecode
            page.obj.Contents[-1].DecodeParms = Dictionary(Predictor=predictor)
        pdf.save(tmp_path / "b.pdf", stream_decode_level=pikepdf.StreamDecodeLevel.none)
    boxes = [page.box for page in prepare(source).pages]
    states, target = [(box, False) for box in boxes], tmp_path / "c.pdf"
    with TrialCopy(target, rehearse(str(tmp_path / "b.pdf"), states, target)) as copy:
        tried = [copy.read(number, box) for number, box in enumerate(boxes, start=1)]
    assert [bool(page and page.read_as) for page in tried] == [True, False, True]
    assert all(tried)
    assert not target.exists()


def test_pages_with_layers_are_read_whole_every_time(tmp_path: Path) -> None:
    """Whether a layer is shown is said for the whole file."""
    layered = make_pdf(tmp_path / "a.pdf", [Sheet(), Sheet()])
    with pikepdf.open(layered, allow_overwriting_input=True) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="x"))
        pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))
        held = pdf.make_indirect(Dictionary(L=pdf.make_indirect(Dictionary(OCGs=layer))))
        pdf.pages[0].obj.Resources.Properties = Dictionary(A=held)
        pdf.save(layered)
    output = output_of(bind_pdf(tmp_path / "bundle.pdf", layered))
    first, second = from_sources(output)
    assert not output.foreign[first]
    assert output.foreign[second]


@pytest.mark.parametrize("pages", [400, 2000, 5000, 9000])
def test_readers_hold_no_more_than_so_many_pages_together(pages: int) -> None:
    parts = list(share_out([Expected(n, 595, 842, (), 0) for n in range(1, pages + 1)]))
    assert len(parts) == 1 or len(parts) * pages <= 6000
    assert [page.number for _, some in parts for page in some] == list(range(1, pages + 1))


@pytest.mark.parametrize("which", range(4))
def test_what_stands_off_the_page_is_not_seen(bundle: Bundle, tmp_path: Path, which: int) -> None:
    output = output_of(bundle)
    edit(output, from_sources(output)[which], _put_marks_off_the_page)
    with pytest.raises(UncopiedError):
        read(output, tmp_path / "cache")
