"""Values that stand behind or below a label: 姓 名 张三."""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.paper_marks import KindSpec, load_paper_marks, plain_label
from docgen.papers.row_text import GAP, RowText, join_segments, tight

_FAR = 22.0
"""Of a label's height: how far behind it its value may begin."""
_NEXT = 1.6
"""Of the height: how far the next words may be from those of the same value."""
_BELOW = 3.0
"""Of a label's height: how far below it its value may stand."""
_LEADING = 2.3
"""Of the height of a line: how far the next one of the same value is."""
_ALIGNED = 0.9
"""Of the height: how far apart lines that begin below each other may begin."""
_LIKE = 0.72
"""Of the size of a line: those smaller are not its next line."""
_GLOSS = re.compile(r"[A-Za-z .'’/()&\-]{3,}:?")
"""What a bilingual label says again in English."""
_TO_SEAL = r"\((?:盖章|公章|章|签章|印章|签字)\)"
"""What may stand behind any label."""
_AMBIGUOUS = frozenset(
    re.findall(
        "..",
        "编号日期名称专业时间全称资格职务身份成绩单位账号证号用途等级级别数量姓名",
    )
)
"""Short ones, which end longer words too: 出生日期, 单位名称."""


_OF_PARTIES = frozenset({"全称", "户名", "名称", "账号", "开户行", "账户名称"})
_BESIDE_PARTY = re.compile(rf"(?:^|{GAP})(?:[付收款人方购买销售]{{1,3}}|[\u3400-\u9fff])$")
"""What runs down beside the labels of a party is read with one of them: 收全称."""


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """Some words, and the label they belong to."""

    role: str
    label: str
    segments: tuple[Segment, ...]
    trust: float
    """How surely they belong to it."""
    glued: bool = False
    """Whether nothing parts them from the label, so that both may be one word."""

    @property
    def text(self) -> str:
        """The words, line behind line."""
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class _Label:
    role: str
    """Empty where its value is of no use."""
    word: str
    row: int
    start: int
    end: int
    first: Segment
    left: float
    right: float
    middle: float
    height: float
    glued: bool
    """Whether its value follows in the same words with nothing between."""
    colon: bool


def find_labelled(page: LevelledPage, spec: KindSpec) -> list[LabelledValue]:
    """All labelled values of a page that are of use, from top to bottom."""
    return _Search(page, spec).find()


class _Search:
    def __init__(self, page: LevelledPage, spec: KindSpec) -> None:
        self._rows = [join_segments(row) for row in page.rows]
        self._roles = _roles_of(spec)
        self._labels = [
            [] if _heads_table(row) else [*_labels_in(row, number, self._roles)]
            for number, row in enumerate(self._rows)
        ]

    def find(self) -> list[LabelledValue]:
        found = (
            self._value_of(label, following)
            for row in self._labels
            for label, following in zip(row, [*row[1:], None], strict=False)
            if label.role
        )
        return [value for value in found if value is not None]

    def _value_of(self, label: _Label, following: _Label | None) -> LabelledValue | None:
        row = self._rows[label.row]
        until = following.start if following else len(row.text)
        words = _without_gloss(row.between(label.end, until))
        trust = 1.0
        if words and not _is_reached(label, words[0]):
            words = ()
        words = _close_together(words)
        if not words:
            words, trust = self._beside(label), 0.97
        if not words:
            words, trust = self._below(label), 0.9
        if not words:
            return None
        if label.glued:
            trust = 0.9
        lines = (*words, *self._next_lines(label, words))
        return LabelledValue(label.role, label.word, tuple(lines), trust, label.glued)

    def _beside(self, label: _Label) -> tuple[Segment, ...]:
        """Lines right of a label that stands between them, as in the middle of a cell."""
        near = [
            segment
            for number in range(max(label.row - 1, 0), min(label.row + 2, len(self._rows)))
            if number != label.row and not self._labels[number]
            for segment in self._rows[number].segments
            if abs(segment.middle - label.middle) < 1.1 * label.height
            and 0 < segment.left - label.right < _FAR * label.height
        ]
        if not near:
            return ()
        first = min(near, key=lambda segment: segment.left)
        return tuple(s for s in near if abs(s.left - first.left) < _ALIGNED * s.height)

    def _below(self, label: _Label) -> tuple[Segment, ...]:
        """The words that stand below a label, as under the heading of a column."""
        row = self._rows[label.row].segments
        if not label.colon and any(not self._is_label(label.row, s) for s in row):
            return ()
        for number in range(label.row + 1, min(label.row + 4, len(self._rows))):
            for segment in self._rows[number].segments:
                shared = min(segment.right, label.right) - max(segment.left, label.left)
                if shared <= 0.3 * min(segment.right - segment.left, label.right - label.left):
                    continue
                if segment.middle - label.middle > _BELOW * label.height:
                    return ()
                if self._is_label(number, segment) or _GLOSS.fullmatch(segment.text):
                    break
                return (segment,)
        return ()

    def _is_label(self, number: int, segment: Segment) -> bool:
        return any(
            label.left < segment.right and segment.left < label.right
            for label in self._labels[number]
        )

    def _next_lines(self, label: _Label, words: Sequence[Segment]) -> Iterator[Segment]:
        """The lines that go on below the first, as far as they stand in its column."""
        first, last = words[0], words[-1]
        for number in range(label.row + 1, len(self._rows)):
            row = self._rows[number]
            near = [s for s in row.segments if s.middle > last.middle + 0.5 * last.height]
            if near and min(s.middle for s in near) - last.middle > _LEADING * last.height:
                return
            ahead = [
                s
                for s in near
                if abs(s.left - first.left) < _ALIGNED * first.height
                and _LIKE < s.size / last.size < 1 / _LIKE
            ]
            if not near:
                continue
            if not ahead or self._is_label(number, ahead[0]):
                return
            # A line is broken because the next word had no room: the last one is the shorter.
            if ahead[0].right > last.right + 1.5 * last.height:
                return
            if any(_stands_before(other, ahead[0], label) for other in row.segments):
                return
            yield ahead[0]
            last = ahead[0]


def _stands_before(other: Segment, value: Segment, label: _Label) -> bool:
    """Whether something stands in the column of the label: then the value is that one's."""
    beside = label.left - label.height < other.left and other.right <= value.left
    return beside and not _GLOSS.fullmatch(other.text)


def _heads_table(row: RowText) -> bool:
    """Whether a row names the columns of a table of many things."""
    return any(re.fullmatch("序号?|NO\\.?|编号|No\\.?", tight(s.text)) for s in row.segments) and (
        len(row.segments) >= 4
    )


def _is_reached(label: _Label, segment: Segment) -> bool:
    return segment.left - label.right <= _FAR * label.height


def _close_together(words: Sequence[Segment]) -> tuple[Segment, ...]:
    """The words up to the first wide gap."""
    kept: list[Segment] = []
    for word in words:
        if kept and word.left - kept[-1].right > _NEXT * word.height:
            break
        kept.append(word)
    return tuple(kept)


def _without_gloss(words: Sequence[Segment]) -> tuple[Segment, ...]:
    while words and _GLOSS.fullmatch(words[0].text) and len(words) > 1:
        words = words[1:]
    return tuple(words)


# --- labels ---------------------------------------------------------------------------------------


def _roles_of(spec: KindSpec) -> Mapping[str, str]:
    """The role of every label of a kind; empty for those of no use."""
    return _cached_roles(spec.kind)


@functools.cache
def _cached_roles(kind: str) -> dict[str, str]:
    marks = load_paper_marks()
    roles = dict.fromkeys(map(plain_label, marks.others), "")
    for spec in marks.kinds:
        if spec.kind == kind:
            for role, labels in spec.labels.items():
                roles |= dict.fromkeys(map(plain_label, labels), role)
    return roles


@functools.cache
def _shape_of(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Labels as they stand in a row: their letters apart or not, with a colon or not."""
    spaced = (rf"[ {GAP}]*".join(map(re.escape, label)) for label in labels)
    end = rf"(?P<end>[ {GAP}]*:[ {GAP}]*|[ {GAP}]+|$)"
    return re.compile(rf"(?P<label>{'|'.join(spaced)})(?:{_TO_SEAL})?{end}?")


def _labels_in(row: RowText, number: int, roles: Mapping[str, str]) -> Iterator[_Label]:
    shape = _shape_of(tuple(sorted(roles, key=len, reverse=True)))
    at = 0
    while found := shape.search(row.text, at):
        at = found.start() + 1
        word = tight(found["label"])
        if _is_label_there(row.text, found, word) and (roles[word] or found["end"] is not None):
            at = found.end()
            label = row.between(*found.span("label"))
            yield _Label(
                roles[word],
                word,
                number,
                found.start(),
                found.end(),
                label[0],
                label[0].left,
                label[-1].right,
                label[0].middle,
                max(segment.height for segment in label),
                found["end"] is None,
                ":" in (found["end"] or ""),
            )


def _is_label_there(text: str, found: re.Match[str], word: str) -> bool:
    """Whether a label stands where it was found, and is no part of a longer word."""
    before = text[: found.start()].rstrip(" ")
    begins = not before or before[-1] in f"{GAP}:;,/)" or text[found.start() - 1] == " "
    colon = ":" in (found["end"] or "")
    if begins or (word in _OF_PARTIES and _BESIDE_PARTY.search(before)):
        return True
    if not colon:
        return False
    return word not in _AMBIGUOUS or not re.match(r"[\u3400-\u9fff]", before[-1])
