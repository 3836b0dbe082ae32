"""Flaws of drawn areas: each kind a person can draw gets its own word, and its place."""

import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from xiuhua.solvers.validity import Flaw, flaw_of

SHELL = [(0, 0), (10, 0), (10, 10), (0, 10)]


def test_a_valid_area_has_no_flaw():
    assert flaw_of(box(0, 0, 1, 1)) is None
    assert flaw_of(MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)])) is None


@pytest.mark.parametrize(
    ("geometry", "flaw"),
    [
        (Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), Flaw("self_intersection", "1, 1")),
        (
            Polygon([(0, 0), (10, 0), (10, 10), (5, 0), (0, 10)]),
            Flaw("ring_self_intersection", "5, 0"),
        ),
        (
            Polygon([(0, 0), (5, 5), (0, 10), (10, 10), (5, 5), (10, 0)]),
            Flaw("ring_self_intersection", "5, 5"),
        ),
        (
            Polygon(SHELL, [[(20, 20), (21, 20), (21, 21)]]),
            Flaw("hole_lies_outside_shell", "20, 20"),
        ),
        (shapely.from_wkt("POLYGON ((0 0, 1 nan, 1 1, 0 0))"), None),
        (box(525_000, 3_380_000, 526_000, 3_381_000), Flaw("not_in_degrees", "525000, 3380000")),
        (Polygon(), Flaw("empty")),
        (Point(1, 1), Flaw("not_a_polygon")),
        (LineString([(0, 0), (1, 1)]), Flaw("not_a_polygon")),
    ],
)
def test_each_flaw_has_its_word_and_place(geometry, flaw):
    found = flaw_of(geometry)
    if flaw is None:  # A coordinate that is no number: the place is none either.
        assert found is not None
        assert found.reason == "invalid_coordinate"
    else:
        assert found == flaw


def test_two_parts_that_overlap_are_a_flaw():
    found = flaw_of(MultiPolygon([box(0, 0, 2, 2), box(1, 1, 3, 3)]))
    assert found is not None
    assert found.reason == "self_intersection"
