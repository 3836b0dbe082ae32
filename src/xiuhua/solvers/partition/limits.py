"""Grids inside community limits, where that can be.

Communities are divided each by itself if whole grids of the right weight fit into them; those that do
not fit are put together with a neighbour until they do. With no way to fit, the town is divided as one.
"""

from dataclasses import dataclass

import numpy as np

from xiuhua.solvers.partition.problem import Problem
from xiuhua.solvers.partition.town import Edges, Town, pieces_of


@dataclass(frozen=True)
class Group:
    """Communities divided together: their blocks, and how many grids they get."""

    limits: tuple[int, ...]
    blocks: np.ndarray
    count: int


def groups_of(problem: Problem) -> list[Group]:
    """The finest groups that work out: in one piece, and a whole number of grids within the deviation."""
    blocks = np.arange(len(problem.town))
    whole = [Group((), blocks, problem.count)]
    if problem.limits is None or problem.count == 1:
        return whole
    sets = [{int(limit)} for limit in np.unique(problem.limits)]
    while len(sets) > 1:
        misfit = max(sets, key=lambda one: _misfit(problem, one))
        if _misfit(problem, misfit) == 0:
            break
        beside = [other for other in sets if other is not misfit and _touch(problem, misfit, other)]
        if not beside:
            return whole
        mate = min(
            beside, key=lambda other: (_misfit(problem, misfit | other), len(other), sorted(other))
        )
        sets = [one for one in sets if one is not misfit and one is not mate] + [misfit | mate]
    found = [Group(tuple(sorted(s)), _blocks(problem, s), _count(problem, s)) for s in sets]
    if len(found) == 1 or sum(group.count for group in found) != problem.count:
        return whole
    return sorted(found, key=lambda group: group.limits)


def part_of(problem: Problem, blocks: np.ndarray, count: int) -> tuple[np.ndarray, Problem]:
    """The problem of some blocks alone; borders to the others become outline."""
    if len(blocks) == len(problem.town):
        return blocks, problem
    town, edges = problem.town, problem.town.edges
    place = np.full(len(town), -1, np.int64)
    place[blocks] = np.arange(len(blocks))
    one, two = place[edges.here], place[edges.other]
    kept = (one >= 0) & (two > one)
    factor = edges.cost_m[kept] / edges.border_m[kept]
    inner = Edges.between(
        len(blocks), one[kept], two[kept], edges.border_m[kept], factor, edges.joint[kept]
    )
    part = Town(
        ids=tuple(town.ids[block] for block in blocks),
        area_m2=town.area_m2[blocks],
        outline_m=town.outline_m[blocks],
        middle=town.middle[blocks],
        edges=inner,
    )
    return blocks, Problem(part, problem.weight[blocks], count, problem.deviation)


def _inside(problem: Problem, limits: set[int]) -> np.ndarray:
    """Which blocks lie within these limits."""
    assert problem.limits is not None
    return np.isin(problem.limits, sorted(limits))


def _blocks(problem: Problem, limits: set[int]) -> np.ndarray:
    return np.flatnonzero(_inside(problem, limits))


def _count(problem: Problem, limits: set[int]) -> int:
    return round(float(problem.weight[_blocks(problem, limits)].sum()) / problem.mean)


def _misfit(problem: Problem, limits: set[int]) -> float:
    """0 where whole grids fit; else by how much they miss, more than that where the blocks lie apart."""
    blocks = _blocks(problem, limits)
    weight, count = float(problem.weight[blocks].sum()), _count(problem, limits)
    inside = _inside(problem, limits).astype(np.int64)
    pieces = [piece for piece in pieces_of(problem.town.edges, inside) if inside[piece[0]]]
    apart = float(len(pieces) - 1)
    if count == 0 or count > len(blocks):
        return 2.0 + apart
    # Half the deviation is left for the blocks, which cannot be cut.
    miss = abs(weight / count / problem.mean - 1) - problem.deviation / 2
    return max(0.0, miss) + apart


def _touch(problem: Problem, one: set[int], other: set[int]) -> bool:
    edges = problem.town.edges
    here, there = _inside(problem, one)[edges.here], _inside(problem, other)[edges.other]
    return bool((here & there & edges.joint).any())
