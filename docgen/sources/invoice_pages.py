"""An invoice that came as data alone, listed on a page: no form of an invoice is imitated."""

from collections.abc import Iterator
from pathlib import Path

from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import noted
from docgen.model.electronic_invoice import ElectronicInvoice
from docgen.model.page_facts import Told
from docgen.office.html_markup import Block, MarkupTable, Paragraph, StyledText, TableCell
from docgen.office.web_documents import write_word
from docgen.sources.invoice_data import read_invoice

_LABELS = (
    *(("发票种类", "kind"), ("发票代码", "code"), ("发票号码", "number"), ("开票日期", "date")),
    *(("购买方", "buyer"), ("销售方", "seller")),
    *(("金额（不含税）", "net"), ("税额", "tax"), ("价税合计", "total")),
)
_HEADS = ("项目名称", "金额", "税率", "税额")
_SAID = "本页由 docgen 按电子发票的数据文件（XML）排出，不是发票的版式文件。"


def write_invoice_page(content: bytes, stem: str) -> tuple[Path, Told, ElectronicInvoice]:
    """Write a Word document that lists what an invoice's data says: its path, and what is said.

    UnusableSourceError where the data is not whole.
    """
    invoice = read_invoice(content)
    if invoice is None:
        raise UnusableSourceError("source-damaged", "invoice")
    document = write_word(tuple(_lay_out(invoice)), stem)
    return document, Told((noted("invoice_page"),)), invoice


def _lay_out(invoice: ElectronicInvoice) -> Iterator[Block]:
    yield Paragraph((StyledText("电子发票数据"),), centred=True, heading=True)
    told = ((label, getattr(invoice, field)) for label, field in _LABELS)
    yield MarkupTable(tuple(_row(label, value) for label, value in told if value))
    if invoice.items:
        lines = ((one.name, one.amount, one.rate, one.tax) for one in invoice.items)
        yield Paragraph((StyledText("明细", bold=True),))
        yield MarkupTable((_row(*_HEADS), *(_row(*line) for line in lines)))
    yield Paragraph((StyledText(_SAID),))


def _row(*texts: str) -> tuple[TableCell, ...]:
    return tuple(TableCell((Paragraph((StyledText(text),)),)) for text in texts)
