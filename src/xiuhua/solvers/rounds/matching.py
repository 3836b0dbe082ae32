"""Pairs of least total cost: an even number of points, each in one pair (OR-tools).

A greedy pairing gives an upper bound and the linear relaxation a lower one with a price for each point; a pair
whose cost exceeds its two prices by more than the gap between the bounds is in no best pairing and is left
out, so that CP-SAT decides among few.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

_UNIT_M = 0.01


class Pairing(NamedTuple):
    """Pairs of positions, their cost, and a cost that no pairing goes below."""

    pairs: list[tuple[int, int]]
    cost: float
    bound: float


def least_pairing(cost: npt.NDArray[np.float64], seconds: float, seed: int) -> Pairing:
    """The pairing of least cost of a symmetric table; proven when `cost` equals `bound`."""
    count = len(cost)
    if not count:
        return Pairing([], 0.0, 0.0)
    first = _swapped(_greedy(cost), cost)
    upper = _total(first, cost)
    prices, lower = _prices(cost)
    ones, others = np.triu_indices(count, 1)
    over = cost[ones, others] - prices[ones] - prices[others]
    kept = over <= upper - lower + 1e-6
    pairs = list(zip(ones[kept].tolist(), others[kept].tolist(), strict=True))
    if upper - lower <= _UNIT_M:
        return Pairing(first, upper, upper)
    return _decided(pairs, first, cost, lower, seconds, seed)


def _greedy(cost: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    ones, others = np.triu_indices(len(cost), 1)
    taken, found = set[int](), []
    for place in np.argsort(cost[ones, others], kind="stable"):
        one, other = int(ones[place]), int(others[place])
        if one not in taken and other not in taken:
            taken |= {one, other}
            found.append((one, other))
    return found


def _swapped(pairs: list[tuple[int, int]], cost: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """Two pairs exchange partners as long as that helps."""
    better = True
    while better:
        better = False
        for m in range(len(pairs)):
            for n in range(m):
                (a, b), (c, d) = pairs[m], pairs[n]
                now = cost[a, b] + cost[c, d]
                for one, other in (((a, c), (b, d)), ((a, d), (b, c))):
                    if cost[one] + cost[other] < now - 1e-9:
                        pairs[m], pairs[n], better = one, other, True
                        break
    return pairs


def _total(pairs: Sequence[tuple[int, int]], cost: npt.NDArray[np.float64]) -> float:
    return float(sum(cost[pair] for pair in pairs))


def _prices(cost: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], float]:
    """Prices of the points with the greatest sum such that no pair is overpaid: the dual of the relaxation."""
    count = len(cost)
    program = pywraplp.Solver.CreateSolver("GLOP")
    prices = [program.NumVar(-program.infinity(), program.infinity(), "") for _ in range(count)]
    for one in range(count):
        for other in range(one):
            program.Add(prices[one] + prices[other] <= float(cost[one, other]))
    program.Maximize(sum(prices))
    if program.Solve() != pywraplp.Solver.OPTIMAL:  # a pair is always half its distance worth
        half = np.where(np.eye(count, dtype=bool), np.inf, cost).min(axis=1) / 2
        return half, float(half.sum())
    found = np.array([price.solution_value() for price in prices])
    return found, float(found.sum())


def _decided(
    pairs: list[tuple[int, int]],
    first: list[tuple[int, int]],
    cost: npt.NDArray[np.float64],
    lower: float,
    seconds: float,
    seed: int,
) -> Pairing:
    model = cp_model.CpModel()
    chosen = {pair: model.new_bool_var("") for pair in pairs}
    at: list[list[cp_model.IntVar]] = [[] for _ in range(len(cost))]
    for (one, other), variable in chosen.items():
        at[one].append(variable)
        at[other].append(variable)
    for ends in at:
        model.add_exactly_one(ends)
    whole = {pair: round(float(cost[pair]) / _UNIT_M) for pair in pairs}
    model.minimize(sum(whole[pair] * variable for pair, variable in chosen.items()))
    begun = {(min(pair), max(pair)) for pair in first}
    for pair, variable in chosen.items():
        model.add_hint(variable, pair in begun)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = max(seconds, 0.05)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Pairing(first, _total(first, cost), lower)
    found = [pair for pair, variable in chosen.items() if solver.value(variable)]
    total = _total(found, cost)
    if status == cp_model.OPTIMAL:
        return Pairing(found, total, total)
    return Pairing(found, total, max(lower, solver.best_objective_bound * _UNIT_M))
