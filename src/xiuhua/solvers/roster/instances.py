"""Shift-scheduling instances of Curtois and Qu from JSON: a shared set whose best known values can be compared.

Only reading. Their rules: runs that touch the first or last day may be shorter than the minimum; day 0 is a
Monday; the order of shifts is given as a list, not as hours of rest. Source of the set: schedulingbenchmarks.org.
"""

import json
from pathlib import Path
from typing import Any

from xiuhua.solvers.roster.problem import Demand, Person, Problem, Shift, Wish


def read(path: Path) -> Problem:
    """The instance in a file."""
    data = json.loads(path.read_text("utf-8"))
    days = int(data["nDays"])
    shifts = tuple(_shift(one) for one in data["shifts"])
    codes = [shift.code for shift in shifts]
    demands = tuple(
        Demand(day, code, one["requirement"], one["weightIfUnder"], one["weightIfOver"])
        for day, row in enumerate(data["covers"])
        for code, one in zip(codes, row, strict=True)
    )
    wishes = tuple(wish for one in data["staffs"] for wish in _wishes(one))
    people = tuple(_person(one, codes) for one in data["staffs"])
    return Problem(days, shifts, people, demands, wishes)


def _shift(one: dict[str, Any]) -> Shift:
    forbidden = frozenset(one["forbiddenFollowingShifts"] or ())
    return Shift(one["id"], 0, int(one["length"]), not_before=forbidden)


def _person(one: dict[str, Any], codes: list[str]) -> Person:
    return Person(
        one["id"],
        most=dict(zip(codes, one["maxShifts"], strict=True)),
        least_minutes=one["minTotalMinutes"],
        most_minutes=one["maxTotalMinutes"],
        shortest_run=one["minConsecutiveShifts"],
        longest_run=one["maxConsecutiveShifts"],
        shortest_off=one["minConsecutiveDaysOff"],
        most_weekends=one["maxWeekends"],
        off=frozenset(one["daysOff"] or ()),
    )


def _wishes(one: dict[str, Any]) -> list[Wish]:
    return [
        Wish(one["id"], said["day"], said["shift"], said["weight"], wants)
        for name, wants in (("onRequests", True), ("offRequests", False))
        for said in one[name] or ()
    ]
