"""Redraw with least change: no fewer blocks could have moved."""

from itertools import product

import numpy as np
import pytest

from tests.solvers.partition.towns import EPSG, board, weights
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.partition import Problem, Stop, Town, measure_grids, redraw
from xiuhua.solvers.partition.figures import broken

QUICK = Stop(short=300, long=3_000, least=20)


@pytest.mark.parametrize("seed", range(6))
def test_nobody_moves_fewer_blocks(seed):
    """All divisions of 3 × 4 blocks into two grids."""
    town, weight = Town.of(board(3, 4), EPSG), weights(12, seed, 0.8)
    before = np.array([0] * 6 + [1] * 6)
    problem = Problem(town, weight, 2, 0.12)
    least = min(
        (
            int((np.array(a) != before).sum())
            for a in product((0, 1), repeat=12)
            if len(set(a)) == 2
            and not broken(town.edges, np.array(a))
            and measure_grids(town, weight, np.array(a)).deviation <= 0.12
        ),
        default=None,
    )
    assert least is not None
    result = redraw(problem, before, QUICK, seed)
    assert int((result.grid_of != before).sum()) == least
    assert result.figures.deviation <= 0.12


def test_what_still_fits_stays_as_it_is():
    town = Town.of(board(4, 4), EPSG)
    before = np.array([0, 0, 1, 1] * 4)
    assert (redraw(Problem(town, np.ones(16), 2, 0.05), before, QUICK).grid_of == before).all()


def test_blocks_that_may_not_move_do_not():
    town = Town.of(board(4, 2), EPSG)
    weight = np.array([2, 1, 1, 1, 2, 1, 1, 1.0])
    before, free = np.array([0, 0, 1, 1] * 2), np.ones(8, bool)
    free[1] = False
    result = redraw(Problem(town, weight, 2, 0.12), before, QUICK, free=free)
    assert result.grid_of[1] == 0
    assert (result.grid_of != before).sum() == 1


def test_grids_that_lie_in_pieces_and_tolerances_out_of_reach_are_refused():
    town = Town.of(board(3, 2), EPSG)
    with pytest.raises(Refused) as refused:
        redraw(Problem(town, np.ones(6), 2, 0.4), np.array([0, 1, 0, 0, 1, 0]), QUICK)
    assert refused.value.code == "grids_in_pieces"
    with pytest.raises(Refused) as refused:
        redraw(Problem(town, np.ones(6), 4, 0.1), np.array([0, 1, 1, 2, 3, 3]), QUICK)
    assert refused.value.code == "deviation_out_of_reach"
