"""Divisions: always in one piece and within the tolerance, as good as the best there is on tiny towns."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from tests.solvers.partition.towns import EPSG, board, weights
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.partition import Params, Problem, Stop, Town, measure_grids, solve
from xiuhua.solvers.partition.figures import broken

QUICK = Stop(short=300, long=1_000, least=20)
FEW = Params(starts=4)


def town_of(columns, rows):
    return Town.of(board(columns, rows), EPSG)


@settings(max_examples=25, deadline=None)
@given(
    columns=st.integers(3, 7),
    rows=st.integers(2, 6),
    count=st.integers(1, 5),
    seed=st.integers(0, 1000),
)
def test_grids_hang_together_and_keep_the_tolerance(columns, rows, count, seed):
    town, weight = town_of(columns, rows), weights(columns * rows, seed)
    result = solve(Problem(town, weight, count, 0.45), QUICK, seed, FEW)
    assert sorted(set(result.grid_of.tolist())) == list(range(count))
    assert broken(town.edges, result.grid_of) == ()
    assert result.figures.deviation <= 0.45
    again = measure_grids(town, weight, result.grid_of)
    assert result.figures.deviation == pytest.approx(again.deviation)
    assert result.figures.cut_m == again.cut_m


@pytest.mark.parametrize("seed", range(5))
def test_on_a_tiny_town_nothing_better_exists(seed):
    """Every division of 3 × 3 blocks into three grids, tried one by one."""
    town, weight = town_of(3, 3), weights(9, seed, 0.3)
    problem = Problem(town, weight, 3, 0.2)
    found = solve(problem, Stop(short=20_000, long=40_000, least=9), seed, Params(roundness=0.0))
    best = np.inf
    for assignment in product(range(3), repeat=9):
        grid_of = np.array(assignment)
        if len(set(assignment)) == 3 and not broken(town.edges, grid_of):
            figures = measure_grids(town, weight, grid_of)
            if figures.deviation <= 0.2:
                best = min(best, figures.cut_m)
    assert found.figures.cut_m == pytest.approx(best)


def test_the_same_seed_gives_the_same_grids():
    town, weight = town_of(9, 8), weights(72)
    problem = Problem(town, weight, 6, 0.1)
    one, two = (solve(problem, QUICK, 4, FEW).grid_of for _ in range(2))
    assert (one == two).all()


def test_grids_are_numbered_from_the_north_west():
    town = town_of(6, 6)
    result = solve(Problem(town, np.ones(36), 4, 0.01), QUICK, 1, FEW)
    first = town.middle[result.grid_of == 0].mean(axis=0)
    last = town.middle[result.grid_of == 3].mean(axis=0)
    assert first[0] < last[0] and first[1] > last[1]


def test_grids_stay_inside_communities_where_they_fit():
    """Two communities that each hold two grids; the shortest cut would ignore them."""
    town = town_of(8, 4)
    limits = np.array([0 if block % 8 < 4 else 1 for block in range(32)])
    result = solve(Problem(town, np.ones(32), 4, 0.05, limits), QUICK, 1, FEW)
    for grid in range(4):
        assert len(set(limits[result.grid_of == grid].tolist())) == 1
    assert result.groups == ((0,), (1,))


def test_communities_that_do_not_fit_are_divided_together():
    town = town_of(8, 4)
    limits = np.array([0 if block % 8 < 3 else 1 for block in range(32)])  # 12 and 20 blocks
    result = solve(Problem(town, np.ones(32), 4, 0.05, limits), QUICK, 1, FEW)
    assert result.groups == ((),)
    assert result.figures.deviation <= 0.05


def test_progress_ends_at_the_whole():
    said = []
    solve(Problem(town_of(4, 4), np.ones(16), 2, 0.1), QUICK, 1, FEW, done=said.append)
    assert said == sorted(said) and said[-1] == pytest.approx(1)


@pytest.mark.parametrize(
    ("count", "deviation", "code"),
    [(0, 0.1, "grids_too_few"), (10, 0.1, "grids_exceed_blocks"), (2, 0.0, "deviation_wrong")],
)
def test_what_cannot_be_asked_is_refused(count, deviation, code):
    with pytest.raises(Refused) as refused:
        solve(Problem(town_of(3, 3), np.ones(9), count, deviation))
    assert refused.value.code == code


def test_a_deviation_nobody_can_reach_names_the_nearest():
    """Nine equal blocks in two grids: four and five, so 11.2 % and no less."""
    with pytest.raises(Refused) as refused:
        solve(Problem(town_of(3, 3), np.ones(9), 2, 0.02), QUICK, 1, FEW)
    assert refused.value.code == "deviation_out_of_reach"
    assert refused.value.facts["nearest"] == "11.3%"
    assert (
        solve(Problem(town_of(3, 3), np.ones(9), 2, 0.113), QUICK, 1, FEW).figures.deviation < 0.113
    )


def test_one_block_too_heavy_is_named():
    weight = np.ones(9)
    weight[4] = 8
    with pytest.raises(Refused) as refused:
        solve(Problem(town_of(3, 3), weight, 3, 0.05))
    assert (refused.value.code, refused.value.facts["block"]) == ("deviation_out_of_reach", "5")


def test_a_town_in_two_pieces_is_refused():
    blocks = [*board(2, 2), box(115, 31, 115.001, 31.001)]
    with pytest.raises(Refused) as refused:
        solve(Problem(Town.of(blocks, EPSG), np.ones(5), 2))
    assert refused.value.code == "town_in_pieces"
    assert refused.value.facts["blocks"] == ["5"]


def test_overlapping_blocks_and_bad_shapes_are_refused():
    blocks = board(2, 2)
    x0, y0, x1, y1 = blocks[0].bounds
    bowtie = Polygon([(x0, y0), (x1, y1), (x1, y0), (x0, y1)])
    cases = {
        "blocks_overlap": [*blocks, box(x0, y0, x1, y1)],
        "block_drawn_wrong": [*blocks[1:], bowtie],
        "blocks_none": [],
    }
    for code, drawn in cases.items():
        with pytest.raises(Refused) as refused:
            Town.of(drawn, EPSG)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        Town.of(blocks, EPSG, ["a", "b", "a", "c"])
    assert refused.value.code == "block_id_twice"
