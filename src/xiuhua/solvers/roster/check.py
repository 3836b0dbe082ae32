"""An independent look at a finished roster: which rules it breaks, and what it costs.

Reads the problem again, rule by rule, in plain loops; shares nothing with the model that made the roster, so
that a mistake there shows here. Must not become a second solver.
"""

from collections import Counter
from typing import NamedTuple

from xiuhua.solvers.roster.problem import Person, Problem, Roster, Shift, able, may_follow


class Fault(NamedTuple):
    """A rule that is broken: which, whose, and on which day (-1: over the whole period)."""

    rule: str
    person: str = ""
    day: int = -1
    shift: str = ""
    found: int = 0
    bound: int = 0


class Cost(NamedTuple):
    """What a roster costs, by reason."""

    under: int = 0
    over: int = 0
    wishes: int = 0
    unfair: int = 0
    moved: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self)


def faults(problem: Problem, roster: Roster) -> list[Fault]:
    """Every broken rule; empty for a lawful roster."""
    shifts = {shift.code: shift for shift in problem.shifts}
    found = [
        Fault("unknown", who, day, code)
        for (who, day), code in roster.items()
        if code not in shifts
        or not 0 <= day < problem.days
        or who not in {person.code for person in problem.people}
    ]
    if found:
        return found
    for person in problem.people:
        row = [shifts.get(roster.get((person.code, day), "")) for day in range(problem.days)]
        found += _person(problem, shifts, person, row)
    for (who, day), code in problem.locked.items():
        if roster.get((who, day), "") != code:
            found.append(Fault("locked", who, day, code))
    return found + _firm(problem, roster)


def _person(
    problem: Problem, shifts: dict[str, Shift], person: Person, row: list[Shift | None]
) -> list[Fault]:
    found = []
    who = person.code
    for day, shift in enumerate(row):
        if shift is not None and day in person.off:
            found.append(Fault("leave", who, day, shift.code))
        if shift is not None and not able(person, shift, day):
            found.append(Fault("skill", who, day, shift.code))
    found += _counted(problem, person, row)
    before = [shifts.get(code) for code in person.before]
    whole = before + row
    for at in range(len(before), len(whole)):
        for lag in (1, 2):
            first, then = whole[at - lag] if at >= lag else None, whole[at]
            if first and then and not may_follow(first, then, lag, person.rest):
                found.append(Fault("rest", who, at - len(before), then.code))
    return found + _runs(person, whole, len(before))


def _counted(problem: Problem, person: Person, row: list[Shift | None]) -> list[Fault]:
    found = []
    who = person.code
    worked = [shift for shift in row if shift is not None]
    minutes = sum(shift.minutes for shift in worked)
    if person.least_minutes is not None and minutes < person.least_minutes:
        found.append(Fault("least_minutes", who, found=minutes, bound=person.least_minutes))
    if person.most_minutes is not None and minutes > person.most_minutes:
        found.append(Fault("most_minutes", who, found=minutes, bound=person.most_minutes))
    if person.most_week_minutes is not None:
        for week in problem.weeks():
            minutes = sum(shift.minutes for day in week if (shift := row[day]))
            if minutes > person.most_week_minutes:
                found.append(
                    Fault("week_minutes", who, week[0], "", minutes, person.most_week_minutes)
                )
    for code, times in Counter(shift.code for shift in worked).items():
        if times > person.most.get(code, times):
            found.append(Fault("most", who, -1, code, times, person.most[code]))
    weekends = sum(any(row[day] for day in days) for days in problem.weekends())
    if person.most_weekends is not None and weekends > person.most_weekends:
        found.append(Fault("weekends", who, found=weekends, bound=person.most_weekends))
    nights = sum(shift.night for shift in worked)
    if person.most_nights is not None and nights > person.most_nights:
        found.append(Fault("nights", who, found=nights, bound=person.most_nights))
    return found


def _runs(person: Person, whole: list[Shift | None], begin: int) -> list[Fault]:
    """Runs of work, of days off and of nights; a run cut by the edge of what is known may be short."""
    found = []
    who, last = person.code, len(whole)
    for first, end in _stretches([shift is not None for shift in whole]):
        length, inside = end - first, end > begin
        if inside and person.longest_run is not None and length > person.longest_run:
            found.append(
                Fault("longest_run", who, max(first - begin, 0), "", length, person.longest_run)
            )
        if inside and 0 < first and end < last and length < person.shortest_run:
            found.append(
                Fault("shortest_run", who, max(first - begin, 0), "", length, person.shortest_run)
            )
    for first, end in _stretches([shift is None for shift in whole]):
        if end > begin and 0 < first and end < last and end - first < person.shortest_off:
            at = max(first - begin, 0)
            found.append(Fault("shortest_off", who, at, "", end - first, person.shortest_off))
    for first, end in _stretches([bool(shift and shift.night) for shift in whole]):
        if (
            end > begin
            and person.longest_nights is not None
            and end - first > person.longest_nights
        ):
            at = max(first - begin, 0)
            found.append(Fault("longest_nights", who, at, "", end - first, person.longest_nights))
    return found


def _stretches(flags: list[bool]) -> list[tuple[int, int]]:
    found, first = [], None
    for at, flag in enumerate([*flags, False]):
        if flag and first is None:
            first = at
        elif not flag and first is not None:
            found.append((first, at))
            first = None
    return found


def present(problem: Problem, roster: Roster, day: int, shift: str, skill: str = "") -> int:
    """How many are on a shift; with a skill: how many of them hold it that day."""
    return sum(
        roster.get((person.code, day)) == shift
        and (not skill or day in person.skills.get(skill, frozenset()))
        for person in problem.people
    )


def _firm(problem: Problem, roster: Roster) -> list[Fault]:
    found = []
    for one in problem.demands:
        there = present(problem, roster, one.day, one.shift, one.skill)
        if one.firm and there < one.needed:
            found.append(Fault("short", one.skill, one.day, one.shift, there, one.needed))
    return found


def cost(problem: Problem, roster: Roster) -> Cost:
    """What the roster costs by the weights of the problem."""
    under = over = wishes = 0
    for one in problem.demands:
        there = present(problem, roster, one.day, one.shift, one.skill)
        under += one.under * max(0, one.needed - there)
        over += 0 if one.skill else one.over * max(0, there - one.needed)
    for wish in problem.wishes:
        code = roster.get((wish.person, wish.day), "")
        has = code == wish.shift if wish.shift else bool(code)
        wishes += wish.weight if has != wish.wants else 0
    moved = sum(roster.get(place) != code for place, code in problem.near.items())
    return Cost(under, over, wishes, _unfair(problem, roster), problem.near_weight * moved)


def _unfair(problem: Problem, roster: Roster) -> int:
    shifts = {shift.code: shift for shift in problem.shifts}
    loads: dict[tuple[str, str], list[int]] = {}
    for person in problem.people:
        row = [shifts.get(roster.get((person.code, day), "")) for day in range(problem.days)]
        counted = {
            "weekend": sum(any(row[d] for d in days) for days in problem.weekends()),
            "shift": sum(shift is not None for shift in row),
        }
        if nights_open(problem, person):
            counted["night"] = sum(bool(shift and shift.night) for shift in row)
        for name, value in counted.items():
            loads.setdefault((name, person.group), []).append(value)
    return sum(
        getattr(problem.fairness, name) * (max(values) - min(values))
        for (name, _group), values in loads.items()
    )


def nights_open(problem: Problem, person: Person) -> bool:
    """Whether the person may work nights at all: only then do they share them fairly."""
    if person.most_nights == 0:
        return False
    return any(
        shift.night
        and person.most.get(shift.code, 1) > 0
        and any(able(person, shift, day) for day in range(problem.days))
        for shift in problem.shifts
    )
