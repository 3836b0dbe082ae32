"""Clocks of a case that goes another way than straight on: forced closed, reopened, referred, extended twice."""

import pytest

from tests.case_builders import at, photo, reported, street
from xiuhua.apps.cases.actions import checking, handling, intake, petitions, referrals
from xiuhua.apps.cases.models import Case, Clock, Pause, Referral
from xiuhua.apps.catalogue.models import ClockRule
from xiuhua.apps.records import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return street()


def dispatch(place, case, moment):
    handling.dispatch(
        case.pk,
        unit_id=place.centre.pk,
        officer_id=place.officer.pk,
        by=place.clerk,
        at=at(moment),
    )
    case.refresh_from_db()
    return case


@pytest.fixture
def case(place):
    """Dispatched on Thursday 6 May 2021 at 09:20; a limit of whole working days."""
    made = reported(place, class_slug="event.appearance.illegal_ramp")
    intake.file(made.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    return dispatch(place, made, "2021-05-06 09:20")


def grant(place, case, kind, moment, **more):
    asked = petitions.ask(
        case.pk, kind=kind, reason="测试", by=place.officer, at=at(moment), **more
    )
    petitions.decide(asked["petition"], granted=True, by=place.head, at=at(moment))
    case.refresh_from_db()


def clock(case, kind):
    return Clock.objects.filter(case=case, kind=kind).order_by("round").last()


def reopen(place, case, moment):
    checking.reopen(case.pk, reason="又摆出来了", by=place.shift_head, at=at(moment))
    case.refresh_from_db()


def test_a_second_extension_is_not_swallowed_by_the_first(place, case):
    assert clock(case, "handling").due_at == at("2021-05-07 18:00")
    grant(place, case, "extension", "2021-05-06 10:00", extra_amount=1)
    assert clock(case, "handling").due_at == at("2021-05-08 18:00")  # a make-up workday
    grant(place, case, "extension", "2021-05-06 11:00", extra_amount=1)
    assert clock(case, "handling").due_at == at("2021-05-10 18:00")


def test_forced_close_of_a_suspended_case_is_judged_and_its_pause_ends(place, case):
    grant(place, case, "suspension", "2021-05-06 10:00")
    grant(place, case, "force_close", "2021-05-20 10:00")
    assert (case.state, case.outcome, case.closed_on_time) == ("closed", "forced", True)
    assert Pause.objects.get(case=case, kind="suspension").ended_at == at("2021-05-20 10:00")


def test_a_case_forced_closed_while_suspended_has_running_clocks_when_reopened(place, case):
    grant(place, case, "suspension", "2021-05-06 10:00")
    grant(place, case, "force_close", "2021-05-07 10:00")
    reopen(place, case, "2021-05-10 09:00")
    assert case.state == "filed"
    assert case.due_at == clock(case, "dispatch").due_at is not None
    assert case.total_due_at is not None and case.total_due_at > at("2021-05-10 09:00")
    dispatch(place, case, "2021-05-10 09:30")
    assert case.due_at == clock(case, "handling").due_at == at("2021-05-11 18:00")


def test_a_case_forced_closed_while_referred_can_be_referred_and_nudged_again(place, case):
    referrals.refer(
        case.pk, receiver_id=place.utility.pk, at=at("2021-05-06 10:00"), by=place.shift_head
    )
    grant(place, case, "force_close", "2021-05-07 10:00")
    assert Referral.objects.get(case=case).ended_at == at("2021-05-07 10:00")
    reopen(place, case, "2021-05-08 09:00")
    assert case.total_due_at is not None
    how = {"by": place.shift_head, "at": at("2021-05-08 10:00")}
    referrals.refer(case.pk, receiver_id=place.utility.pk, **how)
    referrals.nudge(case.pk, **how)
    assert list(Referral.objects.order_by("id").values_list("nudges", flat=True)) == [0, 1]


def test_an_extension_of_the_first_life_lengthens_nothing_in_the_second(place, case):
    grant(place, case, "extension", "2021-05-06 10:00", extra_amount=20)
    grant(place, case, "force_close", "2021-05-06 11:00")
    reopen(place, case, "2021-05-06 12:00")
    dispatch(place, case, "2021-05-06 14:00")
    assert clock(case, "handling").due_at == at("2021-05-07 18:00")


def test_time_with_an_outside_body_is_not_the_handlers(place, case):
    head = {"by": place.shift_head}
    referrals.refer(case.pk, receiver_id=place.utility.pk, at=at("2021-05-06 10:00"), **head)
    referrals.settle(case.pk, answer="已修好", at=at("2021-05-20 10:00"), **head)
    checking.rework(
        case.pk,
        reason="没有修好",
        unit_id=place.centre.pk,
        by=place.inspector,
        at=at("2021-05-20 11:00"),
    )
    case.refresh_from_db()
    assert case.state == "dispatched"
    # Without the fortnight outside it would have been late since 7 May.
    assert case.due_at == clock(case, "handling").due_at == at("2021-05-20 18:00")


def test_rework_goes_on_where_the_handler_stopped(place, case):
    handling.handle(
        case.pk,
        note="已清",
        photos=photo("after", at("2021-05-06 15:00")),
        by=place.officer,
        at=at("2021-05-06 15:00"),
    )
    checking.rework(case.pk, reason="还有", by=place.inspector, at=at("2021-05-10 09:00"))
    pause = Pause.objects.get(case=case, kind="checking")
    assert (pause.began_at, pause.ended_at) == (at("2021-05-06 15:00"), at("2021-05-10 09:00"))
    assert clock(case, "handling").round == 1


def test_what_was_never_dispatched_gets_a_handling_clock_and_moment_of_its_own(place):
    made = reported(place, class_slug="event.appearance.illegal_ramp")
    intake.file(made.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    head = {"by": place.shift_head}
    referrals.refer(made.pk, receiver_id=place.utility.pk, at=at("2021-05-06 10:00"), **head)
    referrals.settle(made.pk, answer="已修好", at=at("2021-05-07 10:00"), **head)
    checking.rework(
        made.pk,
        reason="没有修好",
        unit_id=place.centre.pk,
        by=place.inspector,
        at=at("2021-05-08 11:00"),
    )
    made.refresh_from_db()
    assert made.dispatched_at == at("2021-05-08 11:00")
    assert clock(made, "handling").started_at == at("2021-05-08 11:00")


def test_where_handling_counts_from_filing_a_reopened_case_counts_from_its_reopening(place, case):
    rule = ClockRule.objects.filter(name="handling_starts_at", valid_to=None)
    rule.update(value="filing")
    kept.forget_all()
    grant(place, case, "force_close", "2021-05-06 11:00")
    reopen(place, case, "2021-05-10 09:00")
    dispatch(place, case, "2021-05-10 09:30")
    assert clock(case, "handling").started_at == at("2021-05-10 09:00")
    assert case.due_at > at("2021-05-10 18:00")


def test_a_refused_case_that_is_reopened_keeps_the_rules_it_is_judged_by(place):
    made = reported(place)
    intake.refuse(made.pk, reason="不属实", by=place.clerk, at=at("2021-05-06 09:30"))
    assert Case.objects.get(pk=made.pk).rules_version == ""
    checking.reopen(made.pk, reason="属实", by=place.shift_head, at=at("2021-05-06 10:00"))
    assert Case.objects.get(pk=made.pk).rules_version != ""
