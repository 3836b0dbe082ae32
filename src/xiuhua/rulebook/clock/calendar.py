"""The working calendar: which minutes of which days are worked, as one immutable value.

Office hours, 7×16 and 24×7 are three values of the same type. It says when work is done; how a
limit is counted in it is `deadline`'s business, and no city's hours or holidays stand here.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from xiuhua.rulebook.clock.hours import Hours, Interval, checked_hours
from xiuhua.rulebook.clock.tables import Tables, make_tables
from xiuhua.rulebook.refusal import Refused

# How far past the last known list a (provisional) answer is still given.
FALLBACK_YEARS = 20

Season = tuple[date | tuple[int, int], Sequence[Interval]]


@dataclass(frozen=True)
class WorkCalendar:
    """One class of working time. Build it with `build_calendar`; equal inputs give equal values.

    `rests` False means every day is worked and no holiday list is needed. Days after
    `known_until` are taken as Monday to Friday, and what depends on them is provisional.
    """

    code: str
    hours: tuple[tuple[date, Hours], ...]
    rests: bool
    exceptions: tuple[tuple[date, bool], ...]
    first_day: date
    known_until: date
    tz: str
    tables: Tables = field(repr=False, compare=False)

    def works_on(self, day: date) -> bool:
        """Whether this day is worked (a make-up Sunday is, a holiday is not). Source: the year's notice."""
        index = self._index_of(day)
        rank = self.tables.rank
        return rank[index] > (rank[index - 1] if index else 0)

    def knows(self, day: date) -> bool:
        """Whether the answer for this day is final. Source: the years whose notice is entered."""
        return self.first_day <= day and (not self.rests or day <= self.known_until)

    def day_index(self, at_s: int) -> int:
        """Index of the local day that holds this second; refuses what the calendar does not cover."""
        begins = self.tables.day_begins
        if not begins[0] <= at_s < begins[-1]:
            self._refuse(at_s)
        return bisect_right(begins, at_s) - 1

    def _index_of(self, day: date) -> int:
        index = (day - self.first_day).days
        if index < 0:
            raise Refused("calendar_year_missing", calendar=self.code, year=day.year)
        if index >= len(self.tables.rank):
            raise Refused("deadline_too_far", calendar=self.code, last_on=self.last_on)
        return index

    @property
    def last_on(self) -> str:
        """Last day the tables cover, ISO."""
        return (self.first_day + timedelta(days=len(self.tables.rank) - 1)).isoformat()

    def _refuse(self, at_s: int) -> None:
        if at_s < self.tables.day_begins[0]:
            year = datetime.fromtimestamp(at_s, zone_of(self.tz)).year
            raise Refused("calendar_year_missing", calendar=self.code, year=year)
        raise Refused("deadline_too_far", calendar=self.code, last_on=self.last_on)


def build_calendar(
    code: str,
    intervals: Sequence[Interval],
    rests: bool,
    exceptions: Mapping[date, bool],
    first_day: date,
    last_known_day: date,
    tz: str = "Asia/Shanghai",
    seasons: Sequence[Season] = (),
) -> WorkCalendar:
    """Check and lay out a calendar once (tens of milliseconds); it is then used for many deadlines.

    `intervals`: minutes of the local day. `exceptions`: holidays False, make-up workdays True;
    ignored where `rests` is False. `seasons`: hours from a date on, or from a (month, day) of each
    year on; before the first of them `intervals` hold. Source: the office's hours, the year's notice.
    """
    if last_known_day < first_day:
        raise Refused("calendar_span_invalid", first_on=str(first_day), last_on=str(last_known_day))
    zone = zone_of(tz)
    last_day = date(last_known_day.year + FALLBACK_YEARS, 12, 31)
    hours = _seasons(checked_hours(intervals), seasons, first_day, last_day)
    known = {day: works for day, works in sorted(exceptions.items()) if rests}
    begins = [valid_from for valid_from, _ in hours]

    def hours_on(day: date) -> Hours | None:
        if rests and not known.get(day, day.weekday() < 5):
            return None
        return hours[bisect_right(begins, day) - 1][1]

    return WorkCalendar(
        code=code,
        hours=hours,
        rests=rests,
        exceptions=tuple(known.items()),
        first_day=first_day,
        known_until=last_known_day,
        tz=tz,
        tables=make_tables(first_day, last_day, zone, hours_on, last_known_day if rests else None),
    )


@cache
def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name; refuses an unknown one. Source: IANA time zone database."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Refused("time_zone_unknown", zone=str(name)) from None


def _seasons(
    usual: Hours, seasons: Sequence[Season], first_day: date, last_day: date
) -> tuple[tuple[date, Hours], ...]:
    """Hours by the date from which they hold; a (month, day) is written out for each year."""
    starts: dict[date, Hours] = {}
    for valid_from, intervals in seasons:
        hours = checked_hours(intervals)
        if isinstance(valid_from, date):
            starts[valid_from] = hours
            continue
        month, day = valid_from
        try:
            # One year earlier too: in January the season of last autumn still holds.
            dates = [date(y, month, day) for y in range(first_day.year - 1, last_day.year + 1)]
        except ValueError:
            raise Refused("calendar_season_invalid", month=month, day=day) from None
        starts.update(dict.fromkeys(dates, hours))
    if not any(valid_from <= first_day for valid_from in starts):
        starts[first_day] = usual
    return tuple(sorted(starts.items()))
