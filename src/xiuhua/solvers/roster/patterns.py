"""Repeating patterns as people write them: the start from which a roster is filled and repaired.

A cycle is a row of shifts and days off that each person goes through, every next person some days later. A turn
list gives one shift a day to one person after the other (a leader in charge, a holiday list). What a person
cannot do on a day stays empty; whether the whole is lawful is asked of `check.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from xiuhua.solvers.roster.problem import Person, Problem, Roster, able


class Pattern(NamedTuple):
    """A cycle by parts of the day: "a" morning, "b" middle, "n" night, "d" day, "f" around the clock, "" off."""

    code: str
    cycle: tuple[str, ...]
    step: int


PATTERNS: Mapping[str, Pattern] = {
    one.code: one
    for one in (
        # 四班三运转: two mornings, two middles, two nights, two days off; four groups two days apart.
        Pattern("three_shifts", ("a", "a", "b", "b", "n", "n", "", ""), 2),
        Pattern("two_shifts", ("d", "n", "", ""), 1),  # 两班倒: day, night, two days off
        Pattern("one_on_one_off", ("f", ""), 1),  # 做一休一
        Pattern("five_two", ("d", "d", "d", "d", "d", "", ""), 0),  # 长白班
        Pattern("turns", (), 0),  # 轮值: one after the other
    )
}


def cycled(
    problem: Problem, who: Sequence[str], cycle: Sequence[str], step: int, offset: int = 0
) -> Roster:
    """The people go through the cycle of shift codes ("" is a day off), each `step` days after the one before."""
    people = _by_code(problem)
    found: Roster = {}
    for at, code in enumerate(who):
        for day in range(problem.days):
            shift = cycle[(day + offset - at * step) % len(cycle)]
            if shift and _can(problem, people[code], shift, day):
                found[code, day] = shift
    return found


def turns(
    problem: Problem, who: Sequence[str], shift: str, first: int = 0, needed: int = 1
) -> Roster:
    """`needed` people a day take the shift in turn from the `first` on; one who cannot is passed over that day."""
    people = _by_code(problem)
    found: Roster = {}
    order = [*who[first % len(who) :], *who[: first % len(who)]] if who else []
    for day in range(problem.days):
        able_now = [one for one in order if _can(problem, people[one], shift, day)]
        for one in able_now[:needed]:
            found[one, day] = shift
            order.remove(one)
            order.append(one)
    return found


def merged(rosters: Iterable[Roster]) -> Roster:
    """Several starts as one; where two give a person a shift on a day, the first holds."""
    found: Roster = {}
    for one in rosters:
        for key, shift in one.items():
            found.setdefault(key, shift)
    return found


def _by_code(problem: Problem) -> dict[str, Person]:
    return {person.code: person for person in problem.people}


def _can(problem: Problem, person: Person, shift: str, day: int) -> bool:
    kind = next(one for one in problem.shifts if one.code == shift)
    locked = problem.locked.get((person.code, day))
    return (
        day not in person.off
        and person.most.get(shift, 1) > 0
        and able(person, kind, day)
        and locked in (None, shift)
    )
