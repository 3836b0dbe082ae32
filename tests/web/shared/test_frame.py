"""The frame of every page: street, person, menu by role, demonstration clock, and what it costs."""

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override

from tests import builders
from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import rights
from xiuhua.apps.accounts.roles import ROLES
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import DemoClock, Subdistrict
from xiuhua.web.shared import context

pytestmark = pytest.mark.django_db


def request_of(user: User | None, path: str = "/desk/"):
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get(path)
    request.user = User.objects.get(pk=user.pk) if user else AnonymousUser()
    return request


def places(role: str) -> list[str]:
    person = builders.user(role)
    return [item["url"].removeprefix("/desk/") for item in context.menu(rights(person), "/desk/")]


TODAY = ""
MENUS = {
    "head": [TODAY, "cases/", "map/", "orders/", "registry/", "roster/", "people/"],
    "officer": [TODAY, "cases/", "map/", "registry/", "roster/"],
    "assistant": [TODAY, "cases/", "map/", "roster/"],
    "desk_clerk": [TODAY, "sending/", "cases/", "map/", "orders/", "registry/", "roster/"],
    "contractor": [TODAY, "cases/", "map/"],
    "security_admin": [TODAY, "people/", "history/"],
    "auditor": [TODAY, "cases/", "map/", "orders/", "registry/", "people/", "history/"],
}


@pytest.mark.parametrize(("role", "expected"), MENUS.items())
def test_the_menu_follows_the_role(role, expected, monkeypatch) -> None:
    monkeypatch.setattr(context, "is_place", lambda _address: True)
    assert places(role) == expected


@pytest.mark.parametrize("role", sorted(ROLES))
def test_nobody_has_more_than_seven_places(role, monkeypatch) -> None:
    monkeypatch.setattr(context, "is_place", lambda _address: True)
    assert 2 <= len(places(role)) <= 7


def test_the_place_one_is_in_is_marked() -> None:
    person = builders.user("head")
    marked = [
        [item["url"] for item in context.menu(rights(person), path) if item["active"]]
        for path in ("/desk/", "/desk/people/7/", "/desk/cases/T1-20210506-000001/")
    ]
    assert marked == [["/desk/"], ["/desk/people/"], ["/desk/cases/"]]


def test_a_signed_in_frame_costs_one_statement(django_assert_num_queries) -> None:
    request = request_of(builders.user("head"))
    context.frame(request)  # rights are in memory from here on
    with django_assert_num_queries(1):  # how many new messages
        frame = context.frame(request)
    assert frame["person_role"] == "党工委书记、办事处主任"
    assert frame["street_name"].startswith("测试街道")
    assert frame["home_url"] == "/desk/"


def test_a_person_without_any_role_still_sees_the_street(django_assert_max_num_queries) -> None:
    request = request_of(builders.user())
    context.frame(request)
    with django_assert_max_num_queries(1):
        frame = context.frame(request)
    assert frame["street_name"].startswith("测试街道")
    assert [item["url"] for item in frame["menu"]] == ["/desk/"]


def test_the_public_sees_the_only_street_and_no_menu(django_assert_num_queries) -> None:
    home = builders.subdistrict()
    with django_assert_num_queries(1):
        frame = context.frame(request_of(None, "/"))
    assert frame["street_name"] == home.name
    assert "menu" not in frame and "person_name" not in frame
    builders.subdistrict()
    assert context.frame(request_of(None, "/"))["street_name"] == "", "several: it belongs to none"


def test_the_street_is_named_in_the_readers_language() -> None:
    person = builders.user("head")
    with override("en"):
        assert context.frame(request_of(person))["street_name"] == person.subdistrict.name_en


def test_the_demonstration_says_so() -> None:
    builders.subdistrict(is_demo=True)
    assert context.frame(request_of(None, "/"))["demo_now"] is None
    moment = clock.real_now()
    DemoClock.objects.create(starts_at=moment.replace(year=2021), real_started_at=moment)
    clock.forget_shift()
    try:
        assert context.frame(request_of(None, "/"))["demo_now"].year == 2021
    finally:
        DemoClock.objects.all().delete()
        clock.forget_shift()


def test_every_place_of_the_menu_is_a_page() -> None:
    assert [
        address for address, _words, _needs in context.MENU if not context.is_place(address)
    ] == []


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_place_of_the_menu_opens(role: str, client: Client) -> None:
    """A menu that leads to "no permission" is a lie."""
    person = builders.user(role)
    client.force_login(person)
    for item in context.menu(rights(person), "/desk/"):
        assert client.get(item["url"]).status_code == 200, item["url"]
    assert Subdistrict.objects.count() == 1
