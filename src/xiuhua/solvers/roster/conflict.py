"""Why a roster cannot be done: rules that together leave no roster, none of which is superfluous.

Every rule gets a switch; CP-SAT names switches that cannot all be on; then each is left out in turn and put back
only if without it a roster exists. Several orders are tried and the shortest list is answered. Leave out any
one rule of the answer and the rest can be kept together. Words for people are made elsewhere.
"""

import random
import time
from collections.abc import Iterable

from ortools.sat.python import cp_model

from xiuhua.solvers.roster.model import Model, Rule
from xiuhua.solvers.roster.problem import Problem

ORDERS = 3


def conflict(problem: Problem, stop: float = 20.0, seed: int = 1) -> list[Rule] | None:
    """A shortest list found of rules that exclude each other; empty if a roster exists, None if time ran out."""
    end = time.monotonic() + stop
    model = Model(problem, explain=True)
    assert model.rules is not None
    core = _core(model, model.rules, end)
    if not core:
        return core
    best: list[Rule] | None = None
    for order in range(ORDERS):
        found = _reduced(model, core, end, random.Random(seed + order) if order else None)
        if found is not None and (best is None or len(found) < len(best)):
            best = found
    return sorted(
        best if best is not None else core, key=lambda rule: (rule.day, rule.person, rule.kind)
    )


def _core(model: Model, rules: Iterable[Rule], end: float) -> list[Rule] | None:
    """Some of the rules that cannot be kept together; empty if all can, None if time ran out."""
    assert model.rules is not None
    literals = [model.rules[rule] for rule in rules]
    model.cp.clear_assumptions()
    model.cp.add_assumptions(literals)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(0.01, end - time.monotonic())
    status = solver.solve(model.cp)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    if status != cp_model.INFEASIBLE:
        return None
    named = set(solver.sufficient_assumptions_for_infeasibility())
    by_index = {literal.index: rule for rule, literal in model.rules.items()}
    return [by_index[index] for index in named if index in by_index] or list(rules)


def _reduced(
    model: Model, core: list[Rule], end: float, chance: random.Random | None
) -> list[Rule] | None:
    """The core without what is superfluous; None if time ran out before that was known."""
    # Rules for everybody's good are left out last: a lock or a leave is what somebody can change.
    kept = sorted(core, key=lambda rule: (rule.kind in ("locked", "leave", "short"), rule))
    if chance:
        chance.shuffle(kept)
    at = 0
    while at < len(kept):
        without = kept[:at] + kept[at + 1 :]
        found = _core(model, without, end)
        if found is None:
            return None
        if found:  # still impossible: only what is named now can matter, in the same order
            named = set(found)
            kept = [rule for rule in without if rule in named or rule in kept[:at]]
        else:
            at += 1
    return kept
