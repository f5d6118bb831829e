"""What there is to say of how files become pages: what lies on its side, what is there twice."""

from collections.abc import Iterator, Sequence

from docgen.bundle.front_matter import evidence_reference
from docgen.bundle.photo_layout import Sources, used_pages
from docgen.bundle.repeated_evidence import RepeatedFiles, find_repeats, find_shared
from docgen.issues.finding import Finding, Level
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.scheme import SubmissionSpec

_MOST_NAMED = 10


def remark(
    spec: SubmissionSpec, evidence: Sequence[Evidence], sources: Sources
) -> Iterator[Finding]:
    """The findings. `evidence` is in the order of the bundle."""
    repeats = find_repeats(evidence, sources)
    for piece in evidence:
        if piece.id in repeats:
            yield _repeated(spec, piece, repeats[piece.id])
        else:
            for file in piece.files:
                yield from _sideways(piece, file, sources)
    for shared in find_shared(evidence, sources, repeats):
        yield _shared(spec, shared)


def _repeated(spec: SubmissionSpec, piece: Evidence, first: Evidence) -> Finding:
    reference = evidence_reference(spec, first)
    what = f"“{piece.title}”与{reference}“{first.title}”内容一样，只印一遍，页码指向那里"
    if set(piece.supports) & set(first.supports) and piece.kind == first.kind:
        # Where they count, they count once, and the check says so.
        remedy = "多放的删去一份；确是两件的换成各自的文件"
        return Finding(Level.NOTE, "F111", piece.where, what, remedy)
    if _is_disguised(piece, first):
        what += f"；种类却不同（{first.kind}、{piece.kind}），两处都可能计数"
        remedy = "核对是哪一种；一份材料证明两项的只留一件，items 里写上两项"
        return Finding(Level.WARNING, "F111", piece.where, what, remedy)
    remedy = "一般不用改；也可以删去这一份，在那一件的 items 里写上两项"
    return Finding(Level.NOTE, "F111", piece.where, what, remedy)


def _is_disguised(piece: Evidence, first: Evidence) -> bool:
    """Whether a copy under another name stands for something else than the first."""
    copied = [file.path for file in piece.files] != [file.path for file in first.files]
    kinds = piece.kind and first.kind and piece.kind != first.kind
    return bool(copied and kinds and piece.title != first.title)


def _shared(spec: SubmissionSpec, shared: RepeatedFiles) -> Finding:
    same = shared.first is shared.evidence
    where = "同一件佐证里" if same else f"{evidence_reference(spec, shared.first)}里"
    pairs = "；".join(f"{one} 与 {other}" for one, other in shared.paths[:_MOST_NAMED])
    more = f"等 {len(shared.paths)} 个" if len(shared.paths) > _MOST_NAMED else ""
    what = f"有文件与{where}的内容一样，两处都印了：{pairs}{more}"
    remedy = "不必印两遍的，从一处删去；整件都一样时程序只印一遍"
    return Finding(Level.NOTE, "F112", shared.evidence.where, what, remedy)


def _sideways(piece: Evidence, file: SourceFile, sources: Sources) -> Iterator[Finding]:
    """Say which pages of a file lie on their sides or stand on their heads as they are now."""
    source = sources[file.path]
    if isinstance(source, Finding):
        return
    pages: dict[tuple[int, ...], list[int]] = {}
    used = used_pages(file, source) or ()
    for index in used:
        turns = tuple((turn - file.turn) % 360 for turn in source.pages[index - 1].turns)
        if turns and 0 not in turns:
            pages.setdefault(turns, []).append(index)
    for turns, indices in pages.items():
        whole = len(set(indices)) == len(set(used))
        yield _turn_finding(piece, file, turns, sorted(set(indices)), whole=whole)


def _turn_finding(
    piece: Evidence, file: SourceFile, turns: tuple[int, ...], indices: list[int], *, whole: bool
) -> Finding:
    which = "" if whole and len(indices) == 1 else _name_pages(indices, whole=whole)
    target = turns[0] + file.turn
    written = f"turn: {target % 360}" if target % 360 else "删去 turn"
    known = len(turns) == 1
    lies = "上下颠倒" if turns == (180,) else "横着"
    what = f"{file.name} {which}的字{'是' if known else '看上去是'}{lies}的"
    if whole:
        remedy = _write_row(piece, file, written)
    else:
        part = f'{{file: {file.name}, pages: "{_write_numbers(indices)}", {written}}}'
        remedy = f"{_first_rename(file)}把这几页在 files 里单列成一条：{part}"
    if not known:
        other = (turns[1] + file.turn) % 360
        remedy += f"（转反了就改成 {other}）；原件就是这样看的不用管"
    level = Level.WARNING if known else Level.NOTE
    return Finding(level, "F113", piece.where, what, remedy)


def _write_row(piece: Evidence, file: SourceFile, written: str) -> str:
    if not piece.has_row:
        row = f"- {{files: {file.name}, {written}}}"
        return f"{_first_rename(file)}在 studio.yaml 的 evidence 里给它写一条：{row}"
    return f"在这一条里{'' if written.startswith('删') else '写 '}{written}"


def _first_rename(file: SourceFile) -> str:
    """What must come first where a file's name is not shown whole: nobody could copy it."""
    return "" if file.name == file.path else "先从文件名里删去号码，再"


def _name_pages(indices: list[int], *, whole: bool) -> str:
    if whole:
        return f"各页（共 {len(indices)} 页）"
    named = "、".join(str(index) for index in indices[:_MOST_NAMED])
    more = f"等 {len(indices)} " if len(indices) > _MOST_NAMED else ""
    return f"第 {named} {more}页"


def _write_numbers(indices: list[int]) -> str:
    """Pages as studio.yaml has them: 1-3,7."""
    parts: list[list[int]] = []
    for index in indices:
        if parts and parts[-1][-1] == index - 1:
            parts[-1][1:] = [index]
        else:
            parts.append([index])
    return ",".join("-".join(str(end) for end in part) for part in parts)
