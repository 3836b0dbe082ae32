"""Metres: against the ellipsoid itself (pyproj.Geod), and the order of the axes."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, Point, box

from xiuhua.rulebook.coordinates import metric_epsg
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers import measure

# The ellipsoid by its numbers: GRS80, which CGCS2000 shares to a tenth of a millimetre.
GEOD = Geod(a=6378137.0, rf=298.257222101)


def test_longitude_comes_first_and_east_comes_first():
    east, north = measure.project_xy(114.0, 30.5, 4547)
    assert east == pytest.approx(500_000, abs=1e-6)
    assert 3_370_000 < north < 3_380_000
    # To the east of the meridian the easting grows; were the axes turned, the northing would.
    further_east, still_north = measure.project_xy(114.01, 30.5, 4547)
    assert further_east - east == pytest.approx(960, abs=1)
    assert abs(still_north - north) < 1
    moved = measure.project(Point(114.0, 30.5), 4547)
    assert (moved.x, moved.y) == (east, north)


def test_a_turned_pair_gives_something_far_away_or_nothing():
    with pytest.raises(Refused) as caught:
        measure.area_m2(box(30.5, 114.0, 30.51, 114.01), 4547)
    assert caught.value.code == "geometry_not_projectable"


@settings(deadline=None)
@given(st.floats(113.5, 114.5), st.floats(20, 50), st.floats(0.001, 0.02), st.floats(0.001, 0.02))
def test_areas_and_lengths_near_the_meridian_agree_with_the_ellipsoid(lon, lat, width, height):
    block = box(lon, lat, lon + width, lat + height)
    geodesic_area, geodesic_perimeter = GEOD.geometry_area_perimeter(block)
    assert measure.area_m2(block, 4547) == pytest.approx(geodesic_area, rel=1e-3)
    assert measure.length_m(block, 4547) == pytest.approx(geodesic_perimeter, rel=1e-3)


@pytest.mark.parametrize(
    ("lon", "lat"), [(114.26, 30.55), (121.47, 31.23), (-71.06, 42.36), (151.2, -33.87)]
)
def test_the_zone_chosen_for_a_place_measures_it_within_a_thousandth(lon, lat):
    block = box(lon, lat, lon + 0.01, lat + 0.01)
    area = measure.area_m2(block, metric_epsg(lon, lat))
    assert area == pytest.approx(GEOD.geometry_area_perimeter(block)[0], rel=1e-3)


@settings(deadline=None)
@given(st.lists(st.floats(114.251, 114.299), min_size=1, max_size=5, unique=True))
def test_the_parts_of_an_area_add_up_to_the_whole(cuts):
    """Undensified, the whole's 5 km edges bend by 30 cm where the parts have vertices."""
    edges = [114.25, *sorted(cuts), 114.30]
    parts = [
        box(*pair[:1], 30.54, *pair[1:], 30.56) for pair in zip(edges, edges[1:], strict=False)
    ]
    whole = measure.area_m2(box(114.25, 30.54, 114.30, 30.56), 4547)
    assert sum(measure.areas_m2(np.array(parts), 4547)) == pytest.approx(whole, abs=0.5)
    assert measure.area_m2(parts[0], 4547) == measure.areas_m2(np.array(parts[:1]), 4547)[0]


def test_holes_are_not_counted_and_lines_have_no_area():
    ring = box(114, 30.5, 114.01, 30.51) - box(114.002, 30.502, 114.004, 30.504)
    whole = measure.area_m2(box(114, 30.5, 114.01, 30.51), 4547)
    hole = measure.area_m2(box(114.002, 30.502, 114.004, 30.504), 4547)
    assert measure.area_m2(ring, 4547) == pytest.approx(whole - hole)
    assert measure.area_m2(LineString([(114, 30), (114.1, 30)]), 4547) == 0


@settings(deadline=None)
@given(st.floats(112.5, 115.5), st.floats(20, 50))
def test_there_and_back_is_within_a_millimetre(lon, lat):
    back = measure.unproject(measure.project(Point(lon, lat), 4547), 4547)
    assert (back.x, back.y) == pytest.approx((lon, lat), abs=1e-9)


def test_arrays_of_geometries_are_projected_together():
    points = shapely.points([114.0, 114.1], [30.5, 30.6])
    together = shapely.get_coordinates(measure.project(points, 4547))
    single = [measure.project_xy(lon, lat, 4547) for lon, lat in ((114.0, 30.5), (114.1, 30.6))]
    assert np.allclose(together, single)


@pytest.mark.parametrize(
    ("epsg", "wrong"),
    [
        (4490, "projection_not_metric"),
        (2263, "projection_not_metric"),
        (99999, "projection_unknown"),
    ],
)
def test_a_projection_that_does_not_measure_metres_is_refused(epsg, wrong):
    with pytest.raises(Refused) as caught:
        measure.area_m2(box(114, 30, 115, 31), epsg)
    assert (caught.value.code, caught.value.facts) == (wrong, {"epsg": epsg})
