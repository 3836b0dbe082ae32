"""Calendars on the real holiday lists, built once: a build lays out 27 years."""

from datetime import date

import pytest

from xiuhua.apps.records.holidays import known_span, read_holidays
from xiuhua.rulebook.clock import OFFICE_HOURS, ROUND_THE_CLOCK, STREET_HOURS, build_calendar


@pytest.fixture(scope="session")
def exceptions() -> dict[date, bool]:
    return {day.date: day.works for day in read_holidays()}


@pytest.fixture(scope="session")
def calendars(exceptions):
    """Office hours, 7×16 and 24×7 of a Chinese subdistrict, 2020–2026 known."""
    span = known_span(read_holidays())
    return {
        "office": build_calendar("office", OFFICE_HOURS, True, exceptions, *span),
        "7x16": build_calendar("7x16", STREET_HOURS, False, {}, *span),
        "24x7": build_calendar("24x7", ROUND_THE_CLOCK, False, {}, *span),
    }


@pytest.fixture(scope="session")
def office(calendars):
    return calendars["office"]
