"""Borders in metres, also where vertices differ."""

import numpy as np
import pytest
from shapely.geometry import LineString, box

from tests.solvers.partition.towns import EPSG, board
from xiuhua.solvers.measure import project
from xiuhua.solvers.partition import Town
from xiuhua.solvers.partition.borders import shared_borders
from xiuhua.solvers.partition.reasons import reasons
from xiuhua.solvers.partition.roads import Line, follow, known_roads


def test_neighbours_share_a_side_and_corners_do_not_count():
    pairs = shared_borders(project(np.array(board(2, 2), dtype=object), EPSG))
    found = {(int(i), int(j)): m for i, j, m in zip(*pairs, strict=True)}
    assert set(found) == {(0, 1), (0, 2), (1, 3), (2, 3)}
    assert found[0, 1] == pytest.approx(99.8, abs=0.5)
    assert found[0, 2] == pytest.approx(100.7, abs=0.5)


def test_blocks_that_meet_at_a_t_and_miss_by_centimetres_are_neighbours():
    metric = np.array(
        [box(0, 0, 100, 50), box(0.02, 50.03, 60, 90), box(60, 50.03, 100, 90)], dtype=object
    )
    pairs = shared_borders(metric)
    found = {(int(i), int(j)): m for i, j, m in zip(*pairs, strict=True)}
    assert found[0, 1] == pytest.approx(60, abs=0.3)
    assert found[0, 2] == pytest.approx(40, abs=0.3)


def test_blocks_with_a_street_between_them_are_no_neighbours():
    assert (
        len(shared_borders(np.array([box(0, 0, 9, 9), box(9.2, 0, 20, 9)], dtype=object)).one) == 0
    )


def along_roads(barrier=False):
    """Two rows of three blocks with a main road between the rows."""
    blocks = board(3, 2)
    y = blocks[0].bounds[3]
    road = LineString([(113.99, y), (114.01, y)])
    line = Line(road, "四新大道", "main", is_barrier=barrier)
    town = Town.of(blocks, EPSG)
    limits = np.array([0, 0, 1, 0, 0, 1])
    return town, follow(town, blocks, [line], EPSG, limits)


def test_a_border_along_a_known_road_is_cheap_and_one_through_a_compound_dear():
    town, along = along_roads()
    edges = known_roads(town, along).edges
    cost = {
        (int(i), int(j)): c / m
        for i, j, c, m in zip(edges.here, edges.other, edges.cost_m, edges.border_m, strict=True)
    }
    assert cost[0, 3] == cost[3, 0] == pytest.approx(0.6)
    assert cost[0, 1] == pytest.approx(3.0)
    assert cost[1, 2] == pytest.approx(1.5)  # a community limit


def test_a_barrier_is_no_way_through_unless_the_town_would_fall_apart():
    town, along = along_roads(barrier=True)
    assert known_roads(town, along).edges.joint.all()  # the only way north
    blocks = board(3, 2)
    short = Line(
        LineString([(113.99, blocks[0].bounds[3]), (blocks[1].bounds[2], blocks[0].bounds[3])]),
        "",
        "",
        is_barrier=True,
    )
    joint = known_roads(town, follow(town, blocks, [short], EPSG)).edges
    barred = {
        (int(i), int(j))
        for i, j, open_ in zip(joint.here, joint.other, joint.joint, strict=True)
        if not open_
    }
    assert barred == {(0, 3), (3, 0), (1, 4), (4, 1)}


def test_each_border_says_what_it_follows():
    town, along = along_roads()
    (reason,) = reasons(town, np.array([0, 0, 0, 1, 1, 1]), along)
    assert (reason.one, reason.two) == (0, 1)
    assert [(s.name, s.kind) for s in reason.stretches] == [("四新大道", "main")]
    assert reason.known_share == 1
    west_east = reasons(town, np.array([0, 0, 1, 0, 0, 1]), along)[0]
    assert west_east.limit_m == pytest.approx(west_east.length_m)
    assert [s.name for s in west_east.stretches] == [""]
