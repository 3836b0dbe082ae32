"""Puts the parts together: each connected piece of network by itself, tries by chance, the best kept."""

import time
from collections import Counter
from collections.abc import Sequence
from random import Random

from xiuhua.solvers.rounds.paths import arms_of, parts_of
from xiuhua.solvers.rounds.postman import Copies, Town, evened, is_reachable, odd_bound_m, walk_of
from xiuhua.solvers.rounds.problem import Params, Problem, Result, Round, Step, Stop, Way, check
from xiuhua.solvers.rounds.splitting import cut

__all__ = ["solve"]
_CLOSE_M = 0.05


def solve(
    problem: Problem, stop: Stop | None = None, seed: int = 0, params: Params | None = None
) -> Result:
    """Closed rounds that walk every way at least `times` often. The same seed gives the same rounds unless
    `stop.seconds` cut the search short. Refuses what has no round (`round_…`).
    """
    stop, params = stop or Stop(), params or Params()
    check(problem, params)
    began = time.monotonic()
    arms = arms_of(problem.ways)
    towns = _towns(problem, arms)
    rounds: list[Round] = []
    length = bound = 0.0
    for town in towns:
        left = max(0.1, (stop.seconds - (time.monotonic() - began)) / len(towns))
        found, walk_m, bound_m = _one(town, Stop(left, stop.tries), seed, params)
        rounds += found
        length += walk_m
        bound += bound_m
    rounds.sort(key=lambda one: -one.length_m)
    return Result(
        rounds=tuple(rounds),
        length_m=sum(one.length_m for one in rounds),
        required_m=problem.required_m,
        lower_bound_m=bound,
        is_optimal=length <= bound + _CLOSE_M * len(towns),
        parts=len(towns),
        too_long=sum(one.length_m > params.slot_m + _CLOSE_M for one in rounds),
        seconds=time.monotonic() - began,
    )


def _towns(problem: Problem, arms: list[list[tuple[int, int]]]) -> list[Town]:
    """One town, or one for each piece of network; the start holds for the piece it lies in."""
    whole = Town(problem.ways, arms, problem.start)
    if is_reachable(whole):
        return [whole]
    towns = []
    for nodes in parts_of(problem.ways, range(len(problem.ways))):
        ways = [
            way if way.a in nodes else Way(way.a, way.b, way.length_m, 0) for way in problem.ways
        ]
        if any(way.times for way in ways):
            towns.append(Town(ways, arms, problem.start if problem.start in nodes else None))
    return towns


def _one(town: Town, stop: Stop, seed: int, params: Params) -> tuple[list[Round], float, float]:
    """The rounds of one town, the length of its walk before cutting, and what no walk goes below."""
    began = time.monotonic()
    asked = sum(way.length_m * way.times for way in town.ways)
    best, bound = evened(town, None, stop.seconds / 2, seed)
    if len(town.pieces) > 1:
        bound = odd_bound_m(town, stop.seconds / 4, seed)
        chance = Random(seed)
        for _ in range(stop.tries):
            if time.monotonic() - began > stop.seconds or town.deadhead_m(best) <= bound + _CLOSE_M:
                break
            other, _ = evened(town, chance, stop.seconds / 4, seed)
            best = min(best, other, key=town.deadhead_m)
    rounds = _rounds(town, best, Random(seed), stop, params)
    return rounds, asked + town.deadhead_m(best), asked + bound


def _rounds(town: Town, copies: Copies, chance: Random, stop: Stop, params: Params) -> list[Round]:
    """The walk cut to the slot; of several orders of the same walk the one whose rounds are fewest and shortest."""
    start = town.start
    if start is None:
        start = min(min(piece) for piece in town.pieces)
    began = time.monotonic()
    best: list[list[Step]] = []
    for attempt in range(max(1, stop.tries)):
        steps = walk_of(town, copies, start, chance if attempt else None)
        found = [_bettered(town, one) for one in cut(town, steps, params.slot_m)]
        if not best or _worth(town, found) < _worth(town, best):
            best = found
        if len(best) == 1 or time.monotonic() - began > stop.seconds:
            break
    return [_round(town, steps, params) for steps in best]


def _worth(town: Town, rounds: Sequence[Sequence[Step]]) -> tuple[int, float, float]:
    lengths = [_length(town, one) for one in rounds]
    return len(rounds), max(lengths), sum(lengths)


def _bettered(town: Town, steps: list[Step]) -> list[Step]:
    """The same ways as a postman's round of their own, if that is shorter."""
    asked = Counter(step.way for step in steps if step.counts)
    ways = [Way(way.a, way.b, way.length_m, asked[n]) for n, way in enumerate(town.ways)]
    own = Town(ways, town.arms, town.start)
    copies, _ = evened(own, None, 1.0, 0)
    start = town.start if town.start is not None else min(own.pieces[0])
    other = walk_of(own, copies, start, None)
    return min(steps, other, key=lambda one: _length(town, one))


def _length(town: Town, steps: Sequence[Step]) -> float:
    return sum(town.ways[step.way].length_m for step in steps)


def _round(town: Town, steps: list[Step], params: Params) -> Round:
    length = _length(town, steps)
    asked = sum(town.ways[step.way].length_m for step in steps if step.counts)
    return Round(tuple(steps), length, asked, length / params.speed_m_min)
