"""Petitions: one asks, another decides; the clocks follow, the facts stay."""

import pytest

from tests.case_builders import at, photo, reported, street
from xiuhua.apps.cases.actions import checking, handling, intake, petitions
from xiuhua.apps.cases.models import Case, Clock, Pause, Petition
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return street()


@pytest.fixture
def case(place):
    """Dispatched on Thursday 6 May 2021 at 09:20; a limit of whole working days."""
    made = reported(place, class_slug="event.appearance.illegal_ramp")
    intake.file(made.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    handling.dispatch(
        made.pk,
        unit_id=place.centre.pk,
        officer_id=place.officer.pk,
        by=place.clerk,
        at=at("2021-05-06 09:20"),
    )
    return Case.objects.get(pk=made.pk)


def ask(case, place, kind, **more):
    answer = petitions.ask(
        case.pk, kind=kind, reason="须另行调车", by=place.officer, at=at("2021-05-06 10:00"), **more
    )
    return answer["petition"]


def handling_due(case):
    return Clock.objects.get(case=case, kind="handling").due_at


def test_an_extension_moves_the_deadline_by_what_was_granted(place, case):
    before = handling_due(case)
    assert before == at("2021-05-07 18:00")
    pk = ask(case, place, "extension", extra_amount=2)
    petitions.decide(pk, granted=True, by=place.head, at=at("2021-05-06 11:00"))
    # Two more working days: Saturday 8 May 2021 is a make-up workday, then Monday.
    assert handling_due(case) == at("2021-05-10 18:00")
    assert Petition.objects.get(pk=pk).state == "granted"
    case.refresh_from_db()
    assert case.state == "dispatched"


def test_a_denied_extension_moves_nothing_and_needs_a_reason(place, case):
    before = handling_due(case)
    pk = ask(case, place, "extension", extra_amount=2)
    with pytest.raises(Refused) as no:
        petitions.decide(pk, granted=False, by=place.head, at=at("2021-05-06 11:00"))
    assert no.value.code == "reason_missing"
    petitions.decide(pk, granted=False, words="力量足够", by=place.head, at=at("2021-05-06 11:00"))
    assert handling_due(case) == before


def test_suspension_stops_both_clocks_until_it_ends(place, case):
    pk = ask(case, place, "suspension")
    petitions.decide(pk, granted=True, by=place.head, at=at("2021-05-06 11:00"))
    case.refresh_from_db()
    assert (case.state, case.due_at) == ("suspended", None)
    assert set(
        Clock.objects.filter(case=case, kind__in=["handling", "total"]).values_list(
            "due_at", flat=True
        )
    ) == {None}
    petitions.resume(case.pk, by=place.head, at=at("2021-05-12 09:00"))
    case.refresh_from_db()
    # The pause covers the closes of 7, 8, 10 and 11 May; that of the day of dispatch never counted.
    assert handling_due(case) == at("2021-05-12 18:00")
    assert case.due_at == handling_due(case)
    assert Pause.objects.get(case=case).ended_at == at("2021-05-12 09:00")


def test_a_forced_close_counts_as_forced(place, case):
    pk = ask(case, place, "force_close")
    petitions.decide(pk, granted=True, words="权属有争议", by=place.head, at=at("2021-05-06 12:00"))
    case.refresh_from_db()
    assert (case.state, case.outcome, case.is_open) == ("closed", "forced", False)


def test_who_asks_does_not_decide(place, case):
    when = at("2021-05-06 10:00")
    pk = petitions.ask(
        case.pk, kind="extension", reason="x", extra_amount=1, by=place.officer, at=when
    )["petition"]
    with pytest.raises(Refused) as no:
        petitions.decide(pk, granted=True, by=place.officer, at=when)
    assert no.value.code == "not_permitted"


def test_only_one_petition_of_a_kind_waits(place, case):
    ask(case, place, "extension", extra_amount=1)
    with pytest.raises(Refused) as no:
        ask(case, place, "extension", extra_amount=3)
    assert no.value.code == "petition_already_open"


def test_only_who_asked_withdraws(place, case):
    pk = ask(case, place, "suspension")
    with pytest.raises(Refused) as no:
        petitions.withdraw(pk, by=place.colleague, at=at("2021-05-06 10:30"))
    assert no.value.code == "not_the_asker"
    petitions.withdraw(pk, by=place.officer, at=at("2021-05-06 10:30"))
    assert Petition.objects.get(pk=pk).state == "withdrawn"


def test_an_appeal_adds_a_decision_and_keeps_the_fact(place, case):
    when = at("2021-05-06 15:00")
    handling.handle(case.pk, note="已清", photos=photo("after", when), by=place.officer, at=when)
    checking.pass_check(
        case.pk, note="好", confirmed=True, by=place.inspector, at=at("2021-05-11 15:00")
    )
    case.refresh_from_db()
    assert case.closed_on_time is False
    late_close = case.closed_at
    asked = petitions.ask(
        case.pk, kind="appeal", reason="核查人员迟到", by=place.officer, at=at("2021-05-12 09:00")
    )
    petitions.decide(
        asked["petition"], granted=True, words="情况属实", by=place.head, at=at("2021-05-12 10:00")
    )
    case.refresh_from_db()
    assert (case.closed_on_time, case.closed_at, case.state) == (False, late_close, "closed")
    assert Petition.objects.get(pk=asked["petition"]).state == "granted"


def test_an_unknown_kind_is_refused(place, case):
    with pytest.raises(Refused) as no:
        ask(case, place, "holiday")
    assert no.value.code == "petition_kind_unknown"
