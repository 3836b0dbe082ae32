"""The roster as a CP-SAT model: one truth value per person, day and shift, and the rules as tight inequalities.

Runs of work and of rest are written with begins and ends (as a power plant's up and down times are), which gives
a much better bound than day-by-day implications. With `explain` every rule can be switched off by a literal of
its own: that is how `conflict.py` finds who stands in whose way. Rules only, no search.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from xiuhua.solvers.roster.check import nights_open
from xiuhua.solvers.roster.problem import Person, Problem, Roster, Shift, able, may_follow

Literal = Any
Sum = Any


class Rule(NamedTuple):
    """One thing that was asked for, as somebody would name it."""

    kind: str
    person: str = ""
    day: int = -1
    shift: str = ""


class Model:
    """The CP-SAT model of a problem with the variables that matter outside."""

    def __init__(self, problem: Problem, *, explain: bool = False) -> None:
        self.problem = problem
        self.cp = cp_model.CpModel()
        self.shifts: Mapping[str, Shift] = {shift.code: shift for shift in problem.shifts}
        self.x: dict[tuple[str, int, str], Literal] = {}
        self.works: dict[tuple[str, int], Literal] = {}
        self.rules: dict[Rule, Literal] | None = {} if explain else None
        self.costs: list[tuple[int, Sum]] = []
        self.constant = 0
        for person in problem.people:
            self._person(person)
        self._locks()
        self._demands()
        if not explain:
            self._wishes()
            self._fairness()
            for (who, day), code in problem.near.items():
                self.costs.append((problem.near_weight, 1 - self.x.get((who, day, code), 0)))
            total = sum(weight * term for weight, term in self.costs) + self.constant
            self.cp.minimize(total)

    # ---- One rule, kept always or only while its literal is true.

    def _say(self, rule: Rule, constraint: Any) -> None:
        if self.rules is None:
            return
        if rule not in self.rules:
            self.rules[rule] = self.cp.new_bool_var("")
        constraint.only_enforce_if(self.rules[rule])

    def _add(self, rule: Rule, expression: Any) -> None:
        self._say(rule, self.cp.add(expression))

    def roster(self, solver: Any) -> Roster:
        """What a solver found."""
        return {
            (who, day): code
            for (who, day, code), literal in self.x.items()
            if solver.boolean_value(literal)
        }

    # ---- People.

    def _person(self, person: Person) -> None:
        who, days = person.code, range(self.problem.days)
        for day in days:
            row = []
            for shift in self.problem.shifts:
                if self._never(person, shift, day):
                    continue
                literal = self.cp.new_bool_var("")
                self.x[who, day, shift.code] = literal
                row.append(literal)
            works = self.cp.new_bool_var("")
            self.cp.add_exactly_one([*row, works.negated()])
            self.works[who, day] = works
            if day in person.off:
                self._add(Rule("leave", who, day), works == 0)
            if self.rules is not None:
                self._explained_skill(person, day)
        self._order(person)
        self._counts(person)
        self._runs(person)
        self._nights(person)

    def _never(self, person: Person, shift: Shift, day: int) -> bool:
        """Known from the start to be impossible, so that it needs no variable. An explanation needs them all."""
        if self.rules is not None:
            return False
        return (
            day in person.off or person.most.get(shift.code, 1) == 0 or not able(person, shift, day)
        )

    def _explained_skill(self, person: Person, day: int) -> None:
        for shift in self.problem.shifts:
            if not able(person, shift, day):
                rule = Rule("skill", person.code, -1, shift.skill)
                self._add(rule, self.x[person.code, day, shift.code] == 0)

    def _order(self, person: Person) -> None:
        """Hours of rest and forbidden orders: of a shift and all that may not come before it at most one holds."""
        who, rule = person.code, Rule("rest", person.code)
        known = [self.shifts.get(code) for code in person.before]
        for lag in (1, 2):
            bans = {
                then.code: [
                    first.code
                    for first in self.problem.shifts
                    if not may_follow(first, then, lag, person.rest)
                ]
                for then in self.problem.shifts
            }
            if not any(bans.values()):
                continue
            for day in range(self.problem.days):
                for then, firsts in bans.items():
                    if day < lag:
                        past = known[day - lag] if len(known) >= lag - day else None
                        if past and past.code in firsts and (who, day, then) in self.x:
                            self._add(rule, self.x[who, day, then] == 0)
                        continue
                    group = [
                        x for f in firsts if (x := self.x.get((who, day - lag, f))) is not None
                    ]
                    if not group:
                        continue
                    # Together with what is equally banned after every one of these: one clique.
                    thens = [t for t, others in bans.items() if set(firsts) <= set(others)]
                    group += [x for t in thens if (x := self.x.get((who, day, t))) is not None]
                    if len(group) > 1:
                        self._say(rule, self._at_most_one(group))

    def _at_most_one(self, group: list[Literal]) -> Any:
        if self.rules is None:
            return self.cp.add_at_most_one(group)
        return self.cp.add(sum(group) <= 1)  # an at-most-one cannot be switched off

    def _counts(self, person: Person) -> None:
        who, problem = person.code, self.problem
        all_days = range(problem.days)
        minutes = self._minutes(who, all_days)
        if person.least_minutes is not None:
            self._add(Rule("least_minutes", who), minutes >= person.least_minutes)
        if person.most_minutes is not None:
            self._add(Rule("most_minutes", who), minutes <= person.most_minutes)
        if person.most_week_minutes is not None:
            for week in problem.weeks():
                rule = Rule("week_minutes", who, week[0])
                self._add(rule, self._minutes(who, week) <= person.most_week_minutes)
        for code, most in person.most.items():
            terms = [x for d in all_days if (x := self.x.get((who, d, code))) is not None]
            if most < len(terms):
                self._add(Rule("most", who, -1, code), sum(terms) <= most)
        if person.most_weekends is not None:
            self._add(
                Rule("weekends", who),
                sum(self.weekends_of(person).values()) <= person.most_weekends,
            )

    def _minutes(self, who: str, days: Iterable[int]) -> Sum:
        return sum(
            shift.minutes * x
            for day in days
            for shift in self.problem.shifts
            if (x := self.x.get((who, day, shift.code))) is not None
        )

    def weekends_of(self, person: Person) -> dict[tuple[int, ...], Literal]:
        """Of each weekend whether the person works in it."""
        made = self.__dict__.setdefault("_weekends", {})
        if person.code not in made:
            made[person.code] = {}
            for days in self.problem.weekends():
                worked = self.cp.new_bool_var("")
                self.cp.add_max_equality(worked, [self.works[person.code, day] for day in days])
                made[person.code][days] = worked
        return made[person.code]

    # ---- Runs.

    def _runs(self, person: Person) -> None:
        who, days = person.code, self.problem.days
        past = [int(bool(code)) for code in person.before]
        works: dict[int, Any] = {-len(past) + i: value for i, value in enumerate(past)}
        works |= {day: self.works[who, day] for day in range(days)}
        first = -len(past)
        if person.longest_run is not None:
            for begin in range(first, days - person.longest_run):
                window = [works[day] for day in range(begin, begin + person.longest_run + 1)]
                if begin + person.longest_run >= 0:
                    self._add(Rule("longest_run", who), sum(window) <= person.longest_run)
        if person.shortest_run > 1:
            self._shortest(Rule("shortest_run", who), works, person.shortest_run, first, False)
        if person.shortest_off > 1:
            self._shortest(Rule("shortest_off", who), works, person.shortest_off, first, True)

    def _shortest(
        self, rule: Rule, works: dict[int, Any], shortest: int, first: int, off: bool
    ) -> None:
        """A run that begins inside the period lasts: its begins in the last days are at most its state today."""
        who, days = rule.person, self.problem.days
        starts = self._starts(who, works, first, off)
        for day in range(days):
            recent = [starts[d] for d in range(day - shortest + 1, day + 1) if d in starts]
            if recent:
                state = 1 - works[day] if off else works[day]
                self._add(rule, sum(recent) <= state)
        # And one that has just begun before the period's first days of knowledge is left alone.

    def _starts(self, who: str, works: dict[int, Any], first: int, off: bool) -> dict[int, Any]:
        """Of each day whether a run begins there (of work, or of days off), from the second known day on."""
        starts: dict[int, Any] = {}
        for day in range(first + 1, self.problem.days):
            now, then = works[day], works[day - 1]
            if isinstance(now, int) and isinstance(then, int):
                starts[day] = int((then > now) if off else (now > then))
                continue
            begin = self.cp.new_bool_var("")
            step = (then - now) if off else (now - then)
            self.cp.add(begin >= step)
            starts[day] = begin
        return starts

    def _nights(self, person: Person) -> None:
        who = person.code
        nights = {day: self.night(who, day) for day in range(self.problem.days)}
        if person.most_nights is not None:
            self._add(Rule("nights", who), sum(nights.values()) <= person.most_nights)
        if person.longest_nights is None:
            return
        known = [
            int(bool(c and self.shifts[c].night))
            for c in person.before
            if c in self.shifts or not c
        ]
        both = {-len(known) + i: value for i, value in enumerate(known)} | nights
        for begin in range(-len(known), self.problem.days - person.longest_nights):
            window = [both[day] for day in range(begin, begin + person.longest_nights + 1)]
            if any(not isinstance(one, int) for one in window):
                self._add(Rule("longest_nights", who), sum(window) <= person.longest_nights)

    def night(self, who: str, day: int) -> Sum:
        """1 where the person works a night shift on that day."""
        return sum(
            x
            for shift in self.problem.shifts
            if shift.night and (x := self.x.get((who, day, shift.code))) is not None
        )

    # ---- What is fixed, and what is wanted.

    def _locks(self) -> None:
        for (who, day), code in self.problem.locked.items():
            rule = Rule("locked", who, day, code)
            if not code:
                self._add(rule, self.works[who, day] == 0)
            elif (who, day, code) in self.x:
                self._add(rule, self.x[who, day, code] == 1)
            else:
                self.cp.add_bool_or([])  # a lock on what can never be: no roster at all

    def _demands(self) -> None:
        for one in self.problem.demands:
            there = [
                x
                for person in self.problem.people
                if (x := self.x.get((person.code, one.day, one.shift))) is not None
                and (not one.skill or one.day in person.skills.get(one.skill, frozenset()))
            ]
            if one.firm:
                rule = Rule("short", one.skill, one.day, one.shift)
                self._add(rule, sum(there) >= one.needed)
            if self.rules is None:
                self._cover(there, one.needed, one.under, 0 if one.skill else one.over, one.firm)

    def _cover(self, there: list[Literal], needed: int, under: int, over: int, firm: bool) -> None:
        """`under` for each one missing, `over` for each one too many; only one of the two needs a variable."""
        missing: Any = 0
        if under and needed and not firm:
            missing = self.cp.new_int_var(0, needed, "")
            self.cp.add(missing >= needed - sum(there))
        self.costs.append((under, missing))
        if over:  # too many = there - needed + missing, which is never negative
            self.costs.append((over, sum(there) + missing - needed))

    def _wishes(self) -> None:
        for wish in self.problem.wishes:
            term = (
                self.x.get((wish.person, wish.day, wish.shift), 0)
                if wish.shift
                else self.works[wish.person, wish.day]
            )
            self.costs.append((wish.weight, 1 - term if wish.wants else term))

    def _fairness(self) -> None:
        groups: dict[str, list[Person]] = {}
        for person in self.problem.people:
            groups.setdefault(person.group, []).append(person)
        for people in groups.values():
            self._fair_among(people)

    def _fair_among(self, people: list[Person]) -> None:
        wanted, days = self.problem.fairness, range(self.problem.days)
        if wanted.night:
            sharing = [p for p in people if nights_open(self.problem, p)]
            self._spread(wanted.night, [sum(self.night(p.code, d) for d in days) for p in sharing])
        if wanted.weekend:
            loads = [sum(self.weekends_of(p).values()) for p in people]
            self._spread(wanted.weekend, loads)
        if wanted.shift:
            loads = [sum(self.works[p.code, d] for d in days) for p in people]
            self._spread(wanted.shift, loads)

    def _spread(self, weight: int, loads: list[Sum]) -> None:
        if not loads:
            return
        low = self.cp.new_int_var(0, self.problem.days, "")
        high = self.cp.new_int_var(0, self.problem.days, "")
        for load in loads:
            self.cp.add(load >= low)
            self.cp.add(load <= high)
        self.costs.append((weight, high - low))

    def hint(self, roster: Roster) -> None:
        """Start the search from a roster, lawful or not."""
        for (who, day, code), literal in self.x.items():
            self.cp.add_hint(literal, int(roster.get((who, day)) == code))
