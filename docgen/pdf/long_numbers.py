"""Numbers of thousands of digits in a PDF, made short: not every reader gets past them."""

from decimal import Decimal

from pikepdf import Array, Dictionary, Object, Pdf, Stream

from docgen.pdf.foreign_values import shorten


def shorten_numbers(pdf: Pdf) -> None:
    """Shorten all numbers of a PDF that are written too long."""
    for thing in pdf.objects:
        waiting: list[Object] = [thing]
        while waiting:
            waiting += _shorten_in(waiting.pop())


def _shorten_in(holder: Object) -> list[Object]:
    """Shorten what a dictionary or an array holds itself. Returns those that are within it."""
    within: list[Object] = []
    if not isinstance(holder, Dictionary | Array | Stream):
        return within
    pairs = enumerate(list(holder)) if isinstance(holder, Array) else list(holder.items())
    for place, value in pairs:
        if isinstance(value, Decimal):
            written = f"{value:f}".encode("ascii")
            if shorten(written) != written:
                holder[place] = Decimal(shorten(written).decode("ascii"))
        elif isinstance(value, Dictionary | Array) and not value.is_indirect:
            within.append(value)
    return within
