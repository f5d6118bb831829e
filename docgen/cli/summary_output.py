"""How a summary over many packages is told of."""

from typing import TYPE_CHECKING

from docgen.cli.terminal import say, warn
from docgen.text.printable import printable_line

if TYPE_CHECKING:
    from docgen import api


def tell_summary(done: "api.Summary") -> None:
    """Say where it is, how many of each kind are in it, and what was not taken."""
    say(f"已生成：{done.file}")
    for group in done.groups:
        say(f"  {group.scheme} {group.submission}  {len(group.ranked)} 份")
    if done.shared:
        say(f"  几个工作室都交了的佐证  {len(done.shared)} 处")
    for entry in done.refused:
        warn(f"没有计入：{printable_line(str(entry.place))}：{entry.reason}")
