"""Rounds: against brute force on tiny networks, invariants on generated ones, and the real demonstration roads."""

import itertools
from collections import Counter
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString

from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import project
from xiuhua.solvers.rounds import Params, Problem, Stop, Way, network_of, solve
from xiuhua.solvers.rounds.matching import least_pairing

few = settings(deadline=None, max_examples=60)
SQUARE = [Way(0, 1, 100), Way(1, 2, 100), Way(2, 3, 100), Way(3, 0, 100)]


@st.composite
def towns(draw, most_nodes=9, most_times=2):
    """A connected invented network: a random tree and some more ways."""
    count = draw(st.integers(2, most_nodes))
    ends = [(draw(st.integers(0, node - 1)), node) for node in range(1, count)]
    more = draw(
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=count)
    )
    ways = [
        Way(a, b, draw(st.integers(10, 400)), draw(st.integers(0, most_times)))
        for a, b in ends + more
    ]
    return ways if any(way.times for way in ways) else [*ways, Way(0, 1, 50)]


def shortest_walk(ways, start=None):
    """The least length of a closed walk, by trying every choice of ways to walk again (each at most twice)."""
    best = float("inf")
    for extra in itertools.product(range(3), repeat=len(ways)):
        walked = [way.times + more for way, more in zip(ways, extra, strict=True)]
        length = sum(way.length_m * n for way, n in zip(ways, walked, strict=True))
        if length < best and _is_closed_walk(ways, walked, start):
            best = length
    return best


def _is_closed_walk(ways, walked, start):
    ends = Counter()
    for way, times in zip(ways, walked, strict=True):
        ends[way.a] += times
        ends[way.b] += times
    if any(count % 2 for count in ends.values()):
        return False
    used = [way for way, times in zip(ways, walked, strict=True) if times]
    reached = {used[0].a if start is None else start}
    for _ in used:
        reached |= {end for way in used for end in (way.a, way.b) if {way.a, way.b} & reached}
    return all(way.a in reached for way in used)


def check_rounds(problem, result, params):
    """Each round a closed walk from its start, all ways walked as often as asked, lengths as said."""
    counted = Counter()
    for one in result.rounds:
        assert one.steps
        here = first = _ends(problem, one.steps[0])[0]
        for step in one.steps:
            begin, end = _ends(problem, step)
            assert begin == here
            here = end
            counted[step.way] += step.counts
        assert here == first
        if problem.start is not None and result.parts == 1:
            nodes = {end for step in one.steps for end in _ends(problem, step)}
            assert problem.start in nodes
        length = sum(problem.ways[step.way].length_m for step in one.steps)
        assert one.length_m == pytest.approx(length)
        assert one.minutes == pytest.approx(length / params.speed_m_min)
    assert [counted[n] for n in range(len(problem.ways))] == [way.times for way in problem.ways]
    assert result.length_m >= result.required_m - 1e-6
    assert result.length_m >= result.lower_bound_m - 1e-6 or len(result.rounds) > 1


def _ends(problem, step):
    way = problem.ways[step.way]
    return (way.a, way.b) if step.is_forward else (way.b, way.a)


def test_a_square_is_walked_once_round() -> None:
    result = solve(Problem(SQUARE))
    assert (result.length_m, result.is_optimal, result.parts) == (400, True, 1)


def test_a_dead_end_is_walked_there_and_back() -> None:
    result = solve(Problem([*SQUARE, Way(2, 4, 70)]))
    assert (result.length_m, result.required_m, result.lower_bound_m) == (540, 470, 540)


def test_twice_asked_needs_no_way_back() -> None:
    result = solve(Problem([Way(0, 1, 80, 2)]))
    assert result.length_m == result.required_m == 160


def test_what_need_not_be_walked_may_be_passed() -> None:
    ways = [Way(0, 1, 100), Way(1, 2, 10, 0), Way(2, 3, 100), Way(3, 0, 10, 0)]
    result = solve(Problem(ways))
    assert result.length_m == 220
    assert sum(step.counts for step in result.rounds[0].steps) == 2


def test_a_start_away_from_what_is_asked_is_part_of_the_walk() -> None:
    ways = [Way(0, 1, 30, 0), Way(1, 2, 40, 0), *(Way(w.a + 2, w.b + 2, 100) for w in SQUARE)]
    assert solve(Problem(ways, start=0)).length_m == 540
    assert solve(Problem(ways)).length_m == 400


def test_pieces_that_nothing_joins_have_rounds_of_their_own() -> None:
    ways = [*SQUARE, *(Way(w.a + 10, w.b + 10, 50) for w in SQUARE)]
    result = solve(Problem(ways, start=0))
    assert (result.parts, len(result.rounds), result.length_m) == (2, 2, 600)


@few
@given(towns(most_nodes=5, most_times=1).filter(lambda ways: len(ways) <= 7), st.booleans())
def test_never_far_from_brute_force_and_equal_where_proven(ways, has_start) -> None:
    start = ways[0].a if has_start else None
    result = solve(Problem(ways, start), seed=3)
    best = shortest_walk(ways, start)
    assert result.lower_bound_m - 1e-6 <= best <= result.length_m + 1e-6
    if result.is_optimal:
        assert result.length_m == pytest.approx(best)
    assert result.length_m <= 1.5 * best  # a spanning tree and a pairing are never worse


@few
@given(towns().map(lambda ways: [Way(w.a, w.b, w.length_m, max(1, w.times)) for w in ways]))
def test_where_all_is_asked_the_walk_is_the_shortest(ways) -> None:
    assert solve(Problem(ways)).is_optimal


@few
@given(towns(), st.integers(0, 50), st.sampled_from([0.0, 3.0, 8.0]), st.booleans())
def test_rounds_hold_together(ways, seed, slot_min, has_start) -> None:
    problem = Problem(ways, ways[-1].b if has_start else None)
    params = Params(slot_min=slot_min, speed_m_min=100)
    result = solve(problem, Stop(tries=3), seed, params)
    check_rounds(problem, result, params)
    if slot_min:
        within = [one for one in result.rounds if one.length_m <= params.slot_m + 0.1]
        assert result.too_long == len(result.rounds) - len(within)
    else:
        assert len(result.rounds) == 1


@few
@given(towns(), st.integers(0, 9))
def test_the_same_seed_gives_the_same_rounds(ways, seed) -> None:
    params = Params(slot_min=5, speed_m_min=100)
    one, other = (solve(Problem(ways), Stop(60, 3), seed, params).rounds for _ in range(2))
    assert one == other


def lattice(columns, rows, spacing=100.0):
    across = [Way(r * columns + c, r * columns + c + 1, spacing) for r in range(rows) for c in range(columns - 1)]  # fmt: skip
    down = [Way(r * columns + c, (r + 1) * columns + c, spacing) for r in range(rows - 1) for c in range(columns)]  # fmt: skip
    return across + down


def test_a_walk_longer_than_its_slot_is_cut_into_even_rounds() -> None:
    problem = Problem(lattice(6, 6))
    params = Params(slot_min=30, speed_m_min=70)
    result = solve(problem, seed=1, params=params)
    check_rounds(problem, result, params)
    lengths = [one.length_m for one in result.rounds]
    assert result.too_long == 0 and max(lengths) <= 2100
    assert len(lengths) <= 1 + result.lower_bound_m / params.slot_m + 1
    assert max(lengths) <= 1.35 * min(lengths)


def test_a_round_that_no_slot_holds_is_said() -> None:
    result = solve(Problem([Way(0, 1, 5000)]), params=Params(slot_min=10, speed_m_min=70))
    assert (len(result.rounds), result.too_long) == (1, 1)


@pytest.mark.parametrize("count", [2, 4, 6, 8])
def test_the_pairing_is_the_best_of_all(count) -> None:
    chance = np.random.default_rng(count)
    for _ in range(15):
        points = chance.uniform(0, 1000, (count, 2))
        cost = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))

        @cache
        def best(left, cost=cost):
            if not left:
                return 0.0
            one, *others = left
            return min(cost[one, o] + best(tuple(x for x in others if x != o)) for o in others)

        found = least_pairing(cost, 5, 1)
        assert found.cost == pytest.approx(best(tuple(range(count))), abs=0.05)
        assert found.bound == pytest.approx(found.cost)
        assert sorted(end for pair in found.pairs for end in pair) == list(range(count))


def test_lines_are_cut_where_they_share_a_vertex_and_nowhere_else() -> None:
    lines = [
        np.array([[0.0, 0.0], [50.0, 0.0], [100.0, 0.0]]),
        np.array([[50.0, 0.0], [50.0, 80.0]]),
        np.array([[20.0, -30.0], [20.0, 30.0]]),  # a bridge: crosses without a vertex
        np.array([[7.0, 7.0], [7.0, 7.0]]),  # no length
    ]
    found = network_of(lines)
    cut = [(s.line, s.from_m, s.to_m) for s in found.stretches]
    assert cut == [(0, 0, 50), (0, 50, 100), (1, 0, 80), (2, 0, 60)]
    assert found.stretches[0].b == found.stretches[1].a == found.stretches[2].a
    assert found.nearest(51, 79) == found.stretches[2].b


@pytest.mark.parametrize(
    ("problem", "params", "code"),
    [
        (Problem([]), None, "round_has_no_roads"),
        (Problem([Way(0, 1, 10, 0)]), None, "round_has_no_roads"),
        (Problem([Way(0, 1, 0)]), None, "round_way_invalid"),
        (Problem([Way(0, 1, float("nan"))]), None, "round_way_invalid"),
        (Problem([Way(0, 1, 10, -1)]), None, "round_way_invalid"),
        (Problem(SQUARE, start=9), None, "round_start_unknown"),
        (Problem(SQUARE), Params(speed_m_min=0), "round_speed_invalid"),
        (Problem(SQUARE), Params(slot_min=-1), "round_speed_invalid"),
    ],
)
def test_what_has_no_round_is_refused(problem, params, code) -> None:
    with pytest.raises(Refused) as refused:
        solve(problem, params=params)
    assert refused.value.code == code


def test_every_grid_of_the_demonstrations_real_roads_is_walked_at_the_bound() -> None:
    from xiuhua.web.commands.demo.ground import EPSG, lay_out

    ground = lay_out(1)
    network = network_of([np.array(project(way.line, EPSG).coords) for way in ground.ways])
    middles = [LineString(s.points).interpolate(0.5, normalized=True) for s in network.stretches]
    ratios = []
    for grid in ground.parts[::3]:
        near = project(grid, EPSG).buffer(2)
        ways = [
            Way(s.a, s.b, s.length_m, int(near.contains(middle)))
            for s, middle in zip(network.stretches, middles, strict=True)
        ]
        problem, params = Problem(ways), Params(slot_min=120)
        result = solve(problem, Stop(20, 4), 1, params)
        check_rounds(problem, result, params)
        assert sum(way.times for way in ways) > 15
        whole = solve(problem, Stop(20, 4), 1)
        ratios.append(whole.length_m / whole.lower_bound_m)
        assert result.too_long == 0
    # Where roads of a grid hang together only through its neighbours, the bound leaves the joining out.
    assert min(ratios) > 1 - 1e-9 and max(ratios) < 1.1
    assert sum(ratio < 1 + 1e-6 for ratio in ratios) >= 4
