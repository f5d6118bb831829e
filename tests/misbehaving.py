"""What a library may do to a worker, done on purpose. Apart, so that workers import little."""

import os
import signal
import sys
import time
from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path

from docgen.model.page_facts import Facts, PageLook
from docgen.pdf.geometry import PageBox
from docgen.sources.pdf_files import look_at_pages, prepare_pdf
from docgen.sources.single_images import prepare_png

Look = PageLook | None


def has_loaded(module: str) -> bool:
    return module in sys.modules


def hang(source: str, scratch: str) -> Facts:
    if "bad" in Path(source).name:
        time.sleep(3600)
    return prepare_png(source, scratch)


def crash(source: str, scratch: str) -> Facts:
    if "bad" in Path(source).name:
        os.kill(os.getpid(), signal.SIGSEGV)
    return prepare_png(source, scratch)


def fail(*_: object) -> None:
    raise LookupError("没料到的错误")


def stumble(source: str, scratch: str) -> Facts:
    raise LookupError("没料到的错误")


def touch(source: str, scratch: str) -> Facts:
    facts = prepare_png(source, scratch)
    with Path(source).open("ab") as file:
        file.write(b"more")
    return facts


def crash_from_5_on(pdf: str, first: int, boxes: Sequence[PageBox], _: float) -> Iterator[Look]:
    return _look(pdf, first, boxes, range(5, 100), lambda: os.kill(os.getpid(), signal.SIGSEGV))


def crash_at_17(pdf: str, first: int, boxes: Sequence[PageBox], _: float) -> Iterator[Look]:
    return _look(pdf, first, boxes, (17,), lambda: os.kill(os.getpid(), signal.SIGSEGV))


def hang_at_17(pdf: str, first: int, boxes: Sequence[PageBox], _: float) -> Iterator[Look]:
    return _look(pdf, first, boxes, (17,), lambda: time.sleep(3600))


def _look(
    pdf: str,
    first: int,
    boxes: Sequence[PageBox],
    bad: Container[int],
    misbehave: Callable[[], None],
) -> Iterator[Look]:
    """As `look_at_pages`, but for some pages."""
    for number, box in enumerate(boxes, start=first):
        if number in bad:
            misbehave()
        yield from look_at_pages(pdf, number, [box])


def open_and_crash_from_5_on(source: str, scratch: str, *_: object) -> Iterator[Facts | Look]:
    yield from _open(source, scratch, crash_from_5_on)


def open_and_crash_at_17(source: str, scratch: str, *_: object) -> Iterator[Facts | Look]:
    yield from _open(source, scratch, crash_at_17)


def open_and_hang_at_17(source: str, scratch: str, *_: object) -> Iterator[Facts | Look]:
    yield from _open(source, scratch, hang_at_17)


def _open(
    source: str,
    scratch: str,
    look: Callable[[str, int, Sequence[PageBox], float], Iterator[Look]],
) -> Iterator[Facts | Look]:
    """As `open_pdf`, with pages looked at in another way."""
    facts = prepare_pdf(source, scratch)
    yield facts
    yield from look(source, 1, [page.box for page in facts.pages], 0)
