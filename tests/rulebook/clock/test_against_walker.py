"""The engine against a minute-walker, in Shanghai and where the clocks change, with and without pauses."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiuhua.apps.records.holidays import read_holidays
from xiuhua.rulebook.clock import build_calendar, deadline, due_after_pauses

MINUTE = timedelta(minutes=1)


class Walker:
    """The slow judge: knows nothing of the engine, only the sentences of the standard.

    A minute is worked if its wall-clock day is worked and its wall-clock time lies in the hours.
    """

    def __init__(self, hours, rests, exceptions, zone):
        self.hours, self.rests, self.exceptions = hours, rests, exceptions
        self.zone = ZoneInfo(zone)

    def works_on(self, day: date) -> bool:
        return not self.rests or self.exceptions.get(day, day.isoweekday() not in (6, 7))

    def is_worked(self, minute: datetime) -> bool:
        wall = minute.astimezone(self.zone)
        clock = wall.hour * 60 + wall.minute
        return self.works_on(wall.date()) and any(a <= clock < b for a, b in self.hours)

    def after_worked_minutes(self, start: datetime, minutes: int, pauses=()) -> datetime:
        """Each worked minute outside all pauses uses up one."""
        at = start.astimezone(UTC)
        while minutes:
            stopped = any(begin <= at < end for begin, end in pauses)
            if not stopped and self.is_worked(at):
                minutes -= 1
            at += MINUTE
        return at

    def after_minutes(self, start: datetime, minutes: int, pauses=()) -> datetime:
        at = start.astimezone(UTC)
        while minutes:
            if not any(begin <= at < end for begin, end in pauses):
                minutes -= 1
            at += MINUTE
        return at

    def after_worked_days(self, start: datetime, days: int, pauses=()) -> datetime:
        """Each close of business after the start's own date that no pause covers uses up one."""
        first = start.astimezone(self.zone).date()
        at = start.astimezone(UTC)
        worked_on = None
        while True:
            wall = at.astimezone(self.zone)
            if worked_on is not None and (wall.date() != worked_on or self.is_over(wall)):
                # The moment `at` is the close of business of `worked_on`.
                if worked_on > first and not any(begin < at <= end for begin, end in pauses):
                    days -= 1
                    if days == 0:
                        return at
                worked_on = None
            if self.is_worked(at):
                worked_on = wall.date()
            at += MINUTE

    def is_over(self, wall: datetime) -> bool:
        """No working minute of this date is still to come."""
        return wall.hour * 60 + wall.minute >= self.hours[-1][1]


HOLIDAYS = {day.date: day.works for day in read_holidays()}
OFFICE = ((480, 720), (840, 1080))
NIGHT = ((0, 150), (600, 900), (1320, 1440))
SPAN = (date(2020, 1, 1), date(2026, 12, 31))

# code, hours, rests, exceptions, zone
SETTINGS = {
    "office": (OFFICE, True, HOLIDAYS, "Asia/Shanghai"),
    "7x16": (((360, 1320),), False, {}, "Asia/Shanghai"),
    "24x7": (((0, 1440),), False, {}, "Asia/Shanghai"),
    "new york": (OFFICE, True, {date(2021, 7, 5): False}, "America/New_York"),
    "new york nights": (NIGHT, False, {}, "America/New_York"),
    "new york 24x7": (((0, 1440),), False, {}, "America/New_York"),
    "lord howe": (NIGHT, False, {}, "Australia/Lord_Howe"),
    "cairo": (((0, 1440),), False, {}, "Africa/Cairo"),
    "kathmandu": (OFFICE, True, {}, "Asia/Kathmandu"),
}
ENGINES = {
    code: build_calendar(code, hours, rests, off, *SPAN, zone)
    for code, (hours, rests, off, zone) in SETTINGS.items()
}
WALKERS = {code: Walker(*setting) for code, setting in SETTINGS.items()}

# Times around the changes of clocks, holidays and make-up days come up more often than by chance.
_EDGES = [
    datetime(2021, 4, 23, tzinfo=UTC),
    datetime(2021, 4, 29, tzinfo=UTC),
    datetime(2026, 2, 12, tzinfo=UTC),
    datetime(2021, 3, 13, tzinfo=UTC),
    datetime(2021, 11, 6, tzinfo=UTC),
    datetime(2021, 4, 3, tzinfo=UTC),
    datetime(2021, 10, 2, tzinfo=UTC),
    datetime(2024, 4, 25, tzinfo=UTC),
    datetime(2024, 10, 31, tzinfo=UTC),
]
starts = st.one_of(
    st.builds(
        lambda edge, minutes: edge + timedelta(minutes=minutes),
        st.sampled_from(_EDGES),
        st.integers(0, 3 * 1440),
    ),
    st.builds(
        lambda minutes: datetime(2020, 1, 2, tzinfo=UTC) + timedelta(minutes=minutes),
        st.integers(0, 6 * 365 * 1440),
    ),
)
codes = st.sampled_from(sorted(SETTINGS))


@st.composite
def starts_with_pauses(draw):
    start = draw(starts)
    marks = draw(st.lists(st.integers(-1440, 6 * 1440), min_size=0, max_size=3))
    return start, [
        (
            start + timedelta(minutes=mark),
            start + timedelta(minutes=mark + draw(st.integers(0, 3 * 1440))),
        )
        for mark in marks
    ]


@settings(max_examples=100, deadline=None)
@given(codes, starts, st.integers(1, 900))
def test_work_hours(code, start, minutes):
    due = deadline(start, minutes / 60, "work_hour", ENGINES[code]).at
    assert due == WALKERS[code].after_worked_minutes(start, minutes)


@settings(max_examples=100, deadline=None)
@given(codes, starts, st.integers(1, 4))
def test_work_days(code, start, days):
    due = deadline(start, days, "work_day", ENGINES[code]).at
    assert due == WALKERS[code].after_worked_days(start, days)


@settings(max_examples=100, deadline=None)
@given(codes, starts_with_pauses(), st.integers(1, 900))
def test_work_hours_with_pauses(code, case, minutes):
    start, pauses = case
    due = due_after_pauses(start, minutes / 60, "work_hour", ENGINES[code], pauses).at
    assert due == WALKERS[code].after_worked_minutes(start, minutes, pauses)


@settings(max_examples=100, deadline=None)
@given(codes, starts_with_pauses(), st.integers(1, 3))
def test_work_days_with_pauses(code, case, days):
    start, pauses = case
    due = due_after_pauses(start, days, "work_day", ENGINES[code], pauses).at
    assert due == WALKERS[code].after_worked_days(start, days, pauses)


@settings(max_examples=40, deadline=None)
@given(codes, starts_with_pauses(), st.integers(1, 2000), st.sampled_from([60, 1440]))
def test_units_that_run_round_the_clock(code, case, minutes, unit_minutes):
    start, pauses = case
    unit = "urgent_hour" if unit_minutes == 60 else "natural_day"
    value = minutes / unit_minutes
    due = due_after_pauses(start, value, unit, ENGINES[code], pauses).at
    assert due == WALKERS[code].after_minutes(start, minutes, pauses)


UNITS = st.sampled_from(["urgent_hour", "work_hour", "work_day", "natural_day"])


@settings(max_examples=300, deadline=None)
@given(codes, starts, UNITS, st.floats(0, 30), st.floats(0, 30), st.integers(0, 5 * 86400))
def test_later_starts_and_longer_limits_never_fall_due_earlier(code, start, unit, a, b, later_s):
    calendar = ENGINES[code]
    small, large = sorted((a, b))
    due = deadline(start, small, unit, calendar).at
    assert due >= start
    assert deadline(start, large, unit, calendar).at >= due
    if small > 0:
        later = start + timedelta(seconds=later_s)
        assert deadline(later, small, unit, calendar).at >= due


@settings(max_examples=300, deadline=None)
@given(codes, starts_with_pauses(), UNITS, st.floats(0.01, 12))
def test_a_pause_never_brings_the_deadline_forward_nor_ends_after_it(code, case, unit, value):
    start, pauses = case
    calendar = ENGINES[code]
    plain = deadline(start, value, unit, calendar).at
    paused = due_after_pauses(start, value, unit, calendar, pauses).at
    assert paused >= plain
    assert due_after_pauses(start, value, unit, calendar, []).at == plain
    for begin, end in pauses:
        assert not max(begin, start) < paused < end


@pytest.mark.parametrize("code", sorted(SETTINGS))
def test_works_on_agrees_day_by_day(code):
    day = SPAN[0]
    while day <= SPAN[1]:
        assert ENGINES[code].works_on(day) == WALKERS[code].works_on(day), day
        day += timedelta(days=1)
