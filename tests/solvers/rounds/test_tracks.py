"""What a track proves: along, across, apart, and with holes in it."""

import numpy as np
import pytest

from xiuhua.solvers.rounds.tracks import walked_shares

ROAD = np.array([[0.0, 0.0], [200.0, 0.0]])


def track(points, every_s=10.0):
    return np.array(points, dtype=float), np.arange(len(points)) * every_s


def shares(lines, points, tolerance_m=20.0, every_s=10.0):
    return walked_shares(lines, *track(points, every_s), tolerance_m)[0]


def test_along_the_road_is_walked_and_the_nearest_point_is_named() -> None:
    points = [(x, 8.0) for x in range(0, 201, 10)]
    found, nearest = walked_shares([ROAD], *track(points), 20.0)
    assert found[0] == 1.0 and nearest[0] == 10


def test_across_the_road_is_not_walked() -> None:
    assert shares([ROAD], [(100.0, y) for y in range(-100, 101, 10)])[0] < 0.3


def test_half_way_is_half() -> None:
    assert shares([ROAD], [(x, 0) for x in range(0, 101, 10)], 5.0)[0] == pytest.approx(
        0.5, abs=0.05
    )


def test_beside_the_tolerance_is_not_walked() -> None:
    points = [(x, 21.0) for x in range(0, 201, 10)]
    assert shares([ROAD], points)[0] == 0
    assert shares([ROAD], points, 22.0)[0] == 1


def test_a_hole_in_time_or_place_is_not_filled() -> None:
    ends = [(0.0, 0.0), (200.0, 0.0)]
    assert shares([ROAD], ends, every_s=60)[0] == 1
    assert shares([ROAD], ends, every_s=600)[0] < 0.3
    far = np.array([[0.0, 0.0], [600.0, 0.0]])
    assert shares([far], [(0.0, 0.0), (600.0, 0.0)], every_s=60)[0] < 0.2


def test_no_points_prove_nothing() -> None:
    found, nearest = walked_shares([ROAD], np.zeros((0, 2)), np.zeros(0), 20.0)
    assert (found[0], nearest[0]) == (0, -1)
