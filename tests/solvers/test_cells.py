"""Cells: no point of a box or radius is missed, spans hold exactly the descendants."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers import cells as cells_module
from xiuhua.solvers.cells import (
    all_of,
    cell,
    cells,
    cells_in_box,
    cells_near,
    centre,
    parent,
    parent_bits,
    parents_in_box,
    resolution_for_box,
    span,
    spans,
)

WUHAN = (114.2651, 30.5498)
lons = st.floats(-179.9, 179.9)
lats = st.floats(-75, 75)
share = st.floats(0, 1)


def test_a_known_point_has_a_known_cell() -> None:
    # Checked with h3geo.org's own index form: 8b4149ca... is a resolution 11 index.
    found = cell(*WUHAN)
    assert f"{found:x}".startswith("8b")
    assert parent(parent(found, 10), 9) == parent(found, 9)
    lon, lat = centre(found)
    assert math.isclose(lon, WUHAN[0], abs_tol=5e-4) and math.isclose(lat, WUHAN[1], abs_tol=5e-4)


@given(lons, lats)
def test_a_cell_fits_a_signed_64_bit_column(lon: float, lat: float) -> None:
    assert 0 < cell(lon, lat) < 2**63


@given(st.lists(st.tuples(lons, lats), max_size=30))
def test_many_points_are_answered_as_one_by_one(points: list[tuple[float, float]]) -> None:
    x, y = [p[0] for p in points], [p[1] for p in points]
    found = cells(x, y)
    assert found.dtype == np.int64
    assert found.tolist() == [cell(*point) for point in points]


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (181, 30, "coordinate_out_of_range"),
        (30, 114, "coordinate_out_of_range"),
        (math.nan, 30, "coordinate_not_finite"),
        (114, math.inf, "coordinate_not_finite"),
    ],
)
def test_a_point_off_the_earth_is_refused(lon: float, lat: float, code: str) -> None:
    with pytest.raises(Refused) as one:
        cell(lon, lat)
    assert one.value.code == code
    with pytest.raises(Refused) as many:
        cells([114.2, lon], [30.5, lat])
    assert many.value.code == code
    assert many.value.facts["row"] == 1


@settings(deadline=None)
@given(lons, lats, st.floats(0, 0.004), st.floats(0, 0.004), share, share)
def test_no_point_of_a_box_is_missed(
    west: float, south: float, width: float, height: float, right: float, up: float
) -> None:
    east, north = min(west + width, 180), south + height
    lon, lat = west + (east - west) * right, south + height * up
    assert cell(lon, lat) in cells_in_box(west, south, east, north)


def test_no_point_of_a_wide_box_is_missed_at_a_coarse_resolution() -> None:
    box = (114.0, 30.4, 114.5, 30.8)
    found = set(cells_in_box(*box, 7))
    steps = [k / 40 for k in range(41)]
    for right in steps:
        for up in steps:
            lon, lat = box[0] + 0.5 * right, box[1] + 0.4 * up
            assert cell(lon, lat, 7) in found
    # 0.5° × 0.4° is about 2,130 km² and a cell of resolution 7 about 5 km²: the rim and no more.
    assert len(found) * 5.16 < 1.3 * 2_130


def test_a_box_turned_over_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        cells_in_box(114.3, 30.5, 114.2, 30.6)
    assert refused.value.code == "box_turned_over"


@settings(deadline=None)
@given(lons, lats, st.floats(0, 120), st.floats(0, 2 * math.pi), share)
def test_no_point_of_a_radius_is_missed(
    lon: float, lat: float, radius_m: float, bearing: float, out: float
) -> None:
    metres = radius_m * math.sqrt(out) * 0.999
    lat_there = lat + metres * math.cos(bearing) / 111_195
    lon_there = lon + metres * math.sin(bearing) / (111_195 * math.cos(math.radians(lat)))
    if abs(lon_there) <= 180:
        assert cell(lon_there, lat_there) in cells_near(lon, lat, radius_m)


@given(lons, lats, lons, lats, st.integers(4, 11))
def test_a_span_holds_the_descendants_and_nobody_else(
    lon: float, lat: float, other_lon: float, other_lat: float, resolution: int
) -> None:
    coarse = parent(cell(lon, lat), resolution)
    first, last = span(coarse)
    assert first <= cell(lon, lat) <= last
    other = cell(other_lon, other_lat)
    assert (first <= other <= last) == (parent(other, resolution) == coarse)


def test_a_span_towards_a_coarser_resolution_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        span(cell(*WUHAN), 9)
    assert refused.value.code == "cell_too_fine"


def test_spans_of_a_box_hold_the_same_cells_in_fewer_pieces() -> None:
    fine = cells_in_box(114.26, 30.54, 114.27, 30.55)
    coarse = sorted({parent(one, 9) for one in fine})
    pieces = spans(coarse)
    assert len(pieces) <= len(coarse)
    assert all(any(first <= one <= last for first, last in pieces) for one in fine)
    children = {
        one
        for one in (cell(114.2 + k / 500, 30.5 + j / 500) for k in range(60) for j in range(60))
        if any(first <= one <= last for first, last in pieces)
    }
    assert {parent(one, 9) for one in children} <= set(coarse)


@given(lons, lats, share, share, st.integers(5, 10), st.floats(0.2, 12))
def test_no_point_of_a_box_is_counted_to_a_cell_that_is_not_asked_for(
    lon: float, lat: float, right: float, up: float, resolution: int, size: float
) -> None:
    """Also where a point's finest cell belongs to the neighbour of the cell the point lies in."""
    side = size * 0.6 / 2.65 ** (resolution - 5) * 0.1
    x, y = max(lon - right * side, -180.0), lat - up * side
    box = (x, y, min(x + side, 180.0), y + side)
    assert parent(cell(lon, lat), resolution) in parents_in_box(*box, resolution) or not (
        box[0] <= lon <= box[2] and box[1] <= lat <= box[3]
    )


@given(lons, lats, st.integers(0, 11))
def test_a_parent_can_be_reckoned_with_two_numbers(lon: float, lat: float, resolution: int) -> None:
    keep, fill = parent_bits(resolution)
    assert cell(lon, lat) & keep | fill == parent(cell(lon, lat), resolution)
    first, last = all_of(resolution)
    assert first <= parent(cell(lon, lat), resolution) <= last < all_of(resolution + 1)[0]


def test_the_finest_resolution_that_covers_a_box_with_few_cells() -> None:
    far, near = (113.0, 30.0, 115.0, 31.5), (114.26, 30.54, 114.265, 30.545)
    for box, expected in ((far, 6), (near, 10)):
        chosen = resolution_for_box(*box, range(5, 11), 1000)
        assert chosen == expected
        assert len(cells_in_box(*box, chosen)) < 1500
    assert resolution_for_box(-180, -90, 180, 90, range(5, 11), 400) == 5


def test_the_tables_keep_resolution_11() -> None:
    assert cells_module.RESOLUTION == 11
