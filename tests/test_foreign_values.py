"""Any value of a foreign PDF may be an object of its own, null, or of a wrong kind.

A file with something of everything is changed in one place at a time; whatever comes of it, it is
taken as it was or refused by name, and no page of docgen's own suffers.
"""

import io
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pymupdf
import pytest
from making import Bundle, bind, differs, make_evidence, render, typography, without_stamps
from PIL import Image
from rawpdf import Data, Ref, Value, change, detach, list_paths, write_pdf
from readers import complaints

from docgen.bundle.plan import SourcePage
from docgen.issues.finding import Finding
from docgen.model.prepared import Prepared, Source
from docgen.model.source_keys import EvidenceKey, UncopiedError
from docgen.pdf.page_import import read_bookmarks
from docgen.sources.prepare import prepare
from docgen.system.workers import WorkerLimits
from docgen.verify.pages_read import PagesRead
from docgen.verify.reread import Output, reread


def draw_noise() -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((60, 80), 90).save(buffer, "JPEG")
    return buffer.getvalue()


WHOLE: dict[int, Value] = {
    1: {
        "Type": b"/Catalog",
        "Pages": Ref(2),
        "Outlines": Ref(20),
        "OpenAction": [Ref(3), b"/Fit"],
        "Names": {"Dests": {"Names": [b"(one)", [Ref(4), b"/XYZ", b"10", b"700", b"0"]]}},
        "OCProperties": {
            "OCGs": [Ref(23)],
            "D": {"ON": [Ref(23)], "OFF": [], "BaseState": b"/ON", "Order": [Ref(23)]},
        },
        "PageLabels": {"Nums": [b"0", {"S": b"/D", "St": b"1"}]},
        "AcroForm": {
            "Fields": [Ref(26)],
            "DA": b"(/F1 12 Tf 0 g)",
            "DR": {"Font": {"F1": Ref(10)}},
            "NeedAppearances": b"false",
            "SigFlags": b"0",
        },
    },
    2: {
        "Type": b"/Pages",
        "Kids": [Ref(3), Ref(4), Ref(5)],
        "Count": b"3",
        "MediaBox": [b"0", b"0", b"595", b"842"],
        "Rotate": b"0",
    },
    3: {
        "Type": b"/Page",
        "Parent": Ref(2),
        "MediaBox": [b"0", b"0", b"595", b"842"],
        "CropBox": [b"0", b"0", b"595.0", b"842"],
        "Rotate": b"0",
        "UserUnit": b"1",
        "Contents": [Ref(6), Ref(7)],
        "Resources": {
            "ProcSet": [b"/PDF", b"/Text"],
            "Font": {"F1": Ref(10), "F2": Ref(11)},
            "XObject": {"Im": Ref(14), "Fm": Ref(16)},
            "ExtGState": {
                "G": {
                    "Type": b"/ExtGState",
                    "CA": b"0.9",
                    "ca": b"0.9",
                    "LW": b"1",
                    "BM": b"/Normal",
                    "SMask": {"S": b"/Luminosity", "G": Ref(17)},
                }
            },
            "Pattern": {"P": Ref(18)},
            "Shading": {
                "S": {
                    "ShadingType": b"2",
                    "ColorSpace": b"/DeviceRGB",
                    "Coords": [b"100", b"0", b"500", b"0"],
                    "Function": Ref(19),
                    "Extend": [b"true", b"true"],
                }
            },
            "ColorSpace": {"CS": [b"/Indexed", b"/DeviceRGB", b"1", b"<FF000000FF00>"]},
            "Properties": {"MC": Ref(23)},
        },
        "Annots": [Ref(24), Ref(25), Ref(26), Ref(27)],
        "Group": {"S": b"/Transparency", "CS": b"/DeviceRGB"},
    },
    4: {
        "Type": b"/Page",
        "Parent": Ref(2),
        "MediaBox": [b"0", b"0", b"595", b"842"],
        "Contents": Ref(8),
        "Resources": Ref(9),
        "Rotate": b"90",
        "Annots": Ref(28),
    },
    5: {
        "Type": b"/Page",
        "Parent": Ref(2),
        "MediaBox": [b"0", b"0", b"420", b"595"],
        "Contents": Ref(29),
        "Resources": {"XObject": {"Im": Ref(30)}},
    },
    6: Data(
        {}, b"q BT /F1 20 Tf 100 700 Td (EVIDENCE) Tj ET BT /F2 20 Tf 100 650 Td <0041> Tj ET Q"
    ),
    7: Data(
        {"Filter": b"/FlateDecode", "DecodeParms": {"Predictor": b"1"}},
        zlib.compress(
            b"q 200 0 0 200 72 300 cm /Im Do Q q /Fm Do Q q /G gs 1 0 0 rg 10 10 50 50 re f Q "
            b"q /Pattern cs /P scn 300 300 99 99 re f Q "
            b"q 400 400 50 50 re W n /S sh Q /OC /MC BDC 0 0 9 9 re f EMC "
            b"q /CS cs 1 sc 20 90 9 9 re f Q"
        ),
    ),
    8: Data(
        {"Filter": [b"/FlateDecode"], "DecodeParms": [b"null"]},
        zlib.compress(b"BT /F1 20 Tf 100 300 Td (SECOND) Tj ET"),
    ),
    9: {"Font": {"F1": Ref(10)}},
    10: {
        "Type": b"/Font",
        "Subtype": b"/Type1",
        "BaseFont": b"/Helvetica",
        "Encoding": {
            "Type": b"/Encoding",
            "BaseEncoding": b"/WinAnsiEncoding",
            "Differences": [b"65", b"/A"],
        },
    },
    11: {
        "Type": b"/Font",
        "Subtype": b"/Type0",
        "BaseFont": b"/Song",
        "Encoding": b"/Identity-H",
        "DescendantFonts": [Ref(12)],
    },
    12: {
        "Type": b"/Font",
        "Subtype": b"/CIDFontType2",
        "BaseFont": b"/Song",
        "CIDSystemInfo": {"Registry": b"(Adobe)", "Ordering": b"(GB1)", "Supplement": b"2"},
        "DW": b"1000",
        "W": [b"65", [b"500"]],
        "FontDescriptor": Ref(13),
    },
    13: {
        "Type": b"/FontDescriptor",
        "FontName": b"/Song",
        "Flags": b"4",
        "FontBBox": [b"0", b"-200", b"1000", b"900"],
        "ItalicAngle": b"0",
        "Ascent": b"900",
        "Descent": b"-200",
        "CapHeight": b"700",
        "StemV": b"80",
    },
    14: Data(
        {
            "Type": b"/XObject",
            "Subtype": b"/Image",
            "Width": b"2",
            "Height": b"2",
            "BitsPerComponent": b"8",
            "ColorSpace": b"/DeviceRGB",
            "Filter": b"/FlateDecode",
            "DecodeParms": {
                "Predictor": b"15",
                "Colors": b"3",
                "Columns": b"2",
                "BitsPerComponent": b"8",
            },
            "SMask": Ref(15),
            "Interpolate": b"false",
        },
        zlib.compress(b"\x00\xff\0\0\0\xff\0\x00\0\0\xff\xff\xff\0"),
    ),
    15: Data(
        {
            "Type": b"/XObject",
            "Subtype": b"/Image",
            "Width": b"2",
            "Height": b"2",
            "BitsPerComponent": b"8",
            "ColorSpace": b"/DeviceGray",
            "Decode": [b"0", b"1"],
        },
        b"\xff\xff\xff\xff",
    ),
    16: Data(
        {
            "Type": b"/XObject",
            "Subtype": b"/Form",
            "BBox": [b"0", b"0", b"99", b"99"],
            "Matrix": [b"1", b"0", b"0", b"1", b"9", b"9"],
            "Resources": {"Font": {"F1": Ref(10)}},
            "FormType": b"1",
        },
        b"0 0 1 rg 5 5 20 20 re f",
    ),
    17: Data(
        {
            "Type": b"/XObject",
            "Subtype": b"/Form",
            "BBox": [b"0", b"0", b"595", b"842"],
            "Group": {"S": b"/Transparency", "CS": b"/DeviceGray"},
        },
        b"1 g 0 0 595 842 re f",
    ),
    18: Data(
        {
            "Type": b"/Pattern",
            "PatternType": b"1",
            "PaintType": b"1",
            "TilingType": b"1",
            "BBox": [b"0", b"0", b"9", b"9"],
            "XStep": b"9",
            "YStep": b"9",
            "Resources": {},
            "Matrix": [b"1", b"0", b"0", b"1", b"0", b"0"],
        },
        b"0 1 0 rg 0 0 5 5 re f",
    ),
    19: {
        "FunctionType": b"2",
        "Domain": [b"0", b"1"],
        "C0": [b"1", b"0", b"0"],
        "C1": [b"0", b"0", b"1"],
        "N": b"1",
    },
    20: {"Type": b"/Outlines", "First": Ref(21), "Last": Ref(22), "Count": b"2"},
    21: {
        "Title": b"(first)",
        "Parent": Ref(20),
        "Next": Ref(22),
        "Dest": [Ref(3), b"/XYZ", b"0", b"842", b"null"],
    },
    22: {
        "Title": b"<FEFF7B2C>",
        "Parent": Ref(20),
        "Prev": Ref(21),
        "A": {"S": b"/GoTo", "D": b"(one)"},
        "Count": b"0",
        "C": [b"1", b"0", b"0"],
        "F": b"2",
    },
    23: {"Type": b"/OCG", "Name": b"(layer)"},
    24: {
        "Type": b"/Annot",
        "Subtype": b"/Link",
        "Rect": [b"10", b"10", b"90", b"30"],
        "Border": [b"0", b"0", b"0"],
        "F": b"4",
        "Dest": [Ref(4), b"/Fit"],
    },
    25: {
        "Type": b"/Annot",
        "Subtype": b"/Text",
        "Rect": [b"500", b"700", b"520", b"720"],
        "Contents": b"(note)",
        "F": b"4",
        "C": [b"1", b"1", b"0"],
        "Name": b"/Note",
    },
    26: {
        "Type": b"/Annot",
        "Subtype": b"/Widget",
        "FT": b"/Btn",
        "T": b"(box)",
        "F": b"4",
        "V": b"/Yes",
        "AS": b"/Yes",
        "Rect": [b"300", b"600", b"320", b"620"],
        "AP": {"N": {"Yes": Ref(16)}},
    },
    27: {
        "Type": b"/Annot",
        "Subtype": b"/Widget",
        "FT": b"/Tx",
        "T": b"(text)",
        "F": b"4",
        "V": b"(typed)",
        "Rect": [b"300", b"500", b"420", b"520"],
        "DA": b"(/F1 12 Tf 0 g)",
        "AP": {"N": Ref(16)},
    },
    28: [
        {
            "Type": b"/Annot",
            "Subtype": b"/Link",
            "Rect": [b"10", b"10", b"90", b"30"],
            "A": {
                "S": b"/GoTo",
                "D": [Ref(3), b"/Fit"],
                "Next": {"S": b"/URI", "URI": b"(http://x)"},
            },
        }
    ],
    29: Data({}, b"q 420 0 0 595 0 0 cm /Im Do Q"),
    30: Data(
        {
            "Type": b"/XObject",
            "Subtype": b"/Image",
            "Width": b"60",
            "Height": b"80",
            "BitsPerComponent": b"8",
            "ColorSpace": b"/DeviceGray",
            "Filter": b"/DCTDecode",
        },
        draw_noise(),
    ),
}


# --- one value at a time -----------------------------------------------------------------------

_NEW = 90
OTHER: Mapping[str, tuple[Value, Value]] = {
    "null": (b"null", None),
    "null elsewhere": (Ref(_NEW), b"null"),
    "number": (b"17", None),
    "number elsewhere": (Ref(_NEW), b"17"),
    "real elsewhere": (Ref(_NEW), b".5"),
    "truth elsewhere": (Ref(_NEW), b"true"),
    "name": (b"/Foo", None),
    "name elsewhere": (Ref(_NEW), b"/Foo"),
    "string": (b"(x)", None),
    "dictionary": ({"A": b"1", "B": [Ref(3)]}, None),
    "array": ([], None),
    "nothing there": (Ref(99), None),
    "a page": (Ref(3), None),
    "digits without end": (b"0." + b"3" * 70_000, None),
    "a name without end": (b"/" + b"N" * 70_000, None),
    "depth without end": (b"[" * 300 + b"]" * 300, None),
}
EVERY = 97
"""As many changes are passed over for one that is tried: prime, so that all kinds get their turn.
Every one of them was tried when this was written."""


def list_changes() -> Iterator[tuple[str, dict[int, Value]]]:
    for path in list_paths(WHOLE):
        for kind, (value, apart) in OTHER.items():
            changed = change(WHOLE, path, value)
            yield f"{kind} {path}", changed if apart is None else {**changed, _NEW: apart}


def prepare_all(folder: Path, files: Mapping[str, Mapping[int, Value]]) -> dict[str, Source]:
    folder.mkdir(exist_ok=True)
    paths = []
    for number, (name, objects) in enumerate(files.items()):
        file = folder / f"{number}.pdf"
        file.write_bytes(write_pdf(objects))
        paths.append((name, file))
    return prepare(paths, cache=folder / "cache")


def name_of(source: SourcePage | None) -> str:
    """The path of evidence that a page was copied from."""
    assert source is not None
    assert isinstance(source.key, EvidenceKey)
    return source.key.path


def bind_all(target: Path, sources: Mapping[str, Prepared]) -> Bundle:
    evidence = [make_evidence(1, order, name) for order, name in enumerate(sources, start=1)]
    return bind(target, evidence, sources)


def unread(bundle: Bundle) -> list[object]:
    (volume,) = bundle.plan.volumes
    expected = Output(bundle.plan.booklet(volume), bundle.path).expect(
        typography(), PagesRead(None)
    )
    return list(reread({bundle.path: expected}, limits=WorkerLimits())[bundle.path])


def test_a_value_that_is_an_object_of_its_own_is_the_same_value(tmp_path: Path) -> None:
    files = {"whole": WHOLE}
    for path in list(list_paths(WHOLE))[::7]:
        detached = detach(WHOLE, path)
        if detached:
            files[str(path)] = detached
    assert len(files) > 30
    sources = prepare_all(tmp_path, files)
    whole = sources["whole"]
    assert isinstance(whole, Prepared)
    for name, source in sources.items():
        assert isinstance(source, Prepared), (name, source)
        assert (source.losses, len(source.pages)) == (whole.losses, 3), name
        assert read_bookmarks(source.pdf) == read_bookmarks(whole.pdf)
    bundle = bind_all(tmp_path / "bundle.pdf", sources)  # type: ignore[arg-type]
    assert unread(bundle) == []
    assert complaints(bundle.path) == []


def test_no_value_stops_a_run_or_spoils_a_page_of_others(tmp_path: Path) -> None:
    files = dict(list(list_changes())[::EVERY])
    assert len(files) > 50
    sources = prepare_all(tmp_path, files)
    refused = [source for source in sources.values() if isinstance(source, Finding)]
    assert not [finding for finding in refused if finding.code == "source-failed"]
    taken = {name: source for name, source in sources.items() if isinstance(source, Prepared)}
    assert len(taken) > 0.7 * len(files)
    bundle = bind_all(tmp_path / "bundle.pdf", taken)
    assert unread(bundle) == []
    for source in taken.values():
        read_bookmarks(source.pdf)


# --- a source that fails while it is copied ----------------------------------------------------


@pytest.mark.parametrize("number", [3, 5, 8, 11, 13, 15, 19, 23, 30])
def test_a_source_that_fails_at_any_object_fails_alone_and_by_name(
    tmp_path: Path, number: int
) -> None:
    """Between looking at it and copying it, one object of it became what nobody can read."""
    names = ("before", "poisoned", "after", "poisoned too")
    # Nothing of it has to be made ready, so that it is copied from where it lies.
    drawn = change(WHOLE, (25, "AP"), {"N": Ref(16)})
    sound = {name: change(drawn, (1, "Name"), b"(%s)" % name.encode()) for name in names}
    sources = prepare_all(tmp_path, sound)
    poisoned = change(drawn, (number, "Poison"), b"/" + b"N" * 5_000)
    for place in (1, 3):
        (tmp_path / f"{place}.pdf").write_bytes(write_pdf(poisoned))
    with pytest.raises(UncopiedError) as caught:
        bind_all(tmp_path / "bundle.pdf", sources)  # type: ignore[arg-type]
    assert set(caught.value.failures) == {
        EvidenceKey("poisoned"),
        EvidenceKey("poisoned too"),
    }
    assert not (tmp_path / "bundle.pdf").exists()


# --- what was handed in ------------------------------------------------------------------------

CASES = Path(__file__).parents[2] / "shared" / "cases"


@pytest.mark.skipif(not CASES.is_dir(), reason="the small cases are not at hand")
@pytest.mark.parametrize("name", ["ind-imagewidth.pdf", "longnum-70000.pdf"])
def test_a_case_comes_into_the_bundle_as_every_reader_shows_it(tmp_path: Path, name: str) -> None:
    files = [(name, CASES / name), ("b.pdf", tmp_path / "b.pdf")]
    files[1][1].write_bytes(write_pdf(WHOLE))
    sources = prepare(files, cache=tmp_path / "cache")
    source = sources[name]
    assert isinstance(source, Prepared)
    assert source.losses == ()
    assert not all(source.pages[0].ink.cells)
    bundle = bind_all(tmp_path / "bundle.pdf", sources)  # type: ignore[arg-type]
    assert unread(bundle) == []
    assert complaints(bundle.path) == []
    with pymupdf.open(bundle.path) as shown:
        assert [page.number for page in shown if "Evidence 2024" in page.get_text()] == [3]


def test_no_source_is_packed_with_another_or_with_pages_of_docgens_own(tmp_path: Path) -> None:
    names = ("a", "b", "c")
    sound = {name: change(WHOLE, (1, "Name"), b"(%s)" % name.encode()) for name in names}
    sources = prepare_all(tmp_path, sound)
    bundle = bind_all(tmp_path / "bundle.pdf", sources)  # type: ignore[arg-type]
    origin = {
        page.number: name_of(page.source) if page.source else "docgen" for page in bundle.plan.pages
    }
    packed: dict[int, set[str]] = {}
    with pymupdf.open(bundle.path) as shown:
        held = {
            int(number): stream
            for stream in range(1, shown.xref_length())
            if "/ObjStm" in shown.xref_object(stream)
            for number in shown.xref_stream(stream).split(b"\n")[0].split()[::2]
        }
        for number, page in enumerate(shown, start=1):
            packed.setdefault(held[page.xref], set()).add(origin[number])
    assert all(len(origins) == 1 for origins in packed.values())
    assert {origin for origins in packed.values() for origin in origins} == {"docgen", *names}


def test_what_annotations_show_is_drawn_and_none_of_them_stays(tmp_path: Path) -> None:
    """Notes and marks, with pictures of their own, with readers' pictures, turned, in a layer."""
    quads = [b"100", b"720", b"200", b"720", b"100", b"700", b"200", b"700"]
    kinds: dict[str, dict[str, Value]] = {
        "Underline": {"QuadPoints": quads},
        "Highlight": {"QuadPoints": quads, "C": [b"1", b"1", b"0"]},
        "Square": {"C": [b"1", b"0", b"0"]},
        "FreeText": {"Contents": b"(FREE)", "DA": b"(/Helv 12 Tf 0 g)"},
        "Stamp": {"AP": {"N": Ref(16)}, "OC": Ref(23)},
        "Ink": {"AP": {"N": Ref(17)}, "F": b"2"},
    }
    drawn = [
        {
            "Type": b"/Annot", "Subtype": b"/" + kind.encode(), "F": b"4",
            "Rect": [b"300", b"%d" % (60 * n + 20), b"420", b"%d" % (60 * n + 60)], **entries,
        }
        for n, (kind, entries) in enumerate(kinds.items())
    ]  # fmt: skip
    sources = {}
    for name, annotations in (("drawn by readers", drawn), ("with pictures", drawn[4:])):
        objects = change(WHOLE, (3, "Annots"), annotations)
        sources |= prepare_all(tmp_path / name, {name: objects})
    taken = {name: source for name, source in sources.items() if isinstance(source, Prepared)}
    assert [source.losses for source in taken.values()] == [(), ()]
    bundle = bind_all(tmp_path / "bundle.pdf", taken)
    assert unread(bundle) == []
    assert complaints(bundle.path) == []
    firsts = [p for p in bundle.plan.pages if p.source and p.source.index == 1]
    with pymupdf.open(bundle.path) as shown:
        assert not any(list(page.annots()) for page in shown)
        for planned in firsts:
            with pymupdf.open(tmp_path / name_of(planned.source) / "0.pdf") as original:
                before, after = render(original[0]), render(shown[planned.number - 1])
            seen = without_stamps(before, planned), without_stamps(after, planned)
            assert not differs(*seen), planned.source
        assert "FREE" in shown[firsts[0].number - 1].get_text()
