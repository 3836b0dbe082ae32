"""Working calendars from their rows: hours per subdistrict, holidays and make-up days of the known years.

Kept in each process and read anew after a change. How a limit is counted is the rulebook's business; the
rows are written by `actions/calendars.py`.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from xiuhua.apps.records.kept import Kept
from xiuhua.apps.records.models import CalendarDay, CalendarYear, OfficeHours
from xiuhua.apps.records.streets import zone_name
from xiuhua.rulebook.clock import WorkCalendar, build_calendar, hours_of
from xiuhua.rulebook.refusal import Refused

NAME = "calendars"
OFFICE, STREET, ROUND_THE_CLOCK = "office", "7x16", "24x7"


@dataclass
class Book:
    """All rows, and the calendars built from them so far."""

    years: list[int]
    exceptions: dict[dt.date, bool]
    hours: list[OfficeHours]
    built: dict[tuple[int | None, str], WorkCalendar] = field(default_factory=dict)


def work_calendar(subdistrict_id: int | None, code: str = OFFICE) -> WorkCalendar:
    """The calendar `code` of a subdistrict; its own hours go before those that hold for all.

    None: hours that hold for all, in the installation's time zone. Building one takes some milliseconds,
    asking again takes none and no statement.
    """
    book = _book.get()
    wanted = (subdistrict_id, code)
    if wanted not in book.built:
        book.built[wanted] = _build(book, subdistrict_id, code)
    return book.built[wanted]


def known_years() -> list[int]:
    """Years whose holiday notice is entered, ascending and without a gap."""
    return list(_book.get().years)


def codes(subdistrict_id: int | None = None) -> list[str]:
    """The calendars that exist for a subdistrict, including those that hold for all."""
    return sorted(
        {row.calendar for row in _book.get().hours if row.subdistrict_id in (None, subdistrict_id)}
    )


def forget() -> None:
    """Read the rows anew at the next call."""
    _book.forget()


def _load() -> Book:
    return Book(
        years=list(CalendarYear.objects.order_by("year").values_list("year", flat=True)),
        exceptions=dict(CalendarDay.objects.values_list("day", "works")),
        hours=list(OfficeHours.objects.order_by("valid_from", "id")),
    )


_book = Kept(NAME, _load)


def _build(book: Book, subdistrict_id: int | None, code: str) -> WorkCalendar:
    rows = [
        row
        for row in book.hours
        if row.calendar == code and row.subdistrict_id in (None, subdistrict_id)
    ]
    if not rows:
        raise Refused("calendar_unknown", calendar=code)
    if not book.years:
        raise Refused("calendar_year_missing", calendar=code, year="")
    first_day, last_day = dt.date(book.years[0], 1, 1), dt.date(book.years[-1], 12, 31)
    seasons = [(day, hours_of(row.intervals)) for day, row in _seasons(rows, first_day)]
    return build_calendar(
        code,
        intervals=seasons[0][1],
        rests=rows[0].rests,
        exceptions=book.exceptions,
        first_day=first_day,
        last_known_day=last_day,
        tz=zone_name(subdistrict_id),
        seasons=seasons,
    )


def _seasons(rows: list[OfficeHours], first_day: dt.date) -> Iterator[tuple[dt.date, OfficeHours]]:
    """The row in force from each day on which that changes."""
    one_day = dt.timedelta(days=1)
    changes = {first_day, *(row.valid_from for row in rows)}
    changes |= {row.valid_to + one_day for row in rows if row.valid_to}
    for day in sorted(change for change in changes if change >= first_day):
        yield day, hours_on(rows, day)


def hours_on(rows: list[OfficeHours], day: dt.date) -> OfficeHours:
    """Of a calendar's rows the one for a day: the subdistrict's own first, then the latest begun.

    On a day that no row covers, the earliest row holds: hours were forgotten, not abolished.
    """
    in_force = [
        row
        for row in rows
        if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    ]
    if not in_force:
        return min(rows, key=lambda row: row.valid_from)
    return max(in_force, key=lambda row: (row.subdistrict_id is not None, row.valid_from))
