"""Not ours, and orders from outside: their numbers and clocks stay theirs."""

import datetime as dt

import pytest

from tests.case_builders import at, photo, reported, street
from xiuhua.apps.cases.actions import checking, handling, intake, orders, referrals
from xiuhua.apps.cases.actions.reporting import Report
from xiuhua.apps.cases.models import Case, Clock, InboundOrder, OrderCase, Referral
from xiuhua.apps.cases.placing import place_inside
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return street()


@pytest.fixture
def referred(place):
    case = reported(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    referrals.refer(
        case.pk,
        receiver_id=place.utility.pk,
        their_number="GD-77",
        by=place.clerk,
        at=at("2021-05-06 09:20"),
    )
    return Case.objects.get(pk=case.pk)


def test_a_referral_is_not_our_lateness(place, referred):
    assert (referred.state, referred.due_at, referred.unit) == ("referred", None, None)
    assert Clock.objects.get(case=referred, kind="total").due_at is None
    referral = Referral.objects.get(case=referred)
    assert (referral.their_number, referral.next_nudge_on) == ("GD-77", dt.date(2021, 5, 9))


def test_a_nudge_moves_the_next_one(place, referred):
    referrals.nudge(referred.pk, words="请尽快", by=place.clerk, at=at("2021-05-09 09:00"))
    referral = Referral.objects.get(case=referred)
    assert (referral.nudges, referral.next_nudge_on) == (1, dt.date(2021, 5, 12))


def test_their_answer_is_checked_as_our_own(place, referred):
    referrals.settle(referred.pk, answer="已换灯", by=place.clerk, at=at("2021-05-10 10:00"))
    referred.refresh_from_db()
    assert (referred.state, referred.recorded_by, referred.handled_by) == (
        "handled",
        place.clerk,
        None,
    )
    checking.pass_check(
        referred.pk, note="灯亮", confirmed=True, by=place.inspector, at=at("2021-05-10 11:00")
    )
    referred.refresh_from_db()
    # The days outside do not count: on time.
    assert (referred.state, referred.closed_on_time) == ("closed", True)


def test_a_case_is_referred_only_outside(place):
    case = reported(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    with pytest.raises(Refused) as no:
        referrals.refer(
            case.pk, receiver_id=place.centre.pk, by=place.clerk, at=at("2021-05-06 09:20")
        )
    assert no.value.code in {"receiver_missing", "receiver_unknown"}
    with pytest.raises(Refused) as no:
        handling.dispatch(
            case.pk, unit_id=place.utility.pk, by=place.clerk, at=at("2021-05-06 09:20")
        )
    assert no.value.code == "unit_is_outside"


def order(place, number="12345-0001", **given):
    lon, lat = place.point()
    when = at("2021-05-06 09:00")
    said = orders.Order(
        subdistrict=place.subdistrict, issuer="hotline_12345", issuer_name="市民热线", their_number=number,
        topic="店外经营", received_at=when, contact_due_at=at("2021-05-06 11:00"),
        reply_due_at=at("2021-05-09 09:00"), return_until=at("2021-05-06 17:00"), **given,
    )  # fmt: skip
    opens = Report(
        subdistrict=place.subdistrict, source="hotline_12345", words="店外经营", class_slug="event.street_order.outdoor_trading",
        placed=place_inside(place.subdistrict.pk, lon, lat, "", when),
    )  # fmt: skip
    return orders.register(said, by=place.clerk, at=when, opens=opens, key=f"order-{number}")


def closed_case(place, case_id):
    intake.send_to_verify(
        case_id, officer_id=place.officer.pk, by=place.clerk, at=at("2021-05-06 09:05")
    )
    intake.verify(
        case_id, finding="present", note="属实", by=place.officer, at=at("2021-05-06 09:20")
    )
    intake.file(case_id, by=place.clerk, at=at("2021-05-06 09:30"))
    handling.dispatch(case_id, unit_id=place.centre.pk, by=place.clerk, at=at("2021-05-06 09:35"))
    when = at("2021-05-06 10:30")
    handling.handle(case_id, note="已劝离", photos=photo("after", when), by=place.officer, at=when)
    checking.pass_check(
        case_id, note="好", confirmed=True, by=place.inspector, at=at("2021-05-06 11:00")
    )


def test_an_order_is_contacted_answered_and_replied(place):
    answer = order(place)
    pk, case_id = answer["order"], answer["case"]["id"]
    assert OrderCase.objects.filter(order_id=pk, case_id=case_id).exists()
    closed_case(place, case_id)
    orders.contact(pk, note="已电话联系", by=place.clerk, at=at("2021-05-06 10:00"))
    orders.reply(
        pk, reply_text="已劝离并恢复", signer="分管领导", by=place.clerk, at=at("2021-05-06 12:00")
    )
    row = InboundOrder.objects.get(pk=pk)
    assert (row.state, row.their_number, row.replied_at) == (
        "replied",
        "12345-0001",
        at("2021-05-06 12:00"),
    )


def test_a_reply_before_the_close_needs_a_reason(place):
    pk = order(place)["order"]
    orders.contact(pk, note="已联系", by=place.clerk, at=at("2021-05-06 10:00"))
    with pytest.raises(Refused) as no:
        orders.reply(
            pk, reply_text="在办", signer="分管领导", by=place.clerk, at=at("2021-05-06 12:00")
        )
    assert no.value.code == "linked_cases_open"
    assert InboundOrder.objects.get(pk=pk).state == "contacted"


def test_a_return_stays_inside_the_issuers_window(place):
    pk = order(place)["order"]
    with pytest.raises(Refused) as no:
        orders.return_order(pk, reason="不属本街道", by=place.clerk, at=at("2021-05-06 17:01"))
    assert no.value.code == "return_window_over"
    orders.return_order(pk, reason="不属本街道", by=place.clerk, at=at("2021-05-06 16:00"))
    assert InboundOrder.objects.get(pk=pk).state == "returned"


def test_only_the_issuer_extends(place):
    pk = order(place)["order"]
    how = {"by": place.clerk, "at": at("2021-05-07 09:00")}
    with pytest.raises(Refused) as no:
        orders.extend_by_issuer(pk, reply_due_at=at("2021-05-12 09:00"), document=" ", **how)
    assert no.value.code == "document_missing"
    orders.extend_by_issuer(
        pk, reply_due_at=at("2021-05-12 09:00"), document="延〔2021〕3号", **how
    )
    assert InboundOrder.objects.get(pk=pk).reply_due_at == at("2021-05-12 09:00")


def test_the_same_order_is_registered_once(place):
    first = order(place)
    assert order(place) == first
    twin = orders.Order(
        subdistrict=place.subdistrict, issuer="hotline_12345", issuer_name="市民热线",
        their_number="12345-0001", topic="另一件", received_at=at("2021-05-06 10:00"),
    )  # fmt: skip
    with pytest.raises(Refused) as no:
        orders.register(twin, by=place.clerk, at=at("2021-05-06 10:00"))
    assert no.value.code == "order_already_registered"
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"issuer": "nobody"}, "issuer_unknown"),
        ({"their_number": " "}, "their_number_missing"),
        ({"topic": ""}, "topic_missing"),
        ({"reply_due_at": at("2021-05-01 09:00")}, "order_due_before_received"),
    ],
)
def test_a_bad_order_changes_nothing(place, given, code):
    fields = {
        "subdistrict": place.subdistrict, "issuer": "hotline_12345", "issuer_name": "市民热线",
        "their_number": "1", "topic": "x", "received_at": at("2021-05-06 09:00"),
    }  # fmt: skip
    with pytest.raises(Refused) as no:
        orders.register(
            orders.Order(**{**fields, **given}), by=place.clerk, at=at("2021-05-06 09:00")
        )
    assert no.value.code == code
    assert not InboundOrder.objects.exists()


def test_an_order_of_another_street_is_not_found(place):
    pk = order(place)["order"]
    neighbour = street()
    with pytest.raises(Refused) as no:
        orders.contact(pk, note="x", by=neighbour.clerk, at=at("2021-05-06 10:00"))
    assert no.value.code == "order_not_found"
