"""Electronic invoices: their own data, wherever it comes from, is what their papers say."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from ofd_writer import Ofd, font, text, with_prefix
from telling import words

from docgen.checks.evidence_papers import list_declared, read_evidence_papers
from docgen.issues.finding import Finding
from docgen.issues.location import Location
from docgen.model.electronic_invoice import ElectronicInvoice, PlacedInvoice
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.page_facts import Facts, read_facts, write_facts
from docgen.model.page_text import PageText
from docgen.model.prepared import Prepared, Source, usable
from docgen.model.scheme import CountSpec
from docgen.model.source_keys import EvidenceKey
from docgen.papers.known_paper import know_paper
from docgen.papers.paper import FieldName as F
from docgen.papers.paper import PaperKind
from docgen.papers.paper_reading import read_paper
from docgen.papers.suggestions import suggest_values
from docgen.sources.invoice_data import read_invoice
from docgen.sources.page_texts import read_page_texts
from docgen.sources.prepare import prepare
from docgen.system.file_types import Kind, recognise

BUYER, SELLER = "威海市沧浪机械有限公司", "烟台云帆精密刀具有限公司"
NUMBER = "25372000000123456789"
MODERN = f"""<?xml version="1.0" encoding="UTF-8"?>
<EInvoice><Header><EIid>{NUMBER}</EIid><EInvoiceTag>SWEI3200</EInvoiceTag>
<InherentLabel><GeneralOrSpecialVAT><LabelCode>02</LabelCode><LabelName>普通发票</LabelName>
</GeneralOrSpecialVAT></InherentLabel></Header><EInvoiceData>
<SellerInformation><SellerName>{SELLER}</SellerName></SellerInformation>
<BuyerInformation><BuyerName>{BUYER}</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>80000</TotalAmWithoutTax><TotalTaxAm>10400.00</TotalTaxAm>
<TotalTax-includedAmount>90400.00</TotalTax-includedAmount>
<RequestTime>2025-06-18 09:12:44</RequestTime></BasicInformation>
<IssuItemInformation><ItemName>*刀具*可转位铣刀</ItemName><Amount>80000</Amount>
<TaxRate>0.13</TaxRate><ComTaxAm>10400.00</ComTaxAm></IssuItemInformation></EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>{NUMBER}</InvoiceNumber><IssueTime>2025-06-18</IssueTime>
</TaxSupervisionInfo></EInvoice>""".encode()
OLD = f"""<fp:eInvoice xmlns:fp="http://example.org/einvoice"><fp:DocID>1</fp:DocID>
<fp:InvoiceCode>037002100011</fp:InvoiceCode><fp:InvoiceNo>12345678</fp:InvoiceNo>
<fp:IssueDate>2021年03月05日</fp:IssueDate>
<fp:Buyer><fp:BuyerName>{BUYER}</fp:BuyerName></fp:Buyer>
<fp:Seller><fp:SellerName>{SELLER}</fp:SellerName></fp:Seller>
<fp:GoodsInfos><fp:GoodsInfo><fp:Item>*刀具*丝锥</fp:Item><fp:Amount>1,106.20</fp:Amount>
</fp:GoodsInfo></fp:GoodsInfos>
<fp:TaxInclusiveTotalAmount>¥1,250.00</fp:TaxInclusiveTotalAmount></fp:eInvoice>""".encode()
BUREAU = f"""<?xml version="1.0" encoding="GBK"?><Fp><Fphm>{NUMBER}</Fphm>
<Kprq>20250618091244</Kprq><Gmfmc>{BUYER}</Gmfmc><Xsfmc>{SELLER}</Xsfmc>
<Hjje>80000</Hjje><Hjse>10400</Hjse></Fp>""".encode("gbk")
SAID = {
    F.NUMBER: NUMBER,
    F.DATE: "2025-06-18",
    F.SUM: "90400",
    F.PAYER: BUYER,
    F.PAYEE: SELLER,
}


def read(content: bytes) -> ElectronicInvoice:
    found = read_invoice(content)
    assert found is not None
    return found


def draw(path: Path, *lines: str, attached: Mapping[str, bytes] | None = None, **info: str) -> Path:
    """A PDF of one page of lines that carries files along."""
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=400)
        for number, line in enumerate(lines):
            page.insert_text((60, 60 + 30 * number), line, fontname="china-s", fontsize=12)
        document.save(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for name, content in (attached or {}).items():
            pdf.attachments[name] = content
        for key, value in info.items():
            pdf.docinfo[f"/{key.replace('_', '-')}"] = value
        pdf.save(path)
    return path


def opened(folder: Path, file: Path) -> Source:
    return prepare([(EvidenceKey(file.name), file)], cache=folder / "cache")[EvidenceKey(file.name)]


def ready(folder: Path, file: Path) -> Prepared:
    found = opened(folder, file)
    assert isinstance(found, Prepared), found
    return found


class TestData:
    def test_three_vocabularies(self) -> None:
        modern = read(MODERN)
        assert (modern.number, modern.date, modern.total) == (NUMBER, "2025-06-18", "90400.00")
        assert (modern.net, modern.tax, modern.kind) == ("80000", "10400.00", "普通发票")
        assert (modern.buyer, modern.seller) == (BUYER, SELLER)
        assert [(i.name, i.amount, i.rate) for i in modern.items] == [
            ("*刀具*可转位铣刀", "80000", "0.13")
        ]
        old = read(OLD)
        assert (old.code, old.number, old.total) == ("037002100011", "12345678", "1250.00")
        assert (old.buyer, old.items[0].name) == (BUYER, "*刀具*丝锥")
        bureau = read(BUREAU)
        assert (bureau.number, bureau.seller, bureau.total) == (NUMBER, SELLER, "90400")

    @pytest.mark.parametrize(
        "content",
        [
            MODERN.replace(NUMBER.encode(), b"1234"),
            MODERN.replace(b"90400.00", b"NaN").replace(b"80000", b"x"),
            MODERN.replace(b"90400.00", b"9e999999").replace(b"10400.00", b"-"),
            b'<!DOCTYPE x [<!ENTITY a "b">]>' + MODERN.partition(b"?>")[2],
            b"<a>" * 100_000 + MODERN,
            MODERN + b" " * (5 << 20),
            b"<EInvoice/>",
            b"%PDF-1.7",
            b"",
        ],
    )
    def test_what_is_not_whole_or_not_to_be_trusted_is_none(self, content: bytes) -> None:
        assert read_invoice(content) is None

    def test_no_more_than_an_invoice_says(self) -> None:
        line = (
            b"<IssuItemInformation><ItemName>" + b"x" * 999 + b"</ItemName></IssuItemInformation>"
        )
        found = read(MODERN.replace(b"</EInvoiceData>", line * 900 + b"</EInvoiceData>"))
        assert len(found.items) == 200
        assert len(found.items[-1].name) == 200

    def test_facts_keep_it(self) -> None:
        facts = Facts(None, (), invoices=(read(MODERN), read(OLD)))
        assert read_facts(write_facts(facts), None) == facts


class TestFiles:
    def test_attached_to_a_pdf(self, tmp_path: Path) -> None:
        more = {"发票.xml": MODERN, "清单.txt": b"x", "其他.xml": b"<a/>", "又.XML": MODERN}
        source = ready(tmp_path, draw(tmp_path / "a.pdf", "电子发票", attached=more))
        assert source.invoices == (read(MODERN),)
        told = words(source.notes)
        assert any(NUMBER in one and "发票的数据" in one for one in told)
        # What is made use of need not be put there again by hand.
        (attached,) = (one for one in told if "附件" in one)
        assert "清单.txt" in attached
        assert "其他.xml" in attached
        assert "发票.xml" not in attached

    def test_attached_under_any_name_with_its_type(self, tmp_path: Path) -> None:
        file = draw(tmp_path / "a.pdf", "电子发票")
        with pikepdf.open(file, allow_overwriting_input=True) as pdf:
            spec = pikepdf.AttachedFileSpec(pdf, MODERN, filename="数据", mime_type="text/xml")
            pdf.attachments["数据"] = spec
            pdf.save(file)
        assert ready(tmp_path, file).invoices == (read(MODERN),)

    def test_among_the_properties_of_a_pdf(self, tmp_path: Path) -> None:
        info = {"InvoiceNumber": NUMBER, "IssueTime": "2025年06月18日", "SellerIdNum": "913706"}
        sums = {"TotalAmWithoutTax": "80000.00", "TotalTaxAm": "10400.00"}
        source = ready(tmp_path, draw(tmp_path / "a.pdf", "电子发票", **info, **sums))
        (invoice,) = source.invoices
        assert (invoice.number, invoice.total, invoice.seller) == (NUMBER, "90400.00", "")
        assert ready(tmp_path, draw(tmp_path / "b.pdf", "x", Title="发票")).invoices == ()

    def test_attached_to_an_ofd(self, tmp_path: Path) -> None:
        listed = (
            '<Attachments><Attachment ID="8" Name="original_invoice" Format="xml">'
            "<FileLoc>original_invoice.xml</FileLoc></Attachment></Attachments>"
        )
        ofd = Ofd(
            [text("电子发票", 10, 10)],
            resources=font(3, "宋体"),
            files={
                "Doc_0/Attachs/Attachments.xml": with_prefix(listed),
                "Doc_0/Attachs/original_invoice.xml": OLD,
            },
            document="<Attachments>Attachs/Attachments.xml</Attachments>",
        )
        source = ready(tmp_path, ofd.write(tmp_path / "a.ofd"))
        assert source.invoices == (read(OLD),)
        assert any("12345678" in one for one in words(source.notes))
        assert not any("另存出来" in one for one in words(source.notes))

    def test_named_on_the_pages_of_an_ofd(self, tmp_path: Path) -> None:
        said = {7: "12345678", 8: "2021年03月05日", 9: BUYER, 10: "¥1,250.00", 11: "别的"}
        objects = "".join(
            text(words, 10, 10 * n).replace("ID='2'", f"ID='{own}'")
            for n, (own, words) in enumerate(said.items(), start=1)
        )
        named = {"InvoiceNo": 7, "IssueDate": 8, "TaxInclusiveTotalAmount": 10, "Note": 11}
        tags = "".join(
            f"<{name}><ObjectRef PageRef='1'>{own}</ObjectRef></{name}>"
            for name, own in named.items()
        )
        buyer = "<Buyer><BuyerName><ObjectRef PageRef='1'>9</ObjectRef></BuyerName></Buyer>"
        one = '<CustomTag TypeID="0"><FileLoc>CustomTag.xml</FileLoc></CustomTag>'
        listed = f"<CustomTags>{one}</CustomTags>"
        ofd = Ofd(
            [objects],
            resources=font(3, "宋体"),
            files={
                "Doc_0/Tags/CustomTags.xml": with_prefix(listed),
                "Doc_0/Tags/CustomTag.xml": with_prefix(f"<eInvoice>{tags}{buyer}</eInvoice>"),
            },
            document="<CustomTags>Tags/CustomTags.xml</CustomTags>",
        )
        (invoice,) = ready(tmp_path, ofd.write(tmp_path / "a.ofd")).invoices
        assert (invoice.number, invoice.total, invoice.buyer) == ("12345678", "1250.00", BUYER)

    def test_alone_it_is_a_page(self, tmp_path: Path) -> None:
        bare = b"<EInvoice><a/></EInvoice>"
        for name, content in {"发票.xml": MODERN, "税.xml": BUREAU, "缺.xml": bare}.items():
            (tmp_path / name).write_bytes(content)
            assert recognise(tmp_path / name) is Kind.INVOICE_DATA
        files = [(EvidenceKey(n), tmp_path / n) for n in ("发票.xml", "缺.xml")]
        found = prepare(files, cache=tmp_path / "cache")
        source, refused = found[EvidenceKey("发票.xml")], found[EvidenceKey("缺.xml")]
        assert isinstance(source, Prepared)
        assert source.invoices == (read(MODERN),)
        with pymupdf.open(source.pdf) as document:
            shown = "".join("".join(page.get_text().split()) for page in document)
        for said in (NUMBER, BUYER, SELLER, "90400.00", "*刀具*可转位铣刀", "不是发票的版式文件"):
            assert said in shown
        assert source.losses == ()
        assert isinstance(refused, Finding)
        assert "发票号码" in refused.what
        assert "PDF 或 OFD" in refused.remedy


class TestPapers:
    """What papers say, by pages as they are read and files as they are opened."""

    def paper_of(self, folder: Path, file: Path):
        key = EvidenceKey(file.name)
        sources = usable({key: opened(folder, file)})
        texts = read_page_texts(sources, folder / "cache")
        piece = Evidence(1, 1, "发票", (SourceFile(file.name),), (1,), Location("x"))
        (paper,) = read_evidence_papers([piece], sources, texts, folder / "cache").values()
        # What is kept says the same.
        again = read_evidence_papers([piece], sources, texts, folder / "cache")
        assert again == {piece.id: paper}
        return paper, list(texts[key]), list_declared(piece.files, sources)

    def test_its_data_says_what_its_page_shows_and_where(self, tmp_path: Path) -> None:
        lines = (
            *("电子发票（普通发票）", f"发票号码：{NUMBER}", "开票日期：2025年06月18日"),
            *(f"名称：{BUYER}", f"销售方 {SELLER}", "（小写）¥90,400.00"),
        )
        file = draw(tmp_path / "a.pdf", *lines, attached={"a.xml": MODERN})
        paper, pages, declared = self.paper_of(tmp_path, file)
        assert (paper.kind, paper.sureness) == (PaperKind.INVOICE, 1.0)
        for row, (name, value) in zip((1, 2, 5, 3, 4), SAID.items(), strict=True):
            field = paper.find(name)
            assert (field.value, field.sureness, field.page) == (value, 1.0, 1)
            assert 45 + 30 * row <= field.frame.y <= 65 + 30 * row
        count = CountSpec(key="money", name="投入", kinds=("发票",), unit="万元", quantity="sum")
        said = suggest_values(know_paper(read_paper(pages, declared), pages), count)
        values = {one.field: one.value for one in said}
        assert values["quantity"] == "9.04"
        assert (values["number"], values["date"]) == (NUMBER, "2025-06-18")
        assert all(one.is_sure for one in said if one.field != "title")

    def test_a_page_that_shows_none_of_it_is_an_invoice_all_the_same(self, tmp_path: Path) -> None:
        file = draw(tmp_path / "a.pdf", "见附件", attached={"a.xml": MODERN})
        paper, _, _ = self.paper_of(tmp_path, file)
        assert {field.name: field.value for field in paper.fields} == SAID
        assert all(field.frame is None for field in paper.fields)

    def test_a_page_that_was_altered_says_so(self, tmp_path: Path) -> None:
        lines = ("电子发票（普通发票）", f"发票号码：{NUMBER}", "价税合计（小写）¥99,400.00")
        file = draw(tmp_path / "a.pdf", *lines, attached={"a.xml": MODERN})
        paper, _, _ = self.paper_of(tmp_path, file)
        assert paper.find(F.SUM).value == "90400"
        assert [(one.name, one.value) for one in paper.contradicted] == [(F.SUM, "99400")]

    def test_what_a_contract_carries_along_is_not_what_it_is(self, tmp_path: Path) -> None:
        file = draw(
            tmp_path / "a.pdf",
            *("技术服务合同", "合同编号：HT-2025-018", f"甲方：{BUYER}", f"乙方：{SELLER}"),
            attached={"a.xml": MODERN},
        )
        paper, _, _ = self.paper_of(tmp_path, file)
        assert paper.kind is PaperKind.CONTRACT

    def test_two_invoices_say_two_numbers(self) -> None:
        other = MODERN.replace(NUMBER.encode(), NUMBER[::-1].encode())
        placed = [PlacedInvoice(read(MODERN), 1, 2), PlacedInvoice(read(other), 2, 3)]
        paper = read_paper([PageText(()), PageText(())], placed)
        assert paper.find(F.NUMBER) is None
        assert [field.page for field in paper.all(F.NUMBER)] == [1, 2]
        assert Decimal(paper.find(F.SUM).value) == 90400

    def test_a_certificate_in_an_ofd_says_its_fields_by_its_own_text(self, tmp_path: Path) -> None:
        lines = (
            *("姓名：丛海川", "职业名称：焊工", "职业技能等级：高级技师"),
            *("证书编号：S000037109920001234", "发证日期：2023年9月18日"),
        )
        body = "".join(text(line, 10, 20 + 9 * n, size=4) for n, line in enumerate(lines))
        title = text("职业技能等级证书", 25, 10, size=7)
        ofd = Ofd([title + body], resources=font(3, "宋体"))
        paper, _, _ = self.paper_of(tmp_path, ofd.write(tmp_path / "证书.ofd"))
        assert paper.kind is PaperKind.SKILL_LEVEL
        said = {F.HOLDER: "丛海川", F.LEVEL: "高级技师", F.NUMBER: "S000037109920001234"}
        for name, value in {**said, F.DATE: "2023-09-18"}.items():
            field = paper.find(name)
            assert field is not None, name
            assert field.value == value
            assert field.sureness >= 0.95
            assert field.frame is not None
