"""The identity of a page: written, read back by another library, never taken for another."""

import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from docgen.bundle.page_identity import PackageId, PageIdentity, decode, encode, make_package_id
from docgen.pdf.qr_symbol import draw_symbol

identities = st.builds(
    PageIdentity,
    st.builds(PackageId, st.integers(0, 2**20 - 1), st.integers(0, 2**30 - 1)),
    st.sampled_from(["form", "report", "bundle"]),
    st.integers(1, 2**15 - 1),
)


@given(identities)
def test_what_is_written_is_read_back(identity):
    text = encode(identity)
    assert (len(text), text.isdigit()) == (27, True)
    assert decode(text) == identity


@given(identities, st.integers(0, 26), st.integers(1, 9))
def test_one_wrong_figure_makes_it_no_mark(identity, place, more):
    text = encode(identity)
    figure = str((int(text[place]) + more) % 10)
    assert decode(text[:place] + figure + text[place + 1 :]) is None


def test_other_codes_are_no_marks_of_ours():
    for text in ("", "123", "0" * 27, "9" * 27, "https://example.org", "１" * 27, "-" + "1" * 26):
        assert decode(text) is None


@given(identities)
def test_the_symbol_is_read_by_another_library(identity):
    rows = [f"{row:021b}" for row in draw_symbol(encode(identity))]
    assert [len(row) for row in rows] == [21] * 21
    picture = Image.new("L", (29, 29), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark == "1":
                picture.putpixel((x + 4, y + 4), 0)
    enlarged = picture.resize((116, 116), Image.Resampling.NEAREST)
    found = zxingcpp.read_barcodes(enlarged, formats=zxingcpp.BarcodeFormat.QRCode)
    assert [code.text for code in found] == [encode(identity)]


@given(st.text("0123456789", min_size=27, max_size=27))
def test_the_symbol_put_together_is_the_one_encoded_whole(digits):
    whole = segno.make(digits, version=1, error="q", mask=2, micro=False, boost_error=False)
    rows = tuple(int("".join(map(str, row)), 2) for row in whole.matrix)
    assert draw_symbol(digits) == rows


def test_an_id_tells_studios_and_states_apart():
    one = make_package_id(b"studio", b"state")
    assert one.studio == make_package_id(b"studio", b"other").studio
    assert one.build != make_package_id(b"studio", b"other").build
    assert one.studio != make_package_id(b"other", b"state").studio
    assert str(one) == str(make_package_id(b"studio", b"state"))
    assert str(PageIdentity(one, "bundle", 37)).startswith(f"{one} E37 ")
