"""The welding studio of the assessment sample: its names and the set of its papers."""

from functools import cache
from itertools import islice

from make_parts.paper import Style, paper_pdf
from make_parts.people import invent_names
from make_parts.recipes import Recipe, read_text

NAME = "assessment"
UNIT = "威海沧澜船舶重工有限公司"
STUDIO = "威海市丛海川技能大师工作室"
SHORT = "丛海川技能大师工作室"
TEAM = ("丛海川", "鞠洪波", "刁晓楠", "戚明远", "慕春雷", "邢思齐", "初昊然")
PAPER = Style(numbered=True)
FORM = Style(left=25, right=25, top=28, size=14, leading=25, table_size=13, row_height=13)


@cache
def contestants() -> tuple[str, ...]:
    """The 22 people sent to contests: twelve, six and four."""
    return tuple(islice(invent_names("contestants", frozenset(TEAM)), 22))


def paper(name: str, style: Style = PAPER) -> Recipe:
    """How one of the studio's written papers is made."""
    return lambda: paper_pdf(read_text(NAME, name), style)
