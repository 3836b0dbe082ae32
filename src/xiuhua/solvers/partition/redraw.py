"""Redraw with least change: grids are in force, the work has changed, as few blocks as can be move.

What counts first is how many blocks change hands, then the borders. Grids keep their numbers.
"""

import time

import numpy as np

from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.partition.figures import broken, measure_grids
from xiuhua.solvers.partition.problem import Params, Problem, Result, Stop, out_of_reach
from xiuhua.solvers.partition.search import anneal

# A block that moves costs more than any border it could better.
_MOVED = 0.05
_TRIES = 6


def redraw(
    problem: Problem,
    in_force: np.ndarray,
    stop: Stop | None = None,
    seed: int = 0,
    params: Params | None = None,
    *,
    free: np.ndarray | None = None,
) -> Result:
    """The division nearest to `in_force` (grid of each block, 0 … count-1) within the deviation.

    `free` marks blocks that may move. Refuses what `Problem.check` refuses, grids_in_pieces where a grid
    in force does not hang together, and deviation_out_of_reach.
    """
    problem.check()
    stop, params = stop or Stop(), params or Params()
    began = time.perf_counter()
    town, weight = problem.town, problem.weight
    if apart := broken(town.edges, in_force):
        raise Refused("grids_in_pieces", grids=[grid + 1 for grid in apart])
    drafts = [
        anneal(
            town, weight, in_force, problem.count, mean=problem.mean,
            tolerance=problem.deviation * (1 - 1e-6), moves=stop.moves(stop.long, len(town)) // 2,
            hot=params.hot * (1 + attempt), cold=params.cold, roundness=params.roundness / 10,
            seed=seed * _TRIES + attempt, free=free, home=in_force, moved=_MOVED * (1 + attempt % 3),
        )
        for attempt in range(_TRIES)
    ]  # fmt: skip
    reached = [
        _sent_home(problem, grid_of, in_force) for grid_of, cost in drafts if np.isfinite(cost)
    ]
    if not reached:
        misses = [
            np.abs(np.bincount(g, weight, problem.count) / problem.mean - 1).max()
            for g, _ in drafts
        ]
        raise out_of_reach(problem, float(min(misses)))
    best = min(reached, key=lambda grid_of: _order(problem, grid_of, in_force))
    return Result(
        grid_of=best,
        figures=measure_grids(town, weight, best, mean=problem.mean),
        seconds=time.perf_counter() - began,
    )


def _order(problem: Problem, grid_of: np.ndarray, in_force: np.ndarray) -> tuple[int, float]:
    """Fewest blocks first, then the shortest cut."""
    edges = problem.town.edges
    cut = grid_of[edges.here] != grid_of[edges.other]
    return int((grid_of != in_force).sum()), float(edges.cost_m[cut].sum())


def _sent_home(problem: Problem, grid_of: np.ndarray, in_force: np.ndarray) -> np.ndarray:
    """Every moved block goes back that can, one at a time, until none can."""
    grid_of = grid_of.copy()
    again = True
    while again:
        again = False
        for block in np.flatnonzero(grid_of != in_force):
            tried = grid_of.copy()
            tried[block] = in_force[block]
            weights = np.bincount(tried, problem.weight, problem.count)
            fits = np.abs(weights / problem.mean - 1).max() <= problem.deviation
            if (
                fits
                and not broken(problem.town.edges, tried)
                and len(np.unique(tried)) == problem.count
            ):
                grid_of, again = tried, True
    return grid_of
