"""Find a roster: rows first where they can be priced, then CP-SAT's own model from the best start known.

One call, one answer, seeded. A problem that cannot be done answers no roster; why not is asked of `conflict.py`.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from xiuhua.solvers.roster.check import Cost, cost, faults
from xiuhua.solvers.roster.columns import Columns, fits
from xiuhua.solvers.roster.model import Model
from xiuhua.solvers.roster.problem import Problem, Roster

Progress = Callable[[float, int | None], None]
"""Called with the seconds so far and the best cost (None: no roster yet)."""
NEAR = 0.999
RELAXING, ROWS, SLOW = 0.5, 0.85, 0.15
"""Shares of the time: for the first programme, for everything with rows, and from when on a problem counts as large."""


@dataclass(frozen=True)
class Params:
    """How to search: workers, and how long one pick among rows may take."""

    workers: int = 2
    pick_seconds: float = 6.0
    patience: float | None = None
    """Stop when no better roster came for so many seconds; None: use all the time."""
    rows: bool = True
    """False: CP-SAT's model alone."""


@dataclass(frozen=True)
class Result:
    """What was found. `bound`: no roster costs less; `proven`: this one is the cheapest, or there is none."""

    roster: Roster | None
    cost: Cost
    bound: float
    seconds: float
    proven: bool
    params: Params = field(default_factory=Params)

    @property
    def gap(self) -> float | None:
        """How far the cost may lie above the best, as a share of the cost."""
        if self.roster is None:
            return None
        total = self.cost.total
        return max(0.0, (total - self.bound) / total) if total else 0.0


def solve(
    problem: Problem,
    stop: float,
    seed: int = 1,
    params: Params | None = None,
    start: Roster | None = None,
    progress: Progress | None = None,
) -> Result:
    """The cheapest lawful roster found within `stop` seconds; `start` may be any roster, lawful or not."""
    params = params or Params()
    began = time.monotonic()
    best, bound = _good(problem, start), 0.0
    if params.rows and fits(problem):
        best, bound = _by_rows(problem, began, stop, seed, params, best, progress)
        if best is not None and cost(problem, best).total - bound < NEAR:
            return _result(problem, best, bound, began, True, params)
    left = stop - (time.monotonic() - began)
    if left > 0.5:
        return _by_model(problem, began, left, seed, params, (start, best), bound, progress)
    return _result(problem, best, bound, began, False, params)


def _good(problem: Problem, start: Roster | None) -> Roster | None:
    return dict(start) if start is not None and not faults(problem, start) else None


def _by_rows(
    problem: Problem,
    began: float,
    stop: float,
    seed: int,
    params: Params,
    best: Roster | None,
    progress: Progress | None,
) -> tuple[Roster | None, float]:
    """Dive and pick in turn until the bound is met or the time for rows is over."""
    columns = Columns(problem, seed, began + RELAXING * stop)
    until = began + ROWS * stop
    columns.relax(near=0.4)
    columns.end = until
    rows: list[int] = []
    if time.monotonic() - began > SLOW * stop:
        # So large that a dive may not come to an end: what was made so far gives a first roster.
        rows = columns.pick(rows, 0.1 * stop, seed, params.workers)
    turn = 0
    while time.monotonic() < until:
        # Now and then from nothing, mostly from a part of the best set known.
        dived = columns.dive(columns.some_of(rows) if turn % 6 else ())
        if dived and (not rows or columns.cost_of(dived) < columns.cost_of(rows)):
            rows = dived
        left = min(params.pick_seconds, until - time.monotonic())
        if rows and turn % 6 == 0 and columns.cost_of(rows) - columns.bound >= NEAR and left > 0.5:
            rows = columns.pick(rows, left, seed, params.workers)
        if progress and rows:
            progress(time.monotonic() - began, round(columns.cost_of(rows)))
        turn += 1
        if (rows and columns.cost_of(rows) - columns.bound < NEAR) or columns.is_exhausted:
            break
    if rows:
        found = columns.roster(rows)
        if best is None or cost(problem, found).total < cost(problem, best).total:
            best = found
    return best, columns.bound


class _Watch(cp_model.CpSolverSolutionCallback):
    """Passes each better roster's cost on, and ends the search when the next one is long in coming."""

    def __init__(
        self,
        began: float,
        progress: Progress | None,
        stop: Callable[[], None],
        patience: float | None,
    ) -> None:
        super().__init__()
        self.began, self.progress, self.stop, self.patience = began, progress, stop, patience
        self.timer: threading.Timer | None = None

    def on_solution_callback(self) -> None:
        """CP-SAT's name for it."""
        if self.progress:
            self.progress(time.monotonic() - self.began, round(self.objective_value))
        if self.patience is not None:
            self.rest()
            self.timer = threading.Timer(self.patience, self.stop)
            self.timer.daemon = True
            self.timer.start()

    def rest(self) -> None:
        """No more waiting."""
        if self.timer is not None:
            self.timer.cancel()


def _by_model(
    problem: Problem,
    began: float,
    seconds: float,
    seed: int,
    params: Params,
    starts: tuple[Roster | None, Roster | None],
    bound: float,
    progress: Progress | None,
) -> Result:
    """CP-SAT over day-by-day variables, from the best roster known or else from the start as given."""
    model = Model(problem)
    start, best = starts
    if best is not None or start is not None:
        model.hint(best if best is not None else start or {})
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = params.workers
    solver.parameters.random_seed = seed
    watch = _Watch(began, progress, solver.stop_search, params.patience)
    status = solver.solve(model.cp, watch)
    watch.rest()
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found = model.roster(solver)
        if best is None or cost(problem, found).total < cost(problem, best).total:
            best = found
        bound = max(bound, solver.best_objective_bound)
    proven = status == cp_model.OPTIMAL or (status == cp_model.INFEASIBLE and best is None)
    return _result(problem, best, bound, began, proven, params)


def _result(
    problem: Problem, best: Roster | None, bound: float, began: float, proven: bool, params: Params
) -> Result:
    if best is not None and faults(problem, best):
        raise AssertionError("a roster that breaks a rule came out of the search")
    paid = cost(problem, best) if best is not None else Cost()
    return Result(best, paid, bound, time.monotonic() - began, proven, params)
