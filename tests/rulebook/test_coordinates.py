"""Coordinates: reading, converting once, the zone. Distances are checked on a sphere, in metres."""

from decimal import Decimal
from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.rulebook import coordinates
from xiuhua.rulebook.coordinates import CHINA, Box, Crs, Point, canonical, metric_epsg, read_point
from xiuhua.rulebook.refusal import Refused

HANYANG = Box(114.10, 30.45, 114.33, 30.62)


def metres_apart(one, other):
    return 111_195 * hypot((one[0] - other[0]) * cos(radians(one[1])), one[1] - other[1])


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code, caught.value.facts


# --- reading


@pytest.mark.parametrize(
    "text",
    [
        "114.2651",
        " 114.2651 ",
        "+114.2651",
        "１１４．２６５１",
        "东经114.2651",
        "114.2651E",
        "114.2651° E".replace("° ", ""),
        "114°15'54.36\"",
        "114°15′54.36″",
        "114°15’54.36”E",
        "114度15分54.36秒",
        "114:15:54.36",
        "114°15.906'",
        114.2651,
        Decimal("114.2651"),
    ],
)
def test_a_longitude_is_read_in_the_forms_people_write(text):
    assert read_point(text, 30.5498).lon == pytest.approx(114.2651, abs=1e-9)


@pytest.mark.parametrize(
    ("lon", "lat", "point"),
    [
        ("-71.0587", "42.3594", (-71.0587, 42.3594)),
        ("71.0587W", "42.3594N", (-71.0587, 42.3594)),
        ("西经71°3′31.32″", "北纬42°21′33.84″", (-71.0587, 42.3594)),
        ("151.2E", "33.87S", (151.2, -33.87)),
        ("-0°30'", "-0:30", (-0.5, -0.5)),
        (0, 51.5, (0, 51.5)),
    ],
)
def test_west_and_south_are_negative(lon, lat, point):
    read = read_point(lon, lat)
    assert (read.lon, read.lat) == pytest.approx(point, abs=1e-9)


@pytest.mark.parametrize(
    ("lon", "lat", "wrong", "axis"),
    [
        (None, 30.5, "coordinate_missing", "lon"),
        ("", 30.5, "coordinate_missing", "lon"),
        (114.2, True, "coordinate_missing", "lat"),
        ("abc", 30.5, "coordinate_not_a_number", "lon"),
        ("114,2651", 30.5, "coordinate_not_a_number", "lon"),
        ("1_14.2", 30.5, "coordinate_not_a_number", "lon"),
        ("114°75'", 30.5, "coordinate_not_a_number", "lon"),
        ("-114.2W", 30.5, "coordinate_not_a_number", "lon"),
        ("114.2N", 30.5, "coordinate_not_a_number", "lon"),
        (float("nan"), 30.5, "coordinate_not_finite", "lon"),
        (114.2, "inf", "coordinate_not_finite", "lat"),
        (10**400, 30.5, "coordinate_not_finite", "lon"),
        (180.0001, 30.5, "coordinate_out_of_range", "lon"),
        (114.2, 90.0001, "coordinate_out_of_range", "lat"),
        (30.5, 114.2, "coordinate_out_of_range", "lat"),
    ],
)
def test_what_is_no_coordinate_is_refused_naming_the_axis(lon, lat, wrong, axis):
    code, facts = refusal(read_point, lon, lat)
    assert (code, facts["axis"]) == (wrong, axis)


def test_zero_zero_is_a_missing_fix_and_no_place():
    assert refusal(read_point, "0", 0.0)[0] == "coordinates_are_zero"


def test_a_swapped_pair_is_named_as_such_when_the_place_is_known():
    assert refusal(read_point, 30.5498, 114.2651, box=HANYANG) == (
        "coordinates_swapped",
        {"lon": 30.5498, "lat": 114.2651},
    )
    assert read_point(114.2651, 30.5498, box=HANYANG) == Point(114.2651, 30.5498)


def test_a_point_outside_the_box_is_refused():
    code, facts = refusal(read_point, 121.47, 31.23, box=HANYANG)
    assert (code, facts["box"]) == ("coordinates_outside_box", [114.10, 30.45, 114.33, 30.62])


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_any_valid_pair_reads_the_same_from_number_and_text(lon, lat):
    if lon == 0 and lat == 0:
        return
    assert read_point(repr(lon), repr(lat)) == read_point(lon, lat) == Point(lon, lat)


@given(st.text(max_size=20))
def test_no_text_at_all_breaks_the_reader(text):
    try:
        value = coordinates.read_degrees(text, "lon")
    except Refused:
        return
    assert isinstance(value, float)


# --- converting


def test_conversions_give_the_published_example():
    """The example of coordtransform (MIT): 116.404, 39.915, to its last digits."""
    gcj = coordinates.shifted(Point(116.404, 39.915, Crs.WGS84), Crs.GCJ02)
    assert (gcj.lon, gcj.lat) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-12)
    # Its GCJ-02 → BD-09 example, taken the way back.
    there = coordinates.shifted(canonical(Point(116.404, 39.915, Crs.GCJ02)), Crs.BD09)
    assert (there.lon, there.lat) == pytest.approx(
        (116.41036949371029, 39.92133699351021), abs=1e-9
    )


def test_the_shift_at_hanyang_is_some_hundred_metres():
    received = Point(114.2651, 30.5498, Crs.GCJ02)
    moved = canonical(received)
    assert 100 < metres_apart((received.lon, received.lat), (moved.lon, moved.lat)) < 700
    assert (moved.crs, moved.received_as) == (Crs.CGCS2000, Crs.GCJ02)


INSIDE = st.tuples(
    st.floats(CHINA.west + 1, CHINA.east - 1), st.floats(CHINA.south + 1, CHINA.north - 1)
)


@given(INSIDE, st.sampled_from([Crs.GCJ02, Crs.BD09]))
def test_there_and_back_is_within_a_centimetre(place, crs):
    on_map = coordinates.shifted(Point(*place), crs)
    back = canonical(Point(on_map.lon, on_map.lat, crs))
    assert metres_apart(place, (back.lon, back.lat)) < 0.001


@given(INSIDE, st.sampled_from([Crs.GCJ02, Crs.BD09]))
def test_back_and_there_is_within_a_centimetre(place, crs):
    plain = canonical(Point(*place, crs))
    again = coordinates.shifted(plain, crs)
    assert metres_apart(place, (again.lon, again.lat)) < 0.001


@pytest.mark.parametrize("place", [(-71.0587, 42.3594), (151.2, -33.87), (139.7, 35.68)])
def test_outside_china_gcj_is_not_shifted(place):
    assert canonical(Point(*place, Crs.GCJ02)) == Point(*place, Crs.CGCS2000, Crs.GCJ02)
    assert coordinates.shifted(Point(*place), Crs.GCJ02).lon == place[0]


def test_wgs84_is_taken_as_equal_and_keeps_its_label():
    assert canonical(Point(114.2651, 30.5498, Crs.WGS84)) == Point(
        114.2651, 30.5498, Crs.CGCS2000, Crs.WGS84
    )


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09, Crs.WGS84])
def test_converting_twice_is_refused(crs):
    once = canonical(Point(114.2651, 30.5498, crs))
    assert refusal(canonical, once) == (
        "already_converted",
        {"crs": "EPSG:4490", "received_as": str(crs)},
    )


def test_a_canonical_point_received_as_such_stays_as_it_is_however_often():
    point = Point(114.2651, 30.5498)
    assert canonical(canonical(point)) == canonical(point)
    assert (canonical(point).lon, canonical(point).lat) == (point.lon, point.lat)


def test_a_shifted_point_is_neither_shifted_again_nor_taken_for_a_received_one():
    drawn = coordinates.shifted(Point(114.2651, 30.5498), Crs.GCJ02)
    assert refusal(coordinates.shifted, drawn, Crs.BD09)[0] == "already_converted"
    assert refusal(canonical, drawn)[0] == "already_converted"


# --- zone and placeholders


@pytest.mark.parametrize(
    ("lon", "lat", "epsg"),
    [
        (114.2651, 30.5498, 4547),  # Wuhan, central meridian 114° E
        (121.4737, 31.2304, 4549),  # Shanghai, 120° E is 4549
        (113.3, 23.1, 4547),  # Guangzhou
        (112.5, 30, 4547),  # the western edge belongs to the zone it begins
        (115.49, 30, 4547),
        (115.5, 30, 4548),
        (75.0, 39.5, 4534),
        (73.6, 39.5, 4534),
        (134.9, 48.3, 4554),
        (116.4, 39.9, 4548),
        (-71.0587, 42.3594, 32619),  # Boston
        (151.2, -33.87, 32756),  # Sydney
        (73.0, 40.0, 32643),  # inside the rectangle, but no Chinese zone reaches so far west
        (180.0, 10.0, 32660),
        (-180.0, 10.0, 32601),
    ],
)
def test_a_place_is_measured_in_its_own_zone(lon, lat, epsg):
    assert metric_epsg(lon, lat) == epsg


def test_a_town_hall_can_mean_no_location():
    city_hall = [(-71.0587, 42.3594)]
    assert coordinates.says_no_location(-71.0587, 42.3594, city_hall)
    assert coordinates.says_no_location(-71.05870000001, 42.3594, city_hall)
    assert not coordinates.says_no_location(-71.0588, 42.3594, city_hall)
    assert coordinates.says_no_location(-71.0588, 42.3594, city_hall, tolerance_deg=2e-4)
    assert not coordinates.says_no_location(42.3594, -71.0587, city_hall)
    assert not coordinates.says_no_location(-71.0587, 42.3594, [])
