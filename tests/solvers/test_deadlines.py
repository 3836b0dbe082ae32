"""The vectorised path gives the scalar engine's answer for every input, refusals included."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiuhua.apps.records.holidays import known_span, read_holidays
from xiuhua.rulebook.clock import (
    DEFAULT,
    EARLIEST,
    LATEST,
    OFFICE_HOURS,
    ROUND_THE_CLOCK,
    STREET_HOURS,
    Reading,
    Unit,
    build_calendar,
    deadline,
)
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.deadlines import deadlines

DAYS = read_holidays()
HOLIDAYS = {day.date: day.works for day in DAYS}
CALENDARS = [
    build_calendar("office", OFFICE_HOURS, True, HOLIDAYS, *known_span(DAYS)),
    build_calendar("7x16", STREET_HOURS, False, {}, *known_span(DAYS)),
    build_calendar("24x7", ROUND_THE_CLOCK, False, {}, *known_span(DAYS), "America/New_York"),
    build_calendar(
        "ny", OFFICE_HOURS, True, {}, date(2021, 1, 1), date(2021, 12, 31), "US/Eastern"
    ),
]
READINGS = [
    DEFAULT,
    EARLIEST,
    LATEST,
    Reading(first_day="same"),
    Reading(outside_hours="next_opening"),
    Reading(first_day="same", outside_hours="next_opening"),
    Reading(day_end="midnight"),
    Reading(pause_moves="working_time"),
    Reading(natural_days="dates"),
]
UNITS = [unit.value for unit in Unit]
# From a year before the tables to a year after them: refusals must agree too.
seconds = st.one_of(
    st.integers(1_546_300_800, 2_429_913_600),
    st.integers(1_610_000_000, 1_640_000_000),
    st.builds(lambda hour: hour * 3600, st.integers(440_000, 500_000)),
)
amounts = st.one_of(
    st.integers(0, 60), st.floats(0, 40), st.floats(0, 200_000), st.sampled_from([-1.0, np.inf])
)
rows = st.lists(st.tuples(seconds, amounts, st.sampled_from(UNITS)), min_size=1, max_size=8)


def one_by_one(cases, calendar, reading):
    due, provisional = [], []
    for start, value, unit in cases:
        answer = deadline(datetime.fromtimestamp(start, UTC), value, unit, calendar, reading)
        due.append(int(answer.at.timestamp()))
        provisional.append(answer.provisional)
    return due, provisional


@settings(max_examples=400, deadline=None)
@given(rows, st.sampled_from(range(len(CALENDARS))), st.sampled_from(READINGS))
def test_equal_to_the_scalar_engine(cases, which, reading):
    calendar = CALENDARS[which]
    starts, values, units = (np.array(column) for column in zip(*cases, strict=True))
    codes = set()
    for case in cases:
        try:
            one_by_one([case], calendar, reading)
        except Refused as refused:
            codes.add(refused.code)
    if codes:
        with pytest.raises(Refused) as caught:
            deadlines(starts, values, units, calendar, reading)
        assert caught.value.code in codes
        row = caught.value.facts["row"]
        with pytest.raises(Refused) as alone:
            one_by_one([cases[row]], calendar, reading)
        assert alone.value.code == caught.value.code
        return
    due, provisional = deadlines(starts, values, units, calendar, reading)
    assert (due.tolist(), provisional.tolist()) == one_by_one(cases, calendar, reading)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(1_577_900_000, 1_830_000_000), min_size=1, max_size=40),
    st.integers(0, 30),
    st.sampled_from(UNITS),
    st.sampled_from(range(3)),
)
def test_one_value_and_one_unit_for_many_starts(starts, value, unit, which):
    calendar = CALENDARS[which]
    due, provisional = deadlines(np.array(starts), value, unit, calendar)
    cases = [(start, value, unit) for start in starts]
    assert (due.tolist(), provisional.tolist()) == one_by_one(cases, calendar, DEFAULT)


def test_nothing_in_nothing_out():
    due, provisional = deadlines([], [], "work_day", CALENDARS[0])
    assert due.size == 0 and provisional.size == 0


def test_shape_is_kept():
    starts = np.full((3, 2), 1_620_266_400)  # 2021-05-06 10:00 in Shanghai
    due, provisional = deadlines(starts, [[1], [2], [3]], "work_hour", CALENDARS[0])
    assert due.tolist() == [[1_620_270_000] * 2, [1_620_273_600] * 2, [1_620_284_400] * 2]
    assert provisional.shape == (3, 2)


@pytest.mark.parametrize(
    ("starts", "values", "units", "code"),
    [
        ([1_620_266_400], [1], ["hour"], "unit_unknown"),
        ([1_620_266_400.5], [1], ["work_hour"], "moment_without_zone"),
        ([1_620_266_400], ["two"], ["work_hour"], "limit_invalid"),
        ([1_620_266_400], [np.nan], ["work_hour"], "limit_invalid"),
        ([1_620_266_400], [-2], ["work_hour"], "limit_negative"),
        ([1_500_000_000], [2], ["work_hour"], "calendar_year_missing"),
        ([2_430_000_000], [2], ["work_hour"], "deadline_too_far"),
    ],
)
def test_bad_input_is_refused(starts, values, units, code):
    with pytest.raises(Refused) as caught:
        deadlines(np.array(starts), np.array(values), np.array(units), CALENDARS[0])
    assert caught.value.code == code
