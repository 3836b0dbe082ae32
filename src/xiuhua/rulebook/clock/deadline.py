"""The deadline engine: from a start, a limit and a calendar to the moment it falls due.

Pure arithmetic on `Tables`: it never asks what time it is, and it must not learn about cases, classes
or cities; those choose the unit, the calendar and the reading and pass them in. Moments are cut
to the whole second, so that the scalar and the vectorised path agree exactly.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from xiuhua.rulebook.clock.calendar import WorkCalendar
from xiuhua.rulebook.clock.reading import DEFAULT, Reading
from xiuhua.rulebook.clock.tables import DAY_S, Tables
from xiuhua.rulebook.clock.units import Unit, unit_of
from xiuhua.rulebook.refusal import Refused

HOUR_S = 3600
# A limit of more than a century is a slip of the pen.
LONGEST_S = 100 * 366 * DAY_S

Amount = int | float | Decimal
Pause = tuple[datetime, datetime | None]


class Due(NamedTuple):
    """When it falls due (aware UTC; None while a pause is open), and whether a missing list may move it."""

    at: datetime | None
    provisional: bool


class _Count(NamedTuple):
    """A limit as a walk along one scale: seconds elapsed, seconds worked, or day-ends passed."""

    base: int  # what the scale shows where counting starts
    target: int  # what it shows when the limit is used up
    shown_at: Callable[[int], int]
    moment_of: Callable[[int], int]


def deadline(
    start: datetime,
    value: Amount,
    unit: str,
    calendar: WorkCalendar,
    reading: Reading = DEFAULT,
) -> Due:
    """When a limit that starts now and is never interrupted falls due.

    urgent_hour runs round the clock; work_hour inside working hours only; work_day counts whole
    working days from the next one on and ends at close of business (half a day is half of that day's
    working time); natural_day (紧急工作日) runs round the clock, 24 hours each, from the very moment,
    because it exists for dangers that do not wait for midnight. A limit of 0 is due at once.
    Past the last known holiday list the answer is provisional, unless it asks for no list.
    Source: GB/T 30428.8 as deployed (facts 1.6); 民法典 201, 203; facts 3.7, 9.
    """
    began = seconds_of(start)
    amount = _amount(value)
    if amount == 0:
        return _due(began, unit_of(unit), calendar, reading)
    count = _count(began, amount, unit_of(unit), calendar, reading)
    return _due(count.moment_of(count.target), unit_of(unit), calendar, reading)


def due_after_pauses(
    start: datetime,
    value: Amount,
    unit: str,
    calendar: WorkCalendar,
    pauses: Sequence[Pause],
    reading: Reading = DEFAULT,
) -> Due:
    """The same with pauses (延期批准前的等待, 挂账, 检测 …): (begin, end), end None while it lasts.

    Hour units and running natural days move by the time lost on their own clock. Day units move by
    the closes of business that a pause covers, which is the number of whole working days lost; a pause inside
    one day moves nothing. Pauses that overlap count once; one that begins when the limit is already used
    up changes nothing. An open pause before that: the clock stands still, `at` is None.
    Source: facts 1.6 (an approved extension and 挂账 stop the clock), 行政强制法 25.
    """
    began = seconds_of(start)
    amount = _amount(value)
    kind = unit_of(unit)
    stops = _merged(pauses)
    if amount == 0:
        return _due(began, kind, calendar, reading)
    base, target, shown_at, moment_of = _count(began, amount, kind, calendar, reading)
    at = moment_of(target)
    for begin, end in stops:
        begin = max(begin, began)
        if begin >= at:
            break
        if end is None:
            return Due(None, False)
        if end > begin:
            target += max(0, shown_at(end) - max(base, shown_at(begin)))
            at = moment_of(target)
    return _due(at, kind, calendar, reading)


def worked_seconds(begin: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """Working seconds from one moment to another; negative if `end` comes first. Source: definition."""
    marks = [seconds_of(begin), seconds_of(end)]
    for mark in marks:
        calendar.day_index(mark)
    return _worked(calendar.tables, marks[1]) - _worked(calendar.tables, marks[0])


def seconds_of(moment: datetime) -> int:
    """Whole seconds since 1970 of an aware datetime; a naive one is refused. Source: facts 9."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise Refused("moment_without_zone", moment=moment.isoformat())
    return int(moment.timestamp() // 1)


def _amount(value: Amount) -> float:
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


def _count(
    began: int, amount: float, unit: Unit, calendar: WorkCalendar, reading: Reading
) -> _Count:
    if unit is Unit.URGENT_HOUR:
        return _Count(began, began + round(amount * HOUR_S), _same, _same)
    if unit is Unit.NATURAL_DAY and reading.natural_days == "running":
        return _Count(began, began + round(amount * DAY_S), _same, _same)
    if unit is Unit.WORK_HOUR:
        calendar.day_index(began)
        base = _worked(calendar.tables, began)
        return _worked_count(base, base + round(amount * HOUR_S), calendar)
    if unit is Unit.WORK_DAY:
        return _work_day_count(began, amount, calendar, reading)
    return _date_count(began, amount, calendar, reading)


def _work_day_count(began: int, amount: float, calendar: WorkCalendar, reading: Reading) -> _Count:
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
        target_s += max(1, round((amount - whole) * length_s))
    return _worked_count(from_s, target_s, calendar)


def _date_count(began: int, amount: float, calendar: WorkCalendar, reading: Reading) -> _Count:
    tables = calendar.tables
    whole = int(amount)
    if whole != amount:
        raise Refused("limit_of_part_days", value=amount)
    base = calendar.day_index(began) + (1 if reading.first_day == "next" else 0)
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


def _end_count(ends: tuple[int, ...], base: int, target: int, calendar: WorkCalendar) -> _Count:
    def moment_of(shown: int) -> int:
        if shown > len(ends):
            raise Refused("deadline_too_far", calendar=calendar.code, last_on=calendar.last_on)
        return ends[shown - 1]

    return _Count(base, target, lambda at: bisect_right(ends, at), moment_of)


def _worked_count(base: int, target: int, calendar: WorkCalendar) -> _Count:
    tables = calendar.tables

    def moment_of(shown: int) -> int:
        index = bisect_left(tables.through, shown)
        if index == len(tables.through):
            raise Refused("deadline_too_far", calendar=calendar.code, last_on=calendar.last_on)
        return tables.shuts[index] - (tables.through[index] - shown)

    return _Count(base, target, lambda at: _worked(tables, at), moment_of)


def _worked(tables: Tables, at: int) -> int:
    """Working seconds from the first day of the tables to this moment."""
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


def _merged(pauses: Sequence[Pause]) -> list[tuple[int, int | None]]:
    """Pauses in order, overlapping ones joined; a pause that ends before it begins is refused."""
    spans: list[tuple[int, int | None]] = []
    for begin, end in pauses:
        begin_s = seconds_of(begin)
        end_s = None if end is None else seconds_of(end)
        if end is not None and end < begin:
            raise Refused("pause_inverted", begin=begin.isoformat(), end=end.isoformat())
        spans.append((begin_s, end_s))
    spans.sort(key=lambda span: span[0])
    joined: list[tuple[int, int | None]] = []
    for begin_s, end_s in spans:
        if joined and (joined[-1][1] is None or begin_s <= joined[-1][1]):
            last = joined[-1][1]
            joined[-1] = (
                joined[-1][0],
                None if last is None or end_s is None else max(last, end_s),
            )
        else:
            joined.append((begin_s, end_s))
    return joined


def _due(at: int, unit: Unit, calendar: WorkCalendar, reading: Reading) -> Due:
    return Due(
        datetime.fromtimestamp(at, UTC),
        needs_list(unit, reading) and at > calendar.tables.known_end,
    )


def needs_list(unit: Unit, reading: Reading) -> bool:
    """Whether the answer depends on which days are worked. Source: facts 1.6."""
    if unit in (Unit.WORK_HOUR, Unit.WORK_DAY):
        return True
    return unit is Unit.NATURAL_DAY and reading.natural_days == "dates" and reading.past_holiday
