"""Where a case lies: a point in any usual system becomes one canonical point, its cell, grid and community."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from xiuhua.apps.space.locating import locate
from xiuhua.rulebook.coordinates import Crs, canonical, read_point
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.cells import cell


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A known place: EPSG:4490 degrees, H3 cell, and the areas in force that hold it."""

    lon: float
    lat: float
    cell: int
    crs_received: str
    grid_id: int | None
    community_id: int | None
    inside: bool


def place(subdistrict_id: int, lon: Any, lat: Any, crs: str, at: dt.datetime) -> Placed:
    """Read a point, convert it once, and find where it lies. Refuses bad coordinates, not outside ones."""
    point = canonical(read_point(lon, lat, crs=crs_of(crs)))
    found = locate(subdistrict_id, point.lon, point.lat, at)
    return Placed(
        lon=point.lon,
        lat=point.lat,
        cell=cell(point.lon, point.lat),
        crs_received=crs,
        grid_id=found.grid_id,
        community_id=found.community_id,
        inside=found.inside,
    )


def crs_of(name: str) -> Crs:
    """The coordinate system a device names; nothing named is the canonical one."""
    try:
        return Crs(name) if name else Crs.CGCS2000
    except ValueError as error:
        raise Refused("crs_unknown", crs=name[:20], known=[str(c) for c in Crs]) from error


def place_inside(subdistrict_id: int, lon: Any, lat: Any, crs: str, at: dt.datetime) -> Placed:
    """The same; a point outside the subdistrict is answered "outside"."""
    placed = place(subdistrict_id, lon, lat, crs, at)
    if not placed.inside:
        raise Refused("point_outside", lon=round(placed.lon, 5), lat=round(placed.lat, 5))
    return placed
