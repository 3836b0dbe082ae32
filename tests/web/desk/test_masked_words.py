"""A telephone number in free words is personal data too: masked in lists, pages, exports and JSON."""

import io

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.case_builders import Street, at, reported, street
from xiuhua.apps.cases.models import InboundOrder, Remark
from xiuhua.apps.records.models import Event

PHONE, SHOWN = "13800001234", "138****1234"

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Street:
    return street()


@pytest.fixture
def case(place):
    case = reported(place, words="打 138 0000 1234 找老王", place_words=f"{PHONE} 门口")
    Remark.objects.create(
        case=case, event_seq=1, text=f"约了 {PHONE}", by=place.clerk, at=at("2021-05-06 09:30")
    )
    return case


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_no_list_page_export_or_answer_shows_it_whole(place, case) -> None:
    desk = signed_in(place.clerk)
    number = case.number
    for address in (
        "/desk/", "/desk/cases/", f"/desk/cases/{number}/", "/desk/sending/", "/desk/cases/export.csv",
        "/api/v1/cases", f"/api/v1/cases/{number}", f"/api/v1/cases/{number}/timeline",
    ):  # fmt: skip
        answer = desk.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        assert PHONE not in text and "138 0000 1234" not in text, address
    assert SHOWN in desk.get(f"/desk/cases/{number}/").content.decode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(desk.get("/desk/cases/export.xlsx").content))
    cells = str(book.get_sheet_by_index(0).to_python())
    assert SHOWN in cells and PHONE not in cells


def test_it_is_shown_whole_for_a_reason_that_is_kept(place, case) -> None:
    desk = signed_in(place.clerk)
    refused = desk.post(f"/desk/cases/{case.number}/unmask/", {"reason": " "})
    assert PHONE not in refused.content.decode()
    assert not Event.objects.filter(kind="case.reporter_unmasked").exists()
    shown = desk.post(f"/desk/cases/{case.number}/unmask/", {"reason": "回访"}).content.decode()
    assert f"约了 {PHONE}" in shown and "138 0000 1234" in shown
    event = Event.objects.get(kind="case.reporter_unmasked")
    assert event.actor_id == place.clerk.pk and PHONE not in event.data


def test_an_order_likewise(place) -> None:
    order = InboundOrder.objects.create(
        subdistrict=place.subdistrict, issuer="hotline_12345", issuer_name="热线", their_number="W-1",
        topic=f"回电 {PHONE}", words=f"电话{PHONE}", state="received", received_at=at("2021-05-06 09:00"),
    )  # fmt: skip
    desk = signed_in(place.clerk)
    for address in (
        "/desk/orders/",
        f"/desk/orders/{order.pk}/",
        "/api/v1/orders",
        f"/api/v1/orders/{order.pk}",
    ):
        text = desk.get(address).content.decode()
        assert SHOWN in text and PHONE not in text, address
    shown = desk.post(f"/desk/orders/{order.pk}/unmask/", {"reason": "call_back"}).content.decode()
    assert PHONE in shown
    assert Event.objects.filter(kind="order.caller_unmasked", object_id=order.pk).count() == 1


def test_where_nothing_is_hidden_there_is_nothing_to_unmask(place) -> None:
    case = reported(place)
    desk = signed_in(place.clerk)
    assert "查看完整联系方式" not in desk.get(f"/desk/cases/{case.number}/").content.decode()
    answer = desk.post(f"/desk/cases/{case.number}/unmask/", {"reason": "回访"})
    assert answer.status_code >= 400
    assert not Event.objects.filter(kind="case.reporter_unmasked").exists()
