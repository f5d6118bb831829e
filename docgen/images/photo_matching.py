"""Which photographs are one: cropped, scaled, compressed or brightened again, turned.

The pairs that may be one are found by coarse views (`photo_candidates`) and then held against each
other closely (`photo_cuts`), the likeliest first.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from docgen.images.photo_candidates import Fit, find_candidates
from docgen.images.photo_cuts import (
    LEAST_CORRELATION,
    LEAST_ROUGH,
    compare_roughly,
    find_likest,
    see_roughly,
    see_starts,
)
from docgen.images.photo_fingerprint import SIDE, Verdict
from docgen.images.photo_views import Levels
from docgen.system.progress import COMPARE_PHOTOGRAPHS, Progress, silent

_MOST_FAILURES = 16
"""A photograph that is none of the so many likest is none of the others either: 300 of one scene
would otherwise be 45,000 comparisons."""
_AT_ONCE = 128
"""Pairs that are judged together. Of more, more would be connected already."""
_MIDDLE = 128
"""Levels are counted from there."""


def find_alike(
    likenesses: Mapping[str, bytes],
    known: MutableMapping[str, Verdict] | None = None,
    progress: Progress = silent,
) -> list[tuple[str, str]]:
    """Return pairs of photographs, by their names, of which one was made from the other.

    Of photographs that are all alike, as a burst is, the pairs connect each with the others, but
    are not all that there are: n photographs give n - 1 pairs. `known` are verdicts of earlier
    runs, to which those of this one are added.
    """
    names = [name for name, data in likenesses.items() if data]
    album = _Album([likenesses[name] for name in names], {} if known is None else known)
    groups, pairs = _Groups(len(names)), list[tuple[int, int]]()
    candidates = find_candidates(album.pictures)
    for start in range(0, len(candidates), _AT_ONCE):
        some = [fits for fits in candidates[start : start + _AT_ONCE] if groups.are_open(fits)]
        progress(COMPARE_PHOTOGRAPHS.at(start + 1, len(candidates)))
        verdicts = album.judge([fit for fits in some for fit in fits])
        for fits in filter(groups.are_open, some):
            one, other = sorted(fits[0][:2])
            correlation, is_one = max(verdicts[fit] for fit in fits)
            if correlation >= LEAST_CORRELATION and is_one:
                groups.join(one, other)
                pairs.append((one, other))
            else:
                groups.note_failure(one, other)
    return [(names[one], names[other]) for one, other in sorted(pairs)]


class _Groups:
    """Pictures that were found to be one, and how often each was found not to be another."""

    def __init__(self, pictures: int) -> None:
        self._leaders = list(range(pictures))
        self._failures = [0] * pictures

    def are_open(self, fits: Sequence[Fit]) -> bool:
        """Whether it is worth while to compare the two pictures of these fits."""
        one, other, _ = fits[0]
        tried = max(self._failures[one], self._failures[other])
        return tried < _MOST_FAILURES and self._lead(one) != self._lead(other)

    def join(self, one: int, other: int) -> None:
        self._leaders[self._lead(one)] = self._lead(other)

    def note_failure(self, one: int, other: int) -> None:
        self._failures[one] += 1
        self._failures[other] += 1

    def _lead(self, picture: int) -> int:
        while self._leaders[picture] != picture:
            self._leaders[picture] = picture = self._leaders[self._leaders[picture]]
        return picture


class _Album:
    """The small pictures of all photographs, and what is known of pairs of them."""

    def __init__(self, likenesses: Sequence[bytes], known: MutableMapping[str, Verdict]) -> None:
        self._digests = [hashlib.blake2b(data, digest_size=8).hexdigest() for data in likenesses]
        self._known = known
        levels = np.frombuffer(b"".join(likenesses), np.uint8).reshape(-1, SIDE, SIDE)
        self.pictures = levels.astype(np.float32) - _MIDDLE
        self._starts: dict[int, NDArray[np.int16]] = {}

    def judge(self, fits: Iterable[Fit]) -> dict[Fit, Verdict]:
        """How like a part of the one picture is to the other, and whether in every spot."""
        keys = {fit: f"{self._digests[fit[0]]}{self._digests[fit[1]]}{fit[2]}" for fit in fits}
        new = [fit for fit, key in keys.items() if key not in self._known]
        if new:
            for fit, verdict in zip(new, self._compare(new), strict=True):
                self._known[keys[fit]] = verdict
        return {fit: self._known[key] for fit, key in keys.items()}

    def _compare(self, fits: Sequence[Fit]) -> Iterator[Verdict]:
        wholes, parts, turns = np.array(fits).T
        alike = compare_roughly(self._find_starts(wholes.tolist()), self._rough[parts, turns])
        best, is_one = alike.max(axis=1), np.ones(len(fits), bool)
        (near,) = (best >= LEAST_ROUGH).nonzero()
        if near.size:
            turned = np.array([np.rot90(self.pictures[fits[n][1]], fits[n][2]) for n in near])
            found = find_likest(self.pictures[wholes[near]], alike[near], turned)
            best[near], is_one[near] = found
        return zip(best.tolist(), is_one.tolist(), strict=True)

    def _find_starts(self, pictures: Sequence[int]) -> NDArray[np.int16]:
        """The cuts they start with, each picture's seen once."""
        new = [picture for picture in dict.fromkeys(pictures) if picture not in self._starts]
        if new:
            self._starts.update(zip(new, see_starts(self.pictures[new]), strict=True))
        return np.stack([self._starts[picture] for picture in pictures])

    @cached_property
    def _rough(self) -> Levels:
        return see_roughly(self.pictures)
