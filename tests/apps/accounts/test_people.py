"""People and units: each way out of an act, with its row, its history and nothing personal in it."""

import json

import pytest

from tests import builders
from xiuhua.apps.accounts.actions import people, units
from xiuhua.apps.accounts.models import RoleGrant, Unit, User
from xiuhua.apps.records.models import Event, IdempotencyKey, Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Subdistrict:
    return builders.subdistrict()


@pytest.fixture
def admin(home: Subdistrict) -> User:
    return builders.user("system_admin", home)


def history(row: User | Unit) -> list[tuple[str, dict]]:
    events = Event.objects.filter(object_kind=row.chain_kind(), object_id=row.pk).order_by("seq")
    return [(event.kind, json.loads(event.data)) for event in events]


def refusal(act, *args, **given) -> Refused:
    before = (User.objects.count(), Unit.objects.count(), Event.objects.count())
    with pytest.raises(Refused) as refused:
        act(*args, **given)
    assert (User.objects.count(), Unit.objects.count(), Event.objects.count()) == before
    return refused.value


def new_person(home: Subdistrict, by: User | None, **given) -> dict:
    return {
        "username": "li.wei",
        "full_name": "虚构甲",
        "phone": "027 0000 0001",
        "subdistrict": home,
        "by": by,
        "at": now(),
        **given,
    }


def test_a_new_person_has_no_password_and_no_right(home, admin) -> None:
    unit = builders.unit(home)
    person = people.add(**new_person(home, admin, unit=unit, key="k1"))
    assert (person.username, person.unit, person.has_usable_password()) == ("li.wei", unit, False)
    assert not RoleGrant.objects.filter(user=person).exists()
    assert history(person) == [("person.added", {"unit": unit.pk})]
    event = Event.objects.get(object_kind="user", object_id=person.pk)
    assert (event.actor_id, event.subdistrict_id) == (admin.pk, home.pk)


def test_the_same_key_adds_once_and_answers_the_same(home, admin) -> None:
    first = people.add(**new_person(home, admin, key="k1"))
    again = people.add(**new_person(home, admin, key="k1"))
    assert first.pk == again.pk
    other = refusal(people.add, **new_person(home, admin, key="k1", full_name="虚构乙"))
    assert other.code == "key_reused"
    kept = IdempotencyKey.objects.get(key="k1")
    assert kept.answer == {"user": first.pk}, "no personal data in what is kept"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"username": "李伟"}, "username_malformed"),
        ({"username": "a"}, "username_malformed"),
        ({"username": "-admin"}, "username_malformed"),
        ({"username": "x" * 41}, "username_malformed"),
        ({"full_name": "  "}, "full_name_missing"),
        ({"full_name": "长" * 61}, "full_name_too_long"),
        ({"phone": "call me"}, "phone_malformed"),
    ],
)
def test_a_bad_person_is_refused(home, admin, given, code) -> None:
    assert refusal(people.add, **new_person(home, admin, **given)).code == code


def test_a_user_name_is_taken_whatever_its_capitals(home, admin) -> None:
    people.add(**new_person(home, admin))
    refused = refusal(people.add, **new_person(home, admin, username="LI.Wei"))
    assert (refused.code, refused.facts) == ("username_taken", {"username": "LI.Wei"})


def test_units_of_others_and_closed_units_take_nobody(home, admin) -> None:
    elsewhere = refusal(people.add, **new_person(home, admin, unit=builders.unit()))
    assert elsewhere.code == "unit_of_other_subdistrict"
    closed = builders.unit(home, is_active=False)
    assert refusal(people.add, **new_person(home, admin, unit=closed)).code == "unit_inactive"


def test_only_who_may_edit_people_here_adds_them(home) -> None:
    for stranger in (builders.user("head", home), builders.user("system_admin")):
        refused = refusal(people.add, **new_person(home, stranger))
        assert (refused.code, refused.facts) == ("not_permitted", {"permission": "people.edit"})


def test_change_says_which_fields_and_not_what_they_hold(home, admin) -> None:
    person, unit = builders.user(of=home), builders.unit(home)
    act = {"by": admin, "at": now(), "key": "c1"}
    people.change(person, full_name="虚构丙", phone="12345", unit=unit, **act)
    person.refresh_from_db()
    assert (person.full_name, person.phone, person.unit) == ("虚构丙", "12345", unit)
    expected = {"fields": ["full_name", "phone", "unit_id"], "unit": unit.pk}
    assert history(person) == [("person.changed", expected)]


def test_a_change_of_nothing_leaves_no_trace(home, admin) -> None:
    person = builders.user(of=home)
    people.change(person, full_name=person.full_name, by=admin, at=now(), key="c1")
    assert history(person) == []


def test_a_stale_form_is_refused(home, admin) -> None:
    person = builders.user(of=home)
    act = {"by": admin, "at": now(), "seen_seq": 0}
    people.change(person, full_name="虚构丙", key="c1", **act)
    stale = refusal(people.change, person, full_name="虚构丁", key="c2", **act)
    assert stale.code == "person_changed_meanwhile"
    person.refresh_from_db()
    assert person.full_name == "虚构丙"


def test_moving_a_person_needs_rights_over_both_units(home) -> None:
    mine, other = builders.unit(home), builders.unit(home)
    admin = builders.user("system_admin", mine)
    person = builders.user(of=home, unit=mine)
    refused = refusal(people.change, person, unit=other, by=admin, at=now(), key="")
    assert refused.code == "not_permitted"


def test_deactivation_ends_rights_and_sessions(home, admin) -> None:
    person = builders.user("officer", home)
    people.deactivate(person, by=admin, at=now(), key="d1")
    stored = User.objects.get(pk=person.pk)
    assert (stored.is_active, stored.rights_version) == (False, 2)
    grant = RoleGrant.objects.get(user=person)
    assert grant.valid_to is not None
    assert history(person) == [("person.deactivated", {"grants_ended": [grant.pk]})]
    people.deactivate(person, by=admin, at=now(), key="d1")
    assert len(history(person)) == 1, "the same key acts once"
    assert refusal(people.deactivate, person, by=admin, at=now(), key="d2").code == (
        "person_inactive"
    )


def test_nobody_deactivates_himself(home, admin) -> None:
    assert refusal(people.deactivate, admin, by=admin, at=now(), key="").code == (
        "deactivate_oneself"
    )


def test_the_last_who_can_grant_stays(home, admin) -> None:
    last = builders.user("security_admin", home)
    refused = refusal(people.deactivate, last, by=admin, at=now(), key="")
    assert refused.code == "last_security_admin"
    builders.user("security_admin", home)
    people.deactivate(last, by=admin, at=now(), key="")


def test_back_in_service_without_rights(home, admin) -> None:
    person = builders.user("officer", home)
    assert refusal(people.activate, person, by=admin, at=now(), key="").code == "person_active"
    people.deactivate(person, by=admin, at=now(), key="")
    people.activate(person, by=admin, at=now(), key="")
    stored = User.objects.get(pk=person.pk)
    from xiuhua.apps.accounts.queries import rights

    assert stored.is_active
    assert rights(stored).permissions == frozenset()
    assert [kind for kind, _data in history(person)] == ["person.deactivated", "person.activated"]


# --- units


def new_unit(home: Subdistrict, by: User | None, **given) -> dict:
    return {
        "subdistrict": home,
        "code": "HB-1",
        "name": "虚构环卫公司",
        "kind": "contractor",
        "by": by,
        "at": now(),
        **given,
    }


def test_a_new_unit(home, admin) -> None:
    parent = builders.unit(home)
    unit = units.add(**new_unit(home, admin, parent=parent, key="u1"))
    assert (unit.code, unit.parent, unit.is_outside) == ("HB-1", parent, False)
    expected = {"unit_code": "HB-1", "kind": "contractor", "parent": parent.pk}
    assert history(unit) == [("unit.added", expected)]
    assert units.add(**new_unit(home, admin, parent=parent, key="u1")).pk == unit.pk


@pytest.mark.parametrize("kind", ["district", "utility"])
def test_district_and_utilities_are_outside(home, admin, kind) -> None:
    assert units.add(**new_unit(home, admin, kind=kind)).is_outside


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": "环卫"}, "unit_code_malformed"),
        ({"code": ""}, "unit_code_malformed"),
        ({"name": " "}, "unit_name_missing"),
        ({"name": "长" * 81}, "unit_name_too_long"),
        ({"kind": "guild"}, "unit_kind_unknown"),
    ],
)
def test_a_bad_unit_is_refused(home, admin, given, code) -> None:
    assert refusal(units.add, **new_unit(home, admin, **given)).code == code


def test_a_unit_code_is_once_per_subdistrict(home, admin) -> None:
    units.add(**new_unit(home, admin))
    assert refusal(units.add, **new_unit(home, admin)).code == "unit_code_taken"
    units.add(**new_unit(builders.subdistrict(), None))


def test_a_unit_is_changed_and_closed(home, admin) -> None:
    unit = builders.unit(home)
    act = {"by": admin, "at": now()}
    units.change(unit, name="新名称", kind="utility", seen_seq=0, key="c1", **act)
    unit.refresh_from_db()
    assert (unit.name, unit.is_outside) == ("新名称", True)
    stale = refusal(units.change, unit, name="又一个", seen_seq=0, key="c2", **act)
    assert stale.code == "unit_changed_meanwhile"
    units.change(unit, is_active=False, key="c3", **act)
    assert [data["fields"] for _kind, data in history(unit)] == [
        ["is_outside", "kind", "name"],
        ["is_active"],
    ]


def test_a_unit_with_people_or_units_stays_open(home, admin) -> None:
    act = {"by": admin, "at": now(), "key": ""}
    full, above = builders.unit(home), builders.unit(home)
    builders.user(of=home, unit=full)
    builders.unit(home, parent=above)
    refused = refusal(units.change, full, is_active=False, **act)
    assert (refused.code, refused.facts["people"]) == ("unit_has_people", 1)
    assert refusal(units.change, above, is_active=False, **act).code == "unit_has_units"


def test_units_stand_below_one_another_without_loops(home, admin) -> None:
    act = {"by": admin, "at": now(), "key": ""}
    above = builders.unit(home)
    below = builders.unit(home, parent=above)
    assert refusal(units.change, above, parent=below, **act).code == "unit_parent_loop"
    assert refusal(units.change, above, parent=above, **act).code == "unit_parent_loop"
    elsewhere = refusal(units.change, above, parent=builders.unit(), **act)
    assert elsewhere.code == "unit_of_other_subdistrict"


def test_units_of_others_are_left_alone(home) -> None:
    stranger = builders.user("system_admin")
    unit = builders.unit(home)
    assert refusal(units.add, **new_unit(home, stranger)).code == "not_permitted"
    refused = refusal(units.change, unit, name="x", by=stranger, at=now(), key="")
    assert refused.code == "not_permitted"
