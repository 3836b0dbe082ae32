"""Duties go with the ground when grids are drawn anew."""

import datetime as dt

import pytest
from shapely.geometry import box

from tests import builders
from tests.apps.duty import five_builders as five
from tests.case_builders import at as case_at
from tests.case_builders import street
from xiuhua.apps.duty import actions, completeness
from xiuhua.apps.duty.models import GridDuty
from xiuhua.apps.duty.queries import who_answers
from xiuhua.apps.space.actions import areas
from xiuhua.apps.space.drafts import AreaDraft
from xiuhua.apps.space.models import Grid

pytestmark = pytest.mark.django_db
AT = dt.datetime(2021, 5, 6, 1, 0, tzinfo=dt.UTC)
JANUARY, TODAY, JUNE = dt.date(2021, 1, 1), dt.date(2021, 5, 6), dt.date(2021, 6, 1)
HOW = {"by": None, "at": AT}


def draw(here, from_on, **bounds):
    drafts = [AreaDraft(kind="grids", code=code, geometry=box(*b)) for code, b in bounds.items()]
    areas.adopt(here, "grids", drafts, from_on=from_on, replace=True, **HOW)


def test_whoever_held_most_of_the_ground_answers_on():
    here = builders.subdistrict()
    draw(here, JANUARY, G1=(114, 30, 114.01, 30.01), G2=(114.01, 30, 114.02, 30.01))
    people = {}
    for code in ("G1", "G2"):
        unit = builders.unit(here)
        people[code] = builders.user(unit=unit, of=here)
        grid = Grid.objects.get(code=code)
        actions.assign(
            subdistrict_id=here.pk, grid_id=grid.pk, part="officer", unit_id=unit.pk,
            user_id=people[code].pk, valid_from=JANUARY, key="", **HOW,
        )  # fmt: skip
    draw(
        here, JUNE, G1=(114, 30, 114.008, 30.01), G2=(114.008, 30, 114.015, 30.01),
        G3=(114.015, 30, 114.02, 30.01),
    )  # fmt: skip
    assert actions.follow_grids(here, from_on=JUNE, **HOW) == 3
    new = {grid.code: grid.pk for grid in Grid.objects.filter(valid_from=JUNE)}
    held = {code: who_answers(pk, here.pk, JUNE).officer_id for code, pk in new.items()}
    assert held == {"G1": people["G1"].pk, "G2": people["G2"].pk, "G3": people["G2"].pk}
    old = GridDuty.objects.filter(valid_from=JANUARY)
    assert {row.valid_to for row in old} == {dt.date(2021, 5, 31)}
    assert actions.follow_grids(here, from_on=JUNE, **HOW) == 0


def test_a_person_who_left_leaves_a_gap_and_stops_nothing():
    here = builders.subdistrict()
    draw(here, JANUARY, G1=(114, 30, 114.01, 30.01))
    unit = builders.unit(here)
    gone = builders.user(unit=unit, of=here)
    actions.assign(
        subdistrict_id=here.pk, grid_id=Grid.objects.get().pk, part="officer", unit_id=unit.pk,
        user_id=gone.pk, valid_from=JANUARY, key="", **HOW,
    )  # fmt: skip
    gone.is_active = False
    gone.save()
    draw(here, JUNE, G1=(114, 30, 114.009, 30.01))
    assert actions.follow_grids(here, from_on=JUNE, **HOW) == 1
    answer = who_answers(Grid.objects.get(valid_from=JUNE).pk, here.pk, JUNE)
    assert (answer.unit_id, answer.officer_id) == (unit.pk, None)


def test_deputies_names_and_sheets_go_with_the_ground_too() -> None:
    place = street()
    when = case_at("2021-05-06 09:00")
    five.complete(place, when)
    old, day = place.grids[0], dt.date(2021, 6, 1)
    old.valid_to = day - dt.timedelta(days=1)
    old.save(update_fields=["valid_to"])
    new = Grid.objects.create(
        subdistrict=place.subdistrict, code="N1", valid_from=day, geometry=old.geometry
    )
    actions.follow_grids(place.subdistrict, from_on=day, by=None, at=when)
    (duties,) = completeness.of_grids([new], place.subdistrict.pk, day)
    assert duties.is_complete
    names = {row.holder_name for row in duties.holders if row.part == "cleaner"}
    assert names == {"测试保洁员甲", "测试保洁员乙"}
