"""A roster as a problem: who, which shifts, what must be covered, and the rules as numbers.

Days are 0-based and day 0 is a Monday unless `first_weekday` says otherwise; minutes count from midnight of
the shift's own day, so a night shift ends after 1440. Nothing here knows a law, a name or a calendar: whoever
makes the problem brings the numbers with their source. At most one shift a person and day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

DAY = 1440
Roster = dict[tuple[str, int], str]
"""(person, day) -> shift; a day off has no entry."""


@dataclass(frozen=True)
class Shift:
    """One kind of shift. `skill`: whoever takes it must hold this on that day."""

    code: str
    begin: int
    end: int
    paid: int | None = None
    """Minutes that count as work; None: all of them."""
    night: bool = False
    skill: str = ""
    not_before: frozenset[str] = frozenset()
    """Shifts that may not follow on the next day, besides those that the rest rules out."""

    @property
    def minutes(self) -> int:
        """What one shift counts."""
        return self.end - self.begin if self.paid is None else self.paid


@dataclass(frozen=True)
class Person:
    """One person with the rules that hold for them. None: no such rule."""

    code: str
    skills: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Skill -> the days on which it holds (a certificate has a last day)."""
    most: Mapping[str, int] = field(default_factory=dict)
    """Shift -> how many of it at most; a shift that is missing is free."""
    least_minutes: int | None = None
    most_minutes: int | None = None
    most_week_minutes: int | None = None
    shortest_run: int = 1
    longest_run: int | None = None
    shortest_off: int = 1
    most_weekends: int | None = None
    most_nights: int | None = None
    longest_nights: int | None = None
    """Nights in a row at most."""
    rest: int = 0
    """Minutes between the end of a shift and the begin of the next."""
    off: frozenset[int] = frozenset()
    """Leave: no shift on these days."""
    group: str = ""
    """Loads are compared among people of the same group."""
    before: tuple[str, ...] = ()
    """Shifts of the days before day 0, the last one last; "" for a day off."""


@dataclass(frozen=True)
class Demand:
    """How many a shift needs on a day. With a skill: so many of those there must hold it. `firm`: never fewer."""

    day: int
    shift: str
    needed: int
    under: int = 100
    over: int = 1
    skill: str = ""
    firm: bool = False


@dataclass(frozen=True)
class Wish:
    """Somebody would like a shift on a day (`wants`), or rather not; without a shift: any work at all."""

    person: str
    day: int
    shift: str = ""
    weight: int = 1
    wants: bool = False


@dataclass(frozen=True)
class Fairness:
    """What one unit of distance between the most and the least loaded of a group costs; 0 asks for nothing."""

    night: int = 0
    weekend: int = 0
    shift: int = 0


@dataclass(frozen=True)
class Problem:
    """All of it. `locked`: kept as they are, "" for a day that stays free.

    `near`: a start that people know; each shift of it that is not kept costs `near_weight`.
    """

    days: int
    shifts: tuple[Shift, ...]
    people: tuple[Person, ...]
    demands: tuple[Demand, ...]
    wishes: tuple[Wish, ...] = ()
    locked: Mapping[tuple[str, int], str] = field(default_factory=dict)
    near: Mapping[tuple[str, int], str] = field(default_factory=dict)
    near_weight: int = 1
    fairness: Fairness = Fairness()
    first_weekday: int = 0

    def weekends(self) -> list[tuple[int, ...]]:
        """The days of each Saturday and Sunday inside the period."""
        found: dict[int, list[int]] = {}
        for day in range(self.days):
            week, weekday = divmod(day + self.first_weekday, 7)
            if weekday >= 5:
                found.setdefault(week, []).append(day)
        return [tuple(days) for days in found.values()]

    def weeks(self) -> list[tuple[int, ...]]:
        """The days of each week, Monday to Sunday, as far as they lie inside the period."""
        found: dict[int, list[int]] = {}
        for day in range(self.days):
            found.setdefault((day + self.first_weekday) // 7, []).append(day)
        return [tuple(days) for days in found.values()]


def may_follow(first: Shift, then: Shift, lag: int, rest: int) -> bool:
    """Whether `then`, `lag` days after `first`, leaves the rest and is no forbidden order."""
    if lag == 1 and then.code in first.not_before:
        return False
    return lag * DAY + then.begin - first.end >= rest


def able(person: Person, shift: Shift, day: int) -> bool:
    """Whether the person holds on that day what the shift asks for."""
    return not shift.skill or day in person.skills.get(shift.skill, frozenset())
