"""City blocks from road lines.

Roads cut the area inside a boundary into faces. Dual carriageways leave slivers between their two
lines and links leave triangles; these are merged into a neighbour, so that blocks tile the boundary
without gaps and no grid is a splinter. Dividing blocks into grids is `partition`'s business.

Faces share their vertices exactly, so neighbours are found by equal edges and not by distance.
"""

import heapq
from collections.abc import Iterable, Sequence

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
