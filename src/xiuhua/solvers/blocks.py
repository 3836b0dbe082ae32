"""City blocks from road lines, and a first division of blocks into grids.

Roads cut the area inside a boundary into faces. Dual carriageways leave slivers between their two
lines and links leave triangles; these are merged into a neighbour, so that blocks tile the boundary
without gaps and no grid is a splinter. `grow_grids` is a modest seeded division, balanced by area,
for a demonstration or a first draft: it must not grow into the optimiser that weighs work and
travel, which will stand beside it.

Faces share their vertices exactly, so neighbours are found by equal edges and not by distance.
"""

import heapq
from collections.abc import Iterable, Sequence
from random import Random

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from xiuhua.rulebook.numbering import order_cells
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import project
from xiuhua.solvers.validity import flaw_of

# border_m[i][j]: metres of border that i and j share; both directions are kept.
Borders = list[dict[int, float]]

# Roads and boundary are brought onto a lattice of a tenth of a millimetre before they are cut at each
# other: a road that was clipped to the boundary ends a rounding error short of it, and would not
# divide anything.
_SNAP_DEG = 1e-9


# --- blocks ---------------------------------------------------------------------------------------


def blocks_from_roads(
    boundary: Polygon | MultiPolygon,
    roads: Iterable[BaseGeometry],
    epsg: int,
    *,
    min_area_m2: float = 2500.0,
    min_width_m: float = 25.0,
) -> list[Polygon]:
    """The blocks between `roads` inside `boundary`, all in degrees; together they are the boundary.

    A face is merged into the neighbour with which it shares the longest border (a real block before
    another sliver) when it is smaller than `min_area_m2`, or so thin that less than a tenth of it is
    left after half of `min_width_m` is taken off all around. Ordered as grids are numbered.
    """
    faces = _faces(boundary, roads)
    metric = project(faces, epsg)
    groups = _merge_slivers(metric, shared_borders(metric), min_area_m2, min_width_m)
    blocks = [dissolve(faces[group]) for group in groups]
    centres = shapely.get_coordinates(shapely.centroid(blocks))
    return [blocks[place] for place in order_cells([(x, y) for x, y in centres])]


def _faces(boundary: BaseGeometry, roads: Iterable[BaseGeometry]) -> np.ndarray:
    if flaw := flaw_of(boundary):
        raise Refused("boundary_invalid", reason=flaw.reason, at=flaw.at)
    shapely.prepare(boundary)
    lines = [road for road in roads if boundary.intersects(road)]
    noded = shapely.union_all([*lines, boundary.boundary], grid_size=_SNAP_DEG)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    # Roads go on beyond the boundary, and its holes are faces too.
    inside = shapely.intersects(boundary, shapely.point_on_surface(faces))
    return np.asarray(faces[inside], dtype=object)


def shared_borders(polygons: Sequence[Polygon] | np.ndarray) -> Borders:
    """For each polygon its neighbours and the length of border shared, in the polygons' own unit.

    Only edges with the same two end points count, as faces of one network have them.
    """
    borders: Borders = [{} for _ in polygons]
    owner: dict[tuple[float, ...], int] = {}
    for place, polygon in enumerate(polygons):
        for ring in shapely.get_rings(polygon):
            corners = shapely.get_coordinates(ring).tolist()
            for (x1, y1), (x2, y2) in zip(corners, corners[1:], strict=False):
                edge = (x1, y1, x2, y2) if (x1, y1) < (x2, y2) else (x2, y2, x1, y1)
                other = owner.setdefault(edge, place)
                if other != place:
                    length = float(np.hypot(x2 - x1, y2 - y1))
                    for one, two in ((place, other), (other, place)):
                        borders[one][two] = borders[one].get(two, 0.0) + length
    return borders


def dissolve(polygons: Sequence[Polygon] | np.ndarray) -> BaseGeometry:
    """One geometry out of polygons that share their edges exactly; a polygon if they hang together."""
    joined = shapely.coverage_union_all(polygons)
    parts = shapely.get_parts(joined)
    return parts[0] if len(parts) == 1 else joined


def _merge_slivers(
    metric: np.ndarray, borders: Borders, min_area_m2: float, min_width_m: float
) -> list[list[int]]:
    """Groups of faces that form one block each. Smallest sliver first, ties by position."""
    groups: list[list[int]] = [[place] for place in range(len(metric))]
    shapes = list(metric)
    borders = [dict(shared) for shared in borders]

    def is_sliver(shape: BaseGeometry) -> bool:
        inner = shape.buffer(-min_width_m / 2)
        return bool(shape.area < min_area_m2 or inner.area < 0.1 * shape.area)

    slivers = {place for place, shape in enumerate(shapes) if is_sliver(shape)}
    queue = [(shapes[place].area, place) for place in slivers]
    heapq.heapify(queue)
    while queue:
        area, place = heapq.heappop(queue)
        if place not in slivers or area != shapes[place].area or not borders[place]:
            continue  # Merged or grown since, or alone in its part of the boundary.
        target = max(borders[place], key=lambda n: (n not in slivers, borders[place][n], -n))
        slivers.discard(place)
        shapes[target] = dissolve([shapes[target], shapes[place]])
        groups[target] += groups[place]
        groups[place] = []
        _join_borders(borders, place, target)
        if target in slivers:
            if is_sliver(shapes[target]):
                heapq.heappush(queue, (shapes[target].area, target))
            else:
                slivers.discard(target)
    return [sorted(group) for group in groups if group]


def _join_borders(borders: Borders, place: int, target: int) -> None:
    """Let `target` have what `place` shared, and forget `place`."""
    for neighbour, length in borders[place].items():
        del borders[neighbour][place]
        if neighbour != target:
            borders[target][neighbour] = borders[target].get(neighbour, 0.0) + length
            borders[neighbour][target] = borders[target][neighbour]
    borders[place] = {}


# --- grids ----------------------------------------------------------------------------------------


# What one unit of cut border weighs against one unit of unevenness (both without dimension): found
# on the Shanghai centre, where it leaves grids round and within about a fifth of the mean area.
_ROUNDNESS = 0.1
# Blocks that share less than this hardly hang together: a street corner is no way through.
_JOINT_M = 20.0


def grow_grids(
    blocks: Sequence[Polygon], k: int, seed: int, epsg: int, *, attempts: int = 12
) -> list[list[int]]:
    """Divide blocks into `k` grids, each in one piece, round and nearly equal in area.

    Each of `attempts` plants k blocks far from one another, lets the smallest grid grow by the
    neighbour that hangs on it most, and then hands border blocks over while that makes the grids
    more equal or rounder; the best attempt is taken. The same seed gives the same grids: lists of
    positions in `blocks`, in the order in which grids are numbered. Blocks must share their edges
    exactly, as `blocks_from_roads` makes them.
    """
    town = _Town(blocks, epsg)
    if not max(1, len(town.pieces)) <= k <= len(blocks):
        raise Refused(
            "grids_cannot_be_grown", grids=k, blocks=len(blocks), separate_parts=len(town.pieces)
        )
    chance = Random(seed)
    drafts = []
    for _ in range(attempts):
        grid_of = _grow(town, _plant(town, k, chance))
        _smooth(town, grid_of, k)
        drafts.append(grid_of)
    return _numbered(min(drafts, key=lambda draft: _cost(town, draft, k)), k, blocks)


class _Town:
    """What a division asks of the blocks: centres, areas, borders, and which borders are joints."""

    def __init__(self, blocks: Sequence[Polygon], epsg: int) -> None:
        metric = project(np.array(blocks, dtype=object), epsg)
        self.centres = shapely.get_coordinates(shapely.centroid(metric))
        self.areas = shapely.area(metric)
        self.borders = shared_borders(metric)
        self.outline = [sum(shared.values()) for shared in self.borders]
        self.joints = _joints(self.borders)
        self.pieces = self.connected(range(len(blocks)))

    def connected(self, places: Iterable[int]) -> list[list[int]]:
        """The places, in pieces that hang together by joints."""
        left = set(places)
        pieces = []
        while left:
            reached: set[int] = set()
            frontier = [min(left)]
            while frontier:
                place = frontier.pop()
                if place not in reached:
                    reached.add(place)
                    frontier += [n for n in self.joints[place] if n in left and n not in reached]
            left -= reached
            pieces.append(sorted(reached))
        return pieces


def _joints(borders: Borders) -> list[set[int]]:
    """Neighbours that truly hang together: all good borders, and lesser ones only where without
    them a block could not be reached at all (longest first)."""
    joints: list[set[int]] = [set() for _ in borders]
    root = list(range(len(borders)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    edges = [(-m, i, j) for i, shared in enumerate(borders) for j, m in shared.items() if i < j]
    for length, i, j in sorted(edges):
        if -length >= _JOINT_M or find(i) != find(j):
            joints[i].add(j)
            joints[j].add(i)
            root[find(i)] = find(j)
    return joints


def _plant(town: _Town, k: int, chance: Random) -> list[int]:
    """k blocks to begin from: one in each piece, then always one far from all the others."""
    planted = [chance.choice(piece) for piece in town.pieces]
    while len(planted) < k:
        gaps = town.centres[:, None, :] - town.centres[None, planted, :]
        nearest = np.hypot(gaps[..., 0], gaps[..., 1]).min(axis=1)
        nearest[planted] = -1.0
        # Of the farthest tenth one by chance, so that attempts differ.
        few = max(1, (len(nearest) - len(planted)) // 10)
        planted.append(int(chance.choice(np.argsort(-nearest, kind="stable")[:few].tolist())))
    return planted


def _grow(town: _Town, planted: Sequence[int]) -> list[int]:
    """Each block's grid: again and again the smallest grid that still can takes a free block."""
    grid_of = [-1] * len(town.areas)
    rims: list[dict[int, float]] = [{} for _ in planted]

    def take(place: int, grid: int) -> None:
        grid_of[place] = grid
        for neighbour in town.joints[place]:
            length = town.borders[place][neighbour]
            rims[grid][neighbour] = rims[grid].get(neighbour, 0.0) + length

    for grid, place in enumerate(planted):
        take(place, grid)
    queue = [(float(town.areas[place]), grid) for grid, place in enumerate(planted)]
    heapq.heapify(queue)
    while queue:
        area, grid = heapq.heappop(queue)
        free = [place for place in rims[grid] if grid_of[place] < 0]
        if not free:
            continue
        away = np.hypot(*(town.centres[free] - town.centres[planted[grid]]).T)
        hold = np.array([rims[grid][place] / town.outline[place] for place in free])
        taken = free[int(np.argmax(hold - away / away.max()))]
        take(taken, grid)
        heapq.heappush(queue, (area + float(town.areas[taken]), grid))
    return grid_of


def _cost(town: _Town, grid_of: Sequence[int], k: int) -> float:
    """Unevenness (mean squared deviation from the mean area) plus weighted cut border per grid."""
    mean = town.areas.sum() / k
    sizes = np.bincount(grid_of, weights=town.areas, minlength=k)
    cut = sum(
        length
        for place, shared in enumerate(town.borders)
        for neighbour, length in shared.items()
        if grid_of[place] < grid_of[neighbour]
    )
    return float(((sizes / mean - 1) ** 2).sum() + _ROUNDNESS * cut / np.sqrt(mean)) / k


def _smooth(town: _Town, grid_of: list[int], k: int) -> None:
    """Hand single blocks over to a neighbouring grid as long as that lowers the cost."""
    mean = float(town.areas.sum()) / k
    sizes = np.bincount(grid_of, weights=town.areas, minlength=k).tolist()
    for _ in range(20 * len(grid_of)):
        move = _best_move(town, grid_of, sizes, mean)
        if move is None:
            return
        place, target = move
        sizes[grid_of[place]] -= town.areas[place]
        sizes[target] += town.areas[place]
        grid_of[place] = target


def _best_move(
    town: _Town, grid_of: Sequence[int], sizes: Sequence[float], mean: float
) -> tuple[int, int] | None:
    """The cheapest hand-over (block, new grid) that leaves the old grid in one piece, if any helps."""
    moves = []
    for place, grid in enumerate(grid_of):
        towards: dict[int, float] = {}
        for neighbour, length in town.borders[place].items():
            towards[grid_of[neighbour]] = towards.get(grid_of[neighbour], 0.0) + length
        joined = {grid_of[neighbour] for neighbour in town.joints[place]} - {grid}
        for target in joined:
            area = float(town.areas[place])
            even = 2 * area * (area + sizes[target] - sizes[grid]) / mean**2
            cut = (towards.get(grid, 0.0) - towards[target]) / mean**0.5
            if (change := even + _ROUNDNESS * cut) < -1e-9:
                moves.append((change, place, target))
    for _, place, target in sorted(moves):
        rest = [p for p, g in enumerate(grid_of) if g == grid_of[place] and p != place]
        if len(town.connected(rest)) == 1:
            return place, target
    return None


def _numbered(grid_of: Sequence[int], k: int, blocks: Sequence[Polygon]) -> list[list[int]]:
    grids = [[p for p, g in enumerate(grid_of) if g == grid] for grid in range(k)]
    shapes = [dissolve([blocks[p] for p in grid]) for grid in grids]
    centres = shapely.get_coordinates(shapely.centroid(shapes))
    return [grids[place] for place in order_cells([(x, y) for x, y in centres])]
