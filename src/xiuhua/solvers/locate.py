"""Which area a point lies in: an immutable index in memory, asked for every report.

Scalar and vectorised answers are the same by test. What lies outside all areas is answered None,
never "the nearest one": that is a separate question (`nearest`) with a limit. This module must not
know what a grid is, nor cache by time: the caller builds a new index when the areas change.
"""

from collections.abc import Hashable, Iterable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from xiuhua.rulebook.coordinates import metric_epsg
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import project, project_xy
from xiuhua.solvers.validity import flaw_of

# Up to so many areas, comparing bounds costs less than making a point object of each point.
FEW = 64
Key = Any  # hashable and mutually comparable: a code or a primary key


class Nearest(NamedTuple):
    """The area nearest to a point and how far off its border is; 0 when the point lies in it."""

    key: Key
    distance_m: float


class Locator:
    """Areas by key, for points in degrees, longitude first.

    Borders belong to the area. A point in several (a shared border, or areas that overlap) is
    answered with the smallest key, so that the same point always goes to the same desk.
    """

    def __init__(self, areas: Iterable[tuple[Key, BaseGeometry]], epsg: int | None = None) -> None:
        """Index `areas`; `epsg` is the projection for distances, by default that of their middle."""
        ordered = sorted(areas, key=lambda area: area[0])
        self.keys: tuple[Key, ...] = tuple(key for key, _ in ordered)
        for key, geometry in ordered:
            if flaw := flaw_of(geometry):
                raise Refused("area_invalid", key=str(key), reason=flaw.reason, at=flaw.at)
        if len(set(self.keys)) != len(self.keys):
            raise Refused("area_key_twice", key=str(_first_double(self.keys)))
        # Own copies: preparing marks a geometry, and the caller's stay as they were.
        self._shapes = np.array([shapely.from_wkb(g.wkb) for _, g in ordered], dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        self._epsg = epsg
        self._build_indexes()

    def __len__(self) -> int:
        return len(self.keys)

    def locate(self, lon: float, lat: float) -> Key | None:
        """The key of the area the point lies in, or None outside all of them."""
        shapes = self._shapes
        # Positions follow the sorted keys, so the lowest position that fits is the smallest key.
        candidates = self._tree.query(shapely.Point(lon, lat))
        if len(candidates) > 1:
            candidates.sort()
        for position in candidates:
            if shapely.intersects_xy(shapes[position], lon, lat):
                return self.keys[position]
        return None

    def locate_many(self, lons: Any, lats: Any) -> np.ndarray:
        """`locate` for arrays of points: an object array of keys, None outside."""
        x, y = np.asarray(lons, dtype=float).ravel(), np.asarray(lats, dtype=float).ravel()
        if x.shape != y.shape:
            raise ValueError("as many latitudes as longitudes are needed")
        found = np.full(x.shape, None, dtype=object)
        near = self._in_bounds(x, y) if len(self.keys) <= FEW else self._in_tree(x, y)
        for position in reversed(range(len(self.keys))):  # the smallest key is written last
            at = near[position]
            inside = shapely.intersects_xy(self._shapes[position], x[at], y[at])
            for index in at[inside].tolist():
                found[index] = self.keys[position]
        return found

    def _in_bounds(self, x: np.ndarray, y: np.ndarray) -> list[np.ndarray]:
        """For each area the points within its bounds; with few areas cheaper than a tree of points."""
        return [
            np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
            for west, south, east, north in shapely.bounds(self._shapes)
        ]

    def _in_tree(self, x: np.ndarray, y: np.ndarray) -> list[np.ndarray]:
        """The same by the tree."""
        points, areas = self._tree.query(shapely.points(x, y))
        by_area = np.argsort(areas, kind="stable")
        starts = np.searchsorted(areas[by_area], np.arange(1, len(self.keys)))
        return np.split(points[by_area], starts)

    def nearest(self, lon: float, lat: float, max_m: float) -> Nearest | None:
        """The nearest area within `max_m`, distance 0 inside one; ties go to the smallest key."""
        if (inside := self.locate(lon, lat)) is not None:
            return Nearest(inside, 0.0)
        if not self.keys or (point := self._metric_point(lon, lat)) is None:
            return None
        positions, distances = self._metric_tree.query_nearest(
            point, max_distance=max_m, return_distance=True
        )
        if not len(positions):
            return None
        return Nearest(self.keys[positions.min()], float(distances[0]))

    def border_distance_m(self, lon: float, lat: float) -> float | None:
        """How far inside its area a point lies, to judge a fix of limited accuracy; None outside."""
        if (key := self.locate(lon, lat)) is None:
            return None
        point = self._metric_point(lon, lat)
        return float(shapely.distance(self._metric_shapes[self.keys.index(key)].boundary, point))

    def _build_indexes(self) -> None:
        """Ask once inside each area: GEOS builds its indexes at the first question and without a
        lock, so they must stand before threads share the locator."""
        if len(self._shapes):
            inside = shapely.point_on_surface(self._shapes)
            self._tree.query(inside)
            shapely.intersects_xy(self._shapes, shapely.get_x(inside), shapely.get_y(inside))

    def _metric_point(self, lon: float, lat: float) -> shapely.Point | None:
        east, north = project_xy(lon, lat, self.epsg)
        return shapely.Point(east, north) if np.isfinite((east, north)).all() else None

    @cached_property
    def epsg(self) -> int:
        """The projection distances are measured in."""
        if self._epsg is not None:
            return self._epsg
        west, south, east, north = shapely.total_bounds(self._shapes)
        return metric_epsg((west + east) / 2, (south + north) / 2)

    @cached_property
    def _metric_shapes(self) -> np.ndarray:
        return np.asarray(project(self._shapes, self.epsg), dtype=object)

    @cached_property
    def _metric_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._metric_shapes)


def _first_double(keys: Iterable[Hashable]) -> Hashable:
    seen: set[Hashable] = set()
    return next(key for key in keys if key in seen or seen.add(key))  # type: ignore[func-returns-value]
