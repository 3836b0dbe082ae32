"""The ground of the demonstration: real roads in, invented boundary, blocks and communities out.

Only geometry and codes; no table is read or written. The roads are an extract of OpenStreetMap (see
`data/README.md`); the lines that divide the ground follow them and claim to be nobody's real borders.
Noise: none but the seed of the division.
"""

import gzip
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from xiuhua.apps.space.drafts import RoadDraft, SegmentDraft
from xiuhua.apps.space.models import Road
from xiuhua.solvers.blocks import blocks_from_roads, dissolve
from xiuhua.solvers.partition import Problem, Stop, Town, solve, weigh
from xiuhua.solvers.partition.road_work import road_lengths

EXTRACT = Path(__file__).parents[1] / "data" / "demo_roads.osm.gz"
SOURCE = "© OpenStreetMap contributors, ODbL 1.0"
FRAME = box(121.4635, 31.2314, 121.4868, 31.2492)
EPSG = 4549  # CGCS2000, three-degree zone around 120° E
GRIDS, COMMUNITIES = 16, 6
SHARES = {"area_m2": 0.5, "road_m": 0.5}  # of the work in a block
QUICK = Stop(short=1_000, long=5_000, least=200)

_CLASSES = {
    "motorway": (Road.RoadClass.EXPRESSWAY, 25.0),
    "trunk": (Road.RoadClass.EXPRESSWAY, 25.0),
    "primary": (Road.RoadClass.MAIN, 22.0),
    "secondary": (Road.RoadClass.SECONDARY, 16.0),
    "tertiary": (Road.RoadClass.BRANCH, 12.0),
    "residential": (Road.RoadClass.LANE, 8.0),
    "unclassified": (Road.RoadClass.LANE, 8.0),
}
_RANK = list(Road.RoadClass)


@dataclass(frozen=True)
class Way:
    """One line of the extract, clipped to the boundary."""

    osm_id: str
    name: str
    road_class: str
    width_m: float
    line: LineString


@dataclass(frozen=True)
class Ground:
    """Everything drawn."""

    boundary: Polygon
    ways: list[Way]
    stops: list[tuple[str, float, float]]
    blocks: list[Polygon]
    parts: list[
        Polygon
    ]  # of equal work, as many as there will be grids; communities are made of them
    communities: list[BaseGeometry]
    crossings: list[tuple[str, float, float]]

    def roads(self) -> list[RoadDraft]:
        """One road per name, of the highest class any of its lines has."""
        best: dict[str, str] = {}
        for way in self.ways:
            if way.name:
                held = best.get(way.name, way.road_class)
                best[way.name] = min(held, way.road_class, key=_RANK.index)
        return [
            RoadDraft(code=f"R{n:03}", name=name, road_class=best[name], source=SOURCE)
            for n, name in enumerate(sorted(best), 1)
        ]

    def segments(self) -> list[SegmentDraft]:
        """One segment per line, under its road's code."""
        code = {road.name: road.code for road in self.roads()}
        return [
            SegmentDraft(
                code=f"W{way.osm_id}",
                line=way.line,
                road_code=code.get(way.name, ""),
                width_m=way.width_m,
            )
            for way in self.ways
        ]


def lay_out(seed: int) -> Ground:
    """Read the extract and divide the ground. The same seed gives the same ground."""
    ways, stops = _read()
    lines = [line for _, line in ways]
    boundary = _boundary(lines)
    blocks = blocks_from_roads(boundary, lines, EPSG)
    inside = _clipped(ways, boundary)
    divided = _divided(blocks, inside, seed)
    parts = [dissolve([blocks[n] for n in group]) for group in divided]
    together = Town.of(parts, EPSG)
    wide = Problem(together, together.area_m2, COMMUNITIES, 0.5)  # two or three parts each
    groups = solve(wide, QUICK, seed).grids()
    return Ground(
        boundary=boundary,
        ways=inside,
        stops=[(name, x, y) for name, x, y in stops if boundary.contains(Point(x, y))],
        blocks=blocks,
        parts=parts,
        communities=[dissolve([parts[g] for g in group]) for group in groups],
        crossings=_crossings(inside),
    )


def _divided(blocks: list[Polygon], ways: list[Way], seed: int) -> list[list[int]]:
    """Blocks in as many parts of equal work as there will be grids, from which communities are made: so
    grids fit into communities, as in a real subdistrict."""
    town = Town.of(blocks, EPSG)
    lines, kinds = [way.line for way in ways], [way.road_class for way in ways]
    lengths = road_lengths(blocks, lines, kinds, EPSG)
    values = {"area_m2": town.area_m2, "road_m": np.sum(list(lengths.values()), axis=0)}
    found = solve(Problem(town, weigh(values, SHARES), GRIDS, 0.08), QUICK, seed)
    return [group.tolist() for group in found.grids()]


def _read() -> tuple[list[tuple[dict[str, str], LineString]], list[tuple[str, float, float]]]:
    with gzip.open(EXTRACT) as file:
        root = ET.parse(file).getroot()
    point: dict[str, tuple[float, float]] = {}
    stops = {}
    for node in root.iter("node"):
        at = (float(node.get("lon", "")), float(node.get("lat", "")))
        point[node.get("id", "")] = at
        name = _tags(node).get("name", "")
        if "路" in name:
            stops.setdefault(name, (name, *at))
    ways = []
    for way in root.iter("way"):
        points = [point[nd.get("ref", "")] for nd in way.iter("nd")]
        if len(points) > 1:
            ways.append(({**_tags(way), "id": way.get("id", "")}, LineString(points)))
    return ways, list(stops.values())


def _tags(element: ET.Element) -> dict[str, str]:
    return {tag.get("k", ""): tag.get("v", "") for tag in element.iter("tag")}


def _boundary(lines: list[LineString]) -> Polygon:
    """The blocks that lie wholly in the frame, joined: so the boundary runs along roads."""
    rim = FRAME.boundary
    whole = [
        block
        for block in blocks_from_roads(FRAME, lines, EPSG)
        if not block.boundary.intersection(rim).length
    ]
    largest = max(shapely.get_parts(dissolve(whole)), key=lambda part: part.area)
    return Polygon(largest.exterior)


def _clipped(ways: list[tuple[dict[str, str], LineString]], boundary: Polygon) -> list[Way]:
    found = []
    for tags, line in ways:
        kind = tags.get("highway", "").removesuffix("_link")
        # Lines along the boundary count as inside, hence the metre and a half.
        parts = shapely.get_parts(line.intersection(boundary.buffer(1.5e-5)))
        lines = [part for part in parts if part.geom_type == "LineString" and part.length > 1e-4]
        if kind not in _CLASSES or not lines:
            continue
        road_class, width = _CLASSES[kind]
        longest = max(lines, key=lambda part: part.length)
        name = tags.get("name", "") if "link" not in tags.get("highway", "") else ""
        found.append(Way(tags["id"], name, road_class, width, longest))
    return found


def _crossings(ways: list[Way]) -> list[tuple[str, float, float]]:
    """Where two named roads share a vertex: one point for each pair of names."""
    names: defaultdict[tuple[float, float], set[str]] = defaultdict(set)
    for way in ways:
        if way.name:
            for x, y in way.line.coords:
                names[(round(x, 7), round(y, 7))].add(way.name)
    found: dict[str, tuple[str, float, float]] = {}
    for (x, y), here in sorted(names.items()):
        for one, other in combinations(sorted(here), 2):
            title = f"{one}与{other}路口"
            found.setdefault(title, (title, x, y))
    return list(found.values())
