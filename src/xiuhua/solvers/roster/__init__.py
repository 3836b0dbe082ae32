"""Rosters: who works which shift on which day, lawfully, as wished and fairly.

`solve(problem, stop, seed, params) -> Result`; `check.faults` and `check.cost` look at any roster on their own;
`conflict` says which rules exclude each other; `patterns` makes the start that people know.
"""

from xiuhua.solvers.roster.check import Cost, Fault, cost, faults
from xiuhua.solvers.roster.conflict import conflict
from xiuhua.solvers.roster.model import Rule
from xiuhua.solvers.roster.problem import (
    Demand,
    Fairness,
    Person,
    Problem,
    Roster,
    Shift,
    Wish,
)
from xiuhua.solvers.roster.search import Params, Result, solve

__all__ = [
    "Cost",
    "Demand",
    "Fairness",
    "Fault",
    "Params",
    "Person",
    "Problem",
    "Result",
    "Roster",
    "Rule",
    "Shift",
    "Wish",
    "conflict",
    "cost",
    "faults",
    "solve",
]
