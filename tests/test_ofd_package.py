"""The parts of an OFD: found however named, laid over each other, refused where hostile."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from docgen.issues.finding import Level
from docgen.ofd.object_texts import list_texts
from docgen.ofd.ofd_document import list_documents
from docgen.ofd.ofd_package import OfdPackage
from docgen.pdf.geometry import Rect
from tests.ofd_viewing import BLUE, GREEN, RED, SONG, WHITE, Seen, made, near, refused, said, seen
from tests.ofd_writer import Ofd, filled, font, media, pack, page, path, picture, text, with_prefix

SQUARE = "M 0 0 L 20 0 L 20 20 L 0 20 C"


def square(colour: str, x: float = 10, y: float = 10) -> str:
    """Twenty by twenty millimetres."""
    return filled(SQUARE, colour, (x, y, 20, 20))


# --- how parts are named --------------------------------------------------------------------------


def renamed(parts: dict[str, bytes], change: Callable[[str], str]) -> dict[str, bytes]:
    return {change(name): part for name, part in parts.items()}


def changed(parts: dict[str, bytes], old: str, new: str) -> dict[str, bytes]:
    """The parts with something replaced in all of them, which was there."""
    assert any(old.encode() in part for part in parts.values())
    return {name: part.replace(old.encode(), new.encode()) for name, part in parts.items()}


ODD_PARTS: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "from the root": lambda p: changed(p, 'BaseLoc="Pages', 'BaseLoc="/Doc_0/Pages'),
    "from the root without a slash": lambda p: changed(p, 'BaseLoc="Pages', 'BaseLoc="Doc_0/Pages'),
    "with backslashes": lambda p: changed(p, 'BaseLoc="Pages/Page_1/', 'BaseLoc="Pages\\Page_1\\'),
    "stored with backslashes": lambda p: renamed(p, lambda name: name.replace("/", "\\")),
    "in other letters": lambda p: renamed(p, str.upper),
    "up and down": lambda p: changed(p, 'BaseLoc="Pages', 'BaseLoc="../Doc_0/./Pages'),
    "with blanks": lambda p: changed(p, "Doc_0/Document.xml<", " Doc_0/Document.xml\n<"),
    "from a folder above": lambda p: changed(p, "DocumentRes.xml<", "Doc_0/DocumentRes.xml<"),
    "elsewhere": lambda p: renamed(p, lambda name: name.replace("Pages/", "Seiten/")),
    "in Chinese": lambda p: renamed(
        changed(p, "Doc_0/Document", "文档/Document"), lambda n: n.replace("Doc_0", "文档")
    ),
    "without a namespace": lambda p: changed(changed(p, "ofd:", ""), "xmlns", "x"),
    "in a namespace of its own": lambda p: changed(p, "www.ofdspec.org/2016", "example.org/ofd"),
    "with a prefix nobody declares": lambda p: changed(p, "xmlns:ofd=", "about="),
    "with a mark of order": lambda p: {n: b"\xef\xbb\xbf" + part for n, part in p.items()},
    "in UTF-16": lambda p: {
        name: part.decode().replace("UTF-8", "UTF-16").encode("utf-16") for name, part in p.items()
    },
    "in GB 18030": lambda p: {
        name: part.decode().replace("UTF-8", "GB18030").encode("gb18030")
        for name, part in p.items()
    },
    "in GBK, said to be UTF-8": lambda p: {n: t.decode().encode("gbk") for n, t in p.items()},
    "in GBK, said to be GB 2312": lambda p: {
        name: part.decode().replace("UTF-8", "gb2312").encode("gbk") for name, part in p.items()
    },
    "with a wrong MaxUnitID": lambda p: changed(p, ">9999<", ">0<"),
}


@pytest.mark.parametrize("how", ODD_PARTS)
def test_parts_are_found_and_read_however_they_are_written(tmp_path: Path, how: str) -> None:
    parts = Ofd([square("255 0 0") + text("发票號", 5, 50)], SONG).parts()
    shown = seen(tmp_path, pack(tmp_path / "a.ofd", ODD_PARTS[how](parts)))
    assert shown.colour(20, 20) == RED
    assert shown.words() == "发票號"


def test_names_in_the_code_of_chinese_windows_are_read(tmp_path: Path) -> None:
    parts = ODD_PARTS["in Chinese"](Ofd([square("255 0 0")]).parts())
    with zipfile.ZipFile(tmp_path / "a.ofd", "w") as package:
        for name, part in parts.items():
            # cp437 is what a name is taken for that is not said to be Unicode.
            package.writestr(zipfile.ZipInfo(name.encode("gbk").decode("cp437")), part)
    content = (tmp_path / "a.ofd").read_bytes()
    for name in parts:
        coded = name.encode("gbk").decode("cp437").encode()
        if coded != name.encode():
            assert coded in content
    assert seen(tmp_path, tmp_path / "a.ofd").colour(20, 20) == RED


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_parts_with_two_names_go_by_that_of_the_directory(tmp_path: Path, method: int) -> None:
    parts = Ofd([square("255 0 0")]).parts()
    with zipfile.ZipFile(tmp_path / "a.ofd", "w", method) as package:
        for name, part in parts.items():
            package.writestr(name, part)
        offsets = [member.header_offset + 30 for member in package.infolist()]
    content = bytearray((tmp_path / "a.ofd").read_bytes())
    for offset in offsets:
        content[offset : offset + 6] = content[offset : offset + 6].replace(b"/", b"\\")
    (tmp_path / "a.ofd").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "a.ofd") as package, pytest.raises(zipfile.BadZipFile):
        package.read("Doc_0/Document.xml")
    assert seen(tmp_path, tmp_path / "a.ofd").colour(20, 20) == RED


# --- what lies over what --------------------------------------------------------------------------


def test_layers_and_templates_lie_in_their_order(tmp_path: Path) -> None:
    layers = (
        f"<Layer Type='Foreground'>{square('0 0 255', 30)}</Layer>"
        f"<Layer Type='Body'>{square('0 128 0', 20)}</Layer>"
        f"<Layer Type='Background'>{square('255 0 0', 10)}</Layer>"
    )
    uses = "<Template TemplateID='21' ZOrder='Background'/>"
    uses += "<Template TemplateID='22' ZOrder='Foreground'/>"
    templates = {"21": square("0 0 255", 10, 20), "22": square("255 0 0", 45)}
    shown = seen(tmp_path, Ofd([layers], templates=templates, uses=uses))
    assert [shown.colour(x, 15) for x in (15, 25, 35, 47)] == [RED, GREEN, BLUE, RED]
    # The template behind all is covered by the page's own background.
    assert [shown.colour(15, y) for y in (25, 35)] == [RED, BLUE]


def test_a_page_has_its_own_size_or_that_of_its_template(tmp_path: Path) -> None:
    area = "<Area><PhysicalBox>10 10 50 40</PhysicalBox></Area>"
    source = made(tmp_path, Ofd([square("255 0 0")], uses=area))
    assert (round(source.pages[0].box.width_pt), round(source.pages[0].box.height_pt)) == (142, 113)
    shown = Seen(source)
    assert [shown.colour(x, 10) for x in (1, 19, 21)] == [RED, RED, WHITE]


def test_a_template_gives_its_size_where_the_page_has_none(tmp_path: Path) -> None:
    ofd = Ofd([""], templates={"21": ""}, uses="<Template TemplateID='21'/>", box=(0, 0, 0, 0))
    parts = ofd.parts()
    area = "<Area><PhysicalBox>0 0 50 40</PhysicalBox></Area>"
    parts["Doc_0/Tpls/Tpl_21/Content.xml"] = with_prefix(page("", area))
    box = made(tmp_path, pack(tmp_path / "a.ofd", parts)).pages[0].box
    assert (round(box.width_pt), round(box.height_pt)) == (142, 113)


def test_composites_are_drawn_in_their_own_space_with_their_parameters(tmp_path: Path) -> None:
    line = path("M 0 0 L 10 0", (0, 5, 10, 1))
    unit = (
        "<DrawParams><DrawParam ID='7' LineWidth='4'><StrokeColor Value='0 0 255'/></DrawParam>"
        "</DrawParams><CompositeGraphicUnits><CompositeGraphicUnit ID='8' Width='10' Height='10'>"
        f"<Content>{filled('M 0 0 L 4 0 L 4 4 L 0 4 C', '255 0 0', (0, 0, 4, 4))}{line}"
        f"{text('内', 4, 4, size=4, box=(0, 0, 9, 9))}</Content>"
        "</CompositeGraphicUnit></CompositeGraphicUnits>"
    )
    used = "<CompositeObject ID='9' ResourceID='8' Boundary='20 10 40 40' {}/>"
    twice = used.format("CTM='2 0 0 2 0 0' DrawParam='7'")
    pale = used.replace("20 10", "70 10").format("Alpha='128'")
    shown = seen(tmp_path, Ofd([twice + pale], unit + SONG))
    assert shown.colour(22, 12) == RED
    assert near(shown.colour(30, 23), BLUE)
    assert near(shown.colour(73, 12), (255, 127, 127))
    assert shown.words() == "内内"
    assert [(round(x), round(y)) for _, x, y in shown.places()] == [(28, 18), (74, 14)]


ANNOTATIONS = "<Annotations>Annots/Annotations.xml</Annotations>"


def annotated(looks: str) -> dict[str, bytes]:
    listed = "<Annotations><Page PageID='1'><FileLoc>Page_1/Annotation.xml</FileLoc></Page>"
    return {
        "Doc_0/Annots/Annotations.xml": with_prefix(listed + "</Annotations>"),
        "Doc_0/Annots/Page_1/Annotation.xml": with_prefix(f"<PageAnnot>{looks}</PageAnnot>"),
    }


def test_annotations_lie_over_the_page_but_hidden_ones(tmp_path: Path) -> None:
    look = (
        "<Annot ID='7' Type='Stamp' {}><Appearance Boundary='{} 10 20 20'>{}</Appearance></Annot>"
    )
    red = filled(SQUARE, "255 0 0", (0, 0, 20, 20))
    looks = look.format("", 10, red) + look.format("Visible='false'", 40, red)
    shown = seen(tmp_path, Ofd([square("0 0 255")], files=annotated(looks), document=ANNOTATIONS))
    assert [shown.colour(x, 20) for x in (20, 50)] == [RED, WHITE]


def test_documents_of_a_package_follow_each_other_in_their_current_version(tmp_path: Path) -> None:
    parts = Ofd([square("255 0 0")]).parts()
    other = renamed(Ofd([square("0 0 255")]).parts(), lambda name: name.replace("Doc_0", "Doc_1"))
    newer = renamed(Ofd([square("0 128 0")]).parts(), lambda name: name.replace("Doc_0", "Doc_2"))
    version = "<DocVersion ID='2'><DocRoot>/Doc_2/Document.xml</DocRoot></DocVersion>"
    root = (
        "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody><DocBody>"
        "<DocRoot>Doc_1/Document.xml</DocRoot><Versions><Version ID='1' Index='1' "
        "BaseLoc='Doc_1/V1.xml'/><Version ID='2' Index='2' Current='true' BaseLoc='Doc_1/V2.xml'/>"
        "</Versions></DocBody></OFD>"
    )
    all_parts = newer | other | parts | {"OFD.xml": with_prefix(root)}
    all_parts["Doc_1/V2.xml"] = with_prefix(version)
    shown = seen(tmp_path, pack(tmp_path / "a.ofd", all_parts))
    assert [shown.colour(20, 20, page) for page in (1, 2)] == [RED, GREEN]


def test_what_is_carried_along_is_told_and_can_be_read(tmp_path: Path) -> None:
    files = {
        "Doc_0/Attachs/Attachments.xml": with_prefix(
            "<Attachments><Attachment ID='1' Name='票面数据' Format='xml'>"
            "<FileLoc>data.xml</FileLoc></Attachment></Attachments>"
        ),
        "Doc_0/Attachs/data.xml": b"<a/>",
        "Doc_0/Tags/CustomTags.xml": with_prefix(
            "<CustomTags><CustomTag NameSpace='x'><FileLoc>Tag.xml</FileLoc></CustomTag>"
            "</CustomTags>"
        ),
        "Doc_0/Tags/Tag.xml": with_prefix("<Invoice><Number>7</Number></Invoice>"),
    }
    more = "<Attachments>Attachs/Attachments.xml</Attachments>"
    more += "<CustomTags>Tags/CustomTags.xml</CustomTags>"
    objects = text("号码", 3, 4, box=(10, 20, 30, 5)) + text("隐", 1, 1, Visible="false")
    ofd = Ofd([objects], SONG, files, document=more)
    source = made(tmp_path, ofd)
    assert any("票面数据" in one for one in said(source))
    with OfdPackage(tmp_path / "凭证.ofd") as package:
        (document,) = list_documents(package)
        (attached,) = document.list_attachments()
        assert package.read(attached.part or "") == b"<a/>"
        assert [part.root[0].text for part in document.list_tag_parts()] == ["7"]
        (only,) = document.list_pages()
        assert only
        assert [(t.text, t.identity, t.box) for t in list_texts(only)] == [
            ("号码", "2", Rect(10, 20, 30, 5))
        ]


# --- seals ----------------------------------------------------------------------------------------


def der(tag: int, *content: bytes) -> bytes:
    """An element of ASN.1 in the distinguished encoding."""
    body = b"".join(content)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8 or 1)
    return bytes([tag]) + (size if len(body) < 128 else bytes([0x80 | len(size)]) + size) + body


def sealed_with(kind: str, data: bytes) -> bytes:
    """A seal as GM/T 0031 has it, without what makes it hold."""
    look = der(0x30, der(0x16, kind.encode()), der(4, data), der(2, b"\x28"), der(2, b"\x28"))
    head = der(0x30, der(0x16, b"ES"), der(2, b"\4"), der(0x16, b"maker"))
    told = der(0x30, der(2, b"\1"), der(0x0C, "专用章".encode()), der(4, b"certificate"))
    return der(0x30, der(0x30, head, der(0x16, b"number"), told, look), der(3, b"\0signature"))


def signed_with(kind: str, data: bytes) -> bytes:
    """A signature that carries its seal."""
    return der(0x30, der(0x30, der(2, b"\4"), sealed_with(kind, data)), der(4, b"signature"))


def signatures(
    kept: dict[str, bytes], box: str = "10 10 40 40", more: str = ""
) -> tuple[str, dict[str, bytes]]:
    """What DocBody says of one signature, and its parts besides those that are `kept` with it."""
    listed = "<Signatures><Signature ID='1' BaseLoc='Sign_0/Signature.xml'/></Signatures>"
    one = (
        "<Signature><SignedInfo><Seal><BaseLoc>Seal.esl</BaseLoc></Seal>"
        f"<StampAnnot ID='5' PageRef='1' Boundary='{box}' {more}/></SignedInfo>"
        "<SignedValue>SignedValue.dat</SignedValue></Signature>"
    )
    files = {
        "Doc_0/Signs/Signatures.xml": with_prefix(listed),
        "Doc_0/Signs/Sign_0/Signature.xml": with_prefix(one),
        **{f"Doc_0/Signs/Sign_0/{name}": content for name, content in kept.items()},
    }
    return "<Signatures>Doc_0/Signs/Signatures.xml</Signatures>", files


def drawn_seal(folder: Path) -> bytes:
    """The look of a seal as an OFD of forty by forty: a red frame, a word."""
    objects = path("M 2 2 L 38 2 L 38 38 L 2 38 C", (0, 0, 40, 40), RED_LINE, LineWidth=4)
    objects += text("章", 15, 25, size=10, box=(0, 0, 40, 40))
    return Ofd([objects], font(3, "宋体"), box=(0, 0, 40, 40)).write(folder / "s.ofd").read_bytes()


RED_LINE = "<StrokeColor Value='255 0 0'/>"


def pictured_seal(kind: str) -> bytes:
    image = Image.new("RGB", (80, 80), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 79, 79), outline="red", width=8)
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["ofd", "PNG", "jpeg", "BMP", "GIF"])
@pytest.mark.parametrize("carried", [False, True])
def test_a_seal_is_laid_over_its_box_and_words_show_through(
    tmp_path: Path, kind: str, carried: bool
) -> None:
    data = drawn_seal(tmp_path) if kind == "ofd" else pictured_seal(kind)
    kept = (
        {"SignedValue.dat": signed_with(kind, data)} if carried
        else {"Seal.esl": sealed_with(kind, data)}
    )  # fmt: skip
    body, files = signatures(kept)
    below = filled("M 0 0 L 90 0 L 90 4 L 0 4 C", "0 0 0", (5, 40, 90, 4))
    source = made(tmp_path, Ofd([below], files=files, body=body))
    shown = Seen(source)
    assert not source.losses, said(source)
    assert any("签名未验证" in one for one in said(source))
    for x in (11.6, 48.4):
        red, *others = shown.colour(x, 30)
        assert red > 240
        assert max(others) < 20
    assert [shown.colour(x, 42) for x in (8, 30, 60)] == [(0, 0, 0)] * 3
    assert near(shown.colour(20, 20), WHITE)
    assert shown.words() == ("章" if kind == "ofd" else "")


def test_a_seal_across_sheets_shows_its_part(tmp_path: Path) -> None:
    kept = {"Seal.esl": sealed_with("png", pictured_seal("PNG"))}
    body, files = signatures(kept, more="Clip='20 0 20 40'")
    shown = Seen(made(tmp_path, Ofd([""], files=files, body=body)))
    assert near(shown.colour(11.6, 30), WHITE)
    assert near(shown.colour(48.4, 30), (254, 0, 0))


@pytest.mark.parametrize(
    "content", [b"", b"\x30\x84\xff\xff\xff\xff", sealed_with("png", b"no picture"),
                sealed_with("ofd", b"PK no package"), b"\x30\x80" * 500, b"0" * 5000],
)  # fmt: skip
def test_a_seal_that_cannot_be_read_is_named_with_its_page(tmp_path: Path, content: bytes) -> None:
    body, files = signatures({"Seal.esl": content})
    told = said(made(tmp_path, Ofd([square("255 0 0")], files=files, body=body)))
    assert any("第 1 页的印章（5）" in one for one in told), told


# --- what is missing, hostile or locked -----------------------------------------------------------


def test_parts_that_are_missing_are_named_and_the_rest_is_drawn(tmp_path: Path) -> None:
    parts = Ofd([square("255 0 0"), "", square("0 0 255")]).parts()
    del parts["Doc_0/Pages/Page_2/Content.xml"], parts["Doc_0/DocumentRes.xml"]
    source = made(tmp_path, pack(tmp_path / "a.ofd", parts))
    told = "".join(said(source))
    assert len(source.pages) == 3
    assert "第 2 页" in told
    assert "DocumentRes.xml" in told
    assert [Seen(source).colour(20, 20, page) for page in (1, 3)] == [RED, BLUE]


def test_a_part_that_breaks_off_is_named_and_what_is_there_of_it_is_drawn(tmp_path: Path) -> None:
    parts = Ofd([square("255 0 0") + square("0 0 255", 50)]).parts()
    name = "Doc_0/Pages/Page_1/Content.xml"
    parts[name] = parts[name][:-150]
    source = made(tmp_path, pack(tmp_path / "a.ofd", parts))
    assert Seen(source).colour(20, 20) == RED
    assert any(name in one for one in said(source))


def test_what_is_nested_without_end_ends(tmp_path: Path) -> None:
    deep = "<PageBlock ID='1'>" * 50_000 + square("0 0 255") + "</PageBlock>" * 50_000
    source = made(tmp_path, Ofd([square("255 0 0", 50) + deep]))
    assert Seen(source).colour(60, 20) == RED
    assert any("套得太深" in one for one in said(source))


def test_a_picture_whose_data_are_spoilt_costs_itself_alone(tmp_path: Path) -> None:
    noise = bytes(range(256)) * 40
    parts = Ofd(
        [square("255 0 0") + picture(5, (50, 10, 20, 20))], media(5, "a.png"),
        {"Doc_0/Res/a.png": noise},
    ).parts()  # fmt: skip
    with zipfile.ZipFile(tmp_path / "a.ofd", "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    content = (tmp_path / "a.ofd").read_bytes()
    (tmp_path / "a.ofd").write_bytes(content.replace(noise[:512], bytes(512), 1))
    source = made(tmp_path, tmp_path / "a.ofd")
    assert Seen(source).colour(20, 20) == RED
    assert any("第 1 页的图片（对象 4）" in one for one in said(source))


def test_composites_that_are_missing_are_named(tmp_path: Path) -> None:
    lost = "<CompositeObject ID='9' ResourceID='8' Boundary='0 0 9 9'/>"
    told = said(made(tmp_path, Ofd([square("255 0 0") + lost])))
    assert any("第 1 页的组合图形（对象 9）" in one for one in told)


def bomb(kind: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    head = b"<?xml version='1.0'?><!DOCTYPE a ["
    entities = {
        "entities": b"<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>",
        "files": b"<!ENTITY a SYSTEM 'file:///etc/passwd'>",
    }[kind]
    part = head + entities + b"]><Page><Content><Layer>&a;</Layer></Content></Page>"
    return lambda parts: parts | {"Doc_0/Pages/Page_1/Content.xml": part}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (bomb("entities"), "source-bomb"),
        (bomb("files"), "source-bomb"),
        (lambda p: {**p, "Encryptions.xml": b"<a/>"}, "source-password"),
        (lambda _: {"Encryptions.xml": b"<a/>", "1.dat": b"secret"}, "source-password"),
        (lambda p: {n: t for n, t in p.items() if n == "OFD.xml"}, "source-damaged"),
        (lambda p: {**p, "OFD.xml": b"\0\1\2"}, "source-damaged"),
        (lambda p: {**p, "Doc_0/Document.xml": b""}, "source-damaged"),
        (lambda p: changed(p, "Pages>", "Leaves>"), "source-no-pages"),
        (lambda p: changed(p, "0 0 100 80", "0 0 100000 80"), "source-page-size"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(
    tmp_path: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]], code: str
) -> None:
    found = refused(tmp_path, pack(tmp_path / "a.ofd", change(Ofd([square("255 0 0")]).parts())))
    assert (found.level, found.code, found.where) == (Level.ERROR, code, "凭证")
    assert found.remedy


def test_a_package_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    whole = Ofd([square("255 0 0")]).write(tmp_path / "a.ofd").read_bytes()
    (tmp_path / "a.ofd").write_bytes(whole[: len(whole) - 60])
    assert refused(tmp_path, tmp_path / "a.ofd").code == "source-damaged"


def test_what_refers_to_itself_comes_to_an_end(tmp_path: Path) -> None:
    loop = (
        "<CompositeGraphicUnits><CompositeGraphicUnit ID='8' Width='9' Height='9'><Content>"
        "<CompositeObject ID='9' ResourceID='8' Boundary='0 0 9 9'/></Content>"
        "</CompositeGraphicUnit></CompositeGraphicUnits>"
        "<DrawParams><DrawParam ID='7' Relative='7'/></DrawParams>"
    )
    parts = Ofd(
        [square("255 0 0") + "<CompositeObject ID='9' ResourceID='8' Boundary='0 0 9 9'/>"], loop,
        templates={"21": square("0 0 255", 50)}, uses="<Template TemplateID='21'/>",
    ).parts()  # fmt: skip
    parts["Doc_0/Tpls/Tpl_21/Content.xml"] = with_prefix(
        page(square("0 0 255", 50), "<Template TemplateID='21'/>")
    )
    source = made(tmp_path, pack(tmp_path / "a.ofd", parts))
    assert [Seen(source).colour(x, 20) for x in (20, 60)] == [RED, BLUE]
    assert any("套得太深" in one for one in said(source))


def test_composites_that_multiply_are_refused_or_drawn_within_their_time(tmp_path: Path) -> None:
    """Ten of ten of ten … are more objects than anybody can draw."""
    inner = "".join(
        f"<CompositeGraphicUnit ID='{own}' Width='9' Height='9'><Content>"
        + f"<CompositeObject ID='9' ResourceID='{own + 1}' Boundary='0 0 9 9'/>" * 10
        + "</Content></CompositeGraphicUnit>"
        for own in range(100, 112)
    )
    units = f"<CompositeGraphicUnits>{inner}</CompositeGraphicUnits>"
    used = "<CompositeObject ID='9' ResourceID='100' Boundary='0 0 9 9'/>"
    assert refused(tmp_path, Ofd([used], units)).code == "source-bomb"


def test_odd_numbers_cost_no_page(tmp_path: Path) -> None:
    odd = (
        path("M 1e999 nan L inf -1e308 B 1 2 3 C", (0, 0, 1e300, 5), LineWidth="-3")
        + path("L 5 5 A 0 0 0 0 0 9 9 A 5 5 0 1 1 9 9", CTM="0 0 0 0 0 0", DashPattern="0 -1")
        + text("零", 5, 5, size=0, HScale=0, CTM="0 0 0 0 5 5")
        + text("", 5, 5, deltas="g")
        + text("长", 5, 5, deltas="g 99999999999 1")
        + picture(99, (0, 0, -5, 5))
        + square("255 0 0 7 8 9", 40)
    )
    source = made(tmp_path, Ofd([odd + square("255 0 0")], SONG + media(5, "")))
    assert [Seen(source).colour(x, 20) for x in (20, 50)] == [RED, RED]
