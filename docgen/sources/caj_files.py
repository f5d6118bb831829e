"""Papers of CNKI (.caj and its kin): those that are a PDF in a wrapping become sources as such."""

from dataclasses import replace
from pathlib import Path

from docgen.model.page_facts import Facts
from docgen.sources.pdf_files import prepare_pdf
from docgen.system.file_types import Kind, refuse_format

_HEAD, _END = b"%PDF-", b"%%EOF"


def prepare_caj(source: str, scratch: str) -> Facts:
    """The PDF within a file, its pages not looked at; refused where there is no whole one."""
    content = Path(source).read_bytes()
    start, end = content.find(_HEAD), content.rfind(_END)
    if not 0 <= start < end:
        raise refuse_format(Kind.CAJ)
    unwrapped = Path(f"{scratch}.unwrapped")
    unwrapped.write_bytes(content[start : end + len(_END)])
    facts = prepare_pdf(str(unwrapped), scratch)
    if facts.pdf is None:
        unwrapped.replace(scratch)
    return replace(facts, pdf=scratch)
