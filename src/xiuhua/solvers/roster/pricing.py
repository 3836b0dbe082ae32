"""The cheapest lawful row of one person at given prices: dynamic programming over days, exact, in numpy.

The state is how long the run of work (or of days off) has lasted, the last shift, the minutes, the weekends and
the scarce shifts used so far. A person with rules beyond these is not priced here (`priceable` says so).
"""

import math
from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from xiuhua.solvers.roster.problem import Person, Problem, able, may_follow

Values = npt.NDArray[np.float64]
STATES = 60_000
"""Limits on shifts are part of the state, the tightest first, as long as there are no more states than this; the
others are rarely reached and are looked at afterwards."""
TRIES = 5


def priceable(problem: Problem, person: Person) -> bool:
    """Whether the states hold all of the person's rules."""
    ruled_out_later = any(
        not may_follow(a, b, 2, person.rest) for a in problem.shifts for b in problem.shifts
    )
    return (
        not person.before
        and person.most_week_minutes is None
        and person.most_nights is None
        and person.longest_nights is None
        and not ruled_out_later
        and problem.first_weekday == 0
    )


class Pricing:
    """The states of one person, made once; `best` is asked many times with other prices."""

    def __init__(
        self, problem: Problem, person: Person, locked: Mapping[tuple[str, int], str]
    ) -> None:
        self.days, self.person, self.shifts = problem.days, person, problem.shifts
        unit = math.gcd(*(shift.minutes for shift in problem.shifts)) or 1
        most = person.most_minutes
        if most is None:
            most = max(shift.minutes for shift in problem.shifts) * problem.days
        self.steps = [shift.minutes // unit for shift in problem.shifts]
        self.least = -(-(person.least_minutes or 0) // unit)
        weekends = problem.weekends()
        self.weekend_days = {day for days in weekends for day in days}
        self.sundays = {
            day for days in weekends for day in days if len(days) > 1 and day == days[1]
        }
        limit = len(weekends) if person.most_weekends is None else person.most_weekends
        self.longest = problem.days if person.longest_run is None else person.longest_run
        plain = (most // unit + 1) * (min(limit, len(weekends)) + 1) * self.longest
        self.scarce = self._tightest(problem, plain * len(problem.shifts))
        counts = [person.most[problem.shifts[at].code] + 1 for at in self.scarce]
        self.shape = (most // unit + 1, min(limit, len(weekends)) + 1, *counts)
        self.after = [
            [
                first
                for first, one in enumerate(problem.shifts)
                if may_follow(one, then, 1, person.rest)
            ]
            for then in problem.shifts
        ]
        self.open = np.array(
            [
                [self._open(problem, locked, day, s) for s in problem.shifts]
                for day in range(self.days)
            ]
        )
        self.must = {day for (who, day), code in locked.items() if who == person.code and code}

    def _tightest(self, problem: Problem, states: int) -> list[int]:
        limits = sorted(
            (most, at)
            for at, shift in enumerate(problem.shifts)
            if 0 < (most := self.person.most.get(shift.code, 0)) < problem.days
        )
        found = []
        for most, at in limits:
            states *= most + 1
            if states <= STATES:
                found.append(at)
        return found

    def _open(
        self, problem: Problem, locked: Mapping[tuple[str, int], str], day: int, s: Any
    ) -> bool:
        person = self.person
        return (
            day not in person.off
            and person.most.get(s.code, 1) > 0
            and able(person, s, day)
            and locked.get((person.code, day), s.code) == s.code
        )

    def best(self, prices: Values) -> tuple[float, float, list[int]] | None:
        """(price, no row is cheaper than, row); the row holds the shift's index per day, -1 for a day off.

        `prices[day, shift]` is what the shift costs on that day. None where no lawful row was found. Wide limits
        on a shift are enforced by making the shift dearer until they hold, so that with them the row may miss
        the very best one: then the second number, which forgets those limits, is lower than the first.
        """
        extra = np.zeros(len(self.shifts))
        bound = np.inf
        for _ in range(TRIES):
            row = self._cheapest(prices + extra)
            if row is None:
                return None
            price = sum(float(prices[d, s]) for d, s in enumerate(row) if s >= 0)
            bound = min(bound, price)
            used = np.bincount([s for s in row if s >= 0], minlength=len(self.shifts))
            beyond = [
                at
                for at, shift in enumerate(self.shifts)
                if used[at] > self.person.most.get(shift.code, used[at])
            ]
            if not beyond:
                return price, bound, row
            extra[beyond] = extra[beyond] * 2 + 5
        return None

    def _cheapest(self, prices: Values) -> list[int] | None:
        layers = self._forward(prices)
        work, off = layers[-1]
        best_at: tuple[Any, ...] | None = None
        best = np.inf
        for name, states in (("work", work), ("off", off)):
            axis = states.ndim - len(self.shape)
            late = np.take(states, range(self.least, self.shape[0]), axis=axis)
            if late.size and late.min() < best:
                best = late.min()
                place = list(np.unravel_index(int(late.argmin()), late.shape))
                place[axis] += self.least
                best_at = (name, *place)
        if best_at is None:
            return None
        return self._back(layers, prices, best_at)

    def _forward(self, prices: Values) -> list[tuple[Values, Values]]:
        kinds, resting = len(self.shifts), self.person.shortest_off
        work = np.full((self.longest, kinds, *self.shape), np.inf)
        off = np.full((resting, *self.shape), np.inf)
        off[(resting - 1, *(0 for _ in self.shape))] = 0.0
        layers = [(work, off)]
        for day in range(self.days):
            new_work, new_off = np.full_like(work, np.inf), np.full_like(off, np.inf)
            if day not in self.must:
                new_off[1:] = off[:-1]
                new_off[-1] = np.minimum(new_off[-1], off[-1])
                ended = [work[run] for run in self._may_end(day - 1)]
                if ended:
                    new_off[0] = np.minimum(new_off[0], np.min(ended, axis=(0, 1)))
            for at in map(int, np.flatnonzero(self.open[day])):
                new_work[0, at] = self._moved(off[-1], day, at, 0) + prices[day, at]
                if self.after[at] and self.longest > 1:
                    kept = work[:-1, self.after[at]].min(axis=1)
                    new_work[1:, at] = self._moved(kept, day, at, 1) + prices[day, at]
            work, off = new_work, new_off
            layers.append((work, off))
        return layers

    def _may_end(self, day: int) -> list[int]:
        """Runs (0: of one day) that may end after this day: long enough, or begun on the very first day."""
        return [
            run
            for run in range(min(self.longest, day + 1))
            if run + 1 >= self.person.shortest_run or run == day
        ]

    def _uses(self, day: int, at: int, run: int) -> tuple[int, ...]:
        """What a shift adds to each counter; a Sunday after a worked Saturday opens no new weekend."""
        weekend = day in self.weekend_days and not (run > 0 and day in self.sundays)
        return (self.steps[at], int(weekend), *(int(at == one) for one in self.scarce))

    def _moved(self, states: Values, day: int, at: int, run: int) -> Values:
        moved: Any = np.full_like(states, np.inf)
        uses = self._uses(day, at, run)
        if any(use >= size for use, size in zip(uses, self.shape, strict=True)):
            return moved
        to: Any = (..., *(slice(use, None) for use in uses))
        source: Any = (
            ...,
            *(slice(None, size - use) for use, size in zip(uses, self.shape, strict=True)),
        )
        moved[to] = states[source]
        return moved

    def _back(
        self, layers: list[tuple[Values, Values]], prices: Values, at: tuple[Any, ...]
    ) -> list[int]:
        """The row that led to a state, found again from the values."""
        row = [-1] * self.days
        for day in range(self.days - 1, -1, -1):
            work, off = layers[day]
            if at[0] == "off":
                length, *place = at[1:]
                value = layers[day + 1][1][(length, *place)]
                options: list[tuple[Any, ...]] = []
                if length > 0:
                    options.append(("off", length - 1, *place))
                if length == self.person.shortest_off - 1:
                    options.append(("off", length, *place))
                if length == 0:
                    options += [
                        ("work", run, kind, *place)
                        for run, kind in product(self._may_end(day - 1), range(len(self.shifts)))
                    ]
            else:
                run, kind, *place = at[1:]
                row[day] = int(kind)
                value = layers[day + 1][0][(run, kind, *place)] - prices[day, kind]
                uses = self._uses(day, kind, run)
                place = [p - use for p, use in zip(place, uses, strict=True)]
                if run == 0:
                    options = [("off", self.person.shortest_off - 1, *place)]
                else:
                    options = [("work", run - 1, first, *place) for first in self.after[kind]]
            at = min(
                options,
                key=lambda one: abs((work if one[0] == "work" else off)[one[1:]] - value),
            )
        return row
