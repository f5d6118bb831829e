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
        say(f"  {group.scheme} {group.submission}  {len(group.ranked)} 份{group.write_states()}")
        for ranked in group.ranked:
            say(f"    {ranked.write_line()}")
    if done.shared:
        say(f"  几个工作室都交了的佐证  {len(done.shared)} 处")
    for entry in done.refused:
        warn(f"没有计入：{printable_line(str(entry.place))}：{entry.reason}")
    if done.passed_over:
        warn(f"另有 {len(done.passed_over)} 个文件或文件夹不是报送材料，列在表里")
