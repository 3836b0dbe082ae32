"""The roads of a subdistrict as stretches to walk, and which of them belong to a grid.

A stretch belongs to each grid that it lies in or along, so roads on a border are walked from both sides. Roads
without a name count as lanes. Nothing here writes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, shape
from shapely.ops import substring

from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Grid, Road, Segment
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import project, unproject
from xiuhua.solvers.rounds import Line, Network, network_of

NAMELESS = Road.RoadClass.LANE
Stretch = tuple[int, float, float]
"""Segment, and from where to where along it in metres."""


@dataclass(frozen=True)
class Ground:
    """All stretches, with the segment and road class of each line."""

    network: Network
    segments: list[int]
    classes: list[str]
    epsg: int

    def key(self, stretch: Line) -> Stretch:
        """How a stretch is written in rows: to the centimetre."""
        return self.segments[stretch.line], round(stretch.from_m, 2), round(stretch.to_m, 2)

    def inside(self, grid: Grid, border_m: float) -> np.ndarray:
        """For each stretch whether its middle lies in the grid or so near to it."""
        if grid.geometry is None:
            raise Refused("grid_without_shape", grid=grid.code)
        area = project(shape(grid.geometry), self.epsg).buffer(border_m)
        shapely.prepare(area)
        lines = [LineString(stretch.points) for stretch in self.network.stretches]
        found: np.ndarray = shapely.contains(
            area, shapely.line_interpolate_point(lines, 0.5, normalized=True)
        )
        return found


def ground_of(subdistrict: Subdistrict) -> Ground:
    """Read the roads of a subdistrict."""
    epsg = subdistrict.projected_epsg
    lines, segments, classes = [], [], []
    rows = Segment.objects.filter(subdistrict=subdistrict).order_by("id")
    for pk, geometry, road_class in rows.values_list("id", "geometry", "road__road_class"):
        lines.append(np.array(_line(geometry, epsg).coords)[:, :2])
        segments.append(pk)
        classes.append(road_class or NAMELESS)
    return Ground(network_of(lines), segments, classes, epsg)


def _line(geometry: Any, epsg: int) -> Any:
    """The one line of a segment in metres; of one in several pieces the longest."""
    parts = shapely.get_parts(shapely.line_merge(shape(geometry)))
    return project(max(parts, key=lambda part: part.length), epsg)


def lines_of(stretches: Sequence[Stretch], epsg: int) -> dict[Stretch, Any]:
    """The lines of stretches in metres; those whose segment is gone are left out."""
    ids = {stretch[0] for stretch in stretches}
    whole = dict(Segment.objects.filter(pk__in=ids).values_list("id", "geometry"))
    metric = {pk: _line(geometry, epsg) for pk, geometry in whole.items()}
    found = {}
    for stretch in stretches:
        line = metric.get(stretch[0])
        if line is not None:
            part = substring(line, stretch[1], stretch[2])
            if part.geom_type == "LineString" and part.length > 0:
                found[stretch] = part
    return found


def drawn(lines: Iterable[Any], epsg: int) -> list[dict[str, Any]]:
    """Lines in metres as GeoJSON in degrees, rounded for drawing."""
    return [
        {
            "type": "LineString",
            "coordinates": [[round(x, 6), round(y, 6)] for x, y in unproject(line, epsg).coords],
        }
        for line in lines
    ]
