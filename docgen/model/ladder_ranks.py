"""Of which rank something is, by the words of a scheme's ladder."""

import re
from itertools import zip_longest

from docgen.model.scheme import Ladder, Rank


def ranks_in(ladder: Ladder, text: str) -> tuple[Rank, ...]:
    """Return the ranks whose words a text has, each once.

    Of words that follow upon each other the last is meant: 某市某区 is a district.
    """
    of_word = {word: rank for rank in ladder.ranks for word in rank.words}
    words = sorted(of_word, key=len, reverse=True)
    found = list(re.finditer("|".join(map(re.escape, words)), text))
    last = [
        one[0]
        for one, after in zip_longest(found, found[1:])
        if after is None or after.start() > one.end()
    ]
    return tuple({of_word[word].name: of_word[word] for word in last}.values())
