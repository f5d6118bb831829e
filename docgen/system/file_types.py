"""What a foreign file is, told by its content and never by its name.

`RECOGNISED` is the list of every kind a clerk may drop into the evidence folder. Which of them
become pages is decided in `sources`; here each has its Chinese name, its usual suffixes and the
way out where it cannot be used.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, Any

from docgen.issues.refusal import UnusableSourceError

# The list of names in a ZIP or OLE file stands at its end or its start. Opening the container
# itself is left to the workers.
_WINDOW = 64 * 1024


@dataclass(frozen=True)
class Format:
    """One kind of file: its name for a clerk, its usual suffixes, and the way out.

    The way out is a case of `source-format`.
    """

    name: str
    suffixes: frozenset[str]
    way_out: str


def _format(name: str, suffixes: str, way_out: str) -> Format:
    return Format(name, frozenset(suffixes.split()), way_out)


class Kind(Enum):
    """Every kind of file that is told apart."""

    JPEG = _format("JPEG 图片", ".jpg .jpeg .jpe .jfif .mpo", "as_pdf")
    PNG = _format("PNG 图片", ".png .apng", "as_pdf")
    PDF = _format("PDF", ".pdf", "as_pdf")
    # Most cameras wrap what they saw in a TIFF.
    TIFF = _format("TIFF 图片", ".tif .tiff .dng .nef .nrw .cr2 .arw .sr2 .pef .srw", "as_image")
    GIF = _format("GIF 图片", ".gif", "as_image")
    BMP = _format("BMP 图片", ".bmp .dib", "as_image")
    WEBP = _format("WebP 图片", ".webp", "as_image")
    HEIF = _format("HEIC 图片", ".heic .heif .hif", "as_image")
    AVIF = _format("AVIF 图片", ".avif .avifs", "as_image")
    JPEG2000 = _format("JPEG 2000 图片", ".jp2 .j2k .jpx .jpf .jpc .j2c", "as_image")
    RAW_PHOTO = _format(
        "相机原始照片（RAW）",
        ".dng .cr2 .cr3 .nef .arw .orf .rw2 .raf .pef .srw .x3f",
        "camera",
    )
    JPEG_XL = _format("JPEG XL 图片", ".jxl", "as_image")
    JBIG2 = _format("JBIG2 图片", ".jb2 .jbig2", "as_image")
    ICON = _format("图标", ".ico", "as_image")
    PHOTOSHOP = _format("Photoshop 图片", ".psd .psb", "as_image")
    VECTOR = _format("矢量图", ".svg .emf .wmf", "vector")
    POSTSCRIPT = _format("PostScript 文件", ".ps .eps .ai .prn", "as_pdf")
    FORM_DATA = _format(
        "PDF 表单数据（FDF）",
        ".fdf .xfdf",
        "form_data",
    )
    DJVU = _format("DjVu 文献", ".djvu .djv", "as_pdf")
    XPS = _format("XPS 文档", ".xps .oxps", "as_pdf")
    EBOOK = _format("电子书", ".epub .mobi .azw3 .chm", "book")
    VISIO = _format("Visio 绘图", ".vsdx .vsd", "as_pdf")
    WORD = _format("Word 文档", ".docx .docm .dotx .dotm .doc .dot .wps .wpt", "as_pdf")
    EXCEL = _format("Excel 工作簿", ".xlsx .xlsm .xlsb .xltx .xltm .xls .xlt .et .ett", "as_pdf")
    POWERPOINT = _format(
        "PowerPoint 演示文稿",
        ".pptx .pptm .ppsx .ppsm .potx .potm .ppt .pps .pot .dps .dpt",
        "as_pdf",
    )
    LOCKED_OFFICE = _format(
        "加了密码的 Office 文件",
        ".docx .xlsx .pptx .doc .xls .ppt",
        "locked",
    )
    OLD_OFFICE = _format("旧版 Office 类文件", ".doc .xls .ppt .wps .et .dps", "as_pdf")
    OPEN_TEXT = _format("OpenDocument 文本", ".odt .ott", "as_pdf")
    OPEN_SHEET = _format("OpenDocument 表格", ".ods .ots", "as_pdf")
    OPEN_SLIDES = _format("OpenDocument 演示文稿", ".odp .otp", "as_pdf")
    OPEN_DRAWING = _format("OpenDocument 绘图", ".odg .otg", "as_pdf")
    OPEN_DOCUMENT = _format("OpenDocument 文件", ".odf .odc .odb .odi", "as_pdf")
    WORDPERFECT = _format("WordPerfect 文档", ".wpd .wp .doc", "as_pdf")
    OFD = _format("OFD 版式文件", ".ofd", "as_pdf")
    CAJ = _format("知网 CAJ 文献", ".caj .kdh .nh .teb .caa", "caj")
    DRAWING = _format("CAD 图纸", ".dwg .dxf", "drawing")
    RTF = _format("RTF 文档", ".rtf .doc", "as_pdf")
    HTML = _format("网页", ".html .htm .mht .mhtml .xml", "web_page")
    EXCEL_XML = _format("Excel 2003 XML 表格", ".xml .xls .et", "as_pdf")
    WORD_XML = _format("Word 2003 XML 文档", ".xml .doc .wps", "as_pdf")
    WEB_SHEET = _format("网页格式的表格", ".xls .et", "as_pdf")
    WEB_WORD = _format("网页格式的文档", ".doc .wps", "as_pdf")
    INVOICE_DATA = _format("电子发票数据", ".xml .xbrl", "as_pdf")
    MAIL = _format("邮件", ".eml .msg", "mail")
    TEXT = _format("纯文本", ".txt .csv .tsv .md .log .json .yaml .yml", "as_pdf")
    ZIP = _format("ZIP 压缩包", ".zip", "packed")
    RAR = _format("RAR 压缩包", ".rar", "packed")
    SEVEN_ZIP = _format("7z 压缩包", ".7z", "packed")
    PACKED = _format("压缩包", ".gz .tgz .tar .bz2 .xz .zst", "packed")
    VIDEO = _format(
        "视频",
        ".mp4 .mov .avi .mkv .webm .wmv .flv .3gp .mpg .mpeg .m4v .ts .rm .rmvb .swf",
        "recording",
    )
    AUDIO = _format(
        "音频", ".mp3 .wav .m4a .flac .ogg .amr .aac .wma .silk .aif .aiff .mid", "recording"
    )
    DISC_IMAGE = _format("光盘映像", ".iso .img .udf", "packed")
    PROGRAM = _format("程序", ".exe .dll .bat .cmd .sh .so", "program")
    SHORTCUT = _format("快捷方式", ".lnk .desktop", "shortcut")
    LINK = _format(
        "网页链接",
        ".url .webloc",
        "link",
    )
    SYSTEM = _format("系统附属文件", "", "system")
    EMPTY = _format("空文件", "", "empty")
    UNKNOWN = _format("认不出格式的文件", "", "unknown")

    @property
    def format(self) -> Format:
        """Its name, suffixes and way out."""
        value: Format = self.value
        return value


OFFICE_KINDS = frozenset({
    Kind.WORD, Kind.EXCEL, Kind.POWERPOINT, Kind.RTF, Kind.WORDPERFECT, Kind.OPEN_TEXT,
    Kind.OPEN_SHEET, Kind.OPEN_SLIDES, Kind.OPEN_DRAWING, Kind.EXCEL_XML, Kind.WORD_XML, Kind.TEXT,
    Kind.WEB_SHEET, Kind.WEB_WORD, Kind.LOCKED_OFFICE, Kind.INVOICE_DATA, Kind.MAIL,
})  # fmt: skip
"""What LibreOffice makes pages of, some of it after it was made a document."""


PAGE_KINDS = frozenset({
    Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.HEIF, Kind.AVIF, Kind.WEBP, Kind.BMP, Kind.GIF,
    Kind.JPEG2000, Kind.RAW_PHOTO, Kind.CAJ, Kind.PDF, Kind.OFD,
})  # fmt: skip
"""What becomes pages by itself: `sources.preparers` has what opens each."""


def refuse_format(kind: Kind) -> UnusableSourceError:
    """What is said of a file of a kind that cannot become pages."""
    case, name = kind.format.way_out, kind.format.name
    named = {} if kind is Kind.EMPTY else {"name": name}
    return UnusableSourceError("source-format", case, **named)


_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"II+\0", Kind.TIFF),
    (b"MM\0+", Kind.TIFF),
    (b"IIRO", Kind.RAW_PHOTO),
    (b"IIRS", Kind.RAW_PHOTO),
    (b"MMOR", Kind.RAW_PHOTO),
    (b"IIU\0", Kind.RAW_PHOTO),
    (b"FUJIFILMCCD-RAW", Kind.RAW_PHOTO),
    (b"FOVb", Kind.RAW_PHOTO),
    (b"GIF8", Kind.GIF),
    (b"\0\0\0\x0cjP  \r\n\x87\n", Kind.JPEG2000),
    (b"\xff\x4f\xff\x51", Kind.JPEG2000),
    (b"\0\0\0\x0cJXL \r\n\x87\n", Kind.JPEG_XL),
    (b"\xff\x0a", Kind.JPEG_XL),
    (b"\x97JB2\r\n\x1a\n", Kind.JBIG2),
    (b"\0\0\x01\0", Kind.ICON),
    (b"8BPS", Kind.PHOTOSHOP),
    (b"{\\rtf", Kind.RTF),
    (b"\xffWPC", Kind.WORDPERFECT),
    (b"CAJ\0", Kind.CAJ),
    (b"HN\0\0", Kind.CAJ),
    (b"KDH ", Kind.CAJ),
    (b"AC10", Kind.DRAWING),
    (b"%!PS", Kind.POSTSCRIPT),
    (b"\xc5\xd0\xd3\xc6", Kind.POSTSCRIPT),
    (b"%FDF-", Kind.FORM_DATA),
    (b"AT&TFORM", Kind.DJVU),
    (b"ITSF\x03\0\0\0", Kind.EBOOK),
    (b"\xd7\xcd\xc6\x9a", Kind.VECTOR),
    (b"Rar!\x1a\x07", Kind.RAR),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"\x1f\x8b", Kind.PACKED),
    (b"\x1f\x9d", Kind.PACKED),
    (b"MSCF\0\0\0\0", Kind.PACKED),
    (b"BZh", Kind.PACKED),
    (b"\xfd7zXZ\0", Kind.PACKED),
    (b"\x28\xb5\x2f\xfd", Kind.PACKED),
    (b"\x1a\x45\xdf\xa3", Kind.VIDEO),
    (b"FLV\x01", Kind.VIDEO),
    (b"\0\0\x01\xba", Kind.VIDEO),
    (b"\0\0\x01\xb3", Kind.VIDEO),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind.VIDEO),
    (b".RMF\0", Kind.VIDEO),
    (b"ID3", Kind.AUDIO),
    (b"\xff\xfb", Kind.AUDIO),
    (b"\xff\xfa", Kind.AUDIO),
    (b"\xff\xf3", Kind.AUDIO),
    (b"\xff\xf2", Kind.AUDIO),
    (b"\xff\xf1", Kind.AUDIO),
    (b"\xff\xf9", Kind.AUDIO),
    (b"MThd\0\0\0\6", Kind.AUDIO),
    (b"#!SILK", Kind.AUDIO),
    (b"\x02#!SILK", Kind.AUDIO),
    (b"fLaC", Kind.AUDIO),
    (b"OggS", Kind.AUDIO),
    (b"#!AMR", Kind.AUDIO),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
    (b"\xca\xfe\xba\xbe", Kind.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Kind.PROGRAM),
    (b"#!/", Kind.PROGRAM),
    (b"L\0\0\0\x01\x14\x02\0", Kind.SHORTCUT),
    (b"\0\x05\x16\x07", Kind.SYSTEM),
    (b"\0\0\0\x01Bud1", Kind.SYSTEM),
)


_OPEN = {
    b"text": Kind.OPEN_TEXT,
    b"spreadsheet": Kind.OPEN_SHEET,
    b"presentation": Kind.OPEN_SLIDES,
    b"graphics": Kind.OPEN_DRAWING,
}
_MEANT = {
    **dict.fromkeys((".xls", ".xlsx", ".et"), Kind.WEB_SHEET),
    **dict.fromkeys((".doc", ".docx", ".wps"), Kind.WEB_WORD),
}
"""A web page under the suffix of an office document was exported as one."""
_UNTOLD = frozenset({Kind.UNKNOWN, Kind.TEXT, Kind.HTML})
"""What content that is not known looks like: some files of CNKI say nothing of themselves, and some
are but where to fetch a paper."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def recognise(path: Path) -> Kind:
    """What the file at `path` is. OSError where it cannot be read."""
    with path.open("rb") as file:
        head = file.read(_WINDOW)
        size = file.seek(0, 2)
        file.seek(max(size - _WINDOW, 0))
        tail = file.read(_WINDOW)
        if head.startswith(_OLE):
            # The names in an OLE file may stand anywhere in it; its head says where.
            sector = 1 << min(int.from_bytes(head[30:32], "little"), 16)
            file.seek(min((int.from_bytes(head[48:52], "little") + 1) * sector, size))
            tail += file.read(_WINDOW)
        kind = recognise_content(head, tail)
        if head.startswith(b"PK") and _MANIFEST in tail and kind not in _OPEN.values():
            kind = _look_into_manifest(file, tail) or kind
    suffix = path.suffix.lower()
    if kind in _UNTOLD and suffix in Kind.CAJ.format.suffixes:
        return Kind.CAJ
    return _MEANT.get(suffix, kind) if kind is Kind.HTML else kind


def is_package(path: Path) -> bool:
    """Whether a file is a ZIP by its start: an old document may end with one that it holds."""
    with path.open("rb") as file:
        start = file.read(2)
    return start == b"PK" and zipfile.is_zipfile(path)


_MANIFEST = b"META-INF/manifest.xml"
_ENTRY = struct.Struct("<4sHHHHHHIIIHHHHHII")
_OPEN_TYPE = re.compile(
    rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation|graphics)"
)


def _look_into_manifest(file: IO[bytes], tail: bytes) -> Kind | None:
    """What kind of OpenDocument file a ZIP is whose type does not stand at its start."""
    for name in (b"mimetype", _MANIFEST):
        place = tail.find(name, _ENTRY.size)
        while place >= _ENTRY.size:
            entry = _ENTRY.unpack_from(tail, place - _ENTRY.size)
            if entry[0] == b"PK\x01\x02":
                found = _OPEN_TYPE.search(_read_entry(file, entry))
                if found:
                    return _OPEN[found[1]]
            place = tail.find(name, place + 1)
    return None


def _read_entry(file: IO[bytes], entry: tuple[Any, ...]) -> bytes:
    """The start of an entry of a ZIP, unpacked; nothing where it cannot be."""
    method, start = entry[4], entry[16]
    file.seek(start + 26)
    name, extra = struct.unpack("<HH", file.read(4).ljust(4, b"\0"))
    file.seek(start + 30 + name + extra)
    packed = file.read(_WINDOW)
    if method == 0:
        return packed
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, _WINDOW)
    except zlib.error:
        return b""


def recognise_content(head: bytes, tail: bytes) -> Kind:
    """What a file is that begins with `head` and ends with `tail` (64 KiB each, or all)."""
    if not head:
        return Kind.EMPTY
    # Readers accept a PDF header anywhere in the first 1,024 bytes.
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    for look in _LOOKS:
        found = look(head, tail)
        if found:
            return found
    return Kind.UNKNOWN


def _look_for_zip(head: bytes, tail: bytes) -> Kind | None:
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    names = _names_in(head, tail)
    for mark, kind in (
        (b"OFD.xml", Kind.OFD),
        (b"OFD.XML", Kind.OFD),
        (b"\nofd.xml", Kind.OFD),
        (b"\nEncryptions.xml", Kind.OFD),
        (b"application/vnd.oasis.opendocument.text", Kind.OPEN_TEXT),
        (b"application/vnd.oasis.opendocument.spreadsheet", Kind.OPEN_SHEET),
        (b"application/vnd.oasis.opendocument.presentation", Kind.OPEN_SLIDES),
        (b"application/vnd.oasis.opendocument.graphics", Kind.OPEN_DRAWING),
        (b"application/vnd.oasis.opendocument", Kind.OPEN_DOCUMENT),
        (b"application/epub+zip", Kind.EBOOK),
        (b".fdseq", Kind.XPS),
        (b"visio/", Kind.VISIO),
        (b"\nword/", Kind.WORD),
        (b"\nxl/", Kind.EXCEL),
        (b"\nppt/", Kind.POWERPOINT),
    ):
        if mark in names:
            return kind
    return Kind.ZIP


def _names_in(head: bytes, tail: bytes) -> bytes:
    """The start of a ZIP and the names of what it holds, each on a line of its own.

    All that is there where its directory is broken, or longer than what is at hand: what a document
    holds unpacked, another document say, would then speak for it.
    """
    whole = re.sub(rb"(?:word|xl|ppt)/", rb"\n\g<0>", head + tail)
    end = tail.rfind(b"PK\5\6")
    place = end - int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else -1
    if place < 0:
        return whole
    lines = [head[:_MIMETYPE]]
    while place + _ENTRY.size <= end:
        entry = _ENTRY.unpack_from(tail, place)
        if entry[0] != b"PK\x01\x02":
            return whole
        begin = place + _ENTRY.size
        lines.append(tail[begin : begin + entry[10]].replace(b"\\", b"/"))
        place = begin + entry[10] + entry[11] + entry[12]
    return b"\n".join(lines)


_MIMETYPE = 120
"""Where the type of an OpenDocument file stands: behind the head of its first part."""


def _look_for_ole(head: bytes, tail: bytes) -> Kind | None:
    if not head.startswith(_OLE):
        return None
    names = head + tail
    letter = names.find("__properties_version1.0".encode("utf-16-le"))
    for mark, kind in (
        ("EncryptedPackage", Kind.LOCKED_OFFICE),
        ("WordDocument", Kind.WORD),
        ("PowerPoint Document", Kind.POWERPOINT),
        ("Workbook", Kind.EXCEL),
        ("Book\0", Kind.EXCEL),
        ("VisioDocument", Kind.VISIO),
    ):
        place = names.find(mark.encode("utf-16-le"))
        # What a message holds stands behind what it says of itself, and the other way round.
        if place >= 0 and not 0 <= letter < place:
            return kind
    return Kind.MAIL if letter >= 0 else Kind.OLD_OFFICE


def _look_for_riff(head: bytes, _tail: bytes) -> Kind | None:
    if not head.startswith(b"RIFF"):
        return None
    forms = {b"WEBP": Kind.WEBP, b"AVI ": Kind.VIDEO, b"WAVE": Kind.AUDIO}
    return forms.get(head[8:12])


def _look_for_iso_media(head: bytes, _tail: bytes) -> Kind | None:
    if head[4:8] != b"ftyp":
        return Kind.VIDEO if head[4:8] in {b"moov", b"mdat", b"wide"} else None
    brand = head[8:12].lower()
    length = min(int.from_bytes(head[:4]), 256)
    also = {head[place : place + 4].lower() for place in range(16, length, 4)}
    if brand in _AV1 or (brand in _STILL and also & _AV1 and not also & _HEVC):
        return Kind.AVIF
    if brand in _STILL | _HEVC:
        return Kind.HEIF
    if brand == b"crx ":
        return Kind.RAW_PHOTO
    return Kind.AUDIO if brand.startswith(b"m4a") else Kind.VIDEO


_AV1 = frozenset({b"avif", b"avis"})
_HEVC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_STILL = frozenset({b"mif1", b"mif2", b"msf1", b"miaf", b"avci", b"j2ki", b"jpeg", b"unif"})
"""Pictures whose encoding the other brands tell, or that is none of the two usual ones."""


def _look_for_metafile(head: bytes, _tail: bytes) -> Kind | None:
    return Kind.VECTOR if head.startswith(b"\x01\0\0\0") and head[40:44] == b" EMF" else None


def _look_for_bitmap(head: bytes, _tail: bytes) -> Kind | None:
    # "BM" alone may begin any text; a bitmap's two reserved words are zero.
    return Kind.BMP if head.startswith(b"BM") and head[6:10] == bytes(4) else None


def _look_for_tar(head: bytes, _tail: bytes) -> Kind | None:
    return Kind.PACKED if head[257:262] == b"ustar" else None


def _look_for_disc_image(head: bytes, _tail: bytes) -> Kind | None:
    return Kind.DISC_IMAGE if head[0x8001:0x8006] == b"CD001" else None


def _look_for_stream(head: bytes, _tail: bytes) -> Kind | None:
    # MPEG-TS is packets of 188 bytes, and every one begins with a G.
    if head[: 4 * 188 : 188] == b"GGGG":
        return Kind.VIDEO
    # A Flash film says its size after its version: the high byte is none of any text.
    if head[:3] in {b"FWS", b"CWS", b"ZWS"} and head[7:8] < b"\x09":
        return Kind.VIDEO
    return Kind.AUDIO if head.startswith(b"FORM") and head[8:11] == b"AIF" else None


def _look_for_link(head: bytes, _tail: bytes) -> Kind | None:
    start = head[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.lower().startswith(b"[internetshortcut"):
        return Kind.LINK
    plist = start.startswith(b"bplist00") or (start.startswith(b"<?xml") and b"<plist" in start)
    if plist and b"URL" in start:
        return Kind.LINK
    if start.startswith(b"[Desktop Entry]"):
        return Kind.SHORTCUT
    return Kind.PROGRAM if start.lower().startswith(b"@echo off") else None


def _look_for_headless_pdf(_head: bytes, tail: bytes) -> Kind | None:
    return Kind.PDF if b"startxref" in tail[-2048:] else None


def _look_for_text(head: bytes, _tail: bytes) -> Kind | None:
    start = head[:4096]
    if find_wide_encoding(start):
        return Kind.TEXT
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", "ignore").encode()
    if _MARKUP.match(start):
        return _look_into_markup(start)
    if _is_mail(start):
        return Kind.HTML if _is_saved_page(start) else Kind.MAIL
    return Kind.TEXT if _decodes(start) else None


def _is_mail(start: bytes) -> bool:
    """Whether a text begins with the fields of a message."""
    names = _list_fields(start)
    if not names or names[0] in _FIRST_OF_MAIL:
        return bool(names)
    whole = all(re.fullmatch(rb"[\w-]+", name) for name in names[:-1])
    return whole and bool({b"mime-version", b"message-id", b"received"} & {*names})


def _list_fields(start: bytes) -> list[bytes]:
    """The names of the fields a text begins with; "" for a line that is none."""
    bare = _MAILBOX.sub(b"", start.removeprefix(b"\xef\xbb\xbf").lstrip())
    head = re.split(rb"\r?\n\r?\n", bare, maxsplit=1)[0]
    lines = [line for line in head.splitlines() if not line.startswith((b" ", b"\t"))]
    return [line.partition(b":")[0].lower() if b":" in line else b"" for line in lines]


def _is_saved_page(start: bytes) -> bool:
    """Whether what looks like a message is a page a browser saved: it was sent to nobody."""
    return b"multipart/related" in start and not _SENT & {*_list_fields(start)}


_MAILBOX = re.compile(rb"From \S+.*\r?\n")
"""The line that parts the messages of a mailbox."""
_FIRST_OF_MAIL = frozenset({b"mime-version", b"received", b"from", b"return-path", b"date"})
_SENT = frozenset({b"to", b"cc", b"received", b"message-id", b"return-path", b"delivered-to"})
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!--|(?:!doctype|html|\?xml|svg|head|body|table|style|meta|div"
    rb"|(?:\w+:)?einvoice)\b)",
    re.IGNORECASE,
)


def _look_into_markup(start: bytes) -> Kind:
    root = re.search(rb"<(?![!?])(?:\w+:)?(\w+)", start)
    name = root[1].lower() if root else b""
    if name == b"document":
        found = _OPEN_TYPE.search(start)
        return _OPEN[found[1]] if found else Kind.HTML
    if name == b"workbook" and b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return Kind.EXCEL_XML
    otherwise = Kind.INVOICE_DATA if _SAYS_INVOICE.search(start) else Kind.HTML
    return _ROOTS.get(name, otherwise)


_ROOTS = {
    b"svg": Kind.VECTOR,
    b"xfdf": Kind.FORM_DATA,
    b"worddocument": Kind.WORD_XML,
    b"einvoice": Kind.INVOICE_DATA,
}
_SAYS_INVOICE = re.compile(rb"<(?:\w+:)?(?:EIid|E?InvoiceN(?:umber|o)|Fphm)[\s>]")


_ORDERS = ("utf-16-le", "utf-16-be")


def find_wide_encoding(start: bytes) -> str | None:
    """The order of the bytes of a text in UTF-16 that does not begin by saying it.

    Such a text has blanks, line ends or figures, whose other byte is zero, and is otherwise made
    of Chinese and Latin characters; in the other order, or as anything else, it is none.
    """
    start = start[:4096]
    if b"\0" not in start or len(start) % 2:
        return None
    for order in _ORDERS:
        text = start.decode(order, "replace").removesuffix("\ufffd")
        if text and _USUAL.fullmatch(text) and not text.isascii():
            return order
    return None


_USUAL = re.compile("[\t\n\r -~\u00a0-\u00ff\u2000-\u27ff\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]+")


def _decodes(start: bytes) -> bool:
    for encoding in ("utf-8", "gb18030", "utf-16"):
        # The window may end inside a character.
        for end in range(len(start), max(len(start) - 4, 0), -1):
            try:
                text = start[:end].decode(encoding)
            except UnicodeDecodeError:
                continue
            return not re.search("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]", text)
    return False


_LOOKS: tuple[Callable[[bytes, bytes], Kind | None], ...] = (
    _look_for_zip,
    _look_for_ole,
    _look_for_riff,
    _look_for_iso_media,
    _look_for_metafile,
    _look_for_bitmap,
    _look_for_tar,
    _look_for_disc_image,
    _look_for_stream,
    _look_for_link,
    _look_for_headless_pdf,
    _look_for_text,
)
