"""The first start: a link of this start alone, a form, and a street with an administrator."""

import pytest

from tests import builders
from xiuhua.apps.accounts.models import RoleGrant, User
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.proof import verify
from xiuhua.web.commands import first_start

pytestmark = pytest.mark.django_db
FORM = {
    "code": "420105990",
    "name": "虚构街道",
    "prefix": "MM",
    "longitude": "114.2",
    "admin": "zhangsan",
    "admin_name": "张三",
}


@pytest.fixture
def page(monkeypatch) -> str:
    token = first_start.token_if_empty()
    monkeypatch.setenv(first_start.TOKEN, token)
    return f"/set-up/{token}/"


def test_the_link_leads_from_nothing_to_a_signed_in_administrator(client, page) -> None:
    assert client.get(page).status_code == 200
    to_password = client.post(page, FORM)
    assert to_password.status_code == 302 and "/sign-in/first/" in to_password["Location"]
    street = Subdistrict.objects.get()
    assert (street.code, street.name, street.projected_epsg) == ("420105990", "虚构街道", 4547)
    admin = User.objects.get()
    assert not admin.has_usable_password()
    assert RoleGrant.objects.filter(user=admin).count() == 3
    asked = client.get(to_password["Location"], follow=True)
    at = asked.redirect_chain[-1][0] if asked.redirect_chain else to_password["Location"]
    fields = list(asked.context["form"].fields)
    client.post(at, dict.fromkeys(fields, "Xiu-hua-2026"))
    signed_in = client.post("/sign-in/", {"username": "zhangsan", "password": "Xiu-hua-2026"})
    assert signed_in.status_code == 302
    assert client.get("/desk/").status_code == 200
    assert verify().holds


def test_once_a_street_stands_the_link_is_dead(client, page) -> None:
    builders.subdistrict()
    assert client.get(page).status_code == 404
    assert client.post(page, FORM).status_code == 404
    assert first_start.token_if_empty() == ""


@pytest.mark.parametrize("word", ["wrong", "", "链接"])
def test_another_word_opens_nothing(client, page, monkeypatch, word) -> None:
    assert client.get(f"/set-up/{word}/").status_code == 404
    # The start is over, and its link with it.
    monkeypatch.delenv(first_start.TOKEN)
    assert client.get(page).status_code == 404


def test_each_start_has_a_link_of_its_own() -> None:
    tokens = {first_start.token_if_empty() for _time in range(3)}
    assert len(tokens) == 3 and all(len(token) >= 32 for token in tokens)


@pytest.mark.parametrize(
    "field, value",
    [("code", "1"), ("prefix", "mm"), ("longitude", "7"), ("admin", "张 三"), ("name", "")],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_there(client, page, field, value):
    answer = client.post(page, {**FORM, field: value})
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert not Subdistrict.objects.exists() and not User.objects.exists()


def test_under_level_3_one_administrator_of_three_is_made(client, page, settings) -> None:
    settings.LEVEL_3 = True
    assert client.post(page, FORM).status_code == 400
    client.post(page, {**FORM, "role": "system_admin"})
    assert list(RoleGrant.objects.values_list("role", flat=True)) == ["system_admin"]


def test_a_street_without_anybody_is_told_the_command() -> None:
    assert first_start.lines("http://x", "t")[-1] == "http://x/set-up/t/"
    builders.subdistrict()
    assert "xiuhua create_admin" in first_start.lines("http://x", "")[0]
    builders.user()
    assert first_start.lines("http://x", "") == []
