"""Who answers: the grid's own people, else the locality; one part of one grid is held by one at a time."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from xiuhua.apps.accounts.models import Unit
from xiuhua.apps.duty import actions, queries
from xiuhua.apps.duty.models import GridDuty
from xiuhua.apps.records.models import Event, Subdistrict
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
AT = dt.datetime(2021, 5, 6, 1, 0, tzinfo=dt.UTC)  # 09:00 in Wuhan
TODAY = dt.date(2021, 5, 6)
JANUARY = dt.date(2021, 1, 1)


@pytest.fixture
def here() -> Subdistrict:
    return builders.subdistrict()


def grid(of: Subdistrict, code: str) -> Grid:
    return Grid.objects.create(subdistrict=of, code=code, valid_from=JANUARY)


def give(of: Subdistrict, where: Grid | None, unit: Unit, **more) -> int:
    given = {
        "subdistrict_id": of.pk,
        "grid_id": where.pk if where else None,
        "part": "officer",
        "unit_id": unit.pk,
        "valid_from": JANUARY,
        "by": None,
        "at": AT,
        "key": "",
        **more,
    }
    return actions.assign(**given)["id"]


def test_the_grids_own_people_answer_and_else_the_locality(here: Subdistrict) -> None:
    first, second = grid(here, "G01"), grid(here, "G02")
    centre, office = builders.unit(here), builders.unit(here)
    officer, leader = (builders.user(unit=centre, of=here) for _ in range(2))
    give(here, first, centre, user_id=officer.pk)
    give(here, first, office, part="leader", user_id=leader.pk)
    give(here, None, office)
    assert queries.who_answers(first.pk, here.pk, TODAY) == queries.Duty(
        centre.pk, officer.pk, leader.pk, "grid"
    )
    assert queries.who_answers(second.pk, here.pk, TODAY) == queries.Duty(
        office.pk, None, None, "locality"
    )
    assert queries.who_answers(None, here.pk, TODAY).source == "locality"
    assert queries.grids_of(officer.pk, here.pk, TODAY) == {first.pk: ["officer"]}


def test_nobody_is_answered_nobody_and_not_a_neighbour(here: Subdistrict) -> None:
    there = builders.subdistrict()
    give(there, None, builders.unit(there))
    assert queries.who_answers(None, here.pk, TODAY) == queries.Duty(None, None, None, "nobody")


def test_a_handover_changes_the_answer_on_its_day_and_keeps_the_past(here: Subdistrict) -> None:
    first, old_unit, new_unit = grid(here, "G01"), builders.unit(here), builders.unit(here)
    old = give(here, first, old_unit)
    monday = dt.date(2021, 5, 10)
    made = actions.hand_over(
        old, unit_id=new_unit.pk, user_id=None, from_on=monday, by=None, at=AT, key=""
    )
    assert queries.who_answers(first.pk, here.pk, dt.date(2021, 5, 9)).unit_id == old_unit.pk
    assert queries.who_answers(first.pk, here.pk, monday).unit_id == new_unit.pk
    # Sunday 16:30 in UTC is Monday 00:30 in Wuhan.
    late = dt.datetime(2021, 5, 9, 16, 30, tzinfo=dt.UTC)
    assert queries.who_answers(first.pk, here.pk, late).unit_id == new_unit.pk
    kinds = (
        Event.objects.filter(object_kind="gridduty").order_by("id").values_list("object_id", "kind")
    )
    assert list(kinds) == [
        (old, "duty.assigned"),
        (old, "duty.ended"),
        (made["id"], "duty.assigned"),
    ]


def test_the_same_part_of_the_same_grid_is_not_held_twice_at_a_time(here: Subdistrict) -> None:
    first, unit = grid(here, "G01"), builders.unit(here)
    give(here, first, unit, valid_from=JANUARY, valid_to=dt.date(2021, 6, 30))
    for begins, ends in (
        (JANUARY, None),
        (dt.date(2020, 1, 1), JANUARY),
        (dt.date(2021, 6, 30), None),
        (dt.date(2021, 2, 1), dt.date(2021, 2, 2)),
        (dt.date(2020, 1, 1), None),
    ):
        with pytest.raises(Refused) as refused:
            give(here, first, unit, valid_from=begins, valid_to=ends)
        assert refused.value.code == "duty_overlaps"
        assert refused.value.facts["other_to"] == "2021-06-30"
    give(here, first, unit, valid_from=dt.date(2021, 7, 1))
    give(here, first, unit, valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2020, 12, 31))
    give(here, first, unit, part="leader")
    give(here, grid(here, "G02"), unit)
    give(here, None, unit)
    assert GridDuty.objects.count() == 6


def test_an_end_closes_with_its_last_day(here: Subdistrict) -> None:
    first, unit = grid(here, "G01"), builders.unit(here)
    row = give(here, first, unit)
    actions.end(row, last_on=TODAY, by=None, at=AT, key="")
    assert queries.who_answers(first.pk, here.pk, TODAY).source == "grid"
    assert queries.who_answers(first.pk, here.pk, dt.date(2021, 5, 7)).source == "nobody"
    with pytest.raises(Refused) as refused:
        actions.end(row, last_on=dt.date(2021, 5, 8), by=None, at=AT, key="")
    assert refused.value.code == "duty_already_ended"


@pytest.mark.parametrize(
    ("last_on", "code"),
    [
        (dt.date(2021, 5, 4), "duty_end_in_the_past"),
        (dt.date(2021, 5, 31), "duty_ends_before_it_begins"),
    ],
)
def test_an_end_that_would_rewrite_the_past_is_refused(
    here: Subdistrict, last_on: dt.date, code: str
) -> None:
    starts = dt.date(2021, 6, 1) if code == "duty_ends_before_it_begins" else JANUARY
    row = give(here, grid(here, "G01"), builders.unit(here), valid_from=starts)
    with pytest.raises(Refused) as refused:
        actions.end(row, last_on=last_on, by=None, at=AT, key="")
    assert refused.value.code == code
    assert GridDuty.objects.get(pk=row).valid_to is None


def test_a_holder_must_be_ours_and_in_service(here: Subdistrict) -> None:
    there = builders.subdistrict()
    ours, first = builders.unit(here), grid(here, "G01")
    gone = builders.user(unit=ours, of=here, is_active=False)
    for more, code in (
        ({"unit_id": builders.unit(there).pk}, "unit_unknown"),
        ({"unit_id": builders.unit(here, is_active=False).pk}, "unit_unknown"),
        ({"unit_id": builders.unit(here, is_outside=True).pk}, "duty_of_outside_unit"),
        ({"grid_id": grid(there, "G01").pk}, "grid_unknown"),
        ({"user_id": builders.user(of=there).pk}, "person_unknown"),
        ({"user_id": gone.pk}, "person_unknown"),
        ({"part": "king"}, "duty_part_unknown"),
        ({"valid_to": dt.date(2020, 1, 1)}, "duty_ends_before_it_begins"),
    ):
        with pytest.raises(Refused) as refused:
            give(here, first, ours, **more)
        assert refused.value.code == code
    assert not GridDuty.objects.exists()
    with pytest.raises(Refused) as refused:
        actions.end(999, last_on=TODAY, by=None, at=AT, key="")
    assert refused.value.code == "duty_unknown"


def test_only_who_keeps_people_may_assign_and_only_at_home(here: Subdistrict) -> None:
    unit = builders.unit(here)
    for person in (
        builders.user("officer", here),
        builders.user("system_admin", builders.subdistrict()),
    ):
        with pytest.raises(Refused) as refused:
            give(here, None, unit, by=person)
        assert refused.value.code == "not_permitted"
    row = give(here, None, unit, by=builders.user("system_admin", here), key="k")
    assert row == GridDuty.objects.get().pk
    stranger = builders.user("system_admin", builders.subdistrict())
    with pytest.raises(Refused) as refused:
        actions.end(row, last_on=TODAY, by=stranger, at=AT, key="")
    assert refused.value.code == "not_permitted"


def test_the_same_key_assigns_once(here: Subdistrict) -> None:
    unit = builders.unit(here)
    assert give(here, None, unit, key="k") == give(here, None, unit, key="k")
    assert GridDuty.objects.count() == 1


def test_the_list_shows_the_own_area_only(here: Subdistrict) -> None:
    there = builders.subdistrict()
    ours = give(here, None, builders.unit(here))
    give(there, None, builders.unit(there))
    head = builders.user("head", here)
    assert [row.pk for row in queries.visible_to(head)] == [ours]
    assert not queries.visible_to(builders.user("officer", here)).exists()
    assert queries.on_day(queries.visible_to(head), dt.date(2020, 12, 31)).count() == 0


def test_an_answer_costs_no_statement_while_nothing_changed(
    here: Subdistrict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xiuhua.apps.records.kept.LOOK_EVERY_S", 3600.0)
    give(here, None, builders.unit(here))
    queries.who_answers(None, here.pk, AT)
    with CaptureQueriesContext(connection) as asked:
        queries.who_answers(None, here.pk, AT)
    assert len(asked) == 0
