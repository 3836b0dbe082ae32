"""Giving and withdrawing roles, registering certificates: each way out of each act."""

import datetime as dt
import json

import pytest

from tests import builders
from xiuhua.apps.accounts.actions import certificates, grants
from xiuhua.apps.accounts.models import Certificate, RoleGrant, User
from xiuhua.apps.accounts.queries import may
from xiuhua.apps.records.models import Event, Subdistrict
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
AT = dt.datetime(2021, 5, 6, 1, 0, tzinfo=dt.UTC)
TODAY = dt.date(2021, 5, 6)
YESTERDAY = dt.date(2021, 5, 5)


@pytest.fixture
def home() -> Subdistrict:
    return builders.subdistrict()


@pytest.fixture
def security(home: Subdistrict) -> User:
    return builders.user("security_admin", home)


def give(user: User, by: User | None, role: str = "officer", **given) -> RoleGrant:
    area = {"area_kind": "subdistrict", "area_code": user.subdistrict.code}
    return grants.give(user, role, **{**area, "valid_from": TODAY, "by": by, "at": AT, **given})


def refusal(act, *args, **given) -> Refused:
    before = (RoleGrant.objects.count(), Certificate.objects.count(), Event.objects.count())
    with pytest.raises(Refused) as refused:
        act(*args, **given)
    after = (RoleGrant.objects.count(), Certificate.objects.count(), Event.objects.count())
    assert after == before
    return refused.value


def test_a_role_given_holds_and_ends_open_sessions(home, security) -> None:
    person = builders.user(of=home)
    assert not may(person, "cases.handle")
    grant = give(person, security, valid_to=dt.date(2099, 12, 31), key="g1")
    assert may(person, "cases.handle", subdistrict_id=home.pk), "also on the object at hand"
    assert User.objects.get(pk=person.pk).rights_version == 2
    event = Event.objects.get(object_kind="user", object_id=person.pk)
    assert (event.kind, event.actor_id) == ("person.role_given", security.pk)
    assert json.loads(event.data) == {
        "grant": grant.pk,
        "role": "officer",
        "area": ["subdistrict", home.code],
        "valid_from": "2021-05-06",
        "valid_to": "2099-12-31",
    }
    assert give(person, security, valid_to=dt.date(2099, 12, 31), key="g1").pk == grant.pk
    assert User.objects.get(pk=person.pk).rights_version == 2, "the same key acts once"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"role": "astrologer"}, "role_unknown"),
        ({"area_kind": "planet"}, "area_kind_unknown"),
        ({"area_kind": "subdistrict", "area_code": "nowhere"}, "grant_area_unknown"),
        ({"area_kind": "unit", "area_code": "nobody"}, "grant_area_unknown"),
        ({"area_kind": "grid", "area_code": ""}, "grant_area_missing"),
        ({"area_kind": "city", "area_code": "4201"}, "area_code_not_wanted"),
        ({"valid_to": YESTERDAY}, "period_inverted"),
        ({"valid_from": dt.date(2020, 1, 1), "valid_to": YESTERDAY}, "period_expired"),
    ],
)
def test_a_bad_grant_is_refused(home, security, given, code) -> None:
    assert refusal(give, builders.user(of=home), security, **given).code == code


def test_the_last_day_counts_and_is_the_local_one(home, security) -> None:
    """At 17:00 UTC on 5 May it is already 6 May in Wuhan: 5 May is over."""
    person = builders.user(of=home)
    late = dt.datetime(2021, 5, 5, 17, 0, tzinfo=dt.UTC)
    period = {"valid_from": dt.date(2020, 1, 1), "valid_to": YESTERDAY}
    assert refusal(give, person, security, at=late, **period).code == "period_expired"
    give(person, security, at=dt.datetime(2021, 5, 5, 15, 0, tzinfo=dt.UTC), **period)


def test_one_grants_only_where_one_may(home, security) -> None:
    person = builders.user(of=home)
    beyond = [
        {"area_kind": "city", "area_code": ""},
        {"area_code": builders.subdistrict().code},
    ]
    for area in beyond:
        assert refusal(give, person, security, **area).code == "not_permitted"
    assert refusal(give, builders.user(), security, area_code=home.code).code == "not_permitted"
    for other in (builders.user("system_admin", home), builders.user("head", home)):
        refused = refusal(give, person, other)
        assert (refused.code, refused.facts) == ("not_permitted", {"permission": "roles.grant"})


def test_a_unit_wide_granter_stays_within_the_unit(home) -> None:
    mine, other = builders.unit(home), builders.unit(home)
    granter = builders.user("security_admin", mine)
    colleague = builders.user(of=home, unit=mine)
    give(colleague, granter, area_kind="unit", area_code=mine.code)
    for area in (("unit", other.code), ("grid", "G01"), ("subdistrict", home.code)):
        given = dict(zip(("area_kind", "area_code"), area, strict=True))
        assert refusal(give, colleague, granter, **given).code == "not_permitted"


def test_without_a_subdistrict_there_is_no_grid(security) -> None:
    traveller = builders.user()
    User.objects.filter(pk=traveller.pk).update(subdistrict=None)
    traveller.refresh_from_db()
    by = builders.user("security_admin", ("city", ""))
    area = {"area_kind": "grid", "area_code": "G01", "valid_from": TODAY, "by": by, "at": AT}
    assert refusal(grants.give, traveller, "officer", **area).code == "person_without_subdistrict"


def test_the_same_twice_is_refused_and_after_one_another_is_fine(home, security) -> None:
    person = builders.user(of=home)
    give(person, security, valid_to=dt.date(2021, 12, 31))
    assert refusal(give, person, security, valid_from=dt.date(2021, 12, 31)).code == "grant_twice"
    give(person, security, valid_from=dt.date(2022, 1, 1))


def test_nobody_inactive_gets_a_role(home, security) -> None:
    left = builders.user(of=home, is_active=False)
    assert refusal(give, left, security).code == "person_inactive"


def test_withdrawn_means_at_once(home, security) -> None:
    person = builders.user(of=home)
    grant = give(person, security)
    grants.withdraw(grant, by=security, at=AT, key="w1")
    grant.refresh_from_db()
    assert grant.valid_to == YESTERDAY
    assert not may(User.objects.get(pk=person.pk), "cases.handle")
    assert User.objects.get(pk=person.pk).rights_version == 3
    kinds = Event.objects.filter(object_kind="user", object_id=person.pk).order_by("seq")
    assert [event.kind for event in kinds] == ["person.role_given", "person.role_withdrawn"]
    grants.withdraw(grant, by=security, at=AT, key="w1")
    assert refusal(grants.withdraw, grant, by=security, at=AT, key="w2").code == "grant_ended"


def test_withdrawing_needs_the_right_and_leaves_one_granter(home, security) -> None:
    grant = RoleGrant.objects.get(user=security)
    stranger = builders.user("security_admin")
    refused = refusal(grants.withdraw, grant, by=stranger, at=AT, key="")
    assert refused.code == "not_permitted"
    refused = refusal(grants.withdraw, grant, by=security, at=AT, key="")
    assert refused.code == "last_security_admin"


class TestLevel3:
    @pytest.fixture(autouse=True)
    def level_3(self, settings) -> None:
        settings.LEVEL_3 = True

    def test_three_administrators_are_three_people(self, home, security) -> None:
        person = builders.user(of=home)
        give(person, security, "auditor")
        refused = refusal(give, person, security, "system_admin")
        assert (refused.code, refused.facts) == (
            "administrators_apart",
            {"role": "system_admin", "roles": ["auditor"]},
        )
        give(person, security, "officer")

    def test_one_after_the_other_is_allowed(self, home, security) -> None:
        person = builders.user(of=home)
        give(person, security, "auditor", valid_to=dt.date(2021, 12, 31))
        give(person, security, "system_admin", valid_from=dt.date(2022, 1, 1))

    def test_nobody_grants_to_himself(self, security) -> None:
        assert refusal(give, security, security).code == "grant_to_oneself"


def test_without_level_3_one_person_may_hold_all_three(home, security) -> None:
    give(security, security, "auditor")
    give(security, security, "system_admin")
    assert may(security, "people.edit")
    assert may(security, "history.verify")


# --- certificates


def certify(user: User, by: User | None, **given) -> Certificate:
    said = {
        "number": "鄂A-0001",
        "issuer": "虚构省人民政府",
        "valid_from": dt.date(2020, 1, 1),
        "valid_to": dt.date(2024, 12, 31),
        "by": by,
        "at": AT,
    }
    return certificates.add(user, **{**said, **given})


def test_a_certificate_is_registered_without_its_number_in_history(home) -> None:
    admin, officer = builders.user("system_admin", home), builders.user("officer", home)
    certificate = certify(officer, admin, key="c1")
    event = Event.objects.get(object_kind="user", object_id=officer.pk)
    assert event.kind == "person.certificate_added"
    assert "0001" not in event.data
    assert json.loads(event.data)["certificate"] == certificate.pk
    assert certify(officer, admin, key="c1").pk == certificate.pk


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"number": " "}, "certificate_number_missing"),
        ({"number": "1" * 41}, "certificate_number_missing"),
        ({"issuer": ""}, "certificate_issuer_missing"),
        ({"valid_to": dt.date(2019, 12, 31)}, "period_inverted"),
        ({"valid_to": YESTERDAY}, "period_expired"),
    ],
)
def test_a_bad_certificate_is_refused(home, given, code) -> None:
    admin, officer = builders.user("system_admin", home), builders.user("officer", home)
    assert refusal(certify, officer, admin, **given).code == code


def test_a_number_is_registered_once_and_by_who_may(home) -> None:
    admin, officer = builders.user("system_admin", home), builders.user("officer", home)
    assert refusal(certify, officer, builders.user("system_admin")).code == "not_permitted"
    certify(officer, admin)
    refused = refusal(certify, builders.user("officer", home), admin)
    assert refused.code == "certificate_number_taken"


def test_a_certificate_ends_early_and_never_late(home) -> None:
    admin, officer = builders.user("system_admin", home), builders.user("officer", home)
    certificate = certify(officer, admin)
    end = {"by": admin, "at": AT}
    for day in (dt.date(2019, 12, 31), dt.date(2024, 12, 31), dt.date(2025, 1, 1)):
        refused = refusal(certificates.end, certificate, on=day, key="", **end)
        assert refused.code == "certificate_end_outside"
    certificates.end(certificate, on=TODAY, key="e1", **end)
    certificate.refresh_from_db()
    assert certificate.valid_to == TODAY
    stranger = builders.user("system_admin")
    refused = refusal(certificates.end, certificate, on=YESTERDAY, by=stranger, at=AT, key="")
    assert refused.code == "not_permitted"
