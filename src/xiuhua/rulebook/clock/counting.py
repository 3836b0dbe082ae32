"""How a limit is walked: along seconds elapsed, seconds worked, or day-ends passed.

The engine's inner half: `deadline` decides what is asked, this module turns unit and reading into
one scale. Plain arithmetic on `Tables`; it must not learn of pauses, cases or cities.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from xiuhua.rulebook.clock.calendar import WorkCalendar
from xiuhua.rulebook.clock.reading import Reading
from xiuhua.rulebook.clock.tables import DAY_S, Tables
from xiuhua.rulebook.clock.units import Unit
from xiuhua.rulebook.refusal import Refused

HOUR_S = 3600
# A limit of more than a century is a slip of the pen.
LONGEST_S = 100 * 366 * DAY_S

Amount = int | float | Decimal


class Count(NamedTuple):
    """A limit as a walk along one scale: seconds elapsed, seconds worked, or day-ends passed."""

    base: int  # what the scale shows where counting starts
    target: int  # what it shows when the limit is used up
    shown_at: Callable[[int], int]
    moment_of: Callable[[int], int]


def seconds_of(moment: datetime) -> int:
    """Whole seconds since 1970 of an aware datetime; a naive one is refused. Source: facts 9."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise Refused("moment_without_zone", moment=moment.isoformat())
    return int(moment.timestamp() // 1)


def amount_of(value: Amount) -> float:
    """The limit as a number; refuses negative, endless and non-numbers. Source: definition."""
    if isinstance(value, (bool, str)):
        raise Refused("limit_invalid", value=str(value))
    try:
        amount = float(value)
    except (TypeError, ValueError, OverflowError):
        raise Refused("limit_invalid", value=str(value)) from None
    if amount < 0:
        raise Refused("limit_negative", value=str(value))
    if not amount * HOUR_S <= LONGEST_S:
        raise Refused("limit_invalid", value=str(value))
    return amount


def _length_s(amount: float, unit_s: int) -> int:
    """A limit that is not 0 lasts at least a second, so that nothing falls due before it starts."""
    return max(1, round(amount * unit_s))


def count_of(
    began: int, amount: float, unit: Unit, calendar: WorkCalendar, reading: Reading
) -> Count:
    """The scale on which this limit runs, and where on it the limit begins and is used up.

    Source: facts 1.6.
    """
    if unit is Unit.URGENT_HOUR:
        return Count(began, began + _length_s(amount, HOUR_S), _same, _same)
    if unit is Unit.NATURAL_DAY and reading.natural_days == "running":
        return Count(began, began + _length_s(amount, DAY_S), _same, _same)
    if unit is Unit.WORK_HOUR:
        calendar.day_index(began)
        base = worked_by(calendar.tables, began)
        return _worked_count(base, base + _length_s(amount, HOUR_S), calendar)
    if unit is Unit.WORK_DAY:
        return _work_day_count(began, amount, calendar, reading)
    return _date_count(began, amount, calendar, reading)


def _work_day_count(began: int, amount: float, calendar: WorkCalendar, reading: Reading) -> Count:
    tables = calendar.tables
    day = calendar.day_index(began)
    if reading.outside_hours == "next_opening":
        began = _opening(calendar, began)
        day = calendar.day_index(began)
    ends = tables.closes if reading.day_end == "close" else tables.close_day_ends
    base = tables.rank[day] if reading.first_day == "next" else bisect_right(ends, began)
    whole = int(amount)
    if whole == amount and reading.pause_moves == "whole_days":
        return _end_count(ends, base, base + whole, calendar)
    if reading.day_end == "midnight":
        raise Refused("limit_of_part_days", value=amount)
    if base + whole + (whole != amount) > len(ends):
        raise Refused("deadline_too_far", calendar=calendar.code, last_on=calendar.last_on)
    done = tables.through_days
    from_s = done[base - 1] if base else 0
    target_s = done[base + whole - 1] if base + whole else 0
    if whole != amount:
        length_s = done[base + whole] - target_s
        target_s += _length_s(amount - whole, length_s)
    return _worked_count(from_s, target_s, calendar)


def _date_count(began: int, amount: float, calendar: WorkCalendar, reading: Reading) -> Count:
    tables = calendar.tables
    day = calendar.day_index(began)
    whole = int(amount)
    if whole != amount:
        raise Refused("limit_of_part_days", value=amount)
    base = day + (1 if reading.first_day == "next" else 0)
    count = _end_count(tables.day_ends, base, base + whole, calendar)
    if not reading.past_holiday:
        return count

    def moment_of(target: int) -> int:
        count.moment_of(target)  # refuses what lies beyond the tables
        passed = tables.rank[target - 2] if target > 1 else 0
        if passed >= len(tables.close_days):
            raise Refused("deadline_too_far", calendar=calendar.code, last_on=calendar.last_on)
        return tables.day_ends[tables.close_days[passed]]

    return count._replace(moment_of=moment_of)


def _end_count(ends: tuple[int, ...], base: int, target: int, calendar: WorkCalendar) -> Count:
    def moment_of(shown: int) -> int:
        if shown > len(ends):
            raise Refused("deadline_too_far", calendar=calendar.code, last_on=calendar.last_on)
        return ends[shown - 1]

    return Count(base, target, lambda at: bisect_right(ends, at), moment_of)


def _worked_count(base: int, target: int, calendar: WorkCalendar) -> Count:
    tables = calendar.tables

    def moment_of(shown: int) -> int:
        index = bisect_left(tables.through, shown)
        if index == len(tables.through):
            raise Refused("deadline_too_far", calendar=calendar.code, last_on=calendar.last_on)
        return tables.shuts[index] - (tables.through[index] - shown)

    return Count(base, target, lambda at: worked_by(tables, at), moment_of)


def worked_by(tables: Tables, at: int) -> int:
    """Working seconds from the first day of the tables to this moment. Source: definition."""
    index = bisect_right(tables.opens, at) - 1
    if index < 0:
        return 0
    left = tables.shuts[index] - at
    return tables.through[index] - left if left > 0 else tables.through[index]


def _opening(calendar: WorkCalendar, at: int) -> int:
    """This moment if it is inside working hours, else the next opening."""
    tables = calendar.tables
    index = bisect_right(tables.opens, at) - 1
    if index >= 0 and at < tables.shuts[index]:
        return at
    if index + 1 == len(tables.opens):
        raise Refused("deadline_too_far", calendar=calendar.code, last_on=calendar.last_on)
    return tables.opens[index + 1]


def _same(at: int) -> int:
    return at


def needs_list(unit: Unit, reading: Reading) -> bool:
    """Whether the answer depends on which days are worked. Source: facts 1.6."""
    if unit in (Unit.WORK_HOUR, Unit.WORK_DAY):
        return True
    return unit is Unit.NATURAL_DAY and reading.natural_days == "dates" and reading.past_holiday
