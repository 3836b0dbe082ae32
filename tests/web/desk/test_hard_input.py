"""What people and programs type where a number, a day or a name belongs: refused in words, or taken as nothing."""

import csv
import io

import pytest

from tests.case_builders import at, reported, street
from xiuhua.apps.cases.actions import intake, orders
from xiuhua.apps.cases.models import InboundOrder
from xiuhua.apps.records import kept
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import Subdistrict

pytestmark = pytest.mark.django_db
NO_NUMBERS = ["²", "٣", "9" * 5000, "9" * 30, "-1", "NaN", ""]


@pytest.fixture
def place():
    return street()


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def desk(client, place):
    client.force_login(place.shift_head)
    return client


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_page_number_that_is_none(desk, text):
    assert desk.get("/desk/cases/", {"page": text}).status_code == 200


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_ticked_case_that_is_no_number(desk, text):
    assert desk.post("/desk/sending/", {"case": text}).status_code in (302, 400, 409)


def order_of(place):
    said = orders.Order(
        subdistrict=place.subdistrict,
        issuer="hotline_12345",
        issuer_name="测试热线",
        their_number="1",
        topic="噪声",
        received_at=at("2021-05-06 08:00"),
    )
    return orders.register(said, by=place.shift_head, at=at("2021-05-06 08:10"))["order"]


@pytest.mark.parametrize("text", [text for text in NO_NUMBERS if text])
def test_a_form_of_an_order_whose_age_is_no_number_is_refused(desk, place, text):
    url = f"/desk/orders/{order_of(place)}/acts/contact/"
    answer = desk.post(url, {"note": "已联系", "seen_seq": text})
    assert answer.status_code in (400, 409)
    assert InboundOrder.objects.get().state == "received"


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T23:59", "2021-13-01T00:00"])
def test_a_moment_beyond_any_calendar_is_refused(desk, text):
    said = {"issuer": "hotline_12345", "their_number": "2", "topic": "噪声", "received_at": text}
    assert desk.post("/desk/orders/new/", said).status_code == 400
    assert not InboundOrder.objects.exists()


@pytest.mark.parametrize("name", ["from_day", "to_day"])
@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "gestern"])
def test_a_day_beyond_any_calendar_is_refused(desk, name, text):
    assert desk.get("/desk/cases/", {name: text}).status_code == 400


@pytest.mark.parametrize("path", ["/desk/cases/%00/", "/desk/cases/?number=%00", "/desk/?q=a%00b"])
def test_a_character_that_no_database_keeps_is_refused(desk, path):
    assert desk.get(path).status_code == 400


def test_such_a_character_in_a_form_is_refused(desk, place):
    url = f"/desk/orders/{order_of(place)}/acts/link/"
    assert desk.post(url, {"case_number": "T\0"}).status_code == 400


def test_days_of_the_list_begin_at_midnight_of_the_own_subdistrict(desk, place):
    reported(place, "2021-05-06 00:30")  # in UTC it is the fifth, and in New York too
    numbers = {"from_day": "2021-05-06", "to_day": "2021-05-06"}
    assert "T" in desk.get("/desk/cases/", numbers).content.decode()
    assert desk.get("/api/v1/cases", numbers).json()["total"] == 1
    before = {"from_day": "2021-05-05", "to_day": "2021-05-05"}
    assert desk.get("/api/v1/cases", before).json()["total"] == 0
    Subdistrict.objects.update(time_zone="America/New_York")
    kept.forget_all()
    assert desk.get("/api/v1/cases", numbers).json()["total"] == 0
    assert desk.get("/api/v1/cases", before).json()["total"] == 1


def test_empty_cells_of_an_export_are_empty_and_formulas_are_text(desk, place):
    case = reported(place, words="=1+1")
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    text = desk.get("/desk/cases/export.csv").content.decode("utf-8-sig")
    heading, row = list(csv.reader(io.StringIO(text)))
    assert len(heading) == len(row)
    assert "'=1+1" in row
    assert "" in row and "'" not in row
