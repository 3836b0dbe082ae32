"""Pages of people and units: what they show, to whom, in how many statements, and their refusals."""

import datetime as dt
import re

import pytest
from django.test import Client

from tests import builders
from xiuhua.apps.accounts.models import Certificate, RoleGrant, Unit, User
from xiuhua.apps.accounts.queries import local_day
from xiuhua.apps.records.models import Subdistrict

pytestmark = pytest.mark.django_db
LIST = "/desk/people/"


@pytest.fixture
def home() -> Subdistrict:
    return builders.subdistrict()


@pytest.fixture
def boss(home: Subdistrict) -> User:
    """A small street's administrator: all three roles."""
    person = builders.user("system_admin", home)
    builders.grant(person, "security_admin", home)
    return person


@pytest.fixture
def desk(client: Client, boss: User) -> Client:
    client.force_login(boss)
    return client


def text(answer) -> str:
    return answer.content.decode()


def page_of(person: User) -> str:
    return f"{LIST}{person.pk}/"


def test_the_list_shows_people_roles_and_expiry(desk, home, django_assert_max_num_queries) -> None:
    today = local_day(home.time_zone)
    unit = builders.unit(home, name="虚构中队")
    for days in (-1, 30, 400):
        officer = builders.user("officer", home, unit=unit)
        builders.certificate(officer, valid_to=today + dt.timedelta(days))
    desk.get(LIST)  # what every process keeps in memory is known from here on
    with django_assert_max_num_queries(9):
        shown = text(desk.get(LIST))
    assert shown.count("虚构中队") >= 4
    assert "chip--late" in shown and "已过期" in shown
    assert "chip--near" in shown and "还有 30 天到期" in shown
    assert "chip--done" in shown
    assert "执法队员" in shown


def test_the_list_costs_the_same_for_many(desk, home, django_assert_max_num_queries) -> None:
    for _number in range(30):
        builders.certificate(builders.user("officer", home))
    desk.get(LIST)
    with django_assert_max_num_queries(9):
        assert "共 31 人" in text(desk.get(LIST))


def test_found_by_words_and_unit(desk, home) -> None:
    unit = builders.unit(home)
    builders.user(of=home, full_name="虚构甲", unit=unit)
    builders.user(of=home, full_name="虚构乙")
    assert "虚构乙" not in text(desk.get(LIST, {"q": "虚构甲"}))
    only = text(desk.get(LIST, {"unit": unit.pk}))
    assert "虚构甲" in only and "虚构乙" not in only
    assert "没有找到人员" in text(desk.get(LIST, {"q": "不存在"}))


PAGES = ["", "new/", "{person}/", "units/new/", "units/{unit}/"]
ACTS = ["{person}/acts/deactivate/", "{person}/acts/link/", "{person}/acts/grant/"]
ACTS += ["{person}/grants/{grant}/withdraw/", "{person}/certificates/{certificate}/end/"]


def address(template: str, home: Subdistrict) -> str:
    person, unit = builders.user("officer", home), builders.unit(home)
    return LIST + template.format(
        person=person.pk,
        unit=unit.pk,
        grant=RoleGrant.objects.get(user=person).pk,
        certificate=builders.certificate(person).pk,
    )


@pytest.mark.parametrize("template", PAGES)
def test_the_signed_out_are_sent_to_the_door(client, home, template) -> None:
    answer = client.get(address(template, home))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=/desk/people/")


@pytest.mark.parametrize("template", ACTS)
def test_the_signed_out_act_on_nobody(client, home, template) -> None:
    assert client.post(address(template, home))["Location"].startswith("/sign-in/")
    assert not User.objects.filter(is_active=False).exists()


@pytest.mark.parametrize("template", PAGES)
def test_officers_have_no_business_here(client, home, template) -> None:
    client.force_login(builders.user("officer", home))
    answer = client.get(address(template, home))
    assert answer.status_code == 403
    assert "没有“" in text(answer)


@pytest.mark.parametrize("template", ["{person}/", "units/{unit}/"])
def test_people_next_door_do_not_exist(desk, template) -> None:
    assert desk.get(address(template, builders.subdistrict())).status_code == 404


@pytest.mark.parametrize("template", ACTS)
def test_nobody_acts_on_people_next_door(desk, template) -> None:
    next_door = builders.subdistrict()
    assert desk.post(address(template, next_door)).status_code == 404
    assert User.objects.filter(subdistrict=next_door, is_active=True, rights_version=1).exists()


@pytest.mark.parametrize("template", ACTS)
def test_who_may_only_look_may_not_act(client, home, template) -> None:
    client.force_login(builders.user("head", home))
    where = address(template, home)
    person = User.objects.order_by("pk").last()
    today = local_day(home.time_zone)
    form = {"role": "head", "area": f"subdistrict:{home.code}", "valid_from": today, "key": "k"}
    assert client.post(where, form).status_code == 403
    person.refresh_from_db()
    assert (person.is_active, person.rights_version, person.history_seq) == (True, 1, 0)


def test_the_head_sees_people_without_any_form(client, home) -> None:
    client.force_login(builders.user("head", home))
    shown = text(client.get(page_of(builders.user("officer", home))))
    assert "执法队员" in shown
    assert "授予角色" not in shown and "修改资料" not in shown and "停用账号" not in shown


def test_add_then_grant_then_link(desk, home, boss, django_assert_max_num_queries) -> None:
    unit = builders.unit(home)
    form = {
        "username": "zhang.san",
        "full_name": "虚构丙",
        "phone": "",
        "unit": unit.pk,
        "key": "a",
    }
    answer = desk.post(f"{LIST}new/", form)
    person = User.objects.get(username="zhang.san")
    assert answer["Location"] == page_of(person)
    with django_assert_max_num_queries(14):
        assert "还没有角色" in text(desk.get(page_of(person)))

    form = {"role": "officer", "area": f"unit:{unit.code}", "valid_from": "2021-05-06", "key": "b"}
    assert desk.post(f"{page_of(person)}acts/grant/", form).status_code == 302
    grant = RoleGrant.objects.get(user=person)
    assert (grant.role, grant.area_kind, grant.area_code) == ("officer", "unit", unit.code)

    shown = text(desk.post(f"{page_of(person)}acts/link/", {"key": "c"}))
    link = re.search(r"http://testserver(/sign-in/first/\S+?/\S+?/)<", shown)
    assert link
    assert "虚构丙" in text(Client().get(link.group(1)))
    assert link.group(1) not in text(desk.get(page_of(person))), "shown once"


def test_a_refused_person_keeps_what_was_typed(desk, boss) -> None:
    form = {"username": boss.username.upper(), "full_name": "虚构丁", "phone": "x", "key": "a"}
    answer = desk.post(f"{LIST}new/", form)
    assert answer.status_code == 400
    shown = text(answer)
    assert "电话号码不合规则" in shown and 'value="虚构丁"' in shown
    answer = desk.post(f"{LIST}new/", {**form, "phone": ""})
    assert "已有人使用" in text(answer)
    assert not User.objects.filter(full_name="虚构丁").exists()


def test_a_refused_grant_says_why_at_its_field(desk, home) -> None:
    person = builders.user(of=home)
    form = {"role": "officer", "area": f"subdistrict:{home.code}", "key": "g"}
    form |= {"valid_from": "2021-05-06", "valid_to": "2021-05-05"}
    answer = desk.post(f"{page_of(person)}acts/grant/", form)
    assert answer.status_code == 400
    assert "截止日期（2021年5月5日）早于起始日期（2021年5月6日）" in text(answer)
    form["area"] = "subdistrict:elsewhere"
    assert desk.post(f"{page_of(person)}acts/grant/", form).status_code == 400
    assert not RoleGrant.objects.filter(user=person).exists()


def test_change_withdraw_deactivate_and_back(desk, home) -> None:
    person = builders.user("officer", home)
    where = page_of(person)
    seen = {"full_name": "虚构戊", "phone": "", "unit": "", "seen_seq": 0}
    assert desk.post(f"{where}acts/change/", {**seen, "key": "1"}).status_code == 302
    stale = desk.post(f"{where}acts/change/", {**seen, "full_name": "虚构己", "key": "2"})
    assert stale.status_code == 400
    assert "别人已修改过" in text(stale)
    grant = RoleGrant.objects.get(user=person)
    desk.post(f"{where}grants/{grant.pk}/withdraw/", {"key": "3"})
    assert "已结束" in text(desk.get(where))
    desk.post(f"{where}acts/deactivate/", {"key": "4"})
    assert "已停用" in text(desk.get(where))
    desk.post(f"{where}acts/activate/", {"key": "5"})
    person.refresh_from_db()
    assert (person.full_name, person.is_active) == ("虚构戊", True)
    assert desk.post(f"{where}acts/promote/", {"key": "6"}).status_code == 404


def test_certificates_are_registered_and_ended(desk, home) -> None:
    officer = builders.user("officer", home)
    today = local_day(home.time_zone)
    form = {"number": "虚A-1", "issuer": "虚构省政府", "valid_from": "2020-01-01", "key": "1"}
    form["valid_to"] = (today + dt.timedelta(400)).isoformat()
    assert desk.post(f"{page_of(officer)}acts/certify/", form).status_code == 302
    certificate = Certificate.objects.get(user=officer)
    assert "虚A-1" in text(desk.get(page_of(officer)))
    again = desk.post(f"{page_of(officer)}acts/certify/", {**form, "key": "2"})
    assert "已经登记过" in text(again)
    desk.post(f"{page_of(officer)}certificates/{certificate.pk}/end/", {"key": "3"})
    certificate.refresh_from_db()
    assert certificate.valid_to == today


def test_units_are_added_changed_and_refused(desk, home) -> None:
    form = {
        "unit_code": "HB",
        "name": "虚构环卫公司",
        "kind": "contractor",
        "parent": "",
        "key": "1",
    }
    assert desk.post(f"{LIST}units/new/", form).status_code == 302
    unit = Unit.objects.get(code="HB")
    twice = desk.post(f"{LIST}units/new/", {**form, "key": "2"})
    assert twice.status_code == 400 and "已有编码为" in text(twice)
    where = f"{LIST}units/{unit.pk}/"
    changed = {"name": "新名称", "kind": "utility", "parent": "", "is_active": "on", "seen_seq": 1}
    assert desk.post(where, {**changed, "key": "3"}).status_code == 302
    builders.user(of=home, unit=unit)
    del changed["is_active"]
    full = desk.post(where, {**changed, "seen_seq": 2, "key": "4"})
    assert full.status_code == 400 and "还有 1 个在用账号" in text(full)
    unit.refresh_from_db()
    assert (unit.name, unit.is_outside, unit.is_active) == ("新名称", True, True)


def test_a_city_administrator_without_a_street_is_told_so(client) -> None:
    builders.subdistrict()
    builders.subdistrict()
    person = builders.user("system_admin", ("city", ""))
    User.objects.filter(pk=person.pk).update(subdistrict=None)
    client.force_login(User.objects.get(pk=person.pk))
    assert client.get(LIST).status_code == 200
    answer = client.get(f"{LIST}new/")
    assert answer.status_code == 409
    assert "请用所属街道的账号办理" in text(answer)
