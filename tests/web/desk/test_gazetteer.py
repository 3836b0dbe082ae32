"""The gazetteer's pages: find, add, rename, take out of use; other areas' people get nothing."""

import pytest
from django.urls import reverse

from tests import builders
from tests.apps.space.conftest import EAST, NORTH, SOUTH, WEST, box, moment
from xiuhua.apps.space.actions import places
from xiuhua.apps.space.drafts import PlaceDraft
from xiuhua.apps.space.models import Place

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/gazetteer/"
SEARCH = "/desk/gazetteer/search/"


@pytest.fixture
def home():
    home = builders.subdistrict(boundary=box(WEST, SOUTH, EAST, NORTH))
    drafts = [
        PlaceDraft(name="成都北路", kind="road", lon=114.221, lat=30.563, source="测试"),
        PlaceDraft(name="老成都", kind="old_name", lon=114.221, lat=30.563, source="测试", same_as="成都北路"),
        PlaceDraft(name="127号灯杆", kind="lamp_post", lon=114.222, lat=30.562, source="测试"),
    ]  # fmt: skip
    places.take_in(home, drafts, by=None, at=moment("2021-05-06T09:00"))
    return home


@pytest.fixture
def clerk(client, home):
    person = builders.user("desk_clerk", home)
    client.force_login(person)
    return person


def post(client, address=ADDRESS, **given):
    typed = {"key": "k1", "name": "大树下", "kind": "by_name", "lon": "114.221", "lat": "30.561"}
    return client.post(address, {**typed, "crs": "EPSG:4490", **given})


def test_the_list_shows_all_names_with_todays_name(client, clerk):
    page = client.get(ADDRESS).content.decode()
    assert "成都北路" in page and "127号灯杆" in page
    assert page.index("老成都") < page.index("补充一个地名</h2>")
    assert 'id="add"' in page


def test_the_search_answers_json_and_a_fragment(client, clerk):
    found = client.get(SEARCH, {"q": "lcd"}).json()["places"]
    assert [(one["name"], one["kind"], one["same_as"]) for one in found] == [
        ("老成都", "曾用名", "成都北路")
    ]
    assert set(found[0]) == {"id", "name", "kind", "lon", "lat", "same_as"}
    fragment = client.get(SEARCH, {"q": "127"}, headers={"HX-Request": "true"}).content.decode()
    assert "127号灯杆" in fragment and "<html" not in fragment
    assert client.get(SEARCH).json() == {"places": []}


def test_the_search_costs_no_statement_of_its_own(client, clerk, django_assert_max_num_queries):
    client.get(SEARCH, {"q": "cd"})
    with django_assert_max_num_queries(3):  # session, person, grants
        assert client.get(SEARCH, {"q": "cdb"}).json()["places"]


def test_the_list_costs_the_same_for_many(client, home, clerk, django_assert_max_num_queries):
    drafts = [
        PlaceDraft(name=f"{n}号灯杆", kind="lamp_post", lon=114.222, lat=30.562, source="测试")
        for n in range(200, 260)
    ]
    places.take_in(home, drafts, by=None, at=moment("2021-05-06T09:00"))
    client.get(ADDRESS)
    with django_assert_max_num_queries(8):
        client.get(ADDRESS)


def test_a_name_is_added_once(client, clerk):
    assert post(client).status_code == 302
    assert post(client).status_code == 302
    assert Place.objects.filter(name="大树下").count() == 1
    assert client.get(SEARCH, {"q": "dsx"}).json()["places"][0]["name"] == "大树下"


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"name": "成都北路", "kind": "road", "lat": "30.563"},
        {"lon": "", "lat": ""},
        {"lon": "115", "lat": "30.561"},
        {"lon": "abc"},
        {"kind": "castle"},
        {"same_as": "没有的地方"},
        {"key": "x" * 81},
    ],
)
def test_what_cannot_be_added_keeps_what_was_typed(client, clerk, given):
    before = Place.objects.count()
    answer = post(client, **given)
    assert answer.status_code == 400
    assert given.get("name", "大树下") in answer.content.decode()
    assert Place.objects.count() == before


def test_a_case_may_bring_a_point_along(client, clerk):
    page = client.get(ADDRESS, {"name": "后巷", "lon": "114.2215", "lat": "30.5611"})
    assert 'value="后巷"' in page.content.decode()
    assert 'value="114.2215"' in page.content.decode()


def test_rename_and_out_of_use(client, clerk):
    place = Place.objects.get(name="成都北路")
    address = reverse("desk_place", args=[place.pk])
    assert "老成都" in client.get(address).content.decode()
    assert client.post(address, {"key": "r", "name": "新路"}).status_code == 302
    place.refresh_from_db()
    assert place.name == "新路"
    assert Place.objects.filter(name="成都北路", kind="old_name", same_as=place).exists()
    active = reverse("desk_place_active", args=[place.pk])
    assert client.post(active, {"key": "o", "active": "0"}).status_code == 302
    assert client.get(SEARCH, {"q": "新路"}).json()["places"] == []
    assert client.get(active).status_code == 405


def test_names_are_escaped(client, clerk):
    post(client, name="<script>alert(1)</script>店")
    assert "<script>alert(1)" not in client.get(ADDRESS).content.decode()


def test_signed_out_people_are_asked_to_sign_in(client, home):
    place = Place.objects.first()
    for address in (ADDRESS, SEARCH, f"{ADDRESS}{place.pk}/"):
        answer = client.get(address)
        assert answer.status_code == 302 and "sign-in" in answer.url
    assert post(client).status_code == 302
    assert not Place.objects.filter(name="大树下").exists()


def test_another_subdistricts_person_gets_nothing(client, home):
    other = builders.user("desk_clerk", builders.subdistrict(code=home.code + "1"))
    client.force_login(other)
    place = Place.objects.get(name="成都北路")
    assert "成都北路" not in client.get(ADDRESS).content.decode()
    assert client.get(SEARCH, {"q": "cdbl"}).json() == {"places": []}
    address = f"{ADDRESS}{place.pk}/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"key": "r", "name": "新路"}).status_code == 404
    assert client.post(f"{address}active/", {"key": "o", "active": "0"}).status_code == 404
    place.refresh_from_db()
    assert place.name == "成都北路" and place.is_active


@pytest.mark.parametrize(("role", "status"), [("head", 403), ("contractor", 403), ("auditor", 403)])
def test_who_may_look_but_not_add(client, home, role, status):
    client.force_login(builders.user(role, home))
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert 'id="add"' not in page.content.decode()
    assert post(client).status_code == status
    assert not Place.objects.filter(name="大树下").exists()


def test_who_holds_no_right_to_the_map_sees_nothing(client, home):
    client.force_login(builders.user("security_admin", home))
    for address in (ADDRESS, SEARCH, f"{ADDRESS}{Place.objects.first().pk}/"):
        assert client.get(address, {"q": "cd"}).status_code == 403
