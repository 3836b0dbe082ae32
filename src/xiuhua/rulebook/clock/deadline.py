"""The deadline engine: from a start, a limit and a calendar to the moment it falls due.

It never asks what time it is, and it must not learn about cases, classes
or cities; those choose the unit, the calendar and the reading and pass them in. Moments are cut
to the whole second, so that the scalar and the vectorised path agree exactly.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from xiuhua.rulebook.clock.calendar import WorkCalendar
from xiuhua.rulebook.clock.counting import (
    Amount,
    amount_of,
    count_of,
    needs_list,
    seconds_of,
    worked_by,
)
from xiuhua.rulebook.clock.reading import DEFAULT, Reading
from xiuhua.rulebook.clock.units import Unit, unit_of
from xiuhua.rulebook.refusal import Refused

Pause = tuple[datetime, datetime | None]


class Due(NamedTuple):
    """When it falls due (aware UTC; None while a pause is open), and whether a missing list may move it."""

    at: datetime | None
    provisional: bool


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
    amount = amount_of(value)
    if amount == 0:
        return _due(began, unit_of(unit), calendar, reading)
    count = count_of(began, amount, unit_of(unit), calendar, reading)
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
    amount = amount_of(value)
    kind = unit_of(unit)
    stops = _merged(pauses)
    if amount == 0:
        return _due(began, kind, calendar, reading)
    base, target, shown_at, moment_of = count_of(began, amount, kind, calendar, reading)
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
    return worked_by(calendar.tables, marks[1]) - worked_by(calendar.tables, marks[0])


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
