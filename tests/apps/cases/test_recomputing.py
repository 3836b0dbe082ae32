"""Deadlines beyond the last known year: provisional first, final when the calendar arrives."""

import datetime as dt
import json

import pytest

from tests.case_builders import at, reported, street
from xiuhua.apps.cases.actions import handling, intake
from xiuhua.apps.cases.actions.recomputing import recompute_provisional
from xiuhua.apps.cases.models import Case, Clock
from xiuhua.apps.records.actions.calendars import add_year
from xiuhua.apps.records.models import Event
from xiuhua.apps.records.proof import verify

pytestmark = pytest.mark.django_db

# Invented: the notice for 2027 had not come out when this was written.
NEW_YEAR = [(dt.date(2027, 1, day), False, "元旦（测试）") for day in (1, 2, 3, 4, 5)]


@pytest.fixture
def over_the_year():
    """Dispatched on 2026-12-29 with 5 working days: due in a year whose holidays nobody knows."""
    place = street()
    when = at("2026-12-29 09:00")
    case = reported(place, "2026-12-29 08:50", class_slug="event.appearance.damaged_road")
    intake.file(case.pk, by=place.clerk, at=when)
    handling.dispatch(case.pk, unit_id=place.centre.pk, by=place.clerk, at=when)
    case.refresh_from_db()
    return case


def learn_2027():
    add_year(2027, NEW_YEAR, "测试公告", by=None, at=at("2026-12-29 10:00"), key="")


def events(case):
    found = Event.objects.filter(object_id=case.pk, kind="case.deadline_recomputed").order_by("seq")
    return [json.loads(event.data) for event in found]


def test_a_provisional_deadline_moves_over_the_holiday_and_says_so(over_the_year):
    case = over_the_year
    assert case.due_is_provisional
    before = case.due_at
    learn_2027()
    done = recompute_provisional(at("2026-12-29 10:01"))
    case.refresh_from_db()
    assert (done.cases, done.moved, done.provisional) == (1, 2, 0)  # handling and total
    # Five working days without New Year's five days off: Dec 30, 31, Jan 6, 7, 8.
    assert case.due_at == at("2027-01-08 18:00") > before
    assert not case.due_is_provisional
    said = {one["clock"]: one for one in events(case)}
    assert set(said) == {"handling", "total"}
    assert said["handling"]["after"] == "2027-01-08T10:00:00.000000Z"
    assert said["handling"]["before"] == before.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert verify().first_broken is None


def test_while_the_year_is_unknown_nothing_changes(over_the_year):
    seq = over_the_year.history_seq
    done = recompute_provisional(at("2026-12-30 09:00"))
    over_the_year.refresh_from_db()
    assert (done.cases, done.moved) == (1, 0)
    assert over_the_year.history_seq == seq
    assert over_the_year.due_is_provisional


def test_a_second_run_finds_nothing_to_do(over_the_year):
    learn_2027()
    recompute_provisional(at("2026-12-29 10:01"))
    seq = Case.objects.get(pk=over_the_year.pk).history_seq
    assert recompute_provisional(at("2026-12-29 10:02")).cases == 0
    assert Case.objects.get(pk=over_the_year.pk).history_seq == seq


def test_final_deadlines_and_stopped_clocks_are_left_alone(over_the_year):
    Clock.objects.filter(case=over_the_year).update(stopped_at=at("2026-12-29 09:30"))
    before = list(Clock.objects.filter(case=over_the_year).values_list("due_at", flat=True))
    learn_2027()
    assert recompute_provisional(at("2026-12-29 10:01")).cases == 0
    assert list(Clock.objects.filter(case=over_the_year).values_list("due_at", flat=True)) == before
