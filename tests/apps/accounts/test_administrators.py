"""The first administrator and one-time links: at the machine, and by colleagues."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command

from tests import builders
from xiuhua.apps.accounts import passwords
from xiuhua.apps.accounts.actions import administrators
from xiuhua.apps.accounts.actions import passwords as password_actions
from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas, rights
from xiuhua.apps.records.models import Event
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
AT = dt.datetime(2021, 5, 6, 1, 0, tzinfo=dt.UTC)


def refusal(act, *args, **given) -> str:
    before = (User.objects.count(), Event.objects.count())
    with pytest.raises(Refused) as refused:
        act(*args, **given)
    assert (User.objects.count(), Event.objects.count()) == before
    return refused.value.code


def first(**given) -> User:
    return administrators.add_first(
        **{"username": "first", "full_name": "虚构管理员", "at": now(), **given}
    )


def test_the_first_one_holds_all_three_roles_and_no_password() -> None:
    home = builders.subdistrict()
    person = first()
    assert {held.role for held in rights(person).held} == {
        "system_admin",
        "security_admin",
        "auditor",
    }
    assert areas(person, "roles.grant").subdistrict_ids == {home.pk}
    assert not person.has_usable_password()


def test_with_several_subdistricts_it_is_the_city_unless_one_is_named() -> None:
    one, _other = builders.subdistrict(), builders.subdistrict()
    assert areas(first(), "roles.grant").city
    User.objects.update(is_active=False)
    named = first(username="second", subdistrict_code=one.code)
    assert areas(named, "roles.grant").subdistrict_ids == {one.pk}
    assert refusal(first, username="x1", subdistrict_code="1") == "subdistrict_unknown"


def test_there_is_one_first_only() -> None:
    first()
    assert refusal(first, username="second") == "administrator_exists"
    assert refusal(first, username="second", role="auditor") == "administrator_exists"
    assert refusal(first, username="second", role="officer") == "role_unknown"


def test_level_3_wants_three_people(settings) -> None:
    settings.LEVEL_3 = True
    assert refusal(first) == "level_3_one_role"
    for number, role in enumerate(administrators.ALL_THREE):
        person = first(username=f"admin{number}", role=role)
        assert [held.role for held in rights(person).held] == [role]


def test_a_link_is_issued_by_who_may_and_recorded() -> None:
    home = builders.subdistrict()
    system, security = builders.user("system_admin", home), builders.user("security_admin", home)
    officer = builders.user("officer", home)
    link = administrators.issue_link(officer, by=system, at=AT, key="l1")
    uid, token = link.strip("/").split("/")[-2:]
    assert passwords.user_of_link(uid, token) == officer
    assert passwords.user_of_link(uid, token[:-1] + "x") is None
    administrators.issue_link(officer, by=system, at=AT, key="l1")
    assert Event.objects.filter(kind="person.link_issued").count() == 1
    act = {"at": AT, "key": ""}
    assert refusal(administrators.issue_link, officer, by=security, **act) == "not_permitted"
    stranger = builders.user("system_admin")
    assert refusal(administrators.issue_link, officer, by=stranger, **act) == "not_permitted"
    left = builders.user("officer", home, is_active=False)
    assert refusal(administrators.issue_link, left, by=system, **act) == "person_inactive"


def test_who_keeps_the_tables_cannot_walk_in_as_who_gives_rights() -> None:
    home = builders.subdistrict()
    system, security = builders.user("system_admin", home), builders.user("security_admin", home)
    given = {"by": system, "at": AT, "key": ""}
    assert refusal(administrators.issue_link, security, **given) == "not_permitted"
    given["password"] = "Embroidery-77"
    assert refusal(password_actions.set_for, security, **given) == "not_permitted"
    other = builders.user("security_admin", home)
    assert administrators.issue_link(security, by=other, at=AT)


def test_a_password_set_for_somebody_is_to_be_changed() -> None:
    home = builders.subdistrict()
    system, officer = builders.user("system_admin", home), builders.user("officer", home)
    given = {"by": system, "at": AT, "key": ""}
    assert refusal(password_actions.set_for, officer, "plain", **given) == "password_too_weak"
    password_actions.set_for(officer, "Embroidery-77", **given)
    officer.refresh_from_db()
    assert officer.must_change_password
    assert officer.check_password("Embroidery-77")


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("Abcdef12", True),
        ("abcdef1!", True),
        ("绣花绣花Ab12", True),
        ("ABCDEF1!", True),
        ("abcdefg1", False),
        ("Abcdefgh", False),
        ("Abc12!", False),
        ("绣花针绣花针绣花", False),
    ],
)
def test_three_of_four_kinds_and_eight_characters(password: str, good: bool) -> None:
    from django.core.exceptions import ValidationError

    validator = passwords.ThreeKindsValidator()
    if good:
        validator.validate(password)
    else:
        with pytest.raises(ValidationError):
            validator.validate(password)


def test_the_command_prints_a_link_that_works(capsys, client) -> None:
    builders.subdistrict()
    call_command("create_admin", "boss", "--json", "--address", "https://street.example/")
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["link"].startswith("https://street.example/sign-in/first/")
    path = said["link"].removeprefix("https://street.example")
    form = {"new": "Embroidery-77", "again": "Embroidery-77"}
    assert client.post(path, form).status_code == 302
    assert User.objects.get(username="boss").check_password("Embroidery-77")


def test_the_command_refuses_in_both_languages_and_sends_new_links(capsys) -> None:
    builders.subdistrict()
    call_command("create_admin", "boss")
    with pytest.raises(CommandError, match="已有管理员"):
        call_command("create_admin", "boss2")
    capsys.readouterr()
    call_command("create_admin", "BOSS", "--link")
    assert "/sign-in/first/" in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有用户名"):
        call_command("create_admin", "nobody", "--link")
