"""A closed walk too long for its slot is cut into several: each goes out, walks its part and comes back.

Cut points are chosen so that the longest round is as short as can be without changing the order of the walk; the
number of rounds is the least with which the longest fits, if any does.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from xiuhua.solvers.rounds.postman import Town
from xiuhua.solvers.rounds.problem import Step

Costs = npt.NDArray[np.float64]


class Piece(NamedTuple):
    """Steps from the first to the last that count, and the node at either end."""

    steps: list[Step]
    first: int
    last: int


def cut(town: Town, steps: list[Step], slot_m: float) -> list[list[Step]]:
    """The rounds of a walk, in its order; one alone where it fits, or where it cannot be cut."""
    if sum(town.ways[step.way].length_m for step in steps) <= slot_m:
        return [steps]
    counted = [place for place, step in enumerate(steps) if step.counts]
    cost = _costs(town, steps, counted)
    fits = max(slot_m, float(np.diag(cost).max())) + 1e-6
    best = _divided(cost, _fewest(cost, fits))
    return [closed(town, steps[counted[i] : counted[j] + 1]) for i, j in best]


def closed(town: Town, steps: list[Step]) -> list[Step]:
    """The steps with the way from the start and back to it; without a start, back to where they begin."""
    first, last = _from(town, steps[0]), _to(town, steps[-1])
    home = first if town.start is None else town.start
    return [*_between(town, home, first), *steps, *_between(town, last, home)]


def _between(town: Town, one: int, other: int) -> list[Step]:
    found, here = [], one
    for place in town.reach(one).path_to(other):
        way = town.ways[place]
        is_forward = way.a == here
        found.append(Step(place, is_forward, False))
        here = way.b if is_forward else way.a
    return found


def _from(town: Town, step: Step) -> int:
    way = town.ways[step.way]
    return way.a if step.is_forward else way.b


def _to(town: Town, step: Step) -> int:
    way = town.ways[step.way]
    return way.b if step.is_forward else way.a


def _costs(town: Town, steps: list[Step], counted: list[int]) -> Costs:
    """Length of the round over the counted steps i … j, there and back; infinite below the diagonal."""
    along = np.concatenate([[0.0], np.cumsum([town.ways[step.way].length_m for step in steps])])
    firsts = [_from(town, steps[place]) for place in counted]
    lasts = [_to(town, steps[place]) for place in counted]
    starts = np.array([along[place] for place in counted])
    ends = np.array([along[place + 1] for place in counted])
    inner = ends[None, :] - starts[:, None]
    if town.start is not None:
        away = np.array(town.reach(town.start).distance_m)
        ways_home = away[firsts][:, None] + away[lasts][None, :]
    else:
        ways_home = np.array([[town.reach(f).distance_m[t] for t in lasts] for f in firsts])
    costs: Costs = np.where(np.tri(len(counted), k=-1, dtype=bool), np.inf, inner + ways_home)
    return costs


def _fewest(cost: Costs, fits: float) -> int:
    """How many runs it takes when each goes on as long as it fits: a part of a run is never longer than the run."""
    count, first = 0, 0
    while first < len(cost):
        first += max(1, int(np.argmax(np.append(cost[first, first:] > fits, True))))
        count += 1
    return count


def _divided(cost: Costs, count: int) -> list[tuple[int, int]]:
    """The division into `count` runs whose longest is shortest."""
    size = len(cost)
    longest = cost[0].copy()
    before = []
    for _ in range(1, count):
        # Runs end at j; the last one begins at i+1.
        table = np.maximum(longest[:-1, None], cost[1:, :])
        begin = np.argmin(table, axis=0)
        longest = table[begin, np.arange(size)]
        before.append(begin)
    runs, end = [], size - 1
    for begin in reversed(before):
        first = int(begin[end]) + 1
        runs.append((first, end))
        end = first - 1
    runs.append((0, end))
    return runs[::-1]
