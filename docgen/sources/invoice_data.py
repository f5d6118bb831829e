"""The data of electronic invoices: XML by itself, in a PDF, in an OFD file.

Three vocabularies are known, and told by the names of elements alone, whatever their namespace:
that of the fully digital invoices (the Ministry of Finance's 电子凭证会计数据标准), that of the
older ones in OFD files (eInvoice), and that of the tax bureau's messages (Fphm, Jshj). PDF files of
fully digital invoices have some of it among their properties.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from pikepdf import Dictionary, Page, Pdf, String

from docgen.issues.issue import Issue
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import noted
from docgen.model.electronic_invoice import ElectronicInvoice, InvoiceItem
from docgen.ofd.ofd_document import OfdDocument, OfdPage
from docgen.ofd.ofd_markup import Element, attribute, children, name_of, parse_markup, text_of
from docgen.pdf.attachments import Embedded, list_embedded
from docgen.pdf.foreign_values import PDF_ERRORS

_NAMES: Mapping[str, tuple[str, ...]] = {
    "number": ("InvoiceNumber", "EInvoiceNumber", "InvoiceNo", "EIid", "Fphm"),
    "code": ("InvoiceCode", "Fpdm"),
    "date": ("IssueTime", "IssueDate", "DateOfIssue", "InvoiceDate", "Kprq", "RequestTime"),
    "total": (
        *("TotalTax-includedAmount", "TaxInclusiveTotalAmount", "TotalTaxIncludedAmount"),
        *("AmountTaxTotal", "Jshj"),
    ),
    "net": ("TotalAmWithoutTax", "TaxExclusiveTotalAmount", "Hjje"),
    "tax": ("TotalTaxAm", "TaxTotalAmount", "Hjse"),
    "buyer": ("BuyerName", "PurchaserName", "Gmfmc"),
    "seller": ("SellerName", "Xsfmc", "Xfmc"),
}
"""Elements that say a thing, the surest first."""
_KINDS = ("EInvoiceType", "GeneralOrSpecialVAT")
_LABEL = "LabelName"
_ITEMS: Mapping[str, Mapping[str, str]] = {
    "IssuItemInformation": {
        **{"name": "ItemName", "amount": "Amount"},
        **{"rate": "TaxRate", "tax": "ComTaxAm"},
    },
    "GoodsInfo": {
        **{"name": "Item", "amount": "Amount"},
        **{"rate": "TaxScheme", "tax": "TaxAmount"},
    },
}
_MOST_BYTES = 4 << 20
"""An invoice of a hundred lines with its signatures has a tenth of a megabyte."""
_MOST_ITEMS = 200
_MOST_DATA = 20
"""Of files that one file carries along."""
_LONGEST = 200
_MOST_YUAN = Decimal(10**12)
_NUMBER = re.compile(r"\d{8}|\d{20}")


def read_invoice(content: bytes) -> ElectronicInvoice | None:
    """The invoice in an XML file; None where there is none, or it is not to be believed."""
    if len(content) > _MOST_BYTES or b"<" not in content[:512]:
        return None
    try:
        return _read_tree(parse_markup(content))
    except UnusableSourceError:
        return None


def note_data(found: Mapping[str, ElectronicInvoice]) -> tuple[Issue, ...]:
    """What is said of the invoices that files within a file bring."""
    numbers = tuple(dict.fromkeys(one.number for name, one in found.items() if name))
    return (noted("invoice_data", numbers=numbers),) if numbers else ()


def _read_tree(root: Element) -> ElectronicInvoice | None:
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    said: dict[str, str] = {}
    for one in elements:
        if not len(one):
            said.setdefault(name_of(one), text_of(one)[:_LONGEST])
    return _make(said, _find_kind(elements), tuple(_list_items(elements))[:_MOST_ITEMS])


def _make(
    said: Mapping[str, str], kind: str = "", items: tuple[InvoiceItem, ...] = ()
) -> ElectronicInvoice | None:
    """The invoice that such elements say; None where what makes one is missing."""
    values = {
        field: next((said[name] for name in names if said.get(name)), "")
        for field, names in _NAMES.items()
    }
    sums = {name: _read_amount(values[name]) for name in ("total", "net", "tax")}
    if sums["total"] is None and sums["net"] is not None and sums["tax"] is not None:
        sums["total"] = sums["net"] + sums["tax"]
    values |= {name: "" if value is None else f"{value:f}" for name, value in sums.items()}
    values["number"] = "".join(values["number"].split())
    if not _NUMBER.fullmatch(values["number"]) or not values["total"]:
        return None
    return ElectronicInvoice(**values, kind=kind, items=items)


def _read_amount(written: str) -> Decimal | None:
    """A sum in yuan; None where a text is none."""
    try:
        value = Decimal(re.sub(r"[\s,，¥￥元]", "", written))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < _MOST_YUAN else None


def _find_kind(elements: Iterable[Element]) -> str:
    for one in elements:
        if name_of(one) in _KINDS:
            labels = (text_of(label) for label in children(one, _LABEL))
            if found := next(filter(None, labels), ""):
                return found[:_LONGEST]
    return ""


def _list_items(elements: Iterable[Element]) -> Iterator[InvoiceItem]:
    for one in elements:
        names = _ITEMS.get(name_of(one))
        if names:
            said = {name_of(part): text_of(part)[:_LONGEST] for part in one}
            yield InvoiceItem(**{field: said.get(name, "") for field, name in names.items()})


# --- in a PDF ------------------------------------------------------------------------------------


def find_in_pdf(pdf: Pdf, pages: list[Page]) -> dict[str, ElectronicInvoice]:
    """The invoices a PDF brings as data, by the names of the files; "" for its properties."""
    embedded = list_embedded(pdf, pages)
    found = _read_all((one.name, one.read(_MOST_BYTES)) for one in _likely(embedded))
    if not found and (invoice := _read_properties(pdf)):
        found[""] = invoice
    return found


def _likely(embedded: Iterable[Embedded]) -> Iterator[Embedded]:
    kept = (
        one
        for one in embedded
        if one.name.lower().endswith((".xml", ".xbrl")) or one.media_type.endswith("xml")
    )
    return itertools.islice(kept, _MOST_DATA)


def _read_all(files: Iterable[tuple[str, bytes]]) -> dict[str, ElectronicInvoice]:
    """The invoices among files by their names."""
    read = ((name, read_invoice(content)) for name, content in files)
    return {name: invoice for name, invoice in read if invoice}


def _read_properties(pdf: Pdf) -> ElectronicInvoice | None:
    """The invoice in a PDF's properties: number, day and sums, nobody's name."""
    try:
        properties = pdf.trailer.get("/Info")
        if not isinstance(properties, Dictionary):
            return None
        written = {str(key).lstrip("/"): value for key, value in properties.items()}
        said = {key: str(value) for key, value in written.items() if isinstance(value, String)}
    except PDF_ERRORS:
        return None
    return _make({name: value.strip()[:_LONGEST] for name, value in said.items()})


# --- in an OFD file ------------------------------------------------------------------------------


def find_in_ofd(documents: Iterable[OfdDocument]) -> dict[str, ElectronicInvoice]:
    """The invoices an OFD file brings as data, by the names of the files; "" for its tags."""
    found: dict[str, ElectronicInvoice] = {}
    for document in documents:
        found |= _read_all(_attached_in(document))
        if not found and (invoice := _read_tags(document)):
            found[""] = invoice
    return found


def _attached_in(document: OfdDocument) -> Iterator[tuple[str, bytes]]:
    for attached in itertools.islice(document.list_attachments(), _MOST_DATA):
        if attached.part and attached.part.lower().endswith((".xml", ".xbrl")):
            yield attached.title, document.package.read(attached.part)


def _read_tags(document: OfdDocument) -> ElectronicInvoice | None:
    """The invoice whose parts are named on the pages themselves (custom tags)."""
    tagged = [one for part in document.list_tag_parts() for one in part.root.iter()]
    tagged = [one for one in tagged if isinstance(one.tag, str)]
    if not any(name_of(one) in _NAMES["number"] for one in tagged):
        return None
    words = dict(_list_words(filter(None, document.list_pages())))
    said = {}
    for one in tagged:
        refers = [words.get(text_of(ref), "") for ref in children(one, "ObjectRef")]
        if refers and name_of(one) not in said:
            said[name_of(one)] = "".join(refers)[:_LONGEST]
    return _make(said)


def _list_words(pages: Iterable[OfdPage]) -> Iterator[tuple[str, str]]:
    """The words of every text on the pages by the number it is referred to."""
    for page in pages:
        for layer in page.layers:
            for one in layer.iter():
                if isinstance(one.tag, str) and name_of(one) == "TextObject":
                    codes = children(one, "TextCode")
                    yield attribute(one, "ID"), "".join(map(text_of, codes))
