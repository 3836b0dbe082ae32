"""Inbound orders over JSON: register, link, contact, reply; and who may not."""

import pytest

from tests.builders import user
from tests.case_builders import reported
from tests.web.api.test_cases import API, post, refused
from xiuhua.apps.cases.models import InboundOrder


@pytest.fixture
def clerk(client, place):
    client.force_login(place.clerk)
    return client


def an_order(**given) -> dict:
    return {
        "issuer": "hotline_12345", "issuer_name": "市民热线", "their_number": "WH-1", "topic": "店外经营",
        "received_at": "2021-05-06T08:30:00+08:00", "reply_due_at": "2021-05-13T17:00:00+08:00",
        "caller_name": "测试来电人", "caller_phone": "000-1234567", **given,
    }  # fmt: skip


def test_an_order_is_registered_linked_contacted_and_replied_to(clerk, place) -> None:
    answer = post(clerk, "/orders", an_order(), key="o1")
    assert answer.status_code == 200
    order_id = answer.json()["order"]
    acts, case = f"/orders/{order_id}/acts", reported(place)
    assert post(clerk, f"{acts}/link", {"case_number": case.number}).status_code == 200
    assert post(clerk, f"{acts}/contact", {"note": "已电话联系"}).json()["state"] == "contacted"
    refused(
        post(clerk, f"{acts}/reply", {"reply_text": "已办", "signer": "主任"}),
        409,
        "linked_cases_open",
    )
    reply = {"reply_text": "正在办理", "signer": "主任", "reason": "须先行答复"}
    assert post(clerk, f"{acts}/reply", reply).json()["state"] == "replied"
    shown = clerk.get(f"{API}/orders/{order_id}").json()
    assert shown["state"] == "replied" and shown["their_number"] == "WH-1"
    assert "测试来电人" not in str(shown) and "1234567" not in str(shown)
    assert [row["id"] for row in clerk.get(f"{API}/orders").json()] == [order_id]
    assert clerk.get(f"{API}/orders?before={order_id}").json() == []


def test_the_same_order_twice_is_one(clerk, place) -> None:
    first, again = (post(clerk, "/orders", an_order(), key="k") for _time in range(2))
    assert first.json() == again.json() and InboundOrder.objects.count() == 1
    refused(post(clerk, "/orders", an_order(), key="other"), 409, "order_already_registered")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"issuer": "nobody"}, "issuer_unknown"),
        ({"their_number": " "}, "their_number_missing"),
        ({"topic": ""}, "topic_missing"),
        ({"reply_due_at": "2021-05-05T08:30:00+08:00"}, "order_due_before_received"),
        ({"received_at": "2021-05-06T08:30:00"}, "moment_unreadable"),
        ({"received_at": "0001-01-01T00:00:00+14:00"}, "moment_unreadable"),
        ({"received_at": "soon"}, "input_invalid"),
        ({"topic": "长" * 121}, "input_invalid"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else None,
)
def test_an_order_that_cannot_stand_is_refused(clerk, place, given, code) -> None:
    answer = post(clerk, "/orders", an_order(**given))
    refused(answer, answer.status_code, code)
    assert answer.status_code in (400, 409) and not InboundOrder.objects.exists()


def test_orders_of_another_area_are_not_found(clerk, place) -> None:
    order_id = post(clerk, "/orders", an_order()).json()["order"]
    clerk.force_login(user("shift_head"))
    refused(clerk.get(f"{API}/orders/{order_id}"), 404, "order_not_found")
    refused(post(clerk, f"/orders/{order_id}/acts/contact", {"note": "x"}), 404, "order_not_found")
    assert clerk.get(f"{API}/orders").json() == []


def test_who_may_only_look_registers_nothing(clerk, place) -> None:
    clerk.force_login(place.head)
    refused(post(clerk, "/orders", an_order()), 403, "not_permitted")
    clerk.force_login(place.officer)
    refused(clerk.get(f"{API}/orders"), 403, "not_permitted")


def test_an_unknown_act_and_a_missing_moment_are_refused(clerk, place) -> None:
    order_id = post(clerk, "/orders", an_order()).json()["order"]
    refused(post(clerk, f"/orders/{order_id}/acts/burn", {}), 404, "act_unknown")
    answer = post(clerk, f"/orders/{order_id}/acts/issuer_extends", {"document": "函"})
    refused(answer, 400, "moment_unreadable")
