"""What a library may do to a worker, done on purpose. Apart, so that workers import little."""

import os
import signal
import time
from pathlib import Path

from docgen.model.page_facts import Facts
from docgen.sources.pdf_files import find_ink
from docgen.sources.single_images import prepare_png


def hang(source: str, scratch: str) -> Facts:
    if "bad" in Path(source).name:
        time.sleep(3600)
    return prepare_png(source, scratch)


def crash(source: str, scratch: str) -> Facts:
    if "bad" in Path(source).name:
        os.kill(os.getpid(), signal.SIGSEGV)
    return prepare_png(source, scratch)


def stumble(source: str, scratch: str) -> Facts:
    raise LookupError("没料到的错误")


def touch(source: str, scratch: str) -> Facts:
    facts = prepare_png(source, scratch)
    with Path(source).open("ab") as file:
        file.write(b"more")
    return facts


def crash_in_rendering(pdf: str, first: int, boxes: object) -> object:
    if first > 4:
        os.kill(os.getpid(), signal.SIGSEGV)
    return find_ink(pdf, first, boxes)  # type: ignore[arg-type]
