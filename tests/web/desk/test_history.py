"""The page of history: who may look, what is shown of one object, and the proof of its chain."""

import pytest
from django.urls import reverse

from tests import builders
from tests.case_builders import at, reported, street
from xiuhua.apps.cases.actions import intake
from xiuhua.apps.cases.models import Case
from xiuhua.apps.records import now as clock
from xiuhua.apps.records import seal
from xiuhua.apps.records.models import Event, Seal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def place():
    return street()


@pytest.fixture
def auditor(place):
    return builders.user("auditor", of=place.subdistrict)


def filed(place):
    case = reported(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    return Case.objects.get(pk=case.pk)


def page(client, person, **query):
    client.force_login(person)
    return client.get(reverse("desk_history"), query)


def test_the_events_of_a_case_with_actor_time_and_hash(place, client, auditor):
    case = filed(place)
    answer = page(client, auditor, number=case.number.lower())
    shown = answer.content.decode()
    events = Event.objects.filter(object_kind="case", object_id=case.pk)
    assert [row["kind"] for row in answer.context["events"]] == ["case.report", "case.file"]
    for event in events:
        assert event.hash[:12] in shown
    assert place.clerk.full_name in shown
    assert "9:10" in shown.replace("09:10", "9:10")
    assert "校验这条链" in shown


def test_seals_and_todays_events_are_told(place, client, auditor):
    filed(place)
    before = page(client, auditor).context
    assert before["today"] == Event.objects.filter(
        subdistrict_id=place.subdistrict.pk, at__gte=at("2021-05-06 00:00")
    ).count()  # fmt: skip
    assert before["today"] >= 2
    assert "还没有封存过" in page(client, auditor).content.decode()
    seal.seal(at=at("2021-05-06 09:20"))
    shown = page(client, auditor).content.decode()
    assert Seal.objects.get().digest[:12] in shown
    assert "xiuhua verify_history" in shown


def test_events_of_another_street_are_not_counted(place, client, auditor):
    before = page(client, auditor).context["today"]
    filed(street())
    assert page(client, auditor).context["today"] == before


def test_a_person_is_found_by_user_name(place, client):
    keeper = builders.user("security_admin", of=place.subdistrict)
    answer = page(client, keeper, number=place.officer.username)
    assert answer.status_code == 200
    assert place.officer.full_name in answer.content.decode()
    assert "校验这条链" not in answer.content.decode(), "the security administrator does not verify"


def test_one_chain_is_verified_at_once(place, client, auditor):
    case = filed(place)
    client.force_login(auditor)
    answer = client.post(reverse("desk_history_verify"), {"number": case.number})
    assert answer.status_code == 200
    assert answer.context["verdict"].holds
    assert "校验通过" in answer.content.decode()


def test_a_chain_that_does_not_fit_is_named(place, client, auditor):
    case = filed(place)
    Case.objects.filter(pk=case.pk).update(history_head="0" * 64)
    client.force_login(auditor)
    answer = client.post(reverse("desk_history_verify"), {"number": case.number})
    shown = answer.content.decode()
    assert not answer.context["verdict"].holds
    assert "校验没有通过" in shown
    assert f"case:{case.pk}" in shown


def test_who_may_not_look_is_refused(place, client):
    case = filed(place)
    assert page(client, place.officer).status_code == 403
    head = client
    head.force_login(place.head)
    assert head.get(reverse("desk_history")).status_code == 200
    refused = head.post(reverse("desk_history_verify"), {"number": case.number})
    assert refused.status_code == 403
    client.logout()
    assert client.get(reverse("desk_history")).status_code == 302


def test_a_case_of_another_street_is_not_found(place, client, auditor):
    other = filed(street())
    for number in (other.number, "NO-20210506-000001", "x" * 300):
        answer = page(client, auditor, number=number)
        assert answer.status_code == 404, number
        refused = client.post(reverse("desk_history_verify"), {"number": number})
        assert refused.status_code == 404, number


def test_the_page_costs_few_statements(place, client, auditor, django_assert_max_num_queries):
    case = filed(place)
    page(client, auditor)
    with django_assert_max_num_queries(9):
        client.get(reverse("desk_history"), {"number": case.number})
