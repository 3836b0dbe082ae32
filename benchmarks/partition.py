"""Grids of our solver beside METIS and gerrychain, on the same graph in one run.

    python benchmarks/partition.py [--roads shanghai_center.osm.gz] [--count 16] [--seed 101] [--deviation 0.02]

Towns: the faces between the roads of central Shanghai, and made-up ones of 500, 2,000 and 5,000 blocks
(`benchmarks/towns.py`; seeds from 101 on were not used while building). METIS runs with 5 % tolerance, each
grid in one piece, 15 seeds: the median is the yardstick, the ratios are against it. gerrychain (`pip install
gerrychain`; without it its lines say so) gets a minute: its recursive tree, and 200 steps of ReCom after it.
Work is 0.4 area, 0.4 roads, 0.2 shops. Prints deviation, cut, Polsby-Popper mean and least, seconds.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import towns

from xiuhua.solvers.partition import Problem, Town, measure_grids, solve, weigh
from xiuhua.solvers.partition.starts import metis

SHARES = {"area_m2": 0.4, "road_m": 0.4, "shops": 0.2}
METIS_SEEDS, METIS_UFACTOR = 15, 50
MINUTE_S = 60
HEAD = f"{'town':<18}{'who':<26}{'deviation':>10}{'cut m':>10}{'mean':>7}{'least':>7}{'s':>7}   ratios to METIS: cut, mean, least"
Line = tuple[float, float, float, float]


def main() -> None:
    """Every town with every solver."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--roads", type=Path)
    options.add_argument("--count", type=int, default=16)
    options.add_argument("--seed", type=int, default=101)
    options.add_argument("--deviation", type=float, default=0.02)
    given = options.parse_args()
    made = [towns.shanghai(given.roads)] if given.roads else []
    for blocks in (500, 2000, 5000):
        made += [towns.regular(blocks, given.seed), towns.irregular(blocks, given.seed + 1)]
    print(HEAD)
    for one in made:
        beside(one, given)


def beside(one: towns.Made, given: argparse.Namespace) -> None:
    """All solvers on one town."""
    town, weight = Town.of(one.blocks, one.epsg), weigh(one.values, SHARES)
    count = given.count

    def line(who: str, figures: Line, seconds: float, base: Line | None) -> None:
        ratios = (
            "" if base is None else "  ".join(f"{figures[n] / base[n]:6.3f}" for n in (1, 2, 3))
        )
        said = (
            f"{figures[0]:10.2%}{figures[1]:10,.0f}{figures[2]:7.3f}{figures[3]:7.3f}{seconds:7.1f}"
        )
        print(f"{one.name:<18}{who:<26}{said}   {ratios}", flush=True)

    began = time.perf_counter()
    runs = [
        figures_of(town, weight, metis(town, weight, count, METIS_UFACTOR, seed))
        for seed in range(METIS_SEEDS)
    ]
    seconds = (time.perf_counter() - began) / METIS_SEEDS
    base: Line = tuple(float(np.median([run[n] for run in runs])) for n in range(4))  # type: ignore[assignment]
    line("METIS 5 %, median", base, seconds, base)
    line("METIS 5 %, shortest cut", min(runs, key=lambda run: run[1]), seconds, base)
    result = solve(Problem(town, weight, count, given.deviation), seed=given.seed)
    own = figures_of(town, weight, result.grid_of)
    line(f"ours {given.deviation:.0%}", own, result.seconds, base)
    if result.figures.in_pieces:
        sys.exit(f"{one.name}: grids in pieces {result.figures.in_pieces}")
    for who, search in (("gerrychain tree", recursive_tree), ("gerrychain ReCom 200", recom)):
        began = time.perf_counter()
        found = within_a_minute(search, town, weight, count)
        seconds = time.perf_counter() - began
        if isinstance(found, str):
            print(f"{one.name:<18}{who:<26}{found}", flush=True)
        else:
            line(who, figures_of(town, weight, found), seconds, base)


def figures_of(town: Town, weight: np.ndarray, grid_of: np.ndarray) -> Line:
    """Deviation, cut, compactness mean and least."""
    figures = measure_grids(town, weight, grid_of)
    return figures.deviation, figures.cut_m, figures.compactness_mean, figures.compactness_min


def within_a_minute(
    search: Callable[..., np.ndarray], town: Town, weight: np.ndarray, count: int
) -> np.ndarray | str:
    """What a search finds in a process of its own, or why it found nothing."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        try:
            return pool.apply_async(search, (town, weight, count)).get(MINUTE_S)
        except multiprocessing.TimeoutError:
            return f"did not end in {MINUTE_S} s"
        except ImportError:
            return "not installed"
        except (RuntimeError, ValueError, KeyError) as fault:
            return f"gave up: {type(fault).__name__}: {fault}"[:90]


def _graph(town: Town, weight: np.ndarray) -> object:
    import networkx

    graph = networkx.Graph()
    for block in range(len(town)):
        graph.add_node(block, work=float(weight[block]))
    for here, other in zip(town.edges.here.tolist(), town.edges.other.tolist(), strict=True):
        graph.add_edge(here, other)
    return graph


def recursive_tree(town: Town, weight: np.ndarray, count: int) -> np.ndarray:
    """gerrychain's recursive bipartition along random spanning trees, 5 % tolerance."""
    from gerrychain import Graph
    from gerrychain.partition import recursive_tree_part

    graph = Graph.from_networkx(_graph(town, weight))
    assignment = recursive_tree_part(graph, range(count), weight.sum() / count, "work", 0.05)
    return np.array([assignment[block] for block in range(len(town))])


def recom(town: Town, weight: np.ndarray, count: int) -> np.ndarray:
    """200 steps of ReCom from the recursive tree; the shortest cut met."""
    from functools import partial

    from gerrychain import Graph, MarkovChain, Partition, accept, constraints, proposals, updaters

    graph = Graph.from_networkx(_graph(town, weight))
    start = dict(enumerate(recursive_tree(town, weight, count).tolist()))
    begun = Partition(graph, start, {"work": updaters.Tally("work", alias="work")})
    step = partial(
        proposals.recom,
        pop_col="work",
        pop_target=weight.sum() / count,
        epsilon=0.05,
        node_repeats=1,
    )
    chain = MarkovChain(
        step, [constraints.within_percent_of_ideal_population(begun, 0.05, "work")],
        accept.always_accept, begun, 200,
    )  # fmt: skip
    best, shortest = None, np.inf
    for state in chain:
        grid_of = np.array([state.assignment[block] for block in range(len(town))])
        cut = figures_of(town, weight, grid_of)[1]
        if cut < shortest:
            best, shortest = grid_of, cut
    assert best is not None
    return best


if __name__ == "__main__":
    main()
