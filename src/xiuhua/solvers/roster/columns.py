"""Rosters from whole rows: a linear programme over rows of people, priced one by one, then dived into.

A row is one person's lawful period; choosing one row for each person so that the demand is met has a far better
bound than day-by-day variables. Rows are made where the programme's prices ask for them; a dive fixes people one
after the other and prices again; CP-SAT then picks the best set among all rows made. For problems whose rules
`pricing.py` knows and whose cost is demand and wishes alone; everything else is CP-SAT's own model.
"""

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from xiuhua.solvers.roster.pricing import Pricing, Values, priceable
from xiuhua.solvers.roster.problem import Problem, Roster

NEVER = 100_000.0
SMALL = 1e-5


class Column(NamedTuple):
    """One row of one person: the shift's index per day (-1: off), and what it costs in wishes."""

    person: int
    row: tuple[int, ...]
    cost: float


def fits(problem: Problem) -> bool:
    """Whether rows can be priced for this problem."""
    fair = problem.fairness
    plain = not (fair.night or fair.weekend or fair.shift or problem.near)
    simple = not any(one.skill or one.firm for one in problem.demands)
    once = len({(one.day, one.shift) for one in problem.demands}) == len(problem.demands)
    wishes = all(wish.shift for wish in problem.wishes)
    return (
        plain and simple and once and wishes and all(priceable(problem, p) for p in problem.people)
    )


class Columns:
    """The pool of rows with its linear programme."""

    def __init__(self, problem: Problem, seed: int, end: float) -> None:
        self.problem, self.end = problem, end
        self.chance = np.random.default_rng(seed)
        self.kinds = {shift.code: at for at, shift in enumerate(problem.shifts)}
        self.people = range(len(problem.people))
        self.pricing = [Pricing(problem, person, problem.locked) for person in problem.people]
        self.wish, self.base = self._wishes()
        self.pool: dict[tuple[int, tuple[int, ...]], Any] = {}
        self.columns: list[Column] = []
        self.fixed: dict[int, int] = {}
        self.bound = 0.0
        self._dives: list[int] = []
        self._programme()

    def _wishes(self) -> tuple[Values, Values]:
        """(price of working a shift, price of the person's wishes when nothing is worked)."""
        who = {person.code: at for at, person in enumerate(self.problem.people)}
        price = np.zeros((len(who), self.problem.days, len(self.kinds)))
        base = np.zeros(len(who))
        for wish in self.problem.wishes:
            place = (who[wish.person], wish.day, self.kinds[wish.shift])
            price[place] += -wish.weight if wish.wants else wish.weight
            if wish.wants:
                base[place[0]] += wish.weight
        return price, base

    def _programme(self) -> None:
        self.lp = pywraplp.Solver.CreateSolver("GLOP")
        goal = self.lp.Objective()
        goal.SetMinimization()
        self.cover: dict[tuple[int, int], Any] = {}
        for one in self.problem.demands:
            rule = self.lp.Constraint(float(one.needed), float(one.needed))
            missing, extra = (self.lp.NumVar(0, self.lp.infinity(), "") for _ in range(2))
            rule.SetCoefficient(missing, 1.0)
            rule.SetCoefficient(extra, -1.0)
            goal.SetCoefficient(missing, float(one.under))
            goal.SetCoefficient(extra, float(one.over))
            self.cover[one.day, self.kinds[one.shift]] = rule
        self.one_each = []
        for _ in self.people:
            rule = self.lp.Constraint(1.0, 1.0)
            nobody = self.lp.NumVar(0, self.lp.infinity(), "")
            rule.SetCoefficient(nobody, 1.0)
            goal.SetCoefficient(nobody, NEVER)
            self.one_each.append(rule)

    def add(self, person: int, row: list[int]) -> int:
        """Put a row into the pool; its number there."""
        key = (person, tuple(row))
        if key not in self.pool:
            cost = self.base[person] + sum(
                self.wish[person, day, kind] for day, kind in enumerate(row) if kind >= 0
            )
            # No upper bound: one at its bound would keep a price of its own and be asked for for ever.
            variable = self.lp.NumVar(0, self.lp.infinity(), "")
            self.lp.Objective().SetCoefficient(variable, float(cost))
            self.one_each[person].SetCoefficient(variable, 1.0)
            for day, kind in enumerate(row):
                if kind >= 0 and (day, kind) in self.cover:
                    self.cover[day, kind].SetCoefficient(variable, 1.0)
            self.pool[key] = (len(self.columns), variable)
            self.columns.append(Column(person, key[1], float(cost)))
        return int(self.pool[key][0])

    def relax(self, rounds: int = 10_000, near: float = 0.0) -> float:
        """Price rows until none helps, the rounds are over, or the bound is within `near`; the LP's value."""
        while rounds > 0 and self._solved():
            value = self.lp.Objective().Value()
            if time.monotonic() > self.end:
                return value
            gained, bound = self._price()
            bound += value
            if not self.fixed:
                self.bound = max(self.bound, bound)
            if min(gained, default=0.0) > -SMALL or value - bound <= near:
                break
            rounds -= 1
        return float(self.lp.Objective().Value()) if self._solved() else np.inf

    def _solved(self) -> bool:
        """Solve the programme; once more from nothing where its last basis has become useless."""
        if self.lp.Solve() == pywraplp.Solver.OPTIMAL:
            return True
        self.lp.Reset()
        return bool(self.lp.Solve() == pywraplp.Solver.OPTIMAL)

    def _price(self) -> tuple[list[float], float]:
        """(what each person's new row would gain, what all rows together could gain at most), both negative."""
        prices = np.zeros((self.problem.days, len(self.kinds)))
        for place, rule in self.cover.items():
            prices[place] = rule.dual_value()
        # All prices are read before a row is added: a changed programme answers none.
        shares = [rule.dual_value() for rule in self.one_each]
        gained: list[float] = []
        most = 0.0
        for person in self.people:
            if person in self.fixed:
                continue
            found = self.pricing[person].best(self.wish[person] - prices)
            if found is None or time.monotonic() > self.end:
                return gained, -NEVER * len(self.people)
            price, least, row = found
            share = self.base[person] - shares[person]
            gained.append(price + share)
            most += min(0.0, least + share)
            if price + share < -SMALL:
                self.add(person, row)
        return gained, most

    @property
    def is_exhausted(self) -> bool:
        """The last ten dives made no new row: more of them would only repeat."""
        return len(self._dives) >= 10 and len(set(self._dives[-10:])) == 1

    def some_of(self, numbers: list[int]) -> list[int]:
        """A third to two thirds of the rows by chance: what a dive from a known set keeps."""
        share = self.chance.uniform(0.3, 0.7)
        return [number for number in numbers if self.chance.random() < share]

    def dive(self, keep: Iterable[int] = ()) -> list[int] | None:
        """Fix one person after the other to the row the programme likes best, pricing again between.

        `keep` are rows fixed from the start: so a known set is improved in part.
        """
        self.fixed = {}
        for number in keep:
            self._fix(number)
        try:
            while len(self.fixed) < len(self.people) and time.monotonic() < self.end:
                value = self.relax(rounds=6 if self.fixed else 10_000, near=0.4)
                liked = self._liked() if value < np.inf else []
                if not liked:
                    return None
                for number in liked:
                    if self.columns[number].person not in self.fixed:
                        self._fix(number)
            return list(self.fixed.values()) if len(self.fixed) == len(self.people) else None
        finally:
            for number in self.fixed.values():
                self._variable(number).SetLb(0.0)
            self.fixed = {}
            self._dives.append(len(self.columns))

    def _fix(self, number: int) -> None:
        self.fixed[self.columns[number].person] = number
        self._variable(number).SetLb(1.0)

    def _variable(self, number: int) -> Any:
        column = self.columns[number]
        return self.pool[column.person, column.row][1]

    def _liked(self) -> list[int]:
        """Rows to fix next: all that the programme takes whole, and the most wanted other, a little shaken.

        Of many people several at a time, or a dive would not come to its end.
        """
        found = [
            (variable.solution_value(), number)
            for (person, _), (number, variable) in self.pool.items()
            if person not in self.fixed and variable.solution_value() > SMALL
        ]
        whole = [number for value, number in found if value >= 0.999]
        parts = [(value, number) for value, number in found if value < 0.999]
        shaken = sorted((-value - self.chance.uniform(0, 0.15), number) for value, number in parts)
        return whole + [number for _, number in shaken[: 1 + len(self.people) // 25]]

    def pick(self, best: list[int], seconds: float, seed: int, workers: int) -> list[int]:
        """The best set of rows among those that look useful, found by CP-SAT from a known one."""
        model = cp_model.CpModel()
        chosen = set(best) | set(self._useful())
        x = {number: model.new_bool_var("") for number in chosen}
        by_place: dict[tuple[int, int], list[Any]] = {place: [] for place in self.cover}
        by_person: dict[int, list[Any]] = {person: [] for person in self.people}
        for number, literal in x.items():
            column = self.columns[number]
            by_person[column.person].append(literal)
            for day, kind in enumerate(column.row):
                if (day, kind) in by_place:
                    by_place[day, kind].append(literal)
            model.add_hint(literal, int(number in set(best)))
        for literals in by_person.values():
            model.add_exactly_one(literals)
        costs = [int(self.columns[number].cost) * literal for number, literal in x.items()]
        for one in self.problem.demands:
            there = sum(by_place[one.day, self.kinds[one.shift]])
            missing = model.new_int_var(0, one.needed, "")
            model.add(missing >= one.needed - there)
            costs += [one.under * missing, one.over * (there + missing - one.needed)]
        model.minimize(sum(costs))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.1, seconds)
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return best
        return [number for number, literal in x.items() if solver.boolean_value(literal)]

    def _useful(self, most: int = 2500) -> list[int]:
        """Rows with the least reduced cost in the last programme without anybody fixed."""
        if self.relax(rounds=3, near=0.4) == np.inf:
            return [number for number, _ in self.pool.values()]
        ranked = sorted(
            (variable.reduced_cost(), number) for number, variable in self.pool.values()
        )
        found = [number for _, number in ranked[:most]]
        of_each = [0] * len(self.people)
        for _, number in ranked:  # and some of everybody, or there would be no set at all
            person = self.columns[number].person
            of_each[person] += 1
            if of_each[person] <= 5:
                found.append(number)
        return found

    def cost_of(self, numbers: list[int]) -> float:
        """What a set of rows costs, one for each person."""
        there: dict[tuple[int, int], int] = dict.fromkeys(self.cover, 0)
        total = 0.0
        for number in numbers:
            total += self.columns[number].cost
            for place in enumerate(self.columns[number].row):
                if place in there:
                    there[place] += 1
        for one in self.problem.demands:
            short = one.needed - there[one.day, self.kinds[one.shift]]
            total += one.under * max(0, short) + one.over * max(0, -short)
        return total

    def roster(self, numbers: list[int]) -> Roster:
        """The rows as a roster."""
        codes = [shift.code for shift in self.problem.shifts]
        return {
            (self.problem.people[self.columns[number].person].code, day): codes[kind]
            for number in numbers
            for day, kind in enumerate(self.columns[number].row)
            if kind >= 0
        }
