"""Which road each border runs along, and what cutting it there counts for.

A border between blocks is a piece of road, of a community limit, a river, or nothing: a line through a
compound. People know the first ones, so cutting there is cheap. What each counts for is the caller's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from xiuhua.solvers.measure import project
from xiuhua.solvers.partition.borders import NEAR_M
from xiuhua.solvers.partition.town import Edges, Town

# A border runs along a road if it keeps within this of its line: half a wide dual carriageway.
ALONG_M = 15.0
NO_ROAD = ""


@dataclass(frozen=True)
class Line:
    """A road, rail or river in degrees: its name, its kind, and whether it bars the way."""

    geometry: BaseGeometry
    name: str = ""
    kind: str = NO_ROAD
    is_barrier: bool = False


# What a metre of border counts for by the kind of road it runs along; `NO_ROAD` is through a compound.
FACTORS: Mapping[str, float] = {
    "expressway": 0.6,
    "main": 0.6,
    "secondary": 0.8,
    "branch": 1.0,
    "lane": 1.6,
    "barrier": 0.3,
    NO_ROAD: 3.0,
}
# A limit of a community halves what its border counts for.
LIMIT_FACTOR = 0.5


@dataclass(frozen=True)
class Along:
    """For each border of a town (as its edges stand) the line it follows, -1 for none, and the limit."""

    lines: Sequence[Line]
    line_of: np.ndarray
    is_limit: np.ndarray
    limits: np.ndarray | None = field(default=None)


def follow(
    town: Town, blocks: Sequence[Polygon], lines: Sequence[Line], epsg: int,
    limits: np.ndarray | None = None,
) -> Along:  # fmt: skip
    """Find the line each border runs along: the one with the most of it within ALONG_M, if over half."""
    edges = town.edges
    is_limit = np.zeros(len(edges.other), bool)
    if limits is not None:
        is_limit = limits[edges.here] != limits[edges.other]
    line_of = np.full(len(edges.other), -1, np.int64)
    if not lines or not len(edges.other):
        return Along(lines, line_of, is_limit, limits)
    metric = project(np.array(blocks, dtype=object), epsg)
    once = np.flatnonzero(edges.here < edges.other)
    rims = shapely.boundary(metric)
    swollen = shapely.buffer(rims, NEAR_M, cap_style="flat")
    shared = shapely.intersection(rims[edges.here[once]], swollen[edges.other[once]])
    found = _longest_along(
        shared, project(np.array([line.geometry for line in lines], dtype=object), epsg)
    )
    line_of[once] = found
    there = {
        (int(i), int(j)): int(n)
        for i, j, n in zip(edges.here[once], edges.other[once], found, strict=True)
    }
    for at in np.flatnonzero(edges.here > edges.other):
        line_of[at] = there[int(edges.other[at]), int(edges.here[at])]
    return Along(lines, line_of, is_limit, limits)


def _longest_along(borders: np.ndarray, lines: np.ndarray) -> np.ndarray:
    zones = shapely.buffer(lines, ALONG_M, cap_style="flat")
    border, line = shapely.STRtree(zones).query(borders, predicate="intersects")
    metres = shapely.length(shapely.intersection(borders[border], zones[line]))
    half = shapely.length(borders) / 2
    found, most = np.full(len(borders), -1, np.int64), np.zeros(len(borders))
    for at in np.lexsort((line, border)):
        n = border[at]
        if metres[at] > max(most[n], half[n]):
            most[n], found[n] = metres[at], line[at]
    return found


def known_roads(town: Town, along: Along, factors: Mapping[str, float] = FACTORS) -> Town:
    """The same town, its borders dear or cheap by what they run along; barriers are no way through.

    A barrier stays a way where without it the town would fall apart.
    """
    edges = town.edges
    kinds = [NO_ROAD if n < 0 else _kind(along.lines[n]) for n in along.line_of]
    factor = np.array([factors.get(kind, 1.0) for kind in kinds])
    factor = np.where(along.is_limit, factor * LIMIT_FACTOR, factor)
    barred = np.array([n >= 0 and along.lines[n].is_barrier for n in along.line_of], bool)
    open_ = Edges(edges.first, edges.other, edges.border_m, edges.border_m * factor, edges.joint)
    closed = replace(open_, joint=edges.joint & ~barred)
    barriered = replace(town, edges=closed)
    return barriered if len(barriered.pieces) == len(town.pieces) else replace(town, edges=open_)


def _kind(line: Line) -> str:
    return "barrier" if line.is_barrier else line.kind
