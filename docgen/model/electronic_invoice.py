"""What an electronic invoice says of itself as data, in the file that shows it or beside it."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class InvoiceItem:
    """One line of an invoice, as it is written."""

    name: str
    amount: str = ""
    """Without tax."""
    rate: str = ""
    tax: str = ""


@dataclass(frozen=True, slots=True)
class ElectronicInvoice:
    """An invoice's own data: as written, sums as plain figures, and empty where there is none."""

    number: str
    date: str = ""
    total: str = ""
    """In yuan, with tax."""
    net: str = ""
    tax: str = ""
    buyer: str = ""
    seller: str = ""
    code: str = ""
    """Of the older invoices, whose numbers are short."""
    kind: str = ""
    """普通发票, 增值税专用发票."""
    items: tuple[InvoiceItem, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedInvoice:
    """An invoice's data, and the pages that show it: from one to before another, from 1."""

    invoice: ElectronicInvoice
    first: int
    end: int


def store_invoice(invoice: ElectronicInvoice) -> dict[str, Any]:
    """An invoice as JSON values."""
    return asdict(invoice)


def restore_invoice(data: dict[str, Any]) -> ElectronicInvoice:
    """An invoice from JSON values. KeyError or TypeError where damaged."""
    items = tuple(InvoiceItem(**item) for item in data["items"])
    return ElectronicInvoice(**{**data, "items": items})
