"""Remarks on pages of the bundle: what lies on its side, what stands there twice."""

from collections.abc import Iterator, Sequence

from docgen.bundle.front_matter import evidence_reference
from docgen.bundle.photo_layout import used_pages
from docgen.bundle.repeated_evidence import RepeatedFiles, find_repeats, find_shared
from docgen.issues.issue import Issue, issue
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.prepared import Prepared, Sources
from docgen.model.scheme import SubmissionSpec


def remark(spec: SubmissionSpec, evidence: Sequence[Evidence], sources: Sources) -> Iterator[Issue]:
    """The issues. `evidence` is in the order of the bundle."""
    repeats = find_repeats(evidence, sources)
    for piece in evidence:
        if piece.id in repeats:
            yield _repeated(spec, piece, repeats[piece.id])
        else:
            for file in piece.files:
                yield from _sideways(piece, file, sources)
    for shared in find_shared(evidence, sources, repeats):
        yield _shared(spec, shared)


def _repeated(spec: SubmissionSpec, piece: Evidence, first: Evidence) -> Issue:
    slots = {"piece": piece, "reference": evidence_reference(spec, first), "first": first}
    if set(piece.supports) & set(first.supports) and piece.kind == first.kind:
        # Where they count, they count once, and the check says so.
        return issue("F111", piece.where, "same", **slots)
    if _is_disguised(piece, first):
        kinds = {"first_kind": first.kind, "kind": piece.kind}
        return issue("F111", piece.where, "other_kind", **slots, **kinds)
    return issue("F111", piece.where, "other_item", **slots)


def _is_disguised(piece: Evidence, first: Evidence) -> bool:
    """Whether a copy under another name stands for something else than the first."""
    copied = [file.path for file in piece.files] != [file.path for file in first.files]
    kinds = piece.kind and first.kind and piece.kind != first.kind
    return bool(copied and kinds and piece.title != first.title)


def _shared(spec: SubmissionSpec, shared: RepeatedFiles) -> Issue:
    where, pairs = shared.evidence.where, shared.paths
    if shared.first is shared.evidence:
        return issue("F112", where, "inside", pairs=pairs)
    reference = evidence_reference(spec, shared.first)
    return issue("F112", where, "other", reference=reference, pairs=pairs)


def _sideways(piece: Evidence, file: SourceFile, sources: Sources) -> Iterator[Issue]:
    """Say which pages of a file lie on their sides or stand on their heads as they are now."""
    source = sources[file.key]
    if not isinstance(source, Prepared):
        return
    pages: dict[tuple[int, ...], list[int]] = {}
    used = used_pages(file, source) or ()
    for index in used:
        turns = source.pages[index - 1].turns
        if file.turn:
            turns = tuple((turn - file.turn) % 360 for turn in turns)
        if turns and 0 not in turns:
            pages.setdefault(turns, []).append(index)
    for turns, indices in pages.items():
        whole = len(set(indices)) == len(set(used))
        yield _report_turn(piece, file, turns, sorted(set(indices)), whole=whole)


def _report_turn(
    piece: Evidence, file: SourceFile, turns: tuple[int, ...], indices: list[int], *, whole: bool
) -> Issue:
    turn = (turns[0] + file.turn) % 360
    how = ("row" if piece.has_row else "no_row") if whole else "some"
    case = f"{'upside_down' if turns == (180,) else 'sideways'}_{how}{'' if turn else '_upright'}"
    slots: dict[str, object] = {
        "file": file.name,
        "all": len(indices) if whole and len(indices) > 1 else None,
        "pages": () if whole else indices,
    }
    if turn:
        slots["turn"] = turn
    if how != "row":
        # Nobody could copy a name that is not shown whole.
        slots["rename"] = "" if file.name == file.path else "先从文件名里删去号码，再"
    if how == "some":
        slots["numbers"] = _write_numbers(indices)
    if len(turns) == 1:
        return issue("F113", piece.where, case, **slots)
    other = (turns[1] + file.turn) % 360
    return issue("F113", piece.where, f"{case}_perhaps", **slots, other=other)


def _write_numbers(indices: list[int]) -> str:
    """Pages as a data file has them: 1-3,7."""
    parts: list[list[int]] = []
    for index in indices:
        if parts and parts[-1][-1] == index - 1:
            parts[-1][1:] = [index]
        else:
            parts.append([index])
    return ",".join("-".join(str(end) for end in part) for part in parts)
