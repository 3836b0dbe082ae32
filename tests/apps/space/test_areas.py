"""Areas are adopted from a day on: old ones stay with a last day, and points follow the day."""

import datetime as dt
import json

import pytest
from shapely.geometry import Point, Polygon, shape

from tests import builders
from tests.apps.space.conftest import CENTRE, EAST, MIDDLE, NORTH, SOUTH, WEST, box, moment
from xiuhua.apps.records.models import Event, Subdistrict
from xiuhua.apps.space.actions import areas
from xiuhua.apps.space.drafts import AreaDraft
from xiuhua.apps.space.locating import locate
from xiuhua.apps.space.models import Community, Grid, Zone
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import area_m2

MAY = moment("2021-05-06T09:00")
JUNE = dt.date(2021, 6, 1)
NORTH_WEST = (114.221, 30.563)
NORTH_HALF = shape(box(WEST, CENTRE, EAST, NORTH))


def draft(code: str, geometry=NORTH_HALF, kind: str = "grids", **extra: str) -> AreaDraft:
    return AreaDraft(kind=kind, code=code, name=f"虚构{code}", geometry=geometry, extra=extra)


def adopt(street, *drafts: AreaDraft, **given):
    how = {"from_on": JUNE, "by": None, "at": MAY, **given}
    return areas.adopt(street, drafts[0].kind if drafts else "grids", drafts, **how)


def test_a_grid_adopted_from_a_day_answers_from_that_day(street):
    old = locate(street.pk, *NORTH_WEST, moment("2021-06-01T09:00"))
    tally = adopt(street, draft("ZT-01"))
    assert tally == {"added": 0, "changed": 1, "unchanged": 0, "ended": 0}
    before = locate(street.pk, *NORTH_WEST, moment("2021-05-31T23:59"))
    after = locate(street.pk, *NORTH_WEST, moment("2021-06-01T00:00"))
    assert before.grid_id == old.grid_id
    assert after.grid_code == "ZT-01" and after.grid_id != old.grid_id
    assert Grid.objects.get(pk=old.grid_id).valid_to == dt.date(2021, 5, 31)
    assert Grid.objects.get(pk=after.grid_id).area_m2 == pytest.approx(
        area_m2(NORTH_HALF, 4547), abs=0.01
    )


def test_history_says_what_was_drawn_without_a_name(street):
    adopt(street, draft("ZT-01"))
    kinds = list(
        Event.objects.filter(object_kind="grid").order_by("id").values_list("kind", flat=True)
    )
    assert kinds == ["grid.ended", "grid.adopted"]
    event = Event.objects.get(kind="grid.adopted")
    facts = json.loads(event.data)
    assert facts["code"] == "ZT-01" and facts["from"] == "2021-06-01" and facts["drawn"]
    assert "虚构" not in event.data
    assert event.subdistrict_id == street.pk and event.at == MAY


def test_the_same_again_changes_nothing(street):
    adopt(street, draft("ZT-01"))
    events = Event.objects.count()
    assert adopt(street, draft("ZT-01"), from_on=dt.date(2021, 7, 1))["unchanged"] == 1
    assert Event.objects.count() == events


def test_drawn_twice_on_one_day_the_row_is_corrected(street):
    adopt(street, draft("ZT-01"))
    wider = shape(box(WEST, SOUTH, EAST, NORTH))
    assert adopt(street, draft("ZT-01", wider))["changed"] == 1
    assert Grid.objects.filter(code="ZT-01").count() == 2
    assert Event.objects.filter(kind="grid.corrected").count() == 1
    assert Grid.objects.get(code="ZT-01", valid_from=JUNE).area_m2 > 80_000


def test_an_earlier_adoption_ends_where_a_later_one_begins(street):
    adopt(street, draft("ZT-09"), from_on=dt.date(2021, 7, 1))
    adopt(street, draft("ZT-09", shape(box(WEST, SOUTH, EAST, NORTH))), from_on=JUNE)
    earlier = Grid.objects.get(code="ZT-09", valid_from=JUNE)
    assert earlier.valid_to == dt.date(2021, 6, 30)


def test_replacing_ends_what_is_not_named(street):
    tally = adopt(street, draft("ZT-01"), replace=True)
    assert tally["ended"] == 3
    in_june = Grid.objects.filter(valid_to__isnull=True)
    assert [grid.code for grid in in_june] == ["ZT-01"]


def test_community_and_third_follow_from_where_the_grid_lies(street):
    adopt(
        street,
        draft("N1", shape(box(WEST, CENTRE, MIDDLE, NORTH))),
        draft("N2", shape(box(MIDDLE, SOUTH, EAST, CENTRE))),
        draft("N3", community="990105006001", zone_kind="老旧社区"),
    )
    west, construction, said = (Grid.objects.get(code=code) for code in ("N1", "N2", "N3"))
    assert west.community.code == "990105006001" and west.zone_kind == ""
    assert construction.community is None
    assert construction.zone_kind == Zone.Kind.CONSTRUCTION
    assert said.community.code == "990105006001"
    assert said.zone_kind == Zone.Kind.OLD_COMMUNITY


def test_communities_may_come_without_an_outline(street):
    listed = AreaDraft(kind="communities", code="990105006002", name="虚构二社区", geometry=None)
    assert adopt(street, listed)["added"] == 1
    row = Community.objects.get(code="990105006002")
    assert (row.geometry, row.area_m2, row.code_system) == (None, None, "nbs")


@pytest.mark.parametrize(
    ("drafts", "code"),
    [
        ([draft("A"), draft("A")], "area_code_twice"),
        ([draft("")], "area_code_missing"),
        ([draft("A", community="不存在")], "community_unknown"),
        ([draft("A", zone_kind="不存在")], "zone_kind_unknown"),
        ([draft("A", parent="不存在")], "grid_unknown"),
        ([draft("A", Point(114.22, 30.56))], "area_drawn_wrong"),
        ([draft("A", Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))], "area_drawn_wrong"),
        ([draft("A", shape(box(500_000, 3_380_000, 501_000, 3_381_000)))], "area_drawn_wrong"),
    ],
)
def test_a_bad_area_is_refused_and_changes_nothing(street, drafts, code):
    before = (Grid.objects.count(), Event.objects.count())
    with pytest.raises(Refused) as refused:
        adopt(street, *drafts, replace=True)
    assert refused.value.code == code
    assert (Grid.objects.count(), Event.objects.count()) == before


def test_with_a_way_to_reject_the_others_go_on(street):
    rejected = []
    tally = adopt(
        street,
        draft("A", community="不存在"),
        draft("B"),
        reject=lambda one, why: rejected.append((one.code, why.code)),
    )
    assert rejected == [("A", "community_unknown")]
    assert tally["added"] == 1


def test_the_same_key_acts_once_and_with_another_body_is_refused(street):
    person = builders.user("system_admin", street)
    first = adopt(street, draft("A"), by=person, key="k1")
    assert adopt(street, draft("A"), by=person, key="k1") == first
    assert Grid.objects.filter(code="A").count() == 1
    with pytest.raises(Refused) as refused:
        adopt(street, draft("B"), by=person, key="k1")
    assert refused.value.code == "key_reused"


@pytest.mark.parametrize("role", ["officer", "head", "desk_clerk", "security_admin"])
def test_only_who_keeps_the_tables_may_adopt(street, role):
    with pytest.raises(Refused) as refused:
        adopt(street, draft("A"), by=builders.user(role, street))
    assert refused.value.code == "not_permitted"
    assert not Grid.objects.filter(code="A").exists()


def test_the_keeper_of_another_subdistrict_may_not_adopt(street):
    other = builders.user("system_admin", builders.subdistrict(code="9901050061"))
    for act in (
        lambda: adopt(street, draft("A"), by=other),
        lambda: areas.set_boundary(street, NORTH_HALF, by=other, at=MAY),
        lambda: areas.end(Grid.objects.first(), last_on=JUNE, by=other, at=MAY),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "not_permitted"


def test_the_boundary_is_drawn_with_history_and_decides_at_once(street):
    south_west = (114.221, 30.561)
    assert locate(street.pk, *south_west, MAY).inside
    assert areas.set_boundary(street, NORTH_HALF, by=None, at=MAY)
    assert not locate(street.pk, *south_west, MAY).inside
    assert not areas.set_boundary(street, NORTH_HALF, by=None, at=MAY)
    events = Event.objects.filter(object_kind="subdistrict", object_id=street.pk)
    assert [event.kind for event in events] == ["subdistrict.boundary_drawn"]
    assert Subdistrict.objects.get(pk=street.pk).boundary == street.boundary


def test_a_grid_ends_on_its_last_day(street):
    grid = Grid.objects.get(code="ZT-01")
    areas.end(grid, last_on=dt.date(2021, 5, 6), by=None, at=MAY)
    assert locate(street.pk, *NORTH_WEST, MAY).grid_code == "ZT-01"
    assert locate(street.pk, *NORTH_WEST, moment("2021-05-07T00:00")).grid_id is None
    with pytest.raises(Refused) as refused:
        areas.end(grid, last_on=dt.date(2020, 1, 1), by=None, at=MAY)
    assert refused.value.code == "area_ends_before_it_begins"
