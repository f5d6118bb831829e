"""Small pictures are seen as Pillow sees them, and what may be alike is found among many."""

import os

import numpy as np
import pytest
from PIL import Image

from docgen.images.photo_candidates import find_candidates
from docgen.images.photo_fingerprint import SIDE
from docgen.images.photo_views import (
    TURNS,
    Levels,
    correlate,
    level,
    list_cuts,
    see,
    see_cuts,
    see_turned,
    see_whole,
    weigh_cells,
)
from docgen.system.worker_server import dismiss
from docgen.system.workers import call_apart

SIDES = (4, 8, 16, 24)
TRIMS = (0.0, 0.06, 0.12)
MIDDLE = 128


@pytest.fixture(scope="module")
def photographs() -> Levels:
    """Forty pictures of light and shade, each of its own coarseness, levels about 0."""
    source = np.random.default_rng(7)
    made = []
    for number in range(40):
        coarse = source.integers(0, 256, (3 + number % 9, 3 + number % 7), np.uint8)
        size = (SIDE, SIDE)
        made.append(np.asarray(Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)))
    return np.array(made, np.float32) - MIDDLE


def pillow_cells(picture: Levels, cut: tuple[float, ...], side: int) -> Levels:
    image = Image.fromarray((picture + MIDDLE).astype(np.uint8))
    left, top, right, bottom = (edge * SIDE for edge in cut)
    seen = image.resize((side, side), Image.Resampling.HAMMING, box=(left, top, right, bottom))
    return np.asarray(seen, np.float32).ravel() - MIDDLE


def assert_same(ours: Levels, pillows: Levels) -> None:
    """To the level, but for one cell in some thousand that lies between two."""
    assert ours.shape == pillows.shape
    assert np.abs(ours - pillows).max() <= 1
    assert (ours != pillows).mean() < 0.001


@pytest.mark.parametrize("side", SIDES)
def test_any_part_is_seen_as_pillow_sees_it(side: int, photographs: Levels) -> None:
    edges = np.random.default_rng(side).uniform(0, 0.3, (len(photographs), 4))
    cuts = np.concatenate([edges[:, :2], 1 - edges[:, 2:]], axis=1)
    across, down = weigh_cells(cuts[:, 0::2], side), weigh_cells(cuts[:, 1::2], side)
    ours = see(photographs, across, down).reshape(len(cuts), -1)
    pairs = zip(photographs, cuts, strict=True)
    assert_same(ours, np.array([pillow_cells(picture, tuple(cut), side) for picture, cut in pairs]))


@pytest.mark.parametrize("side", SIDES)
def test_whole_pictures_are_seen_in_every_turn(side: int, photographs: Levels) -> None:
    ours = see_turned(photographs, side)
    for turns in range(TURNS):
        turned = np.rot90(photographs, turns, (1, 2))
        whole = np.array([pillow_cells(picture, (0, 0, 1, 1), side) for picture in turned])
        assert_same(ours[:, turns], whole)
        assert_same(see_whole(np.ascontiguousarray(turned), side), whole)


def test_all_cuts_are_seen_in_the_order_of_their_list(photographs: Levels) -> None:
    ours = see_cuts(photographs[:6], TRIMS, 8)
    cuts = [tuple(cut) for cut in list_cuts(TRIMS).tolist()]
    assert len(set(cuts)) == 81
    expected = [[pillow_cells(picture, cut, 8) for cut in cuts] for picture in photographs[:6]]
    assert_same(ours, np.array(expected))


def test_a_correlation_is_what_statistics_call_so(photographs: Levels) -> None:
    cells = see_whole(photographs, 16)
    ours = correlate(cells[None], level(cells[:1]))
    assert ours == pytest.approx(np.corrcoef(cells)[:1], abs=1e-5)


def test_every_part_turned_in_any_way_is_a_candidate(photographs: Levels) -> None:
    """Of each two pictures are cut from the last ones, less than may be cut off, and turned."""
    made = []
    for number, picture in enumerate(photographs[:12]):
        cells = pillow_cells(picture, (0.05, 0.1, 1 - 0.08, 1 - 0.02), SIDE)
        made.append(np.rot90(cells.reshape(SIDE, SIDE), -number % TURNS))
    found = find_candidates(np.concatenate([photographs, np.array(made)]))
    fits = {fit for pair in found for fit in pair}
    for number in range(12):
        assert (number, len(photographs) + number, number % TURNS) in fits
    # They stand before what only looks alike, and most of what there is does not.
    assert {min(pair[0][:2]) for pair in found[:6]} <= set(range(12))
    assert len(found) < 52 * 51 / 2 / 4


@pytest.mark.apart
def test_workers_multiply_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads for 64 cores would set apart more addresses than a worker may have."""
    dismiss()
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "64")
    assert call_apart(os.getenv, "OPENBLAS_NUM_THREADS") == "1"
