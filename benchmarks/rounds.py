"""Rounds on a real network: length of the walks over what no walk can go below, and seconds.

    python benchmarks/rounds.py [--osm ../shared/data/shanghai_centre_osm/shanghai_center.osm.gz] [--grids 40] [--seed 11]

The ways of the file are cut into stretches where they share a vertex. Grids are grown from the blocks between them
(`solvers.blocks`), and for each one a round walks every stretch inside or along it once, with deadhead over the
whole network. The bound is what must be walked plus the least pairing of its odd ends. Then the same with a slot.
"""

import argparse
import gzip
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from statistics import mean

import numpy as np
import shapely
from shapely.geometry import LineString, box

from xiuhua.solvers.blocks import blocks_from_roads, dissolve, grow_grids
from xiuhua.solvers.measure import project
from xiuhua.solvers.rounds import Params, Problem, Result, Stop, Way, network_of, solve

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT.parent / "shared" / "data" / "shanghai_centre_osm" / "shanghai_center.osm.gz"
EPSG = 4549
WALKED = {"primary", "secondary", "tertiary", "residential", "unclassified", "living_street"}


def main() -> None:
    """Print a line per grid and the table of both runs."""
    given = options()
    lines = ways_of(given.osm)
    network = network_of([np.array(project(line, EPSG).coords) for line in lines])
    stretches = network.stretches
    print(f"{len(lines)} ways, {len(stretches)} stretches, {len(network.nodes)} nodes", flush=True)
    middles = [LineString(s.points).interpolate(0.5, normalized=True) for s in stretches]
    problems = []
    for grid in grids_of(lines, given.grids, given.seed):
        inside = shapely.contains(project(grid, EPSG).buffer(2.0), middles)
        asked = zip(stretches, inside, strict=True)
        ways = [Way(s.a, s.b, s.length_m, int(own)) for s, own in asked]
        if any(way.times for way in ways):
            problems.append(Problem(ways))
    print("| slot | grids | rounds | walked km | bound km | ÷ mean | ÷ worst | at bound | too long | s mean | s worst |")  # fmt: skip
    print("|---|" + "---:|" * 10)
    for slot_min in (0.0, given.slot):
        tell(slot_min, [solve(one, Stop(given.seconds), given.seed, Params(slot_min)) for one in problems])  # fmt: skip


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--osm", type=Path, default=FILE)
    parser.add_argument("--grids", type=int, default=40)
    parser.add_argument("--slot", type=float, default=120.0, help="minutes")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=11)
    return parser.parse_args()


def ways_of(path: Path) -> list[LineString]:
    """The walkable lines of the file, in degrees."""
    with gzip.open(path) as file:
        root = ET.parse(file).getroot()
    point = {n.get("id"): (float(n.get("lon", "")), float(n.get("lat", ""))) for n in root.iter("node")}  # fmt: skip
    found = []
    for way in root.iter("way"):
        tags = {tag.get("k"): tag.get("v") for tag in way.iter("tag")}
        points = [point[nd.get("ref")] for nd in way.iter("nd") if nd.get("ref") in point]
        if len(points) > 1 and tags.get("highway", "").removesuffix("_link") in WALKED:
            found.append(LineString(points))
    return found


def grids_of(lines: list[LineString], count: int, seed: int) -> list[shapely.Geometry]:
    """Grids over the middle of the network's extent, where roads are not cut off."""
    west, south, east, north = shapely.union_all(lines).bounds
    dx, dy = (east - west) * 0.15, (north - south) * 0.15
    frame = box(west + dx, south + dy, east - dx, north - dy)
    began = time.monotonic()
    blocks = blocks_from_roads(frame, lines, EPSG)
    groups = grow_grids(blocks, count, seed, EPSG, attempts=2)
    print(f"{len(blocks)} blocks in {count} grids, {time.monotonic() - began:.0f} s", flush=True)
    return [dissolve([blocks[n] for n in group]) for group in groups]


def tell(slot_min: float, results: list[Result]) -> None:
    """One row."""
    ratios = [one.length_m / one.lower_bound_m for one in results]
    spent = [one.seconds for one in results]
    cells = [
        f"{slot_min:.0f} min" if slot_min else "none", len(results), sum(len(one.rounds) for one in results),
        f"{sum(one.length_m for one in results) / 1000:.1f}", f"{sum(one.lower_bound_m for one in results) / 1000:.1f}",
        f"{mean(ratios):.4f}", f"{max(ratios):.4f}", sum(one.is_optimal for one in results),
        sum(one.too_long for one in results), f"{mean(spent):.2f}", f"{max(spent):.2f}",
    ]  # fmt: skip
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
