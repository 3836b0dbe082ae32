"""The reporter's name and phone: shown for a kept reason, erased without breaking the history."""

import pytest

from tests.builders import user
from tests.case_builders import at, reported, street
from xiuhua.apps.cases.actions import orders, reporters
from xiuhua.apps.cases.models import InboundOrder, Remark, Reporter
from xiuhua.apps.records.models import Event, IdempotencyKey
from xiuhua.apps.records.proof import verify
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return street()


@pytest.fixture
def case(place):
    return reported(
        place, by=None, source="phone", reporter_name="王某某", reporter_phone="13800001234"
    )


def test_unmasking_needs_a_reason_and_leaves_a_trace(place, case):
    with pytest.raises(Refused) as no:
        reporters.unmask(case.pk, reason=" ", by=place.clerk, at=at("2021-05-06 10:00"))
    assert no.value.code == "reason_missing"
    shown = reporters.unmask(
        case.pk, reason="回访核实地点", by=place.clerk, at=at("2021-05-06 10:00"), key="u1"
    )
    assert shown == {"name": "王某某", "phone": "13800001234"}
    event = Event.objects.get(kind="case.reporter_unmasked")
    assert event.actor_id == place.clerk.pk
    assert Remark.objects.get(event_seq=event.seq).text == "回访核实地点"
    assert "1380000" not in str(IdempotencyKey.objects.values_list("answer", flat=True))


def test_unmasking_needs_its_permission(place, case):
    with pytest.raises(Refused) as no:
        reporters.unmask(case.pk, reason="想看看", by=place.inspector, at=at("2021-05-06 10:00"))
    assert no.value.code == "not_permitted"
    assert not Event.objects.filter(kind="case.reporter_unmasked").exists()


def test_erasure_empties_the_words_and_the_history_still_verifies(place, case):
    keeper = user("system_admin", of=place.subdistrict)
    reporters.erase(case.pk, reason="本人要求", by=keeper, at=at("2021-05-07 10:00"))
    case.refresh_from_db()
    reporter = Reporter.objects.get(case=case)
    assert (case.words, reporter.name, reporter.phone) == ("", "", "")
    assert reporter.erased_at == at("2021-05-07 10:00")
    assert verify().holds
    with pytest.raises(Refused) as no:
        reporters.unmask(case.pk, reason="回访", by=place.clerk, at=at("2021-05-08 10:00"))
    assert no.value.code == "reporter_unknown"


@pytest.fixture
def order(place):
    said = orders.Order(
        subdistrict=place.subdistrict, issuer="hotline_12345", issuer_name="12345", their_number="W-9",
        topic="噪声", received_at=at("2021-05-06 08:00"), words="王某某反映夜间施工", caller_name="王某某",
        caller_phone="13800001234",
    )  # fmt: skip
    answer = orders.register(said, by=place.clerk, at=at("2021-05-06 09:00"))
    return InboundOrder.objects.get(pk=answer["order"])


def test_a_caller_is_shown_for_a_code_that_history_may_keep(place, order):
    how = {"by": place.clerk, "at": at("2021-05-06 10:00"), "key": "u2"}
    with pytest.raises(Refused) as no:
        orders.unmask_caller(order.pk, reason="给王某某回电话", **how)
    assert no.value.code == "unmask_reason_needed"
    shown = orders.unmask_caller(order.pk, reason="call_back", **how)
    assert shown == {"name": "王某某", "phone": "13800001234"}
    assert orders.unmask_caller(order.pk, reason="call_back", **how) == shown
    event = Event.objects.get(kind="order.caller_unmasked")
    assert (event.actor_id, event.data) == (place.clerk.pk, '{"reason":"call_back"}')
    assert "1380000" not in str(IdempotencyKey.objects.values_list("answer", flat=True))


def test_a_caller_is_shown_only_to_who_may(place, order):
    for person in (place.head, place.inspector):
        with pytest.raises(Refused) as no:
            orders.unmask_caller(order.pk, reason="call_back", by=person, at=at("2021-05-06 10:00"))
        assert no.value.code in ("not_permitted", "order_not_found")
    with pytest.raises(Refused) as no:
        orders.erase_caller(
            order.pk, reason="person_asked", by=place.clerk, at=at("2021-05-06 10:00")
        )
    assert no.value.code == "not_permitted"
    order.refresh_from_db()
    assert order.caller_phone == "13800001234"
    assert not Event.objects.filter(kind__startswith="order.caller").exists()


def test_erasing_a_caller_empties_the_words_and_the_history_still_verifies(place, order):
    keeper = user("system_admin", of=place.subdistrict)
    how = {"by": keeper, "at": at("2021-05-07 10:00")}
    with pytest.raises(Refused) as no:
        orders.erase_caller(order.pk, reason="王某某要求", **how)
    assert no.value.code == "erasure_reason_needed"
    orders.erase_caller(order.pk, reason="person_asked", **how)
    order.refresh_from_db()
    assert (order.caller_name, order.caller_phone, order.words) == ("", "", "")
    assert (order.their_number, order.topic) == ("W-9", "噪声")
    assert verify().holds
    for ask in (
        lambda: orders.erase_caller(order.pk, reason="person_asked", **how),
        lambda: orders.unmask_caller(
            order.pk, reason="call_back", by=place.clerk, at=at("2021-05-08 10:00")
        ),
    ):
        with pytest.raises(Refused) as no:
            ask()
        assert no.value.code == "caller_unknown"
