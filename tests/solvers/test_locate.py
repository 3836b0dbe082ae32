"""The locator: borders, holes, ties, what is outside; scalar, vector and brute force agree."""

import csv
import gzip
import json
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, shape

from xiuhua.rulebook.coordinates import says_no_location
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.locate import Locator, Nearest

GEOD = Geod(a=6378137.0, rf=298.257222101)
WEST, EAST = box(114.25, 30.54, 114.26, 30.55), box(114.26, 30.54, 114.27, 30.55)


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code, caught.value.facts


def test_a_point_is_answered_with_its_area_and_outside_with_none():
    locator = Locator([("02", EAST), ("01", WEST)])
    assert locator.locate(114.255, 30.545) == "01"
    assert locator.locate(114.265, 30.545) == "02"
    assert locator.locate(114.28, 30.545) is None
    assert locator.locate(30.545, 114.255) is None


def test_a_shared_border_goes_to_the_smaller_key_however_they_were_listed():
    for areas in ([("01", WEST), ("02", EAST)], [("02", EAST), ("01", WEST)]):
        locator = Locator(areas)
        assert locator.locate(114.26, 30.545) == "01"
        assert locator.locate_many([114.26], [30.545]).tolist() == ["01"]
    turned = Locator([("02", WEST), ("01", EAST)])
    assert turned.locate(114.26, 30.545) == "01"


def test_an_outer_corner_belongs_to_the_area():
    assert Locator([(7, WEST)]).locate(114.25, 30.54) == 7


def test_holes_are_outside_and_an_enclave_is_its_own_area():
    hole = box(114.252, 30.542, 114.254, 30.544)
    locator = Locator([("01", WEST - hole)])
    assert locator.locate(114.253, 30.543) is None
    assert locator.locate(114.252, 30.543) == "01"
    assert Locator([("01", WEST - hole), ("02", hole)]).locate(114.253, 30.543) == "02"


def test_an_area_may_have_several_parts():
    locator = Locator([("01", MultiPolygon([WEST, box(114.28, 30.54, 114.29, 30.55)]))])
    assert locator.locate(114.285, 30.545) == "01"
    assert locator.locate(114.275, 30.545) is None


def test_no_number_is_outside():
    locator = Locator([("01", WEST)])
    nan, inf = float("nan"), float("inf")
    for lon, lat in ((nan, 30.545), (114.255, nan), (inf, 30.545)):
        assert locator.locate(lon, lat) is None
        assert locator.nearest(lon, lat, 1e6) is None
    assert locator.locate_many([nan, 114.255], [30.545, 30.545]).tolist() == [None, "01"]


def test_an_empty_locator_knows_no_place():
    locator = Locator([])
    assert len(locator) == 0
    assert locator.locate(114.255, 30.545) is None
    assert locator.locate_many([114.255], [30.545]).tolist() == [None]
    assert locator.nearest(114.255, 30.545, 100) is None


BOW_TIE = Polygon([(114.25, 30.54), (114.26, 30.55), (114.26, 30.54), (114.25, 30.55)])


@pytest.mark.parametrize(
    ("geometry", "wrong"),
    [
        (BOW_TIE, ("area_invalid", "self_intersection")),
        (LineString([(114.25, 30.54), (114.26, 30.55)]), ("area_invalid", "not_a_polygon")),
        (Polygon(), ("area_invalid", "empty")),
        (box(500_000, 3_370_000, 501_000, 3_371_000), ("area_invalid", "not_in_degrees")),
    ],
)
def test_an_area_that_cannot_be_asked_is_refused_by_its_key(geometry, wrong):
    code, facts = refusal(Locator, [("01", WEST), ("ZT-07", geometry)])
    assert (code, facts.get("reason")) == wrong
    assert facts["key"] == "ZT-07"


def test_a_key_given_twice_is_refused():
    assert refusal(Locator, [("01", WEST), ("01", EAST)]) == ("area_key_twice", {"key": "01"})


def test_the_callers_geometries_are_left_unprepared():
    assert not shapely.is_prepared(WEST)
    Locator([("01", WEST)])
    assert not shapely.is_prepared(WEST)


def test_distances_agree_with_the_ellipsoid():
    locator = Locator([("01", WEST), ("02", EAST)])
    key, distance_m = locator.nearest(114.249, 30.545, max_m=200)
    true = GEOD.inv(114.249, 30.545, 114.25, 30.545)[2]
    assert (key, distance_m) == ("01", pytest.approx(true, rel=1e-3))
    assert locator.nearest(114.249, 30.545, max_m=true - 1) is None
    assert locator.nearest(114.255, 30.545, max_m=1) == Nearest("01", 0.0)
    inside_m = locator.border_distance_m(114.251, 30.545)
    assert inside_m == pytest.approx(GEOD.inv(114.25, 30.545, 114.251, 30.545)[2], rel=1e-3)
    assert locator.border_distance_m(114.249, 30.545) is None


def ragged_town(seed):
    """Invented areas: Voronoi cells of seeded points, some overlapping, one with two parts."""
    chance = np.random.default_rng(seed)
    seeds = shapely.multipoints(chance.uniform((114.25, 30.54), (114.27, 30.56), (12, 2)))
    frame = box(114.25, 30.54, 114.27, 30.56)
    cells = shapely.voronoi_polygons(seeds, extend_to=frame.buffer(0.01))
    cells = [cell & frame for cell in cells.geoms]
    cells[0] = cells[0] | cells[5]
    return [(f"G{i:02}", c) for i, c in enumerate(cells)], frame


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_scalar_vector_and_brute_force_agree(seed):
    areas, frame = ragged_town(seed)
    locator = Locator(areas)
    chance = np.random.default_rng(seed)
    lons, lats = chance.uniform(114.248, 114.272, 200), chance.uniform(30.538, 30.562, 200)
    # Corners of the cells are the hardest points: several cells hold them.
    corners = np.concatenate([shapely.get_coordinates(cell) for _, cell in areas])
    lons, lats = np.concatenate([lons, corners[:, 0]]), np.concatenate([lats, corners[:, 1]])
    brute = [
        min((key for key, cell in areas if cell.intersects(Point(x, y))), default=None)
        for x, y in zip(lons, lats, strict=True)
    ]
    assert [locator.locate(x, y) for x, y in zip(lons, lats, strict=True)] == brute
    assert locator.locate_many(lons, lats).tolist() == brute


@pytest.mark.parametrize("few", [0, 1000])
def test_bounds_and_tree_give_the_same_answers(few, monkeypatch):
    """Whatever the number of areas, a point is compared with every area it may lie in."""
    monkeypatch.setattr("xiuhua.solvers.locate.FEW", few)
    areas = [(n, box(n % 9, n // 9, n % 9 + 1.2, n // 9 + 1.1)) for n in range(81)]
    lons, lats = np.meshgrid(np.linspace(-1, 11, 60), np.linspace(-1, 11, 60))
    locator = Locator(areas)
    found = locator.locate_many(lons, lats)
    points = zip(lons.ravel(), lats.ravel(), strict=True)
    assert list(found) == [locator.locate(lon, lat) for lon, lat in points]
    assert len(set(found)) == 82


def test_threads_get_the_same_answers_from_a_fresh_locator():
    areas, _ = ragged_town(3)
    lons, lats = np.linspace(114.25, 114.27, 400), np.linspace(30.56, 30.54, 400)
    expected = Locator(areas).locate_many(lons, lats).tolist()
    shared, answers = Locator(areas), [None] * 4

    def ask(place):
        answers[place] = [shared.locate(x, y) for x, y in zip(lons, lats, strict=True)]

    threads = [Thread(target=ask, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 4


BOSTON = Path(__file__).resolve().parents[3] / "shared/data/boston_311_2015"


def boston_districts():
    """Police districts as drawn by the city."""
    features = json.loads((BOSTON / "Police_Districts.geojson").read_text(encoding="utf-8"))
    for feature in features["features"]:
        yield feature["properties"]["ID"], shape(feature["geometry"])


@pytest.mark.data
def test_a_hundred_thousand_real_requests_lie_where_the_city_says():
    with gzip.open(BOSTON / "boston311_2015.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [
            (float(row["longitude"]), float(row["latitude"]), row["police_district"])
            for row in csv.DictReader(file)
        ]
    city_hall = [(-71.0587, 42.3594)]
    placed = [row for row in rows if not says_no_location(row[0], row[1], city_hall)]
    assert len(rows) - len(placed) == 17_070
    lons, lats, said = zip(*placed, strict=True)
    locator = Locator(boston_districts())
    found = locator.locate_many(lons, lats)
    known = [(s.replace("-", ""), f) for s, f in zip(said, found, strict=True) if s.strip()]
    assert sum(s == f for s, f in known) / len(known) > 0.993
    assert [locator.locate(x, y) for x, y in zip(lons[:5000], lats[:5000], strict=True)] == (
        found[:5000].tolist()
    )
