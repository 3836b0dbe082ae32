"""Acts on the working calendars: load notices, add a year, change a day, change hours from a date.

The past stays as it was judged by: a day that is over, and hours that held, are not changed. What follows for
open cases (provisional deadlines become final) is found by the cases themselves.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from xiuhua.apps.records import calendars, history, kept
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.holidays import Day, read_holidays
from xiuhua.apps.records.models import CalendarDay, CalendarYear, OfficeHours, Subdistrict
from xiuhua.apps.records.streets import zone_name
from xiuhua.rulebook.clock import OFFICE_HOURS, ROUND_THE_CLOCK, STREET_HOURS, hours_of
from xiuhua.rulebook.refusal import Refused

# What a new installation starts from: code, hours, whether weekends and holidays are days of rest.
FIRST_HOURS = (
    (calendars.OFFICE, OFFICE_HOURS, True),
    (calendars.STREET, STREET_HOURS, False),
    (calendars.ROUND_THE_CLOCK, ROUND_THE_CLOCK, False),
)
FIRST_HOURS_FROM = dt.date(2000, 1, 1)
FIRST_HOURS_SOURCE = "出厂设置 / as shipped"

Answer = dict[str, Any]


def load_calendars(
    file: Path | str | None = None, *, by: int | None, at: dt.datetime, key: str = ""
) -> Answer:
    """Enter the years of a file of notices (without one: that which ships) that are not known yet.

    Known years keep what an administrator made of them; where the file differs, the answer says so.
    """
    days = read_holidays(file)
    body = {"days": _digest(days)}
    with act("calendars.load", scope=scope(by), key=key, body=body) as this:
        if this.done:
            return this.answer
        hours = _enter_first_hours()
        known = set(CalendarYear.objects.values_list("year", flat=True))
        offered = sorted({day.year for day in days})
        _check_no_gap(known | set(offered))
        added = [year for year in offered if year not in known]
        for year in added:
            _enter_year(year, [day for day in days if day.year == year], by=by, at=at)
        kept.changed(calendars.NAME)
        differing = _differing([day for day in days if day.year in known])
        return this.keep({"added": added, "differing": differing, "hours": hours})


def add_year(
    year: int,
    days: Sequence[tuple[dt.date, bool, str]],
    source: str,
    *,
    by: int | None,
    at: dt.datetime,
    key: str,
) -> Answer:
    """Enter one year's notice, typed in: (day, works, name) for each holiday and make-up workday."""
    listed = sorted(days)
    body = {"year": year, "days": listed, "source": source}
    with act("calendars.add_year", scope=scope(by), key=key, body=body) as this:
        if this.done:
            return this.answer
        known = set(CalendarYear.objects.values_list("year", flat=True))
        if year in known:
            raise Refused("calendar_year_known", year=year)
        _check_no_gap(known | {year})
        entered = [_checked_day(year, day, source) for day in listed]
        if len({day.date for day in entered}) != len(entered) or not entered:
            raise Refused("calendar_days_invalid", year=year)
        _enter_year(year, entered, by=by, at=at)
        kept.changed(calendars.NAME)
        return this.keep({"year": year, "days": len(entered)})


def change_day(
    day: dt.date,
    works: bool,
    name: str,
    source: str,
    *,
    by: int | None,
    at: dt.datetime,
    key: str,
) -> Answer:
    """Say of one day from today on whether it is worked: a late notice, a local holiday."""
    body = {"day": day, "works": works, "name": name, "source": source}
    with act("calendars.change_day", scope=scope(by), key=key, body=body) as this:
        if this.done:
            return this.answer
        year = CalendarYear.objects.filter(year=day.year).first()
        if year is None:
            raise Refused("calendar_year_missing", calendar="", year=day.year)
        _check_not_past(day, at, None)
        _check_words(name, source)
        was = CalendarDay.objects.filter(day=day).values_list("works", flat=True).first()
        if works == (day.weekday() < 5):
            CalendarDay.objects.filter(day=day).delete()
        else:
            values = {"works": works, "name": name, "source": source}
            CalendarDay.objects.update_or_create(day=day, defaults=values)
        data = {"day": day, "works": works, "was": was}
        history.append(year, "calendar.day_changed", at=at, actor_id=by, data=data)
        kept.changed(calendars.NAME)
        return this.keep({"day": day.isoformat(), "works": works})


def change_hours(
    subdistrict_id: int | None,
    calendar: str,
    intervals: Sequence[Sequence[str]],
    valid_from: dt.date,
    source: str,
    *,
    by: int | None,
    at: dt.datetime,
    key: str,
    valid_to: dt.date | None = None,
) -> Answer:
    """Set the hours of a calendar from a date on (summer hours with a last day); None: for all subdistricts."""
    given = [list(pair) for pair in intervals]
    body = {
        "subdistrict": subdistrict_id,
        "calendar": calendar,
        "intervals": given,
        "from": valid_from,
        "to": valid_to,
        "source": source,
    }
    with act("calendars.change_hours", scope=scope(by), key=key, body=body) as this:
        if this.done:
            return this.answer
        hours_of(given)
        _check_words(calendar, source)
        _check_not_past(valid_from, at, subdistrict_id)
        if valid_to and valid_to < valid_from:
            raise Refused("calendar_span_invalid", first_on=str(valid_from), last_on=str(valid_to))
        like = _hours_like(subdistrict_id, calendar)
        row, _made = OfficeHours.objects.update_or_create(
            subdistrict_id=subdistrict_id,
            calendar=calendar,
            valid_from=valid_from,
            defaults={
                "intervals": given,
                "rests": like.rests,
                "valid_to": valid_to,
                "source": source,
            },
        )
        data = {**body, "source": hashlib.sha256(source.encode()).hexdigest()[:16]}
        _note_hours(subdistrict_id, data, by=by, at=at)
        kept.changed(calendars.NAME)
        return this.keep({"id": row.pk})


def _enter_first_hours() -> list[str]:
    """Hours as shipped, for each calendar that has none at all."""
    there = set(OfficeHours.objects.values_list("calendar", flat=True))
    rows = [
        OfficeHours(
            calendar=code,
            intervals=[[_clock(begin), _clock(end)] for begin, end in hours],
            rests=rests,
            valid_from=FIRST_HOURS_FROM,
            source=FIRST_HOURS_SOURCE,
        )
        for code, hours, rests in FIRST_HOURS
        if code not in there
    ]
    OfficeHours.objects.bulk_create(rows)
    return [row.calendar for row in rows]


def _enter_year(year: int, days: list[Day], *, by: int | None, at: dt.datetime) -> None:
    there = CalendarDay.objects.in_bulk([day.date for day in days], field_name="day")
    for day in days:
        earlier = there.get(day.date)
        if earlier and earlier.works != day.works:
            raise Refused("calendar_day_known", day=day.date.isoformat(), name=earlier.name)
    row = CalendarYear.objects.create(year=year, source=days[0].source, loaded_at=at)
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=d.date, works=d.works, name=d.name, source=d.source) for d in days],
        ignore_conflicts=True,
    )
    data = {
        "rest": sum(not day.works for day in days),
        "work": sum(day.works for day in days),
        "days": _digest(days),
    }
    history.append(row, "calendar.year_added", at=at, actor_id=by, data=data)


def _checked_day(year: int, day: tuple[dt.date, bool, str], source: str) -> Day:
    date, works, name = day
    _check_words(name, source)
    in_year = date.year == year or (date.year == year - 1 and date.month == 12)
    if not in_year or (works and date.weekday() < 5):
        raise Refused("calendar_day_invalid", day=date.isoformat(), year=year)
    return Day(date, works, name, year, source)


def _check_words(*words: str) -> None:
    for text in words:
        if not text.strip() or len(text) > 200:
            raise Refused("calendar_words_missing")


def _check_no_gap(years: Iterable[int]) -> None:
    ordered = sorted(years)
    for year, following in zip(ordered, ordered[1:], strict=False):
        if following != year + 1:
            raise Refused("calendar_year_missing", calendar="", year=year + 1)


def _check_not_past(day: dt.date, at: dt.datetime, subdistrict_id: int | None) -> None:
    today = at.astimezone(ZoneInfo(zone_name(subdistrict_id))).date()
    if day < today:
        raise Refused("calendar_change_in_past", day=day.isoformat(), today=today.isoformat())


def _hours_like(subdistrict_id: int | None, calendar: str) -> OfficeHours:
    """An earlier row of the same calendar: whether it rests is settled there for good."""
    rows = OfficeHours.objects.filter(calendar=calendar).order_by("id")
    for row in rows:
        if row.subdistrict_id in (None, subdistrict_id):
            return row
    raise Refused("calendar_unknown", calendar=calendar)


def _note_hours(
    subdistrict_id: int | None, data: dict[str, Any], *, by: int | None, at: dt.datetime
) -> None:
    """History of hours stands with the subdistrict; of those for all, with the last known year."""
    if subdistrict_id is not None:
        owner: Subdistrict | CalendarYear = Subdistrict.objects.get(pk=subdistrict_id)
    else:
        last = CalendarYear.objects.order_by("-year").first()
        if last is None:
            raise Refused("calendar_year_missing", calendar=data["calendar"], year=at.year)
        owner = last
    history.append(
        owner,
        "calendar.hours_changed",
        at=at,
        actor_id=by,
        subdistrict_id=subdistrict_id,
        data=data,
    )


def _differing(days: list[Day]) -> list[int]:
    """Known years in which the file says otherwise than the rows."""
    rows = dict(CalendarDay.objects.values_list("day", "works"))
    offered = {day.date for day in days}
    years = {day.year for day in days}
    differing = {day.year for day in days if rows.get(day.date) != day.works}
    return sorted(differing | {d.year for d in rows if d.year in years and d not in offered})


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _digest(days: Iterable[Day]) -> str:
    lines = "\n".join(f"{day.date} {day.works} {day.name} {day.year} {day.source}" for day in days)
    return hashlib.sha256(lines.encode()).hexdigest()
