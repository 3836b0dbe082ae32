"""The list of who should go where, its Excel, closing by reason, and the four-all report; and who may not."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import builders
from tests.apps.duty.test_patrols import TODAY, roads
from tests.case_builders import Street, at, picture, reported, street
from xiuhua.apps.duty.models import GridDuty
from xiuhua.apps.evaluation.actions import reckon
from xiuhua.apps.evaluation.models import BlindSpot
from xiuhua.apps.records import kept
from xiuhua.apps.records import now as clock

pytestmark = pytest.mark.django_db
LIST = "/desk/coverage/"
NINE = at("2021-05-06 09:00")


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def place() -> Street:
    place = street()
    roads(place)
    return place


@pytest.fixture
def walker(place):
    person = builders.user("grid_member", ("grid", place.grids[0].code), of=place.subdistrict)
    GridDuty.objects.create(
        subdistrict=place.subdistrict, grid=place.grids[0], part="member", unit=place.centre,
        user=person, valid_from=TODAY,
    )  # fmt: skip
    kept.forget_all()
    return person


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_the_list_says_who_where_and_why(place, walker) -> None:
    client = signed_in(walker)
    assert "还没有算过" in text(client.get(LIST))
    reckon(place.subdistrict, NINE)
    shown = text(client.get(LIST))
    for words in ("测试巷", "从没有人到过", "规定 3 天", walker.full_name, "走一遍", "data-route"):
        assert words in shown
    assert "测试大道" not in text(client.get(f"{LIST}?kind=hour"))
    assert "0–24 时" in text(client.get(f"{LIST}?kind=hour"))
    head = signed_in(place.head)
    assert "没有盲点" in text(head.get(f"{LIST}?mine=1"))
    assert "说明理由" not in text(head.get(LIST))


def test_the_list_costs_the_same_for_many(place, walker, django_assert_max_num_queries) -> None:
    reckon(place.subdistrict, NINE)
    client = signed_in(place.head)
    client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(LIST)
    one = BlindSpot.objects.filter(kind="road").first()
    for number in range(30):
        one.pk, one.thing = None, f"more{number}"
        one.save(force_insert=True)
    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_a_case_behind_a_touch_is_a_link(place, walker) -> None:
    case = reported(place, "2021-05-06 08:30")
    reckon(place.subdistrict, NINE)
    shown = text(signed_in(place.head).get(f"{LIST}?kind=hour&grid={place.grids[0].code}"))
    assert f'href="/desk/cases/{case.number}/"' in shown and "0–8、9–24 时" in shown


def test_excel_holds_the_list(place, walker) -> None:
    reckon(place.subdistrict, NINE)
    answer = signed_in(place.head).get(f"{LIST}export.xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert "测试巷" in words and walker.full_name in words
    assert signed_in(walker).get(f"{LIST}export.xlsx").status_code == 403


def test_closed_by_reason_with_photo(place, walker) -> None:
    reckon(place.subdistrict, NINE)
    spot = BlindSpot.objects.get(kind="road", label="测试大道")
    client, address = signed_in(walker), f"{LIST}{spot.pk}/close/"
    assert "附现场照片" in text(client.get(address))
    missing = client.post(address, {"key": "k1", "reason": "封闭施工中"})
    assert missing.status_code == 400 and "须附现场照片" in text(missing)
    photo = SimpleUploadedFile("p.jpg", picture(), "image/jpeg")
    done = client.post(address, {"key": "k2", "reason": "封闭施工中", "photo": photo})
    assert done["Location"] == LIST
    shown = text(client.get(f"{LIST}?closed=1"))
    assert "封闭施工中" in shown and f"{LIST}{spot.pk}/photo/" in shown
    assert client.get(f"{LIST}{spot.pk}/photo/")["Content-Type"] == "image/jpeg"
    assert client.post(
        address, {"key": "k3", "reason": "再来一次", "photo": picture()}
    ).status_code in (400, 409)


def test_the_report_and_what_each_figure_lacks(place, walker) -> None:
    head = signed_in(place.head)
    assert "还没有算过" in text(head.get(f"{LIST}four/"))
    reckon(place.subdistrict, NINE)
    shown = text(head.get(f"{LIST}four/"))
    assert "不适用" in shown and "全时段" in shown
    persons = text(head.get(f"{LIST}four/persons/"))
    assert place.officer.full_name in persons and "0 / 2" in persons
    assert "路灯" in text(head.get(f"{LIST}four/matters/"))
    assert place.grids[1].name in text(head.get(f"{LIST}four/grids/"))
    assert "0–24 时" in text(head.get(f"{LIST}four/hours/"))
    assert head.get(f"{LIST}four/steps/").status_code == 200
    assert head.get(f"{LIST}four/roads/")["Location"] == f"{LIST}?kind=road"
    assert head.get(f"{LIST}four/nothing/").status_code == 404


@pytest.mark.parametrize("role", ["desk_clerk", "contractor", "security_admin"])
def test_who_may_not_look(place, walker, role) -> None:
    reckon(place.subdistrict, NINE)
    client = signed_in(builders.user(role, of=place.subdistrict))
    for address in (LIST, f"{LIST}four/", f"{LIST}four/persons/", f"{LIST}export.xlsx"):
        assert client.get(address).status_code == 403


def test_a_grid_member_sees_neither_the_report_nor_anothers_spots(place, walker) -> None:
    reckon(place.subdistrict, NINE)
    other = signed_in(
        builders.user("grid_member", ("grid", place.grids[1].code), of=place.subdistrict)
    )
    spot = BlindSpot.objects.get(kind="road", label="测试大道")
    assert other.get(f"{LIST}four/").status_code == 403
    assert "测试大道" not in text(other.get(LIST))
    assert other.get(f"{LIST}{spot.pk}/close/").status_code == 404
