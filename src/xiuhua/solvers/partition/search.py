"""The search itself: blocks change hands, for the better always, for the worse with a chance.

Simulated annealing over the borders of the grids, single moves and exchanges, compiled to machine code by numba: some ten million
moves tried per second. What a division costs:

    Σ cost of cut borders ÷ √(area · k)  +  roundness · mean(outline² ÷ 4π area)
    + Σ over grids of what they deviate beyond the tolerance, dearer the colder it gets
    + `moved` for each block away from its home, where homes are given

Every grid stays in one piece at every step. It knows arrays only; problems are made elsewhere.
"""

from typing import Any

import numpy as np
from numba import njit

from xiuhua.solvers.partition.town import Town

# At the beginning a grid a tenth too heavy is nearly free, so that blocks get about; at the end it never pays.
_PENALTY = 3.0
# The penalty's edge: without it the last thousandth would never be put right.
_EDGE = 0.02


def anneal(
    town: Town,
    weight: np.ndarray,
    grid_of: np.ndarray,
    count: int,
    *,
    mean: float,
    tolerance: float,
    moves: int,
    hot: float,
    cold: float,
    roundness: float,
    seed: int,
    free: np.ndarray | None = None,
    home: np.ndarray | None = None,
    moved: float = 0.0,
) -> tuple[np.ndarray, float]:
    """The best division met within the tolerance and its cost; the last one and infinity if none was.

    `grid_of` must have every grid in one piece. `free` marks blocks that may move, `home` where each
    began and `moved` what being elsewhere costs; `hot` and `cold` count in mean borders. The same seed gives the same answer.
    """
    edges = town.edges
    scale = float(np.sqrt(town.area_m2.sum() * count))
    border = float(edges.cost_m.mean()) / scale if len(edges.cost_m) else 1.0
    return _anneal(
        edges.first,
        edges.other,
        edges.border_m,
        edges.cost_m,
        edges.joint,
        weight.astype(np.float64),
        town.area_m2,
        town.outline_m,
        grid_of.astype(np.int64).copy(),
        count,
        mean,
        tolerance,
        moves,
        hot * border,
        cold * border,
        roundness,
        scale,
        seed,
        np.ones(len(town), np.bool_) if free is None else free,
        np.zeros(len(town), np.int64) if home is None else home,
        moved if home is not None else 0.0,
    )


@njit(nogil=True, cache=True)
def _hangs_together(
    block: int, grid: int, first: Any, other: Any, joint: Any, grid_of: Any, mark: Any, stamp: int,
    stack: Any,
) -> bool:  # fmt: skip
    """Whether the grid stays in one piece when the block leaves it: its neighbours there reach one another."""
    wanted, start = 0, -1
    for at in range(first[block], first[block + 1]):
        neighbour = other[at]
        if joint[at] and grid_of[neighbour] == grid:
            mark[neighbour] = stamp
            wanted += 1
            start = neighbour
    if wanted <= 1:
        return wanted == 1
    mark[block] = stamp + 1
    mark[start] = stamp + 1
    stack[0] = start
    head, end, wanted = 0, 1, wanted - 1
    while head < end:
        here = stack[head]
        head += 1
        for at in range(first[here], first[here + 1]):
            neighbour = other[at]
            if joint[at] and grid_of[neighbour] == grid and mark[neighbour] != stamp + 1:
                if mark[neighbour] == stamp:
                    wanted -= 1
                    if wanted == 0:
                        return True
                mark[neighbour] = stamp + 1
                stack[end] = neighbour
                end += 1
    return False


@njit(nogil=True, cache=True)
def _beyond(weight: float, mean: float, tolerance: float) -> float:
    return max(0.0, abs(weight / mean - 1.0) - tolerance)


# What is kept of each grid, one row per grid.
_WEIGHT, _AREA, _OUTLINE, _AROUND, _BEYOND = range(5)


@njit(nogil=True, cache=True)
def _weigh_move(
    block: int, there: int, first: Any, other: Any, border: Any, cost: Any, weight: Any, area: Any,
    outline: Any, grid_of: Any, held: Any, mean: float, tolerance: float, new: Any,
) -> Any:  # fmt: skip
    """What changes if the block goes: (cost of borders, roundness, deviation); `new` gets both grids' rows."""
    here = grid_of[block]
    border_here, border_there, cost_here, cost_there = 0.0, 0.0, 0.0, 0.0
    for at in range(first[block], first[block + 1]):
        grid = grid_of[other[at]]
        if grid == here:
            border_here += border[at]
            cost_here += cost[at]
        elif grid == there:
            border_there += border[at]
            cost_there += cost[at]
    new[0, _WEIGHT] = held[here, _WEIGHT] - weight[block]
    new[1, _WEIGHT] = held[there, _WEIGHT] + weight[block]
    new[0, _AREA] = held[here, _AREA] - area[block]
    new[1, _AREA] = held[there, _AREA] + area[block]
    new[0, _OUTLINE] = held[here, _OUTLINE] - outline[block] + 2 * border_here
    new[1, _OUTLINE] = held[there, _OUTLINE] + outline[block] - 2 * border_there
    rounder, worse = 0.0, 0.0
    for side in range(2):
        new[side, _AROUND] = new[side, _OUTLINE] ** 2 / (4 * np.pi * new[side, _AREA])
        new[side, _BEYOND] = _beyond(new[side, _WEIGHT], mean, tolerance)
        grid = here if side == 0 else there
        rounder += new[side, _AROUND] - held[grid, _AROUND]
        worse += new[side, _BEYOND] ** 2 - held[grid, _BEYOND] ** 2
        worse += _EDGE * (new[side, _BEYOND] - held[grid, _BEYOND])
    return cost_here - cost_there, rounder, worse


@njit(nogil=True, cache=True)
def _partner(
    block: int, here: int, there: int, first: Any, other: Any, joint: Any, grid_of: Any
) -> int:
    """A block of `there` two steps away at most that could come in exchange; -1 if chance finds none."""
    step = first[block] + np.random.randint(first[block + 1] - first[block])
    near = other[step]
    step = first[near] + np.random.randint(first[near + 1] - first[near])
    found = other[step]
    if found == block or grid_of[found] != there:
        return -1
    for at in range(first[found], first[found + 1]):
        if joint[at] and grid_of[other[at]] == here and other[at] != block:
            return found
    return -1


@njit(nogil=True, cache=True)
def _take_in(held: Any, here: int, there: int, new: Any) -> int:
    """Write both grids' new rows; by how many grids more the tolerance is broken."""
    more = 0
    for side in range(2):
        grid = here if side == 0 else there
        more += int(new[side, _BEYOND] > 0) - int(held[grid, _BEYOND] > 0)
        held[grid] = new[side]
    return more


@njit(nogil=True, cache=True)
def _anneal(
    first: Any, other: Any, border: Any, cost: Any, joint: Any, weight: Any, area: Any, outline: Any,
    grid_of: Any, count: int, mean: float, tolerance: float, moves: int, hot: float, cold: float,
    roundness: float, scale: float, seed: int, free: Any, home: Any, moved: float,
) -> Any:  # fmt: skip
    np.random.seed(seed)
    blocks = len(weight)
    held, members = np.zeros((count, 5)), np.zeros(count, np.int64)
    value = 0.0
    for block in range(blocks):
        grid = grid_of[block]
        held[grid, _WEIGHT] += weight[block]
        held[grid, _AREA] += area[block]
        held[grid, _OUTLINE] += outline[block]
        members[grid] += 1
        if grid != home[block]:
            value += moved
        for at in range(first[block], first[block + 1]):
            if grid_of[other[at]] == grid:
                held[grid, _OUTLINE] -= border[at]
            else:
                value += cost[at] / 2 / scale
    share = roundness / count
    wrong = 0
    for grid in range(count):
        held[grid, _AROUND] = held[grid, _OUTLINE] ** 2 / (4 * np.pi * held[grid, _AREA])
        held[grid, _BEYOND] = _beyond(held[grid, _WEIGHT], mean, tolerance)
        value += share * held[grid, _AROUND]
        wrong += int(held[grid, _BEYOND] > 0)
    best, best_value = grid_of.copy(), np.inf
    if wrong == 0:
        best_value = value
    mark, stack, stamp = np.zeros(blocks, np.int64), np.zeros(blocks, np.int64), 0
    new, back = np.zeros((2, 5)), np.zeros((2, 5))
    cooling = np.log(cold / hot)
    heat, penalty = hot, _PENALTY
    for move in range(moves):
        if move % 1024 == 0:
            heat = hot * np.exp(cooling * move / moves)
            penalty = _PENALTY * hot / heat
        block = np.random.randint(blocks)
        start, end = first[block], first[block + 1]
        if end == start or not free[block]:
            continue
        here = grid_of[block]
        through = start + np.random.randint(end - start)
        there = grid_of[other[through]]
        if here == there or not joint[through] or members[here] == 1:
            continue
        borders, rounder, worse = _weigh_move(
            block, there, first, other, border, cost, weight, area, outline, grid_of, held, mean,
            tolerance, new,
        )  # fmt: skip
        change = borders / scale + share * rounder
        change += moved * (int(there != home[block]) - int(here != home[block]))
        # What this move may cost at most: drawn once, so that a pair is judged as a whole.
        may_cost = -heat * np.log(1.0 - np.random.random())
        alone = change + penalty * worse <= may_cost
        partner = -1
        if not alone:
            if worse <= 0:
                continue
            partner = _partner(block, here, there, first, other, joint, grid_of)
            if partner < 0 or not free[partner]:
                continue
        stamp += 2
        if not _hangs_together(block, here, first, other, joint, grid_of, mark, stamp, stack):
            continue
        if alone:
            grid_of[block] = there
            wrong += _take_in(held, here, there, new)
            members[here] -= 1
            members[there] += 1
            value += change
        else:
            back[0], back[1] = held[here], held[there]
            grid_of[block] = there
            more = _take_in(held, here, there, new)
            borders, rounder, worse_too = _weigh_move(
                partner, here, first, other, border, cost, weight, area, outline, grid_of, held,
                mean, tolerance, new,
            )  # fmt: skip
            change += borders / scale + share * rounder
            change += moved * (int(here != home[partner]) - int(there != home[partner]))
            stamp += 2
            if change + penalty * (worse + worse_too) > may_cost or not _hangs_together(
                partner, there, first, other, joint, grid_of, mark, stamp, stack
            ):
                grid_of[block] = here
                held[here], held[there] = back[0], back[1]
                continue
            grid_of[partner] = here
            wrong += more + _take_in(held, there, here, new)
            value += change
        if wrong == 0 and value < best_value - 1e-12:
            best_value = value
            best[:] = grid_of
    if best_value == np.inf:
        best[:] = grid_of
    return best, best_value
