"""Messages as evidence: .eml and .msg, each a page that names what hangs on it."""

import contextlib
import datetime
import email.policy
import io
import struct
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

import olefile
import pymupdf
import pytest
from ole_writer import Tree, write_ole
from PIL import Image
from telling import words

from docgen.issues.finding import Finding
from docgen.issues.refusal import UnusableSourceError
from docgen.model.prepared import Prepared
from docgen.office.compressed_rtf import unpack_rtf
from docgen.office.html_markup import MarkupTable, Paragraph
from docgen.office.internet_messages import read_internet_message
from docgen.office.mail_message import MailMessage
from docgen.office.outlook_messages import read_outlook_message
from docgen.office.transport_packages import read_package
from docgen.sources.prepare import prepare
from docgen.system.file_types import Kind, recognise_content

SENDER = ("丛海川", "conghc@example.com")
SUBJECT = "关于报送技能大师工作室 2025 年度绩效评估材料的通知（第二次催报，请各工作室按时报送）"
SENT = datetime.datetime(2025, 6, 18, 9, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


def letter(
    text: str = "各工作室：\n请于 6 月 30 日前报送。\n\n    此致", **more: str
) -> EmailMessage:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = f"{SENDER[0]} <{SENDER[1]}>"
    message["To"] = "威海市沧浪机械有限公司 <office@example.com>, 于海 <yuhai@example.com>"
    message["Subject"] = SUBJECT
    message["Date"] = SENT
    for name, value in more.items():
        message[name] = value
    message.set_content(text)
    return message


def hang(message: EmailMessage, content: bytes, kind: str, name: str) -> None:
    message.add_attachment(content, maintype="application", subtype=kind, filename=name)


def picture(colour: str = "red", side: int = 90) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "PNG")
    return out.getvalue()


def lines_of(message: MailMessage) -> list[str]:
    return [block.text for block in message.body.blocks if isinstance(block, Paragraph)]


def names_of(message: MailMessage) -> list[str]:
    return [one.name for one in message.attachments]


class TestInternetMessages:
    def test_fields_body_and_what_hangs_on_it(self) -> None:
        message = letter(Cc="刘洋 <liuyang@example.com>")
        message.add_attachment(
            b"x" * 2048, maintype="application", subtype="pdf", filename="评分表（定稿）.pdf"
        )
        message.add_attachment("甲,乙\n", subtype="csv", filename="名单.csv")
        message.add_attachment(letter())
        read = read_internet_message(bytes(message))
        assert read.subject == SUBJECT
        assert dict(read.fields) == {
            "发件人": "丛海川 <conghc@example.com>",
            "收件人": "威海市沧浪机械有限公司 <office@example.com>, 于海 <yuhai@example.com>",
            "抄送": "刘洋 <liuyang@example.com>",
            "时间": "2025年6月18日 09:12（UTC+08:00）",
        }
        assert lines_of(read) == ["各工作室：", "请于 6 月 30 日前报送。", "", "    此致"]
        assert names_of(read) == ["评分表（定稿）.pdf", "名单.csv", f"{SUBJECT}.eml"]
        assert [one.size for one in read.attachments][:2] == [2048, 9]

    def test_of_two_bodies_the_rich_one_with_its_pictures(self) -> None:
        message = letter("只有文字")
        markup = (
            "<p>见图<img src='cid:a@b'>和<img src='http://example.com/x.png'>"
            "<img width=1 height=1 src='http://example.com/seen'></p>"
            "<table><tr><td>项目<td>分值</table>"
        )
        message.add_alternative(markup, subtype="html")
        rich = message.get_payload()[1]
        rich.add_related(picture(), "image", "png", cid="<a@b>")
        rich.add_related(picture("blue"), "image", "png", cid="<other@b>", filename="签名.png")
        rich.add_related(b"<svg/>", "image", "svg+xml", cid="<a@c>", filename="矢量.svg")
        read = read_internet_message(bytes(message))
        paragraph, table = read.body.blocks
        assert isinstance(paragraph, Paragraph)
        assert paragraph.text == "见图和"
        assert [span.picture for span in paragraph.spans if span.picture] == [picture()]
        assert isinstance(table, MarkupTable)
        # Of one pixel is none; what the text does not show hangs on it.
        assert read.body.missing_pictures == 1
        assert names_of(read) == ["签名.png", "矢量.svg"]

    def test_tables_that_only_lay_out_a_letter_are_none(self) -> None:
        message = letter("x")
        inner = "<table><tr><td>票价<td>数量<tr><td>1<td>2</table>"
        markup = f"<table><tr><td><table><tr><td>您好<tr><td>{inner}</table><td>页边</table>"
        message.add_alternative(markup, subtype="html")
        first, table, last = read_internet_message(bytes(message)).body.blocks
        assert isinstance(first, Paragraph)
        assert isinstance(table, MarkupTable)
        assert isinstance(last, Paragraph)
        assert [[cell.text for cell in row] for row in table.rows] == [["票价", "数量"], ["1", "2"]]
        assert (first.text, last.text) == ("您好", "页边")

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            # A character cut between two encoded words, as programs do that count bytes.
            (b"=?GB2312?B?zai5?=\r\n =?GB2312?B?2DE=?=", "通关1"),
            (b"=?gbk?Q?=CD=A8=D6=AA?= (2) =?utf-8?b?6YCa55+l?=", "通知 (2) 通知"),
            ("通知".encode("gb18030"), "通知"),
            ("通知".encode(), "通知"),
            (b"=?x-nothing?B?zajWqg==?=", "通知"),
            (b"=?utf-8*zh?q?=E9=80=9A=E7=9F=A5?=", "通知"),
            (b"plain =?broken", "plain =?broken"),
            (b"a\x1b[2Jb", "a\\u001b[2Jb"),
        ],
    )
    def test_headers_as_offices_write_them(self, written: bytes, said: str) -> None:
        content = b"From: a@example.com\r\nSubject: " + written + b"\r\n\r\nx"
        assert read_internet_message(content).subject == said

    @pytest.mark.parametrize(
        "head",
        [
            b'Content-Disposition: attachment; filename="=?GBK?B?zajWqi5wZGY=?="',
            b"Content-Disposition: attachment;\r\n filename*=UTF-8''%E9%80%9A%E7%9F%A5.pdf",
            b"Content-Disposition: attachment;\r\n filename*0*=utf-8''%E9%80%9A;\r\n"
            b" filename*1*=%E7%9F%A5.pdf",
            b'Content-Type: application/pdf; name="\xcd\xa8\xd6\xaa.pdf"',
            b'Content-Disposition: attachment; filename="C:\\a\\=?utf-8?b?6YCa55+lLnBkZg==?="',
        ],
    )
    def test_names_of_attachments_as_offices_write_them(self, head: bytes) -> None:
        kind = b"" if b"Content-Type" in head else b"Content-Type: application/pdf\r\n"
        content = (
            b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
            b"x\r\n--b\r\n" + kind + head + b"\r\n\r\ndata\r\n--b--\r\n"
        )
        assert names_of(read_internet_message(content)) == ["通知.pdf"]

    @pytest.mark.parametrize(
        ("charset", "code"), [("gb2312", "gb18030"), ("", "gbk"), ("utf8x", "utf-8")]
    )
    def test_bodies_in_any_encoding(self, charset: str, code: str) -> None:
        said = "请于 6 月 30 日前将材料报送市人力资源和社会保障局，逾期不予受理。"
        named = f"; charset={charset}" if charset else ""
        head = f"From: a@example.com\r\nContent-Type: text/plain{named}\r\n\r\n"
        assert lines_of(read_internet_message(head.encode() + said.encode(code))) == [said]

    def test_hostile_ones_end(self) -> None:
        nested = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
            for n in range(3_000)
        )
        many = (
            b"From: a@b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            + b"--b\r\n\r\nx\r\n" * 5_000
        )
        for content in (b"From: a@b\r\n" + nested, many):
            with pytest.raises(UnusableSourceError) as caught:
                read_internet_message(content)
            assert caught.value.code == "source-bomb"
        sealed = (
            b"From: a@b\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nx"
        )
        with pytest.raises(UnusableSourceError) as caught:
            read_internet_message(sealed)
        assert caught.value.code == "source-format"
        assert "加了密" in caught.value.what
        assert "邮件软件" in caught.value.remedy
        assert read_internet_message(b"From: a@b\r\n").subject == "（无主题）"

    def test_signed_ones_are_read(self) -> None:
        content = (
            b"From: a@b\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n"
            b"--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\n"
            b"y\r\n--b--\r\n"
        )
        read = read_internet_message(content)
        assert (lines_of(read), names_of(read)) == (["x"], [])


# ── Outlook ───────────────────────────────────────────────────────────────────────────────────


def properties(fixed: Sequence[tuple[int, int, int]], head: int) -> bytes:
    rows = b"".join(struct.pack("<HHIQ", kind, tag, 6, value) for tag, kind, value in fixed)
    return bytes(head) + rows


def streams(texts: dict[int, str], code: str = "utf-16-le") -> Tree:
    kind = "001F" if code == "utf-16-le" else "001E"
    return {f"__substg1.0_{tag:04X}{kind}": text.encode(code) for tag, text in texts.items()}


def attachment(number: int, name: str, data: bytes, cid: str = "") -> Tree:
    held = streams({0x3707: name, 0x3712: cid} if cid else {0x3707: name})
    held = {**held, "__substg1.0_37010102": data, "__properties_version1.0": bytes(8)}
    return {f"__attach_version1.0_#{number:08X}": held}


TICKS = int((SENT - datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)).total_seconds()) * 10**7
TEXTS = {0x0037: SUBJECT, 0x0C1A: SENDER[0], 0x5D01: SENDER[1], 0x0E04: "于海; 刘洋"}


def outlook(texts: dict[int, str], *others: Tree, code: str = "utf-16-le", page: int = 0) -> bytes:
    fixed = [(0x0039, 0x40, TICKS), *([(0x3FFD, 3, page)] if page else [])]
    tree: dict[str, bytes | Tree] = {
        "__nameid_version1.0": {"__substg1.0_00020102": bytes(16)},
        **streams({**TEXTS, **texts}, code),
        "__properties_version1.0": properties(fixed, 32),
    }
    for other in others:
        tree |= other
    return write_ole(tree)


RICH = (
    rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}}"
    rb"\f0 \'cd\'a8\'d6\'aa\par end\par}"
)


def pack_rich(content: bytes) -> bytes:
    """As literals alone, which any reader has to take; and once again by a reference."""
    body = b"".join(b"\0" + content[n : n + 8] for n in range(0, len(content), 8))
    return struct.pack("<IIII", len(body) + 12, len(content), 0x75465A4C, 0) + body


class TestOutlook:
    def test_the_writer_writes_what_others_read(self) -> None:
        large = bytes(range(256)) * 40
        with olefile.OleFileIO(io.BytesIO(write_ole({"a": b"x", "b": {"c": large}}))) as ole:
            assert ole.openstream("a").read() == b"x"
            assert ole.openstream("b/c").read() == large

    def test_fields_text_and_what_hangs_on_it(self) -> None:
        inner = {
            "__attach_version1.0_#00000001": {
                **streams({0x3001: "转来的信"}),
                "__substg1.0_3701000D": {},
            }
        }
        content = outlook(
            {0x1000: "各工作室：\r\n请报送。"}, attachment(0, "评分表.pdf", bytes(5000)), inner
        )
        assert recognise_content(content, content) is Kind.MAIL
        read = read_outlook_message(content)
        assert read.subject == SUBJECT
        assert dict(read.fields) == {
            "发件人": "丛海川 <conghc@example.com>",
            "收件人": "于海; 刘洋",
            "时间": "2025年6月18日 09:12（UTC+08:00）",
        }
        assert lines_of(read) == ["各工作室：", "请报送。"]
        assert [(one.name, one.size) for one in read.attachments] == [
            ("评分表.pdf", 5000),
            ("转来的信.msg", 0),
        ]

    def test_older_ones_in_a_code_page(self) -> None:
        read = read_outlook_message(outlook({0x1000: "请报送"}, code="gb18030", page=936))
        assert (read.subject, lines_of(read)) == (SUBJECT, ["请报送"])

    def test_rich_bodies(self) -> None:
        markup = "<html><body><p>见图<img src='cid:a@b'></p></body></html>".encode()
        html = {"__substg1.0_10130102": markup}
        content = outlook({}, html, attachment(0, "image001.png", picture(), "a@b"))
        read = read_outlook_message(content)
        (paragraph,) = read.body.blocks
        assert isinstance(paragraph, Paragraph)
        assert [span.picture for span in paragraph.spans if span.picture] == [picture()]
        assert names_of(read) == []
        rich = {"__substg1.0_10090102": pack_rich(RICH)}
        assert lines_of(read_outlook_message(outlook({}, rich))) == ["通知", "end"]

    def test_packed_rich_texts(self) -> None:
        assert unpack_rtf(pack_rich(RICH)) == RICH
        # The example of MS-OXRTFCP 3.1: references into the window as it is filled beforehand.
        example = bytes.fromhex(
            "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c"
            "090020627705b06c647d0a800fa0"
        )
        assert unpack_rtf(example) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        assert unpack_rtf(b"") == b""
        lying = struct.pack("<IIII", 9, 0xFFFFFFFF, 0x75465A4C, 0) + b"\xff" * 4096
        assert len(unpack_rtf(lying)) <= 64 << 20

    def test_spoilt_ones_are_refused(self) -> None:
        content = outlook({0x1000: "x"})
        with pytest.raises(UnusableSourceError):
            read_outlook_message(content[:600])
        for place in range(512, len(content), 97):
            spoilt = content[:place] + b"\xff\xff\xff\xff" + content[place + 4 :]
            with contextlib.suppress(UnusableSourceError):
                read_outlook_message(spoilt)

    def test_a_document_within_a_message_and_the_other_way_round(self) -> None:
        inner = {
            "__attach_version1.0_#00000000": {"__substg1.0_3701000D": {"WordDocument": b"x" * 99}}
        }
        content = outlook({0x1000: "x"}, inner)
        assert recognise_content(content, content) is Kind.MAIL
        letter_in_it = {"ObjectPool": {"__properties_version1.0": bytes(40)}}
        content = write_ole({"WordDocument": bytes(99), **letter_in_it})
        assert recognise_content(content, content) is Kind.WORD


def transport_package() -> bytes:
    def attribute(level: int, number: int, held: bytes) -> bytes:
        return (
            struct.pack("<BHHI", level, number, 6, len(held))
            + held
            + struct.pack("<H", sum(held) & 0xFFFF)
        )

    name = "通知（定稿）.docx".encode("utf-16-le") + b"\0\0"
    long_name = struct.pack("<IHHII", 1, 0x1F, 0x3707, 1, len(name)) + name
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        (
            attribute(1, 0x800C, "正文在里面".encode("gb18030") + b"\0"),
            *(attribute(2, 0x9002, bytes(14)), attribute(2, 0x8010, b"TONGZ~1.DOC\0")),
            *(attribute(2, 0x800F, b"x" * 300), attribute(2, 0x9005, long_name)),
            *(
                attribute(2, 0x9002, bytes(14)),
                attribute(2, 0x8010, "表.xls".encode("gbk") + b"\0"),
            ),
        )
    )


def test_what_outlook_packs_for_others_is_named() -> None:
    package = transport_package()
    found = read_package(package)
    assert [(one.name, one.size) for one in found.attachments] == [
        ("通知（定稿）.docx", 300),
        ("表.xls", 0),
    ]
    message = letter(" ")
    message.add_attachment(
        package, maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    read = read_internet_message(bytes(message))
    assert names_of(read) == ["通知（定稿）.docx", "表.xls"]
    assert lines_of(read) == ["正文在里面"]
    for place in range(0, len(package), 7):
        read_package(package[:place])
        read_package(package[:place] + b"\xff\xff\xff\xff" + package[place + 4 :])


def test_a_saved_page_is_no_message() -> None:
    related = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
    page = b"From: <Saved by Blink>\r\nSubject: x\r\n" + related
    assert recognise_content(page, page) is Kind.HTML
    message = b"From: a@example.com\r\nTo: b@example.com\r\n" + related
    assert recognise_content(message, message) is Kind.MAIL
    # Servers put kilobytes of seals before what the sender wrote.
    seals = b"ARC-Seal: " + b"A" * 5_000 + b"\r\n"
    sealed = b"Delivered-To: b@example.com\r\nReceived: by x\r\n" + seals + message
    assert recognise_content(sealed, sealed) is Kind.MAIL
    mailbox = b"From a@example.com Wed Jun 18 09:12:00 2025\r\n" + message
    assert recognise_content(mailbox, mailbox) is Kind.MAIL
    assert read_internet_message(mailbox).fields[0] == ("发件人", "a@example.com")


def test_messages_become_pages(tmp_path: Path) -> None:
    """All of them in one call of LibreOffice."""
    message = letter()
    message.add_alternative("<p>请看<b>评分表</b><img src='cid:a@b'></p>", subtype="html")
    message.get_payload()[1].add_related(picture(side=200), "image", "png", cid="<a@b>")
    message.add_attachment(
        bytes(3000), maintype="application", subtype="pdf", filename="评分表.pdf"
    )
    nested = b"From: a@b\r\n" + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 2000
    (tmp_path / "通知.eml").write_bytes(bytes(message))
    (tmp_path / "通知.msg").write_bytes(outlook({0x1000: "各工作室：\n请报送。"}))
    (tmp_path / "坏.eml").write_bytes(nested)
    names = ("通知.eml", "通知.msg", "坏.eml")
    found = prepare([(name, tmp_path / name) for name in names], cache=tmp_path / "cache")
    sound, saved, refused = (found[name] for name in names)
    assert isinstance(sound, Prepared)
    assert isinstance(saved, Prepared)
    with pymupdf.open(sound.pdf) as document:
        shown = "".join("".join(page.get_text().split()) for page in document)
        (drawn,) = document[0].get_images()
    assert drawn[2:4] == (200, 200)
    for said in (
        "".join(SUBJECT.split()),
        "发件人：丛海川",
        "附件：1.评分表.pdf（3KB）",
        "请看评分表",
    ):
        assert said in shown
    assert sound.losses == saved.losses == ()
    told = words(sound.notes)
    assert any("评分表.pdf" in one and "另存出来" in one for one in told)
    assert not any("扩展名" in one for one in (*told, *words(saved.notes)))
    with pymupdf.open(saved.pdf) as document:
        assert "请报送" in document[0].get_text()
    assert isinstance(refused, Finding)
