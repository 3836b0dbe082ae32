"""Leaving: everything held on one list, signed by both, no open case left behind, the account closed that moment."""

import pytest
from django.test import Client

from tests import builders
from tests.case_builders import Street, at, dispatched, street
from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.actions import handling, leaving
from xiuhua.apps.cases.models import Case
from xiuhua.apps.duty import actions as duty
from xiuhua.apps.duty.actions import team
from xiuhua.apps.duty.models import GridDuty, HandOver, HandOverLine
from xiuhua.apps.duty.queries import who_answers
from xiuhua.apps.records import kept
from xiuhua.apps.records.models import Event
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
AT = at("2021-05-06 10:00")


@pytest.fixture
def place() -> Street:
    return street()


@pytest.fixture
def boss(place) -> User:
    return builders.user("centre_head", of=place.subdistrict)


def refused(act, *given, **more) -> str:
    with pytest.raises(Refused) as caught:
        act(*given, **more)
    return caught.value.code


def opened(place: Street, boss: User, typed=(), **more) -> int:
    given = {"person": place.officer, "receiver": place.colleague, **more}
    return leaving.open_list(
        given["person"], given["receiver"], typed=typed, by=boss, at=AT, key=""
    )["id"]


def sign(pk: int, by: User) -> dict:
    return leaving.sign(pk, by=by, at=AT, key="")


def test_the_list_gathers_what_the_system_knows_and_takes_what_it_does_not(place, boss) -> None:
    case = dispatched(place)
    team.record(
        place.officer, kind="issue", on=AT.date(), source="领用单 3", words="记录仪", quantity=2,
        by=boss, at=AT, key="",
    )  # fmt: skip
    duty.assign(
        subdistrict_id=place.subdistrict.pk, grid_id=place.grids[0].pk, part="officer",
        unit_id=place.centre.pk, user_id=place.officer.pk, valid_from=AT.date(), by=None, at=AT,
        key="",
    )  # fmt: skip
    pk = opened(place, boss, [("pads", "三联单 0101–0150"), ("goods", "仓库钥匙 2 把")])
    lines = list(HandOverLine.objects.filter(hand_over=pk).values_list("kind", "words", "is_gathered"))  # fmt: skip
    assert ("cases", case.number, True) in lines
    assert ("equipment", "记录仪 × 2", True) in lines
    assert ("grids", f"{place.grids[0].name} officer", True) in lines
    assert ("pads", "三联单 0101–0150", False) in lines and (
        "goods",
        "仓库钥匙 2 把",
        False,
    ) in lines


def test_both_sign_and_duty_and_account_end_that_moment(place, boss) -> None:
    client = Client()
    client.force_login(place.officer, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    pk = opened(place, boss)
    assert sign(pk, place.officer)["closed"] is False
    place.officer.refresh_from_db()
    assert place.officer.is_active
    assert sign(pk, place.colleague)["closed"] is True
    place.officer.refresh_from_db()
    row = HandOver.objects.get(pk=pk)
    assert not place.officer.is_active and row.closed_at == AT
    assert GridDuty.objects.get(user=place.officer).valid_to == AT.date()
    assert client.get("/desk/").status_code == 302
    kept.forget_all()
    next_day = at("2021-05-07 09:00")
    assert who_answers(place.grids[0].pk, place.subdistrict.pk, next_day).source == "nobody"
    kinds = Event.objects.filter(object_kind="handover").order_by("seq")
    assert [e.kind for e in kinds] == [
        "leaving.opened", "leaving.signed", "leaving.signed", "leaving.closed",
    ]  # fmt: skip


def test_nobody_leaves_with_open_cases(place, boss) -> None:
    case = dispatched(place)
    pk = opened(place, boss)
    sign(pk, place.officer)
    assert refused(sign, pk, place.colleague) == "hand_over_cases_left"
    place.officer.refresh_from_db()
    assert place.officer.is_active
    assert HandOver.objects.get(pk=pk).receiver_signed_at is None
    handling.hand_over(
        case.pk, officer_id=place.colleague.pk, reason="离岗", by=place.officer, at=AT
    )
    assert Case.objects.get(pk=case.pk).officer_id == place.colleague.pk
    assert sign(pk, place.colleague)["closed"] is True


def test_signatures_of_others_or_twice_are_refused(place, boss) -> None:
    pk = opened(place, boss)
    assert refused(sign, pk, boss) == "hand_over_unknown"
    assert refused(sign, 0, place.officer) == "hand_over_unknown"
    sign(pk, place.officer)
    assert refused(sign, pk, place.officer) == "hand_over_signed"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ([("goods", " ")], "hand_over_line_invalid"),
        ([("bribes", "某物")], "hand_over_line_invalid"),
        ([("households", "张某 13800001234")], "hand_over_line_invalid"),
    ],
)
def test_lines_that_cannot_be(place, boss, typed, code) -> None:
    assert refused(opened, place, boss, typed) == code
    assert not HandOver.objects.exists()


def test_who_takes_over_is_somebody_else_in_service_here_and_there_is_one_list(place, boss) -> None:
    gone = builders.user("officer", of=place.subdistrict, is_active=False)
    for receiver in (place.officer, gone, builders.user("officer")):
        assert refused(opened, place, boss, receiver=receiver) == "hand_over_receiver"
    assert refused(opened, place, boss, person=gone) == "person_inactive"
    opened(place, boss)
    assert refused(opened, place, boss) == "hand_over_open"


@pytest.mark.parametrize("role", ["officer", "head", "system_admin", "inspector"])
def test_who_may_not_open_a_list(place, role) -> None:
    person = builders.user(role, of=place.subdistrict)
    assert refused(opened, place, person) == "not_permitted"
    assert refused(opened, place, builders.user("centre_head")) == "not_permitted"
