"""From a problem to a division: many short searches, the best of them searched long, then numbered.

Two searches run side by side (numba lets go of the interpreter). The same problem, seed, stop and params
give the same answer on any machine, however busy, since searches end by moves and not by the clock.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from xiuhua.rulebook.numbering import order_cells
from xiuhua.solvers.partition.figures import measure_grids
from xiuhua.solvers.partition.limits import groups_of, part_of
from xiuhua.solvers.partition.problem import Done, Params, Problem, Result, Stop, out_of_reach
from xiuhua.solvers.partition.search import anneal
from xiuhua.solvers.partition.starts import metis_starts

# Searched a little tighter than asked, so that rounding never shows a grid beyond the line.
_INSIDE = 1 - 1e-6
# A finalist goes on from where it is: cooler than a fresh start.
_WARM = 0.6
Draft = tuple[np.ndarray, float]


def solve(
    problem: Problem,
    stop: Stop | None = None,
    seed: int = 0,
    params: Params | None = None,
    *,
    done: Done = lambda share: None,
) -> Result:
    """The best division found; grids are numbered from the north-west as the standard asks.

    Refuses what `Problem.check` refuses, and deviation_out_of_reach when no search gets there: the
    nearest reached is named.
    """
    problem.check()
    stop, params = stop or Stop(), params or Params()
    began = time.perf_counter()
    groups = groups_of(problem)
    grid_of = np.full(len(problem.town), -1, np.int64)
    given = 0
    for number, group in enumerate(groups):
        town, part = part_of(problem, group.blocks, group.count)

        def part_done(share: float, before: int = number) -> None:
            done((before + share) / len(groups))

        found = _search(part, problem.mean, stop, seed, params, part_done)
        grid_of[town] = found + given
        given += group.count
    grid_of = numbered(problem, grid_of)
    return Result(
        grid_of=grid_of,
        figures=measure_grids(problem.town, problem.weight, grid_of, mean=problem.mean),
        seconds=time.perf_counter() - began,
        groups=tuple(group.limits for group in groups),
    )


def _search(
    problem: Problem, mean: float, stop: Stop, seed: int, params: Params, done: Done
) -> np.ndarray:
    """The division of one town, or of the part inside some limits; `mean` is that of the whole."""
    town, weight, count = problem.town, problem.weight, problem.count
    blocks = len(town)
    if count == 1:
        return np.zeros(blocks, np.int64)
    starts = metis_starts(town, weight, count, starts=params.starts, seed=seed)
    short_moves, long_moves = stop.moves(stop.short, blocks), stop.moves(stop.long, blocks)
    total = len(starts) * short_moves + params.finalists * long_moves
    spent = 0

    def run(jobs: Sequence[tuple[int, np.ndarray]], moves: int, hot: float) -> list[Draft]:
        nonlocal spent
        drafts = []

        def one(job: tuple[int, np.ndarray]) -> Draft:
            number, grid_of = job
            return anneal(
                town, weight, grid_of, count, mean=mean, tolerance=problem.deviation * _INSIDE,
                moves=moves, hot=hot, cold=params.cold, roundness=params.roundness,
                seed=(seed * 100 + number) % 2**31,
            )  # fmt: skip

        for draft in _side_by_side(one, jobs):
            drafts.append(draft)
            spent += moves
            done(spent / total)
        return drafts

    short = run(list(enumerate(starts)), short_moves, params.hot)
    order = sorted(
        range(len(short)), key=lambda n: (short[n][1], _miss(problem, short[n][0], mean), n)
    )
    best = [short[n] for n in order[: params.finalists]]
    jobs = [(50 + n, grid_of) for n, (grid_of, _) in enumerate(best)]
    drafts = [*best, *run(jobs, long_moves, params.hot * _WARM)]
    grid_of, cost = min(drafts, key=lambda draft: draft[1])
    if np.isfinite(cost):
        return grid_of
    nearest = min((_miss(problem, grid_of, mean) for grid_of, _ in [*short, *drafts]))
    raise out_of_reach(problem, nearest)


def _side_by_side(
    one: Callable[[tuple[int, np.ndarray]], Draft], jobs: Iterable[tuple[int, np.ndarray]]
) -> Iterable[Draft]:
    with ThreadPoolExecutor(max_workers=2) as pool:
        yield from pool.map(one, jobs)


def _miss(problem: Problem, grid_of: np.ndarray, mean: float) -> float:
    """The deviation of a division."""
    weights = np.bincount(grid_of, problem.weight, problem.count)
    return float(np.abs(weights / mean - 1).max())


def numbered(problem: Problem, grid_of: np.ndarray) -> np.ndarray:
    """The same division with grids numbered as the standard asks: north to south, west to east."""
    town = problem.town
    count = int(grid_of.max()) + 1
    area = np.bincount(grid_of, town.area_m2, count)
    middles = [
        np.bincount(grid_of, town.area_m2 * town.middle[:, axis], count) / area for axis in (0, 1)
    ]
    order = order_cells(list(zip(*(column.tolist() for column in middles), strict=True)))
    number = np.empty(count, np.int64)
    number[order] = np.arange(count)
    return number[grid_of]
