"""Towns to divide: the real road network of central Shanghai, and towns that are made up.

A made-up town is a square of 4 km in metres laid over degrees near Wuhan. `regular` is a lattice whose
crossings are shaken by up to 35 % of a cell; `irregular` has a dozen centres, round which half of its
blocks crowd (normal, a ninth of the town wide), and blocks that are merged with a neighbour (three in
ten), so that outlines are ragged and the heaviest block weighs a good deal. Noise of the values: road
metres uniform 30-70 % of the outline, shops Poisson with a log-normal mean (σ 1.0 and 1.2). A seed makes
the town. Seeds below 100 were used while building; the benchmark reports others.
"""

import gzip
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon, box

from xiuhua.solvers.blocks import blocks_from_roads
from xiuhua.solvers.measure import project, unproject

EPSG = 4547  # CGCS2000, three-degree zone around 114° E
SHANGHAI_EPSG = 4549
SIDE_M = 4000.0
CORNER = (526_000.0, 3_374_000.0)  # near Wuhan
SHANGHAI = box(121.4250, 31.1900, 121.5250, 31.2700)
ROADS = {"motorway", "trunk", "primary", "secondary", "tertiary", "residential", "unclassified"}


@dataclass(frozen=True)
class Made:
    """Blocks in degrees with their values."""

    name: str
    blocks: list[Polygon]
    values: dict[str, np.ndarray]
    epsg: int


def regular(count: int, seed: int) -> Made:
    """A lattice with shaken crossings."""
    chance = np.random.default_rng(seed)
    rows = round(count**0.5)
    side = SIDE_M / rows
    places = np.stack(np.meshgrid(np.arange(rows) + 0.5, np.arange(rows) + 0.5), -1).reshape(-1, 2)
    points = places * side + chance.uniform(-0.35, 0.35, (rows * rows, 2)) * side
    return _town(f"regular {rows * rows}", _cells(points), chance, 1.0)


def irregular(count: int, seed: int) -> Made:
    """Crowded centres, ragged blocks."""
    chance = np.random.default_rng(seed)
    cells = round(count / 0.7)
    centres = chance.uniform(0, SIDE_M, (12, 2))
    crowd = np.concatenate([chance.normal(c, SIDE_M / 9, (cells // 24 + 1, 2)) for c in centres])[
        : cells // 2
    ]
    spread = chance.uniform(0, SIDE_M, (cells - len(crowd), 2))
    crowd = np.where(
        (crowd < 1) | (crowd > SIDE_M - 1), SIDE_M / 2 + (crowd - SIDE_M / 2) % 1500, crowd
    )
    points = np.concatenate([spread, crowd])
    return _town(f"irregular {count}", _merged(_cells(points), count, chance), chance, 1.2)


def shanghai(path: Path) -> Made:
    """The faces between the roads of central Shanghai; shops are made up (the network has none)."""
    with gzip.open(path) as file:
        root = ET.parse(file).getroot()
    point = {
        n.get("id"): (float(n.get("lon", "")), float(n.get("lat", ""))) for n in root.iter("node")
    }
    lines = []
    for way in root.iter("way"):
        tags = {tag.get("k"): tag.get("v", "") for tag in way.iter("tag")}
        line = [point[nd.get("ref")] for nd in way.iter("nd") if nd.get("ref") in point]
        if tags.get("highway", "").removesuffix("_link") in ROADS and len(line) > 1:
            lines.append(LineString(line))
    blocks = blocks_from_roads(SHANGHAI, lines, SHANGHAI_EPSG)
    chance = np.random.default_rng(7)
    return _values(f"Shanghai {len(blocks)}", blocks, SHANGHAI_EPSG, chance, 1.0)


def _cells(points: np.ndarray) -> list[Polygon]:
    """Voronoi cells of the points inside the square."""
    square = box(0, 0, SIDE_M, SIDE_M)
    cells = shapely.voronoi_polygons(
        shapely.multipoints(points), extend_to=square.buffer(SIDE_M), ordered=True
    )
    inside = shapely.intersection(shapely.get_parts(cells), square)
    return list(shapely.transform(inside, lambda xy: np.round(xy, 3)))


def _merged(cells: list[Polygon], count: int, chance: np.random.Generator) -> list[Polygon]:
    """Cells joined with a neighbour, by chance, until so many are left."""
    left: list[Polygon | None] = list(cells)
    tree = shapely.STRtree(cells)
    alive = len(cells)
    for n in chance.permutation(len(cells)):
        if alive <= count:
            break
        if left[n] is not cells[n]:
            continue
        beside = [
            int(m)
            for m in tree.query(cells[n], predicate="touches")
            if left[m] is cells[m] and cells[n].intersection(cells[m]).length > 5
        ]
        if beside:
            mate = beside[int(chance.integers(len(beside)))]
            left[n] = shapely.union(cells[n], cells[mate])
            left[mate] = None
            alive -= 1
    return [cell for cell in left if cell is not None]


def _town(name: str, cells: list[Polygon], chance: np.random.Generator, spread: float) -> Made:
    moved = shapely.transform(np.array(cells, dtype=object), lambda xy: xy + CORNER)
    return _values(name, list(unproject(moved, EPSG)), EPSG, chance, spread)


def _values(
    name: str, blocks: list[Polygon], epsg: int, chance: np.random.Generator, spread: float
) -> Made:
    metric = project(np.array(blocks, dtype=object), epsg)
    count = len(blocks)
    values = {
        "area_m2": shapely.area(metric),
        "road_m": shapely.length(metric) * chance.uniform(0.3, 0.7, count),
        "shops": chance.poisson(np.exp(chance.normal(1, spread, count))).astype(float),
    }
    return Made(name, blocks, values, epsg)
