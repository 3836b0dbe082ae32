"""Reads a file of holiday notices into days; the file that ships covers 2020–2026.

Reading and checking only: the rows of the calendar tables are written by the records actions.
"""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from xiuhua.rulebook.refusal import Refused

SHIPPED = Path(__file__).parent / "data" / "holidays_cn.toml"
# The longest holiday so far was 10 days (春节 2020); a month is a slip in a date.
LONGEST_DAYS = 31


class Day(NamedTuple):
    """A day that a notice names: a holiday (`works` False) or a make-up workday."""

    date: date
    works: bool
    name: str
    year: int
    source: str


def read_holidays(path: Path | str | None = None) -> list[Day]:
    """All days of the file, by date; refuses a broken file as a whole, saying where it is broken."""
    file = SHIPPED if path is None else Path(path)
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused("holidays_unreadable", file=file.name, detail=error.strerror or "") from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise Refused("holidays_not_toml", file=file.name, detail=str(error)) from error
    notices = content.get("notice")
    if not isinstance(notices, list) or not notices:
        raise _broken(file.name, "notice", "list of notices missing")
    return _in_order(file.name, (day for entry in notices for day in _days(file.name, entry)))


def known_span(days: Iterable[Day]) -> tuple[date, date]:
    """First and last day for which these notices hold; refuses a year missing in between."""
    years = sorted({day.year for day in days})
    if not years:
        raise Refused("calendar_year_missing", calendar="", year=0)
    for year in range(years[0], years[-1]):
        if year not in years:
            raise Refused("calendar_year_missing", calendar="", year=year)
    return date(years[0], 1, 1), date(years[-1], 12, 31)


def _days(file: str, entry: Any) -> Iterator[Day]:
    if not isinstance(entry, dict):
        raise _broken(file, "notice", "not a table")
    year = entry.get("year")
    source = entry.get("source")
    if type(year) is not int or not 1949 < year < 2200:
        raise _broken(file, f"year = {year!r}", "not a year")
    if not isinstance(source, str) or not source.strip():
        raise _broken(file, str(year), "source missing")
    holidays = entry.get("holiday")
    if not isinstance(holidays, list) or not holidays:
        raise _broken(file, str(year), "holiday list missing")
    for holiday in holidays:
        yield from _holiday_days(file, year, source, holiday)


def _holiday_days(file: str, year: int, source: str, holiday: Any) -> Iterator[Day]:
    name = holiday.get("name") if isinstance(holiday, dict) else None
    if not isinstance(name, str) or not name.strip():
        raise _broken(file, str(year), "name of a holiday missing")
    where = f"{year} {name}"
    first = _date(file, where, year, holiday.get("first"))
    last = _date(file, where, year, holiday.get("last"))
    if not 0 <= (last - first).days < LONGEST_DAYS:
        raise _broken(file, where, f"{first} to {last} is no holiday")
    works = holiday.get("works", [])
    if not isinstance(works, list):
        raise _broken(file, where, "works is not a list of dates")
    for offset in range((last - first).days + 1):
        yield Day(first + timedelta(days=offset), False, name, year, source)
    for value in works:
        day = _date(file, where, year, value)
        if day.weekday() < 5:
            raise _broken(file, where, f"make-up workday {day} is no Saturday or Sunday")
        yield Day(day, True, name, year, source)


def _date(file: str, where: str, year: int, value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _broken(file, where, f"{value!r} is not a date")
    # 元旦 may begin in the last days of the year before; nothing else leaves its year.
    if value.year != year and not (value.year == year - 1 and value.month == 12):
        raise _broken(file, where, f"{value} is not in {year}")
    return value


def _in_order(file: str, days: Iterable[Day]) -> list[Day]:
    by_date: dict[date, Day] = {}
    for day in days:
        if day.date in by_date:
            raise _broken(file, f"{day.year} {day.name}", f"{day.date} is named twice")
        by_date[day.date] = day
    return [by_date[when] for when in sorted(by_date)]


def _broken(file: str, where: str, detail: str) -> Refused:
    return Refused("holidays_invalid", file=file, where=where, detail=detail)
