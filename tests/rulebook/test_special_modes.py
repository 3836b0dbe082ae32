"""Worked examples of special modes: which clocks may stand still, when zero-reports are due, and how they stand."""

import datetime as dt

import pytest

from xiuhua.rulebook.refusal import Refused
from xiuhua.rulebook.special_modes import (
    ReportState,
    board,
    check_period,
    check_report,
    due_moments,
    may_stand_still,
)

ZONE = dt.timezone(dt.timedelta(hours=8))
ORDINARY, URGENT = (3, "work_day", "office"), (2, "urgent_hour", "office")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2021-{text}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("limits", "may"),
    [
        ([ORDINARY], True),
        ([(0.5, "work_hour", "7x16")], True),
        ([(0.5, "work_hour", "7x16"), ORDINARY, (2, "work_hour", "7x16")], True),
        ([URGENT], False),
        ([(1, "natural_day", "office")], False),
        ([(2, "work_hour", "24x7")], False),
        ([(0.5, "work_hour", "7x16"), URGENT, ORDINARY], False),
        ([], False),
    ],
)
def test_only_ordinary_clocks_may_stand_still(limits, may) -> None:
    assert may_stand_still(limits) is may


def test_reports_are_due_every_so_many_hours_and_once_at_the_end() -> None:
    start = at("04-15T08:00")
    assert due_moments(start, at("04-15T20:00"), 4) == [
        at("04-15T12:00"), at("04-15T16:00"), at("04-15T20:00"),
    ]  # fmt: skip
    assert due_moments(start, at("04-15T18:30"), 4)[-1] == at("04-15T18:30")
    assert due_moments(start, at("04-15T09:00"), 4) == [at("04-15T09:00")]
    assert due_moments(start, at("04-15T20:00"), 0) == []
    assert due_moments(start, start, 4) == []
    with pytest.raises(Refused) as refused:
        due_moments(start, at("06-10T08:00"), 1)
    assert refused.value.code == "zero_reports_too_many"


def test_a_report_is_in_time_until_its_very_moment_late_after_it_and_missing_without() -> None:
    due = due_moments(at("04-15T08:00"), at("04-16T04:00"), 4)
    made = {due[0]: due[0], due[1]: due[1] + dt.timedelta(minutes=25)}
    slots = board(due, made, at("04-15T21:05"))
    assert [slot.state for slot in slots] == [
        ReportState.ON_TIME, ReportState.LATE, ReportState.MISSING, ReportState.OPEN,
        ReportState.COMING,
    ]  # fmt: skip
    assert slots[1].late_by == dt.timedelta(minutes=25)
    assert slots[2].late_by == dt.timedelta(hours=1, minutes=5)
    assert board(due, {}, due[0])[0].state == ReportState.OPEN


def test_a_report_is_handed_in_late_but_not_before_its_interval() -> None:
    due = due_moments(at("04-15T08:00"), at("04-15T20:00"), 4)
    check_report(due, due[0], at("04-15T08:00"))
    check_report(due, due[0], at("04-16T08:00"))
    check_report(due, due[1], due[0])
    for wrong, now, code in (
        (due[2], at("04-15T12:30"), "zero_report_too_early"),
        (at("04-15T13:00"), at("04-15T12:30"), "zero_report_unknown"),
    ):
        with pytest.raises(Refused) as refused:
            check_report(due, wrong, now)
        assert refused.value.code == code


def test_a_mode_has_an_end_and_is_no_permanent_state() -> None:
    check_period(at("04-15T08:00"), at("06-14T08:00"))
    for end, code in (
        (at("04-15T08:00"), "mode_period_inverted"),
        (at("06-14T08:01"), "mode_too_long"),
    ):
        with pytest.raises(Refused) as refused:
            check_period(at("04-15T08:00"), end)
        assert refused.value.code == code
