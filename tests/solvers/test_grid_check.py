"""The grid check finds injected faults and nothing else. The towns are invented, from a seed."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from xiuhua.rulebook.numbering import CodePattern
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.grid_check import Fault, check_grids
from xiuhua.solvers.measure import area_m2

EPSG = 4547
FRAME = box(114.25, 30.54, 114.27, 30.56)


def town(seed, count=16):
    """A clean tiling: Voronoi cells of seeded points in a frame, vertices shared exactly."""
    chance = np.random.default_rng(seed)
    seeds = shapely.multipoints(chance.uniform((114.25, 30.54), (114.27, 30.56), (count, 2)))
    lines = shapely.voronoi_polygons(seeds, extend_to=FRAME.buffer(0.01), only_edges=True)
    noded = shapely.union_all([lines & FRAME, FRAME.exterior])
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    return {f"ZT-{place:02}": cell for place, cell in enumerate(cells, start=1)}


def check(grids, **settings):
    return check_grids(FRAME, grids.items() if isinstance(grids, dict) else grids, EPSG, **settings)


def only(result):
    assert len(result.findings) == 1, result.findings
    return result.findings[0]


def inner(grids):
    """A grid that does not touch the frame, and its code."""
    return next((c, g) for c, g in grids.items() if not g.intersects(FRAME.exterior))


def spot(cell, share=0.3):
    """A round piece well inside a cell."""
    circle = shapely.maximum_inscribed_circle(cell)
    return shapely.get_point(circle, 0).buffer(circle.length * share)


SEEDS = st.integers(0, 5000)
few = settings(deadline=None, max_examples=15)


@few
@given(SEEDS)
def test_a_clean_tiling_has_no_findings_and_is_covered_wholly(seed):
    result = check(town(seed), pattern=CodePattern("ZT-{seq:02}"))
    assert result.is_clean
    assert result.ignored_m2 < 0.01
    assert result.covered_m2 == pytest.approx(result.boundary_m2, rel=1e-8)
    assert result.boundary_m2 == pytest.approx(area_m2(FRAME, EPSG))


@few
@given(SEEDS)
def test_a_grid_taken_away_is_a_gap_of_its_size_and_place(seed):
    grids = town(seed)
    _code, lost = inner(grids)
    around = {c for c, g in grids.items() if g is not lost and g.intersects(lost)}
    finding = only(check({c: g for c, g in grids.items() if g is not lost}))
    assert finding.kind is Fault.GAP
    assert finding.area_m2 == pytest.approx(area_m2(lost, EPSG))
    assert set(finding.codes) == around
    assert lost.contains(shapely.Point(finding.lon, finding.lat))


@few
@given(SEEDS)
def test_a_piece_missing_inside_one_grid_is_a_hole_in_it(seed):
    grids = town(seed)
    code, cell = inner(grids)
    missing = spot(cell)
    finding = only(check(grids | {code: cell - missing}))
    assert (finding.kind, finding.codes) == (Fault.HOLE, (code,))
    assert finding.area_m2 == pytest.approx(area_m2(missing, EPSG))


def test_a_hole_filled_by_another_grid_is_none():
    grids = town(1)
    code, cell = inner(grids)
    enclave = spot(cell)
    assert check(grids | {code: cell - enclave, "ZT-99": enclave}).is_clean


def test_a_bite_at_the_edge_is_a_gap_though_only_one_grid_is_near():
    bite = box(114.2599, 30.5599, 114.2601, 30.56)
    finding = only(check_grids(FRAME, [("ZT-01", FRAME - bite)], EPSG))
    assert (finding.kind, finding.codes) == (Fault.GAP, ("ZT-01",))


@few
@given(SEEDS)
def test_two_grids_that_claim_one_place_overlap(seed):
    grids = town(seed)
    code, cell = inner(grids)
    other = next(c for c, g in grids.items() if c != code)
    claimed = spot(cell)
    result = check(grids | {other: MultiPolygon([grids[other], claimed])})
    overlap = next(f for f in result.findings if f.kind is Fault.OVERLAP)
    assert overlap.codes == tuple(sorted((code, other)))
    assert overlap.area_m2 == pytest.approx(area_m2(claimed, EPSG))
    assert result.tally() == {"overlap": 1, "multipart": 1}
    multipart = next(f for f in result.findings if f.kind is Fault.MULTIPART)
    assert multipart.codes == (other,)


@few
@given(SEEDS)
def test_what_reaches_over_the_boundary_is_outside(seed):
    grids = town(seed)
    code, cell = next((c, g) for c, g in grids.items() if g.intersects(FRAME.exterior))
    beyond = (cell & FRAME.exterior).buffer(0.001) - FRAME
    result = check(grids | {code: shapely.union_all([cell, beyond])})
    assert {(f.kind, f.codes) for f in result.findings} == {(Fault.OUTSIDE, (code,))}
    outside_m2 = sum(f.area_m2 for f in result.findings)
    assert outside_m2 == pytest.approx(area_m2(beyond, EPSG), rel=1e-6)


def test_a_thin_gap_or_overlap_is_a_sliver_and_says_of_what():
    # About 0.5 m wide, along 1.1 km.
    west, east = box(114.25, 30.54, 114.26, 30.56), box(114.260005, 30.54, 114.27, 30.56)
    gap = only(check({"ZT-01": west, "ZT-02": east}))
    assert (gap.kind, gap.of, gap.codes) == (Fault.SLIVER, Fault.GAP, ("ZT-01", "ZT-02"))
    assert gap.area_m2 == pytest.approx(2218 * 0.479, rel=0.01)
    wide = box(114.25, 30.54, 114.26001, 30.56)
    overlap = only(check({"ZT-01": wide, "ZT-02": east}))
    assert (overlap.kind, overlap.of) == (Fault.SLIVER, Fault.OVERLAP)
    assert only(check({"ZT-01": west, "ZT-02": east}, sliver_width_m=0.1)).kind is Fault.GAP


def test_below_the_tolerance_nothing_is_reported_but_the_sum_is_kept():
    grids = town(2)
    code, cell = inner(grids)
    missing = shapely.get_point(shapely.maximum_inscribed_circle(cell), 0).buffer(1e-6)
    result = check(grids | {code: cell - missing})
    assert result.is_clean
    assert result.ignored_m2 == pytest.approx(area_m2(missing, EPSG), rel=1e-3)
    assert only(
        check(grids | {code: cell - missing}, tolerance_m2=0.01, sliver_width_m=0)
    ).kind is (Fault.HOLE)


def test_straight_borders_with_vertices_of_one_side_only_are_no_faults():
    """Projected, a parallel of 2 km bends by 4 cm; overlaid in degrees it fits exactly."""
    south = box(114.25, 30.54, 114.27, 30.55)
    northern = [box(114.25 + i * 0.005, 30.55, 114.255 + i * 0.005, 30.56) for i in range(4)]
    grids = {"ZT-01": south} | {f"ZT-0{i + 2}": cell for i, cell in enumerate(northern)}
    result = check(grids, tolerance_m2=0.01)
    assert result.is_clean


def test_a_code_given_twice_is_found_with_the_further_grids():
    west, east = box(114.25, 30.54, 114.26, 30.56), box(114.26, 30.54, 114.27, 30.56)
    finding = only(check([("ZT-01", west), ("ZT-01", east)]))
    assert (finding.kind, finding.codes) == (Fault.DOUBLE_CODE, ("ZT-01", "ZT-01"))
    assert finding.geometry.equals(east)


def test_codes_of_another_form_or_place_are_found_with_the_reason():
    west, east = box(114.25, 30.54, 114.26, 30.56), box(114.26, 30.54, 114.27, 30.56)
    pattern = CodePattern("{subdistrict}{seq:02}")
    result = check(
        [("4201050061", west), ("42010500702", east)], pattern=pattern, subdistrict="420105006"
    )
    assert {(f.kind, f.codes, f.reason) for f in result.findings} == {
        (Fault.ILL_FORMED_CODE, ("4201050061",), "code_wrong_length"),
        (Fault.ILL_FORMED_CODE, ("42010500702",), "code_unknown_prefix"),
    }


def test_a_grid_that_crosses_itself_is_named_and_the_rest_is_checked_with_it_mended():
    bow_tie = Polygon([(114.25, 30.54), (114.27, 30.56), (114.27, 30.54), (114.25, 30.56)])
    result = check({"ZT-01": bow_tie})
    assert result.findings[0].kind is Fault.INVALID
    assert result.findings[0].reason == "self_intersection"
    # North and south of the crossing nothing is covered.
    assert result.tally() == {"invalid": 1, "gap": 2}


@pytest.mark.parametrize("geometry", [Polygon(), LineString([(114.25, 30.54), (114.26, 30.55)])])
def test_a_grid_without_any_area_is_invalid(geometry):
    result = check({"ZT-01": FRAME, "ZT-02": geometry})
    finding = only(result)
    assert (finding.kind, finding.codes, finding.area_m2) == (Fault.INVALID, ("ZT-02",), 0)
    assert (finding.lon is None) == geometry.is_empty


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (box(525_000, 3_380_000, 526_000, 3_381_000), "not_in_degrees"),
        (shapely.from_wkt("POLYGON ((0 0, 1 nan, 1 1, 0 0))"), "invalid_coordinate"),
    ],
)
def test_a_grid_drawn_in_no_place_is_invalid_and_the_rest_is_checked(geometry, reason):
    finding = only(check({"ZT-01": FRAME, "ZT-02": geometry}))
    assert (finding.kind, finding.codes, finding.reason) == (Fault.INVALID, ("ZT-02",), reason)
    assert finding.lon is None


def test_no_grids_at_all_leave_the_whole_boundary_a_gap():
    finding = only(check({}))
    assert (finding.kind, finding.codes) == (Fault.GAP, ())
    assert finding.area_m2 == pytest.approx(area_m2(FRAME, EPSG))


@pytest.mark.parametrize(
    "boundary",
    [
        Polygon(),
        LineString([(114.25, 30.54), (114.26, 30.55)]),
        Polygon([(114.25, 30.54), (114.27, 30.56), (114.27, 30.54), (114.25, 30.56)]),
    ],
)
def test_a_boundary_that_bounds_nothing_is_refused(boundary):
    with pytest.raises(Refused) as caught:
        check_grids(boundary, [("ZT-01", FRAME)], EPSG)
    assert caught.value.code == "boundary_invalid"


@few
@given(SEEDS, st.permutations(range(16)))
def test_findings_do_not_hang_on_the_order_of_the_grids(seed, order):
    grids = list(town(seed).items())
    grids = [(code, cell.buffer(0.0002)) for code, cell in grids]
    mixed = [grids[place] for place in order if place < len(grids)]
    seen = [(f.kind, f.codes, round(f.area_m2)) for f in check(grids[: len(mixed)]).findings]
    again = [(f.kind, f.codes, round(f.area_m2)) for f in check(mixed).findings]
    assert sorted(seen) == sorted(again)
    assert seen == sorted(seen, key=lambda f: list(Fault).index(f[0]))
