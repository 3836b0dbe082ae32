"""Who may do what, where, on which day: the table of roles, exact areas, grants in force."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from xiuhua.apps.accounts import queries
from xiuhua.apps.accounts.areas import NOWHERE, AreaScope, Place
from xiuhua.apps.accounts.models import RoleGrant, Unit, User
from xiuhua.apps.accounts.permissions import Permission
from xiuhua.apps.accounts.roles import ADMINISTRATORS, ROLES
from xiuhua.apps.records.now import now
from xiuhua.rulebook.lifecycle import case as life
from xiuhua.rulebook.lifecycle import order as order_life
from xiuhua.rulebook.refusal import Refused

# One line per permission, one column per role; y: the role has it.
COLUMNS = (
    "head deputy centre_head officer assistant grid_member acceptor dispatcher desk_clerk "
    "shift_head inspector community_worker community_secretary contractor auditor system_admin "
    "security_admin"
).split()
MATRIX = """
#                   HD DP CH OF AS GM AC DI DC SH IN CW CS CO AU SY SE
cases.view          y  y  y  y  y  y  y  y  y  y  y  y  y  y  y  y  .
cases.report        y  y  y  y  y  y  y  .  y  y  y  y  y  y  .  .  .
cases.fix_on_spot   .  .  y  y  y  y  .  .  .  .  .  y  y  y  .  .  .
cases.verify        .  .  .  y  .  y  .  .  .  .  y  y  y  .  .  .  .
cases.file          .  .  .  .  .  .  y  .  y  y  .  .  .  .  .  .  .
cases.merge         .  .  .  .  .  .  y  y  y  y  .  .  .  .  .  .  .
cases.dispatch      .  .  .  .  .  .  .  y  y  y  .  .  .  .  .  .  .
cases.hand_over     .  .  y  y  .  .  .  y  y  y  .  y  y  y  .  .  .
cases.handle        .  .  y  y  .  .  .  .  .  .  .  y  y  y  .  .  .
cases.push_up       .  .  .  .  .  .  .  .  .  .  .  y  y  .  .  .  .
cases.check         .  .  .  .  .  y  .  .  .  .  y  .  .  .  .  .  .
cases.close         .  .  .  .  .  .  .  .  y  y  y  .  .  .  .  .  .
cases.ask           .  .  y  y  .  .  .  .  .  .  .  y  y  y  .  .  .
cases.approve       y  y  .  .  .  .  .  .  .  y  .  .  .  .  .  .  .
cases.supervise     y  y  y  .  .  .  .  .  .  y  .  .  y  .  .  .  .
cases.refer         .  .  y  .  .  .  .  y  y  y  .  .  .  .  .  .  .
cases.reopen        y  y  y  .  .  .  .  .  .  y  .  .  .  .  .  .  .
cases.appeal        .  .  y  y  .  .  .  .  .  .  .  y  y  y  .  .  .
cases.decide_appeal y  y  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
orders.view         y  y  y  .  .  .  y  y  y  y  .  .  .  .  y  y  .
orders.register     .  .  .  .  .  .  y  .  y  y  .  .  .  .  .  .  .
orders.reply        .  y  .  .  .  .  .  .  y  y  .  .  .  .  .  .  .
catalogue.view      y  y  y  y  y  y  y  y  y  y  y  y  y  y  y  y  .
catalogue.edit      .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  y  .
calendar.edit       .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  y  .
people.view         y  y  y  .  .  .  .  .  .  y  .  .  y  .  y  y  y
people.edit         .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  y  .
roles.grant         .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  y
space.view          y  y  y  y  y  y  y  y  y  y  y  y  y  y  y  y  .
space.edit          .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  y  .
gazetteer.add       .  .  y  y  y  y  y  y  y  y  y  y  y  .  .  y  .
registry.view       y  y  y  y  .  y  y  y  y  y  y  y  y  .  y  y  .
registry.edit       .  .  y  y  .  y  .  .  .  .  .  y  y  .  .  y  .
contacts.unmask     .  .  y  y  .  .  y  .  y  y  .  .  y  .  .  .  .
contacts.erase      .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  y  .
persons.answer      .  y  .  .  .  .  .  .  .  y  .  .  .  .  .  y  .
history.view        y  y  y  .  .  .  .  .  .  y  .  .  .  .  y  .  y
history.verify      .  .  .  .  .  .  .  .  .  .  .  .  .  .  y  .  .
export.lists        y  y  y  .  .  .  y  y  y  y  .  .  y  .  .  .  .
duty.view           y  y  y  y  y  y  y  y  y  y  y  y  y  y  y  y  .
duty.edit           .  .  y  .  .  .  .  .  .  .  .  .  .  .  .  y  .
modes.order         y  y  y  .  .  .  .  .  .  .  .  .  .  .  .  .  .
modes.report        y  y  y  y  .  y  .  .  y  y  .  y  y  y  .  .  .
team.view           y  y  y  .  .  .  .  .  .  .  .  .  .  .  .  .  .
team.edit           .  y  y  .  .  .  .  .  .  .  .  .  .  .  .  .  .
roster.view         y  y  y  y  y  y  y  y  y  y  y  y  y  .  .  y  .
roster.edit         .  y  y  .  .  .  .  .  .  y  .  .  .  .  .  .  .
rounds.edit         .  .  y  .  .  .  .  .  .  y  .  .  .  .  .  y  .
patrols.walk        .  .  y  y  y  y  .  .  .  .  y  y  y  .  .  .  .
patrols.view        y  y  y  y  y  y  .  .  .  y  y  y  y  .  y  y  .
"""
TABLE = {
    line.split()[0]: line.split()[1:]
    for line in MATRIX.strip().splitlines()
    if not line.startswith("#")
}


def test_the_table_of_roles_is_the_one_people_read() -> None:
    assert set(COLUMNS) == set(ROLES)
    assert set(TABLE) == {permission.value for permission in Permission}
    said = {
        slug: {name for name, row in TABLE.items() if row[column] == "y"}
        for column, slug in enumerate(COLUMNS)
    }
    assert said == {slug: {p.value for p in role.permissions} for slug, role in ROLES.items()}


def test_the_rulebook_asks_for_permissions_that_exist() -> None:
    asked = life.CASE.permissions() | order_life.ORDER.permissions()
    assert asked <= {permission.value for permission in Permission}


def test_no_role_both_handles_and_checks() -> None:
    both = {Permission.CASES_HANDLE, Permission.CASES_CHECK}
    assert [slug for slug, role in ROLES.items() if both <= role.permissions] == []


def test_administrators_share_nothing_they_could_change() -> None:
    changing = [
        {p for p in ROLES[slug].permissions if not p.endswith((".view", ".verify"))}
        for slug in sorted(ADMINISTRATORS)
    ]
    assert len(changing) == 3
    assert not changing[0] & changing[1] | changing[0] & changing[2] | changing[1] & changing[2]


codes = st.sampled_from(["WARD_3", "WARD_30", "WARD_", "3", "30", "G01", "G011", ""])
ids = st.sampled_from([None, 1, 3, 30])
scopes = st.builds(
    AreaScope,
    city=st.booleans(),
    subdistrict_ids=st.frozensets(st.sampled_from([1, 3, 30])),
    community_codes=st.frozensets(codes.filter(bool)),
    grid_codes=st.frozensets(codes.filter(bool)),
    unit_ids=st.frozensets(st.sampled_from([1, 3, 30])),
    codes_subdistrict_id=ids,
)


@given(scopes, st.sampled_from([1, 3, 30]), codes, codes, ids)
def test_only_exact_values_open_a_place(scope, subdistrict_id, community, grid, unit_id) -> None:
    place = Place(subdistrict_id, community or None, grid or None, unit_id)
    at_home = scope.codes_subdistrict_id == subdistrict_id
    expected = any(
        [
            scope.city,
            any(subdistrict_id == one for one in scope.subdistrict_ids),
            at_home and any(community == one for one in scope.community_codes),
            at_home and any(grid == one for one in scope.grid_codes),
            any(unit_id == one for one in scope.unit_ids),
        ]
    )
    assert scope.covers(place) is expected
    assert not NOWHERE.covers(place)


def test_codes_without_their_subdistrict_are_a_fault_of_the_caller() -> None:
    with pytest.raises(TypeError):
        Place(grid_code="G01")


@pytest.mark.django_db
class TestGrants:
    def test_a_ward_opens_itself_and_not_its_longer_namesake(self) -> None:
        home = builders.subdistrict()
        person = builders.user("grid_member", ("grid", "WARD_3"), of=home)
        place = {"subdistrict_id": home.pk}
        assert queries.may(person, "cases.report", **place, grid_code="WARD_3")
        assert not queries.may(person, "cases.report", **place, grid_code="WARD_30")
        assert not queries.may(person, "cases.report", **place, grid_code="WARD_")
        assert not queries.may(person, "cases.report", **place)
        assert not queries.may(person, "cases.file", **place, grid_code="WARD_3")

    def test_the_same_code_next_door_stays_shut(self) -> None:
        home, next_door = builders.subdistrict(), builders.subdistrict()
        person = builders.user("community_worker", ("community", "001"), of=home)
        there = {"subdistrict_id": next_door.pk, "community_code": "001"}
        assert queries.may(person, "cases.push_up", subdistrict_id=home.pk, community_code="001")
        assert not queries.may(person, "cases.push_up", **there)

    def test_subdistrict_codes_that_begin_alike(self) -> None:
        short = builders.subdistrict(code="420105006")
        longer = builders.subdistrict(code="4201050061")
        person = builders.user("head", short)
        assert queries.may(person, "cases.approve", subdistrict_id=short.pk)
        assert not queries.may(person, "cases.approve", subdistrict_id=longer.pk)

    def test_a_unit_is_found_within_the_own_subdistrict(self) -> None:
        mine = builders.unit(code="HB")
        theirs = builders.unit(code="HB")
        person = builders.user("contractor", mine)
        assert queries.areas(person, "cases.handle").unit_ids == {mine.pk}
        assert queries.may(person, "cases.handle", unit_id=mine.pk)
        assert not queries.may(person, "cases.handle", unit_id=theirs.pk)

    def test_a_place_that_is_unknown_is_not_anywhere(self) -> None:
        person = builders.user("contractor", builders.unit())
        assert queries.may(person, "cases.handle")
        assert not queries.may(person, "cases.handle", unit_id=None)

    def test_the_city_is_everywhere(self) -> None:
        person = builders.user("auditor", ("city", ""))
        scope = queries.areas(person, "history.verify")
        assert scope.city
        assert queries.may(person, "history.verify", subdistrict_id=builders.subdistrict().pk)

    @pytest.mark.parametrize(
        ("valid_from", "valid_to", "holds"),
        [(-1, None, True), (0, 0, True), (-9, 0, True), (1, None, False), (-9, -1, False)],
    )
    def test_only_grants_in_force_today_count(self, valid_from, valid_to, holds) -> None:
        home = builders.subdistrict()
        person = builders.user(of=home)
        today = queries.local_day(home.time_zone)
        days = [None if d is None else today + dt.timedelta(d) for d in (valid_from, valid_to)]
        builders.grant(person, "head", home, *days)
        assert queries.may(person, "cases.approve") is holds

    def test_the_day_turns_at_local_midnight(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """16:30 UTC on 6 May is 00:30 on 7 May in Wuhan."""
        home = builders.subdistrict(time_zone="Asia/Shanghai")
        person = builders.user(of=home)
        builders.grant(person, "head", home, dt.date(2021, 5, 7))
        for hour, holds in ((15, False), (16, True)):
            moment = dt.datetime(2021, 5, 6, hour, 30, tzinfo=dt.UTC)
            monkeypatch.setattr(queries, "now", lambda moment=moment: moment)
            assert queries.may(User.objects.get(pk=person.pk), "cases.approve") is holds

    def test_rights_are_read_in_one_statement_and_once(self, django_assert_num_queries) -> None:
        home = builders.subdistrict()
        person = builders.user("head", home)
        builders.grant(person, "officer", ("unit", builders.unit(home).code))
        builders.grant(person, "grid_member", ("grid", "G01"))
        assert queries.may(builders.user("head", home), "cases.approve"), "units, streets are known"
        with django_assert_num_queries(1):
            assert queries.may(person, "cases.approve", subdistrict_id=home.pk)
            assert not queries.areas(person, "cases.handle").is_nowhere
            assert queries.areas(person, "cases.check").grid_codes == {"G01"}
            assert not queries.may(person, "roles.grant")
        again = User.objects.get(pk=person.pk)
        with django_assert_num_queries(0):  # as long as the version of the rights is the same
            assert queries.may(again, "cases.approve", subdistrict_id=home.pk)

    def test_a_new_version_of_the_rights_is_read_anew(self) -> None:
        home = builders.subdistrict()
        person = builders.user("head", home)
        assert queries.may(person, "cases.approve")
        RoleGrant.objects.filter(user=person).update(valid_to=dt.date(2020, 1, 2))
        User.objects.filter(pk=person.pk).update(rights_version=person.rights_version + 1)
        assert not queries.may(User.objects.get(pk=person.pk), "cases.approve")

    def test_a_right_taken_away_by_hand_ends_within_a_minute(self, monkeypatch) -> None:
        home = builders.subdistrict()
        person = builders.user("head", home)
        assert queries.may(person, "cases.approve")
        RoleGrant.objects.filter(user=person).delete()
        later = queries.now() + dt.timedelta(minutes=1)
        monkeypatch.setattr(queries, "now", lambda: later)
        assert not queries.may(User.objects.get(pk=person.pk), "cases.approve")

    def test_nobody_and_the_inactive_may_nothing(self) -> None:
        left = builders.user("head", is_active=False)
        assert not queries.may(left, "cases.view")
        assert not queries.may(AnonymousUser(), "cases.view")
        with pytest.raises(Refused) as refused:
            queries.check_may(AnonymousUser(), "cases.view")
        assert refused.value.code == "signed_out"
        with pytest.raises(Refused) as refused:
            queries.check_may(left, "cases.view")
        assert (refused.value.code, refused.value.facts) == (
            "not_permitted",
            {"permission": "cases.view"},
        )

    def test_a_role_that_no_longer_exists_gives_nothing(self) -> None:
        person = builders.user("astrologer")
        assert queries.rights(person).permissions == frozenset()

    def test_lists_of_people_and_units_stop_at_the_border(self) -> None:
        home, next_door = builders.subdistrict(), builders.subdistrict()
        boss, mine, theirs = (
            builders.user("head", home),
            builders.user(of=home),
            builders.user("head", next_door),
        )
        ours, other = builders.unit(home), builders.unit(next_door)
        assert set(queries.people_visible_to(boss)) == {boss, mine}
        assert set(queries.units_visible_to(boss)) == {ours}
        assert set(queries.people_visible_to(mine)) == {mine}
        assert set(queries.units_visible_to(mine)) == set()
        auditor = builders.user("auditor", ("city", ""))
        assert {boss, mine, theirs} <= set(queries.people_visible_to(auditor))
        assert {ours, other} <= set(queries.units_visible_to(auditor))

    def test_scope_as_filter_agrees_with_scope_as_question(self) -> None:
        home, next_door = builders.subdistrict(), builders.subdistrict()
        units = [builders.unit(home), builders.unit(home), builders.unit(next_door)]
        for area in (home, units[0], ("city", ""), ("grid", "G1"), ("community", "1")):
            person = builders.user("head", area, of=home)
            scope = queries.areas(person, "people.view")
            listed = set(Unit.objects.filter(scope.as_q(unit="id")))
            asked = {u for u in units if scope.covers(Place(u.subdistrict_id, unit_id=u.pk))}
            assert listed & set(units) == asked


@pytest.mark.django_db
def test_holders_are_active_people_with_a_grant_of_that_day_in_this_subdistrict(
    django_assert_num_queries,
) -> None:
    home, next_door = builders.subdistrict(), builders.subdistrict()
    officer = builders.user("officer", home)
    member = builders.user("grid_member", ("grid", "G1"), of=home)
    builders.user("officer", home, is_active=False)
    builders.user("desk_clerk", home)
    builders.user("officer", next_door)
    abroad = builders.user("officer", next_door, of=home)
    past = builders.user(of=home)
    builders.grant(past, "officer", home, valid_to=dt.date(2021, 4, 30))
    with django_assert_num_queries(1):
        held = set(queries.holders_of("cases.verify", home.pk, dt.date(2021, 5, 6)))
    assert held == {officer, member}
    assert abroad not in held
    assert past in queries.holders_of("cases.verify", home.pk, dt.date(2021, 4, 30))
    assert set(queries.holders_of("cases.handle", home.pk, dt.date(2021, 5, 6))) == {officer}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (dt.date(2020, 12, 31), None),
        (dt.date(2021, 1, 1), "A"),
        (dt.date(2022, 6, 30), "B"),
        (dt.date(2023, 12, 31), "B"),
        (dt.date(2024, 1, 1), None),
    ],
)
def test_the_certificate_of_a_day(on: dt.date, expected: str | None) -> None:
    person = builders.user("officer")
    builders.certificate(
        person, number="A", valid_from=dt.date(2021, 1, 1), valid_to=dt.date(2022, 6, 30)
    )
    builders.certificate(
        person, number="B", valid_from=dt.date(2022, 6, 1), valid_to=dt.date(2023, 12, 31)
    )
    found = queries.active_certificate(person, on)
    assert (found.number if found else None) == expected
    assert queries.active_certificate(builders.user("officer"), now().date()) is None
