"""A point goes to its grid, community and third; on borders by rule; outside is answered outside."""

import datetime as dt

import numpy as np
import pytest

from tests.apps.space.conftest import EAST, MIDDLE, NORTH, SOUTH, WEST, box, moment
from xiuhua.apps.records import kept
from xiuhua.apps.space.locating import AREAS, OUTSIDE, locate, locate_many
from xiuhua.apps.space.models import Community, Grid
from xiuhua.rulebook.refusal import Refused

MAY = moment("2021-05-06T09:00")


@pytest.mark.parametrize(
    ("lon", "lat", "grid", "community", "third"),
    [
        (114.2210, 30.5630, "ZT-01", "990105006001", None),
        (114.2230, 30.5630, "ZT-02", None, "expo"),
        (114.2210, 30.5610, "ZT-03", "990105006001", None),
        (114.2230, 30.5610, "ZT-04", None, "construction"),
        # On borders the smallest code: between 01 and 02, 01 and 03, and where all four meet.
        (MIDDLE, 30.5630, "ZT-01", "990105006001", None),
        (114.2210, 30.5620, "ZT-01", "990105006001", None),
        (MIDDLE, 30.5620, "ZT-01", "990105006001", "construction"),
    ],
)
def test_worked_points(street, lon, lat, grid, community, third):
    found = locate(street.pk, lon, lat, MAY)
    assert found.inside
    assert (found.grid_code, found.community_code, found.zone_kind) == (grid, community, third)
    assert Grid.objects.get(pk=found.grid_id).code == grid
    if community:
        assert Community.objects.get(pk=found.community_id).code == community


def test_outside_is_answered_outside(street):
    assert locate(street.pk, 114.2250, 30.5630, MAY) == OUTSIDE
    assert not OUTSIDE.inside


def test_a_gap_is_inside_but_in_no_grid(street):
    Grid.objects.filter(code="ZT-02").delete()
    kept.forget(AREAS)
    found = locate(street.pk, 114.2230, 30.5630, MAY)
    assert found.inside
    assert found.grid_id is None


def test_without_a_boundary_the_grids_are_the_subdistrict(street):
    type(street).objects.update(boundary=None)
    Grid.objects.filter(code="ZT-02").delete()
    kept.forget(AREAS)
    assert locate(street.pk, 114.2230, 30.5630, MAY) == OUTSIDE
    assert locate(street.pk, 114.2210, 30.5630, MAY).grid_code == "ZT-01"


def test_many_points_are_answered_as_one_by_one(street):
    random = np.random.default_rng(20210506)
    lons = np.concatenate([random.uniform(WEST - 0.001, EAST + 0.001, 400), [MIDDLE, WEST, EAST]])
    lats = np.concatenate(
        [random.uniform(SOUTH - 0.001, NORTH + 0.001, 400), [30.562, 30.56, NORTH]]
    )
    for boundary in (street.boundary, None):
        type(street).objects.update(boundary=boundary)
        kept.forget(AREAS)
        many = locate_many(street.pk, lons, lats, MAY)
        one_by_one = [locate(street.pk, *point, MAY) for point in zip(lons, lats, strict=True)]
        assert [many.row(n) for n in range(len(lons))] == one_by_one
        assert 100 < many.inside.sum() < 403


def test_no_points_give_empty_arrays(street):
    assert all(len(column) == 0 for column in locate_many(street.pk, [], [], MAY))


def test_the_day_is_the_streets_own(street):
    """ZT-01 holds to 5 May; at 16:30 UTC on 5 May it is already 6 May in Wuhan."""
    Grid.objects.filter(code="ZT-01").update(valid_to=dt.date(2021, 5, 5))
    Grid.objects.create(
        subdistrict=street,
        code="ZT-11",
        geometry=box(WEST, 30.562, MIDDLE, NORTH),
        valid_from=dt.date(2021, 5, 6),
    )
    kept.forget(AREAS)
    point = (114.2210, 30.5630)
    utc = dt.UTC
    assert (
        locate(street.pk, *point, dt.datetime(2021, 5, 5, 15, 30, tzinfo=utc)).grid_code == "ZT-01"
    )
    assert (
        locate(street.pk, *point, dt.datetime(2021, 5, 5, 16, 30, tzinfo=utc)).grid_code == "ZT-11"
    )
    assert locate(street.pk, *point, moment("2020-12-31T23:59")).grid_id is None


def test_asking_again_costs_no_statement(street, django_assert_num_queries):
    locate(street.pk, 114.2210, 30.5630, MAY)
    with django_assert_num_queries(0):
        for _ in range(100):
            locate(street.pk, 114.2210, 30.5630, MAY)
        locate(street.pk, 114.2210, 30.5630, moment("2021-06-30T09:00"))


def test_unit_cells_and_governance_grids_do_not_answer(street):
    Grid.objects.create(
        subdistrict=street,
        code="A",
        system=Grid.System.GOVERNANCE,
        geometry=box(WEST, SOUTH, EAST, NORTH),
        valid_from=dt.date(2021, 1, 1),
    )
    kept.forget(AREAS)
    assert locate(street.pk, 114.2210, 30.5630, MAY).grid_code == "ZT-01"


def test_an_unknown_subdistrict_is_refused(street):
    with pytest.raises(Refused) as refused:
        locate(street.pk + 1, 114.2210, 30.5630, MAY)
    assert refused.value.code == "subdistrict_unknown"
