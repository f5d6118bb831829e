"""How commands tell of what scans suggest, and have it taken over."""

from pathlib import Path

from docgen import api
from docgen.cli.terminal import say
from docgen.model.submission import EvidenceRow
from docgen.papers.sorting import Proposal
from docgen.text.printable import printable_line
from docgen.usecases.suggesting import Advice, FileAdvice


def suggest_values(folder: Path, advice: Advice) -> None:
    """Note suggestions beside their rows, and say them."""
    changed = api.note_suggestions(folder, advice)
    _say_values(advice)
    count = _count(advice)
    state = "都写在佐证表各条旁边" if changed else "佐证表各条旁边已经写着"
    closing = f"认出 {count} 处，{state}；不算数，核对后自己填，或加 --take 一起采用"
    say(closing if count else "没有认出佐证表里空着的栏")


def take_values(folder: Path, advice: Advice) -> None:
    """Have all suggestions taken over, and say them."""
    api.take_values(folder, advice.pieces)
    _say_values(advice)
    count = _count(advice)
    say(f"已填入 {count} 处，请核对" if count else "没有认出佐证表里空着的栏")


def _say_values(advice: Advice) -> None:
    for key, said in advice.notes().items():
        say(f"  {printable_line(key)}")
        for field, note in said.items():
            say(f"      {EvidenceRow.model_fields[field].title} {printable_line(note)}")


def _count(advice: Advice) -> int:
    return sum(map(len, advice.pieces.values()))


def propose_places(checked: "api.Checked", advice: Advice) -> None:
    """Say where each file that waits may go."""
    for file in advice.files:
        say(f"  {printable_line(file.path)}")
        first = "" if file.sure else "（没有把握）"
        for proposal in file.proposals[:1]:
            say(f"      {_tell(checked, proposal)}{first}")
        for proposal in file.proposals[1:]:
            say(f"      或 {_tell(checked, proposal)}")
        if not file.proposals:
            say("      认不出是哪一项的")
    sure, others = len(advice.placings), len(advice.files) - len(advice.placings)
    closing = f"{sure} 个文件有把握，加 --take 就放好；{others} 个留在待分类，自己看"
    say(closing if advice.files else "待分类里没有能读的文件")


def place_files(checked: "api.Checked", advice: Advice) -> None:
    """Put the files where they surely belong, and say which."""
    api.place_files(checked.workspace.folder, advice.placings)
    for file in advice.files:
        if file.sure:
            say(f"  {printable_line(file.path)} → {_tell(checked, file.sure)}")
    left = [file for file in advice.files if not file.sure]
    _say_left(left)
    say(f"放好 {len(advice.placings)} 个文件，{len(left)} 个留在待分类")


def _say_left(left: list[FileAdvice]) -> None:
    for file in left:
        say(f"  {printable_line(file.path)} 留在待分类")


def _tell(checked: "api.Checked", proposal: Proposal) -> str:
    """项目13、18 发明专利：发明专利证书，ZL 2021 1 9990013.5."""
    call = checked.workspace.spec.bundle.call_item
    items = "、".join(map(call, proposal.supports))
    kind = f" {proposal.kind}" if proposal.kind else ""
    return f"{items}{kind}：{printable_line(proposal.reason)}"
