"""Blocks and grids: on small invented towns from a seed, and on the real centre of Shanghai."""

import gzip
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from xiuhua.rulebook.coordinates import metric_epsg
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.blocks import blocks_from_roads, dissolve, shared_borders
from xiuhua.solvers.grid_check import check_grids
from xiuhua.solvers.measure import area_m2, areas_m2, project, unproject
from xiuhua.solvers.partition import Problem, Stop, Town, solve

EPSG = 4547
ORIGIN = np.array([525_000.0, 3_381_000.0])  # near Hanyang, in metres of EPSG:4547
SEEDS = st.integers(0, 5000)
few = settings(deadline=None, max_examples=12)


def at(geometry_m):
    """A geometry drawn in metres from the origin, in degrees."""
    return unproject(shapely.transform(geometry_m, lambda xy: xy + ORIGIN), EPSG)


def lattice(seed, columns=5, rows=4, spacing_m=120.0):
    """Invented streets: a jittered lattice across a frame, in metres, and the frame."""
    chance = np.random.default_rng(seed)
    width, height = columns * spacing_m, rows * spacing_m
    streets = []
    for column in range(1, columns):
        x = column * spacing_m + chance.uniform(-15, 15)
        streets.append(LineString([(x, -50), (x + chance.uniform(-15, 15), height + 50)]))
    for row in range(1, rows):
        y = row * spacing_m + chance.uniform(-15, 15)
        streets.append(LineString([(-50, y), (width + 50, y + chance.uniform(-15, 15))]))
    return box(0, 0, width, height), streets


def tiles(blocks, boundary):
    """Whether the blocks are the boundary, without gap or overlap of more than a tenth of a m²."""
    listed = [(f"{place:04}", block) for place, block in enumerate(blocks)]
    return check_grids(boundary, listed, EPSG, tolerance_m2=0.1).is_clean


# --- blocks


def test_without_roads_the_boundary_is_one_block():
    boundary = at(box(0, 0, 300, 200))
    (block,) = blocks_from_roads(boundary, [], EPSG)
    assert block.equals_exact(boundary, 1e-9, normalize=True)


@few
@given(SEEDS)
def test_a_lattice_of_streets_gives_its_blocks_and_they_tile_the_boundary(seed):
    frame, streets = lattice(seed)
    blocks = blocks_from_roads(at(frame), [at(s) for s in streets], EPSG)
    assert len(blocks) == 20
    assert tiles(blocks, at(frame))


def test_roads_clipped_to_a_slanting_boundary_still_cut_it():
    """A clipped road ends a rounding error beside the boundary; that must not join two blocks."""
    boundary = at(Polygon([(0, 0), (433, 57), (391, 411), (-29, 377)]))
    streets = [at(LineString([(x, -50), (x + 13, 500)])) for x in (101, 203, 307)]
    clipped = [street & boundary for street in streets]
    assert len(blocks_from_roads(boundary, clipped, EPSG)) == 4
    assert len(blocks_from_roads(boundary, streets, EPSG)) == 4


@few
@given(SEEDS, st.floats(6, 22))
def test_the_strip_between_two_carriageways_is_no_block(seed, apart_m):
    frame, streets = lattice(seed)
    plain = blocks_from_roads(at(frame), [at(s) for s in streets], EPSG)
    doubled = [*streets, streets[1].parallel_offset(apart_m), streets[5].parallel_offset(apart_m)]
    blocks = blocks_from_roads(at(frame), [at(s) for s in doubled], EPSG)
    assert len(blocks) == len(plain)
    assert tiles(blocks, at(frame))


def test_a_link_triangle_is_merged_and_a_dead_end_cuts_nothing():
    frame = box(0, 0, 400, 400)
    crossing = [LineString([(200, -10), (200, 410)]), LineString([(-10, 200), (410, 200)])]
    link = LineString([(200, 230), (230, 200)])
    dead_end = LineString([(300, 200), (300, 300)])
    blocks = blocks_from_roads(at(frame), [at(g) for g in (*crossing, link, dead_end)], EPSG)
    assert len(blocks) == 4
    assert sorted(areas_m2(np.array(blocks), EPSG)) == pytest.approx([40_000] * 4, rel=0.02)
    assert tiles(blocks, at(frame))


def test_a_sliver_goes_to_the_neighbour_with_the_longest_border():
    frame = box(0, 0, 400, 400)
    # A strip of 10 m beside the street; its west side has one block, its east side two.
    roads = [
        LineString([(200, -10), (200, 410)]),
        LineString([(210, -10), (210, 410)]),
        LineString([(210, 150), (410, 150)]),
    ]
    blocks = blocks_from_roads(at(frame), [at(g) for g in roads], EPSG)
    sizes = sorted(areas_m2(np.array(blocks), EPSG))
    assert sizes == pytest.approx([190 * 150, 190 * 250, 210 * 400], rel=1e-4)


def test_slivers_alone_become_one_block_between_them():
    frame = box(0, 0, 400, 60)
    roads = [LineString([(-10, y), (410, y)]) for y in (20, 40)]
    (block,) = blocks_from_roads(at(frame), [at(g) for g in roads], EPSG)
    assert area_m2(block, EPSG) == pytest.approx(24_000, rel=1e-4)


def test_a_ring_road_makes_a_block_within_a_block():
    frame = box(0, 0, 400, 400)
    ring = box(100, 100, 300, 300).exterior
    blocks = blocks_from_roads(at(frame), [at(ring)], EPSG)
    assert sorted(areas_m2(np.array(blocks), EPSG)) == pytest.approx([40_000, 120_000], rel=1e-4)
    assert tiles(blocks, at(frame))


def test_a_boundary_with_a_hole_and_two_parts_is_tiled_and_not_bridged():
    lake = box(100, 100, 200, 200)
    boundary = MultiPolygon([box(0, 0, 300, 300) - lake, box(500, 0, 800, 300)])
    street = LineString([(-10, 250), (900, 250)])
    blocks = blocks_from_roads(at(boundary), [at(street)], EPSG)
    assert len(blocks) == 4
    assert tiles(blocks, at(boundary))


def test_the_same_roads_in_another_order_give_the_same_blocks():
    frame, streets = lattice(7)
    one = blocks_from_roads(at(frame), [at(s) for s in streets], EPSG)
    other = blocks_from_roads(at(frame), [at(s.reverse()) for s in reversed(streets)], EPSG)
    assert len(one) == len(other)
    assert all(a.symmetric_difference(b).area < 1e-15 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("boundary", [Polygon(), LineString([(114.2, 30.5), (114.3, 30.6)])])
def test_a_boundary_that_bounds_nothing_is_refused(boundary):
    with pytest.raises(Refused) as caught:
        blocks_from_roads(boundary, [], EPSG)
    assert caught.value.code == "boundary_invalid"


def test_borders_are_measured_and_corners_are_none():
    squares = [box(0, 0, 10, 10), box(10, 0, 20, 10), box(10, 10, 20, 20)]
    assert shared_borders(squares) == [{1: 10.0}, {0: 10.0, 2: 10.0}, {1: 10.0}]


# --- grids


def grids_of(blocks, k, seed, epsg, deviation=0.6):
    """The blocks of each grid, equal in area as far as the deviation says."""
    town = Town.of(blocks, epsg)
    quick = Stop(short=500, long=2_000, least=40)
    found = solve(Problem(town, town.area_m2, k, deviation), quick, seed)
    return [grid.tolist() for grid in found.grids()]


def hangs_together(polygons):
    """Brute force: their union is one polygon, so no piece hangs on by a corner alone."""
    return dissolve(polygons).geom_type == "Polygon"


@few
@given(SEEDS, st.integers(1, 8), st.integers(0, 100))
def test_grids_cover_every_block_once_and_each_is_in_one_piece(town_seed, k, seed):
    frame, streets = lattice(town_seed, columns=7, rows=6)
    blocks = blocks_from_roads(at(frame), [at(s) for s in streets], EPSG)
    grids = grids_of(blocks, k, seed, EPSG)
    assert len(grids) == k
    assert sorted(place for grid in grids for place in grid) == list(range(len(blocks)))
    assert all(hangs_together([blocks[place] for place in grid]) for grid in grids)
    sizes = [areas_m2(np.array([blocks[p] for p in grid]), EPSG).sum() for grid in grids]
    assert max(sizes) < 1.6 * area_m2(at(frame), EPSG) / k
    assert grids == grids_of(blocks, k, seed, EPSG)


def test_as_many_grids_as_blocks_leaves_each_its_own_and_numbered_north_west_first():
    frame, streets = lattice(3, columns=3, rows=3)
    blocks = blocks_from_roads(at(frame), [at(s) for s in streets], EPSG)
    assert grids_of(blocks, 9, 1, EPSG) == [[place] for place in range(9)]


# --- the real network

SHANGHAI = Path(__file__).resolve().parents[3] / "shared/data/shanghai_centre_osm"
STREETS = {"residential", "unclassified", "living_street"} | {
    size + link
    for size in ("motorway", "trunk", "primary", "secondary", "tertiary")
    for link in ("", "_link")
}


def shanghai_roads():
    """The lines of the road network's streets; © OpenStreetMap contributors, ODbL 1.0."""
    nodes, lines = {}, []
    with gzip.open(SHANGHAI / "shanghai_center.osm.gz") as file:
        for _, element in ET.iterparse(file):
            if element.tag == "node":
                nodes[element.get("id")] = (float(element.get("lon")), float(element.get("lat")))
            elif element.tag == "way":
                kinds = {tag.get("v") for tag in element.iter("tag") if tag.get("k") == "highway"}
                ends = [nodes[nd.get("ref")] for nd in element.iter("nd")]
                if kinds & STREETS and len(ends) > 1:
                    lines.append(LineString(ends))
    return lines


@pytest.mark.data
def test_the_centre_of_shanghai_becomes_blocks_and_sixteen_grids():
    boundary = box(121.4635, 31.2314, 121.4868, 31.2492)
    epsg = metric_epsg(121.475, 31.24)
    blocks = blocks_from_roads(boundary, shanghai_roads(), epsg)
    assert 150 < len(blocks) < 350
    assert check_grids(
        boundary, [(str(n), b) for n, b in enumerate(blocks)], epsg, tolerance_m2=0.01
    ).is_clean
    # No splinter: each block keeps a part at least 12 m from its border, and 2,500 m².
    sizes = areas_m2(np.array(blocks), epsg)
    assert sizes.min() >= 2500
    widths = [shapely.maximum_inscribed_circle(block).length for block in project(blocks, epsg)]
    assert min(widths) >= 12

    for seed in (1, 20210506):
        grids = grids_of(blocks, 16, seed, epsg, 0.3)
        shapes = [dissolve([blocks[place] for place in grid]) for grid in grids]
        result = check_grids(boundary, [(str(n), s) for n, s in enumerate(shapes)], epsg)
        assert result.is_clean
        areas = areas_m2(np.array(shapes), epsg)
        assert areas.max() < 1.3 * areas.mean()
        assert areas.min() > 0.7 * areas.mean()
        # Round: a square has 4 for its perimeter by the root of its area.
        outlines = [shape.length / shape.area**0.5 for shape in project(np.array(shapes), epsg)]
        assert max(outlines) < 7


def test_the_borders_of_grids_keep_the_vertices_of_their_blocks():
    """Otherwise neighbours' borders would differ by rounding and a point could fall between."""
    frame, streets = lattice(11)
    blocks = blocks_from_roads(at(frame), [at(s) for s in streets], EPSG)
    grids = grids_of(blocks, 4, 2, EPSG)
    shapes = [dissolve([blocks[place] for place in grid]) for grid in grids]
    edges = [
        {frozenset(edge) for edge in pairwise(map(tuple, shapely.get_coordinates(shape).tolist()))}
        for shape in shapes
    ]
    inner_m = sum(length for shared in shared_borders(shapes) for length in shared.values()) / 2
    outline = sum(shape.length for shape in shapes)
    assert outline == pytest.approx(at(frame).length + 2 * inner_m, rel=1e-6)
    assert any(edges[0] & other for other in edges[1:])
