"""Prefix tables of one calendar: every working interval and working day as UTC seconds.

With these a deadline is two binary searches and no time-zone arithmetic. Plain numbers only: no
reading of a rule may move in here.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from xiuhua.rulebook.clock.hours import Hours

DAY_S = 86_400
MINUTE_S = 60
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
NEVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Tables:
    """All moments are whole seconds since 1970-01-01 UTC, ascending."""

    day_begins: tuple[int, ...]  # local midnight of each day, and the end of the last one
    day_ends: tuple[int, ...]  # last second of each day
    opens: tuple[int, ...]  # begin of each working interval
    shuts: tuple[int, ...]  # its end
    through: tuple[int, ...]  # working seconds from the first day through this interval
    rank: tuple[int, ...]  # per day: working days up to and including it
    closes: tuple[int, ...]  # per working day: close of business
    close_days: tuple[int, ...]  # per working day: its day index
    close_day_ends: tuple[int, ...]  # per working day: last second of the calendar day
    through_days: tuple[int, ...]  # per working day: working seconds through its close
    known_end: int  # end of the last known day; NEVER if no list is needed


def make_tables(
    first_day: date,
    last_day: date,
    tz: ZoneInfo,
    hours_on: Callable[[date], Hours | None],
    known_through: date | None,
) -> Tables:
    """Lay out all days from `first_day` to `last_day`; `hours_on` gives None for a day of rest."""
    day_begins: list[int] = []
    opens: list[int] = []
    shuts: list[int] = []
    through: list[int] = []
    rank: list[int] = []
    close_days: list[int] = []
    through_days: list[int] = []
    closes: list[int] = []
    worked = 0
    for index, (day, offset_s) in enumerate(_days(first_day, last_day, tz)):
        hours = hours_on(day) or ()
        if offset_s is None:
            begin, spans = _walked(day, tz, hours)
        else:
            begin = (day.toordinal() - _EPOCH_ORDINAL) * DAY_S - offset_s
            spans = [(begin + a * MINUTE_S, begin + b * MINUTE_S) for a, b in hours]
        day_begins.append(begin)
        for opened, shut in spans:
            worked += shut - opened
            opens.append(opened)
            shuts.append(shut)
            through.append(worked)
        if spans:
            closes.append(spans[-1][1])
            close_days.append(index)
            through_days.append(worked)
        rank.append(len(closes))
    day_begins.append(_first_second(last_day + timedelta(days=1), tz))
    day_ends = tuple(begin - 1 for begin in day_begins[1:])
    known_end = NEVER
    if known_through is not None:
        known_end = day_begins[(known_through - first_day).days + 1]
    return Tables(
        day_begins=tuple(day_begins),
        day_ends=day_ends,
        opens=tuple(opens),
        shuts=tuple(shuts),
        through=tuple(through),
        rank=tuple(rank),
        closes=tuple(closes),
        close_days=tuple(close_days),
        close_day_ends=tuple(day_ends[day] for day in close_days),
        through_days=tuple(through_days),
        known_end=known_end,
    )


def _days(first_day: date, last_day: date, tz: ZoneInfo) -> Iterator[tuple[date, int | None]]:
    """Each day with its offset from UTC in seconds, or None if the clocks change about then."""
    noons = [_noon_offset_s(first_day - timedelta(days=1), tz), _noon_offset_s(first_day, tz)]
    day = first_day
    while day <= last_day:
        following = day + timedelta(days=1)
        noons.append(_noon_offset_s(following, tz))
        before, on, after = noons[-3:]
        yield day, on if before == on == after else None
        day = following


def _noon_offset_s(day: date, tz: ZoneInfo) -> int:
    offset = datetime(day.year, day.month, day.day, 12, tzinfo=tz).utcoffset()
    assert offset is not None
    return offset.days * DAY_S + offset.seconds


def _walked(day: date, tz: ZoneInfo, hours: Hours) -> tuple[int, list[tuple[int, int]]]:
    """First second and working spans of a day near a clock change, found minute by minute.

    A wall-clock minute that comes twice counts twice, one that is skipped does not count.
    """
    begin = _first_second(day, tz)
    spans: list[tuple[int, int]] = []
    end = _first_second(day + timedelta(days=1), tz) if hours else begin
    for at in range(begin, end, MINUTE_S):
        local = datetime.fromtimestamp(at, tz)
        minute = local.hour * 60 + local.minute
        if not any(a <= minute < b for a, b in hours):
            continue
        if spans and spans[-1][1] == at:
            spans[-1] = (spans[-1][0], at + MINUTE_S)
        else:
            spans.append((at, at + MINUTE_S))
    return begin, spans


def _first_second(day: date, tz: ZoneInfo) -> int:
    """The first moment of a local day, also where the clocks jump over midnight."""
    midnight_utc = (day.toordinal() - _EPOCH_ORDINAL) * DAY_S
    minutes = range(midnight_utc - 15 * 3600, midnight_utc + 15 * 3600, MINUTE_S)
    found = bisect_left(minutes, day, key=lambda at: datetime.fromtimestamp(at, tz).date())
    return minutes[found]
